/* /account: one's own factors, sessions, tokens, drafts, readings */
#include "account/draft_store.h"
#include "account/factor.h"
#include "account/token.h"
#include "crypto/ed25519.h"
#include "pages/fields.h"
#include "pages/footing.h"
#include "pages/qr.h"
#include "pages/signed.h"
#include "pages/tables.h"
#include "register/readings.h"

#define FORM_BYTES (8 * KIB)
#define DAY_SECONDS 86400

static const char cell[] = "govuk-table__cell";

static void
begin_row(struct page *p)
{
	html_open(&p->h, "tr", "class", "govuk-table__row", NULL);
}

static void
put_cell(struct page *p, const char *text)
{
	html_element(&p->h, "td", cell, text);
}

static void
put_time_cell(struct page *p, int64_t at_s)
{
	html_open(&p->h, "td", "class", cell, NULL);
	if (at_s == 0)
		html_say(&p->h, N_("never"));
	else
		page_time(p, at_s);
	html_close(&p->h, "td");
}

/* One button that does one thing to one row; its name says which. */
static void
put_row_button(struct signed_page *x, const char *path, const char *act,
    int64_t id, const char *label)
{
	struct html *h = &x->p.h;

	html_open(h, "td", "class", cell, NULL);
	signed_form(x, path, "", false);
	field_hidden(&x->p, "act", act);
	field_hidden(&x->p, "id", page_text(&x->p, "%lld", (long long)id));
	html_open(h, "button", "class",
	    "govuk-button govuk-button--secondary app-button-small", "type",
	    "submit", NULL);
	html_text(h, label);
	html_close(h, "button");
	signed_form_end(x);
	html_close(h, "td");
}

/* ---- what stands on the page ---- */

struct listing {
	struct signed_page *x;
	uint64_t count;
};

static enum err
put_right(void *context, const struct triple *t, struct error *e)
{
	struct listing *l = context;
	struct page *p = &l->x->p;
	char day[11] = "";

	(void)e;
	begin_row(p);
	put_cell(p, HTML_TR(&p->h, right_words(t->right)));
	html_open(&p->h, "td", "class", cell, NULL);
	if (strcmp(t->who, WHO_ALL) == 0)
		html_say(&p->h, N_("the register"));
	else
		page_thing_of(p, object_thing_of_id(&p->objects,
		    bytes_text(t->who)));
	html_close(&p->h, "td");
	if (t->until != DAY_LAST)
		day_print(day, t->until);
	put_cell(p, day[0] != '\0' ? day : HTML_TR(&p->h, N_("without end")));
	html_close(&p->h, "tr");
	l->count++;
	return ERR_NONE;
}

static enum err
put_session(void *context, const struct session *s, struct error *e)
{
	struct listing *l = context;
	struct signed_page *x = l->x;
	struct page *p = &x->p;
	bool own = s->id == x->session.id;

	(void)e;
	begin_row(p);
	put_time_cell(p, s->started_s);
	put_time_cell(p, s->seen_s);
	if (own)
		put_cell(p, HTML_TR(&p->h, N_("this one")));
	else
		put_row_button(x, page_path(p, "/account"), "end-session",
		    s->id, page_text(p, N_("End session %lld"),
			(long long)s->id));
	html_close(&p->h, "tr");
	l->count++;
	return ERR_NONE;
}

static enum err
put_factor(void *context, const struct factor *f, struct error *e)
{
	struct listing *l = context;
	struct signed_page *x = l->x;
	struct page *p = &x->p;

	(void)e;
	begin_row(p);
	put_cell(p, f->kind == FACTOR_SSH ?
	    HTML_TR(&p->h, N_("SSH key or security key")) :
	    HTML_TR(&p->h, N_("authenticator app")));
	put_cell(p, f->label);
	put_time_cell(p, f->made_s);
	put_time_cell(p, f->used_s);
	put_row_button(x, page_path(p, "/account"), "remove-factor", f->id,
	    page_text(p, N_("Remove factor %lld"), (long long)f->id));
	html_close(&p->h, "tr");
	l->count++;
	return ERR_NONE;
}

