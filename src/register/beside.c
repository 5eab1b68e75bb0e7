#include "register/beside.h"

#include <stdlib.h>

#include "register/checking_parts.h"
#include "register/naming.h"

static bool
is_ruling(struct bytes act)
{
	return bytes_is(act, "leaves_undecided") || bytes_is(act, "finds") ||
	    bytes_is(act, "orders");
}

static bool
list_has(const struct json *list, struct bytes id)
{
	for (list = json_is_null(list) ? NULL : list->first; list != NULL;
	     list = list->next)
		if (bytes_equal(list->text, id))
			return true;
	return false;
}

/* ---- the person concerned ---- */

static enum err
add_subject(struct registry *r, struct bytes id, uint64_t size,
    struct same_set *all, struct arena *a, struct error *e)
{
	struct same_set set;
	uint64_t number;
	enum err rc = past_number(r, id, &number, e);

	if (rc != ERR_NONE || number == NUMBER_NONE)
		return rc;
	rc = past_same(r, number, size, &set, a, e);
	for (size_t i = 0; i < set.count && rc == ERR_NONE; i++)
		if (!same_has(all, set.at[i]) && all->count < SAME_MAX)
			all->at[all->count++] = set.at[i];
	return rc;
}

static enum err
subject_of_contact(struct registry *r, struct bytes id, uint64_t size,
    struct same_set *all, struct arena *a, struct error *e)
{
	struct entry entry;
	uint64_t number;
	enum err rc = past_number(r, id, &number, e);

	if (rc != ERR_NONE || number == NUMBER_NONE)
		return rc;
	rc = past_entry(r, number, size, &entry, a, NULL);
	if (rc != ERR_NONE)
		return rc == ERR_ABSENT ? ERR_NONE : rc;
	return add_subject(r, json_get_text(entry.body, "subject"), size, all,
	    a, e);
}

static enum err
concerned(struct registry *r, const struct json *body, uint64_t size,
    struct same_set *all, struct arena *a, struct error *e)
{
	const struct json *c = json_get(body, "claims");
	enum err rc = ERR_NONE;

	all->count = 0;
	for (c = json_is_null(c) ? NULL : c->first;
	     c != NULL && rc == ERR_NONE; c = c->next) {
		const struct json *about = json_get(c, "about");
		struct claim claim;

		claim_read(&claim, c, body);
		rc = add_subject(r, claim.subject, size, all, a, e);
		for (about = json_is_null(about) ? NULL : about->first;
		     about != NULL && rc == ERR_NONE; about = about->next)
			rc = subject_of_contact(r, about->text, size, all, a,
			    e);
	}
	return rc;
}

/* ---- statements about the statement ---- */

struct gathering {
	struct registry *r;
	struct beside *out;
	struct bytes id;
	struct same_set concerned;
	size_t room;
	struct arena *a;
	struct error *e;
};

static enum err
speaks(struct gathering *g, const struct json *body, const char *member,
    uint64_t *who)
{
	return past_number(g->r, json_get_text(json_get(body, "speaker"),
	    member), who, g->e);
}

static enum err
take_other(struct gathering *g, const struct standing *x)
{
	struct beside *b = g->out;
	struct beside_other o = {.number = x->number, .version = x->version};
	struct entry entry;
	uint64_t principal = NUMBER_NONE;
	enum err rc = registry_entry(g->r, x->version, &entry, g->a, g->e);

	if (rc != ERR_NONE || x->number == b->statement ||
	    !list_has(json_get(entry.body, "about"), g->id))
		return rc;
	o.act = json_get_text(entry.body, "act");
	rc = speaks(g, entry.body, "who", &o.speaker);
	if (rc == ERR_NONE)
		rc = speaks(g, entry.body, "for", &principal);
	if (rc != ERR_NONE)
		return rc;
	if (bytes_is(o.act, "denies"))
		b->denials[b->denial_count++] = o;
	else if (is_ruling(o.act))
		b->rulings[b->ruling_count++] = o;
	else if (g->concerned.count == 0 ||
	    same_has(&g->concerned, o.speaker) ||
	    same_has(&g->concerned, principal))
		b->replies[b->reply_count++] = o;
	return ERR_NONE;
}

