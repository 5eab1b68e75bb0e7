/*
 * store/fault.h - a disk that fails when told to
 *
 * Purpose     tests let the n-th file call of SQLite fail, once or for good,
 *             and see what the layers above make of it (style 9, "Fault";
 *             log 6.6.1). It is a VFS in front of the default one.
 * Terms       a call is one write, sync, truncate, delete or open for writing
 *             that SQLite makes. `calls_left` 0: the next one fails.
 * Ownership   one per process, registered once; not for threads.
 * Errors      a failing call gives SQLITE_IOERR_* or SQLITE_FULL.
 */
#ifndef STORE_FAULT_H
#define STORE_FAULT_H

#include "base/error.h"

#include <stdint.h>

enum fault_kind {
	FAULT_IO,   /* EIO */
	FAULT_FULL, /* ENOSPC */
	FAULT_TORN, /* half of the bytes are written, then EIO */
	FAULT_LOST  /* the write says yes and does nothing */
};

struct fault_plan {
	uint64_t calls_left;
	enum fault_kind kind;
	bool for_good; /* every later call fails too */
};

/* Truth files opened from now on go through the faulty disk. */
MUST_CHECK enum err fault_install(struct error *e);
void fault_remove(void);
/* NULL: no fault; the counter of calls starts at 0 either way. */
void fault_plan(const struct fault_plan *plan);
uint64_t fault_calls(void);
bool fault_hit(void); /* did the plan's call come? */

/* One bit flips in the next write that holds `text`, right after it, and the
 * write says that all is well (log 8, F1). NULL: no more. */
void fault_flip_after(const char *text);

/* Statements behind the store's back: "DROP TRIGGER ...; UPDATE ...". False:
 * they did not run to their end. */
bool fault_tamper(const char *path, const char *sql);

#endif
