/*
 * proof/inclusion.h - is this entry in the log?
 *
 * Purpose     recompute a log root from one leaf hash and its audit path.
 * Terms       index counts from 0; size is the number of entries under the
 *             root.
 * Invariant   index < size fixes the length of the path; no other length is
 *             accepted.
 * Errors      ERR_INPUT: impossible index, size or length. ERR_PROOF: roots
 *             differ.
 * Ownership   borrows its arguments, allocates nothing, keeps nothing.
 * Cost        at most 63 hashes.     Source  RFC 9162 2.1.3.2; log 1.5
 */
#ifndef PROOF_INCLUSION_H
#define PROOF_INCLUSION_H

#include "crypto/hash.h"

#define PATH_MAX_HASHES 63

struct inclusion {
	uint64_t index, size;
	const struct hash *path; /* leaf side first */
	size_t path_count;
};

MUST_CHECK enum err inclusion_check(const struct inclusion *p,
    const struct hash *leaf, const struct hash *root, struct error *e);
/* Hashes in the path of `index` in `size` (index < size). */
size_t inclusion_path_count(uint64_t index, uint64_t size);

#endif
