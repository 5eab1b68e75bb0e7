/*
 * pages/signing_in.h - the forms that ask who it is
 *
 * Purpose     /login, /logout, the second factor again, and a form whose token
 *             has passed: each carries what was typed (amendments D3).
 * Terms       carried: the fields of the form that could not be taken, as
 *             hidden fields named "carried.NAME", with the path they go to;
 *             shown again after signing in, behind one button. Secrets, tokens
 *             and files are not carried.
 */
#ifndef PAGES_SIGNING_IN_H
#define PAGES_SIGNING_IN_H

#include "pages/signed.h"

/* `typed` may be NULL; `error` is a sentence in the page's language, or
 * NULL. */
void sign_in_page(struct signed_page *x, const struct form *typed,
    const char *error);
void step_up_page(struct signed_page *x, const struct form *typed,
    const char *error);
/* 403 bad-form-token: the typed values once more, with a fresh token. */
void again_page(struct signed_page *x, const struct form *typed);

#endif
