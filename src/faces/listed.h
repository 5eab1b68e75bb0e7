/*
 * faces/listed.h - lists with filters, orders and cursors
 *
 * Purpose     GET /persons, /contacts, /statements and so on, the browsing
 *             pages and their CSV: one page of a list, its items as objects
 *             and as rows.
 * Terms       at: the tree size that the first page fixed; later entities are
 *             hidden, so that a walk meets each item once (B3.2).
 * Invariant   never more than one page is held. An allegation is listed with
 *             what stands beside it (C1.8).
 * Errors      ERR_INPUT: word `bad-cursor`, `unknown-parameter`; else those of
 *             faces/query.h.
 * Ownership   everything lives in the arena of `o`.
 * Source      interfaces A3.7, B2, B3
 */
#ifndef FACES_LISTED_H
#define FACES_LISTED_H

#include "faces/csv_rows.h"
#include "faces/query.h"
#include "register/objects.h"

#define LIST_LIMIT 50
#define LIST_LIMIT_MAX 500

enum list_of {
	LIST_PERSONS,
	LIST_ORGS,
	LIST_POSTS,
	LIST_CONTACTS,
	LIST_NOTES,
	LIST_DOCUMENTS,
	LIST_STATEMENTS,
	LIST_DECLARATIONS,
	LIST_DUTIES,
	LIST_REMOVALS, /* annulments and erasures */
	LIST_OPENINGS,
	LIST_OF_COUNT
};
/* "persons", as in the URL. */
const char *list_of_name(enum list_of what);
MUST_CHECK bool list_of_by_name(const char *name, enum list_of *out);

struct listed {
	struct objects o;
	enum list_of what;
	struct list_filter filter;
	uint64_t *numbers; /* entities of this page */
	size_t count;
	bool more; /* there may be a next page */
};

/* Names that a list of this kind reads; NULL at the end. Every list: order,
 * after, at, limit, of (whom it names). Contacts: with, state, kind, from,
 * to. */
const char *const *listed_names(enum list_of what);
MUST_CHECK enum err listed_read(struct listed *x, const struct objects *o,
    enum list_of what, const struct query *q, struct error *e);
MUST_CHECK enum err listed_run(struct listed *x, struct error *e);

/* {items, next, as_of}: `next` is the cursor, or where `url` (with its query,
 * without `after` and `at`) is given the URL of the next page. */
MUST_CHECK enum err listed_json(const struct listed *x, const char *url,
    struct json **out, struct error *e);
/* A contact: `row` of A3.4. Anything else: {thing, type, entry, version, at,
 * by} and the members of its kind. */
MUST_CHECK enum err listed_item_json(const struct listed *x, size_t i,
    struct json **out, struct error *e);
/* Columns of the CSV, separated by commas, and one row of it; `v`: the item's
 * object. */
#define CONTACT_COLUMNS \
	"entry,ref,kind,times,when,of,of_name,with,with_name,as,as_name," \
	"described,state,present,present_name,place,topics,summary,sought," \
	"laws,materials,initiated_by,arranged_by,arranged_by_name,status," \
	"part_of,counter_of,imported_from,late_rule,late,late_days"
void listed_header(struct buffer *out, enum list_of what);
void listed_cells(struct cells *row, const struct listed *x,
    const struct json *v, enum lang lang);

/* The cursor of a next page: a number, or a URL (B3.2). NUMBER_NONE: null. */
struct json *next_json(struct arena *a, uint64_t after, uint64_t at,
    const char *url);

#endif
