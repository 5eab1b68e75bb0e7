#include "log/recover.h"

#include "log/head.h"
#include "log/log_inside.h"
#include "log/tree_inside.h"

#include <inttypes.h>
#include <stdlib.h>

#define BATCH_ENTRIES 1024

/* ---- recover: log 6.8.2 ---- */

struct recovery {
	struct merkle_log *log;
	struct tree_source *from;
	struct checkpoint target;
	struct buffer note; /* of the target, the log's own line alone */
	struct edge edge;
	uint64_t store_next;
	/* tiles that the target completes */
	struct truth_tile *tiles;
	struct hash (*hashes)[TREE_TILE_WIDTH];
	size_t tile_count, tile_cap;
	/* entries waiting for their transaction */
	struct truth_entry entries[BATCH_ENTRIES];
	size_t ends[BATCH_ENTRIES];
	size_t entry_count;
	struct buffer bytes;
};

/* The larger of two checkpoints that our own key has signed. */
static enum err
take_target(struct recovery *r, struct bytes bytes, struct error *e)
{
	struct checkpoint c = {0};
	struct note note;
	enum err rc = log_own_checkpoint(r->log, bytes, &c, e);

	if (rc != ERR_NONE)
		return rc;
	if (c.size <= r->target.size)
		return ERR_NONE;
	rc = note_parse(&note, bytes, e);
	if (rc != ERR_NONE)
		return rc;
	r->target = c;
	buffer_clear(&r->note);
	buffer_add(&r->note, note.text);
	buffer_byte(&r->note, '\n');
	for (size_t i = 0; i < note.line_count; i++)
		if (note_line_is_of(&note.lines[i], &r->log->key)) {
			buffer_add(&r->note, note.lines[i].line);
			break;
		}
	return r->note.failed ? error_set(e, ERR_MEMORY, "out of memory") :
				ERR_NONE;
}

static enum err
find_target(struct recovery *r, struct error *e)
{
	struct buffer head = {0}, theirs = {0};
	enum err rc = log_head_read(r->log->keys_dir, &head, e);

	if (rc == ERR_NONE)
		rc = take_target(r, buffer_bytes(&head), e);
	if (rc == ERR_ABSENT) /* the source's signature stands in for it */
		rc = ERR_NONE;
	if (rc == ERR_NONE)
		rc = tree_source_checkpoint(r->from, &theirs, e);
	if (rc == ERR_NONE) {
		rc = take_target(r, buffer_bytes(&theirs), e);
		if (rc != ERR_NONE)
			error_wrap(e, "the copy's checkpoint");
	}
	buffer_release(&head);
	buffer_release(&theirs);
	if (rc != ERR_NONE)
		return rc;
	if (r->target.size <= r->log->head.size)
		return error_set(e, ERR_CONFLICT,
		    "the store has all %" PRIu64
		    " entries that are signed; there is nothing to recover",
		    r->target.size);
	if (r->store_next > r->target.size)
		return error_set(e, ERR_PROOF,
		    "the store holds entries from %" PRIu64
		    " on that the signed log does not have",
		    r->target.size);
	return ERR_NONE;
}

static enum err
keep_tile(void *context, const struct truth_tile *tile, struct error *e)
{
	struct recovery *r = context;

	if (r->tile_count == r->tile_cap) {
		size_t cap = r->tile_cap == 0 ? 16 : r->tile_cap * 2;
		void *tiles = realloc(r->tiles, cap * sizeof *r->tiles);
		void *hashes;

		if (tiles != NULL)
			r->tiles = tiles;
		hashes = realloc(r->hashes, cap * sizeof *r->hashes);
		if (hashes != NULL)
			r->hashes = hashes;
		if (tiles == NULL || hashes == NULL)
			return error_set(e, ERR_MEMORY, "out of memory");
		r->tile_cap = cap;
	}
	r->tiles[r->tile_count] = *tile;
	memcpy(r->hashes[r->tile_count++], tile->hashes, sizeof r->hashes[0]);
	return ERR_NONE;
}

/* First pass: the entries of the copy, and those that the store has beyond its
 * checkpoint must be the same ones. */
static enum err
weigh_entry(void *context, uint64_t n, struct bytes entry, struct error *e)
{
	struct recovery *r = context;
	struct hash leaf = hash_leaf(entry), ours;

	if (n < r->store_next) {
		enum err rc = truth_hashes(r->log->truth, n, 1, &ours, e);

		if (rc != ERR_NONE)
			return rc;
		if (!hash_equal(&leaf, &ours)) {
			rc = error_set(e, ERR_PROOF,
			    "entry %" PRIu64 " of the "
			    "store is not the signed one",
			    n);
			return error_mend(e, rc,
			    "run \"chancery log "
			    "repair-tail\" first");
		}
	}
	return edge_add(&r->edge, &leaf, keep_tile, r, e);
}

