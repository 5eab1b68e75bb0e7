/* model 4: every form, every refusal, the stated bounds, the warnings */
/* format/entry 4.2, 4.3, 4.4, 4.5 */
#include "format/edtf.h"

#include <stdio.h>

#include "base/testing.h"

struct row {
	const char *name, *text, *word; /* word: NULL where accepted */
	const char *start_lo, *start_hi, *end_lo, *end_hi;
};

/* model 4.3 to 4.5; the published table runs in suite vectors */
static const struct row rows[] = {
	{"a day is itself", "2021-03-04", NULL, "2021-03-04", "2021-03-04",
	    "2021-03-04", "2021-03-04"},
	{"a leap February has 29", "2020-02", NULL, "2020-02-01",
	    "2020-02-29", "2020-02-01", "2020-02-29"},
	{"a quarter", "2021-34", NULL, "2021-04-01", "2021-06-30",
	    "2021-04-01", "2021-06-30"},
	{"a decade", "202X", NULL, "2020-01-01", "2029-12-31", "2020-01-01",
	    "2029-12-31"},
	{"a month of unknown day", "2021-03-XX", NULL, "2021-03-01",
	    "2021-03-31", "2021-03-01", "2021-03-31"},
	{"an interval has two ends", "2020/2022-03", NULL, "2020-01-01",
	    "2020-12-31", "2022-03-01", "2022-03-31"},
	{"an end within the start cuts it", "2021/2021-03", NULL,
	    "2021-01-01", "2021-03-31", "2021-03-01", "2021-03-31"},
	{"an open end", "2019-10-21/..", NULL, "2019-10-21", "2019-10-21",
	    "2019-10-21", "+inf"},
	{"an open start", "/2021-08-15", NULL, "-inf", "2021-08-15",
	    "2021-08-15", "2021-08-15"},
	{"one of a range", "[2020..2022]", NULL, "2020-01-01", "2022-12-31",
	    "2020-01-01", "2022-12-31"},
	{"one of a range without end", "[2021-03-04..]", NULL, "2021-03-04",
	    "+inf", "2021-03-04", "+inf"},
	{"the last day there is", "9999-12-31", NULL, "9999-12-31",
	    "9999-12-31", "9999-12-31", "9999-12-31"},
	{"nothing", "", "empty", NULL, NULL, NULL, NULL},
	{"a blank", "2021 ", "white-space", NULL, NULL, NULL, NULL},
	{"a no-break space", "2021\xc2\xa0", "white-space", NULL, NULL, NULL,
	    NULL},
	{"white space before a brace", "{ 2021}", "white-space", NULL, NULL,
	    NULL, NULL},
	{"a set", "{2020,2021}", "all-of-set", NULL, NULL, NULL, NULL},
	{"a list", "[2020,2021]", "list-of-alternatives", NULL, NULL, NULL,
	    NULL},
	{"a set of one", "[2021]", "single-member", NULL, NULL, NULL, NULL},
	{"a qualifier in brackets", "[2020~..2021]", "qualifier-not-allowed",
	    NULL, NULL, NULL, NULL},
	{"two forms in brackets", "[2020..2021-03]", "mixed-precision", NULL,
	    NULL, NULL, NULL},
	{"three dots", "[2020...2021]", "syntax", NULL, NULL, NULL, NULL},
	{"a bracket alone", "[", "syntax", NULL, NULL, NULL, NULL},
	{"backwards in brackets", "[2021..2020]", "order", NULL, NULL, NULL,
	    NULL},
	{"backwards", "2021/2020", "order", NULL, NULL, NULL, NULL},
	{"open on both sides", "../..", "unbounded", NULL, NULL, NULL, NULL},
	{"two slashes", "2019/2020/2021", "syntax", NULL, NULL, NULL, NULL},
	{"a time", "2021-03-04T10:00", "time-in-date", NULL, NULL, NULL,
	    NULL},
	{"year 0", "0000-13", "year-range", NULL, NULL, NULL, NULL},
	{"the decade of year 0", "000X", "year-range", NULL, NULL, NULL,
	    NULL},
	{"a year before 0", "-2021-03", "year-range", NULL, NULL, NULL, NULL},
	{"a long year", "Y20210", "year-range", NULL, NULL, NULL, NULL},
	{"spring", "2021-21", "season", NULL, NULL, NULL, NULL},
	{"month 13", "2021-13", "month-range", NULL, NULL, NULL, NULL},
	{"a quarter with a day", "2021-33-01", "month-range", NULL, NULL,
	    NULL, NULL},
	{"31 February", "2021-02-31", "day-range", NULL, NULL, NULL, NULL},
	{"29 February of no leap year", "1900-02-29", "day-range", NULL, NULL,
	    NULL, NULL},
	{"a qualifier in front", "?2021", "syntax", NULL, NULL, NULL, NULL},
	{"a qualifier alone", "?", "syntax", NULL, NULL, NULL, NULL},
	{"a byte that is no UTF-8", "2021\xff", "syntax", NULL, NULL, NULL,
	    NULL},
};

