/*
 * faces/date_inside.h - what both halves of date_typed.h share; not for others
 */
#ifndef FACES_DATE_INSIDE_H
#define FACES_DATE_INSIDE_H

#include "faces/date_typed.h"

struct bytes date_trimmed(struct bytes text);
/* A number or the name of a month; a day as "1er" or "14". */
bool date_month_of(struct bytes text, unsigned *month);
bool date_day_of(struct bytes text, unsigned *day);
/* Adds the reading if there is such a day; month or day 0: not stated. */
void date_add_reading(struct date_typed *out, unsigned year, unsigned month,
    unsigned day);

#endif
