/* chancery gaps notes|receipts: what was not filed yet, with dates */
#include "cli/submit.h"
#include "format/day.h"
#include "register/naming.h"
#include "register/receipts.h"

struct gaps {
	struct cli *c;
	struct objects o;
	uint64_t of, with;
	uint32_t from, to;
	uint64_t *numbers;
	size_t count, room;
	struct json *items;
	size_t shown;
	uint64_t sealed; /* notes that seal which contacts they are about */
};

static enum err
take(struct gaps *x, uint64_t number, struct error *e)
{
	if (x->count == x->room) {
		size_t room = x->room == 0 ? 256 : 2 * x->room;
		uint64_t *more = arena_take_array(x->c->arena, room,
		    sizeof *more);

		if (more == NULL)
			return error_set(e, ERR_MEMORY, "out of memory");
		if (x->count != 0)
			memcpy(more, x->numbers, x->count * sizeof *more);
		x->numbers = more;
		x->room = room;
	}
	x->numbers[x->count++] = number;
	return ERR_NONE;
}

static enum err
take_contact(void *context, uint64_t number, struct error *e)
{
	return take(context, number, e);
}

static enum err
take_note(void *context, const struct row_entity *row, struct error *e)
{
	return row->annulled ? ERR_NONE : take(context, row->number, e);
}

/* Notes whose contacts are sealed may be about any of them. */
static enum err
count_sealed(void *context, const struct row_entity *row, struct error *e)
{
	struct gaps *x = context;
	struct entry entry;
	enum err rc;

	if (row->annulled)
		return ERR_NONE;
	rc = registry_entry(x->c->registry, row->current, &entry, x->c->arena,
	    e);
	if (rc == ERR_NONE && json_get(entry.body, "contacts") == NULL)
		x->sealed++;
	return rc;
}

static struct bytes
name_of(struct gaps *x, const struct json *thing)
{
	return json_get_text(json_get(thing, "name"),
	    x->c->lang == LANG_FR ? "fr" : "en");
}

static void
put_line(struct gaps *x, const char *ref, struct bytes when,
    const struct json *who, const struct json *v)
{
	struct cli *c = x->c;
	struct bytes name = name_of(x, who);

	x->shown++;
	if (c->json) {
		json_add(x->items, json_clone(c->arena, v));
	} else if (cli_lists(c)) {
		struct cells cells = {.count = 0};

		cells_text(&cells, bytes_text(ref));
		cells_text(&cells, when);
		cells_text(&cells, json_get_text(who, "ref"));
		cells_text(&cells, name);
		cli_list_row(c, v, &cells);
	} else {
		buffer_printf(&c->out, "%-8s %-22.*s %.*s\n", ref,
		    (int)when.len, when.len == 0 ? "" : (const char *)when.at,
		    (int)name.len, name.len == 0 ? "" : (const char *)name.at);
	}
}

/* A contact that was held and is nobody's counter-record. */
static enum err
look_at_contact(struct gaps *x, uint64_t number)
{
	struct cli *c = x->c;
	struct row_entity row;
	struct entry entry;
	struct json *v;
	const struct json *when, *subject;
	uint64_t *notes = NULL;
	size_t count = 0;
	char ref[REF_BYTES];
	enum err rc = notes_of(c->registry, number, &notes, &count, c->arena,
	    &c->e);

	if (rc != ERR_NONE || count != 0)
		return rc;
	rc = read_model_by_number(registry_read_model(c->registry), number,
	    &row, &c->e);
	if (rc == ERR_NONE)
		rc = registry_entry(c->registry, row.current, &entry, c->arena,
		    &c->e);
	if (rc != ERR_NONE ||
	    !bytes_is(json_get_text(entry.body, "status"), "held") ||
	    json_get(entry.body, "counter_of") != NULL)
		return rc;
	v = json_new(c->arena, JSON_OBJECT);
	json_put(c->arena, v, "thing", object_thing(&x->o, number));
	when = json_put(c->arena, v, "when",
	    object_when(&x->o, json_get(entry.body, "when")));
	subject = json_put(c->arena, v, "subject",
	    object_thing_of_id(&x->o, json_get_text(entry.body, "subject")));
	json_put_number(c->arena, v, "times",
	    json_get_number(entry.body, "times", 1));
	json_put(c->arena, v, "filed", object_time(c->arena, entry.at_s));
	ref_print(ref, TYPE_CONTACT, number);
	put_line(x, ref, json_get_text(when, "edtf"), subject, v);
	return ERR_NONE;
}

/* A note without a receipt in force; of another body than --of: no. */
static enum err
look_at_note(struct gaps *x, uint64_t number)
{
	struct cli *c = x->c;
	struct receipt *receipts = NULL;
	struct row_entity row, of = {.number = 0};
	struct entry entry;
	struct json *v;
	const struct json *to;
	struct id addressed;
	uint32_t day;
	size_t count = 0;
	char ref[REF_BYTES], at[21];
	enum err rc = receipts_of(c->registry, number, &receipts, &count,
	    c->arena, &c->e);

	if (rc != ERR_NONE || count != 0)
		return rc;
	rc = read_model_by_number(registry_read_model(c->registry), number,
	    &row, &c->e);
	if (rc == ERR_NONE)
		rc = registry_entry(c->registry, row.current, &entry, c->arena,
		    &c->e);
	if (rc == ERR_NONE && x->of != NUMBER_NONE)
		rc = read_model_by_number(registry_read_model(c->registry),
		    x->of, &of, &c->e);
	if (rc != ERR_NONE)
		return rc;
	day = day_of_time(entry.at_s);
	if (day < x->from || day > x->to ||
	    !id_parse(json_get_text(entry.body, "addressed_to"), &addressed) ||
	    (x->of != NUMBER_NONE && !id_equal(&of.id, &addressed) &&
		!id_equal(&of.id, &entry.by)))
		return ERR_NONE;
	v = json_new(c->arena, JSON_OBJECT);
	json_put(c->arena, v, "thing", object_thing(&x->o, number));
	json_put(c->arena, v, "when",
	    object_when(&x->o, json_get(entry.body, "made")));
	to = json_put(c->arena, v, "addressed_to",
	    object_thing_of_id(&x->o,
		json_get_text(entry.body, "addressed_to")));
	json_put(c->arena, v, "from",
	    object_thing_of_id(&x->o, entry.by_text));
	json_put(c->arena, v, "filed", object_time(c->arena, entry.at_s));
	ref_print(ref, TYPE_NOTE, number);
	time_print(at, entry.at_s);
	put_line(x, ref, bytes_text(at), to, v);
	return ERR_NONE;
}

