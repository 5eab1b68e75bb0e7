/* vectors/edtf/profile.tsv: model 4.2 */
#include "format/edtf.h"
#include "vectors/kinds.h"

enum { COLUMNS = 10 };

static bool
is_day(struct bytes want, uint32_t code)
{
	char text[11];

	day_print(text, code);
	return bytes_is(want, text);
}

static bool
row_agrees(const struct bytes row[COLUMNS])
{
	struct edtf d;
	struct error e = {0};
	struct bytes reason;
	char qualifier[2] = {0};

	if (edtf_parse(&d, row[0], &e) != ERR_NONE) {
		if (!bytes_starts(row[1], "reject:"))
			return false;
		reason = bytes_of(row[1].at + 7, row[1].len - 7);
		return bytes_is(reason, e.word);
	}
	qualifier[0] = d.qualifier;
	return bytes_is(row[1], "ok") &&
	    bytes_is(row[2], edtf_kind_name(d.kind)) &&
	    is_day(row[3], d.start_lo) && is_day(row[4], d.start_hi) &&
	    is_day(row[5], d.end_lo) && is_day(row[6], d.end_hi) &&
	    bytes_is(row[7], qualifier) &&
	    bytes_is(row[8], d.bounds_required ? "1" : "0") &&
	    bytes_is(row[9], d.exact_day ? "1" : "0");
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
	    !bytes_is(row[0], "edtf"))
		return error_set(e, ERR_INPUT, "no profile table");
	while (next_row(&rest, row, COLUMNS, &count))
		case_count(r, row_agrees(row), "%.*s", (int)row[0].len,
		    (const char *)row[0].at);
	return ERR_NONE;
}

const struct kind kind_edtf = {"edtf",
    "table of date texts, as vectors/edtf/profile.tsv", run};
