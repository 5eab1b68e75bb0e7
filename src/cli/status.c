/* chancery status: size, time and health of the register (A4.9) */
#include "base/file.h"
#include "register/behind.h"
#include "register/erasing.h"
#include "cli/cli.h"
#include "register/witnessing.h"

/* Time of the checkpoint that the static tree shows; "" where there is none. */
static void
last_publish(struct cli *c, char out[21])
{
	char path[PATH_BYTES];
	struct buffer b = {0};
	struct bytes rest, line = {NULL, 0};
	uint64_t size;
	int64_t at_s;
	bool complete;

	out[0] = '\0';
	if (path_join(path, registry_dir(c->registry), "public/checkpoint",
		NULL) != ERR_NONE ||
	    file_read(&b, path, 64 * KIB, NULL) != ERR_NONE)
		return;
	rest = buffer_bytes(&b);
	for (size_t i = 0; i < 2; i++) /* origin, size */
		if (!bytes_line(&rest, &line, &complete))
			line.len = 0;
	if (bytes_decimal(line, INT64_MAX, &size) &&
	    registry_time_of(c->registry, size, &at_s, NULL) == ERR_NONE)
		time_print(out, at_s);
	buffer_release(&b);
}

/* {signed, known, needed} of the newest checkpoint. */
static enum err
put_witnesses(struct cli *c, struct json *part, uint64_t size,
    unsigned *known)
{
	struct own_policy *p = NULL;
	struct checkpoint_verdict *v = arena_take(c->arena, sizeof *v);
	unsigned count = 0, needed = 0;
	enum err rc = own_policy_load(&p, c->registry, &c->e);

	*known = 0;
	if (rc == ERR_NONE && v == NULL)
		rc = error_set(&c->e, ERR_MEMORY, "out of memory");
	if (rc == ERR_NONE && size != 0)
		rc = registry_cosigners(c->registry, &p->policy, size, v,
		    &c->e);
	if (rc == ERR_NONE && size != 0)
		count = v->cosigner_count;
	if (rc == ERR_NONE) {
		*known = (unsigned)p->policy.witness_count;
		needed = policy_witnesses_needed(&p->policy);
		json_put_number(c->arena, part, "signed", count);
		json_put_number(c->arena, part, "known", *known);
		json_put_number(c->arena, part, "needed", needed);
		if (!c->json && *known != 0)
			cli_say(c, "witnesses: %u of %u signed, %u needed",
			    count, *known, needed);
	}
	own_policy_free(p);
	return rc;
}

int
command_status(struct cli *c)
{
	struct json *v, *part, *seen;
	struct truth_head head;
	char time[21], root[65], shown[21];
	const char *by;
	uint64_t newer;
	unsigned known;
	int64_t at_s = 0;
	enum err rc = cli_open(c, false);

	if (rc == ERR_NONE)
		rc = truth_head(registry_truth(c->registry), &head, &c->e);
	if (rc == ERR_NONE)
		rc = registry_time_of(c->registry, head.size, &at_s, &c->e);
	if (rc != ERR_NONE)
		return cli_fail(c);
	by = behind_of(registry_dir(c->registry), head.size, &newer);
	time_print(time, at_s);
	hash_print(root, &head.root);
	v = json_new(c->arena, JSON_OBJECT);
	json_put_cstr(c->arena, v, "origin", head.origin);
	json_put_number(c->arena, v, "size", (int64_t)head.size);
	json_put_cstr(c->arena, v, "time", time);
	json_put(c->arena, v, "root", json_new_hash(c->arena, head.root.at));
	json_put_number(c->arena, v, "entries_waiting",
	    (int64_t)(head.next - head.size));
	seen = json_put(c->arena, v, "witnesses",
	    json_new(c->arena, JSON_OBJECT));
	part = json_put(c->arena, v, "read_model",
	    json_new(c->arena, JSON_OBJECT));
	json_put_number(c->arena, part, "size",
	    (int64_t)read_model_next(registry_read_model(c->registry)));
	json_put_number(c->arena, part, "behind",
	    (int64_t)(head.next -
		read_model_next(registry_read_model(c->registry))));
	last_publish(c, shown);
	json_put_cstr(c->arena, v, "last_publish",
	    shown[0] == '\0' ? NULL : shown);
	if (!c->json) {
		buffer_printf(&c->out, "%s\n", head.origin);
		cli_say(c, "checkpoint of size %llu, %s",
		    (unsigned long long)head.size, time);
		cli_say(c, "root %s", root);
		cli_say(c, "waiting for a checkpoint: %llu",
		    (unsigned long long)(head.next - head.size));
	}
	rc = put_witnesses(c, seen, head.size, &known);
	if (rc != ERR_NONE)
		return cli_fail(c);
	if (c->json) {
		cli_json(c, v);
	} else {
		if (registry_is_erasing(c->registry))
			cli_say(c, "an erasure is under way");
		if (registry_refusal(c->registry) != NULL)
			cli_say(c, "refuses to sign: %s",
			    registry_refusal(c->registry));
		else if (by != NULL)
			cli_say(c,
			    "refuses to sign: %s knows a checkpoint of "
			    "size %llu (chancery log recover)",
			    by, (unsigned long long)newer);
	}
	return registry_refusal(c->registry) == NULL && by == NULL ?
	    EXIT_DONE :
	    EXIT_UNCHECKED;
}
