/* One register: founding, filing, checkpoints, crashes, what is derived */
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "log/publish.h"
#include "register/asking.h"
#include "register/auditing.h"
#include "register/test_support.h"

#include "base/testing.h"

#define CONFIRMED ((struct file_options){.confirm = true})
#define PUBLIC "{\"tier\":\"public\"}"
#define SUMMARY "{\"summary\":{\"en\":\"A call about consular matters\"}}"

static const char *
with(struct place *p, uint64_t who)
{
	char *text = arena_take(p->arena, 160);

	(void)snprintf(text, 160, "\"as\":null,\"described\":null,"
	    "\"who\":\"%s\"", id_text(p, who));
	return text;
}

static void
prepare_call(struct place *p, struct submission *out, const char *edtf,
    unsigned times, const char *visibility, const char *more)
{
	struct draft d = {.type = TYPE_UNKNOWN};

	place_prepare(p, out, TYPE_CONTACT, contact_body(p, edtf, times,
	    with(p, p->ambassador), visibility, more), SUMMARY, &d);
}

static struct filed
file_call(struct place *p, const char *edtf, unsigned times)
{
	return place_file_one(p, TYPE_CONTACT, contact_body(p, edtf, times,
	    with(p, p->ambassador), PUBLIC, ""), SUMMARY);
}

static void
prepare_person(struct place *p, struct submission *out, const char *name)
{
	struct draft d = {.type = TYPE_UNKNOWN};
	char slots[120];

	(void)snprintf(slots, sizeof slots, "{\"names\":[{\"lang\":\"en\","
	    "\"text\":\"%s\"}]}", name);
	place_prepare(p, out, TYPE_PERSON, "{}", slots, &d);
}

static void
make_people(struct place *p)
{
	place_make(p);
	place_found(p);
	place_people(p);
}

/* "How many calls of the member with the ambassador, 2020 to 2022?" */
static struct asking
question(const struct place *p)
{
	return (struct asking){.of = p->member, .with = p->ambassador,
	    .with_post = NUMBER_NONE, .state = "XB", .kinds = KIND_BIT(1),
	    .from = day_code(2020, 1, 1), .to = day_code(2022, 12, 31),
	    .mode = ASK_COUNT};
}

static struct answer
ask(struct place *p, uint64_t size)
{
	struct asking q = question(p);
	struct asked out;

	q.size = size;
	assert_ok(p, registry_ask(p->r, &q, &out, p->arena, &p->e));
	asked_release(&out);
	return out.sums;
}

