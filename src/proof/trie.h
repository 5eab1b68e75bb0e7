/*
 * proof/trie.h - does this answer follow from the index root?
 *
 * Purpose     read the proof bytes of one question, recompute the subtotals up
 *             to the top, and add up the answer on the way.
 * Terms       D(node) = struct heading: hash, live, struck, latest. R commits
 *             to D(top): heading_commitment.
 * Invariant   a stub stands exactly where index 7.2 says OUT, IN or MAYBE, an
 *             opened node exactly where it says OPEN: one root and question
 *             have one valid proof. Shares no line with the prover.
 * Errors      ERR_PROOF for every refusal, `word` naming the check: trie_short,
 *             trie_tag, trie_varint, trie_stub, trie_opened, trie_label,
 *             trie_position, trie_view, trie_times, trie_struck, trie_sum,
 *             trie_left_over. Errors are final: after one, nothing that was
 *             delivered before it counts.
 * Ownership   the reader is the caller's (about 16 KiB); proof and question
 *             are borrowed; nothing allocates, nothing recurses.
 * Cost        one hash for each opened node, O(bytes of the proof).
 * Source      index 2, 3, 5, 7.2 to 7.4
 */
#ifndef PROOF_TRIE_H
#define PROOF_TRIE_H

#include "proof/question.h"

#define HEADING_BYTES 45
#define HEADING_SUM_LIMIT (UINT64_C(1) << 40) /* every sum stays below */
#define TRIE_DEPTH_MAX (8 * KEY_BYTES_MAX)

struct heading {
	struct hash hash;
	uint64_t live, struck;
	uint32_t latest; /* day code */
};

/* D as 45 bytes; parse refuses nothing but a sum at 2^40 (cannot occur in 5
 * bytes), so it cannot fail. */
void heading_print(uint8_t out[HEADING_BYTES], const struct heading *d);
void heading_parse(struct heading *d, const uint8_t in[HEADING_BYTES]);
bool heading_equal(const struct heading *a, const struct heading *b);

/* R of index 5. `origin` without LF. */
struct hash heading_commitment(struct bytes origin, uint16_t mapping,
    uint64_t covered, const struct heading *top);

struct trie_frame {
	unsigned from, to; /* bits */
	bool right; /* which side is being read */
	struct heading left;
};

struct trie_reader {
	struct question question;
	uint32_t from, to; /* widened days */
	const struct view_field *group_field; /* NULL: not in groups mode */
	struct cursor in;
	size_t len, node_at; /* of the proof; where the node in hand begins */
	uint8_t key[KEY_BYTES_MAX]; /* bits of the path so far */
	unsigned depth;
	bool done, group_open;
	uint64_t group_value;
	struct answer total, group;
	struct heading top;
	struct trie_frame frames[TRIE_DEPTH_MAX];
};

enum trie_event {
	TRIE_GROUP,   /* mode groups: a group with a number not 0, ascending */
	TRIE_POSTING, /* mode list: a possible posting, ascending by key */
	TRIE_END      /* total and top stand */
};

struct trie_item {
	enum trie_event event;
	uint64_t group_value;   /* TRIE_GROUP */
	struct answer answer;   /* TRIE_GROUP: its sums; TRIE_END: the total */
	struct posting posting; /* TRIE_POSTING */
	bool certain;           /* TRIE_POSTING: certain, not only possible */
	struct heading top;    /* TRIE_END: D(top) */
};

/* `q` must pass question_check. */
void trie_start(struct trie_reader *r, const struct question *q,
    struct bytes proof);
/* The next event. After TRIE_END or an error: do not call again. */
MUST_CHECK enum err trie_next(struct trie_reader *r, struct trie_item *out,
    struct error *e);
/* Runs to the end, groups and postings unseen. Outputs on ERR_NONE only. */
MUST_CHECK enum err trie_check(const struct question *q, struct bytes proof,
    struct answer *total, struct heading *top, struct error *e);

#endif
