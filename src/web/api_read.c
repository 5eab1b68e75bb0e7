/* Health and status */
#include "store/truth.h"
#include "web/api_handlers.h"
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
enum err
api_status(struct api_call *c, struct error *e)
{
	struct registry *r = c->o.r;
	struct arena *a = c->o.a;
	struct json *v = json_new(a, JSON_OBJECT), *part;
	struct truth_head head;
	char time[21];
	int64_t at_s = 0;
	uint64_t read = read_model_next(registry_read_model(r));
	enum err rc = truth_head(registry_truth(r), &head, e);

	if (rc == ERR_NONE)
		rc = registry_time_of(r, head.size, &at_s, e);
	if (rc != ERR_NONE)
		return rc;
	time_print(time, at_s);
	json_put_cstr(a, v, "origin", head.origin);
	json_put_number(a, v, "size", (int64_t)head.size);
	json_put_cstr(a, v, "time", time);
	json_put(a, v, "root", json_new_hash(a, head.root.at));
	json_put_number(a, v, "entries_waiting",
	    (int64_t)(head.next - head.size));
	part = json_put(a, v, "witnesses", json_new(a, JSON_OBJECT));
	rc = put_witnesses(c->serving, part, head.size, a, e);
	part = json_put(a, v, "read_model", json_new(a, JSON_OBJECT));
	json_put_number(a, part, "size", (int64_t)read);
	json_put_number(a, part, "behind", (int64_t)(head.next - read));
	json_put_cstr(a, v, "last_publish", time);
	c->value = v;
	c->max_age_s = 5;
	return rc;
}
