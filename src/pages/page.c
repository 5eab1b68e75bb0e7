#include "pages/page.h"

#include <assert.h>
#include <stdio.h>

#include "pages/assets.h"
#include "pages/pages.h"
#include "web/problem.h"

#define PAGE_BYTES_MAX (4 * MIB)

static const char *const lang_codes[LANG_COUNT] = {"en", "fr"};
static const char *const lang_names[LANG_COUNT] = {"English", "Français"};

static const struct {
	enum page_form form;
	const char *suffix, *words, *type;
} form_kinds[] = {
	{PAGE_JSON,  ".json", N_("JSON"), "application/json"},
	{PAGE_CSV, ".csv", N_("CSV"), "text/csv"},
	{PAGE_JSONL, ".jsonl", N_("JSON lines"), "application/x-ndjson"},
	{PAGE_ATOM, ".atom", N_("feed"), "application/atom+xml"},
	{PAGE_PROOF, ".proof", N_("proof file"),
	    "application/vnd.chancery.proof"},
};

const char *
page_lang(const struct page *p)
{
	return lang_codes[p->lang];
}

/* The first part of the path says the language; paths without one keep what
 * the reader's program asked for. */
static enum lang
lang_of(const struct http_request *request)
{
	if (bytes_starts(request->path, "/fr/") ||
	    bytes_is(request->path, "/fr"))
		return LANG_FR;
	if (bytes_starts(request->path, "/en/") ||
	    bytes_is(request->path, "/en"))
		return LANG_EN;
	return request->lang;
}

bool
page_begin(struct page *p, void *context, struct http_request *request,
    struct http_answer *answer)
{
	*p = (struct page){.serving = context, .request = request,
	    .answer = answer, .a = request->arena, .lang = lang_of(request),
	    .form_query = ""};
	request->lang = p->lang;
	p->registry = serving_registry(p->serving);
	p->objects = (struct objects){p->registry, p->a,
	    serving_base_url(p->serving)};
	p->e.lang = p->lang;
	p->content.limit = PAGE_BYTES_MAX;
	p->h = (struct html){.out = &p->content, .lang = p->lang};
	p->title = "";
	return true;
}

#define TEXT_BYTES_MAX (32 * KIB) /* a query, coded, and what is around it */

/* `before` and the text with its arguments, in the arena. */
static const char *formatted(struct page *p, const char *before,
    const char *format, va_list arguments)
    __attribute__((format(printf, 3, 0)));

static const char *
formatted(struct page *p, const char *before, const char *format,
    va_list arguments)
{
	char text[1024];
	size_t head = strlen(before);
	int len;

	assert(head < sizeof text);
	memcpy(text, before, head);
	len = vsnprintf(text + head, sizeof text - head, format, arguments);
	if (len < 0 || (size_t)len >= sizeof text - head)
		return "";
	return arena_text(p->a, bytes_of(text, head + (size_t)len));
}

const char *
page_path(struct page *p, const char *format, ...)
{
	const char *made;
	va_list arguments;

	va_start(arguments, format);
	made = formatted(p, p->lang == LANG_FR ? "/fr" : "/en", format,
	    arguments);
	va_end(arguments);
	return made == NULL ? "" : made;
}

const char *
page_text(struct page *p, const char *english, ...)
{
	const char *made;
	va_list arguments;

	va_start(arguments, english);
	made = formatted(p, "", message_in(p->lang, english), arguments);
	va_end(arguments);
	return made == NULL ? "" : made;
}

void
page_title(struct page *p, const char *english, ...)
{
	va_list arguments;

	va_start(arguments, english);
	p->title = formatted(p, "", message_in(p->lang, english), arguments);
	va_end(arguments);
	if (p->title == NULL)
		p->title = "";
}

void
page_crumb(struct page *p, const char *href, const char *text)
{
	if (p->crumb_count == PAGE_CRUMBS_MAX)
		return;
	p->crumbs[p->crumb_count].href = href;
	p->crumbs[p->crumb_count++].text = text;
}

void
page_forms(struct page *p, unsigned forms, const char *path)
{
	p->forms = forms;
	p->form_path = path;
}

/* Address of one of the page's forms. */
static const char *
form_address(struct page *p, size_t i)
{
	bool feed = form_kinds[i].form == PAGE_ATOM && p->feed_path != NULL;

	return page_text(p, "%s%s%s", feed ? p->feed_path : p->form_path,
	    form_kinds[i].suffix, p->form_query);
}

