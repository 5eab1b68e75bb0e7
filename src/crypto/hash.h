/*
 * crypto/hash.h - SHA-256, alone and many at once
 *
 * Purpose     the one hash of the whole project: leaves, nodes, index, seals.
 * Invariant   portable C and SHA-NI (chosen at run time) give equal bytes; no
 *             state is shared, nothing allocates, nothing fails.
 * Cost        sha256_compressions() tells how many; index 12.
 * Source      FIPS 180-4; RFC 6962 2.1 (leaf and node); index 12.
 */
#ifndef CRYPTO_HASH_H
#define CRYPTO_HASH_H

#include "base/bytes.h"

#define HASH_BYTES 32

struct hash {
	uint8_t at[HASH_BYTES];
};

struct sha256 {
	uint32_t state[8];
	uint64_t len; /* bytes so far */
	uint8_t block[64];
};

void sha256_init(struct sha256 *s);
void sha256_add(struct sha256 *s, const void *at, size_t len);
void sha256_end(struct sha256 *s, struct hash *out);

struct hash hash_bytes(struct bytes in);
/* H(0x00 | entry), H(0x01 | left | right), H(""): log 1.1. */
struct hash hash_leaf(struct bytes entry);
struct hash hash_node(const struct hash *left, const struct hash *right);
struct hash hash_empty(void);
bool hash_equal(const struct hash *a, const struct hash *b);

/* Hex of 64 digits and a NUL; parse takes lower case alone. */
void hash_print(char out[65], const struct hash *h);
MUST_CHECK bool hash_parse(struct bytes hex, struct hash *out);

/* Which code runs: "sha-ni" or "portable". For reports and tests. */
const char *sha256_kind(void);
/* Tests alone: true = portable code from now on. */
void sha256_force_portable(bool portable);

static inline struct bytes
hash_span(const struct hash *h)
{
	return (struct bytes){h->at, HASH_BYTES};
}

#endif
