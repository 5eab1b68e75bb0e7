/*
 * register/witnessing.h - the register's own witnesses
 *
 * Purpose     the policy that a register proposes (DIR/policy, else its log
 *             key alone), the newest checkpoint that satisfies it, and asking
 *             a witness for its cosignature.
 * Invariant   1 a cosignature is stored only if it holds over our text.
 *             2 a witness that shows a note of our key for a larger tree, or
 *               another root, stops the signer (R5); a number alone that it
 *               names does not: anybody could send one.
 * Errors      ERR_INPUT: the policy file is malformed or names another log.
 *             ERR_ABSENT: no checkpoint satisfies the policy; no such witness.
 *             What a witness answers is an outcome, not an error.
 * Ownership   own_policy_free(NULL) is fine.
 * Source      log 4.3, 5.1, 6.8 (R5); interfaces A5.3
 */
#ifndef REGISTER_WITNESSING_H
#define REGISTER_WITNESSING_H

#include "proof/checkpoint.h"
#include "register/registry.h"
#include "witness/client.h"

#define POLICY_FILE "policy"
#define QUORUM_ALARM_S 600 /* log 5.1.5 */

/* About 70 KiB: on the heap. */
struct own_policy {
	struct buffer text; /* the spans of `policy` point into it */
	struct policy policy;
	bool from_file;
};

MUST_CHECK enum err own_policy_load(struct own_policy **out,
    struct registry *r, struct error *e);
void own_policy_free(struct own_policy *p);

/* The newest checkpoint that satisfies `p`: its size, and its note with the
 * cosignatures appended to `note`; `out` may be NULL. */
MUST_CHECK enum err registry_cosigned(struct registry *r,
    const struct policy *p, uint64_t *size, struct buffer *note,
    struct checkpoint_verdict *out, struct error *e);
/* What stands under the checkpoint of `size` by this policy; ERR_NONE also
 * where the quorum is missing (`out->quorum`). */
MUST_CHECK enum err registry_cosigners(struct registry *r,
    const struct policy *p, uint64_t size, struct checkpoint_verdict *out,
    struct error *e);
/* Seconds since the oldest checkpoint that waits for its quorum was made; 0:
 * none waits, or the policy asks for nobody. */
MUST_CHECK enum err registry_quorum_age(struct registry *r,
    const struct policy *p, int64_t *age_s, struct error *e);
/* log 5.1.5: `checkpoint` is published only together with
 * `checkpoint-cosigned`. */
void registry_require_quorum(struct registry *r, bool required);

/* What is remembered of one witness between two processes, in
 * DIR/WITNESS_TURNS; lost without harm. */
#define WITNESS_TURNS "witness.turns"
struct witness_memory {
	struct witness_turn turn;
	enum witness_said said; /* of the last answer */
	bool asked;             /* ever */
};
MUST_CHECK enum err registry_witness_memory(struct registry *r,
    const struct policy_witness *w, struct witness_memory *out,
    struct error *e);

struct witness_outcome {
	enum witness_said said;
	unsigned status;        /* of the last answer; 0: none came */
	uint64_t size;          /* cosigned; or, after a 409, the witness's */
	uint64_t time_s;        /* of the cosignature */
	unsigned request_count; /* that were sent */
	/* "": none. "R5": the register stopped signing. "W1": the witness went
	 * back. "W2": it names a larger size and shows no note of ours for it.
	 * "W3": a line of its key does not hold. */
	const char *alarm;
};

/* Asks witness i of the policy for the newest checkpoint; writes its turn. The
 * register may be open for reading, while a server holds it: the cosignature is
 * added beside it, and R5 reaches the server before its next write. ERR_ABSENT:
 * the witness has no URL. */
MUST_CHECK enum err registry_ask_witness(struct registry *r,
    const struct policy *p, size_t i, const struct witness_transport *t,
    struct witness_outcome *out, struct error *e);

/* Is its turn due? */
MUST_CHECK enum err registry_witness_due(struct registry *r,
    const struct policy_witness *w, bool *due, struct error *e);

#endif
