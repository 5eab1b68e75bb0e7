#include "register/past.h"

#include <stdlib.h>

#include "model/body.h"

struct finding {
	uint64_t size, version;
	enum entry_type type;
};

static enum err
keep_version(void *context, const struct row_entry *row, struct error *e)
{
	struct finding *f = context;

	(void)e;
	if (row->number >= f->size || row->outcome > OUTCOME_NOTE ||
	    (row->notes & NOTE_COMPETING) != 0)
		return ERR_NONE;
	f->version = row->type == f->type ? row->number : NUMBER_NONE;
	return ERR_NONE;
}

enum err
past_version(struct registry *r, uint64_t number, uint64_t size,
    uint64_t *version, struct error *e)
{
	struct read_model *m = registry_read_model(r);
	struct finding f = {.size = size, .version = NUMBER_NONE};
	struct row_entity row;
	enum err rc = read_model_by_number(m, number, &row, e);

	if (rc != ERR_NONE)
		return rc;
	f.type = row.id.type;
	if (row.current < size && !row.annulled)
		f.version = row.current;
	else
		rc = read_model_chain(m, number, keep_version, &f, e);
	if (rc == ERR_NONE && f.version == NUMBER_NONE)
		return error_set(e, ERR_ABSENT,
		    "it was not in force up to checkpoint %llu",
		    (unsigned long long)size);
	*version = f.version;
	return rc;
}

enum err
past_entry(struct registry *r, uint64_t number, uint64_t size,
    struct entry *out, struct arena *a, struct error *e)
{
	uint64_t version;
	enum err rc = past_version(r, number, size, &version, e);

	return rc == ERR_NONE ? registry_entry(r, version, out, a, e) : rc;
}

enum err
past_number(struct registry *r, struct bytes id_text, uint64_t *number,
    struct error *e)
{
	struct row_entity row;
	struct id id;
	enum err rc;

	*number = NUMBER_NONE;
	if (id_text.len == 0 || !id_parse(id_text, &id))
		return ERR_NONE;
	rc = read_model_by_id(registry_read_model(r), &id, &row, e);
	if (rc == ERR_NONE)
		*number = row.number;
	return rc == ERR_ABSENT ? ERR_NONE : rc;
}

/* ---- who refers ---- */

struct listing {
	struct standing *at;
	size_t count, cap;
	uint32_t types;
	struct arena *arena;
};

static enum err
list_add(struct listing *l, uint64_t number, enum entry_type type,
    struct error *e)
{
	if (l->count == l->cap) {
		size_t cap = l->cap == 0 ? 16 : 2 * l->cap;
		struct standing *moved =
		    arena_take_array(l->arena, cap, sizeof *moved);

		if (moved == NULL)
			return error_set(e, ERR_MEMORY, "out of memory");
		if (l->count != 0)
			memcpy(moved, l->at, l->count * sizeof *moved);
		l->at = moved;
		l->cap = cap;
	}
	l->at[l->count++] = (struct standing){number, NUMBER_NONE, type};
	return ERR_NONE;
}

/* An entity that an entry since then changed or withdrew. */
static enum err
add_touched(void *context, const struct row_entry *row, struct error *e)
{
	struct listing *l = context;

	if (row->entity == NUMBER_NONE || row->outcome > OUTCOME_NOTE ||
	    (row->type != TYPE_ANNUL && (l->types & TYPE_BIT(row->type)) == 0))
		return ERR_NONE;
	return list_add(l, row->entity, row->type, e);
}

static int
by_number(const void *a, const void *b)
{
	const struct standing *x = a, *y = b;

	return x->number < y->number ? -1 : x->number > y->number;
}

struct naming_walk {
	struct bytes wanted;
	bool found;
};

static enum err
look_for(void *context, struct bytes id, struct error *e)
{
	struct naming_walk *w = context;

	(void)e;
	w->found = w->found || bytes_equal(w->wanted, id);
	return ERR_NONE;
}

/* Was this one in force, of a type wanted, and did it name `wanted`? Fills
 * its version and type. */
static enum err
did_name(struct registry *r, struct standing *x, uint64_t size,
    struct naming_walk *w, uint32_t types, struct arena *scratch,
    struct error *e)
{
	struct entry entry;
	enum err rc = past_version(r, x->number, size, &x->version, NULL);

	w->found = false;
	if (rc == ERR_ABSENT)
		return ERR_NONE;
	arena_reset(scratch);
	if (rc == ERR_NONE)
		rc = registry_entry(r, x->version, &entry, scratch, e);
	if (rc != ERR_NONE || (types & TYPE_BIT(entry.type)) == 0)
		return rc;
	x->type = entry.type;
	return body_each_id(entry.body, entry.type, look_for, w, e);
}

/* Leaves of the list, each once, what was in force and named `to`. */
static enum err
keep_naming(struct registry *r, uint64_t to, uint64_t size, struct listing *l,
    struct error *e)
{
	struct arena *scratch = arena_new(ENTRY_ARENA_BYTES);
	char text[ID_TEXT_BYTES] = "";
	struct naming_walk w = {.found = false};
	struct row_entity row;
	uint64_t last = NUMBER_NONE;
	size_t kept = 0;
	enum err rc;

	if (scratch == NULL)
		return error_set(e, ERR_MEMORY, "out of memory");
	rc = read_model_by_number(registry_read_model(r), to, &row, e);
	if (rc == ERR_NONE)
		id_print(text, &row.id);
	w.wanted = bytes_text(text);
	if (l->count != 0)
		qsort(l->at, l->count, sizeof *l->at, by_number);
	for (size_t i = 0; i < l->count && rc == ERR_NONE; i++) {
		struct standing x = l->at[i];

		if (x.number == last)
			continue;
		last = x.number;
		rc = did_name(r, &x, size, &w, l->types, scratch, e);
		if (rc == ERR_NONE && w.found)
			l->at[kept++] = x;
	}
	l->count = kept;
	arena_free(scratch);
	return rc;
}

