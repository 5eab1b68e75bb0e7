/* The object of interfaces A4.6 (faces/shown.h) */
#include <stdio.h>

#include "faces/shown.h"
#include "register/naming.h"

/* Verdicts are computed for this many at most; the others say null, and
 * `chancery check` has them. */
#define JUDGED_MAX 32
/* So many are told; /statements?of= has all of them. */
#define TOLD_MAX 100

static struct json *
or_null(struct arena *a, const struct json *v)
{
	return v == NULL ? json_new(a, JSON_NULL) : json_clone(a, v);
}

static struct json *
thing_of(const struct objects *o, const struct id *id)
{
	char text[ID_TEXT_BYTES];

	id_print(text, id);
	return object_thing_of_id(o, bytes_text(text));
}

static struct json *
counters_json(const struct showing *x)
{
	struct arena *a = x->o.a;
	struct json *list = json_new(a, JSON_ARRAY), *v, *all, *one;

	for (size_t i = 0; i < x->counter_count; i++) {
		const struct counter_row *n = &x->counters[i];

		v = json_add(list, json_new(a, JSON_OBJECT));
		json_put(a, v, "contact", object_thing(&x->o, n->entity));
		json_put_number(a, v, "entry", (int64_t)n->entry);
		json_put_bool(a, v, "is_counter", n->is_counter);
		json_put(a, v, "by", thing_of(&x->o, &n->by));
		all = json_put(a, v, "differences", json_new(a, JSON_ARRAY));
		for (size_t k = 0; k < n->difference_count; k++) {
			const struct difference *d = &n->differences[k];

			one = json_add(all, json_new(a, JSON_OBJECT));
			json_put_text(a, one, "member", d->member);
			json_put(a, one, "here", or_null(a, d->here));
			json_put(a, one, "there", or_null(a, d->there));
		}
	}
	return list;
}

static struct json *
judged_json(const struct showing *x)
{
	struct arena *a = x->o.a;
	struct json *list = json_new(a, JSON_ARRAY), *v;

	for (size_t i = 0; i < x->judged_count; i++) {
		const struct same_row *n = &x->judged[i];

		v = json_add(list, json_new(a, JSON_OBJECT));
		json_put(a, v, "other", object_thing(&x->o, n->other));
		json_put_text(a, v, "judgement", n->judgement);
		json_put_text(a, v, "basis", n->basis);
		json_put(a, v, "by", thing_of(&x->o, &n->by));
		json_put_number(a, v, "entry", (int64_t)n->entry);
		json_put_bool(a, v, "both_count", n->both_count);
	}
	return list;
}

static struct json *
declarations_json(const struct showing *x)
{
	struct arena *a = x->o.a;
	struct json *list = json_new(a, JSON_ARRAY), *v;

	for (size_t i = 0; i < x->declaration_count; i++) {
		const struct declaration_row *d = &x->declarations[i];

		v = json_add(list, json_new(a, JSON_OBJECT));
		json_put(a, v, "declaration", object_thing(&x->o, d->entity));
		json_put_number(a, v, "entry", (int64_t)d->entry);
		json_put_text(a, v, "form", d->form);
		json_put_bool(a, v, "exceptions", d->excepts);
		if (d->overtaken_by == NUMBER_NONE)
			json_put_null(a, v, "overtaken_by");
		else
			json_put_number(a, v, "overtaken_by",
			    (int64_t)d->overtaken_by);
	}
	return list;
}

/* ---- versions ---- */

static struct json *
version_json(const struct showing *x, const struct version_row *n)
{
	struct arena *a = x->o.a;
	struct json *v = json_new(a, JSON_OBJECT);

	json_put_number(a, v, "version", n->row.version);
	json_put_number(a, v, "entry", (int64_t)n->row.number);
	json_put(a, v, "leaf", json_new_hash(a, n->row.leaf.at));
	json_put(a, v, "at", object_time(a, n->row.at_s));
	json_put(a, v, "by", object_thing_of_id(&x->o, n->by));
	json_put(a, v, "reason", or_null(a, n->reason));
	json_put(a, v, "changed",
	    n->changed == NULL ? json_new(a, JSON_ARRAY) :
				 json_clone(a, n->changed));
	return v;
}

