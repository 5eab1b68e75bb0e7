/* Checks over registers: docs/format/check.md; model 6, 9.6 */
#include "register/beside.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "format/json.h"
#include "register/past.h"
#include "register/test_speaking.h"

#include "base/testing.h"

/* ---- vectors/model: the example of model 6.7 ---- */

#define ANSWER 27 /* of vectors/model; 32 in the register with its roots */

static struct place vectors;

static int
make_vectors(void **state)
{
	(void)state;
	place_make(&vectors);
	place_vector_register(&vectors);
	return 0;
}

static int
remove_vectors(void **state)
{
	(void)state;
	place_remove(&vectors);
	return 0;
}

/* Number of the first entry of the entity of this given leaf. */
static uint64_t
number_of_given(struct place *p, size_t i)
{
	struct entry entry;
	uint64_t number;

	assert_ok(p, entry_parse(&entry, p->given[i].leaf, NULL, p->arena,
	    &p->e));
	assert_ok(p, past_number(p->r, entry.id_text, &number, &p->e));
	return number;
}

/* "Anyone else of note?" - "No.": format/check 5.1 */
static void
test_anyone_else_of_note(void **state)
{
	struct place *p = &vectors;
	struct checked k;
	struct checked_claim *c;

	(void)state;
	assert_ok(p, registry_check(p->r, number_of_given(p, ANSWER), 0,
	    p->arena, &k, &p->e));
	assert_int_equal(k.claim_count, 1);
	c = &k.claims[0];
	assert_int_equal(k.verdict, VERDICT_IN_TENSION);
	assert_int_equal(c->reading_count, 2);
	/* the consulate: none of the others; the state: the Ambassador, five
	 * in the tally and one, a further one was withdrawn */
	assert_int_equal(c->readings[0].certain, 0);
	assert_int_equal(c->readings[0].possible, 0);
	assert_int_equal(c->readings[0].verdict, VERDICT_OPEN);
	assert_int_equal(c->readings[1].certain, 6);
	assert_int_equal(c->readings[1].possible, 6);
	assert_int_equal(c->readings[1].verdict, VERDICT_IN_TENSION);
	assert_int_equal(c->certain, 6);
	assert_int_equal(c->sealed, 1);
	assert_int_equal(c->reasons & 31, REASON_READINGS_DIFFER |
	    REASON_SCOPE_UNCLEAR | REASON_WINDOW_NOT_GIVEN | REASON_HEDGE |
	    REASON_EXCEEDS);
	assert_int_equal(c->hedges->count, 2);
	assert_int_equal(k.passages->count, 1);
	checked_release(&k);
}

/* Before it was filed there was nothing to check; at any later checkpoint the
 * verdict is what it was: format/check 2.2. */
static void
test_at_a_checkpoint(void **state)
{
	struct place *p = &vectors;
	uint64_t number = number_of_given(p, ANSWER);
	struct checked k;

	(void)state;
	assert_int_equal(registry_check(p->r, number, 29, p->arena, &k, &p->e),
	    ERR_ABSENT);
	assert_int_equal(registry_check(p->r, 8, 0, p->arena, &k, &p->e),
	    ERR_INPUT);
}

/* ---- registers made here ---- */

static struct checked
check(struct place *p, uint64_t statement)
{
	struct checked k;

	assert_ok(p, registry_check(p->r, statement, 0, p->arena, &k, &p->e));
	return k;
}

static void
one(struct place *p, uint64_t statement, enum verdict want, unsigned reasons)
{
	struct checked k = check(p, statement);

	if (k.verdict != want || k.claims[0].reasons != reasons)
		fail_msg("statement %d: %s, reasons %u", (int)statement,
		    verdict_name(k.verdict), k.claims[0].reasons);
	checked_release(&k);
}

/* A contradiction needs a declaration, plain words and a clear scope; a later
 * contact overtakes the declaration: format/check 3.4, 4.2, 4.3. */
