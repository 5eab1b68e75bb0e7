/* Claims of statements (model/claim.h) */
#include "model/claim.h"

#include "format/view.h"

static const char *const p_names[] = {"occurred", "count", "only", "none",
    "noted", "initiated", "held", "content", "text"};
static const char *const op_names[] = {"eq", "ge", "le", "about"};
static const char *const q_names[] = {"each", "some", "none", "usually"};
static const char *const unclear_names[] = {"counterparts", "kinds", "window",
    "subject"};

/* Place of a word in a list; 0 where it is none of them, which body_check
 * has excluded. */
static unsigned
word_of(struct bytes text, const char *const *words, size_t count)
{
	for (unsigned i = 0; i < count; i++)
		if (bytes_is(text, words[i]))
			return i;
	return 0;
}

static void
read_kinds(struct claim *out, const struct json *kinds)
{
	bool any = false;

	if (json_is_null(kinds))
		return;
	for (kinds = kinds->first; kinds != NULL; kinds = kinds->next) {
		int code = kind_code(kinds->text);

		if (code > 0) {
			out->kinds |= 1u << (unsigned)code;
			any = true;
		} else {
			out->unclear |= UNCLEAR_KINDS;
		}
	}
	if (!any) /* an empty list, or `unknown` alone, names no kind */
		out->unclear |= UNCLEAR_KINDS;
}

static void
read_window(struct claim *out, const struct json *window)
{
	out->from = DAY_FIRST;
	out->to = DAY_LAST;
	out->has_window = !json_is_null(window);
	if (!out->has_window)
		return;
	if (!day_parse(json_get_text(window, "from"), &out->from))
		out->from = DAY_FIRST;
	if (!day_parse(json_get_text(window, "to"), &out->to))
		out->to = DAY_LAST;
}

static enum side
side_of(struct bytes text)
{
	if (bytes_is(text, "home"))
		return SIDE_HOME;
	return bytes_is(text, "foreign") ? SIDE_FOREIGN : SIDE_THIRD;
}

void
claim_read(struct claim *out, const struct json *claim,
    const struct json *statement)
{
	const struct json *unclear = json_get(claim, "unclear");
	bool universe;

	*out = (struct claim){.json = claim, .op = OP_GE};
	out->p = (enum claim_p)word_of(json_get_text(claim, "p"), p_names,
	    COUNT(p_names));
	universe = out->p == CLAIM_ONLY || out->p == CLAIM_NONE;
	out->subject = json_get_text(claim,
	    out->p == CLAIM_HELD ? "person" : "subject");
	out->targets = json_get(claim, universe ? "universe" : "counterparts");
	out->admits = json_get(claim, "admits");
	out->about = json_get(claim, "about");
	out->department = json_get_text(claim, "department");
	out->post = json_get_text(claim, "post");
	out->n = (uint64_t)json_get_number(claim, "n", 0);
	if (out->p == CLAIM_COUNT)
		out->op = (enum claim_op)word_of(json_get_text(claim, "op"),
		    op_names, COUNT(op_names));
	out->q = (enum claim_q)word_of(json_get_text(claim, "q"), q_names,
	    COUNT(q_names));
	out->by = side_of(json_get_text(claim, "by"));
	out->arrangement = bytes_is(json_get_text(claim, "what"),
	    "arrangement");
	if (claim_decidable(out) && out->p != CLAIM_HELD)
		read_kinds(out, json_get(claim, "kinds"));
	read_window(out, json_get(claim, "window"));
	out->hedged = json_get_bool(claim, "hedged") ||
	    json_get_bool(statement, "hedged");
	for (unclear = json_is_null(unclear) ? NULL : unclear->first;
	     unclear != NULL; unclear = unclear->next)
		out->unclear |= 1u << word_of(unclear->text, unclear_names,
		    COUNT(unclear_names));
}

bool
act_commits(struct bytes act)
{
	return !bytes_is(act, "asks") && !bytes_is(act, "declines") &&
	    !bytes_is(act, "leaves_undecided");
}

bool
claim_counts(const struct claim *c)
{
	return c->p == CLAIM_OCCURRED || c->p == CLAIM_COUNT;
}

const char *
claim_p_name(enum claim_p p)
{
	return p_names[p];
}

