#include "proof/question.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>

static uint64_t
field_max(const struct view_field *f)
{
	return (UINT64_C(1) << (8 * f->width)) - 1;
}

/* Fields that carry a range and a word of their own (7.1). */
static bool
has_range(enum field f)
{
	return f != FIELD_E && f != FIELD_L && f != FIELD_NUMBER;
}

static bool
is_letter(uint64_t byte)
{
	return byte >= 'A' && byte <= 'Z';
}

static bool
is_state(uint64_t value)
{
	return value <= UINT16_MAX && is_letter(value >> 8) &&
	    is_letter(value & 0xff);
}

static bool
range_is_full(const struct range *r, const struct view_field *f)
{
	return r->first == 0 && r->last == field_max(f);
}

void
question_init(struct question *q, enum view_byte view)
{
	memset(q, 0, sizeof *q);
	q->view = view_by_byte((uint8_t)view);
	q->from = DAY_FIRST;
	q->to = DAY_LAST;
	q->mode = MODE_COUNT;
	q->group = FIELD_NUMBER;
	for (size_t i = 0; q->view != NULL && i < q->view->field_count; i++)
		q->ranges[i].last = field_max(&q->view->fields[i]);
}

/* The place of a field in its view, or field_count. */
static size_t
field_place(const struct view *v, enum field f)
{
	size_t i;

	for (i = 0; i < v->field_count && v->fields[i].field != f; i++)
		;
	return i;
}

bool
question_set(struct question *q, enum field f, uint64_t first, uint64_t last)
{
	size_t i = field_place(q->view, f);

	if (i == q->view->field_count || !has_range(f) || first > last ||
	    last > field_max(&q->view->fields[i]))
		return false;
	q->ranges[i] = (struct range){first, last};
	return true;
}

bool
question_range(const struct question *q, enum field f, struct range *out)
{
	size_t i = field_place(q->view, f);

	*out = (struct range){0, 0};
	if (i == q->view->field_count)
		return false;
	*out = q->ranges[i];
	return true;
}

bool
question_is_full(const struct question *q, enum field f)
{
	size_t i = field_place(q->view, f);

	return i == q->view->field_count ||
	    range_is_full(&q->ranges[i], &q->view->fields[i]);
}

static enum err
check_range(const struct question *q, size_t i, struct error *e)
{
	const struct view_field *f = &q->view->fields[i];
	const struct range *r = &q->ranges[i];
	const char *name = field_name(f->field);

	if (r->first > r->last || r->last > field_max(f))
		return error_word(e, ERR_INPUT, "question_range",
		    "the range of %s is empty or too large", name);
	if (!has_range(f->field) && !range_is_full(r, f))
		return error_word(e, ERR_INPUT, "question_range",
		    "%s carries no range of its own", name);
	if (f->field == FIELD_STATE && !range_is_full(r, f) &&
	    (r->first != r->last || !is_state(r->first)))
		return error_word(e, ERR_INPUT, "question_state",
		    "state is two capitals, or left out");
	return ERR_NONE;
}

static enum err
check_group(const struct question *q, struct error *e)
{
	size_t place = field_place(q->view, q->group);

	if (place == q->view->field_count || !has_range(q->group))
		return error_word(e, ERR_INPUT, "question_group",
		    "the view %s has no groups of that field", q->view->name);
	for (size_t i = 0; i < place; i++)
		if (q->ranges[i].first != q->ranges[i].last)
			return error_word(e, ERR_INPUT, "question_group",
			    "groups(%s) needs a single value of %s",
			    field_name(q->group),
			    field_name(q->view->fields[i].field));
	return ERR_NONE;
}

static enum err
check_days(const struct question *q, struct error *e)
{
	if (!q->view->dated && (q->from != DAY_FIRST || q->to != DAY_LAST))
		return error_word(e, ERR_INPUT, "question_days",
		    "the view %s has no dates", q->view->name);
	if ((q->from != DAY_FIRST && !day_is_valid(q->from)) ||
	    (q->to != DAY_LAST && !day_is_valid(q->to)))
		return error_word(e, ERR_INPUT, "question_days",
		    "from and to are real days");
	if (q->from > q->to)
		return error_word(e, ERR_INPUT, "question_days",
		    "from is later than to");
	return ERR_NONE;
}