static enum err
gather(struct gathering *g)
{
	struct beside *b = g->out;
	struct standing *list = NULL;
	size_t count = 0;
	enum err rc = past_referring(g->r, b->statement,
	    TYPE_BIT(TYPE_STATEMENT), b->size, &list, &count, g->a, g->e);

	if (rc != ERR_NONE)
		return rc;
	b->denials = arena_take_array(g->a, count + 1, sizeof *b->denials);
	b->replies = arena_take_array(g->a, count + 1, sizeof *b->replies);
	b->rulings = arena_take_array(g->a, count + 1, sizeof *b->rulings);
	if (arena_failed(g->a))
		return error_set(g->e, ERR_MEMORY, "out of memory");
	for (size_t i = 0; i < count && rc == ERR_NONE; i++)
		rc = take_other(g, &list[i]);
	return rc;
}

enum err
registry_beside(struct registry *r, uint64_t statement, uint64_t size,
    struct beside *out, struct arena *a, struct error *e)
{
	struct gathering g = {.r = r, .out = out, .a = a, .e = e};
	struct entry entry;
	enum err rc;

	*out = (struct beside){.statement = statement,
	    .size = size == 0 ? registry_size(r) : size};
	rc = past_version(r, statement, out->size, &out->version, e);
	if (rc == ERR_NONE)
		rc = registry_entry(r, out->version, &entry, a, e);
	if (rc == ERR_NONE && entry.type != TYPE_STATEMENT)
		rc = error_set(e, ERR_INPUT, "entry %llu is no statement",
		    (unsigned long long)out->version);
	if (rc != ERR_NONE)
		return rc;
	g.id = entry.id_text;
	out->act = json_get_text(entry.body, "act");
	out->accompanied = bytes_is(out->act, "alleges") ||
	    bytes_is(out->act, "assesses") || bytes_is(out->act, "reports");
	rc = statement_chain(r, &entry, out->version, &out->chain,
	    &out->chain_count, a, e);
	if (rc == ERR_NONE)
		rc = concerned(r, entry.body, out->size, &g.concerned, a, e);
	out->concerns_known = rc == ERR_NONE && g.concerned.count != 0;
	return rc == ERR_NONE ? gather(&g) : rc;
}

/* ---- words ---- */

static void
put_comma(struct buffer *out, bool *any)
{
	if (*any)
		buffer_text(out, ", ");
	*any = true;
}

static void
ruling_words(struct buffer *out, const struct objects *o,
    const struct beside_other *x, enum lang lang)
{
	struct buffer who = {0};
	const char *text;

	entity_words(&who, o, x->speaker, lang);
	text = buffer_cstr(&who);
	if (bytes_is(x->act, "finds"))
		buffer_printf(out, message_in(lang, N_("a finding of %s")),
		    text);
	else if (bytes_is(x->act, "orders"))
		buffer_printf(out, message_in(lang, N_("an order of %s")),
		    text);
	else
		buffer_printf(out, message_in(lang, N_("undecided by %s")),
		    text);
	buffer_release(&who);
}

/* The same words are said once: three sentences of one court are one. */
static bool
said_before(const struct beside *b, size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (b->rulings[k].speaker == b->rulings[i].speaker &&
		    bytes_equal(b->rulings[k].act, b->rulings[i].act))
			return true;
	return false;
}

void
beside_words(struct buffer *out, const struct objects *o,
    const struct beside *b, enum lang lang)
{
	bool any = false;

	if (b->denial_count != 0) {
		put_comma(out, &any);
		buffer_printf(out,
		    message_in(lang, b->denial_count == 1 ? N_("%zu denial") :
							    N_("%zu denials")),
		    b->denial_count);
	} else if (b->accompanied) {
		put_comma(out, &any);
		buffer_printf(out,
		    message_in(lang,
			N_("no denial is filed up to checkpoint %llu")),
		    (unsigned long long)b->size);
	}
	if (b->reply_count != 0) {
		put_comma(out, &any);
		/* whose they are is told where a claim names the person */
		buffer_printf(out,
		    message_in(lang, !b->concerns_known ?
			(b->reply_count == 1 ? N_("%zu reply") :
					       N_("%zu replies")) :
			b->reply_count == 1 ?
			N_("%zu reply of the person concerned") :
			N_("%zu replies of the person concerned")),
		    b->reply_count);
	}
	for (size_t i = 0; i < b->ruling_count; i++) {
		if (said_before(b, i))
			continue;
		put_comma(out, &any);
		ruling_words(out, o, &b->rulings[i], lang);
	}
}

