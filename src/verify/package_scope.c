/* What was opened, and that it is the scope and no more (disclosure 4.1) */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "verify/package_inside.h"

static int
by_number(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return x < y ? -1 : x > y;
}

static struct opened_entry *
find_opened(struct package *x, uint64_t number)
{
	if (x->opened_count == 0)
		return NULL;
	return bsearch(&number, x->opened, x->opened_count, sizeof *x->opened,
	    by_number);
}

static bool
has_number(const struct numbers *n, uint64_t number)
{
	return n->count != 0 &&
	    bsearch(&number, n->at, n->count, sizeof *n->at, by_number) != NULL;
}

/* ---- 7 the openings ---- */

static uint16_t
due_slots(struct package *x, const struct entry *entry)
{
	if (entry->type == TYPE_CONTACT)
		return order_scope_opens(&x->scope, entry, x->each);
	return entry->type == TYPE_NOTE && x->scope.notes ? NOTE_SLOTS : 0;
}

/* Reads and verifies the opening of an entry that was read into `each`. */
static bool
read_opening(struct package *x, const struct entry *entry, uint64_t number,
    struct opening *out)
{
	struct bytes line;
	struct error e = {0};

	if (!package_read_numbered(x, "openings", number, ".json", &x->file))
		return false;
	line = arena_copy(x->each, buffer_bytes(&x->file));
	if (line.len < 2 || line.at[line.len - 1] != '\n')
		return false;
	line.len--;
	return opening_parse(out, line, false, x->each, &e) == ERR_NONE &&
	    opening_verify(out, entry, number, &e) == ERR_NONE;
}

static bool
check_opening(struct package *x, uint64_t number)
{
	struct opened_entry *opened = find_opened(x, number);
	struct opening *o = arena_take(x->a, sizeof *o);
	struct visibility v;
	struct entry entry;
	uint16_t shown, open;

	if (o == NULL)
		return package_no_memory(x, PACKAGE_OPENINGS);
	if (package_find_entry(x, number) == NULL ||
	    !package_read_entry(x, number, &entry))
		return package_refuse_number(x, PACKAGE_OPENINGS,
		    "opening_lone", "openings", number, ".json");
	if (!read_opening(x, &entry, number, o))
		return package_refuse_number(x, PACKAGE_OPENINGS,
		    "opening_fails", "openings", number, ".json");
	visibility_read(&v, entry.body);
	open = slots_public(&v, 0, 0, x->day);
	shown = o->whole ? SLOT_ALL : o->shown;
	if (opened == NULL)
		return (shown & ~open) == 0 ||
		    package_refuse_number(x, PACKAGE_OPENINGS, "opening_beyond",
			"openings", number, ".json");
	opened->seen = true;
	if (o->whole || shown != opened->slots || shown != due_slots(x, &entry))
		return package_refuse_number(x, PACKAGE_OPENINGS,
		    "opening_slots", "openings", number, ".json");
	return true;
}

void
package_step_openings(struct package *x)
{
	size_t count = 0;

	for (size_t i = 0; i < x->file_count && !x->stopped; i++) {
		uint64_t number;

		if (!package_numbered(x->files[i].path, "openings", ".json",
			&number))
			continue;
		count++;
		(void)check_opening(x, number);
	}
	for (size_t i = 0; i < x->opened_count && !x->stopped; i++)
		if (!x->opened[i].seen)
			(void)package_refuse_number(x, PACKAGE_OPENINGS,
			    "opening_absent", "openings", x->opened[i].number,
			    ".json");
	if (!x->stopped)
		package_good(x, PACKAGE_OPENINGS, "openings_good", count);
}

/* ---- 8 the notes ---- */

/* Does the note name a contact of the package, and every one that the
 * manifest says it is about? */
