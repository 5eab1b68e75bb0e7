/*
 * web/acting.h - an account files through a key that the register holds
 *
 * Purpose     one way for pages and API: drafts become signed entries by the
 *             key of the account's office, filed once however often they are
 *             sent.
 * Terms       the key of a request is unique for its account: a draft's id, or
 *             the header Idempotency-Key (interfaces B6.1, amendments G6).
 * Invariant   1 entries and the row that remembers the request are written in
 *               one transaction: a repeat tells the first answer.
 *             2 the private half of a key is never here (interfaces D8).
 * Errors      ERR_ABSENT: the office holds its keys itself. ERR_CONFLICT, word
 *             "idempotency-mismatch": the same key with another body. ERR_REFUSED,
 *             word "warnings": not confirmed; they are in `filed`.
 *             ERR_UNCHECKED: no keeper answers, or the register does not sign.
 *             Admission: as registry_file.
 * Ownership   results live in the arena.
 */
#ifndef WEB_ACTING_H
#define WEB_ACTING_H

#include "account/account.h"
#include "register/filing.h"
#include "web/serving.h"

#define ACTING_KEY_BYTES 64

struct act {
	const struct account *account;
	struct id holder;      /* whose key signs */
	const char *key;       /* NULL: none, and a repeat files again */
	struct hash body;      /* of what was sent; with `key` */
	struct draft *drafts;  /* ids are filled in */
	size_t draft_count;
	bool confirm, dry_run;
};

struct acted {
	struct filed *filed; /* of each draft */
	size_t count;
	uint64_t last;       /* highest number */
	bool replayed;       /* it had been filed before */
};

MUST_CHECK enum err acting_file(struct serving *s, const struct act *act,
    struct acted *out, struct arena *a, struct error *e);
/* The first answer for this key; ERR_ABSENT: none was given yet. */
MUST_CHECK enum err acting_before(struct serving *s,
    const struct account *account, const char *key, const struct hash *body,
    struct acted *out, struct arena *a, struct error *e);
/* Is all of it under a checkpoint? */
bool acted_is_published(struct serving *s, const struct acted *acted);

#endif
