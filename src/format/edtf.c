#include "format/edtf.h"

#include "format/json.h"

/* One date of the grammar, or an open end. */
struct part {
	enum edtf_kind kind;
	uint32_t lo, hi;
	char qualifier;
};

static enum err
refuse(struct error *e, const char *word, const char *what, const char *mend)
{
	enum lang lang = e == NULL ? LANG_EN : e->lang;
	enum err rc = error_word(e, ERR_INPUT, word, "%s",
	    message_in(lang, what));

	return mend == NULL ? rc :
	    error_mend(e, rc, "%s", message_in(lang, mend));
}

static enum err
syntax(struct error *e)
{
	return refuse(e, "syntax", "not a date of the profile",
	    "write 2021-03-04, 2021-03, 2021, 2020-11-03/2020-11-05 for what "
	    "lasts, or [2020..2022] for one moment between");
}

/* Does `text` have this shape? 9 stands for a digit, all else for itself. */
static bool
has_shape(struct bytes text, const char *shape)
{
	if (text.len != strlen(shape))
		return false;
	for (size_t i = 0; i < text.len; i++) {
		bool digit = text.at[i] >= '0' && text.at[i] <= '9';

		if (shape[i] == '9' ? !digit :
		    text.at[i] != (uint8_t)shape[i])
			return false;
	}
	return true;
}

static unsigned
number_at(struct bytes text, size_t at, size_t len)
{
	unsigned value = 0;

	for (size_t i = at; i < at + len; i++)
		value = value * 10 + (unsigned)(text.at[i] - '0');
	return value;
}

static bool
is_qualifier(uint8_t c)
{
	return c == '?' || c == '~' || c == '%';
}

static void
set_months(struct part *p, enum edtf_kind kind, unsigned year, unsigned first,
    unsigned last)
{
	p->kind = kind;
	p->lo = day_code(year, first, 1);
	p->hi = day_code(year, last, days_in_month(year, last));
}

static enum err
year_range(struct error *e)
{
	return refuse(e, "year-range", "the year is outside 0001 to 9999",
	    NULL);
}

static enum err
month_range(struct error *e)
{
	return refuse(e, "month-range", "there is no such month or part of a "
	    "year", "months are 01 to 12, quarters 33 to 36, four months 37 "
	    "to 39, half years 40 and 41");
}

/* year "-" mm, or one of the parts 33 to 41 */
static enum err
month_or_part(struct part *p, unsigned year, unsigned number,
    struct error *e)
{
	if (number >= 1 && number <= 12)
		set_months(p, EDTF_MONTH, year, number, number);
	else if (number >= 21 && number <= 32)
		return refuse(e, "season", "seasons differ between hemispheres",
		    "write the months, as 2021-03/2021-05, or a quarter, as "
		    "2021-33");
	else if (number >= 33 && number <= 36)
		set_months(p, EDTF_QUARTER, year, (number - 33) * 3 + 1,
		    (number - 33) * 3 + 3);
	else if (number >= 37 && number <= 39)
		set_months(p, EDTF_QUADRIMESTER, year, (number - 37) * 4 + 1,
		    (number - 37) * 4 + 4);
	else if (number == 40 || number == 41)
		set_months(p, EDTF_SEMESTER, year, (number - 40) * 6 + 1,
		    (number - 40) * 6 + 6);
	else
		return month_range(e);
	return ERR_NONE;
}

/* year "-" mm "-" dd, or with XX for the day */
static enum err
day_or_loose(struct part *p, struct bytes text, bool loose, struct error *e)
{
	unsigned year = number_at(text, 0, 4), month = number_at(text, 5, 2);
	unsigned day;

	if (month < 1 || month > 12)
		return month_range(e);
	set_months(p, EDTF_UNSPECIFIED, year, month, month);
	if (loose)
		return ERR_NONE;
	day = number_at(text, 8, 2);
	if (day < 1 || day > days_in_month(year, month))
		return error_mend(e, error_word(e, ERR_INPUT, "day-range",
		    "%04u-%02u has no day %02u", year, month, day),
		    "write %04u-%02u if the day is unknown", year, month);
	p->kind = EDTF_DAY;
	p->lo = p->hi = day_code(year, month, day);
	return ERR_NONE;
}

