/*
 * exchange/import_map.h - a MAP, read and checked before a row is
 *
 * Purpose     docs/format/map.md as values: parts, entries, sources.
 * Invariant   after import_map_read every name that a source uses (column
 *             path, table, lookup, entry) is resolved; evaluation meets no
 *             malformed map any more.
 * Errors      ERR_INPUT names the place in the map as a JSON Pointer.
 * Ownership   all of it lives in the map's own arena; import_map_free(NULL)
 *             is fine.
 * Source      map 1 to 7; model 10.4
 */
#ifndef EXCHANGE_IMPORT_MAP_H
#define EXCHANGE_IMPORT_MAP_H

#include "exchange/rows.h"
#include "exchange/text.h"
#include "format/day.h"

enum date_pattern {
	DATE_YMD,      /* YYYY-MM-DD */
	DATE_DMY_DASH, /* DD-MM-YYYY */
	DATE_DMY,      /* DD/MM/YYYY */
	DATE_MDY,      /* MM/DD/YYYY */
	DATE_DOTS,     /* D. M. YYYY */
	DATE_YMD_HM,   /* YYYY-MM-DD hh:mm */
	DATE_YM,       /* YYYY-MM */
	DATE_Y,        /* YYYY */
	DATE_FIRST,    /* YYYY-MM-01? */
	DATE_HALF_YEAR /* MM/DD/YY* */
};

enum source_kind {
	SOURCE_COLUMN,
	SOURCE_TEXT, /* a string that stands for itself */
	SOURCE_JOIN,
	SOURCE_FIRST,
	SOURCE_LABEL,
	SOURCE_THIS,
	SOURCE_FOR,
	SOURCE_ENTITY, /* by `as` */
	SOURCE_RECORD, /* by key */
	SOURCE_NAMED,  /* by name */
	SOURCE_HASH,
	SOURCE_SPAN,
	SOURCE_IF
};

enum this_word {
	THIS_DATASET,
	THIS_FILE,
	THIS_KEY,
	THIS_ORIGIN,
	THIS_ITEM,
	THIS_INDEX
};

struct template;
struct condition;
struct source;

struct pair {
	struct bytes text; /* folded */
	const struct json *value;
};

/* map 4.10; what is absent is NULL, 0 or false. */
struct steps {
	struct bytes strip, split;
	bool has_strip, has_split, has_map, has_find;
	struct pair *map, *find;
	size_t map_count, find_count;
	const struct form_table *table;
	bool within;
	enum date_pattern dates[16];
	size_t date_count;
	struct bytes *drop;
	size_t drop_count;
	bool has_else;
	struct template *otherwise;
};

struct lookup {
	struct bytes name;
	struct column *rows, *key;
};

struct source {
	enum source_kind kind;
	struct column *column; /* COLUMN; FOR over nodes */
	struct column *take;   /* COLUMN with a lookup */
	size_t lookup;
	bool has_lookup;
	struct bytes text;    /* TEXT; JOIN: with; LABEL */
	bool all;             /* JOIN */
	struct source **list; /* JOIN, FIRST, HASH, SPAN */
	size_t count;
	struct source *of; /* LABEL; FOR; key or name of an entity */
	enum this_word word;
	bool over_lines;        /* FOR */
	struct template *body;  /* FOR; IF: then */
	struct template *other; /* IF: else */
	struct condition *when; /* IF */
	size_t entry;           /* ENTITY */
	struct bytes type;      /* RECORD, NAMED */
	struct steps steps;
};

enum template_kind {
	TEMPLATE_VALUE,
	TEMPLATE_OBJECT,
	TEMPLATE_ARRAY,
	TEMPLATE_SOURCE
};

struct template_member {
	const char *name;
	bool optional;
	struct template *value;
};

struct template
{
	enum template_kind kind;
	const struct json *value;
	struct template_member *members;
	struct template **items;
	size_t count;
	struct source *source;
};

enum condition_kind {
	CONDITION_EMPTY,
	CONDITION_IN,
	CONDITION_HAS,
	CONDITION_AFTER,
	CONDITION_NOT,
	CONDITION_ALL,
	CONDITION_ANY
};

struct condition {
	enum condition_kind kind;
	struct source *source;
	struct bytes *texts; /* folded */
	size_t text_count;
	uint32_t day;
	struct condition **list;
	size_t count;
};

enum repeat { REPEAT_REFUSE, REPEAT_ONCE, REPEAT_NUMBER };

struct entry_map {
	struct bytes type, as;
	struct source *key;
	struct condition *when;
	enum repeat repeat;
	bool each_line;
	struct template *body, *slots;
};

struct skip {
	struct bytes reason;
	struct condition *when;
};

struct part {
	struct bytes file;
	struct reader_format reader;
	struct column **columns; /* csv: all that the part names */
	size_t column_count;
	uint32_t plausible_from, plausible_to;
	struct lookup *lookups;
	size_t lookup_count;
	struct skip *skips;
	size_t skip_count;
	struct entry_map *entries;
	size_t entry_count;
};

struct import_map {
	struct arena *arena;
	struct bytes dataset, licence;
	const struct json *title;
	struct part *parts;
	size_t part_count;
};

/* Reads the MAP and the tables beside it. */
MUST_CHECK enum err import_map_read(struct import_map **out, const char *path,
    struct error *e);
/* The same from bytes; `directory` is where its tables stand. */
MUST_CHECK enum err import_map_parse(struct import_map **out, struct bytes in,
    const char *directory, struct error *e);
void import_map_free(struct import_map *m);

/* Does a name fit a pattern in which "*" is any run without "/"? */
bool import_name_fits(struct bytes pattern, struct bytes name);

#endif
