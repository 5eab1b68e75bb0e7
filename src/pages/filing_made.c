/* From the typed fields of a contact to its draft */
#include "pages/filing.h"

#include <stdio.h>

#include "faces/words.h"
#include "register/naming.h"

struct reading {
	struct filing *f;
	struct page *p;
	struct contact_words *w;
	struct error *e;
};

void
filing_error(struct field_errors *errors, struct page *p, const char *field,
    const struct error *e)
{
	char *text = arena_text(p->a, bytes_text(e->text));

	if (text == NULL)
		text = "";
	else if (text[0] >= 'a' && text[0] <= 'z')
		text[0] = (char)(text[0] & 0xdf);
	field_error(errors, field, text);
}

static void
say(struct reading *r, const char *field, const char *english)
{
	field_error(&r->f->errors, field, message_in(r->p->lang, english));
}

/* A wrong value goes to its field; what the store says goes up. */
static enum err
at_field(struct reading *r, const char *field, enum err rc)
{
	if (rc != ERR_INPUT && rc != ERR_ABSENT && rc != ERR_CONFLICT)
		return rc;
	filing_error(&r->f->errors, r->p, field, r->e);
	error_clear(r->e);
	return ERR_NONE;
}

void
code_typed(char out[41], const char *text)
{
	struct bytes rest = bytes_text(text);
	size_t len = 0;

	while (rest.len != 0 && len < 40) {
		uint32_t c = utf8_next(&rest);

		if (c >= 'A' && c <= 'Z')
			c |= 0x20;
		if (c >= 0xc0 && c <= 0xff) /* Latin letters lose accents */
			c = (uint32_t)(unsigned char)"aaaaaaaceeeeiiiidnooooo/"
			    "ouuuuytsaaaaaaaceeeeiiiidnooooo/ouuuuyty"[c - 0xc0];
		if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
			out[len++] = (char)c;
		else if (len != 0 && out[len - 1] != '-')
			out[len++] = '-';
	}
	while (len != 0 && out[len - 1] == '-')
		len--;
	out[len] = '\0';
}

struct json *
text_typed(struct typed *t, const char *name, const char *lang)
{
	const char *text = typed_given(t, name);
	struct json *v;

	if (text == NULL)
		return NULL;
	v = json_new(t->a, JSON_OBJECT);
	json_put_cstr(t->a, v, lang, text);
	return v;
}

/* The language of what was typed: the page's unless another was chosen. */
static const char *
lang_of(const struct reading *r)
{
	const char *lang = typed_get(&r->f->t, "lang");

	if (strcmp(lang, "en") != 0 && strcmp(lang, "fr") != 0)
		return page_lang(r->p);
	return lang;
}

/* ---- people ---- */

static enum err
read_one(struct reading *r, const char *field, const char *text,
    uint32_t types, uint64_t *out)
{
	enum err rc;

	*out = NUMBER_NONE;
	if (text == NULL)
		return ERR_NONE;
	rc = registry_resolve(r->p->registry, text, types, "", out, r->p->a,
	    r->e);
	if (rc != ERR_NONE)
		*out = NUMBER_NONE;
	return at_field(r, field, rc);
}

/* One on each line. */
static enum err
read_lines(struct reading *r, const char *field, uint32_t types,
    const uint64_t **out, size_t *count)
{
	uint64_t *list = arena_take_array(r->p->a, FILING_PEOPLE_MAX,
	    sizeof *list);
	struct bytes rest = bytes_text(typed_get(&r->f->t, field)), line;
	bool complete;
	size_t n = 0;
	enum err rc = list == NULL ?
	    error_set(r->e, ERR_MEMORY, "out of memory") : ERR_NONE;

	while (rc == ERR_NONE && bytes_line(&rest, &line, &complete)) {
		while (line.len != 0 && line.at[line.len - 1] == ' ')
			line.len--;
		if (line.len == 0)
			continue;
		if (n == FILING_PEOPLE_MAX) {
			say(r, field, N_("There are too many names here"));
			break;
		}
		rc = read_one(r, field, arena_text(r->p->a, line), types,
		    &list[n]);
		n += rc == ERR_NONE && list[n] != NUMBER_NONE;
	}
	*out = list;
	*count = n;
	return rc;
}

