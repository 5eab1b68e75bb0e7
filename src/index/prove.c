/*
 * The prover (index 7.2, 7.3): from the top down, a stub where a subtree is
 * out, in or maybe, opened where it is not. Written for itself: the verifier
 * in proof/ has its own reading of the rule.
 */
#include <inttypes.h>

#include "index/handle.h"

enum verdict { OUT, IN, MAYBE, OPEN };

struct prover {
	const struct mapping *map;
	const struct question *q;
	const struct view *v;
	uint32_t a, b;        /* days, widened (index 3) */
	uint64_t covered;     /* UINT64_MAX: as it stands */
	unsigned plain_count; /* fields other than E, L and number */
	unsigned full_from;   /* plain fields from here on have full range */
	unsigned e_at, group_end; /* bits: where E begins, the group ends */
	struct buffer *proof;     /* NULL: numbers alone */
	const struct answer_sink *sink;
	struct answer answer, group;
	uint64_t group_value;
	bool has_group, damaged;
	uint8_t key[KEY_ROOM]; /* of the place where we are */
};

/* Where judging stands on the way down: plain fields before `settled` are
 * fixed and in range. */
static unsigned
settle(const struct prover *p, unsigned settled, unsigned from)
{
	while (settled < p->plain_count &&
	    8u * (p->v->fields[settled].at + p->v->fields[settled].width) <=
		from)
		settled++;
	return settled;
}

/* Lowest and highest value of a field whose bits before `from` are known. */
static struct range
field_bounds(const uint8_t *key, unsigned at, unsigned width, unsigned from)
{
	uint64_t all = (UINT64_C(1) << 8 * width) - 1, unknown;

	if (from <= 8 * at)
		return (struct range){0, all};
	if (from >= 8 * (at + width)) {
		uint64_t value = get_be(key + at, width);

		return (struct range){value, value};
	}
	unknown = all >> (from - 8 * at);
	all = get_be(key + at, width);
	return (struct range){all & ~unknown, all | unknown};
}

