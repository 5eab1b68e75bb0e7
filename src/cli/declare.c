/* chancery declare complete|nil: the record of an official is whole (A6.4) */
#include "cli/declare.h"
#include "format/edtf.h"
#include "register/covering.h"
#include "register/naming.h"
#include "register/scope.h"

#define EXCEPTIONS_MAX 16
#define LISTED_MAX 200 /* of a wrong number */

struct declaring {
	struct cli *c;
	struct submitting s;
	struct draft d;
	struct json *body;
	bool nil;
	struct scope scope;
	struct scope_sums sums; /* as they stood before it was filed */
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

/* ---- the body ---- */

static enum err
put_who(struct declaring *x, struct json *in, const char *option,
    const char *member, uint32_t types)
{
	char id[ID_TEXT_BYTES] = "";
	uint64_t number;
	enum err rc = option_who(x->c, option, types, &number);

	if (rc == ERR_NONE)
		rc = id_of(x->c, number, id);
	json_put_cstr(x->c->arena, in, member, id);
	return rc;
}

static enum err
put_scope(struct declaring *x)
{
	struct cli *c = x->c;
	struct json *scope = json_put(c->arena, x->body, "scope",
	    json_new(c->arena, JSON_OBJECT));
	struct row_entity row;
	uint64_t with;
	enum err rc;

	if (cli_has(c, "state")) {
		const char *text = cli_arg(c, "state");
		char state[3] = "";

		if (strlen(text) == 2) {
			state[0] = (char)(text[0] | 0x20);
			state[1] = (char)(text[1] | 0x20);
		}
		json_put_cstr(c->arena, scope, "state", state);
		return ERR_NONE;
	}
	if (cli_has(c, "org"))
		return put_who(x, scope, "org", "org", TYPE_BIT(TYPE_ORG));
	if (!cli_has(c, "with")) {
		json_put_bool(c->arena, scope, "all", true);
		return ERR_NONE;
	}
	rc = option_who(c, "with", TYPES_WHO, &with);
	if (rc == ERR_NONE)
		rc = read_model_by_number(registry_read_model(c->registry),
		    with, &row, &c->e);
	return rc == ERR_NONE ? put_who(x, scope, "with",
				    row.id.type == TYPE_ORG ? "org" : "person",
				    TYPES_WHO) :
				rc;
}

static struct json *
day_or_null(struct cli *c, uint32_t day, uint32_t open)
{
	char text[11];

	day_print(text, day);
	return json_new_cstr(c->arena, day == open ? NULL : text);
}

/* --from and --to; without them the days of --period. */
static enum err
put_window(struct declaring *x)
{
	struct cli *c = x->c;
	const char *period = cli_arg(c, "period");
	struct json *window = json_put(c->arena, x->body, "window",
	    json_new(c->arena, JSON_OBJECT));
	uint32_t from, to;
	struct edtf d;
	enum err rc = option_day(c, "from", false, &from);

	if (rc == ERR_NONE)
		rc = option_day(c, "to", true, &to);
	if (rc == ERR_NONE && period != NULL) {
		rc = edtf_parse(&d, bytes_text(period), &c->e);
		if (rc != ERR_NONE)
			error_field(&c->e, "--period");
	}
	if (rc != ERR_NONE)
		return rc;
	if (period != NULL && !cli_has(c, "from"))
		from = d.start_lo;
	if (period != NULL && !cli_has(c, "to"))
		to = d.end_hi;
	if (from > to) {
		error_set(&c->e, ERR_INPUT, "--from is after --to");
		return error_mend(&c->e, ERR_INPUT, "turn them round");
	}
	json_put(c->arena, window, "from", day_or_null(c, from, DAY_FIRST));
	json_put(c->arena, window, "to", day_or_null(c, to, DAY_LAST));
	return ERR_NONE;
}

static enum err
put_kinds(struct declaring *x)
{
	struct cli *c = x->c;
	unsigned kinds = 0;
	struct json *list;
	enum err rc = option_kinds(c, &kinds);

	list = json_put(c->arena, x->body, "kinds",
	    json_new(c->arena, kinds == 0 ? JSON_NULL : JSON_ARRAY));
	for (unsigned k = 1; kinds != 0 && k <= 10; k++)
		if ((kinds & KIND_BIT(k)) != 0)
			json_add(list, json_new_cstr(c->arena, kind_name(k)));
	return rc;
}

/* Texts in different languages are one exception; a language that comes again
 * begins the next. */
static enum err
put_exceptions(struct declaring *x)
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
	json_put_number(c->arena, x->body, "exceptions", (int64_t)list->count);
	if (list->count != 0)
		x->d.values.at[0] = list;
	return ERR_NONE;
}

static enum err
put_form(struct declaring *x)
{
	struct cli *c = x->c;
	char id[ID_TEXT_BYTES] = "";
	uint64_t duty = NUMBER_NONE;
	enum err rc = ERR_NONE;

	if (cli_has(c, "rule")) {
		rc = option_duty(c, "rule", &duty);
		if (rc == ERR_NONE)
			rc = id_of(c, duty, id);
	}
	json_put_cstr(c->arena, x->body, "form",
	    cli_has(c, "rule") ? "return" : "declaration");
	json_put_cstr(c->arena, x->body, "rule",
	    cli_has(c, "rule") ? id : NULL);
	json_put_cstr(c->arena, x->body, "period", cli_arg(c, "period"));
	return rc;
}

