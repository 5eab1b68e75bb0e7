/* A contact: one sentence, every member, notes, statements, the other side's
 * record, history, proof (interfaces C4) */
#include "faces/words.h"
#include "pages/record.h"
#include "pages/tables.h"

#define PARTS_SHOWN_MAX 200

static void
put_sentence(struct record *r, const struct json *row)
{
	struct buffer words = {0};

	contact_sentence(&words, row, r->p.lang);
	html_open(&r->p.h, "p", "class", "app-sentence", NULL);
	html_bytes(&r->p.h, buffer_bytes(&words));
	html_close(&r->p.h, "p");
	buffer_release(&words);
}

/* "Call, 4 March 2021 (c/14)" */
static void
put_title(struct record *r, const struct json *row)
{
	struct page *p = &r->p;
	const struct json *text = json_get(json_get(row, "when"), "text");
	struct bytes when = json_get_text(text, page_lang(p));
	const char *kind = HTML_TR(&p->h,
	    kind_words(json_get_text(row, "kind")));
	const char *title;

	if (when.len == 0)
		title = page_text(p, "%s (%s)", kind, r->ref);
	else
		title = page_text(p, "%s, %.*s (%s)", kind, (int)when.len,
		    (const char *)when.at, r->ref);
	page_title(p, "%s", record_large(p, title));
	p->caption = page_text(p, N_("Contact %s"), r->ref);
}

static void
put_crumbs(struct record *r, const struct json *row)
{
	struct page *p = &r->p;
	const struct json *of = json_get(row, "of");
	struct bytes ref, name;

	page_crumb(p, page_path(p, "/contacts"),
	    HTML_TR(&p->h, N_("Contacts")));
	if (json_is_null(of) || of->first == NULL)
		return;
	ref = json_get_text(of->first, "ref");
	name = json_get_text(json_get(of->first, "name"), page_lang(p));
	if (name.len != 0 && ref.len != 0)
		page_crumb(p, page_path(p, "/%.*s", (int)ref.len,
		    (const char *)ref.at), arena_text(p->a, name));
}

/* ---- a tally and its parts ---- */

static enum err
put_parts(struct record *r)
{
	struct page *p = &r->p;
	struct reference *list = NULL;
	size_t count = 0, parts = 0;
	enum err rc = read_model_referring(registry_read_model(p->registry),
	    r->s.number, TYPE_BIT(TYPE_CONTACT), &list, &count, p->a, &p->e);
	static const char *const heads[] = {N_("When"), N_("Official"),
	    N_("Counterpart"), N_("Kind"), N_("Entry"), NULL};
	struct row_entity row;

	for (size_t i = 0; i < count && rc == ERR_NONE; i++)
		parts += bytes_is(list[i].member, "part_of");
	if (rc != ERR_NONE || parts == 0)
		return rc;
	page_heading(p, 2, "parts", N_("Taken out of this tally"));
	page_paragraph(p, N_("These became known one by one; no total changed "
			     "by it."));
	page_table(p, HTML_TR(&p->h, N_("Contacts taken out of this tally")),
	    heads);
	for (size_t i = 0, shown = 0;
	     i < count && shown < PARTS_SHOWN_MAX; i++) {
		if (!bytes_is(list[i].member, "part_of") ||
		    read_model_by_number(registry_read_model(p->registry),
			list[i].from, &row, NULL) != ERR_NONE)
			continue;
		page_contact_row(p, row.current);
		shown++;
	}
	page_table_end(p);
	return ERR_NONE;
}

/* ---- notes ---- */

static enum err
put_note(struct page *p, uint64_t number)
{
	struct receipt *receipts = NULL;
	struct row_entity row;
	struct entry note;
	size_t count = 0;
	char ref[REF_BYTES];
	enum err rc = read_model_by_number(registry_read_model(p->registry),
	    number, &row, &p->e);

	if (rc == ERR_NONE)
		rc = registry_entry(p->registry, row.current, &note, p->a,
		    &p->e);
	if (rc == ERR_NONE)
		rc = receipts_of(p->registry, number, &receipts, &count, p->a,
		    &p->e);
	if (rc != ERR_NONE)
		return rc;
	ref_print(ref, TYPE_NOTE, number);
	html_open(&p->h, "li", NULL);
	html_link(&p->h, page_path(p, "/%s", ref),
	    bytes_text(page_text(p, N_("Note %s"), ref)));
	html_say(&p->h, N_(", addressed to "));
	page_thing_of(p, object_thing_of_id(&p->objects,
	    json_get_text(note.body, "addressed_to")));
	if (!json_is_null(json_get(note.body, "blob")))
		html_say(&p->h, N_(", sealed"));
	for (size_t i = 0; i < count; i++) {
		html_say(&p->h, N_("; "));
		html_text(&p->h, code_words(CODE_OUTCOME,
		    receipts[i].outcome, p->lang));
		html_text(&p->h, " ");
		page_day(p, receipts[i].received);
	}
	if (count == 0)
		html_sayf(&p->h, N_("; no receipt filed up to checkpoint "
				    "%llu"),
		    (unsigned long long)registry_size(p->registry));
	html_close(&p->h, "li");
	return ERR_NONE;
}

