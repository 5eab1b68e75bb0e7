/*
 * tests/torture/fault.c - file calls that fail when told to (reliability 2.3.5)
 *
 * Purpose     preloaded (LD_PRELOAD) into a program, counts its file calls and
 *             fails chosen ones, so that a test can walk through all of them.
 * Settings    FAULT_CALL    which call: a name below, or "any"
 *             FAULT_COUNT   file that gets the number of counted calls
 *             FAULT_AT      number of the call that fails, from 1
 *             FAULT_THEN    number of a second one
 *             FAULT_ERR     errno as a number, or "short": half of the bytes,
 *                           or "kill": the process ends there
 *             FAULT_STICKY  1: every later call fails too
 *             FAULT_SAID    file that gets the name of each failed call
 * Rules       descriptors 0 to 2 are never touched. EINTR strikes only calls
 *             that POSIX lets be interrupted and Linux does interrupt, and
 *             "for good" means every second call, so that a caller who tries
 *             again gets through; "short" strikes only reads and writes.
 *             close closes, and fails afterwards.
 */
#undef _FILE_OFFSET_BITS /* both names of each call are ours */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

enum trait { PLAIN = 0, MOVES_BYTES = 1, INTERRUPTIBLE = 2 };

#define ERR_SHORT (-1)
#define ERR_KILL (-2)

static struct {
	const char *call, *count_path, *said_path;
	unsigned long at, then;
	int err;
	bool sticky, ready;
} plan;
static atomic_ulong counted;

static unsigned long
number_of(const char *name)
{
	const char *text = getenv(name);

	return text == NULL ? 0 : strtoul(text, NULL, 10);
}

static void
read_plan(void)
{
	const char *err = getenv("FAULT_ERR"), *sticky = getenv("FAULT_STICKY");

	plan.call = getenv("FAULT_CALL");
	plan.count_path = getenv("FAULT_COUNT");
	plan.said_path = getenv("FAULT_SAID");
	plan.at = number_of("FAULT_AT");
	plan.then = number_of("FAULT_THEN");
	plan.sticky = sticky != NULL && strcmp(sticky, "1") == 0;
	if (err != NULL)
		plan.err = strcmp(err, "short") == 0 ? ERR_SHORT :
		    strcmp(err, "kill") == 0 ? ERR_KILL :
					       (int)number_of("FAULT_ERR");
	plan.ready = true;
}

/* The real function of that name. */
static void *
next(const char *name)
{
	void *symbol = dlsym(RTLD_NEXT, name);

	if (symbol == NULL)
		abort();
	return symbol;
}

/* POSIX makes the cast from dlsym well defined; ISO C does not know it. */
#define NEXT(type, name)                                     \
	static type real;                                    \
	do {                                                 \
		if (real == NULL) {                          \
			void *symbol = next(name);           \
			memcpy(&real, &symbol, sizeof real); \
		}                                            \
	} while (0)

