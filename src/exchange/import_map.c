#include "exchange/import_map.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/file.h"

#define MAP_BYTES_MAX MIB
#define TABLE_BYTES_MAX (4 * MIB)
#define MAP_ARENA_MAX (256 * MIB)
#define COLUMNS_MAX 4096

struct named_table {
	struct bytes name;
	struct form_table *table;
};

/* What is at hand while a map is read. */
struct build {
	struct import_map *map;
	struct arena *a;
	struct named_table *tables;
	size_t table_count;
	struct part *part;
	size_t entries; /* those that a source may name so far */
	struct column *columns[COLUMNS_MAX];
	struct error *e;
};

static enum err template_build(struct build *b, const struct json *v,
    struct template **out);
static enum err source_build(struct build *b, const struct json *v,
    bool in_condition, struct source **out);
static enum err condition_build(struct build *b, const struct json *v,
    struct condition **out);

/* ---- small helpers ---------------------------------------------------- */

/* Precision for printing a span: bounded, as A11.1 wants. */
static int
shown(struct bytes text)
{
	return (int)(text.len < 60 ? text.len : 60);
}

static enum err
full(struct build *b)
{
	return error_set(b->e, ERR_MEMORY, "the map is too large");
}

static enum err
only(struct build *b, const struct json *v, const char *const *names,
    size_t count)
{
	if (v == NULL || v->type != JSON_OBJECT)
		return error_set(b->e, ERR_INPUT, "it wants an object");
	for (const struct json *m = v->first; m != NULL; m = m->next) {
		size_t i = 0;

		while (i < count && !bytes_is(m->name, names[i]))
			i++;
		if (i == count)
			return error_set(b->e, ERR_INPUT,
			    "unknown member \"%.*s\"", shown(m->name),
			    (const char *)m->name.at);
	}
	return ERR_NONE;
}

#define ONLY(b, v, ...)                                    \
	only((b), (v), (const char *const[]){__VA_ARGS__}, \
	    sizeof((const char *const[]){__VA_ARGS__}) / sizeof(char *))

static enum err
want_text(struct build *b, const struct json *v, const char *name,
    struct bytes *out)
{
	const struct json *m = json_get(v, name);

	if (m == NULL || m->type != JSON_STRING)
		return error_set(b->e, ERR_INPUT, "\"%s\" wants a text", name);
	*out = m->text;
	return ERR_NONE;
}

static enum err
want_array(struct build *b, const struct json *v, const char *name,
    size_t least, size_t most, const struct json **out)
{
	const struct json *m = json_get(v, name);

	if (m == NULL || m->type != JSON_ARRAY || m->count < least ||
	    m->count > most)
		return error_set(b->e, ERR_INPUT,
		    "\"%s\" wants a list of %zu to %zu", name, least, most);
	*out = m;
	return ERR_NONE;
}

static enum err
want_flag(struct build *b, const struct json *v, const char *name, bool *out)
{
	const struct json *m = json_get(v, name);

	if (m != NULL && m->type != JSON_BOOL)
		return error_set(b->e, ERR_INPUT, "\"%s\" wants true or false",
		    name);
	*out = m != NULL && m->truth;
	return ERR_NONE;
}

static enum err
want_day(struct build *b, const struct json *v, const char *name, uint32_t *out)
{
	struct bytes text = {0};
	enum err rc = want_text(b, v, name, &text);

	if (rc == ERR_NONE && !day_parse(text, out))
		rc = error_set(b->e, ERR_INPUT,
		    "\"%s\" wants a day, YYYY-MM-DD", name);
	return rc;
}

/* A list of texts, folded. */
static enum err
folded_list(struct build *b, const struct json *v, const char *name,
    struct bytes **out, size_t *count)
{
	const struct json *list;
	enum err rc = want_array(b, v, name, 1, 4096, &list);

	if (rc != ERR_NONE)
		return rc;
	*out = arena_take_array(b->a, list->count, sizeof(**out));
	if (*out == NULL)
		return full(b);
	for (const struct json *m = list->first; m != NULL; m = m->next) {
		if (m->type != JSON_STRING)
			return error_set(b->e, ERR_INPUT, "\"%s\" wants texts",
			    name);
		(*out)[(*count)++] = text_fold(b->a, m->text);
	}
	return ERR_NONE;
}

static enum err
column_build(struct build *b, struct bytes text, struct column **out)
{
	enum err rc = column_parse(out, text, b->part->reader.kind, b->a, b->e);

	if (rc != ERR_NONE)
		return rc;
	if (b->part->column_count == COLUMNS_MAX)
		return error_set(b->e, ERR_INPUT,
		    "a part names more than 4096 columns");
	b->columns[b->part->column_count++] = *out;
	return ERR_NONE;
}

static enum err
table_find(struct build *b, struct bytes name, const struct form_table **out)
{
	for (size_t i = 0; i < b->table_count; i++)
		if (bytes_equal(b->tables[i].name, name)) {
			*out = b->tables[i].table;
			return ERR_NONE;
		}
	return error_set(b->e, ERR_INPUT, "no table \"%.*s\" in \"tables\"",
	    shown(name), (const char *)name.at);
}

/* ---- steps ------------------------------------------------------------ */

static const struct pattern_row {
	const char *text;
	enum date_pattern pattern;
} patterns[] = {
    {"YYYY-MM-DD",       DATE_YMD      },
    {"DD-MM-YYYY",       DATE_DMY_DASH },
    {"DD/MM/YYYY",       DATE_DMY      },
    {"MM/DD/YYYY",       DATE_MDY      },
    {"D. M. YYYY",       DATE_DOTS     },
    {"YYYY-MM-DD hh:mm", DATE_YMD_HM   },
    {"YYYY-MM",          DATE_YM       },
    {"YYYY",	     DATE_Y        },
    {"YYYY-MM-01?",      DATE_FIRST    },
    {"MM/DD/YY*",        DATE_HALF_YEAR},
};

