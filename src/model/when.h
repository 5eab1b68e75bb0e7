/*
 * model/when.h - a date of an entry with its bounds
 *
 * Purpose     the member `when`: text, time, offset, stated bounds; E and L.
 * Units       day codes (format/day.h); DAY_FIRST and DAY_LAST = unbounded.
 * Errors      ERR_INPUT, word `when_time`, `when_bounds` or "when" with the
 *             reason word of vectors/edtf/profile.tsv in the text
 *             ("when: order").
 * Source      model 4.1, 4.5, 4.6
 */
#ifndef MODEL_WHEN_H
#define MODEL_WHEN_H

#include "format/json.h"

struct when {
	struct bytes edtf;
	bool interval, qualified, exact_day;
	/* possible starts and ends, stated bounds applied */
	uint32_t start_lo, start_hi, end_lo, end_hi;
	bool has_time, has_offset;
	int16_t time_min;   /* minutes of the day */
	int16_t offset_min; /* -840..840 */
	uint32_t e, l;      /* model 4.6 without the cut to F_late */
};

/* The object {"edtf",...} of model 4.1. */
MUST_CHECK enum err when_parse(struct when *out, const struct json *v,
    struct error *e);

/* model 2.10: the last and the first calendar day current on Earth. */
uint32_t filing_day_last(int64_t at_s);  /* F_late */
uint32_t filing_day_first(int64_t at_s); /* F_early */

#endif
