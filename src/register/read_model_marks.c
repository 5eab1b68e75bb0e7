/* What `open` and `erase` entries say of slots (model 7.3), and what has to be
 * looked at again because of them. An opening is final; an erasure speaks
 * through the version in force of its entry alone. */
#include "register/read_model_sql.h"

/* Versions that a source marks or marked: to be counted again. */
struct marked {
	uint64_t *at;
	size_t count;
};

static enum err
marked_by(struct read_model *m, uint64_t source, struct marked *out,
    struct arena *a, struct error *e)
{
	sqlite3_stmt *s = read_sql(m, "SELECT n, (SELECT count(*) FROM mark"
	    " WHERE source = ?1) FROM mark WHERE source = ?1 ORDER BY n", e);
	enum err rc;

	*out = (struct marked){NULL, 0};
	put_number(s, 1, source);
	while ((rc = read_sql_row(m, s, e)) == ERR_NONE) {
		if (out->at == NULL)
			out->at = arena_take_array(a,
			    (size_t)take_number(s, 1), sizeof *out->at);
		if (out->at == NULL) {
			(void)sqlite3_reset(s);
			return error_set(e, ERR_MEMORY, "out of memory");
		}
		out->at[out->count++] = take_number(s, 0);
	}
	return rc == ERR_ABSENT ? ERR_NONE : rc;
}

static enum err
count_again(struct read_model *m, uint64_t n, struct error *e)
{
	sqlite3_stmt *s = read_sql(m, "SELECT slots, erase FROM mark"
	    " WHERE n = ?1", e);
	uint64_t bits[2] = {0, 0};
	enum err rc;

	put_number(s, 1, n);
	while ((rc = read_sql_row(m, s, e)) == ERR_NONE)
		bits[take_number(s, 1) != 0] |= take_number(s, 0);
	if (rc != ERR_ABSENT)
		return rc;
	s = read_sql(m, "UPDATE entry SET opened = ?2, erased = ?3"
	    " WHERE n = ?1", e);
	put_number(s, 1, n);
	put_number(s, 2, bits[0]);
	put_number(s, 3, bits[1]);
	return read_sql_run(m, s, e);
}

/* Its openings are to be written again, its words to be looked up again. */
static enum err
look_again(struct read_model *m, const struct marked *list, uint64_t by,
    struct error *e)
{
	enum err rc = ERR_NONE;

	for (size_t i = 0; i < list->count && rc == ERR_NONE; i++) {
		sqlite3_stmt *s;

		rc = count_again(m, list->at[i], e);
		if (rc != ERR_NONE)
			break;
		s = read_sql(m, "INSERT INTO again VALUES (?1, 0, ?2)", e);
		put_number(s, 1, list->at[i]);
		put_number(s, 2, by);
		rc = read_sql_run(m, s, e);
	}
	return rc;
}

/* Bits of slots in a list of numbers; null = all. */
static uint16_t
slot_bits(const struct json *list)
{
	uint16_t bits = 0;

	if (json_is_null(list))
		return SLOT_ALL;
	for (const struct json *v = list->first; v != NULL; v = v->next)
		if (v->number >= 0 && v->number < SLOT_COUNT)
			bits = (uint16_t)(bits | 1u << v->number);
	return bits;
}

static enum err
mark(struct read_model *m, uint64_t source, const struct json *target,
    bool erase, struct error *e)
{
	struct bytes version = json_get_text(target, "version");
	struct hash leaf = {{0}};
	uint64_t entity;
	sqlite3_stmt *s;
	enum err rc = read_model_number(m, json_get_text(target, "target"),
	    &entity, e);

	if (rc != ERR_NONE || entity == NUMBER_NONE)
		return rc;
	if (version.len != 0 && !hash_parse(version, &leaf))
		return error_set(e, ERR_INPUT, "\"version\" is no hash");
	s = read_sql(m, "INSERT INTO mark SELECT n, ?4, ?1, ?5, ?6 FROM entry"
	    " WHERE entity = ?2 AND n < ?1"
	    " AND CASE WHEN ?7 THEN own = ?2 ELSE leaf = ?3 END", e);
	put_number(s, 1, m->next);
	put_number(s, 2, entity);
	put_blob(s, 3, hash_span(&leaf));
	put_number(s, 4, source);
	put_number(s, 5, slot_bits(json_get(target, "slots")));
	put_number(s, 6, erase);
	put_number(s, 7, version.len == 0);
	return read_sql_run(m, s, e);
}

static enum err
forget_marks(struct read_model *m, uint64_t source, struct error *e)
{
	sqlite3_stmt *s = read_sql(m, "DELETE FROM mark WHERE source = ?1"
	    " AND erase", e);

	put_number(s, 1, source);
	return read_sql_run(m, s, e);
}

