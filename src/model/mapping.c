/* Mapping 1 (model/mapping.h) */
#include "model/mapping.h"

#include "model/contact.h"

#define PARTIES_MAX 64
#define STATE_UNKNOWN UINT64_C(0x5a5a) /* ZZ */

/* One counterpart of a contact, as numbers. */
struct side_number {
	uint64_t state, number;
};

struct numbers {
	uint64_t officials[PARTIES_MAX];
	size_t official_count;
	struct side_number counterparts[PARTIES_MAX], posts[PARTIES_MAX];
	size_t counterpart_count, post_count;
	uint64_t states[PARTIES_MAX];
	size_t state_count;
};

/* Number of the entity with this id; 0 for nobody (index 2). */
static enum err
number_of(const struct world *w, struct bytes text, uint64_t *out,
    struct error *e)
{
	struct entity entity;
	struct id id;
	enum err rc;

	*out = 0;
	if (text.len == 0 || !id_parse(text, &id))
		return ERR_NONE;
	rc = w->entity(w->context, &id, &entity, e);
	if (rc == ERR_NONE)
		*out = entity.number;
	return rc;
}

static void
add_number(uint64_t *list, size_t *count, uint64_t number)
{
	for (size_t i = 0; i < *count; i++)
		if (list[i] == number)
			return;
	list[(*count)++] = number;
}

static void
add_side(struct side_number *list, size_t *count, uint64_t state,
    uint64_t number)
{
	for (size_t i = 0; i < *count; i++)
		if (list[i].state == state && list[i].number == number)
			return;
	list[(*count)++] = (struct side_number){state, number};
}

static uint64_t
state_number(struct bytes state)
{
	if (state.len != 2)
		return STATE_UNKNOWN;
	return (uint64_t)((state.at[0] - 0x20) << 8 | (state.at[1] - 0x20));
}

static enum err
add_party(struct numbers *n, const struct world *w, const struct party *p,
    struct error *e)
{
	uint64_t number, post, state = state_number(p->state);
	enum err rc = number_of(w, p->counterpart, &number, e);

	if (rc != ERR_NONE)
		return rc;
	if (p->side == SIDE_HOME) {
		add_number(n->officials, &n->official_count, number);
		return ERR_NONE;
	}
	add_side(n->counterparts, &n->counterpart_count, state, number);
	add_number(n->states, &n->state_count, state);
	if (p->as.len == 0)
		return ERR_NONE;
	rc = number_of(w, p->as, &post, e);
	if (rc == ERR_NONE)
		add_side(n->posts, &n->post_count, state, post);
	return rc;
}

/* Postings under construction. */
struct posting_list {
	struct posting *at;
	size_t count;
	const struct contact *contact;
	const struct entry *entry;
	uint64_t number;
};

static struct posting *
start(struct posting_list *list, enum view_byte view)
{
	struct posting *p = &list->at[list->count++];

	*p = (struct posting){.times = list->contact->times,
	    .number = list->number,
	    .leaf = list->entry->leaf_hash};
	key_start(p, view);
	return p;
}

/* kind, E, L, number: the end of every dated view. */
static void
finish(const struct posting_list *list, struct posting *p)
{
	key_put(p, 1, list->contact->kind);
	key_put(p, 3, list->contact->e);
	key_put(p, 3, list->contact->l);
	key_put(p, 6, list->number);
}

static void
post_sealed(struct posting_list *list, const struct numbers *n)
{
	struct posting *p;

	for (size_t i = 0; i < n->official_count; i++) {
		p = start(list, VIEW_SEALED_OFFICIAL);
		key_put(p, 6, n->officials[i]);
		finish(list, p);
	}
	finish(list, start(list, VIEW_SEALED_CALENDAR));
}

static void
post_official(struct posting_list *list, const struct numbers *n,
    uint64_t official)
{
	struct posting *p = start(list, VIEW_OFFICIAL);

	key_put(p, 6, official);
	finish(list, p);
	for (size_t i = 0; i < n->counterpart_count; i++) {
		p = start(list, VIEW_PAIRS);
		key_put(p, 6, official);
		key_put(p, 2, n->counterparts[i].state);
		key_put(p, 6, n->counterparts[i].number);
		finish(list, p);
	}
	for (size_t i = 0; i < n->post_count; i++) {
		p = start(list, VIEW_POSTS);
		key_put(p, 6, official);
		key_put(p, 2, n->posts[i].state);
		key_put(p, 6, n->posts[i].number);
		finish(list, p);
	}
}

