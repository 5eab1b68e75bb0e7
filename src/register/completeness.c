#include "register/completeness.h"

#include <stdio.h>

#include "format/day.h"

#define SENTENCE_BYTES 600

static enum err
add_target(struct registry *r, struct json *list, const char *member,
    uint64_t number, struct arena *a, struct error *e)
{
	char id[ID_TEXT_BYTES];
	struct row_entity row;
	enum err rc;

	if (number == NUMBER_NONE)
		return ERR_NONE;
	rc = read_model_by_number(registry_read_model(r), number, &row, e);
	if (rc != ERR_NONE)
		return rc;
	if (member == NULL)
		member = row.id.type == TYPE_ORG ? "org" :
		    row.id.type == TYPE_POST ? "post" : "person";
	id_print(id, &row.id);
	json_put_cstr(a, json_add(list, json_new(a, JSON_OBJECT)), member, id);
	return ERR_NONE;
}

static struct json *
state_target(const struct asking *q, struct arena *a)
{
	char state[3] = {(char)(q->state[0] | 0x20), (char)(q->state[1] | 0x20),
	    '\0'};
	struct json *list = json_new(a, JSON_ARRAY);

	json_put_cstr(a, json_add(list, json_new(a, JSON_OBJECT)), "state",
	    state);
	return list;
}

/* A counterpart of a state lies within a declaration about either of them.
 * Everybody else: the whole heading, whoever is named beside it. */
enum err
completeness_of(struct registry *r, const struct asking *q, uint64_t size,
    struct covering *out, struct arena *a, struct error *e)
{
	struct json *list = json_new(a, JSON_ARRAY);
	struct coverage_question c = {.subject = q->of, .kinds = q->kinds,
	    .from = q->from, .to = q->to, .targets = list};
	struct covering by_state;
	enum err rc = ERR_NONE;

	if (q->mode != ASK_ANYONE_ELSE) {
		rc = add_target(r, list, NULL, q->with, a, e);
		if (rc == ERR_NONE)
			rc = add_target(r, list, "post", q->with_post, a, e);
	}
	if (rc == ERR_NONE && list->count == 0 && q->state[0] != '\0')
		c.targets = state_target(q, a);
	if (rc == ERR_NONE)
		rc = registry_coverage(r, &c, size, out, a, e);
	if (rc != ERR_NONE || out->covered || list->count == 0 ||
	    q->state[0] == '\0')
		return rc;
	c.targets = state_target(q, a);
	rc = registry_coverage(r, &c, size, &by_state, a, e);
	if (rc == ERR_NONE && (by_state.covered ||
	    out->declaration == NUMBER_NONE))
		*out = by_state;
	return rc;
}

static enum err
declared_by(const struct objects *o, uint64_t number, enum lang lang,
    struct bytes *name, int64_t *at_s, struct error *e)
{
	struct read_model *m = registry_read_model(o->r);
	struct row_entity who;
	struct entry entry;
	enum err rc = registry_entry(o->r, number, &entry, o->a, e);

	if (rc == ERR_NONE)
		rc = read_model_by_id(m, &entry.by, &who, e);
	if (rc == ERR_NONE)
		rc = read_model_name(m, who.number,
		    lang == LANG_FR ? "fr" : "en", name, o->a, e);
	if (rc == ERR_NONE && name->len == 0)
		*name = entry.by_text;
	*at_s = entry.at_s;
	return rc;
}

enum err
completeness_sentence(const struct objects *o, const struct covering *c,
    enum lang lang, const char **out, struct error *e)
{
	char text[SENTENCE_BYTES], day[11];
	struct buffer words = {0};
	struct bytes name;
	int64_t at_s;
	enum err rc = ERR_NONE;

	if (c->declaration == NUMBER_NONE) {
		(void)snprintf(text, sizeof text, "%s", message_in(lang,
		    "Nobody has declared this record complete for this "
		    "question."));
	} else if (!c->covered) {
		(void)snprintf(text, sizeof text, message_in(lang,
		    "Declaration (entry %llu) overtaken by entry %llu."),
		    (unsigned long long)c->declaration,
		    (unsigned long long)c->overtaken_by);
	} else {
		rc = declared_by(o, c->declaration, lang, &name, &at_s, e);
		if (rc != ERR_NONE)
			return rc;
		day_print(day, day_of_time(at_s));
		when_words(&words, bytes_text(day), lang);
		(void)snprintf(text, sizeof text, message_in(lang,
		    "Declared complete by %.*s on %s (entry %llu)."),
		    (int)(name.len > 400 ? 400 : name.len),
		    (const char *)name.at, buffer_cstr(&words),
		    (unsigned long long)c->declaration);
		buffer_release(&words);
	}
	*out = arena_text(o->a, bytes_text(text));
	return *out == NULL ? error_set(e, ERR_MEMORY, "out of memory") : rc;
}

/* ---- lines under a declaration, an official, a contact ---- */

static enum err
row_of(struct registry *r, uint64_t number, uint64_t size,
    struct declaration_row *out, struct arena *a, struct error *e)
{
	struct row_entry row;
	struct entry entry;
	enum err rc = registry_entry(r, number, &entry, a, e);

