#include "register/read_model_sql.h"

enum err
read_sql_failed(struct read_model *m, struct error *e)
{
	int code = sqlite3_errcode(m->db);

	if (code == SQLITE_BUSY || code == SQLITE_LOCKED)
		return error_set(e, ERR_CONFLICT,
		    "the read model is in use by another process");
	return error_set(e, ERR_STORE, "read model: %s",
	    sqlite3_errmsg(m->db));
}

sqlite3_stmt *
read_sql(struct read_model *m, const char *sql, struct error *e)
{
	sqlite3_stmt *s = NULL;

	for (size_t i = 0; i < m->cache_count; i++)
		if (m->cache[i].sql == sql) {
			s = m->cache[i].stmt;
			(void)sqlite3_reset(s);
			(void)sqlite3_clear_bindings(s);
			return s;
		}
	if (m->cache_count == STATEMENTS_MAX) {
		error_set(e, ERR_MEMORY, "too many statements");
		return NULL;
	}
	if (sqlite3_prepare_v3(m->db, sql, -1, SQLITE_PREPARE_PERSISTENT, &s,
	    NULL) != SQLITE_OK) {
		read_sql_failed(m, e);
		return NULL;
	}
	m->cache[m->cache_count].sql = sql;
	m->cache[m->cache_count++].stmt = s;
	return s;
}

enum err
read_sql_run(struct read_model *m, sqlite3_stmt *s, struct error *e)
{
	int step;

	if (s == NULL)
		return ERR_STORE;
	while ((step = sqlite3_step(s)) == SQLITE_ROW)
		continue;
	if (step != SQLITE_DONE)
		return read_sql_failed(m, e);
	(void)sqlite3_reset(s);
	return ERR_NONE;
}

enum err
read_sql_row(struct read_model *m, sqlite3_stmt *s, struct error *e)
{
	int step;

	if (s == NULL)
		return ERR_STORE;
	step = sqlite3_step(s);
	if (step == SQLITE_ROW)
		return ERR_NONE;
	if (step != SQLITE_DONE)
		return read_sql_failed(m, e);
	(void)sqlite3_reset(s);
	return error_set(e, ERR_ABSENT, "no such thing in this register");
}

void
put_number(sqlite3_stmt *s, int at, uint64_t number)
{
	if (s == NULL)
		return;
	if (number == NUMBER_NONE)
		(void)sqlite3_bind_null(s, at);
	else
		(void)sqlite3_bind_int64(s, at, (int64_t)number);
}

void
put_text(sqlite3_stmt *s, int at, struct bytes text)
{
	if (s != NULL)
		(void)sqlite3_bind_text(s, at, text.at == NULL ? "" :
		    (const char *)text.at, (int)text.len, SQLITE_TRANSIENT);
}

void
put_blob(sqlite3_stmt *s, int at, struct bytes blob)
{
	if (s != NULL)
		(void)sqlite3_bind_blob(s, at, blob.at, (int)blob.len,
		    SQLITE_TRANSIENT);
}

void
put_id(sqlite3_stmt *s, int at, const struct id *id)
{
	uint8_t blob[ID_BLOB_BYTES];

	blob[0] = (uint8_t)id->type;
	memcpy(blob + 1, id->at, ID_BYTES);
	put_blob(s, at, bytes_of(blob, sizeof blob));
}

uint64_t
take_number(sqlite3_stmt *s, int at)
{
	return sqlite3_column_type(s, at) == SQLITE_NULL ? NUMBER_NONE :
	    (uint64_t)sqlite3_column_int64(s, at);
}

struct bytes
take_bytes(sqlite3_stmt *s, int at)
{
	const void *from = sqlite3_column_blob(s, at);

	return bytes_of(from, (size_t)sqlite3_column_bytes(s, at));
}

void
take_id(sqlite3_stmt *s, int at, struct id *out)
{
	struct bytes blob = take_bytes(s, at);

	*out = (struct id){.type = TYPE_UNKNOWN};
	if (blob.len != ID_BLOB_BYTES)
		return;
	out->type = (enum entry_type)blob.at[0];
	memcpy(out->at, blob.at + 1, ID_BYTES);
}
