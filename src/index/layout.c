#include "index/layout.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"

#define FIRST_BYTES ((size_t)64 * PAGE)
#define BYTES_CUT (UINT32_C(1) << 30)
#define LET_GO_BYTES \
	((uint64_t)64 << 20) /* written between two times that
    pages are let go, so that a build of any size stays small in memory */
#define BRANCH_BYTES ((uint32_t)sizeof(struct branch))
#define ROOM_BYTES (PAGE - BRANCH_BYTES) /* behind the slot of used bits */

static enum err
open_beside(struct mapping *m, const char *folder, struct error *e)
{
	char name[PATH_BYTES];
	enum err rc = path_join(name, folder, "index.XXXXXX", e);
	int fd;

	if (rc != ERR_NONE)
		return rc;
	fd = mkostemp(name, O_CLOEXEC);
	if (fd < 0)
		return error_set(e, ERR_STORE, "%s: %s", name, strerror(errno));
	(void)unlink(name);
	*m = (struct mapping){.fd = fd, .writable = true};
	rc = mapping_grow(m, FIRST_BYTES, e);
	if (rc != ERR_NONE && m->at == NULL)
		(void)close(fd);
	return rc;
}

enum err
asides_init(struct asides *a, const char *folder, struct error *e)
{
	enum err rc;

	memset(a, 0, sizeof *a);
	a->branch_count = 1;
	a->bucket_end = UNIT; /* 0 is no reference */
	rc = open_beside(&a->branches, folder, e);
	if (rc == ERR_NONE)
		rc = open_beside(&a->buckets, folder, e);
	return rc;
}

void
asides_release(struct asides *a)
{
	mapping_release(&a->branches);
	mapping_release(&a->buckets);
}

static uint32_t
units_up(uint32_t bytes)
{
	return (bytes + UNIT - 1) / UNIT * UNIT;
}

enum err
asides_add_bucket(struct asides *a, const struct run *r, uint32_t *ref,
    struct error *e)
{
	uint32_t len = units_up(bucket_bytes(r));
	enum err rc = mapping_grow(&a->buckets, a->bucket_end + len, e);

	if (rc != ERR_NONE)
		return rc;
	bucket_write(a->buckets.at + a->bucket_end, r);
	*ref = (uint32_t)(a->bucket_end / UNIT) | BUCKET_REF;
	if (a->bucket_end / LET_GO_BYTES !=
	    (a->bucket_end + len) / LET_GO_BYTES) {
		mapping_let_go(&a->buckets);
		mapping_let_go(&a->branches);
	}
	a->bucket_end += len;
	return ERR_NONE;
}

static const uint8_t *
bucket_of(const struct asides *a, uint32_t ref)
{
	return a->buckets.at + (size_t)(ref & ~BUCKET_REF) * UNIT;
}

/* Of the subtree at `ref`, a branch's number or a bucket. */
static uint32_t
bytes_of_subtree(const struct asides *a, uint32_t ref)
{
	return (ref & BUCKET_REF) != 0 ? bucket_of(a, ref)[4] * UNIT :
					 aside_at(a, ref)->bytes;
}

static uint32_t
uppers_of(const struct asides *a, uint32_t ref)
{
	return (ref & BUCKET_REF) != 0 ? 0 : aside_at(a, ref)->uppers;
}

enum err
asides_add_branch(struct asides *a, const uint32_t sides[2], uint32_t *number,
    struct error *e)
{
	uint32_t bytes = BRANCH_BYTES, uppers = 0;
	struct aside *own;
	enum err rc = mapping_grow(&a->branches,
	    (a->branch_count + (size_t)1) * sizeof *own, e);

	if (rc != ERR_NONE)
		return rc;
	own = aside_at(a, a->branch_count);
	for (unsigned i = 0; i < 2; i++) {
		own->branch.sides[i] = sides[i];
		bytes += bytes_of_subtree(a, sides[i]);
		uppers += uppers_of(a, sides[i]);
	}
	own->bytes = bytes < BYTES_CUT ? bytes : BYTES_CUT;
	own->uppers = uppers + (bytes > ROOM_BYTES);
	*number = a->branch_count++;
	return ERR_NONE;
}