static enum err
put_notes(struct record *r)
{
	struct page *p = &r->p;
	enum err rc = ERR_NONE;

	page_heading(p, 2, "notes", N_("Notes"));
	if (r->s.note_count == 0) {
		html_open(&p->h, "p", "class", "govuk-body", NULL);
		html_sayf(&p->h, N_("No note that names this contact openly "
		    "is filed up to checkpoint %llu."),
		    (unsigned long long)registry_size(p->registry));
		html_close(&p->h, "p");
		return ERR_NONE;
	}
	html_open(&p->h, "ul", "class", "govuk-list govuk-list--bullet", NULL);
	for (size_t i = 0; i < r->s.note_count && rc == ERR_NONE; i++)
		rc = put_note(p, r->s.notes[i]);
	html_close(&p->h, "ul");
	return rc;
}

/* ---- the other side's record ---- */

/* Belongs to the record, not to the contact. */
static const char own_rows[] = " basis source_document source_statement origin "
    "visibility counter_of part_of filed_by filed_at late amendment evidence "
    "reason summary ";

static void
put_pair(struct page *p, const struct told_row *here,
    const struct told_row *there)
{
	struct html *h = &p->h;
	const struct told_row *const sides[] = {here, there};

	html_open(h, "tr", "class", "govuk-table__row", NULL);
	html_open(h, "th", "scope", "row", "class", "govuk-table__header",
	    NULL);
	html_text(h, here != NULL ? here->label : there->label);
	html_close(h, "th");
	for (size_t i = 0; i < COUNT(sides); i++) {
		html_open(h, "td", "class", "govuk-table__cell", NULL);
		if (sides[i] != NULL)
			told_put(p, sides[i]);
		else
			html_say(h, N_("not stated"));
		html_close(h, "td");
	}
	html_close(h, "tr");
}

/* How many members differ; `put` false: counts alone. */
static size_t
compare(struct page *p, const struct told *a, const struct told *b, bool put)
{
	size_t count = 0;

	for (const struct told_row *x = a->rows; x != NULL; x = x->next) {
		const struct told_row *y = told_find(b, x->id);

		if (told_is_one(own_rows, x->id) ||
		    (y != NULL && told_equal(x, y)))
			continue;
		count++;
		if (put)
			put_pair(p, x, y);
	}
	for (const struct told_row *y = b->rows; y != NULL; y = y->next) {
		if (told_is_one(own_rows, y->id) || told_find(a, y->id) != NULL)
			continue;
		count++;
		if (put)
			put_pair(p, NULL, y);
	}
	return count;
}

static enum err
put_counter(struct record *r, const struct counter_row *n)
{
	static const char *const heads[] = {N_("What differs"),
	    N_("In this record"), N_("In the other record"), NULL};
	struct page *p = &r->p;
	struct told there = {NULL};
	struct showing *x = arena_take(p->a, sizeof *x);
	char ref[REF_BYTES], id[ID_TEXT_BYTES];
	enum err rc = x == NULL ?
	    error_set(&p->e, ERR_MEMORY, "out of memory") :
	    told_version(p, n->entity, 0, x, &there);

	if (rc != ERR_NONE)
		return rc;
	ref_print(ref, TYPE_CONTACT, n->entity);
	id_print(id, &n->by);
	html_open(&p->h, "p", "class", "govuk-body", NULL);
	html_link(&p->h, page_path(p, "/%s", ref),
	    bytes_text(page_text(p, N_("Record %s"), ref)));
	html_say(&p->h, N_(", filed by "));
	page_thing_of(p, object_thing_of_id(&p->objects, bytes_text(id)));
	html_text(&p->h, ". ");
	html_say(&p->h, n->is_counter ?
		N_("This contact counts; the other side's record does not.") :
		N_("That contact counts; this record of the other side does "
		   "not."));
	html_close(&p->h, "p");
	if (compare(p, &r->told, &there, false) == 0) {
		page_paragraph(p,
		    N_("The two agree in every member shown."));
		return ERR_NONE;
	}
	page_table(p, page_text(p, N_("Differences from %s"), ref), heads);
	(void)compare(p, &r->told, &there, true);
	page_table_end(p);
	return ERR_NONE;
}

