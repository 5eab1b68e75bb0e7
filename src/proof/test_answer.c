/* Answer files: the order of A9.12, each refusal by its word, every flip and
 * every truncation. */
/* format/proof-file 2.1, 2.2, 2.3, 2.4, 2.5, 3.4, 3.5, 3.6, 4.1, 4.2
 * format/proof-file 4.3 */
#include <stdio.h>
#include <stdlib.h>

#include "proof/answer.h"
#include "proof/test_register.h"

#include "base/testing.h"

#define CALLS "pairs official=3 state=TD counterpart=5 kind=1 " \
	"from=2020-01-01 to=2022-12-31 count"
#define SEALED "sealed-official official=3 from=2020-01-01 to=2022-12-31 " \
	"groups(kind)"

static struct test_register world;
static struct policy policy;
static struct answer_work work;

static void
put(struct test_register *r, enum view_byte view, uint64_t official,
    const char *state, uint64_t counterpart, uint64_t kind, uint32_t first,
    uint32_t last, uint32_t times, uint64_t number, uint64_t struck_by)
{
	struct posting *p = &r->postings[r->set.count++];

	*p = (struct posting){.times = times, .number = number,
	    .struck_by = struck_by};
	key_start(p, view);
	if (view != VIEW_SEALED_CALENDAR)
		key_put(p, 6, official);
	if (view == VIEW_PAIRS) {
		key_put(p, 2, (uint64_t)state[0] << 8 | (uint8_t)state[1]);
		key_put(p, 6, counterpart);
	}
	key_put(p, 1, kind);
	key_put(p, 3, first);
	key_put(p, 3, last);
	key_put(p, 6, number);
}

static void
fill(struct test_register *r)
{
	uint32_t may = day_code(2020, 5, 4), a = day_code(2020, 1, 1);
	uint32_t b = day_code(2022, 12, 31);

	put(r, VIEW_PAIRS, 3, "TD", 5, 1, may, may, 1, 10, 0);
	put(r, VIEW_PAIRS, 3, "TD", 5, 1, a, b, 5, 11, 13);
	put(r, VIEW_PAIRS, 3, "TD", 6, 3, may, may, 1, 12, 0);
	put(r, VIEW_PAIRS, 3, "TD", 5, 1, may + 7, may + 7, 1, 13, 0);
	put(r, VIEW_PAIRS, 3, "FR", 7, 2, may, may, 2, 14, 0);
	put(r, VIEW_PAIRS, 3, "TD", 0, 1, may, b, 3, 15, 0);
	put(r, VIEW_PAIRS, 3, "TD", 5, 0, may, may, 4, 16, 0);
	put(r, VIEW_SEALED_OFFICIAL, 3, "", 0, 0, a, b, 1, 17, 0);
	put(r, VIEW_SEALED_OFFICIAL, 3, "", 0, 1, a, a, 1, 18, 0);
	put(r, VIEW_SEALED_OFFICIAL, 3, "", 0, 3, a, a, 9, 19, 0);
	for (uint64_t n = 30; n < 60; n++)
		put(r, VIEW_PAIRS, n % 7, "TD", n % 5, n % 4, may, b, 1, n,
		    0);
}

static void
world_make(struct test_register *r, bool cosigned)
{
	test_register_init(r, 61);
	r->cosigned = cosigned;
	fill(r);
	test_register_close(r);
}

static int
setup(void **state)
{
	(void)state;
	world_make(&world, true);
	return policy_parse(&policy, bytes_text(test_policy_text), NULL) ==
	    ERR_NONE ? 0 : -1;
}

static int
teardown(void **state)
{
	(void)state;
	test_register_release(&world);
	return 0;
}

static void
parse(struct question *q, const char *text)
{
	struct error e = {0};

	if (question_parse(q, bytes_text(text), &e) != ERR_NONE)
		fail_msg("%s: %s", text, e.text);
}

static void
answer_texts(struct buffer *out, const struct test_register *r,
    const char *const *texts, size_t count)
{
	struct question q[PARTS_MAX];

	for (size_t i = 0; i < count; i++)
		parse(&q[i], texts[i]);
	test_register_answer(out, r, q, count);
}

