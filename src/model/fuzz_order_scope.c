/* Scopes of orders: what is accepted prints to the same bytes. */
#include "model/order_scope.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len);

int
LLVMFuzzerTestOneInput(const uint8_t *at, size_t len)
{
	struct arena *a = arena_new(4 * MIB);
	struct buffer b = {0};
	struct order_scope s;
	struct error e = {0};

	if (a != NULL &&
	    order_scope_parse(&s, bytes_of(at, len), a, &e) == ERR_NONE) {
		order_scope_print(&b, &s);
		if (!bytes_equal(buffer_bytes(&b), bytes_of(at, len)))
			abort();
	}
	buffer_release(&b);
	arena_free(a);
	return 0;
}
