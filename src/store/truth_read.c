#include "store/truth_file.h"

/* Rows a statement reads before it starts afresh, so that a long reading does
 * not keep the write-ahead log from being emptied. */
#define RUN_ROWS 4096

static enum err
missing(uint64_t n, struct error *e)
{
	enum err rc = error_set(e, ERR_STORE,
	    "entry %llu is missing from the store", (unsigned long long)n);

	return error_mend(e, rc, "chancery log recover");
}

static enum err
row_entry(sqlite3_stmt *st, int place, struct truth_entry *out)
{
	if (!column_hash(st, place, &out->leaf))
		return ERR_STORE;
	out->bytes = column_blob(st, place + 1);
	return out->bytes.len == 0 ? ERR_STORE : ERR_NONE;
}

static enum err
read_run(struct truth *t, sqlite3_stmt *st, uint64_t *first, uint64_t end,
    truth_entry_fn *each, void *context, struct error *e)
{
	uint64_t stop = end - *first > RUN_ROWS ? *first + RUN_ROWS : end;
	struct binder b = bind_to(st);
	enum err rc = ERR_NONE;
	int code;

	bind_number(&b, *first);
	bind_number(&b, stop);
	if (b.code != SQLITE_OK)
		return truth_failed(t->reader, b.code, "read entries", e);
	while (rc == ERR_NONE && *first < stop) {
		struct truth_entry entry;

		code = sqlite3_step(st);
		if (code == SQLITE_DONE)
			rc = missing(*first, e);
		else if (code != SQLITE_ROW)
			rc = truth_failed(t->reader, code, "read entries", e);
		else if (column_number(st, 0) != *first)
			rc = missing(*first, e);
		else if (row_entry(st, 1, &entry) != ERR_NONE)
			rc = error_set(e, ERR_STORE, "entry %llu is damaged",
			    (unsigned long long)*first);
		else
			rc = each(context, *first, &entry, e);
		if (rc == ERR_NONE)
			++*first;
	}
	(void)sqlite3_reset(st);
	return rc;
}

enum err
truth_read_entries(struct truth *t, uint64_t first, uint64_t count,
    truth_entry_fn *each, void *context, struct error *e)
{
	sqlite3_stmt *st = NULL;
	uint64_t end = first + count;
	enum err rc = ERR_NONE;
	int code;

	if (first > TRUTH_SIZE_MAX || count > TRUTH_SIZE_MAX)
		return error_set(e, ERR_INPUT, "no such entries");
	if (count == 0)
		return ERR_NONE;
	/* one of its own: the callback may read, too */
	code = sqlite3_prepare_v2(t->reader,
	    "SELECT n, hash, bytes FROM entry"
	    " WHERE n >= ? AND n < ? ORDER BY n",
	    -1, &st, NULL);
	if (code != SQLITE_OK)
		return truth_failed(t->reader, code, "read entries", e);
	while (rc == ERR_NONE && first < end)
		rc = read_run(t, st, &first, end, each, context, e);
	(void)sqlite3_finalize(st);
	return rc;
}

enum err
truth_read_entry(struct truth *t, uint64_t n, struct buffer *bytes,
    struct hash *leaf, struct error *e)
{
	struct truth_entry entry;
	struct binder b;
	sqlite3_stmt *st = NULL;
	enum err rc = truth_prepare(t, STATEMENT_ENTRY_READ, &st, e);
	int code;

	if (rc != ERR_NONE)
		return rc;
	b = bind_to(st);
	bind_number(&b, n);
	code = b.code == SQLITE_OK ? sqlite3_step(st) : b.code;
	if (code == SQLITE_DONE) {
		rc = error_set(e, ERR_ABSENT, "there is no entry %llu",
		    (unsigned long long)n);
	} else if (code != SQLITE_ROW) {
		rc = truth_failed(t->reader, code, "read an entry", e);
	} else if (row_entry(st, 0, &entry) != ERR_NONE) {
		rc = error_set(e, ERR_STORE, "entry %llu is damaged",
		    (unsigned long long)n);
	} else {
		buffer_add(bytes, entry.bytes);
		if (bytes->failed)
			rc = error_set(e, ERR_MEMORY, "out of memory");
		else if (leaf != NULL)
			*leaf = entry.leaf;
	}
	(void)sqlite3_reset(st);
	return rc;
}

