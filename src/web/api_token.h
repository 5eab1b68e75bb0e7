/*
 * web/api_token.h - who asks: a token, and what it may do
 *
 * Errors      ERR_REFUSED: word "sign_in" (no token, an ended one), word
 *             "not_allowed" naming the right. ERR_UNCHECKED: this server only
 *             reads.
 * Source      interfaces B6.2, D2
 */
#ifndef WEB_API_TOKEN_H
#define WEB_API_TOKEN_H

#include "account/token.h"
#include "web/api.h"

struct api_bearer {
	struct accounts *accounts;
	struct token token;
	struct account account;
	char label[ACCOUNT_LABEL_BYTES]; /* "u:7" */
	struct id office; /* whose rights it has; the registrar's without one */
};

/* The token of the request, with this right for its office. */
MUST_CHECK enum err api_bearer(struct api_bearer *out, struct api_call *c,
    enum right right, struct error *e);

#endif
