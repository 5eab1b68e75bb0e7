#!/usr/bin/env python3
"""Tests of the second implementation itself, in TAP.

usage: test_second.py [--questions N]

Prover, verifier and two ways to build the trie against the naive oracle over
generated registers; every bit of a proof file and of a small tree flipped;
rules of model 2 as named rows.
"""

import argparse
import functools
import io
import os
import random
import sys
import tempfile
from contextlib import redirect_stdout

import generate
import naive
import verify_tree
from chancery2 import (
    check, ed25519, edtf, ledger, note, proof, question, slots, static, trie)
from chancery2.refusal import Refusal

ed25519.verify = functools.lru_cache(maxsize=4096)(ed25519.verify)
ledger.VERIFY["ed25519"] = ed25519.verify
E2E = os.path.join(os.path.dirname(os.path.abspath(__file__)),
                   "../vectors/end-to-end")


class Tap:
    def __init__(self):
        self.count, self.failed = 0, 0

    def row(self, name, ok, words=""):
        self.count += 1
        self.failed += not ok
        print(f"{'ok' if ok else 'not ok'} {self.count} - {name}"
              + (f" # {words}" if words else ""))

    def end(self):
        print(f"1..{self.count}")
        return 1 if self.failed else 0


# Against the oracle.

def random_day(r):
    return edtf.day(f"{r.randint(2017, 2024)}-{r.randint(1, 12):02}-"
                    f"{r.randint(1, 28):02}")


def random_question(r, g):
    """A question that often meets something."""
    view = r.choice(list(question.VIEWS))
    free = [n for n, _, _ in question.LAYOUT[view]
            if n not in question.UNFREE]
    q = question.Question(view, {}, None, None,
                          r.choice(["count", "count", "list", "groups"]))
    numbers = [g.book.number_of(i) for i in
               g.members + g.foreign + g.posts + g.missions + g.contacts]
    values = {
        "kind": lambda: r.randint(0, 10),
        "state": lambda: int.from_bytes(r.choice(
            generate.STATES).upper().encode(), "big")}
    group = r.randrange(len(free))
    for k, name in enumerate(free):
        must = q.mode == "groups" and k < group
        if must or r.random() < 0.6:
            v = w = values.get(name, lambda: r.choice([0, *numbers]))()
            if not must and name != "state" and r.random() < 0.3:
                w = v + r.randint(0, 40 if name != "kind" else 10 - v)
            q.ranges[name] = (v, w)
    if q.mode == "groups":
        q.group = free[group]
    if q.dated:
        days = sorted((random_day(r), random_day(r)))
        q.first = days[0] if r.random() < 0.7 else None
        q.last = days[1] if r.random() < 0.7 else None
    return q


def same_answer(top, text, rows, covered):
    q = question.parse(text)
    data, told = trie.prove(top, q)
    d, seen = check.check(data, q)
    want = naive.answer(rows, text, covered)
    have = {"question": text, "answer": seen.answer(),
            "entries": sorted({int.from_bytes(k[-6:], "big")
                               for k, _, _, _ in seen.listed})}
    if q.mode != "list":
        have["entries"] = want["entries"]   # known to the oracle alone
    return d == trie.top_bytes(top) and have == want and \
        told.answer() == seen.answer(), have, want


