/* /file/check: what will stand in the register, before it does */
#include "faces/words.h"
#include "pages/filing_note.h"
#include "pages/filing_receipt.h"
#include "pages/tables.h"
#include "register/naming.h"

#define ENTRIES_MAX 2 /* the contact, and its note */

struct check {
	struct filing f;
	struct filing_made made;
	struct draft drafts[ENTRIES_MAX];
	size_t count;
	struct acted acted;
	bool judged; /* a dry run came to its end */
};

/* ---- entries ---- */

static enum err
make_note(struct check *c)
{
	struct page *p = &c->f.x.p;
	const struct json *packet = note_packet(&c->f.t);
	struct json *contacts;
	char id[ID_TEXT_BYTES];
	enum err rc;

	if (packet == NULL)
		return ERR_NONE;
	contacts = json_new(p->a, JSON_ARRAY);
	id_print(id, &c->drafts[0].id);
	json_add(contacts, json_new_cstr(p->a, id));
	rc = note_draft(&c->drafts[1], packet, contacts, p->a, &p->e);
	if (rc == ERR_NONE && !id_equal(&c->drafts[1].by, c->made.office))
		rc = error_set(&p->e, ERR_INPUT, "the note was sealed for "
		    "another office: attach it again");
	if (rc == ERR_INPUT) {
		filing_error(&c->f.errors, p, "note", &p->e);
		return ERR_NONE;
	}
	c->count += rc == ERR_NONE;
	return rc;
}

static enum err
make_entries(struct check *c)
{
	enum err rc = filing_make(&c->f, &c->made);

	if (rc != ERR_NONE || c->f.errors.count != 0)
		return rc;
	c->drafts[0] = c->made.draft;
	id_random(&c->drafts[0].id, TYPE_CONTACT);
	c->count = 1;
	return make_note(c);
}

/* ERR_NONE where it was judged, or refused for a reason that the page tells. */
static enum err
send(struct check *c, bool confirm, bool dry_run)
{
	struct signed_page *x = &c->f.x;
	struct page *p = &x->p;
	const struct json *packet = note_packet(&c->f.t);
	bool kept = false;
	enum err rc = dry_run ? ERR_NONE :
	    note_keep(p->registry, packet, &kept, p->a, &p->e);

	if (rc == ERR_NONE)
		rc = filing_send(x, &c->f.t, c->made.office, c->drafts,
		    c->count, confirm, dry_run, &c->acted);
	note_settle(p->registry, packet, kept, rc);
	c->judged = rc == ERR_NONE;
	if (rc == ERR_NONE || rc == ERR_STORE || rc == ERR_MEMORY)
		return rc;
	filing_refusal(x, &c->f.errors);
	return ERR_NONE;
}

/* ---- the page ---- */

static void
change(struct check *c, enum filing_step step, const char *field,
    const char *what)
{
	struct page *p = &c->f.x.p;
	struct html *h = &p->h;

	html_close(h, "dd");
	html_open(h, "dd", "class", "govuk-summary-list__actions", NULL);
	html_open(h, "a", "class", "govuk-link", "href", page_text(p,
	    "%s#%s", filing_path(&c->f, "/file", step), field), NULL);
	html_say(h, N_("Change"));
	html_open(h, "span", "class", "govuk-visually-hidden", NULL);
	html_text(h, " ");
	html_say(h, what);
	html_close(h, "span");
	html_close(h, "a");
}

static void
text_row(struct check *c, const char *label, enum filing_step step,
    const char *field, const char *text)
{
	struct page *p = &c->f.x.p;

	page_row(p, label);
	if (text == NULL || text[0] == '\0')
		html_say(&p->h, N_("not stated"));
	else
		html_text(&p->h, text);
	change(c, step, field, label);
	page_row_end(p);
}

