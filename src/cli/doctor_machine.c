/* The machine under the register: modes, disk, kernel, the server's process */
#include <dirent.h>
#include <inttypes.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "base/file.h"
#include "cli/doctor.h"
#include "sandbox/sandbox.h"

/* A file in the folder that group or others can use; false: none. */
static bool
is_open_within(const char *folder, char found[PATH_BYTES])
{
	DIR *d = opendir(folder);
	const struct dirent *m;
	struct stat st;
	bool open = false;

	while (d != NULL && !open && (m = readdir(d)) != NULL) {
		if (m->d_name[0] == '.' ||
		    path_join(found, folder, m->d_name, NULL) != ERR_NONE)
			continue;
		open = lstat(found, &st) == 0 && S_ISREG(st.st_mode) &&
		    (st.st_mode & 077) != 0;
	}
	if (d != NULL)
		(void)closedir(d);
	return open;
}

/* 0700 and 0600 (reliability 7.6). */
static void
examine_folder(struct doctor *d, const char *name, const char *path,
    bool needed)
{
	char fix[PATH_BYTES + 16], file[PATH_BYTES];
	struct stat st;

	if (stat(path, &st) != 0) {
		if (needed)
			doctor_row(d, name, HEALTH_WARN,
			    N_("the keys are not here: reading only"), NULL);
		return;
	}
	if ((st.st_mode & 077) != 0) {
		(void)snprintf(fix, sizeof fix, "chmod 700 %s", path);
		doctor_row(d, name, HEALTH_FAIL,
		    N_("the folder of keys is open to others"), fix);
	} else if (is_open_within(path, file)) {
		(void)snprintf(fix, sizeof fix, "chmod 600 %s", file);
		doctor_row(d, name, HEALTH_FAIL,
		    N_("a file in the folder of keys is open to others"), fix);
	} else {
		doctor_row(d, name, HEALTH_OK,
		    N_("the folder of keys is closed to others"), NULL);
	}
}

static void
examine_space(struct doctor *d, const char *dir)
{
	struct statvfs v;

	if (statvfs(dir, &v) != 0)
		doctor_row(d, "disk", HEALTH_WARN,
		    N_("free space is not known"), NULL);
	else if ((uint64_t)v.f_bavail * v.f_frsize < 64 * MIB)
		doctor_row(d, "disk", HEALTH_FAIL,
		    N_("less than 64 MiB are free"), "free some space");
	else
		doctor_row(d, "disk", HEALTH_OK, N_("there is free space"),
		    NULL);
}

/* Bytes 18 and 19 of an SQLite file: 2 where it has a write-ahead log. */
static void
examine_journal(struct doctor *d, const char *dir)
{
	char path[PATH_BYTES];
	uint8_t head[20] = {0};
	FILE *f = path_join(path, dir, "register.db", NULL) == ERR_NONE ?
	    fopen(path, "rbe") : NULL;
	bool read = f != NULL && fread(head, sizeof head, 1, f) == 1;

	if (f != NULL)
		(void)fclose(f);
	if (!read)
		return; /* the row of the store says more */
	if (head[18] == 2 && head[19] == 2)
		doctor_row(d, "journal", HEALTH_OK,
		    N_("the store has a write-ahead log"), NULL);
	else
		doctor_row(d, "journal", HEALTH_FAIL,
		    N_("the store has no write-ahead log"),
		    "chancery backup, then chancery restore");
}

