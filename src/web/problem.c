#include "web/problem.h"

#include <stdio.h>

#include "format/json.h"
#include "web/http_inside.h"

/* Codes whose status is not that of their kind of error (interfaces B4.1). */
static const struct {
	const char *code;
	unsigned status;
} statuses[] = {
    {"unknown-parameter",    400},
    {"bad-request",          400},
    {"bad-cursor",           400},
    {"invalid-field",        422},
    {"invalid-entry",        422},
    {"ambiguous-name",       422},
    {"idempotency-mismatch", 422},
    {"sign-in",              401},
    {"if-match-required",    428},
    {"amended-meanwhile",    412},
    {"in-flight",            409},
    {"slow-down",            429},
    {"disk-full",            507},
};

unsigned
problem_status(const struct error *e)
{
	const char *code = problem_code(e);

	if (e->code == ERR_MEMORY)
		return 503;
	for (size_t i = 0; i < COUNT(statuses); i++)
		if (strcmp(statuses[i].code, code) == 0)
			return statuses[i].status;
	switch (e->code) {
	case ERR_INPUT:
		return 422;
	case ERR_ABSENT:
		return 404;
	case ERR_REFUSED:
		return 403;
	case ERR_CONFLICT:
		return 409;
	case ERR_PROOF:
		return 500;
	case ERR_UNCHECKED:
	case ERR_STORE:
	case ERR_NONE:
	case ERR_MEMORY:
		return 503;
	}
	return 500;
}

/* Seconds, after which asking again may help. */
static const char *
retry_after(const struct http_request *request)
{
	const struct http_exchange *x = request->exchange;
	char text[16];

	if (x == NULL || x->wait_s < 2)
		return "1";
	(void)snprintf(text, sizeof text, "%u", x->wait_s);
	return arena_text(request->arena, bytes_text(text));
}

static void
print(struct http_answer *answer, const struct http_request *request,
    unsigned status, const char *code, const char *title,
    const struct error *e)
{
	struct buffer *out = &answer->body;

	buffer_wipe(out);
	*out = (struct buffer){.limit = 64 * KIB};
	answer->status = status;
	answer->tag[0] = '\0';
	answer->wait = false;
	if (status == 503 || status == 429)
		http_answer_header(answer, "Retry-After",
		    retry_after(request));
	if (http_problem_page(request, answer, status, code, title)) {
		answer->status = status;
		return;
	}
	buffer_clear(out);
	answer->type = "application/problem+json";
	buffer_printf(out, "{\"type\":\"/problems/%s\",\"title\":", code);
	json_print_string(out, bytes_text(title));
	buffer_printf(out, ",\"status\":%u,\"detail\":", status);
	if (e != NULL && e->mend[0] != '\0')
		json_print_string(out, bytes_text(e->mend));
	else
		buffer_text(out, "null");
	buffer_printf(out, ",\"instance\":\"%s\",\"exit\":null,\"errors\":[",
	    request->id);
	if (e != NULL && (e->field[0] != '\0' || e->word[0] != '\0')) {
		buffer_text(out, "{\"field\":");
		json_print_string(out, bytes_text(e->field));
		buffer_text(out, ",\"code\":");
		json_print_string(out, bytes_text(e->word));
		buffer_text(out, ",\"detail\":");
		json_print_string(out, bytes_text(e->text));
		buffer_byte(out, '}');
	}
	buffer_text(out, "]}\n");
}

void
problem_put(struct http_answer *answer, const struct http_request *request,
    unsigned status, const char *code, const char *sentence)
{
	print(answer, request, status, code,
	    message_in(request->lang, sentence), NULL);
}

void
problem_error(struct http_answer *answer, const struct http_request *request,
    const struct error *e)
{
	const char *code = problem_code(e);

	/* who reads hands in no entry: a value of the query is at fault */
	if (strcmp(code, "invalid-entry") == 0 &&
	    strcmp(request->method, "GET") == 0)
		code = "invalid-field";
	print(answer, request, problem_status(e), code, e->text, e);
}

void
problem_refusal(struct http_answer *answer, const struct http_request *request,
    unsigned status, const struct error *e)
{
	print(answer, request, status, e->word, e->text, e);
}
