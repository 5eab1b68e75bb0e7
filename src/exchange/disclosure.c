#include "exchange/disclosure.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "exchange/disclosure_inside.h"
#include "register/kept_slots.h"
#include "register/readings.h"
#include "register/receipt.h"

#define MANIFEST_FORMAT "chancery/disclosure@v1"
#define NOTE_SLOTS                                                \
	(UINT16_C(1) << 0 | UINT16_C(1) << 1 | UINT16_C(1) << 2 | \
	    UINT16_C(1) << 8)
#define NOTE_PLAIN 8

struct packing {
	const struct disclosure_job *job;
	struct disclosed *out;
	struct arena *a; /* what the result and the page need */
	struct error *e;
	char dir[PATH_BYTES];
	bool dry;
	/* entries that go in, ascending once sorted */
	uint64_t *numbers;
	size_t number_count, number_room;
	struct json *opened, *notes; /* of the manifest */
	struct shown *shown;
	size_t shown_count, shown_room;
};

static enum err
no_memory(struct error *e)
{
	return error_set(e, ERR_MEMORY, "out of memory");
}

/* An array in the arena that doubles. */
static bool
room_for(struct arena *a, void **at, size_t count, size_t *room, size_t size)
{
	size_t more = *room == 0 ? 32 : *room * 2;
	void *moved;

	if (count < *room)
		return true;
	moved = arena_take_array(a, more, size);
	if (moved == NULL)
		return false;
	if (count != 0)
		memcpy(moved, *at, count * size);
	*at = moved;
	*room = more;
	return true;
}

static enum err
add_number(struct packing *x, uint64_t number)
{
	void *at = x->numbers;

	if (!room_for(x->a, &at, x->number_count, &x->number_room,
		sizeof *x->numbers))
		return no_memory(x->e);
	x->numbers = at;
	x->numbers[x->number_count++] = number;
	return ERR_NONE;
}

/* The first entry, which gives the number, and the version in force. */
static enum err
add_entity(struct packing *x, uint64_t number)
{
	struct row_entity row;
	enum err rc = read_model_by_number(registry_read_model(x->job->r),
	    number, &row, x->e);

	if (rc == ERR_NONE)
		rc = add_number(x, number);
	if (rc == ERR_NONE && row.current < x->job->holdings->list.size)
		rc = add_number(x, row.current);
	return rc;
}

static enum err
add_id(struct packing *x, struct bytes text)
{
	struct row_entity row;
	struct id id;

	if (text.len == 0 || !id_parse(text, &id) ||
	    read_model_by_id(registry_read_model(x->job->r), &id, &row, NULL) !=
		ERR_NONE)
		return ERR_NONE;
	return add_entity(x, row.number);
}

static enum err
add_gap(struct packing *x, uint64_t number, const char *reason)
{
	void *at = x->out->missing;

	if (!room_for(x->a, &at, x->out->missing_count, &x->out->missing_room,
		sizeof *x->out->missing))
		return no_memory(x->e);
	x->out->missing = at;
	x->out->missing[x->out->missing_count++] =
	    (struct disclosed_gap){number, reason};
	return ERR_NONE;
}

/* ---- files ---- */

static enum err
write_file(struct packing *x, const char *path, struct bytes content)
{
	struct disclosed_file *f;
	char full[PATH_BYTES];
	void *at = x->out->files;
	enum err rc;

	if (!room_for(x->a, &at, x->out->file_count, &x->out->file_room,
		sizeof *x->out->files))
		return no_memory(x->e);
	x->out->files = at;
	f = &x->out->files[x->out->file_count];
	*f = (struct disclosed_file){.bytes = content.len};
	(void)snprintf(f->path, sizeof f->path, "%s", path);
	f->sha256 = hash_bytes(content);
	x->out->bytes += content.len;
	x->out->file_count++;
	if (x->dry)
		return ERR_NONE;
	if (x->job->sink != NULL)
		return x->job->sink->put(x->job->sink->context, f->path,
		    content, x->e);
	rc = path_join(full, x->dir, path, x->e);
	return rc == ERR_NONE ? file_create(full, content, 0600, x->e) : rc;
}

