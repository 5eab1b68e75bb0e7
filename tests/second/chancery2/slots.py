"""Salted slots: seals, openings, what may stand in them (model 7)."""

import hashlib

from . import body, canon, form
from .form import digest, file, lang, many, maybe, record, text, text_map
from .refusal import Refusal

COUNT = 16
LINE_MAX = 40960
VALUES_MAX = 32768
EMPTY = [None] * COUNT


def sha256(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def salt(seed, i):
    return sha256(b"\x02", seed, bytes([i]))


def leaf(id16, i, salt_i, value):
    return sha256(b"\x00chancery/v1/field\x00", id16, bytes([i]), salt_i,
                  canon.write(value))


def levels(leaves):
    out = [leaves]
    while len(out[-1]) > 1:
        last = out[-1]
        out.append([sha256(b"\x01", last[k], last[k + 1])
                    for k in range(0, len(last), 2)])
    return out


def path(leaves, i):
    return [level[i >> k ^ 1] for k, level in enumerate(levels(leaves)[:-1])]


def fold(h, i, hashes):
    for k, other in enumerate(hashes):
        left, right = (other, h) if i >> k & 1 else (h, other)
        h = sha256(b"\x01", left, right)
    return h


def leaves_of(seed, id16, values):
    return [leaf(id16, i, salt(seed, i), v) for i, v in enumerate(values)]


def seal(seed, id16, values):
    return levels(leaves_of(seed, id16, values))[-1][0]


def opening(n, seed, id16, values, shown):
    """The published line of an entry whose slots `shown` are public.

    None if there is nothing to publish.
    """
    if len(shown) == COUNT:
        return canon.write({"n": n, "seed": seed.hex(), "values": values})
    leaves = leaves_of(seed, id16, values)
    out = [{"i": i, "path": [h.hex() for h in path(leaves, i)],
            "salt": salt(seed, i).hex(), "value": values[i]}
           for i in sorted(shown) if values[i] is not None]
    return canon.write({"n": n, "slots": out}) if out else None


# What each slot may hold (model 7.4).

names = many(record({"lang": lang, "text": text(300)}, {
    "script": form.pattern(r"[A-Za-z]{4}", "4 letters"),
    "when": form.when}), 1, 16)
identifiers = many(record({"scheme": text(100), "value": text(200)}), 1, 32)
words = record({"lang": lang, "text": text(16000)})
other = record({**{n: maybe(form.entity(k)) for n, k in
                   (("as", "post"), ("org", "org"))},
                "who": maybe(form.entity("person", "org")),
                "text": maybe(text_map),
                "role": form.one_of("staff interpreter intermediary "
                                    "note-taker present"),
                "side": form.one_of("home foreign third"),
                "state": maybe(form.state)})
quote_text = form.record({name: (lambda v, at, refs: None)
                          for name in ("exact", "prefix", "suffix")})
part_text = record({"section": text(100)}, {"paragraph": form.whole})


def foreign_party(value, at, refs):
    body.check_party(value, at, refs)
    if value["side"] != "foreign" or value["role"] != "principal":
        form.refuse(at, "a foreign principal")


def quoted(value, at, refs):
    quote_text(value, at, refs)
    for name, low in (("exact", 1), ("prefix", 0), ("suffix", 0)):
        v = value[name]
        if not isinstance(v, str) or not low <= len(v.encode()) <= 2000:
            form.refuse(f"{at}/{name}", f"{low} to 2000 bytes")


def by_k(items, checker):
    """An array as long as the body's list; null where there are no words."""
    def check(value, at, refs):
        if not isinstance(value, list) or len(value) != len(items) or \
                all(v is None for v in value):
            form.refuse(at, f"an array of {len(items)}, not all null")
        for k, v in enumerate(value):
            if v is not None:
                checker(items[k])(v, f"{at}/{k}", refs)
    return check


def selector_words(select):
    if select["type"] == "quote":
        return quoted
    if select["type"] == "part":
        return part_text
    return lambda value, at, refs: form.refuse(at, "null for this selector")


def unless_in(b, name, checker):
    return None if name in b else checker


def some(b, always, **fields):
    """An object of coded members that the body does not hold."""
    may = {n: c for n, c in fields.items() if n not in b}
    table = record(always, may)

    def check(value, at, refs):
        table(value, at, refs)
        if not value:
            form.refuse(at, "empty")
    return check


def material_words(material):
    rest = {n: c for n, c in (("direction",
                               form.one_of("given received")),
                              ("sha256", maybe(digest)))
            if n not in material}
    return record({"title": text_map}, rest)


def contact_slots(b):
    filled = body.principals(b["parties"], "foreign")
    when = b["when"] or {}
    t = {n: maybe(text_map) for n in
         ("description", "destination", "paid_by", "purpose")}
    return {
        0: None if filled else many(foreign_party, 1, 64),
        1: form.when,
        2: None if "time" in when else record(
            {"time": form.text(5), "utc_offset": maybe(form.text(6))}),
        3: unless_in(b, "minutes", form.integer(0, 100000)),
        4: some(b, {"text": text(300)}, country=form.state),
        5: unless_in(b, "topics", many(form.code, 1, 16)),
        6: some(b, {}, arranged_by=body.coded["arranged_by"],
                initiated_by=body.coded["initiated_by"]),
        7: many(text_map, 1, 64), 8: text_map,
        9: record({"channel": maybe(text(100)), "occasion": maybe(text_map)},
                  {"sought": maybe(text_map)}),
        10: some(b, t, gift=body.gift, travel=body.travel),
        11: form.one_of(body.KIND_NAMES + " unknown")
        if b["kind"] == "sealed" else None,
        12: text(200),
        13: by_k(b.get("materials", []), material_words)
        if b.get("materials") else many(
            record({"title": text_map}, {"direction": form.one_of(
                "given received"), "sha256": maybe(digest)}), 1, 32),
        14: many(other, 1, 64)}


def statement_slots(b):
    return {
        0: text_map if b["speaker"]["described"] else None,
        1: many(record({"claim": maybe(form.whole), "lang": lang,
                        "text": text(2000)}), 1, 16),
        2: by_k(b["select"], selector_words),
        3: by_k(b["claims"], lambda c: text_map),
        4: words,
        5: by_k(b["via"], lambda h: text_map),
        6: by_k(b["via"], lambda h: by_k(h["select"], selector_words))}


def tables(kind, b):
    """{slot: checker} of a type; slots not listed must be null."""
    reason = {15: text_map}
    if kind in ("person", "org"):
        return {0: names, 1: identifiers, 2: text_map, **reason}
    if kind == "post":
        return {0: text_map, 1: identifiers, 2: text(200), **reason}
    if kind == "tenure":
        return {1: identifiers, 2: text_map, **reason}
    if kind == "contact":
        return {**contact_slots(b), **reason}
    if kind == "note":
        return {0: unless_in(b, "contacts",
                             many(form.entity("contact"), 1, 64)),
                1: unless_in(b, "made", form.when),
                2: unless_in(b, "author", form.entity("person")),
                3: words, 8: file, **reason}
    if kind == "receipt":
        asked = text_map if b["outcome"] == "returned" else None
        return {0: text(100), 1: asked, **reason}
    if kind == "document":
        return {0: text_map,
                1: unless_in(b, "authors", many(form.entity(), 1, 32)),
                2: unless_in(b, "publisher", form.entity()),
                3: unless_in(b, "issued", form.when), 4: text(2000),
                5: by_k(b["custody"], lambda c: text_map), 6: text(100),
                8: file, **reason}
    if kind == "statement":
        return {**statement_slots(b), **reason}
    if kind == "complete":
        return {0: many(text_map, b["exceptions"], b["exceptions"])
                if b["exceptions"] else None, **reason}
    if kind == "duty":
        return {0: text_map, 1: text(300), **reason}
    return reason


def mandatory(kind, b):
    """Slots printed bold in model 7.4."""
    if kind in ("person", "org", "post", "document"):
        return [0]
    if kind == "duty":
        return [0, 1]
    if kind in ("link", "annul"):
        return [15]
    if kind == "contact" and b["kind"] in ("gift", "travel"):
        return [10]
    if kind == "statement":
        return [0] * b["speaker"]["described"] + [1] * b["hedged"] + \
            [3] * any(c["p"] in ("content", "text") for c in b["claims"]) + \
            [5] * any(h["described"] for h in b["via"])
    if kind == "complete" and b["exceptions"]:
        return [0]
    return []


def check_values(entry, values):
    """{slot: value} of opened slots against the tables (error `slot`)."""
    allowed = tables(entry.type, entry.body)
    needed = mandatory(entry.type, entry.body)
    for i, value in sorted(values.items()):
        if value is None:
            if i in needed:
                raise Refusal("slot", f"slot {i} must not be empty")
            continue
        checker = allowed.get(i)
        if checker is None:
            raise Refusal("slot", f"slot {i} must be empty")
        try:
            checker(value, f"slot {i}", [])
        except Refusal as e:
            raise Refusal("slot", e.words) from None


# Openings (model 7.6).

def is_hash(value):
    return isinstance(value, str) and len(value) == 64 and \
        all(c in "0123456789abcdef" for c in value)


def need(ok, words):
    if not ok:
        raise Refusal("open_form", words)


def parse_opening(line):
    """One line, without its LF, to a value of the right form."""
    need(len(line) <= LINE_MAX, "line too long")
    try:
        o = canon.parse(line)
    except Refusal as e:
        raise Refusal("open_form", str(e)) from None
    need(canon.write(o) == line, "not canonical")
    need(isinstance(o, dict), "an object")
    need(set(o) in ({"n", "seed", "values"}, {"n", "slots"}), "members")
    need(form.is_int(o["n"], 0, 2**53 - 1), "n")
    if "seed" in o:
        v = o["values"]
        need(is_hash(o["seed"]), "seed")
        need(isinstance(v, list) and len(v) == COUNT, "16 values")
        need(len(canon.write(v)) <= VALUES_MAX, "values too long")
    else:
        check_singles(o["slots"])
    return o


def check_singles(singles):
    need(isinstance(singles, list) and 1 <= len(singles) <= COUNT, "slots")
    last = -1
    for s in singles:
        need(isinstance(s, dict) and set(s) == {"i", "path", "salt", "value"},
             "members of a slot")
        need(form.is_int(s["i"], last + 1, COUNT - 1), "i")
        need(is_hash(s["salt"]), "salt")
        need(isinstance(s["path"], list) and len(s["path"]) == 4 and
             all(is_hash(h) for h in s["path"]), "path")
        last = s["i"]


def open_line(line, entry, number):
    """Verify one opening line against its entry; {slot: value}."""
    o = parse_opening(line)
    if o["n"] != number or entry.seal is None:
        raise Refusal("open_mismatch", "another number, or no seal")
    root, id16 = bytes.fromhex(entry.seal), entry.id16
    if "seed" in o:
        values = dict(enumerate(o["values"]))
        if seal(bytes.fromhex(o["seed"]), id16, o["values"]) != root:
            raise Refusal("open_mismatch", "the seal differs")
    else:
        values = {s["i"]: s["value"] for s in o["slots"]}
        for s in o["slots"]:
            h = leaf(id16, s["i"], bytes.fromhex(s["salt"]), s["value"])
            if fold(h, s["i"], map(bytes.fromhex, s["path"])) != root:
                raise Refusal("open_mismatch", f"slot {s['i']}")
    check_values(entry, values)
    return values
