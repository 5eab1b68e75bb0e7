/* White space, capitals and forms: format/map 2.10, 4.11, 6.1, 6.2. */
#include "exchange/text.h"

#include "base/testing.h"

static const struct row {
	const char *name, *text, *clean, *folded;
} rows[] = {
    {"plain text stays",              "abc",                              "abc",              "abc"                             },
    {"nothing stays nothing",         "",                                 "",                 ""                                },
    {"white space alone is nothing",  " \t\r\n",                          "",                 ""                                },
    {"both ends are cut",             "  a b ",                           "a b",              "a b"                             },
    {"runs become one blank",         "a \t\n b",                         "a b",              "a b"                             },
    {"a lone tab becomes a blank",    "a\tb",                             "a b",              "a b"                             },
    {"U+00A0 is white space",
     "\xC2\xA0"
	"a\xC2\xA0"
	"b",							      "a b",              "a b"			     },
    {"capitals of ASCII",             "AZaz09",                           "AZaz09",           "azaz09"                          },
    {"capitals of Latin-1",           "\xC3\x80\xC3\x9E\xC3\x97\xC3\x9F",
     "\xC3\x80\xC3\x9E\xC3\x97\xC3\x9F",						      "\xC3\xA0\xC3\xBE\xC3\x97\xC3\x9F"},
    {"capitals of Latin Extended-A",  "\xC4\x84\xC5\xA0\xC5\xBD\xC4\xB9",
     "\xC4\x84\xC5\xA0\xC5\xBD\xC4\xB9",						      "\xC4\x85\xC5\xA1\xC5\xBE\xC4\xBA"},
    {"Y with diaeresis",              "\xC5\xB8",                         "\xC5\xB8",         "\xC3\xBF"                        },
    {"dotted I, kra and long s stay", "\xC4\xB0\xC4\xB1\xC4\xB8\xC5\xBF",
     "\xC4\xB0\xC4\xB1\xC4\xB8\xC5\xBF",						      "\xC4\xB0\xC4\xB1\xC4\xB8\xC5\xBF"},
    {"other scripts stay",            "\xD0\x90\xCE\x91",                 "\xD0\x90\xCE\x91",
     "\xD0\x90\xCE\x91"													 },
};

static void
check_row(void **state)
{
	const struct row *r = *state;
	struct arena *a = arena_new(MIB);
	struct bytes clean = text_clean(a, bytes_text(r->text));

	assert_true(bytes_is(clean, r->clean));
	assert_true(bytes_is(text_fold(a, clean), r->folded));
	arena_free(a);
}

static const char table[] = "# comment\n"
			    "ab\tone\n"
			    "abc\ttwo\n"
			    "\n"
			    "\xC5\xA1 x\tthree four\r\n"
			    "B\tfive\n";

static void
words_start(void **state)
{
	(void)state;
	assert_true(text_word_starts(bytes_text("a"), 0));
	assert_false(text_word_starts(bytes_text("ab"), 1));
	assert_false(text_word_starts(bytes_text("1b"), 1));
	assert_true(text_word_starts(bytes_text("-b"), 1));
	assert_false(text_word_starts(bytes_text("\xC5\xA1"
						 "b"),
	    2));
	assert_true(text_word_starts(bytes_text("\xC3\x97"
						"b"),
	    2));
	assert_true(text_word_starts(bytes_text("\xE2\x80\x9C"
						"b"),
	    3));
}

static void
the_longest_form_stands(void **state)
{
	struct arena *a = arena_new(MIB);
	struct form_table *t;
	struct error e = {0};

	(void)state;
	assert_int_equal(form_table_parse(&t, bytes_text(table), a, &e),
	    ERR_NONE);
	assert_int_equal(form_table_count(t), 4);
	assert_true(
	    bytes_is(form_table_at(t, bytes_text("xabcd"), 1)->value, "two"));
	assert_true(
	    bytes_is(form_table_at(t, bytes_text("abx"), 0)->value, "one"));
	assert_null(form_table_at(t, bytes_text("a"), 0));
	assert_true(
	    bytes_is(form_table_get(t, bytes_text("b"))->value, "five"));
	assert_true(bytes_is(form_table_get(t, bytes_text("\xC5\xA1 x"))->value,
	    "three four"));
	assert_null(form_table_get(t, bytes_text("bb")));
	arena_free(a);
}

static const struct bad {
	const char *name, *text, *want;
} bads[] = {
    {"a line without a tab",     "a\tb\nc\n",
     "line 2: it wants a form, a tab "
	"and a value"							    },
    {"a form that is empty",     "\tb\n",
     "line 1: it wants a form, a tab "
	"and a value"							    },
    {"a value that is empty",    "a\t \n",       "line 1: form or value is empty"},
    {"a form twice, folded",     "a\tb\nA\tc\n",
     "the form \"a\" stands in it twice"                                         },
    {"bytes that are not UTF-8", "a\t\xFF\n",    "not UTF-8 at byte 2"           },
};

static void
check_bad(void **state)
{
	const struct bad *b = *state;
	struct arena *a = arena_new(MIB);
	struct form_table *t;
	struct error e = {0};

	assert_int_equal(form_table_parse(&t, bytes_text(b->text), a, &e),
	    ERR_INPUT);
	assert_string_equal(e.text, b->want);
	arena_free(a);
}

static struct CMUnitTest
test_of(const char *name, CMUnitTestFunction run, const void *row)
{
	union {
		const void *from;
		void *to;
	} state = {.from = row};

	return (struct CMUnitTest){.name = name,
	    .test_func = run,
	    .initial_state = state.to};
}

int
main(void)
{
	static struct CMUnitTest tests[COUNT(rows) + COUNT(bads) + 2];
	size_t n = 0;

	for (size_t i = 0; i < COUNT(rows); i++)
		tests[n++] = test_of(rows[i].name, check_row, &rows[i]);
	for (size_t i = 0; i < COUNT(bads); i++)
		tests[n++] = test_of(bads[i].name, check_bad, &bads[i]);
	tests[n++] = (struct CMUnitTest)cmocka_unit_test(words_start);
	tests[n++] = (struct CMUnitTest)cmocka_unit_test(
	    the_longest_form_stands);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
