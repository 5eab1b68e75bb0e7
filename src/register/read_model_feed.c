/* Entries about something, the newest first, for feeds */
#include "register/read_model_sql.h"

#define NEWEST " ORDER BY 1 DESC LIMIT ?3"
#define IN_FORCE " e.n < ?2 AND e.outcome <= 1"

/* Contacts in force, and what speaks of them: notes, openings, erasures. */
#define WITH_BESIDE \
	", beside(n) AS (SELECT n FROM about UNION" \
	" SELECT r.source FROM about a JOIN reference r ON r.target = a.n" \
	" JOIN entity x ON x.n = r.source WHERE (?4 >> x.type) & 1)" \
	" SELECT e.n FROM entry e JOIN beside b ON e.entity = b.n WHERE" IN_FORCE

static const char of_thing[] = "WITH about(n) AS (SELECT ?1"
    " UNION SELECT contact FROM party WHERE counterpart = ?1"
    " UNION SELECT contact FROM party WHERE who = ?1 OR post = ?1 OR org = ?1"
    " UNION SELECT n FROM contact WHERE subject = ?1"
    " UNION SELECT n FROM tenure WHERE person = ?1 OR post = ?1"
    " UNION SELECT source FROM reference WHERE target = ?1)" WITH_BESIDE
    " UNION SELECT n FROM touched WHERE official = ?1 AND n < ?2" NEWEST;
static const char of_state[] = "WITH about(n) AS ("
    " SELECT contact FROM party WHERE state = ?5 AND side <> 0)" WITH_BESIDE
    NEWEST;
static const char of_words[] = "SELECT e.n FROM entry e WHERE" IN_FORCE
    " AND e.entity IN (SELECT rowid FROM words WHERE words MATCH ?5)" NEWEST;
static const char of_all[] = "SELECT e.n FROM entry e WHERE" IN_FORCE
    " AND e.type <> ?4" NEWEST;

enum err
read_model_feed(struct read_model *m, const struct feed_filter *f,
    uint64_t *out, size_t *count, struct error *e)
{
	static const char *const texts[] = {[FEED_THING] = of_thing,
	    [FEED_STATE] = of_state,
	    [FEED_WORDS] = of_words,
	    [FEED_LOG] = of_all};
	struct buffer words = {0};
	sqlite3_stmt *s;
	enum err rc = ERR_NONE;

	*count = 0;
	if (f->what == FEED_WORDS &&
	    !read_model_expression(&words, f->words)) {
		buffer_release(&words);
		return ERR_NONE;
	}
	s = read_sql(m, texts[f->what], e);
	put_number(s, 1, f->number);
	put_number(s, 2, f->below);
	put_number(s, 3, f->limit);
	put_number(s, 4, f->what == FEED_LOG ?
		(uint64_t)TYPE_INDEX_ROOT :
		TYPE_BIT(TYPE_NOTE) | TYPE_BIT(TYPE_OPEN) |
		    TYPE_BIT(TYPE_ERASE));
	put_text(s, 5, f->what == FEED_WORDS ? buffer_bytes(&words) :
					       bytes_text(f->state));
	while ((rc = read_sql_row(m, s, e)) == ERR_NONE &&
	    *count < f->limit)
		out[(*count)++] = take_number(s, 0);
	if (s != NULL)
		(void)sqlite3_reset(s);
	buffer_release(&words);
	return rc == ERR_ABSENT ? ERR_NONE : rc;
}

enum err
read_model_withdrawn(struct read_model *m, enum entry_type type,
    enum err (*each)(void *context, uint64_t entity, uint64_t last,
    struct error *e), void *context, struct error *e)
{
	sqlite3_stmt *s = read_sql(m, "SELECT n, current FROM entity"
	    " WHERE type = ?1 AND annulled", e);
	enum err rc;

	put_number(s, 1, (uint64_t)type);
	while ((rc = read_sql_row(m, s, e)) == ERR_NONE) {
		rc = each(context, take_number(s, 0), take_number(s, 1), e);
		if (rc != ERR_NONE)
			break;
	}
	if (s != NULL)
		(void)sqlite3_reset(s);
	return rc == ERR_ABSENT ? ERR_NONE : rc;
}