static enum err
write_numbered(struct packing *x, const char *folder, uint64_t number,
    const char *tail, struct bytes content)
{
	char path[96];

	(void)snprintf(path, sizeof path, "%s/%llu%s", folder,
	    (unsigned long long)number, tail);
	return write_file(x, path, content);
}

/* ---- what is shown of one entry ---- */

static struct shown *
add_shown(struct packing *x)
{
	void *at = x->shown;

	if (!room_for(x->a, &at, x->shown_count, &x->shown_room,
		sizeof *x->shown))
		return NULL;
	x->shown = at;
	x->shown[x->shown_count] = (struct shown){.number = 0};
	return &x->shown[x->shown_count++];
}

static void
put_opened(struct packing *x, uint64_t number, uint16_t slots)
{
	struct json *v = json_add(x->opened, json_new(x->a, JSON_OBJECT));
	struct json *list;

	json_put_number(x->a, v, "entry", (int64_t)number);
	list = json_put(x->a, v, "slots", json_new(x->a, JSON_ARRAY));
	for (unsigned i = 0; i < SLOT_COUNT; i++)
		if ((slots >> i & 1) != 0)
			json_add(list, json_new_number(x->a, i));
}

/* Recorded first, written then (D9). */
static enum err
record(struct packing *x, const struct entry *entry, const char *act)
{
	char basis[ORDER_SCOPE_REFERENCE_MAX + 16], office[ID_TEXT_BYTES];
	struct reading row = {.account = x->job->account,
	    .act = act,
	    .basis = basis,
	    .channel = x->job->channel,
	    .office = office,
	    .outcome = "disclosed"};
	char object[ID_TEXT_BYTES];
	uint64_t n;

	if (x->dry)
		return ERR_NONE;
	(void)snprintf(basis, sizeof basis, "order %.*s",
	    (int)x->job->summons->scope.reference.len,
	    (const char *)x->job->summons->scope.reference.at);
	id_print(office, &x->job->office);
	id_print(object, &entry->id);
	row.object = object;
	return reading_record(x->job->r, &row, &n, x->a, x->e);
}

/* A private opening of exactly these slots. */
static enum err
open_slots(struct packing *x, const struct entry *entry, uint64_t number,
    uint16_t slots, struct slot_values *values)
{
	struct buffer line = {0};
	struct seed seed;
	enum err rc = values_read(x->job->r, entry, number, &seed, values, x->a,
	    x->e);

	if (rc == ERR_NONE)
		rc = opening_print_private(&line, number, entry->id.at, slots,
		    &seed, values, x->e);
	explicit_bzero(&seed, sizeof seed);
	for (unsigned i = 0; i < SLOT_COUNT; i++)
		if ((slots >> i & 1) == 0)
			values->at[i] = NULL;
	if (rc == ERR_NONE)
		rc = record(x, entry, "disclose");
	if (rc == ERR_NONE) {
		buffer_byte(&line, '\n');
		rc = write_numbered(x, "openings", number, ".json",
		    buffer_bytes(&line));
		put_opened(x, number, slots);
	}
	for (unsigned i = 0; i < SLOT_COUNT; i++)
		x->out->opened_slots += slots >> i & 1;
	buffer_wipe(&line);
	return rc;
}

/* What the register publishes of an entry anyway. */
static enum err
published(struct packing *x, const struct entry *entry, uint64_t number,
    struct slot_values *values)
{
	struct slot_store store;
	struct row_entry row;
	struct buffer line = {0};
	struct visibility v;
	bool some = false;
	uint32_t day = day_of_time(x->job->holdings->list.time_s);
	enum err rc;

