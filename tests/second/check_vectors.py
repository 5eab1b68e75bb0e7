#!/usr/bin/env python3
"""Run the second implementation over the vectors.

usage: check_vectors.py [DIR]

DIR is a folder like tests/vectors (default: that one). Published vectors
are read from $CHANCERY_SHARED/vectors (default: ../shared beside the source
root); where they are absent a line says so. Prints `FILE: N agree, N differ`
for each file and exits 1 on any difference.
"""
# format/entry 1.8, 2.1, 2.2, 2.3, 2.5, 2.6, 5.11, 5.13, 5.14, 5.15, 5.16, 5.17
# format/slots 1.1, 1.2, 1.3, 5.2, 5.4

import base64
import hashlib
import json
import os
import sys
from dataclasses import replace

from chancery2 import (
    canon, check, ed25519, edtf, entry, ids, ledger, merkle, note, proof,
    question, slots, trie)
from chancery2.refusal import Refusal

HERE = os.path.dirname(os.path.abspath(__file__))
ORIGIN = "register.example/foreign-contacts"
ERASED_ON = "2024-06-03"    # the day on which the opening files were made


class Score:
    """Counts rows of one file; says what differs."""

    def __init__(self, name):
        self.name, self.agree, self.differ = name, 0, 0

    def row(self, what, got, want):
        if got == want:
            self.agree += 1
            return
        self.differ += 1
        print(f"{self.name}: {what}: have {got!r}, want {want!r}")

    def print(self):
        print(f"{self.name}: {self.agree} agree, {self.differ} differ")
        return self.differ


def lines_of(path):
    with open(path, encoding="utf-8", newline="") as f:
        return f.read().split("\n")[:-1]


def tsv(path):
    """Rows as dicts; the first line names the columns."""
    head, *rows = (line.split("\t") for line in lines_of(path))
    head[0] = head[0].removeprefix("# ")
    return [dict(zip(head, row)) for row in rows]


def jsonl(path):
    return [json.loads(line) for line in lines_of(path)]


def code_of(work, *arguments):
    """'ok', or the code of the refusal."""
    try:
        work(*arguments)
        return "ok"
    except Refusal as r:
        return r.code


class Model:
    """vectors/model, read once."""

    def __init__(self, folder):
        self.folder = folder
        self.rows = jsonl(self.path("entries.jsonl"))
        self.leaves = [r["canonical"].encode() for r in self.rows]
        self.ledger = self.ledger_at(len(self.leaves))

    def path(self, name):
        return os.path.join(self.folder, name)

    def ledger_at(self, size):
        out = ledger.Ledger(ORIGIN)
        for leaf in self.leaves[:size]:
            out.add(leaf)
        return out

    def secrets(self, size):
        return {r["number"]: (bytes.fromhex(r["seed"]), r["values"])
                for r in self.rows[:size] if r["seed"]}


def check_entries(m, s):
    for r, leaf, v in zip(m.rows, m.leaves, m.ledger.verdicts):
        e = entry.parse(leaf, ORIGIN)
        value = {"chancery": 1, "entry": e.value, "sig": e.sig}
        s.row(r["name"] + " canonical", canon.write(value), leaf)
        s.row(r["name"] + " bytes", len(leaf), r["bytes"])
        s.row(r["name"] + " signing_sha256",
              hashlib.sha256(e.signing_bytes).hexdigest(),
              r["signing_sha256"])
        s.row(r["name"] + " leaf_hash", e.hash.hex(), r["leaf_hash"])
        s.row(r["name"] + " verdict", str(v), "valid")
        if r["seed"]:
            seed = bytes.fromhex(r["seed"])
            s.row(r["name"] + " seal",
                  slots.seal(seed, e.id16, r["values"]).hex(), e.seal)
            s.row(r["name"] + " slots", code_of(
                slots.check_values, e, dict(enumerate(r["values"]))), "ok")
        check_no_text(r, leaf, s)


def check_decided(m, s):
    """format/entry 5.11, 5.13 to 5.17: each case after the example log, whose
    signatures are real; those of the cases are not."""
    for r in jsonl(m.path("decided.jsonl")):
        book = ledger.Ledger(ORIGIN, signatures=False)
        for leaf in m.leaves:
            book.add(leaf)
        got = [book.add(leaf.encode()) for leaf in r["leaves"]]
        for v in got[:-1]:
            s.row(r["name"] + ", before", v.outcome, "valid")
        last = got[-1]
        s.row(r["name"], ": ".join(x for x in (last.outcome, last.code) if x),
              r["outcome"])


