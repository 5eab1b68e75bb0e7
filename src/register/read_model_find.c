/* Look-ups of the read model */
#include "register/fold.h"
#include "register/read_model_sql.h"

static void
entity_of_row(sqlite3_stmt *s, struct row_entity *out)
{
	*out = (struct row_entity){.number = take_number(s, 0),
	    .current = take_number(s, 2),
	    .annulled = take_number(s, 3) != 0,
	    .version = (unsigned)take_number(s, 4)};
	take_id(s, 1, &out->id);
}

enum err
read_model_by_number(struct read_model *m, uint64_t number,
    struct row_entity *out, struct error *e)
{
	sqlite3_stmt *s = read_sql(m, "SELECT n, id, current, annulled,"
	    " version FROM entity WHERE n = ?1", e);
	enum err rc;

	put_number(s, 1, number);
	rc = read_sql_row(m, s, e);
	if (rc == ERR_NONE)
		entity_of_row(s, out);
	return rc;
}

enum err
read_model_by_id(struct read_model *m, const struct id *id,
    struct row_entity *out, struct error *e)
{
	sqlite3_stmt *s = read_sql(m, "SELECT n, id, current, annulled,"
	    " version FROM entity WHERE id = ?1", e);
	enum err rc;

	put_id(s, 1, id);
	rc = read_sql_row(m, s, e);
	if (rc == ERR_NONE)
		entity_of_row(s, out);
	return rc;
}

enum err
read_model_name(struct read_model *m, uint64_t number, const char *lang,
    struct bytes *out, struct arena *a, struct error *e)
{
	sqlite3_stmt *s = read_sql(m, "SELECT text FROM name"
	    " WHERE entity = ?1 ORDER BY lang = ?2 DESC, lang = 'en' DESC,"
	    " rowid LIMIT 1", e);
	enum err rc;

	put_number(s, 1, number);
	put_text(s, 2, bytes_text(lang));
	rc = read_sql_row(m, s, e);
	*out = rc == ERR_NONE ? arena_copy(a, take_bytes(s, 0)) :
	    bytes_text("");
	return rc == ERR_ABSENT ? ERR_NONE : rc;
}

static enum err
matches(struct read_model *m, sqlite3_stmt *s, struct match *out, size_t max,
    size_t *count, struct arena *a, struct error *e)
{
	enum err rc;

	*count = 0;
	while ((rc = read_sql_row(m, s, e)) == ERR_NONE) {
		if (*count < max) {
			out[*count].number = take_number(s, 0);
			out[*count].type = (enum entry_type)take_number(s,
			    1);
			out[*count].name = arena_copy(a, take_bytes(s, 2));
		}
		++*count;
	}
	return rc == ERR_ABSENT ? ERR_NONE : rc;
}

enum err
read_model_named(struct read_model *m, struct bytes text, uint32_t types,
    struct match *out, size_t max, size_t *count, struct arena *a,
    struct error *e)
{
	struct buffer folded = {0};
	sqlite3_stmt *s = read_sql(m, "SELECT n.entity, n.type, min(n.text)"
	    " FROM name n JOIN entity x ON x.n = n.entity"
	    " WHERE n.folded = ?1 AND NOT x.annulled AND (?2 >> n.type) & 1"
	    " GROUP BY n.entity ORDER BY n.entity", e);
	enum err rc;

	*count = 0;
	if (!fold_name(&folded, text, true)) {
		buffer_release(&folded);
		return error_set(e, ERR_INPUT, "the name is not UTF-8");
	}
	put_text(s, 1, buffer_bytes(&folded));
	put_number(s, 2, types);
	rc = folded.len == 0 ? ERR_NONE : matches(m, s, out, max, count, a, e);
	buffer_release(&folded);
	return rc;
}

/* A match expression of FTS5 from people's words: each as a prefix, quoted,
 * joined by `join`. False where no word is left. */
