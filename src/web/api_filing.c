/* Filing by request: keys, waiting, answers (web/api_filing.h) */
#include "web/api_filing.h"

#include <stdio.h>

#include "register/receipt.h"
#include "web/serving_inside.h"

#define IDEMPOTENCY_BYTES 64

enum err
filing_work_take(struct filing_work *w, size_t count, struct arena *a,
    struct error *e)
{
	w->count = count;
	w->list = arena_take_array(a, count, sizeof *w->list);
	w->filed = arena_take_array(a, count, sizeof *w->filed);
	return w->list == NULL || w->filed == NULL ?
	    error_set(e, ERR_MEMORY, "out of memory") :
	    ERR_NONE;
}

/* ---- keys ---- */

static bool
key_is_good(struct bytes key)
{
	for (size_t i = 0; i < key.len; i++) {
		uint8_t c = key.at[i];

		if (!(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z') &&
		    !(c >= '0' && c <= '9') && c != '_' && c != '-')
			return false;
	}
	return key.len != 0 && key.len <= IDEMPOTENCY_BYTES;
}

/* An entry of the log as it was filed. */
static enum err
filed_before(struct registry *r, uint64_t n, struct filed *out,
    struct arena *a, struct error *e)
{
	struct read_model *m = registry_read_model(r);
	struct row_entity entity;
	struct row_entry row;
	struct entry entry;
	enum err rc = read_model_entry(m, n, &row, a, e);

	if (rc == ERR_NONE)
		rc = registry_entry(r, n, &entry, a, e);
	if (rc == ERR_NONE)
		rc = read_model_by_id(m, &entry.id, &entity, e);
	if (rc != ERR_NONE)
		return rc;
	*out = (struct filed){.number = n,
	    .entity = entity.number,
	    .version = row.version,
	    .leaf = row.leaf,
	    .type = entry.type,
	    .id = entry.id,
	    .at_s = row.at_s,
	    .by = row.by,
	    .already = true};
	return ERR_NONE;
}

enum err
filing_work_key(struct filing_work *w, struct api_call *c, const char *scope,
    struct truth_submission *sub, struct error *e)
{
	struct truth_submission before;
	enum err rc;

	*sub = (struct truth_submission){.scope = bytes_text(scope),
	    .key = http_header(c->request, "Idempotency-Key"),
	    .body = hash_bytes(c->request->body)};
	if (!key_is_good(sub->key))
		return error_word(e, ERR_INPUT, "idempotency_key",
		    "Idempotency-Key is 1 to 64 letters, digits, - or _");
	rc = truth_find_submission(registry_truth(c->o.r), sub->scope,
	    sub->key, &before, NULL, e);
	if (rc == ERR_ABSENT) {
		error_clear(e);
		return ERR_NONE;
	}
	if (rc != ERR_NONE)
		return rc;
	if (!hash_equal(&before.body, &sub->body))
		return error_word(e, ERR_CONFLICT, "idempotency-mismatch",
		    "this Idempotency-Key came with another body before");
	rc = filing_work_take(w, (size_t)before.count, c->o.a, e);
	for (size_t i = 0; rc == ERR_NONE && i < w->count; i++)
		rc = filed_before(c->o.r, before.n + i, &w->filed[i], c->o.a,
		    e);
	w->replayed = rc == ERR_NONE;
	return rc;
}

/* ---- filing ---- */

/* The warnings themselves, each with its code (wire 1.5). */
static void
answer_warnings(struct http_request *r, struct http_answer *answer,
    const struct filing_work *w, const struct error *e)
{
	struct json *v = json_new(r->arena, JSON_OBJECT), *errors, *item;
	char field[40];

	json_put_cstr(r->arena, v, "type", "/problems/invalid-entry");
	json_put_cstr(r->arena, v, "title", e->text);
	json_put_number(r->arena, v, "status", 422);
	json_put_cstr(r->arena, v, "detail", e->mend);
	json_put_cstr(r->arena, v, "instance", r->id);
	json_put_null(r->arena, v, "exit");
	errors = json_put(r->arena, v, "errors",
	    json_new(r->arena, JSON_ARRAY));
	item = json_add(errors, json_new(r->arena, JSON_OBJECT));
	json_put_cstr(r->arena, item, "field", "/confirm");
	json_put_cstr(r->arena, item, "code", "warnings");
	json_put_cstr(r->arena, item, "detail", e->text);
	for (size_t i = 0; i < w->count; i++)
		for (size_t k = 0; k < w->filed[i].warnings.count; k++) {
			(void)snprintf(field, sizeof field, "/entries/%zu", i);
			item = json_add(errors,
			    json_new(r->arena, JSON_OBJECT));
			json_put_cstr(r->arena, item, "field", field);
			json_put_cstr(r->arena, item, "code",
			    w->filed[i].warnings.at[k].code);
			json_put_cstr(r->arena, item, "detail",
			    message_in(r->lang,
				w->filed[i].warnings.at[k].text));
		}
	answer_json(answer, r, 422, v);
	answer->type = "application/problem+json";
}

static enum err
append(struct filing_work *w, struct api_call *c, bool confirm,
    const struct truth_submission *sub, struct error *e)
{
	struct file_options options = {.confirm = confirm,
	    .submission = sub};
	size_t failed = 0;
	enum err rc;

	if (c->serving->o.read_only) {
		rc = error_word(e, ERR_UNCHECKED, "read_only",
		    "this server takes no entries");
		return error_mend(e, rc, "send them to the register itself");
	}
	rc = registry_file(c->o.r, w->list, w->count, &options, w->filed,
	    &failed, c->o.a, e);
	if (rc == ERR_STORE ||
	    (rc == ERR_CONFLICT && strcmp(e->word, "fenced") == 0))
		serving_note_failure(c->serving, e);
	if (rc != ERR_NONE && w->count > 1)
		return error_wrap(e, "member %zu", failed + 1);
	return rc;
}

enum err
filing_work_file(struct filing_work *w, struct api_call *c, bool confirm,
    const struct truth_submission *sub, bool *refused, struct error *e)
{
	enum err rc = w->replayed ? ERR_NONE : append(w, c, confirm, sub, e);

	if (rc == ERR_REFUSED && strcmp(e->word, "warnings") == 0) {
		answer_warnings(c->request, c->answer, w, e);
		*refused = true;
		return ERR_NONE;
	}
	if (rc != ERR_NONE)
		return rc;
	w->all_known = true;
	for (size_t i = 0; i < w->count; i++) {
		if (w->filed[i].number > w->last)
			w->last = w->filed[i].number;
		w->all_known = w->all_known && w->filed[i].already;
	}
	w->until_ms = serving_now_ms() + WAIT_MS;
	return ERR_NONE;
}

bool
filing_work_published(const struct filing_work *w, const struct api_call *c)
{
	return registry_size(c->o.r) > w->last;
}

bool
filing_work_waits(const struct filing_work *w, struct api_call *c)
{
	c->answer->wait = !bytes_is(http_query(c->request, "wait"), "0") &&
	    !c->serving->failed && registry_refusal(c->o.r) == NULL &&
	    !filing_work_published(w, c) && serving_now_ms() < w->until_ms;
	return c->answer->wait;
}

/* wire 1.3 */
enum err
filing_work_batch(const struct filing_work *w, struct api_call *c,
    struct error *e)
{
	bool published = filing_work_published(w, c);
	struct arena *a = c->o.a;
	struct json *v = json_new(a, JSON_OBJECT);
	struct json *filed = json_put(a, v, "filed", json_new(a, JSON_ARRAY));
	struct json *receipts = json_put(a, v, "receipts",
	    json_new(a, JSON_ARRAY));
	enum err rc = ERR_NONE;

	for (size_t i = 0; i < w->count; i++)
		json_add(filed, object_filed(&c->o, &w->filed[i], published));
	for (size_t i = 0; published && i < w->count && rc == ERR_NONE; i++) {
		struct buffer file = {0};

		rc = registry_receipt(c->o.r, w->filed[i].number, 0, &file,
		    e);
		if (rc == ERR_NONE)
			json_add(receipts,
			    json_new_text(a, buffer_bytes(&file)));
		buffer_release(&file);
	}
	if (w->replayed)
		http_answer_header(c->answer, "Idempotency-Replayed", "true");
	c->value = v;
	c->status = w->all_known ? 200 : 201;
	return rc;
}
