/* chancery serve: the register for others, over HTTP (A9.9) */
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include "cli/cli.h"
#include "cli/confine.h"
#include "cli/table.h"
#include "cli/witness.h"
#include "keeper/keeper.h"
#include "pages/pages.h"

#define STOP_MS 5000

static volatile sig_atomic_t stop_asked;

static void
on_stop(int number)
{
	stop_asked = number;
}

static void
listen_to_signals(void)
{
	struct sigaction act = {.sa_handler = on_stop};

	(void)sigaction(SIGTERM, &act, NULL);
	(void)sigaction(SIGINT, &act, NULL);
}

/* What was sent, in visible ASCII: any other byte as its escape. */
static void
put_path(struct buffer *out, struct bytes path)
{
	struct buffer text = {0};

	for (size_t i = 0; i < path.len && i < 200; i++)
		if (path.at[i] <= 0x20 || path.at[i] >= 0x7f)
			buffer_printf(&text, "%%%02X", path.at[i]);
		else
			buffer_byte(&text, path.at[i]);
	json_print_string(out, buffer_bytes(&text));
	buffer_release(&text);
}

/* One line a request, without addresses and queries. */
static void
log_line(void *context, const struct http_log_line *line)
{
	struct buffer out = {0};
	char time[21];

	(void)context;
	time_print(time, line->at_s);
	buffer_printf(&out, "{\"at\":\"%s\",\"method\":\"%s\",\"path\":", time,
	    line->method);
	put_path(&out, line->path);
	buffer_printf(&out,
	    ",\"status\":%u,\"bytes\":%llu,\"micros\":%llu,\"id\":\"%s\"}\n",
	    line->status, (unsigned long long)line->bytes,
	    (unsigned long long)line->micros, line->id);
	(void)fputs(buffer_cstr(&out), stderr);
	buffer_release(&out);
}

/* The first line, at once: others wait for it. */
static enum err
announce(struct cli *c, struct serving *s)
{
	struct json *v = json_new(c->arena, JSON_OBJECT), *at;
	struct registry *r = serving_registry(s);
	struct buffer line = {0};
	const char *base = c->settings.value[SETTING_BASE_URL];
	bool done;

	at = json_put(c->arena, v, "listening",
	    json_new(c->arena, JSON_ARRAY));
	json_add(at, json_new_cstr(c->arena, serving_address(s)));
	json_put_cstr(c->arena, v, "base_url", base);
	json_put_cstr(c->arena, v, "origin", registry_origin(r));
	json_put_number(c->arena, v, "size", (int64_t)registry_size(r));
	json_put_cstr(c->arena, v, "version", CHANCERY_VERSION);
	json_put_number(c->arena, v, "pid", (int64_t)getpid());
	json_print(&line, v);
	buffer_byte(&line, '\n');
	done = !line.failed &&
	    fwrite(line.at, 1, line.len, stdout) == line.len &&
	    fflush(stdout) == 0;
	buffer_release(&line);
	return done ? ERR_NONE :
		      error_set(&c->e, ERR_STORE, "cannot write the result");
}

static int
list_routes(struct cli *c, const struct serving_options *o)
{
	struct json *list = serving_routes(o, c->arena);

	if (list == NULL || arena_failed(c->arena)) {
		error_set(&c->e, ERR_MEMORY, "out of memory");
		return cli_fail(c);
	}
	json_print(&c->out, list);
	buffer_byte(&c->out, '\n');
	return EXIT_DONE;
}

/* What protects the process; what does not is said, never left out. */
static void
tell_state(struct cli *c, const struct sandbox_state *state)
{
	if (state->missing[0] != '\0')
		cli_talk(c, "not protected by: %s", state->missing);
	if (geteuid() == 0)
		cli_talk(c, "runs as root: --user NAME gives that up");
}

struct guarding {
	enum sandbox_mode mode;
	struct keeper *keeper;
	char held[PATH_BYTES];
};

