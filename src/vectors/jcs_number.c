#include "vectors/jcs_number.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/*
 * Fewest digits that read back as the same number (ECMAScript 7.1.12.1).
 * printf and strtod of glibc round correctly, in the C locale, which this
 * program never leaves; so the first precision whose text reads back is the
 * shortest, and its digits are the nearest of that length.
 */
static int
shortest(char digits[24], double number)
{
	char text[40];
	int exponent = 0;

	for (int precision = 0; precision < 17; precision++) {
		size_t used = 0;
		char *mark;

		(void)snprintf(text, sizeof text, "%.*e", precision, number);
		if (strtod(text, NULL) < number || strtod(text, NULL) > number)
			continue;
		mark = strchr(text, 'e');
		exponent = (int)strtol(mark + 1, NULL, 10);
		for (const char *c = text; c < mark; c++)
			if (*c != '.')
				digits[used++] = *c;
		digits[used] = '\0';
		break;
	}
	return exponent + 1;
}

bool
jcs_number_print(char out[JCS_NUMBER_BYTES], double number)
{
	char digits[24] = "0", *sign = out;
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
	n = shortest(digits, number);
	k = (int)strlen(digits);
	if (k <= n && n <= 21)
		(void)snprintf(sign, JCS_NUMBER_BYTES - 1, "%s%.*s", digits,
		    n - k, "000000000000000000000");
	else if (n > 0 && n <= 21)
		(void)snprintf(sign, JCS_NUMBER_BYTES - 1, "%.*s.%s", n,
		    digits, digits + n);
	else if (n > -6 && n <= 0)
		(void)snprintf(sign, JCS_NUMBER_BYTES - 1, "0.%.*s%s", -n,
		    "000000", digits);
	else
		(void)snprintf(sign, JCS_NUMBER_BYTES - 1, "%c%s%se%+d",
		    digits[0], k > 1 ? "." : "", digits + 1, n - 1);
	return true;
}

bool
jcs_number_parse(struct bytes text, double *number)
{
	struct buffer b = {0};
	const char *from;
	char *end;
	bool whole;

	buffer_add(&b, text);
	from = buffer_cstr(&b);
	*number = strtod(from, &end);
	whole = end != from && *end == '\0' && isfinite(*number);
	buffer_release(&b);
	return whole;
}
