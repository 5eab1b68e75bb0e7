/* The items of a list as objects and as rows (faces/listed.h) */
#include "faces/listed.h"
#include "faces/searched.h"
#include "register/beside.h"
#include "register/receipts.h"

/* How a member of the body is told. */
enum telling {
	TELL_AS_IT_IS,
	TELL_THING,
	TELL_THINGS,
	TELL_WHEN,
	TELL_TARGETS, /* of an erasure: things */
	TELL_SLOTS    /* numbers, by their names in the target */
};

struct member {
	const char *name, *of; /* `of`: in the body */
	enum telling how;
};

#define MEMBERS_MAX 10
static const struct member members[LIST_OF_COUNT][MEMBERS_MAX] = {
    [LIST_PERSONS] = {{"states", "states", TELL_AS_IT_IS}},
    [LIST_ORGS] = {{"kind", "kind", TELL_AS_IT_IS},
	{"state", "state", TELL_AS_IT_IS},
	{"mission", "mission", TELL_AS_IT_IS},
	{"parent", "parent", TELL_THING}},
    [LIST_POSTS] = {{"org", "org", TELL_THING},
	{"sent_by", "sent_by", TELL_AS_IT_IS},
	{"exists", "exists", TELL_AS_IT_IS}},
    [LIST_NOTES] = {{"addressed_to", "addressed_to", TELL_THING},
	{"made", "made", TELL_WHEN},
	{"contacts", "contacts", TELL_THINGS}},
    [LIST_DOCUMENTS] = {{"kind", "kind", TELL_AS_IT_IS},
	{"publisher", "publisher", TELL_THING},
	{"issued", "issued", TELL_WHEN},
	{"language", "language", TELL_AS_IT_IS},
	{"status", "status", TELL_AS_IT_IS}},
    [LIST_STATEMENTS] = {{"document", "document", TELL_THING},
	{"said", "said", TELL_WHEN}},
    [LIST_DECLARATIONS] = {{"form", "form", TELL_AS_IT_IS},
	{"subject", "subject", TELL_THING},
	{"kinds", "kinds", TELL_AS_IT_IS},
	{"scope", "scope", TELL_AS_IT_IS},
	{"window", "window", TELL_AS_IT_IS},
	{"times", "times", TELL_AS_IT_IS},
	{"exceptions", "exceptions", TELL_AS_IT_IS},
	{"rule", "rule", TELL_THING},
	{"period", "period", TELL_AS_IT_IS}},
    [LIST_DUTIES] = {{"rule", "rule", TELL_AS_IT_IS},
	{"confirmed", "confirmed", TELL_AS_IT_IS},
	{"applies_to", "applies_to", TELL_THINGS},
	{"window", "window", TELL_AS_IT_IS},
	{"deadlines", "deadlines", TELL_AS_IT_IS}},
    [LIST_REMOVALS] = {{"target", "target", TELL_THING},
	{"targets", "targets", TELL_TARGETS},
	{"code", "code", TELL_AS_IT_IS},
	{"ground", "ground", TELL_AS_IT_IS},
	{"authority", "authority", TELL_THING},
	{"order", "order", TELL_THING},
	{"approved_by", "approved_by", TELL_THING}},
    [LIST_OPENINGS] = {{"target", "target", TELL_THING},
	{"slots", "slots", TELL_SLOTS},
	{"ground", "ground", TELL_AS_IT_IS},
	{"authority", "authority", TELL_THING}},
};

/* ---- objects ---- */

static struct json *
things_json(const struct objects *o, const struct json *ids,
    const char *member)
{
	struct json *list = json_new(o->a, JSON_ARRAY);

	for (ids = json_is_null(ids) ? NULL : ids->first; ids != NULL;
	     ids = ids->next)
		json_add(list,
		    object_thing_of_id(o,
			member == NULL ? ids->text :
					 json_get_text(ids, member)));
	return list;
}

static struct json *
slot_names_json(const struct objects *o, const struct json *body)
{
	struct json *list = json_new(o->a, JSON_ARRAY);
	const struct json *n = json_get(body, "slots");
	struct id target;

	if (!id_parse(json_get_text(body, "target"), &target))
		return list;
	for (n = json_is_null(n) ? NULL : n->first; n != NULL; n = n->next)
		json_add(list,
		    json_new_cstr(o->a,
			slot_name(target.type, (unsigned)n->number)));
	return list;
}

