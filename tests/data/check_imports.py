#!/usr/bin/env python3
"""Each shipped map on its real file: dry run, real run, a second run.

    check_imports.py CHANCERY [--table] [--only MAP,...]

Founds a register for each data set and imports through the public command.
The totals must be those of totals.py, which counts the raw files by itself;
the dry run must tell the same; the second run must file nothing; in every run
rows = filed + already + amended + joined + skipped + problems; and the audit
of the register must be clean. With --table the figures are printed as the
table of docs/imports.md, too. Output is TAP; without the data a visible skip.
Map 8.2; interfaces A7.1.
"""
import json
import os
import resource
import subprocess
import sys
import tempfile

import check_totals

HERE = os.path.dirname(os.path.abspath(__file__))
HOME = {"lt-seimas-agendas": "lt", "popolo-parliaments": "xa"}


def run(*words, codes=(0,)):
    done = subprocess.run(words, stdout=subprocess.PIPE)
    if done.returncode not in codes:
        raise SystemExit("Bail out! %s: exit %d" % (
            " ".join(words), done.returncode))
    return done.stdout


def cpu():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def imported(chancery, store, name, argument, *words):
    """-> (JSON of the command, summary line of its report, seconds of
    processor)"""
    report = store + ".report"
    before = cpu()
    told = json.loads(run(
        chancery, "import", argument, "--as", name, "--store", store,
        "--json", "--skip-bad", "--report", report, *words, codes=(0, 3)))
    took = cpu() - before
    with open(report, encoding="utf-8") as lines:
        return told, json.loads(lines.read().splitlines()[-1]), took


def sums(summary):
    return sum(summary[k] for k in (
        "filed", "already", "amended", "joined")) + sum(
            summary["skipped"].values()) + sum(summary["problems"].values())


def same(told, summary):
    """Does the command's JSON say what its report says?"""
    codes = {}
    for problem in told["problems"]:
        codes[problem["code"]] = codes.get(problem["code"], 0) + 1
    return codes == summary["problems"] and all(
        told[k] == summary[k] for k in ("rows", "already")) and {
            k: n for k, n in told["filed"].items() if n != 0
        } == summary["entries"] and {
            s["reason"]: s["rows"] for s in told["skipped"]
        } == summary["skipped"]


def faults_of(runs, want):
    for what, (told, summary, _) in runs.items():
        if summary["rows"] != sums(summary):
            yield "%s: rows are not the sum: %s" % (what, summary)
        if not same(told, summary):
            yield "%s: JSON and report differ: %s" % (what, told)
    for what in ("dry run", "real run"):
        summary = dict(runs[what][1])
        if summary.pop("already") or summary.pop("amended") or \
                summary != want:
            yield "%s %s, counted %s" % (what, summary, want)
    new = sum(want["entries"].values())
    entries = runs["real run"][0]["entries"]
    if entries is None or entries["last"] - entries["first"] + 1 != new:
        yield "entries %s, counted %d" % (entries, new)
    if runs["dry run"][0]["entries"] is not None:
        yield "the dry run filed entries"
    told, summary, _ = runs["second run"]
    if told["entries"] is not None or summary["filed"] or summary[
            "entries"] or summary["already"] != want["filed"]:
        yield "the second run: %s" % summary


def check(chancery, into, name, argument, want):
    """-> (faults, a row of the table)"""
    store = os.path.join(into, "register-" + name)
    run(chancery, "init", store, "--origin", "register.example/" + name,
        "--title", "en:" + name, "--civil-zone", "UTC", "--home-state",
        HOME.get(name, "us"))
    words = (chancery, store, name, argument)
    runs = {"dry run": imported(*words, "--dry-run"),
            "real run": imported(*words), "second run": imported(*words)}
    faults = list(faults_of(runs, want))
    audit = json.loads(run(chancery, "audit", "--store", store, "--json",
                           codes=range(256)))
    # policy, registrar, two checkpoints
    if audit["verdict"] != "ok" or audit["entries"] != 4 + sum(
            want["entries"].values()):
        faults.append("audit: %s" % audit)
    row = "| %s | %s | %s | %s | %s | %s | %s | %s | %.1f | %.1f |" % (
        name, number(want["rows"]), number(want["filed"]),
        number(want["joined"]), listed(want["skipped"]),
        listed(want["problems"]), listed(want["entries"]),
        "0 of %s, %s already" % (
            number(runs["second run"][1]["rows"]),
            number(runs["second run"][1]["already"])),
        runs["dry run"][2], runs["real run"][2])
    return faults, row


def number(n):
    return format(n, ",")


def listed(counts):
    return ", ".join("%s %s" % (number(n), k) for k, n in sorted(
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
        if "--only" in sys.argv:
            only = sys.argv[sys.argv.index("--only") + 1].split(",")
            sets = {name: sets[name] for name in only}
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
              "| second run files | judged, s | filed, s |\n" + "|---" * 10 +
              "|")
        print("\n".join(rows))
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
