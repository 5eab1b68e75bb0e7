#include "remote/http.h"

#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>

#include "format/json.h"

#define CONNECT_MS 5000
#define URL_BYTES 2048

struct http_client {
	CURL *curl;
	char base[URL_BYTES]; /* without a slash at the end */
	unsigned timeout_ms;
	bool here; /* this machine: no proxy */
};

struct receiving {
	struct buffer *body;
	bool too_long;
};

static bool
is_here(const char *host)
{
	return strcmp(host, "localhost") == 0 || strcmp(host, "[::1]") == 0 ||
	    (strncmp(host, "127.", 4) == 0 &&
		strspn(host, "0123456789.") == strlen(host));
}

static bool
has_part(CURLU *u, CURLUPart part)
{
	char *text = NULL;
	bool has = curl_url_get(u, part, &text, 0) == CURLUE_OK;

	curl_free(text);
	return has;
}

/* What may be asked: http of this machine, https of any. */
static enum err
judge_url(const char *url, bool *here, struct error *e)
{
	CURLU *u = curl_url();
	char *scheme = NULL, *host = NULL;
	enum err rc = ERR_NONE;

	if (u == NULL)
		return error_set(e, ERR_MEMORY, "out of memory");
	if (curl_url_set(u, CURLUPART_URL, url,
		CURLU_DISALLOW_USER | CURLU_NON_SUPPORT_SCHEME) != CURLUE_OK ||
	    curl_url_get(u, CURLUPART_SCHEME, &scheme, 0) != CURLUE_OK ||
	    curl_url_get(u, CURLUPART_HOST, &host, 0) != CURLUE_OK ||
	    has_part(u, CURLUPART_QUERY) || has_part(u, CURLUPART_FRAGMENT) ||
	    (strcmp(scheme, "http") != 0 && strcmp(scheme, "https") != 0)) {
		error_set(e, ERR_INPUT, "\"%s\" is no address of a register",
		    url);
		rc = error_mend(e, ERR_INPUT,
		    "write https://register.example or "
		    "http://127.0.0.1:8080");
	} else {
		*here = is_here(host);
		if (!*here && strcmp(scheme, "https") != 0) {
			error_set(e, ERR_REFUSED,
			    "\"%s\" is plain http to another machine", url);
			rc = error_mend(e, ERR_REFUSED,
			    "use https://; plain http serves this machine "
			    "alone");
		}
	}
	curl_free(scheme);
	curl_free(host);
	curl_url_cleanup(u);
	return rc;
}

enum err
http_client_new(struct http_client **out, const char *base_url,
    struct error *e)
{
	struct http_client *c;
	size_t len = strlen(base_url);
	bool here = false;
	enum err rc;

	while (len > 0 && base_url[len - 1] == '/')
		len--;
	if (len == 0 || len >= URL_BYTES)
		return error_set(e, ERR_INPUT, "the address is empty or too "
					       "long");
	if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
		return error_set(e, ERR_MEMORY, "out of memory");
	rc = judge_url(base_url, &here, e);
	if (rc != ERR_NONE)
		return rc;
	c = calloc(1, sizeof *c);
	if (c != NULL)
		c->curl = curl_easy_init();
	if (c == NULL || c->curl == NULL) {
		http_client_free(c);
		return error_set(e, ERR_MEMORY, "out of memory");
	}
	memcpy(c->base, base_url, len);
	c->here = here;
	c->timeout_ms = HTTP_TIMEOUT_MS;
	*out = c;
	return ERR_NONE;
}

void
http_client_free(struct http_client *c)
{
	if (c == NULL)
		return;
	if (c->curl != NULL)
		curl_easy_cleanup(c->curl);
	free(c);
}

void
http_client_patience(struct http_client *c, unsigned timeout_ms)
{
	c->timeout_ms = timeout_ms == 0 ? HTTP_TIMEOUT_MS : timeout_ms;
}

const char *
http_client_url(const struct http_client *c)
{
	return c->base;
}

