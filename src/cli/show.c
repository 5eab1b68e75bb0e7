/* chancery show REF: one entry or entity (A4.6) */
#include "cli/beside.h"
#include "cli/declare.h"
#include "cli/show_contact.h"
#include "cli/show_notes.h"
#include "cli/show_statement.h"
#include "cli/slots.h"
#include "register/completeness.h"
#include "register/kept_slots.h"
#include "register/naming.h"
#include "register/pairing.h"
#include "register/objects.h"

struct showing {
	struct cli *c;
	struct objects o;
	uint64_t number, version; /* entity, entry shown */
	struct row_entity entity;
	struct row_entry row;
	struct entry entry;
	struct slot_values values;
	enum slot_state states[SLOT_COUNT];
	/* of an official, overtaken by a contact, or the thing shown */
	struct declaration_row *declarations;
	size_t declaration_count;
	const struct counter_row *counters; /* of a contact */
	size_t counter_count;
	const struct same_row *judged;
	size_t judged_count;
	bool has_row; /* values are kept here, used or not */
};

static enum err
load(struct showing *x)
{
	struct cli *c = x->c;
	struct read_model *m;
	bool entry;
	enum err rc = cli_open(c, false);

	if (rc != ERR_NONE)
		return rc;
	x->o = (struct objects){c->registry, c->arena,
	    c->settings.value[SETTING_BASE_URL]};
	m = registry_read_model(c->registry);
	rc = registry_resolve_any(c->registry, c->args.words[0], &x->number,
	    &entry, c->arena, &c->e);
	if (rc == ERR_NONE && entry) {
		x->version = x->number;
		rc = read_model_entry(m, x->version, &x->row, c->arena, &c->e);
		x->number = rc == ERR_NONE ? x->row.entity : NUMBER_NONE;
	} else if (rc == ERR_NONE) {
		rc = read_model_by_number(m, x->number, &x->entity, &c->e);
		x->version = x->entity.current;
	}
	if (rc == ERR_NONE && x->number != NUMBER_NONE)
		rc = read_model_by_number(m, x->number, &x->entity, &c->e);
	return rc;
}

static enum err
pick(void *context, const struct row_entry *row, struct error *e)
{
	struct showing *x = context;
	const char *text = cli_arg(x->c, "version-number");
	uint64_t wanted;

	if (!bytes_decimal(bytes_text(text), UINT32_MAX, &wanted))
		return error_set(e, ERR_INPUT, "\"%s\" is no number", text);
	if (row->version == wanted && (row->notes & NOTE_COMPETING) == 0 &&
	    row->outcome <= OUTCOME_NOTE && row->type == x->entity.id.type)
		x->version = row->number;
	return ERR_NONE;
}

static enum err
load_version(struct showing *x)
{
	struct cli *c = x->c;
	struct read_model *m = registry_read_model(c->registry);
	enum err rc = ERR_NONE;

	if (cli_has(c, "version-number") && x->number != NUMBER_NONE) {
		x->version = NUMBER_NONE;
		rc = read_model_chain(m, x->number, pick, x, &c->e);
		if (rc == ERR_NONE && x->version == NUMBER_NONE)
			rc = error_set(&c->e, ERR_ABSENT,
			    "there is no such version");
	}
	if (rc == ERR_NONE)
		rc = read_model_entry(m, x->version, &x->row, c->arena, &c->e);
	if (rc == ERR_NONE)
		rc = registry_entry(c->registry, x->version, &x->entry,
		    c->arena, &c->e);
	if (rc == ERR_NONE)
		rc = registry_slots(c->registry, &x->entry, x->version,
		    &x->values, x->states, c->arena, &c->e);
	if (rc == ERR_NONE && x->entry.has_seal) {
		struct slot_store store;

		x->has_row = kept_slots_read(&store, c->registry, &x->entry,
		    x->version, c->arena, NULL) == ERR_NONE;
		if (x->has_row)
			explicit_bzero(&store.seed, sizeof store.seed);
	}
	return rc;
}

