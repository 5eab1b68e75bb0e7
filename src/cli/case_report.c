/* What a case shows: chains, arithmetic, tensions, verdicts (A4.11) */
#include "cli/case.h"
#include "register/past.h"

struct weighed {
	uint64_t a, b; /* statements */
	struct compared how;
};

/* ---- gathering ---- */

static enum err
add_number(void *context, const struct row_entity *row, struct error *e)
{
	struct casing *x = context;

	(void)e;
	if (!row->annulled && x->statement_count < CASE_ENTRIES_MAX)
		x->statements[x->statement_count++] = row->number;
	return ERR_NONE;
}

enum err
case_check(struct casing *x)
{
	struct cli *c = x->c;
	enum err rc;

	x->o = (struct objects){c->registry, c->arena,
	    c->settings.value[SETTING_BASE_URL]};
	x->checks = arena_take_array(c->arena, CASE_ENTRIES_MAX,
	    sizeof *x->checks);
	if (x->checks == NULL)
		return error_set(&c->e, ERR_MEMORY, "out of memory");
	rc = read_model_each(registry_read_model(c->registry), TYPE_STATEMENT,
	    add_number, x, &c->e);
	for (size_t i = 0; i < x->statement_count && rc == ERR_NONE; i++) {
		rc = registry_check(c->registry, x->statements[i],
		    registry_size(c->registry), c->arena, &x->checks[i],
		    &c->e);
		x->checked_count += rc == ERR_NONE;
	}
	return rc;
}

void
case_report_release(struct casing *x)
{
	for (size_t i = 0; i < x->checked_count; i++)
		checked_release(&x->checks[i]);
}

static const struct checked *
check_of(const struct casing *x, uint64_t statement)
{
	for (size_t i = 0; i < x->checked_count; i++)
		if (x->checks[i].statement == statement)
			return &x->checks[i];
	return NULL;
}

/* ---- words ---- */

/* The words of some claims of a statement, in the language of the call or, for
 * JSON, in that of the statement. */
static struct bytes
passage(struct casing *x, uint64_t statement, uint32_t claims,
    const char *lang)
{
	const struct checked *k = check_of(x, statement);
	struct buffer words = {0};
	struct bytes out;

	for (size_t i = 0; k != NULL && i < k->claim_count; i++) {
		const struct json *texts = k->claims[i].words;
		struct bytes text = json_get_text(texts, lang);

		if ((claims >> k->claims[i].n & 1) == 0 || texts == NULL ||
		    texts->first == NULL)
			continue;
		if (words.len != 0)
			buffer_text(&words, " / ");
		buffer_add(&words, text.len != 0 ? text : texts->first->text);
	}
	out = arena_copy(x->c->arena, buffer_bytes(&words));
	buffer_release(&words);
	return out;
}

static void
put_number(struct casing *x, uint64_t number)
{
	buffer_text(&x->c->out, case_ref(x, number));
}

/* Sentences that a statement stands for: "(28, 29)". */
static void
put_sentences(struct casing *x, uint64_t number)
{
	bool first = true;

	for (size_t i = 0; i < x->folder->sentence_count; i++) {
		const struct case_sentence *s = &x->folder->sentences[i];

		for (size_t k = 0; k < s->entry_count; k++) {
			if (s->entries[k] != number)
				continue;
			buffer_printf(&x->c->out, "%s%u", first ? " (" : ", ",
			    s->n);
			first = false;
		}
	}
	if (!first)
		buffer_byte(&x->c->out, ')');
}

static void
put_hop(struct casing *x, const struct checked_hop *h)
{
	struct cli *c = x->c;

	act_words(&c->out, h->act, c->lang);
	buffer_byte(&c->out, ' ');
	speaker_words(&c->out, &x->o, h, c->lang);
	if (h->document != NUMBER_NONE) {
		buffer_text(&c->out, ", ");
		put_number(x, h->document);
	} else {
		buffer_printf(&c->out, ", %s", TR(c, "document not seen"));
	}
}

