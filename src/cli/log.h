/* cli/log.h - the words after `chancery log`, one function each */
#ifndef CLI_LOG_H
#define CLI_LOG_H

#include "cli/cli.h"
#include "log/recover.h"

/* Each returns the exit code. */
int log_recover_from(struct cli *c);
int log_adopt(struct cli *c);
int log_repair(struct cli *c);
int log_mirror(struct cli *c); /* cli/mirror.c */
/* read.db and trie.db away: they are derived again at the next opening. */
void derived_remove(const char *store);
/* The register in `store` from the static tree in `tree`. */
MUST_CHECK enum err repair_from_tree(struct cli *c, const char *store,
    const char *tree, struct recover_result *result);
/* `chancery audit`; NULL: the register of the setting `store`. */
int audit_target(struct cli *c, const char *target);

#endif
