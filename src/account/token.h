/*
 * account/token.h - keys of programs: "chy_" and 43 base64url characters
 *
 * Invariant   1 kept as SHA-256 alone; bound to one account, one office, some
 *               rights and an end within a year.
 *             2 never carries declare, disclose, registrar, operator, erase;
 *               never more than its account may on that day.
 * Errors      ERR_REFUSED, word "sign_in": no such token, ended or revoked.
 *             ERR_INPUT: a right or an end that a token cannot have.
 * Source      interfaces B6.2; amendments B6.2
 */
#ifndef ACCOUNT_TOKEN_H
#define ACCOUNT_TOKEN_H

#include "account/rights.h"

#define TOKEN_TEXT_BYTES 48
#define TOKEN_DAYS_MAX 366
#define TOKENS_MAX 50

struct token {
	int64_t id, account;
	char office[ACCOUNT_WHO_BYTES];
	char label[65];
	uint32_t rights;
	int64_t made_s, until_s, used_s, revoked_s; /* 0: never */
};

struct token_new {
	int64_t account;
	struct bytes office, label;
	uint32_t rights;
	int64_t until_s;
};
uint32_t token_rights_most(void);
MUST_CHECK enum err token_make(struct accounts *a, const struct token_new *n,
    int64_t now_s, char out[TOKEN_TEXT_BYTES], int64_t *id, struct error *e);
/* `text`: what stands after "Bearer ". */
MUST_CHECK enum err token_use(struct accounts *a, struct bytes text,
    int64_t now_s, struct token *out, struct account *account,
    struct error *e);
/* account_may, and the token carries that right for that office. */
MUST_CHECK enum err token_may(struct accounts *a, const struct token *t,
    const struct account *account, enum right right, const char *who,
    uint32_t day, struct error *e);
typedef enum err token_fn(void *context, const struct token *t,
    struct error *e);
/* `account` 0: of all. */
MUST_CHECK enum err tokens_each(struct accounts *a, int64_t account,
    token_fn *each, void *context, struct error *e);
/* `account` 0: whoever's it is. ERR_ABSENT. */
MUST_CHECK enum err token_revoke(struct accounts *a, int64_t account,
    int64_t id, int64_t now_s, struct error *e);

#endif
