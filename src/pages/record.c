#include "pages/record.h"

#include <stdio.h>

#include "faces/slot_words.h"
#include "faces/words.h"
#include "pages/footing.h"
#include "pages/qr.h"
#include "pages/reading.h"
#include "register/receipt.h"
#include "web/serving_inside.h"

/* ---- which thing ---- */

/* "7-any-words": the number, and that there were words. */
static bool
number_of(struct bytes part, uint64_t *n, bool *slug)
{
	size_t cut = bytes_find(part, '-');

	*slug = cut != part.len;
	return bytes_decimal(bytes_of(part.at, cut), INT64_MAX, n);
}

static enum err
absent(struct record *r)
{
	return error_set(&r->p.e, ERR_ABSENT, "there is no such thing");
}

/* A number that is one of another type is told, with the reference to use. */
static enum err
load_thing(struct record *r, uint64_t n, unsigned version,
    enum entry_type type)
{
	struct row_entity row;
	enum err rc = read_model_by_number(registry_read_model(r->p.registry),
	    n, &row, &r->p.e);

	if (rc == ERR_ABSENT)
		return absent(r);
	if (rc == ERR_NONE && row.id.type != type) {
		ref_print(r->ref, row.id.type, n);
		rc = absent(r);
		return error_mend(&r->p.e, rc, "write %s", r->ref);
	}
	if (rc == ERR_NONE)
		rc = showing_load_entity(&r->s, &r->p.objects, n, version,
		    &r->p.e);
	ref_print(r->ref, type, n);
	return rc;
}

static enum err
load_entry(struct record *r, uint64_t n)
{
	(void)snprintf(r->ref, sizeof r->ref, "e/%llu",
	    (unsigned long long)n);
	if (n >= registry_next(r->p.registry))
		return absent(r);
	return showing_load(&r->s, &r->p.objects, r->ref, 0, &r->p.e);
}

static enum err
load_name(struct record *r)
{
	struct bytes name = bytes_text("");
	enum err rc = ERR_NONE;

	if (r->s.number != NUMBER_NONE)
		rc = name_or_erased(&r->p.objects, r->s.number, r->p.lang,
		    &name, &r->p.e);
	r->name = name.len == 0 ? r->ref : arena_text(r->p.a, name);
	if (r->name == NULL)
		r->name = r->ref;
	return rc;
}

static enum err
load(struct record *r, enum entry_type type, bool *slug)
{
	struct http_request *request = r->p.request;
	uint64_t n = 0, version = 0;
	enum err rc;

	if (!number_of(request->parts[0], &n, slug))
		return absent(r);
	if (request->part_count > 1 &&
	    (!bytes_decimal(request->parts[1], UINT32_MAX, &version) ||
		version == 0))
		return absent(r);
	rc = type == TYPE_UNKNOWN ? load_entry(r, n) :
				    load_thing(r, n, (unsigned)version, type);
	r->path = page_path(&r->p, "/%s", r->ref);
	return rc == ERR_NONE ? load_name(r) : rc;
}

/* ---- the same in other forms ---- */

static void
answer_twin(struct record *r)
{
	struct page *p = &r->p;
	struct json *v = NULL;
	enum err rc;

	if (bytes_is(p->request->suffix, "json")) {
		rc = showing_json(&r->s, &v, &p->e);
		if (rc == ERR_NONE) {
			buffer_release(&p->content);
			p->answer->cache = "public, max-age=5";
			answer_json(p->answer, p->request, 200, v);
			return;
		}
	} else if (bytes_is(p->request->suffix, "proof")) {
		rc = registry_receipt(p->registry, r->s.version, 0,
		    &p->answer->body, &p->e);
		if (rc == ERR_NONE) {
			buffer_release(&p->content);
			p->answer->type = "text/plain; charset=utf-8";
			p->answer->cache = "public, max-age=5";
			return;
		}
	} else {
		(void)absent(r);
	}
	page_fail(p, &p->e);
}

/* People, bodies and posts have one. */
static bool
answer_feed(void *context, struct http_request *request,
    struct http_answer *answer, enum entry_type type)
{
	const char *path = type == TYPE_PERSON ? "/persons/*" :
	    type == TYPE_ORG		       ? "/orgs/*" :
	    type == TYPE_POST		       ? "/posts/*" :
						 NULL;