static size_t
receive(char *at, size_t size, size_t count, void *context)
{
	struct receiving *r = context;

	(void)size; /* 1, says libcurl */
	if (count > r->body->limit - r->body->len) {
		r->too_long = true;
		return 0;
	}
	buffer_append(r->body, at, count);
	return r->body->failed ? 0 : count;
}

static void
read_facts(struct http_client *c, struct http_reply *reply)
{
	char *type = NULL;
	long status = 0;
	curl_off_t wait_s = 0;

	(void)curl_easy_getinfo(c->curl, CURLINFO_RESPONSE_CODE, &status);
	(void)curl_easy_getinfo(c->curl, CURLINFO_CONTENT_TYPE, &type);
	(void)curl_easy_getinfo(c->curl, CURLINFO_RETRY_AFTER, &wait_s);
	reply->status = status < 0 ? 0 : (unsigned)status;
	reply->retry_after_s = wait_s > 0 && wait_s < 86400 ?
	    (unsigned)wait_s :
	    0;
	(void)snprintf(reply->type, sizeof reply->type, "%s",
	    type == NULL ? "" : type);
}

static enum err
ask(struct http_client *c, const char *path, size_t max_bytes,
    struct curl_slist *headers, struct http_reply *reply, struct error *e)
{
	struct receiving r = {&reply->body, false};
	char url[2 * URL_BYTES];
	CURLcode done;
	int len = snprintf(url, sizeof url, "%s%s", c->base, path);
	enum err rc;

	if (len < 0 || (size_t)len >= sizeof url)
		return error_set(e, ERR_INPUT, "the address is empty or too "
					       "long");
	*reply = (struct http_reply){.body = {.limit = max_bytes}};
	(void)curl_easy_setopt(c->curl, CURLOPT_URL, url);
	(void)curl_easy_setopt(c->curl, CURLOPT_PROTOCOLS_STR, "http,https");
	(void)curl_easy_setopt(c->curl, CURLOPT_FOLLOWLOCATION, 0L);
	(void)curl_easy_setopt(c->curl, CURLOPT_NOSIGNAL, 1L);
	(void)curl_easy_setopt(c->curl, CURLOPT_TIMEOUT_MS,
	    (long)c->timeout_ms);
	(void)curl_easy_setopt(c->curl, CURLOPT_CONNECTTIMEOUT_MS,
	    (long)CONNECT_MS);
	(void)curl_easy_setopt(c->curl, CURLOPT_MAXFILESIZE_LARGE,
	    (curl_off_t)max_bytes);
	(void)curl_easy_setopt(c->curl, CURLOPT_ACCEPT_ENCODING, "gzip");
	(void)curl_easy_setopt(c->curl, CURLOPT_USERAGENT, "chancery");
	(void)curl_easy_setopt(c->curl, CURLOPT_HTTPHEADER, headers);
	(void)curl_easy_setopt(c->curl, CURLOPT_WRITEFUNCTION, receive);
	(void)curl_easy_setopt(c->curl, CURLOPT_WRITEDATA, &r);
	if (c->here)
		(void)curl_easy_setopt(c->curl, CURLOPT_PROXY, "");
	done = curl_easy_perform(c->curl);
	if (done == CURLE_OK) {
		read_facts(c, reply);
		return ERR_NONE;
	}
	if (reply->body.failed && !r.too_long)
		rc = error_set(e, ERR_MEMORY, "out of memory");
	else if (r.too_long || done == CURLE_FILESIZE_EXCEEDED)
		rc = error_set(e, ERR_STORE,
		    "%s sent more than the %zu bytes that fit here", url,
		    max_bytes);
	else if (done == CURLE_OPERATION_TIMEDOUT)
		rc = error_word(e, ERR_STORE, "no_answer",
		    "%s did not answer within %u s", url,
		    c->timeout_ms / 1000);
	else
		rc = error_word(e, ERR_STORE,
		    done == CURLE_COULDNT_CONNECT ||
			    done == CURLE_COULDNT_RESOLVE_HOST ?
			"not_reached" :
			"no_answer",
		    "no answer from %s: %s", url, curl_easy_strerror(done));
	buffer_release(&reply->body);
	return rc;
}

