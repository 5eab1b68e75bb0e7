/* The answer to `chancery ask` in words and as a list (A5.11, A5.12, A3.1) */
#include "cli/ask.h"
#include "faces/slot_words.h"
#include "register/naming.h"

/* ---- in words ---- */

typedef void words_fn(struct buffer *out, const struct answered *x,
    enum lang lang);

/* A line of its own where there is something to say. */
static void
put_line(struct cli *c, const struct answered *x, words_fn *words)
{
	size_t before = c->out.len;

	words(&c->out, x, c->lang);
	if (c->out.len != before)
		buffer_byte(&c->out, '\n');
}

static void
put_groups(struct cli *c, const struct answered *x)
{
	for (size_t i = 0; i < x->answer.group_count; i++) {
		const struct asked_group *g = &x->answer.groups[i];
		struct bytes name = answered_name(x, g->who, c->lang);
		struct row_entity row;
		char ref[REF_BYTES] = "-";

		if (g->who != 0 &&
		    read_model_by_number(registry_read_model(c->registry),
			g->who, &row, NULL) == ERR_NONE)
			ref_print(ref, row.id.type, g->who);
		buffer_printf(&c->out, "  %-10s %s  %.*s", ref, g->state,
		    (int)name.len, (const char *)name.at);
		answered_group_words(&c->out, g, c->lang);
		buffer_byte(&c->out, '\n');
	}
}

static void
put_entries(struct cli *c, const struct answered *x)
{
	for (size_t i = 0; i < x->answer.entry_count; i++) {
		const struct asked_entry *n = &x->answer.entries[i];
		struct json *row = object_row(&x->o, n->number, 0);
		struct bytes ref = json_get_text(row, "ref"), erased;
		struct bytes kind = json_get_text(row, "kind");
		struct bytes when =
		    json_get_text(json_get(json_get(row, "when"), "text"),
			c->lang == LANG_FR ? "fr" : "en");

		buffer_printf(&c->out, "  %-9.*s %-8.*s %-10s ", (int)ref.len,
		    ref.len == 0 ? "" : (const char *)ref.at, (int)kind.len,
		    kind.len == 0 ? "" : (const char *)kind.at,
		    TR(c, fit_name(n->fit)));
		if (n->times > 1)
			buffer_printf(&c->out, TR(c, "%u times, "), n->times);
		buffer_add(&c->out, when);
		if (!json_is_null(json_get(row, "imported_from")))
			buffer_text(&c->out,
			    TR(c, " (imported, not confirmed)"));
		if (erased_words(&x->o, n->number, CONTACT_SUMMARY, c->lang,
			&erased, &c->e) == ERR_NONE && erased.len != 0)
			buffer_printf(&c->out, " (%.*s)", (int)erased.len,
			    (const char *)erased.at);
		buffer_byte(&c->out, '\n');
	}
}

void
ask_print_text(struct cli *c, const struct answered *x)
{
	size_t bytes = x->answer.file.len;

	put_line(c, x, answered_number_words);
	put_line(c, x, answered_unit_words);
	put_line(c, x, answered_sums_words);
	put_groups(c, x);
	put_entries(c, x);
	put_line(c, x, answered_as_of_words);
	buffer_printf(&c->out, "%s %s\n", limits_words(c->lang),
	    answered_coverage_words(x, c->lang));
	if (cli_has(c, "proof"))
		cli_say(c, "Proof checked here and saved: %s (%zu bytes)",
		    cli_arg(c, "proof"), bytes);
	else
		cli_say(c,
		    "Proof checked here: %zu bytes (--proof FILE "
		    "keeps it)",
		    bytes);
}

/* ---- lists ---- */

static void
list_group(struct cli *c, const struct answered *x,
    const struct asked_group *g)
{
	struct cells row = {.count = 0};

	group_cells(&row, x, g, c->lang);
	cli_list_row(c, c->jsonl ? answered_group_json(x, g) : NULL, &row);
}

static void
list_entry(struct cli *c, const struct answered *x,
    const struct asked_entry *n)
{
	struct json *v = answered_entry_json(x, n);
	struct cells row = {.count = 0};

	entry_cells(&row, x, n, v, c->lang);
	cli_list_row(c, v, &row);
}

void
ask_print_list(struct cli *c, const struct answered *x)
{
	const struct asked *r = &x->answer;
	struct cells row = {.count = 0};

	if (x->q.mode == ASK_ANYONE_ELSE)
		cli_list_begin(c, GROUP_COLUMNS);
	else if (x->q.mode == ASK_LIST)
		cli_list_begin(c, ENTRY_COLUMNS);
	if (x->q.mode == ASK_COUNT) {
		cells_number(&row, (int64_t)r->sums.certain, c->arena);
		cells_number(&row, (int64_t)r->sums.possible, c->arena);
		cells_number(&row, (int64_t)r->sums.struck, c->arena);
		cells_number(&row, (int64_t)r->sealed, c->arena);
		cells_number(&row, (int64_t)r->size, c->arena);
		cli_list_row(c, NULL, &row);
	}
	for (size_t i = 0; i < r->group_count; i++)
		list_group(c, x, &r->groups[i]);
	for (size_t i = 0; i < r->entry_count; i++)
		list_entry(c, x, &r->entries[i]);
	cli_list_end(c, object_as_of(&x->o, r->size));
}
