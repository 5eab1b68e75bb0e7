/* The world of model/world.h over the read model */
#include "register/duties.h"
#include "register/read_model_sql.h"
#include "register/scope.h"

static enum err
world_entity(void *context, const struct id *id, struct entity *out,
    struct error *e)
{
	struct read_model *m = context;
	sqlite3_stmt *s = read_sql(m, "SELECT n, current, head, at, by_id,"
	    " annulled FROM entity WHERE id = ?1", e);
	struct bytes head;
	enum err rc;

	put_id(s, 1, id);
	rc = read_sql_row(m, s, e);
	if (rc != ERR_NONE)
		return rc;
	*out = (struct entity){.id = *id, .number = take_number(s, 0),
	    .current = take_number(s, 1),
	    .at_s = (int64_t)take_number(s, 3),
	    .annulled = take_number(s, 5) != 0};
	head = take_bytes(s, 2);
	if (head.len == HASH_BYTES)
		memcpy(out->head.at, head.at, HASH_BYTES);
	take_id(s, 4, &out->by);
	return ERR_NONE;
}

enum err
read_model_number(struct read_model *m, struct bytes text, uint64_t *out,
    struct error *e)
{
	struct row_entity row;
	struct id id;
	enum err rc;

	*out = NUMBER_NONE;
	if (text.len == 0 || !id_parse(text, &id))
		return ERR_NONE;
	rc = read_model_by_id(m, &id, &row, e);
	if (rc == ERR_NONE)
		*out = row.number;
	return rc == ERR_ABSENT ? ERR_NONE : rc;
}

static enum err
world_version(void *context, const struct id *id, const struct hash *leaf,
    uint64_t *number, struct error *e)
{
	struct read_model *m = context;
	sqlite3_stmt *s = read_sql(m, "SELECT e.n FROM entry e"
	    " JOIN entity x ON x.n = e.entity OR x.n = e.own"
	    " WHERE e.leaf = ?1 AND x.id = ?2"
	    " AND e.outcome <= 1 AND e.notes & 1 = 0 ORDER BY e.n LIMIT 1", e);
	enum err rc;

	put_blob(s, 1, hash_span(leaf));
	put_id(s, 2, id);
	rc = read_sql_row(m, s, e);
	if (rc == ERR_NONE)
		*number = take_number(s, 0);
	return rc;
}

static enum err
world_entry(void *context, uint64_t number, struct entry *out,
    struct arena *a, struct error *e)
{
	struct read_model *m = context;
	struct bytes leaf;
	enum err rc = m->leaves.leaf(m->leaves.context, number, &leaf, a, e);

	return rc == ERR_NONE ? entry_parse(out, leaf, NULL, a, e) : rc;
}

static void
key_of_row(sqlite3_stmt *s, struct key *out)
{
	struct bytes public = take_bytes(s, 2);

	*out = (struct key){.signs = take_number(s, 3) != 0,
	    .registered = take_number(s, 4),
	    .revoked = take_number(s, 5)};
	take_id(s, 0, &out->id);
	take_id(s, 1, &out->holder);
	if (public.len == ED25519_KEY_BYTES)
		memcpy(out->public.at, public.at, ED25519_KEY_BYTES);
}

static enum err
world_key(void *context, const struct id *id, struct key *out,
    struct error *e)
{
	struct read_model *m = context;
	sqlite3_stmt *s = read_sql(m, "SELECT id, holder, public, signs,"
	    " registered, revoked FROM key WHERE id = ?1", e);
	enum err rc;

	put_id(s, 1, id);
	rc = read_sql_row(m, s, e);
	if (rc == ERR_NONE)
		key_of_row(s, out);
	return rc;
}

enum err
read_model_key_of(struct read_model *m, const struct public_key *public,
    struct key *out, struct error *e)
{
	sqlite3_stmt *s = read_sql(m, "SELECT id, holder, public, signs,"
	    " registered, revoked FROM key WHERE public = ?1 AND signs"
	    " ORDER BY revoked IS NOT NULL, registered DESC LIMIT 1", e);
	enum err rc;

	put_blob(s, 1, bytes_of(public->at, sizeof public->at));
	rc = read_sql_row(m, s, e);
	if (rc == ERR_NONE)
		key_of_row(s, out);
	return rc;
}

