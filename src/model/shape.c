/* The walker of model/shape.h */
#include "model/shape.h"

#include "crypto/hash.h"
#include "format/day.h"
#include "model/when.h"

#include <assert.h>
#include <stdio.h>

static bool
is_lower(uint8_t c)
{
	return c >= 'a' && c <= 'z';
}

static bool
is_digit(uint8_t c)
{
	return c >= '0' && c <= '9';
}

bool
state_is_valid(struct bytes t)
{
	return t.len == 2 && is_lower(t.at[0]) && is_lower(t.at[1]);
}

bool
code_is_valid(struct bytes t)
{
	if (t.len < 1 || t.len > 40)
		return false;
	for (size_t i = 0; i < t.len; i++)
		if (!is_lower(t.at[i]) && !is_digit(t.at[i]) &&
		    (t.at[i] != '-' || i == 0))
			return false;
	return true;
}

/* [a-z]{2,3} and parts of 1 to 8 letters and digits (BCP 47, case free). */
bool
lang_is_valid(struct bytes t)
{
	size_t i = 0, part;

	if (t.len > 35)
		return false;
	while (i < t.len && is_lower(t.at[i]))
		i++;
	if (i < 2 || i > 3)
		return false;
	while (i < t.len) {
		if (t.at[i++] != '-')
			return false;
		for (part = 0; i < t.len && t.at[i] != '-'; part++, i++)
			if (!is_lower(t.at[i]) && !is_digit(t.at[i]) &&
			    !(t.at[i] >= 'A' && t.at[i] <= 'Z'))
				return false;
		if (part < 1 || part > 8)
			return false;
	}
	return true;
}

static bool
media_half_is_valid(struct bytes t)
{
	if (t.len < 1 || t.len > 50)
		return false;
	for (size_t i = 0; i < t.len; i++)
		if (!is_lower(t.at[i]) && !is_digit(t.at[i]) &&
		    (i == 0 || memchr(".+-", t.at[i], 3) == NULL))
			return false;
	return true;
}

bool
media_is_valid(struct bytes t)
{
	size_t slash = bytes_find(t, '/');

	return slash < t.len && media_half_is_valid(bytes_of(t.at, slash)) &&
	    media_half_is_valid(bytes_of(t.at + slash + 1, t.len - slash - 1));
}

/* Writes "/parties/0/who" from the top down; what does not fit is cut. */
static void
path_print(char *out, size_t size, const struct shape_path *at,
    const char *member)
{
	const struct shape_path *levels[40];
	size_t count = 0, len = 0;

	for (; at != NULL && count < COUNT(levels); at = at->up)
		levels[count++] = at;
	out[0] = '\0';
	while (count > 0 && len < size) {
		at = levels[--count];
		len += (size_t)(at->name != NULL ?
			snprintf(out + len, size - len, "/%s", at->name) :
			snprintf(out + len, size - len, "/%zu", at->index));
	}
	if (member != NULL && len < size)
		snprintf(out + len, size - len, "/%s", member);
}

enum err
shape_fail(struct error *e, const char *word, const struct shape_path *at,
    const char *member, const char *fmt, ...)
{
	char text[sizeof e->text], path[sizeof e->field];
	va_list args;

	if (e == NULL)
		return ERR_INPUT;
	va_start(args, fmt);
	vsnprintf(text, sizeof text, message_in(e->lang, fmt), args);
	va_end(args);
	path_print(path, sizeof path, at, member);
	error_word(e, ERR_INPUT, word, "%s: %s", path[0] == '\0' ? "/" : path,
	    text);
	error_field(e, "%s", path);
	return ERR_INPUT;
}

static enum err
fail_kind(struct error *e, const char *word, const struct shape_path *at,
    const struct shape *s, const char *rule)
{
	const char *or_null = s->or_null ? error_say(e, " or null") : "";
	enum err rc;

	rule = error_say(e, s->rule != NULL ? s->rule : rule);
	rc = shape_fail(e, word, at, NULL, "is not %s%s", rule, or_null);
	return error_mend(e, rc, "write %s%s there", rule, or_null);
}

static enum err
check_int(const struct json *v, const struct shape *s,
    const struct shape_path *at, const char *word, struct error *e)
{
	char rule[80];

	if (v->type == JSON_NUMBER && v->number >= s->min &&
	    v->number <= s->max)
		return ERR_NONE;
	snprintf(rule, sizeof rule, error_say(e, "a whole number from %lld to %lld"),
	    (long long)s->min, (long long)s->max);
	return fail_kind(e, word, at, s, rule);
}

static enum err
check_str(const struct json *v, const struct shape *s,
    const struct shape_path *at, const char *word, struct error *e)
{
	char rule[80];

	if (v->type == JSON_STRING && (int64_t)v->text.len >= s->min &&
	    (int64_t)v->text.len <= s->max)
		return ERR_NONE;
	snprintf(rule, sizeof rule, error_say(e, "a text of %lld to %lld bytes"),
	    (long long)s->min, (long long)s->max);
	return fail_kind(e, word, at, s, rule);
}

