#include "crypto/portable.h"

#include "crypto/points.h"

/* ---- SHA-512, FIPS 180-4 6.4 ---- */

struct sha512 {
	uint64_t state[8];
	uint64_t len; /* bytes so far */
	uint8_t block[128];
};

static const uint64_t round_constants[80] = {
	UINT64_C(0x428a2f98d728ae22), UINT64_C(0x7137449123ef65cd),
	UINT64_C(0xb5c0fbcfec4d3b2f), UINT64_C(0xe9b5dba58189dbbc),
	UINT64_C(0x3956c25bf348b538), UINT64_C(0x59f111f1b605d019),
	UINT64_C(0x923f82a4af194f9b), UINT64_C(0xab1c5ed5da6d8118),
	UINT64_C(0xd807aa98a3030242), UINT64_C(0x12835b0145706fbe),
	UINT64_C(0x243185be4ee4b28c), UINT64_C(0x550c7dc3d5ffb4e2),
	UINT64_C(0x72be5d74f27b896f), UINT64_C(0x80deb1fe3b1696b1),
	UINT64_C(0x9bdc06a725c71235), UINT64_C(0xc19bf174cf692694),
	UINT64_C(0xe49b69c19ef14ad2), UINT64_C(0xefbe4786384f25e3),
	UINT64_C(0x0fc19dc68b8cd5b5), UINT64_C(0x240ca1cc77ac9c65),
	UINT64_C(0x2de92c6f592b0275), UINT64_C(0x4a7484aa6ea6e483),
	UINT64_C(0x5cb0a9dcbd41fbd4), UINT64_C(0x76f988da831153b5),
	UINT64_C(0x983e5152ee66dfab), UINT64_C(0xa831c66d2db43210),
	UINT64_C(0xb00327c898fb213f), UINT64_C(0xbf597fc7beef0ee4),
	UINT64_C(0xc6e00bf33da88fc2), UINT64_C(0xd5a79147930aa725),
	UINT64_C(0x06ca6351e003826f), UINT64_C(0x142929670a0e6e70),
	UINT64_C(0x27b70a8546d22ffc), UINT64_C(0x2e1b21385c26c926),
	UINT64_C(0x4d2c6dfc5ac42aed), UINT64_C(0x53380d139d95b3df),
	UINT64_C(0x650a73548baf63de), UINT64_C(0x766a0abb3c77b2a8),
	UINT64_C(0x81c2c92e47edaee6), UINT64_C(0x92722c851482353b),
	UINT64_C(0xa2bfe8a14cf10364), UINT64_C(0xa81a664bbc423001),
	UINT64_C(0xc24b8b70d0f89791), UINT64_C(0xc76c51a30654be30),
	UINT64_C(0xd192e819d6ef5218), UINT64_C(0xd69906245565a910),
	UINT64_C(0xf40e35855771202a), UINT64_C(0x106aa07032bbd1b8),
	UINT64_C(0x19a4c116b8d2d0c8), UINT64_C(0x1e376c085141ab53),
	UINT64_C(0x2748774cdf8eeb99), UINT64_C(0x34b0bcb5e19b48a8),
	UINT64_C(0x391c0cb3c5c95a63), UINT64_C(0x4ed8aa4ae3418acb),
	UINT64_C(0x5b9cca4f7763e373), UINT64_C(0x682e6ff3d6b2b8a3),
	UINT64_C(0x748f82ee5defb2fc), UINT64_C(0x78a5636f43172f60),
	UINT64_C(0x84c87814a1f0ab72), UINT64_C(0x8cc702081a6439ec),
	UINT64_C(0x90befffa23631e28), UINT64_C(0xa4506cebde82bde9),
	UINT64_C(0xbef9a3f7b2c67915), UINT64_C(0xc67178f2e372532b),
	UINT64_C(0xca273eceea26619c), UINT64_C(0xd186b8c721c0c207),
	UINT64_C(0xeada7dd6cde0eb1e), UINT64_C(0xf57d4f7fee6ed178),
	UINT64_C(0x06f067aa72176fba), UINT64_C(0x0a637dc5a2c898a6),
	UINT64_C(0x113f9804bef90dae), UINT64_C(0x1b710b35131c471b),
	UINT64_C(0x28db77f523047d84), UINT64_C(0x32caab7b40c72493),
	UINT64_C(0x3c9ebe0a15c9bebc), UINT64_C(0x431d67c49c100d4c),
	UINT64_C(0x4cc5d4becb3e42b6), UINT64_C(0x597f299cfc657e2a),
	UINT64_C(0x5fcb6fab3ad6faec), UINT64_C(0x6c44198c4a475817),
};

