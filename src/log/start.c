/* Start-up and the rules of refusal: log 6.8 */
#include "log/head.h"
#include "log/log_inside.h"
#include "log/tree_inside.h"
#include "store/control.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <unistd.h>

#define TAIL_ENTRIES 1024 /* log 6.8.5, 7.5 */

static enum err
set_paths(char dir[PATH_BYTES], char keys_dir[PATH_BYTES], const char *from,
    const char *keys_from, struct error *e)
{
	size_t len = strlen(from);
	int keys_len;

	while (len > 1 && from[len - 1] == '/')
		len--;
	if (len == 0 || len >= PATH_BYTES)
		return error_set(e, ERR_INPUT, "path too long or empty");
	memcpy(dir, from, len);
	dir[len] = '\0';
	if (keys_from != NULL)
		keys_len = snprintf(keys_dir, PATH_BYTES, "%s", keys_from);
	else
		keys_len = snprintf(keys_dir, PATH_BYTES, "%s.keys", dir);
	if (keys_len < 0 || keys_len >= PATH_BYTES)
		return error_set(e, ERR_INPUT, "path too long");
	return ERR_NONE;
}

/* A `log.head` of another log stands in the way; the one of size 0 that an
 * interrupted founding has left does not. */
static enum err
check_unused(const char *keys_dir, const struct signer *signer,
    const char *path, struct error *e)
{
	struct buffer bytes = {0};
	struct note note;
	struct checkpoint c = {0};
	enum err rc = log_head_read(keys_dir, &bytes, NULL);

	if (rc == ERR_ABSENT) {
		rc = ERR_NONE;
	} else if (rc != ERR_NONE ||
	    note_parse(&note, buffer_bytes(&bytes), NULL) != ERR_NONE ||
	    checkpoint_parse(&c, note.text, NULL) != ERR_NONE || c.size != 0 ||
	    strcmp(c.origin, signer->name) != 0) {
		rc = error_set(e, ERR_CONFLICT, "\"%.200s\" exists already",
		    path);
		error_mend(e, rc, "a new log needs a keys folder without one");
	}
	buffer_release(&bytes);
	return rc;
}

enum err
merkle_log_create(const char *dir, const char *keys_dir,
    const struct signer *signer, struct error *e)
{
	char base[PATH_BYTES], keys[PATH_BYTES], path[PATH_BYTES];
	struct checkpoint empty = {.root = hash_empty()};
	struct buffer note = {0};
	enum err rc = set_paths(base, keys, dir, keys_dir, e);

	if (rc == ERR_NONE)
		rc = path_join(path, keys, LOG_HEAD_FILE, e);
	if (rc == ERR_NONE)
		rc = check_unused(keys, signer, path, e);
	if (rc == ERR_NONE)
		rc = directory_make(base, 0755, e);
	if (rc == ERR_NONE)
		rc = directory_make(keys, 0700, e);
	if (rc == ERR_NONE)
		rc = path_join(path, base, LOG_DATABASE, e);
	if (rc == ERR_NONE)
		rc = truth_create(path, signer->name, e);
	if (rc == ERR_NONE) {
		(void)snprintf(empty.origin, sizeof empty.origin, "%s",
		    signer->name);
		rc = checkpoint_sign(&note, &empty, signer, e);
	}
	if (rc == ERR_NONE)
		rc = log_head_write(keys, buffer_bytes(&note), e);
	buffer_release(&note);
	return rc;
}

/* ---- steps 1 to 3 ---- */

