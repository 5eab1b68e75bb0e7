#include "proof/checkpoint.h"

#include <inttypes.h>

enum err
note_check(const struct note *n, struct note_key *keys, size_t key_count,
    struct error *e)
{
	bool found = false;

	for (size_t k = 0; k < key_count; k++) {
		keys[k].verified = false;
		keys[k].time_s = 0;
	}
	for (size_t i = 0; i < n->line_count; i++)
		for (size_t k = 0; k < key_count; k++) {
			uint64_t time_s;

			if (!note_line_is_of(&n->lines[i], keys[k].key))
				continue;
			if (!note_line_holds(&n->lines[i], keys[k].key,
			    n->text, &time_s))
				return error_word(e, ERR_PROOF, "signature",
				    "the signature of %s, a key that you "
				    "trust, does not hold", keys[k].key->name);
			keys[k].verified = found = true;
			if (time_s > keys[k].time_s)
				keys[k].time_s = time_s;
		}
	return found ? ERR_NONE : error_word(e, ERR_UNCHECKED,
	    "no_trusted_key", "no key that you trust signed");
}

/* Whether a log of the policy signed its own origin (log 3.5.1). */
static enum err
log_found(struct checkpoint_verdict *v, const struct policy *p,
    const struct note_key *keys, bool *found, struct error *e)
{
	*found = false;
	for (size_t k = p->log_count; k-- != 0;) {
		if (!keys[k].verified)
			continue;
		if (strcmp(v->checkpoint.origin, keys[k].key->name) != 0)
			return error_word(e, ERR_PROOF, "origin", "the key of "
			    "%s signed a checkpoint of another log",
			    keys[k].key->name);
		v->log = k;
		*found = true;
	}
	return ERR_NONE;
}

static void
cosigners_take(struct checkpoint_verdict *v, const struct policy *p,
    const struct note_key *keys)
{
	for (size_t k = 0; k < p->witness_count; k++) {
		if (!keys[k].verified)
			continue;
		v->cosigned |= UINT64_C(1) << k;
		v->times_s[k] = keys[k].time_s;
		v->cosigner_count++;
	}
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
	struct note_key keys[POLICY_LOGS_MAX + POLICY_WITNESSES_MAX];
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
	for (size_t k = 0; k < p->log_count; k++)
		keys[k] = (struct note_key){.key = &p->logs[k].key};
	for (size_t k = 0; k < p->witness_count; k++)
		keys[p->log_count + k] = (struct note_key){
		    .key = &p->witnesses[k].key};
	rc = note_check(&n, keys, p->log_count + p->witness_count, e);
	if (rc == ERR_PROOF)
		return rc;
	rc = log_found(&v, p, keys, &found, e);
	cosigners_take(&v, p, keys + p->log_count);
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
