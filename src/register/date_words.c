/* Dates in words, interfaces C8.6 (register/objects.h) */
#include <stdio.h>

#include "format/edtf.h"
#include "register/objects.h"

static const char *const months[LANG_COUNT][12] = {
	{"January", "February", "March", "April", "May", "June", "July",
	    "August", "September", "October", "November", "December"},
	{"janvier", "f\303\251vrier", "mars", "avril", "mai", "juin",
	    "juillet", "ao\303\273t", "septembre", "octobre", "novembre",
	    "d\303\251cembre"},
};
static const char *const ordinals[LANG_COUNT][4] = {
	{"first", "second", "third", "fourth"},
	{"premier", "deuxi\303\250me", "troisi\303\250me",
	    "quatri\303\250me"},
};
/* Of quarter, four months, half a year. */
static const char *const parts[LANG_COUNT][3] = {
	{"quarter", "four months", "half"},
	{"trimestre", "quadrimestre", "semestre"},
};

/* ---- one date ---- */

/* One date of the profile without a qualifier. */
struct date {
	struct bytes text;
	enum edtf_kind kind;
	uint32_t first, last;
};

static struct date
date_of(struct bytes text)
{
	struct date d = {.text = text, .kind = EDTF_UNSPECIFIED};
	struct edtf e;

	if (edtf_parse(&e, text, NULL) == ERR_NONE) {
		d.kind = e.kind;
		d.first = e.start_lo;
		d.last = e.start_hi;
	}
	return d;
}

static void
put_day(struct buffer *out, uint32_t day, enum lang lang)
{
	buffer_printf(out, "%u%s", day_of_month(day),
	    lang == LANG_FR && day_of_month(day) == 1 ? "er" : "");
}

static void
put_month(struct buffer *out, uint32_t day, enum lang lang)
{
	buffer_text(out, months[lang][day_month(day) - 1]);
}

/* "de mars 2021", "d'avril 2021" */
static bool
elides(const struct date *d)
{
	unsigned month = day_month(d->first);

	return d->kind == EDTF_MONTH && (month == 4 || month == 8 ||
	    month == 10);
}

/* With an X: a day, a month or a year that is not told. */
static void
put_unspecified(struct buffer *out, const struct date *d, enum lang lang)
{
	unsigned year = day_year(d->first);

	if (d->text.len == 4 && d->last != 0)
		buffer_printf(out,
		    message_in(lang, "some year between %u and %u"), year,
		    day_year(d->last));
	else if (d->text.len == 7)
		buffer_printf(out, message_in(lang, "some month of %u"), year);
	else if (d->text.len == 10 && d->text.at[5] == 'X')
		buffer_printf(out, message_in(lang, "some day of %u"), year);
	else if (d->text.len == 10 && lang == LANG_FR)
		buffer_printf(out, "un jour %s%s %u",
		    d->first >> 5 == 0 ? "" :
			day_month(d->first) == 4 ||
			    day_month(d->first) == 8 ||
			    day_month(d->first) == 10 ? "d'" : "de ",
		    months[lang][day_month(d->first) - 1], year);
	else if (d->text.len == 10)
		buffer_printf(out, "some day of %s %u",
		    months[lang][day_month(d->first) - 1], year);
	else
		buffer_add(out, d->text);
}

static void
put_part(struct buffer *out, const struct date *d, enum lang lang)
{
	unsigned span = d->kind == EDTF_QUARTER ? 3 :
	    d->kind == EDTF_QUADRIMESTER	? 4 :
						  6;
	unsigned nth = (day_month(d->first) - 1) / span;

	buffer_printf(out, lang == LANG_FR ? "%s %s de %u" : "%s %s of %u",
	    ordinals[lang][nth], parts[lang][d->kind - EDTF_QUARTER],
	    day_year(d->first));
}

static void
put_date(struct buffer *out, const struct date *d, enum lang lang)
{
	switch (d->kind) {
	case EDTF_DAY:
		put_day(out, d->first, lang);
		buffer_byte(out, ' ');
		put_month(out, d->first, lang);
		buffer_printf(out, " %u", day_year(d->first));
		break;
	case EDTF_MONTH:
		put_month(out, d->first, lang);
		buffer_printf(out, " %u", day_year(d->first));
		break;
	case EDTF_YEAR:
		buffer_printf(out, "%u", day_year(d->first));
		break;
	case EDTF_QUARTER:
	case EDTF_QUADRIMESTER:
	case EDTF_SEMESTER:
		put_part(out, d, lang);
		break;
	case EDTF_UNSPECIFIED:
	case EDTF_INTERVAL:
	case EDTF_ONE_OF:
		put_unspecified(out, d, lang);
		break;
	}
}

/* ---- what stands before a date ---- */

enum place { FROM, TO, UNTIL, SINCE, BETWEEN, BY, AFTER, AROUND, PLACES };

/* By day, part of a year, and month or year. */
static const char *const before[LANG_COUNT][PLACES][3] = {
	{{"from ", "from ", "from "}, {"to ", "to ", "to "},
	    {"until ", "until ", "until "}, {"since ", "since ", "since "},
	    {"", "the ", ""}, {"on or before ", "in or before ",
	    "in or before "}, {"on or after ", "in or after ",
	    "in or after "}, {"", "the ", ""}},
	{{"du ", "du ", "de "}, {"au ", "au ", "\303\240 "},
	    {"jusqu'au ", "jusqu'au ", "jusqu'en "},
	    {"depuis le ", "depuis le ", "depuis "}, {"le ", "le ", ""},
	    {"le ", "au ", "en "}, {"le ", "au ", "en "},
	    {"le ", "le ", ""}},
};
/* Behind it, in French. */
static const char *const behind[PLACES] = {
	[BY] = " ou avant", [AFTER] = " ou apr\303\250s"};

