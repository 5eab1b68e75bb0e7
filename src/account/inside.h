/*
 * account/inside.h - what the parts of account share; not for others
 */
#ifndef ACCOUNT_INSIDE_H
#define ACCOUNT_INSIDE_H

#include "account/account.h"
#include "store/rows.h"

struct accounts {
	struct truth *truth;
	char origin[TRUTH_ORIGIN_BYTES + 1];
	uint8_t mac_key[32]; /* of challenges */
	bool mac_known;
};

/* The key of challenges, made at its first use. */
MUST_CHECK enum err accounts_mac_key(struct accounts *a, struct error *e);
/* What "no row" means here; other errors pass. */
MUST_CHECK enum err absent(enum err rc, struct error *e, const char *text);

/* Crockford's base 32 for people: capitals, in groups of four with hyphens.
 * `out` has room for letters + letters / 4 bytes. */
void code_make(char *out, size_t letters);
/* SHA-256 over the letters as code_make wrote them, without hyphens. False:
 * not `letters` of them. */
MUST_CHECK bool code_hash(struct bytes typed, size_t letters,
    struct hash *out);

/* Within a transaction of the caller. */
MUST_CHECK enum err sessions_end_now(struct accounts *a, int64_t account,
    int64_t kept, int64_t now_s, struct error *e);
MUST_CHECK enum err tokens_revoke_now(struct accounts *a, int64_t account,
    int64_t now_s, struct error *e);
MUST_CHECK enum err rights_begin_now(struct accounts *a, int64_t account,
    enum account_tier tier, const char *office, struct error *e);
struct factor_row {
	int kind;
	struct bytes secret, label;
	int64_t step;
};
MUST_CHECK enum err factor_add_now(struct accounts *a, int64_t account,
    const struct factor_row *f, int64_t now_s, struct error *e);
MUST_CHECK enum err recovery_make_now(struct accounts *a, int64_t account,
    char (*out)[20], struct error *e);

#endif
