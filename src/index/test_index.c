/* The ordered index, its bulk build and the auditor's pass: worked values of
 * index 14, vectors/index/cases.jsonl, shapes of index 13.1, refusals. */
/* format/index 2.1, 2.2, 2.4, 3.6, 5.1, 5.2, 5.3, 5.4, 5.5, 7.6, 9.1
 * format/index 9.2 */
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"
#include "format/json.h"
#include "index/node.h"
#include "index/ordered_index.h"
#include "index/sort.h"
#include "index/stream.h"

#include "base/testing.h"

#define CASE_ORIGIN "register.example/2026"

static char folder[] = "test_index.XXXXXX";
static char path[64];

static int
make_folder(void **state)
{
	(void)state;
	if (mkdtemp(folder) == NULL)
		return -1;
	(void)snprintf(path, sizeof path, "%s/trie.db", folder);
	return 0;
}

static int
remove_folder(void **state)
{
	(void)state;
	(void)unlink(path);
	return rmdir(folder);
}

static struct hash
leaf_of(uint64_t number)
{
	char text[32];
	int len = snprintf(text, sizeof text, "entry %" PRIu64, number);

	return hash_leaf(bytes_of(text, (size_t)len));
}

/* index 14 */
static void
worked(struct posting *p, enum view_byte view, uint64_t number,
    uint64_t counterpart, unsigned kind, uint32_t e, uint32_t l, uint32_t times)
{
	memset(p, 0, sizeof *p);
	key_start(p, view);
	key_put(p, 6, 3);
	if (view == VIEW_PAIRS) {
		key_put(p, 2, 'T' << 8 | 'D');
		key_put(p, 6, counterpart);
	}
	key_put(p, 1, kind);
	key_put(p, 3, e);
	key_put(p, 3, l);
	key_put(p, 6, number);
	p->times = times;
	p->number = number;
	p->leaf = leaf_of(number);
}

static void
worked_contact(struct posting p[2], char name)
{
	for (unsigned i = 0; i < 2; i++) {
		enum view_byte v = i == 0 ? VIEW_PAIRS : VIEW_OFFICIAL;

		if (name == 'A')
			worked(p + i, v, 10, 5, 1, day_code(2020, 5, 4),
			    day_code(2020, 5, 4), 1);
		else if (name == 'B')
			worked(p + i, v, 11, 5, 1, day_code(2020, 1, 1),
			    day_code(2022, 12, 31), 5);
		else if (name == 'C')
			worked(p + i, v, 12, 6, 3, day_code(2022, 1, 1),
			    day_code(2022, 12, 31), 1);
		else
			worked(p + i, v, 13, 5, 1, day_code(2021, 2, 9),
			    day_code(2021, 2, 9), 1);
	}
}

static void
assert_hex(const struct hash *h, const char *hex)
{
	char text[65];

	hash_print(text, h);
	assert_string_equal(text, hex);
}

static void
apply(struct ordered_index *x, uint64_t before, uint64_t covered,
    const struct posting *p, size_t count, const struct strike *s,
    size_t strike_count)
{
	struct index_batch b = {before, covered, p, count, s, strike_count};
	struct error e = {0};

	assert_int_equal(ordered_index_apply(x, &b, &e), ERR_NONE);
	assert_int_equal(ordered_index_check(x, &e), ERR_NONE);
}

static void
strike_of(struct strike *s, const struct posting *p, uint64_t by)
{
	memset(s, 0, sizeof *s);
	memcpy(s->key, p->key, p->key_len);
	s->key_len = p->key_len;
	s->struck_by = by;
}

/* The index of index 14 at M=14. */
static struct ordered_index *
worked_index(void)
{
	struct ordered_index *x;
	struct posting p[6];
	struct strike s[2];
	struct error e = {0};

	assert_int_equal(ordered_index_create(&x, path, bytes_text(CASE_ORIGIN),
			     &e),
	    ERR_NONE);
	apply(x, 0, 10, NULL, 0, NULL, 0);
	worked_contact(p, 'A');
	apply(x, 10, 11, p, 2, NULL, 0);
	worked_contact(p, 'B');
	worked_contact(p + 2, 'C');
	strike_of(&s[0], &p[0], 13);
	strike_of(&s[1], &p[1], 13);
	apply(x, 11, 13, p, 4, NULL, 0);
	worked_contact(p + 4, '\'');
	apply(x, 13, 14, p + 4, 2, s, 2);
	return x;
}

