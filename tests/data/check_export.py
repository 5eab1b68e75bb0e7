#!/usr/bin/env python3
"""Exports against the log and against proved answers.

    check_export.py CHANCERY

Founds a register with a tally, its split, sealed and withheld words, a
withdrawn contact and texts that would be formulas; exports it as JSON Lines
and as CSV at the newest and at an earlier checkpoint. Leaf hashes, openings
and root are recomputed by the second implementation; sums of tables must be
the numbers of `ask`. Output is TAP. Model 11; interfaces A3.8, A7.2.
"""
import csv
import hashlib
import io
import json
import os
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "second"))
from chancery2 import entry, merkle, note, slots  # noqa: E402

FORMULA = '=HYPERLINK("http://x.example","y")'
SUMMARY = '-1 "quoted", two\nlines; a comma, and an accent: \u00e9'


class Tap:
    def __init__(self):
        self.n = self.failed = 0

    def check(self, good, name, *notes):
        self.n += 1
        self.failed += not good
        print("%sok %d - %s" % ("" if good else "not ", self.n, name))
        for words in () if good else notes:
            print("# %s" % (words,))


class Register:
    def __init__(self, chancery, into):
        self.chancery, self.into = chancery, into
        self.store = os.path.join(into, "register")

    def run(self, *words, code=0):
        done = subprocess.run(
            [self.chancery, *words, "--store", self.store],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=dict(
                os.environ, XDG_STATE_HOME=self.into,
                XDG_CONFIG_HOME=self.into))
        if code is not None and done.returncode != code:
            raise SystemExit("Bail out! %s: exit %d: %s" % (
                " ".join(words), done.returncode,
                done.stderr.decode(errors="replace")))
        return done

    def json(self, *words):
        return json.loads(self.run(*words, "--json").stdout)

    def file(self, *words):
        return self.json("file", *words, "--confirm")

    def path(self, name):
        return os.path.join(self.into, name)


def fill(r):
    """-> size of a checkpoint before the tally was split"""
    r.run("init", r.store, "--origin", "register.example/export", "--title",
          "en:Exports", "--title", "fr:Exportations", "--civil-zone", "UTC",
          "--home-state", "xa")
    member = r.file("person", "--name", "en:The Member")["ref"]
    other = r.file("person", "--name", "en:" + FORMULA)["ref"]
    r.file("org", "--name", "en:Embassy of State B", "--org-kind", "mission",
           "--state", "xb", "--mission", "embassy", "--receiving", "xa")
    r.file("post", "--title", "fr:Ambassadeur", "--org",
           "Embassy of State B", "--sent-by", "xb", "--accredited-to", "xa")
    consul = r.file("person", "--name", "fr:Le consul", "--state",
                    "xb")["ref"]
    r.file("tenure", "--person", consul, "--post", "Ambassadeur", "--when",
           "2019-08/..")
    call = ["contact", "--kind", "call", "--with-post", "Ambassadeur",
            "--topic", "visas"]
    tally = r.file(*call, "--of", member, "--times", "7", "--on",
                   "[2020..2022]", "--summary",
                   "en:Seven calls reconstructed from memory")["ref"]
    r.file("contact", "--kind", "meeting", "--of", member, "--with", consul,
           "--on", "2021-03-04", "--topic", "visas", "--summary",
           "en:" + SUMMARY, "--place", "@ the port")
    r.file("contact", "--kind", "letter", "--of", other, "--with", consul,
           "--on", "2021-05", "--topic", "visas", "--summary",
           "en:About a visit that is not public", "--withhold", "safety")
    r.file("contact", "--kind", "meeting", "--of", member, "--with", consul,
           "--on", "2024-03-04", "--public-range", "2024-33", "--sealed",
           "with,when,summary", "--topic", "visas", "--summary",
           "en:Not for everyone", "--place", "Here")
    gone = r.file(*call, "--of", member, "--on", "2021-06-01", "--summary",
                  "en:A call that was entered twice")["ref"]
    before = r.json("status")["size"]
    r.run("annul", gone, "--reason", "duplicate:en:entered twice")
    parts = r.path("parts.jsonl")
    with open(parts, "w") as f:
        for day in ("2021-03-04", "2020-11-02"):
            json.dump({"when": {"edtf": day}, "slots": {"summary": {
                "en": "One of the seven, from the bill"}}}, f)
            f.write("\n")
    r.run("amend", tally, "--split", parts, "--reason", "split:en:the bill",
          "--confirm")
    return before


