/* Names as people look for them, and what the read model makes of entries */
#include <stdio.h>
#include <stdlib.h>

#include "register/fold.h"
#include "register/naming.h"
#include "register/test_support.h"

#include "base/testing.h"

static const struct {
	const char *row, *text, *folded;
	bool sorted;
} fold_rows[] = {
	{"case", "Consul GENERAL", "consul general", false},
	{"accents", "Consul Général", "consul general", false},
	{"decomposed accents", "Consul Ge\xcc\x81ne\xcc\x81ral",
	    "consul general", false},
	{"word order", "general Consul", "consul general", true},
	{"order kept", "general Consul", "general consul", false},
	{"punctuation", "  Smith, J. (the Hon.)  ", "smith j the hon", false},
	{"sharp s", "Stra\xc3\x9f" "e", "strasse", false},
	{"compatibility", "\xef\xac\x81nance", "finance", false},
	{"digits", "No. 10", "no 10", false},
	{"nothing but signs", " -- ... ", "", true},
	{"empty", "", "", true},
	{"another script", "\xd0\x9f\xd0\xbe\xd1\x81\xd0\xbe\xd0\xbb",
	    "\xd0\xbf\xd0\xbe\xd1\x81\xd0\xbe\xd0\xbb", true},
};

static void
test_fold(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(fold_rows); i++) {
		struct buffer b = {0};

		assert_true(fold_name(&b, bytes_text(fold_rows[i].text),
		    fold_rows[i].sorted));
		if (!bytes_is(buffer_bytes(&b), fold_rows[i].folded))
			fail_msg("%s: \"%.*s\"", fold_rows[i].row, (int)b.len,
			    (const char *)b.at);
		buffer_release(&b);
	}
}

static void
test_fold_refuses(void **state)
{
	struct buffer b = {0};

	(void)state;
	assert_false(fold_name(&b, bytes_text("Consul \xff"), true));
	buffer_release(&b);
}

/* ---- naming ---- */

static struct place place;

static int
make_vector(void **state)
{
	(void)state;
	place_make(&place);
	place_vector_register(&place);
	return 0;
}

static int
remove_vector(void **state)
{
	(void)state;
	place_remove(&place);
	return 0;
}

static const struct {
	const char *row, *text;
	uint32_t types;
	enum err rc;
	uint64_t number;
	const char *says, *mend; /* parts of the sentences; NULL: any */
} name_rows[] = {
	{"reference", "p/8", TYPES_ANY, ERR_NONE, 8, NULL, NULL},
	{"paper form", "C-16", TYPES_ANY, ERR_NONE, 16, NULL, NULL},
	{"post", "post/11", TYPES_ANY, ERR_NONE, 11, NULL, NULL},
	{"id", "person:7avb4zfh18cbk4v5mm704x4f1h", TYPES_WHO, ERR_NONE, 8,
	    NULL, NULL},
	{"reference of another type", "p/16", TYPES_ANY, ERR_INPUT, 0,
	    "is a contact", "write c/16"},
	{"reference that does not fit", "c/16", TYPES_WHO, ERR_INPUT, 0,
	    "does not fit here", NULL},
	{"id that does not fit", "person:7avb4zfh18cbk4v5mm704x4f1h",
	    TYPE_BIT(TYPE_ORG), ERR_INPUT, 0, "does not fit here", NULL},
	{"reference of nothing", "p/4000", TYPES_ANY, ERR_ABSENT, 0,
	    "there is no \"p/4000\"", NULL},
	{"version is no entity", "c/19", TYPES_ANY, ERR_ABSENT, 0, NULL, NULL},
	{"id of nothing", "person:00000000000000000000000000", TYPES_ANY,
	    ERR_ABSENT, 0, "there is no", NULL},
	{"name", "The Member", TYPES_WHO, ERR_NONE, 8, NULL, NULL},
	{"name, other order and case", "member THE", TYPES_WHO, ERR_NONE, 8,
	    NULL, NULL},
	{"absent with the nearest", "Member of the Senate", TYPES_WHO,
	    ERR_ABSENT, 0, "nobody and nothing", "p/8"},
	{"absent, nothing near", "Zebra", TYPES_WHO, ERR_ABSENT, 0,
	    "nobody and nothing", "chancery search"},
	{"name of another type", "The Member", TYPE_BIT(TYPE_ORG), ERR_ABSENT,
	    0, NULL, NULL},
	{"not UTF-8", "\xff\xfe", TYPES_ANY, ERR_INPUT, 0, NULL, NULL},
};

