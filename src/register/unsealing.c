#include "register/unsealing.h"

static bool
is_used(const struct json *v)
{
	return v != NULL && v->type != JSON_NULL;
}

static bool
opens(const struct unsealing *u, unsigned slot)
{
	return (u->open >> slot & 1) != 0 && is_used(u->values->at[slot]);
}

bool
unsealing_is_coded(unsigned slot, const struct json *v)
{
	if (!is_used(v))
		return false;
	if ((UNSEALING_CODED >> slot & 1) != 0)
		return true;
	if (slot == CONTACT_PLACE)
		return json_get(v, "country") != NULL;
	if (slot == CONTACT_PARTICULARS)
		return json_get(v, "gift") != NULL ||
		    json_get(v, "travel") != NULL;
	if (slot != CONTACT_MATERIALS)
		return false;
	for (const struct json *m = v->first; m != NULL; m = m->next)
		if (json_get(m, "direction") != NULL ||
		    json_get(m, "sha256") != NULL)
			return true;
	return false;
}

/* Is there anything that moves from a slot into the body? */
static bool
moves(const struct unsealing *u)
{
	for (unsigned i = 0; i < SLOT_COUNT; i++)
		if (opens(u, i) && unsealing_is_coded(i, u->values->at[i]))
			return true;
	return false;
}

static struct json *
member(struct json *object, const char *name)
{
	for (struct json *m = object->first; m != NULL; m = m->next)
		if (bytes_is(m->name, name))
			return m;
	return NULL;
}

/* A whole slot becomes a member of the body. */
static void
move_whole(struct unsealing *u, unsigned slot, const char *name,
    struct arena *a)
{
	if (!opens(u, slot))
		return;
	json_put(a, u->body, name, json_clone(a, u->values->at[slot]));
	u->next.at[slot] = NULL;
}

/* One member of an object slot; the rest of it stays a slot. */
static void
move_member(struct unsealing *u, unsigned slot, const char *name,
    struct arena *a)
{
	const struct json *v = json_get(u->next.at[slot], name);
	struct json *rest;

	if (!opens(u, slot) || v == NULL)
		return;
	json_put(a, u->body, name, json_clone(a, v));
	rest = json_clone(a, u->next.at[slot]);
	if (rest == NULL)
		return;
	json_remove(rest, name);
	u->next.at[slot] = rest->count == 0 ? NULL : rest;
}

static enum err
move_foreign(struct unsealing *u, struct arena *a, struct error *e)
{
	struct json *parties = member(u->body, "parties");

	if (!opens(u, CONTACT_FOREIGN))
		return ERR_NONE;
	if (parties == NULL ||
	    u->values->at[CONTACT_FOREIGN]->type != JSON_ARRAY)
		return error_set(e, ERR_INPUT,
		    "the sealed parties are no list");
	for (const struct json *p = u->values->at[CONTACT_FOREIGN]->first;
	    p != NULL; p = p->next)
		json_add(parties, json_clone(a, p));
	u->next.at[CONTACT_FOREIGN] = NULL;
	return ERR_NONE;
}

/* Time and offset belong to the `when` of the body. */
static void
move_time(struct unsealing *u, struct arena *a)
{
	struct json *when = member(u->body, "when");

	if (!opens(u, CONTACT_TIME) || when == NULL ||
	    when->type != JSON_OBJECT)
		return;
	for (const struct json *m = u->values->at[CONTACT_TIME]->first;
	    m != NULL; m = m->next)
		json_put_text(a, when, bytes_is(m->name, "time") ? "time" :
		    "utc_offset", m->text);
	u->next.at[CONTACT_TIME] = NULL;
}

/* Direction and hash of each material; its title stays in the slot. */
static void
move_materials(struct unsealing *u, struct arena *a)
{
	struct json *coded, *titles;
	bool any = false;

	if (!opens(u, CONTACT_MATERIALS) || !unsealing_is_coded(
	    CONTACT_MATERIALS, u->values->at[CONTACT_MATERIALS]))
		return;
	coded = json_new(a, JSON_ARRAY);
	titles = json_new(a, JSON_ARRAY);
	for (const struct json *m = u->values->at[CONTACT_MATERIALS]->first;
	    m != NULL; m = m->next) {
		struct json *one = json_add(coded, json_new(a, JSON_OBJECT));
		const struct json *sha256 = json_get(m, "sha256");
		const struct json *title = json_get(m, "title");
		struct json *words = json_add(titles, json_new(a,
		    title == NULL ? JSON_NULL : JSON_OBJECT));

		json_put_text(a, one, "direction", json_get(m, "direction") ==
		    NULL ? bytes_text("received") :
		    json_get_text(m, "direction"));
		json_put(a, one, "sha256", sha256 == NULL ?
		    json_new(a, JSON_NULL) : json_clone(a, sha256));
		if (title != NULL)
			json_put(a, words, "title", json_clone(a, title));
		any = any || title != NULL;
	}
	json_put(a, u->body, "materials", coded);
	u->next.at[CONTACT_MATERIALS] = any ? titles : NULL;
}

