/* Declarations: the numbers they are held against, what they cover, what
 * overtakes them (model 3.20, 6.4) */
#include <stdio.h>
#include <unistd.h>

#include "register/covering.h"
#include "register/test_support.h"

#include "base/testing.h"

#define CONFIRMED ((struct file_options){.confirm = true})
#define PUBLIC "{\"tier\":\"public\"}"
#define SUMMARY "{\"summary\":{\"en\":\"A call about consular matters\"}}"

struct scene {
	struct place p;
	struct filed tally, call, declared;
	uint64_t other, elsewhere; /* persons: of XC; of XB and XC */
	uint64_t by; /* the entry that a step adds */
};

static const char *
with(struct scene *s, uint64_t who)
{
	char *text = arena_take(s->p.arena, 160);

	(void)snprintf(text, 160, "\"as\":null,\"described\":null,"
	    "\"who\":\"%s\"", id_text(&s->p, who));
	return text;
}

/* `text` with the first `from` replaced, which must be there. */
static const char *
swapped(struct scene *s, const char *text, const char *from, const char *to)
{
	struct buffer b = {0};
	const char *at = strstr(text, from);

	assert_non_null(at);
	buffer_append(&b, text, (size_t)(at - text));
	buffer_text(&b, to);
	buffer_text(&b, at + strlen(from));
	text = arena_text(s->p.arena, buffer_bytes(&b));
	buffer_release(&b);
	return text;
}

static const char *
call_body(struct scene *s, const char *edtf, unsigned times, const char *more)
{
	return contact_body(&s->p, edtf, times, with(s, s->p.ambassador),
	    PUBLIC, more);
}

/* Counterpart sealed, a public range of days. */
static const char *
sealed_body(struct scene *s, const char *edtf)
{
	return swapped(s, contact_body(&s->p, edtf, 1, "@",
	    "{\"tier\":\"sealed\"}", ""), ",{@,\"org\":null,\"role\":"
	    "\"principal\",\"side\":\"foreign\",\"state\":\"xb\"}", "");
}

static struct filed
file_contact(struct scene *s, const char *body)
{
	return place_file_one(&s->p, TYPE_CONTACT, body, SUMMARY);
}

static uint64_t
file_next(struct scene *s, uint64_t of, const char *body)
{
	struct submission next;
	struct filed filed;

	place_prepare_next(&s->p, &next, of, body, SUMMARY);
	assert_ok(&s->p, place_file(&s->p, &next, 1, CONFIRMED, &filed));
	return filed.number;
}

static uint64_t
annul(struct scene *s, uint64_t of, const char *code)
{
	struct row_entity row;
	struct row_entry entry;
	char body[400], leaf[65];

	assert_ok(&s->p, read_model_by_number(s->p.r->read, of, &row,
	    &s->p.e));
	assert_ok(&s->p, read_model_entry(s->p.r->read, row.current, &entry,
	    s->p.arena, &s->p.e));
	hash_print(leaf, &entry.leaf);
	(void)snprintf(body, sizeof body, "{\"authority\":null,\"code\":\"%s\""
	    ",\"target\":\"%s\",\"version\":\"%s\"}", code,
	    id_text(&s->p, of), leaf);
	return place_file_one(&s->p, TYPE_ANNUL, body,
	    "{\"reason\":{\"en\":\"filed in error\"}}").number;
}

static const char *
declaration(struct scene *s, const char *scope, const char *kinds,
    unsigned times, unsigned exceptions)
{
	char *text = arena_take(s->p.arena, 600);

	(void)snprintf(text, 600, "{\"exceptions\":%u,\"form\":"
	    "\"declaration\",\"kinds\":%s,\"nil\":%s,\"period\":null,"
	    "\"rule\":null,\"scope\":%s,\"subject\":\"%s\",\"times\":%u,"
	    "\"to_knowledge_of\":\"%s\",\"window\":{\"from\":\"2020-01-01\","
	    "\"to\":\"2022-12-31\"}}", exceptions, kinds,
	    times == 0 ? "true" : "false", scope, s->p.member_id, times,
	    s->p.member_id);
	return text;
}

