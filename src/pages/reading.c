#include "pages/reading.h"

#include <stdio.h>

#include "web/problem.h"

/* ---- the query ---- */

bool
page_asked(struct page *p, struct query *out, const char *const *names)
{
	const struct http_request *r = p->request;
	struct pair *pairs = arena_take_array(p->a, r->query_count + 1,
	    sizeof *pairs);
	enum err rc = pairs == NULL ?
	    error_set(&p->e, ERR_MEMORY, "out of memory") :
	    ERR_NONE;

	for (size_t i = 0; rc == ERR_NONE && i < r->query_count; i++) {
		pairs[i].name = arena_text(p->a, r->query[i].name);
		pairs[i].value = arena_text(p->a, r->query[i].value);
		if (pairs[i].name == NULL || pairs[i].value == NULL)
			rc = error_set(&p->e, ERR_MEMORY, "out of memory");
	}
	*out = (struct query){.pairs = pairs, .count = r->query_count};
	if (rc == ERR_NONE)
		rc = query_only(out, names, &p->e);
	if (rc != ERR_NONE)
		page_fail_query(p, &p->e);
	return rc == ERR_NONE;
}

void
page_fail_query(struct page *p, const struct error *e)
{
	if (strcmp(e->word, "unknown-parameter") == 0 ||
	    strcmp(e->word, "bad-cursor") == 0)
		page_refuse(p, 400, e->word, e->text);
	else if (e->code == ERR_INPUT)
		page_refuse(p, 422, "invalid-field", e->text);
	else
		page_fail(p, e);
}

void
page_lead(struct page *p, const char *path)
{
	buffer_release(&p->content);
	http_answer_redirect(p->request, p->answer, 302, path);
}

static bool
is_first(const struct http_request *r, size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (bytes_equal(r->query[k].name, r->query[i].name))
			return false;
	return true;
}

/* What was given for the member at `i` and again behind it: "a,b". */
static void
put_values(struct buffer *out, const struct http_request *r, size_t i)
{
	bool any = false;

	for (size_t k = i; k < r->query_count; k++) {
		if (!bytes_equal(r->query[k].name, r->query[i].name) ||
		    r->query[k].value.len == 0)
			continue;
		if (any)
			buffer_byte(out, ',');
		any = true;
		url_put(out, r->query[k].value);
	}
}

static void
put_name(struct buffer *out, struct bytes name)
{
	bool first = bytes_find(buffer_bytes(out), '?') == out->len;

	buffer_byte(out, first ? '?' : '&');
	url_put(out, name);
	buffer_byte(out, '=');
}

static bool
is_among(const char *const *names, struct bytes name)
{
	for (; *names != NULL; names++)
		if (bytes_is(name, *names))
			return true;
	return false;
}

/* The members of the query that say something, each once, but those. */
static void
put_others(struct page *p, struct buffer *out, const char *const *without)
{
	const struct http_request *r = p->request;
	struct buffer value = {0};

	for (size_t i = 0; i < r->query_count; i++) {
		if (is_among(without, r->query[i].name) || !is_first(r, i))
			continue;
		buffer_clear(&value);
		put_values(&value, r, i);
		if (value.len == 0)
			continue;
		put_name(out, r->query[i].name);
		buffer_add(out, buffer_bytes(&value));
	}
	buffer_release(&value);
}

static const char *
finished(struct page *p, struct buffer *b)
{
	const char *made = b->failed ? NULL :
				       arena_text(p->a, buffer_bytes(b));

	buffer_release(b);
	return made == NULL ? "#" : made;
}

const char *
page_coded(struct page *p, const char *text)
{
	struct buffer b = {0};

	url_put(&b, bytes_text(text));
	return finished(p, &b);
}

const char *
page_query_all(struct page *p)
{
	static const char *const none[] = {NULL};
	struct buffer b = {0};

	put_others(p, &b, none);
	return b.len == 0 ? "" : finished(p, &b);
}

const char *
page_renamed(struct page *p, const char *name, const char *other,
    const char *value)
{
	const char *const without[] = {name, other, "after", "at", NULL};
	struct buffer b = {0};

	buffer_add(&b, p->request->raw);
	put_others(p, &b, without);
	if (value != NULL) {
		put_name(&b, bytes_text(other));
		url_put(&b, bytes_text(value));
	}
	return finished(p, &b);
}

const char *
page_with(struct page *p, const char *name, const char *value)
{
	return page_renamed(p, name, name, value);
}

const char *
page_in_year(struct page *p, unsigned year)
{
	static const char *const without[] = {"from", "to", "after", "at",
	    NULL};
	struct buffer b = {0};

	buffer_add(&b, p->request->raw);
	put_others(p, &b, without);
	if (year != 0) {
		put_name(&b, bytes_text("from"));
		buffer_printf(&b, "%u&to=%u", year, year);
	}
	return finished(p, &b);
}

const char *
page_next(struct page *p, uint64_t after, uint64_t at)
{
	static const char *const without[] = {"after", "at", NULL};
	struct buffer b = {0};

	buffer_add(&b, p->request->raw);
	put_others(p, &b, without);
	put_name(&b, bytes_text("after"));
	buffer_printf(&b, "%llu", (unsigned long long)after);
	if (at != NUMBER_NONE)
		buffer_printf(&b, "&at=%llu", (unsigned long long)at);
	return finished(p, &b);
}

bool
page_tidy(struct page *p)
{
	static const char *const none[] = {NULL};
	const struct http_request *r = p->request;
	struct buffer b = {0};
	bool tidy = true;

	for (size_t i = 0; i < r->query_count; i++)
		tidy = tidy && r->query[i].value.len != 0 && is_first(r, i);
	if (!tidy) {
		buffer_add(&b, r->raw);
		put_others(p, &b, none);
		page_lead(p, finished(p, &b));
	}
	return !tidy;
}

/* ---- facets, cells ---- */

void
page_facets(struct page *p, const char *heading)
{
	html_element_say(&p->h, "h2", NULL, heading);
	html_open(&p->h, "ul", "class", "govuk-list", NULL);
}

void
page_facet_link(struct page *p, const char *href, bool here,
    const char *words, uint64_t count)
{
	struct html *h = &p->h;

	html_open(h, "li", NULL);
	html_open(h, "a", "class", "govuk-link", "href", href, "aria-current",
	    here ? "true" : NULL, NULL);
	html_text(h, words);
	html_close(h, "a");
	if (count != UINT64_MAX) {
		html_open(h, "span", NULL);
		html_number(h, count);
		html_close(h, "span");
	}
	html_close(h, "li");
}

void
page_facet(struct page *p, const char *name, const char *value,
    const char *words, uint64_t count)
{
	const char *now = page_query(p, name);
	bool here = now == NULL || value == NULL ? now == value :
						   strcmp(now, value) == 0;

	page_facet_link(p, page_with(p, name, value), here,
	    HTML_TR(&p->h, words), count);
}

void
page_facets_end(struct page *p)
{
	html_close(&p->h, "ul");
}

void
page_cell(struct page *p, bool head)
{
	if (head)
		html_open(&p->h, "th", "scope", "row", "class",
		    "govuk-table__header", NULL);
	else
		html_open(&p->h, "td", "class", "govuk-table__cell", NULL);
}

void
page_cell_end(struct page *p, bool head)
{
	html_close(&p->h, head ? "th" : "td");
}

void
page_sentence(struct page *p, struct bytes text)
{
	html_open(&p->h, "p", "class", "govuk-body", NULL);
	html_bytes(&p->h, text);
	html_close(&p->h, "p");
}
