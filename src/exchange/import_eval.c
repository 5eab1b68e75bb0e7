#include "exchange/import_eval.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/map.h"

static const struct bytes nothing = {NULL, 0};

bool
eval_failed(const struct eval *v)
{
	return v->code != NULL || v->rc != ERR_NONE || v->left_alone != NULL;
}

void
eval_problem(struct eval *v, const char *code, struct bytes column,
    struct bytes text, const char *fmt, ...)
{
	char message[320];
	va_list args;

	if (eval_failed(v))
		return;
	v->code = code;
	v->problem_column = column;
	v->problem_text = text;
	for (int lang = 0; lang < LANG_COUNT; lang++) {
		va_start(args, fmt);
		(void)vsnprintf(message, sizeof(message),
		    message_in((enum lang)lang, fmt), args);
		va_end(args);
		v->message[lang] = arena_text(v->a, bytes_text(message));
	}
}

/* ---- values ----------------------------------------------------------- */

static void
add(struct eval *v, struct values *out, struct value value)
{
	if (out->count == out->cap) {
		size_t cap = out->cap == 0 ? 4 : out->cap * 2;
		struct value *at = arena_take_array(v->a, cap, sizeof(*at));

		if (at == NULL)
			return;
		if (out->count != 0)
			memcpy(at, out->at, out->count * sizeof(*at));
		out->at = at;
		out->cap = cap;
	}
	out->at[out->count++] = value;
}

static void
add_text(struct eval *v, struct values *out, struct bytes text)
{
	if (text.len != 0)
		add(v, out, (struct value){.kind = VALUE_TEXT, .text = text});
}

static void
add_json(struct eval *v, struct values *out, const struct json *json)
{
	if (json == NULL || json->type == JSON_NULL)
		return;
	if (json->type == JSON_STRING)
		add_text(v, out, json->text);
	else
		add(v, out, (struct value){.kind = VALUE_JSON, .json = json});
}

static struct bytes
value_text(struct eval *v, const struct value *x)
{
	char text[24];
	int n;

	switch (x->kind) {
	case VALUE_TEXT:
		return x->text;
	case VALUE_WHEN:
		return x->when.edtf;
	case VALUE_JSON:
		if (x->json->type == JSON_BOOL)
			return bytes_text(x->json->truth ? "true" : "false");
		if (x->json->type != JSON_NUMBER)
			return nothing;
		n = snprintf(text, sizeof(text), "%" PRId64, x->json->number);
		return arena_copy(v->a, bytes_of(text, (size_t)n));
	}
	return nothing;
}

static void
put_day(struct eval *v, struct json *o, const char *name, uint32_t day)
{
	char text[11];

	if (day == DAY_FIRST || day == DAY_LAST) {
		(void)json_put_null(v->a, o, name);
		return;
	}
	day_print(text, day);
	(void)json_put_cstr(v->a, o, name, text);
}

static struct json *
when_json(struct eval *v, const struct when_value *w)
{
	struct json *o = json_new(v->a, JSON_OBJECT);

	(void)json_put_text(v->a, o, "edtf", w->edtf);
	if (w->qualified) {
		put_day(v, o, "earliest", w->first);
		put_day(v, o, "latest", w->last);
		if (w->interval) {
			put_day(v, o, "end_earliest", w->end_first);
			put_day(v, o, "end_latest", w->end_last);
		}
	}
	return o;
}

static struct json *
value_json(struct eval *v, const struct value *x)
{
	switch (x->kind) {
	case VALUE_TEXT:
		return json_new_text(v->a, x->text);
	case VALUE_WHEN:
		return when_json(v, &x->when);
	case VALUE_JSON:
		return json_clone(v->a, x->json);
	}
	return NULL;
}

struct bytes
eval_text(struct eval *v, const struct source *s)
{
	struct values values = {0};

	eval_source(v, s, &values);
	return values.count == 0 || eval_failed(v) ?
	    nothing :
	    value_text(v, &values.at[0]);
}

