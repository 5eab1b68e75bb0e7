/*
 * pages/thing_form.h - people, bodies, posts, tenures, documents, statements
 *
 * Purpose     one table of fields for each type: typed values become body and
 *             slots, a version in force becomes typed values.
 * Invariant   what a form has no field for stays as it is in an amendment, and
 *             has its empty value in a first version.
 * Errors      thing_make: f->errors for what was typed; else the store's.
 * Source      model 3.6 to 3.9, 3.14, 3.15, 7.4
 */
#ifndef PAGES_THING_FORM_H
#define PAGES_THING_FORM_H

#include "pages/amending.h"

struct thing_kind; /* inside */

/* "person": NULL where no form has this name. */
const struct thing_kind *thing_kind_named(struct bytes word);
const struct thing_kind *thing_kind_of(enum entry_type type);
enum entry_type thing_type(const struct thing_kind *kind);
const char *thing_word(const struct thing_kind *kind); /* "person" */
const char *thing_title(const struct thing_kind *kind);
/* Names of its fields, with blanks between. */
const char *thing_fields(const struct thing_kind *kind, struct arena *a);

void thing_put_fields(struct filing *f, const struct thing_kind *kind);
/* Each field that says something, as rows of a summary list. */
void thing_put_rows(struct filing *f, const struct thing_kind *kind);
/* Fields of the version in force. */
void thing_base(struct amend_form *a, const struct thing_kind *kind,
    struct typed *out);
/* Body and slots by number. `before` NULL: a first version; else its fields
 * that were touched are changed alone, in `body` and `slots` (by name). */
MUST_CHECK enum err thing_make(struct filing *f,
    const struct thing_kind *kind, const struct typed *before,
    struct json *body, struct json *slots);

#endif