static enum err
check(struct report *report, struct bytes file, const char *asked,
    const struct policy *p)
{
	static uint8_t scratch[1 << 18];
	struct question q;
	struct answer_asker by = {.policy = p, .asked = &q};

	if (asked != NULL) {
		parse(&q, asked);
		by.asked_count = 1;
	}
	assert_true(answer_scratch(file.len) <= sizeof scratch);
	return answer_check(report, &work, file, &by, scratch,
	    answer_scratch(file.len));
}

static void
step_is(const struct report *r, enum step s, enum step_result result,
    const char *word)
{
	if (r->steps[s].result != result ||
	    strcmp(r->steps[s].word, word) != 0)
		fail_msg("step %d is %d %s (%s)", (int)s + 1,
		    (int)r->steps[s].result, r->steps[s].word,
		    r->steps[s].text);
}

/* One answer, whole */

static void
whole_answer(void **state)
{
	static const char *const texts[] = {CALLS,
	    "pairs official=3 state=TD counterpart=5 kind=0 from=2020-01-01 "
	    "to=2022-12-31 count",
	    "pairs official=3 state=TD counterpart=0 kind=0..1 "
	    "from=2020-01-01 to=2022-12-31 count", SEALED};
	struct buffer file = {0};
	struct report r;

	(void)state;
	answer_texts(&file, &world, texts, COUNT(texts));
	assert_int_equal(check(&r, buffer_bytes(&file), CALLS, &policy),
	    ERR_NONE);
	for (size_t i = 0; i < STEP_COUNT; i++)
		assert_int_equal(r.steps[i].result, STEP_OK);
	step_is(&r, STEP_QUESTION, STEP_OK, "question_equal");
	assert_int_equal(work.answer.certain, 2);
	assert_int_equal(work.answer.possible, 2 + 4 + 4);
	assert_int_equal(work.answer.struck, 5);
	assert_true(work.sealed_known);
	assert_int_equal(work.sealed, 2); /* kinds 0 and 1, not 3 */
	assert_int_equal(work.rest_count, 2);
	assert_int_equal(work.size, 62);
	assert_int_equal(work.root.at_s, 1795183351);
	assert_int_equal(work.signature.cosigner_count, 1);
	/* the same file, with nobody asking */
	assert_int_equal(check(&r, buffer_bytes(&file), NULL, &policy),
	    ERR_NONE);
	step_is(&r, STEP_QUESTION, STEP_OK, "question_shown");
	assert_int_equal(work.first_count, 1);
	assert_int_equal(work.answer.possible, 10);
	assert_int_equal(work.sealed, 2);
	buffer_release(&file);
}

static void
first_part_alone(void **state)
{
	static const char *const texts[] = {CALLS, SEALED};
	struct buffer file = {0};
	struct report r;

	(void)state;
	answer_texts(&file, &world, texts, COUNT(texts));
	assert_int_equal(check(&r, buffer_bytes(&file), CALLS, &policy),
	    ERR_NONE);
	assert_int_equal(work.answer.possible, 2);
	assert_int_equal(work.rest_count, 0);
	assert_int_equal(work.sealed, 2);
	assert_true(file.len < 5 * 1024); /* index 7.5 */
	buffer_release(&file);
}

static void
missing_trust_is_homework(void **state)
{
	static const char *const texts[] = {CALLS, SEALED};
	struct buffer file = {0};
	struct report r;

	(void)state;
	answer_texts(&file, &world, texts, COUNT(texts));
	assert_int_equal(check(&r, buffer_bytes(&file), CALLS, NULL),
	    ERR_UNCHECKED);
	step_is(&r, STEP_ROOT, STEP_OK, "root_in_log");
	step_is(&r, STEP_SIGNED, STEP_CANNOT, "no_trust");
	step_is(&r, STEP_WITNESS, STEP_CANNOT, "no_trust");
	/* but an alarm rules over it (A2.1): an answer that does not follow */
	for (size_t i = 0; i + 10 < file.len; i++)
		if (memcmp(file.at + i, "possible=2", 10) == 0) {
			file.at[i + 9] = '3';
			break;
		}
	assert_int_equal(check(&r, buffer_bytes(&file), CALLS, NULL),
	    ERR_PROOF);
	step_is(&r, STEP_ANSWER, STEP_FAILED, "answer_differs");
	step_is(&r, STEP_SIGNED, STEP_CANNOT, "not_reached");
	buffer_release(&file);
}

