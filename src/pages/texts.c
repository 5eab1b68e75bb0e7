/* Pages that are text alone: about, privacy, accessibility */
#include "pages/reading.h"
#include "pages/tables.h"

/* A heading, paragraphs, or a link with its path below the language. */
struct part {
	enum { PART_END, PART_HEADING, PART_PARAGRAPH, PART_LINK } kind;
	const char *id, *words; /* id: of a heading; path of a link */
};

static const struct part about[] = {
	{PART_PARAGRAPH, NULL, N_("This is a register of official contacts "
	    "with representatives of foreign states. Offices file here that "
	    "a contact took place: with whom, when as exactly as they know, "
	    "and what was noted.")},
	{PART_HEADING, "can", N_("What can be relied on")},
	{PART_PARAGRAPH, NULL, N_("Every entry stands in a log that only "
	    "grows. Nothing in it can be changed, hidden or back-dated "
	    "without being seen: each answer comes with a proof, and anybody "
	    "can check it without this server.")},
	{PART_LINK, "/help/proofs", N_("What a proof shows")},
	{PART_LINK, "/verify", N_("Check a proof")},
	{PART_HEADING, "cannot", N_("What it cannot show")},
	{PART_PARAGRAPH, NULL, N_("A contact that nobody filed is not here. "
	    "That none is filed does not mean that there was none, unless "
	    "somebody has declared the record complete: then the answer says "
	    "who, and until when it held.")},
	{PART_PARAGRAPH, NULL, N_("A contact is part of the work of an "
	    "office. It is not wrongdoing, and nobody is scored or ranked "
	    "here. What somebody alleges is told with its source, with what "
	    "denies it, and with what a court left undecided.")},
	{PART_HEADING, "mistakes", N_("If something is not right")},
	{PART_PARAGRAPH, NULL, N_("Whoever is named in an entry can ask for a "
	    "correction or a reply. The entry is then amended, both versions "
	    "stay to be read, or the reply is filed as a statement of that "
	    "person. Write to the registrar.")},
	{PART_LINK, "/removals", N_("What was removed, and why")},
	{PART_LINK, "/data", N_("Take the whole register with you")},
	{PART_END, NULL, NULL}};

static const struct part privacy[] = {
	{PART_HEADING, "readers", N_("Readers")},
	{PART_PARAGRAPH, NULL, N_("Who reads here is not followed. No cookie "
	    "is set, nothing is stored in the browser, nothing is fetched "
	    "from elsewhere, and no page but the checker runs a script. The "
	    "log of the server holds neither addresses nor what was asked "
	    "for.")},
	{PART_PARAGRAPH, NULL, N_("What you check on your own device stays on "
	    "it.")},
	{PART_HEADING, "accounts", N_("Accounts")},
	{PART_PARAGRAPH, NULL, N_("Who signs in gets one cookie, which ends "
	    "with the session. Passwords are kept as hashes alone. Every "
	    "reading of sealed material is recorded, and the record of "
	    "readings itself is filed each day.")},
	{PART_HEADING, "named", N_("People who are named")},
	{PART_PARAGRAPH, NULL, N_("The log holds no names and no prose, only "
	    "numbers, codes, dates and hashes. Names and texts stand apart, "
	    "where a lawful order can erase them while every proof stays "
	    "valid. Whoever copied them while they were public keeps "
	    "them.")},
	{PART_LINK, "/help/privacy", N_("How names are kept apart")},
	{PART_LINK, "/removals", N_("What was erased, and on whose order")},
	{PART_END, NULL, NULL}};

static const struct part accessibility[] = {
	{PART_PARAGRAPH, NULL, N_("These pages are made to meet the Web "
	    "Content Accessibility Guidelines 2.2 at level AA. They work "
	    "with the keyboard alone, without scripts, with text at 200 % "
	    "and on a screen 320 pixels wide.")},
	{PART_HEADING, "how", N_("How they are made")},
	{PART_PARAGRAPH, NULL, N_("States are told in words and by shape, "
	    "never by colour alone. Tables that are wider than the screen "
	    "scroll by themselves and can be reached with the keyboard. "
	    "Every drawing has a table with the same rows.")},
	{PART_HEADING, "gaps", N_("Known gaps")},
	{PART_PARAGRAPH, NULL, N_("The words of people stay in the language "
	    "that they used, and are marked with it. Files that were "
	    "attached are as their authors made them. The checker needs a "
	    "script; the program chancery-verify does the same without.")},
	{PART_HEADING, "tell", N_("Tell us")},
	{PART_PARAGRAPH, NULL, N_("If you cannot read or use something here, "
	    "write to the registrar. Say the address of the page and what "
	    "happened.")},
	{PART_END, NULL, NULL}};

static const struct text_page {
	const char *path, *title;
	const struct part *parts;
} texts[] = {
	{"/about", N_("About this register"), about},
	{"/privacy", N_("Privacy"), privacy},
	{"/accessibility", N_("Accessibility"), accessibility},
};

static void
put_part(struct page *p, const struct part *part)
{
	if (part->kind == PART_HEADING) {
		page_heading(p, 2, part->id, part->words);
	} else if (part->kind == PART_PARAGRAPH) {
		page_paragraph(p, part->words);
	} else {
		html_open(&p->h, "p", "class", "govuk-body", NULL);
		html_link(&p->h, page_path(p, "%s", part->id),
		    bytes_text(HTML_TR(&p->h, part->words)));
		html_close(&p->h, "p");
	}
}

static void
handle_text(void *context, struct http_request *request,
    struct http_answer *answer)
{
	struct page p;

	if (!http_query_known(request, "", answer) ||
	    !page_begin(&p, context, request, answer))
		return;
	for (size_t i = 0; i < COUNT(texts); i++) {
		if (!bytes_is(bytes_of(request->path.at + 3,
			request->path.len - 3), texts[i].path))
			continue;
		page_title(&p, "%s", HTML_TR(&p.h, texts[i].title));
		for (const struct part *part = texts[i].parts;
		     part->kind != PART_END; part++)
			put_part(&p, part);
	}
	page_finish(&p);
}

#define TEXT(path) \
	{"GET", "/{lang}" path, handle_text, 0, HTTP_READ, HTTP_CACHED}

static const struct http_route routes[] = {TEXT("/about"), TEXT("/privacy"),
    TEXT("/accessibility")};
const struct http_route_table texts_table = {routes, COUNT(routes)};
