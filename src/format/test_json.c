/* The strict reader and the canonical writer, model 1 */
/* format/entry 1.1, 1.2, 1.3, 1.4, 1.5, 1.7, 1.8 */
#include "format/json.h"

#include "base/testing.h"

static const struct row {
	const char *name, *text;
	const char *word; /* "" = accepted and canonical prints as `want` */
	const char *want;
} rows[] = {
	{"an empty object", "{}", "", "{}"},
	{"members are sorted", "{\"b\":1, \"a\":[true,null]}", "",
	    "{\"a\":[true,null],\"b\":1}"},
	{"escapes become text", "\"\\u00e9\\n\\/\\ud83d\\ude00\"", "",
	    "\"\xc3\xa9\\n/\xf0\x9f\x98\x80\""},
	{"controls are escaped in lower case", "\"\\u001F\"", "",
	    "\"\\u001f\""},
	{"the largest integer", "9007199254740991", "", "9007199254740991"},
	{"one above it", "9007199254740992", "json_number", NULL},
	{"minus zero", "-0", "json_number", NULL},
	{"a fraction", "[1.5]", "json_number", NULL},
	{"an exponent", "1e3", "json_number", NULL},
	{"a name twice after unescaping", "{\"a\":1,\"\\u0061\":2}",
	    "json_duplicate", NULL},
	{"a lone surrogate", "\"\\ud800\"", "json_string", NULL},
	{"NUL", "\"\\u0000\"", "json_string", NULL},
	{"a noncharacter as bytes", "\"\xef\xbf\xbe\"", "json_string", NULL},
	{"a byte order mark", "\xef\xbb\xbf{}", "json_utf8", NULL},
	{"an overlong form", "\"\xc0\xaf\"", "json_utf8", NULL},
	{"a trailing comma", "[1,]", "json_syntax", NULL},
	{"two values", "1 2", "json_syntax", NULL},
	{"nothing", "", "json_syntax", NULL},
	{"a raw tab in a string", "\"\t\"", "json_syntax", NULL},
	{"depth 32", "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]"
	    "]]]]]]]]", "",
	    "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]"},
	{"depth 33", "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]"
	    "]]]]]]]]]]", "json_depth", NULL},
};

static void
check_row(void **state)
{
	const struct row *row = *state;
	struct arena *a = arena_new(4 * MIB);
	struct buffer out = {0};
	const struct json *v = NULL;
	struct error e = {0};
	enum err rc = json_parse(&v, bytes_text(row->text),
	    &json_entry_limits, a, &e);

	assert_string_equal(e.word, row->word);
	assert_int_equal(rc, row->want == NULL ? ERR_INPUT : ERR_NONE);
	if (row->want != NULL) {
		json_print_canonical(&out, v);
		assert_string_equal(buffer_cstr(&out), row->want);
		assert_true(json_is_canonical(v, bytes_text(row->want)));
	}
	buffer_release(&out);
	arena_free(a);
}

static void
pointers_lead_to_members(void **state)
{
	struct arena *a = arena_new(MIB);
	const struct json *v = NULL;

	(void)state;
	assert_int_equal(json_parse(&v, bytes_text(
	    "{\"a/b\":[10,{\"m~n\":7}]}"), &json_entry_limits, a, NULL),
	    ERR_NONE);
	v = json_pointer(v, bytes_text("/a~1b/1/m~0n"));
	assert_non_null(v);
	assert_int_equal(v->number, 7);
	assert_null(json_pointer(v, bytes_text("/x")));
	arena_free(a);
}

static void
controls_become_visible(void **state)
{
	static const struct {
		const char *text, *kept, *want;
	} texts[] = {
	    {"plain \xc3\xa9\xe2\x82\xac", "", "plain \xc3\xa9\xe2\x82\xac"},
	    {"a\033[2Jb\rc\x7f", "\n", "a\\x1b[2Jb\\x0dc\\x7f"},
	    {"two\nlines\tand", "\n\t", "two\nlines\tand"},
	    {"two\nlines", "", "two\\x0alines"},
	    {"\xc2\x9b"
	     "31m\xc2\x80\xc2\x9f\xc2\xa0",
		"", "\\u009b31m\\u0080\\u009f\xc2\xa0"},
	    {"\xe2\x80\xaa\xe2\x80\xae\xe2\x80\xa9\xe2\x80\xaf", "",
		"\\u202a\\u202e\xe2\x80\xa9\xe2\x80\xaf"},
	    {"cut \xe2\x80", "", "cut \xe2\x80"},
	    {"cut \xc2", "", "cut \xc2"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(texts); i++) {
		struct buffer out = {0};

		utf8_put_visible(&out, bytes_text(texts[i].text),
		    texts[i].kept);
		assert_string_equal(buffer_cstr(&out), texts[i].want);
		buffer_release(&out);
	}
}

int
main(void)
{
	struct CMUnitTest tests[COUNT(rows) + 2] =
	    {cmocka_unit_test(pointers_lead_to_members),
		cmocka_unit_test(controls_become_visible)};

	for (size_t i = 0; i < COUNT(rows); i++)
		tests[i + 2] = (struct CMUnitTest){.name = rows[i].name,
		    .test_func = check_row,
		    .initial_state = (void *)(uintptr_t)&rows[i]};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
