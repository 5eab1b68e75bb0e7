#include "base/arena.h"

#include <stdlib.h>

#define CHUNK_MIN (16 * KIB)

struct chunk {
	struct chunk *next;
	size_t used, cap;
	uint8_t at[] __attribute__((aligned(16)));
};

struct arena {
	struct chunk *first, *now; /* chunks behind `now` are empty */
	size_t limit, held, used;
	bool failed;
};

struct arena *
arena_new(size_t limit)
{
	struct arena *a = calloc(1, sizeof *a);

	if (a != NULL)
		a->limit = limit;
	return a;
}

void
arena_free(struct arena *a)
{
	struct chunk *c, *next;

	if (a == NULL)
		return;
	for (c = a->first; c != NULL; c = next) {
		next = c->next;
		free(c);
	}
	free(a);
}

void
arena_wipe(struct arena *a)
{
	for (struct chunk *c = a == NULL ? NULL : a->first; c != NULL;
	    c = c->next)
		explicit_bzero(c->at, c->cap);
	arena_free(a);
}

void
arena_reset(struct arena *a)
{
	for (struct chunk *c = a->first; c != NULL; c = c->next)
		c->used = 0;
	a->now = a->first;
	a->used = 0;
	a->failed = false;
}

/* A chunk with room for `size` becomes `now`. */
static bool
more(struct arena *a, size_t size)
{
	struct chunk *last = a->now, *c;
	size_t cap;

	for (c = last == NULL ? a->first : last->next; c != NULL; c = c->next) {
		a->now = c;
		if (c->cap >= size)
			return true;
		last = c;
	}
	cap = a->held < CHUNK_MIN ? CHUNK_MIN : a->held;
	if (cap > 8 * MIB)
		cap = 8 * MIB;
	if (cap < size)
		cap = size;
	if (cap > a->limit - a->held)
		cap = a->limit - a->held;
	if (cap < size)
		return false;
	c = malloc(sizeof *c + cap);
	if (c == NULL)
		return false;
	*c = (struct chunk){.cap = cap};
	if (last == NULL)
		a->first = c;
	else
		last->next = c;
	a->now = c;
	a->held += cap;
	return true;
}

void *
arena_take(struct arena *a, size_t size)
{
	void *at;

	if (size > SIZE_MAX / 2) {
		a->failed = true;
		return NULL;
	}
	size = (size + 15) & ~(size_t)15;
	if (size == 0)
		size = 16;
	if (a->failed || ((a->now == NULL ||
	    a->now->cap - a->now->used < size) && !more(a, size))) {
		a->failed = true;
		return NULL;
	}
	at = a->now->at + a->now->used;
	a->now->used += size;
	a->used += size;
	memset(at, 0, size);
	return at;
}

void *
arena_take_array(struct arena *a, size_t count, size_t size)
{
	if (size != 0 && count > SIZE_MAX / 2 / size) {
		a->failed = true;
		return NULL;
	}
	return arena_take(a, count * size);
}

struct bytes
arena_copy(struct arena *a, struct bytes from)
{
	uint8_t *at = arena_take(a, from.len + 1);

	if (at == NULL)
		return (struct bytes){NULL, 0};
	if (from.len != 0)
		memcpy(at, from.at, from.len);
	return (struct bytes){at, from.len};
}

char *
arena_text(struct arena *a, struct bytes from)
{
	char *at = arena_take(a, from.len + 1);

	if (at != NULL && from.len != 0)
		memcpy(at, from.at, from.len);
	return at;
}

bool
arena_failed(const struct arena *a)
{
	return a->failed;
}

size_t
arena_used(const struct arena *a)
{
	return a->used;
}