	*values = (struct slot_values){{NULL}};
	if (!entry->has_seal)
		return ERR_NONE;
	rc = kept_slots_read(&store, x->job->r, entry, number, x->a, x->e);
	if (rc == ERR_ABSENT)
		return ERR_NONE; /* the filer kept them */
	if (rc == ERR_NONE)
		rc = read_model_entry(registry_read_model(x->job->r), number,
		    &row, x->a, x->e);
	if (rc == ERR_NONE) {
		uint16_t public_slots;

		visibility_read(&v, entry->body);
		/* by its own tier alone: what an `open` entry made public has
		 * its line in the published openings */
		public_slots = slots_public(&v, 0, row.erased, day);
		rc = opening_publish(&line, &some, number, entry->id.at,
		    public_slots, &store, x->e);
		for (unsigned i = 0; i < SLOT_COUNT; i++)
			if ((public_slots >> i & 1) != 0)
				values->at[i] = store.values.at[i];
	}
	explicit_bzero(&store.seed, sizeof store.seed);
	if (rc == ERR_NONE && some)
		rc = write_numbered(x, "openings", number, ".json",
		    buffer_bytes(&line));
	buffer_release(&line);
	return rc;
}

/* ---- contacts ---- */

static enum err
add_parties(struct packing *x, const struct shown *s)
{
	static const char *const members[] = {"who", "as", "org"};
	const struct json *lists[] = {json_get(s->entry.body, "parties"),
	    s->values.at[CONTACT_FOREIGN]};
	enum err rc = ERR_NONE;

	for (size_t i = 0; i < COUNT(lists); i++) {
		if (lists[i] == NULL || lists[i]->type != JSON_ARRAY)
			continue;
		for (const struct json *p = lists[i]->first; p != NULL;
		     p = p->next)
			for (size_t k = 0; k < COUNT(members); k++)
				if (rc == ERR_NONE)
					rc = add_id(x,
					    json_get_text(p, members[k]));
	}
	return rc;
}

static enum err
pack_contact(struct packing *x, const struct held_contact *h)
{
	struct shown *s = add_shown(x);
	enum err rc;

	if (s == NULL)
		return no_memory(x->e);
	s->number = h->number;
	s->entity = h->entity;
	s->opened = h->state == HELD_OPENED;
	rc = registry_entry(x->job->r, h->number, &s->entry, x->a, x->e);
	if (rc == ERR_NONE)
		rc = s->opened && h->opened != 0 ?
		    open_slots(x, &s->entry, h->number, h->opened, &s->values) :
		    published(x, &s->entry, h->number, &s->values);
	if (rc == ERR_NONE)
		rc = add_parties(x, s);
	if (rc == ERR_NONE)
		rc = add_number(x, h->number);
	if (rc == ERR_NONE)
		x->out->entries[x->out->entry_count++] = h->number;
	return rc;
}

static enum err
pack_contacts(struct packing *x)
{
	const struct holdings *h = x->job->holdings;
	enum err rc = ERR_NONE;

	x->out->entries = arena_take_array(x->a, h->count + 1,
	    sizeof *x->out->entries);
	if (x->out->entries == NULL)
		return no_memory(x->e);
	for (size_t i = 0; i < h->count && rc == ERR_NONE; i++) {
		const struct held_contact *at = &h->at[i];

		if (at->struck)
			continue;
		if (at->state == HELD_OUTSIDE)
			x->out->outside_count++;
		else if (at->state == HELD_MISSING)
			rc = add_gap(x, at->number, at->reason);
		else
			rc = pack_contact(x, at);
	}
	return rc;
}

/* ---- notes ---- */

static bool
is_text(const struct json *plain)
{
	return bytes_is(json_get_text(plain, "media"), "text/plain");
}

