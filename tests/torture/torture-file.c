/*
 * torture-file [--entries N] [--batch N] [--resend] DIR - append for ever
 *
 * Appends through the log as production does, and says each acknowledgement
 * in one write to standard output: "ACK <number> <leaf hash>" after read-back
 * (log 6.4.5), "CKPT <size> <root>" after publication (log 6.7). Founds DIR
 * and DIR.keys when DIR is absent. --resend sends every batch twice under its
 * submission key, as a client does who heard no answer.
 * Exit: interfaces A2 (8 store failed, 9 fenced or second process, 6 refuses
 * to sign). reliability 2.1.1.
 */
#include "common.h"

#include "base/clock.h"
#include "log/publish.h"

#include <errno.h>
#include <ftw.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#define BATCHES_A_CHECKPOINT 4
#define TEXT_BYTES 64

struct torture {
	const char *dir;
	char public_dir[PATH_BYTES];
	struct signer signer;
	struct merkle_log *log;
	struct clock clock;
	int64_t last_at_s; /* of the last checkpoint's entry */
	uint64_t nonce, sent;
	size_t batch;
	bool resend;
	struct truth_entry *entries;
	char (*texts)[TEXT_BYTES];
};

/* One line, one write. */
static void
say(const char *what, uint64_t n, const struct hash *h)
{
	char line[120], hex[65];
	int len;

	hash_print(hex, h);
	len = snprintf(line, sizeof line, "%s %" PRIu64 " %s\n", what, n, hex);
	if (write(STDOUT_FILENO, line, (size_t)len) != len)
		exit(EXIT_STORE); /* who does not hear us is not promised */
}

/* ---- founding: in DIR.tmp, then renamed (amendments log 1.7) ---- */

static int
remove_one(const char *path, const struct stat *st, int kind, struct FTW *ftw)
{
	(void)st;
	(void)kind;
	(void)ftw;
	return remove(path);
}

static enum err
found(struct torture *t, struct error *e)
{
	char half[PATH_BYTES], keys[PATH_BYTES], parent[PATH_BYTES];
	char *slash;
	enum err rc;

	if (file_exists(t->dir))
		return ERR_NONE;
	(void)snprintf(half, sizeof half, "%s.tmp", t->dir);
	(void)snprintf(keys, sizeof keys, "%s.keys", t->dir);
	(void)snprintf(parent, sizeof parent, "%s", t->dir);
	if (file_exists(half))
		(void)nftw(half, remove_one, 8, FTW_DEPTH | FTW_PHYS);
	rc = merkle_log_create(half, keys, &t->signer, e);
	if (rc == ERR_NONE && rename(half, t->dir) != 0)
		rc = error_set(e, ERR_STORE, "cannot rename: %s",
		    strerror(errno));
	slash = strrchr(parent, '/');
	if (slash != NULL)
		*slash = '\0';
	if (rc == ERR_NONE)
		rc = directory_sync(slash == NULL ? "." : parent, e);
	return rc;
}

/* ---- appending ---- */

static void
fill(struct torture *t)
{
	for (size_t i = 0; i < t->batch; i++) {
		int len = snprintf(t->texts[i], TEXT_BYTES,
		    "torture %016" PRIx64 " %" PRIu64, t->nonce, t->sent++);

		t->entries[i].bytes = bytes_of(t->texts[i], (size_t)len);
		t->entries[i].leaf = hash_leaf(t->entries[i].bytes);
	}
}

static void
acknowledge(const struct torture *t, uint64_t first)
{
	for (size_t i = 0; i < t->batch; i++)
		say("ACK", first + i, &t->entries[i].leaf);
}

#ifdef CHANCERY_CONTROLS
static void
acknowledge_early(void *context)
{
	const struct torture *t = context;
	const struct timespec wait = {0, 3000000};

	acknowledge(t, merkle_log_next(t->log));
	(void)nanosleep(&wait, NULL);
}
#endif

/* The answer to a key that was used before is the stored number (G6). */
static enum err
send_batch(struct torture *t, struct error *e)
{
	struct truth_submission s = {.scope = bytes_text("torture"),
				    .leaf = t->entries[0].leaf,
				    .count = t->batch},
				known;
	struct truth_batch batch = {.entries = t->entries,
	    .submissions = &s,
	    .entry_count = t->batch,
	    .submission_count = 1};
	char key[65];
	uint64_t first;
	enum err rc;

	hash_print(key, &s.leaf);
	s.key = bytes_text(key);
	s.body = s.leaf;
	rc = truth_find_submission(merkle_log_truth(t->log), s.scope, s.key,
	    &known, NULL, e);
	if (rc == ERR_NONE && !control_is(CONTROL_NO_DEDUPE)) {
		acknowledge(t, known.n);
		return ERR_NONE;
	}
	if (rc == ERR_NONE)
		batch.submission_count = 0;
	else if (rc != ERR_ABSENT)
		return rc;
	rc = merkle_log_append(t->log, &batch, &first, e);
	if (rc == ERR_NONE && !control_is(CONTROL_ACK_EARLY))
		acknowledge(t, first);
	return rc;
}

/* ---- checkpoints ---- */

static enum err
make_root(void *context, uint64_t covered, struct buffer *entry,
    struct error *e)
{
	struct torture *t = context;
	int64_t now_s = t->clock.now_s(t->clock.context);

	(void)e;
	if (now_s > t->last_at_s || control_is(CONTROL_CLOCK_RAW))
		t->last_at_s = now_s;
	buffer_printf(entry, "root %" PRIu64 " at %" PRId64, covered,
	    t->last_at_s);
	return ERR_NONE;
}

