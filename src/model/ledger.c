/* The world in memory (model/ledger.h) */
#include "model/ledger.h"

#include "base/map.h"
#include "format/base64.h"

#include <assert.h>
#include <stdlib.h>

#define ID_KEY_BYTES (1 + ID_BYTES)
#define NOWHERE SIZE_MAX
#define COPIES_MAX (SIZE_MAX / 4)

/* An earlier version of an entity, or an annul in its chain. */
struct old_version {
	uint64_t number;
	struct hash leaf;
	size_t before; /* index of the one before, NOWHERE */
	bool annul;
};

struct row {
	struct entity entity;
	size_t chain; /* newest of its old versions */
};

/* What an `open` or `erase` entry says of one version. */
struct mark {
	size_t next;
	uint64_t by; /* the open or erase entry */
	struct id by_id;
	uint16_t slots;
	bool erase;
};

struct same_row {
	size_t next;
	uint64_t number;
	struct id id;
	bool same;
};

/* An array that doubles. */
struct list {
	void *at;
	size_t count, cap, size;
};

struct ledger {
	struct world world;
	struct leaf_source source;
	uint64_t count;
	struct arena *copies; /* leaves, unless the source has them */
	struct list leaves;   /* struct bytes by number */
	struct map *ids, *key_ids, *grants_to, *pairs, *marked;
	struct list rows, old, keys, grants, sames, marks, duties;
	struct arena *details; /* subjects of grants */
	bool has_policy;
	struct register_policy policy;
};

/* Lists */

static void *
list_add(struct list *l)
{
	void *at;

	if (l->count == l->cap) {
		size_t cap = l->cap == 0 ? 64 : l->cap * 2;

		at = cap > SIZE_MAX / 2 / l->size ?
		    NULL :
		    realloc(l->at, cap * l->size);
		if (at == NULL)
			return NULL;
		l->at = at;
		l->cap = cap;
	}
	at = (char *)l->at + l->count * l->size;
	memset(at, 0, l->size);
	l->count++;
	return at;
}

static void *
list_at(const struct list *l, size_t index)
{
	assert(index < l->count);
	return (char *)l->at + index * l->size;
}

static struct bytes
id_key(uint8_t out[ID_KEY_BYTES], const struct id *id)
{
	out[0] = (uint8_t)id->type;
	memcpy(out + 1, id->at, ID_BYTES);
	return bytes_of(out, ID_KEY_BYTES);
}

static size_t
find(const struct map *m, const struct id *id)
{
	uint8_t key[ID_KEY_BYTES];
	uint64_t value;

	return map_get(m, id_key(key, id), &value) ? (size_t)value : NOWHERE;
}

static bool
put(struct map *m, const struct id *id, size_t value)
{
	uint8_t key[ID_KEY_BYTES];

	return map_put(m, id_key(key, id), value);
}

static struct row *
row_of(const struct ledger *l, const struct id *id)
{
	size_t at = find(l->ids, id);

	return at == NOWHERE ? NULL : list_at(&l->rows, at);
}

/* The world */

static enum err
absent(struct error *e)
{
	return error_set(e, ERR_ABSENT, "not filed");
}

static enum err
world_entity(void *context, const struct id *id, struct entity *out,
    struct error *e)
{
	const struct row *row = row_of(context, id);

	if (row == NULL)
		return absent(e);
	*out = row->entity;
	return ERR_NONE;
}

static enum err
world_version(void *context, const struct id *id, const struct hash *leaf,
    uint64_t *number, struct error *e)
{
	const struct ledger *l = context;
	const struct row *row = row_of(l, id);
	const struct old_version *v;
	size_t at;

	if (row == NULL)
		return absent(e);
	if (!row->entity.annulled && hash_equal(leaf, &row->entity.head)) {
		*number = row->entity.current;
		return ERR_NONE;
	}
	for (at = row->chain; at != NOWHERE; at = v->before) {
		v = list_at(&l->old, at);
		if (hash_equal(leaf, &v->leaf)) {
			*number = v->number;
			return ERR_NONE;
		}
	}
	return absent(e);
}

static enum err
world_entry(void *context, uint64_t number, struct entry *out, struct arena *a,
    struct error *e)
{
	const struct ledger *l = context;
	struct bytes leaf;
	enum err rc = ERR_NONE;

	if (number >= l->count)
		return absent(e);
	if (l->source.leaf != NULL)
		rc = l->source.leaf(l->source.context, number, &leaf, a, e);
	else
		leaf = *(struct bytes *)list_at(&l->leaves, (size_t)number);
	if (rc == ERR_NONE)
		rc = entry_parse(out, leaf, NULL, a, e);
	return rc;
}

