/*
 * log/fsck.h - does what is stored give what is signed?
 *
 * Purpose     the checks of log 7.1 over a truth file or a static tree; the
 *             first half of `chancery audit`.
 * Terms       a finding is one line: "bad entry 3: leaf hash differs",
 *             "bad tile/0/000: ...", "bad checkpoint size=7: ...".
 * Invariant   reads everything once, trusts no stored hash, changes nothing.
 * Errors      a finding is not an error: ERR_NONE and result.finding_count.
 *             ERR_UNCHECKED: the log key is unknown. ERR_ABSENT or ERR_STORE:
 *             could not be completed (exit 3 of log 7.4).
 * Cost        one leaf hash an entry, one node hash a leaf, 256-entry memory.
 * Source      log 7.1, 7.3; F1, F4
 */
#ifndef LOG_FSCK_H
#define LOG_FSCK_H

#include "log/tree_source.h"
#include "proof/policy.h"

struct fsck_options {
	const struct policy *policy; /* names the log key; not NULL */
	uint64_t from; /* entries below are taken from the tiles unread */
	/* NULL, or called in order with every entry whose leaf hash holds. */
	tree_entry_fn *each;
	void *each_context;
	/* Lines of log 7.3 without their LF; NULL: none wanted. */
	void (*line)(void *context, const char *text);
	void *line_context;
};

struct fsck_result {
	uint64_t finding_count, entry_count, size, tile_count;
	uint64_t checkpoint_count, cosignature_count;
	struct hash root;
	bool first_bad_known;
	uint64_t first_bad; /* entry number of the first finding with one */
	char first_text[160];
};

/* Everything up to the newest checkpoint; for a truth file also hash column,
 * head, every checkpoint and cosignature, and the entries beyond; for a folder
 * also that no unexpected file lies there. */
MUST_CHECK enum err fsck_tree(struct tree_source *s,
    const struct fsck_options *options, struct fsck_result *result,
    struct error *e);

#endif
