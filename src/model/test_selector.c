/* Places in a text: docs/format/selectors.md */
#include "model/selector.h"

#include "base/testing.h"

#define TEXT "\303\251t\303\251: one call, then one more call; aaaa\n"

static const struct row {
	const char *name, *select, *words, *text;
	enum err want;
	const char *word;
	size_t index, start, end; /* of the selector looked at */
} rows[] = {
    /* format/selectors 2.1; format/entry 3.14; format/slots 2.3 */
    {"a quote that stands once", "[{\"type\":\"quote\"}]",
     "[{\"exact\":\"more\",\"prefix\":\"\",\"suffix\":\"\"}]", TEXT, ERR_NONE,
     "", 0, 24, 28},
    {"its prefix decides", "[{\"type\":\"quote\"}]",
     "[{\"exact\":\"one\",\"prefix\":\"then \",\"suffix\":\"\"}]", TEXT,
     ERR_NONE, "", 0, 20, 23},
    {"its suffix decides", "[{\"type\":\"quote\"}]",
     "[{\"exact\":\"one\",\"prefix\":\"\",\"suffix\":\" call\"}]", TEXT,
     ERR_NONE, "", 0, 5, 8},
    {"twice is ambiguous", "[{\"type\":\"quote\"}]",
     "[{\"exact\":\"one\",\"prefix\":\"\",\"suffix\":\"\"}]", TEXT, ERR_INPUT,
     "ambiguous", 0, 0, 0},
    {"places that overlap are two", "[{\"type\":\"quote\"}]",
     "[{\"exact\":\"aaa\",\"prefix\":\"\",\"suffix\":\"\"}]", TEXT, ERR_INPUT,
     "ambiguous", 0, 0, 0},
    {"not at all is not found", "[{\"type\":\"quote\"}]",
     "[{\"exact\":\"two\",\"prefix\":\"\",\"suffix\":\"\"}]", TEXT, ERR_INPUT,
     "not_found", 0, 0, 0},
    {"a prefix that does not adjoin", "[{\"type\":\"quote\"}]",
     "[{\"exact\":\"more\",\"prefix\":\"then \",\"suffix\":\"\"}]", TEXT,
     ERR_INPUT, "not_found", 0, 0, 0},
    {"a quote longer than the text", "[{\"type\":\"quote\"}]",
     "[{\"exact\":\"more\",\"prefix\":\"\",\"suffix\":\"\"}]", "mor", ERR_INPUT,
     "not_found", 0, 0, 0},
    {"the empty text", "[{\"type\":\"quote\"}]",
     "[{\"exact\":\"more\",\"prefix\":\"\",\"suffix\":\"\"}]", "", ERR_INPUT,
     "not_found", 0, 0, 0},
    {"no words", "[{\"type\":\"quote\"}]", "[null]", TEXT, ERR_INPUT,
     "selector", 0, 0, 0},
    /* format/selectors 2.2 */
    {"code points, not bytes", "[{\"end\":3,\"start\":1,\"type\":\"position\"}]",
     "[null]", TEXT, ERR_NONE, "", 0, 1, 3},
    {"up to the last one", "[{\"end\":40,\"start\":39,\"type\":\"position\"}]",
     "[null]", TEXT, ERR_NONE, "", 0, 39, 40},
    {"one after the last", "[{\"end\":41,\"start\":39,\"type\":\"position\"}]",
     "[null]", TEXT, ERR_INPUT, "slice_differs", 0, 0, 0},
    {"an empty position", "[{\"end\":3,\"start\":3,\"type\":\"position\"}]",
     "[null]", TEXT, ERR_INPUT, "selector", 0, 0, 0},
    {"beyond every text",
     "[{\"end\":9007199254740991,\"start\":9007199254740990,"
     "\"type\":\"position\"}]",
     "[null]", TEXT, ERR_INPUT, "slice_differs", 0, 0, 0},
    /* format/selectors 2.3 */
    {"a quote at its position",
     "[{\"type\":\"quote\"},{\"end\":23,\"start\":20,\"type\":\"position\"}]",
     "[{\"exact\":\"one\",\"prefix\":\"\",\"suffix\":\"\"},null]", TEXT,
     ERR_NONE, "", 1, 20, 23},
    {"other words there",
     "[{\"type\":\"quote\"},{\"end\":22,\"start\":19,\"type\":\"position\"}]",
     "[{\"exact\":\"one\",\"prefix\":\"\",\"suffix\":\"\"},null]", TEXT,
     ERR_INPUT, "slice_differs", 0, 0, 0},
    {"the words, and another prefix",
     "[{\"type\":\"quote\"},{\"end\":23,\"start\":20,\"type\":\"position\"}]",
     "[{\"exact\":\"one\",\"prefix\":\"when \",\"suffix\":\"\"},null]", TEXT,
     ERR_INPUT, "slice_differs", 0, 0, 0},
    /* format/selectors 2.4 */
    {"a part with its section", "[{\"type\":\"part\"}]",
     "[{\"section\":\"headline\"}]", TEXT, ERR_NONE, "", 0, 0, 0},
    {"a part without", "[{\"type\":\"part\"}]", "[null]", TEXT, ERR_INPUT,
     "selector", 0, 0, 0},
    {"lines in order", "[{\"line\":2,\"line_end\":4,\"page\":1,"
     "\"type\":\"page\"}]", "[null]", TEXT, ERR_NONE, "", 0, 0, 0},
    {"lines turned round", "[{\"line\":4,\"line_end\":2,\"page\":1,"
     "\"type\":\"page\"}]", "[null]", TEXT, ERR_INPUT, "selector", 0, 0, 0},
    {"an end of lines without a beginning",
     "[{\"line_end\":2,\"page\":1,\"type\":\"page\"}]", "[null]", TEXT,
     ERR_INPUT, "selector", 0, 0, 0},
    {"times turned round",
     "[{\"end_ms\":5,\"start_ms\":9,\"type\":\"time\"}]", "[null]", TEXT,
     ERR_INPUT, "selector", 0, 0, 0},
    /* format/selectors 2.5 */
    {"words of a page", "[{\"page\":1,\"type\":\"page\"}]",
     "[{\"section\":\"x\"}]", TEXT, ERR_INPUT, "selector", 0, 0, 0},
    {"more words than selectors", "[{\"type\":\"part\"}]",
     "[{\"section\":\"a\"},{\"section\":\"b\"}]", TEXT, ERR_INPUT,
     "selector", 0, 0, 0},
    {"no selector", "[]", "null", TEXT, ERR_NONE, "", 0, 0, 0},
};

