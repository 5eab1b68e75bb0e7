/* What lies in a published folder: log 7.1 */
#include "base/file.h"
#include "format/tile.h"
#include "log/fsck_inside.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define DEPTH_MAX 12
#define NAME_BYTES 200

static bool
is_top_file(const char *name)
{
	static const char *const names[] = {"checkpoint", "checkpoint-cosigned",
	    "policy"};

	for (size_t i = 0; i < COUNT(names); i++)
		if (strcmp(names[i], name) == 0)
			return true;
	return false;
}

/* openings/<N> with N of a bundle that the size reaches */
static bool
is_opening_file(const struct fsck *f, const char *name)
{
	char path[NAME_BYTES + 16];
	struct tile tile;

	(void)snprintf(path, sizeof path, "tile/entries/%s",
	    name + strlen("openings/"));
	return tile_path_parse(&tile, bytes_text(path)) &&
	    tile.width == TILE_WIDTH &&
	    tile.number * TILE_WIDTH < f->checkpoint.size;
}

/* Does the size reach that far? Smaller widths were published earlier. */
static bool
is_tile_of_size(const struct fsck *f, const struct tile *tile)
{
	unsigned level = tile->level < 0 ? 0 : (unsigned)tile->level;
	uint64_t full = tile_full_count(f->checkpoint.size, level);

	return tile->number < full ||
	    (tile->number == full &&
		tile->width <= tile_partial_width(f->checkpoint.size, level));
}

static enum err
wanted_hashes(struct fsck *f, const struct tile *tile, struct buffer *out,
    struct error *e)
{
	uint8_t *at = buffer_grow(out, tile->width * sizeof(struct hash));
	struct hash hashes[TREE_TILE_WIDTH];
	enum err rc;

	if (at == NULL)
		return error_set(e, ERR_MEMORY, "out of memory");
	rc = tree_source_tile(f->source, (unsigned)tile->level, tile->number,
	    tile->width, hashes, e);
	if (rc == ERR_NONE)
		memcpy(at, hashes, tile->width * sizeof hashes[0]);
	return rc;
}

static enum err
add_entry(void *context, uint64_t n, struct bytes entry, struct error *e)
{
	(void)n;
	(void)e;
	bundle_add(context, entry);
	return ERR_NONE;
}

/* An earlier, narrower tile or bundle is the beginning of the present one. */
static enum err
check_narrow(struct fsck *f, const char *path, const char *name,
    const struct tile *tile, struct error *e)
{
	struct buffer found = {0}, wanted = {0};
	struct error own = {0};
	enum err rc = file_read(&found, path, BUNDLE_BYTES_MAX, &own);

	if (rc == ERR_NONE && tile->level >= 0)
		rc = wanted_hashes(f, tile, &wanted, &own);
	else if (rc == ERR_NONE)
		rc = tree_source_entries(f->source, tile->number * TILE_WIDTH,
		    tile->width, f->checkpoint.size, add_entry, &wanted, &own);
	if (rc == ERR_NONE && (found.failed || wanted.failed))
		rc = error_set(e, ERR_MEMORY, "out of memory");
	else if (rc == ERR_NONE &&
	    !bytes_equal(buffer_bytes(&found), buffer_bytes(&wanted)))
		fsck_bad(f, "%s: differs from what is published now", name);
	else if (rc != ERR_NONE && rc != ERR_MEMORY)
		fsck_bad(f, "%s: %s", name, own.text);
	buffer_release(&found);
	buffer_release(&wanted);
	return rc == ERR_MEMORY ? rc : ERR_NONE;
}

static enum err
check_file(struct fsck *f, const char *path, const char *name, struct error *e)
{
	unsigned level, now;
	struct tile tile;

	if (is_top_file(name))
		return ERR_NONE;
	if (strncmp(name, "openings/", 9) == 0 && is_opening_file(f, name))
		return ERR_NONE;
	if (!tile_path_parse(&tile, bytes_text(name)) ||
	    !is_tile_of_size(f, &tile)) {
		fsck_bad(f, "%s: does not belong here", name);
		return ERR_NONE;
	}
	level = tile.level < 0 ? 0 : (unsigned)tile.level;
	now = tile.number < tile_full_count(f->checkpoint.size, level) ?
	    TILE_WIDTH :
	    tile_partial_width(f->checkpoint.size, level);
	if (tile.width == now)
		return ERR_NONE; /* compared with the entries */
	return check_narrow(f, path, name, &tile, e);
}

static enum err walk(struct fsck *f, const char *path, const char *name,
    unsigned depth, struct error *e);

static enum err
visit(struct fsck *f, const char *dir, const char *prefix, const char *name,
    unsigned depth, struct error *e)
{
	char path[PATH_BYTES], whole[NAME_BYTES];
	struct stat st;
	enum err rc = path_join(path, dir, name, e);
	int len = snprintf(whole, sizeof whole, "%s%s%s", prefix,
	    prefix[0] == '\0' ? "" : "/", name);

	if (rc != ERR_NONE)
		return rc;
	if (len < 0 || (size_t)len >= sizeof whole || depth > DEPTH_MAX) {
		fsck_bad(f, "%.150s: does not belong here", whole);
		return ERR_NONE;
	}
	if (lstat(path, &st) != 0)
		return errno == ENOENT ?
		    ERR_NONE :
		    error_set(e, ERR_STORE, "cannot look at \"%.200s\": %s",
			path, strerror(errno));
	/* the publisher's own: no part of the tree */
	if (prefix[0] == '\0' && name[0] == '.')
		return ERR_NONE;
	if (S_ISDIR(st.st_mode))
		return walk(f, path, whole, depth + 1, e);
	if (!S_ISREG(st.st_mode)) {
		fsck_bad(f, "%s: not a plain file", whole);
		return ERR_NONE;
	}
	return check_file(f, path, whole, e);
}

static enum err
walk(struct fsck *f, const char *path, const char *name, unsigned depth,
    struct error *e)
{
	struct dirent *entry;
	enum err rc = ERR_NONE;
	DIR *dir = opendir(path);

	if (dir == NULL)
		return error_set(e, ERR_STORE, "cannot open \"%.200s\": %s",
		    path, strerror(errno));
	while (rc == ERR_NONE && (entry = readdir(dir)) != NULL)
		if (strcmp(entry->d_name, ".") != 0 &&
		    strcmp(entry->d_name, "..") != 0)
			rc = visit(f, path, name, entry->d_name, depth, e);
	(void)closedir(dir);
	return rc;
}

enum err
fsck_folder(struct fsck *f, struct error *e)
{
	return walk(f, tree_source_directory(f->source), "", 0, e);
}