static uint64_t
rotate(uint64_t x, unsigned by)
{
	return x >> by | x << (64 - by);
}

static uint64_t
load_be(const uint8_t at[8])
{
	uint64_t x = 0;

	for (unsigned i = 0; i < 8; i++)
		x = x << 8 | at[i];
	return x;
}

static void
compress(uint64_t state[8], const uint8_t block[128])
{
	uint64_t w[80], v[8];

	for (unsigned t = 0; t < 16; t++)
		w[t] = load_be(block + 8 * (size_t)t);
	for (unsigned t = 16; t < 80; t++) {
		uint64_t a = w[t - 15], b = w[t - 2];

		w[t] = w[t - 16] + w[t - 7] +
		    (rotate(a, 1) ^ rotate(a, 8) ^ a >> 7) +
		    (rotate(b, 19) ^ rotate(b, 61) ^ b >> 6);
	}
	memcpy(v, state, sizeof v);
	for (unsigned t = 0; t < 80; t++) {
		uint64_t e = v[4], a = v[0];
		uint64_t one = v[7] +
		    (rotate(e, 14) ^ rotate(e, 18) ^ rotate(e, 41)) +
		    ((e & v[5]) ^ (~e & v[6])) + round_constants[t] + w[t];
		uint64_t two = (rotate(a, 28) ^ rotate(a, 34) ^ rotate(a, 39)) +
		    ((a & v[1]) ^ (a & v[2]) ^ (v[1] & v[2]));

		memmove(v + 1, v, 7 * sizeof *v);
		v[4] += one;
		v[0] = one + two;
	}
	for (unsigned i = 0; i < 8; i++)
		state[i] += v[i];
}

static void
sha512_init(struct sha512 *s)
{
	static const uint64_t first[8] = {
	    UINT64_C(0x6a09e667f3bcc908), UINT64_C(0xbb67ae8584caa73b),
	    UINT64_C(0x3c6ef372fe94f82b), UINT64_C(0xa54ff53a5f1d36f1),
	    UINT64_C(0x510e527fade682d1), UINT64_C(0x9b05688c2b3e6c1f),
	    UINT64_C(0x1f83d9abfb41bd6b), UINT64_C(0x5be0cd19137e2179),
	};

	memcpy(s->state, first, sizeof first);
	s->len = 0;
}

static void
sha512_add(struct sha512 *s, const uint8_t *at, size_t len)
{
	while (len != 0) {
		size_t used = (size_t)(s->len % sizeof s->block);
		size_t n = sizeof s->block - used;

		if (n > len)
			n = len;
		memcpy(s->block + used, at, n);
		s->len += n;
		at += n;
		len -= n;
		if (used + n == sizeof s->block)
			compress(s->state, s->block);
	}
}

static void
sha512_end(struct sha512 *s, uint8_t out[64])
{
	static const uint8_t padding[128] = {0x80};
	size_t used = (size_t)(s->len % sizeof s->block);
	uint64_t bits = s->len << 3, high = s->len >> 61;
	uint8_t length[16];

	for (unsigned i = 0; i < 8; i++) {
		length[7 - i] = (uint8_t)(high >> 8 * i);
		length[15 - i] = (uint8_t)(bits >> 8 * i);
	}
	sha512_add(s, padding, (used < 112 ? 112 : 240) - used);
	sha512_add(s, length, sizeof length);
	for (unsigned i = 0; i < 64; i++)
		out[i] = (uint8_t)(s->state[i / 8] >> (56 - 8 * (i % 8)));
}

void
portable_sha512(uint8_t out[64], struct bytes in)
{
	struct sha512 s;

	sha512_init(&s);
	if (in.len != 0)
		sha512_add(&s, in.at, in.len);
	sha512_end(&s, out);
}

