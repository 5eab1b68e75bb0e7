/* A contact as rows, in the order of interfaces C4.2 (faces/told.h) */
#include "faces/answered.h"
#include "faces/told_parts.h"
#include "register/checking.h"

/* A coded member stands in the body, or in its slot. */
static const struct json *
body_or_slot(const struct telling *t, const char *member, unsigned slot,
    const char *in_slot)
{
	const struct json *v = slot_of(t, slot);

	if (in_slot != NULL)
		v = json_get(v, in_slot);
	return json_is_null(v) ? json_get(t->body, member) : v;
}

/* A coded member is never both in the body and in its slot: where the body has
 * it, the slot says nothing, whatever became of it (model 3.10). */
static bool
tell_coded_hidden(struct telling *t, unsigned slot, bool in_body)
{
	struct visibility v;

	visibility_read(&v, t->body);
	if (in_body ||
	    (v.tier == TIER_PUBLIC && (v.sealed >> slot & 1) == 0))
		return false;
	return tell_hidden(t, slot);
}

static bool
in_body(const struct telling *t, const char *member)
{
	return json_get(t->body, member) != NULL;
}

/* ---- who ---- */

static void
add_note(struct buffer *note, const char *before, const struct buffer *words)
{
	if (words->len == 0)
		return;
	buffer_text(note, note->len == 0 ? "" : ", ");
	buffer_text(note, before);
	buffer_add(note, buffer_bytes(words));
}

/* "as Consul General, state XB" behind a name. */
static void
note_party(struct telling *t, struct value *v, const struct json *p)
{
	struct buffer note = {0}, words = {0};
	struct row_entity row;
	struct id as;

	if (!json_is_null(json_get(p, "who")) &&
	    id_parse(json_get_text(p, "as"), &as) &&
	    read_model_by_id(registry_read_model(t->x->o.r), &as, &row,
		NULL) == ERR_NONE) {
		entity_words(&words, &t->x->o, row.number, t->lang);
		add_note(&note, message_in(t->lang, N_("as ")), &words);
	}
	buffer_clear(&words);
	state_words(&words, json_get_text(p, "state"), t->lang);
	add_note(&note, "", &words);
	buffer_clear(&words);
	if (!bytes_is(json_get_text(p, "role"), "principal"))
		buffer_text(&words,
		    code_words(CODE_ROLE, json_get_text(p, "role"), t->lang));
	add_note(&note, "", &words);
	tell_note(t, v, buffer_bytes(&note));
	buffer_release(&note);
	buffer_release(&words);
}

static void
tell_party(struct telling *t, const struct json *p)
{
	static const char *const members[] = {"who", "as", "org"};
	const struct json *k = json_get(p, "described");
	struct value *v = NULL;

	for (size_t i = 0; i < COUNT(members) && v == NULL; i++)
		v = tell_id(t, json_get_text(p, members[i]));
	if (v == NULL && !json_is_null(k) && k->type == JSON_NUMBER) {
		const struct json *words = slot_of(t, CONTACT_DESCRIBED);

		if (!tell_hidden(t, CONTACT_DESCRIBED))
			tell_texts(t, json_at(words, (size_t)k->number));
		v = t->value;
	}
	if (v == NULL && !json_is_null(json_get(p, "text"))) {
		tell_texts(t, json_get(p, "text"));
		v = t->value;
	}
	if (v == NULL) {
		tell_sentence(t, N_("Somebody described only"));
		v = t->value;
	}
	note_party(t, v, p);
}

static void
tell_parties(struct telling *t, const struct json *list, bool home,
    bool principal)
{
	for (const struct json *p = json_is_null(list) ? NULL : list->first;
	     p != NULL; p = p->next) {
		bool is_home = bytes_is(json_get_text(p, "side"), "home");
		bool is_principal = bytes_is(json_get_text(p, "role"),
		    "principal");

		if (principal ? is_principal && is_home == home :
				!is_principal)
			tell_party(t, p);
	}
}

