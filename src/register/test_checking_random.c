/* Random registers, claims and declarations against a plain count of what was
 * filed: format/check 3.2, 4.1, 4.2, 4.3, 8.1. Every property has a planted
 * fault. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>

#include "register/checking.h"
#include "register/test_speaking.h"

#include "base/testing.h"

#define REGISTERS 6
#define CONTACTS 9
#define STATEMENTS 24

static uint64_t seed = 20201231;

static unsigned
draw(unsigned below)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return (unsigned)(seed % below);
}

/* ---- what was filed, in plain numbers ---- */

enum who { WHO_AMBASSADOR, WHO_CONSUL, WHO_DESCRIBED };

struct plain_contact {
	enum who who;
	unsigned times;
	uint32_t e, l;
};

struct plain_register {
	struct place p;
	struct plain_contact contacts[CONTACTS];
	size_t count;
	uint64_t consul, transcript;
	bool covered;
};

/* What one claim says, beside its JSON. */
struct plain_claim {
	enum claim_p p;
	enum claim_op op;
	unsigned n;
	enum { AT_ANYBODY, AT_XB, AT_XC, AT_AMBASSADOR } target;
	bool has_window;
	uint32_t from, to;
	bool hedged, unclear;
	unsigned readings; /* of only and none */
};

enum likely { NOT, MAYBE, SURELY };

static enum likely
is_with(const struct plain_claim *c, enum who who)
{
	bool universe = c->p == CLAIM_ONLY || c->p == CLAIM_NONE;

	if (c->target == AT_XC)
		return NOT;
	if (universe) {
		/* only admits the Ambassador */
		if (c->p == CLAIM_ONLY && who == WHO_AMBASSADOR)
			return NOT;
		return c->p == CLAIM_ONLY && who == WHO_DESCRIBED ? MAYBE :
								    SURELY;
	}
	if (c->target != AT_AMBASSADOR)
		return SURELY;
	if (who == WHO_DESCRIBED)
		return MAYBE;
	return who == WHO_AMBASSADOR ? SURELY : NOT;
}

static void
count_plainly(const struct plain_register *r, const struct plain_claim *c,
    uint64_t *certain, uint64_t *possible)
{
	*certain = *possible = 0;
	for (size_t i = 0; i < r->count; i++) {
		const struct plain_contact *x = &r->contacts[i];
		enum likely is = is_with(c, x->who);

		if (is == NOT || (c->has_window &&
		    (x->e > c->to || x->l < c->from)))
			continue;
		*possible += x->times;
		if (is == SURELY && (!c->has_window ||
		    (c->from <= x->e && x->l <= c->to)))
			*certain += x->times;
	}
}

/* ---- the properties ---- */

/* What a check gave, as far as the properties look at it. */
struct seen {
	enum verdict verdict;
	uint64_t certain, possible;
	bool covered;
	const char *words; /* everything printed about it */
};

static bool
may_support(const struct plain_claim *c, uint64_t certain, uint64_t possible,
    bool covered)
{
	bool exact = covered && certain == c->n && possible == c->n;

	if (c->p == CLAIM_ONLY || c->p == CLAIM_NONE)
		return covered && possible == 0;
	if (c->op == OP_GE)
		return certain >= c->n;
	if (c->op == OP_LE)
		return covered && possible <= c->n;
	return exact;
}

static const char *const forbidden[] = {"false", "untrue", "lie", "lies",
    "lied", "lying", "liar", "fake", "guilty", "innocent", "proven",
    "disproved", "debunked", "refuted", "exposed", "admits", "admitted",
    "suspicious", "caught", "faux", "fausse", "mensonge", "mentir", "menti",
    "menteur", "coupable", "avoue", "suspect"};

static bool
is_letter(char c)
{
	return isalpha((unsigned char)c) || ((unsigned char)c & 0x80) != 0;
}

/* A forbidden word outside quotation marks: model 6.9. */
static const char *
forbidden_word(const char *text)
{
	bool quoted = false;

	for (const char *at = text; *at != '\0'; at++) {
		if (*at == '"')
			quoted = !quoted;
		if (quoted || (at != text && is_letter(at[-1])))
			continue;
		for (size_t i = 0; i < COUNT(forbidden); i++) {
			size_t len = strlen(forbidden[i]);

			if (strncasecmp(at, forbidden[i], len) == 0 &&
			    !is_letter(at[len]))
				return forbidden[i];
		}
	}
	return NULL;
}

