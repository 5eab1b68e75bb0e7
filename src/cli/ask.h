/*
 * cli/ask.h - a question and its answer, between reading and printing
 *
 * Ownership   the answer's proof file is released by command_ask; the rest
 *             lives in the arena.
 */
#ifndef CLI_ASK_H
#define CLI_ASK_H

#include "cli/cli.h"
#include "register/asking.h"
#include "register/completeness.h"
#include "register/objects.h"

struct noun {
	const char *word;       /* plural, as typed */
	unsigned kind;          /* 0: every kind */
	const char *one, *many; /* of what is counted */
};

struct question_asked {
	struct cli *c;
	struct asking q;
	const struct noun *noun;
	struct objects o;
	struct asked answer;
	struct covering coverage; /* as of the answer's checkpoint */
	/* who vouches for the checkpoint, by the register's own policy; NULL:
	 * it has none */
	const char *cosigners; /* "w1 (time), w2 (time)" */
	unsigned cosigner_count, witness_count;
	bool quorum;
};

/* Size of the checkpoint of --as-of (A5.6); `out` keeps its value where none
 * or `newest` was given. */
MUST_CHECK enum err cli_as_of(struct cli *c, uint64_t *out);
/* Exactly the members of interfaces A5.8. */
void ask_print_json(struct question_asked *x);
/* Entries or groups with --jsonl or --csv, the numbers with --plain. */
void ask_print_list(struct question_asked *x);
/* The sentences of interfaces A5.11 and A5.12. */
void ask_print_text(struct question_asked *x);

#endif