static void
is_day(uint32_t code, const char *want)
{
	char text[11];

	day_print(text, code);
	assert_string_equal(text, want);
}

static void
check_row(void **state)
{
	const struct row *row = *state;
	struct edtf d;
	struct error e = {0};
	enum err rc = edtf_parse(&d, bytes_text(row->text), &e);

	assert_string_equal(e.word, row->word == NULL ? "" : row->word);
	assert_int_equal(rc, row->word == NULL ? ERR_NONE : ERR_INPUT);
	if (rc != ERR_NONE)
		return;
	is_day(d.start_lo, row->start_lo);
	is_day(d.start_hi, row->start_hi);
	is_day(d.end_lo, row->end_lo);
	is_day(d.end_hi, row->end_hi);
}

/* Every day of eight centuries is its own text. */
static void
every_day_is_itself(void **state)
{
	char text[11];
	struct edtf d;

	(void)state;
	for (int32_t n = day_number(day_code(1600, 1, 1));
	    n <= day_number(day_code(2400, 12, 31)); n++) {
		uint32_t code = day_from_number(n);

		day_print(text, code);
		assert_int_equal(edtf_parse(&d, bytes_text(text), NULL),
		    ERR_NONE);
		assert_true(d.exact_day && d.kind == EDTF_DAY);
		assert_int_equal(d.start_lo, code);
		assert_int_equal(d.end_hi, code);
	}
}

/* Every text of up to 4 characters from the grammar's alphabet keeps the
 * order of its bounds. */
static void
bounds_keep_their_order(void **state)
{
	static const char alphabet[] = "029X-/.[]~";
	enum { LETTERS = sizeof alphabet - 1, LEN = 5 };
	unsigned accepted = 0;

	(void)state;
	for (unsigned n = 0; n < 100000; n++) {
		char text[4 + LEN + 4 + 1] = "2021";
		unsigned left = n;
		struct edtf d;

		for (size_t i = 0; i < LEN; i++, left /= LETTERS)
			text[4 + i] = alphabet[left % LETTERS];
		memcpy(text + 4 + LEN, "2022", 5);
		for (size_t from = 0; from <= 4; from += 4) {
			if (edtf_parse(&d, bytes_text(text + from), NULL) !=
			    ERR_NONE)
				continue;
			accepted++;
			assert_true(d.start_lo <= d.start_hi);
			assert_true(d.end_lo <= d.end_hi);
			assert_true(d.start_lo <= d.end_lo);
			assert_true(d.start_hi <= d.end_hi);
		}
	}
	assert_true(accepted > 10);
}

struct bounds_row {
	const char *name, *text;
	const char *earliest, *latest, *end_earliest, *end_latest; /* NULL:
	    not stated; "null": stated as null */
	enum err want;
	const char *field;
};

/* model 4.5, last paragraph */
static const struct bounds_row bounds_rows[] = {
	{"no qualifier, nothing stated", "2021-03", NULL, NULL, NULL, NULL,
	    ERR_NONE, ""},
	{"no qualifier, stated", "2021-03", "2021-01-01", NULL, NULL, NULL,
	    ERR_INPUT, "earliest"},
	{"a qualifier, both stated", "2020-11~", "2020-09-01", "2021-01-31",
	    NULL, NULL, ERR_NONE, ""},
	{"a qualifier, open below", "2020-11~", "null", "2021-01-31", NULL,
	    NULL, ERR_NONE, ""},
	{"a qualifier, latest missing", "2020-11~", "2020-09-01", NULL, NULL,
	    NULL, ERR_INPUT, "latest"},
	{"a qualifier, narrower below", "2020-11~", "2020-11-02",
	    "2021-01-31", NULL, NULL, ERR_INPUT, "earliest"},
	{"a qualifier, narrower above", "2020-11~", "2020-09-01",
	    "2020-11-29", NULL, NULL, ERR_INPUT, "latest"},
	{"an end where there is none", "2020-11~", "2020-09-01",
	    "2021-01-31", "2021-01-31", NULL, ERR_INPUT, "end_earliest"},
	{"an interval needs four", "2019~/2021", "2018-01-01", "2020-06-30",
	    NULL, NULL, ERR_INPUT, "end_earliest"},
	{"an interval with four", "2019~/2021", "2018-01-01", "2020-06-30",
	    "2020-12-01", "2022-01-01", ERR_NONE, ""},
	{"an interval, end narrower", "2019~/2021", "2018-01-01",
	    "2020-06-30", "2021-01-02", "2022-01-01", ERR_INPUT,
	    "end_earliest"},
	{"an interval, start after its end", "2019~/2021", "2018-01-01",
	    "2023-01-01", "2020-12-01", "2022-01-01", ERR_INPUT,
	    "end_latest"},
	{"an interval, end before its start", "2019~/2021", "2018-01-01",
	    "2020-06-30", "2017-12-01", "2022-01-01", ERR_INPUT,
	    "end_earliest"},
};

