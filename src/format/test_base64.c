/* log 3.1.1: RFC 4648 section 4 and no other spelling */
#include "format/base64.h"

#include "base/testing.h"

static const struct row {
	const char *plain, *text;
} rows[] = { /* RFC 4648 section 10 */
	{"", ""},
	{"f", "Zg=="},
	{"fo", "Zm8="},
	{"foo", "Zm9v"},
	{"foob", "Zm9vYg=="},
	{"fooba", "Zm9vYmE="},
	{"foobar", "Zm9vYmFy"},
};

static void
the_published_values(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		uint8_t plain[8];
		struct buffer b = {0};
		size_t len;

		assert_true(base64_decode(bytes_text(rows[i].text), plain,
		    sizeof plain, &len));
		assert_true(bytes_is(bytes_of(plain, len), rows[i].plain));
		base64_encode(&b, bytes_text(rows[i].plain));
		assert_string_equal(buffer_cstr(&b), rows[i].text);
		buffer_release(&b);
	}
}

static void
other_spellings_are_refused(void **state)
{
	static const char *const texts[] = {"Z", "Zg", "Zg=", "Zg===", "=",
	    "====", "Z===", "Zh==", "Zm9=", "Zg==Zg==", "Zm9v\n", " Zm9v",
	    "Zm-v", "Zm_v", "Zm9v====", "Z\xc3\xa9g="};

	(void)state;
	for (size_t i = 0; i < COUNT(texts); i++) {
		uint8_t plain[32];
		size_t len;

		assert_false(base64_decode(bytes_text(texts[i]), plain,
		    sizeof plain, &len));
		assert_false(base64_peek(bytes_text(texts[i]), plain,
		    sizeof plain, &len));
	}
}

/* Every length over several pieces: what is kept, and padding within. */
static void
a_peek_sees_what_a_whole_reading_sees(void **state)
{
	uint8_t in[300], first[100];
	char text[BASE64_LEN(sizeof in) + 5];

	(void)state;
	for (size_t i = 0; i < sizeof in; i++)
		in[i] = (uint8_t)(i * 7);
	for (size_t n = 0; n <= sizeof in; n++) {
		size_t len = 0, keep = n < sizeof first ? n : sizeof first;

		base64_print(text, bytes_of(in, n));
		assert_true(base64_peek(bytes_text(text), first,
		    sizeof first, &len));
		assert_int_equal(len, n);
		if (keep != 0)
			assert_memory_equal(first, in, keep);
		if (n % 3 == 0)
			continue;
		memcpy(text + strlen(text), "AAAA", 5);
		assert_false(base64_peek(bytes_text(text), first,
		    sizeof first, &len));
	}
}

static void
nothing_is_written_past_the_end(void **state)
{
	uint8_t plain[4] = {0, 0, 0, 0xee};
	size_t len;

	(void)state;
	assert_false(base64_decode(bytes_text("Zm9vYg=="), plain, 3, &len));
	assert_int_equal(plain[3], 0xee);
	assert_true(base64_decode(bytes_text("Zm9v"), plain, 3, &len));
	assert_int_equal(plain[3], 0xee);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_published_values),
		cmocka_unit_test(other_spellings_are_refused),
		cmocka_unit_test(a_peek_sees_what_a_whole_reading_sees),
		cmocka_unit_test(nothing_is_written_past_the_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
