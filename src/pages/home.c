/* The first page: one search box, three questions, what came last */
#include "pages/assets.h"
#include "pages/footing.h"
#include "pages/reading.h"
#include "pages/tables.h"
#include "register/naming.h"
#include "web/problem.h"

#define LATEST_MAX 8
#define LATEST_AMONG 200 /* entries looked at */

static void
put_search(struct page *p)
{
	struct html *h = &p->h;

	html_open(h, "form", "class", "app-search", "role", "search", "method",
	    "get", "action", page_path(p, "/search"), NULL);
	html_open(h, "label", "class", "govuk-label govuk-label--m", "for",
	    "q", NULL);
	html_say(h, N_("Find a person, a post, a contact"));
	html_close(h, "label");
	html_open(h, "div", "class", "govuk-hint", "id", "q-hint", NULL);
	html_say(h, N_("A name, a reference such as c/14, a date, a hash"));
	html_close(h, "div");
	html_void(h, "input", "class", "govuk-input", "id", "q", "name", "q",
	    "type", "search", "aria-describedby", "q-hint", "autocomplete",
	    "off", NULL);
	html_open(h, "button", "class", "govuk-button", NULL);
	html_say(h, N_("Search"));
	html_close(h, "button");
	html_close(h, "form");
}

struct latest {
	uint64_t numbers[LATEST_MAX]; /* entries, ascending */
	size_t count;
};

static enum err
keep_contact(void *context, const struct row_entry *row, struct error *e)
{
	struct latest *l = context;

	(void)e;
	if (row->type != TYPE_CONTACT || row->outcome > OUTCOME_NOTE ||
	    row->entity == NUMBER_NONE)
		return ERR_NONE;
	if (l->count == LATEST_MAX) {
		memmove(l->numbers, l->numbers + 1,
		    (LATEST_MAX - 1) * sizeof *l->numbers);
		l->count--;
	}
	l->numbers[l->count++] = row->number;
	return ERR_NONE;
}

/* The newest contacts among the last entries; a register is long. */
static enum err
find_latest(struct page *p, struct latest *l)
{
	uint64_t next = registry_next(p->registry);
	uint64_t first = next > LATEST_AMONG ? next - LATEST_AMONG : 0;

	return read_model_entries(registry_read_model(p->registry), first,
	    LATEST_AMONG, keep_contact, l, &p->e);
}

static void
put_latest(struct page *p, const struct latest *l)
{
	static const char *const heads[] = {N_("When"), N_("Official"),
	    N_("Counterpart"), N_("Kind"), N_("Entry"), NULL};

	page_heading(p, 2, "latest", N_("Filed last"));
	if (l->count == 0) {
		page_paragraph(p, N_("None filed yet."));
		return;
	}
	page_table(p, HTML_TR(&p->h, N_("Contacts filed last")), heads);
	for (size_t i = l->count; i-- > 0;)
		page_contact_row(p, l->numbers[i]);
	page_table_end(p);
}

/* Sentences that show what can be asked; they lead to the ask page. */
static void
put_examples(struct page *p)
{
	static const char *const examples[] = {
		N_("How many calls did an official have with one "
		   "counterpart, in which years?"),
		N_("Was there anyone else of that state?"),
		N_("What did a statement say, and does the record bear it "
		   "out?"),
	};
	static const char *const paths[] = {"/ask", "/ask?anyone_else=1",
	    "/statements"};
	struct html *h = &p->h;

	page_heading(p, 2, "questions", N_("Questions this register answers"));
	html_open(h, "ul", "class", "govuk-list app-questions", NULL);
	for (size_t i = 0; i < COUNT(examples); i++) {
		html_open(h, "li", NULL);
		html_link(h, page_path(p, "%s", paths[i]),
		    bytes_text(HTML_TR(h, examples[i])));
		html_close(h, "li");
	}
	html_close(h, "ul");
}

static void
put_limits(struct page *p)
{
	page_heading(p, 2, "limits", N_("What is and what is not in here"));
	page_paragraph(p, N_("Offices file here that a contact with a "
	    "representative of a foreign state took place: with whom, when as "
	    "exactly as they know, and what was noted. Each entry can be "
	    "proved; nothing can be changed, hidden or back-dated unseen."));
	page_paragraph(p, N_("What nobody filed is not here. A contact is part "
	    "of the work of an office, not wrongdoing; a statement is shown "
	    "with its source, its denials and what was left undecided."));
}

static void
handle_home(void *context, struct http_request *request,
    struct http_answer *answer)
{
	struct page p;
	struct latest latest = {.count = 0};

	if (!http_query_known(request, "", answer) ||
	    !page_begin(&p, context, request, answer))
		return;
	if (find_latest(&p, &latest) != ERR_NONE) {
		page_fail(&p, &p.e);
		return;
	}
	page_title(&p, "%s", footing_of(&p)->name[p.lang]);
	put_search(&p);
	put_examples(&p);
	put_latest(&p, &latest);
	put_limits(&p);
	page_forms(&p, PAGE_JSON | PAGE_ATOM, page_path(&p, "/status"));
	p.feed_path = page_path(&p, "/log");
	page_finish(&p);
}

/* A path without its language goes to the reader's (interfaces C1.1). */
static void
handle_root(void *context, struct http_request *request,
    struct http_answer *answer)
{
	(void)context;
	answer->status = 302;
	http_answer_header(answer, "Vary", "Accept-Language");
	http_answer_header(answer, "Location",
	    request->lang == LANG_FR ? "/fr/" : "/en/");
}

/* The log, entry by entry, is for programs; readers begin here. */
static void
handle_log(void *context, struct http_request *request,
    struct http_answer *answer)
{
	if (!page_twin(context, request, answer, "/entries"))
		http_answer_redirect(request, answer, 302,
		    request->lang == LANG_FR ? "/fr/" : "/en/");
}

static void
handle_asset(void *context, struct http_request *request,
    struct http_answer *answer)
{
	const struct asset *found = assets_find(request->path);

	(void)context;
	if (found == NULL || request->has_query) {
		problem_put(answer, request, 404, "not-found",
		    N_("there is no such thing"));
		return;
	}
	answer->type = found->type;
	answer->cache = "public, max-age=31536000, immutable";
	http_answer_header(answer, "Vary", "Accept-Encoding");
	if (found->gzip.len != 0 && http_quality(
		http_header(request, "Accept-Encoding"), "gzip") > 0) {
		http_answer_header(answer, "Content-Encoding", "gzip");
		buffer_add(&answer->body, found->gzip);
	} else {
		buffer_add(&answer->body, found->plain);
	}
}

static const struct http_route routes[] = {
	{"GET", "/a/*", handle_asset, 0, HTTP_UNLIMITED, 0},
	{"GET", "/", handle_root, 0, HTTP_READ, 0},
	{"GET", "/{lang}/", handle_home, 0, HTTP_READ, HTTP_CACHED},
	{"GET", "/{lang}/log", handle_log, 0, HTTP_READ,
	    HTTP_CACHED | HTTP_SUFFIX},
};
const struct http_route_table home_table = {routes, COUNT(routes)};
