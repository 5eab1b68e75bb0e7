"""The ordered sum trie (index 5): build, insert, hash, prove (7.3).

`build` makes a trie from sorted postings; `Trie` grows one by insertion.
Both give the same hashes, since the shape depends on the keys alone.
"""

import hashlib

from . import question
from .question import BITS, OPEN, judge

EMPTY = b"\x00" * 45
SUM_MAX = 1 << 40


def label(key, first, last):
    """Label(from, to) of index 5; `key` is the whole key or a prefix."""
    size = -(-last // 8) - first // 8
    number = int.from_bytes(key, "big") >> len(key) * 8 - last
    number &= (1 << last - first) - 1
    return (number << -last % 8).to_bytes(size, "big") if last > first else b""


def latest_of(key):
    view_bits = BITS[key[0]]
    name = next(v for v, b in question.VIEWS.items() if b == key[0])
    if name == "versions":
        return 0
    first, last = next((f, t) for n, f, t in question.LAYOUT[name]
                       if n == "L")
    return question.take(int.from_bytes(key, "big"), view_bits, first, last)


def pack(d):
    """D(node) as its 45 bytes."""
    h, live, struck, latest = d
    return h + live.to_bytes(5, "big") + struck.to_bytes(5, "big") + \
        latest.to_bytes(3, "big")


def leaf_digest(key, first, times, struck_by, leaf_hash):
    h = hashlib.sha256(
        b"\x10" + bytes([first]) + label(key, first, len(key) * 8) +
        times.to_bytes(3, "big") + struck_by.to_bytes(6, "big") +
        leaf_hash).digest()
    live = 0 if struck_by else times
    return h, live, times - live, latest_of(key)


def branch_digest(key, first, last, left, right):
    h = hashlib.sha256(
        b"\x11" + bytes([first, last]) + label(key, first, last) +
        pack(left) + pack(right)).digest()
    return h, left[1] + right[1], left[2] + right[2], max(left[3], right[3])


def root(origin, mapping, covered, top):
    """R of index 5; `top` is D(top) as 45 bytes."""
    return hashlib.sha256(
        b"\x12chancery/index/v1\x00" +
        hashlib.sha256(origin.encode()).digest() +
        mapping.to_bytes(2, "big") + covered.to_bytes(8, "big") +
        top).digest()


class Leaf:
    def __init__(self, posting):
        self.posting = posting
        self.key = posting.key
        self.memo = (-1, None)

    def digest(self, first):
        if self.memo[0] != first:
            p = self.posting
            self.memo = first, leaf_digest(self.key, first, p.times,
                                           p.struck_by, p.leaf_hash)
        return self.memo[1]


class Branch:
    def __init__(self, bit, left, right):
        self.bit, self.left, self.right = bit, left, right
        self.key = left.key     # any key below; only bits before `bit` count
        self.memo = (-1, None)

    def digest(self, first):
        if self.memo[0] != first:
            self.memo = first, branch_digest(
                self.key, first, self.bit, self.left.digest(self.bit + 1),
                self.right.digest(self.bit + 1))
        return self.memo[1]


def bit_of(key, i):
    return key[i // 8] >> 7 - i % 8 & 1


def first_difference(a, b):
    for i, (x, y) in enumerate(zip(a, b)):
        if x != y:
            return 8 * i + 8 - (x ^ y).bit_length()
    raise ValueError("equal keys, or one a prefix of the other")


def build(postings):
    """Sorted postings to a top node (None if there are none)."""
    if not postings:
        return None
    if len(postings) == 1:
        return Leaf(postings[0])
    bit = first_difference(postings[0].key, postings[-1].key)
    low, high = 0, len(postings) - 1
    while high - low > 1:       # the first key with that bit set is `high`
        middle = (low + high) // 2
        if bit_of(postings[middle].key, bit):
            high = middle
        else:
            low = middle
    return Branch(bit, build(postings[:high]), build(postings[high:]))


class Trie:
    """Grown by insertion; `touch` a key whose posting was struck."""

    def __init__(self):
        self.top = None

    def insert(self, posting):
        new = Leaf(posting)
        if self.top is None:
            self.top = new
            return
        node = self.top
        while isinstance(node, Branch):
            node = node.right if bit_of(new.key, node.bit) else node.left
        bit = first_difference(new.key, node.key)
        parent, node = None, self.top
        while isinstance(node, Branch) and node.bit < bit:
            node.memo = (-1, None)
            parent = node
            node = node.right if bit_of(new.key, node.bit) else node.left
        pair = (node, new) if bit_of(new.key, bit) else (new, node)
        made = Branch(bit, *pair)
        if parent is None:
            self.top = made
        elif bit_of(new.key, parent.bit):
            parent.right = made
        else:
            parent.left = made

    def touch(self, key):
        node = self.top
        while isinstance(node, Branch):
            node.memo = (-1, None)
            node = node.right if bit_of(key, node.bit) else node.left
        node.memo = (-1, None)

    def digest(self):
        return top_bytes(self.top)


def top_bytes(top):
    return EMPTY if top is None else pack(top.digest(0))


def varint(n):
    out = bytearray()
    while n > 127:
        out.append(n & 127 | 128)
        n >>= 7
    return bytes(out) + bytes([n])


def prove(top, q):
    """The only valid proof bytes, and the Tally they give."""
    out = bytearray()
    tally = question.Tally(q)
    if top is not None:
        walk(top, 0, q, out, tally)
    return bytes(out), tally


def walk(node, first, q, out, tally):
    d = node.digest(first)
    prefix = int.from_bytes(node.key, "big") >> len(node.key) * 8 - first
    verdict = judge(q, prefix, first, d[3])
    if verdict != OPEN:
        tally.subtree(verdict, prefix, first, d[1], d[2])
        out += b"\x00" + d[0] + varint(d[1]) + varint(d[2]) + \
            d[3].to_bytes(3, "big")
    elif isinstance(node, Leaf):
        p = node.posting
        tally.posting(p.key, p.times, p.struck_by, p.leaf_hash)
        out += b"\x02" + label(p.key, first, len(p.key) * 8) + \
            varint(p.times) + varint(p.struck_by) + p.leaf_hash
    else:
        out += b"\x01" + bytes([node.bit]) + label(node.key, first, node.bit)
        walk(node.left, node.bit + 1, q, out, tally)
        walk(node.right, node.bit + 1, q, out, tally)