/* ---- numbers modulo p = 2^255 - 19 ----
 *
 * Five limbs of 51 bits, the lowest first. A limb may hold a few bits more:
 * `carry` bounds them again. Sums of two carried numbers, and their
 * differences, may be multiplied as they are. */

__extension__ typedef unsigned __int128 wide;

#define LIMBS 5
#define LIMB_BITS 51
#define LIMB_MASK ((UINT64_C(1) << LIMB_BITS) - 1)

struct number {
	uint64_t at[LIMBS];
};

static struct number
number_of(uint64_t small)
{
	return (struct number){{small}};
}

/* Below 2^51 + 2^13 each, for limbs below 2^63. */
static void
carry(struct number *a)
{
	uint64_t c = 0;

	for (unsigned i = 0; i < LIMBS; i++) {
		a->at[i] += c;
		c = a->at[i] >> LIMB_BITS;
		a->at[i] &= LIMB_MASK;
	}
	a->at[0] += 19 * c;
}

static struct number
add(const struct number *a, const struct number *b)
{
	struct number r;

	for (unsigned i = 0; i < LIMBS; i++)
		r.at[i] = a->at[i] + b->at[i];
	carry(&r);
	return r;
}

/* a + 4p - b: no limb goes below zero. */
static struct number
subtract(const struct number *a, const struct number *b)
{
	struct number r;

	for (unsigned i = 0; i < LIMBS; i++)
		r.at[i] = a->at[i] + 4 * (LIMB_MASK - (i == 0 ? 18 : 0)) -
		    b->at[i];
	carry(&r);
	return r;
}

static struct number
multiply(const struct number *a, const struct number *b)
{
	wide sum[LIMBS] = {0}, c = 0;
	struct number r;

	for (unsigned i = 0; i < LIMBS; i++)
		for (unsigned k = 0; k < LIMBS; k++) {
			/* what lies at 2^255 and above comes back 19 times */
			uint64_t times = i + k < LIMBS ? 1 : 19;

			sum[(i + k) % LIMBS] +=
			    (wide)a->at[i] * (b->at[k] * times);
		}
	for (unsigned i = 0; i < LIMBS; i++) {
		sum[i] += c;
		c = sum[i] >> LIMB_BITS;
		r.at[i] = (uint64_t)sum[i] & LIMB_MASK;
	}
	c = r.at[0] + 19 * c;
	r.at[0] = (uint64_t)c & LIMB_MASK;
	r.at[1] += (uint64_t)(c >> LIMB_BITS);
	return r;
}

static struct number
square(const struct number *a)
{
	return multiply(a, a);
}

/* a to the power that is written as so many ones and then the byte `last`. */
static struct number
power(const struct number *a, unsigned ones, uint8_t last)
{
	struct number r = number_of(1);

	for (unsigned i = 0; i < ones + 8; i++) {
		bool bit = i < ones || (last >> (ones + 7 - i) & 1) != 0;

		r = square(&r);
		if (bit)
			r = multiply(&r, a);
	}
	return r;
}

/* p - 2 = 2^255 - 21 has 247 ones in front of 1110 1011. */
static struct number
invert(const struct number *a)
{
	return power(a, 247, 0xeb);
}

/* The one value below p, 32 bytes, lowest first. */
static void
number_print(uint8_t out[32], const struct number *a)
{
	struct number r = *a;
	uint64_t q;

	carry(&r);
	carry(&r);
	/* q: is r at least p? */
	q = (r.at[0] + 19) >> LIMB_BITS;
	for (unsigned i = 1; i < LIMBS; i++)
		q = (r.at[i] + q) >> LIMB_BITS;
	r.at[0] += 19 * q;
	for (unsigned i = 0; i + 1 < LIMBS; i++) {
		r.at[i + 1] += r.at[i] >> LIMB_BITS;
		r.at[i] &= LIMB_MASK;
	}
	r.at[LIMBS - 1] &= LIMB_MASK;
	memset(out, 0, 32);
	for (unsigned bit = 0; bit < 255; bit++)
		out[bit / 8] |= (uint8_t)((r.at[bit / LIMB_BITS] >>
		    bit % LIMB_BITS & 1) << bit % 8);
}

