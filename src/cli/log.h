/* cli/log.h - the words after `chancery log`, one function each */
#ifndef CLI_LOG_H
#define CLI_LOG_H

#include "cli/cli.h"

/* Each returns the exit code. */
int log_recover_from(struct cli *c);
int log_adopt(struct cli *c);
int log_repair(struct cli *c);
/* `chancery audit`; NULL: the register of the setting `store`. */
int audit_target(struct cli *c, const char *target);

#endif
