#include "register/receipts.h"

static const char *const states[] = {"new", "due", "acknowledged", "returned"};

const char *
note_state_name(enum note_state s)
{
	return states[s];
}

bool
note_state_by_name(const char *name, enum note_state *out)
{
	for (unsigned i = 0; i < COUNT(states); i++)
		if (strcmp(name, states[i]) == 0) {
			*out = (enum note_state)i;
			return true;
		}
	return false;
}

static enum err
read_receipt(struct registry *r, uint64_t number, const struct hash *version,
    struct receipt *out, struct arena *a, struct error *e)
{
	struct row_entity row;
	struct entry entry;
	struct hash named;
	enum err rc = read_model_by_number(registry_read_model(r), number,
	    &row, e);

	if (rc == ERR_NONE)
		rc = registry_entry(r, row.current, &entry, a, e);
	if (rc != ERR_NONE)
		return rc;
	*out = (struct receipt){.number = number,
	    .version = row.current,
	    .outcome = json_get_text(entry.body, "outcome"),
	    .received = json_get_text(entry.body, "received"),
	    .saw = json_get_text(entry.body, "saw"),
	    .by = entry.by,
	    .at_s = entry.at_s};
	out->current = hash_parse(json_get_text(entry.body, "note_version"),
			   &named) &&
	    hash_equal(&named, version);
	return ERR_NONE;
}

enum err
receipts_of(struct registry *r, uint64_t number, struct receipt **out,
    size_t *count, struct arena *a, struct error *e)
{
	struct reference *list = NULL;
	struct row_entity row;
	struct entry note;
	size_t found = 0;
	enum err rc = read_model_by_number(registry_read_model(r), number,
	    &row, e);

	*count = 0;
	if (rc == ERR_NONE)
		rc = registry_entry(r, row.current, &note, a, e);
	if (rc == ERR_NONE)
		rc = read_model_referring(registry_read_model(r), number,
		    TYPE_BIT(TYPE_RECEIPT), &list, &found, a, e);
	if (rc != ERR_NONE)
		return rc;
	*out = arena_take_array(a, found + 1, sizeof **out);
	if (*out == NULL)
		return error_set(e, ERR_MEMORY, "out of memory");
	for (size_t i = 0; i < found && rc == ERR_NONE; i++)
		if (bytes_is(list[i].member, "note"))
			rc = read_receipt(r, list[i].from, &note.leaf_hash,
			    &(*out)[(*count)++], a, e);
	return rc;
}

enum note_state
receipts_state(const struct receipt *list, size_t count)
{
	enum note_state s = count == 0 ? NOTE_NEW : NOTE_DUE;

	for (size_t i = 0; i < count; i++) {
		if (!list[i].current)
			continue;
		if (bytes_is(list[i].outcome, "acknowledged"))
			return NOTE_ACKNOWLEDGED;
		if (!bytes_is(list[i].outcome, "received"))
			s = NOTE_RETURNED;
	}
	return s;
}

enum err
notes_of(struct registry *r, uint64_t number, uint64_t **out, size_t *count,
    struct arena *a, struct error *e)
{
	struct reference *list = NULL;
	size_t found = 0;
	enum err rc = read_model_referring(registry_read_model(r), number,
	    TYPE_BIT(TYPE_NOTE), &list, &found, a, e);

	*count = 0;
	if (rc != ERR_NONE)
		return rc;
	*out = arena_take_array(a, found + 1, sizeof **out);
	if (*out == NULL)
		return error_set(e, ERR_MEMORY, "out of memory");
	for (size_t i = 0; i < found; i++)
		if (bytes_is(list[i].member, "contacts"))
			(*out)[(*count)++] = list[i].from;
	return ERR_NONE;
}
