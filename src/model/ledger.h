/*
 * model/ledger.h - the world of model/world.h held in memory
 *
 * Purpose     fold the entries of a log in order; used by auditor and tests.
 * Invariant   speaks of entries 0..count-1.
 * Ownership   ledger_free(NULL) is fine. Leaves are copied, unless a source
 *             is given that can read them again.
 * Cost        about 200 bytes an entity besides copied leaves.
 * Source      model 2, 8.7
 */
#ifndef MODEL_LEDGER_H
#define MODEL_LEDGER_H

#include "model/judge.h"

struct ledger;

/* Reads leaf `number` again, into the arena. */
struct leaf_source {
	void *context;
	enum err (*leaf)(void *context, uint64_t number, struct bytes *out,
	    struct arena *a, struct error *e);
};

/* source NULL: the ledger keeps copies. */
MUST_CHECK enum err ledger_new(struct ledger **out,
    const struct leaf_source *source, struct error *e);
void ledger_free(struct ledger *l);
const struct world *ledger_world(struct ledger *l);
uint64_t ledger_count(const struct ledger *l);
/* Takes up entry `ledger_count()` with its outcome. */
MUST_CHECK enum err ledger_add(struct ledger *l, const struct entry *entry,
    const struct outcome *outcome, struct error *e);
/* Bits of the slots of version `number` that `open` and `erase` entries in
 * force name (model 7.3). */
void ledger_slots(const struct ledger *l, uint64_t number, uint16_t *opened,
    uint16_t *erased);

#endif
