/* Admission (model 8.2 to 8.4): judge_admit of model/judge.h */
#include "model/judge_parts.h"

#include "format/age.h"
#include "format/day.h"
#include "format/edtf.h"
#include "format/view.h"
#include "model/contact.h"
#include "model/duty.h"
#include "model/shape.h"
#include "model/zone.h"

#include <stdio.h>

#define CLOCK_AHEAD_S 300
#define CLOCK_BEHIND_S INT64_C(2592000) /* 30 days */
#define DAY_S INT64_C(86400)
#define LAST_ZONE_S (INT64_C(14) * 3600) /* F_late, model 2.10 */
#define RECEIPT_QUESTION 1
#define SUMMARY_SHORT 20 /* code points, model 8.4 */

/* One filing under judgement. */
struct admitted {
	struct judged x;
	struct admission *admission;
	const struct opening *opening; /* NULL: none */
	struct contact contact;        /* of type contact alone */
	struct visibility visibility;
};

static enum err
refuse(struct error *e, enum err code, const char *word, const char *field,
    const char *text, const char *mend)
{
	enum err rc = error_word(e, code, word, "%s", text);

	error_field(e, "%s", field);
	return mend == NULL ? rc : error_mend(e, rc, "%s", mend);
}

static void
warn(struct admitted *f, const char *code, uint64_t number, const char *text)
{
	struct warnings *w = f->admission->warnings;
	struct warning *one;

	if (w == NULL || w->count == WARNINGS_MAX)
		return;
	one = &w->at[w->count++];
	*one = (struct warning){.number = number};
	(void)snprintf(one->code, sizeof one->code, "%s", code);
	(void)snprintf(one->text, sizeof one->text, "%s", text);
}

static bool
is_used(const struct json *v)
{
	return v != NULL && v->type != JSON_NULL;
}

static const struct json *
slot(const struct admitted *f, unsigned number)
{
	const struct json *v = f->opening == NULL ?
	    NULL :
	    f->opening->values.at[number];

	return is_used(v) ? v : NULL;
}

/* clock (amendments 8.2) */

static enum err
check_clock(struct admitted *f, struct error *e)
{
	const struct entry *entry = f->x.entry;
	int64_t now_s = f->admission->now_s;

	f->admission->late_signature = entry->at_s < now_s - CLOCK_AHEAD_S;
	if (entry->at_s > now_s + CLOCK_AHEAD_S)
		return refuse(e, ERR_INPUT, "clock", "/at",
		    "is more than 300 s ahead of the clock here",
		    "set the clock, and sign again");
	if (entry->at_s < now_s - CLOCK_BEHIND_S)
		return refuse(e, ERR_INPUT, "clock", "/at",
		    "is more than 30 days old",
		    "sign again with the present time");
	if (entry->has_prev && f->x.has_entity &&
	    entry->at_s < f->x.entity.at_s)
		return refuse(e, ERR_INPUT, "clock", "/at",
		    "is earlier than the version that it replaces", NULL);
	if (f->admission->late_signature)
		warn(f, "signed_earlier", NUMBER_NONE,
		    "signed more than 300 s before it is filed");
	return ERR_NONE;
}

/* conflict, amendment_changed */

static enum err
check_chain(struct admitted *f, struct error *e)
{
	const struct json *amendment = json_get(f->x.entry->body, "amendment");
	char head[65];
	enum err rc = judged_chain(&f->x, e);

	if (rc != ERR_NONE)
		return rc;
	if (f->x.competing) {
		hash_print(head, &f->x.entity.head);
		rc = refuse(e, ERR_CONFLICT, "conflict", "/prev",
		    "another version has been filed meanwhile", NULL);
		return error_mend(e, rc, "look at it; its leaf hash is %s",
		    head);
	}
	if (amendment == NULL)
		return ERR_NONE;
	if (json_get(amendment, "changed")->count == 0)
		return refuse(e, ERR_INPUT, "amendment_changed",
		    "/amendment/changed", "a version changes something",
		    "leave it out if nothing changes");
	if (!judged_changed(&f->x))
		return refuse(e, ERR_INPUT, "amendment_changed",
		    "/amendment/changed",
		    "does not name exactly the members that differ",
		    "name the topmost members that differ, sorted");
	return ERR_NONE;
}

/* status, split_mismatch, same_twice, count_mismatch */

static bool
status_may_follow(enum contact_status from, enum contact_status to)
{
	switch (from) {
	case STATUS_PROPOSED:
		return true;
	case STATUS_ARRANGED:
		return to != STATUS_PROPOSED;
	case STATUS_HELD:
	case STATUS_CANCELLED:
	case STATUS_DECLINED:
		return from == to;
	}
	return false;
}

