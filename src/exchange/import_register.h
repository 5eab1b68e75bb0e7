/*
 * exchange/import_register.h - imports into a register
 *
 * Purpose     what a register knows of earlier imports, names and rules, for
 *             import_judge; and the drafts of a judged import filed in order.
 * Invariant   a record is known by (data set, type, key) for ever; its row in
 *             the truth file is written in the transaction that appends it, so
 *             a killed import goes on where it stopped (model 10.2).
 * Errors      ERR_INPUT, ERR_REFUSED, ERR_CONFLICT with the code of model 8.2
 *             and the row in front: what was filed before it stays filed.
 * Ownership   the host borrows registry and arena.
 * Source      model 10.2; amendments G4; interfaces A7.1
 */
#ifndef EXCHANGE_IMPORT_REGISTER_H
#define EXCHANGE_IMPORT_REGISTER_H

#include "exchange/import_check.h"
#include "register/filing.h"

struct import_register {
	struct registry *registry;
	struct arena *arena; /* reset at every call of the host */
	struct import_host host;
};

/* The side of a register for import_judge: `host` points to its `context`,
 * so the struct must stay where it is. */
MUST_CHECK enum err import_register_init(struct import_register *out,
    struct registry *r, struct error *e);
void import_register_release(struct import_register *x);

struct import_filed {
	uint64_t entries;     /* appended */
	uint64_t first, last; /* their numbers; NUMBER_NONE: none */
};

/* Appends all drafts, at most TRUTH_BATCH_ENTRIES a transaction. Warnings are
 * taken as confirmed: thousands of rows are not looked at one by one. `out` is
 * filled on failure too. `progress` may be NULL. */
MUST_CHECK enum err import_file(struct import_filed *out, struct registry *r,
    const struct filer *filer, const struct import *job,
    void (*progress)(void *context, uint64_t done), void *context,
    struct error *e);

#endif
