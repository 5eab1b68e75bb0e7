/*
 * web/api_filing.h - what every request that files goes through
 *
 * Purpose     one key, one filing; the wait for a checkpoint; the answer.
 * Invariant   1 the same key with the same body is answered with what it
 *               filed first; with another body it is refused (amendments G6).
 *             2 an answer leaves after the entries are synced and read back.
 * Ownership   everything lives in the request's arena, from call to call.
 * Source      interfaces B6.1; amendments G2, G6; docs/format/wire.md 1
 */
#ifndef WEB_API_FILING_H
#define WEB_API_FILING_H

#include "register/registry.h"
#include "web/api.h"

struct filing_work {
	struct submission *list;
	struct filed *filed;
	size_t count;
	bool replayed;   /* filed before, under the same key */
	bool all_known;  /* every leaf was there already */
	uint64_t last;   /* the checkpoint must cover it */
	int64_t until_ms;
	/* of the handler: what its answer tells besides */
	struct json *told;
};

/* Room for `count` submissions. */
MUST_CHECK enum err filing_work_take(struct filing_work *w, size_t count,
    struct arena *a, struct error *e);
/* Looks the key up in `scope`; where the same request was filed before, fills
 * the work from the log. `sub` becomes the row to keep with the entries. */
MUST_CHECK enum err filing_work_key(struct filing_work *w,
    struct api_call *c, const char *scope, struct truth_submission *sub,
    struct error *e);
/* Files the list. Warnings without `confirm`: the answer is filled with them,
 * `*refused` true. `sub` NULL: no key was sent. */
MUST_CHECK enum err filing_work_file(struct filing_work *w,
    struct api_call *c, bool confirm, const struct truth_submission *sub,
    bool *refused, struct error *e);
/* Must the answer still wait? Then answer->wait is set. */
bool filing_work_waits(const struct filing_work *w, struct api_call *c);
/* {"filed": [...], "receipts": [...]} as in wire 1.3. */
MUST_CHECK enum err filing_work_batch(const struct filing_work *w,
    struct api_call *c, struct error *e);
bool filing_work_published(const struct filing_work *w,
    const struct api_call *c);

#endif