static void
test_naming(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(name_rows); i++) {
		uint64_t number = NUMBER_NONE;
		struct error e = {.code = ERR_NONE};
		enum err rc = registry_resolve(place.r, name_rows[i].text,
		    name_rows[i].types, "--with", &number, place.arena, &e);

		if (rc != name_rows[i].rc || (rc == ERR_NONE &&
		    number != name_rows[i].number))
			fail_msg("%s: %d, number %d, %s", name_rows[i].row,
			    (int)rc, (int)number, e.text);
		if ((name_rows[i].says != NULL &&
		    strstr(e.text, name_rows[i].says) == NULL) ||
		    (name_rows[i].mend != NULL &&
		    strstr(e.mend, name_rows[i].mend) == NULL))
			fail_msg("%s: says \"%s\", \"%s\"", name_rows[i].row,
			    e.text, e.mend);
	}
}

static void
test_ambiguous(void **state)
{
	struct place p;
	struct error e = {.code = ERR_NONE};
	uint64_t first, second, number;
	char ref[REF_BYTES];

	(void)state;
	place_make(&p);
	place_found(&p);
	first = place_file_one(&p, TYPE_PERSON, "{}", "{\"names\":[{\"lang\":"
	    "\"en\",\"text\":\"Jo Doe\"}],\"identifiers\":[{\"scheme\":"
	    "\"parliament.example\",\"value\":\"17\"}]}").number;
	second = place_file_one(&p, TYPE_PERSON, "{}", "{\"names\":[{\"lang\":"
	    "\"en\",\"text\":\"Doe, Jo\"}]}").number;
	assert_int_equal(registry_resolve(p.r, "jo doe", TYPES_WHO, "--with",
	    &number, p.arena, &e), ERR_INPUT);
	assert_string_equal(e.word, "ambiguous");
	assert_string_equal(e.field, "--with");
	ref_print(ref, TYPE_PERSON, first);
	assert_non_null(strstr(e.text, ref));
	ref_print(ref, TYPE_PERSON, second);
	assert_non_null(strstr(e.text, ref));
	assert_ok(&p, registry_resolve(p.r, "parliament.example:17",
	    TYPES_WHO, "--with", &number, p.arena, &p.e));
	assert_int_equal(number, first);
	assert_int_equal(registry_resolve(p.r, "parliament.example:18",
	    TYPES_WHO, "--with", &number, p.arena, &e), ERR_ABSENT);
	place_remove(&p);
}

static void
test_resolve_any(void **state)
{
	struct hash leaf = hash_leaf(place.given[14].leaf);
	char text[65];
	uint64_t number;
	bool entry;

	(void)state;
	hash_print(text, &leaf);
	assert_ok(&place, registry_resolve_any(place.r, text, &number, &entry,
	    place.arena, &place.e));
	assert_true(entry);
	assert_int_equal(number, 16);
	assert_ok(&place, registry_resolve_any(place.r, "e/19", &number,
	    &entry, place.arena, &place.e));
	assert_true(entry);
	assert_ok(&place, registry_resolve_any(place.r, "c/17", &number,
	    &entry, place.arena, &place.e));
	assert_false(entry);
	assert_int_equal(registry_resolve_any(place.r, "e/40", &number,
	    &entry, place.arena, NULL), ERR_ABSENT);
	text[0] = text[0] == '0' ? '1' : '0';
	assert_int_equal(registry_resolve_any(place.r, text, &number, &entry,
	    place.arena, NULL), ERR_ABSENT);
}