enum err
http_get(struct http_client *c, const char *path, size_t max_bytes,
    struct http_reply *reply, struct error *e)
{
	curl_easy_reset(c->curl);
	(void)curl_easy_setopt(c->curl, CURLOPT_HTTPGET, 1L);
	return ask(c, path, max_bytes, NULL, reply, e);
}

enum err
http_post(struct http_client *c, const char *path, const char *type,
    struct bytes body, const char *const *headers, size_t max_bytes,
    struct http_reply *reply, struct error *e)
{
	struct curl_slist *list = NULL;
	char line[HTTP_TYPE_BYTES + 20];
	enum err rc;

	(void)snprintf(line, sizeof line, "Content-Type: %s", type);
	list = curl_slist_append(list, line);
	/* no wait for "100 Continue": bodies are small */
	if (list != NULL)
		list = curl_slist_append(list, "Expect:");
	for (size_t i = 0; headers != NULL && headers[i] != NULL &&
	     list != NULL;
	     i++)
		list = curl_slist_append(list, headers[i]);
	if (list == NULL)
		return error_set(e, ERR_MEMORY, "out of memory");
	curl_easy_reset(c->curl);
	(void)curl_easy_setopt(c->curl, CURLOPT_POST, 1L);
	(void)curl_easy_setopt(c->curl, CURLOPT_POSTFIELDS,
	    body.len == 0 ? "" : (const char *)body.at);
	(void)curl_easy_setopt(c->curl, CURLOPT_POSTFIELDSIZE_LARGE,
	    (curl_off_t)body.len);
	rc = ask(c, path, max_bytes, list, reply, e);
	curl_slist_free_all(list);
	return rc;
}

/* The class of our errors that a status belongs to (interfaces B4.1). */
static enum err
class_of(unsigned status)
{
	switch (status) {
	case 404:
		return ERR_ABSENT;
	case 401:
	case 403:
		return ERR_REFUSED;
	case 409:
	case 412:
		return ERR_CONFLICT;
	default:
		return status >= 400 && status < 500 && status != 429 &&
			status != 408 ?
		    ERR_INPUT :
		    ERR_STORE;
	}
}

enum err
http_problem(const struct http_reply *reply, struct error *e)
{
	struct arena *a = arena_new(1 * MIB);
	const struct json *v = NULL, *first;
	struct bytes title, mend, type, word, field;
	enum err rc = class_of(reply->status);

	if (a == NULL)
		return error_set(e, ERR_MEMORY, "out of memory");
	if (json_parse(&v, buffer_bytes(&reply->body), &json_entry_limits, a,
		NULL) != ERR_NONE)
		v = NULL;
	title = json_get_text(v, "title");
	mend = json_get_text(v, "detail");
	type = json_get_text(v, "type");
	first = json_at(json_get(v, "errors"), 0);
	word = json_get_text(first, "code");
	field = json_get_text(first, "field");
	if (bytes_is(type, "/problems/not-signing"))
		rc = ERR_UNCHECKED;
	if (title.len == 0) {
		error_set(e, rc, "the register answered with status %u",
		    reply->status);
	} else {
		char text[sizeof word + 40];

		(void)snprintf(text, sizeof text, "%.*s",
		    (int)(word.len > 38 ? 38 : word.len),
		    word.at == NULL ? "" : (const char *)word.at);
		error_word(e, rc, text, "%.*s",
		    (int)(title.len > 300 ? 300 : title.len),
		    (const char *)title.at);
		if (field.len != 0)
			error_field(e, "%.*s",
			    (int)(field.len > 70 ? 70 : field.len),
			    (const char *)field.at);
		if (mend.len != 0)
			error_mend(e, rc, "%.*s",
			    (int)(mend.len > 230 ? 230 : mend.len),
			    (const char *)mend.at);
	}
	arena_free(a);
	return rc;
}