static void
test_declaration(void **state)
{
	struct place p;
	uint64_t transcript, nine, hedged, exact, recalled, whole;

	(void)state;
	found_register(&p);
	transcript = file_document(&p, "Transcript");
	(void)file_calls(&p, "2021-03-04", 1, p.ambassador);
	(void)file_calls(&p, "[2020..2022]", 5, p.ambassador);
	nine = file_statement(&p, (struct saying){.act = "testifies",
	    .claims = count_claim(&p, "ge", 9, "", YEARS),
	    .speaker = p.member, .document = transcript});
	hedged = file_statement(&p, (struct saying){.act = "testifies",
	    .claims = count_claim(&p, "ge", 9, "", YEARS), .hedged = true,
	    .speaker = p.member, .document = transcript});
	exact = file_statement(&p, (struct saying){.act = "testifies",
	    .claims = count_claim(&p, "eq", 6,
	    person_target(&p, p.ambassador), YEARS),
	    .speaker = p.member, .document = transcript});
	recalled = file_statement(&p, (struct saying){.act = "testifies",
	    .claims = count_claim(&p, "le", 5, "{\"state\":\"xb\"}", "null"),
	    .speaker = p.member, .document = transcript});
	checkpoint(&p);
	one(&p, nine, VERDICT_OPEN, 0);
	one(&p, hedged, VERDICT_OPEN, 0);
	one(&p, exact, VERDICT_OPEN, 0);
	one(&p, recalled, VERDICT_IN_TENSION,
	    REASON_WINDOW_NOT_GIVEN | REASON_EXCEEDS);

	whole = declare(&p, 6);
	checkpoint(&p);
	one(&p, nine, VERDICT_CONTRADICTED, 0);
	one(&p, hedged, VERDICT_IN_TENSION, REASON_HEDGE);
	one(&p, exact, VERDICT_SUPPORTED, 0);
	one(&p, recalled, VERDICT_IN_TENSION, REASON_WINDOW_NOT_GIVEN);

	/* one more call, and the declaration covers nothing */
	(void)file_calls(&p, "2021-05-06", 1, p.ambassador);
	checkpoint(&p);
	one(&p, nine, VERDICT_OPEN, REASON_DECLARATION_OVERTAKEN);
	one(&p, exact, VERDICT_IN_TENSION,
	    REASON_EXCEEDS | REASON_DECLARATION_OVERTAKEN);
	{
		struct checked k = check(&p, exact);

		assert_int_equal(k.claims[0].declaration, NUMBER_NONE);
		assert_int_equal(k.claims[0].declaration_entry, whole);
		assert_int_equal(k.claims[0].overtaken_by, whole + 2);
		checked_release(&k);
		/* as it was known before: format/check 2.2 */
		assert_ok(&p, registry_check(p.r, exact, whole + 2, p.arena,
		    &k, &p.e));
		assert_int_equal(k.verdict, VERDICT_SUPPORTED);
		assert_int_equal(k.claims[0].declaration, whole);
		checked_release(&k);
	}
	place_remove(&p);
}

/* Expected of the shipped case, model 9.6: s15, s9, s17, s26.
 * A filing does not support the statement that it was taken from; another
 * statement it does: format/check 3.3; the two agree: format/check 6.2. */
