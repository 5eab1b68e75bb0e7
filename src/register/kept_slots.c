#include "register/kept_slots.h"

#include "register/registry_parts.h"

static enum err
damaged(uint64_t n, struct error *e)
{
	return error_set(e, ERR_STORE,
	    "the slot values kept of entry %llu are damaged",
	    (unsigned long long)n);
}

/* {"leaves":[16 hashes],"slots":[{"i","salt","value"}, ...]} */
static bool
read_remains(struct slot_store *out, const struct json *v)
{
	const struct json *leaves = json_get(v, "leaves");
	const struct json *slots = json_get(v, "slots");
	unsigned i = 0;

	if (leaves == NULL || leaves->type != JSON_ARRAY || slots == NULL ||
	    leaves->count != SLOT_COUNT || slots->type != JSON_ARRAY)
		return false;
	for (const struct json *h = leaves->first; h != NULL; h = h->next)
		if (h->type != JSON_STRING ||
		    !hash_parse(h->text, &out->leaves[i++]))
			return false;
	for (const struct json *s = slots->first; s != NULL; s = s->next) {
		int64_t at = json_get_number(s, "i", -1);

		if (at < 0 || at >= SLOT_COUNT ||
		    json_get(s, "value") == NULL ||
		    !hash_parse(json_get_text(s, "salt"), &out->salts[at]))
			return false;
		out->values.at[at] = json_get(s, "value");
	}
	return true;
}

/* Of a member of the batch that is under judgement. */
static bool
waiting(struct slot_store *out, const struct registry *r, uint64_t n)
{
	const struct submission *s;

	if (r->waiting_count == 0 || n < r->waiting[0].number ||
	    n - r->waiting[0].number >= r->waiting_count)
		return false;
	s = r->waiting[n - r->waiting[0].number].from;
	*out = (struct slot_store){.has_seed = s->has_opening,
	    .seed = s->seed, .values = s->values};
	return s->has_opening;
}

enum err
kept_slots_read(struct slot_store *out, struct registry *r,
    const struct entry *entry, uint64_t n, struct arena *a, struct error *e)
{
	struct slot_store store = {.has_seed = false};
	const struct json *v = NULL;
	struct buffer text = {0};
	struct bytes copy;
	enum err rc;

	if (waiting(out, r, n))
		return ERR_NONE;
	rc = truth_read_slots(r->truth, n, &entry->leaf_hash,
	    store.seed.at, &store.has_seed, &text, e);
	if (rc == ERR_NONE) {
		copy = arena_copy(a, buffer_bytes(&text));
		rc = copy.at == NULL ? error_set(e, ERR_MEMORY,
		    "out of memory") : json_parse(&v, copy,
		    &json_entry_limits, a, NULL);
	}
	buffer_wipe(&text);
	if (rc == ERR_MEMORY || rc == ERR_ABSENT)
		return rc;
	/* without a seed: a mirror's, which verified each value when it came */
	if (rc == ERR_NONE && v->type == JSON_ARRAY && v->count == SLOT_COUNT) {
		store.bare = !store.has_seed;
		for (unsigned i = 0; i < SLOT_COUNT; i++)
			store.values.at[i] = json_at(v, i);
	} else if (rc != ERR_NONE || v->type != JSON_OBJECT ||
	    store.has_seed || !read_remains(&store, v)) {
		return damaged(n, e);
	}
	*out = store;
	explicit_bzero(&store, sizeof store);
	return ERR_NONE;
}

static void
print_hash(struct buffer *out, const struct hash *h)
{
	char hex[65];

	hash_print(hex, h);
	buffer_printf(out, "\"%s\"", hex);
}

static bool
is_kept(const struct slot_store *store, unsigned slot)
{
	return store->values.at[slot] != NULL &&
	    !json_is_null(store->values.at[slot]);
}

enum err
kept_slots_remains(struct buffer *out, const struct slot_store *store,
    const uint8_t id16[ID_BYTES], uint16_t gone, struct error *e)
{
	const struct hash *salts = store->salts, *leaves = store->leaves;
	struct seal seal;
	bool first = true;
	enum err rc = ERR_NONE;

	if (store->has_seed) {
		rc = seal_compute(&seal, &store->seed, id16, &store->values,
		    e);
		salts = seal.salts;
		leaves = seal.leaves;
	}
	if (rc != ERR_NONE)
		return rc;
	buffer_text(out, "{\"leaves\":[");
	for (unsigned i = 0; i < SLOT_COUNT; i++) {
		if (i != 0)
			buffer_byte(out, ',');
		print_hash(out, &leaves[i]);
	}
	buffer_text(out, "],\"slots\":[");
	for (unsigned i = 0; i < SLOT_COUNT; i++) {
		if ((gone >> i & 1) != 0 || !is_kept(store, i))
			continue;
		buffer_printf(out, "%s{\"i\":%u,\"salt\":", first ? "" : ",",
		    i);
		first = false;
		print_hash(out, &salts[i]);
		buffer_text(out, ",\"value\":");
		json_print_canonical(out, store->values.at[i]);
		buffer_byte(out, '}');
	}
	buffer_text(out, "]}");
	explicit_bzero(&seal, sizeof seal);
	return out->failed ? error_set(e, ERR_MEMORY, "out of memory") :
	    ERR_NONE;
}

bool
kept_slots_hold(const struct slot_store *store, uint16_t gone)
{
	if (store->has_seed)
		return true;
	for (unsigned i = 0; i < SLOT_COUNT; i++)
		if ((gone >> i & 1) != 0 && is_kept(store, i))
			return true;
	return false;
}
