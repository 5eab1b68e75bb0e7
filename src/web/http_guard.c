/* What is refused before any handler (interfaces B4.2) */
#include "web/http_inside.h"

#include "format/json.h"

static const struct http_refusal fine = {0, NULL, NULL};

static struct http_refusal
bad_path(void)
{
	return (struct http_refusal){400, "bad-path",
	    N_("the path or query is not well formed")};
}

static int
hex_digit(uint8_t c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

/* Percent signs resolved; false: half an escape, or no memory. */
static bool
unescape(struct bytes in, bool plus, struct bytes *out, struct arena *a)
{
	uint8_t *at = arena_take(a, in.len + 1);
	size_t len = 0;

	if (at == NULL)
		return false;
	for (size_t i = 0; i < in.len; i++) {
		uint8_t byte = in.at[i];

		if (byte == '%') {
			int high = -1, low = -1;

			if (in.len - i >= 3) {
				high = hex_digit(in.at[i + 1]);
				low = hex_digit(in.at[i + 2]);
			}
			if (high < 0 || low < 0)
				return false;
			byte = (uint8_t)(high << 4 | low);
			i += 2;
		} else if (byte == '+' && plus) {
			byte = ' ';
		}
		at[len++] = byte;
	}
	*out = bytes_of(at, len);
	return true;
}

bool
http_decode(struct bytes in, struct arena *a, struct bytes *out)
{
	return unescape(in, true, out, a);
}

/* The same, and no control byte, and well-formed UTF-8. */
static bool
decode(struct bytes in, bool plus, struct bytes *out, struct arena *a)
{
	size_t bad;

	if (!unescape(in, plus, out, a))
		return false;
	for (size_t i = 0; i < out->len; i++)
		if (out->at[i] < 0x20 || out->at[i] == 0x7f)
			return false;
	return utf8_check(*out, &bad);
}

/* "..", and backslashes, that some reader might take for a parent folder. */
static bool
climbs(struct bytes path)
{
	for (size_t i = 0; i < path.len; i++) {
		if (path.at[i] == '\\')
			return true;
		if (path.at[i] == '/' && path.len - i >= 3 &&
		    path.at[i + 1] == '.' && path.at[i + 2] == '.' &&
		    (path.len - i == 3 || path.at[i + 3] == '/'))
			return true;
	}
	return false;
}

static struct http_refusal
guard_query(struct http_request *r, struct bytes query)
{
	while (query.len != 0) {
		size_t end = bytes_find(query, '&');
		struct bytes part = bytes_of(query.at, end);
		size_t eq = bytes_find(part, '=');
		struct http_pair *p = &r->query[r->query_count];

		query = end == query.len ?
		    bytes_of(query.at, 0) :
		    bytes_of(query.at + end + 1, query.len - end - 1);
		if (r->query_count == HTTP_QUERY_MAX)
			return (struct http_refusal){400, "bad-request",
			    N_("the query has too many members")};
		if (!decode(bytes_of(part.at, eq), true, &p->name, r->arena) ||
		    !decode(eq == part.len ? bytes_of(part.at, 0) :
					     bytes_of(part.at + eq + 1,
						 part.len - eq - 1),
			true, &p->value, r->arena))
			return bad_path();
		r->query_count++;
	}
	return fine;
}

struct http_refusal
http_guard_target(struct http_request *r, struct bytes target)
{
	size_t mark = bytes_find(target, '?');

	r->raw = bytes_of(target.at, mark);
	r->has_query = mark != target.len;
	if (target.len > HTTP_TARGET_BYTES)
		return (struct http_refusal){414, "bad-path",
		    N_("the request's address is too long")};
	if (target.len == 0 || target.at[0] != '/' ||
	    !decode(r->raw, false, &r->path, r->arena) || climbs(r->path))
		return bad_path();
	return r->has_query ?
	    guard_query(r, bytes_of(target.at + mark + 1,
			       target.len - mark - 1)) :
	    fine;
}

/* RFC 9110 5.6.2 */
bool
http_is_token(struct bytes name)
{
	static const char extra[] = "!#$%&'*+-.^_`|~";

	for (size_t i = 0; i < name.len; i++) {
		uint8_t c = name.at[i];

		if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
		    (c >= '0' && c <= '9'))
			continue;
		if (c == 0 || strchr(extra, c) == NULL)
			return false;
	}
	return name.len != 0;
}

struct http_refusal
http_guard_header(struct bytes name, struct bytes value)
{
	bool good = http_is_token(name);

	for (size_t i = 0; i < value.len; i++)
		if ((value.at[i] < 0x20 && value.at[i] != '\t') ||
		    value.at[i] == 0x7f)
			good = false;
	if (!good)
		return (struct http_refusal){400, "bad-header",
		    N_("a header of the request is not well formed")};
	return fine;
}

static uint8_t
lower(uint8_t c)
{
	return c >= 'A' && c <= 'Z' ? (uint8_t)(c + 32) : c;
}

bool
http_same_word(struct bytes a, const char *word)
{
	if (a.len != strlen(word))
		return false;
	for (size_t i = 0; i < a.len; i++)
		if (lower(a.at[i]) != lower((uint8_t)word[i]))
			return false;
	return true;
}

bool
http_in_list(struct bytes name, const char *known)
{
	while (*known != '\0') {
		size_t len = strcspn(known, " ");

		if (len == name.len && memcmp(known, name.at, len) == 0)
			return true;
		known += len + (known[len] == ' ');
	}
	return false;
}

static struct bytes
trim(struct bytes b)
{
	while (b.len != 0 && (b.at[0] == ' ' || b.at[0] == '\t'))
		b = bytes_of(b.at + 1, b.len - 1);
	while (b.len != 0 &&
	    (b.at[b.len - 1] == ' ' || b.at[b.len - 1] == '\t'))
		b.len--;
	return b;
}

/* ";q=0.5" in thousandths; 1,000 where it is not said; 0 where it is wrong. */
static int
quality_of(struct bytes parameters)
{
	int q = 0, unit = 100;

	while (parameters.len != 0) {
		size_t end;
		struct bytes one;

		parameters = bytes_of(parameters.at + 1, parameters.len - 1);
		end = bytes_find(parameters, ';');
		one = trim(bytes_of(parameters.at, end));
		parameters = bytes_of(parameters.at + end,
		    parameters.len - end);
		if (!bytes_starts(one, "q=") && !bytes_starts(one, "Q="))
			continue;
		if (one.len < 3 || (one.at[2] != '0' && one.at[2] != '1'))
			return 0;
		q = one.at[2] == '1' ? 1000 : 0;
		for (size_t i = 4; i < one.len && q < 1000; i++) {
			if (one.at[i] < '0' || one.at[i] > '9')
				return 0;
			q += unit * (one.at[i] - '0');
			unit /= 10;
		}
		return q;
	}
	return 1000;
}

int
http_quality(struct bytes list, const char *word)
{
	size_t len = strlen(word);
	int best = -1;

	while (list.len != 0) {
		size_t end = bytes_find(list, ',');
		struct bytes one = trim(bytes_of(list.at, end));
		size_t semicolon = bytes_find(one, ';');
		struct bytes name = trim(bytes_of(one.at, semicolon));

		list = end == list.len ?
		    bytes_of(list.at, 0) :
		    bytes_of(list.at + end + 1, list.len - end - 1);
		if (name.len > len && name.at[len] == '-')
			name.len = len;
		if (http_same_word(name, word)) {
			int q = quality_of(bytes_of(one.at + semicolon,
			    one.len - semicolon));

			best = q > best ? q : best;
		}
	}
	return best;
}
