#include "pages/fields.h"

#include <stdio.h>

#define INPUT_ID_BYTES 80

void
field_error(struct field_errors *errors, const char *field,
    const char *sentence)
{
	if (errors->count == FIELD_ERRORS_MAX ||
	    field_error_of(errors, field) != NULL)
		return;
	errors->at[errors->count].field = field;
	errors->at[errors->count++].sentence = sentence;
}

const char *
field_error_of(const struct field_errors *errors, const char *field)
{
	for (size_t i = 0; errors != NULL && i < errors->count; i++)
		if (strcmp(errors->at[i].field, field) == 0)
			return errors->at[i].sentence;
	return NULL;
}

void
field_summary(struct page *p, const struct field_errors *errors)
{
	struct html *h = &p->h;

	if (errors == NULL || errors->count == 0)
		return;
	p->erroneous = true;
	p->status = 422;
	html_open(h, "div", "class", "govuk-error-summary", "role", "alert",
	    "aria-labelledby", "error-summary", "tabindex", "-1", "autofocus",
	    "", NULL);
	html_open(h, "h2", "class", "govuk-error-summary__title", "id",
	    "error-summary", NULL);
	html_say(h, N_("There is a problem"));
	html_close(h, "h2");
	html_open(h, "div", "class", "govuk-error-summary__body", NULL);
	html_open(h, "ul", "class",
	    "govuk-list govuk-error-summary__list", NULL);
	for (size_t i = 0; i < errors->count; i++) {
		html_open(h, "li", NULL);
		html_open(h, "a", "href",
		    page_text(p, "#%s", errors->at[i].field), NULL);
		html_text(h, errors->at[i].sentence);
		html_close(h, "a");
		html_close(h, "li");
	}
	html_close(h, "ul");
	html_close(h, "div");
	html_close(h, "div");
}

static void
put_hint(struct page *p, const char *name, const char *hint)
{
	if (hint == NULL)
		return;
	html_open(&p->h, "div", "class", "govuk-hint", "id",
	    page_text(p, "%s-hint", name), NULL);
	html_say(&p->h, hint);
	html_close(&p->h, "div");
}

static void
put_error(struct page *p, const char *name, const char *sentence)
{
	if (sentence == NULL)
		return;
	html_open(&p->h, "p", "class", "govuk-error-message", "id",
	    page_text(p, "%s-error", name), NULL);
	html_open(&p->h, "span", "class", "govuk-visually-hidden", NULL);
	html_say(&p->h, N_("Error: "));
	html_close(&p->h, "span");
	html_text(&p->h, sentence);
	html_close(&p->h, "p");
}

/* "name-hint name-error", NULL where there is neither. */
static const char *
described_by(struct page *p, const char *name, const char *hint,
    const char *error)
{
	if (hint == NULL && error == NULL)
		return NULL;
	return page_text(p, "%s%s%s%s%s", hint == NULL ? "" : name,
	    hint == NULL ? "" : "-hint",
	    hint != NULL && error != NULL ? " " : "",
	    error == NULL ? "" : name, error == NULL ? "" : "-error");
}

static void
begin_group(struct page *p, const char *error)
{
	html_open(&p->h, "div", "class", error == NULL ? "govuk-form-group" :
	    "govuk-form-group govuk-form-group--error", NULL);
}

void
field_put(struct page *p, const struct input *f,
    const struct field_errors *errors)
{
	struct html *h = &p->h;
	const char *error = field_error_of(errors, f->name);
	const char *described = described_by(p, f->name, f->hint, error);
	const char *css = page_text(p, "%s%s %s", f->rows != 0 ?
	    "govuk-textarea" : "govuk-input", error == NULL ? "" :
	    f->rows != 0 ? " govuk-textarea--error" : " govuk-input--error",
	    f->css == NULL ? "" : f->css);

	begin_group(p, error);
	html_open(h, "label", "class", "govuk-label", "for", f->name, NULL);
	html_say(h, f->label);
	html_close(h, "label");
	put_hint(p, f->name, f->hint);
	put_error(p, f->name, error);
	if (f->rows != 0) {
		html_open(h, "textarea", "class", css, "id", f->name, "name",
		    f->name, "rows", page_text(p, "%u", f->rows),
		    "aria-describedby", described, "aria-invalid",
		    error == NULL ? NULL : "true", "lang", f->lang, NULL);
		/* the first line end of a text area is not its own */
		if (f->value != NULL && f->value[0] == '\n')
			html_text(h, "\n");
		html_text(h, f->value == NULL ? "" : f->value);
		html_close(h, "textarea");
	} else {
		html_void(h, "input", "class", css, "id", f->name, "name",
		    f->name, "type", f->type == NULL ? "text" : f->type,
		    "value", f->value, "autocomplete",
		    f->autocomplete == NULL ? "off" : f->autocomplete,
		    "inputmode", f->inputmode, "aria-describedby", described,
		    "aria-invalid", error == NULL ? NULL : "true", "lang",
		    f->lang, "spellcheck", f->type == NULL ? NULL : "false",
		    NULL);
	}
	html_close(h, "div");
}

