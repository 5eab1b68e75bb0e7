#include "web/http_server.h"

#include <arpa/inet.h>
#include <errno.h>
#include <inttypes.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "crypto/ed25519.h"
#include "web/http_inside.h"
#include "web/problem.h"

#define HEADER_MS 10000
#define KEPT_MS 25000 /* between two requests of one connection */
#define IDLE_S 15
#define CONNECTIONS_MAX 1024
#define PER_ADDRESS_MAX 64
#define BODIES_MAX (128 * MIB)
#define ARENA_BYTES (4 * MIB)
#define SLOW_AFTER_MS 10000
#define BODY_RATE 1 /* bytes a millisecond, that is about 1 KiB/s */

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
	struct buffer body;
	const struct http_route *route;
	struct http_refusal refusal;
	struct peer *peer;
	bool seen, waiting, answered;
	char allow[HTTP_ALLOW_BYTES];
	int64_t started_us, body_ms;
	unsigned status;
	uint64_t sent;
	size_t counted; /* of the server's body_bytes */
	/* while headers are walked */
	unsigned header_count, length_count, host_count, coding_count;
	bool encoded;
};

struct http_server {
	struct http_server_options o;
	struct MHD_Daemon *daemon;
	struct peer *peers;
	struct http_exchange *waiting;
	size_t body_bytes, busy_count;
	uint64_t id_high, id_low;
	int listen_fd;
	char address[INET6_ADDRSTRLEN + 16];
};

