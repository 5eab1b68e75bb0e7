/* Text of others inside HTML and XML */
#include "format/markup.h"

#include "base/testing.h"

static void
test_entities(void **state)
{
	struct buffer out = {0};

	(void)state;
	markup_put(&out, bytes_text("<a href='x'>\"&amp;\n\x1b"));
	assert_string_equal("&lt;a href=&#39;x&#39;&gt;&quot;&amp;amp;\n\x1b",
	    buffer_cstr(&out));
	buffer_release(&out);
}

static void
test_controls_of_xml(void **state)
{
	struct buffer out = {0};

	(void)state;
	markup_put_xml(&out, bytes_of("\x01" "a\x1b<\tb\n\0c", 9));
	assert_string_equal("a&lt;\tb\nc", buffer_cstr(&out));
	buffer_release(&out);
}

static void
test_nothing(void **state)
{
	struct buffer out = {0};

	(void)state;
	markup_put(&out, bytes_of(NULL, 0));
	markup_put_xml(&out, bytes_of(NULL, 0));
	assert_int_equal(0, out.len);
	assert_false(out.failed);
	buffer_release(&out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_entities),
	    cmocka_unit_test(test_controls_of_xml),
	    cmocka_unit_test(test_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