static enum err
weigh(struct recovery *r, struct error *e)
{
	struct hash root;
	uint64_t size = r->log->head.size;
	enum err rc = edge_load(&r->edge, r->log->tree, size, e);

	if (rc != ERR_NONE)
		return rc;
	root = edge_root(&r->edge);
	if (!hash_equal(&root, &r->log->head.root))
		return error_set(e, ERR_PROOF,
		    "the store's own tiles do not "
		    "give its root (R6); restore another backup first");
	rc = tree_source_entries(r->from, size, r->target.size - size,
	    r->target.size, weigh_entry, r, e);
	if (rc != ERR_NONE)
		return rc;
	root = edge_root(&r->edge);
	if (!hash_equal(&root, &r->target.root))
		return error_set(e, ERR_PROOF,
		    "the copy's entries do not give "
		    "the signed root of %" PRIu64 " entries",
		    r->target.size);
	return ERR_NONE;
}

static enum err
append_waiting(struct recovery *r, struct error *e)
{
	struct truth_head *head = &r->log->head;
	struct truth_batch batch = {.entries = r->entries,
	    .entry_count = r->entry_count};
	size_t at = 0;
	enum err rc;

	if (r->bytes.failed)
		return error_set(e, ERR_MEMORY, "out of memory");
	for (size_t i = 0; i < r->entry_count; i++) {
		r->entries[i].bytes = bytes_of(r->bytes.at + at,
		    r->ends[i] - at);
		at = r->ends[i];
	}
	rc = truth_append(r->log->truth, &batch, head->epoch, head->next, e);
	if (rc == ERR_NONE)
		head->next += r->entry_count;
	r->entry_count = 0;
	buffer_clear(&r->bytes);
	return rc;
}

/* Second pass: the copy may have changed meanwhile, so its hashes are taken
 * again and compared with the tree that was weighed. */
static enum err
take_entry(void *context, uint64_t n, struct bytes entry, struct error *e)
{
	struct recovery *r = context;

	(void)n;
	if (entry.len == 0 || entry.len > TRUTH_ENTRY_BYTES)
		return error_set(e, ERR_PROOF,
		    "entry %" PRIu64 " has %zu bytes", n, entry.len);
	r->entries[r->entry_count].leaf = hash_leaf(entry);
	buffer_add(&r->bytes, entry);
	r->ends[r->entry_count++] = r->bytes.len;
	if (r->entry_count == BATCH_ENTRIES ||
	    r->bytes.len > TRUTH_BATCH_BYTES / 2)
		return append_waiting(r, e);
	return ERR_NONE;
}

static enum err
write_entries(struct recovery *r, struct error *e)
{
	struct truth_checkpoint c = {.old = &r->log->head,
	    .size = r->target.size,
	    .root = r->target.root};
	struct hash root;
	enum err rc = tree_source_entries(r->from, r->store_next,
	    r->target.size - r->store_next, r->target.size, take_entry, r, e);

	if (rc == ERR_NONE && r->entry_count != 0)
		rc = append_waiting(r, e);
	if (rc == ERR_NONE)
		rc = tree_source_root(r->log->tree, r->target.size, &root, e);
	if (rc != ERR_NONE)
		return rc;
	if (!hash_equal(&root, &r->target.root))
		return error_set(e, ERR_PROOF,
		    "the copy changed while it was read; run it again");
	for (size_t i = 0; i < r->tile_count; i++)
		r->tiles[i].hashes = r->hashes[i];
	c.tiles = r->tiles;
	c.tile_count = r->tile_count;
	c.note = buffer_bytes(&r->note);
	rc = truth_commit_checkpoint(r->log->truth, &c, e);
	if (rc == ERR_NONE)
		rc = log_head_write(r->log->keys_dir, buffer_bytes(&r->note),
		    e);
	return rc;
}

enum err
log_recover(const struct merkle_log_options *options, struct tree_source *from,
    struct recover_result *result, struct error *e)
{
	struct recovery *r = calloc(1, sizeof *r);
	enum err rc;