static bool
note_is_about(struct package *x, const struct json *said,
    const struct json *list)
{
	if (said == NULL || said->type != JSON_ARRAY || said->count == 0 ||
	    list == NULL || list->type != JSON_ARRAY)
		return false;
	for (const struct json *s = said->first; s != NULL; s = s->next) {
		const struct packed_entry *contact = s->type == JSON_NUMBER &&
			s->number >= 0 ?
		    package_find_entry(x, (uint64_t)s->number) :
		    NULL;
		char id[ID_TEXT_BYTES];
		bool named = false;

		if (contact == NULL || contact->type != TYPE_CONTACT)
			return false;
		id_print(id, &contact->id);
		for (const struct json *c = list->first; c != NULL; c = c->next)
			named = named || bytes_is(c->text, id);
		if (!named)
			return false;
	}
	return true;
}

static bool
check_note_file(struct package *x, const struct json *note, uint64_t number,
    const struct opening *o)
{
	const struct json *plain = o->values.at[NOTE_PLAIN];
	struct bytes path = json_get_text(note, "path");
	struct hash said, found;
	uint64_t at;
	char name[128];

	(void)snprintf(name, sizeof name, "%.*s",
	    path.len > 100 ? 100 : (int)path.len, (const char *)path.at);
	if (package_find_file(x, path) == NULL ||
	    (!package_numbered(path, "notes", ".txt", &at) &&
		!package_numbered(path, "notes", ".bin", &at)) ||
	    at != number || !package_read_member(x, name, &x->file, NULL))
		return package_refuse(x, PACKAGE_NOTES, "note_absent", name,
		    "");
	found = hash_bytes(buffer_bytes(&x->file));
	if (json_is_null(plain) ||
	    !hash_parse(json_get_text(plain, "sha256"), &said) ||
	    !hash_equal(&said, &found) ||
	    json_get_number(plain, "size", -1) != (int64_t)x->file.len)
		return package_refuse(x, PACKAGE_NOTES, "note_differs", name,
		    "");
	return true;
}

static bool
check_note(struct package *x, const struct json *note)
{
	int64_t n = json_get_number(note, "entry", -1);
	bool closed = !json_is_null(json_get(note, "path"));
	const struct json *contacts;
	struct packed_entry *packed;
	struct opening *o = arena_take(x->a, sizeof *o);
	struct entry entry;

	if (o == NULL)
		return package_no_memory(x, PACKAGE_NOTES);
	packed = n < 0 ? NULL : package_find_entry(x, (uint64_t)n);
	if (packed == NULL || packed->type != TYPE_NOTE ||
	    !package_read_entry(x, packed->number, &entry))
		return package_refuse_number(x, PACKAGE_NOTES, "note_entry",
		    "entries", (uint64_t)n, ".json");
	if (closed &&
	    (find_opened(x, packed->number) == NULL ||
		!read_opening(x, &entry, packed->number, o)))
		return package_refuse_number(x, PACKAGE_NOTES, "note_entry",
		    "openings", packed->number, ".json");
	contacts = json_get(entry.body, "contacts");
	if (json_is_null(contacts) && closed)
		contacts = o->values.at[0];
	if (!note_is_about(x, json_get(note, "contacts"), contacts))
		return package_refuse_number(x, PACKAGE_NOTES, "note_about",
		    "entries", packed->number, ".json");
	packed->within = true;
	x->r->note_count++;
	return !closed || check_note_file(x, note, packed->number, o);
}

/* A note nobody spoke of. */
static bool
note_is_named(const struct package *x, struct bytes path)
{
	const struct json *list = json_get(x->json, "notes");

	for (const struct json *n = list->first; n != NULL; n = n->next)
		if (bytes_equal(json_get_text(n, "path"), path))
			return true;
	return false;
}

void
package_step_notes(struct package *x)
{
	const struct json *list = json_get(x->json, "notes");
	uint64_t number;

	if (list->type != JSON_ARRAY || (list->count != 0 && !x->scope.notes)) {
		(void)package_refuse(x, PACKAGE_NOTES, "notes_unasked",
		    "manifest.json", "");
		return;
	}
	for (const struct json *n = list->first; n != NULL && !x->stopped;
	     n = n->next)
		(void)check_note(x, n);
	for (size_t i = 0; i < x->file_count && !x->stopped; i++) {
		struct bytes path = x->files[i].path;

		if ((package_numbered(path, "notes", ".txt", &number) ||
			package_numbered(path, "notes", ".bin", &number)) &&
		    !note_is_named(x, path))
			(void)package_refuse_number(x, PACKAGE_NOTES,
			    "note_lone", "notes", number, "");
	}
	if (!x->stopped)
		package_good(x, PACKAGE_NOTES, "notes_good", x->r->note_count);
}

