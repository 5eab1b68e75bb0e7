/* Search: straight to what was named, else groups, why, ways to narrow down */
#include "faces/searched.h"
#include "faces/words.h"
#include "format/day.h"
#include "format/edtf.h"
#include "pages/reading.h"
#include "pages/tables.h"
#include "register/naming.h"

#define GROUP_ROWS 5 /* of each group, while no type is chosen */
#define YEARS 8      /* that the facet looks at */

static const struct group {
	enum entry_type type;
	const char *name, *words; /* value of `type` */
} groups[] = {
	{TYPE_PERSON, "person", N_("Persons")},
	{TYPE_POST, "post", N_("Posts")},
	{TYPE_ORG, "org", N_("Organisations")},
	{TYPE_CONTACT, "contact", N_("Contacts")},
	{TYPE_DOCUMENT, "document", N_("Documents")},
	{TYPE_STATEMENT, "statement", N_("Statements")},
};

/* What one page tells: found at once, before anything is written. */
struct results {
	const char *words;
	struct searched all; /* without a type: the totals */
	struct searched of[COUNT(groups)];
	const struct json *items[COUNT(groups)]; /* arrays */
	uint64_t total;
	int chosen; /* among `groups`; -1: every group */
};

static uint64_t
total_of(const struct results *r, size_t i)
{
	return r->all.totals[groups[i].type];
}

/* ---- straight to it ---- */

static const char *
path_of_entry(struct page *p, uint64_t number)
{
	struct read_model *m = registry_read_model(p->registry);
	struct row_entry entry;
	struct row_entity row;
	char ref[REF_BYTES];

	if (read_model_entry(m, number, &entry, p->a, NULL) != ERR_NONE ||
	    entry.entity == NUMBER_NONE ||
	    read_model_by_number(m, entry.entity, &row, NULL) != ERR_NONE)
		return page_path(p, "/e/%llu", (unsigned long long)number);
	ref_print(ref, row.id.type, row.number);
	if (row.current == number)
		return page_path(p, "/%s", ref);
	return page_path(p, "/%s/v/%u", ref, entry.version);
}

/* A year, a month or a day alone asks for the contacts of it. */
static bool
is_day(const char *words)
{
	struct edtf d;

	return edtf_parse(&d, bytes_text(words), NULL) == ERR_NONE &&
	    (d.kind == EDTF_DAY || d.kind == EDTF_MONTH ||
		d.kind == EDTF_YEAR) && d.qualifier == 0;
}

/* A reference, an id, a leaf hash, a checkpoint, a date: one place (web 23). */
static bool
lead_straight(struct page *p, const char *words)
{
	struct read_model *m = registry_read_model(p->registry);
	struct row_entity row;
	uint64_t number = 0;
	char ref[REF_BYTES];

	switch (search_straight(&p->objects, words, &number)) {
	case STRAIGHT_THING:
		if (read_model_by_number(m, number, &row, NULL) != ERR_NONE)
			return false;
		ref_print(ref, row.id.type, number);
		page_lead(p, page_path(p, "/%s", ref));
		return true;
	case STRAIGHT_ENTRY:
		page_lead(p, path_of_entry(p, number));
		return true;
	case STRAIGHT_CHECKPOINT:
		page_lead(p, page_path(p, "/status?size=%llu",
		    (unsigned long long)number));
		return true;
	case STRAIGHT_NOWHERE:
		break;
	}
	if (!is_day(words))
		return false;
	page_lead(p, page_path(p, "/contacts?from=%s&to=%s", words, words));
	return true;
}

/* ---- looking ---- */

static enum err
take_items(struct page *p, struct results *r, size_t i)
{
	struct json *list = json_new(p->a, JSON_ARRAY), *item = NULL;
	enum err rc = ERR_NONE;

	for (size_t k = 0; k < r->of[i].count && rc == ERR_NONE; k++) {
		rc = searched_item_json(&r->of[i], &r->of[i].found[k], &item,
		    &p->e);
		if (rc == ERR_NONE)
			json_add(list, item);
	}
	r->items[i] = list;
	return rc;
}