static uint64_t
hold_post(struct scene *s, const char *edtf)
{
	char body[300];

	(void)snprintf(body, sizeof body, "{\"acting\":false,\"person\":"
	    "\"%s\",\"post\":\"%s\",\"when\":{\"edtf\":\"%s\"}}",
	    id_text(&s->p, s->p.ambassador), id_text(&s->p, s->p.post), edtf);
	return place_file_one(&s->p, TYPE_TENURE, body, NULL).entity;
}

static uint64_t
make_person(struct scene *s, const char *states, const char *name)
{
	char body[60], slots[120];

	(void)snprintf(body, sizeof body, "{\"states\":%s}", states);
	(void)snprintf(slots, sizeof slots, "{\"names\":[{\"lang\":\"en\","
	    "\"text\":\"%s\"}]}", name);
	return place_file_one(&s->p, TYPE_PERSON, body, slots).number;
}

/* A tally of 7 and one call, all with the Ambassador of XB: 8..8. */
static void
open_scene(struct scene *s)
{
	memset(s, 0, sizeof *s);
	place_make(&s->p);
	place_found(&s->p);
	place_people(&s->p);
	s->other = make_person(s, "[\"xc\"]", "The Trade Adviser");
	s->elsewhere = make_person(s, "[\"xb\",\"xc\"]", "The Envoy");
	s->tally = file_contact(s, call_body(s, "[2020..2022]", 7, ""));
	s->call = file_contact(s, call_body(s, "2021-03-04", 1, ""));
}

static void
declare(struct scene *s)
{
	s->declared = place_file_one(&s->p, TYPE_COMPLETE,
	    declaration(s, "{\"state\":\"xb\"}", "[\"call\",\"video\"]", 8, 0),
	    NULL);
}

static const struct json *
targets(struct scene *s, const char *text)
{
	const struct json *v;

	assert_ok(&s->p, json_parse(&v, arena_copy(s->p.arena,
	    bytes_text(text)), &json_entry_limits, s->p.arena, &s->p.e));
	return v;
}

static struct covering
coverage(struct scene *s, const char *target, uint64_t size)
{
	struct coverage_question q = {.subject = s->p.member,
	    .kinds = KIND_BIT(1), .from = day_code(2020, 1, 1),
	    .to = day_code(2022, 12, 31), .targets = targets(s, target)};
	struct covering out;

	assert_ok(&s->p, registry_coverage(s->p.r, &q, size, &out,
	    s->p.arena, &s->p.e));
	return out;
}

#define XB "[{\"state\":\"xb\"}]"

/* ---- the number declared: format/declaration 1.1, 1.2, 1.3, 2.1, 2.2 ---- */

static const struct {
	const char *row, *scope, *kinds;
	unsigned times;
	enum err rc;
} number_rows[] = {
	{"what is held", "{\"state\":\"xb\"}", "[\"call\"]", 11, ERR_NONE},
	{"one too few", "{\"state\":\"xb\"}", "[\"call\"]", 10, ERR_INPUT},
	{"with the one sealed", "{\"state\":\"xb\"}", "[\"call\"]", 12,
	    ERR_NONE},
	{"one too many", "{\"state\":\"xb\"}", "[\"call\"]", 13, ERR_INPUT},
	{"every kind", "{\"all\":true}", "null", 13, ERR_NONE},
	{"every kind, one too few", "{\"all\":true}", "null", 12, ERR_INPUT},
	{"every kind, one too many", "{\"all\":true}", "null", 14, ERR_INPUT},
	{"another kind", "{\"state\":\"xb\"}", "[\"letter\"]", 0, ERR_NONE},
	{"another kind, one", "{\"state\":\"xb\"}", "[\"letter\"]", 1,
	    ERR_INPUT},
	{"another state: nil", "{\"state\":\"xd\"}", "[\"call\"]", 0,
	    ERR_NONE},
	{"another state: the sealed one", "{\"state\":\"xd\"}", "[\"call\"]",
	    1, ERR_NONE},
	{"another state: two", "{\"state\":\"xd\"}", "[\"call\"]", 2,
	    ERR_INPUT},
	{"a person", "person", "[\"call\"]", 9, ERR_NONE},
	{"a person, one too few", "person", "[\"call\"]", 8, ERR_INPUT},
	{"a person, a post that she held, described, sealed", "person",
	    "[\"call\"]", 12, ERR_NONE},
	{"a person, one too many", "person", "[\"call\"]", 13, ERR_INPUT},
	{"an org: a post of it", "org", "[\"call\"]", 1, ERR_NONE},
	{"an org, one too few", "org", "[\"call\"]", 0, ERR_INPUT},
	{"an org, described, sealed", "org", "[\"call\"]", 3, ERR_NONE},
	{"an org, one too many", "org", "[\"call\"]", 4, ERR_INPUT},
};