static void
missing_witness_is_homework(void **state)
{
	static const char *const texts[] = {CALLS, SEALED};
	static struct test_register alone;
	struct buffer file = {0};
	struct report r;

	(void)state;
	world_make(&alone, false);
	answer_texts(&file, &alone, texts, COUNT(texts));
	assert_int_equal(check(&r, buffer_bytes(&file), CALLS, &policy),
	    ERR_UNCHECKED);
	step_is(&r, STEP_SIGNED, STEP_OK, "signed");
	step_is(&r, STEP_WITNESS, STEP_CANNOT, "quorum");
	buffer_release(&file);
	test_register_release(&alone);
}

/* Which questions the file answers (E29, E31, E32) */

static const struct asked {
	const char *name, *asked, *word; /* word NULL: verified */
	const char *texts[6];
} asked[] = {
	{"the sealed block is left out", CALLS, "question_missing", {CALLS}},
	{"the sealed block has other dates", CALLS, "question_differs",
	    {CALLS, "sealed-official official=3 from=2020-01-01 "
	    "to=2021-12-31 groups(kind)"}},
	{"the sealed block is of another official", CALLS,
	    "question_differs", {CALLS, "sealed-official official=4 "
	    "from=2020-01-01 to=2022-12-31 groups(kind)"}},
	{"the sealed block is a count", CALLS, "question_differs", {CALLS,
	    "sealed-official official=3 from=2020-01-01 to=2022-12-31 "
	    "count"}},
	{"another counterpart", CALLS, "question_differs", {"pairs official=3 "
	    "state=TD counterpart=6 kind=1 from=2020-01-01 to=2022-12-31 "
	    "count", SEALED}},
	{"one day less", CALLS, "question_differs", {"pairs official=3 "
	    "state=TD counterpart=5 kind=1 from=2020-01-02 to=2022-12-31 "
	    "count", SEALED}},
	{"one rest part is left out", CALLS, "question_differs", {CALLS,
	    "pairs official=3 state=TD counterpart=5 kind=0 from=2020-01-01 "
	    "to=2022-12-31 count", SEALED}},
	{"a block too many", CALLS, "question_extra", {CALLS, SEALED,
	    "official official=3 count"}},
	{"the order is another", CALLS, "question_differs", {SEALED, CALLS}},
	{"a list", "pairs official=3 state=TD counterpart=5 list", NULL,
	    {"pairs official=3 state=TD counterpart=5 list",
	    "sealed-official official=3 groups(kind)"}},
	{"neither official nor period", "state state=TD count", NULL,
	    {"state state=TD count"}},
	{"groups by state alone", "pairs official=3 groups(state)", NULL,
	    {"pairs official=3 groups(state)",
	    "sealed-official official=3 groups(kind)"}},
	{"groups by state with each state", "pairs official=3 groups(state)",
	    NULL, {"pairs official=3 groups(state)",
	    "pairs official=3 state=FR groups(counterpart)",
	    "pairs official=3 state=TD groups(counterpart)",
	    "sealed-official official=3 groups(kind)"}},
	{"groups by state with one state of two",
	    "pairs official=3 groups(state)", "question_differs",
	    {"pairs official=3 groups(state)",
	    "pairs official=3 state=FR groups(counterpart)",
	    "sealed-official official=3 groups(kind)"}},
	{"groups by state with a state that was not found",
	    "pairs official=3 groups(state)", "question_differs",
	    {"pairs official=3 groups(state)",
	    "pairs official=3 state=AA groups(counterpart)",
	    "sealed-official official=3 groups(kind)"}},
};

static void
check_asked(void **state)
{
	const struct asked *a = *state;
	struct buffer file = {0};
	struct report r;
	size_t n = 0;

	while (n < COUNT(a->texts) && a->texts[n] != NULL)
		n++;
	answer_texts(&file, &world, a->texts, n);
	assert_int_equal(check(&r, buffer_bytes(&file), a->asked, &policy),
	    a->word == NULL ? ERR_NONE : ERR_PROOF);
	if (a->word != NULL) {
		step_is(&r, STEP_QUESTION, STEP_FAILED, a->word);
		step_is(&r, STEP_ANSWER, STEP_CANNOT, "not_reached");
	}
	/* shown without comparison it is right: the words say which */
	assert_int_equal(check(&r, buffer_bytes(&file), NULL, &policy),
	    ERR_NONE);
	buffer_release(&file);
}

