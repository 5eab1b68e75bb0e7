/*
 * store/truth.h - the one truth file: log tables and private tables
 *
 * Purpose     keep entries, tiles, checkpoints and cosignatures append-only,
 *             and beside them what is never published: slot values, seeds,
 *             submissions, import origins. One SQLite file, `register.db`.
 * Terms       `next` is the number of the next entry, `size` that of the last
 *             checkpoint; size <= next. Numbers count from 0. `epoch` fences:
 *             every change names the epoch that its process took at start.
 * Invariant   1 truth_append is all or nothing, and on ERR_NONE it is synced.
 *             2 a log row once written is never changed or removed.
 *             3 two processes never both succeed from one head.
 * Errors      ERR_ABSENT: no such file, entry, tile, row. ERR_INPUT: not a
 *             truth file of this version, or a limit exceeded. ERR_CONFLICT:
 *             busy, fenced, or already there. ERR_STORE: disk or database;
 *             for a batch nothing changed. ERR_MEMORY.
 * Ownership   spans are borrowed for the call; buffers are the caller's.
 * Threads     one thread at a time for one `struct truth`.
 * Source      log 6.1, 6.2, 6.4, 6.5.4; amendments G1, G4, G6
 */
#ifndef STORE_TRUTH_H
#define STORE_TRUTH_H

#include "crypto/hash.h"

#define TRUTH_ENTRY_BYTES 32768 /* log 1.2 */
#define TRUTH_BATCH_ENTRIES 10000
#define TRUTH_BATCH_BYTES ((size_t)32 * 1024 * 1024)
#define TRUTH_SIZE_MAX (UINT64_C(1) << 47)
#define TRUTH_NOTE_BYTES 65536
#define TRUTH_ORIGIN_BYTES 255
#define TRUTH_TILE_WIDTH 256
#define TRUTH_SEED_BYTES 32
#define TRUTH_BLOB_BYTES ((size_t)64 * 1024 * 1024)

struct truth;

enum truth_mode {
	TRUTH_READ,  /* no writer, no side effects */
	TRUTH_WRITE, /* a writer, and a reader of its own for read-back */
	/* a writer of another process beside the log's own, without its lock:
	 * for truth_add_cosignature and for accounts (store/rows.h) alone */
	TRUTH_BESIDE
};

struct truth_head {
	char origin[TRUTH_ORIGIN_BYTES + 1];
	uint64_t next, size, epoch;
	struct hash root; /* at `size` */
};

/* Makes the file with an empty log of that origin; synced into its directory.
 * ERR_CONFLICT when the path exists. */
MUST_CHECK enum err truth_create(const char *path, const char *origin,
    struct error *e);
MUST_CHECK enum err truth_open(struct truth **out, const char *path,
    enum truth_mode mode, struct error *e);
void truth_close(struct truth *t); /* NULL is fine */
const char *truth_path(const struct truth *t);

MUST_CHECK enum err truth_head(struct truth *t, struct truth_head *out,
    struct error *e);
/* Takes the next epoch (log 6.8.3): whoever held the last one is fenced. */
MUST_CHECK enum err truth_fence(struct truth *t, uint64_t *epoch,
    struct error *e);

/* ---- appending ---- */

struct truth_entry {
	struct bytes bytes; /* 1 to TRUTH_ENTRY_BYTES */
	struct hash leaf;   /* taken at admission (log 6.4.4) */
};

/* Values of an entry with a seal. `seed` is NULL where the register never had
 * it. `opening` is the caller's text: the canonical array of the 16 values,
 * or after an erasure what model 7.12 (b) keeps. Rows lie in the order of
 * numbers, so that appending touches one page; the leaf is kept beside them
 * and must agree when they are read. */
struct truth_slots {
	uint64_t n; /* in a batch: place within batch->entries, from 0 */
	struct hash leaf;
	const uint8_t *seed; /* TRUTH_SEED_BYTES or NULL */
	struct bytes opening;
};

/* One idempotency key (amendments G6), unique within its scope. `body` is a
 * hash over the request as sent, `leaf` that of the first of `count` entries,
 * `n` its number (in a batch: its place, from 0), `bytes` the finished
 * request, kept until publication (may be empty). */
struct truth_submission {
	struct bytes scope, key; /* 1 to 200 bytes each */
	struct hash body, leaf;
	uint64_t n, count;
	struct bytes bytes;
};

/* Where an imported thing came from (model 10.2): `entity` is the entry number
 * of its first version, `content` a hash over what was imported last. A row
 * with the same dataset and key is replaced. */
struct truth_import {
	struct bytes dataset; /* 1 to 200 bytes */
	struct bytes key;     /* 1 to 1000 bytes */
	bool in_batch;        /* `entity` is a place within batch->entries */
	uint64_t entity;
	struct hash content;
};

struct truth_batch {
	const struct truth_entry *entries;
	const struct truth_slots *slots;
	const struct truth_submission *submissions;
	const struct truth_import *imports;
	size_t entry_count, slots_count, submission_count, import_count;
};

