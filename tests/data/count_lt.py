#!/usr/bin/env python3
"""Count contacts of members of the Seimas with foreign states, from the raw file.

    count_lt.py ZIP [--states maps/tables/states-lt.tsv] [--from DAY] [--to DAY]
                    [--members N] [--json]

An independent count: it reads the published zip and the table of forms, and
nothing of the program under test. For the ten members (or N) with the most
contacts it prints, for each state met, the number of contacts that are
certainly and that are possibly between the two days; and for each of these
pairs the same numbers for every other state together ("anyone else?").

Units, as in index 2 (view "pairs"): one contact counts once for each state
it has a representative of. All days of this data set are exact, so certain
and possible differ only if a day is not stated; both are printed all the
same. Rules: docs/format/map.md 6 and maps/lt-seimas-agendas.json.
"""
import argparse
import collections
import json
import os
import sys
import zipfile

AGENDA = "p2b_ad_sn_darbotvarkes.json"
LAST_KNOWN = "2023-09-05"
PLAUSIBLE = ("2020-01-01", "2024-12-31")
NO_PARTY = {"lt", "-"}


def text_of(cell):
    return " ".join(cell.split())


def read_forms(path):
    forms = {}
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            line = line.rstrip("\n")
            if line and not line.startswith("#"):
                form, codes = line.split("\t")
                forms[form] = codes.split()
    return forms


def states_in(title, forms):
    """Leftmost longest forms that begin where a word begins."""
    title = title.lower()
    found, i = [], 0
    while i < len(title):
        best = ""
        if i == 0 or not title[i - 1].isalnum():
            for form in forms:
                if len(form) > len(best) and title.startswith(form, i):
                    best = form
        for code in forms.get(best, []):
            if code not in found:
                found.append(code)
        i += len(best) or 1
    return found


def judge(row, forms):
    """-> (outcome, states); outcome is 'contact', a reason or a problem."""
    title = text_of(row["@pavadinimas"])
    if "ambasad" not in title.lower():
        return "not_a_contact", []
    named = states_in(title, forms)
    if not named:
        return "state_not_named", []
    foreign = [s for s in named if s not in NO_PARTY]
    if not foreign:
        return "not_a_contact", []
    day = row["@pradžia"].strip()[:10]
    if not PLAUSIBLE[0] <= day <= PLAUSIBLE[1]:
        return "date_out_of_range", []
    return "contact", foreign


def read_members(zip_path):
    with zipfile.ZipFile(zip_path) as archive:
        with archive.open(AGENDA) as member:
            data = json.load(member)
    return data["SeimoInformacija"]["SeimoNarys"]


def count(members, forms, first, last):
    """{member id: {state: [certain, possible]}}, contacts held."""
    counts = collections.defaultdict(
        lambda: collections.defaultdict(lambda: [0, 0]))
    for member in members:
        for row in member["SeimoNarioDarbotvarkėsĮvykis"]:
            outcome, states = judge(row, forms)
            day = row["@pradžia"].strip()[:10]
            if outcome != "contact" or day > LAST_KNOWN:
                continue
            earliest = latest = day
            for state in states:
                cell = counts[member["@asmens_id"]][state]
                cell[0] += first <= earliest and latest <= last
                cell[1] += earliest <= last and latest >= first
    return counts


def main():
    here = os.path.dirname(os.path.abspath(__file__))
    p = argparse.ArgumentParser()
    p.add_argument("zip")
    p.add_argument("--states", default=os.path.join(
        here, "..", "..", "maps", "tables", "states-lt.tsv"))
    p.add_argument("--from", dest="first", default="2021-01-01")
    p.add_argument("--to", dest="last", default="2022-12-31")
    p.add_argument("--members", type=int, default=10)
    p.add_argument("--json", action="store_true")
    a = p.parse_args()

    counts = count(read_members(a.zip), read_forms(a.states), a.first, a.last)
    order = sorted(counts, key=lambda m: (
        -sum(c for c, _ in counts[m].values()), m))[:a.members]
    rows = []
    for member in order:
        states = counts[member]
        for state in sorted(states):
            others = [v for s, v in states.items() if s != state]
            rows.append({
                "member": member, "state": state, "from": a.first,
                "to": a.last, "certain": states[state][0],
                "possible": states[state][1],
                "others_certain": sum(v[0] for v in others),
                "others_possible": sum(v[1] for v in others)})
    if a.json:
        json.dump(rows, sys.stdout, indent=1)
        print()
        return
    names = ["member", "state", "from", "to", "certain", "possible",
             "others_certain", "others_possible"]
    print("\t".join(names))
    for row in rows:
        print("\t".join(str(row[n]) for n in names))


if __name__ == "__main__":
    main()