static enum err
steps_dates(struct build *b, const struct json *v, struct steps *s)
{
	const struct json *list;
	enum err rc = want_array(b, v, "date", 1, COUNT(s->dates), &list);

	if (rc != ERR_NONE)
		return rc;
	for (const struct json *m = list->first; m != NULL; m = m->next) {
		size_t i = 0;

		while (m->type == JSON_STRING && i < COUNT(patterns) &&
		    !bytes_is(m->text, patterns[i].text))
			i++;
		if (m->type != JSON_STRING || i == COUNT(patterns))
			return error_set(b->e, ERR_INPUT,
			    "\"date\": unknown pattern \"%.*s\"",
			    shown(m->text), (const char *)m->text.at);
		s->dates[s->date_count++] = patterns[i].pattern;
	}
	return ERR_NONE;
}

static enum err
steps_map(struct build *b, const struct json *v, struct steps *s)
{
	const struct json *map = json_get(v, "map");

	if (map->type != JSON_OBJECT || map->count == 0)
		return error_set(b->e, ERR_INPUT, "\"map\" wants an object");
	s->has_map = true;
	s->map = arena_take_array(b->a, map->count, sizeof(s->map[0]));
	if (s->map == NULL)
		return full(b);
	for (const struct json *m = map->first; m != NULL; m = m->next)
		s->map[s->map_count++] =
		    (struct pair){.text = text_fold(b->a, m->name), .value = m};
	return ERR_NONE;
}

static enum err
steps_find(struct build *b, const struct json *v, struct steps *s)
{
	const struct json *list;
	enum err rc = want_array(b, v, "find", 1, 1024, &list);

	if (rc != ERR_NONE)
		return rc;
	s->has_find = true;
	s->find = arena_take_array(b->a, list->count, sizeof(s->find[0]));
	if (s->find == NULL)
		return full(b);
	for (const struct json *m = list->first; m != NULL; m = m->next) {
		const struct json *text = json_at(m, 0);

		if (m->type != JSON_ARRAY || m->count != 2 ||
		    text->type != JSON_STRING || text->text.len == 0)
			return error_set(b->e, ERR_INPUT,
			    "\"find\" wants pairs [text, value]");
		s->find[s->find_count++] = (struct pair){.text = text_fold(b->a,
							     text->text),
		    .value = json_at(m, 1)};
	}
	return ERR_NONE;
}

static enum err
steps_drop(struct build *b, const struct json *v, struct steps *s)
{
	const struct json *list;
	enum err rc = want_array(b, v, "drop", 1, 1024, &list);

	if (rc != ERR_NONE)
		return rc;
	s->drop = arena_take_array(b->a, list->count, sizeof(s->drop[0]));
	if (s->drop == NULL)
		return full(b);
	for (const struct json *m = list->first; m != NULL; m = m->next) {
		if (m->type != JSON_STRING)
			return error_set(b->e, ERR_INPUT,
			    "\"drop\" wants texts");
		s->drop[s->drop_count++] = m->text;
	}
	return ERR_NONE;
}

static enum err
steps_texts(struct build *b, const struct json *v, struct steps *s)
{
	enum err rc = ERR_NONE;

	if (json_get(v, "strip") != NULL) {
		s->has_strip = true;
		rc = want_text(b, v, "strip", &s->strip);
	}
	if (rc == ERR_NONE && json_get(v, "split") != NULL) {
		s->has_split = true;
		rc = want_text(b, v, "split", &s->split);
		if (rc == ERR_NONE && s->split.len == 0)
			rc = error_set(b->e, ERR_INPUT,
			    "\"split\" wants a text that is not empty");
	}
	return rc;
}

static enum err
steps_build(struct build *b, const struct json *v, struct steps *s)
{
	struct bytes name = {0};
	enum err rc = steps_texts(b, v, s);

	if (rc == ERR_NONE && json_get(v, "map") != NULL)
		rc = steps_map(b, v, s);
	if (rc == ERR_NONE && json_get(v, "table") != NULL) {
		rc = want_text(b, v, "table", &name);
		if (rc == ERR_NONE)
			rc = table_find(b, name, &s->table);
	}
	if (rc == ERR_NONE)
		rc = want_flag(b, v, "within", &s->within);
	if (rc == ERR_NONE && s->within && s->table == NULL)
		rc = error_set(b->e, ERR_INPUT, "\"within\" wants a table");
	if (rc == ERR_NONE && json_get(v, "find") != NULL)
		rc = steps_find(b, v, s);
	if (rc == ERR_NONE && json_get(v, "date") != NULL)
		rc = steps_dates(b, v, s);
	if (rc == ERR_NONE && json_get(v, "drop") != NULL)
		rc = steps_drop(b, v, s);
	if (rc == ERR_NONE && json_get(v, "else") != NULL) {
		s->has_else = true;
		rc = template_build(b, json_get(v, "else"), &s->otherwise);
	}
	if (rc == ERR_NONE &&
	    s->has_map + s->has_find + (s->table != NULL) +
		    (s->date_count != 0) >
		1)
		rc = error_set(b->e, ERR_INPUT,
		    "one of map, table, find and date at most");
	return rc;
}

/* ---- sources ---------------------------------------------------------- */

static const char *const origins[] = {"column", "join", "first", "label",
    "this", "for", "entity", "hash", "span", "if"};

static bool
is_source(const struct json *v)
{
	if (v->type != JSON_OBJECT)
		return false;
	for (size_t i = 0; i < COUNT(origins); i++)
		if (json_get(v, origins[i]) != NULL)
			return true;
	return false;
}

#define STEPS                                                               \
	"strip", "split", "map", "table", "within", "find", "date", "drop", \
	    "else"