enum err
truth_hashes(struct truth *t, uint64_t first, uint64_t count, struct hash *out,
    struct error *e)
{
	sqlite3_stmt *st = NULL;
	struct binder b;
	enum err rc = ERR_NONE;
	int code;

	if (first > TRUTH_SIZE_MAX || count > TRUTH_SIZE_MAX)
		return error_set(e, ERR_INPUT, "no such entries");
	code = sqlite3_prepare_v2(t->reader,
	    "SELECT n, hash FROM entry WHERE "
	    "n >= ? AND n < ? ORDER BY n",
	    -1, &st, NULL);
	b = bind_to(st);
	if (code == SQLITE_OK) {
		bind_number(&b, first);
		bind_number(&b, first + count);
		code = b.code;
	}
	if (code != SQLITE_OK)
		rc = truth_failed(t->reader, code, "read hashes", e);
	for (uint64_t i = 0; i < count && rc == ERR_NONE; i++) {
		code = sqlite3_step(st);
		if (code == SQLITE_DONE ||
		    (code == SQLITE_ROW && column_number(st, 0) != first + i))
			rc = missing(first + i, e);
		else if (code != SQLITE_ROW)
			rc = truth_failed(t->reader, code, "read hashes", e);
		else if (!column_hash(st, 1, &out[i]))
			rc = error_set(e, ERR_STORE, "entry %llu is damaged",
			    (unsigned long long)(first + i));
	}
	(void)sqlite3_finalize(st);
	return rc;
}

enum err
truth_rows_next(struct truth *t, uint64_t *next, struct error *e)
{
	sqlite3_stmt *st = NULL;
	enum err rc = truth_prepare(t, STATEMENT_COUNT_READ, &st, e);
	int code;

	if (rc != ERR_NONE)
		return rc;
	code = sqlite3_step(st);
	if (code == SQLITE_ROW)
		*next = column_number(st, 0);
	else
		rc = truth_failed(t->reader, code, "count the entries", e);
	(void)sqlite3_reset(st);
	return rc;
}

/* ---- tiles ---- */

enum err
truth_read_tile(struct truth *t, unsigned level, uint64_t number,
    struct hash out[TRUTH_TILE_WIDTH], struct error *e)
{
	struct binder b;
	sqlite3_stmt *st = NULL;
	enum err rc = truth_prepare(t, STATEMENT_TILE_READ, &st, e);
	int code;

	if (rc != ERR_NONE)
		return rc;
	if (level > 7 || number >> TRUTH_TILE_LEVEL_SHIFT != 0)
		return error_set(e, ERR_ABSENT, "there is no such tile");
	b = bind_to(st);
	bind_number(&b, ((uint64_t)level << TRUTH_TILE_LEVEL_SHIFT) + number);
	code = b.code == SQLITE_OK ? sqlite3_step(st) : b.code;
	if (code == SQLITE_DONE) {
		rc = error_set(e, ERR_ABSENT, "there is no such tile");
	} else if (code != SQLITE_ROW) {
		rc = truth_failed(t->reader, code, "read a tile", e);
	} else {
		struct bytes hashes = column_blob(st, 0);

		if (hashes.len != TRUTH_TILE_WIDTH * HASH_BYTES)
			rc = error_set(e, ERR_STORE,
			    "tile %llu of level %u "
			    "is damaged",
			    (unsigned long long)number, level);
		else
			memcpy(out, hashes.at, hashes.len);
	}
	(void)sqlite3_reset(st);
	return rc;
}

enum err
truth_each_tile(struct truth *t, truth_tile_fn *each, void *context,
    struct error *e)
{
	struct hash hashes[TRUTH_TILE_WIDTH];
	sqlite3_stmt *st = NULL;
	enum err rc = ERR_NONE;
	int code = sqlite3_prepare_v2(t->reader,
	    "SELECT id, hashes FROM tile "
	    "ORDER BY id",
	    -1, &st, NULL);

