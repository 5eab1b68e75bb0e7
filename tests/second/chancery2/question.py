"""Canonical questions (index 7.1), the rule of index 7.2, and the further
questions that belong to one (index 7.5, interfaces A5.9)."""

import re
from dataclasses import dataclass, replace

from . import edtf
from .ledger import VIEWS
from .refusal import Refusal

SIZES = {"official": 6, "counterpart": 6, "post": 6, "contact": 6,
         "state": 2, "kind": 1, "E": 3, "L": 3, "number": 6}
FIELDS = {
    "pairs": "official state counterpart kind E L number",
    "official": "official kind E L number",
    "state": "state kind E L number",
    "counterpart": "counterpart official kind E L number",
    "versions": "contact number",
    "posts": "official state post kind E L number",
    "sealed-official": "official kind E L number",
    "sealed-calendar": "kind E L number"}
OUT, OPEN, IN, MAYBE = "out", "open", "in", "maybe"


def layout(view):
    """[(field, first bit, bit after the last)] after the view byte."""
    out, at = [], 8
    for name in FIELDS[view].split():
        out.append((name, at, at + 8 * SIZES[name]))
        at += 8 * SIZES[name]
    return out


LAYOUT = {view: layout(view) for view in VIEWS}
BITS = {VIEWS[view]: LAYOUT[view][-1][2] for view in VIEWS}
UNFREE = ("E", "L", "number")


def full(name):
    return 0, (1 << 8 * SIZES[name]) - 1


@dataclass
class Question:
    view: str
    ranges: dict            # field -> (v, w); absent = full
    first: tuple | None     # days, both included
    last: tuple | None
    mode: str               # count, list or groups
    group: str | None = None

    @property
    def dated(self):
        return self.view != "versions"

    def range(self, name):
        return self.ranges.get(name, full(name))

    @property
    def days(self):
        return edtf.widen(self.first, self.last)

    def single(self, name):
        v, w = self.range(name)
        return v if v == w else None


def state_text(value):
    return value.to_bytes(2, "big").decode("latin-1")


def value_text(name, value):
    return state_text(value) if name == "state" else str(value)


def text(q):
    out = [q.view]
    for name, _, _ in LAYOUT[q.view]:
        v, w = q.range(name)
        if name in UNFREE or (v, w) == full(name):
            continue
        one = value_text(name, v)
        out.append(f"{name}={one}" if v == w else f"{name}={one}..{w}")
    if q.first is not None:
        out.append("from=" + edtf.day_text(q.first))
    if q.last is not None:
        out.append("to=" + edtf.day_text(q.last))
    out.append(f"groups({q.group})" if q.mode == "groups" else q.mode)
    return " ".join(out)


def refuse(words):
    raise Refusal("question", words)


def parse_value(name, given):
    if name == "state":
        if not re.match(r"[A-Z]{2}\Z", given):
            refuse("state is two capitals")
        value = int.from_bytes(given.encode(), "big")
        return value, value
    m = re.match(r"(0|[1-9][0-9]*)(?:\.\.([1-9][0-9]*))?\Z", given)
    if m is None:
        refuse(f"{name}: a number, or v..w")
    v, w = int(m[1]), int(m[2] or m[1])
    if w > full(name)[1] or m[2] and v >= w:
        refuse(f"{name}: range")
    return v, w


def parse(line):
    """Canonical text to a Question; any other writing is refused."""
    words = line.split(" ")
    view = words[0]
    if view not in VIEWS or len(words) < 2:
        refuse("no such view, or no mode")
    q = Question(view, {}, None, None, words[-1])
    free = [n for n, _, _ in LAYOUT[view] if n not in UNFREE]
    for word in words[1:-1]:
        name, _, given = word.partition("=")
        if name in free:
            q.ranges[name] = parse_value(name, given)
        elif name in ("from", "to") and q.dated:
            day = edtf.day(given)
            if day is None:
                refuse(f"{name}: a day")
            if name == "from":
                q.first = day
            else:
                q.last = day
        else:
            refuse(f"no field {name!r} in {view}")
    m = re.match(r"groups\(([a-z]+)\)\Z", q.mode)
    if m:
        q.mode, q.group = "groups", m[1]
        if q.group not in free:
            refuse("no such field to group by")
        before = free[:free.index(q.group)]
        if any(q.single(n) is None for n in before):
            refuse("fields before the group must be single values")
    elif q.mode not in ("count", "list"):
        refuse("mode is count, list or groups(FIELD)")
    if q.first and q.last and q.first > q.last:
        refuse("from is after to")
    if text(q) != line:
        refuse("not in canonical form")
    return q


def take(number, bits, first, last):
    """Bits first .. last - 1 of a number that is `bits` long."""
    return number >> bits - last & (1 << last - first) - 1