/* Without the top bit; below 2^255. */
static struct number
number_parse(const uint8_t in[32])
{
	struct number r = {{0}};

	for (unsigned bit = 0; bit < 255; bit++)
		r.at[bit / LIMB_BITS] |= (uint64_t)(in[bit / 8] >>
		    bit % 8 & 1) << bit % LIMB_BITS;
	return r;
}

static bool
equal(const struct number *a, const struct number *b)
{
	uint8_t x[32], y[32];

	number_print(x, a);
	number_print(y, b);
	return memcmp(x, y, sizeof x) == 0;
}

/* ---- points: x = X/Z, y = Y/Z, xy = T/Z ---- */

struct point {
	struct number x, y, z, t;
};

/* d = -121665/121666 and a square root of -1, lowest byte first */
static const uint8_t edwards_d[32] = {
	0xa3, 0x78, 0x59, 0x13, 0xca, 0x4d, 0xeb, 0x75, 0xab, 0xd8, 0x41,
	0x41, 0x4d, 0x0a, 0x70, 0x00, 0x98, 0xe8, 0x79, 0x77, 0x79, 0x40,
	0xc7, 0x8c, 0x73, 0xfe, 0x6f, 0x2b, 0xee, 0x6c, 0x03, 0x52,
};
static const uint8_t root_of_minus_one[32] = {
	0xb0, 0xa0, 0x0e, 0x4a, 0x27, 0x1b, 0xee, 0xc4, 0x78, 0xe4, 0x2f,
	0xad, 0x06, 0x18, 0x43, 0x2f, 0xa7, 0xd7, 0xfb, 0x3d, 0x99, 0x00,
	0x4d, 0x2b, 0x0b, 0xdf, 0xc1, 0x4f, 0x80, 0x24, 0x83, 0x2b,
};

/* 2008, 3.1: complete on this curve, also for equal and neutral points. */
static struct point
point_add(const struct point *p, const struct point *q)
{
	struct number d = number_parse(edwards_d), a, b, c, e, f, g, h, k;

	a = subtract(&p->y, &p->x);
	k = subtract(&q->y, &q->x);
	a = multiply(&a, &k);
	b = add(&p->y, &p->x);
	k = add(&q->y, &q->x);
	b = multiply(&b, &k);
	c = multiply(&p->t, &q->t);
	d = add(&d, &d);
	c = multiply(&c, &d);
	d = multiply(&p->z, &q->z);
	d = add(&d, &d);
	e = subtract(&b, &a);
	f = subtract(&d, &c);
	g = add(&d, &c);
	h = add(&b, &a);
	return (struct point){multiply(&e, &f), multiply(&g, &h),
	    multiply(&f, &g), multiply(&e, &h)};
}

/* 2008, 3.3 */
static struct point
point_double(const struct point *p)
{
	struct number a = square(&p->x), b = square(&p->y);
	struct number c = square(&p->z), e, f, g, h;

	c = add(&c, &c);
	h = add(&a, &b);
	e = add(&p->x, &p->y);
	e = square(&e);
	e = subtract(&h, &e);
	g = subtract(&a, &b);
	f = add(&c, &g);
	return (struct point){multiply(&e, &f), multiply(&g, &h),
	    multiply(&f, &g), multiply(&e, &h)};
}

static struct point
point_negate(const struct point *p)
{
	struct number zero = number_of(0);

	return (struct point){subtract(&zero, &p->x), p->y, p->z,
	    subtract(&zero, &p->t)};
}

/* RFC 8032 5.1.3 */
static bool
point_parse(struct point *out, const uint8_t in[32])
{
	struct number d = number_parse(edwards_d), one = number_of(1);
	struct number zero = number_of(0), y = number_parse(in), u, v, x, k;
	uint8_t text[32];

	u = square(&y);
	v = multiply(&u, &d);
	u = subtract(&u, &one);
	v = add(&v, &one);
	/* x = u v^3 (u v^7)^((p - 5) / 8), where (p - 5) / 8 = 2^252 - 3 has
	 * 244 ones in front of 1111 1101 */
	k = square(&v);
	k = multiply(&k, &v);
	x = multiply(&u, &k); /* u v^3 */
	k = square(&k);
	k = multiply(&k, &v);
	k = multiply(&k, &u); /* u v^7 */
	k = power(&k, 244, 0xfd);
	x = multiply(&x, &k);
	k = square(&x);
	k = multiply(&k, &v);
	if (!equal(&k, &u)) {
		u = subtract(&zero, &u);
		if (!equal(&k, &u))
			return false;
		k = number_parse(root_of_minus_one);
		x = multiply(&x, &k);
	}
	number_print(text, &x);
	if (equal(&x, &zero) && in[31] >> 7 != 0)
		return false;
	if ((text[0] & 1) != in[31] >> 7)
		x = subtract(&zero, &x);
	*out = (struct point){x, y, one, multiply(&x, &y)};
	return true;
}

