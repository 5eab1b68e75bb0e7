#include "pages/thing_inside.h"

#include "faces/words.h"
#include "register/naming.h"

#define NAMES                                                            \
	{"name_en", N_("Name in English"), NULL, IN_NAME, "names", "en", \
	    0, 0, false, NULL},                                          \
	{"name_fr", N_("Name in French"), NULL, IN_NAME, "names", "fr", \
	    0, 0, false, NULL}
#define TITLES                                                           \
	{"title_en", N_("Title in English"), NULL, IN_TEXTS, "title", \
	    "en", 0, 0, false, NULL},                                    \
	{"title_fr", N_("Title in French"), NULL, IN_TEXTS, "title",  \
	    "fr", 0, 0, false, NULL}
#define IDENTIFIERS                                                       \
	{"identifiers", N_("Identifiers (optional)"),                     \
	    N_("One on each line: parliament.example:1042"),              \
	    IN_IDENTIFIERS, "identifiers", NULL, 0, 0, false, NULL}

static const struct thing_field person_fields[] = {NAMES,
    {"states", N_("States (optional)"),
	N_("Of public record: two letters, with commas between"),
	IN_STATES, "states", NULL, 0, 0, false, NULL}, IDENTIFIERS};

static const struct thing_field org_fields[] = {NAMES,
    {"kind", N_("What it is"), NULL, IN_CODE, "kind", NULL, CODE_ORG, 0,
	true, NULL},
    {"state", N_("State"), N_("Two letters"), IN_STATE, "state", NULL, 0,
	0, false, NULL},
    {"mission", N_("Which mission (for a mission alone)"), NULL, IN_CODE,
	"mission", NULL, CODE_MISSION, 0, false, "mission"},
    {"receiving", N_("Receiving states (for a mission alone)"),
	N_("Two letters, with commas between"), IN_STATES, "receiving",
	NULL, 0, 0, false, "mission"},
    {"parent", N_("Part of (optional)"), N_("A name or reference"),
	IN_REF, "parent", NULL, 0, TYPE_BIT(TYPE_ORG), false, "parent"},
    IDENTIFIERS};

static const struct thing_field post_fields[] = {TITLES,
    {"org", N_("Of which body"), N_("A name or reference"), IN_REF, "org",
	NULL, 0, TYPE_BIT(TYPE_ORG), true, NULL},
    {"sent_by", N_("Sent by the state (optional)"), N_("Two letters"),
	IN_STATE, "sent_by", NULL, 0, 0, false, NULL},
    {"accredited_to", N_("Accredited to (optional)"),
	N_("Two letters, with commas between"), IN_STATES,
	"accredited_to", NULL, 0, 0, false, NULL}, IDENTIFIERS};

static const struct thing_field tenure_fields[] = {
    {"person", N_("Person"), N_("A name or reference"), IN_REF, "person",
	NULL, 0, TYPE_BIT(TYPE_PERSON), true, NULL},
    {"post", N_("Post"), N_("A name or reference"), IN_REF, "post", NULL,
	0, TYPE_BIT(TYPE_POST), true, NULL},
    {"when", N_("From when to when"), N_("2019-08/.. is since August 2019; "
	"2019/2021 is from 2019 to 2021"), IN_WHEN, "when", NULL, 0, 0,
	true, NULL},
    {"acting", N_("In an acting capacity"), NULL, IN_YES, "acting", NULL, 0, 0,
	false, NULL}};

static const struct thing_field document_fields[] = {TITLES,
    {"kind", N_("What it is"), NULL, IN_CODE, "kind", NULL, CODE_DOCUMENT,
	0, true, NULL},
    {"authors", N_("Authors (optional)"),
	N_("A name or a reference on each line"), IN_REFS, "authors",
	NULL, 0, TYPES_WHO, false, NULL},
    {"publisher", N_("Publisher (optional)"), N_("A name or reference"),
	IN_REF, "publisher", NULL, 0, TYPES_WHO, false, NULL},
    {"issued", N_("Of which day (optional)"),
	N_("2021-03-04, March 2021, 2021"), IN_WHEN, "issued", NULL, 0, 0,
	false, NULL},
    {"language", N_("Language (optional)"), N_("Two letters: fr"),
	IN_LANG, "language", NULL, 0, 0, false, NULL},
    {"pages", N_("Pages (optional)"), NULL, IN_NUMBER, "pages", NULL, 0,
	0, false, NULL},
    {"url", N_("Address on the web (optional)"), NULL, IN_SLOT, "url",
	NULL, 0, 0, false, NULL}};

static const struct thing_field statement_fields[] = {
    {"act", N_("What the words do"), NULL, IN_CODE, "act", NULL, CODE_ACT,
	0, true, NULL},
    {"speaker", N_("Who speaks"), N_("A name or reference"), IN_SPEAKER,
	"speaker", NULL, 0, TYPES_WHO, true, NULL},
    {"document", N_("Document in hand"), N_("A reference such as d/20"),
	IN_REF, "document", NULL, 0, TYPE_BIT(TYPE_DOCUMENT), true, NULL},
    {"quote", N_("The words, exactly"), NULL, IN_QUOTE, "words", NULL, 0,
	0, false, NULL},
    {"lang", N_("Language of the words"), N_("Two letters: fr"), IN_LANG,
	"lang", NULL, 0, 0, true, NULL},
    {"said", N_("Said when (optional)"), N_("2021-03-04, March 2021, 2021"),
	IN_WHEN, "said", NULL, 0, 0, false, NULL},
    {"about", N_("About which statements or things (optional)"),
	N_("What it denies, corrects or replies to: a reference on each "
	   "line"), IN_REFS, "about", NULL, 0, TYPES_ANY, false, NULL}};

