#!/usr/bin/env python3
"""chancery diff on two real snapshots against a count made without it.

    check_diff.py CHANCERY

Two scraped copies of one public list of meetings, a year apart (README of
CHANCERY_SHARED/data/eu-mep-meetings). A record has no number there: it is a
member (`epid`), a day, a counterpart and a title; "still listed" is a member
whose `epid` occurs in the later file. This script finds by itself, with sets
of Python, which records of the earlier file are in the later one no more,
which of them left another record of the same member and day behind (reworded)
and which did not (gone), and which dated before September 2020 are in the
later file alone; `chancery diff` must tell the same, record by record.
Interfaces A6.7. TAP; without the data a visible skip.
"""
import csv
import json
import os
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
OLD, NEW = "mepmeetings-2021-02-09.csv", "mepmeetings.csv"
WORDS = ["--key", "epid", "--key", "date", "--day", "date", "--compare",
         "lobbyists", "--compare", "title", "--fold", "--once"]


def day(text):
    if "-" in text and text.index("-") == 4:
        return text
    return "-".join(reversed(text.replace("/", "-").split("-")))


def folded(text):
    return " ".join(text.split()).lower()


def records(path):
    with open(path, encoding="utf-8", newline="") as lines:
        return [(r["epid"], day(r["date"]), folded(r["lobbyists"]),
                 folded(r["title"])) for r in csv.DictReader(lines)]


def of_key(difference):
    key = {k["name"]: k["value"] for k in difference["key"]}
    return key["epid"].strip(), day(key["date"].strip())


def of_fields(difference, side):
    values = {f["name"]: f[side] for f in difference["fields"]}
    return of_key(difference) + (folded(values["lobbyists"]),
                                 folded(values["title"]))


def main():
    chancery = sys.argv[1]
    data = os.path.join(os.environ.get(
        "CHANCERY_SHARED", os.path.join(HERE, "..", "..", "..", "shared")),
        "data", "eu-mep-meetings")
    if not os.path.isdir(data) or shutil.which("zstd") is None:
        print("1..1\nok 1 - diff # SKIP no data sets or no zstd")
        return 0
    results = []

    def check(name, good, *told):
        results.append(good)
        print("%sok %d - %s" % ("" if good else "not ", len(results), name))
        for line in told if not good else ():
            print("#", line)

    with tempfile.TemporaryDirectory() as folder:
        old, new = os.path.join(folder, OLD), os.path.join(folder, NEW)
        for path in (old, new):
            with open(path, "wb") as out:
                subprocess.run(["zstd", "-dcq", os.path.join(
                    data, os.path.basename(path) + ".zst")], stdout=out,
                    check=True)

        def diff(*words, code=1):
            done = subprocess.run(
                [chancery, "diff", *words, "--json", "--no-input"],
                stdout=subprocess.PIPE)
            if done.returncode != code:
                raise SystemExit("Bail out! exit %d" % done.returncode)
            return json.loads(done.stdout)

        told = diff(old, new, *WORDS, "--still", "epid")
        later = set(records(new))
        listed = {r[0] for r in later}
        earlier = {r for r in records(old) if r[0] in listed}
        lost, fresh = earlier - later, later - earlier
        places = {r[:2] for r in later}
        gone = {r for r in lost if r[:2] not in places}

        check("10,829 records of members still listed",
              told["totals"]["old"]["compared"] == len(earlier) == 10829)
        check("131 changed", len(told["changed"]) + len(told["removed"]) ==
              len(lost) == 131)
        told_gone = [d for d in told["removed"] if d["key_rows"]["new"] == 0]
        check("4 gone, by name", {of_fields(d, "old") for d in told_gone} ==
              gone and len(gone) == 4, gone)
        check("127 reworded", len(told["changed"]) +
              len(told["removed"]) - len(told_gone) ==
              len(lost) - len(gone) == 127)
        check("the same ones stayed", told["same"] == len(earlier & later))
        sides = [{}, {}]
        for side, set_ in enumerate((lost, fresh)):
            for r in set_:
                sides[side].setdefault(r[:2], set()).add(r[2:])
        wrong = []
        for d in told["changed"]:
            for f in d["fields"]:
                at = 0 if f["name"] == "lobbyists" else 1
                for side, name in enumerate(("old", "new")):
                    if folded(f[name]) not in {
                            v[at] for v in sides[side].get(of_key(d), ())}:
                        wrong.append((of_key(d), f))
        check("every change shows a lost text beside a new one", not wrong,
              *wrong[:3])
        check("every record of the later file alone is told",
              len(told["added"]) + len(told["changed"]) == len(fresh))
        late = [r for r in fresh if r[1] < "2020-09-01"]
        check("578 filed late", sum(
            of_key(d)[1] < "2020-09-01"
            for d in told["added"] + told["changed"]) == len(late) == 578)
        everybody = diff(old, new, *WORDS)
        check("without --still those who left are told as removed",
              len(everybody["removed"]) - len(told["removed"]) == len(
                  {r for r in records(old) if r[0] not in listed}) > 0)
        same = diff(old, old, *WORDS, code=0)
        check("a file does not differ from itself",
              same["same"] == len(set(records(old))) and
              not same["changed"] + same["added"] + same["removed"])
    print("1..%d" % len(results))
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
