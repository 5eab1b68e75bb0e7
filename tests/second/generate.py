#!/usr/bin/env python3
"""Make a register of invented contacts from a seed.

usage: generate.py [--contacts N] [--seed TEXT] [--imprecise PERCENT]
                   [--every N] [--unsigned] [--tree DIR] [--entries FILE]

Contacts have one or more principals on each side, tallies, amendments,
annulments, revivals, competing versions, sealed and described counterparts,
counter records, every kind and status. An index root ends every N entries and
the whole. --tree writes the published static tree, --entries the leaves as
JSON Lines; the log's verifier key is printed. The same arguments give the same
bytes. Every name, id and key follows from the seed text.
"""

import argparse
import base64
import datetime
import hashlib
import os
import random
import sys

from chancery2 import (
    canon, ed25519, entry, ids, ledger, merkle, note, slots, static,
    trie)

ORIGIN = "generated.example/contacts"
STATES = ("xb", "xc", "xd", "zz")
TODAY = "2024-12-31"


class Generator:
    def __init__(self, seed="1", imprecise=30, signed=True, every=40):
        self.text, self.imprecise, self.every = seed, imprecise, every
        self.signed = signed
        self.random = random.Random(f"chancery {seed}")
        self.leaves, self.secrets = [], {}
        self.hashes = []
        self.book = ledger.Ledger(ORIGIN, signatures=False)
        self.trie, self.struck = trie.Trie(), 0
        self.clock = datetime.datetime(2024, 1, 8, 9)
        self.counter = 0
        self.found()

    # Ids, keys, time.

    def bytes_of(self, what):
        return hashlib.sha256(f"generate {self.text} {what}".encode()
                              ).digest()

    def new_id(self, kind):
        self.counter += 1
        return ids.text(kind, self.bytes_of(f"id {self.counter}")[:16])

    def at(self):
        self.clock += datetime.timedelta(minutes=self.random.randint(1, 90))
        return self.clock.strftime("%Y-%m-%dT%H:%M:%SZ")

    def public(self, who):
        seed = self.bytes_of(f"key {who}")
        return base64.b64encode(ed25519.public_key(seed)).decode()

    # Filing.

    def append(self, leaf):
        n = len(self.leaves)
        self.leaves.append(leaf)
        self.hashes.append(merkle.leaf_hash(leaf).hex())
        verdict = self.book.add(leaf)
        for p in self.book.by_number.get(n, []):
            self.trie.insert(p)
        for p in self.book.struck[self.struck:]:
            self.trie.touch(p.key)
        self.struck = len(self.book.struck)
        return verdict

    def file(self, kind, body, values=None, i=None, prev=None, by=None,
             expect="valid"):
        by = by or self.registrar
        i = i or self.new_id(kind)
        seal = None
        if values is not None:
            values = [values.get(k) for k in range(16)]
            seed = self.bytes_of(f"slots {len(self.leaves)}")
            self.secrets[len(self.leaves)] = seed, values
            seal = slots.seal(seed, ids.parse(i)[1], values).hex()
        e = {"at": self.at(), "body": body, "by": by, "id": i, "prev": prev,
             "register": ORIGIN, "seal": seal, "type": kind}
        who = "office" if by == self.office else "registrar"
        value = bytes(64)
        if self.signed:
            value = ed25519.sign(self.bytes_of(f"key {who}"),
                                 entry.SIGNING + canon.write(e))
        sig = {"alg": "ed25519", "key": self.keys[who],
               "value": base64.b64encode(value).decode()}
        verdict = self.append(canon.write(
            {"chancery": 1, "entry": e, "sig": [sig]}))
        if str(verdict) != expect:
            raise AssertionError(f"{kind}: {verdict}")
        if len(self.leaves) % self.every == 0:
            self.root()
        return i

    def root(self):
        n = len(self.leaves)
        top = self.trie.digest()
        body = {"covered": n, "mapping": 1, "top": top.hex(),
                "root": trie.root(ORIGIN, 1, n, top).hex()}
        self.append(canon.write({"chancery": 1, "entry": {
            "at": self.clock.strftime("%Y-%m-%dT%H:%M:%SZ"), "body": body,
            "by": self.registrar, "prev": None, "register": ORIGIN,
            "id": ids.text("index-root", n.to_bytes(16, "big")),
            "seal": None, "type": "index-root"}, "sig": []}))

    # The founding and the people.

    def found(self):
        self.registrar, self.office = self.new_id("org"), self.new_id("org")
        self.keys = {w: self.new_id("key") for w in ("registrar", "office")}
        log = note.make_key(ORIGIN, ed25519.public_key(
            self.bytes_of("key log")))
        self.log_key = log
        self.file("policy", {
            "civil_zone": "UTC", "home_state": "xa", "languages": ["en"],
            "keys": [{"alg": "ed25519", "holder": self.registrar,
                      "id": self.keys["registrar"],
                      "public": self.public("registrar")}],
            "log_key": note.vkey(log), "mapping": 1, "quorum": 0,
            "registrar": self.registrar, "sealed_floor": "quarter",
            "title": {"en": "Generated register"}, "unicode": "15.0",
            "witnesses": []})
        for i, kind in ((self.registrar, "registrar"),
                        (self.office, "office")):
            self.file("org", {"kind": kind, "state": "xa"},
                      self.named(kind), i)
        self.file("key", {"alg": "ed25519", "holder": self.office,
                          "public": self.public("office"), "state": "active"},
                  i=self.keys["office"])
        self.file("grant", {"role": "office", "state": "active",
                            "subjects": None, "to": self.office,
                            "types": None, "window": {"from": None,
                                                      "to": None}})
        self.members = [self.person(f"Member {k}") for k in range(3)]
        self.foreign = [self.person(f"Envoy {k}") for k in range(5)]
        self.missions = [self.file(
            "org", {"kind": "mission", "mission": "embassy",
                    "receiving": ["xa"], "state": s}, self.named("mission"))
            for s in STATES[:3]]
        self.posts = [self.file(
            "post", {"accredited_to": ["xa"], "exists": None, "org": m,
                     "sent_by": None}, {0: {"en": "Consul"}})
            for m in self.missions]
        self.contacts = []      # ids that may be amended

    def named(self, text):
        return {0: [{"lang": "en", "text": text}]}

    def person(self, name):
        return self.file("person", {}, self.named(name))

    # Contacts.

    def day(self):
        return datetime.date(2019, 1, 1) + datetime.timedelta(
            days=self.random.randint(0, 1700))

    def when(self):
        d = self.day()
        if self.random.randint(1, 100) > self.imprecise:
            return {"edtf": d.isoformat()}
        y, m = d.year, d.month
        later = d + datetime.timedelta(days=self.random.randint(1, 500))
        text = self.random.choice([
            f"{y}", f"{y}-{m:02}", f"[{y}..{y + 2}]", f"{y}-{33 + m // 4}",
            f"{y // 10}X", f"{d}/{later}", f"../{d}", f"[{d}..]", f"[..{d}]",
            f"{y}-{m:02}~", f"{y}/..", f"{y}-{m:02}-XX"])
        if text.endswith("~"):
            return {"earliest": f"{y - 1}-02-10", "edtf": text,
                    "latest": self.random.choice([None, f"{y}-12-31"])}
        return {"edtf": text}

    def party(self, side, who=None, **more):
        return {"as": None, "described": None, "org": None,
                "role": "principal", "side": side,
                "state": "xa" if side == "home" else None, "who": who, **more}

    def foreign_party(self):
        pick, r = self.random.random(), self.random
        state = r.choice(STATES)
        if pick < 0.5:
            return self.party("foreign", r.choice(self.foreign), state=state,
                              **{"as": r.choice([None, *self.posts])})
        if pick < 0.7:
            return self.party("foreign", state=state,
                              **{"as": r.choice(self.posts)})
        if pick < 0.8:
            return self.party("foreign", state=state,
                              org=r.choice(self.missions))
        if pick < 0.9:
            return self.party("third", r.choice(self.foreign),
                              state=r.choice([None, *STATES]))
        return self.party("foreign", state=state, described=0)

    def parties(self, subject, sealed):
        r = self.random
        out = [self.party("home", subject)]
        if r.random() < 0.2:
            out.append(self.party("home", r.choice(self.members)))
        if not sealed:
            out += [self.foreign_party() for _ in range(r.choice([1, 1, 2]))]
        if r.random() < 0.1:
            out.append(self.party("foreign", r.choice(self.foreign),
                                  state="xd", role="staff"))
        return out

    def body(self, **fixed):
        r = self.random
        sealed = r.random() < 0.12
        status = "held" if r.random() < 0.9 else r.choice(
            ["proposed", "arranged", "cancelled", "declined"])
        kind = r.choice("call call call video meeting event letter email "
                        "message other unknown".split())
        if sealed and r.random() < 0.4:
            kind = "sealed"
        subject = r.choice(self.members)
        tally = status == "held" and r.random() < 0.2
        out = {
            "arranged_by": [], "country": None, "initiated_by": "unknown",
            "kind": kind, "language": None, "materials": [], "minutes": None,
            "parties": self.parties(subject, sealed and
                                    (kind != "sealed" or r.random() < 0.5)),
            "source_of_record": {"basis": "calendar", "document": None,
                                 "origin": None, "statement": None},
            "status": status, "subject": subject,
            "times": r.randint(2, 9) if tally else 1, "topics": [],
            "visibility": {"tier": "sealed" if sealed else "public"},
            "when": self.when()}
        out.update(fixed)
        return out

    def contact(self, body=None, **more):
        body = body or self.body()
        values = {}
        if any(p["described"] == 0 for p in body["parties"]):
            values[7] = [{"en": "somebody of the mission"}]
        return self.file("contact", body, values, by=self.office, **more)

    def amend(self, i, code="correction"):
        """The next version, or a competing one."""
        c = self.book.chains[i]
        old = self.book.entries[c.last].body
        new = self.body(subject=old["subject"])
        new["parties"][0]["who"] = old["subject"]
        changed = ["/" + k for k in sorted(new) if new[k] != old.get(k)] + \
            ["/" + k for k in sorted(set(old) - set(new) - {"amendment"})]
        new["amendment"] = {"changed": sorted(changed), "code": code,
                            "evidence": []}
        if len(c.versions) > 1 and self.random.random() < 0.2:
            stale = self.hashes[c.versions[0]]
            self.contact(new, i=i, prev=stale,
                         expect="valid, note: competing: not in force")
        else:
            self.contact(new, i=i, prev=c.tip)

    def annul(self, i):
        c = self.book.chains[i]
        self.file("annul", {"authority": None, "code": "error", "target": i,
                            "version": c.tip}, {15: {"en": "filed in error"}},
                  by=self.office)

    def step(self):
        r, pick = self.random, self.random.random()
        if not self.contacts or pick < 0.75:
            body = self.body()
            if self.contacts and pick < 0.05:
                body["counter_of"] = r.choice(self.contacts)
            self.contacts.append(self.contact(body))
            return
        i = r.choice(self.contacts)
        if self.book.chains[i].current is None or pick < 0.9:
            self.amend(i)
        else:
            self.annul(i)

    def run(self, contacts):
        for _ in range(contacts):
            self.step()
        self.root()
        return self

    # What is published.

    def tree(self):
        t = merkle.Tree(bytes.fromhex(h) for h in self.hashes)
        files = static.tree_files(self.leaves, t.size)
        files.update(static.opening_files(self.book, self.secrets, TODAY))
        files["checkpoint"] = note.sign_checkpoint(
            self.bytes_of("key log"), ORIGIN, t.size, t.root())
        return files


def main():
    p = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    p.add_argument("--contacts", type=int, default=200)
    p.add_argument("--seed", default="1")
    p.add_argument("--imprecise", type=int, default=30)
    p.add_argument("--every", type=int, default=40)
    p.add_argument("--unsigned", action="store_true")
    p.add_argument("--tree")
    p.add_argument("--entries")
    given = p.parse_args()
    g = Generator(given.seed, given.imprecise, not given.unsigned,
                  given.every).run(given.contacts)
    if given.entries:
        with open(given.entries, "wb") as f:
            f.write(b"".join(leaf + b"\n" for leaf in g.leaves))
    if given.tree:
        for path, data in g.tree().items():
            at = os.path.join(given.tree, *path.split("/"))
            os.makedirs(os.path.dirname(at), exist_ok=True)
            with open(at, "wb") as f:
                f.write(data)
    print(note.vkey(g.log_key))
    return 0


if __name__ == "__main__":
    sys.exit(main())