/* NULL, or the property that is broken. */
static const char *
broken(const struct plain_register *r, const struct plain_claim *c,
    const struct seen *s)
{
	bool universe = c->p == CLAIM_ONLY || c->p == CLAIM_NONE;
	bool bounded = universe || c->op == OP_EQ || c->op == OP_LE;
	uint64_t certain, possible;

	count_plainly(r, c, &certain, &possible);
	if (s->certain != certain || s->possible != possible)
		return "other numbers than were filed";
	if (s->covered != r->covered)
		return "covered by what is no declaration in force";
	if (s->verdict == VERDICT_CONTRADICTED && c->hedged)
		return "contradicted although hedged";
	if (s->verdict == VERDICT_CONTRADICTED &&
	    (c->unclear || (universe && c->readings != 1)))
		return "contradicted although its scope is unclear";
	if (s->verdict == VERDICT_CONTRADICTED && !r->covered)
		return "contradicted without a declaration";
	if (s->verdict == VERDICT_CONTRADICTED && bounded && !c->has_window)
		return "contradicted although its window is not given";
	if ((s->verdict == VERDICT_SUPPORTED) !=
	    may_support(c, certain, possible, r->covered))
		return "supported without its condition, or not with it";
	if (forbidden_word(s->words) != NULL)
		return "a forbidden word";
	return NULL;
}

/* ---- making them ---- */

static void
make_contact(struct plain_register *r)
{
	static const struct {
		const char *edtf;
		uint32_t e[3], l[3];
	} dates[] = {
	    {"2021-03-04", {2021, 3, 4}, {2021, 3, 4}},
	    {"2022-11", {2022, 11, 1}, {2022, 11, 30}},
	    {"2020", {2020, 1, 1}, {2020, 12, 31}},
	    {"[2020..2022]", {2020, 1, 1}, {2022, 12, 31}},
	    {"[2022..2023]", {2022, 1, 1}, {2023, 12, 31}},
	};
	struct plain_contact *x = &r->contacts[r->count++];
	size_t d = draw(COUNT(dates));
	struct place *p = &r->p;
	const char *party;

	x->who = (enum who)draw(3);
	x->times = d == 0 ? 1 : 1 + draw(4);
	x->e = day_code(dates[d].e[0], dates[d].e[1], dates[d].e[2]);
	x->l = day_code(dates[d].l[0], dates[d].l[1], dates[d].l[2]);
	party = x->who == WHO_DESCRIBED ?
	    "\"as\":null,\"described\":0,\"who\":null" :
	    with(p, x->who == WHO_CONSUL ? r->consul : p->ambassador);
	(void)place_file_one(p, TYPE_CONTACT, contact_body(p, dates[d].edtf,
	    x->times, party, "{\"tier\":\"public\"}", ""),
	    x->who == WHO_DESCRIBED ?
	    "{\"described\":[{\"en\":\"a consular officer\"}],"
	    "\"summary\":{\"en\":\"A call about consular matters\"}}" :
	    SUMMARY);
}

static unsigned
all_times(const struct plain_register *r)
{
	unsigned times = 0;

	for (size_t i = 0; i < r->count; i++)
		times += r->contacts[i].times;
	return times;
}

static void
make_register(struct plain_register *r)
{
	unsigned with_declaration = draw(3);

	memset(r, 0, sizeof *r);
	found_register(&r->p);
	r->consul = place_file_one(&r->p, TYPE_PERSON, "{\"states\":[\"xb\"]}",
	    "{\"names\":[{\"lang\":\"en\",\"text\":\"The Consul\"}]}").number;
	r->transcript = file_document(&r->p, "Transcript");
	for (unsigned i = draw(CONTACTS - 1); i > 0; i--)
		make_contact(r);
	if (with_declaration != 0) {
		(void)declare(&r->p, all_times(r));
		r->covered = true;
	}
	if (with_declaration == 2) {
		make_contact(r); /* overtakes it */
		r->covered = false;
	}
}

static const char *
target_text(struct plain_register *r, const struct plain_claim *c)
{
	switch (c->target) {
	case AT_XB:
		return "{\"state\":\"xb\"}";
	case AT_XC:
		return "{\"state\":\"xc\"}";
	case AT_AMBASSADOR:
		return person_target(&r->p, r->p.ambassador);
	case AT_ANYBODY:
		break;
	}
	return "";
}