static struct hash
root_now(struct place *p)
{
	struct heading top;
	struct hash root;

	assert_ok(p, ordered_index_top(registry_index(p->r),
	    registry_size(p->r) - 1, &top, &root, &p->e));
	return root;
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
count_pending(struct place *p)
{
	uint64_t count = 0;

	assert_ok(p, read_model_pending(registry_read_model(p->r), 0,
	    NUMBER_NONE >> 1, count_one, &count, &p->e));
	return count;
}

/* ---- founding ---- */

static void
in_folder(char path[PATH_BYTES], const struct place *p, const char *name)
{
	(void)snprintf(path, PATH_BYTES, "%.3900s/%s", p->folder, name);
}

static const struct {
	const char *row, *origin, *zone, *there; /* made beforehand */
	const char *dir;
	enum err rc;
} found_rows[] = {
	{"fresh", ORIGIN, "UTC", NULL, "register", ERR_NONE},
	{"written with a slash", ORIGIN, "UTC", NULL, "register/", ERR_NONE},
	{"an empty folder", ORIGIN, "UTC", "register", "register", ERR_NONE},
	{"a folder in use", ORIGIN, "UTC", "register/notes", "register",
	    ERR_CONFLICT},
	{"keys there", ORIGIN, "UTC", "register.keys", "register",
	    ERR_CONFLICT},
	{"half founded", ORIGIN, "UTC", "register.tmp", "register",
	    ERR_CONFLICT},
	{"no origin", "Not An Origin", "UTC", NULL, "register", ERR_INPUT},
	{"no zone", ORIGIN, "Mars/Olympus", NULL, "register", ERR_INPUT},
};

static void
test_found(void **state)
{
	static const char given[] = "{\"en\":\"A register\"}";

	(void)state;
	for (size_t i = 0; i < COUNT(found_rows); i++) {
		struct place p;
		struct founding f = {.origin = found_rows[i].origin,
		    .civil_zone = found_rows[i].zone, .home_state = "xa"};
		const struct json *list;
		char path[PATH_BYTES], keys[PATH_BYTES];
		struct stat st;
		enum err rc;

		place_make(&p);
		if (found_rows[i].there != NULL) {
			in_folder(path, &p, found_rows[i].there);
			assert_ok(&p, directory_make(path, 0700, &p.e));
		}
		assert_ok(&p, json_parse(&f.title, bytes_text(given),
		    &json_entry_limits, p.arena, &p.e));
		f.registrar = f.title;
		assert_ok(&p, json_parse(&list, bytes_text("[\"en\"]"),
		    &json_entry_limits, p.arena, &p.e));
		f.languages = list;
		in_folder(path, &p, found_rows[i].dir);
		rc = registry_found(path, &f, clock_fixed(&p.now_s), &p.e);
		if (rc != found_rows[i].rc)
			fail_msg("%s: %d %s", found_rows[i].row, (int)rc,
			    p.e.text);
		in_folder(keys, &p, "register.keys");
		if (rc == ERR_NONE) {
			place_open(&p, REGISTRY_WRITE);
			assert_int_equal(registry_size(p.r), 3);
			assert_int_equal(registry_next(p.r), 3);
			assert_string_equal(registry_origin(p.r), ORIGIN);
			assert_int_equal(stat(keys, &st), 0);
			assert_int_equal(st.st_mode & 0777, 0700);
			assert_true(file_exists(place_path(&p,
			    "public/checkpoint")));
			in_folder(path, &p, "register.tmp");
			assert_false(file_exists(path));
		} else {
			in_folder(path, &p, "register/register.db");
			assert_false(file_exists(path));
		}
		place_remove(&p);
	}
}

static void
test_open(void **state)
{
	struct place p;
	struct registry *second = NULL;
	struct submission s;
	struct filed filed;

	(void)state;
	place_make(&p);
	assert_int_equal(registry_open(&second, p.dir, REGISTRY_READ,
	    clock_fixed(&p.now_s), &p.e), ERR_ABSENT);
	assert_non_null(strstr(p.e.mend, "chancery init"));
	place_found(&p);
	assert_int_equal(registry_open(&second, p.dir, REGISTRY_WRITE,
	    clock_fixed(&p.now_s), &p.e), ERR_CONFLICT);
	assert_null(second);
	assert_ok(&p, registry_open(&second, p.dir, REGISTRY_READ,
	    clock_fixed(&p.now_s), &p.e));
	prepare_person(&p, &s, "Someone");
	{
		struct file_options options = {.confirm = true};
		size_t failed;

		assert_int_equal(registry_file(second, &s, 1, &options,
		    &filed, &failed, p.arena, &p.e), ERR_REFUSED);
	}
	/* what the writer files, the reader follows */
	assert_ok(&p, place_file(&p, &s, 1, CONFIRMED, &filed));
	assert_ok(&p, registry_follow(second, &p.e));
	assert_int_equal(registry_next(second), filed.number + 1);
	assert_int_equal(read_model_next(registry_read_model(second)),
	    filed.number + 1);
	registry_close(second);
	place_remove(&p);
}

/* Two followers of one read model that is behind: neither takes up an entry
 * that the other has taken up. */
static void
test_two_followers(void **state)
{
	struct place p;
	struct registry *one, *two;
	struct submission s[3];
	struct filed filed[3];

	(void)state;
	make_people(&p);
	place_close(&p);
	assert_ok(&p, registry_open(&one, p.dir, REGISTRY_READ,
	    clock_fixed(&p.now_s), &p.e));
	assert_ok(&p, registry_open(&two, p.dir, REGISTRY_READ,
	    clock_fixed(&p.now_s), &p.e));
	place_open(&p, REGISTRY_WRITE);
	for (size_t i = 0; i < 3; i++)
		prepare_person(&p, &s[i], i == 0 ? "One" : i == 1 ? "Two" :
		    "Three");
	assert_ok(&p, place_file(&p, s, 3, CONFIRMED, filed));
	/* as after a crash: the read model lost what the log has */
	place_close(&p);
	assert_int_equal(unlink(place_path(&p, READ_FILE)), 0);
	registry_close(one);
	assert_ok(&p, registry_open(&one, p.dir, REGISTRY_READ,
	    clock_fixed(&p.now_s), &p.e));
	assert_ok(&p, registry_follow(two, &p.e));
	assert_ok(&p, registry_follow(one, &p.e));
	assert_int_equal(read_model_next(registry_read_model(one)),
	    filed[2].number + 1);
	registry_close(one);
	registry_close(two);
	place_remove(&p);
}

/* ---- filing ---- */

struct state_of {
	uint64_t next, read_next, pending, size;
};

static struct state_of
look(struct place *p)
{
	struct truth_head head;

	assert_ok(p, truth_head(registry_truth(p->r), &head, &p->e));
	return (struct state_of){head.next,
	    read_model_next(registry_read_model(p->r)), count_pending(p),
	    head.size};
}

static void
assert_unchanged(struct place *p, const struct state_of *before)
{
	struct state_of now = look(p);

	assert_int_equal(now.next, before->next);
	assert_int_equal(now.read_next, before->read_next);
	assert_int_equal(now.pending, before->pending);
	assert_int_equal(now.size, before->size);
	assert_int_equal(registry_next(p->r), before->next);
}

/* The leaf with another day, and so another signature than its bytes have. */
static struct bytes
spoiled(struct place *p, struct bytes leaf, const char *day)
{
	char *text = arena_text(p->arena, leaf), *at = strstr(text, day);

	assert_non_null(at);
	at[9] = at[9] == '9' ? '8' : (char)(at[9] + 1);
	return bytes_of(text, leaf.len);
}

static void
test_all_or_none(void **state)
{
	struct place p;
	struct submission s[3];
	struct filed filed[3];
	struct state_of before;
	struct hash content;
	uint64_t entity;
	struct submission good;

	(void)state;
	make_people(&p);
	before = look(&p);
	prepare_call(&p, &s[0], "2021-01-05", 1, PUBLIC, "");
	prepare_person(&p, &s[1], "Someone");
	prepare_call(&p, &s[2], "2021-01-06", 1, PUBLIC, "");
	good = s[2];
	s[0].dataset = bytes_text("data");
	s[0].key = bytes_text("row 1");
	s[2].leaf = spoiled(&p, good.leaf, "2021-01-06");
	assert_int_equal(place_file(&p, s, 3, CONFIRMED, filed), ERR_PROOF);
	assert_int_equal(p.failed, 2);
	assert_unchanged(&p, &before);
	assert_int_equal(truth_find_import(registry_truth(p.r),
	    bytes_text("data"), bytes_text("row 1"), &entity, &content, NULL),
	    ERR_ABSENT);
	s[2] = good;
	assert_ok(&p, place_file(&p, s, 3, CONFIRMED, filed));
	assert_int_equal(filed[2].number, before.next + 2);
	assert_ok(&p, truth_find_import(registry_truth(p.r),
	    bytes_text("data"), bytes_text("row 1"), &entity, &content,
	    &p.e));
	assert_int_equal(entity, filed[0].number);
	place_remove(&p);
}

/* format/entry 6.2 */
static void
test_already(void **state)
{
	struct place p;
	struct submission s[2];
	struct filed first[2], again[2];
	struct state_of before;

	(void)state;
	make_people(&p);
	prepare_call(&p, &s[0], "2021-01-05", 1, PUBLIC, "");
	s[1] = s[0];
	assert_ok(&p, place_file(&p, s, 2, CONFIRMED, first));
	assert_false(first[0].already);
	assert_true(first[1].already);
	assert_int_equal(first[0].number, first[1].number);
	before = look(&p);
	assert_ok(&p, place_file(&p, s, 1, CONFIRMED, again));
	assert_true(again[0].already);
	assert_int_equal(again[0].number, first[0].number);
	assert_true(hash_equal(&again[0].leaf, &first[0].leaf));
	assert_unchanged(&p, &before);
	place_remove(&p);
}

static void
test_warnings_and_dry_run(void **state)
{
	struct place p;
	struct submission s;
	struct filed filed;
	struct state_of before;

	(void)state;
	make_people(&p);
	(void)file_call(&p, "2021-01-05", 1);
	prepare_call(&p, &s, "2021-01-05", 1, PUBLIC, ""); /* duplicate */
	before = look(&p);
	assert_int_equal(place_file(&p, &s, 1, (struct file_options){
	    .confirm = false}, &filed), ERR_REFUSED);
	assert_string_equal(p.e.word, "warnings");
	assert_true(filed.warnings.count > 0);
	assert_unchanged(&p, &before);
	assert_ok(&p, place_file(&p, &s, 1, (struct file_options){
	    .dry_run = true}, &filed));
	assert_int_equal(filed.number, before.next);
	assert_unchanged(&p, &before);
	assert_ok(&p, place_file(&p, &s, 1, CONFIRMED, &filed));
	assert_int_equal(filed.number, before.next);
	place_remove(&p);
}

static const struct {
	const char *row;
	unsigned parts, times; /* so many parts of so many */
	enum err rc;
	const char *word;
} split_rows[] = {
	{"adds up", 2, 1, ERR_NONE, ""},
	{"one part missing", 1, 1, ERR_INPUT, "split_mismatch"},
	{"no part", 0, 1, ERR_INPUT, "split_mismatch"},
	{"one part too many", 3, 1, ERR_INPUT, "split_mismatch"},
	{"one part of two", 1, 2, ERR_NONE, ""},
};

static void
prepare_split(struct place *p, struct submission *out, uint64_t of,
    unsigned times)
{
	struct row_entity row;
	struct entry before;
	struct draft d = {.has_prev = true, .type = TYPE_CONTACT};
	struct json *body;

	assert_ok(p, read_model_by_number(registry_read_model(p->r), of, &row,
	    &p->e));
	assert_ok(p, registry_entry(p->r, row.current, &before, p->arena,
	    &p->e));
	body = filing_amendable(&before, p->arena);
	json_put_number(p->arena, body, "times", times);
	filing_amend(body, before.body, "split", NULL, false, p->arena);
	d.id = row.id;
	d.prev = before.leaf_hash;
	d.body = body;
	assert_ok(p, filing_prepare(out, &d, p->r, &p->filer, p->arena,
	    &p->e));
}

static void
test_splits(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(split_rows); i++) {
		struct place p;
		struct submission s[4];
		struct filed tally, filed[4];
		struct state_of before;
		char part[100];
		enum err rc;

		make_people(&p);
		tally = file_call(&p, "[2020..2022]", 7);
		checkpoint(&p);
		before = look(&p);
		prepare_split(&p, &s[0], tally.number, 5);
		(void)snprintf(part, sizeof part, "\"part_of\":\"%s\",",
		    id_text(&p, tally.number));
		for (unsigned k = 0; k < split_rows[i].parts; k++)
			prepare_call(&p, &s[1 + k], k == 0 ? "2021-03-04" :
			    "2021-04-04", split_rows[i].times, PUBLIC, part);
		rc = place_file(&p, s, 1 + split_rows[i].parts, CONFIRMED,
		    filed);
		if (rc != split_rows[i].rc ||
		    strcmp(p.e.word, split_rows[i].word) != 0)
			fail_msg("%s: %d %s %s", split_rows[i].row, (int)rc,
			    p.e.word, p.e.text);
		if (rc != ERR_NONE)
			assert_unchanged(&p, &before);
		else
			checkpoint(&p);
		/* no total changes, whether it was taken or not */
		assert_int_equal(ask(&p, 0).certain, 7);
		/* and nothing half done is left for the next filing */
		assert_ok(&p, place_file(&p, s, 0, CONFIRMED, filed));
		(void)file_call(&p, "2021-06-07", 1);
		place_remove(&p);
	}
}

