#include "register/summoning.h"

#include <stdlib.h>

#include "register/kept_slots.h"
#include "register/naming.h"

/* ---- the order and who may use it ---- */

enum err
order_reference(struct registry *r, uint64_t order, struct bytes *out,
    struct arena *a, struct error *e)
{
	int slot = slot_by_name(TYPE_DOCUMENT, bytes_text("number"));
	struct slot_values values;
	struct row_entity row;
	struct entry entry;
	char ref[REF_BYTES];
	enum err rc = read_model_by_number(registry_read_model(r), order, &row,
	    e);

	if (rc == ERR_NONE)
		rc = registry_entry(r, row.current, &entry, a, e);
	if (rc == ERR_NONE)
		rc = registry_slots(r, &entry, row.current, &values, NULL, a,
		    e);
	if (rc != ERR_NONE)
		return rc;
	*out = (struct bytes){NULL, 0};
	if (values.at[slot] != NULL && values.at[slot]->type == JSON_STRING)
		*out = values.at[slot]->text;
	if (out->len != 0 && out->len <= ORDER_SCOPE_REFERENCE_MAX)
		return ERR_NONE;
	ref_print(ref, TYPE_DOCUMENT, order);
	error_set(e, ERR_INPUT, "the order %s has no reference", ref);
	error_field(e, "--order");
	return error_mend(e, ERR_INPUT,
	    "chancery amend %s --slots FILE, with {\"number\": REFERENCE}",
	    ref);
}

/* Did the authority file the order itself? */
static enum err
is_own(struct registry *r, const struct id *order, const struct id *authority,
    bool *own, struct arena *a, struct error *e)
{
	struct row_entity row;
	struct entry entry;
	enum err rc = read_model_by_id(registry_read_model(r), order, &row, e);

	if (rc == ERR_NONE)
		rc = registry_entry(r, row.current, &entry, a, e);
	if (rc == ERR_NONE)
		*own = id_equal(&entry.by, authority);
	return rc;
}

enum err
order_check_authority(struct registry *r, const struct id *order,
    const struct id *authority, struct arena *a, struct error *e)
{
	const struct world *w = read_model_world(registry_read_model(r));
	uint32_t today = day_of_time(registry_now(r));
	const struct grant *g = NULL;
	char text[ID_TEXT_BYTES];
	struct bytes named;
	bool own = false;
	enum err rc = is_own(r, order, authority, &own, a, e);

	if (rc == ERR_NONE)
		rc = w->grants(w->context, authority, &g, a, e);
	id_print(text, order);
	for (; rc == ERR_NONE && g != NULL; g = g->next) {
		struct entry entry;

		if (g->role != ROLE_AUTHORITY || !g->active ||
		    today < g->from || today > g->to)
			continue;
		rc = registry_entry(r, g->number, &entry, a, e);
		if (rc != ERR_NONE)
			break;
		named = json_get_text(entry.body, "authority");
		if (bytes_is(named, text) || (named.len == 0 && own))
			return ERR_NONE;
	}
	if (rc != ERR_NONE)
		return rc;
	error_word(e, ERR_REFUSED, "not_granted",
	    "this order gives no authority to who signs");
	return error_mend(e, ERR_REFUSED,
	    "the registrar grants it: chancery key grant ORG --role authority "
	    "--authority d/N");
}

/* ---- the summons ---- */

void
summons_draft(struct draft *out, const struct order_scope *s,
    struct bytes scope, struct arena *a)
{
	static const char *const nulls[] = {"issued", "language", "pages",
	    "proceeding", "publisher", "text", "captured"};
	struct hash sha256 = hash_bytes(scope);
	struct json *body = json_new(a, JSON_OBJECT), *file, *title;
	char order[ID_TEXT_BYTES], by[ID_TEXT_BYTES];

	id_print(order, &s->order);
	id_print(by, &s->authority);
	for (size_t i = 0; i < COUNT(nulls); i++)
		json_put_null(a, body, nulls[i]);
	json_put_cstr(a, body, "kind", "other");
	json_put_cstr(a, body, "status", "summons");
	json_put_cstr(a, body, "part_of", order);
	json_add(json_put(a, body, "authors", json_new(a, JSON_ARRAY)),
	    json_new_cstr(a, by));
	json_put(a, body, "custody", json_new(a, JSON_ARRAY));
	file = json_put(a, body, "bytes", json_new(a, JSON_OBJECT));
	json_put_cstr(a, file, "media", ORDER_SCOPE_MEDIA);
	json_put(a, file, "sha256", json_new_hash(a, sha256.at));
	json_put_number(a, file, "size", (int64_t)scope.len);
	title = json_new(a, JSON_OBJECT);
	json_put_cstr(a, title, "en",
	    message_in(LANG_EN, N_("Summons: what an order asks for")));
	json_put_cstr(a, title, "fr",
	    message_in(LANG_FR, N_("Summons: what an order asks for")));
	out->type = TYPE_DOCUMENT;
	out->by = s->authority;
	out->values.at[0] = title;
	out->body = body;
}

