"""Entity ids: `type:` and 26 base-32 digits of 128 bits (model 2.2)."""

import re

from .refusal import Refusal

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
FORM = re.compile(r"([a-z][a-z-]{0,39}):([0-7][0-9a-hjkmnp-tv-z]{25})\Z")


def digits(id16):
    n = int.from_bytes(id16, "big")
    return "".join(ALPHABET[n >> shift & 31] for shift in range(125, -1, -5))


def text(kind, id16):
    return f"{kind}:{digits(id16)}"


def parse(value):
    """Id text to (type, 16 bytes)."""
    m = FORM.match(value) if isinstance(value, str) else None
    if m is None:
        raise Refusal("id", repr(value)[:80])
    n = 0
    for c in m[2]:
        n = n << 5 | ALPHABET.index(c)
    return m[1], n.to_bytes(16, "big")


def is_id(value, *kinds):
    """Is this an id, of one of these types if any are named?"""
    m = FORM.match(value) if isinstance(value, str) else None
    return m is not None and (not kinds or m[1] in kinds)
