/* register/read_model_sql.h - the inside of the read model: its statements */
#ifndef REGISTER_READ_MODEL_SQL_H
#define REGISTER_READ_MODEL_SQL_H

#include <sqlite3.h>

#include "register/read_model.h"

#define ID_BLOB_BYTES (1 + ID_BYTES)
#define STATEMENTS_MAX 192

struct read_model {
	sqlite3 *db;
	struct world world;
	struct leaf_source leaves;
	uint64_t next;      /* of the open transaction */
	uint64_t committed; /* as of the last commit */
	struct {
		const char *sql; /* a literal: its address is its name */
		sqlite3_stmt *stmt;
	} cache[STATEMENTS_MAX];
	size_t cache_count;
	/* Read once, since every judgement asks for it: good while the policy
	 * in force has this number. Forgotten with a rollback, after which
	 * another entry can get the number. */
	struct register_policy policy;
	bool policy_known;
};

/* A prepared statement for a literal, reset and without bindings; NULL and an
 * error where SQLite refuses. */
sqlite3_stmt *read_sql(struct read_model *m, const char *sql,
    struct error *e);
enum err read_sql_failed(struct read_model *m, struct error *e);
/* Runs to the end; the statement is reset. */
MUST_CHECK enum err read_sql_run(struct read_model *m, sqlite3_stmt *s,
    struct error *e);
/* One row: ERR_ABSENT where there is none. Left for reading columns; the next
 * read_sql of the same text resets it. */
MUST_CHECK enum err read_sql_row(struct read_model *m, sqlite3_stmt *s,
    struct error *e);

void put_number(sqlite3_stmt *s, int at, uint64_t number);
void put_text(sqlite3_stmt *s, int at, struct bytes text);
void put_blob(sqlite3_stmt *s, int at, struct bytes blob);
void put_id(sqlite3_stmt *s, int at, const struct id *id);
uint64_t take_number(sqlite3_stmt *s, int at);
struct bytes take_bytes(sqlite3_stmt *s, int at);
void take_id(sqlite3_stmt *s, int at, struct id *out);

/* Entry m->next, an `open` or `erase` of entity `source`, marks slots; the
 * marks of an earlier version of an `erase` go. `unmark`: an annulled `erase`
 * speaks no more. */
MUST_CHECK enum err read_model_mark(struct read_model *m,
    const struct entry *entry, uint64_t source, struct arena *a,
    struct error *e);
MUST_CHECK enum err read_model_unmark(struct read_model *m, uint64_t source,
    struct arena *a, struct error *e);

/* Fills m->world. */
void read_model_world_init(struct read_model *m);
/* The number of the entity with this id; NUMBER_NONE: unknown or empty. */
MUST_CHECK enum err read_model_number(struct read_model *m, struct bytes id,
    uint64_t *out, struct error *e);

/* A match expression of FTS5 from people's syntax: "a phrase", name: topic:
 * place: text: before a word. False where no word is left. */
bool read_model_expression(struct buffer *out, struct bytes words);

#endif
