/*
 * model/verdict.h - from counts and coverage to a verdict
 *
 * Purpose     the table of model 6.3 as amended: supported, contradicted, in
 *             tension, open, with the reasons in their order.
 * Invariant   1 contradicted only where a declaration covers the claim, the
 *               claim is not hedged, its scope is clear and, for only, none,
 *               le and eq, its window is given.
 *             2 supported only under the condition of its row; no hedge
 *               weakens it.
 *             3 a verdict is computed, never stored, never a judgement of a
 *               person.
 * Ownership   plain values; nothing allocates.
 * Source      model 6.1 to 6.3, its amendments; vectors/model/verdicts.tsv
 */
#ifndef MODEL_VERDICT_H
#define MODEL_VERDICT_H

#include "model/claim.h"

/* In the order of A4.10: the first of several is the overall one. */
enum verdict {
	VERDICT_CONTRADICTED,
	VERDICT_IN_TENSION,
	VERDICT_OPEN,
	VERDICT_SUPPORTED,
	VERDICT_NONE /* no verdict: a claim of an act that does not commit */
};
const char *verdict_name(enum verdict v); /* "in_tension"; NULL: none */

/* Bits, printed in this order. */
enum verdict_reason {
	REASON_READINGS_DIFFER = 1,
	REASON_SCOPE_UNCLEAR = 2,
	REASON_WINDOW_NOT_GIVEN = 4,
	REASON_HEDGE = 8,
	REASON_EXCEEDS = 16,
	REASON_OWN_SOURCE = 32,
	REASON_DECLARATION_OVERTAKEN = 64
};
#define REASON_COUNT 7
/* Code of bit i, 0 <= i < REASON_COUNT: "readings_differ", ... */
const char *reason_name(unsigned i);

/* What was counted. For only and none those of the others. */
struct verdict_facts {
	uint64_t certain;
	uint64_t possible; /* everything that cannot be excluded: sealed too */
	bool covered;
};

/* occurred, count, only, none. Reasons are added to *reasons. */
enum verdict verdict_of(const struct claim *c, const struct verdict_facts *f,
    unsigned *reasons);

/* noted (amendment 6.2c): over the possible contacts. */
struct noted_facts {
	uint64_t contacts;  /* entries that are possible */
	uint64_t receipted; /* of these, with a receipt of the department */
	bool tally;         /* one of them stands for more than one contact */
	bool sealed;        /* sealed contacts cannot be excluded */
	bool hidden;        /* a note whose contacts are sealed went there */
	bool covered;
};
enum verdict verdict_noted(const struct claim *c, const struct noted_facts *f,
    unsigned *reasons);

/* initiated: over the certain contacts. */
struct initiated_facts {
	uint64_t certain, agree, differ; /* times; the rest is not known */
	bool covered;
	bool possible_more; /* contacts that are only possible, or sealed */
};
enum verdict verdict_initiated(const struct claim *c,
    const struct initiated_facts *f, unsigned *reasons);

/* held: a tenure certainly spans the window. */
enum verdict verdict_held(const struct claim *c, bool spans,
    unsigned *reasons);

/* model 6.2 f: readings of one claim, none of them VERDICT_NONE. No reading at
 * all gives open. */
enum verdict verdict_readings(const enum verdict *v, size_t count,
    unsigned *reasons);
/* The weakest; VERDICT_NONE counts for nothing. */
enum verdict verdict_overall(const enum verdict *v, size_t count);

#endif
