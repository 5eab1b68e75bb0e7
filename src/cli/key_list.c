/* chancery key list|held|hold: keys, and who has their private halves (A9.6,
 * D8) */
#include "base/file.h"
#include "cli/key.h"
#include "format/base64.h"
#include "keeper/held.h"
#include "register/naming.h"

struct json *
key_body(struct cli *c, const char *holder, const struct public_text *key,
    const char *state)
{
	struct json *body = json_new(c->arena, JSON_OBJECT);

	json_put_cstr(c->arena, body, "alg", key->alg);
	json_put_cstr(c->arena, body, "holder", holder);
	json_put_cstr(c->arena, body, "public", key->text);
	json_put_cstr(c->arena, body, "state", state);
	return body;
}

struct listing {
	struct cli *c;
	struct objects o;
	struct json *keys;
	const struct id *only; /* NULL: all */
	const char *file;      /* that was written; NULL: none */
	struct held_list *held; /* here; NULL: the folder cannot be read */
	bool held_only;
};

/* "register" where the private half lies here; NULL: not known. */
static const char *
custody_of(const struct listing *l, const struct key *key)
{
	for (size_t i = 0; l->held != NULL && i < l->held->count; i++)
		if (id_equal(&l->held->at[i].key, &key->id))
			return "register";
	return l->held == NULL ? NULL : "own";
}

static void
read_held(struct listing *l)
{
	struct cli *c = l->c;
	char dir[PATH_BYTES];
	enum err rc = ERR_MEMORY;

	(void)snprintf(dir, sizeof dir, "%.4000s.held",
	    registry_dir(c->registry));
	l->held = arena_take(c->arena, sizeof *l->held);
	if (l->held != NULL) {
		l->held->count = 0;
		rc = held_read_list(l->held, dir, NULL);
	}
	if (rc != ERR_NONE && rc != ERR_ABSENT)
		l->held = NULL;
}

static enum err
list_key(void *context, const struct key *key, struct error *e)
{
	struct listing *l = context;
	struct cli *c = l->c;
	struct json *v;
	const char *custody = custody_of(l, key);
	char id[ID_TEXT_BYTES] = "", holder[ID_TEXT_BYTES] = "",
	    public[PUBLIC_TEXT_BYTES], ref[REF_BYTES] = "-";
	struct age_recipient seal;
	struct row_entity row;
	struct bytes name = bytes_text("");

	(void)e;
	if ((l->only != NULL && !id_equal(l->only, &key->id)) ||
	    (l->held_only && (custody == NULL ||
		strcmp(custody, "register") != 0)))
		return ERR_NONE;
	v = json_add(l->keys, json_new(c->arena, JSON_OBJECT));
	id_print(id, &key->id);
	id_print(holder, &key->holder);
	memcpy(seal.at, key->public.at, sizeof seal.at);
	if (key->signs)
		base64_print(public,
		    bytes_of(key->public.at, sizeof key->public.at));
	else
		age_recipient_print(public, &seal);
	json_put_cstr(c->arena, v, "id", id);
	json_put_cstr(c->arena, v, "purpose", key->signs ? "entry" : "seal");
	json_put_cstr(c->arena, v, "alg",
	    key->signs ? "ed25519" : "age-x25519");
	json_put(c->arena, v, "owner",
	    object_thing_of_id(&l->o, bytes_text(holder)));
	json_put_cstr(c->arena, v, "custody", custody);
	json_put_cstr(c->arena, v, "public", public);
	json_put_number(c->arena, v, "from_entry", (int64_t)key->registered);
	if (key->revoked == NUMBER_NONE)
		json_put_null(c->arena, v, "revoked_entry");
	else
		json_put_number(c->arena, v, "revoked_entry",
		    (int64_t)key->revoked);
	json_put_cstr(c->arena, v, "file", l->file);
	if (read_model_by_id(registry_read_model(c->registry), &key->holder,
		&row, NULL) == ERR_NONE) {
		ref_print(ref, row.id.type, row.number);
		if (read_model_name(registry_read_model(c->registry),
			row.number, c->lang == LANG_FR ? "fr" : "en", &name,
			c->arena, NULL) != ERR_NONE)
			name = bytes_text("");
	}
	if (cli_lists(c)) {
		struct cells cells = {.count = 0};

		cells_number(&cells, (int64_t)key->registered, c->arena);
		cells_text(&cells, bytes_text(ref));
		cells_text(&cells, name);
		cells_text(&cells, bytes_text(key->signs ? "entry" : "seal"));
		cells_text(&cells, bytes_text(public));
		if (key->revoked == NUMBER_NONE)
			cells_text(&cells, bytes_text(""));
		else
			cells_number(&cells, (int64_t)key->revoked, c->arena);
		cli_list_row(c, v, &cells);
	} else if (!c->json) {
		buffer_printf(&c->out, "e/%-6llu %-8s %.*s  %s%s\n",
		    (unsigned long long)key->registered, ref, (int)name.len,
		    (const char *)name.at, public,
		    key->revoked == NUMBER_NONE ? "" : TR(c, "  revoked"));
	}
	return ERR_NONE;
}

