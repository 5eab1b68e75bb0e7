/*
 * web/form_inside.h - what the two readers of forms share; not for others
 */
#ifndef WEB_FORM_INSIDE_H
#define WEB_FORM_INSIDE_H

#include "web/form.h"

struct form_reader {
	const struct form_shape *shape;
	struct arena *arena;
	struct http_pair *fields; /* FORM_FIELDS_MAX */
	struct form_file *files;  /* FORM_PARTS_MAX */
	size_t field_count, file_count;
};

/* Each judges name, repetition, number and text. */
MUST_CHECK enum err form_add_field(struct form_reader *f, struct bytes name,
    struct bytes value, struct error *e);
MUST_CHECK enum err form_add_file(struct form_reader *f,
    const struct form_file *file, struct error *e);
/* `type` is the whole Content-Type, with its boundary. */
MUST_CHECK enum err form_read_parts(struct form_reader *f, struct bytes type,
    struct bytes body, struct error *e);

#endif
