/* chancery selftest --sandbox: does this machine guard a server? */
#include <unistd.h>

#include "cli/cli.h"
#include "cli/table.h"
#include "sandbox/probe.h"

static const char *const results[] = {N_("done"), N_("refused"),
    N_("killed")};

struct testing {
	struct cli *c;
	struct probe_ground ground;
	struct sandbox sandbox;
	struct json *rows;
	int abi;
	bool differs;
};

/* Within, and as a control without, where root has something to give up. */
static enum err
try_one(struct testing *t, const struct probe *p)
{
	struct cli *c = t->c;
	enum probe_result within, without = PROBE_DONE;
	enum probe_result expected = probe_expected(p, t->abi, true);
	bool control = !p->as_user || geteuid() == 0, good;
	struct json *v;
	enum err rc = probe_try(&within, p, &t->ground, &t->sandbox, &c->e);

	if (rc == ERR_NONE && control)
		rc = probe_try(&without, p, &t->ground, NULL, &c->e);
	if (rc != ERR_NONE)
		return rc;
	good = within == expected && without == PROBE_DONE;
	t->differs = t->differs || !good;
	v = json_add(t->rows, json_new(c->arena, JSON_OBJECT));
	json_put_cstr(c->arena, v, "name", p->name);
	json_put(c->arena, v, "text", cli_both(c, p->what));
	json_put_cstr(c->arena, v, "expected", results[expected]);
	json_put_cstr(c->arena, v, "within", results[within]);
	json_put_cstr(c->arena, v, "without", control ? results[without] :
							 NULL);
	json_put_cstr(c->arena, v, "result", good ? "ok" : "fail");
	if (!c->json)
		buffer_printf(&c->out, "%-5s %-12s %s: %s\n",
		    good ? "ok" : "fail", p->name, TR(c, p->what),
		    TR(c, results[within]));
	return ERR_NONE;
}

int
command_selftest(struct cli *c)
{
	struct testing t = {.c = c, .abi = sandbox_landlock_abi()};
	struct json *v = json_new(c->arena, JSON_OBJECT);
	enum err rc;

	if (!cli_has(c, "sandbox"))
		return cli_usage(c, "selftest needs --sandbox");
	t.rows = json_put(c->arena, v, "probes", json_new(c->arena,
	    JSON_ARRAY));
	json_put_number(c->arena, v, "landlock_abi", t.abi);
	rc = probe_ground_make(&t.ground, &c->e);
	if (rc == ERR_NONE)
		probe_sandbox(&t.sandbox, &t.ground);
	for (size_t i = 0; rc == ERR_NONE && i < probe_count(); i++)
		rc = try_one(&t, probe_at(i));
	probe_ground_release(&t.ground);
	if (rc != ERR_NONE)
		return cli_fail(c);
	json_put_cstr(c->arena, v, "worst", t.differs ? "fail" : "ok");
	if (c->json)
		cli_json(c, v);
	return t.differs ? EXIT_NEGATIVE : EXIT_DONE;
}
