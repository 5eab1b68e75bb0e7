/* Deadlines (model/duty.h) */
#include "model/duty.h"

#include "format/view.h"

/* Months from the event's to the last one of its period. */
static unsigned
months_to_end(struct bytes base, unsigned month)
{
	static const struct {
		const char *base;
		unsigned months;
	} periods[] = {
	    {"month-end",      1 },
	    {"four-month-end", 4 },
	    {"quarter-end",    3 },
	    {"half-year-end",  6 },
	    {"year-end",       12},
	};

	for (size_t i = 0; i < COUNT(periods); i++)
		if (bytes_is(base, periods[i].base))
			return periods[i].months - 1 -
			    (month - 1) % periods[i].months;
	return 0;
}

/* A month's last day goes to a month's last day, another is cut. */
static uint32_t
add_months(uint32_t day, uint64_t months)
{
	unsigned year = day_year(day), month = day_month(day);
	unsigned of_month = day_of_month(day);
	bool last = of_month == days_in_month(year, month);
	uint64_t count = (uint64_t)year * 12 + month - 1 + months;

	if (count / 12 > 9999)
		return day_code(9999, 12, 31);
	year = (unsigned)(count / 12);
	month = (unsigned)(count % 12) + 1;
	if (last || of_month > days_in_month(year, month))
		of_month = days_in_month(year, month);
	return day_code(year, month, of_month);
}

static uint64_t
added(const struct json *deadline, const char *unit)
{
	return (uint64_t)json_get_number(json_get(deadline, "add"), unit, 0);
}

uint32_t
duty_due(const struct json *deadline, uint32_t event_day)
{
	struct bytes base = json_get_text(deadline, "base");
	uint32_t day = event_day;
	uint64_t hours = added(deadline, "hours"), days;

	if (!bytes_is(base, "event")) {
		day = day_code(day_year(day), day_month(day), 1);
		day = add_months(day, months_to_end(base, day_month(day)));
		day = day_code(day_year(day), day_month(day),
		    days_in_month(day_year(day), day_month(day)));
	}
	day = add_months(day, added(deadline, "months"));
	days = added(deadline, "days");
	if (days > 4000000 || hours > 4000000)
		return day_code(9999, 12, 31);
	days += (hours + 23) / 24;
	return day_from_number(day_number(day) + (int32_t)days);
}

static bool
covers_kind(const struct json *deadline, unsigned kind)
{
	const struct json *kinds = json_get(deadline, "kinds");

	if (json_is_null(kinds))
		return true;
	for (const struct json *k = kinds->first; k != NULL; k = k->next)
		if (kind_code(k->text) == (int)kind)
			return true;
	return false;
}

static bool
duty_applies(const struct json *body, const struct contact *c)
{
	const struct json *list = json_get(body, "applies_to");
	const struct json *window = json_get(body, "window");
	uint32_t from = DAY_FIRST, to = DAY_LAST;
	bool named = json_is_null(list);

	for (const struct json *id = named ? NULL : list->first; id != NULL;
	     id = id->next)
		named = named || bytes_equal(id->text, c->subject);
	if (!day_parse(json_get_text(window, "from"), &from))
		from = DAY_FIRST;
	if (!day_parse(json_get_text(window, "to"), &to))
		to = DAY_LAST;
	return named && from <= c->e && c->e <= to;
}

/* Days after the end of a period that are not known (duty 3). */
static bool
is_open(const struct json *deadline)
{
	return !bytes_is(json_get_text(deadline, "base"), "event") &&
	    added(deadline, "months") == 0 && added(deadline, "days") == 0 &&
	    added(deadline, "hours") == 0;
}

/* The last second that was in time, where the hours are exact; false where
 * whole days count. */
static bool
due_second(const struct json *deadline, const struct contact *c, int64_t *out)
{
	uint64_t hours = added(deadline, "hours");
	struct bytes base = json_get_text(deadline, "base");
	uint32_t day;

	if (hours == 0 || hours > 4000000 || !c->has_when ||
	    !c->when.has_time || !c->when.has_offset ||
	    !bytes_is(base, "event") || added(deadline, "days") > 4000000)
		return false;
	day = add_months(c->l, added(deadline, "months"));
	*out = ((int64_t)day_number(day) +
		   (int64_t)added(deadline, "days")) * 86400 +
	    (c->when.time_min - c->when.offset_min) * INT64_C(60) +
	    (int64_t)hours * 3600;
	return true;
}

void
late_flag(struct late_flag *out, const struct contact *c, int64_t at_s,
    const struct json *duty_body)
{
	uint32_t filed = filing_day_first(at_s), due_e = 0;
	int64_t second = 0;
	bool exact = false;

	*out = (struct late_flag){.is = LATE_NO_FLAG};
	if (c->status != STATUS_HELD || bytes_is(c->basis, "document") ||
	    bytes_is(c->basis, "import") || c->part_of.len != 0 ||
	    c->counter_of.len != 0 || !day_is_valid(c->e) ||
	    !day_is_valid(c->l) || !duty_applies(duty_body, c))
		return;
	for (const struct json *d = json_get(duty_body, "deadlines")->first;
	     d != NULL; d = d->next) {
		uint32_t due = duty_due(d, c->l);

		if (!bytes_is(json_get_text(d, "event"), "contact") ||
		    !covers_kind(d, c->kind) || is_open(d) ||
		    (out->is != LATE_NO_FLAG && due >= out->due))
			continue;
		out->is = LATE_IN_TIME;
		out->due = due;
		due_e = duty_due(d, c->e);
		exact = due_second(d, c, &second);
	}
	if (out->is == LATE_NO_FLAG)
		return;
	if (exact) {
		out->due = day_of_time(second);
		if (at_s > second) {
			out->is = LATE;
			out->days = (int32_t)((at_s - second + 86399) / 86400);
		}
	} else if (filed > out->due) {
		out->is = LATE;
		out->days = day_number(filed) - day_number(out->due);
	} else if (filed > due_e) {
		out->is = LATE_PERHAPS;
	}
}