static enum err
no_summons(uint64_t number, struct error *e)
{
	error_set(e, ERR_ABSENT, "entry %llu is no summons",
	    (unsigned long long)number);
	return error_mend(e, ERR_ABSENT, "chancery help summon");
}

static enum err
entity_number(struct registry *r, const struct id *id, uint64_t *out,
    struct error *e)
{
	struct row_entity row;
	enum err rc = read_model_by_id(registry_read_model(r), id, &row, e);

	if (rc == ERR_NONE)
		*out = row.number;
	return rc;
}

static enum err
read_file(struct summons *out, struct registry *r, struct arena *a,
    struct error *e)
{
	const struct json *file = json_get(out->entry.body, "bytes");
	struct buffer b = {0};
	struct hash sha256;
	enum err rc;

	if (json_is_null(file) ||
	    !hash_parse(json_get_text(file, "sha256"), &sha256))
		return no_summons(out->number, e);
	rc = truth_read_blob(registry_truth(r), &sha256, &b, e);
	if (rc == ERR_NONE) {
		out->file = arena_copy(a, buffer_bytes(&b));
		rc = order_scope_parse(&out->scope, out->file, a, e);
	}
	buffer_release(&b);
	return rc == ERR_NONE ?
	    rc :
	    error_wrap(e, "entry %llu", (unsigned long long)out->number);
}

static enum err
check_filing(const struct summons *s, const struct registry *r, struct error *e)
{
	char order[ID_TEXT_BYTES];

	id_print(order, &s->scope.order);
	if (!bytes_is(s->scope.origin, registry_origin(r)) ||
	    !id_equal(&s->scope.authority, &s->entry.by) ||
	    !bytes_is(json_get_text(s->entry.body, "part_of"), order))
		return error_set(e, ERR_PROOF,
		    "the scope of entry %llu names another register, order or "
		    "authority than the entry",
		    (unsigned long long)s->number);
	return ERR_NONE;
}

enum err
summons_read(struct summons *out, struct registry *r, uint64_t number,
    struct arena *a, struct error *e)
{
	struct read_model *m = registry_read_model(r);
	struct row_entity row;
	struct row_entry at;
	enum err rc = read_model_entry(m, number, &at, a, e);

	*out = (struct summons){.with = NUMBER_NONE};
	if (rc == ERR_NONE && at.entity == NUMBER_NONE)
		return no_summons(number, e);
	if (rc == ERR_NONE)
		rc = read_model_by_number(m, at.entity, &row, e);
	if (rc != ERR_NONE)
		return rc;
	if (row.annulled)
		return error_set(e, ERR_CONFLICT,
		    "the summons of entry %llu was withdrawn",
		    (unsigned long long)number);
	out->number = row.current;
	rc = registry_entry(r, row.current, &out->entry, a, e);
	if (rc == ERR_NONE &&
	    (out->entry.type != TYPE_DOCUMENT ||
		!bytes_is(json_get_text(out->entry.body, "status"), "summons")))
		return no_summons(number, e);
	if (rc == ERR_NONE)
		rc = read_file(out, r, a, e);
	if (rc == ERR_NONE)
		rc = check_filing(out, r, e);
	if (rc == ERR_NONE)
		rc = entity_number(r, &out->scope.order, &out->order, e);
	if (rc == ERR_NONE)
		rc = entity_number(r, &out->scope.authority, &out->authority,
		    e);
	if (rc == ERR_NONE)
		rc = entity_number(r, &out->scope.of, &out->of, e);
	if (rc == ERR_NONE && out->scope.has_with)
		rc = entity_number(r, &out->scope.with, &out->with, e);
	return rc;
}

void
summons_asking(struct asking *out, const struct summons *s)
{
	*out = (struct asking){.of = s->of,
	    .with = s->with,
	    .with_post = NUMBER_NONE,
	    .kinds = s->scope.kinds,
	    .from = s->scope.from,
	    .to = s->scope.to,
	    .mode = ASK_LIST};
	if (s->scope.state[0] != '\0') {
		out->state[0] = (char)(s->scope.state[0] & 0xdf);
		out->state[1] = (char)(s->scope.state[1] & 0xdf);
	}
}

/* ---- holdings ---- */

enum err
values_read(struct registry *r, const struct entry *entry, uint64_t number,
    struct seed *seed, struct slot_values *values, struct arena *a,
    struct error *e)
{
	struct slot_store store;
	enum err rc = kept_slots_read(&store, r, entry, number, a, e);

