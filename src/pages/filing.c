/* /file: entering a contact, step by step or on one page */
#include "pages/filing.h"

#include "pages/filing_note.h"
#include "pages/filing_receipt.h"
#include "pages/tables.h"
#include "register/naming.h"

#define ATTACHED_FORM_BYTES (1 * MIB)
#define MATERIAL_FORM_BYTES (9 * MIB)
#define MATERIALS_MAX 32

static const struct form_shape shape = {
    .texts = "summary sought described present arranged_by note",
    .repeated = "topic sealed law note_drop"};

static enum filing_step
step_named(struct bytes word)
{
	for (enum filing_step s = FILING_WITH; s < FILING_STEP_COUNT; s++)
		if (bytes_is(word, filing_step_word(s)))
			return s;
	return FILING_WITH;
}

/* ---- the page ---- */

/* The other view of the same form. */
static void
put_view_link(struct filing *f, enum filing_step step)
{
	struct page *p = &f->x.p;
	const char *path;

	f->one = !f->one;
	path = filing_path(f, "/file", step);
	f->one = !f->one;
	html_open(&p->h, "p", "class", "govuk-body app-small", NULL);
	html_link(&p->h, path, bytes_text(HTML_TR(&p->h, f->one ?
	    N_("One thing a page instead") : N_("All on one page instead"))));
	html_close(&p->h, "p");
}

static void
begin_form(struct filing *f, enum filing_step step, bool file)
{
	struct page *p = &f->x.p;

	signed_form(&f->x, page_path(p, file ? "/file/attach" : "/file"),
	    f->t.kept.id, file);
	if (file)
		return; /* a form with a file has 8 parts at most */
	field_hidden(p, "view", f->one ? "one" : "steps");
	if (!f->one)
		field_hidden(p, "step", filing_step_word(step));
}

/* In a form of its own, for the form of the note is full. */
static void
put_note_drop(struct filing *f)
{
	struct page *p = &f->x.p;

	if (note_packet(&f->t) == NULL)
		return;
	begin_form(f, FILING_NOTE, false);
	field_hidden(p, "note_drop", "yes");
	field_button(p, N_("Take this note away"), "go", "stay",
	    "govuk-button--secondary");
	signed_form_end(&f->x);
}

static void
put_materials_link(struct filing *f)
{
	struct page *p = &f->x.p;

	if (f->t.kept.id[0] == '\0')
		return;
	html_open(&p->h, "p", "class", "govuk-body", NULL);
	html_link(&p->h, filing_path(f, "/file/materials",
	    FILING_STEP_COUNT), bytes_text(HTML_TR(&p->h,
	    N_("Materials handed over: add or take away"))));
	html_close(&p->h, "p");
}

static bool
put_one(struct filing *f)
{
	struct page *p = &f->x.p;

	for (enum filing_step s = FILING_WITH; s < FILING_STEP_COUNT; s++) {
		if (s == FILING_DAYS)
			html_element_say(&p->h, "h3", "govuk-heading-s",
			    filing_step_title(s));
		else
			page_heading(p, 2, page_text(p, "part-%s",
			    filing_step_word(s)), filing_step_title(s));
		if (!filing_put_fields(f, s))
			return false;
	}
	return true;
}

static void
put_page(struct filing *f, enum filing_step step)
{
	struct page *p = &f->x.p;
	bool good;

	page_title(p, "%s", message_in(p->lang, f->one ?
	    N_("File a contact") : filing_step_title(step)));
	if (!f->one)
		p->caption = page_text(p, N_("File a contact: step %u of %u"),
		    (unsigned)step + 1, (unsigned)FILING_STEP_COUNT + 1);
	filing_crumb(p);
	filing_summary(p, &f->errors);
	put_view_link(f, step);
	if (!f->one && step == FILING_NOTE)
		put_note_drop(f);
	if (f->officials.count == 0) {
		page_paragraph(p, N_("This account may file for no official "
		    "yet: the office needs a grant of the registrar."));
		page_finish(p);
		return;
	}
	begin_form(f, step, !f->one && step == FILING_NOTE);
	good = f->one ? put_one(f) : filing_put_fields(f, step);
	if (!good) {
		page_fail(p, &p->e);
		return;
	}
	field_button(p, f->one || step == FILING_NOTE ?
	    N_("Check answers") : N_("Continue"), "go", "next", NULL);
	html_text(&p->h, " ");
	field_button(p, N_("Save and come back later"), "go", "save",
	    "govuk-button--secondary");
	signed_form_end(&f->x);
	put_materials_link(f);
	page_finish(p);
}