/* Scopes "person" and "org": the Ambassador, the Embassy. */
static const char *
scope_of(struct scene *s, const char *scope)
{
	char *text = arena_take(s->p.arena, 80);

	if (scope[0] == '{')
		return scope;
	(void)snprintf(text, 80, "{\"%s\":\"%s\"}", scope, id_text(&s->p,
	    strcmp(scope, "org") == 0 ? s->p.embassy : s->p.ambassador));
	return text;
}

/* A call at the edge of the window, one with a post alone, one sealed, one of
 * another state; a counter-record and a plan count nothing. */
static void
test_numbers(void **state)
{
	struct scene s;
	const char *body;
	char counter[100];

	(void)state;
	open_scene(&s);
	body = contact_body(&s.p, "2021-05-01", 1,
	    arena_text(s.p.arena, bytes_text("\"as\":null,\"described\":0,"
	    "\"who\":null")), PUBLIC, "");
	(void)place_file_one(&s.p, TYPE_CONTACT, body, "{\"summary\":{\"en\":"
	    "\"A call about consular matters\"},\"described\":[{\"en\":"
	    "\"somebody at the Embassy\"}]}");
	(void)file_contact(&s, call_body(&s, "2022-12-31", 1, ""));
	(void)file_contact(&s, call_body(&s, "2023-01-01", 1, ""));
	(void)snprintf(counter, sizeof counter, "\"as\":\"%s\","
	    "\"described\":null,\"who\":null", id_text(&s.p, s.p.post));
	(void)file_contact(&s, contact_body(&s.p, "2020-06-01", 1, counter,
	    PUBLIC, ""));
	(void)hold_post(&s, "2020-05/2020-07");
	(void)file_contact(&s, swapped(&s, swapped(&s, call_body(&s,
	    "2021-06-01", 1, ""), "\"xb\"}],", "\"xc\"}],"),
	    id_text(&s.p, s.p.ambassador), id_text(&s.p, s.other)));
	(void)snprintf(counter, sizeof counter, "\"counter_of\":\"%s\",",
	    id_text(&s.p, s.call.entity));
	(void)file_contact(&s, call_body(&s, "2021-03-04", 1, counter));
	(void)file_contact(&s, swapped(&s, call_body(&s, "2022-01-01", 1, ""),
	    "\"held\"", "\"cancelled\""));
	(void)file_contact(&s, sealed_body(&s, "2022-34"));
	for (size_t i = 0; i < COUNT(number_rows); i++) {
		struct submission one;
		struct draft d = {.type = TYPE_UNKNOWN};
		struct filed filed;
		enum err rc;

		place_prepare(&s.p, &one, TYPE_COMPLETE, declaration(&s,
		    scope_of(&s, number_rows[i].scope), number_rows[i].kinds,
		    number_rows[i].times, 0), NULL, &d);
		rc = place_file(&s.p, &one, 1, (struct file_options){
		    .dry_run = true, .confirm = true}, &filed);
		if (rc != number_rows[i].rc || (rc != ERR_NONE &&
		    strcmp(s.p.e.word, "count_mismatch") != 0))
			fail_msg("%s: %d %s %s", number_rows[i].row, (int)rc,
			    s.p.e.word, s.p.e.text);
	}
	place_remove(&s.p);
}

