#include "log/merkle_log.h"

#include "base/file.h"
#include "log/edge.h"
#include "log/head.h"
#include "log/log_inside.h"
#include "log/tree_inside.h"
#include "proof/consistency.h"
#include "proof/inclusion.h"
#include "store/control.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/statvfs.h>
#include <unistd.h>

/* log 6.6.2: below LOW no transaction is begun, until there is ENOUGH. LOW
 * leaves room for the write-ahead log of the largest batch. */
#define SPACE_LOW_BYTES (UINT64_C(1) << 20)
#define SPACE_ENOUGH_BYTES (UINT64_C(64) << 20)
#define SPACE_CHECK_BYTES ((size_t)32 << 10)

/* ---- what others ask ---- */

const char *
merkle_log_refusal(const struct merkle_log *log)
{
	return log->refusal[0] == '\0' ? NULL : log->refusal;
}

void
merkle_log_refuse(struct merkle_log *log, const char *rule,
    const char *sentence)
{
	if (log->refusal[0] != '\0')
		return; /* the first rule found is the one that is told */
	(void)snprintf(log->rule, sizeof log->rule, "%s", rule);
	(void)snprintf(log->refusal, sizeof log->refusal, "%s: %s", rule,
	    sentence);
}

const char *
merkle_log_origin(const struct merkle_log *log)
{
	return log->head.origin;
}

uint64_t
merkle_log_next(const struct merkle_log *log)
{
	return log->head.next;
}

uint64_t
merkle_log_size(const struct merkle_log *log)
{
	return log->head.size;
}

const struct hash *
merkle_log_root(const struct merkle_log *log)
{
	return &log->head.root;
}

struct truth *
merkle_log_truth(struct merkle_log *log)
{
	return log->truth;
}

struct tree_source *
merkle_log_tree(struct merkle_log *log)
{
	return log->tree;
}

/* ---- may we write? ---- */

static enum err
check_space(struct merkle_log *log, size_t coming_bytes, struct error *e)
{
	struct statvfs fs;
	uint64_t free_bytes, wanted;

	/* asking the file system each time would cost more than it tells */
	log->unchecked_bytes += coming_bytes;
	if (!log->read_only && log->unchecked_bytes < SPACE_CHECK_BYTES &&
	    log->space_known)
		return ERR_NONE;
	log->unchecked_bytes = coming_bytes;
	log->space_known = true;
	if (statvfs(log->dir, &fs) != 0)
		return ERR_NONE; /* writing itself will tell */
	free_bytes = (uint64_t)fs.f_bavail * fs.f_frsize;
	wanted = log->read_only ? SPACE_ENOUGH_BYTES :
				  SPACE_LOW_BYTES + 3 * (uint64_t)coming_bytes;
	if (free_bytes >= wanted) {
		log->read_only = false;
		return ERR_NONE;
	}
	log->read_only = true;
	error_word(e, ERR_STORE, "disk_full",
	    "the disk is full (%" PRIu64 " KiB left): reading goes on, "
	    "nothing was written",
	    free_bytes / 1024);
	return error_mend(e, ERR_STORE,
	    "free 64 MiB; writing then goes on by itself");
}

static enum err
check_writable(struct merkle_log *log, size_t coming_bytes, struct error *e)
{
	if (log->dead)
		return error_set(e, ERR_STORE,
		    "the log stopped at an error of "
		    "the store; end the process and start it again");
	if (log->refusal[0] == '\0' && log_check_met(log, e) != ERR_NONE)
		return ERR_MEMORY;
	if (log->refusal[0] != '\0')
		return error_word(e, ERR_REFUSED, log->rule, "%s",
		    log->refusal);
	return check_space(log, coming_bytes, e);
}

/* After a transaction that failed. What is certain to have changed nothing
 * leaves the log alive; after everything else the process should end (log
 * 6.6.1), because the outcome is not known. */
static enum err
judge_failure(struct merkle_log *log, enum err rc, struct error *e)
{
	struct truth_head now;
	bool full = strcmp(e->word, "disk_full") == 0;

	if (rc == ERR_INPUT)
		return rc;
	if (rc == ERR_CONFLICT && strcmp(e->word, "fenced") != 0)
		return rc;
	if (rc == ERR_MEMORY || full) {
		if (truth_head(log->truth, &now, NULL) == ERR_NONE &&
		    now.epoch == log->head.epoch &&
		    now.next == log->head.next && now.size == log->head.size) {
			log->read_only = log->read_only || full;
			return rc;
		}
	}
	log->dead = true;
	return rc;
}

