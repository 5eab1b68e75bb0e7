/* witness.db: log 5.2.1. One connection; SQLite's own lock keeps processes and
 * threads apart. */
#include "store/witness_store.h"

#include "base/file.h"
#include "store/truth_file.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#define WITNESS_USER_VERSION 1
#define ORIGIN_BYTES_MAX 255

enum statement {
	WITNESS_BEGIN,
	WITNESS_COMMIT,
	WITNESS_ROLLBACK,
	WITNESS_READ,
	WITNESS_PUT,
	WITNESS_EVIDENCE_COUNT,
	WITNESS_EVIDENCE_PUT,
	WITNESS_EVIDENCE_ALL,
	WITNESS_STATEMENTS
};

struct witness_store {
	sqlite3 *db;
	sqlite3_stmt *statements[WITNESS_STATEMENTS];
};

/* word for word log 5.2.1 */
static const char *const schema[] = {
    "CREATE TABLE origin (origin TEXT PRIMARY KEY, size INTEGER NOT NULL "
    "CHECK (size >= 0), root BLOB NOT NULL CHECK (length(root) = 32), "
    "note BLOB NOT NULL, stamp INTEGER NOT NULL) STRICT, WITHOUT ROWID",
    "CREATE TABLE evidence (id INTEGER PRIMARY KEY, at INTEGER NOT NULL, "
    "origin TEXT NOT NULL, reason TEXT NOT NULL, request BLOB NOT NULL) "
    "STRICT",
};

static const char *const sql[WITNESS_STATEMENTS] = {
    [WITNESS_BEGIN] = "BEGIN IMMEDIATE",
    [WITNESS_COMMIT] = "COMMIT",
    [WITNESS_ROLLBACK] = "ROLLBACK",
    [WITNESS_READ] = "SELECT size, root, stamp, note FROM origin WHERE "
		     "origin = ?",
    [WITNESS_PUT] =
	"INSERT INTO origin (origin, size, root, note, stamp) VALUES (?, ?, "
	"?, ?, ?) ON CONFLICT (origin) DO UPDATE SET size = excluded.size, "
	"root = excluded.root, note = excluded.note, stamp = excluded.stamp",
    [WITNESS_EVIDENCE_COUNT] = "SELECT count(*) FROM evidence WHERE "
			       "origin = ? AND reason = ?",
    [WITNESS_EVIDENCE_PUT] = "INSERT INTO evidence (at, origin, reason, "
			     "request) VALUES (?, ?, ?, ?)",
    [WITNESS_EVIDENCE_ALL] = "SELECT count(*) FROM evidence",
};

/* ---- opening ---- */

static enum err
execute(sqlite3 *db, const char *text, struct error *e)
{
	int code = sqlite3_exec(db, text, NULL, NULL, NULL);

	return code == SQLITE_OK ?
	    ERR_NONE :
	    truth_failed(db, code, N_("open the witness store"), e);
}

static enum err
one_number(sqlite3 *db, const char *text, int64_t *out, struct error *e)
{
	sqlite3_stmt *st = NULL;
	int code = sqlite3_prepare_v2(db, text, -1, &st, NULL);

	if (code == SQLITE_OK)
		code = sqlite3_step(st);
	if (code == SQLITE_ROW)
		*out = sqlite3_column_int64(st, 0);
	(void)sqlite3_finalize(st);
	return code == SQLITE_ROW ?
	    ERR_NONE :
	    truth_failed(db, code, N_("open the witness store"), e);
}