static int64_t
now_us(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static int64_t
now_ms(void)
{
	return now_us() / 1000;
}

/* ---- for handlers ---- */

struct bytes
http_header(const struct http_request *request, const char *name)
{
	const char *value = MHD_lookup_connection_value(
	    request->exchange->connection, MHD_HEADER_KIND, name);

	return value == NULL ? bytes_of(NULL, 0) : bytes_text(value);
}

struct bytes
http_query(const struct http_request *request, const char *name)
{
	for (size_t i = 0; i < request->query_count; i++)
		if (bytes_is(request->query[i].name, name))
			return request->query[i].value;
	return bytes_of(NULL, 0);
}

bool
http_query_known(const struct http_request *request, const char *known,
    struct http_answer *answer)
{
	for (size_t i = 0; i < request->query_count; i++) {
		bool again = false;

		for (size_t k = 0; k < i; k++)
			again = again || bytes_equal(request->query[i].name,
			    request->query[k].name);
		if (again || !http_in_list(request->query[i].name, known)) {
			problem_put(answer, request, 400, "unknown-parameter",
			    N_("a member of the query is unknown or given "
			       "twice"));
			return false;
		}
	}
	return true;
}

void
http_answer_header(struct http_answer *answer, const char *name,
    const char *value)
{
	if (answer->header_count == HTTP_HEADERS_MAX)
		return;
	answer->headers[answer->header_count].name = name;
	answer->headers[answer->header_count++].value = value;
}

/* ---- answers ---- */

static struct MHD_Response *
response_of(struct http_answer *answer)
{
	static const char nothing[] = "";

	if (answer->file >= 0)
		return MHD_create_response_from_fd64(answer->file_bytes,
		    answer->file);
	if (answer->body.failed)
		return NULL;
	return MHD_create_response_from_buffer(answer->body.len,
	    answer->body.at == NULL ?
		(void *)(uintptr_t)nothing :
		(void *)answer->body.at,
	    MHD_RESPMEM_MUST_COPY);
}

static void
add_headers(struct MHD_Response *response, const struct http_exchange *x,
    const struct http_answer *answer)
{
	static const char *const always[][2] = {
	    {"Content-Security-Policy",
	     "default-src 'none'; style-src 'self'; img-src 'self'; "
	     "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
	     "object-src 'none'"},
	    {"X-Content-Type-Options", "nosniff"},
	    {"Referrer-Policy", "same-origin"},
	    {"Cross-Origin-Opener-Policy", "same-origin"},
	};

	for (size_t i = 0; i < COUNT(always); i++)
		(void)MHD_add_response_header(response, always[i][0],
		    always[i][1]);
	(void)MHD_add_response_header(response, "X-Request-Id",
	    x->request.id);
	if (answer->type != NULL)
		(void)MHD_add_response_header(response, "Content-Type",
		    answer->type);
	(void)MHD_add_response_header(response, "Cache-Control",
	    answer->cache == NULL ? "no-store" : answer->cache);
	if (x->allow[0] != '\0')
		(void)MHD_add_response_header(response, "Allow", x->allow);
	for (size_t i = 0; i < answer->header_count; i++)
		(void)MHD_add_response_header(response,
		    answer->headers[i].name, answer->headers[i].value);
}

static enum MHD_Result
send_answer(struct http_exchange *x, struct http_answer *answer)
{
	struct MHD_Response *response = response_of(answer);
	enum MHD_Result sent = MHD_NO;

	if (response == NULL) {
		if (answer->file >= 0)
			(void)close(answer->file);
		buffer_wipe(&answer->body);
		return MHD_NO;
	}
	x->status = answer->status == 0 ? 200 : answer->status;
	x->sent = answer->file >= 0 ? answer->file_bytes : answer->body.len;
	add_headers(response, x, answer);
	sent = MHD_queue_response(x->connection, x->status, response);
	MHD_destroy_response(response); /* the last one closes the file */
	buffer_wipe(&answer->body);
	x->answered = true;
	return sent;
}

static enum MHD_Result
send_refusal(struct http_exchange *x)
{
	struct http_answer answer = {.file = -1};

	problem_put(&answer, &x->request, x->refusal.status, x->refusal.code,
	    x->refusal.sentence);
	return send_answer(x, &answer);
}

/* ---- judging a request ---- */

static void
refuse(struct http_exchange *x, unsigned status, const char *code,
    const char *sentence)
{
	if (x->refusal.status == 0)
		x->refusal = (struct http_refusal){status, code, sentence};
}

static enum MHD_Result
each_header(void *context, enum MHD_ValueKind kind, const char *key,
    size_t key_len, const char *value, size_t value_len)
{
	struct http_exchange *x = context;
	struct bytes v = bytes_of(value, value == NULL ? 0 : value_len);
	struct http_refusal bad = http_guard_header(bytes_of(key, key_len), v);

	(void)kind;
	if (bad.status != 0)
		refuse(x, bad.status, bad.code, bad.sentence);
	x->header_count++;
	x->length_count += strcasecmp(key, "Content-Length") == 0;
	x->coding_count += strcasecmp(key, "Transfer-Encoding") == 0;
	x->host_count += strcasecmp(key, "Host") == 0;
	x->encoded = x->encoded || strcasecmp(key, "Content-Encoding") == 0;
	return MHD_YES;
}

static enum lang
language_of(const struct http_request *r)
{
	struct bytes wish = http_header(r, "Accept-Language");

	return bytes_starts(wish, "fr") ? LANG_FR : LANG_EN;
}

static void
judge_headers(struct http_exchange *x, const char *version)
{
	bool old = strcmp(version, "HTTP/1.0") == 0;

	(void)MHD_get_connection_values_n(x->connection, MHD_HEADER_KIND,
	    each_header, x);
	if (x->length_count > 1 || x->coding_count > 1 ||
	    (x->length_count != 0 && x->coding_count != 0) ||
	    x->host_count > 1 || (x->host_count == 0 && !old))
		refuse(x, 400, "bad-header",
		    N_("a header of the request is missing or repeated"));
	if (x->header_count > HTTP_HEADER_COUNT)
		refuse(x, 431, "bad-header",
		    N_("the request has too many headers"));
	if (x->encoded)
		refuse(x, 415, "media-type",
		    N_("a request's body is taken as it is, not compressed"));
	x->request.lang = language_of(&x->request);
}

static void
find_route(struct http_exchange *x)
{
	const struct http_server_options *o = &x->server->o;
	unsigned methods;

	x->route = http_route_find(o->tables, o->table_count, &x->request,
	    &methods);
	if (x->route != NULL)
		return;
	if (methods != 0) {
		http_methods_print(x->allow, methods);
		refuse(x, 405, "method",
		    N_("this address takes other methods"));
	} else {
		refuse(x, 404, "not-found",
		    N_("there is nothing at this address"));
	}
}

/* A body announced as too long is refused before it is sent. */
static void
judge_length(struct http_exchange *x)
{
	struct bytes text = http_header(&x->request, "Content-Length");
	uint64_t len = 0;

	if (text.at != NULL &&
	    (!bytes_decimal(text, INT64_MAX, &len) ||
		len > (x->route == NULL ? 0 : x->route->body_max)))
		refuse(x, 413, "too-large",
		    N_("the body is longer than is taken here"));
}

static void
first_look(struct http_exchange *x, const char *method, const char *version)
{
	static const char *const known[] = {"GET", "POST", "PUT", "DELETE"};

	if (x->peer != NULL)
		x->peer->busy = true;
	x->seen = true;
	x->body_ms = now_ms();
	judge_headers(x, version);
	x->request.method = strcmp(method, "HEAD") == 0 ? "GET" : "?";
	for (size_t i = 0; i < COUNT(known); i++)
		if (strcmp(method, known[i]) == 0)
			x->request.method = known[i];
	if (x->refusal.status == 0)
		find_route(x);
	if (x->refusal.status == 0)
		judge_length(x);
}

/* False: too slow, the connection is closed. */
static bool
take_body(struct http_exchange *x, const char *at, size_t len)
{
	int64_t spent_ms = now_ms() - x->body_ms;
	struct http_server *s = x->server;

	if (spent_ms > SLOW_AFTER_MS &&
	    (int64_t)(x->body.len + len) < spent_ms * BODY_RATE)
		return false;
	if (x->refusal.status != 0)
		return true;
	if (len > x->route->body_max - x->body.len) {
		refuse(x, 413, "too-large",
		    N_("the body is longer than is taken here"));
		return true;
	}
	if (len > s->o.bodies_max - s->body_bytes) {
		refuse(x, 503, "slow-down",
		    N_("too many bodies are being sent at once"));
		return true;
	}
	s->body_bytes += len;
	x->counted += len;
	buffer_append(&x->body, at, len);
	if (x->body.failed)
		refuse(x, 503, "slow-down", N_("out of memory"));
	return true;
}

static enum MHD_Result
call_handler(struct http_exchange *x)
{
	struct http_answer answer = {.file = -1};
	struct http_server *s = x->server;

	x->request.body = x->body.at == NULL ? bytes_text("") :
					      buffer_bytes(&x->body);
	x->route->handler(s->o.context, &x->request, &answer);
	if (!answer.wait)
		return send_answer(x, &answer);
	x->request.again = true;
	x->waiting = true;
	x->next_waiting = s->waiting;
	s->waiting = x;
	buffer_wipe(&answer.body);
	MHD_suspend_connection(x->connection);
	return MHD_YES;
}

static enum MHD_Result
handle(void *context, struct MHD_Connection *connection, const char *url,
    const char *method, const char *version, const char *data, size_t *size,
    void **state)
{
	struct http_exchange *x = *state;

	(void)context;
	(void)connection;
	(void)url;
	if (x == NULL)
		return MHD_NO;
	if (!x->seen) {
		first_look(x, method, version);
		return x->refusal.status == 0 ? MHD_YES : send_refusal(x);
	}
	if (*size != 0) {
		size_t len = *size;

		*size = 0;
		return take_body(x, data, len) ? MHD_YES : MHD_NO;
	}
	return x->refusal.status == 0 ? call_handler(x) : send_refusal(x);
}

/* The request line is there: the target as it was sent, queries included. */
static void *
begin(void *context, const char *uri, struct MHD_Connection *connection)
{
	struct http_server *s = context;
	struct http_exchange *x = calloc(1, sizeof *x);
	const union MHD_ConnectionInfo *info = MHD_get_connection_info(
	    connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);

	if (x == NULL)
		return NULL;
	x->server = s;
	x->connection = connection;
	x->started_us = now_us();
	x->request.exchange = x;
	x->request.method = "?";
	if (info != NULL)
		x->peer = info->socket_context;
	(void)snprintf(x->request.id, sizeof x->request.id,
	    "%08" PRIx64 "%08" PRIx64, s->id_high & 0xffffffff,
	    ++s->id_low & 0xffffffff);
	x->request.arena = arena_new(s->o.arena_bytes);
	if (x->request.arena == NULL) {
		free(x);
		return NULL;
	}
	x->refusal = http_guard_target(&x->request,
	    arena_copy(x->request.arena, bytes_text(uri)));
	s->busy_count++;
	return x;
}

static void
tell(const struct http_exchange *x)
{
	const struct http_server *s = x->server;
	struct clock clock = clock_system();
	struct http_log_line line = {.at_s = clock.now_s(clock.context),
	    .method = x->request.method,
	    .path = x->request.raw,
	    .status = x->status,
	    .bytes = x->sent,
	    .micros = (uint64_t)(now_us() - x->started_us),
	    .id = x->request.id};

	if (s->o.log != NULL)
		s->o.log(s->o.log_context, &line);
}

static void
forget_waiting(struct http_exchange *x)
{
	struct http_exchange **at = &x->server->waiting;

	while (*at != NULL && *at != x)
		at = &(*at)->next_waiting;
	if (*at == x)
		*at = x->next_waiting;
}

static void
end(void *context, struct MHD_Connection *connection, void **state,
    enum MHD_RequestTerminationCode why)
{
	struct http_exchange *x = *state;

	(void)context;
	(void)connection;
	(void)why;
	if (x == NULL)
		return;
	*state = NULL;
	if (x->waiting)
		forget_waiting(x);
	if (x->peer != NULL) {
		x->peer->busy = false;
		x->peer->kept = true;
		x->peer->since_ms = now_ms();
	}
	x->server->body_bytes -= x->counted;
	x->server->busy_count--;
	tell(x);
	buffer_wipe(&x->body);
	arena_wipe(x->request.arena);
	explicit_bzero(x, sizeof *x);
	free(x);
}

static void
connection_changed(void *context, struct MHD_Connection *connection,
    void **socket_context, enum MHD_ConnectionNotificationCode what)
{
	struct http_server *s = context;
	struct peer *p = *socket_context;

	if (what == MHD_CONNECTION_NOTIFY_STARTED) {
		const union MHD_ConnectionInfo *info = MHD_get_connection_info(
		    connection, MHD_CONNECTION_INFO_CONNECTION_FD);

		p = calloc(1, sizeof *p);
		*socket_context = p;
		if (p == NULL)
			return;
		p->fd = info == NULL ? -1 : info->connect_fd;
		p->since_ms = now_ms();
		p->next = s->peers;
		p->back = &s->peers;
		if (s->peers != NULL)
			s->peers->back = &p->next;
		s->peers = p;
	} else if (p != NULL) {
		*p->back = p->next;
		if (p->next != NULL)
			p->next->back = p->back;
		free(p);
		*socket_context = NULL;
	}
}

/* Whoever sends headers byte by byte is sent away. */
static void
police(struct http_server *s)
{
	int64_t now = now_ms();

	for (struct peer *p = s->peers; p != NULL; p = p->next)
		if (!p->busy && p->fd >= 0 &&
		    now - p->since_ms > (p->kept ?
			    KEPT_MS :
			    (int64_t)s->o.header_ms))
			(void)shutdown(p->fd, SHUT_RDWR);
}

/* ---- start and stop ---- */

/* Targets are decoded here, once, by http_guard_target. */
static size_t
leave_escaped(void *context, struct MHD_Connection *connection, char *text)
{
	(void)context;
	(void)connection;
	return strlen(text);
}

static enum err
parse_address(struct sockaddr_storage *out, socklen_t *len, const char *text,
    struct error *e)
{
	const char *colon = strrchr(text, ':');
	struct sockaddr_in *v4 = (struct sockaddr_in *)out;
	struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)out;
	char host[INET6_ADDRSTRLEN + 2];
	uint64_t port;

	memset(out, 0, sizeof *out);
	if (colon == NULL || (size_t)(colon - text) >= sizeof host ||
	    !bytes_decimal(bytes_text(colon + 1), 65535, &port))
		goto bad;
	memcpy(host, text, (size_t)(colon - text));
	host[colon - text] = '\0';
	if (inet_pton(AF_INET, host, &v4->sin_addr) == 1) {
		v4->sin_family = AF_INET;
		v4->sin_port = htons((uint16_t)port);
		*len = sizeof *v4;
		return ERR_NONE;
	}
	if (host[0] == '[' && host[colon - text - 1] == ']') {
		host[colon - text - 1] = '\0';
		if (inet_pton(AF_INET6, host + 1, &v6->sin6_addr) == 1) {
			v6->sin6_family = AF_INET6;
			v6->sin6_port = htons((uint16_t)port);
			*len = sizeof *v6;
			return ERR_NONE;
		}
	}
bad:
	error_set(e, ERR_INPUT, "\"%s\" is no address to listen on", text);
	return error_mend(e, ERR_INPUT, "write 127.0.0.1:8080 or [::1]:8080");
}