/* ---- steps ------------------------------------------------------------ */

static struct bytes
column_of(const struct source *s)
{
	return s->column != NULL ? s->column->text : nothing;
}

static void
step_else(struct eval *v, const struct source *s, struct bytes text,
    struct values *out)
{
	if (s->steps.has_else)
		add_json(v, out, eval_template(v, s->steps.otherwise));
	else
		eval_problem(v, "not_in_table", column_of(s), text,
		    "the map has no value for it: add it to the table, or "
		    "skip such rows");
}

static void
step_pairs(struct eval *v, const struct source *s, struct bytes text,
    struct values *out)
{
	const struct steps *t = &s->steps;
	struct bytes folded = text_fold(v->a, text);

	for (size_t i = 0; i < t->map_count; i++)
		if (bytes_equal(t->map[i].text, folded)) {
			add_json(v, out, t->map[i].value);
			return;
		}
	for (size_t i = 0; i < t->find_count; i++)
		if (text_has(folded, t->find[i].text)) {
			add_json(v, out, t->find[i].value);
			return;
		}
	step_else(v, s, text, out);
}

/* The words of a table's value, each once (map 6.1, 6.2). */
static void
add_words(struct eval *v, struct values *out, struct bytes value)
{
	while (value.len != 0) {
		size_t n = bytes_find(value, ' '), i = 0;
		struct bytes word = bytes_of(value.at, n);

		while (i < out->count && !bytes_equal(word, out->at[i].text))
			i++;
		if (i == out->count)
			add_text(v, out, word);
		n += n < value.len;
		value = bytes_of(value.at + n, value.len - n);
	}
}

static void
step_within(struct eval *v, const struct form_table *table, struct bytes folded,
    struct values *out)
{
	size_t at = 0;

	while (at < folded.len) {
		const struct form *f = NULL;

		if (text_word_starts(folded, at))
			f = form_table_at(table, folded, at);
		if (f != NULL) {
			add_words(v, out, f->value);
			at += f->form.len;
		} else {
			at++;
		}
	}
}

static void
step_table(struct eval *v, const struct source *s, struct bytes text,
    struct values *out)
{
	const struct steps *t = &s->steps;
	struct bytes folded = text_fold(v->a, text);
	const struct form *f;
	size_t before = out->count;

	if (t->within) {
		step_within(v, t->table, folded, out);
		if (out->count == before && t->has_else)
			step_else(v, s, text, out);
		return;
	}
	f = form_table_get(t->table, folded);
	if (f == NULL)
		step_else(v, s, text, out);
	else
		add_text(v, out, f->value);
}

static void
step_date(struct eval *v, const struct source *s, struct bytes text,
    struct values *out)
{
	struct value x = {.kind = VALUE_WHEN};
	size_t i = 0;

	while (i < s->steps.date_count &&
	    !import_date_read(s->steps.dates[i], text, &x.when, v->a))
		i++;
	if (i == s->steps.date_count) {
		eval_problem(v, "date", column_of(s), text,
		    "it is no day of the calendar in any form that the map "
		    "names");
		return;
	}
	if (x.when.first < v->part->plausible_from ||
	    x.when.last > v->part->plausible_to) {
		eval_problem(v, "date_out_of_range", column_of(s), text,
		    "the map takes days outside its \"plausible\" span for "
		    "typing errors");
		return;
	}
	add(v, out, x);
}

static void
step_one(struct eval *v, const struct source *s, struct bytes text,
    struct values *out)
{
	const struct steps *t = &s->steps;

	if (t->has_map || t->has_find)
		step_pairs(v, s, text, out);
	else if (t->table != NULL)
		step_table(v, s, text, out);
	else if (t->date_count != 0)
		step_date(v, s, text, out);
	else
		add_text(v, out, text);
}