/* ---- read model ---- */

static const struct {
	uint64_t number;
	enum entry_type type;
	uint64_t current;
	unsigned version;
	bool annulled;
} entity_rows[] = {
	{0, TYPE_POLICY, 0, 1, false},
	{1, TYPE_ORG, 1, 1, false},
	{6, TYPE_KEY, 6, 1, false},
	{8, TYPE_PERSON, 8, 1, false},
	{9, TYPE_GRANT, 9, 1, false},
	{11, TYPE_POST, 11, 1, false},
	{13, TYPE_TENURE, 13, 1, false},
	{16, TYPE_CONTACT, 16, 1, false},
	{17, TYPE_CONTACT, 19, 2, false},
	{20, TYPE_CONTACT, 20, 1, false},
	{23, TYPE_CONTACT, 27, 2, false},
	{24, TYPE_NOTE, 24, 1, false},
	{25, TYPE_RECEIPT, 25, 1, false},
	{26, TYPE_OPEN, 26, 1, false},
	{29, TYPE_COMPLETE, 29, 1, false},
	{30, TYPE_DOCUMENT, 30, 1, false},
	{31, TYPE_STATEMENT, 31, 1, false},
	{33, TYPE_ANNUL, 33, 1, false},
	{38, TYPE_ERASE, 38, 1, false},
};

static void
test_entities(void **state)
{
	struct read_model *m = registry_read_model(place.r);
	size_t annulled = 0;

	(void)state;
	assert_int_equal(read_model_next(m), 40);
	for (size_t i = 0; i < COUNT(entity_rows); i++) {
		struct row_entity row;

		assert_ok(&place, read_model_by_number(m,
		    entity_rows[i].number, &row, &place.e));
		if (row.id.type != entity_rows[i].type ||
		    row.current != entity_rows[i].current ||
		    row.version != entity_rows[i].version ||
		    row.annulled != entity_rows[i].annulled)
			fail_msg("entity %d: current %d, version %u",
			    (int)entity_rows[i].number, (int)row.current,
			    row.version);
	}
	for (uint64_t n = 0; n < 40; n++) {
		struct row_entity row;

		annulled += read_model_by_number(m, n, &row, NULL) ==
		    ERR_NONE && row.annulled;
	}
	assert_int_equal(annulled, 1); /* by entry 33 */
}

/* Every entry is valid, and noted by no rule. */
static void
test_outcomes(void **state)
{
	(void)state;
	for (uint64_t n = 0; n < 40; n++) {
		struct row_entry row;

		assert_ok(&place, read_model_entry(registry_read_model(
		    place.r), n, &row, place.arena, &place.e));
		if (row.outcome != OUTCOME_VALID || row.notes != 0)
			fail_msg("entry %d: outcome %d, notes %u, %.*s",
			    (int)n, (int)row.outcome, row.notes,
			    (int)row.code.len, (const char *)row.code.at);
	}
}

static void
test_opened_and_erased(void **state)
{
	struct read_model *m = registry_read_model(place.r);
	struct row_entry row;

	(void)state;
	assert_ok(&place, read_model_entry(m, 23, &row, place.arena,
	    &place.e));
	assert_int_equal(row.opened, 1 << 1);
	assert_ok(&place, read_model_entry(m, 27, &row, place.arena,
	    &place.e));
	assert_int_equal(row.opened, 0);
	assert_ok(&place, read_model_entry(m, 31, &row, place.arena,
	    &place.e));
	assert_int_equal(row.erased, 1);
}

struct seen {
	uint64_t at[16];
	size_t count;
};

static enum err
see(void *context, const struct row_entry *row, struct error *e)
{
	struct seen *s = context;

	(void)e;
	assert_true(s->count < COUNT(s->at));
	s->at[s->count++] = row->number;
	return ERR_NONE;
}