/* ---- what is covered: format/declaration 4.1, 4.2 ---- */

static void
test_covers(void **state)
{
	struct scene s;
	struct covering c;
	char one[120];
	const struct {
		const char *row, *key;
		uint64_t number;
		bool covered;
	} rows[] = {
		{"an org of the state", "org", 0, true},
		{"a post of it", "post", 0, true},
		{"a person of that state alone", "person", 0, true},
		{"a person of another state", "person", 1, false},
		{"a person of two states", "person", 2, false},
	};

	(void)state;
	open_scene(&s);
	assert_int_equal(coverage(&s, XB, NUMBER_NONE >> 1).declaration,
	    NUMBER_NONE);
	declare(&s);
	c = coverage(&s, XB, NUMBER_NONE >> 1);
	assert_true(c.covered);
	assert_int_equal(c.declaration, s.declared.number);
	assert_int_equal(c.overtaken_by, NUMBER_NONE);
	assert_true(c.by_registrar_or_authority);
	/* as of a checkpoint before it, there was none */
	assert_false(coverage(&s, XB, s.declared.number).covered);
	assert_false(coverage(&s, "[]", NUMBER_NONE >> 1).covered);
	assert_false(coverage(&s, "[{\"state\":\"xc\"}]",
	    NUMBER_NONE >> 1).covered);
	assert_false(coverage(&s, "[{\"state\":\"xb\"},{\"state\":\"xc\"}]",
	    NUMBER_NONE >> 1).covered);
	for (size_t i = 0; i < COUNT(rows); i++) {
		uint64_t number = rows[i].number == 1 ? s.other :
		    rows[i].number == 2 ? s.elsewhere :
		    strcmp(rows[i].key, "org") == 0 ? s.p.embassy :
		    strcmp(rows[i].key, "post") == 0 ? s.p.post :
		    s.p.ambassador;

		(void)snprintf(one, sizeof one, "[{\"%s\":\"%s\"}]",
		    rows[i].key, id_text(&s.p, number));
		if (coverage(&s, one, NUMBER_NONE >> 1).covered !=
		    rows[i].covered)
			fail_msg("%s", rows[i].row);
	}
	place_remove(&s.p);
}

static const struct {
	const char *row;
	unsigned kinds;
	unsigned from_year, to_year;
	bool covered;
} within_rows[] = {
	{"one of its kinds", KIND_BIT(1), 2020, 2022, true},
	{"both of its kinds", KIND_BIT(1) | KIND_BIT(2), 2020, 2022, true},
	{"a kind more", KIND_BIT(1) | KIND_BIT(5), 2020, 2022, false},
	{"every kind", 0, 2020, 2022, false},
	{"a year of it", KIND_BIT(1), 2021, 2021, true},
	{"a year before", KIND_BIT(1), 2019, 2021, false},
	{"a year after", KIND_BIT(1), 2021, 2023, false},
	{"no window", KIND_BIT(1), 0, 0, false},
};

static void
test_within(void **state)
{
	struct scene s;

	(void)state;
	open_scene(&s);
	declare(&s);
	for (size_t i = 0; i < COUNT(within_rows); i++) {
		struct coverage_question q = {.subject = s.p.member,
		    .kinds = within_rows[i].kinds, .from = DAY_FIRST,
		    .to = DAY_LAST, .targets = targets(&s, XB)};
		struct covering out;

		if (within_rows[i].from_year != 0)
			q.from = day_code(within_rows[i].from_year, 1, 1);
		if (within_rows[i].to_year != 0)
			q.to = day_code(within_rows[i].to_year, 12, 31);
		assert_ok(&s.p, registry_coverage(s.p.r, &q, NUMBER_NONE >> 1,
		    &out, s.p.arena, &s.p.e));
		if (out.covered != within_rows[i].covered)
			fail_msg("%s", within_rows[i].row);
		q.subject = s.p.ambassador;
		assert_ok(&s.p, registry_coverage(s.p.r, &q, NUMBER_NONE >> 1,
		    &out, s.p.arena, &s.p.e));
		assert_false(out.covered);
	}
	place_remove(&s.p);
}