static void
handle_file(void *context, struct http_request *request,
    struct http_answer *answer)
{
	struct filing f = {.one = false};
	struct page *p = &f.x.p;
	enum filing_step step;
	const char *draft;
	enum err rc;

	if (!http_query_known(request, "view step draft check", answer) ||
	    !signed_begin(&f.x, context, request, answer, RIGHT_FILE, false))
		return;
	f.one = bytes_is(http_query(request, "view"), "one");
	step = step_named(http_query(request, "step"));
	draft = page_query(p, "draft");
	typed_begin(&f.t, p->a);
	if (draft != NULL && (typed_elsewhere(&f.x, draft, FILING_MODE) ||
		!typed_load(&f.t, &f.x, draft, FILING_MODE)))
		return;
	rc = acting_for_list(&f.officials, &f.x, RIGHT_FILE, &p->e);
	if (rc == ERR_NONE && http_query(request, "check").len != 0)
		rc = filing_check_step(&f, f.one ? FILING_STEP_COUNT : step);
	if (rc != ERR_NONE)
		page_fail(p, &p->e);
	else
		put_page(&f, step);
}

/* ---- what was typed ---- */

static const char *
title_of(struct filing *f)
{
	struct page *p = &f->x.p;
	const char *summary = typed_given(&f->t, "summary");
	const char *with = typed_given(&f->t, "with");
	struct bytes name = {NULL, 0};
	uint64_t number;

	if (with != NULL && registry_resolve(p->registry, with,
		TYPES_COUNTERPART, "", &number, p->a, NULL) == ERR_NONE &&
	    read_model_name(registry_read_model(p->registry), number,
		page_lang(p), &name, p->a, NULL) == ERR_NONE && name.len != 0)
		return page_text(p, N_("Contact with %.*s"), (int)name.len,
		    (const char *)name.at);
	return summary != NULL ? summary :
				 HTML_TR(&p->h, N_("Contact"));
}

/* The reading that was meant takes the place of what was typed. */
static void
take_meant(struct filing *f, const struct form *form)
{
	static const char *const dates[] = {"day", "month", "earliest",
	    "latest", "from", "to"};
	const char *meant = form_text(&f->x.p, form, "meant");
	const char *field = form_text(&f->x.p, form, "meant_for");
	struct date_typed d;

	if (meant[0] == '\0' || date_typed_read(&d, bytes_text(meant), NULL) !=
		ERR_NONE || !d.sure)
		return;
	for (size_t i = 0; i < COUNT(dates); i++) {
		if (strcmp(field, dates[i]) != 0)
			continue;
		typed_put(&f->t, field, d.edtf[0]);
		if (i > 1)
			return;
		typed_put(&f->t, i == 0 ? "month" : "day", NULL);
		typed_put(&f->t, "year", NULL);
	}
}

/* Choosing how well the day is known again keeps what was typed of it. */
static void
take_fields(struct filing *f, const struct form *form, enum filing_step step)
{
	for (enum filing_step s = FILING_WITH; s < FILING_STEP_COUNT; s++)
		if (f->one || s == step)
			typed_take(&f->t, form, filing_step_fields(s));
	take_meant(f, form);
}

static void
go_on(struct filing *f, enum filing_step step, const char *go)
{
	struct page *p = &f->x.p;
	enum filing_step next = step == FILING_NOTE ? FILING_NOTE :
	    (enum filing_step)(step + 1);

	if (strcmp(go, "search") == 0)
		page_see_other(p, page_text(p, "%s#with", filing_path(f,
		    "/file", step)));
	else if (strcmp(go, "stay") == 0)
		page_see_other(p, filing_path(f, "/file", step));
	else if (strcmp(go, "save") == 0)
		page_see_other(p, page_path(p, "/account#drafts"));
	else if (f->one || step == FILING_NOTE)
		page_see_other(p, filing_path(f, "/file/check",
		    FILING_STEP_COUNT));
	else
		page_see_other(p, filing_path(f, "/file", next));
}

