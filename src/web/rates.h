/*
 * web/rates.h - how often somebody may ask
 *
 * Purpose     token buckets by kind and by who asks, in a table of fixed size.
 * Terms       a bucket holds at most `burst` and gains `per_minute` a minute.
 * Invariant   1 the table never grows: the bucket that was full the longest
 *               makes room; where none is full, the one nearest to it.
 *             2 who asks is kept as a keyed hash alone: no address is stored.
 * Ownership   rates_free(NULL) is fine.
 * Cost        one hash and at most 8 places.
 * Source      reliability 8.5; interfaces B6.3, D4
 */
#ifndef WEB_RATES_H
#define WEB_RATES_H

#include "base/bytes.h"

enum rate_kind {
	RATE_READ,     /* by address */
	RATE_QUESTION, /* by address: asking, and making proofs */
	RATE_SIGN_IN,  /* by address: tries of a password or code */
	RATE_WRITE,    /* by address, before it is known who writes */
	RATE_ACCOUNT,  /* filings of an account */
	RATE_OFFICE,   /* filings of an office */
	RATE_COUNT
};

struct rate {
	uint32_t per_minute, burst; /* per_minute 0: no limit */
};

struct rates;

struct rates *rates_new(const struct rate limits[RATE_COUNT]);
void rates_free(struct rates *r);
/* Takes one. False: there is none, and *wait_s says when there will be. */
MUST_CHECK bool rates_take(struct rates *r, enum rate_kind kind,
    struct bytes who, int64_t now_ms, unsigned *wait_s);
/* Gives one back: what did not count (a sign-in that went well). */
void rates_give(struct rates *r, enum rate_kind kind, struct bytes who,
    int64_t now_ms);
/* The defaults of reliability 8.5. */
extern const struct rate rates_default[RATE_COUNT];
/* Reads "read=50/200,question=10/40" (a second/burst; 0: no limit) over what
 * is there. ERR_INPUT names the word. */
MUST_CHECK enum err rates_parse(struct rate limits[RATE_COUNT],
    const char *text, struct error *e);

#endif