static void
tell_who(struct telling *t)
{
	const struct json *parties = json_get(t->body, "parties");

	tell_row(t, "of");
	tell_parties(t, parties, true, true);
	tell_row(t, "with");
	tell_parties(t, parties, false, true);
	if (!tell_coded_hidden(t, CONTACT_FOREIGN, t->value != NULL))
		tell_parties(t, slot_of(t, CONTACT_FOREIGN), false, true);
	tell_row(t, "present");
	tell_parties(t, parties, false, false);
	if (!tell_hidden(t, CONTACT_OTHERS))
		tell_parties(t, slot_of(t, CONTACT_OTHERS), false, false);
}

/* ---- when, what kind ---- */

static void
tell_times(struct telling *t, int64_t times, struct bytes kind)
{
	struct buffer text = {0};
	int code = kind_code(kind);

	if (times <= 1)
		return;
	tell_row(t, "times");
	buffer_printf(&text,
	    message_in(t->lang,
		N_("%lld %s in one entry, days unknown")),
	    (long long)times,
	    message_in(t->lang,
		noun_by_kind(code < 0 ? 0 : (unsigned)code)->many));
	tell_buffer(t, &text);
}

static void
tell_day(struct telling *t, uint32_t times)
{
	const struct json *exact = slot_of(t, CONTACT_WHEN);
	const struct json *clock = slot_of(t, CONTACT_TIME);
	bool timed = json_get(json_get(t->body, "when"), "time") != NULL;
	struct buffer text = {0};

	tell_row(t, "when");
	tell_when(t, exact == NULL ? json_get(t->body, "when") : exact, times);
	(void)tell_coded_hidden(t, CONTACT_WHEN,
	    t->value != NULL && t->value->exact);
	tell_row(t, "time");
	if (!tell_coded_hidden(t, CONTACT_TIME, timed) && clock != NULL) {
		buffer_add(&text, json_get_text(clock, "time"));
		if (!json_is_null(json_get(clock, "utc_offset"))) {
			buffer_text(&text, " (UTC");
			buffer_add(&text, json_get_text(clock, "utc_offset"));
			buffer_byte(&text, ')');
		}
	}
	tell_buffer(t, &text);
}

static void
tell_length(struct telling *t)
{
	const struct json *n = body_or_slot(t, "minutes", CONTACT_MINUTES,
	    NULL);
	struct buffer text = {0};

	tell_row(t, "minutes");
	if (!tell_coded_hidden(t, CONTACT_MINUTES, in_body(t, "minutes")) &&
	    !json_is_null(n))
		minutes_words(&text, n->number, t->lang);
	tell_buffer(t, &text);
}

/* ---- whose doing ---- */

static void
tell_arranging(struct telling *t)
{
	const struct json *by = body_or_slot(t, "initiated_by",
	    CONTACT_ARRANGING, "initiated_by");

	tell_row(t, "initiated_by");
	if (!tell_coded_hidden(t, CONTACT_ARRANGING,
		in_body(t, "initiated_by")) && !json_is_null(by))
		tell_code(t, CODE_SIDE, by->text);
	tell_row(t, "arranged_by");
	tell_ids(t,
	    body_or_slot(t, "arranged_by", CONTACT_ARRANGING, "arranged_by"));
}

/* ---- where, about what ---- */

static void
tell_place(struct telling *t)
{
	const struct json *place = slot_of(t, CONTACT_PLACE);

	tell_row(t, "place");
	if (!tell_hidden(t, CONTACT_PLACE))
		tell_text(t, json_get_text(place, "text"));
	tell_row(t, "country");
	tell_state(t, json_get_text(t->body, "country").len != 0 ?
		json_get_text(t->body, "country") :
		json_get_text(place, "country"));
}

static void
tell_topics(struct telling *t)
{
	const struct json *list = body_or_slot(t, "topics", CONTACT_TOPICS,
	    NULL);

	tell_row(t, "topics");
	if (!tell_coded_hidden(t, CONTACT_TOPICS, in_body(t, "topics")))
		for (list = json_is_null(list) ? NULL : list->first;
		     list != NULL; list = list->next)
			tell_topic(t, list->text);
	tell_row(t, "laws");
	list = json_get(t->body, "laws");
	for (list = json_is_null(list) ? NULL : list->first; list != NULL;
	     list = list->next)
		tell_topic(t, list->text);
}