/* Every object of the file is one of ours, word for word. */
static enum err
check_schema(sqlite3 *db, struct error *e)
{
	sqlite3_stmt *st = NULL;
	size_t found = 0;
	bool ours = true;
	int code = sqlite3_prepare_v2(db,
	    "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL", -1, &st,
	    NULL);

	while (code == SQLITE_OK || code == SQLITE_ROW) {
		const char *text;
		size_t i = 0;

		code = sqlite3_step(st);
		if (code != SQLITE_ROW)
			break;
		text = (const char *)sqlite3_column_text(st, 0);
		while (text != NULL && i < COUNT(schema) &&
		    strcmp(schema[i], text) != 0)
			i++;
		ours = ours && text != NULL && i < COUNT(schema);
		found++;
	}
	(void)sqlite3_finalize(st);
	if (code != SQLITE_DONE)
		return truth_failed(db, code, N_("open the witness store"), e);
	if (ours && found == COUNT(schema))
		return ERR_NONE;
	return error_mend(e, error_set(e, ERR_INPUT,
	    "the file is not a witness's store"),
	    "a witness keeps its memory in a file of its own, witness.db");
}

/* The tables, unless another process was first. */
static enum err
make_schema(sqlite3 *db, struct error *e)
{
	int64_t version = 0;
	enum err rc = execute(db, "BEGIN IMMEDIATE", e);

	if (rc != ERR_NONE)
		return rc;
	rc = one_number(db, "PRAGMA user_version", &version, e);
	if (rc == ERR_NONE && version == 0) {
		for (size_t i = 0; i < COUNT(schema) && rc == ERR_NONE; i++)
			rc = execute(db, schema[i], e);
		if (rc == ERR_NONE)
			rc = execute(db, "PRAGMA user_version = 1", e);
	}
	if (rc == ERR_NONE)
		return execute(db, "COMMIT", e);
	(void)sqlite3_exec(db, "ROLLBACK", NULL, NULL, NULL);
	return rc;
}

enum err
witness_store_open(struct witness_store **out, const char *path,
    struct error *e)
{
	struct witness_store *s = calloc(1, sizeof *s);
	struct error own = error_like(e);
	int64_t version = 0, synchronous = 0;
	enum err rc = ERR_NONE;

	if (s == NULL)
		return error_set(e, ERR_MEMORY, "out of memory");
	if (!file_exists(path)) {
		rc = file_create(path, bytes_of("", 0), 0600, &own);
		if (rc == ERR_CONFLICT)
			rc = ERR_NONE; /* another process was first */
		else if (rc != ERR_NONE && e != NULL)
			*e = own;
	}
	if (rc == ERR_NONE)
		rc = truth_open_file(&s->db, path, SQLITE_OPEN_READWRITE, e);
	if (rc == ERR_NONE)
		rc = execute(s->db,
		    "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL", e);
	if (rc == ERR_NONE)
		rc = one_number(s->db, "PRAGMA synchronous", &synchronous, e);
	if (rc == ERR_NONE)
		rc = one_number(s->db, "PRAGMA user_version", &version, e);
	if (rc == ERR_NONE && version == 0)
		rc = make_schema(s->db, e);
	if (rc == ERR_NONE && version != 0 && version != WITNESS_USER_VERSION)
		rc = error_mend(e, error_set(e, ERR_INPUT,
		    "the witness store has version %lld, this program knows "
		    "%d", (long long)version, WITNESS_USER_VERSION),
		    "use the program of that version");
	if (rc == ERR_NONE)
		rc = check_schema(s->db, e);
	if (rc == ERR_NONE && synchronous != 2)
		rc = error_set(e, ERR_STORE,
		    "the witness store cannot be synced");
	if (rc != ERR_NONE) {
		witness_store_close(s);
		return rc;
	}
	*out = s;
	return ERR_NONE;
}

void
witness_store_close(struct witness_store *s)
{
	if (s == NULL)
		return;
	for (size_t i = 0; i < WITNESS_STATEMENTS; i++)
		(void)sqlite3_finalize(s->statements[i]);
	(void)sqlite3_close(s->db);
	free(s);
}

/* ---- statements ---- */

static enum err
use(struct witness_store *s, enum statement id, sqlite3_stmt **out,
    struct error *e)
{
	int code = SQLITE_OK;

