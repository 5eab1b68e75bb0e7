#include "faces/slot_words.h"

#include "faces/words.h"
#include "format/day.h"

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
put_erased(struct buffer *out, const struct objects *o, uint64_t n,
    unsigned slot, enum lang lang, struct error *e)
{
	struct finding x = {slot, NUMBER_NONE};
	struct entry erase;
	enum err rc = read_model_marks(registry_read_model(o->r), n,
	    find_mark, &x, e);

	if (rc == ERR_NONE && x.by != NUMBER_NONE)
		rc = registry_entry(o->r, x.by, &erase, o->a,
		    e);
	if (rc != ERR_NONE || x.by == NUMBER_NONE)
		return rc;
	buffer_printf(out, message_in(lang, "erased by order: entry %llu, %s"),
	    (unsigned long long)x.by,
	    code_words(CODE_ERASE_GROUND,
		json_get_text(erase.body, "ground"), lang));
	return ERR_NONE;
}

enum err
slot_words(struct buffer *out, const struct objects *o,
    const struct entry *entry, uint64_t n, unsigned slot,
    enum slot_state state, enum lang lang, struct error *e)
{
	struct visibility v;
	struct buffer words = {0};
	char day[11];

	visibility_read(&v, entry->body);
	switch (state) {
	case SLOT_PUBLIC:
		buffer_text(out, message_in(lang, "public"));
		return ERR_NONE;
	case SLOT_SEALED:
		buffer_text(out, message_in(lang, "sealed"));
		return ERR_NONE;
	case SLOT_DELAYED:
		day_print(day, v.until);
		when_words(&words, bytes_text(day), lang);
		buffer_printf(out, message_in(lang, "delayed until %s"),
		    buffer_cstr(&words));
		buffer_release(&words);
		return ERR_NONE;
	case SLOT_WITHHELD:
		topic_words(&words, v.ground);
		buffer_printf(out, message_in(lang, "withheld: %s"),
		    buffer_cstr(&words));
		buffer_release(&words);
		return ERR_NONE;
	case SLOT_ERASED:
		return put_erased(out, o, n, slot, lang, e);
	}
	return ERR_NONE;
}

enum err
erased_words(const struct objects *o, uint64_t n, unsigned slot,
    enum lang lang, struct bytes *out, struct error *e)
{
	struct row_entry version;
	struct buffer text = {0};
	enum err rc = read_model_entry(registry_read_model(o->r), n,
	    &version, o->a, e);

	*out = bytes_text("");
	if (rc != ERR_NONE || (version.erased >> slot & 1) == 0)
		return rc;
	rc = put_erased(&text, o, n, slot, lang, e);
	if (rc == ERR_NONE)
		*out = arena_copy(o->a, buffer_bytes(&text));
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
name_or_erased(const struct objects *o, uint64_t number, enum lang lang,
    struct bytes *out, struct error *e)
{
	struct read_model *m = registry_read_model(o->r);
	struct row_entity row;
	enum err rc = read_model_name(m, number,
	    lang == LANG_FR ? "fr" : "en", out, o->a, e);

	if (rc != ERR_NONE || out->len != 0)
		return rc;
	rc = read_model_by_number(m, number, &row, e);
	if (rc != ERR_NONE || !has_name(row.id.type))
		return rc;
	return erased_words(o, row.current, 0, lang, out, e);
}
