#include "faces/date_inside.h"

#include <stdio.h>

#define TIMES_MAX 16777215 /* model 3.10 */

static struct bytes
field_of(const char *text)
{
	return date_trimmed(bytes_text(text == NULL ? "" : text));
}

static enum err
missing(struct error *e, const char *field, const char *sentence)
{
	enum err rc = error_word(e, ERR_INPUT, "missing", "%s", sentence);

	error_field(e, "%s", field);
	return rc;
}

/* One field that holds a date; "" where it is empty. */
static enum err
read_field(struct when_made *out, const char *value, const char *field,
    char edtf[EDTF_BYTES_MAX], struct error *e)
{
	struct bytes text = field_of(value);
	struct date_typed d;
	enum err rc;

	edtf[0] = '\0';
	if (text.len == 0)
		return ERR_NONE;
	rc = date_typed_read(&d, text, e);
	if (rc == ERR_NONE && !d.sure) {
		out->asked = d;
		rc = error_word(e, ERR_INPUT, "meant",
		    "say which day is meant");
	}
	if (rc == ERR_NONE)
		memcpy(edtf, d.edtf[0], sizeof d.edtf[0]);
	else
		error_field(e, "%s", field);
	return rc;
}

static enum err
refuse_part(struct error *e, const char *word, const char *field,
    const char *sentence)
{
	enum err rc = error_word(e, ERR_INPUT, word, "%s", sentence);

	error_field(e, "%s", field);
	return rc;
}

/* Day, month and year of a form, as far as the mode wants them. A date that
 * was typed whole into the first of them is read as such. */
static enum err
read_parts(struct when_made *out, const struct when_typed *typed,
    bool day_wanted, bool month_wanted, char edtf[EDTF_BYTES_MAX],
    struct error *e)
{
	struct bytes day = field_of(typed->day), month = field_of(typed->month),
		     year = field_of(typed->year);
	struct date_typed d = {.count = 0};
	uint64_t y = 0;
	unsigned m = 0, n = 0;

	if (day.len != 0 && month.len == 0 && year.len == 0)
		return read_field(out, typed->day, "day", edtf, e);
	if (day.len == 0 && month.len != 0 && year.len == 0)
		return read_field(out, typed->month, "month", edtf, e);
	if (day_wanted && day.len == 0)
		return missing(e, "day", N_("type the day; where it is not "
		    "known, choose another answer above"));
	if (month_wanted && month.len == 0)
		return missing(e, "month", N_("type the month"));
	if (year.len == 0)
		return missing(e, "year", N_("type the year"));
	if (year.len != 4 || !bytes_decimal(year, 9999, &y) || y == 0)
		return refuse_part(e, "year-range", "year",
		    N_("type the year with four digits"));
	if (month.len != 0 && !date_month_of(month, &m))
		return refuse_part(e, "month-range", "month",
		    N_("type the month as a number from 1 to 12, or by its "
		       "name"));
	if (day.len != 0 && !date_day_of(day, &n))
		return refuse_part(e, "day-range", "day",
		    N_("type the day as a number from 1 to 31"));
	if (n != 0 && m == 0)
		return missing(e, "month", N_("type the month"));
	date_add_reading(&d, (unsigned)y, m, n);
	if (d.count == 0)
		return refuse_part(e, "day-range", "day",
		    N_("there is no such day in this month"));
	memcpy(edtf, d.edtf[0], sizeof d.edtf[0]);
	return ERR_NONE;
}

static struct json *
when_of(struct arena *a, const char *edtf)
{
	struct json *when = json_new(a, JSON_OBJECT);

	json_put_cstr(a, when, "edtf", edtf);
	return when;
}

static void
put_day(struct arena *a, struct json *when, const char *name, uint32_t day)
{
	char text[11];

	day_print(text, day);
	json_put_cstr(a, when, name, text);
}

/* "about": the text with its mark, and how far it can be off. */
static enum err
read_about(struct when_made *out, const struct when_typed *typed,
    struct arena *a, struct error *e)
{
	char about[EDTF_BYTES_MAX], text[2][EDTF_BYTES_MAX];
	struct edtf d, bound[2];
	size_t len;
	enum err rc = read_parts(out, typed, false, false, about, e);

