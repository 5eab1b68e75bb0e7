/* chancery restore FILE DIR: a register from a backup (A9.5) */
#include <errno.h>
#include <unistd.h>

#include "base/file.h"
#include "register/behind.h"
#include "register/erasing.h"
#include "cli/log.h"
#include "register/objects.h"

struct restoring {
	struct cli *c;
	const char *from, *dir;
	char keys[PATH_BYTES];
	struct truth_head head;
	bool private;
	const char *by; /* who knows a newer state; NULL: nobody here */
	uint64_t size;  /* of that state */
};

static enum err
copy_file(const char *from, const char *to, struct error *e)
{
	char block[64 * KIB];
	FILE *in = fopen(from, "rb"), *out;
	enum err rc = ERR_NONE;
	size_t n;

	if (in == NULL)
		return error_set(e, ERR_ABSENT, "cannot open \"%s\": %s", from,
		    strerror(errno));
	out = fopen(to, "wbx");
	if (out == NULL) {
		(void)fclose(in);
		return error_set(e, ERR_CONFLICT, "cannot create \"%s\": %s",
		    to, strerror(errno));
	}
	while ((n = fread(block, 1, sizeof block, in)) != 0)
		if (fwrite(block, 1, n, out) != n)
			break;
	if (ferror(in) != 0 || ferror(out) != 0 || fflush(out) != 0 ||
	    fsync(fileno(out)) != 0)
		rc = error_set(e, ERR_STORE, "cannot copy to \"%s\"", to);
	(void)fclose(in);
	if (fclose(out) != 0 && rc == ERR_NONE)
		rc = error_set(e, ERR_STORE, "cannot write \"%s\"", to);
	if (rc != ERR_NONE)
		(void)unlink(to); /* nothing half done */
	return rc;
}

/* Entries looked at for a sign of private tables: the first ones have names. */
#define LOOKED_AT 1000

static enum err
has_slots(struct truth *t, uint64_t n, bool *out, struct error *e)
{
	uint8_t seed[TRUTH_SEED_BYTES];
	struct buffer bytes = {0}, opening = {0};
	struct hash leaf;
	bool known;
	enum err rc = truth_read_entry(t, n, &bytes, &leaf, e);

	if (rc == ERR_NONE)
		*out = truth_read_slots(t, n, &leaf, seed, &known, &opening,
			   NULL) == ERR_NONE;
	explicit_bzero(seed, sizeof seed);
	buffer_release(&bytes);
	buffer_wipe(&opening);
	return rc;
}

/* Reads the backup before anything is made from it. */
static enum err
examine_backup(struct restoring *x)
{
	struct cli *c = x->c;
	struct truth *t = NULL;
	enum err rc = truth_open(&t, x->from, TRUTH_READ, &c->e);

	if (rc == ERR_NONE)
		rc = truth_head(t, &x->head, &c->e);
	for (uint64_t n = 0;
	     rc == ERR_NONE && n < x->head.next && n < LOOKED_AT && !x->private;
	     n++)
		rc = has_slots(t, n, &x->private, &c->e);
	truth_close(t);
	return rc;
}

static enum err
put_in_place(struct restoring *x)
{
	struct cli *c = x->c;
	char path[PATH_BYTES];
	enum err rc = directory_make(x->dir, 0700, &c->e);

	if (rc == ERR_NONE)
		rc = path_join(path, x->dir, LOG_DATABASE, &c->e);
	if (rc == ERR_NONE && file_exists(path)) {
		rc = error_set(&c->e, ERR_CONFLICT,
		    "there is a register in \"%s\"", x->dir);
		return error_mend(&c->e, rc,
		    "restore into a folder without one");
	}
	if (rc == ERR_NONE) {
		derived_remove(x->dir); /* of another state */
		rc = copy_file(x->from, path, &c->e);
	}
	return rc == ERR_NONE ? directory_sync(x->dir, &c->e) : rc;
}

/* --adopt: what is missing comes from the static tree in DIR/public. */
static enum err
adopt(struct restoring *x)
{
	struct cli *c = x->c;
	struct recover_result result;
	char tree[PATH_BYTES];
	enum err rc = path_join(tree, x->dir, "public", &c->e);

	if (rc == ERR_NONE)
		rc = repair_from_tree(c, x->dir, tree, &result);
	if (rc == ERR_NONE)
		x->by = NULL;
	return rc;
}

static struct json *
restored_json(struct restoring *x, bool may_sign)
{
	struct cli *c = x->c;
	struct objects o = {c->registry, c->arena, NULL};
	struct json *v = json_new(c->arena, JSON_OBJECT), *part;

	json_put_cstr(c->arena, v, "dir", x->dir);
	part = json_put(c->arena, v, "includes",
	    json_new(c->arena, JSON_ARRAY));
	json_add(part, json_new_cstr(c->arena, "log"));
	if (x->private)
		json_add(part, json_new_cstr(c->arena, "private"));
	json_put(c->arena, v, "as_of",
	    c->registry == NULL ? json_new(c->arena, JSON_NULL) :
				  object_as_of(&o, registry_size(c->registry)));
	if (x->by == NULL) {
		json_put_null(c->arena, v, "behind");
	} else {
		part = json_put(c->arena, v, "behind",
		    json_new(c->arena, JSON_OBJECT));
		json_put_cstr(c->arena, part, "by", x->by);
		json_put_number(c->arena, part, "size", (int64_t)x->size);
	}
	json_put_bool(c->arena, v, "may_sign", may_sign);
	return v;
}

static void
tell(struct restoring *x, const char *refusal)
{
	struct cli *c = x->c;

	cli_say(c, "restored to %s: size %llu, %llu entries", x->dir,
	    (unsigned long long)(c->registry == NULL ?
		    x->head.size :
		    registry_size(c->registry)),
	    (unsigned long long)(c->registry == NULL ?
		    x->head.next :
		    registry_next(c->registry)));
	if (c->registry != NULL && registry_is_erasing(c->registry))
		cli_say(c, "an erasure is under way");
	if (refusal != NULL) {
		cli_say(c, "refuses to sign: %s", refusal);
		cli_say(c,
		    "fetch what is missing: chancery log recover DIR (a "
		    "static tree or mirror)");
	} else if (c->registry == NULL) {
		cli_say(c, "no keys at %s: reading only", x->keys);
	}
}

int
command_restore(struct cli *c)
{
	struct restoring x = {.c = c,
	    .from = c->args.words[0],
	    .dir = c->args.words[1]};
	const char *refusal = NULL;
	enum err rc = examine_backup(&x);

	(void)snprintf(x.keys, sizeof x.keys, "%.4000s.keys", x.dir);
	if (rc == ERR_NONE)
		rc = put_in_place(&x);
	if (rc == ERR_NONE)
		x.by = behind_of(x.dir, x.head.size, &x.size);
	if (rc == ERR_NONE && x.by != NULL && cli_has(c, "adopt"))
		rc = adopt(&x);
	if (rc == ERR_NONE && file_exists(x.keys)) {
		rc = registry_open(&c->registry, x.dir, REGISTRY_WRITE,
		    clock_system(), &c->e);
		if (rc == ERR_NONE)
			refusal = registry_refusal(c->registry);
	}
	if (rc != ERR_NONE)
		return cli_fail(c);
	if (c->json)
		cli_json(c,
		    restored_json(&x, c->registry != NULL && refusal == NULL));
	else
		tell(&x, refusal);
	return refusal == NULL ? EXIT_DONE : EXIT_UNCHECKED;
}
