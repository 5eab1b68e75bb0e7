/*
 * pages/page.h - the frame of every page
 *
 * Purpose     one begin, one finish: head, skip link, header with the link to
 *             the same page in the other language, breadcrumbs, one h1, the
 *             other forms of the page, footer with the state it shows.
 * Terms       a path of a page begins with its language, "/en" or "/fr"; a
 *             thing's path is its reference ("/en/c/14").
 * Invariant   1 the content is written between begin and finish; nothing of it
 *               is sent if an error comes meanwhile.
 *             2 a reader's page is made without looking at a cookie.
 * Errors      page_begin false: the answer is there already. Later errors:
 *             page_fail makes the answer, and the handler returns.
 * Ownership   texts given are borrowed until page_finish; page_finish or
 *             page_fail releases what the page holds.
 * Source      interfaces C1; amendments C1
 */
#ifndef PAGES_PAGE_H
#define PAGES_PAGE_H

#include "pages/html.h"
#include "register/objects.h"
#include "web/serving.h"

#define PAGE_CRUMBS_MAX 6

/* Other forms of a page, by suffix of its path (interfaces B1.1). */
enum page_form {
	PAGE_JSON = 1,
	PAGE_CSV = 2,
	PAGE_ATOM = 4,
	PAGE_PROOF = 8,
	PAGE_JSONL = 16
};

struct page {
	struct serving *serving;
	struct http_request *request;
	struct http_answer *answer;
	struct registry *registry;
	struct arena *a; /* of the request */
	enum lang lang;
	struct objects objects;
	struct html h;         /* what stands below the h1 */
	struct buffer content;
	const char *title;     /* the h1 and the first part of <title> */
	const char *caption;   /* a line above the h1, or NULL */
	struct {
		const char *href, *text;
	} crumbs[PAGE_CRUMBS_MAX];
	size_t crumb_count;
	const char *form_path; /* without suffix, with its language; or NULL */
	const char *feed_path; /* the same of its feed, if another; or NULL */
	const char *form_query; /* "?a=b" of the other forms, or "" */
	unsigned forms;        /* PAGE_JSON | ... */
	const char *account;   /* who is signed in, or NULL */
	unsigned status;       /* 0: 200 */
	const char *cache;     /* NULL: public, max-age=5 */
	bool erroneous;        /* a form with errors: "Error: " in the title */
	bool script;           /* /verify alone */
	bool hidden;           /* not for search engines */
	struct error e;
};

/* The language is that of the path's first part, the request's elsewhere. */
bool page_begin(struct page *p, void *context, struct http_request *request,
    struct http_answer *answer);
/* The h1, looked up in the message table, with its arguments. */
void page_title(struct page *p, const char *english, ...) PRINTF_LIKE(2, 3);
/* `text` is in the page's language already. */
void page_crumb(struct page *p, const char *href, const char *text);
/* The forms of this page: its path below the language without suffix. */
void page_forms(struct page *p, unsigned forms, const char *path);
void page_finish(struct page *p);
/* An error page (or problem document) in place of the page. */
void page_fail(struct page *p, const struct error *e);
void page_refuse(struct page *p, unsigned status, const char *code,
    const char *sentence);
/* 303 to a path of ours, after a POST that was done. */
void page_see_other(struct page *p, const char *path);

/* "/en" and the rest, in the arena. */
const char *page_path(struct page *p, const char *format, ...)
    PRINTF_LIKE(2, 3);
/* Text with arguments in the arena; looked up where it is a sentence. */
const char *page_text(struct page *p, const char *english, ...)
    PRINTF_LIKE(2, 3);
/* "fr" */
const char *page_lang(const struct page *p);
/* The value of a query member as a text, NULL where it was not given. */
const char *page_query(struct page *p, const char *name);

/* The query as it was sent, with its question mark; "" where there was none. */
const char *page_raw_query(struct page *p);

/* ---- blocks that many pages use ---- */

/* "25 November 2026, 03:41 UTC" in a <time>. */
void page_time(struct page *p, int64_t at_s);
void html_time(struct html *h, int64_t at_s);
/* The date of a contact or a statement in words; NULL or null: nothing. */
void page_when(struct page *p, const struct json *when);
/* A day, "2021-03-04", in words. */
void page_day(struct page *p, struct bytes day);
/* A link to a thing by its number: its name, and its reference in brackets
 * where no name is public. NUMBER_NONE: nothing. */
void page_thing(struct page *p, uint64_t number);
/* The same from a "thing" object of interfaces A3.4. */
void page_thing_of(struct page *p, const struct json *thing);
/* A text by language ({"en":..,"fr":..}): the page's, else another, marked
 * with its language. */
void page_both(struct page *p, const struct json *texts);
/* <dl>: begin, rows, end. The value is written between row and row_end. */
void page_list(struct page *p);
void page_row(struct page *p, const char *label_english);
void page_row_end(struct page *p);
void page_list_end(struct page *p);
/* A table that scrolls sideways in a named region: begins with its caption and
 * the column heads (English, looked up; NULL ends). */
void page_table(struct page *p, const char *caption, const char *const *heads);
void page_table_end(struct page *p);
/* A row of a table of contacts, of the version in entry `number`: when, of,
 * with, kind (and how many), reference. */
void page_contact_row(struct page *p, uint64_t number);
void page_paragraph(struct page *p, const char *english);
void page_heading(struct page *p, unsigned level, const char *id,
    const char *english);
/* The panel of C3.1, not checked yet: entry n under the newest checkpoint, or
 * the answer to the question `canonical` (NULL for a fact; a line for each)
 * under the checkpoint of size n. `proof` is the path of a file that proves
 * it. */
void page_proof_panel(struct page *p, uint64_t entry, const char *proof,
    const char *canonical);

#endif
