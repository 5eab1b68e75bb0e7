/* vectors/model/verdicts.tsv: model 6.3 */
#include "model/verdict.h"
#include "vectors/kinds.h"

enum { COLUMNS = 9 };

/* A claim with these words, its scope as clear as the row says. */
static enum err
claim_of(struct claim *out, const struct bytes row[COLUMNS], struct arena *a,
    struct error *e)
{
	struct buffer text = {0};
	const struct json *claim, *statement;
	bool universe = bytes_is(row[0], "only") || bytes_is(row[0], "none");
	enum err rc;

	buffer_printf(&text, "{\"n\":%.*s,\"op\":\"%.*s\",\"p\":\"%.*s\",",
	    (int)row[2].len, (const char *)row[2].at, (int)row[1].len,
	    (const char *)row[1].at, (int)row[0].len,
	    (const char *)row[0].at);
	buffer_printf(&text,
	    "\"kinds\":null,\"%s\":[{\"state\":\"xb\"}],%s"
	    "\"window\":{\"from\":\"2020-01-01\",\"to\":\"2022-12-31\"}}",
	    universe ? "universe" : "counterparts",
	    bytes_is(row[7], "1") ? "\"unclear\":[\"subject\"]," : "");
	rc = json_parse(&claim, arena_copy(a, buffer_bytes(&text)),
	    &json_entry_limits, a, e);
	if (rc == ERR_NONE)
		rc = json_parse(&statement,
		    bytes_text(bytes_is(row[6], "1") ? "{\"hedged\":true}" :
						       "{\"hedged\":false}"),
		    &json_entry_limits, a, e);
	if (rc == ERR_NONE)
		claim_read(out, claim, statement);
	buffer_release(&text);
	return rc;
}

static bool
row_agrees(const struct bytes row[COLUMNS], struct arena *a)
{
	struct verdict_facts f = {.covered = bytes_is(row[5], "1")};
	struct claim c;
	unsigned reasons = 0;

	if (!bytes_decimal(row[3], UINT32_MAX, &f.certain) ||
	    !bytes_decimal(row[4], UINT32_MAX, &f.possible) ||
	    claim_of(&c, row, a, NULL) != ERR_NONE ||
	    !bytes_is(row[0], claim_p_name(c.p)))
		return false;
	return bytes_is(row[8], verdict_name(verdict_of(&c, &f, &reasons)));
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
	    !bytes_is(row[8], "verdict"))
		return error_set(e, ERR_INPUT, "no table of verdicts");
	while (next_row(&rest, row, COLUMNS, &count))
		case_count(r, count == COLUMNS && row_agrees(row, r->arena),
		    "%.*s %.*s %.*s: %.*s..%.*s", (int)row[0].len,
		    (const char *)row[0].at, (int)row[1].len,
		    (const char *)row[1].at, (int)row[2].len,
		    (const char *)row[2].at, (int)row[3].len,
		    (const char *)row[3].at, (int)row[4].len,
		    (const char *)row[4].at);
	return ERR_NONE;
}

const struct kind kind_verdicts = {"verdicts",
    "table of verdicts, as vectors/model/verdicts.tsv", run};