static enum err
listen_on(struct http_server *s, struct error *e)
{
	struct sockaddr_storage a;
	socklen_t len = 0;
	int one = 1;
	char host[INET6_ADDRSTRLEN] = "";
	enum err rc = parse_address(&a, &len, s->o.listen, e);

	if (rc != ERR_NONE)
		return rc;
	s->listen_fd = socket(a.ss_family,
	    SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (s->listen_fd < 0 ||
	    setsockopt(s->listen_fd, SOL_SOCKET, SO_REUSEADDR, &one,
		sizeof one) != 0 ||
	    bind(s->listen_fd, (struct sockaddr *)&a, len) != 0 ||
	    listen(s->listen_fd, 511) != 0 ||
	    getsockname(s->listen_fd, (struct sockaddr *)&a, &len) != 0) {
		rc = error_set(e, ERR_STORE, "cannot listen on %s: %s",
		    s->o.listen, strerror(errno));
		return error_mend(e, rc, "choose another port: --listen "
					 "127.0.0.1:0 takes a free one");
	}
	if (a.ss_family == AF_INET) {
		const struct sockaddr_in *v4 = (struct sockaddr_in *)&a;

		(void)inet_ntop(AF_INET, &v4->sin_addr, host, sizeof host);
		(void)snprintf(s->address, sizeof s->address, "%s:%u", host,
		    ntohs(v4->sin_port));
	} else {
		const struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)&a;

		(void)inet_ntop(AF_INET6, &v6->sin6_addr, host, sizeof host);
		(void)snprintf(s->address, sizeof s->address, "[%s]:%u", host,
		    ntohs(v6->sin6_port));
	}
	return ERR_NONE;
}

