/* From the fields of an amendment to the next version */
#include <stdio.h>

#include "faces/words.h"
#include "pages/amending.h"
#include "register/naming.h"

/* ---- the version in force as fields ---- */

static void
put_ref(struct amend_form *a, struct typed *t, const char *field,
    struct bytes id_text)
{
	struct page *p = &a->f.x.p;
	struct row_entity row;
	struct id id;
	char ref[REF_BYTES];

	if (!id_parse(id_text, &id) || read_model_by_id(
		registry_read_model(p->registry), &id, &row, NULL) != ERR_NONE)
		return;
	ref_print(ref, id.type, row.number);
	typed_put(t, field, ref);
}

/* One on each line. */
static void
add_line(struct amend_form *a, struct typed *t, const char *field,
    struct bytes id_text)
{
	const char *before = page_text(&a->f.x.p, "%s", typed_get(t, field));

	put_ref(a, t, field, id_text);
	if (before[0] != '\0')
		typed_put(t, field, page_text(&a->f.x.p, "%s\n%s", before,
		    typed_get(t, field)));
}

static void
put_bytes(struct typed *t, const char *field, struct bytes text)
{
	typed_put(t, field, text.at == NULL ? NULL : arena_text(t->a, text));
}

static size_t
count_principals(const struct json *parties)
{
	size_t count = 0;

	for (const struct json *v = parties == NULL ? NULL : parties->first;
	     v != NULL; v = v->next)
		count += bytes_is(json_get_text(v, "side"), "foreign") &&
		    bytes_is(json_get_text(v, "role"), "principal");
	return count;
}

static void
put_parties(struct amend_form *a, struct typed *t,
    const struct slot_values *shown)
{
	const struct json *body = a->m.current.body;
	const struct json *parties = json_get(body, "parties");
	bool one = count_principals(parties) == 1;

	put_ref(a, t, "of", json_get_text(body, "subject"));
	for (const struct json *v = parties == NULL ? NULL : parties->first;
	     v != NULL; v = v->next) {
		struct bytes who = json_get_text(v, "who");
		struct bytes as = json_get_text(v, "as");
		struct bytes org = json_get_text(v, "org");
		const struct json *n = json_get(v, "described");

		if (bytes_is(json_get_text(v, "role"), "present"))
			add_line(a, t, "present", who);
		if (!one || !bytes_is(json_get_text(v, "side"), "foreign") ||
		    !bytes_is(json_get_text(v, "role"), "principal"))
			continue;
		put_ref(a, t, "with", who.len != 0 ? who :
		    as.len != 0 ? as : org);
		if (who.len != 0 && as.len != 0)
			put_ref(a, t, "as", as);
		put_bytes(t, "state", json_get_text(v, "state"));
		if (json_is_null(n) || who.len + as.len + org.len != 0)
			continue;
		n = json_at(shown->at[CONTACT_DESCRIBED], (size_t)n->number);
		typed_put(t, "with", "described");
		if (n != NULL && n->first != NULL)
			put_bytes(t, "described", n->first->text);
	}
}

/* "[a..b]" and "a/b" to their ends. */
static void
put_ends(struct typed *t, struct bytes edtf, bool brackets)
{
	struct bytes inner = brackets ?
	    bytes_of(edtf.at + 1, edtf.len - 2) : edtf;
	size_t cut = brackets ? 0 : bytes_find(inner, '/');

	while (brackets && cut + 1 < inner.len &&
	    (inner.at[cut] != '.' || inner.at[cut + 1] != '.'))
		cut++;
	put_bytes(t, "from", bytes_of(inner.at, cut));
	cut += brackets ? 2 : 1;
	put_bytes(t, "to", cut > inner.len ? bytes_of(inner.at, 0) :
		bytes_of(inner.at + cut, inner.len - cut));
}

/* A single date into day, month and year; other forms stay one text. */
static void
put_date(struct typed *t, struct bytes edtf)
{
	if (edtf.len == 10 || edtf.len == 7 || edtf.len == 4) {
		put_bytes(t, "year", bytes_of(edtf.at, 4));
		if (edtf.len >= 7)
			put_bytes(t, "month", bytes_of(edtf.at + 5, 2));
		if (edtf.len == 10)
			put_bytes(t, "day", bytes_of(edtf.at + 8, 2));
	} else {
		put_bytes(t, "day", edtf);
	}
}

