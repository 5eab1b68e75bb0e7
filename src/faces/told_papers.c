/* Notes, receipts and documents as rows (faces/told.h) */
#include "faces/told_parts.h"

/* ---- notes ---- */

void
tell_note_entry(struct telling *t)
{
	const struct json *contacts = slot_of(t, 0), *made = slot_of(t, 1);
	const struct json *text = slot_of(t, 3);

	tell_row(t, "contacts");
	if (!tell_hidden(t, 0))
		tell_ids(t,
		    contacts == NULL ? json_get(t->body, "contacts") :
				       contacts);
	tell_row(t, "addressed_to");
	(void)tell_id(t, json_get_text(t->body, "addressed_to"));
	tell_row(t, "made");
	if (!tell_hidden(t, 1))
		tell_when(t, made == NULL ? json_get(t->body, "made") : made,
		    1);
	tell_row(t, "author");
	if (!tell_hidden(t, 2))
		(void)tell_id(t,
		    slot_of(t, 2) != NULL ?
			slot_of(t, 2)->text :
			json_get_text(t->body, "author"));
	tell_row(t, "lang");
	tell_language(t, json_get_text(t->body, "lang"));
	tell_row(t, "text");
	if (!tell_hidden(t, 3))
		tell_quote(t, json_get_text(text, "lang"),
		    json_get_text(text, "text"));
	tell_row(t, "blob");
	tell_file(t, json_get(t->body, "blob"));
	tell_row(t, "plain");
	if (!tell_hidden(t, 8))
		tell_file(t, slot_of(t, 8));
}

void
tell_receipt(struct telling *t)
{
	tell_row(t, "note_of");
	(void)tell_id(t, json_get_text(t->body, "note"));
	tell_row(t, "outcome");
	tell_code(t, CODE_OUTCOME, json_get_text(t->body, "outcome"));
	tell_row(t, "received");
	tell_edtf(t, json_get_text(t->body, "received"));
	tell_row(t, "post");
	(void)tell_id(t, json_get_text(t->body, "post"));
	tell_row(t, "saw");
	tell_code(t, CODE_SAW, json_get_text(t->body, "saw"));
	tell_row(t, "reference");
	if (!tell_hidden(t, 0) && slot_of(t, 0) != NULL)
		tell_text(t, slot_of(t, 0)->text);
	tell_row(t, "question");
	if (!tell_hidden(t, 1))
		tell_texts(t, slot_of(t, 1));
	tell_row(t, "note_version");
	tell_hash(t, json_get_text(t->body, "note_version"));
}

/* ---- documents ---- */

static void
tell_published(struct telling *t)
{
	const struct json *authors = slot_of(t, 1), *issued = slot_of(t, 3);

	tell_row(t, "authors");
	if (!tell_hidden(t, 1))
		tell_ids(t,
		    authors == NULL ? json_get(t->body, "authors") : authors);
	tell_row(t, "publisher");
	if (!tell_hidden(t, 2))
		(void)tell_id(t,
		    slot_of(t, 2) != NULL ?
			slot_of(t, 2)->text :
			json_get_text(t->body, "publisher"));
	tell_row(t, "issued");
	if (!tell_hidden(t, 3))
		tell_when(t,
		    issued == NULL ? json_get(t->body, "issued") : issued, 1);
}

static void
tell_extract(struct telling *t)
{
	const struct json *text = json_get(t->body, "text");
	const struct json *captured = json_get(t->body, "captured");
	struct buffer words = {0};
	int64_t at_s;

	tell_row(t, "bytes");
	tell_file(t, json_get(t->body, "bytes"));
	tell_row(t, "extract");
	tell_topic(t, json_get_text(text, "tool"));
	tell_hash(t, json_get_text(text, "sha256"));
	tell_row(t, "captured");
	if (time_parse(json_get_text(captured, "at"), &at_s))
		time_words(&words, at_s, t->lang);
	tell_buffer(t, &words);
	tell_hash(t, json_get_text(captured, "warc"));
}

/* Who had it, since when, in which words. */
static void
tell_custody(struct telling *t)
{
	const struct json *k = json_get(t->body, "custody");
	const struct json *words = slot_of(t, 5);
	size_t i = 0;

	tell_row(t, "custody");
	(void)tell_hidden(t, 5);
	for (k = json_is_null(k) ? NULL : k->first; k != NULL;
	     k = k->next, i++) {
		struct value *v = tell_id(t, json_get_text(k, "who"));
		struct buffer since = {0}, edtf = {0};

		if (json_get_text(k, "from").len != 0) {
			buffer_add(&edtf, json_get_text(k, "from"));
			buffer_text(&edtf, "/..");
			when_words(&since, buffer_bytes(&edtf), t->lang);
			tell_note(t, v, buffer_bytes(&since));
		}
		buffer_release(&edtf);
		buffer_release(&since);
		if (words != NULL && !json_is_null(json_at(words, i)))
			tell_texts(t, json_at(words, i));
	}
}

static void
tell_proceeding(struct telling *t)
{
	const struct json *p = json_get(t->body, "proceeding");

	tell_row(t, "proceeding");
	tell_code(t, CODE_PROCEEDING, json_get_text(p, "status"));
	tell_row(t, "court");
	(void)tell_id(t, json_get_text(p, "court"));
}

void
tell_document(struct telling *t)
{
	tell_row(t, "title");
	if (!tell_hidden(t, 0))
		tell_texts(t, slot_of(t, 0));
	tell_row(t, "kind");
	tell_code(t, CODE_DOCUMENT, json_get_text(t->body, "kind"));
	tell_published(t);
	tell_row(t, "language");
	tell_language(t, json_get_text(t->body, "language"));
	tell_row(t, "number");
	if (!tell_hidden(t, 6) && slot_of(t, 6) != NULL)
		tell_text(t, slot_of(t, 6)->text);
	tell_row(t, "url");
	if (!tell_hidden(t, 4) && slot_of(t, 4) != NULL)
		(void)tell_value(t, VALUE_URL, slot_of(t, 4)->text);
	tell_row(t, "pages");
	if (!json_is_null(json_get(t->body, "pages")))
		tell_number(t, json_get_number(t->body, "pages", 0));
	tell_row(t, "part_of_document");
	(void)tell_id(t, json_get_text(t->body, "part_of"));
	tell_row(t, "standing");
	tell_topic(t, json_get_text(t->body, "status"));
	tell_proceeding(t);
	tell_extract(t);
	tell_row(t, "plain");
	if (!tell_hidden(t, 8))
		tell_file(t, slot_of(t, 8));
	tell_custody(t);
}