static enum err
put_counters(struct record *r)
{
	enum err rc = ERR_NONE;

	if (r->s.counter_count == 0)
		return ERR_NONE;
	page_heading(&r->p, 2, "counter", N_("The other side's record"));
	for (size_t i = 0; i < r->s.counter_count && rc == ERR_NONE; i++)
		rc = put_counter(r, &r->s.counters[i]);
	return rc;
}

/* ---- who started it, by source ---- */

/* What one statement claims of who started it; nothing where it says none. */
static enum err
put_initiator(struct record *r, uint64_t number, bool *any)
{
	struct page *p = &r->p;
	const struct json *m;
	struct bytes here = json_get_text(r->s.entry.body, "initiated_by");
	struct row_entity row;
	struct entry entry;
	enum err rc = read_model_by_number(registry_read_model(p->registry),
	    number, &row, &p->e);

	if (rc == ERR_NONE)
		rc = registry_entry(p->registry, row.current, &entry, p->a,
		    &p->e);
	if (rc != ERR_NONE)
		return rc;
	m = json_get(entry.body, "claims");
	for (m = json_is_null(m) ? NULL : m->first; m != NULL; m = m->next) {
		struct bytes by = json_get_text(m, "by");
		char ref[REF_BYTES];

		if (!bytes_is(json_get_text(m, "p"), "initiated"))
			continue;
		if (!*any) {
			page_heading(p, 2, "initiators",
			    N_("Who started it, by source"));
			html_open(&p->h, "ul", "class",
			    "govuk-list govuk-list--bullet", NULL);
			html_open(&p->h, "li", NULL);
			html_say(&p->h, N_("this record: "));
			html_text(&p->h, code_words(CODE_SIDE, here,
			    p->lang));
			html_close(&p->h, "li");
		}
		*any = true;
		ref_print(ref, TYPE_STATEMENT, number);
		html_open(&p->h, "li", NULL);
		html_link(&p->h, page_path(p, "/%s", ref),
		    bytes_text(page_text(p, N_("Statement %s"), ref)));
		html_say(&p->h, N_(": "));
		html_text(&p->h, code_words(CODE_SIDE, by, p->lang));
		if (!bytes_equal(by, here) && !bytes_is(here, "unknown")) {
			html_text(&p->h, " ");
			html_element_say(&p->h, "strong",
			    "govuk-tag app-tag--undecided", N_("in tension"));
		}
		html_close(&p->h, "li");
	}
	return ERR_NONE;
}

#define SOURCES_MAX 25 /* statements looked at */

static enum err
put_initiators(struct record *r)
{
	bool any = false;
	enum err rc = ERR_NONE;

	for (size_t i = 0; i < r->s.statement_count && i < SOURCES_MAX &&
	     rc == ERR_NONE; i++)
		rc = put_initiator(r, r->s.statements[i], &any);
	if (any)
		html_close(&r->p.h, "ul");
	return rc;
}

static enum err
put_content(struct record *r)
{
	enum err rc;

	record_rows(r, "");
	rc = put_parts(r);
	if (rc == ERR_NONE)
		rc = put_notes(r);
	if (rc == ERR_NONE)
		rc = put_counters(r);
	if (rc == ERR_NONE)
		rc = record_beside(r);
	return rc == ERR_NONE ? put_initiators(r) : rc;
}

static void
handle_contact(void *context, struct http_request *request,
    struct http_answer *answer)
{
	struct record r = {.path = NULL};
	const struct json *row;

	if (!record_begin(&r, context, request, answer, TYPE_CONTACT, ""))
		return;
	row = object_row(&r.p.objects, r.s.version, 0);
	put_title(&r, row);
	put_crumbs(&r, row);
	put_sentence(&r, row);
	record_notices(&r);
	if (put_content(&r) != ERR_NONE)
		page_fail(&r.p, &r.p.e);
	else
		record_finish(&r, PAGE_JSON | PAGE_PROOF);
}

static const struct http_route routes[] = {
	{"GET", "/{lang}/c/*", handle_contact, 0, HTTP_READ,
	    HTTP_CACHED | HTTP_SUFFIX},
	{"GET", "/{lang}/c/*/v/*", handle_contact, 0, HTTP_READ,
	    HTTP_CACHED | HTTP_SUFFIX},
};
const struct http_route_table contact_table = {routes, COUNT(routes)};