static enum err
read_filters(struct gaps *x, struct search *s, bool notes)
{
	struct cli *c = x->c;
	const char *kind = cli_arg(c, "kind"), *state = cli_arg(c, "state");
	enum err rc = option_who(c, "of", notes ? TYPE_BIT(TYPE_PERSON) :
						  TYPES_WHO,
	    &x->of);

	if (rc == ERR_NONE)
		rc = option_who(c, "with", TYPES_COUNTERPART, &x->with);
	if (rc == ERR_NONE)
		rc = option_day(c, "from", false, &x->from);
	if (rc == ERR_NONE)
		rc = option_day(c, "to", true, &x->to);
	if (rc == ERR_NONE && kind != NULL) {
		s->kind = kind_code(bytes_text(kind));
		if (s->kind < 0) {
			rc = error_set(&c->e, ERR_INPUT,
			    "\"%s\" is no kind of contact", kind);
			error_field(&c->e, "--kind");
		}
	}
	if (rc == ERR_NONE && state != NULL) {
		char *small = arena_text(c->arena, bytes_text(state));

		for (char *p = small; p != NULL && *p != '\0'; p++)
			*p = (char)(*p | 0x20);
		s->state = bytes_text(small == NULL ? "" : small);
	}
	s->from = x->from;
	s->to = x->to;
	return rc;
}

static int
tell(struct gaps *x, bool notes)
{
	struct cli *c = x->c;
	unsigned long long size =
	    (unsigned long long)registry_size(c->registry);
	struct json *v;

	cli_list_end(c, object_as_of(&x->o, registry_size(c->registry)));
	if (c->json) {
		v = json_new(c->arena, JSON_OBJECT);
		json_put(c->arena, v, "items", x->items);
		json_put_null(c->arena, v, "next");
		json_put(c->arena, v, "as_of",
		    object_as_of(&x->o, registry_size(c->registry)));
		json_put_number(c->arena, v, "sealed_notes",
		    (int64_t)x->sealed);
		cli_json(c, v);
	} else if (!cli_lists(c)) {
		if (x->sealed != 0)
			cli_talk(c,
			    "notes that seal which contacts they are about: "
			    "%llu",
			    (unsigned long long)x->sealed);
		if (x->shown == 0)
			cli_say(c, notes ?
				"every contact asked about has a note, filed up "
				"to checkpoint %llu" :
				"every note asked about has a receipt, filed up "
				"to checkpoint %llu",
			    size);
		else
			cli_talk(c, notes ?
				"contacts that no note names openly, filed up "
				"to checkpoint %llu" :
				"notes without a receipt, filed up to "
				"checkpoint %llu",
			    size);
	}
	return x->shown == 0 ? EXIT_NEGATIVE : EXIT_DONE;
}

int
command_gaps(struct cli *c)
{
	struct gaps x = {.c = c, .of = NUMBER_NONE, .with = NUMBER_NONE};
	struct search s = {.type = TYPE_CONTACT,
	    .kind = -1,
	    .after = NUMBER_NONE,
	    .state = bytes_text("")};
	bool notes = strcmp(c->args.words[0], "notes") == 0;
	enum err rc;

	if (!notes && strcmp(c->args.words[0], "receipts") != 0)
		return cli_usage(c, "gaps takes notes or receipts");
	if (!notes && (cli_has(c, "with") || cli_has(c, "kind") ||
	    cli_has(c, "state")))
		return cli_usage(c,
		    "--with, --kind and --state go with gaps notes");
	rc = cli_open(c, false);
	x.o = (struct objects){c->registry, c->arena,
	    c->settings.value[SETTING_BASE_URL]};
	x.items = json_new(c->arena, JSON_ARRAY);
	if (rc == ERR_NONE)
		rc = read_filters(&x, &s, notes);
	cli_list_begin(c, notes ? "contact,when,subject,subject_name" :
				  "note,filed,addressed_to,addressed_to_name");
	if (rc == ERR_NONE)
		rc = notes ? read_model_contacts(registry_read_model(
				     c->registry),
				 &s, x.of, x.with, take_contact, &x, &c->e) :
			     read_model_each(registry_read_model(c->registry),
				 TYPE_NOTE, take_note, &x, &c->e);
	if (rc == ERR_NONE && notes)
		rc = read_model_each(registry_read_model(c->registry),
		    TYPE_NOTE, count_sealed, &x, &c->e);
	for (size_t i = 0; i < x.count && rc == ERR_NONE; i++)
		rc = notes ? look_at_contact(&x, x.numbers[i]) :
			     look_at_note(&x, x.numbers[i]);
	return rc == ERR_NONE ? tell(&x, notes) : cli_fail(c);
}
