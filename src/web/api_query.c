#include "web/api_query.h"

enum err
api_query(struct query *out, const struct api_call *c, struct error *e)
{
	const struct http_request *r = c->request;
	struct pair *pairs = arena_take_array(c->o.a, r->query_count + 1,
	    sizeof *pairs);

	if (pairs == NULL)
		return error_set(e, ERR_MEMORY, "out of memory");
	for (size_t i = 0; i < r->query_count; i++) {
		pairs[i].name = arena_text(c->o.a, r->query[i].name);
		pairs[i].value = arena_text(c->o.a, r->query[i].value);
		if (pairs[i].name == NULL || pairs[i].value == NULL)
			return error_set(e, ERR_MEMORY, "out of memory");
	}
	*out = (struct query){.pairs = pairs, .count = r->query_count};
	return ERR_NONE;
}

/* RFC 3986: everything but the unreserved. */
static void
put_coded(struct buffer *out, struct bytes text)
{
	for (size_t i = 0; i < text.len; i++) {
		uint8_t c = text.at[i];

		if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
		    (c >= '0' && c <= '9') ||
		    (c != 0 && strchr("-._~/,", c) != NULL))
			buffer_byte(out, c);
		else
			buffer_printf(out, "%%%02X", c);
	}
}

void
api_path_print(struct buffer *out, const struct api_call *c, const char *path)
{
	if (c->o.base_url != NULL)
		buffer_text(out, c->o.base_url);
	buffer_printf(out, "/api/v1%s", path);
}

static bool
is_one_of(struct bytes name, const char *names)
{
	struct bytes rest = bytes_text(names == NULL ? "" : names);

	while (rest.len != 0) {
		size_t len = bytes_find(rest, ' ');

		if (bytes_equal(bytes_of(rest.at, len), name))
			return true;
		len += len < rest.len;
		rest = bytes_of(rest.at + len, rest.len - len);
	}
	return false;
}

void
api_query_print(struct buffer *out, const struct api_call *c,
    const char *without)
{
	const struct http_request *r = c->request;
	char mark = '?';

	for (size_t i = 0; i < r->query_count; i++) {
		if (is_one_of(r->query[i].name, without))
			continue;
		buffer_byte(out, (uint8_t)mark);
		put_coded(out, r->query[i].name);
		buffer_byte(out, '=');
		put_coded(out, r->query[i].value);
		mark = '&';
	}
}
