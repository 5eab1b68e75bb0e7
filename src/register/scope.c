#include "register/scope.h"

#include "format/view.h"

static uint32_t
day_or(const struct json *span, const char *name, uint32_t open)
{
	uint32_t day;

	return day_parse(json_get_text(span, name), &day) ? day : open;
}

static enum err
number_of(struct read_model *m, const struct id *id, uint64_t *out,
    struct error *e)
{
	struct row_entity row;
	enum err rc = read_model_by_id(m, id, &row, e);

	*out = rc == ERR_NONE ? row.number : NUMBER_NONE;
	return rc == ERR_ABSENT ? ERR_NONE : rc;
}

enum err
scope_read(struct scope *out, struct read_model *m, const struct json *body,
    struct error *e)
{
	const struct json *kinds = json_get(body, "kinds");
	const struct json *window = json_get(body, "window");
	const struct json *of = json_get(body, "scope");
	struct id subject;
	enum err rc = ERR_NONE;

	*out = (struct scope){.subject_id = json_get_text(body, "subject"),
	    .from = day_or(window, "from", DAY_FIRST),
	    .to = day_or(window, "to", DAY_LAST),
	    .subject = NUMBER_NONE, .target_number = NUMBER_NONE,
	    .state = json_get_text(of, "state")};
	for (const struct json *k = json_is_null(kinds) ? NULL : kinds->first;
	     k != NULL; k = k->next)
		if (kind_code(k->text) >= 0)
			out->kinds |= KIND_BIT((unsigned)kind_code(k->text));
	if (id_parse(out->subject_id, &subject))
		rc = number_of(m, &subject, &out->subject, e);
	if (out->state.len != 0)
		out->of = SCOPE_STATE;
	else if (id_parse(json_get_text(of, "org"), &out->target))
		out->of = SCOPE_ORG;
	else if (id_parse(json_get_text(of, "person"), &out->target))
		out->of = SCOPE_PERSON;
	if (rc == ERR_NONE && out->of >= SCOPE_ORG)
		rc = number_of(m, &out->target, &out->target_number, e);
	return rc;
}

/* ---- what belongs to what ---- */

/* The version in force of an entity. */
static enum err
body_of(struct read_model *m, const struct id *id, struct entry *out,
    struct arena *a, struct error *e)
{
	const struct world *w = read_model_world(m);
	struct entity entity;
	enum err rc = w->entity(w->context, id, &entity, e);

	return rc == ERR_NONE ?
	    w->entry(w->context, entity.current, out, a, e) :
	    rc;
}

static bool
is_exactly(const struct json *states, struct bytes state)
{
	return !json_is_null(states) && states->count == 1 &&
	    bytes_equal(states->first->text, state);
}

static enum err
post_of(const struct scope *s, struct read_model *m, const struct entry *post,
    bool *out, struct arena *a, struct error *e)
{
	struct bytes sent_by = json_get_text(post->body, "sent_by");
	struct entry org;
	struct id id;
	enum err rc;

	if (!id_parse(json_get_text(post->body, "org"), &id))
		return ERR_NONE;
	if (s->of == SCOPE_ORG) {
		*out = id_equal(&id, &s->target);
		return ERR_NONE;
	}
	if (sent_by.len != 0) {
		*out = bytes_equal(sent_by, s->state);
		return ERR_NONE;
	}
	rc = body_of(m, &id, &org, a, e);
	if (rc == ERR_NONE)
		*out = bytes_equal(json_get_text(org.body, "state"), s->state);
	return rc == ERR_ABSENT ? ERR_NONE : rc;
}

/* Is the person, org or post one that a scope of a state or an org holds? */
static enum err
holds_entity(const struct scope *s, struct read_model *m, const struct id *id,
    bool *out, struct error *e)
{
	struct arena *a = arena_new(2 * ENTRY_ARENA_BYTES);
	struct entry entry;
	enum err rc;

	*out = false;
	if (a == NULL)
		return error_set(e, ERR_MEMORY, "out of memory");
	rc = body_of(m, id, &entry, a, e);
	if (rc == ERR_NONE && id->type == TYPE_POST)
		rc = post_of(s, m, &entry, out, a, e);
	else if (rc == ERR_NONE && id->type == TYPE_ORG)
		*out = s->of == SCOPE_STATE &&
		    bytes_equal(json_get_text(entry.body, "state"), s->state);
	else if (rc == ERR_NONE && id->type == TYPE_PERSON)
		*out = s->of == SCOPE_STATE &&
		    is_exactly(json_get(entry.body, "states"), s->state);
	arena_free(a);
	return rc == ERR_ABSENT ? ERR_NONE : rc;
}