#define TESTS "empty", "in", "has", "after"

static enum err
source_list(struct build *b, const struct json *v, const char *name,
    size_t least, size_t most, struct source *s)
{
	const struct json *list;
	enum err rc = want_array(b, v, name, least, most, &list);

	if (rc != ERR_NONE)
		return rc;
	s->list = arena_take_array(b->a, list->count, sizeof(s->list[0]));
	if (s->list == NULL)
		return full(b);
	for (const struct json *m = list->first; m != NULL; m = m->next) {
		rc = source_build(b, m, false, &s->list[s->count]);
		if (rc != ERR_NONE)
			return error_wrap(b->e, "%s/%zu", name, s->count);
		s->count++;
	}
	return ERR_NONE;
}

static enum err
source_column(struct build *b, const struct json *v, struct source *s)
{
	struct bytes text = {0};
	enum err rc = want_text(b, v, "column", &text);

	if (rc == ERR_NONE)
		rc = column_build(b, text, &s->column);
	if (rc != ERR_NONE || json_get(v, "lookup") == NULL)
		return rc;
	s->has_lookup = true;
	rc = want_text(b, v, "lookup", &text);
	if (rc != ERR_NONE)
		return rc;
	while (s->lookup < b->part->lookup_count &&
	    !bytes_equal(b->part->lookups[s->lookup].name, text))
		s->lookup++;
	if (s->lookup == b->part->lookup_count)
		return error_set(b->e, ERR_INPUT,
		    "no lookup \"%.*s\" in this part", shown(text),
		    (const char *)text.at);
	rc = want_text(b, v, "take", &text);
	if (rc == ERR_NONE)
		rc = column_parse(&s->take, text, b->part->reader.kind, b->a,
		    b->e);
	return rc;
}

static enum err
source_this(struct build *b, const struct json *v, struct source *s)
{
	static const char *const words[] = {"dataset", "file", "key", "origin",
	    "item", "index"};
	struct bytes text = {0};
	enum err rc = want_text(b, v, "this", &text);

	if (rc != ERR_NONE)
		return rc;
	for (size_t i = 0; i < COUNT(words); i++)
		if (bytes_is(text, words[i])) {
			s->word = (enum this_word)i;
			return ERR_NONE;
		}
	return error_set(b->e, ERR_INPUT, "\"this\": unknown word \"%.*s\"",
	    shown(text), (const char *)text.at);
}

static enum err
source_for(struct build *b, const struct json *v, struct source *s)
{
	const struct json *over = json_get(v, "for");
	struct bytes path = {0};
	enum err rc = ERR_NONE;

	if (over->type == JSON_STRING && bytes_is(over->text, "lines")) {
		s->over_lines = true;
	} else if (json_get(over, "nodes") != NULL) {
		rc = ONLY(b, over, "nodes");
		if (rc == ERR_NONE)
			rc = want_text(b, over, "nodes", &path);
		if (rc == ERR_NONE && b->part->reader.kind == ROWS_CSV)
			rc = error_set(b->e, ERR_INPUT,
			    "csv has no nodes below a row");
		if (rc == ERR_NONE)
			rc = column_parse(&s->column, path,
			    b->part->reader.kind, b->a, b->e);
	} else {
		rc = source_build(b, over, false, &s->of);
	}
	if (rc != ERR_NONE)
		return error_wrap(b->e, "for");
	if (json_get(v, "do") == NULL)
		return error_set(b->e, ERR_INPUT, "\"for\" wants \"do\"");
	rc = template_build(b, json_get(v, "do"), &s->body);
	return rc == ERR_NONE ? rc : error_wrap(b->e, "do");
}

static enum err
source_entity(struct build *b, const struct json *v, struct source *s)
{
	const struct json *who = json_get(v, "entity");
	const char *by = json_get(who, "name") != NULL ? "name" : "key";
	enum err rc;

	if (who->type == JSON_STRING) {
		s->kind = SOURCE_ENTITY;
		while (s->entry < b->entries &&
		    !bytes_equal(who->text, b->part->entries[s->entry].as))
			s->entry++;
		if (s->entry < b->entries)
			return ERR_NONE;
		return error_set(b->e, ERR_INPUT,
		    "no earlier entry is made \"as\" \"%.*s\"",
		    shown(who->text), (const char *)who->text.at);
	}
	s->kind = by[0] == 'n' ? SOURCE_NAMED : SOURCE_RECORD;
	rc = ONLY(b, who, "type", by);
	if (rc == ERR_NONE)
		rc = want_text(b, who, "type", &s->type);
	if (rc == ERR_NONE && json_get(who, by) == NULL)
		rc = error_set(b->e, ERR_INPUT, "it wants \"key\" or \"name\"");
	if (rc == ERR_NONE)
		rc = source_build(b, json_get(who, by), false, &s->of);
	return rc == ERR_NONE ? rc : error_wrap(b->e, "entity");
}

static enum err
source_if(struct build *b, const struct json *v, struct source *s)
{
	enum err rc = condition_build(b, json_get(v, "if"), &s->when);

	if (rc != ERR_NONE)
		return error_wrap(b->e, "if");
	if (json_get(v, "then") == NULL || json_get(v, "else") == NULL)
		return error_set(b->e, ERR_INPUT,
		    "\"if\" wants \"then\" and \"else\"");
	rc = template_build(b, json_get(v, "then"), &s->body);
	if (rc == ERR_NONE)
		rc = template_build(b, json_get(v, "else"), &s->other);
	return rc;
}

