/*
 * proof/tlog_proof.h - one file that shows: this entry is in that log
 *
 * Purpose     .tlog-proof: index, path and checkpoint, as C2SP lays down and
 *             log 4.1 restricts.
 * Invariant   print(parse(x)) = x.
 * Errors      ERR_INPUT: syntax. The check fails as proof/checkpoint.h and
 *             proof/inclusion.h do, in the order of log 4.1.2.
 * Ownership   spans borrow the file. No allocation.
 */
#ifndef PROOF_TLOG_PROOF_H
#define PROOF_TLOG_PROOF_H

#include "proof/checkpoint.h"
#include "proof/inclusion.h"

#define TLOG_PROOF_BYTES_MAX (256 * 1024)
#define TLOG_PROOF_EXTRA_MAX 65536 /* decoded */

struct tlog_proof {
	bool has_extra;
	struct bytes extra; /* still base64; never trusted */
	uint64_t index;
	size_t path_count;
	struct hash path[PATH_MAX_HASHES];
	struct bytes checkpoint; /* the note, verbatim */
};

MUST_CHECK enum err tlog_proof_parse(struct tlog_proof *out, struct bytes in,
    struct error *e);
/* ERR_MEMORY: `cap` is too small. */
MUST_CHECK enum err tlog_proof_print(uint8_t *out, size_t cap, size_t *len,
    const struct tlog_proof *p);
/* `entry` are the bytes that the caller believes to be in the log. */
MUST_CHECK enum err tlog_proof_check(struct checkpoint_verdict *out,
    const struct tlog_proof *p, struct bytes entry, const struct policy *y,
    struct error *e);

#endif