static void
examine_kernel(struct doctor *d)
{
	int abi = sandbox_landlock_abi();

	if (abi >= 6)
		doctor_row_of(d, "kernel", HEALTH_OK, NULL,
		    N_("Landlock ABI %d guards files, ports and signals"),
		    abi);
	else if (abi >= 4)
		doctor_row_of(d, "kernel", HEALTH_WARN, NULL,
		    N_("Landlock ABI %d guards files and ports; signals are "
		       "guarded by seccomp alone"), abi);
	else if (abi >= 1)
		doctor_row_of(d, "kernel", HEALTH_WARN,
		    "a kernel of 6.7 or later",
		    N_("Landlock ABI %d guards files; a server that was taken "
		       "over could connect to any port"), abi);
	else
		doctor_row(d, "kernel", HEALTH_WARN,
		    N_("this kernel has no Landlock: seccomp alone guards the "
		       "server, and its files are guarded by their modes"),
		    "a kernel with Landlock in its lsm= list");
}

/* ---- the server that runs ---- */

/* Who holds the signer's lock; 0: nobody, or the kernel does not tell. */
static long
lock_holder(const char *dir)
{
	char path[PATH_BYTES], line[256];
	struct stat st;
	FILE *f;
	long pid = 0;

	if (path_join(path, dir, "lock", NULL) != ERR_NONE ||
	    stat(path, &st) != 0)
		return 0;
	f = fopen("/proc/locks", "re");
	while (f != NULL && pid == 0 && fgets(line, sizeof line, f) != NULL) {
		unsigned major_number, minor_number;
		uintmax_t inode;
		long holder;

		if (sscanf(line, "%*s FLOCK %*s %*s %ld %x:%x:%ju", &holder,
		    &major_number, &minor_number, &inode) == 4 &&
		    major(st.st_dev) == major_number &&
		    minor(st.st_dev) == minor_number && inode == st.st_ino)
			pid = holder;
	}
	if (f != NULL)
		(void)fclose(f);
	return pid;
}

/* The number behind NAME in /proc/PID/FILE; -1: not there. */
static long
process_number(long pid, const char *file, const char *name)
{
	char path[64], line[256];
	size_t len = strlen(name);
	long value = -1;
	FILE *f;

	(void)snprintf(path, sizeof path, "/proc/%ld/%s", pid, file);
	f = fopen(path, "re");
	while (f != NULL && value < 0 && fgets(line, sizeof line, f) != NULL)
		if (strncmp(line, name, len) == 0)
			value = strtol(line + len, NULL, 10);
	if (f != NULL)
		(void)fclose(f);
	return value;
}

static void
examine_server(struct doctor *d, const char *dir)
{
	long pid = lock_holder(dir);

	if (pid == 0) {
		doctor_row(d, "server", HEALTH_OK,
		    N_("no server runs on this machine"), NULL);
		return;
	}
	if (process_number(pid, "status", "Seccomp:") == 2 &&
	    process_number(pid, "status", "NoNewPrivs:") == 1)
		doctor_row(d, "server", HEALTH_OK,
		    N_("the server runs with a filter of system calls"), NULL);
	else
		doctor_row(d, "server", HEALTH_WARN,
		    N_("the server runs without a filter of system calls"),
		    "chancery serve --sandbox strict");
	if (process_number(pid, "status", "Uid:") == 0)
		doctor_row(d, "user", HEALTH_WARN, N_("the server is root"),
		    "chancery serve --user NAME");
	else
		doctor_row(d, "user", HEALTH_OK, N_("the server is not root"),
		    NULL);
	if (process_number(pid, "limits", "Max core file size") == 0)
		doctor_row(d, "cores", HEALTH_OK,
		    N_("the server leaves no core file"), NULL);
	else
		doctor_row(d, "cores", HEALTH_WARN,
		    N_("a crash of the server may leave its memory in a "
		       "core file"), "chancery serve --sandbox strict");
}

void
doctor_machine(struct doctor *d, const char *dir)
{
	char path[PATH_BYTES];

	(void)snprintf(path, sizeof path, "%.4000s.keys", dir);
	examine_folder(d, "keys", path, true);
	(void)snprintf(path, sizeof path, "%.4000s.held", dir);
	examine_folder(d, "held", path, false);
	examine_space(d, dir);
	examine_journal(d, dir);
	examine_kernel(d);
	examine_server(d, dir);
}