static enum err
load_beside(struct showing *x)
{
	struct cli *c = x->c;
	uint64_t size = registry_size(c->registry);
	enum err rc = ERR_NONE;

	if (x->number == NUMBER_NONE)
		return ERR_NONE;
	rc = pairing_judged(c->registry, x->number, &x->judged,
	    &x->judged_count, c->arena, &c->e);
	if (rc == ERR_NONE && x->entity.id.type == TYPE_CONTACT)
		rc = pairing_counters(c->registry, x->number, &x->counters,
		    &x->counter_count, c->arena, &c->e);
	if (rc != ERR_NONE)
		return rc;
	if (x->entity.id.type == TYPE_PERSON)
		return completeness_list(c->registry, x->number, size,
		    &x->declarations, &x->declaration_count, c->arena, &c->e);
	if (x->entity.id.type == TYPE_CONTACT)
		return completeness_overtaken(c->registry, x->number, size,
		    &x->declarations, &x->declaration_count, c->arena, &c->e);
	if (x->entity.id.type != TYPE_COMPLETE || x->entity.annulled)
		return ERR_NONE;
	x->declarations = arena_take(c->arena, sizeof *x->declarations);
	if (x->declarations == NULL)
		return error_set(&c->e, ERR_MEMORY, "out of memory");
	rc = completeness_one(c->registry, x->number, size, x->declarations,
	    c->arena, &c->e);
	x->declaration_count = rc == ERR_NONE ? 1 : 0;
	return rc;
}

/* ---- JSON, A4.6 ---- */

static struct json *
value_or_null(struct arena *a, const struct json *v)
{
	return v == NULL ? json_new(a, JSON_NULL) : json_clone(a, v);
}

static struct json *
thing_of(struct showing *x, const struct id *id)
{
	char text[ID_TEXT_BYTES];

	id_print(text, id);
	return object_thing_of_id(&x->o, bytes_text(text));
}

static struct json *
counters_object(struct showing *x)
{
	struct arena *a = x->c->arena;
	struct json *list = json_new(a, JSON_ARRAY), *v, *all, *one;

	for (size_t i = 0; i < x->counter_count; i++) {
		const struct counter_row *n = &x->counters[i];

		v = json_add(list, json_new(a, JSON_OBJECT));
		json_put(a, v, "contact", object_thing(&x->o, n->entity));
		json_put_number(a, v, "entry", (int64_t)n->entry);
		json_put_bool(a, v, "is_counter", n->is_counter);
		json_put(a, v, "by", thing_of(x, &n->by));
		all = json_put(a, v, "differences", json_new(a, JSON_ARRAY));
		for (size_t k = 0; k < n->difference_count; k++) {
			one = json_add(all, json_new(a, JSON_OBJECT));
			json_put_text(a, one, "member",
			    n->differences[k].member);
			json_put(a, one, "here",
			    value_or_null(a, n->differences[k].here));
			json_put(a, one, "there",
			    value_or_null(a, n->differences[k].there));
		}
	}
	return list;
}

static struct json *
judged_object(struct showing *x)
{
	struct arena *a = x->c->arena;
	struct json *list = json_new(a, JSON_ARRAY), *v;

	for (size_t i = 0; i < x->judged_count; i++) {
		const struct same_row *n = &x->judged[i];

		v = json_add(list, json_new(a, JSON_OBJECT));
		json_put(a, v, "other", object_thing(&x->o, n->other));
		json_put_text(a, v, "judgement", n->judgement);
		json_put_text(a, v, "basis", n->basis);
		json_put(a, v, "by", thing_of(x, &n->by));
		json_put_number(a, v, "entry", (int64_t)n->entry);
		json_put_bool(a, v, "both_count", n->both_count);
	}
	return list;
}

static struct json *
declarations_object(struct showing *x)
{
	struct arena *a = x->c->arena;
	struct json *list = json_new(a, JSON_ARRAY), *v;

	for (size_t i = 0; i < x->declaration_count; i++) {
		const struct declaration_row *d = &x->declarations[i];

		v = json_add(list, json_new(a, JSON_OBJECT));
		json_put(a, v, "declaration", object_thing(&x->o, d->entity));
		json_put_number(a, v, "entry", (int64_t)d->entry);
		json_put_text(a, v, "form", d->form);
		json_put_bool(a, v, "exceptions", d->excepts);
		if (d->overtaken_by == NUMBER_NONE)
			json_put_null(a, v, "overtaken_by");
		else
			json_put_number(a, v, "overtaken_by",
			    (int64_t)d->overtaken_by);
	}
	return list;
}

