/*
 * account/signin.h - name, password, factor: one form, one answer
 *
 * Purpose     the whole of signing in, in steps that a single-threaded server
 *             can leave and come back to.
 * Invariant   1 an unknown name, a wrong password and a wrong factor give the
 *               same words after the same hashing.
 *             2 every try that fails counts for the name and the address.
 * Errors      ERR_REFUSED, word "sign_in_failed": it was not right.
 *             ERR_REFUSED, word "slow_down": wait retry_after_s (429).
 *             ERR_CONFLICT, word "busy": 503, Retry-After 2.
 *             ERR_REFUSED, word "waiting": right, but not approved yet.
 * Source      interfaces D3, D4, D5; reliability 8.6
 */
#ifndef ACCOUNT_SIGNIN_H
#define ACCOUNT_SIGNIN_H

#include "account/factor.h"
#include "account/hashing.h"
#include "account/lockout.h"
#include "account/session.h"

struct signin;

struct signin_form {
	struct bytes name, password;
	struct factor_answer answer;
	struct bytes address;
};

struct signed_in {
	struct account account;
	struct session session;
	char cookie[SESSION_TEXT_BYTES];
	enum factor_used used;
	struct failures before; /* told to the person */
	uint64_t recovery_left;
};

/* Copies the form. `now_ms` as for hashing_start. */
MUST_CHECK enum err signin_start(struct signin **out, struct accounts *a,
    struct hashing *h, const struct signin_form *form, int64_t now_s,
    int64_t now_ms, int64_t *retry_after_s, struct error *e);
/* False: come back when the eventfd was readable. */
bool signin_ready(struct signin *s, int64_t now_ms);
MUST_CHECK enum err signin_finish(struct signin *s, int64_t now_s,
    struct signed_in *out, struct error *e);
void signin_free(struct signin *s); /* wipes; NULL is fine */

/* The second factor again: a new cookie. Failures count as at sign-in. */
MUST_CHECK enum err signin_step_up(struct accounts *a,
    const struct session *s, const struct factor_answer *answer,
    struct bytes address, int64_t now_s, char cookie[SESSION_TEXT_BYTES],
    struct session *out, int64_t *retry_after_s, struct error *e);

#endif
