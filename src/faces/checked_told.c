#include "faces/checked_told.h"

#include "register/past.h"

static enum err
check_one(struct checked_told *x, uint64_t statement, struct error *e)
{
	enum err rc = registry_check(x->o.r, statement, x->size, x->o.a,
	    &x->list[x->count], e);

	if (rc == ERR_NONE)
		x->count++;
	return rc;
}

/* Statements whose document in hand it is. */
static enum err
check_document(struct checked_told *x, uint64_t document, struct error *e)
{
	struct standing *all = NULL;
	size_t count = 0;
	enum err rc = past_referring(x->o.r, document,
	    TYPE_BIT(TYPE_STATEMENT), x->size, &all, &count, x->o.a, e);

	x->of_document = true;
	for (size_t i = 0; i < count && rc == ERR_NONE; i++) {
		struct entry entry;
		uint64_t in_hand = NUMBER_NONE;

		rc = registry_entry(x->o.r, all[i].version, &entry, x->o.a, e);
		if (rc == ERR_NONE)
			rc = past_number(x->o.r,
			    json_get_text(entry.body, "document"), &in_hand,
			    e);
		if (rc != ERR_NONE || in_hand != document)
			continue;
		if (x->count == CHECKS_MAX)
			return error_set(e, ERR_INPUT,
			    "the document has more than %d statements",
			    CHECKS_MAX);
		rc = check_one(x, all[i].number, e);
	}
	return rc;
}

enum err
checked_told_run(struct checked_told *x, const struct objects *o,
    uint64_t number, uint64_t size, struct error *e)
{
	struct row_entity row;
	enum err rc;

	*x = (struct checked_told){.o = *o,
	    .size = size == 0 ? registry_size(o->r) : size};
	if (x->size == 0)
		return error_set(e, ERR_ABSENT,
		    "the register has no checkpoint yet");
	x->list = arena_take_array(o->a, CHECKS_MAX, sizeof *x->list);
	if (x->list == NULL)
		return error_set(e, ERR_MEMORY, "out of memory");
	rc = read_model_by_number(registry_read_model(o->r), number, &row, e);
	if (rc != ERR_NONE)
		return rc;
	return row.id.type == TYPE_DOCUMENT ? check_document(x, number, e) :
					      check_one(x, number, e);
}

void
checked_told_release(struct checked_told *x)
{
	for (size_t i = 0; i < x->count; i++)
		checked_release(&x->list[i]);
	x->count = 0;
}

struct json *
checked_told_json(const struct checked_told *x)
{
	struct arena *a = x->o.a;
	struct json *v, *items;

	if (!x->of_document)
		return checked_json(&x->o, &x->list[0]);
	v = json_new(a, JSON_OBJECT);
	items = json_put(a, v, "items", json_new(a, JSON_ARRAY));
	for (size_t i = 0; i < x->count; i++)
		json_add(items, checked_json(&x->o, &x->list[i]));
	json_put_null(a, v, "next");
	json_put(a, v, "as_of", object_as_of(&x->o, x->size));
	return v;
}

enum verdict
checked_told_verdict(const struct checked_told *x)
{
	enum verdict worst = VERDICT_NONE;

	for (size_t i = 0; i < x->count; i++)
		if (x->list[i].verdict < worst)
			worst = x->list[i].verdict;
	return worst;
}

void
claim_sums_words(struct buffer *out, const struct checked_claim *k,
    enum lang lang)
{
	buffer_printf(out, message_in(lang, "certain %llu, possible %llu"),
	    (unsigned long long)k->certain, (unsigned long long)k->possible);
	if (k->struck != 0)
		buffer_printf(out, message_in(lang, ", struck %llu"),
		    (unsigned long long)k->struck);
	if (k->sealed != 0)
		buffer_printf(out,
		    message_in(lang, ", and %llu sealed cannot be excluded"),
		    (unsigned long long)k->sealed);
}

void
claim_reading_words(struct buffer *out, const struct objects *o,
    const struct checked_claim *k, size_t i, enum lang lang)
{
	const struct checked_reading *r = &k->readings[i];
	struct claim one = k->claim;
	struct json *list = json_new(o->a, JSON_ARRAY);

	json_add(list, json_clone(o->a, r->target));
	one.targets = list;
	claim_words(out, o, &one, lang);
	buffer_printf(out, message_in(lang, ": certain %llu, possible %llu"),
	    (unsigned long long)r->certain, (unsigned long long)r->possible);
}

const char *
claim_limits_words(const struct checked_claim *k, enum lang lang)
{
	if (k->claim.p == CLAIM_TEXT)
		return message_in(lang,
		    N_("not something this register can decide"));
	if (k->claim.p != CLAIM_CONTENT)
		return "";
	return message_in(lang, k->by_count == 0 ?
		N_("contact: open; content: not something this register can "
		   "decide") :
		N_("contact: supported; content: not something this register "
		   "can decide"));
}

const char *
not_declared_words(enum lang lang)
{
	return message_in(lang,
	    N_("nobody has declared this record complete for this claim"));
}

const char *
how_words(enum how how, enum lang lang)
{
	static const char *const hows[] = {N_("certain"), N_("possible"),
	    N_("struck"), N_("the record rests on this statement itself"),
	    N_("a person judged that it speaks of this contact"),
	    N_("a person judged the two in tension")};

	return message_in(lang, hows[how]);
}
