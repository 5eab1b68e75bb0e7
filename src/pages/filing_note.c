/* Notes attached to a filing: sealed at once */
#include "pages/filing_note.h"

#include "format/base64.h"
#include "register/naming.h"

#define DEPARTMENTS_MAX 32

/* ---- what a file is ---- */

const char *
file_media(struct bytes bytes)
{
	size_t bad;

	if (bytes_starts(bytes, "%PDF-"))
		return "application/pdf";
	if (bytes_starts(bytes, "\x89PNG\r\n\x1a\n"))
		return "image/png";
	if (bytes_starts(bytes, "\xff\xd8\xff"))
		return "image/jpeg";
	if (bytes.len != 0 && bytes_find(bytes, 0) == bytes.len &&
	    utf8_check(bytes, &bad))
		return "text/plain";
	return NULL;
}

/* ---- fields ---- */

enum err
note_office(struct filing *f, struct id *out)
{
	struct page *p = &f->x.p;
	const char *of = typed_given(&f->t, "of");
	const struct id *office = NULL;
	uint64_t number = NUMBER_NONE;

	if (f->note_before != NULL) {
		*out = *f->note_before;
		return ERR_NONE;
	}

	if (of != NULL && registry_resolve(p->registry, of,
		TYPE_BIT(TYPE_PERSON), "", &number, p->a, NULL) == ERR_NONE)
		office = acting_for_office(&f->officials, number);
	else if (of == NULL && f->officials.count == 1)
		office = &f->officials.at[0].office;
	if (office == NULL)
		return error_word(&p->e, ERR_ABSENT, "missing",
		    "choose first whose contact it was");
	*out = *office;
	return ERR_NONE;
}

static enum err
put_departments(struct filing *f, const struct id *office, size_t *count)
{
	struct page *p = &f->x.p;
	struct id ids[DEPARTMENTS_MAX];
	struct choice list[DEPARTMENTS_MAX];
	struct row_entity row;
	enum err rc = noting_departments(p->registry, office, ids,
	    DEPARTMENTS_MAX, count, &p->e);

	if (*count > DEPARTMENTS_MAX)
		*count = DEPARTMENTS_MAX;
	for (size_t i = 0; i < *count && rc == ERR_NONE; i++) {
		struct bytes name = {NULL, 0};
		char ref[REF_BYTES];

		rc = read_model_by_id(registry_read_model(p->registry),
		    &ids[i], &row, &p->e);
		if (rc == ERR_NONE)
			rc = read_model_name(registry_read_model(p->registry),
			    row.number, page_lang(p), &name, p->a, &p->e);
		if (rc != ERR_NONE)
			return rc;
		ref_print(ref, row.id.type, row.number);
		list[i] = (struct choice){.value = page_text(p, "%s", ref),
		    .label = page_text(p, "%.*s", (int)name.len,
			name.len == 0 ? "" : (const char *)name.at),
		    .chosen = typed_has(&f->t, "note_to", ref)};
	}
	if (rc == ERR_NONE && *count != 0)
		field_select(p, "note_to", N_("To which department"), list,
		    *count, &f->errors);
	return rc;
}

static void
put_how(struct filing *f)
{
	struct page *p = &f->x.p;
	bool public = typed_has(&f->t, "note_how", "public");
	const struct choice list[] = {
	    {.value = "sealed", .label = HTML_TR(&p->h, N_("sealed")),
		.hint = HTML_TR(&p->h, N_("Read by your office, the "
		    "department and the registrar alone")),
		.chosen = !public},
	    {.value = "public", .label = HTML_TR(&p->h, N_("public")),
		.hint = HTML_TR(&p->h, N_("Read by everybody; text alone")),
		.chosen = public}};

	field_choices(p, "note_how", N_("Who reads it"), NULL, list,
	    COUNT(list), false, &f->errors);
}

/* ---- sealing ---- */

static const char *
lang_of(const struct filing *f)
{
	const char *lang = typed_get(&f->t, "note_lang");

	return strcmp(lang, "en") == 0 || strcmp(lang, "fr") == 0 ?
	    lang : page_lang(&f->x.p);
}

