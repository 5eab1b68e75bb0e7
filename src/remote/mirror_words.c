/* Published names and words: verified, merged, erased (log 10.4) */
#include <stdio.h>
#include <stdlib.h>

#include "format/day.h"
#include "remote/mirror_inside.h"

#define WORDS_BYTES_MAX (10 * MIB) /* log 10.4 */
#define FOLDER "mirrored"

/* One opening file: its lines by place. */
struct words {
	struct bytes lines[MIRROR_FILE_ENTRIES];
};

struct wording {
	struct mirror_pass *p;
	struct arena *arena;
	uint64_t number, size;
	struct words held, served;
};

static enum err
held_path(char out[PATH_BYTES], const char *dir, uint64_t number,
    struct error *e)
{
	char name[64], below[80];

	opening_file_name(name, number);
	(void)snprintf(below, sizeof below, FOLDER "/%s", name);
	return path_join(out, dir, below, e);
}

/* "{"n":7,..." -> 7; lines of other numbers are none of this file. */
static bool
number_of(struct bytes line, uint64_t *n, struct arena *a)
{
	const struct json *v = NULL;
	const struct json *m;

	if (line.len > OPENING_BYTES_MAX ||
	    json_parse(&v, line, &json_entry_limits, a, NULL) != ERR_NONE)
		return false;
	m = json_get(v, "n");
	if (m == NULL || m->type != JSON_NUMBER || m->number < 0)
		return false;
	*n = (uint64_t)m->number;
	return true;
}

/* Entry n with its leaf as this store has it. */
static enum err
entry_of(struct wording *w, uint64_t n, struct entry *out, struct error *e)
{
	struct buffer leaf = {0};
	enum err rc = truth_read_entry(w->p->truth, n, &leaf, NULL, e);

	if (rc == ERR_NONE)
		rc = entry_parse(out,
		    arena_copy(w->arena, buffer_bytes(&leaf)),
		    w->p->head.origin, w->arena, e);
	buffer_release(&leaf);
	return rc;
}

/* log 6.10.7: each line against its leaf; a bad one is dropped. */
static bool
line_holds(struct wording *w, struct bytes line, uint64_t n,
    struct opening *o, struct entry *entry)
{
	return entry_of(w, n, entry, NULL) == ERR_NONE &&
	    opening_parse(o, line, false, w->arena, NULL) == ERR_NONE &&
	    o->has_number && o->number == n &&
	    opening_verify(o, entry, n, NULL) == ERR_NONE;
}

static void
sort_lines(struct wording *w, struct words *out, struct bytes text,
    bool verify)
{
	struct bytes rest = text, line;
	struct opening o;
	struct entry entry;
	bool complete;

	while (bytes_line(&rest, &line, &complete)) {
		uint64_t n = 0, first = w->number * MIRROR_FILE_ENTRIES;
		bool good = complete && number_of(line, &n, w->arena);

		if (good && n >= w->size)
			continue; /* not ours yet */
		if (!good || n < first || n - first >= MIRROR_FILE_ENTRIES ||
		    (verify && !line_holds(w, line, n, &o, &entry))) {
			w->p->out->lines_bad++;
			continue;
		}
		if (out->lines[n - first].at == NULL)
			out->lines[n - first] = line;
	}
}

static enum err
read_held(struct wording *w, struct error *e)
{
	struct buffer text = {0};
	char path[PATH_BYTES];
	enum err rc = held_path(path, w->p->o->dir, w->number, e);

	if (rc == ERR_NONE && file_exists(path)) {
		rc = file_read(&text, path, WORDS_BYTES_MAX, e);
		if (rc == ERR_NONE)
			sort_lines(w, &w->held,
			    arena_copy(w->arena, buffer_bytes(&text)), false);
	}
	buffer_release(&text);
	return rc;
}

static enum err
read_served(struct wording *w, struct error *e)
{
	struct buffer text = {0};
	enum err rc;

	if (!w->p->fetching)
		return ERR_NONE;
	rc = tree_source_openings(w->p->from, w->number, w->size, &text, e);
	if (rc == ERR_NONE)
		sort_lines(w, &w->served,
		    arena_copy(w->arena, buffer_bytes(&text)), true);
	buffer_release(&text);
	/* absent: this host has none, never "nothing public" */
	return rc == ERR_ABSENT ? ERR_NONE : rc;
}

