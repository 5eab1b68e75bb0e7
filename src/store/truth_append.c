/* The transactions that make the log grow: log 6.4.4, 6.5.4 */
#include "store/truth_file.h"

#include "store/control.h"

static enum err
check_batch(const struct truth_batch *b, uint64_t first, struct error *e)
{
	size_t total = 0;

	if (b->entry_count > TRUTH_BATCH_ENTRIES)
		return error_set(e, ERR_INPUT,
		    "a batch has at most %d "
		    "entries, this one has %zu",
		    TRUTH_BATCH_ENTRIES, b->entry_count);
	if (first > TRUTH_SIZE_MAX - TRUTH_BATCH_ENTRIES)
		return error_set(e, ERR_INPUT, "the log is full");
	for (size_t i = 0; i < b->entry_count; i++) {
		size_t len = b->entries[i].bytes.len;

		if (len == 0 || len > TRUTH_ENTRY_BYTES)
			return error_set(e, ERR_INPUT,
			    "an entry has 1 to %d "
			    "bytes, number %zu of the batch has %zu",
			    TRUTH_ENTRY_BYTES, i, len);
		total += len;
	}
	if (total > TRUTH_BATCH_BYTES)
		return error_set(e, ERR_INPUT,
		    "a batch has at most 32 MiB, this one has %zu bytes",
		    total);
	for (size_t i = 0; i < b->slots_count; i++)
		if (b->slots[i].n >= b->entry_count)
			return error_set(e, ERR_INPUT,
			    "slot values of no entry in the batch");
	for (size_t i = 0; i < b->submission_count; i++) {
		const struct truth_submission *s = &b->submissions[i];

		if (s->count > b->entry_count ||
		    s->n > b->entry_count - s->count || s->key.len == 0 ||
		    s->key.len > 200 || s->scope.len == 0 || s->scope.len > 200)
			return error_set(e, ERR_INPUT,
			    "a submission has a key and a scope of 1 to 200 "
			    "bytes and entries of its batch");
	}
	for (size_t i = 0; i < b->import_count; i++) {
		const struct truth_import *m = &b->imports[i];

		if ((m->in_batch && m->entity >= b->entry_count) ||
		    m->dataset.len == 0 || m->dataset.len > 200 ||
		    m->key.len == 0 || m->key.len > 1000)
			return error_set(e, ERR_INPUT,
			    "an import row has a dataset of 1 to 200 bytes "
			    "and a key of 1 to 1000");
	}
	return ERR_NONE;
}

/* Exactly one row may have changed: the compare-and-swap. */
static enum err
swap_head(struct truth *t, struct binder *b, struct error *e)
{
	enum err rc;

	if (b->code != SQLITE_OK)
		return truth_failed(t->writer, b->code, "move the head", e);
	rc = truth_run(t, b->st, "move the head", e);
	if (rc != ERR_NONE)
		return rc;
	if (sqlite3_changes(t->writer) == 1)
		return ERR_NONE;
	rc = error_word(e, ERR_CONFLICT, "fenced",
	    "another process has taken over the log");
	return error_mend(e, rc, "end this process; let one write at a time");
}

static enum err
run_bound(struct truth *t, struct binder *b, const char *what, struct error *e)
{
	if (b->code != SQLITE_OK)
		return truth_failed(t->writer, b->code, what, e);
	return truth_run(t, b->st, what, e);
}

static enum err
insert_entry(struct truth *t, uint64_t n, const struct truth_entry *entry,
    struct error *e)
{
	sqlite3_stmt *st = NULL;
	struct binder b;
	enum err rc = truth_prepare(t, STATEMENT_ENTRY_INSERT, &st, e);

	if (rc != ERR_NONE)
		return rc;
	b = bind_to(st);
	bind_number(&b, n);
	bind_blob(&b, hash_span(&entry->leaf));
	bind_blob(&b, entry->bytes);
	return run_bound(t, &b, "add an entry", e);
}