static bool
match_expression(struct buffer *out, struct bytes text, const char *join)
{
	struct buffer folded = {0};
	struct bytes rest;
	bool any = false;

	if (fold_name(&folded, text, false)) {
		rest = buffer_bytes(&folded);
		while (rest.len != 0) {
			size_t len = bytes_find(rest, ' ');

			if (any)
				buffer_text(out, join);
			buffer_byte(out, '"');
			buffer_append(out, rest.at, len);
			buffer_text(out, "\"*");
			any = true;
			len += len < rest.len;
			rest = bytes_of(rest.at + len, rest.len - len);
		}
	}
	buffer_release(&folded);
	return any;
}

#define NEAR_MAX 1000 /* counted at most */

enum err
read_model_near(struct read_model *m, struct bytes text, uint32_t types,
    bool all_words, struct match *out, size_t max, size_t *count,
    struct arena *a, struct error *e)
{
	struct buffer expression = {0};
	sqlite3_stmt *s;
	enum err rc = ERR_NONE;

	*count = 0;
	buffer_text(&expression, "name : (");
	if (match_expression(&expression, text, all_words ? " AND " :
	    " OR ")) {
		buffer_text(&expression, ")");
		s = read_sql(m, "SELECT x.n, x.type, (SELECT text FROM name"
		    " WHERE entity = x.n LIMIT 1) FROM words w"
		    " JOIN entity x ON x.n = w.rowid WHERE words MATCH ?1"
		    " AND NOT x.annulled AND (?2 >> x.type) & 1"
		    " ORDER BY CASE ?4 WHEN 1 THEN 0 ELSE w.rank END, x.n"
		    " LIMIT ?3", e);
		put_text(s, 1, buffer_bytes(&expression));
		put_number(s, 2, types);
		put_number(s, 3, all_words ? NEAR_MAX : max);
		put_number(s, 4, all_words);
		rc = matches(m, s, out, max, count, a, e);
	}
	buffer_release(&expression);
	return rc;
}

enum err
read_model_identified(struct read_model *m, struct bytes scheme,
    struct bytes value, uint64_t *number, struct error *e)
{
	sqlite3_stmt *s = read_sql(m, "SELECT i.entity FROM identifier i"
	    " JOIN entity x ON x.n = i.entity WHERE i.value = ?1"
	    " AND i.scheme = ?2 AND NOT x.annulled ORDER BY i.entity LIMIT 1",
	    e);
	enum err rc;

	put_text(s, 1, value);
	put_text(s, 2, scheme);
	rc = read_sql_row(m, s, e);
	if (rc == ERR_NONE)
		*number = take_number(s, 0);
	return rc;
}

#define ENTRY_COLUMNS "n, entity, version, type, leaf, at, by_id, outcome," \
	" notes, code, opened, erased"

static void
row_of_entry(sqlite3_stmt *s, struct row_entry *out, struct bytes code)
{
	struct bytes leaf = take_bytes(s, 4);

	*out = (struct row_entry){.number = take_number(s, 0),
	    .entity = take_number(s, 1),
	    .version = (unsigned)take_number(s, 2),
	    .type = (enum entry_type)take_number(s, 3),
	    .at_s = (int64_t)take_number(s, 5),
	    .outcome = (enum outcome_kind)take_number(s, 7),
	    .notes = (unsigned)take_number(s, 8), .code = code,
	    .opened = (uint16_t)take_number(s, 10),
	    .erased = (uint16_t)take_number(s, 11)};
	if (leaf.len == HASH_BYTES)
		memcpy(out->leaf.at, leaf.at, HASH_BYTES);
	take_id(s, 6, &out->by);
}

enum err
read_model_entry(struct read_model *m, uint64_t number, struct row_entry *out,
    struct arena *a, struct error *e)
{
	sqlite3_stmt *s = read_sql(m, "SELECT " ENTRY_COLUMNS
	    " FROM entry WHERE n = ?1", e);
	enum err rc;

	put_number(s, 1, number);
	rc = read_sql_row(m, s, e);
	if (rc == ERR_NONE)
		row_of_entry(s, out, arena_copy(a, take_bytes(s, 9)));
	return rc;
}

