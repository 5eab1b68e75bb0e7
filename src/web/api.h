/*
 * web/api.h - operations of the API, as api.toml lists them
 *
 * Purpose     one gate for every operation: what the table documents is what
 *             is taken; one printer for every form of an answer.
 * Terms       an operation's handler gives a JSON value, or fills the answer
 *             itself. Its form follows from the suffix, else from Accept.
 * Invariant   1 no query member, form or body reaches a handler that the
 *               table does not name: a misspelt filter never widens an answer
 *               (interfaces B1.3).
 *             2 the document that is served is made of the same table.
 * Errors      a handler's error becomes a problem document (web/problem.h).
 * Ownership   a call lives as long as its request.
 * Source      interfaces B1 to B7; A3.1, A3.4
 */
#ifndef WEB_API_H
#define WEB_API_H

#include "register/objects.h"
#include "web/http_server.h"

struct serving;

enum api_form {
	API_JSON = 1,
	API_CSV = 2,
	API_JSONL = 4,
	API_PROOF = 8,
	API_ATOM = 64,
	API_TEXT = 16, /* of one form alone, which its handler prints */
	API_LEAF = 32
};

enum api_kind { API_STRING, API_NUMBER, API_WORD };

struct api_parameter {
	const char *name;
	enum api_kind kind;
	uint64_t min, max;        /* API_STRING: bytes at most */
	const char *const *words; /* API_WORD, NULL at the end */
	bool required;
};

struct api_call;
typedef enum err api_fn(struct api_call *call, struct error *e);

struct api_operation {
	api_fn *handler;
	const struct api_parameter *const *query;
	size_t query_count;
	unsigned forms;
	enum api_form usual;    /* where nobody asks for another */
	enum entry_type type;   /* TYPE_UNKNOWN: of no type */
	const char *right;      /* NULL: open to all */
	const char *body;       /* media type; NULL: none */
	const char *collection; /* "persons", "contacts": where the type stands */
};

struct api_call {
	struct serving *serving;
	struct http_request *request;
	struct http_answer *answer;
	const struct api_operation *operation;
	struct objects o;
	enum api_form form;
	/* what the handler gives */
	struct json *value;   /* NULL: it filled the answer itself */
	unsigned status;      /* 0: 200 */
	const char *columns;  /* of a list as CSV; NULL: those of its schema */
	unsigned max_age_s;   /* 0: never kept */
};

extern const struct http_route_table api_table;
extern const uint8_t api_document[];
extern const size_t api_document_len;

/* One request of an operation; the generated routes call it. */
void api_handle(const struct api_operation *operation,
    struct serving *serving, struct http_request *request,
    struct http_answer *answer);

#endif
