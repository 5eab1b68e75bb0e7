#include "register/objects.h"

#include "model/body.h"

#include <stdio.h>

#include "register/naming.h"

struct json *
object_both(struct arena *a, const char *en, const char *fr)
{
	struct json *v = json_new(a, JSON_OBJECT);

	json_put_cstr(a, v, "en", en);
	json_put_cstr(a, v, "fr", fr);
	return v;
}

static void
put_url(const struct objects *o, struct json *v, const char *name,
    const char *path)
{
	char url[512];

	if (o->base_url == NULL) {
		json_put_null(o->a, v, name);
		return;
	}
	(void)snprintf(url, sizeof url, "%s/%s", o->base_url, path);
	json_put_cstr(o->a, v, name, url);
}

struct json *
object_thing(const struct objects *o, uint64_t number)
{
	struct read_model *m = registry_read_model(o->r);
	struct json *v, *names;
	struct row_entity row;
	struct bytes en, fr;
	char id[ID_TEXT_BYTES], ref[REF_BYTES];

	if (number == NUMBER_NONE || read_model_by_number(m, number, &row,
	    NULL) != ERR_NONE)
		return json_new(o->a, JSON_NULL);
	if (read_model_name(m, number, "en", &en, o->a, NULL) != ERR_NONE)
		en = bytes_text("");
	if (read_model_name(m, number, "fr", &fr, o->a, NULL) != ERR_NONE)
		fr = bytes_text("");
	v = json_new(o->a, JSON_OBJECT);
	id_print(id, &row.id);
	ref_print(ref, row.id.type, number);
	json_put_cstr(o->a, v, "id", id);
	json_put_cstr(o->a, v, "ref", ref);
	json_put_cstr(o->a, v, "type", type_name(row.id.type));
	names = json_put(o->a, v, "name", json_new(o->a, JSON_OBJECT));
	json_put_text(o->a, names, "en", en);
	json_put_text(o->a, names, "fr", fr);
	put_url(o, v, "html_url", ref);
	return v;
}

struct json *
object_thing_of_id(const struct objects *o, struct bytes text)
{
	struct row_entity row;
	struct id id;

	if (!id_parse(text, &id) || read_model_by_id(registry_read_model(o->r),
	    &id, &row, NULL) != ERR_NONE)
		return json_new(o->a, JSON_NULL);
	return object_thing(o, row.number);
}

struct json *
object_time(struct arena *a, int64_t at_s)
{
	char text[21];

	time_print(text, at_s);
	return json_new_cstr(a, text);
}

static void
put_day(const struct objects *o, struct json *v, const char *name,
    uint32_t day)
{
	char text[11];

	if (day == DAY_FIRST || day == DAY_LAST) {
		json_put_null(o->a, v, name);
		return;
	}
	day_print(text, day);
	json_put_cstr(o->a, v, name, text);
}

static void
put_or_null(const struct objects *o, struct json *v, const char *name,
    const struct json *value)
{
	if (json_is_null(value))
		json_put_null(o->a, v, name);
	else
		json_put(o->a, v, name, json_clone(o->a, value));
}

static struct json *
when_json(const struct objects *o, const struct json *body_when,
    uint32_t times)
{
	struct json *v, *text;
	struct buffer words = {0};
	struct when when;

	if (json_is_null(body_when) || when_parse(&when, body_when, NULL) !=
	    ERR_NONE)
		return json_new(o->a, JSON_NULL);
	v = json_new(o->a, JSON_OBJECT);
	json_put_text(o->a, v, "edtf", when.edtf);
	put_day(o, v, "earliest", when.e);
	put_day(o, v, "latest", when.l);
	json_put_bool(o->a, v, "exact", when.exact_day);
	put_or_null(o, v, "time", json_get(body_when, "time"));
	put_or_null(o, v, "utc_offset", json_get(body_when, "utc_offset"));
	text = json_put(o->a, v, "text", json_new(o->a, JSON_OBJECT));
	date_words(&words, body_when, times, LANG_EN);
	json_put_text(o->a, text, "en", buffer_bytes(&words));
	buffer_clear(&words);
	date_words(&words, body_when, times, LANG_FR);
	json_put_text(o->a, text, "fr", buffer_bytes(&words));
	buffer_release(&words);
	return v;
}

struct json *
object_when(const struct objects *o, const struct json *body_when)
{
	return when_json(o, body_when, 1);
}

struct json *
object_as_of(const struct objects *o, uint64_t size)
{
	struct json *v = json_new(o->a, JSON_OBJECT);
	int64_t at_s = 0;

	if (registry_time_of(o->r, size, &at_s, NULL) != ERR_NONE)
		at_s = 0;
	json_put_number(o->a, v, "size", (int64_t)size);
	json_put(o->a, v, "time", object_time(o->a, at_s));
	json_put_cstr(o->a, v, "origin", registry_origin(o->r));
	return v;
}

