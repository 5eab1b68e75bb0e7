#include "model/selector.h"

#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

static enum err
fault(struct error *e, const char *word, const char *sentence,
    const char *mend)
{
	enum err rc = error_word(e, ERR_INPUT, word, "%s",
	    error_say(e, sentence));

	return mend == NULL ? rc : error_mend(e, rc, "%s", error_say(e, mend));
}

/* ---- the text ---- */

static enum err
check_composed(struct bytes text, struct error *e)
{
	utf8proc_uint8_t *normal = NULL;
	utf8proc_ssize_t len = utf8proc_map(text.at, (utf8proc_ssize_t)text.len,
	    &normal, (utf8proc_option_t)(UTF8PROC_STABLE | UTF8PROC_COMPOSE));
	bool same = len >= 0 && normal != NULL &&
	    bytes_equal(bytes_of(normal, (size_t)len), text);

	free(normal);
	if (len == UTF8PROC_ERROR_NOMEM)
		return error_set(e, ERR_MEMORY, "out of memory");
	if (same)
		return ERR_NONE;
	return fault(e, "text_form", N_("the text is not in normalization "
	    "form C"), N_("write composed letters, for instance with uconv -x "
	    "nfc"));
}

enum err
selector_text_check(struct bytes text, struct error *e)
{
	size_t bad;

	if (!utf8_check(text, &bad)) {
		enum err rc = error_word(e, ERR_INPUT, "text_form",
		    "the text is not UTF-8 at byte %zu", bad);

		return error_mend(e, rc, "write it as UTF-8");
	}
	if (bytes_starts(text, "\xef\xbb\xbf"))
		return fault(e, "text_form",
		    N_("the text begins with a byte order mark"),
		    N_("leave it out"));
	if (text.len != 0 && memchr(text.at, '\r', text.len) != NULL)
		return fault(e, "text_form",
		    N_("the text has carriage returns"),
		    N_("end lines with LF alone"));
	if (text.len != 0 && memchr(text.at, '\0', text.len) != NULL)
		return fault(e, "text_form", N_("the text has a zero byte"),
		    NULL);
	return check_composed(text, e);
}

enum err
selector_text_is(struct bytes text, const struct json *text_member,
    struct error *e)
{
	struct hash due, is = hash_bytes(text);
	enum err rc;

	if (!hash_parse(json_get_text(text_member, "sha256"), &due))
		return fault(e, "selector",
		    N_("the document has no text to compare with"),
		    N_("file the document with its text"));
	if (hash_equal(&due, &is))
		return ERR_NONE;
	rc = error_word(e, ERR_PROOF, "hash_differs",
	    "this is not the text that the document names");
	return error_mend(e, rc, "hand in the text whose hash stands in the "
	    "document, byte for byte");
}

/* ---- places in it ---- */

/* Byte place of code point `n`, counted on from a known pair. */
static bool
byte_of(struct bytes text, size_t n, size_t *out)
{
	struct bytes rest = text;

	for (size_t i = 0; i < n; i++) {
		if (rest.len == 0)
			return false;
		(void)utf8_next(&rest);
	}
	*out = text.len - rest.len;
	return true;
}

static bool
is_at(struct bytes text, size_t at, struct bytes wanted)
{
	return at <= text.len && text.len - at >= wanted.len &&
	    (wanted.len == 0 ||
		memcmp(text.at + at, wanted.at, wanted.len) == 0);
}

/* Do prefix, exact and suffix stand around byte `at`? */
static bool
adjoins(struct bytes text, size_t at, const struct json *words)
{
	struct bytes prefix = json_get_text(words, "prefix");
	struct bytes exact = json_get_text(words, "exact");

	return at >= prefix.len && is_at(text, at - prefix.len, prefix) &&
	    is_at(text, at, exact) &&
	    is_at(text, at + exact.len, json_get_text(words, "suffix"));
}

/* memmem is linear; it is called twice at most, for a second place is one too
 * many. */
static enum err
find_once(struct bytes text, const struct json *words, size_t *at,
    struct error *e)
{
	struct bytes prefix = json_get_text(words, "prefix");
	struct buffer whole = {0};
	const uint8_t *first = NULL, *second = NULL;
	enum err rc = ERR_NONE;

	buffer_add(&whole, prefix);
	buffer_add(&whole, json_get_text(words, "exact"));
	buffer_add(&whole, json_get_text(words, "suffix"));
	if (whole.failed)
		rc = error_set(e, ERR_MEMORY, "out of memory");
	else if (whole.len <= text.len)
		first = memmem(text.at, text.len, whole.at, whole.len);
	if (first != NULL)
		second = memmem(first + 1,
		    text.len - (size_t)(first + 1 - text.at), whole.at,
		    whole.len);
	buffer_release(&whole);
	if (rc != ERR_NONE)
		return rc;
	if (first == NULL)
		return fault(e, "not_found",
		    N_("the quoted words do not stand in the text"),
		    N_("quote them exactly as they stand there"));
	if (second != NULL)
		return fault(e, "ambiguous",
		    N_("the quoted words stand in the text more than once"),
		    N_("add more words before and after, or a position"));
	*at = (size_t)(first - text.at) + prefix.len;
	return ERR_NONE;
}