static void
default_limits(struct http_server_options *o)
{
	size_t body_max = 0;

	for (size_t t = 0; t < o->table_count; t++)
		for (size_t i = 0; i < o->tables[t].count; i++)
			if (o->tables[t].routes[i].body_max > body_max)
				body_max = o->tables[t].routes[i].body_max;
	o->header_ms = o->header_ms == 0 ? HEADER_MS : o->header_ms;
	o->idle_s = o->idle_s == 0 ? IDLE_S : o->idle_s;
	o->connections_max = o->connections_max == 0 ? CONNECTIONS_MAX :
						       o->connections_max;
	o->per_address_max = o->per_address_max == 0 ? PER_ADDRESS_MAX :
						       o->per_address_max;
	o->bodies_max = o->bodies_max == 0 ? BODIES_MAX : o->bodies_max;
	o->arena_bytes = o->arena_bytes == 0 ? ARENA_BYTES + 16 * body_max :
					       o->arena_bytes;
}

enum err
http_server_start(struct http_server **out,
    const struct http_server_options *options, struct error *e)
{
	struct http_server *s = calloc(1, sizeof *s);
	uint8_t random[8];
	enum err rc;

	if (s == NULL)
		return error_set(e, ERR_MEMORY, "out of memory");
	s->o = *options;
	s->listen_fd = -1;
	default_limits(&s->o);
	random_bytes(random, sizeof random);
	s->id_high = get_be(random, 8);
	rc = listen_on(s, e);
	if (rc != ERR_NONE) {
		http_server_free(s);
		return rc;
	}
	s->daemon = MHD_start_daemon(MHD_USE_EPOLL |
		MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ITC,
	    0, NULL, NULL, handle, s, MHD_OPTION_LISTEN_SOCKET, s->listen_fd,
	    MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)(32 * KIB),
	    MHD_OPTION_CONNECTION_LIMIT, s->o.connections_max,
	    MHD_OPTION_PER_IP_CONNECTION_LIMIT, s->o.per_address_max,
	    MHD_OPTION_CONNECTION_TIMEOUT, s->o.idle_s,
	    MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_URI_LOG_CALLBACK,
	    begin, s, MHD_OPTION_NOTIFY_COMPLETED, end, s,
	    MHD_OPTION_NOTIFY_CONNECTION, connection_changed, s,
	    MHD_OPTION_UNESCAPE_CALLBACK, leave_escaped, s, MHD_OPTION_END);
	if (s->daemon == NULL) {
		rc = error_set(e, ERR_STORE, "cannot start the server on %s",
		    s->address);
		http_server_free(s);
		return rc;
	}
	*out = s;
	return ERR_NONE;
}

void
http_server_run(struct http_server *s, unsigned timeout_ms)
{
	(void)MHD_run_wait(s->daemon, (int32_t)timeout_ms);
	police(s);
}

void
http_server_wake(struct http_server *s)
{
	while (s->waiting != NULL) {
		struct http_exchange *x = s->waiting;

		s->waiting = x->next_waiting;
		x->waiting = false;
		MHD_resume_connection(x->connection);
	}
}

bool
http_server_waits(const struct http_server *s)
{
	return s->waiting != NULL;
}

void
http_server_quiesce(struct http_server *s)
{
	int fd = MHD_quiesce_daemon(s->daemon);

	if (fd >= 0) {
		(void)close(fd);
		s->listen_fd = -1;
	}
}

bool
http_server_busy(const struct http_server *s)
{
	return s->busy_count != 0;
}

void
http_server_free(struct http_server *s)
{
	if (s == NULL)
		return;
	if (s->daemon != NULL) {
		http_server_wake(s);
		MHD_stop_daemon(s->daemon); /* closes the listening socket */
	} else if (s->listen_fd >= 0) {
		(void)close(s->listen_fd);
	}
	free(s);
}

const char *
http_server_address(const struct http_server *s)
{
	return s->address;
}