static enum err
check_status(const struct admitted *f, struct error *e)
{
	static const char *const names[] = {"proposed", "arranged", "held",
	    "cancelled", "declined"};
	struct bytes before = json_get_text(f->x.before, "status");
	struct bytes code =
	    json_get_text(json_get(f->x.entry->body, "amendment"), "code");
	enum err rc;

	if (f->x.entry->type != TYPE_CONTACT || f->x.before == NULL ||
	    bytes_is(code, "correction"))
		return ERR_NONE;
	for (unsigned i = 0; i < COUNT(names); i++)
		if (bytes_is(before, names[i]) &&
		    !status_may_follow((enum contact_status)i,
			f->contact.status)) {
			rc = error_word(e, ERR_INPUT, "status",
			    "a contact that is %s does not become %s", names[i],
			    status_name(f->contact.status));
			error_field(e, "/status");
			return error_mend(e, rc,
			    "use the code correction if it was filed wrongly");
		}
	return ERR_NONE;
}

static enum err
check_split(struct judge *j, struct admitted *f, struct error *e)
{
	uint64_t broken;
	bool fits;
	enum err rc = judged_split(j, &f->x, &fits, &broken, e);

	if (rc != ERR_NONE || (fits && broken == NUMBER_NONE))
		return rc;
	return refuse(e, ERR_INPUT, "split_mismatch", "/times",
	    broken != NUMBER_NONE ? "the parts of a split are not complete" :
				    "tally and parts do not add up",
	    "file the reduced tally and its "
	    "parts in one batch: same subject, principals, kind and status, "
	    "dates within those of the tally, times in all as taken away");
}

static enum err
check_same(const struct admitted *f, struct error *e)
{
	const struct contact *c = &f->contact;
	const struct world *w = f->x.world;
	struct id a, b;
	bool same;
	enum err rc;

	if (f->x.entry->type != TYPE_CONTACT || w->same == NULL)
		return ERR_NONE;
	for (size_t i = 0; i < c->party_count; i++)
		for (size_t k = 0; k < i; k++) {
			if (!id_parse(c->parties[i].who, &a) ||
			    !id_parse(c->parties[k].who, &b))
				continue;
			same = id_equal(&a, &b) &&
			    c->parties[i].side == c->parties[k].side;
			rc = same ? ERR_NONE :
				    w->same(w->context, &a, &b, &same, e);
			if (rc != ERR_NONE)
				return rc;
			if (same)
				return refuse(e, ERR_INPUT, "same_twice",
				    "/parties", "names one person twice",
				    "keep one of the two");
		}
	return ERR_NONE;
}

/* The other side's record of a contact (declaration 7): of the same official,
 * and of a record that counts, not of another counter-record. */
static enum err
check_counter(const struct admitted *f, struct error *e)
{
	const struct world *w = f->x.world;
	struct entity target;
	struct entry entry;
	struct id id;
	enum err rc;

	if (f->x.entry->type != TYPE_CONTACT ||
	    !id_parse(f->contact.counter_of, &id))
		return ERR_NONE;
	if (id_equal(&id, &f->x.entry->id))
		return refuse(e, ERR_INPUT, "reference", "/counter_of",
		    "a contact is no counter-record of itself", NULL);
	rc = w->entity(w->context, &id, &target, e);
	if (rc == ERR_NONE)
		rc = w->entry(w->context, target.current, &entry, f->x.arena,
		    e);
	if (rc != ERR_NONE)
		return rc;
	if (json_get_text(entry.body, "counter_of").len != 0)
		return refuse(e, ERR_INPUT, "reference", "/counter_of",
		    "names a contact that is a counter-record itself",
		    "name the contact that it is a counter-record of");
	if (!bytes_equal(json_get_text(entry.body, "subject"),
		f->contact.subject))
		return refuse(e, ERR_INPUT, "reference", "/counter_of",
		    "names a contact of another official",
		    "a counter-record has the subject of the contact");
	return ERR_NONE;
}

static enum err
check_count(const struct admitted *f, struct error *e)
{
	const struct world *w = f->x.world;
	const struct json *body = f->x.entry->body;
	uint64_t certain, possible, times;
	enum err rc;

	if (f->x.entry->type != TYPE_COMPLETE)
		return ERR_NONE;
	if (w->count == NULL)
		return refuse(e, ERR_REFUSED, "not_yet", "/type",
		    "declarations are not taken here yet", NULL);
	rc = w->count(w->context, body, &certain, &possible, e);
	if (rc != ERR_NONE)
		return rc;
	times = (uint64_t)json_get_number(body, "times", 0);
	if (times >= certain && times <= possible)
		return ERR_NONE;
	rc = error_word(e, ERR_INPUT, "count_mismatch",
	    "declares %llu where the register holds %llu certain and %llu "
	    "possible",
	    (unsigned long long)times, (unsigned long long)certain,
	    (unsigned long long)possible);
	error_field(e, "/times");
	return error_mend(e, rc, "file what is missing, or correct the number");
}

