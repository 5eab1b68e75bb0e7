/* The truth file: transactions, append-only rows, private tables, copies */
#include "store/truth.h"

#include "base/file.h"
#include "crypto/ed25519.h"
#include "store/fault.h"
#include "store/rows.h"

#include <errno.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/testing.h"

#define ORIGIN "register.example/log1"

struct place {
	char dir[PATH_BYTES], path[PATH_BYTES];
	struct truth *t;
	struct truth_head head;
	struct error e;
};

static void
refresh(struct place *p)
{
	assert_int_equal(truth_head(p->t, &p->head, &p->e), ERR_NONE);
}

static void
open_place(struct place *p)
{
	assert_int_equal(truth_open(&p->t, p->path, TRUTH_WRITE, &p->e),
	    ERR_NONE);
	assert_int_equal(truth_fence(p->t, &p->head.epoch, &p->e), ERR_NONE);
	refresh(p);
}

static int
set_up(void **state)
{
	const char *tmp = getenv("TMPDIR");
	struct place *p = calloc(1, sizeof *p);

	assert_non_null(p);
	(void)snprintf(p->dir, sizeof p->dir, "%s/truth.XXXXXX",
	    tmp == NULL ? "/tmp" : tmp);
	assert_non_null(mkdtemp(p->dir));
	assert_int_equal(path_join(p->path, p->dir, "register.db", &p->e),
	    ERR_NONE);
	assert_int_equal(truth_create(p->path, ORIGIN, &p->e), ERR_NONE);
	open_place(p);
	*state = p;
	return 0;
}

static int
tear_down(void **state)
{
	static const char *const names[] = {"register.db", "register.db-wal",
	    "register.db-shm", "copy.db", "copy.db-wal", "copy.db-shm"};
	struct place *p = *state;
	char path[PATH_BYTES];

	truth_close(p->t);
	for (size_t i = 0; i < COUNT(names); i++)
		if (path_join(path, p->dir, names[i], NULL) == ERR_NONE)
			(void)unlink(path);
	assert_int_equal(rmdir(p->dir), 0);
	free(p);
	return 0;
}

static struct truth_entry
entry_of(const char *text)
{
	return (
	    struct truth_entry){bytes_text(text), hash_leaf(bytes_text(text))};
}

static enum err
append_text(struct place *p, const char *text)
{
	struct truth_entry entry = entry_of(text);
	struct truth_batch batch = {.entries = &entry, .entry_count = 1};
	enum err rc = truth_append(p->t, &batch, p->head.epoch, p->head.next,
	    &p->e);

	if (rc == ERR_NONE)
		p->head.next++;
	return rc;
}

