/*
 * cli/ask.h - a question of the command line and its answer as text
 *
 * Ownership   the answer is released by command_ask; the rest lives in the
 *             arena.
 */
#ifndef CLI_ASK_H
#define CLI_ASK_H

#include "cli/cli.h"
#include "faces/answered.h"

/* Size of the checkpoint of --as-of (A5.6); `out` keeps its value where none
 * or `newest` was given. */
MUST_CHECK enum err cli_as_of(struct cli *c, uint64_t *out);
/* Entries or groups with --jsonl or --csv, the numbers with --plain. */
void ask_print_list(struct cli *c, const struct answered *x);
/* The sentences of interfaces A5.11 and A5.12. */
void ask_print_text(struct cli *c, const struct answered *x);

#endif