/* Counsel speaks for somebody. */
static void
put_spoken_for(struct casing *x, uint64_t version)
{
	struct entry entry;
	const struct json *who;
	uint64_t number = NUMBER_NONE;

	if (registry_entry(x->c->registry, version, &entry, x->c->arena,
		NULL) != ERR_NONE)
		return;
	who = json_get(json_get(entry.body, "speaker"), "for");
	if (json_is_null(who) || past_number(x->c->registry, who->text,
		&number, NULL) != ERR_NONE || number == NUMBER_NONE)
		return;
	buffer_text(&x->c->out, TR(x->c, ", for "));
	entity_words(&x->c->out, &x->o, number, x->c->lang);
}

/* ---- chains and origins ---- */

/* Speakers, each once; those not identified are counted apart (model 6.5). */
static void
put_origins(struct casing *x)
{
	struct cli *c = x->c;
	uint64_t who[64];
	size_t counts[64] = {0}, count = 0, unresolved = 0;

	for (size_t i = 0; i < x->checked_count; i++) {
		const struct checked *k = &x->checks[i];
		uint64_t speaker = k->chain[k->chain_count - 1].who;
		size_t at = 0;

		if (speaker == NUMBER_NONE) {
			unresolved++;
			continue;
		}
		while (at < count && who[at] != speaker)
			at++;
		if (at == COUNT(who))
			continue;
		if (at == count)
			who[count++] = speaker;
		counts[at]++;
	}
	cli_say(c, "origins, each counted once however many relay it: %zu",
	    count);
	for (size_t i = 0; i < count; i++) {
		buffer_text(&c->out, "  ");
		entity_words(&c->out, &x->o, who[i], c->lang);
		buffer_printf(&c->out, "  %zu\n", counts[i]);
	}
	if (unresolved != 0)
		cli_say(c, "  unnamed or described speakers: %zu statements, at "
			   "least 1 origin, unresolved",
		    unresolved);
}

static void
put_claim(struct casing *x, const struct checked *k,
    const struct checked_claim *m)
{
	struct cli *c = x->c;

	buffer_text(&c->out, "    ");
	if (m->words != NULL)
		quoted_words(&c->out, case_text(c, m->words), c->lang);
	else
		claim_words(&c->out, &x->o, &m->claim, c->lang);
	buffer_text(&c->out, TR(c, ": "));
	if (!k->commits) {
		buffer_text(&c->out, TR(c, "no verdict, for it asserts "
		    "nothing"));
	} else {
		verdict_words(&c->out, &x->o, k, m, c->lang);
		if (m->claim.p == CLAIM_CONTENT || m->claim.p == CLAIM_TEXT)
			buffer_printf(&c->out, "%s%s", TR(c, "; "),
			    TR(c, "not something this register can decide"));
	}
	if (m->hedges != NULL && (m->reasons & REASON_HEDGE) == 0) {
		buffer_text(&c->out, TR(c, "; "));
		reason_words(&c->out, m, REASON_HEDGE, c->lang);
	}
	if (m->proof_bytes != 0)
		buffer_printf(&c->out,
		    TR(c, " (proof of %llu bytes, checked here)"),
		    (unsigned long long)m->proof_bytes);
	buffer_byte(&c->out, '\n');
}

static enum err
put_beside_line(struct casing *x, uint64_t statement)
{
	struct cli *c = x->c;
	struct buffer words = {0};
	struct beside b;
	enum err rc = registry_beside(c->registry, statement,
	    registry_size(c->registry), &b, c->arena, &c->e);

	if (rc != ERR_NONE)
		return rc;
	beside_words(&words, &x->o, &b, c->lang);
	if (words.len != 0) {
		buffer_printf(&c->out, "    %s%s", TR(c, N_("beside it: ")),
		    buffer_cstr(&words));
		for (size_t i = 0; i < b.denial_count; i++)
			buffer_printf(&c->out, "%s%s", i == 0 ? TR(c, ": ") : ", ",
			    case_ref(x, b.denials[i].number));
		for (size_t i = 0; i < b.ruling_count; i++)
			buffer_printf(&c->out, "%s%s",
			    i == 0 && b.denial_count == 0 ? TR(c, ": ") : ", ",
			    case_ref(x, b.rulings[i].number));
		buffer_byte(&c->out, '\n');
	}
	buffer_release(&words);
	return rc;
}

