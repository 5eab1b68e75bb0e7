/* Index paths: the worked values of index 14, refusals of 13.3, random sets
 * against a scan. */
/* format/index 4.1, 4.2, 7.3, 7.4, 7.5, 7.6, 8.1, 8.2, 8.3, 8.4, 8.5
 * format/index 9.1, 9.2 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "proof/test_draw.h"

#include "base/testing.h"

/* Sets of index 14 and of random draws */

static void
put(struct posting_set *s, const struct posting *p)
{
	s->at[s->count++] = *p;
}

/* A contact of index 14: views 1 and 2 alone. */
static void
put_worked(struct posting_set *s, unsigned number, unsigned counterpart,
    unsigned kind, uint32_t first, uint32_t last, unsigned times,
    unsigned struck_by)
{
	char text[16];
	struct posting p = {.times = times, .number = number,
	    .struck_by = struck_by};

	(void)snprintf(text, sizeof text, "entry %u", number);
	p.leaf = hash_leaf(bytes_text(text));
	key_start(&p, VIEW_PAIRS);
	key_put(&p, 6, 3);
	key_put(&p, 2, 'T' << 8 | 'D');
	key_put(&p, 6, counterpart);
	key_put(&p, 1, kind);
	key_put(&p, 3, first);
	key_put(&p, 3, last);
	key_put(&p, 6, number);
	put(s, &p);
	key_start(&p, VIEW_OFFICIAL);
	key_put(&p, 6, 3);
	key_put(&p, 1, kind);
	key_put(&p, 3, first);
	key_put(&p, 3, last);
	key_put(&p, 6, number);
	put(s, &p);
}

static void
worked_set(struct posting_set *s, unsigned covered)
{
	uint32_t may = day_code(2020, 5, 4), feb = day_code(2021, 2, 9);

	if (covered > 10)
		put_worked(s, 10, 5, 1, may, may, 1, 0);
	if (covered > 11)
		put_worked(s, 11, 5, 1, day_code(2020, 1, 1),
		    day_code(2022, 12, 31), 5, covered > 13 ? 13 : 0);
	if (covered > 12)
		put_worked(s, 12, 6, 3, day_code(2022, 1, 1),
		    day_code(2022, 12, 31), 1, 0);
	if (covered > 13)
		put_worked(s, 13, 5, 1, feb, feb, 1, 0);
	set_sort(s);
}

static void
hex_is(const struct hash *h, const char *want)
{
	char text[65];

	hash_print(text, h);
	assert_string_equal(text, want);
}

static void
worked_roots(void **state)
{
	static const struct {
		unsigned covered;
		const char *root;
	} rows[] = {
		{10, "23d5ce0eefc60108a7dbc64ad7c5bf49"
		    "9f66ec7bd9271a345876f33fce648c97"},
		{11, "d30bff85d5f3d53a2154041716d450e0"
		    "8d7b3e754a1ad3b8982aa8c56dc5dac2"},
		{13, "9bcbf79585db488319987bbc68681197"
		    "1f4eac27096b48d0b8ab23668893cd4f"},
		{14, "9a11f4f5de9f60cdc74962d16571acbf"
		    "2cfcc5f20d1d7f476f62b5156c243047"},
	};
	struct posting at[8];

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct posting_set s = {at, 0};
		struct heading top;
		struct hash root;

		worked_set(&s, rows[i].covered);
		top = set_top(&s);
		root = heading_commitment(bytes_text("register.example/2026"),
		    1, rows[i].covered, &top);
		hex_is(&root, rows[i].root);
	}
}