static void
check_row(void **state)
{
	const struct row *r = *state;
	struct arena *a = arena_new(MIB);
	const struct json *select, *words;
	struct selected found[SELECTORS_MAX] = {{.in_text = false}};
	struct bytes text = bytes_text(r->text);
	struct error e = {0};

	assert_int_equal(json_parse(&select, bytes_text(r->select),
	    &json_entry_limits, a, &e), ERR_NONE);
	assert_int_equal(json_parse(&words, bytes_text(r->words),
	    &json_entry_limits, a, &e), ERR_NONE);
	assert_int_equal(selector_text_check(text, &e), ERR_NONE);
	assert_int_equal(selectors_check(select, words, &text, found, &e),
	    r->want);
	assert_string_equal(e.word, r->word);
	assert_int_equal(found[r->index].start, r->start);
	assert_int_equal(found[r->index].end, r->end);
	arena_free(a);
}

/* format/selectors 1.1 */
static const struct text_row {
	const char *name, *text;
	size_t len;
	enum err want;
} texts[] = {
    {"composed letters",     "\303\251\n",  3, ERR_NONE },
    {"letters in two parts", "e\314\201\n", 4, ERR_INPUT},
    {"CR LF",                "a\r\n",       3, ERR_INPUT},
    {"a byte order mark",    "\357\273\277a", 4, ERR_INPUT},
    {"a zero byte",          "a\0b",        3, ERR_INPUT},
    {"a cut letter",         "a\303",       2, ERR_INPUT},
};

static void
check_text(void **state)
{
	const struct text_row *r = *state;
	struct error e = {0};

	assert_int_equal(selector_text_check(bytes_of(r->text, r->len), &e),
	    r->want);
	assert_string_equal(e.word, r->want == ERR_NONE ? "" : "text_form");
}

/* format/selectors 1.2: every bit of a text */
static void
check_hash(void **state)
{
	struct arena *a = arena_new(MIB);
	struct json *member = json_new(a, JSON_OBJECT);
	uint8_t text[] = TEXT;
	struct bytes span = bytes_of(text, sizeof text - 1);
	struct hash h = hash_bytes(span);
	struct error e = {0};

	(void)state;
	assert_int_equal(selector_text_is(span, NULL, &e), ERR_INPUT);
	json_put(a, member, "sha256", json_new_hash(a, h.at));
	assert_int_equal(selector_text_is(span, member, &e), ERR_NONE);
	for (size_t bit = 0; bit < span.len * 8; bit++) {
		text[bit / 8] ^= (uint8_t)(1u << bit % 8);
		assert_int_equal(selector_text_is(span, member, &e),
		    ERR_PROOF);
		text[bit / 8] ^= (uint8_t)(1u << bit % 8);
	}
	arena_free(a);
}

int
main(void)
{
	static struct CMUnitTest tests[COUNT(rows) + COUNT(texts) + 1];
	size_t n = 0;

	for (size_t i = 0; i < COUNT(rows); i++)
		tests[n++] = (struct CMUnitTest){.name = rows[i].name,
		    .test_func = check_row,
		    .initial_state = (void *)(uintptr_t)&rows[i]};
	for (size_t i = 0; i < COUNT(texts); i++)
		tests[n++] = (struct CMUnitTest){.name = texts[i].name,
		    .test_func = check_text,
		    .initial_state = (void *)(uintptr_t)&texts[i]};
	tests[n++] = (struct CMUnitTest){.name = "another text, bit by bit",
	    .test_func = check_hash};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
