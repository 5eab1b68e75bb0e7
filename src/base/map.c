#include "base/map.h"

#include <stdlib.h>
#include <sys/random.h>

struct slot {
	uint64_t hash, value;
	uint8_t *key; /* NULL: free */
	size_t len;
};

struct map {
	struct slot *slots;
	size_t cap, count;
	uint64_t key[2];
};

static uint64_t
rotate(uint64_t x, unsigned by)
{
	return x << by | x >> (64 - by);
}

static void
sip_round(uint64_t v[4])
{
	v[0] += v[1];
	v[1] = rotate(v[1], 13) ^ v[0];
	v[0] = rotate(v[0], 32);
	v[2] += v[3];
	v[3] = rotate(v[3], 16) ^ v[2];
	v[0] += v[3];
	v[3] = rotate(v[3], 21) ^ v[0];
	v[2] += v[1];
	v[1] = rotate(v[1], 17) ^ v[2];
	v[2] = rotate(v[2], 32);
}

/* SipHash-1-3 (Aumasson, Bernstein 2012). */
static uint64_t
hash_key(const struct map *m, struct bytes key)
{
	uint64_t v[4] = {m->key[0] ^ 0x736f6d6570736575u,
	    m->key[1] ^ 0x646f72616e646f6du, m->key[0] ^ 0x6c7967656e657261u,
	    m->key[1] ^ 0x7465646279746573u};
	size_t i = 0;
	uint64_t word;

	for (; i + 8 <= key.len; i += 8) {
		word = get_be(key.at + i, 8);
		v[3] ^= word;
		sip_round(v);
		v[0] ^= word;
	}
	word = (uint64_t)(key.len & 0xff) << 56;
	for (; i < key.len; i++)
		word |= (uint64_t)key.at[i] << 8 * (i % 8);
	v[3] ^= word;
	sip_round(v);
	v[0] ^= word;
	v[2] ^= 0xff;
	sip_round(v);
	sip_round(v);
	sip_round(v);
	return v[0] ^ v[1] ^ v[2] ^ v[3];
}

struct map *
map_new(void)
{
	struct map *m = calloc(1, sizeof *m);

	if (m == NULL)
		return NULL;
	m->cap = 64;
	m->slots = calloc(m->cap, sizeof *m->slots);
	if (m->slots == NULL ||
	    getrandom(m->key, sizeof m->key, 0) != sizeof m->key) {
		map_free(m);
		return NULL;
	}
	return m;
}

void
map_free(struct map *m)
{
	if (m == NULL)
		return;
	for (size_t i = 0; m->slots != NULL && i < m->cap; i++)
		free(m->slots[i].key);
	free(m->slots);
	free(m);
}

static struct slot *
find(struct slot *slots, size_t cap, uint64_t hash, struct bytes key)
{
	size_t i = (size_t)hash & (cap - 1);

	while (slots[i].key != NULL && (slots[i].hash != hash ||
	    !bytes_equal(bytes_of(slots[i].key, slots[i].len), key)))
		i = (i + 1) & (cap - 1);
	return &slots[i];
}

static bool
grow(struct map *m)
{
	size_t cap = m->cap * 2;
	struct slot *slots = calloc(cap, sizeof *slots);

	if (slots == NULL)
		return false;
	for (size_t i = 0; i < m->cap; i++) {
		struct slot *s = &m->slots[i];

		if (s->key != NULL)
			*find(slots, cap, s->hash, bytes_of(s->key, s->len)) =
			    *s;
	}
	free(m->slots);
	m->slots = slots;
	m->cap = cap;
	return true;
}

bool
map_put(struct map *m, struct bytes key, uint64_t value)
{
	uint64_t hash = hash_key(m, key);
	struct slot *s;

	if (m->count * 4 >= m->cap * 3 && !grow(m))
		return false;
	s = find(m->slots, m->cap, hash, key);
	if (s->key == NULL) {
		s->key = malloc(key.len + 1);
		if (s->key == NULL)
			return false;
		if (key.len != 0)
			memcpy(s->key, key.at, key.len);
		s->len = key.len;
		s->hash = hash;
		m->count++;
	}
	s->value = value;
	return true;
}

bool
map_get(const struct map *m, struct bytes key, uint64_t *value)
{
	const struct slot *s = find(m->slots, m->cap, hash_key(m, key), key);

	if (s->key == NULL)
		return false;
	*value = s->value;
	return true;
}

size_t
map_count(const struct map *m)
{
	return m->count;
}
