/*
 * bench_log - how fast the log takes entries durably
 *
 * The same entries go, one by one and in batches, (a) to a bare file with one
 * fdatasync a batch, (b) to a SQLite table (WAL, synchronous FULL) that keeps
 * the bytes under the covering indexes which the proved questions need, and
 * (c) through merkle_log_append: one transaction, sync, read-back. Rounds take
 * turns, so that a disk in a bad mood hurts all three. Signatures are taken as
 * checked (issue "Done when" 7). Then the log is signed and audited, against
 * the bare rate of hashing the same bytes. Prints one JSON line.
 */
#include "base/arena.h"
#include "base/file.h"
#include "log/fsck.h"
#include "log/merkle_log.h"

#include <fcntl.h>
#include <inttypes.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#define ENTRY_BYTES 900
#define ROUNDS 7

struct bench {
	char dir[PATH_BYTES];
	int bare;
	sqlite3 *db;
	sqlite3_stmt *insert;
	struct merkle_log *log;
	struct signer signer;
	uint64_t n; /* of the SQLite table */
	uint64_t seed;
};

static void
die(const char *what, const char *why)
{
	(void)fprintf(stderr, "bench_log: %s: %s\n", what, why);
	exit(1);
}

static double
now_s(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static uint64_t
next_random(uint64_t *seed)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 7;
	*seed ^= *seed << 17;
	return *seed;
}

/* ---- the three ---- */

static void
bare_batch(struct bench *b, const struct truth_entry *entries, size_t count)
{
	struct buffer all = {0};

	for (size_t i = 0; i < count; i++)
		buffer_add(&all, entries[i].bytes);
	if (all.failed || write(b->bare, all.at, all.len) != (ssize_t)all.len)
		die("bare file", "cannot write");
	if (fdatasync(b->bare) != 0)
		die("bare file", "cannot sync");
	buffer_release(&all);
}

static void
sqlite_do(sqlite3 *db, const char *sql)
{
	if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK)
		die("sqlite", sqlite3_errmsg(db));
}

static void
sqlite_open(struct bench *b)
{
	char path[PATH_BYTES];

	if (path_join(path, b->dir, "plain.db", NULL) != ERR_NONE ||
	    sqlite3_open(path, &b->db) != SQLITE_OK)
		die("sqlite", "cannot open");
	sqlite_do(b->db,
	    "PRAGMA journal_mode = WAL; "
	    "PRAGMA synchronous = FULL; "
	    "CREATE TABLE contact (n INTEGER PRIMARY KEY, official INTEGER, "
	    "counterpart INTEGER, post INTEGER, state INTEGER, kind INTEGER, "
	    "first INTEGER, last INTEGER, times INTEGER, bytes BLOB); "
	    "CREATE INDEX pairs ON contact (official, counterpart, kind, "
	    "first, last, times); "
	    "CREATE INDEX officials ON contact (official, kind, first, last, "
	    "times); "
	    "CREATE INDEX states ON contact (state, kind, first, last, times); "
	    "CREATE INDEX counterparts ON contact (counterpart, kind, first, "
	    "last, times); "
	    "CREATE INDEX posts ON contact (post, kind, first, last, times)");
	if (sqlite3_prepare_v2(b->db,
		"INSERT INTO contact VALUES "
		"(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
		-1, &b->insert, NULL) != SQLITE_OK)
		die("sqlite", sqlite3_errmsg(b->db));
}

static void
sqlite_batch(struct bench *b, const struct truth_entry *entries, size_t count)
{
	static const uint64_t ranges[] = {1000, 5000, 2000, 190, 10, 9000, 9000,
	    2};

	sqlite_do(b->db, "BEGIN IMMEDIATE");
	for (size_t i = 0; i < count; i++) {
		(void)sqlite3_bind_int64(b->insert, 1, (sqlite3_int64)b->n++);
		for (int k = 0; k < 8; k++)
			(void)sqlite3_bind_int64(b->insert, k + 2,
			    (sqlite3_int64)(next_random(&b->seed) % ranges[k]));
		(void)sqlite3_bind_blob64(b->insert, 10, entries[i].bytes.at,
		    entries[i].bytes.len, SQLITE_STATIC);
		if (sqlite3_step(b->insert) != SQLITE_DONE)
			die("sqlite", sqlite3_errmsg(b->db));
		(void)sqlite3_reset(b->insert);
	}
	sqlite_do(b->db, "COMMIT");
}

static void
log_open(struct bench *b)
{
	struct merkle_log_options options = {0};
	char path[PATH_BYTES];
	uint8_t seed[32];
	struct error e = {0};

	for (uint8_t i = 0; i < 32; i++)
		seed[i] = i;
	options.dir = path;
	options.signer = &b->signer;
	if (path_join(path, b->dir, "log", &e) != ERR_NONE ||
	    signer_init(&b->signer, bytes_text("register.example/log1"), seed,
		&e) != ERR_NONE ||
	    merkle_log_create(path, NULL, &b->signer, &e) != ERR_NONE ||
	    merkle_log_open(&b->log, &options, &e) != ERR_NONE)
		die("log", e.text);
}

static void
log_batch(struct bench *b, const struct truth_entry *entries, size_t count)
{
	struct truth_batch batch = {.entries = entries, .entry_count = count};
	struct error e = {0};
	uint64_t first;

	if (merkle_log_append(b->log, &batch, &first, &e) != ERR_NONE)
		die("log", e.text);
}

/* ---- rounds ---- */

typedef void batch_fn(struct bench *b, const struct truth_entry *entries,
    size_t count);