/* A subtree that waits for its place, and where its reference goes. */
struct waiting {
	uint32_t ref;    /* among the asides */
	uint32_t parent; /* placed; 0: the header's root */
	unsigned side;
};

struct layout {
	struct mapping *map;
	const struct asides *asides;
	struct waiting *queue; /* a ring */
	size_t first, count, room;
	uint32_t shared_page; /* takes upper subtrees that are small */
	unsigned shared_left;
	uint32_t low_page; /* takes whole subtrees: branches from `low_slot`
	    on, buckets down from `low_end` */
	uint32_t low_slot, low_end; /* bytes within the page */
};

static void
point_to(struct layout *l, const struct waiting *w, uint32_t ref)
{
	if (w->parent == 0)
		trie_header(l->map)->root = ref;
	else
		branch_at(l->map, w->parent)->sides[w->side] = ref;
}

static enum err
page_take(struct layout *l, uint32_t *page, struct error *e)
{
	struct mapping *m = l->map;
	enum err rc = mapping_grow(m, trie_header(m)->end + PAGE, e);

	if (rc != ERR_NONE)
		return rc;
	*page = (uint32_t)(trie_header(m)->end / UNIT);
	memset(m->at + trie_header(m)->end, 0, PAGE);
	trie_header(m)->end += PAGE;
	if (trie_header(m)->end % LET_GO_BYTES == 0) {
		mapping_let_go(m);
		mapping_let_go(&l->asides->buckets);
		mapping_let_go(&l->asides->branches);
	}
	return ERR_NONE;
}

static void
use_slot(struct layout *l, uint32_t page, uint32_t slot)
{
	if (page != 0) /* the header's page has no word for it */
		*(uint32_t *)(void *)(l->map->at + (size_t)page * UNIT) |= 1u
		    << slot;
}

/* Puts one branch into a slot; its sides wait in `next`. */
static void
place_branch(struct layout *l, const struct waiting *w, uint32_t page,
    uint32_t slot, struct waiting next[2])
{
	uint32_t ref = page + slot * (uint32_t)BRANCH_UNITS;
	struct branch *b = branch_at(l->map, ref);

	*b = aside_at(l->asides, w->ref)->branch;
	use_slot(l, page, slot);
	trie_header(l->map)->branch_count++;
	point_to(l, w, ref);
	for (unsigned i = 0; i < 2; i++)
		next[i] = (struct waiting){b->sides[i], ref, i};
}

/* A whole subtree that fits: depth is that of the few branches in a page. */
static void
place_low(struct layout *l, const struct waiting *w)
{
	struct waiting next[2];

	if ((w->ref & BUCKET_REF) != 0) {
		const uint8_t *from = bucket_of(l->asides, w->ref);
		uint32_t len = from[4] * UNIT;

		l->low_end -= len;
		memcpy(l->map->at + (size_t)l->low_page * UNIT + l->low_end,
		    from, len);
		point_to(l, w, (l->low_page + l->low_end / UNIT) | BUCKET_REF);
		trie_header(l->map)->bucket_count++;
		return;
	}
	place_branch(l, w, l->low_page, l->low_slot / BRANCH_BYTES, next);
	l->low_slot += BRANCH_BYTES;
	place_low(l, &next[0]);
	place_low(l, &next[1]);
}

/* The slots that buckets lie in are no branch's. */
static void
close_low(struct layout *l)
{
	struct trie_header *h = trie_header(l->map);

	if (l->low_page == 0)
		return;
	h->free_bytes += l->low_end - l->low_slot;
	for (uint32_t slot = l->low_end / BRANCH_BYTES; slot <= PAGE_BRANCHES;
	     slot++)
		use_slot(l, l->low_page, slot);
	l->low_page = 0;
}

static enum err
put_low(struct layout *l, const struct waiting *w, struct error *e)
{
	uint32_t bytes = bytes_of_subtree(l->asides, w->ref);

	if (l->low_page == 0 || bytes > l->low_end - l->low_slot) {
		enum err rc;

		close_low(l);
		rc = page_take(l, &l->low_page, e);
		if (rc != ERR_NONE)
			return rc;
		l->low_slot = BRANCH_BYTES;
		l->low_end = PAGE;
	}
	place_low(l, w);
	return ERR_NONE;
}

