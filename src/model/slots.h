/*
 * model/slots.h - the 16 salted slots of an entry, and their openings
 *
 * Purpose     names and words stand in slots whose root is the leaf's `seal`:
 *             the tables, the seal, the states, both forms of an opening.
 * Invariant   a slot that is unused has the value null. Values of one entry
 *             have at most 32,768 bytes, an opening line at most 40,960.
 * Errors      ERR_INPUT `open_form` or `slot`, ERR_PROOF `open_mismatch`
 *             (model 7.6, in that order); `field` names the slot.
 * Ownership   trees live in the arena; the input line must outlive them.
 * Source      model 7; interfaces A4.6
 */
#ifndef MODEL_SLOTS_H
#define MODEL_SLOTS_H

#include "model/contact.h"
#include "model/entry.h"

#define SLOT_COUNT 16
#define SLOT_REASON 15
#define SLOT_ALL UINT16_C(0xffff)
#define SLOT_VALUES_BYTES_MAX 32768
#define OPENING_BYTES_MAX 40960

/* Slots of a contact that other layers name. */
enum contact_slot {
	CONTACT_FOREIGN = 0,
	CONTACT_WHEN = 1,
	CONTACT_TIME = 2,
	CONTACT_MINUTES = 3,
	CONTACT_PLACE = 4,
	CONTACT_TOPICS = 5,
	CONTACT_ARRANGING = 6,
	CONTACT_DESCRIBED = 7,
	CONTACT_SUMMARY = 8,
	CONTACT_DETAIL = 9,
	CONTACT_PARTICULARS = 10,
	CONTACT_KIND = 11,
	CONTACT_ORIGIN_KEY = 12,
	CONTACT_MATERIALS = 13,
	CONTACT_OTHERS = 14
};

bool type_has_slots(enum entry_type type);
/* Name of a slot ("summary"), NULL where the type has none there. */
const char *slot_name(enum entry_type type, unsigned slot);
/* -1: no such name. */
int slot_by_name(enum entry_type type, struct bytes name);

struct seed {
	uint8_t at[32];
};

/* Values by slot; NULL counts as null. */
struct slot_values {
	const struct json *at[SLOT_COUNT];
};

struct seal {
	struct hash root;
	struct hash salts[SLOT_COUNT], leaves[SLOT_COUNT];
};

struct slot_path {
	struct hash at[4]; /* leaf side first */
};

void slot_salt(struct hash *out, const struct seed *seed, unsigned slot);
/* leaf_i of model 7.2 for one value. */
MUST_CHECK enum err slot_leaf(struct hash *out, const uint8_t id16[ID_BYTES],
    unsigned slot, const struct hash *salt, const struct json *value,
    struct error *e);
MUST_CHECK enum err seal_compute(struct seal *out, const struct seed *seed,
    const uint8_t id16[ID_BYTES], const struct slot_values *values,
    struct error *e);
void seal_path(struct slot_path *out, const struct hash leaves[SLOT_COUNT],
    unsigned slot);
/* The root that a leaf and its path lead to. */
struct hash seal_fold(const struct hash *leaf, const struct slot_path *path,
    unsigned slot);

/* Every value against 7.4 and the limits of 3.1 (`slot`); slots of `known`
 * alone are judged, the others may hold anything or nothing. */
MUST_CHECK enum err slots_check(const struct entry *entry,
    const struct slot_values *values, uint16_t known, struct error *e);

/* model 8.7 `flag_differs`: name of the slot whose use differs from a flag of
 * the body (a statement's hedged, described, ...), or NULL. Refused at
 * admission, a note for a verifier. */
const char *slots_flag_differs(const struct entry *entry,
    const struct slot_values *values, uint16_t known);

struct opening {
	bool whole; /* first form: seed and all 16 values */
	bool has_number;
	uint64_t number; /* of the entry; first form handed in: null */
	struct seed seed;
	uint16_t shown; /* bit i: slot i is opened here */
	struct slot_values values;
	struct hash salts[SLOT_COUNT];
	struct slot_path paths[SLOT_COUNT]; /* second form */
};

/* Form alone: `open_form`. The line has no final LF. `filed` true: the first
 * form with n null, as a filer hands it in (model 8.2). */
MUST_CHECK enum err opening_parse(struct opening *out, struct bytes line,
    bool filed, struct arena *a, struct error *e);
/* Against its entry: number (where it has one), seal, values. */
MUST_CHECK enum err opening_verify(const struct opening *o,
    const struct entry *entry, uint64_t number, struct error *e);

/* Appends the canonical line, without LF. number NULL: n is null. */
void opening_print_whole(struct buffer *out, const uint64_t *number,
    const struct seed *seed, const struct slot_values *values);
/* Second form of the slots of `shown` that are not null. leaves: all 16 leaf
 * hashes, salts of the slots shown. */
void opening_print_slots(struct buffer *out, uint64_t number, uint16_t shown,
    const struct slot_values *values, const struct hash salts[SLOT_COUNT],
    const struct hash leaves[SLOT_COUNT]);

/* The same for one reader (a private opening, model 7.6): every slot of
 * `shown`, unused ones as null, so that the reader sees what is not there. The
 * seed is not shown. */
MUST_CHECK enum err opening_print_private(struct buffer *out, uint64_t number,
    const uint8_t id16[ID_BYTES], uint16_t shown, const struct seed *seed,
    const struct slot_values *values, struct error *e);

enum slot_state {
	SLOT_PUBLIC,
	SLOT_SEALED,
	SLOT_DELAYED,
	SLOT_WITHHELD,
	SLOT_ERASED
};
const char *slot_state_name(enum slot_state s);

/* model 7.3. opened, erased: bits from `open` and `erase` entries in force
 * for this version; today: UTC day code. */
enum slot_state slot_state(const struct visibility *v, unsigned slot,
    uint16_t opened, uint16_t erased, uint32_t today);
uint16_t slots_public(const struct visibility *v, uint16_t opened,
    uint16_t erased, uint32_t today);

/* What is known of one version's slots when its line is published. */
struct slot_store {
	bool has_seed;
	struct seed seed;
	struct slot_values values;      /* those kept; NULL: not at hand */
	struct hash salts[SLOT_COUNT];  /* without a seed: those kept */
	struct hash leaves[SLOT_COUNT]; /* without a seed: all 16 */
	bool bare; /* neither: values for reading, a mirror's */
};

/* Appends the published line of model 7.6 with its LF, or nothing where
 * nothing is public. *published tells which. */
MUST_CHECK enum err opening_publish(struct buffer *out, bool *published,
    uint64_t number, const uint8_t id16[ID_BYTES], uint16_t public_slots,
    const struct slot_store *store, struct error *e);
/* Path below public/, "openings/000" or "openings/x001/234" (model 7.6). */
void opening_file_name(char out[64], uint64_t file_number);

#endif
