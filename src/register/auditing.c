#include "register/auditing.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "index/sort.h"
#include "index/stream.h"
#include "model/ledger.h"
#include "model/mapping.h"

#define SORT_BYTES (256 * MIB)

struct stated_root {
	uint64_t covered;
	struct hash root;
	int64_t at_s;
};

struct work {
	const struct auditing *options;
	struct audited *out;
	struct ledger *ledger;
	struct judge judge;
	struct posting_sort *sort;
	struct arena *arena;
	struct stated_root *roots;
	size_t root_count, root_cap;
	char origin[256];
	uint64_t next;
	bool judged; /* `judge` is set up */
};

static uint64_t
now_ns(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

static void
finding(struct work *w, uint64_t n, const char *fmt, ...) PRINTF_LIKE(3, 4);

static void
finding(struct work *w, uint64_t n, const char *fmt, ...)
{
	char text[400], line[480];
	va_list args;

	va_start(args, fmt);
	(void)vsnprintf(text, sizeof text, fmt, args);
	va_end(args);
	(void)snprintf(line, sizeof line, "bad entry %" PRIu64 ": %s", n,
	    text);
	w->out->finding_count++;
	if (!w->out->first_bad_known) {
		w->out->first_bad_known = true;
		w->out->first_bad = n;
	}
	if (w->options->line != NULL)
		w->options->line(w->options->context, line);
}

static enum err
keep_root(struct work *w, const struct entry *entry, uint64_t n,
    struct error *e)
{
	struct stated_root *r;

	if (w->root_count == w->root_cap) {
		size_t cap = w->root_cap == 0 ? 256 : w->root_cap * 2;

		r = realloc(w->roots, cap * sizeof *r);
		if (r == NULL)
			return error_set(e, ERR_MEMORY, "out of memory");
		w->roots = r;
		w->root_cap = cap;
	}
	r = &w->roots[w->root_count++];
	*r = (struct stated_root){.covered = n, .at_s = entry->at_s};
	if (!hash_parse(json_get_text(entry->body, "root"), &r->root))
		finding(w, n, "the index root states no hash");
	if (w->root_count > 1 && r[-1].at_s > r->at_s)
		finding(w, n, "the log's clock went back");
	return ERR_NONE;
}

static enum err
strike_version(struct work *w, uint64_t version, uint64_t by,
    struct error *e)
{
	const struct world *world = ledger_world(w->ledger);
	struct outcome valid = {.kind = OUTCOME_VALID,
	    .broken_split = NUMBER_NONE};
	struct mapped mapped;
	struct entry entry;
	enum err rc = world->entry(world->context, version, &entry, w->arena,
	    e);

	if (rc == ERR_NONE)
		rc = mapping_apply(&mapped, world, &entry, version, &valid,
		    w->arena, e);
	for (size_t i = 0; rc == ERR_NONE && i < mapped.added_count; i++)
		rc = posting_sort_strike(w->sort, mapped.added[i].key,
		    mapped.added[i].key_len, by, e);
	return rc;
}

static enum err
map_entry(struct work *w, const struct entry *entry, uint64_t n,
    const struct outcome *outcome, struct error *e)
{
	struct mapped mapped;
	enum err rc = mapping_apply(&mapped, ledger_world(w->ledger), entry, n,
	    outcome, w->arena, e);

	for (size_t i = 0; rc == ERR_NONE && i < mapped.added_count; i++)
		rc = posting_sort_add(w->sort, &mapped.added[i], e);
	if (rc == ERR_NONE)
		w->out->posting_count += mapped.added_count;
	if (rc == ERR_NONE && mapped.strikes)
		rc = strike_version(w, mapped.struck_version, n, e);
	return rc;
}

static void
tell_outcome(struct work *w, uint64_t n, const struct outcome *o)
{
	if (o->kind == OUTCOME_INVALID) {
		w->out->invalid_count++;
		finding(w, n, "%s: %s", o->code, o->text);
	} else if (o->kind == OUTCOME_NOT_UNDERSTOOD) {
		w->out->unknown_count++;
	} else if (o->notes != 0) {
		w->out->note_count++;
		if ((o->notes & NOTE_SPLIT) != 0)
			finding(w, n, "tally and parts do not add up");
		if ((o->notes & NOTE_CHANGED) != 0)
			finding(w, n, "\"changed\" differs from what changed");
	}
	if (o->broken_split != NUMBER_NONE)
		finding(w, o->broken_split, "tally and parts do not add up");
}

static enum err
audit_entry(void *context, uint64_t n, struct bytes leaf, struct error *e)
{
	struct work *w = context;
	struct outcome outcome = {.kind = OUTCOME_VALID,
	    .broken_split = NUMBER_NONE};
	struct error form = {.code = ERR_NONE};
	struct entry entry;
	uint64_t start = now_ns(), signed_ns;
	enum err rc;

	arena_reset(w->arena);
	if (w->options->progress != NULL)
		w->options->progress(w->options->context, n, 0);
	w->out->entry_count++;
	rc = entry_parse(&entry, leaf, w->judged ? w->origin : NULL, w->arena,
	    &form);
	if (rc == ERR_MEMORY)
		return error_set(e, ERR_MEMORY, "out of memory");
	if (rc != ERR_NONE) {
		finding(w, n, "%s: %s", form.word, form.text);
		w->out->invalid_count++;
		return ERR_NONE;
	}
	if (!w->judged) {
		(void)snprintf(w->origin, sizeof w->origin, "%.*s",
		    (int)entry.register_text.len,
		    (const char *)entry.register_text.at);
		judge_init(&w->judge, ledger_world(w->ledger), w->origin);
		w->judged = true;
	}
	rc = judge_verify(&w->judge, &entry, n, &outcome, w->arena, e);
	signed_ns = now_ns();
	w->out->sign_ns += signed_ns - start;
	if (rc != ERR_NONE)
		return rc;
	tell_outcome(w, n, &outcome);
	if (entry.type == TYPE_INDEX_ROOT && outcome_counts(&outcome)) {
		w->out->root_count++;
		rc = keep_root(w, &entry, n, e);
	}
	if (rc == ERR_NONE)
		rc = map_entry(w, &entry, n, &outcome, e);
	if (rc == ERR_NONE)
		rc = ledger_add(w->ledger, &entry, &outcome, e);
	w->out->index_ns += now_ns() - signed_ns;
	return rc;
}

static enum err
compare_root(struct work *w, const struct stated_root *r, struct error *e)
{
	struct stream_pass *pass = malloc(sizeof *pass);
	struct posting p;
	struct heading top;
	struct hash root;
	bool end = false;
	enum err rc;

	if (pass == NULL)
		return error_set(e, ERR_MEMORY, "out of memory");
	stream_begin(pass, r->covered);
	rc = posting_sort_rewind(w->sort, e);
	while (rc == ERR_NONE) {
		rc = posting_sort_next(w->sort, &p, &end, e);
		if (rc != ERR_NONE || end)
			break;
		rc = stream_add(pass, &p, e);
	}
	if (rc == ERR_NONE)
		rc = stream_end(pass, &top, e);
	free(pass);
	if (rc != ERR_NONE)
		return rc;
	root = heading_commitment(bytes_text(w->origin), MAPPING_VERSION,
	    r->covered, &top);
	w->out->compared_count++;
	w->out->last_root = root;
	if (!hash_equal(&root, &r->root))
		finding(w, r->covered, "the index root does not follow from "
		    "the entries before it");
	return ERR_NONE;
}

static enum err
compare_roots(struct work *w, struct error *e)
{
	uint64_t start = now_ns();
	size_t first = w->root_count;
	enum err rc = ERR_NONE;

	if (w->root_count != 0)
		first = w->options->every_root ? 0 : w->root_count - 1;
	for (size_t i = first; i < w->root_count && rc == ERR_NONE; i++) {
		if (w->roots[i].covered < w->options->from)
			continue;
		rc = compare_root(w, &w->roots[i], e);
		if (w->options->progress != NULL)
			w->options->progress(w->options->context, i,
			    w->root_count);
	}
	w->out->index_ns += now_ns() - start;
	return rc;
}

/* ---- published names and words: model 7.6 ---- */

/* Entries of one opening file that must have a line there: a bit each. */
struct lines {
	uint64_t file;
	bool seen[TREE_TILE_WIDTH];
};

static void
check_line(struct work *w, struct lines *l, struct bytes line)
{
	const struct world *world = ledger_world(w->ledger);
	struct error fault = {.code = ERR_NONE};
	struct opening o;
	struct entry entry;
	uint64_t first = l->file * TREE_TILE_WIDTH;
	uint16_t opened, erased;
	enum err rc = opening_parse(&o, line, false, w->arena, &fault);

	if (rc != ERR_NONE || !o.has_number || o.number < first ||
	    o.number - first >= TREE_TILE_WIDTH ||
	    o.number >= w->out->entry_count) {
		finding(w, first, "a line of its opening file: %s",
		    rc == ERR_NONE ? "of an entry that is not there" :
		    fault.text);
		return;
	}
	rc = world->entry(world->context, o.number, &entry, w->arena, &fault);
	if (rc == ERR_NONE)
		rc = opening_verify(&o, &entry, o.number, &fault);
	if (rc != ERR_NONE)
		finding(w, o.number, "opening: %s", fault.text);
	ledger_slots(w->ledger, o.number, &opened, &erased);
	if ((o.shown & erased) != 0)
		finding(w, o.number, "its opening shows what was erased");
	l->seen[o.number - first] = true;
}

/* An entry of tier public without sealed slots, of which nothing was erased,
 * has its seed published (model 7.3). */
static void
check_missing(struct work *w, const struct lines *l)
{
	const struct world *world = ledger_world(w->ledger);

	for (uint64_t i = 0; i < TREE_TILE_WIDTH; i++) {
		uint64_t n = l->file * TREE_TILE_WIDTH + i;
		uint16_t opened, erased;
		struct visibility v;
		struct entry entry;

		if (n >= w->out->fsck.size || l->seen[i])
			continue;
		arena_reset(w->arena);
		if (world->entry(world->context, n, &entry, w->arena, NULL) !=
		    ERR_NONE || !entry.has_seal)
			continue;
		ledger_slots(w->ledger, n, &opened, &erased);
		visibility_read(&v, entry.body);
		if (v.tier == TIER_PUBLIC && v.sealed == 0 && erased == 0)
			finding(w, n, "opening_missing: its names and words "
			    "are public and not published");
	}
}

static enum err
audit_openings(struct work *w, struct tree_source *source, struct error *e)
{
	struct buffer text = {0};
	struct bytes rest, line;
	bool complete;
	enum err rc = ERR_NONE;

	for (uint64_t file = 0; rc == ERR_NONE &&
	    file * TREE_TILE_WIDTH < w->out->fsck.size; file++) {
		struct lines l = {.file = file};

		buffer_clear(&text);
		rc = tree_source_openings(source, file, w->out->fsck.size,
		    &text, e);
		if (rc == ERR_ABSENT) {
			rc = ERR_NONE;
			finding(w, file * TREE_TILE_WIDTH,
			    "its opening file is not there");
			continue;
		}
		rest = buffer_bytes(&text);
		while (rc == ERR_NONE && bytes_line(&rest, &line,
		    &complete)) {
			arena_reset(w->arena);
			check_line(w, &l, line);
		}
		if (rc == ERR_NONE)
			check_missing(w, &l);
	}
	buffer_release(&text);
	return rc;
}

enum err
registry_audit(struct tree_source *source, const struct auditing *options,
    struct audited *out, struct error *e)
{
	struct work w = {.options = options, .out = out,
	    .arena = arena_new(16 * MIB)};
	struct fsck_options fsck = *options->fsck;
	uint64_t start = now_ns(), split;
	enum err rc = ERR_NONE;

	*out = (struct audited){.first_bad_known = false};
	if (w.arena == NULL)
		rc = error_set(e, ERR_MEMORY, "out of memory");
	if (rc == ERR_NONE)
		rc = ledger_new(&w.ledger, NULL, e);
	if (rc == ERR_NONE)
		rc = posting_sort_new(&w.sort, "/tmp", SORT_BYTES, e);
	fsck.each = audit_entry;
	fsck.each_context = &w;
	fsck.line = options->line;
	fsck.line_context = options->context;
	if (rc == ERR_NONE)
		rc = fsck_tree(source, &fsck, &out->fsck, e);
	out->hash_ns = now_ns() - start - out->sign_ns - out->index_ns;
	if (rc == ERR_NONE && w.judged && out->finding_count == 0)
		rc = audit_openings(&w, source, e);
	if (rc == ERR_NONE && w.judged && !judge_finish(&w.judge, &split))
		finding(&w, split, "tally and parts do not add up");
	if (rc == ERR_NONE)
		rc = compare_roots(&w, e);
	out->finding_count += out->fsck.finding_count;
	if (!out->first_bad_known && out->fsck.first_bad_known) {
		out->first_bad_known = true;
		out->first_bad = out->fsck.first_bad;
	}
	ledger_free(w.ledger);
	posting_sort_free(w.sort);
	arena_free(w.arena);
	free(w.roots);
	return rc;
}