static void
roots_of_the_worked_index(void **state)
{
	static const struct {
		uint64_t covered;
		const char *root;
		uint64_t live, struck;
	} rows[] = {
	    {10,
		"23d5ce0eefc60108a7dbc64ad7c5bf499f66ec7bd9271a345876f33f"
		"ce648c97",
		0, 0},
	    {11,
		"d30bff85d5f3d53a2154041716d450e08d7b3e754a1ad3b8982aa8c5"
		"6dc5dac2",
		2, 0},
	    {13,
		"9bcbf79585db488319987bbc686811971f4eac27096b48d0b8ab2366"
		"8893cd4f",
		14, 0},
	    {14,
		"9a11f4f5de9f60cdc74962d16571acbf2cfcc5f20d1d7f476f62b515"
		"6c243047",
		6, 10},
	};
	struct ordered_index *x = worked_index();
	struct error e = {0};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct heading top;
		struct hash root;

		assert_int_equal(ordered_index_top(x, rows[i].covered, &top,
				     &root, &e),
		    ERR_NONE);
		assert_hex(&root, rows[i].root);
		assert_true(top.live == rows[i].live);
		assert_true(top.struck == rows[i].struck);
	}
	assert_int_equal(ordered_index_top(x, 15, NULL, NULL, &e), ERR_ABSENT);
	ordered_index_free(x);
}

static void
one_posting_of_the_worked_index(void **state)
{
	struct ordered_index *x;
	struct posting p[2];
	struct heading top;
	struct hash root;
	struct error e = {0};

	(void)state;
	assert_int_equal(ordered_index_create(&x, path, bytes_text(CASE_ORIGIN),
			     &e),
	    ERR_NONE);
	worked_contact(p, 'A');
	apply(x, 0, 11, p, 1, NULL, 0);
	assert_int_equal(ordered_index_top(x, 11, &top, &root, &e), ERR_NONE);
	assert_hex(&top.hash,
	    "2764976d38e8197bebf800413addd1854758f5d9a8423ed"
	    "44c8a83b2e5eeea5b");
	assert_hex(&root,
	    "0c701e6e48e2caeef88664b0edf2d6b1b3c9054e9c5ee708a05"
	    "5a50f4bf09fd2");
	ordered_index_free(x);
}

struct told {
	size_t count;
	uint64_t values[8];
	struct answer sums[8];
};

static void
tell(void *context, uint64_t value, const struct answer *a)
{
	struct told *t = context;

	assert_true(t->count < COUNT(t->values));
	t->values[t->count] = value;
	t->sums[t->count++] = *a;
}

static void
proofs_of_the_worked_index(void **state)
{
	static const struct {
		const char *question;
		uint64_t as_of;
		struct answer want;
		size_t len;
		const char *hash;
	} rows[] = {
	    {"pairs official=3 state=TD counterpart=5 kind=1 "
	     "from=2020-01-01 to=2022-12-31 count",
		13, {6, 6, 0}, 178,
		"e38384a8db1395bf4dc8fa56515610699162d957f5e794fc4c5f69fa4"
		"07dcac4"},
	    {"pairs official=3 state=TD counterpart=5 kind=1 "
	     "from=2021-01-01 to=2021-12-31 count",
		13, {0, 5, 0}, 185,
		"c5c83977d918d26c71f3b45a26aab69e719d829af194d472b43eb123d"
		"2dd8916"},
	    {"pairs official=3 state=TD counterpart=5 kind=1 "
	     "from=2020-01-01 to=2022-12-31 count",
		14, {2, 2, 5}, 178,
		"5f02a49793caf1e8dcbcf24c21db48d62d4883f802ab480549f7b17f9"
		"d330fc8"},
	    {"pairs official=3 state=TD counterpart=7 kind=1 "
	     "from=2020-01-01 to=2022-12-31 count",
		14, {0, 0, 0}, 145,
		"0c197bbd0914a04ea977fbae54995d66a88dd5ad41077f398db7dc9ac"
		"8e50466"},
	    {"pairs official=3 state=TD from=2020-01-01 to=2022-12-31 "
	     "groups(counterpart)",
		14, {3, 3, 5}, 189,
		"8122ae7b738792cac9bf48d71f6d488555a5bc19e68966e94e0354ce1"
		"1992114"},
	};
	struct ordered_index *x = worked_index();
	struct error e = {0};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct told told = {0};
		struct answer_sink sink = {tell, NULL, &told};
		struct question q;
		struct answer a;
		struct buffer proof = {0};
		struct hash h;

		assert_int_equal(question_parse(&q,
				     bytes_text(rows[i].question), &e),
		    ERR_NONE);
		assert_int_equal(ordered_index_prove(x, &q, rows[i].as_of,
				     &proof, &a, &sink, &e),
		    ERR_NONE);
		assert_true(a.certain == rows[i].want.certain);
		assert_true(a.possible == rows[i].want.possible);
		assert_true(a.struck == rows[i].want.struck);
		assert_int_equal(proof.len, rows[i].len);
		h = hash_bytes(buffer_bytes(&proof));
		assert_hex(&h, rows[i].hash);
		buffer_release(&proof);
		if (q.mode != MODE_GROUPS)
			continue;
		assert_int_equal(told.count, 2);
		assert_true(told.values[0] == 5 && told.values[1] == 6);
		assert_true(told.sums[0].possible == 2);
		assert_true(told.sums[0].struck == 5);
		assert_true(told.sums[1].certain == 1);
	}
	ordered_index_free(x);
}

