/*
 * register/unsealing.h - the next version of a contact whose slots are opened
 *
 * Purpose     `open` alone does not move the index: an opened coded value goes
 *             into the body of a next version, amendment code `opened`, filed
 *             in the same batch (model 7.9).
 * Errors      ERR_INPUT: a value that is not of its slot. ERR_MEMORY.
 * Ownership   what is made lives in the arena; values are borrowed.
 * Source      model 7.9, 3.10, 7.4; docs/format/slots.md 4
 */
#ifndef REGISTER_UNSEALING_H
#define REGISTER_UNSEALING_H

#include "base/arena.h"
#include "model/slots.h"

struct unsealing {
	/* in */
	const struct entry *before;       /* the version in force */
	const struct slot_values *values; /* all of its values */
	uint16_t open;     /* slots to be opened */
	uint16_t open_before; /* slots that are public already */
	uint32_t today;
	/* out */
	struct json *body; /* without amendment; NULL: nothing coded moves */
	struct slot_values next;
	/* slots of the next version that its visibility keeps shut and that
	 * an `open` entry of its own shows */
	uint16_t open_next;
};

/* Slots of a contact whose value is coded as a whole (model 7.9). */
#define UNSEALING_CODED                                                  \
	(1u << CONTACT_FOREIGN | 1u << CONTACT_WHEN | 1u << CONTACT_TIME | \
	    1u << CONTACT_MINUTES | 1u << CONTACT_TOPICS |                 \
	    1u << CONTACT_ARRANGING | 1u << CONTACT_KIND)
/* Does this value of a contact's slot have a place in the body? Those above,
 * and the coded members of place, particulars and materials. */
bool unsealing_is_coded(unsigned slot, const struct json *v);

MUST_CHECK enum err unsealing_make(struct unsealing *u, struct arena *a,
    struct error *e);

#endif
