#include "index/trie_file.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"

#define MAGIC "chancery trie 1\n"
#define BYTE_ORDER_MARK UINT64_C(0x0102030405060708)
#define VERSION 1u
#define BYTES_MAX ((size_t)64 * GIB)
#define BUCKET_HEAD 8u
#define BUCKET_AREA ((size_t)4 * PAGE)

enum { TIMES_KEPT = 1, STRIKES_KEPT = 2 };

/* One bucket at most: head, keys, times, struck_by, leaf hashes. */
#define BUCKET_BYTES_MAX               \
	(BUCKET_HEAD + KEY_BYTES_MAX + \
	    BUCKET_MAX * (KEY_BYTES_MAX + 3 + 5 + HASH_BYTES))

_Static_assert(BUCKET_BYTES_MAX <= (BUCKET_CLASSES - 1) * UNIT,
    "every bucket has a class");

enum err
mapping_open(struct mapping *m, int fd, bool writable, struct error *e)
{
	struct stat st;
	void *at;

	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode))
		return error_set(e, ERR_STORE, "not a regular file");
	if (st.st_size < (off_t)PAGE || (uint64_t)st.st_size > BYTES_MAX)
		return error_set(e, ERR_ABSENT, "%lld bytes cannot be an index",
		    (long long)st.st_size);
	at = mmap(NULL, (size_t)st.st_size,
	    writable ? PROT_READ | PROT_WRITE : PROT_READ, MAP_SHARED, fd, 0);
	if (at == MAP_FAILED)
		return error_set(e, ERR_STORE, "cannot map %lld bytes: %s",
		    (long long)st.st_size, strerror(errno));
	*m = (struct mapping){fd, writable, at, (size_t)st.st_size};
	return ERR_NONE;
}

enum err
mapping_grow(struct mapping *m, size_t len, struct error *e)
{
	/* an eighth more than asked, so that growing stays rare */
	size_t want = (len + len / 8 + PAGE - 1) / PAGE * PAGE;
	void *at;
	int rc;

	if (len <= m->len)
		return ERR_NONE;
	if (want > BYTES_MAX)
		return error_set(e, ERR_MEMORY, "the index would pass 64 GiB");
	rc = posix_fallocate(m->fd, 0, (off_t)want);
	if (rc != 0)
		return error_set(e, ERR_STORE, "cannot take %zu bytes: %s",
		    want, strerror(rc));
	at = m->at == NULL ?
	    mmap(NULL, want, PROT_READ | PROT_WRITE, MAP_SHARED, m->fd, 0) :
	    mremap(m->at, m->len, want, MREMAP_MAYMOVE);
	if (at == MAP_FAILED)
		return error_set(e, ERR_STORE, "cannot map %zu bytes: %s", want,
		    strerror(errno));
	m->at = at;
	m->len = want;
	return ERR_NONE;
}

void
mapping_release(struct mapping *m)
{
	if (m->at == NULL)
		return;
	(void)munmap(m->at, m->len);
	(void)close(m->fd);
	m->at = NULL;
}

void
mapping_expect(const struct mapping *m, bool whole)
{
	/* advice alone: a refusal changes nothing but speed */
	(void)madvise(m->at, m->len, whole ? MADV_NORMAL : MADV_RANDOM);
}

void
mapping_let_go(const struct mapping *m)
{
	(void)madvise(m->at, m->len, MADV_DONTNEED);
}

void
boot_read(uint8_t out[40])
{
	int fd = open("/proc/sys/kernel/random/boot_id", O_RDONLY | O_CLOEXEC);

	memset(out, 0, 40);
	if (fd < 0)
		return;
	if (read(fd, out, 36) != 36)
		memset(out, 0, 40);
	(void)close(fd);
}

void
trie_header_init(struct trie_header *h, struct bytes origin)
{
	memset(h, 0, sizeof *h);
	memcpy(h->magic, MAGIC, sizeof h->magic);
	h->byte_order = BYTE_ORDER_MARK;
	h->version = VERSION;
	h->mapping = MAPPING_VERSION;
	h->origin = hash_bytes(origin);
	boot_read(h->boot);
	h->end = h->bucket_at = h->bucket_end = PAGE;
}

