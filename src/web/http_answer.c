/* What is sent: headers, tags, gzip, pages of problems */
#include <stdio.h>
#include <unistd.h>

#include "crypto/hash.h"
#include "web/gzip.h"
#include "web/http_inside.h"
#include "web/problem.h"

#define GZIP_FROM_BYTES KIB
#define ETAG_BYTES (HTTP_TAG_BYTES + 4)

/* ---- for handlers ---- */

void
http_answer_header(struct http_answer *answer, const char *name,
    const char *value)
{
	if (answer->header_count == HTTP_HEADERS_MAX || value == NULL)
		return;
	answer->headers[answer->header_count].name = name;
	answer->headers[answer->header_count++].value = value;
}

bool
http_answer_has(const struct http_answer *answer, const char *name)
{
	for (size_t i = 0; i < answer->header_count; i++)
		if (http_same_word(bytes_text(name), answer->headers[i].name))
			return true;
	return false;
}

void
http_answer_tagged(struct http_answer *answer, const char *tag,
    const char *cache)
{
	(void)snprintf(answer->tag, sizeof answer->tag, "%s", tag);
	answer->cache = cache;
}

void
http_answer_cached(const struct http_request *request,
    struct http_answer *answer, unsigned max_age_s)
{
	char text[40];

	(void)snprintf(text, sizeof text, "public, max-age=%u", max_age_s);
	answer->cache = arena_text(request->arena, bytes_text(text));
}

void
http_answer_redirect(const struct http_request *request,
    struct http_answer *answer, unsigned status, const char *path)
{
	bool good = path[0] == '/' && path[1] != '/';

	for (const char *p = path; *p != '\0'; p++)
		good = good && *p > 0x20 && *p < 0x7f && *p != '\\';
	if (!good) {
		problem_put(answer, request, 404, "not-found",
		    N_("there is nothing at this address"));
		return;
	}
	answer->status = status;
	http_answer_header(answer, "Location",
	    arena_text(request->arena, bytes_text(path)));
}

/* ---- pages of problems ---- */

bool
http_problem_page(const struct http_request *request,
    struct http_answer *answer, unsigned status, const char *code,
    const char *sentence)
{
	struct http_exchange *x = request->exchange;

	if (x == NULL || x->telling || x->server->o.page_of_problem == NULL ||
	    bytes_starts(request->raw, "/api/") || request->suffix.len != 0 ||
	    http_quality(http_header(request, "Accept"), "text/html") <= 0)
		return false;
	x->telling = true;
	x->server->o.page_of_problem(x->server->o.context, &x->request, answer,
	    status, code, sentence);
	x->telling = false;
	return answer->body.len != 0 && !answer->body.failed;
}

/* ---- sending ---- */

static struct MHD_Response *
response_of(struct bytes body, int file, uint64_t file_bytes)
{
	static const char nothing[] = "";

	if (file >= 0)
		return MHD_create_response_from_fd64(file_bytes, file);
	return MHD_create_response_from_buffer(body.len,
	    (void *)(uintptr_t)(body.at == NULL ? (const void *)nothing :
						  body.at),
	    MHD_RESPMEM_MUST_COPY);
}

static void
add(struct MHD_Response *response, const char *name, const char *value)
{
	(void)MHD_add_response_header(response, name, value);
}

#define POLICY                                                                \
	"default-src 'none'; style-src 'self'; img-src 'self'; "              \
	"form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "       \
	"object-src 'none'"

/* interfaces C1.3, reliability 8.2: whatever the answer is. */
static void
add_always(struct MHD_Response *response, const struct http_exchange *x)
{
	unsigned flags = x->route == NULL ? 0 : x->route->flags;

	add(response, "Content-Security-Policy",
	    flags & HTTP_SCRIPTS ?
		POLICY "; script-src 'self' 'wasm-unsafe-eval'; "
		       "connect-src 'self'" :
		POLICY);
	add(response, "Strict-Transport-Security",
	    "max-age=31536000; includeSubDomains");
	add(response, "X-Content-Type-Options", "nosniff");
	add(response, "Referrer-Policy", "same-origin");
	add(response, "Cross-Origin-Opener-Policy", "same-origin");
	add(response, "Permissions-Policy",
	    "camera=(), geolocation=(), microphone=(), payment=(), usb=()");
	add(response, "X-Request-Id", x->request.id);
	if (x->allow[0] != '\0')
		add(response, "Allow", x->allow);
	if (flags & HTTP_OPEN)
		add(response, "Access-Control-Allow-Origin", "*");
}