# JSON Lines, model 11.3.

def read_lines(r, path):
    with open(path, "rb") as f:
        data = f.read()
    assert data.endswith(b"\n")
    return [json.loads(line) for line in data.split(b"\n")[:-1]]


def check_lines(tap, r, name, *words):
    path = r.path(name)
    told = r.json("export", "--format", "jsonl", "--out", path, *words)
    rows = read_lines(r, path)
    with open(path + ".checkpoint", "rb") as f:
        point = note.parse_checkpoint(
            f.read().decode().split("\n\n")[0] + "\n")
    wrong = [row["number"] for n, row in enumerate(rows) if
             row["number"] != n or row["valid"] is not True or
             set(row) != {"leaf", "leaf_hash", "number", "opening", "valid"}]
    tap.check(not wrong and rows, "%s: numbered in the order of the log" %
              name, wrong)
    leaves = [row["leaf"].encode() for row in rows]
    tap.check([merkle.leaf_hash(x).hex() for x in leaves] ==
              [row["leaf_hash"] for row in rows],
              "%s: every leaf hash recomputes" % name)
    tree = merkle.Tree(map(merkle.leaf_hash, leaves))
    tap.check(tree.size == point.size == told["as_of"]["size"] and
              tree.root() == point.root,
              "%s: their root is the checkpoint's" % name)
    opened = 0
    for n, row in enumerate(rows):
        e = entry.parse(leaves[n], point.origin, n)
        if row["opening"] is not None:
            slots.open_line(row["opening"].encode(), e, n)
            opened += 1
    tap.check(opened >= 8, "%s: %d openings open their seals" % (
        name, opened))
    with open(path, "rb") as f:
        got = hashlib.sha256(f.read()).hexdigest()
    tap.check(told["files"][0]["sha256"] == got and told["files"][0][
        "rows"] == told["rows"] == len(rows) and told["losses"] == [],
        "%s: told as it is" % name, told)
    return rows


# CSV, model 11.2.

def read_package(r, path):
    with open(os.path.join(path, "datapackage.json"), "rb") as f:
        package = json.load(f)
    tables = {}
    for resource in package["resources"]:
        with open(os.path.join(path, resource["path"]), "rb") as f:
            data = f.read()
        assert resource["hash"] == "sha256:" + \
            hashlib.sha256(data).hexdigest()
        assert resource["bytes"] == len(data)
        text = data.decode()
        rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
        assert rows[0] == [f["name"] for f in resource["schema"]["fields"]]
        assert all(len(row) == len(rows[0]) for row in rows)
        assert len(rows) - 1 == resource["rows"]
        tables[resource["name"]] = [dict(zip(rows[0], row))
                                    for row in rows[1:]]
        # each line of the file ends in CRLF; a bare LF is in quotes alone
        again = io.StringIO(newline="")
        csv.writer(again, lineterminator="\r\n").writerows(rows)
        assert again.getvalue().count("\r\n") == text.count("\r\n")
    return package, tables


def counted(rows):
    return tuple(sum(int(row[k]) for row in rows) for k in (
        "counted", "counted_sealed"))


def asked(r, *words):
    """-> (possible, sealed)"""
    done = r.run("ask", "contacts", *words, "--json", code=None)
    assert done.returncode in (0, 1), done.stderr
    answer = json.loads(done.stdout)
    return answer["possible"], answer["sealed"] or 0


def export(r, name, *words):
    path = r.path(name)
    told = r.json("export", "--format", "csv", "--out", path, *words)
    package, tables = read_package(r, path)
    assert sum(map(len, tables.values())) == told["rows"]
    return told, package, tables


