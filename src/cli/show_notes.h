/*
 * cli/show_notes.h - notes and receipts beside what they speak of
 *
 * Purpose     `show` of a contact lists its notes with their receipts, of a
 *             note its receipts and the question it came back with.
 * Ownership   objects live in the arena of the command.
 * Source      interfaces A4.6, A6.3
 */
#ifndef CLI_SHOW_NOTES_H
#define CLI_SHOW_NOTES_H

#include "cli/cli.h"
#include "register/objects.h"

/* As lines; nothing for other types. */
MUST_CHECK enum err show_notes_text(struct cli *c, const struct objects *o,
    uint64_t number, enum entry_type type);

#endif
