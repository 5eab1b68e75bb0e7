/*
 * base/clock.h - time and chance are handed in, so that tests hold them still
 *
 * Units       seconds since 1970-01-01 00:00:00 UTC, whole.
 * Ownership   callers own the struct; `context` belongs to its maker.
 */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"

struct clock {
	int64_t (*now_s)(void *context);
	void *context;
};

struct clock clock_system(void);
/* A clock that always shows `*now_s`. */
struct clock clock_fixed(int64_t *now_s);

/* "2024-01-08T09:00:00Z": 20 bytes and a NUL; years 1970 to 9999. */
void time_print(char out[21], int64_t at_s);
MUST_CHECK bool time_parse(struct bytes text, int64_t *at_s);

#endif
