/* The object of interfaces A5.8 (faces/answered.h) */
#include "faces/answered.h"

static struct json *
question_json(const struct answered *x)
{
	struct arena *a = x->o.a;
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
	answered_question_words(&words, x, LANG_EN);
	json_put_text(a, text, "en", buffer_bytes(&words));
	buffer_clear(&words);
	answered_question_words(&words, x, LANG_FR);
	json_put_text(a, text, "fr", buffer_bytes(&words));
	buffer_release(&words);
	return v;
}

static struct json *
limits_json(const struct answered *x)
{
	struct json *v = json_new(x->o.a, JSON_OBJECT);

	for (int l = 0; l < LANG_COUNT; l++) {
		struct buffer text = {0};

		buffer_printf(&text, "%s %s", limits_words((enum lang)l),
		    answered_coverage_words(x, (enum lang)l));
		json_put_text(x->o.a, v, l == LANG_FR ? "fr" : "en",
		    buffer_bytes(&text));
		buffer_release(&text);
	}
	return v;
}

struct json *
answered_group_json(const struct answered *x, const struct asked_group *g)
{
	struct arena *a = x->o.a;
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

const char *
fit_name(enum fit fit)
{
	static const char *const fits[] = {N_("certain"), N_("possible"),
	    N_("struck")};

	return fits[fit];
}

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
struck_by(const struct answered *x, uint64_t number)
{
	struct read_model *m = registry_read_model(x->o.r);
	struct striking s = {number, 0};
	struct row_entry row;

	if (read_model_entry(m, number, &row, x->o.a, NULL) != ERR_NONE ||
	    read_model_chain(m, row.entity, find_strike, &s, NULL) != ERR_NONE)
		return 0;
	return s.by;
}

struct json *
answered_entry_json(const struct answered *x, const struct asked_entry *n)
{
	struct arena *a = x->o.a;
	struct json *v = json_new(a, JSON_OBJECT);

	json_put(a, v, "row",
	    object_row(&x->o, n->number,
		n->fit == FIT_STRUCK ? struck_by(x, n->number) : 0));
	json_put_cstr(a, v, "fit", fit_name(n->fit));
	return v;
}

struct json *
answered_json(const struct answered *x)
{
	struct arena *a = x->o.a;
	struct json *v = json_new(a, JSON_OBJECT);
	const struct asked *r = &x->answer;
	struct json *groups = json_new(a, JSON_ARRAY);
	struct json *entries = json_new(a, JSON_ARRAY);

	for (size_t i = 0; i < r->group_count; i++)
		json_add(groups, answered_group_json(x, &r->groups[i]));
	for (size_t i = 0; i < r->entry_count; i++)
		json_add(entries, answered_entry_json(x, &r->entries[i]));
	json_put(a, v, "question", question_json(x));
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
	json_put(a, v, "statement_of_limits", limits_json(x));
	json_put_number(a, v, "proof_bytes", (int64_t)r->file.len);
	return v;
}