/* when_lasting, when_wide, day_zone_mismatch */

static bool
is_point(unsigned kind)
{
	/* call video meeting letter email message gift (model 4.7) */
	return kind == 1 || kind == 2 || kind == 3 ||
	    (kind >= 5 && kind <= 7) || kind == 9;
}

static enum err
check_lasting(struct admitted *f, const struct when *when, unsigned kind,
    struct error *e)
{
	struct edtf d;
	size_t slash = bytes_find(when->edtf, '/');
	enum err rc;

	if (edtf_parse(&d, when->edtf, e) != ERR_NONE)
		return ERR_INPUT; /* the form was checked before */
	if (is_point(kind) && edtf_lasts(&d)) {
		rc = refuse(e, ERR_INPUT, "when_lasting", "/when",
		    "a contact of this kind does not last for days", NULL);
		return error_mend(e, rc,
		    "for one unknown day between them "
		    "write [%.*s..%.*s]",
		    (int)slash, (const char *)when->edtf.at,
		    (int)(when->edtf.len - slash - 1),
		    (const char *)when->edtf.at + slash + 1);
	}
	if (edtf_wide(when->e, when->l))
		warn(f, "when_wide", NUMBER_NONE,
		    "when: wider than a year, and not from a first to a last "
		    "day of a month");
	return ERR_NONE;
}

static enum err
check_zone(struct admitted *f, const struct when *when, struct error *e)
{
	bool (*zone)(const char *, int64_t,
	    int32_t *) = f->admission->zone != NULL ? f->admission->zone :
						      zone_offset;
	struct register_policy policy;
	char right[11];
	int64_t utc_s;
	int32_t offset_s;
	uint32_t day;
	enum err rc;

	if (!when->has_time || !when->has_offset)
		return ERR_NONE;
	rc = f->x.world->policy(f->x.world->context, &policy, e);
	if (rc != ERR_NONE)
		return rc;
	utc_s = (int64_t)day_number(when->start_lo) * DAY_S +
	    (when->time_min - when->offset_min) * INT64_C(60);
	if (!zone(policy.civil_zone, utc_s, &offset_s)) {
		warn(f, "zone_unknown", NUMBER_NONE,
		    "when: the day could not be compared with the civil zone "
		    "of the register; its table is not on this machine");
		return ERR_NONE;
	}
	day = day_of_time(utc_s + offset_s);
	if (day == when->start_lo)
		return ERR_NONE;
	day_print(right, day);
	rc = error_word(e, ERR_INPUT, "day_zone_mismatch",
	    "when: at that time it was %s in %s", right, policy.civil_zone);
	error_field(e, "/when");
	return error_mend(e, rc,
	    "write the day %s, with time and utc_offset "
	    "in %s",
	    right, policy.civil_zone);
}

static enum err
check_when(struct admitted *f, struct error *e)
{
	struct when sealed;
	enum err rc = ERR_NONE;

	if (f->x.entry->type != TYPE_CONTACT)
		return ERR_NONE;
	if (f->contact.has_when && slot(f, CONTACT_WHEN) == NULL)
		rc = check_lasting(f, &f->contact.when, f->contact.kind, e);
	if (rc == ERR_NONE && f->contact.has_when)
		rc = check_zone(f, &f->contact.when, e);
	if (rc != ERR_NONE || slot(f, CONTACT_WHEN) == NULL)
		return rc;
	rc = when_parse(&sealed, slot(f, CONTACT_WHEN), e);
	if (rc == ERR_NONE)
		rc = check_lasting(f, &sealed, f->contact.kind, e);
	if (rc == ERR_NONE)
		rc = check_zone(f, &sealed, e);
	return rc;
}

/* open_form, open_mismatch, slot, seal_* */

static enum err
resolve_in_slot(const struct admitted *f, const struct json *v, struct error *e)
{
	enum err rc = ERR_NONE;

	if (v->type == JSON_STRING)
		return judged_resolve(&f->x, v->text, e);
	if (v->type != JSON_ARRAY && v->type != JSON_OBJECT)
		return ERR_NONE;
	for (const struct json *m = v->first; m != NULL && rc == ERR_NONE;
	     m = m->next)
		rc = resolve_in_slot(f, m, e);
	return rc;
}

/* Slots that hold ids: a contact's foreign, arranging, particulars and
 * others; contacts and author of a note; authors and publisher. */