/* ---- what overtakes: format/declaration 5.1, 5.2, 5.3 ---- */

static void
a_call(struct scene *s)
{
	s->by = file_contact(s, call_body(s, "2021-07-01", 1, "")).number;
}

static void
a_plan(struct scene *s)
{
	s->by = file_contact(s, swapped(s, call_body(s, "2021-07-01", 1, ""),
	    "\"held\"", "\"arranged\"")).number;
}

static void
a_plan_then_held(struct scene *s)
{
	uint64_t plan;

	a_plan(s);
	plan = s->by;
	s->by = file_next(s, plan, call_body(s, "2021-07-01", 1, ""));
}

static void
another_kind(struct scene *s)
{
	s->by = file_contact(s, swapped(s, call_body(s, "2021-07-01", 1, ""),
	    "\"kind\":\"call\"", "\"kind\":\"letter\"")).number;
}

static void
unknown_kind(struct scene *s)
{
	s->by = file_contact(s, swapped(s, call_body(s, "2021-07-01", 1, ""),
	    "\"kind\":\"call\"", "\"kind\":\"unknown\"")).number;
}

static void
another_day(struct scene *s)
{
	s->by = file_contact(s, call_body(s, "2023-07-01", 1, "")).number;
}

static void
another_state(struct scene *s)
{
	s->by = file_contact(s, swapped(s, contact_body(&s->p, "2021-07-01", 1,
	    with(s, s->other), PUBLIC, ""), "\"xb\"}],", "\"xc\"}],")).number;
}

static void
a_sealed_one(struct scene *s)
{
	s->by = file_contact(s, sealed_body(s, "2021-33")).number;
}

static void
a_counter_record(struct scene *s)
{
	char more[100];

	(void)snprintf(more, sizeof more, "\"counter_of\":\"%s\",",
	    id_text(&s->p, s->call.entity));
	s->by = file_contact(s, call_body(s, "2021-03-04", 1, more)).number;
}

static void
an_annulment(struct scene *s)
{
	s->by = annul(s, s->call.entity, "error");
}

static void
a_revival(struct scene *s)
{
	(void)annul(s, s->call.entity, "error");
	s->declared = place_file_one(&s->p, TYPE_COMPLETE, declaration(s,
	    "{\"state\":\"xb\"}", "[\"call\",\"video\"]", 7, 0), NULL);
	s->by = file_next(s, s->call.entity, call_body(s, "2021-03-04", 1,
	    ""));
}

static void
another_date(struct scene *s)
{
	s->by = file_next(s, s->call.entity, call_body(s, "2021-03-05", 1,
	    ""));
}

static void
other_times(struct scene *s)
{
	s->by = file_next(s, s->tally.entity, call_body(s, "[2020..2022]", 6,
	    ""));
}

static void
out_of_scope(struct scene *s)
{
	s->by = file_next(s, s->call.entity, swapped(s, call_body(s,
	    "2021-03-04", 1, ""), "\"kind\":\"call\"",
	    "\"kind\":\"letter\""));
}

static void
other_topics(struct scene *s)
{
	s->by = file_next(s, s->call.entity, swapped(s, call_body(s,
	    "2021-03-04", 1, ""), "[\"consular\"]", "[\"visas\"]"));
}

static void
a_split(struct scene *s)
{
	struct submission list[2];
	struct filed filed[2];
	struct draft next = {.has_prev = true, .type = TYPE_CONTACT}, d;
	struct entry before;
	struct row_entity row;
	char more[100];

	assert_ok(&s->p, read_model_by_number(s->p.r->read, s->tally.entity,
	    &row, &s->p.e));
	assert_ok(&s->p, registry_entry(s->p.r, row.current, &before,
	    s->p.arena, &s->p.e));
	next.body = filing_amendable(&before, s->p.arena);
	json_put_number(s->p.arena, next.body, "times", 6);
	filing_amend(next.body, before.body, "split", NULL, false,
	    s->p.arena);
	next.id = row.id;
	next.prev = before.leaf_hash;
	assert_ok(&s->p, filing_prepare(&list[0], &next, s->p.r, &s->p.filer,
	    s->p.arena, &s->p.e));
	(void)snprintf(more, sizeof more, "\"part_of\":\"%s\",",
	    id_text(&s->p, s->tally.entity));
	memset(&d, 0, sizeof d);
	place_prepare(&s->p, &list[1], TYPE_CONTACT, call_body(s,
	    "2021-04-04", 1, more), SUMMARY, &d);
	assert_ok(&s->p, place_file(&s->p, list, 2, CONFIRMED, filed));
	s->by = filed[1].number;
}

