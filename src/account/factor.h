/*
 * account/factor.h - second factors and recovery codes of an account
 *
 * Invariant   1 a step of a one-time code, a challenge and a recovery code are
 *               accepted once, also by many tries at the same time in several
 *               processes: the row that says so is changed in the transaction
 *               that accepts.
 *             2 recovery codes are kept as SHA-256 alone.
 * Errors      ERR_REFUSED, word "factor": not accepted, without telling why.
 *             ERR_INPUT: a key or secret that is malformed.
 * Source      interfaces D3; reliability 8.6
 */
#ifndef ACCOUNT_FACTOR_H
#define ACCOUNT_FACTOR_H

#include "account/account.h"
#include "account/ssh_login.h"
#include "account/totp.h"

#define RECOVERY_CODES 10
#define RECOVERY_CODE_BYTES 20 /* "XXXX-XXXX-XXXX-XXXX" */
#define FACTORS_MAX 8

enum factor_kind { FACTOR_TOTP, FACTOR_SSH };

struct factor {
	int64_t id;
	enum factor_kind kind;
	char label[65];
	int64_t made_s, used_s; /* used_s 0: never */
	struct ssh_login_key key; /* FACTOR_SSH */
};
typedef enum err factor_fn(void *context, const struct factor *f,
    struct error *e);
MUST_CHECK enum err factors_each(struct accounts *a, int64_t account,
    factor_fn *each, void *context, struct error *e);

/* Proven by a first code (`code` empty: taken as it is, for tests and
 * operators); a code shown once is not accepted again at sign-in. */
MUST_CHECK enum err factor_add_totp(struct accounts *a, int64_t account,
    const struct totp_secret *s, struct bytes code, struct bytes label,
    int64_t now_s, struct error *e);
MUST_CHECK enum err factor_add_ssh(struct accounts *a, int64_t account,
    const struct ssh_login_key *k, struct bytes label, int64_t now_s,
    struct error *e);
/* ERR_REFUSED: it is the last one. Ends the account's other sessions. */
MUST_CHECK enum err factor_remove(struct accounts *a, int64_t account,
    int64_t factor, int64_t session_kept, int64_t now_s, struct error *e);

/* Fresh codes in place of the old ones; shown once. */
MUST_CHECK enum err recovery_make(struct accounts *a, int64_t account,
    char out[RECOVERY_CODES][RECOVERY_CODE_BYTES], int64_t now_s,
    struct error *e);
MUST_CHECK enum err recovery_left(struct accounts *a, int64_t account,
    uint64_t *count, struct error *e);

/* What was typed in the one field: six digits, a recovery code, or an armoured
 * signature with its challenge beside it (empty otherwise). */
struct factor_answer {
	struct bytes text, challenge;
};
enum factor_used { USED_TOTP, USED_SSH, USED_RECOVERY };
MUST_CHECK enum err factor_accept(struct accounts *a, int64_t account,
    const struct factor_answer *answer, int64_t now_s,
    enum factor_used *used, struct error *e);
/* A challenge to show; keeps nothing. */
MUST_CHECK enum err factor_challenge(struct accounts *a,
    struct ssh_challenge *out, int64_t now_s, struct error *e);

#endif
