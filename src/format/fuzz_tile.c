/* Any bytes as a path and as a bundle: what is accepted prints to the same
 * bytes. log 2.1, 2.4 */
#include <assert.h>

#include "format/tile.h"

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len);

static void
bundle(struct bytes in, unsigned width)
{
	static struct bundle b;
	struct buffer again = {0};

	if (bundle_parse(&b, in, width, NULL) != ERR_NONE)
		return;
	assert(b.entry_count == width);
	for (size_t i = 0; i < b.entry_count; i++)
		bundle_add(&again, b.entries[i]);
	assert(bytes_equal(in, buffer_bytes(&again)));
	buffer_release(&again);
}

int
LLVMFuzzerTestOneInput(const uint8_t *at, size_t len)
{
	struct bytes in = bytes_of(at, len);
	char again[TILE_PATH_BYTES];
	struct tile t;

	if (tile_path_parse(&t, in)) {
		assert(t.width >= 1 && t.width <= TILE_WIDTH);
		assert(bytes_equal(in, bytes_of(again,
		    tile_path(again, &t))));
	}
	/* the first byte chooses how many entries are expected */
	if (len != 0)
		bundle(bytes_of(at + 1, len - 1), at[0] + 1u);
	return 0;
}
