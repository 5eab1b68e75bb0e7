/*
 * faces/status_told.h - size, time and health of the register
 *
 * Purpose     `chancery status`, GET /status, the status page, the footer.
 * Errors      those of the register.
 * Ownership   texts live in the arena of `o`.
 * Source      interfaces A4.9, C1.5
 */
#ifndef FACES_STATUS_TOLD_H
#define FACES_STATUS_TOLD_H

#include "register/objects.h"

struct status_told {
	struct objects o;
	const char *origin;
	uint64_t size, next; /* of the newest checkpoint; of the log */
	int64_t time_s;
	struct hash root;
	unsigned witnesses_signed, witnesses_known, witnesses_needed;
	uint64_t read_model_size;
	char last_publish[21]; /* "": nothing is published */
	bool erasing;
	const char *refusal; /* NULL, or why it refuses to sign */
	/* NULL, or who knows a larger checkpoint, and its size */
	const char *behind;
	uint64_t behind_size;
};

MUST_CHECK enum err status_told_read(struct status_told *out,
    const struct objects *o, struct error *e);
struct json *status_told_json(const struct status_told *x);
static inline bool
status_may_sign(const struct status_told *x)
{
	return x->refusal == NULL && x->behind == NULL;
}

#endif
