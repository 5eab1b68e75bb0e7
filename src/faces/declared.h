/*
 * faces/declared.h - a declaration of completeness, or a return, from what is
 * said of it
 *
 * Purpose     options of the command line and fields of a form become the body
 *             of one `complete` entry; what the register counts beside it.
 * Errors      ERR_INPUT: `field` is the name of the option or form field. Else
 *             those of the read model.
 * Ownership   the draft lives in the arena.
 * Source      model 3.20; interfaces A6.4; docs/format/declaration.md
 */
#ifndef FACES_DECLARED_H
#define FACES_DECLARED_H

#include "register/filing.h"
#include "register/scope.h"

struct declaration_words {
	uint64_t of;
	const char *state;   /* two letters; NULL: not by state */
	uint64_t org, with;  /* NUMBER_NONE: not by these */
	uint32_t from, to;   /* DAY_FIRST, DAY_LAST: by the period, or open */
	unsigned kinds;      /* KIND_BITs; 0: every kind */
	uint64_t times;
	const struct json *exceptions; /* array of T; NULL: none */
	uint64_t duty;       /* NUMBER_NONE: no return */
	const char *period;  /* of a return */
};
/* Type, body and values of `out`; the rest stays. */
MUST_CHECK enum err declaration_make(struct draft *out, struct registry *r,
    const struct declaration_words *w, struct arena *a, struct error *e);

/* What is sealed is told apart, as by `ask` (interfaces A5.8). */
struct declaration_counts {
	uint64_t certain, possible, sealed, struck;
	struct scope scope;
	struct scope_sums sums;
};
MUST_CHECK enum err declaration_count(struct declaration_counts *out,
    struct registry *r, const struct json *body, struct arena *a,
    struct error *e);

#endif
