#include "proof/policy.h"

#include <assert.h>

#define FIELDS_MAX (3 + POLICY_WITNESSES_MAX + POLICY_GROUPS_MAX)

/* One line, cut into fields. */
struct fields {
	size_t count;
	struct bytes at[FIELDS_MAX];
};

static bool
is_blank(uint8_t c)
{
	return c == ' ' || c == '\t';
}

/* False: more fields than any line may have. */
static bool
split(struct fields *f, struct bytes line)
{
	size_t i = 0;

	f->count = 0;
	while (i < line.len) {
		size_t start;

		while (i < line.len && is_blank(line.at[i]))
			i++;
		start = i;
		while (i < line.len && !is_blank(line.at[i]))
			i++;
		if (i == start)
			break;
		if (f->count == FIELDS_MAX)
			return false;
		f->at[f->count++] = bytes_of(line.at + start, i - start);
	}
	return true;
}

static bool
is_reserved(struct bytes name)
{
	return bytes_is(name, "none") || bytes_is(name, "all") ||
	    bytes_is(name, "any");
}

static bool
same_key(const struct vkey *a, const struct vkey *b)
{
	return memcmp(a->key.at, b->key.at, sizeof a->key.at) == 0;
}

bool
policy_find_witness(const struct policy *p, struct bytes name, size_t *at)
{
	for (size_t i = 0; i < p->witness_count; i++)
		if (bytes_equal(p->witnesses[i].name, name)) {
			*at = i;
			return true;
		}
	return false;
}

bool
policy_find_group(const struct policy *p, struct bytes name, size_t *at)
{
	for (size_t i = 0; i < p->group_count; i++)
		if (bytes_equal(p->groups[i].name, name)) {
			*at = i;
			return true;
		}
	return false;
}

static enum err
name_check(const struct policy *p, struct bytes name, struct error *e)
{
	size_t at;

	if (is_reserved(name))
		return error_set(e, ERR_INPUT,
		    "none, all and any cannot be names");
	if (policy_find_witness(p, name, &at) ||
	    policy_find_group(p, name, &at))
		return error_set(e, ERR_INPUT, "the name is taken above");
	return ERR_NONE;
}

static enum err
key_parse(struct vkey *out, struct bytes text, enum key_type type,
    struct error *e)
{
	enum err rc = vkey_parse(out, text, e);

	if (rc == ERR_NONE && out->type != type)
		return error_mend(e, error_set(e, ERR_INPUT,
		    "the key is of type 0x%02x, not 0x%02x", out->type,
		    type), "log lines take the log's key, witness lines the "
		    "cosigning key: both are printed by 'chancery key new'");
	return rc;
}

/* log <vkey> [<url>] */
static enum err
log_line(struct policy *p, const struct fields *f, struct error *e)
{
	struct policy_log *l = &p->logs[p->log_count];
	enum err rc;

	if (f->count < 2 || f->count > 3)
		return error_set(e, ERR_INPUT,
		    "expected: log KEY [URL]; comments stand on lines of "
		    "their own");
	if (p->log_count == POLICY_LOGS_MAX)
		return error_set(e, ERR_INPUT, "more than %d logs",
		    POLICY_LOGS_MAX);
	rc = key_parse(&l->key, f->at[1], KEY_LOG, e);
	if (rc != ERR_NONE)
		return rc;
	for (size_t i = 0; i < p->log_count; i++)
		if (same_key(&p->logs[i].key, &l->key))
			return error_set(e, ERR_INPUT,
			    "this log's key stands above");
	l->url = f->count == 3 ? f->at[2] : bytes_of(NULL, 0);
	p->log_count++;
	return ERR_NONE;
}

