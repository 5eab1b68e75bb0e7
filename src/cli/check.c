/* chancery check REF: what the register can say about a statement (A4.10) */
#include "base/file.h"
#include "cli/ask.h"
#include "cli/beside.h"
#include "cli/cli.h"
#include "faces/checked_told.h"
#include "register/naming.h"
#include "register/past.h"

/* ---- in words ---- */

static void
put_ref(struct cli *c, uint64_t number)
{
	struct row_entity row;
	char ref[REF_BYTES];

	if (read_model_by_number(registry_read_model(c->registry), number,
		&row, NULL) != ERR_NONE)
		return;
	ref_print(ref, row.id.type, number);
	buffer_text(&c->out, ref);
}

static void
put_texts(struct cli *c, const struct json *list)
{
	for (list = list == NULL ? NULL : list->first; list != NULL;
	     list = list->next) {
		struct bytes text = json_get_text(list, "text");

		buffer_text(&c->out, "    ");
		quoted_words(&c->out, text, c->lang);
		buffer_byte(&c->out, '\n');
	}
}

/* A T in the language of the call, else its first. */
static struct bytes
text_of(struct cli *c, const struct json *texts)
{
	struct bytes text = json_get_text(texts,
	    c->lang == LANG_FR ? "fr" : "en");

	return text.len != 0 || texts->first == NULL ? text :
						       texts->first->text;
}

static void
put_chain(struct cli *c, const struct checked_told *x,
    const struct checked *k)
{
	cli_say(c, "  chain:");
	for (size_t i = 0; i < k->chain_count; i++) {
		const struct checked_hop *h = &k->chain[i];

		buffer_text(&c->out, "    ");
		act_words(&c->out, h->act, c->lang);
		buffer_text(&c->out, "  ");
		speaker_words(&c->out, &x->o, h, c->lang);
		buffer_text(&c->out, "  ");
		if (h->document == NUMBER_NONE)
			buffer_text(&c->out, TR(c, "document not seen"));
		else
			put_ref(c, h->document);
		buffer_byte(&c->out, '\n');
	}
}

static void
put_numbers(struct cli *c, const struct checked_claim *k)
{
	buffer_text(&c->out, "    ");
	claim_sums_words(&c->out, k, c->lang);
	buffer_byte(&c->out, '\n');
}

static void
put_readings(struct cli *c, const struct checked_told *x,
    const struct checked_claim *k)
{
	for (size_t i = 0; k->reading_count > 1 && i < k->reading_count;
	     i++) {
		buffer_text(&c->out, "    ");
		buffer_text(&c->out, TR(c, "one reading: "));
		claim_reading_words(&c->out, &x->o, k, i, c->lang);
		buffer_byte(&c->out, '\n');
	}
}

static void
put_by(struct cli *c, const struct checked_claim *k)
{
	for (size_t i = 0; i < k->by_count; i++) {
		buffer_text(&c->out, "      ");
		put_ref(c, k->by[i].contact);
		buffer_printf(&c->out, "  %u  %s\n", k->by[i].times,
		    how_words(k->by[i].how, c->lang));
	}
}

static void
put_coverage(struct cli *c, const struct checked_claim *k)
{
	if (k->declaration != NUMBER_NONE) {
		buffer_text(&c->out, TR(c, "    declared complete: "));
		put_ref(c, k->declaration);
		buffer_byte(&c->out, '\n');
	} else if (k->overtaken_by == NUMBER_NONE) {
		buffer_printf(&c->out, "    %s\n",
		    not_declared_words(c->lang));
	}
}

static void
put_against(struct cli *c, const struct checked_told *x,
    const struct checked_claim *k)
{
	for (size_t i = 0; i < k->against_count; i++) {
		const struct checked_against *a = &k->against[i];
		const struct json *passages = NULL;
		struct entry entry;
		uint64_t version;

		buffer_text(&c->out, TR(c, "    beside "));
		put_ref(c, a->statement);
		buffer_text(&c->out, c->lang == LANG_FR ? " : " : ": ");
		against_words(&c->out, &x->o, a, c->lang);
		buffer_byte(&c->out, '\n');
		if (a->result != COMPARED_IN_TENSION ||
		    past_version(c->registry, a->statement, x->size, &version,
			NULL) != ERR_NONE ||
		    registry_entry(c->registry, version, &entry, c->arena,
			NULL) != ERR_NONE ||
		    statement_passages(c->registry, &entry, version,
			&passages, c->arena, NULL) != ERR_NONE)
			continue;
		put_texts(c, passages);
	}
}

static void
put_limits(struct cli *c, const struct checked_claim *m)
{
	const char *words = claim_limits_words(m, c->lang);

	if (words[0] != '\0')
		buffer_printf(&c->out, "    %s\n", words);
}

