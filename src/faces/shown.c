/* One thing, one entry or one version, loaded whole (faces/shown.h) */
#include "faces/shown.h"

#include "register/kept_slots.h"
#include "register/naming.h"

/* ---- which ---- */

struct picking {
	unsigned wanted;
	enum entry_type type;
	uint64_t number;
};

static enum err
pick(void *context, const struct row_entry *row, struct error *e)
{
	struct picking *x = context;

	(void)e;
	if (row->version == x->wanted && (row->notes & NOTE_COMPETING) == 0 &&
	    row->outcome <= OUTCOME_NOTE && row->type == x->type)
		x->number = row->number;
	return ERR_NONE;
}

static enum err
find_version(struct showing *x, unsigned version, struct error *e)
{
	struct picking p = {version, x->entity.id.type, NUMBER_NONE};
	enum err rc;

	if (version == 0 || x->number == NUMBER_NONE)
		return ERR_NONE;
	rc = read_model_chain(registry_read_model(x->o.r), x->number, pick, &p,
	    e);
	if (rc == ERR_NONE && p.number == NUMBER_NONE)
		rc = error_set(e, ERR_ABSENT, "there is no such version");
	x->version = p.number;
	return rc;
}

static enum err
load_version(struct showing *x, struct error *e)
{
	enum err rc = read_model_entry(registry_read_model(x->o.r),
	    x->version, &x->row, x->o.a, e);

	if (rc == ERR_NONE)
		rc = registry_entry(x->o.r, x->version, &x->entry, x->o.a, e);
	if (rc == ERR_NONE)
		rc = registry_slots(x->o.r, &x->entry, x->version, &x->values,
		    x->states, x->o.a, e);
	if (rc == ERR_NONE && x->entry.has_seal) {
		struct slot_store store;

		x->is_kept = kept_slots_read(&store, x->o.r, &x->entry,
		    x->version, x->o.a, NULL) == ERR_NONE;
		if (x->is_kept)
			explicit_bzero(&store.seed, sizeof store.seed);
	}
	return rc;
}

/* ---- its chain ---- */

struct chaining {
	struct showing *x;
	size_t room;
};

static enum err
add_row(void *context, const struct row_entry *row, struct error *e)
{
	struct chaining *w = context;
	struct showing *x = w->x;

	if (row->outcome > OUTCOME_NOTE)
		return ERR_NONE;
	if (x->version_count == w->room) {
		size_t room = w->room == 0 ? 8 : 2 * w->room;
		struct version_row *more = arena_take_array(x->o.a, room,
		    sizeof *more);

		if (more == NULL)
			return error_set(e, ERR_MEMORY, "out of memory");
		if (x->version_count != 0)
			memcpy(more, x->versions,
			    x->version_count * sizeof *more);
		x->versions = more;
		w->room = room;
	}
	x->versions[x->version_count++] = (struct version_row){.row = *row,
	    .competing = (row->notes & NOTE_COMPETING) != 0,
	    .withdrawn = row->type == TYPE_ANNUL};
	return ERR_NONE;
}

static enum err
fill_version(struct showing *x, struct version_row *v, struct error *e)
{
	const struct json *amendment;
	struct slot_values values;
	struct entry entry;
	enum err rc = registry_entry(x->o.r, v->row.number, &entry, x->o.a, e);

	if (rc == ERR_NONE)
		rc = registry_slots(x->o.r, &entry, v->row.number, &values,
		    NULL, x->o.a, e);
	if (rc != ERR_NONE)
		return rc;
	amendment = json_get(entry.body, "amendment");
	v->by = entry.by_text;
	v->reason = values.at[SLOT_REASON];
	v->changed = json_get(amendment, "changed");
	v->code = json_get_text(v->withdrawn ? entry.body : amendment, "code");
	return ERR_NONE;
}

/* Collected first: entries are read outside the walk. */
static enum err
load_chain(struct showing *x, struct error *e)
{
	struct chaining w = {.x = x};
	enum err rc = read_model_chain(registry_read_model(x->o.r), x->number,
	    add_row, &w, e);

	for (size_t i = 0; i < x->version_count && rc == ERR_NONE; i++)
		rc = fill_version(x, &x->versions[i], e);
	return rc;
}

/* ---- what stands beside it ---- */

