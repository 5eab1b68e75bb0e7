/* The rules of model/judge_parts.h: who signed, who may, what is referred to */
#include "model/judge_parts.h"

#include "format/base64.h"
#include "format/day.h"
#include "model/body.h"

#include <stdio.h>

#define BIT(role) (1u << (role))
#define ANY_ROLE                                                         \
	(BIT(ROLE_OFFICE) | BIT(ROLE_DEPARTMENT) | BIT(ROLE_AUTHORITY) | \
	    BIT(ROLE_IMPORTER) | BIT(ROLE_REGISTRAR))

/* Who may file a type: the last column of section 3. */
static const uint8_t filers[TYPE_COUNT] = {
    [TYPE_POLICY] = BIT(ROLE_REGISTRAR),
    [TYPE_KEY] = BIT(ROLE_REGISTRAR),
    [TYPE_GRANT] = BIT(ROLE_REGISTRAR),
    [TYPE_PERSON] = BIT(ROLE_REGISTRAR) | BIT(ROLE_OFFICE) | BIT(ROLE_IMPORTER),
    [TYPE_ORG] = BIT(ROLE_REGISTRAR) | BIT(ROLE_OFFICE) | BIT(ROLE_IMPORTER),
    [TYPE_POST] = BIT(ROLE_REGISTRAR) | BIT(ROLE_OFFICE) | BIT(ROLE_IMPORTER),
    [TYPE_TENURE] = BIT(ROLE_REGISTRAR) | BIT(ROLE_OFFICE) | BIT(ROLE_IMPORTER),
    [TYPE_CONTACT] = ANY_ROLE,
    [TYPE_NOTE] = BIT(ROLE_OFFICE) | BIT(ROLE_REGISTRAR),
    [TYPE_RECEIPT] = BIT(ROLE_DEPARTMENT), /* not the registrar */
    [TYPE_DOCUMENT] = ANY_ROLE,
    [TYPE_STATEMENT] = ANY_ROLE,
    [TYPE_LINK] = ANY_ROLE,
    [TYPE_SAME] = BIT(ROLE_REGISTRAR) | BIT(ROLE_OFFICE) | BIT(ROLE_IMPORTER),
    [TYPE_ANNUL] = BIT(ROLE_REGISTRAR) | BIT(ROLE_AUTHORITY),
    [TYPE_OPEN] = BIT(ROLE_OFFICE) | BIT(ROLE_REGISTRAR) | BIT(ROLE_AUTHORITY),
    [TYPE_ERASE] = BIT(ROLE_REGISTRAR),
    [TYPE_COMPLETE] = BIT(ROLE_OFFICE) | BIT(ROLE_AUTHORITY) |
	BIT(ROLE_REGISTRAR),
    [TYPE_DUTY] = BIT(ROLE_REGISTRAR),
};

static enum err
fail(struct error *e, enum err code, const char *word, const char *field,
    const char *text)
{
	enum err rc = error_word(e, code, word, "%s", text);

	error_field(e, "%s", field);
	return rc;
}

enum err
judged_init(struct judged *x, const struct judge *j, const struct entry *entry,
    uint64_t number, struct arena *a, struct error *e)
{
	enum err rc;

	*x = (struct judged){.judge = j,
	    .world = j->world,
	    .entry = entry,
	    .number = number,
	    .arena = a,
	    .day = day_of_time(entry->at_s)};
	if (entry->type == TYPE_UNKNOWN || entry->type == TYPE_INDEX_ROOT)
		return ERR_NONE;
	rc = x->world->entity(x->world->context, &entry->id, &x->entity, e);
	x->has_entity = rc == ERR_NONE;
	return rc == ERR_ABSENT ? ERR_NONE : rc;
}

/* Signatures */

/* Entry 0 brings the keys that sign it (model 3.3). */
static enum err
founding_key(const struct judged *x, const struct id *id, struct key *out,
    struct error *e)
{
	const struct json *k = json_get(x->entry->body, "keys");
	struct id own;
	size_t len;

