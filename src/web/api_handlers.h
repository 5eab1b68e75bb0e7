/* web/api_handlers.h - the handlers that api.toml names; not for others */
#ifndef WEB_API_HANDLERS_H
#define WEB_API_HANDLERS_H

#include "register/registry.h"
#include "web/api.h"

/* api_log.c */
api_fn api_status, api_entries, api_leaf, api_receipt, api_opening,
    api_consistency, api_checkpoint, api_checkpoints, api_witnesses,
    api_document_openapi;
/* api_things.c */
api_fn api_entry_shown, api_show, api_versions, api_version, api_check, api_ask;
/* api_lists.c */
api_fn api_list, api_search, api_duties;
/* api_post.c, api_blobs.c */
api_fn api_file_entries, api_blob_put, api_blob_read;
/* api_file.c */
api_fn api_file, api_file_version, api_file_annulment,
    api_file_receipt;
/* api_feed.c: the form atom of any operation that has it */
api_fn api_feed, api_state;
/* api_drafts.c */
api_fn api_drafts, api_draft_post, api_draft_get, api_draft_put,
    api_draft_delete;

/* The thing of the path, by entity number or full id, of the operation's
 * type. */
MUST_CHECK enum err api_thing(const struct api_call *c, uint64_t *number,
    struct error *e);
/* The number in the path, and that it is there. */
MUST_CHECK enum err api_entry_number(const struct api_call *c, uint64_t *n,
    struct error *e);
/* Warnings without `confirm`, as a problem document (wire 1.5). */
void api_answer_warnings(struct api_call *c, const struct filed *filed,
    size_t count, const struct error *e);
/* Of an Idempotency-Key. */
bool api_key_is_good(struct bytes key);
/* `wait` is not 0. */
bool api_wants_to_wait(const struct http_request *r);

#endif
