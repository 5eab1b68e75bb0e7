#include "faces/late_list.h"

#include <stdlib.h>

#include "register/naming.h"

const char *const late_names[] = {"of", "rule", NULL};

enum err
query_duty(const struct query *q, const char *name, struct registry *r,
    uint64_t *out, struct arena *a, struct error *e)
{
	const char *text = query_get(q, name);
	const struct duty_row *rows = NULL;
	size_t count = 0, fits = 0;
	char field[48];
	enum err rc;

	if (text == NULL)
		return ERR_NONE;
	rc = duties_in_force(registry_read_model(r), registry_next(r), &rows,
	    &count, a, e);
	if (rc != ERR_NONE)
		return rc;
	for (size_t i = 0; i < count; i++)
		if (bytes_is(rows[i].rule, text)) {
			*out = rows[i].number;
			fits++;
		}
	if (fits == 1)
		return ERR_NONE;
	if (fits == 0)
		return query_who(q, name, TYPE_BIT(TYPE_DUTY), r, out, a, e);
	error_set(e, ERR_INPUT, "\"%s\" fits %zu duties", text, fits);
	error_field(e, "%s", query_name(q, name, field));
	return error_mend(e, ERR_INPUT, "name one by its title");
}

enum err
late_read(struct late_list *x, const struct objects *o,
    const struct query *q, enum lang lang, struct error *e)
{
	enum err rc;

	*x = (struct late_list){.o = *o,
	    .lang = lang,
	    .of = NUMBER_NONE,
	    .duty = NUMBER_NONE,
	    .size = registry_size(o->r)};
	rc = query_who(q, "of", TYPE_BIT(TYPE_PERSON), o->r, &x->of, o->a, e);
	return rc == ERR_NONE ?
	    query_duty(q, "rule", o->r, &x->duty, o->a, e) :
	    rc;
}

/* ---- the list ---- */

struct contacts {
	uint64_t *at;
	size_t count, max;
};

/* Collected first: each contact is looked at outside the walk. */
static enum err
collect(void *context, uint64_t number, struct error *e)
{
	struct contacts *l = context;

	if (l->count == l->max) {
		size_t max = l->max == 0 ? 64 : 2 * l->max;
		uint64_t *moved = realloc(l->at, max * sizeof *moved);

		if (moved == NULL)
			return error_set(e, ERR_MEMORY, "out of memory");
		l->at = moved;
		l->max = max;
	}
	l->at[l->count++] = number;
	return ERR_NONE;
}

/* The subject and the first day of a contact. */
static enum err
fill_row(struct late_list *x, struct late_row *row, struct arena *a,
    struct error *e)
{
	struct read_model *m = registry_read_model(x->o.r);
	struct row_entity entity;
	struct entry entry;
	struct contact contact;
	struct id id;
	enum err rc = read_model_by_number(m, row->contact, &entity, e);

	if (rc == ERR_NONE)
		rc = registry_entry(x->o.r, entity.current, &entry, a, e);
	if (rc == ERR_NONE)
		rc = contact_read(&contact, &entry, a, e);
	if (rc == ERR_NONE && id_parse(contact.subject, &id))
		rc = read_model_by_id(m, &id, &entity, e);
	if (rc != ERR_NONE)
		return rc;
	row->official = entity.number;
	row->e = contact.e;
	return read_model_name(m, entity.number,
	    x->lang == LANG_FR ? "fr" : "en", &row->name, x->o.a, e);
}

static int
by_name(const void *a, const void *b)
{
	const struct late_row *x = a, *y = b;
	size_t len = x->name.len < y->name.len ? x->name.len : y->name.len;
	int order = len == 0 ? 0 : memcmp(x->name.at, y->name.at, len);

	if (order == 0 && x->name.len != y->name.len)
		order = x->name.len < y->name.len ? -1 : 1;
	if (order == 0 && x->official != y->official)
		order = x->official < y->official ? -1 : 1;
	if (order == 0 && x->e != y->e)
		order = x->e < y->e ? -1 : 1;
	if (order == 0)
		order = x->contact < y->contact ? -1 : 1;
	return order;
}

