#include "format/day.h"

#include <stdio.h>

unsigned
days_in_month(unsigned year, unsigned month)
{
	static const uint8_t days[12] = {31, 28, 31, 30, 31, 30, 31, 31, 30,
	    31, 30, 31};

	if (month == 2 && year % 4 == 0 &&
	    (year % 100 != 0 || year % 400 == 0))
		return 29;
	return days[(month - 1) % 12];
}

uint32_t
day_code(unsigned year, unsigned month, unsigned day)
{
	return year << 9 | month << 5 | day;
}

bool
day_is_valid(uint32_t code)
{
	unsigned month = day_month(code), day = day_of_month(code);

	return code <= DAY_LAST && day_year(code) <= 9999 && month >= 1 &&
	    month <= 12 && day >= 1 &&
	    day <= days_in_month(day_year(code), month);
}

bool
day_parse(struct bytes text, uint32_t *code)
{
	unsigned v[3] = {0, 0, 0}, part = 0;
	uint32_t c;

	if (text.len != 10 || text.at[4] != '-' || text.at[7] != '-')
		return false;
	for (size_t i = 0; i < text.len; i++) {
		if (i == 4 || i == 7) {
			part++;
			continue;
		}
		if (text.at[i] < '0' || text.at[i] > '9')
			return false;
		v[part] = v[part] * 10 + (unsigned)(text.at[i] - '0');
	}
	c = day_code(v[0], v[1], v[2]);
	if (v[1] > 12 || v[2] > 31 || !day_is_valid(c))
		return false;
	*code = c;
	return true;
}

void
day_print(char out[11], uint32_t code)
{
	char text[48];

	if (code == DAY_FIRST || code == DAY_LAST)
		(void)snprintf(text, sizeof text, "%s",
		    code == DAY_FIRST ? "-inf" : "+inf");
	else
		(void)snprintf(text, sizeof text, "%04u-%02u-%02u",
		    day_year(code), day_month(code), day_of_month(code));
	memcpy(out, text, 10);
	out[10] = '\0';
}

/* Eras of 400 years that begin in March; see base/clock.c. */
int32_t
day_number(uint32_t code)
{
	int32_t year = (int32_t)day_year(code), era, of_era, of_year;
	int32_t month = (int32_t)day_month(code);

	year -= month <= 2;
	era = (year >= 0 ? year : year - 399) / 400;
	of_era = year - era * 400;
	of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 +
	    (int32_t)day_of_month(code) - 1;
	return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 +
	    of_year - 719468;
}

uint32_t
day_from_number(int32_t number)
{
	int32_t z, era, of_era, year_of_era, of_year, mp, year, month;

	if (number < -719528)
		return day_code(0, 1, 1);
	if (number > 2932896)
		return day_code(9999, 12, 31);
	z = number + 719468;
	era = (z >= 0 ? z : z - 146096) / 146097;
	of_era = z - era * 146097;
	year_of_era = (of_era - of_era / 1460 + of_era / 36524 -
	    of_era / 146096) / 365;
	of_year = of_era - (365 * year_of_era + year_of_era / 4 -
	    year_of_era / 100);
	mp = (5 * of_year + 2) / 153;
	month = mp < 10 ? mp + 3 : mp - 9;
	year = year_of_era + era * 400 + (month <= 2);
	return day_code((unsigned)year, (unsigned)month,
	    (unsigned)(of_year - (153 * mp + 2) / 5 + 1));
}

uint32_t
day_of_time(int64_t at_s)
{
	int64_t days = at_s / 86400 - (at_s % 86400 < 0);

	if (days < -719528)
		days = -719528;
	if (days > 2932896)
		days = 2932896;
	return day_from_number((int32_t)days);
}

uint32_t
day_widen_from(uint32_t code)
{
	if (code == DAY_FIRST || code == day_code(0, 1, 1))
		return DAY_FIRST;
	return day_from_number(day_number(code) - 1) + 1;
}

uint32_t
day_widen_to(uint32_t code)
{
	if (code == DAY_LAST || code == day_code(9999, 12, 31))
		return DAY_LAST;
	return day_from_number(day_number(code) + 1) - 1;
}
