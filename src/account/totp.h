/*
 * account/totp.h - time-based one-time codes
 *
 * Invariant   pure; that a step is accepted once is factor.h's.
 * Source      RFC 4226, RFC 6238 (SHA-1, 30 s, 6 digits, one step each way);
 *             interfaces D3
 */
#ifndef ACCOUNT_TOTP_H
#define ACCOUNT_TOTP_H

#include "base/bytes.h"

#define TOTP_SECRET_BYTES 20
#define TOTP_STEP_S 30
#define TOTP_DIGITS 6
#define TOTP_BASE32_BYTES 33 /* 20 bytes as text and a NUL */

struct totp_secret {
	uint8_t at[TOTP_SECRET_BYTES];
};

int64_t totp_step(int64_t now_s);
/* 0 to 999999 */
uint32_t totp_code(const struct totp_secret *s, int64_t step);
/* `text`: six digits, blanks between them allowed. True: it is the code of
 * `*step`, within one step of now and after `used` (the last one accepted). */
MUST_CHECK bool totp_matches(const struct totp_secret *s, struct bytes text,
    int64_t now_s, int64_t used, int64_t *step);
void totp_base32(char out[TOTP_BASE32_BYTES], const struct totp_secret *s);
/* What people paste: capitals or not, blanks, '=' at the end. */
MUST_CHECK bool totp_base32_parse(struct bytes text, struct totp_secret *out);
/* otpauth://totp/ISSUER:NAME?secret=...&issuer=ISSUER, for a QR code. */
void totp_uri(struct buffer *out, const struct totp_secret *s,
    const char *issuer, const char *name);

#endif