static enum err
look(struct page *p, struct results *r, const struct query *q)
{
	struct searched base;
	enum err rc = searched_read(&base, &p->objects, q, &p->e);

	r->chosen = -1;
	r->all = base;
	r->all.s.type = TYPE_UNKNOWN;
	r->all.s.limit = 1;
	r->all.s.after = NUMBER_NONE;
	if (rc == ERR_NONE)
		rc = searched_run(&r->all, &p->e);
	for (size_t i = 0; i < COUNT(groups) && rc == ERR_NONE; i++) {
		r->total += total_of(r, i);
		if (base.s.type == groups[i].type)
			r->chosen = (int)i;
		if (base.s.type != TYPE_UNKNOWN &&
		    base.s.type != groups[i].type)
			continue;
		r->of[i] = base;
		r->of[i].s.type = groups[i].type;
		if (base.s.type == TYPE_UNKNOWN)
			r->of[i].s.limit = GROUP_ROWS;
		rc = searched_run(&r->of[i], &p->e);
		if (rc == ERR_NONE)
			rc = take_items(p, r, i);
	}
	return rc;
}

/* ---- the box ---- */

static void
put_box(struct page *p, const char *words)
{
	struct html *h = &p->h;

	html_open(h, "form", "class", "app-search", "role", "search",
	    "method", "get", "action", page_path(p, "/search"), NULL);
	html_open(h, "label", "class", "govuk-label govuk-label--m", "for",
	    "q", NULL);
	html_say(h, N_("Find a person, a post, a contact"));
	html_close(h, "label");
	html_open(h, "div", "class", "govuk-hint", "id", "q-hint", NULL);
	html_say(h, N_("A name, a reference such as c/14, a date, a hash"));
	html_close(h, "div");
	html_open(h, "div", "class", "app-search__row", NULL);
	html_void(h, "input", "class", "govuk-input", "id", "q", "name", "q",
	    "type", "search", "value", words, "aria-describedby", "q-hint",
	    "autocomplete", "off", NULL);
	field_button(p, N_("Search"), NULL, NULL, NULL);
	html_close(h, "div");
	html_close(h, "form");
}

/* ---- results ---- */

/* A contact has no name: it is told in a sentence. */
static void
put_title(struct page *p, const struct found *f, const struct json *thing)
{
	struct buffer words = {0};
	struct row_entity row;

	if (f->type == TYPE_CONTACT &&
	    read_model_by_number(registry_read_model(p->registry), f->number,
		&row, NULL) == ERR_NONE)
		contact_sentence(&words, object_row(&p->objects, row.current,
		    0), p->lang);
	if (words.len != 0)
		html_link(&p->h, page_path(p, "/c/%llu",
		    (unsigned long long)f->number), buffer_bytes(&words));
	else
		page_thing_of(p, thing);
	buffer_release(&words);
}

/* The name, when, why; beside an allegation stands what answers it. */
static void
put_item(struct page *p, const struct found *f, const struct json *item)
{
	struct html *h = &p->h;
	const struct json *thing = json_get(item, "thing");
	struct bytes ref = json_get_text(thing, "ref");
	struct bytes snippet = json_get_text(item, "snippet");

	html_open(h, "li", "class", "app-card", NULL);
	html_open(h, "h3", "class", "app-card__title", NULL);
	put_title(p, f, thing);
	html_close(h, "h3");
	html_open(h, "p", "class", "app-card__meta", NULL);
	html_element(h, "span", NULL, arena_text(p->a, ref));
	if (!json_is_null(json_get(item, "when"))) {
		html_text(h, " ");
		html_open(h, "span", NULL);
		page_when(p, json_get(item, "when"));
		html_close(h, "span");
	}
	html_close(h, "p");
	html_open(h, "p", "class", "app-why", NULL);
	page_both(p, json_get(item, "why"));
	if (snippet.len != 0) {
		html_say(h, N_(": "));
		html_open(h, "q", NULL);
		html_bytes(h, snippet);
		html_close(h, "q");
	}
	html_close(h, "p");
	html_close(h, "li");
}