	for (k = k == NULL ? NULL : k->first; k != NULL; k = k->next) {
		if (!id_parse(json_get_text(k, "id"), &own) ||
		    !id_equal(&own, id))
			continue;
		*out = (struct key){.id = own,
		    .signs = true,
		    .revoked = NUMBER_NONE};
		if (id_parse(json_get_text(k, "holder"), &out->holder) &&
		    base64_decode(json_get_text(k, "public"), out->public.at,
			sizeof out->public.at, &len))
			return ERR_NONE;
	}
	return error_set(e, ERR_ABSENT, "no such key");
}

/* A key that counts at this number, or ERR_ABSENT. */
static enum err
active_key(const struct judged *x, const struct id *id, struct key *out,
    struct error *e)
{
	enum err rc;

	if (x->number == 0 && x->entry->type == TYPE_POLICY)
		return founding_key(x, id, out, e);
	rc = x->world->key(x->world->context, id, out, e);
	if (rc != ERR_NONE)
		return rc;
	if (!out->signs || out->registered >= x->number ||
	    out->revoked < x->number)
		return error_set(e, ERR_ABSENT, "not a key in force");
	return ERR_NONE;
}

static bool
grant_in_force(const struct judged *x, const struct grant *g)
{
	return g->active && g->from <= x->day && x->day <= g->to;
}

static enum err
grants_of(const struct judged *x, const struct id *to,
    const struct grant **first, struct error *e)
{
	enum err rc;

	*first = NULL;
	rc = x->world->grants(x->world->context, to, first, x->arena, e);
	return rc == ERR_ABSENT ? ERR_NONE : rc;
}

/* Is the holder this actor, or its delegate? */
static enum err
speaks_for(const struct judged *x, const struct id *holder,
    const struct id *actor, bool *yes, struct error *e)
{
	const struct grant *g;
	enum err rc;

	*yes = id_equal(holder, actor);
	if (*yes)
		return ERR_NONE;
	rc = grants_of(x, holder, &g, e);
	if (rc != ERR_NONE)
		return rc;
	for (; g != NULL && !*yes; g = g->next)
		*yes = g->role == ROLE_DELEGATE && g->has_acts_for &&
		    id_equal(&g->acts_for, actor) && grant_in_force(x, g);
	return ERR_NONE;
}

/* What the signatures come to. */
struct tally {
	unsigned of_filer, good; /* by keys of `by`: known, and holding */
	bool unknown, broken;
	bool has_holder; /* of a good one that counts; another one: two */
	struct id holder;
	struct error why;
};

static enum err
judge_signature(struct judged *x, size_t index, struct bytes signing,
    struct tally *t, struct error *e)
{
	const struct entry *entry = x->entry;
	struct entry_signature s;
	struct id approver;
	struct key key;
	bool filer, approves = false;
	enum err rc = entry_signature_at(&s, entry, index, x->arena, e);

	if (rc != ERR_NONE || s.alg == SIGNATURE_OTHER)
		return rc;
	rc = active_key(x, &s.key, &key, e);
	if (rc == ERR_ABSENT) {
		t->unknown = true;
		return ERR_NONE;
	}
	if (rc == ERR_NONE)
		rc = speaks_for(x, &key.holder, &entry->by, &filer, e);
	if (rc == ERR_NONE && entry->type == TYPE_ERASE &&
	    id_parse(json_get_text(entry->body, "approved_by"), &approver))
		rc = speaks_for(x, &key.holder, &approver, &approves, e);
	if (rc != ERR_NONE)
		return rc;
	if (filer)
		t->of_filer++;
	if (!x->judge->skip_signatures &&
	    entry_signature_check(&s, &key.public, signing, &t->why) !=
		ERR_NONE) {
		t->broken = true;
		return ERR_NONE;
	}
	if (filer)
		t->good++;
	x->approved = x->approved || approves;
	if (filer || approves) {
		x->two_holders = x->two_holders ||
		    (t->has_holder && !id_equal(&t->holder, &key.holder));
		t->holder = key.holder;
		t->has_holder = true;
	}
	return ERR_NONE;
}

