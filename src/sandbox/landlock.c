/* Landlock by its system calls; Debian 12's headers know less than kernels. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "sandbox/steps.h"

/* linux/landlock.h: what a kernel of each ABI handles (landlock(7)). */
#define FS_EXECUTE (UINT64_C(1) << 0)
#define FS_WRITE_FILE (UINT64_C(1) << 1)
#define FS_READ_FILE (UINT64_C(1) << 2)
#define FS_READ_DIR (UINT64_C(1) << 3)
#define FS_REMOVE_DIR (UINT64_C(1) << 4)
#define FS_REMOVE_FILE (UINT64_C(1) << 5)
#define FS_MAKE_DIR (UINT64_C(1) << 7)
#define FS_MAKE_REG (UINT64_C(1) << 8)
#define FS_REFER (UINT64_C(1) << 13)
#define FS_TRUNCATE (UINT64_C(1) << 14)
#define FS_ABI1 ((UINT64_C(1) << 13) - 1)
#define FS_ABI2 (FS_ABI1 | FS_REFER)
#define FS_ABI3 (FS_ABI2 | FS_TRUNCATE)
#define FS_ABI5 (FS_ABI3 | UINT64_C(1) << 15) /* ioctl of devices */
#define NET_BIND_TCP (UINT64_C(1) << 0)
#define NET_CONNECT_TCP (UINT64_C(1) << 1)
#define SCOPE_ABSTRACT_SOCKET (UINT64_C(1) << 0)
#define SCOPE_SIGNAL (UINT64_C(1) << 1)
#define ABI_MAX 6

#define CREATE_RULESET_VERSION 1u
#define RULE_PATH 1
#define RULE_PORT 2

#ifndef SYS_landlock_create_ruleset
#define SYS_landlock_create_ruleset 444
#define SYS_landlock_add_rule 445
#define SYS_landlock_restrict_self 446
#endif

struct ruleset {
	uint64_t fs, net, scoped;
};

struct path_rule {
	uint64_t allowed;
	int32_t parent_fd;
} __attribute__((packed));

struct port_rule {
	uint64_t allowed, port;
};

static const uint64_t fs_by_abi[ABI_MAX + 1] = {0, FS_ABI1, FS_ABI2, FS_ABI3,
    FS_ABI3, FS_ABI5, FS_ABI5};

int
sandbox_landlock_abi(void)
{
	long abi = syscall(SYS_landlock_create_ruleset, NULL, 0,
	    CREATE_RULESET_VERSION);

	return abi < 0 ? 0 : abi > ABI_MAX ? ABI_MAX : (int)abi;
}

static enum err
failed(const char *what, struct error *e)
{
	return error_set(e, ERR_STORE, "Landlock: cannot %s: %s", what,
	    strerror(errno));
}

/* Rights of a folder; of a file those that a file can have. */
static uint64_t
rights_of(unsigned rights, bool is_folder)
{
	uint64_t fs = 0;

	if ((rights & SANDBOX_READ) != 0)
		fs |= FS_READ_FILE | FS_READ_DIR;
	if ((rights & SANDBOX_WRITE) != 0)
		fs |= FS_WRITE_FILE | FS_TRUNCATE | FS_READ_DIR |
		    FS_REMOVE_DIR | FS_REMOVE_FILE | FS_MAKE_DIR |
		    FS_MAKE_REG | FS_REFER;
	return is_folder ? fs : fs & (FS_READ_FILE | FS_WRITE_FILE |
	    FS_TRUNCATE);
}

static enum err
add_path(int rules, const struct sandbox_path *p, uint64_t handled,
    struct error *e)
{
	int fd = open(p->path, O_PATH | O_CLOEXEC);
	struct path_rule rule = {.parent_fd = fd};
	struct stat st;
	enum err rc = ERR_NONE;

	if (fd < 0) /* what is not there grants nothing */
		return errno == ENOENT || errno == EACCES ? ERR_NONE :
							    failed("open", e);
	if (fstat(fd, &st) != 0)
		rc = failed("look", e);
	rule.allowed = rights_of(p->rights, S_ISDIR(st.st_mode)) & handled;
	if (rc == ERR_NONE && rule.allowed != 0 &&
	    syscall(SYS_landlock_add_rule, rules, RULE_PATH, &rule, 0) != 0)
		rc = failed("grant a folder", e);
	(void)close(fd);
	return rc;
}

enum err
landlock_restrict(const struct sandbox *s, int *used, struct error *e)
{
	int abi = sandbox_landlock_abi(), rules;
	struct ruleset set = {.fs = 0};
	size_t size = sizeof set.fs;
	enum err rc = ERR_NONE;

	if (s->landlock_abi_max != 0 && abi > s->landlock_abi_max)
		abi = s->landlock_abi_max;
	if (abi == 0)
		return error_set(e, ERR_UNCHECKED,
		    "this kernel has no Landlock");
	set.fs = fs_by_abi[abi];
	if (abi >= 4) {
		set.net = NET_BIND_TCP | NET_CONNECT_TCP;
		size += sizeof set.net;
	}
	if (abi >= 6) {
		set.scoped = SCOPE_ABSTRACT_SOCKET | SCOPE_SIGNAL;
		size += sizeof set.scoped;
	}
	rules = (int)syscall(SYS_landlock_create_ruleset, &set, size, 0);
	if (rules < 0)
		return failed("make rules", e);
	for (size_t i = 0; i < s->path_count && rc == ERR_NONE; i++)
		rc = add_path(rules, &s->paths[i], set.fs, e);
	for (size_t i = 0; set.net != 0 && i < s->port_count &&
	    rc == ERR_NONE; i++) {
		struct port_rule rule = {NET_CONNECT_TCP, s->ports[i]};

		if (syscall(SYS_landlock_add_rule, rules, RULE_PORT, &rule,
		    0) != 0)
			rc = failed("grant a port", e);
	}
	if (rc == ERR_NONE &&
	    syscall(SYS_landlock_restrict_self, rules, 0) != 0)
		rc = failed("take effect", e);
	(void)close(rules);
	if (rc == ERR_NONE)
		*used = abi;
	return rc;
}