/* ---- appending ---- */

struct read_back {
	const struct truth_batch *batch;
	uint64_t first;
};

static enum err
compare_entry(void *context, uint64_t n, const struct truth_entry *entry,
    struct error *e)
{
	const struct read_back *r = context;
	struct hash leaf = hash_leaf(entry->bytes);
	const struct hash *admitted = &r->batch->entries[n - r->first].leaf;

	if (hash_equal(&leaf, admitted) && hash_equal(&entry->leaf, admitted))
		return ERR_NONE;
	return error_set(e, ERR_STORE,
	    "entry %" PRIu64 " came back from the "
	    "store with other bytes than were accepted",
	    n);
}

static size_t
batch_bytes(const struct truth_batch *batch)
{
	size_t total = 0;

	for (size_t i = 0; i < batch->entry_count; i++)
		total += batch->entries[i].bytes.len;
	for (size_t i = 0; i < batch->slots_count; i++)
		total += batch->slots[i].opening.len;
	for (size_t i = 0; i < batch->submission_count; i++)
		total += batch->submissions[i].bytes.len;
	return total;
}

enum err
merkle_log_append(struct merkle_log *log, const struct truth_batch *batch,
    uint64_t *first, struct error *e)
{
	struct read_back back;
	struct error own = {0};
	enum err rc;

	if (e == NULL)
		e = &own; /* its word decides below */
	rc = check_writable(log, batch_bytes(batch), e);
	if (rc != ERR_NONE)
		return rc;
	rc = truth_append(log->truth, batch, log->head.epoch, log->head.next,
	    e);
#ifdef CHANCERY_CONTROLS
	if (rc == ERR_CONFLICT && control_is(CONTROL_NO_FENCE)) {
		rc = log_take_over(log, e);
		if (rc == ERR_NONE)
			rc = truth_append(log->truth, batch, log->head.epoch,
			    log->head.next, e);
	}
#endif
	if (rc != ERR_NONE)
		return judge_failure(log, rc, e);
	back = (struct read_back){batch, log->head.next};
	if (!control_is(CONTROL_NO_READBACK) &&
	    !control_is(CONTROL_IGNORE_COMMIT))
		rc = truth_read_entries(log->truth, log->head.next,
		    batch->entry_count, compare_entry, &back, e);
	if (rc != ERR_NONE) {
		log->dead = true;
		return rc == ERR_STORE ?
		    rc :
		    error_set(e, ERR_STORE,
			"what was written cannot be read back");
	}
	*first = log->head.next;
	log->head.next += batch->entry_count;
	return ERR_NONE;
}

/* ---- checkpoints ---- */

/* The tiles that a checkpoint completes. */
struct tiles {
	struct truth_tile *tiles;
	struct hash (*hashes)[TREE_TILE_WIDTH];
	size_t count, cap;
};

static void
tiles_release(struct tiles *t)
{
	free(t->tiles);
	free(t->hashes);
	*t = (struct tiles){0};
}

static enum err
add_tile(void *context, const struct truth_tile *tile, struct error *e)
{
	struct tiles *t = context;

	if (t->count == t->cap) {
		size_t cap = t->cap == 0 ? 8 : t->cap * 2;
		void *tiles = realloc(t->tiles, cap * sizeof *t->tiles);
		void *hashes;

		if (tiles != NULL)
			t->tiles = tiles;
		hashes = realloc(t->hashes, cap * sizeof *t->hashes);
		if (hashes != NULL)
			t->hashes = hashes;
		if (tiles == NULL || hashes == NULL)
			return error_set(e, ERR_MEMORY, "out of memory");
		t->cap = cap;
	}
	t->tiles[t->count] = *tile;
	memcpy(t->hashes[t->count], tile->hashes, sizeof t->hashes[0]);
	t->count++;
	return ERR_NONE;
}

struct growth {
	struct merkle_log *log;
	struct edge *edge;
	struct tiles tiles;
};

/* log 6.5.1: hash what the store gives back before anything is signed. */
static enum err
grow(void *context, uint64_t n, const struct truth_entry *entry,
    struct error *e)
{
	struct growth *g = context;
	struct hash leaf = hash_leaf(entry->bytes);

	if (!hash_equal(&leaf, &entry->leaf) &&
	    !control_is(CONTROL_NO_READBACK))
		return error_set(e, ERR_STORE,
		    "entry %" PRIu64 " has other "
		    "bytes than were accepted; nothing was signed",
		    n);
	return edge_add(g->edge, &entry->leaf, add_tile, &g->tiles, e);
}

