/* /enrol: a one-time code becomes a password and a second factor */
#include "account/enrol.h"
#include "account/hashing.h"
#include "crypto/ed25519.h"
#include "pages/fields.h"
#include "pages/footing.h"
#include "pages/qr.h"
#include "pages/signing_in.h"
#include "pages/tables.h"

#define ENROL_BYTES (8 * KIB) /* with a line of an SSH key */

static const struct form_shape shape = {.texts = "ssh"};

/* What an enrolment keeps while its password is hashed. */
struct enrolling {
	struct hashing_job *job;
	struct form form;
};

static void
forget(void *kept)
{
	hashing_job_free(((struct enrolling *)kept)->job);
}

static void
put_code_page(struct signed_page *x, const struct form *form,
    const struct field_errors *errors)
{
	struct page *p = &x->p;

	page_title(p, "%s", message_in(p->lang, N_("Enrol")));
	field_summary(p, errors);
	page_paragraph(p, N_("Whoever made your account gave you a code of "
	    "twenty characters. It works once, for a day."));
	html_open(&p->h, "form", "method", "post", "action",
	    page_path(p, "/enrol"), "novalidate", "", NULL);
	field_put(p, &(struct input){.name = "code", .label = N_("Code"),
	    .value = form == NULL ? NULL : form_text(p, form, "code"),
	    .css = "govuk-input--width-20 app-hash"}, errors);
	field_button(p, N_("Continue"), NULL, NULL, NULL);
	html_close(&p->h, "form");
	page_finish(p);
}

/* The secret goes back and forth with the form: it is the person's own, and
 * nothing is kept before it is proven. */
static void
put_secret(struct page *p, const struct account *account,
    const struct form *form)
{
	struct totp_secret secret;
	char text[TOTP_BASE32_BYTES];
	struct buffer uri = {0};
	struct html *h = &p->h;

	if (!totp_base32_parse(form_value(form, "totp"), &secret))
		random_bytes(secret.at, sizeof secret.at);
	totp_base32(text, &secret);
	totp_uri(&uri, &secret, footing_of(p)->name[p->lang], account->name);
	page_heading(p, 2, "factor-heading", N_("Second factor"));
	page_paragraph(p, N_("Scan this with an authenticator app, or type "
	    "the secret there; then give the six digits it shows."));
	html_open(h, "div", "class", "app-qr", NULL);
	if (qr_draw(h, buffer_bytes(&uri),
		HTML_TR(h, N_("Secret for an authenticator app")), NULL) !=
	    ERR_NONE)
		html_say(h, N_("No code can be drawn; type the secret."));
	html_close(h, "div");
	html_open(h, "p", "class", "govuk-body", NULL);
	html_say(h, N_("Secret: "));
	html_element(h, "code", "app-hash", text);
	html_close(h, "p");
	field_hidden(p, "totp", text);
	buffer_wipe(&uri);
	explicit_bzero(&secret, sizeof secret);
	explicit_bzero(text, sizeof text);
}

static void
put_factor_page(struct signed_page *x, const struct account *account,
    bool asks_factor, const struct form *form,
    const struct field_errors *errors)
{
	struct page *p = &x->p;

	page_title(p, N_("Enrol as %s"), account->display);
	field_summary(p, errors);
	html_open(&p->h, "form", "method", "post", "action",
	    page_path(p, "/enrol"), "novalidate", "", NULL);
	field_hidden(p, "code", form_text(p, form, "code"));
	html_void(&p->h, "input", "type", "text", "name", "username", "value",
	    account->name, "autocomplete", "username", "hidden", "", NULL);
	page_heading(p, 2, "password-heading", N_("Password"));
	field_put(p, &(struct input){.name = "password",
	    .label = N_("New password"),
	    .hint = N_("12 to 256 characters; four or five words of your own "
		       "do. Nothing else is asked of it."),
	    .type = "password", .autocomplete = "new-password"}, errors);
	field_put(p, &(struct input){.name = "password_again",
	    .label = N_("The same again"), .type = "password",
	    .autocomplete = "new-password"}, errors);
	if (asks_factor) {
		put_secret(p, account, form);
		field_put(p, &(struct input){.name = "factor",
		    .label = N_("Six digits"), .inputmode = "numeric",
		    .autocomplete = "one-time-code",
		    .css = "govuk-input--width-10"}, errors);
		field_put(p, &(struct input){.name = "ssh",
		    .label = N_("Or the public key of an SSH key or security "
				"key"),
		    .hint = N_("One line of a file like id_ed25519_sk.pub. "
			       "Leave it empty to use the app."),
		    .value = form_text(p, form, "ssh"), .rows = 3}, errors);
	}
	field_button(p, N_("Enrol"), NULL, NULL, NULL);
	html_close(&p->h, "form");
	page_finish(p);
}

