/* Both forms of an opening, and what is published (model 7.6, 7.12) */
#include "model/slots.h"

#include <stdio.h>
#include <stdlib.h>

static enum err
fail_form(struct error *e, const char *text)
{
	return error_word(e, ERR_INPUT, "open_form", "opening: %s",
	    error_say(e, text));
}

static bool
has_members(const struct json *v, const char *const *names, size_t count)
{
	const struct json *m;

	if (v == NULL || v->type != JSON_OBJECT || v->count != count)
		return false;
	m = v->first;
	for (size_t i = 0; i < count; i++, m = m->next)
		if (!bytes_is(m->name, names[i]))
			return false;
	return true;
}

static bool
read_hash(const struct json *v, uint8_t out[32])
{
	struct hash h;

	if (v == NULL || v->type != JSON_STRING || !hash_parse(v->text, &h))
		return false;
	memcpy(out, h.at, sizeof h.at);
	return true;
}

static enum err
check_size(const struct json *list, struct error *e)
{
	struct buffer text = {0};
	enum err rc = ERR_NONE;

	json_print_canonical(&text, list);
	if (text.failed)
		rc = error_set(e, ERR_MEMORY, "no memory for an opening");
	else if (text.len > SLOT_VALUES_BYTES_MAX)
		rc = fail_form(e, "the values have more than 32,768 bytes");
	buffer_release(&text);
	return rc;
}

static enum err
read_whole(struct opening *out, const struct json *v, bool filed,
    struct error *e)
{
	const struct json *values = json_get(v, "values");
	const struct json *n = json_get(v, "n");
	unsigned i = 0;

	if (filed ? n->type != JSON_NULL : n->type != JSON_NUMBER)
		return fail_form(e,
		    filed ? "n is null before filing" : "n is no entry number");
	if (!read_hash(json_get(v, "seed"), out->seed.at))
		return fail_form(e, "seed is not 64 lower-case hex digits");
	if (values->type != JSON_ARRAY || values->count != SLOT_COUNT)
		return fail_form(e, "values are not 16");
	for (const struct json *m = values->first; m != NULL; m = m->next)
		out->values.at[i++] = m;
	out->whole = true;
	out->shown = SLOT_ALL;
	return check_size(values, e);
}

static enum err
read_slot(struct opening *out, const struct json *v, int64_t *last,
    struct error *e)
{
	static const char *const members[] = {"i", "path", "salt", "value"};
	const struct json *i, *path;
	size_t k = 0;

	if (!has_members(v, members, COUNT(members)))
		return fail_form(e,
		    "a slot has the members i, path, salt and value");
	i = json_get(v, "i");
	if (i->type != JSON_NUMBER || i->number <= *last ||
	    i->number >= SLOT_COUNT)
		return fail_form(e, "slots are 0 to 15 and ascend");
	*last = i->number;
	path = json_get(v, "path");
	if (path->type != JSON_ARRAY || path->count != 4)
		return fail_form(e, "a path has 4 hashes");
	for (const struct json *h = path->first; h != NULL; h = h->next)
		if (!read_hash(h, out->paths[*last].at[k++].at))
			return fail_form(e, "a path holds no hash");
	if (!read_hash(json_get(v, "salt"), out->salts[*last].at))
		return fail_form(e, "salt is not 64 lower-case hex digits");
	out->values.at[*last] = json_get(v, "value");
	out->shown |= (uint16_t)(1u << *last);
	return ERR_NONE;
}

static enum err
read_slots(struct opening *out, const struct json *v, struct error *e)
{
	const struct json *list = json_get(v, "slots");
	int64_t last = -1;
	enum err rc;

	if (json_get(v, "n")->type != JSON_NUMBER)
		return fail_form(e, "n is no entry number");
	if (list->type != JSON_ARRAY || list->count < 1 ||
	    list->count > SLOT_COUNT)
		return fail_form(e, "slots are not 1 to 16");
	for (const struct json *m = list->first; m != NULL; m = m->next) {
		rc = read_slot(out, m, &last, e);
		if (rc != ERR_NONE)
			return rc;
	}
	return ERR_NONE;
}

enum err
opening_parse(struct opening *out, struct bytes line, bool filed,
    struct arena *a, struct error *e)
{
	static const char *const whole[] = {"n", "seed", "values"};
	static const char *const single[] = {"n", "slots"};
	const struct json *v, *n;
	struct error inner = error_like(e);
	enum err rc;

