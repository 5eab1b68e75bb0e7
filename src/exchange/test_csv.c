/* Lines and cells as offices write them: format/map 1.4, 2.1, 2.3, 2.4. */
#include "exchange/csv.h"

#include "base/testing.h"

/* Cells of one line joined by '|', lines by '\n'; a fault in brackets. */
static void
render(struct buffer *out, struct bytes in, struct csv_format format)
{
	struct arena *a = arena_new(16 * MIB);
	struct error e = {0};
	struct csv csv;
	struct csv_row row;

	assert_int_equal(csv_open(&csv, in, format, a, &e), ERR_NONE);
	while (csv_next(&csv, &row, a)) {
		for (size_t i = 0; i < row.count; i++) {
			if (i != 0)
				buffer_byte(out, '|');
			buffer_add(out, row.cells[i]);
		}
		if (row.fault != NULL)
			buffer_printf(out, "[%s %zu]", row.fault,
			    row.fault_cell);
		buffer_byte(out, '\n');
	}
	arena_free(a);
}

static const struct row {
	const char *name, *text, *want;
	enum csv_line_end line_end;
	enum csv_encoding encoding;
	char separator;
} rows[] = {
    {"lines end with LF",                       "a,b\nc,d\n",                        "a|b\nc|d\n",                CSV_ANY, CSV_UTF8,         ','},
    {"or a lone CR",			    "a,b\rc,d\r",                        "a|b\nc|d\n",                CSV_ANY, CSV_UTF8,         ','},
    {"or CRLF",				 "a,b\r\nc,d",                        "a|b\nc|d\n",                CSV_ANY, CSV_UTF8,         ','},
    {"a stated CR leaves LF in the cell",       "a\nb\rc",                           "a\nb\nc\n",                 CSV_CR,
     CSV_UTF8,															       ','},
    {"a stated CRLF leaves both alone",         "a\nb\rc\r\nd",                      "a\nb\rc\nd\n",
     CSV_CRLF,													     CSV_UTF8,         ','},
    {"empty lines are no lines",                "\n\na\n\n\nb\n\n",                  "a\nb\n",                    CSV_ANY,
     CSV_UTF8,															       ','},
    {"cells may be empty",                      ",,\n,x,\n",                         "||\n|x|\n",                 CSV_ANY, CSV_UTF8,         ','},
    {"an empty file has no lines",              "",                                  "",                          CSV_ANY, CSV_UTF8,         ','},
    {"a byte order mark is dropped",
     "\xEF\xBB\xBF"
	"a,b\n",								     "a|b\n",		     CSV_ANY, CSV_UTF8,         ','},
    {"quotes enclose separators and line ends", "\"a,\n1\",b\n",                     "a,\n1|b\n",
     CSV_ANY,													      CSV_UTF8,         ','},
    {"a doubled quote is one",                  "\"say \"\"x\"\"\",b\n",             "say \"x\"|b\n",
     CSV_ANY,													      CSV_UTF8,         ','},
    {"nothing in quotes is empty",              "\"\",b\n",                          "|b\n",                      CSV_ANY, CSV_UTF8,         ','},
    {"a quote inside a bare cell is ordinary",  "a \"b\" c,d\n",                     "a \"b\" c|d\n",
     CSV_ANY,													      CSV_UTF8,         ','},
    {"text behind a closing quote is a fault",  "\"a\"b,c\nd,e\n",
     "a[quote 0]\nd|e\n",											 CSV_ANY, CSV_UTF8,         ','},
    {"quotes that are not doubled",             "x,\"He said \"no\" to us\"\nd,e\n",
     "x|He said [quote 1]\nd|e\n",										CSV_ANY, CSV_UTF8,         ','},
    {"a quote that never closes",               "a,\"b\nc,d\n",                      "a|b\nc,d\n[quote 1]\n",
     CSV_ANY,													      CSV_UTF8,         ','},
    {"another separator",                       "a;b,c\n",                           "a|b,c\n",                   CSV_ANY, CSV_UTF8,         ';'},
    {"not UTF-8",			       "a,\xE9,c\nd\n",                     "a|\xE9|c[encoding 1]\nd\n", CSV_ANY,
     CSV_UTF8,															       ','},
    {"letters beyond ASCII",                    "a,\xC3\xA9\n",                      "a|\xC3\xA9\n",              CSV_ANY, CSV_UTF8,
     ','																	},
    {"Windows-1252",			    "Caf\xE9 \x96 \x93x\x94,\x80\n",
     "Caf\xC3\xA9 \xE2\x80\x93 \xE2\x80\x9Cx\xE2\x80\x9D|\xE2\x82\xAC\n",					 CSV_ANY, CSV_WINDOWS_1252, ','},
    {"what Windows-1252 leaves undefined",      "a,\x81\n",                          "a|\x81[encoding 1]\n",
     CSV_ANY,													      CSV_WINDOWS_1252, ','},
};

static void
check_row(void **state)
{
	const struct row *r = *state;
	struct buffer out = {0};

	render(&out, bytes_text(r->text),
	    (struct csv_format){.separator = (uint8_t)r->separator,
		.line_end = r->line_end,
		.encoding = r->encoding});
	assert_string_equal(buffer_cstr(&out), r->want);
	buffer_release(&out);
}

static void
zero_bytes_are_a_fault(void **state)
{
	struct buffer out = {0};

	(void)state;
	render(&out, bytes_of("a\0b,\xC3\xA9\0\nc\n", 10),
	    (struct csv_format){.separator = ','});
	assert_non_null(memmem(out.at, out.len, "[encoding 0]\nc\n", 15));
	buffer_release(&out);
}

static void
too_many_cells_are_a_fault(void **state)
{
	struct buffer in = {0}, out = {0};

	(void)state;
	for (unsigned i = 0; i < CSV_CELLS_MAX + 10; i++)
		buffer_byte(&in, ',');
	buffer_text(&in, "\nnext,line\n");
	render(&out, buffer_bytes(&in), (struct csv_format){.separator = ','});
	assert_non_null(strstr(buffer_cstr(&out), "[limit 4096]\n"));
	assert_non_null(strstr(buffer_cstr(&out), "\nnext|line\n"));
	buffer_release(&in);
	buffer_release(&out);
}

static void
a_line_above_the_limit_is_a_fault(void **state)
{
	struct buffer in = {0}, out = {0};

	(void)state;
	memset(buffer_grow(&in, CSV_ROW_BYTES_MAX + 9), 'x',
	    CSV_ROW_BYTES_MAX + 9);
	buffer_text(&in, ",y\nnext,line\n");
	render(&out, buffer_bytes(&in), (struct csv_format){.separator = ','});
	assert_string_equal(buffer_cstr(&out), "[limit 0]\nnext|line\n");
	buffer_release(&in);
	buffer_release(&out);
}

int
main(void)
{
	static struct CMUnitTest tests[COUNT(rows) + 3];

	for (size_t i = 0; i < COUNT(rows); i++) {
		union {
			const void *from;
			void *to;
		} state = {.from = &rows[i]};

		tests[i] = (struct CMUnitTest){.name = rows[i].name,
		    .test_func = check_row,
		    .initial_state = state.to};
	}
	tests[COUNT(rows)] = (struct CMUnitTest)cmocka_unit_test(
	    zero_bytes_are_a_fault);
	tests[COUNT(rows) + 1] = (struct CMUnitTest)cmocka_unit_test(
	    too_many_cells_are_a_fault);
	tests[COUNT(rows) + 2] = (struct CMUnitTest)cmocka_unit_test(
	    a_line_above_the_limit_is_a_fault);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
