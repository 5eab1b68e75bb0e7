/* index/handle.h - struct ordered_index, for the files of this folder */
#ifndef INDEX_HANDLE_H
#define INDEX_HANDLE_H

#include "index/ordered_index.h"
#include "index/trie_file.h"

struct ordered_index {
	struct mapping map;
	char *path;
	struct buffer origin;
	bool writable;
	uint8_t boot[40]; /* of this machine, now */
};

/* Shares or holds the file and maps what stands at the path now; released by
 * index_unlock whatever happened in between. */
MUST_CHECK enum err index_lock(struct ordered_index *x, bool alone,
    struct error *e);
void index_unlock(struct ordered_index *x);
/* The root's D and every reference is to be believed only after this. */
enum err index_damaged(struct error *e);

/* Posting as of `covered` to the public form. */
void item_to_posting(struct posting *p, const struct item *item);
void posting_to_item(struct item *item, const struct posting *p);
/* View, length, times, number: the checks of one posting. */
MUST_CHECK enum err posting_check(const struct posting *p, struct error *e);

/* The posting of this key, now; ERR_INPUT where there is none. */
MUST_CHECK enum err index_find(const struct mapping *m, const uint8_t *key,
    struct item *out, struct error *e);

/* D of the whole as of `covered`; false where the file is damaged. */
MUST_CHECK bool index_total(const struct mapping *m, uint64_t covered,
    struct heading *top);

#endif
