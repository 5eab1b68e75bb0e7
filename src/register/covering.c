#include "register/covering.h"

#include "register/scope.h"

#define TOUCHED_MAX 256 /* looked at in one go */

/* A declaration with what it speaks of. */
struct declared {
	uint64_t number;
	struct id by;
	bool excepts; /* covers nothing by itself */
	struct scope scope;
};

static enum err
declared_read(struct declared *out, struct registry *r, uint64_t number,
    struct arena *a, struct error *e)
{
	struct entry entry;
	enum err rc = registry_entry(r, number, &entry, a, e);

	if (rc != ERR_NONE)
		return rc;
	if (entry.type != TYPE_COMPLETE)
		return error_set(e, ERR_INPUT,
		    "entry %llu is not a declaration",
		    (unsigned long long)number);
	*out = (struct declared){.number = number, .by = entry.by,
	    .excepts = json_get_number(entry.body, "exceptions", 0) != 0};
	return scope_read(&out->scope, registry_read_model(r), entry.body, e);
}

/* ---- overtaking ---- */

/* A contact before and after one entry; entry NULL: there is none. */
struct state_of {
	const struct entry *entry;
	struct contact contact;
	enum scope_fit fit;
};

static enum err
state_read(struct state_of *out, struct registry *r, const struct scope *s,
    const struct entry *entry, struct arena *a, struct error *e)
{
	enum err rc = contact_read(&out->contact, entry, a, e);

	out->entry = entry;
	return rc == ERR_NONE ? scope_fits(s, registry_read_model(r),
				    &out->contact, &out->fit, e) :
				rc;
}

/* The version of a contact with this leaf; none where it is an annulment. */
static enum err
version_read(struct state_of *out, struct registry *r, const struct scope *s,
    const struct hash *leaf, struct arena *a, struct error *e)
{
	struct entry *entry = arena_take(a, sizeof *entry);
	uint64_t number;
	enum err rc;

	if (entry == NULL)
		return error_set(e, ERR_MEMORY, "out of memory");
	rc = read_model_by_leaf(registry_read_model(r), leaf, &number, e);
	if (rc == ERR_NONE)
		rc = registry_entry(r, number, entry, a, e);
	if (rc != ERR_NONE || entry->type != TYPE_CONTACT)
		return rc;
	return state_read(out, r, s, entry, a, e);
}

static bool
differs(const struct entry *a, const struct entry *b)
{
	static const char *const members[] = {"times", "kind", "when",
	    "status", "parties"};

	for (size_t i = 0; i < COUNT(members); i++)
		if (!json_equal(json_get(a->body, members[i]),
			json_get(b->body, members[i])))
			return true;
	return false;
}

/* A split moves `times` to parts and keeps every total (model 2.9). */
static bool
is_split(const struct entry *entry)
{
	const struct json *amendment = json_get(entry->body, "amendment");
	const struct json *changed = json_get(amendment, "changed");

	if (entry->type == TYPE_ANNUL)
		return bytes_is(json_get_text(entry->body, "code"), "split");
	if (!bytes_is(json_get_text(amendment, "code"), "split"))
		return false;
	for (const struct json *v = changed->first; v != NULL; v = v->next)
		if (bytes_is(v->text, "/kind") || bytes_is(v->text, "/when") ||
		    bytes_is(v->text, "/status") ||
		    bytes_is(v->text, "/parties"))
			return false;
	return true;
}

/* What an entry about a contact found and what it left. */
static enum err
step_read(struct registry *r, const struct scope *s, const struct entry *entry,
    struct state_of *before, struct state_of *after, struct arena *a,
    struct error *e)
{
	struct hash leaf;
	enum err rc = ERR_NONE;

	*before = *after = (struct state_of){.fit = SCOPE_OUT};
	if (entry->type == TYPE_CONTACT) {
		rc = state_read(after, r, s, entry, a, e);
		if (rc == ERR_NONE && entry->has_prev)
			rc = version_read(before, r, s, &entry->prev, a, e);
	} else if (hash_parse(json_get_text(entry->body, "version"), &leaf)) {
		rc = version_read(before, r, s, &leaf, a, e);
	}
	return rc;
}

