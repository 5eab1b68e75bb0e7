/* chancery ask: a question, its numbers, its proof (interfaces A5) */
#include <stdlib.h>

#include "base/file.h"
#include "cli/cli.h"
#include "format/base64.h"
#include "register/asking.h"
#include "register/naming.h"
#include "register/objects.h"

struct noun {
	const char *word; /* plural, as typed */
	unsigned kind;    /* 0: every kind */
	const char *one, *many; /* of what is counted */
};

static const struct noun nouns[] = {
	{"contacts", 0, N_("contact"), N_("contacts")},
	{"calls", 1, N_("call"), N_("calls")},
	{"videos", 2, N_("video call"), N_("video calls")},
	{"meetings", 3, N_("meeting"), N_("meetings")},
	{"events", 4, N_("event"), N_("events")},
	{"letters", 5, N_("letter"), N_("letters")},
	{"emails", 6, N_("email"), N_("emails")},
	{"messages", 7, N_("message"), N_("messages")},
	{"travels", 8, N_("journey"), N_("journeys")},
	{"gifts", 9, N_("gift"), N_("gifts")},
	{"others", 10, N_("other contact"), N_("other contacts")},
};

struct question_asked {
	struct cli *c;
	struct asking q;
	const struct noun *noun;
	struct objects o;
	struct asked answer;
};

/* YYYY, YYYY-MM or YYYY-MM-DD to its first or last day. */
static enum err
read_day(struct cli *c, const char *option, bool last, uint32_t *out)
{
	const char *text = cli_arg(c, option);
	unsigned year = 0, month = 0;
	uint32_t day;
	char more;

	*out = last ? DAY_LAST : DAY_FIRST;
	if (text == NULL)
		return ERR_NONE;
	if (day_parse(bytes_text(text), &day)) {
		*out = day;
		return ERR_NONE;
	}
	if (strlen(text) == 4 && sscanf(text, "%4u%c", &year, &more) == 1 &&
	    year >= 1) {
		*out = last ? day_code(year, 12, 31) : day_code(year, 1, 1);
		return ERR_NONE;
	}
	if (strlen(text) == 7 && text[4] == '-' &&
	    sscanf(text, "%4u-%2u%c", &year, &month, &more) == 2 &&
	    year >= 1 && month >= 1 && month <= 12) {
		*out = last ? day_code(year, month, days_in_month(year,
		    month)) : day_code(year, month, 1);
		return ERR_NONE;
	}
	error_set(&c->e, ERR_INPUT, "\"%s\" is not a date", text);
	error_field(&c->e, "--%s", option);
	return error_mend(&c->e, ERR_INPUT,
	    "write YYYY, YYYY-MM or YYYY-MM-DD");
}

static enum err
read_kinds(struct question_asked *x)
{
	const char *text = cli_arg(x->c, "kind");
	struct bytes rest;

	if (text == NULL)
		return ERR_NONE;
	rest = bytes_text(text);
	while (rest.len != 0) {
		size_t len = bytes_find(rest, ',');
		int code = kind_code(bytes_of(rest.at, len));

		if (code <= 0) {
			error_set(&x->c->e, ERR_INPUT,
			    "\"%.*s\" is no kind of contact", (int)len,
			    (const char *)rest.at);
			error_field(&x->c->e, "--kind");
			return error_mend(&x->c->e, ERR_INPUT,
			    "chancery help kinds");
		}
		x->q.kinds |= KIND_BIT((unsigned)code);
		len += len < rest.len;
		rest = bytes_of(rest.at + len, rest.len - len);
	}
	if ((x->q.kinds & (x->q.kinds - 1)) == 0)
		for (size_t i = 1; i < COUNT(nouns); i++)
			if (x->q.kinds == KIND_BIT(nouns[i].kind))
				x->noun = &nouns[i];
	return ERR_NONE;
}

