/* log 2.1 to 2.4 and 2.7 */
/* format/log 2.1, 2.2, 2.3 */
#include "format/tile.h"

#include <stdio.h>

#include "crypto/hash.h"

#include "base/testing.h"

static const struct row {
	const char *path;
	struct tile tile;
} rows[] = {
	{"tile/0/000", {0, 0, 256}},
	{"tile/0/255", {0, 255, 256}},
	{"tile/0/x001/000", {0, 1000, 256}},
	{"tile/0/x001/x234/067", {0, 1234067, 256}},
	{"tile/1/000.p/1", {1, 0, 1}},
	{"tile/63/000.p/255", {63, 0, 255}},
	{"tile/entries/000", {TILE_ENTRIES, 0, 256}},
	{"tile/entries/x001/000.p/7", {TILE_ENTRIES, 1000, 7}},
	/* the last bundle of 2^63 entries */
	{"tile/entries/x036/x028/x797/x018/x963/967",
	    {TILE_ENTRIES, (UINT64_C(1) << 55) - 1, 256}},
};

static void
paths_print_and_parse(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		char path[TILE_PATH_BYTES];
		struct tile t;

		assert_int_equal(tile_path(path, &rows[i].tile),
		    strlen(rows[i].path));
		assert_string_equal(path, rows[i].path);
		assert_true(tile_path_parse(&t, bytes_text(rows[i].path)));
		assert_int_equal(t.level, rows[i].tile.level);
		assert_true(t.number == rows[i].tile.number);
		assert_int_equal(t.width, rows[i].tile.width);
	}
}

static void
other_paths_are_refused(void **state)
{
	static const char *const paths[] = {"", "tile", "tile/", "tile/0",
	    "tile/0/", "tile/0/0", "tile/0/00", "tile/0/0000",
	    "tile/0/x000/001", "tile/0/001/000", "tile/0/x001",
	    "tile/0/x001/x000", "tile/0/X001/000", "tile/00/000",
	    "tile/64/000", "tile/-1/000", "tile/0/000/", "tile/0/000.p",
	    "tile/0/000.p/", "tile/0/000.p/0", "tile/0/000.p/256",
	    "tile/0/000.p/01", "tile/0/000.p/1/", "tile/0/000.p/1 ",
	    "/tile/0/000", "tile//000", "tile/entries", "tile/entries/00a",
	    "tile/data/000", "TILE/0/000", "tile/0/x001%2f000",
	    "tile/entries/x036/x028/x797/x018/x963/968",
	    "tile/0/x999/x999/x999/x999/x999/x999/x999/x999/999"};

	(void)state;
	for (size_t i = 0; i < COUNT(paths); i++) {
		struct tile t;

		assert_false(tile_path_parse(&t, bytes_text(paths[i])));
	}
}

/* log 2.3 */
static void
widths_follow_the_size(void **state)
{
	(void)state;
	assert_int_equal(tile_full_count(256, 0), 1);
	assert_int_equal(tile_partial_width(256, 0), 0);
	assert_int_equal(tile_partial_width(256, 1), 1);
	assert_int_equal(tile_full_count(70000, 0), 273);
	assert_int_equal(tile_partial_width(70000, 0), 112);
	assert_int_equal(tile_full_count(70000, 1), 1);
	assert_int_equal(tile_partial_width(70000, 1), 17);
	assert_int_equal(tile_full_count(70000, 2), 0);
	assert_int_equal(tile_partial_width(70000, 2), 1);
	assert_int_equal(tile_partial_width(70000, 3), 0);
	assert_int_equal(tile_partial_width(INT64_MAX, 7), 127);
	assert_int_equal(tile_full_count(INT64_MAX, 7), 0);
	assert_int_equal(tile_full_count(INT64_MAX, 6), 127);
	for (unsigned level = 8; level <= TILE_LEVEL_MAX; level++)
		assert_int_equal(tile_full_count(UINT64_MAX, level) +
		    tile_partial_width(UINT64_MAX, level), 0);
}

/* log 2.7 */
static void
the_worked_bundle(void **state)
{
	struct buffer b = {0};
	struct bundle read;
	struct hash h;
	char hex[65];

	(void)state;
	for (int i = 0; i < 7; i++) {
		char text[16];

		(void)snprintf(text, sizeof text, "entry %d", i);
		bundle_add(&b, bytes_text(text));
	}
	assert_int_equal(b.len, 63);
	h = hash_bytes(buffer_bytes(&b));
	hash_print(hex, &h);
	assert_string_equal(hex, "f3d92c606bd28b98f7eace651417170a216872c25b8"
	    "d17f02602e56759d02f56");
	assert_int_equal(bundle_parse(&read, buffer_bytes(&b), 7, NULL),
	    ERR_NONE);
	assert_true(bytes_is(read.entries[6], "entry 6"));
	for (size_t len = 0; len < b.len; len++)
		assert_int_equal(bundle_parse(&read, bytes_of(b.at, len), 7,
		    NULL), ERR_INPUT);
	assert_int_equal(bundle_parse(&read, buffer_bytes(&b), 6, NULL),
	    ERR_INPUT);
	assert_int_equal(bundle_parse(&read, buffer_bytes(&b), 8, NULL),
	    ERR_INPUT);
	buffer_byte(&b, 0);
	assert_int_equal(bundle_parse(&read, buffer_bytes(&b), 7, NULL),
	    ERR_INPUT);
	buffer_release(&b);
}

static void
a_bundle_holds_256_at_most(void **state)
{
	struct buffer b = {0};
	struct bundle read;

	(void)state;
	for (int i = 0; i < 256; i++)
		bundle_add(&b, bytes_text(""));
	assert_int_equal(bundle_parse(&read, buffer_bytes(&b), 256, NULL),
	    ERR_NONE);
	bundle_add(&b, bytes_text(""));
	assert_int_equal(bundle_parse(&read, buffer_bytes(&b), 256, NULL),
	    ERR_INPUT);
	assert_int_equal(bundle_parse(&read, buffer_bytes(&b), 257, NULL),
	    ERR_INPUT);
	buffer_release(&b);
}

static void
an_entry_of_64_kib_marks_the_buffer(void **state)
{
	static const uint8_t zeros[65536];
	struct buffer b = {0};

	(void)state;
	bundle_add(&b, bytes_of(zeros, 65535));
	assert_false(b.failed);
	bundle_add(&b, bytes_of(zeros, 65536));
	assert_true(b.failed);
	buffer_release(&b);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(paths_print_and_parse),
		cmocka_unit_test(other_paths_are_refused),
		cmocka_unit_test(widths_follow_the_size),
		cmocka_unit_test(the_worked_bundle),
		cmocka_unit_test(a_bundle_holds_256_at_most),
		cmocka_unit_test(an_entry_of_64_kib_marks_the_buffer),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
