/* Statements of src/account on the private tables (store/rows.h) */
#include "store/rows.h"

#include "store/truth_file.h"

static sqlite3_stmt *
kept(struct truth *t, const char *sql, struct rows *r)
{
	sqlite3 *db = t->writer != NULL ? t->writer : t->reader;
	struct truth_literal *free_one = NULL;
	int code;

	for (size_t i = 0; i < TRUTH_LITERALS_MAX; i++) {
		struct truth_literal *l = &t->literals[i];

		if (l->sql == sql)
			return l->st;
		if (l->sql == NULL && free_one == NULL)
			free_one = l;
	}
	if (free_one == NULL) {
		r->failed = error_set(&r->why, ERR_MEMORY,
		    "too many kinds of statements");
		return NULL;
	}
	code = sqlite3_prepare_v3(db, sql, -1, SQLITE_PREPARE_PERSISTENT,
	    &free_one->st, NULL);
	if (code != SQLITE_OK) {
		r->failed = truth_failed(db, code, N_("use the store"),
		    &r->why);
		return NULL;
	}
	free_one->sql = sql;
	return free_one->st;
}

struct rows
rows_start(struct truth *t, const char *sql)
{
	struct rows r = {.truth = t, .place = 1, .code = SQLITE_OK};

	if (t->version < TRUTH_USER_VERSION) {
		r.failed = error_set(&r.why, ERR_ABSENT,
		    "this register has no accounts yet");
		return r;
	}
	r.st = kept(t, sql, &r);
	return r;
}

static struct binder
binder_of(const struct rows *r)
{
	return (struct binder){r->st, r->place, r->code};
}

static void
bound(struct rows *r, const struct binder *b)
{
	r->place = b->place;
	r->code = b->code;
}

void
rows_put(struct rows *r, int64_t number)
{
	if (r->st == NULL)
		return;
	if (r->code == SQLITE_OK)
		r->code = sqlite3_bind_int64(r->st, r->place, number);
	r->place++;
}

void
rows_put_text(struct rows *r, struct bytes text)
{
	struct binder b = binder_of(r);

	if (r->st == NULL)
		return;
	bind_text(&b, text);
	bound(r, &b);
}

void
rows_put_cstr(struct rows *r, const char *text)
{
	if (text == NULL)
		rows_put_null(r);
	else
		rows_put_text(r, bytes_text(text));
}

void
rows_put_blob(struct rows *r, struct bytes blob)
{
	struct binder b = binder_of(r);

	if (r->st == NULL)
		return;
	bind_blob(&b, blob);
	bound(r, &b);
}

void
rows_put_null(struct rows *r)
{
	struct binder b = binder_of(r);

	if (r->st == NULL)
		return;
	bind_null(&b);
	bound(r, &b);
}

/* What an earlier step remembered, in the caller's language. */
static enum err
told(const struct rows *r, struct error *e)
{
	struct error why;

	if (e == NULL)
		return r->failed;
	if (r->failed == ERR_ABSENT)
		return error_set(e, r->failed,
		    "this register has no accounts yet");
	why = r->why;
	why.lang = e->lang;
	*e = why;
	return r->failed;
}

enum err
rows_next(struct rows *r, bool *more, struct error *e)
{
	int code;

	if (r->failed != ERR_NONE)
		return told(r, e);
	code = r->code == SQLITE_OK ? sqlite3_step(r->st) : r->code;
	*more = code == SQLITE_ROW;
	if (code == SQLITE_ROW || code == SQLITE_DONE)
		return ERR_NONE;
	r->failed = truth_failed(sqlite3_db_handle(r->st), code,
	    N_("use the accounts"), &r->why);
	return told(r, e);
}

enum err
rows_one(struct rows *r, struct error *e)
{
	bool more = false;
	enum err rc = rows_next(r, &more, e);

	return rc == ERR_NONE && !more ? ERR_ABSENT : rc;
}

enum err
rows_run(struct rows *r, uint64_t *changed, struct error *e)
{
	bool more = true;
	enum err rc = ERR_NONE;

	if (r->failed == ERR_NONE && r->truth->writer == NULL)
		rc = truth_need_writer(r->truth, e);
	while (rc == ERR_NONE && more)
		rc = rows_next(r, &more, e);
	if (rc == ERR_NONE && changed != NULL)
		*changed =
		    (uint64_t)sqlite3_changes64(sqlite3_db_handle(r->st));
	rows_end(r);
	return rc;
}

void
rows_end(struct rows *r)
{
	if (r->st == NULL)
		return;
	(void)sqlite3_reset(r->st);
	(void)sqlite3_clear_bindings(r->st);
}

int64_t
rows_number(const struct rows *r, int column)
{
	return sqlite3_column_int64(r->st, column);
}

struct bytes
rows_bytes(const struct rows *r, int column)
{
	return column_blob(r->st, column);
}

bool
rows_is_null(const struct rows *r, int column)
{
	return sqlite3_column_type(r->st, column) == SQLITE_NULL;
}

void
rows_copy(const struct rows *r, int column, char *out, size_t size)
{
	struct bytes b = column_blob(r->st, column);
	size_t len = b.len < size ? b.len : size - 1;

	if (len != 0)
		memcpy(out, b.at, len);
	out[len] = '\0';
}

enum err
rows_begin(struct truth *t, struct error *e)
{
	return truth_begin(t, e);
}

enum err
rows_commit(struct truth *t, enum err rc, struct error *e)
{
	return truth_end(t, rc, e);
}

int64_t
rows_last_id(const struct truth *t)
{
	return t->writer == NULL ? 0 : sqlite3_last_insert_rowid(t->writer);
}