static void
a_part_changed(struct scene *s)
{
	a_split(s);
	s->by = file_next(s, s->by, call_body(s, "2021-04-05", 1, ""));
}

static const struct {
	const char *row;
	void (*step)(struct scene *s);
	bool overtaken;
} overtaking_rows[] = {
	{"a first filing", a_call, true},
	{"a plan", a_plan, false},
	{"a plan that is held", a_plan_then_held, true},
	{"another kind", another_kind, false},
	{"an unknown kind", unknown_kind, true},
	{"another day", another_day, false},
	{"another state", another_state, false},
	{"a sealed one", a_sealed_one, true},
	{"a counter-record", a_counter_record, false},
	{"an annulment", an_annulment, true},
	{"a revival", a_revival, true},
	{"another date", another_date, true},
	{"another number", other_times, true},
	{"a change out of its scope", out_of_scope, true},
	{"other topics", other_topics, false},
	{"a split", a_split, false},
	{"a part that changes later", a_part_changed, true},
};

static void
check_overtaking(struct scene *s, const char *row, bool overtaken)
{
	struct covering c = coverage(s, XB, s->by + 1);
	uint64_t by;

	if (c.covered == overtaken || c.declaration != s->declared.number ||
	    c.overtaken_by != (overtaken ? s->by : NUMBER_NONE))
		fail_msg("%s: %d, by %llu", row, c.covered,
		    (unsigned long long)c.overtaken_by);
	/* before that entry it stood */
	assert_true(coverage(s, XB, s->by).covered);
	assert_ok(&s->p, registry_overtaken(s->p.r, s->declared.number,
	    s->by + 1, &by, &s->p.e));
	assert_int_equal(by, c.overtaken_by);
}

static void
test_overtaking(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(overtaking_rows); i++) {
		struct scene s;

		open_scene(&s);
		declare(&s);
		overtaking_rows[i].step(&s);
		check_overtaking(&s, overtaking_rows[i].row,
		    overtaking_rows[i].overtaken);
		/* derived again from the log, it is the same */
		place_close(&s.p);
		assert_int_equal(unlink(place_path(&s.p, "read.db")), 0);
		place_open(&s.p, REGISTRY_READ);
		check_overtaking(&s, overtaking_rows[i].row,
		    overtaking_rows[i].overtaken);
		place_remove(&s.p);
	}
}

/* format/declaration 3.1, 4.3, 5.4: an annulled declaration and one with
 * exceptions cover nothing; a new one takes the place of one that was
 * overtaken. */
static void
test_force(void **state)
{
	struct scene s;
	struct covering c;
	uint64_t gone, first;

	(void)state;
	open_scene(&s);
	(void)place_file_one(&s.p, TYPE_COMPLETE, declaration(&s,
	    "{\"state\":\"xb\"}", "[\"call\"]", 8, 1),
	    "{\"exceptions\":[{\"en\":\"receptions of the season\"}]}");
	assert_int_equal(coverage(&s, XB, NUMBER_NONE >> 1).declaration,
	    NUMBER_NONE);
	declare(&s);
	first = s.declared.number;
	a_call(&s);
	s.declared = place_file_one(&s.p, TYPE_COMPLETE, declaration(&s,
	    "{\"state\":\"xb\"}", "[\"call\",\"video\"]", 9, 0), NULL);
	c = coverage(&s, XB, NUMBER_NONE >> 1);
	assert_true(c.covered);
	assert_int_equal(c.declaration, s.declared.number);
	gone = annul(&s, s.declared.entity, "error");
	c = coverage(&s, XB, NUMBER_NONE >> 1);
	assert_false(c.covered);
	assert_int_equal(c.declaration, first);
	assert_int_equal(c.overtaken_by, s.by);
	assert_true(coverage(&s, XB, gone).covered);
	place_remove(&s.p);
}

