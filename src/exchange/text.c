#include "exchange/text.h"

#include <stdlib.h>

#include "format/json.h"

struct form_table {
	struct form *forms; /* by the bytes of the form */
	size_t count;
	size_t from[257]; /* forms whose first byte is b: from[b]..from[b+1] */
};

/* Length of the white space that begins at `i`, 0 if none. */
static size_t
space_at(struct bytes in, size_t i)
{
	uint8_t c = in.at[i];

	if (c == ' ' || (c >= '\t' && c <= '\r'))
		return 1;
	if (c == 0xC2 && i + 1 < in.len && in.at[i + 1] == 0xA0)
		return 2; /* U+00A0 */
	return 0;
}

static bool
is_clean(struct bytes in)
{
	bool blank = true;

	for (size_t i = 0; i < in.len; i++) {
		size_t space = space_at(in, i);

		if (space != 0 && (in.at[i] != ' ' || blank))
			return false;
		blank = space != 0;
	}
	return in.len == 0 || !blank;
}

struct bytes
text_clean(struct arena *a, struct bytes in)
{
	uint8_t *out;
	size_t len = 0;
	bool blank = false;

	if (is_clean(in))
		return in;
	out = arena_take(a, in.len);
	if (out == NULL)
		return bytes_of(NULL, 0);
	for (size_t i = 0; i < in.len;) {
		size_t space = space_at(in, i);

		if (space != 0) {
			blank = len != 0;
			i += space;
			continue;
		}
		if (blank)
			out[len++] = ' ';
		blank = false;
		out[len++] = in.at[i++];
	}
	return bytes_of(out, len);
}

/* The small letter of a capital of two bytes, or the same (map 4.11). */
static uint32_t
fold_scalar(uint32_t c)
{
	if (c >= 0xC0 && c <= 0xDE && c != 0xD7)
		return c + 0x20;
	if (c == 0x178)
		return 0xFF;
	if ((c >= 0x100 && c <= 0x12F) || (c >= 0x132 && c <= 0x137) ||
	    (c >= 0x14A && c <= 0x177))
		return c | 1;
	if ((c >= 0x139 && c <= 0x148) || (c >= 0x179 && c <= 0x17E))
		return c % 2 == 1 ? c + 1 : c;
	return c;
}

static bool
is_folded(struct bytes in)
{
	for (size_t i = 0; i < in.len; i++) {
		uint8_t c = in.at[i];

		if ((c >= 'A' && c <= 'Z') || (c >= 0xC3 && c <= 0xC5))
			return false;
	}
	return true;
}

struct bytes
text_fold(struct arena *a, struct bytes in)
{
	uint8_t *out;

	if (is_folded(in))
		return in;
	out = arena_take(a, in.len);
	if (out == NULL)
		return bytes_of(NULL, 0);
	for (size_t i = 0; i < in.len; i++) {
		uint8_t c = in.at[i];

		if (c >= 'A' && c <= 'Z') {
			out[i] = (uint8_t)(c + ('a' - 'A'));
		} else if (c >= 0xC3 && c <= 0xC5 && i + 1 < in.len) {
			uint32_t s = fold_scalar(
			    (uint32_t)(c & 0x1F) << 6 | (in.at[i + 1] & 0x3F));

			out[i] = (uint8_t)(0xC0 | s >> 6);
			out[i + 1] = (uint8_t)(0x80 | (s & 0x3F));
			i++;
		} else {
			out[i] = c;
		}
	}
	return bytes_of(out, in.len);
}

bool
text_has(struct bytes text, struct bytes part)
{
	if (part.len == 0)
		return true;
	return text.len >= part.len &&
	    memmem(text.at, text.len, part.at, part.len) != NULL;
}

