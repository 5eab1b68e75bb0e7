/* Deadlines: who was late, by how many days, in the order of names (C7.2) */
#include "faces/late_list.h"
#include "pages/lists.h"
#include "pages/tables.h"

#define ROWS_MAX 500

/* ---- the duties in force, as links ---- */

static enum err
put_rules(struct page *p)
{
	const struct duty_row *rows = NULL;
	size_t count = 0;
	enum err rc = duties_in_force(registry_read_model(p->registry),
	    registry_next(p->registry), &rows, &count, p->a, &p->e);

	if (rc != ERR_NONE)
		return rc;
	page_facets(p, N_("Under the rule"));
	page_facet(p, "rule", NULL, N_("Any rule"), UINT64_MAX);
	for (size_t i = 0; i < count; i++) {
		const char *rule = arena_text(p->a, rows[i].rule);

		if (rule != NULL)
			page_facet(p, "rule", rule, rule, UINT64_MAX);
	}
	page_facets_end(p);
	return ERR_NONE;
}

/* ---- rows ---- */

static void
put_row(struct page *p, const struct late_list *x, const struct late_row *row)
{
	struct html *h = &p->h;
	const struct json *v = late_row_json(x, row);
	struct buffer words = {0};

	html_open(h, "tr", "class", "govuk-table__row", NULL);
	page_cell(p, true);
	page_thing(p, row->official);
	page_cell_end(p, true);
	page_cell(p, false);
	page_thing(p, row->contact);
	page_cell_end(p, false);
	page_cell(p, false);
	page_when(p, json_get(v, "when"));
	page_cell_end(p, false);
	page_cell(p, false);
	due_words(&words, &row->due, p->lang);
	html_bytes(h, buffer_bytes(&words));
	page_cell_end(p, false);
	html_close(h, "tr");
	buffer_release(&words);
}

static void
put_rows(struct page *p, const struct late_list *x)
{
	static const char *const heads[] = {N_("Official"), N_("Contact"),
	    N_("When"), N_("Due"), NULL};

	if (x->count == 0) {
		html_open(&p->h, "p", "class", "govuk-body", NULL);
		html_sayf(&p->h, N_("No late flag on any contact filed up to "
		    "checkpoint %llu."), (unsigned long long)x->size);
		html_close(&p->h, "p");
		return;
	}
	page_table(p, HTML_TR(&p->h,
	    N_("Contacts filed after their day, in the order of names")),
	    heads);
	for (size_t i = 0; i < x->count && i < ROWS_MAX; i++)
		put_row(p, x, &x->rows[i]);
	page_table_end(p);
	if (x->count > ROWS_MAX)
		page_paragraph(p, N_("There are more: the list as CSV holds "
		    "every one."));
}

/* The API has this list among its duties: late=1. */
static bool
late_twin(void *context, struct http_request *request,
    struct http_answer *answer)
{
	if (request->suffix.len != 0 && request->query_count < HTTP_QUERY_MAX)
		request->query[request->query_count++] = (struct http_pair){
		    bytes_text("late"), bytes_text("1")};
	return page_twin(context, request, answer, "/duties");
}

static void
handle_late(void *context, struct http_request *request,
    struct http_answer *answer)
{
	struct late_list x;
	struct query q;
	struct page p;
	enum err rc;

	if (late_twin(context, request, answer) ||
	    !page_begin(&p, context, request, answer) ||
	    !page_asked(&p, &q, late_names) || page_tidy(&p))
		return;
	rc = late_read(&x, &p.objects, &q, p.lang, &p.e);
	if (rc == ERR_NONE)
		rc = late_run(&x, &p.e);
	if (rc != ERR_NONE) {
		page_fail_query(&p, &p.e);
		return;
	}
	page_title(&p, N_("Deadlines"));
	page_paragraph(&p, N_("Contacts that were filed after the day that a "
	    "rule of this register names. A day of a contact that is not "
	    "known exactly may be late or not: then it says so."));
	html_open(&p.h, "div", "class", "app-columns", NULL);
	html_open(&p.h, "nav", "class", "app-facets", "aria-label",
	    HTML_TR(&p.h, N_("Narrow down")), NULL);
	rc = put_rules(&p);
	html_close(&p.h, "nav");
	html_open(&p.h, "div", NULL);
	put_rows(&p, &x);
	html_close(&p.h, "div");
	html_close(&p.h, "div");
	p.form_query = page_query_all(&p);
	page_forms(&p, PAGE_JSON | PAGE_CSV | PAGE_JSONL,
	    page_path(&p, "/late"));
	if (rc != ERR_NONE)
		page_fail(&p, &p.e);
	else
		page_finish(&p);
}

static const struct http_route routes[] = {
	{"GET", "/{lang}/late", handle_late, 0, HTTP_READ,
	    HTTP_SUFFIX | HTTP_CACHED},
};
const struct http_route_table late_table = {routes, COUNT(routes)};
