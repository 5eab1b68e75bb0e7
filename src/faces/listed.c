/* A page of a list, read from a request and looked up (faces/listed.h) */
#include "faces/listed.h"

#include <stdio.h>

static const struct {
	const char *name;
	enum entry_type type, also;
} lists[LIST_OF_COUNT] = {
    [LIST_PERSONS] = {"persons", TYPE_PERSON, TYPE_UNKNOWN},
    [LIST_ORGS] = {"orgs", TYPE_ORG, TYPE_UNKNOWN},
    [LIST_POSTS] = {"posts", TYPE_POST, TYPE_UNKNOWN},
    [LIST_CONTACTS] = {"contacts", TYPE_CONTACT, TYPE_UNKNOWN},
    [LIST_NOTES] = {"notes", TYPE_NOTE, TYPE_UNKNOWN},
    [LIST_DOCUMENTS] = {"documents", TYPE_DOCUMENT, TYPE_UNKNOWN},
    [LIST_STATEMENTS] = {"statements", TYPE_STATEMENT, TYPE_UNKNOWN},
    [LIST_DECLARATIONS] = {"declarations", TYPE_COMPLETE, TYPE_UNKNOWN},
    [LIST_DUTIES] = {"duties", TYPE_DUTY, TYPE_UNKNOWN},
    [LIST_REMOVALS] = {"removals", TYPE_ANNUL, TYPE_ERASE},
    [LIST_OPENINGS] = {"openings", TYPE_OPEN, TYPE_UNKNOWN},
};

const char *
list_of_name(enum list_of what)
{
	return lists[what].name;
}

bool
list_of_by_name(const char *name, enum list_of *out)
{
	for (unsigned i = 0; i < LIST_OF_COUNT; i++)
		if (strcmp(lists[i].name, name) == 0) {
			*out = (enum list_of)i;
			return true;
		}
	return false;
}

const char *const *
listed_names(enum list_of what)
{
	static const char *const plain[] = {"order", "after", "at", "limit",
	    "of", NULL};
	static const char *const contacts[] = {"order", "after", "at", "limit",
	    "of", "with", "state", "kind", "from", "to", NULL};

	return what == LIST_CONTACTS ? contacts : plain;
}

/* ---- reading ---- */

static enum err
read_order(struct listed *x, const struct query *q, struct error *e)
{
	static const struct {
		const char *name;
		enum list_order order;
	} orders[] = {
	    {"entry",  LIST_UP   },
	    {"-entry", LIST_DOWN },
	    {"date",   LIST_EARLY},
	    {"-date",  LIST_LATE },
	    {"name",   LIST_NAME }
	};
	const char *text = query_get(q, "order");
	char name[48];

	if (text == NULL)
		return ERR_NONE;
	for (size_t i = 0; i < COUNT(orders); i++)
		if (strcmp(orders[i].name, text) == 0) {
			x->filter.order = orders[i].order;
			return ERR_NONE;
		}
	error_set(e, ERR_INPUT, "\"%s\" is no order", text);
	error_field(e, "%s", query_name(q, "order", name));
	return error_mend(e, ERR_INPUT,
	    "write entry, -entry, date, -date or name");
}

/* One more than is shown is looked up, to know of a next page. */
static enum err
read_limits(struct listed *x, const struct query *q, struct error *e)
{
	uint64_t limit = LIST_LIMIT, next = registry_next(x->o.r);
	char name[48];
	enum err rc = query_number(q, "limit", LIST_LIMIT_MAX, &limit, e);

	if (rc == ERR_NONE && limit == 0)
		rc = error_set(e, ERR_INPUT, "%s takes 1 to %d",
		    query_name(q, "limit", name), LIST_LIMIT_MAX);
	x->filter.limit = (size_t)limit + 1;
	x->filter.at = next;
	if (rc == ERR_NONE)
		rc = query_number(q, "at", next, &x->filter.at, e);
	if (rc != ERR_NONE || !query_has(q, "after"))
		return rc;
	return query_number(q, "after", INT64_MAX, &x->filter.after, e);
}

