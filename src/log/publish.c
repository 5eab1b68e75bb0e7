#include "log/publish.h"

#include "base/file.h"
#include "format/note.h"
#include "format/tile.h"
#include "store/control.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define NAME_BYTES 96
#define PENDING_MAX 64
#define FOLDERS_MAX 32
#define FOLDERS_DEEP 10 /* folders that one file may need */

/* Written and not yet renamed: syncing many files in a row costs the disk
 * less than one after the other. */
struct pending {
	int fd;
	char tmp[24], name[NAME_BYTES];
};

/* Opened before anything is written into it, so that no error of a sync is
 * lost (F14). */
struct folder {
	int fd;
	char name[NAME_BYTES];
};

struct publisher {
	int dir_fd, tmp_fd, lock_fd;
	unsigned tmp_count;
	size_t pending_count, folder_count;
	struct pending pending[PENDING_MAX];
	struct folder folders[FOLDERS_MAX];
	struct publish_result result;
};

static enum err
failed(struct error *e, const char *what, const char *name)
{
	int why = errno;
	enum err rc;

	what = message_in(e == NULL ? LANG_EN : e->lang, what);
	if (why != ENOSPC && why != EDQUOT)
		return error_set(e, ERR_STORE, "cannot %s \"%s\": %s", what,
		    name, strerror(why));
	rc = error_word(e, ERR_STORE, "disk_full",
	    "cannot %s \"%s\": no space "
	    "is left on the disk",
	    what, name);
	return error_mend(e, rc, "free some space; publishing goes on there");
}

/* Interrupted calls are made again; failed ones never are. */
static int
open_at(int dir_fd, const char *name, int flags, mode_t mode)
{
	int fd;

	do
		fd = openat(dir_fd, name,
		    flags | O_CLOEXEC | (dir_fd == AT_FDCWD ? 0 : O_NOFOLLOW),
		    mode);
	while (fd < 0 && errno == EINTR);
	return fd;
}

/* ---- folders ---- */

static enum err
note_folder(struct publisher *p, const char *name, struct error *e)
{
	struct folder *f = &p->folders[p->folder_count];

	for (size_t i = 0; i < p->folder_count; i++)
		if (strcmp(p->folders[i].name, name) == 0)
			return ERR_NONE;
	if (p->folder_count == FOLDERS_MAX)
		return error_set(e, ERR_MEMORY, "too many folders at once");
	f->fd = open_at(p->dir_fd, name, O_RDONLY | O_DIRECTORY, 0);
	if (f->fd < 0)
		return failed(e, "open the folder", name);
	(void)snprintf(f->name, sizeof f->name, "%s", name);
	p->folder_count++;
	return ERR_NONE;
}

/* Every folder on the way to `name`; the one it lies in is noted, and those in
 * which another had to be made. */
static enum err
make_folders(struct publisher *p, const char *name, struct error *e)
{
	char part[NAME_BYTES], parent[NAME_BYTES] = ".";
	enum err rc = ERR_NONE;

	for (size_t i = 0; name[i] != '\0' && rc == ERR_NONE; i++) {
		if (name[i] != '/')
			continue;
		memcpy(part, name, i);
		part[i] = '\0';
		if (mkdirat(p->dir_fd, part, 0755) == 0)
			rc = note_folder(p, parent, e);
		else if (errno != EEXIST)
			rc = failed(e, "make the folder", part);
		memcpy(parent, part, i + 1);
	}
	if (rc == ERR_NONE)
		rc = note_folder(p, parent, e);
	return rc;
}

/* ---- files ---- */