enum err
read_model_by_leaf(struct read_model *m, const struct hash *leaf,
    uint64_t *number, struct error *e)
{
	sqlite3_stmt *s = read_sql(m, "SELECT n FROM entry WHERE leaf = ?1"
	    " ORDER BY n LIMIT 1", e);
	enum err rc;

	put_blob(s, 1, hash_span(leaf));
	rc = read_sql_row(m, s, e);
	if (rc == ERR_NONE)
		*number = take_number(s, 0);
	return rc;
}

static enum err
each_entry(struct read_model *m, sqlite3_stmt *s, row_entry_fn *each,
    void *context, struct error *e)
{
	enum err rc;

	while ((rc = read_sql_row(m, s, e)) == ERR_NONE) {
		struct row_entry row;

		row_of_entry(s, &row, take_bytes(s, 9));
		rc = each(context, &row, e);
		if (rc != ERR_NONE) {
			(void)sqlite3_reset(s);
			return rc;
		}
	}
	return rc == ERR_ABSENT ? ERR_NONE : rc;
}

enum err
read_model_chain(struct read_model *m, uint64_t entity, row_entry_fn *each,
    void *context, struct error *e)
{
	sqlite3_stmt *s = read_sql(m, "SELECT " ENTRY_COLUMNS
	    " FROM entry WHERE entity = ?1 ORDER BY n", e);

	put_number(s, 1, entity);
	return each_entry(m, s, each, context, e);
}

enum err
read_model_entries(struct read_model *m, uint64_t first, uint64_t limit,
    row_entry_fn *each, void *context, struct error *e)
{
	sqlite3_stmt *s = read_sql(m, "SELECT " ENTRY_COLUMNS
	    " FROM entry WHERE n >= ?1 ORDER BY n LIMIT ?2", e);

	put_number(s, 1, first);
	put_number(s, 2, limit > INT64_MAX ? INT64_MAX : limit);
	return each_entry(m, s, each, context, e);
}

enum err
read_model_referring(struct read_model *m, uint64_t to, uint32_t types,
    struct reference **out, size_t *count, struct arena *a, struct error *e)
{
	sqlite3_stmt *s = read_sql(m, "SELECT r.source, x.type, r.member,"
	    " (SELECT count(*) FROM reference WHERE target = ?1)"
	    " FROM reference r JOIN entity x ON x.n = r.source"
	    " WHERE r.target = ?1 ORDER BY r.source, r.member", e);
	struct reference *list = NULL;
	size_t n = 0;
	enum err rc;

	put_number(s, 1, to);
	while ((rc = read_sql_row(m, s, e)) == ERR_NONE) {
		enum entry_type type = (enum entry_type)take_number(s, 1);
		size_t max = (size_t)take_number(s, 3);

		if ((types & TYPE_BIT(type)) == 0)
			continue;
		if (list == NULL)
			list = arena_take_array(a, max, sizeof *list);
		if (list == NULL) {
			(void)sqlite3_reset(s);
			return error_set(e, ERR_MEMORY, "out of memory");
		}
		list[n++] = (struct reference){.from = take_number(s, 0),
		    .type = type, .member = arena_copy(a, take_bytes(s, 2))};
	}
	if (rc != ERR_ABSENT)
		return rc;
	if (arena_failed(a))
		return error_set(e, ERR_MEMORY, "out of memory");
	*out = list;
	*count = n;
	return ERR_NONE;
}

/* Column 0 of every row, in the arena; column 1 is how many there are. */
static enum err
numbers_of(struct read_model *m, sqlite3_stmt *s, uint64_t **out,
    size_t *count, struct arena *a, struct error *e)
{
	uint64_t *list = NULL;
	size_t n = 0, max = 0;
	enum err rc;

	while ((rc = read_sql_row(m, s, e)) == ERR_NONE) {
		if (list == NULL) {
			max = (size_t)take_number(s, 1);
			list = arena_take_array(a, max, sizeof *list);
		}
		if (list == NULL) {
			(void)sqlite3_reset(s);
			return error_set(e, ERR_MEMORY, "out of memory");
		}
		if (n < max)
			list[n++] = take_number(s, 0);
	}
	if (rc != ERR_ABSENT)
		return rc;
	*out = list;
	*count = n;
	return ERR_NONE;
}