static uint16_t
slots_with_ids(enum entry_type type)
{
	if (type == TYPE_CONTACT)
		return 1u << CONTACT_FOREIGN | 1u << CONTACT_ARRANGING |
		    1u << CONTACT_PARTICULARS | 1u << CONTACT_OTHERS;
	if (type == TYPE_NOTE)
		return 1u << 0 | 1u << 2;
	return type == TYPE_DOCUMENT ? 1u << 1 | 1u << 2 : 0;
}

static enum err
check_described(const struct admitted *f, struct error *e)
{
	const struct json *words = slot(f, CONTACT_DESCRIBED);
	const struct json *foreign = slot(f, CONTACT_FOREIGN);
	int64_t most = -1;

	for (size_t i = 0; i < f->contact.party_count; i++)
		if (f->contact.parties[i].described > most)
			most = f->contact.parties[i].described;
	for (const struct json *p = foreign == NULL ? NULL : foreign->first;
	     p != NULL; p = p->next)
		if (json_get_number(p, "described", -1) > most)
			most = json_get_number(p, "described", -1);
	if (most < 0 || (words != NULL && (int64_t)words->count > most))
		return ERR_NONE;
	return refuse(e, ERR_INPUT, "slot", "/described",
	    "has no words for a party that is only described",
	    "give slot described one text for each number k");
}

static enum err
check_opening(const struct admitted *f, struct error *e)
{
	const struct entry *entry = f->x.entry;
	uint16_t ids = slots_with_ids(entry->type);
	const char *flag;
	enum err rc;

	if (f->opening == NULL) {
		if (!entry->has_seal || f->visibility.tier == TIER_SEALED ||
		    f->visibility.tier == TIER_WITHHELD)
			return ERR_NONE;
		return refuse(e, ERR_INPUT, "seal_missing", "/seal",
		    "the seed and values of the slots are not handed in",
		    "hand in the opening beside the leaf");
	}
	rc = opening_verify(f->opening, entry, f->x.number, e);
	if (rc != ERR_NONE)
		return rc;
	flag = slots_flag_differs(entry, &f->opening->values,
	    f->opening->shown);
	if (flag != NULL) {
		rc = error_word(e, ERR_INPUT, "slot",
		    "the body says otherwise about slot %s", flag);
		error_field(e, "/%s", flag);
		return error_mend(e, rc,
		    "fill the slot exactly if the body "
		    "says that there are words");
	}
	for (unsigned i = 0; i < SLOT_COUNT && rc == ERR_NONE; i++)
		if ((ids >> i & 1) != 0 && slot(f, i) != NULL)
			rc = resolve_in_slot(f, slot(f, i), e);
	if (rc == ERR_NONE && entry->type == TYPE_CONTACT)
		rc = check_described(f, e);
	return rc;
}

static enum err
fail_both(struct error *e, enum entry_type type, unsigned number)
{
	enum err rc = error_word(e, ERR_INPUT, "seal_both",
	    "%s stands in the body and in its slot", slot_name(type, number));

	error_field(e, "/%s", slot_name(type, number));
	return error_mend(e, rc, "keep it in one of the two");
}

/* Does a member of a slot object stand in the body, too? */
static bool
both_in(const struct admitted *f, unsigned number, const char *member)
{
	return json_get(slot(f, number), member) != NULL &&
	    json_get(f->x.entry->body, member) != NULL;
}

static bool
foreign_in_body(const struct contact *c)
{
	for (size_t i = 0; i < c->party_count; i++)
		if (c->parties[i].principal &&
		    c->parties[i].side == SIDE_FOREIGN)
			return true;
	return false;
}

static bool
materials_both(const struct admitted *f)
{
	const struct json *list = slot(f, CONTACT_MATERIALS);

	if (list == NULL || json_get(f->x.entry->body, "materials") == NULL)
		return false;
	for (const struct json *m = list->first; m != NULL; m = m->next)
		if (json_get(m, "direction") != NULL ||
		    json_get(m, "sha256") != NULL)
			return true;
	return false;
}

