#include "log/tree_inside.h"

#include <assert.h>
#include <stdlib.h>

static_assert(TREE_TILE_WIDTH == TILE_WIDTH, "one width everywhere");
static_assert(TREE_TILE_WIDTH == TRUTH_TILE_WIDTH, "one width everywhere");

void
tree_source_free(struct tree_source *s)
{
	if (s == NULL)
		return;
	free(s->dir);
	free(s);
}

struct truth *
tree_source_truth(struct tree_source *s)
{
	return s->truth;
}

const char *
tree_source_directory(const struct tree_source *s)
{
	return s->dir;
}

enum err
tree_source_checkpoint(struct tree_source *s, struct buffer *note,
    struct error *e)
{
	return s->ops->checkpoint(s, note, e);
}

enum err
tree_source_entries(struct tree_source *s, uint64_t first, uint64_t count,
    uint64_t size, tree_entry_fn *each, void *context, struct error *e)
{
	if (first > size || count > size - first)
		return error_set(e, ERR_INPUT, "no such entries");
	if (count == 0)
		return ERR_NONE;
	return s->ops->entries(s, first, count, size, each, context, e);
}

enum err
tree_source_openings(struct tree_source *s, uint64_t number, uint64_t size,
    struct buffer *out, struct error *e)
{
	return s->ops->openings(s, number, size, out, e);
}

enum err
tree_source_tile(struct tree_source *s, unsigned level, uint64_t number,
    unsigned width, struct hash *out, struct error *e)
{
	const struct hash *hashes;
	enum err rc = tree_hashes(s, level, number, width, &hashes, e);

	if (rc == ERR_NONE)
		memcpy(out, hashes, width * sizeof *out);
	return rc;
}

void
tree_source_extra(struct tree_source *s, uint64_t n, const struct hash *leaf)
{
	if (s->has_extra)
		for (size_t level = 0; level < TREE_LEVELS; level++)
			for (size_t i = 0; i < TREE_SLOTS; i++)
				s->cache[level][i].used = false;
	s->has_extra = leaf != NULL;
	s->extra_n = n;
	if (leaf != NULL)
		s->extra = *leaf;
}

/* ---- hashes of tiles, subtrees, ranges ---- */

enum err
tree_hashes(struct tree_source *s, unsigned level, uint64_t number,
    unsigned width, const struct hash **out, struct error *e)
{
	struct tree_cached *c;
	unsigned got = width;
	enum err rc;

	if (level >= TREE_LEVELS || width == 0 || width > TREE_TILE_WIDTH)
		return error_set(e, ERR_ABSENT, "there is no such tile");
	c = &s->cache[level][number % TREE_SLOTS];
	if (!c->used || c->number != number) {
		c->used = false;
		c->number = number;
		c->width = 0;
	}
	if (c->width < width) {
		/* lower levels may be loaded meanwhile, this slot may not */
		rc = s->ops->tile(s, level, number, c->width, &got, c->hashes,
		    e);
		if (rc != ERR_NONE)
			return rc;
		assert(got >= width);
		c->width = got;
		c->used = true;
	}
	*out = c->hashes;
	return ERR_NONE;
}

struct hash
tree_fold(const struct hash *hashes, unsigned count)
{
	struct hash level[TREE_TILE_WIDTH / 2];

	assert(count != 0 && count <= TREE_TILE_WIDTH &&
	    (count & (count - 1)) == 0);
	if (count == 1)
		return hashes[0];
	for (unsigned i = 0; i < count / 2; i++)
		level[i] = hash_node(&hashes[2 * i], &hashes[2 * i + 1]);
	for (unsigned n = count / 2; n > 1; n /= 2)
		for (unsigned i = 0; i < n / 2; i++)
			level[i] = hash_node(&level[2 * i], &level[2 * i + 1]);
	return level[0];
}

enum err
tree_subtree(struct tree_source *s, uint64_t start, unsigned height,
    struct hash *out, struct error *e)
{
	unsigned level = height / TILE_HEIGHT;
	unsigned count = 1u << height % TILE_HEIGHT;
	uint64_t place = start >> level * TILE_HEIGHT;
	unsigned offset = (unsigned)(place % TREE_TILE_WIDTH);
	const struct hash *hashes;
	enum err rc;

	assert(height < 64 && start % (UINT64_C(1) << height) == 0);
	rc = tree_hashes(s, level, place / TREE_TILE_WIDTH, offset + count,
	    &hashes, e);
	if (rc == ERR_NONE)
		*out = tree_fold(hashes + offset, count);
	return rc;
}