	*values = (struct slot_values){{NULL}};
	if (rc == ERR_NONE && !store.has_seed)
		rc = error_set(e, ERR_ABSENT, "slots of entry %llu were erased",
		    (unsigned long long)number);
	if (rc == ERR_NONE) {
		*seed = store.seed;
		*values = store.values;
	}
	explicit_bzero(&store.seed, sizeof store.seed);
	return rc;
}

struct taking {
	struct registry *r;
	const struct summons *s;
	struct holdings *out;
	uint32_t day; /* UTC day of the checkpoint */
	struct arena *a, *each;
	size_t room;
};

static enum err
judge_closed(struct taking *x, struct held_contact *h,
    const struct entry *entry, struct error *e)
{
	struct slot_values values;
	enum order_fit fit;
	struct seed seed;
	enum err rc = values_read(x->r, entry, h->number, &seed, &values,
	    x->each, e);

	explicit_bzero(&seed, sizeof seed);
	if (rc == ERR_ABSENT) {
		h->state = HELD_MISSING;
		h->reason = N_("its sealed slots are not kept here");
		return ERR_NONE;
	}
	if (rc == ERR_NONE)
		rc = order_scope_judge(&fit, &x->s->scope, entry, &values,
		    SLOT_ALL, x->each, e);
	if (rc != ERR_NONE)
		return rc;
	h->state = fit == ORDER_IN ? HELD_OPENED : HELD_OUTSIDE;
	if (fit == ORDER_IN)
		h->opened = order_scope_opens(&x->s->scope, entry, x->each);
	return ERR_NONE;
}

/* One listed version of a contact. */
static enum err
take_entry(struct taking *x, const struct asked_entry *listed, bool sealed,
    struct error *e)
{
	struct held_contact *h = &x->out->at[x->out->count];
	struct visibility v;
	struct row_entity row;
	struct contact c;
	struct entry entry;
	uint16_t closed;
	enum err rc;

	arena_reset(x->each);
	*h = (struct held_contact){.number = listed->number,
	    .times = listed->times,
	    .sealed = sealed,
	    .struck = listed->fit == FIT_STRUCK};
	if (sealed && h->struck)
		return ERR_NONE; /* the remainder counts what is in force */
	rc = registry_entry(x->r, h->number, &entry, x->each, e);
	if (rc == ERR_NONE)
		rc = contact_read(&c, &entry, x->each, e);
	if (rc == ERR_NONE)
		rc = read_model_by_id(registry_read_model(x->r), &entry.id,
		    &row, e);
	if (rc != ERR_NONE)
		return rc;
	if (sealed && x->s->scope.kinds != 0 && c.kind != 0 &&
	    (x->s->scope.kinds >> c.kind & 1) == 0)
		return ERR_NONE; /* its kind is public and another one */
	h->entity = row.number;
	visibility_read(&v, entry.body);
	closed = (uint16_t)(~slots_public(&v, 0, 0, x->day) &
	    order_scope_opens(&x->s->scope, &entry, x->each));
	if (!h->struck && (sealed || closed != 0))
		rc = judge_closed(x, h, &entry, e);
	if (rc == ERR_NONE)
		x->out->count++;
	return rc;
}

static int
by_number(const void *a, const void *b)
{
	const struct held_contact *x = a, *y = b;

	return x->number < y->number ? -1 : x->number > y->number;
}

static enum err
take_lists(struct taking *x, struct error *e)
{
	struct holdings *h = x->out;
	enum err rc = ERR_NONE;

	h->at = arena_take_array(x->a,
	    h->list.entry_count + h->sealed.entry_count + 1, sizeof *h->at);
	if (h->at == NULL)
		return error_set(e, ERR_MEMORY, "out of memory");
	for (size_t i = 0; i < h->list.entry_count && rc == ERR_NONE; i++)
		rc = take_entry(x, &h->list.entries[i], false, e);
	for (size_t i = 0; i < h->sealed.entry_count && rc == ERR_NONE; i++)
		rc = take_entry(x, &h->sealed.entries[i], true, e);
	if (h->count > 1)
		qsort(h->at, h->count, sizeof *h->at, by_number);
	return rc;
}

/* ---- notes ---- */

struct numbers {
	uint64_t *at;
	size_t count, room;
	bool failed;
};

static enum err
keep_number(void *context, const struct row_entity *row, struct error *e)
{
	struct numbers *n = context;

	if (row->annulled)
		return ERR_NONE;
	if (n->count == n->room) {
		size_t room = n->room == 0 ? 64 : n->room * 2;
		uint64_t *more = realloc(n->at, room * sizeof *more);

		if (more == NULL)
			return error_set(e, ERR_MEMORY, "out of memory");
		n->at = more;
		n->room = room;
	}
	n->at[n->count++] = row->number;
	return ERR_NONE;
}