	if (rc == ERR_NONE)
		rc = read_field(out, typed->earliest, "earliest", text[0], e);
	if (rc == ERR_NONE && text[0][0] == '\0')
		rc = missing(e, "earliest",
		    N_("type the earliest day that it can have been"));
	if (rc == ERR_NONE)
		rc = read_field(out, typed->latest, "latest", text[1], e);
	if (rc == ERR_NONE && text[1][0] == '\0')
		rc = missing(e, "latest",
		    N_("type the latest day that it can have been"));
	if (rc == ERR_NONE)
		rc = edtf_parse(&d, bytes_text(about), e);
	for (size_t i = 0; i < 2 && rc == ERR_NONE; i++)
		rc = edtf_parse(&bound[i], bytes_text(text[i]), e);
	if (rc != ERR_NONE)
		return rc;
	if (d.kind == EDTF_INTERVAL || d.kind == EDTF_ONE_OF)
		return refuse_part(e, "qualifier-not-allowed", "day",
		    N_("about takes a day, a month or a year"));
	if (bound[0].start_lo > d.start_lo || bound[0].start_lo == DAY_FIRST)
		return refuse_part(e, "bounds", "earliest",
		    N_("the earliest day must not be after the date that it "
		       "was about"));
	if (bound[1].end_hi < d.start_hi || bound[1].end_hi == DAY_LAST)
		return refuse_part(e, "bounds", "latest",
		    N_("the latest day must not be before the date that it "
		       "was about"));
	len = strlen(about);
	if (d.qualifier == 0 && len + 1 < sizeof about)
		memcpy(about + len, "~", 2);
	out->when = when_of(a, about);
	put_day(a, out->when, "earliest", bound[0].start_lo);
	put_day(a, out->when, "latest", bound[1].end_hi);
	return ERR_NONE;
}

/* Both ends as days, months or years, made alike: `[a..b]` takes two of one
 * form (model 4.4). A range that was typed whole stays. */
static enum err
read_ends(struct when_made *out, const struct when_typed *typed,
    struct edtf *from, struct edtf *to, char text[2][EDTF_BYTES_MAX],
    struct error *e)
{
	enum err rc = read_field(out, typed->from, "from", text[0], e);

	*from = *to = (struct edtf){.bounds_required = false};
	if (rc == ERR_NONE)
		rc = read_field(out, typed->to, "to", text[1], e);
	if (rc == ERR_NONE && text[0][0] != '\0')
		rc = edtf_parse(from, bytes_text(text[0]), e);
	if (rc == ERR_NONE && text[1][0] != '\0')
		rc = edtf_parse(to, bytes_text(text[1]), e);
	if (rc != ERR_NONE)
		return rc;
	if (text[0][0] != '\0' && (from->bounds_required ||
	    from->kind == EDTF_INTERVAL || from->kind == EDTF_ONE_OF))
		return refuse_part(e, "syntax", "from",
		    N_("type a day, a month or a year"));
	if (text[1][0] != '\0' && (to->bounds_required ||
	    to->kind == EDTF_INTERVAL || to->kind == EDTF_ONE_OF))
		return refuse_part(e, "syntax", "to",
		    N_("type a day, a month or a year"));
	if (text[0][0] != '\0' && text[1][0] != '\0' &&
	    from->start_lo > to->end_hi)
		return refuse_part(e, "order", "to",
		    N_("the end is before the start"));
	return ERR_NONE;
}

/* Appends "a..b" in one form: where they differ, in days. */
static void
put_range(char out[EDTF_BYTES_MAX], const struct edtf *from,
    const struct edtf *to, char text[2][EDTF_BYTES_MAX])
{
	if (text[0][0] != '\0' && text[1][0] != '\0' &&
	    (from->kind != to->kind || from->kind == EDTF_UNSPECIFIED)) {
		day_print(text[0], from->start_lo);
		day_print(text[1], to->end_hi);
	}
	if (strcmp(text[0], text[1]) == 0)
		(void)snprintf(out, EDTF_BYTES_MAX, "%.28s", text[0]);
	else
		(void)snprintf(out, EDTF_BYTES_MAX, "[%.28s..%.28s]", text[0],
		    text[1]);
}

static enum err
read_between(struct when_made *out, const struct when_typed *typed,
    struct arena *a, struct error *e)
{
	char text[2][EDTF_BYTES_MAX] = {"", ""}, range[EDTF_BYTES_MAX];
	struct edtf from, to;
	enum err rc = read_ends(out, typed, &from, &to, text, e);

	if (rc == ERR_NONE && text[0][0] == '\0')
		rc = missing(e, "from", N_("type the first day, month or "
		    "year of the range"));
	if (rc == ERR_NONE && text[1][0] == '\0')
		rc = missing(e, "to", N_("type the last day, month or year "
		    "of the range"));
	if (rc != ERR_NONE)
		return rc;
	put_range(range, &from, &to, text);
	out->when = when_of(a, range);
	return ERR_NONE;
}

static enum err
read_several(struct when_made *out, const struct when_typed *typed,
    struct arena *a, struct error *e)
{
	struct bytes text = field_of(typed->times);
	uint64_t times = 0;
	enum err rc = read_between(out, typed, a, e);

	if (rc != ERR_NONE)
		return rc;
	if (text.len == 0)
		return missing(e, "times", N_("type how many there were"));
	if (!bytes_decimal(text, TIMES_MAX, &times) || times < 2)
		return refuse_part(e, "times", "times",
		    N_("type how many there were: a number from 2"));
	out->times = (uint32_t)times;
	if (json_get_text(out->when, "edtf").len == strlen("2021-03-04"))
		return refuse_part(e, "tally_exact", "to",
		    N_("file the contacts of one known day one by one"));
	return ERR_NONE;
}

