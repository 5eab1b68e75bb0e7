/*
 * faces/told.h - any entry as rows of label and value
 *
 * Purpose     the summary list of a page (C4.2) and the lines of `chancery
 *             show`, for every type: statements, notes, declarations, keys,
 *             grants, policies and so on, in words.
 * Terms       row: one label with one or more values. Value: a text with a
 *             kind, so that a page can mark up what a terminal prints.
 * Invariant   no code word of a body is left: each is told in the language
 *             asked for. Words of people keep their own language. What is
 *             sealed, withheld, delayed or erased is told as such, with its
 *             ground. Members that say nothing are left out.
 * Errors      those of the register.
 * Ownership   everything lives in the arena of the showing.
 * Source      interfaces C4, C1.8, C1.9; model 3, 7.3
 */
#ifndef FACES_TOLD_H
#define FACES_TOLD_H

#include "faces/shown.h"

enum value_kind {
	VALUE_TEXT,
	VALUE_QUOTE, /* somebody's words; `lang` is theirs */
	VALUE_DATE,  /* `edtf`; `exact` alone may become <time> */
	VALUE_THING, /* `number`, its name or its reference in `text` */
	VALUE_HASH,  /* 64 hex, or a key */
	VALUE_URL,   /* as filed: never made a link without a thought */
	VALUE_HIDDEN /* sealed, withheld, delayed or erased, and why */
};

struct value {
	enum value_kind kind;
	struct bytes text;
	struct bytes lang; /* of VALUE_QUOTE: "fr"; empty: not known */
	struct bytes edtf; /* of VALUE_DATE */
	bool exact;
	uint64_t number;   /* of VALUE_THING; NUMBER_NONE: no page of its own */
	const char *ref;   /* of VALUE_THING: "p/3" */
	struct bytes note; /* said behind it, in the language asked for: "as
			    * Consul General", "state XB"; empty: nothing */
	struct value *next;
};

struct told_row {
	const char *label; /* in the language asked for: "Topics" */
	const char *id;    /* the same in every language: "topics" */
	struct value *first;
	struct told_row *next;
};

struct told {
	struct told_row *rows;
};

/* Rows of the version shown. */
MUST_CHECK enum err told_of(const struct showing *x, enum lang lang,
    struct told *out, struct error *e);
/* One member of the body of a contact as a row, as when two records are held
 * beside each other; no values where it is not shown. Returns its label. */
const char *told_member(struct told_row *out, const struct objects *o,
    const char *member, const struct json *v, enum lang lang);
/* As lines "label: value; value". */
void told_print(struct buffer *out, const struct told *t, enum lang lang);
/* "value; value" */
void told_values_print(struct buffer *out, const struct value *first,
    enum lang lang);

#endif
