/* What is never published: amendments G1, G6; model 7.12, 10.2 */
#include "store/truth_file.h"

#include "crypto/ed25519.h"

#include <stdlib.h>

static enum err
change(struct truth *t, struct binder *b, const char *what, struct error *e)
{
	enum err rc = truth_begin(t, e);

	if (rc != ERR_NONE)
		return rc;
	if (b->code != SQLITE_OK)
		rc = truth_failed(t->writer, b->code, what, e);
	else
		rc = truth_run(t, b->st, what, e);
	return truth_end(t, rc, e);
}

/* One row of a bound statement, left for reading its columns; the caller
 * resets it. ERR_ABSENT: there is none, and the caller says what. */
static enum err
find_row(struct truth *t, struct binder *b, const char *what, struct error *e)
{
	int code = b->code == SQLITE_OK ? sqlite3_step(b->st) : b->code;

	if (code == SQLITE_ROW)
		return ERR_NONE;
	return code == SQLITE_DONE ? ERR_ABSENT :
				     truth_failed(t->reader, code, what, e);
}

/* ---- slots ---- */

enum err
truth_read_slots(struct truth *t, uint64_t n, const struct hash *leaf,
    uint8_t seed[TRUTH_SEED_BYTES], bool *seed_known, struct buffer *opening,
    struct error *e)
{
	struct hash stored;
	struct bytes kept;
	struct binder b;
	sqlite3_stmt *st = NULL;
	enum err rc = truth_prepare(t, STATEMENT_SLOTS_READ, &st, e);

	if (rc != ERR_NONE)
		return rc;
	b = bind_to(st);
	bind_number(&b, n);
	rc = find_row(t, &b, "read slot values", e);
	if (rc == ERR_NONE &&
	    (!column_hash(st, 0, &stored) || !hash_equal(&stored, leaf)))
		rc = ERR_ABSENT;
	if (rc == ERR_ABSENT) {
		rc = error_set(e, ERR_ABSENT,
		    "no slot values of entry %llu are kept here",
		    (unsigned long long)n);
	} else if (rc == ERR_NONE) {
		kept = column_blob(st, 1);
		*seed_known = kept.len == TRUTH_SEED_BYTES;
		if (*seed_known)
			memcpy(seed, kept.at, kept.len);
		buffer_add(opening, column_blob(st, 2));
		if (opening->failed)
			rc = error_set(e, ERR_MEMORY, "out of memory");
	}
	(void)sqlite3_reset(st);
	return rc;
}

enum err
truth_put_slots(struct truth *t, const struct truth_slots *s, struct error *e)
{
	struct binder b;
	sqlite3_stmt *st = NULL;
	enum err rc = truth_prepare(t, STATEMENT_SLOTS_PUT, &st, e);

	if (rc != ERR_NONE)
		return rc;
	b = bind_to(st);
	bind_number(&b, s->n);
	bind_blob(&b, hash_span(&s->leaf));
	if (s->seed == NULL)
		bind_null(&b);
	else
		bind_blob(&b, bytes_of(s->seed, TRUTH_SEED_BYTES));
	bind_blob(&b, s->opening);
	return change(t, &b, "keep slot values", e);
}

enum err
truth_erase_slots(struct truth *t, uint64_t n, const struct hash *leaf,
    struct bytes remains, struct error *e)
{
	struct binder b;
	sqlite3_stmt *st = NULL;
	enum err rc = truth_prepare(t, STATEMENT_SLOTS_ERASE, &st, e);

	if (rc != ERR_NONE)
		return rc;
	b = bind_to(st);
	bind_blob(&b, remains);
	bind_number(&b, n);
	bind_blob(&b, hash_span(leaf));
	rc = change(t, &b, "erase slot values", e);
	if (rc != ERR_NONE)
		return rc;
	if (sqlite3_changes(t->writer) == 0)
		return error_set(e, ERR_ABSENT,
		    "no slot values of entry %llu are kept here",
		    (unsigned long long)n);
	/* old pages stand in the write-ahead log until it is emptied */
	return truth_settle(t, e);
}

/* ---- submissions ---- */

enum err
truth_find_submission(struct truth *t, struct bytes scope, struct bytes key,
    struct truth_submission *out, struct buffer *bytes, struct error *e)
{
	struct binder b;
	sqlite3_stmt *st = NULL;
	enum err rc = truth_prepare(t, STATEMENT_SUBMISSION_READ, &st, e);

