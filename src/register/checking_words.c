/* The words of a check: model 6.9. Every sentence is one of the message
 * table; names, quoted words and numbers are what is put into it. */
#include <stdio.h>

#include "register/checking.h"
#include "register/naming.h"

void
entity_words(struct buffer *out, const struct objects *o, uint64_t number,
    enum lang lang)
{
	struct read_model *m = registry_read_model(o->r);
	struct bytes name = {NULL, 0};
	struct row_entity row;
	char ref[REF_BYTES];

	if (number == NUMBER_NONE) {
		buffer_text(out, message_in(lang, N_("somebody described only")));
		return;
	}
	if (read_model_name(m, number, lang == LANG_FR ? "fr" : "en", &name,
		o->a, NULL) == ERR_NONE &&
	    name.len != 0) {
		buffer_add(out, name);
		return;
	}
	if (read_model_by_number(m, number, &row, NULL) == ERR_NONE)
		ref_print(ref, row.id.type, number);
	else
		(void)snprintf(ref, sizeof ref, "e/%llu",
		    (unsigned long long)number);
	buffer_text(out, ref);
}

static void
id_words(struct buffer *out, const struct objects *o, struct bytes id_text,
    enum lang lang)
{
	struct row_entity row;
	struct id id;

	entity_words(out, o,
	    id_parse(id_text, &id) &&
		    read_model_by_id(registry_read_model(o->r), &id, &row,
			NULL) == ERR_NONE ?
		row.number :
		NUMBER_NONE,
	    lang);
}

void
quoted_words(struct buffer *out, struct bytes text, enum lang lang)
{
	bool french = lang == LANG_FR;

	buffer_text(out, french ? "\302\253 " : "\"");
	buffer_add(out, text);
	buffer_text(out, french ? " \302\273" : "\"");
}

void
speaker_words(struct buffer *out, const struct objects *o,
    const struct checked_hop *h, enum lang lang)
{
	struct bytes text;

	if (h->who == NUMBER_NONE && h->described != NULL) {
		text = json_get_text(h->described,
		    lang == LANG_FR ? "fr" : "en");
		if (text.len == 0 && h->described->first != NULL)
			text = h->described->first->text;
		quoted_words(out, text, lang);
	} else if (h->who == NUMBER_NONE && h->unnamed != NULL) {
		buffer_text(out, message_in(lang, N_("unnamed")));
	} else {
		entity_words(out, o, h->who, lang);
	}
}

void
act_words(struct buffer *out, struct bytes act, enum lang lang)
{
	static const char *const acts[] = {N_("records"), N_("acknowledges"),
	    N_("states"), N_("testifies"), N_("denies"), N_("contends"),
	    N_("characterises"), N_("alleges"), N_("assesses"), N_("finds"),
	    N_("orders"), N_("corrects"), N_("clarifies"), N_("retracts"),
	    N_("reports"), N_("asks"), N_("declines"), N_("quotes"),
	    N_("cites"), N_("adopts")};

	if (bytes_is(act, "leaves_undecided")) {
		buffer_text(out, message_in(lang, N_("leaves undecided")));
		return;
	}
	for (size_t i = 0; i < COUNT(acts); i++)
		if (bytes_is(act, acts[i]))
			buffer_text(out, message_in(lang, acts[i]));
}

/* ---- reasons ---- */

static void
hedge_words(struct buffer *out, const struct checked_claim *c, enum lang lang)
{
	const struct json *h = c->hedges == NULL ? NULL : c->hedges->first;

	buffer_text(out, message_in(lang, h == NULL ? N_("hedge") : N_("hedge: ")));
	for (; h != NULL; h = h->next) {
		quoted_words(out, json_get_text(h, "text"), lang);
		if (h->next != NULL)
			buffer_text(out, ", ");
	}
}

