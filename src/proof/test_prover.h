/*
 * proof/test_prover.h - a prover for tests alone: small, slow, obviously right
 *
 * Purpose     proofs for any sorted set of postings, written from index 5 and
 *             7.2 by plain recursion, so that the verifier meets proofs that
 *             no code of the server made.
 * Cost        O(n) hashes for each node: sets of a few hundred.
 */
#ifndef PROOF_TEST_PROVER_H
#define PROOF_TEST_PROVER_H

#include "proof/trie.h"

struct posting_set {
	struct posting *at;
	size_t count;
};

void set_sort(struct posting_set *s); /* by key */
struct heading set_top(const struct posting_set *s);
void set_prove(struct buffer *out, const struct posting_set *s,
    const struct question *q);
/* The answer by a scan (index 3). */
struct answer set_answer(const struct posting_set *s,
    const struct question *q);
bool set_matches(const struct posting *p, const struct question *q,
    bool *certain);

#endif
