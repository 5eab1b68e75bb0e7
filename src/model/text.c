/* Text rules of admission (model 8.3) */
#include "model/judge.h"

#include "format/json.h"

#include <stdio.h>
#include <stdlib.h>
#include <utf8proc.h>

static enum err
fail(struct error *e, const char *word, const char *where, const char *text)
{
	enum err rc = error_word(e, ERR_INPUT, word, "%s: %s", where, text);

	error_field(e, "%s", where);
	return rc;
}

/* Opening or closing of a bidirectional isolate: +1, -1; 0 is neither. */
static int
isolate_step(uint32_t c)
{
	if (c >= 0x2066 && c <= 0x2068)
		return 1;
	return c == 0x2069 ? -1 : 0;
}

static bool
is_bidi_control(uint32_t c)
{
	return c == 0x061c || c == 0x200e || c == 0x200f ||
	    (c >= 0x202a && c <= 0x202e);
}

static bool
is_white(uint32_t c)
{
	utf8proc_category_t k = utf8proc_category((utf8proc_int32_t)c);

	return k == UTF8PROC_CATEGORY_ZS || k == UTF8PROC_CATEGORY_ZL ||
	    k == UTF8PROC_CATEGORY_ZP || (c >= 9 && c <= 13) || c == 0x85;
}

static enum err
check_scalars(struct bytes text, const char *where, struct error *e)
{
	struct bytes rest = text;
	char words[80];
	int depth = 0;

	while (rest.len > 0) {
		uint32_t c = utf8_next(&rest);

		if (utf8proc_category((utf8proc_int32_t)c) ==
		    UTF8PROC_CATEGORY_CN) {
			(void)snprintf(words, sizeof words,
			    "U+%04X is not assigned in Unicode %s", c,
			    utf8proc_unicode_version());
			return fail(e, "text_unassigned", where, words);
		}
		depth += isolate_step(c);
		if (is_bidi_control(c) || depth < 0) {
			(void)snprintf(words, sizeof words,
			    "U+%04X turns the direction of writing", c);
			return fail(e, "text_bidi", where, words);
		}
	}
	if (depth != 0)
		return fail(e, "text_bidi", where,
		    "an isolate is opened and not closed");
	return ERR_NONE;
}

static bool
is_ascii(struct bytes text)
{
	for (size_t i = 0; i < text.len; i++)
		if (text.at[i] >= 0x80)
			return false;
	return true;
}

static enum err
check_nfc(struct bytes text, const char *where, struct error *e)
{
	utf8proc_uint8_t *normal = NULL;
	utf8proc_ssize_t len = utf8proc_map(text.at, (utf8proc_ssize_t)text.len,
	    &normal, (utf8proc_option_t)(UTF8PROC_STABLE | UTF8PROC_COMPOSE));
	bool same = len >= 0 && normal != NULL &&
	    bytes_equal(bytes_of(normal, (size_t)len), text);
	enum err rc;

	free(normal);
	if (len == UTF8PROC_ERROR_NOMEM)
		return error_set(e, ERR_MEMORY, "no memory for a text");
	if (same)
		return ERR_NONE;
	rc = fail(e, "text_nfc", where, "is not in normalization form C");
	return error_mend(e, rc, "write composed letters");
}

static enum err
check_ends(struct bytes text, const char *where, struct error *e)
{
	struct bytes rest = text;
	uint32_t c, first = 0;

	for (bool at_start = true; rest.len > 0; at_start = false) {
		c = utf8_next(&rest);
		if (at_start)
			first = c;
		if (rest.len == 0 && (is_white(first) || is_white(c)))
			return fail(e, "text_space", where,
			    "has white space at an end");
	}
	return ERR_NONE;
}

/* Names have none; other texts have lines, tabs and pages. */
static enum err
check_controls(struct bytes text, bool name, const char *where, struct error *e)
{
	char words[80];
	enum err rc;

	while (text.len > 0) {
		uint32_t c = utf8_next(&text);
		bool lays_out = c == '\t' || c == '\n' || c == '\f' ||
		    c == '\r';

		if ((c >= 0x20 && c < 0x7f) || c > 0x9f || (lays_out && !name))
			continue;
		(void)snprintf(words, sizeof words,
		    "U+%04X is a control character", c);
		rc = fail(e, "text_control", where, words);
		return error_mend(e, rc, "leave it out");
	}
	return ERR_NONE;
}

/* Scripts whose letters are taken for each other; 0: none of them. */
static unsigned
script_of(uint32_t c)
{
	static const struct {
		uint32_t from, to;
		unsigned script;
	} ranges[] = {
	    {0x0041, 0x005a, 1},
	    {0x0061, 0x007a, 1},
	    {0x00c0, 0x024f, 1},
	    {0x0370, 0x03ff, 2},
	    {0x0400, 0x052f, 3},
	    {0x0531, 0x058f, 4},
	    {0x0590, 0x05ff, 5},
	    {0x0600, 0x06ff, 6},
	    {0x10a0, 0x10ff, 7},
	    {0x13a0, 0x13fd, 8},
	    {0x1c90, 0x1cbf, 7},
	    {0x1e00, 0x1eff, 1},
	    {0x1f00, 0x1fff, 2},
	    {0x2de0, 0x2dff, 3},
	    {0xa640, 0xa69f, 3},
	    {0xff21, 0xff3a, 1},
	    {0xff41, 0xff5a, 1},
	};

	if (c == 0xd7 || c == 0xf7)
		return 0;
	for (size_t i = 0; i < COUNT(ranges); i++)
		if (c >= ranges[i].from && c <= ranges[i].to)
			return ranges[i].script;
	return 0;
}

static void
warn_mixed(struct warnings *w, const char *where, uint32_t a, uint32_t b)
{
	struct warning *one;

	if (w == NULL || w->count == WARNINGS_MAX)
		return;
	one = &w->at[w->count++];
	*one = (struct warning){.code = "mixed_script", .number = NUMBER_NONE};
	(void)snprintf(one->text, sizeof one->text,
	    "%.100s: one word holds letters of two scripts, U+%04X and U+%04X",
	    where, a, b);
}

static void
look_for_mixed(struct bytes text, const char *where, struct warnings *w)
{
	uint32_t letter = 0;
	unsigned script = 0;

	while (text.len > 0) {
		uint32_t c = utf8_next(&text);
		unsigned own = script_of(c);

		if (is_white(c) || c == '-')
			script = 0;
		if (own == 0)
			continue;
		if (script != 0 && own != script) {
			warn_mixed(w, where, letter, c);
			return;
		}
		script = own;
		letter = c;
	}
}

enum err
text_check(struct bytes text, bool name, const char *where,
    struct warnings *warnings, struct error *e)
{
	enum err rc = ERR_NONE;

	if (!is_ascii(text)) {
		rc = check_scalars(text, where, e);
		if (rc == ERR_NONE)
			rc = check_nfc(text, where, e);
	}
	if (rc == ERR_NONE && name)
		rc = check_ends(text, where, e);
	if (rc == ERR_NONE)
		rc = check_controls(text, name, where, e);
	if (rc == ERR_NONE && name)
		look_for_mixed(text, where, warnings);
	return rc;
}
