/* Seals, states and the rules between slots and bodies (model/slots.h) */
#include "model/slots.h"

#include "model/slot_tables.h"

#include <assert.h>
#include <stdio.h>

#define FIELD_DOMAIN "chancery/v1/field" /* its NUL is hashed, too */

bool
type_has_slots(enum entry_type type)
{
	return slot_tables[type].row_count != 0;
}

const char *
slot_name(enum entry_type type, unsigned slot)
{
	const struct slot_row *row = slot_row(type, slot);

	return row == NULL ? NULL : row->name;
}

int
slot_by_name(enum entry_type type, struct bytes name)
{
	const struct slot_table *t = &slot_tables[type];

	for (size_t i = 0; i < t->row_count; i++)
		if (bytes_is(name, t->rows[i].name))
			return (int)t->rows[i].slot;
	return -1;
}

/* Hashes (7.2) */

void
slot_salt(struct hash *out, const struct seed *seed, unsigned slot)
{
	uint8_t in[34];

	assert(slot < SLOT_COUNT);
	in[0] = 2;
	memcpy(in + 1, seed->at, sizeof seed->at);
	in[33] = (uint8_t)slot;
	*out = hash_bytes(bytes_of(in, sizeof in));
}

static void
leaf_of_text(struct hash *out, const uint8_t id16[ID_BYTES], unsigned slot,
    const struct hash *salt, struct bytes canonical)
{
	struct sha256 s;
	uint8_t number = (uint8_t)slot;

	sha256_init(&s);
	sha256_add(&s, "\0" FIELD_DOMAIN, 1 + sizeof FIELD_DOMAIN);
	sha256_add(&s, id16, ID_BYTES);
	sha256_add(&s, &number, 1);
	sha256_add(&s, salt->at, sizeof salt->at);
	sha256_add(&s, canonical.at, canonical.len);
	sha256_end(&s, out);
}

enum err
slot_leaf(struct hash *out, const uint8_t id16[ID_BYTES], unsigned slot,
    const struct hash *salt, const struct json *value, struct error *e)
{
	struct buffer text = {0};
	enum err rc = ERR_NONE;

	if (value == NULL || value->type == JSON_NULL) {
		leaf_of_text(out, id16, slot, salt, bytes_text("null"));
		return ERR_NONE;
	}
	json_print_canonical(&text, value);
	if (text.failed)
		rc = error_set(e, ERR_MEMORY, "no memory for slot %u", slot);
	else
		leaf_of_text(out, id16, slot, salt, buffer_bytes(&text));
	buffer_release(&text);
	return rc;
}

static struct hash
root_of(const struct hash leaves[SLOT_COUNT])
{
	struct hash level[SLOT_COUNT];

	memcpy(level, leaves, sizeof level);
	for (size_t width = SLOT_COUNT; width > 1; width /= 2)
		for (size_t i = 0; i < width / 2; i++)
			level[i] = hash_node(&level[2 * i], &level[2 * i + 1]);
	return level[0];
}

enum err
seal_compute(struct seal *out, const struct seed *seed,
    const uint8_t id16[ID_BYTES], const struct slot_values *values,
    struct error *e)
{
	enum err rc;

	for (unsigned i = 0; i < SLOT_COUNT; i++) {
		slot_salt(&out->salts[i], seed, i);
		rc = slot_leaf(&out->leaves[i], id16, i, &out->salts[i],
		    values->at[i], e);
		if (rc != ERR_NONE)
			return rc;
	}
	out->root = root_of(out->leaves);
	return ERR_NONE;
}

void
seal_path(struct slot_path *out, const struct hash leaves[SLOT_COUNT],
    unsigned slot)
{
	struct hash level[SLOT_COUNT];
	size_t at = slot;

	assert(slot < SLOT_COUNT);
	memcpy(level, leaves, sizeof level);
	for (size_t k = 0, width = SLOT_COUNT; k < 4; k++, width /= 2) {
		out->at[k] = level[at ^ 1];
		at /= 2;
		for (size_t i = 0; i < width / 2; i++)
			level[i] = hash_node(&level[2 * i], &level[2 * i + 1]);
	}
}

struct hash
seal_fold(const struct hash *leaf, const struct slot_path *path, unsigned slot)
{
	struct hash h = *leaf;

	for (unsigned k = 0; k < 4; k++)
		h = (slot >> k & 1) == 0 ? hash_node(&h, &path->at[k]) :
					   hash_node(&path->at[k], &h);
	return h;
}

