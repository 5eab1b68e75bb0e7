#include "faces/searched.h"

#include <stdio.h>

#include "faces/listed.h"
#include "faces/slot_words.h"
#include "format/base64.h"
#include "register/beside.h"
#include "register/naming.h"

const char *const searched_names[] = {"q", "type", "state", "kind", "from",
    "to", "limit", "after", NULL};

/* ---- reading ---- */

static enum err
read_type(struct searched *x, const struct query *q, struct error *e)
{
	const char *type = query_get(q, "type");

	if (type == NULL)
		return ERR_NONE;
	x->s.type = type_by_name(bytes_text(type));
	if (x->s.type != TYPE_UNKNOWN)
		return ERR_NONE;
	return error_set(e, ERR_INPUT, "no type \"%s\"", type);
}

static enum err
read_kind(struct searched *x, const struct query *q, struct error *e)
{
	const char *kind = query_get(q, "kind");

	if (kind == NULL)
		return ERR_NONE;
	x->s.kind = kind_code(bytes_text(kind));
	if (x->s.kind >= 0)
		return ERR_NONE;
	return error_set(e, ERR_INPUT, "\"%s\" is no kind of contact", kind);
}

static enum err
read_limits(struct searched *x, const struct query *q, struct error *e)
{
	const char *after = query_get(q, "after");
	const char *limit = query_get(q, "limit");
	char name[48];
	uint64_t n = LIST_LIMIT;

	if (limit != NULL &&
	    (!bytes_decimal(bytes_text(limit), LIST_LIMIT_MAX, &n) || n == 0))
		return error_set(e, ERR_INPUT, "%s takes 1 to %d",
		    query_name(q, "limit", name), LIST_LIMIT_MAX);
	x->s.limit = (size_t)n;
	if (after == NULL ||
	    bytes_decimal(bytes_text(after), INT64_MAX, &x->s.after))
		return ERR_NONE;
	return error_word(e, ERR_INPUT, "bad-cursor", "\"%s\" is no entry",
	    after);
}

enum err
searched_read(struct searched *x, const struct objects *o,
    const struct query *q, struct error *e)
{
	const char *words = query_get(q, "q");
	char state[3] = "";
	enum err rc;

	*x = (struct searched){.o = *o,
	    .query = *q,
	    .s = {.kind = -1,
		.from = DAY_FIRST,
		.to = DAY_LAST,
		.after = NUMBER_NONE}};
	x->s.words = bytes_text(words == NULL ? "" : words);
	rc = read_type(x, q, e);
	if (rc == ERR_NONE)
		rc = read_kind(x, q, e);
	if (rc == ERR_NONE)
		rc = read_limits(x, q, e);
	if (rc == ERR_NONE)
		rc = query_day(q, "from", false, &x->s.from, e);
	if (rc == ERR_NONE)
		rc = query_day(q, "to", true, &x->s.to, e);
	if (rc == ERR_NONE)
		rc = query_state(q, state, e);
	for (char *p = state; *p != '\0'; p++)
		*p = (char)(*p | 0x20);
	x->s.state = arena_copy(o->a, bytes_text(state));
	return rc;
}

enum err
searched_run(struct searched *x, struct error *e)
{
	x->found = arena_take_array(x->o.a, LIST_LIMIT_MAX, sizeof *x->found);
	if (x->found == NULL)
		return error_set(e, ERR_MEMORY, "out of memory");
	return read_model_search(registry_read_model(x->o.r), &x->s, x->found,
	    &x->count, x->totals, x->o.a, e);
}

/* ---- straight to one thing ---- */

#define ROOT_BASE64 44

/* A pasted note, with or without its line ends: a field of a form drops them.
 * Origin, size and root are ours at that size. */
