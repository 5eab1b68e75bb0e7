#include "verify/options.h"

#include <stdio.h>

enum option { OPT_TRUST, OPT_QUESTION, OPT_ENTRY, OPT_MAX_AGE, OPT_LANG,
	OPT_JSON, OPT_HELP, OPT_VERSION, OPT_COUNT };

static const struct {
	const char *name;
	bool value, repeatable;
} known[OPT_COUNT] = {
	[OPT_TRUST] = {"--trust", true, false},
	[OPT_QUESTION] = {"--question", true, true},
	[OPT_ENTRY] = {"--entry", true, false},
	[OPT_MAX_AGE] = {"--max-age", true, false},
	[OPT_LANG] = {"--lang", true, false},
	[OPT_JSON] = {"--json", false, false},
	[OPT_HELP] = {"--help", false, false},
	[OPT_VERSION] = {"--version", false, false},
};

/* A sentence of the table, with one word put in. */
static enum err
usage(const struct options *o, const char *word, const char *value,
    struct error *e)
{
	struct buffer b = {.limit = 400};
	const char *args[9] = {value, "", "", "", "", "", "", "", ""};
	enum err rc;

	say_fill(&b, say(word, o->lang), args);
	rc = error_word(e, ERR_INPUT, word, "%s", buffer_cstr(&b));
	(void)error_mend(e, rc, "%s", say("mend_help", o->lang));
	buffer_release(&b);
	return rc;
}

/* Letters that differ, by place; for "did you mean". */
static size_t
distance(const char *a, const char *b)
{
	size_t n = 0, i = 0;

	for (; a[i] != '\0' && b[i] != '\0'; i++)
		n += a[i] != b[i];
	return n + strlen(a + i) + strlen(b + i);
}

static enum err
unknown_option(const struct options *o, const char *arg, struct error *e)
{
	struct buffer b = {.limit = 400};
	const char *args[9] = {known[0].name, "", "", "", "", "", "", "", ""};
	enum err rc = usage(o, "usage_option", arg, e);

	for (size_t i = 1; i < OPT_COUNT; i++)
		if (distance(arg, known[i].name) < distance(arg, args[0]))
			args[0] = known[i].name;
	say_fill(&b, say("mend_nearest", o->lang), args);
	(void)error_mend(e, rc, "%s", buffer_cstr(&b));
	buffer_release(&b);
	return rc;
}

static enum err
set_lang(struct options *o, const char *value, struct error *e)
{
	if (strcmp(value, "en") == 0)
		o->lang = LANG_EN;
	else if (strcmp(value, "fr") == 0)
		o->lang = LANG_FR;
	else
		return usage(o, "usage_lang", value, e);
	return ERR_NONE;
}

static enum err
add_question(struct options *o, const char *value, struct error *e)
{
	struct error why = {0};

	if (o->asked_count == PARTS_MAX)
		return usage(o, "parts_many", "", e);
	if (question_parse(&o->asked[o->asked_count], bytes_text(value),
	    &why) != ERR_NONE)
		return usage(o, "usage_question", say_found(why.word,
		    why.text, o->lang), e);
	o->asked_count++;
	return ERR_NONE;
}

static enum err
set_option(struct options *o, enum option option, const char *value,
    struct error *e)
{
	uint64_t days;

	switch (option) {
	case OPT_TRUST:
		o->trust = value;
		break;
	case OPT_ENTRY:
		o->entry = value;
		break;
	case OPT_QUESTION:
		return add_question(o, value, e);
	case OPT_MAX_AGE:
		if (!bytes_decimal(bytes_text(value), 36500, &days))
			return usage(o, "usage_age", value, e);
		o->max_age_days = (int64_t)days;
		break;
	case OPT_LANG:
		return set_lang(o, value, e);
	case OPT_JSON:
		o->json = true;
		break;
	case OPT_HELP:
		o->help = true;
		break;
	case OPT_VERSION:
		o->version = true;
		break;
	case OPT_COUNT:
		break;
	}
	return ERR_NONE;
}

static enum option
option_find(const char *arg, size_t len)
{
	size_t i = 0;

	while (i < OPT_COUNT && (strlen(known[i].name) != len ||
	    memcmp(known[i].name, arg, len) != 0))
		i++;
	return (enum option)i;
}

