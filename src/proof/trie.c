#include "proof/trie.h"

#include <assert.h>

/* Node tags of the proof (7.3) and of the hashes (5). */
enum { TAG_STUB = 0x00, TAG_BRANCH = 0x01, TAG_LEAF = 0x02 };
enum { HASH_LEAF = 0x10, HASH_BRANCH = 0x11, HASH_ROOT = 0x12 };

enum verdict { OUT, OPEN, IN, MAYBE }; /* 7.2 */

static_assert(TRIE_DEPTH_MAX <= 255, "a bit position fits one byte");

void
heading_print(uint8_t out[HEADING_BYTES], const struct heading *d)
{
	memcpy(out, d->hash.at, HASH_BYTES);
	put_be(out + 32, 5, d->live);
	put_be(out + 37, 5, d->struck);
	put_be(out + 42, 3, d->latest);
}

void
heading_parse(struct heading *d, const uint8_t in[HEADING_BYTES])
{
	memcpy(d->hash.at, in, HASH_BYTES);
	d->live = get_be(in + 32, 5);
	d->struck = get_be(in + 37, 5);
	d->latest = (uint32_t)get_be(in + 42, 3);
}

bool
heading_equal(const struct heading *a, const struct heading *b)
{
	return hash_equal(&a->hash, &b->hash) && a->live == b->live &&
	    a->struck == b->struck && a->latest == b->latest;
}

struct hash
heading_commitment(struct bytes origin, uint16_t mapping, uint64_t covered,
    const struct heading *top)
{
	static const uint8_t head[] = "\x12" "chancery/index/v1"; /* and NUL */
	uint8_t tail[2 + 8 + HEADING_BYTES];
	struct hash name = hash_bytes(origin), out;
	struct sha256 s;

	assert(head[0] == HASH_ROOT);
	put_be(tail, 2, mapping);
	put_be(tail + 2, 8, covered);
	heading_print(tail + 10, top);
	sha256_init(&s);
	sha256_add(&s, head, sizeof head);
	sha256_add(&s, name.at, HASH_BYTES);
	sha256_add(&s, tail, sizeof tail);
	sha256_end(&s, &out);
	return out;
}

static enum err
broken(const struct trie_reader *r, const char *word, const char *what,
    struct error *e)
{
	return error_word(e, ERR_PROOF, word,
	    "index path, node at byte %zu: %s", r->node_at, what);
}

/* Clears every bit of `key` from `bit` on. */
static void
key_cut(uint8_t key[KEY_BYTES_MAX], unsigned bit)
{
	size_t i = bit / 8;

	if (i < KEY_BYTES_MAX && bit % 8 != 0) {
		key[i] = (uint8_t)(key[i] & ~(0xffu >> bit % 8));
		i++;
	}
	for (; i < KEY_BYTES_MAX; i++)
		key[i] = 0;
}

static void
key_set(uint8_t key[KEY_BYTES_MAX], unsigned bit)
{
	key[bit / 8] = (uint8_t)(key[bit / 8] | 0x80u >> bit % 8);
}

/* 5: bytes of Label(from, to). */
static size_t
label_len(unsigned from, unsigned to)
{
	return from == to ? 0 : (to + 7) / 8 - from / 8;
}

/* Label(from, to) of `key`; returns its length. */
static size_t
label_of(uint8_t out[KEY_BYTES_MAX], const uint8_t key[KEY_BYTES_MAX],
    unsigned from, unsigned to)
{
	size_t len = label_len(from, to);

	if (len == 0)
		return 0;
	memcpy(out, key + from / 8, len);
	out[0] = (uint8_t)(out[0] & 0xffu >> from % 8);
	if (to % 8 != 0)
		out[len - 1] = (uint8_t)(out[len - 1] & ~(0xffu >> to % 8));
	return len;
}

/* Reads Label(from, to) and adds it to the key; 8 x KEY_BYTES_MAX >= to. */
static enum err
read_label(struct trie_reader *r, unsigned from, unsigned to, struct error *e)
{
	uint8_t again[KEY_BYTES_MAX];
	size_t len = label_len(from, to);
	struct bytes label = cursor_bytes(&r->in, len);

	if (r->in.short_read)
		return broken(r, "trie_short", "it breaks off", e);
	for (size_t i = 0; i < len; i++)
		r->key[from / 8 + i] =
		    (uint8_t)(r->key[from / 8 + i] | label.at[i]);
	(void)label_of(again, r->key, from, to);
	if (len != 0 && memcmp(again, label.at, len) != 0)
		return broken(r, "trie_label",
		    "label bits are set outside the label", e);
	return ERR_NONE;
}

