/* One request: judged, its body taken, its handler called */
#include <stdio.h>
#include <strings.h>

#include "web/http_inside.h"
#include "web/problem.h"

#define SLOW_AFTER_MS 10000
#define BODY_RATE 1 /* bytes a millisecond, that is about 1 KiB/s */

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

bool
http_spend(const struct http_request *request, struct http_answer *answer,
    enum rate_kind kind, struct bytes who)
{
	unsigned wait_s;

	if (rates_take(request->exchange->server->rates, kind, who,
		http_now_us() / 1000, &wait_s))
		return true;
	request->exchange->wait_s = wait_s;
	problem_put(answer, request, 429, "slow-down",
	    N_("too many requests; please wait a little"));
	return false;
}

/* ---- judging a request ---- */

static void
refuse(struct http_exchange *x, unsigned status, const char *code,
    const char *sentence)
{
	if (x->refusal.status == 0)
		x->refusal = (struct http_refusal){status, code, sentence};
}

/* libmicrohttpd keeps headers where they came, one right behind the other.
 * Only one that it joined from folded lines stands elsewhere. */
static bool
follows(const struct http_exchange *x, const char *key)
{
	uintptr_t before = (uintptr_t)x->line_end, at = (uintptr_t)key;

	return at > before && at - before <= 2;
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
	x->joined = x->joined || !follows(x, key);
	x->line_end = value == NULL ? key + key_len : value + value_len;
	x->header_count++;
	x->length_count += strcasecmp(key, "Content-Length") == 0;
	x->coding_count += strcasecmp(key, "Transfer-Encoding") == 0;
	x->host_count += strcasecmp(key, "Host") == 0;
	x->encoded = x->encoded || strcasecmp(key, "Content-Encoding") == 0;
	return MHD_YES;
}

/* Of the path, else of the reader's wishes. */
static enum lang
language_of(const struct http_request *r)
{
	struct bytes wish = http_header(r, "Accept-Language");

	if (bytes_starts(r->raw, "/fr/") || bytes_is(r->raw, "/fr"))
		return LANG_FR;
	if (bytes_starts(r->raw, "/en/") || bytes_is(r->raw, "/en"))
		return LANG_EN;
	return http_quality(wish, "fr") > http_quality(wish, "en") ? LANG_FR :
								     LANG_EN;
}

static void
judge_host(struct http_exchange *x)
{
	if (x->host_count == 1 &&
	    !http_host_is_ours(x, http_header(&x->request, "Host")))
		refuse(x, 421, "bad-header",
		    N_("the register has another name; nothing is served "
		       "under this one"));
}

static void
judge_headers(struct http_exchange *x, const char *version)
{
	bool old = strcmp(version, "HTTP/1.0") == 0;

	x->line_end = version + strlen(version);
	(void)MHD_get_connection_values_n(x->connection, MHD_HEADER_KIND,
	    each_header, x);
	if (x->joined)
		refuse(x, 400, "bad-header",
		    N_("a header of the request is folded over lines"));
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
	judge_host(x);
	x->request.lang = language_of(&x->request);
}

/* Other sites' pages may ask what they may read (fetch, "preflight"). */
static bool
is_open(struct http_exchange *x)
{
	const struct http_server_options *o = &x->server->o;
	const char *method = x->request.method;
	const struct http_route *route;
	unsigned methods;

	x->request.method = "GET";
	route = http_route_find(o->tables, o->table_count, &x->request,
	    &methods);
	x->request.method = method;
	return route != NULL && (route->flags & HTTP_OPEN) != 0;
}

static void
answer_options(void *context, struct http_request *r,
    struct http_answer *answer)
{
	(void)context;
	(void)r;
	answer->status = 204;
	http_answer_header(answer, "Access-Control-Allow-Methods",
	    "GET, HEAD, OPTIONS");
	http_answer_header(answer, "Access-Control-Allow-Headers",
	    "Accept, Accept-Language, If-None-Match");
	http_answer_header(answer, "Access-Control-Max-Age", "86400");
}

static void
find_route(struct http_exchange *x)
{
	static const struct http_route options = {"OPTIONS", "", answer_options,
	    0, HTTP_READ, HTTP_OPEN};
	const struct http_server_options *o = &x->server->o;
	unsigned methods;

	x->route = http_route_find(o->tables, o->table_count, &x->request,
	    &methods);
	if (x->route != NULL)
		return;
	if (methods == 0) {
		refuse(x, 404, "not-found",
		    N_("there is nothing at this address"));
		return;
	}
	if (is_open(x)) {
		methods |= http_method_bit("OPTIONS");
		if (strcmp(x->request.method, "OPTIONS") == 0)
			x->route = &options;
	}
	http_methods_print(x->allow, methods);
	if (x->route == NULL)
		refuse(x, 405, "method",
		    N_("this address takes other methods"));
}

/* Addresses that lead nowhere cost as much as readings do. */
static void
judge_rate(struct http_exchange *x)
{
	static const enum rate_kind kinds[] = {[HTTP_READ] = RATE_READ,
	    [HTTP_QUESTION] = RATE_QUESTION,
	    [HTTP_SIGN_IN] = RATE_SIGN_IN,
	    [HTTP_WRITE] = RATE_WRITE};
	enum http_class rate = x->route == NULL ? HTTP_READ : x->route->rate;

	http_find_reader(x);
	if (rate == HTTP_UNLIMITED ||
	    rates_take(x->server->rates, kinds[rate],
		bytes_of(x->reader, sizeof x->reader), http_now_us() / 1000,
		&x->wait_s))
		return;
	x->refusal = (struct http_refusal){429, "slow-down",
	    N_("too many requests; please wait a little")};
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
	static const char *const known[] = {"GET", "POST", "PUT", "DELETE",
	    "OPTIONS"};

	if (x->peer != NULL)
		x->peer->busy = true;
	x->seen = true;
	x->body_ms = http_now_us() / 1000;
	judge_headers(x, version);
	x->request.method = strcmp(method, "HEAD") == 0 ? "GET" : "?";
	for (size_t i = 0; i < COUNT(known); i++)
		if (strcmp(method, known[i]) == 0)
			x->request.method = known[i];
	if (x->refusal.status == 0)
		find_route(x);
	judge_rate(x);
	if (x->refusal.status == 0)
		judge_length(x);
}

/* False: too slow, the connection is closed. */
static bool
take_body(struct http_exchange *x, const char *at, size_t len)
{
	int64_t spent_ms = http_now_us() / 1000 - x->body_ms;
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
send_refusal(struct http_exchange *x)
{
	struct http_answer answer = {.file = -1};

	problem_put(&answer, &x->request, x->refusal.status, x->refusal.code,
	    x->refusal.sentence);
	return http_send(x, &answer);
}

static enum MHD_Result
call_handler(struct http_exchange *x)
{
	struct http_answer answer = {.file = -1};
	struct http_server *s = x->server;
	enum MHD_Result sent;

	if (http_send_kept(x, &sent))
		return sent;
	x->request.body = x->body.at == NULL ? bytes_text("") :
					      buffer_bytes(&x->body);
	x->route->handler(s->o.context, &x->request, &answer);
	if (!answer.wait)
		return http_send(x, &answer);
	x->request.again = true;
	x->waiting = true;
	x->next_waiting = s->waiting;
	s->waiting = x;
	buffer_wipe(&answer.body);
	MHD_suspend_connection(x->connection);
	return MHD_YES;
}

enum MHD_Result
http_handle(void *context, struct MHD_Connection *connection, const char *url,
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
