/* A check as JSON: interfaces A4.10 */
#include "register/checking.h"
#include "register/naming.h"

static struct json *
number_or_null(struct arena *a, bool known, uint64_t n)
{
	return known ? json_new_number(a, (int64_t)n) :
		       json_new(a, JSON_NULL);
}

/* {"code","en","fr"} */
static struct json *
coded(struct arena *a, const char *code, struct buffer words[LANG_COUNT])
{
	struct json *v = json_new(a, JSON_OBJECT);

	json_put_cstr(a, v, "code", code);
	json_put_text(a, v, "en", buffer_bytes(&words[LANG_EN]));
	json_put_text(a, v, "fr", buffer_bytes(&words[LANG_FR]));
	buffer_release(&words[LANG_EN]);
	buffer_release(&words[LANG_FR]);
	return v;
}

static struct json *
reasons_json(const struct objects *o, const struct checked_claim *c)
{
	struct json *list = json_new(o->a, JSON_ARRAY);

	for (unsigned i = 0; i < REASON_COUNT; i++) {
		struct buffer words[LANG_COUNT] = {{0}};

		if ((c->reasons >> i & 1) == 0)
			continue;
		for (int l = 0; l < LANG_COUNT; l++)
			reason_words(&words[l], c,
			    (enum verdict_reason)(1u << i), (enum lang)l);
		json_add(list, coded(o->a, reason_name(i), words));
	}
	return list;
}

static struct json *
ref_json(const struct objects *o, uint64_t number)
{
	struct row_entity row;
	char ref[REF_BYTES];

	if (read_model_by_number(registry_read_model(o->r), number, &row,
		NULL) != ERR_NONE)
		return json_new(o->a, JSON_NULL);
	ref_print(ref, row.id.type, number);
	return json_new_cstr(o->a, ref);
}

static struct json *
by_json(const struct objects *o, const struct checked_claim *c)
{
	struct json *list = json_new(o->a, JSON_ARRAY);

	for (size_t i = 0; i < c->by_count; i++) {
		struct json *v = json_add(list, json_new(o->a, JSON_OBJECT));

		json_put(o->a, v, "ref", ref_json(o, c->by[i].contact));
		json_put_number(o->a, v, "times", c->by[i].times);
		json_put_cstr(o->a, v, "how", how_name(c->by[i].how));
	}
	return list;
}

static const char *
against_code(const struct checked_against *x)
{
	if (x->link != NUMBER_NONE)
		return "judged";
	if (x->initiator)
		return "initiator";
	if (x->admits_not)
		return "not_admitted";
	return x->window_not_given ? "window_not_given" : NULL;
}

static struct json *
against_json(const struct objects *o, const struct checked_claim *c)
{
	struct json *list = json_new(o->a, JSON_ARRAY);

	for (size_t i = 0; i < c->against_count; i++) {
		const struct checked_against *x = &c->against[i];
		struct json *v = json_add(list, json_new(o->a, JSON_OBJECT));
		struct buffer words[LANG_COUNT] = {{0}};
		const char *code = against_code(x);

		json_put(o->a, v, "statement", object_thing(o, x->statement));
		json_put_cstr(o->a, v, "verdict", comparison_name(x->result));
		if (code == NULL) {
			json_put_null(o->a, v, "reason");
			continue;
		}
		for (int l = 0; l < LANG_COUNT; l++)
			against_words(&words[l], o, x, (enum lang)l);
		json_put(o->a, v, "reason", coded(o->a, code, words));
	}
	return list;
}

static struct json *
origins_json(const struct objects *o, const struct checked_origins *x)
{
	struct json *v = json_new(o->a, JSON_OBJECT), *names;

	json_put_number(o->a, v, "count", (int64_t)x->count);
	json_put_bool(o->a, v, "at_least", x->at_least);
	names = json_put(o->a, v, "names", json_new(o->a, JSON_ARRAY));
	for (size_t i = 0; i < x->who_count; i++) {
		struct json *thing = object_thing(o, x->who[i]);

		json_add(names,
		    json_clone(o->a, json_get(thing, "name")));
	}
	return v;
}

static struct json *
chain_json(const struct objects *o, const struct checked *c)
{
	struct json *list = json_new(o->a, JSON_ARRAY);

	for (size_t i = 0; i < c->chain_count; i++) {
		const struct checked_hop *h = &c->chain[i];
		struct json *v = json_add(list, json_new(o->a, JSON_OBJECT));

		json_put_text(o->a, v, "act", h->act);
		json_put(o->a, v, "who", object_thing(o, h->who));
		json_put(o->a, v, "unnamed",
		    h->unnamed == NULL ? json_new(o->a, JSON_NULL) :
					 json_clone(o->a, h->unnamed));
		json_put(o->a, v, "document", object_thing(o, h->document));
	}
	return list;
}

static struct json *
claim_json(const struct objects *o, const struct checked *k,
    const struct checked_claim *c)
{
	struct arena *a = o->a;
	struct json *v = json_new(a, JSON_OBJECT), *list;
	bool universe = c->claim.p == CLAIM_ONLY || c->claim.p == CLAIM_NONE;

	json_put_number(a, v, "n", c->n + 1);
	json_put(a, v, "claim", json_clone(a, c->claim.json));
	json_put(a, v, "hedge",
	    c->hedges == NULL ? json_new(a, JSON_NULL) :
				json_clone(a, c->hedges));
	json_put_bool(a, v, "scope_clear", c->claim.unclear == 0 &&
	    (!universe || (!json_is_null(c->claim.targets) &&
	    c->claim.targets->count == 1)));
	json_put_cstr(a, v, "verdict", verdict_name(c->verdict));
	json_put(a, v, "reasons", reasons_json(o, c));
	json_put(a, v, "certain", number_or_null(a, c->counted, c->certain));
	json_put(a, v, "possible", number_or_null(a, c->counted,
	    c->possible));
	json_put(a, v, "struck", number_or_null(a, c->counted, c->struck));
	json_put(a, v, "sealed",
	    number_or_null(a, c->counted && c->sealed_known, c->sealed));
	json_put(a, v, "coverage", object_thing(o, c->declaration));
	json_put(a, v, "by", by_json(o, c));
	json_put(a, v, "against", against_json(o, c));
	json_put(a, v, "origins", origins_json(o, &c->origins));
	json_put(a, v, "chain", chain_json(o, k));
	list = json_put(a, v, "questions", json_new(a, JSON_ARRAY));
	for (size_t i = 0; i < c->question_count; i++)
		json_add(list, json_new_cstr(a, c->questions[i]));
	json_put_number(a, v, "proof_bytes", (int64_t)c->proof_bytes);
	return v;
}

struct json *
checked_json(const struct objects *o, const struct checked *c)
{
	struct json *v = json_new(o->a, JSON_OBJECT), *claims;

	json_put(o->a, v, "statement", object_thing(o, c->statement));
	json_put(o->a, v, "as_of", object_as_of(o, c->size));
	claims = json_put(o->a, v, "claims", json_new(o->a, JSON_ARRAY));
	for (size_t i = 0; i < c->claim_count; i++)
		json_add(claims, claim_json(o, c, &c->claims[i]));
	json_put_cstr(o->a, v, "verdict", verdict_name(c->verdict));
	return v;
}