/* witness <name> <vkey> [<url>] */
static enum err
witness_line(struct policy *p, const struct fields *f, struct error *e)
{
	struct policy_witness *w = &p->witnesses[p->witness_count];
	enum err rc;

	if (f->count < 3 || f->count > 4)
		return error_set(e, ERR_INPUT,
		    "expected: witness NAME KEY [URL]; comments stand on "
		    "lines of their own");
	if (p->witness_count == POLICY_WITNESSES_MAX)
		return error_set(e, ERR_INPUT, "more than %d witnesses",
		    POLICY_WITNESSES_MAX);
	rc = name_check(p, f->at[1], e);
	if (rc == ERR_NONE)
		rc = key_parse(&w->key, f->at[2], KEY_WITNESS, e);
	if (rc != ERR_NONE)
		return rc;
	for (size_t i = 0; i < p->witness_count; i++)
		if (same_key(&p->witnesses[i].key, &w->key))
			return error_set(e, ERR_INPUT,
			    "this witness's key stands above: one key is one "
			    "witness");
	w->name = f->at[1];
	w->url = f->count == 4 ? f->at[3] : bytes_of(NULL, 0);
	w->is_log_too = false;
	p->witness_count++;
	return ERR_NONE;
}

/* Adds one member to the group under construction. `taken_*` are the members
 * of the groups above. */
static enum err
member_add(struct policy *p, struct policy_group *g, struct bytes name,
    struct error *e)
{
	uint64_t taken_witnesses = g->witnesses, taken_groups = g->groups;
	size_t at = 0;

	for (size_t i = 0; i < p->group_count; i++) {
		taken_witnesses |= p->groups[i].witnesses;
		taken_groups |= p->groups[i].groups;
	}
	if (policy_find_witness(p, name, &at)) {
		if ((taken_witnesses >> at & 1) != 0)
			return error_set(e, ERR_INPUT, "a member belongs to "
			    "one group, and stands there once");
		g->witnesses |= UINT64_C(1) << at;
	} else if (policy_find_group(p, name, &at)) {
		if ((taken_groups >> at & 1) != 0)
			return error_set(e, ERR_INPUT, "a member belongs to "
			    "one group, and stands there once");
		g->groups |= UINT64_C(1) << at;
	} else {
		return error_set(e, ERR_INPUT,
		    "a member is not defined above this line");
	}
	g->member_count++;
	return ERR_NONE;
}

/* group <name> all|any|<k> <member>... */
static enum err
group_line(struct policy *p, const struct fields *f, struct error *e)
{
	struct policy_group g = {0};
	uint64_t k = 0;
	enum err rc;

	if (f->count < 4)
		return error_set(e, ERR_INPUT,
		    "expected: group NAME all|any|K MEMBER...");
	if (p->group_count == POLICY_GROUPS_MAX)
		return error_set(e, ERR_INPUT, "more than %d groups",
		    POLICY_GROUPS_MAX);
	rc = name_check(p, f->at[1], e);
	for (size_t i = 3; rc == ERR_NONE && i < f->count; i++)
		rc = member_add(p, &g, f->at[i], e);
	if (rc != ERR_NONE)
		return rc;
	if (bytes_is(f->at[2], "all"))
		k = g.member_count;
	else if (bytes_is(f->at[2], "any"))
		k = 1;
	else if (!bytes_decimal(f->at[2], g.member_count, &k) || k == 0)
		return error_set(e, ERR_INPUT, "the number needed is all, any "
		    "or 1 to %u", g.member_count);
	g.name = f->at[1];
	g.threshold = (unsigned)k;
	p->groups[p->group_count++] = g;
	return ERR_NONE;
}

/* quorum <name>|none */
static enum err
quorum_line(struct policy *p, const struct fields *f, bool *seen,
    struct error *e)
{
	if (f->count != 2)
		return error_set(e, ERR_INPUT, "expected: quorum NAME|none");
	if (*seen)
		return error_set(e, ERR_INPUT, "a second quorum line");
	*seen = true;
	if (bytes_is(f->at[1], "none"))
		p->quorum = QUORUM_NONE;
	else if (policy_find_witness(p, f->at[1], &p->quorum_index))
		p->quorum = QUORUM_WITNESS;
	else if (policy_find_group(p, f->at[1], &p->quorum_index))
		p->quorum = QUORUM_GROUP;
	else
		return error_set(e, ERR_INPUT, "the quorum names no witness "
		    "and no group defined above");
	return ERR_NONE;
}

static enum err
line_parse(struct policy *p, struct bytes line, bool *quorum_seen,
    struct error *e)
{
	struct fields f;

