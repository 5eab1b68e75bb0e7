/*
 * register/summoning.h - an order to disclose: filed, read again, counted
 *
 * Purpose     a summons is a document of kind other with status `summons`: it
 *             is part of the order, and its file is the scope. Whoever filed
 *             it is the authority that the order made; the register keeps the
 *             file and answers what the scope would touch.
 * Errors      ERR_REFUSED: who signs is not the authority of that order.
 *             ERR_ABSENT: no summons, or its file is not kept here. ERR_PROOF:
 *             the file kept is not the one that was filed. ERR_CONFLICT: the
 *             summons was withdrawn.
 * Ownership   results live in the arena.
 * Source      docs/format/disclosure.md 1; interfaces A6.5; model 3.5, 3.14
 */
#ifndef REGISTER_SUMMONING_H
#define REGISTER_SUMMONING_H

#include "model/order_scope.h"
#include "register/asking.h"
#include "register/filing.h"

struct summons {
	uint64_t number; /* of the entry in force */
	uint64_t order;  /* numbers of the entities that the scope names */
	uint64_t authority, of, with; /* with: NUMBER_NONE */
	struct entry entry;
	struct bytes file; /* the scope as kept */
	struct order_scope scope;
};

/* The reference of an order: the number of its document (slot `number`).
 * ERR_INPUT where it has none. */
MUST_CHECK enum err order_reference(struct registry *r, uint64_t order,
    struct bytes *out, struct arena *a, struct error *e);
/* Does a grant as authority, in force today, rest on this order, or on none
 * where the authority filed the order itself? ERR_REFUSED with the mend if
 * not. */
MUST_CHECK enum err order_check_authority(struct registry *r,
    const struct id *order, const struct id *authority, struct arena *a,
    struct error *e);
/* `number`: of the summons or of its entry. */
MUST_CHECK enum err summons_read(struct summons *out, struct registry *r,
    uint64_t number, struct arena *a, struct error *e);
/* The entry of a summons whose file is `file`, by the scope's authority. */
void summons_draft(struct draft *out, const struct order_scope *s,
    struct bytes file, struct arena *a);
/* The question of a scope, as a list. */
void summons_asking(struct asking *out, const struct summons *s);

/* ---- what a scope touches ---- */

enum held_state {
	HELD_PUBLIC,  /* listed, and nothing of it is closed to the order */
	HELD_OPENED,  /* its closed slots are opened to the order */
	HELD_OUTSIDE, /* its closed slots show that it is not in scope */
	HELD_MISSING  /* a slot that decides, or is ordered, is not kept here */
};

struct held_contact {
	uint64_t number; /* of the version */
	uint64_t entity;
	uint32_t times;
	bool sealed; /* of the sealed remainder; else listed by name */
	bool struck; /* an earlier version, still listed: never opened */
	enum held_state state;
	uint16_t opened;    /* slots */
	const char *reason; /* HELD_MISSING */
};

struct held_note {
	uint64_t number; /* of the version in force */
	uint64_t entity;
	bool closed;        /* not of tier public: an age file */
	const char *reason; /* NULL, or why it cannot be handed out */
	uint64_t *contacts; /* in scope: entities */
	size_t contact_count;
};

struct holdings {
	struct asked list, sealed; /* the two proofs, one checkpoint */
	struct held_contact *at;           /* ascending by number */
	size_t count;
	struct held_note *notes; /* where the scope needs them */
	size_t note_count;
};

/* Everything that a scope touches at the checkpoint of `size` (0: the
 * newest). Values are read to judge, never shown. */
MUST_CHECK enum err summons_holdings(struct holdings *out, struct registry *r,
    const struct summons *s, uint64_t size, struct arena *a, struct error *e);
void holdings_release(struct holdings *h);

/* All 16 values of a version with its seed. ERR_ABSENT: the register does not
 * keep them (the filer does, or they were erased). */
MUST_CHECK enum err values_read(struct registry *r, const struct entry *entry,
    uint64_t number, struct seed *seed, struct slot_values *values,
    struct arena *a, struct error *e);

#endif
