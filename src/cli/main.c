/* chancery - a verifiable register of official contacts: the program */
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include "cli/cli.h"
#include "register/erasing.h"
#include "register/registry.h"
#include "register/witnessing.h"

static enum lang
language(const struct cli *c)
{
	static const char *const names[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
	const char *value = c->settings.value[SETTING_LANG];

	/* before the settings are read, for errors of the command line */
	if (value == NULL)
		value = cli_arg(c, "lang");
	if (value == NULL)
		value = getenv("CHANCERY_LANG");
	if (value != NULL && *value == '\0')
		value = NULL;

	for (size_t i = 0; value == NULL && i < COUNT(names); i++) {
		value = getenv(names[i]);
		if (value != NULL && *value == '\0')
			value = NULL;
	}
	return value != NULL && strncmp(value, "fr", 2) == 0 ? LANG_FR :
							       LANG_EN;
}

enum err
cli_quorum_required(struct cli *c, bool *required)
{
	const char *value = c->settings.value[SETTING_QUORUM_REQUIRED];

	*required = value != NULL && strcmp(value, "yes") == 0;
	if (value == NULL || *required || strcmp(value, "no") == 0)
		return ERR_NONE;
	return error_set(&c->e, ERR_INPUT,
	    "quorum-required is yes or no, not \"%.100s\"", value);
}

enum err
cli_open(struct cli *c, bool write)
{
	struct error why = error_like(&c->e);
	bool required = false;
	enum err rc;

	if (c->registry != NULL)
		return ERR_NONE;
	rc = cli_quorum_required(c, &required);
	if (rc == ERR_NONE)
		rc = registry_open(&c->registry,
		    c->settings.value[SETTING_STORE],
		    write ? REGISTRY_WRITE : REGISTRY_READ, clock_system(),
		    &c->e);
	if (rc == ERR_NONE)
		registry_require_quorum(c->registry, required);
	/* an erasure that a crash cut short comes to its end first */
	if (rc == ERR_NONE && write && registry_refusal(c->registry) == NULL &&
	    registry_erase_resume(c->registry, &why) != ERR_NONE)
		cli_talk(c, "an erasure is under way: %s", why.text);
	return rc;
}

enum err
cli_may_sign(struct cli *c)
{
	const char *why = registry_refusal(c->registry);

	if (why == NULL)
		return ERR_NONE;
	error_word(&c->e, ERR_UNCHECKED, "refuses_to_sign", "%s", why);
	return error_mend(&c->e, ERR_UNCHECKED, "chancery doctor");
}

/* Long texts for people go through a pager, on terminals only (A10.6). */
static bool
wants_pager(const struct cli *c)
{
	const char *name = c->args.command == NULL ? "help" :
						     c->args.command->name;

	if (c->json || cli_lists(c) || isatty(STDOUT_FILENO) != 1)
		return false;
	return strcmp(name, "help") == 0 ||
	    (strcmp(name, "show") == 0 && cli_has(c, "history")) ||
	    (strcmp(name, "log") == 0 && c->args.word_count != 0 &&
		strcmp(c->args.words[0], "tail") == 0);
}

/* Whether a pager took the result. */
static bool
page_result(const struct cli *c)
{
	const char *pager = getenv("PAGER");
	/* the words of PAGER are the user's own, as in any shell */
	FILE *to = popen( /* NOLINT(cert-env33-c) */
	    pager == NULL || *pager == '\0' ? "less -FIRX" : pager,
	    "w");

	if (to == NULL)
		return false;
	(void)fwrite(c->out.at, 1, c->out.len, to);
	return pclose(to) == 0;
}

/* Nothing in the result steers the reader's terminal. What another program
 * reads keeps its bytes. */
static void
make_visible(struct cli *c)
{
	bool lines = c->json || c->jsonl;
	struct buffer shown = {0};

	if (c->out.failed || c->out.len == 0)
		return;
	if ((lines || c->csv || c->exact) && isatty(STDOUT_FILENO) != 1)
		return;
	utf8_put_visible(&shown, buffer_bytes(&c->out),
	    lines      ? "\n\x7f" :
		c->csv ? "\r\n\t" :
			 "\n\t");
	buffer_wipe(&c->out);
	c->out = shown;
}

/* All of the result or none: a full disk or a closed pipe is an error. */
static int
flush_result(struct cli *c, int code)
{
	make_visible(c);
	if (c->out.failed) {
		error_set(&c->e, ERR_MEMORY, "out of memory");
		return cli_fail(c);
	}
	if (c->out.len != 0 && wants_pager(c) && page_result(c))
		return code;
	if (c->out.len != 0 &&
	    (fwrite(c->out.at, 1, c->out.len, stdout) != c->out.len ||
		fflush(stdout) != 0)) {
		if (errno == EPIPE)
			return code;
		error_set(&c->e, ERR_STORE, "cannot write the result: %s",
		    strerror(errno));
		return cli_fail(c);
	}
	return code;
}

/* The commands that hand entries in (cli/submit.h). */
static bool
files_elsewhere(const struct cli *c)
{
	static const char *const names[] = {"file", "amend", "annul", "key",
	    "note", "ack", "declare", "summon", "disclose", "link"};

	for (size_t i = 0; i < COUNT(names); i++)
		if (strcmp(names[i], c->args.command->name) == 0)
			return true;
	return false;
}

static int
run(struct cli *c)
{
	if (cli_has(c, "version"))
		return command_version(c);
	if (c->args.command == NULL || cli_has(c, "help"))
		return command_help(c);
	if (cli_has(c, "url") && !files_elsewhere(c))
		return cli_usage(c,
		    "--url is for commands that file; read a register "
		    "elsewhere through its mirror: chancery mirror URL DIR");
	if ((c->jsonl || c->csv) && !c->args.command->lists)
		return cli_usage(c,
		    "%s gives no list: --jsonl and --csv are "
		    "for lists",
		    c->args.command->name);
	if (c->json + c->jsonl + c->csv > 1)
		return cli_usage(c,
		    "--json, --jsonl and --csv exclude each "
		    "other");
	return c->args.command->run(c);
}

int
main(int argc, char **argv)
{
	struct cli c = {.quiet = false};
	enum err rc;
	int code;

	(void)signal(SIGPIPE, SIG_IGN);
	progress_listen();
	c.arena = arena_new(1 * GIB);
	if (c.arena == NULL)
		return EXIT_INTERNAL;
	c.lang = args_lang(argc, argv);
	if (c.lang == LANG_COUNT)
		c.lang = language(&c);
	c.e.lang = c.lang;
	rc = args_parse(&c.args, argc, argv, &c.e);
	c.json = cli_has(&c, "json");
	c.jsonl = cli_has(&c, "jsonl");
	c.csv = cli_has(&c, "csv");
	c.quiet = cli_has(&c, "quiet");
	c.plain = cli_has(&c, "plain");
	if (rc != ERR_NONE) {
		code = cli_fail_usage(&c);
	} else {
		rc = settings_read(&c.settings, &c.args, c.arena, &c.e);
		c.lang = language(&c);
		c.e.lang = c.lang;
		if (c.settings.warning[0] != '\0')
			cli_talk(&c, "%s can be written by others: ignored",
			    c.settings.warning);
		code = rc == ERR_NONE ? flush_result(&c, run(&c)) :
					cli_fail(&c);
	}
	registry_close(c.registry);
	buffer_release(&c.out);
	arena_free(c.arena);
	return code;
}
