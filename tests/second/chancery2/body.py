"""The body of every entry type (model 3), as tables of checkers."""

from .form import (
    ascending, code, day, digest, edtf_text, entity, exactly, file, flag,
    integer, interval, is_int, lang, many, maybe, media, one_of, own_id,
    pattern, public_key, record, refuse, slot_number, span, state, text_map,
    utc_time, verifier_key, when, whole)
from .refusal import Refusal

KINDS = {"call": 1, "video": 2, "meeting": 3, "event": 4, "letter": 5,
         "email": 6, "message": 7, "travel": 8, "gift": 9, "other": 10,
         "unknown": 0, "sealed": 0}
KIND_NAMES = "call video meeting event letter email message travel gift other"
ROLES = "office department authority importer registrar delegate"
SEALABLE = ("person org post tenure contact note receipt document statement "
            "complete duty link annul open erase").split()
UNSEALED = "policy key grant same index-root".split()
TYPES = SEALABLE + UNSEALED

amendment = record({
    "changed": ascending(pattern(r"/[a-z][a-z0-9_]{0,39}",
                                 "a pointer to a topmost member"), 0, 256),
    "code": one_of("correction completion progress split opened revocation "
                   "order"),
    "evidence": many(entity())})

TIERS = {
    "public": record({"tier": code}, {}),
    "sealed": record({"tier": code}, {}),
    "delayed": record({"tier": code, "until": day}),
    "withheld": record({"authority": maybe(entity()), "ground": code,
                        "tier": code})}
sealed_list = ascending(slot_number, 1, 16)


def visibility(value, at, refs):
    tier = value.get("tier") if isinstance(value, dict) else None
    if not isinstance(tier, str) or tier not in TIERS:
        refuse(at, "tier is one of " + " ".join(TIERS))
    rest = {k: v for k, v in value.items() if k != "sealed"}
    TIERS[tier](rest, at, refs)
    if "sealed" in value:
        sealed_list(value["sealed"], f"{at}/sealed", refs)


def tier(body):
    return body.get("visibility", {"tier": "public"})["tier"]


party = record({
    "as": maybe(entity("post")), "described": maybe(integer(0, 63)),
    "org": maybe(entity("org")),
    "role": one_of("principal staff interpreter intermediary note-taker "
                   "present"),
    "side": one_of("home foreign third"), "state": maybe(state),
    "who": maybe(entity("person", "org"))})


def check_party(value, at, refs):
    party(value, at, refs)
    if all(value[n] is None for n in ("who", "as", "org", "described")):
        refuse(at, "one of who, as, org, described must be given")
    if value["side"] == "foreign" and value["state"] is None:
        refuse(f"{at}/state", "a foreign party represents a state")


def principals(parties, *sides):
    return [p for p in parties
            if p["role"] == "principal" and p["side"] in sides]


origin = record({"dataset": code, "file": digest, "row": integer(1, 2**53 - 1)})
source_of_record = record({
    "basis": one_of("own-record phone-log phone-bill calendar recollection "
                    "reconstructed department-note document import"),
    "document": maybe(entity("document")), "origin": maybe(origin),
    "statement": maybe(entity("statement"))})
gift = record({
    "currency": maybe(pattern(r"[A-Za-z]{3}", "3 letters")),
    "direction": one_of("given received"),
    "disposition": one_of("retained returned held-by-department purchased "
                          "destroyed unknown"),
    "paid_by": maybe(entity()),
    "value_class": one_of("exact estimated above-limit unknown"),
    "value_minor": maybe(integer(-2**53 + 1, 2**53 - 1))})
travel = record({"paid_by": maybe(entity())})
coded = {       # M* of model 3.10, `parties` and `kind` apart
    "initiated_by": one_of("home foreign third unknown"),
    "arranged_by": many(entity("org", "person")),
    "minutes": maybe(integer(0, 100000)), "country": maybe(state),
    "topics": many(code, 0, 16),
    "materials": many(record({"direction": one_of("given received"),
                              "sha256": maybe(digest)}), 0, 32)}
contact_table = record({
    "kind": one_of(" ".join(KINDS)),
    "status": one_of("proposed arranged held cancelled declined"),
    "times": integer(1, 16777215), "subject": entity("person"),
    "parties": many(check_party, 1, 64), "when": maybe(when),
    "language": maybe(lang), "source_of_record": source_of_record,
    "visibility": visibility}, {
    **coded, "gift": gift, "travel": travel, "laws": many(code, 0, 16),
    "part_of": entity("contact"), "counter_of": entity("contact"),
    "amendment": amendment})