static void
auditor_finds_the_worked_roots(void **state)
{
	static struct stream_pass s;
	struct posting p[8];
	struct heading top;
	struct hash root;
	struct error e = {0};
	/* in key order, view 1: A B' B C is by E: B (2020-01-01), A, B', C */
	static const char order[] = "BA'C";

	(void)state;
	for (unsigned i = 0; i < 4; i++) {
		struct posting both[2];

		worked_contact(both, order[i]);
		both[0].struck_by = both[1].struck_by = order[i] == 'B' ? 13 :
									  0;
		p[i] = both[0];
		p[4 + i] = both[1];
	}
	for (uint64_t covered = 13; covered <= 14; covered++) {
		stream_begin(&s, covered);
		for (size_t i = 0; i < COUNT(p); i++)
			assert_int_equal(stream_add(&s, &p[i], &e), ERR_NONE);
		assert_int_equal(stream_end(&s, &top, &e), ERR_NONE);
		root = heading_commitment(bytes_text(CASE_ORIGIN), 1, covered,
		    &top);
		assert_hex(&root,
		    covered == 13 ?
			"9bcbf79585db488319987bbc686"
			"811971f4eac27096b48d0b8ab23668893cd4f" :
			"9a11f4f5de9f60c"
			"dc74962d16571acbf2cfcc5f20d1d7f476f62b5156c243047");
	}
	assert_int_equal(stream_add(&s, &p[0], &e), ERR_INPUT);
}

/* vectors/index/cases.jsonl */

struct vector {
	struct posting *postings;
	size_t count;
	uint64_t covered;
	struct heading top;
};

static void
read_hex(uint8_t *out, size_t max, struct bytes hex, size_t *len)
{
	assert_true(hex.len % 2 == 0 && hex.len / 2 <= max);
	for (size_t i = 0; i < hex.len / 2; i++) {
		char pair[3] = {(char)hex.at[2 * i], (char)hex.at[2 * i + 1],
		    0};

		out[i] = (uint8_t)strtoul(pair, NULL, 16);
	}
	*len = hex.len / 2;
}

static void
read_posting(struct posting *p, const struct json *row)
{
	size_t len;

	memset(p, 0, sizeof *p);
	read_hex(p->key, sizeof p->key, json_at(row, 0)->text, &len);
	p->key_len = (uint8_t)len;
	p->times = (uint32_t)json_at(row, 1)->number;
	p->struck_by = (uint64_t)json_at(row, 2)->number;
	p->number = get_be(p->key + len - 6, 6);
	assert_true(hash_parse(json_at(row, 3)->text, &p->leaf));
}

static void
read_vector(struct vector *v, const struct json *j)
{
	const struct json *rows = json_get(j, "postings");
	const struct json *top = json_get(j, "top");

	v->count = 0;
	v->covered = (uint64_t)json_get_number(j, "covered", 0);
	for (const struct json *r = rows->first; r != NULL; r = r->next)
		read_posting(&v->postings[v->count++], r);
	assert_true(hash_parse(json_at(top, 0)->text, &v->top.hash));
	v->top.live = (uint64_t)json_at(top, 1)->number;
	v->top.struck = (uint64_t)json_at(top, 2)->number;
	v->top.latest = (uint32_t)json_at(top, 3)->number;
}

static int
by_number(const void *a, const void *b)
{
	uint64_t x = ((const struct posting *)a)->number;
	uint64_t y = ((const struct posting *)b)->number;

	return x < y ? -1 : x > y;
}

/* Batches of `step` entries. */
static struct ordered_index *
grow_vector(const struct vector *v, const char *origin, uint64_t step)
{
	struct posting *all = calloc(v->count + 1, sizeof *all);
	struct posting *p = calloc(v->count + 1, sizeof *p);
	struct strike *s = calloc(v->count + 1, sizeof *s);
	struct ordered_index *x;
	struct error e = {0};

	assert_true(all != NULL && p != NULL && s != NULL);
	memcpy(all, v->postings, v->count * sizeof *all);
	qsort(all, v->count, sizeof *all, by_number);
	assert_int_equal(ordered_index_create(&x, path, bytes_text(origin), &e),
	    ERR_NONE);
	for (uint64_t at = 0; at < v->covered; at += step) {
		struct index_batch b = {at,
		    at + step < v->covered ? at + step : v->covered, p, 0, s,
		    0};

		for (size_t i = 0; i < v->count; i++) {
			if (all[i].number >= at && all[i].number < b.covered) {
				p[b.posting_count] = all[i];
				p[b.posting_count++].struck_by = 0;
			}
			if (all[i].struck_by >= at && all[i].struck_by != 0 &&
			    all[i].struck_by < b.covered)
				strike_of(&s[b.strike_count++], &all[i],
				    all[i].struck_by);
		}
		assert_int_equal(ordered_index_apply(x, &b, &e), ERR_NONE);
	}
	assert_int_equal(ordered_index_check(x, &e), ERR_NONE);
	free(all);
	free(p);
	free(s);
	return x;
}

