/* /c/N/annul and its likes: withdrawn with a reason, never gone */
#include "faces/words.h"
#include "pages/amending.h"
#include "pages/filing_receipt.h"
#include "pages/tables.h"
#include "register/naming.h"

#define ANNUL_MODE "annul"

static const struct form_shape shape = {.texts = "reason"};

struct annulling {
	struct amend_form a; /* fields code, reason, authority */
	uint64_t authority;
};

/* Its kind by the path: /en/c/14/annul. */
static bool
open_thing(struct annulling *x)
{
	static const struct {
		const char *prefix;
		enum entry_type type;
	} kinds[] = {{"c", TYPE_CONTACT}, {"n", TYPE_NOTE},
	    {"s", TYPE_STATEMENT}, {"d", TYPE_DOCUMENT}, {"p", TYPE_PERSON},
	    {"o", TYPE_ORG}, {"post", TYPE_POST}};
	struct bytes path = x->a.f.x.p.request->path;
	struct bytes rest = bytes_of(path.at + 4, path.len - 4);

	for (size_t i = 0; i < COUNT(kinds); i++)
		if (bytes_is(bytes_of(rest.at, bytes_find(rest, '/')),
			kinds[i].prefix))
			return amend_form_open(&x->a, RIGHT_ANNUL,
			    kinds[i].prefix, kinds[i].type);
	return false;
}

static void
put_thing(struct annulling *x)
{
	struct page *p = &x->a.f.x.p;
	struct html *h = &p->h;
	struct buffer words = {0};

	page_title(p, N_("Withdraw %s"), x->a.ref);
	filing_crumb(p);
	page_crumb(p, page_path(p, "/%s", x->a.ref), x->a.ref);
	filing_summary(p, &x->a.f.errors);
	html_open(h, "p", "class", "app-sentence", NULL);
	if (x->a.m.row.id.type == TYPE_CONTACT) {
		contact_sentence(&words, object_row(&p->objects,
		    x->a.m.row.current, 0), p->lang);
		html_bytes(h, buffer_bytes(&words));
		html_text(h, ".");
		buffer_release(&words);
	} else {
		page_thing(p, x->a.number);
	}
	html_close(h, "p");
	page_paragraph(p, N_("It stays in the log and on its page, struck, "
	    "with your reason, and counts no more. A withdrawal cannot be "
	    "withdrawn."));
}

static void
put_form(struct annulling *x)
{
	struct page *p = &x->a.f.x.p;
	struct typed *t = &x->a.f.t;
	struct choice list[8];
	const char *code;
	size_t n = 0;

	put_thing(x);
	for (size_t i = 0; (code = code_at(CODE_ANNUL, i)) != NULL &&
	     n < COUNT(list); i++) {
		if (strcmp(code, "split") == 0)
			continue; /* comes with its parts alone */
		list[n++] = (struct choice){.value = code,
		    .label = code_words(CODE_ANNUL, bytes_text(code),
			p->lang),
		    .chosen = typed_has(t, "code", code)};
	}
	signed_form(&x->a.f.x, page_path(p, "/%s/annul", x->a.ref),
	    t->kept.id, false);
	field_choices(p, "code", N_("Ground"), NULL, list, n, false,
	    &x->a.f.errors);
	field_put(p, &(struct input){.name = "reason", .label = N_("Why"),
	    .hint = N_("Readers see it on the page"),
	    .value = typed_get(t, "reason"), .rows = 3}, &x->a.f.errors);
	field_put(p, &(struct input){.name = "authority",
	    .label = N_("Order that it rests on"),
	    .hint = N_("For a withdrawal by order alone: d/20"),
	    .value = typed_get(t, "authority"),
	    .css = "govuk-input--width-10"}, &x->a.f.errors);
	field_button(p, N_("Check the withdrawal"), NULL, NULL, NULL);
	signed_form_end(&x->a.f.x);
	page_finish(p);
}

static void
put_check(struct annulling *x)
{
	struct page *p = &x->a.f.x.p;
	struct typed *t = &x->a.f.t;

	put_thing(x);
	page_list(p);
	page_row(p, N_("Ground"));
	html_text(&p->h, code_words(CODE_ANNUL, bytes_text(typed_get(t,
	    "code")), p->lang));
	page_row_end(p);
	page_row(p, N_("Why"));
	html_text(&p->h, typed_get(t, "reason"));
	page_row_end(p);
	if (x->authority != NUMBER_NONE) {
		page_row(p, N_("Order"));
		page_thing(p, x->authority);
		page_row_end(p);
	}
	page_list_end(p);
	signed_form(&x->a.f.x, page_path(p, "/%s/annul", x->a.ref),
	    t->kept.id, false);
	field_hidden(p, "go", "file");
	field_button(p, N_("Withdraw it"), NULL, NULL,
	    "govuk-button--warning");
	signed_form_end(&x->a.f.x);
	page_finish(p);
}

