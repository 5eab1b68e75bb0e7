#include "pages/signed.h"

#include "pages/signing_in.h"

bool
signed_open(struct signed_page *x, void *context, struct http_request *request,
    struct http_answer *answer)
{
	*x = (struct signed_page){.draft = ""};
	if (!page_begin(&x->p, context, request, answer))
		return false;
	x->p.cache = "private, no-store";
	x->p.hidden = true;
	x->accounts = serving_accounts(x->p.serving);
	x->now_s = registry_now(x->p.registry);
	x->today = day_of_time(x->now_s);
	if (x->accounts != NULL)
		return true;
	page_refuse(&x->p, 503, "store",
	    N_("this server only reads: nobody can sign in here"));
	return false;
}

bool
signed_came_from_us(struct signed_page *x)
{
	if (http_same_origin(x->p.request))
		return true;
	page_refuse(&x->p, 403, "bad-origin",
	    N_("this form did not come from this site"));
	return false;
}

/* The session, or the form to sign in with what was typed. */
static bool
identify(struct signed_page *x, const struct form *typed)
{
	struct bytes cookie = http_session(x->p.request);
	enum err rc = ERR_REFUSED;

	if (cookie.at != NULL)
		rc = session_use(x->accounts, cookie, x->now_s, &x->session,
		    &x->account, &x->p.e);
	if (rc == ERR_NONE) {
		x->p.account = x->account.display;
		return true;
	}
	if (rc != ERR_REFUSED)
		page_fail(&x->p, &x->p.e);
	else
		sign_in_page(x, typed, NULL);
	return false;
}

static bool
refuse_right(struct signed_page *x, enum right right, enum err rc)
{
	if (rc == ERR_NONE)
		return true;
	if (rc == ERR_REFUSED)
		page_refuse(&x->p, 403, "not-allowed",
		    page_text(&x->p, N_("this account may not do this: the "
			"right \"%s\" is missing"), HTML_TR(&x->p.h, right_words(right))));
	else
		page_fail(&x->p, &x->p.e);
	return false;
}

bool
signed_may(struct signed_page *x, enum right right, const char *who)
{
	return refuse_right(x, right, account_may(x->accounts, &x->account,
	    right, who, x->today, &x->p.e));
}

static bool
allowed(struct signed_page *x, enum right right, bool fresh,
    const struct form *typed)
{
	if (right != RIGHT_ANY && !signed_may(x, right, NULL))
		return false;
	if (!fresh || session_is_fresh(&x->session, x->now_s, NULL) ==
	    ERR_NONE)
		return true;
	step_up_page(x, typed, NULL);
	return false;
}

bool
signed_begin(struct signed_page *x, void *context,
    struct http_request *request, struct http_answer *answer,
    enum right right, bool fresh)
{
	return signed_open(x, context, request, answer) && identify(x, NULL) &&
	    allowed(x, right, fresh, NULL);
}

/* So many POSTs a minute of one account (reliability 8.5). */
static bool
spend(struct signed_page *x)
{
	char label[ACCOUNT_LABEL_BYTES];

	account_label(label, x->account.id);
	if (http_spend(x->p.request, x->p.answer, RATE_ACCOUNT,
		bytes_text(label)))
		return true;
	buffer_release(&x->p.content);
	return false;
}

bool
signed_post(struct signed_page *x, void *context,
    struct http_request *request, struct http_answer *answer,
    enum right right, bool fresh, const struct form_shape *shape,
    struct form *form)
{
	if (!signed_open(x, context, request, answer) ||
	    !signed_came_from_us(x))
		return false;
	if (!form_read(form, shape, request, answer)) {
		buffer_release(&x->p.content);
		return false;
	}
	x->draft = form_text(&x->p, form, "draft");
	if (!identify(x, form) || !spend(x))
		return false;
	if (!form_token_holds(&x->session, request->path,
		bytes_text(x->draft), form_value(form, "form_token"))) {
		again_page(x, form);
		return false;
	}
	return allowed(x, right, fresh, form);
}

const char *
form_text(struct page *p, const struct form *form, const char *name)
{
	struct bytes value = form_value(form, name);
	const char *text = value.at == NULL ? NULL : arena_text(p->a, value);

	return text == NULL ? "" : text;
}

void
signed_form(struct signed_page *x, const char *path, const char *draft,
    bool multipart)
{
	struct html *h = &x->p.h;
	char token[FORM_TOKEN_BYTES];

	form_token(token, &x->session, bytes_text(path), bytes_text(draft));
	html_open(h, "form", "method", "post", "action", path, "enctype",
	    multipart ? "multipart/form-data" : NULL, "novalidate", "", NULL);
	html_void(h, "input", "type", "hidden", "name", "form_token", "value",
	    token, NULL);
	if (draft[0] != '\0')
		html_void(h, "input", "type", "hidden", "name", "draft",
		    "value", draft, NULL);
}

void
signed_form_end(struct signed_page *x)
{
	html_close(&x->p.h, "form");
}
