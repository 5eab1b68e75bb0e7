/*
 * tests/oracle/generate.h - registers and questions by chance, from a seed
 *
 * Purpose     facts as index 2 to 4 speak of them: who met whom, when, how
 *             often, and what was amended since; and the postings of mapping 1
 *             that follow. Nothing here comes from src/index.
 * Ownership   world_release frees; a released or zeroed world is empty.
 */
#ifndef TESTS_ORACLE_GENERATE_H
#define TESTS_ORACLE_GENERATE_H

#include "proof/question.h"

struct chance {
	uint64_t state;
};

uint64_t chance_next(struct chance *c);
uint64_t chance_below(struct chance *c, uint64_t n); /* 0 to n - 1 */
bool chance_in_100(struct chance *c, unsigned percent);

#define PARTIES_MAX 3

/* One version of one contact. */
struct fact {
	uint64_t number, struck_by, contact;
	uint64_t officials[PARTIES_MAX];
	unsigned official_count;
	struct {
		uint16_t state;
		uint64_t who, post; /* post 0: not known */
	} counterparts[PARTIES_MAX];
	unsigned counterpart_count;
	unsigned kind;
	uint32_t e, l, times;
	bool sealed;
};

struct plan {
	uint64_t covered;
	unsigned imprecise_percent, sealed_percent, amend_percent;
	unsigned party_count; /* officials, and counterparts, to choose from */
};

struct world {
	struct plan plan;
	struct fact *facts;
	size_t fact_count;
	struct posting *postings; /* in order of entry; struck_by final */
	size_t posting_count;
};

struct plan plan_by_chance(struct chance *c, uint64_t covered_max);
/* False: out of memory. */
MUST_CHECK bool world_make(struct world *w, const struct plan *p,
    struct chance *c);
void world_release(struct world *w);
struct hash world_leaf(uint64_t number); /* SHA-256(0x00 | "entry n") */

/* A question in which half of the values lie at or beside those of `w`. */
void question_by_chance(struct question *q, const struct world *w,
    struct chance *c);

#endif
