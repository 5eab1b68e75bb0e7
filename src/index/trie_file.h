/*
 * index/trie_file.h - the one file behind an ordered index
 *
 * Purpose     mapping, growing and locking the file; branches and buckets as
 *             they lie in it. The layout is docs/adr/0003.
 * Invariant   nothing moves while a batch runs: room is reserved before it.
 *             References are units of 32 bytes from the start of the file,
 *             with the top bit set for a bucket; 0 is no reference.
 * Errors      ERR_STORE, ERR_MEMORY (64 GiB), ERR_ABSENT (build it again).
 * Ownership   mapping_release accepts {0} and a released one.
 */
#ifndef INDEX_TRIE_FILE_H
#define INDEX_TRIE_FILE_H

#include <stdatomic.h>

#include "index/node.h"

#define UNIT 32u
#define PAGE 4096u
#define PAGE_BRANCHES 31u /* and one slot that says which are used */
#define BUCKET_REF 0x80000000u
#define LABEL_ROOM 18u
#define LABEL_ELSEWHERE 255u /* too long to keep: a key below has it */
#define BUCKET_CLASSES 48u   /* sizes in units */

/* A file in memory, `len` bytes of it. */
struct mapping {
	int fd;
	bool writable;
	uint8_t *at;
	size_t len;
};

MUST_CHECK enum err mapping_open(struct mapping *m, int fd, bool writable,
    struct error *e);
/* At least `len` bytes, taken on disk now: a full disk is told here and not
 * by a signal later. The mapping may move. */
MUST_CHECK enum err mapping_grow(struct mapping *m, size_t len,
    struct error *e);
void mapping_release(struct mapping *m);
/* Proofs read a page here and there; walks read all of it. Without this the
 * kernel reads megabytes around each of a proof's few pages. */
void mapping_expect(const struct mapping *m, bool whole);
/* Pages touched so far are the kernel's to drop; the bytes stay the file's. */
void mapping_let_go(const struct mapping *m);

/* 128 bytes, never across a page. D's as they are hashed. */
struct branch {
	uint32_t sides[2];
	uint8_t totals[2][HEADING_BYTES];
	uint8_t bit;
	uint8_t label_len;
	uint8_t oldest[5]; /* smallest entry number below */
	uint8_t newest[5]; /* largest entry number that changed it */
	uint8_t label[LABEL_ROOM];
};

#define BRANCH_UNITS (sizeof(struct branch) / UNIT)

_Static_assert(sizeof(struct branch) == 128, "a branch is four units");

struct trie_header {
	char magic[16];
	uint64_t byte_order;
	uint32_t version, mapping;
	struct hash origin;
	uint8_t boot[40]; /* of the machine, when last marked clean */
	uint64_t covered;
	uint8_t top[HEADING_BYTES];
	uint8_t unused[3];
	uint32_t root;
	_Atomic uint32_t dirty;
	_Atomic uint32_t superseded; /* another file stands at the path */
	uint32_t branch_page; /* with free slots, for branches without a place
	    beside their parent; 0: none */
	uint64_t posting_count, branch_count, bucket_count;
	uint64_t end;                   /* first byte never used */
	uint64_t bucket_at, bucket_end; /* rest of the newest bucket area */
	uint64_t free_bytes;
	uint32_t free_heads[BUCKET_CLASSES]; /* chained through their first
	    four bytes */
};

/* Behind it, in its page, lie the top branches of a bulk build. */
#define HEADER_SLOTS 8u

_Static_assert(sizeof(struct trie_header) <=
	HEADER_SLOTS * sizeof(struct branch),
    "the header leaves the page its other slots");

#define TRIE_BYTES_MIN ((size_t)16 * PAGE)

static inline struct trie_header *
trie_header(const struct mapping *m)
{
	return (struct trie_header *)(void *)m->at;
}

static inline struct branch *
branch_at(const struct mapping *m, uint32_t ref)
{
	return (struct branch *)(void *)(m->at + (size_t)ref * UNIT);
}

void trie_header_init(struct trie_header *h, struct bytes origin);
/* ERR_ABSENT unless the header is ours and its sizes fit the mapping. */
MUST_CHECK enum err trie_header_check(const struct mapping *m,
    struct bytes origin, struct error *e);
void boot_read(uint8_t out[40]);

/* Room for a batch of `changes` postings or strikes, whatever it meets. */
MUST_CHECK enum err trie_reserve(struct mapping *m, size_t changes,
    struct error *e);
/* A place for a branch, near `parent` if one is free there (0: none). */
uint32_t branch_take(struct mapping *m, uint32_t parent);
void branch_set_label(struct branch *b, const uint8_t *key, unsigned from,
    unsigned to);
/* A branch that lies in the file and parts at or behind bit `from`: what keeps
 * every walk inside the file and within 255 steps. */
bool branch_is_sound(const struct mapping *m, uint32_t ref, unsigned from);
/* Puts the label of the branch at `ref` over `key`, from bit `from`. */
void branch_apply_label(const struct mapping *m, uint32_t ref, uint8_t *key,
    unsigned from);

/*
 * A bucket: 8 bytes of head, the bytes that all its keys begin with, then one
 * record a posting: rest of the key, times if one is not 1, struck_by if one is
 * not 0, entry leaf hash.
 */
unsigned bucket_bytes(const struct run *r);
void bucket_write(uint8_t *at, const struct run *r);
/* Postings with a number below `covered`, struck only below it; UINT64_MAX:
 * all. False where the bytes cannot be a bucket. */
bool bucket_read(const struct mapping *m, uint32_t ref, uint64_t covered,
    struct run *r);
void bucket_free(struct mapping *m, uint32_t ref);
/* Writes `r` to a place of the right size and gives the place at `old` (0:
 * none) back, or uses it again. */
uint32_t bucket_put(struct mapping *m, uint32_t old, const struct run *r);
/* Smallest number below and largest that changed it. */
void run_ages(const struct run *r, uint64_t *oldest, uint64_t *newest);
void node_ages(const struct mapping *m, uint32_t ref, uint64_t *oldest,
    uint64_t *newest);

#endif
