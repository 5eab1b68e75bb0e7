#include "remote/mirror.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <unistd.h>

#include "format/day.h"
#include "format/note.h"
#include "log/intake.h"
#include "log/publish.h"
#include "proof/checkpoint.h"
#include "remote/mirror_inside.h"

#define MARK "mirror"
#define AGAIN_MAX 65536

/* What was brought up to date last. */
struct mirrored {
	uint64_t size;
	uint32_t day;
};

struct pass {
	struct mirror_pass m;
	struct checkpoint_verdict verdict;
	struct buffer note; /* theirs, as received */
	struct buffer own;  /* text and the log's own line */
	struct buffer held; /* ours */
	int lock_fd;
};

bool
mirror_is(const char *dir, char url[2048])
{
	struct buffer text = {0};
	char path[PATH_BYTES];
	bool is = path_join(path, dir, MARK, NULL) == ERR_NONE &&
	    file_read(&text, path, 2047, NULL) == ERR_NONE;

	if (is && url != NULL)
		(void)snprintf(url, 2048, "%.*s",
		    (int)bytes_find(buffer_bytes(&text), '\n'),
		    (const char *)text.at);
	buffer_release(&text);
	return is;
}

/* ---- the folder ---- */

static enum err
take_lock(struct pass *p, struct error *e)
{
	char path[PATH_BYTES], keys[PATH_BYTES];
	const char *dir = p->m.o->dir;
	enum err rc = directory_make(dir, 0755, e);

	(void)snprintf(keys, sizeof keys, "%.4000s.keys/log.key", dir);
	if (rc == ERR_NONE && file_exists(keys)) {
		rc = error_set(e, ERR_CONFLICT,
		    "\"%s\" is a register with a key of its own", dir);
		return error_mend(e, rc, "mirror into another folder");
	}
	if (rc == ERR_NONE)
		rc = path_join(path, dir, "lock", e);
	if (rc != ERR_NONE)
		return rc;
	do
		p->lock_fd = open(path,
		    O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	while (p->lock_fd < 0 && errno == EINTR);
	if (p->lock_fd < 0)
		return error_set(e, ERR_STORE, "cannot open \"%s\": %s", path,
		    strerror(errno));
	if (flock(p->lock_fd, LOCK_EX | LOCK_NB) == 0)
		return ERR_NONE;
	return error_set(e, ERR_CONFLICT,
	    "another process mirrors into \"%s\"", dir);
}

/* Made aside and renamed: a store is there whole or not at all. */
static enum err
create_store(struct pass *p, const char *path, struct error *e)
{
	static const char *const tails[] = {"", "-wal", "-shm"};
	char aside[PATH_BYTES], left[PATH_BYTES + 8];
	enum err rc = path_join(aside, p->m.o->dir, "register.new", e);

	if (rc != ERR_NONE)
		return rc;
	for (size_t i = 0; i < COUNT(tails); i++) {
		(void)snprintf(left, sizeof left, "%s%s", aside, tails[i]);
		(void)unlink(left);
	}
	rc = truth_create(aside, p->verdict.checkpoint.origin, e);
	if (rc == ERR_NONE && rename(aside, path) != 0)
		rc = error_set(e, ERR_STORE, "cannot rename to \"%s\": %s",
		    path, strerror(errno));
	return rc == ERR_NONE ? directory_sync(p->m.o->dir, e) : rc;
}

static enum err
open_store(struct pass *p, struct error *e)
{
	char path[PATH_BYTES], mark[PATH_BYTES];
	struct buffer url = {0};
	uint64_t epoch;
	enum err rc = path_join(path, p->m.o->dir, LOG_DATABASE, e);

	if (rc == ERR_NONE)
		rc = path_join(mark, p->m.o->dir, MARK, e);
	if (rc == ERR_NONE && file_exists(path) && !file_exists(mark)) {
		rc = error_set(e, ERR_CONFLICT,
		    "\"%s\" holds a register that is no mirror",
		    p->m.o->dir);
		return error_mend(e, rc, "mirror into another folder");
	}
	/* the mark first: whoever is stopped in between finds its own place */
	buffer_printf(&url, "%s\n", http_client_url(p->m.o->http));
	if (rc == ERR_NONE)
		rc = file_write_atomic(mark, buffer_bytes(&url), 0644, e);
	buffer_release(&url);
	if (rc == ERR_NONE && !file_exists(path))
		rc = create_store(p, path, e);
	if (rc == ERR_NONE)
		rc = truth_open(&p->m.truth, path, TRUTH_WRITE, e);
	if (rc == ERR_NONE)
		rc = truth_fence(p->m.truth, &epoch, e);
	if (rc == ERR_NONE)
		rc = truth_head(p->m.truth, &p->m.head, e);
	if (rc == ERR_NONE)
		rc = tree_source_of_truth(&p->m.tree, p->m.truth,
		    mirror_openings, &p->m, e);
	if (rc == ERR_NONE && p->m.head.size != 0)
		rc = log_read_note(p->m.truth, 0, &p->held, e);
	if (rc == ERR_NONE && strcmp(p->m.head.origin,
	    p->verdict.checkpoint.origin) != 0)
		rc = error_set(e, ERR_PROOF,
		    "this mirror is of \"%.100s\", the address shows "
		    "\"%.100s\"", p->m.head.origin,
		    p->verdict.checkpoint.origin);
	return rc;
}

/* ---- the checkpoint ---- */

static enum err
take_checkpoint(struct pass *p, const char *name, struct error *e)
{
	enum err rc;

	buffer_clear(&p->note);
	rc = mirror_fetch(&p->m, name, NOTE_BYTES_MAX, &p->note, e);
	return rc == ERR_NONE ?
	    checkpoint_check(&p->verdict, buffer_bytes(&p->note),
		p->m.o->policy, e) :
	    rc;
}

/* The newest; where it lacks witnesses, the newest that has enough. */
static enum err
find_checkpoint(struct pass *p, struct error *e)
{
	struct error first;
	enum err rc = take_checkpoint(p, "checkpoint", e);

	if (rc != ERR_UNCHECKED || strcmp(e->word, "quorum") != 0)
		return rc;
	first = *e;
	rc = take_checkpoint(p, "checkpoint-cosigned", e);
	if (rc == ERR_ABSENT) {
		*e = first;
		rc = first.code;
	}
	return rc;
}

/* Text and the log's own line, as a store keeps it. */
static enum err
cut_own_note(struct pass *p, struct error *e)
{
	const struct vkey *key =
	    &p->m.o->policy->logs[p->verdict.log].key;
	struct note *note = malloc(sizeof *note);
	enum err rc = note == NULL ?
	    error_set(e, ERR_MEMORY, "out of memory") :
	    note_parse(note, buffer_bytes(&p->note), e);

	if (rc == ERR_NONE) {
		buffer_add(&p->own, note->text);
		buffer_byte(&p->own, '\n');
		for (size_t i = 0; i < note->line_count; i++)
			if (note_line_is_of(&note->lines[i], key)) {
				buffer_add(&p->own, note->lines[i].line);
				break;
			}
		if (p->own.failed)
			rc = error_set(e, ERR_MEMORY, "out of memory");
	}
	free(note);
	return rc;
}

/* Lines of the policy's witnesses, verified, stored beside. */
static enum err
keep_cosignatures(struct pass *p, struct error *e)
{
	const struct policy *y = p->m.o->policy;
	struct note *note = malloc(sizeof *note);
	char vkey[VKEY_BYTES];
	uint64_t time_s;
	enum err rc = note == NULL ?
	    error_set(e, ERR_MEMORY, "out of memory") :
	    note_parse(note, buffer_bytes(&p->note), e);

	for (size_t i = 0; rc == ERR_NONE && i < note->line_count; i++)
		for (size_t k = 0; rc == ERR_NONE && k < y->witness_count;
		     k++) {
			const struct vkey *key = &y->witnesses[k].key;
			struct truth_cosignature c = {
			    .size = p->verdict.checkpoint.size,
			    .line = note->lines[i].line};

			if (!note_line_is_of(&note->lines[i], key) ||
			    !note_line_holds(&note->lines[i], key,
				note->text, &time_s) || time_s == 0)
				continue;
			(void)vkey_print(vkey, key);
			c.key = bytes_text(vkey);
			c.stamp_s = (int64_t)time_s;
			rc = truth_add_cosignature(p->m.truth, &c, e);
		}
	free(note);
	return rc;
}

/* Both notes, under a name that follows from them. */
static enum err
keep_evidence(struct pass *p, struct error *e)
{
	struct buffer both = {0};
	char dir[PATH_BYTES], path[PATH_BYTES], hex[65], name[80];
	struct hash h;
	enum err rc;

	buffer_add(&both, buffer_bytes(&p->held));
	buffer_byte(&both, '\n');
	buffer_add(&both, buffer_bytes(&p->note));
	h = hash_bytes(buffer_bytes(&both));
	hash_print(hex, &h);
	(void)snprintf(name, sizeof name, "%.16s.notes", hex);
	rc = path_join(dir, p->m.o->dir, "evidence", e);
	if (rc == ERR_NONE)
		rc = directory_make(dir, 0755, e);
	if (rc == ERR_NONE)
		rc = path_join(path, dir, name, e);
	if (rc == ERR_NONE)
		rc = file_write_atomic(path, buffer_bytes(&both), 0644, e);
	buffer_release(&both);
	return rc;
}

static enum err
contradicts(struct pass *p, const char *word, struct error *e)
{
	enum err rc = keep_evidence(p, e);

	if (rc != ERR_NONE)
		return rc;
	p->m.out->consistent = false;
	if (strcmp(word, "shrank") == 0)
		rc = error_word(e, ERR_PROOF, word,
		    "the log shrank: %llu entries are held here, %llu are "
		    "shown",
		    (unsigned long long)p->m.head.size,
		    (unsigned long long)p->verdict.checkpoint.size);
	else
		rc = error_word(e, ERR_PROOF, word,
		    "the log forked: its checkpoint of %llu entries does not "
		    "continue the one of %llu held here",
		    (unsigned long long)p->verdict.checkpoint.size,
		    (unsigned long long)p->m.head.size);
	return error_mend(e, rc,
	    "both checkpoints are in \"evidence\": tell the registrar and a "
	    "witness");
}

/* The entries do not give the root. Do the source's own tiles? Then what it
 * signed does not continue what it signed before: a fork. */
static bool
is_fork(struct pass *p)
{
	struct hash now, before;
	uint64_t size = p->m.head.size;

	return size != 0 &&
	    tree_source_root(p->m.from, p->verdict.checkpoint.size, &now,
		NULL) == ERR_NONE &&
	    hash_equal(&now, &p->verdict.checkpoint.root) &&
	    tree_source_root(p->m.from, size, &before, NULL) == ERR_NONE &&
	    !hash_equal(&before, &p->m.head.root);
}

static enum err
take_entries(struct pass *p, struct error *e)
{
	const struct checkpoint *theirs = &p->verdict.checkpoint;
	struct intake in = {.truth = p->m.truth, .tree = p->m.tree,
	    .head = &p->m.head, .from = p->m.from, .target = theirs};
	enum err rc;

	if (theirs->size < p->m.head.size)
		return contradicts(p, "shrank", e);
	if (theirs->size == p->m.head.size)
		return hash_equal(&theirs->root, &p->m.head.root) ?
		    ERR_NONE :
		    contradicts(p, "forked", e);
	rc = cut_own_note(p, e);
	in.note = buffer_bytes(&p->own);
	if (rc == ERR_NONE)
		rc = log_take_in(&in, e);
	if (rc == ERR_PROOF && is_fork(p))
		return contradicts(p, "forked", e);
	if (rc == ERR_NONE)
		rc = truth_head(p->m.truth, &p->m.head, e);
	if (rc == ERR_NONE)
		p->m.out->entries = theirs->size - p->m.out->size_before;
	return rc;
}

/* ---- words, index, publication ---- */

static uint32_t
today(const struct pass *p)
{
	struct clock c = p->m.o->clock;

	return day_of_time(c.now_s(c.context));
}

static enum err
derive(struct pass *p, bool again, struct error *e)
{
	static const char *const names[] = {"read.db", "read.db-wal",
	    "read.db-shm", "trie.db"};
	char path[PATH_BYTES];
	enum err rc;

	if (again) {
		registry_close(p->m.registry);
		p->m.registry = NULL;
		for (size_t i = 0; i < COUNT(names); i++)
			if (path_join(path, p->m.o->dir, names[i], NULL) ==
			    ERR_NONE)
				(void)unlink(path);
	}
	rc = registry_open(&p->m.registry, p->m.o->dir, REGISTRY_READ,
	    p->m.o->clock, e);
	if (rc == ERR_NONE && registry_refusal(p->m.registry) != NULL)
		rc = error_set(e, ERR_PROOF, "%s",
		    registry_refusal(p->m.registry));
	return rc;
}

/* Words of new entries first: reading them up needs them. */
static enum err
new_words(struct pass *p, struct error *e)
{
	uint64_t size = p->m.head.size;
	enum err rc = ERR_NONE;

	for (uint64_t f = p->m.out->size_before / MIRROR_FILE_ENTRIES;
	     rc == ERR_NONE && f * MIRROR_FILE_ENTRIES < size; f++)
		rc = mirror_words(&p->m, f, size, e);
	return rc;
}

/* Then, with the marks of openings and erasures known, those that changed by
 * the log since the last pass; once a day all of them. */
static enum err
changed_words(struct pass *p, const struct mirrored *last, struct error *e)
{
	uint64_t *list = calloc(AGAIN_MAX, sizeof *list);
	uint64_t size = p->m.head.size;
	uint64_t files = (size + MIRROR_FILE_ENTRIES - 1) /
	    MIRROR_FILE_ENTRIES;
	size_t count = 0;
	bool all;
	enum err rc = list == NULL ?
	    error_set(e, ERR_MEMORY, "out of memory") :
	    read_model_openings(registry_read_model(p->m.registry),
		last->size, last->day, today(p), list, AGAIN_MAX, &count, e);

	all = count > AGAIN_MAX || last->day != today(p);
	for (uint64_t f = 0; all && rc == ERR_NONE && f < files; f++)
		rc = mirror_words(&p->m, f, size, e);
	for (size_t i = 0; !all && rc == ERR_NONE && i < count; i++)
		rc = mirror_words(&p->m, list[i], size, e);
	p->m.fetching = false; /* the new ones are here already */
	for (uint64_t f = last->size / MIRROR_FILE_ENTRIES;
	     !all && rc == ERR_NONE && f < files; f++)
		rc = mirror_words(&p->m, f, size, e);
	free(list);
	return rc;
}

static enum err
publish(struct pass *p, const struct mirrored *last, struct error *e)
{
	struct publish_options options = {.policy = p->m.o->policy_text,
	    .full = last->day != today(p) || p->m.changed};
	char path[PATH_BYTES];
	enum err rc = path_join(path, p->m.o->dir, "public", e);

	if (p->m.o->policy->quorum != QUORUM_NONE)
		options.cosigned = buffer_bytes(&p->note);
	return rc == ERR_NONE ?
	    publish_tree(path, p->m.tree, &options, NULL, e) :
	    rc;
}

static enum err
bring_up(struct pass *p, struct error *e)
{
	struct mirrored last, now;
	struct read_model *read;
	enum err rc = keep_cosignatures(p, e);

	memset(&last, 0, sizeof last);
	memset(&now, 0, sizeof now);
	p->m.fetching = true;
	if (rc == ERR_NONE)
		rc = new_words(p, e);
	if (rc == ERR_NONE)
		rc = derive(p, false, e);
	if (rc != ERR_NONE)
		return rc;
	read = registry_read_model(p->m.registry);
	if (read_model_kept(read, "mirrored", (uint8_t *)&last, sizeof last,
		NULL) != ERR_NONE)
		memset(&last, 0, sizeof last); /* all of it again */
	rc = registry_check_roots(p->m.registry, p->m.out->size_before,
	    p->m.head.size, e);
	if (rc == ERR_NONE)
		rc = changed_words(p, &last, e);
	if (rc == ERR_NONE && p->m.changed)
		rc = derive(p, true, e);
	if (rc == ERR_NONE)
		rc = publish(p, &last, e);
	now.size = p->m.head.size;
	now.day = today(p);
	if (rc == ERR_NONE)
		rc = read_model_keep(registry_read_model(p->m.registry),
		    "mirrored", bytes_of(&now, sizeof now), e);
	return rc;
}

enum err
mirror_once(const struct mirror_options *o, struct mirror_result *out,
    struct error *e)
{
	struct pass *p = calloc(1, sizeof *p);
	enum err rc;

	*out = (struct mirror_result){.consistent = true};
	if (p == NULL)
		return error_set(e, ERR_MEMORY, "out of memory");
	p->m.o = o;
	p->m.out = out;
	p->lock_fd = -1;
	rc = take_lock(p, e);
	if (rc == ERR_NONE)
		rc = tree_source_of_fetch(&p->m.from, mirror_fetch, &p->m, e);
	if (rc == ERR_NONE)
		rc = find_checkpoint(p, e);
	if (rc == ERR_NONE)
		rc = open_store(p, e);
	if (rc == ERR_NONE) {
		out->size_before = out->size = p->m.head.size;
		tree_source_hint(p->m.from, p->verdict.checkpoint.size);
		rc = take_entries(p, e);
	}
	if (rc == ERR_NONE) {
		out->size = p->m.head.size;
		rc = bring_up(p, e);
	}
	mirror_forget_incoming(o->dir);
	registry_close(p->m.registry);
	tree_source_free(p->m.from);
	tree_source_free(p->m.tree);
	truth_close(p->m.truth);
	if (p->lock_fd >= 0)
		(void)close(p->lock_fd);
	buffer_release(&p->note);
	buffer_release(&p->own);
	buffer_release(&p->held);
	free(p);
	return rc;
}
