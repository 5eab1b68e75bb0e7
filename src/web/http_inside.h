/*
 * web/http_inside.h - what the server's files share; not for others
 */
#ifndef WEB_HTTP_INSIDE_H
#define WEB_HTTP_INSIDE_H

#include <microhttpd.h>
#include <netinet/in.h>

#include "web/http_server.h"
#include "web/page_cache.h"

#define HTTP_TARGET_BYTES (8 * KIB)
#define HTTP_HEADER_COUNT 64
#define HTTP_ALLOW_BYTES 48

/* Why a request is refused before any handler; status 0: it is not. */
struct http_refusal {
	unsigned status;
	const char *code, *sentence;
};

/* A connection: how long it may take to send the next request's headers. */
struct peer {
	struct peer *next, **back;
	int fd;
	bool busy; /* headers are in */
	bool kept; /* it had a request before */
	int64_t since_ms;
};

struct http_exchange {
	struct http_server *server;
	struct MHD_Connection *connection;
	struct http_exchange *next_waiting;
	struct http_request request;
	struct bytes target; /* with its query, as sent */
	struct buffer body;
	const struct http_route *route;
	struct http_refusal refusal;
	unsigned wait_s; /* of a 429 */
	struct peer *peer;
	bool seen, waiting, answered, telling; /* telling: a problem's page */
	bool loopback_host; /* the Host that was sent is this machine's */
	uint8_t reader[16];
	char allow[HTTP_ALLOW_BYTES];
	int64_t started_us, body_ms;
	unsigned status;
	uint64_t sent;
	size_t counted; /* of the server's body_bytes */
	/* while headers are walked */
	unsigned header_count, length_count, host_count, coding_count;
	bool encoded, joined;
	const char *line_end; /* of the line before */
};

struct http_server {
	struct http_server_options o;
	struct MHD_Daemon *daemon;
	struct rates *rates;
	struct page_cache *cache;
	struct peer *peers;
	struct http_exchange *waiting;
	size_t body_bytes, busy_count;
	uint64_t id_high, id_low;
	struct bytes base; /* scheme and host of the base URL, or "" */
	bool loopback;     /* that is where it listens */
	uint8_t proxy[16];
	int listen_fd;
	char address[INET6_ADDRSTRLEN + 16];
};

int64_t http_now_us(void);

/* ---- http_request.c ---- */

enum MHD_Result http_handle(void *context, struct MHD_Connection *connection,
    const char *url, const char *method, const char *version,
    const char *data, size_t *size, void **state);

/* ---- http_answer.c ---- */

/* Queues the answer and takes it over. */
enum MHD_Result http_send(struct http_exchange *x, struct http_answer *answer);
/* The kept answer; false where there is none. */
bool http_send_kept(struct http_exchange *x, enum MHD_Result *sent);
/* True: `answer` is now the page of this problem. */
bool http_problem_page(const struct http_request *request,
    struct http_answer *answer, unsigned status, const char *code,
    const char *sentence);
bool http_answer_has(const struct http_answer *answer, const char *name);

/* ---- http_origin.c ---- */

/* 16 bytes: IPv4 mapped, IPv6 as its /64. False: no address. */
bool http_address_parse(uint8_t out[16], struct bytes text);
void http_address_of(uint8_t out[16], const struct sockaddr *address);
/* Who asks, behind the proxy or not. */
void http_find_reader(struct http_exchange *x);
/* Is this Host one of ours? Notes whether it is this machine's own name. */
bool http_host_is_ours(struct http_exchange *x, struct bytes host);

/* ---- http_guard.c, http_route.c ---- */

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
