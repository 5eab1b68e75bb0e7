/*
 * pages/timeline.h - dated rows of a table as a drawing
 *
 * Purpose     one SVG: an axis of years, a mark for each row, bands where a
 *             return is missing. The table beside it says the same in words and
 *             has the links: to a screen reader the drawing is one image.
 * Invariant   1 as many elements of class app-timeline__mark as items.
 *             2 a day that is known is a disc; days that are not are a hollow
 *               bar over all they can be, broken where they have no end.
 *             3 places across are hundredths of a percent within 0 and 100, in
 *               whole numbers; heights are pixels: so it reads at 320 px.
 *             4 no style and no script inside (interfaces C1.3).
 * Units       day codes of format/day.h; DAY_FIRST and DAY_LAST are no end.
 * Limits      TIMELINE_ITEMS_MAX items and as many gaps: a page of a list.
 * Cost        items squared, at the limit 40,000 steps.
 * Source      interfaces C2 (/p/N), C8.4, web 27
 */
#ifndef PAGES_TIMELINE_H
#define PAGES_TIMELINE_H

#include "pages/html.h"

#define TIMELINE_ITEMS_MAX 200

struct timeline_item {
	uint32_t from, to;  /* equal: the day is known; from <= to */
	uint64_t times;     /* above 1: how many contacts it stands for */
	struct bytes label; /* what a pointer that rests on it is told */
};

struct timeline {
	const char *id; /* unique on its page, letters alone */
	struct bytes title, desc;
	const struct timeline_item *items;
	size_t item_count;
	const struct timeline_item *gaps; /* "no return filed" */
	size_t gap_count;
};

void timeline_draw(struct html *h, const struct timeline *t);

#endif
