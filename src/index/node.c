#include "index/node.h"

unsigned
key_len_of(const uint8_t *key)
{
	const struct view *v = view_by_byte(key[0]);

	return v == NULL ? 0 : v->key_len;
}

uint64_t
key_number(const uint8_t *key)
{
	return get_be(key + key_len_of(key) - 6, 6);
}

unsigned
key_first_difference(const uint8_t *a, const uint8_t *b)
{
	for (unsigned at = 0; at < KEY_ROOM; at += 8) {
		uint64_t x, y;

		memcpy(&x, a + at, 8);
		memcpy(&y, b + at, 8);
		if (x != y)
			return 8 * at + (unsigned)__builtin_clzll(
			    get_be(a + at, 8) ^ get_be(b + at, 8));
	}
	return 8 * KEY_ROOM;
}

unsigned
label_write(uint8_t *out, const uint8_t *key, unsigned from, unsigned to)
{
	unsigned first = from / 8, len;

	if (from == to)
		return 0;
	len = (to + 7) / 8 - first;
	memcpy(out, key + first, len);
	out[0] &= (uint8_t)(0xffu >> from % 8);
	if (to % 8 != 0)
		out[len - 1] &= (uint8_t)(0xff00u >> to % 8);
	return len;
}

void
label_apply(uint8_t *key, const uint8_t *label, unsigned from, unsigned to)
{
	unsigned first = from / 8, len = (to + 7) / 8 - first;

	if (from == to)
		return;
	key[first] = (uint8_t)((key[first] & 0xff00u >> from % 8) | label[0]);
	if (len > 1)
		memcpy(key + first + 1, label + 1, len - 1);
}

void
leaf_total(struct heading *d, const struct item *item, unsigned from)
{
	const struct view *v = view_by_byte(item->key[0]);
	uint8_t text[2 + KEY_ROOM + 3 + 6 + HASH_BYTES] = {0x10,
	    (uint8_t)from};
	unsigned len = 2;

	len += label_write(text + len, item->key, from, 8u * v->key_len);
	put_be(text + len, 3, item->times);
	put_be(text + len + 3, 6, item->struck_by);
	memcpy(text + len + 9, item->leaf.at, HASH_BYTES);
	d->hash = hash_bytes(bytes_of(text, len + 9 + HASH_BYTES));
	d->live = item->struck_by == 0 ? item->times : 0;
	d->struck = item->struck_by == 0 ? 0 : item->times;
	/* L stands right before the number */
	d->latest = v->dated ?
	    (uint32_t)get_be(item->key + v->key_len - 9, 3) : 0;
}

void
branch_total(struct heading *d, const uint8_t *key, unsigned from,
    unsigned to, const uint8_t left[HEADING_BYTES],
    const uint8_t right[HEADING_BYTES])
{
	uint8_t text[3 + KEY_ROOM + 2 * HEADING_BYTES] = {0x11,
	    (uint8_t)from, (uint8_t)to};
	unsigned len = 3;
	uint32_t a = (uint32_t)get_be(left + 42, 3);
	uint32_t b = (uint32_t)get_be(right + 42, 3);

	len += label_write(text + len, key, from, to);
	memcpy(text + len, left, HEADING_BYTES);
	memcpy(text + len + HEADING_BYTES, right, HEADING_BYTES);
	d->hash = hash_bytes(bytes_of(text, len + 2 * HEADING_BYTES));
	d->live = get_be(left + 32, 5) + get_be(right + 32, 5);
	d->struck = get_be(left + 37, 5) + get_be(right + 37, 5);
	d->latest = a > b ? a : b;
}

void
run_find_bits(struct run *r)
{
	for (unsigned i = 1; i < r->count; i++)
		r->bits[i] = (uint8_t)key_first_difference(
		    r->items[i - 1].key, r->items[i].key);
}

unsigned
run_root(const struct run *r, unsigned first, unsigned end)
{
	unsigned at = first + 1;

	for (unsigned i = first + 2; i < end; i++)
		if (r->bits[i] < r->bits[at])
			at = i;
	return at;
}

void
run_total(struct heading *d, const struct run *r, unsigned first,
    unsigned end, unsigned from)
{
	uint8_t left[HEADING_BYTES], right[HEADING_BYTES];
	unsigned at;

	if (end - first == 1) {
		leaf_total(d, &r->items[first], from);
		return;
	}
	at = run_root(r, first, end);
	run_total(d, r, first, at, r->bits[at] + 1u);
	heading_print(left, d);
	run_total(d, r, at, end, r->bits[at] + 1u);
	heading_print(right, d);
	branch_total(d, r->items[first].key, from, r->bits[at], left, right);
}
