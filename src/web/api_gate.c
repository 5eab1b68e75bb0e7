/* The gate of the API: what the table documents is what is taken */
#include <stdio.h>

#include "web/api_form.h"
#include "web/api_handlers.h"
#include "web/serving_inside.h"

/* ---- query members (B1.3) ---- */

static const struct api_parameter *
known(const struct api_operation *op, struct bytes name)
{
	for (size_t i = 0; i < op->query_count; i++)
		if (bytes_is(name, op->query[i]->name))
			return op->query[i];
	return NULL;
}

static enum err
judge_value(const struct api_parameter *p, struct bytes value, struct error *e)
{
	uint64_t n = 0;
	bool good = false;

	switch (p->kind) {
	case API_STRING:
		good = value.len <= p->max;
		break;
	case API_NUMBER:
		good = bytes_decimal(value, p->max, &n) && n >= p->min;
		break;
	case API_WORD:
		for (size_t i = 0; p->words[i] != NULL; i++)
			good = good || bytes_is(value, p->words[i]);
		break;
	}
	if (good)
		return ERR_NONE;
	error_word(e, ERR_INPUT, "invalid-field",
	    "the value of %s is not one that it takes", p->name);
	error_field(e, "%s", p->name);
	return p->kind == API_NUMBER ?
	    error_mend(e, ERR_INPUT, "give a number from %llu to %llu",
		(unsigned long long)p->min, (unsigned long long)p->max) :
	    ERR_INPUT;
}

static enum err
judge_query(const struct api_operation *op, const struct http_request *r,
    struct error *e)
{
	for (size_t i = 0; i < r->query_count; i++) {
		const struct api_parameter *p = known(op, r->query[i].name);
		bool twice = false;
		enum err rc;

		for (size_t k = 0; k < i; k++)
			twice = twice || bytes_equal(r->query[k].name,
			    r->query[i].name);
		if (p == NULL)
			return error_word(e, ERR_INPUT, "unknown-parameter",
			    "there is no query member \"%.*s\" here",
			    (int)(r->query[i].name.len > 40 ? 40 :
				    r->query[i].name.len),
			    (const char *)r->query[i].name.at);
		if (twice) {
			error_word(e, ERR_INPUT, "unknown-parameter",
			    "%s is given twice", p->name);
			error_field(e, "%s", p->name);
			return ERR_INPUT;
		}
		rc = judge_value(p, r->query[i].value, e);
		if (rc != ERR_NONE)
			return rc;
	}
	for (size_t i = 0; i < op->query_count; i++)
		if (op->query[i]->required &&
		    http_query(r, op->query[i]->name).at == NULL) {
			error_word(e, ERR_INPUT, "invalid-field",
			    "%s is missing", op->query[i]->name);
			error_field(e, "%s", op->query[i]->name);
			return ERR_INPUT;
		}
	return ERR_NONE;
}

/* ---- the form of the answer ---- */

static bool
choose_form(struct api_call *c)
{
	const struct api_operation *op = c->operation;
	struct http_request *r = c->request;

	if (r->suffix.len != 0) {
		c->form = api_form_of_suffix(op->forms, r->suffix);
		if (c->form == 0)
			problem_put(c->answer, r, 404, "not-found",
			    N_("there is no such address here"));
		return c->form != 0;
	}
	if ((op->forms & (op->forms - 1)) == 0) {
		c->form = (enum api_form)op->forms;
		return true;
	}
	http_answer_header(c->answer, "Vary", "Accept");
	c->form = api_form_of_accept(op->forms, op->usual,
	    http_header(r, "Accept"));
	if (c->form == 0)
		problem_put(c->answer, r, 406, "not-acceptable",
		    N_("this is not to be had in a form that the request "
		       "accepts"));
	return c->form != 0;
}

/* What a feed alone takes does not change another form. */
static enum err
judge_feed(const struct api_call *c, struct error *e)
{
	static const char *const names[] = {"content", "before"};

	for (size_t i = 0; i < COUNT(names) && c->form != API_ATOM; i++)
		if (http_query(c->request, names[i]).at != NULL) {
			error_word(e, ERR_INPUT, "usage",
			    "%s belongs to feeds (.atom)", names[i]);
			error_field(e, "%s", names[i]);
			return ERR_INPUT;
		}
	return ERR_NONE;
}

/* A3.1: an object a line; the last line tells that it is whole. */
static void
print_lines(struct api_call *c)
{
	struct json *end = json_new(c->o.a, JSON_OBJECT);
	const struct json *items = json_get(c->value, "items");
	const struct json *as_of = json_get(c->value, "as_of");

	for (const struct json *v = items->first; v != NULL; v = v->next) {
		json_print(&c->answer->body, v);
		buffer_byte(&c->answer->body, '\n');
	}
	json_put_bool(c->o.a, end, "end", true);
	json_put(c->o.a, end, "next", json_clone(c->o.a,
	    json_get(c->value, "next")));
	json_put(c->o.a, end, "as_of", json_clone(c->o.a, as_of));
	json_print(&c->answer->body, end);
	buffer_byte(&c->answer->body, '\n');
}

static void
print(struct api_call *c)
{
	struct http_answer *answer = c->answer;

	if (arena_failed(c->o.a)) {
		problem_put(answer, c->request, 503, "slow-down",
		    N_("out of memory"));
		return;
	}
	answer->status = c->status == 0 ? 200 : c->status;
	answer->type = api_form_type(c->form);
	if (c->form == API_JSONL) {
		print_lines(c);
	} else {
		json_print(&answer->body, c->value);
		buffer_byte(&answer->body, '\n');
	}
	if (c->max_age_s != 0)
		http_answer_cached(c->request, answer, c->max_age_s);
}

void
api_handle(const struct api_operation *operation, struct serving *serving,
    struct http_request *request, struct http_answer *answer)
{
	struct api_call c = {.serving = serving,
	    .request = request,
	    .answer = answer,
	    .operation = operation,
	    .o = {serving->registry, request->arena, serving->o.base_url}};
	struct error e = {.lang = request->lang};
	enum err rc = judge_query(operation, request, &e);

	if (rc == ERR_NONE && operation->body != NULL &&
	    !bytes_starts(http_header(request, "Content-Type"),
		operation->body)) {
		problem_put(answer, request, 415, "media-type",
		    N_("the body is not of the media type that is taken "
		       "here"));
		return;
	}
	if (rc == ERR_NONE && !choose_form(&c))
		return;
	if (rc == ERR_NONE)
		rc = judge_feed(&c, &e);
	if (rc == ERR_NONE)
		rc = c.form == API_ATOM ? api_feed(&c, &e) :
					  operation->handler(&c, &e);
	if (rc == ERR_STORE)
		serving_note_failure(serving, &e);
	if (rc != ERR_NONE)
		problem_error(answer, request, &e);
	else if (c.value != NULL)
		print(&c);
}
