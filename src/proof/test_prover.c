#include "proof/test_prover.h"

#include <stdlib.h>

static int
by_key(const void *a, const void *b)
{
	const struct posting *x = a, *y = b;

	return bytes_compare(bytes_of(x->key, x->key_len),
	    bytes_of(y->key, y->key_len));
}

void
set_sort(struct posting_set *s)
{
	if (s->count != 0)
		qsort(s->at, s->count, sizeof *s->at, by_key);
}

static unsigned
bit_of(const struct posting *p, unsigned bit)
{
	return p->key[bit / 8] >> (7 - bit % 8) & 1;
}

static void
add_label(struct buffer *out, const struct posting *p, unsigned from,
    unsigned to)
{
	if (from == to)
		return;
	for (unsigned byte = from / 8; byte < (to + 7) / 8; byte++) {
		uint8_t b = 0;

		for (unsigned bit = 8 * byte; bit < 8 * byte + 8; bit++)
			if (bit >= from && bit < to && bit_of(p, bit) != 0)
				b = (uint8_t)(b | 0x80 >> bit % 8);
		buffer_byte(out, b);
	}
}

static void
add_be(struct buffer *out, unsigned width, uint64_t value)
{
	uint8_t bytes[8];

	put_be(bytes, width, value);
	buffer_append(out, bytes, width);
}

/* First bit from `from` on where the first and the last key differ. */
static unsigned
branch_bit(const struct posting *at, size_t count, unsigned from)
{
	while (bit_of(&at[0], from) == bit_of(&at[count - 1], from))
		from++;
	return from;
}

static size_t
left_count(const struct posting *at, size_t count, unsigned bit)
{
	size_t i;

	for (i = 0; i < count && bit_of(&at[i], bit) == 0; i++)
		;
	return i;
}

static uint32_t
last_day(const struct posting *p)
{
	const struct view *v = view_by_byte(p->key[0]);

	return v->dated ? (uint32_t)key_get(p->key, view_field(v, FIELD_L)) :
	    0;
}

static struct heading
node(const struct posting *at, size_t count, unsigned from)
{
	struct heading d = {0}, l, r;
	struct buffer b = {0};

	if (count == 1) {
		buffer_byte(&b, 0x10);
		buffer_byte(&b, (uint8_t)from);
		add_label(&b, at, from, 8u * at->key_len);
		add_be(&b, 3, at->times);
		add_be(&b, 6, at->struck_by);
		buffer_add(&b, hash_span(&at->leaf));
		d.live = at->struck_by == 0 ? at->times : 0;
		d.struck = at->struck_by == 0 ? 0 : at->times;
		d.latest = last_day(at);
	} else {
		unsigned to = branch_bit(at, count, from);
		size_t k = left_count(at, count, to);
		uint8_t both[2 * HEADING_BYTES];

		l = node(at, k, to + 1);
		r = node(at + k, count - k, to + 1);
		buffer_byte(&b, 0x11);
		buffer_byte(&b, (uint8_t)from);
		buffer_byte(&b, (uint8_t)to);
		add_label(&b, at, from, to);
		heading_print(both, &l);
		heading_print(both + HEADING_BYTES, &r);
		buffer_append(&b, both, sizeof both);
		d.live = l.live + r.live;
		d.struck = l.struck + r.struck;
		d.latest = l.latest > r.latest ? l.latest : r.latest;
	}
	d.hash = hash_bytes(buffer_bytes(&b));
	buffer_release(&b);
	return d;
}

struct heading
set_top(const struct posting_set *s)
{
	return s->count == 0 ? (struct heading){0} :
	    node(s->at, s->count, 0);
}