static enum err
read_of(struct reading *r)
{
	enum err rc = read_one(r, "of", typed_given(&r->f->t, "of"),
	    TYPE_BIT(TYPE_PERSON), &r->w->of);

	if (rc != ERR_NONE || field_error_of(&r->f->errors, "of") != NULL)
		return rc;
	if (r->w->of == NUMBER_NONE && r->f->officials.count == 1)
		r->w->of = r->f->officials.at[0].official;
	if (r->w->of == NUMBER_NONE)
		say(r, "of", N_("Choose whose contact it was"));
	else if (acting_for_office(&r->f->officials, r->w->of) == NULL)
		say(r, "of", N_("This account may not file for this "
		    "official"));
	return ERR_NONE;
}

static enum err
read_whom(struct reading *r)
{
	const char *with = typed_given(&r->f->t, "with");
	const char *state = typed_given(&r->f->t, "state");
	enum err rc = read_of(r);

	if (rc != ERR_NONE)
		return rc;
	if (with == NULL) {
		say(r, "with", N_("Choose with whom the contact was"));
		return ERR_NONE;
	}
	if (state != NULL && strlen(state) != 2)
		say(r, "state", N_("Type the state as two letters"));
	r->w->state = state;
	if (strcmp(with, "described") == 0) {
		r->w->described = text_typed(&r->f->t, "described",
		    lang_of(r));
		if (r->w->described == NULL)
			say(r, "described", N_("Say who it was, as far as is "
			    "known"));
		if (state == NULL)
			say(r, "state", N_("Type the state that they "
			    "represented"));
	} else {
		rc = read_one(r, "with", with, TYPES_COUNTERPART,
		    &r->w->with);
	}
	return rc == ERR_NONE ? read_one(r, "as", typed_given(&r->f->t, "as"),
				    TYPE_BIT(TYPE_POST), &r->w->with_post) :
				rc;
}

/* ---- when ---- */

static const char *
or_empty(const char *text)
{
	return text == NULL ? "" : text;
}

/* "Did you mean 14 February 2021?" */
static void
ask_meant(struct reading *r, const struct when_made *made)
{
	struct buffer words = {0};
	const char *or = message_in(r->p->lang, N_(" or "));

	for (size_t i = 0; i < made->asked.count; i++) {
		if (i != 0)
			buffer_text(&words, or);
		when_words(&words, bytes_text(made->asked.edtf[i]),
		    r->p->lang);
	}
	r->f->asked = made->asked;
	r->f->asked_field = arena_text(r->p->a, bytes_text(r->e->field));
	field_error(&r->f->errors, "meant", page_text(r->p,
	    N_("Did you mean %s?"), buffer_cstr(&words)));
	buffer_release(&words);
}

static enum err
read_when(struct reading *r, bool mode_alone)
{
	struct typed *t = &r->f->t;
	const struct when_typed typed = {typed_get(t, "when_mode"),
	    typed_get(t, "day"), typed_get(t, "month"), typed_get(t, "year"),
	    typed_get(t, "earliest"), typed_get(t, "latest"),
	    typed_get(t, "from"), typed_get(t, "to"), typed_get(t, "times"),
	    typed_get(t, "time"), r->f->x.today};
	struct when_made made = {.times = 1};
	enum err rc;

	if (mode_alone) {
		if (typed.mode[0] == '\0')
			say(r, "when_mode",
			    N_("Choose how well the day is known"));
		return ERR_NONE;
	}
	rc = when_typed_read(&made, &typed, r->p->a, r->e);
	if (rc == ERR_NONE) {
		r->w->when = made.when;
		r->w->times = made.times;
	} else if (rc == ERR_INPUT && strcmp(r->e->word, "meant") == 0) {
		ask_meant(r, &made);
		rc = ERR_NONE;
	} else if (rc == ERR_INPUT) {
		filing_error(&r->f->errors, r->p,
		    or_empty(arena_text(r->p->a, bytes_text(r->e->field))),
		    r->e);
		rc = ERR_NONE;
	}
	error_clear(r->e);
	return rc;
}

/* ---- how and about what ---- */

/* A code of a list; "": its first one stands. */
static const char *
read_code(struct reading *r, const char *field, enum code_family family)
{
	const char *code = typed_given(&r->f->t, field), *known;

	if (code == NULL)
		return NULL;
	for (size_t i = 0; (known = code_at(family, i)) != NULL; i++)
		if (strcmp(code, known) == 0)
			return code;
	say(r, field, N_("Choose one of the list"));
	return NULL;
}

