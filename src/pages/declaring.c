/* /declare: the record of an official is whole, for some days and kinds */
#include <stdio.h>

#include "faces/declared.h"
#include "faces/words.h"
#include "pages/filing.h"
#include "pages/filing_receipt.h"
#include "pages/tables.h"
#include "register/naming.h"

#define DECLARE_MODE "declare"
#define DECLARE_FIELDS "of claim scope scope_state scope_who from to kind " \
	"times except rule period"
#define LISTED_MAX 50
#define DUTIES_MAX 32
#define EXCEPTIONS_MAX 16

static const struct form_shape shape = {.texts = "except",
    .repeated = "kind"};

struct declaring {
	struct filing f; /* page, typed fields, officials, errors */
	struct declaration_words w;
	struct declaration_counts counts;
	struct id office;
	struct draft d;
	bool counted;
};

/* ---- what was typed ---- */

static void
say(struct declaring *x, const char *field, const char *english)
{
	field_error(&x->f.errors, field,
	    message_in(x->f.x.p.lang, english));
}

static enum err
at_field(struct declaring *x, const char *field, enum err rc)
{
	struct page *p = &x->f.x.p;

	if (rc != ERR_INPUT && rc != ERR_ABSENT)
		return rc;
	filing_error(&x->f.errors, p, field, &p->e);
	error_clear(&p->e);
	return ERR_NONE;
}

static void
read_day(struct declaring *x, const char *field, bool last, uint32_t *out)
{
	const char *text = typed_given(&x->f.t, field);
	struct date_typed d;
	struct edtf day;

	*out = last ? DAY_LAST : DAY_FIRST;
	if (text == NULL)
		return;
	if (date_typed_read(&d, bytes_text(text), NULL) != ERR_NONE ||
	    !d.sure || edtf_parse(&day, bytes_text(d.edtf[0]), NULL) !=
		ERR_NONE || day.bounds_required) {
		say(x, field, N_("Type a day, a month or a year: 2021-03-04, "
		    "March 2021, 2021"));
		return;
	}
	*out = last ? day.end_hi : day.start_lo;
}

static enum err
read_official(struct declaring *x)
{
	struct page *p = &x->f.x.p;
	const char *of = typed_given(&x->f.t, "of");
	const struct id *office = NULL;
	enum err rc;

	x->w.of = NUMBER_NONE;
	if (of == NULL && x->f.officials.count == 1)
		x->w.of = x->f.officials.at[0].official;
	rc = of == NULL ? ERR_NONE :
	    registry_resolve(p->registry, of, TYPE_BIT(TYPE_PERSON), "",
		&x->w.of, p->a, &p->e);
	if (rc != ERR_NONE)
		return at_field(x, "of", rc);
	if (x->w.of != NUMBER_NONE)
		office = acting_for_office(&x->f.officials, x->w.of);
	if (office == NULL)
		say(x, "of", N_("Choose for whom it is declared"));
	else
		x->office = *office;
	return ERR_NONE;
}

static enum err
read_scope(struct declaring *x)
{
	struct page *p = &x->f.x.p;
	const char *scope = typed_get(&x->f.t, "scope");
	const char *state = typed_given(&x->f.t, "scope_state");
	const char *who = typed_given(&x->f.t, "scope_who");
	enum err rc = ERR_NONE;

	x->w.state = NULL;
	x->w.org = x->w.with = NUMBER_NONE;
	if (strcmp(scope, "state") == 0) {
		if (state == NULL || strlen(state) != 2)
			say(x, "scope_state",
			    N_("Type the state as two letters"));
		x->w.state = state;
	} else if (strcmp(scope, "who") == 0) {
		if (who == NULL)
			say(x, "scope_who", N_("Type whom it is about"));
		else
			rc = registry_resolve(p->registry, who, TYPES_WHO, "",
			    &x->w.with, p->a, &p->e);
	} else if (strcmp(scope, "all") != 0) {
		say(x, "scope", N_("Choose which counterparts it covers"));
	}
	return at_field(x, "scope_who", rc);
}

