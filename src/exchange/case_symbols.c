#include "exchange/case_symbols.h"

#include <stdio.h>
#include <stdlib.h>

#include "format/base64.h"
#include "format/note.h"

bool
case_name_is_valid(struct bytes name)
{
	if (name.len == 0 || name.len > 60 || name.at[0] == '-')
		return false;
	for (size_t i = 0; i < name.len; i++)
		if (!(name.at[i] >= 'a' && name.at[i] <= 'z') &&
		    !(name.at[i] >= '0' && name.at[i] <= '9') &&
		    name.at[i] != '-')
			return false;
	return true;
}

struct hash
case_example(const char *what, struct bytes name)
{
	struct hash out;
	struct sha256 s;

	sha256_init(&s);
	sha256_add(&s, "chancery example ", sizeof "chancery example " - 1);
	sha256_add(&s, what, strlen(what));
	sha256_add(&s, " ", 1);
	sha256_add(&s, name.at, name.len);
	sha256_end(&s, &out);
	return out;
}

struct hash
case_example_key(struct bytes name)
{
	return case_example("key", name);
}

void
case_example_id(struct id *out, enum entry_type type, struct bytes name)
{
	char text[128];
	struct hash h;
	int len = snprintf(text, sizeof text, "%s:%.*s", type_name(type),
	    (int)(name.len > 60 ? 60 : name.len), (const char *)name.at);

	h = case_example("id", bytes_of(text, (size_t)len));
	out->type = type;
	memcpy(out->at, h.at, sizeof out->at);
}

/* Cuts "type:@name" in two; false where it has another form. */
static bool
cut(struct bytes text, struct bytes *type, struct bytes *name)
{
	size_t colon = bytes_find(text, ':');

	if (colon == 0 || colon + 2 > text.len || text.at[colon + 1] != '@')
		return false;
	*type = bytes_of(text.at, colon);
	*name = bytes_of(text.at + colon + 2, text.len - colon - 2);
	for (size_t i = 0; i < type->len; i++)
		if (!(type->at[i] >= 'a' && type->at[i] <= 'z') &&
		    type->at[i] != '-')
			return false;
	return case_name_is_valid(*name);
}

bool
case_symbol_parse(struct bytes text, struct id *out)
{
	struct bytes type, name;
	enum entry_type known;

	if (!cut(text, &type, &name))
		return false;
	known = type_by_name(type);
	if (known == TYPE_UNKNOWN || known == TYPE_INDEX_ROOT)
		return false;
	case_example_id(out, known, name);
	return true;
}

bool
case_number_parse(struct bytes text, unsigned *out)
{
	if (text.len != 4 || text.at[0] != '@')
		return false;
	*out = 0;
	for (size_t i = 1; i < 4; i++) {
		if (text.at[i] < '0' || text.at[i] > '9')
			return false;
		*out = *out * 10 + (unsigned)(text.at[i] - '0');
	}
	return true;
}

static int
by_id(const void *a, const void *b)
{
	const struct case_name *x = a, *y = b;

	if (x->id.type != y->id.type)
		return x->id.type < y->id.type ? -1 : 1;
	return memcmp(x->id.at, y->id.at, sizeof x->id.at);
}

static int
by_id_and_number(const void *a, const void *b)
{
	const struct case_name *x = a, *y = b;
	int order = by_id(a, b);

	if (order != 0)
		return order;
	return x->number < y->number ? -1 : x->number > y->number;
}

#define POLICY_KEYS_MAX 8

/* Symbols are valid here: their name is what follows the "@". */
static void
add_name(struct case_names *out, struct case_folder *c, const struct id *id,
    unsigned number, struct bytes symbol)
{
	size_t at = bytes_find(symbol, '@') + 1;

	out->at[out->count++] = (struct case_name){*id, number};
	if (id->type != TYPE_KEY)
		return;
	c->keys[c->key_count].id = *id;
	c->keys[c->key_count++].seed = case_example_key(
	    bytes_of(symbol.at + at, symbol.len - at));
}

