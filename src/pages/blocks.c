/* Blocks that many pages use */
#include <stdio.h>

#include "format/day.h"
#include "pages/footing.h"
#include "register/naming.h"

void
html_time(struct html *h, int64_t at_s)
{
	char stamp[21], day[11];
	struct buffer words = {0};

	time_print(stamp, at_s);
	day_print(day, day_of_time(at_s));
	when_words(&words, bytes_text(day), h->lang);
	html_open(h, "time", "datetime", stamp, NULL);
	html_bytes(h, buffer_bytes(&words));
	html_sayf(h, N_(", %.5s UTC"), stamp + 11);
	html_close(h, "time");
	buffer_release(&words);
}

void
page_time(struct page *p, int64_t at_s)
{
	html_time(&p->h, at_s);
}

/* A day that is known carries its code for programs, others do not. */
void
page_when(struct page *p, const struct json *when)
{
	struct bytes edtf = json_get_text(when, "edtf");
	const struct json *exact = json_get(when, "exact");
	struct buffer words = {0};
	char code[11];

	if (edtf.len == 0)
		return;
	when_words(&words, edtf, p->lang);
	if (exact != NULL && exact->truth && edtf.len < sizeof code) {
		(void)snprintf(code, sizeof code, "%.*s", (int)edtf.len,
		    (const char *)edtf.at);
		html_open(&p->h, "time", "datetime", code, NULL);
		html_bytes(&p->h, buffer_bytes(&words));
		html_close(&p->h, "time");
	} else {
		html_bytes(&p->h, buffer_bytes(&words));
	}
	buffer_release(&words);
}

void
page_day(struct page *p, struct bytes day)
{
	struct buffer words = {0};
	const char *code = arena_text(p->a, day);

	when_words(&words, day, p->lang);
	html_open(&p->h, "time", "datetime", code, NULL);
	html_bytes(&p->h, buffer_bytes(&words));
	html_close(&p->h, "time");
	buffer_release(&words);
}

/* Which language of a text by language is shown here. */
static const struct json *
best_of(const struct page *p, const struct json *texts)
{
	const struct json *own;

	if (json_is_null(texts) || texts->type != JSON_OBJECT)
		return NULL;
	own = json_get(texts, page_lang(p));
	return json_is_null(own) ? texts->first : own;
}

void
page_both(struct page *p, const struct json *texts)
{
	const struct json *text = best_of(p, texts);
	char code[16];

	if (text == NULL)
		return;
	if (bytes_is(text->name, page_lang(p)) ||
	    text->name.len >= sizeof code) {
		html_bytes(&p->h, text->text);
		return;
	}
	(void)snprintf(code, sizeof code, "%.*s", (int)text->name.len,
	    (const char *)text->name.at);
	html_open(&p->h, "span", "lang", code, NULL);
	html_bytes(&p->h, text->text);
	html_close(&p->h, "span");
}

void
page_thing_of(struct page *p, const struct json *thing)
{
	struct bytes ref = json_get_text(thing, "ref");
	const struct json *name = best_of(p, json_get(thing, "name"));

	if (ref.len == 0)
		return;
	html_open(&p->h, "a", "class", "govuk-link", "href",
	    page_path(p, "/%.*s", (int)ref.len, (const char *)ref.at), NULL);
	if (name != NULL && name->text.len != 0)
		page_both(p, json_get(thing, "name"));
	else
		html_bytes(&p->h, ref);
	html_close(&p->h, "a");
}

void
page_thing(struct page *p, uint64_t number)
{
	if (number != NUMBER_NONE)
		page_thing_of(p, object_thing(&p->objects, number));
}

void
page_list(struct page *p)
{
	html_open(&p->h, "dl", "class", "govuk-summary-list", NULL);
}

void
page_row(struct page *p, const char *label_english)
{
	html_open(&p->h, "div", "class", "govuk-summary-list__row", NULL);
	html_element_say(&p->h, "dt", "govuk-summary-list__key",
	    label_english);
	html_open(&p->h, "dd", "class", "govuk-summary-list__value", NULL);
}

void
page_row_end(struct page *p)
{
	html_close(&p->h, "dd");
	html_close(&p->h, "div");
}

void
page_list_end(struct page *p)
{
	html_close(&p->h, "dl");
}

void
page_table(struct page *p, const char *caption, const char *const *heads)
{
	struct html *h = &p->h;

	html_open(h, "div", "class", "app-scroll", "role", "region",
	    "aria-label", caption, "tabindex", "0", NULL);
	html_open(h, "table", "class", "govuk-table", NULL);
	html_element(h, "caption", "govuk-visually-hidden", caption);
	html_open(h, "thead", "class", "govuk-table__head", NULL);
	html_open(h, "tr", "class", "govuk-table__row", NULL);
	for (; *heads != NULL; heads++) {
		html_open(h, "th", "scope", "col", "class",
		    "govuk-table__header", NULL);
		html_say(h, *heads);
		html_close(h, "th");
	}
	html_close(h, "tr");
	html_close(h, "thead");
	html_open(h, "tbody", "class", "govuk-table__body", NULL);
}

void
page_table_end(struct page *p)
{
	html_close(&p->h, "tbody");
	html_close(&p->h, "table");
	html_close(&p->h, "div");
}

static void
put_things(struct page *p, const struct json *list)
{
	if (json_is_null(list))
		return;
	for (const struct json *v = list->first; v != NULL; v = v->next) {
		if (v != list->first)
			html_text(&p->h, ", ");
		page_thing_of(p, v);
	}
}

/* Who a counterpart is, else the post, else the words for somebody only
 * described. */
