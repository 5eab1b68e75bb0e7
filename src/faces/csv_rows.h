/*
 * faces/csv_rows.h - cells of lists: CSV, and lines with tabs
 *
 * Purpose     one row of a list as texts, the same from command line, API,
 *             page and export; and the columns of every list.
 * Invariant   a cell that a sheet would take for a formula gets a ' in front
 *             (A3.8); the JSON is never altered. Names stand beside
 *             references.
 * Ownership   cells borrow or live in the arena given.
 * Source      interfaces A3.1, A3.8, B1.2; RFC 4180
 */
#ifndef FACES_CSV_ROWS_H
#define FACES_CSV_ROWS_H

#include "base/arena.h"

#define CELLS_MAX 32
struct cells {
	struct bytes at[CELLS_MAX];
	size_t count;
};

void cells_text(struct cells *row, struct bytes text);
void cells_number(struct cells *row, int64_t n, struct arena *a);
void csv_cell(struct buffer *out, struct bytes text);
/* A line with its CRLF; `names` of a header are separated by commas. */
void csv_header(struct buffer *out, const char *names);
void csv_line(struct buffer *out, const struct cells *row);
/* With tabs: nothing is cut; what would break the line becomes a space. */
void plain_line(struct buffer *out, const struct cells *row);

#endif