static enum err
write_all(int fd, const char *name, struct bytes content, struct error *e)
{
	while (content.len != 0) {
		ssize_t n = write(fd, content.at, content.len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return failed(e, "write", name);
		content.at += n;
		content.len -= (size_t)n;
	}
	return ERR_NONE;
}

static enum err
flush_files(struct publisher *p, struct error *e)
{
	enum err rc = ERR_NONE;

	for (size_t i = 0; i < p->pending_count; i++) {
		struct pending *f = &p->pending[i];

		/* its bytes and length; the name is the folder's business */
		if (rc == ERR_NONE && fdatasync(f->fd) != 0)
			rc = failed(e, "sync", f->name);
		if (close(f->fd) != 0 && rc == ERR_NONE)
			rc = failed(e, "close", f->name);
		if (rc == ERR_NONE &&
		    renameat(p->tmp_fd, f->tmp, p->dir_fd, f->name) != 0)
			rc = errno == ENOENT ?
			    error_set(e, ERR_CONFLICT,
				"another process is publishing there, too") :
			    failed(e, "rename to", f->name);
		if (rc != ERR_NONE)
			(void)unlinkat(p->tmp_fd, f->tmp, 0);
		else
			p->result.files_written++;
	}
	p->pending_count = 0;
	return rc;
}

/* Everything published so far is on the disk when this returns ERR_NONE. */
static enum err
flush(struct publisher *p, struct error *e)
{
	enum err rc = flush_files(p, e);

	for (size_t i = 0; i < p->folder_count; i++) {
		if (rc == ERR_NONE && fsync(p->folders[i].fd) != 0)
			rc = failed(e, "sync the folder", p->folders[i].name);
		(void)close(p->folders[i].fd);
	}
	p->folder_count = 0;
	return rc;
}

static enum err
stage(struct publisher *p, const char *name, struct bytes content,
    struct error *e)
{
	struct pending *f = &p->pending[p->pending_count];
	enum err rc;

	(void)snprintf(f->tmp, sizeof f->tmp, "%u", p->tmp_count++);
	(void)snprintf(f->name, sizeof f->name, "%s", name);
	f->fd = open_at(p->tmp_fd, f->tmp, O_WRONLY | O_CREAT | O_EXCL, 0644);
	if (f->fd < 0)
		return failed(e, "create a file for", name);
	rc = write_all(f->fd, name, content, e);
	if (rc != ERR_NONE) {
		(void)close(f->fd);
		(void)unlinkat(p->tmp_fd, f->tmp, 0);
		return rc;
	}
	p->pending_count++;
	return ERR_NONE;
}

/* What stands there: ERR_ABSENT, ERR_NONE and `*equal`, or an error. */
static enum err
compare(const struct publisher *p, const char *name, struct bytes content,
    bool *equal, struct error *e)
{
	uint8_t part[16384];
	struct stat st;
	size_t at = 0;
	ssize_t n = 1;
	int fd = open_at(p->dir_fd, name, O_RDONLY, 0);

	*equal = false;
	if (fd < 0)
		return errno == ENOENT ? ERR_ABSENT : failed(e, "open", name);
	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode) ||
	    (uint64_t)st.st_size != content.len) {
		(void)close(fd);
		return ERR_NONE;
	}
	while (n != 0) {
		n = read(fd, part, sizeof part);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 || (size_t)n > content.len - at ||
		    memcmp(part, content.at + at, (size_t)n) != 0)
			break;
		at += (size_t)n;
	}
	*equal = n == 0 && at == content.len;
	if (n < 0)
		(void)failed(e, "read", name);
	(void)close(fd);
	return n < 0 ? ERR_STORE : ERR_NONE;
}

static enum err
put(struct publisher *p, const char *name, struct bytes content, bool replace,
    struct error *e)
{
	bool equal;
	enum err rc = ERR_NONE;

	if (p->pending_count == PENDING_MAX ||
	    p->folder_count + FOLDERS_DEEP > FOLDERS_MAX)
		rc = flush(p, e);
	if (rc == ERR_NONE)
		rc = make_folders(p, name, e);
	if (rc != ERR_NONE)
		return rc;
	rc = compare(p, name, content, &equal, e);
	if (rc == ERR_NONE && equal) {
		p->result.files_equal++;
		return ERR_NONE;
	}
	if (rc == ERR_NONE && !replace) {
		rc = error_set(e, ERR_PROOF,
		    "the published file \"%s\" "
		    "differs from the log; it was left alone",
		    name);
		return error_mend(e, rc,
		    "\"chancery log fsck\" tells which of the two is right");
	}
	if (rc != ERR_NONE && rc != ERR_ABSENT)
		return rc;
	return stage(p, name, content, e);
}

