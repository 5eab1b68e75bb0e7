/* Verdicts and the comparison of statements: model 6.2 to 6.7 */
#include "model/verdict.h"

#include <stdlib.h>

#include "base/file.h"

#include "base/testing.h"

static struct arena *arena;

static const struct json *
parsed(const char *text)
{
	const struct json *v;

	assert_int_equal(json_parse(&v, arena_copy(arena, bytes_text(text)),
	    &json_entry_limits, arena, NULL), ERR_NONE);
	return v;
}

static struct claim
claim(const char *text)
{
	struct claim c;

	claim_read(&c, parsed(text), parsed("{\"hedged\":false}"));
	return c;
}

static int
make_arena(void **state)
{
	(void)state;
	arena = arena_new(8 * MIB);
	return arena == NULL;
}

static int
free_arena(void **state)
{
	(void)state;
	arena_free(arena);
	return 0;
}

/* ---- the table: format/check 4.1, vectors/model/verdicts.tsv ---- */

static bool
next_word(struct bytes *rest, uint8_t cut, struct bytes *word)
{
	size_t len = bytes_find(*rest, cut);

	if (rest->len == 0)
		return false;
	*word = bytes_of(rest->at, len);
	len += len < rest->len;
	*rest = bytes_of(rest->at + len, rest->len - len);
	return true;
}

static uint64_t
number(struct bytes text)
{
	uint64_t n;

	assert_true(bytes_decimal(text, 1000, &n));
	return n;
}

static void
check_row(const struct bytes row[9])
{
	struct claim c = {.n = number(row[2]), .op = OP_GE,
	    .has_window = true};
	struct verdict_facts f = {number(row[3]), number(row[4]),
	    bytes_is(row[5], "1")};
	unsigned reasons = 0;
	enum verdict v;

	c.hedged = bytes_is(row[6], "1");
	c.unclear = bytes_is(row[7], "1") ? UNCLEAR_KINDS : 0;
	c.targets = parsed("[{\"state\":\"xb\"}]");
	for (int p = CLAIM_OCCURRED; p <= CLAIM_TEXT; p++)
		if (bytes_is(row[0], claim_p_name((enum claim_p)p)))
			c.p = (enum claim_p)p;
	if (bytes_is(row[1], "eq"))
		c.op = OP_EQ;
	else if (bytes_is(row[1], "le"))
		c.op = OP_LE;
	else if (bytes_is(row[1], "about"))
		c.op = OP_ABOUT;
	v = verdict_of(&c, &f, &reasons);
	if (!bytes_is(row[8], verdict_name(v)))
		fail_msg("%.*s %.*s %.*s, %.*s..%.*s: %s", (int)row[0].len,
		    (const char *)row[0].at, (int)row[1].len,
		    (const char *)row[1].at, (int)row[2].len,
		    (const char *)row[2].at, (int)row[3].len,
		    (const char *)row[3].at, (int)row[4].len,
		    (const char *)row[4].at, verdict_name(v));
	/* the reasons say why it was weakened: format/check 4.3 */
	if (v == VERDICT_IN_TENSION) {
		assert_int_equal((reasons & REASON_HEDGE) != 0, c.hedged);
		assert_int_equal((reasons & REASON_SCOPE_UNCLEAR) != 0,
		    c.unclear != 0);
		assert_int_equal((reasons & REASON_EXCEEDS) != 0, !f.covered);
	} else {
		assert_int_equal(reasons, 0);
	}
}

static void
test_table(void **state)
{
	struct buffer file = {0};
	struct bytes rest, line;
	char path[PATH_BYTES];
	const char *top = getenv("CHANCERY_SOURCE");
	size_t rows = 0;

	(void)state;
	assert_int_equal(path_join(path, top == NULL ? "." : top,
	    "tests/vectors/model/verdicts.tsv", NULL), ERR_NONE);
	assert_int_equal(file_read(&file, path, MIB, NULL), ERR_NONE);
	rest = buffer_bytes(&file);
	assert_true(next_word(&rest, '\n', &line));
	while (next_word(&rest, '\n', &line)) {
		struct bytes row[9];

		for (size_t i = 0; i < COUNT(row); i++)
			assert_true(next_word(&line, '\t', &row[i]));
		check_row(row);
		rows++;
	}
	assert_int_equal(rows, 92);
	buffer_release(&file);
}

