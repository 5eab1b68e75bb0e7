/*
 * account/session.h - signed-in browsers
 *
 * Invariant   1 the cookie's 32 random bytes are kept as SHA-256 alone.
 *             2 a session ends 30 minutes after its last request and 12 hours
 *               after its start (registrar, authority: 15 minutes, 8 hours),
 *               on a change of password or factor, and when the account is
 *               disabled. An account has five at most; the sixth ends the
 *               oldest.
 *             3 the value is a new one at sign-in and at every step-up.
 * Errors      ERR_REFUSED, word "sign_in": no such session, or it has ended.
 *             ERR_REFUSED, word "step_up": the second factor is asked again.
 * Cost        session_use: one read; one write a minute at most.
 * Source      interfaces D5, D6; reliability 8.6
 */
#ifndef ACCOUNT_SESSION_H
#define ACCOUNT_SESSION_H

#include "account/account.h"

#define SESSION_SECRET_BYTES 32
#define SESSION_TEXT_BYTES 44 /* base64url of it and a NUL: the cookie */
#define SESSIONS_MAX 5
#define STEP_UP_SECONDS 300
#define FORM_TOKEN_BYTES 44

struct session {
	int64_t id, account, started_s, seen_s, factor_s, until_s;
	uint8_t secret[SESSION_SECRET_BYTES]; /* of the cookie: form tokens */
};

/* `now_s` counts as the time of the second factor. */
MUST_CHECK enum err session_begin(struct accounts *a, int64_t account,
    int64_t now_s, char cookie[SESSION_TEXT_BYTES], struct session *out,
    struct error *e);
/* Who is it? The account is active. */
MUST_CHECK enum err session_use(struct accounts *a, struct bytes cookie,
    int64_t now_s, struct session *out, struct account *account,
    struct error *e);
/* ERR_REFUSED "step_up" where the factor is older than five minutes. */
MUST_CHECK enum err session_is_fresh(const struct session *s, int64_t now_s,
    struct error *e);
/* After factor_accept (see signin_step_up): a new cookie, the old one ends. */
MUST_CHECK enum err session_renew(struct accounts *a, const struct session *s,
    int64_t now_s, char cookie[SESSION_TEXT_BYTES], struct session *out,
    struct error *e);
/* Those of the account that have not ended; `secret` is zero. */
typedef enum err session_fn(void *context, const struct session *s,
    struct error *e);
MUST_CHECK enum err sessions_each(struct accounts *a, int64_t account,
    int64_t now_s, session_fn *each, void *context, struct error *e);
/* ERR_ABSENT: none of that account. */
MUST_CHECK enum err session_end(struct accounts *a, int64_t account,
    int64_t id, int64_t now_s, struct error *e);
/* All but `kept` (0: all). */
MUST_CHECK enum err sessions_end(struct accounts *a, int64_t account,
    int64_t kept, int64_t now_s, struct error *e);

/* base64url HMAC-SHA-256(session secret, path LF draft id): interfaces D6. */
void form_token(char out[FORM_TOKEN_BYTES], const struct session *s,
    struct bytes path, struct bytes draft);
MUST_CHECK bool form_token_holds(const struct session *s, struct bytes path,
    struct bytes draft, struct bytes token);

#endif