static struct ordered_index *
build_vector(const struct vector *v, const char *origin)
{
	struct ordered_index *x;
	struct index_build *b;
	struct error e = {0};

	assert_int_equal(index_build_new(&b, path, bytes_text(origin), 0, &e),
	    ERR_NONE);
	for (size_t i = v->count; i != 0; i--)
		assert_int_equal(index_build_add(b, &v->postings[i - 1], &e),
		    ERR_NONE);
	assert_int_equal(index_build_end(b, v->covered, &x, &e), ERR_NONE);
	index_build_free(b);
	assert_int_equal(ordered_index_check(x, &e), ERR_NONE);
	return x;
}

static void
check_question(struct ordered_index *x, const struct json *j,
    const struct vector *v)
{
	static struct told told;
	struct answer_sink sink = {NULL, NULL, &told};
	struct bytes text = json_get_text(j, "question");
	struct question q;
	struct answer a, sum = {0}, verified;
	struct buffer proof = {0};
	struct hash h, want;
	struct heading top;
	struct error e = {0};

	assert_int_equal(question_parse(&q, text, &e), ERR_NONE);
	assert_int_equal(ordered_index_prove(x, &q, v->covered, &proof, &a,
			     &sink, &e),
	    ERR_NONE);
	if (proof.len != (size_t)json_get_number(j, "proof_bytes", -1))
		print_message("# %.*s\n", (int)text.len, (const char *)text.at);
	assert_int_equal(proof.len, json_get_number(j, "proof_bytes", -1));
	assert_true(hash_parse(json_get_text(j, "proof_sha256"), &want));
	h = hash_bytes(buffer_bytes(&proof));
	assert_true(hash_equal(&h, &want));
	for (const struct json *r = json_get(j, "answer")->first; r != NULL;
	     r = r->next) {
		sum.certain += (uint64_t)json_at(r, 1)->number;
		sum.possible += (uint64_t)json_at(r, 2)->number;
		sum.struck += (uint64_t)json_at(r, 3)->number;
	}
	assert_true(a.certain == sum.certain && a.possible == sum.possible &&
	    a.struck == sum.struck);
	assert_int_equal(trie_check(&q, buffer_bytes(&proof), &verified, &top,
			     &e),
	    ERR_NONE);
	assert_true(heading_equal(&top, &v->top));
	assert_true(verified.possible == sum.possible);
	buffer_release(&proof);
}

static void
check_vector(const struct json *j, struct vector *v, unsigned number)
{
	static struct stream_pass s;
	static const uint64_t steps[] = {1, 7, 100, 1000};
	char origin[128] = "";
	struct bytes name = json_get_text(j, "origin");
	struct heading top;
	struct hash root, want;
	struct error e = {0};

	read_vector(v, j);
	memcpy(origin, name.at, name.len);
	assert_true(hash_parse(json_get_text(j, "root"), &want));
	stream_begin(&s, v->covered);
	for (size_t i = 0; i < v->count; i++)
		assert_int_equal(stream_add(&s, &v->postings[i], &e), ERR_NONE);
	assert_int_equal(stream_end(&s, &top, &e), ERR_NONE);
	assert_true(heading_equal(&top, &v->top));
	for (unsigned i = 0; i < 2; i++) {
		struct ordered_index *x = i == 0 ?
		    build_vector(v, origin) :
		    grow_vector(v, origin, steps[number % COUNT(steps)]);

		assert_int_equal(ordered_index_top(x, v->covered, &top, &root,
				     &e),
		    ERR_NONE);
		assert_true(heading_equal(&top, &v->top));
		assert_true(hash_equal(&root, &want));
		for (const struct json *q = json_get(j, "questions")->first;
		     q != NULL; q = q->next)
			check_question(x, q, v);
		ordered_index_free(x);
	}
}

