#include "format/json.h"

/* Length of the well-formed sequence at `at` (RFC 3629, table of Unicode 3-7),
 * 0 if there is none. */
static size_t
sequence(const uint8_t *at, size_t left)
{
	uint8_t a = at[0], low = 0x80, high = 0xbf;
	size_t len;

	if (a < 0x80)
		return 1;
	if (a < 0xc2 || a > 0xf4)
		return 0;
	len = a < 0xe0 ? 2 : a < 0xf0 ? 3 : 4;
	if (len > left)
		return 0;
	if (a == 0xe0)
		low = 0xa0;
	if (a == 0xed)
		high = 0x9f;
	if (a == 0xf0)
		low = 0x90;
	if (a == 0xf4)
		high = 0x8f;
	if (at[1] < low || at[1] > high)
		return 0;
	for (size_t i = 2; i < len; i++)
		if ((at[i] & 0xc0) != 0x80)
			return 0;
	return len;
}

bool
utf8_check(struct bytes in, size_t *bad)
{
	size_t i = 0;

	while (i < in.len) {
		size_t len;

		/* eight plain bytes at once: files are mostly these */
		if (i + 8 <= in.len &&
		    (get_be(in.at + i, 8) & 0x8080808080808080u) == 0) {
			i += 8;
			continue;
		}
		len = sequence(in.at + i, in.len - i);
		if (len == 0) {
			if (bad != NULL)
				*bad = i;
			return false;
		}
		i += len;
	}
	return true;
}

uint32_t
utf8_next(struct bytes *rest)
{
	static const uint8_t mask[5] = {0, 0x7f, 0x1f, 0x0f, 0x07};
	size_t len = rest->at[0] < 0x80 ? 1 : rest->at[0] < 0xe0 ? 2 :
	    rest->at[0] < 0xf0 ? 3 : 4;
	uint32_t scalar;

	if (len > rest->len)
		len = rest->len;
	scalar = rest->at[0] & mask[len];
	for (size_t i = 1; i < len; i++)
		scalar = scalar << 6 | (rest->at[i] & 0x3f);
	rest->at += len;
	rest->len -= len;
	return scalar;
}

size_t
utf8_count(struct bytes text)
{
	size_t count = 0;

	for (size_t i = 0; i < text.len; i++)
		count += (text.at[i] & 0xc0) != 0x80;
	return count;
}

void
utf8_put(struct buffer *out, uint32_t c)
{
	uint8_t at[4];
	size_t len;

	if (c < 0x80) {
		at[0] = (uint8_t)c;
		len = 1;
	} else if (c < 0x800) {
		at[0] = (uint8_t)(0xc0 | c >> 6);
		at[1] = (uint8_t)(0x80 | (c & 0x3f));
		len = 2;
	} else if (c < 0x10000) {
		at[0] = (uint8_t)(0xe0 | c >> 12);
		at[1] = (uint8_t)(0x80 | (c >> 6 & 0x3f));
		at[2] = (uint8_t)(0x80 | (c & 0x3f));
		len = 3;
	} else {
		at[0] = (uint8_t)(0xf0 | c >> 18);
		at[1] = (uint8_t)(0x80 | (c >> 12 & 0x3f));
		at[2] = (uint8_t)(0x80 | (c >> 6 & 0x3f));
		at[3] = (uint8_t)(0x80 | (c & 0x3f));
		len = 4;
	}
	buffer_append(out, at, len);
}

void
utf8_put_visible(struct buffer *out, struct bytes text, const char *kept)
{
	for (size_t i = 0; i < text.len; i++) {
		const uint8_t *at = text.at + i;
		size_t left = text.len - i;

		if ((*at < 0x20 || *at == 0x7f) &&
		    (*at == 0 || strchr(kept, *at) == NULL)) {
			buffer_printf(out, "\\x%02x", *at);
		} else if (*at == 0xc2 && left > 1 && at[1] >= 0x80 &&
		    at[1] <= 0x9f) {
			buffer_printf(out, "\\u%04x", at[1]);
			i += 1;
		} else if (*at == 0xe2 && left > 2 && at[1] == 0x80 &&
		    at[2] >= 0xaa && at[2] <= 0xae) {
			buffer_printf(out, "\\u%04x", 0x2000 | (at[2] & 0x3f));
			i += 2;
		} else {
			buffer_byte(out, *at);
		}
	}
}

bool
utf8_is_space(uint32_t c)
{
	return (c >= 0x09 && c <= 0x0d) || c == 0x20 || c == 0x85 ||
	    c == 0xa0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200a) ||
	    c == 0x2028 || c == 0x2029 || c == 0x202f || c == 0x205f ||
	    c == 0x3000;
}
