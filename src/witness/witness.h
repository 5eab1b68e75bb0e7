/*
 * witness/witness.h - a witness: the largest consistent tree of each log
 *
 * Purpose     `add-checkpoint` and `GET checkpoint` of C2SP tlog-witness: the
 *             bytes of a request to status, content type and body, by the
 *             checks of log 5.2.2 in their order. No sockets.
 * Terms       a known log is a verifier key and an origin; several keys may
 *             stand for one origin. The memory is a `struct witness_states`.
 * Invariant   1 no cosignature leaves before its row is on the disk.
 *             2 never two roots at one size, never a smaller size than before.
 *             3 the kept note holds the text, the log's verified lines and our
 *               line, and nothing else of the request.
 *             4 the time of a cosignature never goes back.
 * Errors      a request that is refused is an answer, not an error. ERR_STORE,
 *             ERR_CONFLICT (busy), ERR_MEMORY: the memory or we failed; answer
 *             500 or 503, nothing was signed.
 * Ownership   the witness borrows signer, logs and memory. Results own their
 *             body: witness_result_release.
 * Source      log 5.2; C2SP tlog-witness v1.0.0
 */
#ifndef WITNESS_WITNESS_H
#define WITNESS_WITNESS_H

#include "base/clock.h"
#include "format/note.h"
#include "store/witness_store.h"

#define WITNESS_BODY_MAX 73728 /* log 5.2.2, check 1 */
#define WITNESS_PROOF_MAX 63
#define WITNESS_LOGS_MAX 4096
#define WITNESS_LOGS_BYTES (4096 * 512)

#define WITNESS_TYPE_TEXT "text/plain; charset=utf-8"
#define WITNESS_TYPE_SIZE "text/x.tlog.size"

struct witness_log {
	char origin[KEY_NAME_BYTES];
	struct vkey key; /* type 0x01 */
};

struct witness_logs {
	struct witness_log *at;
	size_t count;
};

/* `<vkey> SP <origin>` a line; empty lines and lines that begin with # are
 * comments (log 5.2.1). ERR_INPUT names the line. */
MUST_CHECK enum err witness_logs_parse(struct witness_logs *out,
    struct bytes text, struct error *e);
void witness_logs_release(struct witness_logs *l);

struct witness_request {
	uint64_t old_size;
	size_t hash_count;
	struct hash path[WITNESS_PROOF_MAX];
	struct note note; /* borrows the body */
	size_t undecoded_count;
	struct checkpoint checkpoint;
};

/* Checks 1 and 2. ERR_INPUT. */
MUST_CHECK enum err witness_request_parse(struct witness_request *out,
    struct bytes body, struct error *e);
/* Appends the bytes: `note` is a whole note (log 5.1.2). */
void witness_request_print(struct buffer *out, uint64_t old_size,
    const struct hash *path, size_t hash_count, struct bytes note);

struct witness {
	const struct signer *signer;
	const struct witness_logs *logs;
	struct witness_states states;
	struct clock clock;
};

struct witness_result {
	unsigned status;
	const char *type;
	struct buffer body;
	uint64_t size; /* of the checkpoint that was cosigned; else 0 */
};

MUST_CHECK enum err witness_add_checkpoint(const struct witness *w,
    struct bytes body, struct witness_result *out, struct error *e);
/* `hex` is H(origin) in 64 lower-case digits (log 5.2.4). */
MUST_CHECK enum err witness_get_checkpoint(const struct witness *w,
    struct bytes hex, struct witness_result *out, struct error *e);
void witness_result_release(struct witness_result *r);

#endif
