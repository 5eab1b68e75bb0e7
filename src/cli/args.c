#include "cli/args.h"

#include <stdio.h>
#include <string.h>

/* Edit distance of Levenshtein, of words up to 40 bytes. */
static unsigned
distance(const char *a, const char *b)
{
	unsigned row[41], len_a = (unsigned)strlen(a),
			  len_b = (unsigned)strlen(b);

	if (len_a > 40 || len_b > 40)
		return 99;
	for (unsigned k = 0; k <= len_b; k++)
		row[k] = k;
	for (unsigned i = 1; i <= len_a; i++) {
		unsigned corner = row[0];

		row[0] = i;
		for (unsigned k = 1; k <= len_b; k++) {
			unsigned best = corner + (a[i - 1] != b[k - 1]);

			corner = row[k];
			if (row[k] + 1 < best)
				best = row[k] + 1;
			if (row[k - 1] + 1 < best)
				best = row[k - 1] + 1;
			row[k] = best;
		}
	}
	return row[len_b];
}

const char *
nearest_command(const char *word)
{
	const char *best = NULL;
	unsigned least = 4;

	for (size_t i = 0; i < cli_command_count; i++) {
		unsigned d = distance(word, cli_commands[i].name);

		if (strncmp(word, cli_commands[i].name, strlen(word)) == 0)
			d = 0; /* the beginning of it */
		if (d < least) {
			least = d;
			best = cli_commands[i].name;
		}
	}
	return best;
}

static bool
allowed(const struct command_spec *command, const struct option_spec *o)
{
	size_t place = (size_t)(o - cli_options);

	for (size_t i = 0; i < cli_global_count; i++)
		if (cli_global_options[i] == place)
			return true;
	for (size_t i = 0; command != NULL && i < command->option_count; i++)
		if (command->options[i] == place)
			return true;
	return false;
}

/* Two options may have one name, with another meaning in one command: the one
 * that `command` takes goes before. */
static const struct option_spec *
find_option(const struct command_spec *command, const char *name, size_t len)
{
	const struct option_spec *found = NULL;

	for (size_t i = 0; i < cli_option_count; i++) {
		const struct option_spec *o = &cli_options[i];

		if (strlen(o->name) != len || memcmp(o->name, name, len) != 0)
			continue;
		if (allowed(command, o))
			return o;
		if (found == NULL)
			found = o;
	}
	return found;
}

static const struct option_spec *
find_short(char name)
{
	for (size_t i = 0; i < cli_option_count; i++)
		if (cli_options[i].short_name == name)
			return &cli_options[i];
	return NULL;
}

static enum err
unknown_option(const char *text, struct error *e)
{
	const char *best = NULL;
	unsigned least = 4;

	error_set(e, ERR_INPUT, "no option \"%s\"", text);
	while (*text == '-')
		text++;
	for (size_t i = 0; i < cli_option_count; i++) {
		unsigned d = distance(text, cli_options[i].name);

		if (d < least) {
			least = d;
			best = cli_options[i].name;
		}
	}
	if (best != NULL)
		return error_mend(e, ERR_INPUT, "did you mean: --%s", best);
	return ERR_INPUT;
}

static const char *
listed(char *out, size_t size, const char *const *values)
{
	size_t at = 0;

	out[0] = '\0';
	for (size_t i = 0; values[i] != NULL && at < size; i++)
		at += (size_t)snprintf(out + at, size - at, "%s%s",
		    i == 0 ? "" : ", ", values[i]);
	return out;
}

static enum err
give(struct args *a, const struct option_spec *o, const char *value,
    struct error *e)
{
	char list[200];
	size_t i;

	if (!o->repeatable && args_get(a, o->name) != NULL)
		return error_set(e, ERR_INPUT, "--%s is given twice", o->name);
	if (a->given_count >= ARGS_MAX)
		return error_set(e, ERR_INPUT, "more than %d options",
		    ARGS_MAX);
	for (i = 0; o->values != NULL && o->values[i] != NULL; i++)
		if (strcmp(o->values[i], value) == 0)
			break;
	if (o->values != NULL && o->values[i] == NULL) {
		error_set(e, ERR_INPUT, "\"%s\" is no value of --%s", value,
		    o->name);
		return error_mend(e, ERR_INPUT, "it takes %s",
		    listed(list, sizeof list, o->values));
	}
	a->given[a->given_count].option = o;
	a->given[a->given_count++].value = value;
	return ERR_NONE;
}

static bool
is_number(const char *text)
{
	return *text != '\0' && strspn(text, "0123456789") == strlen(text);
}

/* The command that the line will turn out to have; NULL: none. Options may
 * stand before it (A1.3). */
static const struct command_spec *
command_ahead(int argc, char **argv)
{
	for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
		const char *text = argv[i];
		const struct option_spec *o;

		if (text[0] == '-' && text[1] != '\0') {
			o = text[1] == '-' ?
			    find_option(NULL, text + 2, strlen(text + 2)) :
			    find_short(text[1]);
			i += o != NULL && o->arg != NULL;
			continue;
		}
		for (size_t k = 0; k < cli_command_count; k++)
			if (strcmp(cli_commands[k].name, text) == 0)
				return &cli_commands[k];
	}
	return NULL;
}

