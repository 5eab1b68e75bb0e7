/*
 * register/returns.h - which periodic returns were filed, and which were not
 *
 * Purpose     the periods that duties in force lay on an official, each with
 *             the return that was filed for it: a gap is shown as a gap.
 * Terms       period: a month, a third, a quarter, a half or a whole of a
 *             calendar year, by the base of a deadline whose event is
 *             `return`. The first begins with the duty's window, or after the
 *             register was founded.
 * Invariant   a period that is not over yet is no gap. Says that none was
 *             filed, never that there was nothing to file.
 * Errors      those of the read model and of the log.
 * Ownership   rows live in the arena.
 * Source      model 3.20, 3.21; interfaces C2
 */
#ifndef REGISTER_RETURNS_H
#define REGISTER_RETURNS_H

#include "register/registry.h"

struct return_row {
	uint32_t from, to;  /* days of the period */
	uint32_t due;       /* the last day in time; DAY_LAST: not laid down */
	uint64_t duty;      /* entity */
	struct bytes rule;
	bool confirmed;
	uint64_t filed;     /* entity of the return in force; NUMBER_NONE */
	bool nil;
};

/* Of periods over before `today`, newest first, at most `max` of one duty. */
MUST_CHECK enum err registry_returns(struct registry *r, uint64_t official,
    uint32_t today, size_t max, struct return_row **out, size_t *count,
    struct arena *a, struct error *e);

#endif
