#!/usr/bin/env python3
"""Make, or check, tests/vectors/end-to-end.

usage: make_end_to_end.py [--check] [--tree DIR] [FOLDER]

Without --check the files of FOLDER (default: tests/vectors/end-to-end) are
written; with it they are made in memory and compared, and the exit code is 1
if a byte differs. --tree DIR also writes the published static tree into DIR,
with every partial tile of every checkpoint. README.md of the folder says what
each file holds.
"""

import argparse
import hashlib
import json
import os
import sys

from chancery2 import (
    canon, ids, ledger, merkle, note, proof, question, static, trie)

HERE = os.path.dirname(os.path.abspath(__file__))
MODEL = os.path.join(HERE, "../vectors/model")
FOLDER = os.path.join(HERE, "../vectors/end-to-end")
ORIGIN = "register.example/foreign-contacts"
PUBLISHED_ON = "2024-06-03"
# After which entry of vectors/model a checkpoint is made: the founding pair,
# the first registrations, the two tallies, the split, the opening, the end.
CHECKPOINT_AFTER = (1, 13, 15, 18, 23, 33)
DAYS = ("2020-01-01", "2022-12-31")


def read(name):
    with open(os.path.join(MODEL, name), encoding="utf-8") as f:
        return f.read()


def log_seed():
    for line in read("keys.tsv").split("\n"):
        if line.startswith("log\t"):
            return bytes.fromhex(line.split("\t")[1])
    raise SystemExit("keys.tsv has no row 'log'")


def index_root_entry(covered, at, registrar, book):
    """The leaf of model 2.11 at number `covered`."""
    top = trie.top_bytes(trie.build(book.past(covered)))
    body = {"covered": covered, "mapping": 1,
            "root": trie.root(ORIGIN, 1, covered, top).hex(),
            "top": top.hex()}
    return canon.write({"chancery": 1, "entry": {
        "at": at, "body": body, "by": registrar,
        "id": ids.text("index-root", covered.to_bytes(16, "big")),
        "prev": None, "register": ORIGIN, "seal": None,
        "type": "index-root"}, "sig": []})


class Register:
    """The log of this vector, entry by entry."""

    def __init__(self):
        self.book = ledger.Ledger(ORIGIN)
        self.tree = merkle.Tree()
        self.leaves, self.secrets = [], {}
        self.sources = []       # number in vectors/model, or None
        self.checkpoints = []   # note bytes
        self.sizes = []
        self.seed = log_seed()
        for r in map(json.loads, read("entries.jsonl").split("\n")[:-1]):
            self.append(r["canonical"].encode(), r["number"])
            if r["seed"]:
                n = len(self.leaves) - 1
                self.secrets[n] = bytes.fromhex(r["seed"]), r["values"]
            if r["number"] in CHECKPOINT_AFTER:
                self.checkpoint()

    def append(self, leaf, source):
        verdict = self.book.add(leaf)
        if str(verdict) != "valid":
            raise SystemExit(f"entry {len(self.leaves)}: {verdict}")
        self.leaves.append(leaf)
        self.sources.append(source)
        self.tree.append(merkle.leaf_hash(leaf))

    def checkpoint(self):
        registrar = self.book.policy().body["registrar"]
        at = self.book.entries[-1].at
        leaf = index_root_entry(len(self.leaves), at, registrar, self.book)
        self.append(leaf, None)
        self.sizes.append(len(self.leaves))
        self.checkpoints.append(note.sign_checkpoint(
            self.seed, ORIGIN, len(self.leaves), self.tree.root()))

    @property
    def key(self):
        return note.parse_vkey(self.book.entries[0].body["log_key"])

    def at_size(self, size):
        """(top node, index-root leaf, path, checkpoint) of a checkpoint."""
        covered = size - 1
        return trie.build(self.book.past(covered)), self.leaves[covered], \
            self.tree.inclusion(covered, size), \
            self.checkpoints[self.sizes.index(size)]

    def answer(self, questions, size):
        top, root, path, checkpoint = self.at_size(size)
        blocks = [proof.make_block(top, q, self.leaves) for q in questions]
        made = proof.print_proof(
            proof.Proof(root, size - 1, path, blocks, checkpoint))
        proof.check_proof(made, self.key, questions)
        return made


def line(values):
    return "\t".join(map(str, values)) + "\n"


def whole(first):
    """A question with its rest parts and its sealed block."""
    q = question.parse(first)
    return [first] + [question.text(c) for c in question.companions([q])]