CODED = ("as", "org", "role", "side", "state", "who", "edtf", "lang",
         "media", "sha256")


def texts(value, name=""):
    """Every text of a slot that may name or say something."""
    if isinstance(value, dict):
        for k, v in value.items():
            yield from texts(v, k)
    elif isinstance(value, list):
        for v in value:
            if not isinstance(v, str):      # lists of texts are codes
                yield from texts(v, name)
    elif isinstance(value, str) and value and name not in CODED:
        yield value


def check_no_text(r, leaf, s):
    """The rule of the leaf: no name and no text of a slot is in it."""
    for i, value in enumerate(r["values"] or []):
        for text in texts(value):
            s.row(f"{r['name']} slot {i} words in the leaf",
                  canon.quote(text).encode() in leaf, False)


def check_roots(m, s):
    tree = merkle.Tree(merkle.leaf_hash(leaf) for leaf in m.leaves)
    for r in tsv(m.path("roots.tsv")):
        s.row(r["size"], tree.root(int(r["size"])).hex(), r["root"])


def check_keys(m, s):
    for r in tsv(m.path("keys.tsv")):
        public = ed25519.public_key(bytes.fromhex(r["seed"]))
        s.row(r["name"], note.b64(public), r["public_base64"])
        seed = hashlib.sha256(b"chancery example key " + r["name"].encode())
        s.row(r["name"] + " seed", seed.hexdigest(), r["seed"])


def check_ids(m, s):
    for r in tsv(m.path("ids.tsv")):
        id16 = bytes.fromhex(r["hex16"])
        if ":" in r["id"]:
            s.row(r["name"], ids.text(r["id"].split(":")[0], id16), r["id"])
            s.row(r["name"] + " back", ids.parse(r["id"])[1], id16)
        else:
            s.row(r["name"], ids.digits(id16), r["id"])


def check_seals(m, s):
    for r in jsonl(m.path("seal.jsonl")):
        seed, id16 = bytes.fromhex(r["seed"]), ids.parse(r["id"])[1]
        s.row(r["name"] + " id16", id16.hex(), r["id16"])
        values = [json.loads(x["value"]) for x in r["slots"]]
        leaves = slots.leaves_of(seed, id16, values)
        for i, x in enumerate(r["slots"]):
            where = f"{r['name']} slot {i}"
            s.row(where + " value", canon.text(values[i]), x["value"])
            s.row(where + " salt", slots.salt(seed, i).hex(), x["salt"])
            s.row(where + " leaf", leaves[i].hex(), x["leaf"])
            s.row(where + " path",
                  [h.hex() for h in slots.path(leaves, i)], x["path"])
        s.row(r["name"] + " seal", slots.seal(seed, id16, values).hex(),
              r["seal"])


def check_openings(m, s, size):
    book = m.ledger_at(size)
    name = "openings-000.jsonl" if size == 34 else \
        f"openings-000.size{size}.jsonl"
    want = dict((json.loads(x)["n"], x.encode())
                for x in lines_of(m.path(name)))
    secrets = m.secrets(size)
    for n in range(size):
        line = None
        if n in secrets:
            line = slots.opening(n, secrets[n][0], book.entries[n].id16,
                                 secrets[n][1],
                                 book.public_slots(n, ERASED_ON))
        s.row(f"line {n}", line, want.get(n))
        if n in want:
            s.row(f"line {n} opens", code_of(
                slots.open_line, want[n], book.entries[n], n), "ok")


def check_openings_bad(m, s):
    for r in jsonl(m.path("openings-bad.jsonl")):
        e = entry.parse(r["leaf"].encode())
        s.row(r["name"], code_of(slots.open_line, r["line"].encode(), e,
                                 r["number"]), r["error"])


def refused(m, leaf):
    """The code for a leaf filed where its id first stands in the log."""
    try:
        e = entry.parse(leaf, ORIGIN)
    except Refusal as r:
        return r.code
    if not e.understood:
        return "type_unknown"       # admission refuses what we do not know
    twins = [n for n, x in enumerate(m.ledger.entries)
             if (x.id, x.prev) == (e.id, e.prev)]
    book = m.ledger_at(twins[0])
    return book.add(leaf).code or "ok"