/* The members that a source of this kind may have. */
static enum err
source_members(struct build *b, const struct json *v, enum source_kind kind,
    bool in_condition)
{
	switch (kind) {
	case SOURCE_COLUMN:
		return in_condition ?
		    ONLY(b, v, "column", "lookup", "take", STEPS, TESTS) :
		    ONLY(b, v, "column", "lookup", "take", STEPS);
	case SOURCE_JOIN:
		return in_condition ?
		    ONLY(b, v, "join", "with", "all", STEPS, TESTS) :
		    ONLY(b, v, "join", "with", "all", STEPS);
	case SOURCE_FIRST:
		return in_condition ? ONLY(b, v, "first", STEPS, TESTS) :
				      ONLY(b, v, "first", STEPS);
	case SOURCE_LABEL:
		return in_condition ? ONLY(b, v, "label", "of", STEPS, TESTS) :
				      ONLY(b, v, "label", "of", STEPS);
	case SOURCE_THIS:
		return in_condition ? ONLY(b, v, "this", STEPS, TESTS) :
				      ONLY(b, v, "this", STEPS);
	case SOURCE_FOR:
		return ONLY(b, v, "for", "do");
	case SOURCE_ENTITY:
	case SOURCE_RECORD:
	case SOURCE_NAMED:
		return ONLY(b, v, "entity");
	case SOURCE_HASH:
		return ONLY(b, v, "hash");
	case SOURCE_SPAN:
		return ONLY(b, v, "span");
	case SOURCE_IF:
		return ONLY(b, v, "if", "then", "else");
	case SOURCE_TEXT:
		break;
	}
	return ERR_NONE;
}

static enum source_kind
source_kind_of(const struct json *v)
{
	static const enum source_kind kinds[COUNT(origins)] = {SOURCE_COLUMN,
	    SOURCE_JOIN, SOURCE_FIRST, SOURCE_LABEL, SOURCE_THIS, SOURCE_FOR,
	    SOURCE_ENTITY, SOURCE_HASH, SOURCE_SPAN, SOURCE_IF};
	size_t i = 0;

	while (i + 1 < COUNT(origins) && json_get(v, origins[i]) == NULL)
		i++;
	return kinds[i];
}

static enum err
source_parts(struct build *b, const struct json *v, struct source *s)
{
	enum err rc = ERR_NONE;

	switch (s->kind) {
	case SOURCE_COLUMN:
		return source_column(b, v, s);
	case SOURCE_JOIN:
		rc = source_list(b, v, "join", 1, 64, s);
		if (rc == ERR_NONE)
			rc = want_text(b, v, "with", &s->text);
		if (rc == ERR_NONE)
			rc = want_flag(b, v, "all", &s->all);
		return rc;
	case SOURCE_FIRST:
		return source_list(b, v, "first", 1, 64, s);
	case SOURCE_LABEL:
		rc = want_text(b, v, "label", &s->text);
		if (rc == ERR_NONE && json_get(v, "of") == NULL)
			rc = error_set(b->e, ERR_INPUT,
			    "\"label\" wants \"of\"");
		if (rc == ERR_NONE)
			rc = source_build(b, json_get(v, "of"), false, &s->of);
		return rc;
	case SOURCE_THIS:
		return source_this(b, v, s);
	case SOURCE_FOR:
		return source_for(b, v, s);
	case SOURCE_ENTITY:
	case SOURCE_RECORD:
	case SOURCE_NAMED:
		return source_entity(b, v, s);
	case SOURCE_HASH:
		return source_list(b, v, "hash", 1, 64, s);
	case SOURCE_SPAN:
		return source_list(b, v, "span", 2, 2, s);
	case SOURCE_IF:
		return source_if(b, v, s);
	case SOURCE_TEXT:
		break;
	}
	return rc;
}

static enum err
source_build(struct build *b, const struct json *v, bool in_condition,
    struct source **out)
{
	struct source *s = arena_take(b->a, sizeof(*s));
	enum err rc;

	if (s == NULL)
		return full(b);
	if (v->type == JSON_STRING) {
		s->kind = SOURCE_TEXT;
		s->text = v->text;
		*out = s;
		return ERR_NONE;
	}
	if (!is_source(v))
		return error_set(b->e, ERR_INPUT,
		    "it wants a source: a text or an object with column, "
		    "join, first, label, this, for, entity, hash, span or if");
	s->kind = source_kind_of(v);
	rc = source_members(b, v, s->kind, in_condition);
	if (rc == ERR_NONE)
		rc = source_parts(b, v, s);
	if (rc == ERR_NONE && s->kind != SOURCE_IF)
		rc = steps_build(b, v, &s->steps);
	if (rc == ERR_NONE)
		*out = s;
	return rc;
}

/* ---- templates -------------------------------------------------------- */

static enum err
template_object(struct build *b, const struct json *v, struct template *t)
{
	t->kind = TEMPLATE_OBJECT;
	t->members = arena_take_array(b->a, v->count + 1,
	    sizeof(t->members[0]));
	if (t->members == NULL)
		return full(b);
	for (const struct json *m = v->first; m != NULL; m = m->next) {
		struct template_member *x = &t->members[t->count++];
		struct bytes name = m->name;
		enum err rc;

		x->optional = name.len > 1 && name.at[name.len - 1] == '?';
		if (x->optional)
			name.len--;
		x->name = arena_text(b->a, name);
		if (x->name == NULL)
			return full(b);
		rc = template_build(b, m, &x->value);
		if (rc != ERR_NONE)
			return error_wrap(b->e, "%.*s", shown(m->name),
			    (const char *)m->name.at);
	}
	return ERR_NONE;
}

static enum err
template_array(struct build *b, const struct json *v, struct template *t)
{
	t->kind = TEMPLATE_ARRAY;
	t->items = arena_take_array(b->a, v->count + 1, sizeof(t->items[0]));
	if (t->items == NULL)
		return full(b);
	for (const struct json *m = v->first; m != NULL; m = m->next) {
		enum err rc = template_build(b, m, &t->items[t->count]);

		if (rc != ERR_NONE)
			return error_wrap(b->e, "%zu", t->count);
		t->count++;
	}
	return ERR_NONE;
}