static enum err
world_key(void *context, const struct id *id, struct key *out, struct error *e)
{
	const struct ledger *l = context;
	size_t at = find(l->key_ids, id);

	if (at == NOWHERE)
		return absent(e);
	*out = *(struct key *)list_at(&l->keys, at);
	return ERR_NONE;
}

/* Grants are kept with `next` as an index, and copied out as a list. */
struct grant_row {
	struct grant grant;
	struct id to;
	size_t next;
	bool gone; /* its `to` changed later */
};

static enum err
world_grants(void *context, const struct id *to, const struct grant **first,
    struct arena *a, struct error *e)
{
	const struct ledger *l = context;
	const struct grant_row *row;
	size_t at;

	*first = NULL;
	for (at = find(l->grants_to, to); at != NOWHERE; at = row->next) {
		struct grant *copy;

		row = list_at(&l->grants, at);
		if (row->gone)
			continue;
		copy = arena_take(a, sizeof *copy);
		if (copy == NULL)
			return error_set(e, ERR_MEMORY, "no memory for grants");
		*copy = row->grant;
		copy->next = *first;
		*first = copy;
	}
	return ERR_NONE;
}

static enum err
world_policy(void *context, struct register_policy *out, struct error *e)
{
	const struct ledger *l = context;

	if (!l->has_policy)
		return absent(e);
	*out = l->policy;
	return ERR_NONE;
}

static struct bytes
pair_key(uint8_t out[2 * ID_KEY_BYTES], const struct id *a, const struct id *b)
{
	bool swap = memcmp(a->at, b->at, ID_BYTES) > 0;

	(void)id_key(out, swap ? b : a);
	(void)id_key(out + ID_KEY_BYTES, swap ? a : b);
	return bytes_of(out, 2 * ID_KEY_BYTES);
}

/* Does this version of a `same`, `open` or `erase` entry rule? */
static bool
in_force(const struct ledger *l, const struct id *id, uint64_t number)
{
	const struct row *row = row_of(l, id);

	return row != NULL && !row->entity.annulled &&
	    row->entity.current == number;
}

static enum err
world_same(void *context, const struct id *a, const struct id *b, bool *same,
    struct error *e)
{
	const struct ledger *l = context;
	uint8_t key[2 * ID_KEY_BYTES];
	const struct same_row *row;
	uint64_t value;
	size_t at;

	(void)e;
	*same = false;
	if (!map_get(l->pairs, pair_key(key, a, b), &value))
		return ERR_NONE;
	for (at = (size_t)value; at != NOWHERE; at = row->next) {
		row = list_at(&l->sames, at);
		if (in_force(l, &row->id, row->number)) {
			*same = row->same;
			return ERR_NONE;
		}
	}
	return ERR_NONE;
}

static enum err
world_duties(void *context, const struct json ***bodies, size_t *count,
    struct arena *a, struct error *e)
{
	const struct ledger *l = context;
	const struct json **list = arena_take_array(a, l->duties.count + 1,
	    sizeof *list);
	struct entry entry;
	size_t found = 0;
	enum err rc;

	if (list == NULL)
		return error_set(e, ERR_MEMORY, "no memory for duties");
	for (size_t i = 0; i < l->duties.count; i++) {
		const struct id *id = list_at(&l->duties, i);
		const struct row *row = row_of(l, id);

		if (row == NULL || row->entity.annulled)
			continue;
		rc = world_entry(context, row->entity.current, &entry, a, e);
		if (rc != ERR_NONE)
			return rc;
		list[found++] = entry.body;
	}
	*bodies = list;
	*count = found;
	return ERR_NONE;
}

/* Taking entries up */

static enum err
no_memory(struct error *e)
{
	return error_set(e, ERR_MEMORY, "no memory for the ledger");
}

static enum err
keep_leaf(struct ledger *l, const struct entry *entry, struct error *e)
{
	struct bytes *leaf;

	if (l->source.leaf != NULL)
		return ERR_NONE;
	leaf = list_add(&l->leaves);
	if (leaf == NULL)
		return no_memory(e);
	*leaf = arena_copy(l->copies, entry->leaf);
	return arena_failed(l->copies) ? no_memory(e) : ERR_NONE;
}

static enum err
keep_old(struct ledger *l, struct row *row, uint64_t number, bool annul,
    struct error *e)
{
	struct old_version *old = list_add(&l->old);

