/* What anybody may read: health, status, entries, receipts */
#include <inttypes.h>
#include <stdio.h>

#include "register/receipt.h"
#include "store/truth.h"
#include "web/serving_inside.h"

static const char *
refusal_of(const struct serving *s)
{
	if (s->failed)
		return s->failure.text;
	return registry_refusal(s->registry);
}

void
handle_health(void *context, struct http_request *r,
    struct http_answer *answer)
{
	struct serving *s = context;
	const char *why = refusal_of(s);

	(void)r;
	answer->type = "text/plain; charset=utf-8";
	answer->status = why == NULL ? 200 : 503;
	buffer_printf(&answer->body, "%s\n", why == NULL ? "ok" : why);
}

static enum err
put_witnesses(const struct serving *s, struct json *part, uint64_t size,
    struct arena *a, struct error *e)
{
	struct checkpoint_verdict *v = arena_take(a, sizeof *v);
	struct own_policy *p = NULL;
	enum err rc = own_policy_load(&p, s->registry, e);

	if (rc == ERR_NONE && v == NULL)
		rc = error_set(e, ERR_MEMORY, "out of memory");
	if (rc == ERR_NONE && size != 0)
		rc = registry_cosigners(s->registry, &p->policy, size, v, e);
	if (rc == ERR_NONE) {
		json_put_number(a, part, "signed",
		    size == 0 ? 0 : (int64_t)v->cosigner_count);
		json_put_number(a, part, "known",
		    (int64_t)p->policy.witness_count);
		json_put_number(a, part, "needed",
		    policy_witnesses_needed(&p->policy));
	}
	own_policy_free(p);
	return rc;
}

/* interfaces A4.9 */
void
handle_status(void *context, struct http_request *r,
    struct http_answer *answer)
{
	struct serving *s = context;
	struct error e = {.lang = r->lang};
	struct truth_head head;
	struct json *v, *part;
	char time[21];
	int64_t at_s = 0;
	uint64_t read;
	enum err rc;

	if (!http_query_known(r, "", answer))
		return;
	rc = truth_head(registry_truth(s->registry), &head, &e);
	if (rc == ERR_NONE)
		rc = registry_time_of(s->registry, head.size, &at_s, &e);
	if (rc != ERR_NONE) {
		problem_error(answer, r, &e);
		return;
	}
	read = read_model_next(registry_read_model(s->registry));
	time_print(time, at_s);
	v = json_new(r->arena, JSON_OBJECT);
	json_put_cstr(r->arena, v, "origin", head.origin);
	json_put_number(r->arena, v, "size", (int64_t)head.size);
	json_put_cstr(r->arena, v, "time", time);
	json_put(r->arena, v, "root", json_new_hash(r->arena, head.root.at));
	json_put_number(r->arena, v, "entries_waiting",
	    (int64_t)(head.next - head.size));
	part = json_put(r->arena, v, "witnesses",
	    json_new(r->arena, JSON_OBJECT));
	rc = put_witnesses(s, part, head.size, r->arena, &e);
	if (rc != ERR_NONE) {
		problem_error(answer, r, &e);
		return;
	}
	part = json_put(r->arena, v, "read_model",
	    json_new(r->arena, JSON_OBJECT));
	json_put_number(r->arena, part, "size", (int64_t)read);
	json_put_number(r->arena, part, "behind",
	    (int64_t)(head.next - read));
	json_put_cstr(r->arena, v, "last_publish", time);
	answer_json(answer, r, 200, v);
	if (answer->status == 200)
		http_answer_cached(r, answer, 5);
}

/* The number in a path, and that it is there. */
static bool
entry_number(const struct serving *s, const struct http_request *r,
    struct http_answer *answer, uint64_t *n)
{
	if (bytes_decimal(r->parts[0], INT64_MAX, n) &&
	    *n < registry_next(s->registry))
		return true;
	problem_put(answer, r, 404, "not-found",
	    N_("there is no entry of this number"));
	return false;
}

void
handle_leaf(void *context, struct http_request *r, struct http_answer *answer)
{
	struct serving *s = context;
	struct error e = {.lang = r->lang};
	struct hash leaf;
	uint64_t n = 0;
	char hex[65];
	enum err rc;

	if (!entry_number(s, r, answer, &n) ||
	    !http_query_known(r, "", answer))
		return;
	rc = truth_read_entry(registry_truth(s->registry), n, &answer->body,
	    &leaf, &e);
	if (rc != ERR_NONE) {
		problem_error(answer, r, &e);
		return;
	}
	hash_print(hex, &leaf);
	answer->type = "application/json";
	http_answer_tagged(answer, hex, "public, max-age=31536000, immutable");
}

void
handle_receipt(void *context, struct http_request *r,
    struct http_answer *answer)
{
	struct serving *s = context;
	struct error e = {.lang = r->lang};
	struct bytes text = http_query(r, "size");
	uint64_t n = 0, size = 0;
	enum err rc;

	if (!entry_number(s, r, answer, &n) ||
	    !http_query_known(r, "size", answer))
		return;
	if (text.at != NULL && (!bytes_decimal(text, INT64_MAX, &size) ||
		size == 0 || size > registry_size(s->registry))) {
		problem_put(answer, r, 400, "bad-request",
		    N_("size is that of a checkpoint"));
		return;
	}
	rc = registry_receipt(s->registry, n, size, &answer->body, &e);
	if (rc != ERR_NONE) {
		problem_error(answer, r, &e);
		return;
	}
	answer->type = "text/plain; charset=utf-8";
}