static const struct worked {
	const char *question;
	unsigned covered;
	size_t bytes;
	struct answer answer;
	const char *sha256;
} worked[] = {
	{"pairs official=3 state=TD counterpart=5 kind=1 from=2020-01-01 "
	    "to=2022-12-31 count", 13, 178, {6, 6, 0},
	    "e38384a8db1395bf4dc8fa56515610699162d957f5e794fc4c5f69fa407dcac4"},
	{"pairs official=3 state=TD counterpart=5 kind=1 from=2021-01-01 "
	    "to=2021-12-31 count", 13, 185, {0, 5, 0},
	    "c5c83977d918d26c71f3b45a26aab69e719d829af194d472b43eb123d2dd8916"},
	{"pairs official=3 state=TD counterpart=5 kind=1 from=2020-01-01 "
	    "to=2022-12-31 count", 14, 178, {2, 2, 5},
	    "5f02a49793caf1e8dcbcf24c21db48d62d4883f802ab480549f7b17f9d330fc8"},
	{"pairs official=3 state=TD counterpart=7 kind=1 from=2020-01-01 "
	    "to=2022-12-31 count", 14, 145, {0, 0, 0},
	    "0c197bbd0914a04ea977fbae54995d66a88dd5ad41077f398db7dc9ac8e50466"},
	{"pairs official=3 state=TD from=2020-01-01 to=2022-12-31 "
	    "groups(counterpart)", 14, 189, {3, 3, 5},
	    "8122ae7b738792cac9bf48d71f6d488555a5bc19e68966e94e0354ce11992114"},
};

static void
parse(struct question *q, const char *text)
{
	struct error e = {0};

	if (question_parse(q, bytes_text(text), &e) != ERR_NONE)
		fail_msg("%s: %s", text, e.text);
}

static void
same_answer(const struct answer *a, const struct answer *b)
{
	assert_int_equal(a->certain, b->certain);
	assert_int_equal(a->possible, b->possible);
	assert_int_equal(a->struck, b->struck);
}

static void
worked_question(void **state)
{
	const struct worked *w = *state;
	struct posting at[8];
	struct posting_set s = {at, 0};
	struct buffer proof = {0};
	struct heading top, want;
	struct answer found;
	struct question q;
	struct hash h;

	worked_set(&s, w->covered);
	parse(&q, w->question);
	set_prove(&proof, &s, &q);
	assert_int_equal(proof.len, w->bytes);
	h = hash_bytes(buffer_bytes(&proof));
	hex_is(&h, w->sha256);
	assert_int_equal(trie_check(&q, buffer_bytes(&proof), &found, &top,
	    NULL), ERR_NONE);
	same_answer(&found, &w->answer);
	want = set_top(&s);
	assert_true(heading_equal(&top, &want));
	buffer_release(&proof);
}

static unsigned
nibble(char digit)
{
	return (unsigned)(digit <= '9' ? digit - '0' : digit - 'a' + 10);
}

/* The bytes printed in index 14, not made here. */
static void
worked_bytes(void **state)
{
	static const char hex[] =
	    "0106000176010000000000035444000000000004019001010fc80061338c21f4"
	    "5fa87afa19a7f6522deab3d9eab5908df5fb19c53db87c0c295bdc05000fcd9f"
	    "00670ff8bce286ac661e04f9f6563e9428b6a05ad275c1791d2bcc5ba9a72392"
	    "1901000fc8a40095babae5985a784684c9958cf4188fe09af997457628df8c02"
	    "eca50b4f71e71301000fcd9f0048cb4580f3b4541c2d5de11a67e30940a36907"
	    "bb4cc49c0d3a4509039135c20607000fcd9f";
	uint8_t proof[178];
	struct heading top;
	struct answer found;
	struct question q;
	struct hash root;

	(void)state;
	assert_int_equal(strlen(hex), 2 * sizeof proof);
	for (size_t i = 0; i < sizeof proof; i++)
		proof[i] = (uint8_t)(nibble(hex[2 * i]) << 4 |
		    nibble(hex[2 * i + 1]));
	parse(&q, worked[0].question);
	assert_int_equal(trie_check(&q, bytes_of(proof, sizeof proof), &found,
	    &top, NULL), ERR_NONE);
	same_answer(&found, &worked[0].answer);
	root = heading_commitment(bytes_text("register.example/2026"), 1, 13,
	    &top);
	hex_is(&root, "9bcbf79585db488319987bbc68681197"
	    "1f4eac27096b48d0b8ab23668893cd4f");
	/* another M, another mapping, another origin: another R */
	root = heading_commitment(bytes_text("register.example/2026"), 1, 14,
	    &top);
	assert_int_not_equal(root.at[0], 0x9b);
	root = heading_commitment(bytes_text("register.example/2026"), 2, 13,
	    &top);
	assert_int_not_equal(root.at[0], 0x9b);
	root = heading_commitment(bytes_text("register.example/2025"), 1, 13,
	    &top);
	assert_int_not_equal(root.at[0], 0x9b);
}

