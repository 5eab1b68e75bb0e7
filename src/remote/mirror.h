/*
 * remote/mirror.h - a register followed from another machine
 *
 * Purpose     take a log's static tree into a folder, verified before use:
 *             register.db without a log key, read.db and trie.db derived from
 *             it, public/ with the source's own checkpoint.
 * Terms       DIR/mirror holds the address; DIR/mirrored the published words
 *             as verified; DIR/incoming what was fetched and not yet verified;
 *             DIR/evidence checkpoints that contradict each other.
 * Invariant   1 nothing is stored before all of it gives the signed root, and
 *               continues what is held; nothing is published before every new
 *               index root was computed again and found equal.
 *             2 it never signs, and never goes back.
 *             3 words that an erasure names are gone from every file here
 *               before a checkpoint that covers the erasure is published.
 * Errors      ERR_PROOF: another root, or a smaller log (words `forked`,
 *             `shrank`: both checkpoints are in DIR/evidence), bytes that do
 *             not give the root, an index root that does not follow.
 *             ERR_UNCHECKED: no trusted key, too few witnesses. ERR_CONFLICT:
 *             in use, or a register of its own. ERR_STORE: network or disk.
 * Source      log 6.10.3 to 6.10.7, 10.2, 10.4; interfaces A8.5
 */
#ifndef REMOTE_MIRROR_H
#define REMOTE_MIRROR_H

#include "base/clock.h"
#include "proof/policy.h"
#include "remote/http.h"

struct mirror_options {
	struct http_client *http;
	const char *dir;
	const struct policy *policy;
	struct bytes policy_text; /* published beside the checkpoint */
	struct clock clock;
};

struct mirror_result {
	uint64_t size_before, size;
	uint64_t files, entries, bytes; /* fetched; new; of what was fetched */
	uint64_t lines_bad;  /* published words that no leaf commits to */
	uint64_t lines_gone; /* no longer served, kept here */
	bool consistent;
};

/* One pass. `out` says what was found, also where it ends with ERR_PROOF. */
MUST_CHECK enum err mirror_once(const struct mirror_options *o,
    struct mirror_result *out, struct error *e);
/* Is the folder a mirror? `url` (may be NULL) gets where it was last from. */
bool mirror_is(const char *dir, char url[2048]);

#endif