/* The checkpoint in a file must be one of ours at that size (A5.6). */
static enum err
size_of_file(struct question_asked *x, const char *path)
{
	struct cli *c = x->c;
	struct buffer b = {0}, ours = {0};
	struct bytes lines[3], rest;
	struct hash root;
	uint64_t size = 0;
	bool complete;
	size_t n = 0;
	char root64[64];
	enum err rc = file_read(&b, path, 64 * KIB, &c->e);

	rest = buffer_bytes(&b);
	while (rc == ERR_NONE && n < 3 && bytes_line(&rest, &lines[n],
	    &complete))
		n++;
	if (rc == ERR_NONE && (n < 3 || !bytes_decimal(lines[1], INT64_MAX,
	    &size)))
		rc = error_set(&c->e, ERR_INPUT,
		    "\"%s\" holds no checkpoint", path);
	if (rc == ERR_NONE)
		rc = truth_read_checkpoint(registry_truth(c->registry), size,
		    NULL, &root, &ours, &c->e);
	if (rc == ERR_NONE) {
		base64_print(root64, hash_span(&root));
		if (!bytes_is(lines[0], registry_origin(c->registry)) ||
		    !bytes_is(lines[2], root64))
			rc = error_set(&c->e, ERR_PROOF, "the checkpoint in "
			    "\"%s\" is not this register's at size %llu",
			    path, (unsigned long long)size);
	}
	x->q.size = size;
	buffer_release(&b);
	buffer_release(&ours);
	return rc;
}

static enum err
nearest_sizes(struct question_asked *x, uint64_t size)
{
	struct cli *c = x->c;
	uint64_t above = 0;
	enum err rc = truth_find_checkpoint(registry_truth(c->registry), size,
	    &above, NULL);

	error_set(&c->e, ERR_ABSENT, "there is no checkpoint of size %llu",
	    (unsigned long long)size);
	error_field(&c->e, "--as-of");
	if (rc != ERR_NONE)
		above = registry_size(c->registry);
	return error_mend(&c->e, ERR_ABSENT, "the nearest is %llu",
	    (unsigned long long)above);
}

static enum err
read_as_of(struct question_asked *x)
{
	struct cli *c = x->c;
	const char *text = cli_arg(c, "as-of");
	struct buffer note = {0};
	unsigned year, month;
	uint64_t size;
	uint32_t day;
	int64_t at_s;
	char more;
	enum err rc;

	if (text == NULL || strcmp(text, "newest") == 0)
		return ERR_NONE;
	if (strchr(text, '/') != NULL || text[0] == '.')
		return size_of_file(x, text);
	if (bytes_decimal(bytes_text(text), INT64_MAX, &size)) {
		rc = truth_read_checkpoint(registry_truth(c->registry), size,
		    NULL, NULL, &note, NULL);
		buffer_release(&note);
		x->q.size = size;
		return rc == ERR_NONE && size != 0 ? ERR_NONE :
		    nearest_sizes(x, size);
	}
	if (time_parse(bytes_text(text), &at_s))
		return registry_size_at(c->registry, at_s, &x->q.size, &c->e);
	if (!day_parse(bytes_text(text), &day)) {
		if (strlen(text) != 7 ||
		    sscanf(text, "%4u-%2u%c", &year, &month, &more) != 2 ||
		    month < 1 || month > 12 || year < 1970) {
			error_set(&c->e, ERR_INPUT,
			    "\"%s\" is no checkpoint", text);
			error_field(&c->e, "--as-of");
			return error_mend(&c->e, ERR_INPUT, "write a size, a "
			    "month, a day, a time, newest or ./FILE");
		}
		day = day_code(year, month, days_in_month(year, month));
	}
	/* its last second */
	at_s = (int64_t)(day_number(day) + 1) * 86400 - 1;
	return registry_size_at(c->registry, at_s, &x->q.size, &c->e);
}

static enum err
read_question(struct question_asked *x)
{
	struct cli *c = x->c;
	const char *state = cli_arg(c, "state");
	enum err rc;

	if (state != NULL && (strlen(state) != 2 ||
	    ((state[0] | 0x20) < 'a' || (state[0] | 0x20) > 'z') ||
	    ((state[1] | 0x20) < 'a' || (state[1] | 0x20) > 'z'))) {
		error_set(&c->e, ERR_INPUT, "\"%s\" is no state", state);
		error_field(&c->e, "--state");
		return error_mend(&c->e, ERR_INPUT, "write two letters, or ZZ "
		    "for a state that is not known");
	}
	if (state != NULL) {
		x->q.state[0] = (char)(state[0] & 0xdf);
		x->q.state[1] = (char)(state[1] & 0xdf);
	}
	rc = read_kinds(x);
	if (rc == ERR_NONE)
		rc = read_day(c, "from", false, &x->q.from);
	if (rc == ERR_NONE)
		rc = read_day(c, "to", true, &x->q.to);
	if (rc == ERR_NONE)
		rc = cli_open(c, false);
	if (rc != ERR_NONE)
		return rc;
	x->o = (struct objects){c->registry, c->arena,
	    c->settings.value[SETTING_BASE_URL]};
	if (cli_has(c, "of"))
		rc = registry_resolve(c->registry, cli_arg(c, "of"),
		    TYPES_WHO, "--of", &x->q.of, c->arena, &c->e);
	if (rc == ERR_NONE && cli_has(c, "with"))
		rc = registry_resolve(c->registry, cli_arg(c, "with"),
		    TYPES_COUNTERPART, "--with", &x->q.with, c->arena,
		    &c->e);
	if (rc == ERR_NONE && cli_has(c, "with-post"))
		rc = registry_resolve(c->registry, cli_arg(c, "with-post"),
		    TYPE_BIT(TYPE_POST), "--with-post", &x->q.with_post,
		    c->arena, &c->e);
	return rc == ERR_NONE ? read_as_of(x) : rc;
}