enum err
question_check(const struct question *q, struct error *e)
{
	enum err rc;

	if (q->view == NULL)
		return error_word(e, ERR_INPUT, "question_view",
		    "the question names no view");
	for (size_t i = 0; i < q->view->field_count; i++) {
		rc = check_range(q, i, e);
		if (rc != ERR_NONE)
			return rc;
	}
	rc = check_days(q, e);
	if (rc == ERR_NONE && q->mode == MODE_GROUPS)
		rc = check_group(q, e);
	return rc;
}

/* Cuts the next word off; words are parted by one blank. */
static bool
next_word(struct bytes *rest, struct bytes *word)
{
	size_t len;

	if (rest->len == 0)
		return false;
	len = bytes_find(*rest, ' ');
	*word = bytes_of(rest->at, len);
	if (len < rest->len)
		len++;
	*rest = bytes_of(rest->at + len, rest->len - len);
	return true;
}

static bool
starts_with_name(struct bytes word, const char *name, struct bytes *value)
{
	size_t len = strlen(name);

	if (!bytes_starts(word, name) || word.len <= len ||
	    word.at[len] != '=')
		return false;
	*value = bytes_of(word.at + len + 1, word.len - len - 1);
	return true;
}

static bool
parse_value(enum field f, struct bytes text, uint64_t max, uint64_t *out)
{
	if (f != FIELD_STATE)
		return bytes_decimal(text, max, out);
	if (text.len != 2 || !is_letter(text.at[0]) || !is_letter(text.at[1]))
		return false;
	*out = (uint64_t)text.at[0] << 8 | text.at[1];
	return true;
}

static bool
parse_range(const struct view_field *f, struct bytes text, struct range *out)
{
	uint64_t max = field_max(f);
	size_t dot = bytes_find(text, '.');

	if (dot == text.len) {
		if (!parse_value(f->field, text, max, &out->first))
			return false;
		out->last = out->first;
		return true;
	}
	return dot + 2 < text.len && text.at[dot + 1] == '.' &&
	    parse_value(f->field, bytes_of(text.at, dot), max, &out->first) &&
	    parse_value(f->field, bytes_of(text.at + dot + 2,
	    text.len - dot - 2), max, &out->last) && out->first < out->last;
}

static bool
parse_mode(struct question *q, struct bytes word)
{
	if (bytes_is(word, "count")) {
		q->mode = MODE_COUNT;
		return true;
	}
	if (bytes_is(word, "list")) {
		q->mode = MODE_LIST;
		return true;
	}
	if (!bytes_starts(word, "groups(") || word.at[word.len - 1] != ')')
		return false;
	word = bytes_of(word.at + 7, word.len - 8);
	for (size_t i = 0; i < q->view->field_count; i++) {
		if (bytes_is(word, field_name(q->view->fields[i].field))) {
			q->mode = MODE_GROUPS;
			q->group = q->view->fields[i].field;
			return true;
		}
	}
	return false;
}

/* One `name=value`; false where no field of the view is so named. */
static bool
parse_named(struct question *q, struct bytes word, bool *good)
{
	struct bytes value;

	if (starts_with_name(word, "from", &value)) {
		*good = day_parse(value, &q->from);
		return true;
	}
	if (starts_with_name(word, "to", &value)) {
		*good = day_parse(value, &q->to);
		return true;
	}
	for (size_t i = 0; i < q->view->field_count; i++) {
		const struct view_field *f = &q->view->fields[i];

		if (starts_with_name(word, field_name(f->field), &value)) {
			*good = has_range(f->field) &&
			    parse_range(f, value, &q->ranges[i]);
			return true;
		}
	}
	return false;
}

static enum err
word_error(struct bytes word, const char *what, struct error *e)
{
	char shown[41];
	size_t len = word.len < 40 ? word.len : 40;

	for (size_t i = 0; i < len; i++)
		shown[i] = word.at[i] > 0x20 && word.at[i] < 0x7f ?
		    (char)word.at[i] : '?';
	shown[len] = '\0';
	return error_word(e, ERR_INPUT, "question_word",
	    "\"%s\" is %s, in the question", shown, what);
}

