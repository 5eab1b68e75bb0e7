/*
 * register/beside.h - what stands beside a statement wherever it appears
 *
 * Purpose     one maker for pages, snippets, feeds, exports and checks: the
 *             chain of a statement, the denials of it, what the person
 *             concerned says about it, and what an authority decided or left
 *             undecided about it.
 * Terms       person concerned: the subject of a claim, or of a contact that
 *             a claim is about; and all judged the same.
 * Invariant   an allegation never stands alone: where there is nothing beside
 *             it, the words say so, up to a checkpoint.
 * Errors      ERR_ABSENT: no such statement in force at that checkpoint.
 * Ownership   lists live in the arena.
 * Source      model 6.8 and its amendment; interfaces A4.6, A4.7
 */
#ifndef REGISTER_BESIDE_H
#define REGISTER_BESIDE_H

#include "register/checking.h"

/* A statement about the statement. */
struct beside_other {
	uint64_t number, version;
	uint64_t speaker; /* NUMBER_NONE: not identified */
	struct bytes act;
};

struct beside {
	uint64_t statement, version, size;
	struct bytes act;
	/* an allegation, a memo's assessment or a report: never alone */
	bool accompanied;
	bool concerns_known; /* a claim tells who is concerned */
	struct checked_hop *chain;
	size_t chain_count;
	struct beside_other *denials; /* act denies, by anybody */
	size_t denial_count;
	/* others, by the person concerned; by anybody where none is named */
	struct beside_other *replies;
	size_t reply_count;
	struct beside_other *rulings; /* leaves_undecided, finds, orders */
	size_t ruling_count;
};

/* `size` 0: the newest checkpoint. */
MUST_CHECK enum err registry_beside(struct registry *r, uint64_t statement,
    uint64_t size, struct beside *out, struct arena *a, struct error *e);
/* "1 denial, undecided by the Court"; for an accompanied statement with
 * nothing beside it "no denial is filed up to checkpoint N"; else nothing. */
void beside_words(struct buffer *out, const struct objects *o,
    const struct beside *b, enum lang lang);
/* References of denials, then of replies: `denials` of A4.6. */
struct json *beside_denials_json(const struct objects *o,
    const struct beside *b);

/* Statements that speak of an entity, ascending: of a contact by its claims,
 * its record or a link; of a document those in it; of anything else those
 * that name it. Cost: of the newest size a row of the read model each; of an
 * older one also their entries. */
MUST_CHECK enum err registry_speaking_of(struct registry *r, uint64_t number,
    uint64_t size, uint64_t **out, size_t *count, struct arena *a,
    struct error *e);
/* {ref, act, speaker, hedge, verdict} of A4.6; verdict null where `judge` is
 * false. */
MUST_CHECK enum err statement_json(const struct objects *o, uint64_t number,
    uint64_t size, bool judge, struct json **out, struct error *e);

#endif
