/*
 * index/sort.h - postings and strikes in any order to postings in key order
 *
 * Purpose     what the bulk build and the auditor both begin with. Takes what
 *             the mapping says entry by entry and delivers each posting once,
 *             with its strike.
 * Invariant   delivered keys ascend strictly as byte strings. Equal postings
 *             (key, times and leaf) are delivered once (index 2).
 * Errors      ERR_INPUT: two postings of one key that differ, a strike of a
 *             key that was never posted, a second strike, a strike by an entry
 *             not after the posting (index 4). ERR_STORE: the temporary files.
 *             ERR_MEMORY.
 * Ownership   temporary files are unlinked at birth; they vanish with the
 *             struct. posting_sort_free(NULL) is fine.
 * Cost        `memory_bytes` of memory and no files while all fits; beyond it
 *             one write and one read of 88 bytes a posting for each pass.
 * Source      index 4, index 11
 */
#ifndef INDEX_SORT_H
#define INDEX_SORT_H

#include "format/view.h"

struct posting_sort;

/* `folder` holds the temporary files; at least 1 MiB of memory. */
MUST_CHECK enum err posting_sort_new(struct posting_sort **out,
    const char *folder, size_t memory_bytes, struct error *e);
void posting_sort_free(struct posting_sort *s);

/* `p->struck_by` may be set already; `p->number` is read from the key. */
MUST_CHECK enum err posting_sort_add(struct posting_sort *s,
    const struct posting *p, struct error *e);
MUST_CHECK enum err posting_sort_strike(struct posting_sort *s,
    const uint8_t *key, size_t key_len, uint64_t struck_by, struct error *e);

/* To the start; may be called again for another pass. After the first call
 * nothing more can be added. */
MUST_CHECK enum err posting_sort_rewind(struct posting_sort *s,
    struct error *e);
/* *end is set, and `p` left alone, behind the last posting. */
MUST_CHECK enum err posting_sort_next(struct posting_sort *s, struct posting *p,
    bool *end, struct error *e);

#endif
