/*
 * model/body.h - the bodies of section 3
 *
 * Purpose     is this body one of its type? Tables for the members, code for
 *             the rules that bind members to each other.
 * Errors      ERR_INPUT `body` with the JSON Pointer in `field` and the rule
 *             in `mend`; for dates the words of model/when.h.
 * Ownership   allocates nothing.
 * Source      model 3; amendments 3.5, 3.10, 3.11, 3.19
 */
#ifndef MODEL_BODY_H
#define MODEL_BODY_H

#include "model/entry.h"
#include "model/shape.h"

/* `has_prev` decides about `amendment`: mandatory or forbidden (model 2.5). */
MUST_CHECK enum err body_check(const struct json *body, enum entry_type type,
    bool has_prev, struct error *e);
/* The table of a type, for help texts and drafts; NULL for TYPE_UNKNOWN. */
const struct shape *body_shape(enum entry_type type);

/* model 2.6: pointers to the topmost members that differ, sorted, without
 * /amendment and /seal; a JSON array in the arena. */
const struct json *body_changed(const struct json *before,
    const struct json *after, struct arena *a);

/* Calls `each` for every id of the body (not of slots), in reading order. */
typedef enum err id_visit(void *context, struct bytes id, struct error *e);
MUST_CHECK enum err body_each_id(const struct json *body, enum entry_type type,
    id_visit *each, void *context, struct error *e);

#endif
