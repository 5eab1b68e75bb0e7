/* Consistent copies while others write: interfaces A9.4, amendments G1 */
#include "store/truth_file.h"

#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static enum err
execute_with_path(sqlite3 *db, const char *sql, const char *path,
    struct error *e)
{
	sqlite3_stmt *st = NULL;
	struct binder b;
	int code = sqlite3_prepare_v2(db, sql, -1, &st, NULL);

	b = bind_to(st);
	if (code == SQLITE_OK) {
		bind_text(&b, bytes_text(path));
		code = b.code == SQLITE_OK ? sqlite3_step(st) : b.code;
	}
	(void)sqlite3_finalize(st);
	if (code == SQLITE_DONE || code == SQLITE_ROW)
		return ERR_NONE;
	return truth_failed(db, code, "copy the store", e);
}

/* Log tables alone, into a fresh file with all triggers at work. */
static enum err
copy_log(struct truth *t, const char *path, struct error *e)
{
	static const char tables[] =
	    "BEGIN; "
	    "DELETE FROM main.head; "
	    "INSERT INTO main.entry SELECT n, hash, bytes FROM from_.entry "
	    "ORDER BY n; "
	    "INSERT INTO main.tile SELECT id, hashes FROM from_.tile "
	    "ORDER BY id; "
	    "INSERT INTO main.checkpoint SELECT size, root, note FROM "
	    "from_.checkpoint ORDER BY size; "
	    "INSERT INTO main.cosignature SELECT size, key, stamp, line FROM "
	    "from_.cosignature; "
	    "INSERT INTO main.head SELECT one, origin, next, size, root, epoch "
	    "FROM from_.head; "
	    "COMMIT";
	struct truth_head head;
	sqlite3 *db = NULL;
	enum err rc = truth_head(t, &head, e);
	int code;

	if (rc == ERR_NONE)
		rc = truth_create(path, head.origin, e);
	if (rc != ERR_NONE)
		return rc;
	rc = truth_open_file(&db, path, SQLITE_OPEN_READWRITE, e);
	if (rc == ERR_NONE)
		rc = execute_with_path(db, "ATTACH ? AS from_", t->path, e);
	if (rc == ERR_NONE) {
		code = sqlite3_exec(db, tables, NULL, NULL, NULL);
		if (code != SQLITE_OK)
			rc = truth_failed(db, code, "copy the store", e);
	}
	if (rc == ERR_NONE &&
	    sqlite3_exec(db, "DETACH from_", NULL, NULL, NULL) != SQLITE_OK)
		rc = truth_failed(db, sqlite3_errcode(db), "copy the store", e);
	if (sqlite3_close(db) != SQLITE_OK && rc == ERR_NONE)
		rc = error_set(e, ERR_STORE, "cannot close the copy");
	return rc;
}

static enum err
sync_file(const char *path, struct error *e)
{
	enum err rc = ERR_NONE;
	int fd = open(path, O_RDWR | O_CLOEXEC);

	if (fd < 0)
		return error_set(e, ERR_STORE, "cannot open \"%s\"", path);
	if (fchmod(fd, 0600) != 0 || fsync(fd) != 0)
		rc = error_set(e, ERR_STORE, "cannot sync \"%s\"", path);
	(void)close(fd);
	return rc;
}

/* VACUUM INTO wants an absent or empty file; the empty one is ours alone. */
static enum err
copy_all(struct truth *t, const char *path, struct error *e)
{
	enum err rc = file_create(path, bytes_of("", 0), 0600, e);

	if (rc != ERR_NONE)
		return rc;
	rc = execute_with_path(t->reader, "VACUUM INTO ?", path, e);
	if (rc == ERR_NONE)
		rc = sync_file(path, e);
	return rc;
}

enum err
truth_backup(struct truth *t, const char *path, bool with_private,
    struct error *e)
{
	enum err rc;

	if (file_exists(path))
		return error_set(e, ERR_CONFLICT, "\"%s\" exists already",
		    path);
	rc = with_private ? copy_all(t, path, e) : copy_log(t, path, e);
	if (rc != ERR_NONE && rc != ERR_CONFLICT)
		(void)unlink(path);
	return rc;
}

const char *
truth_library_version(void)
{
	return sqlite3_libversion();
}