enum err
judged_signatures(struct judged *x, bool strict, struct error *e)
{
	struct buffer signing = {0};
	struct tally t = {0};
	enum err rc = ERR_NONE;

	if (!x->judge->skip_signatures)
		entry_signing_bytes(&signing, x->entry->json);
	if (signing.failed)
		rc = error_set(e, ERR_MEMORY, "no memory for an entry");
	for (size_t i = 0; i < x->entry->signature_count && rc == ERR_NONE; i++)
		rc = judge_signature(x, i, buffer_bytes(&signing), &t, e);
	buffer_release(&signing);
	if (rc != ERR_NONE)
		return rc;
	if (t.of_filer == 0 || (strict && t.unknown)) {
		rc = fail(e, ERR_REFUSED, "sig_unknown_key", "/sig",
		    t.of_filer == 0 ?
			"no signature by a key in force of the filer" :
			"a signature by a key that is not in force here");
		return error_mend(e, rc,
		    "sign with a registered key, or have the key registered");
	}
	if (t.good == 0 || (strict && t.broken))
		return fail(e, ERR_PROOF, "sig_invalid", "/sig",
		    "a signature does not hold over these bytes");
	return ERR_NONE;
}

/* Grants */

static bool
is_registrar(const struct judged *x, const struct id *id, enum err *rc,
    struct error *e)
{
	struct register_policy policy;

	*rc = x->world->policy(x->world->context, &policy, e);
	if (*rc == ERR_ABSENT) {
		*rc = ERR_NONE;
		return false;
	}
	return *rc == ERR_NONE && id_equal(&policy.registrar, id);
}

static bool
grant_has_subject(const struct grant *g, const struct id *subject)
{
	for (size_t i = 0; i < g->subject_count; i++)
		if (id_equal(&g->subjects[i], subject))
			return true;
	return g->all_subjects;
}

/* Role, type and body `subject` (amendments 3.2). */
static bool
grant_covers(const struct judged *x, const struct grant *g, unsigned roles)
{
	struct id subject;

	if ((BIT(g->role) & roles) == 0 || !grant_in_force(x, g) ||
	    (!g->all_types && (g->types & TYPE_BIT(x->entry->type)) == 0))
		return false;
	return g->all_subjects ||
	    !id_parse(json_get_text(x->entry->body, "subject"), &subject) ||
	    grant_has_subject(g, &subject);
}

static enum err
filer_covered(const struct judged *x, unsigned roles, bool *covered,
    struct error *e)
{
	const struct grant *g;
	enum err rc = ERR_NONE;

	*covered = (roles & BIT(ROLE_REGISTRAR)) != 0 &&
	    is_registrar(x, &x->entry->by, &rc, e);
	if (rc != ERR_NONE || *covered)
		return rc;
	rc = grants_of(x, &x->entry->by, &g, e);
	for (; rc == ERR_NONE && g != NULL && !*covered; g = g->next)
		*covered = grant_covers(x, g, roles);
	return rc;
}

enum err
judged_has_role(const struct judged *x, const struct id *id, enum role role,
    bool *has, struct error *e)
{
	const struct grant *g;
	enum err rc = ERR_NONE;

	*has = role == ROLE_REGISTRAR && is_registrar(x, id, &rc, e);
	if (rc != ERR_NONE || *has)
		return rc;
	rc = grants_of(x, id, &g, e);
	for (; rc == ERR_NONE && g != NULL && !*has; g = g->next)
		*has = g->role == role && grant_in_force(x, g);
	return rc;
}

enum err
judged_office_of(const struct judged *x, const struct id *id,
    struct bytes subject, bool *yes, struct error *e)
{
	const struct grant *g = NULL;
	struct id official;
	enum err rc = ERR_NONE;

	*yes = false;
	if (!id_parse(subject, &official))
		return ERR_NONE;
	rc = grants_of(x, id, &g, e);
	for (; rc == ERR_NONE && g != NULL && !*yes; g = g->next)
		*yes = g->role == ROLE_OFFICE && grant_in_force(x, g) &&
		    grant_has_subject(g, &official);
	return rc;
}

/* Roles that may file this entry, seen what it refers to. */
static enum err
roles_wanted(const struct judged *x, unsigned *roles, struct error *e)
{
	const struct entry *entry = x->entry;
	struct entity target;
	struct id id;
	enum err rc;

	*roles = filers[entry->type];
	/* another than the last filer: office or registrar (model 2.5) */
	if (entry->has_prev && x->has_entity &&
	    !id_equal(&x->entity.by, &entry->by))
		*roles &= entry->type == TYPE_RECEIPT ?
		    0 :
		    BIT(ROLE_OFFICE) | BIT(ROLE_REGISTRAR);
	if (entry->type != TYPE_ANNUL ||
	    !id_parse(json_get_text(entry->body, "target"), &id))
		return ERR_NONE;
	rc = x->world->entity(x->world->context, &id, &target, e);
	if (rc == ERR_NONE && id_equal(&target.by, &entry->by))
		*roles = ANY_ROLE; /* the filer of the target */
	return rc == ERR_ABSENT ? ERR_NONE : rc;
}

