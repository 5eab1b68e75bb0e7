/* Checks of statements: model 6.1 to 6.5 */
#include "register/checking_parts.h"

#include <stdlib.h>

#define SCRATCH_BYTES (16 * ENTRY_ARENA_BYTES) /* of one contact */

const char *
how_name(enum how h)
{
	static const char *const names[] = {"certain", "possible", "struck",
	    "own_source", "speaks_of", "in_tension"};

	return names[h];
}

/* A list in the arena with room for one more; NULL: no memory. */
static void *
grown(void *list, size_t count, size_t *cap, size_t each, struct arena *a)
{
	size_t more = *cap == 0 ? 8 : 2 * *cap;
	void *moved;

	if (count < *cap)
		return list;
	moved = arena_take_array(a, more, each);
	if (moved == NULL)
		return NULL;
	if (count != 0)
		memcpy(moved, list, count * each);
	*cap = more;
	return moved;
}

enum err
checked_add_by(struct checked_claim *c, uint64_t contact, uint32_t times,
    enum how how, struct arena *a, struct error *e)
{
	struct checked_by *list = grown(c->by, c->by_count, &c->by_cap,
	    sizeof *list, a);

	if (list == NULL)
		return error_set(e, ERR_MEMORY, "out of memory");
	list[c->by_count++] = (struct checked_by){contact, times, how};
	c->by = list;
	return ERR_NONE;
}

enum err
checked_add_against(struct checked_claim *c, const struct checked_against *x,
    struct arena *a, struct error *e)
{
	struct checked_against *list;

	for (size_t i = 0; i < c->against_count; i++)
		if (c->against[i].statement == x->statement &&
		    c->against[i].link == x->link) {
			/* once each; what is in tension stands */
			if (x->result > c->against[i].result)
				c->against[i].result = x->result;
			c->against[i].initiator |= x->initiator;
			c->against[i].admits_not |= x->admits_not;
			return ERR_NONE;
		}
	list = grown(c->against, c->against_count, &c->against_cap,
	    sizeof *list, a);
	if (list == NULL)
		return error_set(e, ERR_MEMORY, "out of memory");
	list[c->against_count++] = *x;
	c->against = list;
	return ERR_NONE;
}

/* ---- counting ---- */

struct checking {
	struct lookup s;
	struct checked *out;
	const struct spoken *self;
	struct bytes own_document; /* id text of the source document */
	struct arena *scratch;     /* forgotten with each contact */
	size_t file_cap;
};

/* What the entries of one reading add up to. */
struct tally {
	struct checked_claim list; /* its `by` alone */
	uint64_t certain, possible, struck, sealed;
	bool sealed_known, own;
	struct noted_facts noted;
	struct initiated_facts initiated;
};

struct reading {
	const struct json *targets; /* array, NULL: anybody */
	struct resolved *resolved;
	size_t count;
	bool others; /* of only and none */
	struct resolved *admits;
	size_t admit_count;
	struct same_set department;
};

static bool
is_own_source(const struct checking *x, const struct contact *c)
{
	return bytes_equal(c->source_statement, x->self->entry.id_text) ||
	    (x->own_document.len != 0 &&
	    bytes_equal(c->source_document, x->own_document));
}

/* A receipt of the department for a note of this contact, in words that say
 * it arrived (amendment 6.2 c). */
static enum err
note_receipted(struct lookup *s, const struct reading *d, uint64_t note,
    bool *found)
{
	struct standing *list = NULL;
	size_t count = 0;
	enum err rc = past_referring(s->r, note, TYPE_BIT(TYPE_RECEIPT),
	    s->size, &list, &count, s->a, s->e);

	for (size_t i = 0; i < count && rc == ERR_NONE; i++) {
		struct entry receipt;
		struct bytes outcome;
		uint64_t by = NUMBER_NONE;

		rc = registry_entry(s->r, list[i].version, &receipt, s->a,
		    s->e);
		if (rc == ERR_NONE)
			rc = past_number(s->r, receipt.by_text, &by, s->e);
		if (rc != ERR_NONE)
			break;
		outcome = json_get_text(receipt.body, "outcome");
		*found = *found || (same_has(&d->department, by) &&
		    !bytes_is(outcome, "not-for-us"));
	}
	return rc;
}