/* The slots that the log makes public on this day. */
static enum err
public_by_log(struct wording *w, const struct entry *entry, uint64_t n,
    uint16_t *out, struct error *e)
{
	struct row_entry row = {.opened = 0};
	struct visibility v;
	uint32_t today =
	    day_of_time(w->p->o->clock.now_s(w->p->o->clock.context));
	enum err rc = read_model_entry(
	    registry_read_model(w->p->registry), n, &row, w->arena, e);

	if (rc != ERR_NONE)
		return rc;
	visibility_read(&v, entry->body);
	*out = slots_public(&v, row.opened, row.erased, today);
	return ERR_NONE;
}

/* A line of the second form without the slots outside `mask`. */
static enum err
cut_slots(struct wording *w, struct bytes *line, uint16_t mask,
    struct error *e)
{
	const struct json *v = NULL;
	struct json *copy, *slots;
	struct buffer text = {0};
	enum err rc = json_parse(&v, *line, &json_entry_limits, w->arena, e);

	if (rc != ERR_NONE)
		return rc;
	copy = json_new(w->arena, JSON_OBJECT);
	json_put_number(w->arena, copy, "n", json_get_number(v, "n", 0));
	slots = json_put(w->arena, copy, "slots",
	    json_new(w->arena, JSON_ARRAY));
	for (const struct json *m = json_get(v, "slots") == NULL ?
		 NULL :
		 json_get(v, "slots")->first;
	     m != NULL; m = m->next) {
		int64_t i = json_get_number(m, "i", -1);

		if (i >= 0 && i < SLOT_COUNT && (mask >> i & 1) != 0)
			json_add(slots, json_clone(w->arena, m));
	}
	if (slots == NULL || arena_failed(w->arena))
		return error_set(e, ERR_MEMORY, "out of memory");
	if (slots->count == 0) {
		*line = bytes_of(NULL, 0);
		return ERR_NONE;
	}
	json_print_canonical(&text, copy);
	*line = arena_copy(w->arena, buffer_bytes(&text));
	buffer_wipe(&text);
	return line->at == NULL ? error_set(e, ERR_MEMORY, "out of memory") :
				  ERR_NONE;
}

/* What stays of a line when `mask` is public: a seed line becomes the single
 * openings that stay, computed from the seed (log 10.4). */
static enum err
restrict_line(struct wording *w, struct bytes *line, const struct opening *o,
    const struct entry *entry, uint64_t n, uint16_t mask, struct error *e)
{
	struct slot_store store = {.has_seed = true, .seed = o->seed,
	    .values = o->values};
	struct buffer text = {0};
	bool published = false;
	enum err rc;

	if (!o->whole)
		return (o->shown & (uint16_t)~mask) == 0 ?
		    ERR_NONE :
		    cut_slots(w, line, mask, e);
	if (mask == SLOT_ALL)
		return ERR_NONE;
	rc = opening_publish(&text, &published, n, entry->id.at, mask, &store,
	    e);
	if (rc == ERR_NONE && published)
		*line = arena_copy(w->arena,
		    bytes_of(text.at, text.len - 1));
	else if (rc == ERR_NONE)
		*line = bytes_of(NULL, 0);
	if (rc == ERR_NONE && published && line->at == NULL)
		rc = error_set(e, ERR_MEMORY, "out of memory");
	buffer_wipe(&text);
	return rc;
}

static void
print_values(struct buffer *out, const struct opening *o, bool none)
{
	for (unsigned i = 0; i < SLOT_COUNT; i++) {
		buffer_byte(out, i == 0 ? '[' : ',');
		if (none || o->values.at[i] == NULL)
			buffer_text(out, "null");
		else
			json_print_canonical(out, o->values.at[i]);
	}
	buffer_byte(out, ']');
}

/* Into the private tables, where the read model finds words; `erase` where
 * what stood there must be gone from the file. */
static enum err
store_line(struct wording *w, struct bytes line, const struct entry *entry,
    uint64_t n, bool erase, struct error *e)
{
	struct truth_slots slots = {.n = n, .leaf = entry->leaf_hash};
	struct opening o = {.whole = false};
	struct buffer values = {0};
	enum err rc = ERR_NONE;

	if (line.at != NULL)
		rc = opening_parse(&o, line, false, w->arena, e);
	print_values(&values, &o, line.at == NULL);
	slots.opening = buffer_bytes(&values);
	if (line.at != NULL && o.whole)
		slots.seed = o.seed.at;
	if (rc == ERR_NONE && values.failed)
		rc = error_set(e, ERR_MEMORY, "out of memory");
	if (rc == ERR_NONE && erase)
		rc = truth_erase_slots(w->p->truth, n, &entry->leaf_hash,
		    slots.opening, e);
	else if (rc == ERR_NONE)
		rc = truth_put_slots(w->p->truth, &slots, e);
	buffer_wipe(&values);
	return rc;
}

