/* Memory for one check: taken from the end of the module's own, given back all
 * at once by `reset`. A check ends before the page sees its result, so nothing
 * is freed singly; the last piece can grow in place. */
#include "wasm/memory.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define PAGE ((uintptr_t)65536)
#define ALIGN ((uintptr_t)16)

extern unsigned char __heap_base; /* of the linker */

static uintptr_t top, last;

static uintptr_t
bottom(void)
{
	return ((uintptr_t)&__heap_base + ALIGN - 1) & ~(ALIGN - 1);
}

void
memory_reset(void)
{
	/* what the last check left is not shown to the next */
	if (top != 0)
		memset((void *)bottom(), 0, top - bottom());
	top = bottom();
	last = 0;
}

/* Room up to `end`? */
static int
reach(uintptr_t end)
{
	uintptr_t have = __builtin_wasm_memory_size(0) * PAGE;

	if (end <= have)
		return 1;
	return __builtin_wasm_memory_grow(0, (end - have + PAGE - 1) / PAGE) !=
	    (size_t)-1;
}

void *
malloc(size_t size)
{
	uintptr_t at;

	if (top == 0)
		memory_reset();
	at = (top + ALIGN - 1) & ~(ALIGN - 1);
	if (size > SIZE_MAX / 4 || !reach(at + size))
		return NULL;
	last = at;
	top = at + size;
	return (void *)at;
}

void
free(void *at)
{
	(void)at;
}

void *
calloc(size_t count, size_t size)
{
	void *at = size != 0 && count > SIZE_MAX / size ? NULL :
	    malloc(count * size);

	return at == NULL ? NULL : memset(at, 0, count * size);
}

/* Only the last piece has a known length; others are copied as if they were as
 * long as what lies behind them, which is never less. */
void *
realloc(void *from, size_t size)
{
	uintptr_t at = (uintptr_t)from;
	size_t behind = top - at;
	void *to;

	if (from == NULL)
		return malloc(size);
	if (at == last && size <= SIZE_MAX / 4) {
		if (!reach(at + size))
			return NULL;
		top = at + size;
		return from;
	}
	to = malloc(size);
	return to == NULL ? NULL :
	    memcpy(to, from, size < behind ? size : behind);
}
