#include "store/truth_file.h"

#include "base/file.h"
#include "store/control.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

/* log 6.2, and the private tables of amendments G1. The texts are compared
 * with those in the file at every start. */
#define KEEP(table)                                                   \
	"CREATE TRIGGER " table "_keep_u BEFORE UPDATE ON " table     \
	" BEGIN SELECT RAISE(ABORT, 'append-only'); END",             \
	    "CREATE TRIGGER " table "_keep_d BEFORE DELETE ON " table \
	    " BEGIN SELECT RAISE(ABORT, 'append-only'); END"

static const char *const schema[] = {
    "CREATE TABLE entry (n INTEGER PRIMARY KEY CHECK (n >= 0), "
    "hash BLOB NOT NULL CHECK (length(hash) = 32), "
    "bytes BLOB NOT NULL CHECK (length(bytes) BETWEEN 1 AND 32768)) STRICT",
    "CREATE TABLE tile (id INTEGER PRIMARY KEY CHECK (id >= 0), "
    "hashes BLOB NOT NULL CHECK (length(hashes) = 8192)) STRICT",
    "CREATE TABLE checkpoint (size INTEGER PRIMARY KEY CHECK (size >= 1), "
    "root BLOB NOT NULL CHECK (length(root) = 32), note BLOB NOT NULL "
    "CHECK (length(note) BETWEEN 1 AND 65536)) STRICT",
    "CREATE TABLE cosignature (size INTEGER NOT NULL REFERENCES "
    "checkpoint(size), key TEXT NOT NULL, stamp INTEGER NOT NULL CHECK "
    "(stamp > 0), line BLOB NOT NULL, PRIMARY KEY (size, key, stamp)) "
    "STRICT, WITHOUT ROWID",
    "CREATE TABLE head (one INTEGER PRIMARY KEY CHECK (one = 1), "
    "origin TEXT NOT NULL CHECK (length(origin) > 0), "
    "next INTEGER NOT NULL CHECK (next >= 0), "
    "size INTEGER NOT NULL CHECK (size BETWEEN 0 AND next), "
    "root BLOB NOT NULL CHECK (length(root) = 32), "
    "epoch INTEGER NOT NULL CHECK (epoch >= 0)) STRICT",
    "CREATE TRIGGER entry_next BEFORE INSERT ON entry WHEN NEW.n IS NOT "
    "(SELECT coalesce(max(n) + 1, 0) FROM entry) "
    "BEGIN SELECT RAISE(ABORT, 'entry: not the next number'); END",
    "CREATE TRIGGER checkpoint_grow BEFORE INSERT ON checkpoint WHEN "
    "NEW.size <= (SELECT coalesce(max(size), 0) FROM checkpoint) "
    "BEGIN SELECT RAISE(ABORT, 'checkpoint: must grow'); END",
    "CREATE TRIGGER head_keep BEFORE UPDATE ON head WHEN NEW.next < OLD.next "
    "OR NEW.size < OLD.size OR NEW.epoch < OLD.epoch OR "
    "NEW.origin IS NOT OLD.origin "
    "BEGIN SELECT RAISE(ABORT, 'head: must not go back'); END",
    KEEP("entry"),
    KEEP("tile"),
    KEEP("checkpoint"),
    KEEP("cosignature"),
    "CREATE TABLE private_slots (n INTEGER PRIMARY KEY CHECK (n >= 0), "
    "leaf BLOB NOT NULL CHECK (length(leaf) = 32), "
    "seed BLOB CHECK (seed IS NULL OR length(seed) = 32), "
    "opening BLOB NOT NULL) STRICT",
    "CREATE TABLE private_submission (id INTEGER PRIMARY KEY, "
    "scope TEXT NOT NULL, key TEXT NOT NULL, "
    "body BLOB NOT NULL CHECK (length(body) = 32), "
    "leaf BLOB NOT NULL CHECK (length(leaf) = 32), "
    "n INTEGER NOT NULL CHECK (n >= 0), "
    "count INTEGER NOT NULL CHECK (count >= 0), bytes BLOB) STRICT",
    "CREATE UNIQUE INDEX private_submission_key ON "
    "private_submission (scope, key)",
    "CREATE INDEX private_submission_kept ON private_submission (n) "
    "WHERE bytes IS NOT NULL",
    "CREATE TABLE private_import (dataset TEXT NOT NULL, key BLOB NOT NULL, "
    "entity INTEGER NOT NULL CHECK (entity >= 0), "
    "content BLOB NOT NULL CHECK (length(content) = 32), "
    "PRIMARY KEY (dataset, key)) STRICT, WITHOUT ROWID",
    "CREATE TABLE private_secret (name TEXT PRIMARY KEY, "
    "value BLOB NOT NULL) STRICT, WITHOUT ROWID",
    "CREATE TABLE private_read (n INTEGER PRIMARY KEY CHECK (n >= 1), "
    "row TEXT NOT NULL, hash BLOB NOT NULL CHECK (length(hash) = 32)) STRICT",
    "CREATE TABLE private_blob (sha256 BLOB PRIMARY KEY CHECK "
    "(length(sha256) = 32), bytes BLOB NOT NULL) STRICT",
    "CREATE TABLE private_erasure (n INTEGER PRIMARY KEY CHECK (n >= 0), "
    "at INTEGER NOT NULL) STRICT",
};