static void
put_when(struct amend_form *a, struct typed *t)
{
	const struct json *when = json_get(a->m.current.body, "when");
	int64_t times = json_get_number(a->m.current.body, "times", 1);
	struct bytes edtf = json_get_text(when, "edtf");
	struct visibility v;
	struct edtf d;

	visibility_read(&v, a->m.current.body);
	if ((v.sealed >> CONTACT_WHEN & 1) != 0 ||
	    edtf_parse(&d, edtf, NULL) != ERR_NONE)
		return;
	put_bytes(t, "time", json_get_text(when, "time"));
	if (times > 1)
		typed_put(t, "times", page_text(&a->f.x.p, "%lld",
		    (long long)times));
	if (d.kind == EDTF_ONE_OF) {
		bool open = edtf.at[1] == '.' || edtf.at[edtf.len - 2] == '.';

		typed_put(t, "when_mode", times > 1 ? "several" :
			open			    ? "unsure" :
						      "between");
		put_ends(t, edtf, true);
	} else if (d.kind == EDTF_INTERVAL && d.qualifier == 0) {
		typed_put(t, "when_mode", "lasting");
		put_ends(t, edtf, false);
	} else if (times > 1) {
		typed_put(t, "when_mode", "several");
		put_bytes(t, "from", edtf);
		put_bytes(t, "to", edtf);
	} else if (d.qualifier != 0) {
		typed_put(t, "when_mode", "about");
		put_date(t, bytes_of(edtf.at, edtf.len - 1));
		put_bytes(t, "earliest", json_get_text(when, "earliest"));
		put_bytes(t, "latest", json_get_text(when, "latest"));
	} else {
		typed_put(t, "when_mode", edtf.len == 10 ? "day" :
			edtf.len == 7		       ? "month" :
							 "unsure");
		put_date(t, edtf);
	}
}

static void
put_codes(struct typed *t, const char *field, const struct json *list)
{
	struct buffer all = {0};

	/* as the form has them: one text, with commas */
	for (const struct json *v = json_is_null(list) ? NULL : list->first;
	     v != NULL; v = v->next)
		buffer_printf(&all, "%s%.*s", v == list->first ? "" : ", ",
		    (int)v->text.len, (const char *)v->text.at);
	typed_put(t, field, buffer_cstr(&all));
	buffer_release(&all);
}

/* The words in the language of the page, else the first that there are. */
static void
put_words(struct amend_form *a, struct typed *t, const char *field,
    const struct json *texts)
{
	const struct json *own;

	if (json_is_null(texts) || texts->first == NULL)
		return;
	own = json_get(texts, page_lang(&a->f.x.p));
	if (own == NULL)
		own = texts->first;
	put_bytes(t, field, own->text);
	if (typed_get(t, "lang")[0] == '\0')
		put_bytes(t, "lang", own->name);
}

void
amend_form_base(struct amend_form *a, struct typed *t)
{
	static const char *const plain[] = {"kind", "status", "initiated_by",
	    "country"};
	struct page *p = &a->f.x.p;
	const struct json *body = a->m.current.body, *list;
	struct slot_values shown;

	typed_begin(t, p->a);
	if (registry_slots(p->registry, &a->m.current, a->m.row.current,
		&shown, NULL, p->a, NULL) != ERR_NONE)
		shown = (struct slot_values){{NULL}};
	put_parties(a, t, &shown);
	put_when(a, t);
	for (size_t i = 0; i < COUNT(plain); i++)
		put_bytes(t, plain[i], json_get_text(body, plain[i]));
	if (bytes_is(json_get_text(body, "kind"), "sealed"))
		typed_put(t, "kind", NULL);
	put_bytes(t, "basis", json_get_text(json_get(body,
	    "source_of_record"), "basis"));
	list = json_get(body, "arranged_by");
	for (const struct json *v = json_is_null(list) ? NULL : list->first;
	     v != NULL; v = v->next)
		add_line(a, t, "arranged_by", v->text);
	if (json_get_number(body, "minutes", -1) >= 0)
		typed_put(t, "minutes", page_text(p, "%lld", (long long)
		    json_get_number(body, "minutes", 0)));
	put_bytes(t, "place", json_get_text(shown.at[CONTACT_PLACE], "text"));
	put_words(a, t, "summary", shown.at[CONTACT_SUMMARY]);
	put_words(a, t, "sought", json_get(shown.at[CONTACT_DETAIL],
	    "sought"));
	if (typed_get(t, "lang")[0] == '\0')
		typed_put(t, "lang", page_lang(p));
	put_codes(t, "topic", json_get(body, "topics"));
	put_codes(t, "law", json_get(body, "laws"));
}

bool
amend_form_touched(const struct amend_form *a, const char *names)
{
	struct bytes rest = bytes_text(names);
	char name[40];

	while (rest.len != 0) {
		size_t len = bytes_find(rest, ' ');
		const struct json *was, *is;

		(void)snprintf(name, sizeof name, "%.*s", (int)len,
		    (const char *)rest.at);
		was = json_get(a->base.fields, name);
		is = json_get(a->f.t.fields, name);
		if ((was == NULL || was->count == 0) !=
			(is == NULL || is->count == 0) ||
		    (was != NULL && is != NULL && was->count != 0 &&
			!json_equal(was, is)))
			return true;
		len += len < rest.len;
		rest = bytes_of(rest.at + len, rest.len - len);
	}
	return false;
}

