/*
 * format/json.h - one strict reader and one canonical writer for JSON
 *
 * Purpose     entries, openings, drafts, maps and answers: bytes to a tree and
 *             back. The canonical form is RFC 8785 restricted to integers.
 * Invariant   what is accepted and printed canonically parses to an equal tree
 *             (model 1.8). Nesting is counted, never recursed (model 1.5).
 * Errors      ERR_INPUT with the codes of model 1.11 in `word` and the byte
 *             offset in `text`: json_utf8 over the whole text first, the
 *             others at the first offending byte in reading order. ERR_MEMORY
 *             when the arena is full.
 * Ownership   trees and texts live in the arena; without escapes a text is a
 *             span of the input, which must outlive the tree.
 * Source      RFC 8259, RFC 7493, RFC 8785; model 1.1 to 1.8.
 */
#ifndef FORMAT_JSON_H
#define FORMAT_JSON_H

#include "base/arena.h"

enum json_type {
	JSON_NULL,
	JSON_BOOL,
	JSON_NUMBER,  /* an integer, |n| <= 2^53 - 1 */
	JSON_DECIMAL, /* any other number, its text kept: limits.any_number */
	JSON_STRING,
	JSON_ARRAY,
	JSON_OBJECT
};

struct json {
	enum json_type type;
	bool truth;          /* JSON_BOOL */
	int64_t number;      /* JSON_NUMBER */
	struct bytes text;   /* JSON_STRING (unescaped UTF-8), JSON_DECIMAL */
	struct bytes name;   /* its name, where it is a member */
	size_t count;        /* children of an array or object */
	struct json *first, *last; /* children, in the order read or added */
	struct json *next;   /* next child of the same parent */
};

struct json_limits {
	size_t depth, members, elements, string_bytes;
	bool any_number;
};

#define JSON_NUMBER_MAX INT64_C(9007199254740991)

/* Those of an entry, model 1.5: 32, 256, 4096, 16384, integers alone. */
extern const struct json_limits json_entry_limits;
/* For files that people import: 64, 4096, 2^31, 16 MiB, any number. */
extern const struct json_limits json_file_limits;

MUST_CHECK enum err json_parse(const struct json **out, struct bytes in,
    const struct json_limits *limits, struct arena *a, struct error *e);
/* Every member name matches [a-z][a-z0-9_]{0,39}; else word json_name. */
MUST_CHECK enum err json_check_names(const struct json *v, struct error *e);

/* Appends the canonical text (sorted by UTF-16 code units, RFC 8785 3.2.3).
 * JSON_DECIMAL is written as its text. */
void json_print_canonical(struct buffer *out, const struct json *v);
/* The same without sorting: members in the order added. */
void json_print(struct buffer *out, const struct json *v);
/* Indented by two blanks, for people; members in the order added. */
void json_print_pretty(struct buffer *out, const struct json *v);
/* One string literal, quotes included. */
void json_print_string(struct buffer *out, struct bytes text);
/* Canonical text equal to `bytes`? */
bool json_is_canonical(const struct json *v, struct bytes bytes);

/* NULL where absent, or where `object` is NULL or no object. */
const struct json *json_get(const struct json *object, const char *name);
/* Text of a string member; {NULL, 0} where absent or no string. */
struct bytes json_get_text(const struct json *object, const char *name);
int64_t json_get_number(const struct json *object, const char *name,
    int64_t otherwise);
bool json_get_bool(const struct json *object, const char *name);
const struct json *json_at(const struct json *array, size_t index);
bool json_is_null(const struct json *v); /* absent counts as null */
bool json_equal(const struct json *a, const struct json *b);

/* Building. Every function returns NULL once the arena is full; NULL children
 * are ignored, so one arena_failed() at the end is enough. Texts are copied. */
struct json *json_new(struct arena *a, enum json_type type);
struct json *json_new_text(struct arena *a, struct bytes text);
struct json *json_new_cstr(struct arena *a, const char *text); /* NULL: null */
struct json *json_new_number(struct arena *a, int64_t number);
struct json *json_new_bool(struct arena *a, bool truth);
struct json *json_new_hash(struct arena *a, const uint8_t hash[32]);
/* Adds or replaces a member; returns `value`. */
struct json *json_put(struct arena *a, struct json *object, const char *name,
    struct json *value);
struct json *json_put_text(struct arena *a, struct json *object,
    const char *name, struct bytes text);
struct json *json_put_cstr(struct arena *a, struct json *object,
    const char *name, const char *text);
struct json *json_put_number(struct arena *a, struct json *object,
    const char *name, int64_t number);
struct json *json_put_bool(struct arena *a, struct json *object,
    const char *name, bool truth);
struct json *json_put_null(struct arena *a, struct json *object,
    const char *name);
struct json *json_add(struct json *array, struct json *value);
void json_remove(struct json *object, const char *name);
/* A deep copy that may be changed. */
struct json *json_clone(struct arena *a, const struct json *v);

/* RFC 6901 pointer; NULL where it leads nowhere. */
const struct json *json_pointer(const struct json *v, struct bytes pointer);

/* Well-formed UTF-8? `*bad` gets the offset of the first fault. */
bool utf8_check(struct bytes in, size_t *bad);
/* Next scalar of well-formed text; advances. */
uint32_t utf8_next(struct bytes *rest);
size_t utf8_count(struct bytes text); /* code points */
/* Unicode white space, the list of log 3.1.2. */
bool utf8_is_space(uint32_t scalar);
void utf8_put(struct buffer *out, uint32_t scalar);
/* Text for a terminal: each control character but those of `kept`, and each
 * that turns the direction of writing by force (U+202A to U+202E), as \xNN or
 * \uNNNN; other bytes as they are, well-formed or not. */
void utf8_put_visible(struct buffer *out, struct bytes text, const char *kept);

#endif
