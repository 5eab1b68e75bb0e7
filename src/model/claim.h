/*
 * model/claim.h - one claim of a statement as a value
 *
 * Purpose     what checks need of a claim: its predicate, its scope, how it
 *             limits itself; and how two claims lie to each other.
 * Invariant   taken from a body that body_check has accepted.
 * Ownership   texts and lists point into the body.
 * Source      model 3.15 to 3.18, 6.1, 6.6
 */
#ifndef MODEL_CLAIM_H
#define MODEL_CLAIM_H

#include "format/json.h"
#include "model/contact.h"

enum claim_p {
	CLAIM_OCCURRED,
	CLAIM_COUNT,
	CLAIM_ONLY,
	CLAIM_NONE,
	CLAIM_NOTED,
	CLAIM_INITIATED,
	CLAIM_HELD,
	CLAIM_CONTENT,
	CLAIM_TEXT
};
enum claim_op { OP_EQ, OP_GE, OP_LE, OP_ABOUT };
enum claim_q { Q_EACH, Q_SOME, Q_NONE, Q_USUALLY };

#define UNCLEAR_COUNTERPARTS 1u
#define UNCLEAR_KINDS 2u
#define UNCLEAR_WINDOW 4u
#define UNCLEAR_SUBJECT 8u

#define CLAIMS_MAX 32

struct claim {
	enum claim_p p;
	const struct json *json;
	struct bytes subject; /* id text; of `held`: the person */
	/* counterparts, or universe for only and none; an array or NULL.
	 * Empty: counterparts all; universe not to be told. */
	const struct json *targets;
	const struct json *admits; /* of `only`: ids */
	const struct json *about;  /* of `content`: ids of contacts */
	unsigned kinds;            /* bit k: kind k, 1..10; 0: every kind */
	bool has_window;           /* false: not given, all time */
	uint32_t from, to;         /* DAY_FIRST, DAY_LAST: open */
	enum claim_op op;          /* of `count`; occurred is OP_GE */
	uint64_t n;
	enum claim_q q; /* of noted, initiated */
	struct bytes department, post;
	enum side by;     /* of initiated */
	bool arrangement; /* of initiated: what = arrangement */
	/* the claim, or its statement as a whole, limits itself */
	bool hedged;
	unsigned unclear; /* UNCLEAR_... */
};

/* `statement`: body of the statement; `claim`: one of its claims. */
void claim_read(struct claim *out, const struct json *claim,
    const struct json *statement);
/* Acts that assert something; the claims of the others get no verdict
 * (model 3.16, 6.1). */
bool act_commits(struct bytes act);
/* Does the claim speak of contacts in a number: occurred, count? */
bool claim_counts(const struct claim *c);
const char *claim_p_name(enum claim_p p);

/* Can the register decide it at all? Not content and text (model 6.1). */
static inline bool
claim_decidable(const struct claim *c)
{
	return c->p != CLAIM_CONTENT && c->p != CLAIM_TEXT;
}

/* How the targets of two claims lie to each other: what a register knows.
 * within: every contact with `inner` is one with `outer` (model 6.4).
 * apart: different things of one type, not judged the same. */
struct target_world {
	void *context;
	bool (*within)(void *context, const struct json *inner,
	    const struct json *outer);
	bool (*apart)(void *context, const struct json *a,
	    const struct json *b);
};

/* Every target of `inner` lies in one of `outer`; an empty list is all. */
bool targets_within(const struct json *inner, const struct json *outer,
    const struct target_world *w);
bool kinds_within(unsigned inner, unsigned outer);

/* A number of contacts that somebody claims: from lo to hi, both included. */
#define EXTENT_OPEN UINT64_MAX
struct extent {
	uint64_t lo, hi; /* hi EXTENT_OPEN: no end */
};
struct extent claim_extent(const struct claim *c);

/* model 6.6: one or several count claims of one statement, added up. */
#define EXTENT_CLAIMS_MAX CLAIMS_MAX
struct claimed {
	struct extent extent;
	uint32_t claims; /* bit k: claim k of the statement is in it */
	struct bytes subject;
	const struct json *targets[EXTENT_CLAIMS_MAX];
	size_t target_count; /* lists; one that is empty is all */
	unsigned kinds;
	bool has_window;
	uint32_t from, to;
};
#define CLAIMED_MAX (2 * CLAIMS_MAX)
/* Each count claim by itself, then the sums of those with targets apart, equal
 * kinds and equal window. At most CLAIMED_MAX. */
size_t claims_add_up(struct claimed out[CLAIMED_MAX],
    const struct claim *claims, size_t count, const struct target_world *w);

enum comparison {
	COMPARED_NOT, /* neither scope holds the other */
	COMPARED_COMPATIBLE,
	COMPARED_AGREES,
	COMPARED_IN_TENSION
};
const char *comparison_name(enum comparison c);
/* The two extents at the wider of the two scopes. `same_subject` is the
 * caller's knowledge. *window_not_given: a window that was not given was the
 * wider one. */
enum comparison claimed_compare(const struct claimed *a,
    const struct claimed *b, const struct target_world *w,
    bool *window_not_given);

/* model 6.6: `only` (or none) against occurred or count: does `other` name a
 * counterpart in one reading of `only` that is not admitted there? */
bool only_excludes(const struct claim *only, const struct claim *other,
    const struct target_world *w);

#endif