/* ---- what was typed as the next version ---- */

/* Which fields make which members. */
static const struct {
	const char *fields, *member; /* member NULL: in slots alone */
	unsigned slot;               /* that seals it */
} sections[] = {
    {"when_mode day month year earliest latest from to times time", "when",
	CONTACT_WHEN},
    {"when_mode times", "times", SLOT_COUNT},
    {"kind", "kind", CONTACT_KIND},
    {"status", "status", SLOT_COUNT},
    {"initiated_by", "initiated_by", CONTACT_ARRANGING},
    {"arranged_by", "arranged_by", CONTACT_ARRANGING},
    {"country", "country", CONTACT_PLACE},
    {"minutes", "minutes", CONTACT_MINUTES},
    {"topic", "topics", CONTACT_TOPICS},
    {"law", "laws", SLOT_COUNT},
    {"with described as state present", "parties", CONTACT_FOREIGN},
    {"summary", NULL, CONTACT_SUMMARY},
    {"sought", NULL, CONTACT_DETAIL},
    {"place", NULL, CONTACT_PLACE},
};

/* What the form cannot show is made with stand-ins: nothing of it is taken. */
static void
stand_in(struct typed *t)
{
	static const char *const values[][2] = {{"with", "described"},
	    {"kind", "other"}, {"summary", "-"}, {"when_mode", "unsure"}};

	for (size_t i = 0; i < COUNT(values); i++)
		if (typed_given(t, values[i][0]) == NULL)
			typed_put(t, values[i][0], values[i][1]);
	if (strcmp(typed_get(t, "with"), "described") == 0 &&
	    typed_given(t, "described") == NULL)
		typed_put(t, "described", "-");
	if (strcmp(typed_get(t, "with"), "described") == 0 &&
	    typed_given(t, "state") == NULL)
		typed_put(t, "state", "zz");
}

/* The parties of before, with the principal and those present of `made`. */
static struct json *
patched_parties(struct amend_form *a, const struct json *made)
{
	struct arena *arena = a->f.x.p.a;
	struct json *list = json_new(arena, JSON_ARRAY);
	const struct json *old = json_get(a->m.current.body, "parties");
	const struct json *lists[] = {old, made};

	for (size_t k = 0; k < COUNT(lists); k++)
		for (const struct json *v = lists[k]->first; v != NULL;
		     v = v->next) {
			bool present = bytes_is(json_get_text(v, "role"),
			    "present");
			bool principal = bytes_is(json_get_text(v, "side"),
			    "foreign") && bytes_is(json_get_text(v, "role"),
			    "principal");

			if ((present || principal) == (k == 1))
				json_add(list, json_clone(arena, v));
		}
	return list;
}

/* A text map of before with these words in their language. */
static struct json *
patched_texts(struct amend_form *a, const struct json *old,
    const struct json *new)
{
	struct arena *arena = a->f.x.p.a;
	struct json *v = json_is_null(old) ? json_new(arena, JSON_OBJECT) :
					     json_clone(arena, old);
	char lang[16];

	if (new == NULL || new->first == NULL)
		return v;
	(void)snprintf(lang, sizeof lang, "%.*s", (int)new->first->name.len,
	    (const char *)new->first->name.at);
	json_put_text(arena, v, lang, new->first->text);
	return v;
}

static void
patch_slots(struct amend_form *a, struct json *slots,
    const struct slot_values *made)
{
	struct arena *arena = a->f.x.p.a;
	const struct json *old = a->m.values.at[CONTACT_DETAIL];
	struct json *detail;

	if (amend_form_touched(a, "summary"))
		json_put(arena, slots, "summary", patched_texts(a,
		    a->m.values.at[CONTACT_SUMMARY],
		    made->at[CONTACT_SUMMARY]));
	if (amend_form_touched(a, "place") && made->at[CONTACT_PLACE] != NULL)
		json_put(arena, slots, "place", json_clone(arena,
		    made->at[CONTACT_PLACE]));
	if (amend_form_touched(a, "described") &&
	    made->at[CONTACT_DESCRIBED] != NULL)
		json_put(arena, slots, "described", json_clone(arena,
		    made->at[CONTACT_DESCRIBED]));
	if (!amend_form_touched(a, "sought"))
		return;
	detail = json_is_null(old) ? json_new(arena, JSON_OBJECT) :
				     json_clone(arena, old);
	if (json_is_null(old)) {
		json_put_null(arena, detail, "channel");
		json_put_null(arena, detail, "occasion");
	}
	json_put(arena, detail, "sought", made->at[CONTACT_DETAIL] == NULL ?
	    json_new(arena, JSON_NULL) :
	    patched_texts(a, json_get(old, "sought"),
		json_get(made->at[CONTACT_DETAIL], "sought")));
	json_put(arena, slots, "detail", detail);
}

