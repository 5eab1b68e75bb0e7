/*
 * torture-check DIR ACKS - is everything that was acknowledged still there?
 *
 * Start-up recovery (log 6.8), fsck of store and published tree, then for each
 * ACK line the same leaf hash at that number, for each CKPT line the same root
 * at that size and a consistency path to the newest checkpoint; the times of
 * root entries never fall. Uses no index code. reliability 2.1.2.
 * Exit: 0 all there; 1 lost, differing or inconsistent, named; 2 usage; other
 * codes of interfaces A2 when the store cannot be opened.
 */
#include "common.h"

#include "base/map.h"
#include "log/fsck.h"
#include "log/publish.h"
#include "proof/consistency.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#define EXIT_BROKEN 1
#define ACKS_BYTES_MAX ((size_t)1 << 30)

struct check {
	const char *dir;
	char public_dir[PATH_BYTES];
	struct signer signer;
	struct merkle_log *log;
	struct policy *policy;
	struct map *leaves; /* acknowledged leaf hash -> number */
	uint64_t acks, checkpoints, broken;
	int64_t last_at_s;
};

static void PRINTF_LIKE(2, 3) broken(struct check *c, const char *fmt, ...)
{
	va_list args;

	/* the first ones tell enough */
	if (c->broken++ < 20) {
		va_start(args, fmt);
		(void)vprintf(fmt, args);
		va_end(args);
		(void)printf("\n");
	}
}

/* ---- start-up, fsck ---- */

static void
keep_finding(void *context, const char *text)
{
	struct check *c = context;

	if (strncmp(text, "bad ", 4) == 0)
		broken(c, "%s", text);
}

static enum err
watch_time(void *context, uint64_t n, struct bytes entry, struct error *e)
{
	struct check *c = context;
	uint64_t covered;
	int64_t at_s;

	(void)e;
	if (!torture_root_parse(entry, &covered, &at_s))
		return ERR_NONE;
	if (covered != n)
		broken(c, "entry %" PRIu64 " covers %" PRIu64, n, covered);
	if (at_s < c->last_at_s)
		broken(c, "entry %" PRIu64 ": the log's time fell", n);
	c->last_at_s = at_s;
	return ERR_NONE;
}

static enum err
fsck(struct check *c, struct tree_source *s, bool with_times, struct error *e)
{
	struct fsck_options options = {.policy = c->policy,
	    .line = keep_finding,
	    .line_context = c,
	    .each = with_times ? watch_time : NULL,
	    .each_context = c};
	struct fsck_result result;
	enum err rc = fsck_tree(s, &options, &result, e);

	if (rc == ERR_UNCHECKED) { /* the key's name in the note is harmed */
		broken(c, "checkpoint: %s", e->text);
		rc = ERR_NONE;
	}
	return rc;
}

/* What readers see now is sound, whatever the next publication mends. */
static enum err
check_note(struct check *c, struct error *e)
{
	struct buffer bytes = {0};
	struct note note;
	struct vkey key = signer_vkey(&c->signer, KEY_LOG);
	char path[PATH_BYTES];
	uint64_t time_s;
	enum err rc = path_join(path, c->public_dir, "checkpoint", e);

	if (rc == ERR_NONE)
		rc = file_read(&bytes, path, NOTE_BYTES_MAX, e);
	if (rc == ERR_NONE &&
	    (note_parse(&note, buffer_bytes(&bytes), e) != ERR_NONE ||
		note.line_count != 1 ||
		!note_line_is_of(&note.lines[0], &key) ||
		!note_line_holds(&note.lines[0], &key, note.text, &time_s)))
		broken(c, "the published checkpoint is not signed");
	buffer_release(&bytes);
	return rc == ERR_ABSENT ? ERR_NONE : rc;
}

static enum err
check_published(struct check *c, struct error *e)
{
	struct publish_options options = {0};
	struct tree_source *s = NULL;
	enum err rc = check_note(c, e);

	if (rc != ERR_NONE || merkle_log_size(c->log) == 0 || c->broken != 0)
		return rc;
	/* log 6.8, step 10: what a crash left half published */
	rc = publish_tree(c->public_dir, merkle_log_tree(c->log), &options,
	    NULL, e);
	if (rc == ERR_PROOF) {
		broken(c, "%s", e->text);
		rc = ERR_NONE;
	}
	if (rc == ERR_NONE)
		rc = tree_source_of_directory(&s, c->public_dir, e);
	if (rc == ERR_NONE)
		rc = fsck(c, s, false, e);
	tree_source_free(s);
	return rc;
}

static enum err
check_log(struct check *c, struct error *e)
{
	enum err rc = ERR_NONE;

	if (merkle_log_refusal(c->log) != NULL)
		broken(c, "%s", merkle_log_refusal(c->log));
	/* the control: a reader who believes what it reads */
	if (control_is(CONTROL_NO_READBACK))
		return rc;
	if (merkle_log_size(c->log) != 0)
		rc = fsck(c, merkle_log_tree(c->log), true, e);
	if (rc == ERR_NONE)
		rc = check_published(c, e);
	return rc;
}

/* ---- what was said ---- */

