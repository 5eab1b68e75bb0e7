/*
 * The bulk build. Postings come in key order; where neighbours part tells when
 * a subtree is complete (as in any ordered trie). Buckets and branches are kept
 * aside as they come, and laid into pages once all are known.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/file.h"
#include "index/handle.h"
#include "index/layout.h"
#include "index/sort.h"

#define DEPTH_MAX 256u

/* A complete subtree: its postings while they are few, else its root. */
struct part {
	unsigned few; /* that many items on top of the pile; 0: `ref` */
	uint32_t ref;
	unsigned bit;         /* of the root, where it is a branch */
	struct heading total; /* of a bucket: known when written */
	uint64_t oldest, newest;
	uint8_t key[KEY_ROOM]; /* one of its keys */
};

struct open_branch {
	unsigned bit;
	struct part left;
};

struct index_build {
	char *path, *path_new;
	struct buffer origin;
	struct posting_sort *sort;
	struct mapping map; /* the new file */
	struct asides asides;
	struct item *pile; /* items of all parts that are few */
	size_t pile_count;
	struct open_branch open[DEPTH_MAX];
	unsigned open_count;
	bool placed; /* the new file stands at `path` */
};

void
index_build_free(struct index_build *b)
{
	if (b == NULL)
		return;
	if (b->map.at != NULL && b->path_new != NULL && !b->placed)
		(void)unlink(b->path_new);
	mapping_release(&b->map);
	asides_release(&b->asides);
	posting_sort_free(b->sort);
	buffer_release(&b->origin);
	free(b->pile);
	free(b->path);
	free(b->path_new);
	free(b);
}

static enum err
folder_of(char out[PATH_BYTES], const char *path, struct error *e)
{
	const char *slash = strrchr(path, '/');
	size_t len = slash == NULL ? 1 :
	    slash == path          ? 1 :
				     (size_t)(slash - path);

	if (len >= PATH_BYTES)
		return error_set(e, ERR_INPUT, "the path is too long");
	memcpy(out, slash == NULL ? "." : path, len);
	out[len] = '\0';
	return ERR_NONE;
}

static enum err
open_new_file(struct index_build *b, struct error *e)
{
	int fd = open(b->path_new, O_RDWR | O_CREAT | O_CLOEXEC, 0644);
	enum err rc;

	if (fd < 0)
		return error_set(e, ERR_STORE, "%s: %s", b->path_new,
		    strerror(errno));
	if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
		(void)close(fd);
		return error_set(e, ERR_CONFLICT,
		    "another process is building this index");
	}
	b->map = (struct mapping){.fd = fd, .writable = true};
	if (ftruncate(fd, 0) != 0)
		rc = error_set(e, ERR_STORE, "%s: %s", b->path_new,
		    strerror(errno));
	else
		rc = mapping_grow(&b->map, TRIE_BYTES_MIN, e);
	if (rc != ERR_NONE && b->map.at == NULL) {
		(void)unlink(b->path_new);
		(void)close(fd);
	}
	return rc;
}

/* Names and room; everything that needs no file. */
static struct index_build *
build_alloc(const char *path, struct bytes origin)
{
	static const char suffix[] = ".new";
	struct index_build *b = calloc(1, sizeof *b);
	size_t path_len = strlen(path);

	if (b == NULL)
		return NULL;
	b->path = strdup(path);
	b->path_new = malloc(path_len + sizeof suffix);
	b->pile = calloc((DEPTH_MAX + 1) * BUCKET_MAX, sizeof *b->pile);
	buffer_add(&b->origin, origin);
	if (b->path == NULL || b->path_new == NULL || b->pile == NULL ||
	    b->origin.failed) {
		index_build_free(b);
		return NULL;
	}
	memcpy(b->path_new, path, path_len);
	memcpy(b->path_new + path_len, suffix, sizeof suffix);
	return b;
}

