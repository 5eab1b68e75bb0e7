/* Two passes over the copy: first weighed whole, then taken in */
#include "log/intake.h"

#include <inttypes.h>
#include <stdlib.h>

#include "log/edge.h"

#define BATCH_ENTRIES 1024

struct taking {
	const struct intake *in;
	struct edge edge;
	uint64_t store_next;
	/* tiles that the target completes */
	struct truth_tile *tiles;
	struct hash (*hashes)[TREE_TILE_WIDTH];
	size_t tile_count, tile_cap;
	/* entries waiting for their transaction */
	struct truth_entry entries[BATCH_ENTRIES];
	size_t ends[BATCH_ENTRIES];
	size_t entry_count;
	struct buffer bytes;
};

static enum err
keep_tile(void *context, const struct truth_tile *tile, struct error *e)
{
	struct taking *r = context;

	if (r->tile_count == r->tile_cap) {
		size_t cap = r->tile_cap == 0 ? 16 : r->tile_cap * 2;
		void *tiles = realloc(r->tiles, cap * sizeof *r->tiles);
		void *hashes;

		if (tiles != NULL)
			r->tiles = tiles;
		hashes = realloc(r->hashes, cap * sizeof *r->hashes);
		if (hashes != NULL)
			r->hashes = hashes;
		if (tiles == NULL || hashes == NULL)
			return error_set(e, ERR_MEMORY, "out of memory");
		r->tile_cap = cap;
	}
	r->tiles[r->tile_count] = *tile;
	memcpy(r->hashes[r->tile_count++], tile->hashes, sizeof r->hashes[0]);
	return ERR_NONE;
}

/* First pass: the entries of the copy, and those that the store has beyond its
 * checkpoint must be the same ones. */
static enum err
weigh_entry(void *context, uint64_t n, struct bytes entry, struct error *e)
{
	struct taking *r = context;
	struct hash leaf = hash_leaf(entry), ours;

	if (n < r->store_next) {
		enum err rc = truth_hashes(r->in->truth, n, 1, &ours, e);

		if (rc != ERR_NONE)
			return rc;
		if (!hash_equal(&leaf, &ours)) {
			rc = error_set(e, ERR_PROOF,
			    "entry %" PRIu64 " of the "
			    "store is not the signed one",
			    n);
			return error_mend(e, rc,
			    "run \"chancery log "
			    "repair-tail\" first");
		}
	}
	return edge_add(&r->edge, &leaf, keep_tile, r, e);
}

static enum err
weigh(struct taking *r, struct error *e)
{
	struct hash root;
	uint64_t size = r->in->head->size;
	enum err rc = edge_load(&r->edge, r->in->tree, size, e);

	if (rc != ERR_NONE)
		return rc;
	root = edge_root(&r->edge);
	if (!hash_equal(&root, &r->in->head->root))
		return error_set(e, ERR_PROOF,
		    "the store's own tiles do not "
		    "give its root (R6); restore another backup first");
	rc = tree_source_entries(r->in->from, size, r->in->target->size - size,
	    r->in->target->size, weigh_entry, r, e);
	if (rc != ERR_NONE)
		return rc;
	root = edge_root(&r->edge);
	if (!hash_equal(&root, &r->in->target->root))
		return error_set(e, ERR_PROOF,
		    "the copy's entries do not give "
		    "the signed root of %" PRIu64 " entries",
		    r->in->target->size);
	return ERR_NONE;
}

static enum err
append_waiting(struct taking *r, struct error *e)
{
	struct truth_head *head = r->in->head;
	struct truth_batch batch = {.entries = r->entries,
	    .entry_count = r->entry_count};
	size_t at = 0;
	enum err rc;

	if (r->bytes.failed)
		return error_set(e, ERR_MEMORY, "out of memory");
	for (size_t i = 0; i < r->entry_count; i++) {
		r->entries[i].bytes = bytes_of(r->bytes.at + at,
		    r->ends[i] - at);
		at = r->ends[i];
	}
	rc = truth_append(r->in->truth, &batch, head->epoch, head->next, e);
	if (rc == ERR_NONE)
		head->next += r->entry_count;
	r->entry_count = 0;
	buffer_clear(&r->bytes);
	return rc;
}

/* Second pass: the copy may have changed meanwhile, so its hashes are taken
 * again and compared with the tree that was weighed. */
static enum err
take_entry(void *context, uint64_t n, struct bytes entry, struct error *e)
{
	struct taking *r = context;

	(void)n;
	if (entry.len == 0 || entry.len > TRUTH_ENTRY_BYTES)
		return error_set(e, ERR_PROOF,
		    "entry %" PRIu64 " has %zu bytes", n, entry.len);
	r->entries[r->entry_count].leaf = hash_leaf(entry);
	buffer_add(&r->bytes, entry);
	r->ends[r->entry_count++] = r->bytes.len;
	if (r->entry_count == BATCH_ENTRIES ||
	    r->bytes.len > TRUTH_BATCH_BYTES / 2)
		return append_waiting(r, e);
	return ERR_NONE;
}

static enum err
write_entries(struct taking *r, struct error *e)
{
	struct truth_checkpoint c = {.old = r->in->head,
	    .size = r->in->target->size,
	    .root = r->in->target->root};
	struct hash root;
	uint64_t size = r->in->target->size;
	enum err rc = tree_source_entries(r->in->from, r->store_next,
	    size - r->store_next, size, take_entry, r, e);

	if (rc == ERR_NONE && r->entry_count != 0)
		rc = append_waiting(r, e);
	if (rc == ERR_NONE)
		rc = tree_source_root(r->in->tree, size, &root, e);
	if (rc != ERR_NONE)
		return rc;
	if (!hash_equal(&root, &r->in->target->root))
		return error_set(e, ERR_PROOF,
		    "the copy changed while it was read; run it again");
	for (size_t i = 0; i < r->tile_count; i++)
		r->tiles[i].hashes = r->hashes[i];
	c.tiles = r->tiles;
	c.tile_count = r->tile_count;
	c.note = r->in->note;
	return truth_commit_checkpoint(r->in->truth, &c, e);
}

enum err
log_take_in(const struct intake *in, struct error *e)
{
	struct taking *r = calloc(1, sizeof *r);
	enum err rc;

	if (r == NULL)
		return error_set(e, ERR_MEMORY, "out of memory");
	r->in = in;
	rc = truth_rows_next(in->truth, &r->store_next, e);
	if (rc == ERR_NONE && r->store_next != in->head->next) {
		rc = error_set(e, ERR_PROOF,
		    "the store's rows and its head "
		    "disagree");
		error_mend(e, rc, "run \"chancery log repair-tail\" first");
	}
	if (rc == ERR_NONE && r->store_next > in->target->size)
		rc = error_set(e, ERR_PROOF,
		    "the store holds entries from %" PRIu64
		    " on that the signed log does not have",
		    in->target->size);
	if (rc == ERR_NONE)
		rc = weigh(r, e);
	if (rc == ERR_NONE)
		rc = write_entries(r, e);
	free(r->tiles);
	free(r->hashes);
	buffer_release(&r->bytes);
	free(r);
	return rc;
}