static void
read_numbers(struct declaring *x)
{
	const char *claim = typed_get(&x->f.t, "claim");
	const char *times = typed_given(&x->f.t, "times"), *kind;

	x->w.times = x->w.kinds = 0;
	for (size_t i = 0; (kind = typed_at(&x->f.t, "kind", i)) != NULL; i++)
		if (kind_code(bytes_text(kind)) > 0)
			x->w.kinds |= KIND_BIT((unsigned)kind_code(
			    bytes_text(kind)));
	if (strcmp(claim, "nil") == 0)
		return;
	if (strcmp(claim, "complete") != 0)
		say(x, "claim", N_("Choose what is declared"));
	else if (times == NULL || !bytes_decimal(bytes_text(times),
		     JSON_NUMBER_MAX, &x->w.times) || x->w.times == 0)
		say(x, "times", N_("Type how many contacts there were: a "
		    "number from 1"));
}

static void
read_exceptions(struct declaring *x)
{
	struct page *p = &x->f.x.p;
	struct bytes rest = bytes_text(typed_get(&x->f.t, "except")), line;
	struct json *list = json_new(p->a, JSON_ARRAY), *one;
	bool complete;

	while (bytes_line(&rest, &line, &complete)) {
		if (line.len == 0)
			continue;
		one = json_add(list, json_new(p->a, JSON_OBJECT));
		json_put_text(p->a, one, page_lang(p), line);
	}
	if (list->count > EXCEPTIONS_MAX)
		say(x, "except", N_("A declaration has at most 16 "
		    "exceptions: declare a narrower scope instead"));
	x->w.exceptions = list;
}

static void
read_return(struct declaring *x)
{
	struct page *p = &x->f.x.p;
	const char *rule = typed_given(&x->f.t, "rule");
	char from[11], to[11];

	x->w.duty = NUMBER_NONE;
	x->w.period = typed_given(&x->f.t, "period");
	if (rule == NULL) {
		x->w.period = NULL;
		return;
	}
	if (!bytes_decimal(bytes_text(rule), JSON_NUMBER_MAX, &x->w.duty))
		say(x, "rule", N_("Choose one of the list"));
	if (x->w.period != NULL)
		return;
	if (x->w.from == DAY_FIRST || x->w.to == DAY_LAST) {
		say(x, "period", N_("Type the period of the return, such as "
		    "2021-35, or its first and last day"));
		return;
	}
	day_print(from, x->w.from);
	day_print(to, x->w.to);
	x->w.period = page_text(p, "%s/%s", from, to);
}

static enum err
read_words(struct declaring *x)
{
	enum err rc = read_official(x);

	if (rc == ERR_NONE)
		rc = read_scope(x);
	if (rc != ERR_NONE)
		return rc;
	read_day(x, "from", false, &x->w.from);
	read_day(x, "to", true, &x->w.to);
	read_numbers(x);
	read_exceptions(x);
	read_return(x);
	return ERR_NONE;
}

/* Words, draft, what the register counts. */
static enum err
make(struct declaring *x)
{
	struct page *p = &x->f.x.p;
	enum err rc = read_words(x);

	if (rc != ERR_NONE || x->f.errors.count != 0)
		return rc;
	rc = declaration_make(&x->d, p->registry, &x->w, p->a, &p->e);
	if (rc == ERR_INPUT)
		return at_field(x, strcmp(p->e.field, "to") == 0 ? "to" :
								     "period",
		    rc);
	x->d.by = x->office;
	if (rc == ERR_NONE)
		rc = declaration_count(&x->counts, p->registry, x->d.body,
		    p->a, &p->e);
	x->counted = rc == ERR_NONE;
	return rc;
}

/* ---- what the register counts ---- */

static void
put_counts(struct declaring *x)
{
	struct page *p = &x->f.x.p;
	struct html *h = &p->h;
	const struct declaration_counts *n = &x->counts;
	static const char *const heads[] = {N_("When"), N_("Official"),
	    N_("Counterpart"), N_("Kind"), N_("Entry"), NULL};

	page_heading(p, 2, "counted", N_("What the register counts now"));
	html_open(h, "p", "class", "govuk-body", NULL);
	html_sayf(h, N_("%llu certain, %llu possible, %llu struck, "
	    "%llu sealed."), (unsigned long long)n->certain,
	    (unsigned long long)n->possible, (unsigned long long)n->struck,
	    (unsigned long long)n->sealed);
	html_close(h, "p");
	if (n->sums.count == 0) {
		page_paragraph(p, N_("None filed in this scope."));
		return;
	}
	page_table(p, HTML_TR(h, N_("Contacts in this scope")), heads);
	for (size_t i = 0; i < n->sums.count && i < LISTED_MAX; i++)
		page_contact_row(p, n->sums.rows[i].version);
	page_table_end(p);
}

