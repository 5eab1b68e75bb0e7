/*
 * web/form.h - what a browser's form sent
 *
 * Purpose     reads bodies of application/x-www-form-urlencoded and
 *             multipart/form-data (RFC 7578) once, by bounds, into names,
 *             values and files.
 * Terms       a shape says what a form may hold beyond single lines: `repeated`
 *             names the fields that may come more than once (a list of boxes),
 *             `texts` those of several lines (textareas), each with blanks
 *             between. Other fields are lines, and come once.
 * Invariant   1 names and values are UTF-8 without control characters; a text
 *               may hold tabs and line feeds, CR LF having become LF.
 *             2 at most 200 fields and files; of multipart, 8 parts.
 *             3 a file that was left empty (no name, no bytes) is absent.
 * Errors      form_parse: ERR_INPUT with the word `media-type`, `bad-request`
 *             or `too-large`, the field named. form_read puts the problem: 415,
 *             400, 413.
 * Ownership   everything lives in the arena, or is borrowed from type and body.
 * Cost        one pass over the body, and one over the fields for each.
 * Source      interfaces B4.2; reliability 8.5; WHATWG URL 5, HTML 4.10.21.8;
 *             RFC 7578. libmicrohttpd's post processor is not used.
 */
#ifndef WEB_FORM_H
#define WEB_FORM_H

#include "web/http_server.h"

#define FORM_FIELDS_MAX 200
#define FORM_PARTS_MAX 8

struct form_shape {
	const char *repeated, *texts; /* NULL: none */
};

struct form_file {
	struct bytes field, name, type, bytes; /* name without folders */
};

struct form {
	const struct http_pair *fields; /* in the order they came */
	size_t field_count;
	const struct form_file *files;
	size_t file_count;
};

/* `type` is the Content-Type; shape NULL: lines alone. */
MUST_CHECK enum err form_parse(struct form *out, struct bytes type,
    struct bytes body, const struct form_shape *shape, struct arena *a,
    struct error *e);
/* The request's body; false, and a problem in `answer`. */
MUST_CHECK bool form_read(struct form *out, const struct form_shape *shape,
    const struct http_request *request, struct http_answer *answer);
/* First value; {NULL, 0} where the field did not come. */
struct bytes form_value(const struct form *f, const char *name);
/* One after the other, *at being 0 at first; false after the last. */
bool form_values(const struct form *f, const char *name, size_t *at,
    struct bytes *value);
/* NULL where none came. */
const struct form_file *form_file(const struct form *f, const char *name);

#endif
