#include "base/clock.h"

#include <stdio.h>
#include <time.h>

static int64_t
system_now(void *context)
{
	(void)context;
	return (int64_t)time(NULL);
}

struct clock
clock_system(void)
{
	return (struct clock){system_now, NULL};
}

static int64_t
fixed_now(void *context)
{
	return *(const int64_t *)context;
}

struct clock
clock_fixed(int64_t *now_s)
{
	return (struct clock){fixed_now, now_s};
}

/* Days of the proleptic Gregorian calendar since 1970-01-01, by eras of 400
 * years that begin in March. */
static int64_t
days_from_civil(int64_t year, int64_t month, int64_t day)
{
	int64_t era, of_era, of_year;

	year -= month <= 2;
	era = year / 400;
	of_era = year - era * 400;
	of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
	return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 +
	    of_year - 719468;
}

/* The other way; gmtime_r would read the machine's time zone file. */
static void
civil_from_days(int64_t days, int *year, int *month, int *day)
{
	int64_t z = days + 719468, era = z / 146097, of_era, of_year, mp;

	of_era = z - era * 146097;
	*year = (int)((of_era - of_era / 1460 + of_era / 36524 -
	    of_era / 146096) / 365);
	of_year = of_era - (365 * *year + *year / 4 - *year / 100);
	mp = (5 * of_year + 2) / 153;
	*day = (int)(of_year - (153 * mp + 2) / 5 + 1);
	*month = (int)(mp < 10 ? mp + 3 : mp - 9);
	*year += (int)(era * 400) + (*month <= 2);
}

void
time_print(char out[21], int64_t at_s)
{
	enum { DAY_S = 24 * 3600 };
	static const int64_t last = INT64_C(253402300799); /* end of 9999 */
	int year, month, day, s;
	char text[64];

	if (at_s < 0 || at_s > last)
		at_s = 0;
	civil_from_days(at_s / DAY_S, &year, &month, &day);
	s = (int)(at_s % DAY_S);
	(void)snprintf(text, sizeof text, "%04d-%02d-%02dT%02d:%02d:%02dZ",
	    year, month, day, s / 3600, s / 60 % 60, s % 60);
	memcpy(out, text, 20);
	out[20] = '\0';
}

static bool
digits(const uint8_t *at, unsigned count, int64_t *out)
{
	*out = 0;
	for (unsigned i = 0; i < count; i++) {
		if (at[i] < '0' || at[i] > '9')
			return false;
		*out = *out * 10 + (at[i] - '0');
	}
	return true;
}

bool
time_parse(struct bytes text, int64_t *at_s)
{
	static const uint8_t month_days[] = {31, 28, 31, 30, 31, 30, 31, 31,
	    30, 31, 30, 31};
	int64_t y, mo, d, h, mi, s, last;

	if (text.len != 20 || text.at[4] != '-' || text.at[7] != '-' ||
	    text.at[10] != 'T' || text.at[13] != ':' || text.at[16] != ':' ||
	    text.at[19] != 'Z' || !digits(text.at, 4, &y) ||
	    !digits(text.at + 5, 2, &mo) || !digits(text.at + 8, 2, &d) ||
	    !digits(text.at + 11, 2, &h) || !digits(text.at + 14, 2, &mi) ||
	    !digits(text.at + 17, 2, &s))
		return false;
	if (y < 1970 || mo < 1 || mo > 12 || d < 1 || h > 23 || mi > 59 ||
	    s > 59)
		return false;
	last = month_days[mo - 1];
	if (mo == 2 && y % 4 == 0 && (y % 100 != 0 || y % 400 == 0))
		last = 29;
	if (d > last)
		return false;
	*at_s = days_from_civil(y, mo, d) * 86400 + h * 3600 + mi * 60 + s;
	return true;
}
