/* The system calls that a process keeps, by libseccomp (reliability 7.4). */
#include <errno.h>
#include <sched.h>
#include <seccomp.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>

#include "sandbox/steps.h"

#define SERVER 1u
#define KEEPER 2u

static const struct call {
	int number;
	unsigned kinds;
} calls[] = {
    /* memory; what is executable is killed below */
    {SCMP_SYS(brk),               SERVER | KEEPER},
    {SCMP_SYS(munmap),            SERVER | KEEPER},
    {SCMP_SYS(mremap),            SERVER | KEEPER},
    {SCMP_SYS(madvise),           SERVER | KEEPER},
    {SCMP_SYS(mlock),             SERVER | KEEPER},
    {SCMP_SYS(munlock),           SERVER | KEEPER},
    {SCMP_SYS(msync),             SERVER         },
    /* files that are open */
    {SCMP_SYS(read),              SERVER | KEEPER},
    {SCMP_SYS(write),             SERVER | KEEPER},
    {SCMP_SYS(readv),             SERVER         },
    {SCMP_SYS(writev),            SERVER | KEEPER},
    {SCMP_SYS(pread64),           SERVER         },
    {SCMP_SYS(pwrite64),          SERVER         },
    {SCMP_SYS(lseek),             SERVER | KEEPER},
    {SCMP_SYS(close),             SERVER | KEEPER},
    {SCMP_SYS(fstat),             SERVER | KEEPER},
    {SCMP_SYS(newfstatat),        SERVER | KEEPER},
    {SCMP_SYS(statx),             SERVER | KEEPER},
    {SCMP_SYS(statfs),            SERVER         },
    {SCMP_SYS(fstatfs),           SERVER         },
    {SCMP_SYS(fcntl),             SERVER | KEEPER},
    {SCMP_SYS(flock),             SERVER         },
    {SCMP_SYS(fsync),             SERVER | KEEPER},
    {SCMP_SYS(fdatasync),         SERVER | KEEPER},
    {SCMP_SYS(ftruncate),         SERVER         },
    {SCMP_SYS(fallocate),         SERVER         },
    {SCMP_SYS(fadvise64),         SERVER         },
    {SCMP_SYS(sendfile),          SERVER         },
    {SCMP_SYS(getdents64),        SERVER | KEEPER},
    /* files by name: Landlock says which */
    {SCMP_SYS(openat),            SERVER | KEEPER},
    {SCMP_SYS(faccessat),         SERVER         },
    {SCMP_SYS(faccessat2),        SERVER         },
    {SCMP_SYS(mkdirat),           SERVER         },
    {SCMP_SYS(unlinkat),          SERVER | KEEPER},
    {SCMP_SYS(renameat),          SERVER         },
    {SCMP_SYS(renameat2),         SERVER         },
    {SCMP_SYS(linkat),            SERVER         },
    {SCMP_SYS(readlinkat),        SERVER         },
    {SCMP_SYS(fchmod),            SERVER         },
    {SCMP_SYS(fchown),            SERVER         },
    {SCMP_SYS(utimensat),         SERVER         },
    {SCMP_SYS(umask),             SERVER         },
    {SCMP_SYS(getcwd),            SERVER         },
#ifdef __NR_open
    {SCMP_SYS(open),              SERVER | KEEPER},
    {SCMP_SYS(stat),              SERVER | KEEPER},
    {SCMP_SYS(lstat),             SERVER         },
    {SCMP_SYS(access),            SERVER         },
    {SCMP_SYS(mkdir),             SERVER         },
    {SCMP_SYS(rmdir),             SERVER         },
    {SCMP_SYS(unlink),            SERVER | KEEPER},
    {SCMP_SYS(rename),            SERVER         },
    {SCMP_SYS(link),              SERVER         },
    {SCMP_SYS(readlink),          SERVER         },
#endif
    /* connections: it listens already, and binds no more */
    {SCMP_SYS(accept4),           SERVER         },
    {SCMP_SYS(accept),            SERVER         },
    {SCMP_SYS(connect),           SERVER         },
    {SCMP_SYS(recvfrom),          SERVER | KEEPER},
    {SCMP_SYS(recvmsg),           SERVER         },
    {SCMP_SYS(sendto),            SERVER | KEEPER},
    {SCMP_SYS(sendmsg),           SERVER         },
    {SCMP_SYS(sendmmsg),          SERVER         },
    {SCMP_SYS(shutdown),          SERVER         },
    {SCMP_SYS(setsockopt),        SERVER         },
    {SCMP_SYS(getsockopt),        SERVER         },
    {SCMP_SYS(getsockname),       SERVER         },
    {SCMP_SYS(getpeername),       SERVER         },
    {SCMP_SYS(ioctl),             SERVER         },
    /* waiting */
    {SCMP_SYS(poll),              SERVER | KEEPER},
    {SCMP_SYS(ppoll),             SERVER | KEEPER},
    {SCMP_SYS(select),            SERVER         },
    {SCMP_SYS(pselect6),          SERVER         },
    {SCMP_SYS(epoll_create1),     SERVER         },
    {SCMP_SYS(epoll_ctl),         SERVER         },
    {SCMP_SYS(epoll_wait),        SERVER         },
    {SCMP_SYS(epoll_pwait),       SERVER         },
    {SCMP_SYS(eventfd2),          SERVER         },
    {SCMP_SYS(pipe2),             SERVER         },
    {SCMP_SYS(nanosleep),         SERVER         },
    {SCMP_SYS(clock_nanosleep),   SERVER         },
    {SCMP_SYS(futex),             SERVER | KEEPER},
    {SCMP_SYS(restart_syscall),   SERVER | KEEPER},
    /* itself */
    {SCMP_SYS(clock_gettime),     SERVER | KEEPER},
    {SCMP_SYS(clock_getres),      SERVER | KEEPER},
    {SCMP_SYS(gettimeofday),      SERVER | KEEPER},
    {SCMP_SYS(time),              SERVER | KEEPER},
    {SCMP_SYS(getrandom),         SERVER | KEEPER},
    {SCMP_SYS(getpid),            SERVER | KEEPER},
    {SCMP_SYS(gettid),            SERVER | KEEPER},
    {SCMP_SYS(getuid),            SERVER | KEEPER},
    {SCMP_SYS(geteuid),           SERVER | KEEPER},
    {SCMP_SYS(getgid),            SERVER | KEEPER},
    {SCMP_SYS(getegid),           SERVER | KEEPER},
    {SCMP_SYS(sysinfo),           SERVER         },
    {SCMP_SYS(uname),             SERVER         },
    {SCMP_SYS(getrusage),         SERVER         },
    {SCMP_SYS(sched_yield),       SERVER | KEEPER},
    {SCMP_SYS(sched_getaffinity), SERVER         },
    {SCMP_SYS(rt_sigaction),      SERVER | KEEPER},
    {SCMP_SYS(rt_sigprocmask),    SERVER | KEEPER},
    {SCMP_SYS(rt_sigreturn),      SERVER | KEEPER},
    {SCMP_SYS(sigaltstack),       SERVER | KEEPER},
    {SCMP_SYS(set_robust_list),   SERVER         },
    {SCMP_SYS(rseq),              SERVER         },
    {SCMP_SYS(exit),              SERVER | KEEPER},
    {SCMP_SYS(exit_group),        SERVER | KEEPER},
};

