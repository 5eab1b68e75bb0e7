/* What only a truth file has: log 7.1 */
#include "format/tile.h"
#include "log/fsck_inside.h"

#include <inttypes.h>

/* ---- stored checkpoints ---- */

static enum err
take_note(void *context, const struct truth_note *c, struct error *e)
{
	struct fsck *f = context;

	f->stored_known = true;
	f->stored_size = c->size;
	f->stored_root = c->root;
	buffer_clear(&f->note);
	buffer_add(&f->note, c->note);
	return f->note.failed ? error_set(e, ERR_MEMORY, "out of memory") :
				ERR_NONE;
}

static bool
signed_by_log(const struct fsck *f, const struct note *note)
{
	const struct policy *p = f->options->policy;
	bool held = false;
	uint64_t time_s;

	for (size_t i = 0; i < note->line_count; i++)
		for (size_t k = 0; k < p->log_count; k++) {
			if (!note_line_is_of(&note->lines[i], &p->logs[k].key))
				continue;
			if (!note_line_holds(&note->lines[i], &p->logs[k].key,
				note->text, &time_s))
				return false;
			held = true;
		}
	return held;
}

struct cosigned {
	struct fsck *f;
	const struct note *note;
};

static const struct vkey *
find_witness(const struct fsck *f, const struct note_line *line)
{
	const struct policy *p = f->options->policy;

	for (size_t i = 0; i < p->witness_count; i++)
		if (note_line_is_of(line, &p->witnesses[i].key))
			return &p->witnesses[i].key;
	return NULL;
}

static enum err
check_cosignature(void *context, const struct truth_cosignature *c,
    struct error *e)
{
	struct cosigned *w = context;
	struct bytes text = c->line;
	struct note_line line;
	const struct vkey *key;
	uint64_t time_s;

	(void)e;
	w->f->result->cosignature_count++;
	if (text.len != 0 && text.at[text.len - 1] == '\n')
		text.len--;
	if (note_line_parse(&line, text, NULL) != ERR_NONE) {
		fsck_bad(w->f,
		    "cosignature of size %" PRIu64 ": not a signature line",
		    c->size);
		return ERR_NONE;
	}
	key = find_witness(w->f, &line);
	if (key != NULL &&
	    (!note_line_holds(&line, key, w->note->text, &time_s) ||
		time_s != (uint64_t)c->stamp_s))
		fsck_bad(w->f, "cosignature of size %" PRIu64 " by %s", c->size,
		    key->name);
	return ERR_NONE;
}

/* The checkpoint that the edge has just reached. */
static enum err
check_stored(struct fsck *f, struct error *e)
{
	struct note note;
	struct checkpoint c;
	struct hash root = edge_root(&f->edge);
	struct cosigned w = {f, &note};

	f->result->checkpoint_count++;
	if (note_parse(&note, buffer_bytes(&f->note), NULL) != ERR_NONE ||
	    checkpoint_parse(&c, note.text, NULL) != ERR_NONE ||
	    c.size != f->stored_size || !hash_equal(&c.root, &f->stored_root) ||
	    strcmp(c.origin, f->checkpoint.origin) != 0) {
		fsck_bad(f,
		    "checkpoint size=%" PRIu64
		    ": the stored note says something else",
		    f->stored_size);
		return ERR_NONE;
	}
	if (!signed_by_log(f, &note))
		fsck_bad(f,
		    "checkpoint size=%" PRIu64 ": the signature does not hold",
		    c.size);
	if (!hash_equal(&root, &c.root))
		fsck_bad(f,
		    "checkpoint size=%" PRIu64
		    ": the entries give another root",
		    c.size);
	return truth_each_cosignature(f->truth, c.size, check_cosignature, &w,
	    e);
}

enum err
fsck_store_size(struct fsck *f, struct error *e)
{
	uint64_t size = f->edge.size;
	enum err rc = ERR_NONE;

	while (rc == ERR_NONE && !f->stored_ended) {
		if (!f->stored_known)
			rc = truth_each_checkpoint(f->truth,
			    size == 0 ? 0 : size - 1, 1, take_note, f, e);
		if (rc != ERR_NONE)
			return rc;
		if (!f->stored_known) {
			f->stored_ended = true;
			break;
		}
		if (f->stored_size != size)
			break;
		rc = check_stored(f, e);
		f->stored_known = false;
		if (rc == ERR_NONE)
			rc = truth_each_checkpoint(f->truth, size, 1, take_note,
			    f, e);
		if (rc == ERR_NONE && !f->stored_known)
			f->stored_ended = true;
	}
	return rc;
}

/* ---- head, rows, tail ---- */

struct rows {
	struct fsck *f;
	uint64_t count;
};

static enum err
count_tile(void *context, const struct truth_tile *tile, struct error *e)
{
	struct rows *r = context;
	uint64_t size = r->f->checkpoint.size;

	(void)e;
	if (tile->level > 7 ||
	    tile->number >= tile_full_count(size, tile->level))
		fsck_bad(r->f,
		    "tile row of level %u, number %" PRIu64
		    ": does not belong to %" PRIu64 " entries",
		    tile->level, tile->number, size);
	r->count++;
	return ERR_NONE;
}

static enum err
check_tail(void *context, uint64_t n, const struct truth_entry *entry,
    struct error *e)
{
	struct fsck *f = context;
	struct hash leaf = hash_leaf(entry->bytes);

	(void)e;
	if (!hash_equal(&leaf, &entry->leaf))
		fsck_bad_entry(f, n, "leaf hash differs");
	f->result->entry_count++;
	return ERR_NONE;
}

enum err
fsck_store(struct fsck *f, struct error *e)
{
	struct truth_head head;
	struct error own = {0};
	struct rows rows = {f, 0};
	uint64_t next;
	enum err rc = truth_head(f->truth, &head, e);

	if (rc == ERR_NONE)
		rc = truth_rows_next(f->truth, &next, e);
	if (rc != ERR_NONE)
		return rc;
	if (head.size < f->checkpoint.size ||
	    (head.size == f->checkpoint.size &&
		!hash_equal(&head.root, &f->checkpoint.root)))
		fsck_bad(f, "head: not the newest checkpoint");
	if (next != head.next)
		fsck_bad(f,
		    "head: expects %" PRIu64 " entries, %" PRIu64 " are there",
		    head.next, next);
	if (strcmp(head.origin, f->checkpoint.origin) != 0)
		fsck_bad(f, "head: another origin");
	/* rows of tiles that no checkpoint covers; others were compared */
	rc = truth_each_tile(f->truth, count_tile, &rows, e);
	if (rc != ERR_NONE || next <= f->checkpoint.size)
		return rc;
	rc = truth_read_entries(f->truth, f->checkpoint.size,
	    next - f->checkpoint.size, check_tail, f, &own);
	if (rc == ERR_STORE) {
		fsck_bad(f, "%s", own.text);
		rc = ERR_NONE;
	} else if (rc != ERR_NONE && e != NULL) {
		*e = own;
	}
	return rc;
}