static void
when_row(struct check *c)
{
	struct page *p = &c->f.x.p;
	struct buffer words = {0};

	date_words(&words, c->made.words.when, c->made.words.times, p->lang);
	if (c->made.words.times > 1)
		buffer_printf(&words, HTML_TR(&p->h, N_(" (%u contacts)")),
		    c->made.words.times);
	text_row(c, N_("When"), FILING_DAYS,
	    "when_mode", buffer_cstr(&words));
	buffer_release(&words);
}

static void
thing_row(struct check *c, const char *label, const char *field,
    const uint64_t *numbers, size_t count)
{
	struct page *p = &c->f.x.p;
	enum filing_step step = strcmp(field, "of") == 0 ||
	    strcmp(field, "with") == 0 || strcmp(field, "as") == 0 ?
	    FILING_WITH : FILING_HOW;

	page_row(p, label);
	if (count == 0)
		html_say(&p->h, N_("not stated"));
	for (size_t i = 0; i < count; i++) {
		if (i != 0)
			html_text(&p->h, ", ");
		page_thing(p, numbers[i]);
	}
	change(c, step, field, label);
	page_row_end(p);
}

static void
with_row(struct check *c)
{
	const struct contact_words *w = &c->made.words;
	uint64_t both[2];
	size_t n = 0;

	if (w->described != NULL) {
		text_row(c, N_("With whom"), FILING_WITH, "with",
		    typed_get(&c->f.t, "described"));
		return;
	}
	both[n++] = w->with;
	if (w->with_post != NUMBER_NONE)
		both[n++] = w->with_post;
	thing_row(c, N_("With whom"), "with", both, n);
}

static void
codes_row(struct check *c, const char *label, const char *field,
    const struct json *codes)
{
	struct buffer words = {0};

	for (const struct json *v = codes == NULL ? NULL : codes->first;
	     v != NULL; v = v->next) {
		if (v != codes->first)
			buffer_text(&words, ", ");
		topic_words(&words, v->text);
	}
	text_row(c, label, FILING_ABOUT, field, buffer_cstr(&words));
	buffer_release(&words);
}

static void
material_row(struct check *c)
{
	struct page *p = &c->f.x.p;
	const struct contact_words *w = &c->made.words;

	page_row(p, N_("Materials"));
	if (w->material_count == 0)
		html_say(&p->h, N_("not stated"));
	for (size_t i = 0; i < w->material_count; i++) {
		if (i != 0)
			html_text(&p->h, ", ");
		html_text(&p->h, w->materials[i].title);
	}
	html_close(&p->h, "dd");
	html_open(&p->h, "dd", "class", "govuk-summary-list__actions", NULL);
	html_link(&p->h, filing_path(&c->f, "/file/materials",
	    FILING_STEP_COUNT),
	    bytes_text(HTML_TR(&p->h, N_("Change materials"))));
	page_row_end(p);
}

static void
note_row(struct check *c)
{
	struct page *p = &c->f.x.p;

	page_row(p, N_("Note"));
	if (note_packet(&c->f.t) == NULL)
		html_say(&p->h, N_("none attached"));
	else
		note_put_summary(&c->f);
	change(c, FILING_NOTE, "note", N_("Note"));
	page_row_end(p);
}

static void
put_rows(struct check *c)
{
	const struct contact_words *w = &c->made.words;
	struct page *p = &c->f.x.p;

	page_list(p);
	thing_row(c, N_("Whose contact"), "of", &w->of, 1);
	with_row(c);
	if (w->state != NULL)
		text_row(c, N_("State"), FILING_WITH, "state", w->state);
	when_row(c);
	text_row(c, N_("Kind"), FILING_HOW, "kind", code_words(CODE_KIND,
	    bytes_text(w->kind), p->lang));
	text_row(c, N_("Who asked for it"), FILING_HOW, "initiated_by",
	    w->initiated_by == NULL ? "" : code_words(CODE_SIDE,
		bytes_text(w->initiated_by), p->lang));
	thing_row(c, N_("Who arranged it"), "arranged_by", w->arranged_by,
	    w->arranged_count);
	text_row(c, N_("Status"), FILING_HOW, "status", code_words(
	    CODE_STATUS, bytes_text(w->status == NULL ? "held" : w->status),
	    p->lang));
	text_row(c, N_("Place"), FILING_HOW, "place", w->place);
	thing_row(c, N_("Who else was there"), "present", w->present,
	    w->present_count);
	text_row(c, N_("What it was about"), FILING_ABOUT, "summary",
	    typed_get(&c->f.t, "summary"));
	codes_row(c, N_("Topics"), "topic", w->topics);
	text_row(c, N_("What was sought"), FILING_ABOUT, "sought",
	    typed_get(&c->f.t, "sought"));
	codes_row(c, N_("Laws and bills"), "law", w->laws);
	material_row(c);
	note_row(c);
	page_list_end(p);
}

