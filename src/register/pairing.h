/*
 * register/pairing.h - two records of one contact, side by side
 *
 * Purpose     the counter-record that the other side keeps of a contact, the
 *             members in which the two differ, and judgements `same`.
 * Invariant   a counter-record is never posted: the contact counts once.
 *             Lists are compared without regard to order.
 * Errors      those of the read model and of the log.
 * Ownership   rows live in the arena.
 * Source      model 3.10 (`counter_of`), 3.19 (`same`);
 *             docs/format/declaration.md 7
 */
#ifndef REGISTER_PAIRING_H
#define REGISTER_PAIRING_H

#include "register/registry.h"

struct difference {
	struct bytes member;            /* "when" */
	const struct json *here, *there; /* NULL: not in that body */
};

struct counter_row {
	uint64_t entity, entry; /* of the other record, its version in force */
	bool is_counter;        /* it is the counter-record, not this one */
	struct id by;
	const struct difference *differences;
	size_t difference_count;
};

/* Counter-records of a contact that are in force, and the contact that it is
 * a counter-record of. */
MUST_CHECK enum err pairing_counters(struct registry *r, uint64_t contact,
    const struct counter_row **out, size_t *count, struct arena *a,
    struct error *e);

struct same_row {
	uint64_t entity, entry, other; /* judgement; the other thing */
	struct bytes judgement, basis; /* "same", "different", "unsure" */
	struct id by;
	/* two contacts judged the same that count both: one is to be annulled
	 * or to become a counter-record (model 3.19) */
	bool both_count;
};

/* Judgements in force about a thing, by number of the judgement. */
MUST_CHECK enum err pairing_judged(struct registry *r, uint64_t thing,
    const struct same_row **out, size_t *count, struct arena *a,
    struct error *e);

#endif
