/*
 * register/kept_slots.h - what the private tables keep of an entry's slots
 *
 * Purpose     the forms of a row: seed and all 16 values; what an erasure
 *             left (model 7.12 b): all 16 leaf hashes, and salt and value of
 *             each slot that stays; in a mirror the values that were published,
 *             without seed, salts or hashes, for reading alone.
 * Errors      ERR_ABSENT: the filer kept them. ERR_STORE: a row that is
 *             neither form, or whose values do not give the seal.
 * Ownership   values live in the arena; a seed is wiped by the caller.
 * Source      model 7.12; docs/format/slots.md 6
 */
#ifndef REGISTER_KEPT_SLOTS_H
#define REGISTER_KEPT_SLOTS_H

#include "register/registry.h"

/* Sealed values are among them: whoever shows one to a person records the
 * reading first (interfaces D9). */
MUST_CHECK enum err kept_slots_read(struct slot_store *out,
    struct registry *r, const struct entry *entry, uint64_t n,
    struct arena *a, struct error *e);
/* The second form of what is kept, without the slots of `gone`. */
MUST_CHECK enum err kept_slots_remains(struct buffer *out,
    const struct slot_store *store, const uint8_t id16[ID_BYTES],
    uint16_t gone, struct error *e);
/* Does the row still hold the seed, or a value of `gone`? */
bool kept_slots_hold(const struct slot_store *store, uint16_t gone);

#endif
