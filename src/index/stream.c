/*
 * The auditor's pass (index 11). A key that differs from the one before it at
 * bit c closes every open branch below c and opens one at c: the trie's shape
 * follows from neighbours alone, so nothing but the rightmost path is kept.
 */
#include "index/stream.h"

#include <inttypes.h>

/* No bit: what stands above the top. */
#define ABOVE (-1)

void
stream_begin(struct stream_pass *s, uint64_t covered)
{
	memset(s, 0, sizeof *s);
	s->covered = covered;
}

/* A message under construction; no node has more than 124 bytes. */
struct node_text {
	uint8_t at[128];
	unsigned len;
};

static void
add_number(struct node_text *m, uint64_t value, unsigned bytes)
{
	while (bytes-- != 0)
		m->at[m->len++] = (uint8_t)(value >> 8 * bytes);
}

/* The bits of `key` from `first` up to `end`, in whole bytes, others zero. */
static void
add_label(struct node_text *m, const uint8_t *key, unsigned first, unsigned end)
{
	unsigned byte = first / 8;
	unsigned mask = 0xffu >> first % 8;

	for (; first < end; byte++, first = 8 * byte, mask = 0xff) {
		if (end < 8 * byte + 8)
			mask &= 0xff00u >> end % 8;
		m->at[m->len++] = (uint8_t)(key[byte] & mask);
	}
}

static void
add_hash(struct node_text *m, const struct hash *h)
{
	memcpy(m->at + m->len, h->at, HASH_BYTES);
	m->len += HASH_BYTES;
}

static void
add_heading(struct node_text *m, const struct heading *d)
{
	add_hash(m, &d->hash);
	add_number(m, d->live, 5);
	add_number(m, d->struck, 5);
	add_number(m, d->latest, 3);
}

static struct heading
leaf(const struct posting *p, unsigned from)
{
	const struct view *v = view_by_byte(p->key[0]);
	struct heading d = {.live = p->struck_by == 0 ? p->times : 0,
	    .struck = p->struck_by == 0 ? 0 : p->times};
	struct node_text m = {.len = 0};

	if (v->dated)
		d.latest = (uint32_t)key_get(p->key, view_field(v, FIELD_L));
	add_number(&m, 0x10, 1);
	add_number(&m, from, 1);
	add_label(&m, p->key, from, 8u * p->key_len);
	add_number(&m, p->times, 3);
	add_number(&m, p->struck_by, 6);
	add_hash(&m, &p->leaf);
	d.hash = hash_bytes(bytes_of(m.at, m.len));
	return d;
}

static enum err
branch(struct heading *out, const struct stream_branch *b,
    const struct heading *right, unsigned from, struct error *e)
{
	struct heading d = {.live = b->left.live + right->live,
	    .struck = b->left.struck + right->struck,
	    .latest = b->left.latest > right->latest ? b->left.latest :
						       right->latest};
	struct node_text m = {.len = 0};

	if (d.live >= HEADING_SUM_LIMIT || d.struck >= HEADING_SUM_LIMIT)
		return error_set(e, ERR_INPUT, "a subtotal reaches 2^40");
	add_number(&m, 0x11, 1);
	add_number(&m, from, 1);
	add_number(&m, b->bit, 1);
	add_label(&m, b->key, from, b->bit);
	add_heading(&m, &b->left);
	add_heading(&m, right);
	d.hash = hash_bytes(bytes_of(m.at, m.len));
	*out = d;
	return ERR_NONE;
}

/* Closes the last posting and every open branch below bit `next`; `*d` is what
 * then stands to the left of it. */
static enum err
close_below(struct stream_pass *s, int next, struct heading *d, struct error *e)
{
	int parent = s->open_count == 0 ? ABOVE :
					  s->open[s->open_count - 1].bit;

	*d = leaf(&s->last, (unsigned)((parent > next ? parent : next) + 1));
	while (s->open_count != 0 && s->open[s->open_count - 1].bit > next) {
		const struct stream_branch *b = &s->open[--s->open_count];
		enum err rc;

		parent = s->open_count == 0 ? ABOVE :
					      s->open[s->open_count - 1].bit;
		rc = branch(d, b, d,
		    (unsigned)((parent > next ? parent : next) + 1), e);
		if (rc != ERR_NONE)
			return rc;
	}
	return ERR_NONE;
}

static unsigned
first_difference(const uint8_t *a, const uint8_t *b)
{
	unsigned byte = 0, bit = 0;

	while (a[byte] == b[byte])
		byte++;
	while (((a[byte] ^ b[byte]) & 0x80u >> bit) == 0)
		bit++;
	return 8 * byte + bit;
}

static enum err
check(struct stream_pass *s, const struct posting *p, struct error *e)
{
	const struct view *v = view_by_byte(p->key[0]);

	if (v == NULL || p->key_len != v->key_len)
		return error_set(e, ERR_INPUT,
		    "key of view 0x%02x with %u bytes", p->key[0], p->key_len);
	if (p->times < 1 || p->times >= 1u << 24)
		return error_set(e, ERR_INPUT,
		    "times %" PRIu32 " is not 1 to 16777215", p->times);
	if (p->struck_by >= HEADING_SUM_LIMIT)
		return error_set(e, ERR_INPUT, "struck_by reaches 2^40");
	if (s->seen_len != 0 &&
	    bytes_compare(bytes_of(s->seen, s->seen_len),
		bytes_of(p->key, p->key_len)) >= 0)
		return error_set(e, ERR_INPUT, "keys do not ascend");
	memcpy(s->seen, p->key, p->key_len);
	s->seen_len = p->key_len;
	return ERR_NONE;
}

enum err
stream_add(struct stream_pass *s, const struct posting *p, struct error *e)
{
	enum err rc = check(s, p, e);

	if (rc != ERR_NONE)
		return rc;
	if (get_be(p->key + p->key_len - 6, 6) >= s->covered)
		return ERR_NONE;
	if (s->has_last) {
		unsigned bit = first_difference(s->last.key, p->key);
		struct heading left;
		struct stream_branch *b;

		rc = close_below(s, (int)bit, &left, e);
		if (rc != ERR_NONE)
			return rc;
		b = &s->open[s->open_count++];
		b->bit = (uint8_t)bit;
		memcpy(b->key, s->last.key, s->last.key_len);
		b->left = left;
	}
	s->last = *p;
	s->has_last = true;
	if (s->last.struck_by >= s->covered)
		s->last.struck_by = 0;
	s->posting_count++;
	return ERR_NONE;
}

enum err
stream_end(struct stream_pass *s, struct heading *top, struct error *e)
{
	if (!s->has_last) {
		memset(top, 0, sizeof *top);
		return ERR_NONE;
	}
	return close_below(s, ABOVE, top, e);
}