	return path != NULL && bytes_is(request->suffix, "atom") &&
	    page_twin(context, request, answer, path);
}

bool
record_begin(struct record *r, void *context, struct http_request *request,
    struct http_answer *answer, enum entry_type type, const char *query)
{
	bool slug = false;
	enum err rc;

	if (answer_feed(context, request, answer, type) ||
	    !http_query_known(request, query, answer))
		return false;
	if (!page_begin(&r->p, context, request, answer))
		return false;
	rc = load(r, type, &slug);
	if (rc != ERR_NONE) {
		page_fail(&r->p, &r->p.e);
		return false;
	}
	if (slug) {
		buffer_release(&r->p.content);
		http_answer_redirect(request, answer, 308, r->path);
		return false;
	}
	if (bytes_is(request->suffix, "csv")) {
		buffer_release(&r->p.content);
		http_answer_redirect(request, answer, 302,
		    page_text(&r->p, "/api/v1/contacts.csv?%s=%s",
			type == TYPE_PERSON ? "of" : "with", r->ref));
		return false;
	}
	if (request->suffix.len != 0) {
		answer_twin(r);
		return false;
	}
	rc = told_of(&r->s, r->p.lang, &r->told, &r->p.e);
	if (rc != ERR_NONE)
		page_fail(&r->p, &r->p.e);
	return rc == ERR_NONE;
}

const char *
record_large(struct page *p, const char *text)
{
	struct buffer large = {0};
	const char *made;

	put_large(&large, bytes_text(text));
	made = large.failed ? NULL : arena_text(p->a, buffer_bytes(&large));
	buffer_release(&large);
	return made == NULL ? text : made;
}

/* ---- what became of it ---- */

static void
open_notice(struct page *p)
{
	html_open(&p->h, "div", "class", "govuk-inset-text", NULL);
	html_open(&p->h, "p", NULL);
}

static void
close_notice(struct page *p)
{
	html_close(&p->h, "p");
	html_close(&p->h, "div");
}

static const struct version_row *
withdrawal(const struct showing *s)
{
	if (s->number == NUMBER_NONE || !s->entity.annulled)
		return NULL;
	for (size_t i = s->version_count; i-- > 0;)
		if (s->versions[i].withdrawn)
			return &s->versions[i];
	return NULL;
}

static void
put_withdrawn(struct record *r)
{
	const struct version_row *v = withdrawal(&r->s);
	struct page *p = &r->p;

	if (v == NULL)
		return;
	open_notice(p);
	html_open(&p->h, "strong", "class", "govuk-tag app-tag--struck", NULL);
	html_say(&p->h, N_("Withdrawn"));
	html_close(&p->h, "strong");
	html_text(&p->h, " ");
	html_say(&p->h, N_("It stays in the log and counts no more. Withdrawn "
			   "on "));
	page_time(p, v->row.at_s);
	html_say(&p->h, N_(" by "));
	page_thing_of(p, object_thing_of_id(&p->objects, v->by));
	html_say(&p->h, N_(", ground: "));
	html_text(&p->h, code_words(CODE_ANNUL, v->code, p->lang));
	if (!json_is_null(v->reason)) {
		html_text(&p->h, ". ");
		html_open(&p->h, "q", NULL);
		page_both(p, v->reason);
		html_close(&p->h, "q");
	}
	close_notice(p);
}

static void
put_older(struct record *r)
{
	struct page *p = &r->p;

	if (r->s.number == NUMBER_NONE ||
	    r->s.version == r->s.entity.current ||
	    r->s.row.type != r->s.entity.id.type)
		return;
	open_notice(p);
	html_sayf(&p->h, N_("This is version %u, not the one in force. "),
	    r->s.row.version);
	html_link(&p->h, page_path(p, "/%s", r->ref),
	    bytes_text(page_text(p, N_("See version %u of %s"),
		r->s.entity.version, r->ref)));
	close_notice(p);
}

