#include <stdio.h>

#include "exchange/disclosure_inside.h"
#include "format/markup.h"
#include "register/naming.h"
#include "register/objects.h"

static void
put_cstr(struct buffer *out, const char *text)
{
	markup_put(out, bytes_text(text));
}

/* One page in both languages. */
struct writing {
	struct buffer *out;
	const struct reading_page *p;
	enum lang lang;
};

static const char *
lang_code(enum lang lang)
{
	return lang == LANG_FR ? "fr" : "en";
}

static void
put_head(struct buffer *out, const char *title)
{
	buffer_text(out,
	    "<!doctype html>\n<html lang=\"en\">\n<head>\n"
	    "<meta charset=\"utf-8\">\n"
	    "<meta http-equiv=\"Content-Security-Policy\" content=\""
	    "default-src 'none'; style-src 'unsafe-inline'\">\n"
	    "<meta name=\"viewport\" content=\"width=device-width\">\n"
	    "<title>");
	put_cstr(out, title);
	buffer_text(out,
	    "</title>\n<style>\n"
	    "body{max-width:46em;margin:1em auto;padding:0 1em;"
	    "font:1em/1.5 serif}\n"
	    "table{border-collapse:collapse;width:100%}\n"
	    "table+table{margin-top:1em}th{width:40%}\n"
	    "td{overflow-wrap:anywhere}\n"
	    "[lang=fr] q{quotes:\"«\\a0\" \"\\a0»\"}\n"
	    "th,td{border:1px solid #666;padding:.3em .5em;text-align:left;"
	    "vertical-align:top}\n"
	    "pre{white-space:pre-wrap;border-left:3px solid #666;"
	    "padding-left:.7em}\n"
	    "article{break-inside:avoid;margin-bottom:1.5em}\n"
	    "@media print{a{color:inherit;text-decoration:none}"
	    "nav{display:none}section+section{break-before:page}}\n"
	    "</style>\n</head>\n<body>\n<nav><a href=\"#en\" lang=\"en\">"
	    "English</a> <a href=\"#fr\" lang=\"fr\">Français</a></nav>\n"
	    "<main>\n");
}

static void
put_tail(struct buffer *out)
{
	buffer_text(out, "</main>\n</body>\n</html>\n");
}

static const char *
say(const struct writing *w, const char *english)
{
	return message_in(w->lang, english);
}

static void
put_section(const struct writing *w, const char *heading)
{
	const char *code = lang_code(w->lang);

	buffer_printf(w->out, "<section id=\"%s\" lang=\"%s\">\n<h1>", code,
	    code);
	put_cstr(w->out, heading);
	buffer_text(w->out, "</h1>\n");
}

static void
put_heading(const struct writing *w, unsigned level, const char *text)
{
	buffer_printf(w->out, "<h%u>", level);
	put_cstr(w->out, text);
	buffer_printf(w->out, "</h%u>\n", level);
}

static void
put_paragraph(const struct writing *w, const char *text)
{
	buffer_text(w->out, "<p>");
	put_cstr(w->out, text);
	buffer_text(w->out, "</p>\n");
}

static void
begin_row(const struct writing *w, const char *label)
{
	buffer_text(w->out, "<tr><th scope=\"row\">");
	put_cstr(w->out, label);
	buffer_text(w->out, "</th><td>");
}

static void
end_row(const struct writing *w)
{
	buffer_text(w->out, "</td></tr>\n");
}

static void
put_row(const struct writing *w, const char *label, struct bytes text)
{
	begin_row(w, label);
	markup_put(w->out, text);
	end_row(w);
}

/* Name and reference of an entity. */
static void
put_thing(const struct writing *w, uint64_t number)
{
	struct read_model *m = registry_read_model(w->p->job->r);
	struct row_entity row;
	struct bytes name = {NULL, 0};
	char ref[REF_BYTES];

	if (number == NUMBER_NONE ||
	    read_model_by_number(m, number, &row, NULL) != ERR_NONE)
		return;
	if (read_model_name(m, number, lang_code(w->lang), &name, w->p->a,
		NULL) != ERR_NONE)
		name = bytes_text("");
	ref_print(ref, row.id.type, number);
	markup_put(w->out, name);
	buffer_printf(w->out, "%s(%s)", name.len == 0 ? "" : " ", ref);
}

