/* Token buckets and kept pages, with the clock held still. reliability 8.5;
 * interfaces B5.1 */
#include <stdio.h>
#include <stdlib.h>

#include "web/gzip.h"
#include "web/page_cache.h"

#include "base/testing.h"

static bool
take(struct rates *r, enum rate_kind kind, const char *who, int64_t at_ms)
{
	unsigned wait_s;

	return rates_take(r, kind, bytes_text(who), at_ms, &wait_s);
}

static void
a_burst_then_a_steady_rate(void **state)
{
	struct rates *r = rates_new(rates_default);
	unsigned wait_s;

	(void)state;
	for (int i = 0; i < 200; i++)
		assert_true(take(r, RATE_READ, "a", 1000));
	assert_false(rates_take(r, RATE_READ, bytes_text("a"), 1000, &wait_s));
	assert_int_equal(wait_s, 1);
	assert_true(take(r, RATE_READ, "b", 1000));
	assert_true(take(r, RATE_QUESTION, "a", 1000));
	for (int i = 0; i < 50; i++)
		assert_true(take(r, RATE_READ, "a", 2000));
	assert_false(take(r, RATE_READ, "a", 2000));
	/* asking without pause gains nothing, and loses nothing */
	for (int ms = 2001; ms < 2020; ms++)
		assert_false(take(r, RATE_READ, "a", ms));
	assert_true(take(r, RATE_READ, "a", 2020));
	rates_give(r, RATE_READ, bytes_text("a"), 2020);
	assert_true(take(r, RATE_READ, "a", 2020));
	assert_false(take(r, RATE_READ, "a", 2020));
	rates_free(r);
}

static void
an_office_has_ten_thousand_a_day(void **state)
{
	struct rates *r = rates_new(rates_default);
	unsigned wait_s;
	int more = 0;

	(void)state;
	for (int i = 0; i < 10000; i++)
		assert_true(take(r, RATE_OFFICE, "o", 0));
	assert_false(rates_take(r, RATE_OFFICE, bytes_text("o"), 0, &wait_s));
	assert_int_equal(wait_s, 9);
	for (int64_t ms = 0; ms < 3600000; ms += 1000)
		more += take(r, RATE_OFFICE, "o", ms);
	assert_in_range(more, 410, 420);
	rates_free(r);
}

/* A hundred thousand addresses do not free the one that asked too much. */
static void
strangers_push_out_the_full_ones_first(void **state)
{
	struct rates *r = rates_new(rates_default);
	char who[16];

	(void)state;
	for (int i = 0; i < 200; i++)
		assert_true(take(r, RATE_READ, "a", 0));
	for (int i = 0; i < 100000; i++) {
		(void)snprintf(who, sizeof who, "%d", i);
		assert_true(take(r, RATE_READ, who, i / 100));
	}
	assert_true(take(r, RATE_READ, "a", 1000));
	for (int i = 0; i < 49; i++)
		assert_true(take(r, RATE_READ, "a", 1000));
	assert_false(take(r, RATE_READ, "a", 1000));
	rates_free(r);
}

static void
rates_are_read(void **state)
{
	static const struct {
		const char *text;
		enum err want;
		uint32_t per_minute, burst; /* of reading */
	} rows[] = {
		{"read=5/9", ERR_NONE, 300, 9},
		{"read=5", ERR_NONE, 300, 5},
		{"read=0", ERR_NONE, 0, 0},
		{"question=1/1,read=2/2", ERR_NONE, 120, 2},
		{"", ERR_NONE, 3000, 200},
		{"read", ERR_INPUT, 0, 0},
		{"read=", ERR_INPUT, 0, 0},
		{"read=5/", ERR_INPUT, 0, 0},
		{"read=5/0", ERR_INPUT, 0, 0},
		{"read=-1", ERR_INPUT, 0, 0},
		{"reads=1", ERR_INPUT, 0, 0},
		{",", ERR_INPUT, 0, 0},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct rate limits[RATE_COUNT];

		memcpy(limits, rates_default, sizeof limits);
		assert_int_equal(rates_parse(limits, rows[i].text, NULL),
		    rows[i].want);
		if (rows[i].want != ERR_NONE)
			continue;
		assert_int_equal(limits[RATE_READ].per_minute,
		    rows[i].per_minute);
		assert_int_equal(limits[RATE_READ].burst, rows[i].burst);
	}
}