enum err
read_model_keys(struct read_model *m,
    enum err (*each)(void *context, const struct key *key, struct error *e),
    void *context, struct error *e)
{
	sqlite3_stmt *s = read_sql(m, "SELECT id, holder, public, signs,"
	    " registered, revoked FROM key ORDER BY registered, id", e);
	enum err rc;

	while ((rc = read_sql_row(m, s, e)) == ERR_NONE) {
		struct key key;

		key_of_row(s, &key);
		rc = each(context, &key, e);
		if (rc != ERR_NONE) {
			(void)sqlite3_reset(s);
			return rc;
		}
	}
	return rc == ERR_ABSENT ? ERR_NONE : rc;
}

static enum err
world_grants(void *context, const struct id *to, const struct grant **first,
    struct arena *a, struct error *e)
{
	struct read_model *m = context;
	sqlite3_stmt *s = read_sql(m, "SELECT x.id, x.current FROM grants g"
	    " JOIN entity x ON x.id = g.id WHERE g.to_id = ?1"
	    " AND NOT x.annulled ORDER BY x.n", e);
	const struct grant *list = NULL;
	enum err rc;

	put_id(s, 1, to);
	while ((rc = read_sql_row(m, s, e)) == ERR_NONE) {
		struct grant *g = arena_take(a, sizeof *g);
		uint64_t number = take_number(s, 1);
		struct entry entry;
		struct id id;

		if (g == NULL) {
			rc = error_set(e, ERR_MEMORY, "out of memory");
			break;
		}
		take_id(s, 0, &id);
		rc = world_entry(m, number, &entry, a, e);
		if (rc != ERR_NONE)
			break;
		grant_read(g, &id, number, entry.body, a);
		g->next = list;
		list = g;
	}
	if (rc != ERR_ABSENT) {
		(void)sqlite3_reset(s);
		return rc;
	}
	*first = list;
	return ERR_NONE;
}

static enum err
world_policy(void *context, struct register_policy *out, struct error *e)
{
	struct read_model *m = context;
	sqlite3_stmt *s = read_sql(m, "SELECT id, current FROM entity"
	    " WHERE type = ?1 ORDER BY n LIMIT 1", e);
	struct arena *a;
	struct entry entry;
	struct id id;
	uint64_t number;
	enum err rc;

	put_number(s, 1, TYPE_POLICY);
	rc = read_sql_row(m, s, e);
	if (rc != ERR_NONE)
		return rc;
	take_id(s, 0, &id);
	number = take_number(s, 1);
	(void)sqlite3_reset(s);
	if (m->policy_known && m->policy.number == number) {
		*out = m->policy;
		return ERR_NONE;
	}
	a = arena_new(ENTRY_ARENA_BYTES);
	if (a == NULL)
		return error_set(e, ERR_MEMORY, "out of memory");
	rc = world_entry(m, number, &entry, a, e);
	if (rc == ERR_NONE) {
		policy_read(out, &id, number, entry.body);
		m->policy = *out;
		m->policy_known = true;
	}
	arena_free(a);
	return rc;
}

static enum err
world_same(void *context, const struct id *a, const struct id *b, bool *same,
    struct error *e)
{
	struct read_model *m = context;
	sqlite3_stmt *s = read_sql(m, "SELECT s.judgement FROM same s"
	    " JOIN entry e ON e.n = s.n JOIN entity x ON x.n = e.entity"
	    " WHERE s.a = ?1 AND s.b = ?2 AND NOT x.annulled"
	    " AND x.current = s.n ORDER BY s.n DESC LIMIT 1", e);
	bool swap = memcmp(a->at, b->at, sizeof a->at) > 0;
	enum err rc;

	put_id(s, 1, swap ? b : a);
	put_id(s, 2, swap ? a : b);
	rc = read_sql_row(m, s, e);
	*same = rc == ERR_NONE && take_number(s, 0) == 1;
	return rc == ERR_ABSENT ? ERR_NONE : rc;
}

#define SIMILAR(where) "SELECT c.n FROM contact c" \
	" JOIN entity x ON x.n = c.n WHERE c.subject = ?2 AND c.kind = ?3" \
	" AND " where " AND abs(x.at - ?6) <= 2592000 AND c.n IS NOT ?7" \
	" AND EXISTS (SELECT 1 FROM party p WHERE p.contact = c.n" \
	" AND p.counterpart = ?1) ORDER BY c.e LIMIT 1"

/* Two probes, each bounded by an index: contacts that begin in the days of
 * this one, and those of imprecise date that reach into them. */
