/*
 * register/noting.h - whom a note is for, whose keys open it, what it names
 *
 * Purpose     the parts of a note's draft that command line and pages share.
 * Terms       a department is an organisation with a seal key in force that is
 *             neither the office that files nor the registrar.
 * Errors      those of register/sealed_note.h and of the read model.
 * Ownership   trees live in the arena.
 * Source      model 3.12, 7.8; interfaces A6.1
 */
#ifndef REGISTER_NOTING_H
#define REGISTER_NOTING_H

#include "register/sealed_note.h"

#define NOTE_PUBLIC_BYTES 16000 /* L of model 3.1 */

/* Each once, at most `max` into `out`; *count may be larger. */
MUST_CHECK enum err noting_departments(struct registry *r,
    const struct id *office, struct id *out, size_t max, size_t *count,
    struct error *e);
/* Office, department and registrar open it, and who filed `before` (NULL: a
 * first version). */
MUST_CHECK enum err noting_keys(struct note_recipients *out,
    struct registry *r, const struct id *office, const struct id *department,
    const struct id *before, struct error *e);
/* {"media","sha256","size"} of these bytes. */
struct json *noting_file(struct arena *a, const char *media,
    struct bytes content);
/* Slot 3 of a public note, without the line ends behind it. ERR_INPUT: not
 * text, empty, or too long. */
MUST_CHECK enum err noting_public(struct json **out, struct bytes content,
    const char *lang, struct arena *a, struct error *e);

#endif
