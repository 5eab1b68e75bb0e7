/* The answer to `chancery ask`, as JSON and in words (A5.8 to A5.12) */
#include "cli/ask.h"
#include "cli/slots.h"
#include "register/naming.h"

/* ---- the answer as JSON, A5.8 ---- */

static struct bytes
name_of(struct question_asked *x, uint64_t number, enum lang lang)
{
	struct bytes name = bytes_text("");

	if (number == 0)
		return bytes_text(message_in(lang, "somebody described only"));
	if (read_model_name(registry_read_model(x->c->registry), number,
		lang == LANG_FR ? "fr" : "en", &name, x->c->arena,
		NULL) != ERR_NONE ||
	    name.len == 0) {
		char ref[REF_BYTES];
		struct row_entity row;

		if (read_model_by_number(registry_read_model(x->c->registry),
			number, &row, NULL) == ERR_NONE)
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

	buffer_printf(out,
	    message_in(lang,
		x->q.mode == ASK_ANYONE_ELSE ? N_("Whom else: %s") :
		    x->q.mode == ASK_LIST    ? N_("Which %s") :
					       N_("How many %s")),
	    noun);
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
	json_put_cstr(a, v, "state", x->q.state[0] == '\0' ? NULL : x->q.state);
	list = json_put(a, v, "kinds", json_new(a, JSON_ARRAY));
	for (unsigned k = 1; k <= 10; k++)
		if ((x->q.kinds & KIND_BIT(k)) != 0)
			json_add(list, json_new_cstr(a, kind_name(k)));
	day_print(day, x->q.from);
	json_put_cstr(a, v, "from", x->q.from == DAY_FIRST ? NULL : day);
	day_print(day, x->q.to);
	json_put_cstr(a, v, "to", x->q.to == DAY_LAST ? NULL : day);
	json_put_cstr(a, v, "mode",
	    x->q.mode == ASK_COUNT    ? "count" :
		x->q.mode == ASK_LIST ? "list" :
					"anyone_else");
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

#define LIMITS                                                      \
	N_("This register holds what was filed with it; it cannot " \
	   "show contacts that nobody filed.")
/* The sentence about completeness; the one of no declaration where it cannot
 * be made. */
static const char *
declared_sentence(struct question_asked *x, enum lang lang)
{
	const struct covering none = {.declaration = NUMBER_NONE,
	    .overtaken_by = NUMBER_NONE};
	const char *text = "";

	if (completeness_sentence(&x->o, &x->coverage, lang, &text, NULL) !=
		ERR_NONE &&
	    completeness_sentence(&x->o, &none, lang, &text, NULL) != ERR_NONE)
		return "";
	return text;
}

static struct json *
json_limits(struct question_asked *x)
{
	char en[800], fr[900];

	(void)snprintf(en, sizeof en, "%s %s", LIMITS,
	    declared_sentence(x, LANG_EN));
	(void)snprintf(fr, sizeof fr, "%s %s", message_in(LANG_FR, LIMITS),
	    declared_sentence(x, LANG_FR));
	return object_both(x->c->arena, en, fr);
}

static struct json *
json_group(struct question_asked *x, const struct asked_group *g)
{
	struct arena *a = x->c->arena;
	struct json *v = json_new(a, JSON_OBJECT);

	json_put(a, v, "who",
	    g->who == 0 ? json_new(a, JSON_NULL) : object_thing(&x->o, g->who));
	json_put_cstr(a, v, "state", g->state);
	json_put_number(a, v, "certain", (int64_t)g->sums.certain);
	json_put_number(a, v, "possible", (int64_t)g->sums.possible);
	json_put_number(a, v, "struck", (int64_t)g->sums.struck);
	json_put_bool(a, v, "asked", g->asked);
	return v;
}

static const char *const fits[] = {N_("certain"), N_("possible"), N_("struck")};

/* The first valid entry of the same contact after `number`: it struck it. */
struct striking {
	uint64_t number, by; /* by 0: nothing did */
};

static enum err
find_strike(void *context, const struct row_entry *row, struct error *e)
{
	struct striking *s = context;

	(void)e;
	if (s->by == 0 && row->number > s->number &&
	    row->outcome <= OUTCOME_NOTE && (row->notes & NOTE_COMPETING) == 0)
		s->by = row->number;
	return ERR_NONE;
}

static uint64_t
struck_by(struct question_asked *x, uint64_t number)
{
	struct read_model *m = registry_read_model(x->c->registry);
	struct striking s = {number, 0};
	struct row_entry row;

	if (read_model_entry(m, number, &row, x->c->arena, NULL) != ERR_NONE ||
	    read_model_chain(m, row.entity, find_strike, &s, NULL) != ERR_NONE)
		return 0;
	return s.by;
}

static struct json *
json_entry(struct question_asked *x, const struct asked_entry *n)
{
	struct arena *a = x->c->arena;
	struct json *v = json_new(a, JSON_OBJECT);

	json_put(a, v, "row",
	    object_row(&x->o, n->number,
		n->fit == FIT_STRUCK ? struck_by(x, n->number) : 0));
	json_put_cstr(a, v, "fit", fits[n->fit]);
	return v;
}

void
ask_print_json(struct question_asked *x)
{
	struct arena *a = x->c->arena;
	struct json *v = json_new(a, JSON_OBJECT);
	const struct asked *r = &x->answer;
	struct json *groups = json_new(a, JSON_ARRAY);
	struct json *entries = json_new(a, JSON_ARRAY);

	for (size_t i = 0; i < r->group_count; i++)
		json_add(groups, json_group(x, &r->groups[i]));
	for (size_t i = 0; i < r->entry_count; i++)
		json_add(entries, json_entry(x, &r->entries[i]));
	json_put(a, v, "question", json_question(x));
	json_put_cstr(a, v, "unit", r->unit);
	json_put_number(a, v, "certain", (int64_t)r->sums.certain);
	json_put_number(a, v, "possible", (int64_t)r->sums.possible);
	json_put_number(a, v, "struck", (int64_t)r->sums.struck);
	if (r->sealed_known)
		json_put_number(a, v, "sealed", (int64_t)r->sealed);
	else
		json_put_null(a, v, "sealed");
	json_put(a, v, "groups", groups);
	json_put(a, v, "entries", entries);
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

/* That there is nobody else is the word of who declared it, and said so
 * (model 6.4); without a declaration it is not said. */
static void
none_filed(struct question_asked *x)
{
	struct cli *c = x->c;
	uint64_t size = x->answer.size;

	if (x->q.mode != ASK_ANYONE_ELSE)
		cli_say(c, "None filed in this register up to checkpoint %llu.",
		    (unsigned long long)size);
	else if (x->coverage.covered)
		cli_say(c,
		    "Nobody else, in the words of the declaration in entry "
		    "%llu; none filed with anyone else up to checkpoint %llu.",
		    (unsigned long long)x->coverage.declaration,
		    (unsigned long long)size);
	else
		cli_say(c, "None filed with anyone else up to checkpoint %llu.",
		    (unsigned long long)size);
}

static void
headline(struct question_asked *x)
{
	const struct asked *r = &x->answer;
	struct cli *c = x->c;
	uint64_t bound = r->sums.possible + r->sealed;
	const char *noun = TR(c,
	    is_plural(x, r->sums.possible) ? x->noun->many : x->noun->one);

	if (bound == 0) {
		none_filed(x);
		if (r->sums.struck == 1)
			cli_say(c,
			    "1 was filed and later amended or "
			    "withdrawn.");
		else if (r->sums.struck > 1)
			cli_say(c,
			    "%llu were filed and later amended or "
			    "withdrawn.",
			    (unsigned long long)r->sums.struck);
		return;
	}
	if (r->sums.certain == r->sums.possible)
		cli_say(c, "%llu %s", (unsigned long long)r->sums.possible,
		    noun);
	else if (r->sums.certain == 0)
		cli_say(c,
		    "none shown for certain, up to %llu %s cannot be "
		    "excluded",
		    (unsigned long long)r->sums.possible, noun);
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
		buffer_printf(&c->out,
		    TR(c, ", and %llu sealed cannot be excluded"),
		    (unsigned long long)r->sealed);
	buffer_byte(&c->out, '\n');
}

/* In a list an erased name is told as such; in a sentence its reference is. */
static struct bytes
listed_name(struct question_asked *x, uint64_t number)
{
	struct bytes name;

	if (number == 0 || slots_name(x->c, number, &name) != ERR_NONE ||
	    name.len == 0)
		return name_of(x, number, x->c->lang);
	return name;
}

static void
put_groups(struct question_asked *x)
{
	struct cli *c = x->c;

	for (size_t i = 0; i < x->answer.group_count; i++) {
		const struct asked_group *g = &x->answer.groups[i];
		struct bytes name = listed_name(x, g->who);
		struct row_entity row;
		char ref[REF_BYTES] = "-";

		if (g->who != 0 &&
		    read_model_by_number(registry_read_model(c->registry),
			g->who, &row, NULL) == ERR_NONE)
			ref_print(ref, row.id.type, g->who);
		buffer_printf(&c->out, "  %-10s %s  %.*s", ref, g->state,
		    (int)name.len, (const char *)name.at);
		buffer_printf(&c->out, TR(c, ": certain %llu, possible %llu"),
		    (unsigned long long)g->sums.certain,
		    (unsigned long long)g->sums.possible);
		if (g->sums.struck != 0)
			buffer_printf(&c->out, TR(c, ", struck %llu"),
			    (unsigned long long)g->sums.struck);
		if (g->asked)
			buffer_text(&c->out,
			    TR(c,
				" (asked, not counted "
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
		struct bytes ref = json_get_text(row, "ref"), erased;
		struct bytes kind = json_get_text(row, "kind");
		struct bytes when =
		    json_get_text(json_get(json_get(row, "when"), "text"),
			c->lang == LANG_FR ? "fr" : "en");

		buffer_printf(&c->out, "  %-9.*s %-8.*s %-10s ", (int)ref.len,
		    ref.len == 0 ? "" : (const char *)ref.at, (int)kind.len,
		    kind.len == 0 ? "" : (const char *)kind.at,
		    TR(c, fits[n->fit]));
		if (n->times > 1)
			buffer_printf(&c->out, TR(c, "%u times, "), n->times);
		buffer_add(&c->out, when);
		if (!json_is_null(json_get(row, "imported_from")))
			buffer_text(&c->out,
			    TR(c, " (imported, not confirmed)"));
		if (slots_erased(c, n->number, CONTACT_SUMMARY, &erased) ==
			ERR_NONE && erased.len != 0)
			buffer_printf(&c->out, " (%.*s)", (int)erased.len,
			    (const char *)erased.at);
		buffer_byte(&c->out, '\n');
	}
}

/* Which checkpoint, and who vouches for it (log 5.1.5). */
static void
put_as_of(struct question_asked *x)
{
	struct cli *c = x->c;
	unsigned long long size = x->answer.size;
	char time[21];

	time_print(time, x->answer.time_s);
	if (x->cosigner_count == 0)
		cli_say(c, "As of checkpoint %llu (%s), not cosigned.", size,
		    time);
	else if (x->quorum)
		cli_say(c, "As of checkpoint %llu (%s), witnessed by %u of %u: "
		    "%s.", size, time, x->cosigner_count, x->witness_count,
		    x->cosigners);
	else
		cli_say(c, "As of checkpoint %llu (%s), not cosigned by as "
		    "many as this register asks for: %u of %u: %s.", size,
		    time, x->cosigner_count, x->witness_count, x->cosigners);
}

void
ask_print_text(struct question_asked *x)
{
	const struct asked *r = &x->answer;
	struct cli *c = x->c;

	headline(x);
	put_groups(x);
	put_entries(x);
	put_as_of(x);
	buffer_printf(&c->out, "%s %s\n", TR(c, LIMITS),
	    declared_sentence(x, c->lang));
	if (cli_has(c, "proof"))
		cli_say(c, "Proof checked here and saved: %s (%zu bytes)",
		    cli_arg(c, "proof"), r->file.len);
	else
		cli_say(c,
		    "Proof checked here: %zu bytes (--proof FILE "
		    "keeps it)",
		    r->file.len);
}

/* ---- lists ---- */

static struct bytes
ref_of(struct question_asked *x, uint64_t number)
{
	struct row_entity row;
	char ref[REF_BYTES] = "";

	if (number != 0 &&
	    read_model_by_number(registry_read_model(x->c->registry), number,
		&row, NULL) == ERR_NONE)
		ref_print(ref, row.id.type, number);
	return arena_copy(x->c->arena, bytes_text(ref));
}

static void
list_group(struct question_asked *x, const struct asked_group *g)
{
	struct cli *c = x->c;
	struct cells row = {.count = 0};

	cli_cell(&row, ref_of(x, g->who));
	cli_cell(&row, listed_name(x, g->who));
	cli_cell(&row, bytes_text(g->state));
	cli_cell_number(c, &row, (int64_t)g->sums.certain);
	cli_cell_number(c, &row, (int64_t)g->sums.possible);
	cli_cell_number(c, &row, (int64_t)g->sums.struck);
	cli_cell(&row, bytes_text(g->asked ? "yes" : "no"));
	cli_list_row(c, c->jsonl ? json_group(x, g) : NULL, &row);
}

/* A text in the language of this call, else in the first it has. */
static struct bytes
first_text(const struct json *text, enum lang lang)
{
	struct bytes own = json_get_text(text, lang == LANG_FR ? "fr" : "en");

	if (own.len != 0 || json_is_null(text) || text->first == NULL)
		return own;
	return text->first->text;
}

static void
list_entry(struct question_asked *x, const struct asked_entry *n)
{
	struct cli *c = x->c;
	struct json *v = json_entry(x, n);
	const struct json *of = json_get(v, "row");
	struct bytes words = first_text(json_get(of, "summary"), c->lang);
	struct cells row = {.count = 0};

	if (words.len == 0 && slots_erased(c, n->number, CONTACT_SUMMARY,
		&words) != ERR_NONE)
		words = bytes_text("");
	cli_cell_number(c, &row, (int64_t)n->number);
	cli_cell(&row, json_get_text(of, "ref"));
	cli_cell(&row, json_get_text(of, "kind"));
	cli_cell_number(c, &row, n->times);
	cli_cell(&row, json_get_text(json_get(of, "when"), "edtf"));
	cli_cell(&row, words);
	cli_cell(&row, bytes_text(fits[n->fit]));
	cli_list_row(c, v, &row);
}

void
ask_print_list(struct question_asked *x)
{
	const struct asked *r = &x->answer;
	struct cli *c = x->c;
	struct cells row = {.count = 0};

	if (x->q.mode == ASK_ANYONE_ELSE)
		cli_list_begin(c,
		    "ref,name,state,certain,possible,struck,"
		    "asked");
	else if (x->q.mode == ASK_LIST)
		cli_list_begin(c, "entry,ref,kind,times,when,summary,fit");
	if (x->q.mode == ASK_COUNT) {
		cli_cell_number(c, &row, (int64_t)r->sums.certain);
		cli_cell_number(c, &row, (int64_t)r->sums.possible);
		cli_cell_number(c, &row, (int64_t)r->sums.struck);
		cli_cell_number(c, &row, (int64_t)r->sealed);
		cli_cell_number(c, &row, (int64_t)r->size);
		cli_list_row(c, NULL, &row);
	}
	for (size_t i = 0; i < r->group_count; i++)
		list_group(x, &r->groups[i]);
	for (size_t i = 0; i < r->entry_count; i++)
		list_entry(x, &r->entries[i]);
	cli_list_end(c, object_as_of(&x->o, r->size));
}