static void
published_cases_agree(void **state)
{
	const char *source = getenv("CHANCERY_SOURCE");
	char name[PATH_BYTES];
	struct buffer file = {0};
	struct arena *a = arena_new(64 * MIB);
	struct vector v = {.postings = calloc(100000, sizeof *v.postings)};
	struct bytes rest, line;
	struct error e = {0};
	bool complete;
	unsigned cases = 0;

	(void)state;
	(void)snprintf(name, sizeof name, "%s/tests/vectors/index/cases.jsonl",
	    source == NULL ? "." : source);
	assert_int_equal(file_read(&file, name, 64 * MIB, &e), ERR_NONE);
	rest = buffer_bytes(&file);
	while (bytes_line(&rest, &line, &complete)) {
		const struct json *j;

		assert_int_equal(json_parse(&j, line, &json_file_limits, a, &e),
		    ERR_NONE);
		check_vector(j, &v, cases++);
		arena_reset(a);
	}
	assert_int_equal(cases, 60);
	print_message("# %u sets agree\n", cases);
	buffer_release(&file);
	arena_free(a);
	free(v.postings);
}

/* index 13.1: any order, any batching, bulk build, streaming pass */

enum keys { KEYS_MIXED, KEYS_SINGLE, KEYS_ADJACENT, KEYS_COMB };

/* Key bytes at will, in view 1; number n last. */
static void
shape_posting(struct posting *p, enum keys how, uint64_t n, uint64_t chance)
{
	static const enum view_byte all[] = {VIEW_PAIRS, VIEW_OFFICIAL,
	    VIEW_STATE, VIEW_COUNTERPART, VIEW_VERSIONS, VIEW_POSTS,
	    VIEW_SEALED_OFFICIAL, VIEW_SEALED_CALENDAR};
	const struct view *v = view_by_byte(
	    (uint8_t)(how == KEYS_MIXED ? all[chance % COUNT(all)] :
					  VIEW_PAIRS));

	memset(p, 0, sizeof *p);
	key_start(p, v->byte);
	while (p->key_len < v->key_len - 6)
		key_put(p, 1, 0);
	if (how == KEYS_MIXED)
		for (unsigned i = 1; i + 6u < v->key_len; i++)
			p->key[i] = (uint8_t)(chance >> i % 7 * 8 & 3);
	if (how == KEYS_COMB && n != 0) /* each key one bit further down */
		p->key[1 + n % 160 / 8] = (uint8_t)(0x80u >> n % 8);
	key_put(p, 6, n);
	p->number = n;
	p->times = 1 + (uint32_t)(chance % 3);
	p->leaf = leaf_of(n);
}

static int
by_key(const void *a, const void *b)
{
	return memcmp(((const struct posting *)a)->key,
	    ((const struct posting *)b)->key, KEY_BYTES_MAX);
}

static void
shape_agrees(enum keys how, size_t count, uint64_t seed)
{
	static struct stream_pass s;
	struct vector v = {.postings = calloc(count + 1, sizeof *v.postings),
	    .count = count,
	    .covered = count + 1};
	struct heading want, top;
	struct error e = {0};

	assert_non_null(v.postings);
	for (size_t i = 0; i < count; i++) {
		seed = seed * UINT64_C(6364136223846793005) + 1442695;
		shape_posting(&v.postings[i], how, i, seed >> 20);
	}
	for (size_t i = 1; i < count; i += 5)
		v.postings[i - 1].struck_by = i;
	qsort(v.postings, count, sizeof *v.postings, by_key);
	stream_begin(&s, v.covered);
	for (size_t i = 0; i < count; i++)
		assert_int_equal(stream_add(&s, &v.postings[i], &e), ERR_NONE);
	assert_int_equal(stream_end(&s, &want, &e), ERR_NONE);
	for (uint64_t step = 1; step <= 4096; step *= step < 64 ? 63 : 65) {
		struct ordered_index *x = grow_vector(&v, "o", step);

		assert_int_equal(ordered_index_top(x, v.covered, &top, NULL,
				     &e),
		    ERR_NONE);
		assert_true(heading_equal(&top, &want));
		ordered_index_free(x);
	}
	{
		struct ordered_index *x = build_vector(&v, "o");

		assert_int_equal(ordered_index_top(x, v.covered, &top, NULL,
				     &e),
		    ERR_NONE);
		assert_true(heading_equal(&top, &want));
		ordered_index_free(x);
	}
	free(v.postings);
}

static void
shapes_do_not_depend_on_order(void **state)
{
	static const size_t counts[] = {0, 1, 2, 3, 15, 16, 17, 18, 33, 200,
	    1500};
	static const enum keys kinds[] = {KEYS_MIXED, KEYS_SINGLE,
	    KEYS_ADJACENT, KEYS_COMB};

	(void)state;
	for (size_t i = 0; i < COUNT(counts); i++)
		for (size_t j = 0; j < COUNT(kinds); j++)
			shape_agrees(kinds[j], counts[i], 77 + i);
}

