/*
 * faces/shown.h - one thing, one entry or one version, with all beside it
 *
 * Purpose     what `chancery show`, GET /contacts/N and the page of a thing
 *             tell: loaded once, told as the object of interfaces A4.6 or row
 *             by row (faces/told.h).
 * Invariant   values are those that are public today; nothing is guessed
 *             where a slot is sealed, withheld, delayed or erased.
 * Errors      ERR_ABSENT: no such thing or version. ERR_INPUT: several fit.
 *             Else those of the register.
 * Ownership   everything lives in the arena of `o`.
 * Cost        the versions, notes, statements and declarations of one thing;
 *             never its contacts.
 * Source      interfaces A4.6, C4
 */
#ifndef FACES_SHOWN_H
#define FACES_SHOWN_H

#include "register/beside.h"
#include "register/completeness.h"
#include "register/objects.h"
#include "register/pairing.h"
#include "register/receipts.h"

/* One entry of the chain of an entity. */
struct version_row {
	struct row_entry row;
	bool competing, withdrawn;  /* not in force; an annulment */
	struct bytes by;            /* id of who filed it */
	const struct json *reason;  /* T, or NULL */
	const struct json *changed; /* array of pointers, or NULL */
	struct bytes code; /* of its amendment or annulment; or empty */
};

struct showing {
	struct objects o;
	uint64_t number;  /* entity; NUMBER_NONE: an entry alone */
	uint64_t version; /* the entry shown */
	struct row_entity entity;
	struct row_entry row;
	struct entry entry;
	struct slot_values values;
	enum slot_state states[SLOT_COUNT];
	bool is_kept; /* values are kept here, used or not */
	struct version_row *versions; /* ascending */
	size_t version_count;
	/* of an official, overtaken by a contact, or the thing shown */
	struct declaration_row *declarations;
	size_t declaration_count;
	const struct counter_row *counters; /* of a contact */
	size_t counter_count;
	const struct same_row *judged;
	size_t judged_count;
	uint64_t *notes; /* of a contact */
	size_t note_count;
	struct receipt *receipts; /* of a note */
	size_t receipt_count;
	/* statements: of a statement those about it, else those that speak of
	 * the thing */
	uint64_t *statements;
	size_t statement_count;
	bool has_beside; /* a statement in force */
	struct beside beside;
};

/* `ref`: whatever people write for a thing or an entry (A1.5). `version`: 1
 * for the first; 0 for the one in force, or the entry that was named. */
MUST_CHECK enum err showing_load(struct showing *out, const struct objects *o,
    const char *ref, unsigned version, struct error *e);
/* The same of a thing whose number is known. */
MUST_CHECK enum err showing_load_entity(struct showing *out,
    const struct objects *o, uint64_t number, unsigned version,
    struct error *e);

/* The object of A4.6. */
MUST_CHECK enum err showing_json(const struct showing *x, struct json **out,
    struct error *e);

/* {ref, act, speaker, hedge, verdict} of statements in that order: of the
 * first 100, the first 32 with their verdict, which `chancery check` has for
 * the others. */
MUST_CHECK enum err statements_json(const struct objects *o,
    const uint64_t *numbers, size_t count, struct json **out,
    struct error *e);

/* The question that a receipt came back with, T; NULL: none, or not public. */
MUST_CHECK enum err receipt_question(const struct objects *o,
    const struct receipt *r, const struct json **out, struct error *e);

#endif