/* ---- JSON ---- */

static void
add_refs(const struct objects *o, struct json *list,
    const struct beside_other *x, size_t count)
{
	char ref[REF_BYTES];

	for (size_t i = 0; i < count; i++) {
		ref_print(ref, TYPE_STATEMENT, x[i].number);
		json_add(list, json_new_cstr(o->a, ref));
	}
}

struct json *
beside_denials_json(const struct objects *o, const struct beside *b)
{
	struct json *list = json_new(o->a, JSON_ARRAY);

	add_refs(o, list, b->denials, b->denial_count);
	add_refs(o, list, b->replies, b->reply_count);
	return list;
}

/* ---- of an entity ---- */

struct speaking {
	struct registry *r;
	uint64_t *at;
	size_t count, cap;
	struct arena *a;
	struct error *e;
};

static enum err
speaking_add(struct speaking *s, uint64_t number)
{
	if (s->count == s->cap) {
		size_t cap = s->cap == 0 ? 16 : 2 * s->cap;
		uint64_t *moved = arena_take_array(s->a, cap, sizeof *moved);

		if (moved == NULL)
			return error_set(s->e, ERR_MEMORY, "out of memory");
		if (s->count != 0)
			memcpy(moved, s->at, s->count * sizeof *moved);
		s->at = moved;
		s->cap = cap;
	}
	s->at[s->count++] = number;
	return ERR_NONE;
}

/* The statement that a link is about. */
static enum err
add_linked(struct speaking *s, uint64_t version)
{
	struct entry entry;
	uint64_t about = NUMBER_NONE;
	enum err rc = registry_entry(s->r, version, &entry, s->a, s->e);

	if (rc == ERR_NONE)
		rc = past_number(s->r, json_get_text(entry.body, "statement"),
		    &about, s->e);
	return rc == ERR_NONE && about != NUMBER_NONE ?
	    speaking_add(s, about) :
	    rc;
}

/* Is this statement in the document, and does not merely speak of it? */
static enum err
add_where_in(struct speaking *s, const struct standing *x, struct bytes id)
{
	struct entry entry;
	enum err rc = registry_entry(s->r, x->version, &entry, s->a, s->e);

	return rc == ERR_NONE &&
	    bytes_equal(json_get_text(entry.body, "document"), id) ?
	    speaking_add(s, x->number) :
	    rc;
}

/* As of the newest entry the read model knows who names it, and how: no entry
 * is read, however many there are. */
static enum err
speaking_now(struct speaking *s, const struct row_entity *of, uint32_t types)
{
	struct read_model *m = registry_read_model(s->r);
	struct reference *list = NULL;
	size_t found = 0;
	enum err rc = read_model_referring(m, of->number, types, &list, &found,
	    s->a, s->e);

	for (size_t i = 0; i < found && rc == ERR_NONE; i++) {
		struct row_entity row;

		if (list[i].type == TYPE_STATEMENT) {
			if (of->id.type != TYPE_DOCUMENT ||
			    bytes_is(list[i].member, "document"))
				rc = speaking_add(s, list[i].from);
			continue;
		}
		rc = read_model_by_number(m, list[i].from, &row, s->e);
		if (rc == ERR_NONE)
			rc = add_linked(s, row.current);
	}
	return rc;
}

static enum err
speaking_then(struct speaking *s, const struct row_entity *of, uint32_t types,
    uint64_t size)
{
	struct standing *list = NULL;
	size_t found = 0;
	char id[ID_TEXT_BYTES] = "";
	enum err rc = past_referring(s->r, of->number, types, size, &list,
	    &found, s->a, s->e);

	id_print(id, &of->id);
	for (size_t i = 0; i < found && rc == ERR_NONE; i++) {
		if (list[i].type != TYPE_STATEMENT)
			rc = add_linked(s, list[i].version);
		else if (of->id.type == TYPE_DOCUMENT)
			rc = add_where_in(s, &list[i], bytes_text(id));
		else
			rc = speaking_add(s, list[i].number);
	}
	return rc;
}

