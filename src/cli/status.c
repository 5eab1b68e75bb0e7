/* chancery status: size, time and health of the register (A4.9) */
#include "faces/status_told.h"
#include "cli/cli.h"

static void
put_text(struct cli *c, const struct status_told *x)
{
	char time[21], root[65];

	time_print(time, x->time_s);
	hash_print(root, &x->root);
	buffer_printf(&c->out, "%s\n", x->origin);
	cli_say(c, "checkpoint of size %llu, %s",
	    (unsigned long long)x->size, time);
	cli_say(c, "root %s", root);
	cli_say(c, "waiting for a checkpoint: %llu",
	    (unsigned long long)(x->next - x->size));
	if (x->witnesses_known != 0)
		cli_say(c, "witnesses: %u of %u signed, %u needed",
		    x->witnesses_signed, x->witnesses_known,
		    x->witnesses_needed);
	if (x->erasing)
		cli_say(c, "an erasure is under way");
	if (x->refusal != NULL)
		cli_say(c, "refuses to sign: %s", x->refusal);
	else if (x->behind != NULL)
		cli_say(c,
		    "refuses to sign: %s knows a checkpoint of size %llu "
		    "(chancery log recover)",
		    x->behind, (unsigned long long)x->behind_size);
}

int
command_status(struct cli *c)
{
	struct status_told x;
	struct objects o;
	enum err rc = cli_open(c, false);

	o = (struct objects){c->registry, c->arena,
	    c->settings.value[SETTING_BASE_URL]};
	if (rc == ERR_NONE)
		rc = status_told_read(&x, &o, &c->e);
	if (rc != ERR_NONE)
		return cli_fail(c);
	if (c->json)
		cli_json(c, status_told_json(&x));
	else
		put_text(c, &x);
	return status_may_sign(&x) ? EXIT_DONE : EXIT_UNCHECKED;
}