/* 7.3: unsigned LEB128, shortest form, < 2^40. */
static enum err
read_varint(struct trie_reader *r, uint64_t *out, struct error *e)
{
	uint64_t value = 0;

	for (unsigned i = 0; i < 6; i++) {
		uint8_t byte = cursor_u8(&r->in);

		value |= (uint64_t)(byte & 0x7f) << 7 * i;
		if ((byte & 0x80) != 0)
			continue;
		if (r->in.short_read)
			return broken(r, "trie_short", "it breaks off", e);
		if ((i != 0 && byte == 0) || value >= HEADING_SUM_LIMIT)
			break;
		*out = value;
		return ERR_NONE;
	}
	return broken(r, "trie_varint",
	    "a number is not in shortest form or not below 2^40", e);
}

static unsigned
place_from(const struct trie_reader *r)
{
	return r->depth == 0 ? 0 : r->frames[r->depth - 1].to + 1;
}

/* Rules 1 and 2 for the fields other than E and L: OUT, OPEN, or IN where
 * every one lies wholly inside its range. */
static enum verdict
judge_fields(const struct question *q, const uint8_t low[KEY_BYTES_MAX],
    const uint8_t high[KEY_BYTES_MAX])
{
	enum verdict v = IN;

	for (size_t i = 0; i < q->view->field_count; i++) {
		const struct view_field *f = &q->view->fields[i];
		uint64_t least = key_get(low, f), most = key_get(high, f);

		if (f->field == FIELD_E || f->field == FIELD_L)
			continue;
		if (most < q->ranges[i].first || least > q->ranges[i].last)
			return OUT;
		if (least < q->ranges[i].first || most > q->ranges[i].last)
			v = OPEN;
	}
	return v;
}

/* 7.2: what may the subtree contribute whose keys begin with the first `bits`
 * bits of the reader's key (the rest of it is 0), and whose D is `d`? */
static enum verdict
judge(const struct trie_reader *r, unsigned bits, const struct heading *d)
{
	const struct question *q = &r->question;
	uint8_t high[KEY_BYTES_MAX], view = (uint8_t)q->view->byte;
	uint32_t e_low = 0, e_high = 0, l_low = 0;
	enum verdict fields;

	memcpy(high, r->key, sizeof high);
	for (size_t i = 0; i < KEY_BYTES_MAX; i++)
		if (8 * (i + 1) > bits)
			high[i] = (uint8_t)(high[i] | (8 * i >= bits ?
			    0xffu : 0xffu >> bits % 8));
	if (q->view->dated) {
		const struct view_field *f = view_field(q->view, FIELD_E);

		e_low = (uint32_t)key_get(r->key, f);
		e_high = (uint32_t)key_get(high, f);
		l_low = (uint32_t)key_get(r->key,
		    view_field(q->view, FIELD_L));
	}
	if (view < r->key[0] || view > high[0]) /* rule 1 */
		return OUT;
	if (bits < 8)
		return OPEN; /* no field and no date is known to be the view's:
		    the published proofs judge `latest` from here on alone */
	fields = judge_fields(q, r->key, high);
	if (fields == OUT ||
	    (q->view->dated && (e_low > r->to || d->latest < r->from)))
		return OUT;
	if (fields == OPEN || q->mode == MODE_LIST || (r->group_field != NULL &&
	    bits < 8u * (r->group_field->at + r->group_field->width)))
		return OPEN; /* rule 2 */
	if (!q->view->dated)
		return IN;
	if (r->from <= e_low && e_high <= r->to && d->latest <= r->to)
		return IN; /* rule 3 */
	if (e_high <= r->to && l_low >= r->from &&
	    (e_high < r->from || l_low > r->to))
		return MAYBE; /* rule 4 */
	return OPEN;
}

/* Adds to the total and, in mode groups, to the group of the key. A finished
 * group with a number is delivered: true. */
