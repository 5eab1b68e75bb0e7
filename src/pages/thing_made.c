/* Typed values to body and slots, and back */
#include "pages/thing_inside.h"

#include <stdio.h>

#include "register/naming.h"

/* ---- typed values to body and slots ---- */

struct making {
	struct filing *f;
	struct page *p;
	struct arena *a;
	const struct thing_field *field;
	const char *text; /* NULL: empty */
	struct json *body, *slots;
};

static void
say(struct making *m, const char *english)
{
	field_error(&m->f->errors, m->field->name,
	    message_in(m->p->lang, english));
}

static struct json *
child(struct making *m, struct json *in, const char *name,
    enum json_type type)
{
	const struct json *there = json_get(in, name);

	return json_put(m->a, in, name, there != NULL && there->type == type ?
	    json_clone(m->a, there) : json_new(m->a, type));
}

/* The name in one language over those that are there. */
static void
make_name(struct making *m)
{
	const struct json *old = json_get(m->slots, "names");
	struct json *list = json_new(m->a, JSON_ARRAY), *v;

	for (const struct json *n = old == NULL ? NULL : old->first;
	     n != NULL; n = n->next)
		if (!bytes_is(json_get_text(n, "lang"), m->field->of))
			json_add(list, json_clone(m->a, n));
	if (m->text != NULL) {
		v = json_add(list, json_new(m->a, JSON_OBJECT));
		json_put_cstr(m->a, v, "lang", m->field->of);
		json_put_cstr(m->a, v, "text", m->text);
	}
	json_put(m->a, m->slots, "names", list);
}

static void
make_texts(struct making *m)
{
	struct json *texts = child(m, m->slots, m->field->at, JSON_OBJECT);

	if (m->text != NULL)
		json_put_cstr(m->a, texts, m->field->of, m->text);
	else
		json_remove(texts, m->field->of);
}

static void
make_identifiers(struct making *m)
{
	struct json *list = json_new(m->a, JSON_ARRAY), *v;
	struct bytes rest = bytes_text(m->text == NULL ? "" : m->text), line;
	bool complete;

	while (bytes_line(&rest, &line, &complete)) {
		size_t colon = bytes_find(line, ':');

		if (line.len == 0)
			continue;
		if (colon == 0 || colon + 1 >= line.len) {
			say(m, N_("Write each as SCHEME:VALUE"));
			return;
		}
		v = json_add(list, json_new(m->a, JSON_OBJECT));
		json_put_text(m->a, v, "scheme", bytes_of(line.at, colon));
		json_put_text(m->a, v, "value", bytes_of(line.at + colon + 1,
		    line.len - colon - 1));
	}
	if (list->count != 0)
		json_put(m->a, m->slots, "identifiers", list);
	else
		json_remove(m->slots, "identifiers");
}

static void
make_quote(struct making *m)
{
	struct json *select = json_new(m->a, JSON_ARRAY), *v;
	struct json *words = json_new(m->a, JSON_ARRAY);

	if (m->text != NULL) {
		v = json_add(select, json_new(m->a, JSON_OBJECT));
		json_put_cstr(m->a, v, "type", "quote");
		v = json_add(words, json_new(m->a, JSON_OBJECT));
		json_put_cstr(m->a, v, "exact", m->text);
		json_put_cstr(m->a, v, "prefix", "");
		json_put_cstr(m->a, v, "suffix", "");
		json_put(m->a, m->slots, "words", words);
	} else {
		json_remove(m->slots, "words");
	}
	json_put(m->a, m->body, "select", select);
}

static bool
small_state(struct making *m, struct bytes text, char out[3])
{
	if (text.len != 2 || ((text.at[0] | 0x20) < 'a') ||
	    ((text.at[0] | 0x20) > 'z') || ((text.at[1] | 0x20) < 'a') ||
	    ((text.at[1] | 0x20) > 'z')) {
		say(m, N_("Type the state as two letters"));
		return false;
	}
	out[0] = (char)(text.at[0] | 0x20);
	out[1] = (char)(text.at[1] | 0x20);
	out[2] = '\0';
	return true;
}

