/* A truth file as source: tiles come from the stored full ones and, at the
 * right edge, from the hashes of entries */
#include "log/merkle_log.h"
#include "log/tree_inside.h"

#include <stdlib.h>

static enum err
truth_note(struct tree_source *s, struct buffer *note, struct error *e)
{
	return log_read_note(s->truth, 0, note, e);
}

struct pass {
	tree_entry_fn *each;
	void *context;
};

static enum err
pass_entry(void *context, uint64_t n, const struct truth_entry *entry,
    struct error *e)
{
	const struct pass *p = context;

	return p->each(p->context, n, entry->bytes, e);
}

static enum err
truth_entries(struct tree_source *s, uint64_t first, uint64_t count,
    uint64_t size, tree_entry_fn *each, void *context, struct error *e)
{
	struct pass p = {each, context};

	(void)size;
	return truth_read_entries(s->truth, first, count, pass_entry, &p, e);
}

static enum err
leaf_hashes(struct tree_source *s, uint64_t first, uint64_t count,
    struct hash *out, struct error *e)
{
	if (s->has_extra && s->extra_n >= first && s->extra_n - first < count) {
		uint64_t at = s->extra_n - first;

		if (at != count - 1)
			return error_set(e, ERR_ABSENT, "no such tile yet");
		out[at] = s->extra;
		count--;
	}
	if (count == 0)
		return ERR_NONE;
	return truth_hashes(s->truth, first, count, out, e);
}

static enum err
truth_tile(struct tree_source *s, unsigned level, uint64_t number,
    unsigned have, unsigned *width, struct hash *hashes, struct error *e)
{
	enum err rc = ERR_ABSENT;

	if (*width == TREE_TILE_WIDTH)
		rc = truth_read_tile(s->truth, level, number, hashes, e);
	if (rc != ERR_ABSENT)
		return rc;
	if (number > TRUTH_SIZE_MAX / TREE_TILE_WIDTH)
		return error_set(e, ERR_ABSENT, "there is no such tile");
	if (level == 0)
		return leaf_hashes(s, number * TREE_TILE_WIDTH + have,
		    *width - have, hashes + have, e);
	for (unsigned i = have; i < *width; i++) {
		const struct hash *below;

		rc = tree_hashes(s, level - 1, number * TREE_TILE_WIDTH + i,
		    TREE_TILE_WIDTH, &below, e);
		if (rc != ERR_NONE)
			return rc;
		hashes[i] = tree_fold(below, TREE_TILE_WIDTH);
	}
	return ERR_NONE;
}

static enum err
truth_openings(struct tree_source *s, uint64_t number, uint64_t size,
    struct buffer *out, struct error *e)
{
	if (s->openings == NULL)
		return error_set(e, ERR_ABSENT,
		    "this source gives no openings");
	return s->openings(s->openings_context, number, size, out, e);
}

enum err
tree_source_of_truth(struct tree_source **out, struct truth *t,
    tree_openings_fn *openings, void *context, struct error *e)
{
	static const struct tree_ops ops = {truth_note, truth_entries,
	    truth_tile, truth_openings};
	struct tree_source *s = calloc(1, sizeof *s);

	if (s == NULL)
		return error_set(e, ERR_MEMORY, "out of memory");
	s->ops = &ops;
	s->truth = t;
	s->openings = openings;
	s->openings_context = context;
	*out = s;
	return ERR_NONE;
}