struct chain {
	struct json *versions, *competing, *annulled;
};

static struct chain
chain_json(const struct showing *x)
{
	struct arena *a = x->o.a;
	struct chain c = {json_new(a, JSON_ARRAY), json_new(a, JSON_ARRAY),
	    json_new(a, JSON_NULL)};

	for (size_t i = 0; i < x->version_count; i++) {
		const struct version_row *n = &x->versions[i];

		if (n->competing) {
			json_add(c.competing,
			    json_new_number(a, (int64_t)n->row.number));
		} else if (n->withdrawn) {
			c.annulled = json_new(a, JSON_OBJECT);
			json_put_number(a, c.annulled, "entry",
			    (int64_t)n->row.number);
			json_put(a, c.annulled, "reason",
			    or_null(a, n->reason));
		} else {
			json_add(c.versions, version_json(x, n));
		}
	}
	return c;
}

/* ---- slots, notes, statements ---- */

static struct json *
slots_json(const struct showing *x)
{
	struct arena *a = x->o.a;
	struct json *slots = json_new(a, JSON_OBJECT);

	for (unsigned i = 0; x->entry.has_seal && i < SLOT_COUNT; i++) {
		const char *name = slot_name(x->entry.type, i);
		struct json *v;

		if (name == NULL)
			continue;
		v = json_put(a, slots, name, json_new(a, JSON_OBJECT));
		json_put_cstr(a, v, "state", slot_state_name(x->states[i]));
		json_put(a, v, "value", or_null(a, x->values.at[i]));
	}
	return slots;
}

static struct json *
visibility_json(const struct showing *x)
{
	static const char *const names[] = {"tier", "ground", "until",
	    "authority"};
	struct arena *a = x->o.a;
	struct json *v = json_new(a, JSON_OBJECT);
	const struct json *given = json_get(x->entry.body, "visibility");

	for (size_t i = 0; i < COUNT(names); i++) {
		const struct json *member = json_get(given, names[i]);

		if (i == 0 && member == NULL)
			json_put_cstr(a, v, "tier", "public");
		else
			json_put(a, v, names[i], or_null(a, member));
	}
	return v;
}

static struct json *
notes_json(const struct showing *x)
{
	struct json *list = json_new(x->o.a, JSON_ARRAY);

	for (size_t i = 0; i < x->note_count; i++)
		json_add(list, object_thing(&x->o, x->notes[i]));
	return list;
}

static enum err
receipts_json(const struct showing *x, struct json *list, struct error *e)
{
	struct arena *a = x->o.a;
	enum err rc = ERR_NONE;

	for (size_t i = 0; i < x->receipt_count && rc == ERR_NONE; i++) {
		const struct receipt *n = &x->receipts[i];
		struct json *v = json_add(list, json_new(a, JSON_OBJECT));
		const struct json *question = NULL;

		json_put(a, v, "thing", object_thing(&x->o, n->number));
		json_put_text(a, v, "outcome", n->outcome);
		json_put_text(a, v, "received", n->received);
		json_put_text(a, v, "saw", n->saw);
		json_put(a, v, "by", thing_of(&x->o, &n->by));
		json_put_bool(a, v, "current", n->current);
		rc = receipt_question(&x->o, n, &question, e);
		json_put(a, v, "question", or_null(a, question));
	}
	return rc;
}

enum err
statements_json(const struct objects *o, const uint64_t *numbers,
    size_t count, struct json **out, struct error *e)
{
	uint64_t size = registry_next(o->r);
	struct json *list = json_new(o->a, JSON_ARRAY);
	enum err rc = ERR_NONE;

	for (size_t i = 0; i < count && i < TOLD_MAX && rc == ERR_NONE; i++) {
		struct json *v = NULL;

		rc = statement_json(o, numbers[i], size,
		    i < JUDGED_MAX && registry_size(o->r) == size, &v, e);
		json_add(list, v);
	}
	*out = list;
	return rc;
}