static enum err
overlapping(struct read_model *m, const struct contact *c, uint64_t subject,
    uint64_t self, uint64_t counterpart, int64_t at_s, uint64_t *number,
    struct error *e)
{
	sqlite3_stmt *probes[2];
	enum err rc = ERR_ABSENT;

	probes[0] = read_sql(m, SIMILAR("c.e BETWEEN ?4 AND ?5"), e);
	probes[1] = read_sql(m,
	    SIMILAR("c.l > c.e AND c.e < ?4 AND c.l >= ?4"), e);
	for (size_t i = 0; i < COUNT(probes) && rc == ERR_ABSENT; i++) {
		put_number(probes[i], 1, counterpart);
		put_number(probes[i], 2, subject);
		put_number(probes[i], 3, c->kind);
		put_number(probes[i], 4, c->e);
		put_number(probes[i], 5, c->l);
		put_number(probes[i], 6, (uint64_t)at_s);
		put_number(probes[i], 7, self);
		rc = read_sql_row(m, probes[i], e);
		if (rc == ERR_NONE) {
			*number = take_number(probes[i], 0);
			(void)sqlite3_reset(probes[i]);
		}
	}
	return rc;
}

/* model 8.4: same subject, counterpart and kind, overlapping days, filed
 * within 30 days. */
static enum err
world_similar(void *context, const struct entry *entry, uint64_t *number,
    struct error *e)
{
	struct read_model *m = context;
	struct arena *a;
	struct contact c;
	uint64_t subject = NUMBER_NONE, self;
	enum err rc = ERR_NONE;

	*number = NUMBER_NONE;
	a = arena_new(MIB);
	if (a == NULL)
		return error_set(e, ERR_MEMORY, "out of memory");
	if (contact_read(&c, entry, a, NULL) == ERR_NONE)
		rc = read_model_number(m, c.subject, &subject, e);
	else
		c.party_count = 0;
	if (rc == ERR_NONE)
		rc = read_model_number(m, entry->id_text, &self, e);
	for (size_t i = 0; rc == ERR_NONE && i < c.party_count; i++) {
		const struct party *p = &c.parties[i];
		uint64_t counterpart;

		if (!p->principal || p->side == SIDE_HOME)
			continue;
		rc = read_model_number(m, p->counterpart, &counterpart, e);
		if (rc != ERR_NONE || counterpart == NUMBER_NONE)
			continue;
		rc = overlapping(m, &c, subject, self, counterpart,
		    entry->at_s, number, e);
		if (rc == ERR_NONE)
			break;
		if (rc == ERR_ABSENT)
			rc = ERR_NONE;
	}
	arena_free(a);
	return rc;
}

/* model 3.20: what the register holds of the question that is declared. */
static enum err
world_count(void *context, const struct json *body, uint64_t *certain,
    uint64_t *possible, struct error *e)
{
	struct read_model *m = context;
	struct arena *a = arena_new(256 * MIB);
	struct scope_sums sums;
	struct scope scope;
	enum err rc;

	if (a == NULL)
		return error_set(e, ERR_MEMORY, "out of memory");
	rc = scope_read(&scope, m, body, e);
	if (rc == ERR_NONE)
		rc = scope_count(&scope, m, &sums, a, e);
	if (rc == ERR_NONE) {
		*certain = sums.certain;
		*possible = sums.possible;
	}
	arena_free(a);
	return rc;
}

static enum err
world_duties(void *context, const struct json ***bodies, size_t *count,
    struct arena *a, struct error *e)
{
	struct read_model *m = context;
	const struct duty_row *rows = NULL;
	const struct json **list;
	enum err rc = duties_in_force(m, m->next, &rows, count, a, e);

	if (rc != ERR_NONE)
		return rc;
	list = arena_take_array(a, *count + 1, sizeof *list);
	if (list == NULL)
		return error_set(e, ERR_MEMORY, "out of memory");
	for (size_t i = 0; i < *count; i++)
		list[i] = rows[i].body;
	*bodies = list;
	return ERR_NONE;
}

void
read_model_world_init(struct read_model *m)
{
	m->world = (struct world){.context = m, .entity = world_entity,
	    .version = world_version, .entry = world_entry, .key = world_key,
	    .grants = world_grants, .policy = world_policy,
	    .same = world_same, .count = world_count,
	    .similar = world_similar, .duties = world_duties};
}

const struct world *
read_model_world(struct read_model *m)
{
	return &m->world;
}
