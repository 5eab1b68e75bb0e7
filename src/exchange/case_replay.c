/* A case folder into a throw-away register: model 9.2 */
#include <stdio.h>
#include <stdlib.h>

#include "base/file.h"
#include "exchange/case_symbols.h"
#include "register/filing.h"

struct replaying {
	const struct case_folder *c;
	struct registry *r;
	int64_t now_s;
	struct hash *leaves; /* by file */
	struct arena *arena; /* of one batch */
	struct error *e;
};

/* Names the file in front of the member that admission refused. */
static enum err
at_file(struct replaying *x, unsigned n)
{
	char field[sizeof x->e->field];

	if (x->e == NULL)
		return ERR_INPUT;
	(void)snprintf(field, sizeof field, "%.45s%s%.30s",
	    x->c->entries[n].file, x->e->field[0] == '\0' ? "" : " ",
	    x->e->field);
	error_field(x->e, "%s", field);
	return x->e->code;
}

/* ---- who signs ---- */

struct finding {
	const struct id *by;
	struct key found;
	bool has;
};

static enum err
is_his(void *context, const struct key *key, struct error *e)
{
	struct finding *f = context;

	(void)e;
	if (key->signs && key->revoked == NUMBER_NONE &&
	    id_equal(&key->holder, f->by) &&
	    (!f->has || key->registered > f->found.registered)) {
		f->found = *key;
		f->has = true;
	}
	return ERR_NONE;
}

/* The registrar's key before anything is filed: that of the policy. */
static bool
first_key(const struct replaying *x, struct finding *f)
{
	const struct json *keys = json_get(x->c->entries[0].body, "keys");
	const struct json *k = keys == NULL || keys->type != JSON_ARRAY ?
	    NULL :
	    keys->first;

	return registry_next(x->r) == 0 && k != NULL &&
	    id_parse(json_get_text(k, "id"), &f->found.id) &&
	    id_parse(json_get_text(k, "holder"), &f->found.holder) &&
	    id_equal(&f->found.holder, f->by);
}

static enum err
filer_of(struct replaying *x, unsigned n, struct filer *out)
{
	struct finding f = {.by = &x->c->entries[n].by};
	const struct case_key *key = NULL;
	enum err rc = ERR_NONE;

	f.has = first_key(x, &f);
	if (!f.has)
		rc = read_model_keys(registry_read_model(x->r), is_his, &f,
		    x->e);
	if (rc != ERR_NONE)
		return rc;
	for (size_t i = 0; f.has && i < x->c->key_count; i++)
		if (id_equal(&x->c->keys[i].id, &f.found.id))
			key = &x->c->keys[i];
	if (key == NULL) {
		rc = error_set(x->e, ERR_INPUT,
		    "no key of its filer stands in an earlier batch");
		error_field(x->e, "/by");
		return error_mend(x->e, rc,
		    "add a key entry whose holder it is, with an earlier time");
	}
	*out = (struct filer){.key = f.found};
	return secret_key_new(&out->secret, key->seed.at, x->e);
}

/* ---- one entry ---- */

/* "@NNN" in a body to the leaf hash of that file. */
static void
put_leaves(struct replaying *x, struct json *v)
{
	char hex[65];
	unsigned number;

	if (v->type == JSON_STRING && case_number_parse(v->text, &number) &&
	    number < x->c->entry_count) {
		hash_print(hex, &x->leaves[number]);
		v->text = arena_copy(x->arena, bytes_text(hex));
	}
	if (v->type != JSON_ARRAY && v->type != JSON_OBJECT)
		return;
	for (struct json *m = v->first; m != NULL; m = m->next)
		put_leaves(x, m);
}

static enum err
prepare(struct replaying *x, unsigned n, struct submission *out)
{
	const struct case_entry *entry = &x->c->entries[n];
	struct draft d = {.type = entry->type,
	    .id = entry->id,
	    .by = entry->by,
	    .at_s = entry->at_s,
	    .has_prev = entry->has_prev,
	    .body = json_clone(x->arena, entry->body),
	    .seed = &entry->seed};
	struct filer filer = {.secret = NULL};
	enum err rc = ERR_NONE;

	if (d.body == NULL)
		return error_set(x->e, ERR_MEMORY, "out of memory");
	put_leaves(x, d.body);
	if (entry->has_prev)
		d.prev = x->leaves[entry->prev];
	if (type_has_slots(entry->type))
		rc = filing_slots(&d.values, entry->type, entry->slots, x->e);
	else if (!json_is_null(entry->slots)) {
		rc = error_set(x->e, ERR_INPUT,
		    "an entry of this type has no slots; write null");
		error_field(x->e, "/slots");
	}
	if (rc == ERR_NONE)
		rc = filer_of(x, n, &filer);
	if (rc == ERR_NONE)
		rc = filing_prepare(out, &d, x->r, &filer, x->arena, x->e);
	if (rc == ERR_NONE)
		x->leaves[n] = hash_leaf(out->leaf);
	filer_release(&filer);
	return rc == ERR_NONE ? rc : at_file(x, n);
}

