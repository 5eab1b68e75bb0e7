/*
 * faces/checked_told.h - the check of a statement, or of a document's
 *
 * Purpose     `chancery check`, GET /statements/N/check, the page of a
 *             statement: what is checked, and the object of interfaces A4.10.
 *             The words of a verdict are register/checking.h's.
 * Errors      ERR_ABSENT: no checkpoint, no such statement. ERR_INPUT: a
 *             document with more than CHECKS_MAX statements.
 * Ownership   results live in the arena of `o`; checked_told_release frees the
 *             proofs, and is fine on an empty struct.
 * Source      interfaces A4.10; model 6
 */
#ifndef FACES_CHECKED_TOLD_H
#define FACES_CHECKED_TOLD_H

#include "faces/query.h"
#include "register/checking.h"

#define CHECKS_MAX 1024 /* statements of one document */

struct checked_told {
	struct objects o;
	uint64_t size; /* of the checkpoint */
	struct checked *list;
	size_t count;
	bool of_document;
};

/* `number`: of a statement or a document. `size` 0: the newest checkpoint. */
MUST_CHECK enum err checked_told_run(struct checked_told *x,
    const struct objects *o, uint64_t number, uint64_t size,
    struct error *e);
void checked_told_release(struct checked_told *x);
/* The check of a statement; of a document {items, next, as_of}. */
struct json *checked_told_json(const struct checked_told *x);
/* The weakest of all (A4.10); VERDICT_NONE: no claim has one. */
enum verdict checked_told_verdict(const struct checked_told *x);

/* ---- words of one claim ---- */

/* "certain 5, possible 7, struck 1, and 2 sealed cannot be excluded". */
void claim_sums_words(struct buffer *out, const struct checked_claim *k,
    enum lang lang);
/* Reading i of several, by itself: "nobody but: ...: certain 0, possible 1". */
void claim_reading_words(struct buffer *out, const struct objects *o,
    const struct checked_claim *k, size_t i, enum lang lang);
/* What the register cannot decide of it; "" where it can. */
const char *claim_limits_words(const struct checked_claim *k, enum lang lang);
/* Said where neither a declaration covers it nor one was overtaken. */
const char *not_declared_words(enum lang lang);
/* "possible", "the record rests on this statement itself". */
const char *how_words(enum how how, enum lang lang);

#endif
