/*
 * Batches (index 10): sorted by key, inserted from the top down, each branch
 * that a change passes through hashed once, on the way back.
 */
#include <inttypes.h>
#include <stdlib.h>

#include "index/handle.h"

#define CHUNK ((size_t)4096) /* changes for which room is reserved at once */

struct batch {
	struct mapping *map;
	struct item *items; /* ascending */
	bool *adds;         /* items[i] is a posting; else a strike alone */
	size_t count;
	struct item *merged;   /* one bucket and its changes */
	uint8_t key[KEY_ROOM]; /* of the place where we are */
	bool damaged;
};

struct placed {
	uint32_t ref;
	struct heading total;
	uint64_t oldest, newest;
};

static uint64_t
min_of(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

static uint64_t
max_of(uint64_t a, uint64_t b)
{
	return a > b ? a : b;
}

static void
place_bucket(struct batch *t, uint32_t old, const struct item *items,
    size_t count, unsigned from, struct placed *out)
{
	struct run r = {.count = (unsigned)count};

	memcpy(r.items, items, count * sizeof *items);
	run_find_bits(&r);
	out->ref = bucket_put(t->map, old, &r);
	run_total(&out->total, &r, 0, r.count, from);
	run_ages(&r, &out->oldest, &out->newest);
}

/* Fills the branch at `ref` from both sides and sums it up. */
static void
close_branch(struct batch *t, uint32_t ref, const uint8_t *key, unsigned from,
    unsigned bit, const struct placed sides[2], struct placed *out)
{
	struct branch *b = branch_at(t->map, ref);

	for (unsigned i = 0; i < 2; i++) {
		b->sides[i] = sides[i].ref;
		heading_print(b->totals[i], &sides[i].total);
	}
	out->ref = ref;
	out->oldest = min_of(sides[0].oldest, sides[1].oldest);
	out->newest = max_of(sides[0].newest, sides[1].newest);
	put_be(b->oldest, 5, out->oldest);
	put_be(b->newest, 5, out->newest);
	branch_set_label(b, key, from, bit);
	branch_total(&out->total, key, from, bit, b->totals[0], b->totals[1]);
}

/* A new subtree over sorted postings. */
static void
grow(struct batch *t, const struct item *items, size_t count, unsigned from,
    uint32_t parent, struct placed *out)
{
	size_t at = 1;
	unsigned bit;
	struct placed sides[2];
	uint32_t ref;

	if (count <= BUCKET_MAX) {
		place_bucket(t, 0, items, count, from, out);
		return;
	}
	bit = key_first_difference(items[0].key, items[count - 1].key);
	/* neighbours part at `bit` once, where it turns from 0 to 1 */
	for (size_t first = 1, end = count; first < end;) {
		size_t middle = first + (end - first) / 2;

		if (key_bit(items[middle].key, bit) != 0)
			end = middle;
		else
			first = middle + 1;
		at = first;
	}
	ref = branch_take(t->map, parent);
	grow(t, items, at, bit + 1, ref, &sides[0]);
	grow(t, items + at, count - at, bit + 1, ref, &sides[1]);
	close_branch(t, ref, items[0].key, from, bit, sides, out);
}

/* Ascending merge of a bucket and its changes into t->merged. */
static size_t
merge(struct batch *t, const struct run *r, size_t first, size_t end)
{
	size_t count = 0;
	unsigned i = 0;

	while (i < r->count || first < end) {
		int order = first == end ?
		    -1 :
		    i == r->count ?
		    1 :
		    memcmp(r->items[i].key, t->items[first].key, KEY_ROOM);

		if (order <= 0)
			t->merged[count] = r->items[i++];
		else
			t->merged[count] = t->items[first];
		if (order == 0)
			t->merged[count].struck_by = t->items[first].struck_by;
		if (order >= 0)
			first++;
		count++;
	}
	return count;
}

static void
change_bucket(struct batch *t, uint32_t ref, uint32_t parent, unsigned from,
    size_t first, size_t end, struct placed *out)
{
	struct run r;
	size_t count;

	memset(out, 0, sizeof *out);
	if (!bucket_read(t->map, ref, UINT64_MAX, &r)) {
		t->damaged = true;
		return;
	}
	count = merge(t, &r, first, end);
	if (count <= BUCKET_MAX) {
		place_bucket(t, ref, t->merged, count, from, out);
		return;
	}
	bucket_free(t->map, ref);
	grow(t, t->merged, count, from, parent, out);
}

static size_t
first_with_bit(const struct batch *t, size_t first, size_t end, unsigned bit)
{
	while (first < end) {
		size_t middle = first + (end - first) / 2;

		if (key_bit(t->items[middle].key, bit) != 0)
			end = middle;
		else
			first = middle + 1;
	}
	return first;
}

static void change_node(struct batch *t, uint32_t ref, uint32_t parent,
    unsigned from, size_t first, size_t end, struct placed *out);

/* No change leaves the branch's label: both sides take theirs. */
static void
change_below(struct batch *t, uint32_t ref, unsigned from, size_t first,
    size_t end, struct placed *out)
{
	struct branch *b = branch_at(t->map, ref);
	unsigned bit = b->bit;
	size_t middle = first_with_bit(t, first, end, bit);
	size_t firsts[2] = {first, middle}, ends[2] = {middle, end};
	struct placed sides[2];

	for (unsigned i = 0; i < 2; i++) {
		sides[i].ref = b->sides[i];
		heading_parse(&sides[i].total, b->totals[i]);
		sides[i].oldest = get_be(b->oldest, 5);
		sides[i].newest = get_be(b->newest, 5);
		if (firsts[i] == ends[i])
			continue;
		t->key[bit / 8] &= (uint8_t) ~(0x80u >> bit % 8);
		t->key[bit / 8] |= (uint8_t)(i * 0x80u >> bit % 8);
		change_node(t, sides[i].ref, ref, bit + 1, firsts[i], ends[i],
		    &sides[i]);
		/* the other side's ages are among the branch's own */
		sides[i].oldest = min_of(sides[i].oldest, get_be(b->oldest, 5));
		sides[i].newest = max_of(sides[i].newest, get_be(b->newest, 5));
	}
	close_branch(t, ref, t->key, from, bit, sides, out);
}

/* The label of the branch at `ref` stands in t->key already. */
static void
change_branch(struct batch *t, uint32_t ref, uint32_t parent, unsigned from,
    size_t first, size_t end, struct placed *out)
{
	unsigned bit = branch_at(t->map, ref)->bit, split = bit, side;
	size_t middle;
	struct placed sides[2];
	uint8_t key[KEY_ROOM];
	uint32_t above;

	if (first < end) {
		/* sorted: what leaves the label first is at either end */
		unsigned a = key_first_difference(t->items[first].key, t->key);
		unsigned b = key_first_difference(t->items[end - 1].key,
		    t->key);

		split = a < b ? a : b;
	}
	if (split >= bit) {
		change_below(t, ref, from, first, end, out);
		return;
	}
	memcpy(key, t->key, sizeof key);
	side = key_bit(key, split);
	middle = first_with_bit(t, first, end, split);
	above = branch_take(t->map, parent);
	if (side == 0) {
		change_branch(t, ref, above, split + 1, first, middle,
		    &sides[0]);
		grow(t, t->items + middle, end - middle, split + 1, above,
		    &sides[1]);
	} else {
		grow(t, t->items + first, middle - first, split + 1, above,
		    &sides[0]);
		change_branch(t, ref, above, split + 1, middle, end, &sides[1]);
	}
	close_branch(t, above, key, from, split, sides, out);
}

static void
change_node(struct batch *t, uint32_t ref, uint32_t parent, unsigned from,
    size_t first, size_t end, struct placed *out)
{
	if ((ref & BUCKET_REF) != 0) {
		change_bucket(t, ref, parent, from, first, end, out);
		return;
	}
	branch_apply_label(t->map, ref, t->key, from);
	change_branch(t, ref, parent, from, first, end, out);
}

static int
compare_items(const void *a, const void *b)
{
	return memcmp(((const struct item *)a)->key,
	    ((const struct item *)b)->key, KEY_ROOM);
}

static enum err
check_posting(const struct index_batch *b, const struct posting *p,
    struct error *e)
{
	enum err rc = posting_check(p, e);

	if (rc != ERR_NONE)
		return rc;
	if (p->struck_by != 0)
		return error_set(e, ERR_INPUT,
		    "a posting of a batch is struck by a strike alone");
	if (p->number < b->covered_before || p->number >= b->covered)
		return error_set(e, ERR_INPUT,
		    "posting of entry %" PRIu64
		    " in the batch of entries %" PRIu64 " to %" PRIu64,
		    p->number, b->covered_before, b->covered - 1);
	return ERR_NONE;
}

/* Sorted postings of the batch; equal ones once. */
static enum err
take_postings(struct batch *t, const struct index_batch *b, struct error *e)
{
	size_t kept = 0;
	enum err rc = ERR_NONE;

	for (size_t i = 0; rc == ERR_NONE && i < b->posting_count; i++) {
		rc = check_posting(b, &b->postings[i], e);
		posting_to_item(&t->items[i], &b->postings[i]);
	}
	if (rc != ERR_NONE)
		return rc;
	qsort(t->items, b->posting_count, sizeof *t->items, compare_items);
	for (size_t i = 0; i < b->posting_count; i++) {
		const struct item *it = &t->items[i];

		if (kept != 0 && compare_items(&t->items[kept - 1], it) == 0) {
			if (t->items[kept - 1].times != it->times ||
			    !hash_equal(&t->items[kept - 1].leaf, &it->leaf))
				return error_set(e, ERR_INPUT,
				    "two postings of one key differ");
			continue;
		}
		t->items[kept++] = *it;
	}
	t->count = kept;
	return ERR_NONE;
}

static enum err
take_strike(struct batch *t, const struct index_batch *b,
    const struct strike *s, size_t posting_count, struct error *e)
{
	struct item key = {.struck_by = s->struck_by}, *own;
	struct item held;
	enum err rc;

	if (s->key_len > KEY_BYTES_MAX)
		return error_set(e, ERR_INPUT, "a strike's key is too long");
	memcpy(key.key, s->key, s->key_len);
	if (key_len_of(key.key) != s->key_len)
		return error_set(e, ERR_INPUT,
		    "a strike's key does not fit its view");
	if (s->struck_by < b->covered_before || s->struck_by >= b->covered ||
	    s->struck_by <= key_number(key.key))
		return error_set(e, ERR_INPUT,
		    "entry %" PRIu64
		    " cannot strike a posting of entry %" PRIu64
		    " in this batch",
		    s->struck_by, key_number(key.key));
	own = bsearch(&key, t->items, posting_count, sizeof *t->items,
	    compare_items);
	if (own != NULL) {
		if (own->struck_by != 0)
			return error_set(e, ERR_INPUT,
			    "a posting is struck twice");
		own->struck_by = s->struck_by;
		return ERR_NONE;
	}
	rc = index_find(t->map, key.key, &held, e);
	if (rc != ERR_NONE)
		return rc;
	if (held.struck_by != 0)
		return error_set(e, ERR_INPUT, "a posting is struck twice");
	t->items[t->count++] = key;
	return ERR_NONE;
}

/* Two strikes of one older posting stand side by side once sorted. */
static enum err
take_changes(struct batch *t, const struct index_batch *b, struct error *e)
{
	enum err rc = take_postings(t, b, e);
	size_t posting_count = t->count;

	for (size_t i = 0; rc == ERR_NONE && i < b->strike_count; i++)
		rc = take_strike(t, b, &b->strikes[i], posting_count, e);
	if (rc != ERR_NONE)
		return rc;
	if (t->count != posting_count)
		qsort(t->items, t->count, sizeof *t->items, compare_items);
	for (size_t i = 1; i < t->count; i++)
		if (compare_items(&t->items[i - 1], &t->items[i]) == 0)
			return error_set(e, ERR_INPUT,
			    "a posting is struck twice");
	return ERR_NONE;
}

static enum err
check_sums(const struct batch *t, const struct index_batch *b, struct error *e)
{
	struct heading top;
	uint64_t sum;

	heading_parse(&top, trie_header(t->map)->top);
	sum = top.live + top.struck;
	for (size_t i = 0; i < b->posting_count && sum < HEADING_SUM_LIMIT; i++)
		sum += b->postings[i].times;
	if (sum >= HEADING_SUM_LIMIT)
		return error_set(e, ERR_INPUT,
		    "the sum of times would reach 2^40");
	return ERR_NONE;
}

static enum err
write_changes(struct batch *t, struct error *e)
{
	struct trie_header *h = trie_header(t->map);
	struct placed top = {.ref = h->root};
	enum err rc = ERR_NONE;

	for (size_t first = 0; first < t->count; first += CHUNK) {
		size_t end = first + CHUNK < t->count ? first + CHUNK :
							t->count;

		rc = trie_reserve(t->map, end - first, e);
		if (rc != ERR_NONE)
			break;
		memset(t->key, 0, sizeof t->key);
		if (top.ref == 0)
			grow(t, t->items + first, end - first, 0, 0, &top);
		else
			change_node(t, top.ref, 0, 0, first, end, &top);
		if (t->damaged)
			return index_damaged(e);
		h = trie_header(t->map);
		h->root = top.ref;
		heading_print(h->top, &top.total);
	}
	return rc;
}

static enum err
apply_locked(struct ordered_index *x, const struct index_batch *b,
    struct batch *t, struct error *e)
{
	struct trie_header *h = trie_header(&x->map);
	uint64_t posting_count = 0;
	enum err rc;

	if (h->covered != b->covered_before)
		return error_set(e, ERR_CONFLICT,
		    "the index covers %" PRIu64
		    " entries, the batch begins at %" PRIu64,
		    h->covered, b->covered_before);
	rc = take_changes(t, b, e);
	if (rc == ERR_NONE)
		rc = check_sums(t, b, e);
	if (rc == ERR_NONE && t->count != 0)
		rc = trie_reserve(&x->map, t->count < CHUNK ? t->count : CHUNK,
		    e);
	if (rc != ERR_NONE)
		return rc;
	for (size_t i = 0; i < t->count; i++)
		posting_count += key_number(t->items[i].key) >=
		    b->covered_before;
	atomic_store(&trie_header(&x->map)->dirty, 1);
	rc = write_changes(t, e);
	if (rc != ERR_NONE)
		return rc; /* stays dirty: to be built again */
	h = trie_header(&x->map);
	h->covered = b->covered;
	h->posting_count += posting_count;
	memcpy(h->boot, x->boot, sizeof h->boot);
	atomic_store(&h->dirty, 0);
	return ERR_NONE;
}

enum err
ordered_index_apply(struct ordered_index *x, const struct index_batch *b,
    struct error *e)
{
	size_t room = b->posting_count + b->strike_count;
	struct batch t = {.map = &x->map};
	enum err rc;

	if (!x->writable)
		return error_set(e, ERR_REFUSED,
		    "the index was opened for reading");
	if (b->covered < b->covered_before || b->covered >= HEADING_SUM_LIMIT)
		return error_set(e, ERR_INPUT,
		    "a batch to covered size %" PRIu64 " is out of range",
		    b->covered);
	rc = index_lock(x, true, e);
	if (rc != ERR_NONE)
		return rc;
	t.items = calloc(room + 1, sizeof *t.items);
	t.merged = calloc(BUCKET_MAX + CHUNK, sizeof *t.merged);
	if (t.items == NULL || t.merged == NULL)
		rc = error_set(e, ERR_MEMORY, "no memory for a batch of %zu",
		    room);
	else
		rc = apply_locked(x, b, &t, e);
	free(t.items);
	free(t.merged);
	index_unlock(x);
	return rc;
}
