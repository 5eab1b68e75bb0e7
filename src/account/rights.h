/*
 * account/rights.h - (right, for WHO, until DAY)
 *
 * Purpose     one question for every act of every face: may this account do
 *             this, for that office, today?
 * Terms       WHO is an id of the register as text ("org:..."), or "*" for the
 *             register as a whole. DAY is included; DAY_LAST: without end.
 * Invariant   1 what no triple allows is refused, and the right is named.
 *             2 no account holds a right that its tier never holds: an office
 *               never acknowledges, a department never amends or seals, an
 *               operator does nothing with content.
 * Errors      ERR_REFUSED, word "not_allowed", field the right's word.
 *             ERR_INPUT: a right that the tier never holds.
 * Source      interfaces D1, D2; amendments (right `erase`)
 */
#ifndef ACCOUNT_RIGHTS_H
#define ACCOUNT_RIGHTS_H

#include "account/account.h"
#include "format/day.h"

enum right {
	RIGHT_DRAFT,
	RIGHT_FILE,
	RIGHT_AMEND,
	RIGHT_ANNUL,
	RIGHT_DECLARE,
	RIGHT_SEAL,
	RIGHT_DELEGATE,
	RIGHT_ACK,
	RIGHT_OPEN,
	RIGHT_DISCLOSE,
	RIGHT_SUMMON,
	RIGHT_REGISTRAR,
	RIGHT_OPERATOR,
	RIGHT_ERASE,
	RIGHT_COUNT
};

#define RIGHT_BIT(right) (UINT32_C(1) << (right))
#define WHO_ALL "*"

const char *right_word(enum right right);
/* For people: a part of a sentence of the message table. */
const char *right_words(enum right right);
MUST_CHECK bool right_parse(struct bytes word, enum right *out);
/* "file,amend" to bits; ERR_INPUT naming the word that is none. */
MUST_CHECK enum err rights_parse(struct bytes list, uint32_t *bits,
    struct error *e);
/* What the tier has from the start, and what it can ever hold. */
uint32_t tier_rights(enum account_tier tier);
uint32_t tier_rights_most(enum account_tier tier);

/* Acts that ask the second factor again (interfaces D5). */
bool right_needs_step_up(enum right right);

/* `who` NULL: for anyone at all ("does it have a desk of this kind?"). A
 * triple for WHO_ALL covers every `who`. The account must be active. */
MUST_CHECK enum err account_may(struct accounts *a,
    const struct account *account, enum right right, const char *who,
    uint32_t day, struct error *e);

struct triple {
	enum right right;
	char who[ACCOUNT_WHO_BYTES];
	uint32_t until; /* day code, included */
	int64_t by;     /* who granted it; ACCOUNT_NONE: operator or tier */
};
/* `by` must be ACCOUNT_NONE, a registrar, or hold both `delegate` and the
 * right itself for WHO on `today`. A triple that is there gets the new day. */
MUST_CHECK enum err right_grant(struct accounts *a, int64_t account,
    const struct triple *t, uint32_t today, struct error *e);
/* ERR_ABSENT: it held none. `by` as for granting. */
MUST_CHECK enum err right_revoke(struct accounts *a, int64_t account,
    enum right right, const char *who, int64_t by, uint32_t today,
    struct error *e);
typedef enum err triple_fn(void *context, const struct triple *t,
    struct error *e);
MUST_CHECK enum err rights_each(struct accounts *a, int64_t account,
    triple_fn *each, void *context, struct error *e);

#endif
