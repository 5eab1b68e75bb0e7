/* Verification (model 8.7) and splits (2.9) */
#include "model/judge_parts.h"

#include "model/contact.h"

#include <stdio.h>

void
judge_init(struct judge *j, const struct world *world, const char *origin)
{
	*j = (struct judge){.world = world, .origin = origin};
}

bool
judge_finish(struct judge *j, uint64_t *split_number)
{
	bool whole = !j->split.open;

	*split_number = whole ? NUMBER_NONE : j->split.number;
	j->split.open = false;
	return whole;
}

/* Splits */

static enum err
contact_at(const struct judged *x, uint64_t number, struct contact *out,
    struct error *e)
{
	struct entry entry;
	enum err rc = x->world->entry(x->world->context, number, &entry,
	    x->arena, e);

	return rc == ERR_NONE ? contact_read(out, &entry, x->arena, e) : rc;
}

/* Same side and same person, post or org; the described are told by state. */
static bool
same_principal(const struct party *a, const struct party *b)
{
	return a->principal && b->principal && a->side == b->side &&
	    bytes_equal(a->who, b->who) && bytes_equal(a->as, b->as) &&
	    bytes_equal(a->org, b->org) && bytes_equal(a->state, b->state);
}

static bool
principals_within(const struct contact *a, const struct contact *b)
{
	for (size_t i = 0; i < a->party_count; i++) {
		bool found = !a->parties[i].principal;

		for (size_t k = 0; k < b->party_count && !found; k++)
			found = same_principal(&a->parties[i], &b->parties[k]);
		if (!found)
			return false;
	}
	return true;
}

/* amendments 2.9: subject, principals, kind and status of the tally, bounds
 * within its bounds. */
static bool
part_fits(const struct contact *part, const struct contact *tally)
{
	return bytes_equal(part->subject, tally->subject) &&
	    part->kind == tally->kind &&
	    part->kind_sealed == tally->kind_sealed &&
	    part->status == tally->status && part->e >= tally->e &&
	    part->l <= tally->l && principals_within(part, tally) &&
	    principals_within(tally, part);
}

static enum err
judge_part(struct judge *j, const struct judged *x, bool *fits, struct error *e)
{
	struct contact part, tally;
	struct id id;
	enum err rc;

	*fits = j->split.open &&
	    id_parse(json_get_text(x->entry->body, "part_of"), &id) &&
	    id_equal(&id, &j->split.tally);
	if (!*fits)
		return ERR_NONE;
	rc = contact_read(&part, x->entry, x->arena, e);
	if (rc == ERR_NONE)
		rc = contact_at(x, j->split.version, &tally, e);
	if (rc != ERR_NONE)
		return rc;
	*fits = part_fits(&part, &tally) && part.times <= j->split.left;
	j->split.left -= part.times <= j->split.left ? part.times :
						       j->split.left;
	j->split.open = j->split.left != 0;
	return ERR_NONE;
}

static enum err
begin_split(struct judge *j, const struct judged *x, const struct id *tally,
    uint64_t version, uint32_t times_after, bool *fits, struct error *e)
{
	struct contact before;
	enum err rc = contact_at(x, version, &before, e);

	if (rc != ERR_NONE)
		return rc;
	*fits = before.times > times_after;
	if (!*fits)
		return ERR_NONE;
	j->split.open = true;
	j->split.number = x->number;
	j->split.left = before.times - times_after;
	j->split.tally = *tally;
	j->split.version = version;
	return ERR_NONE;
}

static bool
is_part(const struct judged *x)
{
	return x->entry->type == TYPE_CONTACT && !x->entry->has_prev &&
	    json_get(x->entry->body, "part_of") != NULL;
}

static enum err
start_split(struct judge *j, const struct judged *x, bool *fits,
    struct error *e)
{
	const struct json *body = x->entry->body;
	struct entity target;
	struct id id;
	enum err rc;

	if (x->entry->type == TYPE_CONTACT && x->before != NULL &&
	    bytes_is(json_get_text(json_get(body, "amendment"), "code"),
		"split"))
		return begin_split(j, x, &x->entry->id, x->entity.current,
		    (uint32_t)json_get_number(body, "times", 1), fits, e);
	if (x->entry->type != TYPE_ANNUL || x->entry->has_prev ||
	    !bytes_is(json_get_text(body, "code"), "split") ||
	    !id_parse(json_get_text(body, "target"), &id) ||
	    id.type != TYPE_CONTACT)
		return ERR_NONE;
	rc = x->world->entity(x->world->context, &id, &target, e);
	if (rc != ERR_NONE)
		return rc;
	return begin_split(j, x, &id, target.current, 0, fits, e);
}

