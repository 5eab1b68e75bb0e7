/* Paths without a language go to the reader's (interfaces C1.1) */
#include "pages/tables.h"
#include "pages/html.h"

static void
handle_lead(void *context, struct http_request *request,
    struct http_answer *answer)
{
	struct buffer b = {0};

	(void)context;
	buffer_printf(&b, "/%s", request->lang == LANG_FR ? "fr" : "en");
	buffer_add(&b, request->raw);
	for (size_t i = 0; i < request->query_count; i++) {
		buffer_byte(&b, i == 0 ? '?' : '&');
		url_put(&b, request->query[i].name);
		buffer_byte(&b, '=');
		url_put(&b, request->query[i].value);
	}
	http_answer_redirect(request, answer, 302, buffer_cstr(&b));
	http_answer_header(answer, "Vary", "Accept-Language");
	buffer_release(&b);
}

#define LEAD(path) {"GET", path, handle_lead, 0, HTTP_READ, 0}

/* `html_url` of things, addresses of problems, and what people type. */
static const struct http_route routes[] = {LEAD("/p/**"), LEAD("/o/**"),
    LEAD("/post/**"), LEAD("/state/**"), LEAD("/tenure/**"), LEAD("/c/**"),
    LEAD("/n/**"), LEAD("/s/**"), LEAD("/d/**"), LEAD("/r/**"),
    LEAD("/complete/**"), LEAD("/e/**"), LEAD("/problems/*"),
    LEAD("/problems"), LEAD("/help/*"), LEAD("/help"), LEAD("/search"),
    LEAD("/ask"), LEAD("/contacts"), LEAD("/persons"), LEAD("/orgs"),
    LEAD("/posts"), LEAD("/notes"), LEAD("/documents"),
    LEAD("/statements"), LEAD("/declarations"), LEAD("/returns"),
    LEAD("/removals"), LEAD("/late"), LEAD("/data"),
    LEAD("/verify"), LEAD("/about"), LEAD("/privacy"),
    LEAD("/accessibility"), LEAD("/status"), LEAD("/api")};
const struct http_route_table leading_table = {routes, COUNT(routes)};