static enum err
put_token(void *context, const struct token *t, struct error *e)
{
	struct listing *l = context;
	struct signed_page *x = l->x;
	struct page *p = &x->p;

	(void)e;
	if (t->revoked_s != 0)
		return ERR_NONE;
	begin_row(p);
	put_cell(p, t->label);
	put_time_cell(p, t->until_s);
	put_time_cell(p, t->used_s);
	put_row_button(x, page_path(p, "/account"), "revoke-token", t->id,
	    page_text(p, N_("Revoke token %lld"), (long long)t->id));
	html_close(&p->h, "tr");
	l->count++;
	return ERR_NONE;
}

static enum err
put_draft(void *context, const struct kept_draft *d, struct error *e)
{
	struct listing *l = context;
	struct page *p = &l->x->p;

	(void)e;
	html_open(&p->h, "li", NULL);
	html_link(&p->h, page_path(p, "/file?draft=%s", d->id),
	    bytes_text(d->title[0] != '\0' ? d->title : d->form));
	html_text(&p->h, ", ");
	page_time(p, d->touched_s);
	html_close(&p->h, "li");
	l->count++;
	return ERR_NONE;
}

static enum err
put_rights(struct signed_page *x)
{
	static const char *const heads[] = {N_("Right"), N_("For"),
	    N_("Until"), NULL};
	struct listing l = {x, 0};
	enum err rc;

	page_heading(&x->p, 2, "rights", N_("Rights"));
	page_table(&x->p, HTML_TR(&x->p.h, N_("Rights")), heads);
	rc = rights_each(x->accounts, x->account.id, put_right, &l, &x->p.e);
	page_table_end(&x->p);
	return rc;
}

static enum err
put_drafts(struct signed_page *x)
{
	struct listing l = {x, 0};
	enum err rc;

	page_heading(&x->p, 2, "drafts", N_("Drafts"));
	html_open(&x->p.h, "ul", "class", "govuk-list govuk-list--bullet",
	    NULL);
	rc = drafts_each(x->accounts, x->account.id, put_draft, &l, &x->p.e);
	if (l.count == 0)
		html_element_say(&x->p.h, "li", NULL, N_("No draft is kept."));
	html_close(&x->p.h, "ul");
	return rc;
}

static enum err
put_sessions(struct signed_page *x)
{
	static const char *const heads[] = {N_("Began"), N_("Seen last"),
	    N_("Act"), NULL};
	struct listing l = {x, 0};
	enum err rc;

	page_heading(&x->p, 2, "sessions", N_("Sessions"));
	page_table(&x->p, HTML_TR(&x->p.h, N_("Sessions")), heads);
	rc = sessions_each(x->accounts, x->account.id, x->now_s, put_session,
	    &l, &x->p.e);
	page_table_end(&x->p);
	return rc;
}

static enum err
put_factors(struct signed_page *x)
{
	static const char *const heads[] = {N_("Kind"), N_("Name"),
	    N_("Added"), N_("Used last"), N_("Act"), NULL};
	struct listing l = {x, 0};
	struct page *p = &x->p;
	uint64_t left = 0;
	enum err rc;

	page_heading(p, 2, "factors", N_("Second factors"));
	page_table(p, HTML_TR(&p->h, N_("Second factors")), heads);
	rc = factors_each(x->accounts, x->account.id, put_factor, &l, &p->e);
	page_table_end(p);
	if (rc == ERR_NONE)
		rc = recovery_left(x->accounts, x->account.id, &left, &p->e);
	html_open(&p->h, "p", "class", "govuk-body", NULL);
	html_sayf(&p->h, N_("Recovery codes that are left: %llu."),
	    (unsigned long long)left);
	html_close(&p->h, "p");
	signed_form(x, page_path(p, "/account"), "", false);
	field_hidden(p, "act", "recovery");
	field_button(p, N_("Make ten new recovery codes"), NULL, NULL,
	    "govuk-button--secondary");
	signed_form_end(x);
	html_open(&p->h, "p", "class", "govuk-body", NULL);
	html_link(&p->h, page_path(p, "/account/factor"),
	    bytes_text(HTML_TR(&p->h, N_("Add a second factor"))));
	html_close(&p->h, "p");
	return rc;
}

