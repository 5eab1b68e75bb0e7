/*
 * pages/typed.h - what was typed into forms of several pages, kept as a draft
 *
 * Purpose     values of fields by name, taken from forms piece by piece and
 *             kept in the account's draft until they are filed.
 * Terms       a mode of a draft: the word of its form ("contact"). A packet is
 *             what is kept beside the fields as JSON: a note that was sealed.
 * Invariant   1 the text of a note that is to be sealed is never a field here
 *               (amendments C6.3): whoever takes a form drops it.
 *             2 a draft that was filed is never shown as a form again.
 * Errors      false: the answer is there already.
 * Ownership   everything lives in the request's arena.
 * Source      interfaces C6.3
 */
#ifndef PAGES_TYPED_H
#define PAGES_TYPED_H

#include "account/draft_store.h"
#include "pages/signed.h"

struct typed {
	struct arena *a;
	struct json *fields;  /* name: array of texts */
	struct json *packets; /* name: value */
	struct kept_draft kept; /* id "": not kept yet */
};

void typed_begin(struct typed *t, struct arena *a);
/* Of this account and mode; 404 where there is none. One that was filed leads
 * to its receipt. */
bool typed_load(struct typed *t, struct signed_page *x, const char *id,
    const char *mode);
/* Where a draft of another mode goes on: 303, and true. False: it is one of
 * this mode, or none. */
bool typed_elsewhere(struct signed_page *x, const char *id,
    const char *mode);
/* New, or the same draft again. A packet "path" says where it goes on, below
 * the language. */
bool typed_save(struct typed *t, struct signed_page *x, const char *mode,
    const char *title);

/* The named fields (blanks between) are as the form has them; those it does
 * not have become empty. */
void typed_take(struct typed *t, const struct form *form, const char *names);
void typed_put(struct typed *t, const char *name, const char *value);
void typed_add(struct typed *t, const char *name, const char *value);
void typed_drop(struct typed *t, const char *name, size_t index);
/* First value; "" where there is none. */
const char *typed_get(const struct typed *t, const char *name);
/* The same without blanks around; NULL where it is empty. */
const char *typed_given(const struct typed *t, const char *name);
bool typed_has(const struct typed *t, const char *name, const char *value);
/* One after the other from 0; NULL past the last. */
const char *typed_at(const struct typed *t, const char *name, size_t index);
/* For a stable request: canonical bytes of everything typed. */
struct hash typed_hash(const struct typed *t);

#endif
