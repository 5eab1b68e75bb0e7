#include "crypto/hash.h"

#include "crypto/sha256_block.h"

#if defined(__x86_64__)
#include <cpuid.h>
#endif

const uint32_t sha256_k[64] = {
	0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1,
	0x923f82a4, 0xab1c5ed5, 0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3,
	0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786,
	0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
	0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147,
	0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13,
	0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b,
	0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
	0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a,
	0x5b9cca4f, 0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208,
	0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};

static const uint32_t first_state[8] = {
	0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c,
	0x1f83d9ab, 0x5be0cd19,
};

static uint32_t
rotate(uint32_t x, unsigned by)
{
	return x >> by | x << (32 - by);
}

void
sha256_blocks_portable(uint32_t state[8], const uint8_t *at,
    size_t block_count)
{
	for (; block_count != 0; block_count--, at += 64) {
		uint32_t w[64], v[8];

		for (unsigned i = 0; i < 16; i++)
			w[i] = (uint32_t)get_be(at + 4 * i, 4);
		for (unsigned i = 16; i < 64; i++)
			w[i] = w[i - 16] + w[i - 7] +
			    (rotate(w[i - 15], 7) ^ rotate(w[i - 15], 18) ^
			    w[i - 15] >> 3) +
			    (rotate(w[i - 2], 17) ^ rotate(w[i - 2], 19) ^
			    w[i - 2] >> 10);
		memcpy(v, state, sizeof v);
		for (unsigned i = 0; i < 64; i++) {
			uint32_t a = v[7] +
			    (rotate(v[4], 6) ^ rotate(v[4], 11) ^
				rotate(v[4], 25)) +
			    ((v[4] & v[5]) ^ (~v[4] & v[6])) + sha256_k[i] +
			    w[i];
			uint32_t b = (rotate(v[0], 2) ^ rotate(v[0], 13) ^
			    rotate(v[0], 22)) +
			    ((v[0] & v[1]) ^ (v[0] & v[2]) ^ (v[1] & v[2]));

			memmove(v + 1, v, 7 * sizeof *v);
			v[4] += a;
			v[0] = a + b;
		}
		for (unsigned i = 0; i < 8; i++)
			state[i] += v[i];
	}
}

typedef void blocks_fn(uint32_t state[8], const uint8_t *at, size_t count);

static bool portable_forced;

#if defined(__x86_64__)
static bool
have_sha_ni(void)
{
	static int known = -1;
	unsigned a, b, c, d;

	if (known < 0) {
		bool sse41 = __get_cpuid(1, &a, &b, &c, &d) != 0 &&
		    (c & (1u << 19)) != 0;

		known = sse41 && __get_cpuid_count(7, 0, &a, &b, &c, &d) != 0 &&
		    (b & (1u << 29)) != 0;
	}
	return known == 1;
}
#endif

static blocks_fn *
blocks(void)
{
#if defined(__x86_64__)
	if (!portable_forced && have_sha_ni())
		return sha256_blocks_ni;
#endif
	return sha256_blocks_portable;
}

const char *
sha256_kind(void)
{
	return blocks() == sha256_blocks_portable ? "portable" : "sha-ni";
}

void
sha256_force_portable(bool portable)
{
	portable_forced = portable;
}

void
sha256_init(struct sha256 *s)
{
	memcpy(s->state, first_state, sizeof s->state);
	s->len = 0;
}

void
sha256_add(struct sha256 *s, const void *from, size_t len)
{
	const uint8_t *at = from;
	size_t used = (size_t)(s->len % 64);

	s->len += len;
	if (used != 0) {
		size_t take = 64 - used < len ? 64 - used : len;

		memcpy(s->block + used, at, take);
		at += take;
		len -= take;
		if (used + take < 64)
			return;
		blocks()(s->state, s->block, 1);
	}
	if (len >= 64) {
		blocks()(s->state, at, len / 64);
		at += len / 64 * 64;
		len %= 64;
	}
	if (len != 0)
		memcpy(s->block, at, len);
}