/* Some day up to today, or within what is known of it. */
static enum err
read_unsure(struct when_made *out, const struct when_typed *typed,
    struct arena *a, struct error *e)
{
	char text[2][EDTF_BYTES_MAX] = {"", ""}, range[EDTF_BYTES_MAX];
	struct edtf from, to;
	enum err rc;

	if (field_of(typed->from).len == 0 && field_of(typed->to).len == 0 &&
	    field_of(typed->year).len != 0) {
		rc = read_parts(out, typed, false, false, range, e);
		if (rc == ERR_NONE)
			out->when = when_of(a, range);
		return rc;
	}
	rc = read_ends(out, typed, &from, &to, text, e);
	if (rc != ERR_NONE)
		return rc;
	if (text[1][0] == '\0') {
		day_print(text[1], typed->today);
		rc = edtf_parse(&to, bytes_text(text[1]), e);
	}
	if (rc == ERR_NONE && text[0][0] != '\0' &&
	    from.start_lo > to.end_hi)
		rc = refuse_part(e, "order", "from",
		    N_("the start is after the end"));
	if (rc != ERR_NONE)
		return rc;
	put_range(range, &from, &to, text);
	out->when = when_of(a, range);
	return ERR_NONE;
}

static enum err
read_lasting(struct when_made *out, const struct when_typed *typed,
    struct arena *a, struct error *e)
{
	char text[2][EDTF_BYTES_MAX] = {"", ""}, range[EDTF_BYTES_MAX];
	struct edtf from, to;
	enum err rc = read_ends(out, typed, &from, &to, text, e);

	if (rc == ERR_NONE && text[0][0] == '\0')
		rc = missing(e, "from", N_("type the day on which it began"));
	if (rc == ERR_NONE && text[1][0] == '\0')
		rc = missing(e, "to", N_("type the day on which it ended"));
	if (rc != ERR_NONE)
		return rc;
	(void)snprintf(range, sizeof range, "%.28s/%.28s", text[0], text[1]);
	out->when = when_of(a, range);
	return ERR_NONE;
}

/* "14:05" of an exact day. */
static enum err
read_time(struct when_made *out, const struct when_typed *typed,
    struct arena *a, struct error *e)
{
	struct bytes text = field_of(typed->time);
	struct bytes edtf = json_get_text(out->when, "edtf");
	struct edtf d;

	if (text.len == 0)
		return ERR_NONE;
	if (text.len != 5 || text.at[2] != ':' || text.at[0] < '0' ||
	    text.at[0] > '2' || text.at[1] < '0' || text.at[1] > '9' ||
	    (text.at[0] == '2' && text.at[1] > '3') || text.at[3] < '0' ||
	    text.at[3] > '5' || text.at[4] < '0' || text.at[4] > '9')
		return refuse_part(e, "when_time", "time",
		    N_("type the time as 14:05"));
	if (edtf_parse(&d, edtf, NULL) != ERR_NONE || !d.exact_day)
		return refuse_part(e, "when_time", "time",
		    N_("a time needs a day that is known"));
	json_put_text(a, out->when, "time", text);
	return ERR_NONE;
}

enum err
when_typed_read(struct when_made *out, const struct when_typed *typed,
    struct arena *a, struct error *e)
{
	struct bytes mode = field_of(typed->mode);
	struct when_made made = {.times = 1};
	char edtf[EDTF_BYTES_MAX];
	struct edtf d;
	enum err rc;

	if (bytes_is(mode, "day") || bytes_is(mode, "month")) {
		rc = read_parts(&made, typed, bytes_is(mode, "day"), true,
		    edtf, e);
		if (rc == ERR_NONE)
			rc = edtf_parse(&d, bytes_text(edtf), e);
		if (rc == ERR_NONE && d.bounds_required)
			rc = refuse_part(e, "when_bounds", "day",
			    N_("for a date that is not certain choose About"));
		if (rc == ERR_NONE)
			made.when = when_of(a, edtf);
	} else if (bytes_is(mode, "about")) {
		rc = read_about(&made, typed, a, e);
	} else if (bytes_is(mode, "between")) {
		rc = read_between(&made, typed, a, e);
	} else if (bytes_is(mode, "several")) {
		rc = read_several(&made, typed, a, e);
	} else if (bytes_is(mode, "unsure")) {
		rc = read_unsure(&made, typed, a, e);
	} else if (bytes_is(mode, "lasting")) {
		rc = read_lasting(&made, typed, a, e);
	} else {
		rc = missing(e, "when_mode",
		    N_("choose how well the day is known"));
	}
	if (rc == ERR_NONE)
		rc = read_time(&made, typed, a, e);
	if (rc == ERR_NONE && arena_failed(a))
		rc = error_set(e, ERR_MEMORY, "out of memory");
	if (rc != ERR_NONE) {
		out->asked = made.asked;
		return rc;
	}
	*out = made;
	return ERR_NONE;
}