def contact(value, at, refs):
    contact_table(value, at, refs)
    public = tier(value) == "public"
    if public:
        for name in coded:
            if name not in value:
                refuse(f"/{name}", "is missing, though the tier is public")
        for name in ("gift", "travel"):
            if value["kind"] == name and name not in value:
                refuse(f"/{name}", "is missing, though the tier is public")
    if value["when"] is None and value["status"] != "proposed":
        refuse("/when", "null only while proposed")
    if value["times"] > 1 and (value["status"] != "held" or
                               value.get("minutes") is not None):
        refuse("/times", "above 1 only for held, without minutes")
    if not any(p["who"] == value["subject"]
               for p in principals(value["parties"], "home")):
        refuse("/subject", "must be a home principal")
    if public and not principals(value["parties"], "foreign", "third"):
        refuse("/parties", "a foreign or third principal is missing")
    if public and value["kind"] == "sealed":
        refuse("/kind", "sealed, though the tier is public")
    source = value["source_of_record"]
    if (source["basis"] == "import") != (source["origin"] is not None):
        refuse("/source_of_record/origin", "for import, and only then")


def with_tier(table, *starred):
    """Members that may stand in a slot are mandatory with tier public."""
    def check(value, at, refs):
        table(value, at, refs)
        for name in starred:
            if tier(value) == "public" and name not in value:
                refuse(f"{at}/{name}", "is missing, though the tier is public")
    return check


note_table = with_tier(record({
    "addressed_to": entity("org"), "lang": lang, "blob": maybe(file),
    "visibility": visibility}, {
    "contacts": many(entity("contact"), 0, 64), "made": when,
    "author": entity("person"), "amendment": amendment}), "contacts", "made")


def note(value, at, refs):
    note_table(value, at, refs)
    if (tier(value) == "public") != (value["blob"] is None):
        refuse("/blob", "null with tier public, a file otherwise")


def table(must, may=None):
    """A body of a type with slots: `visibility` and `amendment` are O."""
    return record(must, {"visibility": visibility, "amendment": amendment,
                         **(may or {})})


document_fields = {
    "kind": one_of("press filing transcript memo decision report letter "
                   "press-release statement proceeding web other"),
    "language": maybe(lang), "pages": maybe(whole),
    "part_of": maybe(entity("document")), "bytes": maybe(file),
    "text": maybe(record({"normal": exactly("nfc-lf"), "sha256": digest,
                          "tool": code})),
    "captured": maybe(record({"at": utc_time, "warc": maybe(digest)})),
    "custody": many(record({"from": maybe(day), "who": entity()}), 0, 32),
    "proceeding": maybe(record({
        "court": maybe(entity()),
        "status": one_of("pending final under-appeal set-aside settled "
                         "unknown")})),
    "status": maybe(code)}
document = with_tier(table(document_fields, {
    "authors": many(entity(), 0, 32), "publisher": maybe(entity()),
    "issued": maybe(when)}), "authors", "publisher", "issued")

SELECT = {
    "quote": record({"type": code}),
    "position": record({"type": code, "start": whole, "end": whole}),
    "page": record({"type": code, "page": whole},
                   {"line": whole, "line_end": whole}),
    "part": record({"type": code}),
    "time": record({"type": code, "start_ms": whole, "end_ms": whole})}


def by_member(name, tables, rule):
    def check(value, at, refs):
        key = value.get(name) if isinstance(value, dict) else None
        if not isinstance(key, str) or key not in tables:
            refuse(f"{at}/{name}", rule)
        tables[key](value, at, refs)
    return check


select = many(by_member("type", SELECT, "no such selector"), 0, 8)
TARGETS = {"person": entity("person"), "post": entity("post"),
           "org": entity("org"), "state": state}


def target(value, at, refs):
    if not isinstance(value, dict) or len(value) != 1 or \
            next(iter(value)) not in TARGETS:
        refuse(at, "one of person, post, org, state")
    name = next(iter(value))
    TARGETS[name](value[name], f"{at}/{name}", refs)


kinds = maybe(many(one_of(KIND_NAMES), 1, 10))
ABOUT = {"subject": entity("person"), "kinds": kinds, "window": maybe(span)}
OPPOSITE = {**ABOUT, "counterparts": many(target)}
UNIVERSE = {**ABOUT, "universe": many(target, 0, 4)}
UNCLEAR = {"hedged": exactly(True),
           "unclear": many(one_of("counterparts kinds window subject"), 1, 4)}


def claim_of(fields):
    return record({"p": code, **fields}, UNCLEAR)