	while (rc == ERR_NONE && code != SQLITE_DONE) {
		struct truth_tile tile = {.hashes = hashes};
		struct bytes b;

		if (code == SQLITE_OK || code == SQLITE_ROW)
			code = sqlite3_step(st);
		if (code == SQLITE_DONE)
			break;
		if (code != SQLITE_ROW) {
			rc = truth_failed(t->reader, code, "read tiles", e);
			break;
		}
		tile.level = (unsigned)(column_number(st, 0) >>
		    TRUTH_TILE_LEVEL_SHIFT);
		tile.number = column_number(st, 0) &
		    ((UINT64_C(1) << TRUTH_TILE_LEVEL_SHIFT) - 1);
		b = column_blob(st, 1);
		if (b.len == sizeof hashes)
			memcpy(hashes, b.at, b.len);
		else
			tile.hashes = NULL;
		rc = each(context, &tile, e);
	}
	(void)sqlite3_finalize(st);
	return rc;
}

/* ---- checkpoints ---- */

static enum err
row_note(sqlite3_stmt *st, struct truth_note *out, struct error *e)
{
	out->size = column_number(st, 0);
	out->note = column_blob(st, 2);
	if (!column_hash(st, 1, &out->root) || out->note.len == 0)
		return error_set(e, ERR_STORE,
		    "the stored checkpoint of size %llu is damaged",
		    (unsigned long long)out->size);
	return ERR_NONE;
}

enum err
truth_read_checkpoint(struct truth *t, uint64_t size, uint64_t *found,
    struct hash *root, struct buffer *note, struct error *e)
{
	struct truth_note c = {0};
	struct binder b;
	sqlite3_stmt *st = NULL;
	enum err rc = truth_prepare(t,
	    size == 0 ? STATEMENT_CHECKPOINT_LAST : STATEMENT_CHECKPOINT_READ,
	    &st, e);
	int code = SQLITE_OK;

	if (rc != ERR_NONE)
		return rc;
	if (size != 0) {
		b = bind_to(st);
		bind_number(&b, size);
		code = b.code;
	}
	if (code == SQLITE_OK)
		code = sqlite3_step(st);
	if (code == SQLITE_DONE && size == 0)
		rc = error_set(e, ERR_ABSENT, "there is no checkpoint yet");
	else if (code == SQLITE_DONE)
		rc = error_set(e, ERR_ABSENT,
		    "there is no checkpoint of size "
		    "%llu",
		    (unsigned long long)size);
	else if (code != SQLITE_ROW)
		rc = truth_failed(t->reader, code, "read a checkpoint", e);
	else
		rc = row_note(st, &c, e);
	if (rc == ERR_NONE) {
		buffer_add(note, c.note);
		if (note->failed)
			rc = error_set(e, ERR_MEMORY, "out of memory");
		if (found != NULL)
			*found = c.size;
		if (root != NULL)
			*root = c.root;
	}
	(void)sqlite3_reset(st);
	return rc;
}

enum err
truth_find_checkpoint(struct truth *t, uint64_t n, uint64_t *size,
    struct error *e)
{
	struct binder b;
	sqlite3_stmt *st = NULL;
	enum err rc = truth_prepare(t, STATEMENT_CHECKPOINT_OVER, &st, e);
	int code;

	if (rc != ERR_NONE)
		return rc;
	b = bind_to(st);
	bind_number(&b, n);
	code = b.code == SQLITE_OK ? sqlite3_step(st) : b.code;
	if (code == SQLITE_ROW)
		*size = column_number(st, 0);
	else if (code == SQLITE_DONE)
		rc = error_set(e, ERR_ABSENT,
		    "no checkpoint covers entry %llu yet",
		    (unsigned long long)n);
	else
		rc = truth_failed(t->reader, code, "find a checkpoint", e);
	(void)sqlite3_reset(st);
	return rc;
}

static enum err
each_note(struct truth *t, const char *sql, uint64_t edge, uint64_t limit,
    truth_note_fn *each, void *context, struct error *e)
{
	sqlite3_stmt *st = NULL;
	struct truth_note c = {0};
	struct binder b;
	enum err rc = ERR_NONE;
	int code = sqlite3_prepare_v2(t->reader, sql, -1, &st, NULL);

	b = bind_to(st);
	if (code == SQLITE_OK) {
		bind_number(&b, edge);
		bind_number(&b, limit > INT64_MAX ? INT64_MAX : limit);
		code = b.code;
	}
	if (code != SQLITE_OK)
		rc = truth_failed(t->reader, code, "read checkpoints", e);
	while (rc == ERR_NONE) {
		code = sqlite3_step(st);
		if (code == SQLITE_DONE)
			break;
		if (code != SQLITE_ROW)
			rc = truth_failed(t->reader, code, "read checkpoints",
			    e);
		else
			rc = row_note(st, &c, e);
		if (rc == ERR_NONE)
			rc = each(context, &c, e);
	}
	(void)sqlite3_finalize(st);
	return rc;
}

