/*
 * faces/summoned.h - what orders ask for, and what became of it
 *
 * Purpose     `chancery summon`, `chancery disclose` and the pages /order,
 *             /desk: summonses in force, each with its disclosures.
 * Errors      those of register/summoning.h.
 * Ownership   everything lives in the arena of `o`.
 * Cost        looks at every document of the register.
 * Source      interfaces A6.5, A6.6, C7.3
 */
#ifndef FACES_SUMMONED_H
#define FACES_SUMMONED_H

#include "register/objects.h"
#include "register/summoning.h"

struct disclosure_row {
	uint64_t number; /* entity */
	int64_t at_s;
	struct hash manifest;
	struct id by;
};

struct summons_row {
	uint64_t entity;
	int64_t at_s;
	struct summons summons;
	struct disclosure_row *disclosures; /* by number */
	size_t disclosure_count;
};

struct summonses {
	struct summons_row *rows; /* by number */
	size_t count;
};

/* Those in force whose scope is kept here. */
MUST_CHECK enum err summonses_read(struct summonses *out,
    const struct objects *o, struct error *e);
/* One, by its number or that of its entry. */
MUST_CHECK enum err summons_row_read(struct summons_row *out,
    const struct objects *o, uint64_t number, struct error *e);
/* May this office answer it: has it a grant for the official? */
MUST_CHECK enum err summons_is_for(const struct summons_row *row,
    struct registry *r, const struct id *office, bool *out, struct arena *a,
    struct error *e);

/* {document, reference, authority, due} */
struct json *summons_order_json(const struct objects *o,
    const struct summons *s);
/* {of, with, state, kinds, from, to, needs} */
struct json *summons_scope_json(const struct objects *o,
    const struct summons *s);

#endif