static enum err
check_id(const struct json *v, const struct shape *s,
    const struct shape_path *at, const char *word, struct error *e)
{
	char rule[120];
	size_t len;
	struct id id;

	if (v->type == JSON_STRING && id_parse(v->text, &id) &&
	    (s->types == 0 || (s->types & TYPE_BIT(id.type)) != 0))
		return ERR_NONE;
	len = (size_t)snprintf(rule, sizeof rule, "an id");
	for (unsigned t = 1; t < TYPE_COUNT && len < sizeof rule; t++)
		if ((s->types & TYPE_BIT(t)) != 0)
			len += (size_t)snprintf(rule + len, sizeof rule - len,
			    "%s%s", len == 5 ? " of type " : " or ",
			    type_name((enum entry_type)t));
	return fail_kind(e, word, at, s, rule);
}

static bool
day_or_null(const struct json *v, uint32_t *day)
{
	if (v == NULL)
		return false;
	if (v->type == JSON_NULL)
		return true;
	return v->type == JSON_STRING && day_parse(v->text, day);
}

static enum err
check_span(const struct json *v, const struct shape *s,
    const struct shape_path *at, const char *word, struct error *e)
{
	uint32_t from = DAY_FIRST, to = DAY_LAST;

	if (v->type != JSON_OBJECT || v->count != 2 ||
	    !day_or_null(json_get(v, "from"), &from) ||
	    !day_or_null(json_get(v, "to"), &to))
		return fail_kind(e, word, at, s,
		    "a span {\"from\":DAY,\"to\":DAY} with null for open");
	if (from > to)
		return shape_fail(e, word, at, NULL,
		    "the span ends before it begins");
	return ERR_NONE;
}

static enum err
check_when(const struct json *v, const struct shape_path *at, const char *word,
    struct error *e)
{
	struct error inner = error_like(e);
	struct when when;
	char path[sizeof inner.field];
	enum err rc = when_parse(&when, v, &inner);

	if (rc == ERR_NONE || e == NULL)
		return rc;
	path_print(path, sizeof path, at, NULL);
	if (strcmp(word, "slot") == 0)
		return shape_fail(e, word, at, NULL, "%s", inner.text);
	*e = inner;
	error_field(e, "%s", path);
	return rc;
}

static enum err
check_word(const struct json *v, const struct shape *s,
    const struct shape_path *at, const char *word, struct error *e)
{
	char rule[200];
	size_t len;

	if (v->type == JSON_STRING)
		for (const char *const *w = s->words; *w != NULL; w++)
			if (bytes_is(v->text, *w))
				return ERR_NONE;
	len = (size_t)snprintf(rule, sizeof rule, "%s",
	    error_say(e, "one of"));
	for (const char *const *w = s->words; *w != NULL && len < sizeof rule;
	     w++)
		len += (size_t)snprintf(rule + len, sizeof rule - len, " %s",
		    *w);
	return fail_kind(e, word, at, s, rule);
}

/* T: 1 to 8 languages, 1 to 4,000 bytes each (model 3.1). */
static enum err
check_texts(const struct json *v, const struct shape *s,
    const struct shape_path *at, const char *word, struct error *e)
{
	if (v->type != JSON_OBJECT || v->count < 1 || v->count > 8)
		return fail_kind(e, word, at, s,
		    "texts by language, {\"en\":TEXT}");
	for (const struct json *m = v->first; m != NULL; m = m->next) {
		bool ok = m->name.len >= 2 && m->name.len <= 3;

		for (size_t i = 0; ok && i < m->name.len; i++)
			ok = is_lower(m->name.at[i]);
		if (!ok)
			return shape_fail(e, word, at, NULL,
			    "a language is two or three lower-case letters");
		if (m->type != JSON_STRING || m->text.len < 1 ||
		    m->text.len > 4000)
			return shape_fail(e, word, at, NULL,
			    "a text in %.*s has 1 to 4,000 bytes",
			    (int)m->name.len, (const char *)m->name.at);
	}
	return ERR_NONE;
}

static bool
ascends(const struct json *before, const struct json *v)
{
	if (before == NULL)
		return true;
	if (before->type != v->type)
		return false;
	if (v->type == JSON_NUMBER)
		return before->number < v->number;
	return bytes_compare(before->text, v->text) < 0;
}

static enum err
check_array(const struct json *v, const struct shape *s,
    const struct shape_path *at, const char *word, struct error *e)
{
	struct shape_path here = {at, NULL, 0};
	const struct json *before = NULL;
	char rule[80];
	enum err rc;

	if (v->type != JSON_ARRAY || (int64_t)v->count < s->min ||
	    (int64_t)v->count > s->max) {
		snprintf(rule, sizeof rule, error_say(e, "a list of %lld to %lld elements"),
		    (long long)s->min, (long long)s->max);
		return fail_kind(e, word, at, s, rule);
	}
	for (const struct json *m = v->first; m != NULL; m = m->next) {
		rc = shape_check(m, s->of, &here, word, e);
		if (rc != ERR_NONE)
			return rc;
		if (s->sorted && !ascends(before, m))
			return shape_fail(e, word, at, NULL,
			    "elements must ascend, none twice");
		before = m;
		here.index++;
	}
	return ERR_NONE;
}