/* "I declare that ..." */
static void
put_words(struct declaring *x)
{
	struct page *p = &x->f.x.p;
	struct html *h = &p->h;
	struct buffer days = {0};

	window_words(&days, json_get(x->d.body, "window"), p->lang);
	html_open(h, "p", "class", "app-sentence", "id", "words", NULL);
	html_say(h, N_("To the knowledge of "));
	page_thing(p, x->w.of);
	html_sayf(h, x->w.times == 0 ?
	    N_(", there were no contacts of this scope, %s.") :
	    N_(", the register holds every contact of this scope, %s."),
	    buffer_cstr(&days));
	if (x->w.times != 0) {
		html_text(h, " ");
		html_sayf(h, N_("Declared: %llu."),
		    (unsigned long long)x->w.times);
	}
	html_close(h, "p");
	buffer_release(&days);
	page_list(p);
	page_row(p, N_("Counterparts"));
	if (x->w.with != NUMBER_NONE)
		page_thing(p, x->w.with);
	else if (x->w.state != NULL)
		html_text(h, x->w.state);
	else
		html_say(h, N_("all"));
	page_row_end(p);
	page_row(p, N_("Kinds"));
	if (x->w.kinds == 0)
		html_say(h, N_("all"));
	for (unsigned k = 1, n = 0; k <= 10; k++)
		if ((x->w.kinds & KIND_BIT(k)) != 0)
			html_text(h, page_text(p, "%s%s", n++ == 0 ? "" :
			    ", ", code_words(CODE_KIND,
			    bytes_text(kind_name(k)), p->lang)));
	page_row_end(p);
	page_row(p, N_("Exceptions"));
	html_number(h, x->w.exceptions->count);
	if (x->w.exceptions->count != 0)
		html_say(h, N_(": it is shown, and covers no question by "
		    "itself"));
	page_row_end(p);
	page_list_end(p);
}

/* ---- the form ---- */

static void
put(struct declaring *x, const char *name, const char *label,
    const char *hint, unsigned rows)
{
	field_put(&x->f.x.p, &(struct input){.name = name, .label = label,
	    .hint = hint, .value = typed_get(&x->f.t, name), .rows = rows,
	    .css = rows == 0 ? "govuk-input--width-20" : NULL},
	    &x->f.errors);
}

static void
put_officials(struct declaring *x)
{
	struct page *p = &x->f.x.p;
	struct choice list[ACTING_FOR_MAX];

	for (size_t i = 0; i < x->f.officials.count; i++) {
		uint64_t number = x->f.officials.at[i].official;
		struct bytes name = {NULL, 0};
		const char *ref = page_text(p, "p/%llu",
		    (unsigned long long)number);

		if (read_model_name(registry_read_model(p->registry), number,
			page_lang(p), &name, p->a, NULL) != ERR_NONE ||
		    name.len == 0)
			name = bytes_text(ref);
		list[i] = (struct choice){.value = ref,
		    .label = page_text(p, "%.*s", (int)name.len,
			(const char *)name.at),
		    .chosen = typed_has(&x->f.t, "of", ref)};
	}
	field_select(p, "of", N_("For whom"), list, x->f.officials.count,
	    &x->f.errors);
}

static void
put_claim(struct declaring *x)
{
	struct page *p = &x->f.x.p;
	const struct choice claims[] = {
	    {.value = "complete", .label = HTML_TR(&p->h,
		N_("The record is complete")),
		.chosen = typed_has(&x->f.t, "claim", "complete")},
	    {.value = "nil", .label = HTML_TR(&p->h,
		N_("There were no contacts (nil return)")),
		.chosen = typed_has(&x->f.t, "claim", "nil")}};
	const char *scope = typed_get(&x->f.t, "scope");
	const struct choice scopes[] = {
	    {.value = "all", .label = HTML_TR(&p->h,
		N_("every counterpart of a foreign state")),
		.chosen = scope[0] == '\0' || strcmp(scope, "all") == 0},
	    {.value = "state", .label = HTML_TR(&p->h,
		N_("those of one state")),
		.chosen = strcmp(scope, "state") == 0},
	    {.value = "who", .label = HTML_TR(&p->h,
		N_("one person or organisation")),
		.chosen = strcmp(scope, "who") == 0}};

	field_choices(p, "claim", N_("What is declared"), NULL, claims, 2,
	    false, &x->f.errors);
	put(x, "times", N_("How many contacts"),
	    N_("For a complete record: a tally counts as many as it stands "
	       "for"), 0);
	field_choices(p, "scope", N_("Which counterparts"), NULL, scopes, 3,
	    false, &x->f.errors);
	put(x, "scope_state", N_("The state"), N_("Two letters"), 0);
	put(x, "scope_who", N_("The person or organisation"),
	    N_("A name or a reference such as p/14"), 0);
}

