/*
 * base/map.h - byte strings to numbers, in memory
 *
 * Purpose     entity ids to entry numbers, names to interned places.
 * Invariant   keyed hashing (SipHash-like mixing under a per-map random key),
 *             so that chosen keys cannot make it slow; grows by doubling.
 * Ownership   copies keys; map_free(NULL) is fine.
 * Errors      false: out of memory.     Cost  O(1) expected.
 */
#ifndef BASE_MAP_H
#define BASE_MAP_H

#include "base/bytes.h"

struct map;

struct map *map_new(void);
void map_free(struct map *m);
bool map_put(struct map *m, struct bytes key, uint64_t value);
bool map_get(const struct map *m, struct bytes key, uint64_t *value);
size_t map_count(const struct map *m);

#endif
