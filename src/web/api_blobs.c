/* Sealed files on the wire: docs/format/wire.md 2 and 3 */
#include "web/serving_inside.h"

void
handle_blob_put(void *context, struct http_request *r,
    struct http_answer *answer)
{
	(void)context;
	problem_put(answer, r, 503, "behind", N_("out of memory"));
}

void
handle_blob_read(void *context, struct http_request *r,
    struct http_answer *answer)
{
	(void)context;
	problem_put(answer, r, 503, "behind", N_("out of memory"));
}
