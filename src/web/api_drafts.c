/* What was typed and is not filed yet: /drafts (B2, C6.3) */
#include "account/draft_store.h"
#include "web/api_handlers.h"
#include "web/api_token.h"
#include "web/serving_inside.h"

static struct json *
draft_json(const struct api_call *c, const struct kept_draft *d)
{
	struct json *v = json_new(c->o.a, JSON_OBJECT);

	json_put_cstr(c->o.a, v, "id", d->id);
	json_put_cstr(c->o.a, v, "form", d->form);
	json_put_cstr(c->o.a, v, "title", d->title);
	json_put(c->o.a, v, "made", object_time(c->o.a, d->made_s));
	json_put(c->o.a, v, "touched", object_time(c->o.a, d->touched_s));
	if (d->filed)
		json_put_number(c->o.a, v, "entry", (int64_t)d->entry);
	else
		json_put_null(c->o.a, v, "entry");
	return v;
}

struct drafts {
	struct api_call *c;
	struct json *items;
};

static enum err
add_draft(void *context, const struct kept_draft *d, struct error *e)
{
	struct drafts *x = context;

	(void)e;
	json_add(x->items, draft_json(x->c, d));
	return ERR_NONE;
}

enum err
api_drafts(struct api_call *c, struct error *e)
{
	struct drafts x = {c, json_new(c->o.a, JSON_ARRAY)};
	struct api_bearer who;
	struct json *v = json_new(c->o.a, JSON_OBJECT);
	enum err rc = api_bearer(&who, c, RIGHT_DRAFT, e);

	if (rc == ERR_NONE)
		rc = drafts_each(who.accounts, who.account.id, add_draft, &x,
		    e);
	json_put(c->o.a, v, "items", x.items);
	json_put_null(c->o.a, v, "next");
	c->value = v;
	return rc;
}

enum err
api_draft_get(struct api_call *c, struct error *e)
{
	struct buffer content = {0};
	struct kept_draft d;
	struct api_bearer who;
	enum err rc = api_bearer(&who, c, RIGHT_DRAFT, e);

	if (rc == ERR_NONE)
		rc = draft_get(who.accounts, who.account.id,
		    c->request->parts[0], &d, &content, e);
	if (rc == ERR_NONE) {
		c->value = draft_json(c, &d);
		json_put_text(c->o.a, c->value, "content",
		    buffer_bytes(&content));
	}
	buffer_wipe(&content);
	return rc;
}

static enum err
put_draft(struct api_call *c, struct bytes id, struct error *e)
{
	const struct json *body = NULL;
	struct bytes form, title, content;
	struct kept_draft d;
	struct api_bearer who;
	enum err rc = api_bearer(&who, c, RIGHT_DRAFT, e);

	if (rc == ERR_NONE)
		rc = json_parse(&body, c->request->body, &json_file_limits,
		    c->o.a, e);
	if (rc != ERR_NONE)
		return rc;
	form = json_get_text(body, "form");
	title = json_get_text(body, "title");
	content = json_get_text(body, "content");
	if (body->type != JSON_OBJECT || body->count != 3 ||
	    form.at == NULL || title.at == NULL || content.at == NULL)
		return error_word(e, ERR_INPUT, "json_form",
		    "a draft is an object of form, title and content");
	rc = draft_put(who.accounts, who.account.id, id, form, title, content,
	    registry_now(c->o.r), &d, e);
	if (rc == ERR_NONE)
		c->value = draft_json(c, &d);
	return rc;
}

enum err
api_draft_post(struct api_call *c, struct error *e)
{
	c->status = 201;
	return put_draft(c, bytes_of("", 0), e);
}

enum err
api_draft_put(struct api_call *c, struct error *e)
{
	return put_draft(c, c->request->parts[0], e);
}

enum err
api_draft_delete(struct api_call *c, struct error *e)
{
	struct api_bearer who;
	enum err rc = api_bearer(&who, c, RIGHT_DRAFT, e);

	if (rc == ERR_NONE)
		rc = draft_delete(who.accounts, who.account.id,
		    c->request->parts[0], e);
	c->answer->status = 204;
	return rc;
}
