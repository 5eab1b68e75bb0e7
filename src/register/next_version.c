#include "register/next_version.h"

#include "model/body.h"
#include "register/kept_slots.h"

static enum err
carry_values(struct next_version *m, struct error *e)
{
	struct row_entry row;
	struct slot_store store;
	enum err rc;

	m->values = (struct slot_values){{NULL}};
	m->has_values = true;
	if (!m->current.has_seal)
		return ERR_NONE;
	rc = read_model_entry(registry_read_model(m->r), m->row.current, &row,
	    m->a, e);
	if (rc != ERR_NONE)
		return rc;
	rc = kept_slots_read(&store, m->r, &m->current, m->row.current, m->a,
	    e);
	if (rc == ERR_ABSENT) {
		error_clear(e);
		m->has_values = false;
		return ERR_NONE;
	}
	explicit_bzero(&store.seed, sizeof store.seed);
	m->bare = rc == ERR_NONE && store.bare;
	for (unsigned i = 0; rc == ERR_NONE && i < SLOT_COUNT; i++)
		if ((row.erased >> i & 1) == 0 &&
		    !json_is_null(store.values.at[i]))
			m->values.at[i] = store.values.at[i];
	return rc;
}

enum err
next_version_load(struct next_version *m, struct registry *r, uint64_t entity,
    struct arena *a, struct error *e)
{
	struct read_model *model = registry_read_model(r);
	const struct world *w = read_model_world(model);
	enum err rc;

	*m = (struct next_version){.r = r, .a = a, .entity = entity};
	rc = read_model_by_number(model, entity, &m->row, e);
	if (rc == ERR_NONE)
		rc = registry_entry(r, m->row.current, &m->current, a, e);
	if (rc == ERR_NONE)
		rc = carry_values(m, e);
	return rc == ERR_NONE ?
	    w->entity(w->context, &m->row.id, &m->now, e) :
	    rc;
}

enum err
next_version_check(const struct next_version *m, const struct hash *seen,
    struct error *e)
{
	char at[21];

	if (hash_equal(seen, &m->now.head))
		return ERR_NONE;
	time_print(at, m->current.at_s);
	return error_word(e, ERR_CONFLICT, "amended-meanwhile",
	    "it was amended meanwhile by entry %llu (%.10s)",
	    (unsigned long long)m->row.current, at);
}

/* New values by name over those carried; does one but the reason change? */
static enum err
take_slots(struct next_version *m, const struct json *slots, bool *differ,
    struct error *e)
{
	struct slot_values given;
	enum err rc = filing_slots(&given, m->row.id.type, slots, e);

	for (unsigned i = 0; rc == ERR_NONE && i < SLOT_REASON; i++)
		if (given.at[i] != NULL) {
			*differ = *differ ||
			    !json_equal(given.at[i], m->values.at[i]);
			m->values.at[i] = given.at[i];
		}
	return rc;
}

enum err
next_version_draft(struct next_version *m, struct draft *out,
    const struct json *body, const struct json *slots,
    const struct amendment_words *words,
    const struct id *by, struct error *e)
{
	struct json *next = body == NULL ?
	    filing_amendable(&m->current, m->a) :
	    json_clone(m->a, body);
	bool differ = false;
	enum err rc = slots == NULL ? ERR_NONE :
				      take_slots(m, slots, &differ, e);

	if (rc != ERR_NONE)
		return rc;
	filing_amend(next, m->current.body, words->code,
	    words->evidence == NULL ? json_new(m->a, JSON_ARRAY) :
				      words->evidence,
	    differ, m->a);
	*out = (struct draft){.type = m->row.id.type,
	    .id = m->row.id,
	    .by = *by,
	    .has_prev = true,
	    .prev = m->now.head,
	    .body = next,
	    .values = m->values};
	out->values.at[SLOT_REASON] = words->reason;
	return arena_failed(m->a) ? error_set(e, ERR_MEMORY, "out of memory") :
				    ERR_NONE;
}

struct json *
next_version_diff(const struct json *before, const struct json *after,
    struct arena *a)
{
	const struct json *changed = body_changed(before, after, a);
	struct json *list = json_new(a, JSON_ARRAY);

	for (const struct json *p = changed == NULL ? NULL : changed->first;
	     p != NULL; p = p->next) {
		struct json *item = json_add(list, json_new(a, JSON_OBJECT));
		const struct json *old = json_pointer(before, p->text);
		const struct json *new = json_pointer(after, p->text);

		json_put_text(a, item, "path", p->text);
		json_put(a, item, "old", old == NULL ?
			json_new(a, JSON_NULL) : json_clone(a, old));
		json_put(a, item, "new", new == NULL ?
			json_new(a, JSON_NULL) : json_clone(a, new));
	}
	return list;
}

enum err
withdrawal_draft(struct next_version *m, struct draft *out,
    const struct amendment_words *words, uint64_t authority,
    const struct id *by, struct error *e)
{
	struct json *body = json_new(m->a, JSON_OBJECT);
	struct json *reason = words->reason;
	struct row_entity row;
	char hex[65], id[ID_TEXT_BYTES];
	enum err rc = ERR_NONE;

	json_put_null(m->a, body, "authority");
	if (authority != NUMBER_NONE) {
		rc = read_model_by_number(registry_read_model(m->r),
		    authority, &row, e);
		if (rc != ERR_NONE)
			return rc;
		id_print(id, &row.id);
		json_put_cstr(m->a, body, "authority", id);
	}
	hash_print(hex, &m->now.head);
	json_put_cstr(m->a, body, "code", words->code);
	json_put_text(m->a, body, "target", m->current.id_text);
	json_put_cstr(m->a, body, "version", hex);
	if (reason == NULL) {
		reason = json_new(m->a, JSON_OBJECT);
		json_put_cstr(m->a, reason, "en", words->code);
	}
	*out = (struct draft){.type = TYPE_ANNUL, .by = *by, .body = body};
	out->values.at[SLOT_REASON] = reason;
	return arena_failed(m->a) ? error_set(e, ERR_MEMORY, "out of memory") :
				    ERR_NONE;
}
