#!/usr/bin/env python3
"""Proved answers from the real agendas equal an independent count.

    check_lt.py CHANCERY CHANCERY_VERIFY

Founds a register, imports the agendas of the Seimas (dry run, real run, a
second run that files nothing), and asks for the ten members with the most
contacts and each state they met: how many contacts in 2021 and 2022, and
anyone else? Every answer's proof file is checked by chancery-verify against
the question as this script writes it; the numbers that the proof shows must
be those that count_lt.py counts in the raw file. Output is TAP; without the
data a visible skip. Index 7, model 5, format/map 6.3, 8.2.
"""
import json
import os
import subprocess
import sys
import tempfile
import zipfile

import count_lt

HERE = os.path.dirname(os.path.abspath(__file__))
FIRST, LAST = "2021-01-01", "2022-12-31"
MEMBERS = 10


class Tap:
    def __init__(self):
        self.n = self.failed = 0

    def check(self, good, name, *notes):
        self.n += 1
        self.failed += not good
        print("%sok %d - %s" % ("" if good else "not ", self.n, name))
        for note in () if good else notes:
            print("# %s" % note)


def run(*words, code=0):
    done = subprocess.run(words, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE)
    if done.returncode != code:
        raise SystemExit("Bail out! %s: exit %d: %s" % (
            " ".join(words), done.returncode,
            done.stderr.decode(errors="replace")))
    return done.stdout


class Register:
    def __init__(self, chancery, verify, store):
        self.chancery, self.verify, self.store = chancery, verify, store
        self.trust = store + ".trust"
        run(chancery, "init", store, "--origin", "register.example/seimas",
            "--title", "en:Contacts of members", "--civil-zone",
            "Europe/Vilnius", "--home-state", "lt")
        run(chancery, "key", "export", "--out", self.trust, "--store", store)

    def imported(self, folder, *words):
        return json.loads(run(
            self.chancery, "import", folder, "--as", "lt-seimas-agendas",
            "--json", "--store", self.store, *words))

    def ask(self, member, *words, found=True):
        """-> (answer, number of the member, proof file); A5.11: exit 1 says
        that nothing was found"""
        proof = self.store + ".chancery-proof"
        answer = json.loads(run(
            self.chancery, "ask", "contacts", "--of", "lt-seimas:" + member,
            "--from", "2021", "--to", "2022", "--json", "--proof", proof,
            "--store", self.store, *words, code=0 if found else 1))
        number = answer["question"]["of"]["ref"].split("/")[1]
        return answer, number, proof

    def shown(self, proof, question):
        """[certain, possible] of a proof that answers this question."""
        done = json.loads(run(
            self.verify, proof, "--json", "--question", question, "--trust",
            self.trust))["files"][0]
        assert done["verdict"] == "verified" and done[
            "question"] == question
        return [done["answer"]["certain"], done["answer"]["possible"]]


def question(number, state):
    return "pairs official=%s state=%s from=%s to=%s count" % (
        number, state.upper(), FIRST, LAST)


def question_else(number, state=None):
    if state is not None:
        return "pairs official=%s state=%s from=%s to=%s " \
            "groups(counterpart)" % (number, state.upper(), FIRST, LAST)
    return "pairs official=%s from=%s to=%s groups(state)" % (
        number, FIRST, LAST)


def expected(counts, member):
    """States met in the two years -> [certain, possible]."""
    return {s: c for s, c in counts[member].items() if c[1] > 0}


def grouped(answer):
    """State -> [certain, possible], from the groups of an answer."""
    groups = {}
    for group in answer["groups"]:
        cell = groups.setdefault(group["state"].lower(), [0, 0])
        cell[0] += group["certain"]
        cell[1] += group["possible"]
    return groups