static enum err
contact_receipted(struct lookup *s, const struct reading *d, uint64_t contact,
    bool *found)
{
	struct standing *list = NULL;
	size_t count = 0;
	enum err rc = past_referring(s->r, contact, TYPE_BIT(TYPE_NOTE),
	    s->size, &list, &count, s->a, s->e);

	*found = false;
	for (size_t i = 0; i < count && rc == ERR_NONE && !*found; i++)
		rc = note_receipted(s, d, list[i].number, found);
	return rc;
}

/* Has a note gone to the department whose contacts are sealed? */
static enum err
notes_hidden(struct lookup *s, const struct reading *d, bool *hidden)
{
	enum err rc = ERR_NONE;

	for (size_t k = 0; k < d->department.count && rc == ERR_NONE; k++) {
		struct standing *list = NULL;
		size_t count = 0;

		rc = past_referring(s->r, d->department.at[k],
		    TYPE_BIT(TYPE_NOTE), s->size, &list, &count, s->a, s->e);
		for (size_t i = 0; i < count && rc == ERR_NONE; i++) {
			struct entry note;

			rc = registry_entry(s->r, list[i].version, &note, s->a,
			    s->e);
			if (rc == ERR_NONE &&
			    json_get(note.body, "contacts") == NULL)
				*hidden = true;
		}
	}
	return rc;
}

/* ---- who started it ---- */

enum known_side { KNOWN_HOME, KNOWN_FOREIGN, KNOWN_THIRD, KNOWN_NOT };

static enum known_side
known_of(struct bytes word)
{
	if (bytes_is(word, "home"))
		return KNOWN_HOME;
	if (bytes_is(word, "foreign"))
		return KNOWN_FOREIGN;
	return bytes_is(word, "third") ? KNOWN_THIRD : KNOWN_NOT;
}

/* Side of an arranger: as a party of the contact, else by its state. */
static enum known_side
arranger_side(struct lookup *s, const struct contact *c, struct bytes id)
{
	struct register_policy policy;
	const struct world *w = read_model_world(registry_read_model(s->r));
	struct entry entry;
	struct bytes state;
	uint64_t number = NUMBER_NONE;
	const struct json *states;

	for (size_t i = 0; i < c->party_count; i++)
		if (bytes_equal(c->parties[i].who, id) ||
		    bytes_equal(c->parties[i].org, id))
			return (enum known_side)c->parties[i].side;
	if (s->rc == ERR_NONE)
		s->rc = past_number(s->r, id, &number, s->e);
	if (s->rc != ERR_NONE || number == NUMBER_NONE ||
	    past_entry(s->r, number, s->size, &entry, s->a, NULL) != ERR_NONE ||
	    w->policy(w->context, &policy, NULL) != ERR_NONE)
		return KNOWN_NOT;
	states = json_get(entry.body, "states");
	state = states != NULL && states->count == 1 ? states->first->text :
	    json_get_text(entry.body, "state");
	if (state.len == 0 || bytes_is(state, "zz"))
		return KNOWN_NOT;
	return bytes_is(state, policy.home_state) ? KNOWN_HOME : KNOWN_FOREIGN;
}

static enum known_side
started_by(struct lookup *s, const struct entry *entry,
    const struct contact *c, bool arrangement)
{
	const struct json *id = json_get(entry->body, "arranged_by");
	enum known_side side = KNOWN_NOT;

	if (!arrangement || json_is_null(id) || id->count == 0)
		return known_of(c->initiated_by);
	for (id = id->first; id != NULL; id = id->next) {
		enum known_side one = arranger_side(s, c, id->text);

		if (id != json_get(entry->body, "arranged_by")->first &&
		    one != side)
			return KNOWN_NOT; /* both sides had a hand in it */
		side = one;
	}
	return side;
}

