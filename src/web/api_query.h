/*
 * web/api_query.h - the query of a call, and addresses that carry it on
 *
 * Ownership   names and values live in the request's arena.
 * Source      interfaces B1.4, B3.2
 */
#ifndef WEB_API_QUERY_H
#define WEB_API_QUERY_H

#include "faces/query.h"
#include "web/api.h"

MUST_CHECK enum err api_query(struct query *out, const struct api_call *c,
    struct error *e);
/* Appends the full address of `path` below /api/v1 with the members of the
 * request's query, `name` set to `value` in place of what it was. */
void api_address(struct buffer *out, const struct api_call *c,
    const char *path, const char *name, const char *value);

#endif