enum err
read_model_mark(struct read_model *m, const struct entry *entry,
    uint64_t source, struct arena *a, struct error *e)
{
	const struct json *targets = json_get(entry->body, "targets");
	bool erase = entry->type == TYPE_ERASE;
	struct marked before, after;
	enum err rc = marked_by(m, source, &before, a, e);

	if (rc == ERR_NONE && erase)
		rc = forget_marks(m, source, e);
	if (rc == ERR_NONE && !erase)
		rc = mark(m, source, entry->body, false, e);
	for (const struct json *t = !erase || targets == NULL ? NULL :
	    targets->first; t != NULL && rc == ERR_NONE; t = t->next)
		rc = mark(m, source, t, true, e);
	if (rc == ERR_NONE)
		rc = marked_by(m, source, &after, a, e);
	if (rc == ERR_NONE)
		rc = look_again(m, &before, m->next, e);
	return rc == ERR_NONE ? look_again(m, &after, m->next, e) : rc;
}

enum err
read_model_unmark(struct read_model *m, uint64_t source, struct arena *a,
    struct error *e)
{
	struct marked before;
	enum err rc = marked_by(m, source, &before, a, e);

	if (rc == ERR_NONE)
		rc = forget_marks(m, source, e);
	return rc == ERR_NONE ? look_again(m, &before, m->next, e) : rc;
}

enum err
read_model_marks(struct read_model *m, uint64_t n, mark_fn *each,
    void *context, struct error *e)
{
	sqlite3_stmt *s = read_sql(m, "SELECT by_n, slots, erase FROM mark"
	    " WHERE n = ?1 ORDER BY by_n", e);
	enum err rc;

	put_number(s, 1, n);
	while ((rc = read_sql_row(m, s, e)) == ERR_NONE) {
		struct slot_mark mark = {.by = take_number(s, 0),
		    .slots = (uint16_t)take_number(s, 1),
		    .erase = take_number(s, 2) != 0};

		rc = each(context, &mark, e);
		if (rc != ERR_NONE) {
			(void)sqlite3_reset(s);
			return rc;
		}
	}
	return rc == ERR_ABSENT ? ERR_NONE : rc;
}

/* ---- what an erasure is about ---- */

enum err
read_model_marked(struct read_model *m, uint64_t by, uint64_t **out,
    size_t *count, struct arena *a, struct error *e)
{
	sqlite3_stmt *s = read_sql(m, "SELECT DISTINCT n,"
	    " (SELECT count(*) FROM mark WHERE by_n = ?1) FROM mark"
	    " WHERE by_n = ?1 ORDER BY n", e);
	enum err rc;

	*out = NULL;
	*count = 0;
	put_number(s, 1, by);
	while ((rc = read_sql_row(m, s, e)) == ERR_NONE) {
		if (*out == NULL)
			*out = arena_take_array(a, (size_t)take_number(s, 1),
			    sizeof **out);
		if (*out == NULL) {
			(void)sqlite3_reset(s);
			return error_set(e, ERR_MEMORY, "out of memory");
		}
		(*out)[(*count)++] = take_number(s, 0);
	}
	return rc == ERR_ABSENT ? ERR_NONE : rc;
}

/* ---- what has to be looked at again ---- */

static enum err
entities(struct read_model *m, sqlite3_stmt *s, uint64_t **out,
    size_t *count, struct arena *a, struct error *e)
{
	size_t room = 0;
	enum err rc;

	*out = NULL;
	*count = 0;
	while ((rc = read_sql_row(m, s, e)) == ERR_NONE) {
		if (*count == room) {
			size_t more = room == 0 ? 64 : room * 2;
			uint64_t *list = arena_take_array(a, more,
			    sizeof *list);

			if (list == NULL) {
				(void)sqlite3_reset(s);
				return error_set(e, ERR_MEMORY,
				    "out of memory");
			}
			if (room != 0)
				memcpy(list, *out, room * sizeof *list);
			*out = list;
			room = more;
		}
		(*out)[(*count)++] = take_number(s, 0);
	}
	return rc == ERR_ABSENT ? ERR_NONE : rc;
}

enum err
read_model_reworded(struct read_model *m, uint64_t by, uint64_t **out,
    size_t *count, struct arena *a, struct error *e)
{
	sqlite3_stmt *s = read_sql(m, "SELECT DISTINCT x.own FROM again g"
	    " JOIN entry x ON x.n = g.n WHERE g.day = 0 AND g.by_n = ?1"
	    " AND x.own IS NOT NULL ORDER BY 1", e);

	put_number(s, 1, by);
	return entities(m, s, out, count, a, e);
}

enum err
read_model_days(struct read_model *m, uint32_t after, uint32_t until,
    uint64_t **out, size_t *count, struct arena *a, struct error *e)
{
	sqlite3_stmt *s = read_sql(m, "SELECT DISTINCT x.own FROM again g"
	    " JOIN entry x ON x.n = g.n WHERE g.day > ?1 AND g.day <= ?2"
	    " AND x.own IS NOT NULL ORDER BY 1", e);

	put_number(s, 1, after);
	put_number(s, 2, until);
	return entities(m, s, out, count, a, e);
}
