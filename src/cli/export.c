/* chancery export: CSV tables or JSON Lines, as of one checkpoint */
#include "cli/cli.h"

int
command_export(struct cli *c)
{
	return cli_usage(c, "export needs --format and --out");
}
