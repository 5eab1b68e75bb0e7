#include "model/order_scope.h"

#include <stdio.h>

#include "format/day.h"
#include "format/view.h"

static enum err
fail(struct error *e, const char *member, const char *text)
{
	enum err rc = error_word(e, ERR_INPUT, "scope", "scope: %s",
	    error_say(e, text));

	error_field(e, "/%s", member);
	return rc;
}

enum err
order_scope_check(const struct order_scope *s, struct error *e)
{
	size_t bad;

	if (s->reference.len < 1 ||
	    s->reference.len > ORDER_SCOPE_REFERENCE_MAX ||
	    !utf8_check(s->reference, &bad))
		return fail(e, "reference", "the reference has 1 to 100 bytes");
	if (s->origin.len == 0)
		return fail(e, "register", "it names no register");
	if (s->order.type != TYPE_DOCUMENT)
		return fail(e, "order", "the order is a document");
	if (s->authority.type != TYPE_ORG && s->authority.type != TYPE_PERSON)
		return fail(e, "authority",
		    "the authority is an organisation or a person");
	if (s->of.type != TYPE_PERSON && s->of.type != TYPE_ORG)
		return fail(e, "of",
		    "the official is a person or an organisation");
	if (s->has_with && s->with.type != TYPE_PERSON &&
	    s->with.type != TYPE_ORG && s->with.type != TYPE_POST)
		return fail(e, "with",
		    "the counterpart is a person, an organisation or a post");
	if (s->has_with && s->state[0] != '\0')
		return fail(e, "state",
		    "an order names a counterpart or a state, not both");
	if (s->from > s->to)
		return fail(e, "from", "the period ends before it begins");
	if ((s->kinds & ~0x7FEu) != 0)
		return fail(e, "kinds", "there is no such kind");
	if (!s->notes && !s->slots)
		return fail(e, "needs", "an order needs slots or notes");
	return ERR_NONE;
}

/* ---- as JSON ---- */

static void
put_id(struct buffer *out, const char *name, const struct id *id)
{
	char text[ID_TEXT_BYTES];

	buffer_printf(out, "\"%s\":", name);
	if (id == NULL) {
		buffer_text(out, "null");
		return;
	}
	id_print(text, id);
	buffer_printf(out, "\"%s\"", text);
}

static void
put_day(struct buffer *out, const char *name, bool has, uint32_t day)
{
	char text[11];

	buffer_printf(out, "\"%s\":", name);
	if (!has) {
		buffer_text(out, "null");
		return;
	}
	day_print(text, day);
	buffer_printf(out, "\"%s\"", text);
}

static void
put_kinds(struct buffer *out, unsigned kinds)
{
	const char *comma = "[";

	buffer_text(out, "\"kinds\":");
	if (kinds == 0)
		buffer_text(out, "null");
	for (unsigned k = 1; k <= 10; k++)
		if ((kinds >> k & 1) != 0) {
			buffer_printf(out, "%s\"%s\"", comma, kind_name(k));
			comma = ",";
		}
	if (kinds != 0)
		buffer_byte(out, ']');
}

void
order_scope_print(struct buffer *out, const struct order_scope *s)
{
	buffer_byte(out, '{');
	put_id(out, "authority", &s->authority);
	buffer_byte(out, ',');
	put_day(out, "due", s->has_due, s->due);
	buffer_text(out, ",\"format\":\"" ORDER_SCOPE_FORMAT "\",");
	put_day(out, "from", s->from != DAY_FIRST, s->from);
	buffer_byte(out, ',');
	put_kinds(out, s->kinds);
	buffer_printf(out, ",\"needs\":[%s%s%s],", s->notes ? "\"notes\"" : "",
	    s->notes && s->slots ? "," : "", s->slots ? "\"slots\"" : "");
	put_id(out, "of", &s->of);
	buffer_byte(out, ',');
	put_id(out, "order", &s->order);
	buffer_text(out, ",\"reference\":");
	json_print_string(out, s->reference);
	buffer_text(out, ",\"register\":");
	json_print_string(out, s->origin);
	if (s->state[0] == '\0')
		buffer_text(out, ",\"state\":null,");
	else
		buffer_printf(out, ",\"state\":\"%s\",", s->state);
	put_day(out, "to", s->to != DAY_LAST, s->to);
	buffer_byte(out, ',');
	put_id(out, "with", s->has_with ? &s->with : NULL);
	buffer_byte(out, '}');
}

static bool
read_id(const struct json *v, const char *name, struct id *out)
{
	return id_parse(json_get_text(v, name), out);
}

/* Null gives `otherwise`. */
static bool
read_day(const struct json *v, const char *name, uint32_t otherwise,
    uint32_t *out)
{
	const struct json *m = json_get(v, name);

	*out = otherwise;
	return json_is_null(m) ||
	    (m->type == JSON_STRING && day_parse(m->text, out));
}