/* The entity itself, or one judged the same. */
static enum err
is_target(const struct scope *s, struct read_model *m, const struct id *id,
    bool *out, struct error *e)
{
	const struct world *w = read_model_world(m);

	*out = id_equal(id, &s->target);
	if (*out || id->type != s->target.type)
		return ERR_NONE;
	return w->same(w->context, id, &s->target, out, e);
}

enum err
scope_holds(const struct scope *s, struct read_model *m,
    const struct json *target, bool *out, struct error *e)
{
	static const char *const names[] = {"person", "org", "post"};
	struct bytes state = json_get_text(target, "state");
	struct bytes text = bytes_text("");
	struct id id;
	enum err rc;

	*out = s->of == SCOPE_ALL;
	if (*out)
		return ERR_NONE;
	if (state.len != 0) {
		*out = s->of == SCOPE_STATE && bytes_equal(state, s->state);
		return ERR_NONE;
	}
	for (size_t i = 0; i < COUNT(names) && text.len == 0; i++)
		text = json_get_text(target, names[i]);
	if (!id_parse(text, &id))
		return ERR_NONE;
	if (s->of != SCOPE_STATE) {
		rc = is_target(s, m, &id, out, e);
		if (rc != ERR_NONE || *out || s->of == SCOPE_PERSON)
			return rc;
	}
	return holds_entity(s, m, &id, out, e);
}

/* ---- which contacts fit ---- */

static bool
in_record(const struct scope *s, const struct contact *c)
{
	for (size_t i = 0; i < c->party_count; i++)
		if (c->parties[i].principal &&
		    c->parties[i].side == SIDE_HOME &&
		    bytes_equal(c->parties[i].who, s->subject_id))
			return true;
	return false;
}

/* A person who held the post that alone is named (model 5.6). */
static enum err
party_fits_person(const struct scope *s, struct read_model *m,
    const struct contact *c, const struct party *p, enum scope_fit *out,
    struct error *e)
{
	struct id id;
	uint64_t post;
	bool yes = false;
	enum err rc;

	if (id_parse(p->who, &id)) {
		rc = is_target(s, m, &id, &yes, e);
		*out = yes ? SCOPE_CERTAIN : SCOPE_OUT;
		return rc;
	}
	if (!id_parse(p->as, &id))
		return ERR_NONE;
	rc = number_of(m, &id, &post, e);
	if (rc == ERR_NONE && post != NUMBER_NONE)
		rc = read_model_seated(m, s->target_number, post, c->e, c->l,
		    &yes, e);
	*out = yes ? SCOPE_POSSIBLE : SCOPE_OUT;
	return rc;
}

static enum err
party_fits_org(const struct scope *s, struct read_model *m,
    const struct party *p, enum scope_fit *out, struct error *e)
{
	struct id id;
	bool yes = false;
	enum err rc = ERR_NONE;

	if (id_parse(p->org, &id))
		rc = is_target(s, m, &id, &yes, e);
	if (rc == ERR_NONE && !yes && id_parse(p->who, &id))
		rc = is_target(s, m, &id, &yes, e);
	if (rc == ERR_NONE && !yes && id_parse(p->as, &id))
		rc = holds_entity(s, m, &id, &yes, e);
	*out = yes ? SCOPE_CERTAIN : SCOPE_OUT;
	return rc;
}

static enum err
party_fits(const struct scope *s, struct read_model *m,
    const struct contact *c, const struct party *p, enum scope_fit *out,
    struct error *e)
{
	struct id id;
	bool yes = false;
	enum err rc;