static void
put_claim(struct cli *c, const struct checked_told *x, const struct checked *k,
    const struct checked_claim *m)
{
	buffer_printf(&c->out, TR(c, "  claim %u: "), m->n + 1);
	claim_words(&c->out, &x->o, &m->claim, c->lang);
	buffer_byte(&c->out, '\n');
	if (m->words != NULL) {
		struct bytes text = text_of(c, m->words);

		buffer_text(&c->out, "    ");
		quoted_words(&c->out, text, c->lang);
		buffer_byte(&c->out, '\n');
	}
	buffer_text(&c->out, "    ");
	verdict_words(&c->out, &x->o, k, m, c->lang);
	buffer_byte(&c->out, '\n');
	put_limits(c, m);
	if (m->hedges != NULL && (m->reasons & REASON_HEDGE) == 0) {
		buffer_text(&c->out, "    ");
		reason_words(&c->out, m, REASON_HEDGE, c->lang);
		buffer_byte(&c->out, '\n');
	}
	if (m->counted) {
		put_numbers(c, m);
		put_readings(c, x, m);
	}
	put_by(c, m);
	if (m->counted)
		put_coverage(c, m);
	put_against(c, x, m);
	buffer_text(&c->out, "    ");
	origins_words(&c->out, &m->origins, c->lang);
	buffer_byte(&c->out, '\n');
}

static enum err
put_statement(struct cli *c, const struct checked_told *x,
    const struct checked *k)
{
	enum err rc;
	const struct checked_hop *speaker = &k->chain[k->chain_count - 1];

	put_ref(c, k->statement);
	buffer_text(&c->out, "  ");
	act_words(&c->out, k->act, c->lang);
	buffer_text(&c->out, "  ");
	speaker_words(&c->out, &x->o, speaker, c->lang);
	buffer_byte(&c->out, '\n');
	put_texts(c, k->passages);
	if (k->passages_state != SLOT_PUBLIC)
		cli_say(c, "    words: %s",
		    TR(c, slot_state_name(k->passages_state)));
	put_chain(c, x, k);
	rc = put_beside(c, &x->o, k->statement, k->size, false);
	if (k->claim_count == 0)
		cli_say(c, "  no claim is coded");
	for (size_t i = 0; i < k->claim_count; i++)
		put_claim(c, x, k, &k->claims[i]);
	return rc;
}

static enum err
put_text(struct cli *c, const struct checked_told *x)
{
	for (size_t i = 0; i < x->count; i++) {
		enum err rc = put_statement(c, x, &x->list[i]);

		if (rc != ERR_NONE)
			return rc; /* never alone: model 6.8 */
	}
	if (x->count == 0)
		cli_say(c, "no statement of this document is filed up to "
			   "checkpoint %llu",
		    (unsigned long long)x->size);
	else
		cli_say(c, "filed up to checkpoint %llu",
		    (unsigned long long)x->size);
	cli_say(c, "This register holds what was filed with it; it cannot "
		   "show contacts that nobody filed.");
	return ERR_NONE;
}

static enum err
run(struct cli *c, struct checked_told *x)
{
	struct objects o;
	uint64_t number, size = 0;
	enum err rc = cli_open(c, false);

	if (rc != ERR_NONE)
		return rc;
	o = (struct objects){c->registry, c->arena,
	    c->settings.value[SETTING_BASE_URL]};
	rc = cli_as_of(c, &size);
	if (rc == ERR_NONE)
		rc = registry_resolve(c->registry, c->args.words[0],
		    TYPE_BIT(TYPE_STATEMENT) | TYPE_BIT(TYPE_DOCUMENT), "REF",
		    &number, c->arena, &c->e);
	return rc == ERR_NONE ?
	    checked_told_run(x, &o, number, size, &c->e) :
	    rc;
}

static enum err
write_proof(struct cli *c, const struct checked_told *x)
{
	const char *path = cli_arg(c, "proof");
	struct buffer file = {.limit = 64 * MIB};
	enum err rc;

	if (path == NULL)
		return ERR_NONE;
	rc = checked_proof(x->list, x->count, &file, &c->e);
	if (rc == ERR_NONE && file.len == 0) {
		error_set(&c->e, ERR_INPUT, "no claim here is counted");
		rc = error_mend(&c->e, ERR_INPUT, "leave --proof out");
	}
	if (rc == ERR_NONE && strcmp(path, "-") == 0) {
		cli_instead(c, buffer_bytes(&file));
	} else if (rc == ERR_NONE) {
		rc = file_write_atomic(path, buffer_bytes(&file), 0644, &c->e);
		if (rc == ERR_NONE && !c->json)
			cli_say(c, "Proof checked here and saved: %s", path);
	}
	buffer_release(&file);
	return rc;
}

int
command_check(struct cli *c)
{
	struct checked_told x = {.count = 0};
	enum verdict worst;
	enum err rc;

	if (c->json && cli_has(c, "proof") &&
	    strcmp(cli_arg(c, "proof"), "-") == 0)
		return cli_usage(c,
		    "--json and --proof - both want standard output");
	rc = run(c, &x);
	if (rc == ERR_NONE && c->json)
		cli_json(c, checked_told_json(&x));
	else if (rc == ERR_NONE)
		rc = put_text(c, &x);
	if (rc == ERR_NONE)
		rc = write_proof(c, &x);
	worst = checked_told_verdict(&x);
	checked_told_release(&x);
	if (rc != ERR_NONE)
		return cli_fail(c);
	return worst == VERDICT_SUPPORTED ? EXIT_DONE : EXIT_NEGATIVE;
}