def check_states(tap, register, member, want, others):
    """How many with each state? And with whom else of that state?"""
    wrong, proved = [], {}
    for state in sorted(want) + others:
        raw, found = want.get(state, [0, 0]), state in want
        _, number, proof = register.ask(member, "--state", state,
                                        found=found)
        proved[state] = register.shown(proof, question(number, state))
        answer, number, proof = register.ask(
            member, "--state", state, "--anyone-else", found=found)
        whom = register.shown(proof, question_else(number, state))
        if not (proved[state] == whom == raw and grouped(answer) == (
                {state: raw} if found else {})):
            wrong.append("%s: proof %s, groups %s %s, raw file %s" % (
                state, proved[state], whom, grouped(answer), raw))
    tap.check(not wrong, "a member's contacts with each of %d states, and "
              "with none of %d" % (len(want), len(others)), *wrong)
    return proved


def check_member(tap, register, counts, member):
    want = expected(counts, member)
    never = [s for s in ("is", "nz") if s not in want]
    proved = check_states(tap, register, member, want, never)
    answer, number, proof = register.ask(member, "--anyone-else",
                                         found=bool(want))
    total = register.shown(proof, question_else(number))
    wrong = [] if grouped(answer) == want else [
        "groups %s, raw file %s" % (grouped(answer), want)]
    for state in sorted(want):
        for i in (0, 1):
            raw = sum(v[i] for s, v in want.items() if s != state)
            if total[i] - proved[state][i] != raw:
                wrong.append("all but %s: proof %d, raw file %d" % (
                    state, total[i] - proved[state][i], raw))
    if not want and total != [0, 0]:
        wrong.append("nothing in the raw file, proof %s" % total)
    tap.check(not wrong, "anyone else, for each of them", *wrong)


def at_the_edges(members, forms, counts, order):
    """The fewest contacts, none in the two years but some, none at all."""
    ever = count_lt.count(members, forms, "0001-01-01", "9999-12-31")
    names = sorted(m["@asmens_id"] for m in members)
    outside = [m for m in names if any(c[1] for c in ever[m].values()) and
               not expected(counts, m)]
    never = [m for m in names if not any(c[1] for c in ever[m].values())]
    return [order[-1]] + outside[:1] + never[:1]


def main():
    data = os.path.join(os.environ.get(
        "CHANCERY_SHARED", os.path.join(HERE, "..", "..", "..", "shared")),
        "data", "lt-seimas-agendas", "legislation9.zip")
    if not os.path.exists(data):
        print("1..0 # SKIP no data at hand: set CHANCERY_SHARED")
        return
    tap = Tap()
    forms = count_lt.read_forms(os.path.join(
        HERE, "..", "..", "maps", "tables", "states-lt.tsv"))
    members = count_lt.read_members(data)
    counts = count_lt.count(members, forms, FIRST, LAST)
    order = sorted((m for m in counts if expected(counts, m)),
                   key=lambda m: (-sum(c for c, _ in counts[m].values()), m))
    chosen = order[:MEMBERS] + at_the_edges(members, forms, counts, order)
    with tempfile.TemporaryDirectory() as into:
        folder = os.path.join(into, "lt")
        zipfile.ZipFile(data).extractall(folder)
        register = Register(sys.argv[1], sys.argv[2],
                            os.path.join(into, "register"))
        dry = register.imported(folder, "--dry-run")
        real = register.imported(folder)
        again = register.imported(folder)
        tap.check(dry["filed"] == real["filed"] and dry["entries"] is None,
                  "a dry run tells what the real run files", dry, real)
        new = sum(real["filed"].values())
        tap.check(not any(again["filed"].values()) and again["already"] == new and
                  again["entries"] is None, "a second run files nothing",
                  again)
        tap.check(real["rows"] == new + sum(
            s["rows"] for s in real["skipped"]) and not real["problems"],
            "rows = filed + skipped", real)
        tap.check(len(set(chosen)) == MEMBERS + 3, "members of every kind")
        for member in chosen:
            check_member(tap, register, counts, member)
    print("1..%d" % tap.n)
    sys.exit(1 if tap.failed else 0)


if __name__ == "__main__":
    main()
