/* Statement against statement: model 6.5, 6.6 */
#include "register/checking_parts.h"

enum err
lookup_statement(struct lookup *s, uint64_t number, struct spoken **out)
{
	struct target_world w = lookup_world(s);
	struct spoken *x = arena_take(s->a, sizeof *x);
	const struct json *c;

	if (x == NULL)
		return error_set(s->e, ERR_MEMORY, "out of memory");
	x->number = number;
	if (s->rc == ERR_NONE)
		s->rc = past_version(s->r, number, s->size, &x->version, s->e);
	if (s->rc == ERR_NONE)
		s->rc = registry_entry(s->r, x->version, &x->entry, s->a,
		    s->e);
	if (s->rc == ERR_NONE && x->entry.type != TYPE_STATEMENT) {
		error_set(s->e, ERR_INPUT, "a check takes a statement");
		s->rc = error_mend(s->e, ERR_INPUT,
		    "name a statement, s/N, or a document, d/N");
	}
	if (s->rc != ERR_NONE)
		return s->rc;
	x->commits = act_commits(json_get_text(x->entry.body, "act"));
	c = json_get(x->entry.body, "claims");
	for (c = json_is_null(c) ? NULL : c->first;
	     c != NULL && x->claim_count < CLAIMS_MAX; c = c->next) {
		struct claim *claim = &x->claims[x->claim_count];
		uint64_t subject;

		claim_read(claim, c, x->entry.body);
		s->rc = past_number(s->r, claim->subject, &subject, s->e);
		if (s->rc == ERR_NONE && subject != NUMBER_NONE)
			s->rc = past_same(s->r, subject, s->size,
			    &x->subjects[x->claim_count], s->a, s->e);
		if (s->rc != ERR_NONE)
			return s->rc;
		x->claim_count++;
	}
	x->claimed = arena_take_array(s->a, CLAIMED_MAX, sizeof *x->claimed);
	if (x->claimed == NULL)
		return error_set(s->e, ERR_MEMORY, "out of memory");
	x->claimed_count = claims_add_up(x->claimed, x->claims,
	    x->claim_count, &w);
	*out = x;
	return s->rc;
}

static bool
same_subject(const struct spoken *a, size_t i, const struct spoken *b,
    size_t k)
{
	return a->subjects[i].count != 0 && b->subjects[k].count != 0 &&
	    same_has(&a->subjects[i], b->subjects[k].at[0]);
}

/* The first claim of a sum stands for its subject. */
static size_t
first_claim(const struct claimed *c)
{
	size_t k = 0;

	while (k + 1 < CLAIMS_MAX && (c->claims >> k & 1) == 0)
		k++;
	return k;
}

static void
take(struct compared *out, enum comparison result, bool not_given,
    bool admits_not, uint32_t claims_a, uint32_t claims_b)
{
	if (result < out->result || result == COMPARED_NOT)
		return;
	if (result > out->result)
		*out = (struct compared){.result = result,
		    .link = NUMBER_NONE};
	out->window_not_given |= not_given;
	out->admits_not |= admits_not;
	out->claims_a |= claims_a;
	out->claims_b |= claims_b;
}

struct compared
spoken_compare(struct lookup *s, const struct spoken *a, size_t only_k,
    const struct spoken *b)
{
	struct target_world w = lookup_world(s);
	struct compared out = {.result = COMPARED_NOT, .link = NUMBER_NONE};
	uint32_t mask = only_k == CLAIMS_MAX ? UINT32_MAX :
					       UINT32_C(1) << only_k;

	if (!a->commits || !b->commits)
		return out;
	for (size_t i = 0; i < a->claimed_count; i++) {
		const struct claimed *x = &a->claimed[i];

		if ((x->claims & mask) == 0)
			continue;
		for (size_t k = 0; k < b->claimed_count; k++) {
			const struct claimed *y = &b->claimed[k];
			bool not_given;
			enum comparison c;

			if (!same_subject(a, first_claim(x), b,
				first_claim(y)))
				continue;
			c = claimed_compare(x, y, &w, &not_given);
			take(&out, c, not_given, false, x->claims, y->claims);
		}
	}
	for (size_t i = 0; i < a->claim_count; i++)
		for (size_t k = 0; k < b->claim_count; k++)
			if ((mask >> i & 1) != 0 &&
			    same_subject(a, i, b, k) &&
			    (only_excludes(&a->claims[i], &b->claims[k], &w) ||
			    only_excludes(&b->claims[k], &a->claims[i], &w)))
				take(&out, COMPARED_IN_TENSION, false, true,
				    UINT32_C(1) << i, UINT32_C(1) << k);
	return out;
}

/* ---- what a person judged ---- */

static bool
list_has(const struct json *list, struct bytes id)
{
	for (list = json_is_null(list) ? NULL : list->first; list != NULL;
	     list = list->next)
		if (bytes_equal(list->text, id))
			return true;
	return false;
}