bool
text_word_starts(struct bytes text, size_t at)
{
	uint32_t c;

	if (at == 0)
		return true;
	c = text.at[at - 1];
	if (c < 0x80)
		return !((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
		    (c >= 'A' && c <= 'Z'));
	if (at < 2 || text.at[at - 2] < 0xC2 || text.at[at - 2] > 0xC5)
		return true;
	c = (uint32_t)(text.at[at - 2] & 0x1F) << 6 | (c & 0x3F);
	return !(c == 0xAA || c == 0xB5 || c == 0xBA ||
	    (c >= 0xC0 && c <= 0x17F && c != 0xD7 && c != 0xF7));
}

static int
by_form(const void *a, const void *b)
{
	return bytes_compare(((const struct form *)a)->form,
	    ((const struct form *)b)->form);
}

static size_t
lines_in(struct bytes in)
{
	size_t n = 1;

	for (size_t i = 0; i < in.len; i++)
		n += in.at[i] == '\n';
	return n;
}

static enum err
form_read(struct form *f, struct bytes line, size_t number, struct arena *a,
    struct error *e)
{
	size_t tab = bytes_find(line, '\t');

	if (line.len != 0 && line.at[line.len - 1] == '\r')
		line.len--;
	if (tab >= line.len || tab == 0)
		return error_set(e, ERR_INPUT,
		    "line %zu: it wants a form, a tab and a value", number);
	f->form = text_fold(a, text_clean(a, bytes_of(line.at, tab)));
	f->value = text_clean(a,
	    bytes_of(line.at + tab + 1, line.len - tab - 1));
	if (f->form.len == 0 || f->value.len == 0)
		return error_set(e, ERR_INPUT,
		    "line %zu: form or value is empty", number);
	return ERR_NONE;
}

static enum err
forms_order(struct form_table *t, struct error *e)
{
	size_t byte = 0;

	if (t->count != 0)
		qsort(t->forms, t->count, sizeof(t->forms[0]), by_form);
	for (size_t i = 1; i < t->count; i++)
		if (bytes_equal(t->forms[i - 1].form, t->forms[i].form))
			return error_set(e, ERR_INPUT,
			    "the form \"%.*s\" stands in it twice",
			    (int)(t->forms[i].form.len < 80 ?
				    t->forms[i].form.len :
				    80),
			    (const char *)t->forms[i].form.at);
	for (size_t i = 0; i < t->count; i++)
		while (byte <= t->forms[i].form.at[0])
			t->from[byte++] = i;
	while (byte < COUNT(t->from))
		t->from[byte++] = t->count;
	return ERR_NONE;
}

enum err
form_table_parse(struct form_table **out, struct bytes in, struct arena *a,
    struct error *e)
{
	struct form_table *t = arena_take(a, sizeof(*t));
	struct bytes rest = in, line;
	size_t bad, number = 0;
	bool complete;
	enum err rc;

	if (!utf8_check(in, &bad))
		return error_set(e, ERR_INPUT, "not UTF-8 at byte %zu", bad);
	if (t != NULL)
		t->forms = arena_take_array(a, lines_in(in),
		    sizeof(t->forms[0]));
	if (t == NULL || t->forms == NULL)
		return error_set(e, ERR_MEMORY, "the table is too large");
	while (bytes_line(&rest, &line, &complete)) {
		number++;
		if (line.len == 0 || line.at[0] == '#' || line.at[0] == '\r')
			continue;
		rc = form_read(&t->forms[t->count], line, number, a, e);
		if (rc != ERR_NONE)
			return rc;
		t->count++;
	}
	rc = forms_order(t, e);
	if (rc == ERR_NONE && arena_failed(a))
		rc = error_set(e, ERR_MEMORY, "the table is too large");
	if (rc == ERR_NONE)
		*out = t;
	return rc;
}

const struct form *
form_table_get(const struct form_table *t, struct bytes folded)
{
	struct form want = {.form = folded};

	if (t->count == 0)
		return NULL;
	return bsearch(&want, t->forms, t->count, sizeof(want), by_form);
}

const struct form *
form_table_at(const struct form_table *t, struct bytes folded, size_t at)
{
	struct bytes rest = bytes_of(folded.at + at, folded.len - at);
	const struct form *best = NULL;

	if (rest.len == 0)
		return NULL;
	for (size_t i = t->from[rest.at[0]]; i < t->from[rest.at[0] + 1]; i++) {
		const struct form *f = &t->forms[i];

		if (f->form.len <= rest.len &&
		    memcmp(f->form.at, rest.at, f->form.len) == 0 &&
		    (best == NULL || f->form.len > best->form.len))
			best = f;
	}
	return best;
}

size_t
form_table_count(const struct form_table *t)
{
	return t->count;
}
