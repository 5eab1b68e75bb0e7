/* What the server demands of an erasure (registry_erasable): what it names is
 * there, the order names it, no summons holds it. */
#include "model/order_scope.h"
#include "register/erasing.h"
#include "register/registry_parts.h"

#define DOCUMENTS TYPE_BIT(TYPE_DOCUMENT)

static enum err
refuse(struct error *e, enum err code, const char *word, const char *field,
    const char *text, const char *mend)
{
	enum err rc = error_word(e, code, word, "%s", error_say(e, text));

	error_field(e, "%s", field);
	return mend == NULL ? rc : error_mend(e, rc, "%s", error_say(e, mend));
}

/* ---- reference ---- */

static bool
names_file(const struct json *v, struct bytes hex)
{
	if (v->type == JSON_STRING)
		return bytes_equal(v->text, hex);
	for (v = v->first; v != NULL; v = v->next)
		if (names_file(v, hex))
			return true;
	return false;
}

struct looking {
	struct registry *r;
	struct arena *arena;
	struct bytes hex;
	bool found;
};

static enum err
look_into(struct looking *x, uint64_t n, struct error *e)
{
	struct entry entry;
	enum err rc = registry_entry(x->r, n, &entry, x->arena, e);

	if (rc == ERR_NONE && names_file(entry.body, x->hex))
		x->found = true;
	return rc;
}

struct versions {
	uint64_t at[256];
	size_t count;
};

static enum err
take_version(void *context, const struct row_entry *row, struct error *e)
{
	struct versions *v = context;

	(void)e;
	if (v->count < COUNT(v->at))
		v->at[v->count++] = row->number;
	return ERR_NONE;
}

/* A file that a version of the target names, or that is kept here. */
static enum err
check_file(struct registry *r, uint64_t entity, struct bytes hex,
    struct arena *a, struct error *e)
{
	struct looking x = {r, a, hex, false};
	struct versions versions = {.count = 0};
	struct buffer kept = {0};
	struct hash h;
	enum err rc = read_model_chain(r->read, entity, take_version,
	    &versions, e);

	for (size_t i = 0; i < versions.count && rc == ERR_NONE && !x.found;
	    i++)
		rc = look_into(&x, versions.at[i], e);
	if (rc == ERR_NONE && !x.found && hash_parse(hex, &h)) {
		rc = truth_read_blob(r->truth, &h, &kept, NULL);
		x.found = rc == ERR_NONE;
		buffer_wipe(&kept);
		rc = rc == ERR_ABSENT ? ERR_NONE : rc;
		if (rc != ERR_NONE)
			return error_set(e, rc, "cannot read a file kept here");
	}
	if (rc != ERR_NONE || x.found)
		return rc;
	return refuse(e, ERR_INPUT, "reference", "/targets",
	    N_("names a file that this register does not have"),
	    N_("name files of the entry by their SHA-256"));
}

static enum err
check_slots(const struct entry *erase, enum entry_type type,
    const struct json *slots, struct error *e)
{
	(void)erase;
	if (!type_has_slots(type))
		return refuse(e, ERR_INPUT, "reference", "/targets",
		    N_("an entry of this type has no names and no words"),
		    NULL);
	if (json_is_null(slots))
		return ERR_NONE;
	for (const struct json *s = slots->first; s != NULL; s = s->next)
		if (slot_name(type, (unsigned)s->number) == NULL)
			return refuse(e, ERR_INPUT, "reference", "/targets",
			    N_("names a slot that this type does not have"),
			    NULL);
	return ERR_NONE;
}

static enum err
check_target(struct registry *r, const struct entry *erase,
    const struct json *target, struct row_entity *row, struct arena *a,
    struct error *e)
{
	const struct json *slots = json_get(target, "slots");
	const struct json *blobs = json_get(target, "blobs");
	struct id id;
	enum err rc = ERR_NONE;

	if (!id_parse(json_get_text(target, "target"), &id))
		return error_set(e, ERR_INPUT, "\"target\" is no id");
	rc = read_model_by_id(r->read, &id, row, e);
	if (rc == ERR_NONE)
		rc = check_slots(erase, id.type, slots, e);
	for (const struct json *b = blobs == NULL ? NULL : blobs->first;
	    b != NULL && rc == ERR_NONE; b = b->next)
		rc = check_file(r, row->number, b->text, a, e);
	if (rc == ERR_NONE && !json_is_null(slots) && slots->count == 0 &&
	    (blobs == NULL || blobs->count == 0))
		rc = refuse(e, ERR_INPUT, "reference", "/targets",
		    N_("names neither a slot nor a file"), NULL);
	return rc;
}

/* ---- outside_order ---- */

/* A statement with the act `orders` that rests on the order lists, in `about`,
 * what the order is about. */
