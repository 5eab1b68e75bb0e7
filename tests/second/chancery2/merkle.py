"""The log's tree (log 1) and its tiles and bundles (log 2)."""

import hashlib
import re

from .refusal import Refusal

WIDTH = 256
EMPTY = hashlib.sha256(b"").digest()


def leaf_hash(entry):
    return hashlib.sha256(b"\x00" + entry).digest()


def node(left, right):
    return hashlib.sha256(b"\x01" + left + right).digest()


class Tree:
    """Leaf hashes and every complete subtree above them."""

    def __init__(self, hashes=()):
        self.levels = [[]]
        for h in hashes:
            self.append(h)

    @property
    def size(self):
        return len(self.levels[0])

    def append(self, h):
        level = 0
        self.levels[0].append(h)
        while len(self.levels[level]) % 2 == 0:
            if len(self.levels) == level + 1:
                self.levels.append([])
            left, right = self.levels[level][-2:]
            self.levels[level + 1].append(node(left, right))
            level += 1

    def subtree(self, first, last):
        """Root of leaves first .. last - 1, first a multiple of the span."""
        count = last - first
        if count == 0:
            return EMPTY
        level = count.bit_length() - 1
        if count == 1 << level:
            return self.levels[level][first >> level]
        k = split(count)
        return node(self.subtree(first, first + k),
                    self.subtree(first + k, last))

    def root(self, size=None):
        return self.subtree(0, self.size if size is None else size)

    def inclusion(self, index, size, first=0):
        if size == 1:
            return []
        k = split(size)
        if index < k:
            return self.inclusion(index, k, first) + \
                [self.subtree(first + k, first + size)]
        return self.inclusion(index - k, size - k, first + k) + \
            [self.subtree(first, first + k)]

    def consistency(self, old, size):
        return [] if old == size else self.old_part(old, 0, size, True)

    def old_part(self, old, first, size, whole):
        if old == size:
            return [] if whole else [self.subtree(first, first + size)]
        k = split(size)
        if old <= k:
            return self.old_part(old, first, k, whole) + \
                [self.subtree(first + k, first + size)]
        return self.old_part(old - k, first + k, size - k, False) + \
            [self.subtree(first, first + k)]


def split(size):
    """The largest power of two smaller than size (size > 1)."""
    return 1 << (size - 1).bit_length() - 1


def check_inclusion(index, size, leaf, path, root):
    """RFC 9162 2.1.3.2, as restated in log 1.5."""
    if any(len(h) != 32 for h in [leaf, root, *path]):
        raise Refusal("hash_size", "a hash is 32 bytes")
    if not 0 <= index < size:
        raise Refusal("index", f"{index} is not below {size}")
    fn, sn, r = index, size - 1, leaf
    for p in path:
        if sn == 0:
            raise Refusal("path_length", "too long")
        if fn & 1 or fn == sn:
            r = node(p, r)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            r = node(r, p)
        fn, sn = fn >> 1, sn >> 1
    if sn != 0:
        raise Refusal("path_length", "too short")
    if r != root:
        raise Refusal("root", "inclusion gives another root")


def check_consistency(old, size, old_root, root, proof):
    """RFC 9162 2.1.4.2, as restated in log 1.6."""
    if any(len(h) != 32 for h in [old_root, root, *proof]):
        raise Refusal("hash_size", "a hash is 32 bytes")
    if not 1 <= old <= size:
        raise Refusal("size", f"{old} to {size}")
    if old == size:
        if proof or old_root != root:
            raise Refusal("root", "equal sizes, other roots or a proof")
        return
    if not proof:
        raise Refusal("path_length", "empty")
    if old & (old - 1) == 0:
        proof = [old_root, *proof]
    fn, sn = old - 1, size - 1
    while fn & 1:
        fn, sn = fn >> 1, sn >> 1
    fr = sr = proof[0]
    for c in proof[1:]:
        if sn == 0:
            raise Refusal("path_length", "too long")
        if fn & 1 or fn == sn:
            fr, sr = node(c, fr), node(c, sr)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            sr = node(sr, c)
        fn, sn = fn >> 1, sn >> 1
    if sn != 0 or fr != old_root or sr != root:
        raise Refusal("root", "consistency gives other roots")


def number_path(n):
    """1234067 -> x001/x234/067 (log 2.1)."""
    digits = str(n)
    digits = digits.zfill(-(-len(digits) // 3) * 3)
    groups = [digits[i:i + 3] for i in range(0, len(digits), 3)]
    return "/".join(["x" + g for g in groups[:-1]] + groups[-1:])


def tile_path(level, n, width=WIDTH):
    """`level` is a number, or `entries`."""
    tail = "" if width == WIDTH else f".p/{width}"
    return f"tile/{level}/{number_path(n)}{tail}"


PATH = re.compile(r"tile/(entries|0|[1-9][0-9]?)/((?:x[0-9]{3}/)*[0-9]{3})"
                  r"(?:\.p/([1-9][0-9]{0,2}))?\Z")


def parse_path(path):
    """A tile's path to (level or 'entries', number, width), or None."""
    m = PATH.match(path)
    if m is None:
        return None
    level = m[1] if m[1] == "entries" else int(m[1])
    n = int(m[2].replace("/", "").replace("x", ""))
    width = int(m[3] or WIDTH)
    if level != "entries" and level > 63 or width > WIDTH:
        return None
    return (level, n, width) if tile_path(level, n, width) == path else None


def tile_shapes(size):
    """(level, number, width) of every hash tile of this size."""
    level, count = 0, size
    while count > 0:
        for n in range(-(-count // WIDTH)):
            yield level, n, min(WIDTH, count - n * WIDTH)
        level, count = level + 1, count // WIDTH


def bundle_shapes(size):
    for n in range(-(-size // WIDTH)):
        yield "entries", n, min(WIDTH, size - n * WIDTH)


def tile_bytes(tree, level, n, width):
    hashes = tree.levels[8 * level]
    return b"".join(hashes[n * WIDTH:n * WIDTH + width])


def bundle_bytes(entries):
    return b"".join(len(e).to_bytes(2, "big") + e for e in entries)


def parse_bundle(data, width):
    out, at = [], 0
    for _ in range(width):
        size = int.from_bytes(data[at:at + 2], "big")
        if at + 2 + size > len(data):
            raise Refusal("bundle", f"breaks at entry {len(out)}")
        out.append(data[at + 2:at + 2 + size])
        at += 2 + size
    if at != len(data):
        raise Refusal("bundle", "bytes after the last entry")
    return out
