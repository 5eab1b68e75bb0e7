/*
 * exchange/import_eval.h - one row through the sources of a MAP
 *
 * Purpose     values and conditions of map 4 and 5, templates of map 3.2.
 * Invariant   a pure function of row, map and the resolver; the first problem
 *             is kept and everything after it is void.
 * Ownership   values live in the row's arena.
 */
#ifndef EXCHANGE_IMPORT_EVAL_H
#define EXCHANGE_IMPORT_EVAL_H

#include "base/message.h"
#include "crypto/hash.h"
#include "exchange/import.h"

enum value_kind { VALUE_TEXT, VALUE_WHEN, VALUE_JSON };

/* A date: EDTF text and the bounds of start and end. */
struct when_value {
	struct bytes edtf;
	uint32_t first, last;
	bool qualified; /* states its bounds (model 4.5) */
	bool one_of;    /* "[a..b]" */
	bool interval;
	uint32_t end_first, end_last;
};

struct value {
	enum value_kind kind;
	struct bytes text;
	struct when_value when;
	const struct json *json;
};

struct values {
	struct value *at;
	size_t count, cap;
};

struct lookup_rows {
	const struct place *places;
	struct map *by_key;
};

struct eval {
	const struct import_map *map;
	const struct part *part;
	struct arena *a;
	struct bytes file;         /* base name */
	const struct json *origin; /* of this row */
	const struct lookup_rows *lookups;
	struct line **lines;     /* those of the row that are left */
	size_t line_count, line; /* `line`: the one meant now */
	bool in_lines;
	const struct place *place;
	const struct value *item;
	size_t index;
	struct bytes key; /* of the entry being made */
	/* Ids for entities: set *id or call eval_problem, or neither for
	 * "nothing". */
	void (*resolve)(struct eval *v, const struct source *s,
	    struct bytes text, struct bytes *id);
	void *context;
	/* The first problem; code NULL: none. */
	const char *code;
	struct bytes problem_column, problem_text;
	const char *message[LANG_COUNT];
	const char *left_alone; /* NULL, or the reason to skip the row */
	enum err rc;            /* what ends the import */
	struct error *e;
};

bool eval_failed(const struct eval *v);
void eval_problem(struct eval *v, const char *code, struct bytes column,
    struct bytes text, const char *fmt, ...) PRINTF_LIKE(5, 6);
void eval_source(struct eval *v, const struct source *s, struct values *out);
/* The first value as text; {NULL, 0}: nothing. */
struct bytes eval_text(struct eval *v, const struct source *s);
/* NULL: nothing. */
struct json *eval_template(struct eval *v, const struct template *t);
bool eval_condition(struct eval *v, const struct condition *c);

/* One date by one pattern; false: it does not fit (map 7.1). */
bool import_date_read(enum date_pattern pattern, struct bytes text,
    struct when_value *out, struct arena *a);

#endif
