#include "web/serving.h"

#include <assert.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/file.h"
#include "web/api.h"
#include "web/serving_inside.h"

#define INTERVAL_MS 1000
#define IDLE_MS 200  /* the longest wait for something to happen */
#define WAITING_MS 5 /* the same while a request waits for a hashing */
#define TIDY_S 3600

static const struct http_route routes[] = {
	{"GET", "/checkpoint", handle_static, 0, HTTP_UNLIMITED, HTTP_OPEN},
	{"GET", "/checkpoint-cosigned", handle_static, 0, HTTP_UNLIMITED,
	    HTTP_OPEN},
	{"GET", "/policy", handle_static, 0, HTTP_UNLIMITED, HTTP_OPEN},
	{"GET", "/tile/**", handle_static, 0, HTTP_UNLIMITED, HTTP_OPEN},
	{"GET", "/openings/**", handle_static, 0, HTTP_UNLIMITED, HTTP_OPEN},
	{"GET", "/healthz", handle_health, 0, HTTP_UNLIMITED, 0},
};

int64_t
serving_now_ms(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

void
answer_json(struct http_answer *answer, const struct http_request *r,
    unsigned status, const struct json *v)
{
	if (v == NULL || arena_failed(r->arena)) {
		problem_put(answer, r, 503, "slow-down", N_("out of memory"));
		return;
	}
	answer->status = status;
	answer->type = "application/json; charset=utf-8";
	json_print(&answer->body, v);
	buffer_byte(&answer->body, '\n');
}

void
serving_note_failure(struct serving *s, const struct error *e)
{
	if (s->failed)
		return;
	s->failed = true;
	s->failure = *e;
}

/* Another process may be publishing cosignatures: then the next turn does. */
static enum err
publish(struct serving *s, struct error *e)
{
	enum err rc = registry_publish(s->registry, NULL, false, NULL, e);

	s->publish_due = rc == ERR_CONFLICT;
	if (s->publish_due) {
		error_clear(e);
		rc = ERR_NONE;
	}
	return rc;
}

static struct http_state
state_of(void *context)
{
	const struct serving *s = context;

	return (struct http_state){.next = registry_next(s->registry),
	    .size = registry_size(s->registry),
	    .minute = (uint64_t)registry_now(s->registry) / 60};
}

static const char *
rate_name(enum http_class rate)
{
	static const char *const names[] = {[HTTP_READ] = "read",
	    [HTTP_QUESTION] = "question",
	    [HTTP_SIGN_IN] = "sign-in",
	    [HTTP_WRITE] = "write",
	    [HTTP_UNLIMITED] = "unlimited"};

	return names[rate];
}

static void
put_route(struct json *list, const struct http_route *route, struct arena *a)
{
	static const char *const names[] = {"suffix", "cached", "private",
	    "scripts", "open"};
	struct json *v = json_add(list, json_new(a, JSON_OBJECT)), *flags;

	json_put_cstr(a, v, "method", route->method);
	json_put_cstr(a, v, "pattern", route->pattern);
	json_put_number(a, v, "body_max", (int64_t)route->body_max);
	json_put_cstr(a, v, "rate", rate_name(route->rate));
	flags = json_put(a, v, "flags", json_new(a, JSON_ARRAY));
	for (size_t i = 0; i < COUNT(names); i++)
		if (route->flags & 1u << i)
			json_add(flags, json_new_cstr(a, names[i]));
}

struct json *
serving_routes(const struct serving_options *o, struct arena *a)
{
	struct json *list = json_new(a, JSON_ARRAY);

	for (size_t i = 0; i < COUNT(routes); i++)
		put_route(list, &routes[i], a);
	for (size_t i = 0; i < api_table.count; i++)
		put_route(list, &api_table.routes[i], a);
	for (size_t t = 0; t < o->table_count; t++)
		for (size_t i = 0; i < o->tables[t].count; i++)
			put_route(list, &o->tables[t].routes[i], a);
	return list;
}

enum err
serving_start(struct serving **out, const struct serving_options *options,
    struct error *e)
{
	struct serving *s = calloc(1, sizeof *s);
	struct http_server_options http = {.listen = options->listen,
	    .table_count = OWN_TABLES + options->table_count,
	    .context = s,
	    .base_url = options->base_url,
	    .page_of_problem = options->page_of_problem,
	    .rates = options->rates,
	    .proxy = options->proxy,
	    .state = state_of,
	    .log = options->log,
	    .log_context = options->log_context};
	enum err rc;

	if (s == NULL)
		return error_set(e, ERR_MEMORY, "out of memory");
	assert(options->table_count <= TABLES_MAX);
	s->tables[0] = (struct http_route_table){routes, COUNT(routes)};
	s->tables[1] = api_table;
	for (size_t i = 0; i < options->table_count; i++)
		s->tables[OWN_TABLES + i] = options->tables[i];
	http.tables = s->tables;
	s->o = *options;
	if (s->o.interval_ms == 0)
		s->o.interval_ms = INTERVAL_MS;
	rc = path_join(s->public_dir, options->dir, "public", e);
	if (rc == ERR_NONE)
		rc = registry_open(&s->registry, options->dir,
		    options->read_only ? REGISTRY_READ : REGISTRY_WRITE,
		    clock_system(), e);
	if (rc == ERR_NONE)
		registry_require_quorum(s->registry, options->quorum_required);
	/* what a process before us left unsigned or unpublished */
	if (rc == ERR_NONE && !options->read_only &&
	    registry_refusal(s->registry) == NULL) {
		bool made;

		rc = registry_checkpoint(s->registry, &made, e);
		if (rc == ERR_NONE)
			rc = publish(s, e);
	}
	if (rc == ERR_NONE && !options->read_only)
		rc = accounts_open(&s->accounts, registry_truth(s->registry),
		    e);
	if (rc == ERR_NONE)
		rc = http_server_start(&s->server, &http, e);
	if (rc != ERR_NONE) {
		serving_free(s);
		return rc;
	}
	s->due_ms = serving_now_ms() + s->o.interval_ms;
	s->day = day_of_time(registry_now(s->registry));
	*out = s;
	return ERR_NONE;
}

const char *
serving_address(const struct serving *s)
{
	return http_server_address(s->server);
}

const char *
serving_base_url(const struct serving *s)
{
	return s->o.base_url;
}

void *
serving_kept(const struct serving *s)
{
	return s->o.kept;
}

struct accounts *
serving_accounts(const struct serving *s)
{
	return s->accounts;
}

struct keeper *
serving_keeper(const struct serving *s)
{
	return s->o.keeper;
}

enum err
serving_hashing(struct serving *s, struct hashing **out, struct error *e)
{
	enum err rc = s->hashing != NULL ? ERR_NONE :
					   hashing_new(&s->hashing, e);

	*out = s->hashing;
	return rc;
}

struct registry *
serving_registry(struct serving *s)
{
	return s->registry;
}

/* log 5.1: those whose turn it is. What they answer never stops the register,
 * but for R5, which it then remembers itself. */
static enum err
ask_witnesses(struct serving *s, struct error *e)
{
	struct own_policy *p = NULL;
	int64_t now_s = registry_now(s->registry);
	bool cosigned = false;
	enum err rc = ERR_NONE;

	if (s->o.witnesses == NULL || now_s == s->asked_s)
		return ERR_NONE;
	s->asked_s = now_s; /* at most once a second */
	rc = own_policy_load(&p, s->registry, e);
	for (size_t i = 0; rc == ERR_NONE && i < p->policy.witness_count; i++) {
		const struct policy_witness *w = &p->policy.witnesses[i];
		struct witness_memory memory;
		struct witness_outcome out;

		if (w->url.len == 0)
			continue;
		rc = registry_witness_memory(s->registry, w, &memory, e);
		if (rc != ERR_NONE || !witness_turn_is_due(&memory.turn,
		    registry_size(s->registry), now_s, false))
			continue;
		rc = registry_ask_witness(s->registry, &p->policy, i,
		    s->o.witnesses, &out, e);
		cosigned = cosigned ||
		    (rc == ERR_NONE && out.said == WITNESS_COSIGNED);
	}
	own_policy_free(p);
	if (rc == ERR_CONFLICT) { /* `witness ask` has its memory: later */
		error_clear(e);
		rc = ERR_NONE;
	}
	if (rc == ERR_NONE && cosigned &&
	    registry_refusal(s->registry) == NULL)
		rc = publish(s, e);
	return rc;
}

/* Index root, checkpoint, publication; then those who wait for it. */
static enum err
sequence(struct serving *s, struct error *e)
{
	bool made = false;
	enum err rc = ERR_NONE;

	s->due_ms = serving_now_ms() + s->o.interval_ms;
	if (s->o.read_only)
		return registry_refresh(s->registry, e);
	/* a day brings openings, and erasures that waited for it */
	if (registry_refusal(s->registry) == NULL &&
	    day_of_time(registry_now(s->registry)) != s->day) {
		s->day = day_of_time(registry_now(s->registry));
		rc = registry_publish(s->registry, NULL, false, NULL, e);
	}
	if (rc == ERR_NONE && registry_refusal(s->registry) == NULL &&
	    registry_next(s->registry) != registry_size(s->registry))
		rc = registry_checkpoint(s->registry, &made, e);
	if (rc == ERR_NONE && (made || s->publish_due))
		rc = publish(s, e);
	http_server_wake(s->server);
	if (rc == ERR_NONE && registry_refusal(s->registry) == NULL)
		rc = ask_witnesses(s, e);
	if (rc != ERR_NONE)
		serving_note_failure(s, e);
	return rc;
}

/* Those who wait for a password's hashing are called when one is done. */
static void
hear_hashing(struct serving *s)
{
	struct pollfd p = {.events = POLLIN};

	if (s->hashing == NULL)
		return;
	p.fd = hashing_wake_fd(s->hashing);
	if (poll(&p, 1, 0) == 1) {
		hashing_heard(s->hashing);
		http_server_wake(s->server);
	}
}

/* Accounts' rows that have passed their time, now and then. */
static enum err
tidy(struct serving *s, struct error *e)
{
	int64_t now_s = registry_now(s->registry);

	if (s->accounts == NULL || now_s < s->tidied_s + TIDY_S)
		return ERR_NONE;
	s->tidied_s = now_s;
	return accounts_tidy(s->accounts, now_s, e);
}

enum err
serving_turn(struct serving *s, struct error *e)
{
	int64_t left = s->due_ms - serving_now_ms();
	int64_t most = http_server_waits(s->server) ? WAITING_MS : IDLE_MS;

	http_server_run(s->server, left <= 0 ? 0 :
		left > most		     ? (unsigned)most :
					       (unsigned)left);
	hear_hashing(s);
	if (s->failed) {
		*e = s->failure;
		return e->code;
	}
	if (serving_now_ms() < s->due_ms)
		return ERR_NONE;
	return tidy(s, e) == ERR_NONE ? sequence(s, e) : e->code;
}

enum err
serving_stop(struct serving *s, unsigned patience_ms, struct error *e)
{
	int64_t end = serving_now_ms() + patience_ms;
	enum err rc = ERR_NONE;

	http_server_quiesce(s->server);
	if (!s->failed)
		rc = sequence(s, e);
	do {
		http_server_wake(s->server);
		http_server_run(s->server, 20);
	} while (http_server_busy(s->server) && serving_now_ms() < end);
	/* a request that was under way may have filed */
	if (rc == ERR_NONE && !s->failed)
		rc = sequence(s, e);
	return rc;
}

void
serving_free(struct serving *s)
{
	if (s == NULL)
		return;
	http_server_free(s->server);
	hashing_free(s->hashing);
	accounts_close(s->accounts);
	registry_close(s->registry);
	free(s);
}