static enum err
contact_both(const struct admitted *f, struct error *e)
{
	const struct json *body = f->x.entry->body;
	const struct contact *c = &f->contact;

	if (slot(f, CONTACT_FOREIGN) != NULL && foreign_in_body(c))
		return fail_both(e, TYPE_CONTACT, CONTACT_FOREIGN);
	if (slot(f, CONTACT_WHEN) != NULL && c->visibility.tier == TIER_PUBLIC)
		return fail_both(e, TYPE_CONTACT, CONTACT_WHEN);
	if (slot(f, CONTACT_TIME) != NULL && c->has_when && c->when.has_time)
		return fail_both(e, TYPE_CONTACT, CONTACT_TIME);
	if (slot(f, CONTACT_MINUTES) != NULL &&
	    json_get(body, "minutes") != NULL)
		return fail_both(e, TYPE_CONTACT, CONTACT_MINUTES);
	if (both_in(f, CONTACT_PLACE, "country"))
		return fail_both(e, TYPE_CONTACT, CONTACT_PLACE);
	if (slot(f, CONTACT_TOPICS) != NULL && json_get(body, "topics") != NULL)
		return fail_both(e, TYPE_CONTACT, CONTACT_TOPICS);
	if (both_in(f, CONTACT_ARRANGING, "arranged_by") ||
	    both_in(f, CONTACT_ARRANGING, "initiated_by"))
		return fail_both(e, TYPE_CONTACT, CONTACT_ARRANGING);
	if (both_in(f, CONTACT_PARTICULARS, "gift") ||
	    both_in(f, CONTACT_PARTICULARS, "travel"))
		return fail_both(e, TYPE_CONTACT, CONTACT_PARTICULARS);
	if (slot(f, CONTACT_KIND) != NULL && !c->kind_sealed)
		return fail_both(e, TYPE_CONTACT, CONTACT_KIND);
	if (materials_both(f))
		return fail_both(e, TYPE_CONTACT, CONTACT_MATERIALS);
	return ERR_NONE;
}

static enum err
check_both(const struct admitted *f, struct error *e)
{
	static const struct {
		enum entry_type type;
		unsigned slot;
		const char *member;
	} coded[] = {
	    {TYPE_NOTE,     0, "contacts" },
	    {TYPE_NOTE,     1, "made"     },
	    {TYPE_NOTE,     2, "author"   },
	    {TYPE_DOCUMENT, 1, "authors"  },
	    {TYPE_DOCUMENT, 2, "publisher"},
	    {TYPE_DOCUMENT, 3, "issued"   },
	};

	if (f->x.entry->type == TYPE_CONTACT)
		return contact_both(f, e);
	for (size_t i = 0; i < COUNT(coded); i++)
		if (coded[i].type == f->x.entry->type &&
		    slot(f, coded[i].slot) != NULL &&
		    json_get(f->x.entry->body, coded[i].member) != NULL)
			return fail_both(e, coded[i].type, coded[i].slot);
	return ERR_NONE;
}

/* Days that the policy lets a sealed date span at most. */
static int32_t
floor_days(const char *floor)
{
	if (strcmp(floor, "month") == 0)
		return 31;
	if (strcmp(floor, "quarter") == 0)
		return 92;
	return strcmp(floor, "half-year") == 0 ? 184 : 366;
}

static bool
is_exact_form(const struct when *when)
{
	return !when->qualified && !when->interval &&
	    bytes_find(when->edtf, '[') == when->edtf.len &&
	    bytes_find(when->edtf, 'X') == when->edtf.len;
}

/* model 7.7: the outer range of a sealed date. */
static enum err
check_floor(const struct admitted *f, struct error *e)
{
	struct register_policy policy;
	const struct when *outer = &f->contact.when;
	struct when inner;
	enum err rc;

	if (f->x.entry->type != TYPE_CONTACT || slot(f, CONTACT_WHEN) == NULL)
		return ERR_NONE;
	if (!f->contact.has_when)
		return refuse(e, ERR_INPUT, "seal_floor", "/when",
		    "a sealed date keeps an outer range here",
		    "write the quarter, for instance 2022-34");
	rc = f->x.world->policy(f->x.world->context, &policy, e);
	if (rc == ERR_NONE)
		rc = when_parse(&inner, slot(f, CONTACT_WHEN), e);
	if (rc != ERR_NONE)
		return rc;
	if (!is_exact_form(outer) ||
	    day_number(outer->l) - day_number(outer->e) >=
		floor_days(policy.sealed_floor)) {
		rc = error_word(e, ERR_INPUT, "seal_floor",
		    "when: the public range of a sealed date is at most a %s",
		    policy.sealed_floor);
		error_field(e, "/when");
		return error_mend(e, rc,
		    "write a month or quarter, for instance 2022-34");
	}
	if (inner.e < outer->e || inner.l > outer->l)
		return refuse(e, ERR_INPUT, "seal_floor", "/when",
		    "the sealed date is outside its public range",
		    "widen the range, or correct the date");
	return ERR_NONE;
}

static enum err
check_third(const struct admitted *f, struct error *e)
{
	if (f->x.entry->type != TYPE_CONTACT ||
	    slot(f, CONTACT_OTHERS) == NULL ||
	    (f->visibility.sealed >> CONTACT_OTHERS & 1) != 0 ||
	    f->visibility.tier == TIER_SEALED ||
	    f->visibility.tier == TIER_WITHHELD)
		return ERR_NONE;
	return refuse(e, ERR_INPUT, "seal_third", "/visibility/sealed",
	    "others are named, and slot 14 is not sealed",
	    "add 14 to visibility.sealed");
}

