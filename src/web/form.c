/* Forms: RFC 7578, WHATWG URL 5 */
#include "web/form.h"

#include "format/json.h"
#include "web/form_inside.h"
#include "web/http_inside.h"
#include "web/problem.h"

static bool
named_in(const char *list, struct bytes name)
{
	return list != NULL && http_in_list(name, list);
}

/* Is it text, and which breaks may it hold? CR LF becomes LF. */
static bool
clean(struct bytes *text, bool lines, struct arena *a)
{
	uint8_t *out = NULL;
	size_t len = 0, bad;

	if (!utf8_check(*text, &bad))
		return false;
	for (size_t i = 0; i < text->len; i++) {
		uint8_t c = text->at[i];
		bool crlf = c == '\r' && i + 1 < text->len &&
		    text->at[i + 1] == '\n';

		if (c == 0x7f ||
		    (c < 0x20 && !(lines && (c == '\n' || c == '\t' || crlf))))
			return false;
		if (crlf && out == NULL) {
			out = arena_take(a, text->len);
			if (out == NULL)
				return false;
			memcpy(out, text->at, i);
			len = i;
		}
		if (out != NULL && !crlf)
			out[len++] = c;
	}
	if (out != NULL)
		*text = bytes_of(out, len);
	return true;
}

static bool
is_there(const struct form_reader *f, struct bytes name)
{
	for (size_t i = 0; i < f->field_count; i++)
		if (bytes_equal(f->fields[i].name, name))
			return true;
	for (size_t i = 0; i < f->file_count; i++)
		if (bytes_equal(f->files[i].field, name))
			return true;
	return false;
}

static enum err
may_come(struct form_reader *f, struct bytes *name, struct error *e)
{
	if (name->len == 0 || !clean(name, false, f->arena))
		return error_word(e, ERR_INPUT, "bad-request",
		    "a field of the form has no proper name");
	if (f->field_count + f->file_count == FORM_FIELDS_MAX)
		return error_word(e, ERR_INPUT, "too-large",
		    "the form has more than %d fields", FORM_FIELDS_MAX);
	if (is_there(f, *name) && !named_in(f->shape->repeated, *name)) {
		error_word(e, ERR_INPUT, "bad-request",
		    "a field of the form came twice");
		error_field(e, "%.*s", (int)name->len,
		    (const char *)name->at);
		return ERR_INPUT;
	}
	return ERR_NONE;
}

enum err
form_add_field(struct form_reader *f, struct bytes name, struct bytes value,
    struct error *e)
{
	enum err rc = may_come(f, &name, e);

	if (rc != ERR_NONE)
		return rc;
	if (!clean(&value, named_in(f->shape->texts, name), f->arena)) {
		if (arena_failed(f->arena))
			return error_set(e, ERR_MEMORY, "out of memory");
		error_word(e, ERR_INPUT, "bad-request",
		    "a field of the form holds what is not text");
		error_field(e, "%.*s", (int)name.len, (const char *)name.at);
		return ERR_INPUT;
	}
	f->fields[f->field_count++] = (struct http_pair){name, value};
	return ERR_NONE;
}

enum err
form_add_file(struct form_reader *f, const struct form_file *file,
    struct error *e)
{
	struct form_file own = *file;
	enum err rc;

	if (own.name.len == 0 && own.bytes.len == 0)
		return ERR_NONE;
	rc = may_come(f, &own.field, e);
	if (rc != ERR_NONE)
		return rc;
	if (!clean(&own.name, false, f->arena) ||
	    !clean(&own.type, false, f->arena))
		return error_word(e, ERR_INPUT, "bad-request",
		    "the name of a file holds what is not text");
	for (size_t i = own.name.len; i > 0; i--)
		if (own.name.at[i - 1] == '/' || own.name.at[i - 1] == '\\') {
			own.name = bytes_of(own.name.at + i, own.name.len - i);
			break;
		}
	f->files[f->file_count++] = own;
	return ERR_NONE;
}

