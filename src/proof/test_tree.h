/*
 * proof/test_tree.h - the tree of log 1.1 to 1.6, written as the definitions
 * are: recursive, slow, obviously right. For tests alone.
 */
#ifndef PROOF_TEST_TREE_H
#define PROOF_TEST_TREE_H

#include "crypto/hash.h"

struct test_path {
	struct hash at[64];
	size_t count;
};

/* MTH(D[n]) of RFC 9162 2.1.1 over leaf hashes */
struct hash test_root(const struct hash *leaves, uint64_t count);
/* PATH(m, D[n]) of RFC 9162 2.1.3.1 */
void test_inclusion(struct test_path *out, const struct hash *leaves,
    uint64_t index, uint64_t count);
/* PROOF(m, D[n]) of RFC 9162 2.1.4.1 */
void test_consistency(struct test_path *out, const struct hash *leaves,
    uint64_t old_count, uint64_t count);
/* Leaf hashes of the entries "entry 0", "entry 1", ... */
void test_leaves(struct hash *out, uint64_t count);

#endif
