#include "faces/inbox.h"

/* Collected first: showing one asks the read model again. */
struct collecting {
	struct arena *a;
	uint64_t *notes;
	size_t count, room;
};

static enum err
collect(void *context, const struct row_entity *row, struct error *e)
{
	struct collecting *x = context;

	if (row->annulled)
		return ERR_NONE;
	if (x->count == x->room) {
		size_t room = x->room == 0 ? 64 : 2 * x->room;
		uint64_t *more = arena_take_array(x->a, room, sizeof *more);

		if (more == NULL)
			return error_set(e, ERR_MEMORY, "out of memory");
		if (x->count != 0)
			memcpy(more, x->notes, x->count * sizeof *more);
		x->notes = more;
		x->room = room;
	}
	x->notes[x->count++] = row->number;
	return ERR_NONE;
}

static const struct json *
subject_of(const struct objects *o, const struct entry *note)
{
	const struct json *contacts = json_get(note->body, "contacts");
	struct row_entity row;
	struct entry contact;
	struct id id;

	if (json_is_null(contacts) || contacts->count == 0 ||
	    !id_parse(contacts->first->text, &id) ||
	    read_model_by_id(registry_read_model(o->r), &id, &row, NULL) !=
		ERR_NONE ||
	    registry_entry(o->r, row.current, &contact, o->a, NULL) !=
		ERR_NONE)
		return json_new(o->a, JSON_NULL);
	return object_thing_of_id(o, json_get_text(contact.body, "subject"));
}

/* Sender and addressee, without what became of it. */
static enum err
look_at(struct inbox_row *out, const struct objects *o, uint64_t number,
    struct entry *note, struct error *e)
{
	struct row_entity row;
	enum err rc = read_model_by_number(registry_read_model(o->r), number,
	    &row, e);

	if (rc == ERR_NONE && (row.id.type != TYPE_NOTE || row.annulled))
		rc = error_set(e, ERR_ABSENT, "there is no note of this number");
	if (rc == ERR_NONE)
		rc = registry_entry(o->r, row.current, note, o->a, e);
	if (rc != ERR_NONE)
		return rc;
	*out = (struct inbox_row){.note = number, .version = row.current,
	    .id = row.id, .from = note->by, .filed_s = note->at_s};
	if (!id_parse(json_get_text(note->body, "addressed_to"), &out->to))
		out->to.type = TYPE_UNKNOWN;
	return ERR_NONE;
}

static enum err
fill(struct inbox_row *row, const struct objects *o, const struct entry *note,
    struct error *e)
{
	struct receipt *list = NULL;
	enum err rc = receipts_of(o->r, row->note, &list, &row->receipt_count,
	    o->a, e);

	row->receipts = list;
	row->state = receipts_state(list, row->receipt_count);
	row->subject = subject_of(o, note);
	return rc;
}

enum err
inbox_one(struct inbox_row *out, const struct objects *o, uint64_t number,
    struct error *e)
{
	struct inbox_row row;
	struct entry note;
	enum err rc = look_at(&row, o, number, &note, e);

	if (rc == ERR_NONE)
		rc = fill(&row, o, &note, e);
	if (rc == ERR_NONE)
		*out = row;
	return rc;
}

enum err
inbox_read(struct inbox *x, const struct objects *o, const struct id *who,
    bool filed, struct error *e)
{
	struct collecting all = {.a = o->a};
	struct entry note;
	enum err rc = read_model_each(registry_read_model(o->r), TYPE_NOTE,
	    collect, &all, e);

	*x = (struct inbox){.o = *o};
	x->rows = arena_take_array(o->a, all.count + 1, sizeof *x->rows);
	if (rc == ERR_NONE && x->rows == NULL)
		rc = error_set(e, ERR_MEMORY, "out of memory");
	for (size_t i = 0; i < all.count && rc == ERR_NONE; i++) {
		struct inbox_row *row = &x->rows[x->count];

		rc = look_at(row, o, all.notes[i], &note, e);
		if (rc != ERR_NONE ||
		    !id_equal(filed ? &row->from : &row->to, who))
			continue;
		rc = fill(row, o, &note, e);
		x->count++;
	}
	return rc;
}

struct json *
inbox_row_json(const struct objects *o, const struct inbox_row *row)
{
	struct json *v = json_new(o->a, JSON_OBJECT);
	char from[ID_TEXT_BYTES];

	id_print(from, &row->from);
	json_put(o->a, v, "note", object_thing(o, row->note));
	json_put(o->a, v, "from", object_thing_of_id(o, bytes_text(from)));
	json_put(o->a, v, "filed", object_time(o->a, row->filed_s));
	json_put_null(o->a, v, "due");
	json_put_cstr(o->a, v, "state", note_state_name(row->state));
	json_put(o->a, v, "subject", json_clone(o->a, row->subject));
	return v;
}
