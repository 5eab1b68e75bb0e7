#include "faces/csv_rows.h"

#include <stdio.h>

void
cells_text(struct cells *row, struct bytes text)
{
	if (row->count < CELLS_MAX)
		row->at[row->count++] = text;
}

void
cells_number(struct cells *row, int64_t n, struct arena *a)
{
	char text[24];

	(void)snprintf(text, sizeof text, "%lld", (long long)n);
	cells_text(row, arena_copy(a, bytes_text(text)));
}

/* A formula of a sheet begins with one of these (A3.8). */
static bool
is_formula(struct bytes text)
{
	return text.len != 0 && memchr("=+-@\t\r", text.at[0], 6) != NULL;
}

static bool
needs_quotes(struct bytes text)
{
	for (size_t i = 0; i < text.len; i++)
		if (memchr(",\"\r\n", text.at[i], 4) != NULL)
			return true;
	return text.len != 0 &&
	    (text.at[0] == ' ' || text.at[text.len - 1] == ' ');
}

void
csv_cell(struct buffer *out, struct bytes text)
{
	bool quote = needs_quotes(text);

	if (quote)
		buffer_byte(out, '"');
	if (is_formula(text))
		buffer_byte(out, '\'');
	for (size_t i = 0; i < text.len; i++) {
		if (text.at[i] == '"')
			buffer_byte(out, '"');
		buffer_byte(out, text.at[i]);
	}
	if (quote)
		buffer_byte(out, '"');
}

void
csv_header(struct buffer *out, const char *names)
{
	buffer_printf(out, "%s\r\n", names);
}

void
csv_line(struct buffer *out, const struct cells *row)
{
	for (size_t i = 0; i < row->count; i++) {
		if (i != 0)
			buffer_byte(out, ',');
		csv_cell(out, row->at[i]);
	}
	buffer_text(out, "\r\n");
}

void
plain_line(struct buffer *out, const struct cells *row)
{
	for (size_t i = 0; i < row->count; i++) {
		if (i != 0)
			buffer_byte(out, '\t');
		for (size_t k = 0; k < row->at[i].len; k++)
			buffer_byte(out,
			    row->at[i].at[k] < 0x20 ? ' ' : row->at[i].at[k]);
	}
	buffer_byte(out, '\n');
}
