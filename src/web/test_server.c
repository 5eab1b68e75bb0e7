/* A server of its own on loopback: what every answer carries, what is kept,
 * gzipped, refused, and who is believed. interfaces B4, B5, C1.3, D5, D6;
 * reliability 8.2 to 8.5 */
#include <arpa/inet.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "web/form.h"
#include "web/http_server.h"
#include "web/problem.h"

#include "base/testing.h"

/* What the handlers below know. */
struct desk {
	struct http_state state;
	int calls;
	char seen[200];
};

static void
handle_page(void *context, struct http_request *r, struct http_answer *answer)
{
	struct desk *d = context;

	d->calls++;
	answer->type = "text/html; charset=utf-8";
	for (int i = 0; i < 200; i++)
		buffer_printf(&answer->body, "<p>%s %d</p>",
		    r->lang == LANG_FR ? "contact no" : "contact", i);
	http_answer_header(answer, "Link", "</x>; rel=\"alternate\"");
	http_answer_cached(r, answer, 5);
}

static void
handle_session(void *context, struct http_request *r,
    struct http_answer *answer)
{
	struct desk *d = context;
	struct bytes value = http_session(r);
	bool set;

	if (value.at == NULL)
		value = bytes_text("-");
	(void)snprintf(d->seen, sizeof d->seen, "%.*s", (int)value.len,
	    (const char *)value.at);
	set = http_answer_session(r, answer, r->has_query ? NULL : "abc");
	answer->type = "text/plain";
	buffer_text(&answer->body, set ? "set" : "not set");
	http_answer_cached(r, answer, 5); /* it must not be */
}

static void
handle_form(void *context, struct http_request *r, struct http_answer *answer)
{
	static const struct form_shape shape = {0};
	struct desk *d = context;
	struct bytes who;
	struct form f;

	if (!http_same_origin(r)) {
		problem_put(answer, r, 403, "bad-origin", N_("out of memory"));
		return;
	}
	if (!form_read(&f, &shape, r, answer))
		return;
	who = form_value(&f, "who");
	if (!http_spend(r, answer, RATE_ACCOUNT, who))
		return;
	(void)snprintf(d->seen, sizeof d->seen, "%.*s", (int)who.len,
	    (const char *)who.at);
	http_answer_redirect(r, answer, 303, bytes_is(who, "evil") ?
		"//evil.example/" :
		"/en/done");
}

static void
handle_suffix(void *context, struct http_request *r,
    struct http_answer *answer)
{
	(void)context;
	buffer_printf(&answer->body, "%.*s|%.*s|%s", (int)r->parts[0].len,
	    (const char *)r->parts[0].at, (int)r->suffix.len,
	    (const char *)r->suffix.at, r->lang == LANG_FR ? "fr" : "en");
	answer->type = "text/plain";
}

static void
page_of_problem(void *context, struct http_request *r,
    struct http_answer *answer, unsigned status, const char *code,
    const char *sentence)
{
	(void)context;
	(void)r;
	answer->type = "text/html; charset=utf-8";
	buffer_printf(&answer->body, "<h1>%u %s</h1><p>%s</p>", status, code,
	    sentence);
}

static struct http_state
state_of(void *context)
{
	return ((struct desk *)context)->state;
}

static const struct http_route routes[] = {
    {"GET", "/{lang}/page", handle_page, 0, HTTP_READ, HTTP_CACHED},
    {"GET", "/api/open", handle_page, 0, HTTP_QUESTION, HTTP_OPEN},
    {"GET", "/{lang}/verify", handle_suffix, 0, HTTP_UNLIMITED, HTTP_SCRIPTS},
    {"GET", "/{lang}/me", handle_session, 0, HTTP_UNLIMITED, HTTP_PRIVATE},
    {"GET", "/{lang}/p/*", handle_suffix, 0, HTTP_UNLIMITED, HTTP_SUFFIX},
};
static const struct http_route forms[] = {
    {"POST", "/{lang}/form", handle_form, KIB, HTTP_UNLIMITED, 0},
};
static const struct http_route_table tables[] = {
    {routes, COUNT(routes)}, {forms, COUNT(forms)}};