const char *
page_query(struct page *p, const char *name)
{
	struct bytes value = http_query(p->request, name);

	return value.at == NULL ? NULL : arena_text(p->a, value);
}

/* ---- the frame ---- */

const char *
page_raw_query(struct page *p)
{
	struct buffer b = {0};
	const char *made;

	for (size_t i = 0; i < p->request->query_count; i++) {
		buffer_byte(&b, i == 0 ? '?' : '&');
		url_put(&b, p->request->query[i].name);
		buffer_byte(&b, '=');
		url_put(&b, p->request->query[i].value);
	}
	made = b.failed ? NULL : arena_text(p->a, buffer_bytes(&b));
	buffer_release(&b);
	return made == NULL ? "" : made;
}

/* The same page in the other language: the first part differs alone. */
static const char *
other_language(struct page *p)
{
	struct bytes path = p->request->raw;
	enum lang other = p->lang == LANG_EN ? LANG_FR : LANG_EN;
	struct buffer b = {0};
	const char *made;

	buffer_printf(&b, "/%s", lang_codes[other]);
	if (bytes_starts(path, "/en/") || bytes_starts(path, "/fr/"))
		buffer_append(&b, path.at + 3, path.len - 3);
	/* what a POST led to is no address to come back to */
	if (strcmp(p->request->method, "GET") == 0)
		buffer_text(&b, page_raw_query(p));
	made = b.failed ? NULL : arena_text(p->a, buffer_bytes(&b));
	buffer_release(&b);
	return made == NULL ? "/" : made;
}

static void
put_alternates(struct page *p, struct html *h)
{
	enum lang other = p->lang == LANG_EN ? LANG_FR : LANG_EN;

	html_void(h, "link", "rel", "alternate", "hreflang",
	    lang_codes[other], "href", other_language(p), NULL);
	for (size_t i = 0; i < COUNT(form_kinds); i++)
		if ((p->forms & form_kinds[i].form) != 0)
			html_void(h, "link", "rel", "alternate", "type",
			    form_kinds[i].type, "href",
			    form_address(p, i), NULL);
}

static void
put_head(struct page *p, struct html *h, const char *name)
{
	html_open(h, "head", NULL);
	html_void(h, "meta", "charset", "utf-8", NULL);
	html_void(h, "meta", "name", "viewport", "content",
	    "width=device-width, initial-scale=1", NULL);
	html_void(h, "meta", "name", "color-scheme", "content", "light dark",
	    NULL);
	if (p->hidden)
		html_void(h, "meta", "name", "robots", "content", "noindex",
		    NULL);
	html_open(h, "title", NULL);
	if (p->erroneous)
		html_say(h, N_("Error: "));
	html_text(h, p->title);
	html_text(h, " \u2013 ");
	html_text(h, name);
	html_close(h, "title");
	html_void(h, "link", "rel", "stylesheet", "href", assets_css_path(),
	    NULL);
	html_void(h, "link", "rel", "icon", "href", assets_favicon_path(), NULL);
	put_alternates(p, h);
	html_close(h, "head");
}

static const struct {
	const char *path, *words;
} places[] = {
	{"/search", N_("Search")},
	{"/ask", N_("Ask")},
	{"/contacts", N_("Contacts")},
	{"/late", N_("Deadlines")},
	{"/data", N_("Data")},
	{"/verify", N_("Verify")},
	{"/help", N_("Help")},
};

static void
put_header(struct page *p, struct html *h, const char *name)
{
	enum lang other = p->lang == LANG_EN ? LANG_FR : LANG_EN;

	html_open(h, "header", "class", "app-header", NULL);
	html_open(h, "div", "class", "govuk-width-container app-header__row",
	    NULL);
	html_open(h, "a", "class", "app-header__name", "href",
	    page_path(p, "/"), NULL);
	html_text(h, name);
	html_close(h, "a");
	html_open(h, "a", "class", "app-header__lang", "href",
	    other_language(p), "hreflang", lang_codes[other], "lang",
	    lang_codes[other], NULL);
	html_text(h, lang_names[other]);
	html_close(h, "a");
	html_close(h, "div");
	html_open(h, "nav", "class", "app-nav", "aria-label",
	    HTML_TR(h, N_("Register")), NULL);
	html_open(h, "ul", "class", "govuk-width-container app-nav__list",
	    NULL);
	for (size_t i = 0; i < COUNT(places); i++) {
		const char *href = page_path(p, "%s", places[i].path);

		html_open(h, "li", NULL);
		html_open(h, "a", "class", "app-nav__link", "href", href,
		    "aria-current", bytes_is(p->request->path, href) ?
		    "page" : NULL, NULL);
		html_say(h, places[i].words);
		html_close(h, "a");
		html_close(h, "li");
	}
	html_open(h, "li", "class", "app-nav__account", NULL);
	html_open(h, "a", "class", "app-nav__link", "href",
	    page_path(p, p->account == NULL ? "/login" : "/account"), NULL);
	html_text(h, p->account == NULL ?
	    HTML_TR(h, N_("Sign in")) : p->account);
	html_close(h, "a");
	html_close(h, "li");
	html_close(h, "ul");
	html_close(h, "nav");
	html_close(h, "header");
}

