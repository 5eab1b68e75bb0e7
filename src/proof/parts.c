#include "proof/parts.h"

#define KIND_COUNT 256 /* a kind is one byte */

bool
question_is_sealed(const struct question *q)
{
	return q->view->byte == VIEW_SEALED_OFFICIAL ||
	    q->view->byte == VIEW_SEALED_CALENDAR;
}

static bool
is_single(const struct question *q, enum field f, uint64_t *value)
{
	struct range r;

	if (!question_range(q, f, &r) || r.first != r.last)
		return false;
	*value = r.first;
	return true;
}

bool
question_sealed_block(struct question *out, const struct question *q)
{
	uint64_t official;

	if (question_is_sealed(q) || !q->view->dated)
		return false;
	if (is_single(q, FIELD_OFFICIAL, &official)) {
		question_init(out, VIEW_SEALED_OFFICIAL);
		(void)question_set(out, FIELD_OFFICIAL, official, official);
	} else if (q->from != DAY_FIRST || q->to != DAY_LAST) {
		question_init(out, VIEW_SEALED_CALENDAR);
	} else {
		return false; /* A5.8: neither an official nor a period */
	}
	out->from = q->from;
	out->to = q->to;
	out->mode = MODE_GROUPS;
	out->group = FIELD_KIND;
	return true;
}

bool
parts_kind_counts(const struct question *first, size_t first_count,
    uint64_t kind)
{
	struct range r;

	if (kind == 0)
		return true;
	for (size_t i = 0; i < first_count; i++)
		if (!question_range(&first[i], FIELD_KIND, &r) ||
		    (r.first <= kind && kind <= r.last))
			return true;
	return false;
}

static enum err
parts_add(struct parts *p, const struct question *q, struct error *e)
{
	if (p->count == PARTS_MAX)
		return error_word(e, ERR_INPUT, "parts_many",
		    "an answer has at most %d questions", PARTS_MAX);
	p->at[p->count++] = *q;
	return ERR_NONE;
}

/* Firsts are one question asked for several runs of kinds, ascending, with a
 * gap between two runs (A5.4: neighbours form one range). */
static enum err
check_firsts(const struct question *first, size_t count, struct error *e)
{
	struct question like;
	struct range before, r;

	for (size_t i = 1; i < count; i++) {
		like = first[i];
		if (!question_range(&first[i - 1], FIELD_KIND, &before) ||
		    !question_range(&like, FIELD_KIND, &r) ||
		    r.first <= before.last + 1)
			return error_word(e, ERR_INPUT, "parts_order",
			    "questions of one answer name kinds in ascending "
			    "order, neighbours as one range");
		(void)question_set(&like, FIELD_KIND, before.first,
		    before.last);
		if (!question_equal(&like, &first[i - 1]))
			return error_word(e, ERR_INPUT, "parts_differ",
			    "questions of one answer differ in the kind "
			    "alone");
	}
	return ERR_NONE;
}

/* `q` once for each run of neighbouring kinds. */
static enum err
add_runs(struct parts *p, struct question q, const bool kinds[KIND_COUNT],
    struct error *e)
{
	for (unsigned i = 0; i < KIND_COUNT; i++) {
		unsigned start = i;
		enum err rc;

		if (!kinds[i])
			continue;
		while (i + 1 < KIND_COUNT && kinds[i + 1])
			i++;
		(void)question_set(&q, FIELD_KIND, start, i);
		rc = parts_add(p, &q, e);
		if (rc != ERR_NONE)
			return rc;
	}
	return ERR_NONE;
}

/* A5.9 as amended: kind 0, and counterpart 0 for the kinds asked and 0. */
static enum err
add_rests(struct parts *p, const struct question *first, size_t count,
    struct error *e)
{
	bool unknown[KIND_COUNT] = {true}, asked[KIND_COUNT];
	struct question q = first[0];
	uint64_t counterpart;
	bool zero_asked = false;
	enum err rc = ERR_NONE;

	if (!q.view->dated || question_is_sealed(&q))
		return ERR_NONE;
	for (unsigned i = 0; i < KIND_COUNT; i++)
		asked[i] = parts_kind_counts(first, count, i);
	for (size_t i = 0; i < count; i++) {
		struct range r;

		zero_asked = zero_asked ||
		    (question_range(&first[i], FIELD_KIND, &r) &&
		    r.first == 0);
	}
	if (!zero_asked)
		rc = add_runs(p, q, unknown, e);
	if (rc == ERR_NONE && is_single(&q, FIELD_COUNTERPART, &counterpart) &&
	    counterpart != 0) {
		(void)question_set(&q, FIELD_COUNTERPART, 0, 0);
		rc = add_runs(p, q, asked, e);
	}
	return rc;
}

enum err
parts_derive(struct parts *out, const struct question *first,
    size_t first_count, bool with_rest, struct error *e)
{
	struct question sealed;
	enum err rc = ERR_NONE;

	out->count = out->rest_count = 0;
	out->first_count = first_count;
	out->sealed = false;
	if (first_count == 0)
		return error_word(e, ERR_INPUT, "parts_none",
		    "an answer has at least one question");
	rc = check_firsts(first, first_count, e);
	for (size_t i = 0; rc == ERR_NONE && i < first_count; i++)
		rc = parts_add(out, &first[i], e);
	if (rc == ERR_NONE && with_rest)
		rc = add_rests(out, first, first_count, e);
	if (rc != ERR_NONE)
		return rc;
	out->rest_count = out->count - first_count;
	if (question_sealed_block(&sealed, &first[0])) {
		rc = parts_add(out, &sealed, e);
		out->sealed = rc == ERR_NONE;
	}
	return rc;
}
