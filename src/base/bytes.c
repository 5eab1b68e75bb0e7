#include "base/bytes.h"

#include <stdio.h>
#include <stdlib.h>

bool
bytes_equal(struct bytes a, struct bytes b)
{
	return a.len == b.len && (a.len == 0 || memcmp(a.at, b.at, a.len) == 0);
}

bool
bytes_is(struct bytes a, const char *text)
{
	return bytes_equal(a, bytes_text(text));
}

int
bytes_compare(struct bytes a, struct bytes b)
{
	size_t least = a.len < b.len ? a.len : b.len;
	int order = least == 0 ? 0 : memcmp(a.at, b.at, least);

	if (order != 0)
		return order;
	return a.len < b.len ? -1 : a.len > b.len;
}

bool
bytes_starts(struct bytes a, const char *text)
{
	size_t len = strlen(text);

	return a.len >= len && memcmp(a.at, text, len) == 0;
}

size_t
bytes_find(struct bytes a, uint8_t byte)
{
	const uint8_t *hit = a.len == 0 ? NULL : memchr(a.at, byte, a.len);

	return hit == NULL ? a.len : (size_t)(hit - a.at);
}

bool
bytes_line(struct bytes *rest, struct bytes *line, bool *complete)
{
	size_t len = bytes_find(*rest, '\n');

	if (rest->len == 0)
		return false;
	*line = bytes_of(rest->at, len);
	*complete = len < rest->len;
	if (*complete)
		len++;
	rest->at += len;
	rest->len -= len;
	return true;
}

bool
bytes_decimal(struct bytes a, uint64_t max, uint64_t *out)
{
	uint64_t value = 0;

	if (a.len == 0 || a.len > 20 || (a.len > 1 && a.at[0] == '0'))
		return false;
	for (size_t i = 0; i < a.len; i++) {
		unsigned digit = (unsigned)a.at[i] - '0';

		if (digit > 9 || value > (UINT64_MAX - digit) / 10)
			return false;
		value = value * 10 + digit;
	}
	if (value > max)
		return false;
	*out = value;
	return true;
}

void
buffer_reserve(struct buffer *b, size_t len)
{
	size_t cap = b->cap < 64 ? 64 : b->cap;
	uint8_t *at;

	if (b->failed)
		return;
	if (len > SIZE_MAX / 4 - b->len ||
	    (b->limit != 0 && b->len + len > b->limit)) {
		b->failed = true;
		return;
	}
	if (len <= b->cap - b->len)
		return;
	while (cap < b->len + len)
		cap *= 2;
	at = realloc(b->at, cap);
	if (at == NULL) {
		b->failed = true;
		return;
	}
	b->at = at;
	b->cap = cap;
}

uint8_t *
buffer_grow(struct buffer *b, size_t len)
{
	uint8_t *at;

	buffer_reserve(b, len == 0 ? 1 : len);
	if (b->failed)
		return NULL;
	at = b->at + b->len;
	b->len += len;
	return at;
}

void
buffer_append(struct buffer *b, const void *from, size_t len)
{
	uint8_t *at = len == 0 ? NULL : buffer_grow(b, len);

	if (at != NULL)
		memcpy(at, from, len);
}

void
buffer_add(struct buffer *b, struct bytes span)
{
	buffer_append(b, span.at, span.len);
}

void
buffer_byte(struct buffer *b, uint8_t byte)
{
	buffer_append(b, &byte, 1);
}

void
buffer_text(struct buffer *b, const char *text)
{
	buffer_append(b, text, strlen(text));
}

void
buffer_printf(struct buffer *b, const char *fmt, ...)
{
	va_list args, again;
	int len;

	va_start(args, fmt);
	va_copy(again, args);
	len = vsnprintf(NULL, 0, fmt, args);
	va_end(args);
	if (len < 0)
		b->failed = true;
	else
		buffer_reserve(b, (size_t)len + 1);
	if (!b->failed) {
		(void)vsnprintf((char *)b->at + b->len, (size_t)len + 1, fmt,
		    again);
		b->len += (size_t)len;
	}
	va_end(again);
}

void
buffer_clear(struct buffer *b)
{
	b->len = 0;
	b->failed = false;
}

void
buffer_release(struct buffer *b)
{
	size_t limit = b->limit;

	free(b->at);
	*b = (struct buffer){.limit = limit};
}

void
buffer_wipe(struct buffer *b)
{
	if (b->at != NULL)
		explicit_bzero(b->at, b->cap);
	buffer_release(b);
}

const char *
buffer_cstr(struct buffer *b)
{
	buffer_reserve(b, 1);
	if (b->failed)
		return "";
	b->at[b->len] = '\0';
	return (const char *)b->at;
}

struct bytes
cursor_bytes(struct cursor *c, size_t len)
{
	struct bytes out = {c->at, len};

	if (c->short_read || len > c->left) {
		c->short_read = true;
		c->left = 0;
		return (struct bytes){c->at, 0};
	}
	c->at += len;
	c->left -= len;
	return out;
}

static uint64_t
cursor_be(struct cursor *c, unsigned width)
{
	struct bytes span = cursor_bytes(c, width);

	return span.len == width ? get_be(span.at, width) : 0;
}

uint8_t
cursor_u8(struct cursor *c)
{
	return (uint8_t)cursor_be(c, 1);
}

uint16_t
cursor_u16be(struct cursor *c)
{
	return (uint16_t)cursor_be(c, 2);
}

uint32_t
cursor_u32be(struct cursor *c)
{
	return (uint32_t)cursor_be(c, 4);
}

uint64_t
cursor_u64be(struct cursor *c)
{
	return cursor_be(c, 8);
}

void
put_be(uint8_t *at, unsigned width, uint64_t value)
{
	for (unsigned i = width; i-- > 0; value >>= 8)
		at[i] = (uint8_t)(value & 0xff);
}

uint64_t
get_be(const uint8_t *at, unsigned width)
{
	uint64_t value = 0;

	for (unsigned i = 0; i < width; i++)
		value = value << 8 | at[i];
	return value;
}