static struct json *
packet_of(struct filing *f, const struct id *office, const struct id *to,
    bool sealed)
{
	struct arena *a = f->x.p.a;
	struct json *v = json_new(a, JSON_OBJECT);
	char id[ID_TEXT_BYTES];

	id_print(id, office);
	json_put_cstr(a, v, "office", id);
	id_print(id, to);
	json_put_cstr(a, v, "to", id);
	json_put_cstr(a, v, "lang", lang_of(f));
	json_put_bool(a, v, "sealed", sealed);
	return v;
}

static enum err
seal(struct filing *f, struct json *packet, struct bytes content,
    const char *media, const struct id *office, const struct id *to)
{
	struct page *p = &f->x.p;
	struct note_recipients keys;
	struct buffer blob = {0}, text = {0};
	enum err rc = noting_keys(&keys, p->registry, office, to,
	    f->note_before, &p->e);

	if (rc == ERR_NONE)
		rc = sealed_note_seal(&blob, content, &keys, &p->e);
	if (rc == ERR_NONE) {
		base64_encode(&text, buffer_bytes(&blob));
		json_put_text(p->a, packet, "blob", buffer_bytes(&text));
		json_put(p->a, packet, "file", noting_file(p->a, AGE_MEDIA,
		    buffer_bytes(&blob)));
		json_put(p->a, packet, "plain", noting_file(p->a, media,
		    content));
	}
	buffer_release(&blob);
	buffer_release(&text);
	return rc;
}

static enum err
make_public(struct filing *f, struct json *packet, struct bytes content)
{
	struct page *p = &f->x.p;
	struct json *text;
	enum err rc = noting_public(&text, content, lang_of(f), p->a, &p->e);

	if (rc == ERR_NONE)
		json_put(p->a, packet, "text", text);
	return rc;
}

/* "made" of the note: its day, which a public one states. */
static enum err
put_made(struct filing *f, struct json *packet, bool sealed)
{
	struct page *p = &f->x.p;
	const char *text = typed_given(&f->t, "note_made");
	struct date_typed d;
	struct json *when;
	enum err rc;

	if (text == NULL && sealed)
		return ERR_NONE;
	if (text == NULL) {
		field_error(&f->errors, "note_made",
		    HTML_TR(&p->h, N_("Type the day on which the note was "
			"made")));
		return ERR_NONE;
	}
	rc = date_typed_read(&d, bytes_text(text), &p->e);
	if (rc == ERR_NONE && !d.sure) {
		field_error(&f->errors, "note_made",
		    HTML_TR(&p->h, N_("Type the day as 2027-01-31")));
		return ERR_NONE;
	}
	if (rc != ERR_NONE) {
		filing_error(&f->errors, p, "note_made", &p->e);
		error_clear(&p->e);
		return ERR_NONE;
	}
	when = json_put(p->a, packet, "made", json_new(p->a, JSON_OBJECT));
	json_put_cstr(p->a, when, "edtf", d.edtf[0]);
	return ERR_NONE;
}

static enum err
attach(struct filing *f, struct bytes content, const char *media)
{
	struct page *p = &f->x.p;
	const char *ref = typed_given(&f->t, "note_to");
	bool sealed = !typed_has(&f->t, "note_how", "public");
	struct row_entity row;
	struct json *packet;
	struct id office;
	uint64_t to;
	enum err rc = note_office(f, &office);

	if (rc != ERR_NONE) {
		filing_error(&f->errors, p, "of", &p->e);
		return ERR_NONE;
	}
	if (ref == NULL) {
		field_error(&f->errors, "note_to", HTML_TR(&p->h,
		    N_("Choose to which department the note goes")));
		return ERR_NONE;
	}
	rc = registry_resolve(p->registry, ref, TYPE_BIT(TYPE_ORG), "", &to,
	    p->a, &p->e);
	if (rc != ERR_NONE) {
		filing_error(&f->errors, p, "note_to", &p->e);
		return ERR_NONE;
	}
	rc = read_model_by_number(registry_read_model(p->registry), to, &row,
	    &p->e);
	if (rc != ERR_NONE)
		return rc;
	packet = packet_of(f, &office, &row.id, sealed);
	rc = put_made(f, packet, sealed);
	if (rc == ERR_NONE)
		rc = sealed ?
		    seal(f, packet, content, media, &office, &row.id) :
		    make_public(f, packet, content);
	if (rc == ERR_INPUT || rc == ERR_ABSENT || rc == ERR_CONFLICT) {
		filing_error(&f->errors, p, "note", &p->e);
		error_clear(&p->e);
		rc = ERR_NONE;
	}
	if (rc == ERR_NONE && f->errors.count == 0)
		json_put(p->a, f->t.packets, NOTE_PACKET, packet);
	return rc;
}