static enum err
take_initiator(struct checking *x, struct lookup *s, struct checked_claim *c,
    struct tally *t, const struct entry *entry, const struct contact *contact)
{
	enum known_side side = started_by(s, entry, contact,
	    c->claim.arrangement);
	struct checked_against against = {.result = COMPARED_IN_TENSION,
	    .initiator = true,
	    .link = NUMBER_NONE};
	enum err rc;

	t->initiated.certain += contact->times;
	if (side == KNOWN_NOT)
		return s->rc;
	if ((int)side == (int)c->claim.by) {
		t->initiated.agree += contact->times;
		return s->rc;
	}
	t->initiated.differ += contact->times;
	rc = past_number(s->r, contact->source_statement, &against.statement,
	    s->e);
	if (rc == ERR_NONE && against.statement != NUMBER_NONE)
		rc = checked_add_against(c, &against, x->s.a, s->e);
	return rc;
}

/* ---- one reading ---- */

static enum err
take_entry(struct checking *x, struct checked_claim *c,
    const struct reading *d, const struct asked_entry *n, struct tally *t)
{
	struct lookup own_lookup = x->s, *s = &own_lookup;
	enum fit fit = n->fit;
	enum how how;
	struct entry entry;
	struct contact contact;
	uint64_t number = NUMBER_NONE;
	enum fits fits;
	bool own, receipted = false;
	enum err rc;

	arena_reset(x->scratch);
	s->a = x->scratch;
	rc = registry_entry(s->r, n->number, &entry, s->a, s->e);
	if (rc == ERR_NONE)
		rc = contact_read(&contact, &entry, s->a, s->e);
	if (rc == ERR_NONE)
		rc = past_number(s->r, entry.id_text, &number, s->e);
	if (rc != ERR_NONE)
		return rc;
	fits = d->others ? lookup_fits_others(s, &contact, d->resolved,
	    d->admits, d->admit_count) :
			   lookup_fits(s, &contact, d->resolved, d->count);
	if (fits == FITS_NOT || s->rc != ERR_NONE)
		return s->rc;
	if (fit == FIT_STRUCK) {
		t->struck += n->times;
		return checked_add_by(&t->list, number, n->times, HOW_STRUCK,
		    x->s.a, s->e);
	}
	if (fits == FITS_MAYBE)
		fit = FIT_POSSIBLE;
	own = c->claim.p != CLAIM_NOTED && is_own_source(x, &contact);
	how = fit == FIT_CERTAIN ? HOW_CERTAIN : HOW_POSSIBLE;
	if (own)
		how = HOW_OWN_SOURCE;
	t->own |= own && fit == FIT_CERTAIN;
	t->possible += n->times;
	if (how == HOW_CERTAIN)
		t->certain += n->times;
	if (c->claim.p == CLAIM_NOTED) {
		rc = contact_receipted(s, d, number, &receipted);
		t->noted.contacts++;
		t->noted.receipted += receipted;
		t->noted.tally |= n->times > 1;
	}
	if (rc == ERR_NONE && c->claim.p == CLAIM_INITIATED &&
	    how == HOW_CERTAIN)
		rc = take_initiator(x, s, c, t, &entry, &contact);
	if (rc == ERR_NONE)
		rc = checked_add_by(&t->list, number, n->times, how, x->s.a,
		    s->e);
	return rc == ERR_NONE ? s->rc : rc;
}

/* The view that holds what is asked; whatever else it lists is sorted out by
 * take_entry (format/check 3.2). */
static enum err
choose_view(struct lookup *s, const struct reading *d, struct asking *q)
{
	const struct resolved *one = d->count == 1 ? &d->resolved[0] : NULL;
	bool has_tenure = true;
	enum err rc = ERR_NONE;

	if (d->count == 0)
		return ERR_NONE;
	if (one != NULL && one->type == TYPE_UNKNOWN) {
		q->state[0] = (char)(one->state[0] & 0xdf);
		q->state[1] = (char)(one->state[1] & 0xdf);
		return ERR_NONE;
	}
	if (one != NULL && one->type == TYPE_PERSON && one->set.count == 1)
		rc = read_model_has_tenure(registry_read_model(s->r),
		    one->set.at[0], &has_tenure, s->e);
	if (has_tenure || d->others)
		q->pairs = true;
	else
		q->with = one->set.at[0];
	return rc;
}