enum err
read_model_version_at(struct read_model *m, uint64_t entity, uint64_t size,
    uint64_t *version, struct error *e)
{
	sqlite3_stmt *s = read_sql(m, "SELECT n, type FROM entry"
	    " WHERE entity = ?1 AND n < ?2 AND outcome <= 1 AND notes & 1 = 0"
	    " AND NOT (type = ?3 AND version > 1) ORDER BY n DESC LIMIT 1", e);
	enum err rc;

	put_number(s, 1, entity);
	put_number(s, 2, size);
	put_number(s, 3, TYPE_ANNUL);
	rc = read_sql_row(m, s, e);
	*version = rc == ERR_NONE && take_number(s, 1) != TYPE_ANNUL ?
	    take_number(s, 0) : NUMBER_NONE;
	return rc == ERR_ABSENT ? ERR_NONE : rc;
}

enum err
read_model_grants_to(struct read_model *m, const struct id *to,
    uint64_t **out, size_t *count, struct arena *a, struct error *e)
{
	sqlite3_stmt *s = read_sql(m, "SELECT x.n, (SELECT count(*)"
	    " FROM grants WHERE to_id = ?1) FROM grants g"
	    " JOIN entity x ON x.id = g.id WHERE g.to_id = ?1 ORDER BY x.n",
	    e);

	put_id(s, 1, to);
	return numbers_of(m, s, out, count, a, e);
}

/* An annul that has acted and is amended acts no more: version above 1. */
enum err
read_model_declared(struct read_model *m, uint64_t subject, uint64_t size,
    uint64_t **out, size_t *count, struct arena *a, struct error *e)
{
	sqlite3_stmt *s = read_sql(m, "SELECT d.n, (SELECT count(*)"
	    " FROM declared WHERE subject = ?1) FROM declared d"
	    " JOIN entry v ON v.n = d.n WHERE d.subject = ?1 AND d.n < ?2"
	    " AND NOT EXISTS (SELECT 1 FROM entry x"
	    " WHERE x.entity = v.entity AND x.n > d.n AND x.n < ?2"
	    " AND x.outcome <= 1 AND x.notes & 1 = 0"
	    " AND NOT (x.type = ?3 AND x.version > 1)) ORDER BY d.n", e);

	put_number(s, 1, subject);
	put_number(s, 2, size);
	put_number(s, 3, TYPE_ANNUL);
	return numbers_of(m, s, out, count, a, e);
}

enum err
read_model_touched(struct read_model *m, uint64_t official, uint64_t after,
    uint64_t size, uint32_t from, uint32_t to, uint64_t *out, size_t max,
    size_t *count, struct error *e)
{
	sqlite3_stmt *s = read_sql(m, "SELECT n FROM touched"
	    " WHERE official = ?1 AND n > ?2 AND n < ?3 AND e <= ?5"
	    " AND l >= ?4 ORDER BY n LIMIT ?6", e);
	enum err rc;

	*count = 0;
	put_number(s, 1, official);
	put_number(s, 2, after);
	put_number(s, 3, size);
	put_number(s, 4, from);
	put_number(s, 5, to);
	put_number(s, 6, max);
	while ((rc = read_sql_row(m, s, e)) == ERR_NONE)
		if (*count < max)
			out[(*count)++] = take_number(s, 0);
	return rc == ERR_ABSENT ? ERR_NONE : rc;
}

#define HELD_WHERE " FROM contact c JOIN entity x ON x.n = c.n" \
	" WHERE c.status = ?4 AND c.e <= ?3 AND c.l >= ?2" \
	" AND c.n IN (SELECT contact FROM party WHERE counterpart = ?1" \
	" AND who = ?1 AND side = 0 AND principal)"

