/* chancery show REF: one entry or entity (A4.6) */
#include "cli/beside.h"
#include "cli/show_notes.h"
#include "cli/show_statement.h"
#include "faces/shown.h"
#include "faces/slot_words.h"
#include "faces/told.h"
#include "faces/words.h"
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
		    code_words(CODE_TYPE,
			bytes_text(type_name(x->s.entry.type)), c->lang));
		return;
	}
	if (name_or_erased(&x->s.o, x->s.number, c->lang, &name,
	    &c->e) != ERR_NONE)
		name = bytes_text("");
	ref_print(ref, x->s.entity.id.type, x->s.number);
	buffer_printf(&c->out, "%s  %s%s%.*s\n", ref,
	    code_words(CODE_TYPE, bytes_text(type_name(x->s.entity.id.type)),
		c->lang),
	    name.len == 0 ? "" : "  ",
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

/* "not published here", never "sealed" and never "none" (7.3) */
static void
tell_unpublished(struct show *x)
{
	bool kept = !x->s.entry.has_seal || x->s.is_kept;

	for (unsigned i = 0; i < SLOT_COUNT && !kept; i++)
		kept = slot_name(x->s.entry.type, i) != NULL &&
		    (x->s.values.at[i] != NULL ||
			x->s.states[i] != SLOT_PUBLIC);
	if (!kept)
		cli_say(x->c, "names and words: not published here");
}

/* A declaration has it as a row of its own. */
static void
show_declarations(struct show *x)
{
	struct cli *c = x->c;

	if (x->s.entry.type == TYPE_COMPLETE)
		return;
	for (size_t i = 0; i < x->s.declaration_count; i++) {
		declaration_words(&c->out, &x->s.declarations[i],
		    registry_size(c->registry), c->lang);
		buffer_byte(&c->out, '\n');
	}
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

static void
put_side(struct show *x, const char *member, const struct json *v)
{
	struct cli *c = x->c;
	struct told_row row;

	(void)told_member(&row, &x->s.o, member, v, c->lang);
	if (row.first == NULL)
		buffer_text(&c->out, TR(c, "not shown"));
	told_values_print(&c->out, row.first, c->lang);
}

static void
put_difference(struct show *x, const struct difference *d)
{
	struct cli *c = x->c;
	const char *member = arena_text(c->arena, d->member);
	struct told_row row;

	buffer_printf(&c->out, TR(c, "  %s: here "),
	    told_member(&row, &x->s.o, member, NULL, c->lang));
	put_side(x, member, d->here);
	buffer_text(&c->out, TR(c, ", there "));
	put_side(x, member, d->there);
	buffer_byte(&c->out, '\n');
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
		for (size_t k = 0; k < n->difference_count; k++)
			put_difference(x, &n->differences[k]);
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
put_state(struct show *x)
{
	struct cli *c = x->c;
	char time[21];

	time_print(time, x->s.entry.at_s);
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
	    !json_is_null(json_get(
		json_get(x->s.entry.body, "source_of_record"), "origin")))
		cli_say(c, "imported, not confirmed");
}

static int
show_text(struct show *x)
{
	struct cli *c = x->c;
	struct told told;
	char leaf[65];
	enum err rc = told_of(&x->s, c->lang, &told, &c->e);

	if (rc != ERR_NONE)
		return cli_fail(c);
	put_state(x);
	told_print(&c->out, &told, c->lang);
	tell_unpublished(x);
	show_declarations(x);
	show_counters(x);
	show_judged(x);
	if (x->s.number != NUMBER_NONE)
		rc = show_notes_text(c, &x->s.o, x->s.number,
		    x->s.entry.type);
	if (rc == ERR_NONE)
		rc = show_beside(c, &x->s.o, x->s.number);
	if (rc == ERR_NONE && cli_has(c, "history") &&
	    x->s.number != NUMBER_NONE) {
		buffer_printf(&c->out, "%s:\n", TR(c, "history"));
		rc = read_model_chain(registry_read_model(c->registry),
		    x->s.number, tell_version, x, &c->e);
	}
	hash_print(leaf, &x->s.entry.leaf_hash);
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
