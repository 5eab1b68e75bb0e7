/* Any bytes: refused with a reason, or bounds in their order. model 4 */
#include <assert.h>

#include "format/edtf.h"

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len);

int
LLVMFuzzerTestOneInput(const uint8_t *at, size_t len)
{
	struct edtf_stated none = {0};
	struct edtf_bounds b;
	struct edtf d;
	struct error e = {0};

	if (edtf_parse(&d, bytes_of(at, len), &e) != ERR_NONE) {
		assert(e.code == ERR_INPUT && e.word[0] != '\0');
		return 0;
	}
	assert(len < EDTF_BYTES_MAX);
	assert(d.start_lo <= d.start_hi && d.end_lo <= d.end_hi);
	assert(d.start_lo <= d.end_lo && d.start_hi <= d.end_hi);
	assert(!d.exact_day || d.start_lo == d.start_hi);
	assert(d.bounds_required == (d.qualifier != 0));
	assert(edtf_kind_name(d.kind) != NULL);
	(void)edtf_wide(d.start_lo, d.start_hi);
	(void)edtf_lasts(&d);
	assert((edtf_when_bounds(&b, &d, &none, NULL) == ERR_NONE) ==
	    !d.bounds_required);
	return 0;
}
