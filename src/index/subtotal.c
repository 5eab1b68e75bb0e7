#include "index/subtotal.h"

void
subtotal_write(uint8_t out[SUBTOTAL_BYTES], const struct subtotal *d)
{
	memcpy(out, d->hash.at, HASH_BYTES);
	put_be(out + 32, 5, d->live);
	put_be(out + 37, 5, d->struck);
	put_be(out + 42, 3, d->latest);
}

void
subtotal_read(struct subtotal *d, const uint8_t in[SUBTOTAL_BYTES])
{
	memcpy(d->hash.at, in, HASH_BYTES);
	d->live = get_be(in + 32, 5);
	d->struck = get_be(in + 37, 5);
	d->latest = (uint32_t)get_be(in + 42, 3);
}

bool
subtotal_equal(const struct subtotal *a, const struct subtotal *b)
{
	return hash_equal(&a->hash, &b->hash) && a->live == b->live &&
	    a->struck == b->struck && a->latest == b->latest;
}

struct hash
index_commitment(struct bytes origin, unsigned mapping, uint64_t covered,
    const struct subtotal *top)
{
	static const char name[] = "\x12" "chancery/index/v1"; /* and the NUL */
	struct hash origin_hash = hash_bytes(origin), out;
	uint8_t tail[2 + 8 + SUBTOTAL_BYTES];
	struct sha256 s;

	put_be(tail, 2, mapping);
	put_be(tail + 2, 8, covered);
	subtotal_write(tail + 10, top);
	sha256_init(&s);
	sha256_add(&s, name, sizeof name);
	sha256_add(&s, origin_hash.at, HASH_BYTES);
	sha256_add(&s, tail, sizeof tail);
	sha256_end(&s, &out);
	return out;
}
