/*
 * Runs that fit in memory are sorted in place by their first differing bytes;
 * what does not fit goes to unlinked files, one a run, and is merged as it is
 * read. A strike is a record that sorts right behind its posting.
 */
#include "index/sort.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/file.h"

#define KEY_ROOM 32u
#define MEMORY_MIN MIB
#define RUNS_MAX 512u
#define READ_RECORDS 2048u /* read from a run at once */

/* key[31] is 0 for a posting, 1 for a strike. */
struct record {
	uint8_t key[KEY_ROOM];
	uint64_t struck_by;
	uint32_t times;
	uint32_t unused;
	struct hash leaf;
};

struct run_file {
	int fd;
	uint64_t count; /* records in it */
	uint64_t taken; /* records read into `ahead` so far */
	struct record *ahead;
	size_t at, len; /* place in `ahead`, records there */
};

struct posting_sort {
	char folder[PATH_BYTES];
	struct record *records;
	size_t count, room, room_max;
	struct run_file runs[RUNS_MAX];
	size_t run_count;
	bool reading;
	size_t at; /* reading from memory */
};

enum err
posting_sort_new(struct posting_sort **out, const char *folder,
    size_t memory_bytes, struct error *e)
{
	struct posting_sort *s = calloc(1, sizeof *s);
	int len;

	if (s == NULL)
		return error_set(e, ERR_MEMORY, "no memory to sort postings");
	len = snprintf(s->folder, sizeof s->folder, "%s", folder);
	if (len < 0 || (size_t)len >= sizeof s->folder) {
		free(s);
		return error_set(e, ERR_INPUT, "the folder's name is too long");
	}
	s->room_max = (memory_bytes < MEMORY_MIN ? MEMORY_MIN : memory_bytes) /
	    sizeof *s->records;
	*out = s;
	return ERR_NONE;
}

void
posting_sort_free(struct posting_sort *s)
{
	if (s == NULL)
		return;
	for (size_t i = 0; i < s->run_count; i++) {
		(void)close(s->runs[i].fd);
		free(s->runs[i].ahead);
	}
	free(s->records);
	free(s);
}

static int
compare(const struct record *a, const struct record *b)
{
	return memcmp(a->key, b->key, KEY_ROOM);
}

static void
insertion_sort(struct record *at, size_t count)
{
	for (size_t i = 1; i < count; i++) {
		struct record moving = at[i];
		size_t j = i;

		for (; j != 0 && compare(&moving, &at[j - 1]) < 0; j--)
			at[j] = at[j - 1];
		at[j] = moving;
	}
}

/* In-place radix sort from byte `byte` on (American flag); bytes before it are
 * equal. At most 32 levels deep. */
static void
radix_sort(struct record *at, size_t count, unsigned byte)
{
	size_t ends[256] = {0}, places[256], sum = 0;

	if (count <= 32 || byte == KEY_ROOM) {
		insertion_sort(at, byte == KEY_ROOM ? 0 : count);
		return;
	}
	for (size_t i = 0; i < count; i++)
		ends[at[i].key[byte]]++;
	for (unsigned v = 0; v < 256; v++) {
		places[v] = sum;
		sum += ends[v];
		ends[v] = sum;
	}
	for (unsigned v = 0; v < 256; v++) {
		while (places[v] < ends[v]) {
			struct record moving = at[places[v]];
			unsigned to = moving.key[byte];

			while (to != v) {
				struct record held = at[places[to]];

				at[places[to]++] = moving;
				moving = held;
				to = moving.key[byte];
			}
			at[places[v]++] = moving;
		}
	}
	sum = 0;
	for (unsigned v = 0; v < 256; v++) {
		if (ends[v] - sum > 1)
			radix_sort(at + sum, ends[v] - sum, byte + 1);
		sum = ends[v];
	}
}

