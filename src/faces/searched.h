/*
 * faces/searched.h - search: what was understood, what was found, and why
 *
 * Purpose     `chancery search`, GET /search and the results page.
 * Invariant   a snippet of an allegation names its denial and "undecided", or
 *             the call fails (model 6.8).
 * Errors      those of faces/query.h and of the read model.
 * Ownership   everything lives in the arena of `o`.
 * Source      interfaces A4.7, C1.8
 */
#ifndef FACES_SEARCHED_H
#define FACES_SEARCHED_H

#include "faces/csv_rows.h"
#include "faces/query.h"
#include "register/objects.h"

struct searched {
	struct objects o;
	struct query query;
	struct search s;
	struct found *found;
	size_t count;
	uint64_t totals[TYPE_COUNT];
};

/* q, type, state, kind, from, to, limit, after; NULL at the end. */
extern const char *const searched_names[];
MUST_CHECK enum err searched_read(struct searched *x, const struct objects *o,
    const struct query *q, struct error *e);
MUST_CHECK enum err searched_run(struct searched *x, struct error *e);

/* Words that name one thing leave no choice: a reference, an id, a leaf hash,
 * a pasted checkpoint. */
enum straight { STRAIGHT_NOWHERE, STRAIGHT_THING, STRAIGHT_ENTRY,
	STRAIGHT_CHECKPOINT };
/* `number`: of the entity or the entry, or the size of a checkpoint of ours. */
enum straight search_straight(const struct objects *o, const char *words,
    uint64_t *number);

/* {query, total, items, next, as_of}; `url` as in faces/listed.h. */
MUST_CHECK enum err searched_json(const struct searched *x, const char *url,
    struct json **out, struct error *e);
MUST_CHECK enum err searched_item_json(const struct searched *x,
    const struct found *f, struct json **out, struct error *e);
/* "1 denial, undecided by the Court" for a statement; else nothing. */
MUST_CHECK enum err found_beside_words(struct buffer *out,
    const struct objects *o, uint64_t number, enum lang lang,
    struct error *e);
#define FOUND_COLUMNS "ref,type,name,snippet"
MUST_CHECK enum err found_cells(struct cells *row, const struct searched *x,
    const struct found *f, enum lang lang, struct error *e);

#endif
