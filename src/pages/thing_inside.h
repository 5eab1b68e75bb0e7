/*
 * pages/thing_inside.h - the fields of a thing; for thing_*.c alone
 */
#ifndef PAGES_THING_INSIDE_H
#define PAGES_THING_INSIDE_H

#include "pages/thing_form.h"

/* What a field is, and where its value goes. */
enum field_kind {
	IN_NAME,        /* slot `names`: the one in language `of` */
	IN_TEXTS,       /* a slot of texts: the one in language `of` */
	IN_IDENTIFIERS, /* slot `identifiers`: scheme:value on each line */
	IN_SLOT,        /* a slot that is one text */
	IN_QUOTE,       /* `select` and slot `words`: one quotation */
	IN_CODE,        /* of `family` */
	IN_STATE, IN_STATES,
	IN_REF, IN_REFS, /* of `types` */
	IN_SPEAKER,
	IN_WHEN,
	IN_LANG,
	IN_NUMBER,
	IN_YES
};

struct thing_field {
	const char *name, *label, *hint;
	enum field_kind kind;
	const char *at; /* member of the body, or slot by name */
	const char *of; /* language */
	unsigned family, types;
	bool needed;
	const char *only; /* member alone where this field says so: "mission" */
};

struct thing_kind {
	const char *word, *title;
	enum entry_type type;
	const struct thing_field *fields;
	size_t count;
	const char *empty; /* members that have no field: JSON */
};

#endif
