/*
 * index/node.h - inside the server's trie: labels, hashes, small subtrees
 *
 * Purpose     what batches, bulk build and prover share: D of a leaf, D of a
 *             branch, and the trie over a bucket's few postings, which is
 *             never stored.
 * Invariant   keys are 32 bytes here, zero behind their length, so that they
 *             compare and differ as whole words; the length follows from the
 *             view byte.
 * Source      index 5
 */
#ifndef INDEX_NODE_H
#define INDEX_NODE_H

#include "format/view.h"
#include "proof/trie.h"

#define BUCKET_MAX 16u /* postings that are stored without branches */
#define KEY_ROOM 32u

struct item {
	uint8_t key[KEY_ROOM];
	uint64_t struck_by;
	uint32_t times;
	struct hash leaf;
};

/* `count` items of ascending keys, and where neighbours part: bits[i] is the
 * first bit at which items[i - 1] and items[i] differ. */
struct run {
	unsigned count;
	uint8_t bits[BUCKET_MAX];
	struct item items[BUCKET_MAX];
};

/* Of the view of a key: its length, 0 where there is no such view, and where L
 * stands, 0 in views without dates. */
unsigned key_len_of(const uint8_t *key);
unsigned key_latest_at(const uint8_t *key);
uint32_t key_latest(const uint8_t *key); /* L, 0 in views without dates */
uint64_t key_number(const uint8_t *key);
unsigned key_first_difference(const uint8_t *a, const uint8_t *b);
/* Fixed widths, where base/bytes.h would loop: for what each step reads. */
static inline uint32_t
get_24(const uint8_t *at)
{
	return (uint32_t)at[0] << 16 | (uint32_t)at[1] << 8 | at[2];
}

static inline uint64_t
get_40(const uint8_t *at)
{
	return (uint64_t)at[0] << 32 | (uint64_t)at[1] << 24 | get_24(at + 2);
}

static inline void
heading_take(struct heading *d, const uint8_t in[HEADING_BYTES])
{
	memcpy(d->hash.at, in, HASH_BYTES);
	d->live = get_40(in + 32);
	d->struck = get_40(in + 37);
	d->latest = get_24(in + 42);
}

static inline unsigned
key_bit(const uint8_t *key, unsigned bit)
{
	return key[bit / 8] >> (7 - bit % 8) & 1u;
}

/* Label(from, to) of index 5; returns its length, at most 31. */
unsigned label_write(uint8_t *out, const uint8_t *key, unsigned from,
    unsigned to);
/* Puts label bytes over bits from..to of `key`; bits behind mean nothing. */
void label_apply(uint8_t *key, const uint8_t *label, unsigned from,
    unsigned to);

void leaf_total(struct heading *d, const struct item *item, unsigned from);
/* D's as they are hashed, 45 bytes each. */
void branch_total(struct heading *d, const uint8_t *key, unsigned from,
    unsigned to, const uint8_t left[HEADING_BYTES],
    const uint8_t right[HEADING_BYTES]);

void run_find_bits(struct run *r);
/* Where items first..end part first: the root of that part of the trie;
 * returns the index of the first item on its right. end - first >= 2. */
unsigned run_root(const struct run *r, unsigned first, unsigned end);
void run_total(struct heading *d, const struct run *r, unsigned first,
    unsigned end, unsigned from);

#endif
