/*
 * model/judge.h - the rules that need earlier entries
 *
 * Purpose     verification, which everyone recomputes for ever (model 8.7),
 *             and admission, what the server demands of a new entry (8.2).
 * Invariant   entries are judged in order; judge_verify never depends on a
 *             clock, a Unicode table, a time zone or an opening.
 * Errors      a judgement about the entry is no error of judge_verify: it is
 *             the outcome. ERR_STORE, ERR_MEMORY: no judgement was made.
 *             judge_admit: ERR_INPUT, ERR_REFUSED (`not_granted`),
 *             ERR_CONFLICT (`conflict`, `id_taken`), ERR_PROOF (signatures,
 *             openings), each with the code of model 8.2 in `word`.
 * Ownership   a judge borrows its world; call the world's own update after
 *             each entry.
 * Source      model 2.4 to 2.9, 3, 8
 */
#ifndef MODEL_JUDGE_H
#define MODEL_JUDGE_H

#include "model/slots.h"
#include "model/world.h"

enum outcome_kind {
	OUTCOME_VALID,
	OUTCOME_NOTE, /* valid, with notes */
	OUTCOME_NOT_UNDERSTOOD,
	OUTCOME_INVALID
};

enum outcome_note {
	NOTE_COMPETING = 1,   /* counts nothing (model 2.7) */
	NOTE_CHANGED = 2,     /* `changed` differs (2.6) */
	NOTE_SPLIT = 4,       /* tally and parts do not add up (2.9) */
	NOTE_BY_REGISTRAR = 8 /* filed by the registrar for another (2.5) */
};

struct outcome {
	enum outcome_kind kind;
	unsigned notes;
	char code[40];  /* of an invalid entry */
	char text[240]; /* why, for people */
	/* An earlier split whose parts this entry shows to be missing, or
	 * NUMBER_NONE. */
	uint64_t broken_split;
};

/* Does mapping and world take the entry up? */
static inline bool
outcome_counts(const struct outcome *o)
{
	return (o->kind == OUTCOME_VALID || o->kind == OUTCOME_NOTE) &&
	    (o->notes & NOTE_COMPETING) == 0;
}

/* Carries the split that is under way (model 2.9) from entry to entry. */
struct judge {
	const struct world *world;
	const char *origin;
	/* Signatures were checked elsewhere (bulk audit): holders and
	 * revocation are still judged. */
	bool skip_signatures;
	struct {
		bool open;
		uint64_t number; /* of the split entry */
		uint32_t left;   /* times still missing */
		struct id tally;
		uint64_t version; /* the tally before the split */
	} split;
};

void judge_init(struct judge *j, const struct world *world, const char *origin);
/* One parsed entry at its place in the log. */
MUST_CHECK enum err judge_verify(struct judge *j, const struct entry *entry,
    uint64_t number, struct outcome *out, struct arena *a, struct error *e);
/* End of log or batch: false and its number where a split is open. */
bool judge_finish(struct judge *j, uint64_t *split_number);

/* model 8.4. */
#define WARNINGS_MAX 16
struct warning {
	char code[24]; /* when_wide, topics_empty, summary_short,
	                  * duplicate, late, mixed_script, signed_earlier */
	char text[240];
	uint64_t number; /* duplicate: the other contact; else NUMBER_NONE */
};
struct warnings {
	size_t count;
	struct warning at[WARNINGS_MAX];
};

struct admission {
	int64_t now_s;
	/* Imports and batches signed offline may be 30 days old. */
	bool signed_earlier;
	const struct opening *opening; /* NULL: none handed in */
	struct warnings *warnings;     /* NULL: not wanted */
	/* Offset from UTC in seconds of `civil_zone` at a UTC time; false:
	 * zone not at hand. NULL: zone_offset of model/zone.h. */
	bool (*zone)(const char *zone, int64_t at_s, int32_t *offset_s);
	/* Set by judge_admit: `at` more than 300 s before the clock. */
	bool late_signature;
};

/* A new entry that would get this number: 1.11 was done by entry_parse; here
 * the rest of 8.2 in its order, then 8.3, then warnings. Batches: judge each,
 * update the world, and at the end judge_finish (`split_mismatch`). */
MUST_CHECK enum err judge_admit(struct judge *j, const struct entry *entry,
    uint64_t number, struct admission *admission, struct arena *a,
    struct error *e);

/* model 8.3 for one text; `where` names it. name: no white space at the ends,
 * and mixed scripts give a warning. */
MUST_CHECK enum err text_check(struct bytes text, bool name, const char *where,
    struct warnings *warnings, struct error *e);

#endif
