/*
 * web/page_cache.h - answers that serve every reader until something changes
 *
 * Purpose     keeps the newest public answers by their address, plain and
 *             gzipped, so that a second reader costs a look-up.
 * Invariant   1 never more than `limit` bytes; the least recently used goes.
 *             2 everything goes at once when the state changes: no answer of an
 *               older state is ever given.
 * Ownership   an entry is borrowed until the next call that changes the cache.
 *             page_cache_free(NULL) is fine; contents are public, not wiped.
 * Cost        one hash of the address.
 * Source      interfaces B5.1; reliability 3
 */
#ifndef WEB_PAGE_CACHE_H
#define WEB_PAGE_CACHE_H

#include "web/http_server.h"

struct page_cache;

struct page_cache_entry {
	struct bytes body, gzip; /* gzip.len 0: it was not worth it */
	const char *type, *cache, *tag; /* tag without quotes */
	const char *vary; /* "" or a list */
	bool open;
};

struct page_cache *page_cache_new(size_t limit);
void page_cache_free(struct page_cache *c);
/* NULL: not kept, or of another state (then all is forgotten). */
const struct page_cache_entry *page_cache_find(struct page_cache *c,
    const struct http_state *state, struct bytes key);
/* Copies; an answer larger than an eighth of the limit is not kept. */
void page_cache_keep(struct page_cache *c, const struct http_state *state,
    struct bytes key, const struct page_cache_entry *entry);
size_t page_cache_bytes(const struct page_cache *c);

#endif