/* Home principals in `of`, everybody else in `with`. */
static void
put_parties(const struct objects *o, struct json *row, const struct contact *c,
    const struct slot_values *slots)
{
	struct json *of = json_put(o->a, row, "of", json_new(o->a,
	    JSON_ARRAY));
	struct json *with = json_put(o->a, row, "with", json_new(o->a,
	    JSON_ARRAY));
	struct bytes state = {NULL, 0};

	for (size_t i = 0; i < c->party_count; i++) {
		const struct party *p = &c->parties[i];
		struct json *w;

		if (p->principal && p->side == SIDE_HOME) {
			json_add(of, object_thing_of_id(o, p->who.len != 0 ?
			    p->who : p->counterpart));
			continue;
		}
		if (!p->principal)
			continue;
		if (state.len == 0 && p->side == SIDE_FOREIGN)
			state = p->state;
		w = json_add(with, json_new(o->a, JSON_OBJECT));
		json_put(o->a, w, "who", object_thing_of_id(o,
		    p->who.len != 0 ? p->who : p->org));
		json_put(o->a, w, "as", object_thing_of_id(o, p->as));
		put_or_null(o, w, "described", p->described < 0 ? NULL :
		    json_at(slots->at[CONTACT_DESCRIBED],
		    (size_t)p->described));
	}
	if (state.len == 2) {
		char upper[3] = {(char)(state.at[0] & 0xdf),
		    (char)(state.at[1] & 0xdf), '\0'};

		json_put_cstr(o->a, row, "state", upper);
	} else {
		json_put_null(o->a, row, "state");
	}
}

static struct json *
things_of(const struct objects *o, const struct json *ids)
{
	struct json *list = json_new(o->a, JSON_ARRAY);

	for (ids = json_is_null(ids) ? NULL : ids->first; ids != NULL;
	    ids = ids->next)
		json_add(list, object_thing_of_id(o, ids->text));
	return list;
}

static void
put_reference(const struct objects *o, struct json *row, const char *name,
    struct bytes id_text)
{
	struct row_entity entity;
	char ref[REF_BYTES];
	struct id id;

	if (id_parse(id_text, &id) && read_model_by_id(
	    registry_read_model(o->r), &id, &entity, NULL) == ERR_NONE) {
		ref_print(ref, id.type, entity.number);
		json_put_cstr(o->a, row, name, ref);
	} else {
		json_put_null(o->a, row, name);
	}
}

static void
put_origin(const struct objects *o, struct json *row,
    const struct json *body)
{
	const struct json *origin = json_get(json_get(body,
	    "source_of_record"), "origin");

	put_or_null(o, row, "imported_from", json_is_null(origin) ? NULL :
	    json_get(origin, "dataset"));
}

struct json *
object_due(const struct objects *o, const struct due *due)
{
	struct json *v;
	char day[11];

	if (due->is == LATE_NO_FLAG)
		return json_new(o->a, JSON_NULL);
	v = json_new(o->a, JSON_OBJECT);
	day_print(day, due->by);
	json_put_text(o->a, v, "rule", due->rule);
	json_put_bool(o->a, v, "confirmed", due->confirmed);
	json_put_cstr(o->a, v, "by", day);
	json_put_cstr(o->a, v, "state", lateness_name(due->is));
	if (due->is == LATE)
		json_put_number(o->a, v, "late_days", due->days);
	else
		json_put_null(o->a, v, "late_days");
	return v;
}

/* Of the contact with this entity number, as known now. */
static struct json *
due_of(const struct objects *o, uint64_t contact)
{
	struct due due;

	if (registry_due(o->r, contact, NUMBER_NONE, registry_next(o->r), &due,
	    o->a, NULL) != ERR_NONE)
		return json_new(o->a, JSON_NULL);
	return object_due(o, &due);
}

/* What a version says of itself, whoever numbered it. */
static void
put_said(const struct objects *o, struct json *row, const struct json *body,
    const struct contact *c, const struct slot_values *slots)
{
	json_put_text(o->a, row, "kind", json_get_text(body, "kind"));
	json_put_number(o->a, row, "times", c->times);
	json_put(o->a, row, "when", when_json(o, json_get(body, "when"),
	    c->times));
	put_parties(o, row, c, slots);
	put_or_null(o, row, "place", json_get(slots->at[CONTACT_PLACE],
	    "text"));
	put_or_null(o, row, "topics", json_get(body, "topics"));
	put_or_null(o, row, "summary", slots->at[CONTACT_SUMMARY]);
	put_or_null(o, row, "initiated_by", json_get(body, "initiated_by"));
	json_put(o->a, row, "arranged_by", things_of(o, json_get(body,
	    "arranged_by")));
	json_put_cstr(o->a, row, "status", status_name(c->status));
	put_or_null(o, row, "visibility", json_get(body, "visibility"));
	put_reference(o, row, "part_of", c->part_of);
	put_reference(o, row, "counter_of", c->counter_of);
}

