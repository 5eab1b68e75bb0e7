#include "generate.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

/* splitmix64 */
uint64_t
chance_next(struct chance *c)
{
	uint64_t z = c->state += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
	return z ^ z >> 31;
}

uint64_t
chance_below(struct chance *c, uint64_t n)
{
	return chance_next(c) % n;
}

bool
chance_in_100(struct chance *c, unsigned percent)
{
	return chance_below(c, 100) < percent;
}

struct hash
world_leaf(uint64_t number)
{
	char text[32];
	int len = snprintf(text, sizeof text, "entry %" PRIu64, number);

	return hash_leaf(bytes_of(text, (size_t)len));
}

struct plan
plan_by_chance(struct chance *c, uint64_t covered_max)
{
	static const unsigned imprecise[] = {0, 5, 60};

	return (struct plan){
	    .covered = chance_below(c, 8) == 0 ?
		chance_below(c, 30) :
		chance_below(c, covered_max + 1),
	    .imprecise_percent = imprecise[chance_below(c, 3)],
	    .sealed_percent = chance_below(c, 2) == 0 ? 0 : 20,
	    .amend_percent = (unsigned)chance_below(c, 3) * 15,
	    .party_count = chance_below(c, 4) == 0 ?
		1 :
		2 + (unsigned)chance_below(c, 30),
	};
}

static uint32_t
day_by_chance(struct chance *c)
{
	unsigned year = 2019 + (unsigned)chance_below(c, 4);
	unsigned month = 1 + (unsigned)chance_below(c, 12);
	unsigned last = days_in_month(year, month);

	/* first and last days come often */
	switch (chance_below(c, 4)) {
	case 0:
		return day_code(year, month, 1);
	case 1:
		return day_code(year, month, last);
	default:
		return day_code(year, month,
		    1 + (unsigned)chance_below(c, last));
	}
}

static void
bounds_by_chance(struct fact *f, unsigned imprecise_percent, struct chance *c)
{
	uint32_t day = day_by_chance(c), other = day_by_chance(c);

	f->e = f->l = day;
	if (!chance_in_100(c, imprecise_percent))
		return;
	switch (chance_below(c, 8)) {
	case 0: /* a year */
		f->e = day_code(day_year(day), 1, 1);
		f->l = day_code(day_year(day), 12, 31);
		break;
	case 1:
	case 2: /* a month */
		f->e = day_code(day_year(day), day_month(day), 1);
		f->l = day_code(day_year(day), day_month(day),
		    days_in_month(day_year(day), day_month(day)));
		break;
	case 3: /* open to one side or both */
		f->e = chance_below(c, 2) == 0 ? DAY_FIRST : day;
		f->l = chance_below(c, 2) == 0 ? DAY_LAST : day;
		break;
	case 4: /* a wide range that many share */
		f->e = day_code(2020, 1, 1);
		f->l = day_code(2021, 12, 31);
		break;
	default:
		f->e = day < other ? day : other;
		f->l = day < other ? other : day;
		break;
	}
}

static uint16_t
state_of(uint64_t counterpart)
{
	static const char codes[][2] = {{'T', 'D'}, {'T', 'E'}, {'A', 'A'},
	    {'Z', 'Z'}, {'L', 'T'}};
	const char *s = codes[counterpart % COUNT(codes)];

	return (uint16_t)((unsigned)s[0] << 8 | (unsigned)s[1]);
}

static void
fact_by_chance(struct fact *f, const struct plan *p, struct chance *c)
{
	f->sealed = chance_in_100(c, p->sealed_percent);
	f->official_count = 1 + (unsigned)chance_below(c, 10) / 8;
	for (unsigned i = 0; i < f->official_count; i++)
		f->officials[i] = 1 + chance_below(c, p->party_count);
	f->counterpart_count = 1 + (unsigned)chance_below(c, 10) / 7;
	for (unsigned i = 0; i < f->counterpart_count; i++) {
		uint64_t who = chance_below(c, p->party_count + 1);

		f->counterparts[i].who = who == 0 ? 0 : 500 + who;
		/* some represented two states */
		f->counterparts[i].state = state_of(
		    who + (chance_below(c, 10) == 0));
		f->counterparts[i].post = chance_below(c, 3) == 0 ?
		    0 :
		    300 + chance_below(c, 4);
	}
	f->kind = (unsigned)chance_below(c, 4) == 0 ?
	    (unsigned)chance_below(c, 11) :
	    1 + (unsigned)chance_below(c, 3);
	f->times = chance_below(c, 12) == 0 ?
	    2 + (uint32_t)chance_below(c, 300) :
	    1;
	if (chance_below(c, 2000) == 0)
		f->times = 0xffffff;
	bounds_by_chance(f, p->imprecise_percent, c);
}

