/* log 1.6, 1.7: all pairs of sizes up to 64 against the definition */
/* format/log 1.4, 1.5 */
#include "proof/consistency.h"

#include "proof/test_tree.h"

#include "base/testing.h"

enum { SIZE_MAX_TRIED = 64 };

static struct hash leaves[SIZE_MAX_TRIED + 1], roots[SIZE_MAX_TRIED + 1];

static enum err
check(uint64_t old_size, uint64_t new_size, const struct test_path *path,
    const struct hash *old_root, const struct hash *new_root)
{
	struct consistency p = {old_size, new_size, path->at, path->count};

	return consistency_check(&p, old_root, new_root, NULL);
}

static void
every_right_proof_is_accepted(void **state)
{
	(void)state;
	for (uint64_t n = 1; n <= SIZE_MAX_TRIED; n++)
		for (uint64_t m = 1; m <= n; m++) {
			struct test_path path;

			test_consistency(&path, leaves, m, n);
			assert_int_equal(check(m, n, &path, &roots[m],
			    &roots[n]), ERR_NONE);
		}
}

static void
another_size_or_root_is_refused(void **state)
{
	(void)state;
	for (uint64_t n = 1; n <= SIZE_MAX_TRIED; n++)
		for (uint64_t m = 1; m <= n; m++) {
			struct test_path path;

			test_consistency(&path, leaves, m, n);
			for (uint64_t k = 0; k <= SIZE_MAX_TRIED; k++) {
				if (k != m)
					assert_int_not_equal(check(m, n,
					    &path, &roots[k], &roots[n]),
					    ERR_NONE);
				if (k != n)
					assert_int_not_equal(check(m, n,
					    &path, &roots[m], &roots[k]),
					    ERR_NONE);
			}
			for (uint64_t k = 0; k <= n + 1; k++)
				if (k != m)
					assert_int_not_equal(check(k, n,
					    &path, &roots[m], &roots[n]),
					    ERR_NONE);
		}
}

/* A hash dropped, one inserted or doubled anywhere, two swapped. */
static void
another_path_is_refused(void **state)
{
	(void)state;
	for (uint64_t n = 1; n <= SIZE_MAX_TRIED; n++)
		for (uint64_t m = 1; m <= n; m++) {
			struct test_path path, other;

			test_consistency(&path, leaves, m, n);
			for (size_t k = 0; k < path.count; k++) {
				other = path;
				memmove(&other.at[k], &other.at[k + 1],
				    (path.count - k - 1) *
				    sizeof path.at[0]);
				other.count--;
				assert_int_not_equal(check(m, n, &other,
				    &roots[m], &roots[n]), ERR_NONE);
				if (k + 1 == path.count)
					continue;
				other = path;
				other.at[k] = path.at[k + 1];
				other.at[k + 1] = path.at[k];
				assert_int_not_equal(check(m, n, &other,
				    &roots[m], &roots[n]), ERR_NONE);
			}
			for (size_t k = 0; k <= path.count; k++) {
				other = path;
				memmove(&other.at[k + 1], &other.at[k],
				    (path.count - k) * sizeof path.at[0]);
				if (k == path.count)
					other.at[k] = roots[m];
				other.count++;
				assert_int_not_equal(check(m, n, &other,
				    &roots[m], &roots[n]), ERR_NONE);
			}
		}
}

static void
every_flip_is_refused(void **state)
{
	static const uint64_t pairs[][2] = {{1, 1}, {1, 2}, {3, 7}, {4, 7},
	    {6, 7}, {8, 64}, {33, 64}};

	(void)state;
	for (size_t s = 0; s < COUNT(pairs); s++) {
		uint64_t m = pairs[s][0], n = pairs[s][1];
		struct test_path path;

		test_consistency(&path, leaves, m, n);
		for (size_t k = 0; k < path.count; k++)
			for (size_t bit = 0; bit < 256; bit++) {
				uint8_t *at = &path.at[k].at[bit / 8];

				*at ^= (uint8_t)(1u << bit % 8);
				assert_int_equal(check(m, n, &path,
				    &roots[m], &roots[n]), ERR_PROOF);
				*at ^= (uint8_t)(1u << bit % 8);
			}
	}
}

/* log 1.7 */
static void
from_zero_by_the_callers_rule_alone(void **state)
{
	struct test_path none = {.count = 0}, one = {.count = 1};
	struct consistency p = {0, 5, none.at, 0};

	(void)state;
	one.at[0] = roots[5];
	assert_int_equal(check(0, 5, &none, &roots[0], &roots[5]),
	    ERR_INPUT);
	assert_int_equal(check(0, 0, &none, &roots[0], &roots[0]),
	    ERR_INPUT);
	assert_int_equal(consistency_check_from_zero(&p, &roots[0],
	    &roots[5], NULL), ERR_NONE);
	assert_int_equal(consistency_check_from_zero(&p, &roots[1],
	    &roots[5], NULL), ERR_PROOF);
	p = (struct consistency){0, 0, none.at, 0};
	assert_int_equal(consistency_check_from_zero(&p, &roots[0],
	    &roots[0], NULL), ERR_NONE);
	assert_int_equal(consistency_check_from_zero(&p, &roots[0],
	    &roots[1], NULL), ERR_PROOF);
	p = (struct consistency){0, 5, one.at, 1};
	assert_int_equal(consistency_check_from_zero(&p, &roots[0],
	    &roots[5], NULL), ERR_INPUT);
	p = (struct consistency){5, 5, none.at, 0};
	assert_int_equal(consistency_check_from_zero(&p, &roots[5],
	    &roots[5], NULL), ERR_NONE);
	p = (struct consistency){6, 5, none.at, 0};
	assert_int_equal(consistency_check_from_zero(&p, &roots[5],
	    &roots[5], NULL), ERR_INPUT);
}

static void
edges_are_refused_or_walked(void **state)
{
	static struct hash many[70];
	struct consistency p = {1, UINT64_MAX, many, 1};
	unsigned walked = 0;

	(void)state;
	assert_int_equal(consistency_check(&p, &roots[1], &roots[2], NULL),
	    ERR_INPUT);
	p = (struct consistency){INT64_MAX - 1, INT64_MAX, many, 0};
	for (; p.path_count <= COUNT(many); p.path_count++)
		walked += consistency_check(&p, &roots[1], &roots[2], NULL) ==
		    ERR_PROOF;
	assert_int_equal(walked, 1);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_right_proof_is_accepted),
		cmocka_unit_test(another_size_or_root_is_refused),
		cmocka_unit_test(another_path_is_refused),
		cmocka_unit_test(every_flip_is_refused),
		cmocka_unit_test(from_zero_by_the_callers_rule_alone),
		cmocka_unit_test(edges_are_refused_or_walked),
	};

	test_leaves(leaves, COUNT(leaves));
	for (uint64_t n = 0; n <= SIZE_MAX_TRIED; n++)
		roots[n] = test_root(leaves, n);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
