/* /file/receipt: what was filed under a draft */
#include "pages/filing_receipt.h"

#include "faces/words.h"
#include "pages/tables.h"
#include "register/naming.h"

void
filing_crumb(struct page *p)
{
	page_crumb(p, page_path(p, "/account"),
	    message_in(p->lang, N_("Your account")));
}

void
filing_summary(struct page *p, const struct field_errors *errors)
{
	unsigned status = p->status;

	field_summary(p, errors);
	if (strcmp(p->request->method, "GET") == 0)
		p->status = status;
}

enum err
filing_send(struct signed_page *x, const struct typed *t,
    const struct id *holder, struct draft *drafts, size_t count,
    bool confirm, bool dry_run, struct acted *out)
{
	const struct act act = {.account = &x->account,
	    .holder = *holder,
	    .key = t->kept.id,
	    .body = typed_hash(t),
	    .drafts = drafts,
	    .draft_count = count,
	    .confirm = confirm,
	    .dry_run = dry_run};

	return acting_file(x->p.serving, &act, out, x->p.a, &x->p.e);
}

void
filing_done(struct signed_page *x, const struct typed *t,
    const struct acted *acted)
{
	enum err rc = draft_filed(x->accounts, x->account.id,
	    bytes_text(t->kept.id), acted->filed[0].number, x->now_s,
	    &x->p.e);

	if (rc != ERR_NONE && rc != ERR_CONFLICT) {
		page_fail(&x->p, &x->p.e);
		return;
	}
	page_see_other(&x->p, page_path(&x->p, "/file/receipt?draft=%s",
	    t->kept.id));
}

void
filing_refusal(struct signed_page *x, struct field_errors *errors)
{
	struct page *p = &x->p;
	char *text = page_text(p, "%s", p->e.text)[0] == '\0' ? NULL :
	    arena_text(p->a, bytes_text(p->e.text));

	if (text == NULL)
		return;
	if (text[0] >= 'a' && text[0] <= 'z')
		text[0] = (char)(text[0] & 0xdf);
	field_error(errors, "content", p->e.mend[0] == '\0' ? text :
	    page_text(p, "%s. %s.", text, p->e.mend));
}

/* ---- warnings ---- */

bool
filing_has_warnings(const struct acted *acted)
{
	for (size_t i = 0; i < acted->count; i++)
		if (acted->filed[i].warnings.count != 0)
			return true;
	return false;
}

static void
put_warning(struct page *p, const struct warning *w)
{
	struct html *h = &p->h;
	char ref[REF_BYTES];

	html_open(h, "li", NULL);
	html_say(h, w->text);
	if (strcmp(w->code, "summary_short") == 0) {
		html_text(h, " ");
		html_say(h, N_("(say what about)"));
	}
	if (w->number != NUMBER_NONE) {
		ref_print(ref, TYPE_CONTACT, w->number);
		html_text(h, " ");
		html_link(h, page_path(p, "/%s", ref), bytes_text(ref));
	}
	html_close(h, "li");
}

void
filing_put_warnings(struct signed_page *x, const struct acted *acted,
    const struct field_errors *errors)
{
	struct page *p = &x->p;
	struct html *h = &p->h;
	const struct choice confirm[] = {{.value = "yes",
	    .label = HTML_TR(h, N_("I have read these warnings, and what "
		"stands above is as exact as we know it"))}};

	if (!filing_has_warnings(acted))
		return;
	page_heading(p, 2, "warnings", N_("Warnings"));
	html_open(h, "ul", "class", "govuk-list govuk-list--bullet", NULL);
	for (size_t i = 0; i < acted->count; i++)
		for (size_t k = 0; k < acted->filed[i].warnings.count; k++)
			put_warning(p, &acted->filed[i].warnings.at[k]);
	html_close(h, "ul");
	field_choices(p, "confirm", N_("To be confirmed"), NULL, confirm, 1,
	    true, errors);
}

/* ---- the page ---- */

static const char *
type_title(enum entry_type type)
{
	return type == TYPE_CONTACT ? N_("Contact") :
	    type == TYPE_NOTE	    ? N_("Note") :
	    type == TYPE_COMPLETE   ? N_("Declaration") :
	    type == TYPE_ANNUL	    ? N_("Withdrawal") :
	    type == TYPE_DOCUMENT   ? N_("Document") :
	    type == TYPE_STATEMENT  ? N_("Statement") :
				      N_("Entry");
}

