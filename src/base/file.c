#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#define OPENING "open"

static enum err
failed(struct error *e, const char *what, const char *path)
{
	int saved = errno;
	enum err code = ERR_STORE;

	if (saved == ENOENT || saved == ENOTDIR)
		code = ERR_ABSENT;
	if (saved == EACCES || saved == EPERM || saved == ELOOP)
		code = ERR_REFUSED;
	if (saved == EEXIST)
		code = ERR_CONFLICT;
	/* "open" is a verdict as well: its French is another word */
	if (strcmp(what, OPENING) == 0)
		error_set(e, code, "cannot open \"%s\": %s", path,
		    strerror(saved));
	else
		error_set(e, code, "cannot %s \"%s\": %s",
		    error_say(e, what), path, strerror(saved));
	if (saved == ENOSPC || saved == EDQUOT)
		error_mend(e, code, "free some space and try again");
	return code;
}

/* Opening may be interrupted, on slow disks too; that is no failure. */
static int
open_path(const char *path, int flags, unsigned mode)
{
	int fd;

	do
		fd = open(path, flags | O_CLOEXEC, mode);
	while (fd < 0 && errno == EINTR);
	return fd;
}

static enum err
read_all(struct buffer *out, int fd, const char *path, size_t max_bytes,
    struct error *e)
{
	size_t had = out->len;

	for (;;) {
		uint8_t *at;
		ssize_t n;

		if (out->len - had > max_bytes)
			return error_set(e, ERR_INPUT,
			    "\"%s\" is longer than %zu bytes", path,
			    max_bytes);
		at = buffer_grow(out, 64 * 1024);
		if (at == NULL)
			return error_set(e, ERR_MEMORY, "out of memory");
		n = read(fd, at, 64 * 1024);
		out->len -= 64 * 1024 - (n > 0 ? (size_t)n : 0);
		if (n == 0)
			return ERR_NONE;
		if (n < 0 && errno != EINTR)
			return failed(e, "read", path);
	}
}

enum err
file_read(struct buffer *out, const char *path, size_t max_bytes,
    struct error *e)
{
	struct stat st;
	enum err rc;
	int fd;

	if (strcmp(path, "-") == 0)
		return read_all(out, STDIN_FILENO, "standard input", max_bytes,
		    e);
	fd = open_path(path, O_RDONLY | O_NOCTTY, 0);
	if (fd < 0)
		return failed(e, OPENING, path);
	if (fstat(fd, &st) == 0 && S_ISDIR(st.st_mode))
		rc = error_set(e, ERR_INPUT, "\"%s\" is a directory", path);
	else
		rc = read_all(out, fd, path, max_bytes, e);
	(void)close(fd);
	return rc;
}

enum err
file_read_secret(struct buffer *out, const char *path, size_t max_bytes,
    struct error *e)
{
	struct stat st;
	enum err rc;
	int fd = open_path(path, O_RDONLY | O_NOFOLLOW | O_NOCTTY, 0);

	if (fd < 0)
		return failed(e, OPENING, path);
	if (fstat(fd, &st) != 0) {
		rc = failed(e, "look at", path);
	} else if (!S_ISREG(st.st_mode) || st.st_nlink != 1) {
		rc = error_set(e, ERR_REFUSED,
		    "%s is not a plain file of its own", path);
	} else if (st.st_uid != geteuid()) {
		rc = error_set(e, ERR_REFUSED, "%s belongs to another user",
		    path);
	} else if ((st.st_mode & 077) != 0) {
		rc = error_set(e, ERR_REFUSED,
		    "%s can be read by other users", path);
		error_mend(e, rc, "chmod 600 %s", path);
	} else {
		rc = read_all(out, fd, path, max_bytes, e);
	}
	(void)close(fd);
	return rc;
}