static enum err
template_build(struct build *b, const struct json *v, struct template **out)
{
	struct template *t = arena_take(b->a, sizeof(*t));
	enum err rc = ERR_NONE;

	if (t == NULL)
		return full(b);
	t->value = v;
	if (is_source(v)) {
		t->kind = TEMPLATE_SOURCE;
		rc = source_build(b, v, false, &t->source);
	} else if (v->type == JSON_OBJECT) {
		rc = template_object(b, v, t);
	} else if (v->type == JSON_ARRAY) {
		rc = template_array(b, v, t);
	}
	if (rc == ERR_NONE)
		*out = t;
	return rc;
}

/* ---- conditions ------------------------------------------------------- */

static enum err
condition_list(struct build *b, const struct json *v, const char *name,
    struct condition *c)
{
	const struct json *list;
	enum err rc = ONLY(b, v, name);

	if (rc == ERR_NONE)
		rc = want_array(b, v, name, 1, 64, &list);
	if (rc != ERR_NONE)
		return rc;
	c->list = arena_take_array(b->a, list->count, sizeof(c->list[0]));
	if (c->list == NULL)
		return full(b);
	for (const struct json *m = list->first; m != NULL; m = m->next) {
		rc = condition_build(b, m, &c->list[c->count]);
		if (rc != ERR_NONE)
			return error_wrap(b->e, "%s/%zu", name, c->count);
		c->count++;
	}
	return ERR_NONE;
}

static enum err
condition_test(struct build *b, const struct json *v, struct condition *c)
{
	const struct json *empty = json_get(v, "empty");
	bool in = json_get(v, "in") != NULL, has = json_get(v, "has") != NULL;
	bool after = json_get(v, "after") != NULL;

	if ((empty != NULL) + in + has + after != 1)
		return error_set(b->e, ERR_INPUT,
		    "a condition wants one of "
		    "empty, in, has, after, not, all and any");
	if (empty != NULL) {
		c->kind = CONDITION_EMPTY;
		return empty->type == JSON_BOOL && empty->truth ?
		    ERR_NONE :
		    error_set(b->e, ERR_INPUT,
			"\"empty\" wants true; for the contrary write \"not\"");
	}
	if (after) {
		c->kind = CONDITION_AFTER;
		return want_day(b, v, "after", &c->day);
	}
	c->kind = in ? CONDITION_IN : CONDITION_HAS;
	return folded_list(b, v, in ? "in" : "has", &c->texts, &c->text_count);
}

static enum err
condition_build(struct build *b, const struct json *v, struct condition **out)
{
	struct condition *c = arena_take(b->a, sizeof(*c));
	enum err rc;

	if (c == NULL)
		return full(b);
	if (v == NULL || v->type != JSON_OBJECT)
		return error_set(b->e, ERR_INPUT, "it wants a condition");
	if (is_source(v)) {
		rc = source_build(b, v, true, &c->source);
		if (rc == ERR_NONE)
			rc = condition_test(b, v, c);
	} else if (json_get(v, "not") != NULL) {
		c->kind = CONDITION_NOT;
		rc = ONLY(b, v, "not");
		c->list = arena_take(b->a, sizeof(c->list[0]));
		if (c->list == NULL)
			return full(b);
		c->count = 1;
		if (rc == ERR_NONE)
			rc = condition_build(b, json_get(v, "not"),
			    &c->list[0]);
		if (rc != ERR_NONE)
			rc = error_wrap(b->e, "not");
	} else {
		bool all = json_get(v, "all") != NULL;

		c->kind = all ? CONDITION_ALL : CONDITION_ANY;
		rc = condition_list(b, v, all ? "all" : "any", c);
	}
	if (rc == ERR_NONE)
		*out = c;
	return rc;
}

/* ---- parts ------------------------------------------------------------ */

static enum err
reader_csv(struct build *b, const struct json *v, struct reader_format *f)
{
	static const char *const ends[] = {"any", "cr", "lf", "crlf"};
	struct bytes encoding = {0}, separator = {0}, line_end = {0};
	const struct json *group = json_get(v, "group_by");
	size_t i = 0;
	enum err rc = ONLY(b, v, "format", "encoding", "separator", "line_end",
	    "group_by");

	if (rc == ERR_NONE)
		rc = want_text(b, v, "encoding", &encoding);
	if (rc == ERR_NONE)
		rc = want_text(b, v, "separator", &separator);
	if (rc == ERR_NONE)
		rc = want_text(b, v, "line_end", &line_end);
	if (rc != ERR_NONE)
		return rc;
	if (!bytes_is(encoding, "utf-8") && !bytes_is(encoding, "windows-1252"))
		return error_set(b->e, ERR_INPUT,
		    "\"encoding\" is utf-8 or windows-1252");
	if (separator.len != 1 || separator.at[0] >= 0x80 ||
	    separator.at[0] == '"' || separator.at[0] == '\n' ||
	    separator.at[0] == '\r')
		return error_set(b->e, ERR_INPUT,
		    "\"separator\" wants one character of ASCII, and neither "
		    "a quote nor a line end");
	while (i < COUNT(ends) && !bytes_is(line_end, ends[i]))
		i++;
	if (i == COUNT(ends))
		return error_set(b->e, ERR_INPUT,
		    "\"line_end\" is any, cr, lf or crlf");
	f->csv = (struct csv_format){.separator = separator.at[0],
	    .line_end = (enum csv_line_end)i,
	    .encoding = bytes_is(encoding, "utf-8") ? CSV_UTF8 :
						      CSV_WINDOWS_1252};
	if (group == NULL)
		return ERR_NONE;
	rc = want_array(b, v, "group_by", 1, 16, &group);
	if (rc != ERR_NONE)
		return rc;
	f->group_by = arena_take_array(b->a, group->count,
	    sizeof(f->group_by[0]));
	if (f->group_by == NULL)
		return full(b);
	for (const struct json *m = group->first; m != NULL; m = m->next) {
		if (m->type != JSON_STRING)
			return error_set(b->e, ERR_INPUT,
			    "\"group_by\" wants columns");
		rc = column_build(b, m->text, &f->group_by[f->group_count++]);
		if (rc != ERR_NONE)
			return rc;
	}
	return ERR_NONE;
}

