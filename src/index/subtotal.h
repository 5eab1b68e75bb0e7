/*
 * index/subtotal.h - what a heading of the index carries, and the root
 *
 * Purpose     D(node) of index 5: hash, the two sums and the latest day; and
 *             R, the commitment that an index-root entry states.
 * Units       live and struck are sums of `times`, below 2^40; latest is a day
 *             code. The empty index is all zero.
 * Source      index 5, index 6
 */
#ifndef INDEX_SUBTOTAL_H
#define INDEX_SUBTOTAL_H

#include "crypto/hash.h"

#define SUBTOTAL_BYTES 45
#define SUM_LIMIT (UINT64_C(1) << 40) /* every sum and entry number is below */

struct subtotal {
	struct hash hash;
	uint64_t live, struck;
	uint32_t latest;
};

void subtotal_write(uint8_t out[SUBTOTAL_BYTES], const struct subtotal *d);
void subtotal_read(struct subtotal *d, const uint8_t in[SUBTOTAL_BYTES]);
bool subtotal_equal(const struct subtotal *a, const struct subtotal *b);

/* R = H(0x12 | "chancery/index/v1" | 0 | H(origin) | mapping | M | D(top)).
 * `origin` is the origin line of the log without its LF. */
struct hash index_commitment(struct bytes origin, unsigned mapping,
    uint64_t covered, const struct subtotal *top);

#endif