enum err
judged_split(struct judge *j, const struct judged *x, bool *fits,
    uint64_t *broken, struct error *e)
{
	*fits = true;
	*broken = NUMBER_NONE;
	if (is_part(x))
		return judge_part(j, x, fits, e);
	if (!judge_finish(j, broken))
		j->split.open = false;
	return start_split(j, x, fits, e);
}

/* Verification */

static enum err
verify_index_root(struct judged *x, struct error *e)
{
	struct register_policy policy;
	enum err rc = x->world->policy(x->world->context, &policy, e);

	if (rc == ERR_ABSENT ||
	    (rc == ERR_NONE && !id_equal(&policy.registrar, &x->entry->by)))
		return error_word(e, ERR_REFUSED, "type_unknown",
		    "index roots are made by the register itself");
	if (rc != ERR_NONE)
		return rc;
	if ((uint64_t)json_get_number(x->entry->body, "covered", 0) !=
	    x->number)
		return error_word(e, ERR_INPUT, "body",
		    "/covered: is not the number of the entry itself");
	return ERR_NONE;
}

static enum err
verify_bounds(const struct judged *x, struct error *e)
{
	struct contact contact;

	if (x->entry->type != TYPE_CONTACT)
		return ERR_NONE;
	return contact_read(&contact, x->entry, x->arena, e); /* `future` */
}

static enum err
verify_rules(struct judged *x, struct error *e)
{
	enum err rc = judged_signatures(x, false, e);

	if (rc == ERR_NONE)
		rc = judged_granted(x, e);
	if (rc == ERR_NONE)
		rc = judged_references(x, e);
	if (rc == ERR_NONE)
		rc = judged_chain(x, e);
	if (rc == ERR_NONE)
		rc = verify_bounds(x, e);
	if (rc == ERR_NONE)
		rc = judged_erase(x, e);
	return rc;
}

static enum err
verify_notes(struct judge *j, struct judged *x, struct outcome *out,
    struct error *e)
{
	bool fits, registrar;
	enum err rc = ERR_NONE;

	if (x->competing) {
		out->notes |= NOTE_COMPETING;
		return ERR_NONE;
	}
	if (!judged_changed(x))
		out->notes |= NOTE_CHANGED;
	rc = judged_split(j, x, &fits, &out->broken_split, e);
	if (rc == ERR_NONE && !fits)
		out->notes |= NOTE_SPLIT;
	if (rc == ERR_NONE && x->entry->has_prev &&
	    !id_equal(&x->entity.by, &x->entry->by)) {
		rc = judged_has_role(x, &x->entry->by, ROLE_REGISTRAR,
		    &registrar, e);
		if (rc == ERR_NONE && registrar)
			out->notes |= NOTE_BY_REGISTRAR;
	}
	return rc;
}

/* What a rule says of the entry becomes the outcome; what went wrong with us
 * stays an error. */
static enum err
settle(struct outcome *out, enum err rc, const struct error *why,
    struct error *e)
{
	if (rc == ERR_NONE) {
		out->kind = out->notes == 0 ? OUTCOME_VALID : OUTCOME_NOTE;
		return ERR_NONE;
	}
	if (rc == ERR_STORE || rc == ERR_MEMORY || why->word[0] == '\0') {
		if (e != NULL)
			*e = *why;
		return rc;
	}
	out->kind = OUTCOME_INVALID;
	(void)snprintf(out->code, sizeof out->code, "%s", why->word);
	(void)snprintf(out->text, sizeof out->text, "%.*s",
	    (int)sizeof out->text - 1, why->text);
	return ERR_NONE;
}

enum err
judge_verify(struct judge *j, const struct entry *entry, uint64_t number,
    struct outcome *out, struct arena *a, struct error *e)
{
	struct error why = {0};
	struct judged x;
	enum err rc;

	*out = (struct outcome){.broken_split = NUMBER_NONE};
	if (entry->type == TYPE_UNKNOWN) {
		out->kind = OUTCOME_NOT_UNDERSTOOD;
		(void)judge_finish(j, &out->broken_split);
		return ERR_NONE;
	}
	if (j->origin != NULL && !bytes_is(entry->register_text, j->origin)) {
		rc = error_word(&why, ERR_INPUT, "register",
		    "is an entry of another register");
		return settle(out, rc, &why, e);
	}
	rc = judged_init(&x, j, entry, number, a, &why);
	if (rc == ERR_NONE && entry->type == TYPE_INDEX_ROOT)
		rc = verify_index_root(&x, &why);
	else if (rc == ERR_NONE)
		rc = verify_rules(&x, &why);
	if (rc == ERR_NONE && entry->type != TYPE_INDEX_ROOT)
		rc = verify_notes(j, &x, out, &why);
	return settle(out, rc, &why, e);
}
