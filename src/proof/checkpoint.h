/*
 * proof/checkpoint.h - is this checkpoint one that the policy vouches for?
 *
 * Purpose     a signed note against a policy: the log's signature, cosigners
 *             with their times, quorum.
 * Errors      in the order of log 4.1.2:
 *             ERR_INPUT      note or checkpoint text malformed
 *             ERR_PROOF      a line of a known key does not verify (the whole
 *                            note falls, log 3.3.2); the log's key signed
 *                            another origin; a trusted log's origin without a
 *                            line of a trusted key
 *             ERR_UNCHECKED  no log of the policy has this origin (word
 *                            no_trusted_key); too few witnesses (word quorum)
 *             A failure that is both is ERR_PROOF (interfaces A2.1). `*out` is
 *             written on success, and, where only the quorum is missing, too.
 * Ownership   `out->text` borrows the note. No allocation; about 10 KiB of
 *             stack.
 * Source      log 3.3.2, 3.5, 3.6, 4.1.2
 */
#ifndef PROOF_CHECKPOINT_H
#define PROOF_CHECKPOINT_H

#include "proof/policy.h"

/* A key that the caller knows, and what a note says of it. */
struct note_key {
	const struct vkey *key;
	bool verified;
	uint64_t time_s; /* latest cosignature, 0 for a log key */
};

/* log 3.3.2 over any note. ERR_PROOF: a line of a known key does not verify.
 * ERR_UNCHECKED (word no_trusted_key): no line is of a known key. */
MUST_CHECK enum err note_check(const struct note *n, struct note_key *keys,
    size_t key_count, struct error *e);

struct checkpoint_verdict {
	struct checkpoint checkpoint;
	struct bytes text;  /* the signed text, of the note given */
	size_t log;         /* which log of the policy signed */
	uint64_t cosigned;  /* bit i: witness i of the policy */
	unsigned cosigner_count;
	uint64_t times_s[POLICY_WITNESSES_MAX]; /* latest of each, 0: none */
	bool quorum;
};

MUST_CHECK enum err checkpoint_check(struct checkpoint_verdict *out,
    struct bytes note, const struct policy *p, struct error *e);
/* log 3.6, only where the caller asks: ERR_PROOF if a cosigner's time is more
 * than 24 h after `now_s`. */
MUST_CHECK enum err checkpoint_check_clock(
    const struct checkpoint_verdict *v, int64_t now_s, struct error *e);

#endif
