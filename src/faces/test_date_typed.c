/* interfaces C6.2: dates as people type them, in both languages */
#include <assert.h>
#include <stdio.h>

#include "base/file.h"
#include "faces/date_typed.h"
#include "model/when.h"

#include "base/testing.h"

static const char *profile; /* vectors/edtf/profile.tsv */

static const struct {
	const char *text, *edtf, *other; /* other: the second reading */
	bool sure;
} read_rows[] = {
    {"2021-02-14", "2021-02-14", NULL, true},
    {" 2021-02 ", "2021-02", NULL, true},
    {"14 February 2021", "2021-02-14", NULL, true},
    {"14th of february, 2021", "2021-02-14", NULL, true},
    {"February 14, 2021", "2021-02-14", NULL, true},
    {"Feb 2021", "2021-02", NULL, true},
    {"14 f\xc3\xa9vrier 2021", "2021-02-14", NULL, true},
    {"le 1er mars 2021", "2021-03-01", NULL, true},
    {"ao\xc3\xbbt 2021", "2021-08", NULL, true},
    {"D\xc3\xa9" "cembre 2020", "2020-12", NULL, true},
    {"juil. 2021", "2021-07", NULL, true},
    {"2021", "2021", NULL, true},
    {"2021-34", "2021-34", NULL, true},
    {"14/2/2021", "2021-02-14", NULL, false},
    {"2/14/2021", "2021-02-14", NULL, false},
    {"14.02.2021", "2021-02-14", NULL, false},
    {"3/4/2021", "2021-04-03", "2021-03-04", false},
    {"4-4-2021", "2021-04-04", NULL, false},
    {"2021/2/14", "2021-02-14", NULL, false},
    {"2/2021", "2021-02", NULL, false},
};

static void
test_readings(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(read_rows); i++) {
		struct date_typed d;
		struct error e = {0};

		print_message("%s\n", read_rows[i].text);
		assert_int_equal(ERR_NONE, date_typed_read(&d,
		    bytes_text(read_rows[i].text), &e));
		assert_string_equal(read_rows[i].edtf, d.edtf[0]);
		assert_int_equal(read_rows[i].sure, d.sure);
		assert_int_equal(read_rows[i].other == NULL ? 1 : 2, d.count);
		if (read_rows[i].other != NULL)
			assert_string_equal(read_rows[i].other, d.edtf[1]);
	}
}

static const struct {
	const char *text, *word;
} refused_rows[] = {
    {"", "empty"},
    {"30 February 2021", "day-range"},
    {"29 f\xc3\xa9vrier 2021", "day-range"},
    {"31/4/2021", "syntax"},
    {"14 ju 2021", "white-space"},
    {"yesterday", "syntax"},
    {"14 February 21", "white-space"},
    {"14 2 2021 5", "white-space"},
    {"\xff", "syntax"},
};

static void
test_refusals(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(refused_rows); i++) {
		struct date_typed d;
		struct error e = {0};

		print_message("%s\n", refused_rows[i].text);
		assert_int_equal(ERR_INPUT, date_typed_read(&d,
		    bytes_text(refused_rows[i].text), &e));
		assert_string_equal(refused_rows[i].word, e.word);
		assert_string_not_equal("", e.text);
	}
}

static struct bytes
cell(struct bytes *line)
{
	size_t len = bytes_find(*line, '\t');
	struct bytes out = bytes_of(line->at, len);

	len += len < line->len;
	*line = bytes_of(line->at + len, line->len - len);
	return out;
}

/* What the profile takes is taken as it is; what it refuses keeps its reason,
 * or is asked about, but for blanks around it. */
static void
test_profile(void **state)
{
	struct buffer file = {0};
	struct bytes rest, line;
	size_t rows = 0, refused = 0, asked = 0;
	bool complete;

	(void)state;
	assert_int_equal(ERR_NONE, file_read(&file, profile, MIB, NULL));
	rest = buffer_bytes(&file);
	assert_true(bytes_line(&rest, &line, &complete)); /* the heading */
	while (bytes_line(&rest, &line, &complete)) {
		struct bytes text = cell(&line), result = cell(&line);
		struct date_typed d;
		struct error e = {0};
		enum err rc = date_typed_read(&d, text, &e);

		print_message("%.*s\n", (int)text.len, (const char *)text.at);
		rows++;
		if (bytes_is(result, "ok")) {
			assert_int_equal(ERR_NONE, rc);
			assert_true(d.sure && bytes_is(text, d.edtf[0]));
		} else if (rc == ERR_NONE) {
			assert_true(!d.sure ||
			    bytes_is(result, "reject:white-space"));
			asked++;
		} else {
			assert_true(bytes_starts(result, "reject:"));
			assert_true(bytes_is(bytes_of(result.at + 7,
			    result.len - 7), e.word));
			refused++;
		}
	}
	buffer_release(&file);
	assert_true(rows > 100 && refused > 50 && asked == 5);
}

