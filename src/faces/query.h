/*
 * faces/query.h - names and values of a request
 *
 * Purpose     `chancery ask --of A --state XB` and `GET /ask?of=A&state=XB` ask
 *             the same: both become names and values, read by the same
 *             functions.
 * Invariant   no name is read that the reader did not list (B1.3): a misspelt
 *             filter never widens an answer.
 * Errors      ERR_INPUT with the value in the text, the name in `field` (as
 *             "--with-post" or "with_post"); word `unknown-parameter` for a
 *             name that is not one of those, or that stands twice; word
 *             `usage` where names do not go together.
 * Ownership   borrows names and values.
 * Source      interfaces A1.3, A5, B1.3, B3
 */
#ifndef FACES_QUERY_H
#define FACES_QUERY_H

#include "register/asking.h"
#include "register/naming.h"

struct pair {
	const char *name, *value; /* "with_post" */
};

struct query {
	const struct pair *pairs;
	size_t count;
	bool options; /* of a command line; else an empty value is none */
};

/* Every name is one of `names` (NULL at the end) and stands once, but `kind`,
 * which may be repeated. */
MUST_CHECK enum err query_only(const struct query *q,
    const char *const *names, struct error *e);
/* NULL: not given. */
const char *query_get(const struct query *q, const char *name);
bool query_has(const struct query *q, const char *name);
/* What the name is called in this request: "--with-post", "with_post". */
const char *query_name(const struct query *q, const char *name, char out[48]);

/* Each leaves `out` as it is where the name was not given. */
MUST_CHECK enum err query_flag(const struct query *q, const char *name,
    bool *out, struct error *e); /* "1" */
MUST_CHECK enum err query_number(const struct query *q, const char *name,
    uint64_t max, uint64_t *out, struct error *e);
/* One thing of `types`, by reference, id, identifier or name. */
MUST_CHECK enum err query_who(const struct query *q, const char *name,
    uint32_t types, struct registry *r, uint64_t *out, struct arena *a,
    struct error *e);
/* `kind`: names of kinds, separated by commas, to KIND_BITs. */
MUST_CHECK enum err query_kinds(const struct query *q, unsigned *out,
    struct error *e);
/* Two letters, to capitals. */
MUST_CHECK enum err query_state(const struct query *q, char out[3],
    struct error *e);
/* YYYY, YYYY-MM or YYYY-MM-DD: its first day, or its last. */
MUST_CHECK enum err query_day(const struct query *q, const char *name,
    bool last, uint32_t *out, struct error *e);
/* `as_of`: a size, a month, a day, a time or newest, to the size of a
 * checkpoint; without it the newest that the register's quorum cosigned, where
 * its policy asks for one (A5.3, A5.6). *out 0: the newest. ERR_ABSENT: no such
 * checkpoint, with the nearest. */
MUST_CHECK enum err query_as_of(const struct query *q, struct registry *r,
    uint64_t *out, struct error *e);

#endif
