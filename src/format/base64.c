#include "format/base64.h"

static const char digits[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

static int
value_of(uint8_t c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	return c == '+' ? 62 : c == '/' ? 63 : -1;
}

bool
base64_decode(struct bytes text, uint8_t *out, size_t max, size_t *len)
{
	size_t padding = 0, count = 0, whole;

	if (text.len % 4 != 0)
		return false;
	if (text.len != 0 && text.at[text.len - 1] == '=')
		padding = text.at[text.len - 2] == '=' ? 2 : 1;
	whole = text.len / 4 * 3 - padding;
	if (whole > max)
		return false;
	for (size_t i = 0; i < text.len; i += 4) {
		size_t given = i + 4 == text.len ? 4 - padding : 4;
		uint32_t group = 0;

		for (size_t k = 0; k < 4; k++) {
			int v = k < given ? value_of(text.at[i + k]) : 0;

			if (v < 0)
				return false;
			group = group << 6 | (uint32_t)v;
		}
		if ((given == 3 && (group & 0xff) != 0) ||
		    (given == 2 && (group & 0xffff) != 0))
			return false;
		for (size_t k = 0; k + 1 < given; k++)
			out[count++] = (uint8_t)(group >> (16 - 8 * k) & 0xff);
	}
	*len = count;
	return true;
}

bool
base64_peek(struct bytes text, uint8_t *first, size_t max, size_t *len)
{
	enum { TEXT_PIECE = 96, PIECE = TEXT_PIECE / 4 * 3 };
	uint8_t piece[PIECE];
	size_t total = 0;

	for (size_t at = 0; at < text.len; at += TEXT_PIECE) {
		bool last = text.len - at <= TEXT_PIECE;
		size_t n, keep = total < max ? max - total : 0;

		if (!base64_decode(bytes_of(text.at + at, last ?
		    text.len - at : TEXT_PIECE), piece, sizeof piece, &n) ||
		    (!last && n != sizeof piece))
			return false;
		if (keep > n)
			keep = n;
		if (keep != 0)
			memcpy(first + total, piece, keep);
		total += n;
	}
	*len = total;
	return true;
}

void
base64_print(char *out, struct bytes in)
{
	for (size_t i = 0; i < in.len; i += 3) {
		size_t left = in.len - i;
		uint32_t group = (uint32_t)in.at[i] << 16;

		if (left > 1)
			group |= (uint32_t)in.at[i + 1] << 8;
		if (left > 2)
			group |= in.at[i + 2];
		*out++ = digits[group >> 18];
		*out++ = digits[group >> 12 & 63];
		*out++ = left > 1 ? digits[group >> 6 & 63] : '=';
		*out++ = left > 2 ? digits[group & 63] : '=';
	}
	*out = '\0';
}

void
base64_encode(struct buffer *out, struct bytes in)
{
	size_t len = BASE64_LEN(in.len);
	uint8_t *at = buffer_grow(out, len + 1);

	if (at == NULL)
		return;
	base64_print((char *)at, in);
	out->len--;
}

static char
swap(char c, const char *from, const char *to)
{
	return c == from[0] ? to[0] : c == from[1] ? to[1] : c;
}

void
base64url_print(char *out, struct bytes in)
{
	base64_print(out, in);
	out[strcspn(out, "=")] = '\0';
	for (; *out != '\0'; out++)
		*out = swap(*out, "+/", "-_");
}

bool
base64url_decode(struct bytes text, uint8_t *out, size_t len)
{
	enum { DECODED_MAX = 96 };
	char padded[BASE64_LEN(DECODED_MAX)];
	size_t n, full = BASE64_LEN(len);

	if (len > DECODED_MAX || text.len != full - (3 - len % 3) % 3)
		return false;
	for (size_t i = 0; i < text.len; i++) {
		char c = (char)text.at[i];

		if (c == '+' || c == '/' || c == '=')
			return false;
		padded[i] = swap(c, "-_", "+/");
	}
	memset(padded + text.len, '=', full - text.len);
	n = 0;
	return base64_decode(bytes_of(padded, full), out, len, &n) && n == len;
}