	if (s->statements[id] == NULL)
		code = sqlite3_prepare_v3(s->db, sql[id], -1,
		    SQLITE_PREPARE_PERSISTENT, &s->statements[id], NULL);
	if (code != SQLITE_OK)
		return truth_failed(s->db, code, N_("use the witness store"),
		    e);
	*out = s->statements[id];
	return ERR_NONE;
}

/* For statements without rows; `code` is what binding gave. */
static enum err
finish(struct witness_store *s, sqlite3_stmt *st, int code, struct error *e)
{
	enum err rc = ERR_NONE;

	if (code == SQLITE_OK)
		code = sqlite3_step(st);
	if (code != SQLITE_DONE)
		rc = truth_failed(s->db, code, N_("use the witness store"), e);
	(void)sqlite3_reset(st);
	(void)sqlite3_clear_bindings(st);
	return rc;
}

static enum err
run(struct witness_store *s, enum statement id, struct error *e)
{
	sqlite3_stmt *st = NULL;
	enum err rc = use(s, id, &st, e);

	return rc == ERR_NONE ? finish(s, st, SQLITE_OK, e) : rc;
}

/* One number of a statement that gives one row. */
static enum err
count(struct witness_store *s, enum statement id, struct bytes origin,
    const char *reason, uint64_t *out, struct error *e)
{
	sqlite3_stmt *st = NULL;
	struct binder b;
	enum err rc = use(s, id, &st, e);
	int code;

	if (rc != ERR_NONE)
		return rc;
	b = bind_to(st);
	if (reason != NULL) {
		bind_text(&b, origin);
		bind_text(&b, bytes_text(reason));
	}
	code = b.code == SQLITE_OK ? sqlite3_step(st) : b.code;
	if (code == SQLITE_ROW)
		*out = column_number(st, 0);
	else
		rc = truth_failed(s->db, code, N_("use the witness store"), e);
	(void)sqlite3_reset(st);
	(void)sqlite3_clear_bindings(st);
	return rc;
}

enum err
witness_store_read(struct witness_store *s, struct bytes origin,
    struct witness_seen *out, struct buffer *note, struct error *e)
{
	struct witness_seen seen = {.root = hash_empty()};
	sqlite3_stmt *st = NULL;
	struct binder b;
	enum err rc = use(s, WITNESS_READ, &st, e);
	int code;

	if (rc != ERR_NONE)
		return rc;
	b = bind_to(st);
	bind_text(&b, origin);
	code = b.code == SQLITE_OK ? sqlite3_step(st) : b.code;
	if (code == SQLITE_ROW) {
		seen.size = column_number(st, 0);
		seen.stamp_s = (int64_t)column_number(st, 2);
		if (!column_hash(st, 1, &seen.root))
			rc = error_set(e, ERR_STORE,
			    "the witness store is damaged");
		if (note != NULL)
			buffer_add(note, column_blob(st, 3));
		if (rc == ERR_NONE && note != NULL && note->failed)
			rc = error_set(e, ERR_MEMORY, "out of memory");
	} else if (code != SQLITE_DONE) {
		rc = truth_failed(s->db, code, N_("use the witness store"), e);
	}
	(void)sqlite3_reset(st);
	(void)sqlite3_clear_bindings(st);
	if (rc == ERR_NONE)
		*out = seen;
	return rc;
}

/* ---- one step ---- */

static enum err
put(struct witness_store *s, const struct witness_step *step, int64_t stamp_s,
    struct bytes note, struct error *e)
{
	sqlite3_stmt *st = NULL;
	struct binder b;
	enum err rc = use(s, WITNESS_PUT, &st, e);

	if (rc != ERR_NONE)
		return rc;
	b = bind_to(st);
	bind_text(&b, step->origin);
	bind_number(&b, step->new_size);
	bind_blob(&b, hash_span(&step->new_root));
	bind_blob(&b, note);
	bind_number(&b, (uint64_t)stamp_s);
	return finish(s, st, b.code, e);
}

