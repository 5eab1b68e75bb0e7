/* Rows of lists, cell by cell (pages/lists.h) */
#include "base/clock.h"
#include "pages/lists.h"

#define COLUMNS_MAX 10

static void
put_things(struct page *p, const struct json *v)
{
	for (v = v == NULL ? NULL : v->first; v != NULL; v = v->next) {
		page_thing_of(p, v);
		if (v->next != NULL)
			html_text(&p->h, ", ");
	}
}

/* "xb": a state is written in capitals. */
static void
put_code(struct page *p, struct bytes code)
{
	struct buffer b = {0};

	if (code.len == 2)
		for (size_t i = 0; i < 2; i++)
			buffer_byte(&b, code.at[i] >= 'a' &&
			    code.at[i] <= 'z' ? code.at[i] & 0xdf :
						  code.at[i]);
	else
		buffer_add(&b, code);
	html_bytes(&p->h, buffer_bytes(&b));
	buffer_release(&b);
}

static void
put_codes(struct page *p, const struct json *v)
{
	for (v = v == NULL ? NULL : v->first; v != NULL; v = v->next) {
		put_code(p, v->text);
		if (v->next != NULL)
			html_text(&p->h, ", ");
	}
}

static void
put_window(struct page *p, const struct json *v)
{
	struct buffer words = {0};

	window_words(&words, v, p->lang);
	html_bytes(&p->h, buffer_bytes(&words));
	buffer_release(&words);
}

static void
put_time(struct page *p, struct bytes text)
{
	int64_t at_s;

	if (time_parse(text, &at_s))
		page_time(p, at_s);
	else
		html_bytes(&p->h, text);
}

static void
put_note_state(struct page *p, struct bytes state)
{
	static const char *const words[][2] = {
		{"new", N_("not acknowledged yet")},
		{"due", N_("acknowledgement is due")},
		{"acknowledged", N_("acknowledged")},
		{"returned", N_("returned with a question")},
	};

	for (size_t i = 0; i < COUNT(words); i++)
		if (bytes_is(state, words[i][0]))
			html_say(&p->h, words[i][1]);
}

static void
put_value(struct page *p, const struct column *c, const struct json *row)
{
	const struct json *v = c->member == NULL ? NULL :
						   json_get(row, c->member);

	switch (c->how) {
	case CELL_SELF:
	case CELL_THING:
		page_thing_of(p, v);
		break;
	case CELL_SPEAKER:
		if (json_is_null(v))
			html_say(&p->h, N_("not identified"));
		else
			page_thing_of(p, v);
		break;
	case CELL_THINGS:
		put_things(p, v);
		break;
	case CELL_WHEN:
		page_when(p, v);
		break;
	case CELL_WINDOW:
		put_window(p, v);
		break;
	case CELL_TIME:
		put_time(p, json_get_text(row, c->member));
		break;
	case CELL_WORD:
		html_text(&p->h, code_words(c->family,
		    json_get_text(row, c->member), p->lang));
		break;
	case CELL_CODE:
		put_code(p, json_get_text(row, c->member));
		break;
	case CELL_CODES:
		put_codes(p, v);
		break;
	case CELL_BOTH:
		page_both(p, v);
		break;
	case CELL_NUMBER:
		if (v != NULL && !json_is_null(v) && v->number >= 0)
			html_number(&p->h, (uint64_t)v->number);
		break;
	case CELL_NOTE:
		put_note_state(p, json_get_text(row, c->member));
		break;
	case CELL_REMOVAL:
		html_text(&p->h, code_words(CODE_ANNUL,
		    json_get_text(row, "code"), p->lang));
		html_text(&p->h, code_words(CODE_ERASE_GROUND,
		    json_get_text(row, "ground"), p->lang));
		break;
	}
}

void
list_put_rows(struct page *p, const char *caption,
    const struct column *columns, const struct json *rows)
{
	const char *heads[COLUMNS_MAX + 1];
	size_t count = 0;

	for (; count < COLUMNS_MAX && columns[count].head != NULL; count++)
		heads[count] = columns[count].head;
	heads[count] = NULL;
	page_table(p, caption, heads);
	for (const struct json *v = rows->first; v != NULL; v = v->next) {
		html_open(&p->h, "tr", "class", "govuk-table__row", NULL);
		for (size_t i = 0; i < count; i++) {
			page_cell(p, i == 0);
			put_value(p, &columns[i], v);
			page_cell_end(p, i == 0);
		}
		html_close(&p->h, "tr");
	}
	page_table_end(p);
}

void
list_put_contacts(struct page *p, const char *caption,
    const struct json *rows)
{
	static const char *const heads[] = {N_("When"), N_("Official"),
	    N_("Counterpart"), N_("Kind"), N_("Entry"), NULL};

	page_table(p, caption, heads);
	for (const struct json *v = rows->first; v != NULL; v = v->next) {
		const struct json *entry = json_get(v, "entry");

		if (!json_is_null(entry))
			page_contact_row(p, (uint64_t)entry->number);
	}
	page_table_end(p);
}

/* ---- removals ---- */

struct counts {
	struct page *p;
	uint64_t annulled, erased;
};

static enum err
count_annulment(void *context, const struct row_entity *row, struct error *e)
{
	struct counts *c = context;

	(void)e;
	c->annulled += !row->annulled;
	return ERR_NONE;
}

static enum err
count_erasure(void *context, const struct row_entity *row, struct error *e)
{
	struct counts *c = context;

	(void)e;
	c->erased += !row->annulled;
	return ERR_NONE;
}

void
removals_put_counts(struct page *p)
{
	struct read_model *m = registry_read_model(p->registry);
	struct counts c = {.p = p};
	struct html *h = &p->h;

	if (read_model_each(m, TYPE_ANNUL, count_annulment, &c, NULL) !=
		ERR_NONE ||
	    read_model_each(m, TYPE_ERASE, count_erasure, &c, NULL) !=
		ERR_NONE)
		return;
	html_open(h, "p", "class", "govuk-body", "id", "counts", NULL);
	html_say(h, N_("Annulled: "));
	html_number(h, c.annulled);
	html_say(h, N_("; erased by order: "));
	html_number(h, c.erased);
	html_text(h, ".");
	html_close(h, "p");
}
