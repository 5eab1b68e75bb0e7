"""The published static tree: reading it, and writing one (log 2, 10)."""

import os

from . import merkle, slots
from .refusal import Refusal


def read(folder, path):
    """Bytes of one published file, or None."""
    try:
        with open(os.path.join(folder, *path.split("/")), "rb") as f:
            return f.read()
    except (FileNotFoundError, NotADirectoryError):
        return None


def files(folder):
    for at, _, names in os.walk(folder):
        for name in names:
            path = os.path.relpath(os.path.join(at, name), folder)
            yield path.replace(os.sep, "/")


def read_shape(folder, level, n, width):
    """A tile or bundle; a missing partial one is cut from the full one."""
    data = read(folder, merkle.tile_path(level, n, width))
    if data is not None:
        return data
    whole = read(folder, merkle.tile_path(level, n))
    if whole is None or width == merkle.WIDTH:
        raise Refusal("missing", merkle.tile_path(level, n, width))
    if level == "entries":
        entries = merkle.parse_bundle(whole, merkle.WIDTH)
        return merkle.bundle_bytes(entries[:width])
    return whole[:32 * width]


def read_entries(folder, size):
    out = []
    for _, n, width in merkle.bundle_shapes(size):
        data = read_shape(folder, "entries", n, width)
        try:
            out += merkle.parse_bundle(data, width)
        except Refusal as e:
            path = merkle.tile_path("entries", n, width)
            raise Refusal("bundle", f"{path}: {e.words}") from None
    return out


def opening_path(n):
    return "openings/" + merkle.number_path(n)


def read_openings(folder, n):
    """Lines of one opening file, or None if this host has none."""
    data = read(folder, opening_path(n))
    if data is None:
        return None
    if data and not data.endswith(b"\n"):
        raise Refusal("open_form", f"{opening_path(n)}: no final line feed")
    lines = data.split(b"\n")[:-1]
    if len(lines) > merkle.WIDTH or \
            any(len(line) > slots.LINE_MAX for line in lines):
        raise Refusal("open_form", f"{opening_path(n)}: too long")
    return lines


def tree_files(leaves, size):
    """{path: bytes} of every tile and bundle of the first `size` entries."""
    tree = merkle.Tree(merkle.leaf_hash(e) for e in leaves[:size])
    out = {}
    for level, n, width in merkle.tile_shapes(size):
        out[merkle.tile_path(level, n, width)] = \
            merkle.tile_bytes(tree, level, n, width)
    for level, n, width in merkle.bundle_shapes(size):
        out[merkle.tile_path(level, n, width)] = merkle.bundle_bytes(
            leaves[256 * n:256 * n + width])
    return out


def opening_files(ledger, secrets, today):
    """{path: bytes}; `secrets[n]` is (seed, values) of entry n."""
    out = {}
    for n, e in enumerate(ledger.entries):
        path = opening_path(n // merkle.WIDTH)
        out.setdefault(path, b"")
        if n in secrets:
            seed, values = secrets[n]
            line = slots.opening(n, seed, e.id16, values,
                                 ledger.public_slots(n, today))
            out[path] += line + b"\n" if line else b""
    return out
