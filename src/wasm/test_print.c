/* The small printf against libc's, for the conversions it knows */
#include <inttypes.h>
#include <stdio.h>

#include "base/error.h"
#include "base/testing.h"
#include "wasm/print.h"

static int PRINTF_LIKE(3, 4)
small(char *out, size_t size, const char *fmt, ...)
{
	va_list args;
	int len;

	va_start(args, fmt);
	len = small_vsnprintf(out, size, fmt, args);
	va_end(args);
	return len;
}

#define SAME(...)                                                      \
	do {                                                           \
		char ours[64], theirs[64];                             \
		int a = small(ours, sizeof ours, __VA_ARGS__);         \
		int b = snprintf(theirs, sizeof theirs, __VA_ARGS__);  \
                                                                       \
		assert_string_equal(ours, theirs);                     \
		assert_int_equal(a, b);                                \
	} while (0)

static void
numbers(void **state)
{
	static const int64_t values[] = {0, 1, -1, 9, 10, 255, 4096, 2147483647,
	    -2147483647 - 1, INT64_MAX, INT64_MIN};

	(void)state;
	for (size_t i = 0; i < COUNT(values); i++) {
		SAME("%d|%u", (int)values[i], (unsigned)values[i]);
		SAME("%" PRId64 ", %" PRIu64, values[i], (uint64_t)values[i]);
		SAME("%zu %x", (size_t)values[i], (unsigned)values[i]);
		SAME("%04d-%02d", (int)(values[i] % 10000),
		    (int)(values[i] % 100));
		SAME("%02x%04x%06u", (unsigned)values[i] & 255,
		    (unsigned)values[i] & 65535, (unsigned)values[i] % 9999);
		SAME("[%5d]", (int)values[i]);
	}
}

static void
texts(void **state)
{
	(void)state;
	SAME("%s", "");
	SAME("a %s of %d %%", "word", 3);
	SAME("%.3s|%.*s|%.300s", "abcdef", 2, "xyz", "short");
	SAME("%c%c", 'o', 'k');
	SAME("[%8s]", "right");
}

static void
what_does_not_fit_is_cut(void **state)
{
	char out[8];

	(void)state;
	assert_int_equal(small(out, sizeof out, "%s", "0123456789"), 10);
	assert_string_equal(out, "0123456");
	assert_int_equal(small(out, 1, "%d", 77), 2);
	assert_string_equal(out, "");
	assert_int_equal(small(NULL, 0, "%d", 77), 2);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(numbers),
	    cmocka_unit_test(texts),
	    cmocka_unit_test(what_does_not_fit_is_cut),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
