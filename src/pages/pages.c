#include "pages/pages.h"

#include <stdlib.h>

#include "pages/tables.h"

enum err
pages_new(struct pages **out, struct error *e)
{
	*out = calloc(1, sizeof **out);
	return *out == NULL ? error_set(e, ERR_MEMORY, "out of memory") :
			      ERR_NONE;
}

void
pages_free(struct pages *pages)
{
	free(pages);
}

size_t
pages_tables(struct http_route_table out[PAGES_TABLES_MAX])
{
	const struct http_route_table *const families[] = {&home_table,
	    &signing_in_table, &enrolling_table, &account_table,
	    &contact_table, &papers_table, &party_table, &state_table,
	    &statement_table, &ask_table, &search_table, &lists_table,
	    &late_table, &status_table, &help_table, &texts_table,
	    &problems_table, &api_pages_table, &leading_table,
	    &verify_table, &data_table};
	/* what files */
	const struct http_route_table *const filing[] = {&filing_table,
	    &filing_check_table, &filing_receipt_table, &amending_table,
	    &annulling_table, &declaring_table,
	    &noting_table, &thing_pages_table};
	size_t count = 0;

	for (size_t i = 0; i < COUNT(families); i++)
		out[count++] = *families[i];
	for (size_t i = 0; i < COUNT(filing); i++)
		out[count++] = *filing[i];
	return count;
}