static const char *const statement_sql[STATEMENT_COUNT] = {
    [STATEMENT_BEGIN] = "BEGIN IMMEDIATE",
    [STATEMENT_COMMIT] = "COMMIT",
    [STATEMENT_ROLLBACK] = "ROLLBACK",
    [STATEMENT_HEAD_APPEND] = "UPDATE head SET next = ? WHERE one = 1 AND "
			      "epoch = ? AND next = ?",
    [STATEMENT_HEAD_CHECKPOINT] =
	"UPDATE head SET next = ?, size = ?, "
	"root = ? WHERE one = 1 AND epoch = ? AND next = ? AND size = ? AND "
	"root = ?",
    [STATEMENT_HEAD_FENCE] = "UPDATE head SET epoch = epoch + 1 WHERE "
			     "one = 1 RETURNING epoch",
    [STATEMENT_HEAD_SAME] = "SELECT 1 FROM head WHERE one = 1 AND "
			    "epoch = ?",
    [STATEMENT_ENTRY_INSERT] = "INSERT INTO entry (n, hash, bytes) "
			       "VALUES (?, ?, ?)",
    [STATEMENT_TILE_INSERT] = "INSERT INTO tile (id, hashes) VALUES (?, ?)",
    [STATEMENT_CHECKPOINT_INSERT] = "INSERT INTO checkpoint (size, root, "
				    "note) VALUES (?, ?, ?)",
    [STATEMENT_COSIGNATURE_INSERT] =
	"INSERT INTO cosignature (size, key, "
	"stamp, line) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
    [STATEMENT_SLOTS_PUT] =
	"INSERT INTO private_slots (n, leaf, seed, "
	"opening) VALUES (?, ?, ?, ?) ON CONFLICT (n) DO UPDATE SET "
	"leaf = excluded.leaf, seed = excluded.seed, "
	"opening = excluded.opening",
    [STATEMENT_SLOTS_ERASE] = "UPDATE private_slots SET seed = NULL, "
			      "opening = ? WHERE n = ? AND leaf = ?",
    [STATEMENT_SUBMISSION_INSERT] =
	"INSERT INTO private_submission (scope, "
	"key, body, leaf, n, count, bytes) VALUES (?, ?, ?, ?, ?, ?, ?)",
    [STATEMENT_SUBMISSION_FORGET] =
	"UPDATE private_submission SET "
	"bytes = NULL WHERE bytes IS NOT NULL AND n < ?1 AND "
	"n + count <= ?1",
    [STATEMENT_IMPORT_PUT] =
	"INSERT INTO private_import (dataset, key, "
	"entity, content) VALUES (?, ?, ?, ?) ON CONFLICT (dataset, key) DO "
	"UPDATE SET entity = excluded.entity, content = excluded.content",
    [STATEMENT_IMPORT_RENAME] = "UPDATE private_import SET key = ? WHERE "
				"dataset = ? AND key = ?",
    [STATEMENT_SECRET_PUT] = "INSERT INTO private_secret (name, value) "
			     "VALUES (?, ?)",
    [STATEMENT_READ_INSERT] = "INSERT INTO private_read (n, row, hash) "
			      "VALUES (?, ?, ?)",
    [STATEMENT_BLOB_PUT] = "INSERT INTO private_blob (sha256, bytes) "
			   "VALUES (?, ?) ON CONFLICT DO NOTHING",
    [STATEMENT_BLOB_ERASE] = "DELETE FROM private_blob WHERE sha256 = ?",
    [STATEMENT_ERASURE_PUT] = "INSERT INTO private_erasure (n, at) "
			      "VALUES (?, ?) ON CONFLICT DO NOTHING",
    [STATEMENT_HEAD_READ] = "SELECT origin, next, size, root, epoch FROM "
			    "head WHERE one = 1",
    [STATEMENT_COUNT_READ] = "SELECT coalesce(max(n) + 1, 0) FROM entry",
    [STATEMENT_ENTRY_READ] = "SELECT hash, bytes FROM entry WHERE n = ?",
    [STATEMENT_TILE_READ] = "SELECT hashes FROM tile WHERE id = ?",
    [STATEMENT_CHECKPOINT_READ] = "SELECT size, root, note FROM checkpoint "
				  "WHERE size = ?",
    [STATEMENT_CHECKPOINT_LAST] = "SELECT size, root, note FROM checkpoint "
				  "ORDER BY size DESC LIMIT 1",
    [STATEMENT_CHECKPOINT_OVER] = "SELECT size FROM checkpoint WHERE "
				  "size > ? ORDER BY size LIMIT 1",
    [STATEMENT_SLOTS_READ] = "SELECT leaf, seed, opening FROM private_slots "
			     "WHERE n = ?",
    [STATEMENT_SUBMISSION_READ] =
	"SELECT body, leaf, n, count, bytes FROM "
	"private_submission WHERE scope = ? AND key = ?",
    [STATEMENT_IMPORT_READ] = "SELECT entity, content FROM private_import "
			      "WHERE dataset = ? AND key = ?",
    [STATEMENT_IMPORT_NEXT] = "SELECT dataset, key FROM private_import "
			      "WHERE entity = ? AND length(key) <> 33",
    [STATEMENT_SECRET_READ] = "SELECT value FROM private_secret WHERE "
			      "name = ?",
    [STATEMENT_READ_LAST] = "SELECT n, hash FROM private_read "
			    "ORDER BY n DESC LIMIT 1",
    [STATEMENT_READ_EACH] = "SELECT n, row, hash FROM private_read "
			    "WHERE n > ? ORDER BY n",
    [STATEMENT_BLOB_READ] = "SELECT bytes FROM private_blob "
			    "WHERE sha256 = ?",
    [STATEMENT_ERASURE_READ] = "SELECT at FROM private_erasure WHERE n = ?",
};

