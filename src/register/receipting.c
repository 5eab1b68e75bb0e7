#include "register/receipting.h"

#include "register/naming.h"
#include "register/receipts.h"

static enum err
make_body(struct registry *r, const struct entry *note,
    const struct receipt_words *words, struct draft *d, struct arena *a,
    struct error *e)
{
	const char *received = words->received;
	char day[11];
	uint32_t code;

	if (received == NULL) {
		day_print(day, day_of_time(registry_now(r)));
		received = day;
	} else if (!day_parse(bytes_text(received), &code)) {
		error_set(e, ERR_INPUT, "\"%s\" is no day", received);
		error_field(e, "received");
		return error_mend(e, ERR_INPUT, "write it as 2024-02-05");
	}
	d->body = json_new(a, JSON_OBJECT);
	json_put_text(a, d->body, "note", note->id_text);
	json_put(a, d->body, "note_version",
	    json_new_hash(a, words->note_version != NULL ?
		    words->note_version->at :
		    note->leaf_hash.at));
	json_put_cstr(a, d->body, "outcome", words->outcome);
	json_put_cstr(a, d->body, "post", words->post);
	json_put_cstr(a, d->body, "received", received);
	json_put_cstr(a, d->body, "saw",
	    words->saw == NULL ? "ciphertext-only" : words->saw);
	if (words->visibility != NULL)
		json_put(a, d->body, "visibility", words->visibility);
	d->values.at[0] = words->reference;
	d->values.at[1] = words->question;
	return ERR_NONE;
}

/* Its version in force says the same? What is sealed cannot be compared. */
static enum err
compare(struct registry *r, const struct draft *d, const struct entry *before,
    uint64_t version, bool *slots_differ, struct arena *a, struct error *e)
{
	struct slot_values kept;
	enum slot_state states[SLOT_COUNT];
	enum err rc = registry_slots(r, before, version, &kept, states, a, e);

	*slots_differ = false;
	for (unsigned i = 0; i < SLOT_REASON && rc == ERR_NONE; i++) {
		const struct json *new = d->values.at[i], *old = kept.at[i];

		if (slot_name(TYPE_RECEIPT, i) != NULL &&
		    (states[i] != SLOT_PUBLIC ||
			(new == NULL) != (old == NULL) ||
			(new != NULL && !json_equal(new, old))))
			*slots_differ = true;
	}
	return rc;
}

static enum err
next_receipt(struct registry *r, const struct receipt *earlier,
    const struct receipt_words *words, struct draft *d, struct arena *a,
    struct error *e)
{
	const struct world *w = read_model_world(registry_read_model(r));
	struct entity now;
	struct entry before;
	char ref[REF_BYTES];
	bool slots_differ = false;
	enum err rc = registry_entry(r, earlier->version, &before, a, e);

	if (rc == ERR_NONE)
		rc = w->entity(w->context, &before.id, &now, e);
	if (rc == ERR_NONE)
		rc = compare(r, d, &before, earlier->version, &slots_differ,
		    a, e);
	if (rc != ERR_NONE)
		return rc;
	/* it came when it came, whatever is said of it later */
	if (words->received == NULL)
		json_put_text(a, d->body, "received",
		    json_get_text(before.body, "received"));
	d->id = before.id;
	d->has_prev = true;
	d->prev = now.head;
	filing_amend(d->body, before.body, "progress", NULL, slots_differ, a);
	if (json_get(json_get(d->body, "amendment"), "changed")->count != 0)
		return ERR_NONE;
	ref_print(ref, TYPE_RECEIPT, earlier->number);
	rc = error_word(e, ERR_CONFLICT, "already",
	    "%s says the same already", ref);
	return error_mend(e, rc, "chancery show %s", ref);
}

enum err
receipt_draft(struct registry *r, uint64_t note,
    const struct receipt_words *words, const struct id *by,
    struct draft *out, struct arena *a, struct error *e)
{
	struct draft d = {.type = TYPE_RECEIPT, .by = *by};
	const struct receipt *earlier = NULL;
	struct receipt *list = NULL;
	struct row_entity row;
	struct entry entry;
	size_t count = 0;
	enum err rc = read_model_by_number(registry_read_model(r), note, &row,
	    e);

	if (rc == ERR_NONE)
		rc = registry_entry(r, row.current, &entry, a, e);
	if (rc == ERR_NONE)
		rc = make_body(r, &entry, words, &d, a, e);
	if (rc == ERR_NONE)
		rc = receipts_of(r, note, &list, &count, a, e);
	for (size_t i = 0; i < count && rc == ERR_NONE; i++)
		if (id_equal(&list[i].by, by))
			earlier = &list[i];
	if (rc == ERR_NONE && earlier != NULL)
		rc = next_receipt(r, earlier, words, &d, a, e);
	if (rc == ERR_NONE)
		*out = d;
	return rc;
}
