#!/usr/bin/env python3
"""What an import of each shipped data set should report, counted independently.

    totals.py lt DIR | fara FILE | pocom DIR | embassies FILE | popolo FILE...

DIR and FILE are the unpacked originals. Prints one JSON object:
    rows     lines or records of the parts that the map reads
    filed    rows that file something new into an empty register
    joined   rows that belong to the contact of an earlier row
    skipped  {reason: rows}
    problems {code: rows}
    entries  {type: entries}
rows = filed + joined + skipped + problems holds, or the script fails.
The rules are those of maps/*.json, written a second time by hand; nothing of
the program under test is used.
"""
import collections
import csv
import datetime
import glob
import json
import os
import re
import sys
import unicodedata
import xml.etree.ElementTree as tree

import count_lt

MAPS = os.path.join(os.path.dirname(os.path.abspath(__file__)),
                    "..", "..", "maps")


class Tally:
    def __init__(self):
        self.rows = self.filed = self.joined = 0
        self.skipped = collections.Counter()
        self.problems = collections.Counter()
        self.entries = collections.Counter()
        self.seen = set()

    def once(self, kind, key):
        if (kind, key) not in self.seen:
            self.seen.add((kind, key))
            self.entries[kind] += 1

    def show(self):
        total = (self.filed + self.joined + sum(self.skipped.values())
                 + sum(self.problems.values()))
        assert total == self.rows, (total, self.rows)
        return {"rows": self.rows, "filed": self.filed, "joined": self.joined,
                "skipped": dict(sorted(self.skipped.items())),
                "problems": dict(sorted(self.problems.items())),
                "entries": dict(sorted(self.entries.items()))}


def text(value):
    return " ".join((value or "").split())


def table(name):
    return {k.lower(): v for k, v in count_lt.read_forms(
        os.path.join(MAPS, "tables", name)).items()}


