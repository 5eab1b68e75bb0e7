/* Targets, headers and routes before any handler: interfaces B4.2; log 2.8 */
#include <stdio.h>

#include "web/http_inside.h"
#include "web/problem.h"

#include "base/testing.h"

static const struct target {
	const char *name, *text;
	unsigned status; /* 0: taken */
	const char *path, *first; /* decoded; name=value of the first member */
} targets[] = {
	{"a path",			 "/checkpoint",		0,   "/checkpoint", NULL},
	{"a query",		      "/ask?of=p%2F3",	      0,   "/ask",	       "of=p/3"},
	{"a plus is a blank in a query", "/s?q=a+b",	     0,   "/s",		"q=a b"},
	{"a plus stays in a path",       "/a+b",		 0,   "/a+b",	       NULL},
	{"a member without a value",     "/s?q",		 0,   "/s",		"q="},
	{"coded letters",		"/%c3%a9",	      0,   "/\xc3\xa9",   NULL},
	{"no slash",		     "checkpoint",	   400, NULL,		NULL},
	{"a lone percent",	       "/%",		   400, NULL,	 NULL},
	{"half an escape",	       "/%4",		  400, NULL,	 NULL},
	{"no hex digits",		"/%zz",		 400, NULL,	  NULL},
	{"zero byte",		    "/a%00",		400, NULL,	   NULL},
	{"line feed",		    "/a%0a",		400, NULL,	   NULL},
	{"dots",			 "/a/../b",	      400, NULL,	      NULL},
	{"dots at the end",	      "/a/..",		400, NULL,	   NULL},
	{"coded dots",		   "/a/%2e%2e/b",	  400, NULL,		NULL},
	{"a coded slash that climbs",    "/a%2f..%2fb",	  400, NULL,		NULL},
	{"three dots are a name",	"/a/.../b",	     0,   "/a/.../b",    NULL},
	{"backslash",		    "/a%5cb",	       400, NULL,	   NULL},
	{"not UTF-8",		    "/%ff",		 400, NULL,	  NULL},
	{"overlong slash",	       "/%c0%af",	      400, NULL,	  NULL},
	{"a bad query",		  "/a?b=%ff",	     400, NULL,	 NULL},
};

static void
judge_target(void **state)
{
	const struct target *row = *state;
	struct http_request r = {.arena = arena_new(MIB)};
	struct http_refusal got = http_guard_target(&r,
	    bytes_text(row->text));
	char first[64] = "";

	assert_int_equal(got.status, row->status);
	if (row->status == 0) {
		assert_true(bytes_is(r.path, row->path));
		if (r.query_count != 0)
			(void)snprintf(first, sizeof first, "%.*s=%.*s",
			    (int)r.query[0].name.len,
			    (const char *)r.query[0].name.at,
			    (int)r.query[0].value.len,
			    (const char *)r.query[0].value.at);
		assert_string_equal(first,
		    row->first == NULL ? "" : row->first);
	}
	arena_wipe(r.arena);
}

static void
long_targets_and_many_members(void **state)
{
	struct http_request r = {.arena = arena_new(MIB)};
	struct buffer text = {0};

	(void)state;
	buffer_byte(&text, '/');
	while (text.len < HTTP_TARGET_BYTES)
		buffer_byte(&text, 'a');
	assert_int_equal(http_guard_target(&r, buffer_bytes(&text)).status, 0);
	buffer_byte(&text, 'a');
	assert_int_equal(http_guard_target(&r, buffer_bytes(&text)).status,
	    414);
	buffer_clear(&text);
	buffer_text(&text, "/?");
	for (int i = 0; i < HTTP_QUERY_MAX; i++)
		buffer_printf(&text, "%sa%d=1", i == 0 ? "" : "&", i);
	r.query_count = 0;
	assert_int_equal(http_guard_target(&r, buffer_bytes(&text)).status, 0);
	assert_int_equal(r.query_count, HTTP_QUERY_MAX);
	buffer_text(&text, "&z=1");
	r.query_count = 0;
	assert_int_equal(http_guard_target(&r, buffer_bytes(&text)).status,
	    400);
	buffer_release(&text);
	arena_wipe(r.arena);
}

