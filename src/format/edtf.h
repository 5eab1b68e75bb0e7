/*
 * format/edtf.h - days, seasons of the calendar and ranges as people write them
 *
 * Purpose     one profile of EDTF: a text gives four bounds, nothing else.
 * Units       day codes of format/day.h; DAY_FIRST is -inf, DAY_LAST +inf.
 * Invariant   start_lo <= start_hi <= end_hi and start_lo <= end_lo <= end_hi;
 *             for anything but an interval end equals start.
 * Errors      ERR_INPUT with the reason word of model 4.4 in `word`: empty,
 *             white-space, all-of-set, list-of-alternatives, single-member,
 *             qualifier-not-allowed, mixed-precision, order, time-in-date,
 *             unbounded, year-range, season, month-range, day-range, syntax.
 * Cost        one pass, no allocation.     Source  model 4.1 to 4.7
 */
#ifndef FORMAT_EDTF_H
#define FORMAT_EDTF_H

#include "format/day.h"

enum edtf_kind {
	EDTF_DAY,
	EDTF_MONTH,
	EDTF_YEAR,
	EDTF_QUARTER,
	EDTF_QUADRIMESTER, /* four months */
	EDTF_SEMESTER,     /* half a year */
	EDTF_UNSPECIFIED,  /* with X */
	EDTF_INTERVAL,     /* a/b: lasts from a to b */
	EDTF_ONE_OF        /* [a..b]: some moment between */
};

struct edtf {
	enum edtf_kind kind;
	uint32_t start_lo, start_hi; /* when it can have begun */
	uint32_t end_lo, end_hi;     /* when it can have ended */
	char qualifier;       /* '?' '~' '%', or 0 */
	bool bounds_required; /* a qualifier: the entry states the bounds */
	bool exact_day;       /* the start is one day, written as such */
};

#define EDTF_BYTES_MAX 64 /* no text of the profile is as long */

MUST_CHECK enum err edtf_parse(struct edtf *out, struct bytes text,
    struct error *e);
/* "day", "month", ... "one-of": the words of vectors/edtf. */
const char *edtf_kind_name(enum edtf_kind kind);

/* What an entry states beside the text (model 4.5). A member that is present
 * with null is given, and its day is DAY_FIRST (earliest, end_earliest) or
 * DAY_LAST (latest, end_latest). */
struct edtf_stated {
	bool has_earliest, has_latest, has_end_earliest, has_end_latest;
	uint32_t earliest, latest, end_earliest, end_latest;
};

/* E and L of model 4.6 (before the cut to F_late), and the bounds of the end:
 * equal to E and L for anything but an interval. */
struct edtf_bounds {
	uint32_t earliest, latest;         /* E, L */
	uint32_t end_earliest, end_latest;
};

/* Errors      ERR_INPUT, word when_bounds, `field` names the member: stated
 *             without a qualifier, missing with one, narrower than the text,
 *             or out of order (start after end). */
MUST_CHECK enum err edtf_when_bounds(struct edtf_bounds *out,
    const struct edtf *d, const struct edtf_stated *stated, struct error *e);

/* model 4.7 when_lasting: written a/b and not one single day. A point contact
 * refuses it. */
bool edtf_lasts(const struct edtf *d);
/* model 4.7 when_wide: from..to spans more than a calendar year, and not from
 * the first day of a month to the last day of one. Open ends are not wide. */
bool edtf_wide(uint32_t from, uint32_t to);

#endif