static enum err
reader_build(struct build *b, const struct json *v)
{
	struct reader_format *f = &b->part->reader;
	struct bytes format = {0}, rows = {0};
	enum err rc;

	if (v == NULL || v->type != JSON_OBJECT)
		return error_set(b->e, ERR_INPUT, "it wants an object");
	rc = want_text(b, v, "format", &format);
	if (rc != ERR_NONE)
		return rc;
	if (bytes_is(format, "csv")) {
		f->kind = ROWS_CSV;
		return reader_csv(b, v, f);
	}
	if (!bytes_is(format, "json") && !bytes_is(format, "xml"))
		return error_set(b->e, ERR_INPUT,
		    "\"format\" is csv, json or xml");
	f->kind = bytes_is(format, "json") ? ROWS_JSON : ROWS_XML;
	rc = ONLY(b, v, "format", "rows");
	if (rc == ERR_NONE)
		rc = want_text(b, v, "rows", &rows);
	if (rc == ERR_NONE)
		rc = column_parse(&f->rows, rows, f->kind, b->a, b->e);
	return rc;
}

static enum err
lookups_build(struct build *b, const struct json *v)
{
	struct part *p = b->part;

	if (v == NULL)
		return ERR_NONE;
	if (v->type != JSON_OBJECT || p->reader.kind == ROWS_CSV)
		return error_set(b->e, ERR_INPUT,
		    "\"lookups\" wants an object, and json or xml to look in");
	p->lookups = arena_take_array(b->a, v->count + 1,
	    sizeof(p->lookups[0]));
	if (p->lookups == NULL)
		return full(b);
	for (const struct json *m = v->first; m != NULL; m = m->next) {
		struct lookup *l = &p->lookups[p->lookup_count++];
		struct bytes rows = {0}, key = {0};
		enum err rc = ONLY(b, m, "rows", "key");

		l->name = m->name;
		if (rc == ERR_NONE)
			rc = want_text(b, m, "rows", &rows);
		if (rc == ERR_NONE)
			rc = want_text(b, m, "key", &key);
		if (rc == ERR_NONE)
			rc = column_parse(&l->rows, rows, p->reader.kind, b->a,
			    b->e);
		if (rc == ERR_NONE)
			rc = column_parse(&l->key, key, p->reader.kind, b->a,
			    b->e);
		if (rc != ERR_NONE)
			return rc;
	}
	return ERR_NONE;
}

static enum err
plausible_build(struct build *b, const struct json *v)
{
	struct part *p = b->part;
	enum err rc;

	p->plausible_from = DAY_FIRST;
	p->plausible_to = DAY_LAST;
	if (v == NULL)
		return ERR_NONE;
	rc = ONLY(b, v, "from", "to");
	if (rc == ERR_NONE)
		rc = want_day(b, v, "from", &p->plausible_from);
	if (rc == ERR_NONE)
		rc = want_day(b, v, "to", &p->plausible_to);
	if (rc == ERR_NONE && p->plausible_from > p->plausible_to)
		rc = error_set(b->e, ERR_INPUT, "\"from\" is after \"to\"");
	return rc;
}

static enum err
skips_build(struct build *b, const struct json *v)
{
	struct part *p = b->part;
	const struct json *list = json_get(v, "skip");
	enum err rc;

	if (list == NULL)
		return ERR_NONE;
	rc = want_array(b, v, "skip", 0, 64, &list);
	if (rc != ERR_NONE)
		return rc;
	p->skips = arena_take_array(b->a, list->count + 1, sizeof(p->skips[0]));
	if (p->skips == NULL)
		return full(b);
	for (const struct json *m = list->first; m != NULL; m = m->next) {
		struct skip *s = &p->skips[p->skip_count];

		rc = ONLY(b, m, "reason", "if");
		if (rc == ERR_NONE)
			rc = want_text(b, m, "reason", &s->reason);
		if (rc == ERR_NONE)
			rc = condition_build(b, json_get(m, "if"), &s->when);
		if (rc != ERR_NONE)
			return error_wrap(b->e, "skip/%zu", p->skip_count);
		p->skip_count++;
	}
	return ERR_NONE;
}

static bool
type_may_be_imported(struct bytes type)
{
	static const char *const types[] = {"person", "org", "post", "tenure",
	    "contact", "document", "complete"};

	for (size_t i = 0; i < COUNT(types); i++)
		if (bytes_is(type, types[i]))
			return true;
	return false;
}

static enum err
repeat_build(struct build *b, const struct json *v, struct entry_map *x)
{
	struct bytes text = {0};
	enum err rc;

	if (json_get(v, "repeat") == NULL)
		return ERR_NONE;
	rc = want_text(b, v, "repeat", &text);
	if (rc != ERR_NONE)
		return rc;
	if (bytes_is(text, "once"))
		x->repeat = REPEAT_ONCE;
	else if (bytes_is(text, "number"))
		x->repeat = REPEAT_NUMBER;
	else if (!bytes_is(text, "refuse"))
		return error_set(b->e, ERR_INPUT,
		    "\"repeat\" is refuse, once or number");
	return ERR_NONE;
}