enum err
truth_each_checkpoint(struct truth *t, uint64_t above, uint64_t limit,
    truth_note_fn *each, void *context, struct error *e)
{
	return each_note(t,
	    "SELECT size, root, note FROM checkpoint WHERE "
	    "size > ? ORDER BY size LIMIT ?",
	    above, limit, each, context, e);
}

enum err
truth_last_checkpoints(struct truth *t, uint64_t below, uint64_t limit,
    truth_note_fn *each, void *context, struct error *e)
{
	return each_note(t,
	    "SELECT size, root, note FROM checkpoint WHERE "
	    "size < ? ORDER BY size DESC LIMIT ?",
	    below == 0 ? INT64_MAX : below, limit, each, context, e);
}

enum err
truth_each_cosignature(struct truth *t, uint64_t size,
    truth_cosignature_fn *each, void *context, struct error *e)
{
	sqlite3_stmt *st = NULL;
	struct binder b;
	enum err rc = ERR_NONE;
	int code = sqlite3_prepare_v2(t->reader,
	    "SELECT key, stamp, line FROM"
	    " cosignature WHERE size = ? ORDER BY key, stamp",
	    -1, &st, NULL);

	b = bind_to(st);
	if (code == SQLITE_OK) {
		bind_number(&b, size);
		code = b.code;
	}
	if (code != SQLITE_OK)
		rc = truth_failed(t->reader, code, "read cosignatures", e);
	while (rc == ERR_NONE) {
		struct truth_cosignature c = {.size = size};

		code = sqlite3_step(st);
		if (code == SQLITE_DONE)
			break;
		if (code != SQLITE_ROW) {
			rc = truth_failed(t->reader, code, "read cosignatures",
			    e);
			break;
		}
		c.key = column_blob(st, 0);
		c.stamp_s = sqlite3_column_int64(st, 1);
		c.line = column_blob(st, 2);
		rc = each(context, &c, e);
	}
	(void)sqlite3_finalize(st);
	return rc;
}

/* One row of two numbers; frees `st`. ERR_ABSENT: no row. */
static enum err
two_numbers(struct truth *t, sqlite3_stmt *st, int code, uint64_t *first,
    int64_t *second, struct error *e)
{
	enum err rc = ERR_NONE;

	if (code == SQLITE_OK)
		code = sqlite3_step(st);
	if (code == SQLITE_ROW) {
		*first = column_number(st, 0);
		*second = sqlite3_column_int64(st, 1);
	} else if (code == SQLITE_DONE) {
		rc = error_set(e, ERR_ABSENT, "no witness has cosigned yet");
	} else {
		rc = truth_failed(t->reader, code, "read cosignatures", e);
	}
	(void)sqlite3_finalize(st);
	return rc;
}

enum err
truth_last_cosignature(struct truth *t, struct bytes key, uint64_t *size,
    int64_t *stamp_s, struct error *e)
{
	sqlite3_stmt *st = NULL;
	struct binder b;
	int code = sqlite3_prepare_v2(t->reader,
	    "SELECT size, stamp FROM cosignature WHERE key = ? "
	    "ORDER BY size DESC, stamp DESC LIMIT 1",
	    -1, &st, NULL);

	b = bind_to(st);
	if (code == SQLITE_OK) {
		bind_text(&b, key);
		code = b.code;
	}
	return two_numbers(t, st, code, size, stamp_s, e);
}

enum err
truth_cosigned_below(struct truth *t, uint64_t below, uint64_t *size,
    struct error *e)
{
	sqlite3_stmt *st = NULL;
	struct binder b;
	int64_t stamp_s;
	int code = sqlite3_prepare_v2(t->reader,
	    "SELECT size, stamp FROM cosignature WHERE size < ? "
	    "ORDER BY size DESC LIMIT 1",
	    -1, &st, NULL);

	b = bind_to(st);
	if (code == SQLITE_OK) {
		bind_number(&b, below == 0 ? INT64_MAX : below);
		code = b.code;
	}
	return two_numbers(t, st, code, size, &stamp_s, e);
}
