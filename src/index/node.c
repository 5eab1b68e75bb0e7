#include "index/node.h"

/* What index 2 says of views, by their byte: this is looked up for each key
 * that a proof touches. A test holds it against format/view.h. */
static const struct {
	uint8_t key_len, latest_at;
} shapes[256] = {
    [VIEW_PAIRS] = {28, 19},
    [VIEW_OFFICIAL] = {20, 11},
    [VIEW_STATE] = {16, 7 },
    [VIEW_COUNTERPART] = {26, 17},
    [VIEW_VERSIONS] = {13, 0 },
    [VIEW_POSTS] = {28, 19},
    [VIEW_SEALED_OFFICIAL] = {20, 11},
    [VIEW_SEALED_CALENDAR] = {14, 5 },
};

unsigned
key_len_of(const uint8_t *key)
{
	return shapes[key[0]].key_len;
}

unsigned
key_latest_at(const uint8_t *key)
{
	return shapes[key[0]].latest_at;
}

uint32_t
key_latest(const uint8_t *key)
{
	unsigned at = shapes[key[0]].latest_at;

	return at == 0 ? 0 : get_24(key + at);
}

uint64_t
key_number(const uint8_t *key)
{
	const uint8_t *at = key + shapes[key[0]].key_len - 6;

	return (uint64_t)at[0] << 40 | get_40(at + 1);
}

unsigned
key_first_difference(const uint8_t *a, const uint8_t *b)
{
	for (unsigned at = 0; at < KEY_ROOM; at += 8) {
		uint64_t x, y;

		memcpy(&x, a + at, 8);
		memcpy(&y, b + at, 8);
		if (x == y)
			continue;
		while (a[at] == b[at])
			at++;
		return 8 * at +
		    (unsigned)__builtin_clz((unsigned)(a[at] ^ b[at])) - 24;
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
	uint8_t text[2 + KEY_ROOM + 3 + 6 + HASH_BYTES], *at;
	unsigned len = 2;

	text[0] = 0x10;
	text[1] = (uint8_t)from;
	len += label_write(text + len, item->key, from,
	    8 * key_len_of(item->key));
	at = text + len;
	at[0] = (uint8_t)(item->times >> 16);
	at[1] = (uint8_t)(item->times >> 8);
	at[2] = (uint8_t)item->times;
	for (unsigned i = 0; i < 6; i++)
		at[3 + i] = (uint8_t)(item->struck_by >> (40 - 8 * i));
	memcpy(at + 9, item->leaf.at, HASH_BYTES);
	d->hash = hash_bytes(bytes_of(text, len + 9 + HASH_BYTES));
	d->live = item->struck_by == 0 ? item->times : 0;
	d->struck = item->struck_by == 0 ? 0 : item->times;
	d->latest = key_latest(item->key);
}

void
branch_total(struct heading *d, const uint8_t *key, unsigned from, unsigned to,
    const uint8_t left[HEADING_BYTES], const uint8_t right[HEADING_BYTES])
{
	uint8_t text[3 + KEY_ROOM + 2 * HEADING_BYTES];
	unsigned len = 3;
	uint32_t a = get_24(left + 42), b = get_24(right + 42);

	text[0] = 0x11;
	text[1] = (uint8_t)from;
	text[2] = (uint8_t)to;
	len += label_write(text + len, key, from, to);
	memcpy(text + len, left, HEADING_BYTES);
	memcpy(text + len + HEADING_BYTES, right, HEADING_BYTES);
	d->hash = hash_bytes(bytes_of(text, len + 2 * HEADING_BYTES));
	d->live = get_40(left + 32) + get_40(right + 32);
	d->struck = get_40(left + 37) + get_40(right + 37);
	d->latest = a > b ? a : b;
}

void
run_find_bits(struct run *r)
{
	for (unsigned i = 1; i < r->count; i++)
		r->bits[i] = (uint8_t)key_first_difference(r->items[i - 1].key,
		    r->items[i].key);
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
run_total(struct heading *d, const struct run *r, unsigned first, unsigned end,
    unsigned from)
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
