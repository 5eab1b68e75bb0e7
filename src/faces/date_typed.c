#include "faces/date_typed.h"

#include <stdio.h>

#define TIMES_MAX 16777215 /* model 3.10 */
#define TOKENS_MAX 8
#define TOKEN_BYTES 24

/* ---- one date ---- */

struct token {
	unsigned month;  /* 1 to 12: the name of a month */
	unsigned number; /* with `digits` */
	unsigned digits;
};

struct tokens {
	struct token at[TOKENS_MAX];
	size_t count;
};

/* Beginnings that no other month has, without accents. */
static const char *const month_names[][4] = {
    {"january", "janvier", NULL, NULL},
    {"february", "fevrier", "fevr", NULL},
    {"march", "mars", NULL, NULL},
    {"april", "avril", "avr", NULL},
    {"may", "mai", NULL, NULL},
    {"june", "juin", NULL, NULL},
    {"july", "juillet", "juil", NULL},
    {"august", "aout", NULL, NULL},
    {"september", "septembre", "sept", NULL},
    {"october", "octobre", NULL, NULL},
    {"november", "novembre", NULL, NULL},
    {"december", "decembre", NULL, NULL},
};

/* A whole name, or at least its first three letters. */
static bool
names_month(const char *word, const char *name)
{
	size_t len = strlen(word);

	return strcmp(word, name) == 0 ||
	    (len >= 3 && strncmp(word, name, len) == 0);
}

/* 0: no month, or as with "ju" and "jui" more than one. */
static unsigned
month_named(const char *word)
{
	unsigned found = 0;

	for (unsigned m = 0; m < COUNT(month_names); m++)
		for (unsigned i = 0; i < 4 && month_names[m][i] != NULL; i++)
			if (names_month(word, month_names[m][i])) {
				if (found != 0 && found != m + 1)
					return 0;
				found = m + 1;
			}
	return found;
}

/* Small letters without accents; false: a sign that no date has. */
static bool
fold_letter(struct bytes *rest, char out[2])
{
	uint32_t c = utf8_next(rest);

	out[1] = '\0';
	if (c >= 'A' && c <= 'Z')
		c |= 0x20;
	if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
		out[0] = (char)c;
	else if (c == 0xe9 || c == 0xc9 || c == 0xe8)
		out[0] = 'e';
	else if (c == 0xfb || c == 0xdb)
		out[0] = 'u';
	else if (c == '/' || c == '.' || c == '-' || c == ',' ||
	    utf8_is_space(c))
		out[0] = ' ';
	else
		return false;
	return true;
}

static bool
is_filler(const char *word)
{
	static const char *const fillers[] = {"the", "of", "le", "du", "de",
	    "d", "en", "in", "on"};

	for (size_t i = 0; i < COUNT(fillers); i++)
		if (strcmp(word, fillers[i]) == 0)
			return true;
	return false;
}

/* "14", "1er", "2nd", "2021", "mars". */
static bool
take_word(struct tokens *t, const char *word)
{
	static const char *const endings[] = {"", "er", "e", "st", "nd", "rd",
	    "th"};
	struct token token = {0};
	size_t digits = 0;

	while (word[digits] >= '0' && word[digits] <= '9' && digits < 5)
		token.number = token.number * 10 +
		    (unsigned)(word[digits++] - '0');
	if (digits == 0) {
		token.month = month_named(word);
		if (token.month == 0)
			return is_filler(word);
	} else {
		bool known = false;

		for (size_t i = 0; i < COUNT(endings); i++)
			known = known || strcmp(word + digits,
			    endings[i]) == 0;
		if (!known || digits > 4 || digits == 3)
			return false;
		token.digits = (unsigned)digits;
	}
	if (t->count == TOKENS_MAX)
		return false;
	t->at[t->count++] = token;
	return true;
}

static bool
split(struct tokens *t, struct bytes text)
{
	char word[TOKEN_BYTES] = "";
	size_t len = 0;

	t->count = 0;
	while (text.len != 0) {
		char c[2];

		if (!fold_letter(&text, c))
			return false;
		if (c[0] != ' ') {
			if (len + 1 == sizeof word)
				return false;
			word[len++] = c[0];
			word[len] = '\0';
		}
		if (len != 0 && (c[0] == ' ' || text.len == 0)) {
			if (!take_word(t, word))
				return false;
			len = 0;
		}
	}
	return t->count != 0;
}

/* Adds the reading if there is such a day; month or day 0: not stated. */
static void
add_reading(struct date_typed *out, unsigned year, unsigned month,
    unsigned day)
{
	char *text = out->edtf[out->count];

	if (year < 1 || year > 9999 || month > 12 ||
	    (day != 0 && (month == 0 || day > days_in_month(year, month))))
		return;
	if (day != 0)
		(void)snprintf(text, EDTF_BYTES_MAX, "%04u-%02u-%02u", year,
		    month, day);
	else if (month != 0)
		(void)snprintf(text, EDTF_BYTES_MAX, "%04u-%02u", year, month);
	else
		(void)snprintf(text, EDTF_BYTES_MAX, "%04u", year);
	if (out->count == 0 || strcmp(text, out->edtf[0]) != 0)
		out->count++;
}