/* A window that was not given, a universe of several readings, kinds that name
 * none: format/check 1.4, 4.3 */
static void
test_limits(void **state)
{
	static const struct {
		const char *claim;
		unsigned reasons;
	} rows[] = {
	    {"{\"p\":\"only\",\"admits\":[],\"kinds\":null,\"window\":null,"
	     "\"universe\":[{\"state\":\"xb\"}]}", REASON_WINDOW_NOT_GIVEN},
	    {"{\"p\":\"none\",\"kinds\":null,\"window\":{\"from\":null,"
	     "\"to\":null},\"universe\":[{\"state\":\"xb\"},"
	     "{\"state\":\"xc\"}]}", REASON_SCOPE_UNCLEAR},
	    {"{\"p\":\"count\",\"op\":\"eq\",\"n\":1,\"kinds\":null,"
	     "\"window\":null,\"counterparts\":[],\"hedged\":true}",
	     REASON_WINDOW_NOT_GIVEN | REASON_HEDGE},
	    {"{\"p\":\"count\",\"op\":\"le\",\"n\":1,\"kinds\":[\"unknown\"],"
	     "\"window\":null,\"counterparts\":[]}",
	     REASON_WINDOW_NOT_GIVEN | REASON_SCOPE_UNCLEAR},
	    {"{\"p\":\"count\",\"op\":\"le\",\"n\":1,\"kinds\":null,"
	     "\"window\":{\"from\":null,\"to\":null},\"counterparts\":[]}",
	     0},
	};
	struct verdict_facts f = {7, 7, true};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct claim c = claim(rows[i].claim);
		unsigned reasons = 0;
		enum verdict v = verdict_of(&c, &f, &reasons);

		assert_int_equal(reasons, rows[i].reasons);
		assert_int_equal(v, rows[i].reasons == 0 ?
		    VERDICT_CONTRADICTED : VERDICT_IN_TENSION);
	}
}

/* ---- readings and the overall verdict: format/check 4.6, 4.7 ---- */

static void
test_readings(void **state)
{
	static const struct {
		enum verdict v[3];
		size_t count;
		enum verdict want;
		unsigned reasons;
	} rows[] = {
	    {{VERDICT_OPEN}, 0, VERDICT_OPEN, REASON_SCOPE_UNCLEAR},
	    {{VERDICT_SUPPORTED, VERDICT_SUPPORTED}, 2, VERDICT_SUPPORTED, 0},
	    {{VERDICT_OPEN, VERDICT_SUPPORTED}, 2, VERDICT_OPEN,
	     REASON_READINGS_DIFFER},
	    {{VERDICT_OPEN, VERDICT_IN_TENSION}, 2, VERDICT_IN_TENSION,
	     REASON_READINGS_DIFFER},
	    {{VERDICT_SUPPORTED, VERDICT_CONTRADICTED}, 2, VERDICT_IN_TENSION,
	     REASON_READINGS_DIFFER},
	};
	static const enum verdict none[] = {VERDICT_NONE};
	static const enum verdict all[] = {VERDICT_SUPPORTED, VERDICT_NONE,
	    VERDICT_OPEN, VERDICT_IN_TENSION};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		unsigned reasons = 0;

		assert_int_equal(verdict_readings(rows[i].v, rows[i].count,
		    &reasons), rows[i].want);
		assert_int_equal(reasons, rows[i].reasons);
	}
	assert_int_equal(verdict_overall(none, 1), VERDICT_NONE);
	assert_int_equal(verdict_overall(all, 4), VERDICT_IN_TENSION);
	assert_int_equal(verdict_overall(all, 2), VERDICT_SUPPORTED);
}

/* ---- noted, initiated, held: format/check 4.4, 4.5 ---- */

