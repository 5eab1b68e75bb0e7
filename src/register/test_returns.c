/* Periodic returns and their gaps (model 3.20, 3.21), seats, what is of a
 * state */
#include <stdio.h>

#include "format/day.h"
#include "register/returns.h"
#include "register/test_support.h"

#include "base/testing.h"

#define SLOTS "{\"title\":{\"en\":\"A rule\"},\"source\":\"a circular\"}"

struct scene {
	struct place p;
	uint64_t duty;
};

static int
open_scene(void **state)
{
	struct scene *s = test_calloc(1, sizeof *s);

	place_make(&s->p);
	place_found(&s->p);
	place_people(&s->p);
	*state = s;
	return 0;
}

static int
close_scene(void **state)
{
	struct scene *s = *state;

	place_remove(&s->p);
	test_free(s);
	return 0;
}

/* `add`: days after the end; `applies` as JSON. */
static void
file_duty(struct scene *s, const char *base, unsigned add, const char *from,
    const char *applies)
{
	char body[600];

	(void)snprintf(body, sizeof body, "{\"applies_to\":%s,\"confirmed\":"
	    "false,\"deadlines\":[{\"add\":{\"days\":%u,\"hours\":0,"
	    "\"months\":0},\"base\":\"%s\",\"event\":\"return\",\"kinds\":"
	    "null}],\"rule\":\"office\",\"window\":{\"from\":%s,\"to\":null}}",
	    applies, add, base, from);
	s->duty = place_file_one(&s->p, TYPE_DUTY, body, SLOTS).entity;
}

static size_t
rows_of(struct scene *s, uint32_t today, size_t max, struct return_row **out)
{
	size_t count = 0;

	assert_ok(&s->p, registry_returns(s->p.r, s->p.member, today, max, out,
	    &count, s->p.arena, &s->p.e));
	return count;
}

/* A quarter that is not over is no gap; the newest comes first. */
static void
test_quarters(void **state)
{
	struct scene *s = *state;
	struct return_row *rows;

	file_duty(s, "quarter-end", 21, "\"2020-01-15\"", "null");
	assert_int_equal(rows_of(s, day_code(2020, 12, 31), 40, &rows), 2);
	assert_int_equal(rows[0].from, day_code(2020, 7, 1));
	assert_int_equal(rows[0].to, day_code(2020, 9, 30));
	assert_int_equal(rows[0].due, day_code(2020, 10, 21));
	assert_int_equal(rows[1].from, day_code(2020, 4, 1));
	assert_true(rows[0].filed == NUMBER_NONE && !rows[0].confirmed);
	assert_int_equal(rows_of(s, day_code(2021, 1, 1), 40, &rows), 3);
	assert_int_equal(rows_of(s, day_code(2021, 1, 1), 1, &rows), 1);
	assert_int_equal(rows[0].to, day_code(2020, 12, 31));
}

static const struct period_row {
	const char *base;
	uint32_t today, from, to;
	size_t count;
} periods[] = {
    {"month-end",      (2020u << 9) | (3u << 5) | 1, (2020u << 9) | (2u << 5) | 1,
	    (2020u << 9) | (2u << 5) | 29, 2},
    {"four-month-end", (2020u << 9) | (9u << 5) | 1, (2020u << 9) | (5u << 5) | 1,
	    (2020u << 9) | (8u << 5) | 31, 2},
    {"half-year-end",  (2021u << 9) | (1u << 5) | 1, (2020u << 9) | (7u << 5) | 1,
	    (2020u << 9) | (12u << 5) | 31, 2},
    {"year-end",       (2021u << 9) | (6u << 5) | 1, (2020u << 9) | (1u << 5) | 1,
	    (2020u << 9) | (12u << 5) | 31, 1},
};

static void
test_periods(void **state)
{
	struct return_row *rows;

	for (size_t i = 0; i < COUNT(periods); i++) {
		const struct period_row *x = &periods[i];
		struct scene *s;

		open_scene(state);
		s = *state;
		file_duty(s, x->base, 0, "\"2020-01-01\"", "null");
		assert_int_equal(rows_of(s, x->today, 40, &rows), x->count);
		assert_int_equal(rows[0].from, x->from);
		assert_int_equal(rows[0].to, x->to);
		assert_int_equal(rows[0].due, DAY_LAST); /* not laid down */
		close_scene(state);
	}
}

