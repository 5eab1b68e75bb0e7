/* What the faces say: objects of every type, rows without a code word, lists
 * that meet each item once, days in words */
#include <stdio.h>

#include "faces/listed.h"
#include "faces/searched.h"
#include "faces/status_told.h"
#include "faces/told.h"
#include "faces/words.h"
#include "register/test_speaking.h"

#include "base/testing.h"

static struct place every; /* vectors/model: an entry of nearly every type */

static int
make_register(void **state)
{
	(void)state;
	place_make(&every);
	place_vector_register(&every);
	return 0;
}

static int
remove_register(void **state)
{
	(void)state;
	place_remove(&every);
	return 0;
}

/* ---- every entry ---- */

/* interfaces A4.6 with its amendment, and what is beside it */
static const char *const shown_members[] = {"thing", "type", "version",
    "versions", "body", "slots", "row", "notes", "receipts", "declarations",
    "counter", "judged", "statements", "statement_count", "denials",
    "visibility", "competing",
    "annulled", "inclusion", "html_url", "proof_url"};

static void
load(struct showing *x, struct place *p, uint64_t n, const char *base_url)
{
	const struct objects o = {p->r, p->arena, base_url};
	char ref[32];

	(void)snprintf(ref, sizeof ref, "e/%llu", (unsigned long long)n);
	assert_ok(p, showing_load(x, &o, ref, 0, &p->e));
}

static void
test_object_of_every_entry(void **state)
{
	(void)state;
	for (uint64_t n = 0; n < registry_next(every.r); n++) {
		const struct json *m;
		struct json *v = NULL;
		struct showing x;
		size_t i = 0;

		load(&x, &every, n, "https://register.example");
		assert_ok(&every, showing_json(&x, &v, &every.e));
		for (m = v->first; m != NULL; m = m->next, i++) {
			assert_true(i < COUNT(shown_members));
			assert_true(bytes_is(m->name, shown_members[i]));
		}
		assert_int_equal(i, COUNT(shown_members));
		assert_true(bytes_starts(json_get_text(v, "html_url"),
		    "https://register.example/"));
	}
}

/* ---- rows ---- */

/* Codes of the register's own making, which have no table; and words that
 * French writes as the code does. */
static bool
may_be_code(const char *id, struct bytes text)
{
	static const char *const rows[] = {"topics", "laws", "origin", "rule",
	    "standing", "extract", "unicode"};
	static const char *const same[] = {"Message", "Contact", "Document",
	    "Commission"};

	for (size_t i = 0; i < COUNT(rows); i++)
		if (strcmp(id, rows[i]) == 0)
			return true;
	for (size_t i = 0; i < COUNT(same); i++)
		if (bytes_is(text, same[i]))
			return true;
	return false;
}

/* Is it, in small letters, a text of the body? */
static bool
is_code(struct bytes text, struct bytes body)
{
	struct buffer quoted = {0};
	bool found = false;

	buffer_byte(&quoted, '"');
	for (size_t i = 0; i < text.len; i++)
		buffer_byte(&quoted,
		    text.at[i] == ' '				 ? '-' :
			text.at[i] >= 'A' && text.at[i] <= 'Z' ?
						   text.at[i] | 0x20 :
						   text.at[i]);
	buffer_byte(&quoted, '"');
	for (size_t i = 0; i + quoted.len <= body.len && !found; i++)
		found = memcmp(body.at + i, quoted.at, quoted.len) == 0;
	buffer_release(&quoted);
	return found;
}

static void
check_rows(struct place *p, uint64_t n, enum lang lang)
{
	struct showing x;
	struct told told;
	struct buffer body = {0};
	size_t rows = 0;

	load(&x, p, n, NULL);
	json_print_canonical(&body, x.entry.body);
	assert_ok(p, told_of(&x, lang, &told, &p->e));
	for (const struct told_row *r = told.rows; r != NULL;
	     r = r->next, rows++) {
		assert_non_null(r->first);
		assert_true(r->label[0] != '\0');
		for (const struct value *v = r->first; v != NULL; v = v->next)
			if (lang == LANG_FR && v->kind == VALUE_TEXT &&
			    is_code(v->text, buffer_bytes(&body)) &&
			    !may_be_code(r->id, v->text))
				fail_msg("entry %llu, %s: a code is left: "
					 "%.*s", (unsigned long long)n, r->id,
				    (int)v->text.len,
				    (const char *)v->text.at);
	}
	assert_true(rows >= 2);
	buffer_release(&body);
}

