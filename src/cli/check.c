/* chancery check REF: what the register can say about a statement (A4.10) */
#include "base/file.h"
#include "cli/ask.h"
#include "cli/beside.h"
#include "cli/cli.h"
#include "register/checking.h"
#include "register/naming.h"
#include "register/past.h"

#define STATEMENTS_MAX 1024 /* of one document */

struct checks {
	struct cli *c;
	struct objects o;
	uint64_t size;
	struct checked *list;
	size_t count;
	bool of_document;
};

/* ---- in words ---- */

static void
put_ref(struct checks *x, uint64_t number)
{
	struct row_entity row;
	char ref[REF_BYTES];

	if (read_model_by_number(registry_read_model(x->c->registry), number,
		&row, NULL) != ERR_NONE)
		return;
	ref_print(ref, row.id.type, number);
	buffer_text(&x->c->out, ref);
}

static void
put_texts(struct checks *x, const struct json *list)
{
	struct cli *c = x->c;

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
put_chain(struct checks *x, const struct checked *k)
{
	struct cli *c = x->c;

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
			put_ref(x, h->document);
		buffer_byte(&c->out, '\n');
	}
}

static void
put_numbers(struct checks *x, const struct checked_claim *k)
{
	struct cli *c = x->c;

	buffer_text(&c->out, "    ");
	buffer_printf(&c->out, TR(c, "certain %llu, possible %llu"),
	    (unsigned long long)k->certain, (unsigned long long)k->possible);
	if (k->struck != 0)
		buffer_printf(&c->out, TR(c, ", struck %llu"),
		    (unsigned long long)k->struck);
	if (k->sealed != 0)
		buffer_printf(&c->out,
		    TR(c, ", and %llu sealed cannot be excluded"),
		    (unsigned long long)k->sealed);
	buffer_byte(&c->out, '\n');
}

static void
put_readings(struct checks *x, const struct checked_claim *k)
{
	struct cli *c = x->c;

	for (size_t i = 0; k->reading_count > 1 && i < k->reading_count;
	     i++) {
		const struct checked_reading *r = &k->readings[i];
		struct claim one = k->claim;
		struct json *list = json_new(c->arena, JSON_ARRAY);

		json_add(list, json_clone(c->arena, r->target));
		one.targets = list;
		buffer_text(&c->out, TR(c, "    one reading: "));
		claim_words(&c->out, &x->o, &one, c->lang);
		buffer_printf(&c->out, TR(c, ": certain %llu, possible %llu"),
		    (unsigned long long)r->certain,
		    (unsigned long long)r->possible);
		buffer_byte(&c->out, '\n');
	}
}

static void
put_by(struct checks *x, const struct checked_claim *k)
{
	static const char *const hows[] = {N_("certain"), N_("possible"),
	    N_("struck"), N_("the record rests on this statement itself"),
	    N_("a person judged that it speaks of this contact"),
	    N_("a person judged the two in tension")};
	struct cli *c = x->c;

	for (size_t i = 0; i < k->by_count; i++) {
		buffer_text(&c->out, "      ");
		put_ref(x, k->by[i].contact);
		buffer_printf(&c->out, "  %u  %s\n", k->by[i].times,
		    TR(c, hows[k->by[i].how]));
	}
}

static void
put_coverage(struct checks *x, const struct checked_claim *k)
{
	struct cli *c = x->c;

	if (k->declaration != NUMBER_NONE) {
		buffer_text(&c->out, TR(c, "    declared complete: "));
		put_ref(x, k->declaration);
		buffer_byte(&c->out, '\n');
	} else if (k->overtaken_by == NUMBER_NONE) {
		cli_say(c, "    nobody has declared this record complete for "
			   "this claim");
	}
}

static void
put_against(struct checks *x, const struct checked_claim *k)
{
	struct cli *c = x->c;

	for (size_t i = 0; i < k->against_count; i++) {
		const struct checked_against *a = &k->against[i];
		const struct json *passages = NULL;
		struct entry entry;
		uint64_t version;

		buffer_text(&c->out, TR(c, "    beside "));
		put_ref(x, a->statement);
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
		put_texts(x, passages);
	}
}

static void
put_claim(struct checks *x, const struct checked *k,
    const struct checked_claim *m)
{
	struct cli *c = x->c;

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
	if (m->claim.p == CLAIM_CONTENT)
		cli_say(c, "    contact: %s; content: not something this "
			   "register can decide",
		    TR(c, m->by_count == 0 ? N_("open") : N_("supported")));
	if (m->claim.p == CLAIM_TEXT)
		cli_say(c, "    not something this register can decide");
	if (m->hedges != NULL && (m->reasons & REASON_HEDGE) == 0) {
		buffer_text(&c->out, "    ");
		reason_words(&c->out, m, REASON_HEDGE, c->lang);
		buffer_byte(&c->out, '\n');
	}
	if (m->counted) {
		put_numbers(x, m);
		put_readings(x, m);
	}
	put_by(x, m);
	if (m->counted)
		put_coverage(x, m);
	put_against(x, m);
	buffer_text(&c->out, "    ");
	origins_words(&c->out, &m->origins, c->lang);
	buffer_byte(&c->out, '\n');
}