/* The process that holds the keys of offices, before anything is opened. */
static enum err
start_keeper(struct cli *c, struct guarding *g, const char *dir)
{
	struct keeper_options o = {.held_dir = g->held,
	    .user = cli_arg(c, "keeper-user"), .mode = g->mode};
	enum err rc;

	(void)snprintf(g->held, sizeof g->held, "%.4000s.held", dir);
	if (o.user == NULL)
		o.user = cli_arg(c, "user");
	rc = keeper_start(&g->keeper, &o, &c->e);
	if (rc == ERR_NONE || g->mode == SANDBOX_STRICT)
		return rc;
	cli_talk(c, "holds no keys of offices: %s", c->e.text);
	error_clear(&c->e);
	return ERR_NONE;
}

int
command_serve(struct cli *c)
{
	struct serving_options o = {.dir = c->settings.value[SETTING_STORE],
	    .listen = cli_arg(c, "listen"),
	    .base_url = c->settings.value[SETTING_BASE_URL],
	    .read_only = cli_has(c, "read-only"),
	    .proxy = cli_arg(c, "proxy"),
	    .witnesses = &witness_http_short};
	struct http_route_table tables[PAGES_TABLES_MAX];
	struct pages *pages = NULL;
	struct rate rates[RATE_COUNT];
	struct guarding g = {.mode = SANDBOX_STRICT};
	struct sandbox_state state = {.landlock_abi = 0};
	struct serving *s = NULL;
	uint64_t interval = 1000;
	enum err rc = cli_number(c, "interval", 3600000, &interval), end;

	if (rc != ERR_NONE || interval == 0)
		return rc != ERR_NONE ? cli_fail(c) :
					cli_usage(c, "--interval is at least "
						     "one millisecond");
	if (cli_has(c, "rate")) {
		memcpy(rates, rates_default, sizeof rates);
		rc = rates_parse(rates, cli_arg(c, "rate"), &c->e);
		if (rc != ERR_NONE)
			return cli_fail(c);
		o.rates = rates;
	}
	if (cli_has(c, "sandbox") &&
	    !sandbox_mode_parse(&g.mode, cli_arg(c, "sandbox")))
		return cli_usage(c, "--sandbox is strict, best-effort or off");
	if (o.listen == NULL)
		o.listen = "127.0.0.1:8080";
	o.interval_ms = (unsigned)interval;
	if (cli_has(c, "log"))
		o.log = log_line;
	o.table_count = pages_tables(tables);
	o.tables = tables;
	o.page_of_problem = pages_problem;
	if (cli_has(c, "routes"))
		return list_routes(c, &o);
	listen_to_signals();
	rc = cli_quorum_required(c, &o.quorum_required);
	if (rc == ERR_NONE)
		rc = pages_new(&pages, &c->e);
	if (rc == ERR_NONE)
		rc = confine_begin(o.dir, &c->e);
	if (rc == ERR_NONE && !o.read_only)
		rc = start_keeper(c, &g, o.dir);
	o.keeper = g.keeper;
	o.kept = pages;
	if (rc == ERR_NONE)
		rc = serving_start(&s, &o, &c->e);
	if (rc == ERR_NONE)
		rc = confine_server(&state, serving_registry(s), g.mode,
		    cli_arg(c, "user"), &c->e);
	if (rc == ERR_NONE)
		tell_state(c, &state);
	if (rc == ERR_NONE)
		rc = announce(c, s);
	if (rc == ERR_NONE && registry_refusal(serving_registry(s)) != NULL)
		cli_talk(c, "refuses to sign: %s",
		    registry_refusal(serving_registry(s)));
	while (rc == ERR_NONE && stop_asked == 0)
		rc = serving_turn(s, &c->e);
	if (s != NULL) {
		struct error last = error_like(&c->e);

		end = serving_stop(s, STOP_MS, &last);
		if (rc == ERR_NONE && end != ERR_NONE) {
			rc = end;
			c->e = last;
		}
	}
	serving_free(s);
	pages_free(pages);
	keeper_free(g.keeper);
	if (rc != ERR_NONE)
		return cli_fail(c);
	cli_talk(c, "stopped; what was answered is kept");
	return EXIT_DONE;
}