static enum err
put_tokens(struct signed_page *x)
{
	static const char *const heads[] = {N_("Name"), N_("Until"),
	    N_("Used last"), N_("Act"), NULL};
	struct listing l = {x, 0};
	struct page *p = &x->p;
	enum err rc;

	page_heading(p, 2, "tokens", N_("Tokens for programs"));
	page_table(p, HTML_TR(&p->h, N_("Tokens for programs")), heads);
	rc = tokens_each(x->accounts, x->account.id, put_token, &l, &p->e);
	page_table_end(p);
	if (x->account.office[0] == '\0')
		return rc;
	signed_form(x, page_path(p, "/account"), "", false);
	field_hidden(p, "act", "token");
	field_put(p, &(struct input){.name = "label",
	    .label = N_("What the token is for"),
	    .hint = N_("It may draft, file and amend for your office, as far "
		       "as you may, for 90 days."),
	    .css = "govuk-input--width-20"}, NULL);
	field_button(p, N_("Make a token"), NULL, NULL,
	    "govuk-button--secondary");
	signed_form_end(x);
	return rc;
}

static void
put_account_page(struct signed_page *x)
{
	struct page *p = &x->p;
	enum err rc;

	page_title(p, "%s", message_in(p->lang, N_("Your account")));
	page_list(p);
	page_row(p, N_("Name"));
	html_text(&p->h, x->account.display);
	page_row_end(p);
	page_row(p, N_("Tier"));
	html_say(&p->h, tier_words(x->account.tier));
	page_row_end(p);
	if (x->account.office[0] != '\0') {
		page_row(p, N_("Office"));
		page_thing_of(p, object_thing_of_id(&p->objects,
		    bytes_text(x->account.office)));
		page_row_end(p);
	}
	page_list_end(p);
	html_open(&p->h, "p", "class", "govuk-body", NULL);
	html_link(&p->h, page_path(p, "/account/reads"),
	    bytes_text(HTML_TR(&p->h,
		N_("Who read sealed notes of your office"))));
	html_close(&p->h, "p");
	signed_form(x, page_path(p, "/logout"), "", false);
	field_button(p, N_("Sign out"), NULL, NULL, NULL);
	signed_form_end(x);
	rc = put_drafts(x);
	if (rc == ERR_NONE)
		rc = put_rights(x);
	if (rc == ERR_NONE)
		rc = put_factors(x);
	if (rc == ERR_NONE)
		rc = put_sessions(x);
	if (rc == ERR_NONE)
		rc = put_tokens(x);
	if (rc == ERR_NONE)
		page_finish(p);
	else
		page_fail(p, &p->e);
}

static void
handle_account(void *context, struct http_request *request,
    struct http_answer *answer)
{
	struct signed_page x;

	if (http_query_known(request, "", answer) &&
	    signed_begin(&x, context, request, answer, RIGHT_ANY, false))
		put_account_page(&x);
}

/* ---- what can be done there ---- */

static void
show_codes(struct signed_page *x)
{
	char codes[RECOVERY_CODES][RECOVERY_CODE_BYTES];
	struct page *p = &x->p;

	if (recovery_make(x->accounts, x->account.id, codes, x->now_s,
		&p->e) != ERR_NONE) {
		page_fail(p, &p->e);
		return;
	}
	page_title(p, "%s", message_in(p->lang, N_("Recovery codes")));
	page_crumb(p, page_path(p, "/account"),
	    HTML_TR(&p->h, N_("Your account")));
	page_paragraph(p, N_("These ten codes stand in for the second "
	    "factor, each once. They are shown now and never again: "
	    "print them or write them down."));
	html_open(&p->h, "ol", "class", "govuk-list app-hash", "id",
	    "recovery", NULL);
	for (size_t i = 0; i < RECOVERY_CODES; i++)
		html_element(&p->h, "li", NULL, codes[i]);
	html_close(&p->h, "ol");
	explicit_bzero(codes, sizeof codes);
	page_finish(p);
}

