/* The writers of format/json.h */
#include "format/json.h"

#include <stdlib.h>

void
json_print_string(struct buffer *out, struct bytes text)
{
	static const char short_form[] = "btn?fr"; /* U+0008 to U+000D */
	size_t from = 0;

	buffer_byte(out, '"');
	for (size_t i = 0; i < text.len; i++) {
		uint8_t c = text.at[i];

		if (c >= 0x20 && c != '"' && c != '\\')
			continue;
		buffer_append(out, text.at + from, i - from);
		from = i + 1;
		buffer_byte(out, '\\');
		if (c == '"' || c == '\\')
			buffer_byte(out, c);
		else if (c >= 8 && c <= 13 && c != 11)
			buffer_byte(out, (uint8_t)short_form[c - 8]);
		else
			buffer_printf(out, "u%04x", c);
	}
	if (from < text.len) /* an empty text may have no place */
		buffer_append(out, text.at + from, text.len - from);
	buffer_byte(out, '"');
}

static void
print_number(struct buffer *out, int64_t number)
{
	char digits[24];
	size_t at = sizeof digits;
	uint64_t left = number < 0 ? 0 - (uint64_t)number : (uint64_t)number;

	do {
		digits[--at] = (char)('0' + left % 10);
		left /= 10;
	} while (left != 0);
	if (number < 0)
		digits[--at] = '-';
	buffer_append(out, digits + at, sizeof digits - at);
}

/* Order of UTF-16 code units: that of scalars, but that U+E000..U+FFFF come
 * after the supplementary planes. */
static int
compare_utf16(struct bytes a, struct bytes b)
{
	size_t i = 0, least = a.len < b.len ? a.len : b.len;
	bool a_astral, b_astral;

	while (i < least && a.at[i] == b.at[i])
		i++;
	if (i == least)
		return a.len < b.len ? -1 : a.len > b.len;
	/* lead bytes 0xEE and 0xEF are U+E000..U+FFFF, 0xF0.. astral */
	a_astral = a.at[i] >= 0xf0;
	b_astral = b.at[i] >= 0xf0;
	if (a_astral != b_astral && (a_astral ? b.at[i] : a.at[i]) >= 0xee)
		return a_astral ? -1 : 1;
	return a.at[i] < b.at[i] ? -1 : 1;
}

static int
compare_members(const void *a, const void *b)
{
	const struct json *const *x = a, *const *y = b;

	return compare_utf16((*x)->name, (*y)->name);
}

enum manner { SORTED, AS_ADDED, PRETTY };

static void print(struct buffer *out, const struct json *v,
    enum manner manner, unsigned depth);

static void
new_line(struct buffer *out, enum manner manner, unsigned depth)
{
	if (manner != PRETTY)
		return;
	buffer_byte(out, '\n');
	for (unsigned i = 0; i < depth; i++)
		buffer_text(out, "  ");
}

static void
print_member(struct buffer *out, const struct json *m, enum manner manner,
    unsigned depth, bool first)
{
	if (!first)
		buffer_byte(out, ',');
	new_line(out, manner, depth + 1);
	json_print_string(out, m->name);
	buffer_text(out, manner == PRETTY ? ": " : ":");
	print(out, m, manner, depth + 1);
}

static void
print_sorted(struct buffer *out, const struct json *v, unsigned depth)
{
	const struct json *few[64];
	const struct json **list = few;
	size_t count = 0;

	if (v->count > COUNT(few))
		list = malloc(v->count * sizeof *list);
	if (list == NULL) {
		out->failed = true;
		return;
	}
	for (const struct json *m = v->first; m != NULL; m = m->next)
		list[count++] = m;
	for (size_t i = 1; i < count; i++)
		if (compare_utf16(list[i - 1]->name, list[i]->name) > 0) {
			qsort(list, count, sizeof *list, compare_members);
			break;
		}
	for (size_t i = 0; i < count; i++)
		print_member(out, list[i], SORTED, depth, i == 0);
	if (list != few)
		free(list);
}

/* Depth is bounded by json_limits, as every tree is read or built by us. */
static void
print(struct buffer *out, const struct json *v, enum manner manner,
    unsigned depth)
{
	switch (v->type) {
	case JSON_NULL:
		buffer_text(out, "null");
		return;
	case JSON_BOOL:
		buffer_text(out, v->truth ? "true" : "false");
		return;
	case JSON_NUMBER:
		print_number(out, v->number);
		return;
	case JSON_DECIMAL:
		buffer_add(out, v->text);
		return;
	case JSON_STRING:
		json_print_string(out, v->text);
		return;
	case JSON_ARRAY:
		buffer_byte(out, '[');
		for (const struct json *m = v->first; m != NULL; m = m->next) {
			if (m != v->first)
				buffer_byte(out, ',');
			new_line(out, manner, depth + 1);
			print(out, m, manner, depth + 1);
		}
		if (v->first != NULL)
			new_line(out, manner, depth);
		buffer_byte(out, ']');
		return;
	case JSON_OBJECT:
		buffer_byte(out, '{');
		if (manner == SORTED)
			print_sorted(out, v, depth);
		else
			for (const struct json *m = v->first; m != NULL;
			    m = m->next)
				print_member(out, m, manner, depth,
				    m == v->first);
		if (v->first != NULL)
			new_line(out, manner, depth);
		buffer_byte(out, '}');
		return;
	}
}

void
json_print_canonical(struct buffer *out, const struct json *v)
{
	print(out, v, SORTED, 0);
}

void
json_print(struct buffer *out, const struct json *v)
{
	print(out, v, AS_ADDED, 0);
}

void
json_print_pretty(struct buffer *out, const struct json *v)
{
	print(out, v, PRETTY, 0);
}

bool
json_is_canonical(const struct json *v, struct bytes in)
{
	struct buffer out = {0};
	bool same;

	buffer_reserve(&out, in.len);
	json_print_canonical(&out, v);
	same = !out.failed && bytes_equal(buffer_bytes(&out), in);
	buffer_release(&out);
	return same;
}
