#include "faces/date_inside.h"

#include <stdio.h>

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
void
date_add_reading(struct date_typed *out, unsigned year, unsigned month,
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
		date_add_reading(out, k[1].number, k[0].month, 0);
	else if (*named && t->count == 3 && month == 1 && k[0].digits <= 2 &&
	    k[0].number != 0 && k[2].digits == 4)
		date_add_reading(out, k[2].number, k[1].month, k[0].number);
	else if (*named && t->count == 3 && month == 0 && k[1].digits <= 2 &&
	    k[1].number != 0 && k[2].digits == 4)
		date_add_reading(out, k[2].number, k[0].month, k[1].number);
	else if (!*named && t->count == 3 && k[0].digits == 4 &&
	    k[1].digits <= 2 && k[2].digits <= 2 && k[1].number != 0 &&
	    k[2].number != 0)
		date_add_reading(out, k[0].number, k[1].number, k[2].number);
	else if (!*named && t->count == 3 && k[2].digits == 4 &&
	    k[0].digits <= 2 && k[1].digits <= 2 && k[0].number != 0 &&
	    k[1].number != 0) {
		date_add_reading(out, k[2].number, k[1].number, k[0].number);
		date_add_reading(out, k[2].number, k[0].number, k[1].number);
	} else if (!*named && t->count == 2 && k[1].digits == 4 &&
	    k[0].digits <= 2 && k[0].number != 0)
		date_add_reading(out, k[1].number, k[0].number, 0);
	else
		return false;
	return true;
}

struct bytes
date_trimmed(struct bytes text)
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
	text = date_trimmed(text);
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

bool
date_month_of(struct bytes text, unsigned *month)
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

bool
date_day_of(struct bytes text, unsigned *day)
{
	struct tokens t;

	if (!split(&t, text) || t.count != 1 || t.at[0].digits == 0 ||
	    t.at[0].number == 0 || t.at[0].number > 31)
		return false;
	*day = t.at[0].number;
	return true;
}