/* Text changed in a good file: from -> to, once, and what must come of it. */

#define LIST "pairs official=3 state=TD counterpart=5 list"
#define GROUPS "pairs official=3 state=TD groups(counterpart)"
#define BY_STATE "pairs official=3 groups(state)"

static const struct change {
	const char *name, *question, *from, *to;
	enum err code;
	enum step step;
	const char *word;
} changes[] = {
	{"another kind of file", CALLS, "chancery/proof@v1",
	    "chancery/prove@v1", ERR_INPUT, STEP_FORM, "form"},
	{"a later version", CALLS, "proof@v1", "proof@v2", ERR_UNCHECKED,
	    STEP_FORM, "format_version"},
	{"no root", CALLS, "\nroot ", "\nrout ", ERR_INPUT, STEP_FORM,
	    "form"},
	{"a root that is no base64", CALLS, "\nroot e", "\nroot -",
	    ERR_INPUT, STEP_FORM, "form"},
	{"a root that is no entry", CALLS, "\nroot e", "\nroot f",
	    ERR_PROOF, STEP_ANSWER, "root_entry"},
	{"M with a zero in front", CALLS, "\nindex 61", "\nindex 061",
	    ERR_INPUT, STEP_FORM, "form"},
	{"another M", CALLS, "\nindex 61", "\nindex 60", ERR_PROOF,
	    STEP_ANSWER, "root_covered"},
	{"two blanks", CALLS, "\nindex 61", "\nindex  61", ERR_INPUT,
	    STEP_FORM, "form"},
	{"a trailing blank", CALLS, "\nindex 61\n", "\nindex 61 \n",
	    ERR_INPUT, STEP_FORM, "form"},
	{"a carriage return", CALLS, "\nindex 61\n", "\nindex 61\r\n",
	    ERR_INPUT, STEP_FORM, "form"},
	{"no block", CALLS, "\nblocks 2\n", "\nblocks 0\n", ERR_INPUT,
	    STEP_FORM, "form"},
	{"65 blocks", CALLS, "\nblocks 2\n", "\nblocks 65\n", ERR_INPUT,
	    STEP_FORM, "form"},
	{"a block more than there is", CALLS, "\nblocks 2\n",
	    "\nblocks 3\n", ERR_INPUT, STEP_FORM, "form"},
	{"a block fewer than there are", CALLS, "\nblocks 2\n",
	    "\nblocks 1\n", ERR_PROOF, STEP_FORM, "checkpoint_form"},
	{"no empty line behind the blocks", CALLS, "blocks 2\n\n",
	    "blocks 2\n", ERR_INPUT, STEP_FORM, "form"},
	{"two empty lines", CALLS, "blocks 2\n\n", "blocks 2\n\n\n",
	    ERR_INPUT, STEP_FORM, "form"},
	{"a question with two blanks", CALLS, "pairs official",
	    "pairs  official", ERR_INPUT, STEP_FORM, "question_word"},
	{"a question with a capital", CALLS, "pairs official",
	    "Pairs official", ERR_INPUT, STEP_FORM, "question_word"},
	{"certain is more", CALLS, "certain=2", "certain=3", ERR_PROOF,
	    STEP_ANSWER, "answer_differs"},
	{"possible is less", CALLS, "possible=2", "possible=1", ERR_PROOF,
	    STEP_ANSWER, "answer_differs"},
	{"struck is hidden", CALLS, "struck=5", "struck=0", ERR_PROOF,
	    STEP_ANSWER, "answer_differs"},
	{"a sum of 2^40", CALLS, "struck=5", "struck=1099511627776",
	    ERR_INPUT, STEP_FORM, "form"},
	{"members in another order", CALLS, "certain=2 possible=2",
	    "possible=2 certain=2", ERR_INPUT, STEP_FORM, "form"},
	{"no struck", CALLS, " struck=5", "", ERR_INPUT, STEP_FORM, "form"},
	{"an unknown line", CALLS, "\ntrie ", "\nnote \ntrie ", ERR_INPUT,
	    STEP_FORM, "form"},
	{"no trie", CALLS, "\ntrie ", "\ntry ", ERR_INPUT, STEP_FORM,
	    "form"},
	{"an empty trie", CALLS, "\ntrie A", "\ntrie\nA", ERR_INPUT,
	    STEP_FORM, "form"},
	{"another trie tag", CALLS, "\ntrie AQ", "\ntrie AA", ERR_PROOF,
	    STEP_ANSWER, "trie_stub"},
	{"a group in a count", CALLS, "\ntrie ", "\ngroup 1 1 1 1\ntrie ",
	    ERR_INPUT, STEP_FORM, "form"},
	{"a group altered", GROUPS, "group 5 6 6 5", "group 5 5 6 5",
	    ERR_PROOF, STEP_ANSWER, "group_differs"},
	{"a group under another number", GROUPS, "group 6 1 1 0",
	    "group 7 1 1 0", ERR_PROOF, STEP_ANSWER, "group_differs"},
	{"a group left out", GROUPS, "group 6 1 1 0\n", "", ERR_PROOF,
	    STEP_ANSWER, "group_missing"},
	{"a group given twice", GROUPS, "group 6 1 1 0\n",
	    "group 6 1 1 0\ngroup 6 1 1 0\n", ERR_PROOF, STEP_ANSWER,
	    "group_left_over"},
	{"a group of nothing", GROUPS, "group 6 1 1 0\n",
	    "group 6 1 1 0\ngroup 9 0 0 0\n", ERR_PROOF, STEP_ANSWER,
	    "group_left_over"},
	{"a group line with three numbers", GROUPS, "group 6 1 1 0",
	    "group 6 1 1", ERR_INPUT, STEP_FORM, "form"},
	{"a group line with a trailing blank", GROUPS, "group 6 1 1 0\n",
	    "group 6 1 1 0 \n", ERR_INPUT, STEP_FORM, "form"},
	{"a state as a number", BY_STATE, "group FR 2 2 0",
	    "group 18002 2 2 0", ERR_INPUT, STEP_FORM, "form"},
	{"a state in small letters", BY_STATE, "group FR", "group fr",
	    ERR_INPUT, STEP_FORM, "form"},
	{"a counterpart as letters", GROUPS, "group 6", "group FR",
	    ERR_INPUT, STEP_FORM, "form"},
	{"an entry under another number", LIST, "\nentry 10 ",
	    "\nentry 9 ", ERR_PROOF, STEP_ANSWER, "entry_missing"},
	{"entries out of order", LIST, "\nentry 10 ", "\nentry 12 ",
	    ERR_PROOF, STEP_ANSWER, "entry_order"},
	{"another entry's bytes", LIST, "\nentry 10 Z", "\nentry 10 A",
	    ERR_PROOF, STEP_ANSWER, "entry_leaf"},
	{"an entry that is no base64", LIST, "\nentry 10 Z",
	    "\nentry 10 _", ERR_INPUT, STEP_FORM, "form"},
	{"an entry that was not counted", LIST, "\nentry 10 ",
	    "\nentry 4 AAAA\nentry 10 ", ERR_PROOF, STEP_ANSWER,
	    "entry_left_over"},
	{"no entry at all", LIST, "\nentry 10 ", "\nentries 10 ",
	    ERR_INPUT, STEP_FORM, "form"},
	{"an extension line in the checkpoint", CALLS, "/log1\n62\n",
	    "/log1\n62\nextra\n", ERR_PROOF, STEP_FORM, "checkpoint_form"},
	{"another size", CALLS, "/log1\n62\n", "/log1\n63\n", ERR_PROOF,
	    STEP_ROOT, "root_size"},
	{"another origin", CALLS, "\nregister.example/log1\n62\n",
	    "\nregister.example/log2\n62\n", ERR_PROOF, STEP_ROOT,
	    "root_origin"},
	{"the log's signature is gone", CALLS,
	    "\xe2\x80\x94 register.example/log1 oSBpBg",
	    "\xe2\x80\x94 register.example/log1 oSBpBw", ERR_PROOF,
	    STEP_SIGNED, "signature"},
	{"a byte behind the file", CALLS, "", "x", ERR_PROOF, STEP_FORM,
	    "checkpoint_form"},
};