enum err
trie_header_check(const struct mapping *m, struct bytes origin, struct error *e)
{
	const struct trie_header *h = trie_header(m);
	struct hash o = hash_bytes(origin);

	if (memcmp(h->magic, MAGIC, sizeof h->magic) != 0 ||
	    h->byte_order != BYTE_ORDER_MARK || h->version != VERSION)
		return error_set(e, ERR_ABSENT,
		    "not an index file of this version");
	if (h->mapping != MAPPING_VERSION)
		return error_set(e, ERR_ABSENT, "an index of mapping %u",
		    h->mapping);
	if (!hash_equal(&h->origin, &o))
		return error_set(e, ERR_ABSENT, "an index of another log");
	if (h->dirty != 0)
		return error_set(e, ERR_ABSENT,
		    "the index was left in the middle of a batch");
	if (h->end > m->len || h->bucket_end > h->end)
		return error_set(e, ERR_ABSENT, "the index file is cut short");
	return ERR_NONE;
}

/* A change takes at most one new branch and two buckets, one of them given
 * back; the remains of an area may go unused. */
enum err
trie_reserve(struct mapping *m, size_t changes, struct error *e)
{
	size_t buckets = changes * 2 * (BUCKET_BYTES_MAX + UNIT);
	size_t pages = changes / PAGE_BRANCHES + 2;
	size_t end = trie_header(m)->end;

	/* the tail of each area that a bucket did not fit in is lost */
	buckets += buckets / 8 + 2 * BUCKET_AREA;
	return mapping_grow(m, end + buckets + pages * PAGE, e);
}

static uint32_t *
page_used(const struct mapping *m, uint32_t ref)
{
	size_t page = (size_t)ref * UNIT / PAGE * PAGE;

	return (uint32_t *)(void *)(m->at + page);
}

static uint32_t
slot_take(const struct mapping *m, uint32_t ref)
{
	uint32_t *used = page_used(m, ref);
	size_t page = (size_t)ref * UNIT / PAGE * PAGE;

	if (page == 0)
		return 0; /* the header's page takes no more */
	for (unsigned i = 1; i <= PAGE_BRANCHES; i++) {
		if ((*used & 1u << i) != 0)
			continue;
		*used |= 1u << i;
		return (uint32_t)((page + i * sizeof(struct branch)) / UNIT);
	}
	return 0;
}

uint32_t
branch_take(struct mapping *m, uint32_t parent)
{
	struct trie_header *h = trie_header(m);
	uint32_t ref = parent == 0 ? 0 : slot_take(m, parent);

	if (ref == 0 && h->branch_page != 0)
		ref = slot_take(m, h->branch_page);
	if (ref == 0) {
		h->end = (h->end + PAGE - 1) / PAGE * PAGE;
		h->branch_page = (uint32_t)(h->end / UNIT);
		h->end += PAGE;
		*page_used(m, h->branch_page) = 0;
		ref = slot_take(m, h->branch_page);
	}
	h->branch_count++;
	return ref;
}

void
branch_set_label(struct branch *b, const uint8_t *key, unsigned from,
    unsigned to)
{
	uint8_t label[KEY_ROOM];
	unsigned len = label_write(label, key, from, to);

	b->bit = (uint8_t)to;
	b->label_len = len <= LABEL_ROOM ? (uint8_t)len : LABEL_ELSEWHERE;
	if (len <= LABEL_ROOM)
		memcpy(b->label, label, len);
}

bool
branch_is_sound(const struct mapping *m, uint32_t ref, unsigned from)
{
	const struct branch *b;
	unsigned len;

	if (ref == 0 || (ref & BUCKET_REF) != 0 || ref % BRANCH_UNITS != 0 ||
	    (size_t)ref * UNIT + sizeof *b > m->len)
		return false;
	b = branch_at(m, ref);
	if (b->bit < from || b->bit >= 8 * KEY_BYTES_MAX)
		return false;
	len = from == b->bit ? 0 : (b->bit + 7u) / 8 - from / 8;
	return b->label_len == (len <= LABEL_ROOM ? len : LABEL_ELSEWHERE);
}

/* Some key below the branch at `ref`; all zero where the file is damaged, which
 * the walk itself will find. */
