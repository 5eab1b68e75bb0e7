/*
 * model/mapping.h - mapping 1: what one entry becomes in the index
 *
 * Purpose     the pure function of index 1: postings added, version struck.
 * Invariant   uses public bytes of the entry and numbers of earlier entities
 *             alone; an entry that does not count maps to nothing. Equal keys
 *             are posted once. Call it before the world takes the entry up.
 * Errors      those of the world; ERR_MEMORY.
 * Ownership   postings live in the arena, in no order.
 * Cost        a few look-ups; at most 3,200 postings (64 parties).
 * Source      index 2 to 4; model 2.5 to 2.9, 3.10, 3.11, 7.7
 */
#ifndef MODEL_MAPPING_H
#define MODEL_MAPPING_H

#include "format/view.h"
#include "model/judge.h"

struct mapped {
	struct posting *added;
	size_t added_count;
	/* Strike every posting whose key ends in this number, with struck_by =
	 * the entry's number (there may be none). */
	bool strikes;
	uint64_t struck_version;
};

MUST_CHECK enum err mapping_apply(struct mapped *out, const struct world *world,
    const struct entry *entry, uint64_t number, const struct outcome *outcome,
    struct arena *a, struct error *e);

#endif
