/*
 * register/scope.h - what a declaration speaks of
 *
 * Purpose     kinds, days and counterparts of a `complete` body; which contacts
 *             fit them, how many do, and which questions lie within them.
 * Terms       FIT_CERTAIN: the contact certainly counts. FIT_POSSIBLE: it
 *             cannot be excluded (date, kind, counterpart too little known or
 *             sealed).
 * Invariant   certain <= possible; sealed contacts are counted in.
 * Errors      those of the read model and of the log.
 * Ownership   a scope borrows its body; lists live in the arena.
 * Source      model 3.11, 3.20, 5.1, 5.6, 6.4 and its amendment
 */
#ifndef REGISTER_SCOPE_H
#define REGISTER_SCOPE_H

#include "model/contact.h"
#include "register/read_model.h"

enum scope_of { SCOPE_ALL, SCOPE_STATE, SCOPE_ORG, SCOPE_PERSON };

struct scope {
	struct bytes subject_id;
	uint64_t subject; /* NUMBER_NONE: not known here */
	unsigned kinds;   /* KIND_BITs, 0 for unknown among them; 0: all */
	uint32_t from, to;
	enum scope_of of;
	struct bytes state;   /* SCOPE_STATE: two small letters */
	struct id target;     /* SCOPE_ORG, SCOPE_PERSON */
	uint64_t target_number;
};

/* Of an accepted body of type complete. */
MUST_CHECK enum err scope_read(struct scope *out, struct read_model *m,
    const struct json *body, struct error *e);

enum scope_fit { SCOPE_OUT, SCOPE_POSSIBLE, SCOPE_CERTAIN };

/* Of a contact as it stands: SCOPE_OUT unless it is held, is no
 * counter-record and has the subject as a home principal. */
MUST_CHECK enum err scope_fits(const struct scope *s, struct read_model *m,
    const struct contact *c, enum scope_fit *out, struct error *e);

struct scope_row {
	uint64_t version; /* the entry in force */
	uint32_t times;
	bool certain, sealed; /* its counterpart or kind is sealed */
};
struct scope_sums {
	uint64_t certain, possible;
	const struct scope_row *rows; /* what is possible, ascending */
	size_t count;
};
/* Of the contacts in force now, open transaction included. */
MUST_CHECK enum err scope_count(const struct scope *s, struct read_model *m,
    struct scope_sums *out, struct arena *a, struct error *e);

/* Does it hold every counterpart of `target` ({"state"}, {"person"}, {"org"},
 * {"post"})? A state holds orgs and posts of it and persons whose `states` is
 * exactly it; an org holds its posts (amendments 6.4). */
MUST_CHECK enum err scope_holds(const struct scope *s, struct read_model *m,
    const struct json *target, bool *out, struct error *e);

#endif