static enum err
take_lock(struct merkle_log *log, struct error *e)
{
	char path[PATH_BYTES];
	enum err rc = path_join(path, log->dir, "lock", e);

	if (rc != ERR_NONE)
		return rc;
	do
		log->lock_fd = open(path,
		    O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	while (log->lock_fd < 0 && errno == EINTR);
	if (log->lock_fd < 0)
		return error_set(e, errno == ENOENT ? ERR_ABSENT : ERR_STORE,
		    "cannot open \"%.200s\": %s", path, strerror(errno));
	if (flock(log->lock_fd, LOCK_EX | LOCK_NB) == 0 ||
	    control_is(CONTROL_NO_FENCE))
		return ERR_NONE;
	rc = error_word(e, ERR_CONFLICT, "second_process",
	    "another process holds the log in \"%.200s\"", log->dir);
	return error_mend(e, rc,
	    "stop it first, or file through it: --url URL (chancery serve)");
}

static enum err
check_origin(struct merkle_log *log, struct error *e)
{
	enum err rc = truth_head(log->truth, &log->head, e);

	if (rc != ERR_NONE)
		return rc;
	if (strcmp(log->head.origin, log->signer->name) == 0)
		return ERR_NONE;
	rc = error_set(e, ERR_REFUSED,
	    "the store is the log \"%.100s\", the key belongs to \"%.100s\"",
	    log->head.origin, log->signer->name);
	return error_mend(e, rc, "give the key of this log");
}

enum err
log_open_files(struct merkle_log **out,
    const struct merkle_log_options *options, struct error *e)
{
	char path[PATH_BYTES];
	struct merkle_log *log;
	enum err rc;

	if (options->signer == NULL || options->signer->key == NULL)
		return error_set(e, ERR_REFUSED,
		    "the log is opened with its signing key");
	log = calloc(1, sizeof *log);
	if (log == NULL)
		return error_set(e, ERR_MEMORY, "out of memory");
	log->lock_fd = -1;
	log->lang = e == NULL ? LANG_EN : e->lang;
	log->signer = options->signer;
	log->key = signer_vkey(log->signer, KEY_LOG);
	rc = set_paths(log->dir, log->keys_dir, options->dir, options->keys_dir,
	    e);
	if (rc == ERR_NONE)
		rc = take_lock(log, e);
	if (rc == ERR_NONE)
		rc = path_join(path, log->dir, LOG_DATABASE, e);
	if (rc == ERR_NONE)
		rc = truth_open(&log->truth, path, TRUTH_WRITE, e);
	if (rc == ERR_NONE)
		rc = check_origin(log, e);
	if (rc == ERR_NONE)
		rc = truth_fence(log->truth, &log->head.epoch, e);
	if (rc == ERR_NONE)
		rc = tree_source_of_truth(&log->tree, log->truth, NULL, NULL,
		    e);
	if (rc != ERR_NONE) {
		merkle_log_close(log);
		return rc;
	}
	*out = log;
	return ERR_NONE;
}

void
merkle_log_close(struct merkle_log *log)
{
	if (log == NULL)
		return;
	tree_source_free(log->tree);
	truth_close(log->truth);
	if (log->lock_fd >= 0)
		(void)close(log->lock_fd);
	free(log);
}

/* ---- steps 4 to 6 ---- */

static void PRINTF_LIKE(3, 4)
    refuse(struct merkle_log *log, const char *rule, const char *fmt, ...)
{
	char text[260];
	va_list args;

	va_start(args, fmt);
	(void)vsnprintf(text, sizeof text, message_in(log->lang, fmt), args);
	va_end(args);
	merkle_log_refuse(log, rule, text);
}

enum err
log_own_checkpoint(const struct merkle_log *log, struct bytes bytes,
    struct checkpoint *out, struct error *e)
{
	struct note note;
	bool held = false;
	uint64_t time_s;
	enum err rc = note_parse(&note, bytes, e);

	if (rc == ERR_NONE)
		rc = checkpoint_parse(out, note.text, e);
	if (rc != ERR_NONE)
		return rc;
	for (size_t i = 0; i < note.line_count; i++) {
		if (!note_line_is_of(&note.lines[i], &log->key))
			continue;
		if (!note_line_holds(&note.lines[i], &log->key, note.text,
			&time_s))
			return error_set(e, ERR_PROOF,
			    "the signature of the log's key does not hold");
		held = true;
	}
	if (!held || strcmp(out->origin, log->head.origin) != 0)
		return error_set(e, ERR_PROOF,
		    "not a checkpoint of this log by this key");
	return ERR_NONE;
}

/* Both notes of a contradiction, under a name that follows from them. */
static void
keep_evidence(const struct merkle_log *log, struct bytes ours,
    struct bytes theirs)
{
	struct buffer both = {0};
	char dir[PATH_BYTES], path[PATH_BYTES], hex[65], name[80];
	struct hash h;

	buffer_add(&both, ours);
	buffer_byte(&both, '\n');
	buffer_add(&both, theirs);
	h = hash_bytes(buffer_bytes(&both));
	hash_print(hex, &h);
	(void)snprintf(name, sizeof name, "%.16s.notes", hex);
	/* the refusal stands whether or not this can be written */
	if (path_join(dir, log->dir, "evidence", NULL) == ERR_NONE &&
	    directory_make(dir, 0755, NULL) == ERR_NONE &&
	    path_join(path, dir, name, NULL) == ERR_NONE) {
		enum err rc = file_write_atomic(path, buffer_bytes(&both), 0644,
		    NULL);

		(void)rc;
	}
	buffer_release(&both);
}

/* R1 and R2 for a note that our key has signed, wherever it was found. */
static enum err
compare_note(struct merkle_log *log, struct bytes theirs, const char *rule,
    const char *where, struct error *e)
{
	struct buffer ours = {0};
	struct checkpoint c = {0};
	struct hash root;
	enum err rc;

	if (log_own_checkpoint(log, theirs, &c, NULL) != ERR_NONE)
		return ERR_PROOF;
	if (c.size > log->head.size) {
		refuse(log, rule,
		    "%s holds a checkpoint of %" PRIu64
		    " entries, the store one of %" PRIu64 ": an older copy "
		    "was restored or transactions are lost; run \"chancery "
		    "log recover\"",
		    where, c.size, log->head.size);
		return ERR_NONE;
	}
	rc = tree_source_root(log->tree, c.size, &root, e);
	if (rc != ERR_NONE) {
		refuse(log, "R6",
		    "the root of %" PRIu64 " entries cannot be "
		    "computed from the store",
		    c.size);
		return ERR_NONE;
	}
	if (hash_equal(&root, &c.root))
		return ERR_NONE;
	refuse(log, rule[1] == '1' ? "R2" : rule,
	    "%s holds another root than "
	    "the store at %" PRIu64 " entries; both notes are in \"evidence\"",
	    where, c.size);
	if (log_read_note(log->truth, 0, &ours, NULL) == ERR_NONE)
		keep_evidence(log, buffer_bytes(&ours), theirs);
	buffer_release(&ours);
	return ERR_NONE;
}

static enum err
check_log_head(struct merkle_log *log, bool *write, struct error *e)
{
	struct buffer note = {0};
	struct checkpoint c = {0};
	enum err rc = log_head_read(log->keys_dir, &note, e);

	*write = true;
	if (rc == ERR_ABSENT && log->head.size == 0)
		rc = ERR_NONE;
	else if (rc == ERR_ABSENT) {
		refuse(log, "R3",
		    "\"log.head\" is absent from the keys "
		    "folder; compare with a witness, then run \"chancery log "
		    "head adopt\"");
		rc = ERR_NONE;
	} else if (rc == ERR_NONE &&
	    compare_note(log, buffer_bytes(&note), "R1", "\"log.head\"", e) !=
		ERR_NONE) {
		refuse(log, "R3",
		    "\"log.head\" in the keys folder is not a "
		    "checkpoint that this log's key has signed");
	} else if (rc == ERR_NONE &&
	    log_own_checkpoint(log, buffer_bytes(&note), &c, NULL) ==
		ERR_NONE) {
		*write = c.size < log->head.size;
	}
	buffer_release(&note);
	return rc;
}

/* What a witness held when it was asked last. */
enum err
log_check_met(struct merkle_log *log, struct error *e)
{
	struct buffer note = {0};
	char path[PATH_BYTES];
	enum err rc = path_join(path, log->dir, LOG_MET_FILE, e);

	if (rc == ERR_NONE && !file_exists(path))
		return ERR_NONE;
	if (rc == ERR_NONE)
		rc = file_read(&note, path, NOTE_BYTES_MAX, e);
	if (rc == ERR_NONE)
		rc = compare_note(log, buffer_bytes(&note), "R5",
		    "a witness", e);
	buffer_release(&note);
	return rc == ERR_MEMORY ? rc : ERR_NONE;
}

enum err
merkle_log_meet(struct merkle_log *log, struct bytes note, const char *where,
    struct error *e)
{
	bool refused = log->refusal[0] != '\0';
	char dir[PATH_BYTES], path[PATH_BYTES];
	enum err rc = compare_note(log, note, "R5", where, e);

	if (rc != ERR_NONE)
		return error_set(e, ERR_PROOF,
		    "not a checkpoint of this log by this key");
	if (refused || log->refusal[0] == '\0')
		return ERR_NONE;
	rc = path_join(dir, log->dir, "evidence", e);
	if (rc == ERR_NONE)
		rc = directory_make(dir, 0755, e);
	if (rc == ERR_NONE)
		rc = path_join(path, log->dir, LOG_MET_FILE, e);
	if (rc == ERR_NONE)
		rc = file_write_atomic(path, note, 0644, e);
	return rc;
}

/* R4: `dir`/checkpoint, where there is one that our key has signed */
static enum err
check_published(struct merkle_log *log, const char *dir, struct error *e)
{
	struct buffer note = {0};
	char path[PATH_BYTES], where[120];
	enum err rc = path_join(path, dir, "checkpoint", e);

	if (rc == ERR_NONE)
		rc = file_read(&note, path, NOTE_BYTES_MAX, e);
	(void)snprintf(where, sizeof where, "\"%.100s\"", path);
	/* somebody else's note is no evidence against us */
	if (rc == ERR_NONE)
		rc = compare_note(log, buffer_bytes(&note), "R4", where, e);
	buffer_release(&note);
	return rc == ERR_MEMORY ? rc : ERR_NONE;
}

/* log 6.8.4 */
static enum err
check_head(struct merkle_log *log, struct error *e)
{
	struct buffer note = {0};
	struct checkpoint c = {0};
	uint64_t next = 0, size = 0;
	struct hash root;
	enum err rc = truth_rows_next(log->truth, &next, e);

	if (rc == ERR_NONE && next != log->head.next)
		refuse(log, "R6",
		    "the store's head expects %" PRIu64 " entries, %" PRIu64
		    " are there",
		    log->head.next, next);
	if (rc == ERR_NONE)
		rc = truth_read_checkpoint(log->truth, 0, &size, &root, &note,
		    e);
	if (rc == ERR_ABSENT && log->head.size == 0) {
		rc = ERR_NONE;
		goto done;
	}
	if (rc != ERR_NONE && rc != ERR_ABSENT)
		goto done;
	if (rc == ERR_ABSENT || size != log->head.size ||
	    !hash_equal(&root, &log->head.root) ||
	    log_own_checkpoint(log, buffer_bytes(&note), &c, e) != ERR_NONE ||
	    c.size != size || !hash_equal(&c.root, &root))
		refuse(log, "R6",
		    "the newest checkpoint in the store is not "
		    "the one of its head");
	rc = ERR_NONE;
done:
	buffer_release(&note);
	return rc;
}

static enum err
check_entry(void *context, uint64_t n, const struct truth_entry *entry,
    struct error *e)
{
	struct merkle_log *log = context;
	struct hash leaf = hash_leaf(entry->bytes), tiled;

	if (!hash_equal(&leaf, &entry->leaf)) {
		refuse(log, "R6",
		    "entry %" PRIu64 " has other bytes than were "
		    "accepted",
		    n);
		return ERR_PROOF;
	}
	if (n >= log->head.size)
		return ERR_NONE;
	if (tree_source_leaf(log->tree, n, log->head.size, &tiled, e) !=
		ERR_NONE ||
	    !hash_equal(&leaf, &tiled)) {
		refuse(log, "R6", "entry %" PRIu64 " differs from its tile", n);
		return ERR_PROOF;
	}
	return ERR_NONE;
}

/* log 6.8.5 */
static enum err
check_tree(struct merkle_log *log, struct error *e)
{
	uint64_t from = log->head.size > TAIL_ENTRIES ?
	    log->head.size - TAIL_ENTRIES :
	    0;
	struct hash root;
	enum err rc = edge_load(&log->edge, log->tree, log->head.size, e);

	if (rc == ERR_MEMORY)
		return rc;
	if (rc != ERR_NONE) {
		refuse(log, "R6", "%.200s",
		    e == NULL ? "a tile is missing" : e->text);
		return ERR_NONE;
	}
	root = edge_root(&log->edge);
	if (!hash_equal(&root, &log->head.root)) {
		refuse(log, "R6",
		    "the root recomputed from the store's tiles "
		    "is not the signed one at %" PRIu64 " entries",
		    log->head.size);
		return ERR_NONE;
	}
	rc = truth_read_entries(log->truth, from, log->head.next - from,
	    check_entry, log, e);
	if (rc == ERR_STORE) /* a gap, named in the text */
		refuse(log, "R6", "%.200s",
		    e == NULL ? "an entry is missing" : e->text);
	return rc == ERR_MEMORY ? rc : ERR_NONE;
}

enum err
log_start(struct merkle_log *log, const struct merkle_log_options *options,
    struct error *e)
{
	struct buffer note = {0};
	struct error own = {0};
	char public_dir[PATH_BYTES];
	bool write = false;
	enum err rc = check_head(log, e);

	if (e == NULL)
		e = &own;
	if (rc == ERR_NONE)
		rc = check_tree(log, e);
	if (rc == ERR_NONE && !control_is(CONTROL_NO_HEAD))
		rc = check_log_head(log, &write, e);
	if (rc == ERR_NONE)
		rc = path_join(public_dir, log->dir, "public", e);
	if (rc == ERR_NONE)
		rc = check_published(log, public_dir, e);
	for (size_t i = 0; i < options->peer_count && rc == ERR_NONE; i++)
		rc = check_published(log, options->peers[i], e);
	if (rc == ERR_NONE)
		rc = log_check_met(log, e);
	/* step 7: a crash came between commit and log.head */
	if (rc == ERR_NONE && write && log->refusal[0] == '\0' &&
	    log->head.size != 0) {
		rc = truth_read_checkpoint(log->truth, 0, NULL, NULL, &note, e);
		if (rc == ERR_NONE)
			rc = log_head_write(log->keys_dir, buffer_bytes(&note),
			    e);
	}
	buffer_release(&note);
	return rc;
}

enum err
merkle_log_open(struct merkle_log **out,
    const struct merkle_log_options *options, struct error *e)
{
	struct merkle_log *log = NULL;
	enum err rc = log_open_files(&log, options, e);

	if (rc == ERR_NONE)
		rc = log_start(log, options, e);
	if (rc != ERR_NONE) {
		merkle_log_close(log);
		return rc;
	}
	*out = log;
	return ERR_NONE;
}

#ifdef CHANCERY_CONTROLS
enum err
log_take_over(struct merkle_log *log, struct error *e)
{
	uint64_t epoch;
	enum err rc = truth_fence(log->truth, &epoch, e);

	if (rc == ERR_NONE)
		rc = truth_head(log->truth, &log->head, e);
	if (rc == ERR_NONE)
		rc = edge_load(&log->edge, log->tree, log->head.size, e);
	return rc;
}
#endif