static enum err
checkpoint(struct torture *t, struct error *e)
{
	struct publish_options options = {0};
	bool made;
	enum err rc = merkle_log_checkpoint(t->log, make_root, t, &made, e);

	if (rc == ERR_NONE && made)
		rc = publish_tree(t->public_dir, merkle_log_tree(t->log),
		    &options, NULL, e);
	if (rc == ERR_CONFLICT && control_is(CONTROL_NO_FENCE))
		return ERR_NONE; /* the other one publishes */
	if (rc == ERR_NONE && made)
		say("CKPT", merkle_log_size(t->log), merkle_log_root(t->log));
	return rc;
}

/* The time that the log has asserted last. */
static enum err
read_last_at(struct torture *t, struct error *e)
{
	struct buffer entry = {0};
	uint64_t size = merkle_log_size(t->log), covered;
	enum err rc = ERR_NONE;

	if (size != 0)
		rc = truth_read_entry(merkle_log_truth(t->log), size - 1,
		    &entry, NULL, e);
	if (rc == ERR_NONE && size != 0 &&
	    !torture_root_parse(buffer_bytes(&entry), &covered, &t->last_at_s))
		rc = error_set(e, ERR_STORE,
		    "entry %" PRIu64 " is no root entry", size - 1);
	buffer_release(&entry);
	return rc;
}

/* log 6.6.2: a full disk is waited for, everything else ends the process. */
static bool
is_full(enum err rc, const struct error *e)
{
	const struct timespec wait = {0, 200000000};

	if (rc != ERR_STORE || strcmp(e->word, "disk_full") != 0)
		return false;
	(void)nanosleep(&wait, NULL);
	return true;
}

static enum err
run(struct torture *t, uint64_t entries, struct error *e)
{
	bool for_ever = entries == 0;
	uint64_t batches = 0;
	enum err rc;

	for (uint64_t done = 0; for_ever || done < entries; done += t->batch) {
		fill(t);
		for (unsigned i = 0; i < (t->resend ? 2 : 1); i++) {
			do
				rc = send_batch(t, e);
			while (is_full(rc, e) && for_ever);
			if (rc != ERR_NONE)
				return rc;
		}
		if (++batches % BATCHES_A_CHECKPOINT != 0)
			continue;
		do
			rc = checkpoint(t, e);
		while (is_full(rc, e) && for_ever);
		if (rc != ERR_NONE)
			return rc;
	}
	return checkpoint(t, e);
}

static enum err
start(struct torture *t, struct error *e)
{
	struct merkle_log_options options = {.dir = t->dir,
	    .signer = &t->signer};
	struct publish_options full = {0};
	enum err rc = path_join(t->public_dir, t->dir, "public", e);

	if (rc == ERR_NONE)
		rc = found(t, e);
	if (rc == ERR_NONE)
		rc = merkle_log_open(&t->log, &options, e);
	if (rc != ERR_NONE)
		return rc;
	if (merkle_log_refusal(t->log) != NULL)
		return error_word(e, ERR_REFUSED, "R", "%s",
		    merkle_log_refusal(t->log));
	rc = read_last_at(t, e);
	/* log 6.8, step 10 */
	if (rc == ERR_NONE && merkle_log_size(t->log) != 0)
		rc = publish_tree(t->public_dir, merkle_log_tree(t->log), &full,
		    NULL, e);
	return rc;
}

static bool
read_options(struct torture *t, int argc, char **argv, uint64_t *entries)
{
	int i = 1;

	for (; i < argc - 1; i++) {
		uint64_t n;

		if (strcmp(argv[i], "--resend") == 0) {
			t->resend = true;
			continue;
		}
		if (i + 2 >= argc ||
		    !bytes_decimal(bytes_text(argv[i + 1]), UINT32_MAX, &n) ||
		    n == 0)
			return false;
		if (strcmp(argv[i], "--entries") == 0)
			*entries = n;
		else if (strcmp(argv[i], "--batch") == 0 &&
		    n <= TRUTH_BATCH_ENTRIES)
			t->batch = n;
		else
			return false;
		i++;
	}
	if (i != argc - 1)
		return false;
	t->dir = argv[i];
	return strlen(t->dir) < PATH_BYTES - 16;
}

int
main(int argc, char **argv)
{
	struct torture t = {.batch = 1};
	struct error e = {0};
	uint64_t entries = 0;
	enum err rc;

	if (!torture_control(&argc, argv) ||
	    !read_options(&t, argc, argv, &entries)) {
		(void)fprintf(stderr,
		    "usage: torture-file [--entries N] "
		    "[--batch N] [--resend] DIR\n");
		return EXIT_USAGE;
	}
#ifdef CHANCERY_CONTROLS
	control_early = acknowledge_early;
	control_early_context = &t;
#endif
	(void)signal(SIGPIPE, SIG_IGN);
	t.clock = clock_system();
	t.entries = calloc(t.batch, sizeof *t.entries);
	t.texts = calloc(t.batch, sizeof *t.texts);
	if (t.entries == NULL || t.texts == NULL)
		return EXIT_INTERNAL;
	random_bytes(&t.nonce, sizeof t.nonce);
	torture_signer(&t.signer);
	rc = start(&t, &e);
	if (rc == ERR_NONE)
		rc = run(&t, entries, &e);
	if (rc != ERR_NONE)
		(void)fprintf(stderr, "torture-file: %s\n", e.text);
	merkle_log_close(t.log);
	signer_release(&t.signer);
	free(t.entries);
	free(t.texts);
	return torture_exit(rc, &e);
}