static void
take_post(void *context, struct http_request *request,
    struct http_answer *answer, bool attached)
{
	struct filing f = {.one = false};
	struct page *p = &f.x.p;
	enum filing_step step;
	struct form form;
	const char *go;
	enum err rc;

	if (!signed_post(&f.x, context, request, answer, RIGHT_FILE, false,
		&shape, &form))
		return;
	f.one = bytes_is(form_value(&form, "view"), "one");
	step = attached ? FILING_NOTE :
			  step_named(form_value(&form, "step"));
	go = form_text(p, &form, "go");
	typed_begin(&f.t, p->a);
	if (f.x.draft[0] != '\0' &&
	    !typed_load(&f.t, &f.x, f.x.draft, FILING_MODE))
		return;
	take_fields(&f, &form, step);
	rc = acting_for_list(&f.officials, &f.x, RIGHT_FILE, &p->e);
	if (rc == ERR_NONE && (f.one || step == FILING_NOTE))
		rc = note_take(&f, &form);
	if (rc == ERR_NONE && strcmp(go, "search") != 0 &&
	    strcmp(go, "save") != 0)
		rc = filing_check_step(&f, f.one ? FILING_STEP_COUNT : step);
	if (rc != ERR_NONE) {
		page_fail(p, &p->e);
		return;
	}
	if (!typed_save(&f.t, &f.x, FILING_MODE, title_of(&f)))
		return;
	if (f.errors.count != 0)
		put_page(&f, step);
	else
		go_on(&f, step, go);
}

static void
handle_file_post(void *context, struct http_request *request,
    struct http_answer *answer)
{
	take_post(context, request, answer, false);
}

static void
handle_attach_post(void *context, struct http_request *request,
    struct http_answer *answer)
{
	take_post(context, request, answer, true);
}

/* ---- materials ---- */

static void
put_material_list(struct filing *f)
{
	struct page *p = &f->x.p;
	struct html *h = &p->h;
	const char *value;

	if (typed_at(&f->t, "materials", 0) == NULL) {
		page_paragraph(p, N_("None stated yet."));
		return;
	}
	html_open(h, "ul", "class", "govuk-list", "id", "materials", NULL);
	for (size_t i = 0;
	     (value = typed_at(&f->t, "materials", i)) != NULL; i++) {
		size_t word = bytes_find(bytes_text(value), ' ');

		html_open(h, "li", NULL);
		html_text(h, value + word + 66);
		html_text(h, " ");
		html_element(h, "span", "app-hash", page_text(p, "%.64s",
		    value + word + 1));
		signed_form(&f->x, page_path(p, "/file/materials"),
		    f->t.kept.id, false);
		field_hidden(p, "view", f->one ? "one" : "steps");
		field_hidden(p, "drop", page_text(p, "%zu", i));
		html_open(h, "button", "class",
		    "govuk-button govuk-button--secondary app-button-small",
		    "type", "submit", NULL);
		html_sayf(h, N_("Take away %s"), value + word + 66);
		html_close(h, "button");
		signed_form_end(&f->x);
		html_close(h, "li");
	}
	html_close(h, "ul");
}

static void
put_materials(struct filing *f)
{
	struct page *p = &f->x.p;
	const struct choice directions[] = {
	    {.value = "received", .label = HTML_TR(&p->h, N_("received")),
		.chosen = true},
	    {.value = "given", .label = HTML_TR(&p->h, N_("given"))}};

	page_title(p, "%s", message_in(p->lang, N_("Materials")));
	filing_crumb(p);
	page_crumb(p, filing_path(f, "/file", FILING_WITH),
	    message_in(p->lang, N_("File a contact")));
	filing_summary(p, &f->errors);
	page_paragraph(p, N_("What was handed over is recorded by its title "
	    "and the hash of its file. The file itself is not kept."));
	put_material_list(f);
	signed_form(&f->x, page_path(p, "/file/materials"), f->t.kept.id,
	    true);
	field_hidden(p, "view", f->one ? "one" : "steps");
	field_put(p, &(struct input){.name = "material",
	    .label = N_("File"),
	    .hint = N_("PDF, PNG, JPEG or text, at most 8 MB"),
	    .type = "file", .css = "govuk-file-upload"}, &f->errors);
	field_put(p, &(struct input){.name = "material_title",
	    .label = N_("Title (optional)"),
	    .hint = N_("Else the name of the file")}, &f->errors);
	field_choices(p, "direction", N_("Received or given"), NULL,
	    directions, 2, false, &f->errors);
	field_button(p, N_("Add"), NULL, NULL, "govuk-button--secondary");
	signed_form_end(&f->x);
	html_open(&p->h, "p", "class", "govuk-body", NULL);
	html_open(&p->h, "a", "class", "govuk-button", "href",
	    filing_path(f, "/file/check", FILING_STEP_COUNT), NULL);
	html_say(&p->h, N_("Check answers"));
	html_close(&p->h, "a");
	html_close(&p->h, "p");
	page_finish(p);
}

