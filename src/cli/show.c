/* chancery show REF: one entry or entity (A4.6) */
#include "cli/beside.h"
#include "cli/declare.h"
#include "cli/show_contact.h"
#include "cli/show_notes.h"
#include "cli/show_statement.h"
#include "faces/shown.h"
#include "faces/slot_words.h"
#include "register/naming.h"

struct show {
	struct cli *c;
	struct showing s;
};

static enum err
load(struct show *x)
{
	struct cli *c = x->c;
	const char *text = cli_arg(c, "version-number");
	struct objects o;
	uint64_t version = 0;
	enum err rc = cli_open(c, false);

	if (rc == ERR_NONE && text != NULL &&
	    !bytes_decimal(bytes_text(text), UINT32_MAX, &version))
		rc = error_set(&c->e, ERR_INPUT, "\"%s\" is no number", text);
	if (rc == ERR_NONE && text != NULL && version == 0)
		rc = error_set(&c->e, ERR_ABSENT, "there is no such version");
	if (rc != ERR_NONE)
		return rc;
	o = (struct objects){c->registry, c->arena,
	    c->settings.value[SETTING_BASE_URL]};
	return showing_load(&x->s, &o, c->args.words[0], (unsigned)version,
	    &c->e);
}

static int
show_json(struct show *x)
{
	struct json *v = NULL;

	if (showing_json(&x->s, &v, &x->c->e) != ERR_NONE)
		return cli_fail(x->c);
	cli_json(x->c, v);
	return EXIT_DONE;
}

/* ---- text ---- */

static void
put_name_line(struct show *x)
{
	struct cli *c = x->c;
	struct bytes name = bytes_text("");
	char ref[REF_BYTES];

	if (x->s.number == NUMBER_NONE) {
		cli_say(c, "entry %llu: %s", (unsigned long long)x->s.version,
		    type_name(x->s.entry.type));
		return;
	}
	if (name_or_erased(&x->s.o, x->s.number, c->lang, &name,
	    &c->e) != ERR_NONE)
		name = bytes_text("");
	ref_print(ref, x->s.entity.id.type, x->s.number);
	buffer_printf(&c->out, "%s  %s%s%.*s\n", ref,
	    type_name(x->s.entity.id.type), name.len == 0 ? "" : "  ",
	    (int)name.len, name.len == 0 ? "" : (const char *)name.at);
}

