/* RFC 8785 3.2.2.3: doubles to text and back, at the edges of both */
#include "vectors/jcs_number.h"

#include "base/testing.h"

static const struct row {
	const char *text, *canonical;
} rows[] = {
	{"0", "0"},
	{"-0", "0"},
	{"1", "1"},
	{"-1.50", "-1.5"},
	{"1e2", "100"},
	{"1E+2", "100"},
	{"0.000001", "0.000001"},
	{"0.0000001", "1e-7"},
	{"1e20", "100000000000000000000"},
	{"1e21", "1e+21"},
	{"123456789012345678901234567890", "1.2345678901234568e+29"},
	/* halfway between two doubles: to the even one */
	{"9007199254740993", "9007199254740992"},
	{"9007199254740995", "9007199254740996"},
	/* and a hair above halfway */
	{"9007199254740993.0000000000000000000000000000001",
	    "9007199254740994"},
	{"5e-324", "5e-324"},
	{"2.4703282292062327e-324", "0"},
	{"2.4703282292062328e-324", "5e-324"},
	{"1.7976931348623157e308", "1.7976931348623157e+308"},
	{"1.7976931348623158e308", "1.7976931348623157e+308"},
	{"1.7976931348623159e308", NULL},
	{"1e309", NULL},
	{"1e999999999999999999999", NULL},
	{"1e-999999999999999999999", "0"},
	{"0e999999999999999999999", "0"},
	/* the power of two where the gap changes */
	{"5.684341886080802e-14", "5.684341886080802e-14"},
	{"", "0"},
	{"1.2.3", NULL},
	{"x", NULL},
};

static void
check_row(void **state)
{
	const struct row *row = *state;
	char text[JCS_NUMBER_BYTES];
	double number = 0;

	assert_int_equal(jcs_number_parse(bytes_text(row->text), &number),
	    row->canonical != NULL);
	if (row->canonical == NULL)
		return;
	assert_true(jcs_number_print(text, number));
	assert_string_equal(text, row->canonical);
}

int
main(void)
{
	static struct CMUnitTest tests[COUNT(rows)];

	for (size_t i = 0; i < COUNT(rows); i++)
		tests[i] = (struct CMUnitTest){.name = rows[i].text,
		    .test_func = check_row,
		    .initial_state = (void *)(uintptr_t)&rows[i]};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