static bool
add_posting(struct world *w, const struct fact *f, struct posting *p)
{
	p->times = f->times;
	p->number = f->number;
	p->struck_by = f->struck_by;
	p->leaf = world_leaf(f->number);
	key_put(p, 6, f->number);
	/* equal keys are posted once */
	for (size_t i = w->posting_count;
	     i != 0 && w->postings[i - 1].number == f->number; i--)
		if (w->postings[i - 1].key_len == p->key_len &&
		    memcmp(w->postings[i - 1].key, p->key, p->key_len) == 0)
			return true;
	if (w->posting_count % 4096 == 0) {
		struct posting *more = realloc(w->postings,
		    (w->posting_count + 4096) * sizeof *more);

		if (more == NULL)
			return false;
		w->postings = more;
	}
	w->postings[w->posting_count++] = *p;
	return true;
}

static bool
post_alone(struct world *w, const struct fact *f, enum view_byte view,
    unsigned width, uint64_t value)
{
	struct posting p;

	key_start(&p, view);
	if (width != 0)
		key_put(&p, width, value);
	if (view != VIEW_VERSIONS) {
		key_put(&p, 1, f->kind);
		key_put(&p, 3, f->e);
		key_put(&p, 3, f->l);
	}
	return add_posting(w, f, &p);
}

static bool
post_pair(struct world *w, const struct fact *f, enum view_byte view,
    uint64_t official, unsigned at)
{
	struct posting p;

	key_start(&p, view);
	if (view == VIEW_COUNTERPART) {
		key_put(&p, 6, f->counterparts[at].who);
		key_put(&p, 6, official);
	} else {
		key_put(&p, 6, official);
		key_put(&p, 2, f->counterparts[at].state);
		key_put(&p, 6,
		    view == VIEW_PAIRS ? f->counterparts[at].who :
					 f->counterparts[at].post);
	}
	key_put(&p, 1, f->kind);
	key_put(&p, 3, f->e);
	key_put(&p, 3, f->l);
	return add_posting(w, f, &p);
}

/* Mapping 1 of index 2. */
static bool
post(struct world *w, const struct fact *f)
{
	bool ok = true;

	if (f->sealed) {
		ok = post_alone(w, f, VIEW_SEALED_CALENDAR, 0, 0);
		for (unsigned i = 0; i < f->official_count; i++)
			ok = ok &&
			    post_alone(w, f, VIEW_SEALED_OFFICIAL, 6,
				f->officials[i]);
		return ok;
	}
	ok = post_alone(w, f, VIEW_VERSIONS, 6, f->contact);
	for (unsigned i = 0; i < f->official_count; i++)
		ok = ok && post_alone(w, f, VIEW_OFFICIAL, 6, f->officials[i]);
	for (unsigned i = 0; i < f->counterpart_count; i++) {
		ok = ok &&
		    post_alone(w, f, VIEW_STATE, 2, f->counterparts[i].state);
		for (unsigned j = 0; j < f->official_count; j++) {
			ok = ok &&
			    post_pair(w, f, VIEW_PAIRS, f->officials[j], i) &&
			    post_pair(w, f, VIEW_COUNTERPART, f->officials[j],
				i);
			if (f->counterparts[i].post != 0)
				ok = ok &&
				    post_pair(w, f, VIEW_POSTS, f->officials[j],
					i);
		}
	}
	return ok;
}