static enum err
put_chains(struct casing *x)
{
	struct cli *c = x->c;
	enum err rc = ERR_NONE;

	cli_say(c, "statements, from the document in hand back to the speaker:");
	for (size_t i = 0; i < x->checked_count && rc == ERR_NONE; i++) {
		const struct checked *k = &x->checks[i];

		buffer_text(&c->out, "  ");
		put_number(x, k->statement);
		put_sentences(x, k->statement);
		buffer_text(&c->out, TR(c, ": "));
		for (size_t h = 0; h < k->chain_count; h++) {
			if (h != 0)
				buffer_text(&c->out, " <- ");
			put_hop(x, &k->chain[h]);
		}
		put_spoken_for(x, k->version);
		buffer_byte(&c->out, '\n');
		for (size_t n = 0; n < k->claim_count; n++)
			put_claim(x, k, &k->claims[n]);
		rc = put_beside_line(x, k->statement);
	}
	put_origins(x);
	return rc;
}

static struct json *
chains_json(struct casing *x)
{
	struct arena *a = x->c->arena;
	struct json *list = json_new(a, JSON_ARRAY);

	for (size_t i = 0; i < x->checked_count; i++) {
		const struct checked *k = &x->checks[i];
		const struct json *whole = checked_json(&x->o, k);
		const struct json *claims = json_get(whole, "claims");
		const struct json *m = claims == NULL ? NULL : claims->first;

		do {
			struct json *v = json_add(list,
			    json_new(a, JSON_OBJECT));

			json_put(a, v, "statement",
			    object_thing(&x->o, k->statement));
			json_put(a, v, "claim",
			    m == NULL ? json_new(a, JSON_NULL) :
					json_clone(a, json_get(m, "claim")));
			json_put(a, v, "hops",
			    m == NULL ? json_new(a, JSON_ARRAY) :
					json_clone(a, json_get(m, "chain")));
			m = m == NULL ? NULL : m->next;
		} while (m != NULL);
	}
	return list;
}

/* ---- arithmetic ---- */

static const char *
op_name(enum claim_op op)
{
	static const char *const names[] = {
	    [OP_EQ] = "eq", [OP_GE] = "ge", [OP_LE] = "le",
	    [OP_ABOUT] = "about"};

	return names[op];
}

static bool
op_holds(enum claim_op op, uint64_t sum, uint64_t right)
{
	if (op == OP_GE)
		return sum >= right;
	return op == OP_LE ? sum <= right : sum == right;
}

static unsigned
bits(uint32_t mask)
{
	unsigned n = 0;

	for (; mask != 0; mask &= mask - 1)
		n++;
	return n;
}

/* Is this comparison a sum of one statement against a number of another? */
static bool
is_sum(const struct casing *x, const struct weighed *w,
    const struct checked_claim **right, uint64_t *sum)
{
	const struct checked *a = check_of(x, w->a), *b = check_of(x, w->b);

	*right = NULL;
	*sum = 0;
	if (w->how.result == COMPARED_NOT || bits(w->how.claims_a) < 2 ||
	    bits(w->how.claims_b) != 1 || a == NULL || b == NULL)
		return false;
	for (size_t i = 0; i < a->claim_count; i++) {
		const struct checked_claim *m = &a->claims[i];

		if ((w->how.claims_a >> m->n & 1) == 0)
			continue;
		if (m->claim.p != CLAIM_COUNT || m->claim.op != OP_EQ)
			return false;
		*sum += m->claim.n;
	}
	for (size_t i = 0; i < b->claim_count; i++)
		if ((w->how.claims_b >> b->claims[i].n & 1) != 0)
			*right = &b->claims[i];
	return *right != NULL && (*right)->claim.p == CLAIM_COUNT &&
	    (*right)->claim.op != OP_ABOUT;
}

typedef void sum_fn(struct casing *x, const struct weighed *w,
    const struct checked_claim *right, uint64_t sum, struct json *list);