static enum err
keep_questions(struct checked_claim *c, const struct asked *answer,
    struct arena *a, struct error *e)
{
	size_t count = c->question_count + answer->canonical_count;
	const char **list = arena_take_array(a, count + 1, sizeof *list);

	if (list == NULL)
		return error_set(e, ERR_MEMORY, "out of memory");
	for (size_t i = 0; i < c->question_count; i++)
		list[i] = c->questions[i];
	count = c->question_count;
	for (size_t i = 0; i < answer->canonical_count; i++) {
		bool known = false; /* the sealed block of another reading */

		for (size_t k = 0; k < count; k++)
			known = known ||
			    strcmp(list[k], answer->canonical[i]) == 0;
		if (!known)
			list[count++] = answer->canonical[i];
	}
	c->questions = list;
	c->question_count = count;
	return ERR_NONE;
}

/* The answer's file is kept for --proof, or released. */
static enum err
keep_file(struct checking *x, struct asked *answer, enum err rc)
{
	struct checked *out = x->out;

	if (rc == ERR_NONE && out->file_count == x->file_cap) {
		size_t cap = x->file_cap == 0 ? 8 : 2 * x->file_cap;
		void *moved = realloc(out->files, cap * sizeof *out->files);

		if (moved == NULL) {
			rc = error_set(x->s.e, ERR_MEMORY, "out of memory");
		} else {
			out->files = moved;
			x->file_cap = cap;
		}
	}
	if (rc == ERR_NONE)
		out->files[out->file_count++] = answer->file;
	else
		asked_release(answer);
	return rc;
}

static enum err
ask_subject(struct checking *x, struct checked_claim *c, uint64_t subject,
    const struct reading *d, struct tally *t)
{
	struct lookup *s = &x->s;
	struct asking q = {.of = subject,
	    .with = NUMBER_NONE,
	    .with_post = NUMBER_NONE,
	    .kinds = c->claim.kinds,
	    .from = c->claim.from,
	    .to = c->claim.to,
	    .mode = ASK_LIST,
	    .size = s->size};
	struct asked answer;
	enum err rc = choose_view(s, d, &q);

	if (rc != ERR_NONE)
		return rc;
	rc = registry_ask(s->r, &q, &answer, s->a, s->e);
	if (rc != ERR_NONE)
		return rc;
	for (size_t i = 0; i < answer.entry_count && rc == ERR_NONE; i++)
		rc = take_entry(x, c, d, &answer.entries[i], t);
	if (rc == ERR_NONE)
		rc = keep_questions(c, &answer, s->a, s->e);
	t->sealed += answer.sealed;
	t->sealed_known |= answer.sealed_known;
	c->proof_bytes += answer.file.len;
	return keep_file(x, &answer, rc);
}

static enum verdict
judge_reading(struct checked_claim *c, struct tally *t, bool covered,
    unsigned *reasons)
{
	/* what is sealed cannot be excluded: format/check 3.5 */
	uint64_t bound = t->possible + t->sealed;

	switch (c->claim.p) {
	case CLAIM_NOTED:
		t->noted.covered = covered;
		t->noted.sealed = t->sealed != 0;
		c->receipted = t->noted.receipted;
		return verdict_noted(&c->claim, &t->noted, reasons);
	case CLAIM_INITIATED:
		t->initiated.covered = covered;
		t->initiated.possible_more = bound > t->initiated.certain;
		c->differ = t->initiated.differ;
		return verdict_initiated(&c->claim, &t->initiated, reasons);
	case CLAIM_OCCURRED:
	case CLAIM_COUNT:
	case CLAIM_ONLY:
	case CLAIM_NONE:
	case CLAIM_HELD:
	case CLAIM_CONTENT:
	case CLAIM_TEXT:
		break;
	}
	return verdict_of(&c->claim,
	    &(struct verdict_facts){t->certain, bound, covered}, reasons);
}

