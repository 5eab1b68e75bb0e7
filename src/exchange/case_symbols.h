/*
 * exchange/case_symbols.h - names in a case folder, and what they stand for
 *
 * Purpose     "type:@name" to an id, "@NNN" to a file, "@name" to a key; every
 *             symbol is filed by an earlier file, or refused.
 * Errors      ERR_INPUT; `pointer` of the place names the member.
 * Ownership   case_names_release frees; trees are changed in place.
 * Source      model 9.2; docs/case.md 3
 */
#ifndef EXCHANGE_CASE_SYMBOLS_H
#define EXCHANGE_CASE_SYMBOLS_H

#include "exchange/case_folder.h"

/* [a-z0-9][a-z0-9-]{0,59} */
bool case_name_is_valid(struct bytes name);
/* "type:@name" with a known type. */
MUST_CHECK bool case_symbol_parse(struct bytes text, struct id *out);
/* "@" and three digits. */
MUST_CHECK bool case_number_parse(struct bytes text, unsigned *out);
/* H("chancery example " | what | " " | name). */
struct hash case_example(const char *what, struct bytes name);

struct case_name {
	struct id id;
	unsigned number; /* of the file that files it first */
};

struct case_names {
	struct case_name *at; /* sorted by id */
	size_t count;
};

/* Ids of all files, and the keys of policies; fills c->keys. */
MUST_CHECK enum err case_names_gather(struct case_names *out,
    struct case_folder *c, struct json *const *parsed, struct error *e);
bool case_names_find(const struct case_names *names, const struct id *id,
    unsigned *number);
void case_names_release(struct case_names *names);

struct case_place {
	const struct case_names *names;
	unsigned number;
	struct arena *arena;
	char pointer[72]; /* member at fault */
};

/* Symbols in body and slots of one file to ids and keys. "@NNN" stay: leaf
 * hashes are known when they are filed. */
MUST_CHECK enum err case_resolve(struct case_place *at, struct json *entry,
    struct error *e);

#endif
