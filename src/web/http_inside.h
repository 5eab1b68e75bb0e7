/*
 * web/http_inside.h - what server and guard share; not for others
 */
#ifndef WEB_HTTP_INSIDE_H
#define WEB_HTTP_INSIDE_H

#include "web/http_server.h"

#define HTTP_TARGET_BYTES (8 * KIB)
#define HTTP_HEADER_COUNT 64

/* Why a request is refused before any handler; status 0: it is not. */
struct http_refusal {
	unsigned status;
	const char *code, *sentence;
};

/* Splits and decodes a target ("/a/b?c=d"); texts go into the arena. */
struct http_refusal http_guard_target(struct http_request *r,
    struct bytes target);
/* One header as received: its name, its value. */
struct http_refusal http_guard_header(struct bytes name, struct bytes value);
/* Does the decoded path fit? Fills the parts. */
bool http_route_fits(const struct http_route *route, struct http_request *r);

#endif