typedef void link_fn(struct lookup *s, void *context, const struct entry *link,
    uint64_t version);

/* Links in force that name the statement. */
static enum err
each_link(struct lookup *s, const struct spoken *x, link_fn *each,
    void *context)
{
	struct standing *list = NULL;
	size_t count = 0;

	if (s->rc == ERR_NONE)
		s->rc = past_referring(s->r, x->number, TYPE_BIT(TYPE_LINK),
		    s->size, &list, &count, s->a, s->e);
	for (size_t i = 0; i < count && s->rc == ERR_NONE; i++) {
		struct entry link;

		s->rc = registry_entry(s->r, list[i].version, &link, s->a,
		    s->e);
		if (s->rc == ERR_NONE)
			each(s, context, &link, list[i].version);
	}
	return s->rc;
}

struct judging {
	const struct spoken *self;
	struct checked *out;
};

static void
add_against(struct lookup *s, struct checked_claim *c,
    const struct checked_against *x)
{
	if (s->rc == ERR_NONE)
		s->rc = checked_add_against(c, x, s->a, s->e);
}

static void
link_statement(struct lookup *s, struct judging *j, struct bytes id,
    uint64_t link)
{
	struct checked_against x = {.result = COMPARED_IN_TENSION,
	    .link = link};

	if (s->rc == ERR_NONE)
		s->rc = past_number(s->r, id, &x.statement, s->e);
	if (x.statement == NUMBER_NONE || x.statement == j->self->number)
		return;
	for (size_t k = 0; k < j->out->claim_count; k++)
		add_against(s, &j->out->claims[k], &x);
}

static void
link_contact(struct lookup *s, struct judging *j, struct bytes id, enum how how)
{
	uint64_t contact = NUMBER_NONE;
	struct entry entry;
	enum err rc;

	if (s->rc == ERR_NONE)
		s->rc = past_number(s->r, id, &contact, s->e);
	if (s->rc != ERR_NONE || contact == NUMBER_NONE)
		return;
	rc = past_entry(s->r, contact, s->size, &entry, s->a, NULL);
	if (rc != ERR_NONE)
		return; /* withdrawn: the link has nothing to point at */
	for (size_t k = 0; k < j->out->claim_count && s->rc == ERR_NONE; k++)
		s->rc = checked_add_by(&j->out->claims[k], contact,
		    (uint32_t)json_get_number(entry.body, "times", 1), how,
		    s->a, s->e);
}

static void
take_link(struct lookup *s, void *context, const struct entry *link,
    uint64_t version)
{
	struct judging *j = context;
	bool tense = bytes_is(json_get_text(link->body, "relation"),
	    "in-tension");
	struct bytes about = json_get_text(link->body, "statement");
	const struct json *v;

	if (tense && !bytes_equal(about, j->self->entry.id_text))
		link_statement(s, j, about, version);
	if (!bytes_equal(about, j->self->entry.id_text))
		return;
	v = json_get(link->body, "contacts");
	for (v = json_is_null(v) ? NULL : v->first; v != NULL; v = v->next)
		link_contact(s, j, v->text,
		    tense ? HOW_IN_TENSION : HOW_SPEAKS_OF);
	v = json_get(link->body, "statements");
	for (v = json_is_null(v) ? NULL : v->first; v != NULL && tense;
	     v = v->next)
		link_statement(s, j, v->text, version);
}

/* ---- origins, model 6.5 ---- */

static enum err
add_origin(struct lookup *s, struct checked_origins *o, const struct spoken *x)
{
	const struct json *speaker = json_get(x->entry.body, "speaker");
	struct same_set set;
	uint64_t who = NUMBER_NONE;

	if (s->rc == ERR_NONE)
		s->rc = past_number(s->r, json_get_text(speaker, "who"), &who,
		    s->e);
	if (s->rc == ERR_NONE && who == NUMBER_NONE) {
		o->at_least = true;
		return s->rc;
	}
	if (s->rc == ERR_NONE)
		s->rc = past_same(s->r, who, s->size, &set, s->a, s->e);
	for (size_t i = 0; i < o->who_count && s->rc == ERR_NONE; i++)
		if (same_has(&set, o->who[i]))
			return s->rc;
	if (s->rc == ERR_NONE) {
		if (o->who_count < ORIGINS_MAX)
			o->who[o->who_count++] = who;
		o->count++;
	}
	return s->rc;
}

/* A document that nobody here has seen (amendment 3.15). */
static bool
is_unseen(struct lookup *s, struct bytes id)
{
	struct entry entry;
	uint64_t number = NUMBER_NONE;

	if (s->rc == ERR_NONE)
		s->rc = past_number(s->r, id, &number, s->e);
	return number == NUMBER_NONE ||
	    past_entry(s->r, number, s->size, &entry, s->a, NULL) != ERR_NONE ||
	    (json_is_null(json_get(entry.body, "bytes")) &&
	    json_is_null(json_get(entry.body, "captured")));
}