static void
test_rows_of_every_entry(void **state)
{
	uint32_t types = 0;

	(void)state;
	for (uint64_t n = 0; n < registry_next(every.r); n++) {
		struct entry entry;

		assert_ok(&every, registry_entry(every.r, n, &entry,
		    every.arena, &every.e));
		types |= TYPE_BIT(entry.type);
		check_rows(&every, n, LANG_EN);
		check_rows(&every, n, LANG_FR);
	}
	/* enough of them to mean something */
	assert_true((types & TYPE_BIT(TYPE_POLICY)) != 0);
	assert_true((types & TYPE_BIT(TYPE_GRANT)) != 0);
	assert_true((types & TYPE_BIT(TYPE_CONTACT)) != 0);
	assert_true((types & TYPE_BIT(TYPE_NOTE)) != 0);
	assert_true((types & TYPE_BIT(TYPE_STATEMENT)) != 0);
	assert_true((types & TYPE_BIT(TYPE_COMPLETE)) != 0);
	assert_true((types & TYPE_BIT(TYPE_INDEX_ROOT)) != 0);
}

/* ---- codes ---- */

static void
test_codes_have_words(void **state)
{
	(void)state;
	for (int f = 0; f < CODE_FAMILY_COUNT; f++) {
		size_t i = 0;
		const char *code;

		for (; (code = code_at((enum code_family)f, i)) != NULL; i++) {
			const char *en = code_words((enum code_family)f,
			    bytes_text(code), LANG_EN);

			assert_true(en[0] != '\0');
			if (strcmp(code, "unknown") != 0)
				assert_string_not_equal(en, "not known");
		}
		assert_true(i != 0);
		assert_string_equal(code_words((enum code_family)f,
		    bytes_text("no-such-code"), LANG_EN), "not known");
		assert_string_equal(code_words((enum code_family)f,
		    bytes_text(""), LANG_EN), "");
	}
}

/* ---- days ---- */

static const struct day_row {
	const char *name, *when, *en, *fr;
} day_rows[] = {
    {"a day", "{\"edtf\":\"2021-02-14\"}", "14 February 2021",
	"14 f\303\251vrier 2021"},
    {"the first of a month", "{\"edtf\":\"2021-03-01\"}", "1 March 2021",
	"1er mars 2021"},
    {"a month", "{\"edtf\":\"2021-02\"}", "February 2021",
	"f\303\251vrier 2021"},
    {"a year", "{\"edtf\":\"2021\"}", "2021", "2021"},
    {"a quarter", "{\"edtf\":\"2021-33\"}", "first quarter of 2021",
	"premier trimestre de 2021"},
    {"half a year", "{\"edtf\":\"2021-41\"}", "second half of 2021",
	"deuxi\303\250me semestre de 2021"},
    {"about, with bounds",
	"{\"earliest\":\"2021-02-15\",\"edtf\":\"2021-03~\","
	"\"latest\":\"2021-04-15\"}",
	"about March 2021 (from 15 February to 15 April 2021)",
	"vers mars 2021 (du 15 f\303\251vrier au 15 avril 2021)"},
    {"one of", "{\"edtf\":\"[2020..2022]\"}",
	"some day between 2020 and 2022", "un jour entre 2020 et 2022"},
    {"not after", "{\"edtf\":\"[..2021-03-04]\"}",
	"on or before 4 March 2021", "le 4 mars 2021 ou avant"},
    {"not before", "{\"edtf\":\"[2021-03..]\"}", "in or after March 2021",
	"en mars 2021 ou apr\303\250s"},
    {"days of one month", "{\"edtf\":\"2021-03-04/2021-03-06\"}",
	"from 4 to 6 March 2021", "du 4 au 6 mars 2021"},
    {"days of two months", "{\"edtf\":\"2021-03-31/2021-04-01\"}",
	"from 31 March to 1 April 2021", "du 31 mars au 1er avril 2021"},
    {"months", "{\"edtf\":\"2021-04/2021-08\"}",
	"from April 2021 to August 2021", "d'avril 2021 \303\240 ao\303\273t "
	"2021"},
    {"an open end", "{\"edtf\":\"2019/..\"}", "since 2019", "depuis 2019"},
    {"an open start", "{\"edtf\":\"../2021-03-04\"}", "until 4 March 2021",
	"jusqu'au 4 mars 2021"},
    {"a year of ten", "{\"edtf\":\"202X\"}",
	"some year between 2020 and 2029", "une ann\303\251e entre 2020 et "
	"2029"},
    {"a day not told", "{\"edtf\":\"2021-04-XX\"}",
	"some day of April 2021", "un jour d'avril 2021"},
    {"neither month nor day", "{\"edtf\":\"2021-XX-XX\"}",
	"some day of 2021", "un jour de 2021"},
};