static void
groups_come_in_order(void **state)
{
	struct posting at[8];
	struct posting_set s = {at, 0};
	struct buffer proof = {0};
	struct trie_reader r;
	struct trie_item item;
	struct question q;

	(void)state;
	worked_set(&s, 14);
	parse(&q, worked[4].question);
	set_prove(&proof, &s, &q);
	trie_start(&r, &q, buffer_bytes(&proof));
	assert_int_equal(trie_next(&r, &item, NULL), ERR_NONE);
	assert_int_equal(item.event, TRIE_GROUP);
	assert_int_equal(item.group_value, 5);
	same_answer(&item.answer, &(struct answer){2, 2, 5});
	assert_int_equal(trie_next(&r, &item, NULL), ERR_NONE);
	assert_int_equal(item.event, TRIE_GROUP);
	assert_int_equal(item.group_value, 6);
	same_answer(&item.answer, &(struct answer){1, 1, 0});
	assert_int_equal(trie_next(&r, &item, NULL), ERR_NONE);
	assert_int_equal(item.event, TRIE_END);
	same_answer(&item.answer, &(struct answer){3, 3, 5});
	buffer_release(&proof);
}

/* Groups and postings that the reader delivers, against a scan. */
static void
check_items(const struct posting_set *s, const struct question *q,
    struct bytes proof)
{
	struct question one = *q;
	struct trie_reader r;
	struct trie_item item;
	struct answer sum = {0, 0, 0}, want;
	uint64_t before = 0;
	size_t seen = 0, place = 0, due = 0;
	bool certain;

	one.mode = MODE_COUNT;
	trie_start(&r, q, proof);
	for (;;) {
		assert_int_equal(trie_next(&r, &item, NULL), ERR_NONE);
		if (item.event == TRIE_END)
			break;
		seen++;
		if (item.event == TRIE_GROUP) {
			assert_true(seen == 1 || item.group_value > before);
			before = item.group_value;
			(void)question_set(&one, q->group, before, before);
			want = set_answer(s, &one);
			same_answer(&item.answer, &want);
			sum.certain += want.certain;
			sum.possible += want.possible;
			sum.struck += want.struck;
			continue;
		}
		while (!set_matches(&s->at[place], q, &certain))
			place++;
		assert_memory_equal(item.posting.key, s->at[place].key,
		    item.posting.key_len);
		assert_int_equal(item.posting.times, s->at[place].times);
		assert_int_equal(item.posting.number, s->at[place].number);
		assert_int_equal(item.posting.struck_by,
		    s->at[place].struck_by);
		assert_true(hash_equal(&item.posting.leaf,
		    &s->at[place].leaf));
		assert_int_equal(item.certain, certain);
		place++;
	}
	if (q->mode == MODE_GROUPS)
		same_answer(&item.answer, &sum);
	for (size_t i = 0; i < s->count; i++)
		due += set_matches(&s->at[i], q, &certain);
	if (q->mode == MODE_LIST)
		assert_int_equal(seen, due);
}

