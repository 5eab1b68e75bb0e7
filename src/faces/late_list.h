/*
 * faces/late_list.h - contacts that came after their duty
 *
 * Purpose     `chancery late`, GET /duties?late=1 and the late page: facts by
 *             official, in the order of names, no adjective (C7.2).
 * Errors      word `usage`: a code that several duties have. Else those of
 *             faces/query.h and the register.
 * Ownership   everything lives in the arena of `o`.
 * Cost        judges every contact in force of `of`, or of everybody: about
 *             30 us each. A server keeps the list of the newest state.
 * Source      model 3.22
 */
#ifndef FACES_LATE_LIST_H
#define FACES_LATE_LIST_H

#include "faces/csv_rows.h"
#include "faces/query.h"
#include "register/objects.h"

struct late_row {
	uint64_t contact, official;
	struct bytes name; /* of the official, in the language asked for */
	uint32_t e;
	struct due due;
};

struct late_list {
	struct objects o;
	enum lang lang; /* names are ordered in it */
	uint64_t of, duty;
	uint64_t size; /* entries below it are judged */
	struct late_row *rows;
	size_t count;
};

/* of, rule; NULL at the end. */
extern const char *const late_names[];
MUST_CHECK enum err late_read(struct late_list *x, const struct objects *o,
    const struct query *q, enum lang lang, struct error *e);
MUST_CHECK enum err late_run(struct late_list *x, struct error *e);

/* A duty by the code of its rule (uk-ministers), its title or a reference. */
MUST_CHECK enum err query_duty(const struct query *q, const char *name,
    struct registry *r, uint64_t *out, struct arena *a, struct error *e);

/* {items: [row], next, as_of} */
struct json *late_json(const struct late_list *x);
/* `row` of A3.4, `late` under the duty that was asked for. */
struct json *late_row_json(const struct late_list *x,
    const struct late_row *row);
#define LATE_COLUMNS \
	"official,name,ref,kind,when,rule,confirmed,due,state,late_days"
/* `v`: late_row_json of it. */
void late_cells(struct cells *cells, const struct late_list *x,
    const struct late_row *row, const struct json *v);

/* "due under ca-lobby by 15 April 2021: late by 12 days (rule not
 * confirmed)". */
void due_words(struct buffer *out, const struct due *due, enum lang lang);

#endif
