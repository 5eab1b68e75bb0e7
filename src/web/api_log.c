/* The log itself: status, entries, checkpoints, proofs (interfaces A8, B2) */
#include <inttypes.h>
#include <stdio.h>

#include "faces/log_told.h"
#include "register/receipt.h"
#include "web/api_handlers.h"
#include "web/serving_inside.h"

#define FRESH_S 5
#define FOR_EVER "public, max-age=31536000, immutable"
#define ENTRIES_LIMIT 50

/* A number that the gate has judged; `otherwise` where it was not given. */
static uint64_t
number_of(const struct api_call *c, const char *name, uint64_t otherwise)
{
	uint64_t n = otherwise;

	(void)bytes_decimal(http_query(c->request, name), INT64_MAX, &n);
	return n;
}

enum err
api_document_openapi(struct api_call *c, struct error *e)
{
	(void)e;
	buffer_append(&c->answer->body, api_document, api_document_len);
	c->answer->type = "application/json; charset=utf-8";
	http_answer_cached(c->request, c->answer, 60);
	return ERR_NONE;
}

/* ---- entries ---- */

enum err
api_entry_number(const struct api_call *c, uint64_t *n, struct error *e)
{
	if (bytes_decimal(c->request->parts[0], INT64_MAX, n) &&
	    *n < registry_next(c->o.r))
		return ERR_NONE;
	return error_word(e, ERR_ABSENT, "not-found",
	    "there is no entry of this number");
}

enum err
api_leaf(struct api_call *c, struct error *e)
{
	struct hash leaf;
	uint64_t n = 0;
	char hex[65];
	enum err rc = api_entry_number(c, &n, e);

	if (rc == ERR_NONE)
		rc = truth_read_entry(registry_truth(c->o.r), n,
		    &c->answer->body, &leaf, e);
	if (rc != ERR_NONE)
		return rc;
	hash_print(hex, &leaf);
	c->answer->type = "application/json";
	http_answer_tagged(c->answer, hex, FOR_EVER);
	return ERR_NONE;
}

enum err
api_receipt(struct api_call *c, struct error *e)
{
	uint64_t n = 0, size = number_of(c, "size", 0);
	enum err rc = api_entry_number(c, &n, e);

	if (rc == ERR_NONE && size > registry_size(c->o.r)) {
		error_field(e, "size");
		return error_word(e, ERR_INPUT, "invalid-field",
		    "size is that of a checkpoint");
	}
	if (rc == ERR_NONE)
		rc = registry_receipt(c->o.r, n, size, &c->answer->body, e);
	c->answer->type = "text/plain; charset=utf-8";
	return rc;
}

enum err
api_opening(struct api_call *c, struct error *e)
{
	struct buffer text = {0};
	uint64_t n = 0;
	enum err rc = api_entry_number(c, &n, e);

	if (rc == ERR_NONE)
		rc = registry_opening(c->o.r, n, &text, e);
	if (rc == ERR_NONE) {
		c->answer->body = text;
		c->answer->type = "application/json; charset=utf-8";
		http_answer_cached(c->request, c->answer, 60);
		return ERR_NONE;
	}
	buffer_release(&text);
	return rc;
}

struct listing {
	const struct objects *o;
	struct json *items;
	uint64_t last;
};

static enum err
add_line(void *context, const struct row_entry *row, struct error *e)
{
	struct listing *l = context;

	(void)e;
	json_add(l->items, log_line(l->o, row));
	l->last = row->number;
	return ERR_NONE;
}

/* The full address of the next page; NULL text: there is none. */
static struct json *
next_page(const struct api_call *c, bool more, const char *query,
    uint64_t value, uint64_t limit)
{
	const char *base = c->o.base_url == NULL ? "" : c->o.base_url;
	char url[600];

	if (!more)
		return json_new(c->o.a, JSON_NULL);
	(void)snprintf(url, sizeof url,
	    "%.400s%.*s?%s=%" PRIu64 "&limit=%" PRIu64, base,
	    (int)(c->request->raw.len > 100 ? 100 : c->request->raw.len),
	    (const char *)c->request->raw.at, query, value, limit);
	return json_new_cstr(c->o.a, url);
}

