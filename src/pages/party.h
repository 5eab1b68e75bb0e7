/*
 * pages/party.h - what the pages of people, bodies, posts and states share
 *
 * Purpose     the list of contacts as a drawing and as a table, one page by
 *             keyset; counts, each a link to the answer that proves it.
 * Invariant   a number stands on a page only where registry_ask verified it;
 *             what the read model counts is never printed.
 * Errors      those of the register; the caller ends with page_fail.
 * Source      interfaces C2 (/p/N, /o/N, /post/N, /state/CC), B3
 */
#ifndef PAGES_PARTY_H
#define PAGES_PARTY_H

#include "pages/record.h"
#include "register/returns.h"

#define PARTY_ROWS_MAX 100

struct party_page {
	struct page *p;
	uint64_t number;     /* NUMBER_NONE: a state */
	enum entry_type type;
	const char *ref;     /* "p/3"; of a state "XB" */
	const char *path;    /* "/en/p/3" */
	const char *name;
	bool official;       /* the contacts are those of its own record */
	char state[3];       /* of a state: small letters */
	/* what the page shows */
	struct list_filter filter;
	uint64_t numbers[PARTY_ROWS_MAX]; /* entities */
	size_t count;
	bool more;
	const struct json *rows[PARTY_ROWS_MAX]; /* A3.4 */
	const struct return_row *returns;
	size_t return_count;
};

#define PARTY_QUERY "order after at"

/* Reads order, after and at; loads one page of contacts. */
MUST_CHECK enum err party_load(struct party_page *x);
/* Drawing, table, links to the next page and to the other order. */
void party_contacts(struct party_page *x);
/* Per counterpart, kind and year. */
MUST_CHECK enum err party_counts(struct party_page *x);
/* Returns that were filed, and those that were not. */
void party_returns(struct party_page *x);

#endif