static void
test_own_source(void **state)
{
	struct place p;
	struct checked k;
	struct compared cmp;
	const char *body, *five;
	struct buffer own = {0};
	uint64_t filing, transcript, s15, s9, s17, s26;
	size_t cut;

	(void)state;
	found_register(&p);
	filing = file_document(&p, "Filing");
	transcript = file_document(&p, "Transcript");
	five = count_claim(&p, "eq", 5, person_target(&p, p.ambassador),
	    YEARS);
	s15 = file_statement(&p, (struct saying){.act = "acknowledges",
	    .claims = five, .speaker = p.member, .document = filing});
	body = contact_body(&p, "[2020..2022]", 5, with(&p, p.ambassador),
	    "{\"tier\":\"public\"}", "");
	/* the same contact, its record taken from s15 */
	cut = (size_t)(strstr(body, "\"basis\":\"reconstructed\"") - body);
	buffer_append(&own, body, cut);
	buffer_printf(&own, "\"basis\":\"document\",\"document\":\"%s\","
	    "\"origin\":null,\"statement\":\"%s\"}", id_text(&p, filing),
	    id_text(&p, s15));
	buffer_text(&own, strstr(body, "},\"status\"") + 1);
	(void)place_file_one(&p, TYPE_CONTACT, arena_text(p.arena,
	    buffer_bytes(&own)), SUMMARY);
	buffer_release(&own);
	s9 = file_statement(&p, (struct saying){.act = "testifies",
	    .claims = count_claim(&p, "ge", 5, person_target(&p,
	    p.ambassador), "null"), .speaker = p.member,
	    .document = transcript});
	s17 = file_statement(&p, (struct saying){.act = "alleges",
	    .claims = printed(&p, "{\"counterparts\":[%s],\"kinds\":null,"
	    "\"n\":1,\"p\":\"occurred\",\"subject\":\"%s\",\"window\":null}",
	    person_target(&p, p.ambassador), p.member_id),
	    .speaker = NUMBER_NONE, .document = transcript});
	s26 = file_statement(&p, (struct saying){.act = "testifies",
	    .claims = printed(&p, "{\"by\":\"foreign\",\"counterparts\":"
	    "[{\"state\":\"xb\"}],\"kinds\":null,\"p\":\"initiated\","
	    "\"q\":\"usually\",\"subject\":\"%s\",\"what\":"
	    "\"arrangement\",\"window\":null}", p.member_id),
	    .speaker = p.member, .document = transcript});
	checkpoint(&p);
	one(&p, s15, VERDICT_OPEN, REASON_OWN_SOURCE);
	one(&p, s9, VERDICT_SUPPORTED, 0);
	one(&p, s17, VERDICT_SUPPORTED, 0);

	k = check(&p, s15);
	assert_int_equal(k.claims[0].certain, 0);
	assert_int_equal(k.claims[0].possible, 5);
	assert_int_equal(k.claims[0].by[0].how, HOW_OWN_SOURCE);
	assert_true(k.claims[0].against_count >= 1);
	assert_int_equal(k.claims[0].against[0].statement, s9);
	assert_int_equal(k.claims[0].against[0].result, COMPARED_AGREES);
	/* one speaker twice is one origin: format/check 7.1 */
	assert_int_equal(k.claims[0].origins.count, 1);
	assert_false(k.claims[0].origins.at_least);
	checked_release(&k);

	/* who rang is one thing, what the filing says another: 4.5 */
	k = check(&p, s26);
	assert_int_equal(k.verdict, VERDICT_IN_TENSION);
	assert_int_equal(k.claims[0].differ, 5);
	assert_int_equal(k.claims[0].against_count, 1);
	assert_int_equal(k.claims[0].against[0].statement, s15);
	assert_true(k.claims[0].against[0].initiator);
	checked_release(&k);

	k = check(&p, s17);
	assert_int_equal(k.claims[0].origins.count, 1);
	assert_true(k.claims[0].origins.at_least);
	checked_release(&k);

	assert_ok(&p, registry_compare(p.r, s15, s9, 0, p.arena, &cmp, &p.e));
	assert_int_equal(cmp.result, COMPARED_AGREES);
	assert_true(cmp.window_not_given);
	place_remove(&p);
}

