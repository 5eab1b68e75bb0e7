/* Changing a policy: what is printed parses again and asks for what was meant.
 * format/log 8.11 */
#include "register/policy_edit.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/testing.h"

struct editing {
	struct policy policy, again;
	struct buffer text;
	char names[8][8];
	struct signer signers[8];
	struct error e;
};

static int
set_up(void **state)
{
	struct editing *x = calloc(1, sizeof *x);
	uint8_t seed[32] = {1};
	char text[VKEY_BYTES];
	struct vkey log;

	assert_non_null(x);
	for (size_t i = 0; i < COUNT(x->signers); i++) {
		seed[1] = (uint8_t)(i + 1);
		(void)snprintf(x->names[i], sizeof x->names[i], "w%zu", i + 1);
		assert_int_equal(signer_init(&x->signers[i],
		    bytes_text(x->names[i]), seed, &x->e), ERR_NONE);
	}
	log = signer_vkey(&x->signers[7], KEY_LOG);
	(void)vkey_print(text, &log);
	buffer_printf(&x->text, "# ours\nlog %s\n\nquorum none\n", text);
	assert_int_equal(policy_parse(&x->policy, buffer_bytes(&x->text),
	    &x->e), ERR_NONE);
	*state = x;
	return 0;
}

static int
tear_down(void **state)
{
	struct editing *x = *state;

	for (size_t i = 0; i < COUNT(x->signers); i++)
		signer_release(&x->signers[i]);
	buffer_release(&x->text);
	free(x);
	return 0;
}

static enum err
add(struct editing *x, size_t i, const char *group)
{
	struct policy_witness w = {.name = bytes_text(x->names[i]),
	    .key = signer_vkey(&x->signers[i], KEY_WITNESS),
	    .url = bytes_text("http://127.0.0.1:1")};

	return policy_add_witness(&x->policy, &w, bytes_text(group), &x->e);
}

static enum err
quorum(struct editing *x, const char *what)
{
	return policy_set_quorum(&x->policy, bytes_text(what), &x->e);
}

/* Printed, parsed, and for every set of the witnesses as `want` says. */
static void
check(struct editing *x, bool (*want)(unsigned set))
{
	struct buffer out = {0};

	policy_print(&out, buffer_bytes(&x->text), &x->policy);
	if (policy_parse(&x->again, buffer_bytes(&out), &x->e) != ERR_NONE)
		fail_msg("%s in:\n%s", x->e.text, buffer_cstr(&out));
	assert_memory_equal(out.at, "# ours\nlog ", 11);
	assert_int_equal(x->again.witness_count, x->policy.witness_count);
	for (unsigned set = 0; set < 1u << x->again.witness_count; set++)
		if (policy_quorum(&x->again, set) != want(set))
			fail_msg("set %#x in:\n%s", set, buffer_cstr(&out));
	buffer_release(&out);
}

static unsigned
bits(unsigned set)
{
	return (unsigned)__builtin_popcount(set);
}

static bool
any_set(unsigned set)
{
	(void)set;
	return true;
}

static bool
two_of(unsigned set)
{
	return bits(set) >= 2;
}

static bool
first(unsigned set)
{
	return (set & 1) != 0;
}

/* w1, w2, and one of w3 or w4: two of these three */
static bool
two_with_a_group(unsigned set)
{
	return bits(set & 3) + ((set & 12) != 0) >= 2;
}

/* the same without w1 */
static bool
two_after_removal(unsigned set)
{
	return bits(set & 1) + ((set & 6) != 0) >= 2;
}

static void
numbers(void **state)
{
	struct editing *x = *state;

	for (size_t i = 0; i < 3; i++)
		assert_int_equal(add(x, i, ""), ERR_NONE);
	check(x, any_set);
	assert_int_equal(quorum(x, "2"), ERR_NONE);
	check(x, two_of);
	/* who comes later is one of the group */
	assert_int_equal(add(x, 3, ""), ERR_NONE);
	check(x, two_of);
	assert_int_equal(policy_remove_witness(&x->policy, bytes_text("w2"),
	    &x->e), ERR_NONE);
	check(x, two_of);
	assert_int_equal(quorum(x, "4"), ERR_INPUT);
	assert_int_equal(quorum(x, "0"), ERR_INPUT);
	assert_int_equal(quorum(x, "w1"), ERR_NONE);
	check(x, first);
	assert_int_equal(policy_remove_witness(&x->policy, bytes_text("w1"),
	    &x->e), ERR_CONFLICT);
	assert_int_equal(quorum(x, "none"), ERR_NONE);
	check(x, any_set);
}

static void
groups(void **state)
{
	struct editing *x = *state;

	assert_int_equal(add(x, 0, ""), ERR_NONE);
	assert_int_equal(add(x, 1, ""), ERR_NONE);
	assert_int_equal(quorum(x, "2"), ERR_NONE);
	/* two keys of one witness: log 11.4 */
	assert_int_equal(add(x, 2, "university"), ERR_NONE);
	assert_int_equal(add(x, 3, "university"), ERR_NONE);
	check(x, two_with_a_group);
	assert_int_equal(policy_remove_witness(&x->policy, bytes_text("w1"),
	    &x->e), ERR_NONE);
	check(x, two_after_removal);
	/* the emptied group goes, and then two cannot be reached */
	assert_int_equal(policy_remove_witness(&x->policy, bytes_text("w3"),
	    &x->e), ERR_NONE);
	assert_int_equal(policy_remove_witness(&x->policy, bytes_text("w4"),
	    &x->e), ERR_CONFLICT);
}

static void
refusals(void **state)
{
	struct editing *x = *state;
	struct policy_witness w = {.key = signer_vkey(&x->signers[1],
	    KEY_WITNESS)};
	static const char *const bad[] = {"", "none", "all", "any", "a b",
	    "a\tb", "#x", "w1"};

	assert_int_equal(add(x, 0, ""), ERR_NONE);
	for (size_t i = 0; i < COUNT(bad); i++) {
		w.name = bytes_text(bad[i]);
		assert_int_not_equal(policy_add_witness(&x->policy, &w,
		    bytes_text(""), &x->e), ERR_NONE);
	}
	w.name = bytes_text("again");
	w.key = signer_vkey(&x->signers[0], KEY_WITNESS);
	assert_int_equal(policy_add_witness(&x->policy, &w, bytes_text(""),
	    &x->e), ERR_CONFLICT);
	assert_int_equal(policy_remove_witness(&x->policy, bytes_text("w9"),
	    &x->e), ERR_ABSENT);
	assert_int_equal(quorum(x, "w9"), ERR_ABSENT);
	assert_int_equal(quorum(x, ""), ERR_ABSENT);
	check(x, any_set);
}

int
main(void)
{
#define ROW(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		ROW(numbers),
		ROW(groups),
		ROW(refusals),
	};

	return cmocka_run_group_tests_name("policy_edit", tests, NULL, NULL);
}
