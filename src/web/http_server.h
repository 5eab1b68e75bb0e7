/*
 * web/http_server.h - one HTTP server: a table of routes over libmicrohttpd
 *
 * Purpose     judge a request before any handler sees it, bound what it may
 *             cost, give it to the one route it fits, send the answer, write
 *             one log line.
 * Terms       a route's pattern is a path whose parts may be `*` (one part),
 *             `{lang}` (`en` or `fr`, which sets the request's language) or, as
 *             the last one, `**` (the rest). Of the routes that fit, the one
 *             with the earlier literal part is taken, else the first. A handler
 *             of GET answers HEAD.
 *             A suffix is what follows the last dot of a path, where it is one
 *             of json jsonl csv atom proof svg.
 * Invariant   1 everything runs on the thread that calls http_server_run: a
 *               handler may use what allows one thread at a time.
 *             2 request and body live in memory that is wiped when the answer
 *               is out.
 *             3 no address of a reader is kept or logged, nor a query.
 *             4 every answer carries the headers of interfaces C1.3 and
 *               reliability 8.2.
 * Limits      reliability 8.5: target 8 KiB, headers 32 KiB and 64 of them,
 *             query 32 members, body by route, bodies together 128 MiB, headers
 *             within 10 s, bodies at 1 KiB/s after 10 s, 15 s without a byte,
 *             1,024 connections, 64 of one address; rates by web/rates.h.
 * Errors      http_server_start: ERR_INPUT the address, ERR_STORE it cannot be
 *             had, ERR_INPUT a proxy that is no address. Requests are refused
 *             by problem documents (web/problem.h), or by a page where a
 *             browser asks.
 * Ownership   http_server_free(NULL) is fine. Routes and context are borrowed
 *             for its life.
 * Source      interfaces B1, B4.2; reliability 8.2, 8.5, T4, T17; log 2.8
 */
#ifndef WEB_HTTP_SERVER_H
#define WEB_HTTP_SERVER_H

#include "base/arena.h"
#include "web/rates.h"

#define HTTP_PARTS_MAX 8
#define HTTP_QUERY_MAX 32
#define HTTP_HEADERS_MAX 12
#define HTTP_TAG_BYTES 65
#define HTTP_ID_BYTES 17

struct http_server;
struct http_exchange; /* inside */

struct http_pair {
	struct bytes name, value;
};

struct http_request {
	const char *method; /* "GET" for HEAD, too */
	struct bytes raw;   /* the path as sent */
	struct bytes path;  /* decoded; begins with a slash */
	struct bytes parts[HTTP_PARTS_MAX]; /* what * and ** stood for */
	size_t part_count;
	struct bytes suffix; /* of a route with HTTP_SUFFIX; "" where none */
	bool has_query;
	struct http_pair query[HTTP_QUERY_MAX];
	size_t query_count;
	struct bytes body;
	enum lang lang; /* of the path, else by Accept-Language */
	char id[HTTP_ID_BYTES];
	struct arena *arena; /* of this request alone */
	bool again;          /* called after a wait */
	void *kept;          /* the handler's own, from call to call */
	void (*forget)(void *kept); /* NULL, or frees it at the end */
	struct http_exchange *exchange;
};

struct http_answer {
	unsigned status;   /* 0: 200 */
	const char *type;  /* Content-Type */
	const char *cache; /* Cache-Control; NULL: no-store */
	struct {
		const char *name, *value;
	} headers[HTTP_HEADERS_MAX];
	size_t header_count;
	char tag[HTTP_TAG_BYTES]; /* ETag without quotes; "": none */
	struct buffer body; /* taken over, and wiped once sent */
	int file;           /* a descriptor in place of a body; -1: none */
	uint64_t file_bytes;
	bool wait; /* no answer yet: call again after http_server_wake */
};

typedef void http_handler_fn(void *context, struct http_request *request,
    struct http_answer *answer);

/* Which rate an address is held to. */
enum http_class {
	HTTP_READ,
	HTTP_QUESTION,
	HTTP_SIGN_IN,
	HTTP_WRITE,
	HTTP_UNLIMITED /* static files, health */
};

enum http_flag {
	HTTP_SUFFIX = 1,  /* the suffix is cut off and told apart */
	HTTP_CACHED = 2,  /* one answer serves all until the register changes */
	HTTP_PRIVATE = 4, /* reads the session: `private, no-store`, and never
			   * kept for others */
	HTTP_SCRIPTS = 8, /* /verify: may run our script and WebAssembly */
	HTTP_OPEN = 16    /* other sites' pages may read it, without cookies */
};

struct http_route {
	const char *method, *pattern;
	http_handler_fn *handler;
	size_t body_max; /* 0: none is taken */
	enum http_class rate;
	unsigned flags; /* of enum http_flag */
};

struct http_route_table {
	const struct http_route *routes;
	size_t count;
};

/* What a kept answer depends on besides its address; the minute is for what
 * comes by itself: days, cosignatures, openings. */
struct http_state {
	uint64_t next, size, minute;
};

