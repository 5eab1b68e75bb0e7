#include "web/page_cache.h"

#include <stdlib.h>

#define SLOTS 4096 /* a power of two */

/* One allocation: the struct, and behind it every byte that it points to. */
struct kept {
	struct kept *next;          /* of the same slot */
	struct kept *newer, *older; /* by use */
	uint64_t hash;
	size_t bytes;
	struct bytes key;
	struct page page;
};

struct page_cache {
	size_t limit, bytes;
	struct http_state state;
	struct kept *slots[SLOTS];
	struct kept *newest, *oldest;
};

/* FNV-1a: readers choose keys, and gain nothing by clashes that a scan of
 * distinct addresses would not give them. */
static uint64_t
hash_of(struct bytes key)
{
	uint64_t h = 0xcbf29ce484222325;

	for (size_t i = 0; i < key.len; i++)
		h = (h ^ key.at[i]) * 0x100000001b3;
	return h;
}

struct page_cache *
page_cache_new(size_t limit)
{
	struct page_cache *c = calloc(1, sizeof *c);

	if (c != NULL)
		c->limit = limit;
	return c;
}

static void
unlink_use(struct page_cache *c, struct kept *k)
{
	if (k->newer != NULL)
		k->newer->older = k->older;
	else
		c->newest = k->older;
	if (k->older != NULL)
		k->older->newer = k->newer;
	else
		c->oldest = k->newer;
	k->newer = k->older = NULL;
}

static void
link_newest(struct page_cache *c, struct kept *k)
{
	k->older = c->newest;
	if (c->newest != NULL)
		c->newest->newer = k;
	else
		c->oldest = k;
	c->newest = k;
}

static void
drop_oldest(struct page_cache *c)
{
	struct kept *k = c->oldest, **at = &c->slots[k->hash % SLOTS];

	c->oldest = k->newer;
	if (c->oldest != NULL)
		c->oldest->older = NULL;
	else
		c->newest = NULL;
	while (*at != k)
		at = &(*at)->next;
	*at = k->next;
	c->bytes -= k->bytes;
	free(k);
}

static void
forget(struct page_cache *c)
{
	struct kept *k = c->oldest;

	while (k != NULL) {
		struct kept *newer = k->newer;

		free(k);
		k = newer;
	}
	memset(c->slots, 0, sizeof c->slots);
	c->newest = c->oldest = NULL;
	c->bytes = 0;
}

void
page_cache_free(struct page_cache *c)
{
	if (c == NULL)
		return;
	forget(c);
	free(c);
}

static void
turn_to(struct page_cache *c, const struct http_state *state)
{
	if (c->state.next == state->next && c->state.size == state->size &&
	    c->state.minute == state->minute)
		return;
	forget(c);
	c->state = *state;
}

static struct kept *
find(struct page_cache *c, struct bytes key, uint64_t hash)
{
	struct kept *k = c->slots[hash % SLOTS];

	while (k != NULL && (k->hash != hash || !bytes_equal(k->key, key)))
		k = k->next;
	return k;
}

const struct page *
page_cache_find(struct page_cache *c, const struct http_state *state,
    struct bytes key)
{
	struct kept *k;

	turn_to(c, state);
	k = find(c, key, hash_of(key));
	if (k == NULL)
		return NULL;
	unlink_use(c, k);
	link_newest(c, k);
	return &k->page;
}

/* Takes `len` bytes of the room behind a struct kept. */
static struct bytes
put(uint8_t **at, struct bytes from)
{
	struct bytes copy = bytes_of(*at, from.len);

	if (from.len != 0)
		memcpy(*at, from.at, from.len);
	(*at)[from.len] = '\0';
	*at += from.len + 1;
	return copy;
}

static const char *
put_text(uint8_t **at, const char *text)
{
	return (const char *)put(at, bytes_text(text)).at;
}

static size_t
bytes_needed(struct bytes key, const struct page *p)
{
	size_t n = sizeof(struct kept) + key.len + p->body.len + p->gzip.len +
	    strlen(p->type) + strlen(p->cache) + strlen(p->tag) + 6;

	for (size_t i = 0; i < p->header_count; i++)
		n += strlen(p->headers[i].name) +
		    strlen(p->headers[i].value) + 2;
	return n;
}

void
page_cache_keep(struct page_cache *c, const struct http_state *state,
    struct bytes key, const struct page *page)
{
	size_t bytes = bytes_needed(key, page);
	uint64_t hash = hash_of(key);
	struct kept *k;
	uint8_t *at;

	turn_to(c, state);
	if (bytes > c->limit / 8 || find(c, key, hash) != NULL)
		return;
	while (c->oldest != NULL && bytes > c->limit - c->bytes)
		drop_oldest(c);
	k = malloc(bytes);
	if (k == NULL)
		return;
	at = (uint8_t *)(k + 1);
	*k = (struct kept){.hash = hash, .bytes = bytes};
	k->key = put(&at, key);
	k->page.body = put(&at, page->body);
	k->page.gzip = put(&at, page->gzip);
	k->page.type = put_text(&at, page->type);
	k->page.cache = put_text(&at, page->cache);
	k->page.tag = put_text(&at, page->tag);
	for (size_t i = 0; i < page->header_count; i++) {
		k->page.headers[i].name = put_text(&at, page->headers[i].name);
		k->page.headers[i].value = put_text(&at,
		    page->headers[i].value);
	}
	k->page.header_count = page->header_count;
	k->next = c->slots[hash % SLOTS];
	c->slots[hash % SLOTS] = k;
	c->bytes += bytes;
	link_newest(c, k);
}

size_t
page_cache_bytes(const struct page_cache *c)
{
	return c->bytes;
}
