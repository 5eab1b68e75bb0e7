/* Lists: one page of one kind of thing, with filters as links (C2) */
#include "pages/lists.h"

#include "format/day.h"
#include "pages/tables.h"
#include "register/naming.h"

#define YEARS 8 /* that filters offer */

static const struct column persons[] = {
	{N_("Name"), CELL_SELF, "thing", 0},
	{N_("States"), CELL_CODES, "states", 0},
	{N_("Entered"), CELL_TIME, "at", 0},
	{NULL, CELL_SELF, NULL, 0}};
static const struct column orgs[] = {
	{N_("Name"), CELL_SELF, "thing", 0},
	{N_("Kind"), CELL_WORD, "kind", CODE_ORG},
	{N_("State"), CELL_CODE, "state", 0},
	{N_("Part of"), CELL_THING, "parent", 0},
	{NULL, CELL_SELF, NULL, 0}};
static const struct column posts[] = {
	{N_("Post"), CELL_SELF, "thing", 0},
	{N_("Organisation"), CELL_THING, "org", 0},
	{N_("Sent by"), CELL_CODE, "sent_by", 0},
	{NULL, CELL_SELF, NULL, 0}};
static const struct column notes[] = {
	{N_("Note"), CELL_SELF, "thing", 0},
	{N_("Made"), CELL_WHEN, "made", 0},
	{N_("Filed by"), CELL_THING, "by", 0},
	{N_("Addressed to"), CELL_THING, "addressed_to", 0},
	{N_("Contacts"), CELL_THINGS, "contacts", 0},
	{N_("What became of it"), CELL_NOTE, "state", 0},
	{NULL, CELL_SELF, NULL, 0}};
static const struct column documents[] = {
	{N_("Document"), CELL_SELF, "thing", 0},
	{N_("Kind"), CELL_WORD, "kind", CODE_DOCUMENT},
	{N_("Issued"), CELL_WHEN, "issued", 0},
	{N_("Publisher"), CELL_THING, "publisher", 0},
	{NULL, CELL_SELF, NULL, 0}};
static const struct column statements[] = {
	{N_("Statement"), CELL_SELF, "thing", 0},
	{N_("Speaker"), CELL_SPEAKER, "speaker", 0},
	{N_("Act"), CELL_WORD, "act", CODE_ACT},
	{N_("Said"), CELL_WHEN, "said", 0},
	{N_("Beside it"), CELL_BOTH, "beside", 0},
	{N_("Document"), CELL_THING, "document", 0},
	{NULL, CELL_SELF, NULL, 0}};
static const struct column declarations[] = {
	{N_("Declaration"), CELL_SELF, "thing", 0},
	{N_("Official"), CELL_THING, "subject", 0},
	{N_("Form"), CELL_WORD, "form", CODE_FORM},
	{N_("Days"), CELL_WINDOW, "window", 0},
	{N_("Contacts counted"), CELL_NUMBER, "times", 0},
	{N_("Declared by"), CELL_THING, "by", 0},
	{N_("Filed"), CELL_TIME, "at", 0},
	{NULL, CELL_SELF, NULL, 0}};
static const struct column removals[] = {
	{N_("Entry"), CELL_SELF, "thing", 0},
	{N_("Date"), CELL_TIME, "at", 0},
	{N_("Removed"), CELL_THING, "target", 0},
	{N_("Erased in"), CELL_THINGS, "targets", 0},
	{N_("Reason"), CELL_REMOVAL, NULL, 0},
	{N_("In words"), CELL_BOTH, "reason", 0},
	{N_("By"), CELL_THING, "by", 0},
	{NULL, CELL_SELF, NULL, 0}};