/* model 3.4: a holder may revoke its own key. */
static enum err
holder_revokes(const struct judged *x, bool *yes, struct error *e)
{
	const struct json *body = x->entry->body;
	struct key key;
	enum err rc;

	*yes = false;
	if (x->entry->type != TYPE_KEY || !x->entry->has_prev ||
	    !bytes_is(json_get_text(body, "state"), "revoked") ||
	    !bytes_is(json_get_text(json_get(body, "amendment"), "code"),
		"revocation"))
		return ERR_NONE;
	rc = x->world->key(x->world->context, &x->entry->id, &key, e);
	*yes = rc == ERR_NONE && id_equal(&key.holder, &x->entry->by);
	return rc == ERR_ABSENT ? ERR_NONE : rc;
}

/* amendments 3.13: the department that the note is addressed to. */
static enum err
receipt_filer(const struct judged *x, struct error *e)
{
	struct entity note;
	struct entry entry;
	struct id id;
	enum err rc;

	if (x->entry->type != TYPE_RECEIPT ||
	    !id_parse(json_get_text(x->entry->body, "note"), &id))
		return ERR_NONE;
	rc = x->world->entity(x->world->context, &id, &note, e);
	if (rc == ERR_ABSENT)
		return ERR_NONE; /* `reference` says so */
	if (rc == ERR_NONE)
		rc = x->world->entry(x->world->context, note.current, &entry,
		    x->arena, e);
	if (rc != ERR_NONE)
		return rc;
	if (bytes_equal(json_get_text(entry.body, "addressed_to"),
		x->entry->by_text))
		return ERR_NONE;
	return fail(e, ERR_REFUSED, "not_granted", "/by",
	    "a receipt is filed by the department that the note is "
	    "addressed to");
}

enum err
judged_granted(struct judged *x, struct error *e)
{
	unsigned roles;
	bool covered = false;
	enum err rc;

	if (x->number == 0)
		return ERR_NONE;
	rc = holder_revokes(x, &covered, e);
	if (rc == ERR_NONE && !covered)
		rc = roles_wanted(x, &roles, e);
	if (rc == ERR_NONE && !covered)
		rc = filer_covered(x, roles, &covered, e);
	if (rc != ERR_NONE)
		return rc;
	if (covered)
		return receipt_filer(x, e);
	rc = error_word(e, ERR_REFUSED, "not_granted",
	    "no grant in force lets this filer file %s %s%s",
	    x->entry->type == TYPE_OPEN || x->entry->type == TYPE_ANNUL ||
		    x->entry->type == TYPE_ORG || x->entry->type == TYPE_ERASE ?
		"an" :
		"a",
	    type_name(x->entry->type),
	    json_get(x->entry->body, "subject") != NULL ? " of this subject" :
							  "");
	error_field(e, "/by");
	return error_mend(e, rc, "ask the registrar for a grant");
}

/* References (2.4) */

enum err
judged_resolve(const struct judged *x, struct bytes text, struct error *e)
{
	struct entity entity;
	struct key key;
	struct id id;
	enum err rc;

	if (!id_parse(text, &id))
		return ERR_NONE;
	if (id_equal(&id, &x->entry->id))
		return ERR_NONE;
	rc = x->world->entity(x->world->context, &id, &entity, e);
	if (rc == ERR_ABSENT && id.type == TYPE_KEY)
		rc = x->world->key(x->world->context, &id, &key, e);
	if (rc != ERR_ABSENT)
		return rc;
	rc = error_word(e, ERR_INPUT, "reference",
	    "nothing filed has the id "
	    "%.*s",
	    (int)text.len, (const char *)text.at);
	return error_mend(e, rc, "file it first, or correct the id");
}