/* "late by 3 days under the rule office (rule not confirmed)" */
static void
put_due(struct page *p, const struct json *due)
{
	struct html *h = &p->h;
	struct bytes state = json_get_text(due, "state");
	struct bytes rule = json_get_text(due, "rule");
	struct buffer day = {0};

	if (json_is_null(due))
		return;
	page_row(p, N_("Due"));
	when_words(&day, json_get_text(due, "by"), p->lang);
	if (bytes_is(state, "late"))
		html_sayf(h, N_("Late by %lld days (due %s)"),
		    (long long)json_get_number(due, "late_days", 0),
		    buffer_cstr(&day));
	else if (bytes_is(state, "perhaps_late"))
		html_sayf(h, N_("Perhaps late (due %s)"), buffer_cstr(&day));
	else
		html_sayf(h, N_("In time (due %s)"), buffer_cstr(&day));
	html_sayf(h, N_(", under the rule %.*s"), (int)rule.len,
	    rule.len == 0 ? "" : (const char *)rule.at);
	if (!json_get_bool(due, "confirmed"))
		html_say(h, N_(" (rule not confirmed)"));
	buffer_release(&day);
	page_row_end(p);
}

static void
put_filed(struct page *p, const struct filed *filed, bool published)
{
	struct html *h = &p->h;
	const struct json *v = object_filed(&p->objects, filed, published);
	struct bytes ref = json_get_text(v, "ref");
	struct bytes leaf = json_get_text(v, "leaf");

	html_open(h, "section", "class", "app-receipt", NULL);
	html_element_say(h, "h2", "govuk-heading-m", type_title(filed->type));
	page_list(p);
	page_row(p, N_("Reference"));
	html_link(h, page_path(p, "/%.*s", (int)ref.len,
	    (const char *)ref.at), ref);
	page_row_end(p);
	page_row(p, N_("Entry"));
	html_number(h, filed->number);
	page_row_end(p);
	page_row(p, N_("Leaf hash"));
	html_open(h, "span", "class", "app-hash", NULL);
	html_bytes(h, leaf);
	html_close(h, "span");
	page_row_end(p);
	page_row(p, N_("Stage"));
	html_say(h, published ? N_("public, under a checkpoint") :
		N_("filed; public after the next checkpoint (about 1 s)"));
	page_row_end(p);
	put_due(p, json_get(v, "due"));
	if (published) {
		page_row(p, N_("Proof"));
		html_link(h, page_text(p, "/api/v1/entries/%llu/proof",
		    (unsigned long long)filed->number),
		    bytes_text(page_text(p,
			N_("Proof file of entry %llu"),
			(unsigned long long)filed->number)));
		page_row_end(p);
	}
	page_list_end(p);
	html_close(h, "section");
}

static void
put_next(struct page *p, const struct acted *acted)
{
	struct html *h = &p->h;
	bool noted = false;

	for (size_t i = 0; i < acted->count; i++)
		noted = noted || acted->filed[i].type == TYPE_NOTE;
	page_heading(p, 2, "next", N_("What happens next"));
	html_open(h, "ul", "class", "govuk-list govuk-list--bullet", NULL);
	html_element_say(h, "li", NULL, N_("The next checkpoint makes it "
	    "public, and anybody can prove it from then on."));
	if (noted)
		html_element_say(h, "li", NULL, N_("The department finds the "
		    "note on its desk, and acknowledges it."));
	html_element_say(h, "li", NULL, N_("What turns out to be wrong is "
	    "amended: both versions stay."));
	html_close(h, "ul");
}

static void
put_receipt(struct signed_page *x, const struct acted *acted,
    const char *draft)
{
	struct page *p = &x->p;
	bool published = acted_is_published(p->serving, acted);

	page_title(p, "%s", message_in(p->lang, N_("Receipt")));
	filing_crumb(p);
	for (size_t i = 0; i < acted->count; i++)
		put_filed(p, &acted->filed[i], published);
	if (!published) {
		html_open(&p->h, "p", "class", "govuk-body", NULL);
		html_link(&p->h, page_path(p, "/file/receipt?draft=%s",
		    draft), bytes_text(HTML_TR(&p->h,
		    N_("Load this receipt again, with its proof"))));
		html_close(&p->h, "p");
	}
	put_next(p, acted);
	page_finish(p);
}

static void
handle_receipt(void *context, struct http_request *request,
    struct http_answer *answer)
{
	struct signed_page x;
	struct page *p = &x.p;
	struct kept_draft kept;
	struct acted acted;
	const char *draft;
	enum err rc;

	if (!http_query_known(request, "draft", answer) ||
	    !signed_begin(&x, context, request, answer, RIGHT_ANY, false))
		return;
	draft = page_query(p, "draft");
	rc = draft_get(x.accounts, x.account.id,
	    bytes_text(draft == NULL ? "" : draft), &kept, NULL, &p->e);
	if (rc == ERR_NONE && kept.filed)
		rc = acting_before(p->serving, &x.account, kept.id, NULL,
		    &acted, p->a, &p->e);
	else if (rc == ERR_NONE)
		rc = error_set(&p->e, ERR_ABSENT,
		    "this draft has not been filed");
	if (rc != ERR_NONE)
		page_fail(p, &p->e);
	else
		put_receipt(&x, &acted, kept.id);
}

static const struct http_route routes[] = {
	{"GET", "/{lang}/file/receipt", handle_receipt, 0, HTTP_READ,
	    HTTP_PRIVATE},
};
const struct http_route_table filing_receipt_table = {routes,
    COUNT(routes)};