static void
key_below(const struct mapping *m, uint32_t ref, unsigned from,
    uint8_t key[KEY_ROOM])
{
	struct run r;

	memset(key, 0, KEY_ROOM);
	while ((ref & BUCKET_REF) == 0) {
		if (!branch_is_sound(m, ref, from))
			return;
		from = branch_at(m, ref)->bit + 1u;
		ref = branch_at(m, ref)->sides[0];
	}
	if (bucket_read(m, ref, UINT64_MAX, &r))
		memcpy(key, r.items[0].key, KEY_ROOM);
}

void
branch_apply_label(const struct mapping *m, uint32_t ref, uint8_t *key,
    unsigned from)
{
	const struct branch *b = branch_at(m, ref);

	if (b->label_len != LABEL_ELSEWHERE) {
		label_apply(key, b->label, from, b->bit);
	} else {
		uint8_t below[KEY_ROOM], label[KEY_ROOM];

		key_below(m, ref, from, below);
		(void)label_write(label, below, from, b->bit);
		label_apply(key, label, from, b->bit);
	}
}

struct shape {
	unsigned prefix, rest, flags, record, bytes;
};

static struct shape
bucket_shape(const struct run *r)
{
	struct shape s = {0};
	unsigned longest = 0, bit = 8 * KEY_BYTES_MAX;

	for (unsigned i = 0; i < r->count; i++) {
		unsigned len = key_len_of(r->items[i].key);

		longest = len > longest ? len : longest;
		if (r->items[i].times != 1)
			s.flags |= TIMES_KEPT;
		if (r->items[i].struck_by != 0)
			s.flags |= STRIKES_KEPT;
		if (i != 0 && r->bits[i] < bit)
			bit = r->bits[i];
	}
	s.prefix = bit / 8 < longest ? bit / 8 : longest;
	s.rest = longest - s.prefix;
	s.record = s.rest + HASH_BYTES + ((s.flags & TIMES_KEPT) != 0 ? 3 : 0) +
	    ((s.flags & STRIKES_KEPT) != 0 ? 5 : 0);
	s.bytes = BUCKET_HEAD + s.prefix + r->count * s.record;
	return s;
}

unsigned
bucket_bytes(const struct run *r)
{
	return bucket_shape(r).bytes;
}

static unsigned
class_of(unsigned bytes)
{
	return (bytes + UNIT - 1) / UNIT;
}

void
bucket_write(uint8_t *at, const struct run *r)
{
	struct shape s = bucket_shape(r);

	at[0] = (uint8_t)r->count;
	at[1] = (uint8_t)s.prefix;
	at[2] = (uint8_t)s.rest;
	at[3] = (uint8_t)s.flags;
	at[4] = (uint8_t)class_of(s.bytes);
	memset(at + 5, 0, BUCKET_HEAD - 5);
	at += BUCKET_HEAD;
	memcpy(at, r->items[0].key, s.prefix);
	at += s.prefix;
	for (unsigned i = 0; i < r->count; i++) {
		const struct item *item = &r->items[i];

		memcpy(at, item->key + s.prefix, s.rest);
		at += s.rest;
		if ((s.flags & TIMES_KEPT) != 0) {
			put_be(at, 3, item->times);
			at += 3;
		}
		if ((s.flags & STRIKES_KEPT) != 0) {
			put_be(at, 5, item->struck_by);
			at += 5;
		}
		memcpy(at, item->leaf.at, HASH_BYTES);
		at += HASH_BYTES;
	}
}

bool
bucket_read(const struct mapping *m, uint32_t ref, uint64_t covered,
    struct run *r)
{
	size_t place = (size_t)(ref & ~BUCKET_REF) * UNIT;
	const uint8_t *at = m->at + place;
	const uint8_t *prefix = at + BUCKET_HEAD;
	unsigned count, prefix_len, rest, flags, record;