/* View 5 has no state: a counterpart of two states is posted once. */
static void
post_counterparts(struct posting_list *list, const struct numbers *n)
{
	uint64_t unique[PARTIES_MAX];
	size_t count = 0;
	struct posting *p;

	for (size_t i = 0; i < n->counterpart_count; i++)
		add_number(unique, &count, n->counterparts[i].number);
	for (size_t i = 0; i < count; i++)
		for (size_t k = 0; k < n->official_count; k++) {
			p = start(list, VIEW_COUNTERPART);
			key_put(p, 6, unique[i]);
			key_put(p, 6, n->officials[k]);
			finish(list, p);
		}
}

static void
post_public(struct posting_list *list, const struct numbers *n,
    uint64_t contact)
{
	struct posting *p;

	for (size_t i = 0; i < n->official_count; i++)
		post_official(list, n, n->officials[i]);
	for (size_t i = 0; i < n->state_count; i++) {
		p = start(list, VIEW_STATE);
		key_put(p, 2, n->states[i]);
		finish(list, p);
	}
	post_counterparts(list, n);
	p = start(list, VIEW_VERSIONS);
	key_put(p, 6, contact);
	key_put(p, 6, list->number);
}

static size_t
postings_most(const struct numbers *n)
{
	return 2 + n->state_count +
	    n->official_count * (2 + 2 * n->counterpart_count + n->post_count);
}

static enum err
add_postings(struct mapped *out, const struct world *w,
    const struct entry *entry, uint64_t number, uint64_t contact_number,
    struct arena *a, struct error *e)
{
	struct numbers n = {.official_count = 0};
	struct posting_list list = {.entry = entry, .number = number};
	struct contact contact;
	enum err rc = contact_read(&contact, entry, a, e);

	if (rc != ERR_NONE || !contact.posted)
		return rc;
	for (size_t i = 0; i < contact.party_count; i++) {
		if (!contact.parties[i].principal)
			continue;
		rc = add_party(&n, w, &contact.parties[i], e);
		if (rc != ERR_NONE)
			return rc;
	}
	list.contact = &contact;
	list.at = arena_take_array(a, postings_most(&n), sizeof *list.at);
	if (list.at == NULL)
		return error_set(e, ERR_MEMORY, "no memory for postings");
	if (contact.index_sealed)
		post_sealed(&list, &n);
	else
		post_public(&list, &n, contact_number);
	out->added = list.at;
	out->added_count = list.count;
	return ERR_NONE;
}

/* The version of a contact that an entry puts out of force. */
static enum err
strike(struct mapped *out, const struct world *w, const struct id *id,
    uint64_t *contact_number, struct error *e)
{
	struct entity entity;
	enum err rc = w->entity(w->context, id, &entity, e);

	if (rc != ERR_NONE)
		return rc;
	*contact_number = entity.number;
	if (entity.annulled)
		return ERR_NONE; /* a revival strikes none (model 2.8) */
	out->strikes = true;
	out->struck_version = entity.current;
	return ERR_NONE;
}

enum err
mapping_apply(struct mapped *out, const struct world *world,
    const struct entry *entry, uint64_t number, const struct outcome *outcome,
    struct arena *a, struct error *e)
{
	uint64_t contact_number = number;
	struct id target;
	enum err rc = ERR_NONE;

	*out = (struct mapped){0};
	if (!outcome_counts(outcome))
		return ERR_NONE;
	if (entry->type == TYPE_ANNUL && !entry->has_prev &&
	    id_parse(json_get_text(entry->body, "target"), &target) &&
	    target.type == TYPE_CONTACT)
		return strike(out, world, &target, &contact_number, e);
	if (entry->type != TYPE_CONTACT)
		return ERR_NONE;
	if (entry->has_prev)
		rc = strike(out, world, &entry->id, &contact_number, e);
	if (rc == ERR_NONE)
		rc = add_postings(out, world, entry, number, contact_number, a,
		    e);
	return rc;
}