/* Entries first .. end - 1, all of one time. */
static enum err
file_batch(struct replaying *x, unsigned first, unsigned end)
{
	static const struct file_options options = {.confirm = true};
	size_t count = end - first, failed = 0;
	struct submission *list;
	struct filed *filed;
	enum err rc = ERR_NONE;

	arena_reset(x->arena);
	list = arena_take_array(x->arena, count, sizeof *list);
	filed = arena_take_array(x->arena, count, sizeof *filed);
	if (list == NULL || filed == NULL)
		return error_set(x->e, ERR_MEMORY, "out of memory");
	x->now_s = x->c->entries[first].at_s;
	for (unsigned n = first; n < end && rc == ERR_NONE; n++)
		rc = prepare(x, n, &list[n - first]);
	if (rc != ERR_NONE)
		return rc;
	rc = registry_file(x->r, list, count, &options, filed, &failed,
	    x->arena, x->e);
	if (rc != ERR_NONE)
		return at_file(x, first + (unsigned)failed);
	for (size_t i = 0; i < count; i++)
		if (filed[i].already || filed[i].number != first + i)
			return error_set(x->e, ERR_CONFLICT,
			    "the register did not take file %03zu as entry "
			    "%zu", first + i, first + i);
	return ERR_NONE;
}

static enum err
file_all(struct replaying *x)
{
	unsigned count = (unsigned)x->c->entry_count, end;
	enum err rc = ERR_NONE;

	for (unsigned n = 0; n < count && rc == ERR_NONE; n = end) {
		for (end = n + 1; end < count &&
		     x->c->entries[end].at_s == x->c->entries[n].at_s; end++)
			continue;
		rc = file_batch(x, n, end);
	}
	return rc;
}

/* ---- the register ---- */

/* A key file of an example key. */
static enum err
write_key(struct signer *out, const char *keys, const char *file,
    const char *name, const char *example, struct error *e)
{
	struct hash seed = case_example_key(bytes_text(example));
	struct buffer line = {0};
	char path[PATH_BYTES];
	enum err rc = signer_init(out, bytes_text(name), seed.at, e);

	if (rc == ERR_NONE)
		rc = path_join(path, keys, file, e);
	if (rc == ERR_NONE) {
		signer_print(&line, out);
		rc = file_create(path, buffer_bytes(&line), 0600, e);
	}
	buffer_wipe(&line);
	return rc;
}

/* An empty log whose key is the example key `log`; with the registrar's, too,
 * one can go on filing in a register that is kept. */
static enum err
make_log(const char *dir, struct error *e)
{
	struct signer log = {.key = NULL}, registrar = {.key = NULL};
	char keys[PATH_BYTES];
	enum err rc = ERR_NONE;

	(void)snprintf(keys, sizeof keys, "%.4000s.keys", dir);
	if (file_exists(keys))
		rc = error_set(e, ERR_CONFLICT, "\"%s\" is there already",
		    keys);
	if (rc == ERR_NONE)
		rc = directory_make(keys, 0700, e);
	if (rc == ERR_NONE)
		rc = write_key(&log, keys, "log.key", CASE_ORIGIN, "log", e);
	if (rc == ERR_NONE)
		rc = write_key(&registrar, keys, "registrar.key",
		    CASE_ORIGIN "/registrar", "registrar", e);
	if (rc == ERR_NONE)
		rc = merkle_log_create(dir, keys, &log, e);
	signer_release(&registrar);
	signer_release(&log);
	return rc;
}

static enum err
replay(struct replaying *x, const char *dir)
{
	bool made;
	enum err rc = make_log(dir, x->e);

	if (rc == ERR_NONE)
		rc = registry_open(&x->r, dir, REGISTRY_WRITE,
		    clock_fixed(&x->now_s), x->e);
	if (rc == ERR_NONE)
		rc = file_all(x);
	if (rc == ERR_NONE)
		rc = registry_checkpoint(x->r, &made, x->e);
	if (rc == ERR_NONE)
		rc = registry_publish(x->r, NULL, false, NULL, x->e);
	registry_close(x->r);
	return rc;
}

enum err
case_folder_replay(const struct case_folder *c, const char *dir,
    struct registry **out, struct error *e)
{
	struct error own = error_like(e);
	struct replaying x = {.c = c,
	    .now_s = c->entries[0].at_s,
	    .arena = arena_new(128 * MIB),
	    .e = e == NULL ? &own : e};
	enum err rc = ERR_NONE;

	x.leaves = calloc(c->entry_count, sizeof *x.leaves);
	if (x.arena == NULL || x.leaves == NULL)
		rc = error_set(x.e, ERR_MEMORY, "out of memory");
	if (rc == ERR_NONE)
		rc = replay(&x, dir);
	if (rc == ERR_NONE)
		rc = registry_open(out, dir, REGISTRY_READ, clock_system(),
		    x.e);
	arena_free(x.arena);
	free(x.leaves);
	return rc;
}