def judge(q, prefix, size, latest):
    """What a subtree may contribute (index 7.2).

    Until the view byte is wholly fixed the dates are not looked at:
    `latest < a` alone does not make such a subtree OUT (the vectors of
    vectors/index decide this).
    """
    view = VIEWS[q.view]
    if size < 8:
        return OPEN if view >> 8 - size == prefix else OUT
    if prefix >> size - 8 != view:
        return OUT
    bits = BITS[view]
    low = prefix << bits - size
    high = low | (1 << bits - size) - 1
    span = {n: (take(low, bits, f, t), take(high, bits, f, t))
            for n, f, t in LAYOUT[q.view]}
    whole = q.mode != "list"
    for name, _, end in LAYOUT[q.view]:
        if name in UNFREE:
            continue
        v, w = q.range(name)
        lo, hi = span[name]
        if hi < v or lo > w:
            return OUT
        whole = whole and v <= lo and hi <= w
        if name == q.group and size < end:
            whole = False
    if not q.dated:
        return IN if whole else OPEN
    a, b = q.days
    e_lo, e_hi, l_lo = *span["E"], span["L"][0]
    if e_lo > b or latest < a:
        return OUT
    if not whole:
        return OPEN
    if a <= e_lo and e_hi <= b and latest <= b:
        return IN
    if e_hi <= b and l_lo >= a and (e_hi < a or l_lo > b):
        return MAYBE
    return OPEN


class Tally:
    """Certain, possible, struck; by group where asked; postings for list."""

    def __init__(self, q):
        self.q = q
        self.rows = {}
        self.listed = []

    def add(self, prefix, size, certain, possible, struck):
        group = None
        if self.q.mode == "groups":
            first, last = next((f, t) for n, f, t in LAYOUT[self.q.view]
                               if n == self.q.group)
            group = take(prefix, size, first, last)
        row = self.rows.setdefault(group, [0, 0, 0])
        row[0] += certain
        row[1] += possible
        row[2] += struck

    def subtree(self, verdict, prefix, size, live, struck):
        if verdict == IN:
            self.add(prefix, size, live, live, struck)
        elif verdict == MAYBE:
            self.add(prefix, size, 0, live, struck)

    def posting(self, key, times, struck_by, leaf_hash):
        """An opened leaf: judged by its own fields (index 3)."""
        q = self.q
        if key[0] != VIEWS[q.view]:
            return
        bits = len(key) * 8
        number = int.from_bytes(key, "big")
        value = {n: take(number, bits, f, t) for n, f, t in LAYOUT[q.view]}
        for name in value:
            if name not in UNFREE and \
                    not q.range(name)[0] <= value[name] <= q.range(name)[1]:
                return
        certain = True
        if q.dated:
            a, b = q.days
            e, last = value["E"], value["L"]
            if e > b or last < a:
                return
            certain = a <= e and last <= b
        live = 0 if struck_by else times
        self.add(number, bits, live * certain, live, times - live)
        self.listed.append((key, times, struck_by, leaf_hash))

    def total(self):
        return [sum(r[i] for r in self.rows.values()) for i in range(3)]

    def answer(self):
        """Rows [group or null, certain, possible, struck], as in vectors."""
        if self.q.mode != "groups":
            return [[None, *self.total()]]
        return [[g, *r] for g, r in sorted(self.rows.items()) if any(r)]


# Further questions that belong to one.

def merge(ranges):
    """Kind ranges that touch become one."""
    out = []
    for v, w in sorted(set(ranges)):
        if out and v <= out[-1][1] + 1:
            out[-1] = (out[-1][0], max(w, out[-1][1]))
        else:
            out.append((v, w))
    return out


def sealed_block(q):
    """The sealed block of index 7.5, or None where there is none."""
    official = q.single("official") if "official" in FIELDS[q.view].split() \
        else None
    if official is not None:
        return Question("sealed-official", {"official": (official, official)},
                        q.first, q.last, "groups", "kind")
    if q.first is None and q.last is None:
        return None
    return Question("sealed-calendar", {}, q.first, q.last, "groups", "kind")


def companions(mains):
    """Rest parts and the sealed block of the questions asked, in order.

    `mains` differ in kind, or in state, alone. Order decided here: kind 0
    of each, counterpart 0, the sealed block.
    """
    out = []
    if mains[0].view.startswith("sealed") or mains[0].view == "versions":
        return out
    plain = []      # the questions without their kinds
    for q in mains:
        rest = {n: r for n, r in q.ranges.items() if n != "kind"}
        bare = replace(q, ranges=rest)
        if bare not in plain:
            plain.append(bare)
    asked = [q.range("kind") for q in mains if "kind" in q.ranges]
    if asked and not any(v == 0 for v, _ in asked):
        out += [replace(p, ranges={**p.ranges, "kind": (0, 0)})
                for p in plain]
    if plain[0].ranges.get("counterpart", (0, 0))[0] > 0:
        kinds = merge([(0, 0), *asked]) if asked else [full("kind")]
        for p in plain:
            for kind in kinds:
                ranges = {**p.ranges, "counterpart": (0, 0), "kind": kind}
                if kind == full("kind"):
                    del ranges["kind"]
                out.append(replace(p, ranges=ranges))
    block = sealed_block(mains[0])
    if block is not None:
        out.append(block)
    return out