/* ---- scopes ---- */

static bool
is_empty(const struct json *list)
{
	return json_is_null(list) || list->count == 0;
}

static bool
target_within(const struct json *inner, const struct json *outer,
    const struct target_world *w)
{
	if (is_empty(outer))
		return true;
	for (outer = outer->first; outer != NULL; outer = outer->next)
		if (w->within(w->context, inner, outer))
			return true;
	return false;
}

bool
targets_within(const struct json *inner, const struct json *outer,
    const struct target_world *w)
{
	if (is_empty(outer))
		return true;
	if (is_empty(inner))
		return false;
	for (inner = inner->first; inner != NULL; inner = inner->next)
		if (!target_within(inner, outer, w))
			return false;
	return true;
}

bool
kinds_within(unsigned inner, unsigned outer)
{
	return outer == 0 || (inner != 0 && (inner & ~outer) == 0);
}

static bool
window_within(bool inner_given, uint32_t from, uint32_t to, bool outer_given,
    uint32_t outer_from, uint32_t outer_to)
{
	if (!outer_given)
		return true;
	return inner_given && from >= outer_from && to <= outer_to;
}

/* ---- numbers ---- */

struct extent
claim_extent(const struct claim *c)
{
	switch (c->op) {
	case OP_EQ:
		return (struct extent){c->n, c->n};
	case OP_LE:
		return (struct extent){0, c->n};
	case OP_GE:
		return (struct extent){c->n, EXTENT_OPEN};
	case OP_ABOUT:
		break;
	}
	return (struct extent){0, EXTENT_OPEN};
}

static uint64_t
add(uint64_t a, uint64_t b)
{
	return a == EXTENT_OPEN || b == EXTENT_OPEN || a > EXTENT_OPEN - 1 - b ?
	    EXTENT_OPEN :
	    a + b;
}

static void
start(struct claimed *out, const struct claim *c, size_t k)
{
	*out = (struct claimed){.extent = claim_extent(c),
	    .claims = UINT32_C(1) << k,
	    .subject = c->subject,
	    .target_count = 1,
	    .kinds = c->kinds,
	    .has_window = c->has_window,
	    .from = c->from,
	    .to = c->to};
	out->targets[0] = c->targets;
}

static bool
lists_apart(const struct json *a, const struct json *b,
    const struct target_world *w)
{
	if (is_empty(a) || is_empty(b))
		return false;
	for (const struct json *x = a->first; x != NULL; x = x->next)
		for (const struct json *y = b->first; y != NULL; y = y->next)
			if (!w->apart(w->context, x, y))
				return false;
	return true;
}

static bool
may_join(const struct claimed *sum, const struct claim *c,
    const struct target_world *w)
{
	if (!bytes_equal(sum->subject, c->subject) || sum->kinds != c->kinds ||
	    sum->has_window != c->has_window || sum->from != c->from ||
	    sum->to != c->to)
		return false;
	for (size_t i = 0; i < sum->target_count; i++)
		if (!lists_apart(sum->targets[i], c->targets, w))
			return false;
	return true;
}

static bool
adds_up(const struct claim *c)
{
	return claim_counts(c) && c->op != OP_ABOUT;
}

size_t
claims_add_up(struct claimed out[CLAIMED_MAX], const struct claim *claims,
    size_t count, const struct target_world *w)
{
	uint32_t summed = 0;
	size_t n = 0;

	for (size_t k = 0; k < count && k < CLAIMS_MAX; k++)
		if (claim_counts(&claims[k]))
			start(&out[n++], &claims[k], k);
	for (size_t k = 0; k < count && k < CLAIMS_MAX; k++) {
		struct claimed *sum = &out[n];

		if (!adds_up(&claims[k]) || (summed >> k & 1) != 0)
			continue;
		start(sum, &claims[k], k);
		for (size_t i = k + 1; i < count && i < CLAIMS_MAX; i++) {
			if (!adds_up(&claims[i]) || (summed >> i & 1) != 0 ||
			    !may_join(sum, &claims[i], w))
				continue;
			sum->targets[sum->target_count++] = claims[i].targets;
			sum->extent.lo = add(sum->extent.lo,
			    claim_extent(&claims[i]).lo);
			sum->extent.hi = add(sum->extent.hi,
			    claim_extent(&claims[i]).hi);
			sum->claims |= UINT32_C(1) << i;
		}
		summed |= sum->claims;
		n += sum->target_count > 1;
	}
	return n;
}