static const struct column openings[] = {
	{N_("Entry"), CELL_SELF, "thing", 0},
	{N_("Date"), CELL_TIME, "at", 0},
	{N_("Opened in"), CELL_THING, "target", 0},
	{N_("What"), CELL_CODES, "slots", 0},
	{N_("Ground"), CELL_WORD, "ground", CODE_OPEN_GROUND},
	{N_("In words"), CELL_BOTH, "reason", 0},
	{N_("By"), CELL_THING, "by", 0},
	{NULL, CELL_SELF, NULL, 0}};

static const struct list {
	const char *path;
	enum list_of what;
	const char *title, *intro, *none;
	const struct column *columns; /* NULL: rows of contacts */
	const char *form; /* of a declaration: this alone; NULL: any */
} lists[] = {
	{"/contacts", LIST_CONTACTS, N_("Contacts"),
	    N_("Contacts in force. What a contact was is told on its page, "
	       "with its proof."),
	    N_("No contact of this kind is filed."), NULL, NULL},
	{"/persons", LIST_PERSONS, N_("Persons"),
	    N_("Officials, their counterparts, and whoever spoke of them."),
	    N_("No person is entered."), persons, NULL},
	{"/orgs", LIST_ORGS, N_("Organisations"),
	    N_("Offices, departments, missions and others."),
	    N_("No organisation is entered."), orgs, NULL},
	{"/posts", LIST_POSTS, N_("Posts"),
	    N_("Posts, whoever holds them."), N_("No post is entered."),
	    posts, NULL},
	{"/notes", LIST_NOTES, N_("Notes"),
	    N_("Notes that were made of contacts, and what became of them."),
	    N_("No note is filed."), notes, NULL},
	{"/documents", LIST_DOCUMENTS, N_("Documents"),
	    N_("Letters, filings, reports and others that are drawn on."),
	    N_("No document is filed."), documents, NULL},
	{"/statements", LIST_STATEMENTS, N_("Statements"),
	    N_("Who said what, in whose words. What answers a statement, and "
	       "what was left undecided, stands beside it."),
	    N_("No statement is filed."), statements, NULL},
	{"/declarations", LIST_DECLARATIONS,
	    N_("Declarations of completeness"),
	    N_("Who declares that a record holds every contact of those "
	       "days."),
	    N_("No declaration is filed."), declarations, NULL},
	{"/returns", LIST_DECLARATIONS, N_("Returns"),
	    N_("Returns by official and period, nil returns among them."),
	    N_("No return is filed."), declarations, "return"},
	{"/removals", LIST_REMOVALS, N_("Removals"),
	    N_("What was annulled or erased, when, why, and by whose order. "
	       "The entry stays; what it said counts no more."),
	    N_("Nothing was removed."), removals, NULL},
	{"/openings", LIST_OPENINGS, N_("Openings"),
	    N_("What was sealed and is open now, when and why."),
	    N_("Nothing that was sealed was opened."), openings, NULL},
};

/* ---- filters as links ---- */

static void
put_orders(struct page *p, bool contacts)
{
	page_facets(p, N_("Order"));
	page_facet(p, "order", NULL, N_("First filed first"), UINT64_MAX);
	page_facet(p, "order", "-entry", N_("Last filed first"), UINT64_MAX);
	if (contacts) {
		page_facet(p, "order", "date", N_("Earliest contact first"),
		    UINT64_MAX);
		page_facet(p, "order", "-date", N_("Latest contact first"),
		    UINT64_MAX);
	} else {
		page_facet(p, "order", "name", N_("By name"), UINT64_MAX);
	}
	page_facets_end(p);
}

static void
put_kinds(struct page *p)
{
	page_facets(p, N_("Kind of contact"));
	page_facet(p, "kind", NULL, N_("Every kind"), UINT64_MAX);
	for (unsigned k = 1; k <= 10; k++)
		page_facet(p, "kind", kind_name(k),
		    kind_words(bytes_text(kind_name(k))), UINT64_MAX);
	page_facets_end(p);
}

