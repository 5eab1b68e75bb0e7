/*
 * exchange/disclosure_inside.h - what the files of a disclosure share
 *
 * Source      docs/format/disclosure.md 3
 */
#ifndef EXCHANGE_DISCLOSURE_INSIDE_H
#define EXCHANGE_DISCLOSURE_INSIDE_H

#include "exchange/disclosure.h"

/* A contact or a note as the reading page shows it. */
struct shown {
	uint64_t number, entity;
	bool note, opened;
	struct entry entry;
	struct slot_values values; /* those that may be shown; NULL elsewhere */
	struct bytes text;         /* of a note, where it is text */
	const char *file;          /* of a note, NULL: none */
};

struct reading_page {
	const struct disclosure_job *job;
	const struct disclosed *out;
	struct shown *shown;
	size_t shown_count;
	struct arena *a;
};

/* index.html: English, then French. */
void page_index(struct buffer *out, const struct reading_page *p);
/* verify.html: how to check, in both languages. */
void page_verify(struct buffer *out, const struct reading_page *p);

#endif
