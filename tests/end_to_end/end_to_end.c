/* tests/vectors/end-to-end made again with this project's own libraries: leaves
 * go in as a follower takes them, with the clock and the log key given; index
 * roots, checkpoints, static tree and proof files must be the same bytes. */
#include <stdio.h>
#include <stdlib.h>

#include "format/base64.h"
#include "format/proof_file.h"
#include "proof/tlog_proof.h"
#include "register/asking.h"
#include "register/test_support.h"

#include "base/testing.h"

#define VECTOR "tests/vectors/end-to-end/"
#define COLUMNS_MAX 8

static struct place place;

static int
make_register(void **state)
{
	(void)state;
	place_make(&place);
	place_vector_register(&place);
	/* rule 4 */
	assert_true(time_parse(bytes_text("2024-06-03T12:00:00Z"),
	    &place.now_s));
	assert_ok(&place, registry_publish(place.r, NULL, true, NULL,
	    &place.e));
	return 0;
}

static int
remove_register(void **state)
{
	(void)state;
	place_remove(&place);
	return 0;
}

/* Takes one line off `rest` and cuts it at tabs; false at the end. */
static bool
next_row(struct bytes *rest, struct bytes column[COLUMNS_MAX])
{
	size_t len = bytes_find(*rest, '\n');
	struct bytes line = bytes_of(rest->at, len);

	if (rest->len == 0)
		return false;
	len += len < rest->len;
	*rest = bytes_of(rest->at + len, rest->len - len);
	for (size_t i = 0; i < COLUMNS_MAX; i++) {
		size_t cut = bytes_find(line, '\t');

		column[i] = bytes_of(line.at, cut);
		cut += cut < line.len;
		line = bytes_of(line.at + cut, line.len - cut);
	}
	return true;
}

static uint64_t
decimal(struct bytes text)
{
	uint64_t n = 0;

	assert_true(bytes_decimal(text, UINT64_C(1) << 47, &n));
	return n;
}

static void
assert_same(const char *what, struct bytes made, struct bytes given)
{
	size_t at = 0;

	while (at < made.len && at < given.len && made.at[at] == given.at[at])
		at++;
	if (made.len != given.len || at != made.len)
		fail_msg("%s: %zu bytes made, %zu given, differ from byte %zu:"
		    "\nmade  %.*s\ngiven %.*s", what, made.len, given.len, at,
		    (int)(made.len - at > 200 ? 200 : made.len - at),
		    (const char *)made.at + at,
		    (int)(given.len - at > 200 ? 200 : given.len - at),
		    (const char *)given.at + at);
}

static void
test_leaves(void **state)
{
	struct buffer file = {0};
	struct bytes rest, column[COLUMNS_MAX];
	uint64_t n = 0;

	(void)state;
	read_source(&file, VECTOR "entries.jsonl");
	rest = buffer_bytes(&file);
	while (next_row(&rest, column)) {
		struct buffer leaf = {0};
		const struct json *row;
		struct hash hash, given;
		char what[40];

		(void)snprintf(what, sizeof what, "entry %d", (int)n);
		assert_ok(&place, json_parse(&row, column[0],
		    &json_file_limits, place.arena, &place.e));
		assert_ok(&place, truth_read_entry(registry_truth(place.r), n,
		    &leaf, &hash, &place.e));
		assert_same(what, buffer_bytes(&leaf),
		    json_get_text(row, "canonical"));
		assert_true(hash_parse(json_get_text(row, "leaf_hash"),
		    &given));
		assert_true(hash_equal(&hash, &given));
		buffer_release(&leaf);
		n++;
	}
	assert_int_equal(n, 40);
	assert_int_equal(registry_next(place.r), n);
	buffer_release(&file);
}

static void
test_checkpoints(void **state)
{
	struct buffer file = {0};
	struct bytes rest, column[COLUMNS_MAX];
	size_t count = 0;

	(void)state;
	read_source(&file, VECTOR "checkpoints.tsv");
	rest = buffer_bytes(&file);
	assert_true(next_row(&rest, column)); /* names */
	while (next_row(&rest, column)) {
		uint64_t size = decimal(column[0]);
		struct buffer note = {0};
		struct hash root, given;
		uint8_t text[TRUTH_NOTE_BYTES];
		size_t len;

		assert_ok(&place, truth_read_checkpoint(registry_truth(
		    place.r), size, NULL, &root, &note, &place.e));
		assert_true(hash_parse(column[1], &given));
		assert_true(hash_equal(&root, &given));
		assert_true(base64_decode(column[6], text, sizeof text,
		    &len));
		assert_same("checkpoint", buffer_bytes(&note),
		    bytes_of(text, len));
		buffer_release(&note);
		count++;
	}
	assert_int_equal(count, 6);
	buffer_release(&file);
}

