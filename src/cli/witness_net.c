/* chancery log witness serve|ask|resume: the parts that use the network */
#include <signal.h>
#include <time.h>

#include "base/file.h"
#include "cli/witness.h"
#include "log/tree_source.h"
#include "remote/http.h"
#include "web/http_server.h"

/* ---- serve: log 5.2 over HTTP ---- */

static volatile sig_atomic_t stopped;

static void
on_stop(int number)
{
	stopped = number;
}

static void
answer_with(struct http_answer *answer, struct witness_result *r)
{
	answer->status = r->status;
	answer->type = r->type;
	answer->body = r->body; /* the server's now */
	r->body = (struct buffer){0};
}

/* The memory failed: nothing was signed. */
static void
answer_failure(struct http_answer *answer, enum err rc, const struct error *e)
{
	answer->status = rc == ERR_CONFLICT || rc == ERR_REFUSED ? 503 : 500;
	answer->type = WITNESS_TYPE_TEXT;
	if (answer->status == 503)
		http_answer_header(answer, "Retry-After",
		    rc == ERR_CONFLICT ? "1" : "600");
	buffer_text(&answer->body, "not cosigned\n");
	(void)fprintf(stderr, "chancery: %s\n", e->text);
}

static void
handle_add(void *context, struct http_request *request,
    struct http_answer *answer)
{
	struct witness_result r;
	struct error e = {.lang = LANG_EN};
	enum err rc = witness_add_checkpoint(context, request->body, &r, &e);

	if (rc != ERR_NONE)
		answer_failure(answer, rc, &e);
	else
		answer_with(answer, &r);
	if (rc == ERR_NONE)
		witness_result_release(&r);
}

static void
handle_get(void *context, struct http_request *request,
    struct http_answer *answer)
{
	struct witness_result r;
	struct error e = {.lang = LANG_EN};
	enum err rc = witness_get_checkpoint(context, request->parts[0], &r,
	    &e);

	if (rc != ERR_NONE) {
		answer_failure(answer, rc, &e);
		return;
	}
	answer_with(answer, &r);
	if (answer->status == 200)
		answer->cache = "max-age=60";
	witness_result_release(&r);
}

/* log 5.2.5: not in this version */
static void
handle_later(void *context, struct http_request *request,
    struct http_answer *answer)
{
	(void)context;
	(void)request;
	answer->status = 404;
	answer->type = WITNESS_TYPE_TEXT;
	buffer_text(&answer->body, "this witness has no such endpoint\n");
}

static const struct http_route routes[] = {
    {"POST", "/add-checkpoint", handle_add,   WITNESS_BODY_MAX, HTTP_WRITE, 0},
    {"GET",  "/*/checkpoint",   handle_get,   0,		HTTP_READ,  0},
    {"POST", "/sign-subtree",   handle_later, WITNESS_BODY_MAX, HTTP_WRITE, 0},
};
static const struct http_route_table table = {routes, COUNT(routes)};

/* One line a request, no address, no body. */
static void
log_line(void *context, const struct http_log_line *line)
{
	char at[21];

	(void)context;
	time_print(at, line->at_s);
	(void)fprintf(stderr, "%s %s %u %llu us\n", at, line->method,
	    line->status, (unsigned long long)line->micros);
}

static void
tell_start(struct cli *c, const struct own_witness *w,
    const struct http_server *s)
{
	struct json *v = json_new(c->arena, JSON_OBJECT), *list;
	struct vkey key = signer_vkey(&w->signer, KEY_WITNESS);
	char text[VKEY_BYTES];

	(void)vkey_print(text, &key);
	if (c->json) {
		list = json_put(c->arena, v, "listening",
		    json_new(c->arena, JSON_ARRAY));
		json_add(list, json_new_cstr(c->arena,
		    http_server_address(s)));
		json_put_cstr(c->arena, v, "name", key.name);
		json_put_cstr(c->arena, v, "vkey", text);
		json_put_number(c->arena, v, "logs", (int64_t)w->logs.count);
		cli_json(c, v);
	} else {
		cli_say(c, "%s cosigns %zu logs at http://%s", key.name,
		    w->logs.count, http_server_address(s));
		buffer_printf(&c->out, "%s\n", text);
	}
	(void)fwrite(c->out.at, 1, c->out.len, stdout);
	(void)fflush(stdout);
	buffer_clear(&c->out);
}

