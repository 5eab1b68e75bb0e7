"""Small checkers that combine: is this value of the type the tables ask for?

A checker is called with (value, pointer, refs). It returns nothing, raises
Refusal("body", pointer and rule), and appends (pointer, id) to refs for
each id that must name an earlier entity (model 2.4).
"""

import re

from . import edtf, ids, note
from .refusal import Refusal

AT = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})T"
                r"([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]Z\Z")


def refuse(at, rule):
    raise Refusal("body", f"{at or '/'}: {rule}")


def is_int(value, low, high):
    return type(value) is int and low <= value <= high


def is_time(value):
    """A real UTC time of 1970 to 9999 (model 2.1)."""
    m = AT.match(value) if isinstance(value, str) else None
    return m is not None and edtf.day(m[1]) is not None and value >= "1970"


def pattern(regex, rule):
    form = re.compile(regex + r"\Z")

    def check(value, at, refs):
        if not isinstance(value, str) or not form.match(value):
            refuse(at, rule)
    return check


def one_of(names):
    names = names.split()

    def check(value, at, refs):
        if value not in names or not isinstance(value, str):
            refuse(at, "one of " + " ".join(names))
    return check


def integer(low, high):
    def check(value, at, refs):
        if not is_int(value, low, high):
            refuse(at, f"a whole number {low} to {high}")
    return check


def exactly(wanted):
    def check(value, at, refs):
        if value != wanted or type(value) is not type(wanted):
            refuse(at, f"must be {wanted!r}")
    return check


def maybe(inner):
    def check(value, at, refs):
        if value is not None:
            inner(value, at, refs)
    return check


def many(inner, low=0, high=4096):
    def check(value, at, refs):
        if not isinstance(value, list) or not low <= len(value) <= high:
            refuse(at, f"an array of {low} to {high}")
        for i, v in enumerate(value):
            inner(v, f"{at}/{i}", refs)
    return check


def ascending(inner, low, high):
    every = many(inner, low, high)

    def check(value, at, refs):
        every(value, at, refs)
        if any(a >= b for a, b in zip(value, value[1:])):
            refuse(at, "must ascend")
    return check


def record(must, may=None):
    """An object with all members of `must`, some of `may`, no others."""
    may = may or {}

    def check(value, at, refs):
        if not isinstance(value, dict):
            refuse(at, "an object")
        for name in must:
            if name not in value:
                refuse(f"{at}/{name}", "is missing")
        for name, v in value.items():
            inner = must.get(name) or may.get(name)
            if inner is None:
                refuse(f"{at}/{name}", "no such member")
            inner(v, f"{at}/{name}", refs)
    return check


def entity(*kinds):
    """An id of one of these types that must be known already."""
    def check(value, at, refs):
        if not ids.is_id(value, *kinds):
            refuse(at, "an id of " + (" or ".join(kinds) or "any type"))
        refs.append((at, value))
    return check


def own_id(kind):
    """An id that is defined here, not referred to."""
    def check(value, at, refs):
        if not ids.is_id(value, kind):
            refuse(at, f"an id of {kind}")
    return check


def flag(value, at, refs):
    if not isinstance(value, bool):
        refuse(at, "true or false")


def text(size):
    """str n: 1 to n bytes."""
    def check(value, at, refs):
        if not isinstance(value, str) or not 1 <= len(value.encode()) <= size:
            refuse(at, f"a text of 1 to {size} bytes")
    return check


def text_map(value, at, refs):
    """T of model 3.1."""
    if not isinstance(value, dict) or not 1 <= len(value) <= 8:
        refuse(at, "1 to 8 texts by language")
    for name, v in value.items():
        if not re.match(r"[a-z]{2,3}\Z", name):
            refuse(f"{at}/{name}", "a language code")
        text(4000)(v, f"{at}/{name}", refs)


def day(value, at, refs):
    if edtf.day(value) is None:
        refuse(at, "a day, YYYY-MM-DD")