	if (rc != ERR_NONE)
		return rc;
	b = bind_to(st);
	bind_text(&b, scope);
	bind_text(&b, key);
	rc = find_row(t, &b, "read a submission", e);
	if (rc == ERR_ABSENT) {
		rc = error_set(e, ERR_ABSENT, "this key is not used yet");
	} else if (rc == ERR_NONE) {
		*out = (struct truth_submission){.scope = scope,
		    .key = key,
		    .n = column_number(st, 2),
		    .count = column_number(st, 3)};
		if (!column_hash(st, 0, &out->body) ||
		    !column_hash(st, 1, &out->leaf))
			rc = error_set(e, ERR_STORE,
			    "a stored submission is damaged");
		if (bytes != NULL)
			buffer_add(bytes, column_blob(st, 4));
		if (bytes != NULL && bytes->failed)
			rc = error_set(e, ERR_MEMORY, "out of memory");
	}
	(void)sqlite3_reset(st);
	return rc;
}

enum err
truth_publish_submissions(struct truth *t, uint64_t size, struct error *e)
{
	struct binder b;
	sqlite3_stmt *st = NULL;
	enum err rc = truth_prepare(t, STATEMENT_SUBMISSION_FORGET, &st, e);

	if (rc != ERR_NONE)
		return rc;
	b = bind_to(st);
	bind_number(&b, size);
	return change(t, &b, "forget published submissions", e);
}

/* ---- imports ---- */

/* 33 bytes: 0xFF, which begins no UTF-8 text, and the HMAC. */
#define HIDDEN_BYTES 33

static enum err
find_import(struct truth *t, struct bytes dataset, struct bytes key,
    uint64_t *entity, struct hash *content, struct error *e)
{
	struct binder b;
	sqlite3_stmt *st = NULL;
	enum err rc = truth_prepare(t, STATEMENT_IMPORT_READ, &st, e);

	if (rc != ERR_NONE)
		return rc;
	b = bind_to(st);
	bind_text(&b, dataset);
	bind_blob(&b, key);
	rc = find_row(t, &b, "look up an origin", e);
	if (rc == ERR_ABSENT) {
		rc = error_set(e, ERR_ABSENT, "not imported yet");
	} else if (rc == ERR_NONE) {
		*entity = column_number(st, 0);
		if (!column_hash(st, 1, content))
			rc = error_set(e, ERR_STORE,
			    "a stored origin is damaged");
	}
	(void)sqlite3_reset(st);
	return rc;
}

static void
hide(const struct truth *t, struct bytes dataset, struct bytes key,
    uint8_t out[HIDDEN_BYTES])
{
	struct buffer whole = {0};
	struct hash h;

	buffer_add(&whole, dataset);
	buffer_byte(&whole, 0);
	buffer_add(&whole, key);
	h = hmac_sha256(bytes_of(t->hide_secret, sizeof t->hide_secret),
	    buffer_bytes(&whole));
	out[0] = 0xFF;
	memcpy(out + 1, h.at, HASH_BYTES);
	buffer_release(&whole);
}

static enum err
read_secret(struct truth *t, const char *name, uint8_t out[32], struct error *e)
{
	struct bytes value;
	struct binder b;
	sqlite3_stmt *st = NULL;
	enum err rc = truth_prepare(t, STATEMENT_SECRET_READ, &st, e);

	if (rc != ERR_NONE)
		return rc;
	b = bind_to(st);
	bind_text(&b, bytes_text(name));
	rc = find_row(t, &b, "read a secret", e);
	if (rc == ERR_ABSENT) {
		rc = error_set(e, ERR_ABSENT, "no secret of that name");
	} else if (rc == ERR_NONE) {
		value = column_blob(st, 0);
		if (value.len != 32)
			rc = error_set(e, ERR_STORE,
			    "a stored secret is damaged");
		else
			memcpy(out, value.at, 32);
	}
	(void)sqlite3_reset(st);
	return rc;
}

#define HIDE_SECRET "import-keys"

enum err
truth_find_import(struct truth *t, struct bytes dataset, struct bytes key,
    uint64_t *entity, struct hash *content, struct error *e)
{
	uint8_t hidden[HIDDEN_BYTES];
	enum err rc = find_import(t, dataset, key, entity, content, e);

	if (rc != ERR_ABSENT)
		return rc;
	/* the secret is made by the first erasure; before, nothing is hidden */
	if (!t->hide_known) {
		rc = read_secret(t, HIDE_SECRET, t->hide_secret, NULL);
		if (rc == ERR_ABSENT)
			return error_set(e, rc, "not imported yet");
		if (rc != ERR_NONE)
			return error_set(e, rc, "cannot read a secret");
		t->hide_known = true;
	}
	hide(t, dataset, key, hidden);
	return find_import(t, dataset, bytes_of(hidden, sizeof hidden), entity,
	    content, e);
}