static void
put_kinds(struct declaring *x)
{
	struct page *p = &x->f.x.p;
	struct choice list[10];

	for (unsigned k = 1; k <= 10; k++)
		list[k - 1] = (struct choice){.value = kind_name(k),
		    .label = code_words(CODE_KIND, bytes_text(kind_name(k)),
			p->lang),
		    .chosen = typed_has(&x->f.t, "kind", kind_name(k))};
	field_choices(p, "kind", N_("Which kinds"),
	    N_("None chosen: every kind"), list, 10, true, &x->f.errors);
}

static enum err
put_rules(struct declaring *x)
{
	struct page *p = &x->f.x.p;
	const struct duty_row *rows;
	struct choice list[DUTIES_MAX + 1];
	size_t count = 0, n = 0;
	enum err rc = duties_in_force(registry_read_model(p->registry),
	    registry_next(p->registry), &rows, &count, p->a, &p->e);

	list[n++] = (struct choice){.value = "",
	    .label = HTML_TR(&p->h, N_("no return: a declaration of its "
		"own"))};
	for (size_t i = 0; rc == ERR_NONE && i < count && n <= DUTIES_MAX;
	     i++) {
		const char *value = page_text(p, "%llu",
		    (unsigned long long)rows[i].number);

		list[n++] = (struct choice){.value = value,
		    .label = page_text(p, "%.*s, e/%s", (int)rows[i].rule.len,
			(const char *)rows[i].rule.at, value),
		    .chosen = typed_has(&x->f.t, "rule", value)};
	}
	field_select(p, "rule", N_("Return under a rule (optional)"), list, n,
	    &x->f.errors);
	return rc;
}

static void
begin_page(struct declaring *x, const char *title)
{
	struct page *p = &x->f.x.p;

	page_title(p, "%s", title);
	filing_crumb(p);
	filing_summary(p, &x->f.errors);
}

static void
put_form(struct declaring *x)
{
	struct page *p = &x->f.x.p;

	begin_page(x, message_in(p->lang, N_("Declare a record complete")));
	if (x->f.officials.count == 0) {
		page_paragraph(p, N_("This account may declare for no "
		    "official."));
		page_finish(p);
		return;
	}
	if (x->counted)
		put_counts(x);
	signed_form(&x->f.x, page_path(p, "/declare"), x->f.t.kept.id,
	    false);
	put_officials(x);
	put_claim(x);
	put(x, "from", N_("From"), N_("A day, a month or a year: 2021-03-04, "
	    "March 2021, 2020"), 0);
	put(x, "to", N_("To"), NULL, 0);
	put_kinds(x);
	put(x, "except", N_("Exceptions (optional)"),
	    N_("What it does not cover, one on each line"), 3);
	if (put_rules(x) != ERR_NONE) {
		page_fail(p, &p->e);
		return;
	}
	put(x, "period", N_("Period of the return"),
	    N_("2021-35 is the third quarter of 2021; else the days above"),
	    0);
	field_button(p, N_("Check the declaration"), NULL, NULL, NULL);
	signed_form_end(&x->f.x);
	page_finish(p);
}

static void
put_check(struct declaring *x)
{
	struct page *p = &x->f.x.p;
	const struct choice confirm[] = {{.value = "yes",
	    .label = HTML_TR(&p->h, N_("I declare this for the office, and "
		"know that it is signed and stays"))}};

	begin_page(x, message_in(p->lang, N_("Check the declaration")));
	put_words(x);
	put_counts(x);
	html_open(&p->h, "p", "class", "govuk-body", NULL);
	html_link(&p->h, page_path(p, "/declare?draft=%s&change=1",
	    x->f.t.kept.id), bytes_text(HTML_TR(&p->h,
	    N_("Change the declaration"))));
	html_close(&p->h, "p");
	signed_form(&x->f.x, page_path(p, "/declare"), x->f.t.kept.id,
	    false);
	field_hidden(p, "go", "file");
	field_choices(p, "confirm", N_("The declaration"), NULL, confirm, 1,
	    true, &x->f.errors);
	field_button(p, N_("Declare"), NULL, NULL, NULL);
	signed_form_end(&x->f.x);
	page_finish(p);
}

