#!/usr/bin/env python3
"""Check a proof file, a bundle or a .tlog-proof (index 7.5, log 4.1, A5.7).

usage: verify_proof.py FILE VKEY [--question Q ...] [--bare]
                       [--witness VKEY ...] [--quorum N] [--entry LEAF]

--question names what was asked, in canonical text; give it once for each
first part. The file must then answer exactly these, with the rest parts and
the sealed block that belong to them; with --bare exactly these alone. Without
--question the file's own questions are taken, and the output says so. --entry
names a file with the entry's bytes, for a .tlog-proof. Exits 0 when everything
holds, 1 with the reason when it does not, 2 for usage.
"""

import argparse
import sys

from chancery2 import note, proof, question
from chancery2.refusal import Refusal


def read(path):
    with open(path, "rb") as f:
        return f.read()


def wanted(texts, bare):
    """Canonical texts of every block that the file must hold."""
    if not texts:
        return None
    mains = [question.parse(t) for t in texts]
    return texts if bare else \
        texts + [question.text(q) for q in question.companions(mains)]


def say_block(q, tally):
    print("question", question.text(q))
    print("answer certain={} possible={} struck={}".format(*tally.total()))
    for g, *row in tally.answer() if q.mode == "groups" else []:
        print("group", question.value_text(q.group, g), *row)
    numbers = sorted({int.from_bytes(k[-6:], "big")
                      for k, _, _, _ in tally.listed})
    if q.mode == "list":
        print("entries", *numbers)


def say_checkpoint(point, signers):
    print(f"checkpoint size={point.size} origin={point.origin}")
    for key, seconds in sorted(signers.items()):
        print("signed", key.name, *([f"time={seconds}"] if seconds else []))


def check_quorum(signers, quorum):
    count = sum(1 for k in signers if k.kind == note.COSIGNATURE)
    if count < quorum:
        raise Refusal("quorum", f"{count} of {quorum} witnesses")


def check(data, given, key, witnesses):
    asked = wanted(given.question, given.bare)
    if data.startswith(proof.TLOG_HEAD.encode()):
        if given.entry is None:
            raise Refusal("entry", "a .tlog-proof needs --entry LEAF")
        point, index, signers = proof.check_tlog(
            data, read(given.entry), key, witnesses)
        check_quorum(signers, given.quorum)
        print("index", index)
        say_checkpoint(point, signers)
        return
    if data.startswith(proof.BUNDLE_HEAD.encode()):
        parts = proof.check_bundle(data, key, asked, witnesses)
    else:
        parts = [proof.check_proof(data, key, asked, witnesses)]
    for part in parts:
        check_quorum(part.signers, given.quorum)
        for q, tally in part.tallies:
            say_block(q, tally)
    say_checkpoint(parts[0].checkpoint, parts[0].signers)
    print(f"index root {parts[0].root.body['root']} "
          f"at {parts[0].root.at}")


def main():
    p = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    p.add_argument("file", metavar="FILE")
    p.add_argument("vkey", metavar="VKEY")
    p.add_argument("--question", action="append", default=[])
    p.add_argument("--bare", action="store_true")
    p.add_argument("--witness", action="append", default=[])
    p.add_argument("--quorum", type=int, default=0)
    p.add_argument("--entry")
    given = p.parse_args()
    try:
        key = note.parse_vkey(given.vkey)
        witnesses = [note.parse_vkey(w) for w in given.witness]
        data = read(given.file)
    except (Refusal, OSError) as e:
        print(e, file=sys.stderr)
        return 2
    try:
        check(data, given, key, witnesses)
    except Refusal as r:
        print("differs:", r)
        return 1
    print("ok" if given.question else "ok, for the file's own questions")
    return 0


if __name__ == "__main__":
    sys.exit(main())