/* ---- 9 the remainder ---- */

static bool
in_remainder(const struct package *x, const struct listed *l)
{
	return l->sealed &&
	    (x->scope.kinds == 0 || l->kind == 0 ||
		(x->scope.kinds >> l->kind & 1) != 0);
}

/* A sealed contact is opened, outside, or missing: exactly one of them. */
static bool
check_sealed(struct package *x, const struct listed *l)
{
	unsigned places = 0;

	places += find_opened(x, l->number) != NULL;
	places += has_number(&x->outside, l->number);
	places += has_number(&x->missing, l->number);
	if (places == 1)
		return true;
	return package_refuse_number(x, PACKAGE_REMAINDER,
	    places == 0 ? "sealed_left_out" : "sealed_twice", "entries",
	    l->number, ".json");
}

/* A contact that is listed by name is here, and what is closed of it is
 * opened; only a sealed day may have put it outside. */
static bool
check_by_name(struct package *x, const struct listed *l)
{
	struct visibility v;
	struct entry entry;
	uint16_t closed;

	if (has_number(&x->missing, l->number) ||
	    (has_number(&x->outside, l->number) && !l->certain))
		return true;
	if (has_number(&x->outside, l->number))
		return package_refuse_number(x, PACKAGE_REMAINDER,
		    "outside_certain", "entries", l->number, ".json");
	if (package_find_entry(x, l->number) == NULL ||
	    !package_read_entry(x, l->number, &entry))
		return package_refuse_number(x, PACKAGE_REMAINDER,
		    "listed_left_out", "entries", l->number, ".json");
	visibility_read(&v, entry.body);
	closed = (uint16_t)(~slots_public(&v, 0, 0, x->day) &
	    due_slots(x, &entry));
	if (closed != 0 && find_opened(x, l->number) == NULL)
		return package_refuse_number(x, PACKAGE_REMAINDER,
		    "opening_absent", "openings", l->number, ".json");
	return true;
}

static const struct listed *
find_listed(const struct package *x, uint64_t number)
{
	for (size_t i = 0; i < x->list_count; i++)
		if (x->lists[i].number == number &&
		    (!x->lists[i].sealed || in_remainder(x, &x->lists[i])))
			return &x->lists[i];
	return NULL;
}

void
package_step_remainder(struct package *x)
{
	uint64_t sum = 0, count = 0;

	for (size_t i = 0; i < x->list_count && !x->stopped; i++) {
		const struct listed *l = &x->lists[i];

		if (!l->sealed) {
			(void)check_by_name(x, l);
		} else if (in_remainder(x, l)) {
			sum += l->times;
			count++;
			(void)check_sealed(x, l);
		}
	}
	for (size_t i = 0; i < x->outside.count && !x->stopped; i++)
		if (find_listed(x, x->outside.at[i]) == NULL)
			(void)package_refuse_number(x, PACKAGE_REMAINDER,
			    "outside_unlisted", "entries", x->outside.at[i],
			    ".json");
	if (!x->stopped && sum != x->r->sealed)
		(void)package_refuse(x, PACKAGE_REMAINDER, "remainder_differs",
		    "sealed.chancery-proof", "");
	if (!x->stopped)
		package_good(x, PACKAGE_REMAINDER, "remainder_good", count);
}

/* ---- 10 nothing beyond ---- */

static bool
put_thing(struct package *x, struct bytes id)
{
	return id.len == 0 || map_put(x->things, id, 1);
}

