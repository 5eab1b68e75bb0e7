/*
 * sandbox/sandbox.h - a process gives up what it will not need
 *
 * Purpose     after everything is open: no files but those named, no new
 *             programs, no other ports, no memory that is written and run.
 * Terms       Landlock rules files, ports and signals by its ABI (1 to 6, what
 *             a kernel knows); seccomp is the list of system calls.
 * Invariant   1 what was entered is never left; threads and children inherit.
 *             2 every right that the running kernel knows and that was not
 *               granted is denied; what it does not know is named in the
 *               state, never silently left out.
 *             3 STRICT: a step that fails is an error and the process ends.
 *               BEST_EFFORT: it goes on, and the state says without what.
 * Errors      ERR_STORE: a step of the kernel failed. ERR_INPUT: no such user.
 *             ERR_REFUSED: a user was named and we are not root.
 * Ownership   everything is borrowed for the call.
 * Source      reliability 7.4 to 7.7; landlock(7), seccomp(2)
 */
#ifndef SANDBOX_SANDBOX_H
#define SANDBOX_SANDBOX_H

#include "base/error.h"

#include <stdint.h>

#define SANDBOX_PATHS_MAX 24
#define SANDBOX_PORTS_MAX 64
#define SANDBOX_BYTES_DEFAULT (UINT64_C(2) << 30) /* of address space */
#define SANDBOX_FILES_MAX 4096

enum sandbox_mode { SANDBOX_STRICT, SANDBOX_BEST_EFFORT, SANDBOX_OFF };
enum sandbox_kind { SANDBOX_SERVER, SANDBOX_KEEPER };

enum sandbox_right {
	SANDBOX_READ = 1,  /* files and folders below */
	SANDBOX_WRITE = 2, /* make, write, rename, delete below */
};

struct sandbox_path {
	const char *path; /* one that is not there grants nothing */
	unsigned rights;
};

struct sandbox {
	enum sandbox_mode mode;
	enum sandbox_kind kind;
	const char *user; /* to become; NULL: stays */
	struct sandbox_path paths[SANDBOX_PATHS_MAX];
	size_t path_count;
	uint16_t ports[SANDBOX_PORTS_MAX]; /* to which it may connect */
	size_t port_count;
	uint64_t address_bytes; /* 0: SANDBOX_BYTES_DEFAULT */
	/* tests: 0, or an older ABI than the kernel's; without seccomp */
	int landlock_abi_max;
	bool landlock_alone;
};

/* What is in force, for people. */
struct sandbox_state {
	int landlock_abi; /* 0: none */
	bool seccomp, no_new_privileges, dumpable;
	char missing[160]; /* "Landlock ABI 6"; "" where all is in force */
};

/* First thing of a process: closes every descriptor from `first` on, for who
 * started us may have left some; no core file, no tracing by others of the
 * same user. */
MUST_CHECK enum err sandbox_begin(unsigned first, struct error *e);
/* For good: that root is not regained is tried. */
MUST_CHECK enum err sandbox_become(const char *user, struct error *e);
MUST_CHECK enum err sandbox_enter(const struct sandbox *s,
    struct sandbox_state *out, struct error *e);

void sandbox_allow_path(struct sandbox *s, const char *path, unsigned rights);
void sandbox_allow_port(struct sandbox *s, uint16_t port);

/* The newest ABI that the running kernel offers; 0: no Landlock. */
int sandbox_landlock_abi(void);
/* "strict", "best-effort", "off". */
MUST_CHECK bool sandbox_mode_parse(enum sandbox_mode *out, const char *word);
const char *sandbox_mode_name(enum sandbox_mode mode);

#endif
