/* log 1.5: all sizes up to 64 against the definition, and every spoiling */
/* format/log 1.1, 1.2, 1.3, 1.6 */
#include "proof/inclusion.h"

#include "proof/test_tree.h"

#include "base/testing.h"

enum { SIZE_MAX_TRIED = 64 };

static struct hash leaves[SIZE_MAX_TRIED + 1];

static enum err
check(uint64_t index, uint64_t size, const struct test_path *path,
    const struct hash *leaf, const struct hash *root)
{
	struct inclusion p = {index, size, path->at, path->count};

	return inclusion_check(&p, leaf, root, NULL);
}

static void
every_right_proof_is_accepted(void **state)
{
	(void)state;
	for (uint64_t n = 1; n <= SIZE_MAX_TRIED; n++) {
		struct hash root = test_root(leaves, n);

		for (uint64_t i = 0; i < n; i++) {
			struct test_path path;

			test_inclusion(&path, leaves, i, n);
			assert_int_equal(path.count,
			    inclusion_path_count(i, n));
			assert_int_equal(check(i, n, &path, &leaves[i],
			    &root), ERR_NONE);
		}
	}
}

/* Another index or leaf never holds. Another size can: entry 0 of 3 and of 4
 * is one computation. What binds the size to its root is the checkpoint. */
static void
another_index_or_leaf_is_refused(void **state)
{
	(void)state;
	for (uint64_t n = 1; n <= SIZE_MAX_TRIED; n++) {
		struct hash root = test_root(leaves, n);

		for (uint64_t i = 0; i < n; i++) {
			struct test_path path;

			test_inclusion(&path, leaves, i, n);
			for (uint64_t k = 0; k <= n; k++)
				if (k != i)
					assert_int_not_equal(check(k, n,
					    &path, &leaves[i], &root),
					    ERR_NONE);
			assert_int_not_equal(check(i, n, &path,
			    &leaves[i + 1], &root), ERR_NONE);
		}
	}
}

/* One hash short, one long, doubled, two swapped. */
static void
another_path_is_refused(void **state)
{
	(void)state;
	for (uint64_t n = 1; n <= SIZE_MAX_TRIED; n++) {
		struct hash root = test_root(leaves, n);

		for (uint64_t i = 0; i < n; i++) {
			struct test_path path, other;

			test_inclusion(&path, leaves, i, n);
			other = path;
			other.at[other.count++] = root;
			assert_int_equal(check(i, n, &other, &leaves[i],
			    &root), ERR_INPUT);
			if (path.count == 0)
				continue;
			other = path;
			other.count--;
			assert_int_equal(check(i, n, &other, &leaves[i],
			    &root), ERR_INPUT);
			other = path;
			memmove(&other.at[1], &other.at[0],
			    path.count * sizeof path.at[0]);
			other.count++;
			assert_int_equal(check(i, n, &other, &leaves[i],
			    &root), ERR_INPUT);
			for (size_t k = 1; k < path.count; k++) {
				other = path;
				other.at[k] = path.at[k - 1];
				other.at[k - 1] = path.at[k];
				assert_int_equal(check(i, n, &other,
				    &leaves[i], &root), ERR_PROOF);
			}
		}
	}
}

static void
flip(struct hash *h, size_t bit)
{
	h->at[bit / 8] ^= (uint8_t)(1u << bit % 8);
}

/* Each bit of each hash, of the leaf and of the root. */
static void
every_flip_is_refused(void **state)
{
	static const uint64_t sizes[] = {1, 2, 3, 7, 8, 33};

	(void)state;
	for (size_t s = 0; s < COUNT(sizes); s++) {
		uint64_t n = sizes[s], i = n / 2;
		struct hash root = test_root(leaves, n), leaf = leaves[i];
		struct test_path path;

		test_inclusion(&path, leaves, i, n);
		for (size_t bit = 0; bit < 256; bit++) {
			flip(&leaf, bit);
			assert_int_equal(check(i, n, &path, &leaf, &root),
			    ERR_PROOF);
			flip(&leaf, bit);
			flip(&root, bit);
			assert_int_equal(check(i, n, &path, &leaf, &root),
			    ERR_PROOF);
			flip(&root, bit);
			for (size_t k = 0; k < path.count; k++) {
				flip(&path.at[k], bit);
				assert_int_equal(check(i, n, &path, &leaf,
				    &root), ERR_PROOF);
				flip(&path.at[k], bit);
			}
		}
	}
}

/* log 1.3, 1.5: sizes at the edges of what integers hold */
static void
edges_are_refused_or_walked(void **state)
{
	static struct hash many[70];
	struct test_path path = {.count = 0};
	struct inclusion p = {0, 0, many, 0};

	(void)state;
	assert_int_equal(check(0, 0, &path, &leaves[0], &leaves[0]),
	    ERR_INPUT);
	assert_int_equal(check(1, 1, &path, &leaves[0], &leaves[0]),
	    ERR_INPUT);
	assert_int_equal(check(UINT64_MAX, 1, &path, &leaves[0], &leaves[0]),
	    ERR_INPUT);
	p.size = UINT64_MAX;
	assert_int_equal(inclusion_check(&p, &leaves[0], &leaves[0], NULL),
	    ERR_INPUT);
	p.size = INT64_MAX;
	for (p.path_count = 0; p.path_count <= 70; p.path_count++)
		assert_int_equal(inclusion_check(&p, &leaves[0], &leaves[0],
		    NULL), p.path_count == PATH_MAX_HASHES ? ERR_PROOF :
		    ERR_INPUT);
	assert_int_equal(inclusion_path_count(0, INT64_MAX),
	    PATH_MAX_HASHES);
	assert_int_equal(inclusion_path_count(INT64_MAX - 1, INT64_MAX), 62);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_right_proof_is_accepted),
		cmocka_unit_test(another_index_or_leaf_is_refused),
		cmocka_unit_test(another_path_is_refused),
		cmocka_unit_test(every_flip_is_refused),
		cmocka_unit_test(edges_are_refused_or_walked),
	};

	test_leaves(leaves, COUNT(leaves));
	return cmocka_run_group_tests(tests, NULL, NULL);
}