static enum err
write_all(int fd, const char *path, struct bytes content, struct error *e)
{
	while (content.len != 0) {
		ssize_t n = write(fd, content.at, content.len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return failed(e, "write", path);
		content.at += n;
		content.len -= (size_t)n;
	}
	if (fsync(fd) != 0)
		return failed(e, "sync", path);
	return ERR_NONE;
}

static enum err
parent_sync(const char *path, struct error *e)
{
	char dir[PATH_BYTES];
	const char *slash = strrchr(path, '/');
	size_t len = slash == NULL ? 0 : (size_t)(slash - path);

	if (slash == NULL)
		return directory_sync(".", e);
	if (len == 0)
		len = 1;
	if (len >= sizeof dir)
		return error_set(e, ERR_INPUT, "path too long");
	memcpy(dir, path, len);
	dir[len] = '\0';
	return directory_sync(dir, e);
}

enum err
file_create(const char *path, struct bytes content, unsigned mode,
    struct error *e)
{
	enum err rc;
	int fd = open_path(path, O_WRONLY | O_CREAT | O_EXCL, mode);

	if (fd < 0)
		return failed(e, "create", path);
	rc = write_all(fd, path, content, e);
	if (close(fd) != 0 && rc == ERR_NONE)
		rc = failed(e, "close", path);
	if (rc != ERR_NONE) {
		(void)unlink(path);
		return rc;
	}
	return parent_sync(path, e);
}

/* For writing alone, which mkostemp is not: a process that may write a folder
 * need not be able to read it. `end` is the last six bytes of `path`. */
static int
open_temporary(char *end, const char *path)
{
	uint32_t chance;
	int fd;

	do {
		if (getrandom(&chance, sizeof chance, 0) !=
		    (ssize_t)sizeof chance)
			return -1;
		(void)snprintf(end, 7, "%06x", (unsigned)chance & 0xffffff);
		fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC |
		    O_NOFOLLOW, 0600);
	} while (fd < 0 && (errno == EINTR || errno == EEXIST));
	return fd;
}

enum err
file_write_atomic(const char *path, struct bytes content, unsigned mode,
    struct error *e)
{
	char temporary[PATH_BYTES];
	enum err rc;
	int fd;
	int len = snprintf(temporary, sizeof temporary, "%s.XXXXXX", path);

	if (len < 0 || (size_t)len >= sizeof temporary)
		return error_set(e, ERR_INPUT, "path too long");
	fd = open_temporary(temporary + len - 6, temporary);
	if (fd < 0)
		return failed(e, "create", temporary);
	rc = write_all(fd, temporary, content, e);
	if (rc == ERR_NONE && fchmod(fd, mode) != 0)
		rc = failed(e, "set the mode of", temporary);
	if (close(fd) != 0 && rc == ERR_NONE)
		rc = failed(e, "close", temporary);
	if (rc == ERR_NONE && rename(temporary, path) != 0)
		rc = failed(e, "rename to", path);
	if (rc != ERR_NONE) {
		(void)unlink(temporary);
		return rc;
	}
	return parent_sync(path, e);
}

enum err
directory_sync(const char *path, struct error *e)
{
	enum err rc = ERR_NONE;
	int fd = open_path(path, O_RDONLY | O_DIRECTORY, 0);

	if (fd < 0)
		return failed(e, OPENING, path);
	if (fsync(fd) != 0)
		rc = failed(e, "sync", path);
	(void)close(fd);
	return rc;
}

enum err
directory_make(const char *path, unsigned mode, struct error *e)
{
	char part[PATH_BYTES];
	size_t len = strlen(path);

	if (len == 0 || len >= sizeof part)
		return error_set(e, ERR_INPUT, "path too long or empty");
	for (size_t i = 1; i <= len; i++) {
		if (path[i] != '/' && path[i] != '\0')
			continue;
		memcpy(part, path, i);
		part[i] = '\0';
		if (mkdir(part, mode) == 0) {
			enum err rc = parent_sync(part, e);

			if (rc != ERR_NONE)
				return rc;
		} else if (errno != EEXIST) {
			return failed(e, "make the directory", part);
		}
	}
	return ERR_NONE;
}

bool
file_exists(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0;
}

enum err
path_join(char out[PATH_BYTES], const char *dir, const char *name,
    struct error *e)
{
	int len = snprintf(out, PATH_BYTES, "%s/%s", dir, name);

	if (len < 0 || len >= PATH_BYTES)
		return error_set(e, ERR_INPUT, "path too long");
	return ERR_NONE;
}