static void
make_token(struct signed_page *x, const struct form *form)
{
	uint32_t bits = RIGHT_BIT(RIGHT_DRAFT) | RIGHT_BIT(RIGHT_FILE) |
	    RIGHT_BIT(RIGHT_AMEND) | RIGHT_BIT(RIGHT_ANNUL) |
	    RIGHT_BIT(RIGHT_SEAL) | RIGHT_BIT(RIGHT_ACK);
	struct token_new n = {.account = x->account.id,
	    .office = bytes_text(x->account.office),
	    .label = form_value(form, "label"),
	    .rights = bits & token_rights_most() &
		tier_rights_most(x->account.tier),
	    .until_s = x->now_s + 90 * (int64_t)DAY_SECONDS};
	char text[TOKEN_TEXT_BYTES];
	struct page *p = &x->p;
	int64_t id;

	if (token_make(x->accounts, &n, x->now_s, text, &id, &p->e) !=
	    ERR_NONE) {
		page_fail(p, &p->e);
		return;
	}
	page_title(p, "%s", message_in(p->lang, N_("A new token")));
	page_crumb(p, page_path(p, "/account"),
	    HTML_TR(&p->h, N_("Your account")));
	page_paragraph(p, N_("It is shown now and never again. Whoever has it "
	    "can do with it what it may: keep it as you keep a key."));
	html_open(&p->h, "p", NULL);
	html_open(&p->h, "code", "class", "app-hash", "id", "token", NULL);
	html_text(&p->h, text);
	html_close(&p->h, "code");
	html_close(&p->h, "p");
	explicit_bzero(text, sizeof text);
	page_finish(p);
}

static enum err
act_on_row(struct signed_page *x, struct bytes act, int64_t id)
{
	struct error *e = &x->p.e;

	if (bytes_is(act, "end-session"))
		return session_end(x->accounts, x->account.id, id, x->now_s,
		    e);
	if (bytes_is(act, "remove-factor"))
		return factor_remove(x->accounts, x->account.id, id,
		    x->session.id, x->now_s, e);
	if (bytes_is(act, "revoke-token"))
		return token_revoke(x->accounts, x->account.id, id, x->now_s,
		    e);
	return error_set(e, ERR_INPUT, "there is no such act");
}

static void
handle_account_post(void *context, struct http_request *request,
    struct http_answer *answer)
{
	struct signed_page x;
	struct form form;
	struct bytes act;
	uint64_t id = 0;

	/* key changes ask for a fresh factor (interfaces D5) */
	if (!signed_post(&x, context, request, answer, RIGHT_ANY, true, NULL,
		&form))
		return;
	act = form_value(&form, "act");
	if (bytes_is(act, "recovery")) {
		show_codes(&x);
	} else if (bytes_is(act, "token")) {
		make_token(&x, &form);
	} else if (!bytes_decimal(form_value(&form, "id"), INT64_MAX, &id)) {
		page_refuse(&x.p, 422, "invalid-field",
		    N_("there is no such act"));
	} else if (act_on_row(&x, act, (int64_t)id) != ERR_NONE) {
		page_fail(&x.p, &x.p.e);
	} else {
		page_see_other(&x.p, page_path(&x.p, "/account"));
	}
}

/* ---- a further factor ---- */

