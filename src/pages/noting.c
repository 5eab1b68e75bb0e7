/* /file/note and /n/N/amend: a note of contacts that are filed already, and
 * one that takes the place of another */
#include "pages/amending.h"
#include "pages/filing_note.h"
#include "pages/filing_receipt.h"
#include "pages/tables.h"
#include "register/naming.h"

#define NOTE_MODE "note"
#define REPLACE_MODE "note-amend"
#define CONTACTS_MAX 64
#define NOTE_FORM_BYTES (1 * MIB)

static const struct form_shape shape = {.texts = "note reason"};

struct noting_page {
	struct amend_form a; /* of a new note: f alone */
	struct json *contacts; /* ids */
	bool replaces;
};

/* ---- which contacts ---- */

/* References with blanks or commas between; the official of the first is whose
 * note it is. */
static enum err
read_contacts(struct noting_page *x)
{
	struct filing *f = &x->a.f;
	struct page *p = &f->x.p;
	struct bytes rest = bytes_text(typed_get(&f->t, "contact"));
	enum err rc = ERR_NONE;

	x->contacts = json_new(p->a, JSON_ARRAY);
	while (rest.len != 0 && rc == ERR_NONE) {
		size_t len = 0;
		struct row_entity row, subject;
		struct entry entry;
		struct id id;
		uint64_t number;
		char text[ID_TEXT_BYTES];

		while (len < rest.len && rest.at[len] != ' ' &&
		    rest.at[len] != ',')
			len++;
		if (len != 0) {
			rc = registry_resolve(p->registry, arena_text(p->a,
			    bytes_of(rest.at, len)), TYPE_BIT(TYPE_CONTACT),
			    "", &number, p->a, &p->e);
			if (rc == ERR_NONE)
				rc = read_model_by_number(registry_read_model(
				    p->registry), number, &row, &p->e);
			if (rc == ERR_NONE)
				rc = registry_entry(p->registry, row.current,
				    &entry, p->a, &p->e);
			if (rc != ERR_NONE)
				break;
			id_print(text, &row.id);
			json_add(x->contacts, json_new_cstr(p->a, text));
			if (x->contacts->count == 1 && id_parse(json_get_text(
				entry.body, "subject"), &id) &&
			    read_model_by_id(registry_read_model(p->registry),
				&id, &subject, NULL) == ERR_NONE)
				typed_put(&f->t, "of", page_text(p, "p/%llu",
				    (unsigned long long)subject.number));
		}
		len += len < rest.len;
		rest = bytes_of(rest.at + len, rest.len - len);
	}
	if (rc == ERR_INPUT || rc == ERR_ABSENT) {
		filing_error(&f->errors, p, "contact", &p->e);
		error_clear(&p->e);
		return ERR_NONE;
	}
	if (rc == ERR_NONE && (x->contacts->count == 0 ||
	    x->contacts->count > CONTACTS_MAX))
		field_error(&f->errors, "contact", message_in(p->lang,
		    N_("Name the contact: a reference such as c/21")));
	return rc;
}

/* ---- the form ---- */

static const char *
path_of(struct noting_page *x, const char *below)
{
	return x->replaces ? page_path(&x->a.f.x.p, "/%s/amend%s", x->a.ref,
				 below) :
			     page_path(&x->a.f.x.p, "/file/note%s", below);
}

static void
begin_page(struct noting_page *x)
{
	struct page *p = &x->a.f.x.p;

	if (x->replaces)
		page_title(p, N_("Amend %s"), x->a.ref);
	else
		page_title(p, "%s", message_in(p->lang, N_("File a note")));
	filing_crumb(p);
	if (x->replaces)
		page_crumb(p, page_path(p, "/%s", x->a.ref), x->a.ref);
	filing_summary(p, &x->a.f.errors);
}