/* Who started it: format/check 4.5 */
static void
test_initiated(void **state)
{
	static const struct {
		const char *by, *what, *q;
		enum verdict want;
	} rows[] = {
	    {"home", "contact", "usually", VERDICT_SUPPORTED},
	    {"home", "contact", "each", VERDICT_OPEN}, /* not covered */
	    {"foreign", "contact", "usually", VERDICT_IN_TENSION},
	    {"foreign", "arrangement", "some", VERDICT_IN_TENSION},
	};
	struct place p;
	uint64_t transcript, statements[COUNT(rows)];

	(void)state;
	found_register(&p);
	transcript = file_document(&p, "Transcript");
	(void)file_calls(&p, "[2020..2022]", 5, p.ambassador);
	for (size_t i = 0; i < COUNT(rows); i++)
		statements[i] = file_statement(&p, (struct saying){
		    .act = "testifies", .claims = printed(&p, "{\"by\":"
		    "\"%s\",\"counterparts\":[{\"state\":\"xb\"}],\"kinds\":"
		    "null,\"p\":\"initiated\",\"q\":\"%s\",\"subject\":"
		    "\"%s\",\"what\":\"%s\",\"window\":null}", rows[i].by,
		    rows[i].q, p.member_id, rows[i].what),
		    .speaker = p.member, .document = transcript});
	checkpoint(&p);
	for (size_t i = 0; i < COUNT(rows); i++)
		one(&p, statements[i], rows[i].want, 0);
	place_remove(&p);
}

/* A tenure spans a window or it does not: format/check 4.5 */
static void
test_held(void **state)
{
	static const struct {
		const char *window;
		enum verdict want;
		unsigned reasons;
	} rows[] = {
	    {"{\"from\":\"2018-01-01\",\"to\":\"2022-06-30\"}",
	     VERDICT_SUPPORTED, 0},
	    {"{\"from\":\"2017-05-15\",\"to\":\"2022-06-30\"}", VERDICT_OPEN,
	     0}, /* it may have begun later in that May */
	    {"null", VERDICT_OPEN, REASON_WINDOW_NOT_GIVEN},
	};
	struct place p;
	uint64_t transcript, statements[COUNT(rows)];

	(void)state;
	found_register(&p);
	transcript = file_document(&p, "Transcript");
	(void)place_file_one(&p, TYPE_TENURE, printed(&p, "{\"acting\":false,"
	    "\"person\":\"%s\",\"post\":\"%s\",\"when\":{\"edtf\":"
	    "\"2017-05/2022-07\"}}", id_text(&p, p.ambassador),
	    id_text(&p, p.post)), NULL);
	for (size_t i = 0; i < COUNT(rows); i++)
		statements[i] = file_statement(&p, (struct saying){
		    .act = "states", .claims = printed(&p, "{\"p\":\"held\","
		    "\"person\":\"%s\",\"post\":\"%s\",\"window\":%s}",
		    id_text(&p, p.ambassador), id_text(&p, p.post),
		    rows[i].window), .speaker = p.member,
		    .document = transcript});
	checkpoint(&p);
	for (size_t i = 0; i < COUNT(rows); i++)
		one(&p, statements[i], rows[i].want, rows[i].reasons);
	place_remove(&p);
}

/* Content and text are open whatever the counts: format/check 4.8. Questions
 * get no verdict: format/check 1.3. */
static void
test_undecidable(void **state)
{
	struct place p;
	struct checked k;
	uint64_t transcript, call, s;

	(void)state;
	found_register(&p);
	transcript = file_document(&p, "Transcript");
	call = file_calls(&p, "2021-03-04", 1, p.ambassador);
	s = file_statement(&p, (struct saying){.act = "alleges",
	    .claims = printed(&p, "{\"about\":[\"%s\"],\"p\":\"content\"}",
	    id_text(&p, call)), .speaker = NUMBER_NONE,
	    .document = transcript,
	    .more = "\"claims\":[{\"en\":\"what it was about\"}],"});
	checkpoint(&p);
	k = check(&p, s);
	assert_int_equal(k.verdict, VERDICT_OPEN);
	assert_int_equal(k.claims[0].by_count, 1);
	assert_int_equal(k.claims[0].by[0].contact, call);
	assert_false(k.claims[0].counted);
	checked_release(&k);

	s = file_statement(&p, (struct saying){.act = "asks",
	    .claims = count_claim(&p, "ge", 1, "", "null"),
	    .speaker = NUMBER_NONE, .document = transcript});
	checkpoint(&p);
	k = check(&p, s);
	assert_int_equal(k.verdict, VERDICT_NONE);
	assert_int_equal(k.claims[0].question_count, 0);
	checked_release(&k);
	place_remove(&p);
}

