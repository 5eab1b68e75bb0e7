/*
 * account/enrol.h - a one-time code becomes a password and a second factor
 *
 * Terms       a code is 20 Crockford characters, written in five groups of
 *             four; it lives 24 hours and works once.
 * Invariant   1 codes are kept as SHA-256 alone.
 *             2 a reset of the password keeps the second factor; only a reset
 *               of everything asks for a new one.
 * Errors      ERR_REFUSED, word "code": no such code, used, or past its day.
 *             ERR_INPUT: the password or the factor.
 * Source      interfaces D7; reliability 8.6
 */
#ifndef ACCOUNT_ENROL_H
#define ACCOUNT_ENROL_H

#include "account/factor.h"
#include "account/password.h"

#define ENROL_CODE_BYTES 25 /* "XXXX-XXXX-XXXX-XXXX-XXXX" */
#define ENROL_SECONDS 86400

/* A fresh code in place of an older one. `with_factor`: the old factors and
 * recovery codes are replaced when it is used. */
MUST_CHECK enum err enrol_code_make(struct accounts *a, int64_t account,
    bool with_factor, int64_t now_s, char out[ENROL_CODE_BYTES],
    int64_t *until_s, struct error *e);
/* Whose is it? Small and capital letters, groups or not; I L O read as 1 1 0.
 * `*asks_factor`: a factor must be given too. */
MUST_CHECK enum err enrol_look(struct accounts *a, struct bytes code,
    int64_t now_s, struct account *out, bool *asks_factor, struct error *e);

struct enrolment {
	struct bytes code;
	const char *password_hash; /* by hashing.h, after password_check */
	const struct totp_secret *totp; /* one of both, if asked */
	struct bytes totp_code;         /* empty: taken as it is */
	const struct ssh_login_key *ssh;
};
/* All or nothing; the code is used up, sessions end, and the recovery codes
 * are shown once (with a factor; else out[0] is ""). */
MUST_CHECK enum err enrol(struct accounts *a, const struct enrolment *n,
    int64_t now_s, char out[RECOVERY_CODES][RECOVERY_CODE_BYTES],
    struct account *account, struct error *e);

/* By the person, signed in and fresh; ends the other sessions. */
MUST_CHECK enum err password_change(struct accounts *a, int64_t account,
    const char *password_hash, int64_t session_kept, int64_t now_s,
    struct error *e);

#endif
