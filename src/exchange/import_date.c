/* Dates of foreign files: the patterns of map 7. */
#include <stdio.h>

#include "exchange/import_eval.h"

/* Takes exactly `width` ASCII digits off the front. */
static bool
digits(struct bytes *rest, size_t width, unsigned *out)
{
	unsigned n = 0;

	if (rest->len < width)
		return false;
	for (size_t i = 0; i < width; i++) {
		if (rest->at[i] < '0' || rest->at[i] > '9')
			return false;
		n = n * 10 + (unsigned)(rest->at[i] - '0');
	}
	*rest = bytes_of(rest->at + width, rest->len - width);
	*out = n;
	return true;
}

/* One or two digits, without a leading zero where there are two. */
static bool
short_number(struct bytes *rest, unsigned *out)
{
	bool two = rest->len > 1 && rest->at[1] >= '0' && rest->at[1] <= '9';

	return digits(rest, two ? 2 : 1, out);
}

static bool
literal(struct bytes *rest, const char *text)
{
	size_t len = strlen(text);

	if (!bytes_starts(*rest, text))
		return false;
	*rest = bytes_of(rest->at + len, rest->len - len);
	return true;
}

static struct bytes
print(struct arena *a, const char *format, unsigned x, unsigned y, unsigned z)
{
	char text[40];
	int n;

	/* one of the three formats below; never text from outside */
	if (format[0] == 'D')
		n = snprintf(text, sizeof(text), "%04u-%02u-%02u", x, y, z);
	else if (format[0] == 'M')
		n = snprintf(text, sizeof(text), "%04u-%02u", x, y);
	else
		n = snprintf(text, sizeof(text), "%04u", x);
	return arena_copy(a, bytes_of(text, (size_t)n));
}

static bool
set_day(struct when_value *w, unsigned year, unsigned month, unsigned day,
    struct arena *a)
{
	if (year == 0 || month < 1 || month > 12 || day < 1 ||
	    day > days_in_month(year, month))
		return false;
	w->edtf = print(a, "D", year, month, day);
	w->first = w->last = day_code(year, month, day);
	return true;
}

static bool
set_month(struct when_value *w, unsigned year, unsigned month, struct arena *a)
{
	if (year == 0 || month < 1 || month > 12)
		return false;
	w->edtf = print(a, "M", year, month, 0);
	w->first = day_code(year, month, 1);
	w->last = day_code(year, month, days_in_month(year, month));
	return true;
}

/* The six months that end on that day (map 7.2). */
static bool
set_half_year(struct when_value *w, unsigned year, unsigned month, unsigned day,
    struct arena *a)
{
	char first[11], last[11], text[40];
	unsigned y = year, m, d;
	int n;

	if (!set_day(w, year, month, day, a))
		return false;
	if (day == days_in_month(year, month)) {
		m = month + 7; /* five months before, and a year more */
		y--;
		if (m > 12) {
			m -= 12;
			y++;
		}
		w->first = day_code(y, m, 1);
	} else {
		m = month + 6;
		y--;
		if (m > 12) {
			m -= 12;
			y++;
		}
		d = day < days_in_month(y, m) ? day : days_in_month(y, m);
		w->first = day_from_number(day_number(day_code(y, m, d)) + 1);
	}
	day_print(first, w->first);
	day_print(last, w->last);
	n = snprintf(text, sizeof(text), "[%s..%s]", first, last);
	w->edtf = arena_copy(a, bytes_of(text, (size_t)n));
	w->one_of = true;
	return true;
}

static bool
set_first(struct when_value *w, unsigned year, unsigned month, struct arena *a)
{
	char text[40];
	int n;

	if (!set_month(w, year, month, a))
		return false;
	n = snprintf(text, sizeof(text), "%04u-%02u-01?", year, month);
	w->edtf = arena_copy(a, bytes_of(text, (size_t)n));
	w->qualified = true;
	return true;
}

static bool
hour_minute(struct bytes *rest)
{
	unsigned hour, minute;

	return literal(rest, " ") && digits(rest, 2, &hour) &&
	    literal(rest, ":") && digits(rest, 2, &minute) && hour < 24 &&
	    minute < 60;
}

bool
import_date_read(enum date_pattern pattern, struct bytes text,
    struct when_value *out, struct arena *a)
{
	struct when_value w = {0};
	struct bytes t = text;
	unsigned y = 0, m = 0, d = 0;
	bool good = false;

	switch (pattern) {
	case DATE_YMD:
	case DATE_YMD_HM:
		good = digits(&t, 4, &y) && literal(&t, "-") &&
		    digits(&t, 2, &m) && literal(&t, "-") &&
		    digits(&t, 2, &d) &&
		    (pattern == DATE_YMD || hour_minute(&t)) &&
		    set_day(&w, y, m, d, a);
		break;
	case DATE_DMY_DASH:
	case DATE_DMY: {
		const char *sign = pattern == DATE_DMY ? "/" : "-";

		good = digits(&t, 2, &d) && literal(&t, sign) &&
		    digits(&t, 2, &m) && literal(&t, sign) &&
		    digits(&t, 4, &y) && set_day(&w, y, m, d, a);
		break;
	}
	case DATE_MDY:
		good = digits(&t, 2, &m) && literal(&t, "/") &&
		    digits(&t, 2, &d) && literal(&t, "/") &&
		    digits(&t, 4, &y) && set_day(&w, y, m, d, a);
		break;
	case DATE_DOTS:
		good = short_number(&t, &d) && literal(&t, ". ") &&
		    short_number(&t, &m) && literal(&t, ". ") &&
		    digits(&t, 4, &y) && set_day(&w, y, m, d, a);
		break;
	case DATE_YM:
		good = digits(&t, 4, &y) && literal(&t, "-") &&
		    digits(&t, 2, &m) && set_month(&w, y, m, a);
		break;
	case DATE_Y:
		good = digits(&t, 4, &y) && y != 0;
		if (good) {
			w.edtf = print(a, "Y", y, 0, 0);
			w.first = day_code(y, 1, 1);
			w.last = day_code(y, 12, 31);
		}
		break;
	case DATE_FIRST:
		good = digits(&t, 4, &y) && literal(&t, "-") &&
		    digits(&t, 2, &m) && literal(&t, "-01") &&
		    set_first(&w, y, m, a);
		break;
	case DATE_HALF_YEAR:
		good = digits(&t, 2, &m) && literal(&t, "/") &&
		    digits(&t, 2, &d) && literal(&t, "/") &&
		    digits(&t, 2, &y) && literal(&t, "*") &&
		    set_half_year(&w, 2000 + y, m, d, a);
		break;
	}
	if (!good || t.len != 0)
		return false;
	*out = w;
	return true;
}