	if (old == NULL)
		return no_memory(e);
	*old = (struct old_version){.number = number,
	    .leaf = row->entity.head,
	    .before = row->chain,
	    .annul = annul};
	row->chain = l->old.count - 1;
	return ERR_NONE;
}

static enum err
add_version(struct ledger *l, const struct entry *entry, struct error *e)
{
	struct row *row = row_of(l, &entry->id);
	enum err rc;

	if (row == NULL) {
		row = list_add(&l->rows);
		if (row == NULL || !put(l->ids, &entry->id, l->rows.count - 1))
			return no_memory(e);
		row->entity.id = entry->id;
		row->entity.number = l->count;
		row->chain = NOWHERE;
	} else if (!row->entity.annulled) {
		rc = keep_old(l, row, row->entity.current, false, e);
		if (rc != ERR_NONE)
			return rc;
	}
	row->entity.current = l->count;
	row->entity.head = entry->leaf_hash;
	row->entity.at_s = entry->at_s;
	row->entity.by = entry->by;
	row->entity.annulled = false;
	return ERR_NONE;
}

static void
revoke(struct ledger *l, const struct id *id)
{
	size_t at = find(l->key_ids, id);
	struct key *key;

	if (at == NOWHERE)
		return;
	key = list_at(&l->keys, at);
	if (key->revoked == NUMBER_NONE)
		key->revoked = l->count;
}

static enum err
add_annul(struct ledger *l, const struct entry *entry, struct error *e)
{
	struct id target;
	struct row *row;
	enum err rc;

	if (!id_parse(json_get_text(entry->body, "target"), &target))
		return ERR_NONE;
	row = row_of(l, &target);
	if (row == NULL || row->entity.annulled)
		return ERR_NONE;
	rc = keep_old(l, row, row->entity.current, false, e);
	if (rc != ERR_NONE)
		return rc;
	row->entity.head = entry->leaf_hash;
	rc = keep_old(l, row, l->count, true, e);
	row->entity.annulled = true;
	if (target.type == TYPE_KEY)
		revoke(l, &target);
	return rc;
}

static enum err
put_key(struct ledger *l, const struct id *id, const struct key *value,
    struct error *e)
{
	size_t at = find(l->key_ids, id);
	uint64_t registered = value->registered;
	struct key *key;

	if (at == NOWHERE) {
		key = list_add(&l->keys);
		if (key == NULL || !put(l->key_ids, id, l->keys.count - 1))
			return no_memory(e);
	} else {
		key = list_at(&l->keys, at);
		registered = key->registered;
	}
	*key = *value;
	key->registered = registered;
	return ERR_NONE;
}

static void
read_key(struct key *out, const struct json *body, const struct id *id,
    uint64_t number)
{
	size_t len;

	*out = (struct key){.id = *id,
	    .registered = number,
	    .revoked = NUMBER_NONE};
	out->signs = bytes_is(json_get_text(body, "alg"), "ed25519") &&
	    base64_decode(json_get_text(body, "public"), out->public.at,
		sizeof out->public.at, &len) &&
	    len == sizeof out->public.at;
	if (!id_parse(json_get_text(body, "holder"), &out->holder))
		out->signs = false;
	if (bytes_is(json_get_text(body, "state"), "revoked"))
		out->revoked = number;
}

static enum err
add_key(struct ledger *l, const struct entry *entry, struct error *e)
{
	struct key key;

	read_key(&key, entry->body, &entry->id, l->count);
	return put_key(l, &entry->id, &key, e);
}

/* Keys that the policy in force names count; those of an earlier policy that
 * it no longer names are revoked (amendments 3.2). */
static enum err
add_policy(struct ledger *l, const struct entry *entry, struct error *e)
{
	const struct json *list = json_get(entry->body, "keys");
	struct key key;
	struct id id;
	enum err rc = ERR_NONE;

	for (size_t i = 0; i < l->keys.count; i++) {
		struct key *old = list_at(&l->keys, i);

		if (row_of(l, &old->id) == NULL && old->revoked == NUMBER_NONE)
			old->revoked = l->count;
	}
	for (const struct json *k = list->first; k != NULL && rc == ERR_NONE;
	     k = k->next) {
		if (!id_parse(json_get_text(k, "id"), &id) ||
		    row_of(l, &id) != NULL)
			continue;
		read_key(&key, k, &id, l->count);
		rc = put_key(l, &id, &key, e);
	}
	policy_read(&l->policy, &entry->id, l->count, entry->body);
	l->has_policy = true;
	return rc;
}

