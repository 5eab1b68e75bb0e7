/* /c/N/amend: old beside new, why, and what the history will say */
#include "pages/amending.h"

#include <stdio.h>

#include "faces/words.h"
#include "pages/filing_receipt.h"
#include "pages/tables.h"
#include "register/naming.h"

#define AMEND_FIELDS "code reason evidence"

static const struct form_shape shape = {
    .texts = "summary sought described present arranged_by reason evidence",
    .repeated = "topic law"};

/* ---- the thing of the path ---- */

/* Who acts: the office that may for this official; where no official is
 * named, who filed it, if the account may for them; else the registrar. */
static bool
may_act(struct amend_form *a, enum right right)
{
	struct page *p = &a->f.x.p;
	struct row_entity subject;
	const struct id *office = NULL;
	char by[ID_TEXT_BYTES];
	struct id id;

	id_print(by, &a->m.current.by);
	if (id_parse(json_get_text(a->m.current.body, "subject"), &id) &&
	    read_model_by_id(registry_read_model(p->registry), &id, &subject,
		NULL) == ERR_NONE)
		office = acting_for_office(&a->f.officials, subject.number);
	if (office != NULL) {
		a->office = *office;
		return true;
	}
	if (!signed_may(&a->f.x, right, by))
		return false;
	a->office = a->m.current.by;
	if (a->f.x.account.tier != TIER_REGISTRAR ||
	    acting_holder(&a->f.x, &a->office, &p->e) == ERR_NONE)
		return true;
	page_fail(p, &p->e);
	return false;
}

bool
amend_form_open(struct amend_form *a, enum right right, const char *prefix,
    enum entry_type type)
{
	struct page *p = &a->f.x.p;
	struct row_entity row;
	enum err rc = ERR_ABSENT;

	a->f.one = a->f.amending = true;
	if (p->request->part_count != 0 && bytes_decimal(
		p->request->parts[0], JSON_NUMBER_MAX, &a->number))
		rc = read_model_by_number(registry_read_model(p->registry),
		    a->number, &row, &p->e);
	if (rc == ERR_ABSENT || (rc == ERR_NONE && row.id.type != type)) {
		page_refuse(p, 404, "not-found", N_("there is no such thing"));
		return false;
	}
	a->ref = page_text(p, "%s/%llu", prefix,
	    (unsigned long long)a->number);
	if (rc == ERR_NONE)
		rc = next_version_load(&a->m, p->registry, a->number, p->a,
		    &p->e);
	if (rc == ERR_NONE)
		rc = acting_for_list(&a->f.officials, &a->f.x, right, &p->e);
	if (rc != ERR_NONE) {
		page_fail(p, &p->e);
		return false;
	}
	if (row.annulled) {
		page_refuse(p, 409, "conflict", N_("it was withdrawn"));
		return false;
	}
	return may_act(a, right);
}

/* ---- the form ---- */

void
amend_form_put_why(struct amend_form *a)
{
	static const char *const codes[] = {"correction", "completion",
	    "progress"};
	struct page *p = &a->f.x.p;
	struct choice list[COUNT(codes)];

	for (size_t i = 0; i < COUNT(codes); i++)
		list[i] = (struct choice){.value = codes[i],
		    .label = code_words(CODE_AMENDMENT, bytes_text(codes[i]),
			p->lang),
		    .chosen = typed_has(&a->f.t, "code", codes[i])};
	field_choices(p, "code", N_("What kind of amendment it is"),
	    N_("Carried on: a planned contact was held, or called off"), list,
	    COUNT(codes), false, &a->f.errors);
	field_put(p, &(struct input){.name = "reason",
	    .label = N_("Why"), .hint = N_("Readers see it beside the change"),
	    .value = typed_get(&a->f.t, "reason"), .rows = 3}, &a->f.errors);
	field_put(p, &(struct input){.name = "evidence",
	    .label = N_("What it rests on (optional)"),
	    .hint = N_("References, one on each line: d/20"),
	    .value = typed_get(&a->f.t, "evidence"), .rows = 2},
	    &a->f.errors);
}

static void
begin_page(struct amend_form *a, const char *title)
{
	struct page *p = &a->f.x.p;

	page_title(p, "%s", title);
	filing_crumb(p);
	page_crumb(p, page_path(p, "/%s", a->ref), a->ref);
}