def day_range(words):
    """First and last day of YYYY, YYYY-MM or YYYY-MM-DD; None if none."""
    m = re.fullmatch(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?", words)
    if not m:
        return None
    year, month, day = (int(x) if x else None for x in m.groups())
    try:
        if day:
            d = datetime.date(year, month, day)
            return d, d
        if month:
            first = datetime.date(year, month, 1)
            after = (datetime.date(year + month // 12, month % 12 + 1, 1))
            return first, after - datetime.timedelta(1)
        return datetime.date(year, 1, 1), datetime.date(year, 12, 31)
    except ValueError:
        return None


def span_problem(start, end, first, last):
    """The problem code of a span, or None. An empty end is open."""
    bounds = []
    for words in (start, end):
        if words:
            r = day_range(words)
            if r is None:
                return "date"
            bounds.append(r)
            if not (first <= r[0].isoformat() and r[1].isoformat() <= last):
                return "date_out_of_range"
    if not bounds:
        return "date"
    if start and end and bounds[0][0] > bounds[1][1]:
        return "end_before_start"
    return None


def text_problem(*values):
    for value in values:
        if value and unicodedata.normalize("NFC", value) != value:
            return "text_nfc"
    return None


def lt(folder):
    t = Tally()
    with open(os.path.join(folder, "p2b_ad_seimo_nariai.json"),
              encoding="utf-8") as f:
        people = json.load(f)["SeimoInformacija"]["SeimoKadencija"]
    known = set()
    for person in people["SeimoNarys"]:
        t.rows += 1
        bad = text_problem(person["@vardas"], person["@pavardė"])
        if bad:
            t.problems[bad] += 1
            continue
        known.add(person["@asmens_id"])
        t.filed += 1
        t.entries["person"] += 1
    with open(os.path.join(folder, count_lt.AGENDA), encoding="utf-8") as f:
        members = json.load(f)["SeimoInformacija"]["SeimoNarys"]
    forms = count_lt.read_forms(os.path.join(MAPS, "tables", "states-lt.tsv"))
    for member in members:
        for row in member["SeimoNarioDarbotvarkėsĮvykis"]:
            t.rows += 1
            outcome, states = count_lt.judge(row, forms)
            if outcome == "date_out_of_range":
                t.problems[outcome] += 1
            elif outcome != "contact":
                t.skipped[outcome] += 1
            elif member["@asmens_id"] not in known:
                t.problems["unknown_entity"] += 1
            elif text_problem(row["@pavadinimas"], row["@vieta"]):
                t.problems["text_nfc"] += 1
            else:
                t.filed += 1
                t.entries["contact"] += 1
    return t.show()


def fara_dates(words):
    """-> (first, last) day or None, as the three patterns of the map say."""
    m = re.fullmatch(r"(\d\d)/(\d\d)/(\d\d)\*", words)
    if m:
        month, day, year = int(m[1]), int(m[2]), 2000 + int(m[3])
        try:
            last = datetime.date(year, month, day)
        except ValueError:
            return None
        # six months that end on that day
        if (last + datetime.timedelta(1)).day == 1:
            after = last + datetime.timedelta(1)
            y, mo = after.year, after.month - 6
            if mo < 1:
                y, mo = y - 1, mo + 12
            return datetime.date(y, mo, 1), last
        y, mo = year, month - 6
        if mo < 1:
            y, mo = y - 1, mo + 12
        d = day
        while True:
            try:
                return (datetime.date(y, mo, d) + datetime.timedelta(1)), last
            except ValueError:
                d -= 1
    if words.endswith("-01"):
        return day_range(words[:7])
    return day_range(words) if len(words) == 10 else None


def fara_official(row, rule):
    agency = text(row["Contact Agency"]).lower()
    duty = text(row["Contact Title"] + " " + row["Contact Office"]).lower()
    has, exact, duties = rule
    if any(x in agency for x in has) or agency in exact:
        return True
    return (not agency and any(x in duty for x in duties)
            and "former " not in duty)


def fara(path):
    t = Tally()
    with open(os.path.join(MAPS, "us-fara-contacts-2013.json"),
              encoding="utf-8") as f:
        part = json.load(f)["parts"][0]
    # the lists of words are data; how they are combined is written here
    any_of = part["skip"][1]["if"]["not"]["any"]
    rule = (any_of[0]["has"], set(any_of[1]["in"]),
            any_of[2]["all"][1]["has"])
    nobody = {"unknown", "media", "twitter followers"}
    groups = collections.OrderedDict()
    with open(path, encoding="utf-8", newline="") as f:
        for row in csv.DictReader(f):
            t.rows += 1
            groups.setdefault(text(row["Record ID"]), []).append(row)
    for record, rows in groups.items():
        left = []
        for row in rows:
            if text(row["Contact Name"]).lower() in nobody:
                t.skipped["no_official"] += 1
            elif not fara_official(row, rule):
                t.skipped["not_an_official"] += 1
            else:
                left.append(row)
        if not left:
            continue
        first = left[0]
        r = fara_dates(text(first["Date"]))
        if r is None:
            code = "date"
        elif not (part["plausible"]["from"] <= r[0].isoformat()
                  and r[1].isoformat() <= part["plausible"]["to"]):
            code = "date_out_of_range"
        else:
            code = text_problem(*(v for row in left for v in row.values()))
        if code:
            t.problems[code] += len(left)
            continue
        t.filed += 1
        t.joined += len(left) - 1
        for row in left:
            t.once("person", text(row["Contact Name"]))
        t.once("org", text(first["Client"]))
        t.once("org", text(first["Registrant"]))
        t.once("document", text(first["Source"]))
        t.entries["contact"] += 1
    return t.show()


def words_of(node, path):
    found = node.find(path)
    return "" if found is None else text("".join(found.itertext()))


def pocom(folder):
    t = Tally()
    people = set()
    for path in sorted(glob.glob(os.path.join(folder, "people", "*", "*.xml"))):
        root = tree.parse(path).getroot()
        t.rows += 1
        names = "".join(root.find("persName").itertext())
        if text_problem(names):
            t.problems["text_nfc"] += 1
            continue
        people.add(words_of(root, "id"))
        t.filed += 1
        t.entries["person"] += 1
    for part, key, list_of in (
            ("missions-countries", "territory-id", "chiefs/chief"),
            ("missions-orgs", "id", "chiefs/chief"),
            ("positions-principals", "id", "principals/principal")):
        tenures = set()
        for path in sorted(glob.glob(os.path.join(folder, part, "*.xml"))):
            root = tree.parse(path).getroot()
            place = words_of(root, key)
            for chief in root.findall(list_of):
                t.rows += 1
                start = words_of(chief, "started/date")
                if not start:
                    t.skipped["start_not_stated"] += 1
                    continue
                code = span_problem(start, words_of(chief, "ended/date"),
                                    "1770-01-01", "2030-12-31")
                tenure = place + "/" + words_of(chief, "id")
                if not code and words_of(chief, "person-id") not in people:
                    code = "unknown_entity"
                if not code and tenure in tenures:
                    code = "duplicate_row"
                if not code:
                    code = text_problem("".join(chief.itertext()))
                if code:
                    t.problems[code] += 1
                    continue
                tenures.add(tenure)
                t.filed += 1
                t.entries["tenure"] += 1
                if part == "positions-principals":
                    t.once("org", "department")
                    t.once("post", place)
                else:
                    t.once("org", "mission/" + place)
                    t.once("post", place + "/" + words_of(
                        chief, "role-title-id"))
    return t.show()


def embassies(path):
    t = Tally()
    states = table("states-en.tsv")
    seen = set()
    with open(path, encoding="utf-8", newline="") as f:
        lines = csv.reader(f, delimiter=";")
        head = next(lines)
        while head and not head[-1]:
            head.pop()
        for cells in lines:
            t.rows += 1
            while len(cells) > len(head) and not cells[-1]:
                cells.pop()
            if len(cells) != len(head):
                t.problems["row_width"] += 1
                continue
            row = dict(zip(head, cells))
            key = text(row["QID"])
            if not key:
                t.problems["no_key"] += 1
            elif key in seen:
                t.problems["duplicate_row"] += 1
            elif text_problem(row["operator"], row["type"], row["city"],
                              row["country"]):
                t.problems["text_nfc"] += 1
            else:
                seen.add(key)
                t.filed += 1
                t.entries["org"] += 1
    assert states["france"] == ["fr"]
    return t.show()


def popolo_file(t, path):
    state = table("popolo-files.tsv")[os.path.basename(path)][0]
    with open(path, encoding="utf-8") as f:
        data = json.load(f)
    people, orgs = set(), set()
    for kind, part, known in (("person", data["persons"], people),
                              ("org", data["organizations"], orgs)):
        for row in part:
            t.rows += 1
            if not text(row["id"]):
                t.problems["no_key"] += 1
            elif row["id"] in known:
                t.problems["duplicate_row"] += 1
            elif text_problem(row["name"]):
                t.problems["text_nfc"] += 1
            elif len(row.get("identifiers", [])) > 31:
                t.problems["body"] += 1
            else:
                known.add(row["id"])
                t.filed += 1
                t.entries[kind] += 1
    terms = {e["id"]: e for e in data["events"]}
    areas = {a["id"]: a["name"] for a in data["areas"]}
    parties = {o["id"]: o["name"] for o in data["organizations"]}
    for row in data["memberships"]:
        t.rows += 1
        term = terms.get(row.get("legislative_period_id"), {})
        start = row.get("start_date") or term.get("start_date") or ""
        end = row.get("end_date") or term.get("end_date") or ""
        code = span_problem(start, end, "1900-01-01", "2030-12-31")
        if not code and row["person_id"] not in people:
            code = "unknown_entity"
        if not code and row["organization_id"] not in orgs:
            code = "unknown_entity"
        if not code:
            code = text_problem(areas.get(row.get("area_id")),
                                parties.get(row.get("on_behalf_of_id")))
        if code:
            t.problems[code] += 1
            continue
        t.filed += 1
        t.entries["tenure"] += 1
        t.once("post", (state, row["organization_id"], row["role"],
                        row.get("area_id")))


def popolo(*paths):
    t = Tally()
    for path in paths:
        popolo_file(t, path)
    return t.show()


def main():
    kinds = {"lt": lt, "fara": fara, "pocom": pocom,
             "embassies": embassies, "popolo": popolo}
    if len(sys.argv) < 3 or sys.argv[1] not in kinds:
        sys.exit(__doc__)
    json.dump(kinds[sys.argv[1]](*sys.argv[2:]), sys.stdout, indent=1,
              sort_keys=True)
    print()


if __name__ == "__main__":
    main()
