/*
 * cli/slots.h - slots by name on the command line
 *
 * Purpose     "summary,when" to bits; the state of a slot in words.
 * Errors      ERR_INPUT: no such slot, with those of the type.
 */
#ifndef CLI_SLOTS_H
#define CLI_SLOTS_H

#include "cli/cli.h"
#include "register/registry.h"

/* Names of the type, separated by commas. ERR_INPUT where one is unknown. */
MUST_CHECK enum err slots_option(struct cli *c, const char *name,
    enum entry_type type, uint16_t *out);
/* "sealed", "delayed until 2027-01-01", "withheld: GROUND", "erased by order:
 * entry 33, third-party": of slot `slot` in version n, not public. */
MUST_CHECK enum err slots_tell(struct cli *c, struct buffer *out,
    const struct entry *entry, uint64_t n, unsigned slot,
    enum slot_state state);

/* "erased by order: ..." where slot `slot` of version n was erased; else
 * empty. */
MUST_CHECK enum err slots_erased(struct cli *c, uint64_t n, unsigned slot,
    struct bytes *out);
/* The name of an entity; where an order erased it, the words that tell so;
 * empty where none is known. */
MUST_CHECK enum err slots_name(struct cli *c, uint64_t number,
    struct bytes *out);

#endif