static void
check_day(void **state)
{
	const struct day_row *row = *state;
	struct arena *a = arena_new(MIB);
	const struct json *when;
	struct buffer text = {0};

	assert_int_equal(json_parse(&when, bytes_text(row->when),
	    &json_entry_limits, a, NULL), ERR_NONE);
	date_words(&text, when, 1, LANG_EN);
	assert_string_equal(buffer_cstr(&text), row->en);
	buffer_clear(&text);
	date_words(&text, when, 1, LANG_FR);
	assert_string_equal(buffer_cstr(&text), row->fr);
	buffer_release(&text);
	arena_free(a);
}

/* ---- lists ---- */

static struct listed
page_of(struct place *p, const struct pair *pairs, size_t count,
    enum list_of what)
{
	const struct objects o = {p->r, p->arena, NULL};
	const struct query q = {pairs, count, false};
	struct listed x;

	assert_ok(p, query_only(&q, listed_names(what), &p->e));
	assert_ok(p, listed_read(&x, &o, what, &q, &p->e));
	assert_ok(p, listed_run(&x, &p->e));
	return x;
}

/* B3.2: a walk sees one state while others file. */
static void
check_walk(struct place *p, const char *order, uint64_t at, size_t want)
{
	char after[24] = "", size[24];
	uint64_t seen[32];
	size_t count = 0;
	struct listed x = {.more = true};

	(void)snprintf(size, sizeof size, "%llu", (unsigned long long)at);
	while (x.more) {
		const struct pair pairs[] = {{"order", order}, {"limit", "2"},
		    {"at", size}, {"after", after}};

		x = page_of(p, pairs, COUNT(pairs), LIST_CONTACTS);
		for (size_t i = 0; i < x.count; i++) {
			for (size_t k = 0; k < count; k++)
				assert_true(seen[k] != x.numbers[i]);
			assert_true(count < COUNT(seen));
			seen[count++] = x.numbers[i];
		}
		assert_true(!x.more || x.count == 2);
		(void)snprintf(after, sizeof after, "%llu",
		    (unsigned long long)(x.count == 0 ? 0 :
							x.numbers[x.count -
							    1]));
		(void)file_calls(p, "2021-05-05", 1, p->ambassador);
	}
	assert_int_equal(count, want);
}

static void
test_walks(void **state)
{
	static const char *const orders[] = {"entry", "-entry", "date",
	    "-date"};
	struct place p;
	uint64_t at;

	(void)state;
	found_register(&p);
	for (int i = 0; i < 5; i++) {
		char day[11];

		(void)snprintf(day, sizeof day, "2021-0%d-01", 5 - i % 3);
		(void)file_calls(&p, day, 1, p.ambassador);
	}
	at = registry_next(p.r);
	for (size_t i = 0; i < COUNT(orders); i++)
		check_walk(&p, orders[i], at, 5);
	place_remove(&p);
}

static void
test_list_refusals(void **state)
{
	static const struct {
		struct pair pair;
		const char *word;
	} rows[] = {
	    {{"stat", "xb"},     "unknown-parameter"},
	    {{"order", "name"},  "order"            },
	    {{"after", "0"},     "bad-cursor"       },
	    {{"after", "99999"}, "bad-cursor"       },
	    {{"limit", "501"},   ""                 },
	    {{"limit", "0"},     ""                 },
	    {{"at", "99999"},    ""                 },
	    {{"state", "xyz"},   ""                 },
	    {{"kind", "chat"},   ""                 }
	};
	const struct objects o = {every.r, every.arena, NULL};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		const struct query q = {&rows[i].pair, 1, false};
		struct error e = {.lang = LANG_EN};
		struct listed x;
		enum err rc = query_only(&q, listed_names(LIST_CONTACTS), &e);

		if (rc == ERR_NONE)
			rc = listed_read(&x, &o, LIST_CONTACTS, &q, &e);
		if (rc == ERR_NONE)
			rc = listed_run(&x, &e);
		assert_int_equal(rc, ERR_INPUT);
		assert_string_equal(e.word, rows[i].word);
	}
}

