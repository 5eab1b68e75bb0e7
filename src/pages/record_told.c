/* Rows of label and value as HTML (faces/told.h) */
#include "pages/record.h"

static const char *
text_of(struct page *p, struct bytes text)
{
	const char *made = text.len == 0 ? NULL : arena_text(p->a, text);

	return made;
}

/* One day, which a program may read; an interval from a day is none. */
static bool
is_day(const struct value *v)
{
	return v->kind == VALUE_DATE && v->exact && v->edtf.len == 10;
}

static void
put_date(struct page *p, const struct value *v)
{
	struct html *h = &p->h;
	const char *edtf = text_of(p, v->edtf);

	if (is_day(v)) {
		html_open(h, "time", "datetime", edtf, NULL);
		html_bytes(h, v->text);
		html_close(h, "time");
		return;
	}
	html_bytes(h, v->text);
}

static void
put_thing(struct page *p, const struct value *v)
{
	if (v->number == NUMBER_NONE || v->ref == NULL) {
		html_bytes(&p->h, v->text);
		return;
	}
	html_link(&p->h, page_path(p, "/%s", v->ref), v->text);
}

static void
put_value(struct page *p, const struct value *v)
{
	struct html *h = &p->h;

	switch (v->kind) {
	case VALUE_TEXT:
		html_bytes(h, v->text);
		break;
	case VALUE_QUOTE:
		html_open(h, "q", "lang", text_of(p, v->lang), NULL);
		html_bytes(h, v->text);
		html_close(h, "q");
		break;
	case VALUE_DATE:
		put_date(p, v);
		break;
	case VALUE_THING:
		put_thing(p, v);
		break;
	case VALUE_HASH:
	case VALUE_URL:
		html_open(h, "span", "class", "app-hash", NULL);
		html_bytes(h, v->text);
		html_close(h, "span");
		break;
	case VALUE_HIDDEN:
		html_open(h, "strong", "class", "govuk-tag app-tag--sealed",
		    NULL);
		html_bytes(h, v->text);
		html_close(h, "strong");
		break;
	}
	if (v->note.len != 0) {
		html_text(h, ", ");
		html_bytes(h, v->note);
	}
}

/* How a program writes it, for who wants to know exactly. */
static void
put_edtf(struct page *p, const struct told_row *row)
{
	struct html *h = &p->h;
	bool any = false;

	for (const struct value *v = row->first; v != NULL; v = v->next)
		any = any || (v->kind == VALUE_DATE && !is_day(v) &&
				 v->edtf.len != 0);
	if (!any)
		return;
	html_open(h, "details", "class", "govuk-details", NULL);
	html_open(h, "summary", "class", "govuk-details__summary", NULL);
	html_element_say(h, "span", "govuk-details__summary-text",
	    N_("The date as a program writes it"));
	html_close(h, "summary");
	html_open(h, "div", "class", "govuk-details__text", NULL);
	for (const struct value *v = row->first; v != NULL; v = v->next)
		if (v->kind == VALUE_DATE && v->edtf.len != 0) {
			html_open(h, "code", NULL);
			html_bytes(h, v->edtf);
			html_close(h, "code");
		}
	html_close(h, "div");
	html_close(h, "details");
}

void
told_put(struct page *p, const struct told_row *row)
{
	struct html *h = &p->h;

	if (row->first != NULL && row->first->next == NULL) {
		put_value(p, row->first);
		return;
	}
	html_open(h, "ul", "class", "govuk-list", NULL);
	for (const struct value *v = row->first; v != NULL; v = v->next) {
		html_open(h, "li", NULL);
		put_value(p, v);
		html_close(h, "li");
	}
	html_close(h, "ul");
}

bool
told_is_one(const char *ids, const char *id)
{
	const char *at = strstr(ids, id);

	for (; at != NULL; at = strstr(at + 1, id))
		if (at != ids && at[-1] == ' ' && at[strlen(id)] == ' ')
			return true;
	return false;
}

void
told_put_list(struct page *p, const struct told *t, const char *but)
{
	struct html *h = &p->h;

	if (t->rows == NULL)
		return;
	page_list(p);
	for (const struct told_row *row = t->rows; row != NULL;
	     row = row->next) {
		if (told_is_one(but, row->id))
			continue;
		html_open(h, "div", "class", "govuk-summary-list__row", NULL);
		html_element(h, "dt", "govuk-summary-list__key", row->label);
		html_open(h, "dd", "class", "govuk-summary-list__value",
		    NULL);
		told_put(p, row);
		put_edtf(p, row);
		html_close(h, "dd");
		html_close(h, "div");
	}
	page_list_end(p);
}

bool
told_equal(const struct told_row *a, const struct told_row *b)
{
	const struct value *x = a->first, *y = b->first;

	for (; x != NULL && y != NULL; x = x->next, y = y->next)
		if (x->kind != y->kind || !bytes_equal(x->text, y->text) ||
		    !bytes_equal(x->note, y->note) ||
		    !bytes_equal(x->edtf, y->edtf))
			return false;
	return x == y;
}

const struct told_row *
told_find(const struct told *t, const char *id)
{
	for (const struct told_row *row = t->rows; row != NULL;
	     row = row->next)
		if (strcmp(row->id, id) == 0)
			return row;
	return NULL;
}

enum err
told_version(struct page *p, uint64_t number, unsigned version,
    struct showing *x, struct told *out)
{
	enum err rc = showing_load_entity(x, &p->objects, number, version,
	    &p->e);

	return rc == ERR_NONE ? told_of(x, p->lang, out, &p->e) : rc;
}
