"""The verifier of the trie part (index 7.4). Reads bytes, trusts nothing."""

from . import trie
from .question import BITS, OPEN, Tally, judge
from .refusal import Refusal
from .trie import SUM_MAX

PROOF_MAX = 16 << 20


def refuse(words):
    raise Refusal("trie", words)


class Reader:
    def __init__(self, data, q):
        self.data = data
        self.at = 0
        self.q = q
        self.tally = Tally(q)

    def take(self, size):
        out = self.data[self.at:self.at + size]
        if len(out) != size:
            refuse(f"ends early at byte {len(self.data)}")
        self.at += size
        return out

    def varint(self):
        n, shift = 0, 0
        while True:
            b = self.take(1)[0]
            n |= (b & 127) << shift
            if n >= SUM_MAX or shift > 35:
                refuse("varint too large")
            if b < 128:
                break
            shift += 7
        if b == 0 and shift:
            refuse("varint not in its shortest form")
        return n

    def label(self, first, last, prefix):
        """Read Label(first, last); the prefix longer by its bits."""
        if last == first:
            return prefix
        size = -(-last // 8) - first // 8
        number = int.from_bytes(self.take(size), "big")
        if number & (1 << -last % 8) - 1:
            refuse("label bits after its end")
        number >>= -last % 8
        if number >> last - first:
            refuse("label bits before its start")
        return prefix << last - first | number

    def node(self, first, prefix):
        """One subtree whose key bits before `first` are `prefix`."""
        tag = self.take(1)[0]
        if tag == 0:
            return self.stub(first, prefix)
        if tag == 1:
            return self.branch(first, prefix)
        if tag == 2:
            return self.leaf(first, prefix)
        refuse(f"no node is marked {tag}")

    def stub(self, first, prefix):
        h = self.take(32)
        live, struck = self.varint(), self.varint()
        latest = int.from_bytes(self.take(3), "big")
        verdict = judge(self.q, prefix, first, latest)
        if verdict == OPEN:
            refuse("closed where it must be open")
        self.tally.subtree(verdict, prefix, first, live, struck)
        return h, live, struck, latest

    def branch(self, first, prefix):
        last = self.take(1)[0]
        if last < first:
            refuse("branch above its parent")
        longer = self.label(first, last, prefix)
        if last >= 8:
            view = longer >> last - 8
            if view not in BITS or last >= BITS[view]:
                refuse("no such view, or below its keys")
        left = self.node(last + 1, longer << 1)
        right = self.node(last + 1, longer << 1 | 1)
        if left[1] + right[1] >= SUM_MAX or left[2] + right[2] >= SUM_MAX:
            refuse("sum too large")
        key = (longer << -last % 8).to_bytes(-(-last // 8), "big")
        d = trie.branch_digest(key, first, last, left, right)
        self.must_open(first, prefix, d[3])
        return d

    def must_open(self, first, prefix, latest):
        if judge(self.q, prefix, first, latest) != OPEN:
            refuse("opened needlessly")

    def leaf(self, first, prefix):
        view, rest = self.leaf_view(first, prefix)
        bits = BITS[view]
        if first > bits:
            refuse("leaf below its key")
        key = self.label(first, bits, prefix).to_bytes(bits // 8, "big")
        if key[0] != view:
            refuse(f"view byte {rest}")
        times, struck_by = self.varint(), self.varint()
        if not 1 <= times < 1 << 24:
            refuse("times out of range")
        leaf_hash = self.take(32)
        d = trie.leaf_digest(key, first, times, struck_by, leaf_hash)
        self.must_open(first, prefix, d[3])
        self.tally.posting(key, times, struck_by, leaf_hash)
        return d

    def leaf_view(self, first, prefix):
        """The view byte tells how long the label is: look ahead for it."""
        if first >= 8:
            view = prefix >> first - 8
        else:
            ahead = self.data[self.at:self.at + 1]
            if not ahead:
                refuse("ends early")
            view = prefix << 8 - first | ahead[0] & (1 << 8 - first) - 1
        if view not in BITS:
            refuse(f"no view {view}")
        return view, view


def check(data, q, size_max=PROOF_MAX):
    """Proof bytes and the asker's question to (D(top) bytes, Tally)."""
    if len(data) > size_max:
        refuse("too long")
    r = Reader(data, q)
    if not data:
        return trie.EMPTY, r.tally
    d = r.node(0, 0)
    if r.at != len(data):
        refuse("bytes after the end")
    return trie.pack(d), r.tally
