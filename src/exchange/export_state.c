/* What was in force at one checkpoint */
#include <stdlib.h>

#include "exchange/export_inside.h"
#include "register/naming.h"

#define NAMES_ARENA GIB
#define SCAN_LIMIT UINT64_C(4096)

struct scan {
	struct state *s;
	uint64_t next;
	uint64_t *erase; /* numbers of erase entries */
	size_t erase_count, erase_room;
};

static enum err
remember_erase(struct scan *x, uint64_t number, struct error *e)
{
	if (x->erase_count == x->erase_room) {
		size_t room = x->erase_room == 0 ? 64 : x->erase_room * 2;
		uint64_t *more = realloc(x->erase, room * sizeof *more);

		if (more == NULL)
			return error_set(e, ERR_MEMORY, "out of memory");
		x->erase = more;
		x->erase_room = room;
	}
	x->erase[x->erase_count++] = number;
	return ERR_NONE;
}

/* Erasures count however late they are; everything else up to the size. */
static enum err
scan_entry(void *context, const struct row_entry *row, struct error *e)
{
	struct scan *x = context;
	struct version *v;

	x->next = row->number + 1;
	if (row->outcome > OUTCOME_NOTE || (row->notes & NOTE_COMPETING) != 0)
		return ERR_NONE;
	if (row->type == TYPE_ERASE)
		return remember_erase(x, row->number, e);
	if (row->number >= x->s->size || row->entity >= x->s->size)
		return ERR_NONE;
	v = &x->s->entities[row->entity];
	if (row->type == TYPE_ANNUL) {
		v->annulled = true;
		return ERR_NONE;
	}
	*v = (struct version){row->number, row->version, (uint8_t)row->type,
	    false};
	return ERR_NONE;
}

static uint16_t
slots_of(const struct json *list)
{
	uint16_t mask = 0;

	if (json_is_null(list))
		return SLOT_ALL;
	for (list = list->first; list != NULL; list = list->next)
		if (list->type == JSON_NUMBER && list->number >= 0 &&
		    list->number < SLOT_COUNT)
			mask |= (uint16_t)(1u << list->number);
	return mask;
}

static enum err
add_erasures(struct state *s, uint64_t number, struct arena *a, struct error *e)
{
	const struct json *targets, *t;
	struct erasure *more;
	struct bytes ground;
	struct entry entry;
	enum err rc = registry_entry(s->r, number, &entry, a, e);

	if (rc != ERR_NONE)
		return rc;
	ground = json_get_text(entry.body, "ground");
	targets = json_get(entry.body, "targets");
	if (targets == NULL || targets->count == 0)
		return ERR_NONE;
	more = realloc(s->erasures,
	    (s->erasure_count + targets->count) * sizeof *more);
	if (more == NULL)
		return error_set(e, ERR_MEMORY, "out of memory");
	s->erasures = more;
	for (t = targets->first; t != NULL; t = t->next) {
		struct erasure *x = &s->erasures[s->erasure_count];

		*x = (struct erasure){.number = number,
		    .slots = slots_of(json_get(t, "slots"))};
		if (!id_parse(json_get_text(t, "target"), &x->target))
			continue;
		x->one_version = hash_parse(json_get_text(t, "version"),
		    &x->version);
		(void)snprintf(x->ground, sizeof x->ground, "%.*s",
		    (int)ground.len, (const char *)ground.at);
		s->erasure_count++;
	}
	return ERR_NONE;
}

static enum err
read_erasures(struct state *s, const struct scan *x, struct error *e)
{
	struct arena *a = arena_new(ENTRY_ARENA_BYTES);
	enum err rc = ERR_NONE;

	if (a == NULL)
		return error_set(e, ERR_MEMORY, "out of memory");
	for (size_t i = 0; i < x->erase_count && rc == ERR_NONE; i++) {
		arena_reset(a);
		rc = add_erasures(s, x->erase[i], a, e);
	}
	arena_free(a);
	return rc;
}

enum err
state_init(struct state *s, struct registry *r, uint64_t size, struct error *e)
{
	struct scan x = {.s = s};
	uint64_t before;
	enum err rc = ERR_NONE;

	*s = (struct state){.r = r,
	    .size = size,
	    .entities = calloc(size, sizeof *s->entities),
	    .names = calloc(size, sizeof *s->names),
	    .names_arena = arena_new(NAMES_ARENA)};
	if (s->entities == NULL || s->names == NULL || s->names_arena == NULL)
		rc = error_set(e, ERR_MEMORY, "out of memory");
	for (uint64_t n = 0; rc == ERR_NONE && n < size; n++)
		s->entities[n].current = NUMBER_NONE;
	while (rc == ERR_NONE) {
		before = x.next;
		rc = read_model_entries(registry_read_model(r), x.next,
		    SCAN_LIMIT, scan_entry, &x, e);
		if (x.next == before)
			break;
	}
	if (rc == ERR_NONE)
		rc = read_erasures(s, &x, e);
	free(x.erase);
	return rc;
}