static enum err
enqueue(struct layout *l, const struct waiting *w, struct error *e)
{
	if (l->count == l->room) {
		size_t room = l->room == 0 ? 1024 : 2 * l->room;
		struct waiting *q = malloc(room * sizeof *q);

		if (q == NULL)
			return error_set(e, ERR_MEMORY,
			    "no memory to lay out the index");
		for (size_t i = 0; i < l->count; i++)
			q[i] = l->queue[(l->first + i) % l->room];
		free(l->queue);
		l->queue = q;
		l->room = room;
		l->first = 0;
	}
	l->queue[(l->first + l->count++) % l->room] = *w;
	return ERR_NONE;
}

/* Of those that wait, the upper one with the largest subtree; `count` where
 * none is upper. */
static size_t
heaviest(const struct layout *l, const struct waiting *rest, size_t count)
{
	size_t at = count;
	uint32_t most = 0;

	for (size_t i = 0; i < count; i++) {
		uint32_t uppers = uppers_of(l->asides, rest[i].ref);

		if (uppers > most) {
			most = uppers;
			at = i;
		}
	}
	return at;
}

/* Upper branches from `w` down until the page or they end; what hangs below
 * waits in `rest`, in key order. */
static size_t
fill(struct layout *l, const struct waiting *w, uint32_t page, uint32_t slot,
    struct waiting rest[PAGE_BRANCHES + 2])
{
	size_t count = 1;

	rest[0] = *w;
	while (slot <= PAGE_BRANCHES) {
		size_t at = heaviest(l, rest, count);
		struct waiting next[2];

		if (at == count)
			break;
		place_branch(l, &rest[at], page, slot++, next);
		memmove(rest + at + 2, rest + at + 1,
		    (count - at - 1) * sizeof *rest);
		memcpy(rest + at, next, sizeof next);
		count++;
	}
	return count;
}

static enum err
put_upper(struct layout *l, const struct waiting *w, struct error *e)
{
	struct waiting rest[PAGE_BRANCHES + 2];
	uint32_t uppers = uppers_of(l->asides, w->ref), page;
	size_t count = 0;
	enum err rc = ERR_NONE;

	if (w->parent == 0) {
		/* the top shares the page that every opening reads */
		count = fill(l, w, 0, HEADER_SLOTS, rest);
	} else if (uppers > PAGE_BRANCHES) {
		rc = page_take(l, &page, e);
		if (rc == ERR_NONE)
			count = fill(l, w, page, 1, rest);
	} else {
		if (uppers > l->shared_left) {
			rc = page_take(l, &l->shared_page, e);
			l->shared_left = PAGE_BRANCHES;
		}
		if (rc == ERR_NONE)
			count = fill(l, w, l->shared_page,
			    PAGE_BRANCHES + 1 - l->shared_left, rest);
		l->shared_left -= uppers;
	}
	for (size_t i = 0; rc == ERR_NONE && i < count; i++)
		rc = uppers_of(l->asides, rest[i].ref) != 0 ?
		    enqueue(l, &rest[i], e) :
		    put_low(l, &rest[i], e);
	return rc;
}

enum err
layout_write(struct mapping *m, const struct asides *a, uint32_t root,
    struct error *e)
{
	struct layout l = {.map = m, .asides = a};
	struct trie_header *h = trie_header(m);
	struct waiting w = {.ref = root};
	enum err rc = ERR_NONE;

	if (root == 0)
		return ERR_NONE;
	h->end = (h->end + PAGE - 1) / PAGE * PAGE;
	rc = uppers_of(a, root) != 0 ? enqueue(&l, &w, e) : put_low(&l, &w, e);
	while (rc == ERR_NONE && l.count != 0) {
		w = l.queue[l.first];
		l.first = (l.first + 1) % l.room;
		l.count--;
		rc = put_upper(&l, &w, e);
	}
	free(l.queue);
	if (rc != ERR_NONE)
		return rc;
	close_low(&l);
	h = trie_header(m);
	h->branch_page = l.shared_left != 0 ? l.shared_page : 0;
	return ERR_NONE;
}