static void
put_at(struct buffer *out, enum place place, const struct date *d,
    enum lang lang)
{
	unsigned column = d->kind == EDTF_DAY ? 0 :
	    d->kind == EDTF_MONTH || d->kind == EDTF_YEAR ? 2 :
							    1;
	const char *word = before[lang][place][column];

	if (d->kind == EDTF_UNSPECIFIED)
		word = "";
	if (lang == LANG_FR && place == FROM && elides(d))
		word = "d'";
	buffer_text(out, word);
	put_date(out, d, lang);
	if (lang == LANG_FR && behind[place] != NULL)
		buffer_text(out, behind[place]);
}

/* ---- two dates ---- */

/* "from 4 to 6 March 2021": what both have is said once. */
static void
put_from_to(struct buffer *out, const struct date *a, const struct date *b,
    enum lang lang)
{
	bool days = a->kind == EDTF_DAY && b->kind == EDTF_DAY &&
	    day_year(a->first) == day_year(b->first);

	if (!days) {
		put_at(out, FROM, a, lang);
	} else {
		buffer_text(out, before[lang][FROM][0]);
		put_day(out, a->first, lang);
		if (day_month(a->first) != day_month(b->first)) {
			buffer_byte(out, ' ');
			put_month(out, a->first, lang);
		}
	}
	buffer_byte(out, ' ');
	put_at(out, TO, b, lang);
}

/* A qualifier is told apart: "about", "perhaps", "perhaps about". */
static struct date
put_qualifier(struct buffer *out, struct bytes text, enum lang lang)
{
	uint8_t last = text.len == 0 ? 0 : text.at[text.len - 1];

	if (last != '?' && last != '~' && last != '%')
		return date_of(text);
	buffer_text(out,
	    message_in(lang,
		last == '?'	? N_("perhaps ") :
		    last == '~' ? N_("about ") :
				  N_("perhaps about ")));
	return date_of(bytes_of(text.at, text.len - 1));
}

static bool
is_open(struct bytes end)
{
	return end.len == 0 || bytes_is(end, "..");
}

static struct bytes
unqualified(struct bytes text)
{
	uint8_t last = text.len == 0 ? 0 : text.at[text.len - 1];

	if (last == '?' || last == '~' || last == '%')
		text.len--;
	return text;
}

static void
put_interval(struct buffer *out, struct bytes start, struct bytes end,
    enum lang lang)
{
	struct date a = date_of(unqualified(start));
	struct date b = date_of(unqualified(end));

	if (a.text.len != start.len || b.text.len != end.len)
		buffer_text(out, message_in(lang, N_("about ")));
	if (is_open(end))
		put_at(out, SINCE, &a, lang);
	else if (is_open(start))
		put_at(out, UNTIL, &b, lang);
	else
		put_from_to(out, &a, &b, lang);
}

static void
put_one_of(struct buffer *out, struct bytes in, bool several, enum lang lang)
{
	size_t dots = 0;
	struct date a, b;

	while (dots + 1 < in.len &&
	    (in.at[dots] != '.' || in.at[dots + 1] != '.'))
		dots++;
	if (dots + 1 >= in.len) {
		buffer_add(out, in);
		return;
	}
	a = date_of(bytes_of(in.at, dots));
	b = date_of(bytes_of(in.at + dots + 2, in.len - dots - 2));
	if (a.text.len == 0) {
		put_at(out, BY, &b, lang);
		return;
	}
	if (b.text.len == 0) {
		put_at(out, AFTER, &a, lang);
		return;
	}
	buffer_text(out,
	    message_in(lang,
		several ? N_("between ") : N_("some day between ")));
	put_at(out, BETWEEN, &a, lang);
	buffer_text(out, message_in(lang, N_(" and ")));
	put_at(out, BETWEEN, &b, lang);
}

static void
put_when(struct buffer *out, struct bytes edtf, bool several, enum lang lang)
{
	size_t slash = bytes_find(edtf, '/');
	struct date d;

	if (edtf.len > 4 && edtf.at[0] == '[') {
		put_one_of(out, bytes_of(edtf.at + 1, edtf.len - 2), several,
		    lang);
	} else if (slash != edtf.len) {
		put_interval(out, bytes_of(edtf.at, slash),
		    bytes_of(edtf.at + slash + 1, edtf.len - slash - 1), lang);
	} else {
		d = put_qualifier(out, edtf, lang);
		if (d.text.len == edtf.len)
			put_date(out, &d, lang);
		else
			put_at(out, AROUND, &d, lang);
	}
}

void
when_words(struct buffer *out, struct bytes edtf, enum lang lang)
{
	put_when(out, edtf, false, lang);
}

/* ---- with stated bounds ---- */

static struct date
date_of_day(char text[11], uint32_t day)
{
	day_print(text, day);
	return date_of(bytes_text(text));
}

void
date_words(struct buffer *out, const struct json *when, uint32_t times,
    enum lang lang)
{
	char first[11], last[11];
	struct date a, b;
	struct when w;

	put_when(out, json_get_text(when, "edtf"), times > 1, lang);
	if (when_parse(&w, when, NULL) != ERR_NONE || !w.qualified ||
	    w.e == DAY_FIRST || w.l == DAY_LAST)
		return;
	a = date_of_day(first, w.e);
	b = date_of_day(last, w.l);
	buffer_text(out, " (");
	put_from_to(out, &a, &b, lang);
	buffer_byte(out, ')');
}