static enum err
each_sum(struct casing *x, sum_fn *each, struct json *list)
{
	const struct checked_claim *right;
	uint64_t sum;
	enum err rc = ERR_NONE;

	for (size_t i = 0; i < x->checked_count; i++) {
		if (x->checks[i].claim_count < 2 || !x->checks[i].commits)
			continue;
		for (size_t k = 0; k < x->checked_count && rc == ERR_NONE;
		     k++) {
			struct weighed w = {x->checks[i].statement,
			    x->checks[k].statement, {.link = NUMBER_NONE}};

			if (i == k || !x->checks[k].commits)
				continue;
			rc = registry_compare(x->c->registry, w.a, w.b,
			    registry_size(x->c->registry), x->c->arena,
			    &w.how, &x->c->e);
			if (rc == ERR_NONE && is_sum(x, &w, &right, &sum))
				each(x, &w, right, sum, list);
		}
	}
	return rc;
}

static void
put_sum(struct casing *x, const struct weighed *w,
    const struct checked_claim *right, uint64_t sum, struct json *list)
{
	static const char *const results[] = {
	    [COMPARED_NOT] = "", [COMPARED_COMPATIBLE] = N_("compatible"),
	    [COMPARED_AGREES] = N_("agrees"),
	    [COMPARED_IN_TENSION] = N_("in tension")};
	const struct checked *a = check_of(x, w->a);
	struct cli *c = x->c;
	bool first = true;

	(void)list;
	buffer_text(&c->out, "  ");
	for (size_t i = 0; i < a->claim_count; i++) {
		if ((w->how.claims_a >> a->claims[i].n & 1) == 0)
			continue;
		buffer_printf(&c->out, "%s%llu", first ? "" : " + ",
		    (unsigned long long)a->claims[i].claim.n);
		first = false;
	}
	buffer_printf(&c->out, " = %llu [", (unsigned long long)sum);
	put_number(x, w->a);
	put_sentences(x, w->a);
	buffer_text(&c->out, "], ");
	quoted_words(&c->out, right->words == NULL ? bytes_text(op_name(
	    right->claim.op)) : case_text(c, right->words), c->lang);
	buffer_text(&c->out, " [");
	put_number(x, w->b);
	put_sentences(x, w->b);
	buffer_printf(&c->out, "]%s%s", TR(c, ": "), TR(c, results[w->how.result]));
	if (w->how.window_not_given)
		buffer_printf(&c->out, "%s%s", TR(c, "; "),
		    TR(c, "window not given"));
	buffer_byte(&c->out, '\n');
}

static void
sum_json(struct casing *x, const struct weighed *w,
    const struct checked_claim *right, uint64_t sum, struct json *list)
{
	struct arena *a = x->c->arena;
	const struct checked *k = check_of(x, w->a);
	struct json *v = json_add(list, json_new(a, JSON_OBJECT)), *terms;

	terms = json_put(a, v, "terms", json_new(a, JSON_ARRAY));
	for (size_t i = 0; i < k->claim_count; i++) {
		struct json *t;

		if ((w->how.claims_a >> k->claims[i].n & 1) == 0)
			continue;
		t = json_add(terms, json_new(a, JSON_OBJECT));
		json_put_cstr(a, t, "ref", case_ref(x, w->a));
		json_put_number(a, t, "n", (int64_t)k->claims[i].claim.n);
	}
	json_put_cstr(a, v, "op", op_name(right->claim.op));
	terms = json_put(a, v, "right", json_new(a, JSON_OBJECT));
	json_put_cstr(a, terms, "ref", case_ref(x, w->b));
	json_put_number(a, terms, "n", (int64_t)right->claim.n);
	json_put_bool(a, v, "holds",
	    op_holds(right->claim.op, sum, right->claim.n));
}

/* ---- tensions ---- */

/* One tension: a is the statement whose claim is in tension, or the one that
 * the judging person put first. */
struct tension {
	uint64_t a, b;
	const struct checked_against *against;
	const struct checked_claim *claim; /* of a */
	uint32_t claims_a, claims_b;
};