static void
put_years(struct page *p, const struct list_filter *f)
{
	unsigned last = day_year(day_of_time(registry_now(p->registry)));

	page_facets(p, N_("Year of contact"));
	page_facet_link(p, page_in_year(p, 0),
	    f->from == DAY_FIRST && f->to == DAY_LAST,
	    HTML_TR(&p->h, N_("Every year")), UINT64_MAX);
	for (unsigned year = last; year > last - YEARS; year--)
		page_facet_link(p, page_in_year(p, year),
		    f->from == day_code(year, 1, 1) &&
			f->to == day_code(year, 12, 31),
		    page_text(p, "%u", year), UINT64_MAX);
	page_facets_end(p);
}

static void
keep_member(struct page *p, const char *name)
{
	const char *value = page_query(p, name);

	if (value != NULL)
		html_void(&p->h, "input", "type", "hidden", "name", name,
		    "value", value, NULL);
}

/* Whom a list is about is a name: the one filter that is typed. */
static void
put_whom(struct page *p, const struct list *l)
{
	static const struct field_errors none = {.count = 0};
	struct html *h = &p->h;

	html_open(h, "form", "class", "app-narrow", "id", "whom", "method",
	    "get", "action", page_path(p, "%s", l->path), NULL);
	field_put(p, &(struct input){.name = "of",
	    .label = l->what == LIST_CONTACTS ? N_("Official") : N_("About"),
	    .hint = N_("name or reference"), .value = page_query(p, "of")}, &none);
	if (l->what == LIST_CONTACTS) {
		field_put(p, &(struct input){.name = "with",
		    .label = N_("Counterpart"),
		    .hint = N_("name or reference"),
		    .value = page_query(p, "with")}, &none);
		field_put(p, &(struct input){.name = "state",
		    .label = N_("State"),
		    .hint = N_("two letters, such as XB"),
		    .value = page_query(p, "state")}, &none);
	}
	keep_member(p, "order");
	if (l->what == LIST_CONTACTS) {
		keep_member(p, "kind");
		keep_member(p, "from");
		keep_member(p, "to");
	}
	field_button(p, N_("Narrow down"), NULL, NULL, NULL);
	html_close(h, "form");
}

static void
put_filters(struct page *p, const struct list *l, const struct list_filter *f)
{
	html_open(&p->h, "nav", "class", "app-facets", "id", "narrow",
	    "aria-label", HTML_TR(&p->h, N_("Narrow down")), NULL);
	put_orders(p, l->what == LIST_CONTACTS);
	if (l->what == LIST_CONTACTS) {
		put_years(p, f);
		put_kinds(p);
	}
	put_whom(p, l);
	html_close(&p->h, "nav");
}

/* ---- one page ---- */

/* The rows of this page: those of one form alone are picked from as many pages
 * of the list as it takes. */
static enum err
take_rows(struct page *p, const struct list *l, struct listed *x,
    struct json **out)
{
	struct json *rows = json_new(p->a, JSON_ARRAY), *v = NULL;
	size_t wanted = x->filter.limit - 1, count = 0;
	enum err rc;

	do {
		rc = listed_run(x, &p->e);
		for (size_t i = 0; i < x->count && rc == ERR_NONE; i++) {
			x->filter.after = x->numbers[i];
			rc = listed_item_json(x, i, &v, &p->e);
			if (rc != ERR_NONE || (l->form != NULL &&
				!bytes_is(json_get_text(v, "form"), l->form)))
				continue;
			json_add(rows, v);
			if (++count == wanted && i + 1 < x->count)
				x->more = true;
			if (count == wanted)
				break;
		}
	} while (rc == ERR_NONE && x->more && count < wanted);
	*out = rows;
	return rc;
}

