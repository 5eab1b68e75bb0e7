/* A Content-Type's parameters up to the first line feed, then a body of parts:
 * what is accepted is text within the bounds. RFC 7578 */
#include "web/fuzz_form_check.h"

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len);

int
LLVMFuzzerTestOneInput(const uint8_t *at, size_t len)
{
	static const struct form_shape shape = {.repeated = "r", .texts = "t"};
	struct arena *a = arena_new(8 * MIB);
	struct bytes in = bytes_of(at, len);
	size_t end = bytes_find(in, '\n');
	struct buffer type = {0};
	struct bytes body;
	struct form f;

	buffer_text(&type, "multipart/form-data;");
	buffer_append(&type, in.at, end);
	body = end == len ? bytes_of(at, 0) :
			    bytes_of(at + end + 1, len - end - 1);
	if (a != NULL && form_parse(&f, buffer_bytes(&type), body, &shape, a,
	    NULL) == ERR_NONE) {
		check_form(&f, body);
		assert(f.field_count + f.file_count <= FORM_PARTS_MAX);
	}
	buffer_release(&type);
	arena_free(a);
	return 0;
}