static enum err
load_declarations(struct showing *x, struct error *e)
{
	uint64_t size = registry_size(x->o.r);
	enum err rc;

	if (x->entity.id.type == TYPE_PERSON)
		return completeness_list(x->o.r, x->number, size,
		    &x->declarations, &x->declaration_count, x->o.a, e);
	if (x->entity.id.type == TYPE_CONTACT)
		return completeness_overtaken(x->o.r, x->number, size,
		    &x->declarations, &x->declaration_count, x->o.a, e);
	if (x->entity.id.type != TYPE_COMPLETE || x->entity.annulled)
		return ERR_NONE;
	x->declarations = arena_take(x->o.a, sizeof *x->declarations);
	if (x->declarations == NULL)
		return error_set(e, ERR_MEMORY, "out of memory");
	rc = completeness_one(x->o.r, x->number, size, x->declarations, x->o.a,
	    e);
	x->declaration_count = rc == ERR_NONE ? 1 : 0;
	return rc;
}

static enum err
load_papers(struct showing *x, struct error *e)
{
	if (x->entity.id.type == TYPE_CONTACT)
		return notes_of(x->o.r, x->number, &x->notes, &x->note_count,
		    x->o.a, e);
	if (x->entity.id.type == TYPE_NOTE)
		return receipts_of(x->o.r, x->number, &x->receipts,
		    &x->receipt_count, x->o.a, e);
	return ERR_NONE;
}

static enum err
load_statements(struct showing *x, struct error *e)
{
	uint64_t size = registry_next(x->o.r);
	enum err rc = registry_speaking_of(x->o.r, x->number, size,
	    &x->statements, &x->statement_count, x->o.a, e);

	if (rc != ERR_NONE || x->entity.id.type != TYPE_STATEMENT ||
	    x->entity.annulled)
		return rc;
	rc = registry_beside(x->o.r, x->number, size, &x->beside, x->o.a, e);
	x->has_beside = rc == ERR_NONE;
	return rc;
}

static enum err
load_all(struct showing *x, unsigned version, struct error *e)
{
	enum err rc = find_version(x, version, e);

	if (rc == ERR_NONE)
		rc = load_version(x, e);
	if (rc != ERR_NONE || x->number == NUMBER_NONE)
		return rc;
	rc = load_chain(x, e);
	if (rc == ERR_NONE)
		rc = pairing_judged(x->o.r, x->number, &x->judged,
		    &x->judged_count, x->o.a, e);
	if (rc == ERR_NONE && x->entity.id.type == TYPE_CONTACT)
		rc = pairing_counters(x->o.r, x->number, &x->counters,
		    &x->counter_count, x->o.a, e);
	if (rc == ERR_NONE)
		rc = load_declarations(x, e);
	if (rc == ERR_NONE)
		rc = load_papers(x, e);
	return rc == ERR_NONE ? load_statements(x, e) : rc;
}

enum err
showing_load_entity(struct showing *out, const struct objects *o,
    uint64_t number, unsigned version, struct error *e)
{
	enum err rc;

	*out = (struct showing){.o = *o, .number = number};
	rc = read_model_by_number(registry_read_model(o->r), number,
	    &out->entity, e);
	out->version = out->entity.current;
	return rc == ERR_NONE ? load_all(out, version, e) : rc;
}

enum err
showing_load(struct showing *out, const struct objects *o, const char *ref,
    unsigned version, struct error *e)
{
	struct read_model *m = registry_read_model(o->r);
	struct row_entry row;
	uint64_t number;
	bool entry;
	enum err rc = registry_resolve_any(o->r, ref, &number, &entry, o->a, e);

	if (rc != ERR_NONE || !entry)
		return rc == ERR_NONE ?
		    showing_load_entity(out, o, number, version, e) :
		    rc;
	*out = (struct showing){.o = *o, .version = number};
	rc = read_model_entry(m, number, &row, o->a, e);
	out->number = rc == ERR_NONE ? row.entity : NUMBER_NONE;
	if (rc == ERR_NONE && out->number != NUMBER_NONE)
		rc = read_model_by_number(m, out->number, &out->entity, e);
	return rc == ERR_NONE ? load_all(out, version, e) : rc;
}

enum err
receipt_question(const struct objects *o, const struct receipt *r,
    const struct json **out, struct error *e)
{
	struct slot_values values;
	struct entry entry;
	enum err rc = registry_entry(o->r, r->version, &entry, o->a, e);

	*out = NULL;
	if (rc == ERR_NONE)
		rc = registry_slots(o->r, &entry, r->version, &values, NULL,
		    o->a, e);
	if (rc == ERR_NONE)
		*out = values.at[1];
	return rc;
}
