/*
 * web/page_cache.h - answers that serve every reader until something changes
 *
 * Purpose     keeps the newest public answers by their address, plain and
 *             gzipped, so that the second reader costs a look-up.
 * Invariant   1 never more than `limit` bytes; the least recently used goes.
 *             2 all is forgotten when the state changes: no answer of an older
 *               state is ever given.
 * Ownership   page_cache_find: borrowed until the next call. page_cache_keep
 *             copies. page_cache_free(NULL) is fine; contents are public and
 *             not wiped.
 * Cost        one hash of the key.
 * Source      interfaces B5.1
 */
#ifndef WEB_PAGE_CACHE_H
#define WEB_PAGE_CACHE_H

#include "web/http_server.h"

struct page_cache;

struct page {
	struct bytes body, gzip; /* gzip.len 0: it was not worth it */
	const char *type, *cache, *tag;
	struct {
		const char *name, *value;
	} headers[HTTP_HEADERS_MAX];
	size_t header_count;
};

struct page_cache *page_cache_new(size_t limit);
void page_cache_free(struct page_cache *c);
/* NULL: not kept, or of another state. */
const struct page *page_cache_find(struct page_cache *c,
    const struct http_state *state, struct bytes key);
/* A page larger than an eighth of the limit is not kept. */
void page_cache_keep(struct page_cache *c, const struct http_state *state,
    struct bytes key, const struct page *page);
size_t page_cache_bytes(const struct page_cache *c);

#endif
