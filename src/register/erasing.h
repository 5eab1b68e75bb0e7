/*
 * register/erasing.h - destroying by order what an `erase` entry names
 *
 * Purpose     admit an erasure, destroy the words once its entry is durable,
 *             bring it to its end once they are published nowhere, and go on
 *             after a crash.
 * Order       1 the entry is durable. 2 seed, named values and salts, named
 *             files and import keys go from the private tables. 3 read.db is
 *             thrown away and derived again. 4 opening files are written anew,
 *             then the checkpoint that covers the entry. 5 the store is
 *             compacted and the end recorded. Each step may be repeated.
 * Terms       under way: in force, its day reached, not at its end. An older
 *             copy of the store does not hold the record of the end, so what
 *             it holds is erased again before anything is shown.
 * Errors      registry_erasable: ERR_INPUT `reference`, ERR_REFUSED `held`,
 *             `outside_order`. The others: ERR_STORE, ERR_CONFLICT (somebody
 *             is reading the store), ERR_MEMORY; nothing is lost, do it again.
 * Source      model 3.19, 7.12; reliability 9; docs/format/slots.md 6
 */
#ifndef REGISTER_ERASING_H
#define REGISTER_ERASING_H

#include "register/registry.h"

enum erasing_state {
	ERASING_WAITS, /* for the day `hold` */
	ERASING_UNDER_WAY,
	ERASING_DONE
};

struct erasing {
	uint64_t number; /* of the erase entry in force */
	uint64_t entity;
	enum erasing_state state;
	uint32_t hold;  /* day code; 0: none */
	int64_t done_s; /* with ERASING_DONE */
};

/* Erasures in force, by number of their entity. */
MUST_CHECK enum err registry_erasures(struct registry *r,
    struct erasing **out, size_t *count, struct arena *a, struct error *e);
/* Is one under way? False also where that cannot be read. */
bool registry_is_erasing(struct registry *r);
/* Steps 2 and 3 of all that are under way; REGISTRY_WRITE. Done when a
 * register is opened and when an erasure is filed. Its failure is kept below,
 * for callers who go on. */
enum err registry_erase(struct registry *r, struct error *e);
/* Steps 2 to 5: makes a checkpoint and publishes where one is under way. */
MUST_CHECK enum err registry_erase_resume(struct registry *r,
    struct error *e);
/* Step 5 of those below `size`, which was published. The same. */
enum err registry_erase_end(struct registry *r, uint64_t size,
    struct error *e);
/* Why the last attempt came to no end; ERR_NONE: it did. */
const struct error *registry_erasing_why(const struct registry *r);

/* What the server demands of an erase entry besides the rules of everyone. */
MUST_CHECK enum err registry_erasable(struct registry *r,
    const struct entry *entry, struct arena *a, struct error *e);
/* A summons without its disclosure holds what its scope names: ERR_REFUSED
 * `held` names it. */
MUST_CHECK enum err registry_held(struct registry *r, uint64_t entity,
    struct arena *a, struct error *e);

#endif
