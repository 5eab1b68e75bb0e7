/* chancery late: contacts that came after their duty (model 3.22) */
#include "cli/declare.h"

#include <stdlib.h>

#include "register/naming.h"

enum err
option_duty(struct cli *c, const char *name, uint64_t *out)
{
	const char *text = cli_arg(c, name);
	const struct duty_row *rows = NULL;
	size_t count = 0, fits = 0;
	enum err rc;

	*out = NUMBER_NONE;
	if (text == NULL)
		return ERR_NONE;
	rc = duties_in_force(registry_read_model(c->registry),
	    registry_next(c->registry), &rows, &count, c->arena, &c->e);
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
		return option_who(c, name, TYPE_BIT(TYPE_DUTY), out);
	error_set(&c->e, ERR_INPUT, "\"%s\" fits %zu duties", text, fits);
	error_field(&c->e, "--%s", name);
	return error_mend(&c->e, ERR_INPUT, "name one by its title");
}

/* ---- the list ---- */

struct late_row {
	uint64_t contact, official;
	struct bytes name;
	uint32_t e;
	struct due due;
};

struct listing {
	struct cli *c;
	struct objects o;
	uint64_t size, duty;
	uint64_t *contacts;
	struct late_row *rows;
	size_t contact_count, contact_max, count;
};

/* Collected first: each contact is looked at outside the walk. */
static enum err
collect(void *context, uint64_t number, struct error *e)
{
	struct listing *l = context;

	if (l->contact_count == l->contact_max) {
		size_t max = l->contact_max == 0 ? 64 : 2 * l->contact_max;
		uint64_t *moved = realloc(l->contacts, max * sizeof *moved);

		if (moved == NULL)
			return error_set(e, ERR_MEMORY, "out of memory");
		l->contacts = moved;
		l->contact_max = max;
	}
	l->contacts[l->contact_count++] = number;
	return ERR_NONE;
}