static bool
table_has(const struct shape *s, struct bytes name)
{
	for (size_t i = 0; i < s->field_count; i++)
		if (bytes_is(name, s->fields[i].name))
			return true;
	return false;
}

static enum err
fail_extra(const struct json *v, const struct shape *s,
    const struct shape_path *at, const char *word, struct error *e)
{
	char name[42];
	size_t len;
	enum err rc;

	for (const struct json *m = v->first; m != NULL; m = m->next) {
		if (table_has(s, m->name))
			continue;
		len = m->name.len < sizeof name - 1 ? m->name.len :
						      sizeof name - 1;
		memcpy(name, m->name.at, len);
		name[len] = '\0';
		rc = shape_fail(e, word, at, name, "no such member here");
		return error_mend(e, rc,
		    "leave it out; names and words belong into slots");
	}
	return shape_fail(e, word, at, NULL, "members differ");
}

static enum err
check_object(const struct json *v, const struct shape *s,
    const struct shape_path *at, const char *word, struct error *e)
{
	const struct json *next, *m;
	size_t found = 0;
	enum err rc;

	if (v->type != JSON_OBJECT)
		return fail_kind(e, word, at, s, "an object");
	next = v->first;
	for (size_t i = 0; i < s->field_count; i++) {
		const struct shape_field *f = &s->fields[i];
		struct shape_path here = {at, f->name, 0};

		/* both sides are sorted: the next member is the likely one */
		if (next != NULL && bytes_is(next->name, f->name)) {
			m = next;
			next = next->next;
		} else {
			m = json_get(v, f->name);
		}
		if (m == NULL) {
			if (f->presence == OPTIONAL)
				continue;
			rc = shape_fail(e, word, at, f->name, "is missing");
			return error_mend(e, rc, "add %s", f->name);
		}
		found++;
		rc = shape_check(m, f->shape, &here, word, e);
		if (rc != ERR_NONE)
			return rc;
	}
	return found == v->count ? ERR_NONE : fail_extra(v, s, at, word, e);
}

static enum err
check_text(const struct json *v, const struct shape *s,
    const struct shape_path *at, const char *word, bool (*valid)(struct bytes),
    const char *rule, struct error *e)
{
	if (v->type == JSON_STRING && valid(v->text))
		return ERR_NONE;
	return fail_kind(e, word, at, s, rule);
}

static bool
hash_is_valid(struct bytes text)
{
	struct hash hash;

	return hash_parse(text, &hash);
}

static bool
day_is_text(struct bytes text)
{
	uint32_t day;

	return day_parse(text, &day);
}

static enum err
check_kind(const struct json *v, const struct shape *s,
    const struct shape_path *at, const char *word, struct error *e)
{
	switch (s->kind) {
	case SHAPE_ANY_NULL:
		return v->type == JSON_NULL ? ERR_NONE :
					      fail_kind(e, word, at, s, "null");
	case SHAPE_BOOL:
		return v->type == JSON_BOOL ?
		    ERR_NONE :
		    fail_kind(e, word, at, s, "a JSON boolean");
	case SHAPE_INT:
		return check_int(v, s, at, word, e);
	case SHAPE_STR:
		return check_str(v, s, at, word, e);
	case SHAPE_ID:
		return check_id(v, s, at, word, e);
	case SHAPE_DAY:
		return check_text(v, s, at, word, day_is_text,
		    "a day YYYY-MM-DD", e);
	case SHAPE_SPAN:
		return check_span(v, s, at, word, e);
	case SHAPE_WHEN:
		return check_when(v, at, word, e);
	case SHAPE_STATE:
		return check_text(v, s, at, word, state_is_valid,
		    "a state code of two lower-case letters", e);
	case SHAPE_HASH:
		return check_text(v, s, at, word, hash_is_valid,
		    "a hash of 64 lower-case hex digits", e);
	case SHAPE_CODE:
		return check_text(v, s, at, word, code_is_valid,
		    "a code of letters a-z, digits and -", e);
	case SHAPE_LANG:
		return check_text(v, s, at, word, lang_is_valid,
		    "a language code such as en or fr", e);
	case SHAPE_MEDIA:
		return check_text(v, s, at, word, media_is_valid,
		    "a media type such as application/pdf", e);
	case SHAPE_WORD:
		return check_word(v, s, at, word, e);
	case SHAPE_ARRAY:
		return check_array(v, s, at, word, e);
	case SHAPE_OBJECT:
		return check_object(v, s, at, word, e);
	case SHAPE_TEXTS:
		return check_texts(v, s, at, word, e);
	case SHAPE_CHECK:
		return ERR_NONE;
	}
	return ERR_NONE;
}

enum err
shape_check(const struct json *v, const struct shape *shape,
    const struct shape_path *at, const char *word, struct error *e)
{
	enum err rc;

	if (shape->or_null && v->type == JSON_NULL)
		return ERR_NONE;
	rc = check_kind(v, shape, at, word, e);
	if (rc == ERR_NONE && shape->check != NULL)
		rc = shape->check(v, at, word, e);
	return rc;
}