enum err
past_referring(struct registry *r, uint64_t to, uint32_t types, uint64_t size,
    struct standing **out, size_t *count, struct arena *a, struct error *e)
{
	struct read_model *m = registry_read_model(r);
	struct listing l = {.types = types, .arena = a};
	struct reference *list = NULL;
	size_t found = 0;
	enum err rc = read_model_referring(m, to, types, &list, &found, a, e);

	for (size_t i = 0; i < found && rc == ERR_NONE; i++)
		rc = list_add(&l, list[i].from, list[i].type, e);
	/* what referred then and does not now was changed since */
	if (rc == ERR_NONE && size < registry_next(r))
		rc = read_model_entries(m, size, registry_next(r) - size,
		    add_touched, &l, e);
	if (rc == ERR_NONE)
		rc = keep_naming(r, to, size, &l, e);
	*out = l.at;
	*count = l.count;
	return rc;
}

/* ---- judged the same ---- */

bool
same_has(const struct same_set *s, uint64_t number)
{
	for (size_t i = 0; i < s->count; i++)
		if (s->at[i] == number)
			return true;
	return false;
}

/* One judgement about the entity looked at. */
struct judgement {
	uint64_t other, version;
	bool same;
};

static enum err
read_judgement(struct registry *r, const struct standing *x, uint64_t self,
    struct judgement *out, struct arena *a, struct error *e)
{
	struct entry entry;
	uint64_t one = NUMBER_NONE, two = NUMBER_NONE;
	enum err rc = registry_entry(r, x->version, &entry, a, e);

	if (rc == ERR_NONE)
		rc = past_number(r, json_get_text(entry.body, "a"), &one, e);
	if (rc == ERR_NONE)
		rc = past_number(r, json_get_text(entry.body, "b"), &two, e);
	*out = (struct judgement){one == self ? two : one, x->version,
	    rc == ERR_NONE && bytes_is(json_get_text(entry.body, "judgement"),
	    "same")};
	return rc;
}

static enum err
add_same(struct registry *r, uint64_t size, struct same_set *s, uint64_t self,
    struct arena *a, struct error *e)
{
	struct standing *list = NULL;
	struct judgement *all;
	size_t count = 0;
	enum err rc = past_referring(r, self, TYPE_BIT(TYPE_SAME), size, &list,
	    &count, a, e);

	if (rc != ERR_NONE || count == 0)
		return rc;
	all = arena_take_array(a, count, sizeof *all);
	if (all == NULL)
		return error_set(e, ERR_MEMORY, "out of memory");
	for (size_t i = 0; i < count && rc == ERR_NONE; i++)
		rc = read_judgement(r, &list[i], self, &all[i], a, e);
	for (size_t i = 0; i < count && rc == ERR_NONE; i++) {
		bool latest = true;

		for (size_t k = 0; k < count; k++)
			latest = latest && (all[k].other != all[i].other ||
			    all[k].version <= all[i].version);
		if (latest && all[i].same && all[i].other != NUMBER_NONE &&
		    !same_has(s, all[i].other) && s->count < SAME_MAX)
			s->at[s->count++] = all[i].other;
	}
	return rc;
}

enum err
past_same(struct registry *r, uint64_t number, uint64_t size,
    struct same_set *out, struct arena *a, struct error *e)
{
	enum err rc = ERR_NONE;

	*out = (struct same_set){{number}, 1};
	for (size_t i = 0; i < out->count && rc == ERR_NONE; i++)
		rc = add_same(r, size, out, out->at[i], a, e);
	return rc;
}

/* ---- tenures ---- */

#define TENURES_MAX 256 /* of one person in one post */

/* `certain`: every day of from..to, else some day of it. */
static enum err
find_tenure(struct registry *r, uint64_t person, uint64_t post, uint32_t from,
    uint32_t to, uint64_t size, bool certain, bool *found, struct arena *a,
    struct error *e)
{
	uint64_t list[TENURES_MAX];
	size_t count = 0;
	enum err rc;

	*found = false;
	rc = read_model_tenures(registry_read_model(r), person, post, list,
	    TENURES_MAX, &count, e);
	for (size_t i = 0; i < count && i < TENURES_MAX && rc == ERR_NONE &&
	     !*found; i++) {
		struct entry entry;
		struct when w;

		rc = past_entry(r, list[i], size, &entry, a, NULL);
		if (rc == ERR_ABSENT) {
			rc = ERR_NONE;
			continue;
		}
		if (rc == ERR_NONE)
			rc = when_parse(&w, json_get(entry.body, "when"), e);
		if (rc != ERR_NONE)
			break;
		*found = certain ? w.start_hi <= from && w.end_lo >= to :
				   w.start_lo <= to && w.end_hi >= from;
	}
	return rc;
}

enum err
past_may_hold(struct registry *r, uint64_t person, uint64_t post,
    uint32_t from, uint32_t to, uint64_t size, bool *may, struct arena *a,
    struct error *e)
{
	return find_tenure(r, person, post, from, to, size, false, may, a, e);
}

enum err
past_holds(struct registry *r, uint64_t person, uint64_t post, uint32_t from,
    uint32_t to, uint64_t size, bool *holds, struct arena *a, struct error *e)
{
	return find_tenure(r, person, post, from, to, size, true, holds, a, e);
}
