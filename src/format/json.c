#include "format/json.h"

#define DEPTH_MAX 64 /* no limits of ours go deeper: the stack below */

const struct json_limits json_entry_limits = {32, 256, 4096, 16384, false};
const struct json_limits json_file_limits = {DEPTH_MAX, 4096,
    (size_t)1 << 31, 16 * MIB, true};

struct reader {
	const uint8_t *start, *at, *end;
	const struct json_limits *limits;
	struct arena *arena;
	struct error *e;
};

static enum err
fault(const struct reader *r, const uint8_t *at, const char *word,
    const char *what)
{
	return error_word(r->e, ERR_INPUT, word, "%s at byte %zu",
	    error_say(r->e, what), (size_t)(at - r->start));
}

static enum err
memory(const struct reader *r)
{
	return error_set(r->e, ERR_MEMORY, "JSON text needs too much memory");
}

static void
skip_space(struct reader *r)
{
	while (r->at < r->end && (*r->at == ' ' || *r->at == '\t' ||
	    *r->at == '\n' || *r->at == '\r'))
		r->at++;
}

static bool
is_noncharacter(uint32_t c)
{
	return (c >= 0xfdd0 && c <= 0xfdef) || (c & 0xfffe) == 0xfffe;
}

static int
hex4(const struct reader *r, const uint8_t *at)
{
	int value = 0;

	if (r->end - at < 4)
		return -1;
	for (unsigned i = 0; i < 4; i++) {
		uint8_t c = at[i];
		int digit = c >= '0' && c <= '9' ? c - '0' :
		    c >= 'a' && c <= 'f' ? c - 'a' + 10 :
		    c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;

		if (digit < 0)
			return -1;
		value = value * 16 + digit;
	}
	return value;
}

/* One escape; r->at stands on the backslash. */
static enum err
escape(struct reader *r, uint32_t *scalar)
{
	static const char from[] = "\"\\/bfnrt";
	static const char to[] = "\"\\/\b\f\n\r\t";
	const uint8_t *start = r->at++;
	const char *hit;
	int high, low;

	if (r->at == r->end)
		return fault(r, start, "json_syntax", "unfinished escape");
	hit = *r->at == '\0' ? NULL : strchr(from, *r->at);
	if (hit != NULL) {
		*scalar = (uint8_t)to[hit - from];
		r->at++;
		return ERR_NONE;
	}
	high = *r->at == 'u' ? hex4(r, r->at + 1) : -1;
	if (high < 0)
		return fault(r, start, "json_syntax", "unknown escape");
	r->at += 5;
	*scalar = (uint32_t)high;
	if (high >= 0xd800 && high <= 0xdfff) {
		low = high < 0xdc00 && r->end - r->at >= 2 &&
		    r->at[0] == '\\' && r->at[1] == 'u' ?
		    hex4(r, r->at + 2) : -1;
		if (low < 0xdc00 || low > 0xdfff)
			return fault(r, start, "json_string",
			    "lone surrogate");
		r->at += 6;
		*scalar = 0x10000u + (((uint32_t)high - 0xd800u) << 10) +
		    ((uint32_t)low - 0xdc00u);
	}
	if (*scalar == 0 || is_noncharacter(*scalar))
		return fault(r, start, "json_string",
		    "U+0000 or a noncharacter");
	return ERR_NONE;
}

static size_t
put_scalar(uint8_t *at, uint32_t scalar)
{
	struct buffer b = {.at = at, .cap = 4};

	utf8_put(&b, scalar);
	return b.len;
}

/* Reads a string; r->at stands on the opening quote. */
static enum err
string(struct reader *r, struct bytes *out)
{
	const uint8_t *start = ++r->at, *from = start;
	uint8_t *copy = NULL;
	size_t len = 0;

	for (;;) {
		uint32_t scalar = 0;
		enum err rc;

		if (r->at == r->end)
			return fault(r, r->at, "json_syntax",
			    "unfinished string");
		if (*r->at == '"')
			break;
		if (*r->at < 0x20)
			return fault(r, r->at, "json_syntax",
			    "raw control character in a string");
		if (*r->at == 0xef || *r->at >= 0xf0) {
			struct bytes rest = {r->at, (size_t)(r->end - r->at)};

			if (is_noncharacter(utf8_next(&rest)))
				return fault(r, r->at, "json_string",
				    "a noncharacter");
		}
		if (*r->at != '\\') {
			r->at++;
			continue;
		}
		if (copy == NULL) {
			/* escapes never lengthen: the rest of the literal
			 * bounds what its text can need */
			const uint8_t *end = r->at;

			while (end < r->end && *end != '"')
				end += *end == '\\' && r->end - end > 1 ? 2 : 1;
			copy = arena_take(r->arena,
			    (size_t)(end - start) + 1);
			if (copy == NULL)
				return memory(r);
		}
		memcpy(copy + len, from, (size_t)(r->at - from));
		len += (size_t)(r->at - from);
		rc = escape(r, &scalar);
		if (rc != ERR_NONE)
			return rc;
		len += put_scalar(copy + len, scalar);
		from = r->at;
	}
	if (copy != NULL) {
		memcpy(copy + len, from, (size_t)(r->at - from));
		len += (size_t)(r->at - from);
		*out = bytes_of(copy, len);
	} else {
		*out = bytes_of(start, (size_t)(r->at - start));
	}
	if (out->len > r->limits->string_bytes)
		return fault(r, start - 1, "json_limit", "string too long");
	r->at++;
	return ERR_NONE;
}