static enum err
write_all(int fd, const void *from, size_t len, struct error *e)
{
	const uint8_t *at = from;

	while (len != 0) {
		ssize_t n = write(fd, at, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return error_set(e, ERR_STORE,
			    "cannot write a temporary file: %s",
			    strerror(errno));
		at += n;
		len -= (size_t)n;
	}
	return ERR_NONE;
}

static enum err
run_file_new(struct posting_sort *s, struct error *e)
{
	char name[PATH_BYTES];
	struct run_file *r = &s->runs[s->run_count];
	enum err rc;

	if (s->run_count == RUNS_MAX)
		return error_set(e, ERR_MEMORY,
		    "too many postings to sort in "
		    "%zu bytes",
		    s->room_max * sizeof *s->records);
	rc = path_join(name, s->folder, "sort.XXXXXX", e);
	if (rc != ERR_NONE)
		return rc;
	r->fd = mkostemp(name, O_CLOEXEC);
	if (r->fd < 0)
		return error_set(e, ERR_STORE, "%s: %s", name, strerror(errno));
	(void)unlink(name);
	s->run_count++;
	r->count = s->count;
	return write_all(r->fd, s->records, s->count * sizeof *s->records, e);
}

static enum err
spill(struct posting_sort *s, struct error *e)
{
	enum err rc;

	radix_sort(s->records, s->count, 0);
	rc = run_file_new(s, e);
	s->count = 0;
	return rc;
}

static enum err
add(struct posting_sort *s, const struct record *r, struct error *e)
{
	enum err rc = ERR_NONE;

	if (s->reading)
		return error_set(e, ERR_INPUT,
		    "postings are added before they are read");
	if (s->count == s->room && s->room < s->room_max) {
		size_t room = s->room == 0 ? 1024 : 2 * s->room;
		struct record *more;

		room = room < s->room_max ? room : s->room_max;
		more = realloc(s->records, room * sizeof *more);
		if (more == NULL)
			return error_set(e, ERR_MEMORY,
			    "no memory to sort postings");
		s->records = more;
		s->room = room;
	}
	if (s->count == s->room)
		rc = spill(s, e);
	if (rc == ERR_NONE)
		s->records[s->count++] = *r;
	return rc;
}

enum err
posting_sort_add(struct posting_sort *s, const struct posting *p,
    struct error *e)
{
	const struct view *v = view_by_byte(p->key[0]);
	struct record r = {.struck_by = p->struck_by,
	    .times = p->times,
	    .leaf = p->leaf};

	if (v == NULL || p->key_len != v->key_len)
		return error_set(e, ERR_INPUT,
		    "key of view 0x%02x with %u bytes", p->key[0], p->key_len);
	memcpy(r.key, p->key, p->key_len);
	return add(s, &r, e);
}

enum err
posting_sort_strike(struct posting_sort *s, const uint8_t *key, size_t key_len,
    uint64_t struck_by, struct error *e)
{
	const struct view *v = key_len == 0 ? NULL : view_by_byte(key[0]);
	struct record r = {.struck_by = struck_by};

	if (v == NULL || key_len != v->key_len)
		return error_set(e, ERR_INPUT,
		    "a strike's key does not fit its view");
	memcpy(r.key, key, key_len);
	r.key[KEY_ROOM - 1] = 1;
	return add(s, &r, e);
}

enum err
posting_sort_rewind(struct posting_sort *s, struct error *e)
{
	enum err rc = ERR_NONE;

	if (!s->reading) {
		if (s->run_count == 0)
			radix_sort(s->records, s->count, 0);
		else if (s->count != 0)
			rc = spill(s, e);
		if (s->run_count != 0) {
			free(s->records);
			s->records = NULL;
			s->room = 0;
		}
		s->reading = true;
	}
	s->at = 0;
	for (size_t i = 0; rc == ERR_NONE && i < s->run_count; i++) {
		struct run_file *r = &s->runs[i];

		r->at = r->len = 0;
		r->taken = 0;
		if (r->ahead == NULL)
			r->ahead = malloc(READ_RECORDS * sizeof *r->ahead);
		if (r->ahead == NULL)
			rc = error_set(e, ERR_MEMORY,
			    "no memory to sort postings");
	}
	return rc;
}

/* Fills the records ahead; len 0 at the run's end. */
static enum err
read_ahead(struct run_file *r, struct error *e)
{
	uint64_t left = r->count - r->taken;
	size_t want = (left < READ_RECORDS ? (size_t)left : READ_RECORDS) *
	    sizeof *r->ahead;
	uint8_t *to = (uint8_t *)r->ahead;
	off_t from = (off_t)(r->taken * sizeof *r->ahead);

	r->at = 0;
	r->len = want / sizeof *r->ahead;
	r->taken += r->len;
	while (want != 0) {
		ssize_t n = pread(r->fd, to, want, from);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return error_set(e, ERR_STORE,
			    "cannot read a temporary file: %s",
			    n < 0 ? strerror(errno) : "cut short");
		to += n;
		from += n;
		want -= (size_t)n;
	}
	return ERR_NONE;
}

/* The smallest record not yet taken, NULL at the end; it is taken by
 * peek_taken. */
static enum err
peek(struct posting_sort *s, const struct record **out, struct run_file **owner,
    struct error *e)
{
	*out = NULL;
	*owner = NULL;
	if (s->run_count == 0) {
		if (s->at < s->count)
			*out = &s->records[s->at];
		return ERR_NONE;
	}
	for (size_t i = 0; i < s->run_count; i++) {
		struct run_file *r = &s->runs[i];

		if (r->at == r->len && r->taken < r->count) {
			enum err rc = read_ahead(r, e);

			if (rc != ERR_NONE)
				return rc;
		}
		if (r->at < r->len &&
		    (*out == NULL || compare(&r->ahead[r->at], *out) < 0)) {
			*out = &r->ahead[r->at];
			*owner = r;
		}
	}
	return ERR_NONE;
}

static void
peek_taken(struct posting_sort *s, struct run_file *owner)
{
	if (owner == NULL)
		s->at++;
	else
		owner->at++;
}

static enum err
merge_into(struct posting *p, const struct record *r, struct error *e)
{
	if (r->key[KEY_ROOM - 1] == 0) {
		if (r->times != p->times || r->struck_by != p->struck_by ||
		    !hash_equal(&r->leaf, &p->leaf))
			return error_set(e, ERR_INPUT,
			    "two postings of one key differ");
		return ERR_NONE;
	}
	if (p->struck_by != 0)
		return error_set(e, ERR_INPUT, "a posting is struck twice");
	if (r->struck_by <= p->number)
		return error_set(e, ERR_INPUT,
		    "entry %" PRIu64
		    " cannot strike a posting of entry %" PRIu64,
		    r->struck_by, p->number);
	p->struck_by = r->struck_by;
	return ERR_NONE;
}

enum err
posting_sort_next(struct posting_sort *s, struct posting *p, bool *end,
    struct error *e)
{
	const struct record *r;
	struct run_file *owner;
	struct posting out = {0};
	enum err rc = peek(s, &r, &owner, e);

	*end = r == NULL;
	if (rc != ERR_NONE || r == NULL)
		return rc;
	if (r->key[KEY_ROOM - 1] != 0)
		return error_set(e, ERR_INPUT,
		    "a strike names a posting that is not there");
	memcpy(out.key, r->key, KEY_BYTES_MAX);
	out.key_len = view_by_byte(r->key[0])->key_len;
	out.times = r->times;
	out.struck_by = r->struck_by;
	out.leaf = r->leaf;
	out.number = get_be(out.key + out.key_len - 6, 6);
	peek_taken(s, owner);
	for (;;) {
		rc = peek(s, &r, &owner, e);
		if (rc != ERR_NONE || r == NULL ||
		    memcmp(r->key, out.key, KEY_BYTES_MAX) != 0)
			break;
		rc = merge_into(&out, r, e);
		if (rc != ERR_NONE)
			break;
		peek_taken(s, owner);
	}
	if (rc == ERR_NONE)
		*p = out;
	return rc;
}