static const char *
cache_of(const struct http_exchange *x, const struct http_answer *answer,
    unsigned status)
{
	if (status >= 400)
		return "no-store";
	if (x->route != NULL && (x->route->flags & HTTP_PRIVATE))
		return "private, no-store";
	return answer->cache == NULL ? "no-store" : answer->cache;
}

/* One that a reader named in If-None-Match, weakly compared (RFC 9110
 * 13.1.2): the same words, whether they were gzipped or not. */
static bool
reader_has(const struct http_exchange *x, const char *tag)
{
	struct bytes list = http_header(&x->request, "If-None-Match");
	size_t len = strlen(tag);

	if (list.at == NULL || len == 0)
		return false;
	if (bytes_is(list, "*"))
		return true;
	while (list.len >= len + 2) {
		size_t quote = bytes_find(list, '"'), end;

		if (quote == list.len)
			return false;
		list = bytes_of(list.at + quote + 1, list.len - quote - 1);
		end = bytes_find(list, '"');
		if (end == len && memcmp(list.at, tag, len) == 0 &&
		    end < list.len)
			return true;
		list = end == list.len ?
		    bytes_of(list.at, 0) :
		    bytes_of(list.at + end + 1, list.len - end - 1);
	}
	return false;
}

static bool
takes_gzip(const struct http_exchange *x)
{
	struct bytes list = http_header(&x->request, "Accept-Encoding");

	return list.at != NULL && http_quality(list, "gzip") > 0;
}

static bool
is_words(const char *type)
{
	static const char *const kinds[] = {"text/", "application/json",
	    "application/atom+xml", "application/jsonl",
	    "application/x-ndjson", "application/problem+json",
	    "image/svg+xml", "application/wasm"};

	for (size_t i = 0; type != NULL && i < COUNT(kinds); i++)
		if (strncmp(type, kinds[i], strlen(kinds[i])) == 0)
			return true;
	return false;
}

static bool
is_public(const struct http_answer *answer, unsigned status, const char *cache)
{
	return status == 200 && answer->file < 0 &&
	    strncmp(cache, "public", 6) == 0 &&
	    !http_answer_has(answer, "Set-Cookie");
}

/* interfaces B5.1: the first 32 digits of the body's hash. */
static void
give_tag(struct http_answer *answer)
{
	struct hash h = hash_bytes(buffer_bytes(&answer->body));
	char hex[65];

	hash_print(hex, &h);
	memcpy(answer->tag, hex, 32);
	answer->tag[32] = '\0';
}

/* Everything about an answer but where its bytes lie. */
struct sending {
	unsigned status;
	struct bytes body;
	bool shrunk, may_shrink;
	int file;
	uint64_t file_bytes;
	const char *type, *cache, *tag;
};

static enum MHD_Result
queue(struct http_exchange *x, struct sending *s,
    const struct http_answer *more)
{
	struct MHD_Response *response;
	char etag[ETAG_BYTES];
	enum MHD_Result sent;

	if (s->status == 200 && s->file < 0 && reader_has(x, s->tag)) {
		s->status = 304;
		s->body = bytes_text("");
		s->type = NULL;
	}
	response = response_of(s->body, s->file, s->file_bytes);
	if (response == NULL) {
		if (s->file >= 0)
			(void)close(s->file);
		return MHD_NO;
	}
	x->status = s->status;
	x->sent = s->file >= 0 ? s->file_bytes : s->body.len;
	x->answered = true;
	add_always(response, x);
	if (s->type != NULL)
		add(response, "Content-Type", s->type);
	add(response, "Cache-Control", s->cache);
	if (s->tag[0] != '\0') {
		(void)snprintf(etag, sizeof etag, "%s\"%s\"",
		    s->shrunk ? "W/" : "", s->tag);
		add(response, "ETag", etag);
	}
	if (s->may_shrink)
		add(response, "Vary", "Accept-Encoding");
	if (s->shrunk && s->status != 304)
		add(response, "Content-Encoding", "gzip");
	for (size_t i = 0; i < more->header_count; i++)
		add(response, more->headers[i].name, more->headers[i].value);
	sent = MHD_queue_response(x->connection, s->status, response);
	MHD_destroy_response(response); /* the last one closes the file */
	return sent;
}

