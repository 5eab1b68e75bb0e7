/* Duties and late flags (model 3.21, 3.22) */
#include <stdio.h>

#include "register/duties.h"
#include "register/test_support.h"

#include "base/testing.h"

#define CONFIRMED ((struct file_options){.confirm = true})
#define PUBLIC "{\"tier\":\"public\"}"
#define SUMMARY "{\"summary\":{\"en\":\"A call about consular matters\"}}"
#define REASON "{\"reason\":{\"en\":\"filed in error\"}}"

struct scene {
	struct place p;
	uint64_t grant, duty;
	struct filed call;
};

static const char *
with(struct scene *s)
{
	char *text = arena_take(s->p.arena, 160);

	(void)snprintf(text, 160, "\"as\":null,\"described\":null,"
	    "\"who\":\"%s\"", id_text(&s->p, s->p.ambassador));
	return text;
}

static const char *
body_on(struct scene *s, const char *edtf, const char *more)
{
	return contact_body(&s->p, edtf, 1, with(s), PUBLIC, more);
}

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

static void
grant_office(struct scene *s)
{
	struct row_entity row;
	char body[500], id[ID_TEXT_BYTES];

	assert_ok(&s->p, read_model_by_number(s->p.r->read, 1, &row, &s->p.e));
	id_print(id, &row.id);
	(void)snprintf(body, sizeof body, "{\"role\":\"office\",\"state\":"
	    "\"active\",\"subjects\":[\"%s\"],\"to\":\"%s\",\"types\":null,"
	    "\"window\":{\"from\":null,\"to\":null}}", s->p.member_id, id);
	s->grant = place_file_one(&s->p, TYPE_GRANT, body, NULL).entity;
}

/* Contacts within 14 days; `window`, `applies`, `deadlines` as JSON. */
static const char *
duty_body(struct scene *s, const char *from, const char *applies,
    const char *deadlines)
{
	char *text = arena_take(s->p.arena, 700);

	(void)snprintf(text, 700, "{\"applies_to\":%s,\"confirmed\":false,"
	    "\"deadlines\":%s,\"rule\":\"office\",\"window\":{\"from\":%s,"
	    "\"to\":null}}", applies, deadlines, from);
	return text;
}

#define ADD(days, hours) "{\"days\":" days ",\"hours\":" hours \
	",\"months\":0}"
#define DEADLINE(add, base, event, kinds) "[{\"add\":" add ",\"base\":\"" \
	base "\",\"event\":\"" event "\",\"kinds\":" kinds "}]"
#define FORTNIGHT DEADLINE(ADD("14", "0"), "event", "contact", "null")
#define SLOTS "{\"title\":{\"en\":\"The office's rule\"},\"source\":" \
	"\"a circular\"}"

static void
open_scene(struct scene *s)
{
	memset(s, 0, sizeof *s);
	place_make(&s->p);
	place_found(&s->p);
	place_people(&s->p);
}

static void
file_duty(struct scene *s, const char *from, const char *applies,
    const char *deadlines)
{
	s->duty = place_file_one(&s->p, TYPE_DUTY, duty_body(s, from, applies,
	    deadlines), SLOTS).entity;
}

static void
file_call(struct scene *s, const char *body)
{
	s->call = place_file_one(&s->p, TYPE_CONTACT, body, SUMMARY);
}

static struct due
due_at(struct scene *s, uint64_t size)
{
	struct due due;

	assert_ok(&s->p, registry_due(s->p.r, s->call.entity, NUMBER_NONE,
	    size, &due, s->p.arena, &s->p.e));
	return due;
}

static void
annul(struct scene *s, uint64_t of)
{
	struct row_entity row;
	struct row_entry entry;
	char body[400], leaf[65];

	assert_ok(&s->p, read_model_by_number(s->p.r->read, of, &row,
	    &s->p.e));
	assert_ok(&s->p, read_model_entry(s->p.r->read, row.current, &entry,
	    s->p.arena, &s->p.e));
	hash_print(leaf, &entry.leaf);
	(void)snprintf(body, sizeof body, "{\"authority\":null,\"code\":"
	    "\"error\",\"target\":\"%s\",\"version\":\"%s\"}",
	    id_text(&s->p, of), leaf);
	(void)place_file_one(&s->p, TYPE_ANNUL, body, REASON);
}

/* format/duty 2.1, 2.2, 2.3, 3.5
 * Filed on 2024-01-08 at 09:00 UTC: F_early is the 7th. */
