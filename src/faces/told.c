/* Any entry as rows: what all types have, and the lines (faces/told.h) */
#include "faces/told.h"

#include "faces/late_list.h"
#include "faces/told_parts.h"
#include "register/checking.h"

static tell_fn *const by_type[TYPE_COUNT] = {
    [TYPE_POLICY] = tell_policy,
    [TYPE_KEY] = tell_key,
    [TYPE_GRANT] = tell_grant,
    [TYPE_PERSON] = tell_person,
    [TYPE_ORG] = tell_org,
    [TYPE_POST] = tell_post,
    [TYPE_TENURE] = tell_tenure,
    [TYPE_CONTACT] = tell_contact,
    [TYPE_NOTE] = tell_note_entry,
    [TYPE_RECEIPT] = tell_receipt,
    [TYPE_DOCUMENT] = tell_document,
    [TYPE_STATEMENT] = tell_statement,
    [TYPE_LINK] = tell_link,
    [TYPE_SAME] = tell_same,
    [TYPE_ANNUL] = tell_annul,
    [TYPE_OPEN] = tell_open,
    [TYPE_ERASE] = tell_erase,
    [TYPE_COMPLETE] = tell_complete,
    [TYPE_DUTY] = tell_duty,
    [TYPE_INDEX_ROOT] = tell_index_root,
};

/* ---- what every type has ---- */

static void
tell_visibility(struct telling *t)
{
	const struct json *given = json_get(t->body, "visibility");
	struct bytes tier = json_get_text(given, "tier");
	struct buffer note = {0};

	if (tier.len == 0 || bytes_is(tier, "public"))
		return;
	tell_row(t, "visibility");
	tell_code(t, CODE_TIER, tier);
	if (!json_is_null(json_get(given, "until")))
		tell_edtf(t, json_get_text(given, "until"));
	if (!json_is_null(json_get(given, "ground"))) {
		topic_words(&note, json_get_text(given, "ground"));
		tell_note(t, t->value, buffer_bytes(&note));
	}
	buffer_release(&note);
	(void)tell_id(t, json_get_text(given, "authority"));
}

static void
tell_amendment(struct telling *t)
{
	const struct json *amendment = json_get(t->body, "amendment");

	if (json_is_null(amendment))
		return;
	tell_row(t, "amendment");
	tell_code(t, CODE_AMENDMENT, json_get_text(amendment, "code"));
	tell_row(t, "evidence");
	tell_ids(t, json_get(amendment, "evidence"));
}

static void
tell_late(struct telling *t)
{
	struct buffer text = {0}, large = {0};
	struct due due;

	if (t->x->entry.type != TYPE_CONTACT || t->x->number == NUMBER_NONE ||
	    registry_due(t->x->o.r, t->x->number, NUMBER_NONE,
		registry_next(t->x->o.r), &due, t->x->o.a, NULL) !=
		ERR_NONE ||
	    due.is == LATE_NO_FLAG)
		return;
	tell_row(t, "late");
	due_words(&text, &due, t->lang);
	put_large(&large, buffer_bytes(&text));
	buffer_release(&text);
	tell_buffer(t, &large);
}

static void
tell_filed(struct telling *t)
{
	struct buffer at = {0};
	char day[21];
	struct value *v;

	tell_row(t, "filed_by");
	(void)tell_id(t, t->x->entry.by_text);
	tell_row(t, "filed_at");
	time_words(&at, t->x->entry.at_s, t->lang);
	v = tell_value(t, VALUE_DATE, buffer_bytes(&at));
	buffer_release(&at);
	time_print(day, t->x->entry.at_s);
	if (v == NULL)
		return;
	v->edtf = arena_copy(t->x->o.a, bytes_of(day, 10));
	v->exact = true;
}

static void
tell_reason(struct telling *t)
{
	if (!t->x->entry.has_seal ||
	    slot_name(t->x->entry.type, SLOT_REASON) == NULL)
		return;
	tell_row(t, "reason");
	if (!tell_hidden(t, SLOT_REASON))
		tell_texts(t, slot_of(t, SLOT_REASON));
}

enum err
told_of(const struct showing *x, enum lang lang, struct told *out,
    struct error *e)
{
	struct told told = {NULL};
	struct telling t = {.x = x,
	    .body = x->entry.body,
	    .lang = lang,
	    .told = &told,
	    .e = e,
	    .rc = ERR_NONE};

	if (x->entry.body != NULL && by_type[x->entry.type] != NULL)
		by_type[x->entry.type](&t);
	tell_visibility(&t);
	tell_amendment(&t);
	tell_reason(&t);
	tell_filed(&t);
	tell_late(&t);
	if (t.rc == ERR_NONE && arena_failed(x->o.a))
		t.rc = error_set(e, ERR_MEMORY, "out of memory");
	if (t.rc == ERR_NONE)
		*out = told;
	return t.rc;
}

/* ---- as lines ---- */

static void
print_value(struct buffer *out, const struct value *v, enum lang lang)
{
	if (v->kind == VALUE_QUOTE)
		quoted_words(out, v->text, lang);
	else
		buffer_add(out, v->text);
	if (v->kind == VALUE_THING && !bytes_is(v->text, v->ref))
		buffer_printf(out, " (%s)", v->ref);
	if (v->note.len != 0) {
		buffer_text(out, ", ");
		buffer_add(out, v->note);
	}
}

void
told_values_print(struct buffer *out, const struct value *first,
    enum lang lang)
{
	for (const struct value *v = first; v != NULL; v = v->next) {
		print_value(out, v, lang);
		buffer_text(out, v->next == NULL ? "" : "; ");
	}
}

void
told_print(struct buffer *out, const struct told *t, enum lang lang)
{
	for (const struct told_row *row = t->rows; row != NULL;
	     row = row->next) {
		buffer_text(out, row->label);
		buffer_text(out, lang == LANG_FR ? "\302\240: " : ": ");
		told_values_print(out, row->first, lang);
		buffer_byte(out, '\n');
	}
}