static enum err
overtakes(struct registry *r, const struct declared *d, uint64_t number,
    bool *out, struct arena *a, struct error *e)
{
	struct state_of before, after;
	struct row_entry row;
	struct entry entry;
	enum err rc = registry_entry(r, number, &entry, a, e);

	*out = false;
	if (rc == ERR_NONE)
		rc = read_model_entry(registry_read_model(r), number, &row, a,
		    e);
	if (rc == ERR_NONE)
		rc = step_read(r, &d->scope, &entry, &before, &after, a, e);
	if (rc != ERR_NONE || (before.fit == SCOPE_OUT &&
	    after.fit == SCOPE_OUT))
		return rc;
	if (entry.type == TYPE_CONTACT && !entry.has_prev &&
	    after.contact.part_of.len != 0)
		return ERR_NONE; /* its tally was counted */
	if (is_split(&entry) && (row.notes & NOTE_SPLIT) == 0)
		return ERR_NONE;
	*out = before.fit == SCOPE_OUT || after.fit == SCOPE_OUT ||
	    differs(before.entry, after.entry);
	return ERR_NONE;
}

static enum err
find_overtaking(struct registry *r, const struct declared *d, uint64_t size,
    uint64_t *by, struct error *e)
{
	struct arena *a = arena_new(4 * ENTRY_ARENA_BYTES);
	uint64_t list[TOUCHED_MAX], after = d->number;
	size_t count = TOUCHED_MAX;
	enum err rc = ERR_NONE;

	*by = NUMBER_NONE;
	if (a == NULL)
		return error_set(e, ERR_MEMORY, "out of memory");
	while (rc == ERR_NONE && *by == NUMBER_NONE && count == TOUCHED_MAX &&
	    d->scope.subject != NUMBER_NONE) {
		rc = read_model_touched(registry_read_model(r),
		    d->scope.subject, after, size, d->scope.from, d->scope.to,
		    list, TOUCHED_MAX, &count, e);
		for (size_t i = 0; i < count && rc == ERR_NONE &&
		     *by == NUMBER_NONE; i++) {
			bool yes;

			arena_reset(a);
			rc = overtakes(r, d, list[i], &yes, a, e);
			if (rc == ERR_NONE && yes)
				*by = list[i];
			after = list[i];
		}
	}
	arena_free(a);
	return rc;
}

enum err
registry_overtaken(struct registry *r, uint64_t declaration, uint64_t size,
    uint64_t *by, struct error *e)
{
	struct arena *a = arena_new(ENTRY_ARENA_BYTES);
	struct declared d;
	enum err rc;

	if (a == NULL)
		return error_set(e, ERR_MEMORY, "out of memory");
	rc = declared_read(&d, r, declaration, a, e);
	if (rc == ERR_NONE)
		rc = find_overtaking(r, &d, size, by, e);
	arena_free(a);
	return rc;
}

enum err
registry_struck(struct registry *r, const struct json *body, uint64_t *struck,
    struct error *e)
{
	struct arena *a = arena_new(4 * ENTRY_ARENA_BYTES);
	uint64_t list[TOUCHED_MAX], after = 0;
	size_t count = TOUCHED_MAX;
	struct scope scope;
	enum err rc;

	*struck = 0;
	if (a == NULL)
		return error_set(e, ERR_MEMORY, "out of memory");
	rc = scope_read(&scope, registry_read_model(r), body, e);
	while (rc == ERR_NONE && count == TOUCHED_MAX &&
	    scope.subject != NUMBER_NONE) {
		rc = read_model_touched(registry_read_model(r), scope.subject,
		    after, NUMBER_NONE >> 1, scope.from, scope.to, list,
		    TOUCHED_MAX, &count, e);
		for (size_t i = 0; i < count && rc == ERR_NONE; i++) {
			struct state_of before, left;
			struct entry entry;

			arena_reset(a);
			rc = registry_entry(r, list[i], &entry, a, e);
			if (rc == ERR_NONE)
				rc = step_read(r, &scope, &entry, &before,
				    &left, a, e);
			if (rc == ERR_NONE && before.fit != SCOPE_OUT)
				*struck += before.contact.times;
			after = list[i];
		}
	}
	arena_free(a);
	return rc;
}