/* Labels of more than 18 bytes are not kept in the branch. */
static void
long_labels_are_found_below(void **state)
{
	struct ordered_index *x;
	struct posting p[64];
	struct question q;
	struct answer a;
	struct buffer proof = {0};
	struct error e = {0};

	(void)state;
	for (uint64_t n = 0; n < COUNT(p); n++) {
		shape_posting(&p[n], KEYS_SINGLE, n, 3);
		/* half of them in another view, so that `from` is small */
		if (n % 2 != 0)
			p[n].key[0] = VIEW_POSTS;
	}
	assert_int_equal(ordered_index_create(&x, path, bytes_text("o"), &e),
	    ERR_NONE);
	apply(x, 0, 32, p, 32, NULL, 0);
	apply(x, 32, 64, p + 32, 32, NULL, 0);
	question_init(&q, VIEW_PAIRS);
	for (uint64_t as_of = 0; as_of <= 64; as_of++) {
		struct heading top, seen;
		struct answer verified;

		buffer_clear(&proof);
		assert_int_equal(ordered_index_prove(x, &q, as_of, &proof, &a,
				     NULL, &e),
		    ERR_NONE);
		assert_true(a.possible == (as_of + 1) / 2);
		assert_int_equal(ordered_index_top(x, as_of, &top, NULL, &e),
		    ERR_NONE);
		assert_int_equal(trie_check(&q, buffer_bytes(&proof), &verified,
				     &seen, &e),
		    ERR_NONE);
		assert_true(heading_equal(&top, &seen));
	}
	buffer_release(&proof);
	ordered_index_free(x);
}

static void
what_cannot_be_is_refused_unchanged(void **state)
{
	struct ordered_index *x = worked_index();
	struct posting good[2], bad[2];
	struct strike s[2];
	struct heading before, after;
	struct error e = {0};
	struct index_batch b;

	(void)state;
	assert_int_equal(ordered_index_top(x, 14, &before, NULL, &e), ERR_NONE);
	worked(&good[0], VIEW_PAIRS, 14, 5, 1, 1, 1, 1);
	for (unsigned i = 0; i < 9; i++) {
		enum err want = ERR_INPUT;

		bad[0] = bad[1] = good[0];
		b = (struct index_batch){14, 16, bad, 1, s, 0};
		worked_contact(good, 'A');
		strike_of(&s[0], &good[0], 15);
		s[1] = s[0];
		worked(&good[0], VIEW_PAIRS, 14, 5, 1, 1, 1, 1);
		switch (i) {
		case 0:
			bad[0].key[0] = 0x04; /* no view of mapping 1 */
			break;
		case 1:
			bad[0].times = 0;
			break;
		case 2:
			bad[0].number = 13; /* not the key's */
			break;
		case 3:
			b.covered_before = 13;
			want = ERR_CONFLICT;
			break;
		case 4:
			worked(&bad[0], VIEW_PAIRS, 3, 5, 1, 1, 1, 1);
			break; /* of an entry before the batch */
		case 5:
			bad[1].times = 2; /* one key, two contents */
			b.posting_count = 2;
			break;
		case 6:
			b.strike_count = 2; /* twice */
			break;
		case 7:
			s[0].key[20] ^= 1; /* never posted */
			b.strike_count = 1;
			break;
		default: /* struck already, by entry 13 */
			worked_contact(bad, 'B');
			strike_of(&s[0], &bad[0], 15);
			b.posting_count = 0;
			b.strike_count = 1;
			break;
		}
		assert_int_equal(ordered_index_apply(x, &b, &e), want);
	}
	assert_int_equal(ordered_index_top(x, 14, &after, NULL, &e), ERR_NONE);
	assert_true(heading_equal(&before, &after));
	assert_int_equal(ordered_index_check(x, &e), ERR_NONE);
	ordered_index_free(x);
}

static void
poke(long at, uint8_t byte)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);

	assert_true(fd >= 0);
	assert_int_equal(pwrite(fd, &byte, 1, at), 1);
	assert_int_equal(close(fd), 0);
}

static enum err
add_posting(void *context, const struct posting *p, struct error *e)
{
	struct sha256 *s = context;

	(void)e;
	sha256_add(s, p->key, p->key_len);
	sha256_add(s, &p->times, sizeof p->times);
	sha256_add(s, &p->struck_by, sizeof p->struck_by);
	sha256_add(s, p->leaf.at, HASH_BYTES);
	return ERR_NONE;
}

