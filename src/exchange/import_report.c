/* The report of an import: map 8.1, one JSON object a line. */
#include <inttypes.h>

#include "exchange/import.h"

static void
member(struct buffer *out, const char *name, struct bytes text)
{
	buffer_printf(out, "\"%s\":", name);
	if (text.len == 0)
		buffer_text(out, "null");
	else
		json_print_string(out, text);
}

static void
problem_line(struct buffer *out, const struct import_problem *p)
{
	buffer_byte(out, '{');
	member(out, "code", bytes_text(p->code));
	buffer_byte(out, ',');
	member(out, "column", p->column);
	buffer_byte(out, ',');
	member(out, "file", p->file);
	buffer_byte(out, ',');
	member(out, "message", bytes_text(p->message[LANG_EN]));
	buffer_printf(out, ",\"row\":%" PRIu64 ",", p->row);
	member(out, "text", p->text);
	buffer_text(out, "}\n");
}

static void
counts(struct buffer *out, const char *name, const struct import_counts *c)
{
	buffer_printf(out, "\"%s\":{", name);
	for (size_t i = 0; i < c->count; i++) {
		if (i != 0)
			buffer_byte(out, ',');
		json_print_string(out, c->at[i].name);
		buffer_printf(out, ":%" PRIu64, c->at[i].count);
	}
	buffer_byte(out, '}');
}

void
import_report(const struct import *job, struct buffer *out)
{
	const struct import_totals *t = import_totals(job);

	for (size_t i = 0; i < import_problem_count(job); i++)
		problem_line(out, import_problem_at(job, i));
	buffer_printf(out, "{\"already\":%" PRIu64 ",\"amended\":%" PRIu64 ",",
	    t->already, t->amended);
	counts(out, "entries", &t->by_type);
	buffer_printf(out, ",\"filed\":%" PRIu64 ",\"joined\":%" PRIu64 ",",
	    t->filed, t->joined);
	counts(out, "problems", &t->by_code);
	buffer_printf(out, ",\"rows\":%" PRIu64 ",", t->rows);
	counts(out, "skipped", &t->by_reason);
	buffer_text(out, "}\n");
}
