/*
 * pages/lists.h - rows of lists as tables; for lists.c and late.c
 *
 * A column names a member of an item (faces/listed.h) and how its value is
 * told. Columns end with a head that is NULL.
 */
#ifndef PAGES_LISTS_H
#define PAGES_LISTS_H

#include "faces/listed.h"
#include "faces/words.h"
#include "pages/reading.h"

enum cell {
	CELL_SELF,   /* the thing of the row: its head */
	CELL_THING,
	CELL_SPEAKER, /* a thing; or nobody who was identified */
	CELL_THINGS,
	CELL_WHEN,
	CELL_WINDOW, /* a span of days */
	CELL_TIME,
	CELL_WORD,   /* a code of `family` in words */
	CELL_CODE,   /* a code as it is: a state */
	CELL_CODES,
	CELL_BOTH,   /* a text by language */
	CELL_NUMBER,
	CELL_NOTE,   /* what became of a note */
	CELL_REMOVAL /* why something was removed */
};

struct column {
	const char *head;
	enum cell how;
	const char *member;
	enum code_family family;
};

void list_put_rows(struct page *p, const char *caption,
    const struct column *columns, const struct json *rows);
/* Rows of A3.4. */
void list_put_contacts(struct page *p, const char *caption,
    const struct json *rows);
/* How many were removed, by reason. */
void removals_put_counts(struct page *p);

#endif
