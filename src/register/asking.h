/*
 * register/asking.h - questions of people, answered with a proof
 *
 * Purpose     one question in people's terms becomes index questions, their
 *             proofs, one proof file; the file is verified by proof/answer.h
 *             against the questions before anything of it is told.
 * Invariant   every number of the result was read from the verified file; the
 *             read model is never its source (A5.7).
 * Errors      ERR_INPUT: a combination that A5.4 does not have. ERR_ABSENT: no
 *             such checkpoint. ERR_PROOF: the verifier refused our own file.
 * Ownership   the result lives in the arena; release frees the file.
 * Source      index 7; interfaces A5
 */
#ifndef REGISTER_ASKING_H
#define REGISTER_ASKING_H

#include "proof/parts.h"
#include "register/registry.h"

enum ask_mode { ASK_COUNT, ASK_LIST, ASK_ANYONE_ELSE };

#define ASK_EXCEPT_MAX 64

struct asking {
	uint64_t of, with, with_post; /* NUMBER_NONE: not named */
	char state[3];                /* "" or two capitals */
	unsigned kinds;               /* KIND_BITs of 1..10; 0: every kind */
	uint32_t from, to;            /* DAY_FIRST, DAY_LAST: open */
	enum ask_mode mode;
	bool pairs; /* with `of` alone: one row a counterpart (A5.4: list) */
	uint64_t size;                /* of the checkpoint; 0: the newest */
};

struct asked_group {
	uint64_t who;  /* 0: described only */
	char state[3];
	struct answer sums;
	bool asked;    /* named by the question: not counted in the top line */
};

enum fit { FIT_CERTAIN, FIT_POSSIBLE, FIT_STRUCK };

struct asked_entry {
	uint64_t number;
	uint32_t times;
	enum fit fit;
};

struct asked {
	struct answer sums;
	bool sealed_known;
	uint64_t sealed;
	const char *unit;
	size_t canonical_count, group_count, entry_count;
	const char *canonical[PARTS_MAX]; /* as the file has them */
	/* what was asked, without the parts that follow from it */
	const char *firsts[PARTS_MAX];
	size_t first_count;
	struct asked_group *groups;  /* ascending by state, who */
	struct asked_entry *entries; /* ascending by number */
	uint64_t size;
	int64_t time_s;
	struct buffer file; /* the proof file */
	uint64_t verify_ns;
};

MUST_CHECK enum err registry_ask(struct registry *r, const struct asking *q,
    struct asked *out, struct arena *a, struct error *e);
/* Every sealed contact of an official that may lie in those days, one by one,
 * proved likewise (index 7.5: the sealed remainder is a sum of these). */
MUST_CHECK enum err registry_ask_sealed(struct registry *r, uint64_t of,
    uint32_t from, uint32_t to, uint64_t size, struct asked *out,
    struct arena *a, struct error *e);
void asked_release(struct asked *a);
/* One question in its canonical text, by itself: no rest parts, no sealed
 * block. `sums` are those of the verified file. ERR_INPUT: not a question. */
MUST_CHECK enum err registry_ask_canonical(struct registry *r,
    const char *canonical, uint64_t size, struct asked *out, struct arena *a,
    struct error *e);

/* The firsts of A5.4; ERR_INPUT where no view fits. `sending_state` is that of
 * the post ("" where unknown). */
MUST_CHECK enum err asking_questions(const struct asking *q,
    const char *sending_state, struct question *out, size_t *count,
    struct error *e);

/* The newest checkpoint not after `at_s`; ERR_ABSENT. */
MUST_CHECK enum err registry_size_at(struct registry *r, int64_t at_s,
    uint64_t *size, struct error *e);

#endif