static void
random_sets(void **state)
{
	static const size_t sizes[] = {0, 1, 2, 3, 17, 120};
	struct posting at[120];

	(void)state;
	draw_seed(20201);
	for (size_t round = 0; round < 300; round++) {
		struct posting_set s = {at, 0};
		struct heading want;

		draw_set(&s, sizes[round % COUNT(sizes)]);
		want = set_top(&s);
		for (size_t i = 0; i < 10; i++) {
			struct buffer proof = {0};
			struct answer due, found;
			struct heading top;
			struct question q;
			struct error e = {0};

			draw_question(&q);
			set_prove(&proof, &s, &q);
			if (trie_check(&q, buffer_bytes(&proof), &found, &top,
			    &e) != ERR_NONE)
				fail_msg("round %zu: %s", round, e.text);
			due = set_answer(&s, &q);
			same_answer(&found, &due);
			assert_true(heading_equal(&top, &want));
			check_items(&s, &q, buffer_bytes(&proof));
			buffer_release(&proof);
		}
	}
}

/* Refused, or another top: either way no proof under this root. */
static void
must_fail(const struct question *q, struct bytes proof,
    const struct heading *top)
{
	struct heading found;
	struct answer a;

	if (trie_check(q, proof, &a, &found, NULL) == ERR_NONE)
		assert_false(heading_equal(&found, top));
}

static void
spoil(const struct question *q, struct buffer *proof,
    const struct heading *top)
{
	for (size_t bit = 0; bit < proof->len * 8; bit++) {
		proof->at[bit / 8] ^= (uint8_t)(1u << bit % 8);
		must_fail(q, buffer_bytes(proof), top);
		proof->at[bit / 8] ^= (uint8_t)(1u << bit % 8);
	}
	for (size_t len = 0; len < proof->len; len++)
		must_fail(q, bytes_of(proof->at, len), top);
	for (unsigned byte = 0; byte < 256; byte += 51) {
		buffer_byte(proof, (uint8_t)byte);
		must_fail(q, buffer_bytes(proof), top);
		proof->len--;
	}
}

/* index 13.3: flips, truncations, trailing bytes. */
static void
every_change_is_refused(void **state)
{
	struct posting at[24];

	(void)state;
	draw_seed(77);
	for (size_t round = 0; round < 40; round++) {
		struct posting_set s = {at, 0};
		struct buffer proof = {0};
		struct question q;
		struct heading top;

		draw_set(&s, 1 + draw(24));
		top = set_top(&s);
		draw_question(&q);
		set_prove(&proof, &s, &q);
		spoil(&q, &proof, &top);
		buffer_release(&proof);
	}
	for (size_t i = 0; i < COUNT(worked); i++) {
		struct posting_set s = {at, 0};
		struct buffer proof = {0};
		struct question q;
		struct heading top;

		worked_set(&s, worked[i].covered);
		top = set_top(&s);
		parse(&q, worked[i].question);
		set_prove(&proof, &s, &q);
		spoil(&q, &proof, &top);
		buffer_release(&proof);
	}
}

/* 13.3: the proof of one question under another: refused, or the other's own
 * true answer (then it is the other's only proof). */
static void
other_questions(void **state)
{
	struct posting at[40];
	size_t refused = 0, shared = 0;

	(void)state;
	draw_seed(4242);
	for (size_t round = 0; round < 60; round++) {
		struct posting_set s = {at, 0};
		struct buffer proof = {0};
		struct question q, other;

		draw_set(&s, 1 + draw(40));
		draw_question(&q);
		set_prove(&proof, &s, &q);
		for (size_t i = 0; i < 60; i++) {
			struct answer found, due;
			struct heading top;

			other = q;
			if (i % 3 == 0)
				draw_question(&other);
			else
				draw_range(&other,
				    draw(other.view->field_count));
			if (question_check(&other, NULL) != ERR_NONE)
				continue;
			if (trie_check(&other, buffer_bytes(&proof), &found,
			    &top, NULL) != ERR_NONE) {
				refused++;
				continue;
			}
			due = set_answer(&s, &other);
			same_answer(&found, &due);
			shared++;
		}
		buffer_release(&proof);
	}
	assert_true(refused > 100 && shared > 10);
}

