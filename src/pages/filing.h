/*
 * pages/filing.h - filing a contact: fields, steps, check, receipt
 *
 * Purpose     what the pages of interfaces C6 share: the draft of a contact as
 *             fields, those fields as forms, and the entries made of them.
 * Terms       a step is one page of the form; in the view "one" all of them
 *             stand on one page. Fields have the names of interfaces C6.2.
 * Invariant   1 nothing is filed but what the check page showed; filing names
 *               the draft, so that a second submission shows the first receipt.
 *             2 a note is sealed when it is attached; its text is in no draft.
 * Ownership   everything lives in the request's arena.
 * Source      interfaces C6; amendments C6.3
 */
#ifndef PAGES_FILING_H
#define PAGES_FILING_H

#include "faces/contact_made.h"
#include "faces/date_typed.h"
#include "pages/acting_for.h"
#include "pages/fields.h"
#include "pages/typed.h"
#include "web/acting.h"

enum filing_step {
	FILING_WITH,
	FILING_WHEN,
	FILING_DAYS,
	FILING_HOW,
	FILING_ABOUT,
	FILING_NOTE,
	FILING_STEP_COUNT
};

#define FILING_MODE "contact"
#define FILING_PEOPLE_MAX 32
#define FILING_FORM_BYTES (256 * KIB)

struct filing {
	struct signed_page x;
	struct typed t;
	struct acting_for officials;
	struct field_errors errors;
	struct date_typed asked; /* with `asked_field` */
	const char *asked_field; /* NULL: no date is asked about */
	bool one; /* the view */
	bool amending; /* whose it is and what is sealed are not asked */
	const struct id *note_before; /* who filed the one that is replaced */
	const char *note_text; /* typed just now and not taken; NULL: none */
};

/* ---- filing_fields.c: the fields of a step, in an open form ---- */

const char *filing_step_word(enum filing_step step);
/* Names of the fields, with blanks between. */
const char *filing_step_fields(enum filing_step step);
const char *filing_step_title(enum filing_step step);
bool filing_put_fields(struct filing *f, enum filing_step step);
/* "?view=..&step=..&draft=.." of a form or a link. */
const char *filing_path(struct filing *f, const char *below,
    enum filing_step step);

/* ---- filing_whom.c ---- */

MUST_CHECK enum err filing_put_whom(struct filing *f);

/* ---- filing_made.c: from fields to an entry ---- */

struct filing_made {
	struct contact_words words;
	const struct id *office; /* NULL: not allowed for this official */
	struct draft draft;
};
/* The fields of this step, or of all (FILING_STEP_COUNT): what is wrong goes
 * into f->errors. Other errors: the store. */
MUST_CHECK enum err filing_check_step(struct filing *f,
    enum filing_step step);
/* Words, office and draft; f->errors is empty then. */
MUST_CHECK enum err filing_make(struct filing *f, struct filing_made *out);
/* A sentence of `e` for people, at a field. */
void filing_error(struct field_errors *errors, struct page *p,
    const char *field, const struct error *e);
/* "Visas for students" -> "visas-for-students"; "" where nothing is left. */
void code_typed(char out[41], const char *text);
/* A text by its language, NULL where it is empty. */
struct json *text_typed(struct typed *t, const char *name,
    const char *lang);

#endif