/* Those that are late, or perhaps. */
static enum err
add_late(struct late_list *x, uint64_t contact, struct arena *a,
    size_t *room, struct error *e)
{
	struct late_row row = {.contact = contact}, *more;
	enum err rc = registry_due(x->o.r, contact, x->duty, x->size, &row.due,
	    a, e);

	if (rc != ERR_NONE || row.due.is < LATE_PERHAPS)
		return rc;
	row.due.rule = arena_copy(x->o.a, row.due.rule);
	rc = fill_row(x, &row, a, e);
	if (rc == ERR_NONE && x->count == *room) {
		*room = *room == 0 ? 64 : 2 * *room;
		more = arena_take_array(x->o.a, *room, sizeof *more);
		if (more == NULL)
			return error_set(e, ERR_MEMORY, "out of memory");
		if (x->count != 0)
			memcpy(more, x->rows, x->count * sizeof *more);
		x->rows = more;
	}
	if (rc == ERR_NONE)
		x->rows[x->count++] = row;
	return rc;
}

enum err
late_run(struct late_list *x, struct error *e)
{
	struct search all = {.type = TYPE_CONTACT, .kind = -1,
	    .from = DAY_FIRST, .to = DAY_LAST, .after = NUMBER_NONE};
	struct contacts l = {.at = NULL};
	struct arena *a = arena_new(64 * MIB);
	size_t room = 0;
	enum err rc = a == NULL ?
	    error_set(e, ERR_MEMORY, "out of memory") :
	    read_model_contacts(registry_read_model(x->o.r), &all, x->of,
		NUMBER_NONE, collect, &l, e);

	for (size_t i = 0; i < l.count && rc == ERR_NONE; i++) {
		arena_reset(a);
		rc = add_late(x, l.at[i], a, &room, e);
	}
	if (x->count != 0)
		qsort(x->rows, x->count, sizeof *x->rows, by_name);
	free(l.at);
	arena_free(a);
	return rc;
}

/* ---- words and objects ---- */

void
due_words(struct buffer *out, const struct due *due, enum lang lang)
{
	struct buffer day = {0};
	char text[11];

	day_print(text, due->by);
	when_words(&day, bytes_text(text), lang);
	buffer_printf(out, message_in(lang, "due under %.*s by %s: "),
	    (int)due->rule.len, (const char *)due->rule.at,
	    buffer_cstr(&day));
	buffer_release(&day);
	if (due->is == LATE)
		buffer_printf(out,
		    message_in(lang,
			due->days == 1 ? N_("late by %d day") :
					 N_("late by %d days")),
		    (int)due->days);
	else
		buffer_text(out,
		    message_in(lang,
			due->is == LATE_PERHAPS ? N_("perhaps late") :
						  N_("in time")));
	if (!due->confirmed)
		buffer_text(out, message_in(lang, " (rule not confirmed)"));
}

struct json *
late_row_json(const struct late_list *x, const struct late_row *row)
{
	struct row_entity entity;
	uint64_t version = row->contact;
	struct json *v;

	if (read_model_by_number(registry_read_model(x->o.r), row->contact,
		&entity, NULL) == ERR_NONE)
		version = entity.current;
	v = object_row(&x->o, version, 0);
	json_put(x->o.a, v, "late", object_due(&x->o, &row->due));
	return v;
}

struct json *
late_json(const struct late_list *x)
{
	struct arena *a = x->o.a;
	struct json *v = json_new(a, JSON_OBJECT);
	struct json *items = json_put(a, v, "items", json_new(a, JSON_ARRAY));

	for (size_t i = 0; i < x->count; i++)
		json_add(items, late_row_json(x, &x->rows[i]));
	json_put_null(a, v, "next");
	json_put(a, v, "as_of", object_as_of(&x->o, registry_size(x->o.r)));
	return v;
}

void
late_cells(struct cells *cells, const struct late_list *x,
    const struct late_row *row, const struct json *v)
{
	char ref[REF_BYTES], day[11];

	ref_print(ref, TYPE_PERSON, row->official);
	day_print(day, row->due.by);
	cells_text(cells, arena_copy(x->o.a, bytes_text(ref)));
	cells_text(cells, row->name);
	cells_text(cells, json_get_text(v, "ref"));
	cells_text(cells, json_get_text(v, "kind"));
	cells_text(cells, json_get_text(json_get(v, "when"), "edtf"));
	cells_text(cells, row->due.rule);
	cells_text(cells, bytes_text(row->due.confirmed ? "yes" : "no"));
	cells_text(cells, arena_copy(x->o.a, bytes_text(day)));
	cells_text(cells, bytes_text(lateness_name(row->due.is)));
	if (row->due.is == LATE)
		cells_number(cells, row->due.days, x->o.a);
	else
		cells_text(cells, bytes_text(""));
}