def check_refuse(m, s):
    for r in jsonl(m.path("refuse.jsonl")):
        s.row(r["name"], refused(m, base64.b64decode(r["base64"])),
              r["error"])


def check_index_roots(m, s):
    for r in tsv(m.path("index-roots.tsv")):
        covered = int(r["covered"])
        past = m.ledger.past(covered)
        d = trie.top_bytes(trie.build(past))
        have = [d[:32].hex(), str(int.from_bytes(d[32:37], "big")),
                str(int.from_bytes(d[37:42], "big")), d[42:].hex(),
                trie.root(ORIGIN, 1, covered, d).hex(), str(len(past))]
        s.row(covered, have, list(r.values())[1:])
        grown = trie.Trie()
        for p in reversed(past):
            grown.insert(p)
        s.row(f"{covered} by insertion", grown.digest(), d)
        then = m.ledger_at(covered).past(covered)
        s.row(f"{covered} filed up to there", then, past)


def check_postings(m, s):
    have = [[p.key.hex(), str(p.times), str(p.struck_by), p.leaf_hash.hex()]
            for p in m.ledger.past(34)]
    want = [list(r.values()) for r in tsv(m.path("postings-34.tsv"))]
    s.row("number of postings", len(have), len(want))
    for h, w in zip(have, want):
        s.row(w[0], h, w)


def contact_sets(m):
    """Tops of the sets A to D of model 5.5, from the example entries."""
    wrong = ledger.Ledger(ORIGIN, signatures=False)
    for n, leaf in enumerate(m.leaves[:16]):
        if n == 14:
            leaf = leaf.replace(b"[2020..2022]", b"2020/2022")
        wrong.add(leaf)
    books = {"A": m.ledger_at(16), "B": m.ledger_at(19),
             "C": m.ledger_at(20), "D": wrong}
    return {k: trie.build(b.past(len(b.entries))) for k, b in books.items()}


def ask(top, text):
    """The answer, proved and checked again: a Tally."""
    q = question.parse(text)
    data, told = trie.prove(top, q)
    d, seen = check.check(data, q)
    if d != trie.top_bytes(top) or seen.answer() != told.answer():
        raise AssertionError(f"prover and verifier differ: {text}")
    return seen


def count_of(top, who, days):
    """(certain, possible, sealed) by the questions of interfaces A5."""
    names = {"cg": 11, "amb": 13}
    listed = [names[w] for w in who if w in names]
    calls = ask(top, f"sealed-official official=7 {days} groups(kind)")
    sealed = calls.rows.get(1, [0, 0, 0])
    groups = ask(top, f"pairs official=7 state=XB {days} "
                      "groups(counterpart)").rows
    if who == ["any"]:
        c, p, _ = ask(top, f"official official=7 kind=1 {days} count").total()
        return c + sealed[0], p + sealed[1], sealed[1]
    chosen = [r for g, r in groups.items()
              if (g in listed) != (who[0] == "not")]
    return sum(r[0] for r in chosen), \
        sum(r[1] for r in chosen) + sealed[1], sealed[1]


def check_counts(m, s):
    tops = contact_sets(m)
    for r in tsv(m.path("counts.tsv")):
        days = f"from={r['from']} to={r['to']}"
        have = count_of(tops[r["set"]], r["counterparts"].split(" "), days)
        s.row(list(r.values())[:4], [str(x) for x in have],
              [r["certain"], r["possible"], r["sealed_in_possible"]])


def check_cases(path, s):
    for case in jsonl(path):
        past = [ledger.Posting(bytes.fromhex(k), times, bytes.fromhex(h), by)
                for k, times, by, h in case["postings"]]
        top = trie.build(past)
        d = trie.top_bytes(top)
        where = f"case {case['case']}"
        s.row(where + " top", [d[:32].hex(), int.from_bytes(d[32:37], "big"),
                               int.from_bytes(d[37:42], "big"),
                               int.from_bytes(d[42:], "big")], case["top"])
        s.row(where + " root", trie.root(
            case["origin"], case["mapping"], case["covered"], d).hex(),
            case["root"])
        for x in case["questions"]:
            check_case_question(where, top, d, x, s)