static void
put_group(struct page *p, const struct results *r, size_t i)
{
	struct html *h = &p->h;
	const struct json *items = r->items[i];
	const struct found *f = r->of[i].found;

	if (json_is_null(items) || items->first == NULL)
		return;
	html_open(h, "h2", "class", "govuk-heading-m", "id", groups[i].name,
	    NULL);
	html_say(h, groups[i].words);
	html_text(h, " (");
	html_number(h, total_of(r, i));
	html_text(h, ")");
	html_close(h, "h2");
	html_open(h, "ul", "class", "app-cards", NULL);
	for (const struct json *v = items->first; v != NULL; v = v->next)
		put_item(p, f++, v);
	html_close(h, "ul");
	if (r->chosen < 0 && total_of(r, i) > r->of[i].count) {
		html_open(h, "p", "class", "govuk-body", NULL);
		html_open(h, "a", "class", "govuk-link", "href",
		    page_with(p, "type", groups[i].name), NULL);
		html_sayf(h, N_("Show all %llu"),
		    (unsigned long long)total_of(r, i));
		html_say(h, N_(": "));
		html_say(h, groups[i].words);
		html_close(h, "a");
		html_close(h, "p");
	}
}

static void
put_paging(struct page *p, const struct results *r)
{
	const struct searched *x = &r->of[r->chosen];

	if (x->count == 0 || x->count < x->s.limit)
		return;
	html_open(&p->h, "p", "class", "govuk-body", NULL);
	html_open(&p->h, "a", "class", "govuk-link", "rel", "next", "href",
	    page_next(p, x->found[x->count - 1].number, NUMBER_NONE), NULL);
	html_say(&p->h, N_("Next results"));
	html_close(&p->h, "a");
	html_close(&p->h, "p");
}

/* ---- facets ---- */

/* Contacts of this search of one kind, in those days. */
static uint64_t
contacts_if(const struct results *r, int kind, uint32_t from, uint32_t to)
{
	struct searched x = r->all;

	x.s.kind = kind;
	x.s.from = from;
	x.s.to = to;
	return searched_run(&x, NULL) == ERR_NONE ? x.totals[TYPE_CONTACT] :
						    0;
}

static void
put_types(struct page *p, const struct results *r)
{
	page_facets(p, N_("What"));
	page_facet(p, "type", NULL, N_("Everything"), r->total);
	for (size_t i = 0; i < COUNT(groups); i++)
		if (total_of(r, i) != 0 || r->chosen == (int)i)
			page_facet(p, "type", groups[i].name, groups[i].words,
			    total_of(r, i));
	page_facets_end(p);
}

static void
put_kinds(struct page *p, const struct results *r)
{
	page_facets(p, N_("Kind of contact"));
	page_facet(p, "kind", NULL, N_("Every kind"), UINT64_MAX);
	for (unsigned k = 1; k <= 10; k++) {
		uint64_t n = contacts_if(r, (int)k, r->all.s.from,
		    r->all.s.to);

		if (n != 0)
			page_facet(p, "kind", kind_name(k),
			    kind_words(bytes_text(kind_name(k))), n);
	}
	page_facets_end(p);
}

/* Years from that of the checkpoint backwards. */
static void
put_years(struct page *p, const struct results *r)
{
	unsigned last = day_year(day_of_time(registry_now(p->registry)));

	page_facets(p, N_("Year of contact"));
	page_facet_link(p, page_in_year(p, 0), page_query(p, "from") == NULL,
	    HTML_TR(&p->h, N_("Every year")), UINT64_MAX);
	for (unsigned year = last; year > last - YEARS; year--) {
		uint32_t from = day_code(year, 1, 1);
		uint32_t to = day_code(year, 12, 31);
		uint64_t n = contacts_if(r, r->all.s.kind, from, to);

		if (n != 0)
			page_facet_link(p, page_in_year(p, year),
			    r->all.s.from == from && r->all.s.to == to,
			    page_text(p, "%u", year), n);
	}
	page_facets_end(p);
}

