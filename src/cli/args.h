/*
 * cli/args.h - a command line against the table
 *
 * Errors      ERR_INPUT for anything that the table does not allow: unknown
 *             or abbreviated words with the nearest one as mend, an option
 *             given twice, a missing value. Exit code 2 in every case; nothing
 *             is opened before this passed (interfaces A1.3, A1.6, A2.2).
 * Ownership   borrows argv.
 */
#ifndef CLI_ARGS_H
#define CLI_ARGS_H

#include "base/error.h"
#include "cli/table.h"

#define ARGS_MAX 512

struct args {
	const struct command_spec *command; /* NULL: none given */
	const char *words[ARGS_MAX];
	size_t word_count;
	struct {
		const struct option_spec *option;
		const char *value; /* "" for a flag */
	} given[ARGS_MAX];
	size_t given_count;
};

MUST_CHECK enum err args_parse(struct args *a, int argc, char **argv,
    struct error *e);
/* The language that --lang names anywhere in the line, for the errors of the
 * line itself; LANG_COUNT: none. */
enum lang args_lang(int argc, char **argv);
/* The value; NULL where it was not given. */
const char *args_get(const struct args *a, const char *name);
bool args_has(const struct args *a, const char *name);
/* Each value of a repeatable option in turn: start with *at = 0; NULL at the
 * end. */
const char *args_next(const struct args *a, const char *name, size_t *at);

/* The name nearest to `word` (edit distance at most 3); NULL: none is near. */
const char *nearest_command(const char *word);

#endif
