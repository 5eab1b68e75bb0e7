/* Any bytes as a proof file: what parses prints to the same bytes, and
 * nothing but the worked proof holds for "entry 3". log 4.1 */
#include <assert.h>

#include "proof/tlog_proof.h"

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len);

/* log 4.3, the worked policy */
static const char policy_text[] =
    "log register.example/log1+a1206906+"
    "AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4\n"
    "witness w1 witness.example/w1+20324abe+"
    "BCmsuuFBvMrwsi4alNNNC8c2HlJtC/4SyJeUvJMilm3X\n"
    "quorum w1\n";

int
LLVMFuzzerTestOneInput(const uint8_t *at, size_t len)
{
	static uint8_t again[TLOG_PROOF_BYTES_MAX];
	static struct policy policy;
	struct tlog_proof p;
	struct checkpoint_verdict v;
	size_t again_len;

	if (policy.log_count == 0)
		assert(policy_parse(&policy, bytes_text(policy_text), NULL) ==
		    ERR_NONE);
	if (checkpoint_check(&v, bytes_of(at, len), &policy, NULL) ==
	    ERR_NONE)
		assert(v.checkpoint.size == 7 && v.cosigned == 1);
	if (tlog_proof_parse(&p, bytes_of(at, len), NULL) != ERR_NONE)
		return 0;
	assert(tlog_proof_print(again, sizeof again, &again_len, &p) ==
	    ERR_NONE);
	assert(bytes_equal(bytes_of(at, len), bytes_of(again, again_len)));
	if (tlog_proof_check(&v, &p, bytes_text("entry 3"), &policy, NULL) ==
	    ERR_NONE)
		assert(p.index == 3 && v.checkpoint.size == 7);
	assert(tlog_proof_check(&v, &p, bytes_text("entry x"), &policy,
	    NULL) != ERR_NONE);
	return 0;
}