def check_tables(tap, r):
    told, package, tables = export(r, "all")
    tap.check({f["path"][len(r.path("all")) + 1:] for f in told["files"]} ==
              {t + ".csv" for t in tables} | {
                  "tlog/checkpoint", "datapackage.json", "README.txt"} and
              len(told["losses"]) > 0 and not os.path.exists(
                  r.path("all") + ".part"),
              "all files are told of, and the losses", told)
    with open(r.path("all/tlog/checkpoint"), "rb") as f:
        point = note.parse_checkpoint(
            f.read().decode().split("\n\n")[0] + "\n")
    tap.check(point.size == package["checkpoint"]["size"] and point.root.hex()
              == package["checkpoint"]["root"], "the checkpoint is named")
    contacts = {c["id"]: c for c in tables["contacts"]}
    tap.check(len(contacts) == len(tables["contacts"]) == 7,
              "one row a contact", contacts)
    tap.check({p["contact_id"] for p in tables["parties"]} == set(contacts)
              and len(tables["parties"]) == 13, "two parties each, but for "
              "the sealed one")
    gone = [c for c in contacts.values() if c["version_state"] !=
            "in_force"]
    tap.check([(c["version_state"], c["counted"]) for c in gone] ==
              [("withdrawn", "0")], "withdrawn, and counts no more", gone)
    proved = asked(r, "--of", "The Member"), asked(r, "--of", FORMULA)
    tap.check(counted(contacts.values()) == tuple(map(sum, zip(*proved))) ==
              (9, 1), "the sums are the proved numbers", proved)
    known = {e["id"]: e for t in ("persons", "orgs", "posts", "contacts",
                                  "documents") for e in tables[t]}
    loose = [(c, k) for t in ("contacts", "parties", "tenures")
             for c in tables[t] for k in c if k.endswith("_id") and
             c[k] and c[k] not in known]
    tap.check(not loose, "every id leads to a row", loose)
    leaves = {row["number"]: row["leaf_hash"] for row in read_lines(
        r, r.path("newest.jsonl"))}
    tap.check(all(leaves[int(e["entry"])] == e["leaf_hash"]
                  for t in tables.values() for e in t),
              "entry numbers and leaf hashes are those of the log")
    return tables, contacts


def check_cells(tap, tables, contacts):
    formula = [p["name"] for p in tables["persons"] if "HYPER" in p["name"]]
    tap.check(formula == ["'" + FORMULA], "a formula is made harmless",
              formula)
    meeting = [c for c in contacts.values() if c["kind"] == "meeting" and
               c["tier"] == "public"][0]
    tap.check(meeting["summary"] == "'" + SUMMARY and meeting["place"] ==
              "'@ the port" and json.loads(meeting["summaries"]) ==
              {"en": SUMMARY}, "quotes, commas and line ends survive",
              meeting)
    tap.check([meeting[k] for k in ("subject_name", "earliest", "latest",
                                    "topics", "tier")] ==
              ["The Member", "2021-03-04", "2021-03-04", "visas", "public"],
              "coded members stand as they are", meeting)
    hidden = [c for c in contacts.values() if c["kind"] == "letter"][0]
    tap.check(hidden["summary"] == "withheld, safety" and
              hidden["not_public"] == "all: withheld, safety" and
              hidden["earliest"] == "2021-05-01" and hidden["latest"] ==
              "2021-05-31", "words that are withheld say so", hidden)
    sealed = [c for c in contacts.values() if c["tier"] == "sealed"][0]
    tap.check(sealed["summary"] == sealed["place"] == "sealed" and sealed[
        "not_public"] == "all: sealed" and (sealed["earliest"], sealed[
            "latest"]) == ("2024-01-01", "2024-03-31"),
        "a sealed contact keeps its public range", sealed)
    risky = [v for t in tables.values() for row in t for v in row.values()
             if v[:1] in tuple("=+-@\t\r") and v]
    tap.check(not risky, "no cell begins a formula", risky)
    names = {p["as_name"] for p in tables["parties"]} | {
        p["who_name"] for p in tables["parties"]}
    tap.check({"The Member", "Ambassadeur", "Le consul"} <= names,
              "names stand beside ids", names)


FILTERS = [
    ("--of", "The Member", "--from", "2021", "--to", "2021"),
    ("--of", "The Member", "--state", "XB"),
    ("--of", "The Member", "--state", "xc"),
    ("--of", "The Member", "--from", "2023"),
    ("--of", "The Member", "--from", "2024-04"),
    ("--of", "The Member", "--kind", "letter"),
    ("--with", "Le consul"),
    ("--state", "xb", "--to", "2020-12"),
]


