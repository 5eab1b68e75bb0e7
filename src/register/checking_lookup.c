/* Who is meant: targets of claims against what the register holds */
#include "register/checking_parts.h"

static const struct json *
body_of(struct lookup *s, uint64_t number)
{
	struct entry entry;
	enum err rc;

	if (number == NUMBER_NONE || s->rc != ERR_NONE)
		return NULL;
	rc = past_entry(s->r, number, s->size, &entry, s->a, NULL);
	if (rc == ERR_NONE)
		return entry.body;
	if (rc != ERR_ABSENT)
		s->rc = past_entry(s->r, number, s->size, &entry, s->a, s->e);
	return NULL;
}

static uint64_t
number_of(struct lookup *s, struct bytes id_text)
{
	uint64_t number = NUMBER_NONE;

	if (s->rc == ERR_NONE)
		s->rc = past_number(s->r, id_text, &number, s->e);
	return number;
}

static void
set_of(struct lookup *s, uint64_t number, struct same_set *out)
{
	*out = (struct same_set){{number}, number == NUMBER_NONE ? 0 : 1};
	if (number != NUMBER_NONE && s->rc == ERR_NONE)
		s->rc = past_same(s->r, number, s->size, out, s->a, s->e);
}

/* ---- how targets lie to each other (model 6.4, 6.6) ---- */

static bool
judged_same(struct lookup *s, struct bytes a, struct bytes b)
{
	struct same_set set;

	if (bytes_equal(a, b))
		return true;
	set_of(s, number_of(s, a), &set);
	return same_has(&set, number_of(s, b));
}

static bool
is_of_state(struct lookup *s, const struct json *inner, struct bytes state)
{
	const struct json *body =
	    body_of(s, number_of(s, inner->first->text));
	const struct json *states;

	if (body == NULL)
		return false;
	if (bytes_is(inner->first->name, "org"))
		return bytes_equal(json_get_text(body, "state"), state);
	if (bytes_is(inner->first->name, "post"))
		return bytes_equal(json_get_text(body, "sent_by"), state);
	states = json_get(body, "states");
	return states != NULL && states->count == 1 &&
	    bytes_equal(states->first->text, state);
}

static bool
within(void *context, const struct json *inner, const struct json *outer)
{
	struct lookup *s = context;
	struct bytes in = inner->first->text, out = outer->first->text;
	const struct json *body;

	if (bytes_equal(inner->first->name, outer->first->name))
		return bytes_is(inner->first->name, "state") ?
		    bytes_equal(in, out) :
		    judged_same(s, in, out);
	if (bytes_is(outer->first->name, "state"))
		return is_of_state(s, inner, out);
	if (!bytes_is(outer->first->name, "org") ||
	    !bytes_is(inner->first->name, "post"))
		return false;
	body = body_of(s, number_of(s, in));
	return body != NULL && judged_same(s, json_get_text(body, "org"), out);
}

/* The text of a target or of an id, and its type. */
static struct bytes
meant(const struct json *v, struct bytes *type)
{
	if (v->type == JSON_STRING) {
		*type = bytes_of(v->text.at, bytes_find(v->text, ':'));
		return v->text;
	}
	*type = v->first->name;
	return v->first->text;
}

static bool
apart(void *context, const struct json *a, const struct json *b)
{
	struct bytes type_a, type_b;
	struct bytes x = meant(a, &type_a), y = meant(b, &type_b);

	if (!bytes_equal(type_a, type_b))
		return false;
	if (bytes_is(type_a, "state"))
		return !bytes_equal(x, y);
	return !judged_same(context, x, y);
}

struct target_world
lookup_world(struct lookup *s)
{
	return (struct target_world){s, within, apart};
}

/* ---- the parties of one contact ---- */

static enum err
resolve(struct lookup *s, struct bytes type, struct bytes text,
    struct resolved *out)
{
	*out = (struct resolved){.type = type_by_name(type)};
	if (bytes_is(type, "state")) {
		out->type = TYPE_UNKNOWN;
		if (text.len == 2)
			memcpy(out->state, text.at, 2);
		return s->rc;
	}
	set_of(s, number_of(s, text), &out->set);
	return s->rc;
}

static struct resolved *
room(struct lookup *s, const struct json *list)
{
	struct resolved *out = arena_take_array(s->a,
	    json_is_null(list) ? 1 : list->count + 1, sizeof *out);

	if (out == NULL && s->rc == ERR_NONE)
		s->rc = error_set(s->e, ERR_MEMORY, "out of memory");
	return out;
}

enum err
lookup_resolve(struct lookup *s, const struct json *targets,
    struct resolved **out, size_t *count)
{
	struct resolved *list = room(s, targets);

