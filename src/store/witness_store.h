/*
 * store/witness_store.h - what a witness has cosigned: witness.db
 *
 * Purpose     for each origin the largest tree that this witness has signed,
 *             the note it gave, and requests that contradict it.
 * Terms       `stamp` is the time of the last cosignature, in seconds since
 *             1970; it never goes back. "None yet" is size 0, the root of the
 *             empty tree, stamp 0.
 * Invariant   1 a step is one transaction (BEGIN IMMEDIATE, synchronous =
 *               FULL): the state is compared with what the caller judged, the
 *               line is made, the row is written; ERR_NONE and `*done` mean
 *               that it is on the disk.
 *             2 of two steps from one state one at most is done.
 * Errors      ERR_INPUT: not a witness store. ERR_CONFLICT: busy for 5 s.
 *             ERR_STORE: disk or database, and nothing changed. ERR_MEMORY.
 * Ownership   spans are borrowed for the call; buffers are the caller's.
 * Threads     one thread at a time for one `struct witness_store`; several of
 *             them, also of several processes, may be open on one file.
 * Source      log 5.2.1, 5.2.2 (checks 6 to 8), 5.2.3
 */
#ifndef STORE_WITNESS_STORE_H
#define STORE_WITNESS_STORE_H

#include "crypto/hash.h"

struct witness_store;

struct witness_seen {
	uint64_t size;
	struct hash root;
	int64_t stamp_s;
};

/* Appends the note that is to be kept, our line with the time `stamp_s` in it;
 * an error undoes the step. */
typedef enum err witness_sign_fn(void *context, int64_t stamp_s,
    struct buffer *note, struct error *e);

/* From the state that was judged to the one that was asked for. */
struct witness_step {
	struct bytes origin; /* 1 to 255 bytes */
	uint64_t old_size, new_size;
	struct hash old_root, new_root;
	int64_t now_s; /* the stamp is the later of this and the last stamp */
	witness_sign_fn *sign;
	void *context;
};

struct witness_evidence {
	int64_t at_s;
	struct bytes origin;
	const char *reason; /* a word */
	struct bytes request;
};

/* The three things that a witness asks of its memory. Tests have others. */
struct witness_states {
	void *context;
	/* `note` NULL: not wanted; else the kept one is appended. */
	enum err (*read)(void *context, struct bytes origin,
	    struct witness_seen *out, struct buffer *note, struct error *e);
	/* `*done` false: the state is not the judged one any more; `*seen` is
	 * what it is. */
	enum err (*step)(void *context, const struct witness_step *step,
	    bool *done, struct witness_seen *seen, struct error *e);
	enum err (*keep)(void *context, const struct witness_evidence *v,
	    struct error *e);
};

/* Makes the file where there is none (mode 0600, synced). */
MUST_CHECK enum err witness_store_open(struct witness_store **out,
    const char *path, struct error *e);
void witness_store_close(struct witness_store *s); /* NULL is fine */
struct witness_states witness_store_states(struct witness_store *s);

MUST_CHECK enum err witness_store_read(struct witness_store *s,
    struct bytes origin, struct witness_seen *out, struct buffer *note,
    struct error *e);
MUST_CHECK enum err witness_store_step(struct witness_store *s,
    const struct witness_step *step, bool *done, struct witness_seen *seen,
    struct error *e);
/* No more than WITNESS_EVIDENCE_MAX of one origin and reason are kept: who
 * repeats a bad proof cannot fill the disk. */
#define WITNESS_EVIDENCE_MAX 256
MUST_CHECK enum err witness_store_keep(struct witness_store *s,
    const struct witness_evidence *v, struct error *e);
MUST_CHECK enum err witness_store_count_evidence(struct witness_store *s,
    uint64_t *count, struct error *e);

#endif