def check_filters(tap, r):
    for i, words in enumerate(FILTERS):
        _, package, tables = export(r, "filter%d" % i, *words)
        want = asked(r, *words)
        if words[0] == "--with":  # A5.9: the posts held are asked as well
            want = len([c for c in tables["contacts"] if c["tier"] in
                        ("public", "withheld")]), 1
        tap.check(counted(tables["contacts"]) == want and
                  package["filtered"] and {
                      p["contact_id"] for p in tables["parties"]} ==
                  {c["id"] for c in tables["contacts"]},
                  "%s: %d and %d" % (" ".join(words), *want),
                  tables["contacts"])
    _, _, tables = export(r, "kinds", "--kind", "meeting,letter")
    tap.check(sorted(c["kind"] for c in tables["contacts"]) ==
              ["letter", "meeting", "meeting"], "--kind takes several")


def check_past(tap, r, before):
    _, package, tables = export(r, "past", "--as-of", str(before))
    contacts = tables["contacts"]
    tally = [c for c in contacts if c["times"] == "7"]
    tap.check(package["checkpoint"]["size"] == before and len(contacts) == 5
              and len(tally) == 1 and tally[0]["version"] == "1" and
              all(c["version_state"] == "in_force" for c in contacts),
              "as of %d: the tally is whole, nothing is withdrawn" % before,
              contacts)
    past = ("--as-of", str(before))
    proved = (asked(r, "--of", "The Member", *past),
              asked(r, "--of", FORMULA, *past))
    tap.check(counted(contacts) == tuple(map(sum, zip(*proved))) == (10, 1),
              "as of %d: the sums are the proved numbers" % before, proved)


def check_refusals(tap, r):
    os.mkdir(r.path("empty"))
    os.mkdir(r.path("left.part"))
    with open(r.path("file"), "w") as f:
        f.write("x")
    csv_words = ("--format", "csv", "--out")
    for name, code, words in [
        ("a folder that is not empty", 9, (*csv_words, r.path("all"))),
        ("a file in its place", 9, (*csv_words, r.path("file"))),
        ("what an export left", 9, (*csv_words, r.path("left"))),
        ("an empty folder", 0, (*csv_words, r.path("empty"))),
        ("a file that is there", 9, ("--format", "jsonl", "--out",
                                     r.path("newest.jsonl"))),
        ("no folder to write in", 8, (*csv_words, r.path("no/where"))),
        ("a filter on jsonl", 2, ("--format", "jsonl", "--out",
                                  r.path("x"), "--kind", "call")),
        ("standard output", 2, ("--format", "jsonl", "--out", "-")),
        ("another format", 2, ("--format", "xls", "--out", r.path("x"))),
        ("no format", 2, ("--out", r.path("x"))),
        ("no checkpoint of that size", 4, (*csv_words, r.path("x"),
                                           "--as-of", "2")),
        ("no checkpoint", 3, (*csv_words, r.path("x"), "--as-of", "soon")),
        ("no date", 3, (*csv_words, r.path("x"), "--from", "2021-02-31")),
        ("dates turned round", 3, (*csv_words, r.path("x"), "--from",
                                   "2022", "--to", "2021")),
        ("no kind", 3, (*csv_words, r.path("x"), "--kind", "talk")),
        ("no state", 3, (*csv_words, r.path("x"), "--state", "xyz")),
        ("nobody of that name", 4, (*csv_words, r.path("x"), "--of",
                                    "Nobody")),
    ]:
        done = r.run("export", *words, code=None)
        tap.check(done.returncode == code and (code == 0) == (
            done.stdout != b"") and not os.path.exists(r.path("x")) and
            not os.path.exists(r.path("x.part")),
            "%s: exit %d" % (name, code), done)


def main():
    tap = Tap()
    with tempfile.TemporaryDirectory() as into:
        r = Register(sys.argv[1], into)
        before = fill(r)
        newest = check_lines(tap, r, "newest.jsonl")
        past = check_lines(tap, r, "past.jsonl", "--as-of", str(before))
        tap.check([x["leaf"] for x in past] ==
                  [x["leaf"] for x in newest[:before]],
                  "the past is the beginning of the present")
        tables, contacts = check_tables(tap, r)
        check_cells(tap, tables, contacts)
        check_filters(tap, r)
        check_past(tap, r, before)
        check_refusals(tap, r)
    print("1..%d" % tap.n)
    sys.exit(1 if tap.failed else 0)


if __name__ == "__main__":
    main()