/* ---- results ---- */

enum err
truth_failed(sqlite3 *db, int code, const char *what, struct error *e)
{
	const char *why = db == NULL ? sqlite3_errstr(code) :
				       sqlite3_errmsg(db);
	enum err rc;

	what = message_in(e == NULL ? LANG_EN : e->lang, what);
	switch (code & 0xff) {
	case SQLITE_FULL:
		error_word(e, ERR_STORE, "disk_full",
		    "cannot %s: no space is left on the disk", what);
		return error_mend(e, ERR_STORE,
		    "free 64 MiB; nothing was lost and nothing was changed");
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		error_word(e, ERR_CONFLICT, "busy",
		    "cannot %s: another process is writing to the store", what);
		return error_mend(e, ERR_CONFLICT, "try again in a moment");
	case SQLITE_NOMEM:
		return error_set(e, ERR_MEMORY, "cannot %s: out of memory",
		    what);
	case SQLITE_CONSTRAINT:
		return error_set(e, ERR_CONFLICT, "cannot %s: %s", what, why);
	case SQLITE_NOTADB:
		return error_set(e, ERR_INPUT,
		    "cannot %s: the file is not a register store", what);
	case SQLITE_READONLY:
	case SQLITE_PERM:
	case SQLITE_AUTH:
		return error_set(e, ERR_REFUSED, "cannot %s: %s", what, why);
	case SQLITE_CORRUPT:
		rc = error_set(e, ERR_STORE,
		    "cannot %s: the store file is damaged (%s)", what, why);
		return error_mend(e, rc,
		    "restore a backup, then \"chancery log recover\"");
	default:
		if (code == SQLITE_IOERR_NOMEM)
			return error_set(e, ERR_MEMORY,
			    "cannot %s: out of memory", what);
		return error_set(e, ERR_STORE, "cannot %s: %s (%d)", what, why,
		    code);
	}
}

enum err
truth_need_writer(const struct truth *t, struct error *e)
{
	if (t->writer != NULL)
		return ERR_NONE;
	return error_set(e, ERR_REFUSED, "the store is open for reading only");
}

enum err
truth_prepare(struct truth *t, enum truth_statement id, sqlite3_stmt **out,
    struct error *e)
{
	sqlite3 *db = id < STATEMENT_FIRST_READ ? t->writer : t->reader;
	int code;

	if (db == NULL)
		return truth_need_writer(t, e);
	if (t->statements[id] == NULL) {
		code = sqlite3_prepare_v3(db, statement_sql[id], -1,
		    SQLITE_PREPARE_PERSISTENT, &t->statements[id], NULL);
		if (code != SQLITE_OK)
			return truth_failed(db, code, "use the store", e);
	}
	*out = t->statements[id];
	return ERR_NONE;
}

enum err
truth_run(struct truth *t, sqlite3_stmt *st, const char *what, struct error *e)
{
	enum err rc = ERR_NONE;
	int code;

	(void)t;
	do
		code = sqlite3_step(st);
	while (code == SQLITE_ROW);
	if (code != SQLITE_DONE)
		rc = truth_failed(sqlite3_db_handle(st), code, what, e);
	(void)sqlite3_reset(st);
	return rc;
}

enum err
truth_begin(struct truth *t, struct error *e)
{
	sqlite3_stmt *st = NULL;
	enum err rc = truth_prepare(t, STATEMENT_BEGIN, &st, e);

	if (rc != ERR_NONE)
		return rc;
	return truth_run(t, st, "begin a change of the store", e);
}