struct world {
	struct http_server *server;
	struct desk desk;
	char answer[64 * KIB];
	size_t len;
};

static void
start(struct world *w, struct http_server_options o)
{
	memset(w, 0, sizeof *w);
	w->desk.state = (struct http_state){3, 3, 1};
	o.listen = "127.0.0.1:0";
	o.tables = tables;
	o.table_count = COUNT(tables);
	o.context = &w->desk;
	o.state = state_of;
	o.page_of_problem = page_of_problem;
	assert_int_equal(http_server_start(&w->server, &o, NULL), ERR_NONE);
}

/* Sends the text, runs the server until it closes; the whole answer. */
static const char *
ask(struct world *w, const char *text)
{
	const char *address = http_server_address(w->server);
	struct sockaddr_in to = {.sin_family = AF_INET,
	    .sin_port = htons((uint16_t)strtoul(strrchr(address, ':') + 1, NULL,
		10)),
	    .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	ssize_t got;

	assert_int_equal(connect(fd, (struct sockaddr *)&to, sizeof to), 0);
	assert_int_equal(send(fd, text, strlen(text), 0), strlen(text));
	assert_int_equal(fcntl(fd, F_SETFL, O_NONBLOCK), 0);
	w->len = 0;
	for (int turn = 0; turn < 2000; turn++) {
		http_server_run(w->server, 2);
		got = recv(fd, w->answer + w->len,
		    sizeof w->answer - 1 - w->len, 0);
		if (got == 0)
			break;
		if (got > 0)
			w->len += (size_t)got;
	}
	(void)close(fd);
	w->answer[w->len] = '\0';
	return w->answer;
}

#define END "Host: localhost\r\nConnection: close\r\n\r\n"
#define GZIP "Accept-Encoding: br, gzip;q=0.5\r\n"

static bool
has(const char *answer, const char *line)
{
	return strstr(answer, line) != NULL;
}

static unsigned
status(const char *answer)
{
	return strlen(answer) > 12 ? (unsigned)strtoul(answer + 9, NULL, 10) : 0;
}

/* interfaces C1.3, reliability 8.2 */
static void
every_answer_carries_the_headers(void **state)
{
	static const struct {
		const char *text;
		unsigned status;
	} rows[] = {
		{"GET /en/page HTTP/1.1\r\n" END, 200},
		{"HEAD /en/page HTTP/1.1\r\n" END, 200},
		{"GET /en/page HTTP/1.1\r\nIf-None-Match: *\r\n" END, 304},
		{"POST /en/form HTTP/1.1\r\nSec-Fetch-Site: same-origin\r\n"
		 "Content-Type: application/x-www-form-urlencoded\r\n"
		 "Content-Length: 5\r\nHost: localhost\r\nConnection: close\r\n"
		 "\r\nwho=a", 303},
		{"GET /en/p/%00 HTTP/1.1\r\n" END, 400},
		{"POST /en/form HTTP/1.1\r\nContent-Length: 0\r\n" END, 403},
		{"GET /nowhere HTTP/1.1\r\n" END, 404},
		{"DELETE /en/page HTTP/1.1\r\n" END, 405},
		{"BREW /en/page HTTP/1.1\r\n" END, 405},
		{"POST /en/form HTTP/1.1\r\nContent-Length: 1025\r\n" END, 413},
		{"POST /en/form HTTP/1.1\r\nSec-Fetch-Site: same-origin\r\n"
		 "Content-Type: application/json\r\nContent-Length: 2\r\n"
		 "Host: localhost\r\nConnection: close\r\n\r\n{}", 415},
		{"GET /en/page HTTP/1.1\r\nHost: x.example\r\n"
		 "Connection: close\r\n\r\n", 421},
		{"GET /en/verify HTTP/1.1\r\n" END, 500},
		{"OPTIONS /api/open HTTP/1.1\r\n" END, 204},
		{"OPTIONS /en/page HTTP/1.1\r\n" END, 405},
	};
	static const char *const lines[] = {
		"\r\nContent-Security-Policy: default-src 'none'; ",
		"; frame-ancestors 'none'; object-src 'none'",
		"\r\nStrict-Transport-Security: max-age=31536000; include",
		"\r\nX-Content-Type-Options: nosniff\r\n",
		"\r\nReferrer-Policy: same-origin\r\n",
		"\r\nCross-Origin-Opener-Policy: same-origin\r\n",
		"\r\nPermissions-Policy: ",
		"\r\nX-Request-Id: ",
		"\r\nCache-Control: ",
	};
	struct world *w = *state;

	start(w, (struct http_server_options){0});
	for (size_t i = 0; i < COUNT(rows); i++) {
		const char *got = ask(w, rows[i].text);

		if (rows[i].status == 500) /* no part: the handler's own */
			assert_int_equal(status(got), 200);
		else
			assert_int_equal(status(got), rows[i].status);
		for (size_t k = 0; k < COUNT(lines); k++)
			assert_true(has(got, lines[k]));
		if (rows[i].status >= 400 && rows[i].status < 500)
			assert_true(has(got, "\r\nCache-Control: no-store\r\n"));
		assert_int_equal(has(got, "script-src"),
		    rows[i].status == 500);
		assert_int_equal(has(got, "\r\nAllow: "),
		    rows[i].status == 405 || rows[i].status == 204);
	}
}

static void
pages_are_kept_tagged_and_gzipped(void **state)
{
	struct world *w = *state;
	char tag[48], text[300];
	const char *got;

	start(w, (struct http_server_options){0});
	got = ask(w, "GET /en/page HTTP/1.1\r\n" END);
	assert_true(has(got, "\r\nCache-Control: public, max-age=5\r\n"));
	assert_true(has(got, "\r\nVary: Accept-Encoding\r\n"));
	assert_false(has(got, "Content-Encoding"));
	assert_true(has(got, "<p>contact 199</p>"));
	assert_non_null(strstr(got, "\r\nETag: \""));
	(void)snprintf(tag, sizeof tag, "%.34s", strstr(got, "\r\nETag: ") + 8);
	/* the second reader costs no handler */
	got = ask(w, "GET /en/page HTTP/1.1\r\n" GZIP END);
	assert_int_equal(w->desk.calls, 1);
	assert_true(has(got, "\r\nContent-Encoding: gzip\r\n"));
	assert_true(has(got, "\r\nLink: </x>; rel=\"alternate\"\r\n"));
	assert_true(w->len < 2500);
	(void)snprintf(text, sizeof text, "\r\nETag: W/%s\r\n", tag);
	assert_true(has(got, text));
	for (int i = 0; i < 4; i++) {
		static const char *const before[] = {"", "W/", "\"x\", W/", "x"};

		(void)snprintf(text, sizeof text,
		    "GET /en/page HTTP/1.1\r\nIf-None-Match: %s%s%s\r\n" END,
		    before[i], i == 3 ? "" : tag,
		    i == 2 ? ", \"y\"" : "");
		got = ask(w, text);
		assert_int_equal(status(got), i < 3 ? 304 : 200);
		if (i < 3) {
			assert_string_equal(strstr(got, "\r\n\r\n"),
			    "\r\n\r\n");
			assert_true(has(got, tag));
		}
	}
	assert_int_equal(w->desk.calls, 1);
	/* another language, another query, another state */
	assert_true(has(ask(w, "GET /fr/page HTTP/1.1\r\n" END),
	    "contact no 199"));
	(void)ask(w, "GET /en/page?a=1 HTTP/1.1\r\n" END);
	assert_int_equal(w->desk.calls, 3);
	w->desk.state.next++;
	(void)ask(w, "GET /en/page HTTP/1.1\r\n" GZIP END);
	assert_int_equal(w->desk.calls, 4);
	/* HEAD is GET without a body */
	got = ask(w, "HEAD /en/page HTTP/1.1\r\n" END);
	assert_int_equal(w->desk.calls, 4);
	assert_string_equal(strstr(got, "\r\n\r\n"), "\r\n\r\n");
	assert_false(has(got, "Content-Length: 0"));
	/* a route that is not kept is gzipped, too; q=0 says no */
	assert_true(has(ask(w, "GET /api/open HTTP/1.1\r\n" GZIP END),
	    "Content-Encoding: gzip"));
	assert_false(has(ask(w, "GET /api/open HTTP/1.1\r\nAccept-Encoding: "
	    "gzip;q=0\r\n" END), "Content-Encoding"));
}

static void
sessions_stay_private(void **state)
{
	struct world *w = *state;
	const char *got;

	start(w, (struct http_server_options){0});
	got = ask(w, "GET /en/me HTTP/1.1\r\nCookie: a=b; chancery-dev=v1; c\r\n"
	    END);
	assert_string_equal(w->desk.seen, "v1");
	assert_true(has(got, "\r\nSet-Cookie: chancery-dev=abc; Path=/; "
	    "HttpOnly; SameSite=Lax\r\n"));
	assert_true(has(got, "\r\nCache-Control: private, no-store\r\n"));
	assert_false(has(got, "Content-Encoding"));
	got = ask(w, "GET /en/me?out HTTP/1.1\r\nCookie: chancery-dev=a; "
	    "chancery-dev=b\r\n" END);
	assert_string_equal(w->desk.seen, "-");
	assert_true(has(got, "chancery-dev=; Path=/; HttpOnly; SameSite=Lax; "
	    "Max-Age=0"));
	http_server_free(w->server);
	start(w, (struct http_server_options){
	    .base_url = "https://register.example"});
	got = ask(w, "GET /en/me HTTP/1.1\r\nCookie: chancery-dev=x; "
	    "__Host-chancery=y\r\nHost: register.example\r\n"
	    "Connection: close\r\n\r\n");
	assert_string_equal(w->desk.seen, "y");
	assert_true(has(got, "\r\nSet-Cookie: __Host-chancery=abc; Path=/; "
	    "HttpOnly; SameSite=Lax; Secure\r\n"));
}

/* interfaces D6 */
static void
forms_come_from_our_own_pages(void **state)
{
	static const struct {
		const char *origin;
		unsigned status;
	} rows[] = {
		{"Origin: https://register.example:8443\r\n", 303},
		{"Origin: http://localhost\r\n", 303},
		{"Sec-Fetch-Site: same-origin\r\n", 303},
		{"", 403},
		{"Origin: null\r\n", 403},
		{"Origin: https://register.example\r\n", 403},
		{"Origin: https://register.example:8443.evil\r\n", 403},
		{"Origin: http://localhost:99\r\n", 403},
		{"Origin: https://evil.example\r\n"
		 "Sec-Fetch-Site: same-origin\r\n", 403},
		{"Sec-Fetch-Site: same-site\r\n", 403},
	};
	struct world *w = *state;
	char text[400];

	start(w, (struct http_server_options){
	    .base_url = "https://register.example:8443/"});
	for (size_t i = 0; i < COUNT(rows); i++) {
		(void)snprintf(text, sizeof text,
		    "POST /en/form HTTP/1.1\r\n%sHost: localhost\r\n"
		    "Content-Type: application/x-www-form-urlencoded\r\n"
		    "Content-Length: 5\r\nConnection: close\r\n\r\nwho=%zu",
		    rows[i].origin, i % 10);
		assert_int_equal(status(ask(w, text)), rows[i].status);
	}
	(void)ask(w, "POST /en/form HTTP/1.1\r\nSec-Fetch-Site: same-origin\r\n"
	    "Content-Type: application/x-www-form-urlencoded\r\n"
	    "Content-Length: 5\r\n" END "who=a");
	assert_true(has(w->answer, "\r\nLocation: /en/done\r\n"));
	/* reliability 8.1, 3.7.2: only own paths */
	(void)ask(w, "POST /en/form HTTP/1.1\r\nSec-Fetch-Site: same-origin\r\n"
	    "Content-Type: application/x-www-form-urlencoded\r\n"
	    "Content-Length: 8\r\n" END "who=evil");
	assert_false(has(w->answer, "Location"));
}

/* reliability 8.3 */
static void
other_names_are_not_answered(void **state)
{
	static const struct {
		const char *base, *host;
		unsigned status;
	} rows[] = {
		{NULL, "localhost", 200},
		{NULL, "LOCALHOST:8080", 200},
		{NULL, "127.0.0.1:1", 200},
		{NULL, "[::1]:8080", 200},
		{NULL, "192.0.2.1", 200},
		{NULL, "register.example", 421},
		{NULL, "localhost.evil.example", 421},
		{NULL, "", 421},
		{NULL, "[::1", 421},
		{NULL, "localhost:x", 421},
		{NULL, "localhost:99999", 421},
		{"http://register.example", "register.example", 200},
		{"http://register.example", "Register.Example:80", 200},
		{"http://register.example", "localhost:8080", 200},
		{"http://register.example", "register.example:8080", 421},
		{"http://register.example", "register.example.evil", 421},
		{"http://register.example", "192.0.2.1", 421},
		{"https://register.example/", "register.example:443", 200},
		{"https://register.example/", "register.example:80", 421},
	};
	struct world *w = *state;
	char text[200];

	for (size_t i = 0; i < COUNT(rows); i++) {
		start(w, (struct http_server_options){.base_url = rows[i].base});
		(void)snprintf(text, sizeof text, "GET /en/page HTTP/1.1\r\n"
		    "Host: %s\r\nConnection: close\r\n\r\n", rows[i].host);
		assert_int_equal(status(ask(w, text)), rows[i].status);
		http_server_free(w->server);
		w->server = NULL;
	}
}

static void
browsers_get_pages_of_problems(void **state)
{
	struct world *w = *state;

	start(w, (struct http_server_options){0});
	(void)ask(w, "GET /fr/x HTTP/1.1\r\nAccept: text/html, */*;q=0.8\r\n" END);
	assert_int_equal(status(w->answer), 404);
	assert_true(has(w->answer, "<h1>404 not-found</h1><p>il n'y a rien"));
	assert_true(has(w->answer, "Content-Type: text/html"));
	assert_true(has(w->answer, "Cache-Control: no-store"));
	(void)ask(w, "GET /api/x HTTP/1.1\r\nAccept: text/html\r\n" END);
	assert_true(has(w->answer, "application/problem+json"));
	(void)ask(w, "GET /en/x HTTP/1.1\r\nAccept: */*\r\n" END);
	assert_true(has(w->answer, "application/problem+json"));
	(void)ask(w, "GET /en/x HTTP/1.1\r\nAccept: text/html;q=0\r\n" END);
	assert_true(has(w->answer, "application/problem+json"));
}

static void
suffixes_and_languages_reach_handlers(void **state)
{
	static const struct {
		const char *path, *want;
	} rows[] = {
		{"/en/p/7", "7||en"}, {"/fr/p/7.json", "7|json|fr"},
		{"/en/p/7.exe", "7.exe||en"}, {"/en/p/a%2Fb.csv", NULL},
	};
	struct world *w = *state;
	char text[200];

	start(w, (struct http_server_options){0});
	for (size_t i = 0; i < COUNT(rows); i++) {
		(void)snprintf(text, sizeof text, "GET %s HTTP/1.1\r\n" END,
		    rows[i].path);
		(void)ask(w, text);
		if (rows[i].want == NULL)
			assert_int_equal(status(w->answer), 404);
		else
			assert_string_equal(strstr(w->answer, "\r\n\r\n") + 4,
			    rows[i].want);
	}
}

/* reliability 8.5, asvs 4.1.3 */
static void
each_address_has_its_rate(void **state)
{
	static const struct rate limits[RATE_COUNT] = {
		[RATE_READ] = {60, 3}, [RATE_ACCOUNT] = {1, 1}};
	struct world *w = *state;
	char text[300];

	start(w, (struct http_server_options){.rates = limits,
	    .proxy = "127.0.0.1"});
	for (int i = 0; i < 4; i++) {
		(void)ask(w, "GET /en/page HTTP/1.1\r\nX-Real-IP: 192.0.2.1\r\n"
		    END);
		assert_int_equal(status(w->answer), i < 3 ? 200 : 429);
	}
	assert_true(has(w->answer, "\r\nRetry-After: 1\r\n"));
	/* another address, also by the other header; the last one counts */
	assert_int_equal(status(ask(w, "GET /en/page HTTP/1.1\r\n"
	    "X-Forwarded-For: 192.0.2.1, 192.0.2.2\r\n" END)), 200);
	assert_int_equal(status(ask(w, "GET /en/page HTTP/1.1\r\n"
	    "X-Forwarded-For: 192.0.2.2, 192.0.2.1\r\n" END)), 429);
	/* one /64 is one reader; addresses that lead nowhere count */
	for (int i = 0; i < 4; i++) {
		(void)snprintf(text, sizeof text, "GET /x HTTP/1.1\r\n"
		    "X-Real-IP: 2001:db8::%d\r\n" END, i + 1);
		assert_int_equal(status(ask(w, text)), i < 3 ? 404 : 429);
	}
	for (int i = 0; i < 2; i++) {
		(void)ask(w, "POST /en/form HTTP/1.1\r\nSec-Fetch-Site: "
		    "same-origin\r\nContent-Type: application/x-www-form-"
		    "urlencoded\r\nContent-Length: 5\r\n" END "who=a");
		assert_int_equal(status(w->answer), i == 0 ? 303 : 429);
	}
	assert_true(has(w->answer, "\r\nRetry-After: 6"));
	http_server_free(w->server);
	/* nobody else is believed */
	start(w, (struct http_server_options){.rates = limits,
	    .proxy = "192.0.2.9"});
	for (int i = 0; i < 4; i++) {
		(void)snprintf(text, sizeof text, "GET /en/page HTTP/1.1\r\n"
		    "X-Real-IP: 192.0.2.%d\r\n" END, i);
		assert_int_equal(status(ask(w, text)), i < 3 ? 200 : 429);
	}
	http_server_free(w->server);
	/* where this machine alone can ask, it may */
	start(w, (struct http_server_options){0});
	for (int i = 0; i < 300; i++)
		assert_int_equal(status(ask(w, "GET /en/page HTTP/1.1\r\n"
		    END)), 200);
}

static void
wrong_options_are_named(void **state)
{
	static const struct http_server_options rows[] = {
		{.listen = "127.0.0.1"}, {.listen = "x:1"},
		{.listen = "127.0.0.1:0", .base_url = "register.example"},
		{.listen = "127.0.0.1:0", .base_url = "https://"},
		{.listen = "127.0.0.1:0", .proxy = "localhost"},
	};
	struct http_server *s;
	struct error e = {.lang = LANG_EN};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		assert_int_equal(http_server_start(&s, &rows[i], &e),
		    ERR_INPUT);
		assert_string_not_equal(e.mend, "");
	}
}

static int
new_world(void **state)
{
	*state = calloc(1, sizeof(struct world));
	return *state == NULL;
}

static int
end_world(void **state)
{
	struct world *w = *state;

	http_server_free(w->server);
	free(w);
	return 0;
}

#define SERVED(f) cmocka_unit_test_setup_teardown(f, new_world, end_world)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		SERVED(every_answer_carries_the_headers),
		SERVED(pages_are_kept_tagged_and_gzipped),
		SERVED(sessions_stay_private),
		SERVED(forms_come_from_our_own_pages),
		SERVED(other_names_are_not_answered),
		SERVED(browsers_get_pages_of_problems),
		SERVED(suffixes_and_languages_reach_handlers),
		SERVED(each_address_has_its_rate),
		cmocka_unit_test(wrong_options_are_named),
	};

	return cmocka_run_group_tests_name("server", tests, NULL, NULL);
}
