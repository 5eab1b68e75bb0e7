#include "web/http_server.h"

#include <arpa/inet.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "crypto/ed25519.h"
#include "web/http_inside.h"

#define HEADER_MS 10000
#define KEPT_MS 25000 /* between two requests of one connection */
#define IDLE_S 15
#define CONNECTIONS_MAX 1024
#define PER_ADDRESS_MAX 64
#define BODIES_MAX (128 * MIB)
#define ARENA_BYTES (4 * MIB)
#define CACHE_BYTES (32 * MIB)

int64_t
http_now_us(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static int64_t
now_ms(void)
{
	return http_now_us() / 1000;
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
	x->started_us = http_now_us();
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
	x->target = arena_copy(x->request.arena, bytes_text(uri));
	x->refusal = http_guard_target(&x->request, x->target);
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
	    .micros = (uint64_t)(http_now_us() - x->started_us),
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
	if (x->request.forget != NULL)
		x->request.forget(x->request.kept);
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
	uint8_t from[16];
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
	http_address_of(from, (struct sockaddr *)&a);
	s->loopback = from[12] == 127; /* of ::ffff:127.0.0.1 */
	if (a.ss_family == AF_INET) {
		const struct sockaddr_in *v4 = (struct sockaddr_in *)&a;

		(void)inet_ntop(AF_INET, &v4->sin_addr, host, sizeof host);
		(void)snprintf(s->address, sizeof s->address, "%s:%u", host,
		    ntohs(v4->sin_port));
	} else {
		const struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)&a;

		s->loopback = IN6_IS_ADDR_LOOPBACK(&v6->sin6_addr);
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
	/* behind a proxy all come from one address, and it counts them */
	if (o->per_address_max == 0)
		o->per_address_max = o->proxy != NULL ? o->connections_max :
							PER_ADDRESS_MAX;
	o->cache_bytes = o->cache_bytes == 0 ? CACHE_BYTES : o->cache_bytes;
	o->bodies_max = o->bodies_max == 0 ? BODIES_MAX : o->bodies_max;
	o->arena_bytes = o->arena_bytes == 0 ? ARENA_BYTES + 16 * body_max :
					       o->arena_bytes;
}

/* Scheme, host and port of the base URL: what a browser calls the origin. */
static enum err
read_base(struct http_server *s, struct error *e)
{
	struct bytes base = bytes_text(s->o.base_url == NULL ? "" :
							       s->o.base_url);
	size_t scheme = bytes_starts(base, "https://") ? 8 : 7;

	s->base = base;
	if (base.len == 0)
		return ERR_NONE;
	if ((!bytes_starts(base, "http://") && scheme == 7) ||
	    base.len <= scheme) {
		error_set(e, ERR_INPUT, "\"%s\" is no base URL",
		    s->o.base_url);
		return error_mend(e, ERR_INPUT,
		    "write https://register.example");
	}
	s->base.len = scheme + bytes_find(bytes_of(base.at + scheme,
				   base.len - scheme), '/');
	return ERR_NONE;
}

static enum err
read_proxy(struct http_server *s, struct error *e)
{
	if (s->o.proxy == NULL ||
	    http_address_parse(s->proxy, bytes_text(s->o.proxy)))
		return ERR_NONE;
	error_set(e, ERR_INPUT, "\"%s\" is no address of a proxy",
	    s->o.proxy);
	return error_mend(e, ERR_INPUT, "write 127.0.0.1");
}

/* Where this machine alone can ask, nobody is kept from it. */
static struct rates *
make_rates(const struct http_server *s)
{
	struct rate limits[RATE_COUNT];

	if (s->o.rates != NULL)
		return rates_new(s->o.rates);
	memcpy(limits, rates_default, sizeof limits);
	for (int i = 0; s->loopback && s->o.proxy == NULL && i < RATE_ACCOUNT;
	     i++)
		limits[i].per_minute = 0;
	return rates_new(limits);
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
	rc = read_base(s, e);
	if (rc == ERR_NONE)
		rc = read_proxy(s, e);
	if (rc == ERR_NONE)
		rc = listen_on(s, e);
	if (rc == ERR_NONE) {
		s->rates = make_rates(s);
		s->cache = page_cache_new(s->o.cache_bytes);
		if (s->rates == NULL || s->cache == NULL)
			rc = error_set(e, ERR_MEMORY, "out of memory");
	}
	if (rc != ERR_NONE) {
		http_server_free(s);
		return rc;
	}
	s->daemon = MHD_start_daemon(MHD_USE_EPOLL |
		MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ITC,
	    0, NULL, NULL, http_handle, s,
	    MHD_OPTION_LISTEN_SOCKET, s->listen_fd,
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
	rates_free(s->rates);
	page_cache_free(s->cache);
	free(s);
}

const char *
http_server_address(const struct http_server *s)
{
	return s->address;
}
