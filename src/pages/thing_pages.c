/* /file/person and its likes, /p/N/amend and its likes */
#include "faces/words.h"
#include "pages/filing_receipt.h"
#include "pages/tables.h"
#include "pages/thing_form.h"

static const struct form_shape shape = {
    .texts = "identifiers authors about quote reason evidence"};

struct thing_page {
	struct amend_form a;
	const struct thing_kind *kind;
	bool amends;
	struct id holder;
};

/* People, bodies and posts are the registrar's; whoever may file may file what
 * was said and where. */
static enum right
right_of(const struct thing_page *x)
{
	enum entry_type type = thing_type(x->kind);
	bool paper = type == TYPE_DOCUMENT || type == TYPE_STATEMENT;

	if (x->amends)
		return paper ? RIGHT_AMEND : RIGHT_REGISTRAR;
	return paper ? RIGHT_FILE : RIGHT_REGISTRAR;
}

static const char *
path_of(struct thing_page *x, const char *below)
{
	struct page *p = &x->a.f.x.p;

	return x->amends ? page_path(p, "/%s/amend%s", x->a.ref, below) :
	    page_path(p, "/file/%s%s", thing_word(x->kind), below);
}

static const char *
mode_of(struct thing_page *x)
{
	return page_text(&x->a.f.x.p, "%s-%s", x->amends ? "amend" : "file",
	    thing_word(x->kind));
}

static void
begin_page(struct thing_page *x)
{
	struct page *p = &x->a.f.x.p;

	if (x->amends)
		page_title(p, N_("Amend %s"), x->a.ref);
	else
		page_title(p, "%s", message_in(p->lang,
		    thing_title(x->kind)));
	filing_crumb(p);
	if (x->amends)
		page_crumb(p, page_path(p, "/%s", x->a.ref), x->a.ref);
	filing_summary(p, &x->a.f.errors);
}

static void
put_form(struct thing_page *x)
{
	struct filing *f = &x->a.f;
	struct page *p = &f->x.p;

	begin_page(x);
	signed_form(&f->x, path_of(x, ""), f->t.kept.id, false);
	thing_put_fields(f, x->kind);
	if (x->amends) {
		page_heading(p, 2, "part-why", N_("The amendment"));
		amend_form_put_why(&x->a);
	}
	field_button(p, N_("Check answers"), NULL, NULL, NULL);
	signed_form_end(&f->x);
	page_finish(p);
}

static void
put_check(struct thing_page *x)
{
	struct filing *f = &x->a.f;
	struct page *p = &f->x.p;

	begin_page(x);
	thing_put_rows(f, x->kind);
	if (x->amends) {
		page_list(p);
		page_row(p, N_("Why"));
		html_text(&p->h, typed_get(&f->t, "reason"));
		page_row_end(p);
		page_list_end(p);
	}
	html_open(&p->h, "p", "class", "govuk-body", NULL);
	html_link(&p->h, page_text(p, "%s?draft=%s&change=1", path_of(x, ""),
	    f->t.kept.id), bytes_text(HTML_TR(&p->h, N_("Change answers"))));
	html_close(&p->h, "p");
	signed_form(&f->x, path_of(x, "/check"), f->t.kept.id, false);
	field_button(p, N_("File it"), NULL, NULL, NULL);
	signed_form_end(&f->x);
	page_finish(p);
}

/* ---- the entry ---- */

static enum err
make_amendment(struct thing_page *x, struct draft *d)
{
	struct filing *f = &x->a.f;
	struct page *p = &f->x.p;
	struct json *body = filing_amendable(&x->a.m.current, p->a);
	struct json *slots = json_new(p->a, JSON_OBJECT);
	struct amendment_words words;
	enum err rc;

	for (unsigned i = 0; i < SLOT_REASON; i++)
		if (!json_is_null(x->a.m.values.at[i]) &&
		    slot_name(thing_type(x->kind), i) != NULL)
			json_put(p->a, slots, slot_name(thing_type(x->kind),
			    i), json_clone(p->a, x->a.m.values.at[i]));
	rc = thing_make(f, x->kind, &x->a.base, body, slots);
	if (rc == ERR_NONE)
		rc = amend_form_words(&x->a, &words);
	if (rc != ERR_NONE || f->errors.count != 0)
		return rc;
	return next_version_draft(&x->a.m, d, body, slots, &words,
	    &x->holder, &p->e);
}

static enum err
make(struct thing_page *x, struct draft *d)
{
	struct filing *f = &x->a.f;
	struct page *p = &f->x.p;
	struct json *body = json_new(p->a, JSON_OBJECT);
	struct json *slots = json_new(p->a, JSON_OBJECT);
	enum err rc;

	if (x->amends)
		return make_amendment(x, d);
	rc = thing_make(f, x->kind, NULL, body, slots);
	if (rc != ERR_NONE || f->errors.count != 0)
		return rc;
	*d = (struct draft){.type = thing_type(x->kind), .by = x->holder,
	    .body = body};
	return filing_slots(&d->values, d->type, slots, &p->e);
}

static enum err
send(struct thing_page *x, struct draft *d, bool dry_run,
    struct acted *acted)
{
	struct filing *f = &x->a.f;
	enum err rc = filing_send(&f->x, &f->t, &x->holder, d, 1, true,
	    dry_run, acted);

	if (rc == ERR_NONE || rc == ERR_STORE || rc == ERR_MEMORY)
		return rc;
	filing_refusal(&f->x, &f->errors);
	return ERR_NONE;
}

/* ---- requests ---- */

