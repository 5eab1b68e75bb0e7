/*
 * pages/fields.h - the fields of forms, each with its label, hint and error
 *
 * Purpose     one writer for inputs of the pages: the label is tied to the
 *             input, hint and error by aria-describedby, the id is the name.
 * Terms       an error of a form: the field's name and a sentence in the page's
 *             language. Errors stand first in a summary whose links lead to the
 *             fields (interfaces C6.4), and again at their fields.
 * Ownership   errors are borrowed.
 */
#ifndef PAGES_FIELDS_H
#define PAGES_FIELDS_H

#include "pages/page.h"
#include "web/form.h"

#define FIELD_ERRORS_MAX 24

struct field_errors {
	struct {
		const char *field, *sentence;
	} at[FIELD_ERRORS_MAX];
	size_t count;
};

/* The sentence is in the page's language already. One error a field. */
void field_error(struct field_errors *errors, const char *field,
    const char *sentence);
const char *field_error_of(const struct field_errors *errors,
    const char *field);
/* The summary, and the page's title and status (422). Nothing where there are
 * none. Called before anything else of the content. */
void field_summary(struct page *p, const struct field_errors *errors);

struct input {
	const char *name;         /* and id */
	const char *label, *hint; /* English, looked up; hint may be NULL */
	const char *value;        /* NULL: empty */
	const char *type;         /* NULL: text */
	const char *autocomplete; /* NULL: off */
	const char *inputmode;    /* may be NULL */
	const char *css;          /* more classes of the input; may be NULL */
	const char *lang;         /* of the value; may be NULL */
	unsigned rows;            /* not 0: a text of several lines */
};
void field_put(struct page *p, const struct input *f,
    const struct field_errors *errors);

struct choice {
	const char *value, *label; /* the label in the page's language */
	const char *hint;          /* likewise; may be NULL */
	bool chosen;
};
/* A fieldset of radios, or (several) of boxes; ids are NAME, NAME-2, ... */
void field_choices(struct page *p, const char *name, const char *legend,
    const char *hint, const struct choice *choices, size_t count,
    bool several, const struct field_errors *errors);
/* A list to choose one of. */
void field_select(struct page *p, const char *name, const char *label,
    const struct choice *choices, size_t count,
    const struct field_errors *errors);
void field_hidden(struct page *p, const char *name, const char *value);
/* A button that sends the form; `name` may be NULL. `css` may be NULL:
 * "govuk-button--secondary" and the like. */
void field_button(struct page *p, const char *label, const char *name,
    const char *value, const char *css);
/* Was this value of a list of boxes sent? */
bool form_has(const struct form *form, const char *name, const char *value);

#endif
