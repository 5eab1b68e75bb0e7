#include "index/ordered_index.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "index/handle.h"

enum err
index_damaged(struct error *e)
{
	return error_set(e, ERR_ABSENT,
	    "the index file is damaged and must be built again");
}

void
item_to_posting(struct posting *p, const struct item *item)
{
	memset(p, 0, sizeof *p);
	p->key_len = (uint8_t)key_len_of(item->key);
	memcpy(p->key, item->key, KEY_BYTES_MAX);
	p->times = item->times;
	p->number = key_number(item->key);
	p->struck_by = item->struck_by;
	p->leaf = item->leaf;
}

void
posting_to_item(struct item *item, const struct posting *p)
{
	memset(item, 0, sizeof *item);
	memcpy(item->key, p->key, p->key_len);
	item->times = p->times;
	item->struck_by = p->struck_by;
	item->leaf = p->leaf;
}

enum err
posting_check(const struct posting *p, struct error *e)
{
	const struct view *v = view_by_byte(p->key[0]);

	if (v == NULL || p->key_len != v->key_len)
		return error_set(e, ERR_INPUT,
		    "key of view 0x%02x with %u bytes", p->key[0], p->key_len);
	if (p->times < 1 || p->times >= 1u << 24)
		return error_set(e, ERR_INPUT,
		    "times %" PRIu32 " is not 1 to 16777215", p->times);
	if (p->number >= HEADING_SUM_LIMIT ||
	    p->number != get_be(p->key + p->key_len - 6, 6))
		return error_set(e, ERR_INPUT,
		    "entry number %" PRIu64 " is not the key's", p->number);
	if (p->struck_by != 0 &&
	    (p->struck_by <= p->number || p->struck_by >= HEADING_SUM_LIMIT))
		return error_set(e, ERR_INPUT,
		    "entry %" PRIu64
		    " cannot strike a posting of entry %" PRIu64,
		    p->struck_by, p->number);
	return ERR_NONE;
}

static enum err
map_path(struct mapping *m, const char *path, bool writable, struct error *e)
{
	int fd = open(path, (writable ? O_RDWR : O_RDONLY) | O_CLOEXEC);
	enum err rc;

	if (fd < 0)
		return error_set(e,
		    errno == ENOENT     ? ERR_ABSENT :
			errno == EACCES ? ERR_REFUSED :
					  ERR_STORE,
		    "%s: %s", path, strerror(errno));
	rc = mapping_open(m, fd, writable, e);
	if (rc != ERR_NONE) {
		(void)close(fd);
		return error_wrap(e, "%s", path);
	}
	mapping_expect(m, false);
	return ERR_NONE;
}

static enum err
lock_file(int fd, int how, struct error *e)
{
	while (flock(fd, how) != 0)
		if (errno != EINTR)
			return error_set(e, ERR_STORE,
			    "cannot lock the index: %s", strerror(errno));
	return ERR_NONE;
}

/* The file has grown under another process: see all of it. */
static enum err
map_again(struct ordered_index *x, struct error *e)
{
	struct mapping fresh;
	int fd = dup(x->map.fd);
	enum err rc;

	if (fd < 0)
		return error_set(e, ERR_STORE, "%s: %s", x->path,
		    strerror(errno));
	rc = mapping_open(&fresh, fd, x->writable, e);
	if (rc != ERR_NONE) {
		(void)close(fd);
		return rc;
	}
	mapping_release(&x->map); /* the lock is of both descriptors */
	x->map = fresh;
	mapping_expect(&x->map, false);
	return ERR_NONE;
}

/* Another file was put in place of ours: take that one, unlocked. */
static enum err
open_again(struct ordered_index *x, struct error *e)
{
	struct mapping fresh;
	enum err rc = map_path(&fresh, x->path, x->writable, e);

	if (rc != ERR_NONE)
		return rc;
	mapping_release(&x->map);
	x->map = fresh;
	return trie_header_check(&x->map, buffer_bytes(&x->origin), e);
}

