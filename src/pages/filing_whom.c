/* With whom: those of the last contacts, those found, or words alone */
#include "faces/words.h"
#include "pages/filing.h"
#include "register/naming.h"

#define LAST_MAX 10       /* counterparts (interfaces C6.2) */
#define LAST_AMONG 60     /* contacts looked at */
#define FOUND_MAX 20

struct offering {
	struct filing *f;
	struct choice list[1 + LAST_MAX + FOUND_MAX + 1];
	size_t count;
};

/* "The Consul General (person, state XB, p/15)" */
static void
offer(struct offering *o, uint64_t number)
{
	struct page *p = &o->f->x.p;
	struct row_entity row;
	struct bytes name;
	char ref[REF_BYTES];

	if (o->count + 1 >= COUNT(o->list) ||
	    read_model_by_number(registry_read_model(p->registry), number,
		&row, NULL) != ERR_NONE || row.annulled)
		return;
	ref_print(ref, row.id.type, number);
	for (size_t i = 0; i < o->count; i++)
		if (strcmp(o->list[i].value, ref) == 0)
			return;
	if (read_model_name(registry_read_model(p->registry), number,
		page_lang(p), &name, p->a, NULL) != ERR_NONE || name.len == 0)
		name = bytes_text(ref);
	o->list[o->count].value = page_text(p, "%s", ref);
	o->list[o->count].label = page_text(p, "%.*s", (int)name.len,
	    (const char *)name.at);
	o->list[o->count].hint = page_text(p, "%s, %s",
	    code_words(CODE_TYPE, bytes_text(type_name(row.id.type)),
		p->lang), ref);
	o->list[o->count].chosen =
	    strcmp(typed_get(&o->f->t, "with"), ref) == 0;
	o->count++;
}

static void
offer_ref(struct offering *o, const char *ref)
{
	struct page *p = &o->f->x.p;
	uint64_t number;

	if (ref[0] != '\0' && registry_resolve(p->registry, ref,
		TYPES_COUNTERPART, "", &number, p->a, NULL) == ERR_NONE)
		offer(o, number);
}

static void
offer_thing(struct offering *o, const struct json *thing)
{
	struct bytes ref = json_get_text(thing, "ref");

	if (ref.len != 0)
		offer_ref(o, page_text(&o->f->x.p, "%.*s", (int)ref.len,
		    (const char *)ref.at));
}

/* What the search words find, by name, identifier or reference. */
static enum err
offer_found(struct offering *o, size_t *found)
{
	struct page *p = &o->f->x.p;
	const char *words = typed_given(&o->f->t, "with_q");
	struct match matches[FOUND_MAX];
	size_t count = 0, before = o->count;
	uint64_t number;
	enum err rc;

	*found = 0;
	if (words == NULL)
		return ERR_NONE;
	rc = registry_resolve(p->registry, words, TYPES_COUNTERPART, "",
	    &number, p->a, &p->e);
	if (rc == ERR_NONE)
		offer(o, number);
	error_clear(&p->e);
	if (rc != ERR_NONE && rc != ERR_ABSENT && rc != ERR_INPUT)
		return rc;
	rc = read_model_near(registry_read_model(p->registry),
	    bytes_text(words), TYPES_COUNTERPART, true, matches, FOUND_MAX,
	    &count, p->a, &p->e);
	for (size_t i = 0; rc == ERR_NONE && i < count && i < FOUND_MAX; i++)
		offer(o, matches[i].number);
	*found = o->count - before;
	return rc;
}

