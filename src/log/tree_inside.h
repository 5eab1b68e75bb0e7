/*
 * log/tree_inside.h - what the tree sources share; not for others
 *
 * A source is one `struct tree_ops` and its context. Hashes once loaded are
 * kept per (level, number) and never change, only grow: a log is append-only.
 */
#ifndef LOG_TREE_INSIDE_H
#define LOG_TREE_INSIDE_H

#include "format/tile.h"
#include "log/tree_source.h"

struct tree_ops {
	enum err (*checkpoint)(struct tree_source *s, struct buffer *note,
	    struct error *e);
	enum err (*entries)(struct tree_source *s, uint64_t first,
	    uint64_t count, uint64_t size, tree_entry_fn *each, void *context,
	    struct error *e);
	/* Fills hashes[have .. *width) or more; *width is what was asked for
	 * and becomes what is there. */
	enum err (*tile)(struct tree_source *s, unsigned level, uint64_t number,
	    unsigned have, unsigned *width, struct hash hashes[TREE_TILE_WIDTH],
	    struct error *e);
	enum err (*openings)(struct tree_source *s, uint64_t number,
	    uint64_t size, struct buffer *out, struct error *e);
};

struct tree_cached {
	bool used;
	unsigned level, width;
	uint64_t number;
	struct hash hashes[TREE_TILE_WIDTH];
};

/* Levels of a tree of up to 2^63 entries, and slots kept for each. */
#define TREE_LEVELS 8
#define TREE_SLOTS 16

struct tree_source {
	const struct tree_ops *ops;
	struct truth *truth;
	char *dir;
	uint64_t size_hint; /* of a folder: the size its checkpoint names */
	tree_fetch_fn *fetch; /* in place of the folder */
	void *fetch_context;
	tree_openings_fn *openings;
	void *openings_context;
	/* One leaf that is about to be appended (log 6.5.2). */
	bool has_extra;
	uint64_t extra_n;
	struct hash extra;
	struct tree_cached cache[TREE_LEVELS][TREE_SLOTS];
};

/* Borrowed until the next call. */
MUST_CHECK enum err tree_hashes(struct tree_source *s, unsigned level,
    uint64_t number, unsigned width, const struct hash **out, struct error *e);
/* Root of `count` hashes, a power of two up to 256. */
struct hash tree_fold(const struct hash *hashes, unsigned count);
/* Root of the complete subtree of 2^height leaves whose first leaf is
 * `start`, a multiple of 2^height. */
MUST_CHECK enum err tree_subtree(struct tree_source *s, uint64_t start,
    unsigned height, struct hash *out, struct error *e);
/* A leaf beyond the store, or none; forgets what was cached with the last. */
void tree_source_extra(struct tree_source *s, uint64_t n,
    const struct hash *leaf);

#endif
