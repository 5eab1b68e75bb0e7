/* Spans, buffers, arenas, maps, times and files of base/ */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/map.h"

#include "base/testing.h"

static void
a_cursor_that_ran_short_stays_failed(void **state)
{
	struct cursor c = cursor_over(bytes_text("\x01\x02\x03"));

	(void)state;
	assert_int_equal(cursor_u16be(&c), 0x0102);
	assert_int_equal(cursor_u16be(&c), 0);
	assert_true(c.short_read);
	assert_int_equal(cursor_u8(&c), 0);
	assert_int_equal(cursor_bytes(&c, 1).len, 0);
}

static void
decimals_have_one_form(void **state)
{
	static const char *const bad[] = {"", "01", "+1", "-1", "1 ", "0x1",
	    "18446744073709551616", "99999999999999999999999"};
	uint64_t v;

	(void)state;
	assert_true(bytes_decimal(bytes_text("0"), 5, &v));
	assert_true(bytes_decimal(bytes_text("18446744073709551615"),
	    UINT64_MAX, &v));
	assert_true(v == UINT64_MAX);
	assert_false(bytes_decimal(bytes_text("6"), 5, &v));
	for (size_t i = 0; i < COUNT(bad); i++)
		assert_false(bytes_decimal(bytes_text(bad[i]), UINT64_MAX,
		    &v));
}

static void
a_buffer_past_its_limit_fails_for_good(void **state)
{
	struct buffer b = {.limit = 100};

	(void)state;
	for (unsigned i = 0; i < 60; i++)
		buffer_text(&b, "ab");
	assert_true(b.failed);
	assert_true(b.len <= 100);
	buffer_release(&b);
	assert_null(b.at);
}

static void
an_arena_never_passes_its_limit(void **state)
{
	struct arena *a = arena_new(100 * KIB);
	size_t taken = 0;

	(void)state;
	while (arena_take(a, 1000) != NULL)
		taken += 1000;
	assert_true(arena_failed(a));
	assert_true(taken >= 60 * KIB && taken <= 100 * KIB);
	arena_reset(a);
	assert_non_null(arena_take(a, 1000));
	assert_null(arena_take(a, SIZE_MAX - 4));
	arena_free(a);
}

static void
a_map_finds_what_was_put(void **state)
{
	struct map *m = map_new();
	uint64_t v;
	char key[32];

	(void)state;
	for (unsigned i = 0; i < 5000; i++) {
		(void)snprintf(key, sizeof key, "key %u", i);
		assert_true(map_put(m, bytes_text(key), i));
	}
	assert_int_equal(map_count(m), 5000);
	for (unsigned i = 0; i < 5000; i++) {
		(void)snprintf(key, sizeof key, "key %u", i);
		assert_true(map_get(m, bytes_text(key), &v));
		assert_int_equal(v, i);
	}
	assert_false(map_get(m, bytes_text("key 5000"), &v));
	map_free(m);
}

static const struct time_row {
	const char *text;
	bool good;
	int64_t at_s;
} times[] = {
	{"1970-01-01T00:00:00Z", true,  0          },
	{"2024-01-08T09:00:00Z", true,  1704704400 },
	{"2024-02-29T23:59:59Z", true,  1709251199 },
	{"9999-12-31T23:59:59Z", true,  253402300799},
	{"2023-02-29T00:00:00Z", false, 0          },
	{"2024-01-08T24:00:00Z", false, 0          },
	{"2024-01-08T09:00:60Z", false, 0          },
	{"1969-12-31T23:59:59Z", false, 0          },
	{"2024-01-08 09:00:00Z", false, 0          },
	{"2024-01-08T09:00:00",  false, 0          },
};

static void
times_parse_and_print_alike(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(times); i++) {
		int64_t at_s = -1;
		char out[21];

		assert_int_equal(time_parse(bytes_text(times[i].text), &at_s),
		    times[i].good);
		if (!times[i].good)
			continue;
		assert_true(at_s == times[i].at_s);
		time_print(out, at_s);
		assert_string_equal(out, times[i].text);
	}
}

static void
secrets_that_others_can_read_are_refused(void **state)
{
	char dir[] = "/tmp/test-base-XXXXXX", path[PATH_BYTES];
	struct buffer b = {0};
	struct error e;

	(void)state;
	assert_non_null(mkdtemp(dir));
	assert_int_equal(path_join(path, dir, "key", &e), ERR_NONE);
	assert_int_equal(file_create(path, bytes_text("secret\n"), 0644, &e),
	    ERR_NONE);
	assert_int_equal(file_create(path, bytes_text("again\n"), 0600, &e),
	    ERR_CONFLICT);
	assert_int_equal(file_read_secret(&b, path, 512, &e), ERR_REFUSED);
	assert_non_null(strstr(e.text, "can be read by other users"));
	assert_non_null(strstr(e.mend, "chmod 600"));
	assert_int_equal(file_write_atomic(path, bytes_text("secret\n"), 0600,
	    &e), ERR_NONE);
	assert_int_equal(file_read_secret(&b, path, 512, &e), ERR_NONE);
	assert_true(bytes_is(buffer_bytes(&b), "secret\n"));
	assert_int_equal(file_read_secret(&b, path, 3, &e), ERR_INPUT);
	buffer_wipe(&b);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(file_read(&b, path, 10, &e), ERR_ABSENT);
	assert_int_equal(rmdir(dir), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_cursor_that_ran_short_stays_failed),
	    cmocka_unit_test(decimals_have_one_form),
	    cmocka_unit_test(a_buffer_past_its_limit_fails_for_good),
	    cmocka_unit_test(an_arena_never_passes_its_limit),
	    cmocka_unit_test(a_map_finds_what_was_put),
	    cmocka_unit_test(times_parse_and_print_alike),
	    cmocka_unit_test(secrets_that_others_can_read_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