/* A rule of others, and one from the founding on. */
static void
test_whose(void **state)
{
	struct scene *s = *state;
	struct return_row *rows;
	char others[80];

	(void)snprintf(others, sizeof others, "[\"%s\"]",
	    id_text(&s->p, s->p.ambassador));
	file_duty(s, "year-end", 1, "\"2001-01-01\"", others);
	assert_int_equal(rows_of(s, day_code(2020, 1, 1), 40, &rows), 0);
	file_duty(s, "year-end", 1, "null", "null");
	assert_int_equal(rows_of(s, day_of_time(s->p.now_s), 40, &rows), 0);
	assert_int_equal(rows_of(s, day_code(9990, 1, 1), 5, &rows), 5);
}

/* A nil return closes its period, and no other. */
static void
test_filed(void **state)
{
	struct scene *s = *state;
	struct return_row *rows;
	char body[700];
	struct filed f;

	file_duty(s, "quarter-end", 21, "\"2020-01-01\"", "null");
	(void)snprintf(body, sizeof body, "{\"exceptions\":0,\"form\":"
	    "\"return\",\"kinds\":null,\"nil\":true,\"period\":\"2020-34\","
	    "\"rule\":\"%s\",\"scope\":{\"all\":true},\"subject\":\"%s\","
	    "\"times\":0,\"to_knowledge_of\":\"%s\",\"window\":{\"from\":"
	    "\"2020-04-01\",\"to\":\"2020-06-30\"}}",
	    id_text(&s->p, s->duty), s->p.member_id, s->p.member_id);
	f = place_file_one(&s->p, TYPE_COMPLETE, body, NULL);
	assert_int_equal(rows_of(s, day_code(2020, 10, 1), 40, &rows), 3);
	assert_true(rows[0].filed == NUMBER_NONE);
	assert_true(rows[1].filed == f.entity && rows[1].nil);
	assert_true(rows[2].filed == NUMBER_NONE);
}

static struct filed
file_tenure(struct scene *s, uint64_t person, const char *when)
{
	char body[400];

	(void)snprintf(body, sizeof body, "{\"acting\":false,\"person\":"
	    "\"%s\",\"post\":\"%s\",\"when\":{\"edtf\":\"%s\"}}",
	    id_text(&s->p, person), id_text(&s->p, s->p.post), when);
	return place_file_one(&s->p, TYPE_TENURE, body, NULL);
}

static void
test_seats(void **state)
{
	struct scene *s = *state;
	struct read_model *m = registry_read_model(s->p.r);
	uint64_t list[4], later, earlier;
	size_t count;

	later = file_tenure(s, s->p.ambassador, "2019-08/..").entity;
	earlier = file_tenure(s, s->p.member, "2015/2018").entity;
	assert_ok(&s->p, read_model_seats(m, s->p.post, list, 4, &count,
	    &s->p.e));
	assert_int_equal(count, 2);
	assert_true(list[0] == earlier && list[1] == later);
	assert_ok(&s->p, read_model_seats(m, s->p.ambassador, list, 4, &count,
	    &s->p.e));
	assert_true(count == 1 && list[0] == later);
	assert_ok(&s->p, read_model_of_state(m, "xb", TYPE_ORG, list, 4,
	    &count, &s->p.e));
	assert_true(count == 1 && list[0] == s->p.embassy);
	assert_ok(&s->p, read_model_of_state(m, "xb", TYPE_POST, list, 4,
	    &count, &s->p.e));
	assert_true(count == 1 && list[0] == s->p.post);
	assert_ok(&s->p, read_model_of_state(m, "xc", TYPE_POST, list, 4,
	    &count, &s->p.e));
	assert_int_equal(count, 0);
}

#define ROW(test) cmocka_unit_test_setup_teardown(test, open_scene, close_scene)

int
main(void)
{
	const struct CMUnitTest tests[] = {ROW(test_quarters),
	    cmocka_unit_test(test_periods), ROW(test_whose), ROW(test_filed),
	    ROW(test_seats)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