/* ---- the answer as JSON, A5.8 ---- */

static struct bytes
name_of(struct question_asked *x, uint64_t number, enum lang lang)
{
	struct bytes name = bytes_text("");

	if (number == 0)
		return bytes_text(message_in(lang,
		    "somebody described only"));
	if (read_model_name(registry_read_model(x->c->registry), number,
	    lang == LANG_FR ? "fr" : "en", &name, x->c->arena, NULL) !=
	    ERR_NONE || name.len == 0) {
		char ref[REF_BYTES];
		struct row_entity row;

		if (read_model_by_number(registry_read_model(
		    x->c->registry), number, &row, NULL) == ERR_NONE)
			ref_print(ref, row.id.type, number);
		else
			(void)snprintf(ref, sizeof ref, "e/%llu",
			    (unsigned long long)number);
		return arena_copy(x->c->arena, bytes_text(ref));
	}
	return name;
}

static void
add_name(struct buffer *out, struct question_asked *x, const char *word,
    uint64_t number, enum lang lang)
{
	if (number == NUMBER_NONE)
		return;
	buffer_byte(out, ' ');
	buffer_text(out, message_in(lang, word));
	buffer_byte(out, ' ');
	buffer_add(out, name_of(x, number, lang));
}

static void
add_days(struct buffer *out, struct question_asked *x, enum lang lang)
{
	char day[11];

	if (x->q.from != DAY_FIRST) {
		day_print(day, x->q.from);
		buffer_printf(out, message_in(lang, ", from %s"), day);
	}
	if (x->q.to != DAY_LAST) {
		day_print(day, x->q.to);
		buffer_printf(out, message_in(lang, ", to %s"), day);
	}
}

/* "How many calls of X with Y, from 2020-01-01, to 2022-12-31?" */
static void
question_words(struct buffer *out, struct question_asked *x, enum lang lang)
{
	const char *noun = message_in(lang, x->noun->many);

	buffer_printf(out, message_in(lang, x->q.mode == ASK_ANYONE_ELSE ?
	    N_("Whom else: %s") : x->q.mode == ASK_LIST ?
	    N_("Which %s") : N_("How many %s")), noun);
	add_name(out, x, N_("of"), x->q.of, lang);
	add_name(out, x, N_("with"), x->q.with, lang);
	add_name(out, x, N_("with the post"), x->q.with_post, lang);
	if (x->q.state[0] != '\0')
		buffer_printf(out, message_in(lang, " with state %s"),
		    x->q.state);
	add_days(out, x, lang);
	buffer_text(out, message_in(lang, "?"));
}