static enum err
insert_slots(struct truth *t, uint64_t n, const struct truth_slots *s,
    struct error *e)
{
	sqlite3_stmt *st = NULL;
	struct binder b;
	enum err rc = truth_prepare(t, STATEMENT_SLOTS_PUT, &st, e);

	if (rc != ERR_NONE)
		return rc;
	b = bind_to(st);
	bind_number(&b, n);
	bind_blob(&b, hash_span(&s->leaf));
	if (s->seed == NULL)
		bind_null(&b);
	else
		bind_blob(&b, bytes_of(s->seed, TRUTH_SEED_BYTES));
	bind_blob(&b, s->opening);
	return run_bound(t, &b, "add slot values", e);
}

static enum err
insert_submission(struct truth *t, uint64_t first,
    const struct truth_submission *s, struct error *e)
{
	sqlite3_stmt *st = NULL;
	struct binder b;
	enum err rc = truth_prepare(t, STATEMENT_SUBMISSION_INSERT, &st, e);

	if (rc != ERR_NONE)
		return rc;
	b = bind_to(st);
	bind_text(&b, s->scope);
	bind_text(&b, s->key);
	bind_blob(&b, hash_span(&s->body));
	bind_blob(&b, hash_span(&s->leaf));
	bind_number(&b, first + s->n);
	bind_number(&b, s->count);
	if (s->bytes.len == 0)
		bind_null(&b);
	else
		bind_blob(&b, s->bytes);
	rc = run_bound(t, &b, "note the submission", e);
	if (rc == ERR_CONFLICT && e != NULL && strcmp(e->word, "busy") != 0)
		return error_word(e, rc, "submission_key",
		    "this submission key has been used");
	return rc;
}

static enum err
insert_import(struct truth *t, uint64_t first, const struct truth_import *m,
    struct error *e)
{
	sqlite3_stmt *st = NULL;
	struct binder b;
	enum err rc = truth_prepare(t, STATEMENT_IMPORT_PUT, &st, e);

	if (rc != ERR_NONE)
		return rc;
	b = bind_to(st);
	bind_text(&b, m->dataset);
	bind_blob(&b, m->key);
	bind_number(&b, m->in_batch ? first + m->entity : m->entity);
	bind_blob(&b, hash_span(&m->content));
	return run_bound(t, &b, "note where the entry came from", e);
}

static enum err
insert_batch(struct truth *t, const struct truth_batch *batch, uint64_t first,
    struct error *e)
{
	enum err rc = ERR_NONE;

	for (size_t i = 0; i < batch->entry_count && rc == ERR_NONE; i++)
		rc = insert_entry(t, first + i, &batch->entries[i], e);
	for (size_t i = 0; i < batch->slots_count && rc == ERR_NONE; i++)
		rc = insert_slots(t, first + batch->slots[i].n,
		    &batch->slots[i], e);
	for (size_t i = 0; i < batch->submission_count && rc == ERR_NONE; i++)
		rc = insert_submission(t, first, &batch->submissions[i], e);
	for (size_t i = 0; i < batch->import_count && rc == ERR_NONE; i++)
		rc = insert_import(t, first, &batch->imports[i], e);
	return rc;
}

enum err
truth_append(struct truth *t, const struct truth_batch *batch, uint64_t epoch,
    uint64_t first, struct error *e)
{
	sqlite3_stmt *st = NULL;
	struct binder b;
	enum err rc = truth_need_writer(t, e);

	if (rc == ERR_NONE)
		rc = check_batch(batch, first, e);
	if (rc == ERR_NONE)
		rc = truth_prepare(t, STATEMENT_HEAD_APPEND, &st, e);
	if (rc == ERR_NONE)
		rc = truth_begin(t, e);
	if (rc != ERR_NONE)
		return rc;
	b = bind_to(st);
	bind_number(&b, first + batch->entry_count);
	bind_number(&b, epoch);
	bind_number(&b, first);
	rc = swap_head(t, &b, e);
	if (rc == ERR_NONE)
		rc = insert_batch(t, batch, first, e);
#ifdef CHANCERY_CONTROLS
	if (rc == ERR_NONE && control_is(CONTROL_ACK_EARLY) &&
	    control_early != NULL)
		control_early(control_early_context);
#endif
	return truth_end(t, rc, e);
}

