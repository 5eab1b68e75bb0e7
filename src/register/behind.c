#include "register/behind.h"

#include <stdio.h>

#include "base/arena.h"
#include "base/file.h"

/* The size in the checkpoint that a file holds; 0 where it holds none. */
static uint64_t
size_in(const char *dir, const char *name)
{
	char path[PATH_BYTES];
	struct buffer b = {0};
	struct bytes rest, line = {NULL, 0};
	uint64_t size = 0;
	bool complete;

	if (path_join(path, dir, name, NULL) == ERR_NONE &&
	    file_read(&b, path, 64 * KIB, NULL) == ERR_NONE) {
		rest = buffer_bytes(&b);
		for (size_t i = 0; i < 2; i++) /* origin, size */
			if (!bytes_line(&rest, &line, &complete))
				line.len = 0;
		if (!bytes_decimal(line, INT64_MAX, &size))
			size = 0;
	}
	buffer_release(&b);
	return size;
}

const char *
behind_of(const char *dir, uint64_t size, uint64_t *newer)
{
	char keys[PATH_BYTES];
	uint64_t head, shown, met;

	(void)snprintf(keys, sizeof keys, "%.4000s.keys", dir);
	head = size_in(keys, "log.head");
	shown = size_in(dir, "public/checkpoint");
	met = size_in(dir, "evidence/witness.note"); /* R5 */
	*newer = head > shown ? head : shown;
	if (met > *newer && met > size) {
		*newer = met;
		return "evidence/witness.note";
	}
	if (*newer <= size)
		return NULL;
	return head >= shown ? "log.head" : "public/checkpoint";
}
