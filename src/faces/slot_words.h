/*
 * faces/slot_words.h - what is not shown, and why, in words
 *
 * Purpose     "sealed", "delayed until 1 January 2027", "erased by order", and
 *             the name of a thing where an order took it away.
 * Errors      those of the read model and of the log.
 * Ownership   texts live in the arena of `o`, or in the buffer given.
 * Source      model 7.3, 7.12; interfaces C1.9
 */
#ifndef FACES_SLOT_WORDS_H
#define FACES_SLOT_WORDS_H

#include "register/objects.h"

/* "sealed", "delayed until 2027-01-01", "withheld: GROUND", "erased by order:
 * entry 33, third-party": of slot `slot` in version n. */
MUST_CHECK enum err slot_words(struct buffer *out, const struct objects *o,
    const struct entry *entry, uint64_t n, unsigned slot,
    enum slot_state state, enum lang lang, struct error *e);
/* "erased by order: ..." where slot `slot` of version n was erased; else
 * empty. */
MUST_CHECK enum err erased_words(const struct objects *o, uint64_t n,
    unsigned slot, enum lang lang, struct bytes *out, struct error *e);
/* The name of an entity; where an order erased it, the words that tell so;
 * empty where none is known. */
MUST_CHECK enum err name_or_erased(const struct objects *o, uint64_t number,
    enum lang lang, struct bytes *out, struct error *e);

#endif