/* A batch that broke within a split leaves no split open: its part does not
 * come in alone. */
static void
test_broken_split(void **state)
{
	struct place p;
	struct submission s[2];
	struct filed tally, filed[2];
	struct state_of before;
	struct bytes good;
	char part[100];

	(void)state;
	make_people(&p);
	tally = file_call(&p, "[2020..2022]", 7);
	before = look(&p);
	prepare_split(&p, &s[0], tally.number, 6);
	(void)snprintf(part, sizeof part, "\"part_of\":\"%s\",",
	    id_text(&p, tally.number));
	prepare_call(&p, &s[1], "2021-03-04", 1, PUBLIC, part);
	good = s[1].leaf;
	s[1].leaf = spoiled(&p, good, "2021-03-04");
	assert_int_equal(place_file(&p, s, 2, CONFIRMED, filed), ERR_PROOF);
	s[1].leaf = good;
	assert_int_equal(place_file(&p, &s[1], 1, CONFIRMED, filed),
	    ERR_INPUT);
	assert_unchanged(&p, &before);
	assert_ok(&p, place_file(&p, s, 2, CONFIRMED, filed));
	place_remove(&p);
}

/* A version in force refers; the one before it and an annulled one do not. */
static void
test_referring(void **state)
{
	struct place p;
	struct submission s[2];
	struct filed tally, filed[2], annulled;
	struct reference *list = NULL;
	struct draft d = {.type = TYPE_UNKNOWN};
	struct buffer body = {0};
	char part[100], leaf[65];
	size_t count = 9;

	(void)state;
	make_people(&p);
	tally = file_call(&p, "[2020..2022]", 7);
	assert_ok(&p, read_model_referring(p.r->read, tally.entity, UINT32_MAX,
	    &list, &count, p.arena, &p.e));
	assert_int_equal(count, 0);
	prepare_split(&p, &s[0], tally.number, 6);
	(void)snprintf(part, sizeof part, "\"part_of\":\"%s\",",
	    id_text(&p, tally.number));
	prepare_call(&p, &s[1], "2021-03-04", 1, PUBLIC, part);
	assert_ok(&p, place_file(&p, s, 2, CONFIRMED, filed));
	assert_ok(&p, read_model_referring(p.r->read, tally.entity, UINT32_MAX,
	    &list, &count, p.arena, &p.e));
	assert_int_equal(count, 1);
	assert_int_equal(list[0].from, filed[1].entity);
	assert_int_equal(list[0].type, TYPE_CONTACT);
	assert_true(bytes_is(list[0].member, "part_of"));
	hash_print(leaf, &filed[1].leaf);
	buffer_printf(&body, "{\"authority\":null,\"code\":\"error\","
	    "\"target\":\"%s\",\"version\":\"%s\"}",
	    id_text(&p, filed[1].number), leaf);
	place_prepare(&p, &s[0], TYPE_ANNUL, buffer_cstr(&body),
	    "{\"reason\":{\"en\":\"entered twice\"}}", &d);
	assert_ok(&p, place_file(&p, s, 1, CONFIRMED, &annulled));
	assert_ok(&p, read_model_referring(p.r->read, tally.entity, UINT32_MAX,
	    &list, &count, p.arena, &p.e));
	assert_int_equal(count, 0);
	assert_ok(&p, read_model_referring(p.r->read, filed[1].entity,
	    TYPE_BIT(TYPE_ANNUL), &list, &count, p.arena, &p.e));
	assert_int_equal(count, 1);
	assert_int_equal(list[0].from, annulled.entity);
	buffer_release(&body);
	place_remove(&p);
}