static const struct {
	const char *row, *edtf, *from, *deadlines;
	enum lateness is;
	unsigned year, month, day;
	int32_t days;
} flag_rows[] = {
	{"in time", "2023-12-24", "null", FORTNIGHT, LATE_IN_TIME, 2024, 1, 7,
	    0},
	{"late by a day", "2023-12-23", "null", FORTNIGHT, LATE, 2024, 1, 6,
	    1},
	{"late by a month", "2023-11-24", "null", FORTNIGHT, LATE, 2023, 12,
	    8, 30},
	{"perhaps late", "2023-12", "null", FORTNIGHT, LATE_PERHAPS, 2024, 1,
	    14, 0},
	{"the end of the month", "2023-12-05", "null",
	    DEADLINE(ADD("15", "0"), "month-end", "contact", "null"),
	    LATE_IN_TIME, 2024, 1, 15, 0},
	{"hours are begun days", "2024-01-05", "null",
	    DEADLINE(ADD("0", "25"), "event", "contact", "null"),
	    LATE_IN_TIME, 2024, 1, 7, 0},
	{"no duty on that day", "2023-11-24", "\"2023-12-01\"", FORTNIGHT,
	    LATE_NO_FLAG, 0, 0, 0, 0},
	{"no duty on its first possible day", "[2023-11..2023-12]",
	    "\"2023-12-01\"", FORTNIGHT, LATE_NO_FLAG, 0, 0, 0, 0},
	{"a duty about returns", "2023-11-24", "null",
	    DEADLINE(ADD("14", "0"), "event", "return", "null"),
	    LATE_NO_FLAG, 0, 0, 0, 0},
	{"a duty about letters", "2023-11-24", "null",
	    DEADLINE(ADD("14", "0"), "event", "contact", "[\"letter\"]"),
	    LATE_NO_FLAG, 0, 0, 0, 0},
	{"days that are not shipped", "2023-11-24", "null",
	    DEADLINE(ADD("0", "0"), "month-end", "contact", "null"),
	    LATE_NO_FLAG, 0, 0, 0, 0},
	{"due on the day itself", "2023-11-24", "null",
	    DEADLINE(ADD("0", "0"), "event", "contact", "null"),
	    LATE, 2023, 11, 24, 44},
};

static void
assert_flag(struct scene *s, const char *row, enum lateness is, uint32_t by,
    int32_t days)
{
	struct due due = due_at(s, registry_next(s->p.r));

	if (due.is != is || (is != LATE_NO_FLAG &&
	    (due.by != by || due.days != days || due.duty != s->duty ||
	    due.confirmed || !bytes_is(due.rule, "office"))))
		fail_msg("%s: %d by %06x, %d days", row, (int)due.is, due.by,
		    (int)due.days);
}

static void
test_flags(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(flag_rows); i++) {
		uint32_t by = flag_rows[i].year == 0 ? 0 :
		    day_code(flag_rows[i].year, flag_rows[i].month,
		    flag_rows[i].day);
		struct scene s;

		open_scene(&s);
		grant_office(&s);
		file_duty(&s, flag_rows[i].from, "null",
		    flag_rows[i].deadlines);
		file_call(&s, body_on(&s, flag_rows[i].edtf, ""));
		assert_flag(&s, flag_rows[i].row, flag_rows[i].is, by,
		    flag_rows[i].days);
		place_remove(&s.p);
	}
}

/* ---- no flag: format/duty 3.1, 3.2, 3.3, 3.4; the same call is flagged above
 * ("late by a month") ---- */

static void
another_filer(struct scene *s)
{
	file_duty(s, "null", "null", FORTNIGHT);
	file_call(s, body_on(s, "2023-11-24", ""));
}

static void
from_a_document(struct scene *s)
{
	grant_office(s);
	file_duty(s, "null", "null", FORTNIGHT);
	file_call(s, swapped(s, body_on(s, "2023-11-24", ""),
	    "\"reconstructed\"", "\"document\""));
}

static void
imported(struct scene *s)
{
	struct submission one;
	struct draft d = {.type = TYPE_UNKNOWN};
	const char *body;

	grant_office(s);
	file_duty(s, "null", "null", FORTNIGHT);
	body = swapped(s, body_on(s, "2023-11-24", ""), "\"reconstructed\"",
	    "\"import\"");
	body = swapped(s, body, "\"origin\":null", "\"origin\":{\"dataset\":"
	    "\"agendas\",\"file\":\"0123456789abcdef0123456789abcdef01234567"
	    "89abcdef0123456789abcdef\",\"row\":1}");
	place_prepare(&s->p, &one, TYPE_CONTACT, body, SUMMARY, &d);
	one.dataset = bytes_text("agendas");
	one.key = bytes_text("aa");
	assert_ok(&s->p, place_file(&s->p, &one, 1, CONFIRMED, &s->call));
}

