/*
 * exchange/csv.h - separated values as offices really write them
 *
 * Purpose     lines of cells out of a file, with every fault of a line named
 *             and the lines after it still read (map 2.1 to 2.4).
 * Invariant   every byte belongs to exactly one line or line end; a cell
 *             without fault is well-formed UTF-8 without U+0000.
 * Errors      none as a whole: a faulty line is delivered with `fault`.
 * Ownership   cells are spans of the input or live in the arena; the array of
 *             a row is the reader's and is overwritten by the next call.
 * Cost        one pass.
 */
#ifndef EXCHANGE_CSV_H
#define EXCHANGE_CSV_H

#include "base/arena.h"

enum csv_line_end { CSV_ANY, CSV_CR, CSV_LF, CSV_CRLF };
enum csv_encoding { CSV_UTF8, CSV_WINDOWS_1252 };

struct csv_format {
	uint8_t separator; /* one ASCII character */
	enum csv_line_end line_end;
	enum csv_encoding encoding;
};

#define CSV_CELLS_MAX 4096
#define CSV_ROW_BYTES_MAX MIB

struct csv_row {
	struct bytes *cells;
	size_t count;
	const char *fault; /* NULL, "quote", "encoding" or "limit": map 8.3 */
	size_t fault_cell; /* the first cell at fault */
};

struct csv {
	struct bytes rest;
	struct csv_format format;
	struct bytes *cells; /* CSV_CELLS_MAX */
};

/* Drops a byte order mark. ERR_MEMORY when the arena is full. */
MUST_CHECK enum err csv_open(struct csv *c, struct bytes in,
    struct csv_format format, struct arena *a, struct error *e);
/* The next line that is not empty; false at the end. */
bool csv_next(struct csv *c, struct csv_row *row, struct arena *a);

#endif