int
witness_serve(struct cli *c, const char *const *words, size_t count)
{
	struct sigaction act = {.sa_handler = on_stop};
	struct http_server_options options = {.listen = "127.0.0.1:8090",
	    .tables = &table, .table_count = 1, .any_host = true,
	    .log = c->quiet ? NULL : log_line};
	struct http_server *server = NULL;
	struct own_witness w;
	struct witness own;
	enum err rc;

	(void)words;
	if (count != 0)
		return cli_usage(c, "log witness serve takes no word more");
	if (cli_has(c, "listen"))
		options.listen = cli_arg(c, "listen");
	rc = own_witness_open(&w, c, true);
	if (rc == ERR_NONE)
		rc = own_witness_key(&w, c, true);
	if (rc == ERR_NONE && w.logs.count == 0)
		rc = error_mend(&c->e, error_set(&c->e, ERR_ABSENT,
		    "this witness knows no log"),
		    "chancery log witness add KEY URL");
	if (rc == ERR_NONE)
		rc = own_witness_held(&w, c);
	if (rc == ERR_NONE) {
		own = (struct witness){&w.signer, &w.logs,
		    own_witness_states(&w), clock_system()};
		options.context = &own;
		rc = http_server_start(&server, &options, &c->e);
	}
	if (rc == ERR_NONE) {
		(void)sigaction(SIGINT, &act, NULL);
		(void)sigaction(SIGTERM, &act, NULL);
		tell_start(c, &w, server);
		while (stopped == 0)
			http_server_run(server, 500);
		http_server_quiesce(server);
		for (int i = 0; i < 20 && http_server_busy(server); i++)
			http_server_run(server, 100);
	}
	http_server_free(server);
	own_witness_close(&w);
	if (rc != ERR_NONE)
		return cli_fail(c);
	return 128 + (int)stopped;
}

/* ---- ask: log 5.1 ---- */

/* Cuts the last two parts of a whole address off as its path. */
static enum err
exchange(const unsigned *patience_ms, const char *url, struct bytes body,
    bool posting, struct witness_reply *out, struct error *e)
{
	struct http_client *client = NULL;
	struct http_reply reply = {.status = 0};
	char base[2048];
	const char *path = strstr(url, "://");
	size_t len;
	enum err rc;

	path = path == NULL ? NULL : strchr(path + 3, '/');
	if (path == NULL)
		return error_set(e, ERR_INPUT, "\"%.200s\" is no address",
		    url);
	len = (size_t)(path - url);
	if (len >= sizeof base)
		return error_set(e, ERR_INPUT, "\"%.200s\" is no address",
		    url);
	memcpy(base, url, len);
	base[len] = '\0';
	rc = http_client_new(&client, base, e);
	if (rc == ERR_NONE && patience_ms != NULL)
		http_client_patience(client, *patience_ms);
	if (rc == ERR_NONE && posting)
		rc = http_post(client, path, "text/plain", body, NULL,
		    WITNESS_ANSWER_MAX, &reply, e);
	else if (rc == ERR_NONE)
		rc = http_get(client, path, WITNESS_ANSWER_MAX, &reply, e);
	http_client_free(client);
	if (rc == ERR_NONE) {
		out->status = reply.status;
		out->retry_after_s = reply.retry_after_s;
		buffer_add(&out->body, buffer_bytes(&reply.body));
	}
	buffer_release(&reply.body);
	return rc;
}

static enum err
post(void *context, const char *url, struct bytes body,
    struct witness_reply *out, struct error *e)
{
	return exchange(context, url, body, true, out, e);
}

static enum err
get(void *context, const char *url, struct witness_reply *out, struct error *e)
{
	return exchange(context, url, bytes_of(NULL, 0), false, out, e);
}

const struct witness_transport witness_http = {NULL, post, get};

/* While others wait for the server. */
static unsigned short_ms = 2000;
const struct witness_transport witness_http_short = {&short_ms, post, get};