static void
test_noted(void **state)
{
	static const struct {
		enum claim_q q;
		struct noted_facts f;
		enum verdict want;
	} rows[] = {
	    {Q_SOME, {.contacts = 3, .receipted = 1}, VERDICT_SUPPORTED},
	    {Q_SOME, {.contacts = 3, .covered = true}, VERDICT_OPEN},
	    {Q_EACH, {.contacts = 3, .receipted = 3, .covered = true},
	     VERDICT_SUPPORTED},
	    {Q_EACH, {.contacts = 3, .receipted = 3}, VERDICT_OPEN},
	    {Q_EACH, {.contacts = 3, .receipted = 2, .covered = true},
	     VERDICT_OPEN},
	    {Q_EACH, {.contacts = 1, .receipted = 1, .covered = true,
	     .tally = true}, VERDICT_OPEN},
	    {Q_EACH, {.contacts = 1, .receipted = 1, .covered = true,
	     .sealed = true}, VERDICT_OPEN},
	    {Q_EACH, {.covered = true}, VERDICT_OPEN},
	    {Q_NONE, {.contacts = 3, .receipted = 1, .covered = true},
	     VERDICT_IN_TENSION},
	    {Q_NONE, {.contacts = 3, .receipted = 1}, VERDICT_IN_TENSION},
	    {Q_NONE, {.contacts = 3}, VERDICT_OPEN},
	    {Q_NONE, {.contacts = 3, .covered = true, .hidden = true},
	     VERDICT_OPEN},
	    {Q_NONE, {.contacts = 3, .covered = true}, VERDICT_SUPPORTED},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct claim c = {.p = CLAIM_NOTED, .q = rows[i].q};
		unsigned reasons = 0;

		assert_int_equal(verdict_noted(&c, &rows[i].f, &reasons),
		    rows[i].want);
	}
}

static void
test_initiated(void **state)
{
	static const struct {
		enum claim_q q;
		struct initiated_facts f;
		enum verdict want;
	} rows[] = {
	    {Q_USUALLY, {.certain = 12, .agree = 12}, VERDICT_SUPPORTED},
	    {Q_USUALLY, {.certain = 12, .agree = 11}, VERDICT_OPEN},
	    {Q_USUALLY, {.certain = 12, .differ = 12}, VERDICT_IN_TENSION},
	    {Q_USUALLY, {.certain = 0}, VERDICT_OPEN},
	    {Q_EACH, {.certain = 12, .agree = 12}, VERDICT_OPEN},
	    {Q_EACH, {.certain = 12, .agree = 12, .covered = true},
	     VERDICT_SUPPORTED},
	    {Q_EACH, {.certain = 12, .agree = 12, .covered = true,
	     .possible_more = true}, VERDICT_OPEN},
	    {Q_SOME, {.certain = 12, .agree = 1, .differ = 11},
	     VERDICT_SUPPORTED},
	    {Q_SOME, {.certain = 12, .differ = 1, .covered = true},
	     VERDICT_IN_TENSION},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct claim c = {.p = CLAIM_INITIATED, .q = rows[i].q};
		unsigned reasons = 0;

		assert_int_equal(verdict_initiated(&c, &rows[i].f, &reasons),
		    rows[i].want);
	}
}

static void
test_held(void **state)
{
	struct claim c = {.p = CLAIM_HELD, .has_window = true};
	unsigned reasons = 0;

	(void)state;
	assert_int_equal(verdict_held(&c, true, &reasons), VERDICT_SUPPORTED);
	assert_int_equal(verdict_held(&c, false, &reasons), VERDICT_OPEN);
	assert_int_equal(reasons, 0);
	c.has_window = false;
	assert_int_equal(verdict_held(&c, false, &reasons), VERDICT_OPEN);
	assert_int_equal(reasons, REASON_WINDOW_NOT_GIVEN);
}

/* ---- statement against statement: format/check 6.1, 6.2, 6.3 ---- */

/* A small world: persons cg and amb, and the consulate, are of state xb;
 * cg is of the consulate. */
static bool
text_is(const struct json *v, const char *type, const char *id)
{
	if (v->type == JSON_STRING)
		return bytes_is(v->text, id);
	return bytes_is(json_get_text(v, type), id);
}