enum err
index_lock(struct ordered_index *x, bool alone, struct error *e)
{
	unsigned attempts_left = 8;
	enum err rc;

	for (;;) {
		rc = lock_file(x->map.fd, alone ? LOCK_EX : LOCK_SH, e);
		if (rc != ERR_NONE)
			return rc;
		if (trie_header(&x->map)->superseded == 0)
			break;
		index_unlock(x);
		if (attempts_left-- == 0)
			return index_damaged(e);
		rc = open_again(x, e);
		if (rc != ERR_NONE)
			return rc;
	}
	if (trie_header(&x->map)->end > x->map.len)
		rc = map_again(x, e);
	if (rc == ERR_NONE &&
	    (trie_header(&x->map)->dirty != 0 ||
		trie_header(&x->map)->end > x->map.len))
		rc = index_damaged(e);
	if (rc != ERR_NONE)
		index_unlock(x);
	return rc;
}

void
index_unlock(struct ordered_index *x)
{
	(void)flock(x->map.fd, LOCK_UN);
}

static struct ordered_index *
handle_new(const char *path, struct bytes origin, bool writable)
{
	struct ordered_index *x = calloc(1, sizeof *x);

	if (x == NULL)
		return NULL;
	x->path = strdup(path);
	x->writable = writable;
	boot_read(x->boot);
	buffer_add(&x->origin, origin);
	if (x->path == NULL || x->origin.failed) {
		ordered_index_free(x);
		return NULL;
	}
	return x;
}

/* A file written before the last start of the machine may lack pages: it is
 * believed once every hash in it was recomputed. */
static enum err
check_after_boot(struct ordered_index *x, struct error *e)
{
	struct mapping own = {0};
	enum err rc;

	if (memcmp(trie_header(&x->map)->boot, x->boot, sizeof x->boot) == 0)
		return ERR_NONE;
	rc = ordered_index_check(x, e);
	if (rc != ERR_NONE)
		return rc;
	/* noted for the next opening where the file lets us */
	if (map_path(&own, x->path, true, NULL) == ERR_NONE) {
		if (flock(own.fd, LOCK_EX) == 0 &&
		    trie_header(&own)->dirty == 0)
			memcpy(trie_header(&own)->boot, x->boot,
			    sizeof x->boot);
		mapping_release(&own);
	}
	return ERR_NONE;
}

enum err
ordered_index_open(struct ordered_index **out, const char *path,
    struct bytes origin, bool writable, struct error *e)
{
	struct ordered_index *x = handle_new(path, origin, writable);
	enum err rc;

	if (x == NULL)
		return error_set(e, ERR_MEMORY, "no memory for an index");
	rc = map_path(&x->map, path, writable, e);
	if (rc == ERR_NONE)
		rc = lock_file(x->map.fd, LOCK_SH, e);
	if (rc == ERR_NONE) {
		rc = trie_header_check(&x->map, origin, e);
		index_unlock(x);
	}
	if (rc == ERR_NONE)
		rc = check_after_boot(x, e);
	if (rc != ERR_NONE) {
		ordered_index_free(x);
		return rc;
	}
	*out = x;
	return ERR_NONE;
}

void
ordered_index_free(struct ordered_index *x)
{
	if (x == NULL)
		return;
	mapping_release(&x->map);
	buffer_release(&x->origin);
	free(x->path);
	free(x);
}

enum err
ordered_index_create(struct ordered_index **out, const char *path,
    struct bytes origin, struct error *e)
{
	struct index_build *b = NULL;
	enum err rc = index_build_new(&b, path, origin, 0, e);

	if (rc == ERR_NONE)
		rc = index_build_end(b, 0, out, e);
	index_build_free(b);
	return rc;
}

enum err
index_find(const struct mapping *m, const uint8_t *key, struct item *out,
    struct error *e)
{
	uint32_t ref = trie_header(m)->root;
	unsigned from = 0;
	struct run r;

