/* Reading model/contact.h */
#include "model/contact.h"

#include "format/view.h"

static const char *const statuses[] = {"proposed", "arranged", "held",
    "cancelled", "declined"};
static const char *const tiers[] = {"public", "delayed", "sealed", "withheld"};
static const char *const sides[] = {"home", "foreign", "third"};

/* Place of a word that the body's table has already accepted. */
static unsigned
word_index(struct bytes word, const char *const *words, unsigned count)
{
	for (unsigned i = 0; i < count; i++)
		if (bytes_is(word, words[i]))
			return i;
	return 0;
}

const char *
status_name(enum contact_status s)
{
	return statuses[s];
}

const char *
tier_name(enum tier t)
{
	return tiers[t];
}

const char *
side_name(enum side s)
{
	return sides[s];
}

void
visibility_read(struct visibility *out, const struct json *body)
{
	const struct json *v = json_get(body, "visibility");
	const struct json *sealed = json_get(v, "sealed");

	*out = (struct visibility){.tier = TIER_PUBLIC};
	if (v == NULL)
		return;
	out->tier = (enum tier)word_index(json_get_text(v, "tier"), tiers,
	    COUNT(tiers));
	if (out->tier == TIER_DELAYED &&
	    !day_parse(json_get_text(v, "until"), &out->until))
		out->until = DAY_LAST;
	out->ground = json_get_text(v, "ground");
	for (const struct json *s = sealed == NULL ? NULL : sealed->first;
	     s != NULL; s = s->next)
		out->sealed |= (uint16_t)(1u << (s->number & 15));
}

static void
party_read(struct party *out, const struct json *v)
{
	out->side = (enum side)word_index(json_get_text(v, "side"), sides,
	    COUNT(sides));
	out->role = json_get_text(v, "role");
	out->principal = bytes_is(out->role, "principal");
	out->state = json_get_text(v, "state");
	out->who = json_get_text(v, "who");
	out->as = json_get_text(v, "as");
	out->org = json_get_text(v, "org");
	out->described = (int)json_get_number(v, "described", -1);
	out->counterpart = out->who.len != 0 ? out->who :
	    out->as.len != 0                 ? out->as :
					       out->org;
}

static enum err
parties_read(struct contact *out, const struct json *list, struct arena *a,
    struct error *e)
{
	struct party *parties = arena_take_array(a, list->count,
	    sizeof *parties);
	size_t count = 0;

	if (parties == NULL)
		return error_set(e, ERR_MEMORY, "no memory for parties");
	for (const struct json *p = list->first; p != NULL; p = p->next)
		party_read(&parties[count++], p);
	out->parties = parties;
	out->party_count = count;
	return ERR_NONE;
}

/* E and L with L cut to F_late for what was held (model 4.6). */
static enum err
bounds_read(struct contact *out, const struct json *when, int64_t at_s,
    struct error *e)
{
	uint32_t last = filing_day_last(at_s);
	char text[11];
	enum err rc;

	out->e = DAY_FIRST;
	out->l = DAY_LAST;
	out->has_when = when->type != JSON_NULL;
	if (!out->has_when)
		return ERR_NONE;
	rc = when_parse(&out->when, when, e);
	if (rc != ERR_NONE)
		return rc;
	out->e = out->when.e;
	out->l = out->when.l;
	if (out->status != STATUS_HELD)
		return ERR_NONE;
	if (out->l > last)
		out->l = last;
	if (out->e <= last)
		return ERR_NONE;
	day_print(text, out->e);
	rc = error_word(e, ERR_INPUT, "future",
	    "when: %s is after the filing, and the contact is held", text);
	error_field(e, "/when");
	return error_mend(e, rc, "file it as arranged, or correct the date");
}

/* model 7.7. Whether slot 0 is used cannot be seen from the body, so a
 * contact that is not public and shows no foreign principal counts as one
 * whose counterpart is sealed: possible never becomes too small. */
static bool
is_index_sealed(const struct contact *c)
{
	if (c->kind_sealed)
		return true;
	for (size_t i = 0; i < c->party_count; i++)
		if (c->parties[i].principal &&
		    c->parties[i].side == SIDE_FOREIGN)
			return false;
	return c->visibility.tier != TIER_PUBLIC;
}

enum err
contact_read(struct contact *out, const struct entry *entry, struct arena *a,
    struct error *e)
{
	const struct json *body = entry->body;
	const struct json *source = json_get(body, "source_of_record");
	struct bytes kind = json_get_text(body, "kind");
	int code = kind_code(kind);
	enum err rc;

	*out = (struct contact){0};
	out->kind_sealed = bytes_is(kind, "sealed");
	out->kind = code < 0 ? 0 : (unsigned)code;
	out->status = (enum contact_status)word_index(json_get_text(body,
							  "status"),
	    statuses, COUNT(statuses));
	out->times = (uint32_t)json_get_number(body, "times", 1);
	out->subject = json_get_text(body, "subject");
	out->minutes = json_get_number(body, "minutes", -1);
	out->initiated_by = json_get_text(body, "initiated_by");
	out->country = json_get_text(body, "country");
	out->language = json_get_text(body, "language");
	out->basis = json_get_text(source, "basis");
	out->source_statement = json_get_text(source, "statement");
	out->source_document = json_get_text(source, "document");
	out->part_of = json_get_text(body, "part_of");
	out->counter_of = json_get_text(body, "counter_of");
	visibility_read(&out->visibility, body);
	rc = parties_read(out, json_get(body, "parties"), a, e);
	if (rc != ERR_NONE)
		return rc;
	out->index_sealed = is_index_sealed(out);
	out->posted = out->status == STATUS_HELD && out->counter_of.len == 0;
	return bounds_read(out, json_get(body, "when"), entry->at_s, e);
}