/* Blob, seal and commitment agree, or nothing is disclosed. */
static enum err
note_content(struct packing *x, const struct entry *entry, uint64_t number,
    struct buffer *plain, struct bytes *content, const char **gap)
{
	const struct json *file = json_get(entry->body, "blob");
	struct note_commitment said;
	struct buffer blob = {0};
	struct hash sha256;
	enum err rc = sealed_note_commitment(x->job->r, entry, number, &said,
	    x->a, x->e);

	*gap = NULL;
	if (rc == ERR_UNCHECKED) {
		*gap = N_("its commitment is not kept here");
		return ERR_NONE;
	}
	if (rc == ERR_NONE && x->job->identities == NULL &&
	    x->job->desk == NULL) {
		error_set(x->e, ERR_INPUT,
		    "the order asks for sealed notes, and there is nothing to "
		    "open them with");
		error_field(x->e, "--identity");
		return error_mend(x->e, ERR_INPUT, "add --identity FILE");
	}
	if (rc == ERR_NONE &&
	    !hash_parse(json_get_text(file, "sha256"), &sha256))
		rc = error_set(x->e, ERR_PROOF, "note %llu names no file",
		    (unsigned long long)number);
	if (rc == ERR_NONE)
		rc = truth_read_blob(registry_truth(x->job->r), &sha256, &blob,
		    x->e);
	if (rc == ERR_ABSENT) {
		*gap = N_("its file is not kept here");
		rc = ERR_NONE;
	} else if (rc == ERR_NONE) {
		rc = x->job->desk != NULL ?
		    sealed_note_open_at(plain, content, buffer_bytes(&blob),
			entry, &said, x->job->desk, &x->job->office, x->e) :
		    sealed_note_open(plain, content, buffer_bytes(&blob),
			entry, &said, x->job->identities, NULL, x->e);
	}
	buffer_release(&blob);
	return rc == ERR_NONE ? rc :
				error_wrap(x->e, "entry %llu",
				    (unsigned long long)number);
}

static void
put_note(struct packing *x, const struct held_note *n, const char *path)
{
	struct json *v = json_add(x->notes, json_new(x->a, JSON_OBJECT));
	struct json *list = json_put(x->a, v, "contacts",
	    json_new(x->a, JSON_ARRAY));

	for (size_t i = 0; i < n->contact_count; i++)
		for (size_t k = 0; k < x->shown_count; k++)
			if (!x->shown[k].note &&
			    x->shown[k].entity == n->contacts[i])
				json_add(list,
				    json_new_number(x->a,
					(int64_t)x->shown[k].number));
	json_put_number(x->a, v, "entry", (int64_t)n->number);
	json_put_cstr(x->a, v, "path", path);
}

static enum err
pack_closed_note(struct packing *x, const struct held_note *n, struct shown *s)
{
	struct buffer plain = {0};
	struct bytes content = {NULL, 0};
	const struct json *said;
	const char *gap = n->reason;
	char path[96];
	enum err rc = ERR_NONE;

	if (gap == NULL && x->dry) {
		x->out->opened_notes++; /* it would be */
		x->shown_count--;
		goto done;
	}
	if (gap == NULL)
		rc = note_content(x, &s->entry, n->number, &plain, &content,
		    &gap);
	if (rc == ERR_NONE && gap != NULL) {
		x->shown_count--; /* nothing is shown of it */
		rc = add_gap(x, n->number, gap);
		goto done;
	}
	if (rc == ERR_NONE)
		rc = open_slots(x, &s->entry, n->number, NOTE_SLOTS,
		    &s->values);
	if (rc != ERR_NONE)
		goto done;
	said = s->values.at[NOTE_PLAIN];
	rc = record(x, &s->entry, "open");
	(void)snprintf(path, sizeof path, "notes/%llu%s",
	    (unsigned long long)n->number, is_text(said) ? ".txt" : ".bin");
	if (rc == ERR_NONE)
		rc = write_file(x, path, content);
	if (rc == ERR_NONE) {
		size_t bad;

		put_note(x, n, path);
		x->out->opened_notes++;
		s->opened = true;
		s->file = arena_text(x->a, bytes_text(path));
		if (is_text(said) && utf8_check(content, &bad))
			s->text = arena_copy(x->a, content);
		rc = add_number(x, n->number);
	}
done:
	buffer_wipe(&plain);
	return rc;
}