def check_oracle(tap, imprecise, count):
    g = generate.Generator(f"oracle {imprecise}", imprecise, False,
                           25).run(150)
    rows = naive.read([leaf.decode() for leaf in g.leaves])
    r = random.Random(imprecise)
    tops = {len(g.leaves): trie.build(g.book.past(len(g.leaves)))}
    for _ in range(12):
        m = r.randrange(len(g.leaves))
        tops[m] = trie.build(g.book.past(m))
    bad, some = 0, 0
    for _ in range(count):
        covered = r.choice(list(tops))
        text = question.text(random_question(r, g))
        ok, have, want = same_answer(tops[covered], text, rows, covered)
        some += any(any(x[1:]) for x in want["answer"])
        if not ok:
            bad += 1
            print(f"# {covered}: have {have}, want {want}")
    tap.row(f"{count} questions, {imprecise} % imprecise, equal the oracle",
            bad == 0, f"{some} not empty")
    tap.row("most sorts of questions meet something", some > count // 5)
    tap.row(f"{imprecise} % imprecise: insertion equals building",
            g.trie.digest() == trie.top_bytes(tops[len(g.leaves)]))


# Broken proofs.

def refused(data, key, asked):
    try:
        proof.check_proof(data, key, asked)
        return False
    except Refusal:
        return True


def check_flips(tap, name, step):
    """Every step-th bit flipped, every length cut to, of one proof file."""
    with open(os.path.join(E2E, f"{name}.chancery-proof"), "rb") as f:
        data = f.read()
    with open(os.path.join(E2E, "vkey"), encoding="utf-8") as f:
        key = note.parse_vkey(f.read().strip())
    asked = [b.question for b in proof.parse_proof(data).blocks]
    tap.row(f"{name}: whole file", not refused(data, key, asked))
    through = []
    bits = range(0, 8 * len(data), step)
    for bit in bits:
        spoiled = bytearray(data)
        spoiled[bit // 8] ^= 1 << bit % 8
        if not refused(bytes(spoiled), key, asked):
            through.append(bit)
    tap.row(f"{name}: {len(bits)} single-bit flips refused",
            not through, str(through[:5]) if through else "")
    short = [n for n in range(0, len(data), step)
             if not refused(data[:n], key, asked)]
    tap.row(f"{name}: {-(-len(data) // step)} truncations refused", not short)
    tap.row(f"{name}: a byte more refused",
            refused(data + b"\n", key, asked))


def audited(folder, key):
    out = io.StringIO()
    try:
        with redirect_stdout(out):
            verify_tree.audit(folder, key, generate.TODAY)
        return True
    except (verify_tree.Difference, Refusal):
        return False


def check_tree_flips(tap):
    """One flip in each 16th byte of a small tree's files."""
    g = generate.Generator("flips", 20, True, 9).run(8)
    files = g.tree()
    with tempfile.TemporaryDirectory() as folder:
        for path, data in files.items():
            at = os.path.join(folder, path)
            os.makedirs(os.path.dirname(at), exist_ok=True)
            with open(at, "wb") as f:
                f.write(data)
        tap.row("tree: as published", audited(folder, g.log_key))
        for path, data in sorted(files.items()):
            through = []
            for k in range(0, len(data), 16):
                spoiled = bytearray(data)
                spoiled[k] ^= 1 << (k // 16) % 8
                with open(os.path.join(folder, path), "wb") as f:
                    f.write(spoiled)
                if audited(folder, g.log_key):
                    through.append(k)
            with open(os.path.join(folder, path), "wb") as f:
                f.write(data)
            tap.row(f"tree: flips in {path}", not through, str(through[:3])
                    if through else "")
        check_lost_line(tap, folder, g)


def check_lost_line(tap, folder, g):
    at = os.path.join(folder, "openings/000")
    with open(at, "rb") as f:
        lines = f.read().split(b"\n")
    with open(at, "wb") as f:
        f.write(b"\n".join(lines[1:]))
    tap.row("tree: a lost opening is told", not audited(folder, g.log_key))


# Rules of model 2, row by row.

def live(g):
    """Contacts that count, from the last state."""
    q = question.parse("versions count")
    data, _ = trie.prove(g.trie.top, q)
    return check.check(data, q)[1].total()


def ground():
    g = generate.Generator("rules", 0, False, 1000)
    return g, g.contact(plain(g))


def plain(g, **more):
    body = g.body(kind="call", status="held", times=3, subject=g.members[0],
                  parties=[g.party("home", g.members[0]),
                           g.party("foreign", g.foreign[0], state="xb")],
                  visibility={"tier": "public"},
                  when={"edtf": "2021-03-04"})
    return {**body, **more}


def version(g, i, prev, **more):
    b = plain(g, **more)
    old = g.book.entries[g.book.chains[i].last].body
    b["amendment"] = {
        "changed": sorted("/" + k for k in b if b[k] != old.get(k)),
        "code": "correction", "evidence": []}
    g.contact(b, i=i, prev=prev)


def tip(g, i):
    return g.book.chains[i].tip


def rule_amend():
    g, i = ground()
    version(g, i, tip(g, i), times=5)
    return live(g), [5, 5, 3]


def rule_annul():
    g, i = ground()
    g.annul(i)
    return live(g), [0, 0, 3]


def rule_revive():
    g, i = ground()
    g.annul(i)
    version(g, i, tip(g, i), times=2)
    return live(g), [2, 2, 3]


def rule_not_held():
    g, i = ground()
    version(g, i, tip(g, i), times=1, status="cancelled")
    return live(g), [0, 0, 3]


def rule_counter():
    g, i = ground()
    g.contact(plain(g, counter_of=i))
    return live(g), [3, 3, 0]


def rule_competing():
    g, i = ground()
    first = tip(g, i)
    version(g, i, first, times=5)
    b = plain(g, times=9)
    b["amendment"] = {"changed": ["/times"], "code": "correction",
                      "evidence": []}
    g.contact(b, i=i, prev=first,
              expect="valid, note: competing: not in force")
    return live(g), [5, 5, 3]


def rule_second_annul():
    g, i = ground()
    h = tip(g, i)
    g.annul(i)
    g.file("annul", {"authority": None, "code": "error", "target": i,
                     "version": h}, {15: {"en": "again"}}, by=g.office,
           expect="invalid: conflict: that version is not in force")
    return live(g), [0, 0, 3]


def verdict_of(g, body, **more):
    """The outcome of a contact that is not filed by the rules."""
    try:
        g.contact(body, **more)
    except AssertionError as e:
        return str(e).split(": ")[1:3]
    return ["valid"]


def rule_id_taken():
    g, i = ground()
    return verdict_of(g, plain(g), i=i), ["invalid", "id_taken"]


def rule_future():
    g, _ = ground()
    return verdict_of(g, plain(g, when={"edtf": "2030"})), \
        ["invalid", "future"]


def rule_reference():
    g, _ = ground()
    return verdict_of(g, plain(g, part_of=g.new_id("contact"))), \
        ["invalid", "reference"]


def rule_stranger():
    g, i = ground()
    b = plain(g, amendment={"changed": [], "code": "correction",
                            "evidence": []})
    return verdict_of(g, b, i=i, prev="ab" * 32), ["invalid", "prev"]


def rule_postings_of_each_view():
    """2 officials, 2 counterparts, one of two states, one by post."""
    g, _ = ground()
    n = len(g.leaves)
    g.contact(plain(g, parties=[
        g.party("home", g.members[0]), g.party("home", g.members[1]),
        g.party("foreign", g.foreign[0], state="xb"),
        g.party("third", state=None, **{"as": g.posts[0]}),
        g.party("foreign", g.foreign[2], state="xd", role="staff")]))
    views = [p.key[0] for p in g.book.by_number[n]]
    return {v: views.count(v) for v in sorted(set(views))}, \
        {1: 4, 2: 2, 3: 2, 5: 4, 7: 1, 8: 2}


def rule_sealed_views():
    g, _ = ground()
    n = len(g.leaves)
    g.contact(plain(g, parties=[g.party("home", g.members[0])],
                    visibility={"tier": "sealed"}))
    return [p.key[0] for p in g.book.by_number[n]], [0x82, 0x86]


def rule_late_cut():
    """An open end is cut to F_late of the version (model 4.6)."""
    g, _ = ground()
    n = len(g.leaves)
    g.contact(plain(g, when={"edtf": "[2021..]"}))
    key = next(p.key for p in g.book.by_number[n] if p.key[0] == 2)
    late = ledger.late_day(g.book.entries[n].at)
    return int.from_bytes(key[11:14], "big"), edtf.code(late)


def rule_fold_needs_its_index():
    """A slot's path opens it at its own index alone."""
    seed, id16 = bytes(32), bytes(16)
    values = [None] * 15 + [{"en": "why"}]
    leaves = slots.leaves_of(seed, id16, values)
    seal = slots.seal(seed, id16, values)
    paths = slots.path(leaves, 15)
    return [slots.fold(leaves[15], 15, paths) == seal,
            slots.fold(leaves[15], 14, paths) == seal], [True, False]


def check_rules(tap):
    for name, rule in sorted(globals().items()):
        if name.startswith("rule_"):
            have, want = rule()
            tap.row(name[5:].replace("_", " "), have == want,
                    "" if have == want else f"have {have}, want {want}")


def check_companions(tap):
    pair = "pairs official=3 state=TD counterpart=5 "
    for first, want in (
            (pair + "kind=1 from=2020-01-01 to=2022-12-31 count",
             [pair + "kind=0 from=2020-01-01 to=2022-12-31 count",
              "pairs official=3 state=TD counterpart=0 kind=0..1 "
              "from=2020-01-01 to=2022-12-31 count",
              "sealed-official official=3 from=2020-01-01 to=2022-12-31 "
              "groups(kind)"]),
            ("counterpart counterpart=5 kind=4 count",
             ["counterpart counterpart=5 kind=0 count",
              "counterpart counterpart=0 kind=0 count",
              "counterpart counterpart=0 kind=4 count"]),
            ("state state=TD from=2020-01-01 list",
             ["sealed-calendar from=2020-01-01 groups(kind)"]),
            ("official official=3 count",
             ["sealed-official official=3 groups(kind)"])):
        have = [question.text(q) for q in
                question.companions([question.parse(first)])]
        tap.row(f"parts of: {first}", have == want, "" if have == want
                else str(have))


def check_question_forms(tap):
    for text in ("pairs count", "pairs from=0000-01-01 count",
                 "pairs official=0 list",
                 "state state=TD groups(kind)", "versions contact=7 count"):
        tap.row(f"accepted: {text}",
                question.text(question.parse(text)) == text)
    for text in ("pairs", "pairs official=01 count", "pairs  count",
                 "pairs official=1..1 count", "pairs official=2..1 count",
                 "pairs kind=1 official=1 count", "pairs kind=0..255 count",
                 "pairs kind=256 count", "pairs state=td count",
                 "pairs state=TD..TE count", "pairs groups(counterpart)",
                 "pairs official=1 groups(E)", "pairs number=1 count",
                 "versions from=2020-01-01 count", "pairs from=2020 count",
                 "pairs from=2020-02-30 count", "calendar count",
                 "pairs to=2020-01-01 from=2019-01-01 count",
                 "pairs from=2021-01-01 to=2020-01-01 count",
                 "pairs official=1 official=1 count", "pairs count "):
        try:
            question.parse(text)
            tap.row(f"refused: {text}", False)
        except Refusal:
            tap.row(f"refused: {text}", True)


def main():
    p = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    p.add_argument("--questions", type=int, default=1500)
    given = p.parse_args()
    tap = Tap()
    check_rules(tap)
    check_companions(tap)
    check_question_forms(tap)
    for imprecise in (0, 5, 60):
        check_oracle(tap, imprecise, given.questions)
    check_tree_flips(tap)
    for name, step in (("count", 1), ("list", 17), ("groups", 17)):
        check_flips(tap, name, step)
    return tap.end()


if __name__ == "__main__":
    sys.exit(main())
