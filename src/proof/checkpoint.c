#include "proof/checkpoint.h"

#include <inttypes.h>

/* One known line: verified, or the whole note falls (log 3.3.2). */
static enum err
known_line(const struct note *n, const struct note_line *l,
    const struct vkey *k, uint64_t *time_s, struct error *e)
{
	if (note_line_holds(l, k, n->text, time_s))
		return ERR_NONE;
	return error_word(e, ERR_PROOF, "signature", "the signature of %s, "
	    "a key that you trust, does not hold for this checkpoint",
	    k->name);
}

static enum err
log_lines(struct checkpoint_verdict *v, const struct note *n,
    const struct policy *p, bool *found, struct error *e)
{
	uint64_t time_s;

	*found = false;
	for (size_t i = 0; i < n->line_count; i++)
		for (size_t k = 0; k < p->log_count; k++) {
			const struct vkey *key = &p->logs[k].key;
			enum err rc;

			if (!note_line_is_of(&n->lines[i], key))
				continue;
			rc = known_line(n, &n->lines[i], key, &time_s, e);
			if (rc != ERR_NONE)
				return rc;
			/* log 3.5.1: the origin equals the key's name */
			if (strcmp(v->checkpoint.origin, key->name) != 0)
				return error_word(e, ERR_PROOF, "origin",
				    "the key of %s signed a checkpoint of "
				    "another log", key->name);
			if (!*found)
				v->log = k;
			*found = true;
		}
	return ERR_NONE;
}

static enum err
witness_lines(struct checkpoint_verdict *v, const struct note *n,
    const struct policy *p, struct error *e)
{
	for (size_t i = 0; i < n->line_count; i++)
		for (size_t k = 0; k < p->witness_count; k++) {
			const struct vkey *key = &p->witnesses[k].key;
			uint64_t time_s;
			enum err rc;

			if (!note_line_is_of(&n->lines[i], key))
				continue;
			rc = known_line(n, &n->lines[i], key, &time_s, e);
			if (rc != ERR_NONE)
				return rc;
			if (time_s > v->times_s[k])
				v->times_s[k] = time_s;
			if ((v->cosigned >> k & 1) == 0)
				v->cosigner_count++;
			v->cosigned |= UINT64_C(1) << k;
		}
	return ERR_NONE;
}

/* No line of a trusted log key: an alarm if a log that we trust is named,
 * homework if it is a stranger's. */
static enum err
no_log_key(const struct checkpoint *c, const struct policy *p,
    struct error *e)
{
	for (size_t k = 0; k < p->log_count; k++)
		if (strcmp(c->origin, p->logs[k].key.name) == 0)
			return error_word(e, ERR_PROOF, "signature",
			    "the checkpoint names %s, but the key that you "
			    "trust for it did not sign", c->origin);
	return error_mend(e, error_word(e, ERR_UNCHECKED, "no_trusted_key",
	    "your policy trusts no log named %.200s", c->origin),
	    "add its 'log' line to your policy, from a source other than "
	    "this file");
}

enum err
checkpoint_check(struct checkpoint_verdict *out, struct bytes note,
    const struct policy *p, struct error *e)
{
	struct checkpoint_verdict v = {0};
	struct note n;
	bool found = false;
	enum err rc = note_parse(&n, note, e);

	if (rc == ERR_NONE)
		rc = checkpoint_parse(&v.checkpoint, n.text, e);
	if (rc != ERR_NONE) {
		(void)error_wrap(e, "checkpoint");
		return rc;
	}
	v.text = n.text;
	rc = log_lines(&v, &n, p, &found, e);
	if (rc == ERR_NONE)
		rc = witness_lines(&v, &n, p, e);
	if (rc == ERR_NONE && !found)
		rc = no_log_key(&v.checkpoint, p, e);
	if (rc != ERR_NONE)
		return rc;
	v.quorum = policy_quorum(p, v.cosigned);
	*out = v;
	if (!v.quorum)
		return error_mend(e, error_word(e, ERR_UNCHECKED, "quorum",
		    "too few witnesses: %u of your policy's signed, the "
		    "fewest that do are %u", v.cosigner_count,
		    policy_witnesses_needed(p)), "ask for the cosigned "
		    "checkpoint, or wait for the witnesses");
	return ERR_NONE;
}

enum err
checkpoint_check_clock(const struct checkpoint_verdict *v, int64_t now_s,
    struct error *e)
{
	enum { DAY_S = 24 * 3600 };
	uint64_t last = now_s < 0 ? DAY_S : (uint64_t)now_s + DAY_S;

	for (size_t i = 0; i < COUNT(v->times_s); i++)
		if (v->times_s[i] > last)
			return error_word(e, ERR_PROOF, "time", "a witness "
			    "signed for %" PRIu64 " seconds after 1970, more "
			    "than a day after this machine's clock",
			    v->times_s[i]);
	return ERR_NONE;
}
