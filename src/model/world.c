/* Bodies as the values of model/world.h */
#include "model/world.h"

#include "format/day.h"

#include <stdio.h>

static const char *const roles[] = {"office", "department", "authority",
    "importer", "registrar", "delegate"};

const char *
role_name(enum role r)
{
	return roles[r];
}

bool
role_by_name(struct bytes name, enum role *out)
{
	for (unsigned i = 0; i < COUNT(roles); i++)
		if (bytes_is(name, roles[i])) {
			*out = (enum role)i;
			return true;
		}
	return false;
}

static void
read_subjects(struct grant *out, const struct json *list, struct arena *a)
{
	struct id *ids;

	out->all_subjects = json_is_null(list);
	if (out->all_subjects)
		return;
	ids = arena_take_array(a, list->count + 1, sizeof *ids);
	if (ids == NULL)
		return; /* the arena stays failed: the caller looks */
	for (const struct json *s = list->first; s != NULL; s = s->next)
		if (id_parse(s->text, &ids[out->subject_count]))
			out->subject_count++;
	out->subjects = ids;
}

static void
read_types(struct grant *out, const struct json *list)
{
	out->all_types = json_is_null(list);
	if (out->all_types)
		return;
	for (const struct json *t = list->first; t != NULL; t = t->next)
		out->types |= TYPE_BIT(type_by_name(t->text));
}

void
grant_read(struct grant *out, const struct id *id, uint64_t number,
    const struct json *body, struct arena *a)
{
	const struct json *window = json_get(body, "window");

	*out = (struct grant){.id = *id, .number = number, .to = DAY_LAST};
	if (!role_by_name(json_get_text(body, "role"), &out->role))
		return;
	out->active = bytes_is(json_get_text(body, "state"), "active");
	out->has_acts_for = id_parse(json_get_text(body, "acts_for"),
	    &out->acts_for);
	read_subjects(out, json_get(body, "subjects"), a);
	read_types(out, json_get(body, "types"));
	if (!day_parse(json_get_text(window, "from"), &out->from))
		out->from = DAY_FIRST;
	if (!day_parse(json_get_text(window, "to"), &out->to))
		out->to = DAY_LAST;
}

static void
copy_text(char *out, size_t size, struct bytes text)
{
	(void)snprintf(out, size, "%.*s", (int)text.len, (const char *)text.at);
}

void
policy_read(struct register_policy *out, const struct id *id, uint64_t number,
    const struct json *body)
{
	*out = (struct register_policy){.number = number, .id = *id};
	if (!id_parse(json_get_text(body, "registrar"), &out->registrar))
		return;
	copy_text(out->home_state, sizeof out->home_state,
	    json_get_text(body, "home_state"));
	copy_text(out->civil_zone, sizeof out->civil_zone,
	    json_get_text(body, "civil_zone"));
	copy_text(out->sealed_floor, sizeof out->sealed_floor,
	    json_get_text(body, "sealed_floor"));
	out->mapping = (unsigned)json_get_number(body, "mapping", 1);
}