static enum err
entry_head(struct build *b, const struct json *v, struct entry_map *x)
{
	struct bytes each = {0};
	enum err rc = ONLY(b, v, "type", "as", "key", "if", "repeat", "each",
	    "body", "slots");

	if (rc == ERR_NONE)
		rc = want_text(b, v, "type", &x->type);
	if (rc == ERR_NONE && !type_may_be_imported(x->type))
		rc = error_set(b->e, ERR_INPUT,
		    "\"type\": \"%.*s\" is not "
		    "imported; person, org, post, tenure, contact, document "
		    "and complete are",
		    shown(x->type), (const char *)x->type.at);
	if (rc == ERR_NONE)
		rc = want_text(b, v, "as", &x->as);
	if (rc == ERR_NONE)
		rc = repeat_build(b, v, x);
	if (rc == ERR_NONE && json_get(v, "each") != NULL) {
		rc = want_text(b, v, "each", &each);
		if (rc == ERR_NONE && !bytes_is(each, "lines"))
			rc = error_set(b->e, ERR_INPUT, "\"each\" is lines");
		x->each_line = true;
	}
	return rc;
}

static enum err
entry_build(struct build *b, const struct json *v, struct entry_map *x)
{
	enum err rc = entry_head(b, v, x);

	if (rc != ERR_NONE)
		return rc;
	if (json_get(v, "key") == NULL || json_get(v, "body") == NULL ||
	    json_get(v, "slots") == NULL ||
	    json_get(v, "slots")->type != JSON_OBJECT)
		return error_set(b->e, ERR_INPUT,
		    "an entry wants \"key\", \"body\" and \"slots\"");
	rc = source_build(b, json_get(v, "key"), false, &x->key);
	if (rc != ERR_NONE)
		return error_wrap(b->e, "key");
	if (json_get(v, "if") != NULL) {
		rc = condition_build(b, json_get(v, "if"), &x->when);
		if (rc != ERR_NONE)
			return error_wrap(b->e, "if");
	}
	rc = template_build(b, json_get(v, "body"), &x->body);
	if (rc != ERR_NONE)
		return error_wrap(b->e, "body");
	rc = template_build(b, json_get(v, "slots"), &x->slots);
	return rc == ERR_NONE ? rc : error_wrap(b->e, "slots");
}

static enum err
entries_build(struct build *b, const struct json *v)
{
	struct part *p = b->part;
	const struct json *list;
	enum err rc = want_array(b, v, "entries", 1, 16, &list);

	if (rc != ERR_NONE)
		return rc;
	p->entries = arena_take_array(b->a, list->count, sizeof(p->entries[0]));
	if (p->entries == NULL)
		return full(b);
	for (const struct json *m = list->first; m != NULL; m = m->next) {
		b->entries = p->entry_count;
		rc = entry_build(b, m, &p->entries[p->entry_count]);
		if (rc != ERR_NONE)
			return error_wrap(b->e, "entries/%zu", p->entry_count);
		p->entry_count++;
	}
	return ERR_NONE;
}

static enum err
part_build(struct build *b, const struct json *v)
{
	struct part *p = b->part;
	enum err rc = ONLY(b, v, "file", "reader", "plausible", "lookups",
	    "skip", "entries");

	b->entries = 0;
	if (rc == ERR_NONE)
		rc = want_text(b, v, "file", &p->file);
	if (rc == ERR_NONE &&
	    (p->file.len == 0 || p->file.at[0] == '/' ||
		text_has(p->file, bytes_text(".."))))
		rc = error_set(b->e, ERR_INPUT,
		    "\"file\" wants a name or pattern below the directory");
	if (rc == ERR_NONE) {
		rc = reader_build(b, json_get(v, "reader"));
		if (rc != ERR_NONE)
			rc = error_wrap(b->e, "reader");
	}
	if (rc == ERR_NONE)
		rc = plausible_build(b, json_get(v, "plausible"));
	if (rc == ERR_NONE)
		rc = lookups_build(b, json_get(v, "lookups"));
	if (rc == ERR_NONE)
		rc = skips_build(b, v);
	if (rc == ERR_NONE)
		rc = entries_build(b, v);
	if (rc != ERR_NONE)
		return rc;
	p->columns = arena_take_array(b->a, p->column_count + 1,
	    sizeof(p->columns[0]));
	if (p->columns == NULL)
		return full(b);
	for (size_t i = 0; i < p->column_count; i++)
		p->columns[i] = b->columns[i];
	return ERR_NONE;
}

/* ---- the whole -------------------------------------------------------- */

static enum err
table_read(struct build *b, struct named_table *t, const struct json *v,
    const char *directory)
{
	char path[PATH_BYTES];
	struct buffer text = {0};
	struct bytes kept;
	char *name;
	enum err rc;

	t->name = v->name;
	if (v->type != JSON_STRING || v->text.len == 0 ||
	    v->text.at[0] == '/' || text_has(v->text, bytes_text("..")))
		return error_set(b->e, ERR_INPUT,
		    "it wants a path below the folder of the map");
	name = arena_text(b->a, v->text);
	if (name == NULL)
		return full(b);
	rc = path_join(path, directory, name, b->e);
	if (rc == ERR_NONE)
		rc = file_read(&text, path, TABLE_BYTES_MAX, b->e);
	if (rc == ERR_NONE) {
		kept = arena_copy(b->a, buffer_bytes(&text));
		rc = form_table_parse(&t->table, kept, b->a, b->e);
		if (rc != ERR_NONE)
			rc = error_wrap(b->e, "%s", name);
	}
	buffer_release(&text);
	return rc;
}