static void
make_states(struct making *m)
{
	struct json *list = json_new(m->a, JSON_ARRAY);
	struct bytes rest = bytes_text(m->text == NULL ? "" : m->text);
	char state[3];

	while (rest.len != 0) {
		size_t len = 0;

		while (len < rest.len && rest.at[len] != ',' &&
		    rest.at[len] != ' ')
			len++;
		if (len != 0 && small_state(m, bytes_of(rest.at, len), state))
			json_add(list, json_new_cstr(m->a, state));
		len += len < rest.len;
		rest = bytes_of(rest.at + len, rest.len - len);
	}
	/* a person without states of record has no such member */
	if (list->count != 0 || strcmp(m->field->name, "states") != 0)
		json_put(m->a, m->body, m->field->at, list);
	else
		json_remove(m->body, m->field->at);
}

static enum err
resolve(struct making *m, const char *text, char id[ID_TEXT_BYTES])
{
	struct row_entity row;
	uint64_t number;
	enum err rc = registry_resolve(m->p->registry, text, m->field->types,
	    "", &number, m->a, &m->p->e);

	if (rc == ERR_NONE)
		rc = read_model_by_number(registry_read_model(
		    m->p->registry), number, &row, &m->p->e);
	if (rc == ERR_NONE)
		id_print(id, &row.id);
	else
		id[0] = '\0';
	if (rc != ERR_INPUT && rc != ERR_ABSENT)
		return rc;
	filing_error(&m->f->errors, m->p, m->field->name, &m->p->e);
	error_clear(&m->p->e);
	return ERR_NONE;
}

static enum err
make_ref(struct making *m)
{
	char id[ID_TEXT_BYTES] = "";
	struct json *speaker;
	enum err rc = m->text == NULL ? ERR_NONE : resolve(m, m->text, id);

	if (rc != ERR_NONE)
		return rc;
	if (m->field->kind == IN_SPEAKER) {
		speaker = child(m, m->body, "speaker", JSON_OBJECT);
		json_put_bool(m->a, speaker, "described", false);
		json_put_cstr(m->a, speaker, "who", id);
	} else if (id[0] != '\0') {
		json_put_cstr(m->a, m->body, m->field->at, id);
	} else if (m->field->only != NULL) {
		json_remove(m->body, m->field->at);
	} else {
		json_put_null(m->a, m->body, m->field->at);
	}
	return ERR_NONE;
}

static enum err
make_refs(struct making *m)
{
	struct json *list = json_put(m->a, m->body, m->field->at,
	    json_new(m->a, JSON_ARRAY));
	struct bytes rest = bytes_text(m->text == NULL ? "" : m->text), line;
	bool complete;
	enum err rc = ERR_NONE;

	while (rc == ERR_NONE && bytes_line(&rest, &line, &complete)) {
		char id[ID_TEXT_BYTES];

		if (line.len == 0)
			continue;
		rc = resolve(m, arena_text(m->a, line), id);
		if (rc == ERR_NONE && id[0] != '\0')
			json_add(list, json_new_cstr(m->a, id));
	}
	return rc;
}

static void
make_when(struct making *m)
{
	struct date_typed d;
	struct edtf parsed;
	struct json *when;

	if (m->text == NULL) {
		json_put_null(m->a, m->body, m->field->at);
		return;
	}
	if (date_typed_read(&d, bytes_text(m->text), &m->p->e) != ERR_NONE) {
		filing_error(&m->f->errors, m->p, m->field->name, &m->p->e);
		error_clear(&m->p->e);
		return;
	}
	if (!d.sure || edtf_parse(&parsed, bytes_text(d.edtf[0]), NULL) !=
		ERR_NONE || parsed.bounds_required) {
		say(m, N_("Type the date as 2021-03-04, or with the name of "
		    "the month"));
		return;
	}
	when = json_put(m->a, m->body, m->field->at,
	    json_new(m->a, JSON_OBJECT));
	json_put_cstr(m->a, when, "edtf", d.edtf[0]);
}

