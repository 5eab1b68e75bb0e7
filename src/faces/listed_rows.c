/* Lists as CSV: any object of faces/listed.h as cells, names beside
 * references */
#include "faces/listed.h"

#include "register/naming.h"

/* ---- one value as one cell ---- */

static struct bytes
kept(const struct listed *x, struct buffer *text)
{
	struct bytes out = arena_copy(x->o.a, buffer_bytes(text));

	buffer_release(text);
	return out;
}

static const char *
code_of(enum lang lang)
{
	return lang == LANG_FR ? "fr" : "en";
}

/* A text of several languages in this one, else in its first. */
static struct bytes
text_in(const struct json *texts, enum lang lang)
{
	struct bytes own = json_get_text(texts, code_of(lang));

	if (own.len == 0 && !json_is_null(texts) && texts->first != NULL)
		return texts->first->text;
	return own;
}

static bool
is_thing(const struct json *v)
{
	return !json_is_null(v) && v->type == JSON_OBJECT &&
	    json_get(v, "ref") != NULL;
}

static struct bytes
name_of(const struct json *thing, enum lang lang)
{
	return json_get_text(json_get(thing, "name"), code_of(lang));
}

static void
put_list(struct buffer *out, const struct json *list, enum lang lang,
    bool names)
{
	for (const struct json *m = list->first; m != NULL; m = m->next) {
		if (m != list->first)
			buffer_text(out, "; ");
		if (is_thing(m))
			buffer_add(out,
			    names ? name_of(m, lang) : json_get_text(m, "ref"));
		else if (m->type == JSON_STRING)
			buffer_add(out, m->text);
		else
			json_print_canonical(out, m);
	}
}

static void
put_value(struct buffer *out, const struct json *v, enum lang lang)
{
	if (json_is_null(v))
		return;
	if (v->type == JSON_STRING)
		buffer_add(out, v->text);
	else if (v->type == JSON_BOOL)
		buffer_text(out, v->truth ? "yes" : "no");
	else if (is_thing(v))
		buffer_add(out, json_get_text(v, "ref"));
	else if (v->type == JSON_OBJECT && json_get(v, "edtf") != NULL)
		buffer_add(out, json_get_text(v, "edtf"));
	else if (v->type == JSON_OBJECT && json_get(v, "en") != NULL)
		buffer_add(out, text_in(v, lang));
	else if (v->type == JSON_ARRAY)
		put_list(out, v, lang, false);
	else
		json_print_canonical(out, v);
}

/* ---- columns ---- */

/* Member, and whether names stand beside its references. */
struct column {
	const char *name;
	bool named;
};

#define COLUMNS_MAX 16
static const struct column columns[LIST_OF_COUNT][COLUMNS_MAX] = {
    [LIST_PERSONS] = {{"states", false}},
    [LIST_ORGS] = {{"kind", false}, {"state", false}, {"mission", false},
	{"parent", true}},
    [LIST_POSTS] = {{"org", true}, {"sent_by", false}, {"exists", false}},
    [LIST_NOTES] = {{"addressed_to", true}, {"made", false},
	{"contacts", false}, {"state", false}},
    [LIST_DOCUMENTS] = {{"kind", false}, {"publisher", true},
	{"issued", false}, {"language", false}, {"status", false}},
    [LIST_STATEMENTS] = {{"document", true}, {"said", false}, {"act", false},
	{"speaker", true}, {"hedge", false}, {"beside", false}},
    [LIST_DECLARATIONS] = {{"form", false}, {"subject", true},
	{"kinds", false}, {"scope", false}, {"window", false},
	{"times", false}, {"exceptions", false}, {"rule", true},
	{"period", false}},
    [LIST_DUTIES] = {{"rule", false}, {"confirmed", false},
	{"applies_to", true}, {"window", false}, {"deadlines", false}},
    [LIST_REMOVALS] = {{"target", true}, {"targets", true}, {"code", false},
	{"ground", false}, {"authority", true}, {"order", true},
	{"approved_by", true}, {"reason", false}},
    [LIST_OPENINGS] = {{"target", true}, {"slots", false}, {"ground", false},
	{"authority", true}, {"reason", false}},
};

#define HEAD_COLUMNS "ref,name,type,entry,version,at,by,by_name"

void
listed_header(struct buffer *out, enum list_of what)
{
	if (what == LIST_CONTACTS) {
		buffer_text(out, CONTACT_COLUMNS);
		return;
	}
	buffer_text(out, HEAD_COLUMNS);
	for (const struct column *k = columns[what]; k->name != NULL; k++) {
		buffer_printf(out, ",%s", k->name);
		if (k->named)
			buffer_printf(out, ",%s_name", k->name);
	}
}

static void
value_cell(struct cells *row, const struct listed *x, const struct json *v,
    enum lang lang)
{
	struct buffer text = {0};

	put_value(&text, v, lang);
	cells_text(row, kept(x, &text));
}

static void
name_cell(struct cells *row, const struct listed *x, const struct json *v,
    enum lang lang)
{
	struct buffer text = {0};

	if (is_thing(v))
		buffer_add(&text, name_of(v, lang));
	else if (!json_is_null(v) && v->type == JSON_ARRAY)
		put_list(&text, v, lang, true);
	cells_text(row, kept(x, &text));
}