static void
put_invalid(struct record *r)
{
	struct page *p = &r->p;

	if (r->s.row.outcome == OUTCOME_INVALID) {
		open_notice(p);
		html_say(&p->h, N_("Not in force: it breaks a rule that "
				   "everybody applies. Rule: "));
		html_bytes(&p->h, r->s.row.code);
		close_notice(p);
	}
	if ((r->s.row.notes & NOTE_COMPETING) != 0) {
		open_notice(p);
		html_say(&p->h, N_("Not in force: another version was filed "
				   "before it on the same one."));
		close_notice(p);
	}
}

/* An import is nobody's own record until the office takes it over. */
static void
put_imported(struct record *r)
{
	const struct json *origin = json_get(json_get(r->s.entry.body,
	    "source_of_record"), "origin");

	if (r->s.entry.type != TYPE_CONTACT || json_is_null(origin))
		return;
	open_notice(&r->p);
	html_say(&r->p.h, N_("Imported from another data set, not confirmed "
			     "by the office."));
	close_notice(&r->p);
}

void
record_notices(struct record *r)
{
	put_withdrawn(r);
	put_older(r);
	put_invalid(r);
	put_imported(r);
}

void
record_rows(struct record *r, const char *but)
{
	told_put_list(&r->p, &r->told, but);
}

/* ---- beside it ---- */

static void
put_judged(struct record *r)
{
	struct page *p = &r->p;

	if (r->s.judged_count == 0)
		return;
	page_heading(p, 2, "judged", N_("Judged the same, or not"));
	html_open(&p->h, "ul", "class", "govuk-list govuk-list--bullet", NULL);
	for (size_t i = 0; i < r->s.judged_count; i++) {
		const struct same_row *n = &r->s.judged[i];
		char id[ID_TEXT_BYTES];

		id_print(id, &n->by);
		html_open(&p->h, "li", NULL);
		html_text(&p->h,
		    code_words(CODE_JUDGEMENT, n->judgement, p->lang));
		html_say(&p->h, N_(": "));
		page_thing(p, n->other);
		html_say(&p->h, N_(", as judged by "));
		page_thing_of(p, object_thing_of_id(&p->objects,
		    bytes_text(id)));
		html_text(&p->h, " (");
		html_link(&p->h, page_path(p, "/e/%llu",
		    (unsigned long long)n->entry),
		    bytes_text(page_text(p, N_("entry %llu"),
			(unsigned long long)n->entry)));
		html_text(&p->h, ")");
		if (n->both_count)
			html_say(&p->h, N_(". Both still count: one is to be "
			    "withdrawn, or filed as the other side's record."));
		html_close(&p->h, "li");
	}
	html_close(&p->h, "ul");
}

static void
put_declarations(struct record *r)
{
	struct page *p = &r->p;
	struct buffer words = {0};

	if (r->s.declaration_count == 0 || r->s.row.type == TYPE_COMPLETE)
		return;
	page_heading(p, 2, "declarations", N_("Declarations of completeness"));
	html_open(&p->h, "ul", "class", "govuk-list govuk-list--bullet", NULL);
	for (size_t i = 0; i < r->s.declaration_count; i++) {
		const struct declaration_row *d = &r->s.declarations[i];

		buffer_clear(&words);
		declaration_words(&words, d, registry_size(p->registry),
		    p->lang);
		html_open(&p->h, "li", NULL);
		html_bytes(&p->h, buffer_bytes(&words));
		html_text(&p->h, " ");
		page_thing(p, d->entity);
		html_close(&p->h, "li");
	}
	html_close(&p->h, "ul");
	buffer_release(&words);
}

static bool
has_other(const struct beside_other *list, size_t count, uint64_t number)
{
	for (size_t i = 0; i < count; i++)
		if (list[i].number == number)
			return true;
	return false;
}

/* What stands beside a statement is on its page already. */
static void
drop_beside(struct showing *s)
{
	const struct beside *b = &s->beside;
	size_t kept = 0;

	for (size_t i = 0; i < s->statement_count && s->has_beside; i++) {
		uint64_t n = s->statements[i];

		if (!has_other(b->denials, b->denial_count, n) &&
		    !has_other(b->replies, b->reply_count, n) &&
		    !has_other(b->rulings, b->ruling_count, n))
			s->statements[kept++] = n;
	}
	if (s->has_beside)
		s->statement_count = kept;
}