static enum err
put_statement(struct checks *x, const struct checked *k)
{
	struct cli *c = x->c;
	enum err rc;
	const struct checked_hop *speaker = &k->chain[k->chain_count - 1];

	put_ref(x, k->statement);
	buffer_text(&c->out, "  ");
	act_words(&c->out, k->act, c->lang);
	buffer_text(&c->out, "  ");
	speaker_words(&c->out, &x->o, speaker, c->lang);
	buffer_byte(&c->out, '\n');
	put_texts(x, k->passages);
	if (k->passages_state != SLOT_PUBLIC)
		cli_say(c, "    words: %s",
		    TR(c, slot_state_name(k->passages_state)));
	put_chain(x, k);
	rc = put_beside(c, &x->o, k->statement, k->size, false);
	if (k->claim_count == 0)
		cli_say(c, "  no claim is coded");
	for (size_t i = 0; i < k->claim_count; i++)
		put_claim(x, k, &k->claims[i]);
	return rc;
}

static enum err
put_text(struct checks *x)
{
	struct cli *c = x->c;

	for (size_t i = 0; i < x->count; i++) {
		enum err rc = put_statement(x, &x->list[i]);

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

static void
put_json(struct checks *x)
{
	struct arena *a = x->c->arena;
	struct json *v, *items;

	if (!x->of_document) {
		cli_json(x->c, checked_json(&x->o, &x->list[0]));
		return;
	}
	v = json_new(a, JSON_OBJECT);
	items = json_put(a, v, "items", json_new(a, JSON_ARRAY));
	for (size_t i = 0; i < x->count; i++)
		json_add(items, checked_json(&x->o, &x->list[i]));
	json_put_null(a, v, "next");
	json_put(a, v, "as_of", object_as_of(&x->o, x->size));
	cli_json(x->c, v);
}

/* ---- what is checked ---- */

static enum err
check_one(struct checks *x, uint64_t statement)
{
	enum err rc = registry_check(x->c->registry, statement, x->size,
	    x->c->arena, &x->list[x->count], &x->c->e);

	if (rc == ERR_NONE)
		x->count++;
	return rc;
}

/* Statements whose document in hand it is. */
static enum err
check_document(struct checks *x, uint64_t document)
{
	struct cli *c = x->c;
	struct standing *all = NULL;
	size_t count = 0;
	enum err rc = past_referring(c->registry, document,
	    TYPE_BIT(TYPE_STATEMENT), x->size, &all, &count, c->arena, &c->e);

	x->of_document = true;
	for (size_t i = 0; i < count && rc == ERR_NONE; i++) {
		struct entry entry;
		uint64_t in_hand = NUMBER_NONE;

		rc = registry_entry(c->registry, all[i].version, &entry,
		    c->arena, &c->e);
		if (rc == ERR_NONE)
			rc = past_number(c->registry,
			    json_get_text(entry.body, "document"), &in_hand,
			    &c->e);
		if (rc != ERR_NONE || in_hand != document)
			continue;
		if (x->count == STATEMENTS_MAX)
			return error_set(&c->e, ERR_INPUT,
			    "the document has more than %d statements",
			    STATEMENTS_MAX);
		rc = check_one(x, all[i].number);
	}
	return rc;
}

static enum err
run(struct checks *x)
{
	struct cli *c = x->c;
	uint64_t number, asked = 0;
	enum err rc = cli_open(c, false);

	if (rc != ERR_NONE)
		return rc;
	x->o = (struct objects){c->registry, c->arena,
	    c->settings.value[SETTING_BASE_URL]};
	rc = cli_as_of(c, &asked);
	x->size = asked == 0 ? registry_size(c->registry) : asked;
	if (rc == ERR_NONE && x->size == 0)
		rc = error_set(&c->e, ERR_ABSENT,
		    "the register has no checkpoint yet");
	if (rc == ERR_NONE)
		rc = registry_resolve(c->registry, c->args.words[0],
		    TYPE_BIT(TYPE_STATEMENT) | TYPE_BIT(TYPE_DOCUMENT), "REF",
		    &number, c->arena, &c->e);
	if (rc == ERR_NONE) {
		struct row_entity row;

		rc = read_model_by_number(registry_read_model(c->registry),
		    number, &row, &c->e);
		if (rc == ERR_NONE)
			rc = row.id.type == TYPE_DOCUMENT ?
			    check_document(x, number) :
			    check_one(x, number);
	}
	return rc;
}

static enum err
write_proof(struct checks *x)
{
	struct cli *c = x->c;
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
	struct checks x = {.c = c};
	enum verdict worst = VERDICT_NONE;
	enum err rc;

	if (c->json && cli_has(c, "proof") &&
	    strcmp(cli_arg(c, "proof"), "-") == 0)
		return cli_usage(c,
		    "--json and --proof - both want standard output");
	x.list = arena_take_array(c->arena, STATEMENTS_MAX, sizeof *x.list);
	rc = x.list == NULL ?
	    error_set(&c->e, ERR_MEMORY, "out of memory") :
	    run(&x);
	if (rc == ERR_NONE) {
		if (c->json)
			put_json(&x);
		else
			rc = put_text(&x);
		if (rc == ERR_NONE)
			rc = write_proof(&x);
	}
	for (size_t i = 0; i < x.count; i++) {
		if (x.list[i].verdict < worst)
			worst = x.list[i].verdict;
		checked_release(&x.list[i]);
	}
	if (rc != ERR_NONE)
		return cli_fail(c);
	return worst == VERDICT_SUPPORTED ? EXIT_DONE : EXIT_NEGATIVE;
}