static void
put_done_page(struct signed_page *x, const struct account *account,
    char codes[RECOVERY_CODES][RECOVERY_CODE_BYTES])
{
	struct page *p = &x->p;
	struct html *h = &p->h;

	page_title(p, "%s", message_in(p->lang, N_("You are enrolled")));
	if (codes[0][0] != '\0') {
		page_paragraph(p, N_("These ten codes stand in for the second "
		    "factor, each once. They are shown now and never again: "
		    "print them or write them down."));
		html_open(h, "ol", "class", "govuk-list app-hash", "id",
		    "recovery", NULL);
		for (size_t i = 0; i < RECOVERY_CODES; i++)
			html_element(h, "li", NULL, codes[i]);
		html_close(h, "ol");
	}
	if (account->state == ACCOUNT_WAITING)
		page_paragraph(p, N_("Another registrar approves this account "
		    "before it can sign in."));
	html_open(h, "a", "class", "govuk-button", "href",
	    page_path(p, "/login"), NULL);
	html_say(h, N_("Sign in"));
	html_close(h, "a");
	page_finish(p);
}

static void
handle_enrol(void *context, struct http_request *request,
    struct http_answer *answer)
{
	struct signed_page x;

	if (http_query_known(request, "", answer) &&
	    signed_open(&x, context, request, answer))
		put_code_page(&x, NULL, NULL);
}

/* ERR_REFUSED "code", and what a field is told of. */
static const char *
field_of(const struct error *e)
{
	if (strcmp(e->word, "code") == 0)
		return "code";
	if (strcmp(e->word, "password") == 0)
		return "password";
	return "factor";
}

/* The next page after the code, or this one again with what is wrong. */
static void
put_page(struct signed_page *x, const struct form *form,
    struct field_errors *errors)
{
	struct account account;
	bool asks_factor = false;
	enum err rc = enrol_look(x->accounts, form_value(form, "code"),
	    x->now_s, &account, &asks_factor, &x->p.e);

	if (rc == ERR_NONE) {
		put_factor_page(x, &account, asks_factor, form, errors);
	} else if (rc == ERR_REFUSED || rc == ERR_INPUT) {
		errors->count = 0;
		field_error(errors, "code", x->p.e.text);
		put_code_page(x, form, errors);
	} else {
		page_fail(&x->p, &x->p.e);
	}
}

static void
judge_password(struct signed_page *x, const struct form *form,
    struct field_errors *errors)
{
	struct bytes password = form_value(form, "password");
	struct account account;
	bool asks_factor;
	struct error e = error_like(&x->p.e);

	if (enrol_look(x->accounts, form_value(form, "code"), x->now_s,
		&account, &asks_factor, NULL) != ERR_NONE)
		return;
	if (password_check(password, account.name,
		footing_of(&x->p)->name[x->p.lang], &e) != ERR_NONE)
		field_error(errors, "password",
		    page_text(&x->p, "%s", e.text));
	else if (!bytes_equal(password, form_value(form, "password_again")))
		field_error(errors, "password_again",
		    HTML_TR(&x->p.h, N_("the two passwords differ")));
}

