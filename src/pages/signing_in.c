/* Signing in and out, the second factor again, and what was typed */
#include "pages/signing_in.h"

#include <stdlib.h>

#include "account/signin.h"
#include "pages/fields.h"
#include "pages/tables.h"
#include "web/problem.h"

#define CARRIED "carried."
/* What is carried may be a whole form of another page. */
#define SIGNING_BYTES (256 * KIB)

static const struct form_shape signing_shape = {
    .texts = "factor challenge carried.summary carried.note carried.reason "
	     "carried.text carried.sought carried.described carried.present "
	     "carried.arranged_by carried.except",
    .repeated = "carried.topic carried.sealed carried.law carried.kind "
		"carried.note_to"};

/* Never shown again, whatever form they came from. */
static bool
is_carried(struct bytes name)
{
	static const char *const secrets[] = {"password", "factor",
	    "challenge", "form_token", "new_password", "again"};

	for (size_t i = 0; i < COUNT(secrets); i++)
		if (bytes_is(name, secrets[i]))
			return false;
	return true;
}

static void
hidden(struct page *p, const char *before, struct bytes name,
    struct bytes value)
{
	char *full = arena_text(p->a, name), *text = arena_text(p->a, value);

	if (full != NULL && text != NULL)
		field_hidden(p, page_text(p, "%s%s", before, full), text);
}

/* What was typed goes with the form to sign in; what comes back from there
 * goes on. */
static void
carry(struct page *p, const struct form *typed)
{
	for (size_t i = 0; typed != NULL && i < typed->field_count; i++) {
		struct bytes name = typed->fields[i].name;

		if (bytes_starts(name, CARRIED))
			hidden(p, "", name, typed->fields[i].value);
		else if (is_carried(name))
			hidden(p, CARRIED, name, typed->fields[i].value);
	}
}

/* Own paths alone: no other site, no path that ends the session again. */
static const char *
return_path(struct page *p, struct bytes to)
{
	const char *text = to.at == NULL ? NULL : arena_text(p->a, to);

	if (text == NULL || text[0] != '/' || text[1] == '/' ||
	    strchr(text, '\\') != NULL || strstr(text, "/login") != NULL ||
	    strstr(text, "/logout") != NULL)
		return page_path(p, "/account");
	return text;
}

/* Where this request wanted to go: its path, with its query where it was a
 * GET. */
static const char *
wanted_path(struct page *p)
{
	const char *query = page_raw_query(p);

	return page_text(p, "%.*s%s", (int)p->request->raw.len,
	    (const char *)p->request->raw.at,
	    strcmp(p->request->method, "GET") == 0 ? query : "");
}

static void
put_message(struct page *p, const char *error)
{
	struct field_errors errors = {.count = 0};

	if (error == NULL)
		return;
	field_error(&errors, "factor", error);
	field_summary(p, &errors);
}

static void
put_factor_fields(struct signed_page *x)
{
	struct html *h = &x->p.h;
	struct ssh_challenge challenge;

	field_put(&x->p, &(struct input){.name = "factor",
	    .label = N_("One-time code, recovery code, or signature"),
	    .hint = N_("Six digits of your app; or a recovery code; or the "
		       "signature of the text below."),
	    .autocomplete = "one-time-code", .rows = 3}, NULL);
	if (factor_challenge(x->accounts, &challenge, x->now_s, NULL) !=
	    ERR_NONE)
		return;
	html_open(h, "details", "class", "govuk-details", NULL);
	html_open(h, "summary", "class", "govuk-details__summary", NULL);
	html_element_say(h, "span", "govuk-details__summary-text",
	    N_("Sign with an SSH key or a security key"));
	html_close(h, "summary");
	html_open(h, "div", "class", "govuk-details__text", NULL);
	html_element_say(h, "p", NULL, N_("Save this text to a file, sign it, "
	    "and paste the signature above:"));
	html_open(h, "label", "class", "govuk-label", "for", "challenge",
	    NULL);
	html_say(h, N_("Text to sign"));
	html_close(h, "label");
	html_open(h, "textarea", "class", "govuk-textarea app-hash", "id",
	    "challenge", "name", "challenge", "rows", "5", "readonly", "",
	    "spellcheck", "false", NULL);
	html_text(h, challenge.text);
	html_close(h, "textarea");
	html_element(h, "code", "app-hash",
	    "ssh-keygen -Y sign -n " SSH_LOGIN_NAMESPACE
	    " -f ~/.ssh/id_ed25519 challenge.txt");
	html_close(h, "div");
	html_close(h, "details");
}

