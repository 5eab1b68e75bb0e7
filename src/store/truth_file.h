/*
 * store/truth_file.h - what the parts of the truth store share; not for others
 */
#ifndef STORE_TRUTH_FILE_H
#define STORE_TRUTH_FILE_H

#include "store/truth.h"

#include <sqlite3.h>

#define TRUTH_APPLICATION_ID 0x4348524C
#define TRUTH_USER_VERSION 2 /* 1: without the tables of accounts */
#define TRUTH_ACCOUNT_OBJECTS 15
#define TRUTH_LITERALS_MAX 128
#define TRUTH_TILE_LEVEL_SHIFT 40
/* The write-ahead log is moved into the file at about this length. A process
 * that commits often grows it to that length beforehand: overwriting costs the
 * disk one sync, growing costs the file system's journal another. */
#define TRUTH_WAL_PAGES 1000
#define TRUTH_WAL_BYTES ((TRUTH_WAL_PAGES + 8) * (8192 + 24) + 32)
#define TRUTH_WAL_GROW_AFTER 16 /* commits */

/* Prepared once and kept. Those before STATEMENT_FIRST_READ run on the
 * writer, the others on the reader. */
enum truth_statement {
	STATEMENT_BEGIN,
	STATEMENT_COMMIT,
	STATEMENT_ROLLBACK,
	STATEMENT_HEAD_APPEND,
	STATEMENT_HEAD_CHECKPOINT,
	STATEMENT_HEAD_FENCE,
	STATEMENT_HEAD_SAME,
	STATEMENT_ENTRY_INSERT,
	STATEMENT_TILE_INSERT,
	STATEMENT_CHECKPOINT_INSERT,
	STATEMENT_COSIGNATURE_INSERT,
	STATEMENT_SLOTS_PUT,
	STATEMENT_SLOTS_ERASE,
	STATEMENT_SUBMISSION_INSERT,
	STATEMENT_SUBMISSION_FORGET,
	STATEMENT_IMPORT_PUT,
	STATEMENT_IMPORT_RENAME,
	STATEMENT_SECRET_PUT,
	STATEMENT_READ_INSERT,
	STATEMENT_BLOB_PUT,
	STATEMENT_BLOB_ERASE,
	STATEMENT_ERASURE_PUT,
	STATEMENT_FIRST_READ,
	STATEMENT_HEAD_READ = STATEMENT_FIRST_READ,
	STATEMENT_COUNT_READ,
	STATEMENT_ENTRY_READ,
	STATEMENT_TILE_READ,
	STATEMENT_CHECKPOINT_READ,
	STATEMENT_CHECKPOINT_LAST,
	STATEMENT_CHECKPOINT_OVER,
	STATEMENT_SLOTS_READ,
	STATEMENT_SUBMISSION_READ,
	STATEMENT_IMPORT_READ,
	STATEMENT_IMPORT_NEXT,
	STATEMENT_SECRET_READ,
	STATEMENT_READ_LAST,
	STATEMENT_READ_EACH,
	STATEMENT_BLOB_READ,
	STATEMENT_ERASURE_READ,
	STATEMENT_COUNT
};

/* A statement of store/rows.h, found by the address of its literal. */
struct truth_literal {
	const char *sql;
	sqlite3_stmt *st;
};

struct truth {
	sqlite3 *writer; /* NULL in TRUTH_READ */
	sqlite3 *reader;
	sqlite3_stmt *statements[STATEMENT_COUNT];
	struct truth_literal literals[TRUTH_LITERALS_MAX];
	int version; /* of the file */
	char path[4096];
	unsigned commits; /* of this process, until the log has been grown */
	bool beside;      /* TRUTH_BESIDE: it never is */
	bool hide_known;  /* hide_secret has been read */
	uint8_t hide_secret[32];
};

/* Maps a result of SQLite to our errors; "cannot WHAT: ...". */
enum err truth_failed(sqlite3 *db, int code, const char *what, struct error *e);
MUST_CHECK enum err truth_prepare(struct truth *t, enum truth_statement id,
    sqlite3_stmt **out, struct error *e);
/* Runs to the end and resets; for statements without rows. */
MUST_CHECK enum err truth_run(struct truth *t, sqlite3_stmt *st,
    const char *what, struct error *e);
MUST_CHECK enum err truth_begin(struct truth *t, struct error *e);
/* Commits when `rc` is ERR_NONE, else rolls back; returns what holds then. */
MUST_CHECK enum err truth_end(struct truth *t, enum err rc, struct error *e);
MUST_CHECK enum err truth_need_writer(const struct truth *t, struct error *e);

/* Parameters in their order, one failure remembered. */
struct binder {
	sqlite3_stmt *st;
	int place, code;
};

static inline struct binder
bind_to(sqlite3_stmt *st)
{
	return (struct binder){st, 1, SQLITE_OK};
}

void bind_number(struct binder *b, uint64_t value);
void bind_blob(struct binder *b, struct bytes value);
void bind_text(struct binder *b, struct bytes value);
void bind_null(struct binder *b);

struct bytes column_blob(sqlite3_stmt *st, int place);
uint64_t column_number(sqlite3_stmt *st, int place);
/* False: not exactly 32 bytes. */
bool column_hash(sqlite3_stmt *st, int place, struct hash *out);

extern const char *const truth_account_schema[TRUTH_ACCOUNT_OBJECTS];

MUST_CHECK enum err truth_open_file(sqlite3 **out, const char *path, int flags,
    struct error *e);

#endif