/* ---- the whole ---- */

static void
put_inclusion(const struct showing *x, struct json *v)
{
	struct arena *a = x->o.a;
	uint64_t size = registry_size(x->o.r);
	struct json *part = json_put(a, v, "inclusion",
	    json_new(a, JSON_OBJECT));

	json_put_number(a, part, "entry", (int64_t)x->version);
	json_put(a, part, "leaf", json_new_hash(a, x->entry.leaf_hash.at));
	json_put(a, part, "as_of",
	    x->version < size ? object_as_of(&x->o, size) :
				json_new(a, JSON_NULL));
}

/* The page of what is shown: of the thing, of an older version of it, or of
 * the entry alone; and the proof that its entry is in the newest checkpoint. */
static void
put_urls(const struct showing *x, struct json *v)
{
	struct arena *a = x->o.a;
	uint64_t size = registry_size(x->o.r);
	char url[512], ref[REF_BYTES];

	json_put_null(a, v, "html_url");
	json_put_null(a, v, "proof_url");
	if (x->o.base_url == NULL)
		return;
	ref_print(ref, TYPE_UNKNOWN, x->version);
	if (x->number != NUMBER_NONE && x->version == x->entity.current)
		ref_print(ref, x->entity.id.type, x->number);
	(void)snprintf(url, sizeof url, "%s/%s", x->o.base_url, ref);
	json_put_cstr(a, v, "html_url", url);
	if (x->version >= size)
		return;
	(void)snprintf(url, sizeof url, "%s/api/v1/entries/%llu/proof?size=%llu",
	    x->o.base_url, (unsigned long long)x->version,
	    (unsigned long long)size);
	json_put_cstr(a, v, "proof_url", url);
}

enum err
showing_json(const struct showing *x, struct json **out, struct error *e)
{
	struct arena *a = x->o.a;
	struct json *v = json_new(a, JSON_OBJECT), *statements = NULL;
	struct json *receipts = json_new(a, JSON_ARRAY);
	struct chain chain = chain_json(x);
	enum err rc = receipts_json(x, receipts, e);

	if (rc == ERR_NONE)
		rc = statements_json(&x->o, x->statements, x->statement_count,
		    &statements, e);
	if (rc != ERR_NONE)
		return rc;
	json_put(a, v, "thing", object_thing(&x->o, x->number));
	json_put_cstr(a, v, "type", type_name(x->entry.type));
	json_put_number(a, v, "version", x->row.version);
	json_put(a, v, "versions", chain.versions);
	json_put(a, v, "body", json_clone(a, x->entry.body));
	json_put(a, v, "slots", slots_json(x));
	json_put(a, v, "row",
	    x->entry.type == TYPE_CONTACT ?
		object_row(&x->o, x->version, 0) :
		json_new(a, JSON_NULL));
	json_put(a, v, "notes", notes_json(x));
	json_put(a, v, "receipts", receipts);
	json_put(a, v, "declarations", declarations_json(x));
	json_put(a, v, "counter", counters_json(x));
	json_put(a, v, "judged", judged_json(x));
	json_put(a, v, "statements", statements);
	json_put_number(a, v, "statement_count", (int64_t)x->statement_count);
	json_put(a, v, "denials",
	    x->has_beside ? beside_denials_json(&x->o, &x->beside) :
			    json_new(a, JSON_ARRAY));
	json_put(a, v, "visibility", visibility_json(x));
	json_put(a, v, "competing", chain.competing);
	json_put(a, v, "annulled", chain.annulled);
	put_inclusion(x, v);
	put_urls(x, v);
	*out = v;
	return arena_failed(a) ? error_set(e, ERR_MEMORY, "out of memory") :
				 ERR_NONE;
}