static bool
read_kinds(const struct json *v, unsigned *out)
{
	const struct json *list = json_get(v, "kinds");

	*out = 0;
	if (json_is_null(list))
		return true;
	if (list->type != JSON_ARRAY || list->count == 0)
		return false;
	for (const struct json *k = list->first; k != NULL; k = k->next) {
		int code = k->type == JSON_STRING ? kind_code(k->text) : -1;

		if (code <= 0)
			return false;
		*out |= 1u << (unsigned)code;
	}
	return true;
}

static bool
read_state(const struct json *v, char out[3])
{
	const struct json *m = json_get(v, "state");

	out[0] = out[1] = out[2] = '\0';
	if (json_is_null(m))
		return true;
	if (m->type != JSON_STRING || m->text.len != 2)
		return false;
	for (size_t i = 0; i < 2; i++) {
		if (m->text.at[i] < 'a' || m->text.at[i] > 'z')
			return false;
		out[i] = (char)m->text.at[i];
	}
	return true;
}

static void
read_needs(const struct json *v, struct order_scope *out)
{
	const struct json *list = json_get(v, "needs");

	for (size_t i = 0; list != NULL && i < list->count; i++) {
		const struct json *need = json_at(list, i);

		if (need->type != JSON_STRING)
			continue;
		out->notes = out->notes || bytes_is(need->text, "notes");
		out->slots = out->slots || bytes_is(need->text, "slots");
	}
}

enum err
order_scope_parse(struct order_scope *out, struct bytes in, struct arena *a,
    struct error *e)
{
	struct buffer again = {0};
	const struct json *v;
	bool same;
	enum err rc;

	*out = (struct order_scope){.from = DAY_FIRST, .to = DAY_LAST};
	if (in.len > ORDER_SCOPE_BYTES_MAX)
		return fail(e, "", "longer than 4,096 bytes");
	rc = json_parse(&v, in, &json_entry_limits, a, e);
	if (rc != ERR_NONE)
		return rc;
	if (!bytes_is(json_get_text(v, "format"), ORDER_SCOPE_FORMAT))
		return fail(e, "format", "it is no scope of version 1");
	if (!read_id(v, "authority", &out->authority))
		return fail(e, "authority", "it is no id");
	if (!read_id(v, "of", &out->of))
		return fail(e, "of", "it is no id");
	if (!read_id(v, "order", &out->order))
		return fail(e, "order", "it is no id");
	out->has_with = !json_is_null(json_get(v, "with"));
	if (out->has_with && !read_id(v, "with", &out->with))
		return fail(e, "with", "it is no id");
	out->has_due = !json_is_null(json_get(v, "due"));
	if (!read_day(v, "due", 0, &out->due) ||
	    !read_day(v, "from", DAY_FIRST, &out->from) ||
	    !read_day(v, "to", DAY_LAST, &out->to))
		return fail(e, "from", "it is no day");
	if (!read_kinds(v, &out->kinds))
		return fail(e, "kinds", "there is no such kind");
	if (!read_state(v, out->state))
		return fail(e, "state", "it is no state");
	read_needs(v, out);
	out->reference = json_get_text(v, "reference");
	out->origin = json_get_text(v, "register");
	rc = order_scope_check(out, e);
	if (rc != ERR_NONE)
		return rc;
	/* one scope has one text: nothing else may stand in the file */
	order_scope_print(&again, out);
	same = !again.failed && bytes_equal(buffer_bytes(&again), in);
	buffer_release(&again);
	return same ? ERR_NONE : fail(e, "", "it is not in canonical form");
}

/* ---- is a contact within? ---- */

static bool
slot_known(const struct slot_values *values, uint16_t known, unsigned slot,
    const struct json **out)
{
	*out = (known >> slot & 1) != 0 ? values->at[slot] : NULL;
	if (json_is_null(*out))
		*out = NULL;
	return (known >> slot & 1) != 0;
}

static bool
is_official(const struct order_scope *s, const struct contact *c)
{
	char of[ID_TEXT_BYTES];

	id_print(of, &s->of);
	for (size_t i = 0; i < c->party_count; i++)
		if (c->parties[i].side == SIDE_HOME &&
		    c->parties[i].principal &&
		    bytes_is(c->parties[i].counterpart, of))
			return true;
	return false;
}

/* The rule of the index for one foreign or third principal; who is only
 * described may be anybody of that state. */
static bool
is_counterpart(const struct order_scope *s, struct bytes counterpart,
    struct bytes state)
{
	char with[ID_TEXT_BYTES];

	if (s->state[0] != '\0')
		return bytes_is(state, s->state);
	if (!s->has_with || counterpart.len == 0)
		return true;
	id_print(with, &s->with);
	return bytes_is(counterpart, with);
}