/* What is known of an exchange when it is over. */
struct http_log_line {
	int64_t at_s;
	const char *method;
	struct bytes path; /* as sent, without the query; may be hostile */
	unsigned status;   /* 0: closed without an answer */
	uint64_t bytes, micros;
	const char *id;
};

struct http_server_options {
	const char *listen; /* "127.0.0.1:8080", "[::1]:0" */
	const struct http_route_table *tables;
	size_t table_count;
	void *context; /* of the handlers */
	/* NULL, or where readers find it: its host is then the only one that is
	 * answered, but for loopback names when listening on loopback. */
	const char *base_url;
	bool any_host; /* every Host is answered: nothing is for browsers */
	/* NULL, or the address of the one peer whose X-Real-IP and
	 * X-Forwarded-For hold. */
	const char *proxy;
	/* RATE_COUNT of them. NULL: the defaults, and none by address where
	 * this machine alone can ask (loopback, without a proxy). */
	const struct rate *rates;
	size_t cache_bytes;       /* of kept answers; 0: 32 MiB */
	/* NULL: nothing is kept. */
	struct http_state (*state)(void *context);
	/* NULL, or writes the page of a problem: body and type of the answer.
	 * Asked where a browser wants a page and the path is none of the API's.
	 * The sentence is in the request's language. */
	void (*page_of_problem)(void *context, struct http_request *request,
	    struct http_answer *answer, unsigned status, const char *code,
	    const char *sentence);
	/* NULL, or hears of every exchange */
	void (*log)(void *context, const struct http_log_line *line);
	void *log_context;
	/* 0: the limits above; tests make them smaller */
	unsigned header_ms, idle_s, connections_max, per_address_max;
	size_t bodies_max;
	size_t arena_bytes; /* of a request; 0: 4 MiB and its body's bound */
};

MUST_CHECK enum err http_server_start(struct http_server **out,
    const struct http_server_options *options, struct error *e);
/* Does what is due, waits for more at most `timeout_ms`. */
void http_server_run(struct http_server *s, unsigned timeout_ms);
/* Calls again every handler that waits. */
void http_server_wake(struct http_server *s);
bool http_server_waits(const struct http_server *s);
/* No new connections; http_server_busy tells whether exchanges go on. */
void http_server_quiesce(struct http_server *s);
bool http_server_busy(const struct http_server *s);
void http_server_free(struct http_server *s);
/* "127.0.0.1:40123": where it listens. */
const char *http_server_address(const struct http_server *s);

/* ---- for handlers ---- */

/* Value of a header, {NULL, 0} where it was not sent. */
struct bytes http_header(const struct http_request *request, const char *name);
/* Weight of a word in a header's list, in thousandths; -1: not named. "fr"
 * is named by "fr-CA", too (RFC 9110 12.4.2). */
int http_quality(struct bytes list, const char *word);
/* Value of a query member; {NULL, 0} where it was not given. */
struct bytes http_query(const struct http_request *request, const char *name);
/* False, and a problem in `answer`, where a member is not in `known` (names
 * with blanks between) or given twice (interfaces B1.3). */
bool http_query_known(const struct http_request *request, const char *known,
    struct http_answer *answer);
/* Name and value must outlive the answer: literals, or of the arena. */
void http_answer_header(struct http_answer *answer, const char *name,
    const char *value);
/* Cache-Control `public, max-age`. What is public is given its ETag when it is
 * sent; a reader that has it is sent 304, others may be sent it gzipped. */
void http_answer_cached(const struct http_request *request,
    struct http_answer *answer, unsigned max_age_s);
/* The same with a tag of the caller's, without quotes. */
void http_answer_tagged(struct http_answer *answer, const char *tag,
    const char *cache);
/* 302, 303 or 308 to a path of ours; it must begin with one slash. */
void http_answer_redirect(const struct http_request *request,
    struct http_answer *answer, unsigned status, const char *path);

/* ---- cookies and where a request comes from (interfaces D5, D6) ---- */

/* Value of a cookie; {NULL, 0} where none came, or two of the name. */
struct bytes http_cookie(const struct http_request *request, const char *name);
/* The session cookie's value: `__Host-chancery`, or `chancery-dev` on plain
 * http to a loopback address. */
struct bytes http_session(const struct http_request *request);
/* Sets it; NULL: takes it away. False: neither https nor loopback, so that no
 * cookie can be kept secret. `value` is base64url. */
MUST_CHECK bool http_answer_session(const struct http_request *request,
    struct http_answer *answer, const char *value);
/* D6: Origin is the base URL's, or absent with Sec-Fetch-Site same-origin. */
bool http_same_origin(const struct http_request *request);
/* Whom an address's tries are counted under: 16 bytes, IPv6 as its /64, behind
 * the proxy the address it names. For counting; never for logs. */
struct bytes http_reader(const struct http_request *request);
/* One filing of an account, or office. False: too many, 429 in `answer`. */
MUST_CHECK bool http_spend(const struct http_request *request,
    struct http_answer *answer, enum rate_kind kind, struct bytes who);

#endif