static enum err
in_order(struct registry *r, uint64_t order, struct bytes target,
    bool *listed, bool *found, struct arena *a, struct error *e)
{
	struct reference *list = NULL;
	size_t count = 0;
	enum err rc = read_model_referring(r->read, order,
	    TYPE_BIT(TYPE_STATEMENT), &list, &count, a, e);

	*listed = *found = false;
	for (size_t i = 0; i < count && rc == ERR_NONE; i++) {
		struct row_entity row;
		struct entry entry;
		const struct json *about;

		if (!bytes_is(list[i].member, "document"))
			continue;
		rc = read_model_by_number(r->read, list[i].from, &row, e);
		if (rc == ERR_NONE && row.annulled)
			continue;
		if (rc == ERR_NONE)
			rc = registry_entry(r, row.current, &entry, a, e);
		if (rc != ERR_NONE ||
		    !bytes_is(json_get_text(entry.body, "act"), "orders"))
			continue;
		about = json_get(entry.body, "about");
		for (about = about == NULL ? NULL : about->first;
		    about != NULL; about = about->next) {
			*listed = true;
			*found = *found || bytes_equal(about->text, target);
		}
	}
	return rc;
}

static enum err
check_order(struct registry *r, const struct entry *erase,
    const struct json *target, struct arena *a, struct error *e)
{
	struct row_entity order;
	struct id id;
	bool listed = false, found = false;
	enum err rc;

	if (!id_parse(json_get_text(erase->body, "order"), &id))
		return error_set(e, ERR_INPUT, "\"order\" is no id");
	rc = read_model_by_id(r->read, &id, &order, e);
	if (rc == ERR_NONE && order.annulled)
		return refuse(e, ERR_REFUSED, "outside_order", "/order",
		    N_("the order was withdrawn"), NULL);
	if (rc == ERR_NONE)
		rc = in_order(r, order.number,
		    json_get_text(target, "target"), &listed, &found, a, e);
	if (rc != ERR_NONE || !listed || found)
		return rc;
	return refuse(e, ERR_REFUSED, "outside_order", "/targets",
	    N_("names an entry that the order does not list"),
	    N_("erase what the order lists, or file what the order says: a "
	    "statement with the act orders"));
}

/* ---- held ---- */

static enum err
is_disclosed(struct registry *r, uint64_t summons, bool *yes,
    struct arena *a, struct error *e)
{
	struct reference *list = NULL;
	size_t count = 0;
	enum err rc = read_model_referring(r->read, summons, DOCUMENTS,
	    &list, &count, a, e);

	*yes = false;
	for (size_t i = 0; i < count && rc == ERR_NONE && !*yes; i++) {
		struct row_entity row;
		struct entry entry;

		if (!bytes_is(list[i].member, "part_of"))
			continue;
		rc = read_model_by_number(r->read, list[i].from, &row, e);
		if (rc == ERR_NONE && row.annulled)
			continue;
		if (rc == ERR_NONE)
			rc = registry_entry(r, row.current, &entry, a, e);
		*yes = rc == ERR_NONE && bytes_is(json_get_text(entry.body,
		    "status"), "disclosure");
	}
	return rc;
}

/* The scope of a summons; *read false where it is not kept here or is not one
 * that we can read. */
static enum err
read_scope(struct registry *r, const struct entry *summons,
    struct order_scope *out, bool *read, struct arena *a, struct error *e)
{
	struct buffer text = {0};
	struct bytes copy;
	struct hash h;
	enum err rc;

	*read = false;
	if (!hash_parse(json_get_text(json_get(summons->body, "bytes"),
	    "sha256"), &h))
		return ERR_NONE;
	rc = truth_read_blob(r->truth, &h, &text, NULL);
	copy = arena_copy(a, buffer_bytes(&text));
	buffer_release(&text);
	if (rc == ERR_NONE && copy.at != NULL)
		*read = order_scope_parse(out, copy, a, NULL) == ERR_NONE;
	if (rc == ERR_NONE || rc == ERR_ABSENT)
		return copy.at == NULL && rc == ERR_NONE ?
		    error_set(e, ERR_MEMORY, "out of memory") : ERR_NONE;
	return error_set(e, rc, "cannot read a file kept here");
}

static enum err in_scope(struct registry *r, const struct order_scope *s,
    const struct entry *entry, bool *held, unsigned depth, struct arena *a,
    struct error *e);

/* An entity that a body names, in the version in force. */
static enum err
named_in_scope(struct registry *r, const struct order_scope *s,
    struct bytes text, bool *held, unsigned depth, struct arena *a,
    struct error *e)
{
	struct row_entity row;
	struct entry entry;
	struct id id;
	enum err rc;

	if (!id_parse(text, &id))
		return ERR_NONE;
	rc = read_model_by_id(r->read, &id, &row, e);
	if (rc == ERR_NONE)
		rc = registry_entry(r, row.current, &entry, a, e);
	return rc == ERR_NONE ? in_scope(r, s, &entry, held, depth + 1, a,
	    e) : rc;
}

/* What the order may have to open: contacts, the notes of them, the receipts
 * of those, and whom it names. What cannot be told is held: a legal hold wins
 * (reliability T26). */
static enum err
in_scope(struct registry *r, const struct order_scope *s,
    const struct entry *entry, bool *held, unsigned depth, struct arena *a,
    struct error *e)
{
	static const struct slot_values none = {{NULL}};
	const struct json *list;
	enum order_fit fit = ORDER_UNKNOWN;
	enum err rc = ERR_NONE;