enum err
note_take(struct filing *f, const struct form *form)
{
	struct page *p = &f->x.p;
	const struct form_file *file = form_file(form, "note_file");
	struct bytes content = form_value(form, "note");
	const char *media = "text/plain";
	size_t before = f->errors.count;
	enum err rc;

	typed_take(&f->t, form, NOTE_FIELDS);
	if (form_has(form, "note_drop", "yes"))
		json_remove(f->t.packets, NOTE_PACKET);
	if (file != NULL) {
		content = file->bytes;
		media = file_media(content);
	}
	if (content.len == 0)
		return ERR_NONE;
	if (content.len > NOTE_ATTACHED_BYTES) {
		field_error(&f->errors, "note", HTML_TR(&p->h,
		    N_("A note attached here has at most 480 KB; "
		       "\"chancery note seal\" takes up to 4 MB")));
		return ERR_NONE;
	}
	if (media == NULL) {
		field_error(&f->errors, "note_file", HTML_TR(&p->h,
		    N_("Choose a file that is PDF, PNG, JPEG or plain text")));
		return ERR_NONE;
	}
	rc = attach(f, content, media);
	if (f->errors.count != before && file == NULL)
		f->note_text = arena_text(p->a, content);
	return rc;
}

/* ---- shown ---- */

const struct json *
note_packet(const struct typed *t)
{
	const struct json *v = json_get(t->packets, NOTE_PACKET);

	return json_is_null(v) ? NULL : v;
}

void
note_put_summary(struct filing *f)
{
	struct page *p = &f->x.p;
	const struct json *packet = note_packet(&f->t);
	const struct json *plain = json_get(packet, "plain");

	if (packet == NULL)
		return;
	if (json_get_bool(packet, "sealed"))
		html_sayf(&p->h, N_("Sealed: text of the note, %lld bytes, "
		    "for "), (long long)json_get_number(plain, "size", 0));
	else
		html_say(&p->h, N_("Public: the note, for "));
	page_thing_of(p, object_thing_of_id(&p->objects,
	    json_get_text(packet, "to")));
}

enum err
note_put_fields(struct filing *f)
{
	struct page *p = &f->x.p;
	struct html *h = &p->h;
	struct id office;
	size_t count = 0;
	enum err rc = note_office(f, &office);

	if (note_packet(&f->t) != NULL) {
		const struct choice drop[] = {{.value = "yes",
		    .label = HTML_TR(h, N_("Take this note away"))}};

		html_open(h, "div", "class", "govuk-inset-text", "id",
		    "attached", NULL);
		html_say(h, N_("A note is attached. "));
		note_put_summary(f);
		html_close(h, "div");
		if (f->one)
			field_choices(p, "note_drop", N_("The attached note"),
			    NULL, drop, 1, true, &f->errors);
	}
	if (rc != ERR_NONE) {
		error_clear(&p->e);
		page_paragraph(p, N_("A note can be attached once it is "
		    "chosen whose contact it was."));
		return ERR_NONE;
	}
	rc = put_departments(f, &office, &count);
	if (rc != ERR_NONE)
		return rc;
	if (count == 0) {
		page_paragraph(p, N_("No department can open notes yet: the "
		    "registrar registers its seal key first."));
		return ERR_NONE;
	}
	put_how(f);
	field_put(p, &(struct input){.name = "note",
	    .label = N_("Text of the note (optional)"),
	    .hint = N_("It is sealed as soon as you send it, and not shown "
		"again."),
	    .value = f->note_text, .rows = 6}, &f->errors);
	if (!f->one)
		field_put(p, &(struct input){.name = "note_file",
		    .label = N_("Or a file"),
		    .hint = N_("PDF, PNG, JPEG or text, at most 480 KB"),
		    .type = "file", .css = "govuk-file-upload"}, &f->errors);
	field_put(p, &(struct input){.name = "note_made",
	    .label = N_("Day on which the note was made"),
	    .hint = N_("Needed for a public note"),
	    .value = typed_get(&f->t, "note_made"),
	    .css = "govuk-input--width-10"}, &f->errors);
	return ERR_NONE;
}