static void
put_counterparts(struct page *p, const struct json *list)
{
	if (json_is_null(list) || list->first == NULL) {
		html_say(&p->h, N_("sealed"));
		return;
	}
	for (const struct json *v = list->first; v != NULL; v = v->next) {
		if (v != list->first)
			html_text(&p->h, ", ");
		if (!json_is_null(json_get(v, "who")))
			page_thing_of(p, json_get(v, "who"));
		else if (!json_is_null(json_get(v, "as")))
			page_thing_of(p, json_get(v, "as"));
		else if (!json_is_null(json_get(v, "described")))
			page_both(p, json_get(v, "described"));
		else
			html_say(&p->h, N_("somebody described only"));
	}
}

void
page_contact_row(struct page *p, uint64_t number)
{
	const struct json *row = object_row(&p->objects, number, 0);
	struct bytes ref = json_get_text(row, "ref");
	const struct json *times = json_get(row, "times");
	struct html *h = &p->h;
	static const char cell[] = "govuk-table__cell";

	html_open(h, "tr", "class", "govuk-table__row", NULL);
	html_open(h, "th", "scope", "row", "class", "govuk-table__header", NULL);
	page_when(p, json_get(row, "when"));
	html_close(h, "th");
	html_open(h, "td", "class", cell, NULL);
	put_things(p, json_get(row, "of"));
	html_close(h, "td");
	html_open(h, "td", "class", cell, NULL);
	put_counterparts(p, json_get(row, "with"));
	html_close(h, "td");
	html_open(h, "td", "class", cell, NULL);
	html_say(h, kind_words(json_get_text(row, "kind")));
	if (times != NULL && times->number > 1) {
		html_text(h, " ");
		html_sayf(h, N_("(stands for %lld)"),
		    (long long)times->number);
	}
	html_close(h, "td");
	html_open(h, "td", "class", cell, NULL);
	html_link(h, page_path(p, "/%.*s", (int)ref.len,
	    ref.len == 0 ? "" : (const char *)ref.at), ref);
	html_close(h, "td");
	html_close(h, "tr");
}

void
page_paragraph(struct page *p, const char *english)
{
	html_element_say(&p->h, "p", "govuk-body", english);
}

void
page_heading(struct page *p, unsigned level, const char *id,
    const char *english)
{
	static const char *const tags[] = {"h2", "h3", "h4"};
	static const char *const css[] = {"govuk-heading-m",
	    "govuk-heading-s", "govuk-heading-s"};
	unsigned i = level < 2 ? 0 : level > 4 ? 2 : level - 2;

	html_open(&p->h, tags[i], "class", css[i], "id", id, NULL);
	html_say(&p->h, english);
	html_close(&p->h, tags[i]);
}

static const char *
verify_path(struct page *p, const char *proof, const char *canonical)
{
	struct buffer b = {0};
	const char *made;

	buffer_text(&b, page_path(p, "/verify"));
	buffer_text(&b, "?proof=");
	url_put(&b, bytes_text(proof));
	if (canonical != NULL)
		buffer_text(&b, "&ask=");
	/* a query holds no line feed */
	for (const char *c = canonical; c != NULL && *c != '\0'; c++)
		url_put(&b, *c == '\n' ? bytes_text(";") : bytes_of(c, 1));
	made = b.failed ? NULL : arena_text(p->a, buffer_bytes(&b));
	buffer_release(&b);
	return made == NULL ? "/" : made;
}

void
page_proof_panel(struct page *p, uint64_t entry, const char *proof,
    const char *canonical)
{
	struct html *h = &p->h;
	const struct footing *f = footing_of(p);
	bool newest = canonical == NULL || entry == f->size;

	html_open(h, "section", "class", "app-proof", "aria-labelledby",
	    "proof", NULL);
	page_heading(p, 2, "proof", N_("Proof"));
	html_element_say(h, "p", "app-proof__state", N_("Not checked yet"));
	html_open(h, "p", "class", "govuk-body", NULL);
	if (canonical == NULL) {
		html_say(h, N_("Entry "));
		html_number(h, entry);
		html_say(h, N_(" of "));
		html_number(h, f->size);
	} else {
		html_say(h, N_("Answer as of checkpoint "));
		html_number(h, entry);
	}
	if (newest) {
		html_say(h, N_(", under the checkpoint of "));
		html_time(h, f->time_s);
	}
	if (newest && f->witnesses_known != 0) {
		html_text(h, ", ");
		html_sayf(h, N_("witnessed by %u of %u"),
		    f->witnesses_signed, f->witnesses_known);
	}
	html_text(h, ".");
	html_close(h, "p");
	html_open(h, "p", "class", "govuk-body app-proof__acts", NULL);
	html_link(h, verify_path(p, proof, canonical),
	    bytes_text(HTML_TR(h, N_("Check on this device"))));
	html_text(h, " ");
	html_link(h, proof,
	    bytes_text(HTML_TR(h, N_("Download proof file"))));
	html_close(h, "p");
	html_open(h, "details", "class", "govuk-details", NULL);
	html_open(h, "summary", "class", "govuk-details__summary", NULL);
	html_element_say(h, "span", "govuk-details__summary-text",
	    N_("Hashes"));
	html_close(h, "summary");
	html_open(h, "div", "class", "govuk-details__text", NULL);
	if (newest) {
		html_element_say(h, "p", NULL, N_("Root of the checkpoint:"));
		html_element(h, "p", "app-hash", f->root);
	}
	if (canonical != NULL) {
		html_element_say(h, "p", NULL,
		    N_("Question, as a program writes it:"));
		html_element(h, "p", "app-hash", canonical);
	}
	html_close(h, "div");
	html_close(h, "details");
	html_close(h, "section");
}