struct posted {
	struct bytes rest;
	size_t count;
};

static enum err
compare_posting(void *context, const struct posting *p)
{
	struct posted *w = context;
	struct bytes column[COLUMNS_MAX];
	struct hash leaf;
	char hex[2 * KEY_BYTES_MAX + 1] = "";

	assert_true(next_row(&w->rest, column));
	for (size_t i = 0; i < p->key_len; i++)
		(void)snprintf(hex + 2 * i, 3, "%02x", p->key[i]);
	assert_same("posting", bytes_text(hex), column[0]);
	assert_int_equal(p->times, decimal(column[1]));
	assert_int_equal(p->struck_by, decimal(column[2]));
	assert_true(hash_parse(column[3], &leaf));
	assert_true(hash_equal(&leaf, &p->leaf));
	w->count++;
	return ERR_NONE;
}

static enum err
compare_walked(void *context, const struct posting *p, struct error *e)
{
	(void)e;
	return compare_posting(context, p);
}

static void
test_postings(void **state)
{
	struct posted w = {.count = 0};
	struct bytes column[COLUMNS_MAX];
	struct buffer file = {0};

	(void)state;
	read_source(&file, VECTOR "postings.tsv");
	w.rest = buffer_bytes(&file);
	assert_true(next_row(&w.rest, column));
	assert_ok(&place, ordered_index_walk(registry_index(place.r), 39,
	    compare_walked, &w, &place.e));
	assert_int_equal(w.rest.len, 0);
	assert_true(w.count > 20);
	buffer_release(&file);
}

static void
test_static_tree(void **state)
{
	struct buffer file = {0};
	struct bytes rest, column[COLUMNS_MAX];
	size_t count = 0;

	(void)state;
	read_source(&file, VECTOR "static.tsv");
	rest = buffer_bytes(&file);
	assert_true(next_row(&rest, column));
	while (next_row(&rest, column)) {
		struct buffer made = {0};
		struct hash hash, given;
		char path[PATH_BYTES];

		(void)snprintf(path, sizeof path, "public/%.*s",
		    (int)column[0].len, (const char *)column[0].at);
		assert_ok(&place, file_read(&made, place_path(&place, path),
		    MIB, &place.e));
		if (made.len != decimal(column[1]))
			fail_msg("%s: %zu bytes", path, made.len);
		hash = hash_bytes(buffer_bytes(&made));
		assert_true(hash_parse(column[2], &given));
		if (!hash_equal(&hash, &given))
			fail_msg("%s: other bytes", path);
		buffer_release(&made);
		count++;
	}
	assert_int_equal(count, 14);
	buffer_release(&file);
}

static void
given_proof(struct buffer *out, const char *name)
{
	char path[PATH_BYTES];

	(void)snprintf(path, sizeof path, VECTOR "%s", name);
	read_source(out, path);
}

#define MEMBER 8
#define AMBASSADOR 14

static const struct {
	const char *name;
	struct asking question;
	struct answer sums; /* README.md of the vector */
	uint64_t sealed;
} asked_rows[] = {
	{"count", {.of = MEMBER, .with = AMBASSADOR, .with_post = NUMBER_NONE,
	    .state = "XB", .kinds = KIND_BIT(1), .mode = ASK_COUNT},
	    {6, 6, 8}, 1},
	{"groups", {.of = MEMBER, .with = NUMBER_NONE,
	    .with_post = NUMBER_NONE, .state = "XB", .kinds = KIND_BIT(1),
	    .mode = ASK_ANYONE_ELSE}, {11, 11, 8}, 1},
	{"list", {.of = MEMBER, .with = AMBASSADOR, .with_post = NUMBER_NONE,
	    .state = "XB", .mode = ASK_LIST}, {6, 6, 8}, 1},
	{"past", {.of = MEMBER, .with = AMBASSADOR, .with_post = NUMBER_NONE,
	    .state = "XB", .kinds = KIND_BIT(1), .mode = ASK_COUNT,
	    .size = 19}, {7, 7, 0}, 0},
	{"absent", {.of = MEMBER, .with = AMBASSADOR,
	    .with_post = NUMBER_NONE, .state = "XB",
	    .kinds = KIND_BIT(1) | KIND_BIT(2), .mode = ASK_COUNT},
	    {0, 0, 0}, 0},
};