/* An annulled tenure, grant or judgement acts no more, in the file that grew
 * and in the one that is derived again; a declaration: test_force. */
static void
check_annulled(struct scene *s, const struct id *office)
{
	const struct world *w = read_model_world(s->p.r->read);
	const struct grant *g = NULL;
	struct row_entity a, b;
	uint64_t holders[4];
	size_t count = 9;
	bool same = true, seated = true;

	assert_ok(&s->p, read_model_holders(s->p.r->read, s->p.post,
	    DAY_FIRST, DAY_LAST, holders, COUNT(holders), &count, &s->p.e));
	assert_int_equal(count, 0);
	assert_ok(&s->p, read_model_seated(s->p.r->read, s->p.ambassador,
	    s->p.post, DAY_FIRST, DAY_LAST, &seated, &s->p.e));
	assert_false(seated);
	assert_ok(&s->p, w->grants(w->context, office, &g, s->p.arena,
	    &s->p.e));
	assert_null(g);
	assert_ok(&s->p, read_model_by_number(s->p.r->read, s->other, &a,
	    &s->p.e));
	assert_ok(&s->p, read_model_by_number(s->p.r->read, s->elsewhere, &b,
	    &s->p.e));
	assert_ok(&s->p, w->same(w->context, &b.id, &a.id, &same, &s->p.e));
	assert_false(same);
}

static void
test_annulled(void **state)
{
	struct scene s;
	struct row_entity office;
	uint64_t tenure, grant, judged;
	char body[500];
	bool same = false;
	const struct world *w;
	struct row_entity a, b;

	(void)state;
	open_scene(&s);
	tenure = hold_post(&s, "2020/2022");
	(void)snprintf(body, sizeof body, "{\"role\":\"office\",\"state\":"
	    "\"active\",\"subjects\":null,\"to\":\"%s\",\"types\":null,"
	    "\"window\":{\"from\":null,\"to\":null}}",
	    id_text(&s.p, s.p.embassy));
	grant = place_file_one(&s.p, TYPE_GRANT, body, NULL).entity;
	(void)snprintf(body, sizeof body, "{\"a\":\"%s\",\"b\":\"%s\","
	    "\"basis\":\"name-and-office\",\"evidence\":[],"
	    "\"judgement\":\"same\"}", id_text(&s.p, s.other),
	    id_text(&s.p, s.elsewhere));
	judged = place_file_one(&s.p, TYPE_SAME, body, NULL).entity;
	w = read_model_world(s.p.r->read);
	assert_ok(&s.p, read_model_by_number(s.p.r->read, s.other, &a,
	    &s.p.e));
	assert_ok(&s.p, read_model_by_number(s.p.r->read, s.elsewhere, &b,
	    &s.p.e));
	assert_ok(&s.p, w->same(w->context, &a.id, &b.id, &same, &s.p.e));
	assert_true(same);
	(void)annul(&s, tenure, "error");
	(void)annul(&s, grant, "error");
	(void)annul(&s, judged, "error");
	assert_ok(&s.p, read_model_by_number(s.p.r->read, s.p.embassy,
	    &office, &s.p.e));
	check_annulled(&s, &office.id);
	place_close(&s.p);
	assert_int_equal(unlink(place_path(&s.p, "read.db")), 0);
	place_open(&s.p, REGISTRY_READ);
	check_annulled(&s, &office.id);
	place_remove(&s.p);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_numbers),
		cmocka_unit_test(test_covers),
		cmocka_unit_test(test_within),
		cmocka_unit_test(test_overtaking),
		cmocka_unit_test(test_force),
		cmocka_unit_test(test_annulled),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
