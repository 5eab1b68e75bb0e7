#include "sandbox/sandbox.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "sandbox/steps.h"

static const char *const modes[] = {"strict", "best-effort", "off"};

bool
sandbox_mode_parse(enum sandbox_mode *out, const char *word)
{
	for (size_t i = 0; i < COUNT(modes); i++)
		if (strcmp(word, modes[i]) == 0) {
			*out = (enum sandbox_mode)i;
			return true;
		}
	return false;
}

const char *
sandbox_mode_name(enum sandbox_mode mode)
{
	return modes[mode];
}

void
sandbox_allow_path(struct sandbox *s, const char *path, unsigned rights)
{
	if (s->path_count < SANDBOX_PATHS_MAX)
		s->paths[s->path_count++] = (struct sandbox_path){path, rights};
}

void
sandbox_allow_port(struct sandbox *s, uint16_t port)
{
	for (size_t i = 0; i < s->port_count; i++)
		if (s->ports[i] == port)
			return;
	if (s->port_count < SANDBOX_PORTS_MAX)
		s->ports[s->port_count++] = port;
}

static enum err
failed(const char *what, struct error *e)
{
	return error_set(e, ERR_STORE, "sandbox: cannot %s: %s", what,
	    strerror(errno));
}

/* ---- the steps of reliability 7.4 ---- */

static int
limit(int which, rlim_t most)
{
	struct rlimit now, l;

	if (getrlimit((__rlimit_resource_t)which, &now) != 0)
		return -1;
	l.rlim_max = now.rlim_max < most ? now.rlim_max : most;
	l.rlim_cur = l.rlim_max;
	return setrlimit((__rlimit_resource_t)which, &l);
}

enum err
sandbox_begin(unsigned first, struct error *e)
{
	if (syscall(SYS_close_range, first, ~0u, 0u) != 0)
		return failed("close what was inherited", e);
	if (limit(RLIMIT_CORE, 0) != 0)
		return failed("forbid core files", e);
	if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0)
		return failed("forbid tracing", e);
	return ERR_NONE;
}

/* (3) what a process may have of memory and descriptors */
static enum err
take_limits(const struct sandbox *s, struct error *e)
{
	rlim_t most = SANDBOX_SANITIZED ? RLIM_INFINITY :
	    s->address_bytes != 0	? s->address_bytes :
					  SANDBOX_BYTES_DEFAULT;

	if (limit(RLIMIT_AS, most) != 0)
		return failed("limit memory", e);
	if (limit(RLIMIT_NOFILE, SANDBOX_FILES_MAX) != 0)
		return failed("limit descriptors", e);
	return ERR_NONE;
}

/* (4) and root is not regained */
enum err
sandbox_become(const char *name, struct error *e)
{
	const struct passwd *p;

	if (geteuid() != 0)
		return error_set(e, ERR_REFUSED,
		    "only root can become \"%.60s\"", name);
	errno = 0;
	p = getpwnam(name);
	if (p == NULL || p->pw_uid == 0)
		return error_set(e, ERR_INPUT,
		    "there is no user \"%.60s\" to become", name);
	if (setgroups(0, NULL) != 0 ||
	    setresgid(p->pw_gid, p->pw_gid, p->pw_gid) != 0 ||
	    setresuid(p->pw_uid, p->pw_uid, p->pw_uid) != 0)
		return failed("become another user", e);
	if (setresuid(0, 0, 0) == 0 || geteuid() == 0)
		return error_set(e, ERR_STORE,
		    "sandbox: root could be regained");
	/* a change of user makes the process dumpable as the system says */
	if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0)
		return failed("forbid tracing", e);
	return ERR_NONE;
}

static void
lacks(struct sandbox_state *out, const char *what)
{
	size_t len = strlen(out->missing);

	(void)snprintf(out->missing + len, sizeof out->missing - len, "%s%s",
	    len == 0 ? "" : ", ", what);
}

/* Goes on without this step where that was asked for. */
static enum err
settle(enum err rc, const struct sandbox *s, struct sandbox_state *out,
    const char *step, struct error *e)
{
	if (rc == ERR_NONE)
		return ERR_NONE;
	lacks(out, step);
	if (s->mode == SANDBOX_STRICT)
		return error_mend(e, rc,
		    "add --sandbox best-effort to go on without it");
	error_clear(e);
	return ERR_NONE;
}

static enum err
restrict_files(const struct sandbox *s, struct sandbox_state *out,
    struct error *e)
{
	enum err rc = landlock_restrict(s, &out->landlock_abi, e);

	if (rc == ERR_NONE) {
		if (out->landlock_abi < 3)
			lacks(out, "Landlock ABI 3");
		if (out->landlock_abi < 4)
			lacks(out, "Landlock ABI 4");
		if (out->landlock_abi < 6)
			lacks(out, "Landlock ABI 6");
		return ERR_NONE;
	}
	if (rc != ERR_UNCHECKED)
		return settle(rc, s, out, "Landlock", e);
	lacks(out, "Landlock"); /* this kernel has none */
	error_clear(e);
	return ERR_NONE;
}

enum err
sandbox_enter(const struct sandbox *s, struct sandbox_state *out,
    struct error *e)
{
	struct sandbox_state state = {.landlock_abi = 0};
	enum err rc = ERR_NONE;

	if (s->user != NULL)
		rc = sandbox_become(s->user, e);
	if (rc != ERR_NONE)
		return rc;
	if (s->mode == SANDBOX_OFF) {
		lacks(&state, "Landlock, seccomp");
		*out = state;
		return ERR_NONE;
	}
	rc = settle(take_limits(s, e), s, &state, "rlimits", e);
	if (rc == ERR_NONE && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
		rc = settle(failed("forbid new privileges", e), s, &state,
		    "no_new_privs", e);
	if (rc == ERR_NONE)
		rc = restrict_files(s, &state, e);
	state.no_new_privileges = prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1;
	state.dumpable = prctl(PR_GET_DUMPABLE, 0, 0, 0, 0) != 0;
	if (rc == ERR_NONE && !s->landlock_alone) {
		rc = seccomp_restrict(s->kind, e);
		state.seccomp = rc == ERR_NONE;
		rc = settle(rc, s, &state, "seccomp", e);
	}
	if (rc == ERR_NONE)
		*out = state;
	return rc;
}