static enum err
add_grant(struct ledger *l, const struct entry *entry, struct error *e)
{
	struct grant_row *row;
	struct id to;
	size_t at;

	if (!id_parse(json_get_text(entry->body, "to"), &to))
		return ERR_NONE;
	for (size_t i = 0; entry->has_prev && i < l->grants.count; i++) {
		row = list_at(&l->grants, i);
		if (id_equal(&row->grant.id, &entry->id))
			row->gone = true;
	}
	at = find(l->grants_to, &to);
	row = list_add(&l->grants);
	if (row == NULL || !put(l->grants_to, &to, l->grants.count - 1))
		return no_memory(e);
	row->to = to;
	row->next = at;
	grant_read(&row->grant, &entry->id, l->count, entry->body, l->details);
	return arena_failed(l->details) ? no_memory(e) : ERR_NONE;
}

static void
annul_grant(struct ledger *l, const struct entry *entry)
{
	struct id target;

	if (!id_parse(json_get_text(entry->body, "target"), &target) ||
	    target.type != TYPE_GRANT)
		return;
	for (size_t i = 0; i < l->grants.count; i++) {
		struct grant_row *row = list_at(&l->grants, i);

		if (id_equal(&row->grant.id, &target))
			row->gone = true;
	}
}

static enum err
add_same(struct ledger *l, const struct entry *entry, struct error *e)
{
	uint8_t key[2 * ID_KEY_BYTES];
	struct same_row *row;
	struct id a, b;
	uint64_t before;

	if (!id_parse(json_get_text(entry->body, "a"), &a) ||
	    !id_parse(json_get_text(entry->body, "b"), &b))
		return ERR_NONE;
	if (!map_get(l->pairs, pair_key(key, &a, &b), &before))
		before = NOWHERE;
	row = list_add(&l->sames);
	if (row == NULL ||
	    !map_put(l->pairs, pair_key(key, &a, &b), l->sames.count - 1))
		return no_memory(e);
	*row = (struct same_row){.next = (size_t)before,
	    .number = l->count,
	    .id = entry->id,
	    .same = bytes_is(json_get_text(entry->body, "judgement"), "same")};
	return ERR_NONE;
}

static uint16_t
slot_bits(const struct json *list)
{
	uint16_t bits = 0;

	if (json_is_null(list))
		return SLOT_ALL;
	for (const struct json *s = list->first; s != NULL; s = s->next)
		bits |= (uint16_t)(1u << (s->number & 15));
	return bits;
}

static struct bytes
number_key(uint8_t out[8], uint64_t number)
{
	put_be(out, 8, number);
	return bytes_of(out, 8);
}

static enum err
add_mark(struct ledger *l, uint64_t version, const struct entry *entry,
    uint16_t slots, struct error *e)
{
	uint8_t key[8];
	struct mark *mark;
	uint64_t before;

	if (!map_get(l->marked, number_key(key, version), &before))
		before = NOWHERE;
	mark = list_add(&l->marks);
	if (mark == NULL ||
	    !map_put(l->marked, number_key(key, version), l->marks.count - 1))
		return no_memory(e);
	*mark = (struct mark){.next = (size_t)before,
	    .by = l->count,
	    .by_id = entry->id,
	    .slots = slots,
	    .erase = entry->type == TYPE_ERASE};
	return ERR_NONE;
}

/* One {target, version, slots}; version null: all there are so far. */
static enum err
mark_target(struct ledger *l, const struct entry *entry,
    const struct json *target, struct error *e)
{
	uint16_t slots = slot_bits(json_get(target, "slots"));
	const struct old_version *v;
	const struct row *row;
	struct hash leaf;
	struct id id;
	uint64_t number;
	enum err rc = ERR_NONE;

	if (!id_parse(json_get_text(target, "target"), &id))
		return ERR_NONE;
	row = row_of(l, &id);
	if (row == NULL)
		return ERR_NONE;
	if (hash_parse(json_get_text(target, "version"), &leaf)) {
		if (world_version(l, &id, &leaf, &number, NULL) != ERR_NONE)
			return ERR_NONE;
		return add_mark(l, number, entry, slots, e);
	}
	if (!row->entity.annulled)
		rc = add_mark(l, row->entity.current, entry, slots, e);
	for (size_t at = row->chain; at != NOWHERE && rc == ERR_NONE;
	     at = v->before) {
		v = list_at(&l->old, at);
		if (!v->annul)
			rc = add_mark(l, v->number, entry, slots, e);
	}
	return rc;
}

static enum err
add_marks(struct ledger *l, const struct entry *entry, struct error *e)
{
	enum err rc = ERR_NONE;

	if (entry->type == TYPE_OPEN)
		return mark_target(l, entry, entry->body, e);
	for (const struct json *t = json_get(entry->body, "targets")->first;
	     t != NULL && rc == ERR_NONE; t = t->next)
		rc = mark_target(l, entry, t, e);
	return rc;
}