static struct bytes
strip(struct bytes text, struct bytes prefix)
{
	if (text.len >= prefix.len &&
	    memcmp(text.at, prefix.at, prefix.len) == 0)
		return bytes_of(text.at + prefix.len, text.len - prefix.len);
	return text;
}

static void
step_pieces(struct eval *v, const struct source *s, struct bytes text,
    struct values *out)
{
	struct bytes cut = s->steps.split;

	if (!s->steps.has_split) {
		if (text.len != 0)
			step_one(v, s, text, out);
		return;
	}
	while (!eval_failed(v)) {
		const uint8_t *end = memmem(text.at, text.len, cut.at, cut.len);
		size_t n = end == NULL ? text.len : (size_t)(end - text.at);
		struct bytes piece = text_clean(v->a, bytes_of(text.at, n));

		if (piece.len != 0)
			step_one(v, s, piece, out);
		if (end == NULL)
			return;
		n += cut.len;
		text = bytes_of(text.at + n, text.len - n);
	}
}

static bool
is_dropped(struct eval *v, const struct steps *t, const struct value *x)
{
	struct bytes text = value_text(v, x);

	for (size_t i = 0; i < t->drop_count; i++)
		if (bytes_equal(text, t->drop[i]))
			return true;
	return false;
}

static bool
has_steps(const struct steps *t)
{
	return t->has_strip || t->has_split || t->has_map || t->has_find ||
	    t->table != NULL || t->date_count != 0 || t->drop_count != 0;
}

static void
steps_apply(struct eval *v, const struct source *s, const struct values *in,
    struct values *out)
{
	struct values all = {0};

	for (size_t i = 0; i < in->count && !eval_failed(v); i++) {
		struct bytes text = value_text(v, &in->at[i]);

		if (in->at[i].kind != VALUE_TEXT && s->steps.drop_count == 0) {
			add(v, out, in->at[i]);
			continue;
		}
		if (s->steps.has_strip)
			text = strip(text, s->steps.strip);
		step_pieces(v, s, text, &all);
	}
	for (size_t i = 0; i < all.count; i++)
		if (!is_dropped(v, &s->steps, &all.at[i]))
			add(v, out, all.at[i]);
}

/* ---- sources ---------------------------------------------------------- */

static void
from_column(struct eval *v, const struct source *s, struct values *out)
{
	struct bytes text = place_text(v->place, s->column, v->a);
	uint64_t row;

	if (!s->has_lookup) {
		add_text(v, out, text);
		return;
	}
	if (text.len != 0 && map_get(v->lookups[s->lookup].by_key, text, &row))
		add_text(v, out,
		    place_text(&v->lookups[s->lookup].places[row], s->take,
			v->a));
}

static void
from_join(struct eval *v, const struct source *s, struct values *out)
{
	struct buffer b = {0};
	bool missing = false;

	for (size_t i = 0; i < s->count && !eval_failed(v); i++) {
		struct bytes text = eval_text(v, s->list[i]);

		if (text.len == 0) {
			missing = true;
			continue;
		}
		if (b.len != 0)
			buffer_add(&b, s->text);
		buffer_add(&b, text);
	}
	if (!(missing && s->all))
		add_text(v, out, arena_copy(v->a, buffer_bytes(&b)));
	buffer_release(&b);
}

static void
from_first(struct eval *v, const struct source *s, struct values *out)
{
	for (size_t i = 0; i < s->count && out->count == 0 && !eval_failed(v);
	     i++)
		eval_source(v, s->list[i], out);
}

static void
from_label(struct eval *v, const struct source *s, struct values *out)
{
	struct bytes text = eval_text(v, s->of);
	struct buffer b = {0};

	if (text.len == 0)
		return;
	buffer_add(&b, s->text);
	buffer_byte(&b, ' ');
	buffer_add(&b, text);
	add_text(v, out, arena_copy(v->a, buffer_bytes(&b)));
	buffer_release(&b);
}