static void
test_chain(void **state)
{
	struct seen s = {.count = 0};

	(void)state;
	assert_ok(&place, read_model_chain(registry_read_model(place.r), 17,
	    see, &s, &place.e));
	assert_int_equal(s.count, 2);
	assert_int_equal(s.at[0], 17);
	assert_int_equal(s.at[1], 19);
}

/* What the read model tells is what the in-memory ledger tells. */
static void
assert_worlds_agree(struct place *p)
{
	const struct world *read = read_model_world(registry_read_model(
	    p->r)), *held;
	uint64_t next = registry_next(p->r);
	struct ledger *ledger;
	struct judge judge;

	assert_ok(p, ledger_new(&ledger, NULL, &p->e));
	held = ledger_world(ledger);
	judge_init(&judge, held, ORIGIN);
	for (uint64_t n = 0; n < next; n++) {
		struct outcome outcome;
		struct entry entry;

		assert_ok(p, registry_entry(p->r, n, &entry, p->arena,
		    &p->e));
		assert_ok(p, judge_verify(&judge, &entry, n, &outcome,
		    p->arena, &p->e));
		assert_ok(p, ledger_add(ledger, &entry, &outcome, &p->e));
	}
	for (uint64_t n = 0; n < next; n++) {
		struct entry entry;
		struct entity a, b;
		struct key x, y;
		const struct grant *g, *h;
		uint64_t v, w;
		size_t count = 0;
		enum err rc;

		assert_ok(p, registry_entry(p->r, n, &entry, p->arena,
		    &p->e));
		if (entry.type == TYPE_INDEX_ROOT)
			continue; /* nothing refers to one */
		rc = read->entity(read->context, &entry.id, &a, NULL);
		assert_int_equal(rc, held->entity(held->context, &entry.id,
		    &b, NULL));
		if (rc == ERR_NONE) {
			assert_int_equal(a.number, b.number);
			assert_int_equal(a.current, b.current);
			assert_int_equal(a.at_s, b.at_s);
			assert_int_equal(a.annulled, b.annulled);
			assert_true(hash_equal(&a.head, &b.head));
			assert_true(id_equal(&a.by, &b.by));
		}
		rc = read->version(read->context, &entry.id,
		    &entry.leaf_hash, &v, NULL);
		if (rc != held->version(held->context, &entry.id,
		    &entry.leaf_hash, &w, NULL))
			fail_msg("version of entry %d: %d", (int)n, (int)rc);
		if (rc == ERR_NONE)
			assert_int_equal(v, w);
		rc = read->key(read->context, &entry.id, &x, NULL);
		assert_int_equal(rc, held->key(held->context, &entry.id, &y,
		    NULL));
		if (rc == ERR_NONE) {
			assert_int_equal(x.registered, y.registered);
			if (x.revoked != y.revoked)
				fail_msg("key of entry %d", (int)n);
			assert_int_equal(x.signs, y.signs);
			assert_memory_equal(&x.public, &y.public,
			    sizeof x.public);
		}
		assert_ok(p, read->grants(read->context, &entry.id, &g,
		    p->arena, &p->e));
		assert_ok(p, held->grants(held->context, &entry.id, &h,
		    p->arena, &p->e));
		for (; g != NULL; g = g->next)
			count++;
		for (; h != NULL; h = h->next)
			count--;
		assert_int_equal(count, 0);
	}
	ledger_free(ledger);
}

static void
test_worlds_agree(void **state)
{
	(void)state;
	assert_worlds_agree(&place);
}

static struct filed
annul(struct place *p, const struct filed *of)
{
	char body[400], leaf[65];

	hash_print(leaf, &of->leaf);
	(void)snprintf(body, sizeof body, "{\"authority\":null,\"code\":"
	    "\"error\",\"target\":\"%s\",\"version\":\"%s\"}",
	    id_text(p, of->entity), leaf);
	return place_file_one(p, TYPE_ANNUL, body,
	    "{\"reason\":{\"en\":\"filed in error\"}}");
}

/* Annulled: a key no longer signs, a grant no longer grants, a judgement no
 * longer joins; the annulment itself may get a next version. */