static bool
put_id(const struct writing *w, struct bytes text)
{
	struct row_entity row;
	struct id id;

	if (text.len == 0 || !id_parse(text, &id) ||
	    read_model_by_id(registry_read_model(w->p->job->r), &id, &row,
		NULL) != ERR_NONE)
		return false;
	put_thing(w, row.number);
	return true;
}

/* ---- values of slots ---- */

/* A text map says its words in each of its languages; anything else is shown
 * as it is kept. */
static bool
is_words(const struct json *v)
{
	if (v->type != JSON_OBJECT || v->count == 0)
		return false;
	for (const struct json *m = v->first; m != NULL; m = m->next)
		if (m->type != JSON_STRING || m->name.len < 2 ||
		    m->name.len > 3)
			return false;
	return true;
}

static bool
is_list_of_texts(const struct json *v)
{
	for (const struct json *m = v->first; m != NULL; m = m->next)
		if (m->type != JSON_STRING)
			return false;
	return v->first != NULL;
}

static void
put_value(const struct writing *w, const struct json *v)
{
	struct buffer text = {0};

	if (is_words(v)) {
		for (const struct json *m = v->first; m != NULL; m = m->next) {
			buffer_printf(w->out, "<q lang=\"%.*s\">",
			    (int)m->name.len, (const char *)m->name.at);
			markup_put(w->out, m->text);
			buffer_text(w->out, m->next == NULL ? "</q>" : "</q> ");
		}
		return;
	}
	if (v->type == JSON_STRING) {
		markup_put(w->out, v->text);
		return;
	}
	if (v->type == JSON_ARRAY && is_list_of_texts(v)) {
		for (const struct json *m = v->first; m != NULL; m = m->next) {
			put_cstr(w->out, m == v->first ? "" : ", ");
			markup_put(w->out, m->text);
		}
		return;
	}
	json_print_canonical(&text, v);
	buffer_text(w->out, "<code>");
	markup_put(w->out, buffer_bytes(&text));
	buffer_text(w->out, "</code>");
	buffer_release(&text);
}

/* What a slot is called on the page. */
static const char *
slot_label(const struct writing *w, const struct shown *s, unsigned slot)
{
	const char *name;

	if (s->note)
		return slot == 8 ? say(w, N_("the file, as committed")) :
		    slot == 3    ? say(w, N_("text")) :
		    slot == 1    ? say(w, N_("made")) :
		    slot == 2    ? say(w, N_("author")) :
				   say(w, N_("contacts"));
	switch (slot) {
	case CONTACT_FOREIGN:
		return say(w, N_("counterparts"));
	case CONTACT_WHEN:
		return say(w, N_("date"));
	case CONTACT_TIME:
		return say(w, N_("time"));
	case CONTACT_MINUTES:
		return say(w, N_("minutes"));
	case CONTACT_PLACE:
		return say(w, N_("place"));
	case CONTACT_TOPICS:
		return say(w, N_("topics"));
	case CONTACT_ARRANGING:
		return say(w, N_("arranged and initiated by"));
	case CONTACT_DESCRIBED:
		return say(w, N_("described in words"));
	case CONTACT_SUMMARY:
		return say(w, N_("summary"));
	case CONTACT_DETAIL:
		return say(w, N_("details"));
	case CONTACT_PARTICULARS:
		return say(w, N_("particulars"));
	case CONTACT_KIND:
		return say(w, N_("kind"));
	case CONTACT_MATERIALS:
		return say(w, N_("materials"));
	case SLOT_REASON:
		return say(w, N_("why it was filed"));
	default:
		name = slot_name(TYPE_CONTACT, slot);
		return name == NULL ? "" : name;
	}
}