static void
append(const char *path, const char *text)
{
	typedef int (*open_fn)(const char *, int, ...);
	typedef ssize_t (*write_fn)(int, const void *, size_t);
	typedef int (*close_fn)(int);
	open_fn open_it;
	write_fn write_it;
	close_fn close_it;
	void *symbol;
	int fd;

	if (path == NULL)
		return;
	symbol = next("open");
	memcpy(&open_it, &symbol, sizeof open_it);
	symbol = next("write");
	memcpy(&write_it, &symbol, sizeof write_it);
	symbol = next("close");
	memcpy(&close_it, &symbol, sizeof close_it);
	fd = open_it(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
	if (fd >= 0) {
		if (write_it(fd, text, strlen(text)) < 0)
			abort();
		(void)close_it(fd);
	}
}

/* Counts a call and returns 0, or the errno (or ERR_SHORT) to fail with. */
static int
judge(const char *name, int fd, enum trait trait)
{
	unsigned long n;
	bool hit;
	char line[32];

	if (!plan.ready)
		read_plan();
	if (plan.call == NULL || (fd >= 0 && fd <= 2) ||
	    (strcmp(plan.call, "any") != 0 && strcmp(plan.call, name) != 0))
		return 0;
	n = atomic_fetch_add(&counted, 1) + 1;
	hit = plan.at != 0 && (n == plan.at || n == plan.then);
	if (plan.sticky && plan.at != 0 && n > plan.at)
		hit = plan.err != EINTR || (n - plan.at) % 2 == 0;
	if (hit && plan.err == ERR_KILL)
		(void)raise(SIGKILL); /* before the call is made */
	if (!hit || plan.err == 0 ||
	    (plan.err == EINTR && (trait & INTERRUPTIBLE) == 0) ||
	    (plan.err == ERR_SHORT && (trait & MOVES_BYTES) == 0))
		return 0;
	(void)snprintf(line, sizeof line, "%lu %s\n", n, name);
	append(plan.said_path, line);
	return plan.err;
}

__attribute__((destructor)) static void
say_count(void)
{
	char line[32];

	if (plan.count_path == NULL)
		return;
	(void)snprintf(line, sizeof line, "%lu\n",
	    (unsigned long)atomic_load(&counted));
	append(plan.count_path, line);
}

#define FAIL_OR(fault, value)          \
	do {                           \
		if ((fault) != 0) {    \
			errno = fault; \
			return value;  \
		}                      \
	} while (0)

static bool
needs_mode(int flags)
{
	return (flags & O_CREAT) != 0 || (flags & O_TMPFILE) == O_TMPFILE;
}

#define OPEN(function)                                        \
	int function(const char *path, int flags, ...)        \
	{                                                     \
		typedef int (*fn)(const char *, int, ...);    \
		mode_t mode = 0;                              \
		va_list args;                                 \
		int fault = judge("open", -1, INTERRUPTIBLE); \
                                                              \
		NEXT(fn, #function);                          \
		FAIL_OR(fault, -1);                           \
		va_start(args, flags);                        \
		if (needs_mode(flags))                        \
			mode = va_arg(args, mode_t);          \
		va_end(args);                                 \
		return real(path, flags, mode);               \
	}
int open(const char *path, int flags, ...);
int open64(const char *path, int flags, ...);
OPEN(open)
OPEN(open64)

#define OPENAT(function)                                        \
	int function(int dir, const char *path, int flags, ...) \
	{                                                       \
		typedef int (*fn)(int, const char *, int, ...); \
		mode_t mode = 0;                                \
		va_list args;                                   \
		int fault = judge("openat", -1, INTERRUPTIBLE); \
                                                                \
		NEXT(fn, #function);                            \
		FAIL_OR(fault, -1);                             \
		va_start(args, flags);                          \
		if (needs_mode(flags))                          \
			mode = va_arg(args, mode_t);            \
		va_end(args);                                   \
		return real(dir, path, flags, mode);            \
	}
int openat(int dir, const char *path, int flags, ...);
int openat64(int dir, const char *path, int flags, ...);
OPENAT(openat)
OPENAT(openat64)

/* read, write and their fellows: MORE is what follows the length. */
#define TRANSFER(function, name, params, args)                            \
	ssize_t function params;                                          \
	ssize_t function params                                           \
	{                                                                 \
		typedef ssize_t(*fn) params;                              \
		int fault = judge(name, fd, MOVES_BYTES | INTERRUPTIBLE); \
                                                                          \
		NEXT(fn, #function);                                      \
		if (fault == ERR_SHORT)                                   \
			len = len > 1 ? len / 2 : len;                    \
		else                                                      \
			FAIL_OR(fault, -1);                               \
		return real args;                                         \
	}
TRANSFER(read, "read", (int fd, void *at, size_t len), (fd, at, len))
TRANSFER(write, "write", (int fd, const void *at, size_t len), (fd, at, len))
TRANSFER(pread, "pread64", (int fd, void *at, size_t len, off_t from),
    (fd, at, len, from))
TRANSFER(pread64, "pread64", (int fd, void *at, size_t len, off64_t from),
    (fd, at, len, from))
TRANSFER(pwrite, "pwrite64", (int fd, const void *at, size_t len, off_t from),
    (fd, at, len, from))
TRANSFER(pwrite64, "pwrite64",
    (int fd, const void *at, size_t len, off64_t from), (fd, at, len, from))

/* What a fortified program calls instead. */
TRANSFER(__read_chk, "read", (int fd, void *at, size_t len, size_t room),
    (fd, at, len, room))
TRANSFER(__pread_chk, "pread64",
    (int fd, void *at, size_t len, off_t from, size_t room),
    (fd, at, len, from, room))
TRANSFER(__pread64_chk, "pread64",
    (int fd, void *at, size_t len, off64_t from, size_t room),
    (fd, at, len, from, room))

/* Calls that do their work or fail, without a middle. */
#define CALL(function, name, fd, trait, params, args) \
	int function params;                          \
	int function params                           \
	{                                             \
		typedef int(*fn) params;              \
		int fault = judge(name, fd, trait);   \
                                                      \
		NEXT(fn, #function);                  \
		FAIL_OR(fault, -1);                   \
		return real args;                     \
	}
CALL(__open_2, "open", -1, INTERRUPTIBLE, (const char *path, int flags),
    (path, flags))
CALL(__open64_2, "open", -1, INTERRUPTIBLE, (const char *path, int flags),
    (path, flags))
CALL(__openat_2, "openat", -1, INTERRUPTIBLE,
    (int dir, const char *path, int flags), (dir, path, flags))
CALL(__openat64_2, "openat", -1, INTERRUPTIBLE,
    (int dir, const char *path, int flags), (dir, path, flags))
CALL(fsync, "fsync", fd, PLAIN, (int fd), (fd))
CALL(fdatasync, "fdatasync", fd, PLAIN, (int fd), (fd))
CALL(ftruncate, "ftruncate", fd, INTERRUPTIBLE, (int fd, off_t len), (fd, len))
CALL(ftruncate64, "ftruncate", fd, INTERRUPTIBLE, (int fd, off64_t len),
    (fd, len))
CALL(rename, "rename", -1, PLAIN, (const char *from, const char *to),
    (from, to))
CALL(renameat, "renameat", -1, PLAIN,
    (int at, const char *from, int dir, const char *to), (at, from, dir, to))
CALL(renameat2, "renameat", -1, PLAIN,
    (int at, const char *from, int dir, const char *to, unsigned flags),
    (at, from, dir, to, flags))
CALL(unlink, "unlink", -1, PLAIN, (const char *path), (path))

int
close(int fd)
{
	typedef int (*fn)(int);
	int fault = judge("close", fd, PLAIN), rc;

	NEXT(fn, "close");
	rc = real(fd);
	FAIL_OR(fault, -1);
	return rc;
}

#define MMAP(function, offset)                                              \
	void *function(void *at, size_t len, int prot, int flags, int fd,   \
	    offset from);                                                   \
	void *function(void *at, size_t len, int prot, int flags, int fd,   \
	    offset from)                                                    \
	{                                                                   \
		typedef void *(*fn)(void *, size_t, int, int, int, offset); \
		int fault = fd < 0 ? 0 : judge("mmap", fd, PLAIN);          \
                                                                            \
		NEXT(fn, #function);                                        \
		FAIL_OR(fault, MAP_FAILED);                                 \
		return real(at, len, prot, flags, fd, from);                \
	}
MMAP(mmap, off_t)
MMAP(mmap64, off64_t)

#define FCNTL(function)                                                 \
	int function(int fd, int command, ...)                          \
	{                                                               \
		typedef int (*fn)(int, int, ...);                       \
		void *arg;                                              \
		va_list args;                                           \
		int fault = command == F_SETLK || command == F_SETLKW ? \
		    judge("fcntl", fd, PLAIN) :                         \
		    0;                                                  \
                                                                        \
		NEXT(fn, #function);                                    \
		FAIL_OR(fault, -1);                                     \
		va_start(args, command);                                \
		arg = va_arg(args, void *);                             \
		va_end(args);                                           \
		return real(fd, command, arg);                          \
	}
int fcntl(int fd, int command, ...);
int fcntl64(int fd, int command, ...);
FCNTL(fcntl)
FCNTL(fcntl64)