static uint64_t
make_statement(struct plain_register *r, struct plain_claim *c)
{
	static const char *const ops[] = {"eq", "ge", "le", "about"};
	struct place *p = &r->p;
	const char *window = "null", *claim, *unclear;
	bool universe;

	*c = (struct plain_claim){.p = (enum claim_p)draw(4),
	    .op = (enum claim_op)draw(4),
	    .n = draw(12),
	    .hedged = draw(3) == 0,
	    .unclear = draw(3) == 0,
	    .has_window = draw(3) != 0,
	    .readings = 1};
	universe = c->p == CLAIM_ONLY || c->p == CLAIM_NONE;
	c->target = universe ? 1 + draw(2) : draw(4);
	if (c->p == CLAIM_OCCURRED) {
		c->op = OP_GE;
		c->n++;
	}
	if (c->has_window) {
		unsigned first = 2020 + draw(3);

		c->from = day_code(first, 1, 1);
		c->to = day_code(first + draw(3), 12, 31);
		window = printed(p, "{\"from\":\"%u-01-01\",\"to\":"
		    "\"%u-12-31\"}", day_year(c->from), day_year(c->to));
	}
	unclear = c->unclear ? "\"unclear\":[\"counterparts\"]," : "";
	if (universe)
		claim = printed(p, "{%s%s%s\"kinds\":null,\"p\":\"%s\","
		    "\"subject\":\"%s\",\"universe\":[%s],\"window\":%s,"
		    "%.*s}", c->p == CLAIM_ONLY ? "\"admits\":[\"" : "",
		    c->p == CLAIM_ONLY ? id_text(p, p->ambassador) : "",
		    c->p == CLAIM_ONLY ? "\"]," : "", claim_p_name(c->p),
		    p->member_id, target_text(r, c), window,
		    (int)strlen(unclear), unclear);
	else
		claim = printed(p, "{\"counterparts\":[%s],\"kinds\":"
		    "[\"call\"],\"n\":%u,%s%s%s\"p\":\"%s\",%s\"subject\":"
		    "\"%s\",\"window\":%s}", target_text(r, c), c->n,
		    c->p == CLAIM_COUNT ? "\"op\":\"" : "",
		    c->p == CLAIM_COUNT ? ops[c->op] : "",
		    c->p == CLAIM_COUNT ? "\"," : "", claim_p_name(c->p),
		    unclear, p->member_id, window);
	if (universe) /* a comma too many at the end */
		claim = printed(p, "%.*s}", (int)strlen(claim) - 2, claim);
	return file_statement(p, (struct saying){.act = "testifies",
	    .claims = claim, .speaker = p->member, .hedged = c->hedged,
	    .document = r->transcript});
}

static const char *
all_words(struct plain_register *r, const struct checked *k)
{
	struct objects o = {r->p.r, r->p.arena, NULL};
	struct buffer words = {0};
	const char *text;

	for (int l = 0; l < LANG_COUNT; l++) {
		verdict_words(&words, &o, k, &k->claims[0], (enum lang)l);
		buffer_byte(&words, '\n');
		claim_words(&words, &o, &k->claims[0].claim, (enum lang)l);
		buffer_byte(&words, '\n');
		origins_words(&words, &k->claims[0].origins, (enum lang)l);
		buffer_byte(&words, '\n');
		for (size_t i = 0; i < k->claims[0].against_count; i++)
			against_words(&words, &o, &k->claims[0].against[i],
			    (enum lang)l);
	}
	text = arena_text(r->p.arena, buffer_bytes(&words));
	buffer_release(&words);
	return text;
}

/* ---- planted faults: each must be caught ---- */

static void
assert_caught(const struct plain_register *r, struct plain_claim c,
    struct seen s)
{
	assert_non_null(broken(r, &c, &s));
}

static unsigned planted[6];