/* One transaction, one sync. The head must be (epoch, first); entries get the
 * numbers first, first + 1, ... ERR_CONFLICT "fenced" when it is not, or when
 * a submission key is taken. */
MUST_CHECK enum err truth_append(struct truth *t,
    const struct truth_batch *batch, uint64_t epoch, uint64_t first,
    struct error *e);

struct truth_tile {
	unsigned level;
	uint64_t number;
	const struct hash *hashes; /* TRUTH_TILE_WIDTH of them */
};

/* log 6.5.4. The head must be (epoch, next, size, root) of `old`; then last
 * (the index-root entry, NULL for a log without index) is appended, tiles and
 * checkpoint are inserted, and the head becomes (next, size, root). */
struct truth_checkpoint {
	const struct truth_head *old;
	const struct truth_entry *last;
	const struct truth_tile *tiles;
	size_t tile_count;
	uint64_t size;
	struct hash root;
	struct bytes note;
};

MUST_CHECK enum err truth_commit_checkpoint(struct truth *t,
    const struct truth_checkpoint *c, struct error *e);

struct truth_cosignature {
	uint64_t size;
	struct bytes key; /* vkey */
	int64_t stamp_s;
	struct bytes line;
};

/* The same row twice is fine. */
MUST_CHECK enum err truth_add_cosignature(struct truth *t,
    const struct truth_cosignature *c, struct error *e);

/* ---- reading ---- */

/* Reads on the second connection of a writer, so that what comes back has
 * been through the file (log 6.4.5). A callback's error ends the loop and is
 * returned. */
typedef enum err truth_entry_fn(void *context, uint64_t n,
    const struct truth_entry *entry, struct error *e);

/* ERR_STORE "entry N is missing" where a number has no row. */
MUST_CHECK enum err truth_read_entries(struct truth *t, uint64_t first,
    uint64_t count, truth_entry_fn *each, void *context, struct error *e);
/* Appends the bytes of entry n; `leaf` (may be NULL) gets the stored hash. */
MUST_CHECK enum err truth_read_entry(struct truth *t, uint64_t n,
    struct buffer *bytes, struct hash *leaf, struct error *e);
/* The stored leaf hashes first .. first + count - 1. */
MUST_CHECK enum err truth_hashes(struct truth *t, uint64_t first,
    uint64_t count, struct hash *out, struct error *e);
/* Highest number + 1, by the rows themselves (log 6.8.4). */
MUST_CHECK enum err truth_rows_next(struct truth *t, uint64_t *next,
    struct error *e);
/* A full tile; ERR_ABSENT when it is not stored. */
MUST_CHECK enum err truth_read_tile(struct truth *t, unsigned level,
    uint64_t number, struct hash out[TRUTH_TILE_WIDTH], struct error *e);

typedef enum err truth_tile_fn(void *context, const struct truth_tile *tile,
    struct error *e);
MUST_CHECK enum err truth_each_tile(struct truth *t, truth_tile_fn *each,
    void *context, struct error *e);

struct truth_note {
	uint64_t size;
	struct hash root;
	struct bytes note; /* text and the log's own lines */
};
typedef enum err truth_note_fn(void *context, const struct truth_note *c,
    struct error *e);
typedef enum err truth_cosignature_fn(void *context,
    const struct truth_cosignature *c, struct error *e);

/* The checkpoint of exactly this size; size 0: the newest. Appends the note.
 * ERR_ABSENT when there is none. `found` and `root` may be NULL. */
MUST_CHECK enum err truth_read_checkpoint(struct truth *t, uint64_t size,
    uint64_t *found, struct hash *root, struct buffer *note, struct error *e);
/* The smallest checkpoint that covers entry n. */
MUST_CHECK enum err truth_find_checkpoint(struct truth *t, uint64_t n,
    uint64_t *size, struct error *e);
/* Those above `above`, ascending, at most `limit`. */
MUST_CHECK enum err truth_each_checkpoint(struct truth *t, uint64_t above,
    uint64_t limit, truth_note_fn *each, void *context, struct error *e);
/* Those below `below` (0: from the newest), descending, at most `limit`. */
MUST_CHECK enum err truth_last_checkpoints(struct truth *t, uint64_t below,
    uint64_t limit, truth_note_fn *each, void *context, struct error *e);
MUST_CHECK enum err truth_each_cosignature(struct truth *t, uint64_t size,
    truth_cosignature_fn *each, void *context, struct error *e);
/* The largest size that a key has cosigned, and its latest stamp there.
 * ERR_ABSENT: none. */
MUST_CHECK enum err truth_last_cosignature(struct truth *t, struct bytes key,
    uint64_t *size, int64_t *stamp_s, struct error *e);
/* The largest size below `below` (0: of all) that somebody has cosigned.
 * ERR_ABSENT: none. */
MUST_CHECK enum err truth_cosigned_below(struct truth *t, uint64_t below,
    uint64_t *size, struct error *e);