static void
put_replacing(struct noting_page *x)
{
	struct filing *f = &x->a.f;
	struct page *p = &f->x.p;

	page_paragraph(p, N_("The new text takes the place of the old, for "
	    "the same readers. The old one stays with those who have it."));
	field_hidden(p, "note_to", typed_get(&f->t, "note_to"));
	field_hidden(p, "note_how", typed_get(&f->t, "note_how"));
	field_hidden(p, "code", "correction");
	field_put(p, &(struct input){.name = "note",
	    .label = N_("New text of the note"),
	    .hint = N_("It is sealed as soon as you send it, and not shown "
		"again."),
	    .value = f->note_text, .rows = 6}, &f->errors);
	field_put(p, &(struct input){.name = "note_file",
	    .label = N_("Or a file"),
	    .hint = N_("PDF, PNG, JPEG or text, at most 480 KB"),
	    .type = "file", .css = "govuk-file-upload"}, &f->errors);
	field_put(p, &(struct input){.name = "reason", .label = N_("Why"),
	    .hint = N_("Readers see it beside the change"),
	    .value = typed_get(&f->t, "reason"), .rows = 2}, &f->errors);
}

static void
put_form(struct noting_page *x)
{
	struct filing *f = &x->a.f;
	struct page *p = &f->x.p;

	begin_page(x);
	signed_form(&f->x, path_of(x, ""), "", true);
	if (x->replaces) {
		put_replacing(x);
	} else {
		field_put(p, &(struct input){.name = "contact",
		    .label = N_("Of which contact"),
		    .hint = N_("A reference such as c/21; several with "
			"blanks between"),
		    .value = typed_get(&f->t, "contact"),
		    .css = "govuk-input--width-20"}, &f->errors);
		if (typed_given(&f->t, "of") == NULL &&
		    f->officials.count != 0)
			typed_put(&f->t, "of", page_text(p, "p/%llu",
			    (unsigned long long)
				f->officials.at[0].official));
		if (note_put_fields(f) != ERR_NONE) {
			page_fail(p, &p->e);
			return;
		}
	}
	field_button(p, N_("Check the note"), NULL, NULL, NULL);
	signed_form_end(&f->x);
	page_finish(p);
}

/* ---- the entry ---- */

static enum err
make(struct noting_page *x, struct draft *d)
{
	struct filing *f = &x->a.f;
	struct page *p = &f->x.p;
	const struct json *packet = note_packet(&f->t);
	struct amendment_words words;
	struct json *body, *slots;
	enum err rc;

	if (!x->replaces)
		return note_draft(d, packet, x->contacts, p->a, &p->e);
	rc = amend_form_words(&x->a, &words);
	if (rc != ERR_NONE || f->errors.count != 0)
		return rc;
	rc = note_draft(d, packet, json_new(p->a, JSON_ARRAY), p->a, &p->e);
	if (rc != ERR_NONE)
		return rc;
	body = filing_amendable(&x->a.m.current, p->a);
	json_put(p->a, body, "blob", json_clone(p->a,
	    json_get(d->body, "blob")));
	json_put_text(p->a, body, "lang", json_get_text(packet, "lang"));
	slots = json_new(p->a, JSON_OBJECT);
	json_put(p->a, slots, json_get_bool(packet, "sealed") ? "plain" :
								"text",
	    json_clone(p->a, json_get(packet, json_get_bool(packet,
		"sealed") ? "plain" : "text")));
	return next_version_draft(&x->a.m, d, body, slots, &words,
	    &x->a.office, &p->e);
}

static enum err
send(struct noting_page *x, struct draft *d, bool dry_run,
    struct acted *acted)
{
	struct filing *f = &x->a.f;
	struct page *p = &f->x.p;
	const struct json *packet = note_packet(&f->t);
	bool kept = false;
	enum err rc = dry_run ? ERR_NONE :
	    note_keep(p->registry, packet, &kept, p->a, &p->e);

	if (rc == ERR_NONE)
		rc = filing_send(&f->x, &f->t, &d->by, d, 1, true, dry_run,
		    acted);
	note_settle(p->registry, packet, kept, rc);
	if (rc == ERR_NONE || rc == ERR_STORE || rc == ERR_MEMORY)
		return rc;
	filing_refusal(&f->x, &f->errors);
	return ERR_NONE;
}

