/* pages/ask.h - what the two files of the ask page share; not for others */
#ifndef PAGES_ASK_H
#define PAGES_ASK_H

#include "faces/answered.h"
#include "pages/reading.h"

/* `e`: what was wrong with the question; NULL: nothing. */
void ask_form(struct page *p, const struct query *q, const struct error *e,
    const struct field_errors *errors);
/* `list`: the answer that holds the rows; without any they are too many. */
void ask_show(struct page *p, const struct query *q,
    const struct answered *x, const struct answered *list);

#endif
