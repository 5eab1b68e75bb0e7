/* Questions: one text each (index 7.1), and the parts of an answer. */
/* format/index 2.3, 7.1, 7.2
 * format/proof-file 3.1, 3.2, 3.3 */
#include <stdio.h>
#include <stdlib.h>

#include "proof/parts.h"

#include "base/testing.h"

static const struct row {
	const char *text, *word; /* word NULL: accepted and printed the same */
} rows[] = {
	{"pairs official=1204 state=TD counterpart=88211 kind=1 "
	    "from=2020-01-01 to=2022-12-31 count", NULL},
	{"pairs count", NULL},
	{"pairs kind=1..2 list", NULL},
	{"pairs official=0 groups(state)", NULL},
	{"official official=281474976710655 groups(kind)", NULL},
	{"official kind=0..254 count", NULL},
	{"versions contact=9 count", NULL},
	{"versions groups(contact)", NULL},
	{"sealed-calendar from=0000-01-01 groups(kind)", NULL},
	{"sealed-official official=3 to=9999-12-31 groups(kind)", NULL},
	{"state state=ZZ from=2020-02-29 to=2020-02-29 count", NULL},
	{"posts official=3 state=TD post=8 kind=0..1 list", NULL},
	{"counterpart counterpart=0 official=3 count", NULL},
	{"", "question_view"},
	{"pairs", "question_mode"},
	{"Pairs count", "question_word"},
	{" pairs count", "question_word"},
	{"pairs  count", "question_word"},
	{"pairs count ", "question_canonical"},
	{"pairs count\n", "question_word"},
	{"pairs count list", "question_word"},
	{"pairs counts", "question_word"},
	{"pairs groups(", "question_word"},
	{"pairs groups()", "question_word"},
	{"pairs groups(official", "question_word"},
	{"pairs groups(number)", "question_group"},
	{"pairs groups(E)", "question_group"},
	{"pairs groups(post)", "question_word"},
	{"pairs groups(counterpart)", "question_group"},
	{"pairs official=1..2 groups(state)", "question_group"},
	{"pairs official=01 count", "question_word"},
	{"pairs official= count", "question_word"},
	{"pairs official=-1 count", "question_word"},
	{"pairs official=+1 count", "question_word"},
	{"pairs official=281474976710656 count", "question_word"},
	{"pairs official=99999999999999999999999 count", "question_word"},
	{"pairs official=5..5 count", "question_word"},
	{"pairs official=6..5 count", "question_word"},
	{"pairs official=5.6 count", "question_word"},
	{"pairs official=5...6 count", "question_word"},
	{"pairs official=5.. count", "question_word"},
	{"pairs official=..5 count", "question_word"},
	{"pairs official=0..281474976710655 count", "question_canonical"},
	{"pairs kind=0..255 count", "question_canonical"},
	{"pairs kind=256 count", "question_word"},
	{"pairs kind=1 kind=1 count", "question_canonical"},
	{"pairs kind=1 official=1 count", "question_canonical"},
	{"pairs to=2020-01-01 from=2020-01-01 count", "question_canonical"},
	{"pairs from=2020-01-01 kind=1 count", "question_canonical"},
	{"pairs state=td count", "question_word"},
	{"pairs state=T count", "question_word"},
	{"pairs state=TDX count", "question_word"},
	{"pairs state=21572 count", "question_word"},
	{"pairs state=TA..TD count", "question_state"},
	{"pairs number=4 count", "question_word"},
	{"pairs E=4 count", "question_word"},
	{"pairs post=4 count", "question_word"},
	{"pairs from=2020-02-30 count", "question_word"},
	{"pairs from=2020-2-3 count", "question_word"},
	{"pairs from=10000-01-01 count", "question_word"},
	{"pairs from= count", "question_word"},
	{"pairs from=2021-01-01 to=2020-01-01 count", "question_days"},
	{"versions from=2020-01-01 count", "question_days"},
};

static void
check_row(void **state)
{
	const struct row *r = *state;
	char text[QUESTION_BYTES];
	struct question q;
	struct error e = {0};
	enum err rc = question_parse(&q, bytes_text(r->text), &e);

	if (r->word != NULL) {
		assert_int_equal(rc, ERR_INPUT);
		assert_string_equal(e.word, r->word);
		return;
	}
	if (rc != ERR_NONE)
		fail_msg("%s", e.text);
	assert_int_equal(question_print(text, &q), strlen(r->text));
	assert_string_equal(text, r->text);
}

