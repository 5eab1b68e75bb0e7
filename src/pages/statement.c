/* Statements: who said what, where, and whether the record bears it out */
#include "faces/checked_told.h"
#include "faces/words.h"
#include "pages/record.h"
#include "pages/tables.h"
#include "register/checking.h"

static void
put_reasons(struct page *p, const struct checked_claim *c)
{
	struct buffer text = {0};

	for (unsigned i = 0; i < REASON_COUNT; i++) {
		if ((c->reasons >> i & 1) == 0)
			continue;
		buffer_clear(&text);
		reason_words(&text, c, (enum verdict_reason)(1u << i),
		    p->lang);
		html_open(&p->h, "li", NULL);
		html_bytes(&p->h, buffer_bytes(&text));
		html_close(&p->h, "li");
	}
	buffer_release(&text);
}

static void
put_against(struct page *p, const struct checked_claim *c)
{
	struct buffer text = {0};

	for (size_t i = 0; i < c->against_count; i++) {
		buffer_clear(&text);
		against_words(&text, &p->objects, &c->against[i], p->lang);
		html_open(&p->h, "li", NULL);
		html_say(&p->h, N_("beside "));
		page_thing(p, c->against[i].statement);
		if (text.len != 0) {
			html_say(&p->h, N_(": "));
			html_bytes(&p->h, buffer_bytes(&text));
		}
		html_close(&p->h, "li");
	}
	buffer_release(&text);
}

static void
put_contacts(struct page *p, const struct checked_claim *c)
{
	if (c->by_count == 0)
		return;
	html_open(&p->h, "p", "class", "govuk-body", NULL);
	html_say(&p->h, N_("Contacts that bear on it: "));
	for (size_t i = 0; i < c->by_count && i < 50; i++) {
		if (i != 0)
			html_text(&p->h, ", ");
		page_thing(p, c->by[i].contact);
	}
	html_close(&p->h, "p");
}

/* Its reasons stand above it already. */
static void
put_verdict(struct page *p, const struct checked *k,
    const struct checked_claim *c)
{
	struct checked_claim bare = *c;
	struct buffer text = {0};

	bare.reasons = 0;
	verdict_words(&text, &p->objects, k, &bare, p->lang);
	html_open(&p->h, "p", "class", "govuk-body", NULL);
	html_open(&p->h, "strong", "class", "govuk-tag", NULL);
	html_bytes(&p->h, buffer_bytes(&text));
	html_close(&p->h, "strong");
	html_close(&p->h, "p");
	buffer_release(&text);
}

static void
put_line(struct page *p, const char *css, const char *words)
{
	if (words[0] == '\0')
		return;
	html_open(&p->h, "p", "class", css, NULL);
	html_text(&p->h, words);
	html_close(&p->h, "p");
}

/* What was counted, and who declared that it is all. */
static void
put_numbers(struct page *p, const struct checked_claim *c)
{
	struct buffer text = {0};

	put_line(p, "govuk-body", claim_limits_words(c, p->lang));
	if (!c->counted)
		return;
	claim_sums_words(&text, c, p->lang);
	put_line(p, "govuk-body", buffer_cstr(&text));
	buffer_release(&text);
	if (c->declaration == NUMBER_NONE) {
		if (c->overtaken_by == NUMBER_NONE)
			put_line(p, "govuk-body",
			    not_declared_words(p->lang));
		return;
	}
	html_open(&p->h, "p", "class", "govuk-body", NULL);
	html_say(&p->h, N_("declared complete: "));
	page_thing(p, c->declaration);
	html_close(&p->h, "p");
}

/* Where words can be read in more than one way, each way by itself. */
static void
put_readings(struct page *p, const struct checked_claim *c)
{
	struct buffer text = {0};

	for (size_t i = 0; c->reading_count > 1 && i < c->reading_count; i++) {
		buffer_clear(&text);
		buffer_text(&text, HTML_TR(&p->h, N_("one reading: ")));
		claim_reading_words(&text, &p->objects, c, i, p->lang);
		put_line(p, "govuk-body", buffer_cstr(&text));
	}
	buffer_release(&text);
}

