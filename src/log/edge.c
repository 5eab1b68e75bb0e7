#include "log/edge.h"

#include <assert.h>

#include "format/tile.h"
#include "log/tree_inside.h"

static_assert(EDGE_LEVELS == TREE_LEVELS, "one number of levels");

void
edge_init(struct edge *edge)
{
	edge->size = 0;
	edge->node_count = 0;
}

enum err
edge_load(struct edge *edge, struct tree_source *s, uint64_t size,
    struct error *e)
{
	uint64_t start = 0;
	enum err rc = ERR_NONE;

	edge_init(edge);
	if (size > TRUTH_SIZE_MAX)
		return error_set(e, ERR_INPUT, "no log is that large");
	for (unsigned height = 48; height-- > 0 && rc == ERR_NONE;) {
		if ((size >> height & 1) == 0)
			continue;
		rc = tree_subtree(s, start, height,
		    &edge->nodes[edge->node_count++], e);
		start += UINT64_C(1) << height;
	}
	for (unsigned level = 0; level < EDGE_LEVELS && rc == ERR_NONE;
	     level++) {
		unsigned width = tile_partial_width(size, level);

		if (width != 0)
			rc = tree_source_tile(s, level,
			    tile_full_count(size, level), width,
			    edge->partial[level], e);
	}
	edge->size = size;
	return rc;
}

enum err
edge_add(struct edge *edge, const struct hash *leaf, edge_tile_fn *each,
    void *context, struct error *e)
{
	struct hash node = *leaf;
	uint64_t place = edge->size;
	enum err rc = ERR_NONE, failed;

	for (unsigned height = 0;; height++, place /= 2) {
		if (height % TILE_HEIGHT == 0 &&
		    height / TILE_HEIGHT < EDGE_LEVELS) {
			unsigned level = height / TILE_HEIGHT;
			struct truth_tile tile = {level,
			    place / TREE_TILE_WIDTH, edge->partial[level]};

			edge->partial[level][place % TREE_TILE_WIDTH] = node;
			if (place % TREE_TILE_WIDTH == TREE_TILE_WIDTH - 1 &&
			    each != NULL) {
				failed = each(context, &tile, e);
				if (rc == ERR_NONE)
					rc = failed;
			}
		}
		if (place % 2 == 0)
			break;
		assert(edge->node_count != 0);
		node = hash_node(&edge->nodes[--edge->node_count], &node);
	}
	edge->nodes[edge->node_count++] = node;
	edge->size++;
	return rc;
}

struct hash
edge_root(const struct edge *edge)
{
	struct hash root;

	if (edge->node_count == 0)
		return hash_empty();
	root = edge->nodes[edge->node_count - 1];
	for (unsigned i = edge->node_count - 1; i-- > 0;)
		root = hash_node(&edge->nodes[i], &root);
	return root;
}