def check_case_question(where, top, d, x, s):
    q = question.parse(x["question"])
    where = f"{where}: {x['question']}"
    stated = question.Question(
        x["view"], {n: tuple(r) for n, r in x["ranges"].items()},
        x["from"] and edtf.day(x["from"]), x["to"] and edtf.day(x["to"]),
        x["mode"], x["group"])
    s.row(where + " text", question.text(stated), x["question"])
    data, told = trie.prove(top, q)
    s.row(where + " proof", [len(data), hashlib.sha256(data).hexdigest()],
          [x["proof_bytes"], x["proof_sha256"]])
    s.row(where + " answer", told.answer(), x["answer"])
    have, seen = check.check(data, q)
    s.row(where + " verified", [have, seen.answer(), seen.listed],
          [d, x["answer"], told.listed])


def check_profile(path, s):
    for r in tsv(path):
        try:
            w = edtf.parse(r["edtf"])
            have = ["ok", w.kind, *map(edtf.day_text, w[1:5]), w.qualifier,
                    str(int(w.qualifier != "")), str(int(w.exact_day))]
        except Refusal as e:
            have = ["reject:" + e.code] + [""] * 8
        s.row(r["edtf"], have, list(r.values())[1:])


def check_worked(path, s):
    with open(path, encoding="utf-8") as f:
        w = json.load(f)
    leaves = [e.encode() for e in w["entries_utf8"]]
    tree = merkle.Tree(map(merkle.leaf_hash, leaves))
    for n, h in enumerate(w["leaf_hashes_hex"]):
        s.row(f"leaf {n}", tree.levels[0][n].hex(), h)
    for n, h in w["roots_hex"].items():
        s.row(f"root {n}", tree.root(int(n)).hex(), h)
    for name in w:
        a, _, b = name.partition("_of_")
        if b:
            i, n = int(a.split("_")[1]), int(b)
            path_ = tree.inclusion(i, n)
            s.row(name, [h.hex() for h in path_], w[name])
            s.row(name + " checks", code_of(
                merkle.check_inclusion, i, n, tree.levels[0][i], path_,
                tree.root(n)), "ok")
        elif name.startswith("consistency_"):
            a, b = map(int, name.split("_")[1:])
            proof_ = tree.consistency(a, b)
            s.row(name, [h.hex() for h in proof_], w[name])
            s.row(name + " checks", code_of(
                merkle.check_consistency, a, b, tree.root(a), tree.root(b),
                proof_), "ok")
    s.row("bundle", merkle.bundle_bytes(leaves).hex(),
          w["entry_bundle_000.p_7_hex"])
    s.row("bundle back", merkle.parse_bundle(
        bytes.fromhex(w["entry_bundle_000.p_7_hex"]), 7), leaves)
    s.row("tile", hashlib.sha256(merkle.tile_bytes(tree, 0, 0, 7)
                                 ).hexdigest(), w["tile_0_000.p_7_sha256"])
    check_worked_notes(w, tree, s)


def check_worked_notes(w, tree, s):
    seed = bytes.fromhex(w["log_seed_hex"])
    log = note.parse_vkey(w["log_vkey"])
    witness = note.parse_vkey(w["witness_vkey_cosig"])
    s.row("log public key", ed25519.public_key(seed).hex(), w["log_pub_hex"])
    s.row("log vkey", note.vkey(note.make_key(log.name, log.public)),
          w["log_vkey"])
    s.row("witness vkey", note.vkey(note.make_key(
        witness.name, bytes.fromhex(w["witness_pub_hex"]),
        note.COSIGNATURE)), w["witness_vkey_cosig"])
    for size in (3, 7):
        s.row(f"checkpoint {size}", note.sign_checkpoint(
            seed, log.name, size, tree.root(size)).decode(),
            w[f"checkpoint_{size}"])
    point, signers = note.open_checkpoint(
        w["cosigned_checkpoint_7"].encode(), log, [witness])
    s.row("cosigned", (point.size, point.root, signers[witness]),
          (7, tree.root(7), 1700000000))
    made = proof.print_tlog(3, tree.inclusion(3, 7),
                            w["cosigned_checkpoint_7"].encode())
    s.row("tlog-proof", made.decode(), w["tlog_proof_index3"])
    s.row("tlog-proof checks", code_of(
        proof.check_tlog, made, b"entry 3", log, [witness]), "ok")


