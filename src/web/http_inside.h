/*
 * web/http_inside.h - what server and guard share; not for others
 */
#ifndef WEB_HTTP_INSIDE_H
#define WEB_HTTP_INSIDE_H

#include "web/http_server.h"

#define HTTP_TARGET_BYTES (8 * KIB)
#define HTTP_HEADER_COUNT 64
#define HTTP_ALLOW_BYTES 48

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
/* RFC 9110 5.6.2 */
bool http_is_token(struct bytes name);
/* "+" and escapes of a form or query; any bytes may come out. */
bool http_decode(struct bytes in, struct arena *a, struct bytes *out);
/* Equal but for ASCII case. */
bool http_same_word(struct bytes a, const char *word);
/* Is it one of the words with blanks between? */
bool http_in_list(struct bytes name, const char *known);
/* How well the decoded path fits, 0: not at all. Fills parts, suffix, lang. */
uint64_t http_route_fits(const struct http_route *route,
    struct http_request *r);
/* The best route of the request's method, or NULL; `methods` are those of all
 * routes that fit. */
const struct http_route *http_route_find(const struct http_route_table *tables,
    size_t count, struct http_request *r, unsigned *methods);
/* 0: not a method of ours. */
unsigned http_method_bit(const char *method);
/* "GET, HEAD, POST": a header's value. */
void http_methods_print(char out[HTTP_ALLOW_BYTES], unsigned methods);

#endif
