/*
 * account/lockout.h - what failed tries cost
 *
 * Terms       `address` is text as the server groups it (IPv6: its /64).
 * Invariant   1 from the 5th failure in a row a name waits 1, 2, 4, ... 60
 *               minutes; success or an unlock resets. Unknown names are counted
 *               likewise, so that waiting tells nothing.
 *             2 an address waits after 20 failures within 15 minutes.
 *             3 nothing is locked for ever; addresses go after 14 days.
 * Errors      ERR_REFUSED, word "slow_down".
 * Source      interfaces D4, D10
 */
#ifndef ACCOUNT_LOCKOUT_H
#define ACCOUNT_LOCKOUT_H

#include "account/account.h"

#define LOCKOUT_FREE 4 /* failures in a row without delay */
#define LOCKOUT_MINUTES_MAX 60
#define LOCKOUT_ADDRESS_FAILURES 20
#define LOCKOUT_ADDRESS_SECONDS (15 * 60)
#define LOCKOUT_KEPT_SECONDS (14 * 86400)

/* Minutes to wait after so many failures in a row. */
unsigned lockout_minutes(uint64_t failures);
/* `*retry_after_s`, with ERR_REFUSED: seconds to wait. */
MUST_CHECK enum err lockout_check(struct accounts *a, struct bytes name,
    struct bytes address, int64_t now_s, int64_t *retry_after_s,
    struct error *e);
MUST_CHECK enum err lockout_failed(struct accounts *a, struct bytes name,
    struct bytes address, int64_t now_s, struct error *e);

struct failures {
	uint64_t count; /* since the last success */
	int64_t last_s, locked_until_s;
};
MUST_CHECK enum err lockout_state(struct accounts *a, struct bytes name,
    struct failures *out, struct error *e);
/* After a success, or by a registrar. */
MUST_CHECK enum err lockout_reset(struct accounts *a, struct bytes name,
    struct error *e);

#endif
