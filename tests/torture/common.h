/*
 * tests/torture/common.h - what torture-file and torture-check agree on
 *
 * The log under torture holds arbitrary texts: "torture <nonce> <i>", and at
 * each checkpoint one "root <covered> at <seconds>", whose time never falls
 * (log 3.5.3). The key is a published test key, its host ends in .example.
 */
#ifndef TORTURE_COMMON_H
#define TORTURE_COMMON_H

#include "base/file.h"
#include "log/merkle_log.h"
#include "store/control.h"

#define TORTURE_ORIGIN "register.example/torture"

/* interfaces A2: exit codes; `refused` when a rule of log 6.8 holds. */
enum torture_exit {
	EXIT_DONE = 0,
	EXIT_USAGE = 2,
	EXIT_UNCHECKED = 6,
	EXIT_STORE = 8,
	EXIT_CONFLICT = 9,
	EXIT_INTERNAL = 70
};

int torture_exit(enum err rc, const struct error *e);
void torture_signer(struct signer *out);
/* "root 12 at 1700000000": false for any other entry. */
bool torture_root_parse(struct bytes entry, uint64_t *covered, int64_t *at_s);
/* Takes "--control NAME" off the arguments; false: not known here. */
bool torture_control(int *argc, char **argv);

#endif