static void
keep(struct page_cache *c, const struct http_state *at, const char *key,
    size_t len)
{
	uint8_t *body = calloc(1, len + 1);
	struct page p = {.body = bytes_of(body, len), .gzip = bytes_text("gz"),
	    .type = "text/html", .cache = "public", .tag = "t"};

	assert_non_null(body);
	memset(body, 'x', len);
	p.headers[0].name = "Link";
	p.headers[0].value = key;
	p.header_count = 1;
	page_cache_keep(c, at, bytes_text(key), &p);
	memset(body, 'y', len); /* the cache has its own */
	free(body);
}

static void
pages_are_kept_until_the_state_changes(void **state)
{
	static const struct http_state one = {7, 5, 100}, later[] = {
		{8, 5, 100}, {7, 7, 100}, {7, 5, 101}};
	struct page_cache *c = page_cache_new(MIB);
	const struct page *p;

	(void)state;
	assert_null(page_cache_find(c, &one, bytes_text("/a")));
	for (size_t i = 0; i < COUNT(later); i++) {
		keep(c, &one, "/a", 100);
		keep(c, &one, "/b", 100);
		p = page_cache_find(c, &one, bytes_text("/a"));
		assert_non_null(p);
		assert_int_equal(p->body.len, 100);
		assert_int_equal(p->body.at[99], 'x');
		assert_true(bytes_is(p->gzip, "gz"));
		assert_string_equal(p->type, "text/html");
		assert_string_equal(p->headers[0].value, "/a");
		assert_null(page_cache_find(c, &one, bytes_text("/")));
		assert_null(page_cache_find(c, &later[i], bytes_text("/a")));
		assert_int_equal(page_cache_bytes(c), 0);
		assert_null(page_cache_find(c, &one, bytes_text("/b")));
	}
	page_cache_free(c);
}

static void
the_least_recently_used_page_goes(void **state)
{
	static const struct http_state at = {1, 1, 1};
	struct page_cache *c = page_cache_new(100000);
	char key[16];

	(void)state;
	keep(c, &at, "/large", 13000); /* more than an eighth */
	assert_null(page_cache_find(c, &at, bytes_text("/large")));
	keep(c, &at, "/first", 9000);
	keep(c, &at, "/second", 9000);
	for (int i = 0; i < 200; i++) {
		(void)snprintf(key, sizeof key, "/%d", i);
		keep(c, &at, key, 9000);
		assert_in_range(page_cache_bytes(c), 9000, 100000);
		assert_non_null(page_cache_find(c, &at, bytes_text("/first")));
	}
	assert_null(page_cache_find(c, &at, bytes_text("/second")));
	assert_non_null(page_cache_find(c, &at, bytes_text("/199")));
	page_cache_free(c);
}

static void
gzip_is_smaller_or_not_made(void **state)
{
	struct buffer out = {0};
	uint8_t noise[256], words[4096];

	(void)state;
	memset(words, 'a', sizeof words);
	assert_true(gzip_make(&out, bytes_of(words, sizeof words)));
	assert_in_range(out.len, 18, 100);
	assert_memory_equal(out.at, "\x1f\x8b\x08", 3);
	buffer_release(&out);
	for (int i = 0; i < 256; i++)
		noise[i] = (uint8_t)(i * 167);
	assert_false(gzip_make(&out, bytes_of(noise, sizeof noise)));
	assert_false(gzip_make(&out, bytes_text("")));
	assert_int_equal(out.len, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_burst_then_a_steady_rate),
		cmocka_unit_test(an_office_has_ten_thousand_a_day),
		cmocka_unit_test(strangers_push_out_the_full_ones_first),
		cmocka_unit_test(rates_are_read),
		cmocka_unit_test(pages_are_kept_until_the_state_changes),
		cmocka_unit_test(the_least_recently_used_page_goes),
		cmocka_unit_test(gzip_is_smaller_or_not_made),
	};

	return cmocka_run_group_tests_name("rates", tests, NULL, NULL);
}
