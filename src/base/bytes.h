/*
 * base/bytes.h - spans that borrow, buffers that own, a cursor that cannot
 * run off its end
 *
 * Invariant   a span never owns; a buffer always owns. A buffer whose growth
 *             failed is `failed` for good: test it once, at the end. A cursor
 *             that ran short is empty and stays failed likewise.
 * Ownership   buffer_release frees and empties; everything starts as {0}.
 * Source      style 5 and 6.
 */
#ifndef BASE_BYTES_H
#define BASE_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/error.h"

struct bytes {
	const uint8_t *at;
	size_t len;
};

struct buffer {
	uint8_t *at;
	size_t len, cap;
	size_t limit; /* 0: none; else growing past it fails */
	bool failed;
};

static inline struct bytes
bytes_of(const void *at, size_t len)
{
	return (struct bytes){(const uint8_t *)at, len};
}

/* A span over a text without its final NUL. */
static inline struct bytes
bytes_text(const char *text)
{
	return bytes_of(text, strlen(text));
}

bool bytes_equal(struct bytes a, struct bytes b);
bool bytes_is(struct bytes a, const char *text);
/* Order of unsigned bytes, then of length: <0, 0, >0. */
int bytes_compare(struct bytes a, struct bytes b);
bool bytes_starts(struct bytes a, const char *text);
/* First place of `byte`, or a.len. */
size_t bytes_find(struct bytes a, uint8_t byte);
/* Cuts the first line off `*rest` (without its LF). False at the end; a last
 * line without LF is delivered with `*complete` false. */
bool bytes_line(struct bytes *rest, struct bytes *line, bool *complete);
/* ASCII decimal without sign or leading zero, at most `max`. */
bool bytes_decimal(struct bytes a, uint64_t max, uint64_t *out);

void buffer_append(struct buffer *b, const void *at, size_t len);
void buffer_add(struct buffer *b, struct bytes span);
void buffer_byte(struct buffer *b, uint8_t byte);
void buffer_text(struct buffer *b, const char *text);
void buffer_printf(struct buffer *b, const char *fmt, ...) PRINTF_LIKE(2, 3);
/* Room for `len` more bytes at the end, counted as written; NULL on failure. */
uint8_t *buffer_grow(struct buffer *b, size_t len);
void buffer_reserve(struct buffer *b, size_t len);
void buffer_clear(struct buffer *b);   /* keeps the memory */
void buffer_release(struct buffer *b); /* frees it */
void buffer_wipe(struct buffer *b);    /* zeroes, then frees: secrets */
/* The text so far with a NUL behind it (not counted); "" on failure. */
const char *buffer_cstr(struct buffer *b);

static inline struct bytes
buffer_bytes(const struct buffer *b)
{
	return (struct bytes){b->at, b->len};
}

struct cursor {
	const uint8_t *at;
	size_t left;
	bool short_read;
};

static inline struct cursor
cursor_over(struct bytes in)
{
	return (struct cursor){in.at, in.len, false};
}

/* Each delivers zero or an empty span once the cursor has failed. */
struct bytes cursor_bytes(struct cursor *c, size_t len);
uint8_t cursor_u8(struct cursor *c);
uint16_t cursor_u16be(struct cursor *c);
uint32_t cursor_u32be(struct cursor *c);
uint64_t cursor_u64be(struct cursor *c);

/* Big-endian integers of 1 to 8 bytes. */
void put_be(uint8_t *at, unsigned width, uint64_t value);
uint64_t get_be(const uint8_t *at, unsigned width);

#endif
