/*
 * format/tile.h - where tiles and entry bundles lie, and what a bundle holds
 *
 * Invariant   one number has one path; print(parse(path)) = path.
 * Ownership   spans borrow; nothing allocates but bundle_add.
 * Source      log 2.1 to 2.4 (C2SP tlog-tiles)
 */
#ifndef FORMAT_TILE_H
#define FORMAT_TILE_H

#include "base/bytes.h"

#define TILE_HEIGHT 8
#define TILE_WIDTH 256
#define TILE_LEVEL_MAX 63
#define TILE_ENTRIES (-1) /* the "level" of an entry bundle */
#define TILE_BYTES (TILE_WIDTH * 32)
#define TILE_PATH_BYTES 64
#define BUNDLE_BYTES_MAX (TILE_WIDTH * (2 + 65535))

struct tile {
	int level;       /* TILE_ENTRIES, or 0 to 63 */
	uint64_t number;
	unsigned width;  /* 1 to 256; 256 = full */
};

/* "tile/0/x001/234", "tile/entries/000.p/7"; returns the length. */
size_t tile_path(char out[TILE_PATH_BYTES], const struct tile *t);
/* False for anything that is not the one path of a tile. */
MUST_CHECK bool tile_path_parse(struct tile *out, struct bytes path);

/* Full tiles of a level at a size, and the width of the partial one behind
 * them (0: there is none). Level 0 counts for bundles too. log 2.3 */
uint64_t tile_full_count(uint64_t size, unsigned level);
unsigned tile_partial_width(uint64_t size, unsigned level);

struct bundle {
	size_t entry_count;
	struct bytes entries[TILE_WIDTH];
};

/* Exactly `width` entries and no byte more, else ERR_INPUT. log 2.4 */
MUST_CHECK enum err bundle_parse(struct bundle *out, struct bytes in,
    unsigned width, struct error *e);
/* Appends one entry of at most 65,535 bytes; longer marks `out` failed. */
void bundle_add(struct buffer *out, struct bytes entry);

#endif