/* ---- selectors ---- */

static enum err
check_quote(const struct json *words, const struct bytes *text, bool placed,
    struct selected *out, struct error *e)
{
	struct bytes exact = json_get_text(words, "exact");
	size_t at = 0;
	enum err rc;

	if (exact.len == 0)
		return fault(e, "selector", N_("a quote without its words"),
		    N_("give them in slot words: exact, prefix, suffix"));
	if (text == NULL || placed)
		return ERR_NONE;
	rc = find_once(*text, words, &at, e);
	if (rc != ERR_NONE)
		return rc;
	out->in_text = true;
	out->start = utf8_count(bytes_of(text->at, at));
	out->end = out->start + utf8_count(exact);
	out->slice = bytes_of(text->at + at, exact.len);
	return ERR_NONE;
}

/* `quote`: words of the quote before it, or NULL. */
static enum err
check_position(const struct json *s, const struct json *quote,
    const struct bytes *text, struct selected *out, struct error *e)
{
	int64_t start = json_get_number(s, "start", -1);
	int64_t end = json_get_number(s, "end", -1);
	size_t from, len;

	if (start < 0 || start >= end)
		return fault(e, "selector", N_("a position ends where it "
		    "begins, or before"), N_("the end is excluded: write the "
		    "code point after the last"));
	if (text == NULL)
		return ERR_NONE;
	if (!byte_of(*text, (size_t)start, &from) ||
	    !byte_of(bytes_of(text->at + from, text->len - from),
		(size_t)(end - start), &len))
		return fault(e, "slice_differs",
		    N_("the position is outside the text"),
		    N_("count Unicode code points from 0"));
	out->in_text = true;
	out->start = (size_t)start;
	out->end = (size_t)end;
	out->slice = bytes_of(text->at + from, len);
	if (quote == NULL ||
	    (bytes_equal(out->slice, json_get_text(quote, "exact")) &&
		adjoins(*text, from, quote)))
		return ERR_NONE;
	return fault(e, "slice_differs",
	    N_("other words stand at the position than those quoted"),
	    N_("count Unicode code points from 0, the end excluded"));
}

static enum err
check_ordered(const struct json *s, const char *first, const char *last,
    struct error *e)
{
	const struct json *a = json_get(s, first), *b = json_get(s, last);

	if (b == NULL || (a != NULL && a->number <= b->number))
		return ERR_NONE;
	return fault(e, "selector", N_("the passage ends before it begins"),
	    N_("give the first before the last"));
}

static enum err
check_part(const struct json *words, struct error *e)
{
	if (json_get_text(words, "section").len != 0)
		return ERR_NONE;
	return fault(e, "selector", N_("a part without its name"),
	    N_("give its section in slot words"));
}

static enum err
check_one(const struct json *s, const struct json *words,
    const struct json *quote, const struct bytes *text, struct selected *out,
    struct error *e)
{
	struct bytes type = json_get_text(s, "type");

	if (bytes_is(type, "quote"))
		return check_quote(words, text, s->next != NULL &&
			bytes_is(json_get_text(s->next, "type"), "position"),
		    out, e);
	if (bytes_is(type, "part"))
		return check_part(words, e);
	if (!json_is_null(words))
		return fault(e, "selector",
		    N_("words belong to a quote or a part"),
		    N_("write null there"));
	if (bytes_is(type, "position"))
		return check_position(s, quote, text, out, e);
	if (bytes_is(type, "page"))
		return check_ordered(s, "line", "line_end", e);
	if (bytes_is(type, "time"))
		return check_ordered(s, "start_ms", "end_ms", e);
	return fault(e, "selector", N_("is none of the known words"), NULL);
}

enum err
selectors_check(const struct json *select, const struct json *words,
    const struct bytes *text, struct selected out[SELECTORS_MAX],
    struct error *e)
{
	const struct json *w = words == NULL || words->type != JSON_ARRAY ?
	    NULL :
	    words->first;
	const struct json *quote = NULL;
	size_t i = 0;
	enum err rc = ERR_NONE;

	for (const struct json *s = select == NULL ? NULL : select->first;
	     s != NULL && i < SELECTORS_MAX; s = s->next, i++) {
		struct selected found = {.in_text = false};

		rc = check_one(s, w, quote, text, &found, e);
		if (rc != ERR_NONE) {
			error_field(e, "/select/%zu", i);
			return rc;
		}
		if (out != NULL)
			out[i] = found;
		if (out != NULL && quote != NULL && found.in_text)
			out[i - 1] = found; /* the quote stands there */
		quote = bytes_is(json_get_text(s, "type"), "quote") ? w : NULL;
		w = w == NULL ? NULL : w->next;
	}
	if (w != NULL) {
		rc = fault(e, "selector",
		    N_("slot words has more members than there are selectors"),
		    N_("give one for each selector, in order"));
		error_field(e, "/words");
	}
	return rc;
}