/* log 6.5.2: an independent path, over the tile cache and the stored hashes,
 * from the last root to the one about to be signed. */
static enum err
check_growth(struct merkle_log *log, const struct edge *edge,
    const struct hash *root, struct error *e)
{
	struct hash path[TREE_PATH_MAX];
	struct consistency c = {.old_size = log->head.size,
	    .new_size = edge->size,
	    .path = path};
	enum err rc = tree_source_prove_consistency(log->tree, log->head.size,
	    edge->size, path, &c.path_count, e);

	if (rc != ERR_NONE)
		return rc;
	rc = consistency_check_from_zero(&c, &log->head.root, root, e);
	if (rc == ERR_NONE)
		return rc;
	merkle_log_refuse(log, "R6",
	    message_in(log->lang,
		"the new root does "
		"not continue the last one; run \"chancery log fsck\""));
	return error_word(e, ERR_REFUSED, log->rule, "%s", log->refusal);
}

static enum err
sign(const struct merkle_log *log, const struct checkpoint *c,
    struct buffer *note, struct error *e)
{
	struct note parsed;
	uint64_t time_s;
	enum err rc = checkpoint_sign(note, c, log->signer, e);

	if (rc == ERR_NONE)
		rc = note_parse(&parsed, buffer_bytes(note), e);
	if (rc == ERR_NONE &&
	    !note_line_holds(&parsed.lines[0], &log->key, parsed.text, &time_s))
		rc = error_set(e, ERR_STORE,
		    "the signature just made does not hold");
	return rc;
}

static enum err
commit(struct merkle_log *log, struct growth *g, const struct hash *root,
    const struct truth_entry *last, struct buffer *note, struct error *e)
{
	struct truth_checkpoint t = {.old = &log->head,
	    .last = last,
	    .tiles = g->tiles.tiles,
	    .tile_count = g->tiles.count,
	    .size = g->edge->size,
	    .root = *root};
	struct checkpoint c = {.size = g->edge->size, .root = *root};
	enum err rc;

	memcpy(c.origin, log->head.origin, sizeof c.origin);
	rc = sign(log, &c, note, e);
	if (rc != ERR_NONE)
		return rc;
	for (size_t i = 0; i < g->tiles.count; i++)
		g->tiles.tiles[i].hashes = g->tiles.hashes[i];
	t.note = buffer_bytes(note);
	return truth_commit_checkpoint(log->truth, &t, e);
}

static enum err
make_checkpoint(struct merkle_log *log, merkle_log_maker_fn *maker,
    void *context, struct growth *g, struct buffer *entry, struct buffer *note,
    struct error *e)
{
	struct truth_entry last = {0};
	struct hash root;
	enum err rc = truth_read_entries(log->truth, log->head.size,
	    log->head.next - log->head.size, grow, g, e);

	if (rc != ERR_NONE) {
		log->dead = log->dead || rc == ERR_STORE;
		return rc;
	}
	if (maker != NULL) {
		rc = maker(context, log->head.next, entry, e);
		if (rc == ERR_NONE && entry->failed)
			rc = error_set(e, ERR_MEMORY, "out of memory");
		if (rc != ERR_NONE)
			return rc;
		last.bytes = buffer_bytes(entry);
		last.leaf = hash_leaf(last.bytes);
		tree_source_extra(log->tree, log->head.next, &last.leaf);
		rc = edge_add(g->edge, &last.leaf, add_tile, &g->tiles, e);
		if (rc != ERR_NONE)
			return rc;
	}
	root = edge_root(g->edge);
	rc = check_growth(log, g->edge, &root, e);
	if (rc != ERR_NONE)
		return rc;
	rc = commit(log, g, &root, maker == NULL ? NULL : &last, note, e);
	if (rc != ERR_NONE)
		return judge_failure(log, rc, e);
	log->head.next = log->head.size = g->edge->size;
	log->head.root = root;
	log->edge = *g->edge;
	return ERR_NONE;
}