/* One entry: what it has from now on. */
static enum err
settle(struct wording *w, size_t i, struct buffer *file, bool *differs,
    struct error *e)
{
	uint64_t n = w->number * MIRROR_FILE_ENTRIES + i;
	struct bytes held = w->held.lines[i], line = w->served.lines[i];
	struct opening o;
	struct entry entry;
	uint16_t mask = SLOT_ALL;
	enum err rc = ERR_NONE;

	if (line.at == NULL && held.at == NULL)
		return ERR_NONE;
	if (line.at == NULL) {
		line = held;
		w->p->out->lines_gone += w->p->fetching;
	}
	if (!line_holds(w, line, n, &o, &entry))
		return error_set(e, ERR_STORE,
		    "a kept opening of entry %llu is damaged",
		    (unsigned long long)n);
	if (w->p->registry != NULL)
		rc = public_by_log(w, &entry, n, &mask, e);
	if (rc == ERR_NONE)
		rc = restrict_line(w, &line, &o, &entry, n, mask, e);
	if (rc != ERR_NONE)
		return rc;
	if (line.at != NULL) {
		buffer_add(file, line);
		buffer_byte(file, '\n');
	}
	if (bytes_equal(line, held))
		return ERR_NONE;
	*differs = true;
	if (w->p->registry != NULL || n < w->p->out->size_before)
		w->p->changed = true; /* it was read without them */
	return store_line(w, line, &entry, n,
	    held.at != NULL && mask != SLOT_ALL, e);
}

enum err
mirror_words(struct mirror_pass *p, uint64_t number, uint64_t size,
    struct error *e)
{
	struct wording *w = calloc(1, sizeof *w);
	struct buffer file = {0};
	char path[PATH_BYTES], dir[PATH_BYTES];
	bool differs = false;
	enum err rc = ERR_NONE;

	if (w != NULL)
		*w = (struct wording){.p = p, .arena = arena_new(256 * MIB),
		    .number = number, .size = size};
	if (w == NULL || w->arena == NULL)
		rc = error_set(e, ERR_MEMORY, "out of memory");
	if (rc == ERR_NONE)
		rc = read_held(w, e);
	if (rc == ERR_NONE)
		rc = read_served(w, e);
	for (size_t i = 0; i < MIRROR_FILE_ENTRIES && rc == ERR_NONE; i++)
		rc = settle(w, i, &file, &differs, e);
	if (rc == ERR_NONE && file.failed)
		rc = error_set(e, ERR_MEMORY, "out of memory");
	if (rc == ERR_NONE && differs)
		rc = held_path(path, p->o->dir, number, e);
	if (rc == ERR_NONE && differs) {
		(void)snprintf(dir, sizeof dir, "%.*s",
		    (int)(strrchr(path, '/') - path), path);
		rc = directory_make(dir, 0755, e);
	}
	if (rc == ERR_NONE && differs)
		rc = file_write_atomic(path, buffer_bytes(&file), 0644, e);
	buffer_wipe(&file);
	if (w != NULL)
		arena_wipe(w->arena);
	free(w);
	return rc;
}

enum err
mirror_openings(void *context, uint64_t number, uint64_t size,
    struct buffer *out, struct error *e)
{
	struct mirror_pass *p = context;
	struct buffer text = {0};
	struct arena *a;
	struct bytes rest, line;
	char path[PATH_BYTES];
	bool complete;
	uint64_t n;
	enum err rc;

	if (number * MIRROR_FILE_ENTRIES >= size)
		return error_set(e, ERR_ABSENT, "no such opening file");
	rc = held_path(path, p->o->dir, number, e);
	if (rc != ERR_NONE || !file_exists(path))
		return rc; /* empty: nothing of it was public */
	a = arena_new(256 * MIB);
	if (a == NULL)
		return error_set(e, ERR_MEMORY, "out of memory");
	rc = file_read(&text, path, WORDS_BYTES_MAX, e);
	rest = buffer_bytes(&text);
	while (rc == ERR_NONE && bytes_line(&rest, &line, &complete)) {
		if (!number_of(line, &n, a) || n >= size)
			continue;
		buffer_add(out, line);
		buffer_byte(out, '\n');
	}
	buffer_wipe(&text);
	arena_wipe(a);
	return rc;
}