static enum err
add_version(void *context, const struct row_entry *row, struct error *e)
{
	struct {
		struct showing *x;
		struct json *versions, *competing;
		struct json **annulled;
	} *w = context;
	struct showing *x = w->x;
	struct arena *a = x->c->arena;
	struct entry entry;
	struct slot_values values;
	struct json *v;
	const struct json *amendment;
	enum err rc;

	if (row->outcome > OUTCOME_NOTE)
		return ERR_NONE;
	if ((row->notes & NOTE_COMPETING) != 0) {
		json_add(w->competing,
		    json_new_number(a, (int64_t)row->number));
		return ERR_NONE;
	}
	rc = registry_entry(x->c->registry, row->number, &entry, a, e);
	if (rc == ERR_NONE)
		rc = registry_slots(x->c->registry, &entry, row->number,
		    &values, NULL, a, e);
	if (rc != ERR_NONE)
		return rc;
	if (row->type == TYPE_ANNUL) {
		v = json_new(a, JSON_OBJECT);
		json_put_number(a, v, "entry", (int64_t)row->number);
		json_put(a, v, "reason",
		    values.at[SLOT_REASON] == NULL ?
			json_new(a, JSON_NULL) :
			json_clone(a, values.at[SLOT_REASON]));
		*w->annulled = v;
		return ERR_NONE;
	}
	amendment = json_get(entry.body, "amendment");
	v = json_add(w->versions, json_new(a, JSON_OBJECT));
	json_put_number(a, v, "version", row->version);
	json_put_number(a, v, "entry", (int64_t)row->number);
	json_put(a, v, "leaf", json_new_hash(a, row->leaf.at));
	json_put(a, v, "at", object_time(a, row->at_s));
	json_put(a, v, "by", object_thing_of_id(&x->o, entry.by_text));
	json_put(a, v, "reason",
	    values.at[SLOT_REASON] == NULL ?
		json_new(a, JSON_NULL) :
		json_clone(a, values.at[SLOT_REASON]));
	json_put(a, v, "changed",
	    amendment == NULL ? json_new(a, JSON_ARRAY) :
				json_clone(a, json_get(amendment, "changed")));
	return ERR_NONE;
}

static struct json *
slots_object(struct showing *x)
{
	struct arena *a = x->c->arena;
	struct json *slots = json_new(a, JSON_OBJECT);

	for (unsigned i = 0; x->entry.has_seal && i < SLOT_COUNT; i++) {
		const char *name = slot_name(x->entry.type, i);
		struct json *v;

		if (name == NULL)
			continue;
		v = json_put(a, slots, name, json_new(a, JSON_OBJECT));
		json_put_cstr(a, v, "state", slot_state_name(x->states[i]));
		json_put(a, v, "value",
		    x->values.at[i] == NULL ? json_new(a, JSON_NULL) :
					      json_clone(a, x->values.at[i]));
	}
	return slots;
}

static struct json *
visibility_object(struct showing *x)
{
	struct arena *a = x->c->arena;
	struct json *v = json_new(a, JSON_OBJECT);
	const struct json *given = json_get(x->entry.body, "visibility");
	static const char *const names[] = {"tier", "ground", "until",
	    "authority"};

	for (size_t i = 0; i < COUNT(names); i++) {
		const struct json *member = json_get(given, names[i]);

		if (i == 0 && member == NULL)
			json_put_cstr(a, v, "tier", "public");
		else
			json_put(a, v, names[i],
			    member == NULL ? json_new(a, JSON_NULL) :
					     json_clone(a, member));
	}
	return v;
}