static void
put_crumbs(struct page *p, struct html *h)
{
	if (p->crumb_count == 0)
		return;
	html_open(h, "nav", "class", "govuk-breadcrumbs", "aria-label",
	    HTML_TR(h, N_("Where you are")), NULL);
	html_open(h, "ol", "class", "govuk-breadcrumbs__list", NULL);
	for (size_t i = 0; i < p->crumb_count; i++) {
		html_open(h, "li", "class", "govuk-breadcrumbs__list-item",
		    NULL);
		html_open(h, "a", "class", "govuk-breadcrumbs__link", "href",
		    p->crumbs[i].href, NULL);
		html_text(h, p->crumbs[i].text);
		html_close(h, "a");
		html_close(h, "li");
	}
	html_close(h, "ol");
	html_close(h, "nav");
}

static void
put_forms(struct page *p, struct html *h)
{
	bool first = true;

	if (p->forms == 0)
		return;
	html_open(h, "p", "class", "app-forms govuk-body-s", NULL);
	html_say(h, N_("This page as "));
	for (size_t i = 0; i < COUNT(form_kinds); i++) {
		if ((p->forms & form_kinds[i].form) == 0)
			continue;
		if (!first)
			html_text(h, ", ");
		first = false;
		html_open(h, "a", "class", "govuk-link", "href",
		    form_address(p, i), "type", form_kinds[i].type, NULL);
		html_say(h, form_kinds[i].words);
		html_close(h, "a");
	}
	html_close(h, "p");
}

static const struct {
	const char *path, *words;
} footer_places[] = {
	{"/about", N_("About this register")},
	{"/accessibility", N_("Accessibility")},
	{"/privacy", N_("Privacy")},
	{"/status", N_("Status")},
	{"/removals", N_("Removals")},
	{"/api", N_("API")},
};

static void
put_footer(struct page *p, struct html *h, const struct footing *f)
{
	html_open(h, "footer", "class", "app-footer", NULL);
	html_open(h, "div", "class", "govuk-width-container", NULL);
	html_open(h, "p", "class", "app-footer__state", NULL);
	html_say(h, N_("State shown: checkpoint "));
	html_number(h, f->size);
	if (f->size != 0) {
		html_text(h, ", ");
		html_time(h, f->time_s);
	}
	if (f->witnesses_known != 0) {
		html_text(h, ", ");
		html_sayf(h, N_("witnessed by %u of %u"),
		    f->witnesses_signed, f->witnesses_known);
	}
	html_close(h, "p");
	html_element_say(h, "p", NULL, N_("This register holds what was filed "
	    "with it; it cannot show contacts that nobody filed. A contact "
	    "is not wrongdoing."));
	html_open(h, "ul", "class", "app-footer__links", NULL);
	for (size_t i = 0; i < COUNT(footer_places); i++) {
		html_open(h, "li", NULL);
		html_open(h, "a", "class", "app-footer__link", "href",
		    page_path(p, "%s", footer_places[i].path), NULL);
		html_say(h, footer_places[i].words);
		html_close(h, "a");
		html_close(h, "li");
	}
	html_close(h, "ul");
	html_open(h, "p", "class", "app-print", NULL);
	html_text(h, registry_origin(p->registry));
	html_text(h, " ");
	html_number(h, f->size);
	html_text(h, " ");
	html_element(h, "span", "app-hash", f->root);
	html_close(h, "p");
	html_close(h, "div");
	html_close(h, "footer");
}

