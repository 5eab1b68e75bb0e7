/* Any bytes as a MAP: read and freed, or refused with a sentence. */
#include "exchange/import_map.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len);

int
LLVMFuzzerTestOneInput(const uint8_t *at, size_t len)
{
	struct import_map *m = NULL;
	struct error e = {0};
	enum err rc;

	/* no folder of that name: a map that has tables is refused */
	rc = import_map_parse(&m, bytes_of(at, len), "/nonexistent", &e);
	if ((rc == ERR_NONE) != (m != NULL) ||
	    (rc != ERR_NONE && e.text[0] == '\0'))
		abort();
	import_map_free(m);
	return 0;
}