	while (ref != 0 && (ref & BUCKET_REF) == 0) {
		const struct branch *b = branch_at(m, ref);

		if (!branch_is_sound(m, ref, from))
			return index_damaged(e);
		from = b->bit + 1u;
		ref = b->sides[key_bit(key, b->bit)];
	}
	if (ref != 0) {
		if (!bucket_read(m, ref, UINT64_MAX, &r))
			return index_damaged(e);
		for (unsigned i = 0; i < r.count; i++) {
			if (memcmp(r.items[i].key, key, KEY_ROOM) == 0) {
				*out = r.items[i];
				return ERR_NONE;
			}
		}
	}
	return error_set(e, ERR_INPUT,
	    "a strike names a posting that is not there");
}

enum err
ordered_index_facts(struct ordered_index *x, struct ordered_index_facts *out,
    struct error *e)
{
	const struct trie_header *h;
	enum err rc = index_lock(x, false, e);

	if (rc != ERR_NONE)
		return rc;
	h = trie_header(&x->map);
	out->covered = h->covered;
	heading_parse(&out->top, h->top);
	out->posting_count = h->posting_count;
	out->branch_count = h->branch_count;
	out->bucket_count = h->bucket_count;
	out->file_bytes = x->map.len;
	out->free_bytes = h->free_bytes + (h->bucket_end - h->bucket_at) +
	    (x->map.len - h->end);
	index_unlock(x);
	return ERR_NONE;
}

enum err
ordered_index_top(struct ordered_index *x, uint64_t as_of, struct heading *top,
    struct hash *commitment, struct error *e)
{
	const struct trie_header *h;
	struct heading d;
	enum err rc = index_lock(x, false, e);

	if (rc != ERR_NONE)
		return rc;
	h = trie_header(&x->map);
	if (as_of > h->covered)
		rc = error_set(e, ERR_ABSENT,
		    "the index covers %" PRIu64 " entries, not yet %" PRIu64,
		    h->covered, as_of);
	else if (as_of == h->covered)
		heading_parse(&d, h->top);
	else if (!index_total(&x->map, as_of, &d))
		rc = index_damaged(e);
	index_unlock(x);
	if (rc != ERR_NONE)
		return rc;
	if (top != NULL)
		*top = d;
	if (commitment != NULL)
		*commitment = heading_commitment(buffer_bytes(&x->origin),
		    MAPPING_VERSION, as_of, &d);
	return ERR_NONE;
}

static enum err
walk_run(const struct run *r, posting_fn *each, void *context, struct error *e)
{
	for (unsigned i = 0; i < r->count; i++) {
		struct posting p;
		enum err rc;

		item_to_posting(&p, &r->items[i]);
		rc = each(context, &p, e);
		if (rc != ERR_NONE)
			return rc;
	}
	return ERR_NONE;
}

/* Depth is bounded: branch_is_sound lets bits ascend only. */
static enum err
walk(const struct mapping *m, uint32_t ref, unsigned from, uint64_t covered,
    posting_fn *each, void *context, struct error *e)
{
	enum err rc = ERR_NONE;

	if ((ref & BUCKET_REF) != 0) {
		struct run r;

		if (!bucket_read(m, ref, covered, &r))
			return index_damaged(e);
		return walk_run(&r, each, context, e);
	}
	if (!branch_is_sound(m, ref, from))
		return index_damaged(e);
	for (unsigned i = 0; rc == ERR_NONE && i < 2; i++) {
		const struct branch *b = branch_at(m, ref);

		rc = walk(m, b->sides[i], b->bit + 1u, covered, each, context,
		    e);
	}
	return rc;
}