void
ledger_slots(const struct ledger *l, uint64_t number, uint16_t *opened,
    uint16_t *erased)
{
	uint8_t key[8];
	const struct mark *mark;
	uint64_t at;

	*opened = *erased = 0;
	if (!map_get(l->marked, number_key(key, number), &at))
		return;
	for (; at != NOWHERE; at = mark->next) {
		mark = list_at(&l->marks, (size_t)at);
		/* what was opened was seen, whatever became of the entry */
		if (!mark->erase)
			*opened |= mark->slots;
		else if (in_force(l, &mark->by_id, mark->by))
			*erased |= mark->slots;
	}
}

static enum err
take_up(struct ledger *l, const struct entry *entry, struct error *e)
{
	enum err rc;

	if (entry->type == TYPE_INDEX_ROOT)
		return ERR_NONE;
	rc = add_version(l, entry, e);
	if (rc != ERR_NONE)
		return rc;
	if (entry->type == TYPE_ANNUL && entry->has_prev)
		return ERR_NONE; /* it has acted */
	if (entry->type == TYPE_ANNUL) {
		annul_grant(l, entry);
		return add_annul(l, entry, e);
	}
	if (entry->type == TYPE_POLICY)
		return add_policy(l, entry, e);
	if (entry->type == TYPE_KEY)
		return add_key(l, entry, e);
	if (entry->type == TYPE_GRANT)
		return add_grant(l, entry, e);
	if (entry->type == TYPE_SAME)
		return add_same(l, entry, e);
	if (entry->type == TYPE_OPEN || entry->type == TYPE_ERASE)
		return add_marks(l, entry, e);
	if (entry->type == TYPE_DUTY && !entry->has_prev) {
		struct id *duty = list_add(&l->duties);

		if (duty == NULL)
			return no_memory(e);
		*duty = entry->id;
	}
	return ERR_NONE;
}

enum err
ledger_add(struct ledger *l, const struct entry *entry,
    const struct outcome *outcome, struct error *e)
{
	enum err rc = keep_leaf(l, entry, e);

	if (rc == ERR_NONE && outcome_counts(outcome))
		rc = take_up(l, entry, e);
	if (rc == ERR_NONE)
		l->count++;
	return rc;
}

uint64_t
ledger_count(const struct ledger *l)
{
	return l->count;
}

const struct world *
ledger_world(struct ledger *l)
{
	return &l->world;
}

enum err
ledger_new(struct ledger **out, const struct leaf_source *source,
    struct error *e)
{
	struct ledger *l = calloc(1, sizeof *l);

	if (l == NULL)
		return no_memory(e);
	l->world = (struct world){.context = l,
	    .entity = world_entity,
	    .version = world_version,
	    .entry = world_entry,
	    .key = world_key,
	    .grants = world_grants,
	    .policy = world_policy,
	    .same = world_same,
	    .duties = world_duties};
	if (source != NULL)
		l->source = *source;
	l->leaves.size = sizeof(struct bytes);
	l->rows.size = sizeof(struct row);
	l->old.size = sizeof(struct old_version);
	l->keys.size = sizeof(struct key);
	l->grants.size = sizeof(struct grant_row);
	l->sames.size = sizeof(struct same_row);
	l->marks.size = sizeof(struct mark);
	l->duties.size = sizeof(struct id);
	l->copies = arena_new(COPIES_MAX);
	l->details = arena_new(256 * MIB);
	l->ids = map_new();
	l->key_ids = map_new();
	l->grants_to = map_new();
	l->pairs = map_new();
	l->marked = map_new();
	if (l->copies == NULL || l->details == NULL || l->ids == NULL ||
	    l->key_ids == NULL || l->grants_to == NULL || l->pairs == NULL ||
	    l->marked == NULL) {
		ledger_free(l);
		return no_memory(e);
	}
	*out = l;
	return ERR_NONE;
}

void
ledger_free(struct ledger *l)
{
	if (l == NULL)
		return;
	arena_free(l->copies);
	arena_free(l->details);
	map_free(l->ids);
	map_free(l->key_ids);
	map_free(l->grants_to);
	map_free(l->pairs);
	map_free(l->marked);
	free(l->leaves.at);
	free(l->rows.at);
	free(l->old.at);
	free(l->keys.at);
	free(l->grants.at);
	free(l->sames.at);
	free(l->marks.at);
	free(l->duties.at);
	free(l);
}