/* Memory goes with one entry, not with the batch. */
static void
test_long_batch(void **state)
{
	enum { MEMBERS = 3000 };
	struct place p;
	struct submission *s = calloc(MEMBERS, sizeof *s);
	struct filed *filed = calloc(MEMBERS, sizeof *filed);
	struct file_options options = {.confirm = true};
	struct arena *small = arena_new(4 * KIB);
	uint64_t first;
	size_t failed;

	(void)state;
	assert_true(s != NULL && filed != NULL && small != NULL);
	make_people(&p);
	first = registry_next(p.r);
	for (unsigned i = 0; i < MEMBERS; i++)
		prepare_call(&p, &s[i], "2021-01-05", 1, PUBLIC, "");
	assert_ok(&p, registry_file(p.r, s, MEMBERS, &options, filed, &failed,
	    small, &p.e));
	assert_int_equal(registry_next(p.r), first + MEMBERS);
	assert_int_equal(filed[MEMBERS - 1].number, first + MEMBERS - 1);
	checkpoint(&p);
	assert_int_equal(ask(&p, 0).certain, MEMBERS);
	arena_free(small);
	free(s);
	free(filed);
	place_remove(&p);
}

/* ---- checkpoints ---- */

static void
test_checkpoints_and_clock(void **state)
{
	struct place p;
	int64_t founded, first, second;
	bool made;

	(void)state;
	make_people(&p);
	founded = p.now_s;
	p.now_s += 600;
	(void)file_call(&p, "2021-01-05", 1);
	checkpoint(&p);
	assert_ok(&p, registry_time_of(p.r, registry_size(p.r), &first,
	    &p.e));
	assert_int_equal(first, founded + 600);
	assert_ok(&p, registry_checkpoint(p.r, &made, &p.e));
	assert_false(made); /* nothing new */
	(void)file_call(&p, "2021-01-06", 1);
	p.now_s -= 120; /* the machine's clock was set back */
	checkpoint(&p);
	assert_ok(&p, registry_time_of(p.r, registry_size(p.r), &second,
	    &p.e));
	assert_int_equal(second, first);
	p.now_s += 3600;
	(void)file_call(&p, "2021-01-07", 1);
	checkpoint(&p);
	assert_int_equal(ask(&p, 0).certain, 3);
	place_remove(&p);
}

