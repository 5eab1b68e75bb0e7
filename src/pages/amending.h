/*
 * pages/amending.h - the next version of a contact, from a form
 *
 * Purpose     /c/N/amend: the fields of the version in force, what was typed
 *             over them, and the draft that changes these members alone.
 * Terms       base: the fields as they were when the form was opened; `seen`
 *             the leaf of that version. Stale: the thing was amended since.
 * Invariant   a member whose fields were not touched stays as it is, whatever
 *             the form could not show of it; sealed values go along unseen.
 * Errors      false: the answer is there already.
 * Ownership   everything lives in the request's arena.
 * Source      interfaces C2; model 2.5, 2.6
 */
#ifndef PAGES_AMENDING_H
#define PAGES_AMENDING_H

#include "pages/filing.h"
#include "register/next_version.h"

#define AMEND_MODE "amend"

struct amend_form {
	struct filing f;
	struct next_version m;
	uint64_t number;
	const char *ref;   /* "c/21" */
	struct id office;  /* who amends */
	struct typed base; /* fields of the version in force, or as seen */
};

/* The thing of the path in force, whom the account amends for; 404, 403. */
bool amend_form_open(struct amend_form *a, enum right right, const char *prefix,
    enum entry_type type);
/* Fields of the version in force. */
void amend_form_base(struct amend_form *a, struct typed *out);
/* Do these fields (names with blanks between) differ from the base? */
bool amend_form_touched(const struct amend_form *a, const char *names);
/* The draft of the next version; f.errors where a field is wrong. */
MUST_CHECK enum err amend_form_draft(struct amend_form *a, struct draft *out);
/* Code, reason and evidence as typed, with their fields. */
void amend_form_put_why(struct amend_form *a);
MUST_CHECK enum err amend_form_words(struct amend_form *a,
    struct amendment_words *out);

#endif