/* 7.2, field by field over the known bits: true = a stub is due. */
static bool
stub_is_due(const struct posting *p, unsigned from, const struct heading *d,
    const struct question *q)
{
	uint64_t low[VIEW_FIELDS_MAX], high[VIEW_FIELDS_MAX], e_low = 0;
	uint64_t e_high = 0, l_low = 0;
	uint32_t a = day_widen_from(q->from), b = day_widen_to(q->to);
	bool inside = from >= 8, grouped = true;

	for (unsigned bit = 0; bit < 8 && bit < from; bit++)
		if (bit_of(p, bit) !=
		    (((unsigned)q->view->byte >> (7 - bit)) & 1))
			return true;
	for (size_t i = 0; i < q->view->field_count; i++) {
		const struct view_field *f = &q->view->fields[i];

		low[i] = high[i] = 0;
		for (unsigned bit = 8u * f->at; bit < 8u * (f->at + f->width);
		    bit++) {
			low[i] <<= 1;
			high[i] <<= 1;
			if (bit < from && bit_of(p, bit) != 0)
				low[i]++;
			if (bit >= from || bit_of(p, bit) != 0)
				high[i]++;
		}
		if (f->field == FIELD_E) {
			e_low = low[i];
			e_high = high[i];
		} else if (f->field == FIELD_L) {
			l_low = low[i];
		} else if (high[i] < q->ranges[i].first ||
		    low[i] > q->ranges[i].last) {
			return true;
		} else if (low[i] < q->ranges[i].first ||
		    high[i] > q->ranges[i].last) {
			inside = false;
		}
		if (q->mode == MODE_GROUPS && f->field == q->group &&
		    from < 8u * (f->at + f->width))
			grouped = false;
	}
	if (from >= 8 && q->view->dated && (e_low > b || d->latest < a))
		return true;
	if (!inside || !grouped || q->mode == MODE_LIST)
		return false;
	if (!q->view->dated || (a <= e_low && e_high <= b && d->latest <= b))
		return true;
	return e_high <= b && l_low >= a && (e_high < a || l_low > b);
}

static void
add_varint(struct buffer *out, uint64_t value)
{
	for (; value >= 0x80; value >>= 7)
		buffer_byte(out, (uint8_t)(value | 0x80));
	buffer_byte(out, (uint8_t)value);
}

static void
prove(struct buffer *out, const struct posting *at, size_t count,
    unsigned from, const struct question *q)
{
	struct heading d = node(at, count, from);

	if (stub_is_due(at, from, &d, q)) {
		buffer_byte(out, 0x00);
		buffer_add(out, hash_span(&d.hash));
		add_varint(out, d.live);
		add_varint(out, d.struck);
		add_be(out, 3, d.latest);
	} else if (count == 1) {
		buffer_byte(out, 0x02);
		add_label(out, at, from, 8u * at->key_len);
		add_varint(out, at->times);
		add_varint(out, at->struck_by);
		buffer_add(out, hash_span(&at->leaf));
	} else {
		unsigned to = branch_bit(at, count, from);
		size_t k = left_count(at, count, to);

		buffer_byte(out, 0x01);
		buffer_byte(out, (uint8_t)to);
		add_label(out, at, from, to);
		prove(out, at, k, to + 1, q);
		prove(out, at + k, count - k, to + 1, q);
	}
}

void
set_prove(struct buffer *out, const struct posting_set *s,
    const struct question *q)
{
	if (s->count != 0)
		prove(out, s->at, s->count, 0, q);
}

bool
set_matches(const struct posting *p, const struct question *q, bool *certain)
{
	uint32_t a = day_widen_from(q->from), b = day_widen_to(q->to);
	uint64_t first = 0, last = 0;

	*certain = true;
	if (p->key[0] != (uint8_t)q->view->byte)
		return false;
	for (size_t i = 0; i < q->view->field_count; i++) {
		uint64_t v = key_get(p->key, &q->view->fields[i]);

		if (q->view->fields[i].field == FIELD_E)
			first = v;
		else if (q->view->fields[i].field == FIELD_L)
			last = v;
		else if (v < q->ranges[i].first || v > q->ranges[i].last)
			return false;
	}
	if (!q->view->dated)
		return true;
	*certain = a <= first && last <= b;
	return first <= b && last >= a;
}

struct answer
set_answer(const struct posting_set *s, const struct question *q)
{
	struct answer a = {0, 0, 0};

	for (size_t i = 0; i < s->count; i++) {
		const struct posting *p = &s->at[i];
		bool certain;

		if (!set_matches(p, q, &certain))
			continue;
		if (p->struck_by != 0) {
			a.struck += p->times;
			continue;
		}
		a.possible += p->times;
		if (certain)
			a.certain += p->times;
	}
	return a;
}
