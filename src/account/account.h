/*
 * account/account.h - who may sign in, and what an account is
 *
 * Purpose     accounts of people who file, receive, judge and operate. Readers
 *             have none.
 * Terms       `name` is what is typed at sign-in; `display` what others see.
 *             An account is known in records as "u:ID" (account_label), and
 *             its number is never used again.
 * Invariant   1 nothing here is in the log, in a plain backup or in a mirror.
 *             2 a registrar's or authority's account made once two registrars
 *               are active signs in only after another registrar approved it.
 *             3 time is handed in; there is no clock here.
 * Errors      ERR_INPUT: a name or display that does not fit. ERR_ABSENT: no
 *             such account. ERR_CONFLICT: the name is taken, or another
 *             process writes. ERR_REFUSED: this account may not, or the store
 *             is open for reading only. ERR_STORE, ERR_MEMORY.
 * Ownership   `struct accounts` borrows the truth file, which outlives it.
 * Threads     that of the truth file: one at a time.
 * Source      interfaces D1, D7, D10; amendments G1
 */
#ifndef ACCOUNT_ACCOUNT_H
#define ACCOUNT_ACCOUNT_H

#include "account/password.h"
#include "store/truth.h"

#define ACCOUNT_NAME_BYTES 65
#define ACCOUNT_DISPLAY_BYTES 201
#define ACCOUNT_WHO_BYTES 48 /* an id of the register as text, or "*" */
#define ACCOUNT_LABEL_BYTES 24
#define ACCOUNT_NONE INT64_C(0) /* the operator at the command line */

enum account_tier {
	TIER_OFFICIAL,
	TIER_DELEGATE,
	TIER_DEPARTMENT,
	TIER_REGISTRAR,
	TIER_AUTHORITY,
	TIER_OPERATOR,
	TIER_COUNT
};

enum account_state {
	ACCOUNT_NEW,     /* not enrolled yet */
	ACCOUNT_WAITING, /* for another registrar's approval */
	ACCOUNT_ACTIVE,
	ACCOUNT_DISABLED,
	ACCOUNT_DELETED
};

struct account {
	int64_t id;
	char name[ACCOUNT_NAME_BYTES];
	char display[ACCOUNT_DISPLAY_BYTES];
	char office[ACCOUNT_WHO_BYTES]; /* an org, "" where there is none */
	enum account_tier tier;
	enum account_state state;
	bool enrolled, approved;
	int64_t made_s, made_by, approved_by;
	int64_t signed_in_s; /* last; 0: never */
};

struct accounts;

/* `truth` in TRUTH_WRITE or TRUTH_BESIDE to change anything, TRUTH_READ to
 * list. `origin` is the register's. */
MUST_CHECK enum err accounts_open(struct accounts **out, struct truth *truth,
    struct error *e);
void accounts_close(struct accounts *a); /* wipes; NULL is fine */
struct truth *accounts_truth(struct accounts *a);
const char *accounts_origin(const struct accounts *a);

const char *tier_word(enum account_tier tier); /* "official" */
MUST_CHECK bool tier_parse(struct bytes word, enum account_tier *out);
const char *account_state_word(enum account_state state);
/* For people; a sentence part of the message table. */
const char *tier_words(enum account_tier tier);

/* "u:7" */
void account_label(char out[ACCOUNT_LABEL_BYTES], int64_t id);

struct account_new {
	struct bytes name;    /* 2 to 64 of a-z 0-9 . _ - @ (capitals folded) */
	struct bytes display; /* 1 to 200 bytes of text; empty: the name */
	struct bytes office;  /* org id; required but for registrar, operator */
	enum account_tier tier;
	int64_t by; /* who makes it; ACCOUNT_NONE: the operator */
};
/* With the rights of its tier for its office (rights.h), without end. `by`
 * must be a registrar, an official who may delegate for that office (tier
 * delegate alone, and no rights come with it), or ACCOUNT_NONE. */
MUST_CHECK enum err account_add(struct accounts *a,
    const struct account_new *n, int64_t now_s, int64_t *id, struct error *e);
MUST_CHECK enum err account_get(struct accounts *a, int64_t id,
    struct account *out, struct error *e);
MUST_CHECK enum err account_find(struct accounts *a, struct bytes name,
    struct account *out, struct error *e);
typedef enum err account_fn(void *context, const struct account *account,
    struct error *e);
/* Deleted ones are left out. By name. */
MUST_CHECK enum err accounts_each(struct accounts *a, account_fn *each,
    void *context, struct error *e);
/* Active ones of a tier. */
MUST_CHECK enum err accounts_count(struct accounts *a, enum account_tier tier,
    uint64_t *count, struct error *e);
/* Is there any at all? `/login` tells how to proceed where there is none. */
MUST_CHECK enum err accounts_any(struct accounts *a, bool *any,
    struct error *e);

/* The PHC string; that of nobody where none was set. */
MUST_CHECK enum err account_password(struct accounts *a, int64_t id,
    char phc[PASSWORD_HASH_BYTES], struct error *e);
/* Ends its sessions and tokens too. */
MUST_CHECK enum err account_disable(struct accounts *a, int64_t id,
    int64_t now_s, struct error *e);
MUST_CHECK enum err account_enable(struct accounts *a, int64_t id,
    struct error *e);
/* Name, password, factors, rights, drafts, sessions and tokens go; the number
 * and the display name of what it filed stay. */
MUST_CHECK enum err account_delete(struct accounts *a, int64_t id,
    int64_t now_s, struct error *e);
/* ERR_REFUSED: `by` is no active registrar, or made that account. */
MUST_CHECK enum err account_approve(struct accounts *a, int64_t id,
    int64_t by, int64_t now_s, struct error *e);

/* What has passed its time: failures after 14 days, sessions 30 days after
 * their end, drafts 30 days after the last touch, used challenges. Call it
 * once an hour or so. */
MUST_CHECK enum err accounts_tidy(struct accounts *a, int64_t now_s,
    struct error *e);

#endif