static void
test_annulled_things(void **state)
{
	struct place p;
	struct filed office, key, grant, same, gone;
	struct submission s;
	struct entry entry;
	struct id one, other;
	const struct world *w;
	struct key found;
	char body[700];
	bool is_same;

	(void)state;
	place_make(&p);
	place_found(&p);
	place_people(&p);
	office = place_file_one(&p, TYPE_ORG,
	    "{\"kind\":\"office\",\"state\":\"xa\"}", "{\"names\":[{"
	    "\"lang\":\"en\",\"text\":\"Office of the Member\"}]}");
	(void)snprintf(body, sizeof body, "{\"alg\":\"ed25519\",\"holder\":"
	    "\"%s\",\"public\":\"02ppv8Y7pYLB4oo1e+Mrd6DqW91NppvAyF3YEHJ4U"
	    "/M=\",\"state\":\"active\"}", id_text(&p, office.number));
	key = place_file_one(&p, TYPE_KEY, body, NULL);
	(void)snprintf(body, sizeof body, "{\"role\":\"office\",\"state\":"
	    "\"active\",\"subjects\":[\"%s\"],\"to\":\"%s\",\"types\":"
	    "null,\"window\":{\"from\":\"2024-01-08\",\"to\":null}}",
	    p.member_id, id_text(&p, office.number));
	grant = place_file_one(&p, TYPE_GRANT, body, NULL);
	(void)snprintf(body, sizeof body, "{\"a\":\"%s\",\"b\":\"%s\","
	    "\"basis\":\"own-word\",\"evidence\":[],\"judgement\":\"same\"}",
	    p.member_id, id_text(&p, p.ambassador));
	same = place_file_one(&p, TYPE_SAME, body, NULL);
	assert_worlds_agree(&p);
	w = read_model_world(registry_read_model(p.r));
	assert_true(id_parse(bytes_text(p.member_id), &one));
	assert_true(id_parse(bytes_text(id_text(&p, p.ambassador)), &other));
	assert_ok(&p, w->same(w->context, &other, &one, &is_same, &p.e));
	assert_true(is_same);
	gone = annul(&p, &key);
	(void)annul(&p, &grant);
	(void)annul(&p, &same);
	assert_worlds_agree(&p);
	assert_ok(&p, w->same(w->context, &one, &other, &is_same, &p.e));
	assert_false(is_same);
	assert_ok(&p, w->key(w->context, &key.id, &found, &p.e));
	assert_int_equal(found.revoked, gone.number);

	assert_ok(&p, registry_entry(p.r, gone.number, &entry, p.arena,
	    &p.e));
	{
		struct buffer text = {0};

		json_print_canonical(&text, entry.body);
		buffer_byte(&text, '\0');
		place_prepare_next(&p, &s, gone.number, (const char *)
		    text.at, "{\"reason\":{\"en\":\"said more fully\"}}");
		buffer_release(&text);
	}
	assert_ok(&p, place_file(&p, &s, 1, (struct file_options){
	    .confirm = true}, &gone));
	assert_int_equal(gone.version, 2);
	assert_worlds_agree(&p);
	checkpoint(&p);
	place_remove(&p);
}

static enum err
count_one(void *context, const struct posting *posting, bool strike,
    struct error *e)
{
	uint64_t *count = context;

	(void)posting;
	(void)strike;
	(void)e;
	++*count;
	return ERR_NONE;
}

static uint64_t
count_pending(struct registry *r)
{
	uint64_t count = 0;

	assert_int_equal(read_model_pending(registry_read_model(r), 0,
	    NUMBER_NONE >> 1, count_one, &count, NULL), ERR_NONE);
	return count;
}

#define AMBASSADOR "\"as\":null,\"described\":null,\"who\":\"%s\""

static const char *
with_ambassador(struct place *p)
{
	char *text = arena_take(p->arena, 160);

	(void)snprintf(text, 160, AMBASSADOR, id_text(p, p->ambassador));
	return text;
}