static const struct {
	struct when_typed typed;
	const char *when;  /* canonical, or NULL */
	const char *field, *word;
	uint32_t times;
} form_rows[] = {
    {{.mode = "day", .day = "14", .month = "2", .year = "2021"},
	"{\"edtf\":\"2021-02-14\"}", NULL, NULL, 1},
    {{.mode = "day", .day = "1er", .month = "mars", .year = "2021",
	 .time = "14:05"},
	"{\"edtf\":\"2021-03-01\",\"time\":\"14:05\"}", NULL, NULL, 1},
    {{.mode = "day", .day = "14 February 2021"},
	"{\"edtf\":\"2021-02-14\"}", NULL, NULL, 1},
    {{.mode = "day", .day = "14/2/2021"}, NULL, "day", "meant", 1},
    {{.mode = "day", .day = "30", .month = "2", .year = "2021"}, NULL, "day",
	"day-range", 1},
    {{.mode = "day", .month = "2", .year = "2021"}, NULL, "day", "missing",
	1},
    {{.mode = "day", .day = "2", .month = "2", .year = "21"}, NULL, "year",
	"year-range", 1},
    {{.mode = "day", .day = "2", .month = "13", .year = "2021"}, NULL,
	"month", "month-range", 1},
    {{.mode = "month", .month = "March", .year = "2021"},
	"{\"edtf\":\"2021-03\"}", NULL, NULL, 1},
    {{.mode = "month", .month = "3", .year = "2021", .time = "9:05"}, NULL,
	"time", "when_time", 1},
    {{.mode = "about", .month = "3", .year = "2021",
	 .earliest = "2021-02-15", .latest = "2021-04-15"},
	"{\"earliest\":\"2021-02-15\",\"edtf\":\"2021-03~\","
	"\"latest\":\"2021-04-15\"}", NULL, NULL, 1},
    {{.mode = "about", .month = "3", .year = "2021"}, NULL, "earliest",
	"missing", 1},
    {{.mode = "about", .month = "3", .year = "2021",
	 .earliest = "2021-03-15", .latest = "2021-04-15"}, NULL, "earliest",
	"bounds", 1},
    {{.mode = "about", .year = "2021", .earliest = "2021-01-01",
	 .latest = "1/6/2021"}, NULL, "latest", "meant", 1},
    {{.mode = "about", .year = "2021", .earliest = "2020",
	 .latest = "June 2022"},
	"{\"earliest\":\"2020-01-01\",\"edtf\":\"2021~\","
	"\"latest\":\"2022-06-30\"}", NULL, NULL, 1},
    {{.mode = "between", .from = "2020", .to = "2022"},
	"{\"edtf\":\"[2020..2022]\"}", NULL, NULL, 1},
    {{.mode = "between", .from = "2020", .to = "March 2022"},
	"{\"edtf\":\"[2020-01-01..2022-03-31]\"}", NULL, NULL, 1},
    {{.mode = "between", .from = "2022", .to = "2020"}, NULL, "to", "order",
	1},
    {{.mode = "between", .from = "2022"}, NULL, "to", "missing", 1},
    {{.mode = "several", .from = "2020", .to = "2022", .times = "5"},
	"{\"edtf\":\"[2020..2022]\"}", NULL, NULL, 5},
    {{.mode = "several", .from = "2020", .to = "2022", .times = "1"}, NULL,
	"times", "times", 1},
    {{.mode = "several", .from = "2021-03-04", .to = "2021-03-04",
	 .times = "2"}, NULL, "to", "tally_exact", 1},
    {{.mode = "several", .from = "2021", .to = "2021", .times = "7"},
	"{\"edtf\":\"2021\"}", NULL, NULL, 7},
    {{.mode = "unsure"}, "{\"edtf\":\"[..2026-11-25]\"}", NULL, NULL, 1},
    {{.mode = "unsure", .from = "2020"},
	"{\"edtf\":\"[2020-01-01..2026-11-25]\"}", NULL, NULL, 1},
    {{.mode = "unsure", .year = "2021"}, "{\"edtf\":\"2021\"}", NULL, NULL,
	1},
    {{.mode = "lasting", .from = "2021-03-04", .to = "6 mars 2021"},
	"{\"edtf\":\"2021-03-04/2021-03-06\"}", NULL, NULL, 1},
    {{.mode = "lasting", .from = "2021-03-06", .to = "2021-03-04"}, NULL,
	"to", "order", 1},
    {{.mode = ""}, NULL, "when_mode", "missing", 1},
    {{.mode = "never"}, NULL, "when_mode", "missing", 1},
};

static void
test_forms(void **state)
{
	struct arena *a = arena_new(MIB);

	(void)state;
	for (size_t i = 0; i < COUNT(form_rows); i++) {
		struct when_typed typed = form_rows[i].typed;
		struct when_made made;
		struct error e = {0};
		struct buffer text = {0};
		struct when when;
		const char *expected = form_rows[i].when;
		enum err rc;

		typed.today = day_code(2026, 11, 25);
		rc = when_typed_read(&made, &typed, a, &e);
		print_message("row %zu: %s\n", i, e.text);
		if (expected == NULL) {
			assert_int_equal(ERR_INPUT, rc);
			assert_string_equal(form_rows[i].field, e.field);
			assert_string_equal(form_rows[i].word, e.word);
			assert_true(strcmp(e.word, "meant") != 0 ||
			    made.asked.count != 0);
			continue;
		}
		assert_int_equal(ERR_NONE, rc);
		assert_int_equal(form_rows[i].times, made.times);
		json_print_canonical(&text, made.when);
		assert_string_equal(expected, buffer_cstr(&text));
		assert_int_equal(ERR_NONE, when_parse(&when, made.when, &e));
		buffer_release(&text);
	}
	arena_free(a);
}

int
main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_readings),
	    cmocka_unit_test(test_refusals),
	    cmocka_unit_test(test_profile),
	    cmocka_unit_test(test_forms),
	};

	assert(argc == 2);
	profile = argv[1];
	return cmocka_run_group_tests(tests, NULL, NULL);
}
