#include "vectors/jcs_number.h"

#include <assert.h>
#include <float.h>
#include <math.h>
#include <stdio.h>

/* Halfway points between doubles, and 2^1024 behind the last one, are exact
 * in a long double; the longest has 768 significant digits. */
static_assert(LDBL_MANT_DIG > DBL_MANT_DIG && LDBL_MAX_EXP > DBL_MAX_EXP,
    "long double holds what stands between two doubles");

enum { DIGITS_MAX = 800, EXPONENT_LIMIT = 100000 };

#define INFINITY_BITS UINT64_C(0x7ff0000000000000)

/* 0.d1d2d3... * 10^exponent, d1 not 0; no digits: zero. */
struct decimal {
	char digits[DIGITS_MAX + 1];
	size_t count;
	long exponent;
};

static void
digit_add(struct decimal *d, char digit)
{
	if (d->count == 0 && digit == '0') {
		d->exponent--;
		return;
	}
	if (d->count < DIGITS_MAX)
		d->digits[d->count++] = digit;
	else if (digit != '0') /* more than any halfway point has */
		d->digits[DIGITS_MAX - 1] |= 1;
}

static void
zeros_drop(struct decimal *d)
{
	while (d->count != 0 && d->digits[d->count - 1] == '0')
		d->count--;
	if (d->count == 0)
		d->exponent = 0;
}

/* Digits, at most one point, and at most one exponent; the sign is gone. */
static bool
decimal_parse(struct decimal *d, struct bytes text)
{
	long exponent = 0, before = 0;
	bool point = false, negative = false;
	size_t i = 0;

	*d = (struct decimal){.count = 0};
	for (; i < text.len && text.at[i] != 'e' && text.at[i] != 'E'; i++) {
		if (text.at[i] == '.' && !point) {
			point = true;
			continue;
		}
		if (text.at[i] < '0' || text.at[i] > '9')
			return false;
		before += !point;
		digit_add(d, (char)text.at[i]);
	}
	if (i < text.len) {
		i++;
		negative = i < text.len && text.at[i] == '-';
		i += i < text.len && (negative || text.at[i] == '+');
	}
	for (; i < text.len; i++) {
		if (text.at[i] < '0' || text.at[i] > '9')
			return false;
		if (exponent < EXPONENT_LIMIT)
			exponent = exponent * 10 + (text.at[i] - '0');
	}
	d->exponent += before + (negative ? -exponent : exponent);
	zeros_drop(d);
	return true;
}

/* The first `precision` + 1 digits of a number above 0, rounded by printf;
 * with DIGITS_MAX - 1 nothing is left to round. */
static void
decimal_of(struct decimal *d, long double number, int precision)
{
	char text[DIGITS_MAX + 32];
	int len = snprintf(text, sizeof text, "%.*Le", precision, number);

	assert(len > 0 && (size_t)len < sizeof text);
	if (!decimal_parse(d, bytes_of(text, (size_t)len)))
		assert(false);
}

static int
decimal_compare(const struct decimal *a, const struct decimal *b)
{
	size_t most = a->count > b->count ? a->count : b->count;

	if (a->count == 0 || b->count == 0)
		return (a->count != 0) - (b->count != 0);
	if (a->exponent != b->exponent)
		return a->exponent < b->exponent ? -1 : 1;
	for (size_t i = 0; i < most; i++) {
		char x = i < a->count ? a->digits[i] : '0';
		char y = i < b->count ? b->digits[i] : '0';

		if (x != y)
			return x < y ? -1 : 1;
	}
	return 0;
}

static uint64_t
bits_of(double number)
{
	uint64_t bits;

	memcpy(&bits, &number, sizeof bits);
	return bits;
}

static double
double_of(uint64_t bits)
{
	double number;

	memcpy(&number, &bits, sizeof number);
	return number;
}

/* Where infinity stands, what would come next does: 2^1024. */
static long double
value_at(uint64_t bits)
{
	return bits == INFINITY_BITS ? 0x1p1024L : (long double)double_of(bits);
}