	if (rc == ERR_NONE)
		rc = read_model_entry(registry_read_model(r), number, &row, a,
		    e);
	if (rc != ERR_NONE)
		return rc;
	*out = (struct declaration_row){.entity = row.entity, .entry = number,
	    .form = json_get_text(entry.body, "form"),
	    .excepts = json_get_number(entry.body, "exceptions", 0) != 0,
	    .overtaken_by = NUMBER_NONE};
	return registry_overtaken(r, number, size, &out->overtaken_by, e);
}

enum err
completeness_list(struct registry *r, uint64_t official, uint64_t size,
    struct declaration_row **out, size_t *count, struct arena *a,
    struct error *e)
{
	struct declaration_row *rows;
	uint64_t *numbers = NULL;
	size_t n = 0;
	enum err rc = read_model_declared(registry_read_model(r), official,
	    size, &numbers, &n, a, e);

	if (rc != ERR_NONE)
		return rc;
	rows = arena_take_array(a, n + 1, sizeof *rows);
	if (rows == NULL)
		return error_set(e, ERR_MEMORY, "out of memory");
	for (size_t i = 0; i < n && rc == ERR_NONE; i++)
		rc = row_of(r, numbers[i], size, &rows[i], a, e);
	if (rc != ERR_NONE)
		return rc;
	*out = rows;
	*count = n;
	return ERR_NONE;
}

enum err
completeness_one(struct registry *r, uint64_t entity, uint64_t size,
    struct declaration_row *out, struct arena *a, struct error *e)
{
	struct row_entity row;
	enum err rc = read_model_by_number(registry_read_model(r), entity,
	    &row, e);

	if (rc == ERR_NONE && row.annulled)
		return error_set(e, ERR_ABSENT, "it was withdrawn");
	return rc == ERR_NONE ? row_of(r, row.current, size, out, a, e) : rc;
}

/* Officials of every version of a contact. */
struct officials {
	struct registry *r;
	struct arena *a;
	uint64_t versions[64];
	size_t count;
};

static enum err
keep_version(void *context, const struct row_entry *row, struct error *e)
{
	struct officials *o = context;

	(void)e;
	if (row->outcome <= OUTCOME_NOTE &&
	    (row->notes & NOTE_COMPETING) == 0 &&
	    o->count < COUNT(o->versions))
		o->versions[o->count++] = row->number;
	return ERR_NONE;
}

static bool
is_version(const struct officials *o, uint64_t number)
{
	for (size_t i = 0; i < o->count; i++)
		if (o->versions[i] == number)
			return true;
	return false;
}

static enum err
add_overtaken(const struct officials *o, uint64_t official, uint64_t size,
    struct declaration_row *out, size_t max, size_t *count, struct error *e)
{
	struct declaration_row *rows = NULL;
	size_t n = 0;
	enum err rc = completeness_list(o->r, official, size, &rows, &n, o->a,
	    e);

	for (size_t i = 0; i < n && rc == ERR_NONE; i++) {
		bool known = false;

		for (size_t k = 0; k < *count; k++)
			known = known || out[k].entity == rows[i].entity;
		if (!known && *count < max && !rows[i].excepts &&
		    rows[i].overtaken_by != NUMBER_NONE &&
		    is_version(o, rows[i].overtaken_by))
			out[(*count)++] = rows[i];
	}
	return rc;
}

#define OVERTAKEN_MAX 64

/* Adds an official once. */
static void
add_official(struct registry *r, struct bytes text, uint64_t *list,
    size_t *count)
{
	struct row_entity who;
	struct id id;

	if (!id_parse(text, &id) || *count == OVERTAKEN_MAX ||
	    read_model_by_id(registry_read_model(r), &id, &who, NULL) !=
		ERR_NONE)
		return;
	for (size_t i = 0; i < *count; i++)
		if (list[i] == who.number)
			return;
	list[(*count)++] = who.number;
}

enum err
completeness_overtaken(struct registry *r, uint64_t contact, uint64_t size,
    struct declaration_row **out, size_t *count, struct arena *a,
    struct error *e)
{
	struct officials o = {.r = r, .a = a};
	struct declaration_row *rows = arena_take_array(a, OVERTAKEN_MAX,
	    sizeof *rows);
	uint64_t list[OVERTAKEN_MAX];
	size_t n = 0, list_count = 0;
	enum err rc;

	if (rows == NULL)
		return error_set(e, ERR_MEMORY, "out of memory");
	rc = read_model_chain(registry_read_model(r), contact, keep_version,
	    &o, e);
	for (size_t i = 0; i < o.count && rc == ERR_NONE; i++) {
		struct entry entry;
		struct contact c;

		rc = registry_entry(r, o.versions[i], &entry, a, e);
		if (rc != ERR_NONE || entry.type != TYPE_CONTACT)
			continue;
		rc = contact_read(&c, &entry, a, e);
		for (size_t k = 0; rc == ERR_NONE && k < c.party_count; k++)
			if (c.parties[k].principal &&
			    c.parties[k].side == SIDE_HOME)
				add_official(r, c.parties[k].who, list,
				    &list_count);
	}
	for (size_t i = 0; i < list_count && rc == ERR_NONE; i++)
		rc = add_overtaken(&o, list[i], size, rows, OVERTAKEN_MAX, &n,
		    e);
	if (rc != ERR_NONE)
		return rc;
	*out = rows;
	*count = n;
	return ERR_NONE;
}