static void
longest_question_fits(void **state)
{
	char text[QUESTION_BYTES + 20];
	struct question q, again;
	size_t len;

	(void)state;
	question_init(&q, VIEW_PAIRS);
	assert_true(question_set(&q, FIELD_OFFICIAL, 281474976710653,
	    281474976710654));
	assert_true(question_set(&q, FIELD_COUNTERPART, 281474976710653,
	    281474976710654));
	assert_true(question_set(&q, FIELD_KIND, 253, 254));
	q.from = q.to = day_code(2020, 1, 1);
	len = question_print(text, &q);
	assert_int_equal(question_parse(&again, bytes_of(text, len), NULL),
	    ERR_NONE);
	assert_true(question_equal(&q, &again));
	memset(text, 'a', sizeof text);
	assert_int_equal(question_parse(&again, bytes_of(text, sizeof text),
	    NULL), ERR_INPUT);
}

static void
narrowing_is_bounded(void **state)
{
	struct question q;
	struct range r;

	(void)state;
	question_init(&q, VIEW_OFFICIAL);
	assert_false(question_set(&q, FIELD_STATE, 1, 1));
	assert_false(question_set(&q, FIELD_KIND, 2, 1));
	assert_false(question_set(&q, FIELD_KIND, 2, 256));
	assert_false(question_set(&q, FIELD_E, 1, 2));
	assert_false(question_set(&q, FIELD_NUMBER, 1, 2));
	assert_true(question_set(&q, FIELD_KIND, 2, 255));
	assert_true(question_range(&q, FIELD_KIND, &r));
	assert_int_equal(r.first, 2);
	assert_int_equal(r.last, 255);
	assert_false(question_range(&q, FIELD_POST, &r));
	assert_true(question_is_full(&q, FIELD_OFFICIAL));
	assert_false(question_is_full(&q, FIELD_KIND));
	q.ranges[0].last = UINT64_MAX;
	assert_int_equal(question_check(&q, NULL), ERR_INPUT);
	question_init(&q, (enum view_byte)0x42);
	assert_int_equal(question_check(&q, NULL), ERR_INPUT);
}

/* index 7.5, A5.9: firsts, then what is due. NULL ends a list. */
static const struct derived {
	const char *name, *first[4], *due[8];
} derived[] = {
	{"the example of A5.13",
	    {"pairs official=3 state=TD counterpart=5 kind=1 from=2020-01-01 "
	    "to=2022-12-31 count"},
	    {"pairs official=3 state=TD counterpart=5 kind=0 from=2020-01-01 "
	    "to=2022-12-31 count",
	    "pairs official=3 state=TD counterpart=0 kind=0..1 "
	    "from=2020-01-01 to=2022-12-31 count",
	    "sealed-official official=3 from=2020-01-01 to=2022-12-31 "
	    "groups(kind)"}},
	{"kinds that are no neighbours",
	    {"counterpart counterpart=5 official=3 kind=1 list",
	    "counterpart counterpart=5 official=3 kind=3..4 list"},
	    {"counterpart counterpart=5 official=3 kind=0 list",
	    "counterpart counterpart=0 official=3 kind=0..1 list",
	    "counterpart counterpart=0 official=3 kind=3..4 list",
	    "sealed-official official=3 groups(kind)"}},
	{"every kind", {"pairs official=3 state=TD counterpart=5 count"},
	    {"pairs official=3 state=TD counterpart=0 count",
	    "sealed-official official=3 groups(kind)"}},
	{"a state in a period", {"state state=TD kind=1 from=2020-01-01 "
	    "count"}, {"state state=TD kind=0 from=2020-01-01 count",
	    "sealed-calendar from=2020-01-01 groups(kind)"}},
	{"neither an official nor a period", {"state state=TD kind=1 count"},
	    {"state state=TD kind=0 count"}},
	{"anyone else", {"pairs official=3 state=TD kind=1..2 "
	    "groups(counterpart)"}, {"pairs official=3 state=TD kind=0 "
	    "groups(counterpart)", "sealed-official official=3 groups(kind)"}},
	{"versions of a contact", {"versions contact=9 count"}, {NULL}},
	{"a sealed question", {"sealed-official official=3 count"}, {NULL}},
	{"the described counterpart itself",
	    {"pairs official=3 counterpart=0 count"},
	    {"sealed-official official=3 groups(kind)"}},
	{"kinds from 0 on", {"official official=3 kind=0..1 count"},
	    {"sealed-official official=3 groups(kind)"}},
};

