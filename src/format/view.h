/*
 * format/view.h - the views of mapping 1, and one posting
 *
 * Purpose     the layout of index keys, shared by the mapping, the index, the
 *             auditor and the verifier: layout alone, no hashing, no rules.
 * Invariant   keys of one view have one length; no key is longer than 31.
 * Source      index 2
 */
#ifndef FORMAT_VIEW_H
#define FORMAT_VIEW_H

#include "crypto/hash.h"
#include "format/day.h"

#define KEY_BYTES_MAX 31
#define VIEW_COUNT 8
#define VIEW_FIELDS_MAX 7
#define MAPPING_VERSION 1

enum field {
	FIELD_OFFICIAL,
	FIELD_STATE,
	FIELD_COUNTERPART,
	FIELD_POST,
	FIELD_CONTACT,
	FIELD_KIND,
	FIELD_E,
	FIELD_L,
	FIELD_NUMBER
};

enum view_byte {
	VIEW_PAIRS = 0x01,
	VIEW_OFFICIAL = 0x02,
	VIEW_STATE = 0x03,
	VIEW_COUNTERPART = 0x05,
	VIEW_VERSIONS = 0x07,
	VIEW_POSTS = 0x08,
	VIEW_SEALED_OFFICIAL = 0x82,
	VIEW_SEALED_CALENDAR = 0x86
};

struct view_field {
	enum field field;
	uint8_t at, width; /* bytes within the key */
};

struct view {
	enum view_byte byte;
	const char *name; /* as in a question */
	const char *unit; /* "contact x official x counterpart" */
	uint8_t key_len, field_count;
	bool dated; /* has E and L */
	struct view_field fields[VIEW_FIELDS_MAX];
};

extern const struct view views[VIEW_COUNT]; /* ascending by byte */
const struct view *view_by_byte(uint8_t byte); /* NULL: none */
const struct view *view_by_name(struct bytes name);
const char *field_name(enum field f);
/* The view's own entry for a field, NULL where it has none. */
const struct view_field *view_field(const struct view *v, enum field f);

/* One line of the index. struck_by 0 = live. `number` stands in the key too;
 * `leaf` is the RFC 6962 leaf hash of that entry. */
struct posting {
	uint8_t key[KEY_BYTES_MAX];
	uint8_t key_len;
	uint32_t times;
	uint64_t number, struck_by;
	struct hash leaf;
};

/* Key under construction: start, then fields in the view's order. */
void key_start(struct posting *p, enum view_byte view);
void key_put(struct posting *p, unsigned width, uint64_t value);
uint64_t key_get(const uint8_t *key, const struct view_field *f);

/* Kind names and index codes, model 3.10: call 1 .. other 10; -1 unknown word;
 * "unknown" and "sealed" are 0. */
int kind_code(struct bytes name);
const char *kind_name(unsigned code); /* 0: "unknown"; NULL above 10 */
#define KIND_BIT(code) (1u << (code))

#endif