static bool
contribute(struct trie_reader *r, const struct answer *a,
    struct trie_item *out)
{
	bool full = false;
	uint64_t value;

	r->total.certain += a->certain;
	r->total.possible += a->possible;
	r->total.struck += a->struck;
	if (r->group_field == NULL || (a->possible == 0 && a->struck == 0))
		return false;
	value = key_get(r->key, r->group_field);
	if (r->group_open && r->group_value != value) {
		out->event = TRIE_GROUP;
		out->group_value = r->group_value;
		out->answer = r->group;
		r->group = (struct answer){0, 0, 0};
		full = true;
	}
	r->group_open = true;
	r->group_value = value;
	r->group.certain += a->certain;
	r->group.possible += a->possible;
	r->group.struck += a->struck;
	return full;
}

/* 7.4.1. `*event`: something to deliver stands in `out`. */
static enum err
read_stub(struct trie_reader *r, struct heading *d, struct trie_item *out,
    bool *event, struct error *e)
{
	struct answer a = {0, 0, 0};
	struct bytes hash = cursor_bytes(&r->in, HASH_BYTES), latest;
	enum err rc = read_varint(r, &d->live, e);

	if (rc == ERR_NONE)
		rc = read_varint(r, &d->struck, e);
	if (rc != ERR_NONE)
		return rc;
	latest = cursor_bytes(&r->in, 3);
	if (r->in.short_read)
		return broken(r, "trie_short", "it breaks off", e);
	memcpy(d->hash.at, hash.at, HASH_BYTES);
	d->latest = (uint32_t)get_be(latest.at, 3);
	switch (judge(r, place_from(r), d)) {
	case OUT:
		return ERR_NONE;
	case OPEN:
		return broken(r, "trie_stub",
		    "a subtotal stands where the question needs the lines "
		    "below it", e);
	case IN:
		a.certain = d->live;
		break;
	case MAYBE:
		break;
	}
	a.possible = d->live;
	a.struck = d->struck;
	*event = contribute(r, &a, out);
	return ERR_NONE;
}

static const struct view *
known_view(const struct trie_reader *r, unsigned bits)
{
	return bits < 8 ? NULL : view_by_byte(r->key[0]);
}

/* 7.4.2, the half before the sides. */
static enum err
read_branch(struct trie_reader *r, struct error *e)
{
	unsigned from = place_from(r), to = cursor_u8(&r->in);
	const struct view *view;
	enum err rc;

	if (r->in.short_read)
		return broken(r, "trie_short", "it breaks off", e);
	if (to < from || to >= TRIE_DEPTH_MAX)
		return broken(r, "trie_position",
		    "a branch stands before its parent or past every key", e);
	rc = read_label(r, from, to, e);
	if (rc != ERR_NONE)
		return rc;
	view = known_view(r, to);
	if (to >= 8 && view == NULL)
		return broken(r, "trie_view", "no such view", e);
	if (view != NULL && to >= 8u * view->key_len)
		return broken(r, "trie_position",
		    "a branch stands past the keys of its view", e);
	/* `to` grows with each frame, so the stack suffices */
	assert(r->depth < TRIE_DEPTH_MAX);
	r->frames[r->depth].from = from;
	r->frames[r->depth].to = to;
	r->frames[r->depth].right = false;
	r->depth++;
	return ERR_NONE;
}

/* The key of a leaf: everything from `from` to the end of its view's keys. */
static enum err
read_leaf_key(struct trie_reader *r, unsigned from, const struct view **view,
    struct error *e)
{
	uint8_t first = r->key[0];

	if (from < 8) {
		struct cursor ahead = r->in;

		first = (uint8_t)(first | cursor_u8(&ahead));
		if (ahead.short_read)
			return broken(r, "trie_short", "it breaks off", e);
	}
	*view = view_by_byte(first);
	if (*view == NULL)
		return broken(r, "trie_view", "no such view", e);
	return read_label(r, from, 8u * (*view)->key_len, e);
}