static enum err
pack_receipts(struct packing *x, uint64_t note)
{
	struct reference *refs;
	size_t count = 0;
	enum err rc = read_model_referring(registry_read_model(x->job->r), note,
	    TYPE_BIT(TYPE_RECEIPT), &refs, &count, x->a, x->e);

	for (size_t i = 0; i < count && rc == ERR_NONE; i++)
		rc = add_entity(x, refs[i].from);
	return rc;
}

static enum err
pack_note(struct packing *x, const struct held_note *n)
{
	struct shown *s = add_shown(x);
	enum err rc;

	if (s == NULL)
		return no_memory(x->e);
	s->number = n->number;
	s->entity = n->entity;
	s->note = true;
	rc = registry_entry(x->job->r, n->number, &s->entry, x->a, x->e);
	if (rc == ERR_NONE && n->closed)
		rc = pack_closed_note(x, n, s);
	else if (rc == ERR_NONE) {
		rc = published(x, &s->entry, n->number, &s->values);
		put_note(x, n, NULL);
		if (rc == ERR_NONE)
			rc = add_number(x, n->number);
	}
	return rc == ERR_NONE ? pack_receipts(x, n->entity) : rc;
}

/* ---- entries ---- */

static int
ascending(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return x < y ? -1 : x > y;
}

static bool
has_opening(const struct packing *x, uint64_t number)
{
	for (size_t i = 0; i < x->shown_count; i++)
		if (x->shown[i].number == number)
			return true;
	return false;
}

static enum err
pack_entry(struct packing *x, uint64_t number)
{
	struct buffer receipt = {0};
	struct slot_values values;
	struct entry entry;
	enum err rc = registry_entry(x->job->r, number, &entry, x->a, x->e);

	if (rc == ERR_NONE)
		rc = write_numbered(x, "entries", number, ".json", entry.leaf);
	if (rc == ERR_NONE)
		rc = registry_receipt(x->job->r, number,
		    x->job->holdings->list.size, &receipt, x->e);
	if (rc == ERR_NONE)
		rc = write_numbered(x, "receipts", number, ".tlog-proof",
		    buffer_bytes(&receipt));
	if (rc == ERR_NONE && !has_opening(x, number))
		rc = published(x, &entry, number, &values);
	buffer_release(&receipt);
	return rc;
}

static enum err
pack_entries(struct packing *x)
{
	const struct summons *s = x->job->summons;
	const uint64_t things[] = {s->order, s->authority, s->of, s->with};
	enum err rc = add_number(x, 0);

	if (rc == ERR_NONE)
		rc = add_number(x, s->number);
	for (size_t i = 0; i < COUNT(things) && rc == ERR_NONE; i++)
		if (things[i] != NUMBER_NONE)
			rc = add_entity(x, things[i]);
	if (rc != ERR_NONE)
		return rc;
	qsort(x->numbers, x->number_count, sizeof *x->numbers, ascending);
	for (size_t i = 0; i < x->number_count && rc == ERR_NONE; i++)
		if (i == 0 || x->numbers[i] != x->numbers[i - 1])
			rc = pack_entry(x, x->numbers[i]);
	return rc;
}

/* ---- manifest ---- */

static int
by_path(const void *a, const void *b)
{
	const struct disclosed_file *x = a, *y = b;

	return strcmp(x->path, y->path);
}