/* Is (a, b) the better way round? Found from both sides. */
static enum err
is_first(struct casing *x, uint64_t a, const struct checked_against *g,
    const struct checked_claim *m, bool *first)
{
	struct entry link;
	struct row_entity row = {.number = NUMBER_NONE};
	struct id id;
	const struct checked *other = check_of(x, g->statement);
	enum err rc;

	*first = true;
	if (g->link != NUMBER_NONE) {
		rc = registry_entry(x->c->registry, g->link, &link,
		    x->c->arena, &x->c->e);
		if (rc == ERR_NONE &&
		    id_parse(json_get_text(link.body, "statement"), &id))
			rc = read_model_by_id(registry_read_model(
			    x->c->registry), &id, &row, &x->c->e);
		*first = rc == ERR_NONE && row.number == a;
		return rc;
	}
	if (m->verdict == VERDICT_IN_TENSION)
		return ERR_NONE;
	for (size_t i = 0; other != NULL && i < other->claim_count; i++)
		for (size_t k = 0; k < other->claims[i].against_count; k++)
			if (other->claims[i].against[k].statement == a &&
			    (other->claims[i].verdict == VERDICT_IN_TENSION ||
				g->statement < a))
				*first = false;
	return ERR_NONE;
}

static enum err
add_tension(struct casing *x, const struct checked *k,
    const struct checked_claim *m, const struct checked_against *g,
    struct tension *list, size_t *count)
{
	struct compared how;
	bool first;
	enum err rc = is_first(x, k->statement, g, m, &first);

	if (rc != ERR_NONE || !first)
		return rc;
	for (size_t i = 0; i < *count; i++)
		if (list[i].a == k->statement && list[i].b == g->statement &&
		    list[i].against->link == g->link)
			return ERR_NONE;
	if (*count == CASE_TENSIONS_MAX)
		return error_set(&x->c->e, ERR_MEMORY, "out of memory");
	rc = registry_compare(x->c->registry, k->statement, g->statement,
	    registry_size(x->c->registry), x->c->arena, &how, &x->c->e);
	if (rc != ERR_NONE)
		return rc;
	list[(*count)++] = (struct tension){
	    .a = k->statement,
	    .b = g->statement,
	    .against = g,
	    .claim = m,
	    .claims_a = how.claims_a == 0 || g->link != NUMBER_NONE ?
		UINT32_MAX :
		how.claims_a,
	    .claims_b = how.claims_b == 0 || g->link != NUMBER_NONE ?
		UINT32_MAX :
		how.claims_b};
	return ERR_NONE;
}

static enum err
tensions(struct casing *x, struct tension **out, size_t *count)
{
	struct tension *list = arena_take_array(x->c->arena, CASE_TENSIONS_MAX,
	    sizeof *list);
	enum err rc = ERR_NONE;

	*count = 0;
	*out = list;
	if (list == NULL)
		return error_set(&x->c->e, ERR_MEMORY, "out of memory");
	for (size_t i = 0; i < x->checked_count; i++)
		for (size_t n = 0; n < x->checks[i].claim_count; n++) {
			const struct checked_claim *m =
			    &x->checks[i].claims[n];

			for (size_t g = 0;
			     g < m->against_count && rc == ERR_NONE; g++)
				if (m->against[g].result ==
				    COMPARED_IN_TENSION)
					rc = add_tension(x, &x->checks[i], m,
					    &m->against[g], list, count);
		}
	return rc;
}

/* "in tension: ...; scope unclear; hedge: ..." */
static void
tension_words(struct casing *x, const struct tension *t, struct buffer *out,
    enum lang lang)
{
	against_words(out, &x->o, t->against, lang);
	if (t->against->link != NUMBER_NONE)
		return;
	for (unsigned i = 0; i < REASON_COUNT; i++) {
		enum verdict_reason reason = (enum verdict_reason)(1u << i);

		if ((t->claim->reasons & reason) == 0 ||
		    reason == REASON_EXCEEDS)
			continue;
		buffer_text(out, message_in(lang, "; "));
		reason_words(out, t->claim, reason, lang);
	}
}

static const char *
tension_code(const struct tension *t)
{
	if (t->against->link != NUMBER_NONE)
		return "judged";
	if (t->against->initiator)
		return "initiator";
	return t->against->admits_not ? "not_admitted" : "numbers";
}

static void
put_passage(struct casing *x, uint64_t statement, uint32_t claims)
{
	struct cli *c = x->c;

	buffer_text(&c->out, "    ");
	put_number(x, statement);
	buffer_text(&c->out, "  ");
	quoted_words(&c->out, passage(x, statement, claims,
	    c->lang == LANG_FR ? "fr" : "en"), c->lang);
	buffer_byte(&c->out, '\n');
}

