/* Forms as browsers send them, and as nobody should. RFC 7578; reliability
 * 8.5 */
#include "web/form.h"

#include "base/testing.h"

#define PAIRS "application/x-www-form-urlencoded"
#define PARTS "multipart/form-data; boundary=X"

static const struct form_shape shape = {.repeated = "kind more",
    .texts = "text"};

static const struct row {
	const char *name, *type, *body, *word; /* word NULL: accepted */
	const char *fields; /* "a=1|b=2" */
} rows[] = {
	{"two fields", PAIRS, "a=1&b=2", NULL, "a=1|b=2"},
	{"an empty form", PAIRS, "", NULL, ""},
	{"a charset is allowed", PAIRS "; charset=utf-8", "a=1", NULL, "a=1"},
	{"the type in capitals", "Application/X-WWW-Form-Urlencoded", "a=1",
	    NULL, "a=1"},
	{"plus and escapes", PAIRS, "a=b+c%2B%C3%A9", NULL, "a=b c+\xc3\xa9"},
	{"no value", PAIRS, "a&b=", NULL, "a=|b="},
	{"an equals sign in a value", PAIRS, "a=b=c", NULL, "a=b=c"},
	{"a list of boxes", PAIRS, "kind=call&kind=visit", NULL,
	    "kind=call|kind=visit"},
	{"a text of lines", PAIRS, "text=a%0D%0Ab%0Ac%09d", NULL,
	    "text=a\nb\nc\td"},
	{"twice", PAIRS, "a=1&a=2", "bad-request", NULL},
	{"lines where one is asked", PAIRS, "a=b%0D%0Ac", "bad-request", NULL},
	{"a lone CR in a text", PAIRS, "text=a%0Db", "bad-request", NULL},
	{"a zero byte", PAIRS, "a=%00", "bad-request", NULL},
	{"an escape character", PAIRS, "text=%1b[2J", "bad-request", NULL},
	{"delete", PAIRS, "a=%7f", "bad-request", NULL},
	{"not UTF-8", PAIRS, "a=%ff", "bad-request", NULL},
	{"an overlong slash", PAIRS, "a=%c0%af", "bad-request", NULL},
	{"half an escape", PAIRS, "a=%4", "bad-request", NULL},
	{"no hex digits", PAIRS, "a=%zz", "bad-request", NULL},
	{"no name", PAIRS, "=1", "bad-request", NULL},
	{"an ampersand too many", PAIRS, "a=1&&b=2", "bad-request", NULL},
	{"JSON", "application/json", "{}", "media-type", NULL},
	{"no type", "", "a=1", "media-type", NULL},
	{"a type that begins alike", PAIRS "x", "a=1", "media-type", NULL},

	{"one part", PARTS, "--X\r\nContent-Disposition: form-data; "
	    "name=\"a\"\r\n\r\n1\r\n--X--\r\n", NULL, "a=1"},
	{"no break at the end", PARTS, "--X\r\nContent-Disposition: form-data; "
	    "name=\"a\"\r\n\r\n1\r\n--X--", NULL, "a=1"},
	{"no part", PARTS, "--X--\r\n", NULL, ""},
	{"an empty value", PARTS, "--X\r\nContent-Disposition: form-data; "
	    "name=a\r\n\r\n\r\n--X--", NULL, "a="},
	{"a boundary in quotes", "multipart/form-data; boundary=\"a b\"",
	    "--a b\r\ncontent-disposition: FORM-DATA; name=\"a\"\r\n\r\n"
	    "1\r\n--a b--", NULL, "a=1"},
	{"half a boundary in the value", PARTS, "--X\r\nContent-Disposition: "
	    "form-data; name=\"text\"\r\n\r\n\r\n--\r\n-X\r\n--X--", NULL,
	    "text=\n--\n-X"},
	{"a part twice", PARTS, "--X\r\nContent-Disposition: form-data; "
	    "name=\"a\"\r\n\r\n1\r\n--X\r\nContent-Disposition: form-data; "
	    "name=\"a\"\r\n\r\n1\r\n--X--", "bad-request", NULL},
	{"no boundary", "multipart/form-data", "--X--", "bad-request", NULL},
	{"two boundaries", PARTS "; boundary=Y", "--X--", "bad-request", NULL},
	{"an empty boundary", "multipart/form-data; boundary=\"\"", "----",
	    "bad-request", NULL},
	{"a boundary of 71", "multipart/form-data; boundary="
	    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
	    "aaaa", "--", "bad-request", NULL},
	{"a preamble", PARTS, "x\r\n--X--\r\n", "bad-request", NULL},
	{"an epilogue", PARTS, "--X--\r\nx", "bad-request", NULL},
	{"cut off", PARTS, "--X\r\nContent-Disposition: form-data; "
	    "name=\"a\"\r\n\r\n1\r\n--X", "bad-request", NULL},
	{"cut off in a header", PARTS, "--X\r\nContent-Disp", "bad-request",
	    NULL},
	{"a part without a name", PARTS, "--X\r\nContent-Disposition: "
	    "form-data\r\n\r\n1\r\n--X--", "bad-request", NULL},
	{"a part without a disposition", PARTS, "--X\r\n\r\n1\r\n--X--",
	    "bad-request", NULL},
	{"an attachment", PARTS, "--X\r\nContent-Disposition: attachment; "
	    "name=a\r\n\r\n1\r\n--X--", "bad-request", NULL},
	{"a name twice", PARTS, "--X\r\nContent-Disposition: form-data; "
	    "name=a; name=b\r\n\r\n1\r\n--X--", "bad-request", NULL},
	{"a coding", PARTS, "--X\r\nContent-Disposition: form-data; name=a\r\n"
	    "Content-Transfer-Encoding: base64\r\n\r\n1\r\n--X--",
	    "bad-request", NULL},
	{"a folded header", PARTS, "--X\r\nContent-Disposition: form-data;\r\n "
	    "name=a\r\n\r\n1\r\n--X--", "bad-request", NULL},
	{"line feeds alone", PARTS, "--X\nContent-Disposition: form-data; "
	    "name=a\n\n1\n--X--", "bad-request", NULL},
	{"an open quote", PARTS, "--X\r\nContent-Disposition: form-data; "
	    "name=\"a\r\n\r\n1\r\n--X--", "bad-request", NULL},
};

