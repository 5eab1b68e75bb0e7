/*
 * cli/slots.h - slots by name on the command line
 *
 * Purpose     "summary,when" to bits.
 * Errors      ERR_INPUT: no such slot, with those of the type.
 */
#ifndef CLI_SLOTS_H
#define CLI_SLOTS_H

#include "cli/cli.h"
#include "register/registry.h"

/* Names of the type, separated by commas. ERR_INPUT where one is unknown. */
MUST_CHECK enum err slots_option(struct cli *c, const char *name,
    enum entry_type type, uint16_t *out);

#endif
