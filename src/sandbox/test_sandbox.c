/* The table of probes, row by row: within the sandbox, by Landlock alone at
 * each ABI, and without. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "sandbox/probe.h"

#include "base/testing.h"

static struct probe_ground ground;

static enum probe_result
tried(const struct probe *p, const struct sandbox *s)
{
	struct error e = {.code = ERR_NONE};
	enum probe_result result = PROBE_DONE;

	assert_int_equal(probe_try(&result, p, &ground, s, &e), ERR_NONE);
	return result;
}

static void
without_a_sandbox_each_act_succeeds(void **state)
{
	(void)state;
	for (size_t i = 0; i < probe_count(); i++) {
		const struct probe *p = probe_at(i);

		if (p->as_user && geteuid() != 0)
			continue;
		if (tried(p, NULL) != PROBE_DONE)
			fail_msg("%s is refused without a sandbox", p->name);
	}
}

static void
each_act_ends_as_the_table_says(void **state)
{
	struct sandbox s;
	int abi = sandbox_landlock_abi();

	(void)state;
	probe_sandbox(&s, &ground);
	for (size_t i = 0; i < probe_count(); i++) {
		const struct probe *p = probe_at(i);

		if (tried(p, &s) != probe_expected(p, abi, true))
			fail_msg("%s does not end as expected", p->name);
	}
}

static void
landlock_alone_refuses_by_its_abi(void **state)
{
	struct sandbox s;
	int abi = sandbox_landlock_abi();

	(void)state;
	if (abi == 0)
		skip();
	probe_sandbox(&s, &ground);
	s.landlock_alone = true;
	for (int most = 1; most <= abi; most++) {
		s.landlock_abi_max = most;
		for (size_t i = 0; i < probe_count(); i++) {
			const struct probe *p = probe_at(i);

			if (tried(p, &s) != probe_expected(p, most, false))
				fail_msg("%s differs at ABI %d", p->name,
				    most);
		}
	}
}

static void
what_is_missing_is_named(void **state)
{
	struct sandbox s = {.mode = SANDBOX_OFF};
	struct sandbox_state in_force = {.landlock_abi = 1};
	enum sandbox_mode mode;

	(void)state;
	assert_int_equal(sandbox_enter(&s, &in_force, NULL), ERR_NONE);
	assert_int_equal(in_force.landlock_abi, 0);
	assert_string_equal(in_force.missing, "Landlock, seccomp");
	assert_true(sandbox_mode_parse(&mode, "best-effort"));
	assert_int_equal(mode, SANDBOX_BEST_EFFORT);
	assert_false(sandbox_mode_parse(&mode, "Strict"));
}

static void
a_user_is_asked_for_by_root_alone(void **state)
{
	struct error e = {.code = ERR_NONE};

	(void)state;
	if (geteuid() != 0)
		assert_int_equal(sandbox_become("nobody", &e), ERR_REFUSED);
	else
		assert_int_equal(sandbox_become("root", &e), ERR_INPUT);
}

static int
make_ground(void **state)
{
	(void)state;
	return probe_ground_make(&ground, NULL) == ERR_NONE ? 0 : -1;
}

static int
release_ground(void **state)
{
	(void)state;
	probe_ground_release(&ground);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(without_a_sandbox_each_act_succeeds),
	    cmocka_unit_test(each_act_ends_as_the_table_says),
	    cmocka_unit_test(landlock_alone_refuses_by_its_abi),
	    cmocka_unit_test(what_is_missing_is_named),
	    cmocka_unit_test(a_user_is_asked_for_by_root_alone),
	};

	return cmocka_run_group_tests(tests, make_ground, release_ground);
}