static enum err
read_contacts(struct listed *x, const struct query *q, struct error *e)
{
	struct list_filter *f = &x->filter;
	enum err rc = query_who(q, "with",
	    TYPES_COUNTERPART, x->o.r, &f->with, x->o.a, e);

	if (rc == ERR_NONE)
		rc = query_state(q, f->state, e);
	for (char *p = f->state; *p != '\0'; p++)
		*p = (char)(*p | 0x20);
	if (rc == ERR_NONE)
		rc = query_kinds(q, &f->kinds, e);
	if (rc == ERR_NONE)
		rc = query_day(q, "from", false, &f->from, e);
	return rc == ERR_NONE ? query_day(q, "to", true, &f->to, e) : rc;
}

enum err
listed_read(struct listed *x, const struct objects *o, enum list_of what,
    const struct query *q, struct error *e)
{
	enum err rc;

	*x = (struct listed){.o = *o,
	    .what = what,
	    .filter = {.type = lists[what].type,
		.type_also = lists[what].also,
		.of = NUMBER_NONE,
		.with = NUMBER_NONE,
		.from = DAY_FIRST,
		.to = DAY_LAST,
		.after = NUMBER_NONE}};
	rc = read_order(x, q, e);
	if (rc == ERR_NONE)
		rc = read_limits(x, q, e);
	if (rc == ERR_NONE)
		rc = query_who(q, "of",
		    what == LIST_CONTACTS ? TYPES_WHO : TYPES_ANY, o->r,
		    &x->filter.of, o->a, e);
	if (rc == ERR_NONE && what == LIST_CONTACTS)
		rc = read_contacts(x, q, e);
	return rc;
}

enum err
listed_run(struct listed *x, struct error *e)
{
	enum err rc;

	x->numbers = arena_take_array(x->o.a, x->filter.limit,
	    sizeof *x->numbers);
	if (x->numbers == NULL)
		return error_set(e, ERR_MEMORY, "out of memory");
	rc = read_model_page(registry_read_model(x->o.r), &x->filter,
	    x->numbers, &x->count, e);
	x->more = rc == ERR_NONE && x->count == x->filter.limit;
	if (x->more)
		x->count--;
	return rc;
}

struct json *
next_json(struct arena *a, uint64_t after, uint64_t at, const char *url)
{
	struct buffer text = {0};
	struct json *v;

	if (after == NUMBER_NONE)
		return json_new(a, JSON_NULL);
	if (url == NULL)
		return json_new_number(a, (int64_t)after);
	buffer_printf(&text, "%s%cafter=%llu", url,
	    strchr(url, '?') == NULL ? '?' : '&', (unsigned long long)after);
	if (at != NUMBER_NONE)
		buffer_printf(&text, "&at=%llu", (unsigned long long)at);
	v = json_new_text(a, buffer_bytes(&text));
	buffer_release(&text);
	return v;
}

enum err
listed_json(const struct listed *x, const char *url, struct json **out,
    struct error *e)
{
	struct arena *a = x->o.a;
	struct json *v = json_new(a, JSON_OBJECT);
	struct json *items = json_put(a, v, "items", json_new(a, JSON_ARRAY));

	for (size_t i = 0; i < x->count; i++) {
		struct json *item = NULL;
		enum err rc = listed_item_json(x, i, &item, e);

		if (rc != ERR_NONE)
			return rc;
		json_add(items, item);
	}
	json_put(a, v, "next",
	    next_json(a, x->more ? x->numbers[x->count - 1] : NUMBER_NONE,
		x->filter.at, url));
	json_put(a, v, "as_of", object_as_of(&x->o, registry_size(x->o.r)));
	*out = v;
	return arena_failed(a) ? error_set(e, ERR_MEMORY, "out of memory") :
				 ERR_NONE;
}