static int
show_json(struct showing *x)
{
	struct cli *c = x->c;
	struct arena *a = c->arena;
	struct json *v = json_new(a, JSON_OBJECT), *inclusion;
	struct json *annulled = json_new(a, JSON_NULL);
	struct json *notes = NULL, *receipts = NULL;
	struct {
		struct showing *x;
		struct json *versions, *competing;
		struct json **annulled;
	} w = {x, json_new(a, JSON_ARRAY), json_new(a, JSON_ARRAY), &annulled};
	enum err rc = ERR_NONE;

	if (x->number != NUMBER_NONE)
		rc = read_model_chain(registry_read_model(c->registry),
		    x->number, add_version, &w, &c->e);
	if (rc == ERR_NONE)
		rc = show_notes_things(c, &x->o, x->number, x->entry.type,
		    &notes);
	if (rc == ERR_NONE)
		rc = show_notes_receipts(c, &x->o, x->number, x->entry.type,
		    &receipts);
	if (rc != ERR_NONE)
		return cli_fail(c);
	json_put(a, v, "thing", object_thing(&x->o, x->number));
	json_put_cstr(a, v, "type", type_name(x->entry.type));
	json_put_number(a, v, "version", x->row.version);
	json_put(a, v, "versions", w.versions);
	json_put(a, v, "body", json_clone(a, x->entry.body));
	json_put(a, v, "slots", slots_object(x));
	json_put(a, v, "row",
	    x->entry.type == TYPE_CONTACT ? object_row(&x->o, x->version, 0) :
					    json_new(a, JSON_NULL));
	json_put(a, v, "notes", notes);
	json_put(a, v, "receipts", receipts);
	json_put(a, v, "declarations", declarations_object(x));
	json_put(a, v, "counter", counters_object(x));
	json_put(a, v, "judged", judged_object(x));
	rc = show_beside_json(c, &x->o, x->number, v);
	if (rc != ERR_NONE)
		return cli_fail(c);
	json_put(a, v, "visibility", visibility_object(x));
	json_put(a, v, "competing", w.competing);
	json_put(a, v, "annulled", annulled);
	inclusion = json_put(a, v, "inclusion", json_new(a, JSON_OBJECT));
	json_put_number(a, inclusion, "entry", (int64_t)x->version);
	json_put(a, inclusion, "leaf", json_new_hash(a, x->entry.leaf_hash.at));
	json_put(a, inclusion, "as_of",
	    x->version < registry_size(c->registry) ?
		object_as_of(&x->o, registry_size(c->registry)) :
		json_new(a, JSON_NULL));
	json_put_null(a, v, "html_url");
	json_put_null(a, v, "proof_url");
	cli_json(c, v);
	return EXIT_DONE;
}

/* ---- text ---- */

static void
put_name_line(struct showing *x)
{
	struct cli *c = x->c;
	struct bytes name = bytes_text("");
	char ref[REF_BYTES];

	if (x->number == NUMBER_NONE) {
		cli_say(c, "entry %llu: %s", (unsigned long long)x->version,
		    type_name(x->entry.type));
		return;
	}
	if (slots_name(c, x->number, &name) != ERR_NONE)
		name = bytes_text("");
	ref_print(ref, x->entity.id.type, x->number);
	buffer_printf(&c->out, "%s  %s%s%.*s\n", ref,
	    type_name(x->entity.id.type), name.len == 0 ? "" : "  ",
	    (int)name.len, name.len == 0 ? "" : (const char *)name.at);
}

static enum err
tell_version(void *context, const struct row_entry *row, struct error *e)
{
	struct showing *x = context;
	struct cli *c = x->c;
	char time[21];

	(void)e;
	time_print(time, row->at_s);
	if ((row->notes & NOTE_COMPETING) != 0)
		cli_say(c,
		    "  entry %llu  %s  not in force (competing "
		    "version)",
		    (unsigned long long)row->number, time);
	else if (row->type == TYPE_ANNUL)
		cli_say(c, "  entry %llu  %s  withdrawn",
		    (unsigned long long)row->number, time);
	else
		cli_say(c, "  entry %llu  %s  version %u",
		    (unsigned long long)row->number, time, row->version);
	return ERR_NONE;
}

static void
put_pretty(struct cli *c, const struct json *v)
{
	struct buffer text = {0};
	struct bytes rest, line;
	bool complete;

	json_print_pretty(&text, v);
	rest = buffer_bytes(&text);
	while (bytes_line(&rest, &line, &complete)) {
		buffer_text(&c->out, "  ");
		buffer_add(&c->out, line);
		buffer_byte(&c->out, '\n');
	}
	buffer_release(&text);
}