static const struct thing_kind kinds[] = {
    {"person", N_("File a person"), TYPE_PERSON, person_fields,
	COUNT(person_fields), "{}"},
    {"org", N_("File an organisation"), TYPE_ORG, org_fields,
	COUNT(org_fields), "{}"},
    {"post", N_("File a post"), TYPE_POST, post_fields, COUNT(post_fields),
	"{\"exists\":null}"},
    {"tenure", N_("File a tenure"), TYPE_TENURE, tenure_fields,
	COUNT(tenure_fields), "{}"},
    {"document", N_("File a document"), TYPE_DOCUMENT, document_fields,
	COUNT(document_fields), "{\"bytes\":null,\"captured\":null,"
	"\"custody\":[],\"part_of\":null,\"proceeding\":null,"
	"\"status\":null,\"text\":null}"},
    {"statement", N_("File a statement"), TYPE_STATEMENT, statement_fields,
	COUNT(statement_fields), "{\"circumstances\":[],\"claims\":[],"
	"\"confidence\":null,\"hedged\":false,\"reply_to\":null,"
	"\"select\":[],\"status\":null,\"via\":[]}"},
};

const struct thing_kind *
thing_kind_named(struct bytes word)
{
	for (size_t i = 0; i < COUNT(kinds); i++)
		if (bytes_is(word, kinds[i].word))
			return &kinds[i];
	return NULL;
}

const struct thing_kind *
thing_kind_of(enum entry_type type)
{
	for (size_t i = 0; i < COUNT(kinds); i++)
		if (kinds[i].type == type)
			return &kinds[i];
	return NULL;
}

enum entry_type
thing_type(const struct thing_kind *kind)
{
	return kind->type;
}

const char *
thing_word(const struct thing_kind *kind)
{
	return kind->word;
}

const char *
thing_title(const struct thing_kind *kind)
{
	return kind->title;
}

const char *
thing_fields(const struct thing_kind *kind, struct arena *a)
{
	struct buffer names = {0};
	const char *made;

	for (size_t i = 0; i < kind->count; i++)
		buffer_printf(&names, "%s%s", i == 0 ? "" : " ",
		    kind->fields[i].name);
	made = arena_text(a, buffer_bytes(&names));
	buffer_release(&names);
	return made == NULL ? "" : made;
}

/* ---- fields on a page ---- */

static void
put_code(struct filing *f, const struct thing_field *field)
{
	struct choice list[32];
	struct page *p = &f->x.p;
	enum code_family family = (enum code_family)field->family;
	const char *code;
	size_t n = 0;

	list[n++] = (struct choice){.value = "",
	    .label = HTML_TR(&p->h, N_("choose"))};
	for (size_t i = 0; n < COUNT(list) &&
	     (code = code_at(family, i)) != NULL; i++)
		list[n++] = (struct choice){.value = code,
		    .label = code_words(family, bytes_text(code), p->lang),
		    .chosen = typed_has(&f->t, field->name, code)};
	field_select(p, field->name, field->label, list, n, &f->errors);
}

static bool
has_lines(enum field_kind kind)
{
	return kind == IN_IDENTIFIERS || kind == IN_REFS ||
	    kind == IN_QUOTE;
}

void
thing_put_fields(struct filing *f, const struct thing_kind *kind)
{
	struct page *p = &f->x.p;

	for (size_t i = 0; i < kind->count; i++) {
		const struct thing_field *field = &kind->fields[i];
		const struct choice yes[] = {{.value = "yes",
		    .label = HTML_TR(&p->h, N_("yes")),
		    .chosen = typed_has(&f->t, field->name, "yes")}};

		if (field->kind == IN_CODE)
			put_code(f, field);
		else if (field->kind == IN_YES)
			field_choices(p, field->name, field->label, NULL, yes,
			    1, true, &f->errors);
		else
			field_put(p, &(struct input){.name = field->name,
			    .label = field->label, .hint = field->hint,
			    .value = typed_get(&f->t, field->name),
			    .rows = has_lines(field->kind) ? 3 : 0},
			    &f->errors);
	}
}

void
thing_put_rows(struct filing *f, const struct thing_kind *kind)
{
	struct page *p = &f->x.p;

	page_list(p);
	for (size_t i = 0; i < kind->count; i++) {
		const struct thing_field *field = &kind->fields[i];
		const char *text = typed_get(&f->t, field->name);

		if (text[0] == '\0')
			continue;
		page_row(p, field->label);
		html_text(&p->h, field->kind == IN_CODE ?
		    code_words((enum code_family)field->family,
			bytes_text(text), p->lang) : text);
		page_row_end(p);
	}
	page_list_end(p);
}