static void
take_material(struct filing *f, const struct form *form)
{
	struct page *p = &f->x.p;
	const struct form_file *file = form_file(form, "material");
	const char *title = form_text(p, form, "material_title");
	struct hash h;
	char hex[65];

	if (file == NULL) {
		field_error(&f->errors, "material", HTML_TR(&p->h,
		    N_("Choose a file")));
		return;
	}
	if (file_media(file->bytes) == NULL) {
		field_error(&f->errors, "material", HTML_TR(&p->h,
		    N_("Choose a file that is PDF, PNG, JPEG or plain text")));
		return;
	}
	if (typed_at(&f->t, "materials", MATERIALS_MAX - 1) != NULL) {
		field_error(&f->errors, "material", HTML_TR(&p->h,
		    N_("A contact has at most 32 materials")));
		return;
	}
	h = hash_bytes(file->bytes);
	hash_print(hex, &h);
	if (title[0] == '\0')
		title = page_text(p, "%.*s", (int)file->name.len,
		    file->name.len == 0 ? "" : (const char *)file->name.at);
	typed_add(&f->t, "materials", page_text(p, "%s %s %.200s",
	    bytes_is(form_value(form, "direction"), "given") ? "given" :
							       "received",
	    hex, title[0] == '\0' ? hex : title));
}

static void
handle_materials(void *context, struct http_request *request,
    struct http_answer *answer)
{
	struct filing f = {.one = false};
	const char *draft;

	if (!http_query_known(request, "view draft", answer) ||
	    !signed_begin(&f.x, context, request, answer, RIGHT_FILE, false))
		return;
	f.one = bytes_is(http_query(request, "view"), "one");
	draft = page_query(&f.x.p, "draft");
	if (typed_load(&f.t, &f.x, draft == NULL ? "" : draft, FILING_MODE))
		put_materials(&f);
}

static void
handle_materials_post(void *context, struct http_request *request,
    struct http_answer *answer)
{
	struct filing f = {.one = false};
	struct form form;
	uint64_t index;

	if (!signed_post(&f.x, context, request, answer, RIGHT_FILE, false,
		NULL, &form) ||
	    !typed_load(&f.t, &f.x, f.x.draft, FILING_MODE))
		return;
	f.one = bytes_is(form_value(&form, "view"), "one");
	if (bytes_decimal(form_value(&form, "drop"), MATERIALS_MAX, &index))
		typed_drop(&f.t, "materials", (size_t)index);
	else
		take_material(&f, &form);
	if (f.errors.count != 0)
		put_materials(&f);
	else if (typed_save(&f.t, &f.x, FILING_MODE, title_of(&f)))
		page_see_other(&f.x.p, filing_path(&f, "/file/materials",
		    FILING_STEP_COUNT));
}

static const struct http_route routes[] = {
	{"GET", "/{lang}/file", handle_file, 0, HTTP_READ, HTTP_PRIVATE},
	{"POST", "/{lang}/file", handle_file_post, FILING_FORM_BYTES,
	    HTTP_WRITE, HTTP_PRIVATE},
	{"POST", "/{lang}/file/attach", handle_attach_post,
	    ATTACHED_FORM_BYTES, HTTP_WRITE, HTTP_PRIVATE},
	{"GET", "/{lang}/file/materials", handle_materials, 0, HTTP_READ,
	    HTTP_PRIVATE},
	{"POST", "/{lang}/file/materials", handle_materials_post,
	    MATERIAL_FORM_BYTES, HTTP_WRITE, HTTP_PRIVATE},
};
const struct http_route_table filing_table = {routes, COUNT(routes)};