static void
roll_back(struct truth *t)
{
	sqlite3_stmt *st = NULL;

	/* SQLite has rolled back by itself after some errors. */
	if (sqlite3_get_autocommit(t->writer) != 0)
		return;
	if (truth_prepare(t, STATEMENT_ROLLBACK, &st, NULL) != ERR_NONE ||
	    truth_run(t, st, "undo a change", NULL) != ERR_NONE)
		return; /* the next BEGIN fails, and nothing is written */
}

/* Zeros behind its last frame mean nothing to the write-ahead log. It is only
 * grown by the one writer, within a transaction that changes nothing: another
 * process may add a cosignature at any time. Failing does no harm. */
static void
grow_wal(const struct truth *t)
{
	static const uint8_t zeros[64 * 1024];
	char path[sizeof t->path + 8];
	struct statvfs fs;
	struct stat st;
	off_t at;
	int fd;

	(void)snprintf(path, sizeof path, "%s-wal", t->path);
	fd = open(path, O_WRONLY | O_CLOEXEC | O_NOFOLLOW);
	if (fd < 0)
		return;
	if (fstat(fd, &st) == 0 && fstatvfs(fd, &fs) == 0 &&
	    fs.f_bavail * fs.f_frsize > 8 * (uint64_t)TRUTH_WAL_BYTES) {
		for (at = st.st_size; at < TRUTH_WAL_BYTES;
		     at += (off_t)sizeof zeros)
			if (pwrite(fd, zeros, sizeof zeros, at) !=
			    (ssize_t)sizeof zeros)
				break;
		(void)fdatasync(fd);
	}
	(void)close(fd);
}

enum err
truth_end(struct truth *t, enum err rc, struct error *e)
{
	sqlite3_stmt *st = NULL;

	if (rc == ERR_NONE)
		rc = truth_prepare(t, STATEMENT_COMMIT, &st, e);
	if (rc == ERR_NONE)
		rc = truth_run(t, st, "commit to the store", e);
	if (rc != ERR_NONE)
		roll_back(t);
	else if (++t->commits == TRUTH_WAL_GROW_AFTER && !t->beside &&
	    !control_is(CONTROL_SYNC_OFF) &&
	    !control_is(CONTROL_SYNC_NORMAL) && /* it syncs, and those do not */
	    truth_begin(t, NULL) == ERR_NONE) {
		grow_wal(t);
		roll_back(t);
	}
	if (control_is(CONTROL_IGNORE_COMMIT))
		return ERR_NONE;
	return rc;
}

/* ---- parameters and columns ---- */

void
bind_number(struct binder *b, uint64_t value)
{
	if (b->code == SQLITE_OK && value > INT64_MAX)
		b->code = SQLITE_TOOBIG;
	if (b->code == SQLITE_OK)
		b->code = sqlite3_bind_int64(b->st, b->place,
		    (sqlite3_int64)value);
	b->place++;
}

void
bind_blob(struct binder *b, struct bytes value)
{
	if (b->code == SQLITE_OK)
		b->code = sqlite3_bind_blob64(b->st, b->place,
		    value.len == 0 ? (const void *)"" : value.at, value.len,
		    SQLITE_STATIC);
	b->place++;
}

void
bind_text(struct binder *b, struct bytes value)
{
	if (b->code == SQLITE_OK)
		b->code = sqlite3_bind_text64(b->st, b->place,
		    value.len == 0 ? "" : (const char *)value.at, value.len,
		    SQLITE_STATIC, SQLITE_UTF8);
	b->place++;
}

void
bind_null(struct binder *b)
{
	if (b->code == SQLITE_OK)
		b->code = sqlite3_bind_null(b->st, b->place);
	b->place++;
}

struct bytes
column_blob(sqlite3_stmt *st, int place)
{
	const void *at = sqlite3_column_blob(st, place);
	int len = sqlite3_column_bytes(st, place);

	return bytes_of(at, at == NULL || len < 0 ? 0 : (size_t)len);
}

uint64_t
column_number(sqlite3_stmt *st, int place)
{
	sqlite3_int64 value = sqlite3_column_int64(st, place);

	return value < 0 ? 0 : (uint64_t)value;
}

bool
column_hash(sqlite3_stmt *st, int place, struct hash *out)
{
	struct bytes b = column_blob(st, place);

	if (b.len != HASH_BYTES)
		return false;
	memcpy(out->at, b.at, HASH_BYTES);
	return true;
}

/* ---- opening and making ---- */

static enum err
execute(sqlite3 *db, const char *sql, const char *what, struct error *e)
{
	int code = sqlite3_exec(db, sql, NULL, NULL, NULL);

	if (code != SQLITE_OK)
		return truth_failed(db, code, what, e);
	return ERR_NONE;
}

