/* The drawing of dated rows: interfaces C8.4, web 16, web 27 */
#include <stdio.h>
#include <stdlib.h>

#include "format/day.h"
#include "pages/timeline.h"

#include "base/testing.h"

static size_t
count_of(const char *text, const char *word)
{
	size_t n = 0;

	for (const char *at = text; (at = strstr(at, word)) != NULL; at++)
		n++;
	return n;
}

static const char *
drawn(struct buffer *out, const struct timeline_item *items, size_t count,
    const struct timeline_item *gaps, size_t gap_count)
{
	struct html h = {.out = out};

	timeline_draw(&h, &(struct timeline){.id = "t",
	    .title = bytes_text("T"), .desc = bytes_text("D"), .items = items,
	    .item_count = count, .gaps = gaps, .gap_count = gap_count});
	assert_true(html_good(&h));
	assert_int_equal(h.depth, 0);
	return buffer_cstr(out);
}

/* Every percentage stands within the drawing, and every length is whole. */
static void
check_places(const char *svg)
{
	static const char *const names[] = {" x=\"", " x1=\"", " x2=\"",
	    " cx=\"", " width=\""};

	for (size_t i = 0; i < COUNT(names); i++)
		for (const char *at = svg; (at = strstr(at, names[i])); at++) {
			char *end;
			long whole = strtol(at + strlen(names[i]), &end, 10);
			long parts = *end == '.' ? strtol(end + 1, &end, 10) :
			    0;

			assert_true(whole >= 0 && parts >= 0);
			assert_true(whole < 100 || (whole == 100 && parts == 0));
			assert_true(*end == '%' || *end == '"');
		}
	assert_int_equal(count_of(svg, "nan"), 0);
	assert_int_equal(count_of(svg, "=\"-"), count_of(svg, "dx=\"-9"));
}

static const struct row {
	const char *name;
	unsigned from[3], to[3]; /* year 0: no end */
	uint64_t times;
	size_t discs, bars, open, counts;
} rows[] = {
	{"a known day is a disc",	{2021, 2, 14},  {2021, 2, 14},   1, 1, 0, 0, 0},
	{"a month is a bar",		{2021, 2, 1},   {2021, 2, 28},   1, 0, 1, 0, 0},
	{"a tally has its count",	{2020, 1, 1},   {2022, 12, 31},  5, 0, 1, 0, 1},
	{"five on a known day",		{2021, 2, 14},  {2021, 2, 14},   5, 1, 0, 0, 1},
	{"no beginning",		{0, 0, 0},      {2021, 3, 4},    1, 0, 1, 1, 0},
	{"no end",			{2021, 3, 4},   {0, 0, 0},       1, 0, 1, 1, 0},
	{"nothing known",		{0, 0, 0},      {0, 0, 0},       1, 0, 1, 1, 0},
	{"the first day there is",	{1, 1, 1},      {1, 1, 1},       1, 1, 0, 0, 0},
	{"the last day there is",	{9999, 12, 31}, {9999, 12, 31},  1, 1, 0, 0, 0},
	{"all days there are",		{1, 1, 1},      {9999, 12, 31},  2, 0, 1, 0, 1},
};

static uint32_t
day_of(const unsigned d[3], uint32_t none)
{
	return d[0] == 0 ? none : day_code(d[0], d[1], d[2]);
}

static void
check_row(void **state)
{
	const struct row *r = *state;
	struct timeline_item item = {day_of(r->from, DAY_FIRST),
	    day_of(r->to, DAY_LAST), r->times, bytes_text("one")};
	struct buffer out = {0};
	const char *svg = drawn(&out, &item, 1, NULL, 0);

	assert_int_equal(count_of(svg, "app-timeline__mark"), 1);
	assert_int_equal(count_of(svg, "<circle"), r->discs);
	assert_int_equal(count_of(svg, "<rect"), r->bars);
	assert_int_equal(count_of(svg, "app-timeline__open"), r->open);
	assert_int_equal(count_of(svg, "\u00d7"), r->counts);
	check_places(svg);
	buffer_release(&out);
}

