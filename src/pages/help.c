/* Help: the topics of `chancery help`, in the language of the page */
#include "faces/topics.h"
#include "pages/reading.h"
#include "pages/tables.h"

static const struct {
	const char *name, *title;
} titles[] = {
	{"dates", N_("How dates are written")},
	{"kinds", N_("Kinds of contact")},
	{"proofs", N_("What a proof shows")},
	{"sealing", N_("What is sealed, and for whom")},
	{"trust", N_("Whom to trust, and how to say so")},
	{"exit-codes", N_("Exit codes of the programs")},
	{"privacy", N_("How names are kept apart")},
	{"import", N_("Bringing in other records")},
};

static const char *
title_of(struct page *p, const struct topic *t)
{
	for (size_t i = 0; i < COUNT(titles); i++)
		if (strcmp(titles[i].name, t->name) == 0)
			return HTML_TR(&p->h, titles[i].title);
	return t->name;
}

static void
put_reading(struct page *p)
{
	static const char *const words[][2] = {
		{"/search", N_("Search finds persons, posts, contacts, "
		    "documents and statements by their words; a reference "
		    "such as c/14 or a hash leads straight to its page.")},
		{"/ask", N_("Ask gives a number with its proof: how many "
		    "contacts, of whom, with whom, when, and whether there "
		    "was anyone else.")},
		{"/verify", N_("Verify checks a proof on your own device.")},
		{"/data", N_("Data holds the whole register as files.")},
		{"/api", N_("The API gives programs what the pages give "
		    "people.")},
		{"/problems", N_("Each refusal has a code with a page of its "
		    "own.")},
	};

	page_heading(p, 2, "reading", N_("Reading this register"));
	html_open(&p->h, "ul", "class", "govuk-list govuk-list--bullet", NULL);
	for (size_t i = 0; i < COUNT(words); i++) {
		html_open(&p->h, "li", NULL);
		html_link(&p->h, page_path(p, "%s", words[i][0]),
		    bytes_text(HTML_TR(&p->h, words[i][1])));
		html_close(&p->h, "li");
	}
	html_close(&p->h, "ul");
}

static void
handle_help(void *context, struct http_request *request,
    struct http_answer *answer)
{
	struct page p;

	if (!http_query_known(request, "", answer) ||
	    !page_begin(&p, context, request, answer))
		return;
	page_title(&p, N_("Help"));
	put_reading(&p);
	page_heading(&p, 2, "topics", N_("Topics"));
	page_paragraph(&p, N_("The same texts as those of the command line: "
	    "chancery help TOPIC."));
	html_open(&p.h, "ul", "class", "govuk-list", NULL);
	for (size_t i = 0; i < topic_count; i++) {
		html_open(&p.h, "li", NULL);
		html_link(&p.h, page_path(&p, "/help/%s", topics[i].name),
		    bytes_text(title_of(&p, &topics[i])));
		html_close(&p.h, "li");
	}
	html_close(&p.h, "ul");
	page_finish(&p);
}

static const struct topic *
find(struct bytes name)
{
	for (size_t i = 0; i < topic_count; i++)
		if (bytes_is(name, topics[i].name))
			return &topics[i];
	return NULL;
}

static void
handle_topic(void *context, struct http_request *request,
    struct http_answer *answer)
{
	const struct topic *t = find(request->parts[0]);
	struct page p;

	if (!http_query_known(request, "", answer) ||
	    !page_begin(&p, context, request, answer))
		return;
	if (t == NULL) {
		page_refuse(&p, 404, "not-found",
		    N_("there is no help topic of this name"));
		return;
	}
	page_title(&p, "%s", title_of(&p, t));
	page_crumb(&p, page_path(&p, "/help"), HTML_TR(&p.h, N_("Help")));
	html_open(&p.h, "div", "class", "app-scroll", "role", "region",
	    "aria-label", p.title, "tabindex", "0", NULL);
	html_element(&p.h, "pre", "app-topic", t->text[p.lang]);
	html_close(&p.h, "div");
	page_finish(&p);
}

static const struct http_route routes[] = {
	{"GET", "/{lang}/help", handle_help, 0, HTTP_READ, HTTP_CACHED},
	{"GET", "/{lang}/help/*", handle_topic, 0, HTTP_READ, HTTP_CACHED},
};
const struct http_route_table help_table = {routes, COUNT(routes)};
