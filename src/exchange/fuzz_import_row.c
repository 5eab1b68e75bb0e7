/*
 * Any bytes as a foreign file under fixed maps: every line gets one outcome,
 * every draft is canonical JSON. The first byte chooses the map.
 */
#include "exchange/import.h"

#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len);

#define HEAD                                              \
	"{\"map\":1,\"dataset\":\"f\",\"licence\":\"x\"," \
	"\"title\":{\"en\":\"x\"},\"parts\":[{\"file\":\"*\",\"reader\":"
#define ENTRIES                                                           \
	"\"entries\":[{\"type\":\"person\",\"as\":\"p\","                 \
	"\"key\":{\"column\":\"a\"},\"repeat\":\"once\",\"body\":{},"     \
	"\"slots\":{\"names\":[{\"lang\":\"en\",\"text\":"                \
	"{\"column\":\"b\",\"split\":\";\"}}]}},{\"type\":\"tenure\","    \
	"\"as\":\"t\",\"repeat\":\"number\",\"key\":{\"hash\":["          \
	"{\"column\":\"a\"}]},\"body\":{\"person\":{\"entity\":\"p\"},"   \
	"\"when\":{\"span\":[{\"column\":\"b\",\"date\":[\"YYYY-MM-DD\"," \
	"\"MM/DD/YY*\",\"YYYY\"]},{\"column\":\"c\",\"date\":["           \
	"\"YYYY-MM-01?\",\"D. M. YYYY\",\"YYYY-MM\"]}]}},\"slots\":{}}]}]}"

static const char *const maps[] = {
    HEAD "{\"format\":\"csv\",\"encoding\":\"utf-8\",\"separator\":\",\","
	 "\"line_end\":\"any\",\"group_by\":[\"a\"]}," ENTRIES,
    HEAD "{\"format\":\"csv\",\"encoding\":\"windows-1252\","
	 "\"separator\":\";\",\"line_end\":\"cr\"}," ENTRIES,
    HEAD "{\"format\":\"json\",\"rows\":\"/r/*\"}," ENTRIES,
    HEAD "{\"format\":\"xml\",\"rows\":\"/r/s\"}," ENTRIES,
};

static enum err
new_id(void *context, struct bytes type, char id[IMPORT_ID_MAX],
    struct error *e)
{
	unsigned *made = context;

	(void)e;
	(void)snprintf(id, IMPORT_ID_MAX, "%.*s:%u", (int)type.len,
	    (const char *)type.at, ++*made);
	return ERR_NONE;
}

static void
judged(const struct import *job)
{
	const struct import_totals *t = import_totals(job);
	struct arena *a = arena_new(64 * MIB);
	const struct json *v;

	if (t->rows !=
	    t->filed + t->already + t->amended + t->joined + t->skipped +
		t->problems)
		abort();
	for (size_t i = 0; a != NULL && i < import_draft_count(job); i++) {
		const struct import_draft *d = import_draft_at(job, i);

		if (json_parse(&v, d->body, &json_file_limits, a, NULL) !=
			ERR_NONE ||
		    !json_is_canonical(v, d->body))
			abort();
	}
	arena_free(a);
}

int
LLVMFuzzerTestOneInput(const uint8_t *at, size_t len)
{
	static struct import_map *kept[COUNT(maps)]; /* read once */
	struct import_map **m;
	struct import *job = NULL;
	struct error e = {0};
	unsigned made = 0;
	struct import_host host = {.context = &made, .new_id = new_id};

	if (len < 1 || len > 64 * KIB)
		return 0;
	m = &kept[at[0] % COUNT(maps)];
	if (*m == NULL &&
	    import_map_parse(m, bytes_text(maps[at[0] % COUNT(maps)]), ".",
		&e) != ERR_NONE)
		abort();
	if (import_judge_bytes(&job, *m, "a", bytes_of(at + 1, len - 1), 0, 0,
		&host, &e) == ERR_NONE)
		judged(job);
	import_free(job);
	return 0;
}