static bool
in_scope(const struct holdings *h, uint64_t entity)
{
	for (size_t i = 0; i < h->count; i++)
		if (h->at[i].entity == entity && !h->at[i].struck &&
		    (h->at[i].state == HELD_PUBLIC ||
			h->at[i].state == HELD_OPENED))
			return true;
	return false;
}

static enum err
contacts_of(struct taking *x, struct held_note *n, const struct json *list,
    struct error *e)
{
	size_t count = list == NULL || list->type != JSON_ARRAY ? 0 :
								  list->count;

	n->contacts = arena_take_array(x->a, count + 1, sizeof *n->contacts);
	if (n->contacts == NULL)
		return error_set(e, ERR_MEMORY, "out of memory");
	for (size_t i = 0; i < count; i++) {
		struct row_entity row;
		struct id id;

		if (!id_parse(json_at(list, i)->text, &id) ||
		    read_model_by_id(registry_read_model(x->r), &id, &row,
			NULL) != ERR_NONE ||
		    !in_scope(x->out, row.number))
			continue;
		n->contacts[n->contact_count++] = row.number;
	}
	return ERR_NONE;
}

/* A note whose contacts are sealed is judged by its slot. */
static enum err
take_note(struct taking *x, uint64_t entity, struct error *e)
{
	struct held_note *n = &x->out->notes[x->out->note_count];
	const struct json *contacts;
	struct slot_values values;
	struct row_entity row;
	struct visibility v;
	struct entry entry;
	struct seed seed;
	bool kept = true;
	enum err rc = read_model_by_number(registry_read_model(x->r), entity,
	    &row, e);

	arena_reset(x->each);
	if (rc == ERR_NONE)
		rc = registry_entry(x->r, row.current, &entry, x->each, e);
	if (rc != ERR_NONE || row.current >= x->out->list.size)
		return rc;
	*n = (struct held_note){.number = row.current, .entity = entity};
	visibility_read(&v, entry.body);
	n->closed = v.tier != TIER_PUBLIC;
	rc = values_read(x->r, &entry, row.current, &seed, &values, x->each, e);
	explicit_bzero(&seed, sizeof seed);
	if (rc == ERR_ABSENT) {
		kept = false;
		rc = ERR_NONE;
	}
	contacts = json_get(entry.body, "contacts");
	if (json_is_null(contacts))
		contacts = values.at[0];
	if (rc == ERR_NONE)
		rc = contacts_of(x, n, contacts, e);
	if (n->closed && !kept)
		n->reason = N_("its commitment is not kept here");
	if (rc == ERR_NONE && n->contact_count != 0)
		x->out->note_count++;
	return rc;
}

static enum err
take_notes(struct taking *x, struct error *e)
{
	struct numbers all = {NULL, 0, 0, false};
	enum err rc = read_model_each(registry_read_model(x->r), TYPE_NOTE,
	    keep_number, &all, e);

	x->out->notes = arena_take_array(x->a, all.count + 1,
	    sizeof *x->out->notes);
	if (rc == ERR_NONE && x->out->notes == NULL)
		rc = error_set(e, ERR_MEMORY, "out of memory");
	for (size_t i = 0; i < all.count && rc == ERR_NONE; i++)
		rc = take_note(x, all.at[i], e);
	free(all.at);
	return rc;
}

enum err
summons_holdings(struct holdings *out, struct registry *r,
    const struct summons *s, uint64_t size, struct arena *a, struct error *e)
{
	struct taking x = {.r = r,
	    .s = s,
	    .out = out,
	    .a = a,
	    .each = arena_new(2 * ENTRY_ARENA_BYTES)};
	struct asking q;
	enum err rc;

	*out = (struct holdings){.count = 0};
	summons_asking(&q, s);
	q.size = size;
	rc = x.each == NULL ? error_set(e, ERR_MEMORY, "out of memory") :
			      registry_ask(r, &q, &out->list, a, e);
	if (rc == ERR_NONE)
		rc = registry_ask_sealed(r, s->of, q.from, q.to, out->list.size,
		    &out->sealed, a, e);
	x.day = day_of_time(out->list.time_s);
	if (rc == ERR_NONE)
		rc = take_lists(&x, e);
	if (rc == ERR_NONE && s->scope.notes)
		rc = take_notes(&x, e);
	arena_free(x.each);
	if (rc != ERR_NONE)
		holdings_release(out);
	return rc;
}

void
holdings_release(struct holdings *h)
{
	asked_release(&h->list);
	asked_release(&h->sealed);
}
