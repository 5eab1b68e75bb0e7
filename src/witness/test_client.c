/* What a witness answers, and when it is asked again: log 5.1 */
#include "witness/client.h"

#include <stdio.h>

#include "base/testing.h"

#define TEXT "register.example/log1\n7\n" \
	"mMl/C6MXXNCLAx3QhLncTmSbZNGijm6mlGRlAxc6tYc=\n"

static void
make(struct signer *s, const char *name, uint8_t first)
{
	uint8_t seed[32] = {first};

	assert_int_equal(signer_init(s, bytes_text(name), seed, NULL),
	    ERR_NONE);
}

/* format/log 8.9 */
static void
answers(void **state)
{
	static const struct {
		unsigned status;
		const char *body;
		enum witness_said said;
		uint64_t size;
	} rows[] = {
		{409, "7\n", WITNESS_OTHER_SIZE, 7},
		{409, "0\n", WITNESS_OTHER_SIZE, 0},
		{409, "07\n", WITNESS_REFUSED, 0},
		{409, "7", WITNESS_REFUSED, 0},
		{409, "7\n\n", WITNESS_REFUSED, 0},
		{409, "", WITNESS_REFUSED, 0},
		{409, "9223372036854775808\n", WITNESS_REFUSED, 0},
		{200, "", WITNESS_REFUSED, 0},
		{200, "hello\n", WITNESS_REFUSED, 0},
		{404, "", WITNESS_REFUSED, 0},
		{403, "7\n", WITNESS_REFUSED, 0},
		{422, "", WITNESS_REFUSED, 0},
		{429, "", WITNESS_LATER, 0},
		{500, "", WITNESS_LATER, 0},
		{503, "7\n", WITNESS_LATER, 0},
		{0, "", WITNESS_LATER, 0},
	};
	struct signer w;
	struct vkey key;

	(void)state;
	make(&w, "witness.example/w1", 2);
	key = signer_vkey(&w, KEY_WITNESS);
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct witness_reply r = {.status = rows[i].status};
		struct witness_verdict v;

		buffer_text(&r.body, rows[i].body);
		v = witness_answer_read(&r, &key, bytes_text(TEXT));
		assert_int_equal(v.said, rows[i].said);
		if (v.said == WITNESS_OTHER_SIZE)
			assert_int_equal(v.size, rows[i].size);
		buffer_release(&r.body);
	}
	signer_release(&w);
}

static void
lines(void **state)
{
	struct signer w, other;
	struct witness_reply r = {.status = 200};
	struct witness_verdict v;
	struct vkey key;
	size_t front;

	(void)state;
	make(&w, "witness.example/w1", 2);
	make(&other, "witness.example/w2", 3);
	key = signer_vkey(&w, KEY_WITNESS);
	/* unknown keys are dropped; of ours the latest counts */
	assert_int_equal(note_cosign(&r.body, bytes_text(TEXT), &other, 5,
	    NULL), ERR_NONE);
	v = witness_answer_read(&r, &key, bytes_text(TEXT));
	assert_int_equal(v.said, WITNESS_REFUSED);
	assert_int_equal(note_cosign(&r.body, bytes_text(TEXT), &w, 20, NULL),
	    ERR_NONE);
	front = r.body.len;
	assert_int_equal(note_cosign(&r.body, bytes_text(TEXT), &w, 10, NULL),
	    ERR_NONE);
	v = witness_answer_read(&r, &key, bytes_text(TEXT));
	assert_int_equal(v.said, WITNESS_COSIGNED);
	assert_int_equal(v.time_s, 20);
	assert_ptr_equal(v.line.at + v.line.len, r.body.at + front);
	/* over another text: every bit of every line of ours matters */
	v = witness_answer_read(&r, &key, bytes_text("register.example/log1\n8"
	    "\nmMl/C6MXXNCLAx3QhLncTmSbZNGijm6mlGRlAxc6tYc=\n"));
	assert_int_equal(v.said, WITNESS_FORGED);
	for (size_t bit = (front - 30) * 8; bit < (front - 3) * 8; bit++) {
		r.body.at[bit / 8] ^= (uint8_t)(1u << bit % 8);
		v = witness_answer_read(&r, &key, bytes_text(TEXT));
		assert_int_not_equal(v.said, WITNESS_COSIGNED);
		r.body.at[bit / 8] ^= (uint8_t)(1u << bit % 8);
	}
	/* an answer that does not end */
	r.body.len--;
	v = witness_answer_read(&r, &key, bytes_text(TEXT));
	assert_int_equal(v.said, WITNESS_REFUSED);
	buffer_release(&r.body);
	signer_release(&w);
	signer_release(&other);
}

/* format/log 8.10: 60 s between requests, once an hour without growth */
static void
turns(void **state)
{
	struct witness_turn t = {.done_size = 0};

	(void)state;
	assert_false(witness_turn_is_due(&t, 0, 1000, true));
	assert_true(witness_turn_is_due(&t, 7, 1000, false));
	assert_int_equal(witness_turn_next(&t, 7, 1000), 1000);
	witness_turn_done(&t, 7, 1000);
	assert_false(witness_turn_is_due(&t, 7, 1001, true));
	assert_false(witness_turn_is_due(&t, 8, 1059, false));
	assert_true(witness_turn_is_due(&t, 8, 1059, true));
	assert_true(witness_turn_is_due(&t, 8, 1060, false));
	assert_int_equal(witness_turn_next(&t, 8, 1010), 1060);
	assert_false(witness_turn_is_due(&t, 7, 1000 + 3599, false));
	assert_true(witness_turn_is_due(&t, 7, 1000 + 3600, false));
	assert_int_equal(witness_turn_next(&t, 7, 1010), 4600);
}

/* 1 s, doubling to 10 min; Retry-After is respected, not believed for ever */
static void
waits(void **state)
{
	static const unsigned want[] = {1, 2, 4, 8, 16, 32, 64, 128, 256, 512,
	    600, 600};
	struct witness_turn t = {.done_size = 0};
	int64_t now_s = 1000;

	(void)state;
	for (size_t i = 0; i < COUNT(want); i++) {
		witness_turn_failed(&t, 0, now_s);
		assert_false(witness_turn_is_due(&t, 7, now_s + want[i] - 1,
		    true));
		assert_true(witness_turn_is_due(&t, 7, now_s + want[i],
		    false));
		assert_int_equal(witness_turn_next(&t, 7, now_s),
		    now_s + want[i]);
		now_s += want[i];
	}
	witness_turn_failed(&t, 3000, now_s);
	assert_false(witness_turn_is_due(&t, 7, now_s + 2999, true));
	assert_true(witness_turn_is_due(&t, 7, now_s + 3000, true));
	witness_turn_failed(&t, UINT64_MAX, now_s);
	assert_true(witness_turn_is_due(&t, 7, now_s + 86400, true));
	/* the first success forgets them */
	witness_turn_done(&t, 7, now_s);
	witness_turn_failed(&t, 0, now_s);
	assert_true(witness_turn_is_due(&t, 7, now_s + 1, false));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(answers),
		cmocka_unit_test(lines),
		cmocka_unit_test(turns),
		cmocka_unit_test(waits),
	};

	return cmocka_run_group_tests_name("client", tests, NULL, NULL);
}