static enum err
coverage_of(struct checking *x, const struct checked_claim *c,
    const struct reading *d, struct covering *out)
{
	struct coverage_question q = {
	    .subject = x->self->subjects[c->n].at[0],
	    .kinds = c->claim.kinds,
	    .from = c->claim.from,
	    .to = c->claim.to,
	    .targets = d->targets};

	*out = (struct covering){false, NUMBER_NONE, NUMBER_NONE, false};
	if (x->self->subjects[c->n].count == 0)
		return ERR_NONE;
	return registry_coverage(x->s.r, &q, x->s.size, out, x->s.a, x->s.e);
}

/* The reading that rules: the weakest verdict, then the larger numbers. */
static bool
rules_over(const struct checked_reading *a, const struct checked_reading *b)
{
	if (a->verdict != b->verdict)
		return a->verdict < b->verdict;
	return a->possible + a->sealed > b->possible + b->sealed;
}

static enum err
take_covering(struct checking *x, struct checked_claim *c,
    const struct covering *v)
{
	struct row_entry row;
	enum err rc;

	c->declaration = NUMBER_NONE;
	c->overtaken_by = NUMBER_NONE;
	c->declaration_entry = NUMBER_NONE;
	if (v->declaration == NUMBER_NONE)
		return ERR_NONE;
	c->declaration_entry = v->declaration;
	rc = read_model_entry(registry_read_model(x->s.r), v->declaration,
	    &row, x->s.a, x->s.e);
	if (rc == ERR_NONE && v->covered)
		c->declaration = row.entity;
	if (rc == ERR_NONE && !v->covered)
		c->overtaken_by = v->overtaken_by;
	return rc;
}

static enum err
check_reading(struct checking *x, struct checked_claim *c,
    const struct reading *d, const struct json *target, unsigned *own)
{
	const struct same_set *subjects = &x->self->subjects[c->n];
	struct checked_reading *out = &c->readings[c->reading_count];
	struct tally t = {.certain = 0};
	struct covering covering;
	unsigned reasons = 0;
	enum err rc = coverage_of(x, c, d, &covering);

	for (size_t i = 0; i < subjects->count && rc == ERR_NONE; i++)
		rc = ask_subject(x, c, subjects->at[i], d, &t);
	if (rc == ERR_NONE && c->claim.p == CLAIM_NOTED)
		rc = notes_hidden(&x->s, d, &t.noted.hidden);
	if (rc != ERR_NONE)
		return rc;
	*out = (struct checked_reading){target, t.certain, t.possible,
	    t.struck, t.sealed, covering.covered, VERDICT_OPEN};
	out->verdict = judge_reading(c, &t, covering.covered, &reasons);
	c->reasons |= reasons;
	if (t.own)
		*own |= REASON_OWN_SOURCE;
	c->reading_count++;
	if (c->reading_count > 1 && !rules_over(out, &c->readings[c->rules]))
		return ERR_NONE;
	c->rules = c->reading_count - 1;
	c->certain = t.certain;
	c->possible = t.possible;
	c->struck = t.struck;
	c->sealed = t.sealed;
	c->sealed_known = t.sealed_known;
	c->by = t.list.by;
	c->by_count = t.list.by_count;
	c->by_cap = t.list.by_cap;
	return take_covering(x, c, &covering);
}

/* ---- one claim ---- */

static struct json *
list_of(struct arena *a, const struct json *target)
{
	struct json *list = json_new(a, JSON_ARRAY);

	json_add(list, json_clone(a, target));
	return list;
}