	*result = (struct recover_result){0};
	if (r == NULL)
		return error_set(e, ERR_MEMORY, "out of memory");
	r->from = from;
	rc = log_open_files(&r->log, options, e);
	if (rc == ERR_NONE)
		rc = truth_rows_next(r->log->truth, &r->store_next, e);
	if (rc == ERR_NONE && r->store_next != r->log->head.next) {
		rc = error_set(e, ERR_PROOF,
		    "the store's rows and its head "
		    "disagree");
		error_mend(e, rc, "run \"chancery log repair-tail\" first");
	}
	if (rc == ERR_NONE)
		rc = find_target(r, e);
	if (rc == ERR_NONE)
		rc = weigh(r, e);
	if (rc == ERR_NONE)
		rc = write_entries(r, e);
	if (rc == ERR_NONE) {
		result->entries_added = r->target.size - r->store_next;
		result->size = r->target.size;
		result->next_was = r->store_next;
	}
	merkle_log_close(r->log);
	free(r->tiles);
	free(r->hashes);
	buffer_release(&r->bytes);
	buffer_release(&r->note);
	free(r);
	return rc;
}

/* ---- head adopt: R3 ---- */

enum err
log_adopt_head(const struct merkle_log_options *options, uint64_t size,
    const struct hash *root, struct error *e)
{
	struct buffer head = {0}, note = {0};
	struct merkle_log *log = NULL;
	enum err rc = log_open_files(&log, options, e), read;

	if (rc != ERR_NONE)
		return rc;
	read = log_head_read(log->keys_dir, &head, NULL);
	if (read == ERR_NONE) {
		struct checkpoint c = {0};

		if (log_own_checkpoint(log, buffer_bytes(&head), &c, NULL) ==
		    ERR_NONE) {
			rc = error_set(e, ERR_CONFLICT,
			    "\"log.head\" is there "
			    "and says %" PRIu64 " entries",
			    c.size);
			goto done;
		}
	}
	rc = log_start(log, options, e);
	if (rc == ERR_NONE && log->refusal[0] != '\0' &&
	    strcmp(log->rule, "R3") != 0)
		rc = error_word(e, ERR_REFUSED, log->rule, "%s", log->refusal);
	if (rc == ERR_NONE &&
	    (log->head.size != size || !hash_equal(&log->head.root, root)))
		rc = error_set(e, ERR_PROOF,
		    "the store's newest checkpoint "
		    "has %" PRIu64 " entries, or another root than the one "
		    "named",
		    log->head.size);
	if (rc == ERR_NONE)
		rc = truth_read_checkpoint(log->truth, 0, NULL, NULL, &note, e);
	if (rc == ERR_NONE)
		rc = log_head_write(log->keys_dir, buffer_bytes(&note), e);
done:
	buffer_release(&head);
	buffer_release(&note);
	merkle_log_close(log);
	return rc;
}

/* ---- repair-tail: log 6.6.3 ---- */

static bool
is_damaged(struct truth *t, uint64_t n, struct buffer *bytes)
{
	struct hash stored, leaf;

	buffer_clear(bytes);
	if (truth_read_entry(t, n, bytes, &stored, NULL) != ERR_NONE)
		return true;
	leaf = hash_leaf(buffer_bytes(bytes));
	return !hash_equal(&leaf, &stored);
}

/* What must not be cut: the store's checkpoint, and the one in KEYS. */
static enum err
find_floor(const struct merkle_log *log, uint64_t *floor, struct error *e)
{
	struct buffer head = {0};
	struct checkpoint c = {0};
	enum err rc = log_head_read(log->keys_dir, &head, e);

	*floor = log->head.size;
	if (rc == ERR_NONE)
		rc = log_own_checkpoint(log, buffer_bytes(&head), &c, e);
	if (rc == ERR_NONE && c.size > *floor)
		*floor = c.size;
	buffer_release(&head);
	return rc;
}

enum err
log_repair_tail(const struct merkle_log_options *options, bool remove,
    void (*each)(void *context, uint64_t n, bool damaged), void *context,
    uint64_t *removed, struct error *e)
{
	struct merkle_log *log = NULL;
	struct buffer bytes = {0};
	uint64_t rows = 0, floor = 0, first, end;
	enum err rc = log_open_files(&log, options, e);

	*removed = 0;
	if (rc != ERR_NONE)
		return rc;
	rc = find_floor(log, &floor, e);
	if (rc == ERR_NONE)
		rc = truth_rows_next(log->truth, &rows, e);
	if (rc != ERR_NONE)
		goto done;
	end = rows > log->head.next ? rows : log->head.next;
	first = log->head.size;
	while (first < end && first < log->head.next &&
	    !is_damaged(log->truth, first, &bytes))
		first++;
	for (uint64_t n = first; n < end && each != NULL; n++)
		each(context, n,
		    n >= log->head.next || is_damaged(log->truth, n, &bytes));
	if (first == end || !remove)
		goto done;
	rc = truth_cut_tail(log->truth, log->head.epoch, first, floor, e);
	if (rc == ERR_NONE)
		*removed = end - first;
done:
	buffer_release(&bytes);
	merkle_log_close(log);
	return rc;
}