static enum err
take_option(struct options *o, bool seen[OPT_COUNT], int argc,
    char *const *argv, int *i, struct error *e)
{
	const char *arg = argv[*i], *value = strchr(arg, '=');
	size_t len = value == NULL ? strlen(arg) : (size_t)(value - arg);
	enum option option = strcmp(arg, "-h") == 0 ? OPT_HELP :
	    option_find(arg, len);

	if (option == OPT_COUNT)
		return unknown_option(o, arg, e);
	if (seen[option] && !known[option].repeatable)
		return usage(o, "usage_twice", known[option].name, e);
	seen[option] = true;
	if (!known[option].value)
		return value == NULL ? set_option(o, option, "", e) :
		    usage(o, "usage_no_value", known[option].name, e);
	if (value != NULL)
		return set_option(o, option, value + 1, e);
	if (*i + 1 >= argc)
		return usage(o, "usage_value", known[option].name, e);
	return set_option(o, option, argv[++*i], e);
}

/* --lang rules the language of every message, wherever it stands. */
static void
find_lang(struct options *o, int argc, char *const *argv)
{
	for (int i = 1; i < argc && argv[i] != NULL &&
	    strcmp(argv[i], "--") != 0; i++) {
		const char *value = NULL;

		if (strncmp(argv[i], "--lang=", 7) == 0)
			value = argv[i] + 7;
		else if (strcmp(argv[i], "--lang") == 0 && i + 1 < argc)
			value = argv[i + 1];
		if (value != NULL)
			o->lang = strcmp(value, "fr") == 0 ? LANG_FR : LANG_EN;
	}
}

enum err
options_parse(struct options *o, int argc, char *const *argv,
    struct error *e)
{
	bool seen[OPT_COUNT] = {false}, ended = false;
	enum err rc = ERR_NONE;
	struct parts parts;

	memset(o, 0, sizeof *o);
	o->max_age_days = -1;
	o->lang = lang_of_environment();
	find_lang(o, argc, argv);
	for (int i = 1; rc == ERR_NONE && i < argc; i++) {
		if (!ended && strcmp(argv[i], "--") == 0)
			ended = true;
		else if (!ended && argv[i][0] == '-' && argv[i][1] != '\0')
			rc = take_option(o, seen, argc, argv, &i, e);
		else if (o->file_count < VERIFY_FILES_MAX)
			o->files[o->file_count++] = argv[i];
	}
	if (rc == ERR_NONE && o->asked_count != 0 && parts_derive(&parts,
	    o->asked, o->asked_count, true, e) != ERR_NONE)
		rc = usage(o, "usage_question", say_found(e->word, e->text,
		    o->lang), e);
	if (rc == ERR_NONE && o->file_count == 0 && !o->help && !o->version)
		rc = usage(o, "usage_no_file", "", e);
	return rc;
}

static const char *const help[LANG_COUNT] = {
	"chancery-verify answer.chancery-proof --trust keys.txt\n"
	"chancery-verify e9.tlog-proof --entry e9.json --trust policy\n"
	"\n"
	"usage: chancery-verify FILE... [option]...\n"
	"Checks proof files offline: reads the files named and nothing else.\n"
	"\n"
	"  --trust FILE      policy, or verifier keys one a line: whom you "
	"trust\n"
	"  --question TEXT   the question that you asked; repeatable\n"
	"  --entry FILE      the entry that a .tlog-proof speaks of\n"
	"  --max-age DAYS    refuse an older checkpoint\n"
	"  --lang en|fr      language\n"
	"  --json            one JSON document\n"
	"  -h, --help        this text\n"
	"  --version         the version\n"
	"\n"
	"exit: 0 verified, 2 usage, 3 malformed, 4 no such file,\n"
	"      5 proof INVALID (an alarm), 6 cannot check (homework)\n",
	"chancery-verify reponse.chancery-proof --trust cles.txt\n"
	"chancery-verify e9.tlog-proof --entry e9.json --trust politique\n"
	"\n"
	"usage : chancery-verify FICHIER... [option]...\n"
	"Vérifie des preuves hors ligne : ne lit que les fichiers nommés.\n"
	"\n"
	"  --trust FICHIER   politique, ou clés de vérification, une par "
	"ligne\n"
	"  --question TEXTE  la question que vous avez posée ; répétable\n"
	"  --entry FICHIER   l'entrée dont parle un .tlog-proof\n"
	"  --max-age JOURS   refuse un point de contrôle plus ancien\n"
	"  --lang en|fr      langue\n"
	"  --json            un document JSON\n"
	"  -h, --help        ce texte\n"
	"  --version         la version\n"
	"\n"
	"sortie : 0 vérifié, 2 usage, 3 mal formé, 4 fichier absent,\n"
	"      5 preuve INVALIDE (alarme), 6 vérification impossible (à "
	"compléter)\n",
};

const char *
options_help(enum lang lang)
{
	return help[lang];
}
