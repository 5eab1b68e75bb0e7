/*
 * cli/amend.h - what amending, itemising and withdrawing share
 *
 * Purpose     the target as it stands, why it changes, and who may say so.
 * Ownership   everything lives in the arena of the command; amending_close
 *             releases the key.
 */
#ifndef CLI_AMEND_H
#define CLI_AMEND_H

#include "cli/submit.h"

#define AMEND_FILE_BYTES (8 * MIB)

struct amending {
	struct cli *c;
	struct submitting s;
	uint64_t entity;
	struct row_entity row;
	struct entity now; /* as the rules see it */
	struct entry current;
	struct slot_values values; /* of the current version, those at hand */
	struct json *reason;       /* T or NULL */
	char code[48];
};

/* --reason CODE, CODE:TEXT or CODE:LANG:TEXT. */
MUST_CHECK enum err amending_reason(struct amending *m);
/* Opens the register for writing, the key, and the target. */
MUST_CHECK enum err amending_open(struct amending *m);
/* The version in force of an entity, with all its values that are kept here. */
MUST_CHECK enum err amending_load(struct amending *m, uint64_t entity);
/* The entities of --evidence. */
MUST_CHECK enum err amending_evidence(struct amending *m, struct json **out);
/* The next version of the target. */
void amending_next(const struct amending *m, struct draft *d,
    struct json *body);
/* Who amends: the `by` of the version before where the key is its holder's;
 * else the key's holder, which admission judges (model 2.5). */
void amending_as(const struct amending *m, struct draft *d);
/* --split FILE: a tally into parts (model 2.9); `after` gets the new body. */
MUST_CHECK enum err amending_split(struct amending *m, struct json **after);

#endif
