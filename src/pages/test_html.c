/* The writer of HTML: escaping, addresses, nesting */
#include "base/testing.h"
#include "pages/html.h"

struct fixture {
	struct buffer out;
	struct html h;
};

static void
begin(struct fixture *x)
{
	*x = (struct fixture){.out = {0}};
	x->h = (struct html){.out = &x->out, .lang = LANG_EN};
}

static void
expect(struct fixture *x, const char *wanted)
{
	assert_string_equal(wanted, buffer_cstr(&x->out));
	assert_true(html_good(&x->h));
	buffer_release(&x->out);
}

static void
test_text_is_data(void **state)
{
	struct fixture x;

	(void)state;
	begin(&x);
	html_text(&x.h, "<img src=x onerror=alert(1)>\"&'");
	expect(&x, "&lt;img src=x onerror=alert(1)&gt;&quot;&amp;&#39;");
}

static void
test_controls_are_shown(void **state)
{
	struct fixture x;

	(void)state;
	begin(&x);
	html_bytes(&x.h, bytes_of("a\x1b[2J\xe2\x80\xae", 8));
	expect(&x, "a\\x1b[2J\\u202e");
}

static void
test_addresses(void **state)
{
	static const struct {
		const char *given, *wanted;
	} rows[] = {
		{"/en/c/1", "<a href=\"/en/c/1\"></a>"},
		{"#main", "<a href=\"#main\"></a>"},
		{"https://example.org/", "<a href=\"https://example.org/\"></a>"},
		{"javascript:alert(1)", "<a href=\"#\"></a>"},
		{"JavaScript:alert(1)", "<a href=\"#\"></a>"},
		{"//elsewhere.example", "<a href=\"#\"></a>"},
		{"/\\elsewhere.example", "<a href=\"#\"></a>"},
		{"data:text/html,x", "<a href=\"#\"></a>"},
		{" https://example.org/", "<a href=\"#\"></a>"},
		{"/\t/evil.example", "<a href=\"#\"></a>"},
		{"/\n/evil.example", "<a href=\"#\"></a>"},
		{"java\tscript:alert(1)", "<a href=\"#\"></a>"},
	};
	struct fixture x;

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		begin(&x);
		html_open(&x.h, "a", "href", rows[i].given, NULL);
		html_close(&x.h, "a");
		expect(&x, rows[i].wanted);
	}
}

static void
test_attributes(void **state)
{
	struct fixture x;

	(void)state;
	begin(&x);
	html_void(&x.h, "input", "value", "\"><svg/onload=alert(1)>", "checked",
	    "", "title", NULL, "id", "a", NULL);
	expect(&x, "<input value=\"&quot;&gt;&lt;svg/onload=alert(1)&gt;\" "
		   "checked id=\"a\">");
}

static void
test_nesting(void **state)
{
	struct fixture x;

	(void)state;
	begin(&x);
	html_open(&x.h, "p", NULL);
	html_close(&x.h, "div");
	assert_false(html_good(&x.h));
	buffer_release(&x.out);
}

static void
test_numbers(void **state)
{
	struct fixture x;

	(void)state;
	begin(&x);
	html_number(&x.h, 1234567);
	html_text(&x.h, " ");
	x.h.lang = LANG_FR;
	html_number(&x.h, 20001);
	html_text(&x.h, " ");
	html_number(&x.h, 7);
	expect(&x, "1,234,567 20\u202f001 7");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_text_is_data),
	    cmocka_unit_test(test_controls_are_shown),
	    cmocka_unit_test(test_addresses),
	    cmocka_unit_test(test_attributes),
	    cmocka_unit_test(test_nesting),
	    cmocka_unit_test(test_numbers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