/* Nobody calls these by mistake: the process ends at once. */
static const int deadly[] = {SCMP_SYS(execve), SCMP_SYS(execveat),
    SCMP_SYS(ptrace), SCMP_SYS(process_vm_readv), SCMP_SYS(process_vm_writev),
    SCMP_SYS(bpf), SCMP_SYS(kexec_load), SCMP_SYS(init_module),
    SCMP_SYS(mount)};

/* An argument that is this value; one whose bits of `mask` are these. */
static struct scmp_arg_cmp
is(unsigned argument, uint64_t value)
{
	return (struct scmp_arg_cmp){argument, SCMP_CMP_EQ, value, 0};
}

static struct scmp_arg_cmp
has(unsigned argument, uint64_t mask, uint64_t bits)
{
	return (struct scmp_arg_cmp){argument, SCMP_CMP_MASKED_EQ, mask, bits};
}

static int
allow(scmp_filter_ctx f, unsigned kind)
{
	int code = 0;

	for (size_t i = 0; code == 0 && i < COUNT(calls); i++)
		if ((calls[i].kinds & kind) != 0)
			code = seccomp_rule_add(f, SCMP_ACT_ALLOW,
			    calls[i].number, 0);
	for (size_t i = 0; code == 0 && i < COUNT(deadly); i++)
		code = seccomp_rule_add(f, SCMP_ACT_KILL_PROCESS, deadly[i],
		    0);
	return code;
}