bool
world_make(struct world *w, const struct plan *p, struct chance *c)
{
	memset(w, 0, sizeof *w);
	w->plan = *p;
	w->facts = calloc(p->covered + 1, sizeof *w->facts);
	if (w->facts == NULL)
		return false;
	for (uint64_t n = 1; n < p->covered; n++) {
		struct fact *f = &w->facts[w->fact_count];
		struct fact *old = w->fact_count == 0 ?
		    NULL :
		    &w->facts[chance_below(c, w->fact_count)];
		bool amends = old != NULL && old->struck_by == 0 &&
		    chance_in_100(c, p->amend_percent);

		if (chance_below(c, 10) == 0)
			continue; /* an entry that posts nothing */
		if (amends)
			old->struck_by = n;
		if (amends && chance_below(c, 4) == 0)
			continue; /* a withdrawal */
		f->number = n;
		f->contact = amends ? old->contact : n;
		fact_by_chance(f, p, c);
		if (amends && chance_below(c, 2) == 0) {
			/* as before, but for the day */
			struct fact kept = *f;

			*f = *old;
			f->number = n;
			f->struck_by = 0;
			f->e = kept.e;
			f->l = kept.l;
		}
		w->fact_count++;
	}
	for (size_t i = 0; i < w->fact_count; i++)
		if (!post(w, &w->facts[i]))
			return false;
	return true;
}

void
world_release(struct world *w)
{
	free(w->facts);
	free(w->postings);
	memset(w, 0, sizeof *w);
}

static uint64_t
near_by_chance(struct chance *c, uint64_t value, uint64_t max)
{
	switch (chance_below(c, 8)) {
	case 0:
		return value == 0 ? 0 : value - 1;
	case 1:
		return value == max ? max : value + 1;
	default:
		return value;
	}
}

static uint32_t
asked_day(struct chance *c, uint32_t near, uint32_t open)
{
	uint32_t day = near;

	if (chance_below(c, 6) == 0)
		return open;
	if (chance_below(c, 2) == 0 || !day_is_valid(near))
		day = day_by_chance(c);
	switch (chance_below(c, 6)) {
	case 0:
		return day_from_number(day_number(day) - 1);
	case 1:
		return day_from_number(day_number(day) + 1);
	case 2:
		return day_code(day_year(day), 1, 1);
	case 3:
		return day_code(day_year(day), 12, 31);
	default:
		return day;
	}
}

static void
ask_days(struct question *q, const struct fact *f, struct chance *c)
{
	q->from = asked_day(c, f->e, DAY_FIRST);
	q->to = asked_day(c, f->l, DAY_LAST);
	if (q->from > q->to) {
		uint32_t held = q->from;

		q->from = q->to;
		q->to = held;
	}
	if (q->from == DAY_LAST || q->to == DAY_FIRST) {
		q->from = DAY_FIRST;
		q->to = DAY_LAST;
	}
}

void
question_by_chance(struct question *q, const struct world *w, struct chance *c)
{
	static const struct fact no_fact = {0};
	const struct view *v = &views[chance_below(c, VIEW_COUNT)];
	const struct posting *p = NULL;
	const struct fact *f = w->fact_count == 0 ?
	    &no_fact :
	    &w->facts[chance_below(c, w->fact_count)];
	unsigned plain = v->field_count - (v->dated ? 3u : 1u);
	unsigned fixed = (unsigned)chance_below(c, plain + 1);
	struct error e;

	/* values of a posting of that view, where one turns up soon */
	for (unsigned i = 0; w->posting_count != 0 && i < 30; i++) {
		p = &w->postings[chance_below(c, w->posting_count)];
		if (p->key[0] == (unsigned)v->byte)
			break;
		p = NULL;
	}
	question_init(q, v->byte);
	q->mode = (enum question_mode)chance_below(c, 3);
	if (q->mode == MODE_GROUPS) {
		if (fixed == plain)
			fixed = plain - 1;
		q->group = v->fields[fixed].field;
	}
	for (unsigned i = 0; i < plain; i++) {
		const struct view_field *vf = &v->fields[i];
		uint64_t max = (UINT64_C(1) << 8 * vf->width) - 1;
		uint64_t value = p != NULL   ? key_get(p->key, vf) :
		    vf->field == FIELD_STATE ? state_of(i) :
					       chance_below(c, 40);
		uint64_t width = 0;

		if (vf->field != FIELD_STATE) {
			value = near_by_chance(c, value, max);
			if (i >= fixed)
				width = chance_below(c, 4);
		}
		if (i >= fixed && chance_below(c, 2) == 0)
			continue; /* full */
		if (width > max - value)
			width = 0;
		if (!question_set(q, vf->field, value, value + width))
			abort();
	}
	if (v->dated)
		ask_days(q, f, c);
	if (question_check(q, &e) != ERR_NONE) {
		(void)fprintf(stderr, "generator: %s\n", e.text);
		abort();
	}
}