CLAIMS = {
    "occurred": claim_of({**OPPOSITE, "n": integer(1, 2**53 - 1)}),
    "count": claim_of({**OPPOSITE, "op": one_of("eq ge le about"),
                       "n": whole}),
    "only": claim_of({**UNIVERSE, "admits": many(entity())}),
    "none": claim_of(UNIVERSE),
    "noted": claim_of({**OPPOSITE, "department": entity("org"),
                       "q": one_of("each some none")}),
    "initiated": claim_of({**OPPOSITE, "by": one_of("home foreign third"),
                           "what": one_of("contact arrangement"),
                           "q": one_of("each some usually")}),
    "held": claim_of({"person": entity("person"), "post": entity("post"),
                      "window": maybe(span)}),
    "content": claim_of({"about": many(entity("contact"))}),
    "text": claim_of({})}

ACTS = ("records acknowledges states testifies denies contends characterises "
        "alleges assesses finds orders corrects clarifies retracts reports "
        "asks declines leaves_undecided")
speaker = record({"described": flag, "who": maybe(entity("person", "org"))}, {
    "as": entity("post"), "for": entity(),
    "unnamed": record({"label": code, "number": maybe(whole),
                       "scope": entity("document")})})
hop = record({
    "act": one_of("reports quotes cites adopts records"), "described": flag,
    "document": maybe(entity("document")), "select": select,
    "who": maybe(entity("person", "org"))})
statement_table = table({
    "act": one_of(ACTS), "speaker": speaker, "document": entity("document"),
    "select": select, "said": maybe(when), "lang": lang,
    "claims": many(by_member("p", CLAIMS, "no such claim"), 0, 32),
    "hedged": flag, "about": many(entity(), 0, 64),
    "reply_to": maybe(entity("statement")), "via": many(hop, 0, 16),
    "circumstances": many(one_of("oath summons privilege interview leak "
                                 "in-camera")),
    "confidence": maybe(one_of("low moderate high unstated")),
    "status": maybe(one_of("final under-appeal set-aside unknown"))})


def statement(value, at, refs):
    statement_table(value, at, refs)
    if not value["speaker"]["described"] and value["speaker"]["who"] is None:
        refuse("/speaker", "described or who")
    judged = value["act"] in ("finds", "orders", "leaves_undecided")
    if not judged and value["status"] is not None:
        refuse("/status", "only for finds, orders, leaves_undecided")


keys = many(record({
    "alg": exactly("ed25519"), "holder": entity("org"), "id": own_id("key"),
    "public": public_key}), 1, 8)
policy = record({
    "title": text_map,
    "civil_zone": pattern(r"[A-Za-z0-9_+/-]{1,64}", "a time zone's name"),
    "home_state": state, "languages": many(lang, 1),
    "registrar": entity("org"), "keys": keys, "log_key": verifier_key,
    "mapping": integer(1, 65535),
    "sealed_floor": one_of("month quarter half-year year"),
    "unicode": pattern(r"(0|[1-9][0-9]{0,2})\.(0|[1-9][0-9]{0,2})",
                       "a Unicode version"), "witnesses": many(verifier_key),
    "quorum": whole}, {"amendment": amendment})
key_table = record({
    "alg": one_of("ed25519 age-x25519"), "holder": entity("org", "person"),
    "public": pattern(r".{1,200}", "a public key"),
    "state": one_of("active revoked")},
    {"custody": code, "amendment": amendment})


def key(value, at, refs):
    key_table(value, at, refs)
    if value["alg"] == "ed25519":
        public_key(value["public"], "/public", refs)
    else:
        pattern(r"age1[02-9ac-hj-np-z]{58}", "an age recipient")(
            value["public"], "/public", refs)


grant_table = record({
    "to": entity("org", "person"), "role": one_of(ROLES),
    "subjects": maybe(many(entity("person"))),
    "types": maybe(many(one_of(" ".join(TYPES)))), "window": span,
    "state": one_of("active revoked")}, {
    "acts_for": entity("org"), "authority": entity("document"),
    "amendment": amendment})


def grant(value, at, refs):
    grant_table(value, at, refs)
    if value["role"] == "delegate" and "acts_for" not in value:
        refuse("/acts_for", "mandatory for a delegate")


org_table = table({
    "kind": one_of("state ministry department mission parliament committee "
                   "friendship-group party office registrar company media "
                   "court commission service association other"),
    "state": maybe(state)}, {
    "mission": one_of("embassy consulate-general consulate permanent-mission "
                      "representative-office de-facto honorary other"),
    "receiving": many(state), "parent": entity("org"), "exists": when})