static enum err
check_counted(struct checking *x, struct checked_claim *c)
{
	struct lookup *s = &x->s;
	bool universe = c->claim.p == CLAIM_ONLY || c->claim.p == CLAIM_NONE;
	enum verdict verdicts[READINGS_MAX];
	struct reading d = {.targets = c->claim.targets, .others = universe};
	uint64_t department;
	unsigned own = 0;
	enum err rc = lookup_resolve_ids(s, c->claim.admits, &d.admits,
	    &d.admit_count);

	if (rc == ERR_NONE)
		rc = past_number(s->r, c->claim.department, &department, s->e);
	if (rc == ERR_NONE && department != NUMBER_NONE)
		rc = past_same(s->r, department, s->size, &d.department, s->a,
		    s->e);
	if (rc == ERR_NONE && !universe) {
		rc = lookup_resolve(s, c->claim.targets, &d.resolved, &d.count);
		if (rc == ERR_NONE)
			rc = check_reading(x, c, &d, NULL, &own);
	}
	for (const struct json *t = !universe || json_is_null(c->claim.targets)
		     ? NULL :
		     c->claim.targets->first;
	     t != NULL && rc == ERR_NONE && c->reading_count < READINGS_MAX;
	     t = t->next) {
		d.targets = list_of(s->a, t);
		rc = lookup_resolve(s, d.targets, &d.resolved, &d.count);
		if (rc == ERR_NONE)
			rc = check_reading(x, c, &d, t, &own);
	}
	for (size_t i = 0; i < c->reading_count; i++)
		verdicts[i] = c->readings[i].verdict;
	c->counted = c->reading_count != 0; /* else nothing was asked */
	c->verdict = verdict_readings(verdicts, c->reading_count,
	    &c->reasons);
	c->reasons |= own;
	if (c->overtaken_by != NUMBER_NONE && c->verdict != VERDICT_SUPPORTED)
		c->reasons |= REASON_DECLARATION_OVERTAKEN;
	return rc;
}

static enum err
check_held(struct checking *x, struct checked_claim *c)
{
	const struct same_set *persons = &x->self->subjects[c->n];
	struct same_set posts = {.count = 0};
	uint64_t post;
	bool spans = false;
	enum err rc = past_number(x->s.r, c->claim.post, &post, x->s.e);

	if (rc == ERR_NONE && post != NUMBER_NONE)
		rc = past_same(x->s.r, post, x->s.size, &posts, x->s.a,
		    x->s.e);
	for (size_t i = 0; i < persons->count && !spans; i++)
		for (size_t k = 0; k < posts.count && rc == ERR_NONE &&
		     !spans; k++)
			rc = past_holds(x->s.r, persons->at[i], posts.at[k],
			    c->claim.from, c->claim.to, x->s.size, &spans,
			    x->s.a, x->s.e);
	c->verdict = verdict_held(&c->claim, spans, &c->reasons);
	return rc;
}

/* The contacts that a content claim is about: there, or not; what was said in
 * them is open whatever the counts (model 6.1). */
static enum err
check_content(struct checking *x, struct checked_claim *c)
{
	const struct json *id = c->claim.about;
	struct lookup *s = &x->s;
	enum err rc = ERR_NONE;

	c->verdict = VERDICT_OPEN;
	for (id = json_is_null(id) ? NULL : id->first;
	     id != NULL && rc == ERR_NONE; id = id->next) {
		struct entry entry;
		struct contact contact;
		uint64_t number = NUMBER_NONE;

		rc = past_number(s->r, id->text, &number, s->e);
		if (rc != ERR_NONE || number == NUMBER_NONE)
			continue;
		rc = past_entry(s->r, number, s->size, &entry, s->a, NULL);
		if (rc == ERR_ABSENT) {
			rc = ERR_NONE; /* withdrawn */
			continue;
		}
		if (rc == ERR_NONE)
			rc = contact_read(&contact, &entry, s->a, s->e);
		if (rc != ERR_NONE || contact.status != STATUS_HELD)
			continue;
		rc = checked_add_by(c, number, contact.times,
		    is_own_source(x, &contact) ? HOW_OWN_SOURCE : HOW_CERTAIN,
		    s->a, s->e);
	}
	return rc;
}