static void
leaf_hash(struct hash *out, const struct trie_reader *r, unsigned from,
    const struct posting *p)
{
	uint8_t bytes[2 + KEY_BYTES_MAX + 3 + 6 + HASH_BYTES];
	size_t len = 2;

	bytes[0] = HASH_LEAF;
	bytes[1] = (uint8_t)from;
	len += label_of(bytes + 2, r->key, from, 8u * p->key_len);
	put_be(bytes + len, 3, p->times);
	put_be(bytes + len + 3, 6, p->struck_by);
	memcpy(bytes + len + 9, p->leaf.at, HASH_BYTES);
	*out = hash_bytes(bytes_of(bytes, len + 9 + HASH_BYTES));
}

/* Section 3, for a posting of the asked view. */
static void
judge_leaf(const struct trie_reader *r, const struct posting *p,
    struct answer *a, bool *possible, bool *certain)
{
	const struct question *q = &r->question;

	*possible = *certain = false;
	if (p->key[0] != (uint8_t)q->view->byte ||
	    judge_fields(q, p->key, p->key) != IN)
		return;
	*possible = *certain = true;
	if (q->view->dated) {
		uint64_t first, last;

		first = key_get(p->key, view_field(q->view, FIELD_E));
		last = key_get(p->key, view_field(q->view, FIELD_L));
		*possible = first <= r->to && last >= r->from;
		*certain = r->from <= first && last <= r->to;
	}
	if (*possible && p->struck_by != 0)
		a->struck = p->times;
	else if (*possible)
		a->possible = p->times;
	if (*certain && p->struck_by == 0)
		a->certain = p->times;
}

static enum err
read_leaf_values(struct trie_reader *r, struct posting *p, struct error *e)
{
	uint64_t times = 0;
	struct bytes leaf;
	enum err rc = read_varint(r, &times, e);

	if (rc == ERR_NONE)
		rc = read_varint(r, &p->struck_by, e);
	if (rc != ERR_NONE)
		return rc;
	leaf = cursor_bytes(&r->in, HASH_BYTES);
	if (r->in.short_read)
		return broken(r, "trie_short", "it breaks off", e);
	if (times == 0 || times > 0xffffff)
		return broken(r, "trie_times",
		    "`times` is not 1 to 16777215", e);
	p->times = (uint32_t)times;
	memcpy(p->leaf.at, leaf.at, HASH_BYTES);
	return ERR_NONE;
}

/* 7.4.3. */
static enum err
read_leaf(struct trie_reader *r, struct heading *d, struct trie_item *out,
    bool *event, struct error *e)
{
	unsigned from = place_from(r);
	struct posting *p = &out->posting;
	struct answer a = {0, 0, 0};
	const struct view *view = NULL;
	bool possible;
	enum err rc = read_leaf_key(r, from, &view, e);

	if (rc == ERR_NONE)
		rc = read_leaf_values(r, p, e);
	if (rc != ERR_NONE)
		return rc;
	assert(view != NULL);
	memcpy(p->key, r->key, KEY_BYTES_MAX);
	p->key_len = view->key_len;
	p->number = key_get(p->key, view_field(view, FIELD_NUMBER));
	leaf_hash(&d->hash, r, from, p);
	d->live = p->struck_by == 0 ? p->times : 0;
	d->struck = p->struck_by == 0 ? 0 : p->times;
	d->latest = view->dated ? (uint32_t)key_get(p->key,
	    view_field(view, FIELD_L)) : 0;
	judge_leaf(r, p, &a, &possible, &out->certain);
	*event = contribute(r, &a, out);
	key_cut(r->key, from);
	if (judge(r, from, d) != OPEN)
		return broken(r, "trie_opened",
		    "a line is shown where its subtotal is due", e);
	if (r->question.mode == MODE_LIST && possible) {
		out->event = TRIE_POSTING;
		*event = true;
	}
	return ERR_NONE;
}

static void
branch_hash(struct hash *out, const struct trie_reader *r,
    const struct trie_frame *f, const struct heading *right)
{
	uint8_t bytes[3 + KEY_BYTES_MAX + 2 * HEADING_BYTES];
	size_t len = 3;

	bytes[0] = HASH_BRANCH;
	bytes[1] = (uint8_t)f->from;
	bytes[2] = (uint8_t)f->to;
	len += label_of(bytes + 3, r->key, f->from, f->to);
	heading_print(bytes + len, &f->left);
	heading_print(bytes + len + HEADING_BYTES, right);
	*out = hash_bytes(bytes_of(bytes, len + 2 * HEADING_BYTES));
}