static bool
is_checkpoint(const struct objects *o, struct bytes text, uint64_t *size)
{
	struct buffer packed = {0}, note = {0};
	const char *origin = registry_origin(o->r);
	struct hash root;
	char root64[64];
	bool found = false;
	size_t at = strlen(origin);

	for (size_t i = 0; i < text.len; i++)
		if (text.at[i] > ' ')
			buffer_byte(&packed, text.at[i]);
	if (!bytes_starts(buffer_bytes(&packed), origin))
		at = packed.len;
	for (size_t n = 1; n <= 16 && at + n + ROOT_BASE64 <= packed.len &&
	     !found; n++) {
		struct bytes digits = bytes_of(packed.at + at, n);

		if (!bytes_decimal(digits, INT64_MAX, size))
			break;
		buffer_clear(&note);
		if (truth_read_checkpoint(registry_truth(o->r), *size, NULL,
			&root, &note, NULL) != ERR_NONE)
			continue;
		base64_print(root64, hash_span(&root));
		found = memcmp(packed.at + at + n, root64, ROOT_BASE64) == 0;
	}
	buffer_release(&packed);
	buffer_release(&note);
	return found;
}

static bool
is_exact(struct bytes text)
{
	struct hash leaf;
	struct id id;
	uint64_t n;
	size_t cut = bytes_find(text, '/');

	if (hash_parse(text, &leaf) || id_parse(text, &id))
		return true;
	if (cut == text.len)
		cut = bytes_find(text, '-');
	return cut < text.len && cut != 0 &&
	    bytes_decimal(bytes_of(text.at + cut + 1, text.len - cut - 1),
		INT64_MAX, &n) &&
	    bytes_find(text, ' ') == text.len;
}

enum straight
search_straight(const struct objects *o, const char *words, uint64_t *number)
{
	struct bytes text = bytes_text(words);
	bool entry;

	while (text.len != 0 && text.at[text.len - 1] <= ' ')
		text.len--;
	while (text.len != 0 && text.at[0] <= ' ')
		text = bytes_of(text.at + 1, text.len - 1);
	if (is_exact(text) &&
	    registry_resolve_any(o->r, arena_text(o->a, text), number, &entry,
		o->a, NULL) == ERR_NONE)
		return entry ? STRAIGHT_ENTRY : STRAIGHT_THING;
	return is_checkpoint(o, text, number) ? STRAIGHT_CHECKPOINT :
						STRAIGHT_NOWHERE;
}

/* ---- objects ---- */

enum err
found_beside_words(struct buffer *out, const struct objects *o,
    uint64_t number, enum lang lang, struct error *e)
{
	struct row_entity row;
	struct beside b;
	enum err rc = read_model_by_number(registry_read_model(o->r), number,
	    &row, e);

	if (rc != ERR_NONE || row.id.type != TYPE_STATEMENT || row.annulled)
		return rc;
	rc = registry_beside(o->r, number, registry_next(o->r), &b, o->a, e);
	if (rc == ERR_NONE)
		beside_words(out, o, &b, lang);
	return rc;
}

static enum err
why_found(const struct searched *x, uint64_t number, struct json **out,
    struct error *e)
{
	struct json *why = json_new(x->o.a, JSON_OBJECT);
	enum err rc = ERR_NONE;

	for (int l = 0; l < LANG_COUNT && rc == ERR_NONE; l++) {
		struct buffer text = {0}, words = {0};

		buffer_text(&text,
		    message_in((enum lang)l, N_("words found")));
		rc = found_beside_words(&words, &x->o, number, (enum lang)l,
		    e);
		if (words.len != 0)
			buffer_text(&text, l == LANG_FR ? " ; " : "; ");
		buffer_add(&text, buffer_bytes(&words));
		json_put_text(x->o.a, why, l == LANG_FR ? "fr" : "en",
		    buffer_bytes(&text));
		buffer_release(&text);
		buffer_release(&words);
	}
	*out = why;
	return rc;
}

static struct json *
when_of(const struct searched *x, const struct found *f)
{
	struct row_entity row;
	struct entry entry;

	if (f->type != TYPE_CONTACT ||
	    read_model_by_number(registry_read_model(x->o.r), f->number, &row,
		NULL) != ERR_NONE ||
	    registry_entry(x->o.r, row.current, &entry, x->o.a, NULL) !=
		ERR_NONE)
		return json_new(x->o.a, JSON_NULL);
	return object_when(&x->o, json_get(entry.body, "when"));
}

enum err
searched_item_json(const struct searched *x, const struct found *f,
    struct json **out, struct error *e)
{
	struct arena *a = x->o.a;
	struct json *item = json_new(a, JSON_OBJECT), *why = NULL;
	enum err rc = why_found(x, f->number, &why, e);

