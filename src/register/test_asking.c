/* People's questions: the counts of model 5.5 and what A5 asks beside them */
#include <stdio.h>
#include <stdlib.h>

#include "register/asking.h"
#include "register/test_support.h"

#include "base/testing.h"

#define MEMBER 8
#define CONSUL_GENERAL 12
#define AMBASSADOR 14
#define TALLY_14 14 /* in vectors/model */
#define TALLY_15 15

static struct place place, wrong;

/* Set D of model 5.5: as A with the five written wrongly, 2020/2022. Filing
 * refuses it, so it stands in a log of its own. */
static void
append_wrong(struct place *p, const struct given *g)
{
	static const char right[] = "\"edtf\":\"[2020..2022]\"",
	    lasting[] = "\"edtf\":\"2020/2022\"";
	struct given other = *g;
	struct buffer leaf = {0};
	size_t at = 0;

	while (memcmp(g->leaf.at + at, right, sizeof right - 1) != 0)
		at++;
	buffer_append(&leaf, g->leaf.at, at);
	buffer_text(&leaf, lasting);
	at += sizeof right - 1;
	buffer_append(&leaf, g->leaf.at + at, g->leaf.len - at);
	other.leaf = arena_copy(p->arena, buffer_bytes(&leaf));
	buffer_release(&leaf);
	p->r->judge.skip_signatures = true; /* not of its signer */
	place_append(p, &other);
}

static int
make_registers(void **state)
{
	(void)state;
	place_make(&place);
	place_vector_register(&place);
	place_make(&wrong);
	place_vector_log(&wrong);
	for (size_t i = 0; i <= TALLY_15; i++) {
		wrong.now_s = wrong.given[i].at_s;
		if (i == TALLY_14)
			append_wrong(&wrong, &wrong.given[i]);
		else
			place_append(&wrong, &wrong.given[i]);
		if (wrong.given[i].checkpoint_after)
			checkpoint(&wrong);
	}
	return 0;
}

static int
remove_registers(void **state)
{
	(void)state;
	place_remove(&place);
	place_remove(&wrong);
	return 0;
}

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
number_of(struct bytes name)
{
	return bytes_is(name, "cg") ? CONSUL_GENERAL : AMBASSADOR;
}

/* Sums of the counterparts named (`not` false) or of all others. */
static void
sum_groups(const struct asked *out, struct bytes names, bool others,
    struct answer *sums)
{
	*sums = (struct answer){0, 0, 0};
	for (size_t i = 0; i < out->group_count; i++) {
		const struct asked_group *g = &out->groups[i];
		struct bytes rest = names, name;
		bool named = false;

		while (next_word(&rest, ' ', &name))
			named = named || number_of(name) == g->who;
		if (named == others)
			continue;
		sums->certain += g->sums.certain;
		sums->possible += g->sums.possible;
		sums->struck += g->sums.struck;
	}
}

/* One row of counts.tsv, by the rule of interfaces A5.10. */
static void
check_row(struct bytes column[7])
{
	struct place *p = column[0].at[0] == 'D' ? &wrong : &place;
	struct asking q = {.of = MEMBER, .with = NUMBER_NONE,
	    .with_post = NUMBER_NONE, .kinds = KIND_BIT(1),
	    .mode = ASK_COUNT};
	bool any = bytes_is(column[1], "any");
	bool others = bytes_starts(column[1], "not ");
	bool single = !any && !others && bytes_find(column[1], ' ') ==
	    column[1].len;
	uint64_t certain, possible, sealed;
	struct answer sums;
	struct asked out;

	switch (column[0].at[0]) {
	case 'A':
		q.size = 19;
		break;
	case 'B':
		q.size = 23;
		break;
	case 'C':
		q.size = 29;
		break;
	default:
		break;
	}
	assert_true(day_parse(column[2], &q.from));
	assert_true(day_parse(column[3], &q.to));
	if (!any)
		(void)snprintf(q.state, sizeof q.state, "XB");
	if (single)
		q.with = number_of(column[1]);
	else if (!any)
		q.mode = ASK_ANYONE_ELSE;
	assert_ok(p, registry_ask(p->r, &q, &out, p->arena, &p->e));
	sums = out.sums;
	if (!any && !single)
		sum_groups(&out, others ? bytes_of(column[1].at + 4,
		    column[1].len - 4) : column[1], others, &sums);
	assert_true(bytes_decimal(column[4], 1000, &certain));
	assert_true(bytes_decimal(column[5], 1000, &possible));
	assert_true(bytes_decimal(column[6], 1000, &sealed));
	if (any)
		certain -= sealed;
	if (sums.certain != certain || sums.possible + out.sealed != possible
	    || out.sealed != sealed || !out.sealed_known)
		fail_msg("%.*s %.*s %.*s: %d, %d, %d", (int)column[0].len,
		    (const char *)column[0].at, (int)column[1].len,
		    (const char *)column[1].at, (int)column[2].len,
		    (const char *)column[2].at, (int)sums.certain,
		    (int)sums.possible, (int)out.sealed);
	asked_release(&out);
}