	*out = SCOPE_OUT;
	switch (s->of) {
	case SCOPE_ALL:
		*out = SCOPE_CERTAIN;
		return ERR_NONE;
	case SCOPE_STATE:
		if (bytes_equal(p->state, s->state)) {
			*out = SCOPE_CERTAIN;
			return ERR_NONE;
		}
		if (p->state.len == 0)
			*out = SCOPE_POSSIBLE;
		if (!id_parse(p->counterpart, &id))
			return ERR_NONE;
		rc = holds_entity(s, m, &id, &yes, e);
		if (yes)
			*out = SCOPE_POSSIBLE;
		return rc;
	case SCOPE_ORG:
	case SCOPE_PERSON:
		break;
	}
	if (p->counterpart.len == 0) {
		*out = SCOPE_POSSIBLE; /* only described */
		return ERR_NONE;
	}
	return s->of == SCOPE_ORG ? party_fits_org(s, m, p, out, e) :
				    party_fits_person(s, m, c, p, out, e);
}

static enum err
counterpart_fits(const struct scope *s, struct read_model *m,
    const struct contact *c, enum scope_fit *out, struct error *e)
{
	*out = SCOPE_OUT;
	if (s->of == SCOPE_ALL || c->index_sealed) {
		*out = s->of == SCOPE_ALL ? SCOPE_CERTAIN : SCOPE_POSSIBLE;
		return ERR_NONE;
	}
	for (size_t i = 0; i < c->party_count && *out != SCOPE_CERTAIN; i++) {
		enum scope_fit fit;
		enum err rc;

		if (!c->parties[i].principal ||
		    c->parties[i].side == SIDE_HOME)
			continue;
		rc = party_fits(s, m, c, &c->parties[i], &fit, e);
		if (rc != ERR_NONE)
			return rc;
		if (fit > *out)
			*out = fit;
	}
	return ERR_NONE;
}

enum err
scope_fits(const struct scope *s, struct read_model *m,
    const struct contact *c, enum scope_fit *out, struct error *e)
{
	bool kind_known = !c->kind_sealed && c->kind != 0;
	enum err rc;

	*out = SCOPE_OUT;
	if (!c->posted || c->e > s->to || c->l < s->from || !in_record(s, c))
		return ERR_NONE;
	if (s->kinds != 0 && kind_known && (s->kinds >> c->kind & 1) == 0)
		return ERR_NONE;
	rc = counterpart_fits(s, m, c, out, e);
	if (*out == SCOPE_CERTAIN &&
	    (c->e < s->from || c->l > s->to || (s->kinds != 0 && !kind_known)))
		*out = SCOPE_POSSIBLE;
	return rc;
}

enum err
scope_count(const struct scope *s, struct read_model *m,
    struct scope_sums *out, struct arena *a, struct error *e)
{
	const struct world *w = read_model_world(m);
	struct arena *one = arena_new(ENTRY_ARENA_BYTES);
	struct scope_row *rows = NULL;
	uint64_t *versions = NULL;
	size_t count = 0;
	enum err rc = ERR_NONE;

	*out = (struct scope_sums){0};
	if (one == NULL)
		return error_set(e, ERR_MEMORY, "out of memory");
	if (s->subject != NUMBER_NONE)
		rc = read_model_held(m, s->subject, s->from, s->to, &versions,
		    &count, a, e);
	if (rc == ERR_NONE && count != 0)
		rows = arena_take_array(a, count, sizeof *rows);
	if (rc == ERR_NONE && count != 0 && rows == NULL)
		rc = error_set(e, ERR_MEMORY, "out of memory");
	for (size_t i = 0; i < count && rc == ERR_NONE; i++) {
		struct contact c;
		struct entry entry;
		enum scope_fit fit = SCOPE_OUT;

		arena_reset(one);
		rc = w->entry(w->context, versions[i], &entry, one, e);
		if (rc == ERR_NONE)
			rc = contact_read(&c, &entry, one, e);
		if (rc == ERR_NONE)
			rc = scope_fits(s, m, &c, &fit, e);
		if (rc != ERR_NONE || fit == SCOPE_OUT)
			continue;
		rows[out->count++] = (struct scope_row){versions[i], c.times,
		    fit == SCOPE_CERTAIN, c.index_sealed};
		out->possible += c.times;
		out->certain += fit == SCOPE_CERTAIN ? c.times : 0;
	}
	out->rows = rows;
	arena_free(one);
	return rc;
}
