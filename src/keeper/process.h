/*
 * keeper/process.h - the processes behind keeper.h; not for others
 *
 * Purpose     the warden, which starts keepers, and the keeper, which answers.
 * Terms       control: a socket on which one byte asks for a keeper; the answer
 *             is one byte and the descriptor of a stream to it, or no
 *             descriptor where too many were started.
 * Source      reliability 7.7; docs/format/keeper.md
 */
#ifndef KEEPER_PROCESS_H
#define KEEPER_PROCESS_H

#include "keeper/keeper.h"

#define WARDEN_STARTS_MAX 10 /* a minute */

/* Never returns; its end is the end of the control socket. */
_Noreturn void warden_run(int control, const struct keeper_options *o);

/* The descriptor that came with one byte; -1: none came. */
int control_receive(int control);

#endif