static bool
within(void *context, const struct json *inner, const struct json *outer)
{
	(void)context;
	if (json_equal(inner, outer))
		return true;
	if (text_is(outer, "state", "xb"))
		return text_is(inner, "person", "cg") ||
		    text_is(inner, "person", "amb") ||
		    text_is(inner, "org", "consulate");
	return text_is(outer, "org", "consulate") &&
	    text_is(inner, "person", "cg");
}

static struct bytes
id_of(const struct json *v)
{
	return v->type == JSON_STRING ? v->text : v->first->text;
}

static bool
apart(void *context, const struct json *a, const struct json *b)
{
	bool typed = a->type == JSON_OBJECT && b->type == JSON_OBJECT;

	(void)context;
	if (typed && !bytes_equal(a->first->name, b->first->name))
		return false;
	return !bytes_equal(id_of(a), id_of(b));
}

static const struct target_world world = {NULL, within, apart};

#define SCOPE(who, window)                                            \
	"\"subject\":\"m\",\"counterparts\":[" who "],\"kinds\":["    \
	"\"call\"],\"window\":" window "}"
#define YEARS "{\"from\":\"2020-01-01\",\"to\":\"2022-12-31\"}"
#define YEAR "{\"from\":\"2021-01-01\",\"to\":\"2021-12-31\"}"
#define CG "{\"person\":\"cg\"}"
#define AMB "{\"person\":\"amb\"}"
#define XB "{\"state\":\"xb\"}"
#define EQ(n) "{\"p\":\"count\",\"op\":\"eq\",\"n\":" #n ","
#define GE(n) "{\"p\":\"count\",\"op\":\"ge\",\"n\":" #n ","
#define LE(n) "{\"p\":\"count\",\"op\":\"le\",\"n\":" #n ","
#define ABOUT(n) "{\"p\":\"count\",\"op\":\"about\",\"n\":" #n ","

/* The filing's five and seven, and the testimony "at least a dozen": the
 * example of model 6.6. */
static void
test_filing_and_testimony(void **state)
{
	struct claim filing[] = {claim(EQ(5) SCOPE(CG, YEARS)),
	    claim(EQ(7) SCOPE(AMB, YEARS))};
	struct claim testimony[] = {claim(GE(12) SCOPE(XB, "null"))};
	struct claimed a[CLAIMED_MAX], b[CLAIMED_MAX];
	bool not_given;

	(void)state;
	assert_int_equal(claims_add_up(a, filing, 2, &world), 3);
	assert_int_equal(claims_add_up(b, testimony, 1, &world), 1);
	assert_int_equal(a[2].extent.lo, 12);
	assert_int_equal(a[2].extent.hi, 12);
	assert_int_equal(a[2].claims, 3);
	assert_int_equal(claimed_compare(&a[2], &b[0], &world, &not_given),
	    COMPARED_AGREES);
	assert_true(not_given);
	/* the five alone, widened, meet the dozen and no more */
	assert_int_equal(claimed_compare(&a[0], &b[0], &world, &not_given),
	    COMPARED_COMPATIBLE);
	/* two tallies of one counterpart do not add up */
	filing[1] = claim(EQ(7) SCOPE(CG, YEARS));
	assert_int_equal(claims_add_up(a, filing, 2, &world), 2);
	/* nor do those of different years */
	filing[1] = claim(EQ(7) SCOPE(AMB, YEAR));
	assert_int_equal(claims_add_up(a, filing, 2, &world), 2);
}