/* ---- filed ---- */

enum err
note_draft(struct draft *out, const struct json *packet,
    struct json *contacts, struct arena *a, struct error *e)
{
	bool sealed = json_get_bool(packet, "sealed");
	struct json *body = json_new(a, JSON_OBJECT), *v;

	*out = (struct draft){.type = TYPE_NOTE, .body = body};
	if (!id_parse(json_get_text(packet, "office"), &out->by))
		return error_set(e, ERR_INPUT, "attach the note again");
	json_put_text(a, body, "addressed_to", json_get_text(packet, "to"));
	json_put(a, body, "contacts", contacts);
	if (json_get(packet, "made") != NULL)
		json_put(a, body, "made", json_clone(a,
		    json_get(packet, "made")));
	json_put_text(a, body, "lang", json_get_text(packet, "lang"));
	json_put(a, body, "blob", sealed ?
	    json_clone(a, json_get(packet, "file")) :
	    json_new(a, JSON_NULL));
	v = json_put(a, body, "visibility", json_new(a, JSON_OBJECT));
	json_put_cstr(a, v, "tier", sealed ? "sealed" : "public");
	if (sealed)
		out->values.at[NOTE_PLAIN_SLOT] = json_get(packet, "plain");
	else
		out->values.at[3] = json_get(packet, "text");
	return ERR_NONE;
}

static enum err
blob_of(const struct json *packet, struct bytes *out, struct arena *a,
    struct error *e)
{
	struct bytes text = json_get_text(packet, "blob");
	uint8_t *at = arena_take(a, text.len + 1);
	size_t len;

	if (at == NULL)
		return error_set(e, ERR_MEMORY, "out of memory");
	if (!base64_decode(text, at, text.len, &len))
		return error_set(e, ERR_INPUT, "attach the note again");
	*out = bytes_of(at, len);
	return ERR_NONE;
}

enum err
note_keep(struct registry *r, const struct json *packet, bool *kept,
    struct arena *a, struct error *e)
{
	struct buffer old = {0};
	struct bytes blob;
	struct hash h;
	enum err rc;

	*kept = false;
	if (packet == NULL || !json_get_bool(packet, "sealed"))
		return ERR_NONE;
	rc = blob_of(packet, &blob, a, e);
	if (rc != ERR_NONE)
		return rc;
	h = hash_bytes(blob);
	rc = truth_read_blob(registry_truth(r), &h, &old, NULL);
	buffer_release(&old);
	if (rc != ERR_ABSENT)
		return rc;
	rc = truth_put_blob(registry_truth(r), blob, &h, e);
	*kept = rc == ERR_NONE;
	return rc;
}

void
note_settle(struct registry *r, const struct json *packet, bool kept,
    enum err rc)
{
	struct hash h;
	enum err gone;

	/* after ERR_STORE the note may be in the log: its bytes stay */
	if (!kept || rc == ERR_NONE || rc == ERR_STORE ||
	    !hash_parse(json_get_text(json_get(packet, "file"), "sha256"),
		&h))
		return;
	gone = truth_erase_blob(registry_truth(r), &h, NULL);
	(void)gone; /* else sealed bytes that nothing names stay kept */
}
