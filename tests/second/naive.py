#!/usr/bin/env python3
"""A naive oracle: answers questions by reading the entries, one by one.

usage: naive.py ENTRIES [--covered M] [--questions FILE | QUESTION ...]

ENTRIES is JSON Lines: either leaves as they stand in the log, or objects with
a member `canonical` holding the leaf's text. Line n is entry n. The answers
are JSON Lines: {"question", "answer": [[group or null, certain, possible,
struck], ...], "entries": [numbers of the possible postings' entries]}, the
shape of vectors/index/cases.jsonl. --covered asks for the state at a smaller
covered size.

No trie, no key, no posting, no subtotal: two loops over contacts. Entries are
taken to be valid; who may file is not its business.
"""

import argparse
import json
import re
import sys
from datetime import date, datetime, timedelta

from chancery2 import edtf, form, merkle

CODE = {"call": 1, "video": 2, "meeting": 3, "event": 4, "letter": 5,
        "email": 6, "message": 7, "travel": 8, "gift": 9, "other": 10,
        "unknown": 0, "sealed": 0}


class Row:
    """One version of a contact that counts, or did."""

    def __init__(self, number, contact, body, first, last):
        self.number, self.contact = number, contact
        self.times, self.kind = body["times"], CODE[body["kind"]]
        self.first, self.last = first, last     # days, as texts that sort
        self.struck_by = 0
        self.officials, self.others = [], []    # (number); (number, state,
        self.sealed = False                     # post or None)


def sortable(day):
    """A day as text; unbounded ones sort before and after every day."""
    if day == edtf.LOW:
        return ""
    return "~" if day == edtf.HIGH else edtf.day_text(day)


def bounds(entry):
    low, high = map(sortable, form.begin(entry["body"]["when"]))
    at = datetime.strptime(entry["at"], "%Y-%m-%dT%H:%M:%SZ")
    latest = (at + timedelta(hours=14)).date().isoformat()
    return low, min(high, latest)


def read(lines):
    """Entries to rows."""
    number = {}             # id -> number of its first entry
    versions = {}           # leaf hash -> number
    head = {}               # id -> leaf hash that the next version names
    rows = {}
    for n, line in enumerate(lines):
        leaf = line
        value = json.loads(line)
        if "canonical" in value:
            leaf = value["canonical"]
            value = json.loads(leaf)
        entry, body = value["entry"], value["entry"]["body"]
        hash_ = merkle.leaf_hash(leaf.encode()).hex()
        versions[hash_] = n
        if entry["type"] == "annul" and \
                head.get(body["target"]) == body["version"]:
            strike(rows, versions, body["version"], n)
            head[body["target"]] = hash_
        if entry["prev"] is None:
            number.setdefault(entry["id"], n)
        elif head.get(entry["id"]) != entry["prev"]:
            continue        # competing: not in force
        else:
            strike(rows, versions, entry["prev"], n)
        head[entry["id"]] = hash_
        if entry["type"] == "contact" and body["status"] == "held" and \
                "counter_of" not in body:
            rows[n] = row_of(n, entry, number)
    return list(rows.values())


def strike(rows, versions, hash_, by):
    row = rows.get(versions[hash_])
    if row is not None:
        row.struck_by = by


def row_of(n, entry, number):
    body = entry["body"]
    row = Row(n, number[entry["id"]], body, *bounds(entry))
    for p in body["parties"]:
        if p["role"] != "principal":
            continue
        i = p["who"] or p["as"] or p["org"]
        who = number[i] if i else 0
        if p["side"] == "home":
            row.officials.append(who)
        else:
            row.others.append((who, (p["state"] or "zz").upper(),
                               p["as"] and number[p["as"]]))
    row.sealed = body["kind"] == "sealed" or row.others == []
    return row


def lines_of(row, view):
    """What one contact counts as in a view: a list of field values."""
    k = {"kind": row.kind}
    if view == "sealed-official":
        out = [{"official": o, **k} for o in row.officials] * row.sealed
    elif view == "sealed-calendar":
        out = [k] * row.sealed
    elif row.sealed:
        out = []
    elif view == "official":
        out = [{"official": o, **k} for o in row.officials]
    elif view == "state":
        out = [{"state": s, **k} for _, s, _ in row.others]
    elif view == "versions":
        out = [{"contact": row.contact}]
    elif view == "posts":
        out = [{"official": o, "state": s, "post": p, **k}
               for o in row.officials for _, s, p in row.others
               if p is not None]
    elif view == "pairs":
        out = [{"official": o, "state": s, "counterpart": c, **k}
               for o in row.officials for c, s, _ in row.others]
    else:
        out = [{"counterpart": c, "official": o, **k}
               for o in row.officials for c, _, _ in row.others]
    once = []
    for x in out:
        if x not in once:
            once.append(x)
    return once


def wanted(words):
    """The conditions of a canonical question: {field: (v, w)}, days."""
    fields, days = {}, {"from": "", "to": "~"}
    for word in words:
        name, _, value = word.partition("=")
        if name in days:
            days[name] = date.fromisoformat(value).isoformat()
        elif name == "state":
            fields[name] = (value, value)
        else:
            low, _, high = value.partition("..")
            fields[name] = (int(low), int(high or low))
    return fields, days


def answer(rows, question, covered):
    view, *words, mode = question.split(" ")
    group = re.match(r"groups\((.+)\)", mode)
    fields, days = wanted(words)
    sums, listed = {}, set()
    for row in rows:
        if row.number >= covered:
            continue
        struck = 0 < row.struck_by < covered
        if view != "versions" and (row.first > days["to"] or
                                   row.last < days["from"]):
            continue
        certain = view == "versions" or \
            days["from"] <= row.first and row.last <= days["to"]
        for x in lines_of(row, view):
            if any(not v <= x[f] <= w for f, (v, w) in fields.items()):
                continue
            g = x[group[1]] if group else None
            s = sums.setdefault(g, [0, 0, 0])
            if struck:
                s[2] += row.times
            else:
                s[0] += row.times * certain
                s[1] += row.times
            listed.add(row.number)
    if group is None:
        sums.setdefault(None, [0, 0, 0])
    return {"question": question,
            "answer": [[plain(g), *sums[g]] for g in sorted(sums, key=str_key)],
            "entries": sorted(listed)}


def str_key(g):
    return (0, "", 0) if g is None else \
        (1, g, 0) if isinstance(g, str) else (1, "", g)


def plain(g):
    """States as their number, as in the vectors."""
    return int.from_bytes(g.encode(), "big") if isinstance(g, str) else g


def main():
    p = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    p.add_argument("entries")
    p.add_argument("question", nargs="*")
    p.add_argument("--questions", metavar="FILE")
    p.add_argument("--covered", type=int)
    given = p.parse_intermixed_args()
    with open(given.entries, encoding="utf-8", newline="") as f:
        lines = [x for x in f.read().split("\n") if x]
    rows = read(lines)
    asked = given.question
    if given.questions:
        with open(given.questions, encoding="utf-8") as f:
            asked = asked + [x for x in f.read().split("\n") if x]
    covered = len(lines) if given.covered is None else given.covered
    for q in asked:
        print(json.dumps(answer(rows, q, covered), separators=(",", ":")))
    return 0


if __name__ == "__main__":
    sys.exit(main())