/* ---- what is published ---- */

struct bundler {
	struct tree_source *from;
	struct buffer *out;
	uint64_t size;
};

static enum err
add_entry(void *context, uint64_t n, struct bytes entry, struct error *e)
{
	struct bundler *b = context;
	struct hash leaf = hash_leaf(entry), tiled;
	enum err rc = tree_source_leaf(b->from, n, b->size, &tiled, e);

	if (rc != ERR_NONE)
		return rc;
	if (!hash_equal(&leaf, &tiled))
		return error_set(e, ERR_PROOF,
		    "entry %" PRIu64 " differs "
		    "from its leaf hash; it was not published",
		    n);
	bundle_add(b->out, entry);
	return ERR_NONE;
}

static unsigned
width_of(uint64_t count, uint64_t number)
{
	uint64_t left = count - number * TILE_WIDTH;

	return left < TILE_WIDTH ? (unsigned)left : TILE_WIDTH;
}

static enum err
put_bundles(struct publisher *p, struct tree_source *from, uint64_t start,
    uint64_t size, struct error *e)
{
	struct buffer out = {0};
	struct bundler b = {from, &out, size};
	enum err rc = ERR_NONE;

	for (uint64_t n = start / TILE_WIDTH;
	     n * TILE_WIDTH < size && rc == ERR_NONE; n++) {
		struct tile tile = {TILE_ENTRIES, n, width_of(size, n)};
		char name[TILE_PATH_BYTES];

		buffer_clear(&out);
		(void)tile_path(name, &tile);
		rc = tree_source_entries(from, n * TILE_WIDTH, tile.width, size,
		    add_entry, &b, e);
		if (rc == ERR_NONE && out.failed)
			rc = error_set(e, ERR_MEMORY, "out of memory");
		if (rc == ERR_NONE)
			rc = put(p, name, buffer_bytes(&out), false, e);
	}
	buffer_release(&out);
	return rc;
}

static enum err
put_level(struct publisher *p, struct tree_source *from, unsigned level,
    uint64_t start, uint64_t count, struct error *e)
{
	struct hash hashes[TILE_WIDTH];
	enum err rc = ERR_NONE;

	for (uint64_t n = start / TILE_WIDTH;
	     n * TILE_WIDTH < count && rc == ERR_NONE; n++) {
		struct tile tile = {(int)level, n, width_of(count, n)};
		char name[TILE_PATH_BYTES];

		(void)tile_path(name, &tile);
		rc = tree_source_tile(from, level, n, tile.width, hashes, e);
		if (rc == ERR_NONE)
			rc = put(p, name,
			    bytes_of(hashes, tile.width * sizeof hashes[0]),
			    false, e);
	}
	return rc;
}

static enum err
put_openings_file(struct publisher *p, struct tree_source *from, uint64_t n,
    uint64_t size, struct buffer *out, struct error *e)
{
	struct tile tile = {TILE_ENTRIES, n, TILE_WIDTH};
	char path[TILE_PATH_BYTES], name[TILE_PATH_BYTES + 16];
	enum err rc;

	buffer_clear(out);
	rc = tree_source_openings(from, n, size, out, e);
	if (rc == ERR_NONE && out->failed)
		rc = error_set(e, ERR_MEMORY, "out of memory");
	if (rc != ERR_NONE)
		return rc;
	(void)tile_path(path, &tile);
	(void)snprintf(name, sizeof name, "openings/%s",
	    path + strlen("tile/entries/"));
	return put(p, name, buffer_bytes(out), true, e);
}