def org(value, at, refs):
    org_table(value, at, refs)
    for name in ("mission", "receiving"):
        if (name in value) != (value["kind"] == "mission"):
            refuse(f"/{name}", "for kind mission, and only then")


def annul(value, at, refs):
    table({"target": entity(), "version": digest,
           "code": one_of("error duplicate split order"),
           "authority": maybe(entity())})(value, at, refs)
    if value["code"] == "order" and value["authority"] is None:
        refuse("/authority", "mandatory for an order")


def open_slots(value, at, refs):
    table({"target": entity(), "version": digest,
           "slots": ascending(slot_number, 0, 16),
           "blobs": many(record({"plain": file, "sha256": digest}), 0, 4),
           "ground": one_of("released consent delay-over order"),
           "authority": maybe(entity())})(value, at, refs)
    if value["ground"] == "order" and value["authority"] is None:
        refuse("/authority", "mandatory for an order")


erase = table({
    "targets": many(record({
        "blobs": many(digest, 0, 4),
        "slots": maybe(ascending(slot_number, 0, 16)),
        "target": entity(), "version": maybe(digest)}), 1, 256),
    "ground": one_of("order data-protection third-party safety "
                     "filed-in-error"),
    "order": entity("document"), "approved_by": entity("person", "org"),
    "hold": maybe(day)})
SAME = ("person", "org", "post", "document", "statement", "contact")


def same(value, at, refs):
    record({"a": entity(*SAME), "b": entity(*SAME),
            "judgement": one_of("same different unsure"),
            "basis": one_of("identifier name-and-office document own-word "
                            "other"),
            "evidence": many(entity(), 0, 32)},
           {"amendment": amendment})(value, at, refs)
    if value["a"].split(":")[0] != value["b"].split(":")[0]:
        refuse("/b", "of the same type as a")


def scope(value, at, refs):
    if value == {"all": True} and value["all"] is True:
        return
    if not isinstance(value, dict) or len(value) != 1 or \
            next(iter(value)) not in ("state", "org", "person"):
        refuse(at, "one of state, org, person, all")
    target(value, at, refs)


def complete(value, at, refs):
    table({"form": one_of("declaration return"),
           "subject": entity("person"), "kinds": kinds, "window": span,
           "scope": scope, "times": whole, "nil": flag,
           "period": maybe(edtf_text()), "rule": maybe(entity("duty")),
           "exceptions": integer(0, 16),
           "to_knowledge_of": entity("person")})(value, at, refs)
    if value["nil"] != (value["times"] == 0):
        refuse("/nil", "true exactly when times is 0")
    for name in ("period", "rule"):
        if (value["form"] == "return") != (value[name] is not None):
            refuse(f"/{name}", "for a return, and only then")


duty = table({
    "rule": code, "confirmed": flag, "applies_to": maybe(many(entity())),
    "window": span,
    "deadlines": many(record({
        "add": record({"days": whole, "hours": whole, "months": whole}),
        "base": one_of("event month-end four-month-end quarter-end "
                       "half-year-end year-end"),
        "event": one_of("contact note change registration return material"),
        "kinds": kinds}), 1, 16)})

BODIES = {
    "policy": policy, "key": key, "grant": grant, "org": org,
    "person": table({}, {"states": many(state)}),
    "post": table({"org": entity("org"), "accredited_to": many(state),
                   "sent_by": maybe(state), "exists": maybe(edtf_text(True))}),
    "tenure": table({"person": entity("person"), "post": entity("post"),
                     "when": interval, "acting": flag}),
    "contact": contact, "note": note, "document": document,
    "receipt": table({
        "note": entity("note"), "note_version": digest,
        "outcome": one_of("received acknowledged returned not-for-us"),
        "received": day, "post": maybe(entity("post")),
        "saw": one_of("ciphertext-only plaintext-read plaintext-compared")}),
    "statement": statement, "same": same, "annul": annul,
    "open": open_slots, "erase": erase, "complete": complete, "duty": duty,
    "link": table({
        "statement": entity("statement"),
        "contacts": many(entity("contact"), 0, 64),
        "statements": many(entity("statement"), 0, 8),
        "relation": one_of("speaks-of in-tension")}),
    "index-root": record({
        "covered": whole, "mapping": integer(1, 65535), "root": digest,
        "top": pattern(r"[0-9a-f]{90}", "90 hex digits")})}


def check(kind, value, prev):
    """Refuse a body that its table does not allow; return its references."""
    refs = []
    BODIES[kind](value, "", refs)
    if (prev is not None) != ("amendment" in value):
        refuse("/amendment", "for a later version, and only then")
    return refs


__all__ = ["check", "is_int", "media", "Refusal"]