const char *
comparison_name(enum comparison c)
{
	static const char *const names[] = {"not_compared", "compatible",
	    "agrees", "in_tension"};

	return names[c];
}

/* Every list of `inner` lies in one list of `outer`, or in all of them
 * together, target by target. */
static bool
claimed_targets_within(const struct claimed *inner,
    const struct claimed *outer, const struct target_world *w)
{
	for (size_t i = 0; i < inner->target_count; i++) {
		const struct json *list = inner->targets[i];

		if (is_empty(list)) {
			if (outer->target_count != 1 ||
			    !is_empty(outer->targets[0]))
				return false;
			continue;
		}
		for (list = list->first; list != NULL; list = list->next) {
			bool found = false;

			for (size_t k = 0; k < outer->target_count; k++)
				found = found ||
				    target_within(list, outer->targets[k], w);
			if (!found)
				return false;
		}
	}
	return true;
}

/* Which of the two must be widened: bit 0 the first, bit 1 the second. */
#define WIDEN_A 1u
#define WIDEN_B 2u

/* False where neither holds the other. */
static bool
lay(bool a_in_b, bool b_in_a, unsigned *widen)
{
	if (!a_in_b && !b_in_a)
		return false;
	if (!b_in_a)
		*widen |= WIDEN_A;
	if (!a_in_b)
		*widen |= WIDEN_B;
	return true;
}

static enum comparison
extents_meet(struct extent a, struct extent b)
{
	uint64_t lo = a.lo > b.lo ? a.lo : b.lo;
	uint64_t hi = a.hi < b.hi ? a.hi : b.hi;

	if (lo > hi)
		return COMPARED_IN_TENSION;
	if ((a.lo == b.lo && a.hi == b.hi) || a.lo == a.hi || b.lo == b.hi)
		return COMPARED_AGREES;
	return COMPARED_COMPATIBLE;
}

enum comparison
claimed_compare(const struct claimed *a, const struct claimed *b,
    const struct target_world *w, bool *window_not_given)
{
	struct extent x = a->extent, y = b->extent;
	unsigned widen = 0;

	*window_not_given = false;
	if (!lay(claimed_targets_within(a, b, w),
		claimed_targets_within(b, a, w), &widen) ||
	    !lay(kinds_within(a->kinds, b->kinds),
		kinds_within(b->kinds, a->kinds), &widen) ||
	    !lay(window_within(a->has_window, a->from, a->to, b->has_window,
		     b->from, b->to),
		window_within(b->has_window, b->from, b->to, a->has_window,
		    a->from, a->to),
		&widen))
		return COMPARED_NOT;
	*window_not_given = a->has_window != b->has_window;
	if ((widen & WIDEN_A) != 0)
		x.hi = EXTENT_OPEN;
	if ((widen & WIDEN_B) != 0)
		y.hi = EXTENT_OPEN;
	return extents_meet(x, y);
}

/* ---- only against a number ---- */

static bool
is_admitted(const struct claim *only, const struct json *target,
    const struct target_world *w)
{
	const struct json *id =
	    json_is_null(only->admits) ? NULL : only->admits->first;

	for (; id != NULL; id = id->next) {
		/* an id by itself stands for a target of its type */
		if (!w->apart(w->context, target, id))
			return true;
	}
	return false;
}

bool
only_excludes(const struct claim *only, const struct claim *other,
    const struct target_world *w)
{
	if ((only->p != CLAIM_ONLY && only->p != CLAIM_NONE) ||
	    !claim_counts(other) || claim_extent(other).lo == 0 ||
	    is_empty(only->targets) || is_empty(other->targets) ||
	    /* several counterparts mean any of them */
	    other->targets->count != 1 ||
	    !kinds_within(other->kinds, only->kinds) ||
	    !window_within(other->has_window, other->from, other->to,
		only->has_window, only->from, only->to))
		return false;
	return target_within(other->targets->first, only->targets, w) &&
	    json_get(other->targets->first, "state") == NULL &&
	    !is_admitted(only, other->targets->first, w);
}
