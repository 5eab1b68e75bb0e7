/*
 * log/recover.h - mending a store by hand, each step on demand
 *
 * Purpose     the three repairs of log 6.6.3 and 6.8: nothing repairs itself.
 * Errors      ERR_PROOF: the source does not give the signed root, or `head
 *             adopt` would contradict. ERR_CONFLICT: the store is in use.
 * Source      log 6.6.3, 6.8 (R1, R3), 6.8.2
 */
#ifndef LOG_RECOVER_H
#define LOG_RECOVER_H

#include "log/merkle_log.h"

struct recover_result {
	uint64_t entries_added, size, next_was;
};

/* After R1: reads the entries that the store lacks from `from` (a static tree
 * or another store), checks them against KEYS/log.head (signature, root of
 * every leaf, consistency with the store), appends them under their numbers
 * and stores the signed checkpoint. Entries of the store beyond its checkpoint
 * that differ from the signed ones are refused: use repair-tail first. */
MUST_CHECK enum err log_recover(const struct merkle_log_options *options,
    struct tree_source *from, struct recover_result *result, struct error *e);

/* After R3: writes KEYS/log.head from the store's newest checkpoint. The
 * operator has compared `size` and `root` with a witness and names them. */
MUST_CHECK enum err log_adopt_head(const struct merkle_log_options *options,
    uint64_t size, const struct hash *root, struct error *e);

/* After a mismatch in entries that no checkpoint covers: `each` hears of every
 * row from the first damaged one on; with `remove` they are cut off. */
MUST_CHECK enum err log_repair_tail(const struct merkle_log_options *options,
    bool remove, void (*each)(void *context, uint64_t n, bool damaged),
    void *context, uint64_t *removed, struct error *e);

#endif