/* Is the slot public once this is filed? Model 7.3. */
static bool
slot_is_public(const struct json *body, unsigned slot)
{
	struct visibility v;

	visibility_read(&v, body);
	return v.tier == TIER_PUBLIC && (v.sealed >> slot & 1) == 0;
}

/* "Topics, What it was about" of one half of the slots used. */
static void
put_slots(struct check *c, bool public, const char *none)
{
	struct page *p = &c->f.x.p;
	const struct draft *d = &c->drafts[0];
	bool any = false;

	for (unsigned i = 0; i < SLOT_COUNT; i++) {
		const char *name = slot_name(TYPE_CONTACT, i), *label;

		if (json_is_null(d->values.at[i]) || name == NULL ||
		    slot_is_public(d->body, i) != public)
			continue;
		label = member_label(name, p->lang);
		if (any)
			html_text(&p->h, ", ");
		html_text(&p->h, label == NULL ? name : label);
		any = true;
	}
	if (!any)
		html_say(&p->h, none);
}

static enum err
put_public(struct check *c)
{
	struct page *p = &c->f.x.p;
	struct html *h = &p->h;
	const struct draft *d = &c->drafts[0];
	struct slot_values shown = {{NULL}};
	struct buffer sentence = {0};
	struct visibility v;
	const struct json *row;

	for (unsigned i = 0; i < SLOT_COUNT; i++)
		if (slot_is_public(d->body, i))
			shown.at[i] = d->values.at[i];
	row = object_row_draft(&p->objects, d->body, &shown, &p->e);
	if (row == NULL)
		return ERR_INPUT;
	contact_sentence(&sentence, row, p->lang);
	page_heading(p, 2, "public", N_("What everybody will read"));
	html_open(h, "p", "class", "app-sentence", "id", "sentence", NULL);
	html_bytes(h, buffer_bytes(&sentence));
	html_text(h, ".");
	html_close(h, "p");
	buffer_release(&sentence);
	visibility_read(&v, d->body);
	page_list(p);
	page_row(p, N_("Words that are public"));
	put_slots(c, true, N_("none of them"));
	page_row_end(p);
	page_row(p, v.tier == TIER_DELAYED ? N_("Public from the day stated") :
						 N_("Sealed"));
	put_slots(c, false, N_("nothing of the contact"));
	if (note_packet(&c->f.t) != NULL &&
	    json_get_bool(note_packet(&c->f.t), "sealed"))
		html_say(h, N_("; sealed: text of the note"));
	page_row_end(p);
	page_list_end(p);
	return ERR_NONE;
}

static void
put_page(struct check *c)
{
	struct signed_page *x = &c->f.x;
	struct page *p = &x->p;

	page_title(p, "%s", message_in(p->lang, N_("Check your answers")));
	filing_crumb(p);
	page_crumb(p, filing_path(&c->f, "/file", FILING_WITH),
	    message_in(p->lang, N_("File a contact")));
	filing_summary(p, &c->f.errors);
	put_rows(c);
	if (put_public(c) != ERR_NONE) {
		filing_refusal(x, &c->f.errors);
		page_fail(p, &p->e);
		return;
	}
	signed_form(x, page_path(p, "/file/check"), c->f.t.kept.id, false);
	field_hidden(p, "view", c->f.one ? "one" : "steps");
	if (c->judged)
		filing_put_warnings(x, &c->acted, &c->f.errors);
	page_paragraph(p, N_("Once filed it stays: it can be amended or "
	    "withdrawn, and never unsaid. A contact is part of the work of an "
	    "office."));
	field_button(p, N_("File it"), NULL, NULL, NULL);
	signed_form_end(x);
	page_finish(p);
}