static void
print_fields(struct buffer *out, const struct form *f)
{
	for (size_t i = 0; i < f->field_count; i++) {
		buffer_text(out, i == 0 ? "" : "|");
		buffer_add(out, f->fields[i].name);
		buffer_byte(out, '=');
		buffer_add(out, f->fields[i].value);
	}
}

static void
read_row(void **state)
{
	const struct row *row = *state;
	struct arena *a = arena_new(MIB);
	struct buffer got = {0};
	struct error e = {.lang = LANG_EN};
	struct form f;
	enum err rc = form_parse(&f, bytes_text(row->type),
	    bytes_text(row->body), &shape, a, &e);

	if (row->word == NULL) {
		assert_int_equal(rc, ERR_NONE);
		print_fields(&got, &f);
		assert_string_equal(buffer_cstr(&got), row->fields);
	} else {
		assert_int_equal(rc, ERR_INPUT);
		assert_string_equal(e.word, row->word);
	}
	buffer_release(&got);
	arena_free(a);
}

static void
without_a_shape_all_are_single_lines(void **state)
{
	static const struct {
		const char *body;
		enum err want;
	} tries[] = {{"a=1&b=2", ERR_NONE}, {"a=1&a=2", ERR_INPUT},
	    {"a=b%0Ac", ERR_INPUT}};
	struct arena *a = arena_new(MIB);
	struct form f;

	(void)state;
	for (size_t i = 0; i < COUNT(tries); i++)
		assert_int_equal(form_parse(&f, bytes_text(PAIRS),
		    bytes_text(tries[i].body), NULL, a, NULL), tries[i].want);
	arena_free(a);
}