/* Decades and centuries: years first..last. */
static void
set_years(struct part *p, enum edtf_kind kind, unsigned first, unsigned last)
{
	p->kind = kind;
	p->lo = day_code(first, 1, 1);
	p->hi = day_code(last, 12, 31);
}

static enum err
date_parse(struct part *p, struct bytes text, struct error *e)
{
	*p = (struct part){EDTF_DAY, DAY_FIRST, DAY_LAST, 0};
	if (text.len != 0 && is_qualifier(text.at[text.len - 1]))
		p->qualifier = (char)text.at[--text.len];
	if (text.len != 0 && text.at[0] == 'Y')
		return year_range(e);
	if (text.len >= 5 && has_shape(bytes_of(text.at, 5), "-9999"))
		return year_range(e);
	if (has_shape(text, "999X")) {
		unsigned first = number_at(text, 0, 3) * 10;

		set_years(p, EDTF_UNSPECIFIED, first, first + 9);
		return first == 0 ? year_range(e) : ERR_NONE;
	}
	if (has_shape(text, "99XX")) {
		unsigned first = number_at(text, 0, 2) * 100;

		set_years(p, EDTF_UNSPECIFIED, first, first + 99);
		return first == 0 ? year_range(e) : ERR_NONE;
	}
	if (text.len < 4 || !has_shape(bytes_of(text.at, 4), "9999"))
		return syntax(e);
	if (has_shape(text, "9999") || has_shape(text, "9999-99") ||
	    has_shape(text, "9999-99-99") || has_shape(text, "9999-XX") ||
	    has_shape(text, "9999-XX-XX") || has_shape(text, "9999-99-XX")) {
		unsigned year = number_at(text, 0, 4);

		if (year == 0)
			return year_range(e);
		if (text.len == 4)
			set_years(p, EDTF_YEAR, year, year);
		else if (text.at[5] == 'X')
			set_years(p, EDTF_UNSPECIFIED, year, year);
		else if (text.len == 7)
			return month_or_part(p, year, number_at(text, 5, 2),
			    e);
		else
			return day_or_loose(p, text, text.at[8] == 'X', e);
		return ERR_NONE;
	}
	return syntax(e);
}

static bool
is_open(struct bytes text)
{
	return text.len == 0 || bytes_is(text, "..");
}

/* Offset of the first "..", or text.len. */
static size_t
find_dots(struct bytes text)
{
	for (size_t i = 0; i + 1 < text.len; i++)
		if (text.at[i] == '.' && text.at[i + 1] == '.')
			return i;
	return text.len;
}

static bool
has_qualifier(struct bytes text)
{
	for (size_t i = 0; i < text.len; i++)
		if (is_qualifier(text.at[i]))
			return true;
	return false;
}

/* "[" a ".." b "]", either may be absent */
static enum err
one_of_parse(struct edtf *out, struct bytes text, struct error *e)
{
	struct bytes inside = bytes_of(text.at + 1, text.len - 1), first, last;
	struct part a = {EDTF_DAY, DAY_FIRST, DAY_FIRST, 0};
	struct part b = {EDTF_DAY, DAY_LAST, DAY_LAST, 0};
	size_t dots;
	enum err rc;

	if (inside.len == 0 || inside.at[inside.len - 1] != ']')
		return syntax(e);
	inside.len--;
	if (bytes_find(inside, ',') < inside.len)
		return refuse(e, "list-of-alternatives",
		    "a list of alternatives", "write the range that holds "
		    "them, as [2020..2022]");
	if (is_open(inside))
		return syntax(e);
	dots = find_dots(inside);
	if (dots == inside.len)
		return refuse(e, "single-member", "a set of one date",
		    "write the date without brackets");
	if (has_qualifier(inside))
		return refuse(e, "qualifier-not-allowed",
		    "a qualifier cannot stand within brackets",
		    "widen the range instead");
	first = bytes_of(inside.at, dots);
	last = bytes_of(inside.at + dots + 2, inside.len - dots - 2);
	if (first.len != 0 && (rc = date_parse(&a, first, e)) != ERR_NONE)
		return rc;
	if (last.len != 0 && (rc = date_parse(&b, last, e)) != ERR_NONE)
		return rc;
	if (first.len != 0 && last.len != 0 && a.kind != b.kind)
		return refuse(e, "mixed-precision", "the two ends of a range "
		    "differ in form", "write both as days, or both as months, "
		    "or both as years");
	if (first.len != 0 && last.len != 0 && a.lo >= b.lo)
		return refuse(e, "order",
		    "the range does not begin before it ends", NULL);
	*out = (struct edtf){EDTF_ONE_OF, a.lo, b.hi, a.lo, b.hi, 0, false,
	    false};
	return ERR_NONE;
}

