#!/usr/bin/env python3
"""Audit a published static tree (log 2, 7, 10; index 11; model 8.7).

usage: verify_tree.py [--today YYYY-MM-DD] DIR VKEY

Checks, from the files alone: the checkpoint's signature, every tile and
bundle, the root, every entry's form, signatures and place in its chain, the
mapping and every index root, and every opening against its seal. Prints
`ok size=N R=HEX entries=... openings=...`, or the first difference, and exits
0 or 1; 2 when DIR or VKEY cannot be read. --today decides which delayed slots
are due (default: today, UTC).
"""
# format/log 6.3
# format/index 6.1, 6.2, 6.3

import argparse
import datetime
import sys

from chancery2 import ledger, merkle, note, slots, static, trie
from chancery2.refusal import Refusal


class Difference(Exception):
    pass


def differ(words):
    raise Difference(words)


def check_tiles(folder, point):
    """Bundles, tiles of every level, root; the leaves and their tree."""
    leaves = static.read_entries(folder, point.size)
    tree = merkle.Tree(map(merkle.leaf_hash, leaves))
    for level, n, width in merkle.tile_shapes(point.size):
        path = merkle.tile_path(level, n, width)
        have = static.read_shape(folder, level, n, width)
        want = merkle.tile_bytes(tree, level, n, width)
        if len(have) != len(want):
            differ(f"{path}: {len(have)} bytes, must be {len(want)}")
        for k in range(width):
            if have[32 * k:32 * k + 32] != want[32 * k:32 * k + 32]:
                where = f"entry {256 * n + k}: leaf" if level == 0 \
                    else f"hash {k}:"
                differ(f"{path}: {where} hash differs")
    if tree.root() != point.root:
        differ("root of the entries is not that of the checkpoint")
    return leaves, tree


def check_other_files(folder, leaves, tree, key):
    """Everything else that lies there must follow from the same entries."""
    for path in sorted(static.files(folder)):
        if any(part.startswith(".") for part in path.split("/")) or \
                path in ("checkpoint", "policy"):
            continue
        data = static.read(folder, path)
        if path == "checkpoint-cosigned":
            point, _ = note.open_checkpoint(data, key)
            if point.size > tree.size or \
                    tree.root(point.size) != point.root:
                differ(f"{path}: another root at size {point.size}")
        elif path.startswith("tile/"):
            check_tile_file(path, data, leaves, tree)
        elif path.startswith("openings/"):
            last = (tree.size - 1) // merkle.WIDTH
            if path not in map(static.opening_path, range(last + 1)):
                differ(f"{path}: no such file belongs here")
        else:
            differ(f"{path}: no such file belongs here")


def check_tile_file(path, data, leaves, tree):
    shape = merkle.parse_path(path)
    if shape is None:
        differ(f"{path}: not a tile's path")
    level, n, width = shape
    first = n * merkle.WIDTH
    if level == "entries":
        have = len(leaves) - first
        want = merkle.bundle_bytes(leaves[first:first + width])
    else:
        have = (tree.size >> 8 * level) - first
        want = merkle.tile_bytes(tree, *shape) if have > 0 else b""
    if have < width:
        differ(f"{path}: wider than the checkpoint's size")
    if data != want:
        differ(f"{path}: differs")


class Index:
    """Follows the ledger with a trie grown by insertion."""

    def __init__(self, origin):
        self.origin = origin
        self.book = ledger.Ledger(origin)
        self.trie = trie.Trie()
        self.seen = 0
        self.last_at = ""

    def add(self, n, leaf):
        before = self.trie.digest() if is_root(leaf) else None
        verdict = self.book.add(leaf)
        if verdict.outcome == ledger.INVALID:
            differ(f"entry {n}: {verdict}")
        for p in self.book.by_number.get(n, []):
            self.trie.insert(p)
        for p in self.book.struck[self.seen:]:
            self.trie.touch(p.key)
        self.seen = len(self.book.struck)
        e = self.book.entries[n]
        if e.type == "index-root":
            self.check_root(n, e, before)
        return verdict

    def check_root(self, n, e, top):
        b = e.body
        if b["mapping"] != self.book.policy().body["mapping"]:
            differ(f"entry {n}: mapping {b['mapping']} was not announced")
        if b["top"] != top.hex():
            differ(f"entry {n}: index root at {n}: top is {top.hex()}")
        if b["root"] != trie.root(self.origin, b["mapping"], n, top).hex():
            differ(f"entry {n}: R does not follow from its fields")
        if e.at < self.last_at:
            differ(f"entry {n}: 'at' goes back")
        self.last_at = e.at