/* The counterparts of the last contacts of the officials, newest first. */
static enum err
offer_last(struct offering *o)
{
	struct page *p = &o->f->x.p;
	struct read_model *m = registry_read_model(p->registry);
	struct list_filter filter = {.type = TYPE_CONTACT,
	    .of = NUMBER_NONE, .with = NUMBER_NONE, .from = DAY_FIRST,
	    .to = DAY_LAST, .order = LIST_DOWN, .after = NUMBER_NONE,
	    .at = registry_next(p->registry), .limit = LAST_AMONG};
	uint64_t numbers[LAST_AMONG];
	struct row_entity row;
	size_t count = 0, end = o->count + LAST_MAX;
	enum err rc;

	if (o->f->officials.count == 0)
		return ERR_NONE;
	filter.of = o->f->officials.at[0].official;
	if (typed_get(&o->f->t, "of")[0] != '\0' &&
	    registry_resolve(p->registry, typed_get(&o->f->t, "of"),
		TYPE_BIT(TYPE_PERSON), "", &filter.of, p->a, NULL) !=
		ERR_NONE)
		filter.of = o->f->officials.at[0].official;
	rc = read_model_page(m, &filter, numbers, &count, &p->e);
	for (size_t i = 0; rc == ERR_NONE && i < count && o->count < end;
	     i++) {
		const struct json *row_json, *with;

		rc = read_model_by_number(m, numbers[i], &row, &p->e);
		if (rc != ERR_NONE)
			break;
		row_json = object_row(&p->objects, row.current, 0);
		with = json_get(row_json, "with");
		for (const struct json *v = json_is_null(with) ? NULL :
			 with->first; v != NULL && o->count < end;
		     v = v->next)
			offer_thing(o, json_is_null(json_get(v, "who")) ?
			    json_get(v, "as") : json_get(v, "who"));
	}
	return rc;
}

static void
put_officials(struct filing *f)
{
	struct page *p = &f->x.p;
	struct choice list[ACTING_FOR_MAX];
	char ref[REF_BYTES];

	for (size_t i = 0; i < f->officials.count; i++) {
		struct bytes name = {NULL, 0};

		ref_print(ref, TYPE_PERSON, f->officials.at[i].official);
		if (read_model_name(registry_read_model(p->registry),
			f->officials.at[i].official, page_lang(p), &name,
			p->a, NULL) != ERR_NONE || name.len == 0)
			name = bytes_text(ref);
		list[i] = (struct choice){.value = page_text(p, "%s", ref),
		    .label = page_text(p, "%.*s", (int)name.len,
			(const char *)name.at),
		    .chosen = strcmp(typed_get(&f->t, "of"), ref) == 0};
	}
	field_select(p, "of", N_("Whose contact it was"), list,
	    f->officials.count, &f->errors);
}

static void
put_search(struct filing *f, size_t found)
{
	struct page *p = &f->x.p;

	field_put(p, &(struct input){.name = "with_q",
	    .label = N_("Find the counterpart"),
	    .hint = N_("A name, a post, or a reference such as p/14"),
	    .value = typed_get(&f->t, "with_q"), .type = "search"},
	    &f->errors);
	field_button(p, N_("Search"), "go", "search",
	    "govuk-button--secondary");
	if (typed_given(&f->t, "with_q") != NULL && found == 0)
		page_paragraph(p, N_("Nobody of this name is in the register. "
		    "Search again, or describe them below."));
}

enum err
filing_put_whom(struct filing *f)
{
	struct page *p = &f->x.p;
	struct offering o = {.f = f};
	size_t found;
	enum err rc;

	if (f->amending)
		field_hidden(p, "of", typed_get(&f->t, "of"));
	else
		put_officials(f);
	rc = offer_found(&o, &found);
	if (rc != ERR_NONE)
		return rc;
	put_search(f, found);
	offer_ref(&o, typed_get(&f->t, "with"));
	rc = offer_last(&o);
	if (rc != ERR_NONE)
		return rc;
	o.list[o.count++] = (struct choice){.value = "described",
	    .label = HTML_TR(&p->h, N_("Somebody who is not in the register")),
	    .hint = HTML_TR(&p->h, N_("Describe them below. Private people "
		"are never named: seal this field.")),
	    .chosen = typed_has(&f->t, "with", "described")};
	field_choices(p, "with", N_("With whom"),
	    N_("What the search found, then the last counterparts."), o.list,
	    o.count, false, &f->errors);
	field_put(p, &(struct input){.name = "described",
	    .label = N_("Who it was, where they are not in the register"),
	    .value = typed_get(&f->t, "described")}, &f->errors);
	field_put(p, &(struct input){.name = "as",
	    .label = N_("In which post (optional)"),
	    .hint = N_("The capacity in which they acted: a post by name or "
		"reference, such as post/9"),
	    .value = typed_get(&f->t, "as")}, &f->errors);
	field_put(p, &(struct input){.name = "state",
	    .label = N_("State that they represented (optional)"),
	    .hint = N_("Two letters, where their record does not say it"),
	    .value = typed_get(&f->t, "state"), .css = "govuk-input--width-2"},
	    &f->errors);
	return ERR_NONE;
}
