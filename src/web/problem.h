/*
 * web/problem.h - refusals as RFC 9457 documents
 *
 * Purpose     one table from our errors to HTTP statuses, one printer.
 * Ownership   the document is put into the answer's body.
 * Source      interfaces A3.4 (problem), B4
 */
#ifndef WEB_PROBLEM_H
#define WEB_PROBLEM_H

#include "faces/refused.h"
#include "web/http_server.h"

/* `code` is a word of interfaces B4.1; the sentence is looked up in the
 * request's language. */
void problem_put(struct http_answer *answer, const struct http_request *request,
    unsigned status, const char *code, const char *sentence);
/* From an error of ours, with its field, word and mend. */
void problem_error(struct http_answer *answer,
    const struct http_request *request, const struct error *e);
/* The same where status and code (the error's word) are chosen. */
void problem_refusal(struct http_answer *answer,
    const struct http_request *request, unsigned status,
    const struct error *e);
unsigned problem_status(const struct error *e);

#endif