static enum err
show_slots(struct showing *x)
{
	struct cli *c = x->c;
	bool kept = false;
	enum err rc = ERR_NONE;

	for (unsigned i = 0; x->entry.has_seal && i < SLOT_COUNT &&
	     rc == ERR_NONE; i++) {
		const char *name = slot_name(x->entry.type, i);

		if (name == NULL)
			continue;
		kept = kept || x->values.at[i] != NULL ||
		    x->states[i] != SLOT_PUBLIC;
		if (x->states[i] != SLOT_PUBLIC) {
			buffer_printf(&c->out, "%s: ", name);
			rc = slots_tell(c, &c->out, &x->entry, x->version, i,
			    x->states[i]);
			buffer_byte(&c->out, '\n');
		} else if (x->values.at[i] != NULL) {
			buffer_printf(&c->out, "%s:\n", name);
			put_pretty(c, x->values.at[i]);
		}
	}
	/* "not published here", never "sealed" and never "none" (7.3) */
	if (rc == ERR_NONE && x->entry.has_seal && !kept && !x->has_row)
		cli_say(c, "names and words: not published here");
	return rc;
}

static void
show_declarations(struct showing *x)
{
	struct cli *c = x->c;

	for (size_t i = 0; i < x->declaration_count; i++) {
		const struct declaration_row *d = &x->declarations[i];

		if (d->excepts)
			cli_say(c,
			    "Declaration (entry %llu) has exceptions, and "
			    "covers no question by itself.",
			    (unsigned long long)d->entry);
		else if (d->overtaken_by != NUMBER_NONE)
			cli_say(c,
			    "Declaration (entry %llu) overtaken by entry "
			    "%llu.",
			    (unsigned long long)d->entry,
			    (unsigned long long)d->overtaken_by);
		else
			cli_say(c,
			    "Declaration (entry %llu) in force; none overtook "
			    "it of the entries filed up to checkpoint %llu.",
			    (unsigned long long)d->entry,
			    (unsigned long long)registry_size(c->registry));
	}
}

static void
put_value(struct cli *c, const struct json *v)
{
	if (v == NULL)
		buffer_text(&c->out, TR(c, "not shown"));
	else
		json_print(&c->out, v);
}

static struct bytes
who_of(struct showing *x, const struct id *id)
{
	struct cli *c = x->c;
	struct json *thing = thing_of(x, id);
	struct bytes name = json_get_text(json_get(thing, "name"),
	    c->lang == LANG_FR ? "fr" : "en");

	return name.len != 0 ? name : json_get_text(thing, "ref");
}

/* The two records side by side: the members in which they differ. */
static void
show_counters(struct showing *x)
{
	struct cli *c = x->c;

	for (size_t i = 0; i < x->counter_count; i++) {
		const struct counter_row *n = &x->counters[i];
		struct bytes by = who_of(x, &n->by);
		char ref[REF_BYTES];

		ref_print(ref, TYPE_CONTACT, n->entity);
		cli_say(c,
		    n->is_counter ?
			N_("counter-record %s, filed by %.*s; this contact "
			   "counts, the counter-record does not") :
			N_("counter-record of %s, filed by %.*s; that contact "
			   "counts, this counter-record does not"),
		    ref, (int)by.len, (const char *)by.at);
		if (n->difference_count == 0)
			cli_say(c, "  the two agree in every member shown");
		for (size_t k = 0; k < n->difference_count; k++) {
			const struct difference *d = &n->differences[k];

			buffer_printf(&c->out, TR(c, "  %.*s: here "),
			    (int)d->member.len, (const char *)d->member.at);
			put_value(c, d->here);
			buffer_text(&c->out, TR(c, ", there "));
			put_value(c, d->there);
			buffer_byte(&c->out, '\n');
		}
	}
}