def is_root(leaf):
    return b'"type":"index-root"},"sig":[]}' in leaf[-40:]


def check_entries(leaves, origin):
    index = Index(origin)
    notes = []
    for n, leaf in enumerate(leaves):
        verdict = index.add(n, leaf)
        if verdict.outcome != ledger.VALID:
            notes.append(f"entry {n}: {verdict}")
    book = index.book
    if book.policy() is None:
        differ("entry 0: is no founding policy")
    last = book.entries[-1]
    if last.type != "index-root":
        differ(f"entry {len(leaves) - 1}: the checkpoint must end with an "
               "index root")
    others = [e for e in book.entries[1:] if e.type != "index-root"]
    registrar = book.entries[0].body["registrar"]
    if others and others[0].id != registrar:
        differ("entry 1: must be the registrar named by entry 0")
    notes += [f"entry {n}: {words}" for n, words in book.split_notes()]
    return book, notes


def wholly_public(book, n, today):
    """Nothing sealed, nothing erased: its opening must be here."""
    e = book.entries[n]
    return e.understood and e.seal is not None and \
        book.verdicts[n].outcome in (ledger.VALID, ledger.NOTED) and \
        len(book.public_slots(n, today)) == slots.COUNT


def check_openings(folder, book, today):
    """Every line against its seal; none missing, none too many."""
    count = 0
    for k in range(-(-len(book.entries) // merkle.WIDTH)):
        path = static.opening_path(k)
        lines = static.read_openings(folder, k)
        numbers = check_opening_file(path, lines or [], k, book, today)
        count += len(numbers)
        last = min(len(book.entries), (k + 1) * merkle.WIDTH)
        for n in range(k * merkle.WIDTH, last):
            if wholly_public(book, n, today) and n not in numbers:
                differ(f"{path}: entry {n}: opening_missing")
    return count


def check_opening_file(path, lines, k, book, today):
    numbers = []
    for line in lines:
        n = slots.parse_opening(line)["n"]
        if numbers and n <= numbers[-1] or n // merkle.WIDTH != k or \
                n >= len(book.entries):
            differ(f"{path}: entry {n}: out of place")
        try:
            values = slots.open_line(line, book.entries[n], n)
        except Refusal as r:
            differ(f"{path}: entry {n}: {r}")
        public = book.public_slots(n, today)
        for i in sorted(values):
            if i not in public:
                state = "erased" if i in book.erased(n) else "not public"
                differ(f"{path}: entry {n}: slot {i} is {state}")
        if len(values) < slots.COUNT and (
                len(public) == slots.COUNT or None in values.values()):
            differ(f"{path}: entry {n}: another form is due")
        numbers.append(n)
    return numbers


def audit(folder, key, today):
    data = static.read(folder, "checkpoint")
    if data is None:
        differ("checkpoint: is missing")
    point, _ = note.open_checkpoint(data, key)
    if point.size == 0:
        differ("checkpoint: a register never publishes size 0")
    leaves, tree = check_tiles(folder, point)
    check_other_files(folder, leaves, tree, key)
    book, notes = check_entries(leaves, point.origin)
    if note.vkey(key) != book.policy().body["log_key"]:
        notes.append("the log key is not the one that the policy names")
    opened = check_openings(folder, book, today)
    for words in notes:
        print("note", words)
    print(f"ok size={point.size} R={book.entries[-1].body['root']} "
          f"postings={len(book.postings)} openings={opened}")


def main():
    p = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    p.add_argument("--today", default=datetime.datetime.now(
        datetime.timezone.utc).date().isoformat())
    p.add_argument("folder", metavar="DIR")
    p.add_argument("vkey", metavar="VKEY")
    given = p.parse_args()
    try:
        key = note.parse_vkey(given.vkey)
    except Refusal as r:
        print(f"VKEY: {r}", file=sys.stderr)
        return 2
    try:
        audit(given.folder, key, given.today)
    except (Difference, Refusal) as d:
        print("differs:", d)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
