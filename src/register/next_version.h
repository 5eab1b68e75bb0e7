/*
 * register/next_version.h - the next version of a thing, or its withdrawal
 *
 * Purpose     one way for every face: what is in force, with the values that
 *             go along; the draft of the version after it.
 * Invariant   1 sealed values go with a next version, erased ones are gone,
 *               and what a summons or a day holds back does not come back.
 *             2 `amendment` names exactly what changed.
 * Errors      ERR_ABSENT: no such entity. ERR_CONFLICT, word
 *             "amended-meanwhile": not the version that was looked at.
 *             ERR_INPUT: a slot that the type has not, a code that is none.
 * Ownership   everything lives in the arena.
 * Source      model 2.6, 3.18; interfaces A4.4, A4.5
 */
#ifndef REGISTER_NEXT_VERSION_H
#define REGISTER_NEXT_VERSION_H

#include "register/filing.h"

struct next_version {
	struct registry *r;
	struct arena *a;
	uint64_t entity;
	struct row_entity row;
	struct entity now; /* as the rules see it */
	struct entry current;
	bool has_values;           /* false: the filer kept them */
	bool bare;                 /* a mirror, which lacks sealed ones */
	struct slot_values values; /* of the current version, those at hand */
};

/* Of an entity's number, not of an entry's. */
MUST_CHECK enum err next_version_load(struct next_version *m,
    struct registry *r, uint64_t entity, struct arena *a, struct error *e);
/* Is the tip of its chain still the entry with this leaf? */
MUST_CHECK enum err next_version_check(const struct next_version *m,
    const struct hash *seen, struct error *e);

struct amendment_words {
	const char *code;        /* of model 2.6 */
	struct json *reason;     /* T, or NULL */
	struct json *evidence;   /* ids; NULL: none */
};
/* `body` NULL: that of the current version. `slots` NULL, or new values by
 * name. `by`: who amends. */
MUST_CHECK enum err next_version_draft(struct next_version *m,
    struct draft *out, const struct json *body, const struct json *slots,
    const struct amendment_words *words, const struct id *by,
    struct error *e);
/* [{path, old, new}] between two bodies. */
struct json *next_version_diff(const struct json *before,
    const struct json *after, struct arena *a);
/* An `annul` entry of the tip; `authority` NUMBER_NONE: none. */
MUST_CHECK enum err withdrawal_draft(struct next_version *m, struct draft *out,
    const struct amendment_words *words, uint64_t authority,
    const struct id *by, struct error *e);

#endif