static struct json *
json_question(struct question_asked *x)
{
	struct arena *a = x->c->arena;
	struct json *v = json_new(a, JSON_OBJECT), *list, *text;
	struct buffer words = {0};
	char day[11];

	json_put(a, v, "of", object_thing(&x->o, x->q.of));
	json_put(a, v, "with", object_thing(&x->o, x->q.with));
	json_put(a, v, "with_post", object_thing(&x->o, x->q.with_post));
	json_put_cstr(a, v, "state", x->q.state[0] == '\0' ? NULL :
	    x->q.state);
	list = json_put(a, v, "kinds", json_new(a, JSON_ARRAY));
	for (unsigned k = 1; k <= 10; k++)
		if ((x->q.kinds & KIND_BIT(k)) != 0)
			json_add(list, json_new_cstr(a, kind_name(k)));
	day_print(day, x->q.from);
	json_put_cstr(a, v, "from", x->q.from == DAY_FIRST ? NULL : day);
	day_print(day, x->q.to);
	json_put_cstr(a, v, "to", x->q.to == DAY_LAST ? NULL : day);
	json_put_cstr(a, v, "mode", x->q.mode == ASK_COUNT ? "count" :
	    x->q.mode == ASK_LIST ? "list" : "anyone_else");
	list = json_put(a, v, "canonical", json_new(a, JSON_ARRAY));
	for (size_t i = 0; i < x->answer.canonical_count; i++)
		json_add(list, json_new_cstr(a, x->answer.canonical[i]));
	text = json_put(a, v, "text", json_new(a, JSON_OBJECT));
	question_words(&words, x, LANG_EN);
	json_put_text(a, text, "en", buffer_bytes(&words));
	buffer_clear(&words);
	question_words(&words, x, LANG_FR);
	json_put_text(a, text, "fr", buffer_bytes(&words));
	buffer_release(&words);
	return v;
}

#define LIMITS N_("This register holds what was filed with it; it cannot " \
	"show contacts that nobody filed.")
#define NOT_DECLARED N_("Nobody has declared this record complete for this " \
	"question.")

static struct json *
json_limits(struct question_asked *x)
{
	char en[320], fr[400];

	(void)snprintf(en, sizeof en, "%s %s", LIMITS, NOT_DECLARED);
	(void)snprintf(fr, sizeof fr, "%s %s", message_in(LANG_FR, LIMITS),
	    message_in(LANG_FR, NOT_DECLARED));
	return object_both(x->c->arena, en, fr);
}

static struct json *
json_groups(struct question_asked *x)
{
	struct arena *a = x->c->arena;
	struct json *list = json_new(a, JSON_ARRAY);

	for (size_t i = 0; i < x->answer.group_count; i++) {
		const struct asked_group *g = &x->answer.groups[i];
		struct json *v = json_add(list, json_new(a, JSON_OBJECT));

		json_put(a, v, "who", g->who == 0 ? json_new(a, JSON_NULL) :
		    object_thing(&x->o, g->who));
		json_put_cstr(a, v, "state", g->state);
		json_put_number(a, v, "certain", (int64_t)g->sums.certain);
		json_put_number(a, v, "possible", (int64_t)g->sums.possible);
		json_put_number(a, v, "struck", (int64_t)g->sums.struck);
		json_put_bool(a, v, "asked", g->asked);
	}
	return list;
}

static const char *const fits[] = {N_("certain"), N_("possible"),
    N_("struck")};

static struct json *
json_entries(struct question_asked *x)
{
	struct arena *a = x->c->arena;
	struct json *list = json_new(a, JSON_ARRAY);

	for (size_t i = 0; i < x->answer.entry_count; i++) {
		const struct asked_entry *n = &x->answer.entries[i];
		struct json *v = json_add(list, json_new(a, JSON_OBJECT));

		json_put(a, v, "row", object_row(&x->o, n->number,
		    n->fit == FIT_STRUCK ? 1 : 0));
		json_put_cstr(a, v, "fit", fits[n->fit]);
	}
	return list;
}

static void
print_json(struct question_asked *x)
{
	struct arena *a = x->c->arena;
	struct json *v = json_new(a, JSON_OBJECT);
	const struct asked *r = &x->answer;

	json_put(a, v, "question", json_question(x));
	json_put_cstr(a, v, "unit", r->unit);
	json_put_number(a, v, "certain", (int64_t)r->sums.certain);
	json_put_number(a, v, "possible", (int64_t)r->sums.possible);
	json_put_number(a, v, "struck", (int64_t)r->sums.struck);
	if (r->sealed_known)
		json_put_number(a, v, "sealed", (int64_t)r->sealed);
	else
		json_put_null(a, v, "sealed");
	json_put(a, v, "groups", json_groups(x));
	json_put(a, v, "entries", json_entries(x));
	json_put(a, v, "as_of", object_as_of(&x->o, r->size));
	json_put(a, v, "statement_of_limits", json_limits(x));
	json_put_number(a, v, "proof_bytes", (int64_t)r->file.len);
	cli_json(x->c, v);
}

/* ---- the answer in words, A5.11 and A5.12 ---- */

static bool
is_plural(const struct question_asked *x, uint64_t n)
{
	return x->c->lang == LANG_FR ? n >= 2 : n != 1;
}

