/*
 * index/ordered_index.h - the ledger with subtotals, and its proofs
 *
 * Purpose     holds every posting of the log's entries 0 to covered - 1 in one
 *             file, answers questions with proofs, now and as of any past
 *             covered size.
 * Invariant   derived data: the file can be thrown away and built again from
 *             the log. It is never synced. It is marked dirty while it changes,
 *             and carries the boot it was written in: a dirty file, and one of
 *             an earlier boot that does not hash to its own top, is refused.
 * Errors      ERR_ABSENT: no file, or one that must be built again (dirty,
 *             damaged, another format, origin or mapping). ERR_INPUT: what the
 *             caller gave cannot be. ERR_STORE: the disk; a batch that failed
 *             so leaves the file dirty. ERR_CONFLICT: another covered size.
 *             ERR_MEMORY.
 * Ownership   ordered_index_free(NULL) is fine. One thread at a time per
 *             handle; any number of processes and handles on one file: a batch
 *             holds it alone (flock), proofs share it.
 * Cost        opening: one mapping, whatever the size. Proof: about 25 steps
 *             and a few dozen hashes; past states more, in proportion to what
 *             changed since within the headings. Memory: pages of the file
 *             that are in use, which the kernel may drop.
 * Source      index 4, 5, 7.2, 7.3, 10; docs/adr/0003
 */
#ifndef INDEX_ORDERED_INDEX_H
#define INDEX_ORDERED_INDEX_H

#include "format/view.h"
#include "proof/trie.h"

struct ordered_index;

struct ordered_index_facts {
	uint64_t covered; /* M */
	struct heading top;
	uint64_t posting_count, branch_count, bucket_count;
	uint64_t file_bytes, free_bytes;
};

struct strike {
	uint8_t key[KEY_BYTES_MAX];
	uint8_t key_len;
	uint64_t struck_by;
};

/* What entries covered_before to covered - 1 do, in any order. A strike may
 * name a posting of the same batch. Equal postings count once (index 2). */
struct index_batch {
	uint64_t covered_before; /* must be the index's; else ERR_CONFLICT */
	uint64_t covered;
	const struct posting *postings; /* struck_by 0; number as in the key */
	size_t posting_count;
	const struct strike *strikes;
	size_t strike_count;
};

/* An empty index over no entry; replaces a file that is there. */
MUST_CHECK enum err ordered_index_create(struct ordered_index **out,
    const char *path, struct bytes origin, struct error *e);
/* `writable` false: proofs alone, and the file may be read-only. */
MUST_CHECK enum err ordered_index_open(struct ordered_index **out,
    const char *path, struct bytes origin, bool writable, struct error *e);
void ordered_index_free(struct ordered_index *x);

/* All or nothing in memory terms: what can be refused is refused before the
 * first byte changes. Postings are checked: view, length, number within the
 * batch, times 1 to 2^24 - 1; strikes: key posted, live, older than the
 * entry that strikes. */
MUST_CHECK enum err ordered_index_apply(struct ordered_index *x,
    const struct index_batch *b, struct error *e);

MUST_CHECK enum err ordered_index_facts(struct ordered_index *x,
    struct ordered_index_facts *out, struct error *e);
/* D(top) and R at `as_of` <= covered (ERR_ABSENT above it). */
MUST_CHECK enum err ordered_index_top(struct ordered_index *x, uint64_t as_of,
    struct heading *top, struct hash *commitment, struct error *e);

/* Where the parts of an answer go; either function may be NULL. Groups come
 * ascending, each with a non-zero number; postings ascending by key, with
 * struck_by as of the asked size. */
struct answer_sink {
	void (*group)(void *context, uint64_t value, const struct answer *a);
	void (*posting)(void *context, const struct posting *p);
	void *context;
};

/* The one valid proof (index 7.3), appended to `proof`; NULL: numbers alone.
 * `sink` may be NULL. ERR_INPUT where the question breaks index 7.1,
 * ERR_ABSENT where as_of > covered, ERR_MEMORY where `proof` is full. On an
 * error `proof` is as before; the sink may have been called. */
MUST_CHECK enum err ordered_index_prove(struct ordered_index *x,
    const struct question *q, uint64_t as_of, struct buffer *proof,
    struct answer *answer, const struct answer_sink *sink, struct error *e);

/* Every posting of the state at `as_of`, ascending by key. A non-zero result
 * of `each` ends the walk and is returned. */
typedef enum err posting_fn(void *context, const struct posting *p,
    struct error *e);
MUST_CHECK enum err ordered_index_walk(struct ordered_index *x, uint64_t as_of,
    posting_fn *each, void *context, struct error *e);
/* Every hash, sum and key recomputed: ERR_ABSENT where one differs. */
MUST_CHECK enum err ordered_index_check(struct ordered_index *x,
    struct error *e);

/*
 * Bulk build: postings and strikes of entries 0 to covered - 1 in any order,
 * sorted within `memory_bytes` (more goes to temporary files beside `path`),
 * then written in the order of descent and put in place of the file at `path`
 * by rename. Errors as in index/sort.h.
 */
struct index_build;

MUST_CHECK enum err index_build_new(struct index_build **out, const char *path,
    struct bytes origin, size_t memory_bytes, struct error *e);
MUST_CHECK enum err index_build_add(struct index_build *b,
    const struct posting *p, struct error *e);
MUST_CHECK enum err index_build_strike(struct index_build *b,
    const uint8_t *key, size_t key_len, uint64_t struck_by, struct error *e);
/* The file is in place and `*out` opened for writing; `out` may be NULL. */
MUST_CHECK enum err index_build_end(struct index_build *b, uint64_t covered,
    struct ordered_index **out, struct error *e);
void index_build_free(struct index_build *b); /* unfinished: leaves nothing */

#endif