static void
put_form(struct amend_form *a)
{
	static const enum filing_step steps[] = {FILING_WITH, FILING_WHEN,
	    FILING_DAYS, FILING_HOW, FILING_ABOUT};
	struct page *p = &a->f.x.p;

	begin_page(a, page_text(p, N_("Amend %s"), a->ref));
	filing_summary(p, &a->f.errors);
	page_paragraph(p, N_("The version in force stands in the fields. What "
	    "you change becomes the next version; the old one stays, beside "
	    "it, for everybody."));
	signed_form(&a->f.x, page_path(p, "/%s/amend", a->ref),
	    a->f.t.kept.id, false);
	for (size_t i = 0; i < COUNT(steps); i++) {
		page_heading(p, 2, page_text(p, "part-%s",
		    filing_step_word(steps[i])), filing_step_title(steps[i]));
		if (!filing_put_fields(&a->f, steps[i])) {
			page_fail(p, &p->e);
			return;
		}
	}
	page_heading(p, 2, "part-why", N_("The amendment"));
	amend_form_put_why(a);
	field_button(p, N_("Compare old and new"), "go", "next", NULL);
	signed_form_end(&a->f.x);
	page_finish(p);
}

/* What the form was opened with goes along in the draft. */
static void
keep_base(struct amend_form *a)
{
	char hex[65];

	hash_print(hex, &a->m.now.head);
	json_put(a->f.t.a, a->f.t.packets, "base", a->base.fields);
	json_put_cstr(a->f.t.a, a->f.t.packets, "seen", hex);
	json_put_cstr(a->f.t.a, a->f.t.packets, "ref", a->ref);
	json_put_cstr(a->f.t.a, a->f.t.packets, "path",
	    page_text(&a->f.x.p, "/%s/amend", a->ref));
}

/* The draft of this thing; its base is what was seen. */
static bool
load_draft(struct amend_form *a, const char *draft)
{
	struct page *p = &a->f.x.p;

	if (!typed_load(&a->f.t, &a->f.x, draft, AMEND_MODE))
		return false;
	if (!bytes_is(json_get_text(a->f.t.packets, "ref"), a->ref)) {
		page_refuse(p, 404, "not-found",
		    N_("there is no such draft"));
		return false;
	}
	typed_begin(&a->base, p->a);
	a->base.fields = json_clone(p->a, json_get(a->f.t.packets, "base"));
	return true;
}

static void
handle_amend(void *context, struct http_request *request,
    struct http_answer *answer)
{
	struct amend_form a = {.number = 0};
	struct page *p = &a.f.x.p;
	const char *draft;

	if (!http_query_known(request, "draft", answer) ||
	    !signed_begin(&a.f.x, context, request, answer, RIGHT_AMEND,
		false) ||
	    !amend_form_open(&a, RIGHT_AMEND, "c", TYPE_CONTACT))
		return;
	draft = page_query(p, "draft");
	if (draft != NULL) {
		if (!load_draft(&a, draft))
			return;
	} else {
		amend_form_base(&a, &a.f.t);
	}
	put_form(&a);
}

/* ---- stale ---- */

static bool
is_stale(const struct amend_form *a)
{
	struct hash seen;

	return !hash_parse(json_get_text(a->f.t.packets, "seen"), &seen) ||
	    next_version_check(&a->m, &seen, NULL) != ERR_NONE;
}

static const char *
all_fields(struct amend_form *a)
{
	struct buffer names = {0};
	const char *made;

	for (enum filing_step s = FILING_WITH; s <= FILING_ABOUT; s++)
		buffer_printf(&names, "%s%s", s == FILING_WITH ? "" : " ",
		    filing_step_fields(s));
	made = arena_text(a->f.x.p.a, buffer_bytes(&names));
	buffer_release(&names);
	return made == NULL ? "" : made;
}

static const char *
joined(struct page *p, const struct json *fields, const char *name)
{
	const struct json *list = json_get(fields, name);
	struct buffer all = {0};
	const char *made;

	for (const struct json *v = list == NULL ? NULL : list->first;
	     v != NULL; v = v->next) {
		if (v != list->first)
			buffer_text(&all, ", ");
		buffer_add(&all, v->text);
	}
	made = arena_text(p->a, buffer_bytes(&all));
	buffer_release(&all);
	return made == NULL ? "" : made;
}

