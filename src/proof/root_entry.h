/*
 * proof/root_entry.h - the index-root entry, read by its one exact form
 *
 * Purpose     an index-root entry is a fixed canonical text with six values;
 *             a matcher of that text needs no JSON tree and no memory.
 * Invariant   accepted = byte for byte the canonical leaf of model 1.9 and
 *             2.11: covered equals the number in the id, `prev` and `seal`
 *             null, `sig` empty.
 * Errors      ERR_PROOF, word root_entry: the entry is not of that form.
 * Ownership   spans borrow from the entry; nothing allocates.
 * Source      model 1.9, 2.1, 2.2, 2.11; index 6
 */
#ifndef PROOF_ROOT_ENTRY_H
#define PROOF_ROOT_ENTRY_H

#include "proof/trie.h"

struct root_entry {
	struct bytes origin;  /* `register` */
	struct bytes by;      /* id of the registrar */
	int64_t at_s;
	uint64_t covered;
	uint16_t mapping;
	struct heading top;
	struct hash root;     /* R */
};

MUST_CHECK enum err root_entry_parse(struct root_entry *out,
    struct bytes entry, struct error *e);
/* R recomputed from origin, mapping, covered and top equals `root`. */
MUST_CHECK enum err root_entry_check(const struct root_entry *r,
    struct error *e);

#endif