/* Root of leaves start .. start + count - 1, where start is a multiple of the
 * smallest power of two that is not below count: its complete subtrees, folded
 * from the right. */
static enum err
range_root(struct tree_source *s, uint64_t start, uint64_t count,
    struct hash *out, struct error *e)
{
	struct hash parts[64];
	size_t part_count = 0;
	enum err rc = ERR_NONE;

	for (unsigned height = 63; height-- > 0 && rc == ERR_NONE;) {
		if ((count >> height & 1) == 0)
			continue;
		rc = tree_subtree(s, start, height, &parts[part_count++], e);
		start += UINT64_C(1) << height;
	}
	if (rc != ERR_NONE)
		return rc;
	*out = parts[part_count - 1];
	for (size_t i = part_count - 1; i-- > 0;)
		*out = hash_node(&parts[i], out);
	return ERR_NONE;
}

enum err
tree_source_root(struct tree_source *s, uint64_t size, struct hash *out,
    struct error *e)
{
	if (size > INT64_MAX)
		return error_set(e, ERR_INPUT, "no tree is that large");
	if (size == 0) {
		*out = hash_empty();
		return ERR_NONE;
	}
	return range_root(s, 0, size, out, e);
}

/* ---- proofs: RFC 6962 2.1.1 and 2.1.2, from the root down ---- */

/* The largest power of two smaller than n; n > 1. */
static uint64_t
split(uint64_t n)
{
	uint64_t k = 1;

	while (k < n - k)
		k *= 2;
	return k;
}

static void
reverse(struct hash *path, size_t count)
{
	for (size_t i = 0; i < count / 2; i++) {
		struct hash h = path[i];

		path[i] = path[count - 1 - i];
		path[count - 1 - i] = h;
	}
}

enum err
tree_source_prove_inclusion(struct tree_source *s, uint64_t n, uint64_t size,
    struct hash path[TREE_PATH_MAX], size_t *path_count, struct error *e)
{
	uint64_t start = 0, count = size;
	size_t used = 0;
	enum err rc = ERR_NONE;

	if (size > INT64_MAX || n >= size)
		return error_set(e, ERR_INPUT,
		    "entry %llu is not in a log of "
		    "%llu entries",
		    (unsigned long long)n, (unsigned long long)size);
	while (count > 1 && rc == ERR_NONE) {
		uint64_t k = split(count);

		if (n - start < k) {
			rc = range_root(s, start + k, count - k, &path[used++],
			    e);
			count = k;
		} else {
			rc = range_root(s, start, k, &path[used++], e);
			start += k;
			count -= k;
		}
	}
	if (rc != ERR_NONE)
		return rc;
	reverse(path, used);
	*path_count = used;
	return ERR_NONE;
}

enum err
tree_source_prove_consistency(struct tree_source *s, uint64_t old,
    uint64_t size, struct hash path[TREE_PATH_MAX], size_t *path_count,
    struct error *e)
{
	uint64_t start = 0, count = size, left = old;
	size_t used = 0;
	enum err rc = ERR_NONE;

	if (size > INT64_MAX || old > size)
		return error_set(e, ERR_INPUT,
		    "a log of %llu entries does not "
		    "grow to %llu",
		    (unsigned long long)old, (unsigned long long)size);
	*path_count = 0;
	if (old == 0 || old == size)
		return ERR_NONE;
	while (left != count && rc == ERR_NONE) {
		uint64_t k = split(count);

		if (left <= k) {
			rc = range_root(s, start + k, count - k, &path[used++],
			    e);
			count = k;
		} else {
			rc = range_root(s, start, k, &path[used++], e);
			start += k;
			count -= k;
			left -= k;
		}
	}
	/* the old root itself is known to the verifier */
	if (rc == ERR_NONE && start != 0)
		rc = range_root(s, start, left, &path[used++], e);
	if (rc != ERR_NONE)
		return rc;
	reverse(path, used);
	*path_count = used;
	return ERR_NONE;
}

enum err
tree_source_leaf(struct tree_source *s, uint64_t n, uint64_t size,
    struct hash *out, struct error *e)
{
	if (n >= size || size > INT64_MAX)
		return error_set(e, ERR_ABSENT, "there is no entry %llu",
		    (unsigned long long)n);
	return tree_subtree(s, n, 0, out, e);
}