/* Memory is written or run, never both, and nothing new is run. */
static int
allow_memory(scmp_filter_ctx f)
{
	static const int both[] = {SCMP_SYS(mmap), SCMP_SYS(mprotect)};
	int code = 0;

	for (size_t i = 0; code == 0 && i < COUNT(both); i++) {
		code = seccomp_rule_add(f, SCMP_ACT_ALLOW, both[i], 1,
		    has(2, PROT_EXEC, 0));
		if (code == 0)
			code = seccomp_rule_add(f, SCMP_ACT_KILL_PROCESS,
			    both[i], 1, has(2, PROT_EXEC,
				PROT_EXEC));
	}
	return code;
}

/* Threads and connections of the internet; no processes, no other sockets.
 * glibc takes clone where there is no clone3, whose flags cannot be seen. */
static int
allow_server(scmp_filter_ctx f)
{
	static const uint64_t families[] = {AF_INET, AF_INET6};
	int code = seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(clone), 1,
	    has(0, CLONE_THREAD, CLONE_THREAD));

	for (size_t i = 0; code == 0 && i < COUNT(families); i++)
		code = seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(socket), 1,
		    is(0, families[i]));
	/* libcurl wakes itself by a pair */
	if (code == 0)
		code = seccomp_rule_add(f, SCMP_ACT_ALLOW,
		    SCMP_SYS(socketpair), 1, is(0, AF_UNIX));
	/* a thread names itself */
	if (code == 0)
		code = seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(prctl), 1,
		    is(0, PR_SET_NAME));
	/* a limit may be looked at */
	if (code == 0)
		code = seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(prlimit64),
		    1, is(2, 0));
	return code;
}

/* A sanitizer looks at its own process, and at memory that it maps. */
static int
allow_sanitizer(scmp_filter_ctx f)
{
	static const int more[] = {SCMP_SYS(prctl), SCMP_SYS(prlimit64),
	    SCMP_SYS(readlink), SCMP_SYS(readlinkat), SCMP_SYS(sched_yield),
	    SCMP_SYS(sched_getaffinity), SCMP_SYS(tgkill), SCMP_SYS(getppid)};
	int code = 0;

	for (size_t i = 0; code == 0 && i < COUNT(more); i++) {
		code = seccomp_rule_add(f, SCMP_ACT_ALLOW, more[i], 0);
		if (code == -EEXIST)
			code = 0;
	}
	return code;
}

enum err
seccomp_restrict(enum sandbox_kind kind, struct error *e)
{
	scmp_filter_ctx f = seccomp_init(SCMP_ACT_ERRNO(EPERM));
	int code = f == NULL ? -ENOMEM : 0;

	if (code == 0)
		code = seccomp_attr_set(f, SCMP_FLTATR_CTL_TSYNC, 1);
	if (code == 0)
		code = allow(f, kind == SANDBOX_SERVER ? SERVER : KEEPER);
	if (code == 0)
		code = allow_memory(f);
	if (code == 0 && kind == SANDBOX_SERVER)
		code = allow_server(f);
	if (code == 0)
		code = seccomp_rule_add(f, SCMP_ACT_ERRNO(ENOSYS),
		    SCMP_SYS(clone3), 0);
	if (code == 0 && SANDBOX_SANITIZED)
		code = allow_sanitizer(f);
	if (code == 0)
		code = seccomp_load(f);
	seccomp_release(f);
	return code == 0 ? ERR_NONE :
			   error_set(e, ERR_STORE, "seccomp: %s",
			       strerror(-code));
}