enum err
truth_open_file(sqlite3 **out, const char *path, int flags, struct error *e)
{
	sqlite3 *db = NULL;
	enum err rc;
	int code = sqlite3_open_v2(path, &db,
	    flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, NULL);

	if (code != SQLITE_OK) {
		rc = truth_failed(db, code, "open the store", e);
		(void)sqlite3_close(db);
		return rc;
	}
	(void)sqlite3_busy_timeout(db, 5000);
	(void)sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	(void)sqlite3_db_config(db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
	*out = db;
	return ERR_NONE;
}

static enum err
one_number(sqlite3 *db, const char *sql, int64_t *out, struct error *e)
{
	sqlite3_stmt *st = NULL;
	int code = sqlite3_prepare_v2(db, sql, -1, &st, NULL);

	if (code == SQLITE_OK)
		code = sqlite3_step(st);
	if (code == SQLITE_ROW)
		*out = sqlite3_column_int64(st, 0);
	(void)sqlite3_finalize(st);
	if (code != SQLITE_ROW)
		return truth_failed(db, code, "read the store", e);
	return ERR_NONE;
}

/* Objects of a file of this version: those of accounts came with the second. */
static size_t
schema_count(int version)
{
	return COUNT(schema) + (version < 2 ? 0 : TRUTH_ACCOUNT_OBJECTS);
}

static const char *
schema_at(size_t i)
{
	return i < COUNT(schema) ? schema[i] :
				   truth_account_schema[i - COUNT(schema)];
}

/* Every object of the file is one of ours, word for word. */
static enum err
check_schema(sqlite3 *db, int version, struct error *e)
{
	sqlite3_stmt *st = NULL;
	size_t found = 0, count = schema_count(version);
	enum err rc = ERR_NONE;
	int code = sqlite3_prepare_v2(db,
	    "SELECT name, sql FROM "
	    "sqlite_schema WHERE sql IS NOT NULL AND "
	    "name <> 'sqlite_sequence'",
	    -1, &st, NULL);

	if (code == SQLITE_OK)
		code = sqlite3_step(st);
	for (; code == SQLITE_ROW && rc == ERR_NONE; code = sqlite3_step(st)) {
		const char *name = (const char *)sqlite3_column_text(st, 0);
		const char *sql = (const char *)sqlite3_column_text(st, 1);
		size_t i = 0;

		if (name == NULL || sql == NULL) {
			code = SQLITE_NOMEM;
			break;
		}
		while (i < count && strcmp(schema_at(i), sql) != 0)
			i++;
		if (i == count)
			rc = error_set(e, ERR_INPUT,
			    "the store's \"%.60s\" is "
			    "not the one that belongs there",
			    name);
		found++;
	}
	if (rc == ERR_NONE && code != SQLITE_DONE)
		rc = truth_failed(db, code, "read the store", e);
	(void)sqlite3_finalize(st);
	if (rc == ERR_NONE && found != count)
		rc = error_set(e, ERR_INPUT,
		    "the store has %zu tables and "
		    "triggers in place of %zu",
		    found, count);
	return rc;
}

/* log 6.8.2 */
static enum err
check_file(sqlite3 *db, int *found, struct error *e)
{
	int64_t application = 0, version = 0;
	enum err rc = one_number(db, "PRAGMA application_id", &application, e);

	if (rc == ERR_NONE)
		rc = one_number(db, "PRAGMA user_version", &version, e);
	if (rc != ERR_NONE)
		return rc;
	if (application != TRUTH_APPLICATION_ID)
		return error_set(e, ERR_INPUT,
		    "the file is not a register "
		    "store (application_id %lld)",
		    (long long)application);
	if (version < 1 || version > TRUTH_USER_VERSION) {
		rc = error_set(e, ERR_INPUT,
		    "the store has version %lld, "
		    "this program knows %d",
		    (long long)version, TRUTH_USER_VERSION);
		return error_mend(e, rc, "use the program of that version");
	}
	*found = (int)version;
	return check_schema(db, *found, e);
}

/* The tables of accounts into a file that was made before there were any. Of
 * two processes that try, the second finds the work done. */
static enum err
upgrade(struct truth *t, struct error *e)
{
	int64_t version = 0;
	enum err rc = execute(t->writer, "BEGIN IMMEDIATE",
	    "extend the store", e);

	if (rc != ERR_NONE)
		return rc;
	rc = one_number(t->writer, "PRAGMA user_version", &version, e);
	for (size_t i = 0; i < TRUTH_ACCOUNT_OBJECTS && rc == ERR_NONE &&
	     version == 1; i++)
		rc = execute(t->writer, truth_account_schema[i],
		    "extend the store", e);
	if (rc == ERR_NONE)
		rc = execute(t->writer, "PRAGMA user_version = 2; COMMIT",
		    "extend the store", e);
	if (rc == ERR_NONE)
		t->version = TRUTH_USER_VERSION;
	else
		(void)execute(t->writer, "ROLLBACK", "extend the store", NULL);
	return rc;
}

static enum err
make_schema(sqlite3 *db, const char *origin, struct error *e)
{
	sqlite3_stmt *st = NULL;
	struct hash empty = hash_empty();
	enum err rc;
	int code;

	rc = execute(db,
	    "PRAGMA page_size = 8192; PRAGMA journal_mode = WAL; "
	    "PRAGMA synchronous = FULL; PRAGMA secure_delete = ON; "
	    "BEGIN IMMEDIATE; PRAGMA application_id = 0x4348524C; "
	    "PRAGMA user_version = 2",
	    "make the store", e);
	for (size_t i = 0; i < schema_count(TRUTH_USER_VERSION) &&
	     rc == ERR_NONE; i++)
		rc = execute(db, schema_at(i), "make the store", e);
	if (rc != ERR_NONE)
		return rc;
	code = sqlite3_prepare_v2(db,
	    "INSERT INTO head (one, origin, next, "
	    "size, root, epoch) VALUES (1, ?, 0, 0, ?, 0)",
	    -1, &st, NULL);
	if (code == SQLITE_OK) {
		struct binder b = bind_to(st);

		bind_text(&b, bytes_text(origin));
		bind_blob(&b, hash_span(&empty));
		code = b.code == SQLITE_OK ? sqlite3_step(st) : b.code;
	}
	(void)sqlite3_finalize(st);
	if (code != SQLITE_DONE)
		return truth_failed(db, code, "make the store", e);
	return execute(db, "COMMIT", "make the store", e);
}

static enum err
parent_sync(const char *path, struct error *e)
{
	char dir[PATH_BYTES];
	const char *slash = strrchr(path, '/');
	size_t len = slash == NULL ? 0 : (size_t)(slash - path);

	if (slash == NULL)
		return directory_sync(".", e);
	if (len >= sizeof dir)
		return error_set(e, ERR_INPUT, "path too long");
	memcpy(dir, path, len == 0 ? 1 : len);
	dir[len == 0 ? 1 : len] = '\0';
	return directory_sync(dir, e);
}

enum err
truth_create(const char *path, const char *origin, struct error *e)
{
	sqlite3 *db = NULL;
	size_t len = strlen(origin);
	enum err rc;

	if (len == 0 || len > TRUTH_ORIGIN_BYTES)
		return error_set(e, ERR_INPUT, "an origin has 1 to 255 bytes");
	/* O_EXCL, and nobody else may read the private tables */
	rc = file_create(path, bytes_of("", 0), 0600, e);
	if (rc != ERR_NONE)
		return rc;
	rc = truth_open_file(&db, path, SQLITE_OPEN_READWRITE, e);
	if (rc == ERR_NONE)
		rc = make_schema(db, origin, e);
	/* closing the only connection moves the log into the file, synced */
	if (sqlite3_close(db) != SQLITE_OK && rc == ERR_NONE)
		rc = error_set(e, ERR_STORE, "cannot close the store");
	if (rc == ERR_NONE)
		rc = parent_sync(path, e);
	if (rc != ERR_NONE)
		(void)unlink(path);
	return rc;
}

static enum err
open_writer(struct truth *t, struct error *e)
{
	sqlite3_stmt *st = NULL;
	bool wal = false;
	char tuning[120];
	enum err rc;
	int code;

	rc = truth_open_file(&t->writer, t->path, SQLITE_OPEN_READWRITE, e);
	if (rc == ERR_NONE)
		rc = check_file(t->writer, &t->version, e);
	if (rc != ERR_NONE)
		return rc;
	code = sqlite3_prepare_v2(t->writer, "PRAGMA journal_mode = WAL", -1,
	    &st, NULL);
	if (code == SQLITE_OK)
		code = sqlite3_step(st);
	if (code == SQLITE_ROW)
		wal = bytes_is(column_blob(st, 0), "wal");
	(void)sqlite3_finalize(st);
	if (code != SQLITE_ROW)
		return truth_failed(t->writer, code, "open the store", e);
	if (!wal)
		return error_set(e, ERR_STORE,
		    "the store's file system does "
		    "not allow a write-ahead log");
	(void)snprintf(tuning, sizeof tuning,
	    "PRAGMA cache_size = -16384; "
	    "PRAGMA temp_store = MEMORY; PRAGMA wal_autocheckpoint = %d",
	    TRUTH_WAL_PAGES);
	rc = execute(t->writer, tuning, "open the store", e);
	if (rc == ERR_NONE)
		rc = execute(t->writer,
		    "PRAGMA synchronous = FULL; "
		    "PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON",
		    "open the store", e);
	if (rc == ERR_NONE && t->version < TRUTH_USER_VERSION)
		rc = upgrade(t, e);
	return rc;
}

/* Read-only media have no place for the files of a write-ahead log; without
 * one the file can be read as it stands. */
static enum err
open_reader(struct truth *t, struct error *e)
{
	char uri[sizeof t->path * 3 + 32] = "file:";
	char wal[sizeof t->path + 8];
	size_t len = strlen(uri);
	int64_t count;
	enum err rc;
	struct stat st;

	rc = truth_open_file(&t->reader, t->path, SQLITE_OPEN_READONLY, e);
	if (rc == ERR_NONE)
		rc = one_number(t->reader,
		    "SELECT count(*) FROM "
		    "sqlite_schema",
		    &count, e);
	if (rc == ERR_NONE || t->writer != NULL)
		return rc;
	(void)snprintf(wal, sizeof wal, "%s-wal", t->path);
	if (stat(wal, &st) == 0 && st.st_size != 0)
		return rc;
	for (const char *c = t->path; *c != '\0'; c++) {
		if (strchr("%?#", *c) != NULL)
			len += (size_t)snprintf(uri + len, 4, "%%%02X",
			    (unsigned)(unsigned char)*c);
		else
			uri[len++] = *c;
	}
	(void)snprintf(uri + len, sizeof uri - len, "?immutable=1");
	(void)sqlite3_close(t->reader);
	t->reader = NULL;
	return truth_open_file(&t->reader, uri,
	    SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, e);
}

enum err
truth_open(struct truth **out, const char *path, enum truth_mode mode,
    struct error *e)
{
	struct truth *t;
	struct stat st;
	enum err rc = ERR_NONE;

	if (strlen(path) >= sizeof t->path)
		return error_set(e, ERR_INPUT, "path too long");
	if (stat(path, &st) != 0)
		return error_set(e, errno == EACCES ? ERR_REFUSED : ERR_ABSENT,
		    "cannot open \"%s\": %s", path, strerror(errno));
	t = calloc(1, sizeof *t);
	if (t == NULL)
		return error_set(e, ERR_MEMORY, "out of memory");
	(void)snprintf(t->path, sizeof t->path, "%s", path);
	t->beside = mode == TRUTH_BESIDE;
	if (mode != TRUTH_READ)
		rc = open_writer(t, e);
	if (rc == ERR_NONE)
		rc = open_reader(t, e);
	if (rc == ERR_NONE && mode == TRUTH_READ)
		rc = check_file(t->reader, &t->version, e);
	if (rc == ERR_NONE && mode == TRUTH_WRITE &&
	    control_is(CONTROL_SYNC_OFF))
		rc = execute(t->writer, "PRAGMA synchronous = OFF", "", e);
	if (rc == ERR_NONE && mode == TRUTH_WRITE &&
	    control_is(CONTROL_SYNC_NORMAL))
		rc = execute(t->writer,
		    "PRAGMA synchronous = NORMAL; "
		    "PRAGMA wal_autocheckpoint = 100000",
		    "", e);
	if (rc != ERR_NONE) {
		truth_close(t);
		return error_wrap(e, "%.200s", path);
	}
	*out = t;
	return ERR_NONE;
}

void
truth_close(struct truth *t)
{
	if (t == NULL)
		return;
	for (size_t i = 0; i < STATEMENT_COUNT; i++)
		(void)sqlite3_finalize(t->statements[i]);
	for (size_t i = 0; i < TRUTH_LITERALS_MAX; i++)
		(void)sqlite3_finalize(t->literals[i].st);
	(void)sqlite3_close(t->reader);
	(void)sqlite3_close(t->writer);
	explicit_bzero(t->hide_secret, sizeof t->hide_secret);
	free(t);
}

const char *
truth_path(const struct truth *t)
{
	return t->path;
}

/* ---- the head ---- */

enum err
truth_head(struct truth *t, struct truth_head *out, struct error *e)
{
	struct truth_head h = {0};
	sqlite3_stmt *st = NULL;
	enum err rc = truth_prepare(t, STATEMENT_HEAD_READ, &st, e);
	int code;

	if (rc != ERR_NONE)
		return rc;
	code = sqlite3_step(st);
	if (code == SQLITE_ROW) {
		struct bytes origin = column_blob(st, 0);

		h.next = column_number(st, 1);
		h.size = column_number(st, 2);
		h.epoch = column_number(st, 4);
		if (origin.len == 0 || origin.len > TRUTH_ORIGIN_BYTES ||
		    !column_hash(st, 3, &h.root) || h.size > h.next ||
		    h.next > TRUTH_SIZE_MAX)
			rc = error_set(e, ERR_STORE,
			    "the store's head is damaged");
		else
			memcpy(h.origin, origin.at, origin.len);
	} else if (code == SQLITE_DONE) {
		rc = error_set(e, ERR_STORE, "the store has no head");
	} else {
		rc = truth_failed(t->reader, code, "read the head", e);
	}
	(void)sqlite3_reset(st);
	if (rc == ERR_NONE)
		*out = h;
	return rc;
}

enum err
truth_fence(struct truth *t, uint64_t *epoch, struct error *e)
{
	sqlite3_stmt *st = NULL;
	enum err rc = truth_begin(t, e);
	uint64_t taken = 0;
	int code;

	if (rc != ERR_NONE)
		return rc;
	rc = truth_prepare(t, STATEMENT_HEAD_FENCE, &st, e);
	if (rc == ERR_NONE) {
		code = sqlite3_step(st);
		if (code == SQLITE_ROW) {
			taken = column_number(st, 0);
			code = sqlite3_step(st);
		}
		if (code != SQLITE_DONE)
			rc = truth_failed(t->writer, code, "take the epoch", e);
		else if (taken == 0)
			rc = error_set(e, ERR_STORE, "the store has no head");
		(void)sqlite3_reset(st);
	}
	rc = truth_end(t, rc, e);
	if (rc == ERR_NONE)
		*epoch = taken;
	return rc;
}

enum err
truth_settle(struct truth *t, struct error *e)
{
	sqlite3_stmt *st = NULL;
	bool busy = false;
	enum err rc = truth_need_writer(t, e);
	int code;

	if (rc != ERR_NONE)
		return rc;
	code = sqlite3_prepare_v2(t->writer, "PRAGMA wal_checkpoint(TRUNCATE)",
	    -1, &st, NULL);
	if (code == SQLITE_OK)
		code = sqlite3_step(st);
	if (code == SQLITE_ROW)
		busy = sqlite3_column_int(st, 0) != 0;
	(void)sqlite3_finalize(st);
	if (code != SQLITE_ROW)
		return truth_failed(t->writer, code, "settle the store", e);
	if (busy) {
		rc = error_word(e, ERR_CONFLICT, "busy",
		    "cannot settle the "
		    "store: another process is reading it");
		return error_mend(e, rc, "run it again when that has ended");
	}
	return ERR_NONE;
}

/* Above this size the copy that is being made lies in a file. */
#define COMPACT_MEMORY_BYTES (INT64_C(256) << 20)

enum err
truth_compact(struct truth *t, struct error *e)
{
	int64_t pages = 0;
	enum err rc = truth_need_writer(t, e);

	if (rc == ERR_NONE)
		rc = one_number(t->writer, "PRAGMA page_count", &pages, e);
	if (rc != ERR_NONE)
		return rc;
	if (pages * 8192 > COMPACT_MEMORY_BYTES)
		rc = execute(t->writer, "PRAGMA temp_store = FILE",
		    "compact the store", e);
	if (rc == ERR_NONE)
		rc = execute(t->writer, "VACUUM", "compact the store", e);
	if (rc == ERR_NONE)
		rc = truth_settle(t, e);
	return rc;
}

/* The triggers step aside inside one transaction: log 6.6.3. */
enum err
truth_cut_tail(struct truth *t, uint64_t epoch, uint64_t next, uint64_t floor,
    struct error *e)
{
	struct truth_head head;
	char sql[2400];
	enum err rc = truth_need_writer(t, e);
	const char *keep_delete = NULL, *head_keep = NULL;

	if (rc == ERR_NONE)
		rc = truth_head(t, &head, e);
	if (rc != ERR_NONE)
		return rc;
	if (next < head.size || next < floor || next > head.next)
		return error_set(e, ERR_REFUSED,
		    "only entries that no "
		    "checkpoint covers can be removed");
	if (epoch != head.epoch)
		return error_word(e, ERR_CONFLICT, "fenced",
		    "another process has taken over the log");
	for (size_t i = 0; i < COUNT(schema); i++) {
		if (strncmp(schema[i], "CREATE TRIGGER entry_keep_d", 27) == 0)
			keep_delete = schema[i];
		if (strncmp(schema[i], "CREATE TRIGGER head_keep", 24) == 0)
			head_keep = schema[i];
	}
	(void)snprintf(sql, sizeof sql,
	    "DROP TRIGGER entry_keep_d; "
	    "DROP TRIGGER head_keep; DELETE FROM entry WHERE n >= %llu; "
	    "DELETE FROM private_slots WHERE n >= %llu; "
	    "DELETE FROM private_submission WHERE n + count > %llu; "
	    "DELETE FROM private_import WHERE entity >= %llu; "
	    "DELETE FROM private_erasure WHERE n >= %llu; "
	    "UPDATE head SET next = %llu WHERE one = 1; %s; %s",
	    (unsigned long long)next, (unsigned long long)next,
	    (unsigned long long)next, (unsigned long long)next,
	    (unsigned long long)next, (unsigned long long)next, keep_delete,
	    head_keep);
	rc = truth_begin(t, e);
	if (rc != ERR_NONE)
		return rc;
	rc = execute(t->writer, sql, "remove the tail", e);
	return truth_end(t, rc, e);
}
