/*
 * format/day.h - calendar days as the index writes them
 *
 * Units       a day code is year << 9 | month << 5 | day, 24 bits, years 0 to
 *             9999; DAY_FIRST is minus infinity, DAY_LAST plus infinity. Codes
 *             order as days do; they are not consecutive. A day number counts
 *             civil days since 1970-01-01 (proleptic Gregorian).
 * Source      index 3; model 2.10
 */
#ifndef FORMAT_DAY_H
#define FORMAT_DAY_H

#include "base/bytes.h"

#define DAY_FIRST UINT32_C(0)
#define DAY_LAST UINT32_C(0xFFFFFF)

unsigned days_in_month(unsigned year, unsigned month); /* month 1 to 12 */
uint32_t day_code(unsigned year, unsigned month, unsigned day);
bool day_is_valid(uint32_t code); /* a real day, not an infinity or a gap */
static inline unsigned day_year(uint32_t code) { return code >> 9; }
static inline unsigned day_month(uint32_t code) { return code >> 5 & 15; }
static inline unsigned day_of_month(uint32_t code) { return code & 31; }

/* "YYYY-MM-DD", real days alone. */
MUST_CHECK bool day_parse(struct bytes text, uint32_t *code);
/* 10 characters and a NUL; infinities print as "-inf" and "+inf". */
void day_print(char out[11], uint32_t code);

int32_t day_number(uint32_t code);        /* of a valid day */
uint32_t day_from_number(int32_t number); /* cut to 0000-01-01..9999-12-31 */
/* UTC day of a time in seconds. model 2.10: F_late = day_of_time(t + 14 h),
 * F_early = day_of_time(t - 12 h). */
uint32_t day_of_time(int64_t at_s);

/* index 3: a question's days, widened to the gaps of the code. */
uint32_t day_widen_from(uint32_t code); /* code(day before) + 1 */
uint32_t day_widen_to(uint32_t code);   /* code(day after) - 1 */

#endif
