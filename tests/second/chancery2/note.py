"""Signed notes, verifier keys, checkpoints (log 3)."""

import base64
import binascii
import hashlib
import re
from typing import NamedTuple

from . import ed25519
from .refusal import Refusal

NOTE_MAX = 65536
LINES_MAX = 64
ED25519, COSIGNATURE, ML_DSA = 0x01, 0x04, 0x06
SPACES = "\t\n\v\f\r \x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + \
    "".join(map(chr, range(0x2000, 0x200B)))
NUMBER = re.compile(r"(0|[1-9][0-9]{0,18})\Z")


def b64(data):
    return base64.b64encode(data).decode()


def unb64(text):
    """Canonical padded base64 (log 3.1.1)."""
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise Refusal("base64", repr(text)[:60]) from None
    if b64(data) != text:
        raise Refusal("base64", "unused bits are not zero")
    return data


def number(text):
    if not NUMBER.match(text) or int(text) >= 1 << 63:
        raise Refusal("number", repr(text)[:60])
    return int(text)


def check_name(name):
    bad = any(c in SPACES or c == "+" or ord(c) < 32 or 127 <= ord(c) < 160
              for c in name)
    if bad or not 1 <= len(name.encode()) <= 255:
        raise Refusal("key_name", repr(name)[:60])


def key_id(name, kind, public):
    return hashlib.sha256(name.encode() + b"\n" + bytes([kind])
                          + public).digest()[:4]


class Key(NamedTuple):
    name: str
    id: bytes
    kind: int
    public: bytes


def make_key(name, public, kind=ED25519):
    return Key(name, key_id(name, kind, public), kind, public)


def vkey(key):
    return f"{key.name}+{key.id.hex()}+{b64(bytes([key.kind]) + key.public)}"


def parse_vkey(text):
    parts = text.split("+", 2)
    if len(parts) != 3 or not re.match(r"[0-9a-f]{8}\Z", parts[1]):
        raise Refusal("vkey", "form is name+id+base64")
    name, data = parts[0], unb64(parts[2])
    check_name(name)
    if len(data) < 1 or data[0] not in (ED25519, COSIGNATURE, ML_DSA):
        raise Refusal("vkey", "unknown type")
    if key_id(name, data[0], data[1:]).hex() != parts[1]:
        raise Refusal("vkey", "the id is another key's")
    if data[0] == ML_DSA:
        raise Refusal("vkey", "type not supported")
    if len(data) != 33 or ed25519.key_refused(data[1:]):
        raise Refusal("vkey", "not an acceptable public key")
    return Key(name, bytes.fromhex(parts[1]), data[0], data[1:])


class Line(NamedTuple):
    name: str
    id: bytes
    signature: bytes


class Note(NamedTuple):
    text: str           # ends in LF
    lines: list


def parse(data):
    if len(data) > NOTE_MAX:
        raise Refusal("note", "too long")
    try:
        whole = data.decode("utf-8")
    except UnicodeDecodeError:
        raise Refusal("note", "not UTF-8") from None
    if any(c < " " and c != "\n" for c in whole):
        raise Refusal("note", "control character")
    cut = whole.rfind("\n\n")
    if cut < 0 or not whole.endswith("\n"):
        raise Refusal("note", "no empty line, or no final line feed")
    text, tail = whole[:cut + 1], whole[cut + 2:]
    lines = [parse_line(t) for t in tail.split("\n")[:-1]]
    if not 1 <= len(lines) <= LINES_MAX:
        raise Refusal("note", "needs 1 to 64 signature lines")
    return Note(text, lines)


def parse_line(text):
    parts = text.split(" ")
    if len(parts) != 3 or parts[0] != "\u2014":
        raise Refusal("note", "malformed signature line")
    check_name(parts[1])
    data = unb64(parts[2])
    if len(data) < 5:
        raise Refusal("note", "signature too short")
    return Line(parts[1], data[:4], data[4:])


def line_text(name, kid, signature):
    return f"\u2014 {name} {b64(kid + signature)}\n"


def line_time(key, text, line):
    """Seconds of a good line (0 for type 0x01), or None."""
    if key.kind == ED25519:
        ok = ed25519.verify(key.public, text.encode(), line.signature)
        return 0 if ok else None
    if len(line.signature) != 72:
        return None
    seconds = int.from_bytes(line.signature[:8], "big")
    message = f"cosignature/v1\ntime {seconds}\n{text}".encode()
    ok = 1 <= seconds < 1 << 63 and \
        ed25519.verify(key.public, message, line.signature[8:])
    return seconds if ok else None


def open_note(data, keys):
    """Note bytes and known keys to (Note, {Key: time})."""
    note = parse(data)
    good = {}
    for line in note.lines:
        for key in keys:
            if (key.name, key.id) != (line.name, line.id):
                continue
            seconds = line_time(key, note.text, line)
            if seconds is None:
                raise Refusal("signature", f"of {key.name} does not verify")
            good[key] = max(seconds, good.get(key, 0))
    if not good:
        raise Refusal("signature", "none by a known key")
    return note, good


class Checkpoint(NamedTuple):
    origin: str
    size: int
    root: bytes


def checkpoint_text(origin, size, root):
    return f"{origin}\n{size}\n{b64(root)}\n"


def parse_checkpoint(text):
    lines = text.split("\n")
    if len(lines) != 4 or lines[3] != "":
        raise Refusal("checkpoint", "form is origin, size, root")
    origin, size, root = lines[0], number(lines[1]), unb64(lines[2])
    if origin == "" or len(origin.encode()) > 255 or len(root) != 32 or \
            origin == "cosignature/v1" or origin.startswith("chancery/"):
        raise Refusal("checkpoint", "origin or root")
    return Checkpoint(origin, size, root)


def sign_checkpoint(seed, origin, size, root):
    """A whole checkpoint note by the log's own key."""
    text = checkpoint_text(origin, size, root)
    key = make_key(origin, ed25519.public_key(seed))
    line = line_text(origin, key.id, ed25519.sign(seed, text.encode()))
    return (text + "\n" + line).encode()


def open_checkpoint(data, log_key, witnesses=()):
    """Checkpoint bytes to (Checkpoint, {Key: time}); the log must sign."""
    note, good = open_note(data, [log_key, *witnesses])
    point = parse_checkpoint(note.text)
    if log_key not in good:
        raise Refusal("signature", "the log's own line is missing")
    if point.origin != log_key.name:
        raise Refusal("checkpoint", f"origin {point.origin!r}")
    return point, good
