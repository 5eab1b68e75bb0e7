/*
 * cli/confine.h - what `chancery serve` keeps once everything is open
 *
 * Purpose     the folders, ports and system calls of the server, entered.
 * Invariant   the register's folder is read and written; of DIR.keys files are
 *             written, none is read; DIR.held is not reached at all. It
 *             connects to the ports of its witnesses, as the policy names them
 *             at start, and to that of names.
 * Errors      as sandbox_enter and own_policy_load.
 * Source      reliability 7.4; interfaces D8
 */
#ifndef CLI_CONFINE_H
#define CLI_CONFINE_H

#include "register/registry.h"
#include "sandbox/sandbox.h"

/* Before anything is opened: descriptors closed, no core file, and temporary
 * files of SQLite in the register's own folder. */
MUST_CHECK enum err confine_begin(const char *dir, struct error *e);
MUST_CHECK enum err confine_server(struct sandbox_state *out,
    struct registry *r, enum sandbox_mode mode, const char *user,
    struct error *e);

#endif
