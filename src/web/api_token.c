#include "web/api_token.h"

#include "web/serving_inside.h"

#define SCHEME "Bearer "

static struct bytes
token_text(const struct api_call *c)
{
	struct bytes header = http_header(c->request, "Authorization");
	size_t front = strlen(SCHEME);

	return bytes_starts(header, SCHEME) ?
	    bytes_of(header.at + front, header.len - front) :
	    bytes_of("", 0);
}

/* The body whose office it is: of the token, else of the account; who has
 * none acts for the registrar. */
static enum err
find_office(struct api_bearer *b, struct registry *r, struct error *e)
{
	const struct world *w = read_model_world(registry_read_model(r));
	struct register_policy policy;
	enum err rc;

	if (id_parse(bytes_text(b->token.office), &b->office) ||
	    id_parse(bytes_text(b->account.office), &b->office))
		return ERR_NONE;
	rc = w->policy(w->context, &policy, e);
	if (rc == ERR_NONE)
		b->office = policy.registrar;
	return rc;
}

enum err
api_bearer(struct api_bearer *out, struct api_call *c, enum right right,
    struct error *e)
{
	int64_t now_s = registry_now(c->o.r);
	const char *who;
	enum err rc;

	out->accounts = c->serving->accounts;
	c->answer->cache = "private, no-store";
	if (token_text(c).len == 0) {
		http_answer_header(c->answer, "WWW-Authenticate",
		    "Bearer realm=\"chancery\"");
		return error_word(e, ERR_REFUSED, "sign_in",
		    "a token is needed here");
	}
	if (out->accounts == NULL)
		return error_word(e, ERR_UNCHECKED, "read_only",
		    "this server takes no entries");
	rc = token_use(out->accounts, token_text(c), now_s, &out->token,
	    &out->account, e);
	if (rc == ERR_REFUSED)
		http_answer_header(c->answer, "WWW-Authenticate",
		    "Bearer realm=\"chancery\"");
	if (rc != ERR_NONE)
		return rc;
	account_label(out->label, out->account.id);
	who = out->token.office[0] == '\0' ? WHO_ALL : out->token.office;
	rc = token_may(out->accounts, &out->token, &out->account, right, who,
	    (uint32_t)day_of_time(now_s), e);
	return rc == ERR_NONE ? find_office(out, c->o.r, e) : rc;
}
