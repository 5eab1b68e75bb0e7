/*
 * register/auditing.h - everything recomputed from the leaves
 *
 * Purpose     does what is stored give what is signed (log 7.1), does every
 *             entry keep the rules (model 8.7), and does every index root
 *             follow from the entries before it, by the streaming pass.
 * Invariant   uses nothing derived: neither read.db nor trie.db, and no code
 *             of the server's trie (index 11).
 * Errors      a finding is no error: ERR_NONE and finding_count > 0.
 *             ERR_UNCHECKED: no trusted key, or not completed.
 * Ownership   the caller owns source and policy.
 * Cost        one pass over entries, one sort of postings, one streaming pass
 *             for each index root compared.
 * Source      log 7; index 11; model 8.7
 */
#ifndef REGISTER_AUDITING_H
#define REGISTER_AUDITING_H

#include "log/fsck.h"

struct auditing {
	const struct fsck_options *fsck; /* keys; `each` is the audit's own */
	bool every_root;       /* else the newest alone */
	uint64_t from;         /* index roots below are not compared */
	void (*line)(void *context, const char *text); /* findings */
	void (*progress)(void *context, uint64_t done, uint64_t total);
	void *context;
};

struct audited {
	struct fsck_result fsck;
	uint64_t entry_count, invalid_count, unknown_count, note_count;
	uint64_t root_count; /* index roots in the log */
	uint64_t compared_count, posting_count;
	uint64_t finding_count; /* of all kinds together */
	bool first_bad_known;
	uint64_t first_bad;
	struct hash last_root; /* R of the newest index root */
	uint64_t hash_ns, sign_ns, index_ns; /* where the time went */
};

MUST_CHECK enum err registry_audit(struct tree_source *source,
    const struct auditing *options, struct audited *out, struct error *e);

#endif