/* As many as a page of a list holds, many on one day. */
static void
as_many_marks_as_rows(void **state)
{
	struct timeline_item items[TIMELINE_ITEMS_MAX];
	struct buffer out = {0};
	const char *svg;

	(void)state;
	for (unsigned i = 0; i < COUNT(items); i++) {
		uint32_t day = day_code(2000 + i % 7, 1 + i % 12, 1 + i % 28);

		items[i] = (struct timeline_item){day, i % 3 == 0 ? day :
		    day_code(2007, 1 + i % 12, 3), 1 + i % 4, bytes_text("x")};
	}
	svg = drawn(&out, items, COUNT(items), NULL, 0);
	assert_int_equal(count_of(svg, "app-timeline__mark"), COUNT(items));
	assert_true(out.len < 64 * 1024);
	check_places(svg);
	buffer_release(&out);
}

static void
no_rows_draw_no_marks(void **state)
{
	struct buffer out = {0};
	const char *svg = drawn(&out, NULL, 0, NULL, 0);

	(void)state;
	assert_int_equal(count_of(svg, "app-timeline__mark"), 0);
	assert_int_equal(count_of(svg, "<line"), 0);
	buffer_release(&out);
}

static void
gaps_are_bands_and_no_marks(void **state)
{
	struct timeline_item gap = {day_code(2021, 7, 1), day_code(2021, 9, 30),
	    0, bytes_text("No return filed, third quarter of 2021")};
	struct buffer out = {0};
	const char *svg = drawn(&out, NULL, 0, &gap, 1);

	(void)state;
	assert_int_equal(count_of(svg, "app-timeline__gap"), 1);
	assert_int_equal(count_of(svg, "app-timeline__mark"), 0);
	assert_non_null(strstr(svg, "No return filed"));
	/* 181 of 365 days before it, 92 in it */
	assert_non_null(strstr(svg, "x=\"49.58%\" width=\"25.21%\""));
	buffer_release(&out);
}

static void
marks_on_one_day_stand_apart(void **state)
{
	uint32_t day = day_code(2021, 5, 5);
	struct timeline_item items[] = {{day, day, 1, bytes_text("a")},
	    {day, day, 1, bytes_text("b")}};
	struct buffer out = {0};
	const char *svg = drawn(&out, items, COUNT(items), NULL, 0);

	(void)state;
	assert_int_equal(count_of(svg, "cy=\"14\""), 1);
	assert_int_equal(count_of(svg, "cy=\"34\""), 1);
	buffer_release(&out);
}

static void
labels_are_few_and_names_are_data(void **state)
{
	struct timeline_item items[] = {
	    {day_code(1900, 1, 1), day_code(2026, 1, 1), 1,
		bytes_text("\"><svg/onload=alert(1)>")},
	    {day_code(1950, 1, 1), day_code(1950, 1, 1), 1,
		bytes_text("<img src=x onerror=alert(1)> \xe2\x80\xae")}};
	struct buffer out = {0};
	const char *svg = drawn(&out, items, COUNT(items), NULL, 0);

	(void)state;
	assert_in_range(count_of(svg, "<text"), 2, 6);
	assert_int_equal(count_of(svg, "<svg"), 1);
	assert_int_equal(count_of(svg, "<img"), 0);
	assert_int_equal(count_of(svg, "\xe2\x80\xae"), 0);
	assert_int_equal(count_of(svg, "style"), 0);
	assert_non_null(strstr(svg,
	    "role=\"img\" aria-labelledby=\"t-title t-desc\""));
	buffer_release(&out);
}

int
main(void)
{
	struct CMUnitTest tests[COUNT(rows) + 5] = {
		cmocka_unit_test(as_many_marks_as_rows),
		cmocka_unit_test(no_rows_draw_no_marks),
		cmocka_unit_test(gaps_are_bands_and_no_marks),
		cmocka_unit_test(marks_on_one_day_stand_apart),
		cmocka_unit_test(labels_are_few_and_names_are_data),
	};

	for (size_t i = 0; i < COUNT(rows); i++)
		tests[5 + i] = (struct CMUnitTest){.name = rows[i].name,
		    .test_func = check_row,
		    .initial_state = (void *)(uintptr_t)&rows[i]};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