enum err
merkle_log_checkpoint(struct merkle_log *log, merkle_log_maker_fn *maker,
    void *context, bool *made, struct error *e)
{
	struct growth g = {.log = log};
	struct buffer entry = {.limit = TRUTH_ENTRY_BYTES}, note = {0};
	struct error own = {0};
	enum err rc;

	if (e == NULL)
		e = &own;
	*made = false;
#ifdef CHANCERY_CONTROLS
	if (control_is(CONTROL_NO_FENCE)) {
		rc = log_take_over(log, e);
		if (rc != ERR_NONE)
			return rc;
	}
#endif
	if (log->head.next == log->head.size)
		return ERR_NONE;
	rc = check_writable(log, 0, e);
	if (rc != ERR_NONE)
		return rc;
	g.edge = malloc(sizeof *g.edge);
	if (g.edge == NULL)
		return error_set(e, ERR_MEMORY, "out of memory");
	*g.edge = log->edge;
	rc = make_checkpoint(log, maker, context, &g, &entry, &note, e);
	/* rows beyond the last checkpoint may still change their mind */
	if (maker != NULL)
		tree_source_extra(log->tree, 0, NULL);
	if (rc == ERR_NONE) {
		rc = log_head_write(log->keys_dir, buffer_bytes(&note), e);
		if (rc != ERR_NONE)
			log->dead =
			    true; /* log 6.5: nothing may be published */
		*made = rc == ERR_NONE;
	}
	tiles_release(&g.tiles);
	free(g.edge);
	buffer_release(&entry);
	buffer_release(&note);
	return rc;
}

/* ---- proofs with their notes ---- */

/* The latest line of each key: they come by key, then by time. A note has at
 * most NOTE_LINES_MAX lines. */
struct latest {
	struct buffer *note, key, line;
	size_t count;
};

static void
add_latest(struct latest *l)
{
	if (l->line.len != 0 && l->count < NOTE_LINES_MAX) {
		buffer_add(l->note, buffer_bytes(&l->line));
		l->count++;
	}
	buffer_clear(&l->line);
}

static enum err
add_line(void *context, const struct truth_cosignature *c, struct error *e)
{
	struct latest *l = context;

	(void)e;
	if (!bytes_equal(c->key, buffer_bytes(&l->key)))
		add_latest(l);
	buffer_clear(&l->key);
	buffer_add(&l->key, c->key);
	buffer_clear(&l->line);
	buffer_add(&l->line, c->line);
	return ERR_NONE;
}

enum err
log_read_note(struct truth *t, uint64_t size, struct buffer *note,
    struct error *e)
{
	struct latest l = {.note = note, .count = 1}; /* the log's own */
	uint64_t found;
	enum err rc = truth_read_checkpoint(t, size, &found, NULL, note, e);

	if (rc == ERR_NONE)
		rc = truth_each_cosignature(t, found, add_line, &l, e);
	if (rc == ERR_NONE)
		add_latest(&l);
	if (rc == ERR_NONE && (note->failed || l.key.failed || l.line.failed))
		rc = error_set(e, ERR_MEMORY, "out of memory");
	buffer_release(&l.key);
	buffer_release(&l.line);
	return rc;
}

static enum err
newest_size(struct tree_source *s, uint64_t *size, struct error *e)
{
	struct buffer bytes = {0};
	struct note note;
	struct checkpoint c;
	enum err rc = tree_source_checkpoint(s, &bytes, e);

	if (rc == ERR_NONE)
		rc = note_parse(&note, buffer_bytes(&bytes), e);
	if (rc == ERR_NONE)
		rc = checkpoint_parse(&c, note.text, e);
	if (rc == ERR_NONE)
		*size = c.size;
	buffer_release(&bytes);
	return rc;
}

enum err
log_prove_inclusion(struct tree_source *s, uint64_t n, uint64_t size,
    struct log_proof *out, struct error *e)
{
	struct inclusion i;
	enum err rc = ERR_NONE;

	if (size == 0)
		rc = newest_size(s, &size, e);
	if (rc == ERR_NONE && n >= size) {
		rc = error_set(e, ERR_ABSENT,
		    "entry %" PRIu64 " is not in a "
		    "log of %" PRIu64 " entries",
		    n, size);
	}
	if (rc == ERR_NONE)
		rc = tree_source_leaf(s, n, size, &out->leaf, e);
	if (rc == ERR_NONE)
		rc = tree_source_root(s, size, &out->root, e);
	if (rc == ERR_NONE)
		rc = tree_source_prove_inclusion(s, n, size, out->path,
		    &out->path_count, e);
	if (rc != ERR_NONE)
		return rc;
	out->n = n;
	out->size = size;
	i = (struct inclusion){n, size, out->path, out->path_count};
	return inclusion_check(&i, &out->leaf, &out->root, e);
}