void
state_release(struct state *s)
{
	free(s->entities);
	free(s->names);
	free(s->erasures);
	arena_free(s->names_arena);
	*s = (struct state){0};
}

enum err
state_load(struct state *s, uint64_t number, struct loaded *out,
    struct arena *a, struct error *e)
{
	enum err rc;

	if (number >= s->size || s->entities[number].current == NUMBER_NONE)
		return error_set(e, ERR_ABSENT, "there is no entity %llu",
		    (unsigned long long)number);
	*out = (struct loaded){.entity = number,
	    .version = &s->entities[number],
	    .number = s->entities[number].current};
	rc = registry_entry(s->r, out->number, &out->entry, a, e);
	if (rc == ERR_NONE)
		rc = registry_slots(s->r, &out->entry, out->number,
		    &out->values, out->states, a, e);
	return rc;
}

/* English, else the first: of names, or of a text map. */
static struct bytes
name_among(const struct json *v)
{
	struct bytes first = {NULL, 0};

	if (json_is_null(v))
		return first;
	if (v->type == JSON_OBJECT)
		return json_get(v, "en") != NULL ? json_get_text(v, "en") :
		    v->first != NULL             ? v->first->text :
						   first;
	for (v = v->first; v != NULL; v = v->next) {
		if (first.at == NULL)
			first = json_get_text(v, "text");
		if (bytes_is(json_get_text(v, "lang"), "en"))
			return json_get_text(v, "text");
	}
	return first;
}

static bool
is_named(enum entry_type type)
{
	return type == TYPE_PERSON || type == TYPE_ORG || type == TYPE_POST ||
	    type == TYPE_DOCUMENT;
}

static enum err
find_name(struct state *s, uint64_t number, struct arena *a, struct error *e)
{
	struct buffer words = {0};
	struct loaded x;
	char ref[REF_BYTES];
	enum err rc = state_load(s, number, &x, a, e);

	if (rc != ERR_NONE)
		return rc;
	if (is_named(x.entry.type)) {
		buffer_add(&words, name_among(x.values.at[0]));
		if (words.len == 0)
			state_slot_words(s, &x, 0, &words);
	}
	if (words.len == 0) {
		ref_print(ref, x.entry.type, number);
		buffer_text(&words, ref);
	}
	s->names[number] = arena_copy(s->names_arena, buffer_bytes(&words));
	buffer_release(&words);
	if (s->names[number].at == NULL)
		return error_set(e, ERR_MEMORY, "out of memory");
	return ERR_NONE;
}

enum err
state_name(struct state *s, uint64_t number, struct bytes *out, struct error *e)
{
	struct arena *a;
	enum err rc = ERR_NONE;

	*out = bytes_text("");
	if (number >= s->size)
		return ERR_NONE;
	if (s->names[number].at == NULL) {
		a = arena_new(ENTRY_ARENA_BYTES);
		if (a == NULL)
			return error_set(e, ERR_MEMORY, "out of memory");
		rc = find_name(s, number, a, e);
		arena_free(a);
	}
	if (rc == ERR_NONE)
		*out = s->names[number];
	return rc;
}

uint64_t
state_number(const struct state *s, struct bytes id_text)
{
	struct row_entity row;
	struct id id;

	if (!id_parse(id_text, &id) ||
	    read_model_by_id(registry_read_model(s->r), &id, &row, NULL) !=
		ERR_NONE ||
	    row.number >= s->size)
		return NUMBER_NONE;
	return row.number;
}

/* The last erasure that names this slot of this version (model 3.19). */
static const struct erasure *
erased_by(const struct state *s, const struct loaded *x, unsigned slot)
{
	for (size_t i = s->erasure_count; i-- > 0;) {
		const struct erasure *r = &s->erasures[i];

		if ((r->slots >> slot & 1) != 0 && x->number < r->number &&
		    id_equal(&r->target, &x->entry.id) &&
		    (!r->one_version ||
			hash_equal(&r->version, &x->entry.leaf_hash)))
			return r;
	}
	return NULL;
}

void
state_slot_words(const struct state *s, const struct loaded *x, unsigned slot,
    struct buffer *out)
{
	const struct erasure *r;
	struct visibility v;
	char day[11];

	visibility_read(&v, x->entry.body);
	switch (x->states[slot]) {
	case SLOT_PUBLIC:
		return;
	case SLOT_SEALED:
		buffer_text(out, "sealed");
		return;
	case SLOT_DELAYED:
		day_print(day, v.until);
		buffer_printf(out, "delayed until %s", day);
		return;
	case SLOT_WITHHELD:
		buffer_printf(out, "withheld, %.*s", (int)v.ground.len,
		    (const char *)v.ground.at);
		return;
	case SLOT_ERASED:
		r = erased_by(s, x, slot);
		if (r == NULL)
			buffer_text(out, "erased");
		else
			buffer_printf(out, "erased, entry %llu, %s",
			    (unsigned long long)r->number, r->ground);
		return;
	}
}
