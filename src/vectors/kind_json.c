/* vectors/json/jsontestsuite.tsv, column chancery_parser */
#include "format/base64.h"
#include "vectors/kinds.h"

enum { COLUMNS = 7, VERDICT = 3, BASE64 = 6 };

/* Strict as for an entry; the sizes are those of the table, which limits the
 * depth alone. */
static bool
row_agrees(struct run *r, const struct bytes row[COLUMNS])
{
	struct json_limits limits = json_entry_limits;
	const struct json *v;
	uint8_t *at = arena_take(r->arena, row[BASE64].len + 1);
	size_t len;
	bool accepted;

	limits.members = limits.elements = limits.string_bytes = 1 << 20;
	if (at == NULL || !base64_decode(row[BASE64], at, row[BASE64].len,
	    &len))
		return false;
	accepted = json_parse(&v, bytes_of(at, len), &limits, r->arena,
	    NULL) == ERR_NONE;
	return accepted ? bytes_is(row[VERDICT], "accept") :
	    bytes_starts(row[VERDICT], "reject");
}

static enum err
run(struct run *r, struct error *e)
{
	struct bytes rest, row[COLUMNS];
	size_t count;
	enum err rc = run_read(r, &rest, "", e);

	if (rc != ERR_NONE)
		return rc;
	if (!next_row(&rest, row, COLUMNS, &count) || count != COLUMNS ||
	    !bytes_is(row[VERDICT], "chancery_parser"))
		return error_set(e, ERR_INPUT, "no table with a column "
		    "chancery_parser");
	while (next_row(&rest, row, COLUMNS, &count))
		case_count(r, row_agrees(r, row), "%.*s", (int)row[0].len,
		    (const char *)row[0].at);
	return ERR_NONE;
}

const struct kind kind_json = {"json",
    "table of texts, as vectors/json/jsontestsuite.tsv", run};