enum err
index_build_new(struct index_build **out, const char *path, struct bytes origin,
    size_t memory_bytes, struct error *e)
{
	struct index_build *b = build_alloc(path, origin);
	char folder[PATH_BYTES];
	enum err rc;

	if (b == NULL)
		return error_set(e, ERR_MEMORY, "no memory to build an index");
	rc = folder_of(folder, path, e);
	if (rc == ERR_NONE)
		rc = open_new_file(b, e);
	if (rc == ERR_NONE)
		rc = asides_init(&b->asides, folder, e);
	if (rc == ERR_NONE)
		rc = posting_sort_new(&b->sort, folder, memory_bytes, e);
	if (rc != ERR_NONE) {
		index_build_free(b);
		return rc;
	}
	trie_header_init(trie_header(&b->map), origin);
	*out = b;
	return ERR_NONE;
}

enum err
index_build_add(struct index_build *b, const struct posting *p, struct error *e)
{
	enum err rc = posting_check(p, e);

	return rc != ERR_NONE ? rc : posting_sort_add(b->sort, p, e);
}

enum err
index_build_strike(struct index_build *b, const uint8_t *key, size_t key_len,
    uint64_t struck_by, struct error *e)
{
	return posting_sort_strike(b->sort, key, key_len, struck_by, e);
}

/* Few items become a bucket. */
static enum err
write_bucket(struct index_build *b, struct part *p, const struct item *items,
    unsigned from, struct error *e)
{
	struct run r = {.count = p->few};
	enum err rc;

	memcpy(r.items, items, p->few * sizeof *items);
	run_find_bits(&r);
	rc = asides_add_bucket(&b->asides, &r, &p->ref, e);
	if (rc != ERR_NONE)
		return rc;
	run_total(&p->total, &r, 0, r.count, from);
	run_ages(&r, &p->oldest, &p->newest);
	p->few = 0;
	return ERR_NONE;
}

/* D of a part as a child whose key bits are new from `from` on. */
static void
part_total(const struct index_build *b, struct part *p, unsigned from)
{
	if ((p->ref & BUCKET_REF) == 0) {
		struct branch *own = &aside_at(&b->asides, p->ref)->branch;

		branch_set_label(own, p->key, from, p->bit);
		branch_total(&p->total, p->key, from, p->bit, own->totals[0],
		    own->totals[1]);
	}
}

/* Both sides of an open branch are complete; `right` becomes the whole. */
static enum err
join(struct index_build *b, const struct open_branch *open, struct part *right,
    struct error *e)
{
	struct part sides[2] = {open->left, *right};
	unsigned few = sides[0].few + sides[1].few;
	const struct item *top = b->pile + b->pile_count;
	uint32_t refs[2], number = 0;
	struct branch *own;
	enum err rc = ERR_NONE;

	if (sides[0].few != 0 && sides[1].few != 0 && few <= BUCKET_MAX) {
		right->few = few;
		return ERR_NONE;
	}
	for (unsigned i = 0; rc == ERR_NONE && i < 2; i++) {
		unsigned above = i == 0 ? few : sides[1].few;

		if (sides[i].few != 0)
			rc = write_bucket(b, &sides[i], top - above,
			    open->bit + 1, e);
	}
	b->pile_count -= few;
	for (unsigned i = 0; i < 2; i++)
		refs[i] = sides[i].ref;
	if (rc == ERR_NONE)
		rc = asides_add_branch(&b->asides, refs, &number, e);
	if (rc != ERR_NONE)
		return rc;
	own = &aside_at(&b->asides, number)->branch;
	right->oldest = UINT64_MAX;
	right->newest = 0;
	for (unsigned i = 0; i < 2; i++) {
		part_total(b, &sides[i], open->bit + 1);
		heading_print(own->totals[i], &sides[i].total);
		if (sides[i].oldest < right->oldest)
			right->oldest = sides[i].oldest;
		if (sides[i].newest > right->newest)
			right->newest = sides[i].newest;
	}
	put_be(own->oldest, 5, right->oldest);
	put_be(own->newest, 5, right->newest);
	own->bit = (uint8_t)open->bit;
	right->few = 0;
	right->ref = number;
	right->bit = open->bit;
	return ERR_NONE;
}

/* The newest posting is a part of its own; what lies below bit `next` to its
 * left is complete with it. */
static enum err
join_below(struct index_build *b, unsigned next, bool to_top, struct part *out,
    struct error *e)
{
	enum err rc = ERR_NONE;

