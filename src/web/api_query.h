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
/* Appends the full address of `path` below /api/v1. */
void api_path_print(struct buffer *out, const struct api_call *c,
    const char *path);
/* Appends the request's query, with its question mark, without the members in
 * `without` (names with blanks between; NULL: none). */
void api_query_print(struct buffer *out, const struct api_call *c,
    const char *without);

#endif
