#include "cli/show_statement.h"

#include "cli/file_paper.h"
#include "register/checking.h"
#include "register/past.h"

static void
put_ids(struct cli *c, const struct objects *o, const char *label,
    const struct json *list)
{
	if (json_is_null(list) || list->count == 0)
		return;
	buffer_text(&c->out, label);
	for (const struct json *m = list->first; m != NULL; m = m->next) {
		struct json *thing = object_thing_of_id(o, m->text);

		buffer_printf(&c->out, "%s%.*s", m == list->first ? "" : ", ",
		    (int)json_get_text(thing, "ref").len,
		    (const char *)json_get_text(thing, "ref").at);
	}
	buffer_byte(&c->out, '\n');
}

static enum err
put_speaker(struct cli *c, const struct objects *o, const struct entry *entry,
    uint64_t version)
{
	const struct json *who = json_get(json_get(entry->body, "speaker"),
	    "for");
	struct checked_hop *chain;
	uint64_t number = NUMBER_NONE;
	size_t count;
	enum err rc = statement_chain(c->registry, entry, version, &chain,
	    &count, c->arena, &c->e);

	if (rc != ERR_NONE || count == 0)
		return rc;
	buffer_text(&c->out, TR(c, "speaker: "));
	speaker_words(&c->out, o, &chain[count - 1], c->lang);
	if (!json_is_null(who))
		rc = past_number(c->registry, who->text, &number, &c->e);
	if (rc == ERR_NONE && number != NUMBER_NONE) {
		buffer_text(&c->out, TR(c, ", for "));
		entity_words(&c->out, o, number, c->lang);
	}
	buffer_byte(&c->out, '\n');
	return rc;
}

/* The limiting words exactly as said, never without the claim. */
static void
put_hedges(struct cli *c, const struct json *hedges, int64_t claim)
{
	const struct json *h = json_is_null(hedges) ? NULL : hedges->first;

	for (; h != NULL; h = h->next) {
		const struct json *of = json_get(h, "claim");

		if (claim < 0 ? !json_is_null(of) :
				(json_is_null(of) || of->number != claim))
			continue;
		buffer_text(&c->out, TR(c, "hedge: "));
		quoted_words(&c->out, json_get_text(h, "text"), c->lang);
		buffer_byte(&c->out, '\n');
	}
}

static void
put_claims(struct cli *c, const struct objects *o, const struct entry *entry,
    const struct slot_values *values)
{
	const struct json *list = json_get(entry->body, "claims");
	const char *lang = c->lang == LANG_FR ? "fr" : "en";
	size_t k = 0;

	for (const struct json *m = json_is_null(list) ? NULL : list->first;
	     m != NULL; m = m->next, k++) {
		const struct json *words = values->at[3] == NULL ?
		    NULL :
		    json_at(values->at[3], k);
		struct bytes text = json_get_text(words, lang);
		struct claim claim;

		if (text.len == 0 && words != NULL && words->first != NULL)
			text = words->first->text;
		claim_read(&claim, m, entry->body);
		buffer_printf(&c->out, TR(c, "claim %zu: "), k + 1);
		claim_words(&c->out, o, &claim, c->lang);
		if (text.len != 0) {
			buffer_byte(&c->out, ' ');
			quoted_words(&c->out, text, c->lang);
		}
		buffer_byte(&c->out, '\n');
		put_hedges(c, values->at[1], (int64_t)k);
	}
	put_hedges(c, values->at[1], -1);
}

enum err
show_statement(struct cli *c, const struct objects *o,
    const struct entry *entry, uint64_t version,
    const struct slot_values *values)
{
	const struct json *said = json_get(entry->body, "said");
	const struct json *reply = json_get(entry->body, "reply_to");
	enum err rc;

	buffer_text(&c->out, TR(c, "act: "));
	act_words(&c->out, json_get_text(entry->body, "act"), c->lang);
	buffer_byte(&c->out, '\n');
	rc = put_speaker(c, o, entry, version);
	if (!json_is_null(said)) {
		buffer_text(&c->out, TR(c, "said: "));
		when_words(&c->out, json_get_text(said, "edtf"), c->lang);
		buffer_byte(&c->out, '\n');
	}
	if (!json_is_null(reply)) {
		struct json one = *reply, list = {.type = JSON_ARRAY,
						      .count = 1};

		one.next = NULL;
		list.first = &one;
		put_ids(c, o, TR(c, "in reply to: "), &list);
	}
	put_ids(c, o, TR(c, "about: "), json_get(entry->body, "about"));
	put_claims(c, o, entry, values);
	return rc;
}

/* ---- a text compared later ---- */

static void
tell_selected(struct cli *c, const struct json *select,
    const struct selected *found)
{
	if (json_is_null(select) || select->count == 0)
		cli_say(c, "no selector");
	for (size_t i = 0; select != NULL && i < select->count &&
	     i < SELECTORS_MAX; i++) {
		if (found[i].in_text)
			cli_say(c, "selector %zu: code points %zu to %zu",
			    i + 1, found[i].start, found[i].end);
		else
			cli_say(c, "selector %zu: names no place in the text",
			    i + 1);
	}
	cli_say(c, "every selector fits the text that the document names");
}

enum err
show_verify_text(struct cli *c, const struct entry *entry,
    const struct slot_values *values)
{
	const struct json *select = json_get(entry->body, "select");
	struct selected found[SELECTORS_MAX] = {{.in_text = false}};
	const struct json *member = NULL;
	struct buffer b = {0};
	struct bytes text;
	enum err rc = file_read(&b, cli_arg(c, "verify-text"),
	    TRUTH_BLOB_BYTES, &c->e);

	text = buffer_bytes(&b);
	if (rc == ERR_NONE)
		rc = paper_text_member(c, json_get_text(entry->body,
		    "document"), &member);
	if (rc == ERR_NONE)
		rc = selector_text_is(text, member, &c->e);
	if (rc == ERR_NONE)
		rc = selectors_check(select, values->at[2], &text, found,
		    &c->e);
	if (rc == ERR_NONE && !c->json)
		tell_selected(c, select, found);
	buffer_release(&b);
	return rc;
}