static enum err
take_option(struct args *a, const struct command_spec *command, char **argv,
    int argc, int *i, struct error *e)
{
	const char *text = argv[*i], *equals = NULL, *value = "";
	const struct option_spec *o;

	if (text[1] == '-') {
		equals = strchr(text, '=');
		o = find_option(command, text + 2,
		    equals == NULL ? strlen(text + 2) :
				     (size_t)(equals - text - 2));
	} else {
		o = text[2] == '\0' ? find_short(text[1]) : NULL;
	}
	if (o == NULL)
		return unknown_option(text, e);
	/* `show REF --version N` (A4.6): the version of the entry */
	if (strcmp(o->name, "version") == 0 && a->command != NULL &&
	    strcmp(a->command->name, "show") == 0 &&
	    (equals != NULL || (*i + 1 < argc && is_number(argv[*i + 1]))))
		o = find_option(NULL, "version-number", 14);
	if (o->arg == NULL && equals != NULL)
		return error_set(e, ERR_INPUT, "--%s takes no value", o->name);
	if (o->arg != NULL) {
		value = equals != NULL ? equals + 1 :
		    *i + 1 < argc      ? argv[++*i] :
					 NULL;
		if (value == NULL)
			return error_set(e, ERR_INPUT, "--%s needs a value: %s",
			    o->name, o->arg);
	}
	return give(a, o, value, e);
}

/* Words of `chancery log` that stand without it too (A8.6). */
static const char *const short_forms[] = {"fsck", "recover", "repair-tail",
    "witness", "mirror", "probe", "close"};

static enum err
take_word(struct args *a, const char *word, struct error *e)
{
	const char *near;

	if (a->command != NULL) {
		if (a->word_count >= ARGS_MAX)
			return error_set(e, ERR_INPUT, "too many words");
		a->words[a->word_count++] = word;
		return ERR_NONE;
	}
	for (size_t i = 0; i < cli_command_count; i++)
		if (strcmp(cli_commands[i].name, word) == 0)
			a->command = &cli_commands[i];
	for (size_t i = 0; a->command == NULL && i < COUNT(short_forms); i++)
		if (strcmp(short_forms[i], word) == 0) {
			a->words[a->word_count++] = word;
			return take_word(a, "log", e);
		}
	if (a->command != NULL)
		return ERR_NONE;
	error_set(e, ERR_INPUT, "no command \"%s\"", word);
	near = nearest_command(word);
	if (near != NULL)
		return error_mend(e, ERR_INPUT, "did you mean: chancery %s",
		    near);
	return error_mend(e, ERR_INPUT, "chancery help");
}

enum err
args_parse(struct args *a, int argc, char **argv, struct error *e)
{
	const struct command_spec *command = command_ahead(argc, argv);
	bool options = true;
	enum err rc = ERR_NONE;

	*a = (struct args){.command = NULL};
	for (int i = 1; i < argc && rc == ERR_NONE; i++) {
		if (options && strcmp(argv[i], "--") == 0)
			options = false;
		else if (options && argv[i][0] == '-' && argv[i][1] != '\0')
			rc = take_option(a, command, argv, argc, &i, e);
		else
			rc = take_word(a, argv[i], e);
	}
	if (rc != ERR_NONE || args_has(a, "help") || args_has(a, "version") ||
	    a->command == NULL)
		return rc;
	for (size_t i = 0; i < a->given_count; i++)
		if (!allowed(a->command, a->given[i].option)) {
			error_set(e, ERR_INPUT, "%s has no option --%s",
			    a->command->name, a->given[i].option->name);
			return error_mend(e, ERR_INPUT, "chancery help %s",
			    a->command->name);
		}
	if (a->word_count < (size_t)a->command->min) {
		error_set(e, ERR_INPUT, "%s needs %s", a->command->name,
		    a->command->words);
		return error_mend(e, ERR_INPUT, "chancery help %s",
		    a->command->name);
	}
	if (a->command->max >= 0 && a->word_count > (size_t)a->command->max)
		return error_set(e, ERR_INPUT, "%s: one word too many: \"%s\"",
		    a->command->name, a->words[a->command->max]);
	return ERR_NONE;
}

enum lang
args_lang(int argc, char **argv)
{
	const char *value = NULL;

	for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
		if (strncmp(argv[i], "--lang=", 7) == 0)
			value = argv[i] + 7;
		else if (strcmp(argv[i], "--lang") == 0 && i + 1 < argc)
			value = argv[i + 1];
	}
	return value == NULL         ? LANG_COUNT :
	    strcmp(value, "fr") == 0 ? LANG_FR :
				       LANG_EN;
}

const char *
args_get(const struct args *a, const char *name)
{
	size_t at = 0;

	return args_next(a, name, &at);
}

bool
args_has(const struct args *a, const char *name)
{
	return args_get(a, name) != NULL;
}

const char *
args_next(const struct args *a, const char *name, size_t *at)
{
	while (*at < a->given_count) {
		size_t i = (*at)++;

		if (strcmp(a->given[i].option->name, name) == 0)
			return a->given[i].value;
	}
	return NULL;
}
