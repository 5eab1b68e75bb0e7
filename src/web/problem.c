#include "web/problem.h"

#include <stdio.h>

#include "format/json.h"
#include "web/http_inside.h"

/* Words of errors that have a code of their own (interfaces B4.1). */
static const struct {
	const char *word, *code;
	unsigned status;
} words[] = {
    {"unknown-parameter", "unknown-parameter", 400},
    {"usage",             "bad-request",       400},
    {"bad-cursor",        "bad-cursor",        400},
    {"invalid-field",     "invalid-field",     422},
    {"ambiguous",         "ambiguous-name",    422},
    {"sign_in",           "sign-in",           401},
    {"if-match-required", "if-match-required", 428},
    {"amended-meanwhile", "amended-meanwhile", 412},
    {"in-flight",         "in-flight",         409},
    {"slow-down",         "slow-down",         429},
    {"slow_down",         "slow-down",         429},
};

/* Where among `words`; COUNT(words): nowhere. */
static size_t
place_of(const struct error *e)
{
	size_t i = 0;

	while (i < COUNT(words) && strcmp(words[i].word, e->word) != 0)
		i++;
	return i;
}

const char *
problem_code(const struct error *e)
{
	size_t place = place_of(e);

	if (place < COUNT(words))
		return words[place].code;
	switch (e->code) {
	case ERR_INPUT:
		return "invalid-entry";
	case ERR_ABSENT:
		return "not-found";
	case ERR_REFUSED:
		return strcmp(e->word, "warnings") == 0 ? "invalid-entry" :
							  "not-allowed";
	case ERR_CONFLICT:
		return strcmp(e->word, "idempotency-mismatch") == 0 ?
		    e->word :
		    "conflict";
	case ERR_UNCHECKED:
		return "not-signing";
	case ERR_STORE:
		return strcmp(e->word, "disk_full") == 0 ? "disk-full" :
							   "store";
	case ERR_PROOF:
		return "own-proof-failed";
	case ERR_NONE:
	case ERR_MEMORY:
		return "slow-down";
	}
	return "internal";
}

unsigned
problem_status(const struct error *e)
{
	size_t place = place_of(e);

	if (place < COUNT(words))
		return words[place].status;
	switch (e->code) {
	case ERR_INPUT:
		return 422;
	case ERR_ABSENT:
		return 404;
	case ERR_REFUSED:
		return strcmp(e->word, "warnings") == 0 ? 422 : 403;
	case ERR_CONFLICT:
		return strcmp(e->word, "idempotency-mismatch") == 0 ? 422 :
								      409;
	case ERR_UNCHECKED:
		return 503;
	case ERR_STORE:
		return strcmp(e->word, "disk_full") == 0 ? 507 : 503;
	case ERR_PROOF:
		return 500;
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
