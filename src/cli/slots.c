#include "cli/slots.h"

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