static void
test_counts(void **state)
{
	struct buffer file = {0};
	struct bytes rest, line;
	size_t rows = 0;

	(void)state;
	read_source(&file, "tests/vectors/model/counts.tsv");
	rest = buffer_bytes(&file);
	assert_true(next_word(&rest, '\n', &line));
	while (next_word(&rest, '\n', &line)) {
		struct bytes column[7];

		for (size_t i = 0; i < COUNT(column); i++)
			assert_true(next_word(&line, '\t', &column[i]));
		check_row(column);
		rows++;
	}
	assert_int_equal(rows, 18);
	buffer_release(&file);
}

/* ---- combinations of A5.4 ---- */

#define NO NUMBER_NONE

static const struct {
	const char *row;
	struct asking q;
	const char *sending, *first; /* NULL: refused */
	size_t count;
} frame_rows[] = {
	{"of", {.of = 8, .with = NO, .with_post = NO, .to = DAY_LAST}, "",
	    "official official=8 count", 1},
	{"with", {.of = NO, .with = 14, .with_post = NO, .to = DAY_LAST}, "",
	    "counterpart counterpart=14 count", 1},
	{"of and with", {.of = 8, .with = 14, .with_post = NO,
	    .to = DAY_LAST}, "", "counterpart counterpart=14 official=8 count",
	    1},
	{"state", {.of = NO, .with = NO, .with_post = NO, .state = "XB",
	    .to = DAY_LAST}, "", "state state=XB count", 1},
	{"of and state", {.of = 8, .with = NO, .with_post = NO,
	    .state = "XB", .to = DAY_LAST}, "",
	    "pairs official=8 state=XB count", 1},
	{"post", {.of = 8, .with = NO, .with_post = 11, .to = DAY_LAST},
	    "XB", "posts official=8 state=XB post=11 count", 1},
	{"post of nobody", {.of = NO, .with = NO, .with_post = 11,
	    .to = DAY_LAST}, "XB", NULL, 0},
	{"post of another state", {.of = 8, .with = NO, .with_post = 11,
	    .state = "XC", .to = DAY_LAST}, "XB", NULL, 0},
	{"with and state alone", {.of = NO, .with = 14, .with_post = NO,
	    .state = "XB", .to = DAY_LAST}, "", NULL, 0},
	{"nothing", {.of = NO, .with = NO, .with_post = NO, .to = DAY_LAST},
	    "", NULL, 0},
	{"anyone else", {.of = 8, .with = NO, .with_post = NO,
	    .mode = ASK_ANYONE_ELSE, .to = DAY_LAST}, "",
	    "pairs official=8 groups(state)", 1},
	{"anyone else, of a state", {.of = 8, .with = NO, .with_post = NO,
	    .state = "XB", .mode = ASK_ANYONE_ELSE, .to = DAY_LAST}, "",
	    "pairs official=8 state=XB groups(counterpart)", 1},
	{"anyone else of nobody", {.of = NO, .with = 14, .with_post = NO,
	    .mode = ASK_ANYONE_ELSE, .to = DAY_LAST}, "", NULL, 0},
	{"days turned round", {.of = 8, .with = NO, .with_post = NO,
	    .from = 9000, .to = 8000}, "", NULL, 0},
	{"neighbouring kinds are one", {.of = 8, .with = NO,
	    .with_post = NO, .kinds = KIND_BIT(1) | KIND_BIT(2) | KIND_BIT(5),
	    .to = DAY_LAST}, "", "official official=8 kind=1..2 count", 2},
};

static void
test_frames(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(frame_rows); i++) {
		struct question firsts[PARTS_MAX];
		char text[QUESTION_BYTES];
		struct error e = {.code = ERR_NONE};
		size_t count = 0;
		enum err rc = asking_questions(&frame_rows[i].q,
		    frame_rows[i].sending, firsts, &count, &e);

		if (frame_rows[i].first == NULL) {
			if (rc != ERR_INPUT || e.text[0] == '\0')
				fail_msg("%s: %d", frame_rows[i].row,
				    (int)rc);
			continue;
		}
		if (rc != ERR_NONE)
			fail_msg("%s: %s", frame_rows[i].row, e.text);
		(void)question_print(text, &firsts[0]);
		if (strcmp(text, frame_rows[i].first) != 0 ||
		    count != frame_rows[i].count)
			fail_msg("%s: %s", frame_rows[i].row, text);
	}
}

