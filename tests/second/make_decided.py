#!/usr/bin/env python3
"""make_decided.py [--check]: tests/vectors/model/decided.jsonl.

Cases that two implementations once decided differently. Each is one line:
leaves that follow the 34 entries of entries.jsonl, and the outcome of the last
one; those before it are valid. The signatures are no real ones: a verifier of
this file judges holders and skips the values. --check compares.
"""
import base64
import hashlib
import json
import os
import sys

from chancery2 import canon

MODEL = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..",
                     "vectors", "model")
DIGITS = "0123456789abcdefghjkmnpqrstvwxyz"


def jsonl(name):
    with open(os.path.join(MODEL, name), encoding="utf-8") as f:
        return [json.loads(line) for line in f]


ROWS = jsonl("entries.jsonl")
ENTRIES = [json.loads(r["canonical"])["entry"] for r in ROWS]
HASHES = [hashlib.sha256(b"\0" + r["canonical"].encode()).hexdigest()
          for r in ROWS]
IDS = {r["name"]: e["id"] for r, e in zip(ROWS, ENTRIES)}


def fresh(kind, name):
    n = int.from_bytes(hashlib.sha256(
        ("decided " + kind + name).encode()).digest()[:16], "big")
    return kind + ":" + "".join(DIGITS[n >> 5 * i & 31]
                                for i in range(25, -1, -1))


KEYS = {"registrar": ENTRIES[0]["body"]["keys"][0]["id"],
        "office": IDS["key-office"], "department": IDS["key-department"],
        "authority": IDS["key-authority"], "other": fresh("key", "other")}
ORGS = {"registrar": IDS["org-registrar"], "office": IDS["org-office"],
        "department": IDS["org-department"],
        "authority": IDS["org-authority"], "other": fresh("org", "other")}
NO_SEAL = ("policy", "key", "grant", "same")


def make(who, i, body, prev=None, also=()):
    kind = i.split(":")[0]
    value = {"at": "2024-06-10T10:00:00Z", "body": body, "by": ORGS[who],
             "id": i, "prev": prev, "register": ENTRIES[0]["register"],
             "seal": None if kind in NO_SEAL else "0" * 64, "type": kind}
    sig = sorted(({"alg": "ed25519", "key": KEYS[k],
                   "value": base64.b64encode(b"\1" * 64).decode()}
                  for k in (who, *also)), key=lambda s: s["key"])
    return canon.write({"chancery": 1, "entry": value, "sig": sig}).decode()


def amended(n, changed, **members):
    return {**ENTRIES[n]["body"], **members, "amendment": {
        "changed": changed, "code": "correction", "evidence": []}}


def grant(role):
    return make("registrar", fresh("grant", role), {
        "role": role, "state": "active", "subjects": None,
        "to": ORGS["other"], "types": None,
        "window": {"from": None, "to": None}})


def annul(name, target, version):
    return make("office", fresh("annul", name), {
        "authority": None, "code": "error", "target": target,
        "version": HASHES[version]})


def cases():
    public = base64.b64encode(bytes.fromhex(   # RFC 8032, 7.1, test 1
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"))
    other = [make("registrar", ORGS["other"],
                  {"kind": "department", "state": "xa"}),
             make("registrar", KEYS["other"],
                  {"alg": "ed25519", "holder": ORGS["other"],
                   "public": public.decode(), "state": "active"})]
    receipt, states = ENTRIES[21]["body"], amended(7, ["/states"],
                                                   states=["xa"])
    erase = {**ENTRIES[33]["body"], "targets": [
        {"blobs": [], "slots": [3], "target": IDS["statement-answer"],
         "version": None}]}
    yield ("a department does not open what was filed by others",
           [make("department", fresh("open", ""), {
               "authority": None, "blobs": [], "ground": "released",
               "slots": [8], "target": IDS["note-sealed"],
               "version": HASHES[20]})], "invalid: not_granted")
    yield ("a receipt by another than the note is addressed to",
           other + [grant("department"),
                    make("other", fresh("receipt", "1"), receipt)],
           "invalid: not_granted")
    yield ("a receipt by whom the note is addressed to",
           [make("department", fresh("receipt", "2"), receipt)], "valid")
    yield ("another office amends a type without a subject",
           other + [grant("office"), make("other", IDS["person-member"],
                                          states, HASHES[7])], "valid")
    yield ("another without a grant amends it",
           other + [make("other", IDS["person-member"], states, HASHES[7])],
           "invalid: not_granted")
    yield ("the grant of an erasure's approver need not name erase",
           [make("registrar", IDS["grant-authority"],
                 amended(32, ["/types"], types=["annul"]), HASHES[32]),
            make("registrar", fresh("erase", ""), erase,
                 also=("authority",))], "valid")
    yield ("an annulment of an annulment",
           [annul("1", ENTRIES[28]["id"], 28)], "invalid: conflict")
    yield ("an annulment of an older version",
           [annul("2", ENTRIES[15]["id"], 15)], "invalid: conflict")
    yield ("an annulment of the version in force",
           [annul("3", ENTRIES[15]["id"], 16)], "valid")
    yield ("a policy of another Unicode version",
           [make("registrar", ENTRIES[0]["id"],
                 amended(0, ["/unicode"], unicode="16.0"), HASHES[0])],
           "valid")
    yield ("a policy whose Unicode version is a word",
           [make("registrar", ENTRIES[0]["id"],
                 amended(0, ["/unicode"], unicode="newest"), HASHES[0])],
           "invalid: body")


def main():
    text = "".join(json.dumps(
        {"name": name, "leaves": leaves, "outcome": outcome},
        ensure_ascii=False, separators=(",", ":")) + "\n"
        for name, leaves, outcome in cases())
    path = os.path.join(MODEL, "decided.jsonl")
    if "--check" in sys.argv[1:]:
        with open(path, encoding="utf-8") as f:
            return 0 if f.read() == text else 1
    with open(path, "w", encoding="utf-8") as f:
        f.write(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
