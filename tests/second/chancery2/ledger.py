"""Entries in order: who may say what (model 2, 3.2, 8) and mapping 1.

`Ledger.add` takes leaf bytes and returns a verdict; the postings that
follow from everything added so far are in `Ledger.postings`.
"""

import datetime
from dataclasses import dataclass, field

from . import ed25519, edtf, entry, form, note, sshsig
from .body import KINDS, principals, tier
from .refusal import Refusal

VALID, NOTED, UNKNOWN, INVALID = "valid", "valid, note", "not understood", \
    "invalid"
OFFICES = ("office", "importer")
ANYONE = ("office", "department", "authority", "importer")
MAY_FILE = {        # besides the registrar
    "policy": (), "key": (), "grant": (), "person": OFFICES, "org": OFFICES,
    "post": OFFICES, "tenure": OFFICES, "contact": ANYONE,
    "note": ("office",), "receipt": ("department",), "document": ANYONE,
    "statement": ANYONE, "link": ANYONE, "same": OFFICES,
    "annul": ("authority",), "erase": (), "duty": (),
    "open": ("office", "authority"),
    "complete": ("office", "authority")}
VIEWS = {"pairs": 0x01, "official": 0x02, "state": 0x03, "counterpart": 0x05,
         "versions": 0x07, "posts": 0x08, "sealed-official": 0x82,
         "sealed-calendar": 0x86}


@dataclass
class Posting:
    key: bytes
    times: int
    leaf_hash: bytes
    struck_by: int = 0

    @property
    def number(self):
        return int.from_bytes(self.key[-6:], "big")


@dataclass
class Verdict:
    outcome: str
    code: str = ""
    notes: list = field(default_factory=list)

    def __str__(self):
        return ": ".join(x for x in (self.outcome, self.code,
                                     ", ".join(self.notes)) if x)


@dataclass
class Chain:
    """The versions and annulments of one entity."""
    first: int
    current: int | None     # number of the version in force
    tip: str                # what the next `prev` must name
    last: int               # number of the newest version, annulled or not
    hashes: set
    versions: list


def late_day(at):
    """F_late: the last calendar day current anywhere (model 2.10)."""
    t = datetime.datetime.strptime(at, "%Y-%m-%dT%H:%M:%SZ")
    try:
        t += datetime.timedelta(hours=14)
    except OverflowError:
        return (9999, 12, 31)
    return t.year, t.month, t.day


def bounds(e):
    """E and L of a contact (model 4.6), or None without a date."""
    if e.body["when"] is None:
        return None
    low, high = form.begin(e.body["when"])
    if e.body["status"] == "held":
        late = late_day(e.at)
        if low > late:
            raise Refusal("future", f"begins after {edtf.day_text(late)}")
        high = min(high, late)
    return low, high


def is_index_sealed(b):
    return b["kind"] == "sealed" or \
        not principals(b["parties"], "foreign", "third")