/* ---- two states, described counterparts ---- */

static void
file_call(struct place *p, const char *edtf, unsigned times,
    const char *other, const char *slots)
{
	(void)place_file_one(p, TYPE_CONTACT, contact_body(p, edtf, times,
	    other, "{\"tier\":\"public\"}", ""), slots);
}

static const char *
with(struct place *p, uint64_t who)
{
	char *text = arena_take(p->arena, 160);

	(void)snprintf(text, 160, "\"as\":null,\"described\":null,"
	    "\"who\":\"%s\"", id_text(p, who));
	return text;
}

static const struct asked_group *
group(const struct asked *out, uint64_t who, const char *state)
{
	for (size_t i = 0; i < out->group_count; i++)
		if (out->groups[i].who == who &&
		    strcmp(out->groups[i].state, state) == 0)
			return &out->groups[i];
	return NULL;
}

#define SUMMARY "{\"summary\":{\"en\":\"A call about consular matters\"}}"

static void
test_anyone_else(void **state)
{
	struct place p;
	struct asking q;
	struct asked out;
	const struct asked_group *g;
	struct buffer other = {0};
	const char *body;
	uint64_t envoy;

	(void)state;
	place_make(&p);
	place_found(&p);
	place_people(&p);
	envoy = place_file_one(&p, TYPE_PERSON, "{\"states\":[\"xc\"]}",
	    "{\"names\":[{\"lang\":\"en\",\"text\":\"The Envoy\"}]}").number;
	file_call(&p, "2021-01-05", 5, with(&p, p.ambassador), SUMMARY);
	/* the same frame with the other party of State C */
	body = contact_body(&p, "2021-02-05", 2, with(&p, envoy),
	    "{\"tier\":\"public\"}", "");
	for (const char *at = body; *at != '\0'; at++) {
		bool xb = strncmp(at, "\"xb\"", 4) == 0;

		buffer_text(&other, xb ? "\"xc\"" : "");
		if (xb)
			at += 3;
		else
			buffer_byte(&other, (uint8_t)*at);
	}
	(void)place_file_one(&p, TYPE_CONTACT, arena_text(p.arena,
	    buffer_bytes(&other)), SUMMARY);
	buffer_release(&other);
	/* known by a description alone */
	file_call(&p, "2021-03-05", 1,
	    "\"as\":null,\"described\":0,\"who\":null",
	    "{\"described\":[{\"en\":\"a consular officer\"}],"
	    "\"summary\":{\"en\":\"A call about consular matters\"}}");
	checkpoint(&p);

	q = (struct asking){.of = p.member, .with = p.ambassador,
	    .with_post = NUMBER_NONE, .kinds = KIND_BIT(1),
	    .from = day_code(2020, 1, 1), .to = day_code(2022, 12, 31),
	    .mode = ASK_ANYONE_ELSE};
	assert_ok(&p, registry_ask(p.r, &q, &out, p.arena, &p.e));
	assert_int_equal(out.group_count, 3);
	g = group(&out, p.ambassador, "XB");
	assert_non_null(g);
	assert_true(g->asked);
	assert_int_equal(g->sums.certain, 5);
	g = group(&out, envoy, "XC");
	assert_non_null(g);
	assert_false(g->asked);
	assert_int_equal(g->sums.certain, 2);
	g = group(&out, 0, "XB"); /* described only */
	assert_non_null(g);
	assert_int_equal(g->sums.possible, 1);
	/* the top line counts the others alone */
	assert_int_equal(out.sums.certain, 3);
	assert_int_equal(out.sums.possible, 3);
	asked_release(&out);

	/* none filed with this one, yet one described cannot be excluded */
	q.mode = ASK_COUNT;
	q.from = q.to = day_code(2021, 3, 5);
	(void)snprintf(q.state, sizeof q.state, "XB");
	assert_ok(&p, registry_ask(p.r, &q, &out, p.arena, &p.e));
	assert_int_equal(out.sums.certain, 0);
	assert_int_equal(out.sums.possible, 1);
	asked_release(&out);
	/* and on another day: none filed at all */
	q.from = q.to = day_code(2021, 3, 6);
	assert_ok(&p, registry_ask(p.r, &q, &out, p.arena, &p.e));
	assert_int_equal(out.sums.possible + out.sealed, 0);
	asked_release(&out);
	place_remove(&p);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_counts),
		cmocka_unit_test(test_frames),
		cmocka_unit_test(test_anyone_else),
	};

	return cmocka_run_group_tests_name("asking", tests, make_registers,
	    remove_registers);
}
