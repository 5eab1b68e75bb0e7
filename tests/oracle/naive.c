#include "naive.h"

#include <stdlib.h>

/* What one line of a view says, field by field. */
struct line {
	uint64_t official, state, counterpart, post, contact, kind;
};

static uint64_t
value_of(const struct line *l, enum field f)
{
	switch (f) {
	case FIELD_OFFICIAL:
		return l->official;
	case FIELD_STATE:
		return l->state;
	case FIELD_COUNTERPART:
		return l->counterpart;
	case FIELD_POST:
		return l->post;
	case FIELD_CONTACT:
		return l->contact;
	case FIELD_KIND:
		return l->kind;
	case FIELD_E:
	case FIELD_L:
	case FIELD_NUMBER:
		break;
	}
	return 0;
}

static void
add_row(struct naive *n, uint64_t value, const struct answer *a, bool merge)
{
	size_t at = 0;

	while (merge && at < n->row_count && n->rows[at].value != value)
		at++;
	if (!merge)
		at = n->row_count;
	if (at == n->row_count) {
		if (n->row_count == n->room) {
			size_t room = n->room == 0 ? 64 : 2 * n->room;
			struct naive_row *more = realloc(n->rows,
			    room * sizeof *more);

			if (more == NULL) {
				n->failed = true;
				return;
			}
			n->rows = more;
			n->room = room;
		}
		n->rows[n->row_count++] = (struct naive_row){.value = value};
	}
	n->rows[at].sums.certain += a->certain;
	n->rows[at].sums.possible += a->possible;
	n->rows[at].sums.struck += a->struck;
}

static void
count_line(struct naive *n, const struct fact *f, const struct line *l,
    const struct question *q, uint64_t as_of)
{
	bool struck = f->struck_by != 0 && f->struck_by < as_of;
	struct answer a = {0};

	for (unsigned i = 0; i < q->view->field_count; i++) {
		enum field field = q->view->fields[i].field;

		if (field == FIELD_E || field == FIELD_L ||
		    field == FIELD_NUMBER)
			continue;
		if (value_of(l, field) < q->ranges[i].first ||
		    value_of(l, field) > q->ranges[i].last)
			return;
	}
	if (q->view->dated && (f->e > q->to || f->l < q->from))
		return;
	if (struck)
		a.struck = f->times;
	else
		a.possible = f->times;
	if (!struck && (!q->view->dated || (q->from <= f->e && f->l <= q->to)))
		a.certain = f->times;
	n->total.certain += a.certain;
	n->total.possible += a.possible;
	n->total.struck += a.struck;
	if (q->mode == MODE_GROUPS)
		add_row(n, value_of(l, q->group), &a, true);
	else if (q->mode == MODE_LIST)
		add_row(n, f->number, &a, false);
}

/* Is the same line made by an earlier pair of this fact? */
static bool
seen_before(const struct fact *f, enum view_byte view, unsigned official,
    unsigned counterpart)
{
	for (unsigned i = 0; i <= official; i++) {
		for (unsigned j = 0; j < f->counterpart_count; j++) {
			if (i == official && j >= counterpart)
				break;
			if (f->officials[i] != f->officials[official])
				continue;
			if (view != VIEW_COUNTERPART &&
			    f->counterparts[j].state !=
				f->counterparts[counterpart].state)
				continue;
			if (view == VIEW_POSTS ? f->counterparts[j].post ==
				    f->counterparts[counterpart].post :
						 f->counterparts[j].who ==
				    f->counterparts[counterpart].who)
				return true;
		}
	}
	return false;
}

static void
count_pairs(struct naive *n, const struct fact *f, const struct question *q,
    uint64_t as_of)
{
	for (unsigned i = 0; i < f->official_count; i++) {
		for (unsigned j = 0; j < f->counterpart_count; j++) {
			struct line l = {
			    .official = f->officials[i],
			    .state = f->counterparts[j].state,
			    .counterpart = f->counterparts[j].who,
			    .post = f->counterparts[j].post,
			    .kind = f->kind,
			};

			if (q->view->byte == VIEW_POSTS && l.post == 0)
				continue;
			if (!seen_before(f, q->view->byte, i, j))
				count_line(n, f, &l, q, as_of);
		}
	}
}

static void
count_officials(struct naive *n, const struct fact *f, const struct question *q,
    uint64_t as_of)
{
	for (unsigned i = 0; i < f->official_count; i++) {
		struct line l = {.official = f->officials[i], .kind = f->kind};
		unsigned j = 0;

		while (f->officials[j] != f->officials[i])
			j++;
		if (j == i)
			count_line(n, f, &l, q, as_of);
	}
}

static void
count_states(struct naive *n, const struct fact *f, const struct question *q,
    uint64_t as_of)
{
	for (unsigned i = 0; i < f->counterpart_count; i++) {
		struct line l = {.state = f->counterparts[i].state,
		    .kind = f->kind};
		unsigned j = 0;

		while (f->counterparts[j].state != f->counterparts[i].state)
			j++;
		if (j == i)
			count_line(n, f, &l, q, as_of);
	}
}

static int
by_value(const void *a, const void *b)
{
	uint64_t x = ((const struct naive_row *)a)->value;
	uint64_t y = ((const struct naive_row *)b)->value;

	return x < y ? -1 : x > y;
}

void
naive_ask(struct naive *n, const struct world *w, const struct question *q,
    uint64_t as_of)
{
	n->total = (struct answer){0};
	n->row_count = 0;
	for (size_t i = 0; i < w->fact_count; i++) {
		const struct fact *f = &w->facts[i];
		struct line whole = {.contact = f->contact, .kind = f->kind};
		bool sealed_view = q->view->byte == VIEW_SEALED_OFFICIAL ||
		    q->view->byte == VIEW_SEALED_CALENDAR;

		if (f->number >= as_of || f->sealed != sealed_view)
			continue;
		switch (q->view->byte) {
		case VIEW_PAIRS:
		case VIEW_COUNTERPART:
		case VIEW_POSTS:
			count_pairs(n, f, q, as_of);
			break;
		case VIEW_OFFICIAL:
		case VIEW_SEALED_OFFICIAL:
			count_officials(n, f, q, as_of);
			break;
		case VIEW_STATE:
			count_states(n, f, q, as_of);
			break;
		case VIEW_VERSIONS:
		case VIEW_SEALED_CALENDAR:
			count_line(n, f, &whole, q, as_of);
			break;
		}
	}
	if (n->row_count > 1)
		qsort(n->rows, n->row_count, sizeof *n->rows, by_value);
}

void
naive_release(struct naive *n)
{
	free(n->rows);
	memset(n, 0, sizeof *n);
}