/* Forgeries built by hand */

#define HASH_32 "hhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhh"
#define STUB_OF(live) "\x00" HASH_32 live "\x00" "\x0f\xc8\xa4"
#define STATE_COUNT "state state=TD count"
#define STATE_KEY "\x03TD\x01\x0f\xc8\xa4\x0f\xc8\xa4\x00\x00\x00\x00\x00"
#define BRANCH(to) "\x01" to
#define LEAF_REST "D\x01\x0f\xc8\xa4\x0f\xc8\xa4\x00\x00\x00\x00\x00\x01" \
	"\x01\x00" HASH_32

static const struct forged {
	const char *name, *question, *word;
	const char *proof;
	size_t len;
} forged[] = {
#define ROW(name, question, word, proof) \
	{name, question, word, proof, sizeof(proof) - 1}
	ROW("a stub at the top hides everything", STATE_COUNT, "trie_stub",
	    STUB_OF("\x01")),
	ROW("an unknown tag", STATE_COUNT, "trie_tag", "\x03"),
	ROW("a long zero", STATE_COUNT, "trie_varint", STUB_OF("\x80\x00")),
	ROW("a long one", STATE_COUNT, "trie_varint", STUB_OF("\x81\x00")),
	ROW("a number of 2^40", STATE_COUNT, "trie_varint",
	    STUB_OF("\x80\x80\x80\x80\x80\x20")),
	ROW("a number of 7 bytes", STATE_COUNT, "trie_varint",
	    STUB_OF("\x80\x80\x80\x80\x80\x80\x01")),
	ROW("nothing behind the tag of a stub", STATE_COUNT, "trie_short",
	    "\x00"),
	ROW("nothing behind the tag of a branch", STATE_COUNT, "trie_short",
	    "\x01"),
	ROW("nothing behind the tag of a leaf", STATE_COUNT, "trie_short",
	    "\x02"),
	ROW("a branch without its label", STATE_COUNT, "trie_short",
	    BRANCH("\x60") "\x03TD"),
	ROW("a branch without its right side", STATE_COUNT, "trie_short",
	    BRANCH("\x05") "\x00" "\x02\x03T" LEAF_REST),
	ROW("a branch above its parent", STATE_COUNT, "trie_position",
	    BRANCH("\x05") "\x00" BRANCH("\x05")),
	ROW("a branch behind every key", STATE_COUNT, "trie_position",
	    BRANCH("\xf8")),
	ROW("a branch behind the keys of its view", STATE_COUNT,
	    "trie_position", BRANCH("\x80") STATE_KEY "\x01"),
	ROW("a branch in a view that does not exist", STATE_COUNT,
	    "trie_view", BRANCH("\x08") "\x04"),
	ROW("a leaf in a view that does not exist", STATE_COUNT, "trie_view",
	    "\x02\x04TD"),
	ROW("label bits behind the label", STATE_COUNT, "trie_label",
	    BRANCH("\x05") "\x04"),
	ROW("label bits before the label", STATE_COUNT, "trie_label",
	    BRANCH("\x05") "\x00" BRANCH("\x09") "\x82\x00"),
	ROW("a leaf's label bits before the label", STATE_COUNT,
	    "trie_label", BRANCH("\x05") "\x00" BRANCH("\x08") "\x03"
	    "\x02\xd4" LEAF_REST),
	ROW("a posting that stands for nothing", STATE_COUNT, "trie_times",
	    "\x02" STATE_KEY "\x01\x00\x00" HASH_32),
	ROW("a posting that stands for 2^24", STATE_COUNT, "trie_times",
	    "\x02" STATE_KEY "\x01\x80\x80\x80\x08\x00" HASH_32),
	ROW("struck by entry 2^40", STATE_COUNT, "trie_varint",
	    "\x02" STATE_KEY "\x01\x01\x80\x80\x80\x80\x80\x20" HASH_32),
	ROW("a sum of live at 2^40", "state count", "trie_sum",
	    BRANCH("\x07") "\x02" "\x00" HASH_32 "\xff\xff\xff\xff\xff\x1f"
	    "\x00\x00\x00\x00" "\x00" HASH_32 "\x01\x00\x00\x00\x00"),
	ROW("a sum of struck at 2^40", "state count", "trie_sum",
	    BRANCH("\x07") "\x02" "\x00" HASH_32 "\x00"
	    "\xff\xff\xff\xff\xff\x1f\x00\x00\x00" "\x00" HASH_32
	    "\x00\x01\x00\x00\x00"),
	ROW("a leaf where its stub is due", "official count", "trie_opened",
	    BRANCH("\x07") "\x02" STUB_OF("\x01") "\x02T" LEAF_REST),
	ROW("a branch where its stub is due", "official count",
	    "trie_opened", BRANCH("\x07") "\x02" STUB_OF("\x01")
	    BRANCH("\x09") "\x00" STUB_OF("\x01") STUB_OF("\x01")),
	ROW("a byte behind the top", STATE_COUNT, "trie_left_over",
	    "\x02" STATE_KEY "\x01\x01\x00" HASH_32 "\x00"),
#undef ROW
};

