/* multipart/form-data: RFC 7578, RFC 2046 5.1.1; what browsers send (HTML
 * 4.10.21.8), and no more: no preamble, no nested parts, no codings */
#include "web/form_inside.h"
#include "web/http_inside.h"

#define BOUNDARY_MAX 70
#define PART_HEADERS_MAX 8
#define PART_HEADER_BYTES 1024

static enum err
broken(struct error *e)
{
	return error_word(e, ERR_INPUT, "bad-request",
	    "the form is not well formed");
}

static struct bytes
after(struct bytes text, size_t skip)
{
	return bytes_of(text.at + skip, text.len - skip);
}

static struct bytes
trim(struct bytes text)
{
	while (text.len != 0 && (text.at[0] == ' ' || text.at[0] == '\t'))
		text = after(text, 1);
	while (text.len != 0 && (text.at[text.len - 1] == ' ' ||
	    text.at[text.len - 1] == '\t'))
		text.len--;
	return text;
}

/* Cuts `name="value"` or `name=value` off the front of parameters. */
static bool
next_parameter(struct bytes *rest, struct bytes *name, struct bytes *value)
{
	size_t eq, end;

	*rest = trim(*rest);
	if (rest->len == 0 || rest->at[0] != ';')
		return false;
	*rest = trim(after(*rest, 1));
	eq = bytes_find(*rest, '=');
	if (eq == rest->len)
		return false;
	*name = bytes_of(rest->at, eq);
	*rest = after(*rest, eq + 1);
	if (rest->len != 0 && rest->at[0] == '"') {
		end = bytes_find(after(*rest, 1), '"');
		if (end == rest->len - 1)
			return false;
		*value = bytes_of(rest->at + 1, end);
		*rest = after(*rest, end + 2);
	} else {
		end = bytes_find(*rest, ';');
		*value = trim(bytes_of(rest->at, end));
		*rest = after(*rest, end);
	}
	return http_is_token(*name);
}

/* RFC 2046 5.1.1: 1 to 70 of these, no blank at the end. */
static bool
boundary_is_good(struct bytes b)
{
	static const char extra[] = "'()+_,-./:=? ";

	for (size_t i = 0; i < b.len; i++) {
		uint8_t c = b.at[i];

		if (!(c >= '0' && c <= '9') && !(c >= 'a' && c <= 'z') &&
		    !(c >= 'A' && c <= 'Z') &&
		    (c == 0 || strchr(extra, c) == NULL))
			return false;
	}
	return b.len != 0 && b.len <= BOUNDARY_MAX && b.at[b.len - 1] != ' ';
}

static bool
find_boundary(struct bytes type, struct bytes *boundary)
{
	struct bytes rest = after(type, bytes_find(type, ';')), name, value;
	bool found = false;

	while (trim(rest).len != 0) {
		if (!next_parameter(&rest, &name, &value))
			return false;
		if (!http_same_word(name, "boundary"))
			continue;
		if (found || !boundary_is_good(value))
			return false;
		*boundary = value;
		found = true;
	}
	return found;
}

/* Cuts off a line that ends with CR LF. */
static bool
next_line(struct bytes *rest, struct bytes *line)
{
	size_t end = bytes_find(*rest, '\r');

	if (end > PART_HEADER_BYTES || rest->len - end < 2 ||
	    rest->at[end + 1] != '\n')
		return false;
	*line = bytes_of(rest->at, end);
	*rest = after(*rest, end + 2);
	return true;
}

/* The two that matter of a part's headers. */
struct part {
	struct form_file file;
	bool named, is_file, typed;
};

static bool
read_disposition(struct part *p, struct bytes value)
{
	struct bytes rest = after(value, bytes_find(value, ';')), name, text;

	if (p->named || !http_same_word(trim(bytes_of(value.at,
	    bytes_find(value, ';'))), "form-data"))
		return false;
	while (trim(rest).len != 0) {
		if (!next_parameter(&rest, &name, &text))
			return false;
		if (http_same_word(name, "name") && !p->named) {
			p->file.field = text;
			p->named = true;
		} else if (http_same_word(name, "filename") && !p->is_file) {
			p->file.name = text;
			p->is_file = true;
		} else {
			return false;
		}
	}
	return p->named;
}

static bool
read_header(struct part *p, struct bytes line)
{
	size_t colon = bytes_find(line, ':');
	struct bytes name = bytes_of(line.at, colon), value;

	if (colon == line.len)
		return false;
	value = trim(after(line, colon + 1));
	if (http_guard_header(name, value).status != 0)
		return false;
	if (http_same_word(name, "Content-Disposition"))
		return read_disposition(p, value);
	if (http_same_word(name, "Content-Type")) {
		bool again = p->typed;

		p->typed = true;
		p->file.type = value;
		return !again;
	}
	return !http_same_word(name, "Content-Transfer-Encoding");
}

static bool
read_headers(struct part *p, struct bytes *rest)
{
	struct bytes line;

	for (size_t i = 0; i <= PART_HEADERS_MAX; i++) {
		if (!next_line(rest, &line))
			return false;
		if (line.len == 0)
			return p->named;
		if (!read_header(p, line))
			return false;
	}
	return false;
}

/* Cuts off what stands before CR LF "--" boundary. */
static bool
next_content(struct bytes *rest, struct bytes boundary, struct bytes *content)
{
	uint8_t mark[4 + BOUNDARY_MAX] = "\r\n--";
	const uint8_t *at;

	memcpy(mark + 4, boundary.at, boundary.len);
	if (rest->len == 0)
		return false;
	at = memmem(rest->at, rest->len, mark, 4 + boundary.len);
	if (at == NULL)
		return false;
	*content = bytes_of(rest->at, (size_t)(at - rest->at));
	*rest = after(*rest, content->len + 4 + boundary.len);
	return true;
}

static enum err
add_part(struct form_reader *f, struct part *p, struct error *e)
{
	if (!p->is_file)
		return form_add_field(f, p->file.field, p->file.bytes, e);
	if (p->file.type.at == NULL)
		p->file.type = bytes_text("text/plain");
	return form_add_file(f, &p->file, e);
}

enum err
form_read_parts(struct form_reader *f, struct bytes type, struct bytes body,
    struct error *e)
{
	struct bytes boundary, rest = body;
	size_t count = 0;
	enum err rc;

	if (!find_boundary(type, &boundary) || body.len < 2 + boundary.len ||
	    !bytes_starts(body, "--") ||
	    memcmp(body.at + 2, boundary.at, boundary.len) != 0)
		return broken(e);
	rest = after(body, 2 + boundary.len);
	while (!bytes_starts(rest, "--")) {
		struct part p = {.named = false};

		if (count++ == FORM_PARTS_MAX)
			return error_word(e, ERR_INPUT, "too-large",
			    "the form has more than %d parts", FORM_PARTS_MAX);
		if (!bytes_starts(rest, "\r\n"))
			return broken(e);
		rest = after(rest, 2);
		if (!read_headers(&p, &rest) ||
		    !next_content(&rest, boundary, &p.file.bytes))
			return broken(e);
		rc = add_part(f, &p, e);
		if (rc != ERR_NONE)
			return rc;
	}
	rest = after(rest, 2);
	return rest.len == 0 || bytes_is(rest, "\r\n") ? ERR_NONE : broken(e);
}
