/*
 * verify/options.h - the command line of chancery-verify
 *
 * Errors      ERR_INPUT with a sentence in the language asked for: usage,
 *             exit 2, found before any file is opened (interfaces A2.2).
 * Ownership   texts borrow argv.
 * Source      interfaces A1.3, A1.6, A9.10
 */
#ifndef VERIFY_OPTIONS_H
#define VERIFY_OPTIONS_H

#include "proof/parts.h"
#include "verify/words.h"

#define VERIFY_FILES_MAX 1024

struct options {
	const char *files[VERIFY_FILES_MAX];
	size_t file_count;
	const char *trust, *entry; /* NULL: not given */
	struct question asked[PARTS_MAX];
	size_t asked_count;
	int64_t max_age_days; /* -1: any age */
	enum lang lang;
	bool json, help, version;
};

MUST_CHECK enum err options_parse(struct options *out, int argc,
    char *const *argv, struct error *e);
/* --help, at most 24 lines (A10.8). */
const char *options_help(enum lang lang);

#endif