static const struct {
	const char *field, *label;
} labels[] = {
    {"with", N_("With whom")}, {"described", N_("Who it was")},
    {"as", N_("In which post")}, {"state", N_("State")},
    {"when_mode", N_("How well the day is known")}, {"day", N_("Day")},
    {"month", N_("Month")}, {"year", N_("Year")},
    {"earliest", N_("Earliest day")}, {"latest", N_("Latest day")},
    {"from", N_("From")}, {"to", N_("To")}, {"times", N_("How many")},
    {"time", N_("Time")}, {"kind", N_("Kind")}, {"status", N_("Status")},
    {"initiated_by", N_("Who asked for it")},
    {"arranged_by", N_("Who arranged it")}, {"place", N_("Place")},
    {"country", N_("Country")}, {"minutes", N_("Minutes")},
    {"present", N_("Who else was there")},
    {"basis", N_("Where it is known from")},
    {"summary", N_("What it was about")}, {"topic", N_("Topics")},
    {"sought", N_("What was sought")}, {"law", N_("Laws and bills")},
};

static void
cell(struct page *p, const char *tag, const char *text)
{
	struct html *h = &p->h;

	html_open(h, "td", "class", "govuk-table__cell", NULL);
	if (text[0] != '\0' && tag != NULL)
		html_element(h, tag, NULL, text);
	else
		html_text(h, text);
	html_close(h, "td");
}

/* Each field that differs: as it was, (as it is now,) as it was typed. */
static void
put_changes(struct amend_form *a, const struct json *now)
{
	static const char *const two[] = {N_("Field"), N_("Removed"),
	    N_("Added"), NULL};
	static const char *const three[] = {N_("Field"),
	    N_("When you began"), N_("Now"), N_("What you typed"), NULL};
	struct page *p = &a->f.x.p;
	struct html *h = &p->h;

	page_table(p, HTML_TR(h, N_("What changes")), now == NULL ? two :
								    three);
	for (size_t i = 0; i < COUNT(labels); i++) {
		const char *was = joined(p, a->base.fields, labels[i].field);
		const char *typed = joined(p, a->f.t.fields, labels[i].field);
		const char *is = now == NULL ? was :
		    joined(p, now, labels[i].field);

		if (strcmp(was, typed) == 0 && strcmp(was, is) == 0)
			continue;
		html_open(h, "tr", "class", "govuk-table__row", NULL);
		html_open(h, "th", "scope", "row", "class",
		    "govuk-table__header", NULL);
		html_say(h, labels[i].label);
		html_close(h, "th");
		cell(p, now == NULL ? "del" : NULL, was);
		if (now != NULL)
			cell(p, NULL, is);
		cell(p, now == NULL ? "ins" : NULL, typed);
		html_close(h, "tr");
	}
	page_table_end(p);
}

/* 412: somebody amended it meanwhile; what was typed is merged, not lost. */
static void
put_stale(struct amend_form *a)
{
	struct page *p = &a->f.x.p;
	struct html *h = &p->h;
	struct typed now;

	amend_form_base(a, &now);
	begin_page(a, page_text(p, N_("%s was amended meanwhile"), a->ref));
	p->status = 412;
	html_open(h, "p", "class", "govuk-body", NULL);
	html_sayf(h, N_("Entry %llu amended it after you opened the form. "
	    "Nothing was filed, and nothing you typed is lost."),
	    (unsigned long long)a->m.row.current);
	html_close(h, "p");
	put_changes(a, now.fields);
	signed_form(&a->f.x, page_path(p, "/%s/amend/check", a->ref),
	    a->f.t.kept.id, false);
	field_button(p, N_("Merge: my changes over the version of now"), "go",
	    "merge", NULL);
	signed_form_end(&a->f.x);
	page_finish(p);
}

/* Fields that were not touched take the value of now. */
static void
merge(struct amend_form *a)
{
	struct bytes rest = bytes_text(all_fields(a));
	struct typed now;
	char name[40];

	amend_form_base(a, &now);
	while (rest.len != 0) {
		size_t len = bytes_find(rest, ' ');

		(void)snprintf(name, sizeof name, "%.*s", (int)len,
		    (const char *)rest.at);
		if (!amend_form_touched(a, name))
			json_put(a->f.t.a, a->f.t.fields, name,
			    json_get(now.fields, name) == NULL ?
				json_new(a->f.t.a, JSON_ARRAY) :
				json_clone(a->f.t.a,
				    json_get(now.fields, name)));
		len += len < rest.len;
		rest = bytes_of(rest.at + len, rest.len - len);
	}
	a->base = now;
	keep_base(a);
}

/* ---- old beside new ---- */