static enum err
check_ack(struct check *c, uint64_t n, const struct hash *said, struct error *e)
{
	struct buffer bytes = {0};
	struct hash leaf;
	uint64_t before;
	enum err rc = truth_read_entry(merkle_log_truth(c->log), n, &bytes,
	    NULL, e);

	c->acks++;
	if (rc == ERR_ABSENT) {
		broken(c, "entry %" PRIu64 " was acknowledged and is lost", n);
	} else if (rc == ERR_NONE || rc == ERR_STORE) {
		leaf = hash_leaf(buffer_bytes(&bytes));
		if (rc == ERR_STORE || !hash_equal(&leaf, said))
			broken(c,
			    "entry %" PRIu64 " is not the acknowledged "
			    "one",
			    n);
	}
	if (map_get(c->leaves, hash_span(said), &before) && before != n)
		broken(c,
		    "one submission has the numbers %" PRIu64 " and %" PRIu64,
		    before, n);
	if (!map_put(c->leaves, hash_span(said), n))
		rc = error_set(e, ERR_MEMORY, "out of memory");
	buffer_release(&bytes);
	return rc == ERR_MEMORY ? rc : ERR_NONE;
}

static enum err
check_ckpt(struct check *c, uint64_t size, const struct hash *said,
    struct error *e)
{
	struct hash root, path[TREE_PATH_MAX];
	uint64_t newest = merkle_log_size(c->log);
	struct consistency proof = {size, newest, path, 0};
	struct tree_source *s = merkle_log_tree(c->log);
	enum err rc;

	c->checkpoints++;
	if (size > newest) {
		broken(c, "the checkpoint of size %" PRIu64 " is lost", size);
		return ERR_NONE;
	}
	rc = tree_source_root(s, size, &root, e);
	if (rc == ERR_NONE && !hash_equal(&root, said))
		broken(c, "another root at size %" PRIu64, size);
	if (rc == ERR_NONE)
		rc = tree_source_prove_consistency(s, size, newest, path,
		    &proof.path_count, e);
	if (rc == ERR_NONE &&
	    consistency_check(&proof, said, merkle_log_root(c->log), e) !=
		ERR_NONE)
		broken(c, "size %" PRIu64 " does not grow into %" PRIu64, size,
		    newest);
	if (rc != ERR_NONE && rc != ERR_MEMORY) {
		broken(c, "size %" PRIu64 ": %s", size, e->text);
		rc = ERR_NONE;
	}
	return rc;
}

static bool
parse_line(struct bytes line, bool *ack, uint64_t *n, struct hash *h)
{
	size_t skip, space;
	struct bytes rest;

	*ack = bytes_starts(line, "ACK ");
	if (!*ack && !bytes_starts(line, "CKPT "))
		return false;
	skip = *ack ? 4 : 5;
	rest = bytes_of(line.at + skip, line.len - skip);
	space = bytes_find(rest, ' ');
	return space < rest.len &&
	    bytes_decimal(bytes_of(rest.at, space), INT64_MAX, n) &&
	    hash_parse(bytes_of(rest.at + space + 1, rest.len - space - 1), h);
}

static enum err
check_acks(struct check *c, const char *path, struct error *e)
{
	struct buffer file = {0};
	struct bytes rest, line;
	bool complete;
	enum err rc = file_read(&file, path, ACKS_BYTES_MAX, e);

	rest = buffer_bytes(&file);
	while (rc == ERR_NONE && bytes_line(&rest, &line, &complete)) {
		struct hash h;
		uint64_t n;
		bool ack;

		/* a line cut by the kill was not heard */
		if (!complete)
			break;
		if (!parse_line(line, &ack, &n, &h)) {
			rc = error_set(e, ERR_INPUT,
			    "\"%s\" is not written by torture-file", path);
			break;
		}
		rc = ack ? check_ack(c, n, &h, e) : check_ckpt(c, n, &h, e);
	}
	buffer_release(&file);
	return rc;
}

static enum err
check_all(struct check *c, const char *acks, struct error *e)
{
	struct merkle_log_options options = {.dir = c->dir,
	    .signer = &c->signer};
	struct vkey key = signer_vkey(&c->signer, KEY_LOG);
	char text[VKEY_BYTES], line[VKEY_BYTES + 40];
	enum err rc;

	(void)vkey_print(text, &key);
	(void)snprintf(line, sizeof line, "log %s\nquorum none\n", text);
	rc = policy_parse(c->policy, bytes_text(line), e);
	if (rc == ERR_NONE)
		rc = path_join(c->public_dir, c->dir, "public", e);
	if (rc == ERR_NONE)
		rc = merkle_log_open(&c->log, &options, e);
	if (rc == ERR_NONE)
		rc = check_log(c, e);
	if (rc == ERR_NONE)
		rc = check_acks(c, acks, e);
	return rc;
}

int
main(int argc, char **argv)
{
	struct check c = {0};
	struct error e = {0};
	enum err rc;

	if (!torture_control(&argc, argv) || argc != 3) {
		(void)fprintf(stderr, "usage: torture-check DIR ACKS\n");
		return EXIT_USAGE;
	}
	c.dir = argv[1];
	c.policy = calloc(1, sizeof *c.policy);
	c.leaves = map_new();
	if (c.policy == NULL || c.leaves == NULL)
		return EXIT_INTERNAL;
	torture_signer(&c.signer);
	rc = check_all(&c, argv[2], &e);
	if (rc != ERR_NONE)
		(void)fprintf(stderr, "torture-check: %s\n", e.text);
	else if (c.broken == 0)
		(void)printf("ok acks=%" PRIu64 " checkpoints=%" PRIu64
			     " size=%" PRIu64 "\n",
		    c.acks, c.checkpoints, merkle_log_size(c.log));
	else
		(void)printf("broken findings=%" PRIu64 "\n", c.broken);
	merkle_log_close(c.log);
	map_free(c.leaves);
	free(c.policy);
	signer_release(&c.signer);
	if (c.broken != 0)
		return EXIT_BROKEN;
	return torture_exit(rc, &e);
}
