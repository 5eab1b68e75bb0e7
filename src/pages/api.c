/* The reference of the API, read from its own document (interfaces B7) */
#include "format/json.h"
#include "pages/reading.h"
#include "pages/tables.h"
#include "web/api.h"

#define PARSE_DEPTH 64

static void
put_parameters(struct page *p, const struct json *list, const char *of)
{
	static const char *const heads[] = {N_("Name"), N_("In"),
	    N_("Meaning"), NULL};
	bool any = false;

	for (const struct json *v = json_is_null(list) ? NULL : list->first;
	     v != NULL; v = v->next) {
		if (json_get_text(v, "name").len == 0)
			continue;
		if (!any)
			page_table(p, page_text(p, N_("Parameters of %s"),
			    of), heads);
		any = true;
		html_open(&p->h, "tr", "class", "govuk-table__row", NULL);
		page_cell(p, true);
		html_bytes(&p->h, json_get_text(v, "name"));
		page_cell_end(p, true);
		page_cell(p, false);
		html_bytes(&p->h, json_get_text(v, "in"));
		page_cell_end(p, false);
		page_cell(p, false);
		html_bytes(&p->h, json_get_text(v, "description"));
		page_cell_end(p, false);
		html_close(&p->h, "tr");
	}
	if (any)
		page_table_end(p);
}

/* The document speaks English alone, and is marked so. */
static void
put_summary(struct page *p, struct bytes text)
{
	html_open(&p->h, "p", "class", "govuk-body", "lang",
	    p->lang == LANG_EN ? NULL : "en", NULL);
	html_bytes(&p->h, text);
	html_close(&p->h, "p");
}

static void
put_examples(struct page *p, const struct json *list, bool reads)
{
	struct html *h = &p->h;

	if (json_is_null(list) || list->first == NULL)
		return;
	html_element_say(h, "p", "govuk-body", N_("Examples:"));
	html_open(h, "ul", "class", "govuk-list", NULL);
	for (const struct json *v = list->first; v != NULL; v = v->next) {
		const char *text = arena_text(p->a, v->text);

		if (text == NULL)
			continue;
		html_open(h, "li", NULL);
		if (reads)
			html_link(h, page_text(p, "/api/v1%s", text),
			    bytes_text(page_text(p, "/api/v1%s", text)));
		else
			html_element(h, "code", NULL, text);
		html_close(h, "li");
	}
	html_close(h, "ul");
}

static void
put_operation(struct page *p, const struct json *path,
    const struct json *operation)
{
	struct html *h = &p->h;
	struct buffer method = {0};
	const char *id = arena_text(p->a,
	    json_get_text(operation, "operationId"));

	for (size_t i = 0; i < operation->name.len; i++)
		buffer_byte(&method, operation->name.at[i] & 0xdf);
	html_open(h, "h2", "class", "govuk-heading-m", "id", id,
	    NULL);
	html_bytes(h, buffer_bytes(&method));
	html_text(h, " ");
	html_open(h, "span", "class", "app-hash", NULL);
	html_bytes(h, path->name);
	html_close(h, "span");
	html_close(h, "h2");
	put_summary(p, json_get_text(operation, "summary"));
	put_parameters(p, json_get(operation, "parameters"), id);
	put_examples(p, json_get(operation, "x-examples"),
	    bytes_is(operation->name, "get"));
	buffer_release(&method);
}

static void
put_beginning(struct page *p)
{
	page_paragraph(p, N_("Programs read here what people read on the "
	    "pages; every page is also to be had in the forms that its last "
	    "line names. Reading needs no account. Every number comes with a "
	    "proof that the program chancery-verify checks."));
	html_open(&p->h, "p", "class", "govuk-body", NULL);
	html_link(&p->h, "/api/v1/openapi.json", bytes_text(HTML_TR(&p->h,
	    N_("The same reference for programs: OpenAPI 3.1"))));
	html_close(&p->h, "p");
	html_open(&p->h, "p", "class", "govuk-body", NULL);
	html_link(&p->h, page_path(p, "/problems"), bytes_text(HTML_TR(&p->h,
	    N_("What each refusal means"))));
	html_close(&p->h, "p");
}

static void
handle_api(void *context, struct http_request *request,
    struct http_answer *answer)
{
	const struct json *document = NULL, *paths;
	struct page p;

	if (!http_query_known(request, "", answer) ||
	    !page_begin(&p, context, request, answer))
		return;
	if (json_parse(&document, bytes_of(api_document, api_document_len),
		&json_file_limits, p.a, &p.e) != ERR_NONE) {
		page_fail(&p, &p.e);
		return;
	}
	page_title(&p, N_("Reference of the API"));
	put_beginning(&p);
	paths = json_get(document, "paths");
	for (const struct json *path = json_is_null(paths) ? NULL :
		 paths->first; path != NULL; path = path->next)
		for (const struct json *v = path->first; v != NULL;
		     v = v->next)
			put_operation(&p, path, v);
	page_finish(&p);
}

static const struct http_route routes[] = {
	{"GET", "/{lang}/api", handle_api, 0, HTTP_READ, HTTP_CACHED},
};
const struct http_route_table api_pages_table = {routes, COUNT(routes)};