/* All that the index would ever say: postings, one proof, the top. */
static struct hash
everything(struct ordered_index *x)
{
	struct sha256 s;
	struct hash out, root;
	struct heading top;
	struct question q;
	struct answer a;
	struct buffer proof = {0};
	struct error e = {0};

	sha256_init(&s);
	assert_int_equal(ordered_index_walk(x, 600, add_posting, &s, &e),
	    ERR_NONE);
	question_init(&q, VIEW_PAIRS);
	q.mode = MODE_LIST;
	for (uint64_t as_of = 500; as_of <= 600; as_of += 100) {
		assert_int_equal(ordered_index_prove(x, &q, as_of, &proof, &a,
				     NULL, &e),
		    ERR_NONE);
		assert_int_equal(ordered_index_top(x, as_of, &top, &root, &e),
		    ERR_NONE);
		sha256_add(&s, root.at, HASH_BYTES);
	}
	sha256_add(&s, proof.at, proof.len);
	sha256_end(&s, &out);
	buffer_release(&proof);
	return out;
}

/* Every byte of head, branches and buckets: refused when opened, found by the
 * check, or of no account to any answer. */
static void
a_spoiled_file_is_found(void **state)
{
	struct buffer whole = {0};
	struct vector v = {.postings = calloc(600, sizeof *v.postings),
	    .count = 599,
	    .covered = 600};
	struct ordered_index *x;
	struct hash want;
	struct error e = {0};
	unsigned refused = 0, found = 0, harmless = 0;

	(void)state;
	assert_non_null(v.postings);
	for (uint64_t n = 0; n < v.count; n++)
		shape_posting(&v.postings[n], KEYS_MIXED, n, n * 2654435761u);
	v.postings[7].struck_by = 500;
	x = build_vector(&v, "o");
	want = everything(x);
	ordered_index_free(x);
	assert_int_equal(file_read(&whole, path, MIB, &e), ERR_NONE);
	for (size_t i = 0; i < whole.len; i += i < 512 ? 1 : 11) {
		poke((long)i, whole.at[i] ^ 0x10);
		x = NULL;
		if (ordered_index_open(&x, path, bytes_text("o"), false, &e) !=
		    ERR_NONE) {
			assert_int_equal(e.code, ERR_ABSENT);
			refused++;
		} else if (ordered_index_check(x, &e) != ERR_NONE) {
			assert_int_equal(e.code, ERR_ABSENT);
			found++;
		} else {
			struct hash got = everything(x);

			assert_true(hash_equal(&got, &want));
			harmless++;
		}
		ordered_index_free(x);
		poke((long)i, whole.at[i]);
	}
	print_message("# %u refused, %u found, %u of no account\n", refused,
	    found, harmless);
	assert_true(refused > 60 && found > 2000);
	assert_int_equal(ordered_index_open(&x, path, bytes_text("other"),
			     false, &e),
	    ERR_ABSENT);
	assert_int_equal(truncate(path, 100), 0);
	assert_int_equal(ordered_index_open(&x, path, bytes_text("o"), true,
			     &e),
	    ERR_ABSENT);
	buffer_release(&whole);
	free(v.postings);
}

/* A reader sees what another handle applied, and what was built anew. */
static void
readers_follow_writers(void **state)
{
	struct ordered_index *x, *reader, *fresh;
	struct posting *p = calloc(20000, sizeof *p);
	struct vector v = {.postings = p, .count = 20000, .covered = 20000};
	struct heading a, b;
	struct error e = {0};

	(void)state;
	assert_non_null(p);
	for (uint64_t n = 0; n < 20000; n++)
		shape_posting(&p[n], KEYS_MIXED, n, n * 2654435761u);
	assert_int_equal(ordered_index_create(&x, path, bytes_text("o"), &e),
	    ERR_NONE);
	assert_int_equal(ordered_index_open(&reader, path, bytes_text("o"),
			     false, &e),
	    ERR_NONE);
	apply(x, 0, 100, p, 100, NULL, 0);
	apply(x, 100, 20000, p + 100, 19900, NULL, 0);
	assert_int_equal(ordered_index_top(x, 20000, &a, NULL, &e), ERR_NONE);
	assert_int_equal(ordered_index_top(reader, 20000, &b, NULL, &e),
	    ERR_NONE);
	assert_true(heading_equal(&a, &b));
	v.covered = 20001;
	fresh = build_vector(&v, "o");
	assert_int_equal(ordered_index_top(reader, 20001, &b, NULL, &e),
	    ERR_NONE);
	assert_true(heading_equal(&a, &b));
	ordered_index_free(reader);
	ordered_index_free(fresh);
	ordered_index_free(x);
	free(p);
}