/* Members of an object of texts, a row each. */
static void
tell_members(struct telling *t, const struct json *v,
    const char *const *members, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const struct json *m = json_get(v, members[i]);

		tell_row(t, members[i]);
		if (json_is_null(m))
			continue;
		if (m->type == JSON_STRING)
			tell_text(t, m->text);
		else
			tell_texts(t, m);
	}
}

static void
tell_detail(struct telling *t)
{
	static const char *const details[] = {"sought", "occasion", "channel"};
	static const char *const particulars[] = {"description", "destination",
	    "purpose", "paid_by"};

	tell_row(t, "summary");
	if (!tell_hidden(t, CONTACT_SUMMARY))
		tell_texts(t, slot_of(t, CONTACT_SUMMARY));
	tell_row(t, "detail");
	if (!tell_hidden(t, CONTACT_DETAIL))
		tell_members(t, slot_of(t, CONTACT_DETAIL), details,
		    COUNT(details));
	tell_row(t, "particulars");
	if (!tell_hidden(t, CONTACT_PARTICULARS))
		tell_members(t, slot_of(t, CONTACT_PARTICULARS), particulars,
		    COUNT(particulars));
}

/* ---- things handed over ---- */

static void
tell_materials(struct telling *t)
{
	const struct json *m = json_get(t->body, "materials");
	const struct json *titles = slot_of(t, CONTACT_MATERIALS);
	size_t k = 0;

	tell_row(t, "materials");
	(void)tell_hidden(t, CONTACT_MATERIALS);
	for (m = json_is_null(m) ? NULL : m->first; m != NULL;
	     m = m->next, k++) {
		const struct json *own = titles == NULL ? NULL :
							  json_at(titles, k);
		const char *direction = code_words(CODE_DIRECTION,
		    json_get_text(m, "direction"), t->lang);

		tell_texts(t, json_get(own, "title"));
		if (json_is_null(json_get(own, "title")))
			tell_code(t, CODE_DIRECTION,
			    json_get_text(m, "direction"));
		else
			tell_note(t, t->value, bytes_text(direction));
		tell_hash(t, json_get_text(m, "sha256"));
	}
}

/* ISO 4217: how many minor units make one, in powers of ten. */
static unsigned
decimals_of(struct bytes currency)
{
	static const char none[] = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF "
				   "UGX VND VUV XAF XOF XPF";
	static const char three[] = "BHD IQD JOD KWD LYD OMR TND";
	char code[4] = "";

	if (currency.len != 3)
		return 2;
	memcpy(code, currency.at, 3);
	return strstr(none, code) != NULL ? 0 :
	    strstr(three, code) != NULL	  ? 3 :
					    2;
}

static void
put_worth(struct buffer *out, const struct json *gift, enum lang lang)
{
	const struct json *n = json_get(gift, "value_minor");
	struct bytes currency = json_get_text(gift, "currency");
	unsigned decimals = decimals_of(currency);
	int64_t one = decimals == 0 ? 1 : decimals == 2 ? 100 : 1000;

	buffer_text(out,
	    code_words(CODE_VALUE_CLASS, json_get_text(gift, "value_class"),
		lang));
	if (json_is_null(n))
		return;
	buffer_printf(out, " %lld", (long long)(n->number / one));
	if (decimals != 0)
		buffer_printf(out, "%c%0*lld", lang == LANG_FR ? ',' : '.',
		    (int)decimals, (long long)(n->number % one));
	if (currency.len != 0) {
		buffer_byte(out, ' ');
		buffer_add(out, currency);
	}
}

static void
tell_gift(struct telling *t)
{
	const struct json *gift = json_get(t->body, "gift");
	const struct json *travel = json_get(t->body, "travel");
	struct buffer text = {0}, large = {0};

	if (json_is_null(gift))
		gift = json_get(slot_of(t, CONTACT_PARTICULARS), "gift");
	if (json_is_null(travel))
		travel = json_get(slot_of(t, CONTACT_PARTICULARS), "travel");
	tell_row(t, "gift");
	tell_code(t, CODE_DIRECTION, json_get_text(gift, "direction"));
	tell_code(t, CODE_DISPOSITION, json_get_text(gift, "disposition"));
	if (!json_is_null(gift))
		put_worth(&text, gift, t->lang);
	put_large(&large, buffer_bytes(&text));
	buffer_release(&text);
	tell_buffer(t, &large);
	tell_row(t, "paid_by");
	(void)tell_id(t, json_get_text(gift, "paid_by"));
	(void)tell_id(t, json_get_text(travel, "paid_by"));
}

