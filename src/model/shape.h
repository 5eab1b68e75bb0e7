/*
 * model/shape.h - tables that say what a JSON value must look like
 *
 * Purpose     bodies (model 3) and slots (model 7.4) are written down as
 *             tables; one walker holds a value against them.
 * Errors      ERR_INPUT with `word` as given, `field` the JSON Pointer, and a
 *             mend that names the rule.
 * Ownership   tables are constants; the walker allocates nothing.
 * Cost        one pass for members in sorted order.
 * Source      model 1.6, 3.1
 */
#ifndef MODEL_SHAPE_H
#define MODEL_SHAPE_H

#include "format/json.h"
#include "model/id.h"

enum shape_kind {
	SHAPE_ANY_NULL, /* null and nothing else */
	SHAPE_BOOL,
	SHAPE_INT, /* min..max */
	SHAPE_STR, /* min..max bytes, any text (slots and titles) */
	SHAPE_ID,  /* of a type in `types` */
	SHAPE_DAY,
	SHAPE_SPAN,
	SHAPE_WHEN, /* model 4; codes when_time, when_bounds, reason words */
	SHAPE_STATE,
	SHAPE_HASH,
	SHAPE_CODE,
	SHAPE_LANG,
	SHAPE_MEDIA,
	SHAPE_WORD,   /* one of `words` */
	SHAPE_ARRAY,  /* min..max of `of` */
	SHAPE_OBJECT, /* `fields` */
	SHAPE_TEXTS,  /* T */
	SHAPE_CHECK   /* `check` alone */
};

struct shape_path; /* where the walker stands */

struct shape;
/* `at` NULL in calls from outside. */
typedef enum err shape_check_fn(const struct json *v,
    const struct shape_path *at, const char *word, struct error *e);

enum presence { MANDATORY, OPTIONAL };

struct shape_field {
	const char *name; /* fields of a table stand in byte order */
	enum presence presence;
	const struct shape *shape;
};

struct shape {
	enum shape_kind kind;
	bool or_null;
	bool
	    sorted; /* SHAPE_ARRAY of numbers or texts: ascending, none twice */
	int64_t min, max;
	uint32_t types;           /* SHAPE_ID: TYPE_BIT(...); 0 = any */
	const char *const *words; /* NULL at the end */
	const struct shape *of;
	const struct shape_field *fields;
	size_t field_count;
	shape_check_fn *check; /* runs after the rest */
	const char *rule;      /* said in the mend, NULL: made from the kind */
};

struct shape_path {
	const struct shape_path *up;
	const char *name; /* NULL: `index` */
	size_t index;
};

/* `word` is the code of a failure: "body" or "slot". */
MUST_CHECK enum err shape_check(const struct json *v, const struct shape *shape,
    const struct shape_path *at, const char *word, struct error *e);
/* For special rules: fills word, field (path plus `member` unless NULL), text
 * and returns ERR_INPUT. */
enum err shape_fail(struct error *e, const char *word,
    const struct shape_path *at, const char *member, const char *fmt, ...)
    PRINTF_LIKE(5, 6);

/* The plain value types, also for drafts and command lines. */
bool state_is_valid(struct bytes text); /* two lower-case letters */
bool code_is_valid(struct bytes text);
bool lang_is_valid(struct bytes text); /* at most 35 bytes */
bool media_is_valid(struct bytes text);

#endif
