/*
 * format/proof_file.h - writes a .chancery-proof
 *
 * Purpose     the parts of one answer file, in the order of the calls below;
 *             the reader is proof/answer.h, which allocates nothing.
 * Invariant   begin, then for each block: block, group*, trie, entry*,
 *             block_end; then end. The counts given to begin are kept by the
 *             caller.
 * Errors      as struct buffer: failed for good, tested once at the end.
 * Source      index 7.5
 */
#ifndef FORMAT_PROOF_FILE_H
#define FORMAT_PROOF_FILE_H

#include "crypto/hash.h"

/* `root_entry`: leaf bytes of entry `covered`; `path`: its inclusion in the
 * tree of size covered + 1, leaf side first. */
void proof_file_begin(struct buffer *out, struct bytes root_entry,
    uint64_t covered, const struct hash *path, size_t path_count,
    size_t block_count);
/* `question`: canonical text. */
void proof_file_block(struct buffer *out, struct bytes question,
    uint64_t certain, uint64_t possible, uint64_t struck);
/* Groups with a non-zero number alone, ascending; a state is two letters. */
void proof_file_group(struct buffer *out, uint64_t value, bool is_state,
    uint64_t certain, uint64_t possible, uint64_t struck);
void proof_file_trie(struct buffer *out, struct bytes proof);
/* Mode list: each distinct entry once, ascending by number. */
void proof_file_entry(struct buffer *out, uint64_t number,
    struct bytes entry);
void proof_file_block_end(struct buffer *out);
/* The signed note, verbatim. */
void proof_file_end(struct buffer *out, struct bytes checkpoint);

#endif
