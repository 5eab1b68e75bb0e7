/* Where a request comes from, and by which name it asks */
#include <arpa/inet.h>
#include <strings.h>

#include "web/http_inside.h"

/* ---- addresses ---- */

static void
map_v4(uint8_t out[16], const uint8_t at[4])
{
	memset(out, 0, 16);
	out[10] = out[11] = 0xff;
	memcpy(out + 12, at, 4);
}

static void
map_v6(uint8_t out[16], const uint8_t at[16])
{
	static const uint8_t mapped[12] = {[10] = 0xff, [11] = 0xff};

	memset(out, 0, 16);
	memcpy(out, at, memcmp(at, mapped, 12) == 0 ? 16 : 8);
}

void
http_address_of(uint8_t out[16], const struct sockaddr *address)
{
	memset(out, 0, 16);
	if (address->sa_family == AF_INET)
		map_v4(out, (const uint8_t *)&((const struct sockaddr_in *)
		    (const void *)address)->sin_addr);
	else if (address->sa_family == AF_INET6)
		map_v6(out, (const uint8_t *)&((const struct sockaddr_in6 *)
		    (const void *)address)->sin6_addr);
}

bool
http_address_parse(uint8_t out[16], struct bytes text)
{
	char host[INET6_ADDRSTRLEN];
	uint8_t at[16];

	if (text.len >= 2 && text.at[0] == '[' && text.at[text.len - 1] == ']')
		text = bytes_of(text.at + 1, text.len - 2);
	if (text.len == 0 || text.len >= sizeof host)
		return false;
	memcpy(host, text.at, text.len);
	host[text.len] = '\0';
	if (inet_pton(AF_INET, host, at) == 1) {
		map_v4(out, at);
		return true;
	}
	if (inet_pton(AF_INET6, host, at) == 1) {
		map_v6(out, at);
		return true;
	}
	return false;
}

/* The last of "a, b, c": the one that the proxy itself saw. */
static struct bytes
last_of(struct bytes list)
{
	size_t from = list.len;

	while (from != 0 && list.at[from - 1] != ',')
		from--;
	while (from < list.len && list.at[from] == ' ')
		from++;
	return bytes_of(list.at + from, list.len - from);
}

