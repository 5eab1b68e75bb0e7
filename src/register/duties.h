/*
 * register/duties.h - the duties in force, and whether a contact came in time
 *
 * Purpose     rules of a register about when a contact is due (type duty), and
 *             the late flag of a contact: computed, never stored.
 * Invariant   a flag rests on the first version that was held. None for a
 *             contact that was withdrawn, for a counter-record, for a part of
 *             a tally, for another filer than the subject's office, for basis
 *             document or import, or where no duty was in force on the first
 *             possible day.
 * Errors      those of the read model and of the log.
 * Ownership   rows and bodies live in the arena.
 * Source      model 3.21, 3.22; amendments 3.22; docs/format/duty.md
 */
#ifndef REGISTER_DUTIES_H
#define REGISTER_DUTIES_H

#include "model/duty.h"
#include "register/registry.h"

struct duty_row {
	uint64_t number; /* entity */
	struct bytes rule;
	bool confirmed;
	const struct json *body; /* of that version */
};

/* Duties that were in force before entry `size`, ascending. */
MUST_CHECK enum err duties_in_force(struct read_model *m, uint64_t size,
    const struct duty_row **out, size_t *count, struct arena *a,
    struct error *e);

struct due {
	enum lateness is; /* LATE_NO_FLAG: the rest is empty */
	uint64_t duty;
	struct bytes rule;
	bool confirmed;
	uint32_t by;  /* the last day that was in time */
	int32_t days; /* LATE: by how many */
};

/* Of the contact with this entity number, by the entries below `size`, under
 * one duty (NUMBER_NONE: all of them). Of several the one that passed longest
 * ago is told; in time, the one that is due first. */
MUST_CHECK enum err registry_due(struct registry *r, uint64_t contact,
    uint64_t duty, uint64_t size, struct due *out, struct arena *a,
    struct error *e);
const char *lateness_name(enum lateness is); /* "in_time", ...; "" */

#endif