def check_synthetic(folder, s, s2):
    with open(os.path.join(folder, "synthetic-70000.json"),
              encoding="utf-8") as f:
        w = json.load(f)
    leaves = [b"chancery test entry %d" % i for i in range(w["size"])]
    tree = merkle.Tree(map(merkle.leaf_hash, leaves))
    for size, root in w["roots"].items():
        s.row(f"root {size}", note.b64(tree.root(int(size))), root)
    for path, want in w["tile_sha256"].items():
        level, n, width = merkle.parse_path(path)
        data = merkle.bundle_bytes(leaves[256 * n:256 * n + width]) \
            if level == "entries" else merkle.tile_bytes(tree, level, n, width)
        s.row(path, hashlib.sha256(data).hexdigest(), want)
    s.row("tiles", sum(1 for _ in merkle.tile_shapes(w["size"])),
          w["tile_count"])
    for r in jsonl(os.path.join(folder, "synthetic-70000-proofs.jsonl")):
        check_synthetic_proof(tree, r, s2)


def check_synthetic_proof(tree, r, s):
    given = [note.unb64(h) for h in r["proof"]]
    root = note.unb64(r["root"])
    if r["kind"] == "inclusion":
        i, n = r["index"], r["size"]
        s.row(f"inclusion {i} {n}", tree.inclusion(i, n), given)
        s.row(f"inclusion {i} {n} checks", code_of(
            merkle.check_inclusion, i, n, tree.levels[0][i], given, root),
            "ok")
    else:
        a, n = r["old"], r["size"]
        s.row(f"consistency {a} {n}", tree.consistency(a, n), given)
        s.row(f"consistency {a} {n} checks", code_of(
            merkle.check_consistency, a, n, note.unb64(r["old_root"]), root,
            given), "ok")


# Worked values of index 14, printed in the design.

def check_worked_index(s):
    origin = "register.example/2026"

    def posting(n, rest, times=1, by=0):
        h = merkle.leaf_hash(b"entry %d" % n)
        return [ledger.Posting(bytes.fromhex(k), times, h, by) for k in (
            f"010000000000035444{rest}{n:012x}",
            f"02000000000003{rest[12:]}{n:012x}")]

    a = posting(10, "000000000005010fc8a40fc8a4")
    b = posting(11, "000000000005010fc8210fcd9f", 5)
    c = posting(12, "000000000006030fcc210fcd9f")
    new = posting(13, "000000000005010fca490fca49")
    struck = [replace(p, struck_by=13) for p in b]

    def top(posts):
        return trie.build(sorted(posts, key=lambda p: p.key))

    for covered, posts, want in (
            (10, [], "23d5ce0e"), (11, a[:1], "0c701e6e"), (11, a, "d30bff85"),
            (13, a + b + c, "9bcbf795"),
            (14, a + struck + c + new, "9a11f4f5")):
        d = trie.top_bytes(top(posts))
        r = trie.root(origin, 1, covered, d).hex()
        s.row(f"R at {covered}", r[:8], want)
    pair = "pairs official=3 state=TD counterpart={} kind=1 from={} to={} count"
    whole = ("2020-01-01", "2022-12-31")
    now, then = top(a + struck + c + new), top(a + b + c)
    for where, posts, text, size, want, answer in (
            ("Q", then, pair.format(5, *whole), 178, "e38384a8",
             [[None, 6, 6, 0]]),
            ("2021", then, pair.format(5, "2021-01-01", "2021-12-31"), 185,
             "c5c83977", [[None, 0, 5, 0]]),
            ("Q at 14", now, pair.format(5, *whole), 178, "5f02a497",
             [[None, 2, 2, 5]]),
            ("absent", now, pair.format(7, *whole), 145, "0c197bbd",
             [[None, 0, 0, 0]]),
            ("groups", now, "pairs official=3 state=TD from=2020-01-01 "
             "to=2022-12-31 groups(counterpart)", 189, "8122ae7b",
             [[5, 2, 2, 5], [6, 1, 1, 0]])):
        data, tally = trie.prove(posts, question.parse(text))
        s.row(where, [len(data), hashlib.sha256(data).hexdigest()[:8],
                      tally.answer()], [size, want, answer])


# Published vectors, where they are at hand.

def check_json_suite(path, s):
    for r in tsv(path):
        code = code_of(canon.parse, base64.b64decode(r["base64"]))
        s.row(r["file"], "accept" if code == "ok" else "reject",
              r["chancery_parser"].split(":")[0])


