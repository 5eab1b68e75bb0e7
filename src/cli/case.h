/*
 * cli/case.h - one case on its way through `chancery case`
 *
 * Purpose     the folder, the throw-away register, and what is told of them:
 *             coverage in case.c, checks in case_report.c.
 * Ownership   everything but folder, register and the proofs of checks lives
 *             in the arena of the command.
 * Source      model 9; interfaces A4.11; docs/case.md
 */
#ifndef CLI_CASE_H
#define CLI_CASE_H

#include "base/file.h"
#include "cli/cli.h"
#include "exchange/case_folder.h"
#include "register/beside.h"
#include "register/objects.h"

#define CASE_TENSIONS_MAX 4096

struct casing {
	struct cli *c;
	struct case_folder *folder;
	char dir[PATH_BYTES], temporary[PATH_BYTES]; /* "": it is kept */
	bool ours; /* nothing was there where it is kept */
	struct objects o;
	uint64_t statements[CASE_ENTRIES_MAX];
	struct checked *checks; /* one for each statement, in their order */
	size_t statement_count, checked_count;
};

/* A T in the language of the call, else its first. */
struct bytes case_text(struct cli *c, const struct json *texts);
/* "s/57" of an entity, in the arena. */
const char *case_ref(struct casing *x, uint64_t number);

/* Every statement in force, checked. */
MUST_CHECK enum err case_check(struct casing *x);
void case_report_release(struct casing *x);
MUST_CHECK enum err case_report_say(struct casing *x);
/* Members arithmetic, chains, tensions. */
MUST_CHECK enum err case_report_json(struct casing *x, struct json *into);

#endif