static enum err
resolve_each(void *context, struct bytes text, struct error *e)
{
	const struct judged *x = context;

	/* entry 0 refers to the registrar, who is filed next */
	if (x->number == 0 &&
	    bytes_equal(text, json_get_text(x->entry->body, "registrar")))
		return ERR_NONE;
	return judged_resolve(x, text, e);
}

/* A hash that must be that of a version of `id`. */
static enum err
resolve_version(const struct judged *x, struct bytes id_text, struct bytes hash,
    const char *field, struct error *e)
{
	struct hash leaf;
	struct id id;
	uint64_t number;
	enum err rc;

	if (!hash_parse(hash, &leaf) || !id_parse(id_text, &id))
		return ERR_NONE;
	rc = x->world->version(x->world->context, &id, &leaf, &number, e);
	if (rc != ERR_ABSENT)
		return rc;
	return fail(e, ERR_INPUT, "reference", field,
	    "no version of the entry named has this leaf hash");
}

static enum err
resolve_versions(const struct judged *x, struct error *e)
{
	const struct json *body = x->entry->body;
	enum err rc = ERR_NONE;

	if (x->entry->type == TYPE_RECEIPT)
		return resolve_version(x, json_get_text(body, "note"),
		    json_get_text(body, "note_version"), "/note_version", e);
	if (x->entry->type == TYPE_OPEN)
		return resolve_version(x, json_get_text(body, "target"),
		    json_get_text(body, "version"), "/version", e);
	if (x->entry->type != TYPE_ERASE)
		return ERR_NONE;
	for (const struct json *t = json_get(body, "targets")->first;
	     t != NULL && rc == ERR_NONE; t = t->next)
		rc = resolve_version(x, json_get_text(t, "target"),
		    json_get_text(t, "version"), "/targets", e);
	return rc;
}

enum err
judged_references(struct judged *x, struct error *e)
{
	enum err rc = resolve_each(x, x->entry->by_text, e);

	if (rc == ERR_NONE)
		rc = body_each_id(x->entry->body, x->entry->type, resolve_each,
		    x, e);
	return rc == ERR_NONE ? resolve_versions(x, e) : rc;
}

/* Chains (2.5 to 2.8) */

static enum err
first_version(const struct judged *x, struct error *e)
{
	struct key key;
	enum err rc;

	if (x->entry->type == TYPE_POLICY && x->number != 0)
		return fail(e, ERR_CONFLICT, "conflict", "/prev",
		    "a register has one policy; amend it");
	if (x->has_entity)
		return fail(e, ERR_CONFLICT, "id_taken", "/id",
		    "an entry with this id stands in the register");
	if (x->entry->type != TYPE_KEY)
		return ERR_NONE;
	rc = x->world->key(x->world->context, &x->entry->id, &key, e);
	if (rc == ERR_NONE)
		return fail(e, ERR_CONFLICT, "id_taken", "/id",
		    "the policy has a key with this id");
	return rc == ERR_ABSENT ? ERR_NONE : rc;
}

static enum err
later_version(struct judged *x, struct error *e)
{
	struct entry before;
	uint64_t number;
	enum err rc;

	if (!x->has_entity)
		return fail(e, ERR_INPUT, "reference", "/prev",
		    "there is no earlier version of this entry");
	if (!hash_equal(&x->entity.head, &x->entry->prev)) {
		rc = x->world->version(x->world->context, &x->entry->id,
		    &x->entry->prev, &number, e);
		if (rc == ERR_ABSENT)
			return fail(e, ERR_INPUT, "reference", "/prev",
			    "no version of this entry has this leaf hash");
		x->competing = rc == ERR_NONE;
		return rc;
	}
	rc = x->world->entry(x->world->context, x->entity.current, &before,
	    x->arena, e);
	x->before = rc == ERR_NONE ? before.body : NULL;
	return rc;
}

