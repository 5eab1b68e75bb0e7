#!/usr/bin/env python3
"""Each shipped map on its real file: dry run, real run, a second run.

    check_imports.py CHANCERY [--table]

Founds a register for each data set and imports through the public command.
The totals must be those of totals.py, which counts the raw files by itself;
the dry run must tell the same; the second run must file nothing. With
--table the figures are printed as the table of docs/imports.md, too. Output
is TAP; without the data a visible skip. format/map 8.4; interfaces A7.1.
"""
import json
import os
import subprocess
import sys
import tempfile
import time

import check_totals

HERE = os.path.dirname(os.path.abspath(__file__))
HOME = {"lt-seimas-agendas": "lt", "popolo-parliaments": "xa"}


def imported(chancery, store, name, argument, *words):
    started = time.monotonic()
    done = subprocess.run(
        [chancery, "import", argument, "--as", name, "--store", store,
         "--json", "--skip-bad"] + list(words), stdout=subprocess.PIPE)
    if done.returncode not in (0, 3):
        raise SystemExit("Bail out! import of %s: exit %d" % (
            name, done.returncode))
    return json.loads(done.stdout), time.monotonic() - started


def outcome(report, want):
    """The report in the words of totals.py, what is missing taken from it."""
    codes = {}
    for problem in report["problems"]:
        codes[problem["code"]] = codes.get(problem["code"], 0) + 1
    filed = {k: v for k, v in report["filed"].items() if v}
    return {"entries": filed, "problems": codes,
            "rows": report["rows"], "skipped": {
                s["reason"]: s["rows"] for s in report["skipped"]},
            "filed": want["filed"], "joined": want["joined"]}


def check(chancery, into, name, argument, want):
    """-> (faults, a row of the table)"""
    store = os.path.join(into, "register-" + name)
    subprocess.run([chancery, "init", store, "--origin",
                    "register.example/" + name, "--title", "en:" + name,
                    "--civil-zone", "UTC", "--home-state",
                    HOME.get(name, "us")], check=True,
                   stdout=subprocess.DEVNULL)
    dry, judged = imported(chancery, store, name, argument, "--dry-run")
    real, took = imported(chancery, store, name, argument)
    again, _ = imported(chancery, store, name, argument)
    faults = []
    for what, report in (("dry run", dry), ("real run", real)):
        if outcome(report, want) != want:
            faults.append("%s %s, counted %s" % (
                what, outcome(report, want), want))
    new = sum(want["entries"].values())
    if real["entries"] is None or (
            real["entries"]["last"] - real["entries"]["first"] + 1 != new):
        faults.append("entries %s, counted %d" % (real["entries"], new))
    if any(again["filed"].values()) or again["entries"] or again["already"] != want[
            "filed"]:
        faults.append("the second run filed %s, already %s" % (
            again["filed"], again["already"]))
    row = "| %s | %d | %d | %d | %s | %s | %s | %.1f | %.1f |" % (
        name, want["rows"], want["filed"], want["joined"],
        listed(want["skipped"]), listed(want["problems"]),
        listed(want["entries"]), judged, took)
    return faults, row


def listed(counts):
    return ", ".join("%d %s" % (n, k) for k, n in sorted(
        counts.items())) or "0"


def main():
    data = os.path.join(os.environ.get(
        "CHANCERY_SHARED", os.path.join(HERE, "..", "..", "..", "shared")),
        "data")
    if not os.path.isdir(data):
        print("1..0 # SKIP no data at hand: set CHANCERY_SHARED")
        return
    failed, rows = 0, []
    with tempfile.TemporaryDirectory() as into:
        sets = check_totals.unpack(data, into)
        print("1..%d" % len(sets))
        for i, name in enumerate(sorted(sets), 1):
            argument, counted = sets[name]
            faults, row = check(sys.argv[1], into, name, argument, counted())
            rows.append(row)
            failed += bool(faults)
            print("%sok %d - %s" % ("not " if faults else "", i, name))
            for fault in faults:
                print("# " + fault)
    if "--table" in sys.argv:
        print("| map | rows | filed | joined | skipped | problems | entries "
              "| judged, s | filed, s |\n|---|---|---|---|---|---|---|---|---|")
        print("\n".join(rows))
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