static enum err
finish(struct signed_page *x, struct enrolling *n,
    char codes[RECOVERY_CODES][RECOVERY_CODE_BYTES], struct account *account)
{
	char phc[PASSWORD_HASH_BYTES];
	struct totp_secret secret;
	struct ssh_login_key ssh;
	struct bytes line = form_value(&n->form, "ssh");
	struct enrolment e = {.code = form_value(&n->form, "code"),
	    .password_hash = phc, .totp_code = form_value(&n->form, "factor")};
	bool matches;
	enum err rc = hashing_result(n->job, &matches, phc, &x->p.e);

	if (rc == ERR_NONE && line.len != 0) {
		rc = ssh_login_key_parse(&ssh, line, &x->p.e);
		e.ssh = &ssh;
	} else if (rc == ERR_NONE &&
	    totp_base32_parse(form_value(&n->form, "totp"), &secret)) {
		e.totp = &secret;
		if (e.totp_code.len == 0)
			e.totp_code = bytes_text("-"); /* proven, never empty */
	}
	if (rc == ERR_NONE)
		rc = enrol(x->accounts, &e, x->now_s, codes, account,
		    &x->p.e);
	explicit_bzero(&secret, sizeof secret);
	return rc;
}

static void
finish_enrol(struct signed_page *x, struct enrolling *n)
{
	char codes[RECOVERY_CODES][RECOVERY_CODE_BYTES] = {""};
	struct field_errors errors = {.count = 0};
	struct account account;
	enum err rc = finish(x, n, codes, &account);

	if (rc == ERR_NONE) {
		put_done_page(x, &account, codes);
	} else if (rc == ERR_REFUSED || rc == ERR_INPUT) {
		field_error(&errors, field_of(&x->p.e),
		    page_text(&x->p, "%s", x->p.e.text));
		put_page(x, &n->form, &errors);
	} else {
		page_fail(&x->p, &x->p.e);
	}
	explicit_bzero(codes, sizeof codes);
}

static bool
start(struct signed_page *x, struct enrolling *n)
{
	struct hashing *hashing;

	if (serving_hashing(x->p.serving, &hashing, &x->p.e) == ERR_NONE &&
	    hashing_start(&n->job, hashing, NULL,
		form_value(&n->form, "password"), serving_now_ms(),
		&x->p.e) == ERR_NONE) {
		x->p.request->kept = n;
		x->p.request->forget = forget;
		return true;
	}
	page_refuse(&x->p, 503, "slow-down", x->p.e.text);
	return false;
}

/* True: the form is whole, and its password is to be hashed. */
static bool
read_enrol(struct signed_page *x, struct enrolling *n)
{
	struct field_errors errors = {.count = 0};

	if (!signed_came_from_us(x))
		return false;
	if (!form_read(&n->form, &shape, x->p.request, x->p.answer)) {
		buffer_release(&x->p.content);
		return false;
	}
	if (form_value(&n->form, "password").at != NULL)
		judge_password(x, &n->form, &errors);
	if (form_value(&n->form, "password").at != NULL && errors.count == 0)
		return true;
	put_page(x, &n->form, &errors);
	return false;
}

static void
handle_enrol_post(void *context, struct http_request *request,
    struct http_answer *answer)
{
	struct signed_page x;
	struct enrolling *n = request->kept;

	if (!signed_open(&x, context, request, answer))
		return;
	if (n == NULL) {
		n = arena_take(request->arena, sizeof *n);
		if (n == NULL || !read_enrol(&x, n) || !start(&x, n))
			return;
	}
	switch (hashing_poll(n->job, serving_now_ms())) {
	case HASHING_WAITING:
		buffer_release(&x.p.content);
		answer->wait = true;
		break;
	case HASHING_BUSY:
		page_refuse(&x.p, 503, "slow-down",
		    N_("too many people sign in at this moment"));
		break;
	case HASHING_READY:
		finish_enrol(&x, n);
		break;
	}
}

static const struct http_route routes[] = {
	{"GET", "/{lang}/enrol", handle_enrol, 0, HTTP_READ, HTTP_PRIVATE},
	{"POST", "/{lang}/enrol", handle_enrol_post, ENROL_BYTES,
	    HTTP_SIGN_IN, HTTP_PRIVATE},
};
const struct http_route_table enrolling_table = {routes, COUNT(routes)};