static enum err
insert_tile(struct truth *t, const struct truth_tile *tile, struct error *e)
{
	sqlite3_stmt *st = NULL;
	struct binder b;
	enum err rc = truth_prepare(t, STATEMENT_TILE_INSERT, &st, e);

	if (rc != ERR_NONE)
		return rc;
	b = bind_to(st);
	bind_number(&b,
	    ((uint64_t)tile->level << TRUTH_TILE_LEVEL_SHIFT) + tile->number);
	bind_blob(&b, bytes_of(tile->hashes, TRUTH_TILE_WIDTH * HASH_BYTES));
	return run_bound(t, &b, "add a tile", e);
}

static enum err
insert_checkpoint(struct truth *t, const struct truth_checkpoint *c,
    struct error *e)
{
	sqlite3_stmt *st = NULL;
	struct binder b;
	enum err rc = truth_prepare(t, STATEMENT_CHECKPOINT_INSERT, &st, e);

	if (rc != ERR_NONE)
		return rc;
	b = bind_to(st);
	bind_number(&b, c->size);
	bind_blob(&b, hash_span(&c->root));
	bind_blob(&b, c->note);
	return run_bound(t, &b, "add a checkpoint", e);
}

static enum err
move_head(struct truth *t, const struct truth_checkpoint *c, struct error *e)
{
	sqlite3_stmt *st = NULL;
	struct binder b;
	enum err rc = truth_prepare(t, STATEMENT_HEAD_CHECKPOINT, &st, e);

	if (rc != ERR_NONE)
		return rc;
	b = bind_to(st);
	bind_number(&b, c->size);
	bind_number(&b, c->size);
	bind_blob(&b, hash_span(&c->root));
	bind_number(&b, c->old->epoch);
	bind_number(&b, c->old->next);
	bind_number(&b, c->old->size);
	bind_blob(&b, hash_span(&c->old->root));
	return swap_head(t, &b, e);
}

enum err
truth_commit_checkpoint(struct truth *t, const struct truth_checkpoint *c,
    struct error *e)
{
	enum err rc = truth_need_writer(t, e);

	if (rc != ERR_NONE)
		return rc;
	if (c->size != c->old->next + (c->last != NULL ? 1 : 0) ||
	    c->size <= c->old->size || c->size > TRUTH_SIZE_MAX ||
	    c->note.len == 0 || c->note.len > TRUTH_NOTE_BYTES)
		return error_set(e, ERR_INPUT,
		    "a checkpoint covers all entries and is larger than the "
		    "last");
	rc = truth_begin(t, e);
	if (rc != ERR_NONE)
		return rc;
	rc = move_head(t, c, e);
	if (rc == ERR_NONE && c->last != NULL)
		rc = insert_entry(t, c->old->next, c->last, e);
	for (size_t i = 0; i < c->tile_count && rc == ERR_NONE; i++)
		rc = insert_tile(t, &c->tiles[i], e);
	if (rc == ERR_NONE)
		rc = insert_checkpoint(t, c, e);
	return truth_end(t, rc, e);
}

enum err
truth_add_cosignature(struct truth *t, const struct truth_cosignature *c,
    struct error *e)
{
	sqlite3_stmt *st = NULL;
	struct binder b;
	enum err rc = truth_prepare(t, STATEMENT_COSIGNATURE_INSERT, &st, e);

	if (rc != ERR_NONE)
		return rc;
	if (c->stamp_s <= 0)
		return error_set(e, ERR_INPUT, "a cosignature has a time");
	rc = truth_begin(t, e);
	if (rc != ERR_NONE)
		return rc;
	b = bind_to(st);
	bind_number(&b, c->size);
	bind_text(&b, c->key);
	bind_number(&b, (uint64_t)c->stamp_s);
	bind_blob(&b, c->line);
	rc = run_bound(t, &b, "add a cosignature", e);
	return truth_end(t, rc, e);
}
