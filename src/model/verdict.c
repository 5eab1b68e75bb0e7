/* Verdicts (model/verdict.h) */
#include "model/verdict.h"

const char *
verdict_name(enum verdict v)
{
	static const char *const names[] = {"contradicted", "in_tension",
	    "open", "supported", NULL};

	return names[v];
}

const char *
reason_name(unsigned i)
{
	static const char *const names[REASON_COUNT] = {"readings_differ",
	    "scope_unclear", "window_not_given", "hedge", "exceeds",
	    "own_source", "declaration_overtaken"};

	return names[i];
}

/* What keeps a claim from being contradicted: model 6.3, last paragraph. */
static unsigned
limits_of(const struct claim *c)
{
	bool universe = c->p == CLAIM_ONLY || c->p == CLAIM_NONE;
	bool bounded = universe ||
	    (c->p == CLAIM_COUNT && (c->op == OP_EQ || c->op == OP_LE));
	unsigned reasons = 0;

	if (c->unclear != 0 ||
	    (universe && (json_is_null(c->targets) || c->targets->count != 1)))
		reasons |= REASON_SCOPE_UNCLEAR;
	if (bounded && !c->has_window)
		reasons |= REASON_WINDOW_NOT_GIVEN;
	if (c->hedged)
		reasons |= REASON_HEDGE;
	return reasons;
}

enum met { MET_NEITHER, MET_SUPPORTED, MET_CONTRADICTED };

/* `more`: the register holds more than was claimed; it needs no declaration
 * to be seen, but one to be called a contradiction. */
static enum met
condition(const struct claim *c, const struct verdict_facts *f, bool *more)
{
	bool exact = f->covered && f->certain == c->n && f->possible == c->n;
	bool fewer = f->covered && f->possible < c->n;

	*more = false;
	switch (c->p) {
	case CLAIM_ONLY:
	case CLAIM_NONE:
		if (f->covered && f->possible == 0)
			return MET_SUPPORTED;
		*more = f->certain > 0;
		return *more ? MET_CONTRADICTED : MET_NEITHER;
	case CLAIM_OCCURRED:
	case CLAIM_COUNT:
		break;
	case CLAIM_NOTED:
	case CLAIM_INITIATED:
	case CLAIM_HELD:
	case CLAIM_CONTENT:
	case CLAIM_TEXT:
		return MET_NEITHER;
	}
	switch (c->op) {
	case OP_GE:
		if (f->certain >= c->n)
			return MET_SUPPORTED;
		return fewer ? MET_CONTRADICTED : MET_NEITHER;
	case OP_LE:
		if (f->covered && f->possible <= c->n)
			return MET_SUPPORTED;
		*more = f->certain > c->n;
		return *more ? MET_CONTRADICTED : MET_NEITHER;
	case OP_EQ:
		if (exact)
			return MET_SUPPORTED;
		*more = f->certain > c->n;
		return *more || fewer ? MET_CONTRADICTED : MET_NEITHER;
	case OP_ABOUT:
		return exact ? MET_SUPPORTED : MET_NEITHER;
	}
	return MET_NEITHER;
}

enum verdict
verdict_of(const struct claim *c, const struct verdict_facts *f,
    unsigned *reasons)
{
	unsigned limits = limits_of(c);
	bool more;

	switch (condition(c, f, &more)) {
	case MET_SUPPORTED:
		return VERDICT_SUPPORTED;
	case MET_NEITHER:
		return VERDICT_OPEN;
	case MET_CONTRADICTED:
		break;
	}
	if (more && !f->covered)
		limits |= REASON_EXCEEDS;
	*reasons |= limits;
	return limits == 0 ? VERDICT_CONTRADICTED : VERDICT_IN_TENSION;
}

enum verdict
verdict_noted(const struct claim *c, const struct noted_facts *f,
    unsigned *reasons)
{
	switch (c->q) {
	case Q_SOME:
		return f->receipted > 0 ? VERDICT_SUPPORTED : VERDICT_OPEN;
	case Q_EACH:
	case Q_USUALLY: /* not a word of noted */
		return f->covered && f->contacts > 0 && !f->tally &&
			!f->sealed && f->receipted == f->contacts ?
		    VERDICT_SUPPORTED :
		    VERDICT_OPEN;
	case Q_NONE:
		break;
	}
	if (f->receipted > 0) {
		*reasons |= limits_of(c);
		return VERDICT_IN_TENSION;
	}
	return f->covered && !f->sealed && !f->hidden ? VERDICT_SUPPORTED :
							VERDICT_OPEN;
}

enum verdict
verdict_initiated(const struct claim *c, const struct initiated_facts *f,
    unsigned *reasons)
{
	bool all = f->certain > 0 && f->agree == f->certain;

	if (c->q == Q_SOME && f->agree > 0)
		return VERDICT_SUPPORTED;
	if (f->differ > 0) {
		*reasons |= limits_of(c);
		return VERDICT_IN_TENSION;
	}
	if (c->q == Q_EACH)
		return all && f->covered && !f->possible_more ?
		    VERDICT_SUPPORTED :
		    VERDICT_OPEN;
	return all ? VERDICT_SUPPORTED : VERDICT_OPEN;
}

enum verdict
verdict_held(const struct claim *c, bool spans, unsigned *reasons)
{
	if (spans)
		return VERDICT_SUPPORTED;
	if (!c->has_window)
		*reasons |= REASON_WINDOW_NOT_GIVEN;
	return VERDICT_OPEN;
}

enum verdict
verdict_readings(const enum verdict *v, size_t count, unsigned *reasons)
{
	bool equal = true, tense = false;

	if (count == 0) {
		*reasons |= REASON_SCOPE_UNCLEAR;
		return VERDICT_OPEN;
	}
	for (size_t i = 0; i < count; i++) {
		equal = equal && v[i] == v[0];
		tense = tense || v[i] == VERDICT_CONTRADICTED ||
		    v[i] == VERDICT_IN_TENSION;
	}
	if (equal)
		return v[0];
	*reasons |= REASON_READINGS_DIFFER;
	return tense ? VERDICT_IN_TENSION : VERDICT_OPEN;
}

enum verdict
verdict_overall(const enum verdict *v, size_t count)
{
	enum verdict out = VERDICT_NONE;

	for (size_t i = 0; i < count; i++)
		if (v[i] < out)
			out = v[i];
	return out;
}