static void
put_results(struct page *p, const struct results *r)
{
	struct html *h = &p->h;

	html_open(h, "div", "class", "app-columns", NULL);
	html_open(h, "nav", "class", "app-facets", "aria-label",
	    HTML_TR(h, N_("Narrow down")), NULL);
	put_types(p, r);
	if (r->all.totals[TYPE_CONTACT] != 0) {
		put_kinds(p, r);
		put_years(p, r);
	}
	html_close(h, "nav");
	html_open(h, "div", NULL);
	for (size_t i = 0; i < COUNT(groups); i++)
		put_group(p, r, i);
	if (r->chosen >= 0)
		put_paging(p, r);
	html_close(h, "div");
	html_close(h, "div");
}

/* What was searched, and a way on (web 24). */
static void
put_nothing(struct page *p, const struct results *r)
{
	struct html *h = &p->h;

	page_paragraph(p, N_("Names, titles, topics, summaries and the words "
	    "of statements that are public were searched, in every language; "
	    "accents and capitals make no difference. What is sealed or was "
	    "erased is not searched."));
	html_open(h, "ul", "class", "govuk-list govuk-list--bullet", NULL);
	if (r->all.s.kind >= 0 || r->all.s.state.len != 0 ||
	    r->all.s.from != DAY_FIRST || r->all.s.to != DAY_LAST) {
		html_open(h, "li", NULL);
		html_open(h, "a", "class", "govuk-link", "href",
		    page_text(p, "%s?q=%s", page_path(p, "/search"),
			page_coded(p, r->words)), NULL);
		html_say(h, N_("Search for the same words without filters"));
		html_close(h, "a");
		html_close(h, "li");
	}
	html_open(h, "li", NULL);
	html_link(h, page_path(p, "/persons"),
	    bytes_text(HTML_TR(h, N_("Look through every person"))));
	html_close(h, "li");
	html_open(h, "li", NULL);
	html_link(h, page_path(p, "/contacts"),
	    bytes_text(HTML_TR(h, N_("Look through every contact"))));
	html_close(h, "li");
	html_open(h, "li", NULL);
	html_link(h, page_path(p, "/ask"),
	    bytes_text(HTML_TR(h, N_("Ask for a number with its proof"))));
	html_close(h, "li");
	html_close(h, "ul");
}

static void
show(struct page *p, const struct results *r)
{
	if (r->total == 0)
		page_title(p, N_("0 results for \"%s\""), r->words);
	else if (r->total == 1)
		page_title(p, N_("1 result for \"%s\""), r->words);
	else
		page_title(p, N_("%llu results for \"%s\""),
		    (unsigned long long)r->total, r->words);
	put_box(p, r->words);
	if (r->total == 0)
		put_nothing(p, r);
	else
		put_results(p, r);
	p->form_query = page_query_all(p);
	page_forms(p, PAGE_JSON | PAGE_CSV | PAGE_JSONL,
	    page_path(p, "/search"));
	p->hidden = true;
	page_finish(p);
}

static void
handle_search(void *context, struct http_request *request,
    struct http_answer *answer)
{
	struct page p;
	struct query q;
	struct results *r;

	if (page_twin(context, request, answer, "/search") ||
	    !page_begin(&p, context, request, answer) ||
	    !page_asked(&p, &q, searched_names) || page_tidy(&p))
		return;
	r = arena_take(p.a, sizeof *r);
	if (r == NULL) {
		error_set(&p.e, ERR_MEMORY, "out of memory");
		page_fail(&p, &p.e);
		return;
	}
	r->words = page_query(&p, "q");
	if (r->words == NULL) {
		page_title(&p, N_("Search"));
		put_box(&p, "");
		page_finish(&p);
	} else if (!lead_straight(&p, r->words)) {
		if (look(&p, r, &q) == ERR_NONE)
			show(&p, r);
		else
			page_fail_query(&p, &p.e);
	}
}

static const struct http_route routes[] = {
	{"GET", "/{lang}/search", handle_search, 0, HTTP_READ,
	    HTTP_SUFFIX | HTTP_CACHED},
};
const struct http_route_table search_table = {routes, COUNT(routes)};