static enum err
tables_read(struct build *b, const struct json *v, const char *directory)
{
	if (v == NULL)
		return ERR_NONE;
	if (v->type != JSON_OBJECT || v->count > 64)
		return error_set(b->e, ERR_INPUT,
		    "it wants an object of at most 64");
	b->tables = arena_take_array(b->a, v->count + 1, sizeof(b->tables[0]));
	if (b->tables == NULL)
		return full(b);
	for (const struct json *m = v->first; m != NULL; m = m->next) {
		enum err rc = table_read(b, &b->tables[b->table_count], m,
		    directory);

		if (rc != ERR_NONE)
			return error_wrap(b->e, "%.*s", shown(m->name),
			    (const char *)m->name.at);
		b->table_count++;
	}
	return ERR_NONE;
}

static bool
is_code(struct bytes text)
{
	if (text.len == 0 || text.len > 40 || text.at[0] == '-')
		return false;
	for (size_t i = 0; i < text.len; i++) {
		uint8_t c = text.at[i];

		if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
			c == '-'))
			return false;
	}
	return true;
}

static enum err
head_build(struct build *b, const struct json *v)
{
	const struct json *version = json_get(v, "map");
	enum err rc = ONLY(b, v, "map", "dataset", "title", "licence", "tables",
	    "parts");

	if (rc == ERR_NONE &&
	    (version == NULL || version->type != JSON_NUMBER ||
		version->number != 1))
		rc = error_set(b->e, ERR_INPUT, "\"map\" wants 1");
	if (rc == ERR_NONE)
		rc = want_text(b, v, "dataset", &b->map->dataset);
	if (rc == ERR_NONE && !is_code(b->map->dataset))
		rc = error_set(b->e, ERR_INPUT,
		    "\"dataset\" wants a code: "
		    "small letters, digits and hyphens, at most 40");
	if (rc == ERR_NONE)
		rc = want_text(b, v, "licence", &b->map->licence);
	b->map->title = json_get(v, "title");
	if (rc == ERR_NONE &&
	    (b->map->title == NULL || b->map->title->type != JSON_OBJECT))
		rc = error_set(b->e, ERR_INPUT,
		    "\"title\" wants texts by language");
	return rc;
}

static enum err
map_build(struct build *b, const struct json *v, const char *directory)
{
	const struct json *list;
	enum err rc = head_build(b, v);

	if (rc == ERR_NONE) {
		rc = tables_read(b, json_get(v, "tables"), directory);
		if (rc != ERR_NONE)
			rc = error_wrap(b->e, "tables");
	}
	if (rc == ERR_NONE)
		rc = want_array(b, v, "parts", 1, 32, &list);
	if (rc != ERR_NONE)
		return rc;
	b->map->parts = arena_take_array(b->a, list->count,
	    sizeof(b->map->parts[0]));
	if (b->map->parts == NULL)
		return full(b);
	for (const struct json *m = list->first; m != NULL; m = m->next) {
		b->part = &b->map->parts[b->map->part_count];
		rc = part_build(b, m);
		if (rc != ERR_NONE)
			return error_wrap(b->e, "parts/%zu",
			    b->map->part_count);
		b->map->part_count++;
	}
	return arena_failed(b->a) ? full(b) : ERR_NONE;
}

enum err
import_map_parse(struct import_map **out, struct bytes in,
    const char *directory, struct error *e)
{
	struct import_map *m = calloc(1, sizeof(*m));
	struct build *b = calloc(1, sizeof(*b));
	const struct json *root;
	enum err rc;

	if (m != NULL)
		m->arena = arena_new(MAP_ARENA_MAX);
	if (m == NULL || b == NULL || m->arena == NULL) {
		rc = error_set(e, ERR_MEMORY, "no memory for the map");
		goto done;
	}
	if (in.len > MAP_BYTES_MAX) {
		rc = error_set(e, ERR_INPUT, "a map has at most 1 MiB");
		goto done;
	}
	b->map = m;
	b->a = m->arena;
	b->e = e;
	in = arena_copy(b->a, in);
	rc = json_parse(&root, in, &json_file_limits, b->a, e);
	if (rc == ERR_NONE)
		rc = map_build(b, root, directory);
	if (rc == ERR_NONE) {
		*out = m;
		m = NULL;
	}
done:
	import_map_free(m);
	free(b);
	return rc;
}

enum err
import_map_read(struct import_map **out, const char *path, struct error *e)
{
	struct buffer text = {0};
	const char *slash = strrchr(path, '/');
	char directory[PATH_BYTES] = ".";
	enum err rc = file_read(&text, path, MAP_BYTES_MAX, e);

	if (rc == ERR_NONE && slash != NULL) {
		size_t len = (size_t)(slash - path);

		if (len >= sizeof(directory)) {
			rc = error_set(e, ERR_INPUT, "the path is too long");
		} else {
			memcpy(directory, path, len);
			directory[len] = '\0';
			if (len == 0)
				memcpy(directory, "/", 2);
		}
	}
	if (rc == ERR_NONE) {
		rc = import_map_parse(out, buffer_bytes(&text), directory, e);
		if (rc != ERR_NONE)
			rc = error_wrap(e, "map \"%s\"", path);
	}
	buffer_release(&text);
	return rc;
}

void
import_map_free(struct import_map *m)
{
	if (m == NULL)
		return;
	arena_free(m->arena);
	free(m);
}

bool
import_name_fits(struct bytes pattern, struct bytes name)
{
	size_t p = 0, n = 0, star = SIZE_MAX, back = 0;

	while (n < name.len) {
		if (p < pattern.len && pattern.at[p] == '*') {
			star = p++;
			back = n;
		} else if (p < pattern.len && pattern.at[p] == name.at[n]) {
			p++;
			n++;
		} else if (star != SIZE_MAX && name.at[back] != '/') {
			p = star + 1;
			n = ++back;
		} else {
			return false;
		}
	}
	while (p < pattern.len && pattern.at[p] == '*')
		p++;
	return p == pattern.len;
}
