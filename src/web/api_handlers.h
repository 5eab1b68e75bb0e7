/* web/api_handlers.h - the handlers that api.toml names; not for others */
#ifndef WEB_API_HANDLERS_H
#define WEB_API_HANDLERS_H

#include "web/api.h"

/* api_log.c */
api_fn api_status, api_entries, api_leaf, api_receipt, api_opening,
    api_consistency, api_checkpoint, api_checkpoints, api_witnesses,
    api_document_openapi;
/* api_things.c */
api_fn api_show, api_versions, api_version, api_check, api_ask;
/* api_lists.c */
api_fn api_list, api_search, api_duties;
/* api_post.c, api_blobs.c */
api_fn api_file_entries, api_blob_put, api_blob_read;

#endif
