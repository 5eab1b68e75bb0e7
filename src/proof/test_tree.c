#include "proof/test_tree.h"

#include <inttypes.h>
#include <stdio.h>

/* The largest power of two below n > 1. */
static uint64_t
split(uint64_t n)
{
	uint64_t k = 1;

	while (k * 2 < n)
		k *= 2;
	return k;
}

struct hash
test_root(const struct hash *leaves, uint64_t n)
{
	struct hash left, right;
	uint64_t k;

	if (n < 2)
		return n == 0 ? hash_empty() : leaves[0];
	k = split(n);
	left = test_root(leaves, k);
	right = test_root(leaves + k, n - k);
	return hash_node(&left, &right);
}

void
test_inclusion(struct test_path *out, const struct hash *leaves,
    uint64_t index, uint64_t n)
{
	uint64_t k;

	if (n == 1) {
		out->count = 0;
		return;
	}
	k = split(n);
	test_inclusion(out, index < k ? leaves : leaves + k,
	    index < k ? index : index - k, index < k ? k : n - k);
	out->at[out->count++] = index < k ?
	    test_root(leaves + k, n - k) : test_root(leaves, k);
}

static void
subproof(struct test_path *out, const struct hash *leaves, uint64_t m,
    uint64_t n, bool known)
{
	uint64_t k;

	if (m == n) {
		out->count = 0;
		if (!known)
			out->at[out->count++] = test_root(leaves, n);
		return;
	}
	k = split(n);
	if (m <= k) {
		subproof(out, leaves, m, k, known);
		out->at[out->count++] = test_root(leaves + k, n - k);
	} else {
		subproof(out, leaves + k, m - k, n - k, false);
		out->at[out->count++] = test_root(leaves, k);
	}
}

void
test_consistency(struct test_path *out, const struct hash *leaves,
    uint64_t old_count, uint64_t count)
{
	subproof(out, leaves, old_count, count, true);
}

void
test_leaves(struct hash *out, uint64_t count)
{
	for (uint64_t i = 0; i < count; i++) {
		char text[32];
		int len = snprintf(text, sizeof text, "entry %" PRIu64, i);

		out[i] = hash_leaf(bytes_of(text, (size_t)len));
	}
}
