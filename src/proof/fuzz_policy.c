/* Any bytes as a policy: refused, or a policy whose quorum is sound. log 4.3 */
#include <assert.h>

#include "proof/policy.h"

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len);

int
LLVMFuzzerTestOneInput(const uint8_t *at, size_t len)
{
	static struct policy p;
	uint64_t all;

	if (policy_parse(&p, bytes_of(at, len), NULL) != ERR_NONE) {
		assert(p.log_count == 0 && p.witness_count == 0);
		return 0;
	}
	all = p.witness_count == 64 ? UINT64_MAX :
	    (UINT64_C(1) << p.witness_count) - 1;
	for (size_t i = 0; i < p.group_count; i++) {
		assert(p.groups[i].threshold >= 1);
		assert(p.groups[i].threshold <= p.groups[i].member_count);
		assert((p.groups[i].witnesses & ~all) == 0);
		assert(p.groups[i].groups >> i == 0); /* those above alone */
	}
	assert(policy_quorum(&p, all));
	assert(policy_quorum(&p, 0) == (p.quorum == QUORUM_NONE));
	assert(policy_witnesses_needed(&p) <= p.witness_count);
	return 0;
}