/* The reason comes first, then the word. */
static void
put_claim(struct page *p, const struct checked *k,
    const struct checked_claim *c)
{
	struct html *h = &p->h;
	struct buffer text = {0};

	html_open(h, "li", "class", "app-card", NULL);
	html_open(h, "h3", "class", "app-card__title", NULL);
	html_sayf(h, N_("Claim %u: "), c->n + 1);
	claim_words(&text, &p->objects, &c->claim, p->lang);
	html_bytes(h, buffer_bytes(&text));
	html_close(h, "h3");
	if (c->words != NULL) {
		html_open(h, "p", "class", "govuk-body", NULL);
		page_both(p, c->words);
		html_close(h, "p");
	}
	if (c->reasons != 0 || c->against_count != 0) {
		html_open(h, "ul", "class", "govuk-list govuk-list--bullet",
		    NULL);
		put_reasons(p, c);
		put_against(p, c);
		html_close(h, "ul");
	}
	put_verdict(p, k, c);
	put_numbers(p, c);
	put_readings(p, c);
	buffer_clear(&text);
	origins_words(&text, &c->origins, p->lang);
	if (text.len != 0) {
		html_open(h, "p", "class", "app-small", NULL);
		html_bytes(h, buffer_bytes(&text));
		html_close(h, "p");
	}
	buffer_release(&text);
	put_contacts(p, c);
	html_close(h, "li");
}

static enum err
put_check(struct record *r)
{
	struct page *p = &r->p;
	struct checked k;
	enum err rc;

	if (r->s.entity.annulled || registry_size(p->registry) == 0 ||
	    r->s.version >= registry_size(p->registry))
		return ERR_NONE;
	rc = registry_check(p->registry, r->s.number, 0, p->a, &k, &p->e);
	if (rc != ERR_NONE)
		return rc;
	if (k.claim_count != 0) {
		page_heading(p, 2, "check", N_("Is it borne out?"));
		html_open(&p->h, "p", "class", "govuk-body", NULL);
		html_sayf(&p->h, N_("What this register holds up to "
		    "checkpoint %llu, claim by claim. It is about contacts "
		    "alone, and about what was filed here."),
		    (unsigned long long)k.size);
		html_close(&p->h, "p");
		html_open(&p->h, "ul", "class", "app-cards", NULL);
		for (size_t i = 0; i < k.claim_count; i++)
			put_claim(p, &k, &k.claims[i]);
		html_close(&p->h, "ul");
	}
	checked_release(&k);
	return ERR_NONE;
}

static enum err
put_chain(struct record *r)
{
	struct page *p = &r->p;
	struct checked_hop *chain = NULL;
	size_t count = 0;
	enum err rc = statement_chain(p->registry, &r->s.entry, r->s.version,
	    &chain, &count, p->a, &p->e);

	if (rc != ERR_NONE)
		return rc;
	page_heading(p, 2, "chain", N_("From the speaker to the document in "
				       "hand"));
	statement_chain_put(p, chain, count);
	if (!r->s.has_beside)
		return ERR_NONE;
	page_heading(p, 2, "beside", N_("What others said of it"));
	return statement_beside_put(p, &r->s.beside);
}

static void
put_title(struct record *r)
{
	struct page *p = &r->p;
	struct buffer words = {0};
	struct checked_hop *chain = NULL;
	size_t count = 0;

	if (statement_chain(p->registry, &r->s.entry, r->s.version, &chain,
		&count, p->a, NULL) == ERR_NONE && count != 0)
		speaker_words(&words, &p->objects, &chain[count - 1],
		    p->lang);
	buffer_byte(&words, ' ');
	act_words(&words, json_get_text(r->s.entry.body, "act"), p->lang);
	page_title(p, "%.*s (%s)", (int)words.len,
	    words.len == 0 ? "" : (const char *)words.at, r->ref);
	buffer_release(&words);
}

static enum err
put_content(struct record *r)
{
	const struct json *passages = NULL;
	struct page *p = &r->p;
	enum err rc = statement_passages(p->registry, &r->s.entry,
	    r->s.version, &passages, p->a, &p->e);

	if (rc != ERR_NONE)
		return rc;
	record_notices(r);
	passages = passages->first;
	for (; passages != NULL; passages = passages->next)
		statement_quote(p, passages);
	record_rows(r, " via beside claims words ");
	rc = put_chain(r);
	if (rc == ERR_NONE)
		rc = put_check(r);
	return rc == ERR_NONE ? record_beside(r) : rc;
}

static void
handle_statement(void *context, struct http_request *request,
    struct http_answer *answer)
{
	struct record r = {.path = NULL};

	if (!record_begin(&r, context, request, answer, TYPE_STATEMENT, ""))
		return;
	r.p.caption = page_text(&r.p, N_("Statement %s"), r.ref);
	page_crumb(&r.p, page_path(&r.p, "/statements"),
	    HTML_TR(&r.p.h, N_("Statements")));
	put_title(&r);
	if (put_content(&r) != ERR_NONE)
		page_fail(&r.p, &r.p.e);
	else
		record_finish(&r, PAGE_JSON | PAGE_PROOF);
}

static const struct http_route routes[] = {
	{"GET", "/{lang}/s/*", handle_statement, 0, HTTP_QUESTION,
	    HTTP_CACHED | HTTP_SUFFIX},
};
const struct http_route_table statement_table = {routes, COUNT(routes)};
