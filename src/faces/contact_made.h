/*
 * faces/contact_made.h - from what is said of a contact to its draft
 *
 * Purpose     options of the command line and fields of a form become the body
 *             and the slots of one contact, the same way.
 * Terms       sealed: bits of slots (enum contact_slot). A coded member goes
 *             into the body, or into its slot where that is sealed.
 * Invariant   what is filled in is of model 3.10; whether it is admitted, and
 *             by whom it is filed, is judged elsewhere.
 * Errors      ERR_INPUT: `field` is the name of the option or form field
 *             ("kind", "when", "with"), without dashes. Else those of the read
 *             model and of the log.
 * Ownership   texts and trees are borrowed until the entry is made; the draft
 *             lives in the arena.
 * Source      model 3.10, 3.11, 7.4; interfaces A4.2, C6.2
 */
#ifndef FACES_CONTACT_MADE_H
#define FACES_CONTACT_MADE_H

#include "register/filing.h"

struct material {
	const char *title, *direction; /* direction NULL: received */
	struct hash sha256;
};

struct contact_words {
	uint64_t of, of_as, with, with_post; /* NUMBER_NONE: not stated */
	const struct json *described; /* T, of a counterpart without a page */
	const char *state; /* of the counterpart; NULL: by its record */
	struct json *when; /* NULL: missing */
	const char *public_range; /* of a sealed date */
	uint32_t times;
	int64_t minutes; /* -1: not stated */
	const char *kind, *status; /* status NULL: held */
	const uint64_t *present, *arranged_by;
	size_t present_count, arranged_count;
	const char *initiated_by; /* NULL: unknown */
	const char *place, *country;
	struct json *topics, *laws; /* arrays of codes; laws NULL: none */
	const struct json *summary, *sought; /* T, or NULL */
	const struct material *materials;
	size_t material_count;
	const char *basis; /* NULL: own-record */
	uint64_t document, counter_of;
	const char *public_on, *withhold;
	unsigned sealed;
};

/* Everything not stated. */
struct contact_words contact_words_none(void);
/* What may be sealed, by the word of the form; NULL past the last. */
const char *sealable_word(size_t i);
MUST_CHECK bool sealable_slot(struct bytes word, unsigned *slot);
/* Type, body and values of `out`; the rest stays. */
MUST_CHECK enum err contact_make(struct draft *out, struct registry *r,
    const struct contact_words *w, struct arena *a, struct error *e);

#endif
