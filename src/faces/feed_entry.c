/* One entry of a feed (faces/feed.h) */
#include <inttypes.h>
#include <stdio.h>

#include "faces/feed.h"
#include "faces/slot_words.h"
#include "faces/told_parts.h"
#include "faces/words.h"
#include "format/markup.h"
#include "register/naming.h"

#define ENTRY_ARENA (8 * MIB)

/* What happened to the thing by this entry. */
static const char *
event_words(const struct showing *x, enum lang lang)
{
	if (x->entry.type == TYPE_ANNUL)
		return message_in(lang, N_("withdrawn"));
	if (x->entry.type == TYPE_OPEN)
		return message_in(lang, N_("opened"));
	if (x->entry.type == TYPE_ERASE)
		return message_in(lang, N_("erased by order"));
	return message_in(lang, x->row.version > 1 ? N_("amended") :
						     N_("filed"));
}

/* The thing that the entry is about: a withdrawal's target. */
static uint64_t
about(const struct showing *x)
{
	struct row_entity row;
	struct id id;

	if ((x->entry.type == TYPE_ANNUL || x->entry.type == TYPE_OPEN) &&
	    id_parse(json_get_text(x->entry.body, "target"), &id) &&
	    read_model_by_id(registry_read_model(x->o.r), &id, &row, NULL) ==
		ERR_NONE)
		return row.number;
	return x->number;
}

/* "Contact c/50, filed: Call between ...", "Person p/3, amended: The Member" */
static enum err
put_title(struct buffer *out, const struct showing *x, enum lang lang,
    struct error *e)
{
	uint64_t number = about(x);
	struct buffer text = {0};
	struct bytes name = {NULL, 0};
	struct row_entity row;
	char ref[REF_BYTES];
	enum entry_type type = x->entry.type;
	enum err rc = ERR_NONE;

	ref_print(ref, TYPE_UNKNOWN, x->version);
	if (number != NUMBER_NONE) {
		rc = read_model_by_number(registry_read_model(x->o.r), number,
		    &row, e);
		if (rc == ERR_NONE) {
			type = row.id.type;
			ref_print(ref, type, number);
			rc = name_or_erased(&x->o, number, lang, &name, e);
		}
	}
	if (rc == ERR_NONE && x->entry.type == TYPE_CONTACT) {
		contact_sentence(&text, object_row(&x->o, x->version, 0),
		    lang);
		name = buffer_bytes(&text);
	}
	put_large(out, bytes_text(code_words(CODE_TYPE,
	    bytes_text(type_name(type)), lang)));
	buffer_printf(out, " %s, %s", ref, event_words(x, lang));
	if (name.len != 0) {
		buffer_text(out, lang == LANG_FR ? "\302\240: " : ": ");
		buffer_add(out, name);
	}
	buffer_release(&text);
	return rc;
}

static bool
is_one_of(const char *id, const char *const *ids)
{
	for (; *ids != NULL; ids++)
		if (strcmp(*ids, id) == 0)
			return true;
	return false;
}

/* The rows that this content shows. What stands beside a statement is never
 * left out. */
static void
choose_rows(struct told *t, const struct feed *f, enum entry_type type)
{
	static const char *const never_left_out[] = {"act", "speaker", "via",
	    "beside", NULL};
	static const char *const in_summary[] = {"act", "speaker", "via",
	    "beside", "words", "claims", "summary", "topics", "place", "reason",
	    "target", "ground", "when", NULL};
	struct told_row **at = &t->rows;
	bool headline = f->content == FEED_HEADLINE;

	if (f->content == FEED_FULL)
		return;
	while (*at != NULL)
		if (headline && type != TYPE_STATEMENT)
			*at = NULL;
		else if (is_one_of((*at)->id, headline ? never_left_out :
							 in_summary))
			at = &(*at)->next;
		else
			*at = (*at)->next;
}

static void
put_links(struct buffer *out, const struct feed *f, const struct showing *x)
{
	const char *base = f->o.base_url == NULL ? "" : f->o.base_url;
	char ref[REF_BYTES];

	ref_print(ref, TYPE_UNKNOWN, x->version);
	if (x->number != NUMBER_NONE && x->entry.type != TYPE_ANNUL &&
	    x->version == x->entity.current)
		ref_print(ref, x->entity.id.type, x->number);
	buffer_text(out, "<link rel=\"alternate\" type=\"text/html\" href=\"");
	markup_put_xml(out, bytes_text(base));
	buffer_printf(out, "/%s/%s\"/>\n<link rel=\"related\" "
	    "type=\"application/json\" href=\"",
	    f->lang == LANG_FR ? "fr" : "en", ref);
	markup_put_xml(out, bytes_text(base));
	buffer_printf(out, "/api/v1/entries/%" PRIu64 "/shown\"/>\n",
	    x->version);
}

static enum err
put_content(struct buffer *out, const struct feed *f, const struct showing *x,
    struct error *e)
{
	struct told told = {NULL};
	struct buffer text = {0};
	enum err rc = told_of(x, f->lang, &told, e);

	if (rc == ERR_NONE) {
		choose_rows(&told, f, x->entry.type);
		told_print(&text, &told, f->lang);
	}
	if (rc == ERR_NONE && text.len != 0) {
		const char *name = f->content == FEED_FULL ? "content" :
							     "summary";

		buffer_printf(out, "<%s type=\"text\">", name);
		markup_put_xml(out, buffer_bytes(&text));
		buffer_printf(out, "</%s>\n", name);
	}
	buffer_release(&text);
	return rc;
}

static enum err
print_showing(struct buffer *out, const struct feed *f,
    const struct showing *x, struct error *e)
{
	struct buffer title = {0};
	struct bytes by;
	struct row_entity row;
	char hex[65], time[21];
	enum err rc = put_title(&title, x, f->lang, e);

	if (rc == ERR_NONE)
		rc = read_model_by_id(registry_read_model(x->o.r), &x->row.by,
		    &row, e);
	if (rc == ERR_NONE)
		rc = name_or_erased(&x->o, row.number, f->lang, &by, e);
	if (rc == ERR_NONE) {
		hash_print(hex, &x->row.leaf);
		time_print(time, x->row.at_s);
		buffer_printf(out, "<entry>\n<id>urn:sha256:%s</id>\n", hex);
		feed_element(out, "title", buffer_bytes(&title));
		feed_element(out, "updated", bytes_text(time));
		feed_element(out, "published", bytes_text(time));
		buffer_text(out, "<author>");
		feed_element(out, "name", by);
		buffer_printf(out, "</author>\n<category term=\"%s\"/>\n",
		    type_name(x->entry.type));
		put_links(out, f, x);
		rc = put_content(out, f, x, e);
		buffer_text(out, "</entry>\n");
	}
	buffer_release(&title);
	return rc;
}

enum err
feed_entry_print(struct buffer *out, const struct feed *f, uint64_t number,
    struct error *e)
{
	struct arena *a = arena_new(ENTRY_ARENA);
	struct objects o = {f->o.r, a, f->o.base_url};
	struct showing *x = a == NULL ? NULL : arena_take(a, sizeof *x);
	char ref[REF_BYTES];
	enum err rc = ERR_NONE;

	if (x == NULL)
		rc = error_set(e, ERR_MEMORY, "out of memory");
	ref_print(ref, TYPE_UNKNOWN, number);
	if (rc == ERR_NONE)
		rc = showing_load(x, &o, ref, 0, e);
	if (rc == ERR_NONE)
		rc = print_showing(out, f, x, e);
	arena_free(a);
	return rc;
}
