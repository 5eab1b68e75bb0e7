#include "register/duties.h"

struct listing {
	struct arena *a;
	uint64_t *numbers;
	size_t count, max;
};

/* Collected first: entries are read outside the walk. */
static enum err
collect(void *context, const struct row_entity *row, struct error *e)
{
	struct listing *l = context;

	if (l->count == l->max) {
		size_t max = l->max == 0 ? 16 : 2 * l->max;
		uint64_t *numbers = arena_take_array(l->a, max,
		    sizeof *numbers);

		if (numbers == NULL)
			return error_set(e, ERR_MEMORY, "out of memory");
		if (l->count != 0)
			memcpy(numbers, l->numbers,
			    l->count * sizeof *numbers);
		l->numbers = numbers;
		l->max = max;
	}
	l->numbers[l->count++] = row->number;
	return ERR_NONE;
}

enum err
duties_in_force(struct read_model *m, uint64_t size,
    const struct duty_row **out, size_t *count, struct arena *a,
    struct error *e)
{
	const struct world *w = read_model_world(m);
	struct listing l = {.a = a};
	struct duty_row *rows;
	size_t n = 0;
	enum err rc = read_model_each(m, TYPE_DUTY, collect, &l, e);

	if (rc != ERR_NONE)
		return rc;
	rows = arena_take_array(a, l.count + 1, sizeof *rows);
	if (rows == NULL)
		return error_set(e, ERR_MEMORY, "out of memory");
	for (size_t i = 0; i < l.count; i++) {
		struct entry entry;
		uint64_t version;

		rc = read_model_version_at(m, l.numbers[i], size, &version, e);
		if (rc == ERR_NONE && version == NUMBER_NONE)
			continue;
		if (rc == ERR_NONE)
			rc = w->entry(w->context, version, &entry, a, e);
		if (rc != ERR_NONE)
			return rc;
		rows[n++] = (struct duty_row){.number = l.numbers[i],
		    .rule = json_get_text(entry.body, "rule"),
		    .confirmed = json_get_bool(entry.body, "confirmed"),
		    .body = entry.body};
	}
	*out = rows;
	*count = n;
	return ERR_NONE;
}

const char *
lateness_name(enum lateness is)
{
	static const char *const names[] = {"", "in_time", "perhaps_late",
	    "late"};

	return names[is];
}

/* ---- the first version that was held ---- */

#define VERSIONS_MAX 64 /* looked at: what is held later has no flag */

struct chain {
	uint64_t size;
	uint64_t versions[VERSIONS_MAX];
	size_t count;
};

static enum err
keep_version(void *context, const struct row_entry *row, struct error *e)
{
	struct chain *c = context;

	(void)e;
	if (row->type == TYPE_CONTACT && row->outcome <= OUTCOME_NOTE &&
	    (row->notes & NOTE_COMPETING) == 0 && row->number < c->size &&
	    c->count < VERSIONS_MAX)
		c->versions[c->count++] = row->number;
	return ERR_NONE;
}

/* *found false: none was held. */
static enum err
first_held(struct registry *r, uint64_t contact, uint64_t size,
    struct entry *entry, struct contact *c, uint64_t *number, bool *found,
    struct arena *a, struct error *e)
{
	struct chain chain = {.size = size};
	enum err rc = read_model_chain(registry_read_model(r), contact,
	    keep_version, &chain, e);

	*found = false;
	for (size_t i = 0; i < chain.count && rc == ERR_NONE && !*found; i++) {
		*number = chain.versions[i];
		rc = registry_entry(r, *number, entry, a, e);
		if (rc == ERR_NONE)
			rc = contact_read(c, entry, a, e);
		*found = rc == ERR_NONE && c->status == STATUS_HELD;
	}
	return rc;
}

static bool
covers(const struct grant *g, const struct id *subject, uint32_t day)
{
	if (!g->active || g->role != ROLE_OFFICE || g->from > day ||
	    g->to < day)
		return false;
	for (size_t i = 0; i < g->subject_count; i++)
		if (id_equal(&g->subjects[i], subject))
			return true;
	return g->all_subjects;
}

/* A grant as office for this subject, in force when it was filed: what became
 * of the grant afterwards changes nothing. */
static enum err
by_own_office(struct registry *r, const struct entry *entry, uint64_t number,
    const struct contact *c, bool *out, struct arena *a, struct error *e)
{
	struct read_model *m = registry_read_model(r);
	uint64_t *list = NULL;
	struct id subject;
	size_t count = 0;
	enum err rc = read_model_grants_to(m, &entry->by, &list, &count, a, e);

	*out = false;
	if (rc != ERR_NONE || !id_parse(c->subject, &subject))
		return rc;
	for (size_t i = 0; i < count && !*out; i++) {
		struct entry of;
		struct grant g;
		uint64_t version;

		rc = read_model_version_at(m, list[i], number, &version, e);
		if (rc == ERR_NONE && version == NUMBER_NONE)
			continue;
		if (rc == ERR_NONE)
			rc = registry_entry(r, version, &of, a, e);
		if (rc != ERR_NONE)
			return rc;
		grant_read(&g, &of.id, version, of.body, a);
		*out = covers(&g, &subject, day_of_time(entry->at_s));
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
registry_due(struct registry *r, uint64_t contact, uint64_t duty,
    uint64_t size, struct due *out, struct arena *a, struct error *e)
{
	const struct duty_row *rows = NULL;
	struct read_model *m = registry_read_model(r);
	struct due best = {.is = LATE_NO_FLAG, .duty = NUMBER_NONE};
	struct entry entry;
	struct contact c;
	uint64_t number = 0, in_force = NUMBER_NONE;
	size_t count = 0;
	bool own = false, found = false;
	enum err rc = duties_in_force(m, size, &rows, &count, a, e);

	*out = best;
	if (rc == ERR_NONE && count != 0)
		rc = read_model_version_at(m, contact, size, &in_force, e);
	if (rc == ERR_NONE && in_force != NUMBER_NONE)
		rc = first_held(r, contact, size, &entry, &c, &number, &found,
		    a, e);
	if (rc == ERR_NONE && found)
		rc = by_own_office(r, &entry, number, &c, &own, a, e);
	for (size_t i = 0; rc == ERR_NONE && own && i < count; i++) {
		struct late_flag f;

		if (duty != NUMBER_NONE && rows[i].number != duty)
			continue;
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