struct json *
object_row(const struct objects *o, uint64_t number, uint64_t struck_by)
{
	struct json *row = json_new(o->a, JSON_OBJECT);
	struct row_entry judged;
	struct slot_values slots;
	struct entry entry;
	struct contact c;
	char ref[REF_BYTES];

	if (registry_entry(o->r, number, &entry, o->a, NULL) != ERR_NONE ||
	    entry.type != TYPE_CONTACT ||
	    contact_read(&c, &entry, o->a, NULL) != ERR_NONE ||
	    read_model_entry(registry_read_model(o->r), number, &judged, o->a,
	    NULL) != ERR_NONE || registry_slots(o->r, &entry, number, &slots,
	    NULL, o->a, NULL) != ERR_NONE)
		return json_new(o->a, JSON_NULL);
	ref_print(ref, TYPE_CONTACT, judged.entity);
	json_put_number(o->a, row, "entry", (int64_t)number);
	json_put_cstr(o->a, row, "ref", ref);
	json_put_text(o->a, row, "id", entry.id_text);
	put_said(o, row, entry.body, &c, &slots);
	json_put(o->a, row, "late", due_of(o, judged.entity));
	json_put_number(o->a, row, "version", judged.version);
	if (struck_by == 0)
		json_put_null(o->a, row, "struck_by");
	else
		json_put_number(o->a, row, "struck_by", (int64_t)struck_by);
	put_origin(o, row, entry.body);
	put_url(o, row, "html_url", ref);
	return row;
}

struct json *
object_row_draft(const struct objects *o, const struct json *body,
    const struct slot_values *shown, struct error *e)
{
	struct json *row = json_new(o->a, JSON_OBJECT);
	struct entry entry = {.type = TYPE_CONTACT, .body = body,
	    .at_s = registry_now(o->r)};
	struct contact c;

	if (body_check(body, TYPE_CONTACT,
		json_get(body, "amendment") != NULL, e) != ERR_NONE ||
	    contact_read(&c, &entry, o->a, e) != ERR_NONE)
		return NULL;
	put_said(o, row, body, &c, shown);
	return row;
}

struct json *
object_warnings(const struct objects *o, const struct warnings *w)
{
	struct json *list = json_new(o->a, JSON_ARRAY);

	for (size_t i = 0; i < w->count; i++) {
		struct json *v = json_add(list, json_new(o->a, JSON_OBJECT));

		json_put_cstr(o->a, v, "code", w->at[i].code);
		json_put_null(o->a, v, "field");
		json_put(o->a, v, "text", object_both(o->a, w->at[i].text,
		    message_in(LANG_FR, w->at[i].text)));
	}
	return list;
}

struct json *
object_filed(const struct objects *o, const struct filed *f, bool published)
{
	struct json *v = json_new(o->a, JSON_OBJECT);
	struct row_entity by;
	char ref[REF_BYTES], id[ID_TEXT_BYTES];

	ref_print(ref, f->type, f->entity);
	id_print(id, &f->id);
	json_put_number(o->a, v, "entry", (int64_t)f->number);
	json_put(o->a, v, "leaf", json_new_hash(o->a, f->leaf.at));
	json_put_cstr(o->a, v, "id", id);
	json_put_cstr(o->a, v, "ref", ref);
	json_put_cstr(o->a, v, "type", type_name(f->type));
	json_put_number(o->a, v, "version", f->version);
	json_put(o->a, v, "at", object_time(o->a, f->at_s));
	json_put(o->a, v, "by", read_model_by_id(registry_read_model(o->r),
	    &f->by, &by, NULL) == ERR_NONE ? object_thing(o, by.number) :
	    json_new(o->a, JSON_NULL));
	json_put_null(o->a, v, "delegate");
	json_put_cstr(o->a, v, "stage", published ? "published" : "durable");
	json_put(o->a, v, "as_of", published ? object_as_of(o,
	    registry_size(o->r)) : json_new(o->a, JSON_NULL));
	json_put(o->a, v, "due", f->type == TYPE_CONTACT ?
	    due_of(o, f->entity) : json_new(o->a, JSON_NULL));
	json_put(o->a, v, "warnings", object_warnings(o, &f->warnings));
	put_url(o, v, "html_url", ref);
	json_put_null(o->a, v, "proof_url");
	return v;
}
