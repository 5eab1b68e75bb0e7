/*
 * pages/footing.h - the state that a page shows, for header and footer
 *
 * Purpose     name of the register in both languages, newest checkpoint, its
 *             time, root and witnesses.
 * Invariant   for what cannot be had the words are empty and the numbers 0; a
 *             page is never refused for its footer.
 * Cost        a look at the policy and at cosignatures, at most once a second.
 */
#ifndef PAGES_FOOTING_H
#define PAGES_FOOTING_H

#include "pages/page.h"

struct footing {
	char name[LANG_COUNT][256];
	uint64_t size;
	int64_t time_s;
	char root[65]; /* hexadecimal */
	unsigned witnesses_signed, witnesses_known;
	int64_t looked_s; /* when this was found out */
};

const struct footing *footing_of(struct page *p);

#endif