/* As-of answers are those given at that time, byte for byte. */
static void
test_as_of(void **state)
{
	static const char *const days[] = {"2021-01-05", "2021-02-06",
	    "[2020..2022]", "2021-04-08"};
	struct place p;
	struct buffer then[COUNT(days)] = {{0}};
	uint64_t sizes[COUNT(days)], size;
	int64_t times[COUNT(days)];
	struct asked out;

	(void)state;
	make_people(&p);
	for (size_t i = 0; i < COUNT(days); i++) {
		struct asking q = question(&p);

		p.now_s += 3600;
		(void)file_call(&p, days[i], (unsigned)i + 1);
		checkpoint(&p);
		sizes[i] = registry_size(p.r);
		times[i] = p.now_s;
		assert_ok(&p, registry_ask(p.r, &q, &out, p.arena, &p.e));
		buffer_add(&then[i], buffer_bytes(&out.file));
		assert_int_equal(out.sums.certain, (i + 1) * (i + 2) / 2);
		asked_release(&out);
	}
	for (size_t i = 0; i < COUNT(days); i++) {
		struct asking q = question(&p);

		q.size = sizes[i];
		assert_ok(&p, registry_ask(p.r, &q, &out, p.arena, &p.e));
		assert_true(bytes_equal(buffer_bytes(&out.file),
		    buffer_bytes(&then[i])));
		asked_release(&out);
		assert_ok(&p, registry_size_at(p.r, times[i] + 60, &size,
		    &p.e));
		assert_int_equal(size, sizes[i]);
		buffer_release(&then[i]);
	}
	assert_int_equal(registry_size_at(p.r, 1000, &size, NULL),
	    ERR_ABSENT);
	{
		struct asking q = question(&p);

		q.size = sizes[0] - 1; /* no checkpoint */
		assert_int_equal(registry_ask(p.r, &q, &out, p.arena, NULL),
		    ERR_ABSENT);
	}
	place_remove(&p);
}

/* ---- what is derived ---- */

static const struct {
	const char *row, *gone[2];
} derived_rows[] = {
	{"read model", {READ_FILE, NULL}},
	{"trie", {TRIE_FILE, NULL}},
	{"both", {READ_FILE, TRIE_FILE}},
};

/* format/log 5.8 */
static void
test_derived_again(void **state)
{
	struct place p;

	(void)state;
	make_people(&p);
	(void)file_call(&p, "2021-01-05", 2);
	(void)file_call(&p, "[2020..2022]", 3);
	checkpoint(&p);
	for (size_t i = 0; i < COUNT(derived_rows); i++) {
		struct hash before = root_now(&p);
		uint64_t pending;

		/* filed and not covered: it must come again too */
		(void)file_call(&p, "2021-02-05", 1);
		pending = count_pending(&p);
		place_close(&p);
		for (size_t k = 0; k < 2 && derived_rows[i].gone[k] != NULL;
		    k++)
			assert_int_equal(unlink(place_path(&p,
			    derived_rows[i].gone[k])), 0);
		place_open(&p, REGISTRY_WRITE);
		assert_null(registry_refusal(p.r));
		{
			struct hash now = root_now(&p);

			assert_true(hash_equal(&before, &now));
		}
		assert_int_equal(count_pending(&p), pending);
		assert_int_equal(ask(&p, 0).certain, 5 + i);
		checkpoint(&p);
		assert_null(registry_refusal(p.r));
		assert_int_equal(ask(&p, 0).certain, 6 + i);
	}
	place_remove(&p);
}

static void
copy(const char *from, const char *to)
{
	struct buffer all = {0};

	assert_int_equal(file_read(&all, from, 256 * MIB, NULL), ERR_NONE);
	assert_int_equal(file_write_atomic(to, buffer_bytes(&all), 0600,
	    NULL), ERR_NONE);
	buffer_release(&all);
}

static void
copy_out(struct place *p, const char *name, const char *as)
{
	char to[PATH_BYTES];

	in_folder(to, p, as);
	copy(place_path(p, name), to);
}

static void
copy_in(struct place *p, const char *as, const char *name)
{
	char from[PATH_BYTES];

	in_folder(from, p, as);
	copy(from, place_path(p, name));
}

static void
assert_name(struct place *p, uint64_t number, const char *want)
{
	struct bytes name;

	assert_ok(p, read_model_name(registry_read_model(p->r), number, "en",
	    &name, p->arena, &p->e));
	if (!bytes_is(name, want))
		fail_msg("%.*s", (int)name.len, (const char *)name.at);
}

