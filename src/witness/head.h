/*
 * witness/head.h - a witness's second memory, outside of its database
 *
 * Purpose     a witness.db that was restored from a backup would sign a smaller
 *             tree again (F19). The largest size of each origin is therefore
 *             kept a second time, beside the key and out of the same backup;
 *             an origin whose database is behind it is held: nothing of it is
 *             cosigned until the operator has resumed it.
 * Invariant   an answer leaves only after the size is in this file; a size in
 *             it never falls.
 * Errors      reading a held origin: ERR_REFUSED, word "held". ERR_STORE: the
 *             file could not be read or written; no cosignature leaves.
 * Ownership   witness_head_free(NULL) is fine; the states borrow the head.
 * Source      log 5.2.5
 */
#ifndef WITNESS_HEAD_H
#define WITNESS_HEAD_H

#include "store/witness_store.h"

#define WITNESS_HEAD_BYTES (4096 * 512)

struct witness_head;

/* `path` is made at the first step; `real` is the database behind it. */
MUST_CHECK enum err witness_head_open(struct witness_head **out,
    const char *path, struct witness_states real, struct error *e);
void witness_head_free(struct witness_head *h);
struct witness_states witness_head_states(struct witness_head *h);
/* ERR_ABSENT: the file does not name this origin. */
MUST_CHECK enum err witness_head_find(const struct witness_head *h,
    struct bytes origin, uint64_t *size, struct hash *root, struct error *e);
/* `*held`: the database is behind. */
MUST_CHECK enum err witness_head_held(struct witness_head *h,
    struct bytes origin, bool *held, struct error *e);

#endif