void
reason_words(struct buffer *out, const struct checked_claim *c,
    enum verdict_reason reason, enum lang lang)
{
	switch (reason) {
	case REASON_READINGS_DIFFER:
		buffer_text(out, message_in(lang, N_("readings differ")));
		break;
	case REASON_SCOPE_UNCLEAR:
		buffer_text(out, message_in(lang, N_("scope unclear")));
		break;
	case REASON_WINDOW_NOT_GIVEN:
		buffer_text(out, message_in(lang, N_("window not given")));
		break;
	case REASON_HEDGE:
		hedge_words(out, c, lang);
		break;
	case REASON_EXCEEDS:
		buffer_printf(out,
		    message_in(lang, N_("exceeds: the register holds %llu certain")),
		    (unsigned long long)c->certain);
		break;
	case REASON_OWN_SOURCE:
		buffer_text(out,
		    message_in(lang, N_("the record rests on this statement itself")));
		break;
	case REASON_DECLARATION_OVERTAKEN:
		buffer_printf(out,
		    message_in(lang,
			N_("declaration (entry %llu) overtaken by entry "
			   "%llu")),
		    (unsigned long long)c->declaration_entry,
		    (unsigned long long)c->overtaken_by);
		break;
	}
}

static void
all_reasons(struct buffer *out, const struct checked_claim *c, enum lang lang)
{
	const char *between = lang == LANG_FR ? " : " : ": ";

	for (unsigned i = 0; i < REASON_COUNT; i++) {
		if ((c->reasons >> i & 1) == 0)
			continue;
		buffer_text(out, between);
		reason_words(out, c, (enum verdict_reason)(1u << i), lang);
		between = lang == LANG_FR ? " ; " : "; ";
	}
}

/* ---- verdicts ---- */

static size_t
certain_entries(const struct checked_claim *c)
{
	size_t n = 0;

	for (size_t i = 0; i < c->by_count; i++)
		n += c->by[i].how == HOW_CERTAIN;
	return n;
}

/* Whose declaration: the person or body that filed it. */
static void
declarer_words(struct buffer *out, const struct objects *o, uint64_t entry,
    enum lang lang)
{
	struct row_entry row;
	struct row_entity by;
	struct read_model *m = registry_read_model(o->r);

	if (entry == NUMBER_NONE ||
	    read_model_entry(m, entry, &row, o->a, NULL) != ERR_NONE ||
	    read_model_by_id(m, &row.by, &by, NULL) != ERR_NONE)
		by.number = NUMBER_NONE;
	entity_words(out, o, by.number, lang);
}

static void
supported_words(struct buffer *out, const struct checked_claim *c,
    const struct checked *k, enum lang lang)
{
	size_t n = certain_entries(c);

	if (c->claim.p == CLAIM_NOTED && c->receipted != 0)
		buffer_printf(out,
		    message_in(lang, c->receipted == 1 ?
			N_("supported by %llu receipt") :
			N_("supported by %llu receipts")),
		    (unsigned long long)c->receipted);
	else if (c->claim.p == CLAIM_HELD)
		buffer_text(out, message_in(lang, N_("supported by a tenure")));
	else if (n == 0 && c->declaration_entry != NUMBER_NONE)
		buffer_printf(out,
		    message_in(lang,
			N_("supported by a declaration (entry %llu): none "
			   "filed up to checkpoint %llu")),
		    (unsigned long long)c->declaration_entry,
		    (unsigned long long)k->size);
	else
		buffer_printf(out,
		    message_in(lang, n == 1 ? N_("supported by %zu entry") :
				      N_("supported by %zu entries")),
		    n);
}

static void
contradicted_words(struct buffer *out, const struct objects *o,
    const struct checked_claim *c, enum lang lang)
{
	struct buffer who = {0};

	declarer_words(&who, o, c->declaration_entry, lang);
	buffer_printf(out,
	    message_in(lang,
		N_("in contradiction with the declaration of %.*s (entry "
		   "%llu)")),
	    (int)who.len, who.len == 0 ? "" : (const char *)who.at,
	    (unsigned long long)c->declaration_entry);
	buffer_release(&who);
	if ((c->claim.p == CLAIM_ONLY || c->claim.p == CLAIM_NONE ||
	    c->claim.op == OP_EQ || c->claim.op == OP_LE) &&
	    c->certain > c->claim.n) {
		buffer_text(out, lang == LANG_FR ? " ; " : "; ");
		reason_words(out, c, REASON_EXCEEDS, lang);
	}
}

