/*
 * faces/date_typed.h - days as people type them into a form
 *
 * Purpose     from the fields of a form to the member `when` of an entry: a
 *             day, a month, about, between, several, not sure, from day to day.
 *             Names of months are read in English and French.
 * Terms       a reading is a text of the EDTF profile. Sure: written as the
 *             profile or with the name of a month. Not sure ("14/2/2021"): who
 *             typed it is asked whether the reading is meant, before it counts.
 * Invariant   what the profile refuses is never sure; it is refused with the
 *             profile's own reason, or asked about.
 * Errors      ERR_INPUT: `field` names the form's field; `word` is the reason
 *             of format/edtf.h, or "missing", "bounds", or "meant": `asked`
 *             holds the readings.
 * Ownership   everything lives in the arena.
 * Cost        one pass over at most DATE_TYPED_MAX bytes.
 * Source      interfaces C6.2; model 4; docs/format/entry.md 4
 */
#ifndef FACES_DATE_TYPED_H
#define FACES_DATE_TYPED_H

#include "format/edtf.h"
#include "format/json.h"

#define DATE_TYPED_MAX 100
#define DATE_READINGS_MAX 2

struct date_typed {
	size_t count; /* 2 where day and month may stand either way round */
	char edtf[DATE_READINGS_MAX][EDTF_BYTES_MAX];
	bool sure;    /* else: "Did you mean 14 February 2021?" */
};
MUST_CHECK enum err date_typed_read(struct date_typed *out,
    struct bytes text, struct error *e);

/* Fields as they came; NULL counts as empty. */
struct when_typed {
	const char *mode; /* day month about between several unsure lasting */
	const char *day, *month, *year;
	const char *earliest, *latest, *from, *to, *times, *time;
	uint32_t today;   /* "not sure" without an end: up to this day */
};

struct when_made {
	struct json *when;       /* {"edtf", ...} of model 4.1 */
	uint32_t times;          /* 1, of several how many */
	struct date_typed asked; /* with the word "meant" */
};
MUST_CHECK enum err when_typed_read(struct when_made *out,
    const struct when_typed *typed, struct arena *a, struct error *e);

#endif