/* Values (7.4) */

static enum err
slot_fail(struct error *e, enum entry_type type, unsigned slot,
    const char *text)
{
	struct shape_path at = {NULL, slot_name(type, slot), slot};

	return shape_fail(e, "slot", &at, NULL, "%s", text);
}

static bool
is_used(const struct json *v)
{
	return v != NULL && v->type != JSON_NULL;
}

/* A list "by k" has the length of its body list. */
static enum err
by_k(const struct entry *entry, const struct slot_values *values, unsigned slot,
    const char *list, struct error *e)
{
	const struct json *v = values->at[slot];
	const struct json *own = json_get(entry->body, list);

	if (!is_used(v) || own == NULL || v->count == own->count)
		return ERR_NONE;
	return slot_fail(e, entry->type, slot,
	    "has not as many elements as the list in the body");
}

/* Does selector k allow these words? (3.17) */
static bool
words_fit(const struct json *selector, const struct json *words)
{
	struct bytes type = json_get_text(selector, "type");

	if (words->type == JSON_NULL)
		return true;
	if (json_get(words, "exact") != NULL)
		return bytes_is(type, "quote");
	return bytes_is(type, "part");
}

static enum err
words_of(const struct entry *entry, const struct json *select,
    const struct json *words, unsigned slot, struct error *e)
{
	const struct json *w = words->first;

	if (words->count != select->count)
		return slot_fail(e, entry->type, slot,
		    "has not as many elements as there are selectors");
	for (const struct json *s = select->first; s != NULL;
	     s = s->next, w = w->next)
		if (!words_fit(s, w))
			return slot_fail(e, entry->type, slot,
			    "a quote has "
			    "exact, a part has section, others have null");
	return ERR_NONE;
}

static enum err
statement_slots(const struct entry *entry, const struct slot_values *values,
    struct error *e)
{
	const struct json *words = values->at[2], *all = values->at[6];
	const struct json *via = json_get(entry->body, "via"), *w;
	enum err rc = ERR_NONE;

	if (is_used(words))
		rc = words_of(entry, json_get(entry->body, "select"), words, 2,
		    e);
	if (rc == ERR_NONE)
		rc = by_k(entry, values, 3, "claims", e);
	if (rc == ERR_NONE)
		rc = by_k(entry, values, 5, "via", e);
	if (rc == ERR_NONE)
		rc = by_k(entry, values, 6, "via", e);
	if (rc != ERR_NONE || !is_used(all))
		return rc;
	w = all->first;
	for (const struct json *hop = via->first; hop != NULL && rc == ERR_NONE;
	     hop = hop->next, w = w->next)
		if (w->type != JSON_NULL)
			rc = words_of(entry, json_get(hop, "select"), w, 6, e);
	return rc;
}

/* Rules between slots and body that a body cannot hide. */
static enum err
bound_slots(const struct entry *entry, const struct slot_values *values,
    uint16_t known, struct error *e)
{
	const struct json *body = entry->body;
	struct bytes kind = json_get_text(body, "kind");

	switch (entry->type) {
	case TYPE_CONTACT:
		if ((known >> CONTACT_PARTICULARS & 1) != 0 &&
		    !is_used(values->at[CONTACT_PARTICULARS]) &&
		    (bytes_is(kind, "gift") || bytes_is(kind, "travel")))
			return slot_fail(e, entry->type, CONTACT_PARTICULARS,
			    "is unused; gift and travel have it");
		return by_k(entry, values, CONTACT_MATERIALS, "materials", e);
	case TYPE_RECEIPT:
		if (is_used(values->at[1]) &&
		    !bytes_is(json_get_text(body, "outcome"), "returned"))
			return slot_fail(e, entry->type, 1,
			    "goes with the outcome returned alone");
		return ERR_NONE;
	case TYPE_DOCUMENT:
		return by_k(entry, values, 5, "custody", e);
	case TYPE_STATEMENT:
		return statement_slots(entry, values, e);
	case TYPE_COMPLETE:
		if ((known & 1) == 0 ||
		    (is_used(values->at[0]) ?
			    (int64_t)values->at[0]->count :
			    0) == json_get_number(body, "exceptions", 0))
			return ERR_NONE;
		return slot_fail(e, entry->type, 0,
		    "has not as many exceptions as the body says");
	case TYPE_UNKNOWN:
	case TYPE_POLICY:
	case TYPE_KEY:
	case TYPE_GRANT:
	case TYPE_PERSON:
	case TYPE_ORG:
	case TYPE_POST:
	case TYPE_TENURE:
	case TYPE_NOTE:
	case TYPE_LINK:
	case TYPE_SAME:
	case TYPE_ANNUL:
	case TYPE_OPEN:
	case TYPE_ERASE:
	case TYPE_DUTY:
	case TYPE_INDEX_ROOT:
		return ERR_NONE;
	}
	return ERR_NONE;
}