/* ---- kept answers ---- */

static bool
may_keep(const struct http_exchange *x)
{
	return x->route != NULL && (x->route->flags & HTTP_CACHED) != 0 &&
	    x->server->cache != NULL && x->server->o.state != NULL &&
	    !((x->route->flags & HTTP_PRIVATE) != 0 &&
		http_session(&x->request).at != NULL);
}

/* The address as sent, and the language and form, which it may leave open. */
static struct bytes
key_of(const struct http_exchange *x)
{
	struct bytes form = http_header(&x->request, "Accept");
	size_t len = x->target.len, all;
	uint8_t *key;

	if (x->request.suffix.len != 0)
		form.len = 0;
	all = 1 + len + 1 + form.len;
	key = arena_take(x->request.arena, all);
	if (key == NULL)
		return bytes_of(NULL, 0);
	key[0] = x->request.lang == LANG_FR ? 'f' : 'e';
	memcpy(key + 1, x->target.at, len); /* holds no blank */
	key[1 + len] = ' ';
	if (form.len != 0)
		memcpy(key + 2 + len, form.at, form.len);
	return bytes_of(key, all);
}

static void
keep(struct http_exchange *x, const struct http_answer *answer,
    struct bytes gzip, const char *cache)
{
	struct http_state state = x->server->o.state(x->server->o.context);
	struct page p = {.body = buffer_bytes(&answer->body),
	    .gzip = gzip,
	    .type = answer->type,
	    .cache = cache,
	    .tag = answer->tag,
	    .header_count = answer->header_count};
	struct bytes key = key_of(x);

	for (size_t i = 0; i < p.header_count; i++) {
		p.headers[i].name = answer->headers[i].name;
		p.headers[i].value = answer->headers[i].value;
	}
	if (key.at != NULL)
		page_cache_keep(x->server->cache, &state, key, &p);
}

bool
http_send_kept(struct http_exchange *x, enum MHD_Result *sent)
{
	struct http_answer more = {.file = -1};
	const struct page *p;
	struct http_state state;
	struct sending s;
	struct bytes key;

	if (!may_keep(x) || x->request.again)
		return false;
	state = x->server->o.state(x->server->o.context);
	key = key_of(x);
	p = key.at == NULL ? NULL :
			     page_cache_find(x->server->cache, &state, key);
	if (p == NULL)
		return false;
	s = (struct sending){.status = 200,
	    .body = p->body,
	    .file = -1,
	    .may_shrink = p->gzip.len != 0,
	    .type = p->type,
	    .cache = p->cache,
	    .tag = p->tag};
	if (s.may_shrink && takes_gzip(x)) {
		s.body = p->gzip;
		s.shrunk = true;
	}
	for (size_t i = 0; i < p->header_count; i++)
		http_answer_header(&more, p->headers[i].name,
		    p->headers[i].value);
	*sent = queue(x, &s, &more);
	return true;
}

enum MHD_Result
http_send(struct http_exchange *x, struct http_answer *answer)
{
	unsigned status = answer->status == 0 ? 200 : answer->status;
	struct sending s = {.status = status,
	    .body = buffer_bytes(&answer->body),
	    .file = answer->file,
	    .file_bytes = answer->file_bytes,
	    .type = answer->type,
	    .cache = cache_of(x, answer, status),
	    .tag = answer->tag};
	struct buffer small = {0};
	enum MHD_Result sent = MHD_NO;
	bool open, kept;

	if (answer->body.failed && answer->file < 0) {
		buffer_wipe(&answer->body);
		return MHD_NO;
	}
	open = is_public(answer, status, s.cache);
	if (open && answer->tag[0] == '\0')
		give_tag(answer);
	kept = open && may_keep(x) && answer->type != NULL;
	/* what is secret is never packed beside what a stranger chose */
	s.may_shrink = open && answer->body.len > GZIP_FROM_BYTES &&
	    is_words(answer->type);
	if (s.may_shrink && (kept || takes_gzip(x)) &&
	    gzip_make(&small, s.body))
		s.shrunk = takes_gzip(x);
	if (kept)
		keep(x, answer, buffer_bytes(&small), s.cache);
	if (s.shrunk)
		s.body = buffer_bytes(&small);
	sent = queue(x, &s, answer);
	buffer_wipe(&answer->body);
	buffer_release(&small);
	return sent;
}