static const struct compare_row {
	const char *name, *a, *b;
	enum comparison want;
} compare_rows[] = {
    {"equal numbers, equal scope", EQ(5) SCOPE(CG, YEARS),
     EQ(5) SCOPE(CG, YEARS), COMPARED_AGREES},
    {"numbers that do not meet", EQ(5) SCOPE(CG, YEARS),
     GE(6) SCOPE(CG, YEARS), COMPARED_IN_TENSION},
    {"at most and exactly", LE(4) SCOPE(CG, YEARS), EQ(5) SCOPE(CG, YEARS),
     COMPARED_IN_TENSION},
    {"a value within", LE(6) SCOPE(CG, YEARS), EQ(5) SCOPE(CG, YEARS),
     COMPARED_AGREES},
    {"ranges that meet", LE(6) SCOPE(CG, YEARS), GE(2) SCOPE(CG, YEARS),
     COMPARED_COMPATIBLE},
    {"about has no bounds", ABOUT(40) SCOPE(CG, YEARS),
     LE(2) SCOPE(CG, YEARS), COMPARED_COMPATIBLE},
    {"a year of three, widened", EQ(5) SCOPE(CG, YEAR),
     GE(6) SCOPE(CG, YEARS), COMPARED_COMPATIBLE},
    {"more in the year than in the three", EQ(9) SCOPE(CG, YEAR),
     LE(5) SCOPE(CG, YEARS), COMPARED_IN_TENSION},
    {"more with one than with the state", GE(9) SCOPE(CG, YEARS),
     EQ(5) SCOPE(XB, YEARS), COMPARED_IN_TENSION},
    {"fewer with one than with the state", EQ(5) SCOPE(CG, YEARS),
     EQ(12) SCOPE(XB, YEARS), COMPARED_AGREES},
    {"two different counterparts", EQ(5) SCOPE(CG, YEARS),
     EQ(7) SCOPE(AMB, YEARS), COMPARED_NOT},
    {"nobody named is everybody", GE(9) SCOPE(CG, YEARS),
     LE(5) SCOPE("", YEARS), COMPARED_IN_TENSION},
    {"windows that cross", GE(9) SCOPE(CG, YEARS),
     LE(5) SCOPE(CG, "{\"from\":\"2022-01-01\",\"to\":\"2024-12-31\"}"),
     COMPARED_NOT},
};

static void
test_compare(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(compare_rows); i++) {
		struct claim a = claim(compare_rows[i].a);
		struct claim b = claim(compare_rows[i].b);
		struct claimed x[CLAIMED_MAX], y[CLAIMED_MAX];
		bool not_given;
		enum comparison one, other;

		assert_int_equal(claims_add_up(x, &a, 1, &world), 1);
		assert_int_equal(claims_add_up(y, &b, 1, &world), 1);
		one = claimed_compare(&x[0], &y[0], &world, &not_given);
		other = claimed_compare(&y[0], &x[0], &world, &not_given);
		if (one != compare_rows[i].want || other != one)
			fail_msg("%s: %s, %s", compare_rows[i].name,
			    comparison_name(one), comparison_name(other));
	}
}

static void
test_only(void **state)
{
	struct claim only = claim("{\"p\":\"only\",\"subject\":\"m\","
	    "\"admits\":[\"cg\"],\"kinds\":[\"call\"],\"window\":null,"
	    "\"universe\":[{\"org\":\"consulate\"},{\"state\":\"xb\"}]}");
	struct claim consulate = claim("{\"p\":\"only\",\"subject\":\"m\","
	    "\"admits\":[],\"kinds\":[\"call\"],\"window\":null,"
	    "\"universe\":[{\"org\":\"consulate\"}]}");
	struct claim seven = claim(EQ(7) SCOPE(AMB, YEARS));
	struct claim five = claim(EQ(5) SCOPE(CG, YEARS));
	struct claim zero = claim(EQ(0) SCOPE(AMB, YEARS));
	struct claim either = claim(EQ(7) SCOPE(AMB "," CG, YEARS));
	struct claim state_wide = claim(EQ(7) SCOPE(XB, YEARS));

	(void)state;
	assert_true(only_excludes(&only, &seven, &world));
	assert_false(only_excludes(&only, &five, &world)); /* admitted */
	assert_false(only_excludes(&only, &zero, &world));
	assert_false(only_excludes(&only, &either, &world));
	assert_false(only_excludes(&only, &state_wide, &world));
	assert_false(only_excludes(&consulate, &seven, &world)); /* outside */
	assert_true(only_excludes(&consulate, &five, &world));
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_table),
	    cmocka_unit_test(test_limits),
	    cmocka_unit_test(test_readings),
	    cmocka_unit_test(test_noted),
	    cmocka_unit_test(test_initiated),
	    cmocka_unit_test(test_held),
	    cmocka_unit_test(test_filing_and_testimony),
	    cmocka_unit_test(test_compare),
	    cmocka_unit_test(test_only),
	};

	return cmocka_run_group_tests_name("verdict", tests, make_arena,
	    free_arena);
}