static enum err
check_one(enum entry_type type, unsigned slot, const struct json *value,
    struct error *e)
{
	const struct slot_row *row = slot_row(type, slot);
	struct shape_path at = {NULL, row == NULL ? NULL : row->name, slot};

	if (!is_used(value)) {
		if (row != NULL && row->mandatory)
			return slot_fail(e, type, slot, "is mandatory");
		return ERR_NONE;
	}
	if (row == NULL)
		return shape_fail(e, "slot", &at, NULL,
		    "slot %u of a %s is not in use", slot, type_name(type));
	return shape_check(value, row->shape, &at, "slot", e);
}

enum err
slots_check(const struct entry *entry, const struct slot_values *values,
    uint16_t known, struct error *e)
{
	struct slot_values judged = {{NULL}};
	enum err rc;

	if (entry->type == TYPE_UNKNOWN)
		return ERR_NONE;
	for (unsigned i = 0; i < SLOT_COUNT; i++) {
		if ((known >> i & 1) == 0)
			continue;
		judged.at[i] = values->at[i];
		rc = check_one(entry->type, i, values->at[i], e);
		if (rc != ERR_NONE)
			return rc;
	}
	return bound_slots(entry, &judged, known, e);
}

static bool
claims_have_words(const struct json *body, const struct json *words)
{
	size_t k = 0;

	for (const struct json *c = json_get(body, "claims")->first; c != NULL;
	     c = c->next, k++) {
		struct bytes p = json_get_text(c, "p");

		if ((bytes_is(p, "content") || bytes_is(p, "text")) &&
		    !is_used(json_at(words, k)))
			return false;
	}
	return true;
}

static bool
hops_have_words(const struct json *body, const struct json *words)
{
	size_t k = 0;

	for (const struct json *h = json_get(body, "via")->first; h != NULL;
	     h = h->next, k++)
		if (json_get_bool(h, "described") != is_used(json_at(words, k)))
			return false;
	return true;
}

const char *
slots_flag_differs(const struct entry *entry, const struct slot_values *values,
    uint16_t known)
{
	const struct json *body = entry->body;

	if (entry->type != TYPE_STATEMENT)
		return NULL;
	if ((known & 1) != 0 &&
	    json_get_bool(json_get(body, "speaker"), "described") !=
		is_used(values->at[0]))
		return "described";
	if ((known >> 1 & 1) != 0 &&
	    json_get_bool(body, "hedged") != is_used(values->at[1]))
		return "hedges";
	if ((known >> 3 & 1) != 0 && !claims_have_words(body, values->at[3]))
		return "claims";
	if ((known >> 5 & 1) != 0 && !hops_have_words(body, values->at[5]))
		return "via";
	return NULL;
}

/* States (7.3) */

const char *
slot_state_name(enum slot_state s)
{
	static const char *const names[] = {"public", "sealed", "delayed",
	    "withheld", "erased"};

	return names[s];
}

enum slot_state
slot_state(const struct visibility *v, unsigned slot, uint16_t opened,
    uint16_t erased, uint32_t today)
{
	if ((erased >> slot & 1) != 0)
		return SLOT_ERASED;
	if ((opened >> slot & 1) != 0)
		return SLOT_PUBLIC;
	if ((v->sealed >> slot & 1) != 0)
		return SLOT_SEALED;
	switch (v->tier) {
	case TIER_PUBLIC:
		return SLOT_PUBLIC;
	case TIER_DELAYED:
		return today >= v->until ? SLOT_PUBLIC : SLOT_DELAYED;
	case TIER_SEALED:
		return SLOT_SEALED;
	case TIER_WITHHELD:
		return SLOT_WITHHELD;
	}
	return SLOT_SEALED;
}

uint16_t
slots_public(const struct visibility *v, uint16_t opened, uint16_t erased,
    uint32_t today)
{
	uint16_t bits = 0;

	for (unsigned i = 0; i < SLOT_COUNT; i++)
		if (slot_state(v, i, opened, erased, today) == SLOT_PUBLIC)
			bits |= (uint16_t)(1u << i);
	return bits;
}