/* A form without a session has no token: the Origin guards it (amendments
 * D3). */
static void
begin_form(struct page *p, const char *path)
{
	html_open(&p->h, "form", "method", "post", "action", path, "class",
	    "app-signin", NULL);
}

void
sign_in_page(struct signed_page *x, const struct form *typed,
    const char *error)
{
	struct page *p = &x->p;
	bool at_login = bytes_is(p->request->path, page_path(p, "/login"));
	const char *to;

	if (at_login && typed != NULL)
		to = form_text(p, typed, "to");
	else if (at_login)
		to = page_query(p, "to");
	else
		to = wanted_path(p);
	page_title(p, "%s", message_in(p->lang, N_("Sign in")));
	p->status = at_login ? 200 : 401;
	put_message(p, error);
	if (!at_login)
		page_paragraph(p, typed == NULL ?
		    N_("This page is behind an account.") :
		    N_("Your session has ended. Nothing you typed is lost: "
		       "sign in and it is here again."));
	begin_form(p, page_path(p, "/login"));
	field_hidden(p, "to", to == NULL ? "" : to);
	field_put(p, &(struct input){.name = "name", .label = N_("Name"),
	    .value = at_login && typed != NULL ?
		form_text(p, typed, "name") : NULL,
	    .autocomplete = "username", .type = "text"}, NULL);
	field_put(p, &(struct input){.name = "password",
	    .label = N_("Password"), .autocomplete = "current-password",
	    .type = "password"}, NULL);
	put_factor_fields(x);
	carry(p, typed);
	field_button(p, N_("Sign in"), NULL, NULL, NULL);
	html_close(&p->h, "form");
	html_open(&p->h, "p", "class", "govuk-body", NULL);
	html_link(&p->h, page_path(p, "/enrol"),
	    bytes_text(HTML_TR(&p->h, N_("I have a code to enrol with"))));
	html_close(&p->h, "p");
	page_finish(p);
}

void
step_up_page(struct signed_page *x, const struct form *typed,
    const char *error)
{
	struct page *p = &x->p;
	bool at_again = bytes_is(p->request->path,
	    page_path(p, "/login/again"));

	page_title(p, "%s", message_in(p->lang,
	    N_("Your second factor again")));
	p->status = at_again ? 200 : 403;
	put_message(p, error);
	page_paragraph(p, N_("What you are about to do asks for the second "
	    "factor, not older than five minutes."));
	signed_form(x, page_path(p, "/login/again"), "", false);
	field_hidden(p, "to", at_again && typed != NULL ?
	    form_text(p, typed, "to") : wanted_path(p));
	put_factor_fields(x);
	carry(p, typed);
	field_button(p, N_("Continue"), NULL, NULL, NULL);
	signed_form_end(x);
	page_finish(p);
}

/* The typed values behind one button, to where they were meant for. */
static void
put_carried_form(struct signed_page *x, const char *to,
    const struct form *typed)
{
	struct page *p = &x->p;
	const char *draft = form_text(p, typed, CARRIED "draft");

	signed_form(x, to, draft, false);
	for (size_t i = 0; i < typed->field_count; i++) {
		struct bytes name = typed->fields[i].name;
		size_t skip = strlen(CARRIED);

		if (bytes_starts(name, CARRIED) &&
		    !bytes_is(name, CARRIED "draft"))
			hidden(p, "", bytes_of(name.at + skip,
			    name.len - skip), typed->fields[i].value);
	}
	field_button(p, N_("Continue with what you typed"), NULL, NULL,
	    NULL);
	signed_form_end(x);
}

void
again_page(struct signed_page *x, const struct form *typed)
{
	struct page *p = &x->p;
	const char *draft = form_text(p, typed, "draft");

	page_title(p, "%s", message_in(p->lang, N_("Please send it again")));
	p->status = 403;
	page_paragraph(p, N_("This form was made for another session or has "
	    "been changed (bad-form-token). Nothing was done, and nothing "
	    "you typed is lost."));
	signed_form(x, page_text(p, "%.*s", (int)p->request->raw.len,
	    (const char *)p->request->raw.at), draft, false);
	for (size_t i = 0; i < typed->field_count; i++)
		if (is_carried(typed->fields[i].name) &&
		    !bytes_is(typed->fields[i].name, "draft"))
			hidden(p, "", typed->fields[i].name,
			    typed->fields[i].value);
	field_button(p, N_("Send it again"), NULL, NULL, NULL);
	signed_form_end(x);
	page_finish(p);
}