static void
add_policy_keys(struct case_names *out, struct case_folder *c, unsigned n,
    const struct json *keys)
{
	size_t taken = 0;
	struct id id;

	if (keys == NULL || keys->type != JSON_ARRAY)
		return;
	for (const struct json *k = keys->first;
	     k != NULL && taken < POLICY_KEYS_MAX; k = k->next) {
		struct bytes symbol = json_get_text(k, "id");

		if (!case_symbol_parse(symbol, &id) || id.type != TYPE_KEY)
			continue;
		add_name(out, c, &id, n, symbol);
		taken++;
	}
}

enum err
case_names_gather(struct case_names *out, struct case_folder *c,
    struct json *const *parsed, struct error *e)
{
	size_t max = c->entry_count * (1 + POLICY_KEYS_MAX), kept = 0;

	out->at = calloc(max, sizeof *out->at);
	c->keys = arena_take_array(c->arena, max, sizeof *c->keys);
	if (out->at == NULL || c->keys == NULL)
		return error_set(e, ERR_MEMORY, "out of memory");
	for (unsigned n = 0; n < c->entry_count; n++) {
		add_name(out, c, &c->entries[n].id, n,
		    json_get_text(parsed[n], "id"));
		if (c->entries[n].type == TYPE_POLICY)
			add_policy_keys(out, c, n,
			    json_get(json_get(parsed[n], "body"), "keys"));
	}
	qsort(out->at, out->count, sizeof *out->at, by_id_and_number);
	for (size_t i = 0; i < out->count; i++)
		if (i == 0 || by_id(&out->at[i], &out->at[i - 1]) != 0)
			out->at[kept++] = out->at[i];
	out->count = kept;
	return ERR_NONE;
}

bool
case_names_find(const struct case_names *names, const struct id *id,
    unsigned *number)
{
	struct case_name wanted = {.id = *id};
	const struct case_name *found = names->count == 0 ?
	    NULL :
	    bsearch(&wanted, names->at, names->count, sizeof *names->at,
		by_id);

	if (found != NULL)
		*number = found->number;
	return found != NULL;
}

void
case_names_release(struct case_names *names)
{
	free(names->at);
	*names = (struct case_names){NULL, 0};
}

/* ---- replacing ---- */

static enum err
set_text(struct case_place *at, struct json *v, const char *text,
    struct error *e)
{
	struct bytes copy = arena_copy(at->arena, bytes_text(text));

	if (copy.at == NULL)
		return error_set(e, ERR_MEMORY, "out of memory");
	v->text = copy;
	return ERR_NONE;
}

/* The registrar stands in entry 1, and entry 0 names it (model 2.4). */
static enum err
resolve_id(struct case_place *at, struct json *v, const struct id *id,
    struct error *e)
{
	char text[ID_TEXT_BYTES];
	unsigned number;
	enum err rc;

	if (!case_names_find(at->names, id, &number)) {
		rc = error_set(e, ERR_INPUT, "no file files \"%.*s\"",
		    (int)v->text.len, (const char *)v->text.at);
		return error_mend(e, rc,
		    "correct the name, or add a file that files it");
	}
	if (number > at->number && !(at->number == 0 && number == 1)) {
		rc = error_set(e, ERR_INPUT,
		    "\"%.*s\" is filed later, by file %03u", (int)v->text.len,
		    (const char *)v->text.at, number);
		return error_mend(e, rc,
		    "an entry refers to earlier ones alone");
	}
	id_print(text, id);
	return set_text(at, v, text, e);
}

static enum err
resolve_public(struct case_place *at, struct json *v, struct bytes name,
    struct error *e)
{
	char text[BASE64_LEN(ED25519_KEY_BYTES) + 1];
	struct hash seed = case_example_key(name);
	struct secret_key *key = NULL;
	enum err rc = secret_key_new(&key, seed.at, e);

