/*
 * index/stream.h - the auditor's pass: sorted postings in, the top line out
 *
 * Purpose     D(top) at any covered size from today's postings, one after the
 *             other, in constant memory. Shares no trie code with the server
 *             nor with the verifier: three that agree are the point.
 * Invariant   at most 255 open branches, whatever comes. Postings with a
 *             number at or past `covered` are passed over; strikes by such
 *             numbers are not yet made (index 4).
 * Errors      ERR_INPUT: keys that do not ascend, an unknown view or wrong key
 *             length, times or numbers out of range, sums at 2^40.
 * Ownership   plain value, about 32 KiB; nothing allocates.
 * Cost        one hash a posting and one a branch.
 * Source      index 5, index 10, index 11
 */
#ifndef INDEX_STREAM_H
#define INDEX_STREAM_H

#include "format/view.h"
#include "proof/trie.h"

struct stream_branch {
	uint8_t bit;                /* where its two sides part */
	uint8_t key[KEY_BYTES_MAX]; /* a key of its left side */
	struct heading left;
};

struct stream_pass {
	uint64_t covered;
	struct stream_branch open[255]; /* bits ascend */
	unsigned open_count;
	struct posting last; /* not yet hashed: its label is not known */
	bool has_last;
	uint8_t seen[KEY_BYTES_MAX]; /* newest key, filtered or not */
	unsigned seen_len;
	uint64_t posting_count; /* of those within `covered` */
};

void stream_begin(struct stream_pass *s, uint64_t covered);
MUST_CHECK enum err stream_add(struct stream_pass *s, const struct posting *p,
    struct error *e);
MUST_CHECK enum err stream_end(struct stream_pass *s, struct heading *top,
    struct error *e);

#endif
