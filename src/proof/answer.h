/*
 * proof/answer.h - is this answer file right?
 *
 * Purpose     a .chancery-proof: its form, its questions, its numbers from the
 *             index path, its index root in the log, its checkpoint under the
 *             reader's policy.
 * Invariant   everything is read in place; the only memory is the caller's
 *             scratch: four times the file fits whatever the file holds.
 * Errors      in the report, by step (interfaces A9.12): form ERR_INPUT (a
 *             later format version: ERR_UNCHECKED); everything that hashes,
 *             signatures or numbers contradict ERR_PROOF; a missing key, a
 *             missing witness, a later mapping ERR_UNCHECKED. After a failed
 *             step the later ones are not tried; after a step that cannot be
 *             judged they are, for an alarm rules over homework (A2.1).
 * Ownership   spans borrow the file. struct answer_work has about 100 KiB: not
 *             on a small stack.
 * Source      index 7.5; log 4.2; interfaces A9.12
 */
#ifndef PROOF_ANSWER_H
#define PROOF_ANSWER_H

#include "proof/checkpoint.h"
#include "proof/inclusion.h"
#include "proof/parts.h"
#include "proof/report.h"
#include "proof/root_entry.h"

#define ANSWER_FILE_BYTES_MAX ((size_t)16 * 1024 * 1024)
#define PROVED_ENTRY_BYTES_MAX 32768

struct answer_block {
	struct question question;
	struct answer answer;   /* as the file states it */
	size_t group_count, entry_count;
	struct bytes groups;    /* the group lines, each with its LF */
	struct bytes trie;      /* base64, empty for an empty trie */
	struct bytes entries;   /* the entry lines, each with its LF */
};

struct answer_file {
	struct bytes root; /* base64 of the index-root entry */
	uint64_t covered;  /* M */
	size_t path_count, block_count;
	struct hash path[PATH_MAX_HASHES];
	struct answer_block blocks[PARTS_MAX];
	struct bytes checkpoint; /* the note, verbatim */
};

/* The form alone; step 1. */
MUST_CHECK enum err answer_file_parse(struct answer_file *out,
    struct bytes in, struct error *e);
/* Lines of a block, one after the other: false at the end of `rest`. The form
 * was checked by answer_file_parse. */
bool answer_group_next(struct bytes *rest, bool is_state, uint64_t *value,
    struct answer *sums);
bool answer_entry_next(struct bytes *rest, uint64_t *number,
    struct bytes *base64);

/* Scratch that fits whatever a file of that length holds. */
static inline size_t
answer_scratch(size_t file_len)
{
	return 4 * file_len;
}

/* One block by itself: trie, answer, groups, entries. `top` gets D(top),
 * which the caller holds against the index root. */
MUST_CHECK enum err answer_block_check(const struct answer_block *b,
    struct trie_reader *reader, uint8_t *scratch, size_t scratch_len,
    struct heading *top, struct error *e);

struct answer_asker {
	const struct policy *policy;  /* NULL: nobody is trusted, no step 5 */
	const struct question *asked; /* the first parts, in order */
	size_t asked_count;           /* 0: shown, not compared */
};

enum answer_role { ROLE_ALONE, ROLE_FIRST, ROLE_FOLLOW_UP, ROLE_REST,
	ROLE_SEALED };

/* What stands when the report says ERR_NONE; shown, unproved, otherwise. */
struct answer_work {
	struct answer_file file;
	struct root_entry root;
	struct checkpoint_verdict signature;
	enum answer_role roles[PARTS_MAX]; /* of each block; ALONE: it belongs
	    to no answer of A5.4, its numbers stand for themselves */
	size_t first_count, rest_count;
	bool sealed_known;
	struct answer answer; /* firsts; rests add to possible alone (A5.9) */
	uint64_t sealed;
	uint64_t size; /* of the checkpoint, once step 4 holds */
	size_t root_len;
	uint8_t root_bytes[PROVED_ENTRY_BYTES_MAX + 2]; /* root line, decoded */
	struct trie_reader reader;
	struct parts parts;
};

/* Steps 5 and 6 of any file with a checkpoint; `p` NULL: no trust given. */
void report_signatures(struct report *r, struct checkpoint_verdict *v,
    struct bytes note, const struct policy *p);

/* All six steps. `scratch` as answer_scratch says. Returns report->code. */
enum err answer_check(struct report *report, struct answer_work *w,
    struct bytes file, const struct answer_asker *by, uint8_t *scratch,
    size_t scratch_len);

#endif