/* read.db and trie.db of an earlier day, of a later one, of another tail. */
static void
test_ahead_and_behind(void **state)
{
	struct place p;
	struct filed first, second;
	struct submission s;

	(void)state;
	make_people(&p);
	(void)file_call(&p, "2021-01-05", 2);
	checkpoint(&p);
	place_close(&p);
	copy_out(&p, READ_FILE, "read.old");
	copy_out(&p, TRIE_FILE, "trie.old");
	copy_out(&p, LOG_DATABASE, "register.old");
	copy_out(&p, "../register.keys/log.head", "head.old");

	/* behind */
	place_open(&p, REGISTRY_WRITE);
	prepare_person(&p, &s, "First");
	assert_ok(&p, place_file(&p, &s, 1, CONFIRMED, &first));
	place_close(&p);
	copy_out(&p, READ_FILE, "read.first");
	place_open(&p, REGISTRY_WRITE);
	(void)file_call(&p, "2021-02-05", 3);
	checkpoint(&p);
	place_close(&p);
	copy_out(&p, READ_FILE, "read.new");
	copy_out(&p, TRIE_FILE, "trie.new");
	copy_in(&p, "read.old", READ_FILE);
	place_open(&p, REGISTRY_WRITE);
	assert_int_equal(ask(&p, 0).certain, 5);
	place_close(&p);
	copy_in(&p, "trie.old", TRIE_FILE);
	place_open(&p, REGISTRY_WRITE);
	assert_int_equal(ask(&p, 0).certain, 5);
	assert_null(registry_refusal(p.r));
	place_close(&p);

	/* ahead of an older log */
	copy_in(&p, "register.old", LOG_DATABASE);
	copy_in(&p, "head.old", "../register.keys/log.head");
	copy_in(&p, "read.new", READ_FILE);
	copy_in(&p, "trie.new", TRIE_FILE);
	place_open(&p, REGISTRY_WRITE);
	assert_null(registry_refusal(p.r));
	assert_int_equal(read_model_next(registry_read_model(p.r)),
	    registry_next(p.r));
	assert_int_equal(ask(&p, 0).certain, 2);

	/* of the same length, and another tail */
	prepare_person(&p, &s, "Second");
	assert_ok(&p, place_file(&p, &s, 1, CONFIRMED, &second));
	assert_int_equal(second.number, first.number);
	place_close(&p);
	copy_in(&p, "read.first", READ_FILE);
	place_open(&p, REGISTRY_WRITE);
	assert_name(&p, second.number, "Second");
	checkpoint(&p);
	place_close(&p);
	/* a trie that went on to another future */
	copy_in(&p, "trie.new", TRIE_FILE);
	place_open(&p, REGISTRY_WRITE);
	(void)file_call(&p, "2021-07-08", 1);
	checkpoint(&p);
	assert_null(registry_refusal(p.r));
	assert_int_equal(ask(&p, 0).certain, 3);
	place_remove(&p);
}

/* Bits of trie.db turned round: built again, or refused, and no answer is ever
 * another one. */
static void
test_spoiled_trie(void **state)
{
	struct place p;
	struct stat st;
	unsigned refused = 0, right = 0;
	uint64_t chance = 88172645463325252u;
	struct asking q;

	(void)state;
	make_people(&p);
	for (unsigned i = 0; i < 30; i++) {
		char day[20];

		(void)snprintf(day, sizeof day, "2021-%02u-%02u", i % 12 + 1,
		    i % 28 + 1);
		(void)file_call(&p, day, 1);
	}
	checkpoint(&p);
	q = question(&p);
	q.mode = ASK_LIST;
	place_close(&p);
	copy_out(&p, TRIE_FILE, "trie.good");
	assert_int_equal(stat(place_path(&p, TRIE_FILE), &st), 0);
	for (unsigned i = 0; i < 60; i++) {
		struct asked out;
		uint8_t byte;
		off_t at;
		int fd;
		enum err rc;

		copy_in(&p, "trie.good", TRIE_FILE);
		chance ^= chance << 13;
		chance ^= chance >> 7;
		chance ^= chance << 17;
		at = (off_t)(chance % (uint64_t)st.st_size);
		fd = open(place_path(&p, TRIE_FILE), O_RDWR);
		assert_true(fd >= 0);
		assert_int_equal(pread(fd, &byte, 1, at), 1);
		byte ^= (uint8_t)(1u << (chance >> 40 & 7));
		assert_int_equal(pwrite(fd, &byte, 1, at), 1);
		assert_int_equal(close(fd), 0);
		rc = registry_open(&p.r, p.dir, REGISTRY_READ,
		    clock_fixed(&p.now_s), &p.e);
		assert_ok(&p, rc);
		rc = registry_ask(p.r, &q, &out, p.arena, &p.e);
		if (rc == ERR_NONE) {
			assert_int_equal(out.sums.certain, 30);
			assert_int_equal(out.sums.possible, 30);
			assert_int_equal(out.sums.struck, 0);
			assert_int_equal(out.entry_count, 30);
			asked_release(&out);
			right++;
		} else {
			assert_true(p.e.text[0] != '\0');
			refused++;
		}
		place_close(&p);
	}
	assert_int_equal(right + refused, 60);
	assert_true(right > 0);
	/* and building again always mends it */
	{
		struct rebuilt built;

		assert_ok(&p, registry_rebuild(p.dir, false, &built, NULL,
		    NULL, &p.e));
		place_open(&p, REGISTRY_READ);
		assert_int_equal(ask(&p, 0).certain, 30);
	}
	place_remove(&p);
}

static void
test_crash_before_checkpoint(void **state)
{
	struct place p;
	struct state_of filed, again;

	(void)state;
	make_people(&p);
	(void)file_call(&p, "2021-01-05", 2);
	filed = look(&p);
	assert_true(filed.size < filed.next);
	place_close(&p); /* no checkpoint was made */
	place_open(&p, REGISTRY_WRITE);
	again = look(&p);
	assert_int_equal(again.next, filed.next);
	assert_int_equal(again.pending, filed.pending);
	assert_true(again.pending > 0);
	checkpoint(&p);
	assert_int_equal(count_pending(&p), 0);
	assert_int_equal(ask(&p, 0).certain, 2);
	place_remove(&p);
}

/* The index had gone ahead when the process ended: it is what waits, and is
 * kept as it is. */