static void
from_this(struct eval *v, const struct source *s, struct values *out)
{
	switch (s->word) {
	case THIS_DATASET:
		add_text(v, out, v->map->dataset);
		return;
	case THIS_FILE:
		add_text(v, out, v->file);
		return;
	case THIS_KEY:
		add_text(v, out, v->key);
		return;
	case THIS_ORIGIN:
		add_json(v, out, v->origin);
		return;
	case THIS_ITEM:
		if (v->item != NULL)
			add(v, out, *v->item);
		return;
	case THIS_INDEX:
		add(v, out,
		    (struct value){.kind = VALUE_JSON,
			.json = json_new_number(v->a, (int64_t)v->index)});
		return;
	}
}

static void
for_one(struct eval *v, const struct source *s, size_t *index,
    struct values *out)
{
	const struct json *made;

	v->index = *index;
	made = eval_template(v, s->body);
	if (made == NULL || eval_failed(v))
		return;
	/* the same person on two lines of a row is one party (map 3.4) */
	for (size_t i = 0; s->over_lines && i < out->count; i++)
		if (json_equal(out->at[i].json, made))
			return;
	add(v, out, (struct value){.kind = VALUE_JSON, .json = made});
	++*index;
}

static void
for_lines(struct eval *v, const struct source *s, struct values *out)
{
	size_t index = 0;

	v->in_lines = true;
	for (v->line = 0; v->line < v->line_count && !eval_failed(v);
	     v->line++) {
		v->place = &v->lines[v->line]->place;
		for_one(v, s, &index, out);
	}
}

static void
for_nodes(struct eval *v, const struct source *s, struct values *out)
{
	size_t count, index = 0;
	const struct place *nodes = place_nodes(v->place, s->column, &count,
	    v->a);

	for (size_t i = 0; i < count && !eval_failed(v); i++) {
		v->place = &nodes[i];
		for_one(v, s, &index, out);
	}
}

static void
for_values(struct eval *v, const struct source *s, struct values *out)
{
	struct values items = {0};
	const struct value *list;
	size_t index = 0;

	eval_source(v, s->of, &items);
	list = items.at;
	for (size_t i = 0; i < items.count && !eval_failed(v); i++) {
		v->item = list + i;
		for_one(v, s, &index, out);
	}
}

/* A loop changes what is meant by columns, item and index; afterwards they
 * mean what they meant. */
static void
from_for(struct eval *v, const struct source *s, struct values *out)
{
	const struct place *place = v->place;
	const struct value *item = v->item;
	size_t index = v->index, line = v->line;
	bool in_lines = v->in_lines;

	if (s->over_lines)
		for_lines(v, s, out);
	else if (s->column != NULL)
		for_nodes(v, s, out);
	else
		for_values(v, s, out);
	v->place = place;
	v->item = item;
	v->index = index;
	v->line = line;
	v->in_lines = in_lines;
}

static void
from_entity(struct eval *v, const struct source *s, struct values *out)
{
	struct bytes text = s->of != NULL ? eval_text(v, s->of) : nothing;
	struct bytes id = nothing;

	if (eval_failed(v))
		return;
	v->resolve(v, s, text, &id);
	add_text(v, out, id);
}

static void
from_hash(struct eval *v, const struct source *s, struct values *out)
{
	struct json *list = json_new(v->a, JSON_ARRAY);
	struct buffer b = {0};
	struct hash h;
	char hex[65];

	for (size_t i = 0; i < s->count && !eval_failed(v); i++) {
		struct bytes text = eval_text(v, s->list[i]);

		(void)json_add(list,
		    text.len == 0 ? json_new(v->a, JSON_NULL) :
				    json_new_text(v->a, text));
	}
	if (!eval_failed(v) && list != NULL) {
		json_print_canonical(&b, list);
		h = hash_bytes(buffer_bytes(&b));
		hash_print(hex, &h);
		add_text(v, out, arena_copy(v->a, bytes_of(hex, 32)));
	}
	buffer_release(&b);
}