/* ---- what stands beside: format/check 7.3 ---- */

static void
annul(struct place *p, uint64_t number)
{
	struct entry entry;
	char leaf[65];

	assert_ok(p, past_entry(p->r, number, UINT64_MAX, &entry, p->arena,
	    &p->e));
	hash_print(leaf, &entry.leaf_hash);
	(void)place_file_one(p, TYPE_ANNUL, printed(p, "{\"authority\":null,"
	    "\"code\":\"error\",\"target\":\"%s\",\"version\":\"%s\"}",
	    id_text(p, number), leaf),
	    "{\"reason\":{\"en\":\"filed in error\"}}");
}

static const char *
about(struct place *p, uint64_t number)
{
	return printed(p, "\"%s\"", id_text(p, number));
}

static void
test_beside(void **state)
{
	struct place p;
	struct objects o;
	struct beside b;
	struct buffer words = {0};
	uint64_t report, alleged, denial, reply, court, *list, size;
	size_t count;

	(void)state;
	found_register(&p);
	report = file_document(&p, "Report");
	court = place_file_one(&p, TYPE_ORG, "{\"kind\":\"court\","
	    "\"state\":\"xa\"}", "{\"names\":[{\"lang\":\"en\",\"text\":"
	    "\"The Court\"}]}").number;
	alleged = file_statement(&p, (struct saying){.act = "alleges",
	    .claims = count_claim(&p, "ge", 1, "", "null"),
	    .speaker = NUMBER_NONE, .document = report});
	checkpoint(&p);
	o = (struct objects){p.r, p.arena, NULL};
	assert_ok(&p, registry_beside(p.r, alleged, 0, &b, p.arena, &p.e));
	assert_true(b.accompanied);
	beside_words(&words, &o, &b, LANG_EN);
	assert_non_null(strstr(buffer_cstr(&words),
	    "no denial is filed up to checkpoint"));

	denial = file_statement(&p, (struct saying){.act = "denies",
	    .about = about(&p, alleged), .speaker = p.member,
	    .document = report});
	reply = file_statement(&p, (struct saying){.act = "states",
	    .about = about(&p, alleged), .speaker = p.member,
	    .document = report});
	/* somebody else's word is neither a denial nor a reply */
	(void)file_statement(&p, (struct saying){.act = "states",
	    .about = about(&p, alleged), .speaker = p.ambassador,
	    .document = report});
	for (int i = 0; i < 2; i++)
		(void)file_statement(&p, (struct saying){
		    .act = "leaves_undecided", .about = about(&p, alleged),
		    .speaker = court, .document = report});
	checkpoint(&p);
	size = registry_size(p.r);
	assert_ok(&p, registry_beside(p.r, alleged, 0, &b, p.arena, &p.e));
	assert_int_equal(b.denial_count, 1);
	assert_int_equal(b.denials[0].number, denial);
	assert_int_equal(b.reply_count, 1);
	assert_int_equal(b.replies[0].number, reply);
	assert_int_equal(b.ruling_count, 2);
	buffer_clear(&words);
	beside_words(&words, &o, &b, LANG_EN);
	assert_string_equal(buffer_cstr(&words), "1 denial, 1 reply of the "
	    "person concerned, undecided by The Court");
	assert_ok(&p, registry_speaking_of(p.r, p.member, 0, &list, &count,
	    p.arena, &p.e));
	assert_int_equal(count, 3); /* alleged, denial, reply */

	/* what was withdrawn stands there no more, but did then */
	annul(&p, denial);
	checkpoint(&p);
	assert_ok(&p, registry_beside(p.r, alleged, 0, &b, p.arena, &p.e));
	assert_int_equal(b.denial_count, 0);
	assert_ok(&p, registry_beside(p.r, alleged, size, &b, p.arena, &p.e));
	assert_int_equal(b.denial_count, 1);
	buffer_release(&words);
	place_remove(&p);
}