static enum err
put_openings(struct publisher *p, struct tree_source *from,
    const struct publish_options *o, uint64_t start, uint64_t size,
    struct error *e)
{
	struct buffer out = {0};
	enum err rc = ERR_NONE;

	for (size_t i = 0; i < o->openings_again_count && rc == ERR_NONE; i++)
		if (o->openings_again[i] < start / TILE_WIDTH)
			rc = put_openings_file(p, from, o->openings_again[i],
			    size, &out, e);
	for (uint64_t n = start / TILE_WIDTH;
	     n * TILE_WIDTH < size && rc == ERR_NONE; n++)
		rc = put_openings_file(p, from, n, size, &out, e);
	buffer_release(&out);
	/* a source without openings leaves those files alone */
	return rc == ERR_ABSENT ? ERR_NONE : rc;
}

static enum err
put_tree(struct publisher *p, struct tree_source *from,
    const struct publish_options *o, uint64_t start, uint64_t size,
    struct error *e)
{
	enum err rc = put_openings(p, from, o, start, size, e);

	if (rc == ERR_NONE)
		rc = put_bundles(p, from, start, size, e);
	for (unsigned level = 0; level <= 7 && rc == ERR_NONE; level++) {
		unsigned shift = level * TILE_HEIGHT;

		if (size >> shift == 0)
			break;
		rc = put_level(p, from, level, start >> shift, size >> shift,
		    e);
	}
	if (rc == ERR_NONE)
		rc = flush(p, e);
	return rc;
}

/* ---- the whole ---- */

static enum err
clean_tmp(struct publisher *p, struct error *e)
{
	int fd = open_at(p->tmp_fd, ".", O_RDONLY | O_DIRECTORY, 0);
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);
	struct dirent *entry;

	if (dir == NULL) {
		if (fd >= 0)
			(void)close(fd);
		return failed(e, "open the folder", ".tmp");
	}
	while ((entry = readdir(dir)) != NULL)
		if (entry->d_name[0] != '.')
			(void)unlinkat(p->tmp_fd, entry->d_name, 0);
	(void)closedir(dir);
	return ERR_NONE;
}

static enum err
open_folder(struct publisher *p, const char *dir, struct error *e)
{
	enum err rc = directory_make(dir, 0755, e);

	if (rc != ERR_NONE)
		return rc;
	p->dir_fd = open_at(AT_FDCWD, dir, O_RDONLY | O_DIRECTORY, 0);
	if (p->dir_fd < 0)
		return failed(e, "open the folder", dir);
	p->lock_fd = open_at(p->dir_fd, ".lock", O_RDWR | O_CREAT, 0644);
	if (p->lock_fd < 0)
		return failed(e, "open", ".lock");
	if (flock(p->lock_fd, LOCK_EX | LOCK_NB) != 0) {
		rc = error_set(e, ERR_CONFLICT,
		    "another process is "
		    "publishing into \"%.200s\"",
		    dir);
		return error_mend(e, rc, "try again when it has ended");
	}
	if (mkdirat(p->dir_fd, ".tmp", 0755) != 0 && errno != EEXIST)
		return failed(e, "make the folder", ".tmp");
	p->tmp_fd = open_at(p->dir_fd, ".tmp", O_RDONLY | O_DIRECTORY, 0);
	if (p->tmp_fd < 0)
		return failed(e, "open the folder", ".tmp");
	return clean_tmp(p, e);
}

static void
close_folder(struct publisher *p)
{
	for (size_t i = 0; i < p->pending_count; i++) {
		(void)close(p->pending[i].fd);
		(void)unlinkat(p->tmp_fd, p->pending[i].tmp, 0);
	}
	for (size_t i = 0; i < p->folder_count; i++)
		(void)close(p->folders[i].fd);
	if (p->tmp_fd >= 0)
		(void)close(p->tmp_fd);
	if (p->lock_fd >= 0)
		(void)close(p->lock_fd);
	if (p->dir_fd >= 0)
		(void)close(p->dir_fd);
}