/* One end of a span: false if it is none; a problem if it is no plain date. */
static bool
span_end(struct eval *v, const struct source *s, struct when_value *out)
{
	struct values values = {0};

	eval_source(v, s, &values);
	if (eval_failed(v) || values.count == 0)
		return false;
	if (values.at[0].kind != VALUE_WHEN || values.at[0].when.one_of ||
	    values.at[0].when.interval) {
		eval_problem(v, "date", column_of(s),
		    value_text(v, &values.at[0]),
		    "a span wants two plain dates");
		return false;
	}
	*out = values.at[0].when;
	return true;
}

static void
from_span(struct eval *v, const struct source *s, struct values *out)
{
	struct when_value a = {0}, b = {0};
	bool from = span_end(v, s->list[0], &a);
	bool to = span_end(v, s->list[1], &b);
	struct value x = {.kind = VALUE_WHEN};
	struct buffer text = {0};

	if (eval_failed(v))
		return;
	if (!from && !to) {
		eval_problem(v, "date", column_of(s->list[0]), nothing,
		    "neither a start nor an end is stated");
		return;
	}
	if (from && to && a.first > b.last) {
		eval_problem(v, "end_before_start", column_of(s->list[1]),
		    b.edtf, "it ends before it starts, on %.*s",
		    (int)a.edtf.len, (const char *)a.edtf.at);
		return;
	}
	buffer_add(&text, from ? a.edtf : bytes_text(".."));
	buffer_byte(&text, '/');
	buffer_add(&text, to ? b.edtf : bytes_text(".."));
	x.when.edtf = arena_copy(v->a, buffer_bytes(&text));
	buffer_release(&text);
	/* model 4.5 */
	x.when.interval = true;
	x.when.qualified = a.qualified || b.qualified;
	x.when.first = from ? a.first : DAY_FIRST;
	x.when.last = from && (!to || a.last < b.last) ? a.last : b.last;
	x.when.end_first = to && (!from || b.first > a.first) ? b.first :
								a.first;
	x.when.end_last = to ? b.last : DAY_LAST;
	add(v, out, x);
}

static void
source_raw(struct eval *v, const struct source *s, struct values *out)
{
	switch (s->kind) {
	case SOURCE_COLUMN:
		from_column(v, s, out);
		return;
	case SOURCE_TEXT:
		add_text(v, out, s->text);
		return;
	case SOURCE_JOIN:
		from_join(v, s, out);
		return;
	case SOURCE_FIRST:
		from_first(v, s, out);
		return;
	case SOURCE_LABEL:
		from_label(v, s, out);
		return;
	case SOURCE_THIS:
		from_this(v, s, out);
		return;
	case SOURCE_FOR:
		from_for(v, s, out);
		return;
	case SOURCE_ENTITY:
	case SOURCE_RECORD:
	case SOURCE_NAMED:
		from_entity(v, s, out);
		return;
	case SOURCE_HASH:
		from_hash(v, s, out);
		return;
	case SOURCE_SPAN:
		from_span(v, s, out);
		return;
	case SOURCE_IF:
		add_json(v, out,
		    eval_template(v,
			eval_condition(v, s->when) ? s->body : s->other));
		return;
	}
}

void
eval_source(struct eval *v, const struct source *s, struct values *out)
{
	struct values raw = {0};

	if (eval_failed(v))
		return;
	if (!has_steps(&s->steps)) {
		source_raw(v, s, out);
		return;
	}
	source_raw(v, s, &raw);
	steps_apply(v, s, &raw, out);
}

/* ---- templates -------------------------------------------------------- */