/* ---- contacts ---- */

/* Two letters, as people write them. */
static void
put_state(const struct writing *w, struct bytes state)
{
	for (size_t i = 0; i < state.len; i++)
		buffer_byte(w->out,
		    state.at[i] >= 'a' && state.at[i] <= 'z' ?
			(uint8_t)(state.at[i] - 'a' + 'A') :
			state.at[i]);
}

static void
put_party(const struct writing *w, const struct json *p, bool *first)
{
	static const char *const members[] = {"who", "as", "org"};
	struct bytes side = json_get_text(p, "side");
	struct bytes state = json_get_text(p, "state");
	bool named = false;

	if (bytes_is(side, "home"))
		return;
	buffer_text(w->out, *first ? "" : "; ");
	*first = false;
	for (size_t i = 0; i < COUNT(members); i++) {
		struct bytes id = json_get_text(p, members[i]);

		if (id.len != 0 && named)
			buffer_text(w->out, ", ");
		named = put_id(w, id) || named;
	}
	if (!named)
		put_cstr(w->out, say(w, N_("described in words")));
	if (state.len != 0) {
		buffer_text(w->out, " [");
		put_state(w, state);
		buffer_byte(w->out, ']');
	}
}

static void
put_parties(const struct writing *w, const struct shown *s)
{
	const struct json *lists[] = {json_get(s->entry.body, "parties"),
	    s->values.at[CONTACT_FOREIGN]};
	bool first = true;

	begin_row(w, say(w, N_("counterparts")));
	for (size_t i = 0; i < COUNT(lists); i++)
		for (const struct json *p =
			 json_is_null(lists[i]) ? NULL : lists[i]->first;
		     p != NULL; p = p->next)
			put_party(w, p, &first);
	end_row(w);
}

static void
put_when(const struct writing *w, const struct shown *s)
{
	const struct json *when = s->values.at[CONTACT_WHEN];
	struct bytes edtf;

	if (json_is_null(when))
		when = json_get(s->entry.body, "when");
	edtf = json_get_text(when, "edtf");
	begin_row(w, say(w, N_("date")));
	if (edtf.len != 0) {
		struct buffer words = {0};

		when_words(&words, edtf, w->lang);
		markup_put(w->out, buffer_bytes(&words));
		buffer_text(w->out, " (");
		markup_put(w->out, edtf);
		buffer_byte(w->out, ')');
		buffer_release(&words);
	}
	end_row(w);
}

static struct bytes
kind_of(const struct shown *s)
{
	const struct json *kind = s->values.at[CONTACT_KIND];

	return json_is_null(kind) ? json_get_text(s->entry.body, "kind") :
				    kind->text;
}

static void
put_slots(const struct writing *w, const struct shown *s, uint16_t skip)
{
	for (unsigned i = 0; i < SLOT_COUNT; i++) {
		const struct json *v = s->values.at[i];

		if (json_is_null(v) || (skip >> i & 1) != 0)
			continue;
		begin_row(w, slot_label(w, s, i));
		put_value(w, v);
		end_row(w);
	}
}

static void
put_title(const struct writing *w, const struct shown *s)
{
	char ref[REF_BYTES], text[64];

	ref_print(ref, s->note ? TYPE_NOTE : TYPE_CONTACT, s->entity);
	(void)snprintf(text, sizeof text, "%s", ref);
	buffer_printf(w->out, "<article>\n<h3>%s</h3>\n<table>\n", text);
	(void)snprintf(text, sizeof text, "%llu",
	    (unsigned long long)s->number);
	begin_row(w, say(w, N_("entry")));
	buffer_printf(w->out, "<a href=\"entries/%s.json\">%s</a>", text, text);
	end_row(w);
}

