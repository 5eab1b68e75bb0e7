/*
 * log/publish.h - the static tree that any web server can serve
 *
 * Purpose     write bundles, tiles, opening files and at last the checkpoint
 *             into a folder; stop anywhere, run again.
 * Invariant   whoever sees a checkpoint finds every tile and bundle of it. A
 *             published file is never replaced by other bytes, except opening
 *             files and a checkpoint that grows or gains cosignatures.
 * Errors      ERR_CONFLICT: another process publishes there. ERR_PROOF:
 *             "published file differs" and nothing is touched. ERR_STORE.
 * Cost        what is new since the checkpoint already there; everything with
 *             `full`.
 * Source      log 6.7, 10.1, 10.4
 */
#ifndef LOG_PUBLISH_H
#define LOG_PUBLISH_H

#include "log/tree_source.h"

struct publish_options {
	/* Compare and complete everything, not only what is new. */
	bool full;
	/* Opening files of bundles wholly covered before that are to be written
	 * again: those of new `open` and `erase` targets, of days that came. */
	const uint64_t *openings_again;
	size_t openings_again_count;
	/* A note that satisfies the policy, for `checkpoint-cosigned`; the
	 * policy text for `policy`. Empty: leave alone. */
	struct bytes cosigned, policy;
	/* The note for `checkpoint`; empty: the newest of the source. */
	struct bytes checkpoint;
};

struct publish_result {
	uint64_t size, files_written, files_equal;
};

/* Publishes a checkpoint of `from` into `dir` (made when absent).
 * A source without openings writes none. `result` may be NULL. */
MUST_CHECK enum err publish_tree(const char *dir, struct tree_source *from,
    const struct publish_options *options, struct publish_result *result,
    struct error *e);
/* log 2.5: removes partial tiles and bundles whose full one has been there for
 * seven days. `removed` may be NULL. */
MUST_CHECK enum err publish_sweep(const char *dir, int64_t now_s,
    uint64_t *removed, struct error *e);

#endif
