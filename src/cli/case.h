/*
 * cli/case.h - one case on its way through `chancery case`
 *
 * Purpose     the folder, the throw-away register and what is told of them.
 * Ownership   everything but folder and register lives in the arena of the
 *             command.
 */
#ifndef CLI_CASE_H
#define CLI_CASE_H

#include "base/file.h"
#include "cli/cli.h"
#include "exchange/case_folder.h"
#include "register/objects.h"

struct casing {
	struct cli *c;
	struct case_folder *folder;
	char dir[PATH_BYTES], temporary[PATH_BYTES]; /* "": it is kept */
	uint64_t proof_bytes;
};

/* A T in the language of the call, else its first. */
struct bytes case_text(struct cli *c, const struct json *texts);
void case_put(struct cli *c, struct bytes text);
/* "s/57" of an entity, in the arena. */
const char *case_ref(struct casing *x, uint64_t number);

#endif