	if (rc != ERR_NONE)
		return rc;
	base64_print(text, bytes_of(secret_key_public(key)->at,
	    ED25519_KEY_BYTES));
	secret_key_free(key);
	return set_text(at, v, text, e);
}

static enum err
resolve_log_key(struct case_place *at, struct json *v, struct bytes name,
    struct error *e)
{
	struct hash seed = case_example_key(name);
	struct signer signer = {.key = NULL};
	char text[VKEY_BYTES];
	struct vkey key;
	enum err rc = signer_init(&signer, bytes_text(CASE_ORIGIN), seed.at, e);

	if (rc != ERR_NONE)
		return rc;
	key = signer_vkey(&signer, KEY_LOG);
	(void)vkey_print(text, &key);
	signer_release(&signer);
	return set_text(at, v, text, e);
}

static enum err
resolve_text(struct case_place *at, struct json *v, bool body,
    struct error *e)
{
	struct bytes type, name;
	unsigned number;
	struct id id;
	enum err rc;

	if (case_symbol_parse(v->text, &id))
		return resolve_id(at, v, &id, e);
	if (!body)
		return ERR_NONE; /* words may look like anything */
	if (cut(v->text, &type, &name)) {
		rc = error_set(e, ERR_INPUT, "\"%.*s\" is no type of entry",
		    (int)type.len, (const char *)type.at);
		return rc;
	}
	if (case_number_parse(v->text, &number)) {
		if (number < at->number)
			return ERR_NONE;
		return error_set(e, ERR_INPUT,
		    "names file %03u, which is not filed before", number);
	}
	if (v->text.len < 2 || v->text.at[0] != '@')
		return ERR_NONE;
	name = bytes_of(v->text.at + 1, v->text.len - 1);
	if (!case_name_is_valid(name))
		return ERR_NONE;
	if (bytes_is(v->name, "public"))
		return resolve_public(at, v, name, e);
	if (bytes_is(v->name, "log_key"))
		return resolve_log_key(at, v, name, e);
	return ERR_NONE;
}

/* Depth is that of the JSON limits: 32. */
static enum err
resolve(struct case_place *at, struct json *v, size_t len, bool body,
    struct error *e)
{
	size_t i = 0;
	enum err rc = ERR_NONE;

	if (v->type == JSON_STRING)
		return resolve_text(at, v, body, e);
	if (v->type != JSON_ARRAY && v->type != JSON_OBJECT)
		return ERR_NONE;
	for (struct json *m = v->first; m != NULL && rc == ERR_NONE;
	     m = m->next, i++) {
		size_t room = sizeof at->pointer - len;
		int more = v->type == JSON_ARRAY ?
		    snprintf(at->pointer + len, room, "/%zu", i) :
		    snprintf(at->pointer + len, room, "/%.*s",
			(int)(m->name.len > 40 ? 40 : m->name.len),
			(const char *)m->name.at);

		rc = resolve(at, m, more < 0 || (size_t)more >= room ?
			sizeof at->pointer - 1 :
			len + (size_t)more, body, e);
	}
	if (rc == ERR_NONE)
		at->pointer[len] = '\0';
	return rc;
}

enum err
case_resolve(struct case_place *at, struct json *entry, struct error *e)
{
	static const char *const members[] = {"body", "slots"};
	enum err rc = ERR_NONE;

	for (struct json *m = entry->first; m != NULL && rc == ERR_NONE;
	     m = m->next)
		for (size_t i = 0; i < COUNT(members) && rc == ERR_NONE; i++) {
			if (!bytes_is(m->name, members[i]))
				continue;
			(void)snprintf(at->pointer, sizeof at->pointer, "/%s",
			    members[i]);
			rc = resolve(at, m, strlen(at->pointer), i == 0, e);
		}
	return rc;
}