static void
put_contact(const struct writing *w, const struct shown *s)
{
	char times[24];

	put_title(w, s);
	(void)snprintf(times, sizeof times, "%lld",
	    (long long)json_get_number(s->entry.body, "times", 1));
	put_row(w, say(w, N_("kind")),
	    bytes_text(say(w, kind_words(kind_of(s)))));
	put_row(w, say(w, N_("times")), bytes_text(times));
	put_when(w, s);
	put_parties(w, s);
	put_slots(w, s,
	    1u << CONTACT_FOREIGN | 1u << CONTACT_WHEN | 1u << CONTACT_KIND |
		1u << CONTACT_ORIGIN_KEY);
	put_row(w, say(w, N_("filed")),
	    s->opened ? bytes_text(say(w, N_("sealed, opened to this order"))) :
			bytes_text(say(w, N_("in public"))));
	buffer_text(w->out, "</table>\n</article>\n");
}

static void
put_note(const struct writing *w, const struct shown *s)
{
	put_title(w, s);
	put_slots(w, s, 0);
	buffer_text(w->out, "</table>\n");
	if (s->text.len != 0) {
		buffer_text(w->out, "<pre>");
		markup_put(w->out, s->text);
		buffer_text(w->out, "</pre>\n");
	} else if (s->file != NULL) {
		buffer_printf(w->out, "<p><a href=\"%s\">%s</a></p>\n", s->file,
		    s->file);
	}
	buffer_text(w->out, "</article>\n");
}

/* ---- the order ---- */

static void
put_order(const struct writing *w)
{
	const struct summons *s = w->p->job->summons;
	const struct order_scope *scope = &s->scope;
	char from[11], to[11];
	unsigned kinds = 0;

	day_print(from, scope->from);
	day_print(to, scope->to);
	buffer_text(w->out, "<table>\n");
	put_row(w, say(w, N_("register")), scope->origin);
	put_row(w, say(w, N_("order")), scope->reference);
	begin_row(w, say(w, N_("authority")));
	put_thing(w, s->authority);
	end_row(w);
	begin_row(w, say(w, N_("contacts of")));
	put_thing(w, s->of);
	end_row(w);
	if (scope->has_with) {
		begin_row(w, say(w, N_("with")));
		put_thing(w, s->with);
		end_row(w);
	}
	if (scope->state[0] != '\0') {
		begin_row(w, say(w, N_("with representatives of")));
		put_state(w, bytes_text(scope->state));
		end_row(w);
	}
	begin_row(w, say(w, N_("kinds")));
	for (unsigned k = 1; k <= 10; k++)
		if ((scope->kinds >> k & 1) != 0) {
			put_cstr(w->out, kinds++ == 0 ? "" : ", ");
			put_cstr(w->out,
			    say(w, kind_words(bytes_text(kind_name(k)))));
		}
	if (scope->kinds == 0)
		put_cstr(w->out, say(w, N_("every kind")));
	end_row(w);
	begin_row(w, say(w, N_("period")));
	if (scope->from == DAY_FIRST && scope->to == DAY_LAST)
		put_cstr(w->out, say(w, N_("no days named")));
	else
		buffer_printf(w->out, "%s / %s",
		    scope->from == DAY_FIRST ? ".." : from,
		    scope->to == DAY_LAST ? ".." : to);
	end_row(w);
	buffer_text(w->out, "</table>\n");
}

static void
put_count(const struct writing *w, const char *label, uint64_t n)
{
	char text[24];

	(void)snprintf(text, sizeof text, "%llu", (unsigned long long)n);
	put_row(w, label, bytes_text(text));
}

static void
put_numbers(const struct writing *w)
{
	const struct holdings *h = w->p->job->holdings;
	const struct disclosed *d = w->p->out;

	buffer_text(w->out, "<table>\n");
	put_count(w, say(w, N_("contacts in scope")), d->entry_count);
	put_count(w,
	    say(w,
		N_("sealed contacts that the public answer could not exclude")),
	    h->list.sealed);
	put_count(w, say(w, N_("sealed and outside the order, left closed")),
	    d->outside_count);
	if (w->p->job->summons->scope.notes)
		put_count(w, say(w, N_("notes handed over")), d->opened_notes);
	put_count(w,
	    say(w, N_("in scope or perhaps, and not kept by the register")),
	    d->missing_count);
	put_count(w, say(w, N_("filed up to checkpoint")), h->list.size);
	buffer_text(w->out, "</table>\n");
	if (d->entry_count == 0 && d->missing_count == 0)
		put_paragraph(w,
		    say(w,
			N_("None in scope was filed up to the checkpoint "
			   "above.")));
	put_paragraph(w,
	    say(w,
		N_("This register holds what was filed with it; it cannot show "
		   "contacts that nobody filed. What names private people stays sealed.")));
}