/* Sorting in many files gives what sorting in memory gives. */
static void
sorting_spills_and_merges(void **state)
{
	struct posting_sort *s;
	struct posting p, last = {0};
	struct error e = {0};
	size_t count;
	bool end;

	(void)state;
	assert_int_equal(posting_sort_new(&s, folder, 0, &e), ERR_NONE);
	for (uint64_t n = 0; n < 60000; n++) {
		shape_posting(&p, KEYS_MIXED, n, (n * 2654435761u) >> 3);
		assert_int_equal(posting_sort_add(s, &p, &e), ERR_NONE);
		if (n % 3 == 0)
			assert_int_equal(posting_sort_strike(s, p.key,
					     p.key_len, n + 1, &e),
			    ERR_NONE);
		if (n % 7 == 0)
			assert_int_equal(posting_sort_add(s, &p, &e), ERR_NONE);
	}
	for (unsigned pass = 0; pass < 2; pass++) {
		assert_int_equal(posting_sort_rewind(s, &e), ERR_NONE);
		for (count = 0;; count++) {
			assert_int_equal(posting_sort_next(s, &p, &end, &e),
			    ERR_NONE);
			if (end)
				break;
			assert_true(count == 0 || by_key(&last, &p) < 0);
			assert_true(p.struck_by ==
			    (p.number % 3 == 0 ? p.number + 1 : 0));
			last = p;
		}
		assert_int_equal(count, 60000);
	}
	posting_sort_free(s);
	assert_int_equal(posting_sort_new(&s, folder, 0, &e), ERR_NONE);
	assert_int_equal(posting_sort_strike(s, p.key, p.key_len, 99999, &e),
	    ERR_NONE);
	assert_int_equal(posting_sort_rewind(s, &e), ERR_NONE);
	assert_int_equal(posting_sort_next(s, &p, &end, &e), ERR_INPUT);
	posting_sort_free(s);
}

/* A process that dies in a batch leaves a file that is whole, at one end of a
 * batch or the other, or that says it is not. */
static void
a_killed_batch_is_noticed(void **state)
{
	struct posting *p = calloc(40000, sizeof *p);
	unsigned whole = 0, dirty = 0;
	struct error e = {0};

	(void)state;
	assert_non_null(p);
	for (uint64_t n = 0; n < 40000; n++)
		shape_posting(&p[n], KEYS_MIXED, n, n * 2654435761u);
	for (unsigned round = 0; round < 24; round++) {
		struct ordered_index *x;
		pid_t child;
		int status;

		assert_int_equal(ordered_index_create(&x, path, bytes_text("o"),
				     &e),
		    ERR_NONE);
		child = fork();
		assert_true(child >= 0);
		for (uint64_t at = 0; child == 0 && at < 40000; at += 2000) {
			struct index_batch b = {at, at + 2000, p + at, 2000,
			    NULL, 0};

			if (ordered_index_apply(x, &b, &e) != ERR_NONE)
				_exit(1);
		}
		if (child == 0)
			_exit(0);
		ordered_index_free(x);
		assert_int_equal(usleep(1000 + 1500 * round), 0);
		assert_int_equal(kill(child, SIGKILL), 0);
		assert_int_equal(waitpid(child, &status, 0), child);
		x = NULL;
		if (ordered_index_open(&x, path, bytes_text("o"), true, &e) ==
		    ERR_NONE) {
			struct ordered_index_facts f;

			assert_int_equal(ordered_index_check(x, &e), ERR_NONE);
			assert_int_equal(ordered_index_facts(x, &f, &e),
			    ERR_NONE);
			assert_int_equal(f.covered % 2000, 0);
			assert_int_equal(f.posting_count, f.covered);
			whole++;
		} else {
			assert_int_equal(e.code, ERR_ABSENT);
			dirty++;
		}
		ordered_index_free(x);
	}
	print_message("# %u whole, %u told to be built again\n", whole, dirty);
	free(p);
}

static void
key_shapes_are_those_of_the_views(void **state)
{
	(void)state;
	for (unsigned byte = 0; byte < 256; byte++) {
		const struct view *v = view_by_byte((uint8_t)byte);
		uint8_t key[KEY_ROOM] = {(uint8_t)byte};

		assert_int_equal(key_len_of(key), v == NULL ? 0 : v->key_len);
		assert_int_equal(key_latest_at(key),
		    v == NULL || !v->dated ? 0 : view_field(v, FIELD_L)->at);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(key_shapes_are_those_of_the_views),
	    cmocka_unit_test(roots_of_the_worked_index),
	    cmocka_unit_test(one_posting_of_the_worked_index),
	    cmocka_unit_test(proofs_of_the_worked_index),
	    cmocka_unit_test(auditor_finds_the_worked_roots),
	    cmocka_unit_test(published_cases_agree),
	    cmocka_unit_test(shapes_do_not_depend_on_order),
	    cmocka_unit_test(long_labels_are_found_below),
	    cmocka_unit_test(what_cannot_be_is_refused_unchanged),
	    cmocka_unit_test(a_spoiled_file_is_found),
	    cmocka_unit_test(readers_follow_writers),
	    cmocka_unit_test(a_killed_batch_is_noticed),
	    cmocka_unit_test(sorting_spills_and_merges),
	};

	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
