#include "cli/slots.h"

#include "format/day.h"

static enum err
no_such_slot(struct cli *c, const char *name, enum entry_type type,
    struct bytes text)
{
	struct buffer all = {0};
	enum err rc = error_set(&c->e, ERR_INPUT, "%s has no slot \"%.*s\"",
	    type_name(type), (int)(text.len > 40 ? 40 : text.len),
	    (const char *)text.at);

	for (unsigned i = 0; i < SLOT_COUNT; i++)
		if (slot_name(type, i) != NULL)
			buffer_printf(&all, "%s%s", all.len == 0 ? "" : ", ",
			    slot_name(type, i));
	error_field(&c->e, "--%s", name);
	rc = error_mend(&c->e, rc, "its slots are %s", buffer_cstr(&all));
	buffer_release(&all);
	return rc;
}

enum err
slots_option(struct cli *c, const char *name, enum entry_type type,
    uint16_t *out)
{
	const char *text = cli_arg(c, name);
	struct bytes rest = bytes_text(text == NULL ? "" : text);
	uint16_t bits = 0;

	while (rest.len != 0) {
		size_t len = bytes_find(rest, ',');
		struct bytes word = bytes_of(rest.at, len);
		int slot = slot_by_name(type, word);

		if (type == TYPE_CONTACT && bytes_is(word, "with"))
			slot = CONTACT_FOREIGN; /* as --sealed names it */
		if (slot < 0)
			return no_such_slot(c, name, type,
			    bytes_of(rest.at, len));
		bits = (uint16_t)(bits | 1u << slot);
		len += len < rest.len;
		rest = bytes_of(rest.at + len, rest.len - len);
	}
	*out = bits;
	return ERR_NONE;
}

struct finding {
	unsigned slot;
	uint64_t by; /* NUMBER_NONE: nothing found */
};

static enum err
find_mark(void *context, const struct slot_mark *mark, struct error *e)
{
	struct finding *x = context;

	(void)e;
	if (mark->erase && (mark->slots >> x->slot & 1) != 0)
		x->by = mark->by;
	return ERR_NONE;
}

static enum err
tell_erased(struct cli *c, struct buffer *out, uint64_t n, unsigned slot)
{
	struct finding x = {slot, NUMBER_NONE};
	struct entry erase;
	struct bytes ground;
	enum err rc = read_model_marks(registry_read_model(c->registry), n,
	    find_mark, &x, &c->e);

	if (rc == ERR_NONE && x.by != NUMBER_NONE)
		rc = registry_entry(c->registry, x.by, &erase, c->arena,
		    &c->e);
	if (rc != ERR_NONE || x.by == NUMBER_NONE)
		return rc;
	ground = json_get_text(erase.body, "ground");
	buffer_printf(out, TR(c, "erased by order: entry %llu, %.*s"),
	    (unsigned long long)x.by, (int)ground.len,
	    (const char *)ground.at);
	return ERR_NONE;
}

enum err
slots_tell(struct cli *c, struct buffer *out, const struct entry *entry,
    uint64_t n, unsigned slot, enum slot_state state)
{
	struct visibility v;
	char day[11];

	visibility_read(&v, entry->body);
	switch (state) {
	case SLOT_PUBLIC:
		buffer_text(out, TR(c, "public"));
		return ERR_NONE;
	case SLOT_SEALED:
		buffer_text(out, TR(c, "sealed"));
		return ERR_NONE;
	case SLOT_DELAYED:
		day_print(day, v.until);
		buffer_printf(out, TR(c, "delayed until %s"), day);
		return ERR_NONE;
	case SLOT_WITHHELD:
		buffer_printf(out, TR(c, "withheld: %.*s"),
		    (int)v.ground.len, (const char *)v.ground.at);
		return ERR_NONE;
	case SLOT_ERASED:
		return tell_erased(c, out, n, slot);
	}
	return ERR_NONE;
}

enum err
slots_erased(struct cli *c, uint64_t n, unsigned slot, struct bytes *out)
{
	struct row_entry version;
	struct buffer text = {0};
	enum err rc = read_model_entry(registry_read_model(c->registry), n,
	    &version, c->arena, &c->e);

	*out = bytes_text("");
	if (rc != ERR_NONE || (version.erased >> slot & 1) == 0)
		return rc;
	rc = tell_erased(c, &text, n, slot);
	if (rc == ERR_NONE)
		*out = arena_copy(c->arena, buffer_bytes(&text));
	buffer_release(&text);
	return rc;
}

static bool
has_name(enum entry_type type)
{
	return type == TYPE_PERSON || type == TYPE_ORG || type == TYPE_POST ||
	    type == TYPE_DOCUMENT || type == TYPE_DUTY;
}

enum err
slots_name(struct cli *c, uint64_t number, struct bytes *out)
{
	struct read_model *m = registry_read_model(c->registry);
	struct row_entity row;
	enum err rc = read_model_name(m, number,
	    c->lang == LANG_FR ? "fr" : "en", out, c->arena, &c->e);

	if (rc != ERR_NONE || out->len != 0)
		return rc;
	rc = read_model_by_number(m, number, &row, &c->e);
	if (rc != ERR_NONE || !has_name(row.id.type))
		return rc;
	return slots_erased(c, row.current, 0, out);
}