enum err
api_entries(struct api_call *c, struct error *e)
{
	struct listing l = {.o = &c->o,
	    .items = json_new(c->o.a, JSON_ARRAY)};
	uint64_t first = number_of(c, "first", 0);
	uint64_t limit = number_of(c, "limit", ENTRIES_LIMIT);
	struct json *v = json_new(c->o.a, JSON_OBJECT);
	enum err rc = read_model_entries(registry_read_model(c->o.r), first,
	    limit, add_line, &l, e);

	json_put(c->o.a, v, "items", l.items);
	json_put(c->o.a, v, "next",
	    next_page(c, l.items != NULL && l.items->count == limit &&
		    l.last + 1 < registry_next(c->o.r),
		"first", l.last + 1, limit));
	json_put(c->o.a, v, "as_of",
	    object_as_of(&c->o, registry_size(c->o.r)));
	c->value = v;
	c->max_age_s = FRESH_S;
	return rc;
}

/* ---- checkpoints and witnesses ---- */

enum err
api_checkpoint(struct api_call *c, struct error *e)
{
	return log_checkpoint_json(&c->o, number_of(c, "size", 0), &c->value,
	    e);
}

struct checkpoints {
	struct json *items;
	struct arena *a;
	struct registry *r;
	uint64_t largest, last;
	bool past;
};

static enum err
add_checkpoint(void *context, const struct truth_note *note, struct error *e)
{
	struct checkpoints *x = context;
	struct json *v;
	int64_t at_s = 0;
	enum err rc;

	if (note->size > x->largest)
		return ERR_NONE;
	rc = registry_time_of(x->r, note->size, &at_s, e);
	v = json_add(x->items, json_new(x->a, JSON_OBJECT));
	json_put_number(x->a, v, "size", (int64_t)note->size);
	json_put(x->a, v, "time", object_time(x->a, at_s));
	json_put(x->a, v, "root", json_new_hash(x->a, note->root.at));
	x->last = note->size;
	return rc;
}

enum err
api_checkpoints(struct api_call *c, struct error *e)
{
	uint64_t limit = number_of(c, "limit", ENTRIES_LIMIT);
	struct checkpoints x = {.items = json_new(c->o.a, JSON_ARRAY),
	    .a = c->o.a,
	    .r = c->o.r,
	    .largest = number_of(c, "largest", UINT64_MAX)};
	struct json *v = json_new(c->o.a, JSON_OBJECT);
	enum err rc = truth_each_checkpoint(registry_truth(c->o.r),
	    number_of(c, "smallest", 1) - 1, limit, add_checkpoint, &x, e);

	json_put(c->o.a, v, "items", x.items);
	json_put(c->o.a, v, "next",
	    next_page(c, x.items != NULL && x.items->count == limit &&
		    x.last < registry_size(c->o.r) && x.last < x.largest,
		"smallest", x.last + 1, limit));
	json_put(c->o.a, v, "as_of",
	    object_as_of(&c->o, registry_size(c->o.r)));
	c->value = v;
	c->max_age_s = FRESH_S;
	return rc;
}

enum err
api_consistency(struct api_call *c, struct error *e)
{
	uint64_t sizes[2] = {number_of(c, "old", 0), number_of(c, "new", 0)};
	bool consistent = false;
	enum err rc = log_consistency_json(&c->o, sizes, NULL, &consistent,
	    &c->value, e);

	if (rc == ERR_NONE && !consistent)
		return error_set(e, ERR_PROOF,
		    "the log does not continue what it was");
	return rc;
}

enum err
api_witnesses(struct api_call *c, struct error *e)
{
	struct json *v = json_new(c->o.a, JSON_OBJECT);
	struct json *list = json_new(c->o.a, JSON_ARRAY);
	struct own_policy *p = NULL;
	struct witness_told told;
	enum err rc = own_policy_load(&p, c->o.r, e);

	for (size_t i = 0; rc == ERR_NONE && i < p->policy.witness_count;
	     i++) {
		rc = witness_told_ours(c->o.r, &p->policy.witnesses[i], &told,
		    e);
		if (rc == ERR_NONE)
			json_add(list, witness_told_json(c->o.a, &told));
	}
	if (rc == ERR_NONE)
		json_put_number(c->o.a, v, "needed",
		    policy_witnesses_needed(&p->policy));
	json_put(c->o.a, v, "witnesses", list);
	own_policy_free(p);
	c->value = v;
	c->max_age_s = FRESH_S;
	return rc;
}