static void
put_factor_form(struct signed_page *x, const struct form *form,
    const struct field_errors *errors)
{
	struct page *p = &x->p;
	struct totp_secret secret;
	char text[TOTP_BASE32_BYTES];
	struct buffer uri = {0};

	if (form == NULL || !totp_base32_parse(form_value(form, "totp"),
	    &secret))
		random_bytes(secret.at, sizeof secret.at);
	totp_base32(text, &secret);
	totp_uri(&uri, &secret, footing_of(p)->name[p->lang],
	    x->account.name);
	page_title(p, "%s", message_in(p->lang, N_("Add a second factor")));
	page_crumb(p, page_path(p, "/account"),
	    HTML_TR(&p->h, N_("Your account")));
	field_summary(p, errors);
	signed_form(x, page_path(p, "/account/factor"), "", false);
	field_put(p, &(struct input){.name = "label",
	    .label = N_("Name of the factor"),
	    .value = form == NULL ? NULL : form_text(p, form, "label"),
	    .css = "govuk-input--width-20"}, errors);
	page_heading(p, 2, "app", N_("With an authenticator app"));
	html_open(&p->h, "div", "class", "app-qr", NULL);
	if (qr_draw(&p->h, buffer_bytes(&uri),
		HTML_TR(&p->h, N_("Secret for an authenticator app")), NULL) !=
	    ERR_NONE)
		html_say(&p->h, N_("No code can be drawn; type the secret."));
	html_close(&p->h, "div");
	html_open(&p->h, "p", "class", "govuk-body", NULL);
	html_say(&p->h, N_("Secret: "));
	html_element(&p->h, "code", "app-hash", text);
	html_close(&p->h, "p");
	field_hidden(p, "totp", text);
	field_put(p, &(struct input){.name = "factor",
	    .label = N_("Six digits"), .inputmode = "numeric",
	    .autocomplete = "one-time-code",
	    .css = "govuk-input--width-10"}, errors);
	page_heading(p, 2, "key", N_("With an SSH key or a security key"));
	field_put(p, &(struct input){.name = "ssh",
	    .label = N_("Public key"),
	    .hint = N_("One line of a file like id_ed25519_sk.pub. "
		       "Leave it empty to use the app."),
	    .value = form == NULL ? NULL : form_text(p, form, "ssh"),
	    .rows = 3}, errors);
	field_button(p, N_("Add"), NULL, NULL, NULL);
	signed_form_end(x);
	buffer_wipe(&uri);
	explicit_bzero(&secret, sizeof secret);
	explicit_bzero(text, sizeof text);
	page_finish(p);
}

static void
handle_factor(void *context, struct http_request *request,
    struct http_answer *answer)
{
	struct signed_page x;

	if (http_query_known(request, "", answer) &&
	    signed_begin(&x, context, request, answer, RIGHT_ANY, true))
		put_factor_form(&x, NULL, NULL);
}

static enum err
add_factor(struct signed_page *x, const struct form *form)
{
	struct bytes line = form_value(form, "ssh");
	struct bytes code = form_value(form, "factor");
	struct totp_secret secret;
	struct ssh_login_key key;
	enum err rc;

	if (line.len != 0) {
		rc = ssh_login_key_parse(&key, line, &x->p.e);
		return rc != ERR_NONE ? rc :
		    factor_add_ssh(x->accounts, x->account.id, &key,
			form_value(form, "label"), x->now_s, &x->p.e);
	}
	if (!totp_base32_parse(form_value(form, "totp"), &secret))
		return error_set(&x->p.e, ERR_INPUT,
		    "the secret is not well formed");
	rc = factor_add_totp(x->accounts, x->account.id, &secret,
	    code.len == 0 ? bytes_text("-") : code,
	    form_value(form, "label"), x->now_s, &x->p.e);
	explicit_bzero(&secret, sizeof secret);
	return rc;
}

static void
handle_factor_post(void *context, struct http_request *request,
    struct http_answer *answer)
{
	static const struct form_shape shape = {.texts = "ssh"};
	struct signed_page x;
	struct form form;
	struct field_errors errors = {.count = 0};
	enum err rc;

