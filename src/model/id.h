/*
 * model/id.h - what an entry is called
 *
 * Purpose     the types of entries and their ids: TYPE ":" and 26 digits of
 *             base 32, 128 random bits.
 * Invariant   one value has one text: what is printed parses to itself.
 * Errors      id_parse: false for everything that model 2.2 refuses.
 * Ownership   plain values.
 * Source      model 2.2, 3
 */
#ifndef MODEL_ID_H
#define MODEL_ID_H

#include "base/bytes.h"

enum entry_type {
	TYPE_UNKNOWN, /* accepted, "not understood" (model 2.1) */
	TYPE_POLICY,
	TYPE_KEY,
	TYPE_GRANT,
	TYPE_PERSON,
	TYPE_ORG,
	TYPE_POST,
	TYPE_TENURE,
	TYPE_CONTACT,
	TYPE_NOTE,
	TYPE_RECEIPT,
	TYPE_DOCUMENT,
	TYPE_STATEMENT,
	TYPE_LINK,
	TYPE_SAME,
	TYPE_ANNUL,
	TYPE_OPEN,
	TYPE_ERASE,
	TYPE_COMPLETE,
	TYPE_DUTY,
	TYPE_INDEX_ROOT
};
#define TYPE_COUNT (TYPE_INDEX_ROOT + 1)

/* "contact"; "unknown" for TYPE_UNKNOWN. */
const char *type_name(enum entry_type type);
/* TYPE_UNKNOWN for any other word. */
enum entry_type type_by_name(struct bytes name);

#define ID_DIGITS 26
#define ID_BYTES 16
#define ID_TEXT_BYTES 64 /* longest text with its NUL, and more */

struct id {
	enum entry_type type;
	uint8_t at[ID_BYTES];
};

/* A type of section 3 and 26 digits; TYPE_UNKNOWN is never delivered. */
MUST_CHECK bool id_parse(struct bytes text, struct id *out);
/* The digits alone, as in index-root ids and ids of types not understood. */
MUST_CHECK bool id_digits_parse(struct bytes digits, uint8_t out[ID_BYTES]);
void id_digits_print(char out[ID_DIGITS + 1], const uint8_t at[ID_BYTES]);
void id_print(char out[ID_TEXT_BYTES], const struct id *id);
/* Fresh: 128 bits from the kernel. */
void id_random(struct id *out, enum entry_type type);
/* model 2.11: the digits of M as a 128-bit number. */
void id_of_number(struct id *out, enum entry_type type, uint64_t number);
bool id_equal(const struct id *a, const struct id *b);

#define TYPE_BIT(type) (UINT32_C(1) << (type))

#endif
