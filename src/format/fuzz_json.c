/* Any bytes, by both sets of limits: what is accepted prints canonically to a
 * text that parses to an equal tree. model 1.8 */
#include <assert.h>

#include "format/json.h"

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len);

static void
check(struct bytes in, const struct json_limits *limits)
{
	struct arena *a = arena_new(32 * MIB);
	struct buffer out = {0};
	const struct json *v, *again;

	if (a != NULL && json_parse(&v, in, limits, a, NULL) == ERR_NONE) {
		json_print_canonical(&out, v);
		assert(!out.failed);
		assert(json_parse(&again, buffer_bytes(&out), limits, a,
		    NULL) == ERR_NONE);
		assert(json_equal(v, again));
		assert(json_is_canonical(again, buffer_bytes(&out)));
		assert(json_check_names(v, NULL) ==
		    json_check_names(again, NULL));
	}
	buffer_release(&out);
	arena_free(a);
}

int
LLVMFuzzerTestOneInput(const uint8_t *at, size_t len)
{
	check(bytes_of(at, len), &json_entry_limits);
	check(bytes_of(at, len), &json_file_limits);
	return 0;
}