def utc_time(value, at, refs):
    if not is_time(value):
        refuse(at, "a time, YYYY-MM-DDThh:mm:ssZ")


def public_key(value, at, refs):
    try:
        size = len(note.unb64(value)) if isinstance(value, str) else 0
    except Refusal:
        size = 0
    if size != 32:
        refuse(at, "base64 of 32 bytes")


def verifier_key(value, at, refs):
    try:
        note.parse_vkey(value if isinstance(value, str) else "")
    except Refusal as e:
        refuse(at, str(e))


def edtf_text(interval_only=False):
    def check(value, at, refs):
        try:
            w = edtf.parse(value) if isinstance(value, str) else None
        except Refusal as e:
            refuse(at, "when: " + e.code)
        if w is None or interval_only and w.kind != "interval":
            refuse(at, "an EDTF text" + interval_only * " of an interval")
    return check


code = pattern(r"[a-z0-9][a-z0-9-]{0,39}", "a code")
state = pattern(r"[a-z]{2}", "two lower-case letters")
digest = pattern(r"[0-9a-f]{64}", "64 hex digits")
lang = pattern(r"(?=.{2,35}\Z)[a-z]{2,3}(-[A-Za-z0-9]+)*", "a language code")
media = pattern(r"[a-z0-9][a-z0-9.+-]{0,49}/[a-z0-9][a-z0-9.+-]{0,49}",
                "a media type")
whole = integer(0, 2**53 - 1)
file = record({"media": media, "sha256": digest, "size": whole})
span = record({"from": maybe(day), "to": maybe(day)})
slot_number = integer(0, 15)

BOUNDS = ("earliest", "latest", "end_earliest", "end_latest")
when_form = record({"edtf": edtf_text()}, {
    "time": pattern(r"([01][0-9]|2[0-3]):[0-5][0-9]", "hh:mm"),
    "utc_offset": pattern(r"[+-](0[0-9]:[0-5][0-9]|1[0-3]:[0-5][0-9]|14:00)",
                          "+hh:mm or -hh:mm, at most 14:00"),
    **{name: maybe(day) for name in BOUNDS}})


def when(value, at, refs):
    """Model 4.1 and 4.5."""
    when_form(value, at, refs)
    w = edtf.parse(value["edtf"])
    if "time" in value and not w.exact_day or \
            "utc_offset" in value and "time" not in value:
        raise Refusal("when_time", f"{at}: time needs a day, offset a time")
    stated = [name for name in BOUNDS if name in value]
    if w.qualifier == "":
        wanted = ()
    else:
        wanted = BOUNDS if w.kind == "interval" else BOUNDS[:2]
    if tuple(stated) != tuple(wanted):
        raise Refusal("when_bounds", f"{at}: needs {wanted}, has {stated}")
    if w.qualifier and not bounds_hold(value, w):
        raise Refusal("when_bounds", f"{at}: narrower than the text")


def bound(value, name, default):
    return default if value[name] is None else edtf.day(value[name])


def bounds_hold(value, w):
    ok = bound(value, "earliest", edtf.LOW) <= w.start_lo and \
        bound(value, "latest", edtf.HIGH) >= w.start_hi
    if w.kind == "interval":
        ok = ok and bound(value, "end_earliest", edtf.LOW) <= w.end_lo and \
            bound(value, "end_latest", edtf.HIGH) >= w.end_hi
    return ok


def interval(value, at, refs):
    when(value, at, refs)
    if edtf.parse(value["edtf"]).kind != "interval":
        refuse(at, "an interval")


def begin(value):
    """E and L of a checked `when`, before the cut of model 4.6."""
    w = edtf.parse(value["edtf"])
    if w.qualifier:
        return bound(value, "earliest", edtf.LOW), \
            bound(value, "latest", edtf.HIGH)
    return w.start_lo, w.start_hi