static bool
has_carried(const struct form *typed)
{
	for (size_t i = 0; i < typed->field_count; i++)
		if (bytes_starts(typed->fields[i].name, CARRIED))
			return true;
	return false;
}

/* Signed in: on to where it was going. */
static void
go_on(struct signed_page *x, const struct form *typed)
{
	struct page *p = &x->p;
	const char *to = return_path(p, form_value(typed, "to"));

	if (!has_carried(typed)) {
		page_see_other(p, to);
		return;
	}
	p->account = x->account.display;
	page_title(p, "%s", message_in(p->lang, N_("Signed in")));
	page_paragraph(p, N_("What you typed before is still here."));
	put_carried_form(x, to, typed);
	page_finish(p);
}

/* interfaces D4: the person learns of tries that failed. */
static void
tell_failures(struct signed_page *x, const struct signed_in *in,
    const struct form *typed)
{
	struct page *p = &x->p;
	const char *to = return_path(p, form_value(typed, "to"));

	page_title(p, "%s", message_in(p->lang, N_("Signed in")));
	html_open(&p->h, "p", "class", "govuk-body", NULL);
	html_sayf(&p->h, N_("Tries to sign in with this name that failed "
	    "since you were here last: %llu. The latest: "),
	    (unsigned long long)in->before.count);
	page_time(p, in->before.last_s);
	html_text(&p->h, ".");
	html_close(&p->h, "p");
	if (has_carried(typed)) {
		put_carried_form(x, to, typed);
	} else {
		html_open(&p->h, "a", "class", "govuk-button", "href", to,
		    NULL);
		html_say(&p->h, N_("Continue"));
		html_close(&p->h, "a");
	}
	page_finish(p);
}

/* ---- /login ---- */

/* What a sign-in keeps from call to call. */
struct login {
	struct signin *signin;
	struct form form;
};

static void
forget_login(void *kept)
{
	signin_free(((struct login *)kept)->signin);
}

static bool
begin_unsigned(struct signed_page *x, void *context,
    struct http_request *request, struct http_answer *answer)
{
	if (!http_query_known(request, "to", answer))
		return false;
	return signed_open(x, context, request, answer);
}

/* interfaces D7: how the first account is made. */
static bool
tell_first_run(struct signed_page *x)
{
	struct page *p = &x->p;
	bool any = false;
	enum err rc = accounts_any(x->accounts, &any, &p->e);

	if (rc != ERR_NONE) {
		page_fail(p, &p->e);
		return true;
	}
	if (any)
		return false;
	page_title(p, "%s", message_in(p->lang, N_("Sign in")));
	page_paragraph(p, N_("This register has no accounts yet. Whoever "
	    "operates it makes the first one on its machine:"));
	html_element(&p->h, "pre", "app-hash",
	    "chancery user add NAME --tier operator");
	page_paragraph(p, N_("The command prints a code. Enrol with it:"));
	html_open(&p->h, "p", "class", "govuk-body", NULL);
	html_link(&p->h, page_path(p, "/enrol"),
	    bytes_text(HTML_TR(&p->h, N_("Enrol"))));
	html_close(&p->h, "p");
	page_finish(p);
	return true;
}

static void
handle_login(void *context, struct http_request *request,
    struct http_answer *answer)
{
	struct signed_page x;

	if (begin_unsigned(&x, context, request, answer) &&
	    !tell_first_run(&x))
		sign_in_page(&x, NULL, NULL);
}

static void
refuse_login(struct signed_page *x, const struct form *form,
    int64_t retry_after_s)
{
	struct page *p = &x->p;

	if (strcmp(p->e.word, "sign_in_failed") == 0 ||
	    strcmp(p->e.word, "waiting") == 0) {
		sign_in_page(x, form, p->e.text);
	} else if (strcmp(p->e.word, "slow_down") == 0) {
		http_answer_header(p->answer, "Retry-After",
		    page_text(p, "%lld", (long long)retry_after_s));
		page_refuse(p, 429, "slow-down", p->e.text);
	} else if (strcmp(p->e.word, "busy") == 0) {
		page_refuse(p, 503, "slow-down", p->e.text);
	} else {
		page_fail(p, &p->e);
	}
}

static void
finish_login(struct signed_page *x, struct login *l)
{
	struct signed_in in;
	enum err rc = signin_finish(l->signin, x->now_s, &in, &x->p.e);

	if (rc != ERR_NONE) {
		refuse_login(x, &l->form, 0);
		return;
	}
	x->account = in.account;
	x->session = in.session;
	if (!http_answer_session(x->p.request, x->p.answer, in.cookie)) {
		page_refuse(&x->p, 403, "not-allowed",
		    N_("signing in needs https, or a loopback address"));
		return;
	}
	if (in.before.count != 0) {
		x->p.account = x->account.display;
		tell_failures(x, &in, &l->form);
		return;
	}
	go_on(x, &l->form);
}

