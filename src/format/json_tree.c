/* Looking into and building trees of format/json.h */
#include "format/json.h"

#include "crypto/hash.h"

const struct json *
json_get(const struct json *object, const char *name)
{
	struct bytes want = bytes_text(name);

	if (object == NULL || object->type != JSON_OBJECT)
		return NULL;
	for (const struct json *m = object->first; m != NULL; m = m->next)
		if (bytes_equal(m->name, want))
			return m;
	return NULL;
}

struct bytes
json_get_text(const struct json *object, const char *name)
{
	const struct json *v = json_get(object, name);

	if (v == NULL || v->type != JSON_STRING)
		return (struct bytes){NULL, 0};
	return v->text;
}

int64_t
json_get_number(const struct json *object, const char *name,
    int64_t otherwise)
{
	const struct json *v = json_get(object, name);

	return v == NULL || v->type != JSON_NUMBER ? otherwise : v->number;
}

bool
json_get_bool(const struct json *object, const char *name)
{
	const struct json *v = json_get(object, name);

	return v != NULL && v->type == JSON_BOOL && v->truth;
}

const struct json *
json_at(const struct json *array, size_t index)
{
	const struct json *v;

	if (array == NULL || array->type != JSON_ARRAY)
		return NULL;
	for (v = array->first; v != NULL && index != 0; v = v->next)
		index--;
	return v;
}

bool
json_is_null(const struct json *v)
{
	return v == NULL || v->type == JSON_NULL;
}

/* Both trees come from bounded readers or from our own builders, so the depth
 * of this recursion is at most that of json_limits. */
bool
json_equal(const struct json *a, const struct json *b)
{
	const struct json *m, *n;

	if (a == NULL || b == NULL)
		return a == b;
	if (a->type != b->type || a->count != b->count)
		return false;
	switch (a->type) {
	case JSON_NULL:
		return true;
	case JSON_BOOL:
		return a->truth == b->truth;
	case JSON_NUMBER:
		return a->number == b->number;
	case JSON_DECIMAL:
	case JSON_STRING:
		return bytes_equal(a->text, b->text);
	case JSON_ARRAY:
		for (m = a->first, n = b->first; m != NULL && n != NULL;
		    m = m->next, n = n->next)
			if (!json_equal(m, n))
				return false;
		return true;
	case JSON_OBJECT:
		for (m = a->first; m != NULL; m = m->next) {
			for (n = b->first; n != NULL; n = n->next)
				if (bytes_equal(m->name, n->name))
					break;
			if (!json_equal(m, n))
				return false;
		}
		return true;
	}
	return false;
}

struct json *
json_new(struct arena *a, enum json_type type)
{
	struct json *v = arena_take(a, sizeof *v);

	if (v != NULL)
		v->type = type;
	return v;
}

struct json *
json_new_text(struct arena *a, struct bytes text)
{
	struct json *v = json_new(a, JSON_STRING);

	if (v != NULL)
		v->text = arena_copy(a, text);
	return v;
}

struct json *
json_new_cstr(struct arena *a, const char *text)
{
	return text == NULL ? json_new(a, JSON_NULL) :
	    json_new_text(a, bytes_text(text));
}

struct json *
json_new_number(struct arena *a, int64_t number)
{
	struct json *v = json_new(a, JSON_NUMBER);

	if (v != NULL)
		v->number = number;
	return v;
}

struct json *
json_new_bool(struct arena *a, bool truth)
{
	struct json *v = json_new(a, JSON_BOOL);

	if (v != NULL)
		v->truth = truth;
	return v;
}

struct json *
json_new_hash(struct arena *a, const uint8_t bytes[32])
{
	struct hash h;
	char hex[65];

	memcpy(h.at, bytes, sizeof h.at);
	hash_print(hex, &h);
	return json_new_cstr(a, hex);
}

void
json_remove(struct json *object, const char *name)
{
	struct bytes want = bytes_text(name);
	struct json *before = NULL;

	for (struct json *m = object->first; m != NULL;
	    before = m, m = m->next) {
		if (!bytes_equal(m->name, want))
			continue;
		if (before == NULL)
			object->first = m->next;
		else
			before->next = m->next;
		if (object->last == m)
			object->last = before;
		object->count--;
		return;
	}
}

struct json *
json_add(struct json *parent, struct json *value)
{
	if (parent == NULL || value == NULL)
		return value;
	value->next = NULL;
	if (parent->last == NULL)
		parent->first = value;
	else
		parent->last->next = value;
	parent->last = value;
	parent->count++;
	return value;
}

struct json *
json_put(struct arena *a, struct json *object, const char *name,
    struct json *value)
{
	if (object == NULL || value == NULL)
		return value;
	json_remove(object, name);
	value->name = arena_copy(a, bytes_text(name));
	return json_add(object, value);
}

struct json *
json_put_text(struct arena *a, struct json *object, const char *name,
    struct bytes text)
{
	return json_put(a, object, name, json_new_text(a, text));
}

struct json *
json_put_cstr(struct arena *a, struct json *object, const char *name,
    const char *text)
{
	return json_put(a, object, name, json_new_cstr(a, text));
}

struct json *
json_put_number(struct arena *a, struct json *object, const char *name,
    int64_t number)
{
	return json_put(a, object, name, json_new_number(a, number));
}

struct json *
json_put_bool(struct arena *a, struct json *object, const char *name,
    bool truth)
{
	return json_put(a, object, name, json_new_bool(a, truth));
}

struct json *
json_put_null(struct arena *a, struct json *object, const char *name)
{
	return json_put(a, object, name, json_new(a, JSON_NULL));
}

struct json *
json_clone(struct arena *a, const struct json *v)
{
	struct json *copy;

	if (v == NULL)
		return NULL;
	copy = json_new(a, v->type);
	if (copy == NULL)
		return NULL;
	copy->truth = v->truth;
	copy->number = v->number;
	copy->text = v->text.at == NULL ? v->text : arena_copy(a, v->text);
	copy->name = v->name.at == NULL ? v->name : arena_copy(a, v->name);
	for (const struct json *m = v->first; m != NULL; m = m->next)
		json_add(copy, json_clone(a, m));
	return copy;
}

/* Is `name` what the token says, `~1` for `/` and `~0` for `~`? */
static bool
token_is(struct bytes token, struct bytes name)
{
	size_t k = 0;

	for (size_t i = 0; i < token.len; i++, k++) {
		uint8_t c = token.at[i];

		if (c == '~' && i + 1 < token.len)
			c = token.at[++i] == '1' ? '/' : '~';
		if (k >= name.len || name.at[k] != c)
			return false;
	}
	return k == name.len;
}

const struct json *
json_pointer(const struct json *v, struct bytes pointer)
{
	while (pointer.len != 0 && v != NULL) {
		struct bytes rest = {pointer.at + 1, pointer.len - 1}, token;
		const struct json *m = NULL;
		uint64_t index;

		if (pointer.at[0] != '/')
			return NULL;
		token = bytes_of(rest.at, bytes_find(rest, '/'));
		if (v->type == JSON_OBJECT) {
			for (m = v->first; m != NULL; m = m->next)
				if (token_is(token, m->name))
					break;
		} else if (v->type == JSON_ARRAY &&
		    bytes_decimal(token, SIZE_MAX, &index)) {
			m = json_at(v, (size_t)index);
		}
		v = m;
		pointer = bytes_of(rest.at + token.len, rest.len - token.len);
	}
	return v;
}
