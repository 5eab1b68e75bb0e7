/*
 * log/intake.h - signed entries of another copy, taken into a store
 *
 * Purpose     what recovery and mirrors share: entries from a copy, up to a
 *             checkpoint whose signature the caller has checked.
 * Invariant   nothing is appended before the whole gives the signed root from
 *             the root that the store has: so the new tree continues the old.
 * Errors      ERR_PROOF: the copy's entries do not give the root, or the
 *             store's do not give its own. ERR_INPUT, ERR_ABSENT, ERR_STORE as
 *             the copy. A copy that changes between two passes: ERR_PROOF.
 * Cost        two passes over the new entries; a hash for each in each.
 * Source      log 6.8.2, 6.10.3
 */
#ifndef LOG_INTAKE_H
#define LOG_INTAKE_H

#include "format/note.h"
#include "log/tree_source.h"

struct intake {
	struct truth *truth; /* TRUTH_WRITE, its epoch taken */
	struct tree_source *tree; /* of `truth` */
	struct truth_head *head;  /* of `truth`; `next` follows what is added */
	struct tree_source *from;
	const struct checkpoint *target;
	struct bytes note; /* of the target: text and the log's own line */
};

MUST_CHECK enum err log_take_in(const struct intake *in, struct error *e);

#endif