static void
not_held(struct scene *s)
{
	grant_office(s);
	file_duty(s, "null", "null", FORTNIGHT);
	file_call(s, swapped(s, body_on(s, "2023-11-24", ""), "\"held\"",
	    "\"cancelled\""));
}

static void
a_counter_record(struct scene *s)
{
	char more[100];

	grant_office(s);
	file_duty(s, "null", "null", FORTNIGHT);
	file_call(s, body_on(s, "2023-11-24", ""));
	(void)snprintf(more, sizeof more, "\"counter_of\":\"%s\",",
	    id_text(&s->p, s->call.entity));
	file_call(s, body_on(s, "2023-11-24", more));
}

static void
another_official(struct scene *s)
{
	char list[60];

	grant_office(s);
	(void)snprintf(list, sizeof list, "[\"%s\"]", id_text(&s->p,
	    s->p.ambassador));
	file_duty(s, "null", list, FORTNIGHT);
	file_call(s, body_on(s, "2023-11-24", ""));
}

static void
a_duty_withdrawn(struct scene *s)
{
	grant_office(s);
	file_duty(s, "null", "null", FORTNIGHT);
	file_call(s, body_on(s, "2023-11-24", ""));
	assert_int_equal(due_at(s, registry_next(s->p.r)).is, LATE);
	annul(s, s->duty);
	/* at the checkpoints before it, it stands */
	assert_int_equal(due_at(s, registry_next(s->p.r) - 1).is, LATE);
}

static void
withdrawn(struct scene *s)
{
	grant_office(s);
	file_duty(s, "null", "null", FORTNIGHT);
	file_call(s, body_on(s, "2023-11-24", ""));
	assert_int_equal(due_at(s, registry_next(s->p.r)).is, LATE);
	annul(s, s->call.entity);
	/* before it was withdrawn, it was late */
	assert_int_equal(due_at(s, registry_next(s->p.r) - 1).is, LATE);
}

static void
a_part(struct scene *s)
{
	struct submission list[2];
	struct filed tally, filed[2];
	struct draft next = {.has_prev = true, .type = TYPE_CONTACT}, d;
	struct entry before;
	struct row_entity row;
	char more[100];

	grant_office(s);
	file_duty(s, "null", "null", FORTNIGHT);
	tally = place_file_one(&s->p, TYPE_CONTACT, contact_body(&s->p,
	    "2023-11", 3, with(s), PUBLIC, ""), SUMMARY);
	assert_ok(&s->p, read_model_by_number(s->p.r->read, tally.entity,
	    &row, &s->p.e));
	assert_ok(&s->p, registry_entry(s->p.r, row.current, &before,
	    s->p.arena, &s->p.e));
	next.body = filing_amendable(&before, s->p.arena);
	json_put_number(s->p.arena, next.body, "times", 2);
	filing_amend(next.body, before.body, "split", NULL, false,
	    s->p.arena);
	next.id = row.id;
	next.prev = before.leaf_hash;
	assert_ok(&s->p, filing_prepare(&list[0], &next, s->p.r, &s->p.filer,
	    s->p.arena, &s->p.e));
	(void)snprintf(more, sizeof more, "\"part_of\":\"%s\",",
	    id_text(&s->p, tally.entity));
	memset(&d, 0, sizeof d);
	place_prepare(&s->p, &list[1], TYPE_CONTACT, body_on(s, "2023-11-24",
	    more), SUMMARY, &d);
	assert_ok(&s->p, place_file(&s->p, list, 2, CONFIRMED, filed));
	s->call = filed[0];
	assert_int_equal(due_at(s, registry_next(s->p.r)).is, LATE);
	s->call = filed[1];
}

static const struct {
	const char *row;
	void (*step)(struct scene *s);
} no_flag_rows[] = {
	{"another filer than the office", another_filer},
	{"basis document", from_a_document},
	{"basis import", imported},
	{"not held", not_held},
	{"a counter-record", a_counter_record},
	{"a duty of another official", another_official},
	{"a duty that was withdrawn", a_duty_withdrawn},
	{"a part of a tally", a_part},
	{"a contact that was withdrawn", withdrawn},
};

