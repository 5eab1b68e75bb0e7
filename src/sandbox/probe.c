#include "sandbox/probe.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define CHILD_NO_SANDBOX 200
#define USER_NOBODY "nobody"

/* ---- acts ---- */

static int
done_if(bool done)
{
	return done ? 0 : errno != 0 ? errno : EIO;
}

static int
open_and_close(const char *folder, const char *name, int flags)
{
	char path[96];
	int fd;

	(void)snprintf(path, sizeof path, "%s/%s", folder, name);
	fd = open(path, flags | O_CLOEXEC, 0600);
	if (fd < 0)
		return errno;
	(void)close(fd);
	return 0;
}

static int
read_passwd(const struct probe_ground *g)
{
	(void)g;
	return open_and_close("/etc", "passwd", O_RDONLY);
}

static int
create_outside(const struct probe_ground *g)
{
	return open_and_close(g->outside, "new", O_WRONLY | O_CREAT);
}

static int
truncate_outside(const struct probe_ground *g)
{
	char path[96];

	(void)snprintf(path, sizeof path, "%s/there", g->outside);
	return done_if(truncate(path, 0) == 0);
}

static int
read_key(const struct probe_ground *g)
{
	return open_and_close(g->keys, "there", O_RDONLY);
}

static int
bind_port(const struct probe_ground *g)
{
	struct sockaddr_in at = {.sin_family = AF_INET,
	    .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	int s = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	(void)g;
	return done_if(s >= 0 &&
	    bind(s, (const struct sockaddr *)&at, sizeof at) == 0);
}

static int
connect_to(uint16_t port)
{
	struct sockaddr_in at = {.sin_family = AF_INET,
	    .sin_port = htons(port),
	    .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	int s = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	return done_if(s >= 0 &&
	    connect(s, (const struct sockaddr *)&at, sizeof at) == 0);
}

static int
connect_other(const struct probe_ground *g)
{
	return connect_to(g->port_other);
}

static int
signal_parent(const struct probe_ground *g)
{
	(void)g;
	return done_if(kill(getppid(), 0) == 0);
}

static int
open_netlink(const struct probe_ground *g)
{
	(void)g;
	return done_if(socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, 0) >= 0);
}

static int
start_program(const struct probe_ground *g)
{
	char name[] = "/bin/true";
	char *argv[] = {name, NULL}, *none[] = {NULL};

	(void)g;
	(void)execve(name, argv, none);
	return errno;
}

static int
start_process(const struct probe_ground *g)
{
	pid_t pid = fork();

	(void)g;
	if (pid == 0)
		_exit(0);
	return done_if(pid > 0);
}

static int
trace(const struct probe_ground *g)
{
	(void)g;
	return done_if(ptrace(PTRACE_TRACEME, 0, NULL, NULL) == 0);
}

static int
map_code(const struct probe_ground *g)
{
	(void)g;
	return done_if(mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) != MAP_FAILED);
}