/* ---- private tables ---- */

/* ERR_ABSENT: no row, or one of another leaf. `*seed_known` false: never had
 * it, or erased. Appends the text. */
MUST_CHECK enum err truth_read_slots(struct truth *t, uint64_t n,
    const struct hash *leaf, uint8_t seed[TRUTH_SEED_BYTES], bool *seed_known,
    struct buffer *opening, struct error *e);
/* For values that reach the register after their entry; replaces. */
MUST_CHECK enum err truth_put_slots(struct truth *t,
    const struct truth_slots *s, struct error *e);
/* model 7.12 (b): the seed goes, `remains` takes the place of the values, and
 * neither the file nor its write-ahead log holds the old bytes afterwards. */
MUST_CHECK enum err truth_erase_slots(struct truth *t, uint64_t n,
    const struct hash *leaf, struct bytes remains, struct error *e);

/* ERR_ABSENT: key not used. `bytes` may be NULL. */
MUST_CHECK enum err truth_find_submission(struct truth *t, struct bytes scope,
    struct bytes key, struct truth_submission *out, struct buffer *bytes,
    struct error *e);
/* amendments G6: forgets the bytes (never the keys) of what lies wholly below
 * `size`. */
MUST_CHECK enum err truth_publish_submissions(struct truth *t, uint64_t size,
    struct error *e);

/* ERR_ABSENT: nothing imported under that key. */
MUST_CHECK enum err truth_find_import(struct truth *t, struct bytes dataset,
    struct bytes key, uint64_t *entity, struct hash *content, struct error *e);
/* After an erasure: keys of that entity become HMAC-SHA-256 of themselves
 * under a secret of this file, and are still found. */
MUST_CHECK enum err truth_hide_imports(struct truth *t, uint64_t entity,
    struct error *e);

/* A 32-byte secret by name, made at first use (TRUTH_WRITE). */
MUST_CHECK enum err truth_secret(struct truth *t, const char *name,
    uint8_t out[32], struct error *e);

/* Readings of sealed material, chained (interfaces D9): `row` is the canonical
 * text whose member n is *n; its hash is SHA-256(hash before | row), the first
 * one over 32 zero bytes. */
MUST_CHECK enum err truth_last_read(struct truth *t, uint64_t *n,
    struct hash *head, struct error *e);
/* ERR_CONFLICT: n is not the next number. Synced before it returns. */
MUST_CHECK enum err truth_add_read(struct truth *t, uint64_t n,
    struct bytes row, struct error *e);
typedef enum err truth_read_fn(void *context, uint64_t n, struct bytes row,
    const struct hash *head, struct error *e);
MUST_CHECK enum err truth_each_read(struct truth *t, uint64_t after,
    truth_read_fn *each, void *context, struct error *e);

/* Files that the register keeps and never publishes: sealed notes (age files),
 * documents, materials; by the SHA-256 of their bytes. */
MUST_CHECK enum err truth_put_blob(struct truth *t, struct bytes blob,
    struct hash *sha256, struct error *e);
/* Appends the bytes. ERR_ABSENT: not kept here. ERR_STORE: damaged. */
MUST_CHECK enum err truth_read_blob(struct truth *t, const struct hash *sha256,
    struct buffer *out, struct error *e);
/* Neither the file nor its write-ahead log holds the bytes afterwards.
 * ERR_ABSENT: not kept here. */
MUST_CHECK enum err truth_erase_blob(struct truth *t,
    const struct hash *sha256, struct error *e);

/* When the erasure of entry n was brought to its end in this file: the words,
 * the derived copies and the published openings are gone. It lies beside what
 * it speaks of, so an older copy of the file does not hold it. ERR_ABSENT: not
 * yet. */
MUST_CHECK enum err truth_find_erasure(struct truth *t, uint64_t n,
    int64_t *at_s, struct error *e);
MUST_CHECK enum err truth_add_erasure(struct truth *t, uint64_t n,
    int64_t at_s, struct error *e);

/* ---- the whole file ---- */

/* Version of the library beneath; for reports. */
const char *truth_library_version(void);

/* A consistent copy while others write, as a truth file of its own; without
 * `with_private` its private tables are empty. ERR_CONFLICT: `path` exists. */
MUST_CHECK enum err truth_backup(struct truth *t, const char *path,
    bool with_private, struct error *e);
/* Moves the write-ahead log into the file and empties it. */
MUST_CHECK enum err truth_settle(struct truth *t, struct error *e);
/* Writes the whole file anew, so that no page keeps what stood in it before,
 * and empties the write-ahead log. Costs as much as a copy of the file. */
MUST_CHECK enum err truth_compact(struct truth *t, struct error *e);
/* log 6.6.3: removes the rows from `next` on, which no checkpoint covers;
 * ERR_REFUSED below head.size or below `floor`. */
MUST_CHECK enum err truth_cut_tail(struct truth *t, uint64_t epoch,
    uint64_t next, uint64_t floor, struct error *e);

#endif
