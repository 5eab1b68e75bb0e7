#include "proof/test_draw.h"

static uint64_t random_state = 1;

void
draw_seed(uint64_t seed)
{
	random_state = seed;
}

uint64_t
draw(uint64_t below)
{
	random_state ^= random_state << 13;
	random_state ^= random_state >> 7;
	random_state ^= random_state << 17;
	return random_state % below;
}

static uint32_t
draw_day(void)
{
	return day_from_number((int32_t)(18262 + draw(3) * 365 +
	    draw(2) * 30 + draw(3)));
}

static void
draw_bounds(uint32_t *first, uint32_t *last)
{
	*first = *last = draw_day();
	switch (draw(5)) {
	case 0:
		*last = draw_day();
		if (*last < *first)
			*last = *first;
		break;
	case 1:
		*first = day_code(day_year(*first), 1, 1);
		*last = day_code(day_year(*first), 12, 31);
		break;
	case 2:
		*first = DAY_FIRST;
		break;
	default:
		break;
	}
}

static void
draw_posting(struct posting *p, uint64_t number)
{
	const struct view *v = &views[draw(VIEW_COUNT)];
	uint32_t first = 0, last = 0;

	memset(p, 0, sizeof *p);
	draw_bounds(&first, &last);
	key_start(p, v->byte);
	for (size_t i = 0; i < v->field_count; i++) {
		uint64_t value = 0;

		switch (v->fields[i].field) {
		case FIELD_STATE:
			value = 'A' << 8 | ('A' + draw(2));
			break;
		case FIELD_KIND:
			value = draw(4);
			break;
		case FIELD_E:
			value = first;
			break;
		case FIELD_L:
			value = last;
			break;
		case FIELD_NUMBER:
			value = number;
			break;
		case FIELD_OFFICIAL:
		case FIELD_COUNTERPART:
		case FIELD_POST:
		case FIELD_CONTACT:
			value = draw(4);
			break;
		}
		key_put(p, v->fields[i].width, value);
	}
	p->number = number;
	p->times = draw(4) == 0 ? (uint32_t)(1 + draw(300)) : 1;
	p->struck_by = draw(6) == 0 ? number + 1 + draw(9) : 0;
	for (size_t i = 0; i < HASH_BYTES; i++)
		p->leaf.at[i] = (uint8_t)draw(256);
}

void
draw_range(struct question *q, size_t i)
{
	const struct view_field *f = &q->view->fields[i];
	uint64_t a = draw(4), b = draw(4);

	if (f->field == FIELD_STATE)
		a = b = 'A' << 8 | ('A' + a % 3);
	if (draw(2) == 0)
		b = a;
	(void)question_set(q, f->field, a < b ? a : b, a < b ? b : a);
}

void
draw_question(struct question *q)
{
	size_t singles = 0;

	question_init(q, views[draw(VIEW_COUNT)].byte);
	for (size_t i = 0; i < q->view->field_count; i++) {
		if (draw(3) != 0)
			draw_range(q, i);
		if (singles == i && q->ranges[i].first == q->ranges[i].last)
			singles++;
	}
	if (q->view->dated && draw(2) == 0)
		q->from = draw_day();
	if (q->view->dated && draw(2) == 0)
		q->to = draw_day();
	if (q->from > q->to)
		q->from = q->to;
	q->mode = (enum question_mode)draw(3);
	if (q->mode == MODE_GROUPS)
		q->group = q->view->fields[draw(singles + 1)].field;
	if (question_check(q, NULL) != ERR_NONE)
		q->mode = MODE_COUNT;
}

void
draw_set(struct posting_set *s, size_t count)
{
	s->count = 0;
	for (size_t i = 0; i < count; i++)
		draw_posting(&s->at[s->count++], i);
	set_sort(s);
}