static void
a_new_file_has_an_empty_log(void **state)
{
	struct place *p = *state;
	struct hash empty = hash_empty();
	struct stat st;

	assert_string_equal(p->head.origin, ORIGIN);
	assert_int_equal(p->head.next, 0);
	assert_int_equal(p->head.size, 0);
	assert_int_equal(p->head.epoch, 1);
	assert_true(hash_equal(&p->head.root, &empty));
	assert_int_equal(stat(p->path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_int_equal(truth_create(p->path, ORIGIN, &p->e), ERR_CONFLICT);
}

static void
entries_come_back(void **state)
{
	struct place *p = *state;
	struct buffer bytes = {0};
	struct hash leaf, leaves[2], want = hash_leaf(bytes_text("two"));

	assert_int_equal(append_text(p, "one"), ERR_NONE);
	assert_int_equal(append_text(p, "two"), ERR_NONE);
	assert_int_equal(truth_read_entry(p->t, 1, &bytes, &leaf, &p->e),
	    ERR_NONE);
	assert_true(bytes_is(buffer_bytes(&bytes), "two"));
	assert_true(hash_equal(&leaf, &want));
	assert_int_equal(truth_hashes(p->t, 0, 2, leaves, &p->e), ERR_NONE);
	assert_true(hash_equal(&leaves[1], &want));
	assert_int_equal(truth_read_entry(p->t, 2, &bytes, NULL, &p->e),
	    ERR_ABSENT);
	assert_int_equal(truth_hashes(p->t, 0, 3, leaves, &p->e), ERR_STORE);
	assert_non_null(strstr(p->e.text, "entry 2 is missing"));
	buffer_release(&bytes);
}

/* format/log 1.2, 5.3 */
static void
a_batch_is_all_or_nothing(void **state)
{
	struct place *p = *state;
	struct truth_entry entries[2] = {entry_of("one"), entry_of("")};
	struct truth_batch batch = {.entries = entries, .entry_count = 2};
	uint64_t next;

	assert_int_equal(truth_append(p->t, &batch, p->head.epoch, 0, &p->e),
	    ERR_INPUT);
	entries[1] = entry_of("two");
	/* a number that is not the next one */
	assert_int_equal(truth_append(p->t, &batch, p->head.epoch, 1, &p->e),
	    ERR_CONFLICT);
	assert_string_equal(p->e.word, "fenced");
	assert_int_equal(truth_rows_next(p->t, &next, &p->e), ERR_NONE);
	assert_int_equal(next, 0);
}

static void
an_older_epoch_is_fenced(void **state)
{
	struct place *p = *state;
	struct truth *other;
	uint64_t epoch;

	assert_int_equal(append_text(p, "one"), ERR_NONE);
	assert_int_equal(truth_open(&other, p->path, TRUTH_WRITE, &p->e),
	    ERR_NONE);
	assert_int_equal(truth_fence(other, &epoch, &p->e), ERR_NONE);
	assert_int_equal(epoch, p->head.epoch + 1);
	assert_int_equal(append_text(p, "two"), ERR_CONFLICT);
	assert_string_equal(p->e.word, "fenced");
	truth_close(other);
}

/* log 6.2: rows once written stay as they are; format/log 5.2 */
static void
rows_cannot_be_changed_behind_our_back(void **state)
{
	static const char *const attempts[] = {"UPDATE entry SET bytes = x'00'",
	    "DELETE FROM entry",
	    "INSERT INTO entry VALUES (7, zeroblob(32), x'00')",
	    "UPDATE head SET next = 0", "UPDATE head SET origin = 'x'"};
	struct place *p = *state;
	sqlite3 *db;

	assert_int_equal(append_text(p, "one"), ERR_NONE);
	assert_int_equal(sqlite3_open(p->path, &db), SQLITE_OK);
	for (size_t i = 0; i < COUNT(attempts); i++)
		assert_int_equal(sqlite3_exec(db, attempts[i], NULL, NULL,
				     NULL),
		    SQLITE_CONSTRAINT);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

static void
another_schema_is_refused(void **state)
{
	struct place *p = *state;
	sqlite3 *db;

	truth_close(p->t);
	p->t = NULL;
	assert_int_equal(sqlite3_open(p->path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, "DROP TRIGGER entry_keep_u", NULL,
			     NULL, NULL),
	    SQLITE_OK);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
	assert_int_equal(truth_open(&p->t, p->path, TRUTH_WRITE, &p->e),
	    ERR_INPUT);
	assert_int_equal(sqlite3_open(p->path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, "PRAGMA user_version = 3", NULL, NULL,
			     NULL),
	    SQLITE_OK);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
	assert_int_equal(truth_open(&p->t, p->path, TRUTH_READ, &p->e),
	    ERR_INPUT);
	assert_non_null(strstr(p->e.text, "version 3"));
}

/* A file made before there were accounts: read as it is, extended by the first
 * writer, and by no second one. */
static void
an_older_file_gets_the_tables_of_accounts(void **state)
{
	struct place *p = *state;
	struct truth_head before = p->head;
	struct truth *second = NULL;
	sqlite3 *db;
	struct rows r;

	truth_close(p->t);
	p->t = NULL;
	assert_int_equal(sqlite3_open(p->path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db,
	    "DROP TABLE private_account; DROP TABLE private_right; "
	    "DROP TABLE private_factor; DROP TABLE private_recovery; "
	    "DROP TABLE private_challenge; DROP TABLE private_enrolment; "
	    "DROP TABLE private_session; DROP TABLE private_lock; "
	    "DROP TABLE private_failure; DROP TABLE private_token; "
	    "DROP TABLE private_draft; PRAGMA user_version = 1",
	    NULL, NULL, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
	assert_int_equal(truth_open(&p->t, p->path, TRUTH_READ, &p->e),
	    ERR_NONE);
	r = rows_of(p->t, "SELECT count(*) FROM private_account");
	assert_int_equal(rows_one(&r, &p->e), ERR_ABSENT);
	rows_end(&r);
	truth_close(p->t);
	p->t = NULL;
	assert_int_equal(truth_open(&p->t, p->path, TRUTH_WRITE, &p->e),
	    ERR_NONE);
	assert_int_equal(truth_open(&second, p->path, TRUTH_BESIDE, &p->e),
	    ERR_NONE);
	refresh(p);
	assert_int_equal(p->head.next, before.next);
	assert_int_equal(p->head.epoch, before.epoch);
	r = rows_of(second, "SELECT count(*) FROM private_account");
	assert_int_equal(rows_one(&r, &p->e), ERR_NONE);
	assert_int_equal(rows_number(&r, 0), 0);
	rows_end(&r);
	truth_close(second);
}

static void
a_checkpoint_swaps_the_head(void **state)
{
	struct place *p = *state;
	struct truth_entry last = entry_of("index root");
	struct hash tile[TRUTH_TILE_WIDTH] = {{{1}}};
	struct truth_tile tiles[1] = {{0, 0, tile}};
	struct truth_checkpoint c = {.last = &last,
	    .tiles = tiles,
	    .tile_count = 1,
	    .size = 2,
	    .root = {{7}},
	    .note = bytes_text("note")};
	struct hash back[TRUTH_TILE_WIDTH];
	struct buffer note = {0};
	struct truth_head wrong;
	uint64_t size;

	assert_int_equal(append_text(p, "one"), ERR_NONE);
	wrong = p->head;
	wrong.root.at[0] ^= 1;
	c.old = &wrong;
	assert_int_equal(truth_commit_checkpoint(p->t, &c, &p->e),
	    ERR_CONFLICT);
	c.old = &p->head;
	assert_int_equal(truth_commit_checkpoint(p->t, &c, &p->e), ERR_NONE);
	refresh(p);
	assert_int_equal(p->head.next, 2);
	assert_int_equal(p->head.size, 2);
	assert_int_equal(truth_read_tile(p->t, 0, 0, back, &p->e), ERR_NONE);
	assert_memory_equal(back, tile, sizeof tile);
	assert_int_equal(truth_read_tile(p->t, 0, 1, back, &p->e), ERR_ABSENT);
	assert_int_equal(truth_read_checkpoint(p->t, 0, &size, NULL, &note,
			     &p->e),
	    ERR_NONE);
	assert_int_equal(size, 2);
	assert_true(bytes_is(buffer_bytes(&note), "note"));
	assert_int_equal(truth_find_checkpoint(p->t, 1, &size, &p->e),
	    ERR_NONE);
	assert_int_equal(truth_find_checkpoint(p->t, 2, &size, &p->e),
	    ERR_ABSENT);
	/* the same again: the head has moved on */
	c.old = &p->head;
	assert_int_equal(truth_commit_checkpoint(p->t, &c, &p->e), ERR_INPUT);
	buffer_release(&note);
}

/* amendments G1, G6: one transaction with the entry */
static void
private_rows_travel_with_their_entry(void **state)
{
	struct place *p = *state;
	struct truth_entry entry = entry_of("one");
	uint8_t seed[32] = {9}, back[32];
	struct truth_slots slots = {.n = 0,
	    .leaf = entry.leaf,
	    .seed = seed,
	    .opening = bytes_text("[\"name\"]")};
	struct truth_submission submission = {.scope = bytes_text("office"),
				    .key = bytes_text("k1"),
				    .body = {{3}},
				    .leaf = entry.leaf,
				    .n = 0,
				    .count = 1,
				    .bytes = bytes_text("request")},
				found;
	struct truth_import import = {.dataset = bytes_text("set"),
	    .key = bytes_text("row 1"),
	    .in_batch = true,
	    .content = {{4}}};
	struct truth_batch batch = {&entry, &slots, &submission, &import, 1, 1,
	    1, 1};
	struct buffer text = {0};
	struct hash content;
	uint64_t entity = 99;
	bool known;

	assert_int_equal(truth_append(p->t, &batch, p->head.epoch, 0, &p->e),
	    ERR_NONE);
	assert_int_equal(truth_read_slots(p->t, 0, &entry.leaf, back, &known,
			     &text, &p->e),
	    ERR_NONE);
	assert_true(known);
	assert_memory_equal(back, seed, 32);
	assert_true(bytes_is(buffer_bytes(&text), "[\"name\"]"));
	buffer_clear(&text);
	assert_int_equal(truth_find_submission(p->t, submission.scope,
			     submission.key, &found, &text, &p->e),
	    ERR_NONE);
	assert_int_equal(found.n, 0);
	assert_int_equal(found.count, 1);
	assert_true(bytes_is(buffer_bytes(&text), "request"));
	assert_int_equal(truth_find_import(p->t, import.dataset, import.key,
			     &entity, &content, &p->e),
	    ERR_NONE);
	assert_int_equal(entity, 0);
	/* the key is taken: nothing of the second batch goes in */
	assert_int_equal(truth_append(p->t, &batch, p->head.epoch, 1, &p->e),
	    ERR_CONFLICT);
	assert_string_equal(p->e.word, "submission_key");
	refresh(p);
	assert_int_equal(p->head.next, 1);
	/* published: the key stays, the bytes go */
	assert_int_equal(truth_publish_submissions(p->t, 1, &p->e), ERR_NONE);
	buffer_clear(&text);
	assert_int_equal(truth_find_submission(p->t, submission.scope,
			     submission.key, &found, &text, &p->e),
	    ERR_NONE);
	assert_int_equal(text.len, 0);
	buffer_release(&text);
}

/* Is the text anywhere in the file or its write-ahead log? */
static bool
disk_holds(const struct place *p, const char *text)
{
	static const char *const ends[] = {"", "-wal"};
	struct buffer all = {0};
	bool found;

	for (size_t i = 0; i < COUNT(ends); i++) {
		char path[PATH_BYTES + 8];
		enum err rc;

		(void)snprintf(path, sizeof path, "%s%s", p->path, ends[i]);
		rc = file_read(&all, path, (size_t)1 << 30, NULL);
		assert_true(rc == ERR_NONE || rc == ERR_ABSENT);
	}
	found = memmem(all.at, all.len, text, strlen(text)) != NULL;
	buffer_release(&all);
	return found;
}

/* model 7.12 (b): no old byte stays on the disk */
static void
what_is_erased_is_gone_from_the_disk(void **state)
{
	enum { ENTRIES = 400 };
	struct place *p = *state;
	struct buffer text = {0};
	uint8_t seed[32];
	bool known;

	for (unsigned i = 0; i < ENTRIES; i++) {
		char words[60], opening[900];
		struct truth_entry entry;
		struct truth_slots slots;
		struct truth_batch batch = {.entries = &entry,
		    .slots = &slots,
		    .entry_count = 1,
		    .slots_count = 1};

		(void)snprintf(words, sizeof words, "leaf %u", i);
		entry = entry_of(words);
		memset(opening, 'x', sizeof opening);
		(void)snprintf(opening, sizeof opening, "[\"Canary-%u\"]", i);
		opening[strlen(opening)] = 'x';
		memset(seed, 0x5a, sizeof seed);
		slots = (struct truth_slots){.leaf = entry.leaf,
		    .seed = seed,
		    .opening = bytes_of(opening, 300 + i % 500)};
		assert_int_equal(truth_append(p->t, &batch, p->head.epoch,
				     p->head.next, &p->e),
		    ERR_NONE);
		p->head.next++;
	}
	assert_true(disk_holds(p, "Canary-"));
	for (unsigned i = 0; i < ENTRIES; i++) {
		struct hash leaf;

		assert_int_equal(truth_hashes(p->t, i, 1, &leaf, &p->e),
		    ERR_NONE);
		assert_int_equal(truth_erase_slots(p->t, i, &leaf,
				     bytes_text("{}"), &p->e),
		    ERR_NONE);
		assert_int_equal(truth_read_slots(p->t, i, &leaf, seed, &known,
				     &text, &p->e),
		    ERR_NONE);
		assert_false(known);
	}
	assert_false(disk_holds(p, "Canary-"));
	assert_false(disk_holds(p, "ZZZZZZZZ")); /* seeds of 0x5a */
	buffer_release(&text);
}

/* interfaces D9: its example is row 1 */
static void
readings_are_chained(void **state)
{
	static const char row[] = "{\"account\":\"u:7\",\"act\":\"open\","
	    "\"at\":\"2026-11-20T14:02:31Z\",\"basis\":\"order CI-2026-14\","
	    "\"channel\":\"web\",\"n\":1,"
	    "\"object\":\"note:2m8v0c1x7n5t3r9w6y2z0ab4kq\","
	    "\"office\":\"org:1x7n5t3r9w6y2z0ab4kq2m8v0c\","
	    "\"outcome\":\"shown\"}";
	struct place *p = *state;
	struct hash head;
	char hex[65];
	uint64_t n = 9;

	assert_int_equal(truth_last_read(p->t, &n, &head, &p->e), ERR_NONE);
	assert_int_equal(n, 0);
	assert_int_equal(truth_add_read(p->t, 2, bytes_text(row), &p->e),
	    ERR_CONFLICT);
	assert_int_equal(truth_add_read(p->t, 1, bytes_text(row), &p->e),
	    ERR_NONE);
	assert_int_equal(truth_last_read(p->t, &n, &head, &p->e), ERR_NONE);
	assert_int_equal(n, 1);
	hash_print(hex, &head);
	assert_string_equal(hex, "b7fe4e16267f0525081703bbf4f904221af9923e0a84"
	    "e28c6bb6e60184c1f5d0");
}

static void
erased_files_are_gone_from_the_disk(void **state)
{
	struct place *p = *state;
	struct buffer big = {0}, back = {0};
	struct hash h, other;

	for (unsigned i = 0; i < 4000; i++)
		buffer_printf(&big, "Canary-Blob %u ", i);
	assert_int_equal(truth_put_blob(p->t, buffer_bytes(&big), &h, &p->e),
	    ERR_NONE);
	assert_int_equal(truth_put_blob(p->t, buffer_bytes(&big), &other,
	    &p->e), ERR_NONE);
	assert_true(hash_equal(&h, &other));
	assert_int_equal(truth_read_blob(p->t, &h, &back, &p->e), ERR_NONE);
	assert_int_equal(back.len, big.len);
	assert_memory_equal(back.at, big.at, big.len);
	assert_true(disk_holds(p, "Canary-Blob"));
	assert_int_equal(truth_erase_blob(p->t, &h, &p->e), ERR_NONE);
	assert_false(disk_holds(p, "Canary-Blob"));
	assert_int_equal(truth_read_blob(p->t, &h, &back, &p->e), ERR_ABSENT);
	assert_int_equal(truth_erase_blob(p->t, &h, &p->e), ERR_ABSENT);
	buffer_release(&big);
	buffer_release(&back);
}

/* format/slots 6.8: the end lies in the same file as the words, so that an
 * older copy does not hold it; compacting leaves no page of before. */
static void
erasures_come_to_an_end(void **state)
{
	enum { KEYS = 600 };
	struct place *p = *state;
	struct truth_entry entry = entry_of("one");
	struct truth_import list[KEYS];
	char keys[KEYS][60];
	struct truth_batch batch = {.entries = &entry, .entry_count = 1,
	    .imports = list, .import_count = KEYS};
	uint64_t entity;
	struct hash content;
	int64_t at_s = 0;

	for (unsigned i = 0; i < KEYS; i++) {
		/* scattered, so that pages are split and moved */
		(void)snprintf(keys[i], sizeof keys[i], "%04u-Canary-Key-%u",
		    i * 7919 % 10007, i);
		list[i] = (struct truth_import){.dataset = bytes_text("set"),
		    .key = bytes_text(keys[i]), .in_batch = true};
	}
	assert_int_equal(truth_append(p->t, &batch, p->head.epoch,
	    p->head.next, &p->e), ERR_NONE);
	assert_true(disk_holds(p, "Canary-Key"));
	assert_int_equal(truth_hide_imports(p->t, 0, &p->e), ERR_NONE);
	assert_int_equal(truth_find_erasure(p->t, 7, &at_s, &p->e),
	    ERR_ABSENT);
	assert_int_equal(truth_compact(p->t, &p->e), ERR_NONE);
	assert_false(disk_holds(p, "Canary-Key"));
	assert_int_equal(truth_find_import(p->t, bytes_text("set"),
	    bytes_text(keys[5]), &entity, &content, &p->e), ERR_NONE);
	assert_int_equal(truth_add_erasure(p->t, 7, 1700000000, &p->e),
	    ERR_NONE);
	assert_int_equal(truth_add_erasure(p->t, 7, 1800000000, &p->e),
	    ERR_NONE);
	assert_int_equal(truth_find_erasure(p->t, 7, &at_s, &p->e), ERR_NONE);
	assert_int_equal(at_s, 1700000000);
}

static void
hidden_imports_are_still_found(void **state)
{
	struct place *p = *state;
	struct truth_entry entry = entry_of("one");
	struct truth_import import = {.dataset = bytes_text("set"),
	    .key = bytes_text("Row-Of-Somebody"),
	    .in_batch = true,
	    .content = {{4}}};
	struct truth_batch batch = {.entries = &entry,
	    .imports = &import,
	    .entry_count = 1,
	    .import_count = 1};
	struct hash content;
	uint64_t entity = 99;

	assert_int_equal(truth_append(p->t, &batch, p->head.epoch, 0, &p->e),
	    ERR_NONE);
	assert_int_equal(truth_hide_imports(p->t, 0, &p->e), ERR_NONE);
	assert_false(disk_holds(p, "Row-Of-Somebody"));
	truth_close(p->t);
	open_place(p);
	assert_int_equal(truth_find_import(p->t, import.dataset, import.key,
			     &entity, &content, &p->e),
	    ERR_NONE);
	assert_int_equal(entity, 0);
	assert_int_equal(truth_find_import(p->t, import.dataset,
			     bytes_text("other"), &entity, &content, &p->e),
	    ERR_ABSENT);
}

static void
copies_hold_what_they_should(void **state)
{
	struct place *p = *state;
	struct truth *copy;
	struct truth_head head;
	struct truth_entry entry = entry_of("one");
	struct truth_slots slots = {.leaf = entry.leaf,
	    .opening = bytes_text("[]")};
	struct truth_batch batch = {.entries = &entry,
	    .slots = &slots,
	    .entry_count = 1,
	    .slots_count = 1};
	struct buffer text = {0};
	uint8_t seed[32];
	char path[PATH_BYTES];
	bool known;

	assert_int_equal(truth_append(p->t, &batch, p->head.epoch, 0, &p->e),
	    ERR_NONE);
	assert_int_equal(path_join(path, p->dir, "copy.db", &p->e), ERR_NONE);
	for (int private = 0; private < 2; private ++) {
		assert_int_equal(truth_backup(p->t, path, private == 1, &p->e),
		    ERR_NONE);
		assert_int_equal(truth_backup(p->t, path, private == 1, &p->e),
		    ERR_CONFLICT);
		assert_int_equal(truth_open(&copy, path, TRUTH_READ, &p->e),
		    ERR_NONE);
		assert_int_equal(truth_head(copy, &head, &p->e), ERR_NONE);
		assert_int_equal(head.next, 1);
		assert_string_equal(head.origin, ORIGIN);
		assert_int_equal(truth_read_slots(copy, 0, &entry.leaf, seed,
				     &known, &text, &p->e),
		    private == 1 ? ERR_NONE : ERR_ABSENT);
		truth_close(copy);
		assert_int_equal(truth_open(&copy, path, TRUTH_WRITE, &p->e),
		    ERR_NONE);
		truth_close(copy);
		assert_int_equal(unlink(path), 0);
	}
	buffer_release(&text);
}

static void
a_tail_without_checkpoint_can_be_cut(void **state)
{
	struct place *p = *state;

	assert_int_equal(append_text(p, "one"), ERR_NONE);
	assert_int_equal(append_text(p, "two"), ERR_NONE);
	assert_int_equal(truth_cut_tail(p->t, p->head.epoch, 1, 2, &p->e),
	    ERR_REFUSED);
	assert_int_equal(truth_cut_tail(p->t, p->head.epoch, 1, 0, &p->e),
	    ERR_NONE);
	refresh(p);
	assert_int_equal(p->head.next, 1);
	assert_int_equal(append_text(p, "another"), ERR_NONE);
	/* the triggers are back */
	truth_close(p->t);
	open_place(p);
	assert_int_equal(p->head.next, 2);
}

static uint64_t
rows(struct place *p)
{
	uint64_t next;

	assert_int_equal(truth_rows_next(p->t, &next, &p->e), ERR_NONE);
	return next;
}

/* style 9: fail the first write, then the second, until the work goes through;
 * the store is whole each time */
static void
every_failing_write_leaves_a_whole_store(void **state)
{
	static const enum fault_kind kinds[] = {FAULT_IO, FAULT_FULL,
	    FAULT_TORN};
	struct place *p = *state;
	unsigned tried = 0;

	truth_close(p->t);
	p->t = NULL;
	assert_int_equal(fault_install(&p->e), ERR_NONE);
	for (size_t k = 0; k < COUNT(kinds) * 2; k++) {
		enum err rc = ERR_STORE;

		for (uint64_t left = 0; rc != ERR_NONE; left++) {
			struct fault_plan plan = {left, kinds[k / 2],
			    k % 2 == 1};
			uint64_t before;

			fault_plan(NULL);
			open_place(p);
			before = rows(p);
			fault_plan(&plan);
			rc = append_text(p, "entry");
			assert_true(rc == ERR_NONE || rc == ERR_STORE ||
			    rc == ERR_MEMORY);
			if (rc == ERR_STORE && plan.kind == FAULT_FULL)
				assert_string_equal(p->e.word, "disk_full");
			fault_plan(NULL);
			truth_close(p->t);
			open_place(p);
			/* acknowledged: there. Otherwise head and rows agree */
			assert_true(rows(p) == p->head.next);
			assert_true(rc != ERR_NONE || rows(p) == before + 1);
			assert_true(rows(p) <= before + 1);
			truth_close(p->t);
			p->t = NULL;
			tried++;
		}
	}
	fault_remove();
	assert_true(tried > 20);
}

int
main(void)
{
#define TRUTH_TEST(name) \
	cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
	    TRUTH_TEST(a_new_file_has_an_empty_log),
	    TRUTH_TEST(entries_come_back),
	    TRUTH_TEST(a_batch_is_all_or_nothing),
	    TRUTH_TEST(an_older_epoch_is_fenced),
	    TRUTH_TEST(rows_cannot_be_changed_behind_our_back),
	    TRUTH_TEST(another_schema_is_refused),
	    TRUTH_TEST(an_older_file_gets_the_tables_of_accounts),
	    TRUTH_TEST(a_checkpoint_swaps_the_head),
	    TRUTH_TEST(private_rows_travel_with_their_entry),
	    TRUTH_TEST(what_is_erased_is_gone_from_the_disk),
	    TRUTH_TEST(readings_are_chained),
	    TRUTH_TEST(erased_files_are_gone_from_the_disk),
	    TRUTH_TEST(erasures_come_to_an_end),
	    TRUTH_TEST(hidden_imports_are_still_found),
	    TRUTH_TEST(copies_hold_what_they_should),
	    TRUTH_TEST(a_tail_without_checkpoint_can_be_cut),
	    TRUTH_TEST(every_failing_write_leaves_a_whole_store),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