static void
test_crash_within_checkpoint(void **state)
{
	struct place p;
	struct submission s;
	struct filed call, filed;
	struct stat before, after;

	(void)state;
	make_people(&p);
	call = file_call(&p, "2021-01-05", 2);
	checkpoint(&p);
	place_prepare_next(&p, &s, call.number, contact_body(&p, "2021-01-06",
	    2, with(&p, p.ambassador), PUBLIC, ""), "{\"reason\":{\"en\":"
	    "\"the diary shows another day\"}}");
	assert_ok(&p, place_file(&p, &s, 1, CONFIRMED, &filed));
	(void)file_call(&p, "2021-03-05", 1);
	assert_ok(&p, registry_cover(p.r, registry_next(p.r), &p.e));
	assert_int_equal(stat(place_path(&p, TRIE_FILE), &before), 0);
	place_close(&p);
	place_open(&p, REGISTRY_WRITE);
	assert_int_equal(stat(place_path(&p, TRIE_FILE), &after), 0);
	assert_int_equal(before.st_ino, after.st_ino);
	assert_int_equal(ask(&p, 0).struck, 0); /* as of the checkpoint */
	(void)file_call(&p, "2021-04-05", 1);
	checkpoint(&p);
	assert_null(registry_refusal(p.r));
	assert_int_equal(ask(&p, 0).certain, 4);
	assert_int_equal(ask(&p, 0).struck, 2);
	place_remove(&p);
}

static void
test_rebuild_compares_every_root(void **state)
{
	struct place p;
	struct rebuilt all, last;
	struct hash root;

	(void)state;
	make_people(&p);
	for (unsigned i = 0; i < 5; i++) {
		char day[20];

		(void)snprintf(day, sizeof day, "2021-01-%02u", i + 1);
		(void)file_call(&p, day, i + 1);
		checkpoint(&p);
	}
	root = root_now(&p);
	place_close(&p);
	assert_ok(&p, registry_rebuild(p.dir, false, &all, NULL, NULL, &p.e));
	assert_int_equal(all.root_count, 6); /* one of the founding */
	assert_true(hash_equal(&all.root, &root));
	assert_ok(&p, registry_rebuild(p.dir, true, &last, NULL, NULL, &p.e));
	assert_int_equal(last.root_count, 1);
	assert_true(hash_equal(&last.root, &root));
	assert_int_equal(last.posting_count, all.posting_count);
	place_remove(&p);
}

/* Judged entry by entry with a new process after each, a split is noted as if
 * nobody had stopped. */
static void
test_split_across_processes(void **state)
{
	struct place p;

	(void)state;
	place_make(&p);
	place_vector_log(&p);
	for (size_t i = 0; i < p.given_count; i++) {
		p.now_s = p.given[i].at_s;
		place_append(&p, &p.given[i]);
		place_open(&p, REGISTRY_WRITE);
	}
	for (uint64_t n = 0; n < p.given_count; n++) {
		struct row_entry row;

		assert_ok(&p, read_model_entry(registry_read_model(p.r), n,
		    &row, p.arena, &p.e));
		if (row.outcome != OUTCOME_VALID || row.notes != 0)
			fail_msg("entry %d: %d, %u", (int)n, (int)row.outcome,
			    row.notes);
	}
	place_remove(&p);
}

/* ---- auditing ---- */

static const struct {
	const char *row, *file, *from, *to; /* bytes replaced; NULL: none */
	bool clean;
} audit_rows[] = {
	{"as published", NULL, NULL, NULL, true},
	{"an entry", "public/tile/entries/000.p/40", "\"times\":7",
	    "\"times\":8", false},
	{"a signature", "public/tile/entries/000.p/40", "\"value\":\"",
	    "\"value\":\"A", false},
};

static void
keep_finding(void *context, const char *text)
{
	struct buffer *lines = context;

	buffer_text(lines, text);
	buffer_byte(lines, '\n');
}

/* The register of the vectors, with entries of every type, `open` and `erase`
 * among them: the auditor finds nothing, by store and by public files. */
static void
test_audit(void **state)
{
	struct place p;
	struct policy *policy = calloc(1, sizeof *policy);
	struct fsck_options fsck = {.policy = policy};
	struct buffer lines = {0}, trust = {0};
	struct auditing options = {.fsck = &fsck, .every_root = true,
	    .line = keep_finding, .context = &lines};
	struct audited out;

	(void)state;
	assert_non_null(policy);
	place_make(&p);
	place_vector_register(&p);
	assert_ok(&p, file_read(&trust, place_path(&p, "public/policy"), MIB,
	    &p.e));
	assert_ok(&p, policy_parse(policy, buffer_bytes(&trust), &p.e));
	assert_ok(&p, registry_audit(registry_tree(p.r), &options, &out,
	    &p.e));
	if (out.finding_count != 0)
		fail_msg("%.*s", (int)lines.len, (const char *)lines.at);
	assert_int_equal(out.entry_count, 40);
	assert_int_equal(out.root_count, 6);
	assert_int_equal(out.compared_count, 6);
	assert_int_equal(out.invalid_count + out.unknown_count, 0);
	for (size_t i = 0; i < COUNT(audit_rows); i++) {
		struct tree_source *tree;
		struct buffer file = {0};

		if (audit_rows[i].file != NULL) {
			const char *from = audit_rows[i].from;
			uint8_t *at;

			assert_ok(&p, file_read(&file, place_path(&p,
			    audit_rows[i].file), MIB, &p.e));
			at = memmem(file.at, file.len, from, strlen(from));
			assert_non_null(at);
			memcpy(at, audit_rows[i].to,
			    strlen(audit_rows[i].to));
			assert_ok(&p, file_write_atomic(place_path(&p,
			    audit_rows[i].file), buffer_bytes(&file), 0644,
			    &p.e));
			buffer_release(&file);
		}
		assert_ok(&p, tree_source_of_directory(&tree,
		    place_path(&p, "public"), &p.e));
		assert_ok(&p, registry_audit(tree, &options, &out, &p.e));
		if ((out.finding_count == 0) != audit_rows[i].clean)
			fail_msg("%s: %d findings: %.*s", audit_rows[i].row,
			    (int)out.finding_count, (int)lines.len,
			    (const char *)lines.at);
		tree_source_free(tree);
	}
	buffer_release(&lines);
	buffer_release(&trust);
	free(policy);
	place_remove(&p);
}

