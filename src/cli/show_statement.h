/*
 * cli/show_statement.h - the text of a document held against a statement
 *
 * Purpose     selectors of a statement held against a text at hand.
 * Errors      those of the register and of model/selector.h.
 * Ownership   borrows everything; words go to c->out.
 * Source      model 3.15 to 3.18; interfaces A4.6; docs/format/selectors.md
 */
#ifndef CLI_SHOW_STATEMENT_H
#define CLI_SHOW_STATEMENT_H

#include "cli/cli.h"
#include "model/slots.h"
#include "register/objects.h"

/* --verify-text FILE: ERR_PROOF where it is another text, ERR_INPUT where a
 * selector does not fit it. With --json the exit code alone tells. */
MUST_CHECK enum err show_verify_text(struct cli *c,
    const struct entry *entry, const struct slot_values *values);

#endif