static void
put_sentences(struct amend_form *a, const struct draft *d)
{
	struct page *p = &a->f.x.p;
	struct html *h = &p->h;
	struct buffer words = {0};
	const struct json *rows[2];
	static const char *const heads[] = {N_("The version in force"),
	    N_("The next version")};
	struct slot_values shown;
	struct visibility v;

	visibility_read(&v, d->body);
	for (unsigned i = 0; i < SLOT_COUNT; i++)
		shown.at[i] = v.tier == TIER_PUBLIC &&
			(v.sealed >> i & 1) == 0 ? d->values.at[i] : NULL;
	rows[0] = object_row(&p->objects, a->m.row.current, 0);
	rows[1] = object_row_draft(&p->objects, d->body, &shown, NULL);
	html_open(h, "div", "class", "app-beside", NULL);
	for (size_t i = 0; i < 2; i++) {
		html_open(h, "section", NULL);
		html_element_say(h, "h2", "govuk-heading-s", heads[i]);
		buffer_clear(&words);
		if (rows[i] != NULL)
			contact_sentence(&words, rows[i], p->lang);
		html_open(h, "p", "class", "app-sentence", NULL);
		html_bytes(h, buffer_bytes(&words));
		html_text(h, ".");
		html_close(h, "p");
		html_close(h, "section");
	}
	html_close(h, "div");
	buffer_release(&words);
}

/* "Version 3, corrected by Office of the Member: the phone bill shows it" */
static void
put_history(struct amend_form *a)
{
	struct page *p = &a->f.x.p;
	struct html *h = &p->h;
	const char *code = typed_get(&a->f.t, "code");
	char id[ID_TEXT_BYTES];

	page_heading(p, 2, "history", N_("What the history will say"));
	html_open(h, "p", "class", "govuk-body", NULL);
	html_sayf(h, N_("Version %u: %s by "), a->m.row.version + 1,
	    code_words(CODE_AMENDMENT, bytes_text(code), p->lang));
	id_print(id, &a->office);
	page_thing_of(p, object_thing_of_id(&p->objects, bytes_text(id)));
	html_text(h, p->lang == LANG_FR ? "\xc2\xa0: " : ": ");
	html_text(h, typed_get(&a->f.t, "reason"));
	html_close(h, "p");
}

static void
put_check(struct amend_form *a, const struct draft *d,
    const struct acted *acted)
{
	struct page *p = &a->f.x.p;

	begin_page(a, page_text(p, N_("Amend %s: old beside new"), a->ref));
	filing_summary(p, &a->f.errors);
	put_sentences(a, d);
	put_changes(a, NULL);
	put_history(a);
	html_open(&p->h, "p", "class", "govuk-body", NULL);
	html_link(&p->h, page_path(p, "/%s/amend?draft=%s", a->ref,
	    a->f.t.kept.id), bytes_text(HTML_TR(&p->h,
	    N_("Change the amendment"))));
	html_close(&p->h, "p");
	signed_form(&a->f.x, page_path(p, "/%s/amend/check", a->ref),
	    a->f.t.kept.id, false);
	if (acted != NULL)
		filing_put_warnings(&a->f.x, acted, &a->f.errors);
	field_button(p, N_("File the amendment"), "go", "file", NULL);
	signed_form_end(&a->f.x);
	page_finish(p);
}

/* Nothing changed is refused, like everything that the rules refuse. */
static enum err
send(struct amend_form *a, struct draft *d, bool dry_run, struct acted *acted,
    bool *good)
{
	struct page *p = &a->f.x.p;
	enum err rc;

	*good = false;
	rc = filing_send(&a->f.x, &a->f.t, &a->office, d, 1, true, dry_run,
	    acted);
	*good = rc == ERR_NONE;
	if (rc == ERR_NONE || rc == ERR_STORE || rc == ERR_MEMORY)
		return rc;
	if (!amend_form_touched(a, all_fields(a)))
		field_error(&a->f.errors, "content", message_in(p->lang,
		    N_("Nothing was changed yet")));
	else
		filing_refusal(&a->f.x, &a->f.errors);
	return ERR_NONE;
}

static bool
make(struct amend_form *a, struct draft *d)
{
	struct page *p = &a->f.x.p;
	enum err rc = amend_form_draft(a, d);

	if (rc != ERR_NONE) {
		page_fail(p, &p->e);
		return false;
	}
	if (a->f.errors.count == 0)
		return true;
	put_form(a);
	return false;
}

static void
handle_check(void *context, struct http_request *request,
    struct http_answer *answer)
{
	struct amend_form a = {.number = 0};
	struct page *p = &a.f.x.p;
	struct acted acted;
	struct draft d;
	const char *draft;
	bool good;