static void
fill(struct bench *b, struct truth_entry *entries, uint8_t *bytes, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		uint8_t *at = bytes + i * ENTRY_BYTES;

		for (size_t k = 0; k < ENTRY_BYTES; k++)
			at[k] = (uint8_t)(' ' + next_random(&b->seed) % 90);
		entries[i].bytes = bytes_of(at, ENTRY_BYTES);
		entries[i].leaf = hash_leaf(entries[i].bytes);
	}
}

static int
by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

/* Median entries a second of each, in `rates`. */
static void
run(struct bench *b, size_t batch, size_t batches, double rates[3])
{
	static batch_fn *const kinds[3] = {bare_batch, sqlite_batch, log_batch};
	struct truth_entry *entries = calloc(batch, sizeof *entries);
	uint8_t *bytes = calloc(batch, ENTRY_BYTES);
	double all[3][ROUNDS];

	if (entries == NULL || bytes == NULL)
		die("memory", "none left");
	for (size_t round = 0; round < ROUNDS; round++) {
		double spent[3] = {0};

		for (size_t i = 0; i < batches; i++) {
			fill(b, entries, bytes, batch);
			for (size_t k = 0; k < 3; k++) {
				double start = now_s();

				kinds[(k + i) % 3](b, entries, batch);
				spent[(k + i) % 3] += now_s() - start;
			}
		}
		for (size_t k = 0; k < 3; k++)
			all[k][round] = (double)(batch * batches) / spent[k];
	}
	for (size_t k = 0; k < 3; k++) {
		qsort(all[k], ROUNDS, sizeof all[k][0], by_size);
		rates[k] = all[k][ROUNDS / 2];
	}
	free(entries);
	free(bytes);
}

/* Seconds to sign, and MB a second of audit and of bare hashing. */
static void
audit(struct bench *b)
{
	struct vkey key = signer_vkey(&b->signer, KEY_LOG);
	struct policy *policy = calloc(1, sizeof *policy);
	struct fsck_options options = {.policy = policy};
	uint64_t entries = merkle_log_next(b->log);
	char text[VKEY_BYTES], line[VKEY_BYTES + 40];
	static uint8_t bytes[ENTRY_BYTES];
	struct fsck_result result;
	struct error e = {0};
	double start, sign_s, audit_s, hash_s;
	bool made;

	(void)vkey_print(text, &key);
	(void)snprintf(line, sizeof line, "log %s\nquorum none\n", text);
	start = now_s();
	if (policy == NULL ||
	    policy_parse(policy, bytes_text(line), &e) != ERR_NONE ||
	    merkle_log_checkpoint(b->log, NULL, NULL, &made, &e) != ERR_NONE)
		die("checkpoint", e.text);
	sign_s = now_s() - start;
	start = now_s();
	if (fsck_tree(merkle_log_tree(b->log), &options, &result, &e) !=
		ERR_NONE ||
	    result.finding_count != 0)
		die("audit", result.first_text);
	audit_s = now_s() - start;
	start = now_s();
	for (uint64_t i = 0; i < entries; i++) {
		struct hash h = hash_leaf(bytes_of(bytes, ENTRY_BYTES));

		bytes[0] = h.at[0]; /* each depends on the last */
	}
	hash_s = now_s() - start;
	(void)printf(",\"sign_s\":%.3f,\"audit_entries_per_s\":%.0f,"
		     "\"bare_hashes_per_s\":%.0f,\"audit_of_bare\":%.2f",
	    sign_s, (double)entries / audit_s, (double)entries / hash_s,
	    hash_s / audit_s);
	free(policy);
}

int
main(int argc, char **argv)
{
	static const struct {
		size_t batch, batches;
		const char *name;
	} kinds[] = {{1, 150, "single"}, {100, 12, "by_100"},
	    {10000, 1, "by_10000"}};
	struct bench b = {.seed = UINT64_C(88172645463325252)};
	char path[PATH_BYTES];

	if (argc != 2) {
		(void)fprintf(stderr, "usage: bench_log NEW-DIR\n");
		return 2;
	}
	(void)snprintf(b.dir, sizeof b.dir, "%s", argv[1]);
	if (file_exists(b.dir))
		die(b.dir, "exists already");
	if (directory_make(b.dir, 0755, NULL) != ERR_NONE ||
	    path_join(path, b.dir, "bare", NULL) != ERR_NONE)
		die(b.dir, "cannot be made");
	b.bare = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
	if (b.bare < 0)
		die(path, "cannot be made");
	sqlite_open(&b);
	log_open(&b);
	(void)printf("{\"bench\":\"log\",\"entry_bytes\":%d,\"hash\":\"%s\"",
	    ENTRY_BYTES, sha256_kind());
	for (size_t i = 0; i < COUNT(kinds); i++) {
		double rates[3];

		run(&b, kinds[i].batch, kinds[i].batches, rates);
		(void)printf(",\"%s\":{\"bare_per_s\":%.0f,\"sqlite_per_s\":"
			     "%.0f,\"log_per_s\":%.0f,\"of_bare\":%.2f,"
			     "\"of_sqlite\":%.2f}",
		    kinds[i].name, rates[0], rates[1], rates[2],
		    rates[2] / rates[0], rates[2] / rates[1]);
		(void)fflush(stdout);
	}
	audit(&b);
	(void)printf(",\"entries\":%" PRIu64 "}\n", merkle_log_next(b.log));
	merkle_log_close(b.log);
	signer_release(&b.signer);
	(void)sqlite3_finalize(b.insert);
	(void)sqlite3_close(b.db);
	return close(b.bare) == 0 ? 0 : 1;
}