static void
plant(const struct plain_register *r, const struct plain_claim *c,
    const struct seen *s)
{
	struct plain_claim hedged = *c;
	struct seen wrong = *s;

	wrong.certain++;
	assert_caught(r, *c, wrong);
	planted[0]++;
	wrong = *s;
	wrong.covered = !wrong.covered;
	assert_caught(r, *c, wrong);
	planted[1]++;
	wrong = *s;
	wrong.words = "the statement is false";
	assert_caught(r, *c, wrong);
	planted[2]++;
	wrong = *s;
	if (s->verdict == VERDICT_CONTRADICTED) {
		hedged.hedged = true;
		assert_caught(r, hedged, wrong);
		planted[3]++;
	}
	if (s->verdict == VERDICT_OPEN) {
		wrong.verdict = VERDICT_SUPPORTED;
		assert_caught(r, *c, wrong);
		planted[4]++;
	}
	if (s->verdict == VERDICT_IN_TENSION) {
		wrong.verdict = VERDICT_CONTRADICTED;
		assert_caught(r, *c, wrong);
		planted[5]++;
	}
}

/* The same checkpoint gives the same, whatever is filed later: format/check
 * 2.2. Control: how often the newest gives something else. */
static unsigned
check_again(struct plain_register *r, const uint64_t *statements,
    const struct seen *before, uint64_t size)
{
	unsigned changed = 0;

	make_contact(r);
	(void)declare(&r->p, all_times(r));
	checkpoint(&r->p);
	for (size_t i = 0; i < STATEMENTS; i++) {
		struct checked then, now;

		assert_ok(&r->p, registry_check(r->p.r, statements[i], size,
		    r->p.arena, &then, &r->p.e));
		assert_int_equal(then.verdict, before[i].verdict);
		assert_int_equal(then.claims[0].certain, before[i].certain);
		assert_int_equal(then.claims[0].possible, before[i].possible);
		assert_int_equal(then.claims[0].declaration != NUMBER_NONE,
		    before[i].covered);
		checked_release(&then);
		assert_ok(&r->p, registry_check(r->p.r, statements[i], 0,
		    r->p.arena, &now, &r->p.e));
		changed += now.verdict != before[i].verdict ||
		    now.claims[0].possible != before[i].possible;
		checked_release(&now);
	}
	return changed;
}

static void
test_random(void **state)
{
	unsigned verdicts[4] = {0}, changed = 0;

	(void)state;
	for (unsigned n = 0; n < REGISTERS; n++) {
		struct plain_register *r = malloc(sizeof *r);
		struct plain_claim claims[STATEMENTS];
		uint64_t statements[STATEMENTS];
		struct seen before[STATEMENTS];

		assert_non_null(r);
		make_register(r);
		for (size_t i = 0; i < STATEMENTS; i++)
			statements[i] = make_statement(r, &claims[i]);
		checkpoint(&r->p);
		for (size_t i = 0; i < STATEMENTS; i++) {
			struct checked k;
			struct seen s;
			const char *fault;

			assert_ok(&r->p, registry_check(r->p.r, statements[i],
			    0, r->p.arena, &k, &r->p.e));
			s = (struct seen){k.claims[0].verdict,
			    k.claims[0].certain, k.claims[0].possible,
			    k.claims[0].declaration != NUMBER_NONE,
			    all_words(r, &k)};
			fault = broken(r, &claims[i], &s);
			if (fault != NULL)
				fail_msg("register %u, statement %zu: %s: "
				    "%s, %d..%d", n, i, fault,
				    verdict_name(s.verdict), (int)s.certain,
				    (int)s.possible);
			plant(r, &claims[i], &s);
			verdicts[s.verdict]++;
			before[i] = s;
			checked_release(&k);
		}
		changed += check_again(r, statements, before,
		    registry_size(r->p.r));
		place_remove(&r->p);
		free(r);
	}
	/* the draw reached every verdict, so every fault was planted */
	for (size_t i = 0; i < COUNT(verdicts); i++)
		if (verdicts[i] == 0)
			fail_msg("no verdict %s",
			    verdict_name((enum verdict)i));
	for (size_t i = 0; i < COUNT(planted); i++)
		assert_true(planted[i] > 0);
	assert_true(changed > 0);
}

static void
test_word_finder(void **state)
{
	(void)state;
	assert_null(forbidden_word("supported by 2 entries"));
	assert_null(forbidden_word("hedge: \"they lied\""));
	assert_null(forbidden_word("falsework, relies"));
	assert_string_equal(forbidden_word("they Lied."), "lied");
	assert_string_equal(forbidden_word("c'est faux"), "faux");
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_word_finder),
	    cmocka_unit_test(test_random),
	};

	return cmocka_run_group_tests_name("checking_random", tests, NULL,
	    NULL);
}