/* Halfway from a double (bits without sign) to the next one. */
static void
halfway(struct decimal *d, uint64_t bits)
{
	decimal_of(d, (value_at(bits) + value_at(bits + 1)) / 2,
	    DIGITS_MAX - 1);
}

/* Whether a decimal reads back as the double between two halfway points; on
 * one of them only where the double is even. */
static bool
reads_back(const struct decimal *d, const struct decimal *below,
    const struct decimal *above, bool even)
{
	int low = decimal_compare(d, below), high = decimal_compare(d, above);

	return even ? low >= 0 && high <= 0 : low > 0 && high < 0;
}

/* The next decimal of `count` digits. */
static void
step_up(struct decimal *d, size_t count)
{
	size_t i = count;

	while (d->count < count)
		d->digits[d->count++] = '0';
	while (i-- != 0 && d->digits[i] == '9')
		d->digits[i] = '0';
	if (i < count) {
		d->digits[i]++;
	} else { /* 999 to 1000: one digit is enough */
		d->digits[0] = '1';
		d->exponent++;
	}
	zeros_drop(d);
}

/* Fewest digits that read back as the same number (ECMAScript 7.1.12.1). The
 * nearest decimal of each length is tried; at a power of two, where the gap
 * above is twice the gap below, the next one up may do where the nearest,
 * below, does not. */
static void
shortest(struct decimal *d, double number)
{
	uint64_t bits = bits_of(number);
	bool even = (bits & 1) == 0;
	struct decimal below, above;

	halfway(&below, bits - 1);
	halfway(&above, bits);
	for (int precision = 0; precision < 17; precision++) {
		decimal_of(d, number, precision);
		if (reads_back(d, &below, &above, even))
			return;
		step_up(d, (size_t)precision + 1);
		if (reads_back(d, &below, &above, even))
			return;
	}
}

bool
jcs_number_print(char out[JCS_NUMBER_BYTES], double number)
{
	struct decimal d;
	char *sign = out;
	int n, k;

	if (!isfinite(number))
		return false;
	if (fpclassify(number) == FP_ZERO) {
		(void)snprintf(out, JCS_NUMBER_BYTES, "0");
		return true;
	}
	if (number < 0) {
		*sign++ = '-';
		number = -number;
	}
	shortest(&d, number);
	n = (int)d.exponent;
	k = (int)d.count;
	if (k <= n && n <= 21)
		(void)snprintf(sign, JCS_NUMBER_BYTES - 1, "%.*s%.*s", k,
		    d.digits, n - k, "000000000000000000000");
	else if (n > 0 && n <= 21)
		(void)snprintf(sign, JCS_NUMBER_BYTES - 1, "%.*s.%.*s", n,
		    d.digits, k - n, d.digits + n);
	else if (n > -6 && n <= 0)
		(void)snprintf(sign, JCS_NUMBER_BYTES - 1, "0.%.*s%.*s", -n,
		    "000000", k, d.digits);
	else
		(void)snprintf(sign, JCS_NUMBER_BYTES - 1, "%c%s%.*se%+d",
		    d.digits[0], k > 1 ? "." : "", k - 1, d.digits + 1,
		    n - 1);
	return true;
}

bool
jcs_number_parse(struct bytes text, double *number)
{
	bool negative = text.len != 0 && text.at[0] == '-';
	uint64_t low = 0, high = INFINITY_BITS;
	struct decimal want, middle;
	int order;

	if (negative)
		text = bytes_of(text.at + 1, text.len - 1);
	if (!decimal_parse(&want, text))
		return false;
	/* the largest double that is not above */
	while (high - low > 1) {
		uint64_t bits = low + (high - low) / 2;

		decimal_of(&middle, value_at(bits), DIGITS_MAX - 1);
		if (decimal_compare(&middle, &want) <= 0)
			low = bits;
		else
			high = bits;
	}
	halfway(&middle, low);
	order = decimal_compare(&want, &middle);
	if (order > 0 || (order == 0 && (low & 1) == 1))
		low++;
	*number = double_of(low);
	if (negative)
		*number = -*number;
	return low != INFINITY_BITS;
}
