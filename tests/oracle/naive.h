/*
 * tests/oracle/naive.h - answers by looking at every fact, one after the other
 *
 * Purpose     the second opinion: written from index 2 to 4 alone, by units
 *             and real days, without keys, widened days or trees.
 * Ownership   rows live until the next call with the same struct;
 *             naive_release frees.
 */
#ifndef TESTS_ORACLE_NAIVE_H
#define TESTS_ORACLE_NAIVE_H

#include "generate.h"

struct naive_row {
	uint64_t value; /* of the group's field; mode list: the entry number */
	struct answer sums; /* mode list: of that posting */
};

struct naive {
	struct answer total;
	struct naive_row *rows; /* groups, or postings, with a non-zero number,
	    ascending by value */
	size_t row_count, room;
	bool failed; /* out of memory */
};

/* The state at covered size `as_of`. */
void naive_ask(struct naive *n, const struct world *w, const struct question *q,
    uint64_t as_of);
void naive_release(struct naive *n);

#endif
