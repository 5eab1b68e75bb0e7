#include "cli/show_notes.h"

#include "faces/shown.h"
#include "register/naming.h"
#include "register/receipts.h"

static void
say_name(struct cli *c, const struct objects *o, const struct json *thing)
{
	struct bytes ref = json_get_text(thing, "ref");
	struct bytes name = json_get_text(json_get(thing, "name"),
	    c->lang == LANG_FR ? "fr" : "en");

	(void)o;
	buffer_printf(&c->out, "%.*s %.*s", (int)ref.len,
	    ref.len == 0 ? "" : (const char *)ref.at, (int)name.len,
	    name.len == 0 ? "" : (const char *)name.at);
}

static const char *
outcome_words(struct bytes outcome)
{
	if (bytes_is(outcome, "acknowledged"))
		return N_("acknowledged");
	if (bytes_is(outcome, "returned"))
		return N_("returned with a question");
	if (bytes_is(outcome, "not-for-us"))
		return N_("returned: not for this department");
	return N_("received");
}

static enum err
say_receipts(struct cli *c, const struct objects *o, uint64_t note,
    const char *indent)
{
	struct receipt *list = NULL;
	size_t count = 0;
	enum err rc = receipts_of(c->registry, note, &list, &count, c->arena,
	    &c->e);

	for (size_t i = 0; i < count && rc == ERR_NONE; i++) {
		const struct json *question = NULL;
		char ref[REF_BYTES], by[ID_TEXT_BYTES];

		ref_print(ref, TYPE_RECEIPT, list[i].number);
		id_print(by, &list[i].by);
		buffer_printf(&c->out, "%s%s  %s %.*s, ", indent, ref,
		    TR(c, outcome_words(list[i].outcome)),
		    (int)list[i].received.len,
		    (const char *)list[i].received.at);
		say_name(c, o, object_thing_of_id(o, bytes_text(by)));
		if (!list[i].current)
			buffer_printf(&c->out, " (%s)",
			    TR(c, N_("of an earlier version")));
		buffer_byte(&c->out, '\n');
		rc = receipt_question(o, &list[i], &question, &c->e);
		for (const struct json *t = question == NULL ? NULL :
							       question->first;
		     rc == ERR_NONE && t != NULL; t = t->next)
			buffer_printf(&c->out, "%s  [%.*s] \"%.*s\"\n", indent,
			    (int)t->name.len, (const char *)t->name.at,
			    (int)t->text.len, (const char *)t->text.at);
	}
	if (rc == ERR_NONE && count == 0) {
		buffer_text(&c->out, indent);
		cli_say(c, "receipts: none filed up to checkpoint %llu",
		    (unsigned long long)registry_size(c->registry));
	}
	return rc;
}

static enum err
say_contact_notes(struct cli *c, const struct objects *o, uint64_t number)
{
	uint64_t *notes = NULL;
	size_t count = 0;
	enum err rc = notes_of(c->registry, number, &notes, &count, c->arena,
	    &c->e);

	if (rc == ERR_NONE && count == 0)
		cli_say(c, "notes that name it openly: none filed up to "
		    "checkpoint %llu",
		    (unsigned long long)registry_size(c->registry));
	for (size_t i = 0; i < count && rc == ERR_NONE; i++) {
		struct row_entity row;
		struct entry note;
		char ref[REF_BYTES];

		rc = read_model_by_number(registry_read_model(c->registry),
		    notes[i], &row, &c->e);
		if (rc == ERR_NONE)
			rc = registry_entry(c->registry, row.current, &note,
			    c->arena, &c->e);
		if (rc != ERR_NONE)
			return rc;
		ref_print(ref, TYPE_NOTE, notes[i]);
		buffer_printf(&c->out, "%s %s  %s ", TR(c, N_("note")), ref,
		    TR(c, N_("to")));
		say_name(c, o,
		    object_thing_of_id(o,
			json_get_text(note.body, "addressed_to")));
		if (!json_is_null(json_get(note.body, "blob")))
			buffer_printf(&c->out, ", %s", TR(c, N_("sealed")));
		buffer_byte(&c->out, '\n');
		rc = say_receipts(c, o, notes[i], "  ");
	}
	return rc;
}

enum err
show_notes_text(struct cli *c, const struct objects *o, uint64_t number,
    enum entry_type type)
{
	if (type == TYPE_CONTACT)
		return say_contact_notes(c, o, number);
	return type == TYPE_NOTE ? say_receipts(c, o, number, "") : ERR_NONE;
}