static void
state_day(const char *text, bool *has, uint32_t *day, uint32_t open)
{
	*has = text != NULL;
	*day = open;
	if (text != NULL && strcmp(text, "null") != 0)
		assert_true(day_parse(bytes_text(text), day));
}

static void
check_bounds(void **state)
{
	const struct bounds_row *row = *state;
	struct edtf d;
	struct edtf_stated s;
	struct edtf_bounds b;
	struct error e = {0};
	enum err rc;

	assert_int_equal(edtf_parse(&d, bytes_text(row->text), NULL),
	    ERR_NONE);
	state_day(row->earliest, &s.has_earliest, &s.earliest, DAY_FIRST);
	state_day(row->latest, &s.has_latest, &s.latest, DAY_LAST);
	state_day(row->end_earliest, &s.has_end_earliest, &s.end_earliest,
	    DAY_FIRST);
	state_day(row->end_latest, &s.has_end_latest, &s.end_latest,
	    DAY_LAST);
	rc = edtf_when_bounds(&b, &d, &s, &e);
	assert_int_equal(rc, row->want);
	assert_string_equal(e.field, row->field);
	assert_string_equal(e.word, rc == ERR_NONE ? "" : "when_bounds");
	if (rc != ERR_NONE)
		return;
	assert_int_equal(b.earliest, s.has_earliest ? s.earliest :
	    d.start_lo);
	assert_int_equal(b.latest, s.has_latest ? s.latest : d.start_hi);
	assert_true(b.end_earliest <= b.end_latest);
}

/* model 4.7 */
static void
what_lasts_and_what_is_wide(void **state)
{
	static const struct {
		const char *text;
		bool lasts, wide;
	} cases[] = {
		{"2021-03-04/2021-03-06", true, false},
		{"2021-03-04/2021-03-04", false, false},
		{"2021/2021", true, false},
		{"[2021-03-04..2021-03-06]", false, false},
		{"[2020..2022]", false, false},
		{"[2020-03..2022-11]", false, false},
		{"[2020-03-04..2021-03-03]", false, false},
		{"[2020-03-04..2021-03-04]", false, true},
		{"[2020-01-01..2021-12-30]", false, true},
		{"[2020-01-01..2021-12-31]", false, false},
		{"[2020-03-04..]", false, false},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct edtf d;

		assert_int_equal(edtf_parse(&d, bytes_text(cases[i].text),
		    NULL), ERR_NONE);
		assert_int_equal(edtf_lasts(&d), cases[i].lasts);
		assert_int_equal(edtf_wide(d.start_lo, d.start_hi),
		    cases[i].wide);
	}
}

static void
refusals_speak_both_languages(void **state)
{
	struct error e = {.lang = LANG_FR};
	struct edtf d;

	(void)state;
	assert_int_equal(edtf_parse(&d, bytes_text("2021-02-31"), &e),
	    ERR_INPUT);
	assert_string_equal(e.text, "2021-02 n'a pas de jour 31");
	assert_int_equal(edtf_parse(&d, bytes_text("[2021]"), &e),
	    ERR_INPUT);
	assert_string_equal(e.mend, "\xc3\xa9" "crivez la date sans crochets");
	e.lang = LANG_EN;
	assert_int_equal(edtf_parse(&d, bytes_text("2021-02-31"), &e),
	    ERR_INPUT);
	assert_string_equal(e.text, "2021-02 has no day 31");
	assert_string_equal(e.mend, "write 2021-02 if the day is unknown");
}

int
main(void)
{
	static struct CMUnitTest tests[COUNT(rows) + COUNT(bounds_rows) + 4];
	size_t n = 0;

	for (size_t i = 0; i < COUNT(rows); i++)
		tests[n++] = (struct CMUnitTest){.name = rows[i].name,
		    .test_func = check_row,
		    .initial_state = (void *)(uintptr_t)&rows[i]};
	for (size_t i = 0; i < COUNT(bounds_rows); i++)
		tests[n++] = (struct CMUnitTest){.name = bounds_rows[i].name,
		    .test_func = check_bounds,
		    .initial_state = (void *)(uintptr_t)&bounds_rows[i]};
	tests[n++] = (struct CMUnitTest)cmocka_unit_test(every_day_is_itself);
	tests[n++] = (struct CMUnitTest)cmocka_unit_test(
	    bounds_keep_their_order);
	tests[n++] = (struct CMUnitTest)cmocka_unit_test(
	    what_lasts_and_what_is_wide);
	tests[n++] = (struct CMUnitTest)cmocka_unit_test(
	    refusals_speak_both_languages);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
