#include "format/view.h"


const struct view views[VIEW_COUNT] = {
	{VIEW_PAIRS, "pairs", "contact x official x counterpart", 28, 7, true,
	    {{FIELD_OFFICIAL, 1, 6}, {FIELD_STATE, 7, 2},
	    {FIELD_COUNTERPART, 9, 6}, {FIELD_KIND, 15, 1}, {FIELD_E, 16, 3},
	    {FIELD_L, 19, 3}, {FIELD_NUMBER, 22, 6}}},
	{VIEW_OFFICIAL, "official", "contact x official", 20, 5, true,
	    {{FIELD_OFFICIAL, 1, 6}, {FIELD_KIND, 7, 1}, {FIELD_E, 8, 3},
	    {FIELD_L, 11, 3}, {FIELD_NUMBER, 14, 6}}},
	{VIEW_STATE, "state", "contact x state", 16, 5, true,
	    {{FIELD_STATE, 1, 2}, {FIELD_KIND, 3, 1}, {FIELD_E, 4, 3},
	    {FIELD_L, 7, 3}, {FIELD_NUMBER, 10, 6}}},
	{VIEW_COUNTERPART, "counterpart",
	    "contact x counterpart x official", 26, 6, true,
	    {{FIELD_COUNTERPART, 1, 6}, {FIELD_OFFICIAL, 7, 6},
	    {FIELD_KIND, 13, 1}, {FIELD_E, 14, 3}, {FIELD_L, 17, 3},
	    {FIELD_NUMBER, 20, 6}}},
	{VIEW_VERSIONS, "versions", "version of a contact", 13, 2, false,
	    {{FIELD_CONTACT, 1, 6}, {FIELD_NUMBER, 7, 6}}},
	{VIEW_POSTS, "posts", "contact x official x post of the counterpart",
	    28, 7, true,
	    {{FIELD_OFFICIAL, 1, 6}, {FIELD_STATE, 7, 2}, {FIELD_POST, 9, 6},
	    {FIELD_KIND, 15, 1}, {FIELD_E, 16, 3}, {FIELD_L, 19, 3},
	    {FIELD_NUMBER, 22, 6}}},
	{VIEW_SEALED_OFFICIAL, "sealed-official",
	    "sealed contact x official", 20, 5, true,
	    {{FIELD_OFFICIAL, 1, 6}, {FIELD_KIND, 7, 1}, {FIELD_E, 8, 3},
	    {FIELD_L, 11, 3}, {FIELD_NUMBER, 14, 6}}},
	{VIEW_SEALED_CALENDAR, "sealed-calendar", "sealed contact", 14, 4,
	    true,
	    {{FIELD_KIND, 1, 1}, {FIELD_E, 2, 3}, {FIELD_L, 5, 3},
	    {FIELD_NUMBER, 8, 6}}},
};

const struct view *
view_by_byte(uint8_t byte)
{
	for (size_t i = 0; i < VIEW_COUNT; i++)
		if ((uint8_t)views[i].byte == byte)
			return &views[i];
	return NULL;
}

const struct view *
view_by_name(struct bytes name)
{
	for (size_t i = 0; i < VIEW_COUNT; i++)
		if (bytes_is(name, views[i].name))
			return &views[i];
	return NULL;
}

const char *
field_name(enum field f)
{
	static const char *const names[] = {"official", "state",
	    "counterpart", "post", "contact", "kind", "E", "L", "number"};

	return names[f];
}

const struct view_field *
view_field(const struct view *v, enum field f)
{
	for (size_t i = 0; i < v->field_count; i++)
		if (v->fields[i].field == f)
			return &v->fields[i];
	return NULL;
}

void
key_start(struct posting *p, enum view_byte view)
{
	memset(p->key, 0, sizeof p->key);
	p->key[0] = (uint8_t)view;
	p->key_len = 1;
}

void
key_put(struct posting *p, unsigned width, uint64_t value)
{
	put_be(p->key + p->key_len, width, value);
	p->key_len = (uint8_t)(p->key_len + width);
}

uint64_t
key_get(const uint8_t *key, const struct view_field *f)
{
	return get_be(key + f->at, f->width);
}

static const char *const kinds[] = {"unknown", "call", "video", "meeting",
    "event", "letter", "email", "message", "travel", "gift", "other"};

int
kind_code(struct bytes name)
{
	for (size_t i = 0; i < COUNT(kinds); i++)
		if (bytes_is(name, kinds[i]))
			return (int)i;
	return bytes_is(name, "sealed") ? 0 : -1;
}

const char *
kind_name(unsigned code)
{
	return code < COUNT(kinds) ? kinds[code] : NULL;
}
