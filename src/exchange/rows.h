/*
 * exchange/rows.h - rows of a CSV, JSON or XML file behind one face
 *
 * Purpose     a MAP names columns; this finds their texts (map section 2).
 * Terms       a line is one record of the file. A group is one or more
 *             neighbouring lines that make one row (map 2.6); without
 *             `group_by` every line is its own group.
 * Errors      rows_open: ERR_INPUT with the sentence of map 2.5, as a whole.
 *             Faults of a single line stand in line->fault (map 8.3).
 * Ownership   everything lives in the arena; `in` is borrowed and must
 *             outlive the rows.
 * Cost        one pass over the file; a column is found in O(its members).
 */
#ifndef EXCHANGE_ROWS_H
#define EXCHANGE_ROWS_H

#include "exchange/csv.h"
#include "exchange/xml.h"
#include "format/json.h"

enum rows_kind { ROWS_CSV, ROWS_JSON, ROWS_XML };

/* A path of names: "../a/b", "@x", "." (map 2.9); for csv one name. */
struct column {
	struct bytes text; /* as written */
	unsigned up;
	size_t count;
	struct bytes *names;
	bool attribute; /* the last name is an attribute */
	size_t cell;    /* csv: set by rows_open */
};

struct reader_format {
	enum rows_kind kind;
	struct csv_format csv;
	struct column *rows;      /* json, xml: the path; up = 0 */
	struct column **group_by; /* csv */
	size_t group_count;
};

/* A json value with the objects around it. */
struct frame {
	const struct json *value;
	const struct frame *up;
};

/* A place in the file that columns are relative to. */
struct place {
	enum rows_kind kind;
	const struct bytes *cells;
	struct frame json;
	const struct xml_node *xml;
};

struct line {
	struct place place;
	uint64_t number;   /* 1-based (map 2.11) */
	const char *fault; /* NULL or a code of map 8.3 */
	struct bytes fault_column;
	bool joins; /* belongs to the group of the line before */
};

struct rows {
	enum rows_kind kind;
	struct line *lines;
	size_t count;
	const struct json *json;    /* the whole file, */
	const struct xml_node *xml; /* by its kind */
};

/* Cuts a path; ERR_INPUT for empty parts. */
MUST_CHECK enum err column_parse(struct column **out, struct bytes text,
    enum rows_kind kind, struct arena *a, struct error *e);
/* `columns` are all columns that the map names of this file. */
MUST_CHECK enum err rows_open(struct rows *out, struct bytes in,
    const struct reader_format *format, struct column **columns,
    size_t column_count, struct arena *a, struct error *e);
/* Other places of the same json or xml file, for lookups. */
MUST_CHECK enum err rows_at(const struct rows *r, const struct column *path,
    const struct place **places, size_t *count, struct arena *a,
    struct error *e);
/* The clean text of a column (map 2.10); {NULL, 0}: nothing. */
struct bytes place_text(const struct place *p, const struct column *c,
    struct arena *a);
/* Places below `p`: json a path that ends in "*", xml child elements of one
 * path (map 4.7). NULL, 0 where there are none. */
const struct place *place_nodes(const struct place *p, const struct column *c,
    size_t *count, struct arena *a);

#endif
