/* Opening the read model and taking up entries; look-ups stand in
 * read_model_find.c, the world in read_model_world.c. */
#include "register/read_model.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "format/age.h"
#include "format/base64.h"
#include "register/fold.h"
#include "register/read_model_sql.h"

#define SCHEMA_VERSION 9

static const char schema[] =
    "CREATE TABLE place (one INTEGER PRIMARY KEY CHECK (one = 1),"
    " origin TEXT NOT NULL, next INTEGER NOT NULL);"
    "CREATE TABLE entry (n INTEGER PRIMARY KEY, leaf BLOB NOT NULL,"
    " type INTEGER NOT NULL, entity INTEGER, own INTEGER,"
    " version INTEGER NOT NULL,"
    " at INTEGER NOT NULL, by_id BLOB NOT NULL, outcome INTEGER NOT NULL,"
    " notes INTEGER NOT NULL, code TEXT NOT NULL,"
    " opened INTEGER NOT NULL DEFAULT 0, erased INTEGER NOT NULL DEFAULT 0);"
    "CREATE INDEX entry_leaf ON entry (leaf);"
    "CREATE INDEX entry_entity ON entry (entity, n);"
    "CREATE TABLE entity (n INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE,"
    " type INTEGER NOT NULL, current INTEGER NOT NULL,"
    " version INTEGER NOT NULL, head BLOB NOT NULL, at INTEGER NOT NULL,"
    " by_id BLOB NOT NULL, annulled INTEGER NOT NULL);"
    "CREATE INDEX entity_type ON entity (type, n);"
    "CREATE TABLE key (id BLOB PRIMARY KEY, holder BLOB NOT NULL,"
    " public BLOB NOT NULL, signs INTEGER NOT NULL,"
    " registered INTEGER NOT NULL, revoked INTEGER) WITHOUT ROWID;"
    "CREATE INDEX key_public ON key (public);"
    "CREATE TABLE policy_key (id BLOB PRIMARY KEY) WITHOUT ROWID;"
    "CREATE TABLE grants (id BLOB PRIMARY KEY, to_id BLOB NOT NULL)"
    " WITHOUT ROWID;"
    "CREATE INDEX grants_to ON grants (to_id);"
    "CREATE TABLE same (a BLOB NOT NULL, b BLOB NOT NULL, n INTEGER NOT NULL,"
    " judgement INTEGER NOT NULL, PRIMARY KEY (a, b, n)) WITHOUT ROWID;"
    "CREATE TABLE name (entity INTEGER NOT NULL, type INTEGER NOT NULL,"
    " lang TEXT NOT NULL, text TEXT NOT NULL, folded TEXT NOT NULL);"
    "CREATE INDEX name_entity ON name (entity);"
    "CREATE INDEX name_folded ON name (folded);"
    "CREATE TABLE identifier (entity INTEGER NOT NULL, scheme TEXT NOT NULL,"
    " value TEXT NOT NULL);"
    "CREATE INDEX identifier_value ON identifier (value, scheme);"
    "CREATE INDEX identifier_entity ON identifier (entity);"
    "CREATE TABLE contact (n INTEGER PRIMARY KEY, subject INTEGER NOT NULL,"
    " kind INTEGER NOT NULL, status INTEGER NOT NULL,"
    " times INTEGER NOT NULL, e INTEGER NOT NULL, l INTEGER NOT NULL);"
    "CREATE INDEX contact_subject ON contact (subject, n);"
    "CREATE INDEX contact_day ON contact (subject, kind, e);"
    "CREATE INDEX contact_wide ON contact (subject, kind, e, l)"
    " WHERE l > e;"
    "CREATE TABLE party (contact INTEGER NOT NULL, who INTEGER,"
    " post INTEGER, org INTEGER, counterpart INTEGER, side INTEGER NOT NULL,"
    " principal INTEGER NOT NULL, state TEXT NOT NULL);"
    "CREATE INDEX party_contact ON party (contact);"
    "CREATE INDEX party_counterpart ON party (counterpart, contact);"
    "CREATE INDEX party_post ON party (post, contact);"
    "CREATE INDEX party_org ON party (org, contact);"
    "CREATE TABLE tenure (n INTEGER PRIMARY KEY, person INTEGER,"
    " post INTEGER, start_lo INTEGER NOT NULL, end_hi INTEGER NOT NULL);"
    "CREATE INDEX tenure_post ON tenure (post);"
    "CREATE INDEX tenure_person ON tenure (person);"
    "CREATE TABLE of_state (state TEXT NOT NULL, n INTEGER NOT NULL,"
    " PRIMARY KEY (state, n)) WITHOUT ROWID;"
    "CREATE INDEX of_state_n ON of_state (n);"
    "CREATE TABLE reference (source INTEGER NOT NULL,"
    " target INTEGER NOT NULL, member TEXT NOT NULL);"
    "CREATE INDEX reference_target ON reference (target, source);"
    "CREATE INDEX reference_source ON reference (source);"
    "CREATE TABLE declared (subject INTEGER NOT NULL, n INTEGER NOT NULL,"
    " PRIMARY KEY (subject, n)) WITHOUT ROWID;"
    "CREATE TABLE touched (official INTEGER NOT NULL, n INTEGER NOT NULL,"
    " e INTEGER NOT NULL, l INTEGER NOT NULL,"
    " PRIMARY KEY (official, n)) WITHOUT ROWID;"
    "CREATE TABLE pending (n INTEGER NOT NULL, key BLOB NOT NULL,"
    " times INTEGER NOT NULL, leaf BLOB NOT NULL, strike INTEGER NOT NULL);"
    "CREATE TABLE kept (name TEXT PRIMARY KEY, value BLOB NOT NULL)"
    " WITHOUT ROWID;"
    "CREATE TABLE mark (n INTEGER NOT NULL, source INTEGER NOT NULL,"
    " by_n INTEGER NOT NULL, slots INTEGER NOT NULL,"
    " erase INTEGER NOT NULL);"
    "CREATE INDEX mark_n ON mark (n);"
    "CREATE INDEX mark_source ON mark (source);"
    "CREATE INDEX mark_by ON mark (by_n);"
    "CREATE TABLE again (n INTEGER NOT NULL, day INTEGER NOT NULL,"
    " by_n INTEGER NOT NULL);"
    "CREATE INDEX again_by ON again (by_n);"
    "CREATE INDEX again_day ON again (day);"
    "CREATE VIRTUAL TABLE words USING fts5(name, topic, place, text,"
    " tokenize = \"unicode61 remove_diacritics 2\");";

