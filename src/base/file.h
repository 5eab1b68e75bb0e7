/*
 * base/file.h - whole files in and out
 *
 * Errors      ERR_ABSENT: no such file. ERR_INPUT: longer than `max_bytes`, or
 *             not a regular file. ERR_REFUSED: permission, or a secret that
 *             others can read. ERR_STORE: anything else.
 * Invariant   file_write_atomic: readers see the old bytes or the new ones;
 *             on ERR_NONE file and directory are synced (log 6.6).
 */
#ifndef BASE_FILE_H
#define BASE_FILE_H

#include "base/bytes.h"

/* Appends the file to `out`. "-" reads standard input. */
MUST_CHECK enum err file_read(struct buffer *out, const char *path,
    size_t max_bytes, struct error *e);
/* A secret: O_NOFOLLOW, regular, own user, no bit for group or others, one
 * link (log 3.2.3); otherwise ERR_REFUSED with the mode found. */
MUST_CHECK enum err file_read_secret(struct buffer *out, const char *path,
    size_t max_bytes, struct error *e);
/* Temporary file beside `path`, fsync, rename, fsync of the directory. */
MUST_CHECK enum err file_write_atomic(const char *path, struct bytes content,
    unsigned mode, struct error *e);
/* O_EXCL: never overwrites (ERR_CONFLICT); synced. */
MUST_CHECK enum err file_create(const char *path, struct bytes content,
    unsigned mode, struct error *e);
MUST_CHECK enum err directory_sync(const char *path, struct error *e);
/* Makes the directory and its missing parents, each synced into its parent. */
MUST_CHECK enum err directory_make(const char *path, unsigned mode,
    struct error *e);
bool file_exists(const char *path);
/* `out` = DIR "/" NAME, at most PATH_MAX; ERR_INPUT when longer. */
#define PATH_BYTES 4096
MUST_CHECK enum err path_join(char out[PATH_BYTES], const char *dir,
    const char *name, struct error *e);

#endif