class Ledger:
    def __init__(self, register=None, signatures=True):
        self.register = register
        self.signatures = signatures
        self.entries = []       # Entry, or None where the form is wrong
        self.verdicts = []
        self.chains = {}        # id -> Chain
        self.kinds = {}         # type -> ids, in order of first entries
        self.postings = []
        self.by_number = {}     # number -> its postings
        self.struck = []        # postings struck, in order of striking

    # Looking things up.

    def current(self, kind):
        for i in self.kinds.get(kind, []):
            c = self.chains[i]
            if c.current is not None:
                yield self.entries[c.current]

    def heard(self, kind):
        """(number, entry) of every entry of a type that counts."""
        for i in self.kinds.get(kind, []):
            for n in self.chains[i].versions:
                yield n, self.entries[n]

    def policy(self):
        return next(self.current("policy"), None)

    def number_of(self, i):
        return self.chains[i].first if i is not None else 0

    def active_keys(self):
        """{key id: (public, holder)} in force now."""
        out = {}
        policy = self.policy()
        if policy:
            for k in policy.body["keys"]:
                out[k["id"]] = (note.unb64(k["public"]), k["holder"])
        for e in self.current("key"):
            out.pop(e.id, None)
            if e.body["state"] == "active" and e.body["alg"] == "ed25519":
                out[e.id] = (note.unb64(e.body["public"]), e.body["holder"])
        return out

    def grants(self, at):
        for e in self.current("grant"):
            w = e.body["window"]
            if e.body["state"] == "active" and \
                    (w["from"] is None or w["from"] <= at[:10]) and \
                    (w["to"] is None or at[:10] <= w["to"]):
                yield e.body

    def granted(self, by, roles, kind, body, at):
        """Is one of these roles granted for this type and subject?"""
        subject = body.get("subject")
        return any(
            g["to"] == by and g["role"] in roles and
            (g["types"] is None or kind in g["types"]) and
            (subject is None or g["subjects"] is None or
             subject in g["subjects"])
            for g in self.grants(at))

    def is_registrar(self, by, kind, body, at):
        policy = self.policy()
        return policy is not None and by == policy.body["registrar"] or \
            self.granted(by, ("registrar",), kind, body, at)

    # Judging one entry.

    def add(self, leaf):
        n = len(self.entries)
        e = None
        try:
            e = entry.parse(leaf, self.register, n)
            verdict = self.judge(e, n) if e.understood else Verdict(UNKNOWN)
        except Refusal as r:
            verdict = Verdict(INVALID, r.code, [r.words] if r.words else [])
        self.entries.append(e)
        self.verdicts.append(verdict)
        if verdict.outcome in (VALID, NOTED) and \
                verdict.code != "competing":
            self.take(e, n)
        return verdict

    def judge(self, e, n):
        if e.type == "contact":
            bounds(e)
        if e.type == "index-root":
            policy = self.policy()
            if policy is None or policy.body["registrar"] != e.by:
                raise Refusal("not_granted", "not by the registrar")
            return Verdict(VALID)
        if n == 0 and (e.type != "policy" or e.prev is not None):
            raise Refusal("envelope", "entry 0 must be the founding policy")
        if n > 0 and self.policy() is None:
            raise Refusal("reference", "there is no policy")
        self.check_references(e, n)
        self.check_signatures(e, n)
        if n > 0:
            self.check_right(e)
        return self.chain_position(e, n)

    def check_references(self, e, n):
        known = {e.id}
        if n == 0:
            known.add(e.body["registrar"])
        elif len(self.chains) == 1:
            known.add(self.policy().body["registrar"])
        for at, i in [*e.refs, ("by", e.by)]:
            if i not in known and i not in self.chains:
                raise Refusal("reference", f"{at}: {i}")

    def signers(self, e, n):
        """Holders whose active key signed; raises if nobody's did."""
        keys = self.active_keys()
        if n == 0:
            keys = {k["id"]: (note.unb64(k["public"]), k["holder"])
                    for k in e.body["keys"]}
        tried, good = 0, []
        for s in e.sig:
            if s["key"] not in keys or s["alg"] not in VERIFY:
                continue
            tried += 1
            public, holder = keys[s["key"]]
            if not self.signatures or VERIFY[s["alg"]](
                    public, e.signing_bytes, note.unb64(s["value"])):
                good.append(holder)
        return tried, good

    def acts_for(self, holder, who, at):
        return holder == who or any(
            g["role"] == "delegate" and g["to"] == holder and
            g["acts_for"] == who for g in self.grants(at))

    def check_signatures(self, e, n):
        tried, good = self.signers(e, n)
        if not tried:
            raise Refusal("sig_unknown_key", "no key that is in force")
        if not good:
            raise Refusal("sig_invalid", "no signature verifies")
        if not any(self.acts_for(h, e.by, e.at) for h in good):
            raise Refusal("sig_unknown_key", "signed by another holder")
        if e.type == "erase":
            who = e.body["approved_by"]
            if not (who == self.policy().body["registrar"] or any(
                    g["to"] == who and g["role"] in ("authority", "registrar")
                    for g in self.grants(e.at))):
                raise Refusal("erase_two", "approved_by holds no such grant")
            if not any(self.acts_for(h, who, e.at) for h in good):
                raise Refusal("erase_two", "approved_by did not sign")
            if len({h for h in good if self.acts_for(h, who, e.at) or
                    self.acts_for(h, e.by, e.at)}) < 2:
                raise Refusal("erase_two", "one holder signed for both")

    def check_right(self, e):
        """Model 3.2, 8.8, and who may amend (2.5)."""
        registrar = self.is_registrar(e.by, e.type, e.body, e.at)
        if e.type == "annul" and self.filed(e.body["target"]).by == e.by:
            return
        if e.prev is not None and e.id in self.chains:
            self.check_amender(e, registrar)
        if e.type == "key" and e.prev is not None and \
                e.body["state"] == "revoked" and e.by == e.body["holder"]:
            return
        if e.type == "receipt" and \
                self.filed(e.body["note"]).body["addressed_to"] != e.by:
            raise Refusal("not_granted", "the note is not addressed to it")
        if registrar and e.type != "receipt":
            return
        if not self.granted(e.by, MAY_FILE[e.type], e.type, e.body, e.at):
            raise Refusal("not_granted", f"{e.by} for {e.type}")

    def filed(self, i):
        return self.entries[self.chains[i].last]

    def check_amender(self, e, registrar):
        if e.by == self.filed(e.id).by:
            return
        if e.type == "receipt":
            raise Refusal("not_granted", "only its department amends it")
        if registrar or self.granted(e.by, ("office",), e.type, e.body, e.at):
            return
        if e.type == "key" and e.by == e.body["holder"] and \
                e.body["state"] == "revoked":
            return
        raise Refusal("not_granted", "another may not amend this")

    def chain_position(self, e, n):
        if e.type == "annul" and e.prev is None:
            if e.id in self.chains:
                raise Refusal("id_taken", e.id)
            if e.body["target"].startswith("annul:"):
                raise Refusal("conflict", "an annul cannot be annulled")
            c = self.chains[e.body["target"]]
            if e.body["version"] not in c.hashes:
                raise Refusal("reference", "names no version of its target")
            if c.current is None or c.tip != e.body["version"]:
                raise Refusal("conflict", "that version is not in force")
            return Verdict(VALID)
        if e.prev is None:
            if e.type == "policy" and n > 0:
                raise Refusal("prev", "only entry 0 founds")
            if e.id in self.chains:
                raise Refusal("id_taken", e.id)
            return Verdict(VALID)
        if e.id not in self.chains:
            raise Refusal("reference", "amends nothing")
        c = self.chains[e.id]
        if c.tip != e.prev:
            return self.beside(c, e.prev)
        return self.compare(e, self.entries[c.last])

    def beside(self, c, named):
        if named not in c.hashes:
            raise Refusal("prev", "names no version of this entity")
        return Verdict(NOTED, "competing", ["not in force"])

    def compare(self, e, before):
        names = set(e.body) | set(before.body)
        want = sorted("/" + m for m in names - {"amendment"}
                      if e.body.get(m, KeyError) !=
                      before.body.get(m, KeyError))
        stated = [p for p in e.body["amendment"]["changed"] if p != "/seal"]
        if stated != want:
            return Verdict(NOTED, "", [f"changed differs: {want}"])
        return Verdict(VALID)

    # Taking it in.

    def take(self, e, n):
        if e.type == "index-root":
            return
        h = e.hash.hex()
        if e.type == "annul" and e.prev is None:
            c = self.chains[e.body["target"]]
            self.strike(c.current, n)
            c.current, c.tip = None, h
            c.hashes.add(h)
        if e.prev is None:
            self.chains[e.id] = Chain(n, n, h, n, {h}, [n])
            self.kinds.setdefault(e.type, []).append(e.id)
        else:
            c = self.chains[e.id]
            if c.current is not None:
                self.strike(c.current, n)
            c.current, c.tip, c.last = n, h, n
            c.hashes.add(h)
            c.versions.append(n)
        if e.type == "contact":
            self.post(e, n)

    def strike(self, number, by):
        for p in self.by_number.get(number, []):
            p.struck_by = by
            self.struck.append(p)

    def post(self, e, n):
        out = [Posting(k, e.body["times"], e.hash)
               for k in sorted(set(self.keys_of(e, n)))]
        self.postings += out
        self.by_number[n] = out

    def party_number(self, p):
        return self.number_of(p["who"] or p["as"] or p["org"])

    def keys_of(self, e, n):
        """The keys of one contact in every view (index 2)."""
        b = e.body
        if b["status"] != "held" or "counter_of" in b:
            return
        days = b"".join(edtf.code(d).to_bytes(3, "big") for d in bounds(e))
        tail = bytes([KINDS[b["kind"]]]) + days + six(n)
        officials = [six(self.party_number(p))
                     for p in principals(b["parties"], "home")]
        if is_index_sealed(b):
            yield b"\x86" + tail
            for o in officials:
                yield b"\x82" + o + tail
            return
        yield b"\x07" + six(self.number_of(e.id)) + six(n)
        others = principals(b["parties"], "foreign", "third")
        for o in officials:
            yield b"\x02" + o + tail
            for p in others:
                state = (p["state"] or "zz").upper().encode()
                who = six(self.party_number(p))
                yield b"\x01" + o + state + who + tail
                yield b"\x03" + state + tail
                yield b"\x05" + who + o + tail
                if p["as"] is not None:
                    yield b"\x08" + o + state + six(
                        self.number_of(p["as"])) + tail

    def past(self, covered):
        """The postings as they stood at a covered size (index 4)."""
        return sorted((Posting(p.key, p.times, p.leaf_hash,
                               p.struck_by if p.struck_by < covered else 0)
                       for p in self.postings if p.number < covered),
                      key=lambda p: p.key)

    # Slots (model 7.3).

    def erased(self, n):
        """{slot: number of the erase entry} for entry n."""
        out = {}
        h = self.entries[n].hash.hex()
        for m, e in self.heard("erase"):
            if self.chains[e.id].current is None:
                continue
            for t in e.body["targets"]:
                named = t["version"] == h or \
                    t["version"] is None and n < m
                if t["target"] == self.entries[n].id and named:
                    for i in range(16) if t["slots"] is None else t["slots"]:
                        out.setdefault(i, m)
        return out

    def public_slots(self, n, today):
        """Slots of entry n that are public on a day (model 7.3)."""
        e = self.entries[n]
        opened = set()
        for _, o in self.heard("open"):
            if o.body["version"] == e.hash.hex():
                opened.update(o.body["slots"])
        v = e.body.get("visibility", {"tier": "public"})
        if tier(e.body) == "public" or \
                tier(e.body) == "delayed" and v["until"] <= today:
            opened |= set(range(16)) - set(v.get("sealed", []))
        return opened - set(self.erased(n))

    def split_notes(self):
        """Tallies whose parts do not add up (model 2.9)."""
        for n, e in enumerate(self.entries):
            if self.verdicts[n].outcome not in (VALID, NOTED):
                continue
            tally, out = self.split_of(e)
            if tally is None:
                continue
            parts = 0
            for later in self.entries[n + 1:]:
                if later is None or later.type != "contact" or \
                        later.body.get("part_of") != tally:
                    break
                parts += later.body["times"]
            if parts != out:
                yield n, "tally and parts do not add up"

    def split_of(self, e):
        """(tally id, contacts taken out) of a split, or (None, 0)."""
        if e.type == "annul" and e.body["code"] == "split":
            i, named, left = e.body["target"], e.body["version"], 0
        elif e.type == "contact" and e.prev is not None and \
                e.body["amendment"]["code"] == "split":
            i, named, left = e.id, e.prev, e.body["times"]
        else:
            return None, 0
        before = next(v for v in self.entries
                      if v is not None and v.hash.hex() == named)
        if before.type != "contact":
            return None, 0
        return i, before.body["times"] - left


def six(n):
    return n.to_bytes(6, "big")


VERIFY = {"ed25519": ed25519.verify, "sshsig-ed25519": sshsig.verify}
