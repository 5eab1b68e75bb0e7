/*
 * log/edge.h - the right edge of a growing tree
 *
 * Purpose     the compact range of log 1.8, and beside it the hashes of the
 *             tiles that are still partial: what appending and auditing need.
 * Invariant   `size` leaves have been added; nodes[0 .. node_count) are the
 *             roots of the complete subtrees of size, largest first;
 *             partial[L] holds the hashes of the last tile of level L.
 * Cost        about 66 KiB; one node hash a leaf, amortised.
 * Source      log 1.8, 2.2
 */
#ifndef LOG_EDGE_H
#define LOG_EDGE_H

#include "log/tree_source.h"

#define EDGE_LEVELS 8

struct edge {
	uint64_t size;
	unsigned node_count;
	struct hash nodes[64];
	struct hash partial[EDGE_LEVELS][TREE_TILE_WIDTH];
};

/* Called for every tile that a leaf has filled, lowest level first. */
typedef enum err edge_tile_fn(void *context, const struct truth_tile *tile,
    struct error *e);

void edge_init(struct edge *edge); /* the empty tree */
/* The edge of the first `size` entries, from the source's tiles. */
MUST_CHECK enum err edge_load(struct edge *edge, struct tree_source *s,
    uint64_t size, struct error *e);
/* `each` may be NULL; its error is returned, and the leaf is in. */
MUST_CHECK enum err edge_add(struct edge *edge, const struct hash *leaf,
    edge_tile_fn *each, void *context, struct error *e);
struct hash edge_root(const struct edge *edge);

#endif