/* Inside the transaction. */
static enum err
compare_and_put(struct witness_store *s, const struct witness_step *step,
    bool *same, struct witness_seen *seen, struct error *e)
{
	struct buffer note = {0};
	int64_t stamp_s = step->now_s < 1 ? 1 : step->now_s;
	enum err rc = witness_store_read(s, step->origin, seen, NULL, e);

	*same = rc == ERR_NONE && seen->size == step->old_size &&
	    hash_equal(&seen->root, &step->old_root) &&
	    step->new_size >= seen->size;
	if (!*same)
		return rc;
	if (stamp_s < seen->stamp_s)
		stamp_s = seen->stamp_s;
	rc = step->sign(step->context, stamp_s, &note, e);
	if (rc == ERR_NONE && note.failed)
		rc = error_set(e, ERR_MEMORY, "out of memory");
	if (rc == ERR_NONE)
		rc = put(s, step, stamp_s, buffer_bytes(&note), e);
	if (rc == ERR_NONE)
		*seen = (struct witness_seen){step->new_size, step->new_root,
		    stamp_s};
	buffer_release(&note);
	return rc;
}

enum err
witness_store_step(struct witness_store *s, const struct witness_step *step,
    bool *done, struct witness_seen *seen, struct error *e)
{
	bool same = false;
	enum err rc;

	*done = false;
	if (step->origin.len == 0 || step->origin.len > ORIGIN_BYTES_MAX)
		return error_set(e, ERR_INPUT, "an origin has 1 to 255 bytes");
	rc = run(s, WITNESS_BEGIN, e);
	if (rc != ERR_NONE)
		return rc;
	rc = compare_and_put(s, step, &same, seen, e);
	if (rc == ERR_NONE && same)
		rc = run(s, WITNESS_COMMIT, e);
	*done = rc == ERR_NONE && same;
	if (sqlite3_get_autocommit(s->db) == 0) {
		enum err undone = run(s, WITNESS_ROLLBACK, NULL);

		(void)undone; /* else the next BEGIN fails */
	}
	return rc;
}

/* ---- evidence ---- */

enum err
witness_store_keep(struct witness_store *s, const struct witness_evidence *v,
    struct error *e)
{
	uint64_t have = 0;
	sqlite3_stmt *st = NULL;
	struct binder b;
	enum err rc = count(s, WITNESS_EVIDENCE_COUNT, v->origin, v->reason,
	    &have, e);

	if (rc != ERR_NONE || have >= WITNESS_EVIDENCE_MAX)
		return rc;
	rc = use(s, WITNESS_EVIDENCE_PUT, &st, e);
	if (rc != ERR_NONE)
		return rc;
	b = bind_to(st);
	bind_number(&b, v->at_s < 0 ? 0 : (uint64_t)v->at_s);
	bind_text(&b, v->origin);
	bind_text(&b, bytes_text(v->reason));
	bind_blob(&b, v->request);
	return finish(s, st, b.code, e);
}

enum err
witness_store_count_evidence(struct witness_store *s, uint64_t *out,
    struct error *e)
{
	return count(s, WITNESS_EVIDENCE_ALL, bytes_of(NULL, 0), NULL, out, e);
}

/* ---- as a memory ---- */

static enum err
states_read(void *context, struct bytes origin, struct witness_seen *out,
    struct buffer *note, struct error *e)
{
	return witness_store_read(context, origin, out, note, e);
}

static enum err
states_step(void *context, const struct witness_step *step, bool *done,
    struct witness_seen *seen, struct error *e)
{
	return witness_store_step(context, step, done, seen, e);
}

static enum err
states_keep(void *context, const struct witness_evidence *v, struct error *e)
{
	return witness_store_keep(context, v, e);
}

struct witness_states
witness_store_states(struct witness_store *s)
{
	return (struct witness_states){s, states_read, states_step,
	    states_keep};
}
