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

/* Of a contact: the things of its notes; otherwise an empty list. */
MUST_CHECK enum err show_notes_things(struct cli *c, const struct objects *o,
    uint64_t number, enum entry_type type, struct json **out);
/* Of a note: {thing, outcome, received, saw, by, note_version_current,
 * question}; otherwise an empty list. */
MUST_CHECK enum err show_notes_receipts(struct cli *c,
    const struct objects *o, uint64_t number, enum entry_type type,
    struct json **out);
/* The same as lines. */
MUST_CHECK enum err show_notes_text(struct cli *c, const struct objects *o,
    uint64_t number, enum entry_type type);

#endif
