/* A static tree in a folder as source */
#include "base/arena.h"
#include "base/file.h"
#include "format/note.h"
#include "log/tree_inside.h"

#include <stdio.h>
#include <stdlib.h>

#define OPENINGS_BYTES_MAX (10 * MIB) /* log 10.4 */

static enum err
read_part(struct tree_source *s, const char *name, size_t max,
    struct buffer *out, struct error *e)
{
	char path[PATH_BYTES];
	enum err rc;

	if (s->fetch != NULL)
		return s->fetch(s->fetch_context, name, max, out, e);
	rc = path_join(path, s->dir, name, e);
	if (rc == ERR_NONE)
		rc = file_read(out, path, max, e);
	return rc;
}

static enum err
directory_note(struct tree_source *s, struct buffer *note, struct error *e)
{
	struct note parsed;
	struct checkpoint c;
	size_t had = note->len;
	enum err rc = read_part(s, "checkpoint", NOTE_BYTES_MAX, note, e);

	if (rc != ERR_NONE)
		return rc;
	/* only a hint of the widths to look for; others judge the note */
	if (note_parse(&parsed, bytes_of(note->at + had, note->len - had),
		NULL) == ERR_NONE &&
	    checkpoint_parse(&c, parsed.text, NULL) == ERR_NONE)
		s->size_hint = c.size;
	return ERR_NONE;
}

/* Width of a tile or bundle in a log of `size`; 0: not there. */
static unsigned
width_at(uint64_t size, unsigned level, uint64_t number)
{
	uint64_t full = tile_full_count(size, level);

	if (number < full)
		return TILE_WIDTH;
	return number == full ? tile_partial_width(size, level) : 0;
}

/* Reads the tile or bundle in the width of `size`, of `wanted`, or in full,
 * whichever is there first (log 2.5). */
static enum err
read_tile(struct tree_source *s, struct tile *tile, uint64_t size,
    unsigned wanted, size_t max, struct buffer *out, struct error *e)
{
	unsigned widths[3];
	char path[TILE_PATH_BYTES];
	enum err rc = ERR_ABSENT;

	widths[0] = width_at(size, tile->level < 0 ? 0 : (unsigned)tile->level,
	    tile->number);
	widths[1] = wanted;
	widths[2] = TILE_WIDTH;
	for (size_t i = 0; i < COUNT(widths) && rc == ERR_ABSENT; i++) {
		if (widths[i] < wanted || (i > 0 && widths[i] == widths[0]))
			continue;
		tile->width = widths[i];
		(void)tile_path(path, tile);
		rc = read_part(s, path, max, out, e);
	}
	if (rc == ERR_ABSENT) {
		tile->width = wanted;
		(void)tile_path(path, tile);
		return error_set(e, rc, "%s is missing from the tree", path);
	}
	return rc;
}

static enum err
directory_tile(struct tree_source *s, unsigned level, uint64_t number,
    unsigned have, unsigned *width, struct hash *hashes, struct error *e)
{
	struct tile tile = {(int)level, number, *width};
	struct buffer in = {0};
	char path[TILE_PATH_BYTES];
	enum err rc = read_tile(s, &tile, s->size_hint, *width, TILE_BYTES, &in,
	    e);

	(void)have;
	if (rc == ERR_NONE && in.len != tile.width * (size_t)HASH_BYTES) {
		(void)tile_path(path, &tile);
		rc = error_set(e, ERR_INPUT,
		    "%s has %zu bytes in place of "
		    "%zu",
		    path, in.len, tile.width * (size_t)HASH_BYTES);
	}
	if (rc == ERR_NONE) {
		memcpy(hashes, in.at, in.len);
		*width = tile.width;
	}
	buffer_release(&in);
	return rc;
}

static enum err
each_of_bundle(struct tree_source *s, uint64_t number, unsigned from,
    unsigned to, uint64_t size, struct bundle *bundle, struct buffer *in,
    tree_entry_fn *each, void *context, struct error *e)
{
	struct tile tile = {TILE_ENTRIES, number, to};
	char path[TILE_PATH_BYTES];
	enum err rc;

	buffer_clear(in);
	rc = read_tile(s, &tile, size > s->size_hint ? size : s->size_hint, to,
	    BUNDLE_BYTES_MAX, in, e);
	if (rc != ERR_NONE)
		return rc;
	rc = bundle_parse(bundle, buffer_bytes(in), tile.width, e);
	if (rc != ERR_NONE) {
		(void)tile_path(path, &tile);
		return error_wrap(e, "%s", path);
	}
	for (unsigned i = from; i < to && rc == ERR_NONE; i++)
		rc = each(context, number * TILE_WIDTH + i, bundle->entries[i],
		    e);
	return rc;
}

static enum err
directory_entries(struct tree_source *s, uint64_t first, uint64_t count,
    uint64_t size, tree_entry_fn *each, void *context, struct error *e)
{
	struct bundle *bundle = malloc(sizeof *bundle);
	struct buffer in = {0};
	uint64_t end = first + count;
	enum err rc = ERR_NONE;

	if (bundle == NULL)
		return error_set(e, ERR_MEMORY, "out of memory");
	while (first < end && rc == ERR_NONE) {
		uint64_t number = first / TILE_WIDTH;
		uint64_t stop = (number + 1) * TILE_WIDTH;

		if (stop > end)
			stop = end;
		rc = each_of_bundle(s, number, (unsigned)(first % TILE_WIDTH),
		    (unsigned)(stop - number * TILE_WIDTH), size, bundle, &in,
		    each, context, e);
		first = stop;
	}
	buffer_release(&in);
	free(bundle);
	return rc;
}

static enum err
directory_openings(struct tree_source *s, uint64_t number, uint64_t size,
    struct buffer *out, struct error *e)
{
	struct tile tile = {TILE_ENTRIES, number, TILE_WIDTH};
	char path[TILE_PATH_BYTES], name[TILE_PATH_BYTES + 16];

	(void)size;
	(void)tile_path(path, &tile);
	(void)snprintf(name, sizeof name, "openings/%s",
	    path + strlen("tile/entries/"));
	return read_part(s, name, OPENINGS_BYTES_MAX, out, e);
}

static const struct tree_ops directory_ops = {directory_note,
    directory_entries, directory_tile, directory_openings};

enum err
tree_source_of_directory(struct tree_source **out, const char *dir,
    struct error *e)
{
	struct tree_source *s = calloc(1, sizeof *s);
	struct buffer note = {0};
	enum err rc = ERR_MEMORY;

	if (s != NULL)
		s->dir = strdup(dir);
	if (s == NULL || s->dir == NULL) {
		error_set(e, rc, "out of memory");
		goto done;
	}
	s->ops = &directory_ops;
	rc = directory_note(s, &note, e);
	if (rc != ERR_NONE)
		goto done;
	*out = s;
	s = NULL;
done:
	buffer_release(&note);
	tree_source_free(s);
	return rc;
}

enum err
tree_source_of_fetch(struct tree_source **out, tree_fetch_fn *fetch,
    void *context, struct error *e)
{
	struct tree_source *s = calloc(1, sizeof *s);

	if (s == NULL)
		return error_set(e, ERR_MEMORY, "out of memory");
	s->ops = &directory_ops;
	s->fetch = fetch;
	s->fetch_context = context;
	*out = s;
	return ERR_NONE;
}

void
tree_source_hint(struct tree_source *s, uint64_t size)
{
	s->size_hint = size;
}
