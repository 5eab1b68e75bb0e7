/* chancery declare complete|nil: the record of an official is whole (A6.4) */
#include "cli/declare.h"
#include "faces/declared.h"
#include "register/naming.h"

#define EXCEPTIONS_MAX 16
#define LISTED_MAX 200 /* of a wrong number */

struct declaring {
	struct cli *c;
	struct submitting s;
	struct draft d;
	bool nil;
	struct declaration_counts counts; /* as they stood before */
};

static int
usage_errors(struct declaring *x)
{
	struct cli *c = x->c;
	const char *word = c->args.words[0];
	unsigned scopes = (unsigned)(cli_has(c, "state") + cli_has(c, "org") +
	    cli_has(c, "with"));

	x->nil = strcmp(word, "nil") == 0;
	if (!x->nil && strcmp(word, "complete") != 0)
		return cli_usage(c, "declare complete or nil, not \"%s\"",
		    word);
	if (!cli_has(c, "of"))
		return cli_usage(c, "a declaration names its official: --of");
	if (x->nil && cli_has(c, "times"))
		return cli_usage(c,
		    "a nil return declares none: leave --times out");
	if (!x->nil && !cli_has(c, "times"))
		return cli_usage(c,
		    "a declaration says how many: --times N, or declare nil");
	if (scopes > 1)
		return cli_usage(c,
		    "--state, --org and --with exclude each other");
	if (cli_has(c, "rule") != cli_has(c, "period"))
		return cli_usage(c,
		    "a return names its duty and its period: --rule and "
		    "--period together");
	return EXIT_DONE;
}

/* ---- what is said ---- */

/* Texts in different languages are one exception; a language that comes again
 * begins the next. */
static enum err
read_exceptions(struct declaring *x, struct declaration_words *w)
{
	struct cli *c = x->c;
	struct json *list = json_new(c->arena, JSON_ARRAY), *one = NULL;
	const char *value;
	size_t at = 0;

	while ((value = args_next(&c->args, "except", &at)) != NULL) {
		const char *colon = strchr(value, ':');
		char lang[4];

		if (colon == NULL || colon - value < 2 || colon - value > 3 ||
		    colon[1] == '\0') {
			error_set(&c->e, ERR_INPUT,
			    "\"%s\" has no language in front", value);
			error_field(&c->e, "--except");
			return error_mend(&c->e, ERR_INPUT, "write en:%s",
			    value);
		}
		(void)snprintf(lang, sizeof lang, "%.*s", (int)(colon - value),
		    value);
		if (one == NULL || json_get(one, lang) != NULL)
			one = json_add(list, json_new(c->arena, JSON_OBJECT));
		json_put_cstr(c->arena, one, lang, colon + 1);
	}
	if (list->count > EXCEPTIONS_MAX) {
		error_set(&c->e, ERR_INPUT,
		    "a declaration has at most %d exceptions", EXCEPTIONS_MAX);
		error_field(&c->e, "--except");
		return error_mend(&c->e, ERR_INPUT,
		    "declare a narrower scope instead");
	}
	w->exceptions = list;
	return ERR_NONE;
}

static enum err
read_words(struct declaring *x, struct declaration_words *w)
{
	struct cli *c = x->c;
	enum err rc = cli_number(c, "times", JSON_NUMBER_MAX, &w->times);

	w->state = cli_arg(c, "state");
	w->period = cli_arg(c, "period");
	if (rc == ERR_NONE)
		rc = option_who(c, "of", TYPE_BIT(TYPE_PERSON), &w->of);
	if (rc == ERR_NONE)
		rc = option_who(c, "org", TYPE_BIT(TYPE_ORG), &w->org);
	if (rc == ERR_NONE)
		rc = option_who(c, "with", TYPES_WHO, &w->with);
	if (rc == ERR_NONE)
		rc = option_day(c, "from", false, &w->from);
	if (rc == ERR_NONE)
		rc = option_day(c, "to", true, &w->to);
	if (rc == ERR_NONE)
		rc = option_kinds(c, &w->kinds);
	if (rc == ERR_NONE)
		rc = read_exceptions(x, w);
	if (rc == ERR_NONE && cli_has(c, "rule"))
		rc = option_duty(c, "rule", &w->duty);
	return rc;
}

static enum err
make_draft(struct declaring *x)
{
	struct cli *c = x->c;
	struct declaration_words w = {.org = NUMBER_NONE,
	    .with = NUMBER_NONE, .duty = NUMBER_NONE};
	char field[40];
	enum err rc = read_words(x, &w);

	if (rc != ERR_NONE)
		return rc;
	rc = declaration_make(&x->d, c->registry, &w, c->arena, &c->e);
	(void)snprintf(field, sizeof field, "%.30s", c->e.field);
	if (rc == ERR_INPUT && field[0] != '\0')
		error_field(&c->e, "--%s", field);
	return rc;
}

/* ---- a wrong number: which contacts there are ---- */