static enum err
check_claim(struct checking *x, struct checked_claim *c)
{
	if (!x->self->commits) {
		c->verdict = VERDICT_NONE;
		return ERR_NONE;
	}
	switch (c->claim.p) {
	case CLAIM_HELD:
		return check_held(x, c);
	case CLAIM_CONTENT:
		return check_content(x, c);
	case CLAIM_TEXT:
		c->verdict = VERDICT_OPEN;
		return ERR_NONE;
	case CLAIM_OCCURRED:
	case CLAIM_COUNT:
	case CLAIM_ONLY:
	case CLAIM_NONE:
	case CLAIM_NOTED:
	case CLAIM_INITIATED:
		break;
	}
	return check_counted(x, c);
}

/* ---- words of the statement ---- */

/* Slot 1: those of the claim, and those of the statement as a whole. */
static const struct json *
hedges_of(const struct slot_values *values, unsigned k, struct arena *a)
{
	struct json *list = json_new(a, JSON_ARRAY);
	const struct json *h = values->at[1];

	for (h = json_is_null(h) ? NULL : h->first; h != NULL; h = h->next) {
		const struct json *of = json_get(h, "claim");
		struct json *v;

		if (!json_is_null(of) && of->number != (int64_t)k)
			continue;
		v = json_add(list, json_new(a, JSON_OBJECT));
		json_put_text(a, v, "lang", json_get_text(h, "lang"));
		json_put_text(a, v, "text", json_get_text(h, "text"));
	}
	return list;
}

static const struct json *
words_at(const struct json *list, size_t k)
{
	const struct json *v = json_is_null(list) ? NULL : json_at(list, k);

	return json_is_null(v) ? NULL : v;
}

enum err
statement_passages(struct registry *r, const struct entry *entry,
    uint64_t version, const struct json **out, struct arena *a,
    struct error *e)
{
	struct json *list = json_new(a, JSON_ARRAY);
	struct slot_values values;
	const struct json *w;
	enum err rc = registry_slots(r, entry, version, &values, NULL, a, e);

	if (rc != ERR_NONE)
		return rc;
	w = values.at[2];
	for (w = json_is_null(w) ? NULL : w->first; w != NULL; w = w->next) {
		struct bytes exact = json_get_text(w, "exact");
		struct json *v;

		if (exact.len == 0)
			continue;
		v = json_add(list, json_new(a, JSON_OBJECT));
		json_put_text(a, v, "lang", json_get_text(entry->body,
		    "lang"));
		json_put_text(a, v, "text", exact);
	}
	*out = list;
	return ERR_NONE;
}

enum err
statement_chain(struct registry *r, const struct entry *entry,
    uint64_t version, struct checked_hop **out, size_t *count,
    struct arena *a, struct error *e)
{
	const struct json *via = json_get(entry->body, "via");
	const struct json *speaker = json_get(entry->body, "speaker");
	struct checked_hop *list = arena_take_array(a, via->count + 1,
	    sizeof *list);
	uint64_t document = NUMBER_NONE;
	struct slot_values values;
	size_t n = 0;
	enum err rc = registry_slots(r, entry, version, &values, NULL, a, e);

	if (list == NULL)
		return error_set(e, ERR_MEMORY, "out of memory");
	if (rc == ERR_NONE)
		rc = past_number(r, json_get_text(entry->body, "document"),
		    &document, e);
	for (const struct json *h = via->first; h != NULL && rc == ERR_NONE;
	     h = h->next) {
		list[n] = (struct checked_hop){.act = json_get_text(h, "act"),
		    .described = words_at(values.at[5], n),
		    .document = document};
		rc = past_number(r, json_get_text(h, "who"), &list[n].who, e);
		if (rc == ERR_NONE)
			rc = past_number(r, json_get_text(h, "document"),
			    &document, e);
		n++;
	}
	list[n] = (struct checked_hop){
	    .act = json_get_text(entry->body, "act"),
	    .unnamed = json_get(speaker, "unnamed"),
	    .described = json_is_null(values.at[0]) ? NULL : values.at[0],
	    .document = document};
	if (rc == ERR_NONE)
		rc = past_number(r, json_get_text(speaker, "who"),
		    &list[n].who, e);
	*out = list;
	*count = n + 1;
	return rc;
}

