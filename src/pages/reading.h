/*
 * pages/reading.h - what pages for readers share: queries and links
 *
 * Purpose     the query of a page as a request of faces/query.h; links to the
 *             same page with one member changed; the other forms of a page,
 *             answered by the API's own handler.
 * Invariant   1 a form of a page (.json, .csv ...) is the bytes of its API
 *               resource: there is no second maker (interfaces B1.1).
 *             2 a link of ours keeps every other member of the query.
 * Ownership   texts live in the request's arena.
 * Source      interfaces B1.1, B1.3, B3, C1.1
 */
#ifndef PAGES_READING_H
#define PAGES_READING_H

#include "faces/query.h"
#include "pages/fields.h"

/* Names and values of the request, of `names` (NULL at the end) alone; false:
 * the answer is an error page (400). */
MUST_CHECK bool page_asked(struct page *p, struct query *out,
    const char *const *names);
/* An error of a value in the address: a page with its status. */
void page_fail_query(struct page *p, const struct error *e);
/* Where the request has a suffix: the answer of GET /api/v1`path`. False:
 * there is none, a page is wanted. */
MUST_CHECK bool page_twin(void *context, struct http_request *request,
    struct http_answer *answer, const char *path);


/* The query, "?a=b" or "", and a text as part of one. */
const char *page_query_all(struct page *p);
const char *page_coded(struct page *p, const char *text);
/* A form sends empty fields, and boxes of one name one by one: true, and the
 * address without that is given. One state has one address. */
MUST_CHECK bool page_tidy(struct page *p);
/* 302 to a path of ours in place of the page. */
void page_lead(struct page *p, const char *path);
/* This page's address with the member set to `value` (NULL: without it), from
 * the first row of its list again. */
const char *page_with(struct page *p, const char *name, const char *value);
/* The same with member `name` taken out and `other` added. */
const char *page_renamed(struct page *p, const char *name, const char *other,
    const char *value);
/* The same with from and to of this year; 0: without. */
const char *page_in_year(struct page *p, unsigned year);
/* The next part of the list, after this entry, of the state `at`
 * (NUMBER_NONE: the newest). */
const char *page_next(struct page *p, uint64_t after, uint64_t at);

/* A list of links that narrow a page: heading (looked up), then links. */
void page_facets(struct page *p, const char *heading);
void page_facet_link(struct page *p, const char *href, bool here,
    const char *words, uint64_t count);
/* One link by a member of the query. `words`: looked up; `count` UINT64_MAX:
 * none is told. */
void page_facet(struct page *p, const char *name, const char *value,
    const char *words, uint64_t count);
void page_facets_end(struct page *p);

/* A cell of a table; the first of a row is its head. */
void page_cell(struct page *p, bool head);
void page_cell_end(struct page *p, bool head);

/* A paragraph of one sentence that is in the page's language already. */
void page_sentence(struct page *p, struct bytes text);

#endif
