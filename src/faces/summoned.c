#include "faces/summoned.h"

#include "format/day.h"

/* ---- which there are ---- */

static enum err
add_disclosures(struct summons_row *row, const struct objects *o,
    struct error *e)
{
	struct reference *refs = NULL;
	size_t count = 0;
	enum err rc = read_model_referring(registry_read_model(o->r),
	    row->entity, TYPE_BIT(TYPE_DOCUMENT), &refs, &count, o->a, e);

	row->disclosures = arena_take_array(o->a, count + 1,
	    sizeof *row->disclosures);
	if (rc == ERR_NONE && row->disclosures == NULL)
		rc = error_set(e, ERR_MEMORY, "out of memory");
	for (size_t i = 0; i < count && rc == ERR_NONE; i++) {
		struct disclosure_row *d =
		    &row->disclosures[row->disclosure_count];
		struct row_entity entity;
		struct entry entry;

		rc = read_model_by_number(registry_read_model(o->r),
		    refs[i].from, &entity, e);
		if (rc == ERR_NONE)
			rc = registry_entry(o->r, entity.current, &entry,
			    o->a, e);
		if (rc != ERR_NONE || entity.annulled ||
		    !bytes_is(refs[i].member, "part_of") ||
		    !bytes_is(json_get_text(entry.body, "status"),
			"disclosure") ||
		    !hash_parse(json_get_text(json_get(entry.body, "bytes"),
			"sha256"), &d->manifest))
			continue;
		d->number = refs[i].from;
		d->at_s = entry.at_s;
		d->by = entry.by;
		row->disclosure_count++;
	}
	return rc;
}

enum err
summons_row_read(struct summons_row *out, const struct objects *o,
    uint64_t number, struct error *e)
{
	struct summons_row row = {.disclosure_count = 0};
	struct row_entity entity;
	enum err rc = summons_read(&row.summons, o->r, number, o->a, e);

	if (rc == ERR_NONE)
		rc = read_model_by_id(registry_read_model(o->r),
		    &row.summons.entry.id, &entity, e);
	if (rc != ERR_NONE)
		return rc;
	row.entity = entity.number;
	row.at_s = row.summons.entry.at_s;
	rc = add_disclosures(&row, o, e);
	if (rc == ERR_NONE)
		*out = row;
	return rc;
}

/* Collected first: reading one asks the read model again. */
struct collecting {
	const struct objects *o;
	uint64_t *numbers;
	size_t count, room;
};

static enum err
collect(void *context, const struct row_entity *row, struct error *e)
{
	struct collecting *x = context;
	struct entry entry;
	enum err rc;

	if (row->annulled)
		return ERR_NONE;
	rc = registry_entry(x->o->r, row->current, &entry, x->o->a, e);
	if (rc != ERR_NONE ||
	    !bytes_is(json_get_text(entry.body, "status"), "summons"))
		return rc;
	if (x->count == x->room) {
		size_t room = x->room == 0 ? 16 : 2 * x->room;
		uint64_t *more = arena_take_array(x->o->a, room, sizeof *more);

		if (more == NULL)
			return error_set(e, ERR_MEMORY, "out of memory");
		if (x->count != 0)
			memcpy(more, x->numbers, x->count * sizeof *more);
		x->numbers = more;
		x->room = room;
	}
	x->numbers[x->count++] = row->number;
	return ERR_NONE;
}

enum err
summonses_read(struct summonses *out, const struct objects *o,
    struct error *e)
{
	struct collecting all = {.o = o};
	struct summonses x = {.count = 0};
	enum err rc = read_model_each(registry_read_model(o->r),
	    TYPE_DOCUMENT, collect, &all, e);

	x.rows = arena_take_array(o->a, all.count + 1, sizeof *x.rows);
	if (rc == ERR_NONE && x.rows == NULL)
		rc = error_set(e, ERR_MEMORY, "out of memory");
	for (size_t i = 0; i < all.count && rc == ERR_NONE; i++) {
		rc = summons_row_read(&x.rows[x.count], o, all.numbers[i], e);
		if (rc == ERR_NONE)
			x.count++;
		else if (rc == ERR_ABSENT)
			rc = ERR_NONE; /* its scope is kept elsewhere */
	}
	if (rc == ERR_NONE)
		*out = x;
	return rc;
}

enum err
summons_is_for(const struct summons_row *row, struct registry *r,
    const struct id *office, bool *out, struct arena *a, struct error *e)
{
	const struct world *w = read_model_world(registry_read_model(r));
	const struct grant *g = NULL;
	enum err rc = w->grants(w->context, office, &g, a, e);

	*out = false;
	for (; rc == ERR_NONE && g != NULL; g = g->next) {
		if (!g->active || g->role != ROLE_OFFICE)
			continue;
		*out = *out || g->all_subjects;
		for (size_t i = 0; i < g->subject_count; i++)
			*out = *out || id_equal(&g->subjects[i],
			    &row->summons.scope.of);
	}
	return rc;
}

/* ---- as objects ---- */

struct json *
summons_scope_json(const struct objects *o, const struct summons *summons)
{
	const struct order_scope *s = &summons->scope;
	struct arena *a = o->a;
	struct json *v = json_new(a, JSON_OBJECT), *list;
	char day[11];

	json_put(a, v, "of", object_thing(o, summons->of));
	json_put(a, v, "with", object_thing(o, summons->with));
	json_put_cstr(a, v, "state", s->state[0] == '\0' ? NULL : s->state);
	list = json_put(a, v, "kinds", json_new(a, JSON_ARRAY));
	for (unsigned k = 1; k <= 10; k++)
		if ((s->kinds >> k & 1) != 0)
			json_add(list, json_new_cstr(a, kind_name(k)));
	day_print(day, s->from);
	json_put_cstr(a, v, "from", s->from == DAY_FIRST ? NULL : day);
	day_print(day, s->to);
	json_put_cstr(a, v, "to", s->to == DAY_LAST ? NULL : day);
	list = json_put(a, v, "needs", json_new(a, JSON_ARRAY));
	if (s->notes)
		json_add(list, json_new_cstr(a, "notes"));
	if (s->slots)
		json_add(list, json_new_cstr(a, "slots"));
	return v;
}

struct json *
summons_order_json(const struct objects *o, const struct summons *s)
{
	struct json *v = json_new(o->a, JSON_OBJECT);
	char day[11];

	day_print(day, s->scope.due);
	json_put(o->a, v, "document", object_thing(o, s->order));
	json_put_text(o->a, v, "reference", s->scope.reference);
	json_put(o->a, v, "authority", object_thing(o, s->authority));
	json_put_cstr(o->a, v, "due", s->scope.has_due ? day : NULL);
	return v;
}
