/* Any bytes under any format: no cell runs off, no byte is read twice. */
#include "exchange/csv.h"

#include <stdlib.h>

#include "format/json.h"

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len);

int
LLVMFuzzerTestOneInput(const uint8_t *at, size_t len)
{
	struct arena *a = arena_new(64 * MIB);
	struct csv_format f = {.separator = ','};
	struct csv csv;
	struct csv_row row;
	size_t left, bad;

	if (a == NULL || len < 1)
		goto done;
	f.line_end = (enum csv_line_end)(at[0] & 3);
	f.encoding = (at[0] & 4) != 0 ? CSV_WINDOWS_1252 : CSV_UTF8;
	f.separator = (at[0] & 8) != 0 ? ';' : ',';
	if (csv_open(&csv, bytes_of(at + 1, len - 1), f, a, NULL) != ERR_NONE)
		goto done;
	for (left = csv.rest.len; csv_next(&csv, &row, a);
	     left = csv.rest.len) {
		if (csv.rest.len >= left || row.count > CSV_CELLS_MAX)
			abort();
		for (size_t i = 0; row.fault == NULL && i < row.count; i++)
			if (!utf8_check(row.cells[i], &bad) ||
			    bytes_find(row.cells[i], 0) != row.cells[i].len)
				abort();
	}
done:
	arena_free(a);
	return 0;
}