/* Hides one key of that entity; `*done` when there is none left. */
static enum err
hide_one(struct truth *t, uint64_t entity, bool *done, struct error *e)
{
	uint8_t hidden[HIDDEN_BYTES];
	struct buffer dataset = {0}, key = {0};
	struct binder b;
	sqlite3_stmt *st = NULL;
	enum err rc = truth_prepare(t, STATEMENT_IMPORT_NEXT, &st, e);
	int code;

	if (rc != ERR_NONE)
		return rc;
	b = bind_to(st);
	bind_number(&b, entity);
	code = b.code == SQLITE_OK ? sqlite3_step(st) : b.code;
	*done = code == SQLITE_DONE;
	if (code == SQLITE_ROW) {
		buffer_add(&dataset, column_blob(st, 0));
		buffer_add(&key, column_blob(st, 1));
	} else if (code != SQLITE_DONE) {
		rc = truth_failed(t->reader, code, "look up origins", e);
	}
	(void)sqlite3_reset(st);
	if (rc == ERR_NONE && (dataset.failed || key.failed))
		rc = error_set(e, ERR_MEMORY, "out of memory");
	if (rc == ERR_NONE && !*done)
		rc = truth_prepare(t, STATEMENT_IMPORT_RENAME, &st, e);
	if (rc == ERR_NONE && !*done) {
		hide(t, buffer_bytes(&dataset), buffer_bytes(&key), hidden);
		b = bind_to(st);
		bind_blob(&b, bytes_of(hidden, sizeof hidden));
		bind_text(&b, buffer_bytes(&dataset));
		bind_blob(&b, buffer_bytes(&key));
		rc = change(t, &b, "hide an origin", e);
	}
	buffer_wipe(&key);
	buffer_release(&dataset);
	return rc;
}

enum err
truth_hide_imports(struct truth *t, uint64_t entity, struct error *e)
{
	bool done = false;
	enum err rc = truth_secret(t, HIDE_SECRET, t->hide_secret, e);

	t->hide_known = rc == ERR_NONE;
	while (rc == ERR_NONE && !done)
		rc = hide_one(t, entity, &done, e);
	if (rc == ERR_NONE)
		rc = truth_settle(t, e);
	return rc;
}

/* ---- secrets, reads ---- */

enum err
truth_secret(struct truth *t, const char *name, uint8_t out[32],
    struct error *e)
{
	struct binder b;
	sqlite3_stmt *st = NULL;
	enum err rc = read_secret(t, name, out, e);

	if (rc != ERR_ABSENT)
		return rc;
	rc = truth_prepare(t, STATEMENT_SECRET_PUT, &st, e);
	if (rc != ERR_NONE)
		return rc;
	random_bytes(out, 32);
	b = bind_to(st);
	bind_text(&b, bytes_text(name));
	bind_blob(&b, bytes_of(out, 32));
	return change(t, &b, "keep a secret", e);
}

enum err
truth_last_read(struct truth *t, uint64_t *n, struct hash *head,
    struct error *e)
{
	sqlite3_stmt *st = NULL;
	enum err rc = truth_prepare(t, STATEMENT_READ_LAST, &st, e);
	int code;

	if (rc != ERR_NONE)
		return rc;
	*n = 0;
	*head = (struct hash){{0}};
	code = sqlite3_step(st);
	if (code == SQLITE_ROW) {
		*n = column_number(st, 0);
		if (!column_hash(st, 1, head))
			rc = error_set(e, ERR_STORE,
			    "the record of readings is damaged");
	} else if (code != SQLITE_DONE) {
		rc = truth_failed(t->reader, code,
		    "read the record of readings", e);
	}
	(void)sqlite3_reset(st);
	return rc;
}

enum err
truth_add_read(struct truth *t, uint64_t n, struct bytes row, struct error *e)
{
	struct sha256 chain;
	struct hash head;
	struct binder b;
	sqlite3_stmt *st = NULL;
	uint64_t last = 0;
	enum err rc = truth_last_read(t, &last, &head, e);

	if (rc == ERR_NONE && n != last + 1)
		rc = error_set(e, ERR_CONFLICT,
		    "another reading was recorded meanwhile");
	if (rc == ERR_NONE)
		rc = truth_prepare(t, STATEMENT_READ_INSERT, &st, e);
	if (rc != ERR_NONE)
		return rc;
	sha256_init(&chain);
	sha256_add(&chain, head.at, sizeof head.at);
	sha256_add(&chain, row.at, row.len);
	sha256_end(&chain, &head);
	b = bind_to(st);
	bind_number(&b, n);
	bind_text(&b, row);
	bind_blob(&b, hash_span(&head));
	return change(t, &b, "record a reading", e);
}