/* The whole document around the content. */
static void
compose(struct page *p, struct buffer *out)
{
	struct html h = {.out = out, .lang = p->lang};
	const struct footing *f = footing_of(p);

	buffer_text(out, "<!DOCTYPE html>\n");
	html_open(&h, "html", "lang", page_lang(p), "class",
	    "govuk-template app-page", NULL);
	put_head(p, &h, f->name[p->lang]);
	html_open(&h, "body", "class", "govuk-template__body", NULL);
	html_open(&h, "a", "class", "govuk-skip-link", "href", "#main", NULL);
	html_say(&h, N_("Skip to main content"));
	html_close(&h, "a");
	put_header(p, &h, f->name[p->lang]);
	html_open(&h, "div", "class", "govuk-width-container", NULL);
	put_crumbs(p, &h);
	html_open(&h, "main", "class", "govuk-main-wrapper app-main", "id",
	    "main", "tabindex", "-1", NULL);
	if (p->caption != NULL)
		html_element(&h, "span", "govuk-caption-l", p->caption);
	html_element(&h, "h1", "govuk-heading-l", p->title);
	html_trusted(&h, buffer_bytes(&p->content));
	put_forms(p, &h);
	html_close(&h, "main");
	html_close(&h, "div");
	put_footer(p, &h, f);
	html_close(&h, "body");
	html_close(&h, "html");
	out->failed = out->failed || !html_good(&h);
}

void
page_finish(struct page *p)
{
	struct http_answer *answer = p->answer;
	bool good = html_good(&p->h) && p->h.depth == 0 &&
	    !arena_failed(p->a);

	if (good) {
		compose(p, &answer->body);
		good = !answer->body.failed;
	}
	buffer_release(&p->content);
	if (!good) {
		problem_put(answer, p->request, 500, "internal",
		    N_("the page could not be made"));
		return;
	}
	answer->status = p->status == 0 ? 200 : p->status;
	answer->type = "text/html; charset=utf-8";
	answer->cache = p->cache != NULL	 ? p->cache :
	    answer->status == 200 && p->account == NULL ?
						   "public, max-age=5" :
						   "private, no-store";
	if (p->cache == NULL && answer->status == 200 && p->account == NULL)
		http_answer_cached(p->request, answer, 5);
}

void
page_see_other(struct page *p, const char *path)
{
	buffer_release(&p->content);
	p->answer->status = 303;
	p->answer->cache = "private, no-store";
	http_answer_header(p->answer, "Location", path);
}

/* ---- errors ---- */

static const char *
heading_of(unsigned status)
{
	switch (status) {
	case 401:
		return N_("Please sign in");
	case 403:
		return N_("Not allowed");
	case 404:
		return N_("No such page");
	case 409:
	case 412:
		return N_("Changed meanwhile");
	case 422:
		return N_("There is a problem");
	case 429:
	case 503:
	case 507:
		return N_("Please try again later");
	default:
		return status >= 500 ? N_("Something went wrong") :
				       N_("This request cannot be answered");
	}
}

static void
put_error(struct page *p, unsigned status, const char *code,
    const char *sentence, const char *mend)
{
	buffer_clear(&p->content);
	p->h = (struct html){.out = &p->content, .lang = p->lang};
	p->status = status;
	p->forms = 0;
	p->caption = NULL;
	p->crumb_count = 0;
	p->hidden = true;
	p->cache = "no-store";
	page_title(p, "%s", message_in(p->lang, heading_of(status)));
	html_element(&p->h, "p", "govuk-body-l", sentence);
	if (mend != NULL && mend[0] != '\0')
		html_element(&p->h, "p", "govuk-body", mend);
	html_open(&p->h, "p", "class", "govuk-body", NULL);
	html_link(&p->h, page_path(p, "/search"),
	    bytes_text(HTML_TR(&p->h, N_("Search the register"))));
	html_close(&p->h, "p");
	html_open(&p->h, "p", "class", "govuk-body-s", NULL);
	html_link(&p->h, page_path(p, "/problems/%s", code),
	    bytes_text(code));
	html_sayf(&p->h, N_(", status %u, request %s"), status,
	    p->request->id);
	html_close(&p->h, "p");
	if (status == 429 || status == 503)
		http_answer_header(p->answer, "Retry-After", "1");
	page_finish(p);
}

void
page_fail(struct page *p, const struct error *e)
{
	put_error(p, problem_status(e), problem_code(e), e->text, e->mend);
}

void
page_refuse(struct page *p, unsigned status, const char *code,
    const char *sentence)
{
	put_error(p, status, code, message_in(p->lang, sentence), NULL);
}

void
pages_problem(void *context, struct http_request *request,
    struct http_answer *answer, unsigned status, const char *code,
    const char *sentence)
{
	struct page p;

	if (page_begin(&p, context, request, answer))
		put_error(&p, status, code, sentence, NULL);
}
