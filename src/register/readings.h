/*
 * register/readings.h - who opened sealed material, chained
 *
 * Purpose     each showing, download or decryption through the register, and
 *             each refusal, is a row; once a day the register files how many
 *             there are and the last hash, so that no row can be dropped.
 * Invariant   a row is synced before the content is handed out.
 * Errors      ERR_CONFLICT: another reading came between. ERR_PROOF: a row or
 *             a hash of the chain was changed, or rows are missing that a
 *             filed document counts. ERR_UNCHECKED: what that document files
 *             is not kept here.
 * Source      interfaces D9; docs/format/note.md 4
 */
#ifndef REGISTER_READINGS_H
#define REGISTER_READINGS_H

#include "register/registry.h"

/* NULL prints as null. */
struct reading {
	const char *account, *act, *basis, *channel, *object, *office,
	    *outcome;
};
/* Adds the row with the next number, and the time of the register's clock. */
MUST_CHECK enum err reading_record(struct registry *r,
    const struct reading *row, uint64_t *n, struct arena *a, struct error *e);

struct readings_head {
	uint64_t count;
	struct hash head;
};
typedef enum err reading_fn(void *context, uint64_t n, struct bytes row,
    struct error *e);
/* Every row in turn, its place in the chain computed again; `each` may be
 * NULL. `*upto` gets the chain after `stop` rows (0: of all). */
MUST_CHECK enum err readings_check(struct registry *r, uint64_t stop,
    reading_fn *each, void *context, struct readings_head *upto,
    struct error *e);

/* The text that a filed document of status `reads` commits to (bytes.sha256):
 * canonical {count, day, head}. */
void readings_text(struct buffer *out, const struct readings_head *h,
    const char *day, struct arena *a);
/* The latest such document in force: its number and what it says; number
 * NUMBER_NONE: none was filed. */
MUST_CHECK enum err readings_filed(struct registry *r, uint64_t *number,
    struct readings_head *out, struct arena *a, struct error *e);
/* Both at once: the chain against itself, and against that document. */
MUST_CHECK enum err readings_compare(struct registry *r, reading_fn *each,
    void *context, struct readings_head *all, uint64_t *filed,
    struct readings_head *then, struct arena *a, struct error *e);

#endif