/* Amended, annulled, revived: the words and the postings follow. */
static void
test_life_of_a_contact(void **state)
{
	struct place p;
	struct submission s;
	struct filed filed, made;
	struct row_entity row;
	struct search q = {.words = bytes_text("visas"), .kind = -1,
	    .from = DAY_FIRST, .to = DAY_LAST, .after = NUMBER_NONE,
	    .limit = 4};
	struct found found[4];
	uint64_t totals[TYPE_COUNT], before;
	size_t count;
	const char *contact;

	(void)state;
	place_make(&p);
	place_found(&p);
	place_people(&p);
	contact = contact_body(&p, "2021-03-04", 1, with_ambassador(&p),
	    "{\"tier\":\"public\"}", "");
	made = place_file_one(&p, TYPE_CONTACT, contact, "{\"summary\":"
	    "{\"en\":\"A call about visas for students of State B\"}}");
	before = count_pending(p.r);
	assert_true(before > 0);
	assert_ok(&p, read_model_search(registry_read_model(p.r), &q, found,
	    &count, totals, p.arena, &p.e));
	assert_int_equal(count, 1);
	assert_int_equal(found[0].number, made.number);

	place_prepare_next(&p, &s, made.number, contact_body(&p, "2021-03-05",
	    1, with_ambassador(&p), "{\"tier\":\"public\"}", ""),
	    "{\"summary\":{\"en\":\"A call about trade and a visit\"},"
	    "\"reason\":{\"en\":\"the diary shows another day\"}}");
	assert_ok(&p, place_file(&p, &s, 1, (struct file_options){
	    .confirm = true}, &filed));
	assert_int_equal(filed.version, 2);
	assert_int_equal(filed.entity, made.number);
	assert_int_equal(count_pending(p.r), 3 * before);
	assert_ok(&p, read_model_search(registry_read_model(p.r), &q, found,
	    &count, totals, p.arena, &p.e));
	assert_int_equal(count, 0);

	(void)annul(&p, &filed);
	assert_ok(&p, read_model_by_number(registry_read_model(p.r),
	    made.number, &row, &p.e));
	assert_true(row.annulled);
	assert_int_equal(count_pending(p.r), 4 * before);

	place_prepare_next(&p, &s, made.number, contact_body(&p, "2021-03-06",
	    1, with_ambassador(&p), "{\"tier\":\"public\"}", ""),
	    "{\"summary\":{\"en\":\"About visas after all\"},"
	    "\"reason\":{\"en\":\"it was this official\"}}");
	assert_ok(&p, place_file(&p, &s, 1, (struct file_options){
	    .confirm = true}, &filed));
	assert_int_equal(filed.version, 3);
	assert_ok(&p, read_model_by_number(registry_read_model(p.r),
	    made.number, &row, &p.e));
	assert_false(row.annulled);
	/* added anew; what the annulment struck is not struck again */
	assert_int_equal(count_pending(p.r), 5 * before);
	checkpoint(&p);
	assert_null(registry_refusal(p.r));
	assert_int_equal(count_pending(p.r), 0);
	place_remove(&p);
}

