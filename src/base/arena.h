/*
 * base/arena.h - memory that is taken piece by piece and goes all at once
 *
 * Purpose     what lives for one request, one entry or one proof.
 * Invariant   never more than `limit` bytes in all; pieces are aligned to 16.
 * Errors      arena_take returns NULL past the limit or out of memory, and the
 *             arena stays `failed`; callers report ERR_MEMORY.
 * Ownership   pieces are never freed singly; arena_free(NULL) is fine.
 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include "base/bytes.h"

#define KIB ((size_t)1024)
#define MIB (KIB * 1024)
#define GIB (MIB * 1024)

struct arena;

struct arena *arena_new(size_t limit);
void arena_free(struct arena *a);
/* Zeroes every piece, then frees: what was private. NULL is fine. */
void arena_wipe(struct arena *a);
/* Zeroed memory. */
void *arena_take(struct arena *a, size_t size);
void *arena_take_array(struct arena *a, size_t count, size_t size);
/* A copy with a NUL behind it (not counted in the span). */
struct bytes arena_copy(struct arena *a, struct bytes from);
char *arena_text(struct arena *a, struct bytes from);
/* Forgets every piece and keeps the memory for the next use. */
void arena_reset(struct arena *a);
bool arena_failed(const struct arena *a);
size_t arena_used(const struct arena *a);

#endif
