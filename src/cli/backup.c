/* chancery backup: a consistent copy (A9.4) */
#include "cli/cli.h"
#include "register/objects.h"

static int
tell_backup(struct cli *c, const char *out, bool private)
{
	struct objects o = {c->registry, c->arena, NULL};
	struct json *v = json_new(c->arena, JSON_OBJECT), *list;

	json_put(c->arena, v, "out", cli_file(c, out));
	list = json_put(c->arena, v, "includes",
	    json_new(c->arena, JSON_ARRAY));
	json_add(list, json_new_cstr(c->arena, "log"));
	if (private)
		json_add(list, json_new_cstr(c->arena, "private"));
	json_put(c->arena, v, "as_of",
	    object_as_of(&o, registry_size(c->registry)));
	if (c->json)
		cli_json(c, v);
	else
		cli_say(c,
		    private ?
			N_("%s holds the register up to size %llu, private tables "
			   "included; the keys are not in it") :
			N_("%s holds the log up to size %llu, without names and "
			   "texts; the keys are not in it"),
		    out, (unsigned long long)registry_size(c->registry));
	return EXIT_DONE;
}

int
command_backup(struct cli *c)
{
	const char *out = cli_arg(c, "out");
	enum err rc;

	if (out == NULL)
		return cli_usage(c, "backup needs --out FILE");
	if (strcmp(out, "-") == 0)
		return cli_usage(c,
		    "a backup goes into a file, not to "
		    "standard output");
	rc = cli_open(c, false);
	if (rc == ERR_NONE)
		rc = truth_backup(registry_truth(c->registry), out,
		    cli_has(c, "private"), &c->e);
	return rc == ERR_NONE ? tell_backup(c, out, cli_has(c, "private")) :
				cli_fail(c);
}