/* Two next versions of one: the later counts nothing, and is in the chain. */
static void
test_competing(void **state)
{
	struct place p;
	struct submission s[2];
	struct given given = {.checkpoint_after = false};
	struct filed filed;
	struct row_entry row;
	struct row_entity entity;
	uint64_t member;
	struct seen seen = {.count = 0};

	(void)state;
	place_make(&p);
	place_found(&p);
	member = place_file_one(&p, TYPE_PERSON, "{}", "{\"names\":[{\"lang\":"
	    "\"en\",\"text\":\"The Member\"}]}").number;
	for (size_t i = 0; i < 2; i++)
		place_prepare_next(&p, &s[i], member, "{}", i == 0 ?
		    "{\"names\":[{\"lang\":\"en\",\"text\":\"First\"}],"
		    "\"reason\":{\"en\":\"one\"}}" :
		    "{\"names\":[{\"lang\":\"en\",\"text\":\"Second\"}],"
		    "\"reason\":{\"en\":\"two\"}}");
	assert_ok(&p, place_file(&p, &s[0], 1, (struct file_options){
	    .confirm = true}, &filed));
	assert_int_equal(place_file(&p, &s[1], 1, (struct file_options){
	    .confirm = true}, &filed), ERR_CONFLICT);
	given.leaf = s[1].leaf;
	place_append(&p, &given); /* as a log of others may hold it */
	assert_ok(&p, read_model_entry(registry_read_model(p.r),
	    registry_next(p.r) - 1, &row, p.arena, &p.e));
	assert_int_equal(row.notes, NOTE_COMPETING);
	assert_ok(&p, read_model_by_number(registry_read_model(p.r), member,
	    &entity, &p.e));
	assert_int_equal(entity.version, 2);
	assert_int_equal(entity.current, registry_next(p.r) - 2);
	assert_ok(&p, read_model_chain(registry_read_model(p.r), member, see,
	    &seen, &p.e));
	assert_int_equal(seen.count, 3);
	place_remove(&p);
}

/* A policy that lists other keys revokes the ones it leaves out. */
static void
test_policy_keys(void **state)
{
	struct place p;
	struct submission s;
	struct filed filed;
	struct entry policy;
	struct json *body, *keys, *key;
	struct row_entity row;
	struct draft d = {.has_prev = true, .type = TYPE_POLICY};
	struct key found;
	char id[ID_TEXT_BYTES];
	struct id fresh;
	const struct world *w;

	(void)state;
	place_make(&p);
	place_found(&p);
	assert_ok(&p, registry_entry(p.r, 0, &policy, p.arena, &p.e));
	assert_ok(&p, read_model_by_number(registry_read_model(p.r), 0, &row,
	    &p.e));
	body = filing_amendable(&policy, p.arena);
	keys = json_clone(p.arena, json_get(body, "keys"));
	key = keys->first;
	id_random(&fresh, TYPE_KEY);
	id_print(id, &fresh);
	json_put_cstr(p.arena, key, "id", id);
	json_put_cstr(p.arena, key, "public",
	    "02ppv8Y7pYLB4oo1e+Mrd6DqW91NppvAyF3YEHJ4U/M=");
	json_put(p.arena, body, "keys", keys);
	filing_amend(body, policy.body, "correction", NULL, false, p.arena);
	d.id = row.id;
	d.prev = policy.leaf_hash;
	d.body = body;
	assert_ok(&p, filing_prepare(&s, &d, p.r, &p.filer, p.arena, &p.e));
	assert_ok(&p, place_file(&p, &s, 1, (struct file_options){
	    .confirm = true}, &filed));
	w = read_model_world(registry_read_model(p.r));
	assert_ok(&p, w->key(w->context, &p.filer.key.id, &found, &p.e));
	assert_int_equal(found.revoked, filed.number);
	assert_ok(&p, w->key(w->context, &fresh, &found, &p.e));
	assert_int_equal(found.revoked, NUMBER_NONE);
	assert_int_equal(found.registered, filed.number);
	assert_worlds_agree(&p);
	place_remove(&p);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_fold),
		cmocka_unit_test(test_fold_refuses),
		cmocka_unit_test(test_naming),
		cmocka_unit_test(test_ambiguous),
		cmocka_unit_test(test_resolve_any),
		cmocka_unit_test(test_entities),
		cmocka_unit_test(test_outcomes),
		cmocka_unit_test(test_opened_and_erased),
		cmocka_unit_test(test_chain),
		cmocka_unit_test(test_worlds_agree),
		cmocka_unit_test(test_annulled_things),
		cmocka_unit_test(test_life_of_a_contact),
		cmocka_unit_test(test_competing),
		cmocka_unit_test(test_policy_keys),
	};

	return cmocka_run_group_tests_name("register", tests, make_vector,
	    remove_vector);
}