/* ---- the statement ---- */

/* model 6.2 c: the document of the last hop that has one. */
static struct bytes
source_document(const struct json *body)
{
	struct bytes out = json_get_text(body, "document");
	const struct json *hop = json_get(body, "via");

	for (hop = json_is_null(hop) ? NULL : hop->first; hop != NULL;
	     hop = hop->next)
		if (!json_is_null(json_get(hop, "document")))
			out = json_get_text(hop, "document");
	return out;
}

static enum err
check_claims(struct checking *x, const struct slot_values *values)
{
	struct checked *out = x->out;
	enum verdict verdicts[CLAIMS_MAX];
	enum err rc = ERR_NONE;

	out->claim_count = x->self->claim_count;
	out->claims = arena_take_array(x->s.a, out->claim_count + 1,
	    sizeof *out->claims);
	if (out->claims == NULL)
		return error_set(x->s.e, ERR_MEMORY, "out of memory");
	for (unsigned k = 0; k < out->claim_count && rc == ERR_NONE; k++) {
		struct checked_claim *c = &out->claims[k];

		c->n = k;
		c->claim = x->self->claims[k];
		c->declaration = c->overtaken_by = NUMBER_NONE;
		c->declaration_entry = NUMBER_NONE;
		if (c->claim.hedged)
			c->hedges = hedges_of(values, k, x->s.a);
		c->words = words_at(values->at[3], k);
		rc = check_claim(x, c);
		verdicts[k] = c->verdict;
	}
	out->verdict = verdict_overall(verdicts, out->claim_count);
	return rc;
}

static enum err
check_statement(struct checking *x, uint64_t number)
{
	struct lookup *s = &x->s;
	struct checked *out = x->out;
	enum slot_state states[SLOT_COUNT];
	struct slot_values values;
	struct spoken *self = NULL;
	enum err rc = lookup_statement(s, number, &self);

	if (rc != ERR_NONE)
		return rc;
	x->self = self;
	x->own_document = source_document(self->entry.body);
	out->statement = number;
	out->version = self->version;
	out->act = json_get_text(self->entry.body, "act");
	out->commits = self->commits;
	rc = past_number(s->r, json_get_text(self->entry.body, "document"),
	    &out->document, s->e);
	if (rc == ERR_NONE)
		rc = registry_slots(s->r, &self->entry, self->version,
		    &values, states, s->a, s->e);
	out->passages_state = rc == ERR_NONE ? states[2] : SLOT_PUBLIC;
	if (rc == ERR_NONE)
		rc = statement_passages(s->r, &self->entry, self->version,
		    &out->passages, s->a, s->e);
	if (rc == ERR_NONE)
		rc = statement_chain(s->r, &self->entry, self->version,
		    &out->chain, &out->chain_count, s->a, s->e);
	if (rc == ERR_NONE)
		rc = check_claims(x, &values);
	if (rc == ERR_NONE)
		rc = checking_against(s, self, out);
	return rc == ERR_NONE ? s->rc : rc;
}

enum err
registry_check(struct registry *r, uint64_t statement, uint64_t size,
    struct arena *a, struct checked *out, struct error *e)
{
	struct checking x = {.out = out};
	enum err rc;

	*out = (struct checked){.size = size == 0 ? registry_size(r) : size};
	x.scratch = arena_new(SCRATCH_BYTES);
	if (x.scratch == NULL)
		return error_set(e, ERR_MEMORY, "out of memory");
	x.s = (struct lookup){r, out->size, a, e, ERR_NONE};
	rc = check_statement(&x, statement);
	arena_free(x.scratch);
	if (rc != ERR_NONE)
		checked_release(out);
	return rc;
}

void
checked_release(struct checked *c)
{
	for (size_t i = 0; i < c->file_count; i++)
		buffer_release(&c->files[i]);
	free(c->files);
	c->files = NULL;
	c->file_count = 0;
}
