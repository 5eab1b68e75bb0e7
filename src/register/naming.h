/*
 * register/naming.h - what people write for a thing, to its number
 *
 * Purpose     references (p/7, C-14), full ids, identifiers (scheme:value) and
 *             names; and the reference of a number.
 * Invariant   a name matches exactly one entity or the call fails; nothing
 *             picks for the user (interfaces A1.5).
 * Errors      ERR_INPUT: several fit (all listed), or a reference of another
 *             type than wanted. ERR_ABSENT: none, with the nearest names.
 */
#ifndef REGISTER_NAMING_H
#define REGISTER_NAMING_H

#include "register/registry.h"

#define REF_BYTES 32

/* "p/7", "post/77", "e/12" for types without a page of their own. */
void ref_print(char out[REF_BYTES], enum entry_type type, uint64_t number);
/* `types`: TYPE_BITs that are wanted; `option` names the place ("--with"). */
MUST_CHECK enum err registry_resolve(struct registry *r, const char *text,
    uint32_t types, const char *option, uint64_t *number, struct arena *a,
    struct error *e);
/* Entity or single entry: for `show`. `entry` true: the number is that of one
 * entry (e/N). */
MUST_CHECK enum err registry_resolve_any(struct registry *r,
    const char *text, uint64_t *number, bool *entry, struct arena *a,
    struct error *e);

/* What one contact of this kind is called, a sentence of the message table;
 * "" where the code is none. */
const char *kind_words(struct bytes kind);

#define TYPES_WHO (TYPE_BIT(TYPE_PERSON) | TYPE_BIT(TYPE_ORG))
#define TYPES_COUNTERPART (TYPES_WHO | TYPE_BIT(TYPE_POST))
#define TYPES_ANY UINT32_MAX

#endif