/* Replaces the first `from`; an empty one stands for the end. */
static bool
replace(struct buffer *out, struct bytes in, const char *from, const char *to)
{
	size_t len = strlen(from), i = 0;

	if (len == 0)
		i = in.len;
	while (i + len <= in.len && memcmp(in.at + i, from, len) != 0)
		i++;
	if (i + len > in.len)
		return false;
	buffer_append(out, in.at, i);
	buffer_text(out, to);
	buffer_append(out, in.at + i + len, in.len - i - len);
	return true;
}

static void
good_file(struct buffer *out, const char *question)
{
	struct question q;
	struct parts p;

	parse(&q, question);
	assert_int_equal(parts_derive(&p, &q, 1, false, NULL), ERR_NONE);
	test_register_answer(out, &world, p.at, p.count);
}

static void
check_change(void **state)
{
	const struct change *c = *state;
	struct buffer file = {0}, changed = {0};
	struct report r;

	good_file(&file, c->question);
	assert_int_equal(check(&r, buffer_bytes(&file), c->question,
	    &policy), ERR_NONE);
	if (strcmp(c->word, "signature") == 0) {
		/* the last characters of the log's own line */
		buffer_add(&changed, buffer_bytes(&file));
		for (size_t i = 0; i + 6 < changed.len; i++)
			if (memcmp(changed.at + i, "oSBpBg", 5) == 0) {
				changed.at[i + 9] ^= 1;
				break;
			}
	} else if (!replace(&changed, buffer_bytes(&file), c->from, c->to)) {
		fail_msg("no \"%s\" in:\n%.*s", c->from, (int)file.len,
		    (const char *)file.at);
	}
	assert_int_equal(check(&r, buffer_bytes(&changed), c->question,
	    &policy), c->code);
	step_is(&r, c->step, c->code == ERR_UNCHECKED ? STEP_CANNOT :
	    STEP_FAILED, c->word);
	for (size_t i = (size_t)c->step + 1; i < STEP_COUNT; i++)
		step_is(&r, (enum step)i, STEP_CANNOT, "not_reached");
	buffer_release(&file);
	buffer_release(&changed);
}

