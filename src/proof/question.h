/*
 * proof/question.h - what is asked of the index, and its one text
 *
 * Purpose     a question names a view, one closed range per field, two days
 *             and a mode. The asker makes it; a verifier takes it from the
 *             asker and never from a proof.
 * Invariant   question_print(question_parse(t)) = t, byte for byte.
 * Errors      ERR_INPUT, naming the word of the text at fault.
 * Ownership   plain values; nothing allocates.
 * Source      index 7.1
 */
#ifndef PROOF_QUESTION_H
#define PROOF_QUESTION_H

#include "format/view.h"

enum question_mode { MODE_COUNT, MODE_GROUPS, MODE_LIST };

struct range {
	uint64_t first, last; /* both included */
};

struct question {
	const struct view *view;
	struct range ranges[VIEW_FIELDS_MAX]; /* by the view's field order; E,
	    L and number are full */
	uint32_t from, to; /* days as asked, not widened; DAY_FIRST, DAY_LAST =
	    open */
	enum question_mode mode;
	enum field group; /* MODE_GROUPS */
};

#define QUESTION_BYTES 512 /* longest canonical text and NUL */

/* Every range full, days open, mode count. */
void question_init(struct question *q, enum view_byte view);
/* Narrows one field; false where the view has no such field, where the field
 * carries no range of its own (E, L, number), or where first > last or last
 * does not fit the field. */
bool question_set(struct question *q, enum field f, uint64_t first,
    uint64_t last);
/* The range of a field, {0, 0} and false where the view has none. */
bool question_range(const struct question *q, enum field f,
    struct range *out);
bool question_is_full(const struct question *q, enum field f);
MUST_CHECK enum err question_parse(struct question *q, struct bytes text,
    struct error *e);
/* Returns the length, NUL not counted. */
size_t question_print(char out[QUESTION_BYTES], const struct question *q);
/* The rules of 7.1: groups(f) needs single values before f and never is E, L
 * or number, state is a single value or full, days only in dated views, from
 * <= to. */
MUST_CHECK enum err question_check(const struct question *q, struct error *e);
bool question_equal(const struct question *a, const struct question *b);

/* Sums of `times`: index 3. */
struct answer {
	uint64_t certain, possible, struck;
};

#endif