	if (rc != ERR_NONE)
		return rc;
	json_put(a, item, "thing", object_thing(&x->o, f->number));
	json_put_cstr(a, item, "type", type_name(f->type));
	json_put(a, item, "why", why);
	json_put_text(a, item, "snippet", f->snippet);
	json_put(a, item, "when", when_of(x, f));
	*out = item;
	return ERR_NONE;
}

/* The filters, as {field, value}. */
static struct json *
understood(const struct searched *x)
{
	static const char *const fields[] = {"type", "state", "kind", "from",
	    "to"};
	struct json *list = json_new(x->o.a, JSON_ARRAY), *v;

	for (size_t i = 0; i < COUNT(fields); i++) {
		const char *value = query_get(&x->query, fields[i]);

		if (value == NULL)
			continue;
		v = json_add(list, json_new(x->o.a, JSON_OBJECT));
		json_put_cstr(x->o.a, v, "field", fields[i]);
		json_put_cstr(x->o.a, v, "value", value);
	}
	return list;
}

static struct json *
totals_json(const struct searched *x)
{
	static const struct {
		const char *name;
		enum entry_type type;
	} kinds[] = {
	    {"persons",    TYPE_PERSON   },
	    {"posts",      TYPE_POST     },
	    {"orgs",       TYPE_ORG      },
	    {"contacts",   TYPE_CONTACT  },
	    {"documents",  TYPE_DOCUMENT },
	    {"statements", TYPE_STATEMENT}
	};
	struct json *total = json_new(x->o.a, JSON_OBJECT);

	for (size_t i = 0; i < COUNT(kinds); i++)
		json_put_number(x->o.a, total, kinds[i].name,
		    (int64_t)x->totals[kinds[i].type]);
	return total;
}

enum err
searched_json(const struct searched *x, const char *url, struct json **out,
    struct error *e)
{
	struct arena *a = x->o.a;
	struct json *v = json_new(a, JSON_OBJECT), *query, *items;
	bool full = x->count == x->s.limit && x->count != 0;

	query = json_put(a, v, "query", json_new(a, JSON_OBJECT));
	json_put_text(a, query, "text", x->s.words);
	json_put(a, query, "understood", understood(x));
	json_put(a, v, "total", totals_json(x));
	items = json_put(a, v, "items", json_new(a, JSON_ARRAY));
	for (size_t i = 0; i < x->count; i++) {
		struct json *item = NULL;
		enum err rc = searched_item_json(x, &x->found[i], &item, e);

		if (rc != ERR_NONE)
			return rc;
		json_add(items, item);
	}
	json_put(a, v, "next",
	    next_json(a, full ? x->found[x->count - 1].number : NUMBER_NONE,
		NUMBER_NONE, url));
	json_put(a, v, "as_of", object_as_of(&x->o, registry_size(x->o.r)));
	*out = v;
	return ERR_NONE;
}

/* ---- rows ---- */

enum err
found_cells(struct cells *row, const struct searched *x,
    const struct found *f, enum lang lang, struct error *e)
{
	struct buffer words = {0}, with = {0};
	struct bytes name = bytes_text(""), snippet = f->snippet;
	char ref[REF_BYTES];
	enum err rc = found_beside_words(&words, &x->o, f->number, lang, e);

	if (rc == ERR_NONE && words.len != 0) {
		buffer_add(&with, f->snippet);
		buffer_printf(&with, " (%s)", buffer_cstr(&words));
		snippet = arena_copy(x->o.a, buffer_bytes(&with));
	}
	buffer_release(&with);
	buffer_release(&words);
	if (rc != ERR_NONE)
		return rc;
	ref_print(ref, f->type, f->number);
	if (name_or_erased(&x->o, f->number, lang, &name, NULL) != ERR_NONE ||
	    name.len == 0)
		name = f->snippet;
	cells_text(row, arena_copy(x->o.a, bytes_text(ref)));
	cells_text(row, bytes_text(type_name(f->type)));
	cells_text(row, name);
	cells_text(row, snippet);
	return ERR_NONE;
}
