#include "faces/told_parts.h"

#include <assert.h>
#include <stdio.h>

#include "faces/slot_words.h"
#include "register/naming.h"

/* ---- rows and values ---- */

void
tell_row(struct telling *t, const char *id)
{
	t->id = id;
	t->row = NULL;
	t->value = NULL;
}

static bool
make_row(struct telling *t)
{
	if (t->rc == ERR_NONE && t->row == NULL) {
		t->row = arena_take(t->x->o.a, sizeof *t->row);
		if (t->row == NULL) {
			t->rc = error_set(t->e, ERR_MEMORY, "out of memory");
			return false;
		}
		t->row->id = t->id;
		t->row->label = member_label(t->id, t->lang);
		assert(t->row->label != NULL);
		if (t->last == NULL)
			t->told->rows = t->row;
		else
			t->last->next = t->row;
		t->last = t->row;
	}
	return t->rc == ERR_NONE;
}

struct value *
tell_value(struct telling *t, enum value_kind kind, struct bytes text)
{
	struct value *v;

	if (!make_row(t))
		return NULL;
	v = arena_take(t->x->o.a, sizeof *v);
	if (v == NULL) {
		t->rc = error_set(t->e, ERR_MEMORY, "out of memory");
		return NULL;
	}
	v->kind = kind;
	v->text = arena_copy(t->x->o.a, text);
	v->number = NUMBER_NONE;
	if (t->value == NULL)
		t->row->first = v;
	else
		t->value->next = v;
	t->value = v;
	return v;
}

void
tell_text(struct telling *t, struct bytes text)
{
	if (text.len != 0)
		(void)tell_value(t, VALUE_TEXT, text);
}

void
tell_sentence(struct telling *t, const char *english)
{
	tell_text(t, bytes_text(message_in(t->lang, english)));
}

void
tell_buffer(struct telling *t, struct buffer *text)
{
	tell_text(t, buffer_bytes(text));
	buffer_release(text);
}

void
tell_number(struct telling *t, int64_t n)
{
	char text[24];

	(void)snprintf(text, sizeof text, "%lld", (long long)n);
	tell_text(t, bytes_text(text));
}

/* ---- codes ---- */

void
tell_code(struct telling *t, enum code_family family, struct bytes code)
{
	struct buffer text = {0};

	put_large(&text, bytes_text(code_words(family, code, t->lang)));
	tell_buffer(t, &text);
}

void
tell_topic(struct telling *t, struct bytes code)
{
	struct buffer text = {0};

	topic_words(&text, code);
	tell_buffer(t, &text);
}

void
tell_state(struct telling *t, struct bytes state)
{
	struct buffer words = {0}, text = {0};

	state_words(&words, state, t->lang);
	put_large(&text, buffer_bytes(&words));
	buffer_release(&words);
	tell_buffer(t, &text);
}

void
tell_language(struct telling *t, struct bytes lang)
{
	struct buffer text = {0};

	if (lang.len == 0)
		return;
	if (bytes_is(lang, "en"))
		buffer_text(&text, message_in(t->lang, N_("English")));
	else if (bytes_is(lang, "fr"))
		buffer_text(&text, message_in(t->lang, N_("French")));
	else
		buffer_printf(&text,
		    message_in(t->lang, N_("language \"%.*s\"")),
		    (int)lang.len, (const char *)lang.at);
	tell_buffer(t, &text);
}

void
tell_hash(struct telling *t, struct bytes hash)
{
	if (hash.len != 0)
		(void)tell_value(t, VALUE_HASH, hash);
}

/* ---- words of people ---- */

void
tell_quote(struct telling *t, struct bytes lang, struct bytes text)
{
	struct value *v;

	if (text.len == 0)
		return;
	v = tell_value(t, VALUE_QUOTE, text);
	if (v != NULL)
		v->lang = lang;
}

void
tell_texts(struct telling *t, const struct json *texts)
{
	const char *own = t->lang == LANG_FR ? "fr" : "en";
	bool has_own = json_get_text(texts, own).len != 0;

	for (const struct json *m = json_is_null(texts) ? NULL : texts->first;
	     m != NULL; m = m->next)
		if (!has_own || bytes_is(m->name, own))
			tell_quote(t, m->name, m->text);
}

void
tell_text_list(struct telling *t, const struct json *list)
{
	for (const struct json *m = json_is_null(list) ? NULL : list->first;
	     m != NULL; m = m->next)
		tell_texts(t, m);
}

void
tell_names(struct telling *t, const struct json *names)
{
	for (const struct json *m = json_is_null(names) ? NULL : names->first;
	     m != NULL; m = m->next) {
		struct buffer when = {0};

		tell_quote(t, json_get_text(m, "lang"),
		    json_get_text(m, "text"));
		if (json_is_null(json_get(m, "when")))
			continue;
		date_words(&when, json_get(m, "when"), 1, t->lang);
		tell_note(t, t->value, buffer_bytes(&when));
		buffer_release(&when);
	}
}

