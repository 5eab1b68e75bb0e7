/* Ed25519 by the rule of log 3.4: Wycheproof and CCTV */
#include <stdio.h>

#include "crypto/ed25519.h"
#include "crypto/portable.h"
#include "vectors/kinds.h"

/* By both makers, which must agree; else neither verdict is taken. */
static bool
holds(struct run *r, struct bytes key, struct bytes message, struct bytes sig)
{
	struct public_key k;
	struct signature s;
	bool verdict;

	if (key.len != sizeof k.at || sig.len != sizeof s.at)
		return false;
	memcpy(k.at, key.at, sizeof k.at);
	memcpy(s.at, sig.at, sizeof s.at);
	verdict = ed25519_holds(&k, message, &s);
	if (portable_ed25519_holds(k.at, message, s.at) != verdict)
		case_count(r, false, "libcrypto says %d, portable code not",
		    verdict);
	return verdict;
}

static enum err
run_wycheproof(struct run *r, const struct json *groups, struct error *e)
{
	for (const struct json *g = groups->first; g != NULL; g = g->next) {
		const struct json *tests = json_get(g, "tests");
		struct bytes key, message, sig;

		if (tests == NULL || !json_hex(json_get(json_get(g,
		    "publicKey"), "pk"), r->arena, &key))
			return error_set(e, ERR_INPUT, "a group without key");
		for (const struct json *t = tests->first; t != NULL;
		    t = t->next) {
			if (!json_hex(json_get(t, "msg"), r->arena,
			    &message) || !json_hex(json_get(t, "sig"),
			    r->arena, &sig))
				return error_set(e, ERR_INPUT,
				    "a test without message or signature");
			case_count(r, holds(r, key, message, sig) ==
			    bytes_is(json_get_text(t, "result"), "valid"),
			    "tcId %lld", (long long)json_get_number(t, "tcId",
			    0));
		}
	}
	return ERR_NONE;
}

/* Messages are texts; the verdicts that log 3.4 names stand beside. */
static enum err
run_cctv(struct run *r, const struct json *all, struct error *e)
{
	const struct json *verdicts;
	struct bytes want;
	size_t number = 0, accepted = 0;
	enum err rc = run_read_beside(r, &verdicts, "ed25519-verdicts.json",
	    e);

	if (rc != ERR_NONE)
		return rc;
	want = json_get_text(json_get(verdicts, "verdicts"),
	    "libsodium (Debian 12)");
	for (const struct json *v = all->first; v != NULL; v = v->next) {
		struct bytes key, sig;
		bool accept;

		if (!json_hex(json_get(v, "key"), r->arena, &key) ||
		    !json_hex(json_get(v, "sig"), r->arena, &sig) ||
		    number >= want.len)
			return error_set(e, ERR_INPUT, "vector %zu has no "
			    "key, signature or verdict", number);
		accept = holds(r, key, json_get_text(v, "msg"), sig);
		accepted += accept;
		case_count(r, accept == (want.at[number] == '1'),
		    "vector %zu", number);
		number++;
	}
	(void)printf("accepted %zu of %zu\n", accepted, number);
	return ERR_NONE;
}

static enum err
run(struct run *r, struct error *e)
{
	const struct json *all, *groups;
	enum err rc = run_read_json(r, &all, "", e);

	if (rc != ERR_NONE)
		return rc;
	groups = json_get(all, "testGroups");
	return groups != NULL ? run_wycheproof(r, groups, e) :
	    run_cctv(r, all, e);
}

const struct kind kind_ed25519 = {"ed25519",
    "signatures: Wycheproof ed25519_test.json, CCTV ed25519vectors.json",
    run};
