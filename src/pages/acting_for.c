#include "pages/acting_for.h"

struct gathering {
	struct acting_for *out;
	struct signed_page *x;
	enum right right;
};

static void
add(struct acting_for *out, uint64_t official, const struct id *office)
{
	for (size_t i = 0; i < out->count; i++)
		if (out->at[i].official == official)
			return;
	if (out->count == ACTING_FOR_MAX)
		return;
	out->at[out->count].official = official;
	out->at[out->count++].office = *office;
}

/* Officials for whom this office holds a grant in force; `only` limits them. */
static enum err
add_granted(struct gathering *g, const struct id *office,
    const struct id *only, struct error *e)
{
	struct read_model *m = registry_read_model(g->x->p.registry);
	const struct world *w = read_model_world(m);
	const struct grant *grant = NULL;
	struct row_entity row;
	enum err rc = w->grants(w->context, office, &grant, g->x->p.a, e);

	for (; rc == ERR_NONE && grant != NULL; grant = grant->next) {
		if (!grant->active || grant->role != ROLE_OFFICE ||
		    grant->from > g->x->today || grant->to < g->x->today)
			continue;
		for (size_t i = 0; i < grant->subject_count; i++) {
			if (only != NULL && !id_equal(only,
			    &grant->subjects[i]))
				continue;
			rc = read_model_by_id(m, &grant->subjects[i], &row, e);
			if (rc != ERR_NONE)
				return rc;
			if (!row.annulled)
				add(g->out, row.number, office);
		}
	}
	return rc;
}

/* The registrar files for whoever has an office. */
struct every {
	struct gathering *g;
	struct id registrar;
};

static enum err
add_official_of(void *context, const struct row_entity *row, struct error *e)
{
	struct every *v = context;
	struct registry *r = v->g->x->p.registry;
	struct row_entity person;
	struct grant grant;
	struct entry entry;
	enum err rc = row->annulled ? ERR_ABSENT :
	    registry_entry(r, row->current, &entry, v->g->x->p.a, e);

	if (rc != ERR_NONE)
		return row->annulled ? ERR_NONE : rc;
	grant_read(&grant, &row->id, row->current, entry.body, v->g->x->p.a);
	if (!grant.active || grant.role != ROLE_OFFICE)
		return ERR_NONE;
	for (size_t i = 0; i < grant.subject_count && rc == ERR_NONE; i++) {
		rc = read_model_by_id(registry_read_model(r),
		    &grant.subjects[i], &person, e);
		if (rc == ERR_NONE && !person.annulled)
			add(v->g->out, person.number, &v->registrar);
	}
	return rc;
}

static enum err
registrar_of(struct signed_page *x, struct id *out, struct error *e)
{
	const struct world *w = read_model_world(
	    registry_read_model(x->p.registry));
	struct register_policy policy;
	enum err rc = w->policy(w->context, &policy, e);

	if (rc == ERR_NONE)
		*out = policy.registrar;
	return rc;
}

static enum err
take_triple(void *context, const struct triple *t, struct error *e)
{
	struct gathering *g = context;
	struct signed_page *x = g->x;
	struct every every = {.g = g};
	struct id who, office;
	enum err rc;

	if (t->right != g->right || t->until < x->today ||
	    account_may(x->accounts, &x->account, g->right, t->who, x->today,
		NULL) != ERR_NONE)
		return ERR_NONE;
	if (strcmp(t->who, WHO_ALL) == 0) {
		rc = registrar_of(x, &every.registrar, e);
		return rc == ERR_NONE ?
		    read_model_each(registry_read_model(x->p.registry),
			TYPE_GRANT, add_official_of, &every, e) : rc;
	}
	if (!id_parse(bytes_text(t->who), &who))
		return ERR_NONE;
	if (who.type == TYPE_ORG)
		return add_granted(g, &who, NULL, e);
	if (who.type == TYPE_PERSON &&
	    id_parse(bytes_text(x->account.office), &office))
		return add_granted(g, &office, &who, e);
	return ERR_NONE;
}

enum err
acting_for_list(struct acting_for *out, struct signed_page *x,
    enum right right, struct error *e)
{
	struct gathering g = {.out = out, .x = x, .right = right};

	out->count = 0;
	return rights_each(x->accounts, x->account.id, take_triple, &g, e);
}

const struct id *
acting_for_office(const struct acting_for *list, uint64_t official)
{
	for (size_t i = 0; i < list->count; i++)
		if (list->at[i].official == official)
			return &list->at[i].office;
	return NULL;
}

enum err
acting_holder(struct signed_page *x, struct id *out, struct error *e)
{
	if (x->account.tier == TIER_REGISTRAR)
		return registrar_of(x, out, e);
	if (id_parse(bytes_text(x->account.office), out))
		return ERR_NONE;
	return error_word(e, ERR_REFUSED, "not_allowed",
	    "this account belongs to no office");
}