/* /en/file/person, or /en/p/14/amend. */
static bool
find_kind(struct thing_page *x, const struct http_request *request)
{
	struct bytes path = bytes_of(request->path.at + 4,
	    request->path.len - 4);
	struct bytes word = bytes_of(path.at, bytes_find(path, '/'));

	x->amends = !bytes_is(word, "file");
	if (x->amends) {
		x->kind = thing_kind_of(bytes_is(word, "p") ? TYPE_PERSON :
		    bytes_is(word, "o")			    ? TYPE_ORG :
		    bytes_is(word, "post")		    ? TYPE_POST :
		    bytes_is(word, "d")			    ? TYPE_DOCUMENT :
							      TYPE_STATEMENT);
	} else {
		path = bytes_of(path.at + 5, path.len - 5);
		x->kind = thing_kind_named(bytes_of(path.at,
		    bytes_find(path, '/')));
	}
	return x->kind != NULL;
}

static bool
open_page(struct thing_page *x)
{
	static const char *const prefixes[TYPE_COUNT] = {
	    [TYPE_PERSON] = "p", [TYPE_ORG] = "o", [TYPE_POST] = "post",
	    [TYPE_DOCUMENT] = "d", [TYPE_STATEMENT] = "s"};
	struct signed_page *s = &x->a.f.x;
	enum entry_type type = thing_type(x->kind);

	if (x->amends) {
		if (!amend_form_open(&x->a, right_of(x), prefixes[type],
			type))
			return false;
		x->holder = x->a.office;
		thing_base(&x->a, x->kind, &x->a.base);
		return true;
	}
	if (acting_holder(s, &x->holder, &s->p.e) == ERR_NONE)
		return true;
	page_fail(&s->p, &s->p.e);
	return false;
}

static void
handle_show(void *context, struct http_request *request,
    struct http_answer *answer)
{
	struct thing_page x = {.kind = NULL};
	struct signed_page *s = &x.a.f.x;
	const char *draft;

	if (!find_kind(&x, request) ||
	    !http_query_known(request, "draft change", answer) ||
	    !signed_begin(s, context, request, answer, right_of(&x), false) ||
	    !open_page(&x))
		return;
	draft = page_query(&s->p, "draft");
	if (draft == NULL) {
		typed_begin(&x.a.f.t, s->p.a);
		if (x.amends)
			thing_base(&x.a, x.kind, &x.a.f.t);
		put_form(&x);
	} else if (typed_load(&x.a.f.t, s, draft, mode_of(&x))) {
		if (http_query(request, "change").len != 0)
			put_form(&x);
		else
			put_check(&x);
	}
}

static void
handle_take(void *context, struct http_request *request,
    struct http_answer *answer)
{
	struct thing_page x = {.kind = NULL};
	struct filing *f = &x.a.f;
	struct page *p = &f->x.p;
	struct acted acted;
	struct draft d;
	struct form form;
	enum err rc;

	if (!find_kind(&x, request) ||
	    !signed_post(&f->x, context, request, answer, right_of(&x), false,
		&shape, &form) || !open_page(&x))
		return;
	typed_begin(&f->t, p->a);
	if (f->x.draft[0] != '\0' &&
	    !typed_load(&f->t, &f->x, f->x.draft, mode_of(&x)))
		return;
	typed_take(&f->t, &form, thing_fields(x.kind, p->a));
	typed_take(&f->t, &form, "code reason evidence");
	json_put_cstr(p->a, f->t.packets, "path", path_of(&x, "") + 3);
	rc = make(&x, &d);
	if (rc == ERR_NONE && f->errors.count == 0)
		rc = send(&x, &d, true, &acted);
	if (rc != ERR_NONE)
		page_fail(p, &p->e);
	else if (f->errors.count != 0)
		put_form(&x);
	else if (typed_save(&f->t, &f->x, mode_of(&x), message_in(p->lang,
		     thing_title(x.kind))))
		page_see_other(p, page_text(p, "%s?draft=%s", path_of(&x, ""),
		    f->t.kept.id));
}

static void
handle_file(void *context, struct http_request *request,
    struct http_answer *answer)
{
	struct thing_page x = {.kind = NULL};
	struct filing *f = &x.a.f;
	struct page *p = &f->x.p;
	struct acted acted;
	struct draft d;
	struct form form;
	enum err rc;

	if (!find_kind(&x, request) ||
	    !signed_post(&f->x, context, request, answer, right_of(&x), false,
		NULL, &form) || !open_page(&x) ||
	    !typed_load(&f->t, &f->x, f->x.draft, mode_of(&x)))
		return;
	rc = make(&x, &d);
	if (rc == ERR_NONE && f->errors.count == 0)
		rc = send(&x, &d, false, &acted);
	if (rc != ERR_NONE)
		page_fail(p, &p->e);
	else if (f->errors.count != 0)
		put_form(&x);
	else
		filing_done(&f->x, &f->t, &acted);
}

#define ROUTES(path)                                                    \
	{"GET", "/{lang}/" path, handle_show, 0, HTTP_READ,             \
	    HTTP_PRIVATE},                                              \
	{"POST", "/{lang}/" path, handle_take, FILING_FORM_BYTES,       \
	    HTTP_WRITE, HTTP_PRIVATE},                                  \
	{"POST", "/{lang}/" path "/check", handle_file,                 \
	    FILING_FORM_BYTES, HTTP_WRITE, HTTP_PRIVATE}

static const struct http_route routes[] = {ROUTES("file/person"),
    ROUTES("file/org"), ROUTES("file/post"), ROUTES("file/tenure"),
    ROUTES("file/document"), ROUTES("file/statement"), ROUTES("p/*/amend"),
    ROUTES("o/*/amend"), ROUTES("post/*/amend"), ROUTES("d/*/amend"),
    ROUTES("s/*/amend")};
const struct http_route_table thing_pages_table = {routes, COUNT(routes)};
