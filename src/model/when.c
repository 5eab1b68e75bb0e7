/* Reading model/when.h */
#include "model/when.h"

#include "format/edtf.h"

#define HOUR_S INT64_C(3600)

static enum err
fail(struct error *e, const char *word, const char *text, const char *mend)
{
	enum err rc = error_word(e, ERR_INPUT, word, "when: %s", error_say(e, text));

	return error_mend(e, rc, "%s", mend);
}

/* "hh:mm" with hh up to `hour_max`; -1 where it is not one. */
static int
clock_minutes(struct bytes t, unsigned hour_max)
{
	unsigned hour, minute;

	if (t.len != 5 || t.at[2] != ':')
		return -1;
	for (size_t i = 0; i < 5; i++)
		if (i != 2 && (t.at[i] < '0' || t.at[i] > '9'))
			return -1;
	hour = (unsigned)(t.at[0] - '0') * 10 + (unsigned)(t.at[1] - '0');
	minute = (unsigned)(t.at[3] - '0') * 10 + (unsigned)(t.at[4] - '0');
	if (hour > hour_max || minute > 59)
		return -1;
	return (int)(hour * 60 + minute);
}

static enum err
read_time(struct when *out, const struct json *time, const struct json *offset,
    struct error *e)
{
	int minutes;

	if (time != NULL) {
		minutes = time->type != JSON_STRING ?
		    -1 :
		    clock_minutes(time->text, 23);
		if (minutes < 0)
			return fail(e, "when_time", "time is not hh:mm",
			    "write 14:05, or leave time out");
		if (!out->exact_day)
			return fail(e, "when_time",
			    "a time needs an exact start day",
			    "write the day, or leave time out");
		out->has_time = true;
		out->time_min = (int16_t)minutes;
	}
	if (offset == NULL)
		return ERR_NONE;
	if (!out->has_time)
		return fail(e, "when_time", "utc_offset needs a time",
		    "leave utc_offset out");
	minutes = -1;
	if (offset->type == JSON_STRING && offset->text.len == 6 &&
	    (offset->text.at[0] == '+' || offset->text.at[0] == '-'))
		minutes = clock_minutes(bytes_of(offset->text.at + 1, 5), 14);
	if (minutes < 0 || minutes > 14 * 60)
		return fail(e, "when_time",
		    "utc_offset is not +hh:mm or -hh:mm up to 14:00",
		    "write -05:00, or +00:00 for UTC");
	out->has_offset = true;
	out->offset_min = (int16_t)(offset->text.at[0] == '-' ? -minutes :
								minutes);
	return ERR_NONE;
}

/* A stated bound: day or null (model 4.5). */
static bool
bound_read(const struct json *v, bool *has, uint32_t *day, uint32_t open)
{
	if (v == NULL)
		return true;
	*has = true;
	*day = open;
	if (v->type == JSON_NULL)
		return true;
	return v->type == JSON_STRING && day_parse(v->text, day);
}

static enum err
read_bounds(struct when *out, const struct edtf *d, const struct json *v,
    struct error *e)
{
	struct edtf_stated s = {0};
	struct edtf_bounds b;
	enum err rc;

	if (!bound_read(json_get(v, "earliest"), &s.has_earliest, &s.earliest,
		DAY_FIRST) ||
	    !bound_read(json_get(v, "latest"), &s.has_latest, &s.latest,
		DAY_LAST) ||
	    !bound_read(json_get(v, "end_earliest"), &s.has_end_earliest,
		&s.end_earliest, DAY_FIRST) ||
	    !bound_read(json_get(v, "end_latest"), &s.has_end_latest,
		&s.end_latest, DAY_LAST))
		return fail(e, "when_bounds", "a bound is a day or null",
		    "write YYYY-MM-DD, or null for no bound");
	rc = edtf_when_bounds(&b, d, &s, e);
	if (rc != ERR_NONE)
		return rc;
	out->start_lo = out->e = b.earliest;
	out->start_hi = out->l = b.latest;
	out->end_lo = b.end_earliest;
	out->end_hi = b.end_latest;
	return ERR_NONE;
}

static bool
member_is_known(struct bytes name)
{
	static const char *const known[] = {"earliest", "edtf", "end_earliest",
	    "end_latest", "latest", "time", "utc_offset"};

	for (size_t i = 0; i < COUNT(known); i++)
		if (bytes_is(name, known[i]))
			return true;
	return false;
}

enum err
when_parse(struct when *out, const struct json *v, struct error *e)
{
	const struct json *text = json_get(v, "edtf");
	struct error inner = error_like(e);
	struct edtf d;
	enum err rc;

	*out = (struct when){0};
	if (text == NULL || text->type != JSON_STRING)
		return fail(e, "body", "has no text edtf",
		    "write {\"edtf\":\"2021-03\"}");
	for (const struct json *m = v->first; m != NULL; m = m->next)
		if (!member_is_known(m->name))
			return fail(e, "body", "has a member not known here",
			    "keep edtf, time, utc_offset and stated bounds");
	rc = edtf_parse(&d, text->text, &inner);
	if (rc != ERR_NONE) {
		char word[sizeof inner.word + 8];
		char mend[sizeof inner.mend];

		if (e == NULL)
			return rc;
		memcpy(mend, inner.mend, sizeof mend);
		memcpy(word, "when: ", 6);
		memcpy(word + 6, inner.word, sizeof inner.word);
		error_word(e, rc, word, "when: %s", inner.text);
		return mend[0] == '\0' ? rc : error_mend(e, rc, "%s", mend);
	}
	out->edtf = text->text;
	out->interval = d.kind == EDTF_INTERVAL;
	out->qualified = d.qualifier != 0;
	out->exact_day = d.exact_day;
	rc = read_time(out, json_get(v, "time"), json_get(v, "utc_offset"), e);
	if (rc != ERR_NONE)
		return rc;
	return read_bounds(out, &d, v, e);
}

uint32_t
filing_day_last(int64_t at_s)
{
	return day_of_time(at_s + 14 * HOUR_S);
}

uint32_t
filing_day_first(int64_t at_s)
{
	return day_of_time(at_s - 12 * HOUR_S);
}
