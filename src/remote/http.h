/*
 * remote/http.h - asks another machine, and waits only so long
 *
 * Purpose     GET and POST over libcurl for mirrors, witnesses, remote filing.
 * Invariant   no redirect is followed, no cookie kept, no answer longer than
 *             its bound is taken. Plain http goes to this machine alone
 *             (127.0.0.0/8, ::1, localhost); elsewhere https, certificate
 *             checked.
 * Errors      http_client_new: ERR_INPUT the URL, ERR_REFUSED plain http to
 *             another machine. Asking: ERR_STORE not reached, too slow, too
 *             long (exit 8). A status that is not 2xx is no error: callers
 *             judge it.
 * Units       milliseconds, bytes.
 * Ownership   http_client_free(NULL) is fine; one request at a time. A reply's
 *             body is the caller's to release.
 * Source      interfaces A1.11, B1; log 5.1; reliability T15
 */
#ifndef REMOTE_HTTP_H
#define REMOTE_HTTP_H

#include "base/arena.h"

struct http_client;

#define HTTP_TIMEOUT_MS 10000
#define HTTP_TYPE_BYTES 80

struct http_reply {
	unsigned status;
	struct buffer body;
	char type[HTTP_TYPE_BYTES]; /* Content-Type, cut */
	unsigned retry_after_s;     /* 0: none */
};

/* `base_url`: http://127.0.0.1:8080 or https://host/prefix, without query. */
MUST_CHECK enum err http_client_new(struct http_client **out,
    const char *base_url, struct error *e);
void http_client_free(struct http_client *c);
/* For one answer; 0: HTTP_TIMEOUT_MS. */
void http_client_patience(struct http_client *c, unsigned timeout_ms);
const char *http_client_url(const struct http_client *c);

/* `path` begins with a slash and is sent as it is. */
MUST_CHECK enum err http_get(struct http_client *c, const char *path,
    size_t max_bytes, struct http_reply *reply, struct error *e);
/* `type` is the Content-Type; `headers` "Name: value", NULL at the end, or
 * NULL. */
MUST_CHECK enum err http_post(struct http_client *c, const char *path,
    const char *type, struct bytes body, const char *const *headers,
    size_t max_bytes, struct http_reply *reply, struct error *e);

/* The refusal in a problem document (RFC 9457), as an error of ours. */
enum err http_problem(const struct http_reply *reply, struct error *e);

#endif