static bool
chain_in_full(struct lookup *s, const struct spoken *x)
{
	const struct json *hop = json_get(x->entry.body, "via");

	for (hop = json_is_null(hop) ? NULL : hop->first; hop != NULL;
	     hop = hop->next)
		if (is_unseen(s, json_get_text(hop, "document")))
			return false;
	return true;
}

static enum err
one_other(struct lookup *s, const struct spoken *self, uint64_t number,
    struct checked *out)
{
	struct spoken *other;
	enum err rc = lookup_statement(s, number, &other);

	for (size_t k = 0; k < out->claim_count && rc == ERR_NONE; k++) {
		struct compared c = spoken_compare(s, self, k, other);
		struct checked_against x = {.statement = number,
		    .result = c.result,
		    .window_not_given = c.window_not_given,
		    .admits_not = c.admits_not,
		    .link = NUMBER_NONE};

		if (c.result == COMPARED_NOT)
			continue;
		rc = checked_add_against(&out->claims[k], &x, s->a, s->e);
		if (rc == ERR_NONE && c.result == COMPARED_AGREES)
			rc = add_origin(s, &out->claims[k].origins, other);
	}
	return rc == ERR_NONE ? s->rc : rc;
}

/* Statements that name one of the subjects of `self` in a claim. */
static enum err
all_others(struct lookup *s, const struct spoken *self, struct checked *out)
{
	struct same_set done = {.count = 0};

	for (size_t k = 0; k < self->claim_count; k++)
		for (size_t i = 0; i < self->subjects[k].count; i++) {
			uint64_t subject = self->subjects[k].at[i];
			struct standing *list = NULL;
			size_t count = 0;

			if (same_has(&done, subject) || done.count == SAME_MAX)
				continue;
			done.at[done.count++] = subject;
			if (s->rc == ERR_NONE)
				s->rc = past_referring(s->r, subject,
				    TYPE_BIT(TYPE_STATEMENT), s->size, &list,
				    &count, s->a, s->e);
			for (size_t n = 0; n < count && s->rc == ERR_NONE; n++)
				if (list[n].number != self->number)
					s->rc = one_other(s, self,
					    list[n].number, out);
		}
	return s->rc;
}

enum err
checking_against(struct lookup *s, const struct spoken *self,
    struct checked *out)
{
	struct judging j = {self, out};
	bool in_full = chain_in_full(s, self);

	for (size_t k = 0; k < out->claim_count && s->rc == ERR_NONE; k++) {
		out->claims[k].origins.not_in_full = !in_full;
		(void)add_origin(s, &out->claims[k].origins, self);
	}
	if (s->rc == ERR_NONE && self->commits)
		(void)all_others(s, self, out);
	for (size_t k = 0; k < out->claim_count; k++) {
		struct checked_origins *o = &out->claims[k].origins;

		if (o->count == 0 && o->at_least)
			o->count = 1; /* "at least 1, unresolved" */
	}
	return each_link(s, self, take_link, &j);
}

struct finding_link {
	const struct spoken *a, *b;
	uint64_t link;
};

static void
find_link(struct lookup *s, void *context, const struct entry *link,
    uint64_t version)
{
	struct finding_link *f = context;
	struct bytes about = json_get_text(link->body, "statement");
	const struct json *list = json_get(link->body, "statements");
	struct bytes a = f->a->entry.id_text, b = f->b->entry.id_text;

	(void)s;
	if (bytes_is(json_get_text(link->body, "relation"), "in-tension") &&
	    ((bytes_equal(about, a) && list_has(list, b)) ||
	    (bytes_equal(about, b) && list_has(list, a))))
		f->link = version;
}

enum err
registry_compare(struct registry *r, uint64_t a_number, uint64_t b_number,
    uint64_t size, struct arena *a, struct compared *out, struct error *e)
{
	struct lookup s = {r, size == 0 ? registry_size(r) : size, a, e,
	    ERR_NONE};
	struct finding_link f = {.link = NUMBER_NONE};
	struct spoken *x, *y;
	enum err rc = lookup_statement(&s, a_number, &x);

	if (rc == ERR_NONE)
		rc = lookup_statement(&s, b_number, &y);
	if (rc == ERR_NONE) {
		f.a = x;
		f.b = y;
		*out = spoken_compare(&s, x, CLAIMS_MAX, y);
		rc = each_link(&s, x, find_link, &f);
	}
	if (rc == ERR_NONE && f.link != NUMBER_NONE) {
		out->result = COMPARED_IN_TENSION;
		out->link = f.link;
	}
	return rc == ERR_NONE ? s.rc : rc;
}