/* 7.4.2, the half after the sides: `d` is D(right) and becomes D. */
static enum err
close_branch(struct trie_reader *r, const struct trie_frame *f,
    struct heading *d, struct error *e)
{
	struct heading sum = {
		.live = f->left.live + d->live,
		.struck = f->left.struck + d->struck,
		.latest = f->left.latest > d->latest ? f->left.latest :
		    d->latest
	};

	if (sum.live >= HEADING_SUM_LIMIT || sum.struck >= HEADING_SUM_LIMIT)
		return broken(r, "trie_sum", "a sum reaches 2^40", e);
	branch_hash(&sum.hash, r, f, d);
	key_cut(r->key, f->from);
	if (judge(r, f->from, &sum) != OPEN)
		return broken(r, "trie_opened",
		    "a branch is shown where its subtotal is due", e);
	*d = sum;
	return ERR_NONE;
}

/* Hands D of a finished node to its parent, and so on up; at the top: done. */
static enum err
ascend(struct trie_reader *r, struct heading *d, struct error *e)
{
	while (r->depth != 0) {
		struct trie_frame *f = &r->frames[r->depth - 1];
		enum err rc;

		if (!f->right) {
			f->left = *d;
			f->right = true;
			key_cut(r->key, f->to);
			key_set(r->key, f->to);
			return ERR_NONE;
		}
		rc = close_branch(r, f, d, e);
		if (rc != ERR_NONE)
			return rc;
		r->depth--;
	}
	if (r->in.left != 0)
		return broken(r, "trie_left_over",
		    "bytes are left over behind the top", e);
	r->top = *d;
	r->done = true;
	return ERR_NONE;
}

void
trie_start(struct trie_reader *r, const struct question *q,
    struct bytes proof)
{
	r->question = *q;
	r->from = day_widen_from(q->from);
	r->to = day_widen_to(q->to);
	r->group_field = q->mode == MODE_GROUPS ?
	    view_field(q->view, q->group) : NULL;
	r->in = cursor_over(proof);
	r->len = proof.len;
	r->node_at = 0;
	memset(r->key, 0, sizeof r->key);
	r->depth = 0;
	r->done = proof.len == 0; /* the empty trie */
	r->group_open = false;
	r->group_value = 0;
	r->total = r->group = (struct answer){0, 0, 0};
	memset(&r->top, 0, sizeof r->top);
}

static enum err
read_node(struct trie_reader *r, struct trie_item *out, bool *event,
    struct error *e)
{
	struct heading d = {.live = 0};
	enum err rc;

	r->node_at = r->len - r->in.left;
	if (r->in.left == 0)
		return broken(r, "trie_short", "it breaks off", e);
	switch (cursor_u8(&r->in)) {
	case TAG_BRANCH:
		return read_branch(r, e);
	case TAG_STUB:
		rc = read_stub(r, &d, out, event, e);
		break;
	case TAG_LEAF:
		rc = read_leaf(r, &d, out, event, e);
		break;
	default:
		return broken(r, "trie_tag", "it is no stub, branch or leaf",
		    e);
	}
	return rc == ERR_NONE ? ascend(r, &d, e) : rc;
}

enum err
trie_next(struct trie_reader *r, struct trie_item *out, struct error *e)
{
	bool event = false;

	while (!r->done && !event) {
		enum err rc = read_node(r, out, &event, e);

		if (rc != ERR_NONE)
			return rc;
	}
	if (event)
		return ERR_NONE;
	if (r->group_open) {
		r->group_open = false;
		out->event = TRIE_GROUP;
		out->group_value = r->group_value;
		out->answer = r->group;
		return ERR_NONE;
	}
	out->event = TRIE_END;
	out->answer = r->total;
	out->top = r->top;
	return ERR_NONE;
}

enum err
trie_check(const struct question *q, struct bytes proof,
    struct answer *total, struct heading *top, struct error *e)
{
	struct trie_reader r;
	struct trie_item item;

	trie_start(&r, q, proof);
	do {
		enum err rc = trie_next(&r, &item, e);

		if (rc != ERR_NONE)
			return rc;
	} while (item.event != TRIE_END);
	*total = item.answer;
	*top = item.top;
	return ERR_NONE;
}
