/* Answer files, by the policy of the published keys. */
#include <assert.h>
#include <stdlib.h>

#include "proof/answer.h"

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len);

static const char policy_text[] = "log register.example/log1+a1206906+"
    "AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4\nquorum none\n";

int
LLVMFuzzerTestOneInput(const uint8_t *at, size_t len)
{
	static struct answer_work work;
	static struct policy policy;
	struct answer_asker by = {.policy = &policy};
	size_t scratch_len = answer_scratch(len) + 1;
	uint8_t *scratch = malloc(scratch_len);
	struct report r;
	enum err rc;

	if (scratch == NULL || (policy.log_count == 0 && policy_parse(&policy,
	    bytes_text(policy_text), NULL) != ERR_NONE))
		abort();
	rc = answer_check(&r, &work, bytes_of(at, len), &by, scratch,
	    scratch_len);
	assert(rc == ERR_NONE || rc == ERR_INPUT || rc == ERR_PROOF ||
	    rc == ERR_UNCHECKED);
	assert(rc != ERR_NONE || work.answer.certain <= work.answer.possible);
	for (size_t i = 0; i + 1 < STEP_COUNT; i++)
		assert(r.steps[i].result != STEP_FAILED ||
		    r.steps[i + 1].result == STEP_CANNOT);
	free(scratch);
	return 0;
}
