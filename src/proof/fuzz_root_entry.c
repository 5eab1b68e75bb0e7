/* Index-root entries: one form, and never more than the bytes given. */
#include <assert.h>

#include "proof/root_entry.h"

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len);

int
LLVMFuzzerTestOneInput(const uint8_t *at, size_t len)
{
	struct root_entry r;
	struct error e = {0};

	if (root_entry_parse(&r, bytes_of(at, len), &e) != ERR_NONE) {
		assert(e.code == ERR_PROOF);
		return 0;
	}
	assert(r.origin.at >= at && r.origin.at + r.origin.len <= at + len);
	assert(r.covered < UINT64_C(1) << 53);
	assert(root_entry_check(&r, &e) == ERR_NONE || e.code == ERR_PROOF);
	return 0;
}