enum err
read_model_held(struct read_model *m, uint64_t official, uint32_t from,
    uint32_t to, uint64_t **out, size_t *count, struct arena *a,
    struct error *e)
{
	sqlite3_stmt *s = read_sql(m, "SELECT x.current,"
	    " (SELECT count(*)" HELD_WHERE ")" HELD_WHERE
	    " ORDER BY x.n", e);

	put_number(s, 1, official);
	put_number(s, 2, from);
	put_number(s, 3, to);
	put_number(s, 4, STATUS_HELD);
	return numbers_of(m, s, out, count, a, e);
}

enum err
read_model_seated(struct read_model *m, uint64_t person, uint64_t post,
    uint32_t from, uint32_t to, bool *out, struct error *e)
{
	sqlite3_stmt *s = read_sql(m, "SELECT 1 FROM tenure WHERE post = ?2"
	    " AND person = ?1 AND start_lo <= ?4 AND end_hi >= ?3 LIMIT 1", e);
	enum err rc;

	put_number(s, 1, person);
	put_number(s, 2, post);
	put_number(s, 3, from);
	put_number(s, 4, to);
	rc = read_sql_row(m, s, e);
	*out = rc == ERR_NONE;
	return rc == ERR_ABSENT ? ERR_NONE : rc;
}

enum err
read_model_holders(struct read_model *m, uint64_t post, uint32_t from,
    uint32_t to, uint64_t *out, size_t max, size_t *count, struct error *e)
{
	sqlite3_stmt *s = read_sql(m, "SELECT DISTINCT person FROM tenure"
	    " WHERE post = ?1 AND start_lo <= ?3 AND end_hi >= ?2"
	    " AND person IS NOT NULL ORDER BY person", e);
	enum err rc;

	*count = 0;
	put_number(s, 1, post);
	put_number(s, 2, from);
	put_number(s, 3, to);
	while ((rc = read_sql_row(m, s, e)) == ERR_NONE) {
		if (*count < max)
			out[*count] = take_number(s, 0);
		++*count;
	}
	return rc == ERR_ABSENT ? ERR_NONE : rc;
}

enum err
read_model_tenures(struct read_model *m, uint64_t person, uint64_t post,
    uint64_t *out, size_t max, size_t *count, struct error *e)
{
	sqlite3_stmt *s = read_sql(m, "SELECT n FROM tenure WHERE post = ?1"
	    " AND person = ?2 ORDER BY n", e);
	enum err rc;

	*count = 0;
	put_number(s, 1, post);
	put_number(s, 2, person);
	while ((rc = read_sql_row(m, s, e)) == ERR_NONE) {
		if (*count < max)
			out[*count] = take_number(s, 0);
		++*count;
	}
	return rc == ERR_ABSENT ? ERR_NONE : rc;
}

enum err
read_model_has_tenure(struct read_model *m, uint64_t person, bool *has,
    struct error *e)
{
	sqlite3_stmt *s = read_sql(m, "SELECT n FROM tenure WHERE person = ?1"
	    " LIMIT 1", e);
	enum err rc;

	put_number(s, 1, person);
	rc = read_sql_row(m, s, e);
	*has = rc == ERR_NONE;
	return rc == ERR_ABSENT ? ERR_NONE : rc;
}

enum err
read_model_own_official(struct read_model *m, const struct id *office,
    uint64_t *number, struct arena *a, struct error *e)
{
	const struct grant *g = NULL;
	enum err rc = m->world.grants(m, office, &g, a, e);
	struct row_entity row;
	bool one = false;

	*number = NUMBER_NONE;
	for (; rc == ERR_NONE && g != NULL; g = g->next) {
		if (!g->active || g->role != ROLE_OFFICE || g->all_subjects)
			continue;
		for (size_t i = 0; i < g->subject_count; i++) {
			rc = read_model_by_id(m, &g->subjects[i], &row, e);
			if (rc != ERR_NONE)
				return rc;
			if (one && row.number != *number) {
				*number = NUMBER_NONE;
				return ERR_NONE;
			}
			*number = row.number;
			one = true;
		}
	}
	return rc;
}