	*count = 0;
	for (const struct json *t = json_is_null(targets) ? NULL :
		 targets->first;
	     t != NULL && s->rc == ERR_NONE; t = t->next)
		(void)resolve(s, t->first->name, t->first->text,
		    &list[(*count)++]);
	*out = list;
	return s->rc;
}

enum err
lookup_resolve_ids(struct lookup *s, const struct json *ids,
    struct resolved **out, size_t *count)
{
	struct resolved *list = room(s, ids);

	*count = 0;
	for (const struct json *t = json_is_null(ids) ? NULL : ids->first;
	     t != NULL && s->rc == ERR_NONE; t = t->next)
		(void)resolve(s,
		    bytes_of(t->text.at, bytes_find(t->text, ':')), t->text,
		    &list[(*count)++]);
	*out = list;
	return s->rc;
}

/* A principal of the other side, as numbers. */
struct other {
	const struct party *party;
	uint64_t who, as, org, post_org;
	uint32_t e, l;
};

static struct other
other_of(struct lookup *s, const struct contact *c, const struct party *p)
{
	struct other o = {p, number_of(s, p->who), number_of(s, p->as),
	    number_of(s, p->org), NUMBER_NONE, c->e, c->l};
	const struct json *post = body_of(s, o.as);

	if (post != NULL)
		o.post_org = number_of(s, json_get_text(post, "org"));
	return o;
}

static bool
may_hold(struct lookup *s, const struct same_set *persons, uint64_t post,
    const struct other *o)
{
	bool may = false;

	for (size_t i = 0; i < persons->count && !may; i++)
		if (s->rc == ERR_NONE)
			s->rc = past_may_hold(s->r, persons->at[i], post, o->e,
			    o->l, s->size, &may, s->a, s->e);
	return may;
}

static enum fits
party_fits(struct lookup *s, const struct other *o, const struct resolved *t)
{
	if (t->type == TYPE_UNKNOWN)
		return bytes_is(o->party->state, t->state) ? FITS_SURELY :
							     FITS_NOT;
	if (same_has(&t->set, o->who) ||
	    (t->type != TYPE_PERSON && same_has(&t->set, o->as)) ||
	    (t->type == TYPE_ORG && (same_has(&t->set, o->org) ||
	    same_has(&t->set, o->post_org))))
		return FITS_SURELY;
	if (o->party->counterpart.len == 0) /* only described: 5.6 */
		return FITS_MAYBE;
	if (t->type == TYPE_PERSON && o->who == NUMBER_NONE &&
	    o->as != NUMBER_NONE && may_hold(s, &t->set, o->as, o))
		return FITS_MAYBE;
	return FITS_NOT;
}

/* As above, and a person who may have held an admitted post (A5.5). */
static enum fits
party_admitted(struct lookup *s, const struct other *o,
    const struct resolved *admits, size_t count)
{
	enum fits best = FITS_NOT;

	for (size_t i = 0; i < count && best != FITS_SURELY; i++) {
		enum fits f = party_fits(s, o, &admits[i]);
		struct same_set who = {{o->who}, 1};

		if (f == FITS_NOT && admits[i].type == TYPE_POST &&
		    o->who != NUMBER_NONE && o->as == NUMBER_NONE &&
		    may_hold(s, &who, admits[i].set.at[0], o))
			f = FITS_MAYBE;
		if (f > best)
			best = f;
	}
	return best;
}

static bool
is_other(const struct party *p)
{
	return p->principal && p->side != SIDE_HOME;
}

enum fits
lookup_fits(struct lookup *s, const struct contact *c,
    const struct resolved *targets, size_t count)
{
	enum fits best = count == 0 ? FITS_SURELY : FITS_NOT;

	for (size_t i = 0; i < c->party_count && best != FITS_SURELY; i++) {
		struct other o;

		if (!is_other(&c->parties[i]))
			continue;
		o = other_of(s, c, &c->parties[i]);
		for (size_t k = 0; k < count; k++) {
			enum fits f = party_fits(s, &o, &targets[k]);

			if (f > best)
				best = f;
		}
	}
	return best;
}

enum fits
lookup_fits_others(struct lookup *s, const struct contact *c,
    const struct resolved *reading, const struct resolved *admits,
    size_t admit_count)
{
	enum fits best = FITS_NOT;

	for (size_t i = 0; i < c->party_count && best != FITS_SURELY; i++) {
		struct other o;
		enum fits in, admitted;

		if (!is_other(&c->parties[i]))
			continue;
		o = other_of(s, c, &c->parties[i]);
		in = party_fits(s, &o, reading);
		admitted = party_admitted(s, &o, admits, admit_count);
		if (in == FITS_NOT || admitted == FITS_SURELY)
			continue;
		if (admitted == FITS_MAYBE)
			in = FITS_MAYBE;
		if (in > best)
			best = in;
	}
	return best;
}