/* Every list of every type, as objects and as rows of its columns. */
static void
test_items_fit_columns(void **state)
{
	(void)state;
	for (unsigned w = 0; w < LIST_OF_COUNT; w++) {
		struct listed x = page_of(&every, NULL, 0, (enum list_of)w);
		struct buffer header = {0};
		size_t columns = 1;

		listed_header(&header, (enum list_of)w);
		for (size_t i = 0; i < header.len; i++)
			columns += header.at[i] == ',';
		for (size_t i = 0; i < x.count; i++) {
			struct cells cells = {.count = 0};
			struct json *v = NULL;

			assert_ok(&every,
			    listed_item_json(&x, i, &v, &every.e));
			listed_cells(&cells, &x, v, LANG_EN);
			assert_int_equal(cells.count, columns);
		}
		buffer_release(&header);
	}
}

/* ---- straight to one thing ---- */

static void
test_straight(void **state)
{
	const struct objects o = {every.r, every.arena, NULL};
	uint64_t size = registry_size(every.r), n;
	struct buffer note = {0};
	struct hash root;
	char hex[65];
	struct row_entry row;

	(void)state;
	assert_int_equal(search_straight(&o, "e/3", &n), STRAIGHT_ENTRY);
	assert_int_equal(n, 3);
	assert_ok(&every, read_model_entry(registry_read_model(every.r), 3,
	    &row, every.arena, &every.e));
	hash_print(hex, &row.leaf);
	assert_int_equal(search_straight(&o, hex, &n), STRAIGHT_ENTRY);
	assert_int_equal(search_straight(&o, "harbour fees", &n),
	    STRAIGHT_NOWHERE);
	assert_int_equal(search_straight(&o, "c/999999", &n),
	    STRAIGHT_NOWHERE);
	assert_ok(&every, truth_read_checkpoint(registry_truth(every.r), size,
	    NULL, &root, &note, &every.e));
	assert_int_equal(search_straight(&o, buffer_cstr(&note), &n),
	    STRAIGHT_CHECKPOINT);
	assert_int_equal(n, size);
	/* one letter of the root changed: no checkpoint of ours */
	for (size_t i = 0, lines = 0; i < note.len; i++) {
		lines += note.at[i] == '\n';
		if (lines == 2 && note.at[i] == '\n') {
			note.at[i + 1] ^= 1;
			break;
		}
	}
	assert_int_equal(search_straight(&o, buffer_cstr(&note), &n),
	    STRAIGHT_NOWHERE);
	buffer_release(&note);
}

/* ---- cells ---- */

static void
test_csv(void **state)
{
	static const char *const rows[][2] = {{"plain", "plain"},
	    {"a,b", "\"a,b\""}, {"say \"x\"", "\"say \"\"x\"\"\""},
	    {"=A(1)", "'=A(1)"}, {"@x,y", "\"'@x,y\""}, {" a", "\" a\""},
	    {"-1", "'-1"}, {"", ""}};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct buffer out = {0};

		csv_cell(&out, bytes_text(rows[i][0]));
		assert_string_equal(buffer_cstr(&out), rows[i][1]);
		buffer_release(&out);
	}
}

int
main(void)
{
	static const struct CMUnitTest fixed[] = {
		cmocka_unit_test(test_object_of_every_entry),
		cmocka_unit_test(test_rows_of_every_entry),
		cmocka_unit_test(test_codes_have_words),
		cmocka_unit_test(test_walks),
		cmocka_unit_test(test_list_refusals),
		cmocka_unit_test(test_items_fit_columns),
		cmocka_unit_test(test_straight),
		cmocka_unit_test(test_csv),
	};
	struct CMUnitTest tests[COUNT(fixed) + COUNT(day_rows)];

	memcpy(tests, fixed, sizeof fixed);
	for (size_t i = 0; i < COUNT(day_rows); i++)
		tests[COUNT(fixed) + i] = (struct CMUnitTest){
		    .name = day_rows[i].name, .test_func = check_day,
		    .initial_state = (void *)(uintptr_t)&day_rows[i]};
	return cmocka_run_group_tests_name("faces", tests, make_register,
	    remove_register);
}