static void
point_print(uint8_t out[32], const struct point *p)
{
	struct number z = invert(&p->z), x = multiply(&p->x, &z);
	struct number y = multiply(&p->y, &z);
	uint8_t text[32];

	number_print(text, &x);
	number_print(out, &y);
	out[31] |= (uint8_t)(text[0] << 7);
}

/* ---- scalars modulo the group order ---- */

/* L = 2^252 + 27742317777372353535851937790883648493, lowest byte first */
static const uint8_t group_order[32] = {
	0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7,
	0xa2, 0xde, 0xf9, 0xde, 0x14, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
	0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x10,
};

static bool
below_order(const uint8_t s[32])
{
	for (unsigned i = 32; i-- != 0;)
		if (s[i] != group_order[i])
			return s[i] < group_order[i];
	return false;
}

/* 512 bits by long division, a bit at a time: r stays below L < 2^253. */
static void
reduce(uint8_t r[32], const uint8_t in[64])
{
	memset(r, 0, 32);
	for (unsigned bit = 512; bit-- != 0;) {
		unsigned c = in[bit / 8] >> bit % 8 & 1;
		int borrow = 0;

		for (unsigned i = 0; i < 32; i++) {
			c |= (unsigned)r[i] << 1;
			r[i] = (uint8_t)c;
			c >>= 8;
		}
		if (below_order(r))
			continue;
		for (unsigned i = 0; i < 32; i++) {
			int x = r[i] - group_order[i] - borrow;

			borrow = x < 0;
			r[i] = (uint8_t)x;
		}
	}
}

/* [s]P + [h]Q, both scalars bit by bit at once */
static struct point
combine(const uint8_t s[32], const struct point *p, const uint8_t h[32],
    const struct point *q)
{
	struct number zero = number_of(0), one = number_of(1);
	struct point both = point_add(p, q);
	struct point r = {zero, one, one, zero};

	for (unsigned bit = 256; bit-- != 0;) {
		bool of_p = (s[bit / 8] >> bit % 8 & 1) != 0;
		bool of_q = (h[bit / 8] >> bit % 8 & 1) != 0;

		r = point_double(&r);
		if (of_p && of_q)
			r = point_add(&r, &both);
		else if (of_p)
			r = point_add(&r, p);
		else if (of_q)
			r = point_add(&r, q);
	}
	return r;
}

bool
portable_ed25519_holds(const uint8_t key[32], struct bytes message,
    const uint8_t signature[64])
{
	static const uint8_t base_text[32] = {0x58, 0x66, 0x66, 0x66, 0x66,
	    0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66,
	    0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66,
	    0x66, 0x66, 0x66, 0x66, 0x66};
	struct sha512 hash;
	struct point base, a, r;
	uint8_t wide_hash[64], h[32], text[32];

	if (point_is_small_order(key) || point_is_beyond_field(key) ||
	    point_is_small_order(signature) || !below_order(signature + 32) ||
	    !point_parse(&a, key) || !point_parse(&base, base_text))
		return false;
	sha512_init(&hash);
	sha512_add(&hash, signature, 32);
	sha512_add(&hash, key, 32);
	if (message.len != 0)
		sha512_add(&hash, message.at, message.len);
	sha512_end(&hash, wide_hash);
	reduce(h, wide_hash);
	/* R = [S]B - [h]A, compared as text: no other encoding of R passes */
	a = point_negate(&a);
	r = combine(signature + 32, &base, h, &a);
	point_print(text, &r);
	return memcmp(text, signature, sizeof text) == 0;
}
