/* chancery completion SHELL: the generated script (A9.11) */
#include "cli/cli.h"

int
command_completion(struct cli *c)
{
	const char *shell = c->args.words[0];
	const char *const *lines = NULL;

	if (strcmp(shell, "bash") == 0)
		lines = completion_bash;
	else if (strcmp(shell, "zsh") == 0)
		lines = completion_zsh;
	else if (strcmp(shell, "fish") == 0)
		lines = completion_fish;
	if (lines == NULL)
		return cli_usage(c, "no completion for \"%s\"", shell);
	for (; *lines != NULL; lines++)
		buffer_text(&c->out, *lines);
	return EXIT_DONE;
}
