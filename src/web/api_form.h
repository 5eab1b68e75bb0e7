/*
 * web/api_form.h - which form of an answer is wanted
 *
 * Purpose     a suffix decides; without one the header Accept does.
 * Invariant   a form that the operation does not have is never guessed.
 * Source      RFC 9110 12.5.1; interfaces B1.2
 */
#ifndef WEB_API_FORM_H
#define WEB_API_FORM_H

#include "web/api.h"

/* 0: none of `forms` has this suffix ("csv"). */
enum api_form api_form_of_suffix(unsigned forms, struct bytes suffix);
/* The best of `forms`; of equals `usual`, which an absent or empty header gets,
 * too. 0: none is acceptable. */
enum api_form api_form_of_accept(unsigned forms, enum api_form usual,
    struct bytes accept);
/* Content-Type. */
const char *api_form_type(enum api_form form);

#endif