/* "a=b&c=d" */
static enum err
read_pairs(struct form_reader *f, struct bytes body, struct error *e)
{
	enum err rc = ERR_NONE;

	while (body.len != 0 && rc == ERR_NONE) {
		size_t end = bytes_find(body, '&');
		struct bytes pair = bytes_of(body.at, end), name, value;
		size_t eq = bytes_find(pair, '=');
		size_t tail = eq == pair.len ? eq : eq + 1;

		body = end == body.len ?
		    bytes_of(body.at, 0) :
		    bytes_of(body.at + end + 1, body.len - end - 1);
		if (!http_decode(bytes_of(pair.at, eq), f->arena, &name) ||
		    !http_decode(bytes_of(pair.at + tail, pair.len - tail),
			f->arena, &value))
			return arena_failed(f->arena) ?
			    error_set(e, ERR_MEMORY, "out of memory") :
			    error_word(e, ERR_INPUT, "bad-request",
				"the form is not well formed");
		rc = form_add_field(f, name, value, e);
	}
	return rc;
}

/* "text/plain; charset=utf-8": before the semicolon, without blanks. */
static struct bytes
media_type(struct bytes header)
{
	struct bytes type = bytes_of(header.at, bytes_find(header, ';'));

	while (type.len != 0 && type.at[type.len - 1] == ' ')
		type.len--;
	return type;
}

enum err
form_parse(struct form *out, struct bytes type, struct bytes body,
    const struct form_shape *shape, struct arena *a, struct error *e)
{
	static const struct form_shape lines = {NULL, NULL};
	struct form_reader f = {.shape = shape == NULL ? &lines : shape,
	    .arena = a};
	struct bytes media = media_type(type);
	enum err rc;

	f.fields = arena_take_array(a, FORM_FIELDS_MAX, sizeof *f.fields);
	f.files = arena_take_array(a, FORM_PARTS_MAX, sizeof *f.files);
	if (f.fields == NULL || f.files == NULL)
		return error_set(e, ERR_MEMORY, "out of memory");
	if (http_same_word(media, "application/x-www-form-urlencoded"))
		rc = read_pairs(&f, body, e);
	else if (http_same_word(media, "multipart/form-data"))
		rc = form_read_parts(&f, type, body, e);
	else
		rc = error_word(e, ERR_INPUT, "media-type",
		    "a form is sent as application/x-www-form-urlencoded or "
		    "multipart/form-data");
	if (rc == ERR_NONE)
		*out = (struct form){f.fields, f.field_count, f.files,
		    f.file_count};
	return rc;
}

bool
form_read(struct form *out, const struct form_shape *shape,
    const struct http_request *request, struct http_answer *answer)
{
	struct error e = {.lang = request->lang};
	enum err rc = form_parse(out, http_header(request, "Content-Type"),
	    request->body, shape, request->arena, &e);
	unsigned status = 400;

	if (rc == ERR_NONE)
		return true;
	if (rc != ERR_INPUT) {
		problem_error(answer, request, &e);
		return false;
	}
	if (strcmp(e.word, "media-type") == 0)
		status = 415;
	else if (strcmp(e.word, "too-large") == 0)
		status = 413;
	problem_refusal(answer, request, status, &e);
	return false;
}

struct bytes
form_value(const struct form *f, const char *name)
{
	struct bytes value = {NULL, 0};
	size_t at = 0;

	(void)form_values(f, name, &at, &value);
	return value;
}

bool
form_values(const struct form *f, const char *name, size_t *at,
    struct bytes *value)
{
	while (*at < f->field_count) {
		const struct http_pair *p = &f->fields[(*at)++];

		if (bytes_is(p->name, name)) {
			*value = p->value;
			return true;
		}
	}
	return false;
}

const struct form_file *
form_file(const struct form *f, const char *name)
{
	for (size_t i = 0; i < f->file_count; i++)
		if (bytes_is(f->files[i].field, name))
			return &f->files[i];
	return NULL;
}