void
sha256_end(struct sha256 *s, struct hash *out)
{
	size_t used = (size_t)(s->len % 64);

	s->block[used++] = 0x80;
	if (used > 56) {
		memset(s->block + used, 0, 64 - used);
		blocks()(s->state, s->block, 1);
		used = 0;
	}
	memset(s->block + used, 0, 56 - used);
	put_be(s->block + 56, 8, s->len * 8);
	blocks()(s->state, s->block, 1);
	for (unsigned i = 0; i < 8; i++)
		put_be(out->at + 4 * i, 4, s->state[i]);
}

/* Two blocks at most are padded in place and hashed in one call: most of what
 * is hashed here is a node of log or index. */
#define SHORT_BYTES 119

static struct hash
hash_short(struct bytes in)
{
	size_t block_count = in.len < 56 ? 1 : 2;
	uint8_t text[128];
	uint32_t state[8];
	struct hash out;

	memcpy(state, first_state, sizeof state);
	if (in.len != 0)
		memcpy(text, in.at, in.len);
	text[in.len] = 0x80;
	memset(text + in.len + 1, 0, 64 * block_count - 4 - (in.len + 1));
	text[64 * block_count - 4] = 0;
	text[64 * block_count - 3] = 0;
	text[64 * block_count - 2] = (uint8_t)(in.len >> 5);
	text[64 * block_count - 1] = (uint8_t)(in.len << 3);
	blocks()(state, text, block_count);
	for (unsigned i = 0; i < 8; i++) {
		out.at[4 * i] = (uint8_t)(state[i] >> 24);
		out.at[4 * i + 1] = (uint8_t)(state[i] >> 16);
		out.at[4 * i + 2] = (uint8_t)(state[i] >> 8);
		out.at[4 * i + 3] = (uint8_t)state[i];
	}
	return out;
}

struct hash
hash_bytes(struct bytes in)
{
	struct sha256 s;
	struct hash out;

	if (in.len <= SHORT_BYTES)
		return hash_short(in);
	sha256_init(&s);
	sha256_add(&s, in.at, in.len);
	sha256_end(&s, &out);
	return out;
}

struct hash
hash_leaf(struct bytes entry)
{
	struct sha256 s;
	struct hash out;

	sha256_init(&s);
	sha256_add(&s, "\0", 1);
	sha256_add(&s, entry.at, entry.len);
	sha256_end(&s, &out);
	return out;
}

struct hash
hash_node(const struct hash *left, const struct hash *right)
{
	uint8_t block[1 + 2 * HASH_BYTES] = {0x01};

	memcpy(block + 1, left->at, HASH_BYTES);
	memcpy(block + 1 + HASH_BYTES, right->at, HASH_BYTES);
	return hash_bytes(bytes_of(block, sizeof block));
}

struct hash
hash_empty(void)
{
	return hash_bytes((struct bytes){NULL, 0});
}

bool
hash_equal(const struct hash *a, const struct hash *b)
{
	return memcmp(a->at, b->at, HASH_BYTES) == 0;
}

void
hash_print(char out[65], const struct hash *h)
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < HASH_BYTES; i++) {
		out[2 * i] = digits[h->at[i] >> 4];
		out[2 * i + 1] = digits[h->at[i] & 15];
	}
	out[64] = '\0';
}

static int
digit_of(uint8_t c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool
hash_parse(struct bytes hex, struct hash *out)
{
	struct hash h;

	if (hex.len != 2 * HASH_BYTES)
		return false;
	for (size_t i = 0; i < HASH_BYTES; i++) {
		int high = digit_of(hex.at[2 * i]);
		int low = digit_of(hex.at[2 * i + 1]);

		if (high < 0 || low < 0)
			return false;
		h.at[i] = (uint8_t)(high << 4 | low);
	}
	*out = h;
	return true;
}