	memset(out, 0, sizeof *out);
	out->few = 1;
	memcpy(out->key, b->pile[b->pile_count - 1].key, KEY_ROOM);
	while (rc == ERR_NONE && b->open_count != 0 &&
	    (to_top || b->open[b->open_count - 1].bit > next))
		rc = join(b, &b->open[--b->open_count], out, e);
	return rc;
}

static enum err
take_posting(struct index_build *b, const struct posting *p, struct error *e)
{
	struct item item;
	enum err rc;

	posting_to_item(&item, p);
	if (trie_header(&b->map)->posting_count++ != 0) {
		struct open_branch *open;
		struct part left;
		uint8_t *last = b->pile[b->pile_count - 1].key;
		unsigned bit = key_first_difference(last, item.key);

		rc = join_below(b, bit, false, &left, e);
		if (rc != ERR_NONE)
			return rc;
		open = &b->open[b->open_count++];
		open->bit = bit;
		open->left = left;
	}
	b->pile[b->pile_count++] = item;
	return ERR_NONE;
}

static enum err
take_all(struct index_build *b, uint64_t covered, struct part *top,
    struct error *e)
{
	uint64_t sum = 0;
	struct posting p;
	bool end = false;
	enum err rc = posting_sort_rewind(b->sort, e);

	while (rc == ERR_NONE && !end) {
		rc = posting_sort_next(b->sort, &p, &end, e);
		if (rc != ERR_NONE || end)
			break;
		sum += p.times;
		if (p.number >= covered || p.struck_by >= covered)
			rc = error_set(e, ERR_INPUT,
			    "a posting of entry %" PRIu64 " struck by %" PRIu64
			    " in an index that covers %" PRIu64,
			    p.number, p.struck_by, covered);
		else if (sum >= HEADING_SUM_LIMIT)
			rc = error_set(e, ERR_INPUT,
			    "the sum of times would reach 2^40");
		else
			rc = take_posting(b, &p, e);
	}
	if (rc != ERR_NONE || trie_header(&b->map)->posting_count == 0)
		return rc;
	rc = join_below(b, 0, true, top, e);
	if (rc == ERR_NONE && top->few != 0)
		rc = write_bucket(b, top, b->pile, 0, e);
	if (rc == ERR_NONE)
		part_total(b, top, 0);
	return rc;
}

/* Handles on the file that stood there learn that it does so no more. */
static void
supersede(int fd)
{
	struct mapping old = {0};

	if (fd < 0)
		return;
	if (mapping_open(&old, fd, true, NULL) != ERR_NONE) {
		(void)close(fd);
		return;
	}
	atomic_store(&trie_header(&old)->superseded, 1);
	mapping_release(&old);
}

static enum err
put_in_place(struct index_build *b, struct error *e)
{
	int old = open(b->path, O_RDWR | O_CLOEXEC);
	enum err rc;

	if (old >= 0)
		(void)flock(old, LOCK_EX);
	if (rename(b->path_new, b->path) != 0) {
		rc = error_set(e, ERR_STORE, "%s: %s", b->path,
		    strerror(errno));
		if (old >= 0)
			(void)close(old);
		return rc;
	}
	b->placed = true;
	supersede(old);
	return ERR_NONE;
}

enum err
index_build_end(struct index_build *b, uint64_t covered,
    struct ordered_index **out, struct error *e)
{
	struct part top = {0};
	struct trie_header *h;
	enum err rc;

	if (covered >= HEADING_SUM_LIMIT)
		return error_set(e, ERR_INPUT,
		    "a covered size of %" PRIu64 " is out of range", covered);
	rc = take_all(b, covered, &top, e);
	if (rc == ERR_NONE)
		rc = layout_write(&b->map, &b->asides, top.ref, e);
	if (rc != ERR_NONE)
		return rc;
	h = trie_header(&b->map);
	h->covered = covered;
	heading_print(h->top, &top.total);
	h->bucket_at = h->bucket_end = h->end;
	rc = put_in_place(b, e);
	(void)flock(b->map.fd, LOCK_UN);
	if (rc != ERR_NONE || out == NULL)
		return rc;
	return ordered_index_open(out, b->path, buffer_bytes(&b->origin), true,
	    e);
}
