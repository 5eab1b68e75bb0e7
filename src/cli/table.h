/*
 * cli/table.h - the generated tables of the command line
 *
 * Source      src/cli/commands.toml by tools/gen-cli (interfaces A10.7)
 */
#ifndef CLI_TABLE_H
#define CLI_TABLE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/message.h"

struct cli;

struct option_spec {
	const char *name;
	char short_name;           /* 0: none */
	const char *arg;           /* NULL: a flag */
	const char *const *values; /* NULL: any; ends with NULL */
	bool repeatable, file;
	const char *text[LANG_COUNT];
};

struct command_spec {
	const char *name, *words;
	int min, max; /* words; max -1: any number */
	const char *text[LANG_COUNT];
	const unsigned short *options;
	size_t option_count;
	const char *const *examples; /* ends with NULL */
	bool lists;                  /* takes --jsonl and --csv */
	int (*run)(struct cli *c);   /* returns the exit code */
};

extern const struct option_spec cli_options[];
extern const size_t cli_option_count;
extern const unsigned short *const cli_global_options;
extern const size_t cli_global_count;
extern const struct command_spec cli_commands[];
extern const size_t cli_command_count;
/* Lines, each with its LF; NULL at the end. */
extern const char *const completion_bash[];
extern const char *const completion_zsh[];
extern const char *const completion_fish[];

int command_init(struct cli *c);
int command_file(struct cli *c);
int command_note(struct cli *c);
int command_inbox(struct cli *c);
int command_ack(struct cli *c);
int command_gaps(struct cli *c);
int command_amend(struct cli *c);
int command_annul(struct cli *c);
int command_declare(struct cli *c);
int command_late(struct cli *c);
int command_open(struct cli *c);
int command_erase(struct cli *c);
int command_mirror(struct cli *c);
int command_serve(struct cli *c);
int command_show(struct cli *c);
int command_search(struct cli *c);
int command_ask(struct cli *c);
int command_check(struct cli *c);
int command_status(struct cli *c);
int command_log(struct cli *c);
int command_witness(struct cli *c);
int command_audit(struct cli *c);
int command_rebuild(struct cli *c);
int command_publish(struct cli *c);
int command_import(struct cli *c);
int command_export(struct cli *c);
int command_diff(struct cli *c);
int command_summon(struct cli *c);
int command_disclose(struct cli *c);
int command_key(struct cli *c);
int command_user(struct cli *c);
int command_token(struct cli *c);
int command_verify(struct cli *c);
int command_backup(struct cli *c);
int command_restore(struct cli *c);
int command_doctor(struct cli *c);
int command_selftest(struct cli *c);
int command_case(struct cli *c);
int command_config(struct cli *c);
int command_help(struct cli *c);
int command_completion(struct cli *c);
int command_version(struct cli *c);

#endif
