#include "base/testing.h"

#include "crypto/hash.h"
#include "pages/assets.h"

static void
addresses_hold_the_hash(void **state)
{
	(void)state;
	for (size_t i = 0; i < assets_embedded_count; i++) {
		const struct asset *a = &assets_embedded[i];
		struct hash sum = hash_bytes(a->plain);
		char hex[65];

		hash_print(hex, &sum);
		hex[20] = '\0';
		assert_non_null(strstr(a->path, hex));
		assert_ptr_equal(assets_find(bytes_text(a->path)), a);
		assert_ptr_equal(assets_named(a->name), a);
	}
}

static void
others_are_absent(void **state)
{
	(void)state;
	assert_null(assets_find(bytes_text("")));
	assert_null(assets_find(bytes_text("/a/")));
	assert_null(assets_find(bytes_text("/a/00000000000000000000.css")));
	assert_null(assets_named("secret.css"));
}

static void
what_is_gzipped_is_shorter(void **state)
{
	(void)state;
	for (size_t i = 0; i < assets_embedded_count; i++) {
		const struct asset *a = &assets_embedded[i];

		if (a->gzip.len == 0)
			continue;
		assert_true(a->gzip.len < a->plain.len);
		assert_memory_equal(a->gzip.at, "\x1f\x8b\x08", 3);
		/* RFC 1952: the last four bytes are the size. */
		const uint8_t *end = a->gzip.at + a->gzip.len - 4;
		assert_int_equal(a->plain.len, end[0] | (size_t)end[1] << 8 |
		    (size_t)end[2] << 16 | (size_t)end[3] << 24);
	}
}

/* The budget of a page is three requests and 25 KB (web 40). */
static void
style_is_small_and_fetches_nothing(void **state)
{
	const struct asset *a = assets_named("style.css");
	struct buffer text = {0};

	(void)state;
	assert_non_null(a);
	assert_string_equal(a->path, assets_css_path());
	assert_true(a->plain.len <= 65536 && a->gzip.len <= 12288);
	buffer_add(&text, a->plain);
	assert_null(strstr(buffer_cstr(&text), "url("));
	assert_null(strstr(buffer_cstr(&text), "@import"));
	assert_null(strstr(buffer_cstr(&text), "GDS"));
	buffer_release(&text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(addresses_hold_the_hash),
		cmocka_unit_test(others_are_absent),
		cmocka_unit_test(what_is_gzipped_is_shorter),
		cmocka_unit_test(style_is_small_and_fetches_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
