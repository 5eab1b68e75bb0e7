#include "register/duties.h"

struct listing {
	struct read_model *m;
	struct arena *a;
	struct duty_row *rows;
	uint64_t *versions;
	size_t count, max;
};

/* Collected first: entries are read outside the walk. */
static enum err
collect(void *context, const struct row_entity *row, struct error *e)
{
	struct listing *l = context;

	if (row->annulled)
		return ERR_NONE;
	if (l->count == l->max) {
		size_t max = l->max == 0 ? 16 : 2 * l->max;
		struct duty_row *rows = arena_take_array(l->a, max,
		    sizeof *rows);
		uint64_t *versions = arena_take_array(l->a, max,
		    sizeof *versions);

		if (rows == NULL || versions == NULL)
			return error_set(e, ERR_MEMORY, "out of memory");
		if (l->count != 0) {
			memcpy(rows, l->rows, l->count * sizeof *rows);
			memcpy(versions, l->versions,
			    l->count * sizeof *versions);
		}
		l->rows = rows;
		l->versions = versions;
		l->max = max;
	}
	l->rows[l->count].number = row->number;
	l->versions[l->count++] = row->current;
	return ERR_NONE;
}

enum err
duties_in_force(struct read_model *m, const struct duty_row **out,
    size_t *count, struct arena *a, struct error *e)
{
	const struct world *w = read_model_world(m);
	struct listing l = {.m = m, .a = a};
	enum err rc = read_model_each(m, TYPE_DUTY, collect, &l, e);

	for (size_t i = 0; i < l.count && rc == ERR_NONE; i++) {
		struct entry entry;

		rc = w->entry(w->context, l.versions[i], &entry, a, e);
		if (rc != ERR_NONE)
			break;
		l.rows[i].body = entry.body;
		l.rows[i].rule = json_get_text(entry.body, "rule");
		l.rows[i].confirmed = json_get_bool(entry.body, "confirmed");
	}
	if (rc != ERR_NONE)
		return rc;
	*out = l.rows;
	*count = l.count;
	return ERR_NONE;
}

/* ---- the first version that was held ---- */

struct chain {
	uint64_t versions[64];
	size_t count;
	bool more;
};

static enum err
keep_version(void *context, const struct row_entry *row, struct error *e)
{
	struct chain *c = context;

	(void)e;
	if (row->type != TYPE_CONTACT || row->outcome > OUTCOME_NOTE ||
	    (row->notes & NOTE_COMPETING) != 0)
		return ERR_NONE;
	if (c->count == COUNT(c->versions))
		c->more = true;
	else
		c->versions[c->count++] = row->number;
	return ERR_NONE;
}

/* ERR_ABSENT: none was held among the first 64 versions. */
static enum err
first_held(struct registry *r, uint64_t contact, struct entry *entry,
    struct contact *c, struct arena *a, struct error *e)
{
	struct chain chain = {.count = 0};
	enum err rc = read_model_chain(registry_read_model(r), contact,
	    keep_version, &chain, e);

	for (size_t i = 0; i < chain.count && rc == ERR_NONE; i++) {
		rc = registry_entry(r, chain.versions[i], entry, a, e);
		if (rc == ERR_NONE)
			rc = contact_read(c, entry, a, e);
		if (rc != ERR_NONE || c->status == STATUS_HELD)
			return rc;
	}
	return rc == ERR_NONE ?
	    error_set(e, ERR_ABSENT, "the contact was not held") :
	    rc;
}

/* A grant as office for this subject, in force on the day of the filing. */
static enum err
by_own_office(struct registry *r, const struct entry *entry,
    const struct contact *c, bool *out, struct arena *a, struct error *e)
{
	const struct world *w = read_model_world(registry_read_model(r));
	uint32_t day = day_of_time(entry->at_s);
	const struct grant *g = NULL;
	struct id subject;
	enum err rc = w->grants(w->context, &entry->by, &g, a, e);

	*out = false;
	if (rc != ERR_NONE || !id_parse(c->subject, &subject))
		return rc;
	for (; g != NULL; g = g->next) {
		if (!g->active || g->role != ROLE_OFFICE || g->from > day ||
		    g->to < day)
			continue;
		*out = *out || g->all_subjects;
		for (size_t i = 0; i < g->subject_count; i++)
			*out = *out || id_equal(&g->subjects[i], &subject);
	}
	return ERR_NONE;
}

static bool
tells_more(const struct due *now, const struct late_flag *f)
{
	if (now->is == LATE_NO_FLAG || f->is != now->is)
		return f->is > now->is;
	return f->due < now->by;
}

enum err
registry_due(struct registry *r, uint64_t contact, struct due *out,
    struct arena *a, struct error *e)
{
	const struct duty_row *rows = NULL;
	struct due best = {.is = LATE_NO_FLAG};
	struct entry entry;
	struct contact c;
	size_t count = 0;
	bool own = false;
	enum err rc = duties_in_force(registry_read_model(r), &rows, &count, a,
	    e);

	*out = best;
	if (rc != ERR_NONE || count == 0)
		return rc;
	rc = first_held(r, contact, &entry, &c, a, e);
	if (rc == ERR_ABSENT)
		return ERR_NONE;
	if (rc != ERR_NONE || c.part_of.len != 0 || c.counter_of.len != 0)
		return rc;
	rc = by_own_office(r, &entry, &c, &own, a, e);
	for (size_t i = 0; rc == ERR_NONE && own && i < count; i++) {
		struct late_flag f;

		late_flag(&f, &c, entry.at_s, rows[i].body);
		if (f.is == LATE_NO_FLAG || !tells_more(&best, &f))
			continue;
		best = (struct due){f.is, rows[i].number, rows[i].rule,
		    rows[i].confirmed, f.due, f.days};
	}
	if (rc == ERR_NONE)
		*out = best;
	return rc;
}
