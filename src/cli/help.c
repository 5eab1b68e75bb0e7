/* chancery help [COMMAND|TOPIC] (A10.8) */
#include "cli/cli.h"
#include "faces/topics.h"

static void
put_option(struct cli *c, const struct option_spec *o)
{
	char left[80];

	(void)snprintf(left, sizeof left, "%s%c%s--%s%s%s",
	    o->short_name != 0 ? "-" : "",
	    o->short_name != 0 ? o->short_name : ' ',
	    o->short_name != 0 ? ", " : "   ", o->name,
	    o->arg == NULL ? "" : " ", o->arg == NULL ? "" : o->arg);
	buffer_printf(&c->out, "  %-32s %s\n", left, o->text[c->lang]);
}

/* At most 24 lines: examples first, then as many options as fit; the man page
 * has all (interfaces A10.8). */
static void
short_help(struct cli *c, const struct command_spec *s, bool all)
{
	size_t lines = 4, shown = 0;

	buffer_printf(&c->out, "chancery %s %s\n  %s\n\n", s->name, s->words,
	    s->text[c->lang]);
	for (size_t i = 0; i < 2 && s->examples[i] != NULL; i++, lines++)
		buffer_printf(&c->out, "  %s\n", s->examples[i]);
	buffer_byte(&c->out, '\n');
	for (size_t i = 0; i < s->option_count && (all || lines < 22);
	     i++, lines++, shown++)
		put_option(c, &cli_options[s->options[i]]);
	if (shown < s->option_count)
		cli_say(c, "  ... and %zu more: chancery help %s",
		    s->option_count - shown, s->name);
}

#define OVERVIEW_LINES 19 /* with what stands around them: 24 (A10.8) */

static void
overview(struct cli *c)
{
	cli_say(c, "chancery - a verifiable register of official contacts");
	buffer_byte(&c->out, '\n');
	for (size_t i = 0; i < cli_command_count && i < OVERVIEW_LINES; i++)
		buffer_printf(&c->out, "  %-11s %s\n", cli_commands[i].name,
		    cli_commands[i].text[c->lang]);
	for (size_t i = OVERVIEW_LINES; i < cli_command_count; i++)
		buffer_printf(&c->out, "%s%s",
		    i == OVERVIEW_LINES ? "  " : ", ", cli_commands[i].name);
	buffer_text(&c->out, "\n\n");
	cli_say(c,
	    "chancery help COMMAND | dates | kinds | proofs | sealing "
	    "| trust | exit-codes | privacy | import");
}

int
command_help(struct cli *c)
{
	const char *word = c->args.command == NULL ? NULL :
	    strcmp(c->args.command->name, "help") == 0 &&
		c->args.word_count != 0 ?
						     c->args.words[0] :
						     NULL;

	if (c->args.command != NULL && cli_has(c, "help") &&
	    strcmp(c->args.command->name, "help") != 0) {
		short_help(c, c->args.command, false);
		return EXIT_DONE;
	}
	if (word == NULL) {
		overview(c);
		return EXIT_DONE;
	}
	for (size_t i = 0; i < cli_command_count; i++)
		if (strcmp(cli_commands[i].name, word) == 0) {
			short_help(c, &cli_commands[i], true);
			return EXIT_DONE;
		}
	for (size_t i = 0; i < topic_count; i++)
		if (strcmp(topics[i].name, word) == 0) {
			buffer_text(&c->out, topics[i].text[c->lang]);
			return EXIT_DONE;
		}
	return cli_usage(c, "no command and no topic \"%s\"", word);
}