/* ---- filing ---- */

static enum err
send(struct declaring *x, bool dry_run, struct acted *acted)
{
	struct page *p = &x->f.x.p;
	enum err rc = filing_send(&x->f.x, &x->f.t, &x->office, &x->d, 1,
	    true, dry_run, acted);

	if (rc == ERR_NONE || rc == ERR_STORE || rc == ERR_MEMORY)
		return rc;
	if (strcmp(p->e.word, "count_mismatch") == 0)
		field_error(&x->f.errors, strcmp(typed_get(&x->f.t, "claim"),
		    "nil") == 0 ? "claim" : "times", page_text(p,
		    N_("The register holds %llu certain and %llu possible "
		       "contacts of this scope (%llu of them sealed)"),
		    (unsigned long long)x->counts.sums.certain,
		    (unsigned long long)x->counts.sums.possible,
		    (unsigned long long)x->counts.sealed));
	else
		filing_refusal(&x->f.x, &x->f.errors);
	return ERR_NONE;
}

static void
handle_declare(void *context, struct http_request *request,
    struct http_answer *answer)
{
	struct declaring x = {.counted = false};
	struct page *p = &x.f.x.p;
	const char *draft;
	enum err rc;

	if (!http_query_known(request, "draft change", answer) ||
	    !signed_begin(&x.f.x, context, request, answer, RIGHT_DECLARE,
		true))
		return;
	draft = page_query(p, "draft");
	typed_begin(&x.f.t, p->a);
	if (draft != NULL && !typed_load(&x.f.t, &x.f.x, draft,
		DECLARE_MODE))
		return;
	rc = acting_for_list(&x.f.officials, &x.f.x, RIGHT_DECLARE, &p->e);
	if (rc == ERR_NONE && draft != NULL)
		rc = make(&x);
	if (rc != ERR_NONE)
		page_fail(p, &p->e);
	else if (x.counted && http_query(request, "change").len == 0)
		put_check(&x);
	else
		put_form(&x);
}

static void
handle_declare_post(void *context, struct http_request *request,
    struct http_answer *answer)
{
	struct declaring x = {.counted = false};
	struct page *p = &x.f.x.p;
	struct acted acted;
	struct form form;
	bool file;
	enum err rc;

	if (!signed_post(&x.f.x, context, request, answer, RIGHT_DECLARE,
		true, &shape, &form))
		return;
	file = bytes_is(form_value(&form, "go"), "file");
	typed_begin(&x.f.t, p->a);
	if (x.f.x.draft[0] != '\0' && !typed_load(&x.f.t, &x.f.x,
		x.f.x.draft, DECLARE_MODE))
		return;
	if (!file)
		typed_take(&x.f.t, &form, DECLARE_FIELDS);
	json_put_cstr(p->a, x.f.t.packets, "path", "/declare");
	rc = acting_for_list(&x.f.officials, &x.f.x, RIGHT_DECLARE, &p->e);
	if (rc == ERR_NONE)
		rc = make(&x);
	if (rc == ERR_NONE && file && form_value(&form, "confirm").len == 0)
		say(&x, "confirm", N_("Confirm the declaration"));
	if (rc == ERR_NONE && x.f.errors.count == 0)
		rc = send(&x, !file, &acted);
	if (rc != ERR_NONE)
		page_fail(p, &p->e);
	else if (x.f.errors.count != 0 && file && x.counted)
		put_check(&x);
	else if (x.f.errors.count != 0)
		put_form(&x);
	else if (file)
		filing_done(&x.f.x, &x.f.t, &acted);
	else if (typed_save(&x.f.t, &x.f.x, DECLARE_MODE, message_in(p->lang,
		     N_("Declaration"))))
		page_see_other(p, page_path(p, "/declare?draft=%s",
		    x.f.t.kept.id));
}

static const struct http_route routes[] = {
	{"GET", "/{lang}/declare", handle_declare, 0, HTTP_READ,
	    HTTP_PRIVATE},
	{"POST", "/{lang}/declare", handle_declare_post, FILING_FORM_BYTES,
	    HTTP_WRITE, HTTP_PRIVATE},
};
const struct http_route_table declaring_table = {routes, COUNT(routes)};