static void
put_check(struct noting_page *x)
{
	struct filing *f = &x->a.f;
	struct page *p = &f->x.p;

	begin_page(x);
	page_list(p);
	page_row(p, N_("Contacts"));
	for (const struct json *v = x->contacts == NULL ? NULL :
		 x->contacts->first; v != NULL; v = v->next) {
		if (v != x->contacts->first)
			html_text(&p->h, ", ");
		page_thing_of(p, object_thing_of_id(&p->objects, v->text));
	}
	if (x->replaces)
		html_say(&p->h, N_("as before"));
	page_row_end(p);
	page_row(p, N_("Note"));
	note_put_summary(f);
	page_row_end(p);
	if (x->replaces) {
		page_row(p, N_("Why"));
		html_text(&p->h, typed_get(&f->t, "reason"));
		page_row_end(p);
	}
	page_list_end(p);
	signed_form(&f->x, path_of(x, "/check"), f->t.kept.id, false);
	field_button(p, N_("File the note"), NULL, NULL, NULL);
	signed_form_end(&f->x);
	page_finish(p);
}

/* ---- requests ---- */

/* Whose page it is: officials, and of a replaced note its readers. */
static bool
open_page(struct noting_page *x, enum right right)
{
	struct filing *f = &x->a.f;
	struct page *p = &f->x.p;
	struct row_entity to;
	struct id id;
	enum err rc;

	if (!x->replaces) {
		rc = acting_for_list(&f->officials, &f->x, right, &p->e);
		if (rc != ERR_NONE)
			page_fail(p, &p->e);
		return rc == ERR_NONE;
	}
	if (!amend_form_open(&x->a, right, "n", TYPE_NOTE))
		return false;
	f->note_before = &x->a.office;
	if (id_parse(json_get_text(x->a.m.current.body, "addressed_to"),
		&id) &&
	    read_model_by_id(registry_read_model(p->registry), &id, &to,
		NULL) == ERR_NONE)
		typed_put(&f->t, "note_to", page_text(p, "o/%llu",
		    (unsigned long long)to.number));
	typed_put(&f->t, "note_how", json_is_null(json_get(
	    x->a.m.current.body, "blob")) ? "public" : "sealed");
	return true;
}

static bool
begin(struct noting_page *x, void *context, struct http_request *request,
    struct http_answer *answer, struct form *form)
{
	struct signed_page *s = &x->a.f.x;
	enum right right = x->replaces ? RIGHT_AMEND : RIGHT_SEAL;

	if (form != NULL) {
		if (!signed_post(s, context, request, answer, right, false,
			&shape, form))
			return false;
	} else if (!http_query_known(request, "contact draft", answer) ||
	    !signed_begin(s, context, request, answer, right, false)) {
		return false;
	}
	typed_begin(&x->a.f.t, s->p.a);
	return true;
}

static const char *
mode_of(const struct noting_page *x)
{
	return x->replaces ? REPLACE_MODE : NOTE_MODE;
}

static bool
load(struct noting_page *x, const char *draft)
{
	struct page *p = &x->a.f.x.p;

	if (!typed_load(&x->a.f.t, &x->a.f.x, draft, mode_of(x)) ||
	    !open_page(x, x->replaces ? RIGHT_AMEND : RIGHT_SEAL))
		return false;
	if (x->replaces || read_contacts(x) == ERR_NONE)
		return true;
	page_fail(p, &p->e);
	return false;
}

static void
show(struct noting_page *x, void *context, struct http_request *request,
    struct http_answer *answer)
{
	struct filing *f = &x->a.f;
	const char *draft, *contact;

	if (!begin(x, context, request, answer, NULL))
		return;
	draft = page_query(&f->x.p, "draft");
	contact = page_query(&f->x.p, "contact");
	if (draft != NULL) {
		if (load(x, draft))
			put_check(x);
		return;
	}
	if (!open_page(x, x->replaces ? RIGHT_AMEND : RIGHT_SEAL))
		return;
	if (contact != NULL)
		typed_put(&f->t, "contact", contact);
	put_form(x);
}