static void
put_choice(struct page *p, const char *name, size_t i,
    const struct choice *c, bool several)
{
	struct html *h = &p->h;
	const char *kind = several ? "checkboxes" : "radios";
	char id[INPUT_ID_BYTES];

	if (i == 0)
		(void)snprintf(id, sizeof id, "%s", name);
	else
		(void)snprintf(id, sizeof id, "%s-%zu", name, i + 1);
	html_open(h, "div", "class", page_text(p, "govuk-%s__item", kind),
	    NULL);
	html_void(h, "input", "class", page_text(p, "govuk-%s__input", kind),
	    "id", id, "name", name, "type", several ? "checkbox" : "radio",
	    "value", c->value, "checked", c->chosen ? "" : NULL,
	    "aria-describedby",
	    c->hint == NULL ? NULL : page_text(p, "%s-about", id), NULL);
	html_open(h, "label", "class",
	    page_text(p, "govuk-label govuk-%s__label", kind), "for", id,
	    NULL);
	html_text(h, c->label);
	html_close(h, "label");
	if (c->hint != NULL) {
		html_open(h, "div", "class",
		    page_text(p, "govuk-hint govuk-%s__hint", kind), "id",
		    page_text(p, "%s-about", id), NULL);
		html_text(h, c->hint);
		html_close(h, "div");
	}
	html_close(h, "div");
}

void
field_choices(struct page *p, const char *name, const char *legend,
    const char *hint, const struct choice *choices, size_t count,
    bool several, const struct field_errors *errors)
{
	struct html *h = &p->h;
	const char *error = field_error_of(errors, name);

	begin_group(p, error);
	html_open(h, "fieldset", "class", "govuk-fieldset",
	    "aria-describedby", described_by(p, name, hint, error), NULL);
	html_open(h, "legend", "class",
	    "govuk-fieldset__legend govuk-fieldset__legend--s", NULL);
	html_say(h, legend);
	html_close(h, "legend");
	put_hint(p, name, hint);
	put_error(p, name, error);
	html_open(h, "div", "class", several ?
	    "govuk-checkboxes govuk-checkboxes--small" :
	    "govuk-radios govuk-radios--small", NULL);
	for (size_t i = 0; i < count; i++)
		put_choice(p, name, i, &choices[i], several);
	html_close(h, "div");
	html_close(h, "fieldset");
	html_close(h, "div");
}

void
field_select(struct page *p, const char *name, const char *label,
    const struct choice *choices, size_t count,
    const struct field_errors *errors)
{
	struct html *h = &p->h;
	const char *error = field_error_of(errors, name);

	begin_group(p, error);
	html_open(h, "label", "class", "govuk-label", "for", name, NULL);
	html_say(h, label);
	html_close(h, "label");
	put_error(p, name, error);
	html_open(h, "select", "class", error == NULL ? "govuk-select" :
	    "govuk-select govuk-select--error", "id", name, "name", name,
	    "aria-describedby", described_by(p, name, NULL, error), NULL);
	for (size_t i = 0; i < count; i++) {
		html_open(h, "option", "value", choices[i].value, "selected",
		    choices[i].chosen ? "" : NULL, NULL);
		html_text(h, choices[i].label);
		html_close(h, "option");
	}
	html_close(h, "select");
	html_close(h, "div");
}

void
field_hidden(struct page *p, const char *name, const char *value)
{
	html_void(&p->h, "input", "type", "hidden", "name", name, "value",
	    value, NULL);
}

void
field_button(struct page *p, const char *label, const char *name,
    const char *value, const char *css)
{
	html_open(&p->h, "button", "class", page_text(p, "govuk-button %s",
	    css == NULL ? "" : css), "type", "submit", "name", name, "value",
	    name == NULL ? NULL : value, NULL);
	html_say(&p->h, label);
	html_close(&p->h, "button");
}

bool
form_has(const struct form *form, const char *name, const char *value)
{
	struct bytes sent;
	size_t at = 0;

	while (form_values(form, name, &at, &sent))
		if (bytes_is(sent, value))
			return true;
	return false;
}
