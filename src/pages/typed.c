#include "pages/typed.h"

void
typed_begin(struct typed *t, struct arena *a)
{
	*t = (struct typed){.a = a,
	    .fields = json_new(a, JSON_OBJECT),
	    .packets = json_new(a, JSON_OBJECT)};
}

static bool
read_content(struct typed *t, struct signed_page *x, struct bytes content)
{
	struct json_limits limits = json_entry_limits;
	const struct json *v = NULL;
	enum err rc;

	limits.string_bytes = DRAFT_BYTES_MAX;
	rc = json_parse(&v, arena_copy(t->a, content), &limits, t->a,
	    &x->p.e);
	if (rc != ERR_NONE) {
		page_fail(&x->p, &x->p.e);
		return false;
	}
	t->fields = json_clone(t->a, json_get(v, "fields"));
	t->packets = json_clone(t->a, json_get(v, "packets"));
	return true;
}

bool
typed_load(struct typed *t, struct signed_page *x, const char *id,
    const char *mode)
{
	struct buffer content = {0};
	bool loaded = false;
	enum err rc;

	typed_begin(t, x->p.a);
	rc = draft_get(x->accounts, x->account.id, bytes_text(id), &t->kept,
	    &content, &x->p.e);
	if (rc == ERR_NONE && t->kept.filed)
		page_see_other(&x->p, page_path(&x->p,
		    "/file/receipt?draft=%s", t->kept.id));
	else if (rc == ERR_NONE && strcmp(t->kept.form, mode) != 0)
		page_refuse(&x->p, 404, "not-found",
		    N_("there is no such draft"));
	else if (rc == ERR_ABSENT)
		page_refuse(&x->p, 404, "not-found", x->p.e.text);
	else if (rc != ERR_NONE)
		page_fail(&x->p, &x->p.e);
	else
		loaded = read_content(t, x, buffer_bytes(&content));
	buffer_wipe(&content);
	return loaded;
}

bool
typed_elsewhere(struct signed_page *x, const char *id, const char *mode)
{
	struct typed t;
	struct kept_draft kept;
	struct bytes path;

	if (draft_get(x->accounts, x->account.id, bytes_text(id), &kept, NULL,
		NULL) != ERR_NONE || kept.filed ||
	    strcmp(kept.form, mode) == 0 ||
	    !typed_load(&t, x, id, kept.form))
		return false;
	path = json_get_text(t.packets, "path");
	if (path.len == 0)
		return false;
	page_see_other(&x->p, page_path(&x->p, "%.*s?draft=%s", (int)path.len,
	    (const char *)path.at, id));
	return true;
}

bool
typed_save(struct typed *t, struct signed_page *x, const char *mode,
    const char *title)
{
	struct json *v = json_new(t->a, JSON_OBJECT);
	struct buffer text = {0};
	size_t len = strlen(title);
	enum err rc;

	json_put(t->a, v, "fields", t->fields);
	json_put(t->a, v, "packets", t->packets);
	json_print_canonical(&text, v);
	while (len > 200 || (len != 0 && len < strlen(title) &&
	    ((unsigned char)title[len] & 0xc0) == 0x80))
		len--;
	rc = arena_failed(t->a) || text.failed ?
	    error_set(&x->p.e, ERR_MEMORY, "out of memory") :
	    draft_put(x->accounts, x->account.id, bytes_text(t->kept.id),
		bytes_text(mode), bytes_of(title, len), buffer_bytes(&text),
		x->now_s, &t->kept, &x->p.e);
	buffer_wipe(&text);
	if (rc == ERR_NONE)
		return true;
	if (rc == ERR_CONFLICT && strcmp(x->p.e.word, "filed") == 0)
		page_see_other(&x->p, page_path(&x->p,
		    "/file/receipt?draft=%s", t->kept.id));
	else
		page_fail(&x->p, &x->p.e);
	return false;
}

/* ---- values ---- */

void
typed_put(struct typed *t, const char *name, const char *value)
{
	struct json *list = json_put(t->a, t->fields, name,
	    json_new(t->a, JSON_ARRAY));

	if (value != NULL && value[0] != '\0')
		json_add(list, json_new_cstr(t->a, value));
}

void
typed_add(struct typed *t, const char *name, const char *value)
{
	if (json_get(t->fields, name) == NULL)
		json_put(t->a, t->fields, name, json_new(t->a, JSON_ARRAY));
	for (struct json *m = t->fields->first; m != NULL; m = m->next)
		if (bytes_is(m->name, name))
			json_add(m, json_new_cstr(t->a, value));
}

void
typed_drop(struct typed *t, const char *name, size_t index)
{
	const struct json *old = json_get(t->fields, name);
	struct json *list;
	size_t i = 0;

	if (old == NULL)
		return;
	list = json_new(t->a, JSON_ARRAY);
	for (const struct json *v = old->first; v != NULL; v = v->next)
		if (i++ != index)
			json_add(list, json_new_text(t->a, v->text));
	json_put(t->a, t->fields, name, list);
}

void
typed_take(struct typed *t, const struct form *form, const char *names)
{
	struct bytes rest = bytes_text(names), value;
	char name[40];

	while (rest.len != 0) {
		size_t len = bytes_find(rest, ' '), at = 0;

		if (len < sizeof name) {
			memcpy(name, rest.at, len);
			name[len] = '\0';
			typed_put(t, name, NULL);
			while (form_values(form, name, &at, &value))
				if (value.len != 0)
					typed_add(t, name,
					    arena_text(t->a, value));
		}
		len += len < rest.len;
		rest = bytes_of(rest.at + len, rest.len - len);
	}
}

const char *
typed_at(const struct typed *t, const char *name, size_t index)
{
	const struct json *list = json_get(t->fields, name);
	const struct json *v = list == NULL ? NULL : json_at(list, index);

	return v == NULL || v->type != JSON_STRING ? NULL :
						     arena_text(t->a, v->text);
}

const char *
typed_get(const struct typed *t, const char *name)
{
	const char *text = typed_at(t, name, 0);

	return text == NULL ? "" : text;
}

const char *
typed_given(const struct typed *t, const char *name)
{
	const char *text = typed_get(t, name);
	size_t len;
	char *out;

	while (*text == ' ' || *text == '\n' || *text == '\t')
		text++;
	len = strlen(text);
	while (len != 0 && (text[len - 1] == ' ' || text[len - 1] == '\n' ||
	    text[len - 1] == '\t'))
		len--;
	out = arena_text(t->a, bytes_of(text, len));
	return len == 0 || out == NULL ? NULL : out;
}

bool
typed_has(const struct typed *t, const char *name, const char *value)
{
	const struct json *list = json_get(t->fields, name);

	for (const struct json *v = list == NULL ? NULL : list->first;
	     v != NULL; v = v->next)
		if (bytes_is(v->text, value))
			return true;
	return false;
}

struct hash
typed_hash(const struct typed *t)
{
	struct buffer text = {0};
	struct hash h;

	json_print_canonical(&text, t->fields);
	json_print_canonical(&text, t->packets);
	h = hash_bytes(buffer_bytes(&text));
	buffer_wipe(&text);
	return h;
}