static void
take(struct noting_page *x, void *context, struct http_request *request,
    struct http_answer *answer)
{
	struct filing *f = &x->a.f;
	struct page *p = &f->x.p;
	struct acted acted;
	struct draft d;
	struct form form;
	enum err rc = ERR_NONE;

	if (!begin(x, context, request, answer, &form) ||
	    !open_page(x, x->replaces ? RIGHT_AMEND : RIGHT_SEAL))
		return;
	typed_take(&f->t, &form, "contact code reason");
	json_put_cstr(p->a, f->t.packets, "path", path_of(x, "") + 3);
	if (!x->replaces)
		rc = read_contacts(x);
	if (rc == ERR_NONE && f->errors.count == 0)
		rc = note_take(f, &form);
	if (rc == ERR_NONE && f->errors.count == 0 &&
	    note_packet(&f->t) == NULL)
		field_error(&f->errors, "note", message_in(p->lang,
		    N_("Write the note, or choose a file")));
	if (rc == ERR_NONE && f->errors.count == 0)
		rc = make(x, &d);
	if (rc == ERR_NONE && f->errors.count == 0)
		rc = send(x, &d, true, &acted);
	if (rc != ERR_NONE)
		page_fail(p, &p->e);
	else if (f->errors.count != 0)
		put_form(x);
	else if (typed_save(&f->t, &f->x, mode_of(x), message_in(p->lang,
		     N_("Note"))))
		page_see_other(p, page_text(p, "%s?draft=%s", path_of(x, ""),
		    f->t.kept.id));
}

static void
file(struct noting_page *x, void *context, struct http_request *request,
    struct http_answer *answer)
{
	struct filing *f = &x->a.f;
	struct page *p = &f->x.p;
	struct acted acted;
	struct draft d;
	struct form form;
	enum err rc;

	if (!begin(x, context, request, answer, &form) ||
	    !load(x, f->x.draft))
		return;
	rc = make(x, &d);
	if (rc == ERR_NONE && f->errors.count == 0)
		rc = send(x, &d, false, &acted);
	if (rc != ERR_NONE)
		page_fail(p, &p->e);
	else if (f->errors.count != 0)
		put_check(x);
	else
		filing_done(&f->x, &f->t, &acted);
}

#define HANDLER(name, act, replacing)                                  \
	static void name(void *context, struct http_request *request,  \
	    struct http_answer *answer)                                \
	{                                                              \
		struct noting_page x = {.replaces = (replacing)};      \
                                                                       \
		act(&x, context, request, answer);                     \
	}

HANDLER(handle_note, show, false)
HANDLER(handle_note_post, take, false)
HANDLER(handle_note_check, file, false)
HANDLER(handle_replace, show, true)
HANDLER(handle_replace_post, take, true)
HANDLER(handle_replace_check, file, true)

static const struct http_route routes[] = {
	{"GET", "/{lang}/file/note", handle_note, 0, HTTP_READ,
	    HTTP_PRIVATE},
	{"POST", "/{lang}/file/note", handle_note_post, NOTE_FORM_BYTES,
	    HTTP_WRITE, HTTP_PRIVATE},
	{"POST", "/{lang}/file/note/check", handle_note_check,
	    FILING_FORM_BYTES, HTTP_WRITE, HTTP_PRIVATE},
	{"GET", "/{lang}/n/*/amend", handle_replace, 0, HTTP_READ,
	    HTTP_PRIVATE},
	{"POST", "/{lang}/n/*/amend", handle_replace_post, NOTE_FORM_BYTES,
	    HTTP_WRITE, HTTP_PRIVATE},
	{"POST", "/{lang}/n/*/amend/check", handle_replace_check,
	    FILING_FORM_BYTES, HTTP_WRITE, HTTP_PRIVATE},
};
const struct http_route_table noting_table = {routes, COUNT(routes)};