/* ---- contacts ---- */

/* One member of each counterpart: "p/3; p/5". */
static void
with_cells(struct cells *row, const struct listed *x, const struct json *with,
    const char *member, enum lang lang)
{
	struct json *list = json_new(x->o.a, JSON_ARRAY);

	for (const struct json *m = json_is_null(with) ? NULL : with->first;
	     m != NULL; m = m->next) {
		const struct json *v = json_get(m, member);

		if (is_thing(v))
			json_add(list, json_clone(x->o.a, v));
	}
	value_cell(row, x, list, lang);
	name_cell(row, x, list, lang);
}

static void
described_cell(struct cells *row, const struct listed *x,
    const struct json *with, enum lang lang)
{
	struct buffer text = {0};

	for (const struct json *m = json_is_null(with) ? NULL : with->first;
	     m != NULL; m = m->next) {
		struct bytes words = text_in(json_get(m, "described"), lang);

		buffer_text(&text, text.len == 0 || words.len == 0 ? "" : "; ");
		buffer_add(&text, words);
	}
	cells_text(row, kept(x, &text));
}

/* Who took part besides the principals. */
static void
present_cells(struct cells *row, const struct listed *x,
    const struct json *body, enum lang lang)
{
	struct json *list = json_new(x->o.a, JSON_ARRAY);
	const struct json *p = json_get(body, "parties");

	for (p = json_is_null(p) ? NULL : p->first; p != NULL; p = p->next)
		if (!bytes_is(json_get_text(p, "role"), "principal"))
			json_add(list,
			    object_thing_of_id(&x->o,
				json_get_text(p, "who").len != 0 ?
				    json_get_text(p, "who") :
				    json_get_text(p, "as")));
	value_cell(row, x, list, lang);
	name_cell(row, x, list, lang);
}

static void
late_cells(struct cells *row, const struct listed *x, const struct json *late)
{
	int64_t days = json_get_number(late, "late_days", 0);

	cells_text(row, json_get_text(late, "rule"));
	cells_text(row, json_get_text(late, "state"));
	if (days == 0)
		cells_text(row, bytes_text(""));
	else
		cells_number(row, days, x->o.a);
}

static void
contact_cells(struct cells *row, const struct listed *x,
    const struct json *v, enum lang lang)
{
	static const char *const plain[] = {"status", "part_of", "counter_of",
	    "imported_from"};
	uint64_t number = (uint64_t)json_get_number(v, "entry", 0);
	const struct json *with = json_get(v, "with");
	struct slot_values values = {{NULL}};
	struct entry entry = {.body = NULL};

	if (registry_entry(x->o.r, number, &entry, x->o.a, NULL) != ERR_NONE ||
	    registry_slots(x->o.r, &entry, number, &values, NULL, x->o.a,
		NULL) != ERR_NONE)
		values = (struct slot_values){{NULL}};
	cells_number(row, (int64_t)number, x->o.a);
	cells_text(row, json_get_text(v, "ref"));
	cells_text(row, json_get_text(v, "kind"));
	cells_number(row, json_get_number(v, "times", 1), x->o.a);
	value_cell(row, x, json_get(v, "when"), lang);
	value_cell(row, x, json_get(v, "of"), lang);
	name_cell(row, x, json_get(v, "of"), lang);
	with_cells(row, x, with, "who", lang);
	with_cells(row, x, with, "as", lang);
	described_cell(row, x, with, lang);
	cells_text(row, json_get_text(v, "state"));
	present_cells(row, x, entry.body, lang);
	value_cell(row, x, json_get(v, "place"), lang);
	value_cell(row, x, json_get(v, "topics"), lang);
	cells_text(row, text_in(json_get(v, "summary"), lang));
	cells_text(row,
	    text_in(json_get(values.at[CONTACT_DETAIL], "sought"), lang));
	value_cell(row, x, json_get(entry.body, "laws"), lang);
	value_cell(row, x, json_get(entry.body, "materials"), lang);
	cells_text(row, json_get_text(v, "initiated_by"));
	value_cell(row, x, json_get(v, "arranged_by"), lang);
	name_cell(row, x, json_get(v, "arranged_by"), lang);
	for (size_t i = 0; i < COUNT(plain); i++)
		cells_text(row, json_get_text(v, plain[i]));
	late_cells(row, x, json_get(v, "late"));
}

void
listed_cells(struct cells *row, const struct listed *x, const struct json *v,
    enum lang lang)
{
	const struct json *thing = json_get(v, "thing");

	if (x->what == LIST_CONTACTS) {
		contact_cells(row, x, v, lang);
		return;
	}
	cells_text(row, json_get_text(thing, "ref"));
	cells_text(row, name_of(thing, lang));
	cells_text(row, json_get_text(v, "type"));
	cells_number(row, json_get_number(v, "entry", 0), x->o.a);
	cells_number(row, json_get_number(v, "version", 1), x->o.a);
	cells_text(row, json_get_text(v, "at"));
	value_cell(row, x, json_get(v, "by"), lang);
	name_cell(row, x, json_get(v, "by"), lang);
	for (const struct column *k = columns[x->what]; k->name != NULL; k++) {
		value_cell(row, x, json_get(v, k->name), lang);
		if (k->named)
			name_cell(row, x, json_get(v, k->name), lang);
	}
}
