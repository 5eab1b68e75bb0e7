/* Links, judgements, annulments, openings and erasures as rows
 * (faces/told.h) */
#include "faces/told_parts.h"

void
tell_link(struct telling *t)
{
	tell_row(t, "relation");
	tell_code(t, CODE_RELATION, json_get_text(t->body, "relation"));
	tell_id_row(t, "statement", "statement");
	tell_row(t, "contacts");
	tell_ids(t, json_get(t->body, "contacts"));
	tell_row(t, "statements");
	tell_ids(t, json_get(t->body, "statements"));
}

void
tell_same(struct telling *t)
{
	tell_id_row(t, "a", "a");
	tell_id_row(t, "b", "b");
	tell_row(t, "judgement");
	tell_code(t, CODE_JUDGEMENT, json_get_text(t->body, "judgement"));
	tell_row(t, "same_basis");
	tell_code(t, CODE_SAME_BASIS, json_get_text(t->body, "basis"));
	tell_row(t, "evidence");
	tell_ids(t, json_get(t->body, "evidence"));
}

void
tell_annul(struct telling *t)
{
	tell_id_row(t, "target", "target");
	tell_row(t, "code");
	tell_code(t, CODE_ANNUL, json_get_text(t->body, "code"));
	tell_id_row(t, "authority", "authority");
	tell_row(t, "version");
	tell_hash(t, json_get_text(t->body, "version"));
}

/* What a slot of a thing of that type is called. */
static void
tell_slot(struct telling *t, enum entry_type type, unsigned slot)
{
	const char *name = slot_name(type, slot);
	const char *label;

	if (name == NULL)
		return;
	label = member_label(name, t->lang);
	tell_text(t, bytes_text(label == NULL ? name : label));
}

static void
tell_slots(struct telling *t, struct bytes target, const struct json *slots)
{
	struct id id;

	if (!id_parse(target, &id))
		return;
	for (slots = json_is_null(slots) ? NULL : slots->first; slots != NULL;
	     slots = slots->next)
		tell_slot(t, id.type, (unsigned)slots->number);
}

void
tell_open(struct telling *t)
{
	const struct json *blob = json_get(t->body, "blobs");

	tell_id_row(t, "target", "target");
	tell_row(t, "slots");
	tell_slots(t, json_get_text(t->body, "target"),
	    json_get(t->body, "slots"));
	tell_row(t, "blobs");
	for (blob = json_is_null(blob) ? NULL : blob->first; blob != NULL;
	     blob = blob->next)
		tell_file(t, json_get(blob, "plain"));
	tell_row(t, "ground");
	tell_code(t, CODE_OPEN_GROUND, json_get_text(t->body, "ground"));
	tell_id_row(t, "authority", "authority");
	tell_row(t, "version");
	tell_hash(t, json_get_text(t->body, "version"));
}

/* Each thing, and what of it: its slots, every word, its files. */
static void
tell_targets(struct telling *t)
{
	const struct json *n = json_get(t->body, "targets");

	tell_row(t, "targets");
	for (n = json_is_null(n) ? NULL : n->first; n != NULL; n = n->next) {
		const struct json *slots = json_get(n, "slots");
		const struct json *blobs = json_get(n, "blobs");

		(void)tell_id(t, json_get_text(n, "target"));
		if (json_is_null(slots))
			tell_note(t, t->value,
			    bytes_text(message_in(t->lang,
				N_("every word of it"))));
		else
			tell_slots(t, json_get_text(n, "target"), slots);
		for (const struct json *b = json_is_null(blobs) ? NULL :
								  blobs->first;
		     b != NULL; b = b->next)
			tell_hash(t, b->text);
	}
}

void
tell_erase(struct telling *t)
{
	tell_targets(t);
	tell_row(t, "ground");
	tell_code(t, CODE_ERASE_GROUND, json_get_text(t->body, "ground"));
	tell_id_row(t, "order", "order");
	tell_id_row(t, "approved_by", "approved_by");
	tell_row(t, "hold");
	tell_edtf(t, json_get_text(t->body, "hold"));
}
