/*
 * proof/parts.h - which questions belong to one answer
 *
 * Purpose     a question about kinds, counterparts or officials is answered
 *             with its rest parts (unknown kind, described counterpart) and
 *             its sealed block. Asker and verifier derive the same list from
 *             the first parts, so that nothing can be left out.
 * Terms       first parts: what was asked, one question for each run of
 *             neighbouring kinds. Rest parts: what was filed less precisely.
 *             Sealed block: same official and days, all kinds, by kind.
 * Invariant   order: firsts, rests, sealed. No part overlaps another.
 * Errors      ERR_INPUT: firsts that differ in more than the kind, overlap or
 *             are more than fit.
 * Ownership   plain values; nothing allocates.
 * Source      index 7.5; interfaces A5.4, A5.9 and its amendment
 */
#ifndef PROOF_PARTS_H
#define PROOF_PARTS_H

#include "proof/question.h"

#define PARTS_MAX 64 /* questions in one proof file */

struct parts {
	struct question at[PARTS_MAX];
	size_t first_count, rest_count;
	bool sealed; /* the last one is a sealed block */
	size_t count; /* all of them */
};

/* `with_rest` false: firsts and sealed block alone, as a single count. */
MUST_CHECK enum err parts_derive(struct parts *out,
    const struct question *first, size_t first_count, bool with_rest,
    struct error *e);
/* The sealed block of `q`; false where none belongs to it (a sealed view, the
 * versions view, or neither an official nor a period named: A5.8). */
bool question_sealed_block(struct question *out, const struct question *q);
bool question_is_sealed(const struct question *q); /* of a sealed view */
/* Does a group of the sealed block count for these first parts: the unknown
 * kind 0, and the kinds asked (index 7.5)? */
bool parts_kind_counts(const struct question *first, size_t first_count,
    uint64_t kind);

#endif