static bool
take_digits(struct reader *r)
{
	const uint8_t *start = r->at;

	while (r->at < r->end && *r->at >= '0' && *r->at <= '9')
		r->at++;
	return r->at > start;
}

/* Grammar of RFC 8259 6, then the narrower one of model 1.2. */
static enum err
number(struct reader *r, struct json *v)
{
	const uint8_t *start = r->at, *digits;
	bool whole = true;
	int64_t value = 0;

	if (*r->at == '-')
		r->at++;
	digits = r->at;
	if (!take_digits(r))
		return fault(r, start, "json_syntax", "not a number");
	if (*digits == '0' && r->at - digits > 1)
		return fault(r, start, "json_syntax", "leading zero");
	if (r->at < r->end && *r->at == '.') {
		whole = false;
		r->at++;
		if (!take_digits(r))
			return fault(r, start, "json_syntax", "not a number");
	}
	if (r->at < r->end && (*r->at == 'e' || *r->at == 'E')) {
		whole = false;
		r->at++;
		if (r->at < r->end && (*r->at == '+' || *r->at == '-'))
			r->at++;
		if (!take_digits(r))
			return fault(r, start, "json_syntax", "not a number");
	}
	if (whole && r->at - digits <= 16) {
		for (const uint8_t *p = digits; p < r->at; p++)
			value = value * 10 + (*p - '0');
		if (*start == '-')
			value = -value;
		if (value <= JSON_NUMBER_MAX && value >= -JSON_NUMBER_MAX &&
		    (value != 0 || *start != '-')) {
			v->type = JSON_NUMBER;
			v->number = value;
			return ERR_NONE;
		}
	}
	if (!r->limits->any_number)
		return fault(r, start, "json_number",
		    "a number that is no integer within 2^53 - 1");
	v->type = JSON_DECIMAL;
	v->text = bytes_of(start, (size_t)(r->at - start));
	return ERR_NONE;
}

static bool
literal(struct reader *r, const char *text)
{
	size_t len = strlen(text);

	if ((size_t)(r->end - r->at) < len || memcmp(r->at, text, len) != 0)
		return false;
	r->at += len;
	return true;
}

static enum err
scalar(struct reader *r, struct json *v)
{
	if (r->at == r->end)
		return fault(r, r->at, "json_syntax", "value expected");
	switch (*r->at) {
	case '"':
		v->type = JSON_STRING;
		return string(r, &v->text);
	case 't':
	case 'f':
		v->type = JSON_BOOL;
		v->truth = *r->at == 't';
		if (literal(r, v->truth ? "true" : "false"))
			return ERR_NONE;
		break;
	case 'n':
		v->type = JSON_NULL;
		if (literal(r, "null"))
			return ERR_NONE;
		break;
	default:
		if (*r->at == '-' || (*r->at >= '0' && *r->at <= '9'))
			return number(r, v);
		break;
	}
	return fault(r, r->at, "json_syntax", "value expected");
}

static void
adopt(struct json *parent, struct json *child)
{
	if (parent->last == NULL)
		parent->first = child;
	else
		parent->last->next = child;
	parent->last = child;
	parent->count++;
}

static const struct json *
find(const struct json *object, struct bytes name)
{
	for (const struct json *m = object->first; m != NULL; m = m->next)
		if (bytes_equal(m->name, name))
			return m;
	return NULL;
}

static enum err
member_name(struct reader *r, const struct json *object, struct bytes *name)
{
	const uint8_t *start = r->at;
	enum err rc;

	if (r->at == r->end || *r->at != '"')
		return fault(r, r->at, "json_syntax", "member name expected");
	rc = string(r, name);
	if (rc != ERR_NONE)
		return rc;
	if (find(object, *name) != NULL)
		return fault(r, start, "json_duplicate", "a name twice");
	if (object->count >= r->limits->members)
		return fault(r, start, "json_limit", "too many members");
	skip_space(r);
	if (r->at == r->end || *r->at != ':')
		return fault(r, r->at, "json_syntax", "\":\" expected");
	r->at++;
	skip_space(r);
	return ERR_NONE;
}

/* After a value: closes what ends here. True in `*more` if another child of
 * the innermost open container follows. */
