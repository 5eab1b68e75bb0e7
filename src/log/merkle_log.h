/*
 * log/merkle_log.h - the append-only log of one register
 *
 * Purpose     appends batches, proves and signs: the only code that signs
 *             checkpoints of the log.
 * Terms       DIR holds `register.db`, `lock`, `public/`, `evidence/`; KEYS
 *             (usually DIR.keys) holds `log.head`. "Refuses to sign": a rule
 *             of log 6.8 holds; reading goes on, appending and signing do not.
 * Invariant   1 no signature leaves before store and `log.head` hold it.
 *             2 a number is acknowledged after its bytes came back from the
 *               store and had the hash taken at admission.
 *             3 never two roots at one size.
 * Errors      merkle_log_open: ERR_CONFLICT for a second process (exit 5).
 *             ERR_REFUSED with word "R1" .. "R7" when the log refuses to sign
 *             (exit 4). ERR_STORE (exit 6): the process should end, nothing is
 *             retried (log 6.6.1); after one, every write is refused.
 * Ownership   the log borrows the signer.
 * Source      log 1.8, 6.4, 6.5, 6.8
 */
#ifndef LOG_MERKLE_LOG_H
#define LOG_MERKLE_LOG_H

#include "format/note.h"
#include "log/tree_source.h"

struct merkle_log;

#define LOG_DATABASE "register.db"

struct merkle_log_options {
	const char *dir;             /* DATA */
	const char *keys_dir;        /* NULL: dir + ".keys" */
	const struct signer *signer; /* its name is the origin */
	/* R4: peers or mirrors beside DIR/public, folders with `checkpoint` */
	const char *const *peers;
	size_t peer_count;
};

/* An empty log: DIR (made when absent), its store, and a `log.head` of size 0
 * in KEYS. ERR_CONFLICT when either is there already. The signer's name is the
 * origin. */
MUST_CHECK enum err merkle_log_create(const char *dir, const char *keys_dir,
    const struct signer *signer, struct error *e);

/* The start-up rules of log 6.8, steps 1 to 7. A rule that holds is no error:
 * the log opens and refuses to sign. */
MUST_CHECK enum err merkle_log_open(struct merkle_log **out,
    const struct merkle_log_options *options, struct error *e);
void merkle_log_close(struct merkle_log *log); /* NULL is fine */

/* NULL, or the sentence that names the rule: "R1: ...". */
const char *merkle_log_refusal(const struct merkle_log *log);
/* What others find (R5, R7) stops the signer too. */
void merkle_log_refuse(struct merkle_log *log, const char *rule,
    const char *sentence);

/* R5: a note that a witness holds, named by `where`. One of this log's key, of
 * a larger size or with another root, stops the signer, is kept as evidence
 * (LOG_MET_FILE), and is looked at again at each start and before each write
 * until the store has caught up with it. ERR_PROOF: our key did not sign it,
 * so it says nothing. */
#define LOG_MET_FILE "evidence/witness.note"
MUST_CHECK enum err merkle_log_meet(struct merkle_log *log, struct bytes note,
    const char *where, struct error *e);

const char *merkle_log_origin(const struct merkle_log *log);
uint64_t merkle_log_next(const struct merkle_log *log);
uint64_t merkle_log_size(const struct merkle_log *log); /* last checkpoint */
const struct hash *merkle_log_root(const struct merkle_log *log);
struct truth *merkle_log_truth(struct merkle_log *log);
/* Roots and proofs of this log; owned by it. */
struct tree_source *merkle_log_tree(struct merkle_log *log);

/* log 6.4: one transaction, then read-back. `batch->entries[].leaf` is the
 * hash taken at admission. On ERR_NONE the entries have the numbers *first,
 * *first + 1, ... and survive a power cut. */
MUST_CHECK enum err merkle_log_append(struct merkle_log *log,
    const struct truth_batch *batch, uint64_t *first, struct error *e);

/* Appends the bytes of the index-root entry that covers the first `covered`
 * entries (log 6.5.2). */
typedef enum err merkle_log_maker_fn(void *context, uint64_t covered,
    struct buffer *entry, struct error *e);

/* log 6.5, steps 1 to 5. `maker` NULL: a log without index roots, the
 * checkpoint covers what is there. Nothing new since the last checkpoint:
 * ERR_NONE and `*made` false. */
MUST_CHECK enum err merkle_log_checkpoint(struct merkle_log *log,
    merkle_log_maker_fn *maker, void *context, bool *made, struct error *e);

/* Inclusion of entry n at a checkpoint of `size` (0: the newest), with what a
 * .tlog-proof needs. The note carries the cosignatures stored so far. */
struct log_proof {
	uint64_t n, size;
	struct hash leaf, root;
	struct hash path[TREE_PATH_MAX];
	size_t path_count;
};
MUST_CHECK enum err log_prove_inclusion(struct tree_source *s, uint64_t n,
    uint64_t size, struct log_proof *out, struct error *e);
/* Appends the note of the checkpoint at `size` (0: the newest) with the latest
 * stored line of each cosigner. */
MUST_CHECK enum err log_read_note(struct truth *t, uint64_t size,
    struct buffer *note, struct error *e);

#endif