/* The target has a current version, and it is the one named (3.19). */
static enum err
annul_target(const struct judged *x, struct error *e)
{
	const struct json *body = x->entry->body;
	struct entity target;
	struct entry erase;
	struct hash version;
	struct id id;
	uint32_t hold;
	uint64_t number;
	enum err rc;

	if (!id_parse(json_get_text(body, "target"), &id) ||
	    !hash_parse(json_get_text(body, "version"), &version))
		return ERR_NONE;
	if (id.type == TYPE_ANNUL)
		return fail(e, ERR_CONFLICT, "conflict", "/target",
		    "an annulment cannot be annulled; revive its target");
	rc = x->world->entity(x->world->context, &id, &target, e);
	if (rc != ERR_NONE)
		return rc;
	if (target.annulled || !hash_equal(&target.head, &version)) {
		rc = x->world->version(x->world->context, &id, &version,
		    &number, e);
		if (rc == ERR_ABSENT)
			return fail(e, ERR_INPUT, "reference", "/version",
			    "no version of the target has this leaf hash");
		return rc != ERR_NONE ?
		    rc :
		    fail(e, ERR_CONFLICT, "conflict", "/version",
			"this version is no longer in force");
	}
	if (id.type != TYPE_ERASE)
		return ERR_NONE;
	rc = x->world->entry(x->world->context, target.current, &erase,
	    x->arena, e);
	if (rc != ERR_NONE)
		return rc;
	if (bytes_is(json_get_text(body, "code"), "order") &&
	    day_parse(json_get_text(erase.body, "hold"), &hold) &&
	    x->day < hold)
		return ERR_NONE;
	return fail(e, ERR_CONFLICT, "conflict", "/target",
	    "an erasure is undone by order alone, and before its day");
}

/* A later version of an annulment may change its evidence and no more: it
 * acts once. */
static enum err
annul_again(const struct judged *x, struct error *e)
{
	static const char *const fixed[] = {"target", "version"};

	for (size_t i = 0; x->before != NULL && i < COUNT(fixed); i++)
		if (!bytes_equal(json_get_text(x->before, fixed[i]),
			json_get_text(x->entry->body, fixed[i])))
			return fail(e, ERR_CONFLICT, "conflict", "/target",
			    "an annulment keeps its target; file another");
	return ERR_NONE;
}

enum err
judged_chain(struct judged *x, struct error *e)
{
	enum err rc = x->entry->has_prev ? later_version(x, e) :
					   first_version(x, e);

	if (rc != ERR_NONE || x->entry->type != TYPE_ANNUL)
		return rc;
	rc = x->entry->has_prev ? annul_again(x, e) : annul_target(x, e);
	if (rc == ERR_ABSENT) /* `reference` was judged before */
		rc = fail(e, ERR_INPUT, "reference", "/target",
		    "nothing filed has this id");
	return rc;
}

bool
judged_changed(const struct judged *x)
{
	const struct json *stated, *found, *s, *f;

	if (x->before == NULL)
		return true;
	stated = json_get(json_get(x->entry->body, "amendment"), "changed");
	found = body_changed(x->before, x->entry->body, x->arena);
	if (found == NULL)
		return false;
	f = found->first;
	for (s = stated->first; s != NULL; s = s->next) {
		if (bytes_is(s->text, "/seal"))
			continue;
		if (f == NULL || !bytes_equal(s->text, f->text))
			return false;
		f = f->next;
	}
	return f == NULL;
}

/* Erasure: two persons (3.19) */

enum err
judged_erase(const struct judged *x, struct error *e)
{
	const char *why = NULL;
	bool authority = false, registrar = false;
	struct id approver;
	enum err rc = ERR_NONE;

	if (x->entry->type != TYPE_ERASE)
		return ERR_NONE;
	if (!id_parse(json_get_text(x->entry->body, "approved_by"),
		&approver) ||
	    id_equal(&approver, &x->entry->by))
		why = N_("who files it cannot approve it");
	else if (!x->approved)
		why = N_("the one who approves it has not signed");
	else if (!x->two_holders)
		why = N_("one holder signed for both");
	if (why == NULL)
		rc = judged_has_role(x, &approver, ROLE_AUTHORITY, &authority,
		    e);
	if (why == NULL && rc == ERR_NONE && !authority)
		rc = judged_has_role(x, &approver, ROLE_REGISTRAR, &registrar,
		    e);
	if (rc != ERR_NONE)
		return rc;
	if (why == NULL && !authority && !registrar)
		why = N_("who approves it holds no grant as authority or "
		    "registrar");
	if (why == NULL)
		return ERR_NONE;
	rc = fail(e, ERR_REFUSED, "erase_two", "/approved_by", why);
	return error_mend(e, rc, "two different holders sign an erasure");
}