static void
first_word(char out[40], const char *names)
{
	(void)snprintf(out, 40, "%.*s",
	    (int)bytes_find(bytes_text(names), ' '), names);
}

/* A member that stands in its slot is no matter of this form. */
static void
refuse_sealed(struct amend_form *a, const char *fields)
{
	char field[40];

	first_word(field, fields);
	field_error(&a->f.errors, page_text(&a->f.x.p, "%s", field),
	    message_in(a->f.x.p.lang, N_("This is sealed: amend it with "
		"\"chancery amend\", or open it first")));
}

static void
patch_body(struct amend_form *a, struct json *body, const struct json *made)
{
	struct arena *arena = a->f.x.p.a;
	struct visibility v;

	visibility_read(&v, a->m.current.body);
	for (size_t i = 0; i < COUNT(sections); i++) {
		const char *member = sections[i].member;
		const struct json *new;

		if (!amend_form_touched(a, sections[i].fields))
			continue;
		if (sections[i].slot < SLOT_COUNT &&
		    ((v.sealed >> sections[i].slot & 1) != 0 ||
			v.tier == TIER_SEALED || v.tier == TIER_WITHHELD)) {
			refuse_sealed(a, sections[i].fields);
			continue;
		}
		if (member == NULL)
			continue;
		new = json_get(made, member);
		if (strcmp(member, "parties") == 0)
			json_put(arena, body, member,
			    patched_parties(a, new));
		else if (new == NULL)
			json_remove(body, member);
		else
			json_put(arena, body, member, json_clone(arena, new));
	}
	if (amend_form_touched(a, "basis"))
		json_put_text(arena, json_put(arena, body, "source_of_record",
		    json_clone(arena, json_get(body, "source_of_record"))),
		    "basis", json_get_text(json_get(made,
			"source_of_record"), "basis"));
}

enum err
amend_form_words(struct amend_form *a, struct amendment_words *out)
{
	struct page *p = &a->f.x.p;
	struct typed *t = &a->f.t;
	struct bytes rest = bytes_text(typed_get(t, "evidence")), line;
	bool complete;
	enum err rc = ERR_NONE;

	out->code = typed_given(t, "code");
	out->reason = text_typed(t, "reason", page_lang(p));
	out->evidence = json_new(p->a, JSON_ARRAY);
	if (out->code == NULL || code_words(CODE_AMENDMENT,
		bytes_text(out->code), p->lang)[0] == '\0')
		field_error(&a->f.errors, "code",
		    message_in(p->lang, N_("Choose what kind of amendment it "
			"is")));
	if (out->reason == NULL)
		field_error(&a->f.errors, "reason",
		    message_in(p->lang, N_("Say why: readers see it beside "
			"the change")));
	while (rc == ERR_NONE && bytes_line(&rest, &line, &complete)) {
		struct row_entity row;
		uint64_t number;
		char id[ID_TEXT_BYTES];

		if (line.len == 0)
			continue;
		rc = registry_resolve(p->registry, arena_text(p->a, line),
		    TYPES_ANY, "", &number, p->a, &p->e);
		if (rc == ERR_INPUT || rc == ERR_ABSENT) {
			filing_error(&a->f.errors, p, "evidence", &p->e);
			error_clear(&p->e);
			return ERR_NONE;
		}
		if (rc == ERR_NONE)
			rc = read_model_by_number(registry_read_model(
			    p->registry), number, &row, &p->e);
		if (rc == ERR_NONE) {
			id_print(id, &row.id);
			json_add(out->evidence, json_new_cstr(p->a, id));
		}
	}
	return rc;
}

enum err
amend_form_draft(struct amend_form *a, struct draft *out)
{
	struct page *p = &a->f.x.p;
	struct json *typed = a->f.t.fields;
	struct json *body = filing_amendable(&a->m.current, p->a);
	struct json *slots = json_new(p->a, JSON_OBJECT);
	struct amendment_words words;
	struct filing_made made;
	enum err rc;

	a->f.t.fields = json_clone(p->a, typed);
	stand_in(&a->f.t);
	rc = filing_make(&a->f, &made);
	a->f.t.fields = typed;
	if (rc != ERR_NONE)
		return rc;
	rc = amend_form_words(a, &words);
	if (rc != ERR_NONE || a->f.errors.count != 0)
		return rc;
	patch_body(a, body, made.draft.body);
	patch_slots(a, slots, &made.draft.values);
	if (a->f.errors.count != 0)
		return ERR_NONE;
	return next_version_draft(&a->m, out, body, slots, &words, &a->office,
	    &p->e);
}