static enum err
put_tensions(struct casing *x)
{
	struct cli *c = x->c;
	struct tension *list;
	size_t count;
	enum err rc = tensions(x, &list, &count);

	if (rc != ERR_NONE)
		return rc;
	cli_say(c, "tensions: %zu", count);
	for (size_t i = 0; i < count; i++) {
		buffer_text(&c->out, "  ");
		put_number(x, list[i].a);
		put_sentences(x, list[i].a);
		buffer_printf(&c->out, " %s ", TR(c, N_("beside")));
		put_number(x, list[i].b);
		put_sentences(x, list[i].b);
		buffer_text(&c->out, TR(c, ": "));
		tension_words(x, &list[i], &c->out, c->lang);
		buffer_byte(&c->out, '\n');
		put_passage(x, list[i].a, list[i].claims_a);
		put_passage(x, list[i].b, list[i].claims_b);
	}
	return rc;
}

static void
add_passage(struct casing *x, struct json *list, uint64_t statement,
    uint32_t claims)
{
	struct arena *a = x->c->arena;
	struct json *v = json_add(list, json_new(a, JSON_OBJECT));
	struct entry entry;
	struct bytes lang = bytes_text("en");
	char name[4];

	if (past_entry(x->c->registry, statement,
		registry_size(x->c->registry), &entry, a, NULL) == ERR_NONE)
		lang = json_get_text(entry.body, "lang");
	(void)snprintf(name, sizeof name, "%.*s",
	    (int)(lang.len > 3 ? 3 : lang.len), (const char *)lang.at);
	json_put_cstr(a, v, "lang", name);
	json_put_text(a, v, "text", passage(x, statement, claims, name));
}

static enum err
tensions_json(struct casing *x, struct json *out)
{
	struct arena *a = x->c->arena;
	struct tension *list;
	size_t count;
	enum err rc = tensions(x, &list, &count);

	for (size_t i = 0; i < count && rc == ERR_NONE; i++) {
		struct json *v = json_add(out, json_new(a, JSON_OBJECT));
		struct buffer words[LANG_COUNT] = {{0}};
		struct json *both;

		json_put_cstr(a, v, "code", tension_code(&list[i]));
		json_put_cstr(a, v, "a", case_ref(x, list[i].a));
		json_put_cstr(a, v, "b", case_ref(x, list[i].b));
		both = json_put(a, v, "passages", json_new(a, JSON_ARRAY));
		add_passage(x, both, list[i].a, list[i].claims_a);
		add_passage(x, both, list[i].b, list[i].claims_b);
		for (int l = 0; l < LANG_COUNT; l++)
			tension_words(x, &list[i], &words[l], (enum lang)l);
		json_put(a, v, "reason",
		    object_both(a, buffer_cstr(&words[LANG_EN]),
			buffer_cstr(&words[LANG_FR])));
		buffer_release(&words[LANG_EN]);
		buffer_release(&words[LANG_FR]);
	}
	return rc;
}

/* ---- both ---- */

enum err
case_report_say(struct casing *x)
{
	enum err rc;

	cli_say(x->c, "arithmetic:");
	rc = each_sum(x, put_sum, NULL);
	if (rc == ERR_NONE)
		rc = put_tensions(x);
	if (rc == ERR_NONE)
		rc = put_chains(x);
	if (rc == ERR_NONE) {
		cli_say(x->c, "filed up to checkpoint %llu",
		    (unsigned long long)registry_size(x->c->registry));
		cli_say(x->c, "This register holds what was filed with it; it "
		    "cannot show contacts that nobody filed.");
	}
	return rc;
}

enum err
case_report_json(struct casing *x, struct json *into)
{
	struct arena *a = x->c->arena;
	struct json *sums = json_put(a, into, "arithmetic",
	    json_new(a, JSON_ARRAY));
	struct json *list;
	enum err rc = each_sum(x, sum_json, sums);

	json_put(a, into, "chains", chains_json(x));
	list = json_put(a, into, "tensions", json_new(a, JSON_ARRAY));
	return rc == ERR_NONE ? tensions_json(x, list) : rc;
}