static void
check_derived(void **state)
{
	const struct derived *d = *state;
	struct question first[4];
	char text[QUESTION_BYTES];
	struct parts p;
	size_t n = 0, k = 0;

	for (; n < COUNT(d->first) && d->first[n] != NULL; n++)
		assert_int_equal(question_parse(&first[n],
		    bytes_text(d->first[n]), NULL), ERR_NONE);
	assert_int_equal(parts_derive(&p, first, n, true, NULL), ERR_NONE);
	assert_int_equal(p.first_count, n);
	for (size_t i = 0; i < n; i++)
		assert_true(question_equal(&p.at[i], &first[i]));
	for (; d->due[k] != NULL; k++) {
		assert_true(n + k < p.count);
		(void)question_print(text, &p.at[n + k]);
		assert_string_equal(text, d->due[k]);
	}
	assert_int_equal(p.count, n + k);
	assert_int_equal(p.rest_count + p.sealed, k);
	/* without rests: firsts and the sealed block alone */
	assert_int_equal(parts_derive(&p, first, n, false, NULL), ERR_NONE);
	assert_int_equal(p.rest_count, 0);
	assert_int_equal(p.count, n + p.sealed);
}

static void
firsts_differ_in_kind_alone(void **state)
{
	static const char *const pairs[][2] = {
		{"official official=3 kind=1 count",
		    "official official=4 kind=3 count"},
		{"official official=3 kind=1 count",
		    "official official=3 kind=2 count"},
		{"official official=3 kind=3 count",
		    "official official=3 kind=1 count"},
		{"official official=3 kind=1 count",
		    "official official=3 kind=3 list"},
		{"official official=3 kind=1 count",
		    "official official=3 kind=1 count"},
	};
	struct parts p;

	(void)state;
	for (size_t i = 0; i < COUNT(pairs); i++) {
		struct question q[2];

		for (size_t k = 0; k < 2; k++)
			assert_int_equal(question_parse(&q[k],
			    bytes_text(pairs[i][k]), NULL), ERR_NONE);
		assert_int_equal(parts_derive(&p, q, 2, true, NULL),
		    ERR_INPUT);
	}
	assert_int_equal(parts_derive(&p, NULL, 0, true, NULL), ERR_INPUT);
}

static void
kinds_that_count_as_sealed(void **state)
{
	struct question q;

	(void)state;
	assert_int_equal(question_parse(&q,
	    bytes_text("official official=3 kind=2..3 count"), NULL),
	    ERR_NONE);
	assert_true(parts_kind_counts(&q, 1, 0));
	assert_false(parts_kind_counts(&q, 1, 1));
	assert_true(parts_kind_counts(&q, 1, 2));
	assert_true(parts_kind_counts(&q, 1, 3));
	assert_false(parts_kind_counts(&q, 1, 4));
}

int
main(void)
{
	struct CMUnitTest tests[4 + COUNT(rows) + COUNT(derived)] = {
		cmocka_unit_test(longest_question_fits),
		cmocka_unit_test(narrowing_is_bounded),
		cmocka_unit_test(firsts_differ_in_kind_alone),
		cmocka_unit_test(kinds_that_count_as_sealed),
	};
	size_t n = 4;

	for (size_t i = 0; i < COUNT(rows); i++)
		tests[n++] = (struct CMUnitTest){.name = rows[i].text,
		    .test_func = check_row,
		    .initial_state = (void *)(uintptr_t)&rows[i]};
	for (size_t i = 0; i < COUNT(derived); i++)
		tests[n++] = (struct CMUnitTest){.name = derived[i].name,
		    .test_func = check_derived,
		    .initial_state = (void *)(uintptr_t)&derived[i]};
	return _cmocka_run_group_tests("question", tests, n, NULL, NULL);
}
