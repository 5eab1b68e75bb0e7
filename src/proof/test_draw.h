/*
 * proof/test_draw.h - random sets of postings and questions, for tests alone
 *
 * Invariant   the same seed draws the same things; values lie close together,
 *             so that questions meet postings at their borders.
 */
#ifndef PROOF_TEST_DRAW_H
#define PROOF_TEST_DRAW_H

#include "proof/test_prover.h"

void draw_seed(uint64_t seed); /* not 0 */
uint64_t draw(uint64_t below);
/* `count` postings numbered from 0, sorted. */
void draw_set(struct posting_set *s, size_t count);
void draw_question(struct question *q); /* passes question_check */
/* Another range for field `i`; the question may then break its rules. */
void draw_range(struct question *q, size_t i);

#endif
