/*
 * model/duty.h - when something was due, and whether it came late
 *
 * Purpose     the due day of a deadline and the late flag of a contact:
 *             computed, never stored.
 * Units       day codes of format/day.h.
 * Ownership   borrows bodies that body_check has accepted.
 * Source      model 3.21, 3.22; amendments 3.22
 */
#ifndef MODEL_DUTY_H
#define MODEL_DUTY_H

#include "model/contact.h"

/* The due day for an event on a day, both real days. Hours count as whole
 * days, begun ones included. */
uint32_t duty_due(const struct json *deadline, uint32_t event_day);

enum lateness { LATE_NO_FLAG, LATE_IN_TIME, LATE_PERHAPS, LATE };

struct late_flag {
	enum lateness is;
	uint32_t due; /* the latest day that was in time */
	int32_t days; /* LATE: by how many */
};

/* Of the first held version, filed by the subject's office at `at_s`, under
 * one duty; the earliest due day rules where several deadlines fit. No flag
 * for basis document or import, for a part of a tally, a counter-record, a
 * deadline without shipped days, or where the duty was not in force on E.
 * Hours are exact where the contact has a time and an offset. */
void late_flag(struct late_flag *out, const struct contact *c, int64_t at_s,
    const struct json *duty_body);

#endif