static void
test_no_flag(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(no_flag_rows); i++) {
		struct scene s;

		open_scene(&s);
		no_flag_rows[i].step(&s);
		assert_flag(&s, no_flag_rows[i].row, LATE_NO_FLAG, 0, 0);
		place_remove(&s.p);
	}
}

/* format/duty 2.1, 3.2: the first version that was held rules; what becomes of the grant later, or
 * of the date, changes nothing. */
static void
test_first_held(void **state)
{
	struct scene s;
	struct submission next;
	struct filed filed;
	uint64_t planned;

	(void)state;
	open_scene(&s);
	grant_office(&s);
	file_duty(&s, "null", "null", FORTNIGHT);
	file_call(&s, swapped(&s, body_on(&s, "2024-01-05", ""), "\"held\"",
	    "\"arranged\""));
	planned = registry_next(s.p.r);
	s.p.now_s += 20 * INT64_C(86400);
	place_prepare_next(&s.p, &next, s.call.entity, body_on(&s,
	    "2024-01-05", ""), SUMMARY);
	assert_ok(&s.p, place_file(&s.p, &next, 1, CONFIRMED, &filed));
	assert_int_equal(due_at(&s, planned).is, LATE_NO_FLAG);
	assert_flag(&s, "held after 20 days", LATE, day_code(2024, 1, 19), 8);
	place_prepare_next(&s.p, &next, s.call.entity, body_on(&s,
	    "2024-01-20", ""), SUMMARY);
	assert_ok(&s.p, place_file(&s.p, &next, 1, CONFIRMED, &filed));
	assert_flag(&s, "a later date", LATE, day_code(2024, 1, 19), 8);
	annul(&s, s.grant);
	assert_flag(&s, "the grant is gone", LATE, day_code(2024, 1, 19), 8);
	place_remove(&s.p);
}

/* format/duty 2.2: of two duties the one that passed longest ago is told. */
static void
test_two_duties(void **state)
{
	struct scene s;
	struct due due;
	uint64_t month;

	(void)state;
	open_scene(&s);
	grant_office(&s);
	file_duty(&s, "null", "null", DEADLINE(ADD("30", "0"), "event",
	    "contact", "null"));
	month = s.duty;
	file_duty(&s, "null", "null", FORTNIGHT);
	file_call(&s, body_on(&s, "2023-11-24", ""));
	due = due_at(&s, registry_next(s.p.r));
	assert_int_equal(due.duty, s.duty);
	assert_int_equal(due.days, 30);
	assert_ok(&s.p, registry_due(s.p.r, s.call.entity, month,
	    registry_next(s.p.r), &due, s.p.arena, &s.p.e));
	assert_int_equal(due.duty, month);
	assert_int_equal(due.days, 14);
	place_remove(&s.p);
}

/* format/duty 1.3: hours are exact where the contact has a time and an offset. */
static const struct {
	const char *row, *when;
	enum lateness is;
} hour_rows[] = {
	{"47 hours", "{\"edtf\":\"2024-01-06\",\"time\":\"11:00\","
	    "\"utc_offset\":\"+01:00\"}", LATE_IN_TIME},
	{"48 hours", "{\"edtf\":\"2024-01-06\",\"time\":\"10:00\","
	    "\"utc_offset\":\"+01:00\"}", LATE_IN_TIME},
	{"a minute more", "{\"edtf\":\"2024-01-06\",\"time\":\"09:59\","
	    "\"utc_offset\":\"+01:00\"}", LATE},
	{"no time", "{\"edtf\":\"2024-01-05\"}", LATE_IN_TIME},
};

static void
test_hours(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(hour_rows); i++) {
		struct scene s;

		open_scene(&s);
		grant_office(&s);
		file_duty(&s, "null", "null", DEADLINE(ADD("0", "48"),
		    "event", "contact", "null"));
		file_call(&s, swapped(&s, body_on(&s, "@", ""),
		    "{\"edtf\":\"@\"}", hour_rows[i].when));
		if (due_at(&s, registry_next(s.p.r)).is != hour_rows[i].is)
			fail_msg("%s", hour_rows[i].row);
		place_remove(&s.p);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_flags),
		cmocka_unit_test(test_no_flag),
		cmocka_unit_test(test_first_held),
		cmocka_unit_test(test_two_duties),
		cmocka_unit_test(test_hours),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
