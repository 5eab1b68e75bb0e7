/* chancery verify: the code of chancery-verify (A9.10) */
#include "base/clock.h"
#include "cli/cli.h"
#include "verify/verify.h"

int
command_verify(struct cli *c)
{
	static const char *const options[] = {"question", "entry", "max-age"};
	char *argv[ARGS_MAX];
	int argc = 0;

	argv[argc++] = arena_text(c->arena, bytes_text("chancery"));
	for (size_t i = 0; i < c->args.word_count && argc < ARGS_MAX - 20; i++)
		argv[argc++] = arena_text(c->arena,
		    bytes_text(c->args.words[i]));
	if (c->settings.value[SETTING_TRUST] != NULL) {
		argv[argc++] = arena_text(c->arena, bytes_text("--trust"));
		argv[argc++] = arena_text(c->arena,
		    bytes_text(c->settings.value[SETTING_TRUST]));
	}
	for (size_t i = 0; i < COUNT(options); i++)
		if (cli_has(c, options[i])) {
			char name[32];

			(void)snprintf(name, sizeof name, "--%s", options[i]);
			argv[argc++] = arena_text(c->arena, bytes_text(name));
			argv[argc++] = arena_text(c->arena,
			    bytes_text(cli_arg(c, options[i])));
		}
	argv[argc++] = arena_text(c->arena, bytes_text("--lang"));
	argv[argc++] = arena_text(c->arena,
	    bytes_text(c->lang == LANG_FR ? "fr" : "en"));
	if (c->json)
		argv[argc++] = arena_text(c->arena, bytes_text("--json"));
	argv[argc] = NULL;
	return verify_run(argc, argv, "chancery", stdout, stderr,
	    clock_system().now_s(NULL));
}