/* Members that are one value. */
static void
make_plain(struct making *m)
{
	enum field_kind kind = m->field->kind;
	uint64_t number;
	char state[3];

	if (kind == IN_YES)
		json_put_bool(m->a, m->body, m->field->at, m->text != NULL);
	else if (kind == IN_SLOT && m->text != NULL)
		json_put_cstr(m->a, m->slots, m->field->at, m->text);
	else if (kind == IN_SLOT)
		json_remove(m->slots, m->field->at);
	else if (kind == IN_CODE && m->text == NULL)
		json_remove(m->body, m->field->at);
	else if (kind == IN_CODE || kind == IN_LANG || m->text == NULL)
		json_put_cstr(m->a, m->body, m->field->at, m->text);
	else if (kind == IN_NUMBER && bytes_decimal(bytes_text(m->text),
		     1000000, &number))
		json_put_number(m->a, m->body, m->field->at,
		    (int64_t)number);
	else if (kind == IN_NUMBER)
		say(m, N_("Type a number"));
	else if (small_state(m, bytes_text(m->text), state))
		json_put_cstr(m->a, m->body, m->field->at, state);
}

static enum err
make_one(struct making *m)
{
	switch (m->field->kind) {
	case IN_NAME:
		make_name(m);
		return ERR_NONE;
	case IN_TEXTS:
		make_texts(m);
		return ERR_NONE;
	case IN_IDENTIFIERS:
		make_identifiers(m);
		return ERR_NONE;
	case IN_QUOTE:
		make_quote(m);
		return ERR_NONE;
	case IN_STATES:
		make_states(m);
		return ERR_NONE;
	case IN_REF:
	case IN_SPEAKER:
		return make_ref(m);
	case IN_REFS:
		return make_refs(m);
	case IN_WHEN:
		make_when(m);
		return ERR_NONE;
	case IN_SLOT:
	case IN_CODE:
	case IN_STATE:
	case IN_LANG:
	case IN_NUMBER:
	case IN_YES:
		make_plain(m);
		return ERR_NONE;
	}
	return ERR_NONE;
}

/* A field that this thing does not have: an office has no receiving states. */
static bool
is_left_out(const struct making *m)
{
	return m->field->only != NULL && m->text == NULL &&
	    strcmp(m->field->only, "mission") == 0 &&
	    typed_given(&m->f->t, "mission") == NULL;
}

static bool
is_touched(const struct filing *f, const struct typed *before,
    const char *name)
{
	return strcmp(typed_get(&f->t, name), typed_get(before, name)) != 0;
}

enum err
thing_make(struct filing *f, const struct thing_kind *kind,
    const struct typed *before, struct json *body, struct json *slots)
{
	struct making m = {.f = f, .p = &f->x.p, .a = f->x.p.a, .body = body,
	    .slots = slots};
	const struct json *empty = NULL;
	char name[40];
	bool named = false;
	enum err rc = json_parse(&empty, bytes_text(kind->empty),
	    &json_entry_limits, m.a, m.p == NULL ? NULL : &m.p->e);

	for (const struct json *v = rc != ERR_NONE || before != NULL ? NULL :
		 empty->first; v != NULL; v = v->next) {
		(void)snprintf(name, sizeof name, "%.*s", (int)v->name.len,
		    (const char *)v->name.at);
		json_put(m.a, body, name, json_clone(m.a, v));
	}
	for (size_t i = 0; i < kind->count && rc == ERR_NONE; i++) {
		m.field = &kind->fields[i];
		m.text = typed_given(&f->t, m.field->name);
		named = named || ((m.field->kind == IN_NAME ||
		    m.field->kind == IN_TEXTS) && m.text != NULL);
		if (m.field->needed && m.text == NULL)
			say(&m, N_("This is needed"));
		else if (!is_left_out(&m) && (before == NULL ||
			     is_touched(f, before, m.field->name)))
			rc = make_one(&m);
	}
	if (!named && (kind->fields[0].kind == IN_NAME ||
	    kind->fields[0].kind == IN_TEXTS))
		field_error(&f->errors, kind->fields[0].name,
		    message_in(f->x.p.lang, N_("Type a name in at least one "
			"language")));
	return rc;
}

/* ---- the version in force as typed values ---- */