def questions(number):
    """{file name: (canonical questions, checkpoint size)}."""
    member, ambassador = number["member"], number["ambassador"]
    days = "from={} to={}".format(*DAYS)
    pair = f"pairs official={member} state=XB"
    return {
        "count": (whole(f"{pair} counterpart={ambassador} kind=1 {days} "
                        "count"), 40),
        "groups": (whole(f"{pair} kind=1 {days} groups(counterpart)"), 40),
        "list": (whole(f"{pair} counterpart={ambassador} {days} list"), 40),
        "past": (whole(f"{pair} counterpart={ambassador} kind=1 {days} "
                       "count"), 19),
        "absent": (whole(f"{pair} counterpart={ambassador} kind=1..2 "
                         "from=2023-01-01 count"), 40),
        "empty": ([f"official official={member} count"], 3)}


def checkpoint_rows(r):
    out = line(["size", "root", "covered", "top", "R", "postings", "note"])
    for size, text in zip(r.sizes, r.checkpoints):
        body = r.book.entries[size - 1].body
        out += line([size, r.tree.root(size).hex(), size - 1, body["top"],
                     body["root"], len(r.book.past(size - 1)),
                     note.b64(text)])
    return out.encode()


def entry_rows(r):
    out = b""
    for n, leaf in enumerate(r.leaves):
        row = {"number": n, "model": r.sources[n], "canonical": leaf.decode(),
               "leaf_hash": r.tree.levels[0][n].hex(),
               "root": r.tree.root(n + 1).hex()}
        out += json.dumps(row, ensure_ascii=False).encode() + b"\n"
    return out


def posting_rows(r):
    out = line(["key", "times", "struck_by", "entry leaf hash"])
    for p in r.book.past(len(r.leaves)):
        out += line([p.key.hex(), p.times, p.struck_by, p.leaf_hash.hex()])
    return out.encode()


def tree_files(r):
    """Every file of the published tree, partial tiles of all sizes too."""
    out = {}
    for size in r.sizes:
        out.update(static.tree_files(r.leaves, size))
    out.update(static.opening_files(r.book, r.secrets, PUBLISHED_ON))
    out["checkpoint"] = r.checkpoints[-1]
    return out


def tree_rows(files):
    out = line(["path", "bytes", "sha256"])
    for path, data in sorted(files.items()):
        out += line([path, len(data), hashlib.sha256(data).hexdigest()])
    return out.encode()


def proof_rows(files, asked):
    out = line(["file", "size", "bytes", "sha256", "questions"])
    for name, (texts, size) in asked.items():
        data = files[f"{name}.chancery-proof"]
        out += line([name, size, len(data), hashlib.sha256(data).hexdigest(),
                     "; ".join(texts)])
    return out.encode()


def make():
    """({path: bytes} of the vector, {path: bytes} of the static tree)."""
    r = Register()
    number = {
        "member": r.book.number_of("person:7avb4zfh18cbk4v5mm704x4f1h"),
        "ambassador": r.book.number_of("person:3q3zm62zf9cmxs0ar769fnfckz")}
    asked = questions(number)
    tree = tree_files(r)
    out = {
        "vkey": (note.vkey(r.key) + "\n").encode(),
        "log.key": "PRIVATE+KEY+{}+{}+{}\n".format(
            ORIGIN, r.key.id.hex(), note.b64(b"\x01" + r.seed)).encode(),
        "entries.jsonl": entry_rows(r), "checkpoints.tsv": checkpoint_rows(r),
        "postings.tsv": posting_rows(r), "static.tsv": tree_rows(tree),
        "openings-000.jsonl": tree["openings/000"]}
    for name, (texts, size) in asked.items():
        out[f"{name}.chancery-proof"] = r.answer(texts, size)
    out["proofs.tsv"] = proof_rows(out, asked)
    n = r.sources.index(17)     # a contact of the split
    out["entry.tlog-proof"] = proof.print_tlog(
        n, r.tree.inclusion(n, r.sizes[-1]), r.checkpoints[-1])
    proof.check_tlog(out["entry.tlog-proof"], r.leaves[n], r.key)
    return out, tree


def write(folder, files):
    for path, data in files.items():
        at = os.path.join(folder, *path.split("/"))
        os.makedirs(os.path.dirname(at), exist_ok=True)
        with open(at, "wb") as f:
            f.write(data)


def compare(folder, files):
    differ = 0
    for path, data in files.items():
        if static.read(folder, path) != data:
            print(f"{path}: differs")
            differ += 1
    for path in set(static.files(folder)) - set(files) - {"README.md"}:
        print(f"{path}: not made by this program")
        differ += 1
    print(f"end-to-end: {len(files) - differ} agree, {differ} differ")
    return differ


def main():
    p = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    p.add_argument("--check", action="store_true")
    p.add_argument("--tree", metavar="DIR")
    p.add_argument("folder", nargs="?", default=FOLDER)
    given = p.parse_args()
    files, tree = make()
    if given.tree:
        write(given.tree, tree)
    if given.check:
        return 1 if compare(given.folder, files) else 0
    write(given.folder, files)
    return 0


if __name__ == "__main__":
    sys.exit(main())