void
http_find_reader(struct http_exchange *x)
{
	const union MHD_ConnectionInfo *info = MHD_get_connection_info(
	    x->connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
	struct bytes said;

	if (info == NULL || info->client_addr == NULL)
		return;
	http_address_of(x->reader, info->client_addr);
	if (x->server->o.proxy == NULL ||
	    memcmp(x->reader, x->server->proxy, sizeof x->reader) != 0)
		return;
	said = http_header(&x->request, "X-Real-IP");
	if (said.at == NULL)
		said = http_header(&x->request, "X-Forwarded-For");
	if (said.len != 0)
		(void)http_address_parse(x->reader, last_of(said));
}

struct bytes
http_reader(const struct http_request *request)
{
	return bytes_of(request->exchange->reader,
	    sizeof request->exchange->reader);
}

/* ---- names ---- */

static bool
is_port(struct bytes text)
{
	uint64_t port;

	return text.len == 0 ||
	    (text.at[0] == ':' &&
		bytes_decimal(bytes_of(text.at + 1, text.len - 1), 65535,
		    &port));
}

/* A Host without its port; "" where it is none. */
static struct bytes
host_name(struct bytes host)
{
	size_t end = bytes_find(host, ':');

	if (host.len != 0 && host.at[0] == '[') {
		end = bytes_find(host, ']');
		end += end < host.len;
	}
	return is_port(bytes_of(host.at + end, host.len - end)) ?
	    bytes_of(host.at, end) :
	    bytes_text("");
}

static bool
is_loopback_name(struct bytes name)
{
	uint8_t address[16];

	if (http_same_word(name, "localhost") || bytes_is(name, "[::1]"))
		return true;
	return http_address_parse(address, name) && address[10] == 0xff &&
	    address[12] == 127;
}

static bool
is_base_host(const struct http_server *s, struct bytes host)
{
	size_t scheme = bytes_starts(s->base, "https://") ? 8 : 7;
	struct bytes base = bytes_of(s->base.at + scheme,
	    s->base.len - scheme);
	const char *port = scheme == 8 ? ":443" : ":80";
	struct bytes rest;

	if (host.len < base.len ||
	    strncasecmp((const char *)host.at, (const char *)base.at,
		base.len) != 0)
		return false;
	rest = bytes_of(host.at + base.len, host.len - base.len);
	return rest.len == 0 || bytes_is(rest, port);
}

/* A number cannot be bound to another machine behind a reader's back. */
bool
http_host_is_ours(struct http_exchange *x, struct bytes host)
{
	const struct http_server *s = x->server;
	struct bytes name = host_name(host);
	uint8_t address[16];

	x->loopback_host = s->loopback && is_loopback_name(name);
	if (x->loopback_host || s->o.any_host)
		return true;
	if (s->base.len != 0)
		return is_base_host(s, host);
	return http_address_parse(address, name);
}

/* ---- cookies ---- */

/* Cuts "name=value" off a Cookie header. */
static bool
next_cookie(struct bytes *list, struct http_pair *cookie)
{
	size_t end, eq;
	struct bytes one;

	while (list->len != 0 && (list->at[0] == ' ' || list->at[0] == ';'))
		*list = bytes_of(list->at + 1, list->len - 1);
	end = bytes_find(*list, ';');
	one = bytes_of(list->at, end);
	*list = bytes_of(list->at + end, list->len - end);
	eq = bytes_find(one, '=');
	cookie->name = bytes_of(one.at, eq);
	cookie->value = eq == one.len ?
	    bytes_of(one.at, 0) :
	    bytes_of(one.at + eq + 1, one.len - eq - 1);
	return one.len != 0;
}

struct bytes
http_cookie(const struct http_request *request, const char *name)
{
	struct bytes list = http_header(request, "Cookie");
	struct bytes found = {NULL, 0};
	struct http_pair cookie;

	while (list.len != 0 && next_cookie(&list, &cookie)) {
		if (!bytes_is(cookie.name, name))
			continue;
		if (found.at != NULL)
			return bytes_of(NULL, 0);
		found = cookie.value;
	}
	return found;
}

/* NULL: there is no way to keep one secret. */
static const char *
session_name(const struct http_request *request)
{
	const struct http_server *s = request->exchange->server;

	if (bytes_starts(s->base, "https://"))
		return "__Host-chancery";
	return s->loopback ? "chancery-dev" : NULL;
}

struct bytes
http_session(const struct http_request *request)
{
	const char *name = session_name(request);

	return name == NULL ? bytes_of(NULL, 0) : http_cookie(request, name);
}

bool
http_answer_session(const struct http_request *request,
    struct http_answer *answer, const char *value)
{
	const char *name = session_name(request);
	struct buffer line = {0};

	if (name == NULL)
		return false;
	buffer_printf(&line, "%s=%s; Path=/; HttpOnly; SameSite=Lax%s%s", name,
	    value == NULL ? "" : value,
	    strcmp(name, "chancery-dev") == 0 ? "" : "; Secure",
	    value == NULL ? "; Max-Age=0" : "");
	http_answer_header(answer, "Set-Cookie",
	    line.failed ? NULL :
			  arena_text(request->arena, buffer_bytes(&line)));
	buffer_wipe(&line);
	return true;
}

bool
http_same_origin(const struct http_request *request)
{
	const struct http_exchange *x = request->exchange;
	struct bytes origin = http_header(request, "Origin");
	struct bytes host = http_header(request, "Host");

	if (origin.at == NULL)
		return bytes_is(http_header(request, "Sec-Fetch-Site"),
		    "same-origin");
	if (x->server->base.len != 0 && bytes_equal(origin, x->server->base))
		return true;
	/* on this machine, by whatever name and port it was asked */
	return x->loopback_host && bytes_starts(origin, "http://") &&
	    bytes_equal(bytes_of(origin.at + 7, origin.len - 7), host);
}
