/*
 * import_summary MAP FILE|DIR - judges a foreign file by a MAP, files nothing
 * and prints the report of map 8.1. For tests/data/check_totals.py.
 */
#include "exchange/import_check.h"

#include <stdio.h>

#define CHECKED_AT 1700000000 /* a fixed day after all that is filed */

static enum err
new_id(void *context, struct bytes type, char id[IMPORT_ID_MAX],
    struct error *e)
{
	struct id fresh;

	(void)context;
	(void)e;
	id_random(&fresh, type_by_name(type));
	id_print(id, &fresh);
	return ERR_NONE;
}

static enum err
check(void *context, const struct import_draft *draft, struct error *e)
{
	struct arena *a = context;

	arena_reset(a);
	return import_draft_check(draft, CHECKED_AT, a, e);
}

int
main(int argc, char **argv)
{
	struct import_map *m = NULL;
	struct import *job = NULL;
	struct error e = {0};
	struct buffer out = {0};
	struct arena *a = arena_new(64 * MIB);
	struct import_host host = {.context = a,
	    .new_id = new_id,
	    .check = check};
	enum err rc;

	if (argc != 3 || a == NULL) {
		(void)fputs("usage: import_summary MAP FILE|DIR\n", stderr);
		return 2;
	}
	rc = import_map_read(&m, argv[1], &e);
	if (rc == ERR_NONE)
		rc = import_judge(&job, m, argv[2], 0, 0, &host, &e);
	if (rc == ERR_NONE) {
		import_report(job, &out);
		(void)fwrite(out.at, 1, out.len, stdout);
	} else {
		(void)fprintf(stderr, "import_summary: %s\n", e.text);
	}
	buffer_release(&out);
	import_free(job);
	import_map_free(m);
	arena_free(a);
	return rc == ERR_NONE ? 0 : 1;
}