/* ---- covering ---- */

static enum err
contains(struct registry *r, const struct declared *d,
    const struct coverage_question *q, bool *out, struct error *e)
{
	const struct json *target =
	    json_is_null(q->targets) ? NULL : q->targets->first;
	enum err rc = ERR_NONE;

	*out = !d->excepts && d->scope.from <= q->from &&
	    q->to <= d->scope.to &&
	    (d->scope.kinds == 0 ||
		(q->kinds != 0 && (q->kinds & ~d->scope.kinds) == 0)) &&
	    (target != NULL || d->scope.of == SCOPE_ALL);
	for (; target != NULL && *out && rc == ERR_NONE; target = target->next)
		rc = scope_holds(&d->scope, registry_read_model(r), target, out,
		    e);
	return rc;
}

/* Registrar by policy, or a grant in force as registrar or authority. */
static enum err
is_above(struct registry *r, const struct id *by, bool *out, struct arena *a,
    struct error *e)
{
	const struct world *w = read_model_world(registry_read_model(r));
	struct register_policy policy;
	const struct grant *g = NULL;
	enum err rc = w->policy(w->context, &policy, e);

	*out = rc == ERR_NONE && id_equal(by, &policy.registrar);
	if (rc == ERR_NONE && !*out)
		rc = w->grants(w->context, by, &g, a, e);
	for (; rc == ERR_NONE && g != NULL; g = g->next)
		*out = *out || (g->active &&
		    (g->role == ROLE_REGISTRAR || g->role == ROLE_AUTHORITY));
	return rc;
}

static enum err
consider(struct registry *r, const struct coverage_question *q, uint64_t size,
    uint64_t number, struct covering *best, struct arena *a, struct error *e)
{
	struct covering c = {.declaration = number,
	    .overtaken_by = NUMBER_NONE};
	struct declared d;
	bool holds = false;
	enum err rc = declared_read(&d, r, number, a, e);

	if (rc == ERR_NONE)
		rc = contains(r, &d, q, &holds, e);
	if (rc != ERR_NONE || !holds)
		return rc;
	rc = find_overtaking(r, &d, size, &c.overtaken_by, e);
	if (rc == ERR_NONE)
		rc = is_above(r, &d.by, &c.by_registrar_or_authority, a, e);
	c.covered = c.overtaken_by == NUMBER_NONE;
	if (rc != ERR_NONE || c.covered < best->covered ||
	    (c.covered && best->covered &&
		c.by_registrar_or_authority < best->by_registrar_or_authority))
		return rc;
	*best = c;
	return ERR_NONE;
}

enum err
registry_coverage(struct registry *r, const struct coverage_question *q,
    uint64_t size, struct covering *out, struct arena *a, struct error *e)
{
	struct covering best = {.declaration = NUMBER_NONE,
	    .overtaken_by = NUMBER_NONE};
	struct arena *one = arena_new(2 * ENTRY_ARENA_BYTES);
	uint64_t *list = NULL;
	size_t count = 0;
	enum err rc = ERR_NONE;

	if (one == NULL)
		return error_set(e, ERR_MEMORY, "out of memory");
	if (q->subject != NUMBER_NONE)
		rc = read_model_declared(registry_read_model(r), q->subject,
		    size, &list, &count, a, e);
	for (size_t i = 0; i < count && rc == ERR_NONE; i++) {
		arena_reset(one);
		rc = consider(r, q, size, list[i], &best, one, e);
	}
	arena_free(one);
	if (rc == ERR_NONE)
		*out = best;
	return rc;
}