/* What is wrong goes to its field. */
static enum err
check_fields(struct annulling *x)
{
	struct page *p = &x->a.f.x.p;
	struct typed *t = &x->a.f.t;
	const char *authority = typed_given(t, "authority");
	const char *code = typed_get(t, "code"), *known = NULL;
	enum err rc = ERR_NONE;

	x->authority = NUMBER_NONE;
	for (size_t i = 0; (known = code_at(CODE_ANNUL, i)) != NULL; i++)
		if (strcmp(known, code) == 0)
			break;
	if (known == NULL)
		field_error(&x->a.f.errors, "code",
		    message_in(p->lang, N_("Choose the ground")));
	if (typed_given(t, "reason") == NULL)
		field_error(&x->a.f.errors, "reason",
		    message_in(p->lang, N_("Say why it is withdrawn")));
	if (strcmp(code, "order") == 0 && authority == NULL)
		field_error(&x->a.f.errors, "authority",
		    message_in(p->lang, N_("Name the order: a document of "
			"the register")));
	if (authority != NULL)
		rc = registry_resolve(p->registry, authority,
		    TYPE_BIT(TYPE_DOCUMENT), "", &x->authority, p->a, &p->e);
	if (rc == ERR_INPUT || rc == ERR_ABSENT) {
		filing_error(&x->a.f.errors, p, "authority", &p->e);
		error_clear(&p->e);
		rc = ERR_NONE;
	}
	return rc;
}

static enum err
send(struct annulling *x, bool dry_run, struct acted *acted)
{
	struct page *p = &x->a.f.x.p;
	const struct amendment_words words = {
	    .code = typed_get(&x->a.f.t, "code"),
	    .reason = text_typed(&x->a.f.t, "reason", page_lang(p))};
	struct draft d;
	enum err rc = withdrawal_draft(&x->a.m, &d, &words, x->authority,
	    &x->a.office, &p->e);

	if (rc == ERR_NONE)
		rc = filing_send(&x->a.f.x, &x->a.f.t, &x->a.office, &d, 1,
		    true, dry_run, acted);
	if (rc == ERR_NONE || rc == ERR_STORE || rc == ERR_MEMORY)
		return rc;
	filing_refusal(&x->a.f.x, &x->a.f.errors);
	return ERR_NONE;
}

static void
handle_annul(void *context, struct http_request *request,
    struct http_answer *answer)
{
	struct annulling x = {.authority = NUMBER_NONE};
	struct signed_page *s = &x.a.f.x;
	const char *draft;

	if (!http_query_known(request, "draft", answer) ||
	    !signed_begin(s, context, request, answer, RIGHT_ANNUL, false) ||
	    !open_thing(&x))
		return;
	draft = page_query(&s->p, "draft");
	typed_begin(&x.a.f.t, s->p.a);
	if (draft == NULL) {
		put_form(&x);
		return;
	}
	if (!typed_load(&x.a.f.t, s, draft, ANNUL_MODE))
		return;
	if (check_fields(&x) != ERR_NONE)
		page_fail(&s->p, &s->p.e);
	else if (x.a.f.errors.count != 0)
		put_form(&x);
	else
		put_check(&x);
}

static void
handle_annul_post(void *context, struct http_request *request,
    struct http_answer *answer)
{
	struct annulling x = {.authority = NUMBER_NONE};
	struct signed_page *s = &x.a.f.x;
	struct page *p = &s->p;
	struct acted acted;
	struct form form;
	bool file;
	enum err rc;

	if (!signed_post(s, context, request, answer, RIGHT_ANNUL, false,
		&shape, &form))
		return;
	typed_begin(&x.a.f.t, p->a);
	/* one that was filed leads to its receipt, though the thing is gone */
	if (s->draft[0] != '\0' &&
	    !typed_load(&x.a.f.t, s, s->draft, ANNUL_MODE))
		return;
	if (!open_thing(&x))
		return;
	file = bytes_is(form_value(&form, "go"), "file");
	if (!file)
		typed_take(&x.a.f.t, &form, "code reason authority");
	json_put_cstr(p->a, x.a.f.t.packets, "path",
	    page_text(p, "/%s/annul", x.a.ref));
	rc = check_fields(&x);
	if (rc == ERR_NONE && x.a.f.errors.count == 0)
		rc = send(&x, !file, &acted);
	if (rc != ERR_NONE)
		page_fail(p, &p->e);
	else if (x.a.f.errors.count != 0)
		put_form(&x);
	else if (file)
		filing_done(s, &x.a.f.t, &acted);
	else if (typed_save(&x.a.f.t, s, ANNUL_MODE, page_text(p,
		     N_("Withdrawal of %s"), x.a.ref)))
		page_see_other(p, page_path(p, "/%s/annul?draft=%s",
		    x.a.ref, x.a.f.t.kept.id));
}

#define ROUTES(prefix)                                                \
	{"GET", "/{lang}/" prefix "/*/annul", handle_annul, 0,        \
	    HTTP_READ, HTTP_PRIVATE},                                 \
	{"POST", "/{lang}/" prefix "/*/annul", handle_annul_post,     \
	    FILING_FORM_BYTES, HTTP_WRITE, HTTP_PRIVATE}

static const struct http_route routes[] = {ROUTES("c"), ROUTES("n"),
    ROUTES("s"), ROUTES("d"), ROUTES("p"), ROUTES("o"), ROUTES("post")};
const struct http_route_table annulling_table = {routes, COUNT(routes)};