/* text_* */

static enum err
check_texts(const struct admitted *f, const struct json *v, bool name,
    const char *where, struct error *e)
{
	enum err rc = ERR_NONE;

	if (v->type == JSON_STRING)
		return text_check(v->text, name, where, f->admission->warnings,
		    e);
	if (v->type != JSON_ARRAY && v->type != JSON_OBJECT)
		return ERR_NONE;
	for (const struct json *m = v->first; m != NULL && rc == ERR_NONE;
	     m = m->next)
		rc = check_texts(f, m, name, where, e);
	return rc;
}

static enum err
check_words(const struct admitted *f, struct error *e)
{
	enum entry_type type = f->x.entry->type;
	enum err rc = ERR_NONE;

	if (type == TYPE_POLICY)
		return check_texts(f, json_get(f->x.entry->body, "title"), true,
		    "title", e);
	for (unsigned i = 0; i < SLOT_COUNT && rc == ERR_NONE; i++) {
		const char *where = slot_name(type, i);

		if (slot(f, i) == NULL || where == NULL)
			continue;
		rc = check_texts(f, slot(f, i),
		    strcmp(where, "names") == 0 || strcmp(where, "title") == 0,
		    where, e);
	}
	return rc;
}

/* Warnings (8.4) */

static bool
is_stock_phrase(struct bytes text)
{
	static const char *const stock[] = {"meeting", "general discussion",
	    "introductory", "réunion", "discussion générale"};
	char folded[24];

	if (text.len >= sizeof folded)
		return false;
	for (size_t i = 0; i < text.len; i++)
		folded[i] = (char)(text.at[i] >= 'A' && text.at[i] <= 'Z' ?
			text.at[i] | 0x20 :
			text.at[i]);
	for (size_t i = 0; i < COUNT(stock); i++)
		if (bytes_is(bytes_of(folded, text.len), stock[i]))
			return true;
	return false;
}

/* model 3.22: for the subject's own office, under the duties in force. */
static enum err
warn_late(struct admitted *f, struct error *e)
{
	const struct world *w = f->x.world;
	const struct json **duties = NULL;
	struct late_flag flag;
	size_t count = 0;
	bool office = false;
	enum err rc;

	if (w->duties == NULL ||
	    (f->x.before != NULL &&
		bytes_is(json_get_text(f->x.before, "status"), "held")))
		return ERR_NONE;
	rc = judged_has_role(&f->x, &f->x.entry->by, ROLE_OFFICE, &office, e);
	if (rc == ERR_NONE && office)
		rc = w->duties(w->context, &duties, &count, f->x.arena, e);
	for (size_t i = 0; rc == ERR_NONE && i < count; i++) {
		late_flag(&flag, &f->contact, f->x.entry->at_s, duties[i]);
		if (flag.is != LATE && flag.is != LATE_PERHAPS)
			continue;
		warn(f, "late", NUMBER_NONE,
		    flag.is == LATE ?
			N_("late: filed after the day that a duty gives") :
			N_("perhaps late: the day that a duty gives may have "
			   "passed"));
	}
	return rc;
}

static enum err
give_warnings(struct admitted *f, struct error *e)
{
	const struct json *body = f->x.entry->body;
	const struct world *w = f->x.world;
	const struct json *summary = slot(f, CONTACT_SUMMARY);
	const struct json *topics = json_get(body, "topics");
	uint64_t number;
	enum err rc;

	if (f->x.entry->type != TYPE_CONTACT || f->admission->warnings == NULL)
		return ERR_NONE;
	if (topics != NULL && topics->count == 0)
		warn(f, "topics_empty", NUMBER_NONE, "topics: none stated");
	for (const struct json *t = summary == NULL ? NULL : summary->first;
	     t != NULL; t = t->next)
		if (utf8_count(t->text) < SUMMARY_SHORT ||
		    is_stock_phrase(t->text)) {
			warn(f, "summary_short", NUMBER_NONE,
			    "summary: says little; what was it about?");
			break;
		}
	rc = warn_late(f, e);
	/* part of its tally, counter-record of its record: no duplicate */
	if (rc != ERR_NONE || w->similar == NULL || f->x.entry->has_prev ||
	    !json_is_null(json_get(f->x.entry->body, "part_of")) ||
	    !json_is_null(json_get(f->x.entry->body, "counter_of")))
		return rc;
	rc = w->similar(w->context, f->x.entry, &number, e);
	if (rc == ERR_NONE && number != NUMBER_NONE)
		warn(f, "duplicate", number,
		    "an earlier contact has the same "
		    "subject, counterpart and kind, and overlapping days");
	return rc;
}