static void
headline(struct question_asked *x)
{
	const struct asked *r = &x->answer;
	struct cli *c = x->c;
	uint64_t bound = r->sums.possible + r->sealed;
	const char *noun = TR(c, is_plural(x, r->sums.possible) ?
	    x->noun->many : x->noun->one);

	if (bound == 0) {
		cli_say(c, x->q.mode == ASK_ANYONE_ELSE ?
		    N_("None filed with anyone else up to checkpoint %llu.") :
		    N_("None filed in this register up to checkpoint %llu."),
		    (unsigned long long)r->size);
		if (r->sums.struck == 1)
			cli_say(c, "1 was filed and later amended or "
			    "withdrawn.");
		else if (r->sums.struck > 1)
			cli_say(c, "%llu were filed and later amended or "
			    "withdrawn.", (unsigned long long)r->sums.struck);
		return;
	}
	if (r->sums.certain == r->sums.possible)
		cli_say(c, "%llu %s", (unsigned long long)r->sums.possible,
		    noun);
	else if (r->sums.certain == 0)
		cli_say(c, "none shown for certain, up to %llu %s cannot be "
		    "excluded", (unsigned long long)r->sums.possible, noun);
	else
		cli_say(c, "at least %llu and at most %llu %s",
		    (unsigned long long)r->sums.certain,
		    (unsigned long long)r->sums.possible, noun);
	cli_say(c, "counted: %s", TR(c, r->unit));
	buffer_printf(&c->out, TR(c, "certain %llu, possible %llu"),
	    (unsigned long long)r->sums.certain,
	    (unsigned long long)r->sums.possible);
	if (r->sums.struck != 0)
		buffer_printf(&c->out, TR(c, ", struck %llu"),
		    (unsigned long long)r->sums.struck);
	if (r->sealed != 0)
		buffer_printf(&c->out, TR(c,
		    ", and %llu sealed cannot be excluded"),
		    (unsigned long long)r->sealed);
	buffer_byte(&c->out, '\n');
}

static void
put_groups(struct question_asked *x)
{
	struct cli *c = x->c;

	for (size_t i = 0; i < x->answer.group_count; i++) {
		const struct asked_group *g = &x->answer.groups[i];
		struct bytes name = name_of(x, g->who, c->lang);
		struct row_entity row;
		char ref[REF_BYTES] = "-";

		if (g->who != 0 && read_model_by_number(registry_read_model(
		    c->registry), g->who, &row, NULL) == ERR_NONE)
			ref_print(ref, row.id.type, g->who);
		buffer_printf(&c->out, "  %-10s %s  %.*s", ref, g->state,
		    (int)name.len, (const char *)name.at);
		buffer_printf(&c->out, TR(c,
		    ": certain %llu, possible %llu"),
		    (unsigned long long)g->sums.certain,
		    (unsigned long long)g->sums.possible);
		if (g->sums.struck != 0)
			buffer_printf(&c->out, TR(c, ", struck %llu"),
			    (unsigned long long)g->sums.struck);
		if (g->asked)
			buffer_text(&c->out, TR(c, " (asked, not counted "
			    "above)"));
		buffer_byte(&c->out, '\n');
	}
}

static void
put_entries(struct question_asked *x)
{
	struct cli *c = x->c;

	for (size_t i = 0; i < x->answer.entry_count; i++) {
		const struct asked_entry *n = &x->answer.entries[i];
		struct json *row = object_row(&x->o, n->number, 0);
		struct bytes ref = json_get_text(row, "ref");
		struct bytes kind = json_get_text(row, "kind");
		struct bytes when = json_get_text(json_get(json_get(row,
		    "when"), "text"), c->lang == LANG_FR ? "fr" : "en");

		buffer_printf(&c->out, "  %-9.*s %-8.*s %-10s ",
		    (int)ref.len, ref.len == 0 ? "" : (const char *)ref.at,
		    (int)kind.len, kind.len == 0 ? "" :
		    (const char *)kind.at, TR(c, fits[n->fit]));
		if (n->times > 1)
			buffer_printf(&c->out, TR(c, "%u times, "), n->times);
		buffer_add(&c->out, when);
		if (!json_is_null(json_get(row, "imported_from")))
			buffer_text(&c->out, TR(c,
			    " (imported, not confirmed)"));
		buffer_byte(&c->out, '\n');
	}
}

