/*
 * proof/consistency.h - is the newer log a continuation of the older one?
 *
 * Errors      ERR_INPUT: impossible sizes or length. ERR_PROOF: a root differs.
 * Ownership   borrows its arguments, allocates nothing, keeps nothing.
 * Cost        at most 128 hashes.    Source  RFC 9162 2.1.4.2; log 1.6, 1.7
 */
#ifndef PROOF_CONSISTENCY_H
#define PROOF_CONSISTENCY_H

#include "crypto/hash.h"

#define CONSISTENCY_MAX_HASHES 64

struct consistency {
	uint64_t old_size, new_size;
	const struct hash *path;
	size_t path_count;
};

/* The strict rule of log 1.6: 1 <= old_size <= new_size. */
MUST_CHECK enum err consistency_check(const struct consistency *p,
    const struct hash *old_root, const struct hash *new_root,
    struct error *e);
/* For callers that may meet size 0 (log 1.7): the empty tree, with its own
 * root, continues to every tree by an empty proof. */
MUST_CHECK enum err consistency_check_from_zero(const struct consistency *p,
    const struct hash *old_root, const struct hash *new_root,
    struct error *e);

#endif