/* ---- where the record comes from ---- */

static void
tell_source(struct telling *t)
{
	const struct json *source = json_get(t->body, "source_of_record");
	const struct json *origin = json_get(source, "origin");

	tell_row(t, "basis");
	tell_code(t, CODE_BASIS, json_get_text(source, "basis"));
	tell_row(t, "source_document");
	(void)tell_id(t, json_get_text(source, "document"));
	tell_row(t, "source_statement");
	(void)tell_id(t, json_get_text(source, "statement"));
	tell_row(t, "origin");
	if (json_is_null(origin))
		return;
	tell_topic(t, json_get_text(origin, "dataset"));
	tell_note(t, t->value,
	    bytes_text(message_in(t->lang, N_("not confirmed"))));
}

void
tell_contact(struct telling *t)
{
	const struct json *kind = body_or_slot(t, "kind", CONTACT_KIND, NULL);
	int64_t times = json_get_number(t->body, "times", 1);

	tell_who(t);
	tell_day(t, (uint32_t)times);
	tell_row(t, "kind");
	tell_code(t, CODE_KIND, kind->text);
	tell_times(t, times, kind->text);
	tell_length(t);
	tell_arranging(t);
	tell_row(t, "status");
	tell_code(t, CODE_STATUS, json_get_text(t->body, "status"));
	tell_place(t);
	tell_topics(t);
	tell_row(t, "language");
	tell_language(t, json_get_text(t->body, "language"));
	tell_detail(t);
	tell_materials(t);
	tell_gift(t);
	tell_source(t);
	tell_row(t, "part_of");
	(void)tell_id(t, json_get_text(t->body, "part_of"));
	tell_row(t, "counter_of");
	(void)tell_id(t, json_get_text(t->body, "counter_of"));
}

/* ---- one member by itself ---- */

static void
tell_member(struct telling *t, const char *member, const struct json *v)
{
	static const struct {
		const char *member;
		enum code_family family;
	} coded[] = {{"kind", CODE_KIND}, {"status", CODE_STATUS},
	    {"initiated_by", CODE_SIDE}};

	for (size_t i = 0; i < COUNT(coded); i++)
		if (strcmp(member, coded[i].member) == 0) {
			tell_code(t, coded[i].family, v->text);
			return;
		}
	if (strcmp(member, "when") == 0)
		tell_when(t, v, 1);
	else if (strcmp(member, "arranged_by") == 0)
		tell_ids(t, v);
	else if (strcmp(member, "parties") == 0)
		for (v = v->first; v != NULL; v = v->next)
			tell_party(t, v);
	else if (strcmp(member, "topics") == 0 || strcmp(member, "laws") == 0)
		for (v = v->first; v != NULL; v = v->next)
			tell_topic(t, v->text);
	else if (strcmp(member, "country") == 0)
		tell_state(t, v->text);
	else if (strcmp(member, "language") == 0)
		tell_language(t, v->text);
	else if (v->type == JSON_NUMBER)
		tell_number(t, v->number);
	else if (v->type == JSON_STRING)
		tell_text(t, v->text);
}

const char *
told_member(struct told_row *out, const struct objects *o,
    const char *member, const struct json *v, enum lang lang)
{
	struct showing x = {.o = *o};
	struct told told = {NULL};
	struct telling t = {.x = &x, .lang = lang, .told = &told,
	    .rc = ERR_NONE};
	const char *label = member_label(member, lang);

	tell_row(&t, label == NULL ? "detail" : member);
	if (!json_is_null(v))
		tell_member(&t, member, v);
	*out = (struct told_row){.label = label == NULL ? member : label,
	    .id = member,
	    .first = told.rows == NULL ? NULL : told.rows->first};
	return out->label;
}