static void
show_judged(struct showing *x)
{
	struct cli *c = x->c;

	for (size_t i = 0; i < x->judged_count; i++) {
		const struct same_row *n = &x->judged[i];
		struct bytes by = who_of(x, &n->by);
		char ref[REF_BYTES];

		ref_print(ref, x->entity.id.type, n->other);
		if (bytes_is(n->judgement, "same"))
			cli_say(c, "judged the same as %s by %.*s (entry %llu)",
			    ref, (int)by.len, (const char *)by.at,
			    (unsigned long long)n->entry);
		else if (bytes_is(n->judgement, "different"))
			cli_say(c, "judged another than %s by %.*s (entry %llu)",
			    ref, (int)by.len, (const char *)by.at,
			    (unsigned long long)n->entry);
		else
			cli_say(c,
			    "judged unsure whether the same as %s by %.*s "
			    "(entry %llu)",
			    ref, (int)by.len, (const char *)by.at,
			    (unsigned long long)n->entry);
		if (n->both_count)
			cli_say(c,
			    "  both still count: annul one, or file it as "
			    "counter-record of the other");
	}
}

static void
show_due(struct showing *x)
{
	struct cli *c = x->c;
	struct due due;

	if (x->entity.id.type != TYPE_CONTACT || x->number == NUMBER_NONE ||
	    registry_due(c->registry, x->number, NUMBER_NONE,
		registry_next(c->registry), &due, c->arena, NULL) !=
		ERR_NONE ||
	    due.is == LATE_NO_FLAG)
		return;
	due_words(c, &c->out, &due);
	buffer_byte(&c->out, '\n');
}

static int
show_text(struct showing *x)
{
	struct cli *c = x->c;
	char time[21], leaf[65];
	enum err rc = ERR_NONE;

	time_print(time, x->entry.at_s);
	hash_print(leaf, &x->entry.leaf_hash);
	put_name_line(x);
	cli_say(c, "entry %llu, version %u, filed %s",
	    (unsigned long long)x->version, x->row.version, time);
	if (x->row.outcome == OUTCOME_INVALID)
		cli_say(c, "not in force: %.*s", (int)x->row.code.len,
		    (const char *)x->row.code.at);
	if (x->number != NUMBER_NONE && x->entity.annulled)
		cli_say(c,
		    "withdrawn: it stays in the log and counts no "
		    "more");
	if (x->entry.type == TYPE_CONTACT &&
	    !json_is_null(json_get(json_get(x->entry.body, "source_of_record"),
		"origin")))
		cli_say(c, "imported, not confirmed");
	show_due(x);
	show_declarations(x);
	show_counters(x);
	show_judged(x);
	if (x->entry.type == TYPE_CONTACT)
		show_contact(c, &x->o, &x->entry, x->version);
	if (x->entry.type == TYPE_STATEMENT)
		rc = show_statement(c, &x->o, &x->entry, x->version,
		    &x->values);
	buffer_printf(&c->out, "%s:\n", TR(c, "body"));
	put_pretty(c, x->entry.body);
	if (rc == ERR_NONE)
		rc = show_slots(x);
	if (rc == ERR_NONE && x->number != NUMBER_NONE)
		rc = show_notes_text(c, &x->o, x->number, x->entry.type);
	if (rc == ERR_NONE)
		rc = show_beside(c, &x->o, x->number);
	if (rc == ERR_NONE && cli_has(c, "history") &&
	    x->number != NUMBER_NONE) {
		buffer_printf(&c->out, "%s:\n", TR(c, "history"));
		rc = read_model_chain(registry_read_model(c->registry),
		    x->number, tell_version, x, &c->e);
	}
	cli_say(c, "leaf %s", leaf);
	return rc == ERR_NONE ? EXIT_DONE : cli_fail(c);
}

int
command_show(struct cli *c)
{
	struct showing x = {.c = c};
	enum err rc = load(&x);

	if (rc == ERR_NONE)
		rc = load_version(&x);
	if (rc == ERR_NONE)
		rc = load_beside(&x);
	if (rc != ERR_NONE)
		return cli_fail(c);
	if (cli_has(c, "raw")) {
		cli_put(c, x.entry.leaf);
		return EXIT_DONE;
	}
	if (cli_has(c, "verify-text")) {
		if (x.entry.type != TYPE_STATEMENT)
			return cli_usage(c,
			    "--verify-text goes with a statement");
		rc = show_verify_text(c, &x.entry, &x.values);
		if (rc != ERR_NONE)
			return cli_fail(c);
	}
	return c->json ? show_json(&x) : show_text(&x);
}