void
verdict_words(struct buffer *out, const struct objects *o,
    const struct checked *k, const struct checked_claim *c, enum lang lang)
{
	switch (c->verdict) {
	case VERDICT_SUPPORTED:
		supported_words(out, c, k, lang);
		break;
	case VERDICT_CONTRADICTED:
		contradicted_words(out, o, c, lang);
		break;
	case VERDICT_IN_TENSION:
		buffer_text(out, message_in(lang, N_("in tension")));
		all_reasons(out, c, lang);
		if (c->differ != 0)
			buffer_printf(out,
			    message_in(lang, N_(", %llu with another initiator")),
			    (unsigned long long)c->differ);
		if (c->receipted != 0)
			buffer_printf(out,
			    message_in(lang, N_(", %llu with a receipt")),
			    (unsigned long long)c->receipted);
		break;
	case VERDICT_OPEN:
		buffer_text(out, message_in(lang, N_("open")));
		all_reasons(out, c, lang);
		break;
	case VERDICT_NONE:
		buffer_text(out,
		    message_in(lang, N_("no verdict: this act asserts nothing")));
		return;
	}
	if (c->claim.p == CLAIM_CONTENT || c->claim.p == CLAIM_TEXT)
		return;
	if (bytes_is(k->act, "alleges"))
		buffer_text(out, message_in(lang, N_(", as to contact alone")));
	/* what is sealed may be one of them */
	if (c->counted && c->possible + c->sealed == 0 &&
	    c->verdict != VERDICT_SUPPORTED)
		buffer_printf(out,
		    message_in(lang, N_("; none filed up to checkpoint %llu")),
		    (unsigned long long)k->size);
}

/* ---- claims ---- */

static void
target_words(struct buffer *out, const struct objects *o,
    const struct json *t, enum lang lang)
{
	struct bytes text = t->first->text;

	if (bytes_is(t->first->name, "state") && text.len == 2)
		buffer_printf(out, message_in(lang, N_("state %c%c")),
		    text.at[0] & 0xdf, text.at[1] & 0xdf);
	else
		id_words(out, o, text, lang);
}

static void
targets_words(struct buffer *out, const struct objects *o,
    const struct json *list, enum lang lang)
{
	const struct json *t = json_is_null(list) ? NULL : list->first;

	for (; t != NULL; t = t->next) {
		target_words(out, o, t, lang);
		if (t->next != NULL)
			buffer_text(out, ", ");
	}
}

static void
ids_words(struct buffer *out, const struct objects *o,
    const struct json *list, enum lang lang)
{
	const struct json *id = json_is_null(list) ? NULL : list->first;

	for (; id != NULL; id = id->next) {
		id_words(out, o, id->text, lang);
		if (id->next != NULL)
			buffer_text(out, ", ");
	}
}

static void
number_words(struct buffer *out, const struct claim *c, enum lang lang)
{
	buffer_printf(out,
	    message_in(lang,
		c->op == OP_EQ	   ? N_("exactly %llu") :
		    c->op == OP_GE ? N_("at least %llu") :
		    c->op == OP_LE ? N_("at most %llu") :
				     N_("about %llu")),
	    (unsigned long long)c->n);
}

static void
quantity_words(struct buffer *out, const struct claim *c, enum lang lang)
{
	static const char *const noted[] = {
	    N_("notes of each contact went to "),
	    N_("notes of some contacts went to "),
	    N_("notes of none of the contacts went to "), ""};
	static const char *const started[][4] = {
	    {N_("each started by: "), N_("some started by: "), "",
	     N_("usually started by: ")},
	    {N_("each arranged by: "), N_("some arranged by: "), "",
	     N_("usually arranged by: ")}};
	static const char *const sides[] = {N_("the home side"),
	    N_("the foreign side"), N_("a third side")};
	const char *text = c->p == CLAIM_NOTED ? noted[c->q] :
						 started[c->arrangement][c->q];

	if (*text != '\0')
		buffer_text(out, message_in(lang, text));
	if (c->p == CLAIM_INITIATED)
		buffer_text(out, message_in(lang, sides[c->by]));
}