void
tell_identifiers(struct telling *t, const struct json *list)
{
	for (const struct json *m = json_is_null(list) ? NULL : list->first;
	     m != NULL; m = m->next) {
		struct buffer text = {0};

		buffer_add(&text, json_get_text(m, "scheme"));
		buffer_byte(&text, ':');
		buffer_add(&text, json_get_text(m, "value"));
		tell_buffer(t, &text);
	}
}

/* ---- dates ---- */

static void
put_clock(struct buffer *out, const struct json *when)
{
	struct bytes time = json_get_text(when, "time");
	struct bytes offset = json_get_text(when, "utc_offset");

	if (time.len == 0)
		return;
	buffer_text(out, ", ");
	buffer_add(out, time);
	if (offset.len == 0)
		return;
	buffer_text(out, " (UTC");
	buffer_add(out, offset);
	buffer_byte(out, ')');
}

void
tell_when(struct telling *t, const struct json *when, uint32_t times)
{
	struct buffer text = {0};
	struct value *v;
	struct when w;

	if (json_is_null(when))
		return;
	date_words(&text, when, times, t->lang);
	put_clock(&text, when);
	v = tell_value(t, VALUE_DATE, buffer_bytes(&text));
	buffer_release(&text);
	if (v == NULL)
		return;
	v->edtf = json_get_text(when, "edtf");
	v->exact = when_parse(&w, when, NULL) == ERR_NONE && w.exact_day;
}

void
tell_edtf(struct telling *t, struct bytes edtf)
{
	struct buffer text = {0};
	struct value *v;
	uint32_t day;

	if (edtf.len == 0)
		return;
	when_words(&text, edtf, t->lang);
	v = tell_value(t, VALUE_DATE, buffer_bytes(&text));
	buffer_release(&text);
	if (v == NULL)
		return;
	v->edtf = edtf;
	v->exact = day_parse(edtf, &day);
}

/* ---- things ---- */

struct value *
tell_entity(struct telling *t, uint64_t number)
{
	struct read_model *m = registry_read_model(t->x->o.r);
	struct row_entity row;
	struct bytes name = bytes_text("");
	struct value *v;
	char ref[REF_BYTES];

	if (number == NUMBER_NONE ||
	    read_model_by_number(m, number, &row, NULL) != ERR_NONE)
		return NULL;
	ref_print(ref, row.id.type, number);
	if (name_or_erased(&t->x->o, number, t->lang, &name, NULL) !=
		ERR_NONE || name.len == 0)
		name = bytes_text(ref);
	v = tell_value(t, VALUE_THING, name);
	if (v == NULL)
		return NULL;
	v->number = number;
	v->ref = arena_text(t->x->o.a, bytes_text(ref));
	return v;
}

struct value *
tell_id(struct telling *t, struct bytes text)
{
	struct row_entity row;
	struct id id;

	if (!id_parse(text, &id) ||
	    read_model_by_id(registry_read_model(t->x->o.r), &id, &row,
		NULL) != ERR_NONE)
		return NULL;
	return tell_entity(t, row.number);
}

void
tell_id_row(struct telling *t, const char *row, const char *member)
{
	tell_row(t, row);
	(void)tell_id(t, json_get_text(t->body, member));
}

void
tell_ids(struct telling *t, const struct json *ids)
{
	for (const struct json *m = json_is_null(ids) ? NULL : ids->first;
	     m != NULL; m = m->next)
		(void)tell_id(t, m->text);
}

void
tell_file(struct telling *t, const struct json *file)
{
	struct buffer text = {0};

	if (json_is_null(file))
		return;
	buffer_add(&text, json_get_text(file, "media"));
	buffer_printf(&text, message_in(t->lang, N_(", %lld bytes")),
	    (long long)json_get_number(file, "size", 0));
	tell_buffer(t, &text);
	tell_hash(t, json_get_text(file, "sha256"));
}

void
tell_note(struct telling *t, struct value *v, struct bytes note)
{
	if (v != NULL && note.len != 0)
		v->note = arena_copy(t->x->o.a, note);
}

/* ---- slots ---- */

const struct json *
slot_of(const struct telling *t, unsigned slot)
{
	const struct json *v = t->x->values.at[slot];

	return json_is_null(v) ? NULL : v;
}

bool
tell_hidden(struct telling *t, unsigned slot)
{
	struct buffer words = {0}, text = {0};

	if (!t->x->entry.has_seal || t->x->states[slot] == SLOT_PUBLIC)
		return false;
	if (t->rc == ERR_NONE)
		t->rc = slot_words(&words, &t->x->o, &t->x->entry,
		    t->x->version, slot, t->x->states[slot], t->lang, t->e);
	put_large(&text, buffer_bytes(&words));
	if (t->rc == ERR_NONE && text.len != 0)
		(void)tell_value(t, VALUE_HIDDEN, buffer_bytes(&text));
	buffer_release(&words);
	buffer_release(&text);
	return true;
}