/* The subject and the first day of a contact. */
static enum err
fill_row(struct listing *l, struct late_row *row, struct arena *a)
{
	struct cli *c = l->c;
	struct read_model *m = registry_read_model(c->registry);
	struct row_entity entity;
	struct entry entry;
	struct contact contact;
	struct id id;
	enum err rc = read_model_by_number(m, row->contact, &entity, &c->e);

	if (rc == ERR_NONE)
		rc = registry_entry(c->registry, entity.current, &entry, a,
		    &c->e);
	if (rc == ERR_NONE)
		rc = contact_read(&contact, &entry, a, &c->e);
	if (rc == ERR_NONE && id_parse(contact.subject, &id))
		rc = read_model_by_id(m, &id, &entity, &c->e);
	if (rc != ERR_NONE)
		return rc;
	row->official = entity.number;
	row->e = contact.e;
	return read_model_name(m, entity.number,
	    c->lang == LANG_FR ? "fr" : "en", &row->name, c->arena, &c->e);
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

static enum err
judge_all(struct listing *l)
{
	struct arena *a = arena_new(64 * MIB);
	enum err rc = ERR_NONE;

	l->rows = arena_take_array(l->c->arena, l->contact_count + 1,
	    sizeof *l->rows);
	if (a == NULL || l->rows == NULL)
		rc = error_set(&l->c->e, ERR_MEMORY, "out of memory");
	for (size_t i = 0; i < l->contact_count && rc == ERR_NONE; i++) {
		struct late_row *row = &l->rows[l->count];

		arena_reset(a);
		row->contact = l->contacts[i];
		rc = registry_due(l->c->registry, row->contact, l->duty,
		    l->size, &row->due, a, &l->c->e);
		if (rc != ERR_NONE || row->due.is < LATE_PERHAPS)
			continue;
		row->due.rule = arena_copy(l->c->arena, row->due.rule);
		rc = fill_row(l, row, a);
		l->count += rc == ERR_NONE;
	}
	arena_free(a);
	if (l->rows != NULL && l->count != 0)
		qsort(l->rows, l->count, sizeof *l->rows, by_name);
	return rc;
}

void
due_words(struct cli *c, struct buffer *out, const struct due *due)
{
	struct buffer day = {0};
	char text[11];

	day_print(text, due->by);
	when_words(&day, bytes_text(text), c->lang);
	buffer_printf(out, TR(c, "due under %.*s by %s: "),
	    (int)due->rule.len, (const char *)due->rule.at,
	    buffer_cstr(&day));
	buffer_release(&day);
	if (due->is == LATE)
		buffer_printf(out,
		    TR(c, due->days == 1 ? N_("late by %d day") :
					   N_("late by %d days")),
		    (int)due->days);
	else
		buffer_text(out,
		    TR(c, due->is == LATE_PERHAPS ? N_("perhaps late") :
						    N_("in time")));
	if (!due->confirmed)
		buffer_text(out, TR(c, " (rule not confirmed)"));
}

static uint64_t
version_of(struct listing *l, uint64_t contact)
{
	struct row_entity row;

	return read_model_by_number(registry_read_model(l->c->registry),
		   contact, &row, NULL) == ERR_NONE ?
	    row.current :
	    contact;
}

static struct json *
row_object(struct listing *l, const struct late_row *row)
{
	struct json *v = object_row(&l->o, version_of(l, row->contact), 0);

	/* under the duty that was asked for */
	json_put(l->c->arena, v, "late", object_due(&l->o, &row->due));
	return v;
}

static void
put_list(struct listing *l)
{
	struct cli *c = l->c;

	cli_list_begin(c,
	    "official,name,ref,kind,when,rule,confirmed,due,state,late_days");
	for (size_t i = 0; i < l->count; i++) {
		const struct late_row *row = &l->rows[i];
		struct json *v = row_object(l, row);
		struct cells cells = {.count = 0};
		char ref[REF_BYTES], day[11];

		ref_print(ref, TYPE_PERSON, row->official);
		day_print(day, row->due.by);
		cells_text(&cells, arena_copy(c->arena, bytes_text(ref)));
		cells_text(&cells, row->name);
		cells_text(&cells, json_get_text(v, "ref"));
		cells_text(&cells, json_get_text(v, "kind"));
		cells_text(&cells, json_get_text(json_get(v, "when"), "edtf"));
		cells_text(&cells, row->due.rule);
		cells_text(&cells,
		    bytes_text(row->due.confirmed ? "yes" : "no"));
		cells_text(&cells, arena_copy(c->arena, bytes_text(day)));
		cells_text(&cells, bytes_text(lateness_name(row->due.is)));
		if (row->due.is == LATE)
			cells_number(&cells, row->due.days, c->arena);
		else
			cells_text(&cells, bytes_text(""));
		cli_list_row(c, v, &cells);
	}
	cli_list_end(c, object_as_of(&l->o, registry_size(c->registry)));
}

static void
put_json(struct listing *l)
{
	struct arena *a = l->c->arena;
	struct json *v = json_new(a, JSON_OBJECT);
	struct json *items = json_put(a, v, "items", json_new(a, JSON_ARRAY));

	for (size_t i = 0; i < l->count; i++)
		json_add(items, row_object(l, &l->rows[i]));
	json_put_null(a, v, "next");
	json_put(a, v, "as_of",
	    object_as_of(&l->o, registry_size(l->c->registry)));
	cli_json(l->c, v);
}

static void
put_text(struct listing *l)
{
	struct cli *c = l->c;

	for (size_t i = 0; i < l->count; i++) {
		const struct late_row *row = &l->rows[i];
		struct json *v = row_object(l, row);
		struct bytes ref = json_get_text(v, "ref");
		struct bytes kind = json_get_text(v, "kind");

		if (i == 0 || row[-1].official != row->official) {
			char official[REF_BYTES];

			ref_print(official, TYPE_PERSON, row->official);
			buffer_printf(&c->out, "%s  %.*s\n", official,
			    (int)row->name.len,
			    row->name.len == 0 ? "" :
						 (const char *)row->name.at);
		}
		buffer_printf(&c->out, "  %-9.*s %-8.*s ", (int)ref.len,
		    (const char *)ref.at, (int)kind.len,
		    (const char *)kind.at);
		due_words(c, &c->out, &row->due);
		buffer_byte(&c->out, '\n');
	}
	if (l->count == 0)
		cli_say(c, "No late flag on any contact filed up to "
		    "checkpoint %llu.",
		    (unsigned long long)registry_size(c->registry));
}

int
command_late(struct cli *c)
{
	struct listing l = {.c = c, .duty = NUMBER_NONE};
	struct search all = {.type = TYPE_CONTACT, .kind = -1,
	    .from = DAY_FIRST, .to = DAY_LAST, .after = NUMBER_NONE};
	uint64_t of = NUMBER_NONE;
	enum err rc = cli_open(c, false);

	if (rc == ERR_NONE) {
		l.o = (struct objects){c->registry, c->arena,
		    c->settings.value[SETTING_BASE_URL]};
		l.size = registry_size(c->registry);
		rc = option_who(c, "of", TYPE_BIT(TYPE_PERSON), &of);
	}
	if (rc == ERR_NONE)
		rc = option_duty(c, "rule", &l.duty);
	if (rc == ERR_NONE)
		rc = read_model_contacts(registry_read_model(c->registry),
		    &all, of, NUMBER_NONE, collect, &l, &c->e);
	if (rc == ERR_NONE)
		rc = judge_all(&l);
	free(l.contacts);
	if (rc != ERR_NONE)
		return cli_fail(c);
	if (c->json)
		put_json(&l);
	else if (cli_lists(c))
		put_list(&l);
	else
		put_text(&l);
	return l.count == 0 ? EXIT_NEGATIVE : EXIT_DONE;
}
