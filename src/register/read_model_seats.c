/* Who sat where, and what is of a state (register/read_model.h) */
#include "register/read_model_sql.h"

static enum err
take_numbers(struct read_model *m, sqlite3_stmt *s, uint64_t *out, size_t max,
    size_t *count, struct error *e)
{
	enum err rc;

	*count = 0;
	while ((rc = read_sql_row(m, s, e)) == ERR_NONE) {
		if (*count < max)
			out[*count] = take_number(s, 0);
		++*count;
	}
	return rc == ERR_ABSENT ? ERR_NONE : rc;
}

enum err
read_model_seats(struct read_model *m, uint64_t of, uint64_t *out, size_t max,
    size_t *count, struct error *e)
{
	sqlite3_stmt *s = read_sql(m, "SELECT n FROM tenure"
	    " WHERE person = ?1 OR post = ?1 ORDER BY start_lo, n", e);

	put_number(s, 1, of);
	return take_numbers(m, s, out, max, count, e);
}

enum err
read_model_of_state(struct read_model *m, const char *state,
    enum entry_type type, uint64_t *out, size_t max, size_t *count,
    struct error *e)
{
	sqlite3_stmt *s = read_sql(m, "SELECT o.n FROM of_state o"
	    " JOIN entity x ON x.n = o.n WHERE o.state = ?1"
	    " AND x.type = ?2 AND NOT x.annulled ORDER BY o.n", e);

	put_text(s, 1, bytes_text(state));
	put_number(s, 2, (uint64_t)type);
	return take_numbers(m, s, out, max, count, e);
}
