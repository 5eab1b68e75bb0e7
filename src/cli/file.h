/*
 * cli/file.h - what a filing is made of, between options and draft
 *
 * Purpose     `chancery file TYPE` fills one body; contacts have a file of
 *             their own (file_contact.c), the other types share file.c.
 * Ownership   everything lives in the arena of the command.
 */
#ifndef CLI_FILE_H
#define CLI_FILE_H

#include "cli/submit.h"

struct making {
	struct cli *c;
	struct submitting *s;
	struct draft *d;
	struct json *body;
};

/* ERR_INPUT: the option is missing. */
MUST_CHECK enum err making_needs(struct cli *c, const char *option);
/* The body of a contact from its options (interfaces A4.2). */
MUST_CHECK enum err contact_body(struct making *m);

#endif