static bool
put_parties(struct package *x, const struct json *list)
{
	static const char *const members[] = {"who", "as", "org"};
	bool fine = true;

	if (list == NULL || list->type != JSON_ARRAY)
		return true;
	for (const struct json *p = list->first; p != NULL; p = p->next)
		for (size_t i = 0; i < COUNT(members); i++)
			fine = fine &&
			    put_thing(x, json_get_text(p, members[i]));
	return fine;
}

static bool
check_contact(struct package *x, struct packed_entry *packed)
{
	const struct listed *l = find_listed(x, packed->number);
	struct opened_entry *opened = find_opened(x, packed->number);
	struct opening *o = arena_take(x->a, sizeof *o);
	struct slot_values none = {{NULL}};
	struct entry entry;
	enum order_fit fit = ORDER_OUT;

	if (o == NULL)
		return package_no_memory(x, PACKAGE_WITHIN);
	if (l == NULL || !package_read_entry(x, packed->number, &entry) ||
	    has_number(&x->outside, packed->number))
		return package_refuse_number(x, PACKAGE_WITHIN,
		    "contact_beyond", "entries", packed->number, ".json");
	if (opened != NULL &&
	    (!read_opening(x, &entry, packed->number, o) ||
		order_scope_judge(&fit, &x->scope, &entry, &o->values, o->shown,
		    x->each, NULL) != ERR_NONE ||
		fit != ORDER_IN))
		return package_refuse_number(x, PACKAGE_WITHIN,
		    "contact_beyond", "entries", packed->number, ".json");
	if (opened == NULL && l->sealed)
		return package_refuse_number(x, PACKAGE_WITHIN,
		    "contact_closed", "entries", packed->number, ".json");
	packed->within = true;
	x->r->contact_count++;
	if (!put_parties(x, json_get(entry.body, "parties")) ||
	    !put_parties(x,
		opened != NULL ? o->values.at[CONTACT_FOREIGN] : none.at[0]))
		return package_no_memory(x, PACKAGE_WITHIN);
	return true;
}

/* Everything that is no contact and no note. */
static bool
has_reason(struct package *x, struct packed_entry *packed)
{
	char id[ID_TEXT_BYTES];
	uint64_t met;

	if (packed->type == TYPE_POLICY)
		return packed->number == 0;
	if (packed->type == TYPE_DOCUMENT)
		return id_equal(&packed->id, &x->scope.order) ||
		    id_equal(&packed->id, &x->summons_id);
	if (packed->type != TYPE_PERSON && packed->type != TYPE_ORG &&
	    packed->type != TYPE_POST)
		return false;
	id_print(id, &packed->id);
	return id_equal(&packed->id, &x->scope.of) ||
	    id_equal(&packed->id, &x->scope.authority) ||
	    (x->scope.has_with && id_equal(&packed->id, &x->scope.with)) ||
	    map_get(x->things, bytes_text(id), &met);
}

/* A receipt of a note that is here. */
static bool
is_receipt(struct package *x, const struct packed_entry *packed)
{
	struct entry entry;
	struct id note;

	if (packed->type != TYPE_RECEIPT ||
	    !package_read_entry(x, packed->number, &entry) ||
	    !id_parse(json_get_text(entry.body, "note"), &note))
		return false;
	for (size_t i = 0; i < x->entry_count; i++)
		if (x->entries[i].type == TYPE_NOTE && x->entries[i].within &&
		    id_equal(&x->entries[i].id, &note))
			return true;
	return false;
}

void
package_step_within(struct package *x)
{
	for (size_t i = 0; i < x->entry_count && !x->stopped; i++)
		if (x->entries[i].type == TYPE_CONTACT)
			(void)check_contact(x, &x->entries[i]);
	for (size_t i = 0; i < x->entry_count && !x->stopped; i++) {
		struct packed_entry *p = &x->entries[i];

		if (!p->within && !has_reason(x, p) && !is_receipt(x, p))
			(void)package_refuse_number(x, PACKAGE_WITHIN,
			    "entry_beyond", "entries", p->number, ".json");
	}
	if (!x->stopped)
		package_good(x, PACKAGE_WITHIN, "within_good",
		    x->r->contact_count);
}