	for (size_t i = 0; i < line.len; i++)
		if ((line.at[i] < 0x20 && line.at[i] != '\t') ||
		    line.at[i] == 0x7f)
			return error_set(e, ERR_INPUT, "control character "
			    "0x%02x", line.at[i]);
	if (!split(&f, line))
		return error_set(e, ERR_INPUT, "too many fields");
	if (f.count == 0 || f.at[0].at[0] == '#')
		return ERR_NONE;
	if (bytes_is(f.at[0], "log"))
		return log_line(p, &f, e);
	if (bytes_is(f.at[0], "witness"))
		return witness_line(p, &f, e);
	if (bytes_is(f.at[0], "group"))
		return group_line(p, &f, e);
	if (bytes_is(f.at[0], "quorum"))
		return quorum_line(p, &f, quorum_seen, e);
	return error_set(e, ERR_INPUT,
	    "a line begins with log, witness, group, quorum or #");
}

enum err
policy_parse(struct policy *out, struct bytes text, struct error *e)
{
	struct bytes line;
	bool complete, quorum_seen = false;
	size_t number = 0;

	*out = (struct policy){0};
	if (text.len > POLICY_BYTES_MAX)
		return error_set(e, ERR_INPUT, "a policy has at most %d bytes",
		    POLICY_BYTES_MAX);
	while (bytes_line(&text, &line, &complete)) {
		enum err rc = line_parse(out, line, &quorum_seen, e);

		number++;
		if (rc != ERR_NONE) {
			*out = (struct policy){0};
			(void)error_wrap(e, "policy line %zu", number);
			return rc;
		}
	}
	if (!quorum_seen) {
		*out = (struct policy){0};
		return error_mend(e, error_set(e, ERR_INPUT,
		    "the policy has no quorum line"), "add 'quorum none', or "
		    "name a witness or group");
	}
	for (size_t i = 0; i < out->witness_count; i++)
		for (size_t k = 0; k < out->log_count; k++)
			if (same_key(&out->witnesses[i].key,
			    &out->logs[k].key))
				out->witnesses[i].is_log_too = true;
	return ERR_NONE;
}

static unsigned
count_bits(uint64_t set)
{
	unsigned count = 0;

	for (; set != 0; set &= set - 1)
		count++;
	return count;
}

bool
policy_quorum(const struct policy *p, uint64_t cosigned)
{
	uint64_t reached = 0;

	if (p->quorum == QUORUM_NONE)
		return true;
	if (p->quorum == QUORUM_WITNESS)
		return (cosigned >> p->quorum_index & 1) != 0;
	/* members stand above their group, so one pass is enough */
	for (size_t i = 0; i < p->group_count; i++) {
		const struct policy_group *g = &p->groups[i];

		if (count_bits(g->witnesses & cosigned) +
		    count_bits(g->groups & reached) >= g->threshold)
			reached |= UINT64_C(1) << i;
	}
	return (reached >> p->quorum_index & 1) != 0;
}

/* Sum of the `g->threshold` smallest needs: each witness needs one, and each
 * group above its own number. Groups share no member, so this is the least. */
static unsigned
group_need(const struct policy_group *g,
    const unsigned needs[POLICY_GROUPS_MAX])
{
	uint64_t left = g->groups;
	unsigned count = count_bits(g->witnesses), sum;

	assert(g->threshold <= g->member_count);
	if (count > g->threshold)
		count = g->threshold;
	for (sum = count; count < g->threshold; count++) {
		size_t best = POLICY_GROUPS_MAX;

		for (size_t i = 0; i < POLICY_GROUPS_MAX; i++)
			if ((left >> i & 1) != 0 &&
			    (best == POLICY_GROUPS_MAX ||
			    needs[i] < needs[best]))
				best = i;
		if (best == POLICY_GROUPS_MAX)
			break;
		left &= ~(UINT64_C(1) << best);
		sum += needs[best];
	}
	return sum;
}

unsigned
policy_witnesses_needed(const struct policy *p)
{
	unsigned needs[POLICY_GROUPS_MAX] = {0};

	if (p->quorum != QUORUM_GROUP)
		return p->quorum == QUORUM_WITNESS;
	for (size_t i = 0; i < p->group_count; i++)
		needs[i] = group_need(&p->groups[i], needs);
	return needs[p->quorum_index];
}