static struct json *
object_make(struct eval *v, const struct template *t)
{
	struct json *o = json_new(v->a, JSON_OBJECT);
	size_t absent = 0;

	for (size_t i = 0; i < t->count && !eval_failed(v); i++) {
		struct json *value = eval_template(v, t->members[i].value);

		if (value != NULL)
			(void)json_put(v->a, o, t->members[i].name, value);
		else if (t->members[i].optional)
			absent++;
		else
			(void)json_put_null(v->a, o, t->members[i].name);
	}
	return absent != 0 && absent == t->count ? NULL : o;
}

static void
array_add_source(struct eval *v, const struct source *s, struct json *list)
{
	struct values values = {0};

	eval_source(v, s, &values);
	for (size_t i = 0; i < values.count && !eval_failed(v); i++) {
		struct json *value = value_json(v, &values.at[i]);
		bool seen = false;

		for (size_t k = 0;
		     s->kind != SOURCE_FOR && !seen && k < list->count; k++)
			seen = json_equal(json_at(list, k), value);
		if (!seen)
			(void)json_add(list, value);
	}
}

static struct json *
array_make(struct eval *v, const struct template *t)
{
	struct json *list = json_new(v->a, JSON_ARRAY);

	for (size_t i = 0; i < t->count && list != NULL && !eval_failed(v);
	     i++) {
		const struct template *item = t->items[i];

		if (item->kind == TEMPLATE_SOURCE)
			array_add_source(v, item->source, list);
		else
			(void)json_add(list, eval_template(v, item));
	}
	return list;
}

struct json *
eval_template(struct eval *v, const struct template *t)
{
	struct values values = {0};

	if (eval_failed(v))
		return NULL;
	switch (t->kind) {
	case TEMPLATE_VALUE:
		return json_clone(v->a, t->value);
	case TEMPLATE_OBJECT:
		return object_make(v, t);
	case TEMPLATE_ARRAY:
		return array_make(v, t);
	case TEMPLATE_SOURCE:
		eval_source(v, t->source, &values);
		return values.count == 0 || eval_failed(v) ?
		    NULL :
		    value_json(v, &values.at[0]);
	}
	return NULL;
}

/* ---- conditions ------------------------------------------------------- */

static bool
values_test(struct eval *v, const struct condition *c,
    const struct values *values)
{
	for (size_t i = 0; i < values->count; i++) {
		struct bytes text;

		if (c->kind == CONDITION_AFTER) {
			if (values->at[i].kind == VALUE_WHEN &&
			    values->at[i].when.first > c->day)
				return true;
			continue;
		}
		text = text_fold(v->a, value_text(v, &values->at[i]));
		for (size_t k = 0; k < c->text_count; k++)
			if (c->kind == CONDITION_IN ?
				bytes_equal(text, c->texts[k]) :
				text_has(text, c->texts[k]))
				return true;
	}
	return false;
}

/* A value that cannot be read makes a test fail and is no problem yet: it
 * becomes one when an entry is made from it (map 5.3). */
static bool
condition_source(struct eval *v, const struct condition *c)
{
	struct values values = {0};
	bool holds;

	eval_source(v, c->source, &values);
	if (v->rc != ERR_NONE)
		return false;
	if (v->code != NULL) {
		v->code = NULL;
		return false;
	}
	holds = c->kind == CONDITION_EMPTY ? values.count == 0 :
					     values_test(v, c, &values);
	return holds;
}

bool
eval_condition(struct eval *v, const struct condition *c)
{
	if (eval_failed(v))
		return false;
	switch (c->kind) {
	case CONDITION_NOT:
		return !eval_condition(v, c->list[0]);
	case CONDITION_ALL:
	case CONDITION_ANY:
		for (size_t i = 0; i < c->count; i++)
			if (eval_condition(v, c->list[i]) !=
			    (c->kind == CONDITION_ALL))
				return c->kind == CONDITION_ANY;
		return c->kind == CONDITION_ALL;
	case CONDITION_EMPTY:
	case CONDITION_IN:
	case CONDITION_HAS:
	case CONDITION_AFTER:
		return condition_source(v, c);
	}
	return false;
}