/* Back to the step that has something wrong. */
static void
send_back(struct check *c)
{
	struct page *p = &c->f.x.p;
	enum filing_step step = FILING_WITH;

	for (enum filing_step s = FILING_WITH; s < FILING_STEP_COUNT; s++) {
		struct bytes names = bytes_text(filing_step_fields(s));

		for (size_t i = 0; i < c->f.errors.count; i++) {
			const char *field = c->f.errors.at[i].field;
			const char *found = strstr((const char *)names.at,
			    strcmp(field, "meant") == 0 ? "earliest" : field);

			if (found != NULL) {
				step = s;
				s = FILING_NOTE;
				break;
			}
		}
	}
	page_see_other(p, page_text(p, "%s&check=1",
	    filing_path(&c->f, "/file", step)));
}

static bool
load(struct check *c, const char *draft)
{
	struct filing *f = &c->f;
	enum err rc;

	if (!typed_load(&f->t, &f->x, draft, FILING_MODE))
		return false;
	rc = acting_for_list(&f->officials, &f->x, RIGHT_FILE, &f->x.p.e);
	if (rc == ERR_NONE)
		rc = make_entries(c);
	if (rc != ERR_NONE) {
		page_fail(&f->x.p, &f->x.p.e);
		return false;
	}
	if (f->errors.count != 0) {
		send_back(c);
		return false;
	}
	return true;
}

static void
handle_check(void *context, struct http_request *request,
    struct http_answer *answer)
{
	struct check c = {.count = 0};
	struct page *p = &c.f.x.p;
	const char *draft;

	if (!http_query_known(request, "view draft", answer) ||
	    !signed_begin(&c.f.x, context, request, answer, RIGHT_FILE,
		false))
		return;
	draft = page_query(p, "draft");
	c.f.one = bytes_is(http_query(request, "view"), "one");
	if (!load(&c, draft == NULL ? "" : draft))
		return;
	if (send(&c, true, true) != ERR_NONE)
		page_fail(p, &p->e);
	else
		put_page(&c);
}

/* Warnings that were not confirmed are told once more. */
static void
handle_check_post(void *context, struct http_request *request,
    struct http_answer *answer)
{
	struct check c = {.count = 0};
	struct signed_page *x = &c.f.x;
	struct page *p = &x->p;
	struct form form;
	bool confirm;

	if (!signed_post(x, context, request, answer, RIGHT_FILE, false, NULL,
		&form))
		return;
	c.f.one = bytes_is(form_value(&form, "view"), "one");
	confirm = bytes_is(form_value(&form, "confirm"), "yes");
	if (!load(&c, x->draft))
		return;
	if (send(&c, true, true) != ERR_NONE) {
		page_fail(p, &p->e);
		return;
	}
	if (c.judged && filing_has_warnings(&c.acted) && !confirm)
		field_error(&c.f.errors, "confirm", message_in(p->lang,
		    N_("Confirm that you have read the warnings")));
	if (c.f.errors.count == 0 && send(&c, true, false) != ERR_NONE) {
		page_fail(p, &p->e);
		return;
	}
	if (c.f.errors.count != 0)
		put_page(&c);
	else
		filing_done(x, &c.f.t, &c.acted);
}

static const struct http_route routes[] = {
	{"GET", "/{lang}/file/check", handle_check, 0, HTTP_READ,
	    HTTP_PRIVATE},
	{"POST", "/{lang}/file/check", handle_check_post, FILING_FORM_BYTES,
	    HTTP_WRITE, HTTP_PRIVATE},
};
const struct http_route_table filing_check_table = {routes, COUNT(routes)};
