/*
 * log/tree_source.h - where a follower reads a log from
 *
 * Purpose     four functions over a truth file or over a static tree, and the
 *             roots and proofs that tiles alone give.
 * Terms       tiles: log 2.2; `width` 1 to 256 hashes of tile `number` at
 *             `level`. A truth file gives every width that its entries fill;
 *             a static tree what was published (a partial tile that is gone is
 *             cut from a wider one, log 2.5).
 * Invariant   nothing here is trusted: callers verify (log/fsck.h, proof/).
 * Errors      ERR_ABSENT: no such tile, entry, opening file or checkpoint.
 *             ERR_INPUT: a published file is malformed, named by its path.
 *             ERR_STORE: cannot be read.
 * Ownership   the source borrows its truth file; it keeps a bounded cache of
 *             tiles (about 1 MiB).
 * Cost        a proof at 10^6 entries: at most 4 tiles, about 800 hashes.
 * Source      log 1.8, 2, 6.10.1
 */
#ifndef LOG_TREE_SOURCE_H
#define LOG_TREE_SOURCE_H

#include "store/truth.h"

#define TREE_PATH_MAX 64 /* inclusion needs 63, consistency 64 */
#define TREE_TILE_WIDTH 256

typedef enum err tree_entry_fn(void *context, uint64_t n, struct bytes entry,
    struct error *e);
/* Appends the content of `openings/<number>` for a log of `size` entries (log
 * 10.4): the lines of entries from 256 x number on that lie below size. */
typedef enum err tree_openings_fn(void *context, uint64_t number, uint64_t size,
    struct buffer *out, struct error *e);

/* Appends the published file of that name ("tile/0/000"), at most `max_bytes`.
 * ERR_ABSENT: there is none. */
typedef enum err tree_fetch_fn(void *context, const char *name,
    size_t max_bytes, struct buffer *out, struct error *e);

struct tree_source;

/* `openings` may be NULL: the source then has none (ERR_ABSENT). */
MUST_CHECK enum err tree_source_of_truth(struct tree_source **out,
    struct truth *t, tree_openings_fn *openings, void *context,
    struct error *e);
/* `dir` is the folder that holds `checkpoint` and `tile/`. */
MUST_CHECK enum err tree_source_of_directory(struct tree_source **out,
    const char *dir, struct error *e);
/* The same tree, wherever `fetch` has it from. Its tiles are asked for in the
 * widths of a log of the size hinted at. */
MUST_CHECK enum err tree_source_of_fetch(struct tree_source **out,
    tree_fetch_fn *fetch, void *context, struct error *e);
void tree_source_hint(struct tree_source *s, uint64_t size);
void tree_source_free(struct tree_source *s);
/* The truth file behind it, or NULL. */
struct truth *tree_source_truth(struct tree_source *s);
/* The folder behind it, or NULL. */
const char *tree_source_directory(const struct tree_source *s);

/* The newest checkpoint note, with the cosignatures at hand. */
MUST_CHECK enum err tree_source_checkpoint(struct tree_source *s,
    struct buffer *note, struct error *e);
/* Entries first .. first + count - 1 of a log of at least `size`: a static
 * tree looks for the bundle widths of that size. */
MUST_CHECK enum err tree_source_entries(struct tree_source *s, uint64_t first,
    uint64_t count, uint64_t size, tree_entry_fn *each, void *context,
    struct error *e);
MUST_CHECK enum err tree_source_tile(struct tree_source *s, unsigned level,
    uint64_t number, unsigned width, struct hash *out, struct error *e);
MUST_CHECK enum err tree_source_openings(struct tree_source *s, uint64_t number,
    uint64_t size, struct buffer *out, struct error *e);

/* Root of the first `size` entries; size 0 gives H(""). */
MUST_CHECK enum err tree_source_root(struct tree_source *s, uint64_t size,
    struct hash *out, struct error *e);
/* log 1.5: leaf's sibling first. n < size. */
MUST_CHECK enum err tree_source_prove_inclusion(struct tree_source *s,
    uint64_t n, uint64_t size, struct hash path[TREE_PATH_MAX],
    size_t *path_count, struct error *e);
/* log 1.6: from the first `old` entries to the first `size`; empty when they
 * are equal or `old` is 0. */
MUST_CHECK enum err tree_source_prove_consistency(struct tree_source *s,
    uint64_t old, uint64_t size, struct hash path[TREE_PATH_MAX],
    size_t *path_count, struct error *e);
/* The leaf hash of entry n, from its level-0 tile of the log at `size`. */
MUST_CHECK enum err tree_source_leaf(struct tree_source *s, uint64_t n,
    uint64_t size, struct hash *out, struct error *e);

#endif