	if (depth > 2)
		return ERR_NONE; /* receipt, note, contact */
	if (entry->type == TYPE_CONTACT) {
		rc = order_scope_judge(&fit, s, entry, &none, 0, a, e);
		*held = *held || (rc == ERR_NONE && fit != ORDER_OUT);
		return rc;
	}
	if (entry->type == TYPE_RECEIPT)
		return named_in_scope(r, s, json_get_text(entry->body, "note"),
		    held, depth, a, e);
	if (entry->type == TYPE_NOTE) {
		list = json_get(entry->body, "contacts");
		*held = *held || list == NULL; /* sealed: cannot be told */
		for (list = list == NULL ? NULL : list->first; list != NULL &&
		    rc == ERR_NONE && !*held; list = list->next)
			rc = named_in_scope(r, s, list->text, held, depth, a,
			    e);
		return rc;
	}
	*held = *held || id_equal(&entry->id, &s->of) ||
	    id_equal(&entry->id, &s->order) ||
	    (s->has_with && id_equal(&entry->id, &s->with));
	return ERR_NONE;
}

struct holding {
	uint64_t *at;
	size_t count, room;
	struct arena *arena;
};

static enum err
take_document(void *context, const struct row_entity *row, struct error *e)
{
	struct holding *h = context;

	if (row->annulled)
		return ERR_NONE;
	if (h->count == h->room) {
		size_t room = h->room == 0 ? 256 : h->room * 2;
		uint64_t *list = arena_take_array(h->arena, room,
		    sizeof *list);

		if (list == NULL)
			return error_set(e, ERR_MEMORY, "out of memory");
		if (h->count != 0)
			memcpy(list, h->at, h->count * sizeof *list);
		h->at = list;
		h->room = room;
	}
	h->at[h->count++] = row->number;
	return ERR_NONE;
}

/* One document: does it hold the entity? */
static enum err
held_by(struct registry *r, uint64_t document, const struct entry *entry,
    bool *held, struct arena *a, struct error *e)
{
	struct order_scope scope;
	struct row_entity row;
	struct entry summons;
	bool disclosed = false, read = false;
	enum err rc = read_model_by_number(r->read, document, &row, e);

	*held = false;
	if (rc == ERR_NONE)
		rc = registry_entry(r, row.current, &summons, a, e);
	if (rc != ERR_NONE || !bytes_is(json_get_text(summons.body, "status"),
	    "summons"))
		return rc;
	rc = is_disclosed(r, document, &disclosed, a, e);
	if (rc != ERR_NONE || disclosed)
		return rc;
	rc = read_scope(r, &summons, &scope, &read, a, e);
	if (rc != ERR_NONE)
		return rc;
	*held = !read;
	return read ? in_scope(r, &scope, entry, held, 0, a, e) : ERR_NONE;
}

/* Every version counts: an amendment does not lead out of a summons. */
static enum err
any_held(struct registry *r, uint64_t document, const struct versions *v,
    bool *held, struct error *e)
{
	struct arena *a = arena_new(4 * MIB);
	enum err rc = a == NULL ? error_set(e, ERR_MEMORY, "out of memory") :
	    ERR_NONE;

	for (size_t i = 0; i < v->count && rc == ERR_NONE && !*held; i++) {
		struct entry entry;

		arena_reset(a);
		rc = registry_entry(r, v->at[i], &entry, a, e);
		if (rc == ERR_NONE && entry.type != TYPE_ANNUL)
			rc = held_by(r, document, &entry, held, a, e);
	}
	arena_free(a);
	return rc;
}

enum err
registry_held(struct registry *r, uint64_t entity, struct arena *a,
    struct error *e)
{
	struct holding h = {.arena = a};
	struct versions versions = {.count = 0};
	bool held = false;
	enum err rc = read_model_chain(r->read, entity, take_version,
	    &versions, e);

	if (rc == ERR_NONE)
		rc = read_model_each(r->read, TYPE_DOCUMENT, take_document, &h,
		    e);
	for (size_t i = 0; i < h.count && rc == ERR_NONE; i++) {
		rc = any_held(r, h.at[i], &versions, &held, e);
		if (rc != ERR_NONE || !held)
			continue;
		rc = error_word(e, ERR_REFUSED, "held",
		    "summons d/%llu holds it until its disclosure is filed",
		    (unsigned long long)h.at[i]);
		error_field(e, "/targets");
		error_mend(e, rc, "disclose first, or have the summons "
		    "withdrawn");
	}
	return rc;
}

enum err
registry_erasable(struct registry *r, const struct entry *entry,
    struct arena *a, struct error *e)
{
	const struct json *t = json_get(entry->body, "targets");
	enum err rc = ERR_NONE;

	for (t = t == NULL ? NULL : t->first; t != NULL && rc == ERR_NONE;
	    t = t->next) {
		struct row_entity row;

		rc = check_target(r, entry, t, &row, a, e);
		if (rc == ERR_NONE)
			rc = check_order(r, entry, t, a, e);
		if (rc == ERR_NONE)
			rc = registry_held(r, row.number, a, e);
	}
	return rc;
}
