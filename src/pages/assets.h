/*
 * pages/assets.h - the files that pages refer to, kept in the program
 *
 * Purpose     one style sheet, one mark for the browser's tab and, where clang
 *             can make WebAssembly, script and module of /verify and the same
 *             as one file for use from disk.
 * Invariant   an address holds digits of the SHA-256 of its bytes: it may be
 *             kept for ever ("immutable"), and another build has another one.
 * Ownership   everything is static.     Cost  a search in at most five rows.
 * Source      interfaces C1.4
 */
#ifndef PAGES_ASSETS_H
#define PAGES_ASSETS_H

#include "base/bytes.h"

struct asset {
	/* style.css favicon.svg verify.js verify.wasm chancery-verify.html */
	const char *name;
	const char *path; /* /a/HASH.css, /a/verify.HASH.js */
	const char *type; /* Content-Type */
	struct bytes plain;
	struct bytes gzip; /* the same, gzipped; empty where that is no gain */
};

/* Made at build time by tools/embed. */
extern const struct asset assets_embedded[];
extern const size_t assets_embedded_count;

/* What stands at that address, or NULL. */
const struct asset *assets_find(struct bytes path);
/* By name; NULL where this build has none (verify.js, verify.wasm). */
const struct asset *assets_named(const char *name);
const char *assets_css_path(void);
const char *assets_favicon_path(void);

#endif