static enum err
read_checkpoint(struct bytes bytes, struct checkpoint *out, struct error *e)
{
	struct note note;
	enum err rc = note_parse(&note, bytes, e);

	if (rc == ERR_NONE)
		rc = checkpoint_parse(out, note.text, e);
	return rc;
}

/* log 6.7.2: `*old` is what stands there, size 0 when nothing does. */
static enum err
check_published(const char *dir, struct tree_source *from,
    const struct checkpoint *new, struct checkpoint *old, struct error *e)
{
	struct buffer note = {0};
	char path[PATH_BYTES];
	struct hash root;
	enum err rc = path_join(path, dir, "checkpoint", e);

	*old = (struct checkpoint){0};
	if (rc == ERR_NONE)
		rc = file_read(&note, path, NOTE_BYTES_MAX, e);
	if (rc == ERR_ABSENT) {
		rc = ERR_NONE;
		goto done;
	}
	if (rc != ERR_NONE)
		goto done;
	if (read_checkpoint(buffer_bytes(&note), old, NULL) != ERR_NONE ||
	    strcmp(old->origin, new->origin) != 0) {
		rc = error_set(e, ERR_PROOF,
		    "the published checkpoint is not one of this log");
		goto done;
	}
	if (old->size > new->size) {
		rc = error_set(e, ERR_PROOF,
		    "the published checkpoint has %" PRIu64
		    " entries, the log's newest %" PRIu64,
		    old->size, new->size);
		goto done;
	}
	rc = tree_source_root(from, old->size, &root, e);
	if (rc == ERR_NONE && !hash_equal(&root, &old->root))
		rc = error_set(e, ERR_PROOF,
		    "the published checkpoint of %" PRIu64
		    " entries has another root than the log",
		    old->size);
done:
	buffer_release(&note);
	return rc;
}

static enum err
check_source(struct tree_source *from, const struct checkpoint *c,
    struct error *e)
{
	struct hash root;
	enum err rc = tree_source_root(from, c->size, &root, e);

	if (rc == ERR_NONE && !hash_equal(&root, &c->root))
		rc = error_set(e, ERR_PROOF,
		    "the log's tiles do not give the "
		    "root of its checkpoint of %" PRIu64 " entries",
		    c->size);
	return rc;
}

static enum err
put_notes(struct publisher *p, struct bytes note,
    const struct publish_options *o, struct error *e)
{
	enum err rc = put(p, "checkpoint", note, true, e);

	if (rc == ERR_NONE)
		rc = flush(p, e);
	if (rc == ERR_NONE && o->cosigned.len != 0)
		rc = put(p, "checkpoint-cosigned", o->cosigned, true, e);
	if (rc == ERR_NONE && o->policy.len != 0)
		rc = put(p, "policy", o->policy, true, e);
	if (rc == ERR_NONE)
		rc = flush(p, e);
	return rc;
}

enum err
publish_tree(const char *dir, struct tree_source *from,
    const struct publish_options *options, struct publish_result *result,
    struct error *e)
{
	struct publisher *p = calloc(1, sizeof *p);
	struct checkpoint new = {0}, old = {0};
	struct buffer note = {0};
	enum err rc;

	if (p == NULL)
		return error_set(e, ERR_MEMORY, "out of memory");
	p->dir_fd = p->tmp_fd = p->lock_fd = -1;
	rc = open_folder(p, dir, e);
	if (rc == ERR_NONE && options->checkpoint.len != 0)
		buffer_add(&note, options->checkpoint);
	else if (rc == ERR_NONE)
		rc = tree_source_checkpoint(from, &note, e);
	if (rc == ERR_NONE && note.failed)
		rc = error_set(e, ERR_MEMORY, "out of memory");
	if (rc == ERR_NONE)
		rc = read_checkpoint(buffer_bytes(&note), &new, e);
	if (rc == ERR_NONE)
		rc = check_published(dir, from, &new, &old, e);
	if (rc == ERR_NONE)
		rc = check_source(from, &new, e);
	if (rc == ERR_NONE && control_is(CONTROL_CKPT_FIRST))
		rc = put_notes(p, buffer_bytes(&note), options, e);
	if (rc == ERR_NONE)
		rc = put_tree(p, from, options, options->full ? 0 : old.size,
		    new.size, e);
	if (rc == ERR_NONE)
		rc = put_notes(p, buffer_bytes(&note), options, e);
	if (rc == ERR_NONE && result != NULL) {
		*result = p->result;
		result->size = new.size;
	}
	close_folder(p);
	free(p);
	buffer_release(&note);
	return rc;
}