/* ---- search ---- */

#define SEARCH_WHERE \
	" (?2 = 0 OR x.type = ?2) AND NOT x.annulled" \
	" AND (?3 < 0 OR (c.kind = ?3))" \
	" AND (?4 = 0 OR c.l >= ?4) AND (?5 = 16777215 OR c.e <= ?5)" \
	" AND (?6 = '' OR EXISTS (SELECT 1 FROM party p" \
	" WHERE p.contact = x.n AND p.state = ?6))"

static void
bind_filters(sqlite3_stmt *s, const struct search *q)
{
	if (s == NULL)
		return;
	put_number(s, 2, (uint64_t)q->type);
	(void)sqlite3_bind_int(s, 3, q->kind);
	put_number(s, 4, q->from);
	put_number(s, 5, q->to);
	put_text(s, 6, q->state);
}

static enum err
search_rows(struct read_model *m, struct bytes expression,
    const struct search *q, struct found *out, size_t *count,
    struct arena *a, struct error *e)
{
	sqlite3_stmt *s = read_sql(m, "SELECT x.n, x.type,"
	    " snippet(words, -1, '', '', '...', 12), c.e, c.l"
	    " FROM words w JOIN entity x ON x.n = w.rowid"
	    " LEFT JOIN contact c ON c.n = x.n WHERE words MATCH ?1 AND"
	    SEARCH_WHERE " AND x.n > ?7 ORDER BY x.n LIMIT ?8", e);
	enum err rc;

	*count = 0;
	put_text(s, 1, expression);
	bind_filters(s, q);
	if (s != NULL)
		(void)sqlite3_bind_int64(s, 7, q->after == NUMBER_NONE ? -1 :
		    (int64_t)q->after);
	put_number(s, 8, q->limit);
	while ((rc = read_sql_row(m, s, e)) == ERR_NONE) {
		struct found *f = &out[(*count)++];

		f->number = take_number(s, 0);
		f->type = (enum entry_type)take_number(s, 1);
		f->snippet = arena_copy(a, take_bytes(s, 2));
		f->e = (uint32_t)take_number(s, 3);
		f->l = (uint32_t)take_number(s, 4);
	}
	return rc == ERR_ABSENT ? ERR_NONE : rc;
}

static enum err
search_totals(struct read_model *m, struct bytes expression,
    const struct search *q, uint64_t totals[TYPE_COUNT], struct error *e)
{
	sqlite3_stmt *s = read_sql(m, "SELECT x.type, count(*)"
	    " FROM words w JOIN entity x ON x.n = w.rowid"
	    " LEFT JOIN contact c ON c.n = x.n WHERE words MATCH ?1 AND"
	    SEARCH_WHERE " GROUP BY x.type", e);
	enum err rc;

	memset(totals, 0, TYPE_COUNT * sizeof *totals);
	put_text(s, 1, expression);
	bind_filters(s, q);
	while ((rc = read_sql_row(m, s, e)) == ERR_NONE) {
		uint64_t type = take_number(s, 0);

		if (type < TYPE_COUNT)
			totals[type] = take_number(s, 1);
	}
	return rc == ERR_ABSENT ? ERR_NONE : rc;
}

