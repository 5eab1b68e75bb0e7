#include "exchange/import_check.h"

#include "model/body.h"
#include "model/judge.h"

static enum err
slots_by_name(struct slot_values *out, enum entry_type type,
    const struct json *by_name, struct error *e)
{
	*out = (struct slot_values){{NULL}};
	for (const struct json *m = by_name->first; m != NULL; m = m->next) {
		int slot = slot_by_name(type, m->name);

		if (slot < 0)
			return error_word(e, ERR_INPUT, "slot",
			    "%s has no slot \"%.*s\"", type_name(type),
			    (int)(m->name.len < 40 ? m->name.len : 40),
			    (const char *)m->name.at);
		if (!json_is_null(m))
			out->at[slot] = m;
	}
	return ERR_NONE;
}

enum err
import_draft_read(const struct import_draft *d, struct arena *a,
    struct json **body, struct slot_values *values, struct error *e)
{
	const struct json *v = NULL;
	enum err rc = json_parse(&v, d->body, &json_entry_limits, a, e);

	if (rc == ERR_NONE)
		rc = json_check_names(v, e);
	*body = rc == ERR_NONE ? json_clone(a, v) : NULL;
	if (rc == ERR_NONE)
		rc = json_parse(&v, d->slots, &json_entry_limits, a, e);
	if (rc == ERR_NONE)
		rc = slots_by_name(values, type_by_name(d->type), v, e);
	if (rc == ERR_NONE && arena_failed(a))
		rc = error_set(e, ERR_MEMORY, "out of memory");
	return rc;
}

/* Every text below a slot's value, by the rules of model 8.3; the texts of
 * names and titles bear no white space at their ends. */
static enum err
texts_check(const struct json *v, bool name, const char *where, struct error *e)
{
	enum err rc = ERR_NONE;

	if (v == NULL)
		return rc;
	if (v->type == JSON_STRING)
		return text_check(v->text, name, where, NULL, e);
	for (v = v->first; rc == ERR_NONE && v != NULL; v = v->next)
		rc = texts_check(v, name, where, e);
	return rc;
}

static bool
is_name_slot(const char *slot)
{
	return strcmp(slot, "names") == 0 || strcmp(slot, "title") == 0;
}

enum err
import_draft_check(const struct import_draft *d, int64_t now_s, struct arena *a,
    struct error *e)
{
	struct entry entry = {.type = type_by_name(d->type), .at_s = now_s};
	struct slot_values values;
	struct json *body = NULL;
	struct contact contact;
	enum err rc = import_draft_read(d, a, &body, &values, e);

	entry.body = body;
	if (rc == ERR_NONE && !id_parse(bytes_text(d->id), &entry.id))
		rc = error_word(e, ERR_INPUT, "id", "\"%s\" is no id", d->id);
	if (rc == ERR_NONE)
		rc = body_check(body, entry.type, false, e);
	if (rc == ERR_NONE && entry.type == TYPE_CONTACT)
		rc = contact_read(&contact, &entry, a, e);
	if (rc == ERR_NONE)
		rc = slots_check(&entry, &values, SLOT_ALL, e);
	for (unsigned i = 0; rc == ERR_NONE && i < SLOT_COUNT; i++)
		if (values.at[i] != NULL) {
			const char *slot = slot_name(entry.type, i);

			rc = texts_check(values.at[i], is_name_slot(slot), slot,
			    e);
		}
	return rc;
}