#define MANY 10000

static int64_t
now_ms(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* Whom everybody speaks of is found as soon as anybody else. */
static void
test_many_speak(void **state)
{
	struct place p;
	struct saying said = {.act = "states"};
	uint64_t *list = NULL;
	size_t count = 0;
	int64_t began;

	(void)state;
	found_register(&p);
	said.document = file_document(&p, "Debates of a year");
	said.speaker = p.ambassador;
	file_statements(&p, said, MANY);
	began = now_ms();
	assert_ok(&p, registry_speaking_of(p.r, p.ambassador,
	    registry_next(p.r), &list, &count, p.arena, &p.e));
	assert_int_equal(count, MANY);
	for (size_t i = 1; i < count; i++)
		assert_true(list[i - 1] < list[i]);
	assert_ok(&p, registry_speaking_of(p.r, said.document,
	    registry_next(p.r), &list, &count, p.arena, &p.e));
	assert_int_equal(count, MANY);
	assert_true(now_ms() - began < 1000);
	/* of an older state: the same, more slowly */
	assert_ok(&p, registry_speaking_of(p.r, p.ambassador,
	    registry_next(p.r) - 100, &list, &count, p.arena, &p.e));
	assert_int_equal(count, MANY - 100);
	place_remove(&p);
}

/* A person's judgement: format/check 6.4 */
static void
test_judged(void **state)
{
	struct place p;
	struct compared cmp;
	uint64_t transcript, one_said, other_said, link;

	(void)state;
	found_register(&p);
	transcript = file_document(&p, "Transcript");
	one_said = file_statement(&p, (struct saying){.act = "states",
	    .claims = count_claim(&p, "ge", 1, "", "null"),
	    .speaker = p.member, .document = transcript});
	other_said = file_statement(&p, (struct saying){.act = "reports",
	    .speaker = p.ambassador, .document = transcript});
	checkpoint(&p);
	assert_ok(&p, registry_compare(p.r, one_said, other_said, 0, p.arena,
	    &cmp, &p.e));
	assert_int_equal(cmp.result, COMPARED_NOT);
	link = place_file_one(&p, TYPE_LINK, printed(&p, "{\"contacts\":[],"
	    "\"relation\":\"in-tension\",\"statement\":\"%s\","
	    "\"statements\":[\"%s\"]}", id_text(&p, one_said),
	    id_text(&p, other_said)),
	    "{\"reason\":{\"en\":\"two ways to say it\"}}").number;
	checkpoint(&p);
	/* from either side */
	assert_ok(&p, registry_compare(p.r, other_said, one_said, 0, p.arena,
	    &cmp, &p.e));
	assert_int_equal(cmp.result, COMPARED_IN_TENSION);
	assert_int_equal(cmp.link, link);
	/* and it changes no verdict */
	one(&p, one_said, VERDICT_OPEN, 0);
	place_remove(&p);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_anyone_else_of_note),
	    cmocka_unit_test(test_at_a_checkpoint),
	    cmocka_unit_test(test_declaration),
	    cmocka_unit_test(test_own_source),
	    cmocka_unit_test(test_initiated),
	    cmocka_unit_test(test_held),
	    cmocka_unit_test(test_undecidable),
	    cmocka_unit_test(test_beside),
	    cmocka_unit_test(test_many_speak),
	    cmocka_unit_test(test_judged),
	};

	return cmocka_run_group_tests_name("checking", tests, make_vectors,
	    remove_vectors);
}