static enum err
after_value(struct reader *r, struct json **stack, size_t *depth, bool *more)
{
	*more = false;
	while (*depth > 0) {
		bool object = stack[*depth - 1]->type == JSON_OBJECT;

		skip_space(r);
		if (r->at == r->end)
			return fault(r, r->at, "json_syntax", "unfinished");
		if (*r->at == ',') {
			r->at++;
			skip_space(r);
			*more = true;
			return ERR_NONE;
		}
		if (*r->at != (object ? '}' : ']'))
			return fault(r, r->at, "json_syntax",
			    "\",\" or an end expected");
		r->at++;
		--*depth;
	}
	return ERR_NONE;
}

static enum err
tree(struct reader *r, const struct json **out)
{
	struct json *stack[DEPTH_MAX];
	size_t depth = 0;
	bool more = true;

	*out = NULL;
	while (more) {
		struct json *parent = depth == 0 ? NULL : stack[depth - 1];
		struct json *v = arena_take(r->arena, sizeof *v);
		enum err rc = ERR_NONE;

		if (v == NULL)
			return memory(r);
		if (parent != NULL && parent->type == JSON_OBJECT)
			rc = member_name(r, parent, &v->name);
		else if (parent != NULL &&
		    parent->count >= r->limits->elements)
			rc = fault(r, r->at, "json_limit",
			    "too many elements");
		if (rc != ERR_NONE)
			return rc;
		if (parent == NULL)
			*out = v;
		else
			adopt(parent, v);
		if (r->at < r->end && (*r->at == '{' || *r->at == '[')) {
			uint8_t close = *r->at == '{' ? '}' : ']';

			if (depth >= r->limits->depth)
				return fault(r, r->at, "json_depth",
				    "nested too deep");
			v->type = *r->at == '{' ? JSON_OBJECT : JSON_ARRAY;
			r->at++;
			skip_space(r);
			if (r->at == r->end || *r->at != close) {
				stack[depth++] = v;
				continue;
			}
			r->at++;
		} else {
			rc = scalar(r, v);
		}
		if (rc == ERR_NONE)
			rc = after_value(r, stack, &depth, &more);
		if (rc != ERR_NONE)
			return rc;
	}
	return ERR_NONE;
}

enum err
json_parse(const struct json **out, struct bytes in,
    const struct json_limits *limits, struct arena *a, struct error *e)
{
	struct json_limits bounded = *limits;
	const uint8_t *at = in.at == NULL ? (const uint8_t *)"" : in.at;
	struct reader r = {at, at, at + in.len, &bounded, a, e};
	const struct json *v = NULL;
	size_t bad = 0;
	enum err rc;

	if (bounded.depth > DEPTH_MAX)
		bounded.depth = DEPTH_MAX;
	if (in.len == 0)
		return error_word(e, ERR_INPUT, "json_syntax",
		    "value expected at byte 0");
	if (bytes_starts(in, "\xef\xbb\xbf"))
		return fault(&r, in.at, "json_utf8", "byte order mark");
	if (!utf8_check(in, &bad))
		return fault(&r, in.at + bad, "json_utf8",
		    "text is not UTF-8");
	skip_space(&r);
	rc = tree(&r, &v);
	if (rc != ERR_NONE)
		return rc;
	skip_space(&r);
	if (r.at != r.end)
		return fault(&r, r.at, "json_syntax",
		    "something after the value");
	*out = v;
	return ERR_NONE;
}

static bool
name_fits(struct bytes name)
{
	if (name.len < 1 || name.len > 40 || name.at[0] < 'a' ||
	    name.at[0] > 'z')
		return false;
	for (size_t i = 1; i < name.len; i++) {
		uint8_t c = name.at[i];

		if ((c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '_')
			return false;
	}
	return true;
}

/* Walks a tree in reading order without recursion; `stack` holds parents. */
struct walk {
	const struct json *stack[DEPTH_MAX + 1];
	size_t depth;
};

static const struct json *
walk_next(struct walk *w, const struct json *v)
{
	if (v->first != NULL && w->depth < COUNT(w->stack)) {
		w->stack[w->depth++] = v;
		return v->first;
	}
	while (v->next == NULL || w->depth == 0) {
		if (w->depth == 0)
			return NULL;
		v = w->stack[--w->depth];
	}
	return v->next;
}

enum err
json_check_names(const struct json *v, struct error *e)
{
	struct walk w = {.depth = 0};

	for (; v != NULL; v = walk_next(&w, v)) {
		for (const struct json *m = v->type == JSON_OBJECT ? v->first :
		    NULL; m != NULL; m = m->next)
			if (!name_fits(m->name))
				return error_word(e, ERR_INPUT, "json_name",
				    "member name \"%.*s\" does not fit "
				    "[a-z][a-z0-9_]*", m->name.len < 40 ?
				    (int)m->name.len : 40,
				    (const char *)m->name.at);
	}
	return ERR_NONE;
}