int
key_tell(struct submitting *s, struct cli *c, const char *file)
{
	struct json *v = json_new(c->arena, JSON_OBJECT);
	struct listing l = {.c = c, .o = s->objects, .file = file};
	enum err rc = ERR_NONE;

	if (!c->json) {
		submit_tell(s, c);
		return EXIT_DONE;
	}
	read_held(&l);
	l.keys = json_put(c->arena, v, "keys", json_new(c->arena, JSON_ARRAY));
	for (size_t i = 0; i < s->count && rc == ERR_NONE; i++) {
		l.only = &s->filed[i].id;
		rc = read_model_keys(registry_read_model(c->registry), list_key,
		    &l, &c->e);
		l.file = NULL;
	}
	if (rc != ERR_NONE)
		return cli_fail(c);
	cli_json(c, v);
	return EXIT_DONE;
}

int
key_list(struct cli *c, bool held)
{
	struct json *v = json_new(c->arena, JSON_OBJECT);
	struct listing l = {.c = c, .held_only = held};
	enum err rc = cli_open(c, false);

	l.o = (struct objects){c->registry, c->arena, NULL};
	l.keys = json_put(c->arena, v, "keys", json_new(c->arena, JSON_ARRAY));
	cli_list_begin(c, "entry,owner,name,purpose,public,revoked_entry");
	if (rc == ERR_NONE)
		read_held(&l);
	if (rc == ERR_NONE && held && l.held == NULL)
		rc = error_set(&c->e, ERR_REFUSED,
		    "the folder of held keys cannot be read");
	if (rc == ERR_NONE)
		rc = read_model_keys(registry_read_model(c->registry), list_key,
		    &l, &c->e);
	if (rc != ERR_NONE)
		return cli_fail(c);
	cli_list_end(c, object_as_of(&l.o, registry_size(c->registry)));
	if (c->json)
		cli_json(c, v);
	return EXIT_DONE;
}

/* Two `key` entries of one holder, in one batch (interfaces D8). */
static enum err
file_pair(struct submitting *s, struct cli *c, const char *holder,
    const struct held_made *made)
{
	struct draft d[2] = {{.type = TYPE_KEY, .id = made->entry_key},
	    {.type = TYPE_KEY, .id = made->seal_key}};
	struct public_text entry = {.alg = "ed25519"};
	struct public_text seal = {.alg = "age-x25519"};

	base64_print(entry.text,
	    bytes_of(made->public.at, sizeof made->public.at));
	age_recipient_print(seal.text, &made->recipient);
	d[0].body = key_body(c, holder, &entry, "active");
	d[1].body = key_body(c, holder, &seal, "active");
	return submit_files(s, c, d, 2);
}

/* Where a running server's keeper finds them at once. */
static enum err
held_dir(struct cli *c, char out[PATH_BYTES])
{
	if (cli_has(c, "out"))
		(void)snprintf(out, PATH_BYTES, "%s", cli_arg(c, "out"));
	else if (cli_has(c, "url"))
		return error_set(&c->e, ERR_INPUT,
		    "with --url, name the folder of held keys: --out FOLDER");
	else
		(void)snprintf(out, PATH_BYTES, "%.4000s.held",
		    registry_dir(c->registry));
	return directory_make(out, 0700, &c->e);
}

int
key_hold(struct cli *c)
{
	struct submitting s = {.count = 0};
	struct held_made made;
	char dir[PATH_BYTES], holder[ID_TEXT_BYTES] = "";
	struct row_entity row;
	uint64_t number;
	int code;
	enum err rc;

	if (c->args.word_count != 2)
		return cli_usage(c, "key hold needs WHO");
	rc = submit_open(&s, c);
	if (rc == ERR_NONE)
		rc = registry_resolve(c->registry, c->args.words[1], TYPES_WHO,
		    "WHO", &number, c->arena, &c->e);
	if (rc == ERR_NONE)
		rc = read_model_by_number(registry_read_model(c->registry),
		    number, &row, &c->e);
	if (rc == ERR_NONE)
		rc = held_dir(c, dir);
	if (rc == ERR_NONE)
		rc = held_make(&made, dir,
		    bytes_text(registry_origin(c->registry)), &row.id, &c->e);
	if (rc == ERR_NONE) {
		id_print(holder, &row.id);
		rc = file_pair(&s, c, holder, &made);
		/* without an answer they may be filed yet: --resend */
		if (rc != ERR_NONE && rc != ERR_STORE)
			held_drop(dir, &row.id, &made);
	}
	code = rc == ERR_NONE ? key_tell(&s, c, NULL) : cli_fail(c);
	submit_close(&s);
	return code;
}