static void
handle_login_post(void *context, struct http_request *request,
    struct http_answer *answer)
{
	struct signed_page x;
	struct login *l = request->kept;
	struct signin_form typed;
	struct hashing *hashing;
	int64_t retry_after_s = 0;

	if (!begin_unsigned(&x, context, request, answer))
		return;
	if (l == NULL) {
		if (!signed_came_from_us(&x))
			return;
		l = arena_take(request->arena, sizeof *l);
		if (l == NULL || !form_read(&l->form, &signing_shape, request,
		    answer)) {
			buffer_release(&x.p.content);
			return;
		}
		typed = (struct signin_form){
		    form_value(&l->form, "name"),
		    form_value(&l->form, "password"),
		    {form_value(&l->form, "factor"),
			form_value(&l->form, "challenge")},
		    http_reader(request)};
		if (serving_hashing(x.p.serving, &hashing, &x.p.e) !=
			ERR_NONE ||
		    signin_start(&l->signin, x.accounts, hashing, &typed,
			x.now_s, serving_now_ms(), &retry_after_s, &x.p.e) !=
			ERR_NONE) {
			refuse_login(&x, &l->form, retry_after_s);
			return;
		}
		request->kept = l;
		request->forget = forget_login;
	}
	if (signin_ready(l->signin, serving_now_ms())) {
		finish_login(&x, l);
		return;
	}
	buffer_release(&x.p.content);
	answer->wait = true;
}

static void
handle_again_post(void *context, struct http_request *request,
    struct http_answer *answer)
{
	struct signed_page x;
	struct form form;
	struct factor_answer typed;
	char cookie[SESSION_TEXT_BYTES];
	int64_t retry_after_s = 0;
	enum err rc;

	if (!signed_post(&x, context, request, answer, RIGHT_ANY, false,
		&signing_shape, &form))
		return;
	typed = (struct factor_answer){form_value(&form, "factor"),
	    form_value(&form, "challenge")};
	rc = signin_step_up(x.accounts, &x.session, &typed,
	    http_reader(request), x.now_s, cookie, &x.session, &retry_after_s,
	    &x.p.e);
	if (rc == ERR_REFUSED && strcmp(x.p.e.word, "slow_down") != 0) {
		step_up_page(&x, &form, x.p.e.text);
	} else if (rc != ERR_NONE) {
		refuse_login(&x, &form, retry_after_s);
	} else if (!http_answer_session(request, answer, cookie)) {
		page_refuse(&x.p, 403, "not-allowed",
		    N_("signing in needs https, or a loopback address"));
	} else {
		go_on(&x, &form);
	}
}

static void
handle_again(void *context, struct http_request *request,
    struct http_answer *answer)
{
	struct signed_page x;

	if (http_query_known(request, "to", answer) &&
	    signed_begin(&x, context, request, answer, RIGHT_ANY, false))
		step_up_page(&x, NULL, NULL);
}

static void
handle_logout_post(void *context, struct http_request *request,
    struct http_answer *answer)
{
	struct signed_page x;
	struct form form;

	if (!signed_post(&x, context, request, answer, RIGHT_ANY, false, NULL,
		&form))
		return;
	if (session_end(x.accounts, x.account.id, x.session.id, x.now_s,
		&x.p.e) != ERR_NONE ||
	    !http_answer_session(request, answer, NULL)) {
		page_fail(&x.p, &x.p.e);
		return;
	}
	page_see_other(&x.p, page_path(&x.p, "/"));
}

static const struct http_route routes[] = {
	{"GET", "/{lang}/login", handle_login, 0, HTTP_READ, HTTP_PRIVATE},
	{"POST", "/{lang}/login", handle_login_post, SIGNING_BYTES,
	    HTTP_SIGN_IN, HTTP_PRIVATE},
	{"GET", "/{lang}/login/again", handle_again, 0, HTTP_READ,
	    HTTP_PRIVATE},
	{"POST", "/{lang}/login/again", handle_again_post, SIGNING_BYTES,
	    HTTP_SIGN_IN, HTTP_PRIVATE},
	{"POST", "/{lang}/logout", handle_logout_post, 4 * KIB, HTTP_WRITE,
	    HTTP_PRIVATE},
};
const struct http_route_table signing_in_table = {routes, COUNT(routes)};
