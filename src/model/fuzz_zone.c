/* TZif files: any offset within two days, or refused. */
#include "model/zone.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len);

int
LLVMFuzzerTestOneInput(const uint8_t *at, size_t len)
{
	static const int64_t times[] = {INT64_C(-4000000000), 0,
	    INT64_C(1720000000), INT64_C(250000000000)};
	int32_t offset_s;

	for (size_t i = 0; i < COUNT(times); i++)
		if (zone_offset_in(bytes_of(at, len), times[i], &offset_s) &&
		    (offset_s < -7 * 86400 - 3600 ||
			offset_s > 7 * 86400 + 3600))
			abort();
	return 0;
}