static void
put_files(struct packing *x, struct json *v)
{
	struct disclosed *d = x->out;
	struct json *list = json_put(x->a, v, "files",
	    json_new(x->a, JSON_ARRAY));

	qsort(d->files, d->file_count, sizeof *d->files, by_path);
	for (size_t i = 0; i < d->file_count; i++) {
		struct json *f = json_add(list, json_new(x->a, JSON_OBJECT));

		json_put_number(x->a, f, "bytes", (int64_t)d->files[i].bytes);
		json_put_cstr(x->a, f, "path", d->files[i].path);
		json_put(x->a, f, "sha256",
		    json_new_hash(x->a, d->files[i].sha256.at));
	}
}

static void
put_remainder(struct packing *x, struct json *v)
{
	const struct holdings *h = x->job->holdings;
	struct json *list = json_put(x->a, v, "outside",
	    json_new(x->a, JSON_ARRAY));

	for (size_t i = 0; i < h->count; i++)
		if (!h->at[i].struck && h->at[i].state == HELD_OUTSIDE)
			json_add(list,
			    json_new_number(x->a, (int64_t)h->at[i].number));
	list = json_put(x->a, v, "missing", json_new(x->a, JSON_ARRAY));
	for (size_t i = 0; i < x->out->missing_count; i++) {
		struct json *m = json_add(list, json_new(x->a, JSON_OBJECT));

		json_put_number(x->a, m, "entry",
		    (int64_t)x->out->missing[i].number);
		json_put_cstr(x->a, m, "reason", x->out->missing[i].reason);
	}
}

static enum err
pack_manifest(struct packing *x)
{
	const struct summons *s = x->job->summons;
	struct json *v = json_new(x->a, JSON_OBJECT), *part;
	struct buffer text = {0};
	char id[ID_TEXT_BYTES], at[21];
	enum err rc;

	time_print(at, x->job->holdings->list.time_s);
	part = json_put(x->a, v, "as_of", json_new(x->a, JSON_OBJECT));
	json_put_cstr(x->a, part, "origin", registry_origin(x->job->r));
	json_put_number(x->a, part, "size",
	    (int64_t)x->job->holdings->list.size);
	json_put_cstr(x->a, part, "time", at);
	json_put_cstr(x->a, v, "format", MANIFEST_FORMAT);
	put_files(x, v);
	json_put(x->a, v, "notes", x->notes);
	json_put(x->a, v, "opened", x->opened);
	put_remainder(x, v);
	id_print(id, &s->scope.authority);
	json_put_cstr(x->a, v, "receiver", id);
	part = json_put(x->a, v, "summons", json_new(x->a, JSON_OBJECT));
	json_put_number(x->a, part, "entry", (int64_t)s->number);
	json_put_number(x->a, part, "order", (int64_t)s->order);
	json_put_text(x->a, part, "reference", s->scope.reference);
	if (arena_failed(x->a))
		return no_memory(x->e);
	json_print_canonical(&text, v);
	x->out->manifest = hash_bytes(buffer_bytes(&text));
	x->out->manifest_bytes = text.len;
	rc = text.failed ? no_memory(x->e) :
			   write_file(x, "manifest.json", buffer_bytes(&text));
	buffer_release(&text);
	return rc;
}

/* ---- what belongs to all ---- */