bool
read_model_expression(struct buffer *out, struct bytes words)
{
	static const char *const columns[] = {"name:", "topic:", "place:",
	    "text:"};
	bool any = false;

	while (words.len != 0) {
		const char *column = NULL;
		struct buffer part = {0};
		struct bytes word;
		size_t len;
		bool phrase;

		if (words.at[0] == ' ') {
			words = bytes_of(words.at + 1, words.len - 1);
			continue;
		}
		for (size_t i = 0; i < COUNT(columns); i++)
			if (bytes_starts(words, columns[i]))
				column = columns[i];
		if (column != NULL)
			words = bytes_of(words.at + strlen(column),
			    words.len - strlen(column));
		phrase = words.len != 0 && words.at[0] == '"';
		if (phrase)
			words = bytes_of(words.at + 1, words.len - 1);
		len = bytes_find(words, phrase ? '"' : ' ');
		word = bytes_of(words.at, len);
		len += len < words.len;
		words = bytes_of(words.at + len, words.len - len);
		if (phrase) {
			if (fold_name(&part, word, false) && part.len != 0) {
				struct bytes inner = buffer_bytes(&part);
				struct buffer quoted = {0};

				buffer_byte(&quoted, '"');
				buffer_add(&quoted, inner);
				buffer_byte(&quoted, '"');
				buffer_release(&part);
				part = quoted;
			}
		} else {
			(void)match_expression(&part, word, " AND ");
		}
		if (part.len != 0) {
			if (any)
				buffer_text(out, " AND ");
			if (column != NULL) {
				buffer_append(out, column,
				    strlen(column) - 1);
				buffer_text(out, " : ");
			}
			buffer_byte(out, '(');
			buffer_add(out, buffer_bytes(&part));
			buffer_byte(out, ')');
			any = true;
		}
		buffer_release(&part);
	}
	return any;
}

enum err
read_model_search(struct read_model *m, const struct search *q,
    struct found *out, size_t *count, uint64_t totals[TYPE_COUNT],
    struct arena *a, struct error *e)
{
	struct buffer expression = {0};
	enum err rc = ERR_NONE;

	*count = 0;
	memset(totals, 0, TYPE_COUNT * sizeof *totals);
	if (read_model_expression(&expression, q->words)) {
		struct bytes text = buffer_bytes(&expression);

		rc = search_rows(m, text, q, out, count, a, e);
		if (rc == ERR_NONE)
			rc = search_totals(m, text, q, totals, e);
	}
	buffer_release(&expression);
	return rc;
}

enum err
read_model_contacts(struct read_model *m, const struct search *q, uint64_t of,
    uint64_t with, enum err (*each)(void *context, uint64_t number,
    struct error *e), void *context, struct error *e)
{
	sqlite3_stmt *s = read_sql(m, "SELECT x.n FROM contact c"
	    " JOIN entity x ON x.n = c.n WHERE ?1 = 0 AND" SEARCH_WHERE
	    " AND (?7 IS NULL OR EXISTS (SELECT 1 FROM party p"
	    " WHERE p.contact = x.n AND p.who = ?7 AND p.side = 0))"
	    " AND (?8 IS NULL OR EXISTS (SELECT 1 FROM party p"
	    " WHERE p.contact = x.n AND (p.counterpart = ?8 OR p.post = ?8)))"
	    " ORDER BY x.n", e);
	enum err rc;

	put_number(s, 1, 0);
	bind_filters(s, q);
	put_number(s, 7, of);
	put_number(s, 8, with);
	while ((rc = read_sql_row(m, s, e)) == ERR_NONE) {
		rc = each(context, take_number(s, 0), e);
		if (rc != ERR_NONE) {
			(void)sqlite3_reset(s);
			return rc;
		}
	}
	return rc == ERR_ABSENT ? ERR_NONE : rc;
}

enum err
read_model_each(struct read_model *m, enum entry_type type,
    enum err (*each)(void *context, const struct row_entity *row,
    struct error *e), void *context, struct error *e)
{
	sqlite3_stmt *s = read_sql(m, "SELECT n, id, current, annulled,"
	    " version FROM entity WHERE type = ?1 ORDER BY n", e);
	enum err rc;

	put_number(s, 1, (uint64_t)type);
	while ((rc = read_sql_row(m, s, e)) == ERR_NONE) {
		struct row_entity row;

		entity_of_row(s, &row);
		rc = each(context, &row, e);
		if (rc != ERR_NONE) {
			(void)sqlite3_reset(s);
			return rc;
		}
	}
	return rc == ERR_ABSENT ? ERR_NONE : rc;
}