enum err
record_beside(struct record *r)
{
	struct page *p = &r->p;

	put_judged(r);
	put_declarations(r);
	drop_beside(&r->s);
	if (r->s.statement_count == 0)
		return ERR_NONE;
	page_heading(p, 2, "statements", r->s.row.type == TYPE_DOCUMENT ?
		N_("Statements in it") : N_("Statements that speak of it"));
	return statements_put(p, r->s.statements, r->s.statement_count,
	    r->ref);
}

/* ---- reply and proof ---- */

/* Amended through a form of its own (interfaces C2). */
static bool
has_amend_page(enum entry_type type)
{
	return type == TYPE_CONTACT || type == TYPE_NOTE ||
	    type == TYPE_STATEMENT || type == TYPE_DOCUMENT ||
	    type == TYPE_PERSON || type == TYPE_ORG || type == TYPE_POST;
}

void
record_reply(struct record *r)
{
	struct page *p = &r->p;
	struct register_policy policy;
	const struct world *w =
	    read_model_world(registry_read_model(p->registry));
	char id[ID_TEXT_BYTES];

	page_heading(p, 2, "reply", N_("Ask for a correction or reply"));
	html_open(&p->h, "p", "class", "govuk-body", NULL);
	html_say(&p->h, N_("Write to the registrar"));
	if (w->policy(w->context, &policy, NULL) == ERR_NONE) {
		id_print(id, &policy.registrar);
		html_text(&p->h, ", ");
		page_thing_of(p, object_thing_of_id(&p->objects,
		    bytes_text(id)));
	}
	html_sayf(&p->h, N_(", and name %s. A reply is filed as your "
			    "statement and shown on this page; nothing that "
			    "was filed before is changed unseen."), r->ref);
	html_close(&p->h, "p");
	if (!has_amend_page(r->s.row.type))
		return;
	html_open(&p->h, "p", "class", "govuk-body app-screen", NULL);
	html_link(&p->h, page_path(p, "/%s/amend", r->ref),
	    bytes_text(page_text(p, N_("Amend %s (with an account)"),
		r->ref)));
	html_close(&p->h, "p");
}

/* BASE/verify#e=ENTRY&l=LEAF&s=SIZE&r=ROOT: the fragment is never sent. */
static void
put_qr(struct record *r, const struct footing *f)
{
	struct page *p = &r->p;
	const char *base = serving_base_url(p->serving);
	char leaf[65];
	const char *url;

	if (base == NULL || f->size == 0)
		return;
	hash_print(leaf, &r->s.entry.leaf_hash);
	url = page_text(p, "%s/verify#e=%llu&l=%s&s=%llu&r=%s", base,
	    (unsigned long long)r->s.version, leaf,
	    (unsigned long long)f->size, f->root);
	html_open(&p->h, "div", "class", "app-print app-print--qr", NULL);
	if (qr_draw(&p->h, bytes_text(url),
		HTML_TR(&p->h, N_("Address that checks this entry")),
		&p->e) != ERR_NONE)
		p->h.broken = true;
	html_close(&p->h, "div");
}

void
record_proof(struct record *r)
{
	const struct footing *f = footing_of(&r->p);

	if (r->s.version >= f->size) {
		page_heading(&r->p, 2, "proof", N_("Proof"));
		page_paragraph(&r->p, N_("This entry is in the log and waits "
		    "for the next checkpoint; its proof is there then."));
		return;
	}
	page_proof_panel(&r->p, r->s.version,
	    page_text(&r->p, "/api/v1/entries/%llu/proof?size=%llu",
		(unsigned long long)r->s.version, (unsigned long long)f->size),
	    NULL);
	put_qr(r, f);
}

void
record_finish(struct record *r, unsigned forms)
{
	enum err rc = record_history(r);

	if (rc != ERR_NONE) {
		page_fail(&r->p, &r->p.e);
		return;
	}
	record_reply(r);
	record_proof(r);
	page_forms(&r->p, forms, r->p.request->part_count > 1 ?
		page_text(&r->p, "%s/v/%u", r->path, r->s.row.version) :
		r->path);
	page_finish(&r->p);
}