static void
put_gaps(const struct writing *w)
{
	const struct disclosed *d = w->p->out;

	if (d->missing_count == 0)
		return;
	put_heading(w, 2, say(w, N_("Not kept by the register")));
	buffer_text(w->out, "<ul>\n");
	for (size_t i = 0; i < d->missing_count; i++) {
		buffer_printf(w->out,
		    "<li>e/%llu: ", (unsigned long long)d->missing[i].number);
		put_cstr(w->out, say(w, d->missing[i].reason));
		buffer_text(w->out, "</li>\n");
	}
	buffer_text(w->out, "</ul>\n");
}

static void
write_index(const struct writing *w)
{
	const struct reading_page *p = w->p;
	bool notes = false;

	put_section(w, say(w, N_("Disclosure under an order")));
	put_order(w);
	put_numbers(w);
	put_paragraph(w,
	    say(w,
		N_("This page is for reading. What counts are the files beside "
		   "it: verify.html says how they are checked.")));
	put_heading(w, 2, say(w, N_("Contacts")));
	for (size_t i = 0; i < p->shown_count; i++) {
		if (!p->shown[i].note)
			put_contact(w, &p->shown[i]);
		notes = notes || p->shown[i].note;
	}
	if (notes)
		put_heading(w, 2, say(w, N_("Notes")));
	for (size_t i = 0; i < p->shown_count; i++)
		if (p->shown[i].note)
			put_note(w, &p->shown[i]);
	put_gaps(w);
	buffer_text(w->out, "</section>\n");
}

void
page_index(struct buffer *out, const struct reading_page *p)
{
	put_head(out, "Disclosure - Divulgation");
	for (int lang = 0; lang < LANG_COUNT; lang++) {
		struct writing w = {out, p, (enum lang)lang};

		write_index(&w);
	}
	put_tail(out);
}

static void
write_verify(const struct writing *w)
{
	put_section(w, say(w, N_("How to check this package")));
	put_paragraph(w,
	    say(w,
		N_("chancery-verify is one program without network. Take it, and "
		   "the key of the register, from somebody whom you trust: not "
		   "from this folder.")));
	buffer_text(w->out,
	    "<pre>chancery-verify FOLDER --trust keys.txt</pre>\n");
	put_paragraph(w,
	    say(w,
		N_("trust.txt holds the key that this package was made with: "
		   "compare it, letter by letter, with the one that you were "
		   "given.")));
	put_paragraph(w,
	    say(w,
		N_("The program recomputes that every file is the one in the "
		   "manifest, that every entry is in the signed log, that every "
		   "opened value is the one that was sealed when it was filed, "
		   "that each note is the one that was committed to, that no "
		   "contact of the scope is left out, and that nothing beyond "
		   "the scope is here.")));
	put_paragraph(w,
	    say(w,
		N_("It cannot show contacts that nobody filed, nor whether there "
		   "are more notes: notes have no index yet.")));
	put_paragraph(w,
	    say(w,
		N_("A sealed contact that was left closed as outside the order "
		   "is named by its number: ask the register about it if you "
		   "doubt.")));
	buffer_text(w->out, "</section>\n");
}

void
page_verify(struct buffer *out, const struct reading_page *p)
{
	put_head(out, "Verification - Vérification");
	for (int lang = 0; lang < LANG_COUNT; lang++) {
		struct writing w = {out, p, (enum lang)lang};

		write_verify(&w);
	}
	put_tail(out);
}
