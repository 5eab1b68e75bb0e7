/*
 * pages/signed.h - pages behind an account
 *
 * Purpose     who is signed in, may they, did this form come from us: asked
 *             once, before a handler does anything.
 * Terms       a private page is made for one account; its answer is `private,
 *             no-store`. A form's token holds for one session, one path and
 *             one draft (interfaces D6).
 * Invariant   1 a POST passes only with our Origin, a session and the token of
 *               this form; nothing changes on GET.
 *             2 what was typed is never lost: without a session, or with an
 *               older second factor than the act asks for, the form to sign in
 *               carries the typed values and brings them back.
 * Errors      false: the answer is there already.
 * Ownership   everything lives in the request's arena.
 * Source      interfaces D5, D6; amendments D3, D6; reliability 8.1
 */
#ifndef PAGES_SIGNED_H
#define PAGES_SIGNED_H

#include "account/rights.h"
#include "account/session.h"
#include "pages/page.h"
#include "web/form.h"

/* In place of a right: whoever is signed in. */
#define RIGHT_ANY RIGHT_COUNT

struct signed_page {
	struct page p;
	struct accounts *accounts;
	struct account account;
	struct session session;
	int64_t now_s;
	uint32_t today;
	const char *draft; /* of the form's token; "" where there is none */
};

/* Neither asks who it is: the page alone, and false where nobody can sign in;
 * and whether a POST came from our own pages. */
bool signed_open(struct signed_page *x, void *context,
    struct http_request *request, struct http_answer *answer);
bool signed_came_from_us(struct signed_page *x);

/* GET. `right` is one that the account must hold for somebody; each act asks
 * again for whom it is (signed_may). `fresh`: the second factor within five
 * minutes. */
bool signed_begin(struct signed_page *x, void *context,
    struct http_request *request, struct http_answer *answer,
    enum right right, bool fresh);
/* POST. Reads the form; the field `draft` goes into the token. */
bool signed_post(struct signed_page *x, void *context,
    struct http_request *request, struct http_answer *answer,
    enum right right, bool fresh, const struct form_shape *shape,
    struct form *form);
/* May the account do this for that office or person (its id as text)? False:
 * the answer is 403, the right named. */
bool signed_may(struct signed_page *x, enum right right, const char *who);

/* Opens <form method="post"> to a path of ours with its token and, where not
 * "", its draft. `multipart`: it takes a file. */
void signed_form(struct signed_page *x, const char *path, const char *draft,
    bool multipart);
void signed_form_end(struct signed_page *x);
/* The value of a field as a text of the arena; "" where it did not come. */
const char *form_text(struct page *p, const struct form *form,
    const char *name);

#endif