/* ---- sweeping: log 2.5 ---- */

struct sweep {
	int64_t before_s;
	uint64_t removed;
};

static bool
is_old_full(int dir_fd, const char *partial_dir, int64_t before_s)
{
	char full[NAME_BYTES];
	struct stat st;
	size_t len = strlen(partial_dir);

	if (len < 3 || len >= sizeof full ||
	    strcmp(partial_dir + len - 2, ".p") != 0)
		return false;
	memcpy(full, partial_dir, len - 2);
	full[len - 2] = '\0';
	return fstatat(dir_fd, full, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
	    S_ISREG(st.st_mode) && (int64_t)st.st_mtime < before_s;
}

static enum err sweep_folder(struct sweep *s, int parent_fd, const char *name,
    unsigned depth, bool remove, struct error *e);

static enum err
sweep_one(struct sweep *s, int fd, const char *name, unsigned depth,
    bool remove, struct error *e)
{
	struct stat st;

	if (fstatat(fd, name, &st, AT_SYMLINK_NOFOLLOW) != 0)
		return failed(e, "look at", name);
	if (S_ISDIR(st.st_mode) && !remove && depth < 12) {
		bool old = is_old_full(fd, name, s->before_s);
		size_t len = strlen(name);

		if (len > 2 && strcmp(name + len - 2, ".p") == 0 && !old)
			return ERR_NONE;
		return sweep_folder(s, fd, name, depth + 1, old, e);
	}
	if (S_ISREG(st.st_mode) && remove) {
		if (unlinkat(fd, name, 0) != 0)
			return failed(e, "remove", name);
		s->removed++;
	}
	return ERR_NONE;
}

static enum err
sweep_folder(struct sweep *s, int parent_fd, const char *name, unsigned depth,
    bool remove, struct error *e)
{
	int fd = open_at(parent_fd, name, O_RDONLY | O_DIRECTORY, 0);
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);
	struct dirent *entry;
	enum err rc = ERR_NONE;

	if (dir == NULL) {
		if (fd >= 0)
			(void)close(fd);
		return errno == ENOENT ? ERR_NONE :
					 failed(e, "open the folder", name);
	}
	while (rc == ERR_NONE && (entry = readdir(dir)) != NULL)
		if (entry->d_name[0] != '.')
			rc = sweep_one(s, dirfd(dir), entry->d_name, depth,
			    remove, e);
	(void)closedir(dir);
	if (rc == ERR_NONE && remove)
		(void)unlinkat(parent_fd, name, AT_REMOVEDIR);
	return rc;
}

enum err
publish_sweep(const char *dir, int64_t now_s, uint64_t *removed,
    struct error *e)
{
	struct publisher *p = calloc(1, sizeof *p);
	struct sweep s = {.before_s = now_s - 7 * 86400};
	enum err rc;

	if (p == NULL)
		return error_set(e, ERR_MEMORY, "out of memory");
	p->dir_fd = p->tmp_fd = p->lock_fd = -1;
	rc = open_folder(p, dir, e);
	if (rc == ERR_NONE)
		rc = sweep_folder(&s, p->dir_fd, "tile", 0, false, e);
	close_folder(p);
	free(p);
	if (removed != NULL)
		*removed = s.removed;
	return rc;
}