/* ---- slots and their days ---- */

static bool
summary_shown(struct place *p, uint64_t n, enum slot_state want)
{
	enum slot_state states[SLOT_COUNT];
	struct slot_values values;
	struct entry entry;

	assert_ok(p, registry_entry(p->r, n, &entry, p->arena, &p->e));
	assert_ok(p, registry_slots(p->r, &entry, n, &values, states,
	    p->arena, &p->e));
	assert_int_equal(states[CONTACT_SUMMARY], want);
	return values.at[CONTACT_SUMMARY] != NULL;
}

static const struct {
	const char *row, *visibility;
	enum slot_state before, after; /* 2024-03-01 */
} slot_rows[] = {
	{"public", PUBLIC, SLOT_PUBLIC, SLOT_PUBLIC},
	{"delayed", "{\"tier\":\"delayed\",\"until\":\"2024-03-01\"}",
	    SLOT_DELAYED, SLOT_PUBLIC},
	{"sealed slot", "{\"sealed\":[8],\"tier\":\"public\"}", SLOT_SEALED,
	    SLOT_SEALED},
};

static void
test_slots(void **state)
{
	struct place p;
	uint64_t number[COUNT(slot_rows)];
	struct submission s;
	struct filed filed;

	(void)state;
	make_people(&p);
	for (size_t i = 0; i < COUNT(slot_rows); i++) {
		char day[20];

		(void)snprintf(day, sizeof day, "2021-01-%02d", (int)i + 1);
		prepare_call(&p, &s, day, 1, slot_rows[i].visibility, "");
		if (place_file(&p, &s, 1, CONFIRMED, &filed) != ERR_NONE)
			fail_msg("%s: %s", slot_rows[i].row, p.e.text);
		number[i] = filed.number;
	}
	for (int pass = 0; pass < 2; pass++) {
		for (size_t i = 0; i < COUNT(slot_rows); i++) {
			enum slot_state want = pass == 0 ?
			    slot_rows[i].before : slot_rows[i].after;

			assert_int_equal(summary_shown(&p, number[i], want),
			    want == SLOT_PUBLIC);
		}
		assert_true(time_parse(bytes_text("2024-03-01T00:00:00Z"),
		    &p.now_s));
	}
	place_remove(&p);
}

static bool
opening_has(struct place *p, const char *words)
{
	struct buffer file = {0};
	bool has = false;

	if (file_read(&file, place_path(p, "public/openings/000"), 16 * MIB,
	    NULL) == ERR_NONE)
		has = memmem(file.at, file.len, words, strlen(words)) != NULL;
	buffer_release(&file);
	return has;
}

/* The day comes for an entry of a bundle that is long full: its opening file
 * is written again by the next publication, and not before. */
static void
test_openings_come(void **state)
{
	enum { MEMBERS = 300 };
	struct place p;
	struct submission *s = calloc(MEMBERS, sizeof *s);
	struct filed *filed = calloc(MEMBERS, sizeof *filed);
	uint64_t written;

	(void)state;
	assert_true(s != NULL && filed != NULL);
	make_people(&p);
	prepare_call(&p, &s[0], "2021-01-05", 1,
	    "{\"tier\":\"delayed\",\"until\":\"2024-03-01\"}", "");
	assert_ok(&p, place_file(&p, s, 1, CONFIRMED, filed));
	for (unsigned i = 0; i < MEMBERS; i++)
		prepare_person(&p, &s[i], "Someone else");
	assert_ok(&p, place_file(&p, s, MEMBERS, CONFIRMED, filed));
	checkpoint(&p);
	assert_ok(&p, registry_publish(p.r, NULL, false, NULL, &p.e));
	assert_true(opening_has(&p, "Someone else"));
	assert_false(opening_has(&p, "consular matters"));

	assert_true(time_parse(bytes_text("2024-02-29T23:59:59Z"),
	    &p.now_s));
	assert_ok(&p, registry_publish(p.r, NULL, false, NULL, &p.e));
	assert_false(opening_has(&p, "consular matters"));
	p.now_s++;
	assert_ok(&p, registry_publish(p.r, NULL, false, &written, &p.e));
	assert_int_equal(written, 1);
	assert_true(opening_has(&p, "consular matters"));
	assert_ok(&p, registry_publish(p.r, NULL, false, &written, &p.e));
	assert_int_equal(written, 0);
	free(s);
	free(filed);
	place_remove(&p);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_found),
		cmocka_unit_test(test_open),
		cmocka_unit_test(test_two_followers),
		cmocka_unit_test(test_all_or_none),
		cmocka_unit_test(test_already),
		cmocka_unit_test(test_warnings_and_dry_run),
		cmocka_unit_test(test_splits),
		cmocka_unit_test(test_broken_split),
		cmocka_unit_test(test_referring),
		cmocka_unit_test(test_long_batch),
		cmocka_unit_test(test_checkpoints_and_clock),
		cmocka_unit_test(test_as_of),
		cmocka_unit_test(test_derived_again),
		cmocka_unit_test(test_ahead_and_behind),
		cmocka_unit_test(test_spoiled_trie),
		cmocka_unit_test(test_crash_before_checkpoint),
		cmocka_unit_test(test_crash_within_checkpoint),
		cmocka_unit_test(test_rebuild_compares_every_root),
		cmocka_unit_test(test_split_across_processes),
		cmocka_unit_test(test_audit),
		cmocka_unit_test(test_slots),
		cmocka_unit_test(test_openings_come),
	};

	return cmocka_run_group_tests_name("registry", tests, NULL, NULL);
}