enum err
truth_each_read(struct truth *t, uint64_t after, truth_read_fn *each,
    void *context, struct error *e)
{
	struct binder b;
	sqlite3_stmt *st = NULL;
	enum err rc = truth_prepare(t, STATEMENT_READ_EACH, &st, e);
	int code;

	if (rc != ERR_NONE)
		return rc;
	b = bind_to(st);
	bind_number(&b, after);
	code = b.code == SQLITE_OK ? sqlite3_step(st) : b.code;
	for (; rc == ERR_NONE && code == SQLITE_ROW; code = sqlite3_step(st)) {
		struct hash head;

		if (!column_hash(st, 2, &head))
			rc = error_set(e, ERR_STORE,
			    "the record of readings is damaged");
		else
			rc = each(context, column_number(st, 0),
			    column_blob(st, 1), &head, e);
	}
	if (rc == ERR_NONE && code != SQLITE_DONE)
		rc = truth_failed(t->reader, code,
		    "read the record of readings", e);
	(void)sqlite3_reset(st);
	return rc;
}

/* ---- files ---- */

enum err
truth_put_blob(struct truth *t, struct bytes blob, struct hash *sha256,
    struct error *e)
{
	struct binder b;
	sqlite3_stmt *st = NULL;
	enum err rc;

	if (blob.len > TRUTH_BLOB_BYTES) {
		rc = error_set(e, ERR_INPUT, "the file has %zu bytes", blob.len);
		return error_mend(e, rc, "files up to 64 MiB are kept here");
	}
	rc = truth_prepare(t, STATEMENT_BLOB_PUT, &st, e);
	if (rc != ERR_NONE)
		return rc;
	*sha256 = hash_bytes(blob);
	b = bind_to(st);
	bind_blob(&b, hash_span(sha256));
	bind_blob(&b, blob);
	return change(t, &b, "keep a file", e);
}

enum err
truth_read_blob(struct truth *t, const struct hash *sha256,
    struct buffer *out, struct error *e)
{
	struct binder b;
	sqlite3_stmt *st = NULL;
	enum err rc = truth_prepare(t, STATEMENT_BLOB_READ, &st, e);

	if (rc != ERR_NONE)
		return rc;
	b = bind_to(st);
	bind_blob(&b, hash_span(sha256));
	rc = find_row(t, &b, "read a file", e);
	if (rc == ERR_ABSENT) {
		rc = error_set(e, ERR_ABSENT, "this file is not kept here");
	} else if (rc == ERR_NONE) {
		struct bytes kept = column_blob(st, 0);
		struct hash h = hash_bytes(kept);

		if (!hash_equal(&h, sha256))
			rc = error_set(e, ERR_STORE, "a kept file is damaged");
		else
			buffer_add(out, kept);
		if (rc == ERR_NONE && out->failed)
			rc = error_set(e, ERR_MEMORY, "out of memory");
	}
	(void)sqlite3_reset(st);
	return rc;
}

enum err
truth_erase_blob(struct truth *t, const struct hash *sha256, struct error *e)
{
	struct binder b;
	sqlite3_stmt *st = NULL;
	enum err rc = truth_prepare(t, STATEMENT_BLOB_ERASE, &st, e);

	if (rc != ERR_NONE)
		return rc;
	b = bind_to(st);
	bind_blob(&b, hash_span(sha256));
	rc = change(t, &b, "erase a file", e);
	if (rc != ERR_NONE)
		return rc;
	if (sqlite3_changes(t->writer) == 0)
		return error_set(e, ERR_ABSENT, "this file is not kept here");
	return truth_settle(t, e);
}

/* ---- erasures ---- */

enum err
truth_find_erasure(struct truth *t, uint64_t n, int64_t *at_s, struct error *e)
{
	struct binder b;
	sqlite3_stmt *st = NULL;
	enum err rc = truth_prepare(t, STATEMENT_ERASURE_READ, &st, e);

	if (rc != ERR_NONE)
		return rc;
	b = bind_to(st);
	bind_number(&b, n);
	rc = find_row(t, &b, "look up an erasure", e);
	if (rc == ERR_NONE)
		*at_s = sqlite3_column_int64(st, 0);
	else if (rc == ERR_ABSENT)
		rc = error_set(e, ERR_ABSENT,
		    "the erasure of entry %llu is not at its end",
		    (unsigned long long)n);
	(void)sqlite3_reset(st);
	return rc;
}

enum err
truth_add_erasure(struct truth *t, uint64_t n, int64_t at_s, struct error *e)
{
	struct binder b;
	sqlite3_stmt *st = NULL;
	enum err rc = truth_prepare(t, STATEMENT_ERASURE_PUT, &st, e);

	if (rc != ERR_NONE)
		return rc;
	b = bind_to(st);
	bind_number(&b, n);
	bind_number(&b, at_s < 0 ? 0 : (uint64_t)at_s);
	return change(t, &b, "record an erasure", e);
}
