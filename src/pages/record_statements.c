/* Statements on pages: never an accusation without what stands beside it */
#include "faces/words.h"
#include "pages/record.h"

#define CARDS_MAX 25

static void
put_act(struct page *p, struct bytes act)
{
	struct buffer text = {0};

	act_words(&text, act, p->lang);
	html_bytes(&p->h, buffer_bytes(&text));
	buffer_release(&text);
}

/* A name as a link; somebody described or unnamed in words. */
static void
put_speaker(struct page *p, const struct checked_hop *h)
{
	struct buffer text = {0};

	if (h->who != NUMBER_NONE) {
		page_thing(p, h->who);
		return;
	}
	if (h->described != NULL) {
		page_both(p, h->described);
		return;
	}
	speaker_words(&text, &p->objects, h, p->lang);
	html_bytes(&p->h, buffer_bytes(&text));
	buffer_release(&text);
}

/* Speaker first, the document in hand last. */
void
statement_chain_put(struct page *p, const struct checked_hop *chain,
    size_t count)
{
	struct html *h = &p->h;

	html_open(h, "ol", "class", "app-chain", NULL);
	for (size_t i = count; i-- > 0;) {
		html_open(h, "li", NULL);
		put_speaker(p, &chain[i]);
		html_text(h, " ");
		put_act(p, chain[i].act);
		html_text(h, ", ");
		if (chain[i].document == NUMBER_NONE) {
			html_say(h, N_("in a document that has not been seen"));
		} else {
			html_say(h, N_("in "));
			page_thing(p, chain[i].document);
		}
		html_close(h, "li");
	}
	html_close(h, "ol");
}

/* ---- somebody's words ---- */

void
statement_quote(struct page *p, const struct json *text)
{
	struct bytes lang = json_get_text(text, "lang");

	html_open(&p->h, "blockquote", "class", "app-quote", "lang",
	    lang.len == 0 ? NULL : arena_text(p->a, lang), NULL);
	html_open(&p->h, "p", NULL);
	html_bytes(&p->h, json_get_text(text, "text"));
	html_close(&p->h, "p");
	html_close(&p->h, "blockquote");
}

/* What the filer wrote the claims down as, where no words are quoted. */
static void
put_claims(struct page *p, const struct json *claims)
{
	if (json_is_null(claims))
		return;
	for (const struct json *m = claims->first; m != NULL; m = m->next) {
		if (json_is_null(m))
			continue;
		html_open(&p->h, "p", "class", "govuk-body", NULL);
		page_both(p, m);
		html_close(&p->h, "p");
	}
}

static enum err
put_said(struct page *p, uint64_t version)
{
	const struct json *list = NULL;
	struct slot_values values;
	struct entry entry;
	enum err rc = registry_entry(p->registry, version, &entry, p->a,
	    &p->e);

	if (rc == ERR_NONE)
		rc = statement_passages(p->registry, &entry, version, &list,
		    p->a, &p->e);
	if (rc == ERR_NONE && list->first == NULL) {
		rc = registry_slots(p->registry, &entry, version, &values,
		    NULL, p->a, &p->e);
		if (rc == ERR_NONE)
			put_claims(p, values.at[3]);
	}
	for (list = rc != ERR_NONE ? NULL : list->first; list != NULL;
	     list = list->next)
		statement_quote(p, list);
	return rc;
}

/* ---- what others said of it ---- */

static enum err
put_others(struct page *p, const struct beside_other *list, size_t count)
{
	struct html *h = &p->h;
	char ref[REF_BYTES];
	enum err rc = ERR_NONE;

	for (size_t i = 0; i < count && rc == ERR_NONE; i++) {
		ref_print(ref, TYPE_STATEMENT, list[i].number);
		html_open(h, "li", NULL);
		if (list[i].speaker == NUMBER_NONE)
			html_say(h, N_("somebody described only"));
		else
			page_thing(p, list[i].speaker);
		html_text(h, " ");
		put_act(p, list[i].act);
		html_text(h, " (");
		html_link(h, page_path(p, "/%s", ref), bytes_text(ref));
		html_text(h, ")");
		rc = put_said(p, list[i].version);
		html_close(h, "li");
	}
	return rc;
}

enum err
statement_beside_put(struct page *p, const struct beside *b)
{
	struct html *h = &p->h;
	struct buffer words = {0};
	bool any = b->denial_count + b->reply_count + b->ruling_count != 0;
	enum err rc;

	beside_words(&words, &p->objects, b, p->lang);
	if (words.len != 0) {
		html_open(h, "p", "class", "govuk-body", NULL);
		html_open(h, "strong", "class", b->ruling_count != 0 ?
			"govuk-tag app-tag--undecided" : "govuk-tag", NULL);
		html_bytes(h, buffer_bytes(&words));
		html_close(h, "strong");
		html_close(h, "p");
	}
	buffer_release(&words);
	if (!any)
		return ERR_NONE;
	html_open(h, "ul", "class", "govuk-list govuk-list--bullet", NULL);
	rc = put_others(p, b->denials, b->denial_count);
	if (rc == ERR_NONE)
		rc = put_others(p, b->replies, b->reply_count);
	if (rc == ERR_NONE)
		rc = put_others(p, b->rulings, b->ruling_count);
	html_close(h, "ul");
	return rc;
}

/* ---- cards ---- */

static void
put_title(struct page *p, uint64_t number, const struct checked_hop *speaker,
    struct bytes act)
{
	struct html *h = &p->h;
	struct buffer text = {0};
	char ref[REF_BYTES];

	ref_print(ref, TYPE_STATEMENT, number);
	speaker_words(&text, &p->objects, speaker, p->lang);
	buffer_byte(&text, ' ');
	act_words(&text, act, p->lang);
	buffer_printf(&text, " (%s)", ref);
	html_open(h, "h3", "class", "app-card__title", NULL);
	html_link(h, page_path(p, "/%s", ref), buffer_bytes(&text));
	html_close(h, "h3");
	buffer_release(&text);
}

enum err
statement_card(struct page *p, uint64_t number)
{
	struct html *h = &p->h;
	struct beside b;
	enum err rc = registry_beside(p->registry, number,
	    registry_next(p->registry), &b, p->a, &p->e);

	if (rc != ERR_NONE)
		return rc;
	html_open(h, "li", "class", "app-card", NULL);
	put_title(p, number, &b.chain[b.chain_count - 1], b.act);
	rc = put_said(p, b.version);
	if (rc == ERR_NONE && (b.accompanied || b.chain_count > 1))
		statement_chain_put(p, b.chain, b.chain_count);
	if (rc == ERR_NONE)
		rc = statement_beside_put(p, &b);
	html_close(h, "li");
	return rc;
}

enum err
statements_put(struct page *p, const uint64_t *numbers, size_t count,
    const char *all)
{
	size_t shown = count < CARDS_MAX ? count : CARDS_MAX;
	enum err rc = ERR_NONE;

	html_open(&p->h, "ul", "class", "app-cards", NULL);
	for (size_t i = 0; i < shown && rc == ERR_NONE; i++)
		rc = statement_card(p, numbers[i]);
	html_close(&p->h, "ul");
	if (rc != ERR_NONE || shown == count)
		return rc;
	html_open(&p->h, "p", "class", "govuk-body", NULL);
	html_link(&p->h, page_path(p, "/statements?of=%s", all),
	    bytes_text(page_text(p, N_("All %zu statements"), count)));
	html_close(&p->h, "p");
	return ERR_NONE;
}