/* What the words say; *named: a month stands by its name, so that nothing can
 * be mistaken. False: nothing that is a date. */
static bool
interpret(struct date_typed *out, const struct tokens *t, bool *named)
{
	const struct token *k = t->at;
	size_t month = t->count;

	for (size_t i = 0; i < t->count; i++)
		if (k[i].month != 0)
			month = i;
	*named = month != t->count;
	if (*named && t->count == 2 && month == 0 && k[1].digits == 4)
		add_reading(out, k[1].number, k[0].month, 0);
	else if (*named && t->count == 3 && month == 1 && k[0].digits <= 2 &&
	    k[0].number != 0 && k[2].digits == 4)
		add_reading(out, k[2].number, k[1].month, k[0].number);
	else if (*named && t->count == 3 && month == 0 && k[1].digits <= 2 &&
	    k[1].number != 0 && k[2].digits == 4)
		add_reading(out, k[2].number, k[0].month, k[1].number);
	else if (!*named && t->count == 3 && k[0].digits == 4 &&
	    k[1].digits <= 2 && k[2].digits <= 2 && k[1].number != 0 &&
	    k[2].number != 0)
		add_reading(out, k[0].number, k[1].number, k[2].number);
	else if (!*named && t->count == 3 && k[2].digits == 4 &&
	    k[0].digits <= 2 && k[1].digits <= 2 && k[0].number != 0 &&
	    k[1].number != 0) {
		add_reading(out, k[2].number, k[1].number, k[0].number);
		add_reading(out, k[2].number, k[0].number, k[1].number);
	} else if (!*named && t->count == 2 && k[1].digits == 4 &&
	    k[0].digits <= 2 && k[0].number != 0)
		add_reading(out, k[1].number, k[0].number, 0);
	else
		return false;
	return true;
}

static struct bytes
trimmed(struct bytes text)
{
	struct bytes rest = text;

	while (rest.len != 0 && utf8_is_space(utf8_next(&rest)))
		text = rest;
	while (text.len != 0 && (text.at[text.len - 1] == ' ' ||
	    text.at[text.len - 1] == '\t' || text.at[text.len - 1] == '\n'))
		text.len--;
	return text;
}

enum err
date_typed_read(struct date_typed *out, struct bytes text, struct error *e)
{
	struct date_typed d = {.count = 0};
	struct tokens t;
	struct edtf parsed;
	size_t bad;
	bool named = false, read;
	enum err rc;

	if (text.len > DATE_TYPED_MAX || !utf8_check(text, &bad))
		return error_word(e, ERR_INPUT, "syntax",
		    "this is no date that can be read");
	text = trimmed(text);
	rc = edtf_parse(&parsed, text, e);
	if (rc == ERR_NONE) {
		memcpy(d.edtf[0], text.at, text.len);
		d.count = 1;
		d.sure = true;
		*out = d;
		return ERR_NONE;
	}
	read = split(&t, text) && interpret(&d, &t, &named);
	if (read && d.count == 0 && named)
		return error_word(e, ERR_INPUT, "day-range",
		    "there is no such day");
	if (d.count == 0)
		return rc; /* the profile's own reason */
	error_clear(e);
	d.sure = named;
	*out = d;
	return ERR_NONE;
}

/* ---- the fields of a form ---- */

static struct bytes
field_of(const char *text)
{
	return trimmed(bytes_text(text == NULL ? "" : text));
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

static bool
month_of(struct bytes text, unsigned *month)
{
	struct tokens t;
	uint64_t number = 0;

	if (bytes_decimal(text, 12, &number) && number != 0) {
		*month = (unsigned)number;
		return true;
	}
	if (!split(&t, text) || t.count != 1)
		return false;
	*month = t.at[0].month != 0 ? t.at[0].month :
	    t.at[0].digits != 0 && t.at[0].number <= 12 ? t.at[0].number : 0;
	return *month != 0;
}

static bool
day_of(struct bytes text, unsigned *day)
{
	struct tokens t;

	if (!split(&t, text) || t.count != 1 || t.at[0].digits == 0 ||
	    t.at[0].number == 0 || t.at[0].number > 31)
		return false;
	*day = t.at[0].number;
	return true;
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
	if (month.len != 0 && !month_of(month, &m))
		return refuse_part(e, "month-range", "month",
		    N_("type the month as a number from 1 to 12, or by its "
		       "name"));
	if (day.len != 0 && !day_of(day, &n))
		return refuse_part(e, "day-range", "day",
		    N_("type the day as a number from 1 to 31"));
	if (n != 0 && m == 0)
		return missing(e, "month", N_("type the month"));
	add_reading(&d, (unsigned)y, m, n);
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
