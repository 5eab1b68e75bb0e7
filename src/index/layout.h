/*
 * index/layout.h - where the bulk build puts what it made
 *
 * Purpose     branches and buckets of a finished trie, made in key order, into
 *             pages in the order of descent, so that a cold proof reads few:
 *             upper pages of 31 branches, the heaviest subtrees first, level by
 *             level; below them pages that hold whole small subtrees, branches
 *             in front and buckets behind.
 * Errors      ERR_STORE, ERR_MEMORY.
 * Ownership   asides_release closes and forgets; {0} is released already.
 * Source      index 10; docs/adr/0003
 */
#ifndef INDEX_LAYOUT_H
#define INDEX_LAYOUT_H

#include "index/trie_file.h"

/* A branch that has no place yet; its sides are numbers of such, or buckets in
 * the file beside. */
struct aside {
	struct branch branch;
	uint32_t bytes;  /* of its subtree, buckets included; cut at 2^30 */
	uint32_t uppers; /* branches in it whose subtree passes one page */
};

struct asides {
	struct mapping branches, buckets; /* unlinked files */
	uint32_t branch_count;            /* number 0 is not used */
	uint64_t bucket_end;
};

MUST_CHECK enum err asides_init(struct asides *a, const char *folder,
    struct error *e);
void asides_release(struct asides *a);
static inline struct aside *
aside_at(const struct asides *a, uint32_t number)
{
	return (struct aside *)(void *)a->branches.at + number;
}

/* A new bucket; `*ref` as in a branch. */
MUST_CHECK enum err asides_add_bucket(struct asides *a, const struct run *r,
    uint32_t *ref, struct error *e);
/* A new branch with both sides; bytes and uppers are filled in. */
MUST_CHECK enum err asides_add_branch(struct asides *a, const uint32_t sides[2],
    uint32_t *number, struct error *e);
/* Writes the trie whose root is `root` (0: empty) behind what `m` holds. */
MUST_CHECK enum err layout_write(struct mapping *m, const struct asides *a,
    uint32_t root, struct error *e);

#endif