/* Rule 7.2 for the subtree whose key bits before `from` stand in `key`. */
static enum verdict
judge(const struct prover *p, const uint8_t *key, unsigned settled,
    unsigned from, uint32_t latest)
{
	const struct view *v = p->v;
	struct range e = {0, DAY_LAST}, l = {0, DAY_LAST};
	bool inside = from >= 8;
	unsigned i = settled;

	if (from < 8) {
		if ((key[0] ^ (unsigned)v->byte) >> (8 - from) != 0)
			return OUT;
	} else if (key[0] != (unsigned)v->byte) {
		return OUT;
	}
	for (; i < p->plain_count && 8u * v->fields[i].at < from; i++) {
		struct range f = field_bounds(key, v->fields[i].at,
		    v->fields[i].width, from);

		if (f.last < p->q->ranges[i].first ||
		    f.first > p->q->ranges[i].last)
			return OUT;
		if (f.first < p->q->ranges[i].first ||
		    f.last > p->q->ranges[i].last)
			inside = false;
	}
	if (i < p->full_from)
		inside = false; /* fields that are not known at all */
	/* before the view is known, so is not where its days stand */
	if (v->dated && from >= 8) {
		if (from > p->e_at) {
			e = field_bounds(key, p->e_at / 8, 3, from);
			l = field_bounds(key, p->e_at / 8 + 3, 3, from);
		}
		if (e.first > p->b || latest < p->a)
			return OUT;
	}
	if (!inside || p->q->mode == MODE_LIST ||
	    (p->q->mode == MODE_GROUPS && from < p->group_end))
		return OPEN;
	if (!v->dated)
		return IN;
	if (p->a <= e.first && e.last <= p->b && latest <= p->b)
		return IN;
#ifdef CONTROL_MAYBE /* a fault that the oracle must find */
	if (e.last < p->b &&
#else
	if (e.last <= p->b &&
#endif
	    l.first >= p->a && (e.last < p->a || l.first > p->b))
		return MAYBE;
	return OPEN;
}

static void
end_group(struct prover *p)
{
	const struct answer *g = &p->group;

	if (p->has_group && (g->possible | g->struck) != 0 && p->sink != NULL &&
	    p->sink->group != NULL)
		p->sink->group(p->sink->context, p->group_value, g);
	p->has_group = false;
	memset(&p->group, 0, sizeof p->group);
}

static void
count(struct prover *p, const uint8_t *key, uint64_t certain, uint64_t possible,
    uint64_t struck)
{
	p->answer.certain += certain;
	p->answer.possible += possible;
	p->answer.struck += struck;
	if (p->q->mode == MODE_GROUPS) {
		uint64_t value = key_get(key, view_field(p->v, p->q->group));

		if (p->has_group && p->group_value != value)
			end_group(p);
		p->has_group = true;
		p->group_value = value;
		p->group.certain += certain;
		p->group.possible += possible;
		p->group.struck += struck;
	}
}

static uint8_t *
put_varint(uint8_t *at, uint64_t value)
{
	for (; value >= 0x80; value >>= 7)
		*at++ = (uint8_t)(value | 0x80);
	*at++ = (uint8_t)value;
	return at;
}

static void
write_stub(struct prover *p, const struct heading *d)
{
	uint8_t text[1 + HASH_BYTES + 7 + 7 + 3] = {0x00}, *at = text + 33;

	if (p->proof == NULL)
		return;
	memcpy(text + 1, d->hash.at, HASH_BYTES);
	at = put_varint(at, d->live);
	at = put_varint(at, d->struck);
	*at++ = (uint8_t)(d->latest >> 16);
	*at++ = (uint8_t)(d->latest >> 8);
	*at++ = (uint8_t)d->latest;
	buffer_append(p->proof, text, (size_t)(at - text));
}

static void
write_branch(struct prover *p, const uint8_t *key, unsigned from, unsigned bit)
{
	uint8_t text[2 + KEY_ROOM] = {0x01, (uint8_t)bit};

	if (p->proof != NULL)
		buffer_append(p->proof, text,
		    2 + label_write(text + 2, key, from, bit));
}

static void
write_leaf(struct prover *p, const struct item *item, unsigned from)
{
	uint8_t text[1 + KEY_ROOM + 7 + 7 + HASH_BYTES] = {0x02};
	uint8_t *at = text + 1;

	if (p->proof == NULL)
		return;
	at += label_write(at, item->key, from, 8u * key_len_of(item->key));
	at = put_varint(at, item->times);
	at = put_varint(at, item->struck_by);
	memcpy(at, item->leaf.at, HASH_BYTES);
	buffer_append(p->proof, text, (size_t)(at + HASH_BYTES - text));
}

/* What a subtree that is not opened adds: index 7.2. */
static void
add_stub(struct prover *p, enum verdict verdict, const uint8_t *key,
    const struct heading *d)
{
	if (verdict == IN)
		count(p, key, d->live, d->live, d->struck);
	else if (verdict == MAYBE)
		count(p, key, 0, d->live, d->struck);
	write_stub(p, d);
}

/* A leaf that is opened. */
static void
add_leaf(struct prover *p, const struct item *item, unsigned from)
{
	uint64_t live = item->struck_by == 0 ? item->times : 0;
	uint32_t e, l;
	bool possible = true, certain = true;

	write_leaf(p, item, from);
	if (item->key[0] != (unsigned)p->v->byte)
		return;
	for (unsigned i = 0; i < p->plain_count; i++) {
		uint64_t value = key_get(item->key, &p->v->fields[i]);

		if (value < p->q->ranges[i].first ||
		    value > p->q->ranges[i].last)
			return;
	}
	if (p->v->dated) {
		e = (uint32_t)get_be(item->key + p->e_at / 8, 3);
		l = (uint32_t)get_be(item->key + p->e_at / 8 + 3, 3);
		possible = e <= p->b && l >= p->a;
		certain = p->a <= e && l <= p->b;
	}
	if (!possible)
		return;
	count(p, item->key, certain ? live : 0, live, item->times - live);
	if (p->q->mode == MODE_LIST && p->sink != NULL &&
	    p->sink->posting != NULL) {
		struct posting out;

		item_to_posting(&out, item);
		p->sink->posting(p->sink->context, &out);
	}
}

static uint32_t
latest_of(const struct run *r, unsigned first, unsigned end)
{
	uint32_t latest = 0;

	for (unsigned i = first; i < end; i++) {
		uint32_t l = key_latest(r->items[i].key);

		latest = l > latest ? l : latest;
	}
	return latest;
}

/* Inside a bucket: hashes are made for stubs alone. */
static void
visit_run(struct prover *p, const struct run *r, unsigned first, unsigned end,
    unsigned settled, unsigned from)
{
	const uint8_t *key = r->items[first].key;
	enum verdict verdict = judge(p, key, settled, from,
	    latest_of(r, first, end));
	unsigned at;

	if (verdict != OPEN) {
		struct heading d;

		run_total(&d, r, first, end, from);
		add_stub(p, verdict, key, &d);
		return;
	}
	if (end - first == 1) {
		add_leaf(p, &r->items[first], from);
		return;
	}
	settled = settle(p, settled, from);
	at = run_root(r, first, end);
	write_branch(p, key, from, r->bits[at]);
	visit_run(p, r, first, at, settled, r->bits[at] + 1u);
	visit_run(p, r, at, end, settled, r->bits[at] + 1u);
}

static void
key_set_bit(uint8_t *key, unsigned bit, unsigned value)
{
	uint8_t mask = (uint8_t)(0x80u >> bit % 8);

	key[bit / 8] = (uint8_t)((key[bit / 8] & ~mask) |
	    (value != 0 ? mask : 0));
}

/*
 * A subtree whose D is known. Its label was kept from bit `kept` on, which is
 * `from` but in past states, where branches above it may not have been.
 */
static void
visit(struct prover *p, uint32_t ref, unsigned settled, unsigned kept,
    unsigned from, const struct heading *d)
{
	enum verdict verdict = judge(p, p->key, settled, from, d->latest);
	const struct branch *b;

	if (verdict != OPEN) {
		add_stub(p, verdict, p->key, d);
		return;
	}
	if ((ref & BUCKET_REF) != 0) {
		struct run r;

		if (!bucket_read(p->map, ref, p->covered, &r) || r.count == 0)
			p->damaged = true;
		else
			visit_run(p, &r, 0, r.count, settled, from);
		return;
	}
	if (!branch_is_sound(p->map, ref, kept)) {
		p->damaged = true;
		return;
	}
	b = branch_at(p->map, ref);
	/* on their way while this one is judged and written */
	for (unsigned i = 0; i < 2; i++) {
		uintptr_t side = (uintptr_t)p->map->at +
		    (size_t)(b->sides[i] & ~BUCKET_REF) * UNIT;

		__builtin_prefetch((const void *)side);
		__builtin_prefetch((const void *)(side + 64));
	}
	branch_apply_label(p->map, ref, p->key, kept);
	settled = settle(p, settled, from);
	write_branch(p, p->key, from, b->bit);
	for (unsigned i = 0; i < 2; i++) {
		struct heading side;

		heading_take(&side, b->totals[i]);
		key_set_bit(p->key, b->bit, i);
		visit(p, b->sides[i], settled, b->bit + 1u, b->bit + 1u, &side);
	}
}

/* What judging has gathered, to be put back where a subtree that was opened on
 * trial proves to be a stub. */
struct trial {
	struct answer answer, group;
	uint64_t group_value;
	bool has_group;
	size_t proof_len;
};

static struct trial
trial_begin(const struct prover *p)
{
	return (struct trial){p->answer, p->group, p->group_value, p->has_group,
	    p->proof == NULL ? 0 : p->proof->len};
}

static void
trial_undo(struct prover *p, const struct trial *t)
{
	p->answer = t->answer;
	if (p->has_group &&
	    (!t->has_group || p->group_value != t->group_value)) {
		/* a group that began here: what was before it is told */
		memset(&p->group, 0, sizeof p->group);
	} else {
		p->group = t->group;
		p->has_group = t->has_group;
	}
	if (p->proof != NULL)
		p->proof->len = t->proof_len;
}

static bool
existed(const struct prover *p, uint32_t ref)
{
	uint64_t oldest, newest;

	node_ages(p->map, ref, &oldest, &newest);
	return oldest < p->covered;
}

static void past_visit(struct prover *p, uint32_t ref, unsigned settled,
    unsigned kept, unsigned from, bool writing, struct heading *d);

/* Both sides of a branch that existed and has changed since. */
static void
past_branch(struct prover *p, uint32_t ref, unsigned settled, unsigned from,
    bool writing, struct heading *d)
{
	const struct branch *b = branch_at(p->map, ref);
	uint8_t totals[2][HEADING_BYTES], key[KEY_ROOM];

	memcpy(key, p->key, sizeof key);
	if (writing) {
		write_branch(p, key, from, b->bit);
		settled = settle(p, settled, from);
	}
	for (unsigned i = 0; i < 2 && !p->damaged; i++) {
		key_set_bit(p->key, b->bit, i);
		past_visit(p, b->sides[i], settled, b->bit + 1u, b->bit + 1u,
		    writing, d);
		heading_print(totals[i], d);
	}
	if (!p->damaged)
		branch_total(d, key, from, b->bit, totals[0], totals[1]);
}

/*
 * A subtree as of p->covered, in which something existed: its D, and if
 * `writing` its part of the proof. The rule needs D, which is known only after
 * the sides, so they are written on trial and taken back if it gives a stub.
 */
static void
past_visit(struct prover *p, uint32_t ref, unsigned settled, unsigned kept,
    unsigned from, bool writing, struct heading *d)
{
	struct trial trial = trial_begin(p);
	bool opening = writing &&
	    judge(p, p->key, settled, from, DAY_LAST) != OUT;
	enum verdict verdict;

	while ((ref & BUCKET_REF) == 0) {
		const struct branch *b = branch_at(p->map, ref);
		bool sides[2];

		if (!branch_is_sound(p->map, ref, kept)) {
			p->damaged = true;
			return;
		}
		branch_apply_label(p->map, ref, p->key, kept);
		sides[0] = existed(p, b->sides[0]);
		sides[1] = existed(p, b->sides[1]);
		if (sides[0] && sides[1])
			break;
		/* no branch yet: what was on the one side, all of it */
		key_set_bit(p->key, b->bit, sides[0] ? 0 : 1);
		kept = b->bit + 1u;
		ref = b->sides[sides[0] ? 0 : 1];
	}
	if ((ref & BUCKET_REF) != 0) {
		struct run r;

		if (!bucket_read(p->map, ref, p->covered, &r) || r.count == 0) {
			p->damaged = true;
			return;
		}
		run_total(d, &r, 0, r.count, from);
		if (writing)
			visit_run(p, &r, 0, r.count, settled, from);
		return;
	}
	if (get_be(branch_at(p->map, ref)->newest, 5) < p->covered) {
		const struct branch *b = branch_at(p->map, ref);

		branch_total(d, p->key, from, b->bit, b->totals[0],
		    b->totals[1]);
		if (writing)
			visit(p, ref, settled, kept, from, d);
		return;
	}
	past_branch(p, ref, settled, from, opening, d);
	if (!writing || p->damaged)
		return;
	verdict = judge(p, p->key, settled, from, d->latest);
	if (verdict != OPEN) {
		trial_undo(p, &trial);
		add_stub(p, verdict, p->key, d);
	}
}

/* The whole; nothing is written for the empty trie. */
static void
prove_all(struct prover *p, bool writing, struct heading *top)
{
	const struct trie_header *h = trie_header(p->map);

	memset(top, 0, sizeof *top);
	if (h->root == 0)
		return;
	if (p->covered != UINT64_MAX) {
		if (existed(p, h->root))
			past_visit(p, h->root, 0, 0, 0, writing, top);
		return;
	}
	heading_parse(top, h->top);
	if (writing)
		visit(p, h->root, 0, 0, 0, top);
}

static void
prover_init(struct prover *p, const struct mapping *m, const struct question *q,
    uint64_t covered)
{
	const struct view *v = q->view;

	memset(p, 0, sizeof *p);
	p->map = m;
	p->q = q;
	p->v = v;
	p->covered = covered;
	p->a = day_widen_from(q->from);
	p->b = day_widen_to(q->to);
	p->plain_count = v->field_count - (v->dated ? 3u : 1u);
	for (unsigned i = 0; i < p->plain_count; i++) {
		uint64_t all = (UINT64_C(1) << 8 * v->fields[i].width) - 1;

		if (q->ranges[i].first != 0 || q->ranges[i].last != all)
			p->full_from = i + 1;
	}
	if (v->dated)
		p->e_at = 8u * v->fields[p->plain_count].at;
	if (q->mode == MODE_GROUPS) {
		const struct view_field *f = view_field(v, q->group);

		p->group_end = 8u * (f->at + f->width);
	}
}

bool
index_total(const struct mapping *m, uint64_t covered, struct heading *top)
{
	struct question any = {.view = &views[0], .to = DAY_LAST};
	struct prover p;

	prover_init(&p, m, &any, covered);
	prove_all(&p, false, top);
	return !p.damaged;
}

static enum err
prove_locked(struct ordered_index *x, uint64_t as_of, struct prover *p,
    struct error *e)
{
	const struct trie_header *h = trie_header(&x->map);
	struct heading top;

	if (as_of > h->covered)
		return error_set(e, ERR_ABSENT,
		    "the index covers %" PRIu64 " entries, not yet %" PRIu64,
		    h->covered, as_of);
	p->covered = as_of == h->covered ? UINT64_MAX : as_of;
	prove_all(p, true, &top);
	if (p->damaged)
		return index_damaged(e);
	end_group(p);
	if (p->proof != NULL && p->proof->failed)
		return error_set(e, ERR_MEMORY,
		    "the proof does not fit its buffer");
	return ERR_NONE;
}

enum err
ordered_index_prove(struct ordered_index *x, const struct question *q,
    uint64_t as_of, struct buffer *proof, struct answer *answer,
    const struct answer_sink *sink, struct error *e)
{
	size_t len_before = proof == NULL ? 0 : proof->len;
	struct prover p;
	enum err rc = question_check(q, e);

	if (rc == ERR_NONE)
		rc = index_lock(x, false, e);
	if (rc != ERR_NONE)
		return rc;
	prover_init(&p, &x->map, q, 0);
	p.proof = proof;
	p.sink = sink;
	rc = prove_locked(x, as_of, &p, e);
	index_unlock(x);
	if (rc == ERR_NONE)
		*answer = p.answer;
	else if (proof != NULL && proof->len > len_before)
		proof->len = len_before;
	return rc;
}
