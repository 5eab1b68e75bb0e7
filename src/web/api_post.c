/* POST /api/v1/entries: docs/format/wire.md 1 */
#include <stdio.h>

#include "register/receipt.h"
#include "web/api_handlers.h"
#include "web/serving_inside.h"

#define IDEMPOTENCY_BYTES 64

/* What a request has come to, from call to call. */
struct posting_request {
	struct submission *list;
	struct filed *filed;
	size_t count;
	bool replayed, all_known;
	uint64_t last; /* the checkpoint must cover it */
	int64_t until_ms;
};

static enum err
read_member(struct submission *out, const struct json *v, struct arena *a,
    struct error *e)
{
	const struct json *opening = json_get(v, "opening");
	struct buffer text = {0};
	struct opening o;
	enum err rc;

	*out = (struct submission){.leaf = json_get_text(v, "leaf")};
	if (v->type != JSON_OBJECT || v->count != 2 || out->leaf.at == NULL ||
	    opening == NULL)
		return error_word(e, ERR_INPUT, "json_form",
		    "an entry is an object of leaf and opening");
	if (json_is_null(opening))
		return ERR_NONE;
	json_print_canonical(&text, opening);
	rc = opening_parse(&o, arena_copy(a, buffer_bytes(&text)), true, a, e);
	buffer_wipe(&text);
	if (rc == ERR_NONE) {
		out->has_opening = true;
		out->seed = o.seed;
		out->values = o.values;
	}
	return rc;
}

/* wire 1.1 */
static enum err
read_request(struct posting_request *p, const struct http_request *r,
    bool *confirm, struct error *e)
{
	struct json_limits limits = json_entry_limits;
	const struct json *v = NULL, *entries, *wish;
	enum err rc;
	size_t i = 0;

	limits.elements = TRUTH_BATCH_ENTRIES;
	limits.string_bytes = ENTRY_BYTES_MAX;
	rc = json_parse(&v, r->body, &limits, r->arena, e);
	if (rc != ERR_NONE)
		return rc;
	entries = json_get(v, "entries");
	wish = json_get(v, "confirm");
	if (entries == NULL || entries->type != JSON_ARRAY ||
	    entries->count == 0 ||
	    (!json_is_null(wish) && wish->type != JSON_BOOL) ||
	    v->count != 1 + (size_t)(wish != NULL))
		return error_word(e, ERR_INPUT, "json_form",
		    "the body is an object of entries and confirm");
	*confirm = json_get_bool(v, "confirm");
	p->count = entries->count;
	p->list = arena_take_array(r->arena, p->count, sizeof *p->list);
	p->filed = arena_take_array(r->arena, p->count, sizeof *p->filed);
	if (p->list == NULL || p->filed == NULL)
		return error_set(e, ERR_MEMORY, "out of memory");
	for (const struct json *m = entries->first; m != NULL && rc == ERR_NONE;
	     m = m->next) {
		rc = read_member(&p->list[i++], m, r->arena, e);
		if (rc != ERR_NONE)
			error_field(e, "/entries/%zu", i - 1);
	}
	return rc;
}