static uint32_t
least(uint32_t a, uint32_t b)
{
	return a < b ? a : b;
}

static uint32_t
most(uint32_t a, uint32_t b)
{
	return a > b ? a : b;
}

/* a "/" b; `slash` is the place of the first one */
static enum err
interval_parse(struct edtf *out, struct bytes text, size_t slash,
    struct error *e)
{
	struct bytes first = bytes_of(text.at, slash);
	struct bytes last = bytes_of(text.at + slash + 1,
	    text.len - slash - 1);
	struct part a = {EDTF_MONTH, DAY_FIRST, DAY_LAST, 0}, b = a;
	enum err rc;

	if (bytes_find(last, '/') < last.len)
		return syntax(e);
	if (is_open(first) && is_open(last))
		return refuse(e, "unbounded", "an interval open at both ends",
		    "state one end at least");
	if (!is_open(first) && (rc = date_parse(&a, first, e)) != ERR_NONE)
		return rc;
	if (!is_open(last) && (rc = date_parse(&b, last, e)) != ERR_NONE)
		return rc;
	if (a.lo > b.hi)
		return refuse(e, "order", "the interval begins after its end",
		    NULL);
	*out = (struct edtf){EDTF_INTERVAL, a.lo, least(a.hi, b.hi),
	    most(a.lo, b.lo), b.hi, a.qualifier != 0 ? a.qualifier :
	    b.qualifier, a.qualifier != 0 || b.qualifier != 0, false};
	out->exact_day = a.kind == EDTF_DAY && !out->bounds_required;
	return ERR_NONE;
}

static bool
has_white_space(struct bytes text)
{
	size_t bad;

	if (!utf8_check(text, &bad))
		text.len = bad;
	while (text.len != 0)
		if (utf8_is_space(utf8_next(&text)))
			return true;
	return false;
}

enum err
edtf_parse(struct edtf *out, struct bytes text, struct error *e)
{
	struct part p;
	size_t slash;
	enum err rc;

	if (text.len == 0)
		return refuse(e, "empty", "no date", NULL);
	if (has_white_space(text))
		return refuse(e, "white-space", "white space in a date",
		    "remove it");
	if (text.at[0] == '{')
		return refuse(e, "all-of-set", "a set of several dates",
		    "file one contact for each date, or a tally");
	if (text.at[0] == '[')
		return one_of_parse(out, text, e);
	if (bytes_find(text, 'T') < text.len)
		return refuse(e, "time-in-date", "a time within the date",
		    "give the time apart, as --time 14:05");
	slash = bytes_find(text, '/');
	if (slash < text.len)
		return interval_parse(out, text, slash, e);
	rc = date_parse(&p, text, e);
	if (rc != ERR_NONE)
		return rc;
	*out = (struct edtf){p.kind, p.lo, p.hi, p.lo, p.hi, p.qualifier,
	    p.qualifier != 0, p.kind == EDTF_DAY && p.qualifier == 0};
	return ERR_NONE;
}