enum err
question_parse(struct question *out, struct bytes text, struct error *e)
{
	char again[QUESTION_BYTES];
	const struct view *view;
	struct bytes rest = text, word = {NULL, 0};
	struct question q;
	bool mode = false;
	enum err rc;

	if (text.len >= QUESTION_BYTES)
		return error_word(e, ERR_INPUT, "question_long",
		    "the question is longer than %d bytes",
		    QUESTION_BYTES - 1);
	if (!next_word(&rest, &word))
		return error_word(e, ERR_INPUT, "question_view",
		    "the question names no view");
	view = view_by_name(word);
	if (view == NULL)
		return word_error(word, "no view", e);
	question_init(&q, view->byte);
	while (!mode && next_word(&rest, &word)) {
		bool good = true;

		mode = parse_mode(&q, word);
		if (mode)
			continue;
		if (!parse_named(&q, word, &good))
			return word_error(word, "neither a field of the view "
			    "nor a mode", e);
		if (!good)
			return word_error(word, "not a value or range", e);
	}
	if (!mode)
		return error_word(e, ERR_INPUT, "question_mode",
		    "the question ends without count, list or groups(FIELD)");
	if (rest.len != 0)
		return word_error(rest, "left over after the mode", e);
	rc = question_check(&q, e);
	if (rc != ERR_NONE)
		return rc;
	if (!bytes_equal(text, bytes_of(again, question_print(again, &q))))
		return error_word(e, ERR_INPUT, "question_canonical",
		    "the question is not canonical, write: %s", again);
	*out = q;
	return ERR_NONE;
}

/* A text under construction; the longest question fits (asserted below). */
struct line {
	char *at;
	size_t len;
};

static void
line_text(struct line *l, const char *text)
{
	size_t len = strlen(text);

	memcpy(l->at + l->len, text, len);
	l->len += len;
}

static void
line_value(struct line *l, enum field f, uint64_t value)
{
	char text[24];

	if (f == FIELD_STATE) {
		text[0] = (char)(value >> 8 & 0x7f);
		text[1] = (char)(value & 0x7f);
		text[2] = '\0';
	} else {
		(void)snprintf(text, sizeof text, "%" PRIu64, value);
	}
	line_text(l, text);
}

static void
line_day(struct line *l, const char *name, uint32_t day, uint32_t open)
{
	char text[11];

	if (day == open)
		return;
	day_print(text, day);
	line_text(l, name);
	line_text(l, text);
}

/* View 16, fields 4 x (13 + 2 x 20 + 2), days 2 x 16, mode 20. */
static_assert(16 + 4 * 55 + 32 + 20 < QUESTION_BYTES, "a question fits");

size_t
question_print(char out[QUESTION_BYTES], const struct question *q)
{
	struct line l = {out, 0};

	line_text(&l, q->view->name);
	for (size_t i = 0; i < q->view->field_count; i++) {
		const struct view_field *f = &q->view->fields[i];
		const struct range *r = &q->ranges[i];

		if (!has_range(f->field) || range_is_full(r, f))
			continue;
		line_text(&l, " ");
		line_text(&l, field_name(f->field));
		line_text(&l, "=");
		line_value(&l, f->field, r->first);
		if (r->first != r->last) {
			line_text(&l, "..");
			line_value(&l, f->field, r->last);
		}
	}
	line_day(&l, " from=", q->from, DAY_FIRST);
	line_day(&l, " to=", q->to, DAY_LAST);
	if (q->mode == MODE_GROUPS) {
		line_text(&l, " groups(");
		line_text(&l, field_name(q->group));
		line_text(&l, ")");
	} else {
		line_text(&l, q->mode == MODE_LIST ? " list" : " count");
	}
	out[l.len] = '\0';
	return l.len;
}

bool
question_equal(const struct question *a, const struct question *b)
{
	if (a->view != b->view || a->from != b->from || a->to != b->to ||
	    a->mode != b->mode ||
	    (a->mode == MODE_GROUPS && a->group != b->group))
		return false;
	for (size_t i = 0; i < a->view->field_count; i++)
		if (a->ranges[i].first != b->ranges[i].first ||
		    a->ranges[i].last != b->ranges[i].last)
			return false;
	return true;
}