static enum err
make_body(struct declaring *x)
{
	struct cli *c = x->c;
	uint64_t times = 0;
	enum err rc = cli_number(c, "times", JSON_NUMBER_MAX, &times);

	json_put_number(c->arena, x->body, "times", (int64_t)times);
	json_put_bool(c->arena, x->body, "nil", times == 0);
	if (rc == ERR_NONE)
		rc = put_who(x, x->body, "of", "subject",
		    TYPE_BIT(TYPE_PERSON));
	if (rc == ERR_NONE)
		json_put_text(c->arena, x->body, "to_knowledge_of",
		    json_get_text(x->body, "subject"));
	if (rc == ERR_NONE)
		rc = put_scope(x);
	if (rc == ERR_NONE)
		rc = put_window(x);
	if (rc == ERR_NONE)
		rc = put_kinds(x);
	if (rc == ERR_NONE)
		rc = put_exceptions(x);
	return rc == ERR_NONE ? put_form(x) : rc;
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
	size_t shown = x->sums.count < LISTED_MAX ? x->sums.count : LISTED_MAX;
	int code;

	if (c->json) {
		for (size_t i = 0; i < shown; i++)
			list_one(x, &x->sums.rows[i], errors);
		c->errors = errors;
		return cli_fail(c);
	}
	code = cli_fail(c);
	for (size_t i = 0; i < shown; i++)
		list_one(x, &x->sums.rows[i], errors);
	if (shown < x->sums.count)
		cli_talk(c, "  and %zu more", x->sums.count - shown);
	return code;
}

/* ---- what was filed ---- */

struct counted {
	uint64_t certain, possible, sealed;
};

/* What is sealed is told apart, as by `ask` (interfaces A5.8). */
static struct counted
counted(const struct scope_sums *sums)
{
	struct counted out = {0, 0, 0};

	for (size_t i = 0; i < sums->count; i++) {
		const struct scope_row *n = &sums->rows[i];

		out.sealed += n->sealed ? n->times : 0;
		out.possible += n->sealed ? 0 : n->times;
		out.certain += n->certain && !n->sealed ? n->times : 0;
	}
	return out;
}

static int
tell_text(struct declaring *x, uint64_t struck)
{
	struct cli *c = x->c;
	struct counted n = counted(&x->sums);
	int64_t times = json_get_number(x->body, "times", 0);

	submit_tell(&x->s, c);
	cli_say(c, "declared: %lld; counted: certain %llu, possible %llu, "
	    "struck %llu, sealed %llu", (long long)times,
	    (unsigned long long)n.certain, (unsigned long long)n.possible,
	    (unsigned long long)struck, (unsigned long long)n.sealed);
	if (json_get_number(x->body, "exceptions", 0) != 0)
		cli_say(c, "it has exceptions, and covers no question by "
		    "itself");
	return EXIT_DONE;
}

static int
tell(struct declaring *x)
{
	struct cli *c = x->c;
	struct arena *a = c->arena;
	struct counted n = counted(&x->sums);
	struct json *v, *numbers;
	uint64_t struck;
	enum err rc = registry_struck(c->registry, x->body, &struck, &c->e);

	if (rc != ERR_NONE)
		return cli_fail(c);
	if (!c->json)
		return tell_text(x, struck);
	v = object_filed(&x->s.objects, &x->s.filed[0], x->s.published);
	json_put_cstr(a, v, "claim", x->nil ? "nil" : "complete");
	json_put(a, v, "form", json_clone(a, json_get(x->body, "form")));
	json_put(a, v, "subject", object_thing(&x->s.objects,
	    x->scope.subject));
	json_put(a, v, "kinds", json_is_null(json_get(x->body, "kinds")) ?
	    json_new(a, JSON_ARRAY) :
	    json_clone(a, json_get(x->body, "kinds")));
	json_put(a, v, "scope", json_clone(a, json_get(x->body, "scope")));
	json_put(a, v, "from", json_clone(a,
	    json_get(json_get(x->body, "window"), "from")));
	json_put(a, v, "to", json_clone(a,
	    json_get(json_get(x->body, "window"), "to")));
	json_put(a, v, "times", json_clone(a, json_get(x->body, "times")));
	numbers = json_put(a, v, "counted", json_new(a, JSON_OBJECT));
	json_put_number(a, numbers, "certain", (int64_t)n.certain);
	json_put_number(a, numbers, "possible", (int64_t)n.possible);
	json_put_number(a, numbers, "struck", (int64_t)struck);
	json_put_number(a, numbers, "sealed", (int64_t)n.sealed);
	json_put(a, v, "exceptions", x->d.values.at[0] == NULL ?
	    json_new(a, JSON_ARRAY) : json_clone(a, x->d.values.at[0]));
	json_put(a, v, "rule", object_thing_of_id(&x->s.objects,
	    json_get_text(x->body, "rule")));
	json_put(a, v, "period", json_clone(a, json_get(x->body, "period")));
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
	x.body = json_new(c->arena, JSON_OBJECT);
	rc = submit_open(&x.s, c);
	if (rc == ERR_NONE)
		rc = option_by(c, &x.d.by);
	if (rc == ERR_NONE)
		rc = make_body(&x);
	if (rc == ERR_NONE)
		rc = scope_read(&x.scope, registry_read_model(c->registry),
		    x.body, &c->e);
	if (rc == ERR_NONE)
		rc = scope_count(&x.scope, registry_read_model(c->registry),
		    &x.sums, c->arena, &c->e);
	if (rc == ERR_NONE && x.d.values.at[0] != NULL)
		cli_talk(c, "a declaration with exceptions covers no question "
		    "by itself: it is shown, and nothing rests on it");
	x.d.body = x.body;
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
