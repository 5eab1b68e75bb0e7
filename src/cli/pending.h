/*
 * cli/pending.h - finished bytes that wait for an answer
 *
 * Purpose     signed entries are kept in $XDG_STATE_HOME/chancery/pending
 *             until the register has answered, so that `file --resend` sends
 *             the very same bytes (interfaces A4.2, log 6.4.3).
 * Errors      ERR_ABSENT: nothing waits.
 * Ownership   what is read lives in the arena.
 */
#ifndef CLI_PENDING_H
#define CLI_PENDING_H

#include "base/file.h"
#include "cli/cli.h"
#include "register/registry.h"

MUST_CHECK enum err pending_save(struct cli *c, const struct submission *list,
    size_t count, char path[PATH_BYTES]);
void pending_drop(const char *path);
/* The oldest set that waits. */
MUST_CHECK enum err pending_load(struct cli *c, struct submission **list,
    size_t *count, char path[PATH_BYTES]);

#endif