static void
scope_words(struct buffer *out, const struct objects *o,
    const struct claim *c, enum lang lang)
{
	bool universe = c->p == CLAIM_ONLY || c->p == CLAIM_NONE;
	char day[11];
	bool first = true;

	for (unsigned k = 1; k <= 10; k++)
		if ((c->kinds >> k & 1) != 0) {
			buffer_text(out, first ? message_in(lang, N_("; kinds: ")) :
						 ", ");
			buffer_text(out, message_in(lang, kind_name(k)));
			first = false;
		}
	if (!json_is_null(c->targets) && c->targets->count != 0) {
		buffer_text(out, message_in(lang, universe ? N_("; among: ") :
						     N_("; counterparts: ")));
		targets_words(out, o, c->targets, lang);
	}
	if (!c->has_window)
		return;
	if (c->from != DAY_FIRST) {
		day_print(day, c->from);
		buffer_printf(out, message_in(lang, N_(", from %s")), day);
	}
	if (c->to != DAY_LAST) {
		day_print(day, c->to);
		buffer_printf(out, message_in(lang, N_(", to %s")), day);
	}
}

void
claim_words(struct buffer *out, const struct objects *o,
    const struct claim *c, enum lang lang)
{
	switch (c->p) {
	case CLAIM_OCCURRED:
	case CLAIM_COUNT:
		number_words(out, c, lang);
		break;
	case CLAIM_ONLY:
		buffer_text(out, message_in(lang, N_("nobody but: ")));
		ids_words(out, o, c->admits, lang);
		break;
	case CLAIM_NONE:
		buffer_text(out, message_in(lang, N_("nobody at all")));
		break;
	case CLAIM_NOTED:
		quantity_words(out, c, lang);
		id_words(out, o, c->department, lang);
		break;
	case CLAIM_INITIATED:
		quantity_words(out, c, lang);
		break;
	case CLAIM_HELD:
		buffer_text(out, message_in(lang, N_("post held: ")));
		id_words(out, o, c->post, lang);
		break;
	case CLAIM_CONTENT:
		buffer_text(out, message_in(lang, N_("what was said in: ")));
		ids_words(out, o, c->about, lang);
		return;
	case CLAIM_TEXT:
		buffer_text(out, message_in(lang, N_("words alone")));
		return;
	}
	scope_words(out, o, c, lang);
}

/* ---- origins, other statements ---- */

void
origins_words(struct buffer *out, const struct checked_origins *o,
    enum lang lang)
{
	if (o->at_least && o->who_count == 0)
		buffer_text(out, message_in(lang, N_("at least 1 origin, unresolved")));
	else if (o->at_least)
		buffer_printf(out,
		    message_in(lang, N_("at least %llu origins, unresolved")),
		    (unsigned long long)o->count);
	else if (o->count == 1)
		buffer_text(out, message_in(lang, N_("1 origin")));
	else
		buffer_printf(out, message_in(lang, N_("%llu origins")),
		    (unsigned long long)o->count);
	if (o->not_in_full)
		buffer_text(out, message_in(lang, N_("; chain not seen in full")));
}

void
against_words(struct buffer *out, const struct objects *o,
    const struct checked_against *x, enum lang lang)
{
	static const char *const results[] = {"", N_("compatible"),
	    N_("agrees"), N_("in tension")};
	struct buffer who = {0};

	if (x->link != NUMBER_NONE) {
		declarer_words(&who, o, x->link, lang);
		buffer_printf(out,
		    message_in(lang, N_("in tension, as judged by %.*s (entry %llu)")),
		    (int)who.len, who.len == 0 ? "" : (const char *)who.at,
		    (unsigned long long)x->link);
		buffer_release(&who);
		return;
	}
	if (x->result != COMPARED_NOT)
		buffer_text(out, message_in(lang, results[x->result]));
	if (x->admits_not)
		buffer_text(out,
		    message_in(lang, N_(": a counterpart that is not among those "
				"named")));
	if (x->initiator)
		buffer_text(out, message_in(lang, N_(": another initiator")));
	if (x->window_not_given)
		buffer_text(out, message_in(lang, N_(": window not given")));
}
