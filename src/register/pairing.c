#include "register/pairing.h"

#include "model/contact.h"

static enum err
load(struct registry *r, uint64_t entity, struct entry *out, uint64_t *number,
    struct arena *a, struct error *e)
{
	struct row_entity row;
	enum err rc = read_model_by_number(registry_read_model(r), entity,
	    &row, e);

	if (rc == ERR_NONE && row.annulled)
		return error_set(e, ERR_ABSENT, "it was withdrawn");
	if (rc == ERR_NONE)
		rc = registry_entry(r, row.current, out, a, e);
	*number = row.current;
	return rc;
}

/* ---- differences ---- */

/* Each element of one list stands in the other, as often. */
static bool
same_list(const struct json *a, const struct json *b)
{
	if (a->count != b->count)
		return false;
	for (const struct json *x = a->first; x != NULL; x = x->next) {
		size_t here = 0, there = 0;

		for (const struct json *y = a->first; y != NULL; y = y->next)
			here += json_equal(x, y);
		for (const struct json *y = b->first; y != NULL; y = y->next)
			there += json_equal(x, y);
		if (here != there)
			return false;
	}
	return true;
}

static bool
same_value(const struct json *a, const struct json *b)
{
	if (a != NULL && b != NULL && a->type == JSON_ARRAY &&
	    b->type == JSON_ARRAY)
		return same_list(a, b);
	return a == NULL || b == NULL ? a == b : json_equal(a, b);
}

/* What each side says of the contact; who keeps the record, on what basis, and
 * how public it is belongs to the record. */
static bool
is_compared(struct bytes name)
{
	static const char *const not[] = {"amendment", "counter_of", "part_of",
	    "source_of_record", "visibility"};

	for (size_t i = 0; i < COUNT(not); i++)
		if (bytes_is(name, not[i]))
			return false;
	return true;
}

static const struct json *
member_of(const struct json *body, struct bytes name)
{
	for (const struct json *m = body->first; m != NULL; m = m->next)
		if (bytes_equal(m->name, name))
			return m;
	return NULL;
}

static enum err
compare(const struct json *here, const struct json *there,
    struct counter_row *out, struct arena *a, struct error *e)
{
	struct difference *list = arena_take_array(a,
	    here->count + there->count + 1, sizeof *list);
	size_t count = 0;

	if (list == NULL)
		return error_set(e, ERR_MEMORY, "out of memory");
	for (const struct json *m = here->first; m != NULL; m = m->next) {
		const struct json *other = member_of(there, m->name);

		if (is_compared(m->name) && !same_value(m, other))
			list[count++] = (struct difference){m->name, m, other};
	}
	for (const struct json *m = there->first; m != NULL; m = m->next)
		if (is_compared(m->name) && member_of(here, m->name) == NULL)
			list[count++] = (struct difference){m->name, NULL, m};
	out->differences = list;
	out->difference_count = count;
	return ERR_NONE;
}

/* ---- counter-records ---- */

static enum err
add_counter(struct registry *r, const struct entry *here, uint64_t other,
    bool is_counter, struct counter_row *rows, size_t *count, struct arena *a,
    struct error *e)
{
	struct counter_row *row = &rows[*count];
	struct entry there;
	enum err rc = load(r, other, &there, &row->entry, a, e);

	if (rc == ERR_ABSENT)
		return ERR_NONE;
	if (rc == ERR_NONE)
		rc = compare(here->body, there.body, row, a, e);
	if (rc != ERR_NONE)
		return rc;
	row->entity = other;
	row->is_counter = is_counter;
	row->by = there.by;
	++*count;
	return ERR_NONE;
}

enum err
pairing_counters(struct registry *r, uint64_t contact,
    const struct counter_row **out, size_t *count, struct arena *a,
    struct error *e)
{
	struct read_model *m = registry_read_model(r);
	struct reference *list = NULL;
	struct counter_row *rows;
	struct row_entity target;
	struct entry here;
	struct id id;
	uint64_t number;
	size_t n = 0, found = 0;
	enum err rc = load(r, contact, &here, &number, a, e);