bool
api_key_is_good(struct bytes key)
{
	for (size_t i = 0; i < key.len; i++) {
		uint8_t c = key.at[i];

		if (!(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z') &&
		    !(c >= '0' && c <= '9') && c != '_' && c != '-')
			return false;
	}
	return key.len != 0 && key.len <= IDEMPOTENCY_BYTES;
}

/* wire 1.4: the same key, another body. */
static enum err
judge_key(struct serving *s, struct posting_request *p,
    struct truth_submission *sub, struct error *e)
{
	struct truth_submission before;
	enum err rc;

	if (!api_key_is_good(sub->key))
		return error_word(e, ERR_INPUT, "idempotency_key",
		    "Idempotency-Key is 1 to 64 letters, digits, - or _");
	rc = truth_find_submission(registry_truth(s->registry), sub->scope,
	    sub->key, &before, NULL, e);
	if (rc == ERR_ABSENT)
		return ERR_NONE;
	if (rc != ERR_NONE)
		return rc;
	p->replayed = true;
	if (hash_equal(&before.body, &sub->body))
		return ERR_NONE;
	return error_word(e, ERR_CONFLICT, "idempotency-mismatch",
	    "this Idempotency-Key came with another body before");
}

static enum err
file_all(struct serving *s, struct http_request *r, struct posting_request *p,
    struct error *e)
{
	struct truth_submission sub = {.scope = bytes_text("entries"),
	    .key = http_header(r, "Idempotency-Key"),
	    .body = hash_bytes(r->body)};
	struct file_options options = {.signed_earlier = false};
	size_t failed = 0;
	enum err rc;

	if (s->o.read_only) {
		rc = error_word(e, ERR_UNCHECKED, "read_only",
		    "this server takes no entries");
		return error_mend(e, rc, "send them to the register itself");
	}
	rc = read_request(p, r, &options.confirm, e);
	if (rc == ERR_NONE && sub.key.at != NULL) {
		rc = judge_key(s, p, &sub, e);
		if (!p->replayed)
			options.submission = &sub;
	}
	if (rc != ERR_NONE)
		return rc;
	rc = registry_file(s->registry, p->list, p->count, &options, p->filed,
	    &failed, r->arena, e);
	if (rc == ERR_STORE || (rc == ERR_CONFLICT &&
		strcmp(e->word, "fenced") == 0))
		serving_note_failure(s, e);
	if (rc != ERR_NONE && p->count > 1)
		return error_wrap(e, "member %zu", failed + 1);
	return rc;
}

/* wire 1.3 */
static void
answer_filed(struct serving *s, struct http_request *r,
    struct http_answer *answer, const struct posting_request *p)
{
	struct objects o = {s->registry, r->arena, s->o.base_url};
	bool published = registry_size(s->registry) > p->last;
	struct json *v = json_new(r->arena, JSON_OBJECT);
	struct json *filed = json_put(r->arena, v, "filed",
	    json_new(r->arena, JSON_ARRAY));
	struct json *receipts = json_put(r->arena, v, "receipts",
	    json_new(r->arena, JSON_ARRAY));
	struct error e = {.lang = r->lang};
	enum err rc = ERR_NONE;

	for (size_t i = 0; i < p->count; i++)
		json_add(filed, object_filed(&o, &p->filed[i], published));
	for (size_t i = 0; published && i < p->count && rc == ERR_NONE; i++) {
		struct buffer file = {0};

		rc = registry_receipt(s->registry, p->filed[i].number, 0,
		    &file, &e);
		if (rc == ERR_NONE)
			json_add(receipts,
			    json_new_text(r->arena, buffer_bytes(&file)));
		buffer_release(&file);
	}
	if (p->replayed)
		http_answer_header(answer, "Idempotency-Replayed", "true");
	if (rc != ERR_NONE)
		problem_error(answer, r, &e);
	else
		answer_json(answer, r, p->all_known ? 200 : 201, v);
}

/* The warnings themselves, each with its code (wire 1.5). */
void
api_answer_warnings(struct api_call *c, const struct filed *filed,
    size_t count, const struct error *e)
{
	struct arena *a = c->o.a;
	struct json *v = json_new(a, JSON_OBJECT), *errors, *item;
	char field[40];

	json_put_cstr(a, v, "type", "/problems/invalid-entry");
	json_put_cstr(a, v, "title", e->text);
	json_put_number(a, v, "status", 422);
	json_put_cstr(a, v, "detail", e->mend);
	json_put_cstr(a, v, "instance", c->request->id);
	json_put_null(a, v, "exit");
	errors = json_put(a, v, "errors", json_new(a, JSON_ARRAY));
	item = json_add(errors, json_new(a, JSON_OBJECT));
	json_put_cstr(a, item, "field", "/confirm");
	json_put_cstr(a, item, "code", "warnings");
	json_put_cstr(a, item, "detail", e->text);
	for (size_t i = 0; i < count; i++)
		for (size_t k = 0; k < filed[i].warnings.count; k++) {
			(void)snprintf(field, sizeof field, "/entries/%zu", i);
			item = json_add(errors, json_new(a, JSON_OBJECT));
			json_put_cstr(a, item, "field", field);
			json_put_cstr(a, item, "code",
			    filed[i].warnings.at[k].code);
			json_put_cstr(a, item, "detail",
			    message_in(c->request->lang,
				filed[i].warnings.at[k].text));
		}
	answer_json(c->answer, c->request, 422, v);
	c->answer->type = "application/problem+json";
}

bool
api_wants_to_wait(const struct http_request *r)
{
	return !bytes_is(http_query(r, "wait"), "0");
}

enum err
api_file_entries(struct api_call *c, struct error *e)
{
	struct serving *s = c->serving;
	struct http_request *r = c->request;
	struct posting_request *p = r->kept;
	enum err rc;

	if (!r->again) {
		p = arena_take(r->arena, sizeof *p);
		r->kept = p;
		rc = p == NULL ? error_set(e, ERR_MEMORY, "out of memory") :
				 file_all(s, r, p, e);
		if (rc == ERR_REFUSED && strcmp(e->word, "warnings") == 0) {
			api_answer_warnings(c, p->filed, p->count, e);
			return ERR_NONE;
		}
		if (rc != ERR_NONE)
			return rc;
		p->all_known = true;
		for (size_t i = 0; i < p->count; i++) {
			if (p->filed[i].number > p->last)
				p->last = p->filed[i].number;
			if (!p->filed[i].already)
				p->all_known = false;
		}
		p->until_ms = serving_now_ms() + WAIT_MS;
	}
	c->answer->wait = api_wants_to_wait(r) && !s->failed &&
	    registry_refusal(s->registry) == NULL &&
	    registry_size(s->registry) <= p->last &&
	    serving_now_ms() < p->until_ms;
	if (!c->answer->wait)
		answer_filed(s, r, c->answer, p);
	return ERR_NONE;
}