static enum err
pack_papers(struct packing *x)
{
	const struct disclosure_job *job = x->job;
	struct reading_page page = {job, x->out, x->shown, x->shown_count,
	    x->a};
	struct buffer note = {0}, text = {0};
	struct entry policy;
	enum err rc = log_read_note(registry_truth(job->r),
	    job->holdings->list.size, &note, x->e);

	if (rc == ERR_NONE)
		rc = write_file(x, "checkpoint", buffer_bytes(&note));
	if (rc == ERR_NONE)
		rc = write_file(x, "scope.json", job->summons->file);
	if (rc == ERR_NONE)
		rc = write_file(x, "proof.chancery-proof",
		    buffer_bytes(&job->holdings->list.file));
	if (rc == ERR_NONE)
		rc = write_file(x, "sealed.chancery-proof",
		    buffer_bytes(&job->holdings->sealed.file));
	if (rc == ERR_NONE)
		rc = registry_entry(job->r, 0, &policy, x->a, x->e);
	if (rc == ERR_NONE) {
		buffer_add(&text, json_get_text(policy.body, "log_key"));
		buffer_byte(&text, '\n');
		rc = write_file(x, "trust.txt", buffer_bytes(&text));
	}
	buffer_clear(&text);
	page_index(&text, &page);
	if (rc == ERR_NONE)
		rc = write_file(x, "index.html", buffer_bytes(&text));
	buffer_clear(&text);
	page_verify(&text, &page);
	if (rc == ERR_NONE)
		rc = write_file(x, "verify.html", buffer_bytes(&text));
	if (rc == ERR_NONE && text.failed)
		rc = no_memory(x->e);
	buffer_wipe(&text);
	buffer_release(&note);
	return rc;
}

static enum err
pack(struct packing *x)
{
	const struct holdings *h = x->job->holdings;
	enum err rc;

	x->opened = json_new(x->a, JSON_ARRAY);
	x->notes = json_new(x->a, JSON_ARRAY);
	rc = pack_contacts(x);
	for (size_t i = 0; i < h->note_count && rc == ERR_NONE; i++)
		rc = pack_note(x, &h->notes[i]);
	if (rc == ERR_NONE)
		rc = pack_entries(x);
	if (rc == ERR_NONE)
		rc = pack_papers(x);
	return rc == ERR_NONE ? pack_manifest(x) : rc;
}

/* ---- the entry ---- */

void
disclosure_draft(struct draft *out, const struct disclosure_job *job,
    const struct disclosed *done, struct arena *a)
{
	static const char *const nulls[] = {"issued", "language", "pages",
	    "proceeding", "publisher", "text", "captured"};
	struct json *body = json_new(a, JSON_OBJECT), *v, *title;
	char id[ID_TEXT_BYTES], today[11];

	for (size_t i = 0; i < COUNT(nulls); i++)
		json_put_null(a, body, nulls[i]);
	json_put_cstr(a, body, "kind", "other");
	json_put_cstr(a, body, "status", "disclosure");
	id_print(id, &job->summons->entry.id);
	json_put_cstr(a, body, "part_of", id);
	id_print(id, &job->office);
	json_add(json_put(a, body, "authors", json_new(a, JSON_ARRAY)),
	    json_new_cstr(a, id));
	day_print(today, day_of_time(registry_now(job->r)));
	v = json_add(json_put(a, body, "custody", json_new(a, JSON_ARRAY)),
	    json_new(a, JSON_OBJECT));
	json_put_cstr(a, v, "from", today);
	id_print(id, &job->summons->scope.authority);
	json_put_cstr(a, v, "who", id);
	v = json_put(a, body, "bytes", json_new(a, JSON_OBJECT));
	json_put_cstr(a, v, "media",
	    "application/vnd.chancery.disclosure+json");
	json_put(a, v, "sha256", json_new_hash(a, done->manifest.at));
	json_put_number(a, v, "size", (int64_t)done->manifest_bytes);
	title = json_new(a, JSON_OBJECT);
	json_put_cstr(a, title, "en",
	    message_in(LANG_EN, N_("Disclosure: what an order was given")));
	json_put_cstr(a, title, "fr",
	    message_in(LANG_FR, N_("Disclosure: what an order was given")));
	out->type = TYPE_DOCUMENT;
	out->values.at[0] = title;
	out->by = job->office;
	out->body = body;
}

/* ---- the folder ---- */

static enum err
is_there(const char *path, struct error *e)
{
	error_set(e, ERR_CONFLICT, "\"%s\" is there already", path);
	error_field(e, "--out");
	return error_mend(e, ERR_CONFLICT,
	    "move it away, or name another place");
}

