/* A statement as rows: words, hedges, claims, chain, and what stands beside
 * it (faces/told.h; interfaces C1.8) */
#include "faces/told_parts.h"
#include "register/checking.h"

/* ---- who said it ---- */

static void
note_speaker(struct telling *t, struct value *v, const struct json *speaker)
{
	struct buffer note = {0};
	struct row_entity row;
	struct id id;
	static const struct {
		const char *member, *before;
	} parts[] = {{"as", N_("as ")}, {"for", N_("for ")}};

	for (size_t i = 0; i < COUNT(parts); i++) {
		if (!id_parse(json_get_text(speaker, parts[i].member), &id) ||
		    read_model_by_id(registry_read_model(t->x->o.r), &id,
			&row, NULL) != ERR_NONE)
			continue;
		buffer_text(&note, note.len == 0 ? "" : ", ");
		buffer_text(&note, message_in(t->lang, parts[i].before));
		entity_words(&note, &t->x->o, row.number, t->lang);
	}
	tell_note(t, v, buffer_bytes(&note));
	buffer_release(&note);
}

static void
tell_speaker(struct telling *t)
{
	const struct json *speaker = json_get(t->body, "speaker");
	struct value *v;

	tell_row(t, "speaker");
	v = tell_id(t, json_get_text(speaker, "who"));
	if (v == NULL && !tell_hidden(t, 0))
		tell_texts(t, slot_of(t, 0));
	if (v == NULL && t->value == NULL)
		tell_sentence(t, N_("Unnamed"));
	note_speaker(t, t->value, speaker);
}

/* The relays, from the document in hand back to the speaker. */
static void
tell_chain(struct telling *t)
{
	struct checked_hop *chain = NULL;
	size_t count = 0;

	if (t->rc == ERR_NONE)
		t->rc = statement_chain(t->x->o.r, &t->x->entry,
		    t->x->version, &chain, &count, t->x->o.a, t->e);
	tell_row(t, "via");
	for (size_t i = 0; i < count && t->rc == ERR_NONE; i++) {
		struct buffer words = {0}, text = {0};
		struct value *v;

		act_words(&words, chain[i].act, t->lang);
		buffer_byte(&words, ' ');
		speaker_words(&words, &t->x->o, &chain[i], t->lang);
		put_large(&text, buffer_bytes(&words));
		v = tell_value(t, VALUE_TEXT, buffer_bytes(&text));
		if (chain[i].document == NUMBER_NONE)
			tell_note(t, v,
			    bytes_text(message_in(t->lang,
				N_("document not seen"))));
		buffer_release(&words);
		buffer_release(&text);
	}
}

/* ---- where, and in which words ---- */

static void
put_selector(struct buffer *out, const struct json *s, enum lang lang)
{
	struct bytes type = json_get_text(s, "type");
	long long from = json_get_number(s, "start", 0);
	long long to = json_get_number(s, "end", 0);

	if (bytes_is(type, "page")) {
		buffer_printf(out, message_in(lang, N_("Page %lld")),
		    (long long)json_get_number(s, "page", 0));
		if (!json_is_null(json_get(s, "line")))
			buffer_printf(out, message_in(lang, N_(", line %lld")),
			    (long long)json_get_number(s, "line", 0));
	} else if (bytes_is(type, "position")) {
		buffer_printf(out,
		    message_in(lang, N_("Code points %lld to %lld")), from,
		    to);
	} else if (bytes_is(type, "time")) {
		buffer_printf(out,
		    message_in(lang, N_("Seconds %lld to %lld")),
		    (long long)json_get_number(s, "start_ms", 0) / 1000,
		    (long long)json_get_number(s, "end_ms", 0) / 1000);
	}
}