static void
print_text(struct question_asked *x)
{
	const struct asked *r = &x->answer;
	struct cli *c = x->c;
	char time[21];

	time_print(time, r->time_s);
	headline(x);
	put_groups(x);
	put_entries(x);
	cli_say(c, "As of checkpoint %llu (%s), not cosigned.",
	    (unsigned long long)r->size, time);
	buffer_printf(&c->out, "%s %s\n", TR(c, LIMITS), TR(c,
	    NOT_DECLARED));
	if (cli_has(c, "proof"))
		cli_say(c, "Proof checked here and saved: %s (%zu bytes)",
		    cli_arg(c, "proof"), r->file.len);
	else
		cli_say(c, "Proof checked here: %zu bytes (--proof FILE "
		    "keeps it)", r->file.len);
}

static enum err
write_proof(struct question_asked *x)
{
	const char *path = cli_arg(x->c, "proof");

	if (path == NULL)
		return ERR_NONE;
	if (strcmp(path, "-") != 0)
		return file_write_atomic(path, buffer_bytes(&x->answer.file),
		    0644, &x->c->e);
	/* the proof is the result; the answer goes to stderr */
	(void)fwrite(x->c->out.at, 1, x->c->out.len, stderr);
	buffer_clear(&x->c->out);
	buffer_add(&x->c->out, buffer_bytes(&x->answer.file));
	return ERR_NONE;
}

static int
usage_errors(struct question_asked *x)
{
	struct cli *c = x->c;

	if (c->args.word_count == 1) {
		const char *word = c->args.words[0];

		x->noun = NULL;
		for (size_t i = 0; i < COUNT(nouns); i++)
			if (strcmp(nouns[i].word, word) == 0)
				x->noun = &nouns[i];
		if (x->noun == NULL)
			return cli_usage(c, "no noun \"%s\": contacts, calls, "
			    "meetings, letters, ...", word);
		if (x->noun->kind != 0 && cli_has(c, "kind"))
			return cli_usage(c,
			    "a noun and --kind say the same twice");
		if (x->noun->kind != 0)
			x->q.kinds = KIND_BIT(x->noun->kind);
	}
	if (cli_has(c, "with") && cli_has(c, "with-post"))
		return cli_usage(c, "--with and --with-post exclude each "
		    "other");
	if (cli_has(c, "anyone-else") && cli_has(c, "list"))
		return cli_usage(c, "--anyone-else and --list exclude each "
		    "other");
	if (!cli_has(c, "of") && !cli_has(c, "with") && !cli_has(c, "state"))
		return cli_usage(c, "a question names --of, --with or "
		    "--state");
	if (cli_has(c, "with-post") && !cli_has(c, "of"))
		return cli_usage(c, "--with-post needs --of: an index of "
		    "posts alone comes with a later mapping");
	if (cli_has(c, "anyone-else") && !cli_has(c, "of"))
		return cli_usage(c, "--anyone-else needs --of");
	if (c->json && cli_has(c, "proof") &&
	    strcmp(cli_arg(c, "proof"), "-") == 0)
		return cli_usage(c, "--json and --proof - both want standard "
		    "output");
	return EXIT_DONE;
}

int
command_ask(struct cli *c)
{
	struct question_asked x = {.c = c, .noun = &nouns[0],
	    .q = {.of = NUMBER_NONE, .with = NUMBER_NONE,
	    .with_post = NUMBER_NONE, .from = DAY_FIRST, .to = DAY_LAST}};
	uint64_t bound;
	int usage = usage_errors(&x);
	enum err rc;

	if (usage != EXIT_DONE)
		return usage;
	x.q.mode = cli_has(c, "list") ? ASK_LIST : cli_has(c, "anyone-else") ?
	    ASK_ANYONE_ELSE : ASK_COUNT;
	rc = read_question(&x);
	if (rc == ERR_NONE)
		rc = registry_ask(c->registry, &x.q, &x.answer, c->arena,
		    &c->e);
	if (rc != ERR_NONE)
		return cli_fail(c);
	if (c->json)
		print_json(&x);
	else
		print_text(&x);
	rc = write_proof(&x);
	bound = x.answer.sums.possible + x.answer.sealed;
	asked_release(&x.answer);
	if (rc != ERR_NONE)
		return cli_fail(c);
	return bound != 0 ? EXIT_DONE : EXIT_NEGATIVE;
}
