/* Statements beside what is shown and found (cli/beside.h) */
#include "cli/beside.h"

#include "register/naming.h"
#include "register/past.h"

#define SHOWN_MAX 100

static uint64_t
size_of(struct cli *c)
{
	return registry_next(c->registry);
}

static bool
is_statement(struct cli *c, uint64_t number)
{
	struct row_entity row;

	return read_model_by_number(registry_read_model(c->registry), number,
	    &row, NULL) == ERR_NONE && row.id.type == TYPE_STATEMENT &&
	    !row.annulled;
}

static enum err
put_passages(struct cli *c, uint64_t version)
{
	const struct json *list = NULL;
	struct entry entry;
	enum err rc = registry_entry(c->registry, version, &entry, c->arena,
	    &c->e);

	if (rc == ERR_NONE)
		rc = statement_passages(c->registry, &entry, version, &list,
		    c->arena, &c->e);
	for (list = list == NULL ? NULL : list->first; list != NULL;
	     list = list->next) {
		buffer_text(&c->out, "    ");
		quoted_words(&c->out, json_get_text(list, "text"), c->lang);
		buffer_byte(&c->out, '\n');
	}
	return rc;
}

static enum err
put_others(struct cli *c, const struct objects *o,
    const struct beside_other *x, size_t count)
{
	enum err rc = ERR_NONE;

	for (size_t i = 0; i < count && rc == ERR_NONE; i++) {
		char ref[REF_BYTES];

		ref_print(ref, TYPE_STATEMENT, x[i].number);
		buffer_printf(&c->out, "  %s  ", ref);
		act_words(&c->out, x[i].act, c->lang);
		buffer_text(&c->out, "  ");
		entity_words(&c->out, o, x[i].speaker, c->lang);
		buffer_byte(&c->out, '\n');
		rc = put_passages(c, x[i].version);
	}
	return rc;
}

static void
put_words(struct cli *c, const struct objects *o, const struct beside *b,
    const char *before)
{
	struct buffer words = {0};

	beside_words(&words, o, b, c->lang);
	if (words.len != 0) {
		buffer_text(&c->out, before);
		buffer_add(&c->out, buffer_bytes(&words));
	}
	buffer_release(&words);
}

static void
put_chain(struct cli *c, const struct objects *o, const struct beside *b)
{
	buffer_printf(&c->out, "%s", TR(c, "chain:"));
	for (size_t i = 0; i < b->chain_count; i++) {
		buffer_text(&c->out, i == 0 ? " " : " <- ");
		act_words(&c->out, b->chain[i].act, c->lang);
		buffer_byte(&c->out, ' ');
		speaker_words(&c->out, o, &b->chain[i], c->lang);
		if (b->chain[i].document == NUMBER_NONE)
			buffer_printf(&c->out, " (%s)",
			    TR(c, "document not seen"));
	}
	buffer_byte(&c->out, '\n');
}

enum err
put_beside(struct cli *c, const struct objects *o, uint64_t number,
    uint64_t size, bool chain)
{
	struct beside b;
	enum err rc = registry_beside(c->registry, number, size, &b, c->arena,
	    &c->e);

	if (rc != ERR_NONE)
		return rc;
	if (chain)
		put_chain(c, o, &b);
	put_words(c, o, &b,
	    TR(c, chain ? N_("beside it: ") : N_("  beside it: ")));
	if (b.denial_count + b.reply_count + b.ruling_count != 0 ||
	    b.accompanied)
		buffer_byte(&c->out, '\n');
	rc = put_others(c, o, b.denials, b.denial_count);
	if (rc == ERR_NONE)
		rc = put_others(c, o, b.replies, b.reply_count);
	if (rc == ERR_NONE)
		rc = put_others(c, o, b.rulings, b.ruling_count);
	return rc;
}

enum err
show_beside(struct cli *c, const struct objects *o, uint64_t number)
{
	uint64_t *numbers = NULL;
	size_t count = 0;
	enum err rc = ERR_NONE;

	if (number == NUMBER_NONE)
		return ERR_NONE;
	if (is_statement(c, number))
		return put_beside(c, o, number, size_of(c), true);
	rc = registry_speaking_of(c->registry, number, size_of(c), &numbers,
	    &count, c->arena, &c->e);
	if (rc == ERR_NONE && count != 0)
		cli_say(c, "statements:");
	for (size_t i = 0; i < count && i < SHOWN_MAX && rc == ERR_NONE; i++) {
		struct beside b;
		char ref[REF_BYTES];

		rc = registry_beside(c->registry, numbers[i], size_of(c), &b,
		    c->arena, &c->e);
		if (rc != ERR_NONE)
			break;
		ref_print(ref, TYPE_STATEMENT, numbers[i]);
		buffer_printf(&c->out, "  %s  ", ref);
		act_words(&c->out, b.act, c->lang);
		buffer_text(&c->out, "  ");
		speaker_words(&c->out, o, &b.chain[b.chain_count - 1],
		    c->lang);
		put_words(c, o, &b, "; ");
		buffer_byte(&c->out, '\n');
	}
	if (rc == ERR_NONE && count > SHOWN_MAX)
		cli_say(c, "  the first %d of %zu are shown", SHOWN_MAX,
		    count);
	return rc;
}