static void
test_asked(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(asked_rows); i++) {
		struct asking q = asked_rows[i].question;
		struct buffer given = {0};
		struct asked out;
		char name[60];
		bool absent = strcmp(asked_rows[i].name, "absent") == 0;

		(void)snprintf(name, sizeof name, "%s.chancery-proof",
		    asked_rows[i].name);
		given_proof(&given, name);
		q.from = absent ? day_code(2023, 1, 1) : day_code(2020, 1, 1);
		q.to = absent ? DAY_LAST : day_code(2022, 12, 31);
		assert_ok(&place, registry_ask(place.r, &q, &out, place.arena,
		    &place.e));
		assert_same(name, buffer_bytes(&out.file),
		    buffer_bytes(&given));
		assert_int_equal(out.sums.certain, asked_rows[i].sums.certain);
		assert_int_equal(out.sums.possible,
		    asked_rows[i].sums.possible);
		assert_int_equal(out.sums.struck, asked_rows[i].sums.struck);
		assert_int_equal(out.sealed, asked_rows[i].sealed);
		asked_release(&out);
		buffer_release(&given);
	}
}

/* One question of the empty index, without a part for sealed ones, so below
 * registry_ask. */
static void
test_empty_index(void **state)
{
	struct truth *truth = registry_truth(place.r);
	struct buffer made = {0}, given = {0}, proof = {0}, root = {0},
	    note = {0};
	struct question q;
	struct answer answer;
	struct hash path[TREE_PATH_MAX];
	size_t count;
	char text[QUESTION_BYTES];

	(void)state;
	question_init(&q, VIEW_OFFICIAL);
	assert_true(question_set(&q, FIELD_OFFICIAL, MEMBER, MEMBER));
	(void)question_print(text, &q);
	assert_ok(&place, ordered_index_prove(registry_index(place.r), &q, 2,
	    &proof, &answer, NULL, &place.e));
	assert_ok(&place, truth_read_entry(truth, 2, &root, NULL, &place.e));
	assert_ok(&place, tree_source_prove_inclusion(registry_tree(place.r),
	    2, 3, path, &count, &place.e));
	assert_ok(&place, log_read_note(truth, 3, &note, &place.e));
	proof_file_begin(&made, buffer_bytes(&root), 2, path, count, 1);
	proof_file_block(&made, bytes_text(text), answer.certain,
	    answer.possible, answer.struck);
	proof_file_trie(&made, buffer_bytes(&proof));
	proof_file_block_end(&made);
	proof_file_end(&made, buffer_bytes(&note));
	given_proof(&given, "empty.chancery-proof");
	assert_same("empty", buffer_bytes(&made), buffer_bytes(&given));
	buffer_release(&made);
	buffer_release(&given);
	buffer_release(&proof);
	buffer_release(&root);
	buffer_release(&note);
}

static void
test_entry_proof(void **state)
{
	struct log_proof p;
	struct buffer note = {0}, given = {0};
	struct tlog_proof out = {.has_extra = false};
	uint8_t made[4096];
	size_t len;

	(void)state;
	assert_ok(&place, log_prove_inclusion(registry_tree(place.r), 20, 0,
	    &p, &place.e));
	assert_ok(&place, log_read_note(registry_truth(place.r), 0, &note,
	    &place.e));
	out.index = 20;
	out.path_count = p.path_count;
	memcpy(out.path, p.path, p.path_count * sizeof *p.path);
	out.checkpoint = buffer_bytes(&note);
	assert_int_equal(tlog_proof_print(made, sizeof made, &len, &out),
	    ERR_NONE);
	given_proof(&given, "entry.tlog-proof");
	assert_same("entry.tlog-proof", bytes_of(made, len),
	    buffer_bytes(&given));
	buffer_release(&note);
	buffer_release(&given);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_leaves),
		cmocka_unit_test(test_checkpoints),
		cmocka_unit_test(test_postings),
		cmocka_unit_test(test_static_tree),
		cmocka_unit_test(test_asked),
		cmocka_unit_test(test_empty_index),
		cmocka_unit_test(test_entry_proof),
	};

	return cmocka_run_group_tests_name("end-to-end", tests, make_register,
	    remove_register);
}