	*out = (struct opening){0};
	if (line.len > OPENING_BYTES_MAX)
		return fail_form(e, "longer than 40,960 bytes");
	rc = json_parse(&v, line, &json_entry_limits, a, &inner);
	if (rc == ERR_MEMORY)
		return error_set(e, rc, "no memory for an opening");
	if (rc != ERR_NONE)
		return fail_form(e, inner.text);
	if (!json_is_canonical(v, line))
		return fail_form(e, "not in canonical form");
	if (has_members(v, whole, COUNT(whole)))
		rc = read_whole(out, v, filed, e);
	else if (!filed && has_members(v, single, COUNT(single)))
		rc = read_slots(out, v, e);
	else
		return fail_form(e,
		    filed ? "an opening handed in has n, seed and values" :
			    "has neither n, seed and values nor n and slots");
	if (rc != ERR_NONE)
		return rc;
	n = json_get(v, "n");
	out->has_number = n->type == JSON_NUMBER;
	if (!out->has_number)
		return ERR_NONE;
	if (n->number < 0)
		return fail_form(e, "n is no entry number");
	out->number = (uint64_t)n->number;
	return ERR_NONE;
}

static enum err
fail_match(struct error *e, const char *text)
{
	return error_word(e, ERR_PROOF, "open_mismatch", "opening: %s",
	    error_say(e, text));
}

static enum err
match_slots(const struct opening *o, const struct entry *entry, struct error *e)
{
	struct hash leaf, root;
	enum err rc;

	for (unsigned i = 0; i < SLOT_COUNT; i++) {
		if ((o->shown >> i & 1) == 0)
			continue;
		rc = slot_leaf(&leaf, entry->id.at, i, &o->salts[i],
		    o->values.at[i], e);
		if (rc != ERR_NONE)
			return rc;
		root = seal_fold(&leaf, &o->paths[i], i);
		if (!hash_equal(&root, &entry->seal))
			return fail_match(e,
			    "a slot does not lead to the seal of the entry");
	}
	return ERR_NONE;
}

enum err
opening_verify(const struct opening *o, const struct entry *entry,
    uint64_t number, struct error *e)
{
	struct seal seal;
	enum err rc;

	if (!entry->has_seal)
		return fail_match(e, "the entry has no seal");
	if (o->has_number && o->number != number)
		return fail_match(e, "it is of another entry");
	if (o->whole) {
		rc = seal_compute(&seal, &o->seed, entry->id.at, &o->values, e);
		if (rc == ERR_NONE && !hash_equal(&seal.root, &entry->seal))
			rc = fail_match(e,
			    "seed and values do not give the seal");
	} else {
		rc = match_slots(o, entry, e);
	}
	if (rc != ERR_NONE)
		return rc;
	return slots_check(entry, &o->values, o->shown, e);
}

/* Printing */

static void
print_value(struct buffer *out, const struct json *v)
{
	if (v == NULL)
		buffer_text(out, "null");
	else
		json_print_canonical(out, v);
}

static void
print_hash(struct buffer *out, const struct hash *h)
{
	char hex[65];

	hash_print(hex, h);
	buffer_printf(out, "\"%s\"", hex);
}

void
opening_print_whole(struct buffer *out, const uint64_t *number,
    const struct seed *seed, const struct slot_values *values)
{
	struct hash h;

	memcpy(h.at, seed->at, sizeof h.at);
	if (number == NULL)
		buffer_text(out, "{\"n\":null,\"seed\":");
	else
		buffer_printf(out,
		    "{\"n\":%llu,\"seed\":", (unsigned long long)*number);
	print_hash(out, &h);
	buffer_text(out, ",\"values\":[");
	for (size_t i = 0; i < SLOT_COUNT; i++) {
		if (i > 0)
			buffer_byte(out, ',');
		print_value(out, values->at[i]);
	}
	buffer_text(out, "]}");
}

static bool
is_shown(uint16_t shown, const struct slot_values *values, unsigned slot)
{
	return (shown >> slot & 1) != 0 && values->at[slot] != NULL &&
	    values->at[slot]->type != JSON_NULL;
}