/* 13.3: touched anywhere, refused (an alarm, or input, or homework). */
static void
every_touch_is_refused(void **state)
{
	static const char *const questions[] = {CALLS, LIST, GROUPS};

	(void)state;
	for (size_t i = 0; i < COUNT(questions); i++) {
		struct buffer file = {0};
		struct report r;

		good_file(&file, questions[i]);
		for (size_t bit = 0; bit < file.len * 8; bit++) {
			file.at[bit / 8] ^= (uint8_t)(1u << bit % 8);
			if (check(&r, buffer_bytes(&file), questions[i],
			    &policy) == ERR_NONE)
				fail_msg("bit %zu", bit);
			file.at[bit / 8] ^= (uint8_t)(1u << bit % 8);
		}
		for (size_t len = 0; len < file.len; len++)
			assert_int_not_equal(check(&r, bytes_of(file.at, len),
			    questions[i], &policy), ERR_NONE);
		buffer_release(&file);
	}
}

static void
little_scratch_is_a_limit_of_ours(void **state)
{
	struct buffer file = {0};
	struct question q;
	struct answer_asker by = {.policy = &policy};
	struct report r;
	uint8_t scratch[40];

	(void)state;
	parse(&q, LIST);
	good_file(&file, LIST);
	assert_int_equal(answer_check(&r, &work, buffer_bytes(&file), &by,
	    scratch, sizeof scratch), ERR_MEMORY);
	step_is(&r, STEP_ANSWER, STEP_CANNOT, "scratch");
	buffer_release(&file);
}

static void
later_mapping_is_homework(void **state)
{
	static struct test_register later;
	struct buffer file = {0};
	struct report r;
	struct question q;

	(void)state;
	test_register_init(&later, 61);
	later.mapping = 2;
	fill(&later);
	test_register_close(&later);
	parse(&q, "state state=TD count");
	test_register_answer(&file, &later, &q, 1);
	assert_int_equal(check(&r, buffer_bytes(&file),
	    "state state=TD count", &policy), ERR_UNCHECKED);
	step_is(&r, STEP_ANSWER, STEP_CANNOT, "mapping_version");
	step_is(&r, STEP_SIGNED, STEP_OK, "signed");
	buffer_release(&file);
	test_register_release(&later);
}