static void
put_id_ref(struct amend_form *a, struct buffer *out, struct bytes id_text)
{
	struct row_entity row;
	struct id id;
	char ref[REF_BYTES];

	if (!id_parse(id_text, &id) ||
	    read_model_by_id(registry_read_model(a->f.x.p.registry), &id,
		&row, NULL) != ERR_NONE)
		return;
	ref_print(ref, id.type, row.number);
	buffer_printf(out, "%s%s", out->len == 0 ? "" : "\n", ref);
}

static void
put_list(struct buffer *out, const struct json *list, const char *between)
{
	for (const struct json *v = json_is_null(list) ? NULL : list->first;
	     v != NULL; v = v->next)
		buffer_printf(out, "%s%.*s", out->len == 0 ? "" : between,
		    (int)v->text.len, v->text.len == 0 ? "" :
			(const char *)v->text.at);
}

static void
base_slots(struct buffer *out, const struct thing_field *field,
    const struct json *slot)
{
	const struct json *v;

	for (v = json_is_null(slot) || slot->type != JSON_ARRAY ? NULL :
	     slot->first; v != NULL; v = v->next) {
		struct bytes scheme = json_get_text(v, "scheme");
		struct bytes value = json_get_text(v, "value");

		if (field->kind == IN_NAME &&
		    bytes_is(json_get_text(v, "lang"), field->of) &&
		    out->len == 0)
			buffer_add(out, json_get_text(v, "text"));
		if (field->kind == IN_QUOTE && out->len == 0)
			buffer_add(out, json_get_text(v, "exact"));
		if (field->kind == IN_IDENTIFIERS && scheme.len != 0)
			buffer_printf(out, "%s%.*s:%.*s",
			    out->len == 0 ? "" : "\n", (int)scheme.len,
			    (const char *)scheme.at, (int)value.len,
			    value.len == 0 ? "" : (const char *)value.at);
	}
	if (field->kind == IN_TEXTS)
		buffer_add(out, json_get_text(slot, field->of));
	if (field->kind == IN_SLOT && !json_is_null(slot))
		buffer_add(out, slot->text);
}

static void
base_one(struct amend_form *a, struct buffer *out,
    const struct thing_field *field, const struct slot_values *shown,
    enum entry_type type)
{
	const struct json *body = a->m.current.body;
	const struct json *v = json_get(body, field->at);
	int slot = slot_by_name(type, bytes_text(field->at));

	if (field->kind <= IN_QUOTE) {
		if (slot >= 0)
			base_slots(out, field, shown->at[slot]);
	} else if (field->kind == IN_STATES) {
		put_list(out, v, ", ");
	} else if (field->kind == IN_REF && !json_is_null(v)) {
		put_id_ref(a, out, v->text);
	} else if (field->kind == IN_SPEAKER) {
		put_id_ref(a, out, json_get_text(v, "who"));
	} else if (field->kind == IN_REFS) {
		for (v = json_is_null(v) ? NULL : v->first; v != NULL;
		     v = v->next)
			put_id_ref(a, out, v->text);
	} else if (field->kind == IN_WHEN) {
		buffer_add(out, json_get_text(v, "edtf"));
	} else if (field->kind == IN_NUMBER && !json_is_null(v)) {
		buffer_printf(out, "%lld", (long long)v->number);
	} else if (field->kind == IN_YES) {
		buffer_text(out, json_get_bool(body, field->at) ? "yes" : "");
	} else if (!json_is_null(v)) {
		buffer_add(out, v->text);
	}
}

void
thing_base(struct amend_form *a, const struct thing_kind *kind,
    struct typed *out)
{
	struct page *p = &a->f.x.p;
	struct slot_values shown;

	typed_begin(out, p->a);
	if (registry_slots(p->registry, &a->m.current, a->m.row.current,
		&shown, NULL, p->a, NULL) != ERR_NONE)
		shown = (struct slot_values){{NULL}};
	for (size_t i = 0; i < kind->count; i++) {
		struct buffer text = {0};

		base_one(a, &text, &kind->fields[i], &shown, kind->type);
		typed_put(out, kind->fields[i].name, buffer_cstr(&text));
		buffer_release(&text);
	}
}