/* What came of it, in one line; the exit code that it asks for. */
static int
tell_outcome(struct cli *c, const struct policy_witness *w,
    const struct witness_outcome *o)
{
	char name[KEY_NAME_BYTES];
	int len = (int)(w->name.len > KEY_NAME_MAX ? KEY_NAME_MAX :
						     w->name.len);

	(void)snprintf(name, sizeof name, "%.*s", len,
	    (const char *)w->name.at);
	if (strcmp(o->alarm, "R5") == 0)
		cli_talk(c, "%s: ALARM R5: it holds a checkpoint of this log "
		    "that the register does not have; signing has stopped",
		    name);
	else if (strcmp(o->alarm, "W1") == 0)
		cli_talk(c, "%s: ALARM W1: the witness went back to size %llu",
		    name, (unsigned long long)o->size);
	else if (strcmp(o->alarm, "W2") == 0)
		cli_talk(c, "%s: ALARM W2: the witness names size %llu and "
		    "shows no checkpoint of this log for it", name,
		    (unsigned long long)o->size);
	else if (strcmp(o->alarm, "W3") == 0)
		cli_talk(c, "%s: ALARM W3: a signature of its key does not "
		    "hold; nothing was stored", name);
	else if (o->said == WITNESS_COSIGNED)
		cli_talk(c, "%s: cosigned size %llu", name,
		    (unsigned long long)o->size);
	else if (o->said == WITNESS_LATER && o->status == 0)
		cli_talk(c, "%s: no answer", name);
	else
		cli_talk(c, "%s: not cosigned, status %u", name, o->status);
	if (o->alarm[0] != '\0')
		return EXIT_PROOF;
	if (o->said == WITNESS_COSIGNED)
		return EXIT_DONE;
	return o->said == WITNESS_LATER ? EXIT_STORE : EXIT_UNCHECKED;
}

/* interfaces A2.3: 5, 6, 8, 0 */
static int
graver(int a, int b)
{
	static const int order[] = {EXIT_PROOF, EXIT_UNCHECKED, EXIT_STORE};

	for (size_t i = 0; i < COUNT(order); i++)
		if (a == order[i] || b == order[i])
			return order[i];
	return EXIT_DONE;
}

/* Each witness once; with `due_only` those whose turn it is. */
static enum err
ask_all(struct cli *c, const char *only, bool due_only, size_t *asked,
    int *code)
{
	struct own_policy *p = NULL;
	enum err rc = own_policy_load(&p, c->registry, &c->e);

	*asked = 0;
	for (size_t i = 0; rc == ERR_NONE && i < p->policy.witness_count; i++) {
		const struct policy_witness *w = &p->policy.witnesses[i];
		struct witness_outcome o;
		bool due = true;

		if ((only != NULL && !bytes_is(w->name, only)) ||
		    (only == NULL && w->url.len == 0))
			continue;
		if (due_only)
			rc = registry_witness_due(c->registry, w, &due, &c->e);
		if (rc != ERR_NONE || !due)
			continue;
		(*asked)++;
		rc = registry_ask_witness(c->registry, &p->policy, i,
		    &witness_http, &o, &c->e);
		if (rc == ERR_NONE)
			*code = graver(*code, tell_outcome(c, w, &o));
	}
	own_policy_free(p);
	if (rc == ERR_NONE && *asked != 0 &&
	    registry_refusal(c->registry) == NULL)
		rc = registry_publish_notes(c->registry, &c->e);
	return rc;
}

/* Until it is interrupted: whoever is due, each second. */
static int
follow(struct cli *c, const char *only)
{
	static const struct timespec pause = {1, 0};
	struct sigaction act = {.sa_handler = on_stop};
	enum err rc = ERR_NONE;

	(void)sigaction(SIGINT, &act, NULL);
	(void)sigaction(SIGTERM, &act, NULL);
	while (rc == ERR_NONE && stopped == 0) {
		size_t asked;
		int code = EXIT_DONE;

		registry_close(c->registry);
		c->registry = NULL;
		rc = cli_open(c, false);
		if (rc == ERR_NONE)
			rc = ask_all(c, only, true, &asked, &code);
		/* another process has it for a moment: the next second */
		if (rc == ERR_CONFLICT)
			rc = ERR_NONE;
		if (rc == ERR_NONE && stopped == 0)
			(void)nanosleep(&pause, NULL);
	}
	return rc == ERR_NONE ? 128 + (int)stopped : cli_fail(c);
}

int
witness_ask(struct cli *c, const char *const *words, size_t count)
{
	const char *only = count == 1 ? words[0] : NULL;
	size_t asked = 0;
	int code = EXIT_DONE;
	enum err rc;

	if (count > 1)
		return cli_usage(c, "log witness ask takes one NAME");
	rc = cli_open(c, false);
	if (rc == ERR_NONE && cli_has(c, "follow"))
		return follow(c, only);
	if (rc == ERR_NONE)
		rc = ask_all(c, only, false, &asked, &code);
	if (rc == ERR_NONE && asked == 0)
		rc = error_mend(&c->e, error_set(&c->e, ERR_ABSENT,
		    "the policy has no such witness with an address"),
		    "chancery log witness add KEY URL");
	if (rc != ERR_NONE)
		return cli_fail(c);
	(void)witness_list(c);
	return code;
}