static enum err
read_how(struct reading *r)
{
	static const char *const sides[] = {"home", "foreign", "third",
	    "unknown"};
	const char *minutes = typed_given(&r->f->t, "minutes");
	const char *country = typed_given(&r->f->t, "country");
	uint64_t number = 0;
	enum err rc;

	r->w->kind = read_code(r, "kind", CODE_KIND);
	if (r->w->kind == NULL || kind_code(bytes_text(r->w->kind)) < 1) {
		r->w->kind = NULL;
		say(r, "kind", N_("Choose the kind of contact"));
	}
	r->w->status = read_code(r, "status", CODE_STATUS);
	r->w->basis = read_code(r, "basis", CODE_BASIS);
	r->w->initiated_by = typed_given(&r->f->t, "initiated_by");
	for (size_t i = 0; r->w->initiated_by != NULL; i++) {
		if (i == COUNT(sides)) {
			say(r, "initiated_by", N_("Choose one of the list"));
			r->w->initiated_by = NULL;
		} else if (strcmp(sides[i], r->w->initiated_by) == 0) {
			break;
		}
	}
	if (minutes != NULL &&
	    !bytes_decimal(bytes_text(minutes), 100000, &number))
		say(r, "minutes", N_("Type how many minutes, as a number"));
	else if (minutes != NULL && r->w->times > 1)
		say(r, "minutes", N_("Several contacts have no one length: "
		    "leave this empty"));
	else if (minutes != NULL)
		r->w->minutes = (int64_t)number;
	if (country != NULL && strlen(country) != 2)
		say(r, "country", N_("Type the country as two letters"));
	r->w->country = country;
	r->w->place = typed_given(&r->f->t, "place");
	rc = read_lines(r, "arranged_by", TYPES_WHO, &r->w->arranged_by,
	    &r->w->arranged_count);
	return rc == ERR_NONE ? read_lines(r, "present",
				    TYPE_BIT(TYPE_PERSON), &r->w->present,
				    &r->w->present_count) :
				rc;
}

/* Each value may hold several, with commas between. */
static struct json *
read_codes(struct reading *r, const char *field)
{
	struct json *list = json_new(r->p->a, JSON_ARRAY);
	const char *value;
	char one[201], code[41];

	for (size_t i = 0;
	     (value = typed_at(&r->f->t, field, i)) != NULL; i++) {
		struct bytes rest = bytes_text(value);

		while (rest.len != 0) {
			size_t len = bytes_find(rest, ',');
			bool there = false;

			(void)snprintf(one, sizeof one, "%.*s", (int)len,
			    (const char *)rest.at);
			code_typed(code, one);
			for (const struct json *v = list->first; v != NULL;
			     v = v->next)
				there = there || bytes_is(v->text, code);
			if (code[0] != '\0' && !there)
				json_add(list, json_new_cstr(r->p->a, code));
			len += len < rest.len;
			rest = bytes_of(rest.at + len, rest.len - len);
		}
	}
	if (list->count > 16)
		say(r, field, N_("At most 16 of these can be stated"));
	return list;
}

/* "received HASH title", as filing_note.c keeps it. */
static enum err
read_materials(struct reading *r)
{
	struct material *list = arena_take_array(r->p->a, FILING_PEOPLE_MAX,
	    sizeof *list);
	const char *value;
	size_t n = 0;

	if (list == NULL)
		return error_set(r->e, ERR_MEMORY, "out of memory");
	for (size_t i = 0; n < FILING_PEOPLE_MAX &&
	     (value = typed_at(&r->f->t, "materials", i)) != NULL; i++) {
		size_t word = bytes_find(bytes_text(value), ' ');
		bool given = strncmp(value, "given ", 6) == 0;

		if (strlen(value) < word + 67 ||
		    !hash_parse(bytes_of(value + word + 1, 64),
			&list[n].sha256))
			continue;
		list[n].direction = given ? "given" : "received";
		list[n++].title = value + word + 66;
	}
	r->w->materials = list;
	r->w->material_count = n;
	return ERR_NONE;
}

static enum err
read_public_on(struct reading *r)
{
	const char *text = typed_given(&r->f->t, "public_on");
	struct date_typed d;
	uint32_t day;

	if (text == NULL)
		return ERR_NONE;
	if (date_typed_read(&d, bytes_text(text), r->e) != ERR_NONE ||
	    d.count != 1 || !day_parse(bytes_text(d.edtf[0]), &day)) {
		say(r, "public_on", N_("Type the day as 2027-01-31"));
		error_clear(r->e);
	} else if (day <= r->f->x.today) {
		say(r, "public_on", N_("This day has come: leave it empty"));
	} else {
		r->w->public_on = arena_text(r->p->a, bytes_text(d.edtf[0]));
	}
	return ERR_NONE;
}