enum err
ordered_index_walk(struct ordered_index *x, uint64_t as_of, posting_fn *each,
    void *context, struct error *e)
{
	const struct trie_header *h;
	enum err rc = index_lock(x, false, e);

	if (rc != ERR_NONE)
		return rc;
	h = trie_header(&x->map);
	if (as_of > h->covered)
		rc = error_set(e, ERR_ABSENT,
		    "the index covers %" PRIu64 " entries, not yet %" PRIu64,
		    h->covered, as_of);
	mapping_expect(&x->map, true);
	if (rc == ERR_NONE && h->root != 0)
		rc = walk(&x->map, h->root, 0,
		    as_of == h->covered ? UINT64_MAX : as_of, each, context, e);
	mapping_expect(&x->map, false);
	index_unlock(x);
	return rc;
}

struct checking {
	const struct mapping *map;
	uint64_t posting_count, branch_count, bucket_count;
	uint8_t last[KEY_ROOM]; /* newest key, all zero before the first */
};

/* Recomputes D and ages of the subtree at `ref`; false where anything in it
 * is not as it should be. */
static bool
check_node(struct checking *c, uint32_t ref, unsigned from, struct heading *d,
    uint64_t *oldest, uint64_t *newest)
{
	const struct branch *b;
	uint8_t totals[2][HEADING_BYTES], first[KEY_ROOM];
	uint64_t ages[2][2];
	struct run r;

	if ((ref & BUCKET_REF) != 0) {
		if (!bucket_read(c->map, ref, UINT64_MAX, &r))
			return false;
		for (unsigned i = 0; i < r.count; i++) {
			struct posting p;

			item_to_posting(&p, &r.items[i]);
			if (posting_check(&p, NULL) != ERR_NONE ||
			    memcmp(c->last, r.items[i].key, KEY_ROOM) >= 0)
				return false;
			memcpy(c->last, r.items[i].key, KEY_ROOM);
		}
		run_total(d, &r, 0, r.count, from);
		run_ages(&r, oldest, newest);
		c->posting_count += r.count;
		c->bucket_count++;
		return true;
	}
	if (!branch_is_sound(c->map, ref, from))
		return false;
	b = branch_at(c->map, ref);
	for (unsigned i = 0; i < 2; i++) {
		if (!check_node(c, b->sides[i], b->bit + 1u, d, &ages[i][0],
			&ages[i][1]))
			return false;
		heading_print(totals[i], d);
		if (i == 0)
			memcpy(first, c->last, KEY_ROOM);
	}
	*oldest = ages[0][0] < ages[1][0] ? ages[0][0] : ages[1][0];
	*newest = ages[0][1] > ages[1][1] ? ages[0][1] : ages[1][1];
	branch_total(d, first, from, b->bit, totals[0], totals[1]);
	branch_apply_label(c->map, ref, first, from);
	c->branch_count++;
	/* the label kept must be that of the keys: first was overwritten by
	 * it, and still parts from the newest key at the branch's bit */
	return memcmp(totals, b->totals, sizeof totals) == 0 &&
	    *oldest == get_be(b->oldest, 5) &&
	    *newest == get_be(b->newest, 5) &&
	    key_first_difference(first, c->last) == b->bit;
}

enum err
ordered_index_check(struct ordered_index *x, struct error *e)
{
	struct checking c = {.map = &x->map};
	const struct trie_header *h;
	struct heading top = {0}, said;
	uint64_t oldest, newest;
	bool right = true;
	enum err rc = index_lock(x, false, e);

	if (rc != ERR_NONE)
		return rc;
	h = trie_header(&x->map);
	mapping_expect(&x->map, true);
	if (h->root != 0)
		right = check_node(&c, h->root, 0, &top, &oldest, &newest) &&
		    newest < h->covered;
	heading_parse(&said, h->top);
	if (!right || !heading_equal(&top, &said) ||
	    c.posting_count != h->posting_count ||
	    c.branch_count != h->branch_count ||
	    c.bucket_count != h->bucket_count)
		rc = index_damaged(e);
	mapping_expect(&x->map, false);
	index_unlock(x);
	return rc;
}