	if (!http_query_known(request, "draft", answer) ||
	    !signed_begin(&a.f.x, context, request, answer, RIGHT_AMEND,
		false) ||
	    !amend_form_open(&a, RIGHT_AMEND, "c", TYPE_CONTACT))
		return;
	draft = page_query(p, "draft");
	if (!load_draft(&a, draft == NULL ? "" : draft))
		return;
	if (is_stale(&a)) {
		put_stale(&a);
		return;
	}
	if (!make(&a, &d))
		return;
	if (send(&a, &d, true, &acted, &good) != ERR_NONE)
		page_fail(p, &p->e);
	else
		put_check(&a, &d, good ? &acted : NULL);
}

static void
handle_amend_post(void *context, struct http_request *request,
    struct http_answer *answer)
{
	struct amend_form a = {.number = 0};
	struct page *p = &a.f.x.p;
	struct form form;
	struct draft d;

	if (!signed_post(&a.f.x, context, request, answer, RIGHT_AMEND, false,
		&shape, &form) ||
	    !amend_form_open(&a, RIGHT_AMEND, "c", TYPE_CONTACT))
		return;
	if (a.f.x.draft[0] != '\0') {
		if (!load_draft(&a, a.f.x.draft))
			return;
	} else {
		typed_begin(&a.f.t, p->a);
		amend_form_base(&a, &a.base);
		keep_base(&a);
	}
	typed_take(&a.f.t, &form, all_fields(&a));
	typed_take(&a.f.t, &form, AMEND_FIELDS);
	if (strcmp(form_text(p, &form, "go"), "search") != 0)
		typed_put(&a.f.t, "with_q", NULL);
	if (!typed_save(&a.f.t, &a.f.x, AMEND_MODE,
		page_text(p, N_("Amendment of %s"), a.ref)))
		return;
	if (strcmp(form_text(p, &form, "go"), "search") == 0)
		page_see_other(p, page_path(p, "/%s/amend?draft=%s#with",
		    a.ref, a.f.t.kept.id));
	else if (make(&a, &d))
		page_see_other(p, page_path(p, "/%s/amend/check?draft=%s",
		    a.ref, a.f.t.kept.id));
}

static void
handle_check_post(void *context, struct http_request *request,
    struct http_answer *answer)
{
	struct amend_form a = {.number = 0};
	struct page *p = &a.f.x.p;
	struct form form;
	struct acted acted;
	struct draft d;
	bool good;

	if (!signed_post(&a.f.x, context, request, answer, RIGHT_AMEND, false,
		&shape, &form) ||
	    !amend_form_open(&a, RIGHT_AMEND, "c", TYPE_CONTACT) ||
	    !load_draft(&a, a.f.x.draft))
		return;
	if (strcmp(form_text(p, &form, "go"), "merge") == 0) {
		merge(&a);
		if (typed_save(&a.f.t, &a.f.x, AMEND_MODE, page_text(p,
			N_("Amendment of %s"), a.ref)))
			page_see_other(p, page_path(p, "/%s/amend?draft=%s",
			    a.ref, a.f.t.kept.id));
		return;
	}
	if (is_stale(&a)) {
		put_stale(&a);
		return;
	}
	if (!make(&a, &d))
		return;
	if (send(&a, &d, true, &acted, &good) != ERR_NONE) {
		page_fail(p, &p->e);
		return;
	}
	if (good && filing_has_warnings(&acted) &&
	    !bytes_is(form_value(&form, "confirm"), "yes"))
		field_error(&a.f.errors, "confirm", message_in(p->lang,
		    N_("Confirm that you have read the warnings")));
	if (a.f.errors.count == 0 &&
	    send(&a, &d, false, &acted, &good) != ERR_NONE)
		page_fail(p, &p->e);
	else if (a.f.errors.count != 0)
		put_check(&a, &d, good ? &acted : NULL);
	else
		filing_done(&a.f.x, &a.f.t, &acted);
}

static const struct http_route routes[] = {
	{"GET", "/{lang}/c/*/amend", handle_amend, 0, HTTP_READ,
	    HTTP_PRIVATE},
	{"POST", "/{lang}/c/*/amend", handle_amend_post, FILING_FORM_BYTES,
	    HTTP_WRITE, HTTP_PRIVATE},
	{"GET", "/{lang}/c/*/amend/check", handle_check, 0, HTTP_READ,
	    HTTP_PRIVATE},
	{"POST", "/{lang}/c/*/amend/check", handle_check_post,
	    FILING_FORM_BYTES, HTTP_WRITE, HTTP_PRIVATE},
};
const struct http_route_table amending_table = {routes, COUNT(routes)};
