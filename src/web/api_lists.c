/* Lists: of one type, of what search finds, of what came late (B2, B3) */
#include <inttypes.h>
#include <stdio.h>

#include "faces/late_list.h"
#include "faces/listed.h"
#include "faces/searched.h"
#include "web/api_handlers.h"
#include "web/api_query.h"
#include "web/serving_inside.h"

#define FRESH_S 5

/* Room for a value in the arena, or an error. */
static void *
taken(struct api_call *c, size_t size, enum err *rc, struct error *e)
{
	void *at = arena_take(c->o.a, size);

	*rc = at == NULL ? error_set(e, ERR_MEMORY, "out of memory") :
			   ERR_NONE;
	return at;
}

/* The page of readers that shows the same: "contacts". */
static void
put_page(struct api_call *c, struct json *v, const char *page)
{
	struct buffer url = {0};

	if (c->o.base_url != NULL) {
		buffer_printf(&url, "%s/%s", c->o.base_url, page);
		api_query_print(&url, c, NULL);
	}
	json_put_cstr(c->o.a, v, "html_url",
	    c->o.base_url == NULL ? NULL : buffer_cstr(&url));
	buffer_release(&url);
}

/* The address of this list, ready for `after` and `at`. */
static const char *
own_address(struct api_call *c, const char *without)
{
	struct buffer url = {0};
	char path[40];
	const char *text;

	(void)snprintf(path, sizeof path, "/%s", c->operation->collection);
	api_path_print(&url, c, path);
	api_query_print(&url, c, without);
	text = arena_text(c->o.a, buffer_bytes(&url));
	buffer_release(&url);
	return text;
}

/* ---- of one type ---- */

static enum err
print_list(struct api_call *c, const struct listed *x, struct error *e)
{
	struct buffer *out = &c->answer->body;
	enum err rc = ERR_NONE;

	listed_header(out, x->what);
	buffer_text(out, "\r\n");
	for (size_t i = 0; i < x->count && rc == ERR_NONE; i++) {
		struct cells row = {.count = 0};
		struct json *v = NULL;

		rc = listed_item_json(x, i, &v, e);
		if (rc == ERR_NONE) {
			listed_cells(&row, x, v, c->request->lang);
			csv_line(out, &row);
		}
	}
	c->answer->type = "text/csv; charset=utf-8; header=present";
	return rc;
}

/* Where to go on, for readers of CSV (RFC 8288). */
static void
link_next(struct api_call *c, const struct listed *x, const char *url)
{
	struct buffer link = {0};
	struct json *next;

	if (!x->more || url == NULL)
		return;
	next = next_json(c->o.a, x->numbers[x->count - 1], x->filter.at, url);
	if (next == NULL)
		return;
	buffer_text(&link, "<");
	buffer_add(&link, next->text);
	buffer_text(&link, ">; rel=\"next\"");
	http_answer_header(c->answer, "Link",
	    arena_text(c->o.a, buffer_bytes(&link)));
	buffer_release(&link);
}

static enum err
judge_cursor(const struct api_call *c, struct error *e)
{
	uint64_t at;

	if (!bytes_decimal(http_query(c->request, "at"), INT64_MAX, &at) ||
	    at <= registry_next(c->o.r))
		return ERR_NONE;
	error_word(e, ERR_INPUT, "bad-cursor",
	    "the log is not that large");
	error_field(e, "at");
	return ERR_INPUT;
}

enum err
api_list(struct api_call *c, struct error *e)
{
	enum list_of what = LIST_PERSONS;
	const char *url = own_address(c, "after at");
	struct query q;
	enum err rc;
	struct listed *x = taken(c, sizeof *x, &rc, e);

	if (rc == ERR_NONE && !list_of_by_name(c->operation->collection, &what))
		rc = error_set(e, ERR_ABSENT, "there is no such list");
	if (rc == ERR_NONE)
		rc = judge_cursor(c, e);
	if (rc == ERR_NONE)
		rc = api_query(&q, c, e);
	if (rc == ERR_NONE)
		rc = listed_read(x, &c->o, what, &q, e);
	if (rc == ERR_NONE)
		rc = listed_run(x, e);
	if (rc != ERR_NONE)
		return rc;
	link_next(c, x, url);
	c->max_age_s = FRESH_S;
	if (c->form == API_CSV)
		return print_list(c, x, e);
	rc = listed_json(x, url, &c->value, e);
	if (rc == ERR_NONE)
		put_page(c, c->value, c->operation->collection);
	return rc;
}

/* ---- search ---- */

enum err
api_search(struct api_call *c, struct error *e)
{
	struct query q;
	enum err rc;
	struct searched *x = taken(c, sizeof *x, &rc, e);

	if (rc == ERR_NONE)
		rc = api_query(&q, c, e);
	if (rc == ERR_NONE)
		rc = searched_read(x, &c->o, &q, e);
	if (rc == ERR_NONE)
		rc = searched_run(x, e);
	if (rc != ERR_NONE)
		return rc;
	c->max_age_s = FRESH_S;
	if (c->form != API_CSV) {
		rc = searched_json(x, own_address(c, "after"), &c->value, e);
		if (rc == ERR_NONE)
			put_page(c, c->value, "search");
		return rc;
	}
	csv_header(&c->answer->body, FOUND_COLUMNS);
	for (size_t i = 0; i < x->count && rc == ERR_NONE; i++) {
		struct cells row = {.count = 0};

		rc = found_cells(&row, x, &x->found[i], c->request->lang, e);
		csv_line(&c->answer->body, &row);
	}
	c->answer->type = "text/csv; charset=utf-8; header=present";
	return rc;
}

/* ---- duties, and what came late ---- */

static enum err
list_late(struct api_call *c, struct error *e)
{
	struct query q;
	enum err rc;
	struct late_list *x = taken(c, sizeof *x, &rc, e);

	if (rc == ERR_NONE)
		rc = api_query(&q, c, e);
	if (rc == ERR_NONE)
		rc = late_read(x, &c->o, &q, c->request->lang, e);
	if (rc == ERR_NONE)
		rc = late_run(x, e);
	if (rc != ERR_NONE)
		return rc;
	c->max_age_s = FRESH_S;
	if (c->form != API_CSV) {
		c->value = late_json(x);
		put_page(c, c->value, "late");
		return ERR_NONE;
	}
	csv_header(&c->answer->body, LATE_COLUMNS);
	for (size_t i = 0; i < x->count; i++) {
		struct cells row = {.count = 0};

		late_cells(&row, x, &x->rows[i], late_row_json(x,
		    &x->rows[i]));
		csv_line(&c->answer->body, &row);
	}
	c->answer->type = "text/csv; charset=utf-8; header=present";
	return ERR_NONE;
}

enum err
api_duties(struct api_call *c, struct error *e)
{
	bool late = http_query(c->request, "late").at != NULL;

	for (size_t i = 0; i < c->request->query_count; i++) {
		struct bytes name = c->request->query[i].name;
		bool other = late ?
		    bytes_is(name, "limit") || bytes_is(name, "order") ||
			bytes_is(name, "after") || bytes_is(name, "at") :
		    bytes_is(name, "rule");

		if (other) {
			error_word(e, ERR_INPUT, "usage",
			    "%.*s does not go together with the others",
			    (int)name.len, (const char *)name.at);
			error_field(e, "%.*s", (int)name.len,
			    (const char *)name.at);
			return ERR_INPUT;
		}
	}
	return late ? list_late(c, e) : api_list(c, e);
}
