/* One page of a list, by keyset (register/read_model.h) */
#include "register/read_model_sql.h"

/* ?1 `at`, ?2 `after`, ?3 limit; contacts: ?4 kinds, ?5 and ?6 days, ?7 state,
 * ?8 of, ?9 with, ?10 whoever leads: `of`, else `with`. Whoever is named leads
 * the look-up, so that its cost is that of their contacts. */
/* A party belongs to an org by its post, too (model 3.11). */
#define POSTS_OF(org) \
	"SELECT source FROM reference WHERE target = " org \
	" AND member = 'org'"
#define CONTACT_WHERE \
	" NOT x.annulled AND x.n < ?1" \
	" AND (?4 = 0 OR (?4 >> c.kind & 1)) AND c.l >= ?5 AND c.e <= ?6" \
	" AND (?7 = '' OR EXISTS (SELECT 1 FROM party p" \
	" WHERE p.contact = x.n AND p.state = ?7))" \
	" AND (?8 IS NULL OR EXISTS (SELECT 1 FROM party p" \
	" WHERE p.contact = x.n AND p.counterpart = ?8 AND p.side = 0))" \
	" AND (?9 IS NULL OR EXISTS (SELECT 1 FROM party p" \
	" WHERE p.contact = x.n AND p.side <> 0" \
	" AND (p.counterpart = ?9 OR p.post = ?9 OR p.org = ?9" \
	" OR p.post IN (" POSTS_OF("?9") "))))"
#define FROM_ALL \
	"SELECT x.n FROM contact c JOIN entity x ON x.n = c.n WHERE" \
	" ?10 IS NULL AND" CONTACT_WHERE
#define FROM_WHO \
	"SELECT x.n FROM (SELECT DISTINCT contact n FROM party" \
	" WHERE counterpart = ?10 OR post = ?10 OR org = ?10" \
	" OR post IN (" POSTS_OF("?10") ")) f" \
	" CROSS JOIN contact c ON c.n = f.n JOIN entity x ON x.n = c.n" \
	" WHERE" CONTACT_WHERE
#define LIMITED " LIMIT ?3"
#define AFTER_DATE \
	" (SELECT e FROM contact WHERE n = ?2), ?2"

#define UP " AND (?2 IS NULL OR x.n > ?2) ORDER BY x.n" LIMITED
#define DOWN " AND (?2 IS NULL OR x.n < ?2) ORDER BY x.n DESC" LIMITED
#define EARLY \
	" AND (?2 IS NULL OR (c.e, x.n) > (" AFTER_DATE "))" \
	" ORDER BY c.e, x.n" LIMITED
#define LATE \
	" AND (?2 IS NULL OR (c.e, x.n) < (" AFTER_DATE "))" \
	" ORDER BY c.e DESC, x.n DESC" LIMITED

static const char *const contact_sql[2][LIST_ORDER_COUNT] = {
	{FROM_ALL UP, FROM_ALL DOWN, FROM_ALL EARLY, FROM_ALL LATE, NULL},
	{FROM_WHO UP, FROM_WHO DOWN, FROM_WHO EARLY, FROM_WHO LATE, NULL},
};

/* ?4 type, ?5 another type, ?6 whom the version in force names. */
#define FROM_TYPE \
	"SELECT x.n FROM entity x WHERE x.type IN (?4, ?5)" \
	" AND NOT x.annulled AND x.n < ?1 AND (?6 IS NULL OR EXISTS" \
	" (SELECT 1 FROM reference r WHERE r.source = x.n AND r.target = ?6))"
#define FROM_NAMING \
	"SELECT x.n FROM (SELECT DISTINCT source n FROM reference" \
	" WHERE target = ?6) f CROSS JOIN entity x ON x.n = f.n" \
	" WHERE x.type IN (?4, ?5) AND NOT x.annulled AND x.n < ?1"
#define NAME_OF(n) \
	"coalesce((SELECT folded FROM name WHERE entity = " n \
	" ORDER BY rowid LIMIT 1), '')"
#define NAMED \
	" AND (?2 IS NULL OR (" NAME_OF("x.n") ", x.n) > (" NAME_OF("?2") \
	", ?2)) ORDER BY " NAME_OF("x.n") ", x.n" LIMITED

static const char *const type_sql[2][LIST_ORDER_COUNT] = {
	{FROM_TYPE UP, FROM_TYPE DOWN, NULL, NULL, FROM_TYPE NAMED},
	{FROM_NAMING UP, FROM_NAMING DOWN, NULL, NULL, FROM_NAMING NAMED},
};

static void
bind_contacts(sqlite3_stmt *s, const struct list_filter *f)
{
	put_number(s, 4, f->kinds);
	put_number(s, 5, f->from);
	put_number(s, 6, f->to);
	put_text(s, 7, bytes_text(f->state));
	put_number(s, 8, f->of);
	put_number(s, 9, f->with);
	put_number(s, 10, f->of != NUMBER_NONE ? f->of : f->with);
}

static enum err
take_page(struct read_model *m, sqlite3_stmt *s, uint64_t *out, size_t limit,
    size_t *count, struct error *e)
{
	enum err rc = ERR_NONE;

	*count = 0;
	while (*count < limit && (rc = read_sql_row(m, s, e)) == ERR_NONE)
		out[(*count)++] = take_number(s, 0);
	if (rc == ERR_NONE && s != NULL)
		(void)sqlite3_reset(s);
	return rc == ERR_ABSENT ? ERR_NONE : rc;
}

/* A cursor names something that there was at `at`, of the list's kind. */
static enum err
check_cursor(struct read_model *m, const struct list_filter *f,
    struct error *e)
{
	struct row_entity row;
	enum err rc;

	if (f->after == NUMBER_NONE)
		return ERR_NONE;
	rc = read_model_by_number(m, f->after, &row, NULL);
	if (rc == ERR_NONE && f->after < f->at &&
	    (row.id.type == f->type || row.id.type == f->type_also))
		return ERR_NONE;
	if (rc == ERR_STORE || rc == ERR_CONFLICT)
		return error_set(e, rc, "the read model cannot be read");
	return error_word(e, ERR_INPUT, "bad-cursor",
	    "entry %llu is no place in this list",
	    (unsigned long long)f->after);
}

enum err
read_model_page(struct read_model *m, const struct list_filter *f,
    uint64_t *out, size_t *count, struct error *e)
{
	bool contacts = f->type == TYPE_CONTACT;
	bool led = f->of != NUMBER_NONE || (contacts && f->with != NUMBER_NONE);
	const char *sql = contacts ? contact_sql[led][f->order] :
				     type_sql[led][f->order];
	sqlite3_stmt *s;
	enum err rc = check_cursor(m, f, e);

	*count = 0;
	if (rc != ERR_NONE)
		return rc;
	if (sql == NULL)
		return error_word(e, ERR_INPUT, "order",
		    "this list has no such order");
	s = read_sql(m, sql, e);
	put_number(s, 1, f->at);
	put_number(s, 2, f->after);
	put_number(s, 3, f->limit);
	if (contacts) {
		bind_contacts(s, f);
	} else {
		put_number(s, 4, (uint64_t)f->type);
		put_number(s, 5, (uint64_t)f->type_also);
		put_number(s, 6, f->of);
	}
	return take_page(m, s, out, f->limit, count, e);
}