	if (place < PAGE || place + BUCKET_HEAD > m->len)
		return false;
	count = at[0];
	prefix_len = at[1];
	rest = at[2];
	flags = at[3];
	record = rest + HASH_BYTES + ((flags & TIMES_KEPT) != 0 ? 3u : 0) +
	    ((flags & STRIKES_KEPT) != 0 ? 5u : 0);
	if (count == 0 || count > BUCKET_MAX ||
	    prefix_len + rest > KEY_BYTES_MAX ||
	    place + BUCKET_HEAD + prefix_len + (size_t)count * record > m->len)
		return false;
	at = prefix + prefix_len;
	r->count = 0;
	for (unsigned i = 0; i < count; i++) {
		struct item *item = &r->items[r->count];

		memset(item->key, 0, KEY_ROOM);
		memcpy(item->key, prefix, prefix_len);
		memcpy(item->key + prefix_len, at, rest);
		at += rest;
		item->times = 1;
		if ((flags & TIMES_KEPT) != 0) {
			item->times = (uint32_t)get_be(at, 3);
			at += 3;
		}
		item->struck_by = 0;
		if ((flags & STRIKES_KEPT) != 0) {
			item->struck_by = get_be(at, 5);
			at += 5;
		}
		memcpy(item->leaf.at, at, HASH_BYTES);
		at += HASH_BYTES;
		if (key_len_of(item->key) == 0)
			return false;
		if (covered != UINT64_MAX) {
			if (key_number(item->key) >= covered)
				continue;
			if (item->struck_by >= covered)
				item->struck_by = 0;
		}
		r->count++;
	}
	run_find_bits(r);
	return true;
}

static uint32_t
place_take(struct mapping *m, unsigned class)
{
	struct trie_header *h = trie_header(m);
	uint32_t ref = h->free_heads[class];
	size_t len = (size_t) class * UNIT;

	if (ref != 0) {
		memcpy(&h->free_heads[class], m->at + (size_t)ref * UNIT, 4);
		h->free_bytes -= len;
		return ref;
	}
	if (h->bucket_end - h->bucket_at < len) {
		/* the rest of the area serves smaller buckets */
		size_t left = (h->bucket_end - h->bucket_at) / UNIT;

		if (left != 0 && left < BUCKET_CLASSES) {
			ref = (uint32_t)(h->bucket_at / UNIT);
			memcpy(m->at + h->bucket_at, &h->free_heads[left], 4);
			h->free_heads[left] = ref;
			h->free_bytes += left * UNIT;
		}
		h->bucket_at = h->end;
		h->end += BUCKET_AREA;
		h->bucket_end = h->end;
	}
	ref = (uint32_t)(h->bucket_at / UNIT);
	h->bucket_at += len;
	return ref;
}

void
bucket_free(struct mapping *m, uint32_t ref)
{
	struct trie_header *h = trie_header(m);
	uint8_t *at = m->at + (size_t)(ref & ~BUCKET_REF) * UNIT;
	unsigned class = at[4] < BUCKET_CLASSES ? at[4] : 0;

	memcpy(at, &h->free_heads[class], 4);
	h->free_heads[class] = ref & ~BUCKET_REF;
	h->free_bytes += (size_t) class * UNIT;
	h->bucket_count--;
}

uint32_t
bucket_put(struct mapping *m, uint32_t old, const struct run *r)
{
	unsigned class = class_of(bucket_bytes(r));
	uint32_t ref = old & ~BUCKET_REF;

	if (old != 0 && m->at[(size_t)ref * UNIT + 4] != class) {
		bucket_free(m, old);
		old = 0;
	}
	if (old == 0) {
		ref = place_take(m, class);
		trie_header(m)->bucket_count++;
	}
	bucket_write(m->at + (size_t)ref * UNIT, r);
	return ref | BUCKET_REF;
}

void
run_ages(const struct run *r, uint64_t *oldest, uint64_t *newest)
{
	*oldest = UINT64_MAX;
	*newest = 0;
	for (unsigned i = 0; i < r->count; i++) {
		uint64_t number = key_number(r->items[i].key);
		uint64_t struck_by = r->items[i].struck_by;

		*oldest = number < *oldest ? number : *oldest;
		*newest = number > *newest ? number : *newest;
		*newest = struck_by > *newest ? struck_by : *newest;
	}
}

void
node_ages(const struct mapping *m, uint32_t ref, uint64_t *oldest,
    uint64_t *newest)
{
	if ((ref & BUCKET_REF) != 0) {
		struct run r;

		if (bucket_read(m, ref, UINT64_MAX, &r)) {
			run_ages(&r, oldest, newest);
		} else {
			*oldest = 0;
			*newest = UINT64_MAX;
		}
	} else {
		const struct branch *b = branch_at(m, ref);

		*oldest = get_be(b->oldest, 5);
		*newest = get_be(b->newest, 5);
	}
}
