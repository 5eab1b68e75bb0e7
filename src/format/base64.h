/*
 * format/base64.h - RFC 4648 section 4: padded, canonical, nothing else
 *
 * Errors      false: white space, missing padding, unused bits not zero, or
 *             more than `max` bytes. Nothing is written past `max`.
 * Source      log 3.1.1
 */
#ifndef FORMAT_BASE64_H
#define FORMAT_BASE64_H

#include "base/bytes.h"

#define BASE64_LEN(n) (((n) + 2) / 3 * 4)

MUST_CHECK bool base64_decode(struct bytes text, uint8_t *out, size_t max,
    size_t *len);
/* Canonical text of any length: its decoded length, and the first bytes that
 * it decodes to, at most `max` of them. No allocation. */
MUST_CHECK bool base64_peek(struct bytes text, uint8_t *first, size_t max,
    size_t *len);
void base64_encode(struct buffer *out, struct bytes in);
/* Into BASE64_LEN(in.len) bytes and a NUL; no allocation. */
void base64_print(char *out, struct bytes in);

/* RFC 4648 section 5, without padding: cookies, tokens. `out` has room for
 * BASE64_LEN(in.len) bytes and a NUL. */
void base64url_print(char *out, struct bytes in);
/* Exactly `len` bytes, at most 96. */
MUST_CHECK bool base64url_decode(struct bytes text, uint8_t *out, size_t len);

#endif