/* What the slots of the next version hold and nobody sees yet. */
static uint16_t
hidden(const struct unsealing *u)
{
	uint16_t bits = 0;

	for (unsigned i = 0; i < SLOT_REASON; i++)
		if (is_used(u->next.at[i]) &&
		    ((u->open | u->open_before) >> i & 1) == 0)
			bits = (uint16_t)(bits | 1u << i);
	return bits;
}

/* model 3.10: what a public contact states in its body */
static void
complete_body(struct json *body, struct arena *a)
{
	static const char *const lists[] = {"arranged_by", "topics",
	    "materials"};
	static const char *const nulls[] = {"minutes", "country"};

	for (size_t i = 0; i < COUNT(lists); i++)
		if (json_get(body, lists[i]) == NULL)
			json_put(a, body, lists[i], json_new(a, JSON_ARRAY));
	for (size_t i = 0; i < COUNT(nulls); i++)
		if (json_get(body, nulls[i]) == NULL)
			json_put_null(a, body, nulls[i]);
	if (json_get(body, "initiated_by") == NULL)
		json_put_cstr(a, body, "initiated_by", "unknown");
}

static bool
has_coded(const struct unsealing *u, uint16_t bits)
{
	for (unsigned i = 0; i < SLOT_COUNT; i++)
		if ((bits >> i & 1) != 0 &&
		    unsealing_is_coded(i, u->next.at[i]))
			return true;
	return false;
}

static void
put_visibility(struct unsealing *u, struct arena *a)
{
	uint16_t shut = hidden(u);
	struct visibility v;
	struct json *tier, *list;

	visibility_read(&v, u->before->body);
	if (has_coded(u, shut)) {
		/* the tier stays; what it would shut again is opened again */
		for (unsigned i = 0; i < SLOT_REASON; i++)
			if (is_used(u->next.at[i]) && (shut >> i & 1) == 0 &&
			    slot_state(&v, i, 0, 0, u->today) != SLOT_PUBLIC)
				u->open_next = (uint16_t)(u->open_next |
				    1u << i);
		return;
	}
	tier = json_new(a, JSON_OBJECT);
	if (shut != 0) {
		list = json_put(a, tier, "sealed", json_new(a, JSON_ARRAY));
		for (unsigned i = 0; i < SLOT_COUNT; i++)
			if ((shut >> i & 1) != 0)
				json_add(list, json_new_number(a, i));
	}
	json_put_cstr(a, tier, "tier", "public");
	json_put(a, u->body, "visibility", tier);
	complete_body(u->body, a);
}

enum err
unsealing_make(struct unsealing *u, struct arena *a, struct error *e)
{
	enum err rc;

	u->body = NULL;
	u->next = *u->values;
	u->open_next = 0;
	if (u->before->type != TYPE_CONTACT || !moves(u))
		return ERR_NONE;
	u->body = json_clone(a, u->before->body);
	if (u->body == NULL)
		return error_set(e, ERR_MEMORY, "out of memory");
	json_remove(u->body, "amendment");
	rc = move_foreign(u, a, e);
	if (rc != ERR_NONE)
		return rc;
	move_whole(u, CONTACT_WHEN, "when", a);
	move_time(u, a);
	move_whole(u, CONTACT_MINUTES, "minutes", a);
	move_member(u, CONTACT_PLACE, "country", a);
	move_whole(u, CONTACT_TOPICS, "topics", a);
	move_member(u, CONTACT_ARRANGING, "arranged_by", a);
	move_member(u, CONTACT_ARRANGING, "initiated_by", a);
	move_whole(u, CONTACT_KIND, "kind", a);
	move_member(u, CONTACT_PARTICULARS, "gift", a);
	move_member(u, CONTACT_PARTICULARS, "travel", a);
	move_materials(u, a);
	put_visibility(u, a);
	return arena_failed(a) ? error_set(e, ERR_MEMORY, "out of memory") :
	    ERR_NONE;
}