/* The day of a delayed entry is what its body says, by the clock here. */
static enum err
check_delay_over(const struct admitted *f, const struct entity *target,
    struct error *e)
{
	const struct world *w = f->x.world;
	struct visibility v;
	struct entry entry;
	enum err rc = w->entry(w->context, target->current, &entry, f->x.arena,
	    e);

	if (rc != ERR_NONE)
		return rc;
	visibility_read(&v, entry.body);
	if (v.tier == TIER_DELAYED &&
	    v.until <= day_of_time(f->admission->now_s))
		return ERR_NONE;
	return refuse(e, ERR_REFUSED, "not_granted", "/ground",
	    "no day of this entry is over",
	    "open it on its day, or with another ground");
}

/* A filer opens its own entries, an office those of its officials; R and A
 * file it with an authority (3.19), but for the day of a delayed contact
 * (7.9). */
static enum err
check_open(const struct admitted *f, struct error *e)
{
	const struct entry *entry = f->x.entry;
	const struct world *w = f->x.world;
	struct entity target;
	struct entry opened;
	struct id id;
	bool office = false;
	enum err rc;

	if (entry->type != TYPE_OPEN ||
	    !id_parse(json_get_text(entry->body, "target"), &id))
		return ERR_NONE;
	rc = w->entity(w->context, &id, &target, e);
	if (rc == ERR_NONE &&
	    bytes_is(json_get_text(entry->body, "ground"), "delay-over"))
		return check_delay_over(f, &target, e);
	if (rc != ERR_NONE || id_equal(&target.by, &entry->by) ||
	    !json_is_null(json_get(entry->body, "authority")))
		return rc;
	rc = w->entry(w->context, target.current, &opened, f->x.arena, e);
	if (rc == ERR_NONE)
		rc = judged_office_of(&f->x, &entry->by,
		    json_get_text(opened.body, "subject"), &office, e);
	if (rc != ERR_NONE || office)
		return rc;
	return refuse(e, ERR_REFUSED, "not_granted", "/authority",
	    "who did not file the entry opens it by authority alone",
	    "name the authority");
}

/* Nothing is undone by annulling the policy; an erasure is undone while what
 * it names is still kept, by the clock here and not by that of the signer. */
static enum err
check_annul(const struct admitted *f, struct error *e)
{
	const struct world *w = f->x.world;
	struct entity target;
	struct entry erase;
	struct id id;
	uint32_t hold;
	enum err rc;

	if (f->x.entry->type != TYPE_ANNUL ||
	    !id_parse(json_get_text(f->x.entry->body, "target"), &id))
		return ERR_NONE;
	if (id.type == TYPE_POLICY)
		return refuse(e, ERR_REFUSED, "not_granted", "/target",
		    "a policy is amended, never annulled", NULL);
	if (id.type != TYPE_ERASE)
		return ERR_NONE;
	rc = w->entity(w->context, &id, &target, e);
	if (rc == ERR_NONE)
		rc = w->entry(w->context, target.current, &erase, f->x.arena,
		    e);
	if (rc != ERR_NONE)
		return rc;
	if (day_parse(json_get_text(erase.body, "hold"), &hold) &&
	    day_of_time(f->admission->now_s) < hold)
		return ERR_NONE;
	return refuse(e, ERR_CONFLICT, "conflict", "/target",
	    "the day of the erasure has come; what it names is gone", NULL);
}

/* Who files it acts as registrar; the second signature is that of an authority
 * (reliability 9.2: two persons of different roles). */
static enum err
check_erase(const struct admitted *f, struct error *e)
{
	struct id approver;
	bool authority = false;
	enum err rc;

	if (f->x.entry->type != TYPE_ERASE ||
	    !id_parse(json_get_text(f->x.entry->body, "approved_by"),
		&approver))
		return ERR_NONE;
	rc = judged_has_role(&f->x, &approver, ROLE_AUTHORITY, &authority, e);
	if (rc != ERR_NONE || authority)
		return rc;
	return refuse(e, ERR_REFUSED, "erase_two", "/approved_by",
	    "who approves it holds no grant as authority",
	    "the registrar and an authority sign an erasure");
}

/* Nothing could be sealed for a recipient whose checksum does not hold. */
static enum err
check_seal_key(const struct admitted *f, struct error *e)
{
	const struct json *body = f->x.entry->body;
	struct age_recipient r;

	if (f->x.entry->type != TYPE_KEY ||
	    !bytes_is(json_get_text(body, "alg"), "age-x25519") ||
	    age_recipient_parse(&r, json_get_text(body, "public")))
		return ERR_NONE;
	return refuse(e, ERR_INPUT, "body", "/public",
	    "the checksum of this age1 recipient does not hold",
	    "copy it again, whole");
}