static struct json *
member_json(const struct objects *o, const struct json *body,
    const struct member *m)
{
	const struct json *v = json_get(body, m->of);

	switch (m->how) {
	case TELL_THING:
		return object_thing_of_id(o, json_get_text(body, m->of));
	case TELL_THINGS:
		return things_json(o, v, NULL);
	case TELL_TARGETS:
		return things_json(o, v, "target");
	case TELL_WHEN:
		return object_when(o, v);
	case TELL_SLOTS:
		return slot_names_json(o, body);
	case TELL_AS_IT_IS:
		break;
	}
	return v == NULL ? json_new(o->a, JSON_NULL) : json_clone(o->a, v);
}

/* What stands beside a statement, in both languages. */
static enum err
put_statement(const struct listed *x, uint64_t number, struct json *v,
    struct error *e)
{
	uint64_t size = registry_next(x->o.r);
	struct json *told = NULL, *words = json_new(x->o.a, JSON_OBJECT);
	static const char *const told_names[] = {"act", "speaker", "hedge"};
	enum err rc = statement_json(&x->o, number, size, false, &told, e);

	for (size_t i = 0; rc == ERR_NONE && i < COUNT(told_names); i++)
		json_put(x->o.a, v, told_names[i],
		    json_clone(x->o.a, json_get(told, told_names[i])));
	for (int l = 0; l < LANG_COUNT && rc == ERR_NONE; l++) {
		struct buffer text = {0};

		rc = found_beside_words(&text, &x->o, number, (enum lang)l, e);
		json_put_text(x->o.a, words, l == LANG_FR ? "fr" : "en",
		    buffer_bytes(&text));
		buffer_release(&text);
	}
	json_put(x->o.a, v, "beside", words);
	return rc;
}

static enum err
put_note_state(const struct listed *x, uint64_t number, struct json *v,
    struct error *e)
{
	struct receipt *receipts = NULL;
	size_t count = 0;
	enum err rc = receipts_of(x->o.r, number, &receipts, &count, x->o.a,
	    e);

	if (rc == ERR_NONE)
		json_put_cstr(x->o.a, v, "state",
		    note_state_name(receipts_state(receipts, count)));
	return rc;
}

static void
put_head(const struct listed *x, const struct row_entity *row,
    const struct entry *entry, struct json *v)
{
	struct arena *a = x->o.a;

	json_put(a, v, "thing", object_thing(&x->o, row->number));
	json_put_cstr(a, v, "type", type_name(row->id.type));
	json_put_number(a, v, "entry", (int64_t)row->current);
	json_put_number(a, v, "version", row->version);
	json_put(a, v, "at", object_time(a, entry->at_s));
	json_put(a, v, "by", object_thing_of_id(&x->o, entry->by_text));
}

enum err
listed_item_json(const struct listed *x, size_t i, struct json **out,
    struct error *e)
{
	struct json *v = json_new(x->o.a, JSON_OBJECT);
	struct slot_values values;
	struct row_entity row;
	struct entry entry;
	enum err rc = read_model_by_number(registry_read_model(x->o.r),
	    x->numbers[i], &row, e);

	if (rc == ERR_NONE && x->what == LIST_CONTACTS) {
		*out = object_row(&x->o, row.current, 0);
		return ERR_NONE;
	}
	if (rc == ERR_NONE)
		rc = registry_entry(x->o.r, row.current, &entry, x->o.a, e);
	if (rc == ERR_NONE)
		rc = registry_slots(x->o.r, &entry, row.current, &values, NULL,
		    x->o.a, e);
	if (rc != ERR_NONE)
		return rc;
	put_head(x, &row, &entry, v);
	for (const struct member *m = members[x->what]; m->name != NULL; m++)
		json_put(x->o.a, v, m->name,
		    member_json(&x->o, entry.body, m));
	if (x->what == LIST_REMOVALS || x->what == LIST_OPENINGS)
		json_put(x->o.a, v, "reason",
		    values.at[SLOT_REASON] == NULL ?
			json_new(x->o.a, JSON_NULL) :
			json_clone(x->o.a, values.at[SLOT_REASON]));
	if (x->what == LIST_STATEMENTS)
		rc = put_statement(x, row.number, v, e);
	if (x->what == LIST_NOTES)
		rc = put_note_state(x, row.number, v, e);
	*out = v;
	return rc;
}