def check_cctv(path, s):
    with open(path, encoding="utf-8") as f:
        rows = json.load(f)
    with open(path.replace("ed25519vectors", "ed25519-verdicts"),
              encoding="utf-8") as f:
        want = json.load(f)["verdicts"]["libsodium (Debian 12)"]
    for r, w in zip(rows, want, strict=True):
        ok = ed25519.verify(bytes.fromhex(r["key"]), r["msg"].encode(),
                            bytes.fromhex(r["sig"]))
        s.row(r["number"], ok, w == "1")


def check_wycheproof(path, s):
    with open(path, encoding="utf-8") as f:
        groups = json.load(f)["testGroups"]
    for g in groups:
        key = bytes.fromhex(g["publicKey"]["pk"])
        for t in g["tests"]:
            ok = ed25519.verify(key, bytes.fromhex(t["msg"]),
                                bytes.fromhex(t["sig"]))
            s.row(t["tcId"], ok, t["result"] == "valid")


def open_case(c):
    data = bytes.fromhex(c["note_hex"]) if "note_hex" in c \
        else c["note"].encode()
    note.open_note(data, [note.parse_vkey(k) for k in c["trusted_vkeys"]])


def check_notes(path, s):
    with open(path, encoding="utf-8") as f:
        for c in json.load(f):
            s.row(c["name"], code_of(open_case, c) == "ok", c["accept"])


def any64(text):
    return base64.b64decode(text or "")


def check_merkle(path, s):
    """One row accepts roots of 12 bytes; log 1.4 refuses those first."""
    for r in jsonl(path):
        hashes = [any64(h) for h in r["proof"] or []]
        if "leafIdx" in r:
            code = code_of(merkle.check_inclusion, r["leafIdx"],
                           r["treeSize"], any64(r["leafHash"]), hashes,
                           any64(r["root"]))
        else:
            code = code_of(merkle.check_consistency, r["size1"], r["size2"],
                           any64(r["root1"]), any64(r["root2"]), hashes)
        short = any(len(any64(v)) != 32 for k, v in r.items()
                    if k.startswith("root"))
        s.row(r["desc"], code != "ok", r["wantErr"] or short)


PUBLISHED = (("json/jsontestsuite.tsv", check_json_suite),
             ("tlog/cctv/ed25519vectors.json", check_cctv),
             ("tlog/wycheproof/ed25519_test.json", check_wycheproof),
             ("tlog/note-cases.json", check_notes),
             ("tlog/merkle-inclusion.jsonl", check_merkle),
             ("tlog/merkle-consistency.jsonl", check_merkle))


def main(arguments):
    folder = arguments[0] if arguments else os.path.join(HERE, "../vectors")
    shared = os.environ.get("CHANCERY_SHARED",
                            os.path.join(HERE, "../../../shared"))
    differ = 0

    def score(name, work, *given):
        nonlocal differ
        s = Score(name)
        work(*given, s)
        differ += s.print()

    m = Model(os.path.join(folder, "model"))
    score("model/entries.jsonl", check_entries, m)
    score("model/decided.jsonl", check_decided, m)
    score("model/roots.tsv", check_roots, m)
    score("model/keys.tsv", check_keys, m)
    score("model/ids.tsv", check_ids, m)
    score("model/seal.jsonl", check_seals, m)
    score("model/openings-000.size33.jsonl",
          lambda s: check_openings(m, s, 33))
    score("model/openings-000.jsonl", lambda s: check_openings(m, s, 34))
    score("model/openings-bad.jsonl", check_openings_bad, m)
    score("model/refuse.jsonl", check_refuse, m)
    score("model/index-roots.tsv", check_index_roots, m)
    score("model/postings-34.tsv", check_postings, m)
    score("model/counts.tsv", check_counts, m)
    score("index/cases.jsonl", check_cases,
          os.path.join(folder, "index/cases.jsonl"))
    score("index 14, worked values", check_worked_index)
    score("edtf/profile.tsv", check_profile,
          os.path.join(folder, "edtf/profile.tsv"))
    score("tlog/worked-example.json", check_worked,
          os.path.join(folder, "tlog/worked-example.json"))
    proofs = Score("tlog/synthetic-70000-proofs.jsonl")
    score("tlog/synthetic-70000.json",
          lambda s: check_synthetic(os.path.join(folder, "tlog"), s, proofs))
    differ += proofs.print()
    for name, work in PUBLISHED:
        path = os.path.join(shared, "vectors", name)
        if os.path.exists(path):
            score(name, work, path)
        else:
            print(f"{name}: skipped, not at hand")
    return 1 if differ else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