/* A receipt stays with its note, and tells of no day to come. */
static enum err
check_receipt(const struct admitted *f, struct error *e)
{
	const struct json *body = f->x.entry->body;
	uint32_t received;

	if (f->x.entry->type != TYPE_RECEIPT)
		return ERR_NONE;
	if (f->x.before != NULL &&
	    !bytes_equal(json_get_text(f->x.before, "note"),
		json_get_text(body, "note")))
		return refuse(e, ERR_INPUT, "reference", "/note",
		    "a receipt stays with its note",
		    "file another receipt for the other note");
	if (day_parse(json_get_text(body, "received"), &received) &&
	    received > day_of_time(f->x.entry->at_s + LAST_ZONE_S))
		return refuse(e, ERR_INPUT, "future", "/received",
		    "is a day to come", "write the day on which it came");
	if (slot(f, RECEIPT_QUESTION) != NULL &&
	    !bytes_is(json_get_text(body, "outcome"), "returned"))
		return refuse(e, ERR_INPUT, "slot", "/question",
		    "stands with the outcome returned alone",
		    "return the note, or leave the question out");
	return ERR_NONE;
}

static enum err
admit_base(struct admitted *f, struct error *e)
{
	const struct entry *entry = f->x.entry;
	enum err rc = check_clock(f, e);

	if (rc == ERR_NONE)
		rc = judged_signatures(&f->x, true, e);
	if (rc == ERR_NONE)
		rc = judged_granted(&f->x, e);
	if (rc == ERR_NONE)
		rc = judged_references(&f->x, e);
	if (rc == ERR_NONE)
		rc = check_chain(f, e);
	if (rc == ERR_NONE && entry->type == TYPE_CONTACT)
		rc = contact_read(&f->contact, entry, f->x.arena, e);
	if (rc == ERR_NONE)
		rc = check_status(f, e);
	if (rc == ERR_NONE)
		rc = check_open(f, e);
	if (rc == ERR_NONE)
		rc = check_annul(f, e);
	if (rc == ERR_NONE)
		rc = check_seal_key(f, e);
	if (rc == ERR_NONE)
		rc = check_receipt(f, e);
	return rc;
}

static enum err
admit_slots(struct admitted *f, struct error *e)
{
	enum err rc = check_opening(f, e);

	if (rc == ERR_NONE)
		rc = check_both(f, e);
	if (rc == ERR_NONE)
		rc = check_floor(f, e);
	if (rc == ERR_NONE)
		rc = check_third(f, e);
	if (rc == ERR_NONE)
		rc = judged_erase(&f->x, e);
	if (rc == ERR_NONE)
		rc = check_erase(f, e);
	if (rc == ERR_NONE)
		rc = check_words(f, e);
	return rc;
}

enum err
judge_admit(struct judge *j, const struct entry *entry, uint64_t number,
    struct admission *admission, struct arena *a, struct error *e)
{
	struct admitted f = {.admission = admission,
	    .opening = entry->has_seal ? admission->opening : NULL};
	const struct judge before = *j;
	enum err rc;

	if (entry->type == TYPE_UNKNOWN || entry->type == TYPE_INDEX_ROOT)
		return refuse(e, ERR_INPUT, "type_unknown", "/type",
		    entry->type == TYPE_INDEX_ROOT ?
			"index roots are made by the register itself" :
			"is not a type of entry known here",
		    NULL);
	if (j->origin != NULL && !bytes_is(entry->register_text, j->origin))
		return refuse(e, ERR_INPUT, "register", "/register",
		    "is another register", NULL);
	if (!entry->has_seal && admission->opening != NULL)
		return refuse(e, ERR_PROOF, "open_mismatch", "/seal",
		    "an entry of this type has no slots", NULL);
	rc = judged_init(&f.x, j, entry, number, a, e);
	if (rc != ERR_NONE)
		return rc;
	visibility_read(&f.visibility, entry->body);
	rc = admit_base(&f, e);
	if (rc == ERR_NONE)
		rc = check_split(j, &f, e);
	if (rc == ERR_NONE)
		rc = check_same(&f, e);
	if (rc == ERR_NONE)
		rc = check_counter(&f, e);
	if (rc == ERR_NONE)
		rc = check_count(&f, e);
	if (rc == ERR_NONE)
		rc = check_when(&f, e);
	if (rc == ERR_NONE)
		rc = admit_slots(&f, e);
	if (rc == ERR_NONE)
		rc = give_warnings(&f, e);
	if (rc == ERR_NONE && arena_failed(a))
		rc = error_set(e, ERR_MEMORY, "no memory to judge an entry");
	if (rc != ERR_NONE)
		*j = before; /* a refused entry leaves no split behind */
	return rc;
}