/* reliability 8.5: 200 are taken, 201 refused; of parts 8 and 9. */
static void
limits_are_met_exactly(void **state)
{
	struct arena *a = arena_new(4 * MIB);
	struct buffer text = {0};
	struct error e = {.lang = LANG_EN};
	struct form f;

	(void)state;
	for (int i = 0; i < FORM_FIELDS_MAX; i++)
		buffer_printf(&text, "%sa%d=%d", i == 0 ? "" : "&", i, i);
	assert_int_equal(form_parse(&f, bytes_text(PAIRS), buffer_bytes(&text),
	    &shape, a, &e), ERR_NONE);
	assert_int_equal(f.field_count, FORM_FIELDS_MAX);
	assert_true(bytes_is(form_value(&f, "a199"), "199"));
	buffer_text(&text, "&z=1");
	assert_int_equal(form_parse(&f, bytes_text(PAIRS), buffer_bytes(&text),
	    &shape, a, &e), ERR_INPUT);
	assert_string_equal(e.word, "too-large");
	buffer_clear(&text);
	for (int i = 0; i < FORM_PARTS_MAX + 1; i++) {
		struct buffer whole = {0};

		buffer_printf(&text, "--X\r\nContent-Disposition: form-data; "
		    "name=a%d\r\n\r\n1\r\n", i);
		buffer_add(&whole, buffer_bytes(&text));
		buffer_text(&whole, "--X--");
		assert_int_equal(form_parse(&f, bytes_text(PARTS),
		    buffer_bytes(&whole), &shape, a, &e),
		    i < FORM_PARTS_MAX ? ERR_NONE : ERR_INPUT);
		buffer_release(&whole);
	}
	assert_string_equal(e.word, "too-large");
	buffer_release(&text);
	arena_free(a);
}

static void
files_come_with_name_type_and_bytes(void **state)
{
	static const char body[] =
	    "--X\r\nContent-Disposition: form-data; name=\"map\"; "
	    "filename=\"C:\\folder\\plan.csv\"\r\nContent-Type: text/csv\r\n"
	    "\r\na\0b\xff\r\n\r\n--X\r\nContent-Disposition: form-data; "
	    "name=\"none\"; filename=\"\"\r\nContent-Type: "
	    "application/octet-stream\r\n\r\n\r\n--X\r\nContent-Disposition: "
	    "form-data; name=\"more\"; filename=\"1\"\r\n\r\nx\r\n--X\r\n"
	    "Content-Disposition: form-data; name=\"more\"; filename=\"2\"\r\n"
	    "\r\ny\r\n--X--\r\n";
	struct arena *a = arena_new(MIB);
	const struct form_file *file;
	struct form f;

	(void)state;
	assert_int_equal(form_parse(&f, bytes_text(PARTS),
	    bytes_of(body, sizeof body - 1), &shape, a, NULL), ERR_NONE);
	assert_int_equal(f.file_count, 3);
	assert_null(form_file(&f, "none"));
	file = form_file(&f, "map");
	assert_non_null(file);
	assert_true(bytes_is(file->name, "plan.csv"));
	assert_true(bytes_is(file->type, "text/csv"));
	assert_true(bytes_equal(file->bytes, bytes_of("a\0b\xff\r\n", 6)));
	assert_true(bytes_is(f.files[2].bytes, "y"));
	assert_true(bytes_is(f.files[2].type, "text/plain"));
	arena_free(a);
}

/* Whatever is cut off is refused: a form is whole or it is not one. */
static void
no_head_of_a_form_is_a_form(void **state)
{
	static const char body[] = "--X\r\nContent-Disposition: form-data; "
	    "name=\"a\"\r\n\r\n1\r\n--X--";
	struct arena *a = arena_new(4 * MIB);
	struct form f;

	(void)state;
	for (size_t len = 0; len < sizeof body - 1; len++)
		assert_int_equal(form_parse(&f, bytes_text(PARTS),
		    bytes_of(body, len), &shape, a, NULL), ERR_INPUT);
	assert_int_equal(form_parse(&f, bytes_text(PARTS),
	    bytes_of(body, sizeof body - 1), &shape, a, NULL), ERR_NONE);
	arena_free(a);
}

int
main(void)
{
	struct CMUnitTest tests[COUNT(rows) + 4];
	size_t n = 0;

	for (; n < COUNT(rows); n++)
		tests[n] = (struct CMUnitTest){.name = rows[n].name,
		    .test_func = read_row,
		    .initial_state = (void *)(uintptr_t)&rows[n]};
	tests[n++] = (struct CMUnitTest)cmocka_unit_test(
	    without_a_shape_all_are_single_lines);
	tests[n++] = (struct CMUnitTest)cmocka_unit_test(
	    limits_are_met_exactly);
	tests[n++] = (struct CMUnitTest)cmocka_unit_test(
	    files_come_with_name_type_and_bytes);
	tests[n++] = (struct CMUnitTest)cmocka_unit_test(
	    no_head_of_a_form_is_a_form);
	return _cmocka_run_group_tests("form", tests, n, NULL, NULL);
}