static enum err
read_about(struct reading *r)
{
	const char *lang = lang_of(r), *value, *range;
	unsigned slot;
	struct edtf d;

	r->w->summary = text_typed(&r->f->t, "summary", lang);
	if (r->w->summary == NULL)
		say(r, "summary", N_("Say what it was about"));
	else if (strlen(typed_get(&r->f->t, "summary")) > 4000)
		say(r, "summary", N_("This is too long: at most 4,000 bytes"));
	r->w->sought = text_typed(&r->f->t, "sought", lang);
	if (strlen(typed_get(&r->f->t, "sought")) > 4000)
		say(r, "sought", N_("This is too long: at most 4,000 bytes"));
	r->w->topics = read_codes(r, "topic");
	r->w->laws = read_codes(r, "law");
	for (size_t i = 0;
	     (value = typed_at(&r->f->t, "sealed", i)) != NULL; i++)
		if (sealable_slot(bytes_text(value), &slot))
			r->w->sealed |= 1u << slot;
		else
			say(r, "sealed", N_("Choose one of the list"));
	range = typed_given(&r->f->t, "public_range");
	if (range != NULL && edtf_parse(&d, bytes_text(range), NULL) !=
		ERR_NONE)
		say(r, "public_range",
		    N_("Type a year, or a quarter such as 2022-34"));
	else if ((r->w->sealed >> CONTACT_WHEN & 1) != 0 && range == NULL)
		say(r, "public_range", N_("A sealed date keeps a public "
		    "range: type a year, or a quarter such as 2022-34"));
	r->w->public_range = range;
	return read_public_on(r);
}

enum err
filing_check_step(struct filing *f, enum filing_step step)
{
	struct contact_words w = contact_words_none();
	struct reading r = {f, &f->x.p, &w, &f->x.p.e};
	bool all = step == FILING_STEP_COUNT;
	enum err rc = ERR_NONE;

	if (all || step == FILING_WITH)
		rc = read_whom(&r);
	if (rc == ERR_NONE && (step == FILING_WHEN || step == FILING_DAYS))
		rc = read_when(&r, step == FILING_WHEN);
	if (rc == ERR_NONE && all)
		rc = read_when(&r, false);
	if (rc == ERR_NONE && (all || step == FILING_HOW))
		rc = read_how(&r);
	if (rc == ERR_NONE && (all || step == FILING_ABOUT))
		rc = read_about(&r);
	return rc;
}

/* Where admission's rule of shape points to, in the form. */
static const char *
field_of_rule(const struct error *e)
{
	static const char *const known[][2] = {{"with", "with"},
	    {"state", "state"}, {"kind", "kind"}, {"times", "times"},
	    {"sealed", "sealed"}, {"of", "of"}};

	for (size_t i = 0; i < COUNT(known); i++)
		if (strcmp(e->field, known[i][0]) == 0)
			return known[i][1];
	return "when_mode";
}

enum err
filing_make(struct filing *f, struct filing_made *out)
{
	struct reading r = {f, &f->x.p, &out->words, &f->x.p.e};
	enum err rc;

	*out = (struct filing_made){.words = contact_words_none()};
	rc = read_whom(&r);
	if (rc == ERR_NONE)
		rc = read_when(&r, false);
	if (rc == ERR_NONE)
		rc = read_how(&r);
	if (rc == ERR_NONE)
		rc = read_about(&r);
	if (rc == ERR_NONE)
		rc = read_materials(&r);
	if (rc != ERR_NONE || f->errors.count != 0)
		return rc;
	out->office = acting_for_office(&f->officials, out->words.of);
	rc = contact_make(&out->draft, f->x.p.registry, &out->words,
	    f->x.p.a, r.e);
	if (rc == ERR_INPUT && strcmp(r.e->word, "state_unknown") == 0)
		return at_field(&r, "state", rc);
	if (rc == ERR_INPUT)
		return at_field(&r, field_of_rule(r.e), rc);
	if (rc == ERR_NONE)
		out->draft.by = *out->office;
	return rc;
}