static void
list_one(struct declaring *x, const struct scope_row *n, struct json *errors)
{
	struct cli *c = x->c;
	struct json *row = object_row(&x->s.objects, n->version, 0), *item;
	struct bytes ref = json_get_text(row, "ref");
	struct bytes kind = json_get_text(row, "kind");
	struct bytes when =
	    json_get_text(json_get(json_get(row, "when"), "text"),
		c->lang == LANG_FR ? "fr" : "en");
	struct buffer line = {0};

	buffer_printf(&line, "  %-9.*s %-8.*s %-10s ", (int)ref.len,
	    ref.len == 0 ? "" : (const char *)ref.at, (int)kind.len,
	    kind.len == 0 ? "" : (const char *)kind.at,
	    TR(c, n->certain ? N_("certain") : N_("possible")));
	if (n->times > 1)
		buffer_printf(&line, TR(c, "%u times, "), n->times);
	buffer_add(&line, when);
	if (n->sealed)
		buffer_text(&line, TR(c, " (sealed)"));
	if (!c->json) {
		(void)fprintf(stderr, "%s\n", buffer_cstr(&line));
	} else {
		item = json_add(errors, json_new(c->arena, JSON_OBJECT));
		json_put_text(c->arena, item, "field", ref);
		json_put_cstr(c->arena, item, "code",
		    n->certain ? "certain" : "possible");
		json_put_text(c->arena, item, "detail",
		    json_get_text(json_get(row, "when"), "edtf"));
	}
	buffer_release(&line);
}

static int
tell_mismatch(struct declaring *x)
{
	struct cli *c = x->c;
	struct json *errors = json_new(c->arena, JSON_ARRAY);
	size_t count = x->counts.sums.count;
	size_t shown = count < LISTED_MAX ? count : LISTED_MAX;
	int code;

	if (c->json) {
		for (size_t i = 0; i < shown; i++)
			list_one(x, &x->counts.sums.rows[i], errors);
		c->errors = errors;
		return cli_fail(c);
	}
	code = cli_fail(c);
	for (size_t i = 0; i < shown; i++)
		list_one(x, &x->counts.sums.rows[i], errors);
	if (shown < count)
		cli_talk(c, "  and %zu more", count - shown);
	return code;
}

/* ---- what was filed ---- */

static int
tell_text(struct declaring *x)
{
	struct cli *c = x->c;
	const struct declaration_counts *n = &x->counts;
	int64_t times = json_get_number(x->d.body, "times", 0);

	submit_tell(&x->s, c);
	cli_say(c, "declared: %lld; counted: certain %llu, possible %llu, "
	    "struck %llu, sealed %llu", (long long)times,
	    (unsigned long long)n->certain, (unsigned long long)n->possible,
	    (unsigned long long)n->struck, (unsigned long long)n->sealed);
	if (json_get_number(x->d.body, "exceptions", 0) != 0)
		cli_say(c, "it has exceptions, and covers no question by "
		    "itself");
	return EXIT_DONE;
}

static int
tell(struct declaring *x)
{
	struct cli *c = x->c;
	struct arena *a = c->arena;
	const struct declaration_counts *n = &x->counts;
	const struct json *body = x->d.body;
	struct json *v, *numbers;

	if (!c->json)
		return tell_text(x);
	v = object_filed(&x->s.objects, &x->s.filed[0], x->s.published);
	json_put_cstr(a, v, "claim", x->nil ? "nil" : "complete");
	json_put(a, v, "form", json_clone(a, json_get(body, "form")));
	json_put(a, v, "subject", object_thing(&x->s.objects,
	    x->counts.scope.subject));
	json_put(a, v, "kinds", json_is_null(json_get(body, "kinds")) ?
	    json_new(a, JSON_ARRAY) :
	    json_clone(a, json_get(body, "kinds")));
	json_put(a, v, "scope", json_clone(a, json_get(body, "scope")));
	json_put(a, v, "from", json_clone(a,
	    json_get(json_get(body, "window"), "from")));
	json_put(a, v, "to", json_clone(a,
	    json_get(json_get(body, "window"), "to")));
	json_put(a, v, "times", json_clone(a, json_get(body, "times")));
	numbers = json_put(a, v, "counted", json_new(a, JSON_OBJECT));
	json_put_number(a, numbers, "certain", (int64_t)n->certain);
	json_put_number(a, numbers, "possible", (int64_t)n->possible);
	json_put_number(a, numbers, "struck", (int64_t)n->struck);
	json_put_number(a, numbers, "sealed", (int64_t)n->sealed);
	json_put(a, v, "exceptions", x->d.values.at[0] == NULL ?
	    json_new(a, JSON_ARRAY) : json_clone(a, x->d.values.at[0]));
	json_put(a, v, "rule", object_thing_of_id(&x->s.objects,
	    json_get_text(body, "rule")));
	json_put(a, v, "period", json_clone(a, json_get(body, "period")));
	cli_json(c, v);
	return EXIT_DONE;
}

int
command_declare(struct cli *c)
{
	struct declaring x = {.c = c, .d = {.type = TYPE_COMPLETE}};
	int code = usage_errors(&x);
	enum err rc;

	if (code != EXIT_DONE)
		return code;
	rc = submit_open(&x.s, c);
	if (rc == ERR_NONE)
		rc = option_by(c, &x.d.by);
	if (rc == ERR_NONE)
		rc = make_draft(&x);
	if (rc == ERR_NONE)
		rc = declaration_count(&x.counts, c->registry, x.d.body,
		    c->arena, &c->e);
	if (rc == ERR_NONE && x.d.values.at[0] != NULL)
		cli_talk(c, "a declaration with exceptions covers no question "
		    "by itself: it is shown, and nothing rests on it");
	if (rc == ERR_NONE)
		rc = submit_files(&x.s, c, &x.d, 1);
	if (rc == ERR_NONE)
		code = tell(&x);
	else
		code = strcmp(c->e.word, "count_mismatch") == 0 ?
		    tell_mismatch(&x) :
		    cli_fail(c);
	submit_close(&x.s);
	return code;
}