static enum err
record_of(struct speaking *s, uint64_t number, uint64_t size)
{
	struct entry entry;
	uint64_t statement;
	enum err rc = past_entry(s->r, number, size, &entry, s->a, NULL);

	if (rc != ERR_NONE)
		return rc == ERR_ABSENT ? ERR_NONE : rc;
	rc = past_number(s->r, json_get_text(json_get(entry.body,
	    "source_of_record"), "statement"), &statement, s->e);
	return rc == ERR_NONE && statement != NUMBER_NONE ?
	    speaking_add(s, statement) :
	    rc;
}

static int
ascending(const void *a, const void *b)
{
	const uint64_t *x = a, *y = b;

	return *x < *y ? -1 : *x > *y;
}

static void
each_once(struct speaking *s)
{
	size_t kept = 0;

	if (s->count != 0)
		qsort(s->at, s->count, sizeof *s->at, ascending);
	for (size_t i = 0; i < s->count; i++)
		if (kept == 0 || s->at[kept - 1] != s->at[i])
			s->at[kept++] = s->at[i];
	s->count = kept;
}

enum err
registry_speaking_of(struct registry *r, uint64_t number, uint64_t size,
    uint64_t **out, size_t *count, struct arena *a, struct error *e)
{
	struct speaking s = {.r = r, .a = a, .e = e};
	struct row_entity row;
	uint32_t types = TYPE_BIT(TYPE_STATEMENT);
	enum err rc;

	size = size == 0 ? registry_size(r) : size;
	rc = read_model_by_number(registry_read_model(r), number, &row, e);
	if (rc != ERR_NONE)
		return rc;
	if (row.id.type == TYPE_CONTACT)
		types |= TYPE_BIT(TYPE_LINK);
	rc = size >= registry_next(r) ? speaking_now(&s, &row, types) :
					speaking_then(&s, &row, types, size);
	if (rc == ERR_NONE && row.id.type == TYPE_CONTACT)
		rc = record_of(&s, number, size);
	each_once(&s);
	*out = s.at;
	*count = s.count;
	return rc;
}

enum err
statement_json(const struct objects *o, uint64_t number, uint64_t size,
    bool judge, struct json **out, struct error *e)
{
	struct json *v = json_new(o->a, JSON_OBJECT), *hedges;
	struct slot_values values;
	struct checked k = {.verdict = VERDICT_NONE};
	struct entry entry;
	uint64_t version;
	char ref[REF_BYTES];
	enum err rc = past_version(o->r, number, size, &version, e);

	if (rc == ERR_NONE)
		rc = registry_entry(o->r, version, &entry, o->a, e);
	if (rc == ERR_NONE)
		rc = registry_slots(o->r, &entry, version, &values, NULL,
		    o->a, e);
	if (rc == ERR_NONE && judge)
		rc = registry_check(o->r, number, size, o->a, &k, e);
	if (rc != ERR_NONE)
		return rc;
	ref_print(ref, TYPE_STATEMENT, number);
	json_put_cstr(o->a, v, "ref", ref);
	json_put_text(o->a, v, "act", json_get_text(entry.body, "act"));
	json_put(o->a, v, "speaker", object_thing_of_id(o,
	    json_get_text(json_get(entry.body, "speaker"), "who")));
	if (!json_get_bool(entry.body, "hedged")) {
		json_put_null(o->a, v, "hedge");
	} else {
		const struct json *h = values.at[1];

		hedges = json_put(o->a, v, "hedge",
		    json_new(o->a, JSON_ARRAY));
		for (h = json_is_null(h) ? NULL : h->first; h != NULL;
		     h = h->next) {
			struct json *one = json_add(hedges,
			    json_new(o->a, JSON_OBJECT));

			json_put_text(o->a, one, "lang",
			    json_get_text(h, "lang"));
			json_put_text(o->a, one, "text",
			    json_get_text(h, "text"));
		}
	}
	json_put_cstr(o->a, v, "verdict", verdict_name(k.verdict));
	checked_release(&k);
	*out = v;
	return ERR_NONE;
}