	if (!signed_post(&x, context, request, answer, RIGHT_ANY, true,
		&shape, &form))
		return;
	rc = add_factor(&x, &form);
	if (rc == ERR_NONE) {
		page_see_other(&x.p, page_path(&x.p, "/account"));
	} else if (rc == ERR_INPUT || rc == ERR_REFUSED) {
		field_error(&errors, form_value(&form, "ssh").len != 0 ?
		    "ssh" : "factor", page_text(&x.p, "%s", x.p.e.text));
		put_factor_form(&x, &form, &errors);
	} else {
		page_fail(&x.p, &x.p.e);
	}
}

/* ---- who read sealed notes of the office (interfaces D9) ---- */

static void
put_word_cell(struct page *p, const struct json *row, const char *name)
{
	html_open(&p->h, "td", "class", cell, NULL);
	html_bytes(&p->h, json_get_text(row, name));
	html_close(&p->h, "td");
}

static enum err
put_reading(void *context, uint64_t n, struct bytes text, struct error *e)
{
	struct listing *l = context;
	struct page *p = &l->x->p;
	const struct json *row;
	bool all = l->x->account.tier == TIER_REGISTRAR;
	enum err rc = json_parse(&row, arena_copy(p->a, text),
	    &json_entry_limits, p->a, e);

	(void)n;
	if (rc != ERR_NONE)
		return rc;
	if (!all && !bytes_is(json_get_text(row, "office"),
	    l->x->account.office))
		return ERR_NONE;
	l->count++;
	begin_row(p);
	put_word_cell(p, row, "at");
	put_word_cell(p, row, "account");
	html_open(&p->h, "td", "class", cell, NULL);
	page_thing_of(p, object_thing_of_id(&p->objects,
	    json_get_text(row, "object")));
	html_close(&p->h, "td");
	put_word_cell(p, row, "act");
	put_word_cell(p, row, "basis");
	put_word_cell(p, row, "channel");
	put_word_cell(p, row, "outcome");
	html_close(&p->h, "tr");
	return ERR_NONE;
}

static void
handle_reads(void *context, struct http_request *request,
    struct http_answer *answer)
{
	static const char *const heads[] = {N_("When"), N_("Account"),
	    N_("What was read"), N_("Act"), N_("Reason"), N_("Channel"),
	    N_("Outcome"), NULL};
	struct signed_page x;
	struct listing l = {&x, 0};
	struct readings_head upto;
	enum err rc;

	if (!http_query_known(request, "", answer) ||
	    !signed_begin(&x, context, request, answer, RIGHT_ANY, false))
		return;
	page_title(&x.p, "%s", message_in(x.p.lang,
	    N_("Who read sealed notes")));
	page_crumb(&x.p, page_path(&x.p, "/account"),
	    HTML_TR(&x.p.h, N_("Your account")));
	page_paragraph(&x.p, N_("Each showing of a sealed note through the "
	    "register is a row here, written before the text is shown. What "
	    "somebody reads with their own key on their own machine is not."));
	page_table(&x.p, x.p.title, heads);
	rc = readings_check(x.p.registry, 0, put_reading, &l, &upto, &x.p.e);
	page_table_end(&x.p);
	if (l.count == 0)
		page_paragraph(&x.p, N_("None recorded."));
	if (rc == ERR_NONE)
		page_finish(&x.p);
	else
		page_fail(&x.p, &x.p.e);
}

static const struct http_route routes[] = {
	{"GET", "/{lang}/account", handle_account, 0, HTTP_READ,
	    HTTP_PRIVATE},
	{"POST", "/{lang}/account", handle_account_post, FORM_BYTES,
	    HTTP_WRITE, HTTP_PRIVATE},
	{"GET", "/{lang}/account/factor", handle_factor, 0, HTTP_READ,
	    HTTP_PRIVATE},
	{"POST", "/{lang}/account/factor", handle_factor_post, FORM_BYTES,
	    HTTP_WRITE, HTTP_PRIVATE},
	{"GET", "/{lang}/account/reads", handle_reads, 0, HTTP_READ,
	    HTTP_PRIVATE},
};
const struct http_route_table account_table = {routes, COUNT(routes)};
