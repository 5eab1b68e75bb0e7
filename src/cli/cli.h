/*
 * cli/cli.h - what every command shares: arguments, language, output, store
 *
 * Purpose     results to stdout, talk to stderr; exit codes by one table
 *             (interfaces A1.2, A2); sentences by message_in.
 * Ownership   main makes and releases it; commands borrow it. The arena holds
 *             what lives for one command.
 */
#ifndef CLI_CLI_H
#define CLI_CLI_H

#include <stdio.h>

#include "cli/settings.h"
#include "faces/csv_rows.h"
#include "format/json.h"

struct registry;

enum exit_code {
	EXIT_DONE = 0,
	EXIT_NEGATIVE = 1,
	EXIT_USAGE = 2,
	EXIT_INPUT = 3,
	EXIT_ABSENT = 4,
	EXIT_PROOF = 5,
	EXIT_UNCHECKED = 6,
	EXIT_REFUSED = 7,
	EXIT_STORE = 8,
	EXIT_CONFLICT = 9,
	EXIT_INTERNAL = 70
};

struct cli {
	struct args args;
	struct settings settings;
	enum lang lang;
	bool json, quiet, plain;
	bool jsonl, csv; /* lists alone: cli_list_... */
	struct arena *arena;
	struct registry *registry; /* opened by cli_open, closed by main */
	struct buffer out;         /* the result, written once at the end */
	bool exact;                /* a file is in `out`, not words */
	struct error e;
	/* more of the problem's `errors`, {field, code, detail}; NULL: none */
	const struct json *errors;
};

/* The sentence in the language of this call. */
#define TR(c, text) message_in((c)->lang, text)

int exit_of(enum err code);
/* Prints c->e (as a problem with --json) and returns its exit code. */
int cli_fail(struct cli *c);
/* Prints c->e about the command line itself: exit 2. */
int cli_fail_usage(struct cli *c);
/* ERR_INPUT about an option, exit 2. */
int cli_usage(struct cli *c, const char *fmt, ...) PRINTF_LIKE(2, 3);
/* To stderr unless -q; `fmt` is looked up in the table. */
void cli_talk(struct cli *c, const char *fmt, ...) PRINTF_LIKE(2, 3);
/* To stdout; `fmt` is looked up in the table. */
void cli_say(struct cli *c, const char *fmt, ...) PRINTF_LIKE(2, 3);
/* To stdout, as it is. */
void cli_put(struct cli *c, struct bytes text);
/* The file is the result; what was to be the result goes to stderr. */
void cli_instead(struct cli *c, struct bytes file);
/* One JSON document and a LF. */
void cli_json(struct cli *c, const struct json *v);

/* Opens the register of the setting `store`: for reading, or as its one
 * writer. */
MUST_CHECK enum err cli_open(struct cli *c, bool write);

/* The setting quorum-required, yes or no. */
MUST_CHECK enum err cli_quorum_required(struct cli *c, bool *required);

/* ERR_UNCHECKED where a rule of log 6.8 forbids signing. */
MUST_CHECK enum err cli_may_sign(struct cli *c);

/* {"en":...,"fr":...} of one generated sentence without arguments. */
struct json *cli_both(struct cli *c, const char *english);

/* A number option; `out` keeps its value where it was not given. */
MUST_CHECK enum err cli_number(struct cli *c, const char *name, uint64_t max,
    uint64_t *out);

/* To a file, or to stdout where `path` is "-" (A1.3). */
MUST_CHECK enum err cli_write(struct cli *c, const char *path,
    struct bytes content);
/* {path, bytes, sha256} of a file; null values where it cannot be read. */
struct json *cli_file(struct cli *c, const char *path);

/*
 * Lists (interfaces A3.1, A3.8): with --jsonl one object a line and an end
 * line; with --csv or --plain a line of cells, quoted or with tabs.
 */
bool cli_lists(const struct cli *c); /* --jsonl, --csv or --plain */
/* The header line of --csv; names separated by commas. */
void cli_list_begin(struct cli *c, const char *names);
/* `v` for --jsonl, `row` for --csv and --plain. */
void cli_list_row(struct cli *c, const struct json *v,
    const struct cells *row);
/* The line {"end":true,"as_of":...} of --jsonl. */
void cli_list_end(struct cli *c, struct json *as_of);

#define cli_arg(c, name) args_get(&(c)->args, name)
#define cli_has(c, name) args_has(&(c)->args, name)

/* A line on a terminal after one second, ten times a second at most, erased
 * at the end (interfaces A10.5). `total` 0: not known. */
struct progress {
	struct cli *c;
	const char *what;
	int64_t started_ms, shown_ms;
	bool on, drawn;
};
/* SIGUSR1 prints one line, terminal or not. */
void progress_listen(void);
void progress_start(struct progress *p, struct cli *c, const char *what);
void progress_show(struct progress *p, uint64_t done, uint64_t total);
/* The same as a callback; `context` is the struct progress. */
void progress_step(void *context, uint64_t done, uint64_t total);
void progress_end(struct progress *p);

#endif
