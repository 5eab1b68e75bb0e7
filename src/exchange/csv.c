#include "exchange/csv.h"

#include "format/json.h"

/* 0x80..0x9F of Windows-1252; 0 where it defines nothing. */
static const uint16_t windows_1252[32] = {0x20AC, 0, 0x201A, 0x0192, 0x201E,
    0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0, 0x017D,
    0, 0, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC,
    0x2122, 0x0161, 0x203A, 0x0153, 0, 0x017E, 0x0178};

enum err
csv_open(struct csv *c, struct bytes in, struct csv_format format,
    struct arena *a, struct error *e)
{
	if (in.len >= 3 && memcmp(in.at, "\xEF\xBB\xBF", 3) == 0)
		in = bytes_of(in.at + 3, in.len - 3);
	c->rest = in;
	c->format = format;
	c->cells = arena_take_array(a, CSV_CELLS_MAX, sizeof(c->cells[0]));
	if (c->cells == NULL)
		return error_set(e, ERR_MEMORY, "no memory for a line");
	return ERR_NONE;
}

/* Length of the line end at `at`, 0 if none stands there. */
static size_t
line_end_at(const struct csv *c, size_t at)
{
	uint8_t b = c->rest.at[at];
	bool cr = b == '\r', lf = b == '\n';
	bool crlf = cr && at + 1 < c->rest.len && c->rest.at[at + 1] == '\n';

	switch (c->format.line_end) {
	case CSV_ANY:
		return crlf ? 2 : cr || lf;
	case CSV_CR:
		return cr;
	case CSV_LF:
		return lf;
	case CSV_CRLF:
		return crlf ? 2 : 0;
	}
	return 0;
}

static void
fault(struct csv_row *row, const char *what)
{
	if (row->fault == NULL) {
		row->fault = what;
		row->fault_cell = row->count;
	}
}

/* Skips to the next line end outside quotes, after a fault inside a cell. */
static size_t
skip_cell(const struct csv *c, size_t at)
{
	bool quoted = false;

	for (; at < c->rest.len; at++) {
		if (c->rest.at[at] == '"')
			quoted = !quoted;
		else if (!quoted && line_end_at(c, at) != 0)
			break;
	}
	return at;
}

/* Reads the quoted cell whose opening quote stands before `at`; returns where
 * reading goes on. */
static size_t
quoted_cell(struct csv *c, struct csv_row *row, size_t at, struct bytes *cell,
    struct arena *a)
{
	const uint8_t *in = c->rest.at;
	size_t len = c->rest.len, from = at, doubled = 0, n = 0;
	uint8_t *copy;

	for (; at < len; at++) {
		if (in[at] != '"')
			continue;
		if (at + 1 >= len || in[at + 1] != '"')
			break;
		doubled++;
		at++;
	}
	*cell = bytes_of(in + from, at - from);
	if (at >= len) {
		fault(row, "quote");
		return len;
	}
	if (at + 1 < len && in[at + 1] != c->format.separator &&
	    line_end_at(c, at + 1) == 0) {
		fault(row, "quote");
		return skip_cell(c, at + 1);
	}
	if (doubled != 0) {
		copy = arena_take(a, cell->len);
		if (copy == NULL) {
			fault(row, "limit");
			return at + 1;
		}
		for (size_t i = from; i < at; i++) {
			copy[n++] = in[i];
			i += in[i] == '"';
		}
		*cell = bytes_of(copy, n);
	}
	return at + 1;
}

static bool
decode_1252(struct bytes *cell, struct arena *a)
{
	struct buffer b = {0};
	bool good = true;

	for (size_t i = 0; good && i < cell->len; i++) {
		uint32_t s = cell->at[i];

		if (s >= 0x80 && s < 0xA0)
			s = windows_1252[s - 0x80];
		good = s != 0;
		if (good)
			utf8_put(&b, s);
	}
	if (good && !b.failed)
		*cell = arena_copy(a, buffer_bytes(&b));
	good = good && !b.failed && !arena_failed(a);
	buffer_release(&b);
	return good;
}

/* Brings the cell to UTF-8 without U+0000. */
static bool
decode(const struct csv *c, struct bytes *cell, struct arena *a)
{
	size_t bad;

	for (size_t i = 0; i < cell->len; i++) {
		if (cell->at[i] == 0)
			return false;
		if (cell->at[i] < 0x80)
			continue;
		if (c->format.encoding == CSV_WINDOWS_1252)
			return decode_1252(cell, a);
		return bytes_find(*cell, 0) == cell->len &&
		    utf8_check(*cell, &bad);
	}
	return true;
}

/* One line, empty or not; returns its length with its end. */
static size_t
line_read(struct csv *c, struct csv_row *row, struct arena *a)
{
	size_t at = 0;

	for (;;) {
		struct bytes cell;
		size_t from = at;

		if (at < c->rest.len && c->rest.at[at] == '"') {
			at = quoted_cell(c, row, at + 1, &cell, a);
		} else {
			while (at < c->rest.len &&
			    c->rest.at[at] != c->format.separator &&
			    line_end_at(c, at) == 0)
				at++;
			cell = bytes_of(c->rest.at + from, at - from);
		}
		if (row->count == CSV_CELLS_MAX || at > CSV_ROW_BYTES_MAX) {
			fault(row, "limit");
			at = skip_cell(c, at);
		} else {
			if (!decode(c, &cell, a))
				fault(row, "encoding");
			row->cells[row->count++] = cell;
		}
		if (at >= c->rest.len)
			return at;
		if (c->rest.at[at] != c->format.separator)
			return at + line_end_at(c, at);
		at++;
	}
}

bool
csv_next(struct csv *c, struct csv_row *row, struct arena *a)
{
	while (c->rest.len != 0) {
		size_t used, end = line_end_at(c, 0);

		if (end != 0) {
			c->rest = bytes_of(c->rest.at + end, c->rest.len - end);
			continue;
		}
		*row = (struct csv_row){.cells = c->cells};
		used = line_read(c, row, a);
		c->rest = bytes_of(c->rest.at + used, c->rest.len - used);
		return true;
	}
	return false;
}