static void
empty_index_answers(void **state)
{
	static struct test_register empty;
	struct buffer file = {0};
	struct report r;
	struct question q;

	(void)state;
	test_register_init(&empty, 2);
	test_register_close(&empty);
	parse(&q, "state state=TD count");
	test_register_answer(&file, &empty, &q, 1);
	assert_int_equal(check(&r, buffer_bytes(&file),
	    "state state=TD count", &policy), ERR_NONE);
	assert_int_equal(work.answer.possible, 0);
	assert_false(work.sealed_known);
	buffer_release(&file);
	test_register_release(&empty);
}

/* model 2.11: the one form of the index-root entry. */
static void
root_entry_has_one_form(void **state)
{
	static const struct {
		const char *from, *to;
	} rows[] = {
		{"\"chancery\":1", "\"chancery\":2"},
		{"T14:02:31Z", "T25:02:31Z"},
		{"\"covered\":61", "\"covered\":61.0"},
		{"\"covered\":61", "\"covered\":061"},
		{"\"covered\":61", "\"covered\":62"},
		{"\"mapping\":1", "\"mapping\":65537"},
		{"\"mapping\":1", "\"mapping\": 1"},
		{"\"by\":\"org:", "\"by\":\"person:"},
		{"\"by\":\"org:0", "\"by\":\"org:8"},
		{"\"by\":\"org:0", "\"by\":\"org:00"},
		{"\"by\":\"org:0", "\"by\":\"org:u"},
		{"\"prev\":null", "\"prev\":0"},
		{"\"seal\":null", "\"seal\":\"\""},
		{"\"sig\":[]", "\"sig\":[{}]"},
		{"index-root:0", "index-root:1"},
		{"\"type\":\"index-root\"", "\"type\":\"policy\""},
		{"register.example", "register example"},
		{"\"root\":\"", "\"root\":\"G"},
		{"", " "},
		{"", "\n"},
	};
	struct bytes good = buffer_bytes(&world.entries[world.covered]);
	struct root_entry r;

	(void)state;
	assert_int_equal(root_entry_parse(&r, good, NULL), ERR_NONE);
	assert_int_equal(root_entry_check(&r, NULL), ERR_NONE);
	assert_int_equal(r.covered, 61);
	assert_true(bytes_is(r.origin, "register.example/log1"));
	assert_true(bytes_is(r.by, "org:0123456789abcdefghjkmnpqrs"));
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct buffer b = {0};

		assert_true(replace(&b, good, rows[i].from, rows[i].to));
		if (root_entry_parse(&r, buffer_bytes(&b), NULL) ==
		    ERR_NONE)
			fail_msg("accepted: %s", rows[i].to);
		buffer_release(&b);
	}
	for (size_t len = 0; len < good.len; len++)
		assert_int_equal(root_entry_parse(&r, bytes_of(good.at, len),
		    NULL), ERR_PROOF);
	/* every digit of top and root is hashed */
	assert_int_equal(root_entry_parse(&r, good, NULL), ERR_NONE);
	r.top.live++;
	assert_int_equal(root_entry_check(&r, NULL), ERR_PROOF);
}

int
main(void)
{
	struct CMUnitTest tests[9 + COUNT(asked) + COUNT(changes)] = {
		cmocka_unit_test(whole_answer),
		cmocka_unit_test(first_part_alone),
		cmocka_unit_test(missing_trust_is_homework),
		cmocka_unit_test(missing_witness_is_homework),
		cmocka_unit_test(every_touch_is_refused),
		cmocka_unit_test(little_scratch_is_a_limit_of_ours),
		cmocka_unit_test(later_mapping_is_homework),
		cmocka_unit_test(empty_index_answers),
		cmocka_unit_test(root_entry_has_one_form),
	};
	size_t n = 9;

	for (size_t i = 0; i < COUNT(asked); i++)
		tests[n++] = (struct CMUnitTest){.name = asked[i].name,
		    .test_func = check_asked,
		    .initial_state = (void *)(uintptr_t)&asked[i]};
	for (size_t i = 0; i < COUNT(changes); i++)
		tests[n++] = (struct CMUnitTest){.name = changes[i].name,
		    .test_func = check_change,
		    .initial_state = (void *)(uintptr_t)&changes[i]};
	return _cmocka_run_group_tests("answer", tests, n, setup, teardown);
}
