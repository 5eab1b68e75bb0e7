#include "format/tile.h"

#include <inttypes.h>
#include <stdio.h>

/* Largest tile number whose path fits: 2^63 entries have 2^55 bundles. */
#define NUMBER_MAX ((UINT64_C(1) << 55) - 1)

size_t
tile_path(char out[TILE_PATH_BYTES], const struct tile *t)
{
	uint64_t groups[7] = {0}, rest = t->number;
	size_t count = 0, len;

	do {
		groups[count++] = rest % 1000;
		rest /= 1000;
	} while (rest != 0);
	if (t->level == TILE_ENTRIES)
		len = (size_t)snprintf(out, TILE_PATH_BYTES, "tile/entries");
	else
		len = (size_t)snprintf(out, TILE_PATH_BYTES, "tile/%d",
		    t->level);
	while (count-- != 0)
		len += (size_t)snprintf(out + len, TILE_PATH_BYTES - len,
		    count == 0 ? "/%03" PRIu64 : "/x%03" PRIu64,
		    groups[count]);
	if (t->width < TILE_WIDTH)
		len += (size_t)snprintf(out + len, TILE_PATH_BYTES - len,
		    ".p/%u", t->width);
	return len;
}

/* Cuts up to the next '/' off the front. */
static bool
segment(struct bytes *rest, struct bytes *part)
{
	size_t slash = bytes_find(*rest, '/');

	*part = bytes_of(rest->at, slash);
	if (slash == rest->len)
		return false;
	*rest = bytes_of(rest->at + slash + 1, rest->len - slash - 1);
	return true;
}

static bool
three_digits(struct bytes part, uint64_t *number)
{
	unsigned value = 0;

	if (part.len != 3)
		return false;
	for (size_t i = 0; i < 3; i++) {
		if (part.at[i] < '0' || part.at[i] > '9')
			return false;
		value = value * 10 + (unsigned)(part.at[i] - '0');
	}
	*number = *number * 1000 + value;
	return true;
}

bool
tile_path_parse(struct tile *out, struct bytes path)
{
	struct tile t = {0, 0, TILE_WIDTH};
	struct bytes rest = path, part;
	char again[TILE_PATH_BYTES];
	uint64_t value = 0;
	bool more;

	if (path.len >= TILE_PATH_BYTES || !segment(&rest, &part) ||
	    !bytes_is(part, "tile") || !segment(&rest, &part))
		return false;
	if (bytes_is(part, "entries"))
		t.level = TILE_ENTRIES;
	else if (bytes_decimal(part, TILE_LEVEL_MAX, &value))
		t.level = (int)value;
	else
		return false;
	more = segment(&rest, &part);
	while (more && part.len == 4 && part.at[0] == 'x') {
		if (t.number > NUMBER_MAX / 1000 ||
		    !three_digits(bytes_of(part.at + 1, 3), &t.number))
			return false;
		more = segment(&rest, &part);
	}
	if (more) { /* NNN.p/W */
		if (part.len != 5 || part.at[3] != '.' || part.at[4] != 'p' ||
		    !bytes_decimal(rest, TILE_WIDTH - 1, &value) ||
		    value == 0)
			return false;
		t.width = (unsigned)value;
		part.len = 3;
	}
	if (t.number > NUMBER_MAX / 1000 || !three_digits(part, &t.number) ||
	    t.number > NUMBER_MAX)
		return false;
	/* x000 in front is a second path of the same number */
	if (!bytes_equal(path, bytes_of(again, tile_path(again, &t))))
		return false;
	*out = t;
	return true;
}

uint64_t
tile_full_count(uint64_t size, unsigned level)
{
	return level >= 7 ? 0 : size >> (TILE_HEIGHT * (level + 1));
}

unsigned
tile_partial_width(uint64_t size, unsigned level)
{
	return level >= 8 ? 0 :
	    (unsigned)(size >> (TILE_HEIGHT * level) & (TILE_WIDTH - 1));
}

enum err
bundle_parse(struct bundle *out, struct bytes in, unsigned width,
    struct error *e)
{
	struct cursor c = cursor_over(in);
	size_t count = 0;

	while (c.left != 0 && count < TILE_WIDTH && count < width) {
		out->entries[count] = cursor_bytes(&c, cursor_u16be(&c));
		if (c.short_read)
			return error_set(e, ERR_INPUT, "the bundle breaks off "
			    "within entry %zu of it", count);
		count++;
	}
	if (count != width)
		return error_set(e, ERR_INPUT, "the bundle holds %zu entries, "
		    "not %u", count, width);
	if (c.left != 0)
		return error_set(e, ERR_INPUT, "%zu bytes follow the last "
		    "entry of the bundle", c.left);
	out->entry_count = count;
	return ERR_NONE;
}

void
bundle_add(struct buffer *out, struct bytes entry)
{
	uint8_t len[2];

	if (entry.len > 65535) {
		out->failed = true;
		return;
	}
	put_be(len, 2, entry.len);
	buffer_append(out, len, sizeof len);
	buffer_add(out, entry);
}