static void
headers_are_tokens_and_visible(void **state)
{
	static const struct {
		const char *name, *value;
		unsigned status;
	} rows[] = {
		{"Accept",   "text/plain", 0},
		{"Accept ",  "x",	  400},
		{"",	 "x",	  400},
		{"A:b",      "x",	  400},
		{"X-Tab",    "a\tb",       0},
		{"X-Bell",   "a\x07",      400},
		{"X-Delete", "a\x7f",      400},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		assert_int_equal(http_guard_header(bytes_text(rows[i].name),
		    bytes_text(rows[i].value)).status, rows[i].status);
	assert_int_equal(http_guard_header(bytes_text("X"),
	    bytes_of("a\0b", 3)).status, 400);
}

static void
routes_fit_whole_paths(void **state)
{
	static const struct {
		const char *pattern, *path;
		bool fits;
		const char *part, *suffix; /* suffix NULL: the flag is not set */
	} rows[] = {
		{"/entries/*/proof", "/entries/7/proof", true,  "7", NULL},
		{"/entries/*", "/entries/7/proof", false, NULL, NULL},
		{"/entries/*", "/entries/", false, NULL, NULL},
		{"/entries", "/entries/", false, NULL, NULL},
		{"/entries", "/entries", true, NULL, NULL},
		{"/tile/**", "/tile/0/000", true, "0/000", NULL},
		{"/tile/**", "/tile", false, NULL, NULL},
		{"/tile/**", "/tile/", false, NULL, NULL},
		{"/p/*", "/p/7.json", true, "7.json", NULL},
		{"/p/*", "/p/7.json", true, "7", "json"},
		{"/p/*", "/p/7", true, "7", ""},
		{"/p/*", "/p/7.exe", true, "7.exe", ""},
		{"/p/*", "/p/.json", true, ".json", ""},
		{"/p/*", "/p/7.a.csv", true, "7.a", "csv"},
		{"/search", "/search.atom", true, NULL, "atom"},
		{"/search", "/search.atom", false, NULL, NULL},
		{"/{lang}/p/*", "/en/p/7", true, "7", NULL},
		{"/{lang}/p/*", "/fr/p/7", true, "7", NULL},
		{"/{lang}/p/*", "/de/p/7", false, NULL, NULL},
		{"/", "/", true, NULL, NULL},
		{"/", "/x", false, NULL, NULL},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct http_route route = {.method = "GET",
		    .pattern = rows[i].pattern,
		    .flags = rows[i].suffix == NULL ? 0 : HTTP_SUFFIX};
		struct http_request r = {.path = bytes_text(rows[i].path)};

		assert_int_equal(http_route_fits(&route, &r) != 0,
		    rows[i].fits);
		if (rows[i].part != NULL)
			assert_true(bytes_is(r.parts[0], rows[i].part));
		if (rows[i].suffix != NULL)
			assert_true(bytes_is(r.suffix, rows[i].suffix));
	}
}

static void
the_most_literal_route_is_taken(void **state)
{
	static const struct http_route one[] = {
		{.method = "GET", .pattern = "/a/**"},
		{.method = "GET", .pattern = "/a/*", .flags = HTTP_SUFFIX},
		{.method = "GET", .pattern = "/{lang}/p/*"},
	};
	static const struct http_route two[] = {
		{.method = "GET", .pattern = "/a/new"},
		{.method = "POST", .pattern = "/a/*"},
		{.method = "GET", .pattern = "/a/open.json"},
		{.method = "GET", .pattern = "/a/*"},
	};
	static const struct http_route_table tables[] = {
		{one, COUNT(one)}, {two, COUNT(two)}};
	static const struct {
		const char *method, *path;
		const struct http_route *want;
		const char *allow;
	} rows[] = {
		{"GET", "/a/new", &two[0], "GET, HEAD, POST"},
		{"POST", "/a/new", &two[1], "GET, HEAD, POST"},
		{"GET", "/a/7", &one[1], "GET, HEAD, POST"},
		{"GET", "/a/7/8", &one[0], "GET, HEAD"},
		{"PUT", "/a/7/8", NULL, "GET, HEAD"},
		{"GET", "/a/open.json", &two[2], "GET, HEAD, POST"},
		{"GET", "/b", NULL, ""},
		{"GET", "/fr/p/1", &one[2], "GET, HEAD"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct http_request r = {.path = bytes_text(rows[i].path),
		    .method = rows[i].method,
		    .lang = LANG_EN};
		char allow[HTTP_ALLOW_BYTES];
		unsigned methods;

		assert_ptr_equal(http_route_find(tables, COUNT(tables), &r,
		    &methods), rows[i].want);
		http_methods_print(allow, methods);
		assert_string_equal(allow, rows[i].allow);
		if (rows[i].want == &one[2])
			assert_int_equal(r.lang, LANG_FR);
	}
}

static void
errors_have_one_status_each(void **state)
{
	static const struct {
		enum err code;
		const char *word;
		unsigned status;
	} rows[] = {
		{ERR_INPUT,     "json_form",	    422},
		{ERR_ABSENT,    "blob",		 404},
		{ERR_REFUSED,   "sig_invalid",	  403},
		{ERR_REFUSED,   "warnings",	     422},
		{ERR_CONFLICT,  "replayed",	     409},
		{ERR_CONFLICT,  "idempotency-mismatch", 422},
		{ERR_UNCHECKED, "refuses_to_sign",      503},
		{ERR_STORE,     "disk_full",	    507},
		{ERR_STORE,     "x",		    503},
		{ERR_PROOF,     "x",		    500},
		{ERR_MEMORY,    "x",		    503},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct error e = {.lang = LANG_EN};

		(void)error_word(&e, rows[i].code, rows[i].word, "no");
		assert_int_equal(problem_status(&e), rows[i].status);
	}
}

int
main(void)
{
	struct CMUnitTest tests[COUNT(targets) + 5];
	size_t n = 0;

	for (; n < COUNT(targets); n++)
		tests[n] = (struct CMUnitTest){.name = targets[n].name,
		    .test_func = judge_target,
		    .initial_state = (void *)(uintptr_t)&targets[n]};
	tests[n++] = (struct CMUnitTest)cmocka_unit_test(
	    long_targets_and_many_members);
	tests[n++] = (struct CMUnitTest)cmocka_unit_test(
	    headers_are_tokens_and_visible);
	tests[n++] = (struct CMUnitTest)cmocka_unit_test(
	    routes_fit_whole_paths);
	tests[n++] = (struct CMUnitTest)cmocka_unit_test(
	    the_most_literal_route_is_taken);
	tests[n++] = (struct CMUnitTest)cmocka_unit_test(
	    errors_have_one_status_each);
	return _cmocka_run_group_tests("web", tests, n, NULL, NULL);
}