static void
tell_words(struct telling *t)
{
	const struct json *select = json_get(t->body, "select");
	const struct json *words = slot_of(t, 2), *worded = slot_of(t, 4);
	struct bytes lang = json_get_text(t->body, "lang");
	size_t k = 0;

	tell_row(t, "words");
	if (!tell_hidden(t, 2))
		for (const struct json *m = words == NULL ? NULL :
							    words->first;
		     m != NULL; m = m->next)
			tell_quote(t, lang, json_get_text(m, "exact"));
	tell_row(t, "worded");
	if (!tell_hidden(t, 4))
		tell_quote(t, json_get_text(worded, "lang"),
		    json_get_text(worded, "text"));
	tell_row(t, "select");
	for (select = json_is_null(select) ? NULL : select->first;
	     select != NULL; select = select->next, k++) {
		const struct json *part = words == NULL ? NULL :
							  json_at(words, k);
		struct buffer text = {0};

		put_selector(&text, select, t->lang);
		tell_buffer(t, &text);
		tell_quote(t, bytes_text(""), json_get_text(part, "section"));
	}
}

/* The limiting words exactly as said; never without the claim. */
static void
tell_hedges(struct telling *t)
{
	const struct json *h = slot_of(t, 1);

	tell_row(t, "hedges");
	if (!json_get_bool(t->body, "hedged") || tell_hidden(t, 1))
		return;
	for (h = h == NULL ? NULL : h->first; h != NULL; h = h->next) {
		struct buffer note = {0};

		tell_quote(t, json_get_text(h, "lang"),
		    json_get_text(h, "text"));
		if (json_is_null(json_get(h, "claim")))
			continue;
		buffer_printf(&note, message_in(t->lang, N_("of claim %lld")),
		    (long long)json_get_number(h, "claim", 0) + 1);
		tell_note(t, t->value, buffer_bytes(&note));
		buffer_release(&note);
	}
}

static void
tell_claims(struct telling *t)
{
	const struct json *list = json_get(t->body, "claims");
	const struct json *words = slot_of(t, 3);
	size_t k = 0;

	tell_row(t, "claims");
	for (list = json_is_null(list) ? NULL : list->first; list != NULL;
	     list = list->next, k++) {
		struct buffer text = {0}, large = {0};
		struct claim claim;

		claim_read(&claim, list, t->body);
		claim_words(&text, &t->x->o, &claim, t->lang);
		put_large(&large, buffer_bytes(&text));
		buffer_release(&text);
		tell_buffer(t, &large);
		if (words != NULL && !json_is_null(json_at(words, k)))
			tell_texts(t, json_at(words, k));
	}
	(void)tell_hidden(t, 3);
}

/* ---- what stands beside it ---- */

static void
tell_beside(struct telling *t)
{
	struct buffer words = {0}, large = {0};

	tell_row(t, "beside");
	if (t->x->has_beside)
		beside_words(&words, &t->x->o, &t->x->beside, t->lang);
	put_large(&large, buffer_bytes(&words));
	buffer_release(&words);
	tell_buffer(t, &large);
}

void
tell_statement(struct telling *t)
{
	const struct json *list = json_get(t->body, "circumstances");

	tell_row(t, "act");
	tell_code(t, CODE_ACT, json_get_text(t->body, "act"));
	tell_speaker(t);
	tell_row(t, "said");
	tell_when(t, json_get(t->body, "said"), 1);
	tell_row(t, "document");
	(void)tell_id(t, json_get_text(t->body, "document"));
	tell_words(t);
	tell_hedges(t);
	tell_claims(t);
	tell_row(t, "about");
	tell_ids(t, json_get(t->body, "about"));
	tell_row(t, "reply_to");
	(void)tell_id(t, json_get_text(t->body, "reply_to"));
	tell_chain(t);
	tell_row(t, "circumstances");
	for (list = json_is_null(list) ? NULL : list->first; list != NULL;
	     list = list->next)
		tell_code(t, CODE_CIRCUMSTANCE, list->text);
	tell_row(t, "confidence");
	tell_code(t, CODE_CONFIDENCE, json_get_text(t->body, "confidence"));
	tell_row(t, "finding");
	tell_code(t, CODE_PROCEEDING, json_get_text(t->body, "status"));
	tell_row(t, "lang");
	tell_language(t, json_get_text(t->body, "lang"));
	tell_beside(t);
}
