#include "register/noting.h"

struct departments {
	const struct id *office;
	struct id registrar;
	struct id *out;
	size_t max, count;
};

static enum err
take_department(void *context, const struct key *key, struct error *e)
{
	struct departments *d = context;

	(void)e;
	if (key->signs || key->revoked != NUMBER_NONE ||
	    key->holder.type != TYPE_ORG || id_equal(&key->holder, d->office) ||
	    id_equal(&key->holder, &d->registrar))
		return ERR_NONE;
	for (size_t i = 0; i < d->count && i < d->max; i++)
		if (id_equal(&key->holder, &d->out[i]))
			return ERR_NONE;
	if (d->count < d->max)
		d->out[d->count] = key->holder;
	d->count++;
	return ERR_NONE;
}

static enum err
registrar_of(struct registry *r, struct id *out, struct error *e)
{
	const struct world *w = read_model_world(registry_read_model(r));
	struct register_policy policy;
	enum err rc = w->policy(w->context, &policy, e);

	if (rc == ERR_NONE)
		*out = policy.registrar;
	return rc;
}

enum err
noting_departments(struct registry *r, const struct id *office,
    struct id *out, size_t max, size_t *count, struct error *e)
{
	struct departments d = {.office = office, .out = out, .max = max};
	enum err rc = registrar_of(r, &d.registrar, e);

	if (rc == ERR_NONE)
		rc = read_model_keys(registry_read_model(r), take_department,
		    &d, e);
	*count = d.count;
	return rc;
}

enum err
noting_keys(struct note_recipients *out, struct registry *r,
    const struct id *office, const struct id *department,
    const struct id *before, struct error *e)
{
	struct id registrar;
	enum err rc = registrar_of(r, &registrar, e);

	out->count = 0;
	if (rc == ERR_NONE)
		rc = sealed_note_add(out, r, office, e);
	if (rc == ERR_NONE && before != NULL)
		rc = sealed_note_add(out, r, before, e);
	if (rc == ERR_NONE)
		rc = sealed_note_add(out, r, department, e);
	return rc == ERR_NONE ? sealed_note_add(out, r, &registrar, e) : rc;
}

struct json *
noting_file(struct arena *a, const char *media, struct bytes content)
{
	struct json *v = json_new(a, JSON_OBJECT);
	struct hash h = hash_bytes(content);

	json_put_cstr(a, v, "media", media);
	json_put(a, v, "sha256", json_new_hash(a, h.at));
	json_put_number(a, v, "size", (int64_t)content.len);
	return v;
}

enum err
noting_public(struct json **out, struct bytes words, const char *lang,
    struct arena *a, struct error *e)
{
	struct json *text = json_new(a, JSON_OBJECT);
	size_t bad;
	enum err rc;

	while (words.len != 0 && (words.at[words.len - 1] == '\n' ||
	    words.at[words.len - 1] == '\r'))
		words.len--;
	if (words.len == 0 || words.len > NOTE_PUBLIC_BYTES ||
	    !utf8_check(words, &bad)) {
		rc = error_set(e, ERR_INPUT,
		    "a public note is text of 1 to %d bytes",
		    NOTE_PUBLIC_BYTES);
		return error_mend(e, rc,
		    "note seal takes any file: chancery help note");
	}
	json_put_cstr(a, text, "lang", lang);
	json_put_text(a, text, "text", words);
	*out = text;
	return ERR_NONE;
}