static bool
body_matches(const struct order_scope *s, const struct contact *c, bool *met)
{
	bool matches = false;

	for (size_t i = 0; i < c->party_count; i++) {
		const struct party *p = &c->parties[i];

		if (p->side == SIDE_HOME || !p->principal)
			continue;
		*met = true;
		matches = matches ||
		    is_counterpart(s, p->counterpart, p->state);
	}
	return matches;
}

static bool
slot_matches(const struct order_scope *s, const struct json *list)
{
	static const char *const order[] = {"who", "as", "org"};

	for (const struct json *p = list->first; p != NULL; p = p->next) {
		struct bytes counterpart = {NULL, 0};

		for (size_t i = 0; i < COUNT(order) && counterpart.len == 0;
		     i++)
			counterpart = json_get_text(p, order[i]);
		if (is_counterpart(s, counterpart, json_get_text(p, "state")))
			return true;
	}
	return false;
}

static enum order_fit
fit_counterpart(const struct order_scope *s, const struct contact *c,
    const struct slot_values *values, uint16_t known)
{
	const struct json *list;
	bool met = false;

	if (!s->has_with && s->state[0] == '\0')
		return ORDER_IN;
	if (body_matches(s, c, &met))
		return ORDER_IN;
	if (!slot_known(values, known, CONTACT_FOREIGN, &list))
		return met ? ORDER_OUT : ORDER_UNKNOWN;
	if (list != NULL && list->type == JSON_ARRAY)
		return slot_matches(s, list) ? ORDER_IN : ORDER_OUT;
	return met ? ORDER_OUT : ORDER_IN; /* nobody is named at all */
}

static enum order_fit
fit_kind(const struct order_scope *s, const struct contact *c,
    const struct slot_values *values, uint16_t known)
{
	const struct json *v;
	int code = (int)c->kind;

	if (s->kinds == 0)
		return ORDER_IN;
	if (c->kind_sealed) {
		if (!slot_known(values, known, CONTACT_KIND, &v))
			return ORDER_UNKNOWN;
		code = v == NULL ? 0 : kind_code(v->text);
	}
	return code <= 0 || (s->kinds >> code & 1) != 0 ? ORDER_IN : ORDER_OUT;
}

static enum order_fit
fit_days(const struct order_scope *s, const struct contact *c,
    const struct slot_values *values, uint16_t known)
{
	uint32_t first = c->e, last = c->l;
	const struct json *v;
	struct when when;
	bool sealed = c->visibility.tier != TIER_PUBLIC ||
	    (c->visibility.sealed >> CONTACT_WHEN & 1) != 0;

	if (slot_known(values, known, CONTACT_WHEN, &v) && v != NULL &&
	    when_parse(&when, v, NULL) == ERR_NONE) {
		first = when.e;
		last = when.l;
		sealed = false;
	}
	if (first > s->to || last < s->from)
		return ORDER_OUT;
	if (first >= s->from && last <= s->to)
		return ORDER_IN;
	/* a range that sticks out: the day itself may be in a slot */
	return sealed && (known >> CONTACT_WHEN & 1) == 0 ? ORDER_UNKNOWN :
							    ORDER_IN;
}

enum err
order_scope_judge(enum order_fit *out, const struct order_scope *s,
    const struct entry *contact, const struct slot_values *values,
    uint16_t known, struct arena *a, struct error *e)
{
	struct contact c;
	enum order_fit fits[3];
	enum err rc;

	if (contact->type != TYPE_CONTACT)
		return error_set(e, ERR_INPUT, "the entry is not a contact");
	rc = contact_read(&c, contact, a, e);
	if (rc != ERR_NONE)
		return rc;
	*out = ORDER_OUT;
	/* what the index posts: held, and no record of the other side */
	if (c.status != STATUS_HELD || c.counter_of.len != 0 ||
	    !is_official(s, &c))
		return ERR_NONE;
	fits[0] = fit_counterpart(s, &c, values, known);
	fits[1] = fit_kind(s, &c, values, known);
	fits[2] = fit_days(s, &c, values, known);
	*out = ORDER_IN;
	for (size_t i = 0; i < COUNT(fits); i++)
		if (fits[i] == ORDER_OUT) {
			*out = ORDER_OUT;
			return ERR_NONE;
		} else if (fits[i] == ORDER_UNKNOWN) {
			*out = ORDER_UNKNOWN;
		}
	return ERR_NONE;
}

uint16_t
order_scope_opens(const struct order_scope *s, const struct entry *contact,
    struct arena *a)
{
	uint16_t all = (uint16_t)(SLOT_ALL & ~(1u << CONTACT_OTHERS));
	uint16_t who = 1u << CONTACT_FOREIGN | 1u << CONTACT_WHEN |
	    1u << CONTACT_KIND;
	struct contact c;

	if (contact_read(&c, contact, a, NULL) != ERR_NONE)
		return 0;
	if (s->slots)
		return all;
	/* for notes alone: as much as shows that the contact is in scope */
	return c.index_sealed || (c.visibility.sealed & who) != 0 ? who : 0;
}