static enum err
name_beside(char out[PATH_BYTES], const char *path, struct error *e)
{
	size_t len = strlen(path);

	while (len > 1 && path[len - 1] == '/')
		len--;
	if (len + 5 > PATH_BYTES)
		return error_set(e, ERR_INPUT, "path too long");
	(void)snprintf(out, PATH_BYTES, "%.*s.tmp", (int)len, path);
	return ERR_NONE;
}

static enum err
make_folders(struct packing *x)
{
	static const char *const names[] = {"entries", "receipts", "openings",
	    "notes"};
	char path[PATH_BYTES];
	enum err rc = name_beside(x->dir, x->job->path, x->e);

	if (rc == ERR_NONE && file_exists(x->job->path))
		return is_there(x->job->path, x->e);
	if (rc == ERR_NONE && mkdir(x->dir, 0700) != 0)
		return errno == EEXIST ?
		    is_there(x->dir, x->e) :
		    error_set(x->e, ERR_STORE, "cannot make \"%s\": %s", x->dir,
			strerror(errno));
	for (size_t i = 0; i < COUNT(names) && rc == ERR_NONE; i++) {
		rc = path_join(path, x->dir, names[i], x->e);
		if (rc == ERR_NONE)
			rc = directory_make(path, 0700, x->e);
	}
	return rc;
}

enum err
disclosure_plan(struct disclosed *out, const struct disclosure_job *job,
    struct arena *a, struct error *e)
{
	struct packing x = {.job = job,
	    .out = out,
	    .a = a,
	    .e = e,
	    .dry = true};

	*out = (struct disclosed){.file_count = 0};
	return pack(&x);
}

enum err
disclosure_write(struct disclosed *out, const struct disclosure_job *job,
    struct arena *a, struct error *e)
{
	struct packing x = {.job = job, .out = out, .a = a, .e = e};
	enum err rc;

	*out = (struct disclosed){.file_count = 0};
	if (job->sink != NULL)
		return pack(&x);
	rc = make_folders(&x);
	if (rc == ERR_CONFLICT)
		return rc; /* it is somebody else's */
	if (rc == ERR_NONE)
		rc = pack(&x);
	if (rc == ERR_NONE)
		rc = directory_sync(x.dir, e);
	if (rc != ERR_NONE)
		disclosure_drop(job);
	return rc;
}

enum err
disclosure_name(const struct disclosure_job *job, struct error *e)
{
	char dir[PATH_BYTES];
	enum err rc = name_beside(dir, job->path, e);

	if (rc == ERR_NONE && rename(dir, job->path) != 0) {
		error_set(e, ERR_STORE, "cannot name \"%s\": %s", job->path,
		    strerror(errno));
		rc = error_mend(e, ERR_STORE,
		    "the package is whole in \"%s\": rename it", dir);
	}
	return rc;
}

static void
drop_folder(const char *path)
{
	DIR *d = opendir(path);
	struct dirent *entry;

	if (d == NULL)
		return;
	while ((entry = readdir(d)) != NULL) {
		char full[PATH_BYTES];

		if (strcmp(entry->d_name, ".") != 0 &&
		    strcmp(entry->d_name, "..") != 0 &&
		    path_join(full, path, entry->d_name, NULL) == ERR_NONE)
			(void)unlink(full);
	}
	(void)closedir(d);
	(void)rmdir(path);
}

void
disclosure_drop(const struct disclosure_job *job)
{
	static const char *const names[] = {"entries", "receipts", "openings",
	    "notes"};
	char dir[PATH_BYTES], path[PATH_BYTES];

	if (name_beside(dir, job->path, NULL) != ERR_NONE)
		return;
	for (size_t i = 0; i < COUNT(names); i++)
		if (path_join(path, dir, names[i], NULL) == ERR_NONE)
			drop_folder(path);
	drop_folder(dir);
}
