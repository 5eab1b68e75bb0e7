/*
 * register/reading.h - who read sealed material, when, on what ground
 *
 * Purpose     one chained row for each showing of sealed material, synced
 *             before the content goes out.
 * Errors      those of truth_add_read: without the row nothing may be shown.
 * Ownership   texts are borrowed.
 * Source      interfaces D9
 */
#ifndef REGISTER_READING_H
#define REGISTER_READING_H

#include "register/registry.h"

struct reading {
	const char *account; /* of the server; on the command line the key */
	struct id office;    /* TYPE_UNKNOWN: none */
	struct id object;
	const char *act, *channel, *basis, *outcome;
};

MUST_CHECK enum err reading_record(struct registry *r,
    const struct reading *reading, struct error *e);

#endif