/* One slot with its path. */
static void
print_slot(struct buffer *out, unsigned i, bool first,
    const struct slot_values *values, const struct hash salts[SLOT_COUNT],
    const struct hash leaves[SLOT_COUNT])
{
	struct slot_path path;

	buffer_printf(out, "%s{\"i\":%u,\"path\":[", first ? "" : ",", i);
	seal_path(&path, leaves, i);
	for (size_t k = 0; k < 4; k++) {
		if (k > 0)
			buffer_byte(out, ',');
		print_hash(out, &path.at[k]);
	}
	buffer_text(out, "],\"salt\":");
	print_hash(out, &salts[i]);
	buffer_text(out, ",\"value\":");
	print_value(out, values->at[i]);
	buffer_byte(out, '}');
}

static void
print_slots(struct buffer *out, uint64_t number, uint16_t shown,
    const struct slot_values *values, const struct hash salts[SLOT_COUNT],
    const struct hash leaves[SLOT_COUNT])
{
	bool first = true;

	buffer_printf(out, "{\"n\":%llu,\"slots\":[",
	    (unsigned long long)number);
	for (unsigned i = 0; i < SLOT_COUNT; i++) {
		if ((shown >> i & 1) == 0)
			continue;
		print_slot(out, i, first, values, salts, leaves);
		first = false;
	}
	buffer_text(out, "]}");
}

void
opening_print_slots(struct buffer *out, uint64_t number, uint16_t shown,
    const struct slot_values *values, const struct hash salts[SLOT_COUNT],
    const struct hash leaves[SLOT_COUNT])
{
	uint16_t used = 0;

	for (unsigned i = 0; i < SLOT_COUNT; i++)
		if (is_shown(shown, values, i))
			used |= (uint16_t)(1u << i);
	print_slots(out, number, used, values, salts, leaves);
}

enum err
opening_print_private(struct buffer *out, uint64_t number,
    const uint8_t id16[ID_BYTES], uint16_t shown, const struct seed *seed,
    const struct slot_values *values, struct error *e)
{
	struct seal *seal = malloc(sizeof *seal);
	enum err rc;

	if (seal == NULL)
		return error_set(e, ERR_MEMORY, "no memory for an opening");
	rc = seal_compute(seal, seed, id16, values, e);
	if (rc == ERR_NONE)
		print_slots(out, number, shown, values, seal->salts,
		    seal->leaves);
	explicit_bzero(seal, sizeof *seal); /* it opens every slot */
	free(seal);
	if (rc == ERR_NONE && out->failed)
		rc = error_set(e, ERR_MEMORY, "no memory for an opening");
	return rc;
}

enum err
opening_publish(struct buffer *out, bool *published, uint64_t number,
    const uint8_t id16[ID_BYTES], uint16_t public_slots,
    const struct slot_store *store, struct error *e)
{
	const struct hash *salts = store->salts, *leaves = store->leaves;
	struct seal seal;
	bool any = false;
	enum err rc;

	*published = false;
	if (store->has_seed && public_slots == SLOT_ALL) {
		opening_print_whole(out, &number, &store->seed, &store->values);
		any = true;
	}
	for (unsigned i = 0; i < SLOT_COUNT && !any; i++)
		any = is_shown(public_slots, &store->values, i);
	if (!any)
		return ERR_NONE;
	if (!store->has_seed || public_slots != SLOT_ALL) {
		if (store->has_seed) {
			rc = seal_compute(&seal, &store->seed, id16,
			    &store->values, e);
			if (rc != ERR_NONE)
				return rc;
			salts = seal.salts;
			leaves = seal.leaves;
		}
		opening_print_slots(out, number, public_slots, &store->values,
		    salts, leaves);
	}
	buffer_byte(out, '\n');
	if (out->failed)
		return error_set(e, ERR_MEMORY, "no memory for an opening");
	*published = true;
	return ERR_NONE;
}

void
opening_file_name(char out[64], uint64_t file_number)
{
	unsigned parts[7], count = 0;
	size_t len;

	do {
		parts[count++] = (unsigned)(file_number % 1000);
		file_number /= 1000;
	} while (file_number != 0 && count < COUNT(parts));
	len = (size_t)snprintf(out, 64, "openings");
	while (count > 0 && len < 64) {
		count--;
		len += (size_t)snprintf(out + len, 64 - len, "/%s%03u",
		    count > 0 ? "x" : "", parts[count]);
	}
}
