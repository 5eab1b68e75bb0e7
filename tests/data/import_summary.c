/*
 * import_summary MAP FILE|DIR - judges a foreign file by a MAP, files nothing
 * and prints the report of map 8.1. For tests/data/check_totals.py.
 */
#include "exchange/import.h"

#include <stdio.h>

static enum err
new_id(void *context, struct bytes type, char id[IMPORT_ID_MAX],
    struct error *e)
{
	unsigned *made = context;

	(void)e;
	(void)snprintf(id, IMPORT_ID_MAX, "%.*s:%026u", (int)type.len,
	    (const char *)type.at, ++*made);
	return ERR_NONE;
}

int
main(int argc, char **argv)
{
	struct import_map *m = NULL;
	struct import *job = NULL;
	struct error e = {0};
	struct buffer out = {0};
	unsigned made = 0;
	struct import_host host = {.context = &made, .new_id = new_id};
	enum err rc;

	if (argc != 3) {
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
	return rc == ERR_NONE ? 0 : 1;
}
