"""One leaf: canonical form, envelope, signing bytes (model 1 and 2)."""

import re
from dataclasses import dataclass

from . import body, canon, ids, merkle, note
from .form import is_time
from .refusal import Refusal

MEMBERS = {"register", "type", "id", "at", "by", "prev", "seal", "body"}
ORIGIN = re.compile(r"[!-*,-~]{1,200}\Z")
HEX64 = re.compile(r"[0-9a-f]{64}\Z")
TYPE = re.compile(r"[a-z][a-z-]{0,39}\Z")
SIGNING = b"chancery/entry/v1\n"


@dataclass
class Entry:
    """A leaf whose form is right. `refs` are the ids that it names."""
    leaf: bytes
    value: dict
    sig: list
    refs: list
    understood: bool

    def __getattr__(self, name):
        if name in MEMBERS:
            return self.value[name]
        raise AttributeError(name)

    @property
    def hash(self):
        return merkle.leaf_hash(self.leaf)

    @property
    def signing_bytes(self):
        return SIGNING + canon.write(self.value)

    @property
    def id16(self):
        return ids.parse(self.value["id"])[1]


def read_json(leaf):
    """Leaf bytes to a value in canonical form (model 1.11)."""
    if len(leaf) > canon.LEAF_MAX:
        raise Refusal("entry_size", f"{len(leaf)} bytes")
    value = canon.parse(leaf)
    canon.check_names(value)
    if canon.write(value) != leaf:
        raise Refusal("not_canonical", "the canonical form differs")
    return value


def check_sig(value, kind):
    if not isinstance(value, list) or len(value) > 8:
        raise Refusal("sig", "an array of at most 8")
    if (len(value) == 0) != (kind == "index-root"):
        raise Refusal("sig", "empty for index-root, and only then")
    last = ""
    for s in value:
        if not isinstance(s, dict) or set(s) != {"alg", "key", "value"} or \
                not all(isinstance(v, str) for v in s.values()):
            raise Refusal("sig", "members are alg, key, value")
        if not ids.is_id(s["key"], "key"):
            raise Refusal("sig", "key is not an id of a key")
        if s["key"] <= last:
            raise Refusal("sig", "keys must ascend")
        last = s["key"]
        try:
            data = note.unb64(s["value"])
        except Refusal:
            raise Refusal("sig", "value is not base64") from None
        if s["alg"] not in ALGS or s["alg"] == "ed25519" and len(data) != 64:
            raise Refusal("sig", "alg or length")


ALGS = ("ed25519", "sshsig-ed25519", "sshsig-sk-ed25519", "webauthn-es256")


def check_seal(value, kind):
    ok = value is None or isinstance(value, str) and HEX64.match(value)
    if kind in body.SEALABLE:
        ok = ok and value is not None
    elif kind in body.UNSEALED:
        ok = value is None
    if not ok:
        raise Refusal("seal", "64 hex digits, or null without slots")


def check_envelope(e, register):
    if not isinstance(e["register"], str) or not ORIGIN.match(e["register"]) \
            or register not in (None, e["register"]):
        raise Refusal("register", repr(e["register"])[:80])
    if not isinstance(e["type"], str) or not TYPE.match(e["type"]):
        raise Refusal("type_unknown", repr(e["type"])[:80])
    if not ids.is_id(e["id"], e["type"]):
        raise Refusal("id", repr(e["id"])[:80])
    if not is_time(e["at"]):
        raise Refusal("at", repr(e["at"])[:80])
    if not ids.is_id(e["by"], "person", "org"):
        raise Refusal("id", "by: " + repr(e["by"])[:80])
    if e["prev"] is not None and not (isinstance(e["prev"], str) and
                                      HEX64.match(e["prev"])):
        raise Refusal("prev", repr(e["prev"])[:80])
    check_seal(e["seal"], e["type"])


def check_root_body(e, number):
    """Model 2.11 and its amendment."""
    b = e["body"]
    expected = int.from_bytes(ids.parse(e["id"])[1], "big")
    if e["prev"] is not None:
        raise Refusal("prev", "an index root replaces nothing")
    if b["covered"] != expected:
        raise Refusal("id", "the digits are not those of covered")
    if number is not None and b["covered"] != number:
        raise Refusal("body", "/covered: not its own number")


def parse(leaf, register=None, number=None):
    """Leaf bytes to an Entry; checks its form and nothing else."""
    value = read_json(leaf)
    if not isinstance(value, dict) or \
            set(value) != {"chancery", "entry", "sig"}:
        raise Refusal("envelope", "members are chancery, entry, sig")
    if value["chancery"] != 1 or type(value["chancery"]) is not int:
        raise Refusal("format_version", repr(value["chancery"])[:80])
    e = value["entry"]
    if not isinstance(e, dict) or set(e) != MEMBERS:
        raise Refusal("envelope", "members of entry")
    check_envelope(e, register)
    check_sig(value["sig"], e["type"])
    if e["type"] not in body.TYPES:
        return Entry(leaf, e, value["sig"], [], False)
    refs = body.check(e["type"], e["body"], e["prev"])
    if e["type"] == "index-root":
        check_root_body(e, number)
    elif e["type"] == "policy" and \
            e["body"]["log_key"].split("+")[0] != e["register"]:
        raise Refusal("body", "/log_key: its name must be the register")
    if e["type"] == "erase" and e["body"]["approved_by"] == e["by"]:
        raise Refusal("erase_two", "approved_by is by")
    return Entry(leaf, e, value["sig"], refs, True)
