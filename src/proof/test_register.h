/*
 * proof/test_register.h - a small signed register, for tests alone
 *
 * Purpose     entries, postings over them, index root, checkpoint and proof
 *             files, made by plain code that shares nothing with the log and
 *             the index. Keys are the published ones of log 3.1.4.
 */
#ifndef PROOF_TEST_REGISTER_H
#define PROOF_TEST_REGISTER_H

#include "format/note.h"
#include "proof/test_prover.h"

#define TEST_POSTINGS_MAX 512
#define TEST_ENTRIES_MAX 256

struct test_register {
	const char *origin;
	uint16_t mapping;
	uint64_t covered; /* entries before the index root */
	struct posting postings[TEST_POSTINGS_MAX];
	struct posting_set set;
	struct buffer entries[TEST_ENTRIES_MAX]; /* covered + 1 of them */
	struct hash leaves[TEST_ENTRIES_MAX];
	struct buffer checkpoint; /* the signed note */
	bool cosigned;            /* by the witness */
};

/* `covered` entries; a posting's number must be one of them. The caller fills
 * `set` (view 1 and others) and calls _close, which sets the leaf hashes, adds
 * the index root and signs. */
void test_register_init(struct test_register *r, uint64_t covered);
void test_register_close(struct test_register *r);
void test_register_release(struct test_register *r);
struct hash test_tree_root(const struct hash *leaves, size_t count);
size_t test_tree_path(struct hash path[64], const struct hash *leaves,
    size_t count, size_t index);
/* A whole file that answers `q[0]`, ... in order. */
void test_register_answer(struct buffer *out, const struct test_register *r,
    const struct question *q, size_t count);
/* The policy: this log, one witness, quorum that one. */
extern const char test_policy_text[];

#endif
