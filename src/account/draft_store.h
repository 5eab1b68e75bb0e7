/*
 * account/draft_store.h - what was typed and is not filed yet
 *
 * Invariant   1 kept 30 days after the last touch, also when sessions end;
 *               nobody sees another account's.
 *             2 never text of a note that is to be sealed: that is the
 *               caller's to keep out (amendments C6.3).
 *             3 a draft that was filed is destroyed: its bytes are zeroed in
 *               the file (the write-ahead log lets them go when it is next
 *               settled); its number stays for a second submission.
 * Errors      ERR_ABSENT: no such draft of that account. ERR_INPUT: too long,
 *             or too many. ERR_CONFLICT: it has been filed.
 * Source      interfaces C6.3, D10
 */
#ifndef ACCOUNT_DRAFT_STORE_H
#define ACCOUNT_DRAFT_STORE_H

#include "account/account.h"

#define DRAFT_ID_BYTES 17 /* 16 Crockford characters */
#define DRAFT_BYTES_MAX ((size_t)1024 * 1024)
#define DRAFTS_MAX 200
#define DRAFT_SECONDS (30 * 86400)

struct kept_draft {
	char id[DRAFT_ID_BYTES];
	char form[33];   /* which form: "contact" */
	char title[201]; /* for the list */
	int64_t made_s, touched_s;
	bool filed;
	uint64_t entry; /* where filed */
};

/* `id` empty: a new one, whose id is in `out`. */
MUST_CHECK enum err draft_put(struct accounts *a, int64_t account,
    struct bytes id, struct bytes form, struct bytes title,
    struct bytes content, int64_t now_s, struct kept_draft *out,
    struct error *e);
/* Appends the content; of a filed one there is none. */
MUST_CHECK enum err draft_get(struct accounts *a, int64_t account,
    struct bytes id, struct kept_draft *out, struct buffer *content,
    struct error *e);
typedef enum err draft_fn(void *context, const struct kept_draft *d,
    struct error *e);
/* Not the filed ones; last touched first. */
MUST_CHECK enum err drafts_each(struct accounts *a, int64_t account,
    draft_fn *each, void *context, struct error *e);
MUST_CHECK enum err draft_delete(struct accounts *a, int64_t account,
    struct bytes id, struct error *e);
MUST_CHECK enum err draft_filed(struct accounts *a, int64_t account,
    struct bytes id, uint64_t entry, int64_t now_s, struct error *e);

#endif