static void
put_next(struct page *p, const struct listed *x)
{
	struct html *h = &p->h;

	html_open(h, "nav", "class", "app-paging", "aria-label",
	    HTML_TR(h, N_("Parts of this list")), NULL);
	html_open(h, "p", "class", "govuk-body", NULL);
	if (page_query(p, "after") != NULL) {
		html_open(h, "a", "class", "govuk-link", "href",
		    page_with(p, "after", NULL), NULL);
		html_say(h, N_("Back to the beginning"));
		html_close(h, "a");
		html_text(h, " ");
	}
	if (x->more) {
		html_open(h, "a", "class", "govuk-link", "rel", "next",
		    "href", page_next(p, x->filter.after, x->filter.at), NULL);
		html_say(h, N_("Next part of the list"));
		html_close(h, "a");
	}
	html_close(h, "p");
	html_close(h, "nav");
}

static const char *
title_of(struct page *p, const struct list *l)
{
	const char *after = page_query(p, "after");

	return after == NULL ? HTML_TR(&p->h, l->title) :
	    page_text(p, N_("%s, after entry %s"), HTML_TR(&p->h, l->title),
		after);
}

static void
show(struct page *p, const struct list *l, const struct listed *x,
    const struct json *rows)
{
	struct html *h = &p->h;

	page_title(p, "%s", title_of(p, l));
	page_paragraph(p, l->intro);
	if (l->what == LIST_REMOVALS)
		removals_put_counts(p);
	html_open(h, "div", "class", "app-columns app-columns--end", NULL);
	html_open(h, "div", NULL);
	html_open(h, "p", "class", "govuk-body app-phone", NULL);
	html_link(h, "#narrow", bytes_text(HTML_TR(h, N_("Narrow down"))));
	html_close(h, "p");
	if (rows->first == NULL)
		page_paragraph(p, l->none);
	else if (l->columns == NULL)
		list_put_contacts(p, HTML_TR(h, l->title), rows);
	else
		list_put_rows(p, HTML_TR(h, l->title), l->columns, rows);
	put_next(p, x);
	html_close(h, "div");
	put_filters(p, l, &x->filter);
	html_close(h, "div");
	p->form_query = page_query_all(p);
	page_forms(p, l->form != NULL ? 0u :
	    PAGE_JSON | PAGE_CSV | PAGE_JSONL, page_path(p, "%s", l->path));
	page_finish(p);
}

static const struct list *
list_of(const struct http_request *request)
{
	/* past "/en" */
	struct bytes path = bytes_of(request->path.at + 3,
	    request->path.len - 3);

	for (size_t i = 0; i < COUNT(lists); i++) {
		size_t len = strlen(lists[i].path);

		if (bytes_starts(path, lists[i].path) &&
		    (path.len == len || path.at[len] == '.'))
			return &lists[i];
	}
	return NULL;
}

static void
handle_list(void *context, struct http_request *request,
    struct http_answer *answer)
{
	const struct list *l = list_of(request);
	struct json *rows = NULL;
	struct listed x;
	struct query q;
	struct page p;
	enum err rc;

	if (page_twin(context, request, answer,
		l->form != NULL ? "" : l->path) ||
	    !page_begin(&p, context, request, answer) ||
	    !page_asked(&p, &q, listed_names(l->what)) || page_tidy(&p))
		return;
	rc = listed_read(&x, &p.objects, l->what, &q, &p.e);
	if (rc == ERR_NONE)
		rc = take_rows(&p, l, &x, &rows);
	if (rc != ERR_NONE)
		page_fail_query(&p, &p.e);
	else
		show(&p, l, &x, rows);
}

#define LIST(path) \
	{"GET", "/{lang}" path, handle_list, 0, HTTP_READ, \
	    HTTP_SUFFIX | HTTP_CACHED}

static const struct http_route routes[] = {LIST("/contacts"),
    LIST("/persons"), LIST("/orgs"), LIST("/posts"), LIST("/notes"),
    LIST("/documents"), LIST("/statements"), LIST("/declarations"),
    LIST("/returns"), LIST("/removals"), LIST("/openings")};
const struct http_route_table lists_table = {routes, COUNT(routes)};