static void
forgery(void **state)
{
	const struct forged *f = *state;
	struct heading top;
	struct answer a;
	struct question q;
	struct error e = {0};

	parse(&q, f->question);
	assert_int_equal(trie_check(&q, bytes_of(f->proof, f->len), &a, &top,
	    &e), ERR_PROOF);
	if (strcmp(e.word, f->word) != 0)
		fail_msg("%s (%s), not %s", e.word, e.text, f->word);
}

/* The deepest path that keys allow: adjacent keys of 224 bits. */
static void
deepest_path(void **state)
{
	struct posting at[225];
	struct posting_set s = {at, 0};
	struct buffer proof = {0};
	struct heading top, want;
	struct answer found;
	struct question q;

	(void)state;
	/* key i has bit i set beyond a common start: every bit branches */
	for (unsigned i = 8; i <= 224; i++) {
		struct posting p = {.times = 1, .key_len = 28};

		p.key[0] = VIEW_PAIRS;
		if (i < 224)
			p.key[i / 8] = (uint8_t)(0x80 >> i % 8);
		put(&s, &p);
	}
	set_sort(&s);
	want = set_top(&s);
	parse(&q, "pairs list");
	set_prove(&proof, &s, &q);
	assert_int_equal(trie_check(&q, buffer_bytes(&proof), &found, &top,
	    NULL), ERR_NONE);
	assert_true(heading_equal(&top, &want));
	assert_int_equal(found.possible, 217);
	buffer_release(&proof);
}

int
main(void)
{
	struct CMUnitTest tests[8 + COUNT(worked) + COUNT(forged)] = {
		cmocka_unit_test(worked_roots),
		cmocka_unit_test(worked_bytes),
		cmocka_unit_test(groups_come_in_order),
		cmocka_unit_test(random_sets),
		cmocka_unit_test(every_change_is_refused),
		cmocka_unit_test(other_questions),
		cmocka_unit_test(deepest_path),
	};
	size_t n = 7;

	for (size_t i = 0; i < COUNT(worked); i++)
		tests[n++] = (struct CMUnitTest){
		    .name = worked[i].question, .test_func = worked_question,
		    .initial_state = (void *)(uintptr_t)&worked[i]};
	for (size_t i = 0; i < COUNT(forged); i++)
		tests[n++] = (struct CMUnitTest){.name = forged[i].name,
		    .test_func = forgery,
		    .initial_state = (void *)(uintptr_t)&forged[i]};
	return _cmocka_run_group_tests("trie", tests, n, NULL, NULL);
}
