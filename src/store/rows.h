/*
 * store/rows.h - prepared statements over the private tables of the truth file
 *
 * Purpose     what accounts keep (amendments G1) is read and changed beside
 *             the words that it means, in src/account, and by literals alone.
 * Terms       one `struct rows` is one run of one statement: put the
 *             parameters in their order, then rows_next until *more is false,
 *             or rows_one, or rows_run; then rows_end.
 * Invariant   1 a statement is a literal: text that was built does not compile.
 *             2 all of them run on the writer where there is one, so a change
 *               sees what it has just written.
 *             3 after rows_end no parameter stands in memory of ours.
 * Errors      those of store/truth.h. A parameter that did not fit is told by
 *             the call that steps. ERR_ABSENT: rows_one found none, and the
 *             caller says what; or the file is of a version without accounts.
 * Ownership   parameters are borrowed until rows_end, columns until the next
 *             step.
 */
#ifndef STORE_ROWS_H
#define STORE_ROWS_H

#include "store/truth.h"

struct sqlite3_stmt;

struct rows {
	struct truth *truth;
	struct sqlite3_stmt *st; /* NULL: `failed` says why */
	int place, code;
	enum err failed;
	struct error why;
};

/* `sql` must be a literal; it is prepared once and kept. */
#define rows_of(truth, sql) rows_start((truth), "" sql "")
struct rows rows_start(struct truth *t, const char *sql);

void rows_put(struct rows *r, int64_t number);
void rows_put_text(struct rows *r, struct bytes text);
void rows_put_cstr(struct rows *r, const char *text); /* NULL: null */
void rows_put_blob(struct rows *r, struct bytes blob);
void rows_put_null(struct rows *r);

MUST_CHECK enum err rows_next(struct rows *r, bool *more, struct error *e);
/* The first row. ERR_ABSENT without a sentence: there is none. */
MUST_CHECK enum err rows_one(struct rows *r, struct error *e);
/* To the end, and rows_end; `*changed` (may be NULL) gets how many rows. */
MUST_CHECK enum err rows_run(struct rows *r, uint64_t *changed,
    struct error *e);
void rows_end(struct rows *r);

int64_t rows_number(const struct rows *r, int column);
struct bytes rows_bytes(const struct rows *r, int column);
bool rows_is_null(const struct rows *r, int column);
/* Cut to `size`, with a NUL. */
void rows_copy(const struct rows *r, int column, char *out, size_t size);

/* One change of several rows: synced when rows_commit returns ERR_NONE. With
 * `rc` an error everything is undone and `rc` is returned. */
MUST_CHECK enum err rows_begin(struct truth *t, struct error *e);
MUST_CHECK enum err rows_commit(struct truth *t, enum err rc,
    struct error *e);
/* Of the last rows_run that inserted. */
int64_t rows_last_id(const struct truth *t);

#endif