static int
make_code(const struct probe_ground *g)
{
	void *at = mmap(NULL, 4096, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	(void)g;
	return done_if(at != MAP_FAILED &&
	    mprotect(at, 4096, PROT_READ | PROT_EXEC) == 0);
}

static int
become_root(const struct probe_ground *g)
{
	(void)g;
	return done_if(setresuid(0, 0, 0) == 0);
}

static int
use_left_descriptor(const struct probe_ground *g)
{
	char byte;

	return done_if(pread(g->left, &byte, 1, 0) == 1);
}

/* What must go on working. */

static int
write_granted(const struct probe_ground *g)
{
	return open_and_close(g->granted, "new", O_RDWR | O_CREAT);
}

static int
replace_key(const struct probe_ground *g)
{
	char from[96], to[96];
	int code = open_and_close(g->keys, "next", O_WRONLY | O_CREAT);

	(void)snprintf(from, sizeof from, "%s/next", g->keys);
	(void)snprintf(to, sizeof to, "%s/last", g->keys);
	return code != 0 ? code : done_if(rename(from, to) == 0);
}

static int
connect_granted(const struct probe_ground *g)
{
	return connect_to(g->port_granted);
}

static void *
nothing(void *context)
{
	return context;
}

static int
start_thread(const struct probe_ground *g)
{
	pthread_t t;
	int code = pthread_create(&t, NULL, nothing, NULL);

	(void)g;
	return code != 0 ? code : pthread_join(t, NULL);
}

/* ---- the table ---- */

static const struct probe probes[] = {
    {"read", N_("read /etc/passwd"), read_passwd, 1, PROBE_DONE, false,
     false},
    {"create", N_("create a file outside"), create_outside, 1, PROBE_DONE,
     false, false},
    {"truncate", N_("empty a file outside"), truncate_outside, 3,
     PROBE_REFUSED, false, false},
    {"keys", N_("read a key file"), read_key, 1, PROBE_DONE, false, false},
    {"bind", N_("listen on another port"), bind_port, 4, PROBE_REFUSED, false,
     false},
    {"connect", N_("connect to another port"), connect_other, 4, PROBE_DONE,
     false, false},
    {"signal", N_("send a signal to the parent"), signal_parent, 6,
     PROBE_REFUSED, false, false},
    {"netlink", N_("open a socket of the kernel"), open_netlink, 0,
     PROBE_REFUSED, false, false},
    {"program", N_("start a program"), start_program, 1, PROBE_KILLED, false,
     false},
    {"process", N_("start a process"), start_process, 0, PROBE_REFUSED, false,
     false},
    {"trace", N_("trace a process"), trace, 0, PROBE_KILLED, false, false},
    {"code", N_("map memory that is written and run"), map_code, 0,
     PROBE_KILLED, false, false},
    {"code-later", N_("run memory that was written"), make_code, 0,
     PROBE_KILLED, false, false},
    {"root", N_("become root again"), become_root, 0, PROBE_REFUSED, true,
     true},
    {"descriptor", N_("use a descriptor that was left open"),
     use_left_descriptor, 0, PROBE_DONE, true, false},
    {"may-write", N_("write in the register's folder"), write_granted, 0,
     PROBE_DONE, false, false},
    {"may-replace", N_("replace the signer's memory"), replace_key, 0,
     PROBE_DONE, false, false},
    {"may-connect", N_("connect to a witness"), connect_granted, 0,
     PROBE_DONE, false, false},
    {"may-thread", N_("start a thread"), start_thread, 0, PROBE_DONE, false,
     false},
};

size_t
probe_count(void)
{
	return COUNT(probes);
}

const struct probe *
probe_at(size_t i)
{
	return &probes[i];
}

enum probe_result
probe_expected(const struct probe *p, int landlock_abi, bool seccomp)
{
	if (seccomp && p->seccomp != PROBE_DONE)
		return p->seccomp;
	if (p->by_start ||
	    (p->landlock_abi != 0 && landlock_abi >= p->landlock_abi))
		return PROBE_REFUSED;
	return PROBE_DONE;
}

/* ---- the ground ---- */

static bool
make_part(char *out, size_t room, const struct probe_ground *g,
    const char *name)
{
	(void)snprintf(out, room, "%s/%s", g->folder, name);
	return mkdir(out, 0700) == 0 &&
	    open_and_close(out, "there", O_WRONLY | O_CREAT) == 0;
}

static bool
listen_somewhere(int *out, uint16_t *port)
{
	struct sockaddr_in at = {.sin_family = AF_INET,
	    .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t len = sizeof at;

	*out = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (*out < 0 ||
	    bind(*out, (const struct sockaddr *)&at, sizeof at) != 0 ||
	    listen(*out, 64) != 0 ||
	    getsockname(*out, (struct sockaddr *)&at, &len) != 0)
		return false;
	*port = ntohs(at.sin_port);
	return true;
}

enum err
probe_ground_make(struct probe_ground *g, struct error *e)
{
	*g = (struct probe_ground){.ports = {-1, -1}, .left = -1};
	(void)snprintf(g->folder, sizeof g->folder,
	    "/tmp/chancery-probe-XXXXXX");
	if (mkdtemp(g->folder) == NULL) {
		g->folder[0] = '\0';
		return error_set(e, ERR_STORE, "cannot make a folder in /tmp");
	}
	g->left = open("/etc/passwd", O_RDONLY);
	if (g->left >= 0 &&
	    make_part(g->granted, sizeof g->granted, g, "granted") &&
	    make_part(g->outside, sizeof g->outside, g, "outside") &&
	    make_part(g->keys, sizeof g->keys, g, "keys") &&
	    listen_somewhere(&g->ports[0], &g->port_granted) &&
	    listen_somewhere(&g->ports[1], &g->port_other))
		return ERR_NONE;
	error_set(e, ERR_STORE, "the sandbox cannot be tried: %s",
	    strerror(errno));
	probe_ground_release(g);
	return ERR_STORE;
}

void
probe_ground_release(struct probe_ground *g)
{
	static const char *const names[] = {"granted/new", "granted/there",
	    "granted", "outside/new", "outside/there", "outside",
	    "keys/there", "keys/next", "keys/last", "keys", "."};
	char path[96];

	if (g->folder[0] == '\0')
		return;
	for (size_t i = 0; i < COUNT(names); i++) {
		(void)snprintf(path, sizeof path, "%s/%s", g->folder,
		    names[i]);
		(void)remove(path);
	}
	(void)rmdir(g->folder);
	for (size_t i = 0; i < COUNT(g->ports); i++)
		if (g->ports[i] >= 0)
			(void)close(g->ports[i]);
	if (g->left >= 0)
		(void)close(g->left);
	g->folder[0] = '\0';
}

void
probe_sandbox(struct sandbox *s, const struct probe_ground *g)
{
	*s = (struct sandbox){.mode = SANDBOX_STRICT, .kind = SANDBOX_SERVER};
	sandbox_allow_path(s, g->granted, SANDBOX_READ | SANDBOX_WRITE);
	sandbox_allow_path(s, g->keys, SANDBOX_WRITE);
	sandbox_allow_port(s, g->port_granted);
}

/* ---- trying ---- */

static _Noreturn void
act(const struct probe *p, const struct probe_ground *g,
    const struct sandbox *s)
{
	struct sandbox own;
	struct sandbox_state state;
	int code;

	if (s != NULL) {
		own = *s;
		if (p->as_user && geteuid() == 0)
			own.user = USER_NOBODY;
		if (sandbox_begin(3, NULL) != ERR_NONE ||
		    sandbox_enter(&own, &state, NULL) != ERR_NONE)
			_exit(CHILD_NO_SANDBOX);
	}
	errno = 0;
	code = p->act(g);
	_exit(code < 0 || code >= CHILD_NO_SANDBOX ? 1 : code);
}

enum err
probe_try(enum probe_result *out, const struct probe *p,
    const struct probe_ground *g, const struct sandbox *s, struct error *e)
{
	int status = 0;
	pid_t pid = fork();

	if (pid == 0)
		act(p, g, s);
	if (pid < 0)
		return error_set(e, ERR_STORE,
		    "the sandbox cannot be tried: %s", strerror(errno));
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		continue;
	if (WIFSIGNALED(status)) {
		*out = PROBE_KILLED;
		return ERR_NONE;
	}
	if (WEXITSTATUS(status) == CHILD_NO_SANDBOX)
		return error_set(e, ERR_STORE,
		    "the sandbox cannot be entered");
	*out = WEXITSTATUS(status) == 0 ? PROBE_DONE : PROBE_REFUSED;
	return ERR_NONE;
}