static enum err
tell_version(void *context, const struct row_entry *row, struct error *e)
{
	struct show *x = context;
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
show_slots(struct show *x)
{
	struct cli *c = x->c;
	bool kept = false;
	enum err rc = ERR_NONE;

	for (unsigned i = 0; x->s.entry.has_seal && i < SLOT_COUNT &&
	     rc == ERR_NONE; i++) {
		const char *name = slot_name(x->s.entry.type, i);

		if (name == NULL)
			continue;
		kept = kept || x->s.values.at[i] != NULL ||
		    x->s.states[i] != SLOT_PUBLIC;
		if (x->s.states[i] != SLOT_PUBLIC) {
			buffer_printf(&c->out, "%s: ", name);
			rc = slot_words(&c->out, &x->s.o, &x->s.entry,
			    x->s.version, i, x->s.states[i], c->lang, &c->e);
			buffer_byte(&c->out, '\n');
		} else if (x->s.values.at[i] != NULL) {
			buffer_printf(&c->out, "%s:\n", name);
			put_pretty(c, x->s.values.at[i]);
		}
	}
	/* "not published here", never "sealed" and never "none" (7.3) */
	if (rc == ERR_NONE && x->s.entry.has_seal && !kept && !x->s.is_kept)
		cli_say(c, "names and words: not published here");
	return rc;
}

static void
show_declarations(struct show *x)
{
	struct cli *c = x->c;

	for (size_t i = 0; i < x->s.declaration_count; i++) {
		const struct declaration_row *d = &x->s.declarations[i];

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

static struct json *
thing_of_id(struct show *x, const struct id *id)
{
	char text[ID_TEXT_BYTES];

	id_print(text, id);
	return object_thing_of_id(&x->s.o, bytes_text(text));
}

static struct bytes
who_of(struct show *x, const struct id *id)
{
	struct cli *c = x->c;
	struct json *thing = thing_of_id(x, id);
	struct bytes name = json_get_text(json_get(thing, "name"),
	    c->lang == LANG_FR ? "fr" : "en");

	return name.len != 0 ? name : json_get_text(thing, "ref");
}

/* The two records side by side: the members in which they differ. */
static void
show_counters(struct show *x)
{
	struct cli *c = x->c;

	for (size_t i = 0; i < x->s.counter_count; i++) {
		const struct counter_row *n = &x->s.counters[i];
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
show_judged(struct show *x)
{
	struct cli *c = x->c;

	for (size_t i = 0; i < x->s.judged_count; i++) {
		const struct same_row *n = &x->s.judged[i];
		struct bytes by = who_of(x, &n->by);
		char ref[REF_BYTES];

		ref_print(ref, x->s.entity.id.type, n->other);
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
show_due(struct show *x)
{
	struct cli *c = x->c;
	struct due due;

	if (x->s.entity.id.type != TYPE_CONTACT || x->s.number == NUMBER_NONE ||
	    registry_due(c->registry, x->s.number, NUMBER_NONE,
		registry_next(c->registry), &due, c->arena, NULL) !=
		ERR_NONE ||
	    due.is == LATE_NO_FLAG)
		return;
	due_words(&c->out, &due, c->lang);
	buffer_byte(&c->out, '\n');
}

static int
show_text(struct show *x)
{
	struct cli *c = x->c;
	char time[21], leaf[65];
	enum err rc = ERR_NONE;

	time_print(time, x->s.entry.at_s);
	hash_print(leaf, &x->s.entry.leaf_hash);
	put_name_line(x);
	cli_say(c, "entry %llu, version %u, filed %s",
	    (unsigned long long)x->s.version, x->s.row.version, time);
	if (x->s.row.outcome == OUTCOME_INVALID)
		cli_say(c, "not in force: %.*s", (int)x->s.row.code.len,
		    (const char *)x->s.row.code.at);
	if (x->s.number != NUMBER_NONE && x->s.entity.annulled)
		cli_say(c,
		    "withdrawn: it stays in the log and counts no "
		    "more");
	if (x->s.entry.type == TYPE_CONTACT &&
	    !json_is_null(json_get(json_get(x->s.entry.body, "source_of_record"),
		"origin")))
		cli_say(c, "imported, not confirmed");
	show_due(x);
	show_declarations(x);
	show_counters(x);
	show_judged(x);
	if (x->s.entry.type == TYPE_CONTACT)
		show_contact(c, &x->s.o, &x->s.entry, x->s.version);
	if (x->s.entry.type == TYPE_STATEMENT)
		rc = show_statement(c, &x->s.o, &x->s.entry, x->s.version,
		    &x->s.values);
	buffer_printf(&c->out, "%s:\n", TR(c, "body"));
	put_pretty(c, x->s.entry.body);
	if (rc == ERR_NONE)
		rc = show_slots(x);
	if (rc == ERR_NONE && x->s.number != NUMBER_NONE)
		rc = show_notes_text(c, &x->s.o, x->s.number, x->s.entry.type);
	if (rc == ERR_NONE)
		rc = show_beside(c, &x->s.o, x->s.number);
	if (rc == ERR_NONE && cli_has(c, "history") &&
	    x->s.number != NUMBER_NONE) {
		buffer_printf(&c->out, "%s:\n", TR(c, "history"));
		rc = read_model_chain(registry_read_model(c->registry),
		    x->s.number, tell_version, x, &c->e);
	}
	cli_say(c, "leaf %s", leaf);
	return rc == ERR_NONE ? EXIT_DONE : cli_fail(c);
}

int
command_show(struct cli *c)
{
	struct show x = {.c = c};
	enum err rc = load(&x);

	if (rc != ERR_NONE)
		return cli_fail(c);
	if (cli_has(c, "raw")) {
		cli_put(c, x.s.entry.leaf);
		return EXIT_DONE;
	}
	if (cli_has(c, "verify-text")) {
		if (x.s.entry.type != TYPE_STATEMENT)
			return cli_usage(c,
			    "--verify-text goes with a statement");
		rc = show_verify_text(c, &x.s.entry, &x.s.values);
		if (rc != ERR_NONE)
			return cli_fail(c);
	}
	return c->json ? show_json(&x) : show_text(&x);
}