	*out = NULL;
	*count = 0;
	if (rc == ERR_ABSENT)
		return ERR_NONE;
	if (rc == ERR_NONE)
		rc = read_model_referring(m, contact, TYPE_BIT(TYPE_CONTACT),
		    &list, &n, a, e);
	if (rc != ERR_NONE)
		return rc;
	rows = arena_take_array(a, n + 1, sizeof *rows);
	if (rows == NULL)
		return error_set(e, ERR_MEMORY, "out of memory");
	if (id_parse(json_get_text(here.body, "counter_of"), &id)) {
		rc = read_model_by_id(m, &id, &target, e);
		if (rc == ERR_NONE)
			rc = add_counter(r, &here, target.number, false, rows,
			    &found, a, e);
	}
	for (size_t i = 0; i < n && rc == ERR_NONE; i++)
		if (bytes_is(list[i].member, "counter_of"))
			rc = add_counter(r, &here, list[i].from, true, rows,
			    &found, a, e);
	if (rc != ERR_NONE)
		return rc;
	*out = rows;
	*count = found;
	return ERR_NONE;
}

/* ---- judgements ---- */

static bool
counts(struct registry *r, uint64_t entity, struct arena *a)
{
	struct entry entry;
	struct contact c;
	uint64_t number;

	return load(r, entity, &entry, &number, a, NULL) == ERR_NONE &&
	    entry.type == TYPE_CONTACT &&
	    contact_read(&c, &entry, a, NULL) == ERR_NONE && c.posted;
}

static enum err
judged_row(struct registry *r, uint64_t thing, const struct id *id,
    uint64_t judgement, struct same_row *out, struct arena *a,
    struct error *e)
{
	struct row_entity other;
	struct entry entry;
	struct id x, y;
	enum err rc = load(r, judgement, &entry, &out->entry, a, e);

	if (rc == ERR_NONE &&
	    (!id_parse(json_get_text(entry.body, "a"), &x) ||
		!id_parse(json_get_text(entry.body, "b"), &y) ||
		(!id_equal(&x, id) && !id_equal(&y, id))))
		return error_set(e, ERR_ABSENT, "it was withdrawn");
	if (rc == ERR_NONE)
		rc = read_model_by_id(registry_read_model(r),
		    id_equal(&x, id) ? &y : &x, &other, e);
	if (rc != ERR_NONE)
		return rc;
	out->entity = judgement;
	out->other = other.number;
	out->judgement = json_get_text(entry.body, "judgement");
	out->basis = json_get_text(entry.body, "basis");
	out->by = entry.by;
	out->both_count = bytes_is(out->judgement, "same") &&
	    counts(r, thing, a) && counts(r, other.number, a);
	return ERR_NONE;
}

enum err
pairing_judged(struct registry *r, uint64_t thing,
    const struct same_row **out, size_t *count, struct arena *a,
    struct error *e)
{
	struct read_model *m = registry_read_model(r);
	struct reference *list = NULL;
	struct row_entity row;
	struct same_row *rows;
	size_t n = 0, found = 0;
	enum err rc = read_model_by_number(m, thing, &row, e);

	*out = NULL;
	*count = 0;
	if (rc == ERR_NONE)
		rc = read_model_referring(m, thing, TYPE_BIT(TYPE_SAME), &list,
		    &n, a, e);
	if (rc != ERR_NONE)
		return rc;
	rows = arena_take_array(a, n + 1, sizeof *rows);
	if (rows == NULL)
		return error_set(e, ERR_MEMORY, "out of memory");
	for (size_t i = 0; i < n; i++) {
		if (found != 0 && rows[found - 1].entity == list[i].from)
			continue; /* named twice by one judgement */
		rc = judged_row(r, thing, &row.id, list[i].from, &rows[found],
		    a, e);
		if (rc != ERR_NONE && rc != ERR_ABSENT)
			return rc;
		found += rc == ERR_NONE;
	}
	*out = rows;
	*count = found;
	return ERR_NONE;
}