const char *
edtf_kind_name(enum edtf_kind kind)
{
	static const char *const names[] = {
		[EDTF_DAY] = "day",
		[EDTF_MONTH] = "month",
		[EDTF_YEAR] = "year",
		[EDTF_QUARTER] = "quarter",
		[EDTF_QUADRIMESTER] = "quadrimester",
		[EDTF_SEMESTER] = "semester",
		[EDTF_UNSPECIFIED] = "unspecified",
		[EDTF_INTERVAL] = "interval",
		[EDTF_ONE_OF] = "one-of",
	};

	return names[kind];
}

static enum err
bounds_fault(struct error *e, const char *member, const char *what)
{
	enum err rc = error_word(e, ERR_INPUT, "when_bounds", "%s %s", member,
	    message_in(e == NULL ? LANG_EN : e->lang, what));

	error_field(e, "%s", member);
	return rc;
}

/* The four members, each present exactly where it is due. */
static enum err
members_check(const struct edtf *d, const struct edtf_stated *s,
    struct error *e)
{
	const struct {
		const char *name;
		bool given, due;
	} members[] = {
		{"earliest", s->has_earliest, d->bounds_required},
		{"latest", s->has_latest, d->bounds_required},
		{"end_earliest", s->has_end_earliest,
		    d->bounds_required && d->kind == EDTF_INTERVAL},
		{"end_latest", s->has_end_latest,
		    d->bounds_required && d->kind == EDTF_INTERVAL},
	};

	for (size_t i = 0; i < COUNT(members); i++) {
		if (members[i].given && !members[i].due)
			return error_mend(e, bounds_fault(e, members[i].name,
			    "is stated, and the date leaves no room for it"),
			    "leave it out");
		if (!members[i].given && members[i].due)
			return error_mend(e, bounds_fault(e, members[i].name,
			    "is missing: a date with a qualifier has no width "
			    "of its own"), "state the earliest and the latest "
			    "day, or null for an open side");
	}
	return ERR_NONE;
}

enum err
edtf_when_bounds(struct edtf_bounds *out, const struct edtf *d,
    const struct edtf_stated *stated, struct error *e)
{
	struct edtf_bounds b = {d->start_lo, d->start_hi, d->end_lo,
	    d->end_hi};
	enum err rc = members_check(d, stated, e);

	if (rc != ERR_NONE)
		return rc;
	if (d->bounds_required) {
		b = (struct edtf_bounds){stated->earliest, stated->latest,
		    stated->earliest, stated->latest};
		if (b.earliest > d->start_lo)
			return bounds_fault(e, "earliest",
			    "is later than the date begins");
		if (b.latest < d->start_hi)
			return bounds_fault(e, "latest",
			    "is earlier than the date ends");
	}
	if (d->bounds_required && d->kind == EDTF_INTERVAL) {
		b.end_earliest = stated->end_earliest;
		b.end_latest = stated->end_latest;
		if (b.end_earliest > d->end_lo)
			return bounds_fault(e, "end_earliest",
			    "is later than the end begins");
		if (b.end_latest < d->end_hi)
			return bounds_fault(e, "end_latest",
			    "is earlier than the end ends");
		if (b.earliest > b.end_earliest && b.end_earliest != DAY_FIRST)
			return bounds_fault(e, "end_earliest",
			    "is before earliest");
		if (b.latest > b.end_latest && b.latest != DAY_LAST)
			return bounds_fault(e, "end_latest",
			    "is before latest");
	}
	*out = b;
	return ERR_NONE;
}

bool
edtf_lasts(const struct edtf *d)
{
	return d->kind == EDTF_INTERVAL && d->start_lo != d->end_hi;
}

bool
edtf_wide(uint32_t from, uint32_t to)
{
	bool aligned;

	if (from == DAY_FIRST || to == DAY_LAST)
		return false;
	aligned = day_of_month(from) == 1 &&
	    day_of_month(to) == days_in_month(day_year(to), day_month(to));
	/* the same day one year later is the first beyond a year */
	return !aligned && to >= from + day_code(1, 0, 0);
}
