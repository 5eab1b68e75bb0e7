#!/usr/bin/env python3
"""bench/bench_import.py CHANCERY - import rate against `sqlite3 .import`.

Ours is the whole command on the published file: reading, judging every row,
signing, filing, index, checkpoint, publication. SQLite's is its shell reading
a CSV of the same rows, made beforehand and not timed, with states and kinds
already worked out, and then building covering indexes like those of our views
(index 3); WAL and synchronous = FULL, one transaction. Seconds of processor are
told as well, since a shared machine stretches those of the clock.

Two files: the largest real one, Lithuanian agendas (most lines are judged and
skipped), and the FARA contacts (most rows become signed entries). Prints one
JSON object a file: rows a second of both, the median of three runs, their
ratio, and entries a second. Without CHANCERY_SHARED/data it says so and
measures nothing.
"""
import csv
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "tests", "data"))
import count_lt  # noqa: E402

RUNS = 3
SCHEMA = """PRAGMA journal_mode = WAL;
PRAGMA synchronous = FULL;
CREATE TABLE contact (%s);
"""
INDEXES = """BEGIN;
CREATE INDEX pairs ON contact (official, state, counterpart, kind, day);
CREATE INDEX counterpart ON contact (counterpart, official, kind, day);
CREATE INDEX official ON contact (official, kind, day);
CREATE INDEX state ON contact (state, kind, day);
COMMIT;
"""


def cpu():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def run(words, **more):
    """-> (what it did, (seconds by the clock, seconds of processor))"""
    started, before = time.monotonic(), cpu()
    done = subprocess.run(words, stdout=subprocess.PIPE, check=False, **more)
    return done, (time.monotonic() - started, cpu() - before)


def lt(data, into):
    """-> (our argument, rows, columns, rows of the CSV)"""
    source = os.path.join(data, "lt-seimas-agendas", "legislation9.zip")
    folder = os.path.join(into, "lt")
    zipfile.ZipFile(source).extractall(folder)
    forms = count_lt.read_forms(os.path.join(
        HERE, "..", "maps", "tables", "states-lt.tsv"))
    columns = ["official", "state", "counterpart", "kind", "day", "began",
               "ended", "place", "title"]
    rows = []
    for member in count_lt.read_members(source):
        for row in member["SeimoNarioDarbotvarkėsĮvykis"]:
            title = row["@pavadinimas"]
            outcome, states = count_lt.judge(row, forms)
            kind = "call" if "telefon" in title.lower() else \
                "meeting" if "susitik" in title.lower() else "event"
            rows.append([
                member["@asmens_id"], " ".join(states), "", kind if
                outcome == "contact" else "", row["@pradžia"][:10],
                row["@pradžia"], row.get("@pabaiga", ""),
                row.get("@vieta", ""), title])
    return folder, columns, rows


def fara(data, into):
    source = os.path.join(data, "us-fara-contacts-2013", "FARA_DATA.zip")
    name = "contacts-by-contact2013-12-13.csv"
    zipfile.ZipFile(source).extract(name, into)
    path = os.path.join(into, name)
    columns = ["official", "state", "counterpart", "kind", "day", "title",
               "office", "registrant", "key", "description"]
    rows = []
    with open(path, newline="", encoding="utf-8") as f:
        for row in csv.DictReader(f):
            rows.append([row[k] or "" for k in (
                "Contact Name", "Contact Agency", "Client", "Type",
                "Date", "Contact Title", "Contact Office", "Registrant",
                "Record ID", "Description")])
    return path, columns, rows


def ours(chancery, name, argument, into):
    store = os.path.join(into, "register")
    for path in (store, store + ".keys"):
        shutil.rmtree(path, ignore_errors=True)
    run([chancery, "init", store, "--origin", "register.example/bench",
         "--title", "en:Bench", "--civil-zone", "UTC", "--home-state",
         "lt" if name.startswith("lt") else "us"])
    done, seconds = run([chancery, "import", argument, "--as", name,
                         "--store", store, "--json", "--skip-bad"])
    if done.returncode not in (0, 3):
        sys.exit("import of %s: exit %d" % (name, done.returncode))
    report = json.loads(done.stdout)
    return seconds, report["rows"], sum(report["filed"].values())


def sqlite(columns, table, into):
    path = os.path.join(into, "sqlite.db")
    for tail in ("", "-wal", "-shm"):
        if os.path.exists(path + tail):
            os.unlink(path + tail)
    script = SCHEMA % ", ".join(c + " TEXT" for c in columns)
    script += ".import --csv '%s' contact\n" % table + INDEXES
    done, seconds = run(["sqlite3", path], input=script.encode())
    counted, _ = run(["sqlite3", path, "SELECT count(*) FROM contact"])
    if done.returncode != 0 or counted.returncode != 0:
        sys.exit("sqlite3: exit %d" % done.returncode)
    return seconds, int(counted.stdout)


def measure(chancery, name, made, into):
    argument, columns, rows = made
    table = os.path.join(into, name + ".csv")
    with open(table, "w", newline="", encoding="utf-8") as f:
        csv.writer(f).writerows(rows)
    mine, theirs = [], []
    for _ in range(RUNS):
        seconds, count, entries = ours(chancery, name, argument, into)
        mine.append(seconds)
        seconds, kept = sqlite(columns, table, into)
        theirs.append(seconds)
        if kept != len(rows):
            sys.exit("sqlite3 kept %d of %d rows" % (kept, len(rows)))
    a, b = (statistics.median(t[0] for t in times)
            for times in (mine, theirs))
    print(json.dumps({
        "bench": "import." + name, "rows": count, "entries": entries,
        "rows_sqlite": kept, "seconds": round(a, 3),
        "seconds_sqlite": round(b, 3), "cpu_s": round(
            statistics.median(t[1] for t in mine), 3),
        "cpu_s_sqlite": round(statistics.median(t[1] for t in theirs), 3),
        "rows_per_s": round(count / a),
        "rows_per_s_sqlite": round(kept / b),
        "entries_per_s": round(entries / a),
        "ratio": round(count / a / (kept / b), 3)}), flush=True)


def main():
    data = os.path.join(os.environ.get(
        "CHANCERY_SHARED", os.path.join(HERE, "..", "..", "shared")), "data")
    if not os.path.isdir(data) or shutil.which("sqlite3") is None:
        print("no real data, or no sqlite3 shell: nothing is measured")
        return
    sets = {"lt-seimas-agendas": lt, "us-fara-contacts-2013": fara}
    if "--quick" in sys.argv:
        del sets["us-fara-contacts-2013"]
    with tempfile.TemporaryDirectory() as into:
        for name, make in sets.items():
            measure(sys.argv[1], name, make(data, into), into)


if __name__ == "__main__":
    main()