static enum err
execute(struct read_model *m, const char *sql, struct error *e)
{
	if (sqlite3_exec(m->db, sql, NULL, NULL, NULL) != SQLITE_OK)
		return read_sql_failed(m, e);
	return ERR_NONE;
}

static void
shut(struct read_model *m)
{
	for (size_t i = 0; i < m->cache_count; i++)
		(void)sqlite3_finalize(m->cache[i].stmt);
	m->cache_count = 0;
	(void)sqlite3_close(m->db);
	m->db = NULL;
}

void
read_model_close(struct read_model *m)
{
	if (m == NULL)
		return;
	shut(m);
	free(m);
}

static enum err
open_file(struct read_model *m, const char *path, struct error *e)
{
	if (sqlite3_open_v2(path, &m->db, SQLITE_OPEN_READWRITE |
	    SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK)
		return read_sql_failed(m, e);
	(void)sqlite3_busy_timeout(m->db, 10000);
	return execute(m, "PRAGMA journal_mode = WAL;"
	    "PRAGMA synchronous = OFF; PRAGMA cache_size = -32768;"
	    "PRAGMA temp_store = MEMORY;", e);
}

/* A file of this schema and origin, whole enough to be read? */
static bool
fits(struct read_model *m, const char *origin)
{
	sqlite3_stmt *s = read_sql(m, "SELECT p.origin, p.next,"
	    " (SELECT coalesce(max(n) + 1, 0) FROM entry), v.user_version"
	    " FROM place p, pragma_user_version v", NULL);
	bool good = false;

	if (s != NULL && sqlite3_step(s) == SQLITE_ROW) {
		m->next = m->committed = take_number(s, 1);
		good = bytes_is(take_bytes(s, 0), origin) &&
		    take_number(s, 2) == m->next &&
		    sqlite3_column_int(s, 3) == SCHEMA_VERSION;
	}
	if (s != NULL)
		(void)sqlite3_reset(s);
	return good;
}

static void
throw_away(const char *path)
{
	static const char *const tails[] = {"", "-wal", "-shm"};

	for (size_t i = 0; i < COUNT(tails); i++) {
		char name[4200];
		int len = snprintf(name, sizeof name, "%s%s", path, tails[i]);

		if (len > 0 && (size_t)len < sizeof name)
			(void)unlink(name);
	}
}

static enum err
found_empty(struct read_model *m, const char *origin, struct error *e)
{
	sqlite3_stmt *s;
	enum err rc = execute(m, "BEGIN", e);

	if (rc == ERR_NONE)
		rc = execute(m, schema, e);
	if (rc == ERR_NONE)
		rc = execute(m, "PRAGMA user_version = 9", e);
	if (rc != ERR_NONE)
		return rc;
	s = read_sql(m, "INSERT INTO place VALUES (1, ?1, 0)", e);
	put_text(s, 1, bytes_text(origin));
	rc = read_sql_run(m, s, e);
	if (rc == ERR_NONE)
		rc = execute(m, "COMMIT", e);
	m->next = m->committed = 0;
	return rc;
}

enum err
read_model_open(struct read_model **out, const char *path, const char *origin,
    const struct leaf_source *leaves, bool *fresh, struct error *e)
{
	struct read_model *m = calloc(1, sizeof *m);
	enum err rc;

	if (m == NULL)
		return error_set(e, ERR_MEMORY, "out of memory");
	m->leaves = *leaves;
	*fresh = false;
	rc = open_file(m, path, e);
	if (rc != ERR_NONE || !fits(m, origin)) {
		shut(m);
		throw_away(path);
		*fresh = true;
		rc = open_file(m, path, e);
		if (rc == ERR_NONE)
			rc = found_empty(m, origin, e);
	}
	if (rc != ERR_NONE) {
		read_model_close(m);
		return rc;
	}
	read_model_world_init(m);
	*out = m;
	return ERR_NONE;
}

uint64_t
read_model_next(const struct read_model *m)
{
	return m->next;
}

enum err
read_model_begin(struct read_model *m, struct error *e)
{
	sqlite3_stmt *s;
	enum err rc;

	/* one that was read half would hold an old state, from which nothing
	 * can be written once another process has written */
	for (size_t i = 0; i < m->cache_count; i++)
		(void)sqlite3_reset(m->cache[i].stmt);
	rc = execute(m, "BEGIN IMMEDIATE", e);
	if (rc != ERR_NONE)
		return rc;
	/* another process may have followed meanwhile */
	s = read_sql(m, "SELECT next FROM place", e);
	rc = read_sql_row(m, s, e);
	if (rc != ERR_NONE) {
		(void)execute(m, "ROLLBACK", NULL);
		return rc;
	}
	m->next = m->committed = take_number(s, 0);
	(void)sqlite3_reset(s);
	return ERR_NONE;
}

enum err
read_model_commit(struct read_model *m, struct error *e)
{
	sqlite3_stmt *s = read_sql(m, "UPDATE place SET next = ?1", e);
	enum err rc;

	put_number(s, 1, m->next);
	rc = read_sql_run(m, s, e);
	if (rc == ERR_NONE)
		rc = execute(m, "COMMIT", e);
	if (rc == ERR_NONE)
		m->committed = m->next;
	return rc;
}

void
read_model_rollback(struct read_model *m)
{
	(void)execute(m, "ROLLBACK", NULL);
	m->next = m->committed;
	m->policy_known = false;
}

/* ---- postings that no index root covers yet ---- */

enum err
read_model_pend(struct read_model *m, uint64_t n, struct bytes key,
    uint32_t times, const struct hash *leaf, bool strike, struct error *e)
{
	sqlite3_stmt *s = read_sql(m, "INSERT INTO pending VALUES"
	    " (?1, ?2, ?3, ?4, ?5)", e);

	put_number(s, 1, n);
	put_blob(s, 2, key);
	put_number(s, 3, times);
	put_blob(s, 4, hash_span(leaf));
	put_number(s, 5, strike);
	return read_sql_run(m, s, e);
}

enum err
read_model_pending(struct read_model *m, uint64_t first, uint64_t end,
    pending_fn *each, void *context, struct error *e)
{
	sqlite3_stmt *s = read_sql(m, "SELECT n, key, times, leaf, strike"
	    " FROM pending WHERE n >= ?1 AND n < ?2 ORDER BY rowid", e);
	enum err rc;

	put_number(s, 1, first);
	put_number(s, 2, end);
	while ((rc = read_sql_row(m, s, e)) == ERR_NONE) {
		struct bytes key = take_bytes(s, 1);
		struct bytes leaf = take_bytes(s, 3);
		struct posting p = {.key_len = (uint8_t)key.len,
		    .times = (uint32_t)take_number(s, 2),
		    .number = take_number(s, 0)};

		if (key.len > sizeof p.key || leaf.len != HASH_BYTES)
			rc = error_set(e, ERR_STORE,
			    "the read model holds a broken posting");
		else {
			memcpy(p.key, key.at, key.len);
			memcpy(p.leaf.at, leaf.at, HASH_BYTES);
			rc = each(context, &p, take_number(s, 4) != 0, e);
		}
		if (rc != ERR_NONE) {
			(void)sqlite3_reset(s);
			return rc;
		}
	}
	return rc == ERR_ABSENT ? ERR_NONE : rc;
}

enum err
read_model_settle(struct read_model *m, uint64_t below, struct error *e)
{
	sqlite3_stmt *s = read_sql(m, "DELETE FROM pending WHERE n < ?1", e);

	put_number(s, 1, below);
	return read_sql_run(m, s, e);
}

/* ---- small things kept beside the entries ---- */

enum err
read_model_keep(struct read_model *m, const char *name, struct bytes value,
    struct error *e)
{
	sqlite3_stmt *s = read_sql(m, "INSERT OR REPLACE INTO kept VALUES"
	    " (?1, ?2)", e);

	put_text(s, 1, bytes_text(name));
	put_blob(s, 2, value);
	return read_sql_run(m, s, e);
}

enum err
read_model_kept(struct read_model *m, const char *name, uint8_t *out,
    size_t len, struct error *e)
{
	sqlite3_stmt *s = read_sql(m, "SELECT value FROM kept"
	    " WHERE name = ?1", e);
	struct bytes value;
	enum err rc;

	put_text(s, 1, bytes_text(name));
	rc = read_sql_row(m, s, e);
	if (rc != ERR_NONE)
		return rc;
	value = take_bytes(s, 0);
	if (value.len != len)
		rc = error_set(e, ERR_ABSENT, "\"%s\" is not kept", name);
	else
		memcpy(out, value.at, len);
	(void)sqlite3_reset(s);
	return rc;
}

enum err
read_model_openings(struct read_model *m, uint64_t size, uint32_t day,
    uint32_t today, uint64_t *out, size_t max, size_t *count,
    struct error *e)
{
	sqlite3_stmt *s = read_sql(m, "SELECT DISTINCT n / 256 FROM again"
	    " WHERE (day > ?2 AND day <= ?3) OR (day = 0 AND by_n >= ?1)"
	    " ORDER BY 1", e);
	enum err rc;

	*count = 0;
	put_number(s, 1, size);
	put_number(s, 2, day);
	put_number(s, 3, today);
	while ((rc = read_sql_row(m, s, e)) == ERR_NONE) {
		if (*count < max)
			out[*count] = take_number(s, 0);
		++*count;
	}
	return rc == ERR_ABSENT ? ERR_NONE : rc;
}

/* ---- taking up one entry ---- */

struct adding {
	struct read_model *m;
	const struct entry *entry;
	const struct slot_values *shown;
	struct arena *arena;
	struct error *e;
	uint64_t number, entity; /* of this entry, of its entity */
	unsigned version;
};

static enum err
add_name(const struct adding *x, struct bytes lang, struct bytes text)
{
	struct buffer folded = {0};
	sqlite3_stmt *s;
	enum err rc;

	if (text.len == 0)
		return ERR_NONE;
	if (!fold_name(&folded, text, true)) {
		buffer_release(&folded);
		return error_set(x->e, ERR_MEMORY, "out of memory");
	}
	s = read_sql(x->m, "INSERT INTO name VALUES (?1, ?2, ?3, ?4, ?5)",
	    x->e);
	put_number(s, 1, x->entity);
	put_number(s, 2, (uint64_t)x->entry->type);
	put_text(s, 3, lang);
	put_text(s, 4, text);
	put_text(s, 5, buffer_bytes(&folded));
	rc = read_sql_run(x->m, s, x->e);
	buffer_release(&folded);
	return rc;
}

/* Appends every string below `v` as words to search. */
static void
collect_words(struct buffer *out, const struct json *v)
{
	if (v == NULL)
		return;
	if (v->type == JSON_STRING) {
		if (out->len != 0)
			buffer_byte(out, ' ');
		buffer_add(out, v->text);
	}
	for (const struct json *m = v->first; m != NULL; m = m->next)
		collect_words(out, m);
}

static const struct json *
shown(const struct adding *x, unsigned slot)
{
	return x->shown == NULL ? NULL : x->shown->at[slot];
}

static bool
has_titles(enum entry_type type)
{
	return type == TYPE_POST || type == TYPE_DOCUMENT || type == TYPE_DUTY;
}

/* Names of persons and orgs, titles (T) of posts and documents, the title of
 * the register itself. */
static enum err
add_names(const struct adding *x, struct buffer *words)
{
	const struct json *v = NULL;
	enum err rc = ERR_NONE;

	if (x->entry->type == TYPE_POLICY)
		v = json_get(x->entry->body, "title");
	else if (has_titles(x->entry->type))
		v = shown(x, 0);
	if (v != NULL && v->type == JSON_OBJECT)
		for (v = v->first; v != NULL && rc == ERR_NONE; v = v->next) {
			rc = add_name(x, v->name, v->text);
			collect_words(words, v);
		}
	if (x->entry->type != TYPE_PERSON && x->entry->type != TYPE_ORG)
		return rc;
	v = shown(x, 0);
	for (v = v == NULL ? NULL : v->first; v != NULL && rc == ERR_NONE;
	    v = v->next) {
		rc = add_name(x, json_get_text(v, "lang"),
		    json_get_text(v, "text"));
		collect_words(words, json_get(v, "text"));
	}
	return rc;
}

static enum err
add_identifiers(const struct adding *x)
{
	const struct json *v = NULL;
	enum err rc = ERR_NONE;

	if (x->entry->type == TYPE_PERSON || x->entry->type == TYPE_ORG ||
	    x->entry->type == TYPE_POST || x->entry->type == TYPE_TENURE)
		v = shown(x, 1);
	for (v = v == NULL ? NULL : v->first; v != NULL && rc == ERR_NONE;
	    v = v->next) {
		sqlite3_stmt *s = read_sql(x->m,
		    "INSERT INTO identifier VALUES (?1, ?2, ?3)", x->e);

		put_number(s, 1, x->entity);
		put_text(s, 2, json_get_text(v, "scheme"));
		put_text(s, 3, json_get_text(v, "value"));
		rc = read_sql_run(x->m, s, x->e);
	}
	return rc;
}

static enum err
delete_from(const struct adding *x, const char *sql)
{
	sqlite3_stmt *s = read_sql(x->m, sql, x->e);

	put_number(s, 1, x->entity);
	return read_sql_run(x->m, s, x->e);
}

/* Officials in whose record a contact is held, with its days as they are
 * laid down now: entry `number` changes it. Said before and after a change,
 * the days grow together. */
static enum err
touch(const struct adding *x, uint64_t contact)
{
	sqlite3_stmt *s = read_sql(x->m, "INSERT INTO touched"
	    " SELECT DISTINCT p.who, ?2, c.e, c.l FROM contact c"
	    " JOIN party p ON p.contact = c.n WHERE c.n = ?1 AND c.status = ?3"
	    " AND p.side = 0 AND p.principal AND p.who IS NOT NULL"
	    " ON CONFLICT (official, n) DO UPDATE SET e = min(e, excluded.e),"
	    " l = max(l, excluded.l)", x->e);

	put_number(s, 1, contact);
	put_number(s, 2, x->number);
	put_number(s, 3, STATUS_HELD);
	return read_sql_run(x->m, s, x->e);
}

static enum err
forget_words(const struct adding *x)
{
	enum err rc = delete_from(x, "DELETE FROM name WHERE entity = ?1");

	if (rc == ERR_NONE)
		rc = delete_from(x, "DELETE FROM identifier WHERE entity = ?1");
	return rc == ERR_NONE ? delete_from(x,
	    "DELETE FROM words WHERE rowid = ?1") : rc;
}

/* Words are of the version in force: the old ones go first. */
static enum err
forget(const struct adding *x)
{
	enum err rc = forget_words(x);

	if (rc == ERR_NONE)
		rc = delete_from(x, "DELETE FROM reference WHERE source = ?1");
	if (rc == ERR_NONE)
		rc = delete_from(x, "DELETE FROM of_state WHERE n = ?1");
	if (rc == ERR_NONE && x->entry->type == TYPE_CONTACT) {
		rc = touch(x, x->entity);
		if (rc == ERR_NONE)
			rc = delete_from(x,
			    "DELETE FROM party WHERE contact = ?1");
		if (rc == ERR_NONE)
			rc = delete_from(x,
			    "DELETE FROM contact WHERE n = ?1");
	}
	return rc;
}

static enum err
add_words(const struct adding *x)
{
	struct buffer name = {0}, place = {0}, topic = {0}, text = {0};
	sqlite3_stmt *s;
	enum err rc = add_names(x, &name);

	if (rc == ERR_NONE)
		rc = add_identifiers(x);
	if (x->entry->type == TYPE_CONTACT) {
		collect_words(&topic, json_get(x->entry->body, "topics"));
		collect_words(&topic, shown(x, CONTACT_TOPICS));
		collect_words(&place, shown(x, CONTACT_PLACE));
		for (unsigned i = CONTACT_DESCRIBED; i <= CONTACT_PARTICULARS;
		    i++)
			collect_words(&text, shown(x, i));
	} else {
		for (unsigned i = 1; i < SLOT_COUNT; i++)
			collect_words(&text, shown(x, i));
	}
	if (rc == ERR_NONE && (name.len | place.len | topic.len | text.len) !=
	    0) {
		s = read_sql(x->m, "INSERT INTO words"
		    " (rowid, name, topic, place, text)"
		    " VALUES (?1, ?2, ?3, ?4, ?5)", x->e);
		put_number(s, 1, x->entity);
		put_text(s, 2, buffer_bytes(&name));
		put_text(s, 3, buffer_bytes(&topic));
		put_text(s, 4, buffer_bytes(&place));
		put_text(s, 5, buffer_bytes(&text));
		rc = read_sql_run(x->m, s, x->e);
	}
	buffer_release(&name);
	buffer_release(&place);
	buffer_release(&topic);
	buffer_release(&text);
	return rc;
}

static enum err
add_parties(const struct adding *x, const struct contact *c)
{
	enum err rc = ERR_NONE;

	for (size_t i = 0; i < c->party_count && rc == ERR_NONE; i++) {
		const struct party *p = &c->parties[i];
		uint64_t who, post, org, counterpart;
		sqlite3_stmt *s;

		rc = read_model_number(x->m, p->who, &who, x->e);
		if (rc == ERR_NONE)
			rc = read_model_number(x->m, p->as, &post, x->e);
		if (rc == ERR_NONE)
			rc = read_model_number(x->m, p->org, &org, x->e);
		if (rc == ERR_NONE)
			rc = read_model_number(x->m, p->counterpart,
			    &counterpart, x->e);
		if (rc != ERR_NONE)
			return rc;
		s = read_sql(x->m, "INSERT INTO party"
		    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)", x->e);
		put_number(s, 1, x->entity);
		put_number(s, 2, who);
		put_number(s, 3, post);
		put_number(s, 4, org);
		put_number(s, 5, counterpart);
		put_number(s, 6, (uint64_t)p->side);
		put_number(s, 7, p->principal);
		put_text(s, 8, p->state);
		rc = read_sql_run(x->m, s, x->e);
	}
	return rc;
}

static enum err
add_contact(const struct adding *x)
{
	struct contact c;
	uint64_t subject;
	sqlite3_stmt *s;
	enum err rc = contact_read(&c, x->entry, x->arena, x->e);

	if (rc == ERR_NONE)
		rc = read_model_number(x->m, c.subject, &subject, x->e);
	if (rc != ERR_NONE)
		return rc;
	s = read_sql(x->m, "INSERT INTO contact"
	    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)", x->e);
	put_number(s, 1, x->entity);
	put_number(s, 2, subject == NUMBER_NONE ? 0 : subject);
	put_number(s, 3, c.kind);
	put_number(s, 4, (uint64_t)c.status);
	put_number(s, 5, c.times);
	put_number(s, 6, c.e);
	put_number(s, 7, c.l);
	rc = read_sql_run(x->m, s, x->e);
	if (rc == ERR_NONE)
		rc = add_parties(x, &c);
	return rc == ERR_NONE ? touch(x, x->entity) : rc;
}

static enum err
add_declaration(const struct adding *x)
{
	uint64_t subject;
	sqlite3_stmt *s;
	enum err rc = read_model_number(x->m,
	    json_get_text(x->entry->body, "subject"), &subject, x->e);

	if (rc != ERR_NONE || subject == NUMBER_NONE)
		return rc;
	s = read_sql(x->m, "INSERT INTO declared VALUES (?1, ?2)", x->e);
	put_number(s, 1, subject);
	put_number(s, 2, x->number);
	return read_sql_run(x->m, s, x->e);
}

/* An org or a post of a state. */
static enum err
add_state(const struct adding *x, struct bytes state)
{
	sqlite3_stmt *s;

	if (state.len == 0)
		return ERR_NONE;
	s = read_sql(x->m, "INSERT OR REPLACE INTO of_state VALUES (?1, ?2)",
	    x->e);
	put_text(s, 1, state);
	put_number(s, 2, x->entity);
	return read_sql_run(x->m, s, x->e);
}

static enum err
add_tenure(const struct adding *x)
{
	const struct json *body = x->entry->body;
	struct when when;
	uint64_t person, post;
	sqlite3_stmt *s;
	enum err rc = when_parse(&when, json_get(body, "when"), x->e);

	if (rc == ERR_NONE)
		rc = read_model_number(x->m, json_get_text(body, "person"),
		    &person, x->e);
	if (rc == ERR_NONE)
		rc = read_model_number(x->m, json_get_text(body, "post"),
		    &post, x->e);
	if (rc != ERR_NONE)
		return rc;
	s = read_sql(x->m, "INSERT OR REPLACE INTO tenure"
	    " VALUES (?1, ?2, ?3, ?4, ?5)", x->e);
	put_number(s, 1, x->entity);
	put_number(s, 2, person);
	put_number(s, 3, post);
	put_number(s, 4, when.start_lo);
	put_number(s, 5, when.end_hi);
	return read_sql_run(x->m, s, x->e);
}

static enum err
put_key(const struct adding *x, const struct id *id, struct bytes holder_text,
    struct bytes alg, struct bytes public64, bool revoked)
{
	struct id holder = {.type = TYPE_UNKNOWN};
	struct age_recipient recipient = {{0}};
	uint8_t public[48] = {0};
	size_t len = 0;
	bool signs = bytes_is(alg, "ed25519");
	sqlite3_stmt *s;

	if (!id_parse(holder_text, &holder))
		return error_set(x->e, ERR_INPUT, "holder is no id");
	if (signs && (!base64_decode(public64, public, sizeof public, &len) ||
	    len != ED25519_KEY_BYTES))
		return error_set(x->e, ERR_INPUT, "key is not 32 bytes");
	/* one whose checksum does not hold is kept as zeros: nothing is sealed
	 * for it */
	if (!signs && age_recipient_parse(&recipient, public64))
		memcpy(public, recipient.at, sizeof recipient.at);
	s = read_sql(x->m, "INSERT INTO key VALUES (?1, ?2, ?3, ?4, ?5,"
	    " CASE WHEN ?6 THEN ?5 END)"
	    " ON CONFLICT (id) DO UPDATE SET holder = ?2, public = ?3,"
	    " signs = ?4, revoked = CASE WHEN ?6 THEN ?5 END", x->e);
	put_id(s, 1, id);
	put_id(s, 2, &holder);
	put_blob(s, 3, bytes_of(public, ED25519_KEY_BYTES));
	put_number(s, 4, signs);
	put_number(s, 5, x->number);
	put_number(s, 6, revoked);
	return read_sql_run(x->m, s, x->e);
}

/* Keys that an earlier policy listed and this one does not are revoked. */
static enum err
add_policy(const struct adding *x)
{
	const struct json *keys = json_get(x->entry->body, "keys");
	sqlite3_stmt *s = read_sql(x->m, "UPDATE key SET revoked = ?1"
	    " WHERE revoked IS NULL AND id IN (SELECT id FROM policy_key)"
	    " AND id NOT IN (SELECT id FROM entity)",
	    x->e);
	enum err rc;

	put_number(s, 1, x->number);
	rc = read_sql_run(x->m, s, x->e);
	if (rc == ERR_NONE)
		rc = execute(x->m, "DELETE FROM policy_key", x->e);
	for (keys = keys == NULL ? NULL : keys->first; keys != NULL &&
	    rc == ERR_NONE; keys = keys->next) {
		struct row_entity row;
		struct id id;

		if (!id_parse(json_get_text(keys, "id"), &id))
			return error_set(x->e, ERR_INPUT, "key is no id");
		if (read_model_by_id(x->m, &id, &row, NULL) == ERR_NONE)
			continue; /* it has an entry of its own */
		rc = put_key(x, &id, json_get_text(keys, "holder"),
		    json_get_text(keys, "alg"), json_get_text(keys, "public"),
		    false);
		if (rc != ERR_NONE)
			return rc;
		s = read_sql(x->m, "INSERT INTO policy_key VALUES (?1)",
		    x->e);
		put_id(s, 1, &id);
		rc = read_sql_run(x->m, s, x->e);
	}
	return rc;
}

static enum err
add_grant(const struct adding *x)
{
	struct id to;
	sqlite3_stmt *s;

	if (!id_parse(json_get_text(x->entry->body, "to"), &to))
		return error_set(x->e, ERR_INPUT, "\"to\" is no id");
	s = read_sql(x->m, "INSERT OR REPLACE INTO grants VALUES (?1, ?2)",
	    x->e);
	put_id(s, 1, &x->entry->id);
	put_id(s, 2, &to);
	return read_sql_run(x->m, s, x->e);
}

static enum err
add_same(const struct adding *x)
{
	struct bytes judgement = json_get_text(x->entry->body, "judgement");
	struct id a, b;
	sqlite3_stmt *s;

	if (!id_parse(json_get_text(x->entry->body, "a"), &a) ||
	    !id_parse(json_get_text(x->entry->body, "b"), &b))
		return error_set(x->e, ERR_INPUT, "\"a\" or \"b\" is no id");
	if (memcmp(a.at, b.at, sizeof a.at) > 0) {
		struct id swap = a;

		a = b;
		b = swap;
	}
	s = read_sql(x->m, "INSERT INTO same VALUES"
	    " (?1, ?2, ?3, ?4)", x->e);
	put_id(s, 1, &a);
	put_id(s, 2, &b);
	put_number(s, 3, x->number);
	put_number(s, 4, bytes_is(judgement, "same"));
	return read_sql_run(x->m, s, x->e);
}

static enum err
add_reference(const struct adding *x, struct bytes member, struct bytes text)
{
	uint64_t target;
	sqlite3_stmt *s;
	enum err rc = read_model_number(x->m, text, &target, x->e);

	if (rc != ERR_NONE || target == NUMBER_NONE)
		return rc;
	s = read_sql(x->m, "INSERT INTO reference SELECT ?1, ?2, ?3"
	    " WHERE NOT EXISTS (SELECT 1 FROM reference WHERE source = ?1"
	    " AND target = ?2 AND member = ?3)", x->e);
	put_number(s, 1, x->entity);
	put_number(s, 2, target);
	put_text(s, 3, member);
	return read_sql_run(x->m, s, x->e);
}

/* Strings below `v` that are ids of entities. */
static enum err
add_references_below(const struct adding *x, struct bytes member,
    const struct json *v)
{
	enum err rc = ERR_NONE;

	if (v->type == JSON_STRING)
		return add_reference(x, member, v->text);
	for (v = v->first; v != NULL && rc == ERR_NONE; v = v->next)
		rc = add_references_below(x, member, v);
	return rc;
}

/* What stands in tables of its own is not kept twice: parties, tenures. */
static bool
refers(enum entry_type type, struct bytes member)
{
	switch (type) {
	case TYPE_CONTACT:
		return bytes_is(member, "part_of") ||
		    bytes_is(member, "counter_of") ||
		    bytes_is(member, "source_of_record");
	case TYPE_NOTE:
	case TYPE_RECEIPT:
	case TYPE_DOCUMENT:
	case TYPE_STATEMENT:
	case TYPE_LINK:
	case TYPE_SAME:
	case TYPE_ANNUL:
	case TYPE_OPEN:
	case TYPE_ERASE:
	case TYPE_COMPLETE:
	case TYPE_DUTY:
	case TYPE_ORG:
	case TYPE_POST:
		return !bytes_is(member, "amendment");
	case TYPE_UNKNOWN:
	case TYPE_POLICY:
	case TYPE_KEY:
	case TYPE_GRANT:
	case TYPE_PERSON:
	case TYPE_TENURE:
	case TYPE_INDEX_ROOT:
		break;
	}
	return false;
}

static enum err
add_references(const struct adding *x)
{
	enum err rc = ERR_NONE;

	for (const struct json *v = x->entry->body->first;
	    v != NULL && rc == ERR_NONE; v = v->next)
		if (refers(x->entry->type, v->name))
			rc = add_references_below(x, v->name, v);
	return rc;
}

static enum err
add_by_type(const struct adding *x)
{
	const struct json *body = x->entry->body;

	switch (x->entry->type) {
	case TYPE_POLICY:
		return add_policy(x);
	case TYPE_KEY:
		return put_key(x, &x->entry->id, json_get_text(body, "holder"),
		    json_get_text(body, "alg"), json_get_text(body, "public"),
		    bytes_is(json_get_text(body, "state"), "revoked"));
	case TYPE_GRANT:
		return add_grant(x);
	case TYPE_TENURE:
		return add_tenure(x);
	case TYPE_CONTACT:
		return add_contact(x);
	case TYPE_SAME:
		return add_same(x);
	case TYPE_COMPLETE:
		return add_declaration(x);
	case TYPE_OPEN:
	case TYPE_ERASE:
		return read_model_mark(x->m, x->entry, x->entity, x->arena,
		    x->e);
	case TYPE_ORG:
		return add_state(x, json_get_text(body, "state"));
	case TYPE_POST:
		return add_state(x, json_get_text(body, "sent_by"));
	case TYPE_UNKNOWN:
	case TYPE_PERSON:
	case TYPE_NOTE:
	case TYPE_RECEIPT:
	case TYPE_DOCUMENT:
	case TYPE_STATEMENT:
	case TYPE_LINK:
	case TYPE_ANNUL:
	case TYPE_DUTY:
	case TYPE_INDEX_ROOT:
		break;
	}
	return ERR_NONE;
}

/* The entity that this entry makes or continues. For an annul, its target. */
static enum err
add_entity(struct adding *x)
{
	const struct entry *entry = x->entry;
	const struct id *id = &entry->id;
	struct row_entity row;
	struct id target;
	sqlite3_stmt *s;
	bool annul = entry->type == TYPE_ANNUL;
	enum err rc;

	if (annul && entry->has_prev)
		annul = false; /* it has acted */
	if (!entry->has_prev) {
		s = read_sql(x->m, "INSERT INTO entity VALUES"
		    " (?1, ?2, ?3, ?1, 1, ?4, ?5, ?6, 0)", x->e);
		put_number(s, 1, x->number);
		put_id(s, 2, id);
		put_number(s, 3, (uint64_t)entry->type);
		put_blob(s, 4, hash_span(&entry->leaf_hash));
		put_number(s, 5, (uint64_t)entry->at_s);
		put_id(s, 6, &entry->by);
		rc = read_sql_run(x->m, s, x->e);
		x->entity = x->number;
		x->version = 1;
		if (rc != ERR_NONE || !annul)
			return rc;
		if (!id_parse(json_get_text(entry->body, "target"), &target))
			return error_set(x->e, ERR_INPUT, "target is no id");
		id = &target;
	}
	rc = read_model_by_id(x->m, id, &row, x->e);
	if (rc != ERR_NONE)
		return rc;
	if (annul) {
		s = read_sql(x->m, "UPDATE entity SET head = ?2, annulled = 1"
		    " WHERE n = ?1", x->e);
	} else {
		x->entity = row.number;
		x->version = row.version + 1;
		s = read_sql(x->m, "UPDATE entity SET head = ?2, current = ?3,"
		    " at = ?4, by_id = ?5, version = version + 1, annulled = 0"
		    " WHERE n = ?1", x->e);
		put_number(s, 3, x->number);
		put_number(s, 4, (uint64_t)entry->at_s);
		put_id(s, 5, &entry->by);
	}
	put_number(s, 1, row.number);
	put_blob(s, 2, hash_span(&entry->leaf_hash));
	rc = read_sql_run(x->m, s, x->e);
	if (rc == ERR_NONE && annul && row.id.type == TYPE_KEY) {
		s = read_sql(x->m, "UPDATE key SET revoked = ?2"
		    " WHERE id = ?1 AND revoked IS NULL", x->e);
		put_id(s, 1, &row.id);
		put_number(s, 2, x->number);
		rc = read_sql_run(x->m, s, x->e);
	}
	if (rc == ERR_NONE && annul && row.id.type == TYPE_ERASE)
		rc = read_model_unmark(x->m, row.number, x->arena, x->e);
	if (rc == ERR_NONE && annul) {
		struct adding gone = *x;

		gone.entity = row.number;
		rc = touch(x, row.number);
		if (rc == ERR_NONE)
			rc = delete_from(&gone,
			    "DELETE FROM contact WHERE n = ?1");
		if (rc == ERR_NONE)
			rc = delete_from(&gone,
			    "DELETE FROM party WHERE contact = ?1");
		if (rc == ERR_NONE)
			rc = delete_from(&gone,
			    "DELETE FROM tenure WHERE n = ?1");
		if (rc == ERR_NONE)
			rc = delete_from(&gone,
			    "DELETE FROM of_state WHERE n = ?1");
		if (rc == ERR_NONE)
			rc = delete_from(&gone,
			    "DELETE FROM reference WHERE source = ?1");
	}
	return rc;
}

static enum err
add_row(const struct adding *x, const struct outcome *outcome, uint64_t entity)
{
	const struct entry *entry = x->entry;
	sqlite3_stmt *s = read_sql(x->m, "INSERT INTO entry VALUES"
	    " (?1, ?2, ?3, ?4, ?11, ?5, ?6, ?7, ?8, ?9, ?10, 0, 0)", x->e);

	put_number(s, 1, x->number);
	put_blob(s, 2, hash_span(&entry->leaf_hash));
	put_number(s, 3, (uint64_t)entry->type);
	put_number(s, 4, entity);
	put_number(s, 5, x->version);
	put_number(s, 6, (uint64_t)entry->at_s);
	put_id(s, 7, &entry->by);
	put_number(s, 8, (uint64_t)outcome->kind);
	put_number(s, 9, outcome->notes);
	put_text(s, 10, bytes_text(outcome->code));
	put_number(s, 11, x->entity);
	return read_sql_run(x->m, s, x->e);
}

/* The chain that an entry belongs to, for its history: a competing version
 * and an annul stand in that of their entity. */
static uint64_t
chain_of(const struct adding *x, const struct outcome *outcome)
{
	struct row_entity row;
	struct id id = x->entry->id;

	if (outcome->kind == OUTCOME_INVALID ||
	    outcome->kind == OUTCOME_NOT_UNDERSTOOD)
		return NUMBER_NONE;
	if (x->entry->type == TYPE_ANNUL &&
	    !id_parse(json_get_text(x->entry->body, "target"), &id))
		return NUMBER_NONE;
	return read_model_by_id(x->m, &id, &row, NULL) == ERR_NONE ?
	    row.number : x->entity;
}

/* The day on which slots of this version become public (model 7.3). */
static enum err
add_day(const struct adding *x)
{
	struct visibility v;
	sqlite3_stmt *s;

	visibility_read(&v, x->entry->body);
	if (!x->entry->has_seal || v.tier != TIER_DELAYED)
		return ERR_NONE;
	s = read_sql(x->m, "INSERT INTO again VALUES (?1, ?2, ?1)", x->e);
	put_number(s, 1, x->number);
	put_number(s, 2, v.until);
	return read_sql_run(x->m, s, x->e);
}

enum err
read_model_add(struct read_model *m, const struct entry *entry,
    const struct outcome *outcome, const struct slot_values *values,
    struct arena *a, struct error *e)
{
	struct adding x = {.m = m, .entry = entry, .shown = values,
	    .arena = a, .e = e, .number = m->next, .entity = NUMBER_NONE};
	bool counts = outcome_counts(outcome) && entry->type != TYPE_INDEX_ROOT;
	enum err rc = ERR_NONE;

	if (counts)
		rc = add_entity(&x);
	if (rc == ERR_NONE)
		rc = add_row(&x, outcome, chain_of(&x, outcome));
	if (rc == ERR_NONE && counts && x.version > 1)
		rc = forget(&x);
	if (rc == ERR_NONE && counts)
		rc = add_by_type(&x);
	if (rc == ERR_NONE && counts)
		rc = add_references(&x);
	if (rc == ERR_NONE && counts)
		rc = add_words(&x);
	if (rc == ERR_NONE)
		rc = add_day(&x);
	if (rc != ERR_NONE)
		return error_wrap(e, "entry %llu",
		    (unsigned long long)m->next);
	m->next++;
	return ERR_NONE;
}

enum err
read_model_reword(struct read_model *m, uint64_t entity,
    const struct entry *entry, const struct slot_values *values,
    struct arena *a, struct error *e)
{
	struct adding x = {.m = m, .entry = entry, .shown = values,
	    .arena = a, .e = e, .number = m->next, .entity = entity};
	enum err rc = forget_words(&x);

	return rc == ERR_NONE ? add_words(&x) : rc;
}
