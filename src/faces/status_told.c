#include "faces/status_told.h"

#include "base/file.h"
#include "register/behind.h"
#include "register/erasing.h"
#include "register/witnessing.h"

/* Time of the checkpoint that the static tree shows; "" where there is none. */
static void
last_publish(struct registry *r, char out[21])
{
	char path[PATH_BYTES];
	struct buffer b = {0};
	struct bytes rest, line = {NULL, 0};
	uint64_t size;
	int64_t at_s;
	bool complete;

	out[0] = '\0';
	if (path_join(path, registry_dir(r), "public/checkpoint", NULL) !=
		ERR_NONE ||
	    file_read(&b, path, 64 * KIB, NULL) != ERR_NONE)
		return;
	rest = buffer_bytes(&b);
	for (size_t i = 0; i < 2; i++) /* origin, size */
		if (!bytes_line(&rest, &line, &complete))
			line.len = 0;
	if (bytes_decimal(line, INT64_MAX, &size) &&
	    registry_time_of(r, size, &at_s, NULL) == ERR_NONE)
		time_print(out, at_s);
	buffer_release(&b);
}

static enum err
read_witnesses(struct status_told *x, struct error *e)
{
	struct own_policy *p = NULL;
	struct checkpoint_verdict *v = arena_take(x->o.a, sizeof *v);
	enum err rc = own_policy_load(&p, x->o.r, e);

	if (rc == ERR_NONE && v == NULL)
		rc = error_set(e, ERR_MEMORY, "out of memory");
	if (rc == ERR_NONE && x->size != 0)
		rc = registry_cosigners(x->o.r, &p->policy, x->size, v, e);
	if (rc == ERR_NONE) {
		x->witnesses_signed = x->size == 0 ? 0 : v->cosigner_count;
		x->witnesses_known = (unsigned)p->policy.witness_count;
		x->witnesses_needed = policy_witnesses_needed(&p->policy);
	}
	own_policy_free(p);
	return rc;
}

enum err
status_told_read(struct status_told *out, const struct objects *o,
    struct error *e)
{
	struct truth_head head;
	enum err rc = truth_head(registry_truth(o->r), &head, e);

	*out = (struct status_told){.o = *o, .origin = registry_origin(o->r)};
	if (rc != ERR_NONE)
		return rc;
	out->size = head.size;
	out->next = head.next;
	out->root = head.root;
	out->read_model_size = read_model_next(registry_read_model(o->r));
	out->erasing = registry_is_erasing(o->r);
	out->refusal = registry_refusal(o->r);
	out->behind = behind_of(registry_dir(o->r), head.size,
	    &out->behind_size);
	last_publish(o->r, out->last_publish);
	rc = registry_time_of(o->r, head.size, &out->time_s, e);
	return rc == ERR_NONE ? read_witnesses(out, e) : rc;
}

struct json *
status_told_json(const struct status_told *x)
{
	struct arena *a = x->o.a;
	struct json *v = json_new(a, JSON_OBJECT), *part;

	json_put_cstr(a, v, "origin", x->origin);
	json_put_number(a, v, "size", (int64_t)x->size);
	json_put(a, v, "time", object_time(a, x->time_s));
	json_put(a, v, "root", json_new_hash(a, x->root.at));
	json_put_number(a, v, "entries_waiting",
	    (int64_t)(x->next - x->size));
	part = json_put(a, v, "witnesses", json_new(a, JSON_OBJECT));
	json_put_number(a, part, "signed", x->witnesses_signed);
	json_put_number(a, part, "known", x->witnesses_known);
	json_put_number(a, part, "needed", x->witnesses_needed);
	part = json_put(a, v, "read_model", json_new(a, JSON_OBJECT));
	json_put_number(a, part, "size", (int64_t)x->read_model_size);
	json_put_number(a, part, "behind",
	    (int64_t)(x->next - x->read_model_size));
	json_put_cstr(a, v, "last_publish",
	    x->last_publish[0] == '\0' ? NULL : x->last_publish);
	return v;
}
